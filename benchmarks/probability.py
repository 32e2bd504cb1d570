"""What probabilities cost: beside scipy.stats, and beside the bare formula in NumPy.

For each family, ``log_prob`` of a million points and a million samples are timed in turn with
scipy.stats and with the formula written out in NumPy (constants computed beforehand, −∞ where
nothing can occur); printed is the median of the ratios of one round, one thread.  Then an exact
query in a network of 30 nodes, and Gibbs sampling of the topics of 1,000 documents, in seconds.
Run with ``python benchmarks/probability.py``; it takes about a minute.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before NumPy loads: one thread for all sides

import gc
import math
import platform
import sys
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
import scipy
import scipy.special
import scipy.stats

from coursekit.probability import (
    BayesNet,
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
    TopicModel,
    Uniform,
    progress_bar,
)

SIZE = 1_000_000
HALF_LOG_2_PI = 0.5 * math.log(2 * math.pi)


@dataclass(frozen=True)
class Row:
    """One family: ours, scipy's, and the formula by hand (or None where there is none)."""

    ours: Any
    theirs: Any
    by_hand: Callable[[Any], Any] | None = None


def _log_factorials(largest: int) -> Any:
    return scipy.special.gammaln(np.arange(largest + 1) + 1.0)


def univariate() -> list[Row]:
    """Return the families of one number."""
    factorials = _log_factorials(400)
    choose = factorials[30] - factorials[:31] - factorials[30::-1]
    stats = scipy.stats
    ln = math.log
    t_constant = math.lgamma(2.5) - math.lgamma(2.0) - 0.5 * ln(4 * math.pi) - ln(2.0)
    return [
        Row(Normal(1.0, 2.0), stats.norm(1.0, 2.0),
            lambda x: -0.5 * ((x - 1.0) / 2.0) ** 2 - (ln(2.0) + HALF_LOG_2_PI)),
        Row(Uniform(-1.0, 2.0), stats.uniform(-1.0, 3.0),
            lambda x: np.where((x >= -1.0) & (x <= 2.0), -ln(3.0), -np.inf)),
        Row(Exponential(2.0), stats.expon(scale=0.5),
            lambda x: np.where(x >= 0, ln(2.0) - 2.0 * x, -np.inf)),
        Row(Gamma(3.0, 2.0), stats.gamma(3.0, scale=0.5),
            lambda x: np.where(
                x > 0, 2.0 * np.log(x) - 2.0 * x + (3.0 * ln(2.0) - math.lgamma(3.0)), -np.inf)),
        Row(Beta(2.0, 5.0), stats.beta(2.0, 5.0),
            lambda x: np.where(
                (x > 0) & (x < 1), np.log(x) + 4.0 * np.log1p(-x) + ln(30.0), -np.inf)),
        Row(Laplace(1.0, 2.0), stats.laplace(1.0, 2.0),
            lambda x: -np.abs(x - 1.0) / 2.0 - ln(4.0)),
        Row(StudentT(4.0, 1.0, 2.0), stats.t(4.0, 1.0, 2.0),
            lambda x: t_constant - 2.5 * np.log1p(((x - 1.0) / 2.0) ** 2 / 4.0)),
        Row(Cauchy(1.0, 2.0), stats.cauchy(1.0, 2.0),
            lambda x: -np.log1p(((x - 1.0) / 2.0) ** 2) - ln(2.0 * math.pi)),
        Row(LogNormal(0.5, 0.8), stats.lognorm(0.8, scale=math.exp(0.5)),
            lambda x: np.where(x > 0, _log_normal(np.log(x)), -np.inf)),
        Row(ChiSquared(4.0), stats.chi2(4.0),
            lambda x: np.where(x > 0, np.log(x) - 0.5 * x - ln(4.0), -np.inf)),
        Row(Bernoulli(0.3), stats.bernoulli(0.3),
            lambda x: np.where(x == 1, ln(0.3), np.where(x == 0, ln(0.7), -np.inf))),
        Row(Binomial(30, 0.3), stats.binom(30, 0.3),
            lambda x: _counts(x, choose[x.astype(int)] + x * ln(0.3) + (30 - x) * ln(0.7))),
        Row(Poisson(4.0), stats.poisson(4.0),
            lambda x: _counts(x, x * ln(4.0) - 4.0 - factorials[x.astype(int)])),
        Row(Geometric(0.3), stats.geom(0.3),
            lambda x: _counts(x, (x - 1) * ln(0.7) + ln(0.3), least=1)),
        Row(NegativeBinomial(3.0, 0.4), stats.nbinom(3, 0.4),
            lambda x: _counts(x, _negative_binomial(x, factorials))),
    ]  # fmt: skip


def _counts(x: Any, inside: Any, least: int = 0) -> Any:
    """Leave the values that are whole and ``least`` or more, −∞ elsewhere."""
    return np.where((x >= least) & (x == np.floor(x)), inside, -np.inf)


def _log_normal(y: Any) -> Any:
    return -0.5 * ((y - 0.5) / 0.8) ** 2 - y - (math.log(0.8) + HALF_LOG_2_PI)


def _negative_binomial(x: Any, factorials: Any) -> Any:
    k = x.astype(int)
    ways = factorials[k + 2] - factorials[k] - math.log(2.0)
    return ways + 3 * math.log(0.4) + x * math.log(0.6)


def multivariate() -> list[Row]:
    """Return the families of vectors, and one of labels."""
    covariance = np.array([[2.0, 0.6, 0.1], [0.6, 1.0, 0.0], [0.1, 0.0, 0.5]])
    precision = np.linalg.inv(covariance)
    constant = 1.5 * math.log(2 * math.pi) + 0.5 * np.linalg.slogdet(covariance)[1]
    mean = np.array([0.0, 1.0, -1.0])
    alpha, p = np.array([2.0, 3.0, 4.0]), np.array([0.2, 0.3, 0.5])
    normalised = scipy.special.gammaln(alpha.sum()) - scipy.special.gammaln(alpha).sum()
    log_p = np.log(p)

    def normal(x: Any) -> Any:
        d = x - mean
        return -0.5 * np.einsum("ni,ij,nj->n", d, precision, d, optimize=True) - constant

    def dirichlet(x: Any) -> Any:
        inside = np.all(x > 0, axis=1) & (np.abs(x.sum(axis=1) - 1) < 1e-9)
        return np.where(inside, np.log(x) @ (alpha - 1) + normalised, -np.inf)

    def categorical(x: Any) -> Any:
        k = x.astype(int)
        return np.where((k == x) & (k >= 0) & (k < 3), log_p[np.clip(k, 0, 2)], -np.inf)

    return [
        Row(MultivariateNormal(mean, covariance),
            scipy.stats.multivariate_normal(mean, covariance), normal),
        Row(Dirichlet(alpha), scipy.stats.dirichlet(alpha), dirichlet),
        Row(Multinomial(20, p), scipy.stats.multinomial(20, p)),
        Row(Categorical(p), scipy.stats.rv_discrete(values=(np.arange(3), p)), categorical),
    ]  # fmt: skip


# ------------------------------------------------------------------------------------- measuring


def measure(functions: list[Callable[[], Any] | None], rounds: int = 7) -> list[list[float]]:
    """Return seconds of each function in each round; in a round they run in turn."""
    seconds: list[list[float]] = [[] for _ in functions]
    for function in functions:
        if function is not None:
            function()
    gc.collect()
    for _ in range(rounds):
        for own, function in zip(seconds, functions, strict=True):
            start = perf_counter()
            if function is not None:
                function()
            own.append(perf_counter() - start)
    return seconds


def ratio(seconds: list[float], to: list[float]) -> float:
    """Return the median of the ratios of one round."""
    return median(a / b for a, b in zip(seconds, to, strict=True))


def _points(row: Row) -> Any:
    """Return values that can occur, as floats, as a lesson would have them."""
    return np.asarray(row.ours.sample(SIZE, rng=0), float)


def _log_of_theirs(theirs: Any, x: Any) -> Any:
    if hasattr(theirs, "alpha"):  # scipy's Dirichlet wants a value a column
        return lambda: theirs.logpdf(x.T)
    discrete = hasattr(theirs, "logpmf") and not hasattr(getattr(theirs, "dist", None), "pdf")
    return lambda: (theirs.logpmf if discrete else theirs.logpdf)(x)


def compare(row: Row) -> None:
    """Check that all sides agree on a family, and print what they cost."""
    x = _points(row)
    theirs = _log_of_theirs(row.theirs, x)
    by_hand = None if row.by_hand is None else (lambda: row.by_hand(x))
    expected = theirs()
    for side in (lambda: row.ours.log_prob(x), by_hand):
        if side is not None:
            np.testing.assert_allclose(side(), expected, rtol=1e-8, atol=1e-9)
    ours, scipys, bare = measure([lambda: row.ours.log_prob(x), theirs, by_hand])
    rng, other = np.random.default_rng(1), np.random.default_rng(1)
    mine, drawn = measure(
        [lambda: row.ours.sample(SIZE, rng=rng),
         lambda: row.theirs.rvs(size=SIZE, random_state=other)]
    )  # fmt: skip
    of_hand = f"{ratio(ours, bare):>10.2f}" if by_hand is not None else f"{'–':>10}"
    to_scipy, samples = ratio(ours, scipys), ratio(mine, drawn)
    missed = to_scipy > 1 or samples > 1.05 or (by_hand is not None and ratio(ours, bare) > 1.3)
    print(f"{type(row.ours).__name__:<20}{median(ours) * 1e3:>9.1f}{to_scipy:>10.2f}{of_hand}"
          f"{median(mine) * 1e3:>10.1f}{samples:>10.2f}{'  missed' if missed else ''}",
          flush=True)  # fmt: skip


def network(nodes: int = 30, parents: int = 3) -> None:
    """Print how long an exact query takes in a random network."""
    rng = np.random.default_rng(3)
    tables: dict[str, Any] = {}
    for i in range(nodes):
        near = [f"x{j}" for j in range(max(0, i - 6), i)]
        chosen = rng.choice(len(near), size=min(len(near), parents), replace=False)
        above = ", ".join(near[j] for j in chosen)
        p = rng.dirichlet([1.0, 1.0, 1.0], size=(3,) * len(chosen))
        tables[f"p(x{i} | {above})" if above else f"p(x{i})"] = p
    net = BayesNet(tables)
    start = perf_counter()
    found = net.query("x0", given={f"x{nodes - 1}": 0, f"x{nodes // 2}": 1})
    seconds = perf_counter() - start
    print(f"exact query, {nodes} nodes of 3 values, up to {parents} parents: {seconds:.3f} s"
          f" (p = {np.round(np.asarray(found.table, float), 4).tolist()})")  # fmt: skip


def topics(documents: int = 1000) -> None:
    """Print how long Gibbs sampling of topics takes."""
    rng = np.random.default_rng(5)
    beta = rng.dirichlet(np.full(500, 0.05), size=8)
    model = TopicModel(alpha=0.2, beta=beta, length=30)
    corpus = model.generate(documents, rng=1)
    start = perf_counter()
    bar = progress_bar() if sys.stderr.isatty() else None
    fit = TopicModel.fit(corpus, topics=8, alpha=0.2, eta=0.05, sweeps=100, rng=2, progress=bar)
    seconds = perf_counter() - start
    tokens = sum(len(corpus[i].words) for i in range(len(corpus)))
    print(f"Gibbs, {documents} documents, {tokens} words, 8 topics, 100 sweeps: {seconds:.1f} s,"
          f" {100 * tokens / seconds / 1e6:.2f} million words a second")  # fmt: skip
    print(f"recovered topics, distance to the true ones: {fit.match(beta).distances}")


def main() -> None:
    """Print the tables."""
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, SciPy {scipy.__version__},"
          f" one thread; {SIZE:,} values")  # fmt: skip
    print(f"{'':<20}{'log_prob':>9}{'over':>10}{'over':>10}{'samples':>10}{'over':>10}")
    print(f"{'family':<20}{'ms':>9}{'scipy':>10}{'formula':>10}{'ms':>10}{'scipy':>10}")
    for row in univariate() + multivariate():
        compare(row)
    network()
    topics()


if __name__ == "__main__":
    main()
