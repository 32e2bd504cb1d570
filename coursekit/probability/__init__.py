"""Probability that reads like the mathematics, differentiable by `coursekit.autodiff`.

Loads NumPy only.  Distributions have ``prob``, ``log_prob``, ``cdf``, ``icdf`` and ``sample``;
`Joint` tables know the sum rule, the product rule and Bayes' theorem; information is in nats unless
``unit="bits"``.  Chance comes from a seed or a Generator that you give: ``rng=0``.
"""

from coursekit.autodiff.nn import softmax
from coursekit.probability.costs import (
    sigmoid_cross_entropy,
    smooth_labels,
    softmax_cross_entropy,
)
from coursekit.probability.distributions import (
    Bernoulli,
    Beta,
    Binomial,
    Categorical,
    Cauchy,
    ChiSquared,
    Dirichlet,
    Exponential,
    Gamma,
    Geometric,
    Laplace,
    LogNormal,
    Mixture,
    Multinomial,
    MultivariateNormal,
    NegativeBinomial,
    Normal,
    Poisson,
    Relationship,
    StudentT,
    Uniform,
    relationships,
)
from coursekit.probability.errors import ProbabilityError
from coursekit.probability.information import (
    binary_entropy,
    conditional_entropy,
    cross_entropy,
    entropy,
    js_divergence,
    kl_divergence,
    mutual_information,
    perplexity,
    surprise,
)
from coursekit.probability.joint import (
    Conditional,
    DensityReport,
    GridDensity,
    Joint,
    bayes,
    check_density,
    mosaic,
)
from coursekit.probability.likelihood import (
    climb_likelihood,
    fisher_information,
    likelihood_surface,
    log_likelihood,
    observed_information,
)
from coursekit.probability.models.bayes_net import BayesNet, lecture_network, two_causes
from coursekit.probability.models.bigram import Bigram
from coursekit.probability.models.naive_bayes import NaiveBayes
from coursekit.probability.models.topics import TopicModel, progress_bar
from coursekit.probability.special import log_sum_exp

__all__ = [
    "BayesNet",
    "Bernoulli",
    "Beta",
    "Bigram",
    "Binomial",
    "Categorical",
    "Cauchy",
    "ChiSquared",
    "Conditional",
    "DensityReport",
    "Dirichlet",
    "Exponential",
    "Gamma",
    "Geometric",
    "GridDensity",
    "Joint",
    "Laplace",
    "LogNormal",
    "Mixture",
    "Multinomial",
    "MultivariateNormal",
    "NaiveBayes",
    "NegativeBinomial",
    "Normal",
    "Poisson",
    "ProbabilityError",
    "Relationship",
    "StudentT",
    "TopicModel",
    "Uniform",
    "bayes",
    "binary_entropy",
    "check_density",
    "climb_likelihood",
    "conditional_entropy",
    "cross_entropy",
    "entropy",
    "fisher_information",
    "js_divergence",
    "kl_divergence",
    "lecture_network",
    "likelihood_surface",
    "log_likelihood",
    "log_sum_exp",
    "mosaic",
    "mutual_information",
    "observed_information",
    "perplexity",
    "progress_bar",
    "relationships",
    "sigmoid_cross_entropy",
    "smooth_labels",
    "softmax",
    "softmax_cross_entropy",
    "surprise",
    "two_causes",
]
