"""The rows of the notation table: which signs were asked for, and what their expressions give."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from coursekit.widgets.errors import WidgetError
from coursekit.widgets.start_here.signs import GROUPS, Group, Sign
from coursekit.widgets.start_here.symbols import as_html

__all__ = ["I_LARGEST", "Listing", "Row", "describe", "in_code", "model", "names_of", "written"]

I_LARGEST = 3  # the vectors and matrices that are indexed have three of everything
_TOTAL = sum(len(group.signs) for group in GROUPS)
_TAGS = re.compile(r"<[^>]*>")
_INDEX = re.compile(r"\bi - 1\b")


@dataclass(frozen=True)
class Row:
    """A sign, its expression with the index put in, and the value of that as text."""

    sign: Sign
    code: str
    value: str


@dataclass(frozen=True)
class Listing:
    """The rows that were asked for, group by group; ``latex`` asks for their spelling, too."""

    groups: tuple[tuple[Group, tuple[Row, ...]], ...]
    i: int
    latex: bool

    @property
    def count(self) -> int:
        """How many rows there are."""
        return sum(len(rows) for _, rows in self.groups)


def model(search: str, group: str, i: int, latex: bool) -> Listing:
    """Find the signs of a group ("" for all) in which every word of ``search`` occurs.

    Searched are the sign, its LaTeX, its meaning, its expression and further names for it.
    ``i`` is the index of mathematics, from 1. Raises `WidgetError` where nothing is found.

    >>> [row.code for _, rows in model("row", "indexing", 3, False).groups for row in rows]
    ['A[2, 2]', 'A[2, :]']
    """
    words = search.casefold().split()
    everywhere = []
    for each in GROUPS:
        rows = tuple(
            row for row in _rows(each.key, i) if all(word in _searched(row) for word in words)
        )
        if rows:
            everywhere.append((each, rows))
    found = tuple(pair for pair in everywhere if group in ("", pair[0].key))
    if not found:
        raise WidgetError(_nothing(search.strip(), [each.title for each, _ in everywhere]))
    return Listing(found, i, latex)


def _nothing(search: str, elsewhere: list[str]) -> str:
    """Say that nothing is found, and in which other groups something is."""
    if elsewhere:
        groups = ", ".join(f"“{title}”" for title in elsewhere)
        return f"“{search}” is not in this group, but in {groups}. Choose that group, or all."
    return f"Nothing is called “{search}”. Try another word of its meaning, or fewer letters."


def in_code(sign: Sign, i: int) -> str:
    """Return the sign's expression for the index ``i`` of mathematics, from 1.

    >>> in_code(Sign("a_i", "entry i", "a[i - 1]"), 3)
    'a[2]'
    """
    return _INDEX.sub(str(i - 1), sign.code)


@cache
def names_of(key: str) -> Mapping[str, Any]:
    """Run the lines that a group's expressions stand on; return the names that they bind."""
    (group,) = (each for each in GROUPS if each.key == key)
    names: dict[str, Any] = {}
    # What runs here and below is this package's own text, never a student's.
    exec(group.given, names)  # noqa: S102
    return names


@cache
def _rows(key: str, i: int) -> tuple[Row, ...]:
    """Evaluate a whole group; a search only chooses among the rows."""
    (group,) = (each for each in GROUPS if each.key == key)
    rows = []
    for sign in group.signs:
        code = in_code(sign, i)
        value = eval(code, dict(names_of(key)))  # noqa: S307
        rows.append(Row(sign, code, written(value)))
    return tuple(rows)


@cache
def _searched(row: Row) -> str:
    sign = row.sign
    plain = _TAGS.sub("", as_html(sign.latex))
    texts = (sign.latex, plain, sign.meaning, sign.code, row.code, sign.note, sign.words)
    return " ".join(texts).casefold()


def written(value: Any) -> str:
    """Write a value as NumPy does, in short: four digits, whole floats without a point.

    >>> written(np.array([[1.0, 0.25], [3.0, -1 / 3]])), written({1, 2}), written(True)
    ('[[1, 0.25], [3, -0.3333]]', '{1, 2}', 'True')
    """
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    if isinstance(value, list):
        return f"[{', '.join(map(written, value))}]"
    if isinstance(value, float):
        return f"{value + 0.0:.4g}"
    return str(value)


def describe(n: Listing) -> str:
    """Write one line: how many signs, and how the index is counted."""
    signs = "1 sign" if n.count == 1 else f"{n.count} signs"
    group = f", {n.groups[0][0].title.casefold()}" if len(n.groups) == 1 else ""
    return (
        f"{signs} of {_TOTAL}{group}; i = {n.i}: mathematics counts from 1, NumPy from 0, "
        f"so its index is {n.i - 1}"
    )
