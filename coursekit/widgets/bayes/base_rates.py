"""Stub."""

from typing import Any

from coursekit.widgets.errors import WidgetError

__all__ = ["base_rate"]


def base_rate(
    prevalence: float = 0.01,
    sensitivity: float = 0.9,
    specificity: float = 0.9,
    *,
    arranged: str = "sorted",
) -> Any:
    """A thousand people."""
    raise WidgetError("This widget is still being made.")
