"""The checker of typed derivatives: verdict, slopes against the curve, what is shown when."""

import numpy as np
import pytest

from coursekit.formula import FormulaError
from coursekit.widgets import WidgetError, derivative_checker
from coursekit.widgets.rules.checker import model, say


def state(f, answer, shown=False, x=0.7, left=-3.0, right=3.0):
    return model(f, answer, shown, x, left, right)


def note(widget):
    return widget._notes[0][0].value


# A function, a wrong derivative and the right one, with the right one as NumPy.
CASES = {
    "sin(x^2)": ("cos(x^2)", "2x cos(x^2)", lambda x: 2 * x * np.cos(x**2)),
    "x e^(-x)": ("-e^(-x)", "(1-x) e^(-x)", lambda x: (1 - x) * np.exp(-x)),
    "x/(1+x^2)": ("1/(2x)", "(1-x^2)/(1+x^2)^2", lambda x: (1 - x * x) / (1 + x * x) ** 2),
    "tanh(2x)": ("1 - tanh(2x)^2", "2/cosh(2x)^2", lambda x: 2 / np.cosh(2 * x) ** 2),
}


@pytest.mark.parametrize("f", CASES)
def test_slopes_and_curves_against_formulas(f):
    wrong, right, slope = CASES[f]
    n = state(f, wrong)
    assert n.slope == pytest.approx(slope(0.7), rel=1e-12)
    assert n.judged.verdict.outcome == "wrong"
    assert not n.shown
    x, y = n.judged.truth
    np.testing.assert_allclose(y, slope(x), rtol=1e-9, atol=1e-12)
    n = state(f, right)
    assert n.judged.verdict.correct
    assert n.shown
    assert n.typed_slope == pytest.approx(n.slope, rel=1e-9)


def test_the_verdict_stands_below_the_answer_and_is_told_first():
    widget = derivative_checker()
    top = list(widget.box.children)
    assert top.index(widget.controls["answer"]) + 1 == top.index(widget._notes[0][0])
    assert top.index(widget.controls["f"]) + 1 == top.index(widget._message)
    assert "✗ In “sin(x^2)” the derivative of the inside “x^2” is missing." in note(widget)
    bundle, _ = widget._repr_mimebundle_()
    assert bundle["text/plain"].startswith("✗ In “sin(x^2)”")
    assert "the derivative of the inside" in widget._voice._words.value


def test_half_typed_formulas_are_not_judged():
    widget = derivative_checker()
    assert not widget.controls["f"].continuous_update
    assert not widget.controls["answer"].continuous_update


def test_a_right_answer_is_praised_and_the_true_derivative_appears():
    widget = derivative_checker()
    hidden = widget.frame()
    widget.controls["answer"].value = "2x cos(x^2)"
    assert "✓ Right.</div>" in note(widget)
    assert (widget.frame() != hidden).any()
    assert "slope of f" in widget.description
    widget.controls["answer"].value = "cos(x^2)*(x + x)"
    assert "It can also be written 2x·cos(x^2)." in note(widget)


def test_the_derivative_is_hidden_until_it_is_asked_for():
    widget = derivative_checker("sin(x^2)", "cos(x^2)")
    truth = widget.figure().axes[1].lines[0]
    assert not truth.get_visible()
    assert "slope of f" not in widget.description
    widget.controls["shown"].value = True
    assert widget.controls["shown"].description == "Hide the derivative"
    assert widget.description.split("\n")[2:] == [
        "f′(x) = 2x·cos(x^2), rule by rule:",
        "chain rule: (sin(x^2))′ = cos(x^2)·(x^2)′",
        "power rule: (x^2)′ = 2x",
    ]
    assert widget.figure().axes[1].lines[0].get_visible()


def test_a_new_function_begins_with_an_empty_answer_and_hides_its_derivative():
    widget = derivative_checker()
    widget.controls["shown"].value = True
    widget.controls["f"].value = "x^3"
    assert widget.controls["answer"].value == ""
    assert not widget.controls["shown"].value
    assert "Type your derivative and press Enter." in note(widget)
    assert widget.description.startswith("f(x) = x^3 at")
    assert "rule by rule" not in widget.description


@pytest.mark.parametrize("bad", ["", "sin x", "x^2 y", "ln(-1-x^2)"])
def test_a_bad_function_says_so_and_keeps_the_picture_but_no_verdict(bad):
    widget = derivative_checker()
    before, text = widget.frame(), widget.description
    widget.controls["f"].value = bad
    assert "⚠" in widget.message
    assert note(widget) == ""
    np.testing.assert_array_equal(widget.frame(), before)
    assert widget.description == text
    widget.controls["f"].value = "x"
    assert widget.message == ""


def test_a_bad_answer_says_so_below_its_own_box():
    widget = derivative_checker()
    widget.controls["answer"].value = "2x cos(x^2"
    assert "⚠ A closing bracket" in note(widget)
    assert widget.message == ""
    assert "no slope of yours" in widget.description


@pytest.mark.parametrize(
    ("x", "words"),
    [
        (1.0, "your slope 1: the dashed line does not touch the curve, it cuts through it"),
        (0.0, "your slope 0: the dashed line touches the curve here, but not everywhere: move x"),
    ],
)
def test_words_say_whether_the_line_touches(x, words):
    widget = derivative_checker("x^2", "x")
    widget.controls["x"].value = x
    assert words in widget.description


@pytest.mark.parametrize(
    ("f", "x", "words"),
    [("abs(x)", 0.0, "f has no slope here"), ("ln(x)", -1.0, "f has no value here")],
)
def test_where_there_is_nothing_to_compare_that_is_said(f, x, words):
    widget = derivative_checker(f, "1")
    widget.controls["x"].value = x
    assert widget.description.endswith(words)


@pytest.mark.parametrize("f", CASES)
def test_the_first_picture_shows_that_a_wrong_slope_does_not_fit(f):
    widget = derivative_checker(f, CASES[f][0])
    assert "cuts through it" in widget.description
    axes = widget.figure().axes[0]
    (x,), (y,) = axes.lines[2].get_data()
    low, high = axes.get_ylim()
    assert low < y < high
    assert -3 < x < 3


def test_the_line_has_the_typed_slope_and_goes_through_the_point():
    widget = derivative_checker("x^2", "3x")
    widget.controls["x"].value = 0.5
    lines = widget.figure().axes[0].lines
    (x0, x1), (y0, y1) = lines[1].get_data()
    assert (y1 - y0) / (x1 - x0) == pytest.approx(1.5)
    assert np.interp(0.5, [x0, x1], [y0, y1]) == pytest.approx(0.25)


def test_moving_keeps_the_limits_and_moves_pixels():
    widget = derivative_checker("x^3", "x^2")
    limits, before = widget.figure().axes[1].get_ylim(), widget.frame()
    widget.controls["x"].value += 0.5
    assert widget.figure().axes[1].get_ylim() == limits
    assert (widget.frame() != before).any()


def test_many_steps_are_cut_short():
    widget = derivative_checker("sin(2x) cos(3x) tanh(4x) e^(5x) ln(6x^2 + 1) sigmoid(7x)", "1")
    widget.controls["shown"].value = True
    assert "steps more" in widget.description.split("\n")[-1]
    assert len(widget.description.split("\n")) <= 13


def test_nothing_is_said_of_an_answer_that_was_not_given():
    assert say(state("x^2", "")) == "Type your derivative and press Enter."


def test_what_cannot_be_shown_is_refused():
    with pytest.raises(FormulaError):
        derivative_checker("sin x")
    with pytest.raises(WidgetError, match="is empty"):
        derivative_checker("x", "1", left=2.0, right=2.0)
    with pytest.raises(WidgetError, match="not a real number anywhere"):
        derivative_checker("sqrt(x - 9)", "1")
