"""Every relationship between families, in numbers."""

import itertools
import math

import numpy as np
import pytest
from scipy import stats

from coursekit.probability import ProbabilityError, distributions
from coursekit.probability.distributions import Gamma, Poisson, relationships
from coursekit.probability.distributions.base import Distribution
from coursekit.probability.distributions.relations import (
    Compound,
    Limit,
    SpecialCase,
    Transformation,
    Update,
)
from coursekit.probability.support import Counts, Integers, Interval

ALL = relationships()
LEVELS = np.array([1e-6, 0.01, 0.2, 0.5, 0.7, 0.99, 1 - 1e-6])
DRAWS = 20_000
# Of some sixty tests with fixed seeds none is to fail by chance.
UNLIKELY = 1e-4


def of(*kinds):
    chosen = [each for each in ALL if isinstance(each.example, kinds)]
    assert chosen
    return pytest.mark.parametrize("each", chosen, ids=str)


@of(SpecialCase)
def test_special_cases(each):
    example = each.example
    x = np.unique(example.special.icdf(LEVELS))
    np.testing.assert_allclose(
        example.general.log_prob(example.translate(x)), example.special.log_prob(x), rtol=1e-11
    )


def fits_numbers(x, target):
    """Return the p-value of χ² for whole numbers, of Kolmogorov and Smirnov's test otherwise."""
    if isinstance(target.support, Interval):
        return stats.kstest(x, lambda v: np.asarray(target.cdf(v))).pvalue
    assert np.all(target.support.contains(x))
    edges = np.unique(target.icdf(np.linspace(0.02, 0.98, 21)))
    chances = np.diff(np.concatenate([[0], target.cdf(edges), [1]]))
    seen = np.diff(np.concatenate([[0], [np.sum(x <= e) for e in edges], [len(x)]]))
    some = chances * len(x) > 10
    statistic = np.sum((seen - chances * len(x))[some] ** 2 / (chances * len(x))[some])
    return stats.chi2(max(1, np.sum(some) - 1)).sf(statistic)


def fits_vectors(x, target):
    """Return the least p-value of comparisons with the target's own samples, along directions."""
    assert np.all(target.support.contains(x))
    theirs = target.sample(len(x), rng=99)
    turn = np.random.default_rng(5)
    found = []
    for _ in range(4):
        w = turn.normal(size=x.shape[-1])
        if isinstance(target.support, Counts):
            w = np.round(3 * w)  # few values, so that ties are ties
        found.append(stats.ks_2samp(x @ w, theirs @ w).pvalue)
    np.testing.assert_allclose(
        np.mean(x, axis=0), target.mean, atol=5 * np.max(target.std) / math.sqrt(len(x))
    )
    scale = np.max(target.std) ** 2
    np.testing.assert_allclose(np.cov(x.T), target.covariance, atol=0.06 * scale)
    return min(found)


@of(Transformation, Compound)
def test_draws(each):
    target = each.example.target
    x = each.example.sample(DRAWS, rng=11)
    assert len(x) > 1000
    fits = fits_vectors if target.support.axes else fits_numbers
    assert fits(x, target) > UNLIKELY
    np.testing.assert_array_equal(x, each.example.sample(DRAWS, rng=np.random.default_rng(11)))


@of(Transformation, Compound)
def test_draws_would_show_another_distribution(each):
    """The comparison can fail: a little scaled or shifted, no draws pass."""
    target = each.example.target
    if target.support.axes:
        return
    x = each.example.sample(DRAWS, rng=11)
    if isinstance(target.support, Integers):
        other = np.where(np.random.default_rng(0).random(len(x)) < 0.12, x[::-1] // 2 + 1, x)
        other = np.clip(other, target.support.low, target.support.high)
    else:
        middle = target.icdf(0.5)
        other = middle + 0.9 * (x - middle)
    assert fits_numbers(other, target) < UNLIKELY


@of(Limit)
def test_limits(each):
    example = each.example
    distances = [example.distance(size) for size in example.sizes]
    assert all(b < 0.7 * a for a, b in itertools.pairwise(distances))
    assert distances[-1] < 0.02
    assert distances[0] > 1e-3  # it has a way to go


@of(Update)
def test_conjugacy(each):
    example = each.example
    if example.prior.support.axes:
        at = example.posterior.sample(7, rng=0)
    else:
        at = example.posterior.icdf(np.linspace(0.01, 0.99, 9))
    evidence = [example.log_evidence(parameter) for parameter in at]
    np.testing.assert_allclose(evidence, evidence[0], rtol=1e-11, atol=1e-11)


def test_each_family_takes_part():
    named = frozenset().union(*(each.families for each in ALL))
    families = {
        name
        for name in distributions.__all__
        if isinstance(getattr(distributions, name), type)
        and issubclass(getattr(distributions, name), Distribution)
    }
    assert named == families
    assert len(families) >= 20
    assert len(ALL) >= 25


@pytest.mark.parametrize("each", ALL, ids=str)
def test_words(each):
    assert each.kind in each.kinds
    assert each.statement.endswith(".")
    assert str(each) == f"{each.statement}  ({each.condition})"
    involved = {each.source, each.target, each.via} - {""}
    assert each.families == involved
    # The example is of the families named.
    example = each.example
    given = {
        SpecialCase: lambda: [example.general, example.special],
        Transformation: lambda: [*example.given, example.target],
        Compound: lambda: [example.outer, example.target],
        Limit: lambda: [example.near(10), example.limit(10)],
        Update: lambda: [example.prior, example.posterior],
    }[type(example)]()
    names = {type(one).__name__ for one in given}
    assert names <= each.families
    assert each.source in names
    if not isinstance(example, Update):
        assert each.target in names


def test_no_statement_twice():
    assert len({(each.source, each.target, each.statement) for each in ALL}) == len(ALL)
    assert {each.kind for each in ALL} == set(ALL[0].kinds)


def test_the_list_by_family_and_kind():
    of_poisson = relationships("Poisson")
    assert of_poisson == relationships(Poisson)
    assert all("Poisson" in each.families for each in of_poisson)
    assert any(each.via == "Poisson" for each in of_poisson)
    limits = relationships(kind="limit")
    assert {each.kind for each in limits} == {"limit"}
    both = relationships(Gamma, "conjugacy")
    assert set(both) == {e for e in relationships(Gamma) if e.kind == "conjugacy"}
    for bad in ("gamma", "Weibull", 3):
        with pytest.raises(ProbabilityError, match=r"there is no family .*; expected one of Bern"):
            relationships(bad)
    with pytest.raises(ProbabilityError, match=r"there is no kind 'limits'; expected one of spec"):
        relationships(kind="limits")


def test_rng_is_asked_for():
    example = next(e.example for e in ALL if isinstance(e.example, Transformation))
    with pytest.raises(TypeError, match="rng"):
        example.sample(3)
    with pytest.raises(ProbabilityError, match="rng is None"):
        example.sample(3, rng=None)
