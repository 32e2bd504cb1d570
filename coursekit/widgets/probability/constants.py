"""Numbers as a person would write them: 4/3, √(2π), where a computer finds 1.3333 and 2.5066."""

import math
from dataclasses import dataclass
from fractions import Fraction

from coursekit.widgets.style import number

__all__ = ["Constant", "recognised"]

_LARGEST = 64  # of numerator and denominator
_CLOSE = 1e-9

#: What a rational number may be multiplied by: the value, how to type it, how to write it.
_UNITS = (
    (1.0, "", ""),
    (math.pi, "pi", "π"),
    (math.sqrt(math.pi), "sqrt(pi)", "√π"),
    (math.sqrt(2 * math.pi), "sqrt(2pi)", "√(2π)"),
    (math.pi**2, "pi^2", "π²"),
    (math.e, "e", "e"),
    (math.log(2), "ln(2)", "ln 2"),
    (math.sqrt(2), "sqrt(2)", "√2"),
    (1 / math.pi, "1/pi", "1/π"),
    (1 / math.e, "1/e", "1/e"),
)


@dataclass(frozen=True)
class Constant:
    """A number, how to type it into a formula, and how to write it."""

    value: float
    typed: str
    written: str


def recognised(value: float) -> Constant:
    """Return a number with its exact name, if it has a simple one; else in digits.

    >>> recognised(4 / 3).written, recognised(math.sqrt(2 * math.pi)).written
    ('4/3', '√(2π)')
    >>> recognised(math.pi / 2).typed, recognised(1.23456789).written
    ('pi/2', '1.235')
    """
    for unit, typed, written in _UNITS:
        ratio = Fraction(value / unit).limit_denominator(_LARGEST)
        if 0 < abs(ratio.numerator) <= _LARGEST and abs(ratio * unit / value - 1) < _CLOSE:
            return Constant(value, _multiple(ratio, typed, ""), _multiple(ratio, written, "−"))
    return Constant(value, f"{value:.12g}", number(value))


def _multiple(ratio: Fraction, unit: str, minus: str) -> str:
    """Write a rational multiple of a unit.

    >>> _multiple(Fraction(3, 2), "√π", "−"), _multiple(Fraction(2), "1/e", "−")
    ('3√π/2', '2/e')
    """
    top, bottom = abs(ratio.numerator), ratio.denominator
    sign = "" if ratio > 0 else minus or "-"
    if unit.startswith("1/"):
        below = unit[2:] if bottom == 1 else f"({bottom}{unit[2:]})"
        return f"{sign}{top}/{below}"
    head = unit if top == 1 and unit else f"{top}{unit}"
    return f"{sign}{head}" if bottom == 1 else f"{sign}{head}/{bottom}"
