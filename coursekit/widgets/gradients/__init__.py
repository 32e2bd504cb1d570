"""The widgets of lesson 03: slices, the gradient's arrow, a walk on a hill, typed partials."""

from coursekit.widgets.gradients.arrow import gradient_arrow
from coursekit.widgets.gradients.checker import partials_checker
from coursekit.widgets.gradients.hill import hill_walk
from coursekit.widgets.gradients.slicing import slices

__all__ = ["gradient_arrow", "hill_walk", "partials_checker", "slices"]
