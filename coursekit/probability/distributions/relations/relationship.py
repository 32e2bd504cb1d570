"""What a relationship between families is, with an example that shows it in numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from coursekit.probability.distributions.base import Distribution
from coursekit.probability.validation import generator

__all__ = [
    "KINDS",
    "Compound",
    "Example",
    "Limit",
    "Relationship",
    "SpecialCase",
    "Transformation",
    "Update",
]

KINDS = (
    "special case",
    "transformation",
    "sum",
    "limit",
    "mixture",
    "marginal",
    "conditional",
    "conjugacy",
)


def _same(value: Any) -> Any:
    return value


@dataclass(frozen=True, eq=False)
class SpecialCase:
    """Two names of one distribution: ``general.log_prob(translate(x))`` is ``special.log_prob(x)``.

    ``translate`` turns a value of the special family into one of the general family, where the two
    count differently.
    """

    general: Distribution
    special: Distribution
    translate: Callable[[Any], Any] = _same


@dataclass(frozen=True, eq=False)
class Transformation:
    """A function of independent variables: ``by(x, y, …)`` has the distribution ``target``.

    ``keep(x, y, …)`` says for each draw whether a condition holds; the others are thrown away.
    """

    given: Sequence[Distribution]
    by: Callable[..., Any]
    target: Distribution
    keep: Callable[..., Any] | None = None

    def sample(self, size: int, *, rng: Any) -> Any:
        """Return ``by`` of ``size`` independent draws, or of those of them that are kept.

        >>> from coursekit.probability.distributions import Normal
        >>> double = Transformation([Normal(0.0, 1.0)], lambda x: 2 * x, Normal(0.0, 2.0))
        >>> double.sample(3, rng=0).shape
        (3,)
        """
        rng = generator(rng)
        draws = [each.sample(size, rng=rng) for each in self.given]
        if self.keep is not None:
            kept = self.keep(*draws)
            draws = [each[kept] for each in draws]
        return self.by(*draws)


@dataclass(frozen=True, eq=False)
class Compound:
    """A parameter that is itself random: ``then`` of draws from ``inner(outer)`` is ``target``.

    ``inner`` takes an array of parameters and makes one distribution of each.
    """

    outer: Distribution
    inner: Callable[[Any], Distribution]
    target: Distribution
    then: Callable[[Any], Any] = _same

    def sample(self, size: int, *, rng: Any) -> Any:
        """Return ``size`` draws, each with a parameter of its own.

        >>> from coursekit.probability.distributions import Normal
        >>> moved = Compound(Normal(0.0, 3.0), lambda m: Normal(m, 4.0), Normal(0.0, 5.0))
        >>> moved.sample(3, rng=0).shape
        (3,)
        """
        rng = generator(rng)
        return self.then(self.inner(self.outer.sample(size, rng=rng)).sample(rng=rng))


@dataclass(frozen=True, eq=False)
class Limit:
    """A sequence of distributions: ``near(size)`` comes close to ``limit(size)`` as size grows.

    In the sense of distribution functions: that of ``near`` at ``scale(size)`` · x goes to that of
    ``limit`` at x.
    """

    near: Callable[[float], Any]
    limit: Callable[[float], Any]
    sizes: Sequence[float] = (10, 100, 1000)
    scale: Callable[[float], float] = lambda _: 1.0

    def distance(self, size: float) -> float:
        """Return the largest difference of the two distribution functions, over many points.

        >>> from coursekit.probability.distributions import Normal, StudentT
        >>> to_normal = Limit(lambda df: StudentT(df), lambda _: Normal(0.0, 1.0))
        >>> to_normal.distance(10) > 5 * to_normal.distance(100)
        True
        """
        limit, near, scale = self.limit(size), self.near(size), self.scale(size)
        x = limit.icdf(np.linspace(0.005, 0.995, 199))
        return float(np.max(np.absolute(near.cdf(scale * x) - limit.cdf(x))))


@dataclass(frozen=True, eq=False)
class Update:
    """Bayes' theorem that stays in a family: prior · likelihood ∝ posterior.

    ``likelihood(θ)`` is the distribution of each observation in ``data``, given the parameter.
    """

    prior: Distribution
    likelihood: Callable[[Any], Distribution]
    data: Sequence[Any]
    posterior: Distribution

    def log_evidence(self, parameter: Any) -> float:
        """Return log prior + log likelihood − log posterior: the same at every parameter.

        >>> from coursekit.probability.distributions import Bernoulli, Beta
        >>> coin = Update(Beta(1.0, 1.0), Bernoulli, [1, 1, 0], Beta(3.0, 2.0))
        >>> round(coin.log_evidence(0.2), 9) == round(coin.log_evidence(0.7), 9)
        True
        """
        model = self.likelihood(parameter)
        likelihood = sum(float(model.log_prob(each)) for each in self.data)
        ratio = self.prior.log_prob(parameter) - self.posterior.log_prob(parameter)
        return float(ratio) + likelihood


Example = SpecialCase | Transformation | Compound | Limit | Update


@dataclass(frozen=True, eq=False)
class Relationship:
    """How one family comes from another.

    ``source``, ``target``: names of families; ``via``: a second family that takes part, or "";
    ``kind``: one of `KINDS`; ``condition``: when it holds; ``statement``: what holds; ``example``:
    one case of it in numbers, which the tests check.
    """

    source: str
    target: str
    kind: str
    condition: str
    statement: str
    example: Example
    via: str = ""

    kinds: ClassVar[tuple[str, ...]] = KINDS

    @property
    def families(self) -> frozenset[str]:
        """The names of all families that take part."""
        return frozenset({self.source, self.target, self.via} - {""})

    def __str__(self) -> str:
        return f"{self.statement}  ({self.condition})"
