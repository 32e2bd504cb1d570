"""A student's answers as the judge sees them: plain data, and functions that live in the jail.

`Exercise.judge` calls an answer and looks at what it returns. A `RemoteFunction` takes the place of
the student's: it has the same signature, gives what theirs gave, and does again what theirs did,
so that the same judge comes to the same verdict in the same words. Nothing of the student's is
ever here: a result is plain data, an exception is one of ours that says the same.
"""

from __future__ import annotations

import builtins
import dis
import functools
import inspect
import json
import textwrap
import time
import types
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from coursekit.checking import Exercise
from coursekit.checking.calls import TOLD_LINE, line_text
from coursekit.checking.judge import valid_points
from coursekit.grading.errors import GradingError
from coursekit.grading.sandbox import (
    Child,
    ChildFault,
    ChildTimeout,
    Described,
    Foreign,
    Outcome,
    Raised,
    SandboxError,
)
from coursekit.grading.sandbox.values import encode

__all__ = ["RemoteFunction", "RemoteProgram", "driver_source", "points_to_ask", "remote_answer"]


def remote_answer(child: Child, described: Described, deadline: float) -> Any:
    """Return what the judge is given for a name that the notebook binds.

    Plain values come as they are; a function becomes a `RemoteFunction`, which answers until
    ``deadline`` (of `time.monotonic`) and no longer, however often it is called.
    """
    if described.status == "ellipsis":
        return ...
    if described.status == "callable":
        return RemoteFunction(child, described, deadline)
    return _local(described.value)


def points_to_ask(exercise: Exercise, seed: bytes | None) -> list[tuple[Any, ...]]:
    """Return the inputs with which the judge will call an answer, in its order.

    The first point comes once more at the end: the judge looks whether an answer repeats itself.
    """
    if exercise.kind == "function":
        points, _ = valid_points(exercise, seed)
        return [*points, points[0]]
    if exercise.kind == "parts" and exercise.inputs:
        return exercise.probe_points(seed)
    return []


class RemoteFunction:
    """A function in the jail; calling it here asks there.

    `fetch` asks for many points at once, and calls with just these arguments are answered from
    what came back, each reply once. ``used`` says whether the last call printed. ``fault`` is
    None, or what happened to the student's process during a call: the judge takes every exception
    for the answer's own, so whoever called it has to look here.
    """

    elsewhere = True

    def __init__(self, child: Child, described: Described, deadline: float) -> None:
        self.__name__ = described.name
        self.used = False
        self.fault: ChildFault | SandboxError | None = None
        self._child = child
        self._deadline = deadline
        self._fetched: dict[tuple[Any, ...], deque[Outcome]] = defaultdict(deque)
        signature = _signature(described)
        if signature is not None:
            self.__signature__ = signature  # what inspect.signature looks for

    def fetch(self, points: Sequence[tuple[Any, ...]]) -> None:
        """Call it at all ``points``, in order; raises `ChildFault` if the process is gone."""
        if points:
            seconds = _until(self._deadline)
            outcomes = self._child.call_many(self.__name__, points, seconds=seconds)
            for point, outcome in zip(points, outcomes, strict=True):
                self._fetched[_key(point)].append(outcome)

    def __call__(self, *arguments: Any) -> Any:
        """Return or raise what the student's function does, and spoil its inputs as it does."""
        kept = self._fetched.get(_key(arguments))
        outcome = kept.popleft() if kept else self._ask(arguments)
        self.used = outcome.printed
        return _reenact(outcome, arguments)

    def _ask(self, arguments: Sequence[Any]) -> Outcome:
        try:
            seconds = _until(self._deadline)
            return self._child.call(self.__name__, arguments, seconds=seconds)
        except (ChildFault, SandboxError) as fault:
            self.fault = self.fault or fault
            raise


def _until(deadline: float) -> float:
    """Return the seconds that are left; raises ChildTimeout if there are none."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise ChildTimeout("all calls together took too long")
    return left


def _key(arguments: Sequence[Any]) -> tuple[Any, ...]:
    """Return what is the same for arguments of the same types and bytes only."""
    return tuple(map(_key_of, arguments))


def _key_of(value: Any) -> Any:
    kind = type(value)
    if kind in (float, int):
        return kind, repr(value)
    if kind is np.ndarray:
        return value.dtype.str, value.shape, value.tobytes()
    return kind, json.dumps(encode(value))


def _signature(described: Described) -> inspect.Signature | None:
    """Return the signature that the process told, or None if there is none or it is none."""
    if described.parameters is None:
        return None
    try:
        return inspect.Signature(
            [
                inspect.Parameter(
                    told.name,
                    inspect._ParameterKind(told.kind),
                    default=None if told.has_default else inspect.Parameter.empty,
                )
                for told in described.parameters
            ]
        )
    except (ValueError, TypeError):
        return None


# What a call gave, done again here.


def _reenact(outcome: Outcome, arguments: Sequence[Any]) -> Any:
    """Do to ``arguments`` what the student's function did to its own, then return or raise."""
    for index in outcome.mutated:
        if index < len(arguments):
            _spoil(arguments[index])
    if outcome.error is not None:
        raise _exception(outcome.error)
    return _local(outcome.value)


def _spoil(value: Any) -> None:
    """Change a value that can be changed: what it becomes is of no interest."""
    if isinstance(value, np.ndarray) and value.size:
        value.reshape(-1).view(np.uint8)[0] ^= 1
    elif isinstance(value, list):
        value.append(None)
    elif isinstance(value, dict):
        value[object()] = None


def _exception(raised: Raised) -> BaseException:
    """Return an exception of the nearest builtin class, with the student's name, text and line."""
    members = {
        "__str__": lambda _: raised.text,
        TOLD_LINE: "" if raised.line is None else line_text(raised.line, raised.source),
    }
    for name in raised.mro:
        base = getattr(builtins, name, None)
        # A KeyboardInterrupt of a student's stops nobody here.
        if not (isinstance(base, type) and issubclass(base, BaseException)):
            continue
        if base is not BaseException and not issubclass(base, KeyboardInterrupt):
            break
    else:
        base = Exception
    name = raised.type if raised.type.isidentifier() else base.__name__
    kind: type[BaseException] = type(name, (base,), members)
    try:
        return base.__new__(kind)
    except TypeError:  # a group of exceptions insists on its members
        return _exception(replace(raised, mro=()))


#: Stand-ins of the types of which the judge says something of their own; see `Foreign`.
_STAND_INS: dict[str, Callable[[], Any]] = {
    "ellipsis": lambda: ...,
    "bytes": bytes,
    "set": set,
    "frozenset": frozenset,
    "ndarray": lambda: np.array([None]),
    # Only a whole number beyond all floats cannot be sent.
    "int": lambda: 1 << 2000,
}


def _local(value: Any) -> Any:
    """Return a value of the wire as the judge would meet it in the notebook."""
    if isinstance(value, Foreign):
        stand_in = _STAND_INS.get(type(value).__name__)
        return stand_in() if stand_in else value
    if type(value) is dict:
        return {key: _local(item) for key, item in value.items()}
    return value


# Programs.


class RemoteProgram:
    """The driver of a program, run in the jail on the student's names."""

    def __init__(self, child: Child, exercise: Exercise, deadline: float) -> None:
        self.fault: ChildFault | SandboxError | None = None
        self._child = child
        self._deadline = deadline
        assert exercise.driver is not None
        self._name = exercise.driver.__name__
        self._source = driver_source(exercise)

    def __call__(self, _: Mapping[str, Any], *point: Any) -> Any:
        """Run the driver there; return or raise here what it returned or raised."""
        given = "".join(f", {_literal(value)}" for value in point)
        source = f"{self._source}\n\ndef _drive_(names):\n    return {self._name}(names{given})\n"
        try:
            seconds = _until(self._deadline)
            outcome = self._child.program(source, "_drive_", seconds=seconds)
        except (ChildFault, SandboxError) as fault:
            self.fault = self.fault or fault
            raise
        result = _reenact(outcome, ())
        return tuple(map(_local, result)) if type(result) is tuple else result

    def drives(self, exercise: Exercise) -> Exercise:
        """Return the exercise with this driver in place of its own."""
        return replace(exercise, driver=self)


def _literal(value: Any) -> str:
    """Write an input of a program as Python text that gives it back to the last bit."""
    if isinstance(value, np.ndarray):
        return f"np.array({value.tolist()!r})"
    return repr(value)


@functools.lru_cache(maxsize=64)
def driver_source(exercise: Exercise) -> str:
    """Return the text of a program's driver, to be defined and run where the student's code is.

    It must stand alone: a ``def`` that uses nothing from outside but builtins, ``np`` and what it
    imports itself. Raises GradingError, which says what it uses, if it does not.
    """
    driver = exercise.driver
    owner = f"the driver of {exercise.id}"
    if not isinstance(driver, types.FunctionType) or driver.__name__ == "<lambda>":
        raise GradingError(f"{owner} must be a function that is written with def")
    outside = sorted(
        {*driver.__code__.co_freevars, *_globals(driver.__code__)} - {"np"} - set(vars(builtins))
    )
    if outside:
        raise GradingError(
            f"{owner} uses {', '.join(outside)}, which the jail does not have: "
            "define or import it inside the driver"
        )
    # As text, annotations need no imports.
    source = "from __future__ import annotations\n" + textwrap.dedent(inspect.getsource(driver))
    try:
        exec(compile(source, "<driver>", "exec"), {"np": np})  # noqa: S102 - the author's own code
    except (SyntaxError, NameError) as error:
        raise GradingError(f"{owner} cannot be defined by itself: {error}") from error
    return source


def _globals(code: types.CodeType) -> Iterator[str]:
    """Return the global names that a function reads, in the functions within it as well."""
    for instruction in dis.get_instructions(code):
        if instruction.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            yield str(instruction.argval)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _globals(constant)
