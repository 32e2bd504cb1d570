"""Axes of a grid: weights that integrate, changes of variable, interpolation."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate

from coursekit.probability import ProbabilityError
from coursekit.probability.joint.quadrature import axis_between, checked_limits

INF = math.inf


@given(st.floats(-50, 50), st.floats(0.01, 100), st.integers(0, 19))
def test_a_panel_is_exact_up_to_degree_19(low, width, degree):
    axis = axis_between("x", low, low + width, 10)
    found = axis.weights @ ((axis.points - low) / width) ** degree
    assert found == pytest.approx(width / (degree + 1), rel=1e-9)


@pytest.mark.parametrize(
    ("low", "high", "f", "expected"),
    [
        (-INF, INF, lambda x: np.exp(-(x**2) / 2), math.sqrt(2 * math.pi)),
        (-INF, INF, lambda x: 1 / (1 + x**2), math.pi),
        (0.0, INF, lambda x: np.exp(-x), 1.0),
        (2.0, INF, lambda x: x**-3.0, 1 / 8),
        (-INF, -1.0, lambda x: x**-2.0, 1.0),
        (-INF, 3.0, lambda x: np.exp(x - 3), 1.0),
    ],
)
def test_infinite_axes_by_a_change_of_variable(low, high, f, expected):
    axis = axis_between("x", low, high, 400)
    assert np.all(np.diff(axis.points) > 0)
    assert axis.weights @ f(axis.points) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(
    ("low", "high"), [(-1.0, 2.0), (0.0, INF), (-INF, 5.0), (-INF, INF), (1e6, INF)]
)
def test_points_are_found_back_by_their_value(low, high):
    axis = axis_between("x", low, high, 200, centre=1.5, scale=0.7)
    values = np.cos(axis.points / (1 + abs(low) if math.isfinite(low) else 1))
    for place in (0, 1, 57, 198, 199):
        assert axis.at(float(axis.points[place])) @ values == pytest.approx(values[place], rel=1e-6)
        assert axis.at(float(axis.points[place])).sum() == pytest.approx(1)


def test_interpolation_follows_smooth_functions_between_the_points():
    gauss = axis_between("x", -4.0, 4.0, 160)
    straight = axis_between("x", -4.0, 4.0, 161, "trapezoid")
    values = np.linspace(-4, 4, 37)
    # Straight lines miss by spacing² / 8 times the second derivative, which is 2 at most.
    for axis, worst in ((gauss, 1e-9), (straight, 0.05**2 / 8 * 2)):
        found = [axis.at(x) @ np.exp(-(axis.points**2)) for x in values]
        np.testing.assert_allclose(found, np.exp(-(values**2)), rtol=0, atol=worst)


@given(st.floats(-4, 4), st.floats(-4, 4))
def test_parts_of_an_axis(one, other):
    low, high = sorted([one, other])
    axis = axis_between("x", -4.0, 4.0, 160)
    expected = math.sqrt(math.pi) / 2 * (math.erf(high) - math.erf(low))
    assert axis.between(low, high) @ np.exp(-(axis.points**2)) == pytest.approx(expected, abs=1e-9)
    straight = axis_between("x", -4.0, 4.0, 41, "trapezoid")
    values = np.sin(straight.points)
    found = straight.between(low, high) @ values
    fine = np.union1d(np.linspace(low, high, 3), straight.points)
    fine = fine[(fine >= low) & (fine <= high)]
    exact = np.trapezoid(np.interp(fine, straight.points, values), fine)
    assert found == pytest.approx(exact, abs=1e-12)


def test_parts_of_an_infinite_axis():
    axis = axis_between("x", -INF, INF, 400)
    density = 1 / (np.pi * (1 + axis.points**2))
    for low, high in ((-INF, 0.0), (1.0, INF), (-3.0, 0.5), (-INF, INF)):
        expected = (math.atan(high) - math.atan(low)) / math.pi
        assert axis.between(low, high) @ density == pytest.approx(expected, abs=1e-12)
    half = axis_between("x", 0.0, INF, 400)
    expected = integrate.quad(lambda x: math.exp(-x) * x, 0.3, INF)[0]
    assert half.between(0.3, INF) @ (half.points * np.exp(-half.points)) == pytest.approx(expected)


def test_trapezoid_weights_are_those_of_numpy():
    axis = axis_between("x", 1.0, 3.0, 7, "trapezoid")
    values = np.exp(axis.points)
    assert axis.weights @ values == pytest.approx(np.trapezoid(values, axis.points))


@pytest.mark.parametrize("rule", ["gauss", "trapezoid"])
def test_finer_points_lie_where_their_point_counts(rule):
    axis = axis_between("x", -1.0, 2.0, 30, rule)
    finer = axis.finer(8)
    assert finer.shape == (240,)
    assert np.all(np.diff(finer) > 0)
    assert -1 < finer[0] < finer[-1] < 2
    assert np.repeat(axis.weights / 8, 8) @ finer**2 == pytest.approx(3, rel=1e-3)


def test_moments_that_do_not_exist_are_noticed():
    axis = axis_between("x", -INF, INF, 400)
    cauchy = axis.weights / (np.pi * (1 + axis.points**2))
    assert not axis.diverges(cauchy)
    assert axis.diverges(cauchy * np.abs(axis.points))
    assert axis.diverges(cauchy * axis.points**2)
    # The variance of Student's t with 3 degrees exists, though its integrand falls like 1/x² only.
    student = axis.weights * (1 + axis.points**2 / 3) ** -2.0
    assert not axis.diverges(student * axis.points**2)
    assert axis.diverges(student * np.abs(axis.points) ** 3)
    normal = axis.weights * np.exp(-(axis.points**2) / 2)
    assert not axis.diverges(normal * axis.points**8)
    assert not axis_between("x", 0.0, 1.0, 50).diverges(np.arange(50.0) ** 9)


def test_points_are_rounded_up_to_panels():
    assert len(axis_between("x", 0.0, 1.0, 95).points) == 100
    assert len(axis_between("x", 0.0, 1.0, 7).points) == 7
    assert len(axis_between("x", 0.0, 1.0, 95, "trapezoid").points) == 95


def test_limits_and_how_many_points():
    assert checked_limits({"x": (0, 1)}) == {"x": (0.0, 1.0, 400)}
    assert checked_limits({"x": (0, 1)}, 2, 77) == {"x": (0.0, 1.0, 77)}
    assert checked_limits(dict.fromkeys("abcd", (0, 1)))["a"] == (0.0, 1.0, 30)


@pytest.mark.parametrize(
    ("given_limits", "message"),
    [
        ({}, r"there are no variables; expected limits"),
        ({"x": 3}, r"x=3; expected limits \(low, high\)"),
        ({"x": (0, 1, 2, 3)}, r"x=\(0, 1, 2, 3\); expected limits"),
        ({"x": ("a", 1)}, r"x=\('a', 1\); expected limits"),
        ({"x": (1, 0)}, r"x goes from 1 to 0; expected a low limit below the high one"),
        ({"x": (0, float("nan"))}, r"x goes from 0 to nan"),
        ({"x": (0, 1, 1)}, r"the number of points of x is 1; expected whole numbers, 2 or more"),
        ({"x": (0, 1, 9.5)}, r"the number of points of x is 9.5; expected whole numbers"),
    ],
)
def test_limits_that_are_none_are_refused(given_limits, message):
    with pytest.raises(ProbabilityError, match=message):
        checked_limits(given_limits)


def test_rules_that_are_none_are_refused():
    with pytest.raises(ProbabilityError, match=r'expected "gauss" or "trapezoid"'):
        axis_between("x", 0.0, 1.0, 9, "simpson")
    with pytest.raises(ProbabilityError, match=r"equally spaced points need finite limits"):
        axis_between("x", 0.0, INF, 9, "trapezoid")
