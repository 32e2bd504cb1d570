"""What of a table is shown: two variables crosswise, more of them a row each."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from coursekit.autodiff.tape import raw
from coursekit.probability.joint.display import Sheet
from coursekit.probability.joint.entries import shown

if TYPE_CHECKING:
    from coursekit.probability.joint.conditional import Conditional
    from coursekit.probability.joint.table import Joint

__all__ = ["conditional_sheet", "joint_sheet"]

_MOST_ROWS = 40
_MOST_COLUMNS = 12
_GAP = "…"


def joint_sheet(joint: Joint) -> Sheet:
    """Return a joint table of two variables with margins, else a row for each combination."""
    table = np.asarray(raw(joint.table))
    if table.ndim != 2:
        return _long(joint.title, joint.names, joint, table, foot=(shown(np.sum(table)),))
    row_name, column_name = joint.names
    rows, columns = _kept(table.shape[0], _MOST_ROWS), _kept(table.shape[1], _MOST_COLUMNS)
    right, below = np.sum(table, axis=1), np.sum(table, axis=0)
    return Sheet(
        joint.title,
        (row_name,),
        column_name,
        _labels(joint.labels[column_name], columns),
        tuple(
            ((label,), _cells(table[row] if row is not None else None, columns))
            for row, label in zip(rows, _labels(joint.labels[row_name], rows), strict=True)
        ),
        sums=_cells(right, rows),
        foot=(*_cells(below, columns), shown(np.sum(table))),
        note=_note(table.shape),
    )


def conditional_sheet(conditional: Conditional) -> Sheet:
    """Return a conditional table: a row for each value of what is given, and its sum 1."""
    table = np.asarray(raw(conditional.table))
    given = len(conditional.given)
    if table.ndim - given != 1:
        return _long(conditional.title, conditional.names, conditional, table, conditional.defined)
    (name,) = conditional.of
    count = math.prod(table.shape[:given])
    rows, columns = _kept(count, _MOST_ROWS), _kept(table.shape[-1], _MOST_COLUMNS)
    lines, sums = [], []
    for row in rows:
        index = None if row is None else np.unravel_index(row, table.shape[:given])
        labels = _at(conditional, conditional.given, index)
        if index is not None and not conditional.defined[index]:
            lines.append((labels, ("–",) * len(columns)))
            sums.append("–")
            continue
        lines.append((labels, _cells(None if index is None else table[index], columns)))
        sums.append(_GAP if index is None else shown(np.sum(table[index])))
    return Sheet(
        conditional.title,
        conditional.given,
        name,
        _labels(conditional.labels[name], columns),
        tuple(lines),
        sums=tuple(sums),
        note=_note((count, table.shape[-1])),
    )


def _long(
    title: str,
    names: tuple[str, ...],
    factor: Any,
    table: Any,
    defined: Any = None,
    foot: tuple[str, ...] | None = None,
) -> Sheet:
    """Return a row for each combination of labels."""
    lines = []
    for row in _kept(table.size, _MOST_ROWS):
        index = None if row is None else np.unravel_index(row, table.shape)
        cell = _GAP if index is None else shown(table[index])
        if index is not None and defined is not None and not defined[index[: defined.ndim]]:
            cell = "–"
        lines.append((_at(factor, names, index), (cell,)))
    return Sheet(title, names, "", ("p",), tuple(lines), foot=foot, note=_note((table.size, 1)))


def _kept(count: int, most: int) -> list[int | None]:
    """Return the places that are shown, with None for the gap in a long axis."""
    if count <= most:
        return list(range(count))
    return [*range(most - 3), None, count - 2, count - 1]


def _labels(labels: tuple[Any, ...], places: list[int | None]) -> tuple[str, ...]:
    return tuple(_GAP if place is None else str(labels[place]) for place in places)


def _cells(values: Any, places: list[int | None]) -> tuple[str, ...]:
    return tuple(
        _GAP if place is None or values is None else shown(values[place]) for place in places
    )


def _at(factor: Any, names: tuple[str, ...], index: tuple[Any, ...] | None) -> tuple[str, ...]:
    if index is None:
        return (_GAP,) * len(names)
    return tuple(str(factor.labels[name][i]) for name, i in zip(names, index, strict=True))


def _note(shape: tuple[int, int]) -> str:
    """Say how large a table is of which not all is shown."""
    if shape[0] <= _MOST_ROWS and shape[1] <= _MOST_COLUMNS:
        return ""
    if shape[1] == 1:
        return f"{shape[0]} combinations; not all are shown"
    return f"{shape[0]} rows and {shape[1]} columns; not all are shown"
