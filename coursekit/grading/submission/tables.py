"""Tables that an instructor writes or a platform exports: comma-separated text with headings."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from coursekit.grading.errors import GradingError

__all__ = ["columns", "heading", "read_bytes", "read_rows", "text_of"]


def read_bytes(path: Path | str, what: str, limit: int) -> bytes:
    """Return a small file of the instructor's; GradingError if it is absent or too large."""
    path = Path(path)
    try:
        with path.open("rb") as file:
            raw = file.read(limit + 1)
    except FileNotFoundError:
        raise GradingError(f"there is no file {path} for the {what}; check the name") from None
    except OSError as error:
        raise GradingError(f"the {what} {path} cannot be read: {error.strerror}") from None
    if len(raw) > limit:
        raise GradingError(f"the {what} {path} is larger than {limit / 1e6:g} MB")
    return raw


def text_of(raw: bytes) -> str:
    """Decode what spreadsheets save: UTF-8, UTF-16 with its mark, else Windows' Latin letters."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def read_rows(path: Path | str, what: str, limit: int) -> list[tuple[int, list[str]]]:
    """Return the rows that are not empty, each with its number of the line; cells are stripped.

    The separator is the comma, semicolon or tab that is most frequent in the first line.
    """
    text = text_of(read_bytes(path, what, limit))
    first = text.lstrip().partition("\n")[0]
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=separator)
    rows = []
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells):
                rows.append((reader.line_num, cells))
    except csv.Error as error:
        raise GradingError(f"line {reader.line_num} of the {what} {path}: {error}") from None
    if not rows:
        raise GradingError(f"the {what} {path} is empty")
    return rows


def heading(cell: str) -> str:
    """Return a heading without case, signs and underscores.

    >>> heading("E-Mail_address ")
    'e mail address'
    """
    return " ".join("".join(c if c.isalnum() else " " for c in cell.casefold()).split())


def columns(
    cells: Iterable[str], known: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[str, int]]:
    """Yield (field, column) for each field of which a heading is there, by order of preference."""
    headings = [heading(cell) for cell in cells]
    for field, names in known.items():
        for name in names:
            if name in headings:
                yield field, headings.index(name)
                break
