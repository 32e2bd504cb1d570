"""The bivariate normal: S2's formula written out, integrals by sums, what is drawn and said."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coursekit.widgets import WidgetError, bivariate_normal
from coursekit.widgets.probability.bivariate import MOST, unit_of
from coursekit.widgets.probability.pair import Pair, describe, model
from coursekit.widgets.probability.pair_scene import PairScene

BODY = (0.6, 10.0, 8.0, 190.0, 170.0, 65.0)
STATES = [(0.8, 1.5, 1.0, 1.5, 0.0, 0.0), (-0.6, 0.5, 2.0, -2.0, 1.0, -1.0), BODY]
every_state = pytest.mark.parametrize("state", STATES, ids=str)


def density(n, x, y):
    """The density as S2 prints it, with the inverse of a 2 × 2 matrix written out."""
    a, b, d = n.std_x**2, n.correlation * n.std_x * n.std_y, n.std_y**2
    det = a * d - b * b
    u, v = x - n.mean_x, y - n.mean_y
    return np.exp(-(d * u * u - 2 * b * u * v + a * v * v) / (2 * det)) / (2 * np.pi * det**0.5)


def drawn(n):
    scene = PairScene((n.mean_x, n.mean_y), (unit_of(n.std_x), unit_of(n.std_y)))
    scene.set_background(n)
    scene.move(n)
    return scene


@every_state
def test_the_slice_its_area_and_the_conditional_density(state):
    n = Pair(*state)
    scene = drawn(n)
    cut = scene._slice.get_xy()[1:-2]  # without the corners on the axis
    np.testing.assert_allclose(cut[:, 0], density(n, n.x, cut[:, 1]), rtol=1e-9, atol=1e-300)
    y = np.linspace(n.mean_y - 15 * n.std_y, n.mean_y + 15 * n.std_y, 4001)
    area = np.trapezoid(density(n, n.x, y), y)
    height = scene._height.get_ydata()[1]
    assert height == pytest.approx(area)
    curve, at = scene._given.get_data()
    np.testing.assert_allclose(curve, density(n, n.x, at) / area, rtol=1e-6, atol=1e-12)
    share = density(n, n.x, y) / area
    mean = np.trapezoid(y * share, y)
    variance = np.trapezoid((y - mean) ** 2 * share, y)
    assert (n.given.mean, n.given.variance) == pytest.approx((mean, variance))
    low, high = scene._spread.get_ydata()
    assert ((low + high) / 2, (high - low) / 2) == pytest.approx((mean, math.sqrt(variance)))


@every_state
def test_marginals_are_integrals_of_the_joint_density(state):
    n = Pair(*state)
    scene = drawn(n)
    p, at = scene._second.get_data()
    x = np.linspace(n.mean_x - 12 * n.std_x, n.mean_x + 12 * n.std_x, 2001)
    for i in (90, 120, 150):
        assert p[i] == pytest.approx(np.trapezoid(density(n, x, at[i]), x), abs=1e-12)


@every_state
def test_ellipses_are_lines_of_equal_density(state):
    n = Pair(*state)
    scene = drawn(n)
    peak = density(n, n.mean_x, n.mean_y)
    for ring, radius in zip(scene._rings, (3, 2, 1), strict=True):
        x, y = ring.get_xy().T
        np.testing.assert_allclose(density(n, x, y) / peak, math.exp(-(radius**2) / 2), rtol=1e-9)


@settings(max_examples=8)
@given(
    rho=st.floats(-MOST, MOST), x=st.floats(-3, 3), std_x=st.floats(0.25, 2),
    std_y=st.floats(0.25, 2),
)  # fmt: skip
def test_the_line_of_means_meets_the_cut_and_fits_the_axes(rho, x, std_x, std_y):
    n = Pair(rho, std_x, std_y, x, 1.0, 2.0)
    assert n.expected(x) == pytest.approx(n.given.mean)
    ends = PairScene((1.0, 2.0), (1.0, 1.0)).background(n)
    assert ends[0] >= 1 / (math.sqrt(2 * math.pi) * std_x)
    assert ends[1] >= 1 / (math.sqrt(2 * math.pi * (1 - rho**2)) * std_y)


def test_the_opening_numbers():
    lines = bivariate_normal().description.split("\n")
    assert lines[:3] == ["covariance Σ\tX\tY", "X\t2.25\t1.2", "Y\t1.2\t1"]
    assert "det Σ = σ_X² σ_Y² (1 − ρ²) = 0.81; the ellipses hold 39 %, 86 % and 99 %" in lines[3]
    assert lines[5].endswith("0 + 0.8 · (1/1.5) · (1.5 − 0) = 0.8")
    assert "0.36 · 1 = 0.36, the same for every x; SD 0.6 instead of 1" in lines[6]
    assert "p_X(x) = 0.1613" in lines[7]
    assert lines[8].startswith("knowing x moves the mean by 0.8 and takes away 64 %")


def test_any_scale_and_negative_numbers():
    rho, std_x, std_y, x, mean_x, mean_y = BODY
    widget = bivariate_normal(rho, std_x, std_y, x, mean_x=mean_x, mean_y=mean_y)
    assert "65 + 0.6 · (8/10) · (190 − 170) = 74.6" in widget.description
    assert "0.64 · 64 = 40.96" in widget.description
    assert bivariate_normal(std_x=10, mean_x=170).values["x"] == 180
    assert "(−0.5) · (1/1) · (2 − (−1)) = −2.5" in describe(Pair(-0.5, 1.0, 1.0, 2.0, -1.0, -1.0))


def test_without_correlation_nothing_is_learnt():
    widget = bivariate_normal()
    before = widget.frame()
    widget.controls["correlation"].value = 1e-17  # what steps of a slider leave of 0
    assert "ρ = 0: p(y | x) = p(y) for every x" in widget.description
    assert np.any(widget.frame() != before)
    n = model(**widget.values, mean_x=0.0, mean_y=0.0)
    scene = drawn(n)
    np.testing.assert_allclose(scene._given.get_xdata(), scene._second.get_xdata(), rtol=1e-12)
    assert "leaves the mean" in describe(model(0.5, 1.0, 1.0, 0.0, mean_x=0.0, mean_y=0.0))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"correlation": 1.0}, "there is no density"),
        ({"correlation": math.nan}, "out of reach"),
        ({"std_x": 0}, "std_x = 0 cannot be"),
        ({"std_y": -1}, "std_y = −1 cannot be"),
        ({"mean_y": math.inf}, "mean_y = ∞ cannot be"),
        ({"x": 9}, r"outside the picture. Choose x within \[−4, 4\]"),
    ],
)
def test_what_cannot_be_shown_is_refused(values, words):
    with pytest.raises(WidgetError, match=words):
        bivariate_normal(**values)
