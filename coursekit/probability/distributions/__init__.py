"""Families of distributions, one module a family or a close pair."""

from coursekit.probability.distributions.cauchy import Cauchy
from coursekit.probability.distributions.exponential import Exponential
from coursekit.probability.distributions.laplace import Laplace
from coursekit.probability.distributions.multivariate_normal import MultivariateNormal
from coursekit.probability.distributions.normal import Normal
from coursekit.probability.distributions.uniform import Uniform

__all__ = [
    "Cauchy",
    "Exponential",
    "Laplace",
    "MultivariateNormal",
    "Normal",
    "Uniform",
]
