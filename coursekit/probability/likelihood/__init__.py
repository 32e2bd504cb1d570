"""Maximum likelihood for any family: the surface, the climb, and how sharp the top is.

All derivatives are by `coursekit.autodiff`.
"""

from coursekit.probability.likelihood.climb import Climb, climb_likelihood
from coursekit.probability.likelihood.family import log_likelihood
from coursekit.probability.likelihood.information import fisher_information, observed_information
from coursekit.probability.likelihood.surface import Surface, likelihood_surface

__all__ = [
    "Climb",
    "Surface",
    "climb_likelihood",
    "fisher_information",
    "likelihood_surface",
    "log_likelihood",
    "observed_information",
]
