"""Expectation maximisation: mixtures fitted by sharing out the observations, again and again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

import numpy as np

from coursekit.autodiff.tape import raw
from coursekit.probability.distributions.base import Distribution, data_of
from coursekit.probability.distributions.binomial import Binomial
from coursekit.probability.distributions.exponential import Exponential
from coursekit.probability.distributions.geometric import Geometric
from coursekit.probability.distributions.multivariate_normal import MultivariateNormal
from coursekit.probability.distributions.normal import Normal
from coursekit.probability.distributions.poisson import Poisson
from coursekit.probability.errors import ProbabilityError
from coursekit.probability.special import log_sum_exp
from coursekit.probability.validation import generator, need, whole

__all__ = ["improved", "most_likely"]

# A component narrower than this part of all the data is about to become a single point.
_NARROWEST = 1e-4
_STANDING = 1e-12  # a rise of the mean log-likelihood that is none
_A_LOOK = 50  # steps from each start
_SURE = 0.9  # of an observation's share for the nearest start

Fixed = Mapping[str, Any]


class _Collapsed(Exception):  # noqa: N818 - not an error, but the end of one start
    """A component has become a single point."""


# --------------------------------------------------- families: the most likely for shared data


def _mean(x: Any, shares: Any) -> float:
    return float(shares @ x / np.sum(shares))


def _normal(x: Any, shares: Any, _: Fixed) -> Distribution:
    mean = _mean(x, shares)
    std = np.sqrt(_mean((x - mean) ** 2, shares))
    if not std > _NARROWEST * np.std(x):
        raise _Collapsed
    return Normal(mean, std)


def _multivariate_normal(x: Any, shares: Any, _: Fixed) -> Distribution:
    mean = shares @ x / np.sum(shares)
    away = x - mean
    covariance = (shares[:, None] * away).T @ away / np.sum(shares)
    scale = np.std(x, axis=0)
    scaled = covariance / scale / scale[:, None]
    if not np.min(np.linalg.eigvalsh(scaled)) > _NARROWEST**2:
        raise _Collapsed
    return MultivariateNormal(mean, 0.5 * (covariance + covariance.T))


def _exponential(x: Any, shares: Any, _: Fixed) -> Distribution:
    mean = _mean(x, shares)
    if not mean > _NARROWEST * np.mean(x):
        raise _Collapsed
    return Exponential(1 / mean)


def _poisson(x: Any, shares: Any, _: Fixed) -> Distribution:
    return Poisson(_mean(x, shares))


def _geometric(x: Any, shares: Any, _: Fixed) -> Distribution:
    return Geometric(min(1.0, 1 / _mean(x, shares)))


def _binomial(x: Any, shares: Any, fixed: Fixed) -> Distribution:
    return Binomial(fixed["n"], min(1.0, _mean(x, shares) / fixed["n"]))


_FAMILIES: dict[type[Distribution], Callable[[Any, Any, Fixed], Distribution]] = {
    Normal: _normal,
    MultivariateNormal: _multivariate_normal,
    Exponential: _exponential,
    Poisson: _poisson,
    Geometric: _geometric,
    Binomial: _binomial,
}
_WHAT = "Mixture.fit"


def _known(family: Any, what: str) -> type[Distribution]:
    if family not in _FAMILIES:
        raise ProbabilityError(
            f"{what}: there is no step of EM for {getattr(family, '__name__', family)}; expected"
            f" one of {', '.join(each.__name__ for each in _FAMILIES)}."
        )
    found: type[Distribution] = family
    return found


# ------------------------------------------------------------------------------ one step


def _joint(x: Any, weights: Any, components: Sequence[Distribution]) -> Any:
    """Return log wᵢ pᵢ(x), shape (K, N)."""
    with np.errstate(divide="ignore"):
        log_weights = np.log(weights)
    return np.stack([w + c.log_prob(x) for w, c in zip(log_weights, components, strict=True)])


def _refitted(
    x: Any, shares: Any, family: type[Distribution], fixed: Fixed
) -> tuple[Any, tuple[Distribution, ...]]:
    sums = np.sum(shares, axis=1)
    if not np.all(sums > 1e-9):
        raise _Collapsed
    found = tuple(_FAMILIES[family](x, each, fixed) for each in shares)
    return sums / np.sum(sums), found


def improved(mixture: Any, data: Any) -> tuple[Any, tuple[Distribution, ...]]:
    """Return the weights and components after one step of EM."""
    components = mixture.components
    family = _known(type(components[0]), "Mixture.improved")
    if any(type(each) is not family for each in components):
        raise ProbabilityError(
            "Mixture.improved: the components are of several families; expected one."
        )
    fixed = {"n": raw(components[0].n)} if isinstance(components[0], Binomial) else {}
    if any(isinstance(each, Binomial) and each.n != fixed["n"] for each in components):
        raise ProbabilityError(
            "Mixture.improved: the components have several numbers of trials n; expected one."
        )
    x = _observations(data, family, "Mixture.improved", fixed)
    shares = np.moveaxis(mixture.responsibilities(x), -1, 0)
    try:
        return _refitted(x, raw(shares), family, fixed)
    except _Collapsed:
        raise _all_collapsed("Mixture.improved") from None


# ----------------------------------------------------------------------------- the fit


def most_likely(
    data: Any,
    family: type[Distribution],
    components: int,
    rng: Any,
    starts: int,
    steps: int,
    fixed: Fixed,
) -> tuple[Any, tuple[Distribution, ...]]:
    """Return the weights and components of the best of several runs of EM."""
    _known(family, _WHAT)
    takes = {"n"} if family is Binomial else set()
    if set(fixed) != takes:
        raise ProbabilityError(
            f"{_WHAT}: {family.__name__} was given {', '.join(fixed) or 'nothing'} as fixed;"
            f" expected {', '.join(takes) or 'nothing'}."
        )
    if family is Binomial:
        fixed = {"n": whole(fixed["n"], f"{_WHAT}: n", 1)}
    x = _observations(data, family, _WHAT, fixed)
    k = whole(components, f"{_WHAT}: components", 1)
    need(np.less_equal(k, len(x)), k, f"{_WHAT}: components", f"at most {len(x)}, one a datum")
    chance = generator(rng)
    steps = whole(steps, f"{_WHAT}: steps", 1)
    begun = []
    for _ in range(whole(starts, f"{_WHAT}: starts", 1)):
        shares = _first_shares(x, k, chance)
        with suppress(_Collapsed):
            begun.append(_climbed(x, family, shares, min(steps, _A_LOOK), fixed))
    # The most promising start is followed to its end, the next only if it collapses.
    for start in sorted(begun, key=lambda each: -each.height):
        with suppress(_Collapsed):
            end = _climbed(x, family, start.shares, steps, fixed)
            means = [tuple(np.atleast_1d(np.asarray(each.mean))) for each in end.components]
            order = sorted(range(k), key=lambda i: means[i])
            return end.weights[order], tuple(end.components[i] for i in order)
    raise _all_collapsed(_WHAT)


class _Run(NamedTuple):
    height: float
    shares: Any
    weights: Any
    components: tuple[Distribution, ...]


def _climbed(x: Any, family: type[Distribution], shares: Any, steps: int, fixed: Fixed) -> _Run:
    height = -np.inf
    for _ in range(steps):
        weights, parts = _refitted(x, shares, family, fixed)
        joint = _joint(x, weights, parts)
        evidence = log_sum_exp(joint, axis=0)
        before, height = height, float(np.mean(evidence))
        shares = np.exp(joint - evidence)
        if height - before <= _STANDING * (1 + abs(height)):
            break
    return _Run(height, shares, weights, parts)


def _first_shares(x: Any, k: int, rng: np.random.Generator) -> Any:
    """Share the observations out by the nearest of k of them, chosen far from one another."""
    points = x.reshape(len(x), -1)
    scale = np.std(points, axis=0)
    points = points / np.where(scale > 0, scale, 1.0)
    distances = np.full((k, len(x)), np.inf)
    chosen = int(rng.integers(len(x)))
    for i in range(k):
        distances[i] = np.sum((points - points[chosen]) ** 2, axis=1)
        nearest = np.min(distances[: i + 1], axis=0)
        total = np.sum(nearest)
        chances = nearest / total if total > 0 else None
        chosen = int(rng.choice(len(x), p=chances))
    near = np.arange(k)[:, None] == np.argmin(distances, axis=0)
    return np.where(near, _SURE, 0.0) + (1 - _SURE) / k


def _observations(data: Any, family: type[Distribution], what: str, fixed: Fixed) -> Any:
    name = f"{what}: data"
    x = data_of(data, name)
    axes = 2 if family is MultivariateNormal else 1
    if x.ndim != axes:
        raise ProbabilityError(
            f"{name} have shape {x.shape}; expected {'(N, D)' if axes == 2 else '(N,)'} for"
            f" {family.__name__}."
        )
    if family in (Poisson, Geometric, Binomial):
        x = whole(x, name, 1 if family is Geometric else 0).astype(float)
    if family is Exponential:
        need(np.greater_equal(x, 0), x, name, "numbers, 0 or more")
    if family is Binomial:
        need(np.less_equal(x, fixed["n"]), x, name, f"at most n = {fixed['n']} successes")
    if np.any(np.all(x == x[0], axis=0)) and family in (Normal, MultivariateNormal):
        raise ProbabilityError(
            f"{name} do not differ, so the likelihood grows without bound. Give observations that"
            " differ."
        )
    return x


def _all_collapsed(what: str) -> ProbabilityError:
    return ProbabilityError(
        f"{what}: a component shrank to a single point, where the likelihood is infinite. Ask for"
        " fewer components, or give more observations."
    )
