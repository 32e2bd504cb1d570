"""The logarithm of the gamma function and its derivatives.

Each of the three first functions is a polynomial on an interval near 1 and 2, where it has a zero,
and a polynomial in 1/x² that corrects Stirling's formula from there to infinity.  The
coefficients are those of Chebyshev interpolants, computed with 60 digits and then written in
powers (of t in [−1, 1] unless another variable is named), the highest first.
"""

# ruff: noqa: ARG005 - every rule is given (g, y, *inputs) and uses what it needs

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np

from coursekit.autodiff.tape import raw
from coursekit.probability.errors import ProbabilityError
from coursekit.probability.special.arrays import elementwise, horner

__all__ = [
    "STIRLING_FROM",
    "digamma",
    "gammaln",
    "log_gamma",
    "log_gamma_1p",
    "polygamma",
    "stirling_error",
]

# log Γ(2 + t) / t for t in [−½, ½], in powers of t.
_LOG_GAMMA_AT_2 = (
    2.7475390051909663e-07, -5.811277768921246e-07, 9.242852225162277e-07,
    -1.9743106888421067e-06, 4.3828545383846665e-06, -9.45628851510172e-06,
    2.050601970174762e-05, -4.4923727564247656e-05, 9.945761692157133e-05,
    -0.00022315497746292723, 0.0005096695196526673, -0.0011927539009983087,
    0.002890510330865901, -0.007385551028935545, 0.02058080842778338, -0.06735230105319563,
    0.3224670334241132, 0.42278433509846713,
)  # fmt: skip
# x (log Γ(x) − Stirling's formula) for 1/x² = 0.08 (1 + t).
_STIRLING = (
    -4.287567299569376e-14, 1.1824145952126192e-13, -1.9814709191435188e-13,
    6.93021336816899e-13, -2.8372621753318578e-12, 1.1603171776450904e-11,
    -5.3841049893978914e-11, 2.938792549900159e-10, -1.958013108273035e-09,
    1.692349543300304e-08, -2.0868323224146684e-07, 4.326175143099727e-06,
    -0.00021286406858162175, 0.0831159151616548,
)  # fmt: skip
STIRLING_FROM = 2.5
# x² (log x − 1/2x − ψ(x)) for 1/x² = 0.125 (1 + t).
_DIGAMMA_FAR = (
    3.5675516347302675e-12, -7.0074910541893744e-12, -9.317146176201968e-13,
    -2.2556412296369621e-13, 3.2109724519310323e-11, -7.737851778530002e-11,
    1.7489829270220979e-10, -5.07775940765026e-10, 1.6116008374641787e-09,
    -5.578283592866259e-09, 2.182947252054054e-08, -9.975939506638587e-08,
    5.576415479233636e-07, -4.099379388311838e-06, 4.483905295251293e-05,
    -0.0009367704342558004, 0.08234693724440534,
)  # fmt: skip
# ψ(x) / (x − root) for x = 1.5 + t/2.
_DIGAMMA_NEAR = (
    -8.25512972008104e-11, 2.4765474440031764e-10, -2.889363639216111e-10,
    8.668257373761658e-10, -3.6788868183645545e-09, 1.10370884388543e-08,
    -3.166618072027162e-08, 9.500926192924096e-08, -2.8628755280038686e-07,
    8.591324222417666e-07, -2.578107848270217e-06, 7.741156881253708e-06,
    -2.325823828431376e-05, 6.995020484160625e-05, -0.00021074841215733007,
    0.000636888028319074, -0.0019350666647832667, 0.005936795278433826, -0.018550615381738605,
    0.06013562106019355, -0.21181371064073026, 0.951055876031833,
)  # fmt: skip
# The positive root of ψ, as the sum of two numbers.
_ROOT, _ROOT_REST = 1.4616321449683622, 9.549995429965697e-17

_HALF_LOG_2_PI = 0.5 * math.log(2 * math.pi)


def stirling_error(x: Any) -> Any:
    """Return log Γ(x) − ((x − ½) log x − x + ½ log 2π) for plain x of 2.5 or more.

    >>> stirling_error(np.array([10.0])).round(12).tolist()
    [0.008330563433]
    """
    inverse = 1 / x
    t = inverse * inverse
    t *= 12.5
    t -= 1.0
    correction = horner(t, _STIRLING)
    correction *= inverse
    return correction


def _log_gamma_far(x: Any) -> Any:
    result = np.log(x)
    result -= 1.0
    result *= x - 0.5
    result += stirling_error(x)
    result += _HALF_LOG_2_PI - 0.5
    return result


def _log_gamma_near(x: Any) -> Any:
    """Step up from 0 or 1 to 2: with t = x − k, Γ(x) is Γ(2 + t), divided by (1 + t) and t."""
    k = np.rint(x)
    t = x - k
    steps = np.where(k == 2, 1.0, x)
    steps *= np.where(k == 0, 1.0 + x, 1.0)
    return t * horner(t, _LOG_GAMMA_AT_2) - np.log(steps)


def log_gamma(x: Any) -> Any:
    """Return log |Γ(x)| for a plain block.

    >>> log_gamma(np.array([3.0])).round(4).tolist()
    [0.6931]
    """
    far = x >= STIRLING_FROM
    if np.all(far):
        return _log_gamma_far(x)
    result = np.empty_like(x)
    result[far] = _log_gamma_far(x[far])
    near = ~far
    result[near] = _log_gamma_near(x[near])
    if np.any(x < 0):
        negative = x < 0
        result[negative] = _log_gamma_reflected(x[negative])
    return result


def _log_gamma_reflected(x: Any) -> Any:
    """Γ(x) Γ(−x) = −π / (x sin πx)."""
    sine = np.sin(math.pi * np.absolute(x - np.rint(x)))
    return math.log(math.pi) - np.log(-x * sine) - log_gamma(-x)


def log_gamma_1p(a: Any) -> Any:
    """Return log Γ(1 + a) for a plain block of [0, 1]; it keeps its digits near 0.

    >>> bool(abs(log_gamma_1p(np.array([1e-20]))[0] / -5.772156649e-21 - 1) < 1e-9)
    True
    """
    low = a <= 0.5
    t = np.where(low, a, a - 1)
    return t * horner(t, _LOG_GAMMA_AT_2) - np.where(low, np.log1p(a), 0.0)


_GAMMALN = elementwise("gammaln", log_gamma, lambda g, y, x: g * digamma(x))


def gammaln(x: Any) -> Any:
    """Return log |Γ(x)|, entry by entry; +∞ at 0, −1, −2, ….

    ``x``: numbers of any shape, or a Tensor; the derivative is `digamma`.

    >>> round(float(gammaln(5.0)), 12) == round(math.log(24), 12)
    True
    """
    return _GAMMALN(x)


def _digamma_far(x: Any) -> Any:
    inverse = 1 / x
    square = inverse * inverse
    t = square * 8.0
    t -= 1.0
    correction = horner(t, _DIGAMMA_FAR)
    correction *= square
    result = np.log(x)
    inverse *= 0.5
    result -= inverse
    result -= correction
    return result


def _digamma_near(x: Any) -> Any:
    """Step up from [0, 1) to [1, 2): ψ(x) = ψ(x + 1) − 1/x."""
    low = x < 1
    up = np.where(low, x + 1, x)
    result = ((up - _ROOT) - _ROOT_REST) * horner(2 * up - 3, _DIGAMMA_NEAR)
    return np.where(low, result - 1 / x, result)


def _digamma_block(x: Any) -> Any:
    far = x >= 2
    if np.all(far):
        return _digamma_far(x)
    result = np.empty_like(x)
    result[far] = _digamma_far(x[far])
    near = ~far
    result[near] = _digamma_near(x[near])
    if np.any(x < 0):
        negative = x < 0
        z = -x[negative]
        part = z - np.rint(z)
        reflected = _digamma_block(z) + 1 / z + math.pi / np.tan(math.pi * part)
        result[negative] = np.where(part == 0, np.nan, reflected)
    return result


_DIGAMMA = elementwise("digamma", _digamma_block, lambda g, y, x: g * polygamma(1, x))


def digamma(x: Any) -> Any:
    """Return ψ(x) = d log Γ(x)/dx, entry by entry; nan at −1, −2, ….

    ``x``: numbers of any shape, or a Tensor; the derivative is `polygamma` of order 1.

    >>> round(float(digamma(1.0)), 6)  # minus Euler's constant
    -0.577216
    """
    return _DIGAMMA(x)


# B₂, B₄, … B₂₀
_BERNOULLI = (
    1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510, 43867 / 798,
    -174611 / 330,
)  # fmt: skip
_LARGEST_ORDER = 100  # n! and powers of that order stay far from the largest float


@cache
def _polygamma_of(n: int) -> Any:
    """Σ (x + k)^−(n+1) for k = 0, 1, …: its first terms, and the rest by Euler and Maclaurin."""
    power = n + 1
    enough = 10.0 + power
    rising = [math.prod(range(power, power + 2 * j + 1)) for j in range(len(_BERNOULLI))]
    rest = [
        b * r / math.factorial(2 * j + 2)
        for j, (b, r) in enumerate(zip(_BERNOULLI, rising, strict=True))
    ]
    rest.reverse()

    def positive(x: Any) -> Any:
        total = np.zeros_like(x)
        x = x.copy()
        low = np.flatnonzero(x < enough)
        while low.size:
            total[low] += x[low] ** -power
            x[low] += 1
            low = low[x[low] < enough]
        inverse = 1 / x
        tail = horner(inverse * inverse, rest)
        tail *= inverse
        tail += 0.5
        tail *= inverse
        tail += 1 / n
        return (-1) ** power * math.factorial(n) * (total + tail * inverse**n)

    def kernel(x: Any) -> Any:
        result = positive(np.where(x < 0, 1 - x, x))
        if np.any(x < 0):
            # d/dx to the order n of ψ(1 − x) − ψ(x) = π cot πx, a polynomial in the cotangent.
            cotangent = np.polynomial.Polynomial([0, 1])
            for _ in range(n):
                cotangent = cotangent.deriv() * np.polynomial.Polynomial([-1, 0, -1])
            part = x - np.rint(x)
            slopes = math.pi**power * cotangent(1 / np.tan(math.pi * part))
            result = np.where(x < 0, (-1) ** n * result - slopes, result)
            result[(x < 0) & (part == 0)] = np.nan
        return result

    return elementwise("polygamma", kernel, lambda g, y, x: g * polygamma(power, x))


def polygamma(n: int, x: Any) -> Any:
    """Return the n-th derivative of `digamma`, entry by entry; n = 1 is the trigamma function.

    ``n``: one whole number from 0 to 100; ``x``: numbers of any shape, or a Tensor; the
    derivative is that of order n + 1.  Raises ProbabilityError for another n.

    >>> round(float(polygamma(1, 1.0)) - math.pi**2 / 6, 12)
    0.0
    """
    order = raw(n)
    if np.ndim(order) or order != int(order) or not 0 <= order <= _LARGEST_ORDER:
        raise ProbabilityError(
            f"polygamma: n is {n!r}; expected one whole number from 0 to {_LARGEST_ORDER}."
        )
    return _polygamma_of(int(order))(x) if order else digamma(x)
