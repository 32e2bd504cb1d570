"""Probabilities as exact fractions: how they are given, and how they are written."""

from fractions import Fraction
from typing import Any

import ipywidgets

from coursekit.widgets.controls import WIDE, label_width
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
    """Make the slider of p(c₁): twentieths, thirds, and the prior it starts with, all exact.

    A slider of decimals moves what lies between its steps, so it could never stand at a third.

    >>> made = prior_slider(Fraction(3, 7))
    >>> made.label, [label for label, _ in made.options[7:12]]
    ('3/7', ['1/3', '7/20', '2/5', '3/7', '9/20'])
    """
    stops = {Fraction(n, 20) for n in range(21)} | {Fraction(1, 3), Fraction(2, 3), prior}
    return ipywidgets.SelectionSlider(
        options=[(str(each), each) for each in sorted(stops)],
        value=prior,
        description="prior p(c₁)",
        layout=dict(WIDE),
        style=label_width(),
    )
