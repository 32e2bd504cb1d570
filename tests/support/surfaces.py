"""The functions of lesson 03's widgets, written down again: f, its partials, its mixed one."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

__all__ = ["REFERENCES", "Reference"]

Two = Callable[[float, float], float]


@dataclass(frozen=True)
class Reference:
    """By hand: f, ∂f/∂x, ∂f/∂y and ∂²f/∂x∂y."""

    f: Two
    first: Two
    second: Two
    mixed: Two


def _hill(x, y):
    return 4 * np.exp(-(x**2) / 6) * np.exp(-(y**2) / 3)


REFERENCES = {
    "4x + 7y^2": Reference(
        lambda x, y: 4 * x + 7 * y**2,
        lambda x, y: 4.0,
        lambda x, y: 14 * y,
        lambda x, y: 0.0,
    ),
    "x1^2 x2 + x1 x2^3": Reference(
        lambda x, y: x**2 * y + x * y**3,
        lambda x, y: 2 * x * y + y**3,
        lambda x, y: x**2 + 3 * x * y**2,
        lambda x, y: 2 * x + 3 * y**2,
    ),
    "(x1 + 2x2^3)^2": Reference(
        lambda x, y: (x + 2 * y**3) ** 2,
        lambda x, y: 2 * (x + 2 * y**3),
        lambda x, y: 12 * y**2 * (x + 2 * y**3),
        lambda x, y: 12 * y**2,
    ),
    "3y x^2": Reference(
        lambda x, y: 3 * y * x**2,
        lambda x, y: 6 * x * y,
        lambda x, y: 3 * x**2,
        lambda x, y: 6 * x,
    ),
    "cos x + z^3 - x^2 y": Reference(
        lambda x, y: np.cos(x) + 1 - x**2 * y,
        lambda x, y: -np.sin(x) - 2 * x * y,
        lambda x, y: -(x**2),
        lambda x, y: -2 * x,
    ),
    "z^4 - sin(y^2 + x)": Reference(
        lambda x, y: 1 - np.sin(y**2 + x),
        lambda x, y: -np.cos(y**2 + x),
        lambda x, y: -2 * y * np.cos(y**2 + x),
        lambda x, y: 2 * y * np.sin(y**2 + x),
    ),
    "bowl": Reference(
        lambda x, y: x**2 + 3 * y**2,
        lambda x, y: 2 * x,
        lambda x, y: 6 * y,
        lambda x, y: 0.0,
    ),
    "saddle": Reference(
        lambda x, y: x**2 - y**2,
        lambda x, y: 2 * x,
        lambda x, y: -2 * y,
        lambda x, y: 0.0,
    ),
    "hill": Reference(
        _hill,
        lambda x, y: -x / 3 * _hill(x, y),
        lambda x, y: -2 * y / 3 * _hill(x, y),
        lambda x, y: 2 * x * y / 9 * _hill(x, y),
    ),
    "loss": Reference(
        lambda w, b: (2 * w + b - 6) ** 2,
        lambda w, b: 4 * (2 * w + b - 6),
        lambda w, b: 2 * (2 * w + b - 6),
        lambda w, b: 4.0,
    ),
}
