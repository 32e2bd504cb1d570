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

from coursekit.grading.sandbox.channel import Channel
from coursekit.grading.sandbox.child import Child, Progress
from coursekit.grading.sandbox.faults import SandboxError
from coursekit.grading.sandbox.limits import Limits
from coursekit.grading.sandbox.plain import PlainProcess

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

    @property
    def layers(self) -> tuple[str, ...]:
        """The layers that every child of this sandbox has, for the report."""
        return ("limits",)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self, cells: Sequence[str], progress: Progress | None = None) -> Child:
        """Start a process for the code cells ``cells``; nothing of them runs before `Child.run`.

        Closes the child before, if it still lives. Raises SandboxError if none can be started.
        """
        self._close_child()
        if not self.trusted:
            raise SandboxError("the jail is not there yet: Sandbox(trusted=True)")
        ours, theirs = socket.socketpair()
        with theirs:
            process = PlainProcess(theirs, self.limits)
        self._child = Child(process, Channel(ours, strict=True), cells, progress, self.limits)
        return self._child

    def close(self) -> None:
        """End the child and the jail."""
        self._close_child()

    def _close_child(self) -> None:
        if self._child is not None:
            child, self._child = self._child, None
            child.close()
