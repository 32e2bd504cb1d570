"""Parameters left to chance, and parts of what is random: mixtures, marginals, conditionals."""

from __future__ import annotations

import math

import numpy as np

from coursekit.probability.distributions.bernoulli import Bernoulli
from coursekit.probability.distributions.beta import Beta
from coursekit.probability.distributions.binomial import Binomial
from coursekit.probability.distributions.dirichlet import Dirichlet
from coursekit.probability.distributions.exponential import Exponential
from coursekit.probability.distributions.gamma import Gamma
from coursekit.probability.distributions.geometric import Geometric
from coursekit.probability.distributions.laplace import Laplace
from coursekit.probability.distributions.mixture import Mixture
from coursekit.probability.distributions.multinomial import Multinomial
from coursekit.probability.distributions.multivariate_normal import MultivariateNormal
from coursekit.probability.distributions.negative_binomial import NegativeBinomial
from coursekit.probability.distributions.normal import Normal
from coursekit.probability.distributions.poisson import Poisson
from coursekit.probability.distributions.relations.relationship import (
    Compound,
    Relationship,
    Transformation,
)
from coursekit.probability.distributions.student_t import StudentT
from coursekit.probability.distributions.uniform import Uniform

__all__ = ["MIXTURES"]

_PLANE = MultivariateNormal([1.0, -1.0], [[2.0, 0.6], [0.6, 1.0]])
_TOPICS = Dirichlet([2.0, 3.5, 0.7])
_ROLLS = Multinomial(7, [0.5, 0.2, 0.3])

MIXTURES = (
    Relationship(
        "Gamma", "NegativeBinomial", "mixture", "rate of the gamma p/(1 − p)",
        "Poisson(Λ) with Λ from Gamma(n, p/(1 − p)) is NegativeBinomial(n, p): counts more spread"
        " than Poisson's.",
        Compound(Gamma(2.5, 0.3 / 0.7), Poisson, NegativeBinomial(2.5, 0.3)),
        via="Poisson",
    ),
    Relationship(
        "Exponential", "Geometric", "mixture", "always",
        "Poisson(Λ) + 1 with Λ from Exponential(λ) is Geometric(λ/(1 + λ)).",
        Compound(Exponential(0.5), Poisson, Geometric(0.5 / 1.5), lambda k: k + 1),
        via="Poisson",
    ),
    Relationship(
        "Normal", "Normal", "mixture", "a normal mean",
        "Normal(M, s) with M from Normal(m, t) is Normal(m, √(s² + t²)).",
        Compound(Normal(1.0, 3.0), lambda m: Normal(m, 4.0), Normal(1.0, 5.0)),
    ),
    Relationship(
        "Gamma", "StudentT", "mixture", "precision from Gamma(df/2, df/2)",
        "Normal(0, 1/√T) with T from Gamma(df/2, df/2) is StudentT(df): an unknown spread.",
        Compound(Gamma(2.0, 2.0), lambda t: Normal(0.0, 1 / np.sqrt(t)), StudentT(4.0)),
        via="Normal",
    ),
    Relationship(
        "Exponential", "Laplace", "mixture", "variance from Exponential(1/(2s²))",
        "Normal(0, √V) with V from Exponential(1/(2s²)) is Laplace(0, s).",
        Compound(Exponential(2.0), lambda v: Normal(0.0, np.sqrt(v)), Laplace(0.0, 0.5)),
        via="Normal",
    ),
    Relationship(
        "Poisson", "Poisson", "mixture", "each event kept with probability p",
        "Binomial(N, p) with N from Poisson(λ) is Poisson(λp): thinned events.",
        Compound(Poisson(6.0), lambda n: Binomial(n, 0.3), Poisson(1.8)),
        via="Binomial",
    ),
    Relationship(
        "Binomial", "Binomial", "mixture", "each success kept with probability q",
        "Binomial(N, q) with N from Binomial(n, p) is Binomial(n, pq).",
        Compound(Binomial(9, 0.6), lambda n: Binomial(n, 0.5), Binomial(9, 0.3)),
    ),
    Relationship(
        "Beta", "Bernoulli", "mixture", "always",
        "Bernoulli(P) with P from Beta(a, b) is Bernoulli(a/(a + b)): one trial shows the mean.",
        Compound(Beta(2.0, 3.0), Bernoulli, Bernoulli(0.4)),
    ),
    Relationship(
        "Bernoulli", "Mixture", "mixture", "always",
        "A value from one of two distributions, chosen by Bernoulli(w), is from their Mixture.",
        Transformation(
            [Bernoulli(0.3), Normal(-2.0, 0.5), Normal(1.0, 1.0)],
            lambda b, x, y: np.where(b == 1, x, y),
            Mixture([0.3, 0.7], [Normal(-2.0, 0.5), Normal(1.0, 1.0)]),
        ),
        via="Normal",
    ),
    Relationship(
        "Multinomial", "Binomial", "marginal", "one count by itself",
        "Xᵢ is Binomial(n, pᵢ): all other outcomes are failures.",
        Transformation([_ROLLS], lambda x: x[:, 1], Binomial(7, 0.2)),
    ),
    Relationship(
        "Multinomial", "Multinomial", "marginal", "outcomes joined",
        "Counts of outcomes that are joined add up, and so do their probabilities.",
        Transformation(
            [_ROLLS],
            lambda x: np.stack([x[:, 0] + x[:, 1], x[:, 2]], axis=-1),
            Multinomial(7, [0.7, 0.3]),
        ),
    ),
    Relationship(
        "Dirichlet", "Beta", "marginal", "one probability by itself",
        "Xᵢ is Beta(αᵢ, Σα − αᵢ).",
        Transformation([_TOPICS], lambda x: x[:, 0], Beta(2.0, 4.2)),
    ),
    Relationship(
        "Dirichlet", "Dirichlet", "marginal", "outcomes joined",
        "Probabilities of outcomes that are joined add up, and so do their α.",
        Transformation(
            [_TOPICS],
            lambda x: np.stack([x[:, 0] + x[:, 1], x[:, 2]], axis=-1),
            Dirichlet([5.5, 0.7]),
        ),
    ),
    Relationship(
        "MultivariateNormal", "Normal", "marginal", "one component by itself",
        "Xᵢ is Normal(mᵢ, √Σᵢᵢ).",
        Transformation([_PLANE], lambda x: x[:, 0], Normal(1.0, math.sqrt(2.0))),
    ),
    Relationship(
        "MultivariateNormal", "Normal", "conditional", "the other components given",
        "X₂ given X₁ = x is Normal with mean m₂ + Σ₂₁(x − m₁)/Σ₁₁ and variance Σ₂₂ − Σ₂₁²/Σ₁₁.",
        Transformation(
            [_PLANE],
            lambda x: x[:, 1] - 0.3 * (x[:, 0] - 1),  # what is left is the same for every x
            Normal(-1.0, math.sqrt(1 - 0.6**2 / 2)),
            keep=lambda x: x[:, 0] > 1.5,
        ),
    ),
    Relationship(
        "Poisson", "Binomial", "conditional", "X + Y = n, independent",
        "X given X + Y = n is Binomial(n, λ/(λ + μ)).",
        Transformation(
            [Poisson(2.0), Poisson(3.0)],
            lambda x, _: x,
            Binomial(5, 0.4),
            keep=lambda x, y: x + y == 5,
        ),
    ),
    Relationship(
        "Exponential", "Exponential", "conditional", "X > t",
        "X − t given X > t is Exponential(λ) again: no memory of the wait so far.",
        Transformation(
            [Exponential(2.0)], lambda x: x - 0.5, Exponential(2.0), keep=lambda x: x > 0.5
        ),
    ),
    Relationship(
        "Geometric", "Geometric", "conditional", "X > t",
        "X − t given X > t is Geometric(p) again: the coin does not remember.",
        Transformation([Geometric(0.3)], lambda x: x - 2, Geometric(0.3), keep=lambda x: x > 2),
    ),
    Relationship(
        "Uniform", "Uniform", "conditional", "a < X < b",
        "X given a < X < b is Uniform(a, b).",
        Transformation(
            [Uniform(0.0, 4.0)],
            lambda x: x,
            Uniform(1.0, 2.5),
            keep=lambda x: (x > 1) & (x < 2.5),
        ),
    ),
)  # fmt: skip
