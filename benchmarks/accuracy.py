"""How exact probabilities are: the worst relative errors beside scipy.stats.

For each family, over the parameters and the points below: ``log_prob``, ``cdf``, ``survival``,
``icdf``, entropy and moments (mean, variance, std).  Points are scipy's quantiles of probabilities
from 1e-12 to 1 − 1e-12.  Errors are relative to the value of scipy; those of ``log_prob`` and of
the entropy to 1 where the value is smaller, for they pass through 0.  Where scipy itself is the
worse of the two, parameters are left out of a column, and a note says so.
Run with ``python benchmarks/accuracy.py``; it takes some seconds.
"""

from __future__ import annotations

import platform
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import scipy
from scipy import stats

from coursekit.probability import (
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
    StudentT,
    Uniform,
)

COLUMNS = ("log_prob", "cdf", "survival", "icdf", "entropy", "moments")
SHAPES = (0.01, 0.5, 1.0, 3.0, 40.0, 1e4)


@dataclass(frozen=True)
class Family:
    """A family, the same in scipy, the parameters to try, and where scipy is the worse of the two.

    ``wrong``: for a column, at which parameters scipy errs (all that the function says True to).
    """

    ours: Callable[..., Any]
    theirs: Callable[..., Any]
    parameters: tuple[tuple[Any, ...], ...]
    wrong: Mapping[str, Callable[..., bool]] = field(default_factory=dict)

    def asked(self, column: str, parameters: tuple[Any, ...]) -> bool:
        """Return whether scipy is right in a column, for these parameters."""
        return column not in self.wrong or not self.wrong[column](*parameters)


# Most were looked at with 50 digits (mpmath), the entropy of NegativeBinomial by its own sum.
NOTES = """Left out, because scipy is the worse of the two there:
  log_prob with a shape of 10⁴, 10⁵ trials or a mean above 10⁴: logarithms of factorials cancel, and
    1e-12 to 4e-11 are lost
  entropy of Beta with a shape of 10⁴, alike (7e-11); of Poisson(10⁵), of Binomial with 10⁵ trials
    and of NegativeBinomial with a p of 0.01 its sum stops early (3.6 for 7.2)
  survival of Beta(½, ½) close to 1 (1e-10); icdf of Beta(½, 3) at 1e-10 (2e-25 for 3e-21)
  variance of Bernoulli(0.999) (3e-14)"""


def _large(*shapes: float) -> bool:
    return max(shapes) >= 1e4


CONTINUOUS = [
    Family(Normal, stats.norm, ((0.0, 1.0), (3.0, 0.01), (-1e6, 1e3))),
    Family(Uniform, lambda a, b: stats.uniform(a, b - a), ((0.0, 1.0), (-3.0, 5.0))),
    Family(Exponential, lambda rate: stats.expon(scale=1 / rate), ((1.0,), (1e-6,), (300.0,))),
    Family(Laplace, stats.laplace, ((0.0, 1.0), (5.0, 0.1))),
    Family(Cauchy, stats.cauchy, ((0.0, 1.0), (5.0, 0.1))),
    Family(LogNormal, lambda m, s: stats.lognorm(s, scale=np.exp(m)), ((0.0, 1.0), (3.0, 0.2))),
    Family(
        Gamma,
        lambda shape, rate: stats.gamma(shape, scale=1 / rate),
        tuple((shape, 2.0) for shape in SHAPES),
        {"log_prob": _large},
    ),
    Family(ChiSquared, stats.chi2, tuple((df,) for df in SHAPES), {"log_prob": _large}),
    Family(
        Beta,
        stats.beta,
        tuple((a, b) for a in SHAPES for b in SHAPES),
        {
            "log_prob": _large,
            "entropy": _large,
            "survival": lambda a, b: a == b == 0.5,
            "icdf": lambda a, b: a == 0.5 and b > 1,
        },
    ),
    Family(
        StudentT,
        stats.t,
        tuple((df, 1.0, 2.0) for df in (0.5, 1.0, 3.0, 40.0, 1e4)),
        {"log_prob": _large},
    ),
]
DISCRETE = [
    Family(
        Bernoulli,
        stats.bernoulli,
        ((0.3,), (1e-9,), (0.999,)),
        {"moments": lambda p: p == 0.999},
    ),
    Family(
        Binomial,
        stats.binom,
        tuple((n, p) for n in (1, 30, 10**5) for p in (1e-6, 0.3, 0.99)),
        {"log_prob": _large, "entropy": _large},
    ),
    Family(
        Poisson,
        stats.poisson,
        ((1e-6,), (0.5,), (4.0,), (300.0,), (1e5,)),
        {"log_prob": _large, "entropy": _large},
    ),
    Family(Geometric, stats.geom, ((1e-6,), (0.3,), (0.999,))),
    Family(
        NegativeBinomial,
        stats.nbinom,
        tuple((n, p) for n in (0.5, 3, 200) for p in (0.01, 0.4)),
        {"log_prob": lambda n, p: n / p > 1e4, "entropy": lambda _, p: p == 0.01},
    ),
    Family(
        lambda *p: Categorical(p),
        lambda *p: stats.rv_discrete(values=(np.arange(len(p)), p)),
        ((0.2, 0.3, 0.5), (1e-9, 0.5, 0.5 - 1e-9)),
    ),
]


def relative(ours: Any, theirs: Any, least: float = 0.0) -> float:
    """Return the largest error relative to the reference, or to ``least`` where that is more."""
    ours, theirs = np.broadcast_arrays(np.asarray(ours, float), np.asarray(theirs, float))
    # Below the least normal number there are fewer digits to compare.
    some = np.isfinite(theirs) & (np.absolute(theirs) > 1e-290)
    gaps = np.absolute(ours[some] - theirs[some]) / np.maximum(np.absolute(theirs[some]), least)
    return float(np.max(gaps, initial=0.0))


def points_of(theirs: Any) -> Any:
    """Return scipy's quantiles from the far left to the far right."""
    q = np.geomspace(1e-12, 0.5, 60)
    x = np.concatenate([theirs.ppf(q), theirs.isf(q)])
    return np.unique(x[np.isfinite(x)])


def probabilities_of(theirs: Any, x: Any, discrete: bool) -> Any:
    """Return what to ask quantiles of; of counts half-way up each step of the staircase."""
    if not discrete:
        return np.geomspace(1e-10, 0.999, 40)
    below, reached = theirs.cdf(x - 1), theirs.cdf(x)
    return (0.5 * below + 0.5 * reached)[(reached > 1e-12) & (below < 1 - 1e-10)]


def errors_of(ours: Any, theirs: Any, discrete: bool) -> dict[str, float]:
    """Return the worst errors of one distribution of a number, by column."""
    x = points_of(theirs)
    q = probabilities_of(theirs, x, discrete)
    moments = (ours.mean, theirs.mean()), (ours.variance, theirs.var()), (ours.std, theirs.std())
    log_prob = theirs.logpmf if discrete else theirs.logpdf
    return {
        "log_prob": relative(ours.log_prob(x), log_prob(x), 1.0),
        "cdf": relative(ours.cdf(x), theirs.cdf(x)),
        "survival": relative(ours.survival(x), theirs.sf(x)),
        "icdf": relative(ours.icdf(q), theirs.ppf(q)),
        "entropy": relative(ours.entropy, theirs.entropy(), 1.0),
        "moments": max(relative(*pair) for pair in moments),
    }


def of_numbers(family: Family, discrete: bool) -> dict[str, float]:
    """Return the worst errors of a family of one number, by column."""
    worst = dict.fromkeys(COLUMNS, 0.0)
    for parameters in family.parameters:
        ours, theirs = family.ours(*parameters), family.theirs(*parameters)
        for column, error in errors_of(ours, theirs, discrete).items():
            if family.asked(column, parameters):
                worst[column] = max(worst[column], error)
    return worst


def of_vectors() -> dict[str, dict[str, float]]:
    """Return the worst errors of the families of vectors, by family and column."""
    covariance = np.array([[2.0, 0.6, 0.1], [0.6, 1.0, 0.0], [0.1, 0.0, 0.5]])
    mean, alpha, p = np.array([0.0, 1.0, -1.0]), np.array([0.5, 3.0, 40.0]), (0.2, 0.3, 0.5)
    normal, dirichlet = MultivariateNormal(mean, covariance), Dirichlet(alpha)
    multinomial, theirs = Multinomial(20, p), stats.multinomial(20, p)
    found = {}
    for ours, other, moments in (
        (normal, stats.multivariate_normal(mean, covariance), None),
        (dirichlet, stats.dirichlet(alpha), (stats.dirichlet(alpha).mean(), "mean")),
        (multinomial, theirs, (theirs.cov(), "covariance")),
    ):
        x = ours.sample(1000, rng=0)
        log_prob = getattr(other, "logpdf", None) or other.logpmf
        expected = log_prob(x.T) if ours is dirichlet else log_prob(x)
        found[type(ours).__name__] = {
            "log_prob": relative(ours.log_prob(x), expected, 1.0),
            "entropy": relative(ours.entropy, other.entropy(), 1.0),
        }
        if moments is not None:
            found[type(ours).__name__]["moments"] = relative(getattr(ours, moments[1]), moments[0])
    return found


def by_family() -> dict[str, dict[str, float]]:
    """Return the worst errors of every family but `Mixture`, which scipy does not have."""
    rows = {}
    for families, discrete in ((CONTINUOUS, False), (DISCRETE, True)):
        for family in families:
            name = type(family.ours(*family.parameters[0])).__name__
            rows[name] = of_numbers(family, discrete)
    return rows | of_vectors()


# What the families are made of, and so what their digits depend on.
GROUPS = {
    "elementary functions": ("Normal", "Uniform", "Exponential", "Laplace", "Cauchy", "LogNormal"),
    "gamma and beta functions": ("Gamma", "ChiSquared", "Beta", "StudentT"),
    "counts": ("Bernoulli", "Binomial", "Poisson", "Geometric", "NegativeBinomial", "Categorical"),
    "vectors": ("MultivariateNormal", "Dirichlet", "Multinomial"),
}


def by_group(rows: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    """Return the worst errors of each group of families."""
    return {
        group: {
            column: max(rows[name].get(column, 0.0) for name in names)
            for column in COLUMNS
            if any(column in rows[name] for name in names)
        }
        for group, names in GROUPS.items()
    }


def main() -> None:
    """Print the tables, of which the docs have the second, and what is left out of them."""
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, SciPy {scipy.__version__}")
    rows = by_family()
    for table in (rows, by_group(rows)):
        print(f"{'':<26}" + "".join(f"{column:>10}" for column in COLUMNS))
        for name, errors in table.items():
            cells = (f"{errors[c]:>10.0e}" if c in errors else f"{'–':>10}" for c in COLUMNS)
            print(f"{name:<26}" + "".join(cells))
        print()
    print(NOTES)


if __name__ == "__main__":
    warnings.simplefilter("ignore")  # scipy's, of sums and roots that it does not find
    main()
