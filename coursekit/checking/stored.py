"""The code cells of a stored notebook, from its bytes alone: nothing is run, nothing is trusted.

The bytes are read as JSON and not through nbformat, because a notebook that an editor, a merge or a
download has damaged a little is still a student's work. What is odd is noted and read all the same;
what would cost memory or time without end is refused before it is parsed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

__all__ = ["CodeCell", "ReadingLimits", "StoredNotebook", "cleaned", "decoded", "read_cells"]


@dataclass(frozen=True)
class CodeCell:
    r"""One code cell: where it stands among all cells of the notebook, from 1, and its text.

    >>> str(CodeCell(4, "\nx = 1\ny = 2"))
    'cell 4 (`x = 1`)'
    """

    number: int
    source: str

    def __str__(self) -> str:
        first = next((line.strip() for line in self.source.splitlines() if line.strip()), "")
        short = first if len(first) <= 50 else first[:49] + "…"
        return f"cell {self.number} (`{short}`)"


@dataclass(frozen=True)
class ReadingLimits:
    """How large a notebook may be: ``size`` in bytes, the texts in characters.

    ``values`` counts everything that JSON would make an object of, ``depth`` the brackets inside
    one another, ``cell_text`` is one code cell, ``text`` all of them. A real notebook stays far
    below each; a cell above ``cell_text`` is left out alone.
    """

    size: int = 32_000_000
    depth: int = 100
    values: int = 1_000_000
    cells: int = 5_000
    cell_text: int = 200_000
    text: int = 2_000_000


@dataclass(frozen=True)
class StoredNotebook:
    """What a notebook's bytes say.

    ``fault`` is None, or continues the name of the file: "is empty; …", and then there are no
    cells. ``notes`` are sentences on what was odd, ``language`` the language that the notebook
    names if that is not Python.
    """

    cells: tuple[CodeCell, ...] = ()
    notes: tuple[str, ...] = ()
    fault: str | None = None
    language: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)


class _Unreadable(Exception):  # noqa: N818 - never leaves this module: it becomes a fault
    """Continues the name of the file."""


def read_cells(raw: bytes, limits: ReadingLimits | None = None) -> StoredNotebook:
    r"""Read a notebook's code cells, whatever state it is in; never raises.

    UTF-16, bytes that are no text, NUL, lone surrogates, formats 1 to 3 and cells of odd types are
    read as well as they can be and noted.

    >>> read_cells(b'{"cells": [{"cell_type": "code", "source": ["x = 1\\n", "y"]}]}').cells
    (CodeCell(number=1, source='x = 1\ny'),)
    >>> read_cells(b'{"cells": 3}').fault
    'is damaged: its cells are not a list'
    """
    limits = limits or ReadingLimits()
    notes: list[str] = []
    try:
        data = _parsed(raw, limits, notes)
        metadata = data.get("metadata")
        metadata = metadata if isinstance(metadata, dict) else {}
        listed = _listed_cells(data, notes)
        if len(listed) > limits.cells:
            raise _Unreadable(f"has {len(listed)} cells; at most {limits.cells} are read")
        cells = tuple(_code_cells(listed, limits, notes))
        if sum(len(cell.source) for cell in cells) > limits.text:
            raise _Unreadable(f"has more than {limits.text} characters of code")
    except _Unreadable as fault:
        return StoredNotebook((), tuple(notes), str(fault))
    _note_ids(data, listed, notes)
    return StoredNotebook(cells, tuple(notes), None, _other_language(metadata), metadata)


# From bytes to JSON.


def decoded(raw: bytes, notes: list[str]) -> str:
    r"""Return the text of a file in UTF-8, UTF-16 or UTF-32; what is neither becomes "�", noted.

    >>> decoded(b"\xff\xfex\x00", notes := []), notes
    ('x', ['The file is in UTF-16 instead of UTF-8.'])
    """
    for mark, encoding in (
        (b"\xff\xfe\0\0", "utf-32"),
        (b"\0\0\xfe\xff", "utf-32"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
        (b"{\0", "utf-16-le"),
        (b"\0{", "utf-16-be"),
    ):
        if raw.startswith(mark):
            notes.append(f"The file is in {encoding[:6].upper()} instead of UTF-8.")
            return raw.decode(encoding, errors="replace")
    # A file system that lost power, or a half-synchronised folder, leaves NUL at the end.
    raw = raw.rstrip(b"\0")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        notes.append(f"The file is not UTF-8 text: byte {error.start + 1} and maybe others.")
        return raw.decode("utf-8-sig", errors="replace")


#: What people hand in under the name of a notebook, by how it begins.
_DISGUISES = (
    (b"PK\x03\x04", "is a zip archive and not a notebook"),
    (b"%PDF", "is a PDF and not a notebook"),
    (b"\x89PNG", "is a picture and not a notebook"),
    (b"\x1f\x8b", "is a compressed file and not a notebook"),
    (b"<", "is a web page and not a notebook: download the .ipynb file itself"),
)


def _parsed(raw: bytes, limits: ReadingLimits, notes: list[str]) -> dict[str, Any]:
    if len(raw) > limits.size:
        raise _Unreadable(
            f"is larger than {limits.size / 1e6:g} MB; clear its outputs and save it again"
        )
    if not raw.strip(b" \t\r\n\0"):
        raise _Unreadable("is empty; save the notebook in your editor again")
    for beginning, fault in _DISGUISES:
        if raw[:100].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(beginning):
            raise _Unreadable(fault)
    found: list[str] = []
    text = decoded(raw, found)
    _measure(text.encode(), limits)
    try:
        # Whole numbers become floats: a number of a million digits costs nothing and fits.
        data = json.loads(text, strict=False, parse_int=float)
    except (ValueError, RecursionError):
        if found:
            raise _Unreadable(
                "is not UTF-8 text, as every notebook is; download or save it again"
            ) from None
        raise _Unreadable(
            "is not a notebook (an .ipynb file is JSON); save it again from Jupyter"
        ) from None
    notes += found
    if not isinstance(data, dict) or not ("cells" in data or "worksheets" in data):
        raise _Unreadable("is JSON, but not a notebook: it has no cells")
    return data


_STRING = re.compile(rb'"[^"]*"')
_NOT_STRUCTURE = bytes(set(range(256)) - set(b'"[]{},'))
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


def _measure(raw: bytes, limits: ReadingLimits) -> None:
    """Refuse what the JSON parser would make too much of, by counting bytes.

    Five bytes of ``{},{}`` become two dicts of 64 bytes each, and deep brackets exhaust its stack.
    """
    # A quote is escaped if a run of backslashes before it is odd: pairs go first.
    bare = raw.replace(b"\\\\", b"").replace(b'\\"', b"").translate(None, _NOT_STRUCTURE)
    if bare.count(b'"') > 4 * limits.values:
        raise _Unreadable(f"holds more than {limits.values} values; clear its outputs")
    bare = _STRING.sub(b"", bare)
    brackets = bare.translate(None, _NOT_BRACKETS)
    if bare.count(b",") + len(brackets) > limits.values:
        raise _Unreadable(f"holds more than {limits.values} values; clear its outputs")
    depth = 0
    for bracket in brackets:
        depth += 1 if bracket in b"[{" else -1
        if depth > limits.depth:
            raise _Unreadable(
                f"is not a notebook: more than {limits.depth} brackets stand inside one another"
            )


# From JSON to cells.


def _listed_cells(data: Mapping[str, Any], notes: list[str]) -> list[Any]:
    if "cells" in data:
        listed = data["cells"]
    else:
        # Notebooks of format 3 keep their cells one level deeper and call the text "input".
        sheets = data["worksheets"]
        listed = [
            cell
            for sheet in (sheets if isinstance(sheets, list) else [])
            for cell in _cells_of_worksheet(sheet)
        ]
        notes.append("The notebook is stored in an old format (nbformat 3 or below).")
    if not isinstance(listed, list):
        raise _Unreadable("is damaged: its cells are not a list")
    form = data.get("nbformat")
    if form is not None and (not isinstance(form, float) or form not in (1, 2, 3, 4)):
        notes.append("The notebook names a format (nbformat) that does not exist.")
    return listed


def _cells_of_worksheet(sheet: Any) -> list[Any]:
    cells = sheet.get("cells") if isinstance(sheet, dict) else None
    return cells if isinstance(cells, list) else []


#: Types of cell that Jupyter knows beside "code".
_TEXT_TYPES = ("markdown", "raw", "heading", "html")


def _code_cells(
    listed: Sequence[Any], limits: ReadingLimits, notes: list[str]
) -> Iterator[CodeCell]:
    odd: dict[str, list[int]] = {}
    for number, cell in enumerate(listed, start=1):
        if not _is_code(cell):
            if not isinstance(cell, dict) or cell.get("cell_type") not in _TEXT_TYPES:
                odd.setdefault("of no known type, left out", []).append(number)
            continue
        source, oddity = _source(cell)
        if oddity:
            odd.setdefault(oddity, []).append(number)
        if source is None:
            continue
        if len(source) > limits.cell_text:
            too_long = f"longer than {limits.cell_text} characters, left out"
            odd.setdefault(too_long, []).append(number)
            continue
        clean = cleaned(source)
        if clean != source:
            odd.setdefault("NUL or broken characters were taken out", []).append(number)
        yield CodeCell(number, clean)
    notes += [f"{_cells(numbers)}: {words}." for words, numbers in odd.items()]


def _is_code(cell: Any) -> bool:
    if not isinstance(cell, dict):
        return False
    kind = cell.get("cell_type")
    # Only code has outputs, so a cell that lost its type is still recognised.
    return kind == "code" or (kind is None and "outputs" in cell)


def _source(cell: Mapping[str, Any]) -> tuple[str | None, str]:
    """Return a code cell's text, and what is odd about how it is stored."""
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, str):
        return source, ""
    if not isinstance(source, list):
        return None, "no text, left out"
    lines = [line for line in source if isinstance(line, str)]
    return "".join(lines), "" if len(lines) == len(source) else "lines that are no text, left out"


_FORBIDDEN = re.compile("[\0\ud800-\udfff]")


def cleaned(source: str) -> str:
    r"""Return program text without NUL and with "�" for lone surrogates: neither can be compiled.

    >>> cleaned("x = 1\0\ny = '\ud800'")
    "x = 1\ny = '�'"
    """
    return _FORBIDDEN.sub(lambda found: "" if found.group() == "\0" else "�", source)


def _cells(numbers: Sequence[int]) -> str:
    shown = ", ".join(map(str, numbers[:5]))
    more = f" and {len(numbers) - 5} more" if len(numbers) > 5 else ""
    return f"Cell {shown}" if len(numbers) == 1 else f"Cells {shown}{more}"


def _note_ids(data: Mapping[str, Any], listed: Iterable[Any], notes: list[str]) -> None:
    """Say that ids repeat or lack where the format asks for them; both are harmless."""
    ids = [cell.get("id") for cell in listed if isinstance(cell, dict)]
    given = [id_ for id_ in ids if isinstance(id_, str)]
    copies = len(given) - len(set(given))
    if copies:
        notes.append(f"Copied cells: {copies} cell ids occur again.")
    minor = data.get("nbformat_minor")
    if data.get("nbformat") == 4 and isinstance(minor, float) and minor >= 5:
        lacking = len(ids) - len(given)
        if lacking:
            notes.append(f"Cells without the id that the format asks for: {lacking}.")


def _other_language(metadata: Mapping[str, Any]) -> str | None:
    """Return the language of the notebook's kernel unless it is Python or not said."""
    for place, key in (("kernelspec", "language"), ("language_info", "name")):
        named = metadata.get(place)
        language = named.get(key) if isinstance(named, dict) else None
        if isinstance(language, str) and language.lower() not in ("python", "ipython", ""):
            return cleaned(language)[:40]
    return None
