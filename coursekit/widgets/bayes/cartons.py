"""Stub."""

from fractions import Fraction
from typing import Any

from coursekit.widgets.errors import WidgetError

__all__ = ["cartons"]


def cartons(
    prior: float | str | Fraction = Fraction(1, 2),
    first: tuple[int, int] = (2, 3),
    second: tuple[int, int] = (4, 1),
    *,
    picked: str = "banana",
    show: str = "counts",
    large: bool = False,
) -> Any:
    """Two cartons of fruit."""
    raise WidgetError("This widget is still being made.")
