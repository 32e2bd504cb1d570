import math

import numpy as np
import pytest
from scipy import optimize, stats
from support.continuous import assert_most_likely

from coursekit.autodiff import AutodiffError, grad
from coursekit.probability import ProbabilityError
from coursekit.probability.distributions import Cauchy, Normal, StudentT


def test_moments_exist_from_some_df_on():
    df = np.array([0.5, 1.0, 1.5, 2.0, 4.0])
    np.testing.assert_array_equal(StudentT(df, 3.0).mean, [np.nan, np.nan, 3, 3, 3])
    np.testing.assert_array_equal(
        StudentT(df, 3.0, 2.0).variance, [np.nan, np.nan, np.inf, np.inf, 8]
    )
    assert grad(lambda df: StudentT(df, 0.0, 2.0).variance)(4.0) == pytest.approx(-2.0)


def test_df_1_is_cauchy():
    sizes = np.concatenate([np.logspace(-300, 300, 41), np.logspace(-4, 10, 57)])
    x = np.concatenate([-sizes, sizes, [0.0]])
    for name in ("log_prob", "cdf", "survival"):
        np.testing.assert_allclose(
            getattr(StudentT(1.0), name)(x), getattr(Cauchy(), name)(x), rtol=1e-12
        )
    p = np.array([1e-300, 1e-20, 0.1, 0.4999, 0.5, 0.5 + 1e-9, 0.9])
    np.testing.assert_allclose(StudentT(1.0).icdf(p), Cauchy().icdf(p), rtol=1e-11, atol=1e-15)


def test_df_2_in_closed_form():
    x = np.array([1e-8, 0.3, 2.0, 50.0])
    root = np.sqrt(2 + x * x)
    np.testing.assert_allclose(StudentT(2.0).survival(x), 1 / (root * (root + x)), rtol=1e-12)
    np.testing.assert_allclose(StudentT(2.0).cdf(x), 0.5 + x / (2 * root), rtol=1e-14)


def test_a_large_df_is_normal():
    x = np.array([-6.0, -1.0, 0.0, 2.0, 5.0])
    for df, near in ((1e6, 1e-3), (1e12, 1e-8)):
        np.testing.assert_allclose(StudentT(df).log_prob(x), Normal().log_prob(x), rtol=near)
        np.testing.assert_allclose(StudentT(df).cdf(x), Normal().cdf(x), rtol=near)
        assert float(StudentT(df).entropy) == pytest.approx(Normal().entropy, rel=near)


def test_the_cdf_and_its_inverse_have_no_derivative_by_df_and_say_so():
    for method in ("cdf", "survival", "icdf"):
        with pytest.raises(AutodiffError, match=r"student_t_.* no gradient rule for its argument"):
            grad(lambda df, method=method: getattr(StudentT(df), method)(0.7))(3.0)
    slope = grad(lambda location: StudentT(3.0, location).cdf(1.0))(0.2)
    assert slope == pytest.approx(-float(StudentT(3.0, 0.2).prob(1.0)))


@pytest.mark.parametrize("seed", range(4))
def test_fit(seed):
    data = StudentT(2.5, 10.0, 0.3).sample(80, rng=seed)
    fitted = StudentT.fit(data)
    assert_most_likely(fitted, data)
    found = optimize.minimize(
        lambda t: -np.sum(stats.t.logpdf(data, np.exp(t[0]), t[1], np.exp(t[2]))),
        [1.0, 10.0, -1.0],
        method="Nelder-Mead",
        options={"xatol": 1e-9, "fatol": 1e-12, "maxiter": 8000},
    )
    np.testing.assert_allclose(
        [fitted.df, fitted.location, fitted.scale],
        [np.exp(found.x[0]), found.x[1], np.exp(found.x[2])],
        rtol=1e-5,
    )


def test_fit_with_df_known():
    data = np.array([-1.0, 0.0, 0.5, 3.0, 40.0])
    for df in (0.8, 3.0, 1e5):
        fitted = StudentT.fit(data, df=df)
        assert fitted.df == df
        best = np.sum(fitted.log_prob(data))
        for location, scale in ((1.01, 1.0), (0.99, 1.0), (1.0, 1.01), (1.0, 0.99)):
            other = StudentT(df, fitted.location * location, fitted.scale * scale)
            assert np.sum(other.log_prob(data)) <= best
    wide = StudentT.fit(data, df=1e8)
    assert (wide.location, wide.scale) == pytest.approx((np.mean(data), np.std(data)), rel=1e-4)


def test_fit_of_tails_that_are_not_heavy():
    data = Normal().icdf(np.linspace(0.01, 0.99, 99))
    with pytest.raises(
        ProbabilityError, match=r"no heavier than normal.*Use Normal.fit, or give df"
    ):
        StudentT.fit(data)
    assert StudentT.fit(data, df=10.0).location == pytest.approx(0, abs=1e-9)


def test_fit_where_half_is_equal():
    with pytest.raises(ProbabilityError, match="3 of 6 observations are 1"):
        StudentT.fit([1.0, 1.0, 1.0, 2.0, 3.0, 4.0])


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: StudentT(0.0), "df is 0"),
        (lambda: StudentT(1.0, 0.0, -1.0), "scale is -1"),
        (lambda: StudentT.fit([1.0, 2.0, 4.0], df=-1.0), "df is -1"),
    ],
)
def test_parameters_are_above_0(make, message):
    with pytest.raises(ProbabilityError, match=message + "; expected numbers above 0"):
        make()


def test_far_out():
    # ∫ of the density from x, by its power law: C x^(−df−1) with C from the log-density.
    for df in (0.5, 3.0, 20.0):
        x = 1e12
        log_tail = float(StudentT(df).log_prob(x)) + math.log(x / df)
        assert float(StudentT(df).survival(x)) == pytest.approx(math.exp(log_tail), rel=1e-12)
        assert float(StudentT(df).icdf(math.exp(log_tail))) == pytest.approx(-x, rel=1e-12)
