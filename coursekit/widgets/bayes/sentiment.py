"""Stub."""

from typing import Any

from coursekit.widgets.errors import WidgetError

__all__ = ["sentiment"]


def sentiment(
    text: str = "A wonderful film, but the ending is dull.",
    *,
    smoothing: float = 1.0,
    prior: float = 0.5,
    reviews: Any = None,
) -> Any:
    """What each word says."""
    raise WidgetError("This widget is still being made.")
