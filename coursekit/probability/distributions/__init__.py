"""Families of distributions, one module a family or a close pair."""

from coursekit.probability.distributions.bernoulli import Bernoulli
from coursekit.probability.distributions.binomial import Binomial
from coursekit.probability.distributions.categorical import Categorical
from coursekit.probability.distributions.cauchy import Cauchy
from coursekit.probability.distributions.exponential import Exponential
from coursekit.probability.distributions.geometric import Geometric
from coursekit.probability.distributions.laplace import Laplace
from coursekit.probability.distributions.multinomial import Multinomial
from coursekit.probability.distributions.multivariate_normal import MultivariateNormal
from coursekit.probability.distributions.negative_binomial import NegativeBinomial
from coursekit.probability.distributions.normal import Normal
from coursekit.probability.distributions.poisson import Poisson
from coursekit.probability.distributions.uniform import Uniform

__all__ = [
    "Bernoulli",
    "Binomial",
    "Categorical",
    "Cauchy",
    "Exponential",
    "Geometric",
    "Laplace",
    "Multinomial",
    "MultivariateNormal",
    "NegativeBinomial",
    "Normal",
    "Poisson",
    "Uniform",
]
