"""What distributions of one whole number share: tables for many values, tails, quantiles, sums."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from coursekit.autodiff import no_grad
from coursekit.autodiff.tape import Node, raw
from coursekit.probability.distributions.base import Univariate, data_of, value_of
from coursekit.probability.distributions.whole_sums import places_and_weights
from coursekit.probability.errors import ProbabilityError
from coursekit.probability.special import xlog1py, xlogy
from coursekit.probability.support import Integers, all_whole
from coursekit.probability.validation import whole

__all__ = [
    "Discrete",
    "counts_of",
    "drawn",
    "entropy_of_trial",
    "fit_together",
    "log_complement_of",
    "log_of",
    "smallest_whole",
]

# Fewer values than these are computed one by one.
_MANY = 512
_BLOCK = 32768


class Discrete(Univariate):
    """A distribution of one whole number; everything else has probability 0."""

    @property
    @abstractmethod
    def support(self) -> Integers:
        """The whole numbers that can occur."""

    @abstractmethod
    def _below(self, count: Any) -> Any:
        """Return the probability of ``count`` or less, for counts before the last possible one."""

    @abstractmethod
    def _above(self, count: Any) -> Any:
        """Return the probability of more than ``count``, with all its digits."""

    @property
    def _shape(self) -> tuple[int, ...]:
        """The shape of the parameters."""
        return np.shape(self.mean)

    def log_prob(self, value: Any) -> Any:
        """Return log p(value); −∞ for what cannot occur, such as numbers that are not whole.

        Differentiable in the parameters; by a whole number there is no derivative.
        """
        return self._tabulated(super().log_prob, raw(value))

    def cdf(self, value: Any) -> Any:
        """Return the probability of ``value`` or less, with all its digits in the lower tail."""
        return self._tabulated(lambda v: self._tail(self._below, v, 0.0, 1.0), raw(value))

    def survival(self, value: Any) -> Any:
        """Return the probability of more than ``value``: 1 − `cdf`, exact in the upper tail."""
        return self._tabulated(lambda v: self._tail(self._above, v, 1.0, 0.0), raw(value))

    def _tabulated(self, function: Callable[[Any], Any], value: Any) -> Any:
        """Compute each whole number once if there are many values and few different ones."""
        try:
            values = np.asarray(value)
        except ValueError:  # rows of unequal length, of which the function knows what to say
            return function(value)
        kind = values.dtype.kind
        if values.size < _MANY or self._shape or kind not in "iuf":
            return function(value)
        low, high = values.min().item(), values.max().item()
        most = values.size // 2
        # Comparisons with nan are false; beyond the last exact float there are gaps.
        near = high - low <= most and max(-low, high) < 2**53
        if not near or (kind == "f" and not all_whole(values)):
            return function(value)
        if low >= 0 and high <= most:
            low = 0  # saves shifting the values
        table = function(np.arange(low, high + 1).astype(values.dtype if kind == "f" else float))
        return _looked_up(table, values, low)

    def _tail(self, tail: Callable[[Any], Any], value: Any, left: float, right: float) -> Any:
        k = np.floor(value_of(value))
        support = self.support
        low, high = raw(support.low), raw(support.high)
        between = np.greater_equal(k, low) & np.less(k, high)
        if np.all(between):
            return tail(k)
        outside = np.where(k < low, left, np.where(k >= high, right, np.nan))
        if not np.any(between):
            return outside[()]
        return np.where(between, tail(np.where(between, k, low)), outside)[()]

    def _quantile(self, probability: Any) -> Any:
        support = self.support
        q, mean, std, low, high = np.broadcast_arrays(
            np.asarray(raw(probability), float),  # a staircase: its slope is 0
            raw(self.mean),
            raw(self.std),
            np.asarray(raw(support.low), float),
            np.asarray(raw(support.high), float),
        )
        # Cantelli's inequality: no quantile is further from the mean than this.
        inner = np.clip(q, np.finfo(float).tiny, 1 - 2.0**-53)
        odds = np.sqrt(inner / (1 - inner))
        short = np.maximum(low - 1, np.floor(mean - std / odds) - 1)
        enough = np.minimum(high, np.ceil(mean + std * odds) + 1)
        found = smallest_whole(self.cdf, q, short, enough)
        return np.where(q == 0, low, np.where(q == 1, high, found))[()]

    def _summed_entropy(self, width: Any, near_certainty: Any) -> Any:
        """Return −Σ p log p over all that can occur, for log-densities smooth in between.

        ``width``: over how many neighbours they change little; ``near_certainty``: what the sum is
        like where one value is nearly certain.  There it is 0, with an infinite slope that no sum
        over what occurs can have.
        """

        def plain(k: Any) -> Any:
            with no_grad():
                return raw(self._log_density(k))

        support = self.support
        k, weights = places_and_weights(
            plain, raw(self.mean), raw(width), raw(support.low), raw(support.high)
        )
        log_p = self._log_density(k)
        chances = weights * np.exp(log_p)
        # The sum of the chances is 1, but for rounding that both sums share at large counts.
        entropy = 0.0 - np.sum(chances * log_p, axis=0) / np.sum(chances, axis=0)
        certain = np.equal(raw(self.variance), 0)
        return np.where(certain, near_certainty, entropy)[()] if np.any(certain) else entropy


def _looked_up(table: Any, values: Any, low: Any) -> Any:
    """Return ``table[values − low]``, a block that fits the cache at a time."""
    if isinstance(table, Node) or (values.dtype.kind != "f" and not low):
        return np.take(table, (values - low if low else values).astype(np.intp, copy=False))
    out = np.empty(values.size, table.dtype)
    flat = values.reshape(-1)
    for i in range(0, flat.size, _BLOCK):
        part = flat[i : i + _BLOCK]
        index = (part - low if low else part).astype(np.intp, copy=False)
        np.take(table, index, out=out[i : i + _BLOCK], mode="clip")  # else NumPy would make a copy
    return out.reshape(values.shape)


def smallest_whole(cdf: Callable[[Any], Any], q: Any, short: Any, enough: Any) -> Any:
    """Return the smallest whole numbers whose ``cdf`` is ``q`` or more, by bisection.

    They lie above ``short`` and not above ``enough``, both whole.

    >>> smallest_whole(lambda k: k / 10, np.array([0.25, 0.3]), np.zeros(2), np.full(2, 10.0))
    array([3., 3.])
    """
    with no_grad():
        while True:
            middle = np.floor(0.5 * short + 0.5 * enough)
            between = (middle > short) & (middle < enough)
            if not np.any(between):
                return enough
            reached = np.greater_equal(raw(cdf(middle)), q)
            enough = np.where(between & reached, middle, enough)
            short = np.where(between & ~reached, middle, short)


def drawn(what: str, draw: Callable[..., Any], *parameters: Any) -> Any:
    """Return whole samples; say so if they could be too large for 64 bits."""
    try:
        return draw(*parameters)
    except ValueError as error:
        raise ProbabilityError(
            f"{what}.sample: the samples would not fit whole numbers of 64 bits ({error}). Choose"
            " parameters with a smaller mean."
        ) from error


def counts_of(data: Any, name: str, least: int = 0) -> Any:
    """Return the whole numbers that a family is fitted to.

    >>> counts_of([3, 0], "Poisson.fit: data")
    array([3, 0])
    """
    return whole(data_of(data, name), name, least)


def fit_together(family: str, **parameters: Sequence[int]) -> tuple[int, ...]:
    """Return the shape that parameters of these shapes have together; raise if there is none.

    >>> fit_together("Binomial", n=(3, 1), p=(2,))
    (3, 2)
    """
    try:
        return np.broadcast_shapes(*(tuple(shape) for shape in parameters.values()))
    except ValueError as error:
        shapes = " and ".join(f"{name} of shape {shape}" for name, shape in parameters.items())
        raise ProbabilityError(
            f"{family}: {shapes} do not broadcast. Give numbers, or arrays of one shape."
        ) from error


def entropy_of_trial(p: Any) -> Any:
    """Return −p log p − (1 − p) log(1 − p), in nats; 0 at 0 and 1, where its slope is infinite.

    >>> bool(np.isclose(entropy_of_trial(0.5), np.log(2)))
    True
    """
    return 0.0 - xlogy(p, p) - xlog1py(1 - p, 0.0 - p)


def log_of(p: Any) -> Any:
    """Return log p, −∞ at 0 without a warning (and with slope 0, for there is none).

    >>> log_of(np.array([0.0, 1.0]))
    array([-inf,   0.])
    """
    some = np.greater(raw(p), 0)
    if np.all(some):
        return np.log(p)
    return np.where(some, np.log(np.where(some, p, 1.0)), -np.inf)[()]


def log_complement_of(p: Any) -> Any:
    """Return log(1 − p), −∞ at 1 without a warning (and with slope 0, for there is none).

    >>> log_complement_of(np.array([0.0, 1.0]))
    array([  0., -inf])
    """
    some = np.less(raw(p), 1)
    if np.all(some):
        return np.log1p(0.0 - p)
    return np.where(some, np.log1p(0.0 - np.where(some, p, 0.0)), -np.inf)[()]
