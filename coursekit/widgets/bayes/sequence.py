"""Stub."""

from fractions import Fraction
from typing import Any

from coursekit.widgets.errors import WidgetError

__all__ = ["sequential_update"]


def sequential_update(
    draws: str = "babb",
    *,
    prior: float | str | Fraction = Fraction(1, 2),
    first: tuple[int, int] = (2, 3),
    second: tuple[int, int] = (4, 1),
) -> Any:
    """The posterior after each draw."""
    raise WidgetError("This widget is still being made.")
