"""From one family to a related one: with which parameters, and what the relationship says."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from coursekit.probability import relationships
from coursekit.probability.distributions.relations import Relationship
from coursekit.widgets.errors import WidgetError

__all__ = ["Link", "Place", "link", "links_of"]

Values = tuple[float, ...]


@dataclass(frozen=True, eq=False)
class Link:
    """A way from ``source`` to ``target``; ``to`` gives the target's parameters, or None.

    ``relation``: source, target and kind of the `Relationship` that it rests on, which may be told
    the other way round. ``merges``: whether the two become the same distribution when its
    condition holds (they do not where one is a function of the other).
    """

    source: str
    target: str
    relation: tuple[str, str, str]
    to: Callable[..., Values | None]
    merges: bool = True

    @property
    def relationship(self) -> Relationship:
        """What is said of the two families."""
        return _relationship(*self.relation)

    @property
    def label(self) -> str:
        """The line of the list."""
        return f"{self.target} ({self.relation[2]})"


@dataclass(frozen=True)
class Place:
    """A family with parameters that was left by a link."""

    family: str
    values: Values
    link: Link


@cache
def _relationship(source: str, target: str, kind: str) -> Relationship:
    return next(
        each
        for each in relationships(source, kind)
        if (each.source, each.target) == (source, target)
    )


def _special(general: str, special: str) -> tuple[str, str, str]:
    return general, special, "special case"


def _limit(near: str, limit: str) -> tuple[str, str, str]:
    return near, limit, "limit"


def _made(source: str, target: str, kind: str = "transformation") -> tuple[str, str, str]:
    return source, target, kind


def _bell(mean: float, variance: float) -> Values | None:
    return (mean, math.sqrt(variance)) if variance > 0 else None


_TRIALS = 20.0  # of the binomial that is laid beside a Poisson distribution

_LINKS = (
    Link(
        "Normal", "StudentT", _limit("StudentT", "Normal"),
        lambda m, s: (3.0, s) if m == 0 else None,
    ),
    Link("Normal", "LogNormal", _made("Normal", "LogNormal"), lambda m, s: (m, s), False),
    Link(
        "Normal", "ChiSquared", _made("Normal", "ChiSquared"),
        lambda m, s: (1.0,) if (m, s) == (0, 1) else None, False,
    ),
    Link(
        "Normal", "Cauchy", _made("Normal", "Cauchy"),
        lambda m, s: (0.0, 1.0) if (m, s) == (0, 1) else None, False,
    ),
    Link("Uniform", "Beta", _special("Beta", "Uniform"), lambda _low, _high: (1.0, 1.0)),
    Link(
        "Uniform", "Exponential", _made("Uniform", "Exponential"),
        lambda low, high: (1.0,) if (low, high) == (0, 1) else None, False,
    ),
    Link("Exponential", "Gamma", _special("Gamma", "Exponential"), lambda rate: (1.0, rate)),
    Link(
        "Exponential", "ChiSquared", _special("ChiSquared", "Exponential"), lambda _: (2.0,),
    ),
    Link(
        "Exponential", "Laplace", _made("Exponential", "Laplace"),
        lambda rate: (0.0, 1 / rate), False,
    ),
    Link(
        "Exponential", "Geometric", _made("Exponential", "Geometric"),
        lambda rate: (-math.expm1(-rate),), False,
    ),
    Link("Gamma", "Exponential", _special("Gamma", "Exponential"), lambda _, rate: (rate,)),
    Link("Gamma", "ChiSquared", _special("Gamma", "ChiSquared"), lambda a, _: (2 * a,)),
    Link("Gamma", "Normal", _limit("Gamma", "Normal"), lambda a, r: _bell(a / r, a / r**2)),
    Link("Beta", "Uniform", _special("Beta", "Uniform"), lambda _a, _b: (0.0, 1.0)),
    Link(
        "Beta", "Normal", _limit("Beta", "Normal"),
        lambda a, b: _bell(a / (a + b), a * b / (a + b) ** 2 / (a + b + 1)),
    ),
    Link(
        "Laplace", "Exponential", _made("Laplace", "Exponential"),
        lambda m, s: (1 / s,) if m == 0 else None, False,
    ),
    Link("StudentT", "Cauchy", _special("StudentT", "Cauchy"), lambda _, s: (0.0, s)),
    Link("StudentT", "Normal", _limit("StudentT", "Normal"), lambda _, s: (0.0, s)),
    Link(
        "Cauchy", "StudentT", _special("StudentT", "Cauchy"),
        lambda m, s: (1.0, s) if m == 0 else None,
    ),
    Link("LogNormal", "Normal", _made("LogNormal", "Normal"), lambda m, s: (m, s), False),
    Link("ChiSquared", "Gamma", _special("Gamma", "ChiSquared"), lambda df: (df / 2, 0.5)),
    Link("ChiSquared", "Exponential", _special("ChiSquared", "Exponential"), lambda _: (0.5,)),
    Link("ChiSquared", "Normal", _limit("ChiSquared", "Normal"), lambda df: _bell(df, 2 * df)),
    Link(
        "Bernoulli", "Binomial", _made("Bernoulli", "Binomial", "sum"), lambda p: (10.0, p), False,
    ),
    Link("Binomial", "Bernoulli", _special("Binomial", "Bernoulli"), lambda _, p: (p,)),
    Link(
        "Binomial", "Poisson", _limit("Binomial", "Poisson"),
        lambda n, p: (n * p,) if p > 0 else None,
    ),
    Link(
        "Binomial", "Normal", _limit("Binomial", "Normal"),
        lambda n, p: _bell(n * p, n * p * (1 - p)),
    ),
    Link(
        "Poisson", "Binomial", _limit("Binomial", "Poisson"),
        lambda rate: (_TRIALS, rate / _TRIALS) if rate <= _TRIALS else None,
    ),
    Link("Poisson", "Normal", _limit("Poisson", "Normal"), lambda rate: _bell(rate, rate)),
    Link(
        "Geometric", "NegativeBinomial", _special("NegativeBinomial", "Geometric"),
        lambda p: (1.0, p), False,
    ),
    Link("Geometric", "Exponential", _limit("Geometric", "Exponential"), lambda p: (p,)),
    Link(
        "NegativeBinomial", "Geometric", _special("NegativeBinomial", "Geometric"),
        lambda _, p: (p,), False,
    ),
    Link(
        "NegativeBinomial", "Poisson", _limit("NegativeBinomial", "Poisson"),
        lambda n, p: (n * (1 - p) / p,) if p < 1 else None,
    ),
)  # fmt: skip


def links_of(family: str) -> tuple[Link, ...]:
    """Return the links that leave a family.

    >>> [each.target for each in links_of("Binomial")]
    ['Bernoulli', 'Poisson', 'Normal']
    """
    return tuple(each for each in _LINKS if each.source == family)


def link(source: str, target: str) -> Link:
    """Find the link between two families; `WidgetError` lists those that there are.

    >>> link("Binomial", "Poisson").to(10, 0.3)
    (3.0,)
    """
    for each in links_of(source):
        if each.target == target:
            return each
    known = ", ".join(each.target for each in links_of(source))
    raise WidgetError(f"{source} is not compared with {target!r} here. Choose one of {known}.")
