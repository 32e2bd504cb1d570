"""The maps of the plane that lesson 04 looks at, on windows in which they show their point."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit.widgets.errors import WidgetError

__all__ = ["BIAS", "MAPS", "WEIGHTS", "PlaneMap", "menu", "plane_map"]

WEIGHTS = ((1.2, -0.6), (0.5, 1.0))  # of the small network
BIAS = (0.3, -0.2)


@dataclass(frozen=True)
class PlaneMap:
    """A map ℝ² → ℝ², its names, and the rectangle of points that it is looked at in.

    ``f`` takes shape (2, …) and returns shape (2, …); it is plain NumPy and works on autodiff
    tensors. ``low`` and ``high`` are opposite corners of the rectangle, ``start`` a telling point
    in it. ``remark`` says what to look for, ``singular`` what happens where det J = 0.
    """

    name: str
    label: str
    formula: str
    f: Callable[[Any], Any]
    start: tuple[float, float]
    remark: str
    singular: str = ""
    inputs: tuple[str, str] = ("x₁", "x₂")
    outputs: tuple[str, str] = ("y₁", "y₂")
    low: tuple[float, float] = (-2.0, -2.0)
    high: tuple[float, float] = (1.0, 1.0)


def _polar(p: Any) -> Any:
    r, angle = p
    return np.stack([r * np.cos(angle), r * np.sin(angle)])


def _shear(p: Any) -> Any:
    return np.stack([p[0] + 0.75 * p[1], p[1]])


def _mirror(p: Any) -> Any:
    return np.stack([p[1], p[0]])


def _fold(p: Any) -> Any:
    # The second term sets the two sheets apart, which would else lie on each other unseen.
    return np.stack([0.5 * p[0] ** 2, p[1] + 0.25 * p[0]])


def _swirl(p: Any) -> Any:
    angle = (p[0] ** 2 + p[1] ** 2) / 6
    cos, sin = np.cos(angle), np.sin(angle)
    return np.stack([cos * p[0] - sin * p[1], sin * p[0] + cos * p[1]])


def _network(p: Any) -> Any:
    return np.stack(
        [np.tanh(w[0] * p[0] + w[1] * p[1] + b) for w, b in zip(WEIGHTS, BIAS, strict=True)]
    )


_ALL = (
    PlaneMap(
        "polar",
        "polar coordinates",
        "(r cos φ, r sin φ)",
        _polar,
        (1.0, 0.5),
        "the farther out, the more area is made of the same small square",
        "at radius 0 turning moves nothing, so column 2 is zero; every φ lands on one point, "
        "and f cannot be undone there",
        inputs=("r", "φ"),
        outputs=("x", "y"),
        low=(0.0, 0.0),
        high=(1.5, 5.25),
    ),
    PlaneMap(
        "shear",
        "shear, linear",
        "(x₁ + 0.75 x₂, x₂)",
        _shear,
        (0.0, 0.0),
        "a linear map is its own Jacobian: image and parallelogram agree for every h",
    ),
    PlaneMap(
        "mirror",
        "mirror, linear",
        "(x₂, x₁)",
        _mirror,
        (0.25, -1.0),
        "a mirror keeps every area and turns every F round, so its factor is −1",
    ),
    PlaneMap(
        "fold",
        "fold",
        "(x₁²/2, x₂ + x₁/4)",
        _fold,
        (0.5, -0.5),
        "the sheet is folded along x₁ = 0; on the left of the crease its back is seen",
        "on the crease both columns point the same way, up; two sheets meet there, "
        "and f cannot be undone",
    ),
    PlaneMap(
        "swirl",
        "swirl",
        "x turned by the angle ‖x‖²/6",
        _swirl,
        (0.5, 0.5),
        "squares are bent, but no area is made or lost: the factor is 1 everywhere",
    ),
    PlaneMap(
        "network",
        "layer of 2 neurons, tanh(Wx + b)",
        "tanh(Wx + b)",
        _network,
        (-0.5, -0.25),
        "far out tanh is nearly flat: the columns shrink, and little of a change gets through",
    ),
)

MAPS = {each.name: each for each in _ALL}


def plane_map(name: str) -> PlaneMap:
    """Find the map of this name; `WidgetError` lists the known ones.

    >>> plane_map("polar").inputs
    ('r', 'φ')
    """
    if name not in MAPS:
        names = ", ".join(repr(each) for each in MAPS)
        raise WidgetError(f"This widget knows no map {name!r}. Choose one of {names}.")
    return MAPS[name]


def menu() -> Sequence[tuple[str, str]]:
    """Pairs (label, name) for a drop-down list.

    >>> menu()[0]
    ('polar coordinates', 'polar')
    """
    return [(each.label, each.name) for each in MAPS.values()]
