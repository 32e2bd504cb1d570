"""The bivariate normal distribution: a slice, its conditional density, marginals at the sides."""

import math
from functools import partial
from typing import Any

from coursekit.widgets.controls import slider
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.live import Live
from coursekit.widgets.probability.pair import Pair, describe, model
from coursekit.widgets.probability.pair_scene import PairScene
from coursekit.widgets.style import number

__all__ = ["MOST", "bivariate_normal", "unit_of"]

MOST = 0.95  # beyond, the ellipses are too thin to be seen
_REACH = 4.0  # units from the mean to the ends of the slider of x


def unit_of(std: float) -> float:
    """Return the unit u of a slider from u/4 to 2u in which a standard deviation lies well.

    >>> [unit_of(std) for std in (1.0, 1.5, 8.0, 10.0)]
    [1.0, 1.0, 5.0, 10.0]
    """
    least = 0.6 * std
    power = 10.0 ** math.floor(math.log10(least))
    return float(next(u * power for u in (1.0, 2.0, 5.0, 10.0) if u * power >= least))


def bivariate_normal(
    correlation: float = 0.8,
    std_x: float = 1.5,
    std_y: float = 1.0,
    x: float | None = None,
    *,
    mean_x: float = 0.0,
    mean_y: float = 0.0,
) -> Live[Pair]:
    """Cut the density of two normal variables at X = x: divided by p(x), the slice is p(y | x).

    Args:
        correlation: ρ, from −0.95 to 0.95.
        std_x: the standard deviation of X; the sliders and the window suit its size.
        std_y: the standard deviation of Y.
        x: where the density is cut; None for one standard deviation above the mean.
        mean_x: the mean of X.
        mean_y: the mean of Y.

    The ellipses hold 39 %, 86 % and 99 % of the probability; above stands the marginal of X, at the
    right that of Y beside the slice and the conditional density. Raises `WidgetError` for numbers
    out of reach. Source: S2, "Random vectors in high dimensions" and "Sum & Product Rules"; Bishop,
    Pattern Recognition and Machine Learning, section 2.3.

    >>> widget = bivariate_normal(0.6, 10, 8, 190, mean_x=170, mean_y=65)
    >>> print(widget.description.split(chr(10))[5].split(" = ")[-1])
    74.6
    """
    _check(correlation, std_x, std_y, mean_x, mean_y)
    units = unit_of(std_x), unit_of(std_y)
    reach = _REACH * units[0]
    x = mean_x + std_x if x is None else x
    if not abs(x - mean_x) <= reach:
        raise WidgetError(
            f"x = {number(x)} lies outside the picture. Choose x within"
            f" [{number(mean_x - reach)}, {number(mean_x + reach)}]."
        )
    controls = {
        "correlation": slider("ρ", correlation, -MOST, MOST, 0.05),
        "std_x": _size_slider("σ_X", std_x, units[0]),
        "std_y": _size_slider("σ_Y", std_y, units[1]),
        "x": _sized("x", x, mean_x - reach, mean_x + reach, units[0]),
    }
    return Live(
        partial(model, mean_x=float(mean_x), mean_y=float(mean_y)),
        partial(PairScene, (mean_x, mean_y), units),
        describe,
        controls,
    )


def _check(correlation: float, std_x: float, std_y: float, *means: float) -> None:
    if not abs(correlation) <= MOST:
        raise WidgetError(
            f"correlation = {number(correlation)} is out of reach. Choose ρ within"
            f" [−{MOST}, {MOST}]: at ±1 one number tells the other, and there is no density."
        )
    for name, value in (("std_x", std_x), ("std_y", std_y)):
        if not 0 < value < math.inf:
            raise WidgetError(f"{name} = {number(value)} cannot be. Choose a number above 0.")
    for name, value in zip(("mean_x", "mean_y"), means, strict=True):
        if not math.isfinite(value):
            raise WidgetError(f"{name} = {number(value)} cannot be. Choose a finite number.")


def _size_slider(label: str, value: float, unit: float) -> Any:
    return _sized(label, value, unit / 4, 2 * unit, unit)


def _sized(label: str, value: float, low: float, high: float, unit: float) -> Any:
    """Make a slider in steps of a twentieth of the unit, with as many places as these need."""
    made = slider(label, value, low, high, unit / 20)
    made.readout_format = f".{max(0, 2 - math.floor(math.log10(unit)))}f"
    return made
