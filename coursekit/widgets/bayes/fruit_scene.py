"""The picture of two cartons: their fruit, imagined picks as dots or areas, three answers."""

from collections.abc import Hashable
from fractions import Fraction
from math import ceil
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.patches import Rectangle
from matplotlib.path import Path

from coursekit.widgets.bayes.picking import FRUITS, Carton, Pick, formulas, plural
from coursekit.widgets.style import BLACK, BLUE, GREEN, GREY, MOVING, PURPLE, new_figure

__all__ = ["YELLOW", "CartonScene", "LargeCartonScene", "apple_shape", "banana_shape"]

_WIDTH, _HEIGHT, _LINES = 7.8, 4.9, 1.55  # inches; the last for the formulas of the large picture
_CRATE = (2.45, 1.2)  # of one carton
_SIDE = 2.75  # of the square
_LARGE_DPI = 150
_TINTS = ("#D6E6F2", "#F6E3ED")
_DARK_PURPLE = "#9C3D72"  # 6:1 against white, for words
YELLOW = "#F0E442"  # Okabe and Ito's, for bananas alone: too pale for lines
_SIZE = 10.5
_LONGEST = 14  # a product that has room beside the square
_ANSWERS = ("Bayes", "one heap", "prior ignored")

Array = npt.NDArray[np.float64]


def banana_shape() -> Path:
    """Return the outline of a banana, a marker."""
    corners = [(-1, 0.5), (-0.8, -0.9), (0.8, -0.9), (1, 0.5)]
    corners += [(0.5, -0.2), (-0.5, -0.2), (-1, 0.5), (-1, 0.5)]
    return Path(corners, [Path.MOVETO, *[Path.CURVE4] * 6, Path.CLOSEPOLY])


def apple_shape() -> Path:
    """Return the outline of an apple, a marker."""
    body = Path.circle((0, -0.15), 0.85)
    stem = Path([(-0.08, 0.65), (0.08, 0.65), (0.2, 1.0), (-0.08, 0.65)], closed=True)
    return Path.make_compound_path(body, stem)


class CartonScene:
    """Left the cartons, right the square of picks, below the three answers as stacked bars."""

    _dpi: float | None = None
    _foot = 0.0

    def __init__(self) -> None:
        height = _HEIGHT + self._foot
        self.figure, (axes,) = new_figure(_WIDTH, height)
        if self._dpi is not None:
            self.figure.set_dpi(self._dpi)
        axes.set_position((0, 0, 1, 1))
        axes.axis("off")
        axes.set(xlim=(0, _WIDTH), ylim=(-self._foot, _HEIGHT))
        self._axes: Any = axes
        self.moving: list[Any] = []
        self._crates = [_Crate(self, 0.15, bottom, i) for i, bottom in enumerate((3.3, 1.75))]
        self._make_square(3.85, 1.75)
        self._make_bars(1.45, 0.1)

    def add(self, artist: Any) -> Any:
        """Put in an artist that moves."""
        artist.set_zorder(MOVING)
        self.moving.append(artist)
        return artist

    def text(self, x: float, y: float, words: str = "", *, still: bool = False, **look: Any) -> Any:
        """Put in a text, one that moves unless ``still``."""
        made = self._axes.text(x, y, words, **{"fontsize": _SIZE, "va": "center", **look})
        return made if still else self.add(made)

    def box(self, colour: str, edge: str, hatch: str = "") -> Any:
        """Put in a rectangle that moves."""
        return self.add(
            self._axes.add_patch(Rectangle((0, 0), 0, 0, fc=colour, ec=edge, hatch=hatch, lw=1.0))
        )

    def fruit(self, kind: str) -> Any:
        """Put in fruits of a kind."""
        marker, colour = (banana_shape(), YELLOW) if kind == FRUITS[0] else (apple_shape(), GREEN)
        return self.add(
            self._axes.plot([], [], ls="", marker=marker, mfc=colour, mec=BLACK, mew=0.6)[0]
        )

    def _make_square(self, left: float, bottom: float) -> None:
        self._corner = (left, bottom)
        # Of each carton: the picked fruit below, the other above.
        self._cells = [
            (self.box(colour, "white", hatch), self.box(tint, "white"))
            for colour, tint, hatch in zip((BLUE, PURPLE), _TINTS, ("", "//"), strict=True)
        ]
        self._picks = {kind: self.fruit(kind) for kind in FRUITS}
        right, top = left + _SIDE, bottom + _SIDE
        self._heads = [
            self.text(x, top + 0.14, ha=side, color=colour, weight="bold")
            for x, side, colour in ((left, "left", BLUE), (right, "right", _DARK_PURPLE))
        ]
        self._labels = [
            [self.text(x, 0, ha=side) for _ in range(2)]
            for x, side in ((left - 0.08, "right"), (right + 0.08, "left"))
        ]
        self._caption = self.text(left + _SIDE / 2, bottom - 0.15, ha="center", color=GREY)

    def _make_bars(self, left: float, bottom: float) -> None:
        self._bar_left = left
        self._bar_tops = [bottom + 0.25 + 0.31 * (2 - i) for i in range(3)]
        self._title = self.text(0.15, bottom + 1.24, weight="bold")
        self._bars = []
        for y, name in zip(self._bar_tops, _ANSWERS, strict=True):
            self.text(left - 0.1, y, name, still=True, ha="right")
            pair = self.box(BLUE, "white"), self.box(PURPLE, "white", "//")
            self._bars.append((*pair, self.text(left + 4.3, y, ha="left")))

    def background(self, numbers: Pick) -> Hashable:
        """Nothing stands still but names."""
        del numbers
        return ""

    def set_background(self, numbers: Pick) -> None:
        """Nothing to set."""

    def move(self, numbers: Pick) -> None:
        """Set fruit, square and bars."""
        for crate, carton in zip(self._crates, numbers.cartons, strict=True):
            crate.fill(carton)
        self._move_square(numbers)
        self._move_picks(numbers)
        self._move_bars(numbers)

    def _move_square(self, pick: Pick) -> None:
        left, bottom = self._corner
        start = left
        other = FRUITS[1 - FRUITS.index(pick.picked)]
        for i, (prior, height) in enumerate(zip(pick.prior, pick.likelihood, strict=True)):
            width, rise = _SIDE * float(prior), _SIDE * float(height)
            below, above = self._cells[i]
            below.set_bounds(start, bottom, width, rise)
            above.set_bounds(start, bottom + rise, width, _SIDE - rise)
            below.set_alpha(0.45 if pick.drawn else 1.0)
            start += width
            self._heads[i].set_text(f"carton {i + 1}: {_amount(pick, prior)}")
            for text, part, what, y in zip(
                self._labels[i],
                (prior * height, prior * (1 - height)),
                (pick.picked, other),
                (bottom + rise / 2, bottom + (rise + _SIDE) / 2),
                strict=True,
            ):
                text.set_text(_label(pick, part, what, f"{prior} · {height}") if part else "")
                text.set_y(y)
                text.set_color(BLACK if what == pick.picked else GREY)
        self._caption.set_text(_caption(pick))

    def _move_picks(self, pick: Pick) -> None:
        if not pick.drawn:
            for dots in self._picks.values():
                dots.set_data([], [])
            return
        columns, rows = pick.grid
        size = 72 * 0.8 * _SIDE / max(columns, rows)
        found: dict[str, list[Array]] = {kind: [] for kind in FRUITS}
        other = FRUITS[1 - FRUITS.index(pick.picked)]
        first = 0
        for prior, height in zip(pick.prior, pick.likelihood, strict=True):
            width = round(columns * prior)
            places = _places(first, width, rows)
            split = round(rows * height) * width
            found[pick.picked].append(places[:split])
            found[other].append(places[split:])
            first += width
        for kind, dots in self._picks.items():
            at = np.concatenate(found[kind]) / (columns, rows) * _SIDE + self._corner
            dots.set_data(at[:, 0], at[:, 1])
            dots.set_markersize(size)
            dots.set_markeredgewidth(0.6 if size > 8 else 0.2)
            dots.set_alpha(1.0 if kind == pick.picked else 0.4)

    def _move_bars(self, pick: Pick) -> None:
        self._title.set_text(f"p(carton 1 | {pick.picked}): three answers")
        answers = pick.posterior, pick.heap, pick.ignored
        rows = zip(self._bars, self._bar_tops, answers, strict=True)
        for place, ((one, two, text), y, answer) in enumerate(rows):
            width = 4.2 * float(answer)
            one.set_bounds(self._bar_left, y - 0.11, width, 0.22)
            two.set_bounds(self._bar_left + width, y - 0.11, 4.2 - width, 0.22)
            right = answer == pick.posterior
            verdict = "wrong" if not right else "by luck" if place else "right"
            text.set_text(f"{answer}  {verdict}")
            text.set_weight("normal" if place else "bold")


class LargeCartonScene(CartonScene):
    """The picture to project: more pixels, and the four lines of Bayes' theorem below."""

    _dpi = _LARGE_DPI
    _foot = _LINES

    def __init__(self) -> None:
        super().__init__()
        heights = [-0.2 - 0.36 * i for i in range(4)]
        for y, name in zip(heights, ("prior", "likelihood", "evidence", "posterior"), strict=True):
            self.text(0.15, y, name, still=True, fontsize=13, color=GREY)
        self._lines = [self.text(1.45, y, fontsize=13) for y in heights]

    def move(self, numbers: Pick) -> None:
        """Set the formulas too."""
        super().move(numbers)
        for text, (_, formula) in zip(self._lines, formulas(numbers), strict=True):
            text.set_text(formula)


class _Crate:
    """A carton with its fruit."""

    def __init__(self, scene: CartonScene, left: float, bottom: float, place: int) -> None:
        self._left, self._bottom, self._place = left, bottom, place
        width, height = _CRATE
        edge = (BLUE, PURPLE)[place]
        scene.box(_TINTS[place], edge).set_bounds(left, bottom, width, height)
        colour = (BLUE, _DARK_PURPLE)[place]
        self._head = scene.text(left, bottom + height + 0.14, color=colour, weight="bold")
        self._fruit = [scene.fruit(kind) for kind in FRUITS]

    def fill(self, carton: Carton) -> None:
        """Lay the fruit into rows as large as fit, bananas first."""
        bananas, apples = carton
        self._head.set_text(
            f"carton {self._place + 1}: {bananas} {plural(bananas, 'banana')}, "
            f"{apples} {plural(apples, 'apple')}"
        )
        count, (width, height) = sum(carton), _CRATE
        rows = next(n for n in range(1, 9) if n * int(width / (height / n)) >= count)
        columns = ceil(count / rows)
        cell = min(width / columns, height / rows, 0.62)
        at = np.arange(count)
        x = self._left + width / 2 + (at % columns - (columns - 1) / 2) * cell
        y = self._bottom + height / 2 + ((rows - 1) / 2 - at // columns) * cell
        for dots, part in zip(self._fruit, (slice(0, bananas), slice(bananas, count)), strict=True):
            dots.set_data(x[part], y[part])
            dots.set_markersize(72 * 0.72 * cell)


def _places(first: int, width: int, rows: int) -> Array:
    """Middles of the cells of a carton's columns, row by row from below, shape (count, 2)."""
    at = np.arange(width * rows)
    if not width:
        return np.empty((0, 2))
    return np.stack([first + at % width + 0.5, at // width + 0.5], axis=1)


def _amount(pick: Pick, part: Fraction) -> str:
    return f"{pick.count(part):,}" if pick.counted else str(part)


def _label(pick: Pick, part: Fraction, what: str, product: str) -> str:
    """Name a part of the square: its fruits counted, or its area."""
    if pick.counted:
        return f"{_amount(pick, part)}\n{plural(pick.count(part), what)}"
    if what != pick.picked or len(product) > _LONGEST:
        return f"{what}\n{part}"
    return f"{what}\n{product}\n= {part}"


def _caption(pick: Pick) -> str:
    if pick.drawn:
        return f"each fruit is one of {pick.picks:,} imagined picks"
    if pick.counted:
        return f"{pick.picks:,} imagined picks, too many to draw"
    return "width: prior · height: likelihood · area: both"
