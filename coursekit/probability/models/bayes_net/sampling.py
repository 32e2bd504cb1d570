"""Answers by chance: ancestral samples, likelihood weighting and Gibbs sampling.

Samples are positions of values, one array a variable.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from coursekit.autodiff.tape import raw
from coursekit.probability.errors import ProbabilityError
from coursekit.probability.joint import Joint
from coursekit.probability.joint.factor import Factor
from coursekit.probability.models.bayes_net.dag import Dag

__all__ = ["Estimate", "Tally", "lengths_of", "resampled", "run_chains", "tally", "weigh"]

Draws = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Estimate:
    """An estimated distribution and how far to trust it.

    ``joint`` holds the estimated probabilities, ``std_error`` (an array of the same shape) their
    standard errors.  ``effective_samples`` is how many independent samples from the conditional
    distribution would be as good as the ``samples`` that were drawn.  ``evidence`` estimates the
    probability of what is given (None where the method does not tell).

    >>> from coursekit.probability import BayesNet
    >>> net = BayesNet({"p(a)": [0.6, 0.4], "p(b | a)": [[0.7, 0.3], [0.2, 0.8]]})
    >>> estimate = net.likelihood_weighting("a", {"b": 1}, samples=4000, rng=0)
    >>> estimate.samples, estimate.std_error.shape, bool(estimate.std_error.max() < 0.02)
    (4000, (2,), True)
    >>> bool(estimate.effective_samples < 4000), bool(abs(estimate.evidence - 0.5) < 0.02)
    (True, True)
    """

    joint: Joint
    std_error: Any
    samples: int
    effective_samples: float
    evidence: float | None = None


class Tally(NamedTuple):
    """What an `Estimate` is made from, with a plain table."""

    table: Any
    std_error: Any
    samples: int
    effective_samples: float
    evidence: float | None = None


def lengths_of(shape: Any) -> tuple[int, ...]:
    """Return the lengths of an array of samples; raise for what is no shape.

    >>> lengths_of(3), lengths_of((2, 5)), lengths_of(())
    ((3,), (2, 5), ())
    """
    lengths = (shape,) if isinstance(shape, int | np.integer) else tuple(shape)
    if any(isinstance(n, bool) or not isinstance(n, int | np.integer) or n < 0 for n in lengths):
        raise ProbabilityError(
            f"shape is {shape!r}; expected a number of samples or a tuple of lengths."
        )
    return tuple(int(n) for n in lengths)


def _floats(factor: Factor) -> Any:
    """Return the table of a factor as an array of floats."""
    return np.asarray(raw(factor.table)).astype(float, copy=False)


def _choose(cumulative: Any, rng: np.random.Generator) -> Any:
    """Draw one position from each row of cumulative weights (shape (..., K))."""
    # An aim is at least 0 and below the last entry, so a value of weight 0 is never hit.
    aim = rng.random(cumulative.shape[:-1]) * cumulative[..., -1]
    return np.count_nonzero(cumulative[..., :-1] <= aim[..., None], axis=-1)


def weigh(
    order: Sequence[str],
    factors: Mapping[str, Factor],
    given: Mapping[str, int],
    samples: int,
    rng: np.random.Generator,
) -> tuple[Draws, Any]:
    """Return samples and the logarithms of their weights.

    Each node of ``order`` is drawn given its parents; a given one is not drawn, but weighs the
    sample by its probability.  With nothing given this is ancestral sampling, all weights 1.
    """
    draws: Draws = {}
    log_weights = np.zeros(samples)
    for name in order:
        table = _floats(factors[name])
        above = tuple(draws[parent] for parent in factors[name].names[:-1])
        if name in given:
            draws[name] = np.full(samples, given[name])
            at = (*above, given[name])
            with np.errstate(divide="ignore"):  # log 0 = −∞ is the weight that is meant
                log_weights += np.log(table[at])
        else:
            cumulative = np.cumsum(table, axis=-1)[above]
            draws[name] = _choose(np.broadcast_to(cumulative, (samples, table.shape[-1])), rng)
    return draws, log_weights


def _shares(log_weights: Any) -> Any:
    """Return the weights divided by their sum."""
    highest = np.max(log_weights)
    if not np.isfinite(highest):
        raise ProbabilityError(
            f"none of {len(log_weights)} samples agrees with what is given. Draw more samples, or"
            " use elimination, which also tells if it is impossible."
        )
    weights = np.exp(log_weights - highest)
    return weights / weights.sum()


def resampled(log_weights: Any, count: int, rng: np.random.Generator) -> Any:
    """Return the positions of ``count`` samples, drawn in proportion to their weights."""
    return rng.choice(len(log_weights), size=count, p=_shares(log_weights))


def tally(draws: Sequence[Any], shape: tuple[int, ...], log_weights: Any) -> Tally:
    """Return what weighted samples estimate.

    ``draws`` are the places of the targets.  The standard error is that of a ratio of means.
    Raises ProbabilityError if all weights are 0.
    """
    cells, count = np.ravel_multi_index(draws, shape), math.prod(shape)
    weights = _shares(log_weights)
    table = np.bincount(cells, weights, count)
    squares = np.bincount(cells, weights**2, count)
    variance = squares * (1 - 2 * table) + table**2 * squares.sum()
    std_error = np.sqrt(np.maximum(variance, 0))
    return Tally(
        table.reshape(shape),
        std_error.reshape(shape),
        len(weights),
        1 / float(squares.sum()),
        float(np.mean(np.exp(log_weights))),
    )


def run_chains(
    dag: Dag,
    factors: Mapping[str, Factor],
    targets: Sequence[str],
    draws: Draws,
    given: Mapping[str, int],
    sweeps: tuple[int, int],
    rng: np.random.Generator,
) -> Tally:
    """Return what parallel Gibbs chains estimate, whose first states are ``draws``.

    A sweep draws each free variable given its Markov blanket: in proportion to its own factor times
    those of its children.  ``sweeps`` are (left out at the start, counted).  Chains are
    independent of each other, so the spread of their means is an honest standard error.
    """
    free = [name for name in draws if name not in given]
    chains = len(next(iter(draws.values())))
    shape = tuple(factors[name].shape[-1] for name in targets)
    near = {  # of each variable: its own table and its children's, with the names of their axes
        name: [
            (_floats(factors[one]), factors[one].names)
            for one in (name, *dag.children[name])
            if one in draws
        ]
        for name in free
    }
    counts = np.zeros((chains, math.prod(shape)))
    rows = np.arange(chains)
    for sweep in range(sum(sweeps)):
        for name in free:
            every = np.arange(factors[name].shape[-1])
            weights = np.ones((chains, len(every)))
            for table, names in near[name]:
                weights *= table[tuple(every if n == name else draws[n][:, None] for n in names)]
                # Only ratios matter; without this a thousand children would underflow.
                weights /= weights.max(axis=-1, keepdims=True)
            draws[name] = _choose(np.cumsum(weights, axis=-1), rng)
        if sweep >= sweeps[0]:
            counts[rows, np.ravel_multi_index([draws[name] for name in targets], shape)] += 1
    means = counts / sweeps[1]
    table = means.mean(axis=0)
    std_error = means.std(axis=0, ddof=1) / math.sqrt(chains)
    samples, spread = chains * sweeps[1], float(np.sum(std_error**2))
    # The variance of one sample, over that of the estimate.
    effective = float(np.sum(table * (1 - table))) / spread if spread > 0 else float(samples)
    return Tally(table.reshape(shape), std_error.reshape(shape), samples, effective)
