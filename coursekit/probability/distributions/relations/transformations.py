"""Functions of independent variables."""

from __future__ import annotations

import math

import numpy as np

from coursekit.probability.distributions.bernoulli import Bernoulli
from coursekit.probability.distributions.beta import Beta
from coursekit.probability.distributions.cauchy import Cauchy
from coursekit.probability.distributions.dirichlet import Dirichlet
from coursekit.probability.distributions.exponential import Exponential
from coursekit.probability.distributions.gamma import ChiSquared, Gamma
from coursekit.probability.distributions.geometric import Geometric
from coursekit.probability.distributions.laplace import Laplace
from coursekit.probability.distributions.log_normal import LogNormal
from coursekit.probability.distributions.multivariate_normal import MultivariateNormal
from coursekit.probability.distributions.normal import Normal
from coursekit.probability.distributions.relations.relationship import (
    Relationship,
    Transformation,
)
from coursekit.probability.distributions.student_t import StudentT
from coursekit.probability.distributions.uniform import Uniform

__all__ = ["TRANSFORMATIONS"]

_STANDARD = Normal(0.0, 1.0)
_UNIT = Uniform(0.0, 1.0)
_PLANE = MultivariateNormal([1.0, -1.0], [[2.0, 0.6], [0.6, 1.0]])

TRANSFORMATIONS = (
    Relationship(
        "Uniform", "Normal", "transformation", "U on (0, 1)",
        "F⁻¹(U) has the distribution function F, whatever F: so Φ⁻¹(U) is Normal(0, 1).",
        Transformation([_UNIT], _STANDARD.icdf, _STANDARD),
    ),
    Relationship(
        "Normal", "Uniform", "transformation", "F continuous",
        "F(X) is Uniform(0, 1), if F is the distribution function of X.",
        Transformation([Normal(2.0, 3.0)], Normal(2.0, 3.0).cdf, _UNIT),
    ),
    Relationship(
        "Uniform", "Bernoulli", "transformation", "U on (0, 1)",
        "The indicator of U < p is Bernoulli(p).",
        Transformation([_UNIT], lambda u: (u < 0.3).astype(int), Bernoulli(0.3)),
    ),
    Relationship(
        "Uniform", "Uniform", "transformation", "U on (0, 1)",
        "a + (b − a) U is Uniform(a, b).",
        Transformation([_UNIT], lambda u: 5 * u - 2, Uniform(-2.0, 3.0)),
    ),
    Relationship(
        "Uniform", "Exponential", "transformation", "U on (0, 1)",
        "−log(U)/λ is Exponential(λ).",
        Transformation([_UNIT], lambda u: -np.log1p(-u) / 2, Exponential(2.0)),
    ),
    Relationship(
        "Uniform", "Cauchy", "transformation", "U on (0, 1)",
        "tan(π(U − 1/2)) is Cauchy(0, 1): where a ray in a random direction meets a wall.",
        Transformation([_UNIT], lambda u: np.tan(math.pi * (u - 0.5)), Cauchy(0.0, 1.0)),
    ),
    Relationship(
        "Uniform", "Beta", "transformation", "n independent, the k-th smallest",
        "The k-th smallest of n Uniform(0, 1) is Beta(k, n − k + 1).",
        Transformation([_UNIT] * 5, lambda *u: np.sort(u, axis=0)[1], Beta(2.0, 4.0)),
    ),
    Relationship(
        "Normal", "Normal", "transformation", "b ≠ 0",
        "a + bX is Normal(a + bm, |b|s), if X is Normal(m, s).",
        Transformation([Normal(1.0, 2.0)], lambda x: 3 - 0.5 * x, Normal(2.5, 1.0)),
    ),
    Relationship(
        "Normal", "LogNormal", "transformation", "always",
        "exp(X) is LogNormal(m, s), if X is Normal(m, s).",
        Transformation([Normal(0.3, 0.8)], np.exp, LogNormal(0.3, 0.8)),
    ),
    Relationship(
        "LogNormal", "Normal", "transformation", "always",
        "log(X) is Normal(m, s), if X is LogNormal(m, s).",
        Transformation([LogNormal(0.3, 0.8)], np.log, Normal(0.3, 0.8)),
    ),
    Relationship(
        "Normal", "ChiSquared", "transformation", "X standard normal",
        "X² is ChiSquared(1).",
        Transformation([_STANDARD], np.square, ChiSquared(1.0)),
    ),
    Relationship(
        "Normal", "Cauchy", "transformation", "X and Y standard normal, independent",
        "X/Y is Cauchy(0, 1).",
        Transformation([_STANDARD] * 2, np.divide, Cauchy(0.0, 1.0)),
    ),
    Relationship(
        "Normal", "StudentT", "transformation", "Z standard normal and V independent",
        "Z/√(V/df) is StudentT(df), if V is ChiSquared(df).",
        Transformation(
            [_STANDARD, ChiSquared(4.0)], lambda z, v: z / np.sqrt(v / 4), StudentT(4.0)
        ),
        via="ChiSquared",
    ),
    Relationship(
        "Normal", "MultivariateNormal", "transformation", "Z of independent standard normals",
        "m + AZ is MultivariateNormal(m, AAᵀ).",
        Transformation(
            [_STANDARD] * 2,
            lambda x, y: np.stack([1 + x, -1 + 2 * x - 3 * y], axis=-1),
            MultivariateNormal([1.0, -1.0], [[1.0, 2.0], [2.0, 13.0]]),
        ),
    ),
    Relationship(
        "MultivariateNormal", "Normal", "transformation", "w ≠ 0",
        "wᵀX is Normal with mean wᵀm and variance wᵀΣw.",
        Transformation(
            [_PLANE],
            lambda x: x @ np.array([1.0, -2.0]),
            Normal(3.0, math.sqrt(2.0 - 4 * 0.6 + 4 * 1.0)),
        ),
    ),
    Relationship(
        "MultivariateNormal", "ChiSquared", "transformation", "vectors of k numbers",
        "The squared Mahalanobis distance (X − m)ᵀ Σ⁻¹ (X − m) is ChiSquared(k).",
        Transformation([_PLANE], lambda x: _PLANE.mahalanobis(x) ** 2, ChiSquared(2.0)),
    ),
    Relationship(
        "Exponential", "Laplace", "transformation", "equal rates λ, independent",
        "X − Y is Laplace(0, 1/λ).",
        Transformation([Exponential(2.0)] * 2, np.subtract, Laplace(0.0, 0.5)),
    ),
    Relationship(
        "Laplace", "Exponential", "transformation", "location 0",
        "|X| is Exponential(1/scale).",
        Transformation([Laplace(0.0, 0.5)], np.abs, Exponential(2.0)),
    ),
    Relationship(
        "Exponential", "Exponential", "transformation", "independent, rates λ and μ",
        "min(X, Y) is Exponential(λ + μ): of two clocks the first to ring.",
        Transformation([Exponential(2.0), Exponential(0.5)], np.minimum, Exponential(2.5)),
    ),
    Relationship(
        "Exponential", "Geometric", "transformation", "rounded up",
        "⌈X⌉ is Geometric(1 − e^(−λ)).",
        Transformation(
            [Exponential(0.4)], lambda x: np.ceil(x).astype(int), Geometric(-math.expm1(-0.4))
        ),
    ),
    Relationship(
        "Geometric", "Geometric", "transformation", "independent, chances p and q",
        "min(X, Y) is Geometric(1 − (1 − p)(1 − q)).",
        Transformation([Geometric(0.2), Geometric(0.3)], np.minimum, Geometric(1 - 0.8 * 0.7)),
    ),
    Relationship(
        "Bernoulli", "Bernoulli", "transformation", "independent",
        "XY, both happening, is Bernoulli(pq).",
        Transformation([Bernoulli(0.6), Bernoulli(0.5)], np.multiply, Bernoulli(0.3)),
    ),
    Relationship(
        "Gamma", "Gamma", "transformation", "c > 0",
        "cX is Gamma(shape, rate/c): the rate is one over a scale.",
        Transformation([Gamma(2.5, 3.0)], lambda x: 6 * x, Gamma(2.5, 0.5)),
    ),
    Relationship(
        "Gamma", "Beta", "transformation", "equal rates, independent, shapes a and b",
        "X/(X + Y) is Beta(a, b).",
        Transformation(
            [Gamma(2.0, 3.0), Gamma(3.5, 3.0)], lambda x, y: x / (x + y), Beta(2.0, 3.5)
        ),
    ),
    Relationship(
        "Gamma", "Dirichlet", "transformation", "equal rates, independent, shapes αᵢ",
        "(X₁, …, Xₖ)/ΣXᵢ is Dirichlet(α).",
        Transformation(
            [Gamma(2.0, 1.0), Gamma(3.5, 1.0), Gamma(0.7, 1.0)],
            lambda *x: np.stack(x, axis=-1) / np.sum(x, axis=0)[:, None],
            Dirichlet([2.0, 3.5, 0.7]),
        ),
    ),
    Relationship(
        "Beta", "Beta", "transformation", "always",
        "1 − X is Beta(b, a), if X is Beta(a, b).",
        Transformation([Beta(2.0, 3.5)], lambda x: 1 - x, Beta(3.5, 2.0)),
    ),
    Relationship(
        "Beta", "Exponential", "transformation", "b = 1",
        "−log(X) is Exponential(a), if X is Beta(a, 1).",
        Transformation([Beta(3.0, 1.0)], lambda x: -np.log(x), Exponential(3.0)),
    ),
    Relationship(
        "Cauchy", "Cauchy", "transformation", "location 0, scale 1",
        "1/X is Cauchy(0, 1) again.",
        Transformation([Cauchy(0.0, 1.0)], np.reciprocal, Cauchy(0.0, 1.0)),
    ),
    Relationship(
        "Laplace", "Laplace", "transformation", "b ≠ 0",
        "a + bX is Laplace(a + bm, |b|s), if X is Laplace(m, s).",
        Transformation([Laplace(1.0, 2.0)], lambda x: 3 - 0.5 * x, Laplace(2.5, 1.0)),
    ),
    Relationship(
        "StudentT", "Beta", "transformation", "location 0, scale 1",
        "1/(1 + X²/df) is Beta(df/2, 1/2).",
        Transformation([StudentT(4.0)], lambda x: 1 / (1 + x**2 / 4), Beta(2.0, 0.5)),
    ),
)  # fmt: skip
