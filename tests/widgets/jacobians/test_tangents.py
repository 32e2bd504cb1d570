"""The helix: model, arrows, text."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.autodiff import finite_difference
from coursekit.widgets import WidgetError, helix
from coursekit.widgets.jacobians.tangents import (
    S_LIMITS,
    T_LIMITS,
    HelixScene,
    curve,
    describe,
    model,
)


def written_down(t, s):
    """S3's matrix, by hand."""
    return np.array([[np.cos(t), 1.0], [-np.sin(t), 0.0], [6 / np.pi, 0.0]])


@given(t=st.floats(*T_LIMITS), s=st.floats(*S_LIMITS))
def test_point_and_matrix_are_those_of_the_source(t, s):
    n = model(t, s, -65)
    np.testing.assert_allclose(n.point, [np.sin(t) + s, np.cos(t), 6 * t / np.pi], atol=1e-8)
    assert n.jacobian.shape == (3, 2)
    np.testing.assert_allclose(n.jacobian, written_down(t, s), atol=1e-8)


def test_columns_are_central_differences_in_one_input_each():
    at = np.array([2.2, -0.7])
    n = model(*at, 0)
    for j in range(2):
        along = finite_difference(lambda h, j=j: curve(at + h * np.eye(2)[j]), 0.0)
        np.testing.assert_allclose(n.jacobian[:, j], along, atol=1e-9)


@pytest.fixture(scope="module")
def scene():
    """One scene for all states: to make one takes longer than to move it."""
    return HelixScene()


def lines(scene, t, s):
    scene.move(model(t, s, 0))
    return [axes.lines for axes in scene.figure.axes]


def test_arrows_start_at_the_point_and_are_the_columns(scene):
    plane, solid = lines(scene, 2.0, -1.0)
    shafts = [np.array(line.get_data_3d()) for line in solid if line.get_linewidth() == 3]
    point = np.array([np.sin(2.0) - 1, np.cos(2.0), 12 / np.pi])
    for shaft, column in zip(shafts, written_down(2.0, -1.0).T, strict=True):
        np.testing.assert_allclose(shaft[:, 0], point, atol=1e-12)
        np.testing.assert_allclose(shaft[:, 1] - shaft[:, 0], column, atol=1e-12)
    flat = [np.array(line.get_data()) for line in plane if line.get_linewidth() == 3]
    np.testing.assert_allclose([shaft[:, 1] - shaft[:, 0] for shaft in flat], np.eye(2))


def test_each_arrow_touches_the_curve_on_which_only_its_input_moves(scene):
    _, solid = lines(scene, 2.0, -1.0)
    through = [np.array(line.get_data_3d()) for line in solid if line.get_linewidth() == 1.1]
    (x, y, _), (x_aside, y_aside, z_aside) = through
    np.testing.assert_allclose((x + 1) ** 2 + y**2, 1.0)  # round the axis x = s
    np.testing.assert_allclose([y_aside, z_aside], [[np.cos(2.0)] * 2, [12 / np.pi] * 2])
    np.testing.assert_allclose(x_aside, np.sin(2.0) + np.array(S_LIMITS))


@pytest.mark.parametrize("turn", [-180, -65, 40, 180])
def test_heads_point_where_the_arrows_go_on_the_screen(scene, turn):
    n = model(1.0, 0.5, turn)
    scene.set_background(n)
    scene.move(n)
    scene.figure.canvas.draw()
    space = scene.figure.axes[1]
    shafts = [line for line in space.lines if line.get_linewidth() == 3]
    heads = [line for line in space.lines if isinstance(line.get_marker(), tuple)]
    assert len(shafts) == len(heads) == 2
    for shaft, head in zip(shafts, heads, strict=True):
        x, y = space.transData.transform(np.array(shaft.get_data()).T).T  # projected by drawing
        on_screen = np.degrees(np.arctan2(y[1] - y[0], x[1] - x[0]))
        assert (head.get_marker()[2] + 90 - on_screen + 180) % 360 - 180 == pytest.approx(0, abs=2)


def test_text_is_a_matrix_with_a_row_for_each_output():
    assert describe(model(0.0, -2.0, 0)).split("\n") == [
        "f(t, s) = (x, y, z) = (−2, 1, 0) at t = 0, s = −2",
        "J has a row for each output (x, y, z) and a column for each input (t, s): 3×2",
        "J ∈ ℝ³ˣ²\t∂/∂t\t∂/∂s",
        "row 1: x\t1\t1",
        "row 2: y\t0\t0",
        "row 3: z\t1.91\t0",
    ]


@pytest.mark.parametrize(("control", "value"), [("t", 2.0), ("s", 0.0), ("turn", 30)])
def test_every_control_changes_the_picture(control, value):
    widget = helix()
    frame = widget.frame()
    widget.controls[control].value = value
    assert widget.message == ""
    assert (widget.frame() != frame).any()


def test_only_turning_draws_the_background_again():
    widget = helix()
    frame, background = widget.frame(), widget._frames._background
    for t, s in ((6.3, 2.0), (0.0, -2.0), (1.0, 1.0)):
        widget.controls["t"].value, widget.controls["s"].value = t, s
        assert widget._frames._background is background
    np.testing.assert_array_equal(widget.frame(), frame)


@pytest.mark.parametrize("t", T_LIMITS)
@pytest.mark.parametrize("s", S_LIMITS)
def test_no_arrow_leaves_the_box(scene, t, s):
    scene.move(model(t, s, 0))
    space = scene.figure.axes[1]
    for line in space.lines:
        for values, (low, high) in zip(
            line.get_data_3d(),
            (space.get_xlim(), space.get_ylim(), space.get_zlim()),
            strict=True,
        ):
            assert np.nanmin(values) >= low
            assert np.nanmax(values) <= high


@pytest.mark.parametrize("wrong", [{"t": -0.1}, {"t": 7.0}, {"s": 2.1}, {"s": float("nan")}])
def test_wrong_arguments_say_what_is_right(wrong):
    with pytest.raises(WidgetError, match="Choose"):
        helix(**wrong)
