"""Families inside families: the same distribution under two names."""

from __future__ import annotations

import numpy as np

from coursekit.probability.distributions.bernoulli import Bernoulli
from coursekit.probability.distributions.beta import Beta
from coursekit.probability.distributions.binomial import Binomial
from coursekit.probability.distributions.categorical import Categorical
from coursekit.probability.distributions.cauchy import Cauchy
from coursekit.probability.distributions.dirichlet import Dirichlet
from coursekit.probability.distributions.exponential import Exponential
from coursekit.probability.distributions.gamma import ChiSquared, Gamma
from coursekit.probability.distributions.geometric import Geometric
from coursekit.probability.distributions.mixture import Mixture
from coursekit.probability.distributions.multinomial import Multinomial
from coursekit.probability.distributions.multivariate_normal import MultivariateNormal
from coursekit.probability.distributions.negative_binomial import NegativeBinomial
from coursekit.probability.distributions.normal import Normal
from coursekit.probability.distributions.relations.relationship import Relationship, SpecialCase
from coursekit.probability.distributions.student_t import StudentT
from coursekit.probability.distributions.uniform import Uniform

__all__ = ["SPECIAL_CASES"]

SPECIAL_CASES = (
    Relationship(
        "Gamma", "Exponential", "special case", "shape = 1",
        "Gamma(1, λ) is Exponential(λ): the wait for the first event.",
        SpecialCase(Gamma(1.0, 0.7), Exponential(0.7)),
    ),
    Relationship(
        "Gamma", "ChiSquared", "special case", "shape = df/2, rate = 1/2",
        "Gamma(df/2, 1/2) is ChiSquared(df).",
        SpecialCase(Gamma(2.5, 0.5), ChiSquared(5.0)),
    ),
    Relationship(
        "ChiSquared", "Exponential", "special case", "df = 2, rate = 1/2",
        "ChiSquared(2) is Exponential(1/2).",
        SpecialCase(ChiSquared(2.0), Exponential(0.5)),
    ),
    Relationship(
        "StudentT", "Cauchy", "special case", "df = 1",
        "StudentT(1, m, s) is Cauchy(m, s), which has no mean.",
        SpecialCase(StudentT(1.0, 2.0, 0.5), Cauchy(2.0, 0.5)),
    ),
    Relationship(
        "Beta", "Uniform", "special case", "a = b = 1",
        "Beta(1, 1) is Uniform(0, 1).",
        SpecialCase(Beta(1.0, 1.0), Uniform(0.0, 1.0)),
    ),
    Relationship(
        "Dirichlet", "Beta", "special case", "two probabilities",
        "If (X, 1 − X) is Dirichlet([a, b]), then X is Beta(a, b).",
        SpecialCase(Dirichlet([2.0, 3.5]), Beta(2.0, 3.5), lambda x: np.stack([x, 1 - x], axis=-1)),
    ),
    Relationship(
        "MultivariateNormal", "Normal", "special case", "vectors of one number",
        "MultivariateNormal([m], [[s²]]) is Normal(m, s).",
        SpecialCase(
            MultivariateNormal([1.0], [[4.0]]), Normal(1.0, 2.0), lambda x: np.asarray(x)[..., None]
        ),
    ),
    Relationship(
        "Binomial", "Bernoulli", "special case", "n = 1",
        "Binomial(1, p) is Bernoulli(p): one trial.",
        SpecialCase(Binomial(1, 0.3), Bernoulli(0.3)),
    ),
    Relationship(
        "Categorical", "Bernoulli", "special case", "two outcomes",
        "Categorical([1 − p, p]) is Bernoulli(p).",
        SpecialCase(Categorical([0.7, 0.3]), Bernoulli(0.3)),
    ),
    Relationship(
        "Multinomial", "Binomial", "special case", "two outcomes",
        "If (X, n − X) is Multinomial(n, [p, 1 − p]), then X is Binomial(n, p).",
        SpecialCase(
            Multinomial(6, [0.3, 0.7]), Binomial(6, 0.3), lambda k: np.stack([k, 6 - k], axis=-1)
        ),
    ),
    Relationship(
        "Multinomial", "Categorical", "special case", "n = 1",
        "Multinomial(1, p) is Categorical(p), with outcome k written as a 1 among zeros.",
        SpecialCase(
            Multinomial(1, [0.5, 0.2, 0.3]),
            Categorical([0.5, 0.2, 0.3]),
            lambda k: np.equal(np.asarray(k)[..., None], np.arange(3)).astype(float),
        ),
    ),
    Relationship(
        "NegativeBinomial", "Geometric", "special case", "n = 1",
        "If X is NegativeBinomial(1, p), then X + 1 is Geometric(p): failures, and one success.",
        SpecialCase(NegativeBinomial(1.0, 0.3), Geometric(0.3), lambda k: np.asarray(k) - 1),
    ),
    Relationship(
        "Mixture", "Bernoulli", "special case", "components Bernoulli(pᵢ)",
        "A mixture of Bernoulli(pᵢ) with weights wᵢ is Bernoulli(Σ wᵢ pᵢ): one bit tells no more.",
        SpecialCase(Mixture([0.25, 0.75], [Bernoulli(0.2), Bernoulli(0.6)]), Bernoulli(0.5)),
    ),
)  # fmt: skip
