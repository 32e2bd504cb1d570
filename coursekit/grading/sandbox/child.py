"""One student's process as the grader holds it: run the cells, ask questions, close.

Nothing that comes back is more than data, and every reply is checked against what was asked. The
first reply that is late, missing or malformed ends the process: a `Child` is either healthy or
closed.
"""

from __future__ import annotations

import secrets
import signal
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from coursekit.checking import CellResult
from coursekit.grading.sandbox.answers import Described, Outcome, Parameter, Raised, Usage
from coursekit.grading.sandbox.channel import Channel, ChannelError
from coursekit.grading.sandbox.faults import (
    ChildDied,
    ChildFault,
    ChildMisbehaved,
    ChildTimeout,
    SandboxError,
)
from coursekit.grading.sandbox.limits import Limits
from coursekit.grading.sandbox.messages import MessageError, checked
from coursekit.grading.sandbox.values import ValueFormError, decode, encode

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["Child", "Exit", "Process", "Progress"]

Progress = Callable[[int, "CellResult | None"], None]

#: Seconds that a process may take until it is hardened and ready for its first cell.
READY_SECONDS = 30.0
#: Seconds between the wire's end and the end of the process that let go of it.
LAST_SECONDS = 0.5
#: Characters that are kept of what all cells of one notebook printed and raised.
TEXT = 1 << 20
#: Bytes that the answers to one question may bring.
ANSWER_BYTES = 16 << 20
#: What a process exits with when even its own bookkeeping finds no memory.
MEMORY_EXIT = 71


@dataclass(frozen=True)
class Exit:
    """How a process ended: a return code as `subprocess` gives it, and what it used."""

    code: int
    usage: Usage


class Process(Protocol):
    """What a child needs of the process behind it."""

    def kill(self) -> None:
        """Kill the process and all that it started; nothing happens if it is gone."""

    def gone(self, seconds: float) -> bool:
        """Whether the process ends within ``seconds``."""

    def wait(self) -> Exit:
        """Wait until a killed process is gone; raises SandboxError if it does not go."""


class Child:
    """A process that runs the cells of one submission and then answers questions about them.

    Made by `Sandbox.start`; a context manager. ``layers`` are the layers that the process itself
    reported to be on before any of the student's code ran. Times are seconds; every method has a
    deadline of its own and raises

    - `ChildTimeout` if it is over (the process is killed),
    - `ChildDied` if the process is gone,
    - `ChildMisbehaved` if it wrote what is no answer (the process is killed);

    all three are `ChildFault`, and after any of them the child is closed.
    """

    def __init__(
        self,
        process: Process,
        channel: Channel,
        cells: Sequence[str],
        progress: Progress | None,
        limits: Limits,
    ) -> None:
        self.usage = Usage()
        self.results: list[CellResult] = []
        self._process = process
        self._channel = channel
        self._cells = [str(cell) for cell in cells]
        self._progress = progress
        self._limits = limits
        self._exit: Exit | None = None
        self._cell: int | None = None
        self._text_left = TEXT
        self._bytes_before = 0
        self.layers = self._ready()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # What a grader asks.

    def run(self, *, cell_seconds: float = 10.0, total_seconds: float = 60.0) -> list[CellResult]:
        """Run the cells in order; return one result a cell.

        ``progress(index, None)`` is called before a cell starts and ``progress(index, result)``
        when it is done. If a cell takes longer than ``cell_seconds``, or ends the process, the
        fault says in ``cell`` which one it was, and in ``results`` what those before it gave.
        """
        end = time.monotonic() + total_seconds
        nonce = self._ask({"do": "run", "cells": [encode(cell) for cell in self._cells]}, end)
        for index in range(len(self._cells)):
            # A process that ends between two cells is the next one's doing as far as one can see.
            self._cell = index
            reply = self._reply(nonce, min(end, time.monotonic() + cell_seconds), "cell")
            self._expect(reply["cell"] == index)
            self._tell(index, None)
            deadline = min(end, time.monotonic() + cell_seconds)
            reply = self._reply(nonce, deadline, "ran")
            self._expect(reply["cell"] == index)
            result = self._result(index, reply)
            self.results.append(result)
            self._tell(index, result)
        self._cell = None
        self._reply(nonce, end, "done")
        return list(self.results)

    def _result(self, index: int, reply: dict[str, Any]) -> CellResult:
        """Make a result of a reply; once much was printed, only the error's line is kept."""
        text, notes = (reply["traceback"], reply["output"]), tuple(reply["notes"])
        self._text_left -= sum(map(len, (*text, *notes)))
        if self._text_left < 0:
            text, notes = ("", ""), ()
        return CellResult(index, reply["error"], reply["line"], *text, notes)

    def describe(self, names: Iterable[str], *, seconds: float = 10.0) -> dict[str, Described]:
        """Tell what each of ``names`` stands for in the notebook's namespace."""
        wanted = list(dict.fromkeys(names))
        end = time.monotonic() + seconds
        nonce = self._ask({"do": "describe", "names": wanted}, end)
        told = self._reply(nonce, end, "described")["names"]
        self._expect(len(told) == len(wanted))
        return {
            name: Described(
                name,
                one["status"],
                self._value(one["value"]),
                None
                if one["parameters"] is None
                else tuple(Parameter(*parameter) for parameter in one["parameters"]),
            )
            for name, one in zip(wanted, told, strict=True)
        }

    def call(self, name: str, arguments: Sequence[Any], *, seconds: float = 5.0) -> Outcome:
        """Call the function called ``name`` once, with copies of ``arguments``."""
        return self.call_many(name, [arguments], seconds=seconds)[0]

    def call_many(
        self, name: str, calls: Iterable[Sequence[Any]], *, seconds: float = 10.0
    ) -> list[Outcome]:
        """Call it once for each list of arguments, in order; one outcome a call.

        An exception in one call leaves the others as they are; a call that hangs ends all.
        """
        forms = [encode(tuple(arguments)) for arguments in calls]
        if not forms:
            return []
        end = time.monotonic() + seconds
        nonce = self._ask({"do": "call", "name": name, "calls": forms}, end)
        outcomes: list[Outcome] = []
        while len(outcomes) < len(forms):
            told = self._reply(nonce, end, "called")["outcomes"]
            self._expect(0 < len(told) <= len(forms) - len(outcomes))
            outcomes += [self._outcome(one) for one in told]
        return outcomes

    def program(self, source: str, name: str, *, seconds: float = 30.0) -> Outcome:
        """Define the function ``name`` from ``source`` and call it with the notebook's namespace.

        The source is public: the student's code can read it. It finds NumPy as ``np``.
        """
        end = time.monotonic() + seconds
        nonce = self._ask({"do": "program", "source": source, "name": name}, end)
        told = self._reply(nonce, end, "called")["outcomes"]
        self._expect(len(told) == 1)
        return self._outcome(told[0])

    def close(self) -> None:
        """End the process and everything that it started; sets ``usage``. Harmless when repeated.

        Raises SandboxError if the process cannot be ended.
        """
        if self._exit is None:
            self._channel.close()
            self._process.kill()
            self._exit = self._process.wait()
            self.usage = self._exit.usage

    # The wire.

    def _ready(self) -> tuple[str, ...]:
        try:
            reply = self._channel.receive(time.monotonic() + READY_SECONDS)
            if checked(reply, "", "ready", "failed") == "failed":
                raise EOFError(reply["why"])
        except (TimeoutError, EOFError, ChannelError, MessageError) as error:
            # Nothing of the student's has run yet.
            self.close()
            raise SandboxError(f"a process for a submission did not start: {error}") from error
        return tuple(reply["layers"])

    def _ask(self, request: dict[str, Any], deadline: float) -> str:
        if self._exit is not None:
            raise SandboxError("this child is closed; start another one")
        nonce = secrets.token_hex(8)
        self._bytes_before = self._channel.received
        try:
            self._channel.send({**request, "nonce": nonce}, deadline)
        except TimeoutError:
            raise self._late() from None
        except EOFError:
            raise self._gone() from None
        return nonce

    def _reply(self, nonce: str, deadline: float, *kinds: str) -> dict[str, Any]:
        try:
            reply = self._channel.receive(deadline)
            checked(reply, nonce, *kinds)
        except TimeoutError:
            raise self._late() from None
        except EOFError:
            raise self._gone() from None
        except (ChannelError, MessageError) as error:
            raise self._misbehaved(str(error)) from None
        if self._cell is None:
            self._expect(self._channel.received - self._bytes_before <= ANSWER_BYTES)
        return reply

    def _expect(self, truth: bool) -> None:
        if not truth:
            raise self._misbehaved("a reply out of order")

    def _value(self, form: Any) -> Any:
        try:
            return decode(form)
        except ValueFormError as error:
            raise self._misbehaved(str(error)) from None

    def _outcome(self, told: dict[str, Any]) -> Outcome:
        error = told["error"]
        if error is not None:
            error = Raised(
                error["type"], error["text"], tuple(error["mro"]), error["line"], error["source"]
            )
        value = self._value(told["value"])
        return Outcome(value, error, told["printed"], tuple(told["mutated"]))

    def _tell(self, index: int, result: CellResult | None) -> None:
        if self._progress is not None:
            self._progress(index, result)

    # How it ends.

    def _where(self) -> str:
        return "a question" if self._cell is None else f"cell {self._cell + 1}"

    def _fault(self, fault: ChildFault) -> ChildFault:
        fault.cell = self._cell
        fault.results = tuple(self.results)
        self.close()
        return fault

    def _late(self) -> ChildFault:
        return self._fault(ChildTimeout(f"{self._where()} took too long"))

    def _misbehaved(self, why: str) -> ChildFault:
        return self._fault(ChildMisbehaved(f"at {self._where()} the process wrote {why}"))

    def _gone(self) -> ChildFault:
        if not self._process.gone(LAST_SECONDS):
            return self._misbehaved("nothing more: it closed the wire and went on")
        self.close()
        assert self._exit is not None
        reason = self._reason(self._exit)
        return self._fault(ChildDied(reason, f"at {self._where()} the process ended ({reason})"))

    def _reason(self, end: Exit) -> str:
        if end.code >= 0:
            return "memory" if end.code == MEMORY_EXIT else "exit"
        if -end.code == signal.SIGXCPU or end.usage.cpu_seconds >= self._limits.cpu_seconds:
            return "cpu"
        # Nobody else kills: what is killed from outside, the kernel killed for want of memory.
        return "memory" if -end.code == signal.SIGKILL else f"signal {-end.code}"
