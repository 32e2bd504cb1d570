import math

import numpy as np
import pytest
from scipy import optimize, stats
from support.continuous import assert_most_likely

from coursekit.autodiff import check_grads
from coursekit.probability import ProbabilityError
from coursekit.probability.distributions import ChiSquared, Exponential, Gamma, Normal


def test_the_density_at_0_depends_on_the_shape():
    np.testing.assert_array_equal(
        Gamma(np.array([0.5, 1.0, 1.5]), 3.0).prob(0.0).round(12), [math.inf, 3.0, 0.0]
    )
    np.testing.assert_array_equal(
        ChiSquared(np.array([1.0, 2.0, 3.0])).prob(0.0).round(12), [math.inf, 0.5, 0.0]
    )
    assert Gamma(0.5).cdf(0.0) == 0
    assert Gamma(0.5).survival(0.0) == 1


def test_values_at_0_beside_others():
    x = np.array([0.0, 1.0, -1.0, np.nan])
    for shape in (0.5, 1.0, 1.5, 200.0):
        with np.errstate(all="ignore"):
            expected = stats.gamma.logpdf(x, shape)
        np.testing.assert_allclose(Gamma(shape).log_prob(x), expected, rtol=1e-12)


def test_shape_1_is_exponential_and_half_whole_shapes_are_chi_squared():
    x = np.array([0.0, 0.1, 3.0, 200.0])
    for name in ("log_prob", "cdf", "survival"):
        np.testing.assert_allclose(
            getattr(Gamma(1.0, 2.0), name)(x), getattr(Exponential(2.0), name)(x), rtol=1e-13
        )
        np.testing.assert_allclose(
            getattr(Gamma(2.5, 0.5), name)(x), getattr(ChiSquared(5.0), name)(x), rtol=1e-13
        )


def test_a_square_is_chi_squared():
    z = np.array([0.1, 1.0, 5.0])
    np.testing.assert_allclose(ChiSquared(1.0).survival(z**2), 2 * Normal().survival(z), rtol=1e-12)


@pytest.mark.parametrize("shape", [99.0, 101.0, 1e4, 1e8])
def test_large_shapes_keep_their_digits(shape):
    # Stirling's series to the third term, in units of the mean: nothing large cancels.
    z = np.array([-3.0, -0.5, 0.0, 1.0, 4.0])
    t = 1 + z / math.sqrt(shape)
    stirling = 1 / (12 * shape) - 1 / (360 * shape**3) + 1 / (1260 * shape**5)
    excess = t - 1
    expected = (
        -shape * (excess - np.log1p(excess))
        - np.log(t)
        + 0.5 * math.log(shape / (2 * math.pi))
        - stirling
    )
    found = Gamma(shape, shape).log_prob(t)
    np.testing.assert_allclose(found, expected, rtol=1e-10)
    entropy = Gamma(shape, 1.0).entropy
    assert entropy == pytest.approx(
        0.5 * math.log(2 * math.pi * math.e * shape) - 1 / (3 * shape), abs=0.1 / shape**2
    )


@pytest.mark.parametrize(
    ("shape", "value", "log_prob", "cdf"),
    [
        # Computed with 50 digits by mpmath: the density in logarithms, the cdf by its series.
        (1e6, 992368.5383141556, -37.087640151284497, 1.0000000130951794e-14),
        (1e9, 1e9 + 1e4, -11.330581118380379, None),
        (120.0, 130.0, -3.7882966342818271, 0.82092819049638534),
    ],
)
def test_large_shapes_against_50_digits(shape, value, log_prob, cdf):
    assert float(Gamma(shape).log_prob(value)) == pytest.approx(log_prob, rel=1e-12)
    if cdf is not None:
        assert float(Gamma(shape).cdf(value)) == pytest.approx(cdf, rel=1e-10)


@pytest.mark.parametrize("shape", [3.0, 300.0])
def test_derivatives_on_both_sides_of_the_change_of_formula(shape):
    x = np.array([0.7, 1.2]) * shape
    check_grads(lambda x, a, r: Gamma(a, r).log_prob(x), (x, shape, 1.1), order=2, rtol=1e-4)


def test_other_ways_to_say_it():
    assert Gamma.from_scale(2.0, 4.0).rate == 0.25
    made = Gamma.from_mean_std(5.0, 2.0)
    assert (made.mean, made.std) == pytest.approx((5.0, 2.0))
    with pytest.raises(ProbabilityError, match="scale is 0; expected numbers above 0"):
        Gamma.from_scale(1.0, 0.0)


@pytest.mark.parametrize(("shape", "rate"), [(0.05, 1.0), (0.8, 30.0), (4.0, 0.01), (5000.0, 2.0)])
def test_fit(shape, rate):
    data = Gamma(shape, rate).sample(40, rng=3)
    data = data[data > 0]
    fitted = Gamma.fit(data)
    assert float(fitted.mean) == pytest.approx(np.mean(data), rel=1e-12)
    assert_most_likely(fitted, data)


def test_fit_of_observations_that_hardly_differ():
    # The shape is mean²/variance, less a third, for a small spread.
    data = 170 + 1e-4 * np.array([-1.0, -0.3, 0.2, 1.1])
    expected = np.mean(data) ** 2 / np.var(data)
    assert Gamma.fit(data).shape == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("df", [0.7, 4.0, 90.0])
def test_fit_of_chi_squared(df):
    data = ChiSquared(df).sample(30, rng=4)
    fitted = ChiSquared.fit(data)
    assert_most_likely(fitted, data)
    found = optimize.minimize_scalar(
        lambda t: -np.sum(stats.chi2.logpdf(data, np.exp(t))),
        bounds=(-3, 7),
        method="bounded",
        options={"xatol": 1e-10},
    )
    assert fitted.df == pytest.approx(np.exp(found.x), rel=1e-6)


@pytest.mark.parametrize("family", [Gamma, ChiSquared])
def test_data_that_it_does_not_make(family):
    name = family.__name__
    with pytest.raises(
        ProbabilityError, match=f"{name}.fit: data is 0 at index 2; expected numbers"
    ):
        family.fit([1.0, 2.0, 0.0])


def test_equal_data():
    with pytest.raises(ProbabilityError, match="all observations are equal"):
        Gamma.fit([2.0, 2.0, 2.0])


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Gamma(0.0), "shape is 0"),
        (lambda: Gamma(1.0, [1.0, -2.0]), "rate is -2 at index 1"),
        (lambda: ChiSquared(-1.0), "df is -1"),
    ],
)
def test_parameters_are_above_0(make, message):
    with pytest.raises(ProbabilityError, match=message + ".*expected numbers above 0"):
        make()
