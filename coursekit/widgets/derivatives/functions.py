"""The functions that lesson 01 looks at, with the windows in which they show their point."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.autodiff import elementwise_grad
from coursekit.widgets.errors import WidgetError

__all__ = ["FUNCTIONS", "SMOOTH", "Curve", "curve", "menu", "one_sided_slopes"]

_GROWTH = 1.3  # from one hair to the next; a root's slope grows tenfold, a finite one not at all


@dataclass(frozen=True)
class Curve:
    """A function of one variable, its names, its window, and where its slope jumps.

    ``f`` is plain NumPy and works on floats, arrays and autodiff tensors; on complex numbers too
    unless ``kinks`` says that it is not smooth.
    """

    name: str
    label: str
    math: str
    f: Callable[[Any], Any]
    y_limits: tuple[float, float]
    kinks: tuple[float, ...] = ()


_ALL = (
    Curve("x^2", "x²", r"$x^2$", lambda x: x * x, (-3.0, 9.0)),
    Curve("x^3", "x³", r"$x^3$", lambda x: x * x * x, (-9.0, 9.0)),
    Curve("sin x", "sin x", r"$\sin x$", np.sin, (-1.6, 1.6)),
    Curve("tanh x", "tanh x", r"$\tanh x$", np.tanh, (-1.6, 1.6)),
    Curve("sigmoid", "sigmoid σ(x)", r"$\sigma(x)$", lambda x: 1 / (1 + np.exp(-x)), (-0.3, 1.3)),
    Curve(
        "ReLU", "ReLU(x)", r"$\mathrm{ReLU}(x)$", lambda x: np.maximum(x, 0.0), (-1.0, 3.5), (0.0,)
    ),
    Curve("|x|", "|x|", r"$|x|$", np.abs, (-1.0, 3.5), (0.0,)),
    Curve("e^x", "eˣ", r"$e^x$", np.exp, (-2.0, 10.0)),
)

FUNCTIONS = {curve.name: curve for curve in _ALL}
SMOOTH = {curve.name: curve for curve in _ALL if not curve.kinks}


def curve(name: str, known: dict[str, Curve] = FUNCTIONS) -> Curve:
    """Find the curve of this name; `WidgetError` lists the known ones.

    >>> curve("x^2").label
    'x²'
    """
    if name not in known:
        names = ", ".join(repr(each) for each in known)
        raise WidgetError(f"This widget knows no function {name!r}. Choose one of {names}.")
    return known[name]


def menu(known: dict[str, Curve] = FUNCTIONS) -> Sequence[tuple[str, str]]:
    """Pairs (label, name) for a drop-down list.

    >>> menu()[0]
    ('x²', 'x^2')
    """
    return [(each.label, each.name) for each in known.values()]


def one_sided_slopes(function: Callable[[Any], Any], x: float) -> tuple[float, float]:
    """Return the slopes of a function just left and just right of ``x``, by autodiff.

    They are taken a hair (1e-12) aside, where a kink at ``x`` itself has no say; where the function
    is smooth both are its derivative up to that hair. A slope that keeps growing as the hair
    shrinks is infinite; where the function has no real value it is NaN.

    >>> one_sided_slopes(np.abs, 0.0)
    (-1.0, 1.0)
    >>> one_sided_slopes(lambda x: np.sqrt(np.abs(x)), 0.0)
    (-inf, inf)
    """
    hairs = max(1.0, abs(x)) * np.array([1e-8, 1e-10, 1e-12])
    near = np.concatenate([x - hairs, x + hairs])
    with np.errstate(all="ignore"):
        heights = np.broadcast_to(np.asarray(function(near), dtype=float), near.shape)
        # A rule may have a value where the function has none: (log x)′ = 1/x at x < 0.
        slopes = np.where(np.isfinite(heights), elementwise_grad(function)(near), np.nan)
    return _limit(slopes[:3]), _limit(slopes[3:])


def _limit(slopes: npt.NDArray[np.float64]) -> float:
    """Return the nearest slope; an infinite one if each is much steeper than the last."""
    first, second, third = np.abs(slopes)
    if second > _GROWTH * first > 0 and third > _GROWTH * second:
        return float(np.copysign(np.inf, slopes[2]))
    return float(slopes[2])
