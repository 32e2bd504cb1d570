"""The gradient's arrow: model, picture, text."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.surfaces import REFERENCES

from coursekit.widgets import WidgetError, gradient_arrow
from coursekit.widgets.gradients.arrow import DirectionScene, describe, model
from coursekit.widgets.gradients.functions import SURFACES

INSIDE = st.floats(-1.0, 1.0)


@pytest.fixture(scope="module")
def axes_of():
    """The axes of one scene, set to a state: no pixels are drawn, so it is quick."""
    scene = DirectionScene()

    def set_to(name, x, y, angle):
        numbers = model(*named(name), x, y, angle)
        scene.set_background(numbers)
        scene.move(numbers)
        return scene.figure.axes

    return set_to


def named(text):
    """The first two arguments of the model: a name of the table, or "own" and a formula."""
    return (text, "") if text in SURFACES else ("own", text)


@given(name=st.sampled_from(sorted(REFERENCES)), x=INSIDE, y=INSIDE, angle=st.floats(-180.0, 180.0))
def test_slope_in_a_direction_against_a_difference_along_it(name, x, y, angle):
    n, f = model(name, "", x, y, angle), REFERENCES[name].f
    turn, h = np.radians(angle), 1e-5
    ahead = f(x + h * np.cos(turn), y + h * np.sin(turn))
    behind = f(x - h * np.cos(turn), y - h * np.sin(turn))
    assert n.slope == pytest.approx((ahead - behind) / (2 * h), rel=1e-5, abs=1e-5)


@given(name=st.sampled_from(sorted(REFERENCES)), x=INSIDE, y=INSIDE)
def test_steepest_level_and_opposite(name, x, y):
    start, reference = model(name, "", x, y, 0.0), REFERENCES[name]
    length = np.hypot(reference.first(x, y), reference.second(x, y))
    assert start.norm == pytest.approx(length, rel=1e-9, abs=1e-8)
    if not start.has_direction:
        assert length < 1e-8
        return
    slopes = [model(name, "", x, y, angle).slope for angle in range(-180, 181, 30)]
    assert max(slopes) <= start.norm * (1 + 1e-12)
    for turn, cosine in ((0, 1), (60, 0.5), (90, 0), (180, -1), (-90, 0)):
        n = model(name, "", x, y, start.steepest + turn)
        assert n.slope == pytest.approx(cosine * start.norm, rel=1e-9, abs=1e-9 * start.norm)
        assert abs(n.between) == pytest.approx(abs(turn), abs=1e-9)


def test_u_along_an_axis_gives_the_partial_derivative():
    x_ward, y_ward = (model("hill", "", 1.0, 0.5, angle) for angle in (0.0, 90.0))
    assert x_ward.u == (1.0, 0.0)
    assert y_ward.u == (0.0, 1.0)
    assert (x_ward.slope, y_ward.slope) == x_ward.gradient


def test_text_has_all_numbers():
    assert describe(model("bowl", "", 1.0, 0.0, 60.0)).split("\n") == [
        "f(x, y) = x² + 3y² at (1, 0): f = 1",
        "gradient ∇f = [2, 0], its length ‖∇f‖ = 2, its direction 0°",
        "u at 60° = (0.5, 0.866): slope in this direction ∇f·u = 1 = ‖∇f‖ cos 60°",
        "steepest up 2 at 0°, level at 90° and −90°, steepest down −2 at −180°",
    ]


@pytest.mark.parametrize(
    ("f", "point", "words"),
    [
        ("hill", (0.0, 0.0), "the top of a hill"),
        ("bowl", (0.0, 0.0), "the bottom of a bowl"),
        ("saddle", (0.0, 0.0), "a saddle, uphill one way and downhill another"),
        ("saddle", (4.4e-16, -2.2e-16), "a saddle"),  # as a slider adds up 0.05
        ("x y", (0.0, 0.0), "a saddle"),
        ("(x1 + 2x2^3)^2", (-0.25, 0.5), "a level place, and the second derivatives do not tell"),
        ("x^4 + y^4", (0.0, 0.0), "a level place"),
        ("3", (1.0, 1.0), "a level place"),
    ],
)
def test_where_the_gradient_is_zero_nothing_is_steepest(axes_of, f, point, words):
    text = describe(model(*named(f), *point, 30.0))
    assert f"∇f = [0, 0]: this is {words}" in text
    assert "∇f·u = 0, and in every other direction too" in text
    assert "steepest up" not in text
    gradient, u = axes_of(f, *point, 30.0)[0].patches
    assert not gradient.get_visible()
    assert u.get_visible()


def test_where_there_is_no_gradient_no_number_is_given():
    widget = gradient_arrow("abs(x) + y^2", x=0.0, y=0.5)
    assert "there is no gradient here: a partial derivative does not exist" in widget.description
    assert "∇f·u" not in widget.description
    widget.controls["x"].value = 0.5
    assert "∇f = [1, 1]" in widget.description


def test_slopes_along_the_axes_alone_give_no_other_slope(axes_of):
    text = describe(model("own", "sqrt(abs(x y))", 0.0, 0.0, 45.0))
    assert "∇f = [0, 0], but f is not differentiable here" in text
    assert "in every other direction" not in text
    wave = axes_of("sqrt(abs(x y))", 0.0, 0.0, 45.0)[1]
    assert not wave.lines[0].get_visible()


def test_drawn_arrows_point_where_the_numbers_say(axes_of):
    plan, wave = axes_of("x1^2 x2 + x1 x2^3", 0.6, 0.5, -120.0)
    ways = []
    for arrow in plan.patches:
        tail, tip = np.array(arrow._posA_posB)
        assert tail.tolist() == [0.6, 0.5]
        ways.append((tip - tail) / np.hypot(*(tip - tail)))
    gradient = np.array([0.725, 0.81])
    np.testing.assert_allclose(ways[0], gradient / np.hypot(*gradient))
    np.testing.assert_allclose(ways[1], [-0.5, -np.sqrt(3) / 2])
    angles, slopes = wave.lines[0].get_data()
    np.testing.assert_allclose(
        slopes, 0.725 * np.cos(np.radians(angles)) + 0.81 * np.sin(np.radians(angles))
    )


def test_right_angles_look_right(axes_of):
    plan = axes_of("hill", 1.0, 0.5, 0.0)[0]
    assert plan.get_aspect() == 1.0
    assert plan.get_xlim() == plan.get_ylim()


def test_every_control_changes_picture_and_text():
    widget = gradient_arrow()
    for control, value in (("x", 0.5), ("y", 0.5), ("angle", 90.0), ("f", "saddle")):
        frame, text = widget.frame(), widget.description
        widget.controls[control].value = value
        assert widget.message == ""
        assert (widget.frame() != frame).any()
        assert widget.description != text


def test_limits_stand_still_while_the_dial_turns(axes_of):
    def limits(angle):
        return [(each.get_xlim(), each.get_ylim()) for each in axes_of("loss", 2.0, 0.0, angle)]

    assert limits(-180.0) == limits(60.0) == limits(180.0)


@pytest.mark.parametrize(("x", "y"), [(1.5, 1.5), (-1.5, -1.5), (1.0, -0.3), (0.5, 0.0)])
def test_the_whole_cosine_is_in_its_window_and_fills_it(axes_of, x, y):
    low, high = axes_of("4x + 7y^2", x, y, 0.0)[1].get_ylim()
    assert low == -high
    norm = model("4x + 7y^2", "", x, y, 0.0).norm
    assert norm < high <= 2 * norm


@pytest.mark.parametrize("angle", [181, -200, float("nan")])
def test_an_angle_out_of_reach(angle):
    with pytest.raises(WidgetError, match=r"Choose an angle within \[−180, 180\]"):
        gradient_arrow(angle=angle)
