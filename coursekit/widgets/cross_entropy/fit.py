"""A widget of lesson 12."""

from collections.abc import Sequence
from typing import Any

from coursekit.widgets.live import Live

__all__ = ["likelihood"]


def likelihood(
    family: str = "Normal", data: Sequence[float] | None = None, **parameters: float
) -> Live[Any]:
    """Not there yet."""
    raise NotImplementedError
