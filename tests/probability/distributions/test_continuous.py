"""What holds for every continuous family of one number: against scipy.stats, and by itself."""

import dataclasses
import math
import warnings
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from support.continuous import CASES
from support.references import OLD_SCIPY, recent_scipy

from coursekit.autodiff import check_grads, grad, jacobian
from coursekit.probability import ProbabilityError
from coursekit.probability.distributions import (
    Beta,
    Cauchy,
    ChiSquared,
    Dirichlet,
    Exponential,
    Gamma,
    Laplace,
    LogNormal,
    Mixture,
    Normal,
    StudentT,
    Uniform,
)

every = pytest.mark.parametrize("case", CASES, ids=str)

# Quantiles of these reach far into both tails.
TAILS = np.array([1e-300, 1e-200, 1e-100, 1e-50, 1e-20, 1e-10, 1e-5, 1e-3])
MIDDLE = np.linspace(0.01, 0.99, 33)


def reference(function, *args):
    """Call scipy.stats, whose own warnings are no concern here."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return function(*args)


def grid(case):
    """Points of the middle and of both tails, where scipy has finite numbers and no underflow."""
    found = [
        reference(case.reference.ppf, MIDDLE),
        reference(case.reference.ppf, TAILS),
        reference(case.reference.isf, TAILS),
    ]
    points = np.unique(np.concatenate(found))
    low, high = case.reference.support()
    return points[np.isfinite(points) & (points > low) & (points < high)]


@every
def test_log_prob_and_prob(case):
    x = grid(case)
    expected = reference(case.reference.logpdf, x)
    seen = np.isfinite(expected)
    np.testing.assert_allclose(case.ours.log_prob(x)[seen], expected[seen], rtol=2e-13, atol=2e-13)
    np.testing.assert_allclose(
        case.ours.prob(x)[seen], np.exp(expected[seen]), rtol=2e-12, atol=1e-320
    )


@every
def test_both_tails_with_all_digits(case):
    x = grid(case)
    for found, expected in [
        (case.ours.cdf(x), reference(case.reference.cdf, x)),
        (case.ours.survival(x), reference(case.reference.sf, x)),
    ]:
        # Where scipy makes an upper tail from 1 − cdf, or underflows, it is no reference.
        seen = (expected > 1e-290) & (expected < 1) | (expected == found)
        if case.family is Uniform:
            np.testing.assert_allclose(found, expected, rtol=0, atol=1e-15)
        elif case.family is StudentT:
            seen &= expected > 1e-100
        elif case.family is Cauchy and OLD_SCIPY:
            seen &= expected > 1e-5  # it subtracts from 1/2
        if case.family is not Uniform:
            np.testing.assert_allclose(found[seen], expected[seen], rtol=1e-10)


@recent_scipy
@every
def test_quantiles(case):
    for p in (MIDDLE, TAILS):
        expected = reference(case.reference.ppf, p)
        # Quantiles beyond the largest number are ∞, and scipy's of StudentT are lost before.
        seen = (np.absolute(expected) < 1e150) & (np.absolute(expected) > 1e-290)
        np.testing.assert_allclose(case.ours.icdf(p)[seen], expected[seen], rtol=1e-10, atol=1e-14)


@every
def test_moments_and_entropy(case):
    ours = case.ours
    mean, variance = reference(case.reference.stats, "mv")
    if case.family is Cauchy or (case.family is StudentT and ours.df <= 1):
        mean = variance = np.nan  # scipy says ∞ for some of these integrals without a value
    np.testing.assert_allclose(ours.mean, mean, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(ours.variance, variance, rtol=1e-12)
    np.testing.assert_allclose(ours.std, np.sqrt(variance), rtol=1e-12)
    np.testing.assert_allclose(
        ours.entropy, reference(case.reference.entropy), rtol=1e-11, atol=1e-12
    )


@every
def test_ends_of_the_support(case):
    ours = case.ours
    low, high = case.reference.support()
    assert str(ours.support)[1:-1].count(",") == 1
    outside = [x for x in (low - 1, high + 1) if np.isfinite(x)]
    for x in outside:
        assert ours.log_prob(x) == -math.inf
        assert ours.prob(x) == 0
        assert ours.cdf(x) == float(x > high)
        assert ours.survival(x) == float(x < low)
    assert ours.log_prob(math.inf) == ours.log_prob(-math.inf) == -math.inf
    np.testing.assert_array_equal(ours.cdf([-math.inf, math.inf]), [0, 1])
    np.testing.assert_array_equal(ours.survival([-math.inf, math.inf]), [1, 0])
    np.testing.assert_allclose(ours.icdf([0.0, 1.0]), [low, high])


@every
def test_nan_in_is_nan_out_beside_numbers(case):
    ours = case.ours
    x = np.array([np.nan, ours.icdf(0.3), np.inf, np.nan])
    for method in (ours.log_prob, ours.prob, ours.cdf, ours.survival):
        np.testing.assert_array_equal(np.isnan(method(x)), [True, False, False, True])
        assert np.isnan(method(np.nan))
        np.testing.assert_allclose(method(x)[1], method(x[1]), rtol=1e-13)


@every
def test_shapes_of_values(case):
    ours = case.ours
    x = ours.icdf(np.array([[0.2, 0.4, 0.6], [0.1, 0.5, 0.9]]))
    for method in (ours.log_prob, ours.prob, ours.cdf, ours.survival):
        assert method(x).shape == (2, 3)
        assert np.ndim(method(x[0, 0])) == 0
        assert method(np.zeros((0, 2))).shape == (0, 2)
        np.testing.assert_allclose(method(x.tolist()), method(x), rtol=1e-13)
        np.testing.assert_allclose(method(x[:, ::2]), method(x)[:, ::2], rtol=1e-13)


@every
def test_samples_are_of_the_distribution(case):
    x = case.ours.sample(4000, rng=1)
    assert x.shape == (4000,)
    assert stats.kstest(x, case.reference.cdf).pvalue > 1e-3
    np.testing.assert_array_equal(case.ours.sample(4000, rng=np.random.default_rng(1)), x)
    assert not np.array_equal(case.ours.sample(4000, rng=2), x)
    assert np.all(case.ours.support.contains(x))


@pytest.mark.parametrize("case", [c for c in CASES if np.isfinite(c.ours.variance)], ids=str)
def test_moments_of_samples(case):
    variance = float(case.ours.variance)
    x = case.ours.sample((200, 100), rng=3)
    assert x.shape == (200, 100)
    assert abs(np.mean(x) - case.ours.mean) < 5 * math.sqrt(variance / x.size)
    fourth = np.mean((x - case.ours.mean) ** 4)
    assert abs(np.var(x) - variance) < 6 * math.sqrt(fourth / x.size)


VECTORS = [
    (Normal, [[0.0, 1.0, -2.0], [1.0, 0.5, 3.0]]),
    (Uniform, [[0.0, 1.0, -2.0], [1.0, 1.5, 3.0]]),
    (Exponential, [[0.5, 1.0, 20.0]]),
    (Laplace, [[0.0, 1.0, -2.0], [1.0, 0.5, 3.0]]),
    (Cauchy, [[0.0, 1.0, -2.0], [1.0, 0.5, 3.0]]),
    (LogNormal, [[0.0, 1.0, -2.0], [1.0, 0.5, 3.0]]),
    (Gamma, [[0.5, 1.0, 700.0], [1.0, 0.5, 3.0]]),
    (ChiSquared, [[0.5, 2.0, 7.0]]),
    (Beta, [[0.5, 1.0, 7.0], [1.0, 0.5, 3.0]]),
    (StudentT, [[0.5, 1.0, 30.0], [0.0, 1.0, -2.0], [1.0, 0.5, 3.0]]),
]


@pytest.mark.parametrize(("family", "rows"), VECTORS)
def test_arrays_of_parameters_are_one_distribution_an_entry(family, rows):
    together = family(*(np.array(row) for row in rows))
    apart = [family(*each) for each in zip(*rows, strict=True)]
    x = np.array([[0.2, 0.7, 1.4], [-5.0, 0.0, 2.5]])
    for name in ("log_prob", "prob", "cdf", "survival"):
        expected = np.stack([getattr(d, name)(x[:, i]) for i, d in enumerate(apart)], axis=-1)
        np.testing.assert_allclose(getattr(together, name)(x), expected, rtol=1e-13)
    p = np.array([[0.2, 0.7, 0.4], [0.1, 0.5, 0.9]])
    np.testing.assert_allclose(
        together.icdf(p), np.stack([d.icdf(p[:, i]) for i, d in enumerate(apart)], axis=-1)
    )
    for name in ("mean", "variance", "std", "entropy"):
        np.testing.assert_allclose(
            getattr(together, name), [getattr(d, name) for d in apart], rtol=1e-13
        )
    samples = together.sample(2000, rng=4)
    assert samples.shape == (2000, 3)
    assert together.sample(rng=4).shape == (3,)
    for i, each in enumerate(apart):
        assert stats.kstest(samples[:, i], each.cdf).pvalue > 1e-3


@pytest.mark.parametrize(("family", "rows"), VECTORS)
def test_parameters_that_do_not_fit_each_other_or_are_no_numbers(family, rows):
    values = [row[0] for row in rows]
    for i, field in enumerate(dataclasses.fields(family)):
        for wrong, message in [(np.nan, "finite"), ("two", "real number"), ([1.0, np.inf], "inf")]:
            with pytest.raises(ProbabilityError, match=f"{family.__name__}.*{message}") as caught:
                family(*(wrong if j == i else v for j, v in enumerate(values)))
            assert field.name in str(caught.value)
    if len(rows) > 1:
        with pytest.raises(ProbabilityError, match=r"shape \(2,\).* broadcast"):
            family(np.full(3, values[0]), *(np.full(2, value) for value in values[1:]))


@pytest.mark.parametrize(("family", "rows"), VECTORS)
def test_log_prob_and_entropy_by_every_parameter_to_second_order(family, rows):
    parameters = [np.array(row) for row in rows]
    x = family(*parameters).icdf(0.8) if family is not Beta else np.array([0.2, 0.6, 0.9])

    def log_prob(x, *given):
        return family(*given).log_prob(x)

    if family is Uniform:
        check_grads(lambda *given: log_prob(x, *given), parameters, order=2)
        slope = grad(lambda x: np.sum(log_prob(x, *parameters)))(x)
        np.testing.assert_array_equal(slope, 0)
    else:
        check_grads(log_prob, (x, *parameters), order=2)
    check_grads(lambda *given: family(*given).entropy, parameters, order=2)


@pytest.mark.parametrize(("family", "rows"), VECTORS)
def test_both_tails_by_the_value(family, rows):
    distribution = family(*(np.array(row) for row in rows))
    for p in (0.6, 0.8):
        x = distribution.icdf(p)
        check_grads(distribution.cdf, (x,), order=2, rtol=1e-4)
        check_grads(distribution.survival, (x,), order=2, rtol=1e-4)
        slope = grad(lambda x: np.sum(distribution.cdf(x)))(x)
        np.testing.assert_allclose(slope, distribution.prob(x), rtol=1e-12)


@pytest.mark.parametrize(("family", "rows"), [v for v in VECTORS if v[0] is not StudentT])
def test_both_tails_by_the_parameters(family, rows):
    parameters = [np.array(row)[:2] for row in rows]
    x = family(*parameters).icdf(0.6)
    for name in ("cdf", "survival"):
        check_grads(lambda *given, m=name: getattr(family(*given), m)(x), parameters, rtol=1e-4)


@pytest.mark.parametrize(("family", "rows"), VECTORS)
def test_gradients_beside_values_that_cannot_occur(family, rows):
    parameters = tuple(row[0] for row in rows)
    inside = float(family(*parameters).icdf(0.4))

    def total(x, *given):
        return np.sum(np.exp(family(*given).log_prob(x)))

    x = (
        np.array([inside, -1e3, 1e3])
        if family in (Uniform, Beta)
        else np.array([inside, -math.inf])
    )
    slopes = grad(total, tuple(range(len(parameters) + 1)))(x, *parameters)
    alone = grad(total, tuple(range(len(parameters) + 1)))(x[:1], *parameters)
    assert slopes[0][0] == alone[0][0]
    assert not np.any(slopes[0][1:])
    np.testing.assert_allclose(slopes[1:], alone[1:])


@every
@settings(max_examples=10)
@given(p=st.lists(st.floats(1e-12, 1 - 1e-12), min_size=5, max_size=30))
def test_cdf_of_icdf(case, p):
    p = np.array(p)
    x = case.ours.icdf(p)
    # How far the probability moves within the rounding of x.
    slack = 4 * case.ours.prob(x) * np.spacing(np.absolute(x))
    assert np.all(np.absolute(case.ours.cdf(x) - p) <= 1e-11 * p + slack)
    assert np.all(np.absolute(case.ours.survival(x) - (1 - p)) <= 1e-11 * (1 - p) + slack + 1e-16)


@every
def test_tails_add_to_one_and_grow(case):
    x = np.sort(case.ours.sample(200, rng=5))
    np.testing.assert_allclose(case.ours.cdf(x) + case.ours.survival(x), 1, rtol=1e-13)
    assert np.all(np.diff(case.ours.cdf(x)) >= 0)
    assert np.all(np.diff(case.ours.survival(x)) <= 0)


@pytest.mark.parametrize(
    ("distribution", "value", "expected"),
    [
        # By hand, from the density.
        (Normal(), 40.0, -800 - 0.5 * math.log(2 * math.pi)),
        (Normal(), 1e10, -5e19),
        (Exponential(2.0), 1e4, math.log(2) - 2e4),
        (Laplace(1.0, 0.5), 1001.0, -2000.0),
        (Cauchy(), 1e200, -400 * math.log(10) - math.log(math.pi)),
        (StudentT(1.0), -1e200, -400 * math.log(10) - math.log(math.pi)),
        (
            StudentT(9.0),
            1e100,
            -1000 * math.log(10) + 5 * math.log(9) + math.log(128 / (105 * math.pi)),
        ),
        (
            LogNormal(),
            1e-20,
            -0.5 * (20 * math.log(10)) ** 2 + 20 * math.log(10) - 0.5 * math.log(2 * math.pi),
        ),
        (Gamma(3.0, 2.0), 1e3, 3 * math.log(2) + 2 * math.log(1e3) - 2e3 - math.log(2)),
        (Gamma(500.0, 1.0), 1e-3, -499 * 3 * math.log(10) - 1e-3 - math.lgamma(500)),
        (ChiSquared(4.0), 2e3, math.log(2e3) - 1e3 - 2 * math.log(2)),
        (Beta(300.0, 1.0), 1e-4, math.log(300) - 299 * 4 * math.log(10)),
        (Beta(1.0, 300.0), 1 - 2.0**-40, math.log(300) - 299 * 40 * math.log(2)),
    ],
    ids=str,
)
def test_log_prob_far_out(distribution, value, expected):
    assert float(distribution.log_prob(value)) == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize("wrong", ["0.5", [1j], None, [[1.0], [1.0, 2.0]]])
def test_values_that_are_no_numbers(wrong):
    for method in (Normal().log_prob, Normal().cdf, Normal().survival):
        with pytest.raises(ProbabilityError, match="real number"):
            method(wrong)


def test_fractions_and_decimals_are_numbers():
    for half in (Fraction(1, 2), Decimal("0.5")):
        for method in (Normal(1.0, 2.0).log_prob, Normal(1.0, 2.0).cdf, Normal().icdf):
            assert method(half) == method(0.5)
            assert method([half, 1])[0] == method(0.5)


@pytest.mark.parametrize("wrong", [2.0, None, "ab", (2, -1), True, [[2]]])
def test_shapes_of_samples_are_whole_numbers(wrong):
    with pytest.raises(ProbabilityError, match="shape is"):
        Normal().sample(wrong, rng=0)


@every
def test_the_slope_of_the_quantile(case):
    """By the inverse function theorem 1/p(x); and as differences say."""
    q = np.array([0.1, 0.35, 0.6, 0.95])
    for each in q:
        expected = 1 / reference(case.reference.pdf, reference(case.reference.ppf, each))
        assert grad(case.ours.icdf)(each) == pytest.approx(expected, rel=1e-9)
    check_grads(case.ours.icdf, (q,), order=2)


@pytest.mark.parametrize("family", [Normal, Laplace, Cauchy, LogNormal, Uniform])
def test_samples_move_with_location_and_scale(family):
    parameters = (0.3, 1.2)
    check_grads(lambda *given: family(*given).sample(3, rng=5), parameters, order=1)


@pytest.mark.parametrize(
    "moved",
    [
        lambda t: Gamma(t, 2.0),
        lambda t: ChiSquared(t),
        lambda t: Beta(t, 2.0),
        lambda t: Beta(2.0, t),
        lambda t: StudentT(t),
        lambda t: Dirichlet(np.stack([t, 2.0 * t])),
        lambda t: Mixture([0.5, 0.5], [Normal(t, 1.0), Normal()]),
        lambda t: Mixture(np.stack([t, 1 - t]), [Normal(), Normal(3.0, 1.0)]),
    ],
)
def test_samples_refuse_a_gradient_that_they_do_not_have(moved):
    with pytest.raises(ProbabilityError, match=r"samples have no gradient here.*detach"):
        grad(lambda t: np.sum(moved(t).sample(3, rng=0)))(0.4)
    with pytest.raises(ProbabilityError, match="samples have no gradient here"):
        jacobian(lambda t: moved(t).sample(3, rng=0), mode="forward")(0.4)
    # What a policy gradient is made of: the slope of log p at samples held still.
    held = moved(0.4).sample(3, rng=0)
    slope = grad(lambda t: np.sum(moved(t).log_prob(moved(t).sample(3, rng=0).detach())))(0.4)
    assert slope == pytest.approx(grad(lambda t: np.sum(moved(t).log_prob(held)))(0.4))


def test_rates_and_scales_move_samples_of_a_shape_held_still():
    check_grads(lambda rate: Gamma(2.0, rate).sample(3, rng=1), (1.5,), order=1)
    check_grads(lambda m, s: StudentT(3.0, m, s).sample(3, rng=1), (0.5, 1.5), order=1)


def test_single_precision_without_warnings():
    for value in np.array([0.5, 0.0, 1e30, -1e30], np.float32):
        for ours in (Normal(), Cauchy(), StudentT(3.0), Laplace()):
            single = type(ours)(*(np.float32(each) for each in vars(ours).values()))
            expected = ours.log_prob(float(value))
            if expected > np.finfo(np.float32).min:
                assert float(single.log_prob(value)) == pytest.approx(expected, rel=1e-6)


def test_what_samples_need():
    with pytest.raises(TypeError, match="rng"):
        Normal().sample(3)
    with pytest.raises(ProbabilityError, match="seed"):
        Normal().sample(3, rng=None)
    with pytest.raises(ProbabilityError, match="shape is -1"):
        Normal().sample(-1, rng=0)


@pytest.mark.parametrize("wrong", [-0.1, 1.1, [0.5, np.nan]])
def test_icdf_takes_probabilities(wrong):
    with pytest.raises(ProbabilityError, match="probability given to icdf"):
        Normal().icdf(wrong)
