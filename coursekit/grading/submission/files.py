"""One file that was handed in: where it is, and how it is read without being trusted."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, BinaryIO, Protocol

from coursekit.grading.errors import GradingError
from coursekit.grading.submission.limits import Limits
from coursekit.grading.submission.names import clean

__all__ = [
    "HandedFile",
    "OnDisk",
    "Place",
    "Refused",
    "is_litter",
    "open_regular",
    "read_up_to",
    "walk",
]


class Refused(Exception):  # noqa: N818 - it becomes a student's fault or a problem, no traceback
    """Why a file is not read, as the rest of a sentence that begins with its name."""


class Place(Protocol):
    """Where the bytes of a file are."""

    def read(self, limit: int) -> bytes:
        """Return the file, or its first ``limit`` + 1 bytes if it is longer; raises `Refused`."""


@dataclass(frozen=True)
class HandedFile:
    """A file below a place that is graded.

    ``path`` is its name below that place, for people, ``size`` what it says of its length, ``note``
    a sentence for the report, ``refusal`` why it must not be read (then ``place`` is None), and
    ``astray`` whether its path leads elsewhere, so that its folders say nothing of whose it is.
    """

    path: str
    size: int = 0
    place: Place | None = field(default=None, compare=False)
    note: str = ""
    refusal: str = ""
    astray: bool = False

    @property
    def parts(self) -> list[str]:
        """The folders and the name."""
        return self.path.split("/")

    @property
    def name(self) -> str:
        """The name without folders."""
        return self.parts[-1]

    @property
    def suffix(self) -> str:
        """The ending of the name in lower case, with its dot."""
        return os.path.splitext(self.name)[1].lower()  # noqa: PTH122 - a name, not a path

    def read(self, limit: int) -> bytes:
        """Return the file's bytes; see `Place.read`."""
        if self.place is None:
            raise Refused(self.refusal)
        return self.place.read(limit)


#: Folders and files that systems and editors leave behind; what begins with a dot is another.
_LITTER = frozenset({"__macosx", "__pycache__", "thumbs.db", "desktop.ini", "node_modules"})


def is_litter(path: str) -> bool:
    """Whether a file is nobody's work: hidden, or left behind by a system or an editor.

    >>> is_litter("abcd12/.ipynb_checkpoints/x-checkpoint.ipynb"), is_litter("abcd12/x.ipynb")
    (True, False)
    """
    return any(
        part.lower() in _LITTER or (part.startswith(".") and part not in (".", ".."))
        for part in path.split("/")
    )


#: Python makes room for all the bytes that are asked for, whether they come or not.
_CHUNK = 1 << 16


def read_up_to(file: IO[bytes], limit: int) -> bytes:
    """Return what a file holds, or its first ``limit`` + 1 bytes if it holds more."""
    data = bytearray()
    while len(data) <= limit:
        chunk = file.read(min(_CHUNK, limit + 1 - len(data)))
        if not chunk:
            break
        data += chunk
    return bytes(data)


def open_regular(path: Path, *, follow: bool = False) -> BinaryIO:
    """Open an ordinary file for reading: no link unless ``follow``, no device, no pipe."""
    flags = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
    # A pipe without a writer would make open() wait for ever.
    flags |= getattr(os, "O_NONBLOCK", 0) | (0 if follow else getattr(os, "O_NOFOLLOW", 0))
    try:
        number = os.open(path, flags)
    except OSError as error:
        raise Refused(f"cannot be read: {error.strerror}") from None
    try:
        if not stat.S_ISREG(os.fstat(number).st_mode):
            raise Refused("is no ordinary file")
        return os.fdopen(number, "rb")
    except BaseException:
        os.close(number)
        raise


@dataclass(frozen=True)
class OnDisk:
    """A file in a folder."""

    path: Path
    follow: bool = False

    def read(self, limit: int) -> bytes:
        """Return the file's bytes; see `Place.read`."""
        with open_regular(self.path, follow=self.follow) as file:
            try:
                return read_up_to(file, limit)
            except OSError as error:
                raise Refused(f"cannot be read: {error.strerror}") from None


def walk(folder: Path, limits: Limits) -> Iterator[HandedFile]:
    """Yield the files below a folder in the order of their names.

    Links are never followed; they, devices and pipes come as refused files. Raises GradingError if
    the folder itself cannot be read or holds more than ``limits.members`` files.
    """
    try:
        yield from _walk(folder, "", limits, [0], limits.folders)
    except OSError as error:
        raise GradingError(f"{folder} cannot be read: {error.strerror}") from None


def _walk(
    folder: Path, above: str, limits: Limits, count: list[int], levels: int
) -> Iterator[HandedFile]:
    with os.scandir(folder) as listing:
        entries = sorted(listing, key=lambda entry: os.fsencode(entry.name))
    for entry in entries:
        name = clean(entry.name, 255)
        path = f"{above}{name}"
        if is_litter(name):
            continue
        count[0] += 1
        if count[0] > limits.members:
            raise GradingError(
                f"{folder} holds more than {limits.members} files; is it the right folder? Give a"
                " larger limit if so"
            )
        if entry.is_symlink():
            yield HandedFile(path, refusal="is a link, and links are not followed")
        elif entry.is_dir(follow_symlinks=False):
            if levels == 0:
                yield HandedFile(path, refusal="lies too deep: folders inside folders")
                continue
            try:
                yield from _walk(Path(entry.path), path + "/", limits, count, levels - 1)
            except PermissionError:
                yield HandedFile(path, refusal="is a folder that may not be read")
        elif entry.is_file(follow_symlinks=False):
            size = entry.stat(follow_symlinks=False).st_size
            yield HandedFile(path, size, OnDisk(Path(entry.path)))
        else:
            yield HandedFile(path, refusal="is no ordinary file")
