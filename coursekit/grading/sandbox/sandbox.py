"""The place where students' notebooks run: a warm process in a jail, one child a submission.

>>> from coursekit.grading.sandbox import Sandbox
>>> with Sandbox(trusted=True) as sandbox, sandbox.start(["def f(x): return 2 * x"]) as child:
...     results = child.run()
...     print(results[0].ok, child.call("f", [21]).value)
True 42
"""

from __future__ import annotations

import socket
from collections.abc import Sequence
from typing import TYPE_CHECKING

from coursekit.grading.sandbox import layers
from coursekit.grading.sandbox.channel import Channel
from coursekit.grading.sandbox.child import Child, Process, Progress
from coursekit.grading.sandbox.faults import SandboxError
from coursekit.grading.sandbox.limits import Limits
from coursekit.grading.sandbox.plain import PlainProcess
from coursekit.grading.sandbox.zygote import Zygote

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["Sandbox"]


class Sandbox:
    """Starts a `Child` for each submission; a context manager, one for each thread that grades.

    ``trusted=False`` is the jail: it needs the layers that `coursekit.grading.sandbox.layers`
    looks for and raises SandboxError, with the cure, where they are not. ``trusted=True`` is a
    plain process with limits: for notebooks that one would run oneself. A sandbox has one child at
    a time; several sandboxes, in threads or processes, do not touch one another.
    """

    def __init__(self, *, trusted: bool = False, limits: Limits | None = None) -> None:
        self.trusted = trusted
        self.limits = limits or Limits()
        self._child: Child | None = None
        self._zygote: Zygote | None = None
        self._found: dict[str, bool] = {}
        if not trusted:
            found = layers.available()
            layers.require(found)
            self._found = {layer.name: layer.on for layer in found}

    @property
    def layers(self) -> tuple[str, ...]:
        """The layers that every child of this sandbox has, for the report."""
        if self.trusted:
            return ("limits",)
        return tuple(name for name, on in self._found.items() if on)

    @property
    def unloaded(self) -> tuple[str, ...]:
        """Modules that the jail should have and could not load, each with the reason."""
        return () if self._zygote is None else self._zygote.unloaded

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self, cells: Sequence[str], progress: Progress | None = None) -> Child:
        """Start a process for the code cells ``cells``; nothing of them runs before `Child.run`.

        Closes the child before, if it still lives. Raises SandboxError if none can be started.
        """
        self._close_child()
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                process = self._process(theirs)
        except SandboxError:
            ours.close()
            raise
        self._child = Child(process, Channel(ours, strict=True), cells, progress, self.limits)
        return self._child

    def close(self) -> None:
        """End the child and the jail."""
        self._close_child()
        self._end_zygote()

    def _process(self, wire: socket.socket) -> Process:
        if self.trusted:
            return PlainProcess(wire, self.limits)
        if self._zygote is not None:
            try:
                return self._zygote.start(wire)
            except SandboxError:
                # It may have been killed for want of memory: a new one is as good.
                self._end_zygote()
        self._zygote = Zygote(
            self.limits,
            namespaces=self._found["namespaces"],
            landlock=self._found["landlock"],
            filtered=self._found["seccomp"],
        )
        return self._zygote.start(wire)

    def _end_zygote(self) -> None:
        if self._zygote is not None:
            zygote, self._zygote = self._zygote, None
            zygote.close()

    def _close_child(self) -> None:
        if self._child is not None:
            child, self._child = self._child, None
            child.close()
            if not self._found.get("namespaces", True):
                # It had the jail's own namespaces: what it left there goes with them.
                self._end_zygote()
