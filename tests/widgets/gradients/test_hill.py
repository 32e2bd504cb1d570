"""The hill walk: three steps from one start, their rises, the residual."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.surfaces import REFERENCES

from coursekit.widgets import WidgetError, hill_walk
from coursekit.widgets.gradients.hill import WalkScene, describe, model

INSIDE = st.floats(-1.0, 1.0)


@pytest.fixture(scope="module")
def axes_of():
    """The axes of one scene, set to a state: no pixels are drawn, so it is quick."""
    scene = WalkScene()

    def set_to(name, x, y, h):
        numbers = model(name, "", x, y, h)
        scene.set_background(numbers)
        scene.move(numbers)
        return scene.figure.axes

    return set_to


@given(name=st.sampled_from(sorted(REFERENCES)), x=INSIDE, y=INSIDE, h=st.floats(1e-3, 1.0))
def test_every_rise_is_measured_from_the_start(name, x, y, h):
    n, f = model(name, "", x, y, h), REFERENCES[name].f
    start = f(x, y)
    rises = [f(x, y + h) - start, f(x - h, y) - start, f(x - h, y + h) - start]
    found = [n.here.north.item(), n.here.west.item(), n.here.diagonal.item()]
    assert found == pytest.approx(rises, rel=1e-9, abs=1e-11)
    assert n.here.total == pytest.approx(rises[0] + rises[1], rel=1e-9, abs=1e-11)
    assert n.here.residual == pytest.approx(rises[2] - rises[0] - rises[1], rel=1e-6, abs=1e-11)


def test_a_walk_round_the_corner_would_have_no_residual():
    """What the widget must not do: the second rise from where the first step ended."""
    n, f = model("hill", "", 1.8, -1.2, 0.5), REFERENCES["hill"].f
    round_the_corner = f(1.3, -0.7) - f(1.8, -0.7)
    assert n.here.north + round_the_corner == pytest.approx(n.here.diagonal)
    assert abs(n.here.west - round_the_corner) > 0.1


@pytest.mark.parametrize("name", [name for name in REFERENCES if name not in ("bowl", "saddle")])
def test_the_residual_is_the_mixed_derivative_times_h_squared(name):
    reference, (x, y) = REFERENCES[name], (0.7, -0.4)
    n = model(name, "", x, y, 1e-3)
    assert n.here.residual / 1e-6 == pytest.approx(-reference.mixed(x, y), rel=5e-3, abs=1e-8)


@pytest.mark.parametrize("name", REFERENCES)
def test_the_chain_rule_along_the_diagonal(name):
    reference, (x, y) = REFERENCES[name], (0.7, -0.4)
    limit = reference.second(x, y) - reference.first(x, y)
    n = model(name, "", x, y, 1e-3)
    assert n.slopes[1] - n.slopes[0] == pytest.approx(limit, rel=1e-12)
    for rise in (n.here.total, n.here.diagonal):
        assert rise / n.h == pytest.approx(limit, abs=0.03 * (1 + abs(limit)))


@pytest.mark.parametrize("name", ["hill", "3y x^2", "loss", "x1^2 x2 + x1 x2^3"])
def test_on_the_drawn_axes_the_residual_has_slope_two_and_the_sum_slope_one(axes_of, name):
    law = axes_of(name, 0.9, -0.6, 0.5)[2]
    slopes = []
    for line in law.lines[:2]:
        h, size = line.get_data()
        small = h < 0.02
        slopes.append(np.polyfit(np.log10(h[small]), np.log10(size[small]), 1)[0])
    assert slopes == pytest.approx([1, 2], abs=0.05)


@pytest.mark.parametrize("name", ["4x + 7y^2", "bowl", "saddle"])
def test_a_sum_of_two_functions_has_no_residual(axes_of, name):
    assert (
        "residual (north-west − sum): 0 for every h, "
        "because f is a function of x plus a function of y"
    ) in describe(model(name, "", 0.7, -0.4, 0.5))
    assert not axes_of(name, 0.7, -0.4, 0.5)[2].lines[1].get_visible()


def test_a_residual_that_is_zero_from_one_start_only_is_no_such_sum():
    words = describe(model("own", "(x + y)^3", 0.5, -0.5, 0.5))
    assert "0 for every h, from this start" in words
    assert "function of x plus" not in words


def test_text_has_all_numbers_and_says_where_north_and_west_are():
    assert describe(model("3y x^2", "", 1.0, 0.5, 0.5)).split("\n") == [
        "f(x, y) = 3yx²; start at (1, 0.5), f = 1.5; north is +y, west is −x, h = 0.5",
        (
            "rises, each from the start: north 1.5, west −1.125, their sum 0.375; "
            "north-west in one step of length √2 h: −0.75"
        ),
        "residual (north-west − sum): −1.125; with half the step −0.3281, 3.4 times smaller",
        (
            "divided by h: sum 0.75, north-west −1.5; for h → 0 both tend to "
            "∂f/∂y − ∂f/∂x = 0: the chain rule along the diagonal"
        ),
    ]


def test_the_numbers_of_the_source():
    """S4: 200' up in the north, 300' up in the west, 500' up along the diagonal of 141.4'."""
    n = model("own", "2y - 3x", 0.0, 0.0, 1.0)
    assert (n.here.north, n.here.west, n.here.diagonal, n.here.residual) == (2.0, 3.0, 5.0, 0.0)


def test_a_corner_has_no_chain_rule_and_a_residual_that_is_too_large():
    words = describe(model("own", "abs(x + y)", 0.0, 0.0, 0.5))
    assert "residual (north-west − sum): −1; with half the step −0.5, 2 times" in words
    assert "a partial derivative does not exist here, so there is no chain rule" in words


def test_without_a_plane_there_are_slopes_and_no_chain_rule():
    words = describe(model("own", "sqrt(abs(x y))", 0.0, 0.0, 0.5))
    assert "no plane touches f here: slopes along the axes, but no chain rule" in words


@pytest.mark.parametrize(("formula", "x"), [("sqrt(x)", 0.5), ("1/x", 0.0), ("3", 0.0)])
def test_steps_out_of_the_domain_draw_without_a_warning(formula, x):
    # Here as everywhere in the tests a warning is an error.
    widget = hill_walk(formula, x=x, y=0.5, h=1.0)
    widget.controls["h"].value = 1e-3
    assert widget.message == ""


def test_three_arrows_start_at_the_dot_and_none_turns_a_corner(axes_of):
    plan = axes_of("hill", 1.8, -1.2, 0.5)[0]
    ends = [np.array(arrow._posA_posB) for arrow in plan.patches]
    assert [tail.tolist() for tail, _ in ends] == [[1.8, -1.2]] * 3
    steps = [tip - tail for tail, tip in ends]
    np.testing.assert_allclose(steps, [[0, 0.5], [-0.5, 0], [-0.5, 0.5]])


@pytest.mark.parametrize("h", [1.0, 0.5, 0.1, 1e-3])
def test_bars_are_rises_over_h_and_fill_their_window(axes_of, h):
    bars = axes_of("(x1 + 2x2^3)^2", 1.0, 0.5, h)[1]
    rises = model("(x1 + 2x2^3)^2", "", 1.0, 0.5, h).here
    heights = [bar.get_height() for bar in bars.patches]
    assert heights == pytest.approx([rise.item() / h for rise in rises])
    low, high = bars.get_ylim()
    assert all(low < height < high for height in heights)
    assert max(heights) > high / 2


def test_limits_stand_still_while_the_steps_of_the_default_hill_shrink(axes_of):
    def limits(h):
        return [(each.get_xlim(), each.get_ylim()) for each in axes_of("hill", 1.8, -1.2, h)]

    assert limits(1.0) == limits(0.5) == limits(0.1) == limits(1e-3)


def test_a_step_too_short_for_its_arrow_is_the_dot_alone(axes_of):
    visible = [
        [arrow.get_visible() for arrow in axes_of("hill", 1, 0, h)[0].patches] for h in (0.1, 1e-3)
    ]
    assert visible == [[True] * 3, [False] * 3]


def test_every_control_changes_picture_and_text():
    widget = hill_walk()
    for control, value in (("x", 0.5), ("y", 0.5), ("h", 0.1), ("f", "loss")):
        frame, text = widget.frame(), widget.description
        widget.controls[control].value = value
        assert widget.message == ""
        assert (widget.frame() != frame).any()
        assert widget.description != text


def test_the_default_state_makes_the_point():
    """Half the step, about a quarter of the residual; the sum is wrong by an amount one sees."""
    n = model("hill", "", 1.8, -1.2, 0.5)
    assert 3.5 < n.here.residual / n.half.residual < 4.5
    assert 0.1 < n.here.residual / n.here.diagonal < 0.3


@pytest.mark.parametrize("h", [0, -0.1, 2.0, float("nan")])
def test_a_step_out_of_reach(h):
    with pytest.raises(WidgetError, match=r"Choose h within \[0.001, 1\]"):
        hill_walk(h=h)
