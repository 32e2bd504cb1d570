"""The widgets of lesson 09: families, densities, two variables at once, rules of variance."""

from coursekit.widgets.probability.bivariate import bivariate_normal
from coursekit.widgets.probability.density import is_it_a_density
from coursekit.widgets.probability.explorer import distribution_explorer
from coursekit.widgets.probability.moving_cards import joint_table
from coursekit.widgets.probability.triangle import variance_rules

__all__ = [
    "bivariate_normal",
    "distribution_explorer",
    "is_it_a_density",
    "joint_table",
    "variance_rules",
]
