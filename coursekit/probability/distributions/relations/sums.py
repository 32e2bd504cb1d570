"""Sums of independent variables that stay in a family, or lead into another."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from coursekit.probability.distributions.bernoulli import Bernoulli
from coursekit.probability.distributions.binomial import Binomial
from coursekit.probability.distributions.categorical import Categorical
from coursekit.probability.distributions.cauchy import Cauchy
from coursekit.probability.distributions.exponential import Exponential
from coursekit.probability.distributions.gamma import ChiSquared, Gamma
from coursekit.probability.distributions.geometric import Geometric
from coursekit.probability.distributions.laplace import Laplace
from coursekit.probability.distributions.log_normal import LogNormal
from coursekit.probability.distributions.multinomial import Multinomial
from coursekit.probability.distributions.multivariate_normal import MultivariateNormal
from coursekit.probability.distributions.negative_binomial import NegativeBinomial
from coursekit.probability.distributions.normal import Normal
from coursekit.probability.distributions.poisson import Poisson
from coursekit.probability.distributions.relations.relationship import (
    Relationship,
    Transformation,
)

__all__ = ["SUMS"]


def _total(*x: Any) -> Any:
    return np.sum(x, axis=0)


def _counts(*x: Any) -> Any:
    """Return how often each of the outcomes 0, 1 and 2 occurs."""
    return np.stack([np.sum(np.equal(x, k), axis=0) for k in range(3)], axis=-1)


SUMS = (
    Relationship(
        "Bernoulli", "Binomial", "sum", "n independent, equal p",
        "X₁ + … + Xₙ is Binomial(n, p): successes are counted.",
        Transformation([Bernoulli(0.3)] * 6, _total, Binomial(6, 0.3)),
    ),
    Relationship(
        "Binomial", "Binomial", "sum", "independent, equal p",
        "Binomial(n, p) + Binomial(m, p) is Binomial(n + m, p).",
        Transformation([Binomial(4, 0.3), Binomial(7, 0.3)], _total, Binomial(11, 0.3)),
    ),
    Relationship(
        "Poisson", "Poisson", "sum", "independent",
        "Poisson(λ) + Poisson(μ) is Poisson(λ + μ).",
        Transformation([Poisson(1.5), Poisson(4.0)], _total, Poisson(5.5)),
    ),
    Relationship(
        "Geometric", "NegativeBinomial", "sum", "n independent, equal p",
        "X₁ + … + Xₙ − n is NegativeBinomial(n, p): the failures before the n-th success.",
        Transformation(
            [Geometric(0.3)] * 4, lambda *x: _total(*x) - 4, NegativeBinomial(4.0, 0.3)
        ),
    ),
    Relationship(
        "NegativeBinomial", "NegativeBinomial", "sum", "independent, equal p",
        "NegativeBinomial(n, p) + NegativeBinomial(m, p) is NegativeBinomial(n + m, p).",
        Transformation(
            [NegativeBinomial(1.5, 0.3), NegativeBinomial(3.0, 0.3)],
            _total,
            NegativeBinomial(4.5, 0.3),
        ),
    ),
    Relationship(
        "Categorical", "Multinomial", "sum", "n independent, equal p",
        "The numbers of times that each outcome occurs are Multinomial(n, p).",
        Transformation(
            [Categorical([0.5, 0.2, 0.3])] * 5, _counts, Multinomial(5, [0.5, 0.2, 0.3])
        ),
    ),
    Relationship(
        "Multinomial", "Multinomial", "sum", "independent, equal p",
        "Multinomial(n, p) + Multinomial(m, p) is Multinomial(n + m, p).",
        Transformation(
            [Multinomial(3, [0.5, 0.2, 0.3]), Multinomial(6, [0.5, 0.2, 0.3])],
            _total,
            Multinomial(9, [0.5, 0.2, 0.3]),
        ),
    ),
    Relationship(
        "Exponential", "Gamma", "sum", "n independent, equal λ",
        "X₁ + … + Xₙ is Gamma(n, λ): the wait for the n-th event.",
        Transformation([Exponential(2.0)] * 3, _total, Gamma(3.0, 2.0)),
    ),
    Relationship(
        "Gamma", "Gamma", "sum", "independent, equal rate β",
        "Gamma(a, β) + Gamma(b, β) is Gamma(a + b, β).",
        Transformation([Gamma(0.7, 2.0), Gamma(3.0, 2.0)], _total, Gamma(3.7, 2.0)),
    ),
    Relationship(
        "ChiSquared", "ChiSquared", "sum", "independent",
        "ChiSquared(a) + ChiSquared(b) is ChiSquared(a + b).",
        Transformation([ChiSquared(1.0), ChiSquared(4.0)], _total, ChiSquared(5.0)),
    ),
    Relationship(
        "Normal", "ChiSquared", "sum", "k independent standard normals",
        "X₁² + … + Xₖ² is ChiSquared(k).",
        Transformation([Normal(0.0, 1.0)] * 3, lambda *x: _total(*np.square(x)), ChiSquared(3.0)),
    ),
    Relationship(
        "Laplace", "ChiSquared", "sum", "n independent, equal location m and scale s",
        "2/s Σ|Xᵢ − m| is ChiSquared(2n).",
        Transformation(
            [Laplace(1.0, 0.5)] * 3,
            lambda *x: 4 * np.sum(np.abs(np.subtract(x, 1)), axis=0),
            ChiSquared(6.0),
        ),
    ),
    Relationship(
        "Normal", "Normal", "sum", "independent",
        "Normal(m, s) + Normal(n, t) is Normal(m + n, √(s² + t²)).",
        Transformation([Normal(1.0, 3.0), Normal(-2.0, 4.0)], _total, Normal(-1.0, 5.0)),
    ),
    Relationship(
        "MultivariateNormal", "MultivariateNormal", "sum", "independent",
        "Means add, and so do covariances.",
        Transformation(
            [
                MultivariateNormal([1.0, 0.0], [[2.0, 0.5], [0.5, 1.0]]),
                MultivariateNormal([0.0, 3.0], [[1.0, -0.2], [-0.2, 3.0]]),
            ],
            _total,
            MultivariateNormal([1.0, 3.0], [[3.0, 0.3], [0.3, 4.0]]),
        ),
    ),
    Relationship(
        "Cauchy", "Cauchy", "sum", "n independent, standard",
        "The mean of n is Cauchy(0, 1) again: averaging does not help.",
        Transformation([Cauchy(0.0, 1.0)] * 5, lambda *x: _total(*x) / 5, Cauchy(0.0, 1.0)),
    ),
    Relationship(
        "LogNormal", "LogNormal", "sum", "independent, of the logarithms",
        "A product of LogNormals is LogNormal: log-means add, and so do log-variances.",
        Transformation(
            [LogNormal(0.2, 0.3), LogNormal(-0.5, 0.4)],
            np.multiply,
            LogNormal(-0.3, math.hypot(0.3, 0.4)),
        ),
    ),
)  # fmt: skip
