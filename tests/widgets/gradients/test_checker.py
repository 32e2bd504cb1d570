"""The checker of typed partial derivatives: one verdict each, one slice each."""

import numpy as np
import pytest

from coursekit.autodiff import grad
from coursekit.formula import FormulaError, parse
from coursekit.widgets import WidgetError, partials_checker
from coursekit.widgets.gradients.checker import model

POINT = (0.7, -1.2, 0.4)
FUNCTIONS = {
    "x^2 y + sin(z)": ("2x y", "x^2", "cos(z)"),
    "cos(x) + z^3 - x^2 y": ("-sin(x) - 2x y", "-x^2", "3z^2"),
    "z^4 - sin(y^2 + x)": ("-cos(y^2 + x)", "-2y cos(y^2 + x)", "4z^3"),
    "e^(x y)/(1 + z^2)": (
        "y e^(x y)/(1+z^2)",
        "x e^(x y)/(1+z^2)",
        "-2z e^(x y)/(1+z^2)^2",
    ),
}


def state(f, answers, point=POINT, shown=False):
    return model(f, answers, point, shown, -3.0, 3.0)


def notes(widget):
    return [line.value for line, _ in widget._notes]


@pytest.mark.parametrize("f", FUNCTIONS)
def test_right_partial_derivatives_against_autodiff(f):
    n = state(f, FUNCTIONS[f])
    assert n.all_right
    formula = parse(f, ("x", "y", "z"))
    for index, each in enumerate(n.slices):
        expected = grad(formula, index)(*POINT)
        assert each.slope == pytest.approx(expected, rel=1e-12)
        assert each.typed_slope == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("f", FUNCTIONS)
def test_each_slice_is_the_function_along_one_variable(f):
    formula = parse(f, ("x", "y", "z"))
    for index, each in enumerate(state(f, ("", "", "")).slices):
        x, y = each.curve
        point = list(POINT)
        for place in (0, 80, 160):
            point[index] = x[place]
            assert y[place] == pytest.approx(formula(*point), rel=1e-12)


def test_each_answer_has_its_own_verdict_below_its_own_box():
    widget = partials_checker("x^2 y + sin(z)", "2x", "x^2 + sin(z)", "cos(z)")
    told = notes(widget)
    assert "✗ ∂f/∂x: The factor “y” is lost." in told[0]
    assert "✗ ∂f/∂y: You kept the term “sin(z)”." in told[1]
    assert "✓ ∂f/∂z is right." in told[2]
    widget.controls["dx"].value = "2x y"
    widget.controls["dy"].value = "x^2"
    assert all("✓" in line for line in notes(widget))
    assert widget.description.endswith("all right: the gradient here is the row [4  1  0.8776]")


def test_only_the_variables_that_occur_are_asked_for():
    widget = partials_checker("4x + 7y^2", "4", "7y")
    rows = [row for row in widget.box.children if len(getattr(row, "children", ())) == 2][:3]
    assert [row.layout.display for row in rows] == [None, None, "none"]
    figure = widget.figure()
    assert [axes.get_visible() for axes in figure.axes] == [True, True, False]
    assert "∂f/∂z" not in widget.description
    widget.controls["f"].value = "x y z"
    assert [row.layout.display for row in rows] == [None, None, None]
    assert [axes.get_visible() for axes in widget.figure().axes] == [True, True, True]


def test_a_new_function_begins_with_empty_answers_and_hides_its_derivatives():
    widget = partials_checker()
    widget.controls["shown"].value = True
    widget.controls["f"].value = "x y"
    assert [widget.controls[name].value for name in ("dx", "dy", "dz")] == ["", "", ""]
    assert not widget.controls["shown"].value
    assert "Type ∂f/∂x and press Enter." in notes(widget)[0]


def test_a_variable_that_is_not_in_f_is_pointed_out():
    widget = partials_checker("x y", "y + z", "x")
    assert "✗ ∂f/∂x: There is no z in f" in notes(widget)[0]


def test_the_derivatives_are_hidden_until_they_are_asked_for():
    widget = partials_checker()
    assert "slope of f" not in widget.description
    before = widget.frame()
    widget.controls["shown"].value = True
    assert widget.controls["shown"].description == "Hide the derivatives"
    assert widget.description.endswith("∂f/∂x = 2x·y, ∂f/∂y = x^2, ∂f/∂z = cos(z)")
    assert (widget.frame() != before).any()
    widget.controls["shown"].value = False
    np.testing.assert_array_equal(widget.frame(), before)


def test_the_lines_have_the_typed_slopes():
    widget = partials_checker("x^2 y + sin(z)", "2x", "x^2", "cos(z)")
    for axes, slope in zip(widget.figure().axes, (2.0, 1.0, np.cos(0.5)), strict=True):
        line = next(each for each in axes.lines if each.get_linestyle() == "--")
        (x0, x1), (y0, y1) = line.get_data()
        assert (y1 - y0) / (x1 - x0) == pytest.approx(slope)


def test_moving_a_point_moves_all_slices():
    widget = partials_checker()
    before = widget.frame()
    widget.controls["x"].value = -1.5
    assert (widget.frame() != before).any()
    assert widget.description.startswith("f = x^2 y + sin(z) at x = −1.5, y = 2, z = 0.5:")
    assert "along x: your slope −3: the dashed line cuts through the curve" in widget.description


@pytest.mark.parametrize("bad", ["", "sin x", "x + t", "ln(x - 5)"])
def test_a_bad_function_says_so_and_keeps_the_picture(bad):
    widget = partials_checker()
    before, text = widget.frame(), widget.description
    widget.controls["f"].value = bad
    assert "⚠" in widget.message
    np.testing.assert_array_equal(widget.frame(), before)
    assert widget.description == text


def test_a_bad_answer_says_so_below_its_own_box():
    widget = partials_checker()
    widget.controls["dz"].value = "cos z"
    assert "⚠ cos needs brackets" in notes(widget)[2]
    assert widget.message == ""


def test_what_cannot_be_shown_is_refused():
    with pytest.raises(FormulaError):
        partials_checker("x y +")
    with pytest.raises(WidgetError, match="is empty"):
        partials_checker(left=1.0, right=-1.0)
    with pytest.raises(WidgetError, match="outside the picture"):
        partials_checker(x=4.0)
    with pytest.raises(WidgetError, match="not a real number at this point"):
        partials_checker("ln(x - 2)", "1", x=1.0)
