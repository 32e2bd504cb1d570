"""Newton's method on a log-likelihood, with derivatives by our own autodiff."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from coursekit.autodiff import hessian, value_and_grad

__all__ = ["highest", "uphill"]

_STEPS = 200
_HALVINGS = 60
_FLAT = 1e-10  # curvature that counts as none
_LONGEST = 2.0  # what a parameter given as its logarithm may move by, a step
_FAR = 60.0  # where the logarithm of a parameter has run away
_UNSEEN = 1e-13  # a rise that the value, of moderate size, hardly shows


def uphill(slope: Any, curvature: Any) -> tuple[Any, Any]:
    """Return the slope over the absolute curvatures, a step that leads uphill, and the curvatures.

    ``slope``: shape (k,); ``curvature``: the Hessian, (k, k).  Where it is negative definite this
    is Newton's step.

    >>> step, curvatures = uphill(np.array([2.0, 3.0]), np.diag([-4.0, 1.0]))
    >>> step.tolist(), curvatures.tolist()
    ([0.5, 3.0], [-4.0, 1.0])
    """
    curvatures, directions = np.linalg.eigh(curvature)
    sizes = np.absolute(curvatures)
    sizes = np.maximum(sizes, _FLAT * max(1.0, float(np.max(sizes))))
    return directions @ (directions.T @ slope / sizes), curvatures


def highest(f: Callable[[Any], Any], start: Any) -> tuple[Any, bool]:
    """Return a point where ``f`` of a vector is highest, and whether one was found.

    ``start``: shape (k,).  ``f`` gives one number of moderate size (a mean log-likelihood) and is
    defined everywhere: positive parameters are given by their logarithms, others in units of the
    data's spread.  Each step follows the gradient over the absolute curvatures, so that it goes
    uphill from anywhere, and is halved until it does.

    >>> point, found = highest(lambda x: -np.sum((x - 3) ** 2), np.array([0.0, 1.0]))
    >>> point, found
    (array([3., 3.]), True)
    """
    point = np.array(start, float)
    slope_at, curvature_at = value_and_grad(f), hessian(f)
    value, slope = slope_at(point)
    for _ in range(_STEPS):
        step, curvatures = uphill(slope, curvature_at(point))
        step /= max(1.0, float(np.max(np.absolute(step))) / _LONGEST)
        rise = float(slope @ step)
        if rise <= _UNSEEN * (1 + abs(value)):
            # The last step is taken unseen: where Newton's method has come so close, it squares
            # the error.
            return point + step, bool(np.all(curvatures < -_FLAT))
        for _ in range(_HALVINGS):
            new_value, new_slope = slope_at(point + step)
            if new_value >= value + 1e-4 * rise:
                break
            step, rise = step / 2, rise / 2
        point, value, slope = point + step, new_value, new_slope
        if np.max(np.absolute(point)) > _FAR:
            break
    return point, False
