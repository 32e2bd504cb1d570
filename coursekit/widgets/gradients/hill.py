"""A walk on a hill: two rises from the same start, and the rise of both steps at once."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from coursekit.widgets.controls import log_slider
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.gradients.board import Board
from coursekit.widgets.gradients.functions import Surface, heights, partials, surface, touches
from coursekit.widgets.gradients.place import place
from coursekit.widgets.gradients.relief import relief, round_up
from coursekit.widgets.live import Live
from coursekit.widgets.style import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    MOVING,
    ORANGE,
    PURPLE,
    VERMILLION,
    legend_above,
    new_figure,
    number,
)

__all__ = ["Walk", "WalkScene", "describe", "hill_walk", "model"]

H_LARGEST = 1.0
H_SMALLEST = 1e-3
_STEPS = np.geomspace(H_SMALLEST, H_LARGEST, 61)
_HEADROOM = 1.06  # for the marks of the limits
_ROUNDING = 1e-12  # of the heights: a smaller residual is none

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Rises:
    """Rises of the three steps from the start, for one step length or an array of them."""

    north: Array
    west: Array
    diagonal: Array

    def __iter__(self) -> Iterator[Array]:
        return iter((self.north, self.west, self.total, self.diagonal))

    @property
    def total(self) -> Array:
        """The rise north and the rise west, both from the start, added."""
        return np.asarray(self.north + self.west)

    @property
    def residual(self) -> Array:
        """What the sum misses of the rise of the diagonal step."""
        return np.asarray(self.diagonal - self.total)


@dataclass(frozen=True)
class Walk:
    """The numbers of one state: at h, at h/2, and for all steps."""

    surface: Surface
    x: float
    y: float
    z: float
    h: float
    here: Rises
    half: Rises
    curves: Rises
    slopes: tuple[float, float]
    touching: bool  # whether the plane with these slopes touches f
    adds_exactly: bool


def model(f: str, formula: str, x: float, y: float, h: float) -> Walk:
    """Rises of a step north (0, h), a step west (−h, 0) and both at once (−h, h), from (x, y).

    ``f`` is a name of the table, or "own" for the typed ``formula`` in x and y. Raises as
    `surface` does. Source: S4 (appendix), with both rises measured from the start point.

    >>> n = model("3y x^2", "", 1.0, 0.5, 0.5)
    >>> n.here.north.item(), n.here.west.item(), n.here.diagonal.item(), n.here.residual.item()
    (1.5, -1.125, -0.75, -1.125)
    """
    shown = surface(f, formula)
    start = float(heights(shown, x, y))

    def rises(step: Array) -> Rises:
        return Rises(
            north=heights(shown, x, y + step) - start,
            west=heights(shown, x - step, y) - start,
            diagonal=heights(shown, x - step, y + step) - start,
        )

    curves, slopes = rises(_STEPS), partials(shown, x, y)
    size = 1.0 + abs(start) + float(np.abs(curves.diagonal).max())
    return Walk(
        surface=shown,
        x=x,
        y=y,
        z=start,
        h=h,
        here=rises(np.array(h)),
        half=rises(np.array(h / 2)),
        curves=curves,
        slopes=slopes,
        touching=touches(shown, x, y, slopes),
        adds_exactly=bool(np.abs(curves.residual).max() <= _ROUNDING * size),
    )


def describe(n: Walk) -> str:
    """Write four lines: the start, the rises, the residual, the limit."""
    a, b = n.surface.variables
    total, diagonal = float(n.here.total), float(n.here.diagonal)
    lines = [
        (
            f"{n.surface.words}; start at ({number(n.x)}, {number(n.y)}), f = {number(n.z)}; "
            f"north is +{b}, west is −{a}, h = {number(n.h, 3)}"
        ),
        (
            f"rises, each from the start: north {number(float(n.here.north))}, "
            f"west {number(float(n.here.west))}, their sum {number(total)}; "
            f"north-west in one step of length √2 h: {number(diagonal)}"
        ),
        f"residual (north-west − sum): {_residual(n)}",
    ]
    if n.touching:
        limit = number(n.slopes[1] - n.slopes[0])
        lines.append(
            f"divided by h: sum {number(total / n.h)}, north-west {number(diagonal / n.h)}; "
            f"for h → 0 both tend to ∂f/∂{b} − ∂f/∂{a} = {limit}: the chain rule along the diagonal"
        )
    elif np.isfinite(n.slopes).all():
        lines.append("no plane touches f here: slopes along the axes, but no chain rule")
    else:
        lines.append("a partial derivative does not exist here, so there is no chain rule")
    return "\n".join(lines)


def _residual(n: Walk) -> str:
    if n.adds_exactly:
        a, b = n.surface.variables
        if _is_a_sum(n.surface):
            return f"0 for every h, because f is a function of {a} plus a function of {b}"
        return "0 for every h, from this start"
    now, half = float(n.here.residual), float(n.half.residual)
    text = f"{number(now)}; with half the step {number(half)}"
    ratio = now / half if half else np.nan
    return text if np.isnan(ratio) else f"{text}, {number(ratio, 2)} times smaller"


@lru_cache(maxsize=16)
def _is_a_sum(shown: Surface) -> bool:
    """Whether f(x, y) = g(x) + k(y): then the rises add up from every start and for every step."""
    z = relief(shown).z
    crossed = z - z[:1] - z[:, :1] + z[0, 0]
    return bool(np.abs(crossed).max() <= _ROUNDING * (1.0 + np.abs(z).max()))


class WalkScene:
    """A map with three steps from one start, their rises as bars, and the residual against h."""

    def __init__(self) -> None:
        self.figure, (plan, self._bars, law) = new_figure(9.0, 4.3, ratios=(1.0, 1.0, 1.0))
        plan.set_position((0.075, 0.12, 0.335, 0.70))
        self._bars.set_position((0.475, 0.12, 0.195, 0.70))
        law.set_position((0.745, 0.12, 0.24, 0.70))
        self._title = self.figure.text(0.015, 0.945, "", fontsize=11)
        self._board = Board(plan)
        self._arrows = [
            self._board.arrow(colour, 2.6, clip=False) for colour in (BLUE, GREEN, VERMILLION)
        ]
        (self._dot,) = plan.plot([], [], "o", color=BLACK, ms=7, zorder=MOVING, clip_on=False)
        self._draw_bars(self._bars)
        self._draw_law(law)
        self.moving = [
            *self._arrows,
            self._dot,
            *self._rises,
            self._gap,
            self._limits,
            self._total,
            self._rest,
            self._marks,
        ]

    def _draw_bars(self, bars: Axes) -> None:
        looks = ((BLUE, ""), (GREEN, "//"), (ORANGE, ""), (VERMILLION, ".."))
        self._rises = []
        for middle, (colour, hatch) in enumerate(looks):
            bar = Rectangle(
                (middle - 0.36, 0), 0.72, 0, fc=colour, ec="white", hatch=hatch, zorder=MOVING
            )
            bars.add_patch(bar)
            self._rises.append(bar)
        (self._limits,) = bars.plot(
            [], [], "_", color=BLACK, ms=20, mew=2.2, zorder=MOVING, label=r"limit, $h \to 0$"
        )
        (self._gap,) = bars.plot(
            [], [], color=PURPLE, lw=4.0, zorder=MOVING, label="residual ÷ $h$"
        )
        bars.axhline(0, color=GREY, lw=0.8)
        bars.set(xlim=(-0.6, 3.6), xlabel="rise of each step ÷ $h$")
        bars.set_xticks(range(4), ["N", "W", "N + W", "NW"])
        legend_above(bars, 1)

    def _draw_law(self, law: Axes) -> None:
        (self._total,) = law.plot([], [], color=ORANGE, lw=2.2, zorder=MOVING, label="N + W")
        (self._rest,) = law.plot(
            [], [], color=PURPLE, lw=2.6, ls="--", zorder=MOVING, label="residual"
        )
        (self._marks,) = law.plot([], [], "o", color=BLACK, ms=7, zorder=MOVING)
        law.plot(_STEPS, 10 * _STEPS**2, color=GREY, lw=1.6, ls=":")
        law.text(2.2e-3, 4e-4, r"$\sim h^2$", color=GREY)
        law.set(xscale="log", yscale="log", xlim=(8e-4, 1.3), ylim=(1e-8, 1e2), xlabel="step $h$")
        legend_above(law, 2)

    def background(self, numbers: Walk) -> Hashable:
        """Name the map and the scale of the bars, which grows in leaps."""
        return numbers.surface, _scale(numbers)

    def set_background(self, numbers: Walk) -> None:
        """Draw the map and set the scale."""
        self._board.show(numbers.surface)
        self._title.set_text(numbers.surface.title)
        low, high = _scale(numbers)
        self._bars.set_ylim(low, high)

    def move(self, numbers: Walk) -> None:
        """Set the steps, the bars and the two curves."""
        n = numbers
        here = np.array([n.x, n.y])
        self._dot.set_data([n.x], [n.y])
        for arrow, way in zip(self._arrows, ([0, 1], [-1, 0], [-1, 1]), strict=True):
            self._board.point(arrow, here, here + n.h * np.array(way))
        for bar, rise in zip(self._rises, n.here, strict=True):
            bar.set_height(float(rise) / n.h)
        self._gap.set_data([2.5, 2.5], [n.here.total / n.h, n.here.diagonal / n.h])
        west, north = -n.slopes[0], n.slopes[1]
        diagonal = north + west if n.touching else np.nan
        self._limits.set_data(range(4), [north, west, north + west, diagonal])
        self._total.set_data(_STEPS, np.abs(n.curves.total))
        self._rest.set_data(_STEPS, np.abs(n.curves.residual))
        self._rest.set_visible(not n.adds_exactly)
        self._marks.set_data([n.h, n.h], [abs(n.here.total), abs(n.here.residual)])


def _scale(n: Walk) -> tuple[float, float]:
    """Limits of the bars: they hold for smaller steps too, so that hardly anything jumps."""
    smaller = n.h > _STEPS
    bars = np.concatenate(
        [
            [now / n.h, *(curve / _STEPS)[smaller]]
            for now, curve in zip(n.here, n.curves, strict=True)
        ]
    )
    bars = _HEADROOM * bars[np.isfinite(bars)]
    low, high = float(bars.min(initial=0.0)), float(bars.max(initial=0.0))
    return (-round_up(-low) if low < 0 else 0.0), (round_up(high) if high > 0 or not low else 0.0)


def hill_walk(f: str = "hill", x: float = 1.8, y: float = -1.2, h: float = 0.5) -> Live[Walk]:
    r"""Step north and step west from one point: the rises add up, but for a residual of order h².

    Args:
        f: a name as in `slices`, or any formula in x and y.
        x: the first variable at the start, within the window of the function; west is −x.
        y: the second one; north is +y.
        h: the length of both steps, within [0.001, 1]. The slider has twenty stops a decade.

    Raises `FormulaError` for text that is neither, `WidgetError` for a point outside the window or
    a step out of reach.

    >>> widget = hill_walk("saddle", x=1.0, y=0.5, h=0.1)
    >>> print(widget.description.split("\n")[2])
    residual (north-west − sum): 0 for every h, because f is a function of x plus a function of y
    """
    if not H_SMALLEST <= h <= H_LARGEST:
        raise WidgetError(f"h = {h} is out of reach. Choose h within [0.001, 1].")
    chosen = place(f, x, y)
    step = log_slider("step h", h, H_SMALLEST, H_LARGEST, step=0.05)
    return Live(
        model,
        WalkScene,
        describe,
        {**chosen.controls, "h": step},
        top=[*chosen.top, step],
        message=chosen.message,
    )
