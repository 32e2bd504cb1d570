"""The numbers of dA/dx for a 4×2 matrix of functions of three numbers, found in two ways."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from coursekit.autodiff import grad, jacobian
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.style import number, subscript

__all__ = ["ENTRIES", "ORDERS", "Order", "Tensor", "as_point", "describe", "matrix", "model"]

Array = npt.NDArray[np.float64]
Order = Literal["C", "F", "mixed"]

M, N, D = 4, 2, 3
_LONGEST, _LARGEST = 4, 99.0  # characters that a cell has room for, and a number without 1e2

#: The entries of A(x) as text, and their slopes by x₁, x₂, x₃.
ENTRIES = (("x₁", "x₂²"), ("x₁x₂", "3x₃"), ("x₂x₃", "x₁²"), ("x₁−2x₃", "x₁x₃"))
SLOPES = (
    (("1", "0", "0"), ("0", "2x₂", "0")),
    (("x₂", "x₁", "0"), ("0", "0", "3")),
    (("0", "x₃", "x₂"), ("2x₁", "0", "0")),
    (("1", "0", "−2"), ("x₃", "0", "x₁")),
)

ORDERS: dict[Order, str] = {
    "C": "row by row, as NumPy does",
    "F": "column by column, both ways",
    "mixed": "a mistake: out by columns, back by rows",
}


def matrix(x: Any) -> Any:
    """Compute A(x), shape (4, 2), for x of shape (3,).

    >>> matrix(np.array([2.0, 3.0, -1.0]))[3]
    array([ 4., -2.])
    """
    x1, x2, x3 = x
    flat = [x1, x2**2, x1 * x2, 3 * x3, x2 * x3, x1**2, x1 - 2 * x3, x1 * x3]
    return np.reshape(np.stack(flat), (M, N))


@dataclass(frozen=True)
class Tensor:
    """One state: the point, the chosen slope ∂A_ij/∂x_k (from 1), and dA/dx found in two ways.

    ``A``: (4, 2), ``by_entry``: (4, 2, 3), ``J``: (8, 3), the Jacobian of the flattened matrix,
    ``reshaped``: (4, 2, 3).
    """

    x: tuple[float, ...]
    i: int
    j: int
    k: int
    order: Order
    A: Array
    by_entry: Array
    J: Array
    reshaped: Array

    @property
    def places(self) -> npt.NDArray[np.int_]:
        """For each entry of A its place in the flattened matrix, from 0: shape (4, 2)."""
        order: Any = "C" if self.order == "C" else "F"
        return np.arange(M * N).reshape(M, N, order=order)

    @property
    def row(self) -> int:
        """The row of J that holds the slopes of A_ij, from 0."""
        return int(self.places[self.i - 1, self.j - 1])

    @property
    def lands(self) -> tuple[int, int]:
        """Where in the reshaped tensor that row ends up, from 0."""
        if self.order == "mixed":
            first, second = divmod(self.row, N)
            return first, second
        return self.i - 1, self.j - 1

    @property
    def is_right(self) -> bool:
        """Whether the chosen slope comes back to its own place."""
        return self.lands == (self.i - 1, self.j - 1)

    @property
    def slope(self) -> float:
        """The chosen slope."""
        return float(self.by_entry[self.i - 1, self.j - 1, self.k - 1])


def model(x: tuple[float, ...], i: int, j: int, k: int, order: Order) -> Tensor:
    """Differentiate A at x, once entry by entry and once flattened and reshaped.

    ``order`` is how entries are lined up: "C" row by row, "F" column by column, and "mixed"
    flattens by columns and reshapes by rows, which is wrong. Source: S2 (derivatives of and by
    higher-order tensors, A ∈ ℝ⁴ˣ², x ∈ ℝ³).

    >>> n = model((2.0, 3.0, -1.0), 2, 1, 1, "C")
    >>> n.slope, n.row, bool((n.by_entry == n.reshaped).all())
    (3.0, 2, True)
    """
    at = np.array(x)
    by_entry = np.zeros((M, N, D))
    for place in np.ndindex(M, N):
        by_entry[place] = grad(lambda v, p=place: matrix(v)[p])(at)
    out: Any = "C" if order == "C" else "F"
    back: Any = "F" if order == "F" else "C"
    rows = np.arange(M * N).reshape(M, N).reshape(-1, order=out)
    J = jacobian(lambda v: np.reshape(matrix(v), M * N)[rows])(at)
    # Only the first two axes are folded; the axis of x stays last.
    reshaped = np.stack([J[:, d].reshape(M, N, order=back) for d in range(D)], axis=-1)
    return Tensor(x, i, j, k, order, matrix(at), by_entry, J, reshaped)


def as_point(x: Any) -> tuple[float, ...]:
    """Return x as three floats; raises WidgetError for anything else and for long numbers.

    >>> as_point([2, 3, -1])
    (2.0, 3.0, -1.0)
    """
    try:
        point = tuple(float(each) for each in x)
    except (TypeError, ValueError):
        point = ()
    if len(point) != D or not np.isfinite(point).all():
        raise WidgetError(f"x = {x!r} is no point. Give three numbers, such as (2, 3, -1).")
    shown = [*point, *matrix(point).flat, *jacobian(matrix)(np.array(point)).flat]
    if any(len(number(each)) > _LONGEST or abs(each) > _LARGEST for each in shown):
        raise WidgetError(
            f"x = {x!r} makes numbers that are too long to draw. Choose short ones, within ±9."
        )
    return point


def describe(n: Tensor) -> str:
    """Write the shape, and the chosen slope in both ways, counted from 1 and from 0."""
    entry = f"A{subscript(n.i)},{subscript(n.j)}"
    variable = f"x{subscript(n.k)}"
    formula, slope = ENTRIES[n.i - 1][n.j - 1], SLOPES[n.i - 1][n.j - 1][n.k - 1]
    at = ", ".join(number(each) for each in n.x)
    spelled = f"{slope} = " if "x" in slope else ""
    slope_of = f"∂({formula})/∂{variable} = {spelled}{number(n.slope)}"
    count = f"{_counted(n)} = {n.row + 1}"
    place = f"[{n.i - 1}, {n.j - 1}, {n.k - 1}]"
    flat = f"J{subscript(n.row + 1)},{subscript(n.k)}, which NumPy calls J[{n.row}, {n.k - 1}]"
    return "\n".join(
        (
            f"A ∈ ℝ⁴ˣ² and x ∈ ℝ³, so dA/dx ∈ ℝ⁴ˣ²ˣ³: 24 slopes, here at x = ({at})",
            f"entry by entry: ∂{entry}/∂{variable} = {slope_of}, which NumPy calls dA{place}",
            f"flattened by {_way(n)}: {entry} is number {count} of 8, so its slope is {flat}",
            _back(n, place),
        )
    )


def _way(n: Tensor) -> str:
    return "rows" if n.order == "C" else "columns"


def _counted(n: Tensor) -> str:
    """Spell out where in the flattened matrix the entry stands, from 1."""
    if n.order == "C":
        return f"{N}·({n.i} − 1) + {n.j}"
    return f"{M}·({n.j} − 1) + {n.i}"


def _back(n: Tensor, place: str) -> str:
    row, k = n.row, n.k - 1
    if n.order == "C":
        return f"J.reshape(4, 2, 3) puts J[{row}, {k}] at {place}: both ways agree"
    if n.order == "F":
        return f"folded back by columns, J[{row}, {k}] comes to {place}: both ways agree"
    first, second = n.lands
    wrong = int((n.reshaped != n.by_entry).sum())
    if n.is_right:
        return (
            f"J.reshape(4, 2, 3) goes by rows and puts J[{row}, {k}] at {place}: right by luck, "
            f"but {wrong} of 24 numbers are wrong"
        )
    return (
        f"J.reshape(4, 2, 3) goes by rows and puts J[{row}, {k}] at [{first}, {second}, {k}]: "
        f"a wrong place, and {wrong} of 24 numbers are wrong"
    )
