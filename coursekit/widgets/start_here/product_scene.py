"""The matrix product entry by entry: a row, a column, and shapes that fit or do not."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import ipywidgets
import numpy as np
from matplotlib.artist import Artist
from matplotlib.colors import to_rgba
from matplotlib.patches import Rectangle

from coursekit.widgets.controls import AFTER_LABEL, WIDE, drop_down, label_width
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.live import Live
from coursekit.widgets.start_here.product import (
    LEFT,
    LONGEST,
    RIGHT,
    Array,
    Product,
    Rows,
    as_rows,
    describe,
    model,
    shape,
)
from coursekit.widgets.style import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    MOVING,
    ORANGE,
    VERMILLION,
    new_figure,
    number,
)

__all__ = ["ProductScene", "matrix_product"]

# In cells: how wide the picture is, what stands between two matrices, and beside and above one.
_ACROSS, _SIGN, _ROW_LABELS = 17.0, 0.9, 0.95
_TOP, _BOTTOM = 1.35, 1.15  # above the highest row and below the lowest one
_CELL_INCHES = 0.45


class ProductScene:
    """Two matrices and their product side by side; outlines round a row, a column, an entry.

    ``rows`` is how many rows of a matrix the picture has room for.
    """

    def __init__(self, rows: int = LONGEST) -> None:
        tall = rows + _TOP + _BOTTOM
        self.figure, (self._axes,) = new_figure(_ACROSS * _CELL_INCHES, tall * _CELL_INCHES)
        axes = self._axes
        axes.set_position((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set(xlim=(0, _ACROSS), ylim=(-rows - _BOTTOM, _TOP))
        self._row = _outline(BLUE, "-")
        self._column = _outline(ORANGE, "--")
        self._entry = _outline(GREEN, "-")
        # What finds no partner where the shapes do not fit.
        self._alone = Rectangle((0, 0), 1, 1, fill=False, ec=VERMILLION, lw=0, hatch="///")
        self._alone.set_zorder(MOVING)
        self.moving = [self._row, self._column, self._alone, self._entry]
        for patch in self.moving:
            axes.add_patch(patch)
        self._still: list[Artist] = []
        self._left = (0.0, 0.0, 0.0)

    def background(self, numbers: Product) -> Hashable:
        """Everything but the outlines stands still."""
        return numbers.names, numbers.left.tobytes(), numbers.right.tobytes(), numbers.left.shape

    def set_background(self, numbers: Product) -> None:
        """Write the matrices, their labels and how their shapes meet."""
        for artist in self._still:
            artist.remove()
        self._still = []
        n = numbers
        widths = [n.left.shape[1], n.right.shape[1], n.right.shape[1]]
        used = sum(widths) + 2 * _SIGN + 3 * _ROW_LABELS
        x = (_ACROSS - used) / 2
        starts = []
        for width in widths:
            starts.append(x + _ROW_LABELS)
            x += _ROW_LABELS + width + _SIGN
        self._left = (starts[0], starts[1], starts[2])
        a, b = n.names
        self._matrix(starts[0], n.left, a)
        self._matrix(starts[1], n.right, b)
        middle = -_tallest(n) / 2
        self._text(starts[1] - _ROW_LABELS - _SIGN / 2, middle, "·", size=18)
        if n.result is None:
            self._text(
                starts[2] + widths[2] / 2 - _ROW_LABELS / 2,
                middle,
                "no product",
                size=12,
                color=VERMILLION,
            )
        else:
            self._text(starts[2] - _ROW_LABELS - _SIGN / 2, middle, "=", size=15)
            self._matrix(starts[2], n.result, f"C = {a}{b}")
        self._neighbours(n, starts)

    def move(self, numbers: Product) -> None:
        """Set the outlines: row i on the left, column j on the right, where they meet in C."""
        n = numbers
        first, second, third = self._left
        _place(self._row, first, n.i, n.left.shape[1], 1)
        _place(self._column, second + n.j, 0, 1, n.right.shape[0])
        _place(self._entry, third + n.j, n.i, 1, 1)
        self._entry.set_visible(n.fits)
        k, other = n.neighbours
        if k > other:
            _place(self._alone, first + other, n.i, k - other, 1)
        else:
            _place(self._alone, second + n.j, k, 1, other - k)

    def _matrix(self, x: float, array: Array, name: str) -> None:
        """Write one matrix: grid, entries, and both ways to count rows and columns."""
        rows, columns = array.shape
        grid = {"color": "#BFBFBF", "lw": 0.8}
        for line in range(rows + 1):
            self._line([x, x + columns], [-line, -line], **grid)
        for line in range(columns + 1):
            self._line([x + line, x + line], [0, -rows], **grid)
        for (i, j), value in np.ndenumerate(array):
            self._text(x + j + 0.5, -i - 0.5, number(value), size=12.5)
        for i in range(rows):
            self._text(x - 0.62, -i - 0.5, f"{i + 1}", size=9.5)
            self._text(x - 0.28, -i - 0.5, f"[{i}]", size=8.5, color=GREY)
        for j in range(columns):
            self._text(x + j + 0.5, 0.52, f"{j + 1}", size=9.5)
            self._text(x + j + 0.5, 0.19, f"[{j}]", size=8.5, color=GREY)
        self._text(x + columns / 2, 1.0, name, size=12.5, weight="bold")

    def _neighbours(self, n: Product, starts: Sequence[float]) -> None:
        """Write the shapes below the matrices and join the two numbers that must agree."""
        low = -_tallest(n) - 0.42
        colour = GREEN if n.fits else VERMILLION
        inner = []
        sides = ((starts[0], n.left, 1), (starts[1], n.right, 0))
        for x, array, joined in sides:
            centre = x + array.shape[1] / 2
            self._text(centre, low, "×", size=11)
            for axis, offset in enumerate((-0.42, 0.42)):
                meets = axis == joined
                self._text(
                    centre + offset,
                    low,
                    f"{array.shape[axis]}",
                    size=12.5 if meets else 11,
                    color=colour if meets else BLACK,
                    weight="bold" if meets else "normal",
                )
                if meets:
                    inner.append(centre + offset)
        if n.result is not None:
            self._text(starts[2] + n.result.shape[1] / 2, low, shape(n.result), size=11)
        below = low - 0.5
        ends = [low - 0.25, below, below, low - 0.25]
        self._line([inner[0], inner[0], inner[1], inner[1]], ends, color=colour, lw=1.2)
        sign = "=" if n.fits else "≠"
        words = f"{n.left.shape[1]} {sign} {n.right.shape[0]}"
        at = (inner[0] + inner[1]) / 2
        self._text(at, below, words, size=10.5, color=colour, weight="bold", ground="white")

    def _line(self, x: Sequence[float], y: Sequence[float], **look: Any) -> None:
        self._still += self._axes.plot(x, y, **look)

    def _text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float,
        color: str = BLACK,
        weight: str = "normal",
        ground: str | None = None,
    ) -> None:
        box = {"facecolor": ground, "edgecolor": "none", "pad": 2.0} if ground else None
        self._still.append(
            self._axes.text(
                x,
                y,
                text,
                ha="center",
                va="center",
                fontsize=size,
                color=color,
                weight=weight,
                bbox=box,
            )
        )


def _tallest(n: Product) -> int:
    return max(len(n.left), len(n.right))


def _outline(colour: str, style: str) -> Rectangle:
    faint = to_rgba(colour, 0.16)
    return Rectangle((0, 0), 1, 1, fc=faint, ec=colour, lw=2.6, ls=style, zorder=MOVING)


def _place(patch: Rectangle, x: float, row: float, width: float, height: float) -> None:
    patch.set_bounds(x, -row - height, width, height)


def matrix_product(
    A: Any = "2×3", B: Any = "3×2", order: str = "AB", entry: tuple[int, int] = (1, 1)
) -> Live[Product]:
    r"""Show how an entry of a matrix product comes from a row and a column, or why there is none.

    Args:
        A: a matrix of up to 4×4 short numbers, or the shape of one that is there: "1×3", "2×2",
            "2×3", "3×2".
        B: the same; shapes "2×2", "2×2, the identity", "2×3", "3×1", "3×2".
        order: "AB" or "BA".
        entry: (row, column) of the product, from 1.

    Shapes that do not fit are drawn and explained. Raises `WidgetError` for what is no matrix, no
    order or no entry.

    >>> print(matrix_product([[1, 2]], [[3], [4]]).description.split("\n")[1])
    C₁₁ = row 1 of A · column 1 of B = 1·3 + 2·4 = 11
    >>> print(matrix_product("2×3", "2×3").description.split("\n")[0])
    A (2×3) times B (2×3): refused, because the neighbours 3 and 2 differ
    """
    if order not in ("AB", "BA"):
        raise WidgetError(f'order = {order!r} is unknown. Choose "AB" or "BA".')
    options_a, first = _options(A, LEFT, "A")
    options_b, second = _options(B, RIGHT, "B")
    start = model(first, second, order, 1)
    rows, columns = start.left.shape[0], start.right.shape[1]
    i, j = entry
    if not (1 <= i <= rows and 1 <= j <= columns):
        raise WidgetError(
            f"entry = {entry} lies outside {order}. Choose a row from 1 to {rows} and a column "
            f"from 1 to {columns}."
        )
    controls: dict[str, Any] = {
        "A": drop_down("A is", options_a, first),
        "B": drop_down("B is", options_b, second),
        "order": ipywidgets.ToggleButtons(
            options=[("A times B", "AB"), ("B times A", "BA")],
            value=order,
            layout={"margin": f"0 0 0 {AFTER_LABEL}"},
            style={"button_width": "9em"},
        ),
        "entry": ipywidgets.IntSlider(
            value=(i - 1) * columns + j,
            min=1,
            max=rows * columns,
            description="entry",
            layout=dict(WIDE),
            style=label_width(),
        ),
    }

    def follow(_change: object) -> None:
        now = model(controls["A"].value, controls["B"].value, controls["order"].value, 1)
        controls["entry"].max = now.left.shape[0] * now.right.shape[1]

    for name in ("A", "B", "order"):
        controls[name].observe(follow, "value")
    matrices = ipywidgets.HBox([controls["A"], controls["B"]], layout={"flex_flow": "row wrap"})
    top = [matrices, controls["order"], controls["entry"]]
    tallest = max(len(rows) for _, rows in (*options_a, *options_b))
    return Live(model, lambda: ProductScene(tallest), describe, controls, top=top)


def _options(
    matrix: Any, known: Mapping[str, Rows], name: str
) -> tuple[list[tuple[str, Rows]], Rows]:
    """Return the labelled matrices to choose from, and the chosen one."""
    options = list(known.items())
    if isinstance(matrix, str):
        label = matrix.replace("x", "×").replace(" ", "")
        by_label = {each.replace(" ", ""): rows for each, rows in known.items()}
        if label not in by_label:
            raise WidgetError(
                f"{name} = {matrix!r} is not there. Choose one of {', '.join(known)}, or give a "
                "matrix."
            )
        return options, by_label[label]
    rows = as_rows(matrix, name)
    return [(f"yours, {shape(np.array(rows))}", rows), *options], rows
