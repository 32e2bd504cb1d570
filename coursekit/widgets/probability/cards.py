"""Cards in a small table: counts of two variables, and how far they are from independence."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from numbers import Real
from typing import Any, TypeAlias

from coursekit.probability import Joint
from coursekit.widgets.errors import WidgetError

__all__ = ["COLOURS", "MOST", "SHAPES", "TABLES", "Cards", "Cell", "Table", "as_table", "model"]

SHAPES = ("circle", "square", "triangle", "diamond")
COLOURS = ("blue", "orange", "green", "purple")
MOST = 200  # cards

Cell: TypeAlias = tuple[int, int]
Labels: TypeAlias = tuple[tuple[Any, ...], tuple[Any, ...]]


@dataclass(frozen=True)
class Table:
    """Counts of two variables, with their names and the labels of rows and columns.

    >>> table = Table(((18, 12), (12, 8)), ("shape", "colour"), (SHAPES[:2], COLOURS[:2]))
    >>> table.total, table.rows, table.columns
    (50, (30, 20), (30, 20))
    """

    counts: tuple[tuple[int, ...], ...]
    names: tuple[str, str]
    labels: Labels

    @property
    def total(self) -> int:
        """The number of cards."""
        return sum(self.rows)

    @property
    def rows(self) -> tuple[int, ...]:
        """Sums of the rows."""
        return tuple(map(sum, self.counts))

    @property
    def columns(self) -> tuple[int, ...]:
        """Sums of the columns."""
        return tuple(map(sum, zip(*self.counts, strict=True)))

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Places of the cells, row by row."""
        return tuple((i, j) for i in range(len(self.rows)) for j in range(len(self.columns)))

    @property
    def numeric(self) -> bool:
        """Whether both variables have numbers as values."""
        return all(isinstance(label, Real) for own in self.labels for label in own)

    def word(self, axis: int, place: int) -> str:
        """Write a value of a variable: its label, with the name where the label is no word.

        >>> TABLES["dependent"].word(1, 0), TABLES["uncorrelated"].word(0, 0)
        ('blue', 'X = −1')
        """
        label = self.labels[axis][place]
        if isinstance(label, str):
            return label
        return f"{self.names[axis]} = {label}".replace("-", "−")

    def cell(self, cell: Cell) -> str:
        """Write the values of a cell.

        >>> TABLES["dependent"].cell((0, 1))
        'circle, orange'
        """
        return ", ".join(self.word(axis, place) for axis, place in enumerate(cell))

    def moved(self, source: Cell, target: Cell, number: int) -> "Table":
        """Return the table after cards went from one cell to another, or back if less than 0.

        >>> TABLES["dependent"].moved((0, 0), (1, 0), 6).counts
        ((18, 8, 4), (12, 12, 6))
        """
        changed = [list(row) for row in self.counts]
        changed[source[0]][source[1]] -= number
        changed[target[0]][target[1]] += number
        return replace(self, counts=tuple(map(tuple, changed)))

    @cached_property
    def needed(self) -> tuple[tuple[Fraction, ...], ...]:
        """What each cell would hold if the variables were independent with these sums."""
        return tuple(
            tuple(Fraction(row * column, self.total) for column in self.columns)
            for row in self.rows
        )

    @property
    def independent(self) -> bool:
        """Whether p(x, y) = p(x) p(y) in every cell, exactly."""
        return self.counts == self.needed

    @property
    def product(self) -> "Table | None":
        """The independent table with the same sums; None where that needs parts of cards."""
        if any(each.denominator > 1 for row in self.needed for each in row):
            return None
        return replace(self, counts=tuple(tuple(map(int, row)) for row in self.needed))


def _words(*rows: tuple[int, ...]) -> Table:
    labels = SHAPES[: len(rows)], COLOURS[: len(rows[0])]
    return Table(rows, ("shape", "colour"), labels)


#: Tables to start from; the first three have the same sums, or nearly so.
TABLES = {
    "dependent": _words((24, 8, 4), (6, 12, 6)),
    "independent": _words((18, 12, 6), (12, 8, 4)),
    "one card": _words((19, 12, 6), (11, 8, 4)),
    "function": _words((0, 20, 10), (30, 0, 0)),
    "uncorrelated": Table(((0, 20), (20, 0), (0, 20)), ("X", "Y"), ((-1, 0, 1), (0, 1))),
}


@dataclass(frozen=True)
class Cards:
    """The numbers of one state: the table as it is now, and the two cells in hand."""

    table: Table
    source: Cell
    target: Cell

    @cached_property
    def joint(self) -> Joint:
        """The joint distribution, in fractions; so are values that are numbers."""
        return Joint.from_counts(self.table.counts, self.table.names, self._values)

    @property
    def mean_of_product(self) -> Fraction:
        """E[XY], where both variables have numbers as values."""
        t, (x, y) = self.table, self._values
        return sum((t.counts[i][j] * x[i] * y[j] for i, j in t.cells), Fraction(0)) / t.total

    @property
    def _values(self) -> Labels:
        first, second = self.table.labels
        if not self.table.numeric:
            return first, second
        return tuple(map(_exact, first)), tuple(map(_exact, second))

    @property
    def farthest(self) -> Cell:
        """The cell that lacks or exceeds most of what independence would need."""
        t = self.table
        return max(t.cells, key=lambda c: abs(t.counts[c[0]][c[1]] - t.needed[c[0]][c[1]]))

    def given_column(self, cell: Cell) -> Fraction | None:
        """Return p(row | column); None where the column is empty."""
        return _share(self.table.counts[cell[0]][cell[1]], self.table.columns[cell[1]])

    def given_row(self, cell: Cell) -> Fraction | None:
        """Return p(column | row); None where the row is empty."""
        return _share(self.table.counts[cell[0]][cell[1]], self.table.rows[cell[0]])


def _exact(value: Any) -> Fraction:
    """Return the fraction that a number is written as: 0.1 is a tenth."""
    return value if isinstance(value, Fraction) else Fraction(str(value))


def _share(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


def model(start: Table, source: Cell, target: Cell, moved: int) -> Cards:
    """Move cards from one cell to another (or back, if less than 0).

    >>> model(TABLES["dependent"], (0, 0), (1, 0), 6).table.columns
    (30, 20, 10)
    """
    for cell in (source, target):
        if cell not in start.cells:
            raise WidgetError(f"There is no cell {cell} in this table.")
    after = start.moved(source, target, moved)
    if min(map(min, after.counts)) < 0:
        cell = source if moved > 0 else target
        held = start.counts[cell[0]][cell[1]]
        raise WidgetError(
            f"{abs(moved)} cards cannot leave {start.cell(cell)}, which holds {held}."
        )
    return Cards(after, source, target)


def as_table(
    counts: str | Sequence[Sequence[int]], names: tuple[str, str], labels: Any = None
) -> Table:
    """Return a table by its name, or one of counts that were given.

    >>> as_table([[1, 2], [3, 4]], ("shape", "colour")).labels
    (('circle', 'square'), ('blue', 'orange'))
    """
    if isinstance(counts, str):
        if counts not in TABLES:
            known = ", ".join(f'"{name}"' for name in TABLES)
            raise WidgetError(f'There is no table "{counts}". Choose {known}, or give counts.')
        return TABLES[counts]
    rows = tuple(tuple(map(_count, row)) for row in counts)
    size = len(rows), len(rows[0]) if rows else 0
    if not all(2 <= length <= len(SHAPES) for length in size) or len(set(map(len, rows))) > 1:
        raise WidgetError(
            f"counts has rows of lengths {[len(row) for row in rows]}. Give 2 to 4 rows of one"
            " length, from 2 to 4."
        )
    own = labels or tuple(
        most[:length] for most, length in zip((SHAPES, COLOURS), size, strict=True)
    )
    if len(own) != len(size) or any(
        len(set(one)) != length for one, length in zip(own, size, strict=True)
    ):
        raise WidgetError(
            f"labels must be {size[0]} different ones for the rows and {size[1]} for the columns."
        )
    if len(set(names)) != len(size):
        raise WidgetError(f"names = {names!r}: give two different ones, of the rows and columns.")
    table = Table(rows, (names[0], names[1]), (tuple(own[0]), tuple(own[1])))
    if not 1 <= table.total <= MOST:
        raise WidgetError(f"{table.total} cards cannot be shown. Give 1 to {MOST} in all.")
    return table


def _count(value: Any) -> int:
    number = not isinstance(value, bool) and isinstance(value, Real) and math.isfinite(value)
    if not number or value < 0 or value != int(value):
        raise WidgetError(f"{value} is no number of cards. Give whole numbers from 0.")
    return int(value)
