"""From the secant to the tangent: the limit seen from both sides."""

from collections.abc import Hashable
from dataclasses import dataclass

import ipywidgets
import numpy as np
import numpy.typing as npt

from coursekit.autodiff import elementwise_grad
from coursekit.widgets.controls import AFTER_LABEL, drop_down, log_slider, slider
from coursekit.widgets.derivatives.functions import Curve, curve, menu, one_sided_slopes
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.live import Live
from coursekit.widgets.style import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    MOVING,
    VERMILLION,
    legend_above,
    new_figure,
    number,
)

__all__ = ["Secant", "SecantScene", "describe", "model", "secant_tangent"]

X_LIMITS = (-3.0, 3.0)
H_LARGEST = 2.0
H_SMALLEST = 1e-3
_KINK_WIDTH = 1e-9  # sliders add up steps of 0.05 in binary

# Steps of both signs for the right-hand axes; never 0, where there is no secant.
_RIGHTWARD = np.geomspace(H_SMALLEST, H_LARGEST, 60)
_STEPS = np.concatenate([-_RIGHTWARD[::-1], _RIGHTWARD])


@dataclass(frozen=True)
class Secant:
    """The numbers of one state; ``left == right`` wherever a tangent exists."""

    curve: Curve
    x: float
    h: float
    y: float
    rise: float
    left: float
    right: float
    other: float
    slopes: npt.NDArray[np.float64]

    @property
    def secant(self) -> float:
        """Slope of the secant, rise over run."""
        return self.rise / self.h

    @property
    def has_tangent(self) -> bool:
        """Whether the slopes from both sides agree."""
        return self.x not in self.curve.kinks


def model(function: str, x: float, h: float, side: int) -> Secant:
    """Secant of a curve through x and x + side·h, and its slope for steps of both signs.

    ``h`` > 0 is the length of the step and ``side`` is 1 or −1, its direction.
    Source: S0, S2, S3 (the limit definition), with the limit taken from both sides.

    >>> n = model("x^2", 1.0, 0.5, -1)
    >>> n.rise, n.secant, n.other, n.right
    (-0.75, 1.5, 2.5, 2.0)
    """
    chosen = curve(function)
    for kink in chosen.kinks:
        if abs(x - kink) < _KINK_WIDTH:
            x = kink
    step = side * h
    y = float(chosen.f(x))
    ahead, behind = (float(each) for each in chosen.f(np.array([x + step, x - step])))
    if x in chosen.kinks:
        left, right = one_sided_slopes(chosen.f, x)
    else:
        left = right = float(elementwise_grad(chosen.f)(x))
    return Secant(
        curve=chosen,
        x=x,
        h=step,
        y=y,
        rise=ahead - y,
        left=left,
        right=right,
        other=(behind - y) / -step,
        slopes=(chosen.f(x + _STEPS) - y) / _STEPS,
    )


def describe(n: Secant) -> str:
    """Write three lines: where, the secants of both sides, the tangent."""
    where = f"f(x) = {n.curve.label} at x = {number(n.x)}, h = {number(n.h)}"
    secant = (
        f"secant: rise {number(n.rise)}, run {number(n.h)}, slope {number(n.secant)}; "
        f"from the other side, h = {number(-n.h)}, slope {number(n.other)}"
    )
    if n.has_tangent:
        gap = number(n.secant - n.right)
        tangent = f"tangent: slope f′(x) = {number(n.right)}; secant − tangent = {gap}"
    else:
        tangent = (
            f"no tangent at x = {number(n.x)}: the slope is {number(n.left)} from the left "
            f"and {number(n.right)} from the right, so no limit exists"
        )
    return "\n".join((where, secant, tangent))


class SecantScene:
    """Left: curve, secant, tangent, triangle. Right: the secant's slope against h."""

    def __init__(self) -> None:
        self.figure, (self._plane, self._limit) = new_figure(7.6, 3.9, ratios=(1.55, 1.0))
        self._grid = np.linspace(*X_LIMITS, 601)
        plane, limit = self._plane, self._limit

        (self._curve,) = plane.plot([], [], color=BLUE, lw=2.2, label="f")
        (self._secant,) = plane.plot(
            [], [], color=VERMILLION, lw=2, ls="--", zorder=MOVING, label="secant"
        )
        (self._tangent,) = plane.plot(
            [], [], color=GREEN, lw=2, ls="-.", zorder=MOVING, label="tangent"
        )
        (self._triangle,) = plane.plot(
            [], [], color=BLACK, lw=1.6, ls=":", zorder=MOVING, label="run, rise"
        )
        (self._points,) = plane.plot([], [], "o", color=BLACK, ms=6, zorder=MOVING)
        plane.set(xlim=X_LIMITS, xlabel="$x$", ylabel="$f(x)$")
        legend_above(plane, 4)

        (self._slopes,) = limit.plot([], [], color=VERMILLION, lw=2, zorder=MOVING)
        # Two rings: one if the limit exists, one each side if it does not.
        (self._rings,) = limit.plot(
            [], [], "o", color=GREEN, mfc="white", mew=2, ms=8, zorder=MOVING
        )
        (self._now,) = limit.plot([], [], "o", color=BLACK, ms=6, zorder=MOVING)
        limit.axvline(0, color=GREY, lw=0.8)
        limit.set(xlim=(-H_LARGEST, H_LARGEST), xlabel="$h$", ylabel="slope of the secant")
        self.moving = [
            self._triangle,
            self._tangent,
            self._secant,
            self._points,
            self._slopes,
            self._rings,
            self._now,
        ]

    def background(self, numbers: Secant) -> Hashable:
        """Only the choice of the function changes what stands still."""
        return numbers.curve.name

    def set_background(self, numbers: Secant) -> None:
        """Set the curve and the limits, so wide that no slope leaves the right-hand axes."""
        chosen = numbers.curve
        values = chosen.f(self._grid)
        self._curve.set_data(self._grid, values)
        self._curve.set_label(f"$f(x) = ${chosen.math}")
        self._plane.set_ylim(*chosen.y_limits)
        legend_above(self._plane, 4)
        slopes = np.diff(values) / np.diff(self._grid)
        low, high = float(slopes.min()), float(slopes.max())
        margin = 0.12 * (high - low)
        self._limit.set_ylim(low - margin, high + margin)

    def move(self, numbers: Secant) -> None:
        """Set secant, tangent, triangle and the dots."""
        n = numbers
        x, h, y = n.x, n.h, n.y
        ends = np.array(X_LIMITS)
        self._secant.set_data(ends, y + n.secant * (ends - x))
        self._tangent.set_data(ends, y + n.right * (ends - x))
        self._tangent.set_visible(n.has_tangent)
        self._triangle.set_data([x, x + h, x + h], [y, y, y + n.rise])
        self._points.set_data([x, x + h], [y, y + n.rise])
        # A break at h = 0: there is no secant.
        middle = len(_RIGHTWARD)
        self._slopes.set_data(np.insert(_STEPS, middle, 0.0), np.insert(n.slopes, middle, np.nan))
        self._rings.set_data([0.0, 0.0], [n.left, n.right])
        self._now.set_data([h], [n.secant])


def secant_tangent(function: str = "x^2", x: float = 0.5, h: float = 1.0) -> Live[Secant]:
    r"""Show how the secant of a curve turns into its tangent as h shrinks, from either side.

    Args:
        function: "x^2", "x^3", "sin x", "tanh x", "sigmoid", "ReLU", "|x|" or "e^x".
        x: where the tangent touches, within [−3, 3].
        h: the step; a negative one starts on the left. Its size is within [0.001, 2]. The slider
            has twenty stops a decade, powers of ten among them, and goes to the nearest.

    Raises `WidgetError` for any other function, x or h.

    >>> widget = secant_tangent("|x|", x=0, h=-0.5)
    >>> print(widget.description.split("\n")[2])
    no tangent at x = 0: the slope is −1 from the left and 1 from the right, so no limit exists
    """
    curve(function)
    if not X_LIMITS[0] <= x <= X_LIMITS[1]:
        raise WidgetError(f"x = {x} lies outside the picture. Choose x within [−3, 3].")
    if not H_SMALLEST <= abs(h) <= H_LARGEST:
        raise WidgetError(f"h = {h} is out of reach. Choose a size of h within [0.001, 2].")
    controls = {
        "function": drop_down("f(x)", menu(), function),
        "x": slider("x", x, *X_LIMITS, step=0.05),
        "h": log_slider("size of h", abs(h), H_SMALLEST, H_LARGEST, step=0.05),
        "side": ipywidgets.ToggleButtons(
            options=[("right, h > 0", 1), ("left, h < 0", -1)],
            value=1 if h > 0 else -1,
            layout={"margin": f"0 0 0 {AFTER_LABEL}"},
            style={"button_width": "9em"},
        ),
    }
    return Live(model, SecantScene, describe, controls)
