"""What holds for every family of one whole number: against scipy.stats, and by itself."""

import dataclasses
import math
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from support.discrete import CASES
from support.references import recent_scipy

from coursekit.autodiff import Tensor, check_grads, grad
from coursekit.probability import ProbabilityError
from coursekit.probability.distributions import (
    Bernoulli,
    Binomial,
    Categorical,
    Geometric,
    NegativeBinomial,
    Poisson,
)
from coursekit.probability.distributions.discrete import (
    entropy_of_trial,
    log_complement_of,
    log_of,
    smallest_whole,
)
from coursekit.probability.support import Integers, all_whole

every = pytest.mark.parametrize("case", CASES, ids=str)

MIDDLE = np.linspace(0.01, 0.99, 29)
TAILS = np.array([1e-300, 1e-100, 1e-50, 1e-20, 1e-10, 1e-5, 1e-3])


def reference(function, *args):
    """Call scipy.stats, whose own warnings are no concern here."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return function(*args)


def counts(case, below=-3000.0):
    """Values of the middle, and far into both tails: to log-probabilities under −700."""
    low, high = case.reference.support()
    mean, std = case.reference.mean(), case.reference.std()
    if high - low <= 40:
        return np.arange(low, high + 1)
    k = np.concatenate(
        [
            np.arange(low, low + 10),
            mean + std * np.linspace(-45, 45, 61),
            mean + (std + 1) * np.geomspace(1, 900, 25),
        ]
    )
    k = np.unique(np.clip(np.round(k), low, min(high, 1e12)))
    log_p = case.ours.log_prob(k)
    return k[log_p > below]


@every
def test_log_prob_and_prob(case):
    k = counts(case)
    expected = reference(case.reference.logpmf, k)
    # scipy subtracts logarithms of factorials, which costs it digits where counts are large.
    lost = 4e-16 * np.max(k) * np.log(np.max(k) + 2)
    seen = np.isfinite(expected)
    np.testing.assert_allclose(
        case.ours.log_prob(k)[seen], expected[seen], rtol=1e-12, atol=1e-14 + 4 * lost
    )
    np.testing.assert_allclose(
        case.ours.prob(k)[seen], np.exp(expected[seen]), rtol=1e-11 + 10 * lost, atol=1e-320
    )


def test_the_grid_reaches_far_into_the_tails():
    deepest = [np.min(case.ours.log_prob(counts(case))) for case in CASES]
    assert np.sum(np.array(deepest) < -700) >= 9


@every
def test_both_tails_with_all_digits(case):
    k = counts(case, below=-650)
    for found, expected in [
        (case.ours.cdf(k), reference(case.reference.cdf, k)),
        (case.ours.survival(k), reference(case.reference.sf, k)),
    ]:
        seen = (expected > 1e-280) & ((expected < 1) | (found == 1))
        rtol, atol = (0, 2e-16) if case.family is Categorical else (2e-11, 0)
        np.testing.assert_allclose(found[seen], expected[seen], rtol=rtol, atol=atol)


@every
def test_tails_are_sums_of_probabilities(case):
    ours = case.ours
    low, high = case.reference.support()
    middle = int(case.reference.mean())
    k = np.arange(max(low, middle - 2000), min(high, middle + 2000) + 1)
    np.testing.assert_allclose(np.diff(ours.cdf(k)), ours.prob(k[1:]), rtol=1e-9, atol=1e-13)
    np.testing.assert_allclose(-np.diff(ours.survival(k)), ours.prob(k[1:]), rtol=1e-9, atol=1e-13)


@recent_scipy
@every
def test_quantiles(case):
    q = np.concatenate([MIDDLE, TAILS, 1 - TAILS[3:]])
    expected = reference(case.reference.ppf, q)
    # Where q is a value of the cdf, the last digit decides.
    tie = np.abs(reference(case.reference.cdf, expected) - q) < 1e-11 * q
    np.testing.assert_array_equal(case.ours.icdf(q)[~tie], expected[~tie])


@every
def test_a_quantile_is_the_smallest_value_that_suffices(case):
    ours = case.ours
    low, high = case.reference.support()
    q = np.concatenate([[1e-12], np.random.default_rng(0).random(200)])
    k = ours.icdf(q)
    assert np.all(ours.cdf(k) >= q)
    assert np.all((ours.cdf(k - 1) < q) | (k == low))
    np.testing.assert_array_equal(ours.icdf([0.0, 1.0]), [low, high])
    for p in (-0.1, 1.5, math.nan):
        with pytest.raises(ProbabilityError, match=r"between 0 and 1|finite"):
            ours.icdf(p)


@every
def test_moments_and_entropy(case):
    ours = case.ours
    mean, variance = case.reference.mean(), case.reference.var()
    np.testing.assert_allclose(ours.mean, mean, rtol=1e-12)
    np.testing.assert_allclose(ours.variance, variance, rtol=1e-11)
    np.testing.assert_allclose(ours.std, np.sqrt(variance), rtol=1e-11)
    if case.family is Bernoulli and ours.p < 1e-6:
        expected = ours.p * (1 - np.log(ours.p))  # scipy loses digits there
    else:
        low, high = case.reference.support()
        reach = 45 * (np.sqrt(variance) + 2)
        k = np.arange(max(low, np.floor(mean - reach)), min(high, np.ceil(mean + reach)) + 1)
        log_p = reference(case.reference.logpmf, k)
        seen = np.isfinite(log_p)
        expected = -np.sum(np.exp(log_p[seen]) * log_p[seen])
    np.testing.assert_allclose(ours.entropy, expected, rtol=1e-9)


@every
def test_what_cannot_occur(case):
    ours = case.ours
    low, high = case.reference.support()
    impossible = [low - 1, low - 1e300, low + 0.5, math.inf, -math.inf]
    if math.isfinite(high):
        impossible += [high + 1, high + 1e300]
    for k in impossible:
        assert ours.log_prob(k) == -math.inf
        assert ours.prob(k) == 0
    many = np.resize(impossible, 3000)  # enough for a table
    assert np.all(ours.log_prob(many) == -math.inf)
    assert np.isnan(ours.log_prob(math.nan))
    assert np.isnan(ours.cdf(math.nan))
    mixed = np.resize([math.nan, low, low + 0.5], 3000)
    np.testing.assert_array_equal(np.isnan(ours.log_prob(mixed)), np.isnan(mixed))
    np.testing.assert_array_equal(ours.cdf([-math.inf, low - 1, math.inf]), [0, 0, 1])
    np.testing.assert_array_equal(ours.survival([-math.inf, low - 1, math.inf]), [1, 1, 0])
    assert ours.cdf(low + 0.5) == ours.cdf(low)
    for bad in ("1", None, 1j):
        with pytest.raises(ProbabilityError, match="a probability was asked"):
            ours.log_prob(bad)


@every
def test_many_values_are_those_of_each(case):
    ours = case.ours
    k = ours.sample(4000, rng=0)
    some = slice(0, 100)
    for function in (ours.log_prob, ours.cdf, ours.survival):
        expected = np.array([function(each) for each in k[some]])
        np.testing.assert_allclose(function(k)[some], expected, rtol=1e-13, atol=1e-15)
        np.testing.assert_array_equal(function(k.astype(float)), function(k))
        table = function(k)
        np.testing.assert_allclose(function(k[::2]), table[::2], rtol=1e-15)
        np.testing.assert_array_equal(function(k.reshape(40, 100)), table.reshape(40, 100))
        shifted = np.concatenate([k, [-5, 3 * 10**9]])
        np.testing.assert_allclose(function(shifted)[:-2], function(k), rtol=1e-13, atol=1e-15)


@pytest.mark.parametrize("kind", [np.uint8, np.int8, np.int32, np.uint64, np.float32, bool])
@pytest.mark.parametrize("length", [3, 3000])
def test_kinds_of_numbers(kind, length):
    k = np.resize([0, 1, 1], length).astype(kind)
    expected = np.resize([math.log(0.7), math.log(0.3), math.log(0.3)], length)
    np.testing.assert_allclose(Bernoulli(0.3).log_prob(k), expected, rtol=1e-6)
    np.testing.assert_allclose(
        Poisson(2.0).log_prob(k), stats.poisson(2).logpmf(k.astype(int)), rtol=1e-6
    )


def test_numbers_beyond_the_last_exact_one():
    k = np.full(2000, 2.0**60)
    assert np.all(Poisson(3.0).log_prob(k) == Poisson(3.0).log_prob(2.0**60))
    wide = Poisson(2.0**60)
    np.testing.assert_allclose(wide.log_prob(k), -0.5 * math.log(2 * math.pi * 2**60), rtol=1e-12)


@every
def test_gradients_by_the_parameters(case):
    """By their logarithms, in which the functions bend alike at any size."""
    k = np.unique(case.ours.icdf([0.01, 0.3, 0.9]))
    if case.family is Categorical:  # as weights, since a single probability cannot move alone
        of = lambda *weights: Categorical.from_weights(np.stack(weights))
    else:
        of = case.of
    logs = tuple(np.log(case.real))
    check_grads(lambda *x: of(*map(np.exp, x)).log_prob(k), logs)
    check_grads(lambda *x: of(*map(np.exp, x)).entropy, logs)


def test_no_derivative_by_a_whole_number():
    assert grad(lambda k: Poisson(3.0).log_prob(k))(2.0) == 0
    k = Tensor(np.array([1.0, 2.0]), requires_grad=True)
    np.testing.assert_array_equal(Poisson(3.0).log_prob(k), Poisson(3.0).log_prob([1, 2]))


def test_gradients_through_tables():
    k = np.random.default_rng(0).poisson(4.0, 3000)
    found = grad(lambda rate: np.sum(Poisson(rate).log_prob(k)))(3.0)
    np.testing.assert_allclose(found, np.sum(k / 3.0 - 1), rtol=1e-12)
    p = Categorical.fit(k).p
    found = grad(lambda logits: np.sum(Categorical.from_logits(logits).log_prob(k)))(np.log(p))
    np.testing.assert_allclose(found, np.zeros(p.size), atol=1e-9)


def test_tails_have_derivatives_by_the_parameters():
    check_grads(lambda p: Binomial(9, p).cdf(np.array([-1.0, 0.0, 4.0, 9.0])), (0.4,))
    check_grads(lambda p: Binomial(9, p).survival(np.array([0.0, 4.0])), (0.4,))
    check_grads(lambda rate: Poisson(rate).cdf(np.array([0.0, 4.0])), (3.0,))
    check_grads(lambda n, p: NegativeBinomial(n, p).cdf(np.array([0.0, 4.0])), (2.5, 0.4), order=1)
    check_grads(lambda p: Geometric(p).survival(np.array([1.0, 4.0])), (0.3,))
    check_grads(lambda p: Bernoulli(p).cdf(0.0), (0.3,))


@every
def test_samples(case):
    ours = case.ours
    n = 20_000
    x = ours.sample(n, rng=7)
    assert x.dtype.kind == "i"
    np.testing.assert_array_equal(x, ours.sample(n, rng=np.random.default_rng(7)))
    assert not np.array_equal(x, ours.sample(n, rng=8)) or ours.std < 0.01
    assert np.all(ours.support.contains(x))
    assert abs(np.mean(x) - ours.mean) < 5 * ours.std / math.sqrt(n) + 1e-12
    if ours.variance * n < 30:
        return  # too rare to be counted
    fourth = max(1.0, np.mean(((x - ours.mean) / ours.std) ** 4))
    assert abs(np.var(x) / ours.variance - 1) < 5 * math.sqrt((fourth - 1) / n) + 1e-9
    # χ² over cells of at least 20 expected.
    edges = np.unique(ours.icdf(np.linspace(0.02, 0.98, 25)))
    observed = np.diff(np.concatenate([[0], [np.sum(x <= e) for e in edges], [n]]))
    chances = np.diff(np.concatenate([[0], ours.cdf(edges), [1]]))
    kept = chances * n >= 20
    if np.sum(kept) > 1:
        statistic = np.sum((observed - chances * n)[kept] ** 2 / (chances * n)[kept])
        assert stats.chi2(np.sum(kept) - 1).sf(statistic) > 1e-4


@every
def test_shapes_of_samples(case):
    ours = case.ours
    assert np.shape(ours.sample(rng=0)) == ()
    assert ours.sample(3, rng=0).shape == (3,)
    assert ours.sample((2, 0, 4), rng=0).shape == (2, 0, 4)
    with pytest.raises(TypeError, match="rng"):
        ours.sample(3)
    for rng in (None, -1, True, "seed", 0.5):
        with pytest.raises(ProbabilityError, match="rng is"):
            ours.sample(3, rng=rng)
    for shape in (-1, (2, 1.5), (True,)):
        with pytest.raises(ProbabilityError, match="shape is"):
            ours.sample(shape, rng=0)


ARRAYS = [
    (Bernoulli, (np.array([0.1, 0.5, 1.0]),)),
    (Binomial, (np.array([[0], [3], [200]]), np.array([0.1, 0.5]))),
    (Poisson, (np.array([[0.0, 0.3], [7.0, 3000.0]]),)),
    (Geometric, (np.array([1e-4, 0.3, 1.0]),)),
    (NegativeBinomial, (np.array([[0.1], [4.0]]), np.array([1.0, 0.3, 1e-3]))),
]


@pytest.mark.parametrize(("family", "parameters"), ARRAYS)
def test_one_distribution_an_entry(family, parameters):
    many = family(*parameters)
    shape = np.broadcast_shapes(*(np.shape(each) for each in parameters))
    k = np.arange(6.0).reshape(6, *[1] * len(shape))
    q = np.linspace(0, 1, 5).reshape(5, *[1] * len(shape))
    assert many.sample((4,), rng=0).shape == (4, *shape)
    for index in np.ndindex(shape):
        one = family(*(np.broadcast_to(each, shape)[index] for each in parameters))
        np.testing.assert_allclose(
            many.log_prob(k)[(..., *index)], one.log_prob(k.ravel()), rtol=1e-13
        )
        for name in ("cdf", "survival"):
            np.testing.assert_allclose(
                getattr(many, name)(k)[(..., *index)], getattr(one, name)(k.ravel()), rtol=1e-12
            )
        np.testing.assert_array_equal(many.icdf(q)[(..., *index)], one.icdf(q.ravel()))
        for name in ("mean", "variance", "std", "entropy"):
            np.testing.assert_allclose(
                np.broadcast_to(getattr(many, name), shape)[index], getattr(one, name), rtol=1e-12
            )
    means = np.mean(many.sample(4000, rng=1), axis=0)
    assert np.all(np.abs(means - many.mean) <= 5 * many.std / math.sqrt(4000) + 1e-12)


@every
def test_frozen_and_apart(case):
    ours = case.ours
    with pytest.raises(dataclasses.FrozenInstanceError):
        ours.p = 0.5
    assert ours != case.ours  # one distribution is not another, whatever its numbers
    assert hash(ours) != hash(case.ours)
    assert case.family.__name__ in repr(ours)


def test_parameters_are_copied():
    rates = np.array([1.0, 2.0])
    many = Poisson(rates)
    rates[0] = 7.0
    assert many.rate.tolist() == [1.0, 2.0]
    with pytest.raises(ValueError, match="read-only"):
        many.rate[0] = 3.0


@settings(max_examples=40)
@given(st.floats(0.01, 0.99), st.integers(1, 60), st.floats(0, 1))
def test_quantile_and_cdf_are_inverse(p, n, q):
    for each in (Binomial(n, p), Geometric(p), NegativeBinomial(n / 7, p), Poisson(n * p)):
        k = each.icdf(min(q, 0.999))
        assert each.cdf(k) >= min(q, 0.999)
        if each.prob(k) > 1e-9:
            assert each.icdf(each.cdf(k)) == k


@pytest.mark.parametrize("ends", [(0, math.inf), (0, 5), (-2, 3), (np.zeros(2), np.array([4, 5]))])
@given(st.lists(st.sampled_from([-3.0, -2, 0, 1, 3, 4, 5, 0.5, 9, math.nan, math.inf, -math.inf])))
def test_a_support_covers_what_it_contains(ends, values):
    support = Integers(*ends)
    values = np.reshape(values, (-1, 1))
    assert support.covers(values) == np.all(support.contains(values))


def test_all_whole():
    assert all_whole(np.arange(100_000.0).reshape(100, 1000))
    for place, wrong in ((0, 0.5), (40_000, math.nan), (99_999, -1e-9)):
        x = np.arange(100_000.0)
        x[place] = wrong
        assert not all_whole(x)


def test_logarithms_at_0():
    assert log_of(0.0) == -math.inf
    assert log_complement_of(1.0) == -math.inf
    np.testing.assert_allclose(log_of(np.array([0.5, 1.0])), [math.log(0.5), 0])
    np.testing.assert_allclose(log_complement_of(np.array([0.5, 1e-300])), [math.log(0.5), -1e-300])
    assert grad(log_of)(0.0) == 0
    assert grad(lambda p: log_complement_of(p))(0.25) == -1 / 0.75


def test_the_entropy_of_a_trial():
    assert entropy_of_trial(0.0) == entropy_of_trial(1.0) == 0
    assert entropy_of_trial(0.5) == math.log(2)
    np.testing.assert_allclose(entropy_of_trial(1e-20), 1e-20 * (1 + 20 * math.log(10)), rtol=1e-14)
    assert grad(entropy_of_trial)(0.5) == 0
    assert grad(entropy_of_trial)(0.0) == math.inf
    assert grad(entropy_of_trial)(1.0) == -math.inf


def test_smallest_whole():
    q = np.array([0.0, 0.05, 0.1, 0.35, 1.0])
    found = smallest_whole(lambda k: k / 10, q, np.full(5, -1.0), np.full(5, 10.0))
    np.testing.assert_array_equal(found, [0, 1, 1, 4, 10])
