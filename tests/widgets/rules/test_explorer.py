"""The rule explorer: numbers against formulas written here, words, pictures, refusals."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from coursekit.autodiff import finite_difference
from coursekit.widgets import WidgetError, rule_explorer
from coursekit.widgets.rules.combination import RULES, describe, model
from coursekit.widgets.rules.explorer import DX_LIMITS, X_LIMITS, window

FUNCTIONS = {  # f and f′ written down here, apart from the table
    "x": (lambda x: x, lambda x: 1.0),
    "x^2": (lambda x: x**2, lambda x: 2 * x),
    "-2x + 5": (lambda x: 5 - 2 * x, lambda x: -2.0),
    "sin x": (np.sin, np.cos),
    "cos x": (np.cos, lambda x: -np.sin(x)),
    "e^x": (np.exp, np.exp),
    "tanh x": (np.tanh, lambda x: 1 / np.cosh(x) ** 2),
    "1 + x^2": (lambda x: 1 + x**2, lambda x: 2 * x),
}
NAMES = st.sampled_from(sorted(FUNCTIONS))
KINDS = st.sampled_from(sorted(RULES))


def together(kind, f, g):
    """h itself, written in one piece."""
    return {
        "sum": lambda x: f(x) + g(x),
        "product": lambda x: f(x) * g(x),
        "quotient": lambda x: f(x) / g(x),
        "chain": lambda x: g(f(x)),
    }[kind]


@given(kind=KINDS, f=NAMES, g=NAMES, x=st.floats(*X_LIMITS), dx=st.floats(*DX_LIMITS))
def test_values_and_the_rule_against_one_formula_for_all_of_h(kind, f, g, x, dx):
    if kind == "quotient":
        here, there = FUNCTIONS[g][0](x), FUNCTIONS[g][0](x + dx)
        assume(abs(here) > 0.05 and here * there > 0)
    n = model(kind, f, g, x, dx)
    h = together(kind, FUNCTIONS[f][0], FUNCTIONS[g][0])
    assert n.h == pytest.approx((h(n.x), h(n.x + dx)), rel=1e-9, abs=1e-12)
    assert n.rule == pytest.approx(n.autodiff, rel=1e-9, abs=1e-9)
    assert n.rule == pytest.approx(finite_difference(h, n.x), rel=1e-4, abs=1e-5)
    assert n.slopes[0] == pytest.approx(FUNCTIONS[f][1](n.x), rel=1e-12)
    assert n.slopes[1] == pytest.approx(FUNCTIONS[g][1](n.g_input[0]), rel=1e-9, abs=1e-12)


@given(kind=KINDS, f=NAMES, g=NAMES, x=st.floats(0.2, 1.4), dx=st.floats(*DX_LIMITS))
def test_the_parts_of_the_picture_make_the_whole_growth(kind, f, g, x, dx):
    n = model(kind, f, g, x, dx)
    growth = n.h[1] - n.h[0]
    if kind == "quotient":
        growth = n.f[1] - n.f[0]  # the rectangle's area is f
    if kind == "chain":
        assume(np.isfinite(n.parts).all())
        assert np.prod(n.parts) * dx == pytest.approx(growth, rel=1e-6, abs=1e-9)
    else:
        assert sum(n.parts) == pytest.approx(growth, rel=1e-9, abs=1e-9)


def test_the_corner_dies_as_the_square_of_the_step():
    corners = [model("product", "x^2", "sin x", 1.0, dx).parts[2] for dx in (0.4, 0.2, 0.1)]
    assert corners[0] / corners[1] == pytest.approx(4, rel=0.25)
    assert corners[1] / corners[2] == pytest.approx(4, rel=0.15)


def lines_of(*state):
    return describe(model(*state, dx=0.3)).split("\n")


def test_text_of_each_rule():
    lines = {kind: lines_of(kind, "x^2", "sin x", 1.0) for kind in RULES}
    assert lines["product"] == [
        "h(x) = x² · sin x at x = 1: h = 0.8415",
        "f = x² = 1, f′ = 2x = 2",
        "g = sin x = 0.8415, g′ = cos x = 0.5403",
        (
            "product rule: h′ = f′·g + f·g′ = 2 · 0.8415 + 1 · 0.5403 = 1.683 + 0.5403 = 2.223; "
            "autodiff: 2.223"
        ),
        "dx = 0.3: Δh/dx = (Δf·g + f·Δg + Δf·Δg)/dx = 1.935 + 0.407 + 0.2808 = 2.623",
    ]
    assert lines["sum"][3] == "sum rule: h′ = f′ + g′ = 2 + 0.5403 = 2.54; autodiff: 2.54"
    assert lines["quotient"][3].startswith(
        "quotient rule: h′ = (f′·g − f·g′)/g² = (2 · 0.8415 − 1 · 0.5403)/0.8415² = 1.614;"
    )
    assert lines["chain"][0] == "h(x) = g(f(x)) = sin(x²) at x = 1: h = 0.8415"
    assert lines["chain"][2] == "at z = 1: g = sin z = 0.8415, g′ = cos z = 0.5403"
    assert "h′ = g′(f(x)) · f′(x) = 0.5403 · 2 = 1.081; autodiff: 1.081" in lines["chain"][3]


def test_negative_numbers_stand_in_brackets():
    lines = lines_of("product", "-2x + 5", "cos x", 2.0)
    assert lines[0].startswith("h(x) = (−2x + 5) · cos x at")
    assert "= (−2) · (−0.4161) + 1 · (−0.9093) = 0.8323 + (−0.9093) = −0.077" in lines[3]
    assert lines_of("sum", "x", "-2x + 5", 1.0)[0].startswith("h(x) = x + (−2x + 5) at x = 1:")


@pytest.mark.parametrize(
    ("kind", "f", "g", "words"),
    [
        ("quotient", "1/x", "1/x", "(1/x) / (1/x)"),
        ("quotient", "sin x", "x ln 2", "sin x / (x ln 2)"),
        ("quotient", "1 + x^2", "x^2", "(1 + x²) / x²"),
        ("product", "1/x", "ln x", "1/x · ln x"),
        ("product", "-2x + 5", "x", "(−2x + 5) · x"),
    ],
)
def test_a_function_made_of_two_can_be_read_in_one_way_only(kind, f, g, words):
    assert describe(model(kind, f, g, 1.0, 0.1)).startswith(f"h(x) = {words} at x = 1")


def test_a_function_that_stands_still_hands_nothing_on():
    assert lines_of("chain", "3", "e^x", 1.0)[4] == (
        "dx = 0.3: f stands still over this step, and so does h"
    )


def rectangles(widget):
    patches = widget.figure().axes[2].patches
    return [each for each in patches if each.get_visible()]


def test_the_rectangle_has_the_areas_of_the_text():
    widget = rule_explorer("product", "x^2", "sin x", x=1.0, dx=0.3)
    n = model(**widget.values)
    areas = [each.get_width() * each.get_height() for each in rectangles(widget)]
    assert areas == pytest.approx([n.h[0], *n.parts])
    assert [each.get_hatch() for each in rectangles(widget)] == ["", "", "", ""]


def test_what_is_taken_away_is_hatched():
    widget = rule_explorer("product", "x^2", "e^x", x=-1.0, dx=0.3)  # f shrinks, g grows
    assert [bool(each.get_hatch()) for each in rectangles(widget)] == [False, True, False, True]


def test_a_way_there_and_back_leaves_no_trace():
    widget = rule_explorer("product", "x^2", "sin x", x=1.0)
    frame = widget.frame()
    for control, value in (("x", -0.2), ("x", 1.0), ("rule", "chain"), ("rule", "product")):
        widget.controls[control].value = value
    np.testing.assert_array_equal(widget.frame(), frame)


def test_the_area_of_the_quotient_is_f():
    widget = rule_explorer("quotient", "sin x", "x^2", x=1.0, dx=0.3)
    base, beside, above, corner = (
        each.get_width() * each.get_height() for each in rectangles(widget)
    )
    assert base == pytest.approx(np.sin(1.0))
    assert base + beside + above + corner == pytest.approx(np.sin(1.3))


def test_the_chain_hands_the_rise_of_f_on_as_the_run_of_g():
    first, second, third = rule_explorer("chain", "x^2", "sin x", x=1.0, dx=0.3).figure().axes
    (rise_x, rise_y) = first.lines[-2].get_data()
    (run_x, _) = second.lines[-3].get_data()
    assert list(rise_y) == pytest.approx(list(run_x)) == [1.0, 1.69]
    assert list(rise_x) == [1.3, 1.3]
    assert list(second.lines[-2].get_ydata()) == pytest.approx([np.sin(1.0), np.sin(1.69)])
    assert second.get_ylim() == third.get_ylim()
    assert second.get_xlabel() == "$z = f(x)$"


def test_the_changes_of_a_sum_stand_on_each_other():
    axes = rule_explorer("sum", "x^2", "cos x", x=1.0, dx=0.5).figure().axes[2]
    bars = {line.get_label(): line.get_ydata() for line in axes.lines}
    assert list(bars[r"$\Delta f$"]) == [0.0, 1.25]
    assert bars[r"$\Delta g$"][0] == 1.25
    assert (
        bars[r"$\Delta g$"][1]
        == bars[r"$\Delta h$"][1]
        == pytest.approx(1.25 + np.cos(1.5) - np.cos(1.0))
    )


@pytest.mark.parametrize(
    ("control", "value"),
    [("rule", "sum"), ("rule", "chain"), ("f", "e^x"), ("g", "cos x"), ("x", 0.4), ("dx", 0.1)],
)
def test_every_control_changes_picture_and_text(control, value):
    widget = rule_explorer()
    frame, text = widget.frame(), widget.description
    widget.controls[control].value = value
    assert widget.message == ""
    assert (widget.frame() != frame).any()
    assert widget.description != text


@pytest.mark.parametrize(
    ("arguments", "x", "words"),
    [
        ({"rule": "quotient", "f": "sin x", "g": "x"}, 0.0, "g(x) = x is 0 at x = 0"),
        ({"rule": "quotient", "f": "e^x", "g": "x"}, -0.1, "becomes 0 between −0.1 and 0.2"),
        ({"rule": "product", "f": "ln x"}, -1.0, "ln x has no value at x = −1"),
        ({"rule": "chain", "f": "x^3", "g": "sqrt x"}, -1.0, "√z has no value at z = −1"),
        ({"rule": "sum", "f": "1/x"}, -0.1, "pole at x = 0"),
    ],
)
def test_where_a_rule_has_nothing_to_say_the_picture_stays(arguments, x, words):
    widget = rule_explorer(**arguments, x=1.0)
    frame, text = widget.frame(), widget.description
    widget.controls["x"].value = x
    assert words in widget.message
    np.testing.assert_array_equal(widget.frame(), frame)
    assert widget.description == text
    widget.controls["x"].value = 1.5
    assert widget.message == ""


@pytest.mark.parametrize("kind", sorted(RULES))
def test_small_moves_keep_the_limits(kind):
    widget = rule_explorer(kind)
    limits = [(a.get_xlim(), a.get_ylim()) for a in widget.figure().axes]
    widget.controls["dx"].value = 0.28
    assert [(a.get_xlim(), a.get_ylim()) for a in widget.figure().axes] == limits


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=4))
def test_a_window_holds_zero_and_every_value_and_is_not_much_larger(values):
    low, high = window(*values)
    assert low < 0 < high
    assert all(low <= each <= high for each in values)
    assert high - low <= 4.4 * max(0.01, *(abs(each) for each in values))


@pytest.mark.parametrize(
    "wrong", [{"rule": "power"}, {"f": "cosh"}, {"g": "sin(x)"}, {"x": 3}, {"dx": 0}, {"dx": 1}]
)
def test_wrong_arguments_say_what_is_right(wrong):
    with pytest.raises(WidgetError, match=r"Choose"):
        rule_explorer(**wrong)
