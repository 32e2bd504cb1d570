"""Which condition of a density fails, by how much and where: against closed forms and scipy."""

import math

import numpy as np
import pytest
from scipy import stats

from coursekit.probability import ProbabilityError
from coursekit.probability.joint import check_density
from coursekit.probability.joint.adaptive import integrate

INF = math.inf


@pytest.mark.parametrize(
    ("reference", "low", "high", "worst"),
    [
        (stats.norm(), -INF, INF, 1e-12),
        (stats.norm(5, 0.1), -INF, INF, 1e-12),
        (stats.norm(1000, 20), -INF, INF, 1e-12),
        (stats.cauchy(3, 2), -INF, INF, 1e-12),
        (stats.laplace(0.3), -INF, INF, 1e-12),  # a kink
        (stats.t(1.5), -INF, INF, 1e-12),
        (stats.expon(), 0, INF, 1e-12),
        (stats.gamma(0.1), 0, INF, 1e-11),  # a pole at 0
        (stats.beta(0.5, 2), 0, 1, 1e-12),
        (stats.beta(0.5, 0.5), 0, 1, 1e-8),  # a pole at 1, where floats are coarser
        (stats.uniform(0.3, 0.4), 0, 1, 1e-11),  # jumps
        (stats.lognorm(2), 0, INF, 1e-12),
        (stats.pareto(0.05), 1, INF, 1e-6),  # x^−1.05
        (stats.norm(), -1, 2, 1e-12),
    ],
)
def test_integrals_agree_with_scipy(reference, low, high, worst):
    found = integrate(reference.pdf, low, high)
    expected = reference.cdf(high) - reference.cdf(low)
    assert abs(found.value - expected) <= worst
    assert found.settled
    assert found.absolute == found.value
    report = check_density(lambda x: reference.pdf(x) / expected, x=(low, high))
    assert report


def test_a_report_on_a_density():
    report = check_density(lambda x: 2 * x, x=(0, 1))
    assert report
    assert report.integral_exists
    assert report.nonnegative
    assert report.integral_is_one
    report.require()
    assert str(report).startswith("p(x) is a density\nyes  (1) its integral exists\nyes  (2) p ≥ 0")
    assert report.integral == pytest.approx(1, abs=1e-14)


def test_a_negative_part_is_found_and_measured():
    # x − 1/2 on [0, 2] has the integral 1, and below 1/2 the integral −1/8.
    report = check_density(lambda x: x - 0.5, x=(0, 2))
    assert (report.integral_exists, report.nonnegative, report.integral_is_one) == (
        True,
        False,
        True,
    )
    assert report.lowest == pytest.approx(-0.5, abs=1e-3)
    assert report.lowest_at["x"] == pytest.approx(0, abs=1e-3)
    assert (report.integral - report.absolute) / 2 == pytest.approx(-1 / 8, abs=1e-12)
    with pytest.raises(
        ProbabilityError, match=r"\(2\) p is -0.499\d* at x=0.000\d*, below 0 .*-0.125"
    ):
        report.require()


def test_an_integral_that_is_not_one():
    report = check_density(lambda x: np.exp(-(x**2) / 2), x=(-INF, INF))
    assert (report.integral_exists, report.nonnegative, report.integral_is_one) == (
        True,
        True,
        False,
    )
    assert report.integral == pytest.approx(math.sqrt(2 * math.pi), rel=1e-13)
    with pytest.raises(
        ProbabilityError, match=r"\(3\) its integral is 2.50662827.*divide p by 2.50663"
    ):
        report.require()


@pytest.mark.parametrize(
    ("f", "limits"),
    [
        (lambda x: 1 / x, (1, INF)),
        (lambda x: 1 / x, (0, 1)),
        (lambda x: 1 / np.abs(x - 0.3), (0, 1)),
        (lambda x: x / (1 + x**2), (-INF, INF)),  # the two infinite halves do not cancel
        (lambda x: 1 + 0 * x, (-INF, INF)),
        (lambda x: 1 + 0 * x, (0, INF)),
    ],
)
def test_integrals_that_do_not_exist(f, limits):
    report = check_density(f, x=limits)
    assert not report.integral_exists
    assert not report.integral_is_one
    with pytest.raises(ProbabilityError, match=r"\(1\) its integral does not settle"):
        report.require()


@pytest.mark.parametrize(
    ("f", "where"),
    [
        (lambda x: np.sqrt(x - 0.5), r"x=0.000\d+"),
        (lambda x: 1 / x**3, r"x=\d.*e-"),
        (lambda x: np.where((x > 0.4) & (x < 0.6), np.inf, 1.0), r"x=0.4\d*"),
    ],
)
def test_values_that_are_not_finite_are_located(f, where):
    report = check_density(f, x=(0, 1))
    with pytest.raises(
        ProbabilityError, match=rf"\(1\) its integral does not exist: .* at {where}"
    ):
        report.require()


def test_all_failing_conditions_are_named():
    with pytest.raises(ProbabilityError) as caught:
        check_density(lambda x: -2 * x, x=(0, 1)).require()
    assert "(2) p is -" in str(caught.value)
    assert "(3) its integral is -1" in str(caught.value)
    assert "(1)" not in str(caught.value)


def test_nothing_found_is_said_to_be_nothing():
    report = check_density(lambda x: np.where(np.abs(x - 5e8) < 1e-3, 1.0, 0.0), x=(-INF, INF))
    with pytest.raises(ProbabilityError, match=r"is 0: p is 0 at all points. Give limits around"):
        report.require()


@pytest.mark.parametrize(
    ("f", "limits", "expected"),
    [
        (lambda x, y: x + y, {"x": (0, 1), "y": (0, 1)}, 1),
        (lambda x, y: np.exp(-x - y), {"x": (0, INF), "y": (0, INF)}, 1),
        (
            lambda x, y: np.exp(-(x**2 + y**2) / 2) / (2 * np.pi),
            {"x": (-INF, INF), "y": (-INF, INF)},
            1,
        ),
        (lambda x, y, z: 8 * x * y * z, {"x": (0, 1), "y": (0, 1), "z": (0, 1)}, 1),
        (lambda x, y: 3 + 0 * x, {"x": (0, 2), "y": (0, 1)}, 6),
        (
            lambda x, y: 2.0 * (y < x),
            {"x": (0, 1), "y": (0, 1)},
            1,
        ),  # a jump: coarse, and it says so
        (lambda x, y: 1 / np.hypot(x, y), {"x": (-1, 1), "y": (-1, 1)}, 8 * math.asinh(1)),
    ],
)
def test_several_variables(f, limits, expected):
    report = check_density(f, **limits)
    assert report.integral_exists
    assert abs(report.integral - expected) <= 4 * report.error + 1e-9
    assert bool(report) is (expected == 1)


@pytest.mark.parametrize(
    ("f", "limits"),
    [
        (lambda x, y: 1 / (1 + x**2 + y**2), {"x": (-INF, INF), "y": (-INF, INF)}),
        (lambda x, y: 1 / (x + y) ** 2, {"x": (0, 1), "y": (0, 1)}),
        (lambda x, y: 1 / x + y, {"x": (0, 1), "y": (0, 1)}),
    ],
)
def test_several_variables_without_an_integral(f, limits):
    report = check_density(f, **limits)
    assert not report.integral_exists


def test_where_several_variables_fail():
    report = check_density(lambda x, y: x - y, x=(0, 1), y=(0, 1))
    assert report.lowest == pytest.approx(-1, abs=1e-2)
    assert report.lowest_at["x"] < 1e-2
    assert report.lowest_at["y"] > 1 - 1e-2
    assert (report.integral - report.absolute) / 2 == pytest.approx(-1 / 6, abs=1e-3)


def test_what_cannot_be_checked_is_refused():
    with pytest.raises(ProbabilityError, match=r"the density takes 'y', which is not a variable"):
        check_density(lambda y: y, x=(0, 1))
    with pytest.raises(ProbabilityError, match=r"use NumPy's functions"):
        check_density(lambda x: math.exp(x), x=(0, 1))
    with pytest.raises(ProbabilityError, match=r"there are no variables"):
        check_density(lambda x: x)
