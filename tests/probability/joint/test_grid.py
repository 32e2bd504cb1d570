"""Densities on a grid against closed forms and scipy."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from coursekit.autodiff import Tensor
from coursekit.probability import Exponential, Normal, ProbabilityError
from coursekit.probability.joint import GridDensity

INF = math.inf


def bivariate(mean, cov, n=160, **options):
    reference = stats.multivariate_normal(mean, cov)
    stds = np.sqrt(np.diag(cov))
    limits = {name: (m - 8 * s, m + 8 * s, n) for name, m, s in zip("xy", mean, stds, strict=True)}

    def density(x, y):
        return reference.pdf(np.stack(np.broadcast_arrays(x, y), axis=-1))

    return GridDensity.from_function(density, **limits, **options), reference


@settings(max_examples=15)
@given(
    st.floats(-3, 3), st.floats(-3, 3), st.floats(0.3, 3), st.floats(0.3, 3), st.floats(-0.9, 0.9)
)
def test_the_bivariate_normal(mx, my, sx, sy, rho):
    cov = np.array([[sx**2, rho * sx * sy], [rho * sx * sy, sy**2]])
    p, reference = bivariate([mx, my], cov)
    assert p.integral == pytest.approx(1, abs=1e-10)
    np.testing.assert_allclose(p.expectation(["x", "y"]), [mx, my], atol=1e-9)
    np.testing.assert_allclose(p.covariance_matrix(), cov, atol=1e-9)
    assert p.correlation("x", "y") == pytest.approx(rho, abs=1e-9)
    assert p.variance(lambda x, y: x + y) == pytest.approx(cov.sum(), abs=1e-9)
    # Marginals and conditionals of a normal density are normal.
    for name, m, s in (("x", mx, sx), ("y", my, sy)):
        marginal = p.marginal(name)
        expected = stats.norm.pdf(marginal.points[name], m, s)
        np.testing.assert_allclose(marginal.values, expected, atol=1e-10)
    y = my + 0.7 * sy
    given_y = p.given(y=y)
    m, s = mx + rho * sx / sy * (y - my), sx * math.sqrt(1 - rho**2)
    expected = stats.norm.pdf(given_y.points["x"], m, s)
    np.testing.assert_allclose(given_y.values * s, expected * s, atol=5e-6)
    assert given_y.integral == pytest.approx(1, abs=1e-12)
    assert given_y.expectation("x") == pytest.approx(m, abs=1e-6)
    assert given_y.variance("x") == pytest.approx(s**2, abs=1e-6)
    assert p.evidence(y=y) == pytest.approx(stats.norm.pdf(y, my, sy), rel=1e-7)
    assert p.evidence(x=mx, y=y) == pytest.approx(reference.pdf([mx, y]), rel=1e-5)


def test_bayes_for_densities():
    # p(x | y) p(y) = p(y | x) p(x)
    p, _ = bivariate([0, 1], [[1.0, 0.5], [0.5, 2.0]])
    for x, y in ((0.3, 0.2), (-1.1, 2.5)):
        one = p.given(y=y).evidence(x=x) * p.evidence(y=y)
        other = p.given(x=x).evidence(y=y) * p.evidence(x=x)
        assert one == pytest.approx(other, rel=1e-6)
        assert one == pytest.approx(p.evidence(x=x, y=y), rel=1e-6)


def test_tower_rule_and_total_variance_for_densities():
    p, _ = bivariate([0, 1], [[1.0, 0.5], [0.5, 2.0]])
    y = p.marginal("y")
    values = y.points["y"][30:-30]  # beyond lies nothing
    weights = (y.axes[0].weights * y.values)[30:-30]
    parts = [p.given(y=float(value)) for value in values]
    means = np.array([part.expectation("x") for part in parts])
    variances = np.array([part.variance("x") for part in parts])
    assert weights @ means == pytest.approx(p.expectation("x"), abs=1e-6)
    total = weights @ variances + weights @ (means - weights @ means) ** 2
    assert total == pytest.approx(p.variance("x"), abs=1e-5)


def test_probabilities_of_intervals_and_events():
    cov = [[4.0, 1.8], [1.8, 1.0]]
    p, reference = bivariate([1, -2], cov)
    x = stats.norm(1, 2)
    assert p.prob(x=(0, 3)) == pytest.approx(x.cdf(3) - x.cdf(0), abs=1e-10)
    assert p.prob(x=(-INF, 3), y=(-INF, -1.5)) == pytest.approx(reference.cdf([3, -1.5]), abs=1e-6)
    assert p.prob(x=(2, 2)) == 0
    assert p.prob(x=(100, 200)) == 0
    assert p.prob(lambda x: (x > 0) & (x < 3)) == pytest.approx(x.cdf(3) - x.cdf(0), abs=1e-3)
    both = stats.norm(-1, math.sqrt(8.6))
    assert p.prob(lambda x, y: x + y < 0) == pytest.approx(both.cdf(0), abs=1e-3)
    assert p.prob(lambda: True) == pytest.approx(1)
    narrow, _ = bivariate([0, 0], [[1.0, 0], [0, 1.0]])
    inside = narrow.prob(lambda x, y: x**2 + y**2 < 1)
    assert inside == pytest.approx(1 - math.exp(-0.5), abs=1e-3)


@pytest.mark.parametrize(
    ("reference", "limits"),
    [
        (stats.norm(2, 0.5), (-INF, INF)),
        (stats.expon(), (0, INF)),
        (stats.gamma(2.5, scale=3), (0, INF)),
        (stats.beta(2, 3), (0, 1)),
        (stats.uniform(-1, 4), (-1, 3)),
        (stats.t(5), (-INF, INF)),
        (stats.gumbel_r(), (-INF, INF)),
    ],
)
def test_one_variable(reference, limits):
    p = GridDensity.from_function(lambda x: reference.pdf(x), x=limits)
    assert p.expectation("x") == pytest.approx(reference.mean(), abs=1e-6)
    assert p.variance("x") == pytest.approx(reference.var(), rel=1e-6)
    low, high = reference.ppf([0.2, 0.7])
    assert p.prob(x=(low, high)) == pytest.approx(0.5, abs=1e-7)
    assert p.evidence(x=reference.ppf(0.4)) == pytest.approx(
        reference.pdf(reference.ppf(0.4)), rel=1e-6
    )
    entropy = p.expectation(lambda x: -reference.logpdf(x))
    assert entropy == pytest.approx(float(reference.entropy()), abs=1e-6)


def test_more_than_two_variables_and_functions_of_some():
    p = GridDensity.from_function(
        lambda x, y, z: (x + y + z) / 1.5, x=(0, 1, 20), y=(0, 1, 20), z=(0, 1, 20)
    )
    pair = p.marginal("z", "x")
    assert pair.names == ("z", "x")
    z, x = np.meshgrid(pair.points["z"], pair.points["x"], indexing="ij")
    np.testing.assert_allclose(pair.values, (x + z + 0.5) / 1.5)
    one = p.given(x=0.25, z=0.5)
    np.testing.assert_allclose(one.values, (0.75 + one.points["y"]) / 1.25)
    assert p.expectation(lambda z, x: x * z) == pytest.approx((1 / 6 + 1 / 6 + 1 / 8) / 1.5)
    assert p.given(x=0.25).given(z=0.5).values == pytest.approx(one.values)
    assert "p(y | x=0.25, z=0.5) on a grid: y in [0, 1] (20 points)" in repr(one)


def test_jumps_need_the_trapezoid_and_a_tolerance():
    def triangle(x, y):
        return 2.0 * (y < x)

    with pytest.raises(
        ProbabilityError, match=r"seems to be a density, but on this grid .*tolerance="
    ):
        GridDensity.from_function(triangle, x=(0, 1), y=(0, 1))
    p = GridDensity.from_function(
        triangle, x=(0, 1, 400), y=(0, 1, 400), rule="trapezoid", tolerance=0.02
    )
    assert p.integral == pytest.approx(1, abs=0.02)
    assert p.integral != 1  # it is left as it is
    given_x = p.given(x=0.5)  # uniform up to 1/2
    assert given_x.expectation("y") == pytest.approx(0.25, abs=0.01)
    assert given_x.values.min() == 0
    assert given_x.values.max() == pytest.approx(2, abs=0.02)


def test_interpolation_never_falls_below_zero():
    p, _ = bivariate([0, 0], [[1.0, 0.9], [0.9, 1.0]], n=40, tolerance=0.1)
    for y in np.linspace(-7, 7, 30):
        assert p.given(y=y).values.min() >= 0


@pytest.mark.parametrize(
    ("f", "message"),
    [
        (lambda x: x - 0.5, r"p\(x\) is not a density: \(2\) p is -0.49"),
        (lambda x: 2 * x, r"\(3\) its integral is 4.*divide p by 4"),
        (lambda x: 1 / x, r"\(1\) its integral does not settle"),
        (lambda x: np.sqrt(x - 1), r"\(1\) its integral does not exist: p is not finite at x=0.0"),
        (lambda y: y, r"the density takes 'y', which is not a variable here.*are 'x'"),
        (lambda x: math.sqrt(x), r"the density cannot be computed for arrays .*use NumPy's"),
        (lambda x: "a", r"the density gives <U1 values; expected real numbers"),
        (lambda x: np.ones(3), r"gives an array of shape \(3,\) on a grid of shape \(400,\)"),
        (lambda x: Tensor(x), r"the density gives a Tensor; densities on a grid are plain numbers"),
    ],
)
def test_what_is_no_density_is_refused(f, message):
    with pytest.raises(ProbabilityError, match=message):
        GridDensity.from_function(f, x=(0, 2))


def test_mass_beyond_the_limits_is_missed():
    with pytest.raises(
        ProbabilityError, match=r"misses 1 by -6.3e-05. If p has mass beyond the limits"
    ):
        GridDensity.from_function(lambda x: stats.norm.pdf(x), x=(-4, 4))
    p = GridDensity.from_function(lambda x: stats.norm.pdf(x), x=(-4, 4), tolerance=1e-4)
    assert p.report.integral == pytest.approx(1 - 6.334e-5, abs=1e-8)


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda p: p.given(y=9), r"y=9 is outside the grid, which has y in \[0, 1\]"),
        (lambda p: p.given(z=0), r"'z' is not a variable here; the variables are 'x', 'y'"),
        (lambda p: p.given(y="a"), r"y='a'; expected a number"),
        (lambda p: p.given(y=float("nan")), r"y=nan; expected a number"),
        (lambda p: p.given(), r"expected values of some variables, with others left over"),
        (lambda p: p.given(x=0, y=0), r"with others left over.*evidence"),
        (lambda p: p.evidence(), r"evidence\(\) of nothing"),
        (lambda p: p.marginal(), r"marginal\(\) of no variable"),
        (lambda p: p.marginal("x", "x"), r"'x' is given twice"),
        (lambda p: p.prob(), r"prob\(\) of nothing; expected intervals, such as x=\(0, 1\)"),
        (lambda p: p.prob(x=0.5), r"x=0.5; expected an interval .*evidence"),
        (lambda p: p.prob(x=(1, 0)), r"x from 1 to 0; expected low ≤ high"),
        (lambda p: p.prob(z=(0, 1)), r"'z' is not a variable here"),
        (lambda p: p.prob(lambda x: x), r"the event gives float64 values; expected True or False"),
        (lambda p: p.prob(lambda x: x > 0, y=(0, 1)), r"an event and intervals"),
        (lambda p: p.expectation("z"), r"'z' is not a variable here"),
        (lambda p: p.expectation(lambda x: np.log(x - 0.5)), r"the function is nan at x=0.0"),
    ],
)
def test_what_cannot_be_asked_is_refused(ask, message):
    p = GridDensity.from_function(lambda x, y: x + y, x=(0, 1), y=(0, 1))
    with pytest.raises(ProbabilityError, match=message):
        ask(p)


def test_nothing_can_be_conditioned_on_where_the_density_is_zero():
    p = GridDensity.from_function(
        lambda x, y: np.where(y < 0.5, 2.0, 0.0) + 0 * x, x=(0, 1, 20), y=(0, 1, 20)
    )
    with pytest.raises(ProbabilityError, match=r"the density is 0 all along y=0.9"):
        p.given(y=0.9)


def test_moments_that_do_not_exist_are_refused():
    cauchy = GridDensity.from_function(lambda x: 1 / (np.pi * (1 + x**2)), x=(-INF, INF))
    assert cauchy.prob(x=(-1, 1)) == pytest.approx(0.5)
    for ask in (lambda: cauchy.expectation("x"), lambda: cauchy.variance("x")):
        with pytest.raises(ProbabilityError, match=r"does not settle: .*outermost values of x in"):
            ask()
    assert cauchy.expectation(lambda x: 1 / (1 + x**2)) == pytest.approx(0.5)


def test_functions_may_be_infinite_where_the_density_is_zero():
    p = GridDensity.from_function(
        lambda x: np.where(x > 0, np.exp(-np.abs(x)), 0.0), x=(-40, 40, 800)
    )
    found = p.expectation(lambda x: np.log(x))
    assert found == pytest.approx(-np.euler_gamma, abs=1e-2)


@pytest.mark.parametrize("rule", ["gauss", "trapezoid"])
def test_samples_have_the_density(rule):
    p = GridDensity.from_function(
        lambda x, y: x + y, x=(0, 1, 100), y=(0, 1, 100), rule=rule, tolerance=1e-3
    )
    drawn = p.sample(50_000, rng=1)
    assert list(drawn) == ["x", "y"]
    assert stats.kstest(drawn["x"], lambda x: (x * x + x) / 2).pvalue > 1e-3
    assert np.cov(drawn["x"], drawn["y"])[0, 1] == pytest.approx(-1 / 144, abs=1e-3)
    # E[xy] = 1/3 tells that they are drawn together
    assert np.mean(drawn["x"] * drawn["y"]) == pytest.approx(1 / 3, abs=4e-3)


@pytest.mark.parametrize("ours", [Normal(3.0, 0.1), Exponential(5.0)])
def test_samples_of_an_infinite_axis(ours):
    x = GridDensity.from_distribution(ours, "x").sample((100, 300), rng=2)["x"]
    assert x.shape == (100, 300)
    assert stats.kstest(x.ravel(), ours.cdf).pvalue > 1e-3


def test_a_single_sample_is_a_number_and_a_seed_repeats_it():
    p = GridDensity.from_function(lambda x: 2 * x, x=(0, 1))
    one = p.sample(rng=0)["x"]
    assert np.ndim(one) == 0
    assert 0 <= one <= 1
    assert p.sample(rng=0)["x"] == one
