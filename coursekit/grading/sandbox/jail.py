"""The outer wall: a zygote inside bubblewrap, with a root of its own that holds only what it needs.

Inside stand, all read-only: Python's own library below /python, the allowed packages one by one
below /packages, our code for the jail below /harness, and the system's shared libraries where they
always are. There is one folder to write, /tmp, in memory, and every child puts one of its own over
it. Home, submissions, gradebook, sheets and secrets are not mounted anywhere. There is no network,
no other process to be seen, no shared memory.

As root the zygote gives up root for a fixed user that owns nothing; as anybody else it keeps the
user, in a user namespace. Either way bubblewrap binds Python from wherever it is, also from below
a home that is closed to others.
"""

from __future__ import annotations

import functools
import os
import shutil
import sys
import sysconfig
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from coursekit.grading.sandbox import packages, staging
from coursekit.grading.sandbox.inside.setting import ENVIRONMENT

__all__ = ["JAIL_UID", "SCRATCH", "bubblewrap", "command", "readable", "uid_inside", "user"]

#: The user that the zygote becomes when root starts it: systems leave 65520 to 65533 free.
JAIL_UID = 65533

_PYTHON = PurePosixPath("/python")
#: Where shared libraries may be; what is not there is left out.
_SYSTEM = (
    "/lib",
    "/lib32",
    "/lib64",
    "/libx32",
    "/usr/lib",
    "/usr/lib32",
    "/usr/lib64",
    "/usr/libx32",
    "/etc/alternatives",
    "/etc/ld.so.cache",
    "/gnu/store",
    "/nix/store",
)
_DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")
_LAUNCH = (
    "import sys; sys.path[:0] = ['/harness', '/packages'];"
    " from sandbox.inside.{} import main; main()"
)
#: Bytes that the zygote itself may write: Matplotlib's list of fonts.
SCRATCH = 8 << 20


def bubblewrap() -> str | None:
    """Return where bubblewrap is, or None."""
    return shutil.which("bwrap")


def readable() -> list[str]:
    """Return what a child may read, for Landlock."""
    ours = [str(_PYTHON), str(staging.PACKAGES), str(staging.HARNESS)]
    return [*ours, *_SYSTEM, *_DEVICES]


def command(
    entry: str, *arguments: str, scratch: int = SCRATCH, options: Sequence[str] = ()
) -> list[str]:
    """Return the command line that runs ``main`` of ``inside/<entry>.py`` in a jail.

    ``scratch`` is how many bytes the jail's /tmp holds, ``options`` are more of bubblewrap's.
    """
    bwrap = bubblewrap()
    assert bwrap is not None
    python = _PYTHON / "bin" / Path(_executable()).name
    return [
        bwrap,
        *options,
        *_namespaces(),
        *_environment(),
        *_root(python),
        *("--perms", "1777", "--size", str(scratch), "--tmpfs", "/tmp"),  # noqa: S108
        *("--chdir", "/", "--remount-ro", "/"),
        *(str(python), "-I", "-c", _LAUNCH.format(entry), *arguments),
    ]


def user() -> Mapping[str, Any]:
    """Return the arguments of `subprocess.Popen` that settle as whom bubblewrap starts."""
    if _change() == "before":
        return {"user": JAIL_UID, "group": JAIL_UID, "extra_groups": []}
    return {}


def uid_inside() -> int | None:
    """Return whom the zygote must become once it is inside; None if it stays who it is."""
    return JAIL_UID if _change() == "inside" else None


@functools.cache
def _change() -> Literal["inside", "before", "never"]:
    """Return when the jail's user changes.

    Root stays root until it is inside, because only root can read a Python below its own home. The
    root of a container often may not mount: it becomes somebody else at once, who may in a user
    namespace of his own. An ordinary user stays, and so does a root that is one only inside a user
    namespace without other users.
    """
    if os.geteuid() != 0 or not _is_mapped(JAIL_UID):
        return "never"
    return "inside" if _may_mount() else "before"


def _is_mapped(uid: int) -> bool:
    """Whether this user namespace has a user of that number."""
    for line in Path("/proc/self/uid_map").read_text().splitlines():
        first, _, count = map(int, line.split())
        if first <= uid < first + count:
            return True
    return False


def _may_mount() -> bool:
    """Whether this process has CAP_SYS_ADMIN, as root on a plain machine has."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("CapEff:"):
            return bool(int(line.split()[1], 16) >> 21 & 1)
    return False


def _namespaces() -> Iterator[str]:
    yield from ("--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts")
    yield from ("--unshare-cgroup-try", "--hostname", "jail", "--new-session")
    yield from ("--cap-drop", "ALL")
    if uid_inside() is not None:
        # For the moment in which the zygote becomes somebody else.
        yield from ("--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID")
    else:
        yield "--unshare-user"
        if os.geteuid() == 0 and _change() == "never":
            yield from ("--uid", str(JAIL_UID), "--gid", str(JAIL_UID))


def _environment() -> Iterator[str]:
    yield "--clearenv"
    machine = {
        name: os.environ[name]
        for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
        if name in os.environ
    }
    fixed = {"HOME": "/tmp", "LD_LIBRARY_PATH": str(_PYTHON / "lib")}  # noqa: S108
    for name, value in {**ENVIRONMENT, **machine, **fixed}.items():
        yield from ("--setenv", name, value)


def _root(python: PurePosixPath) -> Iterator[str]:
    """Return the mounts, in their order: what comes later lies on top."""
    shown: dict[PurePosixPath, Path] = {python: Path(_executable()), **_library()}
    shown |= {staging.PACKAGES / name: source for name, source in packages.find().items()}
    shown |= staging.tree()
    links = {path: path.readlink() for path in map(Path, _SYSTEM) if _is_link(path)}
    system = [path for path in map(Path, _SYSTEM) if path.exists() and path not in links]
    shown = {PurePosixPath(path): path for path in system} | shown
    # Bubblewrap makes the folders above a mount itself, closed to everybody but their owner.
    places = (*shown, *map(PurePosixPath, _DEVICES))
    for folder in sorted({parent for place in places for parent in place.parents}):
        if folder != PurePosixPath("/"):
            yield from ("--perms", "0755", "--dir", str(folder))
    for path, target in links.items():
        yield from ("--symlink", str(target), str(path))
    for place, source in shown.items():
        yield from ("--ro-bind", str(source), str(place))
        yield from _masks(source, place)
    for device in _DEVICES:
        yield from ("--dev-bind", device, device)
    yield from ("--proc", "/proc")


def _is_link(path: Path) -> bool:
    return path.is_symlink() and path.parent == Path("/")


def _executable() -> str:
    """Return Python's program itself, not the link that a virtual environment has to it."""
    return os.path.realpath(sys.executable)


def _library() -> Mapping[PurePosixPath, Path]:
    """Return Python's library and the shared libraries beside it, by their places in the jail."""
    base = Path(sys.base_prefix).resolve()
    standard = Path(sysconfig.get_path("stdlib")).resolve()
    if base == Path("/usr"):
        # The shared libraries of a system's Python are the system's, mounted already.
        return {_PYTHON / standard.relative_to(base): standard}
    folders = {standard.relative_to(base).parts[0], "lib"}
    return {_PYTHON / name: base / name for name in sorted(folders) if (base / name).is_dir()}


def _masks(source: Path, place: PurePosixPath) -> Iterator[str]:
    """Hide every folder of installed packages below a folder that is shown whole."""
    for pattern in ("*-packages", "python*/*-packages"):
        for hidden in sorted(source.glob(pattern)):
            if hidden.is_dir() and not hidden.is_symlink():
                yield from ("--size", "4096", "--tmpfs", str(place / hidden.relative_to(source)))
                yield from ("--remount-ro", str(place / hidden.relative_to(source)))
