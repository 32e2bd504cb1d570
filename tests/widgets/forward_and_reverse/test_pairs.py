"""The widget of dual numbers: dots and arrows, the tangent, controls that come and go."""

import numpy as np
import pytest

from coursekit.formula import FormulaError
from coursekit.widgets import WidgetError, dual_numbers
from coursekit.widgets.forward_and_reverse.duals import model
from coursekit.widgets.forward_and_reverse.pairs import PairsScene


def scene(text="x sin(x^2)", x=1.0, y=1.0, seed=(1.0, 0.0), shown=9):
    made, numbers = PairsScene(), model(text, x, y, seed, shown)
    made.set_background(numbers)
    made.move(numbers)
    return made, numbers


@pytest.mark.parametrize("x", [1.0, -1.3, 2.2])
def test_dots_are_values_and_arrows_are_tangents(x):
    made, numbers = scene(x=x)
    low, high = made._lines.get_xlim()
    for row, pair in enumerate(numbers.pairs):
        assert tuple(np.ravel(made._dots[row].get_data())) == (pair.value, row)
        start, end = made._arrows[row].get_xdata()
        assert (start, end - start) == pytest.approx((pair.value, pair.tangent))
        assert low <= min(start, end) <= max(start, end) <= high
        assert made._tips[row].get_xdata()[0] == end
    assert not any(dot.get_visible() for dot in made._dots[len(numbers.pairs) :])


def test_the_arrow_on_the_curve_is_its_tangent():
    made, numbers = scene(x=0.5)
    (x, end), (value, tip) = made._tangent.get_data()
    assert (x, value) == (0.5, pytest.approx(0.5 * np.sin(0.25)))
    assert (tip - value) / (end - x) == pytest.approx(numbers.result.tangent)
    grid, curve = made._graph.get_data()
    np.testing.assert_allclose(curve, grid * np.sin(grid**2))


def test_with_two_variables_the_curve_runs_along_the_seed():
    made, _ = scene("x^2 + 3y", x=1.0, y=2.0, seed=(1.0, 1.0))
    t, curve = made._graph.get_data()
    np.testing.assert_allclose(curve, (1 + t) ** 2 + 3 * (2 + t), rtol=1e-12, atol=1e-12)
    assert made._point.get_xdata()[0] == 0.0


def test_steps_come_one_by_one_and_the_result_last():
    for shown in range(4):
        made, numbers = scene(shown=shown)
        assert sum(dot.get_visible() for dot in made._dots) == 1 + shown
        assert made._point.get_visible() == made._tangent.get_visible() == (shown == 3)
        assert len(numbers.steps) == 3


def test_a_stored_picture_shows_every_step():
    first, whole = dual_numbers(step=0), dual_numbers()
    assert first.description.endswith("3 steps to go")
    assert first.png() == whole.png()


def test_every_control_changes_picture_and_text():
    widget = dual_numbers("x*y + sin(x)")
    for control, value in [
        ("x", 0.3),
        ("y", 2.0),
        ("seed", (0.0, 1.0)),
        ("shown", 1),
        ("text", "e^x"),
    ]:
        frame, text = widget.frame(), widget.description
        widget.controls[control].value = value
        assert widget.message == ""
        assert (widget.frame() != frame).any(), control
        assert widget.description != text, control


def test_y_and_the_seed_are_there_only_where_they_count():
    widget = dual_numbers("x^2")
    hidden = [widget.controls[name].layout for name in ("y", "seed")]
    assert [layout.display for layout in hidden] == ["none", "none"]
    widget.controls["text"].value = "x*y"
    assert [layout.display for layout in hidden] == [None, None]
    widget.controls["seed"].value = (0.0, 1.0)
    assert "gives ∂f/∂y = 1" in widget.description
    widget.controls["text"].value = "x^2 + 1"  # a seed of 0 for x would make everything 0
    assert "f′(1) = 2;" in widget.description
    assert widget.controls["shown"].max == widget.controls["shown"].value == 2


def test_bad_input_leaves_the_picture():
    widget = dual_numbers("ln(x)", x=1.0)
    frame, text = widget.frame(), widget.description
    for control, value, words in (
        ("x", -1.0, "ln(x) has no value at x = −1"),
        ("x", 1.0, ""),
        ("text", "sin x", "sin needs brackets"),
        ("text", "3", "no variable"),
    ):
        widget.controls[control].value = value
        assert words in widget.message
        assert bool(widget.message) == bool(words)
        np.testing.assert_array_equal(widget.frame(), frame)
        assert widget.description == text
    widget.controls["text"].value = "x^2"
    assert widget.message == ""


@pytest.mark.parametrize(
    "text",
    [
        "x sin(x^2)",
        "12.3456x - 98.7654",
        "maximum(softplus(x), arctan(x)) + log10(x + 4)",
        "exp(exp(x)) sigmoid(1000x)",
        "(x + y)^(1/2) + max(x, 12.34567) - min(y, 98.76543)",
        "sin(cos(sin(cos(sin(cos(sin(cos(sin(x)))))))))",
    ],
)
def test_no_name_is_cut_off(text):
    figure = scene(text)[0].figure
    figure.canvas.draw()
    width, height = figure.canvas.get_width_height()
    lines, curve = figure.axes
    for name in (*lines.get_yticklabels(), curve.xaxis.label):
        box = name.get_window_extent()
        assert 0 <= box.x0 < box.x1 <= width, name
        assert 0 <= box.y0 < box.y1 <= height, name


@pytest.mark.parametrize("wrong", [{"x": 3.5}, {"x": np.nan}, {"y": -4.0}, {"seed": (2.0, 0.0)}])
def test_wrong_arguments_say_what_is_right(wrong):
    with pytest.raises(WidgetError, match=r"Choose"):
        dual_numbers(**wrong)


def test_an_author_who_misspells_a_formula_is_told():
    with pytest.raises(FormulaError, match="sin"):
        dual_numbers("sin x")
