"""Probability that reads like the mathematics, differentiable by `coursekit.autodiff`.

Loads NumPy only.
"""

from coursekit.probability.errors import ProbabilityError

__all__ = ["ProbabilityError"]
