"""The entropy of a mixture, which has no closed form: quadrature, or a sum."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from coursekit.autodiff import no_grad
from coursekit.autodiff.tape import Node, raw
from coursekit.probability.errors import ProbabilityError
from coursekit.probability.support import Integers

__all__ = ["entropy_of"]

_POINTS, _WEIGHTS = np.polynomial.legendre.leggauss(16)
# Between these quantiles of each component the density is smooth: the tails are halved again and
# again, down to the last float below 1.
_HALVINGS = 2.0 ** -np.arange(1.0, 54.0)
_LEVELS = np.concatenate([[0.0], _HALVINGS[::-1], 1 - _HALVINGS[1:], [1.0]])
_MOST = 4_000_000


def entropy_of(mixture: Any, components: Sequence[Any]) -> Any:
    """Return −E[log p] of a mixture of distributions of one number, in nats."""
    if isinstance(mixture.support, Integers):
        places, weights = _whole_numbers(components), np.ones(())
    else:
        places, weights = _panels(components)
    log_p = mixture.log_prob(places)
    occurs = np.isfinite(raw(log_p))
    if not np.all(occurs):
        log_p = mixture.log_prob(places[occurs])
        weights = weights[occurs] if weights.ndim else weights
    return 0.0 - np.sum(weights * np.exp(log_p) * log_p)


def _panels(components: Sequence[Any]) -> tuple[Any, Any]:
    """Return points and weights of Gauss' rule between all quantiles of all components."""
    knots = []
    for each in components:
        ends = (each.support.low, each.support.high)
        if any(isinstance(end, Node) and end.requires_grad for end in ends):
            raise ProbabilityError(
                f"Mixture.entropy: an end of {type(each).__name__} moves with a Tensor, which"
                " quadrature cannot follow. Give its .detach() if no gradient shall flow."
            )
        with no_grad():
            knots.append(np.asarray(raw(each.icdf(_LEVELS)), float))
    edges = np.unique(np.concatenate(knots))
    edges = edges[np.isfinite(edges)]
    span = edges[-1] - edges[0]
    for end in {
        float(raw(e)) for each in components for e in (each.support.low, each.support.high)
    }:
        # The density may rise without bound there: no panel is longer than its distance.
        away = np.absolute(edges - end)
        if np.isfinite(end) and np.any(away > 0):
            nearest = float(np.min(away[away > 0]))
            steps = nearest * 2.0 ** np.arange(np.ceil(np.log2(span / nearest)) + 1)
            more = np.concatenate([end - steps, end + steps])
            edges = np.union1d(edges, more[(more > edges[0]) & (more < edges[-1])])
    low, width = edges[:-1, None], np.diff(edges)[:, None]
    points = low + width * (0.5 * (_POINTS + 1))
    return points.ravel(), (width * (0.5 * _WEIGHTS)).ravel()


def _whole_numbers(components: Sequence[Any]) -> Any:
    """Return the values that occur, but for what no digit shows."""
    ranges = []
    for each in components:
        with no_grad():
            low, high = (float(raw(each.icdf(q))) for q in (_LEVELS[1], _LEVELS[-2]))
        # A third further: what is beyond the last quantile below 1 still counts for a little.
        further = np.ceil((high - low) / 3) + 8
        ends = each.support
        ranges.append((max(low - further, ends.low), min(high + further, ends.high)))
    total = sum(high - low + 1 for low, high in ranges)
    if total > _MOST:
        raise ProbabilityError(
            f"Mixture.entropy: the components are spread over {total:g} whole numbers; expected at"
            f" most {_MOST:g}, to sum over. Estimate it: the mean of −log_prob over samples."
        )
    return np.unique(np.concatenate([np.arange(low, high + 1) for low, high in ranges]))
