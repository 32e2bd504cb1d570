"""KL(p‖q) in closed form, for two distributions of one family: one row a family.

Each row is a NumPy expression of the parameters, and so differentiable by them.  Sources: most are
E_p[log p − log q] written out; Gil, Alajaji and Linder 2013, "Rényi divergence measures for
commonly used univariate continuous distributions", lists them; Cauchy: Chyzak and Nielsen 2019.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from coursekit.autodiff.tape import Node, raw
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
    Multinomial,
    MultivariateNormal,
    NegativeBinomial,
    Normal,
    Poisson,
    Uniform,
)
from coursekit.probability.distributions.base import Distribution
from coursekit.probability.errors import ProbabilityError
from coursekit.probability.information.terms import divergence_terms
from coursekit.probability.special import betaln, digamma, gammaln

__all__ = ["divergence_of"]


def divergence_of(p: Distribution, q: Distribution) -> Any:
    """Return KL(p‖q) in nats, or None if no closed form is known here.

    >>> from coursekit.probability import Normal
    >>> round(float(divergence_of(Normal(0.0, 1.0), Normal(1.0, 2.0))), 6)
    0.443147
    """
    formula = _FORMULAS.get(type(p)) if type(p) is type(q) else None
    return formula and formula(p, q)


def _divergence(p: Any, q: Any) -> Any:
    """Return p log(p/q) − p + q of numbers: never negative, exact where they are close."""
    more = q - p
    # The terms have it in their value already, but not in their slopes.
    return divergence_terms(p, q) + (more - raw(more))


def _excess(a: Any, b: Any) -> Any:
    """Return r − 1 − log r for the ratio r = a/b of numbers above 0."""
    return _divergence(b, a) / b


def _normal(p: Any, q: Any) -> Any:
    return _normals(p.mean - q.mean, p.std, q.std)


def _normals(apart: Any, std_p: Any, std_q: Any) -> Any:
    return _excess(std_p, std_q) + 0.5 * (((std_p - std_q) / std_q) ** 2 + (apart / std_q) ** 2)


def _multivariate_normal(p: Any, q: Any) -> Any:
    _same_length("mean", p.mean, q.mean)
    apart = (q.mean - p.mean)[..., None]
    trace = np.trace(np.linalg.solve(q.covariance, p.covariance), axis1=-2, axis2=-1)
    distance = np.sum(apart * np.linalg.solve(q.covariance, apart), axis=(-2, -1))
    _, log_volume_p = np.linalg.slogdet(p.covariance)
    _, log_volume_q = np.linalg.slogdet(q.covariance)
    length = np.shape(raw(p.mean))[-1]
    return 0.5 * (trace + distance - length + log_volume_q - log_volume_p)


def _log_normal(p: Any, q: Any) -> Any:
    # The logarithm is one to one, and KL does not change.
    return _normals(p.log_mean - q.log_mean, p.log_std, q.log_std)


def _uniform(p: Any, q: Any) -> Any:
    inside = np.greater_equal(raw(p.low), raw(q.low)) & np.less_equal(raw(p.high), raw(q.high))
    log_ratio = np.log(q.high - q.low) - np.log(p.high - p.low)
    return np.where(inside, log_ratio, np.inf)[()]


def _exponential(p: Any, q: Any) -> Any:
    return _excess(q.rate, p.rate)


def _gamma(p: Any, q: Any) -> Any:
    return _gamma_rows(p.shape, p.rate, q.shape, q.rate)


def _chi_squared(p: Any, q: Any) -> Any:
    return _gamma_rows(0.5 * p.df, 0.5, 0.5 * q.df, 0.5)


def _gamma_rows(shape_p: Any, rate_p: Any, shape_q: Any, rate_q: Any) -> Any:
    more = shape_p - shape_q
    of_shapes = more * digamma(shape_p) - (gammaln(shape_p) - gammaln(shape_q))
    of_rates = shape_q * _excess(rate_q, rate_p) + more * ((rate_q - rate_p) / rate_p)
    return of_shapes + of_rates


def _beta(p: Any, q: Any) -> Any:
    more_a, more_b = p.a - q.a, p.b - q.b
    of_shapes = more_a * digamma(p.a) + more_b * digamma(p.b)
    of_sum = (more_a + more_b) * digamma(p.a + p.b)
    return of_shapes - of_sum - (betaln(p.a, p.b) - betaln(q.a, q.b))


def _dirichlet(p: Any, q: Any) -> Any:
    _same_length("alpha", p.alpha, q.alpha)
    more = p.alpha - q.alpha
    total_p, total_q = np.sum(p.alpha, axis=-1), np.sum(q.alpha, axis=-1)
    each = more * digamma(p.alpha) - (gammaln(p.alpha) - gammaln(q.alpha))
    of_sum = (total_p - total_q) * digamma(total_p) - (gammaln(total_p) - gammaln(total_q))
    return np.sum(each, axis=-1) - of_sum


def _laplace(p: Any, q: Any) -> Any:
    apart = np.absolute(p.location - q.location)
    near = np.expm1(-apart / p.scale)
    return (p.scale * near + apart) / q.scale + _excess(p.scale, q.scale)


def _cauchy(p: Any, q: Any) -> Any:
    squares = (p.scale - q.scale) ** 2 + (p.location - q.location) ** 2
    return np.log1p(squares / (4.0 * p.scale * q.scale))


def _binary(p: Any, q: Any) -> Any:
    return divergence_terms(p, q) + divergence_terms(1.0 - p, 1.0 - q)


def _bernoulli(p: Any, q: Any) -> Any:
    no = _by_logs(1.0 - p.p, 1.0 - q.p, p.log_prob(0.0), q.log_prob(0.0))
    return _by_logs(p.p, q.p, p.log_prob(1.0), q.log_prob(1.0)) + no


def _geometric(p: Any, q: Any) -> Any:
    return _binary(p.p, q.p) / p.p


def _categorical(p: Any, q: Any) -> Any:
    _same_length("p", p.p, q.p)
    return np.sum(_by_logs(p.p, q.p, p.log_p, q.log_p), axis=-1)


def _by_logs(p: Any, q: Any, log_p: Any, log_q: Any) -> Any:
    """Return `divergence_terms`, from the logarithms where q made of logits has rounded to 0."""
    vanished = np.greater(raw(p), 0) & np.equal(raw(q), 0) & np.isfinite(raw(log_q))
    if not np.any(vanished):
        return divergence_terms(p, q)
    log_ratio = np.where(vanished, log_p, 0.0) - np.where(vanished, log_q, 0.0)
    # The part p − q of the other terms: of the value, not of the slopes.
    from_logs = p * log_ratio - (raw(p) - raw(q))
    return np.where(vanished, from_logs, divergence_terms(p, np.where(vanished, 1.0, q)))


def _poisson(p: Any, q: Any) -> Any:
    return _divergence(p.rate, q.rate)


def _binomial(p: Any, q: Any) -> Any:
    return p.n * _binary(p.p, q.p) if _same_n(p, q) else None


def _negative_binomial(p: Any, q: Any) -> Any:
    return p.n * _binary(p.p, q.p) / p.p if _same_n(p, q) else None


def _multinomial(p: Any, q: Any) -> Any:
    _same_length("p", p.p, q.p)
    alike = np.equal(raw(p.n), raw(q.n))  # else they have no value in common
    return np.where(alike, p.n * np.sum(divergence_terms(p.p, q.p), axis=-1), np.inf)[()]


def _same_n(p: Any, q: Any) -> bool:
    # By one n alone there is a slope, even where they are equal; the formula has lost it.
    moving = any(isinstance(d.n, Node) and d.n.requires_grad for d in (p, q))
    return not moving and bool(np.all(np.equal(raw(p.n), raw(q.n))))


def _same_length(name: str, p: Any, q: Any) -> None:
    lengths = [np.shape(raw(value))[-1] for value in (p, q)]
    if lengths[0] != lengths[1]:
        raise ProbabilityError(
            f"{name} of p has length {lengths[0]} and that of q {lengths[1]}; expected two"
            " distributions of the same values."
        )


_FORMULAS: Mapping[type[Distribution], Callable[[Any, Any], Any]] = {
    Bernoulli: _bernoulli,
    Beta: _beta,
    Binomial: _binomial,
    Categorical: _categorical,
    Cauchy: _cauchy,
    ChiSquared: _chi_squared,
    Dirichlet: _dirichlet,
    Exponential: _exponential,
    Gamma: _gamma,
    Geometric: _geometric,
    Laplace: _laplace,
    LogNormal: _log_normal,
    Multinomial: _multinomial,
    MultivariateNormal: _multivariate_normal,
    NegativeBinomial: _negative_binomial,
    Normal: _normal,
    Poisson: _poisson,
    Uniform: _uniform,
}
