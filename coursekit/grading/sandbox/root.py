"""What stands in the jail's root, and what of this machine is shown there.

All of it is read-only: Python's own library below /python, the allowed packages one by one below
/packages, our code for the jail below /harness, and the system's shared libraries where they always
are. Home, submissions, gradebook, sheets and secrets are not mounted anywhere.
"""

from __future__ import annotations

import functools
import os
import sys
import sysconfig
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from coursekit.grading.sandbox import packages, staging

__all__ = ["PYTHON", "Root", "readable"]

_PYTHON = PurePosixPath("/python")
#: The program that runs in the jail.
PYTHON = str(_PYTHON / "bin" / "python3")
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


def readable() -> list[str]:
    """Return what a child may read, for Landlock."""
    ours = [str(_PYTHON), str(staging.PACKAGES), str(staging.HARNESS)]
    return [*ours, *_SYSTEM, *_DEVICES]


@dataclass(frozen=True)
class Root:
    """A root to be built, in this order; the paths on the left of a pair are those in the jail.

    ``folders`` are made, open to everybody, ``links`` are links, ``shown`` are files and folders of
    this machine to be seen read-only, ``masks`` are folders below them that are covered by empty
    ones, ``devices`` are device files.
    """

    folders: tuple[str, ...]
    links: Mapping[str, str]
    shown: Mapping[str, str]
    masks: tuple[str, ...]
    devices: tuple[str, ...]

    @classmethod
    @functools.cache
    def here(cls) -> Root:
        """Return the root for this machine.

        >>> "/packages/numpy" in Root.here().shown
        True
        """
        links = {path: path.readlink() for path in map(Path, _SYSTEM) if _is_link(path)}
        system = [path for path in map(Path, _SYSTEM) if path.exists() and path not in links]
        shown = {PurePosixPath(path): path for path in system}
        shown |= {PurePosixPath(PYTHON): Path(sys.executable), **_library()}
        shown |= {staging.PACKAGES / name: path for name, path in packages.find().items()}
        shown |= staging.tree()
        places = (*shown, *map(PurePosixPath, _DEVICES), PurePosixPath("/proc/x"))
        folders = {parent for place in places for parent in place.parents}
        return cls(
            tuple(str(folder) for folder in sorted(folders) if str(folder) != "/"),
            {str(path): str(target) for path, target in links.items()},
            {str(place): os.path.realpath(path) for place, path in shown.items()},
            tuple(str(mask) for place, path in shown.items() for mask in _masks(path, place)),
            _DEVICES,
        )


def _is_link(path: Path) -> bool:
    return path.is_symlink() and path.parent == Path("/")


def _library() -> Mapping[PurePosixPath, Path]:
    """Return Python's library and the shared libraries beside it, by their places in the jail."""
    base = Path(sys.base_prefix).resolve()
    standard = Path(sysconfig.get_path("stdlib")).resolve()
    if base == Path("/usr"):
        # The shared libraries of a system's Python are the system's, mounted already.
        return {_PYTHON / standard.relative_to(base): standard}
    folders = {standard.relative_to(base).parts[0], "lib"}
    return {_PYTHON / name: base / name for name in sorted(folders) if (base / name).is_dir()}


def _masks(source: Path, place: PurePosixPath) -> Iterator[PurePosixPath]:
    """Every folder of installed packages below a folder that is shown whole."""
    for pattern in ("*-packages", "python*/*-packages"):
        for hidden in sorted(source.glob(pattern)):
            if hidden.is_dir() and not hidden.is_symlink():
                yield place / hidden.relative_to(source)
