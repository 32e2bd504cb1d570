"""A widget of lesson 12."""

from typing import Any

from coursekit.widgets.live import Live

__all__ = ["kl_normals"]


def kl_normals(
    mean: float = 2.0, std: float = 0.7, *, distance: float = 2.0, weight: float = 0.5
) -> Live[Any]:
    """Not there yet."""
    raise NotImplementedError
