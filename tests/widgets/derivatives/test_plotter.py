"""The function plotter: typed text to curves, values, and messages."""

import numpy as np
import pytest

from coursekit.formula import FormulaError
from coursekit.widgets import WidgetError, function_plotter
from coursekit.widgets.derivatives.plotter import model


def state(text, x=1.0, left=-5.0, right=5.0, shown=(True, True, True)):
    return model(text, *shown, left, right, x)


CASES = {
    "sin(x)": (np.sin, np.cos, lambda x: -np.sin(x)),
    "2x cos(x^2)": (
        lambda x: 2 * x * np.cos(x**2),
        lambda x: 2 * np.cos(x**2) - 4 * x**2 * np.sin(x**2),
        lambda x: -12 * x * np.sin(x**2) - 8 * x**3 * np.cos(x**2),
    ),
    "e^(-x^2)": (
        lambda x: np.exp(-(x**2)),
        lambda x: -2 * x * np.exp(-(x**2)),
        lambda x: (4 * x**2 - 2) * np.exp(-(x**2)),
    ),
    "3": (lambda x: 3 + 0 * x, lambda x: 0 * x, lambda x: 0 * x),
    "2x": (lambda x: 2 * x, lambda x: 2 + 0 * x, lambda x: 0 * x),
}


@pytest.mark.parametrize("text", CASES)
def test_curves_and_values_against_formulas(text):
    n = state(text, x=0.7)
    for (x, y), value, reference in zip(n.sampled.curves, n.values, CASES[text], strict=True):
        np.testing.assert_allclose(y, reference(x), rtol=1e-9, atol=1e-9)
        assert value == pytest.approx(float(reference(0.7)), rel=1e-12)


def test_a_derivative_is_blank_where_the_function_is():
    n = state("ln(x)", x=-1.0)
    for x, y in n.sampled.curves:
        assert np.isnan(y[x < 0]).all()
        assert np.isfinite(y[x > 0]).all()
    assert np.isnan(n.values).all()


def test_no_line_crosses_a_pole():
    figure = function_plotter("1/(x - 0.003)").figure()
    y = figure.axes[0].lines[0].get_ydata()
    across = np.flatnonzero((y[:-1] < 0) & (y[1:] > 0))
    assert len(across) == 0
    assert np.isnan(y).sum() == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("abs(x)", "f′(x) does not exist: the slope is −1 from the left and 1 from the right"),
        ("relu(x)", "the slope is 0 from the left and 1 from the right"),
        ("sqrt(x^2)", "the slope is −1 from the left and 1 from the right"),
        ("x^3", "f(x) = 0, f′(x) = 0, f″(x) = 0"),
        ("1/x", "f(x) = undefined, f′(x) = undefined"),
        ("sign(x)", "f(x) = 0, f′(x) does not exist: f jumps there"),
        ("sqrt(x)", "f′(x) does not exist: f has no value to the left of it"),
        ("x^x", "f(x) = 1, f′(x) does not exist: f has no value to the left of it"),
        ("sqrt(-x)", "f′(x) does not exist: f has no value to the right of it"),
        ("sqrt(abs(x))", "the slope is −∞ from the left and ∞ from the right"),
        ("sign(x) abs(x)^(1/3)", "the slope is ∞ from the left and ∞ from the right"),
        ("x abs(x)", "f(x) = 0, f′(x) = 0, f″(x) = undefined"),
        ("relu(x)^2", "f(x) = 0, f′(x) = 0, f″(x) = undefined"),
        ("x^2 abs(x)", "f(x) = 0, f′(x) = 0, f″(x) = 0"),
        ("tanh(1000x)", "f(x) = 0, f′(x) = 1000, f″(x) = 0"),
        ("f(x) = x^2", "f(x) = x^2 at x = 0\nf(x) = 0,"),
    ],
)
def test_text_at_zero(text, words):
    assert words in function_plotter(text, x=0.0).description


def test_typing_a_formula_redraws():
    widget = function_plotter("tanh(x)")
    before = widget.frame()
    widget.controls["text"].value = "x^2"
    assert (widget.frame() != before).any()
    assert widget.description == "f(x) = x^2 at x = 1\nf(x) = 1, f′(x) = 2, f″(x) = 2"


@pytest.mark.parametrize("bad", ["", "sin x", "2*(x", "y^2", "__import__('os')", "ln(-1-x^2)"])
def test_bad_text_says_so_and_keeps_picture_and_text(bad):
    widget = function_plotter("tanh(x)")
    before, text = widget.frame(), widget.description
    widget.controls["text"].value = bad
    assert "⚠" in widget.message
    np.testing.assert_array_equal(widget.frame(), before)
    assert widget.description == text
    widget.controls["text"].value = "x"
    assert widget.message == ""


def test_the_message_stands_right_below_the_box():
    widget = function_plotter()
    assert widget.box.children[0] is widget.controls["text"]
    assert widget.box.children[1] is widget._message


def test_moving_the_point_keeps_the_limits_and_moves_pixels():
    widget = function_plotter("x^3")
    limits, before = widget.figure().axes[0].get_ylim(), widget.frame()
    widget.controls["x"].value = 2.0
    assert widget.figure().axes[0].get_ylim() == limits
    assert (widget.frame() != before).any()


@pytest.mark.parametrize("name", ["f", "first", "second"])
def test_checkboxes_hide_their_curve(name):
    widget = function_plotter()
    widget.controls[name].value = False
    hidden = [not line.get_visible() for line in widget.figure().axes[0].lines[:3]]
    assert hidden == [name == each for each in ("f", "first", "second")]


def test_no_curve_at_all_is_allowed():
    widget = function_plotter()
    for name in ("f", "first", "second"):
        widget.controls[name].value = False
    assert widget.message == ""


def test_the_range_takes_the_point_along():
    widget = function_plotter("x^2", x=1.0)
    widget.controls["left"].value = 3.0
    assert (widget.controls["x"].min, widget.controls["x"].value) == (3.0, 3.0)
    assert widget.description.startswith("f(x) = x^2 at x = 3\n")
    widget.controls["right"].value = 30.0
    widget.controls["left"].value = 10.0
    assert (widget.controls["x"].min, widget.controls["x"].max) == (10.0, 30.0)
    assert widget.figure().axes[0].get_xlim() == (10.0, 30.0)


def test_an_empty_range_is_a_message():
    widget = function_plotter()
    widget.controls["left"].value = 9.0
    assert "is empty" in widget.message
    widget.controls["right"].value = 12.0
    assert widget.message == ""
    assert widget.controls["x"].value == 9.0


@pytest.mark.parametrize("end", ["left", "right"])
@pytest.mark.parametrize("value", [np.inf, -np.inf, np.nan])
def test_an_infinite_range_is_a_message_and_leaves_the_slider_alone(end, value):
    widget = function_plotter()
    widget.controls[end].value = value
    assert "must be numbers" in widget.message
    assert (widget.controls["x"].min, widget.controls["x"].max) == (-5.0, 5.0)


def test_a_fraction_in_the_legend_is_set_large_enough_to_be_read():
    assert r"\dfrac{1}{x}" in function_plotter("1/x").figure().axes[0].lines[0].get_label()


@pytest.mark.parametrize("x", [-2.0, 0.0, 0.3, 3.0])
@pytest.mark.parametrize(
    "text", ["sin(x)", "cos(x)", "1000000 + x", "tanh(100x)", "e^x", "1e-9 x", "gelu(x)", "2^(8x)"]
)
def test_a_smooth_function_has_all_its_slopes(text, x):
    assert np.isfinite(state(text, x=x).values).all()


def test_a_formula_that_matplotlib_cannot_set_or_that_is_long_still_plots():
    long = " + ".join(f"sin({k}x)" for k in range(1, 20))
    widget = function_plotter(long)
    assert widget.figure().axes[0].lines[0].get_label() == "$f(x)$"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"text": "sin x"}, FormulaError),
        ({"left": 2.0, "right": 2.0}, WidgetError),
        ({"right": np.inf}, WidgetError),
        ({"x": 6.0}, WidgetError),
    ],
)
def test_an_author_s_mistake_is_raised(arguments, error):
    with pytest.raises(error):
        function_plotter(**arguments)
