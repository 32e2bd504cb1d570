import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from coursekit.autodiff import check_grads, grad
from coursekit.probability import ProbabilityError
from coursekit.probability.distributions import MultivariateNormal, Normal

MEAN = np.array([1.0, -2.0, 0.5])
COVARIANCE = np.array([[2.0, 0.6, 0.1], [0.6, 1.0, -0.3], [0.1, -0.3, 1.5]])
OURS = MultivariateNormal(MEAN, COVARIANCE)
POINTS = np.array([[1.0, -2.0, 0.5], [0.0, 0.0, 0.0], [60.0, -50.0, 80.0], [-3.0, 1.0, 2.0]])


def random_covariance(k, seed):
    root = np.random.default_rng(seed).normal(size=(k, k + 2))
    return root @ root.T


@pytest.mark.parametrize("k", [1, 2, 5, 12])
def test_log_prob_and_entropy_against_scipy(k):
    mean, covariance = np.arange(k) - 1.0, random_covariance(k, k)
    ours, theirs = MultivariateNormal(mean, covariance), stats.multivariate_normal(mean, covariance)
    x = np.random.default_rng(0).normal(size=(4, 3, k)) * 5
    np.testing.assert_allclose(ours.log_prob(x), theirs.logpdf(x), rtol=1e-10)
    np.testing.assert_allclose(ours.prob(x[0]), theirs.pdf(x[0]), rtol=1e-9)
    assert float(ours.entropy) == pytest.approx(theirs.entropy(), rel=1e-12)


def test_far_out_nothing_underflows():
    assert float(OURS.log_prob(POINTS[2])) < -700
    np.testing.assert_allclose(
        OURS.log_prob(POINTS),
        stats.multivariate_normal(MEAN, COVARIANCE).logpdf(POINTS),
        rtol=1e-13,
    )


def test_values_that_cannot_occur():
    x = np.array([[np.inf, 0.0, 0.0], [0.0, -np.inf, np.nan], [0.0, 0.0, 0.0]])
    found = OURS.log_prob(x)
    assert found[0] == -np.inf
    assert np.isnan(found[1])
    assert found[2] == OURS.log_prob(x[2])
    assert str(OURS.support) == "ℝ^3"


def test_moments():
    np.testing.assert_allclose(OURS.variance, [2.0, 1.0, 1.5])
    np.testing.assert_allclose(OURS.std, np.sqrt([2.0, 1.0, 1.5]))
    correlation = OURS.correlation
    np.testing.assert_array_equal(np.diag(correlation), 1)
    assert correlation[0, 1] == pytest.approx(0.6 / math.sqrt(2))


def test_mahalanobis():
    inverse = np.linalg.inv(COVARIANCE)
    for x, found in zip(POINTS, OURS.mahalanobis(POINTS), strict=True):
        assert found == pytest.approx(math.sqrt((x - MEAN) @ inverse @ (x - MEAN)), abs=1e-12)
    assert grad(lambda x: OURS.mahalanobis(x))(MEAN).tolist() == [0, 0, 0]


def test_samples():
    x = OURS.sample(20000, rng=0)
    assert x.shape == (20000, 3)
    np.testing.assert_allclose(np.mean(x, axis=0), MEAN, atol=0.04)
    np.testing.assert_allclose(np.cov(x.T), COVARIANCE, atol=0.06)
    assert stats.kstest(OURS.mahalanobis(x) ** 2, stats.chi2(3).cdf).pvalue > 1e-3
    assert OURS.sample(rng=0).shape == (3,)
    assert OURS.sample((2, 5), rng=0).shape == (2, 5, 3)
    np.testing.assert_array_equal(OURS.sample(20000, rng=0), x)


# ------------------------------------------------------------------ marginals and conditionals


def test_marginals():
    pair = OURS.marginal([2, 0])
    np.testing.assert_array_equal(pair.mean, [0.5, 1.0])
    np.testing.assert_array_equal(pair.covariance, [[1.5, 0.1], [0.1, 2.0]])
    single = OURS.marginal(1)
    assert isinstance(single, Normal)
    assert (single.mean, single.std) == (-2.0, 1.0)
    assert OURS.marginal(-1).mean == 0.5


def test_a_marginal_is_the_integral_over_the_rest():
    pair = OURS.marginal([0, 2])
    for x, z in ((1.0, 0.5), (3.0, -1.0)):
        total, _ = integrate.quad(lambda y, x=x, z=z: float(OURS.prob([x, y, z])), -12, 8)
        assert total == pytest.approx(float(pair.prob([x, z])), rel=1e-8)


@pytest.mark.parametrize("given_", [{0: 3.0}, {2: -1.0}, {0: 0.0, 2: 2.0}, {2: 2.0, 0: 0.0}])
def test_a_conditional_is_joint_over_marginal(given_):
    places = list(given_)
    others = [i for i in range(3) if i not in places]
    conditional = OURS.conditional(given_)
    for x in POINTS[[0, 1, 3]]:
        x = x.copy()
        x[places] = list(given_.values())
        joint = OURS.log_prob(x) - OURS.marginal(places).log_prob(x[places])
        assert float(conditional.log_prob(x[others])) == pytest.approx(float(joint), rel=1e-12)


@given(k=st.integers(2, 6), seed=st.integers(0, 50), data=st.data())
def test_conditionals_in_steps_are_conditionals_at_once(k, seed, data):
    ours = MultivariateNormal(np.arange(k) * 1.0, random_covariance(k, seed))
    first = data.draw(st.integers(0, k - 1))
    second = data.draw(st.integers(0, k - 2))
    if k == 2:
        return
    step = ours.conditional({first: 1.0}).conditional({second: -2.0})
    other = second if second < first else second + 1
    once = ours.conditional({first: 1.0, other: -2.0})
    np.testing.assert_allclose(step.mean, once.mean, rtol=1e-7, atol=1e-8)
    np.testing.assert_allclose(step.covariance, once.covariance, rtol=1e-7, atol=1e-8)


def test_conditional_of_arrays_of_values():
    x = np.linspace(-2, 4, 5)
    together = OURS.conditional({0: x})
    assert together.mean.shape == (5, 2)
    for i, each in enumerate(x):
        alone = OURS.conditional({0: each})
        np.testing.assert_allclose(together.mean[i], alone.mean)
        value = np.array([0.3, 0.4])
        np.testing.assert_allclose(together.log_prob(value)[i], alone.log_prob(value))
    assert together.sample(7, rng=0).shape == (7, 5, 2)


def test_the_slope_of_the_conditional_mean_is_the_regression_line():
    slope = grad(lambda x: OURS.conditional({0: x}).mean[0])(3.0)
    assert slope == pytest.approx(0.6 / 2.0)


# ------------------------------------------------------------------------------- derivatives


def test_log_prob_by_value_mean_and_covariance_to_second_order():
    def log_prob(x, mean, root):
        return MultivariateNormal(mean, root @ root.T + np.eye(3)).log_prob(x)

    root = np.array([[1.0, 0.2, 0.0], [0.3, 0.8, 0.5], [-0.4, 0.1, 0.9]])
    check_grads(log_prob, (POINTS[[0, 1, 3]], MEAN, root), order=2)
    check_grads(lambda root: MultivariateNormal(MEAN, root @ root.T).entropy, (root,), order=2)


def test_the_gradient_by_the_covariance_is_symmetric():
    slope = grad(lambda c: MultivariateNormal(MEAN, c).log_prob(POINTS[3]))(COVARIANCE)
    inverse = np.linalg.inv(COVARIANCE)
    pull = inverse @ (POINTS[3] - MEAN)
    np.testing.assert_allclose(slope, 0.5 * (np.outer(pull, pull) - inverse), rtol=1e-10)


# ------------------------------------------------------------------------------------- batches


def test_axes_in_front_are_one_distribution_an_entry():
    means = np.array([[0.0, 1.0], [2.0, 3.0], [-1.0, 0.0]])
    covariances = np.stack([random_covariance(2, seed) for seed in range(3)])
    together = MultivariateNormal(means, covariances)
    apart = [MultivariateNormal(m, c) for m, c in zip(means, covariances, strict=True)]
    x = np.array([0.5, -0.7])
    for method in ("log_prob", "mahalanobis"):
        np.testing.assert_allclose(
            getattr(together, method)(x), [getattr(d, method)(x) for d in apart]
        )
    for name in ("entropy", "variance", "std", "correlation"):
        np.testing.assert_allclose(getattr(together, name), [getattr(d, name) for d in apart])
    np.testing.assert_allclose(
        together.conditional({1: 0.3}).mean, [d.conditional({1: 0.3}).mean for d in apart]
    )
    np.testing.assert_allclose(together.marginal(0).std, [d.marginal(0).std for d in apart])
    samples = together.sample(6000, rng=1)
    assert samples.shape == (6000, 3, 2)
    for i in range(3):
        np.testing.assert_allclose(
            np.cov(samples[:, i].T), covariances[i], rtol=0.12, atol=0.12 * covariances[i].max()
        )


# ------------------------------------------------------------------------------ constructors


def test_bivariate():
    pair = MultivariateNormal.bivariate(1.0, 2.0, 3.0, 0.5, correlation=-0.4)
    np.testing.assert_allclose(pair.mean, [1, 2])
    np.testing.assert_allclose(pair.covariance, [[9, -0.6], [-0.6, 0.25]])
    many = MultivariateNormal.bivariate(correlation=np.array([0.0, 0.5, 0.9]))
    assert many.covariance.shape == (3, 2, 2)
    np.testing.assert_allclose(many.correlation[:, 0, 1], [0, 0.5, 0.9])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"correlation": 1.0}, "correlation is 1; expected numbers between −1 and 1"),
        ({"correlation": [0.0, -1.5]}, "correlation is -1.5 at index 1"),
        ({"std_x": 0.0}, "std_x is 0; expected numbers above 0"),
    ],
)
def test_bivariate_parameters(options, message):
    with pytest.raises(ProbabilityError, match=message):
        MultivariateNormal.bivariate(**options)


def test_derivative_by_the_correlation():
    def log_prob(rho, std_x):
        return MultivariateNormal.bivariate(0.0, 1.0, std_x, 2.0, rho).log_prob([0.3, -1.0])

    check_grads(log_prob, (0.4, 1.5), order=2)


def test_fit():
    data = OURS.sample(50, rng=2)
    fitted = MultivariateNormal.fit(data)
    np.testing.assert_allclose(fitted.mean, np.mean(data, axis=0))
    np.testing.assert_allclose(fitted.covariance, np.cov(data.T, bias=True))
    best = np.sum(fitted.log_prob(data))
    rng = np.random.default_rng(3)
    for _ in range(30):
        root = np.eye(3) + 0.01 * rng.normal(size=(3, 3))
        other = MultivariateNormal(
            fitted.mean + 0.01 * rng.normal(size=3), root @ fitted.covariance @ root.T
        )
        assert np.sum(other.log_prob(data)) < best


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (np.zeros((3, 3)), r"shape \(3, 3\); expected \(n, k\).*more observations"),
        (np.zeros(5), r"shape \(5,\)"),
        (np.ones((9, 2)), "lie in a plane"),
        (np.outer(np.arange(9), [1.0, 3.0]) + np.array([0.1, 0.7]), "lie in a plane"),
    ],
)
def test_data_without_a_most_likely_normal(data, message):
    with pytest.raises(ProbabilityError, match=message):
        MultivariateNormal.fit(data)


# ------------------------------------------------------------------------------------- errors


@pytest.mark.parametrize(
    ("mean", "covariance", "message"),
    [
        (0.0, [[1.0]], r"mean has shape \(\).*expected a vector"),
        ([0.0, 0.0], [1.0, 1.0], r"covariance has shape \(2,\); expected a square matrix.*np.diag"),
        ([0.0, 0.0], np.ones((2, 3)), r"covariance has shape \(2, 3\); expected a square matrix"),
        ([0.0, 0.0, 0.0], np.eye(2), r"mean has length 3, and covariance has shape \(2, 2\)"),
        (
            [0.0, 0.0],
            [[1.0, 0.5], [0.4, 1.0]],
            r"covariance is 0.5 at index \(0, 1\) and 0.4 at index \(1, 0\); expected a symm",
        ),
        (
            [0.0, 0.0],
            [[1.0, 2.0], [2.0, 1.0]],
            "not positive definite: its smallest eigenvalue is -1;",
        ),
        ([0.0, 0.0], [[1.0, 1.0], [1.0, 1.0]], "not positive definite: its smallest eigenvalue is"),
        ([0.0, 0.0], [[1.0, 0.0], [0.0, -3.0]], "smallest eigenvalue is -3;"),
        (
            [0.0, 0.0],
            [np.eye(2), [[1.0, 2.0], [2.0, 1.0]]],
            r"covariance at index \(1,\) is not positive definite",
        ),
        (np.zeros((3, 2)), np.stack([np.eye(2)] * 4), r"axes in front that broadcast"),
        ([0.0, np.nan], np.eye(2), "mean is nan at index 1; expected finite"),
        ([0.0, 0.0], [["a", "b"], ["c", "d"]], "expected a real number"),
    ],
)
def test_parameters_that_are_no_mean_and_covariance(mean, covariance, message):
    with pytest.raises(ProbabilityError, match=message):
        MultivariateNormal(mean, covariance)


def test_units_do_not_make_a_covariance_singular():
    # Nanometres beside kilometres: a variance below any rounding, and no linear dependence.
    scale = np.array([1e9, 1.0, 1e-9])
    ours = MultivariateNormal(np.zeros(3), COVARIANCE * np.outer(scale, scale))
    x = POINTS[3] * scale
    expected = MultivariateNormal(np.zeros(3), COVARIANCE).log_prob(POINTS[3])
    assert float(ours.log_prob(x)) == pytest.approx(float(expected), rel=1e-12)


@pytest.mark.parametrize("value", [1.0, [1.0, 2.0], np.zeros((3, 4))])
def test_values_of_another_length(value):
    for method in (OURS.log_prob, OURS.prob, OURS.mahalanobis):
        with pytest.raises(ProbabilityError, match="expected vectors of length 3"):
            method(value)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: OURS.marginal(3), "no component 3; expected an index from 0 to 2"),
        (lambda: OURS.marginal([0, 0]), "name a component twice"),
        (lambda: OURS.marginal([0, -3]), "name a component twice"),
        (lambda: OURS.marginal([]), "no index was given"),
        (lambda: OURS.marginal([0.5]), "index 0.5 is not a whole number"),
        (lambda: OURS.conditional({"x": 1.0}), "index 'x' is not a whole number"),
        (lambda: OURS.conditional({}), "0 of 3 components were given"),
        (lambda: OURS.conditional({0: 1.0, 1: 1.0, 2: 1.0}), "3 of 3 components were given"),
        (lambda: OURS.conditional({0: np.nan}), "value given at 0 is nan; expected finite"),
    ],
)
def test_components_that_do_not_exist(call, message):
    with pytest.raises(ProbabilityError, match=message):
        call()
