"""Build the jail's root with the kernel's calls alone, and start a program in it.

For machines without bubblewrap. It runs outside the jail, before anything of a student's is near,
and does what bubblewrap would: new namespaces, an empty root in memory, into which the order's
files and folders are bound read-only; then the old root is taken away, and with it every path to
this machine. The order is JSON on the command line, made by `coursekit.grading.sandbox.jail`.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from pathlib import Path
from typing import Any

from . import confine

__all__ = ["main"]

#: A folder that every system has; the first root is made over it, and the jail has one of the name.
_BASE = "/tmp"  # noqa: S108 - it is covered, not written
_OLD, _NEW = "/old", "/new"
_MB = 1 << 20


def main() -> None:
    """Carry out the order on the command line; ends with the status of the jail's program."""
    order = json.loads(sys.argv[1])
    user = os.geteuid(), os.getegid()
    pid, pidfd = confine.clone_into_namespaces(users=order["uid"] is not None)
    if pid == 0:
        try:
            _enter(order, *user)
        except OSError as error:
            sys.stderr.write(f"the jail cannot be built: {error}\n")
        finally:
            os._exit(1)
    os.close(pidfd)
    for descriptor in order["keep"]:
        os.close(descriptor)  # the jail must be the only one to hold it
    if order["info"] is not None:
        os.write(order["info"], json.dumps({"child-pid": pid}).encode())
        os.close(order["info"])
    _, status = os.waitpid(pid, 0)
    os._exit(os.waitstatus_to_exitcode(status) & 255)


def _enter(order: dict[str, Any], uid: int, gid: int) -> None:
    """Go into the jail and become its program."""
    os.setsid()
    os.umask(0)
    if order["info"] is not None:
        os.close(order["info"])
    if order["uid"] is not None:
        confine.set_dumpable(True)
        confine.map_user(uid, gid, order["uid"])
    confine.own_mounts()
    _build(order)
    socket.sethostname("jail")
    os.umask(0o077)
    confine.no_new_privileges()
    confine.bound_capabilities(order["capabilities"])
    program = order["program"]
    os.execve(program[0], program, order["environment"])  # noqa: S606 - no shell is wanted


def _build(order: dict[str, Any]) -> None:
    number = order["pivot_root"]
    if number is None:
        raise OSError("libseccomp is needed to know the number of pivot_root")
    # A first root, from which both the machine and the jail can be reached by their paths.
    confine.mount_tmpfs(_BASE, _MB, 16, mode=0o755)
    for folder in (_OLD, _NEW):
        Path(_BASE + folder).mkdir(0o755)
    confine.pivot(_BASE, _BASE + _OLD, number)
    confine.mount_tmpfs(_NEW, _MB, 2_000, mode=0o755)
    _furnish(order)
    confine.freeze(_NEW)
    confine.detach(_OLD)
    # The jail's root takes the place of the first one, which lies under it until it is gone too.
    os.chdir(_NEW)
    confine.pivot(".", ".", number)
    confine.detach("/")
    os.chdir("/")


def _furnish(order: dict[str, Any]) -> None:
    for folder in (*order["folders"], _BASE):
        Path(_NEW + folder).mkdir(0o755, parents=True, exist_ok=True)
    for place, target in order["links"].items():
        Path(_NEW + place).symlink_to(target)
    for place, source in order["shown"].items():
        _show(_OLD + source, _NEW + place)
    for mask in order["masks"]:
        confine.mount_tmpfs(_NEW + mask, 4096, 2, mode=0o755, writable=False)
    for device in order["devices"]:
        _show(_OLD + device, _NEW + device, device=True)
    confine.mount_proc(_NEW + "/proc")
    confine.mount_tmpfs(_NEW + _BASE, order["scratch"], 20_000, mode=0o1777)


def _show(source: str, place: str, *, device: bool = False) -> None:
    if Path(source).is_dir():
        Path(place).mkdir(0o755, parents=True, exist_ok=True)
    else:
        Path(place).touch(0o644)
    confine.bind(source, place, device=device)
