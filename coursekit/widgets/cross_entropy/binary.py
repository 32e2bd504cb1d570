"""A widget of lesson 12."""

from typing import Any

from coursekit.widgets.live import Live

__all__ = ["entropy_curve"]


def entropy_curve(p: float = 0.8, q: float = 0.3, *, unit: str = "nats") -> Live[Any]:
    """Not there yet."""
    raise NotImplementedError
