"""Widgets of lesson 08: descent on a surface, a polynomial fit, two networks that learn."""

from coursekit.widgets.training.descent import descent

__all__ = ["descent"]
