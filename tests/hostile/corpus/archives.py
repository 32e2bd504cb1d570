"""What a class hands in as files: zips that lead elsewhere, links, pipes, names that hurt."""

from __future__ import annotations

import json
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .notebooks import RIGHT, code, notebook

__all__ = ["CASES", "HandedCase"]


@dataclass(frozen=True)
class HandedCase:
    """``make(folder, secret)`` fills the folder of a class in which honest.ipynb stands already."""

    name: str
    make: Callable[[Path, Path], object]


def sheet(source: str = RIGHT) -> bytes:
    """Return the bytes of a notebook with one answer."""
    return json.dumps(notebook(code(source))).encode()


def zipped(*members: tuple[str, bytes], mode: int | None = None) -> Callable[[Path, Path], None]:
    """Return a maker of student.zip."""

    def make(folder: Path, _: Path) -> None:
        with zipfile.ZipFile(folder / "student.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in members:
                info = zipfile.ZipInfo(name)
                info.compress_type = zipfile.ZIP_DEFLATED
                if mode is not None:
                    info.create_system, info.external_attr = 3, mode << 16
                archive.writestr(info, data)

    return make


def bomb(folder: Path, _: Path) -> None:
    """Write a notebook of 400 MB of zeros, packed to 400 kB."""
    path = folder / "student.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
        archive.open("a.ipynb", "w", force_zip64=True) as member,
    ):
        for _n in range(400):
            member.write(bytes(1 << 20))


def overlapping(folder: Path, _: Path) -> None:
    """Write a zip whose thousand entries all are the same member."""
    data = zlib.compress(bytes(1 << 20))[2:-4]
    head = struct.pack(
        "<4s5H3I2H", b"PK\3\4", 20, 0, 8, 0, 0, zlib.crc32(bytes(1 << 20)), len(data), 1 << 20, 7, 0
    )
    body = head + b"a.ipynb" + data
    entry = b"".join(
        struct.pack(
            "<4s6H3I5H2I",
            b"PK\1\2",
            20,
            20,
            0,
            8,
            0,
            0,
            zlib.crc32(bytes(1 << 20)),
            len(data),
            1 << 20,
            10,
            0,
            0,
            0,
            0,
            0,
            0,
        )
        + f"{n:04}.ipynb".encode()
        for n in range(1000)
    )
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 1000, 1000, len(entry), len(body), 0)
    (folder / "student.zip").write_bytes(body + entry + end)


def lying(folder: Path, secret: Path) -> None:
    """Write a zip that says its member is ten bytes long, and it is a hundred megabytes."""
    zipped(("a.ipynb", bytes(100_000_000)))(folder, secret)
    path = folder / "student.zip"
    path.write_bytes(
        path.read_bytes().replace(struct.pack("<I", 100_000_000), struct.pack("<I", 10))
    )


def nested(folder: Path, _: Path) -> None:
    """Write a zip in a zip, fifty times."""
    path = folder / "inner"
    path.write_bytes(sheet())
    for n in range(50):
        with zipfile.ZipFile(folder / f"{n}", "w") as archive:
            archive.write(path, "a.ipynb" if n == 0 else "a.zip")
        path.unlink()
        path = folder / f"{n}"
    path.rename(folder / "student.zip")


def link(target: str) -> Callable[[Path, Path], None]:
    """Return a maker of a link."""
    return lambda folder, secret: (folder / "student.ipynb").symlink_to(
        target.format(secret=secret)
    )


def named(*names: bytes) -> Callable[[Path, Path], None]:
    """Return a maker of files with these names."""

    def make(folder: Path, _: Path) -> None:
        for name in names:
            (folder / os.fsdecode(name)).write_bytes(sheet())

    return make


CASES = (
    HandedCase("nothing-else", lambda folder, secret: None),
    HandedCase("zip-slip", zipped(("../../slipped.ipynb", sheet()), ("a.ipynb", sheet()))),
    HandedCase("zip-slip-absolute", zipped(("/tmp/slipped.ipynb", sheet()))),
    HandedCase(
        "zip-slip-windows", zipped(("..\\..\\slipped.ipynb", sheet()), ("C:\\a.ipynb", sheet()))
    ),
    HandedCase("zip-of-links", zipped(("a.ipynb", b"/etc/passwd"), mode=stat.S_IFLNK | 0o777)),
    HandedCase("zip-of-devices", zipped(("a.ipynb", b""), mode=stat.S_IFBLK | 0o777)),
    HandedCase("zip-of-setuid-files", zipped(("a.ipynb", sheet()), mode=stat.S_IFREG | 0o6777)),
    HandedCase("zip-of-folders", zipped(("a.ipynb/", b""), ("a.ipynb/b.ipynb", sheet()))),
    HandedCase(
        "zip-of-odd-names",
        zipped(("\0.ipynb", sheet()), ("a\n.ipynb", sheet()), ("-rf.ipynb", sheet())),
    ),
    HandedCase("zip-of-many", zipped(*[(f"{n}/a.ipynb", b"{}") for n in range(5000)])),
    HandedCase("zip-deep", zipped(("a/" * 3000 + "a.ipynb", sheet()))),
    HandedCase("zip-same-name-twice", zipped(("a.ipynb", sheet()), ("A.ipynb", sheet("x = 1")))),
    HandedCase("zip-bomb", bomb),
    HandedCase("zip-bomb-overlapping", overlapping),
    HandedCase("zip-bomb-lying", lying),
    HandedCase("zip-in-zip", nested),
    HandedCase(
        "zip-broken", lambda folder, _: (folder / "student.zip").write_bytes(b"PK\3\4" + b"x" * 99)
    ),
    HandedCase("zip-empty", zipped()),
    HandedCase("link-to-a-secret", link("{secret}")),
    HandedCase("link-to-itself", link("student.ipynb")),
    HandedCase("link-to-nowhere", link("/nowhere/at/all")),
    HandedCase("link-to-an-endless-file", link("/dev/zero")),
    HandedCase("link-to-standard-input", link("/dev/stdin")),
    HandedCase("link-to-the-root", lambda folder, _: (folder / "student").symlink_to("/")),
    HandedCase("link-to-above", lambda folder, _: (folder / "student").symlink_to("..")),
    HandedCase("pipe", lambda folder, _: os.mkfifo(folder / "student.ipynb")),
    HandedCase("folder-called-a-notebook", lambda folder, _: (folder / "student.ipynb").mkdir()),
    HandedCase(
        "names-that-hurt",
        named(
            b"-rf.ipynb",
            b"a\nb.ipynb",
            b"\xff\xfe.ipynb",
            b"=cmd().ipynb",
            b"$(id).ipynb",
            b"<script>.ipynb",
            b"..ipynb",
            b".ipynb",
            b"%s.ipynb",
            b"CON.ipynb",
        ),
    ),
    HandedCase("names-alike", named(b"Honest.ipynb", b"honest .ipynb", b"HONEST.IPYNB")),
    HandedCase(
        "no-rights",
        lambda folder, _: (
            named(b"student.ipynb")(folder, folder),
            (folder / "student.ipynb").chmod(0),
        ),
    ),
    HandedCase(
        "sparse",
        lambda folder, _: (
            named(b"student.ipynb")(folder, folder),
            os.truncate(folder / "student.ipynb", 1 << 40),
        ),
    ),
    HandedCase(
        "modules",
        named(
            b"coursekit.py",
            b"json.py",
            b"numpy.py",
            b"sitecustomize.py",
            b"usercustomize.py",
            b"conftest.py",
        ),
    ),
)
