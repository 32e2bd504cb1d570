"""Families of distributions, one module a family or a close pair."""

from coursekit.probability.distributions.bernoulli import Bernoulli
from coursekit.probability.distributions.beta import Beta
from coursekit.probability.distributions.binomial import Binomial
from coursekit.probability.distributions.categorical import Categorical
from coursekit.probability.distributions.cauchy import Cauchy
from coursekit.probability.distributions.dirichlet import Dirichlet
from coursekit.probability.distributions.exponential import Exponential
from coursekit.probability.distributions.gamma import ChiSquared, Gamma
from coursekit.probability.distributions.geometric import Geometric
from coursekit.probability.distributions.laplace import Laplace
from coursekit.probability.distributions.log_normal import LogNormal
from coursekit.probability.distributions.mixture import Mixture
from coursekit.probability.distributions.multinomial import Multinomial
from coursekit.probability.distributions.multivariate_normal import MultivariateNormal
from coursekit.probability.distributions.negative_binomial import NegativeBinomial
from coursekit.probability.distributions.normal import Normal
from coursekit.probability.distributions.poisson import Poisson
from coursekit.probability.distributions.relations import Relationship, relationships
from coursekit.probability.distributions.student_t import StudentT
from coursekit.probability.distributions.uniform import Uniform

__all__ = [
    "Bernoulli",
    "Beta",
    "Binomial",
    "Categorical",
    "Cauchy",
    "ChiSquared",
    "Dirichlet",
    "Exponential",
    "Gamma",
    "Geometric",
    "Laplace",
    "LogNormal",
    "Mixture",
    "Multinomial",
    "MultivariateNormal",
    "NegativeBinomial",
    "Normal",
    "Poisson",
    "Relationship",
    "StudentT",
    "Uniform",
    "relationships",
]
