"""Rules of elementwise functions: each a line ``(g, y, inputs) -> g * partial derivative``.

Conventions where no derivative exists: ``abs`` has slope 0 at 0 and ties of ``maximum`` share
equally, so ``np.maximum(x, 0)`` has slope 1/2 at 0 (both are subgradients).
"""

# ruff: noqa: ARG005 - every rule is given (g, y, *inputs) and uses what it needs

from __future__ import annotations

import math
import operator
from typing import Any

import numpy as np

from coursekit.autodiff.rules.table import elementwise, handles
from coursekit.autodiff.tape import Node, Rule, raw

__all__ = ["ADD", "COPY", "DIVIDE", "IDENTITY", "MULTIPLY", "NEGATIVE", "POWER", "SUBTRACT"]

_LN2 = math.log(2.0)
_LN10 = math.log(10.0)
_NUMBERS = frozenset({int, float, np.float64})


def _not_zero(divisor: Any) -> Any:
    """Return the divisor with 1 for 0, for quotients whose numerator is 0 there as well."""
    return divisor + np.equal(divisor, 0)


def _power_vjp_base(g: Any, _y: Any, a: Any, b: Any) -> Any:
    if type(b) in _NUMBERS:
        if b == 2:
            return g * (2 * a)
        return g * (b * a ** (b - 1)) if b != 0 else g * np.zeros(np.shape(a))
    # 0 * a**(-1) is nan at a = 0, where a**0 is constant.
    zero = np.equal(b, 0) & np.equal(a, 0)
    return g * (b * a ** (np.where(zero, 1.0, b - 1) if np.any(zero) else b - 1))


def _power_vjp_exponent(g: Any, y: Any, a: Any, _b: Any) -> Any:
    zero = np.equal(a, 0)
    if np.any(zero):  # 0**b is constant for b > 0, and 0 * log(0) would be nan
        return g * y * np.log(np.where(zero, 1.0, a))
    return g * y * np.log(a)


def _above_zero(y: Any) -> Any:
    """Return a logarithm with 0 for that of 0, so that nothing plus nothing has the slope 0."""
    nothing = np.equal(y, -math.inf)
    return np.where(nothing, 0.0, y) if np.any(nothing) else y


def _larger(g: Any, a: Any, b: Any) -> Any:
    """Return ``g`` where a > b, its half where they tie, 0 elsewhere."""
    tie = np.equal(a, b)
    share = np.greater(a, b)
    if np.count_nonzero(tie):  # half the time of np.any
        return g * np.where(tie, 0.5, share).astype(raw(g).dtype)
    return g * share


def _of_numbers(g: Any, a: Any, b: Any) -> Any:
    """As `_larger`, for fmax and fmin, which take the number where the other one is nan."""
    return np.where(np.isnan(b), g, _larger(g, a, b))


ADD = elementwise(
    np.add,
    lambda g, y, a, b: g,
    lambda g, y, a, b: g,
    forward=operator.add,
    symbol="+",
    reads_inputs=False,
)
SUBTRACT = elementwise(
    np.subtract,
    lambda g, y, a, b: g,
    lambda g, y, a, b: -g,
    forward=operator.sub,
    symbol="-",
    reads_inputs=False,
)
MULTIPLY = elementwise(
    np.multiply,
    lambda g, y, a, b: g * b,
    lambda g, y, a, b: g * a,
    forward=operator.mul,
    symbol="*",
)
DIVIDE = elementwise(
    np.divide,
    lambda g, y, a, b: g / b,
    lambda g, y, a, b: -g * y / b,
    forward=operator.truediv,
    symbol="/",
)
POWER = elementwise(
    np.power, _power_vjp_base, _power_vjp_exponent, forward=operator.pow, symbol="**"
)
NEGATIVE = elementwise(
    np.negative, lambda g, y, a: -g, forward=operator.neg, symbol="-", reads_inputs=False
)
COPY = elementwise(np.positive, lambda g, y, a: g, symbol="+", reads_inputs=False)
# Numbers here are real: each is its own conjugate.
elementwise(np.conjugate, lambda g, y, a: g, reads_inputs=False)
# The variable of a transform inside a transform: the same value, a node of its own.
IDENTITY = Rule("identity", lambda a: a, COPY.vjps, elementwise=True)
elementwise(np.float_power, _power_vjp_base, _power_vjp_exponent, symbol="**")

elementwise(np.absolute, lambda g, y, x: g * np.sign(x))
elementwise(np.fabs, lambda g, y, x: g * np.sign(x))
elementwise(np.square, lambda g, y, x: g * (2 * x))
elementwise(np.sqrt, lambda g, y, x: g * 0.5 / y, reads_inputs=False)
elementwise(np.cbrt, lambda g, y, x: g / (3 * y * y), reads_inputs=False)
elementwise(np.reciprocal, lambda g, y, x: -g * y * y, reads_inputs=False)

elementwise(np.exp, lambda g, y, x: g * y, reads_inputs=False)
elementwise(np.exp2, lambda g, y, x: g * y * _LN2, reads_inputs=False)
elementwise(np.expm1, lambda g, y, x: g * (y + 1.0), reads_inputs=False)
elementwise(np.log, lambda g, y, x: g / x)
elementwise(np.log2, lambda g, y, x: g / (x * _LN2))
elementwise(np.log10, lambda g, y, x: g / (x * _LN10))
elementwise(np.log1p, lambda g, y, x: g / (1.0 + x))

elementwise(np.sin, lambda g, y, x: g * np.cos(x))
elementwise(np.cos, lambda g, y, x: -g * np.sin(x))
elementwise(np.tan, lambda g, y, x: g * (1.0 + y * y), reads_inputs=False)
elementwise(np.arcsin, lambda g, y, x: g / np.sqrt(1.0 - x * x))
elementwise(np.arccos, lambda g, y, x: -g / np.sqrt(1.0 - x * x))
elementwise(np.arctan, lambda g, y, x: g / (1.0 + x * x))
elementwise(np.sinh, lambda g, y, x: g * np.cosh(x))
elementwise(np.cosh, lambda g, y, x: g * np.sinh(x))
elementwise(np.tanh, lambda g, y, x: g * (1.0 - y * y), reads_inputs=False)
elementwise(np.arcsinh, lambda g, y, x: g / np.sqrt(x * x + 1.0))
elementwise(np.arccosh, lambda g, y, x: g / np.sqrt((x - 1.0) * (x + 1.0)))
elementwise(np.arctanh, lambda g, y, x: g / (1.0 - x * x))
for to_radians in (np.deg2rad, np.radians):
    elementwise(to_radians, lambda g, y, x: g * (math.pi / 180))
for to_degrees in (np.rad2deg, np.degrees):
    elementwise(to_degrees, lambda g, y, x: g * (180 / math.pi))

elementwise(
    np.arctan2,
    lambda g, y, a, b: g * b / (a * a + b * b),
    lambda g, y, a, b: -g * a / (a * a + b * b),
)
elementwise(
    np.hypot, lambda g, y, a, b: g * a / _not_zero(y), lambda g, y, a, b: g * b / _not_zero(y)
)
elementwise(np.maximum, lambda g, y, a, b: _larger(g, a, b), lambda g, y, a, b: _larger(g, b, a))
elementwise(np.minimum, lambda g, y, a, b: _larger(g, b, a), lambda g, y, a, b: _larger(g, a, b))
elementwise(
    np.fmax, lambda g, y, a, b: _of_numbers(g, a, b), lambda g, y, a, b: _of_numbers(g, b, a)
)
elementwise(
    np.fmin, lambda g, y, a, b: _of_numbers(g, -a, -b), lambda g, y, a, b: _of_numbers(g, -b, -a)
)
elementwise(
    np.logaddexp,
    lambda g, y, a, b: g * np.exp(a - _above_zero(y)),
    lambda g, y, a, b: g * np.exp(b - _above_zero(y)),
)
elementwise(
    np.logaddexp2,
    lambda g, y, a, b: g * np.exp2(a - _above_zero(y)),
    lambda g, y, a, b: g * np.exp2(b - _above_zero(y)),
)
elementwise(
    np.remainder,
    lambda g, y, a, b: g,
    lambda g, y, a, b: g * -np.floor_divide(a, b),
    symbol="%",
)
elementwise(
    np.fmod, lambda g, y, a, b: g, lambda g, y, a, b: g * -np.trunc(raw(a) / raw(b)), symbol="%"
)


# With |0|′ = 0, as everywhere.
elementwise(
    np.copysign,
    lambda g, y, a, b: g * np.sign(a) * np.copysign(1.0, raw(b)),
    lambda g, y, a, b: np.zeros_like(raw(g)),
)
elementwise(np.nextafter, lambda g, y, a, b: g, lambda g, y, a, b: np.zeros_like(raw(g)))
# The step from 0 to 1 takes its value at 0 from the second argument.
elementwise(
    np.heaviside, lambda g, y, a, b: np.zeros_like(raw(g)), lambda g, y, a, b: g * np.equal(a, 0)
)


@handles(np.ldexp)
def _ldexp(x1: Any, x2: Any, /) -> Any:
    # A power of 2 has no gradient by its whole exponent.
    return (
        x1 * np.ldexp(np.ones((), raw(x1).dtype), raw(x2))
        if isinstance(x1, Node)
        else (np.ldexp(x1, raw(x2)))
    )


@handles(np.frexp)
def _frexp(x: Any, /) -> Any:
    _, exponent = np.frexp(raw(x))
    # In two halves, since 2**-exponent alone would overflow for the smallest numbers.
    half = exponent // 2
    return _ldexp(_ldexp(x, -half), half - exponent), exponent


@handles(np.modf)
def _modf(x: Any, /) -> Any:
    whole = np.trunc(raw(x))
    return x - whole, whole


@handles(np.divmod)
def _divmod(a: Any, b: Any, /) -> Any:
    return np.floor_divide(a, b), np.remainder(a, b)


def _sinc_vjp(g: Any, y: Any, x: Any) -> Any:
    near = np.less(np.absolute(raw(x)), 0.2)
    away = np.where(near, 1.0, x)
    far = (np.cos(math.pi * away) - y) / away
    if not np.any(near):
        return g * far
    # Near 0 the quotient cancels; the power series is exact there, and so are its derivatives.
    small = np.where(near, x, 0.0)
    square = small * small
    series: Any = 0.0
    for k in range(9, 0, -1):
        series = series * square + (-1) ** k * 2 * k * math.pi ** (2 * k) / math.factorial(
            2 * k + 1
        )
    return g * np.where(near, series * small, far)


SINC = elementwise(np.sinc, _sinc_vjp)
