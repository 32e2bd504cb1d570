"""Loss surfaces in two parameters: formula, window, start, curvatures at the place that counts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from coursekit.autodiff import hessian

__all__ = ["SURFACES", "Surface", "curvatures"]

_C, _S = 0.8, 0.6  # the long axis of the long bowl, turned by a 3-4-5 triangle


@dataclass(frozen=True, eq=False)
class Surface:
    """L(θ₁, θ₂), how it is written, and where it is looked at.

    ``loss`` takes both parameters, numbers or arrays or Tensors. ``place`` is a minimum (or the
    saddle point), at which the curvatures count. ``lowest`` is None where nothing is lowest.
    """

    title: str
    words: str
    loss: Callable[[Any, Any], Any]
    start: tuple[float, float]
    window: tuple[float, float, float, float]
    place: tuple[float, float]
    place_words: str
    quadratic: bool = False
    lowest: float | None = 0.0


def _long(a: Any, b: Any) -> Any:
    along, across = _C * a + _S * b, _C * b - _S * a
    return 0.5 * (along * along + 20 * across * across)


def _valley(a: Any, b: Any) -> Any:
    away, rest = b - a * a, 1 - a
    return rest * rest + 10 * away * away


def _wells(a: Any, b: Any) -> Any:
    a2 = a * a
    return 0.25 * a2 * a2 - a2 * a / 3 - a2 + 8 / 3 + b * b


SURFACES: Mapping[str, Surface] = {
    "bowl": Surface(
        "round bowl",
        "L = ½(θ₁² + θ₂²)",
        lambda a, b: 0.5 * (a * a + b * b),
        (-2.4, 1.6),
        (-3, 3, -3, 3),
        (0, 0),
        "everywhere",
        quadratic=True,
    ),
    "long bowl": Surface(
        "long bowl",
        "L = ½(u² + 20v²), u = 0.8θ₁ + 0.6θ₂, v = 0.8θ₂ − 0.6θ₁",
        _long,
        (-2.6, -0.6),
        (-3, 3, -3, 3),
        (0, 0),
        "everywhere",
        quadratic=True,
    ),
    "saddle": Surface(
        "saddle",
        "L = ½(θ₁² − θ₂²)",
        lambda a, b: 0.5 * (a * a - b * b),
        (-2.4, 0.02),
        (-3, 3, -3, 3),
        (0, 0),
        "everywhere",
        quadratic=True,
        lowest=None,
    ),
    "valley": Surface(
        "bent valley (Rosenbrock)",
        "L = (1 − θ₁)² + 10(θ₂ − θ₁²)²",
        _valley,
        (-1.2, 1.0),
        (-2, 2, -1, 3),
        (1, 1),
        "at the minimum (1, 1)",
    ),
    "two wells": Surface(
        "two wells",
        "L = ¼θ₁⁴ − ⅓θ₁³ − θ₁² + 8⁄3 + θ₂²",
        _wells,
        (-2.1, 1.4),
        (-3, 3.5, -3.25, 3.25),
        (2, 0),
        "at the deep minimum (2, 0)",
    ),
}


@cache
def curvatures(name: str) -> tuple[float, float]:
    """Return the eigenvalues of the Hessian at the surface's place, the smaller first.

    >>> [round(each, 6) for each in curvatures("long bowl")]
    [1.0, 20.0]
    """
    shown = SURFACES[name]
    matrix = hessian(lambda theta: shown.loss(theta[0], theta[1]))(np.array(shown.place, float))
    low, high = np.linalg.eigvalsh(matrix)
    return float(low), float(high)
