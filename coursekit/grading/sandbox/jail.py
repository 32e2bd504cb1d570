"""The outer wall: a program inside a root of its own, with nothing of this machine in reach.

`root` says what stands in that root. There is one folder to write, /tmp, in memory, and every child
puts one of its own over it. There is no network, no other process to be seen, no shared memory.

Bubblewrap builds it where it is installed. Where it is not, `inside/enclose.py` does the same with
the kernel's calls alone. Either way Python is bound from wherever it is, also from below a home
that is closed to others.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from coursekit.grading.sandbox import seccomp
from coursekit.grading.sandbox.inside.setting import ENVIRONMENT
from coursekit.grading.sandbox.root import PYTHON, Root
from coursekit.grading.sandbox.user import uid_inside, uid_mapped

__all__ = ["SCRATCH", "Builder", "bubblewrap", "command", "environment"]

Builder = Literal["bubblewrap", "own"]

#: Bytes that the zygote itself may write: Matplotlib's list of fonts.
SCRATCH = 8 << 20

_LAUNCH = (
    "import sys; sys.path[:0] = ['/harness', '/packages'];"
    " from sandbox.inside.{} import main; main()"
)
_ENCLOSE = "import sys; sys.path.insert(0, {!r}); from inside.enclose import main; main()"
#: The capabilities of the moment in which root becomes somebody else: CAP_SETGID, CAP_SETUID.
_BECOME = (6, 7)


def bubblewrap() -> str | None:
    """Return where bubblewrap is, or None."""
    return shutil.which("bwrap")


def environment() -> dict[str, str]:
    """Return what the builder itself needs of this environment; nothing of it goes inside."""
    return {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}


def command(
    builder: Builder,
    entry: str,
    *arguments: str,
    scratch: int = SCRATCH,
    info: int | None = None,
    keep: Sequence[int] = (),
) -> list[str]:
    """Return the command line that runs ``main`` of ``inside/<entry>.py`` in a jail.

    ``scratch`` is how many bytes the jail's /tmp holds. To the descriptor ``info`` the builder
    writes, as JSON, the ``child-pid`` of the jail's first process; ``keep`` stay open inside.
    """
    program = [PYTHON, "-I", "-c", _LAUNCH.format(entry), *arguments]
    if builder == "own":
        return _own(program, scratch, info, keep)
    bwrap = bubblewrap()
    assert bwrap is not None
    return [
        bwrap,
        *(() if info is None else ("--info-fd", str(info))),
        *_namespaces(),
        *_variables(),
        *_mounts(Root.here(), scratch),
        *program,
    ]


def _inner_environment() -> dict[str, str]:
    machine = {
        name: os.environ[name]
        for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
        if name in os.environ
    }
    fixed = {"HOME": "/tmp", "LD_LIBRARY_PATH": "/python/lib"}  # noqa: S108 - the jail's own
    return {**ENVIRONMENT, **machine, **fixed}


# With bubblewrap.


def _namespaces() -> Iterator[str]:
    yield from ("--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts")
    yield from ("--unshare-cgroup-try", "--hostname", "jail", "--new-session")
    yield from ("--cap-drop", "ALL")
    uid = uid_mapped()
    if uid is None:
        yield from ("--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID")
    else:
        yield from ("--unshare-user", "--uid", str(uid))
        if os.geteuid() == 0:
            yield from ("--gid", str(uid))


def _variables() -> Iterator[str]:
    yield "--clearenv"
    for name, value in _inner_environment().items():
        yield from ("--setenv", name, value)


def _mounts(root: Root, scratch: int) -> Iterator[str]:
    # Left to itself, bubblewrap makes the folders above a mount closed to all but their owner.
    for folder in root.folders:
        yield from ("--perms", "0755", "--dir", folder)
    for place, target in root.links.items():
        yield from ("--symlink", target, place)
    for place, source in root.shown.items():
        yield from ("--ro-bind", source, place)
    for mask in root.masks:
        yield from ("--size", "4096", "--tmpfs", mask, "--remount-ro", mask)
    for device in root.devices:
        yield from ("--dev-bind", device, device)
    yield from ("--proc", "/proc")
    yield from ("--perms", "1777", "--size", str(scratch), "--tmpfs", "/tmp")  # noqa: S108
    yield from ("--chdir", "/", "--remount-ro", "/")


# Without.


def _own(program: list[str], scratch: int, info: int | None, keep: Sequence[int]) -> list[str]:
    root = Root.here()
    order = {
        "folders": root.folders,
        "links": dict(root.links),
        "shown": dict(root.shown),
        "masks": root.masks,
        "devices": root.devices,
        "scratch": scratch,
        "uid": uid_mapped(),
        "capabilities": () if uid_inside() is None else _BECOME,
        "pivot_root": seccomp.number("pivot_root"),
        "info": info,
        "keep": list(keep),
        "environment": _inner_environment(),
        "program": program,
    }
    launch = _ENCLOSE.format(str(Path(__file__).resolve().parent))
    return [sys.executable, "-I", "-c", launch, json.dumps(order)]
