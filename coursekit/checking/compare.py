"""When two lists of arrays, one array a probe, count as the same.

The tolerance is 1e-6·|y| + 1e-9·rms of all the right values. Where every right value lies in
[0, 1], those below 1e-6 are compared as logarithms, so that 0 is not 1e-30. A second, wider way
admits numerical derivatives: see `numerically_same`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

__all__ = [
    "FLOOR",
    "RTOL",
    "SINGLE_RTOL",
    "Array",
    "distance",
    "flat",
    "numerically_same",
    "rms",
    "same",
    "within",
]

Array = npt.NDArray[np.float64]

RTOL = 1e-6
FLOOR = 1e-9
#: What single precision can be asked for.
SINGLE_RTOL = 1e-4
SINGLE_FLOOR = 1e-6
#: Round-off of a good central difference, beside the size of the derivative.
NUMERIC_FLOOR = 1e-7
NUMERIC_SHARE = 1e-2
SMALL_PROBABILITY = 1e-6


def flat(arrays: Sequence[Array]) -> Array:
    """Return all entries of all arrays in one vector."""
    return np.concatenate([array.ravel() for array in arrays]) if arrays else np.zeros(0)


def rms(arrays: Sequence[Array]) -> float:
    """Return the root mean square of the finite entries, 0.0 if there are none.

    >>> rms([np.array(3.0), np.array([4.0, np.inf])])
    3.5355339059327378
    """
    return _rms(flat(arrays))


def _rms(values: Array) -> float:
    values = values[np.isfinite(values)]
    if not values.size:
        return 0.0
    largest = float(np.abs(values).max())
    # Scaled first: the square of 1e200 is not a number any more.
    return largest * float(np.sqrt(np.mean((values / largest) ** 2))) if largest else 0.0


def within(
    got: Array, want: Array, scale: float, rtol: float, floor: float
) -> npt.NDArray[np.bool_]:
    """Return, entry by entry, whether ``got`` agrees; infinities must agree in sign."""
    with np.errstate(invalid="ignore", over="ignore"):
        close = np.abs(got - want) <= rtol * np.abs(want) + floor * scale
    return np.asarray(
        (np.isfinite(want) & close) | (got == want) | (np.isnan(got) & np.isnan(want))
    )


def same(
    got: Sequence[Array], want: Sequence[Array], rtol: float = RTOL, floor: float = FLOOR
) -> bool:
    """Return whether every array of ``got`` has the shape and the entries of its partner.

    >>> same([np.array(1.0)], [np.array(1.0 + 1e-8)]), same([np.array(1.0)], [np.array([1.0])])
    (True, False)
    """
    if len(got) != len(want) or any(g.shape != w.shape for g, w in zip(got, want, strict=True)):
        return False
    x, y = flat(got), flat(want)
    ok = within(x, y, _rms(y), rtol, floor)
    small = _small_probabilities(y)
    if small.any():
        ok[small] = _same_logarithm(x[small], y[small], rtol)
    return bool(np.all(ok))


def _small_probabilities(y: Array) -> npt.NDArray[np.bool_]:
    """Return which entries are tiny ones among values that all could be probabilities."""
    if not np.all((y >= 0) & (y <= 1)):
        return np.zeros(y.shape, dtype=bool)
    return np.asarray((y > 0) & (y < SMALL_PROBABILITY))


def _same_logarithm(x: Array, y: Array, rtol: float) -> npt.NDArray[np.bool_]:
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = np.abs(np.log(x) - np.log(y))
    return np.asarray(apart <= rtol * np.abs(np.log(y)))


def numerically_same(got: Sequence[Array], want: Sequence[Array]) -> bool:
    """Return whether ``got`` can be a careful numerical derivative of the right function.

    A central difference with a sensible step is off by about 1e-10 of the function's size, which
    beside a derivative near zero is more than 1e-6 of it. So an entry also agrees if its error is
    below 1e-7 of the rms of all right values *and* below a hundredth of its own right value (or
    that is exactly zero). Known slips lie at least 1e-3 of the size away, so none can pass here.
    """
    if len(got) != len(want) or any(g.shape != w.shape for g, w in zip(got, want, strict=True)):
        return False
    x, y = flat(got), flat(want)
    scale = _rms(y)
    with np.errstate(invalid="ignore"):
        error = np.abs(x - y)
    roundoff = (error <= NUMERIC_FLOOR * scale) & ((error <= NUMERIC_SHARE * np.abs(y)) | (y == 0))
    strict = within(x, y, scale, RTOL, FLOOR) & ~_small_probabilities(y)
    return bool(np.all(strict | roundoff))


def distance(a: Sequence[Array], b: Sequence[Array]) -> float:
    """Return the largest difference beside the larger rms; infinite if the shapes differ.

    >>> distance([np.array(1.0)], [np.array(2.0)])
    0.5
    """
    if len(a) != len(b) or any(x.shape != y.shape for x, y in zip(a, b, strict=True)):
        return float("inf")
    x, y = flat(a), flat(b)
    if np.any(np.isfinite(x) != np.isfinite(y)):
        return float("inf")
    finite = np.isfinite(x)
    apart = float(np.abs(x[finite] - y[finite]).max(initial=0.0))
    scale = max(rms(a), rms(b))
    return apart / scale if scale else 0.0
