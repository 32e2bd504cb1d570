"""Entropy and its kin: how much surprise, in nats unless ``unit="bits"``.

Each takes arrays of probabilities (or Tensors, to differentiate by), Distributions, or Joints.  In
an array one axis, the last, is the distribution; the others are batches, and the result has one
entry for each.  ``axis=None`` takes the whole array for one distribution, as a Joint is taken; a
Joint or a Distribution has no ``axis`` to choose.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from coursekit.probability.distributions.base import Distribution
from coursekit.probability.errors import ProbabilityError
from coursekit.probability.information import expectation
from coursekit.probability.information.arguments import need_no_axis, pair, vector
from coursekit.probability.information.families import divergence_of
from coursekit.probability.information.terms import (
    binary_entropy_terms,
    cross_terms,
    divergence_terms,
    entropy_terms,
)
from coursekit.probability.validation import in_unit, probability

__all__ = [
    "binary_entropy",
    "cross_entropy",
    "entropy",
    "js_divergence",
    "kl_divergence",
    "perplexity",
    "surprise",
]


def surprise(p: Any, *, unit: str = "nats") -> Any:
    """Return the surprise −log p of events of probability ``p``: their self-information.

    ``p``: a probability, or an array or Tensor of them; no sum is asked of them.  ∞ at p = 0.
    Raises ProbabilityError outside [0, 1].  Source: S2, "Shannon Entropy" (what H is the mean of).

    >>> surprise([1.0, 0.5, 0.125], unit="bits")
    array([0., 1., 3.])
    """
    return in_unit(cross_terms(1.0, probability(p, "p")), unit)


def entropy(p: Any, *, axis: int | None = -1, unit: str = "nats") -> Any:
    """Return the entropy H(p) = E_p[−log p] = −Σ p log p: the surprise to expect.

    ``p``: probabilities that sum to 1 along ``axis``, with 0 · log 0 = 0; the result has the shape
    of the other axes.  Or a Joint, or a Distribution: then the differential entropy if it has a
    density, which may be negative.  Raises ProbabilityError for a p that is negative or nan (with
    its index) or does not sum to 1 (with the sum).

    By an array, the slope is −log p − 1. Where p = 0 that is infinite, and 0 is given: behind a
    softmax, whose slope is 0 there, that is the limit.  Source: S2, "Shannon Entropy".

    >>> round(float(entropy([0.5, 0.25, 0.25], unit="bits")), 12)
    1.5
    >>> entropy([[0.0, 1.0], [0.5, 0.5]]).round(6)
    array([0.      , 0.693147])
    """
    if isinstance(p, Distribution):
        need_no_axis(p, "p", axis)
        return in_unit(p.entropy, unit)
    values, axis = vector(p, "p", axis)
    return in_unit(np.sum(entropy_terms(values), axis=axis), unit)


def binary_entropy(p: Any, *, unit: str = "nats") -> Any:
    """Return the entropy −p log p − (1 − p) log(1 − p) of a variable that is 1 with ``p``, else 0.

    ``p``: a probability, or an array or Tensor of them; entry by entry, so that it is a curve.
    The slope is log((1 − p)/p), and given as 0 where p is 0 or 1, as in `entropy`.
    Raises ProbabilityError outside [0, 1].  Source: S2, "Shannon Entropy" (figure 3.5; the formula
    there is this one).

    >>> binary_entropy([0.0, 0.5, 1.0], unit="bits")
    array([0., 1., 0.])
    """
    return in_unit(binary_entropy_terms(probability(p, "p")), unit)


def cross_entropy(p: Any, q: Any, *, axis: int | None = -1, unit: str = "nats") -> Any:
    """Return the cross-entropy H(p, q) = E_p[−log q] = −Σ p log q: truth ``p``, model ``q``.

    Arrays: probabilities of the same values that sum to 1 along ``axis``; batches broadcast.  Every
    value counts, not only the likeliest: for a variable with two values, of probabilities 0.99 and
    0.01, both terms of the sum are there.  A value that p allows and q excludes costs ∞.

    Two Distributions: as H(p) + KL(p‖q) where `kl_divergence` has a closed form, and else by the
    sum or the quadrature described there.  Raises ProbabilityError for what are not distributions.
    Source: S2, "Cross Entropy" (the two quizzes).

    >>> p = [0.01, 0.99]
    >>> for q in [0.99, 0.01], [0.02, 0.98]:
    ...     print(f"{cross_entropy(p, q):.4g} nats, {cross_entropy(p, q, unit='bits'):.4g} bits")
    4.559 nats, 6.578 bits
    0.05912 nats, 0.08529 bits
    """
    if _are_distributions(p, q, axis):
        kl = divergence_of(p, q)
        return in_unit(expectation.cross_entropy(p, q) if kl is None else p.entropy + kl, unit)
    p, q, axis = pair(p, q, axis)
    return in_unit(np.sum(cross_terms(p, q), axis=axis), unit)


def kl_divergence(p: Any, q: Any, *, axis: int | None = -1, unit: str = "nats") -> Any:
    """Return KL(p‖q) = E_p[log(p/q)] = H(p, q) − H(p): what it costs to take q for p.

    Never negative, 0 only if p = q, not symmetric; ∞ if p allows what q excludes.  Arrays: as in
    `cross_entropy`.  The sum is taken of p log(p/q) − (p − q), so that it keeps its digits for
    close p and q; the slopes are those of p log(p/q).

    Two Distributions: in closed form for two of one family where it is known (Normal,
    MultivariateNormal, Gamma, …: `information.families`); otherwise as a sum over the whole
    numbers, or by quadrature. Its error is below 1e-9 of E_p|log(p/q)|, or 1e-6 of it where the
    density of p is infinite at an end other than 0; what does not get there, such as the infinite
    KL of a Cauchy from a Normal, raises ProbabilityError.
    Differentiable by the parameters.  Source: S2, "Kullback–Leibler (KL) Divergence".

    >>> p, q = [0.5, 0.5], [0.75, 0.25]
    >>> print(f"{kl_divergence(p, q):.4f} {kl_divergence(q, p):.4f}")
    0.1438 0.1308
    """
    if _are_distributions(p, q, axis):
        kl = divergence_of(p, q)
        return in_unit(expectation.kl_divergence(p, q) if kl is None else kl, unit)
    p, q, axis = pair(p, q, axis)
    return in_unit(np.sum(divergence_terms(p, q), axis=axis), unit)


def js_divergence(p: Any, q: Any, *, axis: int | None = -1, unit: str = "nats") -> Any:
    """Return the Jensen–Shannon divergence ½ KL(p‖m) + ½ KL(q‖m), where m = ½p + ½q.

    Symmetric, and at most log 2 (1 bit), which two that share no value reach.  Arguments as in
    `kl_divergence`; of two Distributions always by sum or quadrature, since m is of no family.
    Source: Lin 1991, "Divergence measures based on the Shannon entropy".

    >>> js_divergence([[1.0, 0.0], [0.5, 0.5]], [0.0, 1.0], unit="bits").round(4)
    array([1.    , 0.3113])
    """
    if _are_distributions(p, q, axis):
        return in_unit(expectation.js_divergence(p, q), unit)
    p, q, axis = pair(p, q, axis)
    m = 0.5 * p + 0.5 * q
    terms = divergence_terms(p, m) + divergence_terms(q, m)
    return in_unit(0.5 * np.sum(terms, axis=axis), unit)


def perplexity(p: Any, q: Any = None, *, axis: int | None = -1) -> Any:
    """Return e^H(p), or e^H(p, q) for a model ``q``: as uncertain as that many equal values.

    It has no unit: 2^H with H in bits is the same number.  Arguments as in `cross_entropy`.
    Source: Jurafsky and Martin, "Speech and Language Processing", section 3.8.

    >>> perplexity([[0.25, 0.25, 0.25, 0.25], [1.0, 0.0, 0.0, 0.0]]).round(12)
    array([4., 1.])
    """
    return np.exp(entropy(p, axis=axis) if q is None else cross_entropy(p, q, axis=axis))


def _are_distributions(p: Any, q: Any, axis: int | None) -> bool:
    kinds = isinstance(p, Distribution), isinstance(q, Distribution)
    if kinds[0] != kinds[1]:
        raise ProbabilityError(
            f"p is of {type(p).__name__} and q of {type(q).__name__}; expected two arrays of"
            " probabilities, or two Distributions: Categorical(p) makes one of an array."
        )
    if kinds[0]:
        need_no_axis(p, "p", axis)
    return kinds[0]
