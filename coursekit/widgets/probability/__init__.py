"""The widgets of lesson 09: families of distributions, and what makes a function a density."""

from coursekit.widgets.probability.density import is_it_a_density
from coursekit.widgets.probability.explorer import distribution_explorer

__all__ = ["distribution_explorer", "is_it_a_density"]
