"""One of K outcomes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

import numpy as np

from coursekit.autodiff.nn import log_softmax, softmax
from coursekit.autodiff.tape import Node, raw
from coursekit.probability.distributions.discrete import Discrete, counts_of, log_of
from coursekit.probability.errors import ProbabilityError
from coursekit.probability.special import xlogy
from coursekit.probability.support import Integers
from coursekit.probability.validation import need, probabilities, real, whole

__all__ = ["Categorical"]


@dataclass(frozen=True, eq=False)
class Categorical(Discrete):
    """The categorical distribution: one of the outcomes 0 … K−1, each with its own probability.

    ``p``: shape (…, K), 0 or more, each row with sum 1 (for other weights there is `from_weights`);
    ``labels``: K names for the outcomes, or None.  Values are the numbers 0 … K−1, or the names.
    Source: S2, "Discrete random variables"; Bishop (2006), section 2.2.

    >>> weather = Categorical([0.5, 0.3, 0.2], labels=["sun", "cloud", "rain"])
    >>> weather.prob([0, 2]).tolist(), float(weather.prob("cloud"))
    ([0.5, 0.2], 0.3)
    >>> print(weather)
    sun    0.5
    cloud  0.3
    rain   0.2
    """

    p: Any
    labels: Sequence[str] | None = None
    _logits: Any = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        cure = "Categorical.from_weights divides weights by their sum."
        self._set(p=probabilities(self.p, "Categorical: p", cure))
        if self.labels is not None:
            self._set(labels=_names(self.labels, np.shape(self.p)[-1]))

    @classmethod
    def from_weights(cls, weights: Any, labels: Sequence[str] | None = None) -> Categorical:
        """Return the distribution with probabilities in proportion to weights, 0 or more.

        >>> Categorical.from_weights([1, 3]).p.tolist()
        [0.25, 0.75]
        """
        name = "Categorical.from_weights: weights"
        weights = real(weights, name)
        if not np.ndim(weights):
            raise ProbabilityError(f"{name} is one number; expected one for each outcome.")
        need(np.greater_equal(raw(weights), 0), weights, name, "numbers, 0 or more")
        total = np.sum(weights, axis=-1)
        need(np.greater(raw(total), 0), total, f"the sum of {name}", "a sum above 0")
        return cls(weights / total[..., None], labels)

    @classmethod
    def from_logits(cls, logits: Any, labels: Sequence[str] | None = None) -> Categorical:
        """Return the distribution softmax(logits), with logarithms exact for logits of any size.

        >>> Categorical.from_logits([0.0, 1000.0]).log_prob(0).tolist()
        -1000.0
        """
        logits = real(logits, "Categorical.from_logits: logits")
        if not np.ndim(logits):
            raise ProbabilityError(
                "Categorical.from_logits: logits is one number; expected one for each outcome. For"
                " two outcomes and one number there is Bernoulli.from_logit."
            )
        made = cls(softmax(logits), labels)
        made._set(_logits=logits)
        return made

    @classmethod
    def fit(
        cls, data: Any, size: int | None = None, labels: Sequence[str] | None = None
    ) -> Categorical:
        """Return the most likely distribution: the share of each outcome.

        ``data``: numbers from 0, or names out of ``labels``; ``size``: the number of outcomes, by
        default as many as there are labels, or else one more than the largest number seen.

        >>> Categorical.fit([0, 2, 2, 0], size=4).p.tolist()
        [0.5, 0.0, 0.5, 0.0]
        """
        if _is_text(data):
            if labels is None:
                raise ProbabilityError(
                    "Categorical.fit: data are names, but no labels were given, which say in what"
                    ' order they are counted. Give labels=("a", "b", …), or numbers from 0.'
                )
            data = _numbers(_names(labels, len(labels)), data)
        values = counts_of(data, "Categorical.fit: data")
        if size is None:
            size = len(labels) if labels is not None else int(values.max()) + 1
        size = whole(size, "Categorical.fit: size", 1)
        if values.max() >= size:
            raise ProbabilityError(
                f"Categorical.fit: data hold {values.max()}; expected numbers from 0 to {size - 1}"
                f" for {size} outcomes."
            )
        return cls(np.bincount(values.ravel(), minlength=size) / values.size, labels)

    @property
    def mean(self) -> Any:
        """Σ k p(k): the expected number, where the numbers mean something."""
        return np.sum(self.p * np.arange(self._size), axis=-1)

    @property
    def variance(self) -> Any:
        """Σ (k − mean)² p(k)."""
        mean = np.sum(self.p * np.arange(self._size), axis=-1, keepdims=True)
        return np.sum(self.p * (np.arange(self._size) - mean) ** 2, axis=-1)

    @property
    def entropy(self) -> Any:
        """−Σ p log p, in nats; at most log K."""
        if self._logits is not None:
            # Not by self.p, whose graph is let go with the first gradient.
            return 0.0 - np.sum(softmax(self._logits) * log_softmax(self._logits), axis=-1)
        return 0.0 - np.sum(xlogy(self.p, self.p), axis=-1)

    @property
    def support(self) -> Integers:
        """0 to K−1."""
        return Integers(0, self._size - 1)

    @property
    def log_p(self) -> Any:
        """The logarithms of all K probabilities, shape (…, K)."""
        return log_of(self.p) if self._logits is None else log_softmax(self._logits)

    def log_prob(self, value: Any) -> Any:
        """Return log p(value), of numbers or of labels; −∞ for other numbers.

        Differentiable in the parameters.
        """
        if _is_text(value):
            if self.labels is None:
                raise ProbabilityError(
                    "Categorical: a probability was asked of a name, but the outcomes have none."
                    " Give labels=…, or ask with numbers from 0."
                )
            value = _numbers(self.labels, value)
        return super().log_prob(value)

    def cdf(self, value: Any) -> Any:
        """Return the probability of the number ``value`` or less; names have no order."""
        return super().cdf(self._ordered(value, "cdf"))

    def survival(self, value: Any) -> Any:
        """Return the probability of more than the number ``value``: 1 − `cdf`."""
        return super().survival(self._ordered(value, "survival"))

    def _ordered(self, value: Any, what: str) -> Any:
        if _is_text(value):
            raise ProbabilityError(
                f"Categorical.{what} was asked of {value!r}; names have no order. Give the number"
                f" of an outcome, 0 … {self._size - 1}: “or less” is meant by the numbers."
            )
        return value

    def labelled(self, value: Any) -> Any:
        """Return the names of numbers, such as samples.

        >>> Categorical([0.5, 0.5], labels=["no", "yes"]).labelled([1, 0, 1]).tolist()
        ['yes', 'no', 'yes']
        """
        if self.labels is None:
            raise ProbabilityError(
                "Categorical.labelled: the outcomes have no names. Give labels=… when it is made."
            )
        name = "Categorical.labelled: value"
        number = whole(value, name)
        need(np.less(number, self._size), number, name, f"whole numbers below {self._size}")
        return np.array(self.labels)[number]

    @property
    def _size(self) -> int:
        return int(np.shape(self.p)[-1])

    @property
    def _shape(self) -> tuple[int, ...]:
        return tuple(np.shape(self.p)[:-1])

    def _at(self, rows: Any, value: Any) -> Any:
        """Return an entry of each row (…, K)."""
        starts = np.arange(0, rows.size, self._size).reshape(self._shape)
        return np.ravel(rows)[starts + np.asarray(raw(value)).astype(np.intp)]

    def _log_density(self, value: Any) -> Any:
        return self._at(self.log_p, value)

    def _below(self, count: Any) -> Any:
        return self._at(np.cumsum(self.p, axis=-1), count)

    def _above(self, count: Any) -> Any:
        from_the_end = np.flip(np.cumsum(np.flip(self.p, -1), axis=-1), -1)
        return self._at(from_the_end, count + 1)

    def _draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Any:
        edges = np.cumsum(raw(self.p), axis=-1)
        edges = edges / edges[..., -1:]  # the last one is 1, whatever the rounding
        uniform = rng.random(shape + self._shape)
        if edges.ndim == 1:
            return np.asarray(np.searchsorted(edges, uniform, side="right"))[()]
        drawn = np.zeros(uniform.shape, np.int64)
        for k in range(self._size - 1):
            drawn += np.greater_equal(uniform, edges[..., k])
        return drawn

    def __str__(self) -> str:
        if np.ndim(self.p) != 1:
            return repr(self)
        rows = self._rows()
        width = max(len(label) for label, _ in rows)
        return "\n".join(f"{label:<{width}}  {p}" for label, p in rows)

    def _repr_html_(self) -> str | None:
        if np.ndim(self.p) != 1:
            return None
        body = "".join(f"<tr><th>{escape(k)}</th><td>{p}</td></tr>" for k, p in self._rows())
        return f"<table><tr><th></th><th>p</th></tr>{body}</table>"

    def _rows(self) -> list[tuple[str, str]]:
        labels = self.labels or [str(k) for k in range(self._size)]
        return [(label, f"{p:.4g}") for label, p in zip(labels, raw(self.p), strict=True)]


def _is_text(value: Any) -> bool:
    if isinstance(value, Node):
        return False
    try:
        return np.asarray(value).dtype.kind == "U"
    except ValueError:  # rows of unequal length
        return False


def _names(labels: Sequence[str], size: int) -> tuple[str, ...]:
    names = tuple(labels) if not isinstance(labels, str) else (labels,)
    if len(names) != size or not all(isinstance(name, str) for name in names):
        raise ProbabilityError(
            f"Categorical: labels are {names!r}; expected {size} names, one for each outcome."
        )
    if len(set(names)) < size:
        twice = next(name for name in names if names.count(name) > 1)
        raise ProbabilityError(f"Categorical: the label {twice!r} occurs twice. Give each its own.")
    return names


def _numbers(labels: Sequence[str], value: Any) -> Any:
    """Return the numbers of names."""
    number = {name: k for k, name in enumerate(labels)}
    values = np.asarray(value)
    for name in values.ravel().tolist():
        if name not in number:
            raise ProbabilityError(
                f"Categorical: there is no outcome {name!r}; the labels are"
                f" {', '.join(map(repr, labels))}."
            )
    return np.array([number[name] for name in values.ravel().tolist()], float).reshape(values.shape)
