"""Families that come close to others, and how fast."""

from __future__ import annotations

import math

from coursekit.probability.distributions.beta import Beta
from coursekit.probability.distributions.binomial import Binomial
from coursekit.probability.distributions.exponential import Exponential
from coursekit.probability.distributions.gamma import ChiSquared, Gamma
from coursekit.probability.distributions.geometric import Geometric
from coursekit.probability.distributions.log_normal import LogNormal
from coursekit.probability.distributions.negative_binomial import NegativeBinomial
from coursekit.probability.distributions.normal import Normal
from coursekit.probability.distributions.poisson import Poisson
from coursekit.probability.distributions.relations.relationship import Limit, Relationship
from coursekit.probability.distributions.student_t import StudentT

__all__ = ["LIMITS"]


def _beta_like_normal(n: float) -> Normal:
    a, b = 2 * n, 3 * n
    return Normal(a / (a + b), math.sqrt(a * b / (a + b + 1)) / (a + b))


LIMITS = (
    Relationship(
        "Binomial", "Poisson", "limit", "n → ∞ with np = λ",
        "Binomial(n, λ/n) goes to Poisson(λ): many trials, few successes.",
        Limit(lambda n: Binomial(int(n), 3.0 / n), lambda _: Poisson(3.0)),
    ),
    Relationship(
        "Binomial", "Normal", "limit", "n → ∞",
        "Binomial(n, p) comes close to Normal(np, √(np(1 − p))).",
        Limit(
            lambda n: Binomial(int(n), 0.3),
            lambda n: Normal(0.3 * n, math.sqrt(0.21 * n)),
            (10, 1000, 100_000),
        ),
    ),
    Relationship(
        "Poisson", "Normal", "limit", "λ → ∞",
        "Poisson(λ) comes close to Normal(λ, √λ).",
        Limit(Poisson, lambda rate: Normal(rate, math.sqrt(rate)), (10.0, 1000.0, 100_000.0)),
    ),
    Relationship(
        "NegativeBinomial", "Poisson", "limit", "n → ∞ with mean λ",
        "NegativeBinomial(n, n/(n + λ)) goes to Poisson(λ).",
        Limit(lambda n: NegativeBinomial(n, n / (n + 3.0)), lambda _: Poisson(3.0)),
    ),
    Relationship(
        "NegativeBinomial", "Gamma", "limit", "p → 0",
        "p times NegativeBinomial(n, p) goes to Gamma(n, 1).",
        Limit(
            lambda m: NegativeBinomial(2.5, 1.0 / m), lambda _: Gamma(2.5, 1.0), scale=lambda m: m
        ),
    ),
    Relationship(
        "Geometric", "Exponential", "limit", "p → 0",
        "p times Geometric(p) goes to Exponential(1): trials so many that time is continuous.",
        Limit(lambda m: Geometric(1.0 / m), lambda _: Exponential(1.0), scale=lambda m: m),
    ),
    Relationship(
        "StudentT", "Normal", "limit", "df → ∞",
        "StudentT(df) goes to Normal(0, 1).",
        Limit(StudentT, lambda _: Normal(0.0, 1.0)),
    ),
    Relationship(
        "Gamma", "Normal", "limit", "shape → ∞",
        "Gamma(a, β) comes close to Normal(a/β, √a/β).",
        Limit(lambda a: Gamma(a, 2.0), lambda a: Normal(a / 2, math.sqrt(a) / 2)),
    ),
    Relationship(
        "ChiSquared", "Normal", "limit", "df → ∞",
        "ChiSquared(df) comes close to Normal(df, √(2 df)).",
        Limit(ChiSquared, lambda df: Normal(df, math.sqrt(2 * df))),
    ),
    Relationship(
        "Beta", "Normal", "limit", "a, b → ∞ with a/b fixed",
        "Beta(a, b) comes close to the Normal of its mean and variance.",
        Limit(lambda n: Beta(2 * n, 3 * n), _beta_like_normal),
    ),
    Relationship(
        "Beta", "Gamma", "limit", "b → ∞",
        "b times Beta(a, b) goes to Gamma(a, 1).",
        Limit(lambda b: Beta(2.0, b), lambda _: Gamma(2.0, 1.0), scale=lambda b: 1 / b),
    ),
    Relationship(
        "LogNormal", "Normal", "limit", "log_std → 0",
        "(LogNormal(0, s) − 1)/s goes to Normal(0, 1): near 1 the logarithm is straight.",
        Limit(lambda n: LogNormal(0.0, 1.0 / n), lambda n: Normal(1.0, 1.0 / n)),
    ),
)  # fmt: skip
