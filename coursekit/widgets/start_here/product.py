"""The numbers of the matrix product widget: two matrices, one entry, and what is said of them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.widgets.errors import WidgetError
from coursekit.widgets.style import number, subscript

__all__ = ["LEFT", "LONGEST", "RIGHT", "Product", "Rows", "as_rows", "describe", "model", "shape"]

#: A matrix as rows of numbers: unlike an array it can be compared with ==.
Rows = tuple[tuple[float, ...], ...]
Array = npt.NDArray[np.float64]

LONGEST = 4  # rows or columns that the picture has room for
_LONGEST_NUMBER = 4  # characters

LEFT: dict[str, Rows] = {
    "1×3": ((1, 2, 3),),
    "2×2": ((1, 2), (3, 4)),
    "2×3": ((1, 2, 0), (3, -1, 2)),
    "3×2": ((2, 1), (0, 3), (1, -1)),
}
RIGHT: dict[str, Rows] = {
    "2×2": ((5, 0), (1, 2)),
    "2×2, the identity": ((1, 0), (0, 1)),
    "2×3": ((1, 0, 2), (0, 3, -1)),
    "3×1": ((2,), (-1,), (1,)),
    "3×2": ((2, 1), (0, 4), (-2, 1)),
}


@dataclass(frozen=True)
class Product:
    """Two matrices in the order in which they are multiplied, and entry (i, j), from 0.

    ``left`` is m×k and ``right`` l×n; ``result``, m×n, is None where k and l differ. ``swapped`` is
    the product in the other order, or None.
    """

    names: tuple[str, str]
    left: Array
    right: Array
    i: int
    j: int

    @property
    def neighbours(self) -> tuple[int, int]:
        """The dimensions that have to agree: columns on the left, rows on the right."""
        return int(self.left.shape[1]), int(self.right.shape[0])

    @property
    def fits(self) -> bool:
        """Whether the neighbouring dimensions agree."""
        return self.neighbours[0] == self.neighbours[1]

    @property
    def result(self) -> Array | None:
        """The product, shape (m, n), or None if the shapes do not fit."""
        return self.left @ self.right if self.fits else None

    @property
    def swapped(self) -> Array | None:
        """The product in the other order, or None if its shapes do not fit."""
        fits = self.right.shape[1] == self.left.shape[0]
        return self.right @ self.left if fits else None


def as_rows(matrix: Any, name: str) -> Rows:
    """Return a matrix of up to 4×4 numbers as rows.

    Raises `WidgetError` for anything that the picture cannot show.

    >>> as_rows([[1, 2], [3, 4]], "A")
    ((1.0, 2.0), (3.0, 4.0))
    """
    try:
        array = np.asarray(matrix, dtype=float)
    except (TypeError, ValueError):
        raise WidgetError(
            f"{name} is no matrix of numbers: give rows of equal length, such as [[1, 2], [3, 4]]."
        ) from None
    if array.ndim != 2:
        raise WidgetError(
            f"{name} has shape {array.shape}. Give it two axes: a column is [[1], [2]], a row "
            "[[1, 2]]."
        )
    if array.size == 0 or max(array.shape) > LONGEST:
        raise WidgetError(
            f"{name} is {shape(array)}; the picture has room for 1×1 to {LONGEST}×{LONGEST}."
        )
    if not np.isfinite(array).all() or any(len(number(x)) > _LONGEST_NUMBER for x in array.flat):
        raise WidgetError(f"{name} holds a number that is too long to draw. Choose short ones.")
    return tuple(tuple(float(x) for x in row) for row in array)


def shape(array: Array) -> str:
    """Write the shape of a matrix.

    >>> shape(np.zeros((2, 3)))
    '2×3'
    """
    return "×".join(map(str, array.shape))


def model(A: Rows, B: Rows, order: str, entry: int) -> Product:
    """Multiply A and B in one of two orders and point at an entry, counted from 1 in reading order.

    A count beyond the last entry is the last one.

    >>> n = model(((1, 2),), ((3,), (4,)), "AB", 1)
    >>> n.result.tolist(), n.swapped.tolist()
    ([[11.0]], [[3.0, 6.0], [4.0, 8.0]])
    """
    names, rows_of = (("A", "B"), (A, B)) if order == "AB" else (("B", "A"), (B, A))
    left, right = (np.array(each, dtype=float) for each in rows_of)
    rows, columns = left.shape[0], right.shape[1]
    i, j = divmod(min(entry, rows * columns) - 1, columns)
    return Product(names, left, right, i, j)


def describe(n: Product) -> str:
    """Write four lines: the shapes, the entry as a sum, NumPy's spelling, the other order."""
    a, b = n.names
    k, other = n.neighbours
    times = f"{a} ({shape(n.left)}) times {b} ({shape(n.right)})"
    if n.result is None:
        shapes = f"{times}: refused, because the neighbours {k} and {other} differ"
        entry = (
            f"a row of {a} has {_numbers(k)}, a column of {b} has {_numbers(other)}: "
            "they cannot be paired off"
        )
        code = f"NumPy: {a} @ {b} raises a ValueError, and so does einsum('ik,kj->ij', {a}, {b})"
        if 1 in n.neighbours:
            code = (
                f"NumPy: {a} @ {b} raises a ValueError; einsum('ik,kj->ij', {a}, {b}) silently "
                "repeats the 1, so trust @"
            )
    else:
        shapes = (
            f"{times}: the neighbours {k} and {other} agree, so C = {a}{b} is "
            f"{shape(n.result)}{_special(n)}"
        )
        name = subscript(f"C{n.i + 1}{n.j + 1}")
        pairs = zip(n.left[n.i], n.right[:, n.j], strict=True)
        total = " + ".join(f"{_factor(x)}·{_factor(y)}" for x, y in pairs)
        entry = (
            f"{name} = row {n.i + 1} of {a} · column {n.j + 1} of {b} = {total} = "
            f"{number(n.result[n.i, n.j])}"
        )
        code = f"NumPy: C[{n.i}, {n.j}], with C = {a} @ {b} or C = np.einsum('ik,kj->ij', {a}, {b})"
    return "\n".join((shapes, entry, code, _other_order(n)))


def _numbers(count: int) -> str:
    return "1 number" if count == 1 else f"{count} numbers"


def _factor(value: float) -> str:
    return f"({number(value)})" if value < 0 else number(value)


def _special(n: Product) -> str:
    """Name the products of vectors."""
    rows, inner, columns = *n.left.shape, n.right.shape[1]
    if rows == columns == 1 < inner:
        return ": the dot product, one number"
    if inner == 1 < min(rows, columns):
        return ": the outer product"
    return ""


def _other_order(n: Product) -> str:
    """Say what the other order gives."""
    other = "".join(reversed(n.names))
    if n.swapped is None:
        return f"the other order, {other}, is refused"
    if n.result is None:
        return f"the other order, {other}, fits and is {shape(n.swapped)}"
    if n.swapped.shape != n.result.shape:
        return f"the other order, {other}, is {shape(n.swapped)}: another shape"
    different = int((n.swapped != n.result).sum())
    if not different:
        return f"the other order, {other}, is equal here: these two commute"
    return f"the other order, {other}, differs in {different} of {n.result.size} entries"
