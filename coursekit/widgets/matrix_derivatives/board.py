"""A board on which matrices are drawn as tiles, with both ways to count their rows and columns.

A picture of matrices is two hundred short texts, and each text artist takes a millisecond. Here
the outlines of the letters are looked up, and all words of a colour are drawn as one shape.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgba
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.textpath import TextPath

from coursekit.widgets.style import BLACK, GREY, MOVING, new_figure

__all__ = ["PALE", "Board", "Tile", "Word", "outline", "set_on"]

PALE = "#E3EFF7"
_LINE = "#B5B5B5"


@dataclass(frozen=True)
class Tile:
    """Where a matrix of ``rows`` × ``columns`` lies: its corner and the size of a cell, inches."""

    left: float
    top: float
    rows: int
    columns: int
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.left + self.columns * self.width

    @property
    def bottom(self) -> float:
        """The lower edge; y grows downwards."""
        return self.top + self.rows * self.height

    @property
    def centre(self) -> float:
        """The middle between left and right."""
        return (self.left + self.right) / 2

    @property
    def middle(self) -> float:
        """The middle between top and bottom."""
        return (self.top + self.bottom) / 2

    def cells(
        self, i: int, j: int, rows: int = 1, columns: int = 1
    ) -> tuple[float, float, float, float]:
        """Return corner, width and height of a block of cells that begins at (i, j), from 0."""
        return (
            self.left + j * self.width,
            self.top + i * self.height,
            columns * self.width,
            rows * self.height,
        )


@dataclass(frozen=True)
class Word:
    """A short text on the board, and the point that it is centred on, or begins or ends at."""

    x: float
    y: float
    text: str
    size: float = 10.0
    color: str = BLACK
    weight: str = "normal"
    ha: str = "center"

    def path(self) -> Path:
        """Return the outlines of its letters, where they stand."""
        shape, codes, width = _letters(self.text, self.size, self.weight)
        left = self.x - {"left": 0.0, "center": width / 2, "right": width}[self.ha]
        # Digits are 0.73 of the font's size high; a point is 1/72 inch.
        at = np.array([left, self.y + 0.365 * self.size / 72])
        return Path(shape + at, codes)


@lru_cache(maxsize=1024)
def _letters(text: str, size: float, weight: str) -> tuple[npt.NDArray[np.float64], Any, float]:
    """Return vertices in inches (y downwards, from the left end of the baseline), codes, width."""
    font = FontProperties(family="DejaVu Sans", weight=weight)
    path = TextPath((0, 0), text, size=size / 72, prop=font)
    return path.vertices * (1, -1), path.codes, float(path.vertices[:, 0].max())


class Board:
    """One axes over a whole figure; its units are inches, and y grows downwards.

    What is written and drawn is collected, and put on the axes by `finish`.
    """

    def __init__(self, width: float, height: float) -> None:
        self.figure, (self.axes,) = new_figure(width, height)
        self.axes.set_position((0, 0, 1, 1))
        self.axes.set_axis_off()
        self.axes.set(xlim=(0, width), ylim=(height, 0))
        self.words: list[Word] = []
        self._cells: list[tuple[tuple[float, float, float, float], str]] = []
        self._still: list[Any] = []

    def clear(self) -> None:
        """Take away all that was drawn through the methods below."""
        for artist in self._still:
            artist.remove()
        self.words, self._cells, self._still = [], [], []

    def finish(self) -> None:
        """Put the cells and words on the axes."""
        corners = np.array([(0, 0), (1, 0), (1, 1), (0, 1)])
        cells = [corners * (width, height) + (x, y) for (x, y, width, height), _ in self._cells]
        faces = [face for _, face in self._cells]
        self._still.append(
            self.axes.add_collection(
                PolyCollection(cells, facecolors=faces, edgecolors=_LINE, linewidths=0.8)
            )
        )
        for color in sorted({word.color for word in self.words}):
            paths = [word.path() for word in self.words if word.color == color]
            letters = PathPatch(Path.make_compound_path(*paths), fc=color, lw=0, zorder=3)
            # Not add_patch, which would look for the extremes of every curve.
            self._still.append(self.axes.add_artist(letters))

    def text(self, x: float, y: float, text: str, **look: Any) -> None:
        """Write words or mathtext; ``look`` is what a `Word` takes."""
        self.words.append(Word(x, y, text, **look))

    def arrow(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Draw an arrow."""
        look = {"arrowstyle": "-|>", "color": GREY, "lw": 1.3, "shrinkA": 0, "shrinkB": 0}
        self._still.append(self.axes.annotate("", end, start, arrowprops=look))

    def tile(
        self, tile: Tile, entries: Sequence[Sequence[str]], filled: Any, size: float = 10.0
    ) -> None:
        """Draw a grid with its entries; ``filled``, of its shape, says which are tinted."""
        for (i, j), on in np.ndenumerate(np.asarray(filled, bool)):
            x, y, width, height = place = tile.cells(i, j)
            self._cells.append((place, PALE if on else "white"))
            self.text(x + width / 2, y + height / 2, entries[i][j], size=size)

    def count_rows(self, tile: Tile) -> None:
        """Write numbers of rows on the left, from 1 and, in brackets, from 0."""
        for i in range(tile.rows):
            y = tile.top + (i + 0.5) * tile.height
            self.text(tile.left - 0.33, y, str(i + 1), size=9, ha="right")
            self.text(tile.left - 0.06, y, f"[{i}]", size=8, color=GREY, ha="right")

    def count_columns(self, tile: Tile) -> None:
        """Write numbers of columns above, from 1 and, in brackets, from 0."""
        for j in range(tile.columns):
            x = tile.left + (j + 0.5) * tile.width
            self.text(x - 0.02, tile.top - 0.12, str(j + 1), size=9, ha="right")
            self.text(x + 0.02, tile.top - 0.12, f"[{j}]", size=8, color=GREY, ha="left")


def outline(colour: str, style: str = "-") -> Rectangle:
    """Make a frame that moves: faintly filled, on top of everything."""
    return Rectangle(
        (0, 0), 1, 1, fc=to_rgba(colour, 0.18), ec=colour, lw=2.6, ls=style, zorder=MOVING
    )


def set_on(frame: Rectangle, place: tuple[float, float, float, float] | None) -> None:
    """Put a frame on a block of cells, or away."""
    frame.set_visible(place is not None)
    if place is not None:
        frame.set_bounds(*place)
