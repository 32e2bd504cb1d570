"""Names of files that are safe on every system, and writing that is never seen half done."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import tempfile
import unicodedata
from pathlib import Path

from coursekit.grading.errors import GradingError

__all__ = ["make_folder", "safe_name", "write_file"]

# Ids that are their own file name. Lower case only: "A" and "a" are one file on Windows and macOS.
_PLAIN = re.compile(r"[a-z0-9](?:[a-z0-9._@-]{0,62}[a-z0-9])?")
# Windows keeps these for devices, whatever stands after the first dot.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|clock\$|com[0-9]|lpt[0-9])(?:\..*)?")
_SLUG_LENGTH, _HASH_LENGTH = 32, 16


def safe_name(student: str) -> str:
    """Return a file name (without ending) for a student's id; different ids get different names.

    An id of lower-case letters, digits and ``. _ - @`` is its own name. Of any other the letters
    are kept that can be, and ``~`` with a hash of the id makes it unique: it does not depend on
    which other students there are. No name has a separator, leaves the folder, is reserved by
    Windows or differs from another one only in case or Unicode normalisation.

    >>> safe_name("abcd12"), safe_name("../../x")
    ('abcd12', 'x~9cdf6a50100a862e')
    """
    if _PLAIN.fullmatch(student) and not _DEVICE.fullmatch(student):
        return student
    # Lone surrogates come from file names that are no UTF-8.
    digest = hashlib.sha256(student.encode("utf-8", "surrogatepass")).hexdigest()
    letters = unicodedata.normalize("NFKD", student[:256]).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", letters.lower())[:_SLUG_LENGTH].strip("-")
    return f"{slug or 'student'}~{digest[:_HASH_LENGTH]}"


def make_folder(folder: Path) -> Path:
    """Make a folder with its parents where there is none; raises `GradingError` if it cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise GradingError(
            f"the folder {folder} cannot be made: {error.strerror}; name another one"
        ) from error
    return folder


def write_file(path: Path, data: bytes, *, durable: bool = False) -> Path:
    """Write a file whole or not at all: what stood there before stays until the new one is done.

    ``durable`` waits until the disk has it, so that it is whole even after a loss of power. Only
    the owner may read it, because marks are nobody else's business. A link at ``path`` is
    replaced, not followed. Raises `GradingError` where it cannot be written.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=path.parent)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
                if durable:
                    stream.flush()
                    os.fsync(stream.fileno())
            temporary.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise
    except OSError as error:
        raise GradingError(
            f"{path} cannot be written: {error.strerror}; make room or name another place"
        ) from error
    return path
