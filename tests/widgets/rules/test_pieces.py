"""The functions of lesson 02: values, slopes, and the words that a student reads."""

import numpy as np
import pytest

from coursekit.autodiff import elementwise_grad, finite_difference
from coursekit.formula import parse
from coursekit.widgets import WidgetError
from coursekit.widgets.rules.pieces import PIECES, X_VIEW, menu, piece

POINTS = np.array([0.3, 0.8, 1.7])  # every function has a value here
EVERY = pytest.mark.parametrize("each", PIECES, ids=lambda each: each.name("x"))

#: How the typed formulas of the course spell what has no such name there.
SPELLED = {"sin": "sin(x)", "cos": "cos(x)", "tanh": "tanh(x)", "sqrt": "sqrt(x)"}


def formula_of(name):
    """The function behind a name, read by the course's own reader of formulas."""
    first = name.split()[0]
    if name == "sigmoid":
        return parse("sigmoid(x)")
    if name == "x ln 2":
        return parse("x ln(2)")
    if name == "ln x":
        return parse("ln(x)")
    return parse(SPELLED.get(first, name.replace("^-x", "^(-x)")))


@EVERY
def test_each_name_says_what_is_computed(each):
    np.testing.assert_allclose(each.f(POINTS), formula_of(each.name("x"))(POINTS), rtol=1e-14)


@EVERY
def test_slopes_of_the_table_are_those_of_autodiff_and_of_differences(each):
    by_table = each.slope(POINTS)
    np.testing.assert_allclose(by_table, elementwise_grad(each.f)(POINTS), rtol=1e-12, atol=1e-14)
    by_difference = [finite_difference(each.f, float(x)) for x in POINTS]
    np.testing.assert_allclose(by_table, by_difference, rtol=1e-7, atol=1e-9)


@EVERY
def test_the_words_of_a_slope_say_that_slope(each):
    """The words are read as a formula, after the signs that only print has are spelled out."""
    words = each.slope_label("x")
    spelled = {"eˣ": "e^x", "e⁻ˣ": "e^(-x)", "−": "-", "√x": "sqrt(x)", "tanh² x": "tanh(x)^2"}
    for printed, typed in {
        **spelled,
        "sin x": "sin(x)",
        "cos x": "cos(x)",
        "ln 2": "ln(2)",
    }.items():
        words = words.replace(printed, typed)
    words = words.replace("σ(x)", "sigmoid(x)")
    np.testing.assert_allclose(parse(words)(POINTS), each.slope(POINTS), rtol=1e-12)


@EVERY
def test_the_window_shows_the_function(each):
    low, high = each.y_limits
    grid = np.linspace(*X_VIEW, 93)
    values = each.curve(grid)
    seen = values[np.isfinite(values)]
    assert np.mean((low < seen) & (seen < high)) > 0.8
    assert low < 0 < high


@pytest.mark.parametrize(
    ("name", "inner", "words"),
    [
        ("sin x", "x²", "sin(x²)"),
        ("x^2", "sin x", "(sin x)²"),
        ("e^x", "z", "eᶻ"),
        ("1 + e^-x", "x", "1 + e⁻ˣ"),
        ("1 + e^-x", "x²", "1 + e^−(x²)"),
        ("sigmoid", "−2x + 5", "σ(−2x + 5)"),
        ("1 + x^2", "sin x", "1 + (sin x)²"),
        ("1/x", "1 + eˣ", "1/(1 + eˣ)"),
        ("6x + 3", "−2x + 5", "6(−2x + 5) + 3"),
    ],
)
def test_words_of_a_composition(name, inner, words):
    assert piece(name).label(inner) == words


@pytest.mark.parametrize(
    ("name", "x", "words"),
    [
        ("ln x", -0.5, "ln x has no value at x = −0.5"),
        ("1/x", 0.0, "1/x has no value at x = 0"),
        ("sqrt x", 0.0, "√x has no slope at x = 0"),
    ],
)
def test_where_there_is_nothing_it_says_so(name, x, words):
    with pytest.raises(WidgetError, match=words):
        piece(name).at(x)


def test_a_step_across_a_pole_is_refused_and_one_beside_it_is_not():
    with pytest.raises(WidgetError, match="pole at z = 0, within the step"):
        piece("1/z", "z").over(-0.1, 0.2, "z")
    assert piece("1/z", "z").over(-0.4, -0.2, "z") == pytest.approx((-2.5, -5.0, -6.25))


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(WidgetError, match=r"'cosh'.*'z\^2'.*'sin z'"):
        piece("cosh", "z")
    assert len({label for label, _ in menu()}) == len(menu()) == len(PIECES)
