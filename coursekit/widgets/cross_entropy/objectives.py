"""A widget of lesson 12."""

from collections.abc import Sequence
from typing import Any

from coursekit.widgets.live import Live

__all__ = ["three_objectives"]


def three_objectives(
    counts: str | Sequence[int] = (3, 7), theta: float = 0.4, *, unit: str = "nats"
) -> Live[Any]:
    """Not there yet."""
    raise NotImplementedError
