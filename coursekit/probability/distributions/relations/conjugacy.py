"""Priors that stay in their family when data arrive: what to add to their parameters."""

from __future__ import annotations

import numpy as np

from coursekit.probability.distributions.bernoulli import Bernoulli
from coursekit.probability.distributions.beta import Beta
from coursekit.probability.distributions.binomial import Binomial
from coursekit.probability.distributions.categorical import Categorical
from coursekit.probability.distributions.dirichlet import Dirichlet
from coursekit.probability.distributions.exponential import Exponential
from coursekit.probability.distributions.gamma import Gamma
from coursekit.probability.distributions.geometric import Geometric
from coursekit.probability.distributions.laplace import Laplace
from coursekit.probability.distributions.log_normal import LogNormal
from coursekit.probability.distributions.multinomial import Multinomial
from coursekit.probability.distributions.multivariate_normal import MultivariateNormal
from coursekit.probability.distributions.negative_binomial import NegativeBinomial
from coursekit.probability.distributions.normal import Normal
from coursekit.probability.distributions.poisson import Poisson
from coursekit.probability.distributions.relations.relationship import Relationship, Update

__all__ = ["CONJUGACY"]

CONJUGACY = (
    Relationship(
        "Beta", "Bernoulli", "conjugacy", "prior Beta(a, b) of p",
        "After s ones and f zeros: Beta(a + s, b + f).",
        Update(Beta(2.0, 3.0), Bernoulli, [1, 0, 1, 1], Beta(5.0, 4.0)),
    ),
    Relationship(
        "Beta", "Binomial", "conjugacy", "prior Beta(a, b) of p",
        "After k successes in n trials: Beta(a + k, b + n − k).",
        Update(Beta(2.0, 3.0), lambda p: Binomial(9, p), [4, 7], Beta(13.0, 10.0)),
    ),
    Relationship(
        "Beta", "Geometric", "conjugacy", "prior Beta(a, b) of p",
        "After n first successes in Σx trials: Beta(a + n, b + Σx − n).",
        Update(Beta(2.0, 3.0), Geometric, [4, 1, 2], Beta(5.0, 7.0)),
    ),
    Relationship(
        "Beta", "NegativeBinomial", "conjugacy", "prior Beta(a, b) of p, n known",
        "After k failures before the n-th success: Beta(a + n, b + k).",
        Update(Beta(2.0, 3.0), lambda p: NegativeBinomial(2.5, p), [4], Beta(4.5, 7.0)),
    ),
    Relationship(
        "Dirichlet", "Categorical", "conjugacy", "prior Dirichlet(α) of p",
        "After outcomes that occur nᵢ times: Dirichlet(α + n).",
        Update(Dirichlet([1.0, 2.0, 0.5]), Categorical, [0, 2, 2, 1], Dirichlet([2.0, 3.0, 2.5])),
    ),
    Relationship(
        "Dirichlet", "Multinomial", "conjugacy", "prior Dirichlet(α) of p",
        "After counts x: Dirichlet(α + x).",
        Update(
            Dirichlet([1.0, 2.0, 0.5]),
            lambda p: Multinomial(5, p),
            [[1, 1, 3]],
            Dirichlet([2.0, 3.0, 3.5]),
        ),
    ),
    Relationship(
        "Gamma", "Poisson", "conjugacy", "prior Gamma(a, b) of the rate",
        "After n counts with sum Σx: Gamma(a + Σx, b + n).",
        Update(Gamma(2.0, 3.0), Poisson, [4, 0, 1], Gamma(7.0, 6.0)),
    ),
    Relationship(
        "Gamma", "Exponential", "conjugacy", "prior Gamma(a, b) of the rate",
        "After n waits with sum Σx: Gamma(a + n, b + Σx).",
        Update(Gamma(2.0, 3.0), Exponential, [0.5, 1.5], Gamma(4.0, 5.0)),
    ),
    Relationship(
        "Gamma", "Gamma", "conjugacy", "prior Gamma(a, b) of the rate, shape c known",
        "After n values with sum Σx: Gamma(a + nc, b + Σx).",
        Update(Gamma(2.0, 3.0), lambda rate: Gamma(1.5, rate), [0.5, 1.5], Gamma(5.0, 5.0)),
    ),
    Relationship(
        "Gamma", "Laplace", "conjugacy", "prior Gamma(a, b) of 1/scale, location m known",
        "After n values: Gamma(a + n, b + Σ|x − m|).",
        Update(Gamma(2.0, 3.0), lambda t: Laplace(1.0, 1 / t), [0.5, 3.0], Gamma(4.0, 5.5)),
    ),
    Relationship(
        "Gamma", "Normal", "conjugacy", "prior Gamma(a, b) of the precision 1/s², mean m known",
        "After n values: Gamma(a + n/2, b + Σ(x − m)²/2).",
        Update(
            Gamma(2.0, 3.0), lambda t: Normal(1.0, 1 / np.sqrt(t)), [0.0, 3.0], Gamma(3.0, 5.5)
        ),
    ),
    Relationship(
        "Normal", "Normal", "conjugacy", "prior Normal(m, t) of the mean, s known",
        "Precisions add: 1/t² + n/s²; the mean is the average of m and the data by precision.",
        Update(Normal(1.0, 1.0), lambda m: Normal(m, 1.0), [2.0, 4.0, 5.0], Normal(3.0, 0.5)),
    ),
    Relationship(
        "Normal", "LogNormal", "conjugacy", "prior Normal(m, t) of log_mean, log_std known",
        "As for Normal, with the logarithms of the data.",
        Update(
            Normal(1.0, 1.0),
            lambda m: LogNormal(m, 1.0),
            np.exp([2.0, 4.0, 5.0]).tolist(),
            Normal(3.0, 0.5),
        ),
    ),
    Relationship(
        "MultivariateNormal", "MultivariateNormal", "conjugacy",
        "prior MultivariateNormal(m, T) of the mean, Σ known",
        "Precisions add as matrices: T⁻¹ + nΣ⁻¹.",
        Update(
            MultivariateNormal([0.0, 0.0], [[1.0, 0.0], [0.0, 3.0]]),
            lambda m: MultivariateNormal(m, [[1.0, 0.0], [0.0, 1.0]]),
            [[2.0, 4.0]],
            MultivariateNormal([1.0, 3.0], [[0.5, 0.0], [0.0, 0.75]]),
        ),
    ),
)  # fmt: skip
