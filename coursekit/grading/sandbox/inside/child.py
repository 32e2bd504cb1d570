"""From a fresh fork to a process that may run anything: the walls go up, one by one.

The order matters. Namespaces are there from the fork. Mounting needs rights, so the private folder
comes first; then limits; then the rights go; Landlock and the filter of system calls come last,
because they forbid what the steps before them do.
"""

from __future__ import annotations

import base64
import gc
import os
import random
import socket
from typing import Any

import numpy as np

from ..channel import Channel  # noqa: TID252 - in the jail the package has another name
from . import confine
from .serve import rehearse, serve
from .setting import furnish, limit, limits_of, silence

__all__ = ["Child", "rehearse"]

#: The private folder: working folder, home and place for temporary files.
FOLDER = "/tmp"  # noqa: S108 - in the jail it is nobody else's
#: The wire's descriptor in every child.
WIRE = 3
#: What the process exits with when even its bookkeeping finds no memory.
MEMORY_EXIT = 71


class Child:
    """What every child of one zygote does; made once, before the first fork."""

    def __init__(self, options: dict[str, Any]) -> None:
        self._disk_bytes = options["limits"]["disk_mb"] << 20
        self._inodes = options["limits"]["inodes"]
        self._limits = limits_of(options["limits"], options["mapped_bytes"])
        self._namespaces = options["namespaces"]
        self._readable: list[str] = options["readable"]
        self._landlock = confine.landlock_version() if options["landlock"] else 0
        self._filter = base64.b64decode(options["filter"])
        self._user = os.getuid(), os.getgid()
        furnish(FOLDER)

    def live(self, wire: int) -> None:
        """Build the walls, serve one submission, end. Never returns."""
        code = 1
        try:
            channel = self._take(wire)
            try:
                layers = self._confine()
            except OSError as error:
                channel.send({"nonce": "", "is": "failed", "why": str(error)})
                return
            gc.enable()
            serve(channel, layers)
            code = 0
        except MemoryError:
            code = MEMORY_EXIT
        finally:
            # At once: no exit handlers, and no thread that the notebook left keeps it alive.
            os._exit(code)

    def _take(self, wire: int) -> Channel:
        """Keep the wire and nothing else of what the zygote has open."""
        silence()
        if wire != WIRE:
            os.dup2(wire, WIRE)
        os.closerange(WIRE + 1, os.sysconf("SC_OPEN_MAX"))
        return Channel(socket.socket(fileno=WIRE), strict=False)

    def _confine(self) -> list[str]:
        layers = ["limits"]
        confine.die_with_parent()
        if self._namespaces:
            self._furnish()
            layers.append("namespaces")
        os.chdir(FOLDER)
        limit(self._limits)
        confine.no_new_privileges()
        confine.drop_capabilities()
        if self._landlock:
            confine.restrict_files(self._readable, [FOLDER, "/dev/null"], self._landlock)
            layers.append("landlock")
        # The same random numbers every time: a mark must not depend on luck.
        random.seed(0)
        np.random.seed(0)
        if self._filter:
            confine.restrict_system_calls(self._filter)
            layers.append("seccomp")
        return layers

    def _furnish(self) -> None:
        """Replace the two mounts that the zygote needs and a notebook must not have."""
        confine.set_dumpable(True)  # or the kernel keeps our own /proc files from us
        confine.map_user(*self._user)
        confine.set_dumpable(False)
        confine.own_mounts()
        confine.mount_tmpfs(FOLDER, self._disk_bytes, self._inodes, mode=0o700)
        confine.mount_tmpfs("/proc", 4096, 2, mode=0o555, writable=False)
