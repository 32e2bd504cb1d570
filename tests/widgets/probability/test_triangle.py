"""Rules of variance: moments of a table of coins, the law of cosines, what is drawn and said."""

import math

import numpy as np
import pytest

from coursekit.probability import Joint
from coursekit.widgets import WidgetError, variance_rules
from coursekit.widgets.probability.triangle_scene import TriangleScene
from coursekit.widgets.probability.variances import describe, model, say_split

STATES = [
    (3.0, 4.0, 0.5), (3.0, 4.0, 0.0), (0.5, 5.0, 0.3), (2.0, 1.1, -0.85), (3.0, 3.0, -1.0),
    (5.0, 5.0, 1.0), (1.3, 2.9, 1.0),
]  # fmt: skip
every_state = pytest.mark.parametrize("state", STATES, ids=str)
COINS = Joint(np.full((2, 2), 0.25), ("a", "b"), ((-1, 1), (-1, 1)))


def pair(std_x, std_y, rho):
    """Two functions of two fair coins with these standard deviations and this correlation."""
    rest = math.sqrt(1 - rho**2)
    return lambda a: std_x * a, lambda a, b: std_y * (rho * a + rest * b)


@every_state
def test_variances_are_those_of_a_table(state):
    n, (x, y) = model(*state), pair(*state)
    assert n.covariance == pytest.approx(COINS.covariance(x, y))
    assert n.apart == pytest.approx(COINS.variance(x) + COINS.variance(y))
    assert n.of_sum == pytest.approx(COINS.variance(lambda a, b: x(a) + y(a, b)), abs=1e-12)
    assert n.of_difference == pytest.approx(COINS.variance(lambda a, b: x(a) - y(a, b)), abs=1e-12)


def lengths(scene):
    found = {}
    for name, arrow in scene._arrows.items():
        start, end = arrow._posA_posB
        found[name] = math.dist(start, end)
    return found


@every_state
def test_arrows_are_as_long_as_standard_deviations_and_bars_as_variances(state):
    std_x, std_y, rho = state
    n, scene = model(*state), TriangleScene()
    scene.set_background(n)
    scene.move(n)
    cosines = std_x**2 + std_y**2, 2 * rho * std_x * std_y
    wanted = {
        "X": std_x,
        "Y": std_y,
        "sum": math.sqrt(max(0.0, cosines[0] + cosines[1])),
        "difference": math.sqrt(max(0.0, cosines[0] - cosines[1])),
    }
    assert lengths(scene) == pytest.approx(wanted, abs=1e-7)
    limit = scene._bars.get_xlim()[1]
    for kept, twice, total in zip(
        scene._kept, scene._twice, (n.of_sum, n.of_difference), strict=True
    ):
        assert kept.get_width() == pytest.approx(min(total, n.apart))
        assert twice.get_width() == pytest.approx(2 * abs(n.covariance))
        assert twice.get_visible() == (rho != 0)
        assert (twice.get_hatch() == "////") == (total > n.apart)
        assert twice.get_x() + twice.get_width() <= limit
    low, high = scene._plane.get_xlim()
    assert all(low <= x <= high for x in scene._edges.get_xdata())
    assert max(scene._edges.get_ydata()) < scene._plane.get_ylim()[1]


def test_the_opening_numbers():
    widget = variance_rules()
    cov, plus, minus, ends = widget.description.split("\n")
    assert "0.5 · 3 · 4 = 6: SD[X] times the shadow of Y on X, 2; " in cov
    assert cov.endswith("60°")
    assert plus.endswith("9 + 16 + 12 = 37; SD[X + Y] = √37 ≈ 6.083, the diagonal")
    assert minus.endswith("9 + 16 − 12 = 13; SD[X − Y] = √13 ≈ 3.606, the third side")
    assert "< SD[X] + SD[Y] = 7" in ends


def test_the_variance_splits_only_at_the_right_angle():
    widget = variance_rules()
    before = widget.frame()
    assert say_split(model(3, 4, 0.05)).startswith("✗")
    assert "longer" in say_split(model(3, 4, 0.05)).split(",")[1]
    assert "shorter" in say_split(model(3, 4, -0.05)).split(",")[1]
    widget.controls["correlation"].value = 1e-17  # what steps of a slider leave of 0
    assert say_split(model(**widget.values)).startswith("✓")
    assert "9 + 16 + 0 = 25; SD[X + Y] = √25 = 5" in widget.description
    assert np.any(widget.frame() != before)


@pytest.mark.parametrize(
    ("rho", "words"),
    [(1.0, "standard deviations add: 3 + 4 = 7"), (-1.0, "|3 − 4| = 1")],
)
def test_arrows_in_one_line(rho, words):
    assert words in describe(model(3, 4, rho))


def test_a_negative_covariance_is_taken_from_the_sum():
    text = describe(model(3, 4, -0.5))
    assert "(−0.5) · 3 · 4 = −6" in text
    assert "9 + 16 − 12 = 13; SD[X + Y]" in text
    assert "9 + 16 + 12 = 37; SD[X − Y]" in text


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"std_x": 0.1}, "std_x = 0.1 is out of reach"),
        ({"std_y": 6}, "std_y = 6 is out of reach"),
        ({"correlation": 1.2}, "cannot be"),
        ({"correlation": math.nan}, "cannot be"),
    ],
)
def test_what_cannot_be_shown_is_refused(values, words):
    with pytest.raises(WidgetError, match=words):
        variance_rules(**values)
