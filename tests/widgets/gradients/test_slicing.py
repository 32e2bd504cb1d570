"""The slices widget: model, picture, text."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.surfaces import REFERENCES

from coursekit.widgets import slices
from coursekit.widgets.gradients.functions import SURFACES
from coursekit.widgets.gradients.slicing import SlicesScene, describe, model

INSIDE = st.floats(-1.0, 1.0)


@pytest.fixture(scope="module")
def axes_of():
    """The axes of one scene, set to a state: no pixels are drawn, so it is quick."""
    scene = SlicesScene()

    def set_to(name, x, y):
        numbers = model(name, "", x, y) if name in SURFACES else model("own", name, x, y)
        scene.set_background(numbers)
        scene.move(numbers)
        return scene.figure.axes

    return set_to


@given(name=st.sampled_from(sorted(REFERENCES)), x=INSIDE, y=INSIDE)
def test_model_against_formulas(name, x, y):
    n, reference = model(name, "", x, y), REFERENCES[name]
    assert n.z == pytest.approx(reference.f(x, y), rel=1e-9, abs=1e-12)
    by_hand = (reference.first(x, y), reference.second(x, y))
    assert n.slopes == pytest.approx(by_hand, rel=1e-9, abs=1e-12)
    (t, along_x), (s, along_y) = n.slices
    np.testing.assert_allclose(along_x, reference.f(t, y), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(along_y, reference.f(x, s), rtol=1e-9, atol=1e-9)


def test_tangents_touch_their_slices(axes_of):
    """The drawn lines: through the point, and second order close to the drawn curves."""
    planes = axes_of("x1^2 x2 + x1 x2^3", 0.6, 0.5)[1:]
    for plane, at, slope in zip(planes, (0.6, 0.5), (0.725, 0.81), strict=True):
        curve, tangent, dot = plane.lines
        (x0, x1), (y0, y1) = tangent.get_data()
        assert (y1 - y0) / (x1 - x0) == pytest.approx(slope)
        assert y0 + slope * (at - x0) == pytest.approx(dot.get_ydata()[0])
        assert dot.get_xdata()[0] == at
        t, z = curve.get_data()
        near = np.abs(t - at) < 0.05
        assert np.abs(z - (y0 + slope * (t - x0)))[near].max() < 0.01


def test_curves_in_space_lie_on_the_surface_and_meet_in_the_point(axes_of):
    space = axes_of("hill", 1.0, -0.5)[0]
    f = REFERENCES["hill"].f
    curves = [line.get_data_3d() for line in space.lines]
    on_surface = [(x, y, z) for x, y, z in curves if len(x) > 100 and np.ptp(z) > 0]
    assert len(on_surface) == 2
    for x, y, z in on_surface:
        np.testing.assert_allclose(z, f(x, y))
    points = [(x[0], y[0], z[0]) for x, y, z in curves if len(x) == 1]
    assert (1.0, -0.5, pytest.approx(f(1.0, -0.5))) in points


def test_text_of_the_first_example_of_the_sources():
    assert describe(model("4x + 7y^2", "", 1.0, 0.5)).split("\n") == [
        "f(x, y) = 4x + 7y² at (1, 0.5): f = 5.75",
        "slice y = 0.5: only x moves, slope at x = 1 is ∂f/∂x = 4",
        "slice x = 1: only y moves, slope at y = 0.5 is ∂f/∂y = 7",
        "gradient, a row with one entry for each variable: ∇f = [4, 7]",
    ]


def test_a_partial_that_does_not_exist_is_said_so_and_has_no_tangent(axes_of):
    lines = describe(model("own", "abs(x) + y^2", 0.0, 0.5)).split("\n")
    assert lines[1] == "slice y = 0.5: only x moves, and ∂f/∂x does not exist at x = 0"
    assert lines[2].endswith("∂f/∂y = 1")
    assert len(lines) == 3, "there is no gradient"
    planes = axes_of("abs(x) + y^2", 0.0, 0.5)[1:]
    tangents = [plane.lines[1].get_ydata() for plane in planes]
    assert np.isnan(tangents[0]).all()
    assert np.isfinite(tangents[1]).all()


@pytest.mark.parametrize("formula", ["1/x + y", "3", "sqrt(x y)", "tan(x y)"])
def test_typed_surfaces_draw_everywhere_without_a_warning(formula):
    # Here as everywhere in the tests a warning is an error.
    widget = slices(formula, x=0.0, y=0.0)
    for x, y in ((-2.0, -2.0), (2.0, 2.0), (0.5, 1.0)):
        widget.controls["x"].value, widget.controls["y"].value = x, y
        assert widget.message == ""
    assert widget.png()


def test_no_slice_crosses_a_pole(axes_of):
    z = axes_of("1/(x - 0.003) + y", 1.0, 0.5)[1].lines[0].get_ydata()
    assert not ((z[:-1] < 0) & (z[1:] > 5)).any()
    assert np.isnan(z).sum() == 1


def test_every_control_changes_picture_and_text():
    widget = slices()
    for control, value in (("x", 0.5), ("y", -0.5), ("f", "saddle")):
        frame, text = widget.frame(), widget.description
        widget.controls[control].value = value
        assert widget.message == ""
        assert (widget.frame() != frame).any()
        assert widget.description != text


def test_limits_stand_still_while_the_point_moves(axes_of):
    def limits(x, y):
        return [(each.get_xlim(), each.get_ylim()) for each in axes_of("hill", x, y)]

    assert limits(0.0, 0.0) == limits(-2.5, 2.5)


@pytest.mark.parametrize("name", SURFACES)
def test_the_limits_hold_every_slice(name):
    reach = SURFACES[name].reach
    for x, y in ((-reach, reach), (0.0, 0.0), (reach, reach)):
        n = model(name, "", x, y)
        low, high = n.relief.limits
        for _, z in n.slices:
            assert low < z.min()
            assert z.max() < high


@pytest.mark.parametrize(
    ("name", "names"), [("x1^2 x2 + x1 x2^3", ["$x_1$", "$x_2$"]), ("hill", ["$x$", "$y$"])]
)
def test_axes_are_named_after_the_variables(axes_of, name, names):
    axes = axes_of(name, 0.5, 0.5)
    assert [each.get_xlabel() for each in axes] == [names[0], *names]
    assert axes[0].get_ylabel() == names[1]
