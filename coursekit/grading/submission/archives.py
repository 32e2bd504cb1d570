"""Zip archives, read member by member into memory: nothing is ever unpacked to a disk.

The archive may be a student's own, so its directory is counted before it is parsed, and what a
member says of itself (size, name, kind) is checked before a byte of it is read.
"""

from __future__ import annotations

import re
import stat
import struct
import zipfile
import zlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from coursekit.grading.submission.files import (
    HandedFile,
    Refused,
    is_litter,
    open_regular,
    read_up_to,
)
from coursekit.grading.submission.limits import Limits
from coursekit.grading.submission.names import clean

__all__ = ["ARCHIVES", "Archive"]

#: Endings of archives; only the first kind is read.
ARCHIVES = (".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz")

#: Everything that the standard library raises on an archive that somebody made by hand.
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, RuntimeError),
    *(ValueError, OverflowError, EOFError, IndexError, OSError),
)
_ENTRY = b"PK\x01\x02"
_MEGABYTE = 1_000_000
_ENCRYPTED = 0x1 | 0x40
_UTF8 = 0x800


class _Counted:
    """A file that refuses to hand out a directory of too many entries.

    The standard library reads the whole directory at once and makes an object of every entry.
    """

    def __init__(self, file: BinaryIO, entries: int) -> None:
        self.file = file
        self.entries = entries
        self.listing = True

    def read(self, size: int = -1) -> bytes:
        data = self.file.read(size)
        if self.listing and data.count(_ENTRY) > self.entries:
            raise Refused(f"is an archive of more than {self.entries} files")
        return data

    def seek(self, offset: int, whence: int = 0) -> int:
        return self.file.seek(offset, whence)

    def tell(self) -> int:
        return self.file.tell()

    def seekable(self) -> bool:
        return True

    def close(self) -> None:
        self.file.close()


@dataclass(frozen=True)
class _Member:
    archive: Archive
    index: int
    name: str

    def read(self, limit: int) -> bytes:
        """Return the member's bytes; see `Place.read`."""
        return self.archive.read_member(self.index, self.name, limit)


class Archive:
    """A zip file; with ``keep_open`` it stays open from the first member read until `close`."""

    def __init__(
        self, path: Path, limits: Limits, *, follow: bool = False, keep_open: bool = False
    ) -> None:
        self.path = path
        self.limits = limits
        self.follow = follow
        self.keep_open = keep_open
        self._zip: zipfile.ZipFile | None = None
        self._file: _Counted | None = None

    def files(self) -> list[HandedFile]:
        """Return the members as files; raises `Refused` if the whole archive must not be read.

        Of two members with one name the last counts, as it does when an archive is unpacked.
        """
        opened = self._open()
        try:
            found: dict[str, HandedFile] = {}
            for index, info in enumerate(opened.filelist):
                file = self._file_of(index, info)
                if file is None:
                    continue
                if file.path in found:
                    note = f"The archive holds {file.path} more than once; the last one counts."
                    file = replace(file, note=note)
                found[file.path] = file
        finally:
            self.close()
        readable = sum(
            file.size for file in found.values() if file.size <= self.limits.notebook.size
        )
        if readable > self.limits.unpacked:
            raise Refused(f"is an archive that unpacks to more than {self.limits.unpacked} bytes")
        return list(found.values())

    def _file_of(self, index: int, info: zipfile.ZipInfo) -> HandedFile | None:
        """Return one member, refused where it must not be read; None for folders and litter."""
        raw = _raw_name(info)
        path = "/".join(clean(part, 255) for part in raw.split("/") if part not in ("", "."))
        if raw.endswith("/") or not path or is_litter(path):
            return None
        if astray := _astray(raw):
            return HandedFile(path, info.file_size, refusal=astray, astray=True)
        if refusal := _unsafe(info) or self._oversize(info):
            return HandedFile(path, info.file_size, refusal=refusal)
        return HandedFile(path, info.file_size, _Member(self, index, info.filename))

    def _oversize(self, info: zipfile.ZipInfo) -> str:
        if info.file_size > _MEGABYTE and (
            info.file_size > self.limits.ratio * max(info.compress_size, 1)
        ):
            return f"is packed more than {self.limits.ratio:g} times, as bombs are"
        return ""

    def read_member(self, index: int, name: str, limit: int) -> bytes:
        """Return at most ``limit`` + 1 bytes of a member; raises `Refused` if it is damaged."""
        opened = self._open()
        try:
            info = opened.filelist[index] if index < len(opened.filelist) else None
            if info is None or info.filename != name:
                raise Refused("has changed while it was read")
            with opened.open(info) as member:
                return read_up_to(member, limit)
        except _DAMAGE as error:
            raise Refused(f"is damaged inside its archive: {clean(str(error))}") from None
        finally:
            if not self.keep_open:
                self.close()

    def _open(self) -> zipfile.ZipFile:
        if self._zip is None:
            self._file = _Counted(open_regular(self.path, follow=self.follow), self.limits.members)
            try:
                self._zip = zipfile.ZipFile(self._file)
            except _DAMAGE as error:
                self.close()
                raise Refused(f"is no zip archive, or damaged: {clean(str(error))}") from None
            except Refused:
                self.close()
                raise
            self._file.listing = False
        return self._zip

    def close(self) -> None:
        """Close the file; reading opens it again."""
        if self._zip is not None:
            self._zip.close()
        if self._file is not None:
            self._file.close()
        self._zip = self._file = None


def _raw_name(info: zipfile.ZipInfo) -> str:
    """Return the name as it was meant, with "/" between folders.

    macOS writes UTF-8 and does not say so; the standard library then reads it as code page 437.
    """
    name = info.orig_filename
    if not info.flag_bits & _UTF8:
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            name = info.orig_filename
    return name.replace("\\", "/")


def _astray(name: str) -> str:
    """Say in which way a member's name leads elsewhere, or nothing."""
    if "\0" in name:
        return "has a name that ends before it ends (NUL)"
    if name.startswith("/") or re.match(r"[A-Za-z]:", name):
        return "has an absolute path"
    return "has a path that leads out of the archive" if ".." in name.split("/") else ""


def _unsafe(info: zipfile.ZipInfo) -> str:
    """Say why a member must not be read, or nothing."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    # Only Unix writes the kind of a file there; some tools write permissions alone.
    if info.create_system == 3 and kind not in (0, stat.S_IFREG):
        return "is a link" if kind == stat.S_IFLNK else "is no ordinary file"
    if info.flag_bits & _ENCRYPTED:
        return "is encrypted; hand it in without a password"
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "is packed in an uncommon way; make an ordinary zip file"
    return ""
