"""Distributions on a grid: their support is covered, wherever they are and however wide."""

import math

import numpy as np
import pytest

from coursekit.probability import ProbabilityError
from coursekit.probability.distributions.cauchy import Cauchy
from coursekit.probability.distributions.dirichlet import Dirichlet
from coursekit.probability.distributions.exponential import Exponential
from coursekit.probability.distributions.gamma import Gamma
from coursekit.probability.distributions.multivariate_normal import MultivariateNormal
from coursekit.probability.distributions.normal import Normal
from coursekit.probability.distributions.poisson import Poisson
from coursekit.probability.distributions.uniform import Uniform
from coursekit.probability.joint import GridDensity


@pytest.mark.parametrize(
    ("distribution", "mean", "variance"),
    [
        (Normal(1000.0, 0.01), 1000, 1e-4),
        (Normal(0.0, 1e6), 0, 1e12),
        (Uniform(-1.0, 3.0), 1, 16 / 12),
        (Exponential(1e3), 1e-3, 1e-6),
        (Gamma(2.5, 0.01), 250, 25000),
    ],
)
def test_one_variable(distribution, mean, variance):
    p = GridDensity.from_distribution(distribution)
    assert p.names == ("x",)
    assert p.integral == pytest.approx(1, abs=1e-8)
    assert p.expectation("x") == pytest.approx(mean, rel=1e-7, abs=1e-7 * math.sqrt(variance))
    assert p.variance("x") == pytest.approx(variance, rel=1e-6)


def test_heavy_tails():
    p = GridDensity.from_distribution(Cauchy(3.0, 2.0), "t")
    assert p.integral == pytest.approx(1, abs=1e-12)
    assert p.prob(t=(3, math.inf)) == pytest.approx(0.5, abs=1e-12)


def test_a_vector():
    mean, covariance = [1.0, -2.0], [[4.0, 1.8], [1.8, 1.0]]
    p = GridDensity.from_distribution(MultivariateNormal(mean, covariance), ("height", "weight"))
    assert p.names == ("height", "weight")
    np.testing.assert_allclose(p.covariance_matrix(), covariance, atol=1e-10)
    assert p.given(weight=-1.0).expectation("height") == pytest.approx(1 + 1.8, abs=1e-7)
    three = MultivariateNormal(np.zeros(3), np.diag([1.0, 4.0, 9.0]))
    q = GridDensity.from_distribution(three, n=40)
    assert q.names == ("x", "y", "z")
    assert q.variance("z") == pytest.approx(9, rel=1e-3)


def test_limits_and_points_may_be_given():
    p = GridDensity.from_distribution(Normal(), n=50, x=(-6, 6), rule="trapezoid")
    assert p.points["x"].shape == (50,)
    assert (p.points["x"][0], p.points["x"][-1]) == (-6, 6)
    assert GridDensity.from_distribution(Normal(), x=(-6, 6, 70)).points["x"].shape == (70,)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: GridDensity.from_distribution(Poisson(2.0)),
            r"\{0, 1, 2, …\}; .* fit into a Joint",
        ),
        (
            lambda: GridDensity.from_distribution(Dirichlet([1.0, 2.0])),
            r"expected a density over an",
        ),
        (lambda: GridDensity.from_distribution(Normal([0.0, 1.0], 1.0)), r"array of distributions"),
        (lambda: GridDensity.from_distribution(Normal(), ("x", "y")), r"2 names .* expected 1"),
        (
            lambda: GridDensity.from_distribution(Normal(), y=(0, 1)),
            r"limits: 'y' is not a variable",
        ),
        (lambda: GridDensity.from_distribution(Normal(), x=(0, 1)), r"misses 1 by -0.66"),
        (
            lambda: GridDensity.from_distribution(MultivariateNormal(np.zeros(4), np.eye(4))),
            r"names of 4 variables are needed",
        ),
    ],
)
def test_what_has_no_grid_is_refused(make, message):
    with pytest.raises(ProbabilityError, match=message):
        make()
