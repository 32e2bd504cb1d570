"""The place where students' notebooks run: a warm process in a jail, one child a submission.

>>> from coursekit.grading.sandbox import Sandbox
>>> with Sandbox(trusted=True) as sandbox, sandbox.start(["def f(x): return 2 * x"]) as child:
...     results = child.run()
...     print(results[0].ok, child.call("f", [21]).value)
True 42
"""

from __future__ import annotations

import re
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


#: What a notebook says that draws; one that draws all the same pays for loading Matplotlib itself.
_DRAWS = re.compile("matplotlib|pylab|widgets")


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
        self._zygotes: dict[bool, Zygote] = {}  # by whether Matplotlib is loaded
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
        return tuple({line: None for zygote in self._zygotes.values() for line in zygote.unloaded})

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
                process = self._process(theirs, drawing=any(map(_DRAWS.search, cells)))
        except SandboxError:
            ours.close()
            raise
        self._child = Child(process, Channel(ours, strict=True), cells, progress, self.limits)
        return self._child

    def close(self) -> None:
        """End the child and the jail."""
        self._close_child()
        self._end_zygotes()

    def _process(self, wire: socket.socket, *, drawing: bool) -> Process:
        if self.trusted:
            return PlainProcess(wire, self.limits)
        zygote = self._zygotes.get(drawing)
        if zygote is not None:
            try:
                return zygote.start(wire)
            except SandboxError:
                # It may have been killed for want of memory: a new one is as good.
                self._zygotes.pop(drawing).close()
        zygote = Zygote(
            self.limits,
            namespaces=self._found["namespaces"],
            landlock=self._found["landlock"],
            filtered=self._found["seccomp"],
            drawing=drawing,
            builder="bubblewrap" if self._found["bubblewrap"] else "own",
        )
        self._zygotes[drawing] = zygote
        return zygote.start(wire)

    def _end_zygotes(self) -> None:
        while self._zygotes:
            self._zygotes.popitem()[1].close()

    def _close_child(self) -> None:
        if self._child is not None:
            child, self._child = self._child, None
            child.close()
            if not self._found.get("namespaces", True):
                # It had the jail's own namespaces: what it left there goes with them.
                self._end_zygotes()
