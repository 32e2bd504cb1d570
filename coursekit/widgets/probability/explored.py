"""The numbers of the distribution explorer: curves, an interval, a sample, a family beside it."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.probability.support import Integers
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.probability.families import Family, Range, family_named
from coursekit.widgets.probability.links import Link, Place, links_of
from coursekit.widgets.style import number

__all__ = [
    "MOST_DRAWS",
    "Explored",
    "Sample",
    "check_interval",
    "describe",
    "model",
    "points_of",
    "whole",
]

MOST_DRAWS = 10_000
_SAME = 1e-9  # distribution functions that differ by less are equal
_POINTS = 301

Array = npt.NDArray[np.float64]
Compare = Place | str | None


@dataclass(frozen=True, eq=False)
class Sample:
    """A sample as a histogram with total area 1, and how many of it lie in the interval."""

    size: int
    edges: Array  # (bins + 1,)
    heights: Array  # (bins,)
    inside: int
    ordered: Array  # (size,)


@dataclass(frozen=True, eq=False)
class Explored:
    """The numbers of one state.

    ``below`` is P(X < a), ``up_to`` is P(X ≤ b); their difference is P(a ≤ X ≤ b).
    """

    family: Family
    values: tuple[float, ...]
    distribution: Any
    interval: Range
    below: float
    up_to: float
    window: Range
    sample: Sample
    other: Family | None
    other_values: tuple[float, ...]
    other_distribution: Any
    link: Link | None
    visited: bool
    distance: float

    @property
    def probability(self) -> float:
        """P(a ≤ X ≤ b)."""
        return self.up_to - self.below

    @property
    def edge(self) -> float:
        """Where the distribution function is read for P(X < a): a, or the whole number before."""
        a = self.interval[0]
        return np.ceil(a) - 1 if self.family.discrete else a


@lru_cache(maxsize=32)
def _drawn(name: str, values: tuple[float, ...], seed: int) -> Array:
    """Return the longest sample; a shorter one is its beginning, so that a sample can grow."""
    drawn = family_named(name).make(*values).sample(MOST_DRAWS, rng=seed)
    return np.asarray(drawn, dtype=float)


def model(
    family: str,
    first: float,
    second: float,
    interval: Range,
    draws: float,
    compare: Compare,
    seed: int,
) -> Explored:
    """Take probabilities, a sample and a related family for one state of the controls.

    ``second`` has no say in families of one parameter. Raises ProbabilityError for parameters that
    the family does not take.

    >>> n = model("Exponential", 2.0, 0.0, (0.0, 1.0), 100, "Gamma", 0)
    >>> round(n.probability, 4), n.other_values, n.distance < 1e-9
    (0.8647, (1.0, 2.0), True)
    """
    own = family_named(family)
    values = (first, second)[: len(own.parameters)]
    distribution = own.make(*values)
    a, b = interval
    window = own.window(distribution, a, b)
    other, other_values, way, visited = _beside(own, values, compare)
    beside = None if other is None else other.make(*other_values)
    if other is not None and way is not None and not way.merges:  # it lives elsewhere
        further = other.window(beside, a, b)
        window = (min(window[0], further[0]), max(window[1], further[1]))
    return Explored(
        family=own,
        values=values,
        distribution=distribution,
        interval=interval,
        below=float(distribution.cdf(np.ceil(a) - 1 if own.discrete else a)),
        up_to=float(distribution.cdf(b)),
        window=window,
        sample=_sample(_drawn(own.name, values, seed)[: round(draws)], distribution, window, a, b),
        other=other,
        other_values=other_values,
        other_distribution=beside,
        link=way,
        visited=visited,
        distance=float("nan") if beside is None else _distance(distribution, beside, window),
    )


def _beside(
    own: Family, values: tuple[float, ...], compare: Compare
) -> tuple[Family | None, tuple[float, ...], Link | None, bool]:
    """Return the family to compare with, its parameters, by which link, and if we come from it."""
    if isinstance(compare, Place):
        return family_named(compare.family), compare.values, compare.link, True
    # While a family changes, the list may for a moment name one that is not related to the new.
    way = next((each for each in links_of(own.name) if each.target == compare), None)
    found = None if way is None else way.to(*values)
    if found is None:
        return None, (), way, False
    return family_named(str(compare)), found, way, False


def _sample(drawn: Array, distribution: Any, window: Range, a: float, b: float) -> Sample:
    low, high = _within(distribution, window)
    if whole(distribution):
        edges = np.arange(np.ceil(low), np.floor(high) + 2) - 0.5
    else:
        # Finer bins as the sample grows; they keep their places while it does.
        bins = 8 if len(drawn) < 50 else 16 if len(drawn) < 1000 else 40
        edges = np.linspace(low, high, bins + 1)
    counts, _ = np.histogram(drawn, edges)
    return Sample(
        size=len(drawn),
        edges=edges,
        heights=counts / (len(drawn) * (edges[1] - edges[0])),
        inside=int(np.sum((a <= drawn) & (drawn <= b))),
        ordered=np.sort(drawn),
    )


def points_of(distribution: Any, window: Range) -> Array:
    """Return where a distribution is drawn: whole numbers, or points with its ends among them.

    >>> from coursekit.probability import Bernoulli, Uniform
    >>> points_of(Bernoulli(0.5), (-1.0, 2.0)).tolist()
    [0.0, 1.0]
    >>> [x in points_of(Uniform(0.0, 1.0), (-2.0, 2.0)) for x in (0.0, 1.0)]
    [True, True]
    """
    low, high = _within(distribution, window)
    if whole(distribution):
        return np.arange(np.ceil(low), np.floor(high) + 1)
    return np.linspace(low, high, _POINTS)


def _within(distribution: Any, window: Range) -> Range:
    """Return the part of a window in which values can occur."""
    support = distribution.support
    return max(float(support.low), window[0]), min(float(support.high), window[1])


def whole(distribution: Any) -> bool:
    """Return whether a distribution is one of whole numbers.

    >>> from coursekit.probability import Normal, Poisson
    >>> whole(Poisson(3.0)), whole(Normal())
    (True, False)
    """
    return isinstance(distribution.support, Integers)


def _distance(one: Any, other: Any, window: Range) -> float:
    """Return the largest difference of two distribution functions, at jumps on both sides."""
    x = np.linspace(*window, _POINTS)
    whole = np.arange(np.ceil(window[0]), np.floor(window[1]) + 1)
    at = np.concatenate([x, whole, whole - 1e-9])
    return float(np.max(np.abs(one.cdf(at) - other.cdf(at))))


def describe(n: Explored) -> str:
    """Write the distribution, the probability of the interval, the sample, and what is beside."""
    lines = [_moments(n), _probability(n), _counted(n)]
    peak = _peak(n)
    if peak:
        lines.append(peak)
    return "\n".join([*lines, *_compared(n)])


def _moments(n: Explored) -> str:
    d = n.distribution
    mean, variance = float(d.mean), float(d.variance)
    words = f"X ~ {n.family.words(*n.values)}, values in {d.support}: "
    if np.isnan(mean):
        return f"{words}E[X] does not exist, so Var[X] does not either"
    if np.isnan(variance):
        return f"{words}E[X] = {number(mean)}, Var[X] does not exist"
    return f"{words}E[X] = {number(mean)}, Var[X] = {number(variance)}"


def _probability(n: Explored) -> str:
    a, b = n.interval
    a_text, b_text = number(a), number(b)
    shape = "sum of the orange bars" if n.family.discrete else "orange area"
    line = (
        f"P({a_text} ≤ X ≤ {b_text}) = {shape} = rise of F = F({b_text}) − F({number(n.edge)}) "
        f"≈ {_four(n.up_to)} − {_four(n.below)} ≈ {_four(n.probability)}"
    )
    if n.family.discrete:
        return f"{line}; F is read before its jump at {a_text}, because {a_text} itself counts"
    return line


def _four(p: float) -> str:
    """Write a probability to four places, so that a difference can be checked by eye.

    >>> _four(0.25), _four(3.2e-7)
    ('0.2500', '3.2e−7')
    """
    return number(p, 2) if 0 < p < 5e-5 else f"{p:.4f}"


def _counted(n: Explored) -> str:
    sample = n.sample
    share = sample.inside / sample.size
    values = "value lies" if sample.size == 1 else "values lie"
    return (
        f"sample: {sample.inside} of {sample.size} {values} in the interval, a share of "
        f"{number(share, 3)}"
    )


def _peak(n: Explored) -> str:
    """Say that a density is no probability, where it is above 1."""
    if n.family.discrete:
        return ""
    values = n.distribution.prob(points_of(n.distribution, n.window))
    top = float(np.max(values))
    if top <= 1:
        return ""
    height = f"is up to {number(top, 3)}" if np.isfinite(top) else "grows without bound"
    return f"the density {height}: p(x) may exceed 1, only areas are probabilities"


def _compared(n: Explored) -> list[str]:
    if n.link is None:
        return []
    relation = n.link.relationship
    if n.other is None:
        return [
            f"{relation.statement} This is not drawn for these parameters ({relation.condition})."
        ]
    came = ", where you came from" if n.visited else ""
    lines = [
        f"dashed: {n.other.words(*n.other_values)}{came}",
        f"{relation.statement} ({relation.condition})",
    ]
    if n.link.merges:
        if n.distance < _SAME:
            lines.append("the two distribution functions agree: it is the same distribution")
        else:
            lines.append(f"the two distribution functions differ by up to {number(n.distance, 2)}")
    return lines


def check_interval(interval: Range) -> None:
    """Raise `WidgetError` unless a ≤ b."""
    a, b = interval
    if not (np.isfinite([a, b]).all() and a <= b):
        raise WidgetError(
            f"The interval from {number(a)} to {number(b)} is empty. Choose a ≤ b, both finite."
        )
