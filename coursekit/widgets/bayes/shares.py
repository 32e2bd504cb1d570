"""Probabilities as exact fractions: how they are given, and how they are written."""

from fractions import Fraction
from typing import Any

from coursekit.widgets.controls import slider
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.style import number

__all__ = ["Share", "exactly", "prior_slider", "share"]

Share = float | str | Fraction

_SIMPLE = 12  # denominators that a rounded decimal may stand for
_ROUNDED = 6e-4  # so much is lost by a number that was typed with three decimal places


def share(value: Share, name: str) -> Fraction:
    """Return a probability as a fraction; a decimal near a simple fraction stands for it.

    Raises `WidgetError` for what is no number from 0 to 1.

    >>> print(share("3/10", "prior"), share(0.35, "prior"), share(0.333, "prior"))
    3/10 7/20 1/3
    """
    try:
        exact = Fraction(value) if isinstance(value, str | Fraction) else Fraction(str(value))
    except (ValueError, ZeroDivisionError) as error:
        raise WidgetError(
            f"{name} is {value!r}. Give a number from 0 to 1, such as 0.3 or 3/10."
        ) from error
    if not 0 <= exact <= 1:
        raise WidgetError(f"{name} is {number(float(exact))}. Choose a probability from 0 to 1.")
    if isinstance(value, float):
        simple = exact.limit_denominator(_SIMPLE)
        if 0 < simple < 1 and 0 < abs(simple - exact) < _ROUNDED:
            return simple
    return exact


def exactly(value: Fraction) -> str:
    """Write a fraction, and in digits too.

    >>> exactly(Fraction(1, 3)), exactly(Fraction(3, 5)), exactly(Fraction(1))
    ('1/3 ≈ 0.3333', '3/5 = 0.6', '1')
    """
    if value.denominator == 1:
        return str(value)
    decimal = number(float(value))
    sign = "=" if Fraction(decimal.replace("−", "-")) == value else "≈"
    return f"{value} {sign} {decimal}"


def prior_slider(prior: Fraction) -> Any:
    """Make the slider of p(c₁), in steps of a twentieth; its field takes any number.

    >>> prior_slider(Fraction(1, 2)).value
    0.5
    """
    made = slider("prior p(c₁)", float(prior), 0.0, 1.0, 0.05)
    made.readout_format = _readout(float(prior))
    return made


def _readout(value: float) -> str:
    """Return the format in which a slider shows a probability: two decimal places, at most four.

    >>> _readout(0.3), _readout(1 / 3)
    ('.2f', '.4f')
    """
    places = next(n for n in range(2, 5) if n == 4 or abs(round(value, n) - value) < 1e-9)
    return f".{places}f"
