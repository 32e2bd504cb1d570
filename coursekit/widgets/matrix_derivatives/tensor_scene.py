"""A tensor as stacked tiles: the same slope found entry by entry, and by way of a flat Jacobian."""

from collections.abc import Hashable
from typing import Any

import numpy as np
from matplotlib.colors import to_rgba
from matplotlib.patches import Polygon

from coursekit.widgets.controls import drop_down
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.live import Live
from coursekit.widgets.matrix_derivatives.board import Board, Tile, outline, set_on
from coursekit.widgets.matrix_derivatives.buttons import buttons, side_by_side
from coursekit.widgets.matrix_derivatives.tensor import (
    ENTRIES,
    ORDERS,
    D,
    M,
    N,
    Order,
    Tensor,
    as_point,
    describe,
    model,
)
from coursekit.widgets.style import BLACK, BLUE, GREEN, GREY, MOVING, VERMILLION, number

__all__ = ["TensorScene", "tensor_shapes"]

_HIGH = 0.29  # of a cell, in inches
_WIDE, _FORMULA = 0.44, 0.72  # a cell with a number, with a formula
_TOP, _LOW = 0.84, 2.92  # upper edges of the two rows of the picture
_FIRST_TILE, _NEXT_TILE = 4.62, 1.1


def _tiles(top: float) -> list[Tile]:
    """Return the places of the three matrices ∂A/∂x_k."""
    return [Tile(_FIRST_TILE + k * _NEXT_TILE, top, M, N, _WIDE, _HIGH) for k in range(D)]


class TensorScene:
    """Above: A and its slopes, entry by entry. Below: vec A, its Jacobian, and what it folds to."""

    def __init__(self) -> None:
        self._board = Board(7.8, 5.4)
        self.figure = self._board.figure
        self._matrix = Tile(0.72, _TOP, M, N, _FORMULA, _HIGH)
        self._flat = Tile(0.72, _LOW, M * N, 1, _FORMULA, _HIGH)
        self._jacobian = Tile(2.08, _LOW, M * N, D, _WIDE, _HIGH)
        self._by_entry, self._reshaped = _tiles(_TOP), _tiles(_LOW)
        self._entry, self._entry_flat = outline(BLUE, "--"), outline(BLUE, "--")
        self._slope, self._slope_flat, self._slope_back = (outline(GREEN) for _ in range(3))
        self._astray = outline(VERMILLION, ":")
        self._cuboid = _Cuboid(self._board, 4.62, 4.62)
        self.moving: list[Any] = [
            self._entry,
            self._entry_flat,
            self._slope,
            self._slope_flat,
            self._slope_back,
            self._astray,
        ]
        for patch in self.moving:
            self._board.axes.add_patch(patch)
        self.moving += self._cuboid.moving

    def background(self, numbers: Tensor) -> Hashable:
        """All the numbers stand still while another slope is chosen."""
        return numbers.x, numbers.order

    def set_background(self, numbers: Tensor) -> None:
        """Write the formulas and the numbers of both ways."""
        n, board = numbers, self._board
        board.clear()
        board.text(0.1, 0.2, "entry by entry", weight="bold", ha="left")
        board.text(0.1, _LOW - 0.6, "flatten, differentiate, reshape", weight="bold", ha="left")
        striped = np.arange(M) % 2 == 1  # so that one sees where each row of A goes
        self._draw_matrix(striped)
        in_rows = np.tile(striped[:, None, None], (1, N, D))
        self._draw_tensor(self._by_entry, n.by_entry, in_rows, right=True)
        rows = np.empty(M * N, int)
        rows[n.places.reshape(-1)] = np.arange(M * N)  # which entry of A stands in each place
        self._draw_flat(n, rows, striped[rows // N])
        back: Any = "F" if n.order == "F" else "C"
        came_from = striped[rows // N].reshape((M, N), order=back)
        in_rows = np.tile(came_from[:, :, None], (1, 1, D))
        self._draw_tensor(self._reshaped, n.reshaped, in_rows, right=n.order != "mixed")
        note = {"size": 9.5, "color": GREY, "ha": "left"}
        board.text(5.6, 4.72, "stacked: the tile of $x_1$ in front,", **note)
        board.text(5.6, 4.9, "that of $x_3$ at the back", **note)
        board.finish()

    def _draw_matrix(self, striped: Any) -> None:
        board, tile = self._board, self._matrix
        board.tile(tile, ENTRIES, np.tile(striped[:, None], (1, N)))
        board.count_rows(tile)
        board.count_columns(tile)
        board.text(tile.centre, tile.top - 0.36, r"$A(x) \in \mathbb{R}^{4\times 2}$", size=10.5)
        board.arrow((2.4, tile.middle), (3.95, tile.middle))
        board.text(3.17, tile.middle - 0.14, r"each entry by each $x_k$", size=9.5)

    def _draw_tensor(self, tiles: list[Tile], values: Any, tinted: Any, *, right: bool) -> None:
        board, top = self._board, tiles[0].top
        board.count_rows(tiles[0])
        title = r"$dA/dx \in \mathbb{R}^{4\times 2\times 3}$, three tiles"
        if not right:
            title = r"the shape is $4\times 2\times 3$, but this is not $dA/dx$"
        board.text(
            tiles[1].centre, top - 0.62, title, size=10.5, color=BLACK if right else VERMILLION
        )
        for k, tile in enumerate(tiles):
            board.tile(tile, _written(values[:, :, k]), tinted[:, :, k])
            board.count_columns(tile)
            slopes, y = rf"$\partial A / \partial x_{k + 1}$", top - 0.36
            board.text(tile.centre + 0.12, y, slopes, ha="right", size=10.5)
            board.text(tile.centre + 0.17, y, f"[{k}]", size=8, color=GREY, ha="left")

    def _draw_flat(self, n: Tensor, rows: Any, tinted: Any) -> None:
        board, flat, wide = self._board, self._flat, self._jacobian
        formulas = [ENTRIES[row // N][row % N] for row in rows]
        board.tile(flat, [[each] for each in formulas], tinted[:, None])
        board.count_rows(flat)
        board.text(flat.centre, flat.top - 0.36, r"vec $A \in \mathbb{R}^8$", size=10.5)
        board.tile(wide, _written(n.J), np.tile(tinted[:, None], (1, D)))
        board.count_rows(wide)
        board.count_columns(wide)
        board.text(wide.centre, flat.top - 0.36, r"$J \in \mathbb{R}^{8\times 3}$", size=10.5)
        board.arrow((1.47, flat.middle), (1.7, flat.middle))
        y = self._reshaped[0].middle
        board.arrow((3.46, y), (4.1, y))
        by = "by columns" if n.order == "F" else "by rows"
        board.text(3.79, y - 0.14, "reshape", size=8.5)
        board.text(3.79, y + 0.14, by, size=8.5)

    def move(self, numbers: Tensor) -> None:
        """Light the same slope everywhere."""
        n = numbers
        i, j, k = n.i - 1, n.j - 1, n.k - 1
        set_on(self._entry, self._matrix.cells(i, j))
        set_on(self._entry_flat, self._flat.cells(n.row, 0))
        set_on(self._slope, self._by_entry[k].cells(i, j))
        set_on(self._slope_flat, self._jacobian.cells(n.row, k))
        landed = self._reshaped[k].cells(*n.lands)
        set_on(self._slope_back, landed if n.is_right else None)
        set_on(self._astray, None if n.is_right else landed)
        self._cuboid.light(*n.lands, k, GREEN if n.is_right else VERMILLION)


class _Cuboid:
    """The tensor as one body of 4 × 2 × 3 small cubes, seen from the front, above and right."""

    _SIDE = 0.16
    _BACK = np.array([0.13, -0.09])  # one step along k

    def __init__(self, board: Board, left: float, top: float) -> None:
        self._board, self._corner = board, np.array([left, top])
        self._faces = [Polygon([(0, 0)], closed=True, lw=1.0, zorder=MOVING) for _ in range(3)]
        for face in self._faces:
            board.axes.add_patch(face)
        self.moving = [*self._faces]
        self._draw()

    def _at(self, i: float, j: float, k: float) -> Any:
        """Return where in the picture the corner (i, j, k) of the grid lies."""
        return self._corner + self._SIDE * np.array([j, i]) + k * self._BACK

    def _draw(self) -> None:
        """Draw the three sides that are seen: the front by i and j, the top, the right."""
        ends = [((i, 0, 0), (i, N, 0)) for i in range(M + 1)]
        ends += [((0, j, 0), (M, j, 0)) for j in range(N + 1)]
        ends += [((0, j, 0), (0, j, D)) for j in range(N + 1)]
        ends += [((i, N, 0), (i, N, D)) for i in range(1, M + 1)]
        ends += [((0, 0, k), (0, N, k)) for k in range(1, D + 1)]
        ends += [((0, N, k), (M, N, k)) for k in range(1, D + 1)]
        for start, end in ends:
            xs, ys = zip(self._at(*start), self._at(*end), strict=True)
            self._board.axes.plot(xs, ys, color=GREY, lw=0.7)

    def light(self, i: int, j: int, k: int, colour: str) -> None:
        """Show one small cube, through the others if it lies behind them."""
        corners = (
            [(i, j, k), (i, j + 1, k), (i + 1, j + 1, k), (i + 1, j, k)],
            [(i, j, k), (i, j + 1, k), (i, j + 1, k + 1), (i, j, k + 1)],
            [(i, j + 1, k), (i + 1, j + 1, k), (i + 1, j + 1, k + 1), (i, j + 1, k + 1)],
        )
        for face, points in zip(self._faces, corners, strict=True):
            face.set_xy([self._at(*point) for point in points])
            face.set_facecolor(to_rgba(colour, 0.45))
            face.set_edgecolor(colour)


def _written(values: Any) -> list[list[str]]:
    return [[number(each) for each in row] for row in values]


def tensor_shapes(
    i: int = 2, j: int = 1, k: int = 1, *, x: Any = (2.0, 3.0, -1.0), order: Order = "C"
) -> Live[Tensor]:
    r"""Show dA/dx ∈ ℝ⁴ˣ²ˣ³ found in two ways, with the same slope ∂A_ij/∂x_k lit in both.

    Args:
        i: the row of A, 1 to 4 as in mathematics.
        j: the column of A, 1 or 2.
        k: the entry of x, 1 to 3.
        x: where the slopes are taken: three short numbers.
        order: how A is flattened and the result folded back. "C": by rows, as NumPy does; "F": by
            columns, both times; "mixed": out by columns and back by rows, which is a mistake.

    Raises `WidgetError` for another place, order or point.

    >>> widget = tensor_shapes(i=3, j=2, k=1)
    >>> print(widget.description.split("\n")[1])
    entry by entry: ∂A₃,₂/∂x₁ = ∂(x₁²)/∂x₁ = 2x₁ = 4, which NumPy calls dA[2, 1, 0]
    """
    for name, value, last in (("i", i, M), ("j", j, N), ("k", k, D)):
        if value not in range(1, last + 1):
            raise WidgetError(f"There is no {name} = {value!r}. Choose 1 to {last}.")
    if order not in tuple(ORDERS):
        raise WidgetError(f'order = {order!r} is unknown. Choose "C", "F" or "mixed".')
    point = as_point(x)
    controls = {
        "i": buttons("row i of A", _counted(M), i),
        "j": buttons("column j", _counted(N), j),
        "k": buttons("by xₖ with k", _counted(D), k),
        "order": drop_down("flatten", [(label, key) for key, label in ORDERS.items()], order),
    }
    controls["order"].layout = {"width": "30em", "max_width": "calc(100% - 4px)"}
    place = side_by_side([controls[name] for name in ("i", "j", "k")])

    def at_point(i: int, j: int, k: int, order: Order) -> Tensor:
        return model(point, i, j, k, order)

    return Live(at_point, TensorScene, describe, controls, top=[place, controls["order"]])


def _counted(last: int) -> list[tuple[str, object]]:
    return [(str(each), each) for each in range(1, last + 1)]
