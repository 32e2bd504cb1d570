"""Integrals and sums of a typed function that say when they do not exist, and why.

A function is computed in floating-point numbers, which end at 10³⁰⁸: far out e^x/(1 + e^x)² becomes
∞/∞, which is no number though the function has a value. Such places are told apart from those where
a function truly has no value, and are passed over only where hardly anything can be left.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.probability.joint.adaptive import integrate
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.style import number

__all__ = ["Total", "integral_of", "sum_of"]

_HEAD = 10_000  # terms that are added one by one before a tail is estimated
_MOST = 1_000_000
_NEGLIGIBLE = 1e-10
_TRIED = 12
_CUTS = (10.0, 1e3, 1e5)
_NEAR_CUTS = (10.0, 100.0)  # for what explodes
_ZERO = 1e-14  # of ∫|p|: rounding
_STEEP = 1e5  # heights of what counts as a pole

Array = npt.NDArray[np.float64]
Function = Callable[[Any], Any]


@dataclass(frozen=True)
class Total:
    """∫p (or Σp) and ∫|p|, how far off they may be, and the least value that was met.

    ``missing`` says why there is no total, and is empty if there is one.
    """

    value: float
    absolute: float
    error: float
    lowest: float
    lowest_at: float
    missing: str = ""

    @property
    def exists(self) -> bool:
        """Whether there is a total."""
        return not self.missing

    @property
    def above(self) -> float:
        """The area above the axis."""
        return (self.absolute + self.value) / 2

    @property
    def below(self) -> float:
        """The area below the axis, as a positive number."""
        return (self.absolute - self.value) / 2


class _Guarded:
    """A function with 0 where it has no finite value, and a record of where and why."""

    def __init__(self, f: Function) -> None:
        self._f = f
        self.undefined: float | None = None
        self.infinite: float | None = None
        self.unknown: dict[int, float] = {}  # by side: the nearest place that cannot be computed

    def __call__(self, x: Array) -> Array:
        with np.errstate(all="ignore"):
            values = np.broadcast_to(np.asarray(self._f(x), dtype=float), np.shape(x))
        finite = np.isfinite(values)
        if not finite.all():
            self._sort(x[~finite], values[~finite])
        return np.where(finite, values, 0.0)

    def _sort(self, places: Array, values: Array) -> None:
        """Say of the places nearest to 0 what is the matter there."""
        for i in np.argsort(np.abs(places))[:_TRIED]:
            place = float(places[i])
            beyond = self._leaves_the_numbers(place)
            if np.isnan(values[i]) and not beyond:
                self.undefined = _nearer(place, self.undefined)
            elif np.isinf(values[i]) and beyond:
                self.infinite = _nearer(place, self.infinite)
            elif beyond:
                side = 1 if place > 0 else -1
                self.unknown[side] = _nearer(place, self.unknown.get(side))
            # What is left is a division by zero at one point, which has no width.

    def _leaves_the_numbers(self, place: float) -> bool:
        """Return whether a step of the computation is too large or too small for a float."""
        try:
            with np.errstate(over="raise", under="raise", invalid="ignore", divide="ignore"):
                self._f(np.array([place]))
        except FloatingPointError:
            return True
        return False

    def complaint(self, absolute: float) -> str:
        """Say why a total that was found must not be believed; "" if it may."""
        if self.undefined is not None:
            return f"p(x) has no real value at x = {number(self.undefined, 3)}"
        if self.infinite is not None:
            if abs(self.infinite) < 1e-3:
                return _steep(0.0)
            grows = "p(x) grows beyond the numbers of a computer"
            return f"{grows}, already at x = {number(self.infinite, 3)}"
        for side, place in self.unknown.items():
            near = float(np.abs(self(np.array([0.98 * place])))[0])
            if near * abs(place) > _NEGLIGIBLE * absolute:
                way = "right" if side > 0 else "left"
                return (
                    f"p(x) cannot be computed {way} of x = {number(place, 3)}, where a step of the "
                    "computation leaves the numbers of a computer; write the formula differently"
                )
        return ""


def _nearer(place: float, known: float | None) -> float:
    return place if known is None or abs(place) < abs(known) else known


def integral_of(f: Function, low: float, high: float) -> Total:
    """Return ∫f from low to high; either may be infinite.

    The integral exists if that of |f| is finite. A numerical check is no proof.

    >>> found = integral_of(lambda x: np.exp(-x), 0.0, math.inf)
    >>> round(found.value, 9), found.exists
    (1.0, True)
    >>> integral_of(lambda x: 1 / x, 1.0, math.inf).missing.split(': ')[1]
    '2.303 up to x = 10, 6.908 up to x = 1000, 11.51 up to x = 1e5'
    """
    guarded = _Guarded(f)
    found = integrate(guarded, low, high)
    missing = guarded.complaint(found.absolute)
    endless = math.isinf(low) or math.isinf(high)
    if not missing and not found.settled:
        missing = _diverges(f, low, high, _CUTS)
    elif endless and guarded.infinite is not None and guarded.undefined is None:
        missing = _diverges(f, low, high, _NEAR_CUTS) or missing
    elif endless and not missing:
        missing = _steep_inside(f, low, high)
    value = found.value if abs(found.value) > _ZERO * found.absolute else 0.0
    return Total(value, found.absolute, found.error, found.lowest, found.lowest_at, missing)


def _diverges(f: Function, low: float, high: float, cuts: tuple[float, ...]) -> str:
    """Say how an area grows without end: towards infinity, or at a pole."""
    areas: list[tuple[float, float]] = []
    for cut in cuts:
        start = -cut if math.isinf(low) else low
        end = max(cut, low + 1) if math.isinf(high) else high
        if not start < end:
            continue
        guarded = _Guarded(f)
        part = integrate(guarded, start, end)
        if guarded.infinite is not None:
            break
        if not part.settled:  # a pole, or too many waves to be followed
            place = _pole(_Guarded(f), start, end)
            if areas and not abs(_Guarded(f)(np.array([place + 1e-9]))[0]) > _STEEP:
                break
            return _steep(place)
        if math.isfinite(low) and math.isfinite(high):
            break
        areas.append((cut, part.absolute))
    if not areas:
        return ""
    where = "for |x| ≤" if math.isinf(low) and math.isinf(high) else "up to x ="
    sign = 1.0
    if math.isinf(low) and math.isfinite(high):
        where, sign = "down to x =", -1.0
    listed = ", ".join(f"{number(area)} {where} {number(sign * cut)}" for cut, area in areas)
    return f"the area between p and the axis keeps growing without end: {listed}"


def _steep_inside(f: Function, low: float, high: float) -> str:
    """Say where a pole is hidden: `integrate` cuts an endless range 1 from its end, or at 0.

    Distances from infinity cannot come near to that place; those from a finite end can.
    """
    cut = low + 1 if math.isfinite(low) else high - 1 if math.isfinite(high) else 0.0
    if integrate(_Guarded(f), cut - 1, cut + 1).settled:
        return ""
    return _steep(_pole(_Guarded(f), cut - 1, cut + 1))


def _steep(place: float) -> str:
    return f"near x = {number(place, 3)} p(x) grows so fast that the area there is infinite"


def _pole(f: Function, low: float, high: float) -> float:
    """Return the place of the largest |f|, looked for more and more closely."""
    left, right = low, high
    x = np.linspace(left, right, 2001)
    for _ in range(6):
        x = left + (right - left) * (np.arange(2001) + 0.5) / 2001  # never an end itself
        i = int(np.argmax(np.abs(f(x))))
        step = (right - left) / 2001
        left, right = max(low, x[i] - 2 * step), min(high, x[i] + 2 * step)
    ends = [end for end in (low, high) if abs(x[i] - end) < 1e-9 * (high - low)]
    near = round(float(x[i]), 9)
    return ends[0] if ends else near + 0.0


def sum_of(f: Function, low: float, high: float) -> Total:
    """Return Σf over the whole numbers from low to high; either may be infinite.

    Ten thousand terms are added, the rest is estimated by an integral (Euler and Maclaurin).

    >>> found = sum_of(lambda x: 0.5**x, 1.0, math.inf)
    >>> round(found.value, 9), found.exists
    (1.0, True)
    >>> sum_of(lambda x: 1 / x, 1.0, math.inf).missing.split(":")[0]
    'the sum of |p(x)| keeps growing without end'
    """
    low, high = (
        math.ceil(low) if math.isfinite(low) else low,
        (math.floor(high) if math.isfinite(high) else high),
    )
    if math.isinf(low) and math.isinf(high):
        return _joined(sum_of(f, 0, high), sum_of(lambda x: f(-x), 1, math.inf))
    if math.isinf(low):
        return _mirrored(sum_of(lambda x: f(-x), -high, math.inf))
    if math.isfinite(high) and high - low >= _MOST:
        raise WidgetError("That is more than a million terms. Choose fewer, or ∞ as the end.")
    if low > high:
        raise WidgetError(
            f"There is no whole number from {number(low)} to {number(high)}. Choose a wider range."
        )
    guarded = _Guarded(f)
    last = min(high, low + _HEAD - 1) if math.isinf(high) else high
    k = np.arange(low, last + 1, dtype=float)
    terms = guarded(k)
    with np.errstate(all="ignore"):
        bad = np.flatnonzero(~np.isfinite(np.broadcast_to(f(k), k.shape)))
    if len(bad) and guarded.undefined is None and guarded.infinite is None:
        guarded.undefined = float(k[bad[0]])  # one point does count in a sum
    value, absolute, error = math.fsum(terms), math.fsum(np.abs(terms)), 0.0
    missing = guarded.complaint(absolute)
    lowest = int(np.argmin(terms))
    if math.isinf(high) and not missing:
        tail = _tail(f, last, float(np.max(np.abs(terms[-100:]))), absolute)
        value, absolute, error = value + tail.value, absolute + tail.absolute, tail.error
        if tail.missing:
            missing = _slow(terms)
    return Total(value, absolute, error, float(terms[lowest]), float(k[lowest]), missing)


def _tail(f: Function, last: float, size: float, absolute: float) -> Total:
    """Return the sum beyond ``last``, whose last terms are at most of this size."""
    if size * last <= _NEGLIGIBLE * absolute and size < 1e-30 + _NEGLIGIBLE * absolute / last:
        further = np.abs(_Guarded(f)(np.arange(last + 1, 10 * last)))
        if math.fsum(further) <= _NEGLIGIBLE * absolute:
            return Total(0.0, 0.0, 0.0, 0.0, last)
    return integral_of(f, last + 0.5, math.inf)


def _slow(terms: Array) -> str:
    """Say how the sum of |p| grows."""
    few, many = (math.fsum(np.abs(terms[:count])) for count in (10, 1000))
    return (
        f"the sum of |p(x)| keeps growing without end: {number(few)} after 10 terms, "
        f"{number(many)} after 1000"
    )


def _joined(one: Total, other: Total) -> Total:
    least = one if one.lowest <= other.lowest else _mirrored(other)
    return Total(
        one.value + other.value,
        one.absolute + other.absolute,
        one.error + other.error,
        least.lowest,
        least.lowest_at,
        one.missing or other.missing,
    )


def _mirrored(total: Total) -> Total:
    return Total(
        total.value,
        total.absolute,
        total.error,
        total.lowest,
        0.0 - total.lowest_at,
        total.missing,
    )
