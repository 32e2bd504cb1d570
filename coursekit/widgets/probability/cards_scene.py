"""The picture of cards in a table: each card a symbol, and the two ways to cut the unit square."""

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, Rectangle

from coursekit.widgets.probability.cards import COLOURS, SHAPES, Cards, Cell, Table
from coursekit.widgets.style import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    MOVING,
    ORANGE,
    PURPLE,
    new_figure,
)

__all__ = ["CardsScene"]

_PAINT = (BLUE, ORANGE, GREEN, PURPLE)  # by column
_MARKS = ("o", "s", "^", "D")  # by row
_HATCHES = ("", "////", "....", "xxxx")  # by row
_MOST = len(SHAPES), len(COLOURS)
_STRIP = 0.26  # of the table's side, for the bars of the marginals
_GAP = 0.05
_ONE_LINE = 7  # as many entries of the legend stand side by side
_PLACES = ((0.06, 0.11, 0.43, 0.72), (0.54, 0.11, 0.2, 0.72), (0.775, 0.11, 0.2, 0.72))

Array = npt.NDArray[np.float64]


class CardsScene:
    """Left: a symbol a card, with marginals as bars. Middle: p(row | column). Right: the other."""

    def __init__(self) -> None:
        self.figure, axes = new_figure(7.8, 4.2, ratios=(2.0, 1.0, 1.0))
        self._grid, self._upright, self._level = axes
        for each, place in zip(axes, _PLACES, strict=True):
            each.set_position(place)
            each.grid(visible=False)
        self._still: list[Any] = []
        cells = [(i, j) for i in range(_MOST[0]) for j in range(_MOST[1])]
        self._cards = {cell: self._symbols(*cell) for cell in cells}
        self._tiles = [
            {(i, j): _box(each, 1, **_look(i, j)) for i, j in cells}
            for each in (self._upright, self._level)
        ]
        self._bars = [
            [_box(self._grid, 1, facecolor="#BBBBBB", hatch=hatch) for hatch in _HATCHES],
            [_box(self._grid, 1, facecolor=colour) for colour in _PAINT],
        ]
        self._dashes = [
            each.plot([], [], color=BLACK, lw=2.6, ls=(0, (3, 1.4)), zorder=MOVING + 0.5)[0]
            for each in (self._upright, self._level)
        ]
        self._frames = [
            _box(self._grid, 2, facecolor="none", edgecolor=BLACK, lw=2, ls=style)
            for style in ("--", "-")
        ]
        self._arrow = FancyArrowPatch(
            (0, 0), (1, 1), arrowstyle="-|>", mutation_scale=18, lw=2.4, color=BLACK, alpha=0.75,
            connectionstyle="arc3,rad=0.18", zorder=MOVING + 0.05,
        )  # fmt: skip
        self._grid.add_patch(self._arrow)
        self.moving: list[Any] = [
            *(bar for bars in self._bars for bar in bars),
            *self._frames,
            self._arrow,
            *self._cards.values(),
            *(tile for tiles in self._tiles for tile in tiles.values()),
            *self._dashes,
        ]

    def _symbols(self, i: int, j: int) -> Any:
        return self._grid.plot(
            [], [], ls="", marker=_MARKS[i], color=_PAINT[j], mec=BLACK, mew=0.4,
            zorder=MOVING + 0.1,
        )[0]  # fmt: skip

    def background(self, numbers: Cards) -> Hashable:
        """Names, labels and the number of cards stand still while cards move."""
        t = numbers.table
        return t.names, t.labels, t.total

    def set_background(self, numbers: Cards) -> None:
        """Set the grid of cells, and what everything is called."""
        t = numbers.table
        for artist in self._still:
            artist.remove()
        rows, columns = len(t.rows), len(t.columns)
        self._set_grid(self._grid, t)
        first, second = t.names
        for axes, title, across in (
            (self._upright, f"heights: p({first} | {second})", f"widths: p({second})"),
            (self._level, f"widths: p({second} | {first})", f"heights: p({first})"),
        ):
            axes.set(xlim=(0, 1), ylim=(1, 0))
            axes.set_xticks((0, 0.5, 1), ("0", "0.5", "1"))
            axes.set_yticks((0, 0.5, 1), ("0", "0.5", "1"))
            axes.set_title(title, fontsize=9)
            axes.set_xlabel(across, fontsize=9)
        self._level.tick_params(labelleft=False)
        shown = {(i, j) for i in range(rows) for j in range(columns)}
        for cell in self._cards:
            for artist in (self._cards[cell], *(tiles[cell] for tiles in self._tiles)):
                artist.set_visible(cell in shown)
        for bars, count in zip(self._bars, (rows, columns), strict=True):
            for place, bar in enumerate(bars):
                bar.set_visible(place < count)
        self._still = [*self._lines(t), self._legend(t)]

    def _set_grid(self, axes: Axes, t: Table) -> None:
        rows, columns = len(t.rows), len(t.columns)
        axes.set(
            xlim=(0, columns * (1 + _GAP + _STRIP)), ylim=(rows, -rows * (_GAP + _STRIP)),
        )  # fmt: skip
        axes.set_xticks(np.arange(columns) + 0.5, [t.word(1, j) for j in range(columns)])
        axes.set_yticks(np.arange(rows) + 0.5, [t.word(0, i) for i in range(rows)], rotation=90)
        for label in axes.get_yticklabels():
            label.set_verticalalignment("center")
        axes.tick_params(length=0, labelsize=9)
        axes.spines[:].set_visible(False)
        axes.set_title("cards, with both marginals as bars", fontsize=9)

    def _lines(self, t: Table) -> list[Any]:
        """Draw the lines between cells."""
        rows, columns = len(t.rows), len(t.columns)
        look = {"color": GREY, "lw": 0.8, "clip_on": False}
        return [
            self._grid.hlines(range(rows + 1), 0, columns, **look),
            self._grid.vlines(range(columns + 1), 0, rows, **look),
        ]

    def _legend(self, t: Table) -> Any:
        rows = [
            (Rectangle((0, 0), 1, 1, facecolor="white", edgecolor=BLACK, hatch=hatch), t.word(0, i))
            for i, hatch in enumerate(_HATCHES[: len(t.rows)])
        ]
        columns = [
            (Rectangle((0, 0), 1, 1, facecolor=colour, edgecolor=BLACK), t.word(1, j))
            for j, colour in enumerate(_PAINT[: len(t.columns)])
        ]
        handles, labels = zip(*rows, *columns, (self._dashes[0], "marginal"), strict=True)
        columns_of_legend = len(handles) if len(handles) <= _ONE_LINE else (len(handles) + 1) // 2
        with rc_context({"font.family": "DejaVu Sans"}):
            return self.figure.legend(
                handles, labels, loc="upper left", bbox_to_anchor=(0.045, 1.0),
                ncols=columns_of_legend,
                frameon=False, fontsize=9.5, handlelength=1.8, columnspacing=1.2,
            )  # fmt: skip

    def move(self, numbers: Cards) -> None:
        """Set symbols, bars, tiles and dashes."""
        t = numbers.table
        rows, columns = len(t.rows), len(t.columns)
        for (i, j), points in self._spots(t).items():
            self._cards[i, j].set_data(*points)
        for frame, (i, j) in zip(self._frames, (numbers.source, numbers.target), strict=True):
            frame.set_bounds(j + 0.03, i + 0.03, 0.94, 0.94)
        tail, tip = (self._middle(cell) for cell in (numbers.source, numbers.target))
        self._arrow.set_positions(tail, tip)
        for i, total in enumerate(t.rows):
            long = columns * _STRIP * total / t.total
            self._bars[0][i].set_bounds(columns * (1 + _GAP), i + 0.15, long, 0.7)
        for j, total in enumerate(t.columns):
            long = rows * _STRIP * total / t.total
            self._bars[1][j].set_bounds(j + 0.15, -rows * _GAP - long, 0.7, long)
        self._cut(t)

    def _middle(self, cell: Cell) -> tuple[float, float]:
        return cell[1] + 0.5, cell[0] + 0.5

    def _cut(self, t: Table) -> None:
        """Cut the unit square by columns and then by rows, and the other way round."""
        upright, level = self._tiles
        counts = np.array(t.counts, float)
        for j, (start, width) in enumerate(_pieces(t.columns)):
            for i, (top, height) in enumerate(_pieces(counts[:, j])):
                upright[i, j].set_bounds(start, top, width, height)
        for i, (top, height) in enumerate(_pieces(t.rows)):
            for j, (start, width) in enumerate(_pieces(counts[i])):
                level[i, j].set_bounds(start, top, width, height)
        for line, sums, upwards in zip(
            self._dashes, (t.rows, t.columns), (False, True), strict=True
        ):
            cuts = np.cumsum(sums)[:-1] / t.total
            along = np.tile([0.0, 1.0, np.nan], len(cuts))
            across = np.repeat(cuts, 3)
            line.set_data(*((across, along) if upwards else (along, across)))

    def _spots(self, t: Table) -> dict[Cell, Array]:
        """Return where the cards of each cell lie, (2, count), and suit their size to the room."""
        rows, columns = len(t.rows), len(t.columns)
        box = self._grid.get_window_extent()
        width = box.width / (columns * (1 + _GAP + _STRIP))
        height = box.height / (rows * (1 + _GAP + _STRIP))
        # Room in quarters of all cards: they change their size seldom.
        room = t.total * np.ceil(4 * max(map(max, t.counts)) / t.total) / 4
        across = int(np.ceil(np.sqrt(room * width / height)))
        down = int(np.ceil(room / across))
        size = 0.74 * min(width / (across + 1), height / (down + 1)) * 72 / self.figure.dpi
        spots = {}
        for i, j in t.cells:
            number = np.arange(t.counts[i][j])
            x = j + (number % across + 1) / (across + 1)
            y = i + (number // across + 1) / (down + 1)
            self._cards[i, j].set_markersize(size)
            spots[i, j] = np.stack([x, y])
        return spots


def _look(i: int, j: int) -> dict[str, Any]:
    return {"facecolor": _PAINT[j], "hatch": _HATCHES[i]}


def _box(axes: Axes, layer: int, **look: Any) -> Rectangle:
    made = Rectangle((0, 0), 0, 0, **{"edgecolor": BLACK, "lw": 0.8, **look})
    made.set_zorder(MOVING + 0.1 * layer)
    axes.add_patch(made)
    return made


def _pieces(parts: Sequence[float] | Array) -> list[tuple[float, float]]:
    """Return start and length of each part's share of the whole; nothing has no shares.

    >>> _pieces([1, 3]), _pieces([0, 0])
    ([(0.0, 0.25), (0.25, 0.75)], [(0.0, 0.0), (0.0, 0.0)])
    """
    sizes = np.array(parts, float)
    lengths = sizes / (sizes.sum() or 1.0)
    starts = np.cumsum(lengths) - lengths
    return [(float(start), float(length)) for start, length in zip(starts, lengths, strict=True)]
