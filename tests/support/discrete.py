"""The families of one whole number, with where to test them and what scipy.stats says."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

from coursekit.probability.distributions import (
    Bernoulli,
    Binomial,
    Categorical,
    Geometric,
    NegativeBinomial,
    Poisson,
)


@dataclass(frozen=True)
class Case:
    """A distribution of ours and the same one of scipy's.

    ``of`` makes it from its real parameters only: those with a derivative.
    """

    family: Any
    of: Callable[..., Any]
    real: tuple[float, ...]
    reference: Any
    name: str

    @property
    def ours(self):
        return self.of(*self.real)

    def __str__(self):
        return self.name


def _binomial(n, p):
    return Case(Binomial, lambda p: Binomial(n, p), (p,), stats.binom(n, p), f"Binomial({n}, {p})")


def _categorical(*p):
    table = stats.rv_discrete(values=(range(len(p)), p))
    return Case(Categorical, lambda *p: Categorical(np.stack(p)), p, table, f"Categorical{p}")


def _plain(family, scipy, *parameters):
    return Case(family, family, parameters, scipy(*parameters), f"{family.__name__}{parameters}")


CASES = [
    _plain(Bernoulli, stats.bernoulli, 0.3),
    _plain(Bernoulli, stats.bernoulli, 1e-9),
    _categorical(0.5, 0.2, 0.3),
    _categorical(0.05, 0.15, 0.1, 0.3, 0.4),
    _binomial(1, 0.25),
    _binomial(12, 0.5),
    _binomial(40, 0.97),
    _binomial(1000, 0.013),
    _binomial(20000, 0.4),
    _plain(Poisson, stats.poisson, 1e-3),
    _plain(Poisson, stats.poisson, 0.7),
    _plain(Poisson, stats.poisson, 30.0),
    _plain(Poisson, stats.poisson, 5000.0),
    _plain(Geometric, stats.geom, 0.9),
    _plain(Geometric, stats.geom, 0.2),
    _plain(Geometric, stats.geom, 1e-5),
    _plain(NegativeBinomial, stats.nbinom, 1.0, 0.5),
    _plain(NegativeBinomial, stats.nbinom, 0.3, 0.05),
    _plain(NegativeBinomial, stats.nbinom, 4.5, 0.3),
    _plain(NegativeBinomial, stats.nbinom, 60.0, 0.9),
    _plain(NegativeBinomial, stats.nbinom, 200.0, 0.01),
]
