"""Is it a density?  The verdicts against known integrals and sums, and what is said of them."""

import math
import warnings

import numpy as np
import pytest

from coursekit.formula import FormulaError, parse
from coursekit.probability import check_density
from coursekit.widgets import WidgetError, is_it_a_density
from coursekit.widgets.probability.conditions import (
    describe,
    model,
    say_integral,
    say_one,
    say_sign,
)
from coursekit.widgets.probability.constants import recognised
from coursekit.widgets.probability.density import EXAMPLES
from coursekit.widgets.probability.totals import integral_of, sum_of

INF = math.inf
# Function, ends, ∫p, ∫|p|.
INTEGRALS = [
    ("x - 1/2", 0, 2, 1, 1.25),
    ("x (2 - x)", 0, 2, 4 / 3, 4 / 3),
    ("e^(-x^2/2)", -INF, INF, math.sqrt(2 * math.pi), math.sqrt(2 * math.pi)),
    ("1/(1 + x^2)", -INF, INF, math.pi, math.pi),
    ("e^x", -INF, 0, 1, 1),
    ("1/sqrt(x)", 0, 1, 2, 2),
    ("ln(x)", 0, 1, -1, 1),
    ("sin(x)", 0, 2 * math.pi, 0, 4),
    ("e^(-x)/(1 + e^(-x))^2", -INF, INF, 1, 1),  # ∞/∞ beyond 710
    ("x^4/(1 + x^6)", -INF, INF, 2 * math.pi / 3, 2 * math.pi / 3),  # ∞/∞ beyond 1e51
    ("e^(-(x - 170)^2/200)", -INF, INF, 10 * math.sqrt(2 * math.pi), 10 * math.sqrt(2 * math.pi)),
]
MISSING = [
    ("1/x", 1, INF, "keeps growing without end: 2.303 up to x = 10, 6.908 up to x = 1000"),
    ("-1/x", -INF, -1, "2.303 down to x = −10"),
    ("e^(-x)", -INF, INF, "2.203e4 for |x| ≤ 10"),
    ("0.3", -INF, INF, "6 for |x| ≤ 10, 600 for |x| ≤ 1000"),
    ("sin(x)/x", -INF, INF, "keeps growing without end"),
    ("1/x", 0, 1, "near x = 0 p(x) grows so fast"),
    ("1/(x - 0.3)", 0, 1, "near x = 0.3 p(x) grows so fast"),
    ("1/x^2", 0, INF, "near x = 0 p(x) grows so fast"),
    ("1/x^2", -INF, INF, "near x = 0 p(x) grows so fast"),
    ("1/(x - 1)^2", 0, INF, "near x = 1 p(x) grows so fast"),
    ("exp(x)/abs(x + 1)", -INF, 0, "near x = −1 p(x) grows so fast"),
    ("e^x", 0, 800, "beyond the numbers of a computer, already at x = 71"),
    ("sqrt(x)", -1, 1, "has no real value at x = −0."),
    ("e^x/(1 + e^x)", -INF, INF, "cannot be computed right of x = 7"),
]


@pytest.mark.parametrize(("text", "low", "high", "value", "absolute"), INTEGRALS)
def test_integrals(text, low, high, value, absolute):
    found = integral_of(parse(text), low, high)
    assert found.exists
    assert found.value == pytest.approx(value, abs=1e-8)
    assert found.above - found.below == pytest.approx(value, abs=1e-8)
    assert found.absolute == pytest.approx(absolute, abs=1e-8)


@pytest.mark.parametrize(("text", "low", "high", "words"), MISSING)
def test_integrals_that_do_not_exist_say_why(text, low, high, words):
    assert words in integral_of(parse(text), low, high).missing


@pytest.mark.parametrize(
    ("text", "low", "high", "value"),
    [
        ("(1/2)^x", 1, INF, 1),
        ("1/x^2", 1, INF, math.pi**2 / 6),
        ("1/(x (x + 1))", 1, INF, 1),
        ("(-1)^x/2^x", 0, INF, 2 / 3),
        ("2^(-abs(x))/3", -INF, INF, 1),
        ("2^x", -INF, 0, 2),
        ("0.99999^x", 0, INF, 1e5),
        ("x/10", 0.5, 4.5, 1),
    ],
)
def test_sums(text, low, high, value):
    found = sum_of(parse(text), low, high)
    assert found.exists
    assert found.value == pytest.approx(value, rel=1e-9)


@pytest.mark.parametrize(
    ("text", "low", "high", "words"),
    [
        ("1/x", 1, INF, "2.929 after 10 terms, 7.485 after 1000"),
        ("(-1)^x/x", 1, INF, "keeps growing"),
        ("1/x", 0, 3, "has no real value at x = 0"),
        ("1/2", -INF, INF, "keeps growing"),
    ],
)
def test_sums_that_do_not_exist_say_why(text, low, high, words):
    assert words in sum_of(parse(text), low, high).missing


def test_a_lowest_value_left_of_zero_keeps_its_place():
    found = sum_of(parse("(x + 2)/2^abs(x)"), -INF, INF)
    assert (found.lowest, found.lowest_at) == pytest.approx((-0.125, -3))


@pytest.mark.parametrize("example", EXAMPLES[:13], ids=lambda each: f"{each[0]}, {each[1]}")
def test_the_verdict_agrees_with_check_density(example):
    p, low, high, discrete = example
    n = model(p, low, high, discrete)
    formula = parse(p)
    report = check_density(lambda x: formula(x), x=n.ends)
    assert n.holds == bool(report)
    assert n.nonnegative == report.nonnegative
    assert n.is_one == report.integral_is_one
    assert n.total.exists == report.integral_exists


def test_verdicts_of_the_opening_state():
    widget = is_it_a_density()
    n = model("x - 1/2", "0", "2", False)
    assert say_integral(n) == "✓ (1) the integral exists"
    assert say_sign(n).startswith("✗ (2) p(0) ≈ −0.5 is negative")
    assert say_sign(n).endswith("0.125")
    assert say_one(n) == "✓ (3) ∫ p(x) dx = 1.125 (area above) − 0.125 (below) = 1"
    assert "no density, condition 2 failed" in widget.description
    assert "both signs" in widget.description
    told = widget._repr_mimebundle_()[0]["text/plain"]
    assert told.split("\n")[0] == "✓ (1) the integral exists"
    hatched = [each for each in widget.figure().axes[0].collections if each.get_hatch()]
    assert len(hatched) == 1
    assert hatched[0].get_paths()[0].vertices[:, 1].min() == pytest.approx(-0.5, abs=0.01)


def test_three_failures_are_listed_and_nothing_is_written_beside_them():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        described = describe(model("-e^x", "0", "800", False))
    assert "no density, conditions 1, 2 and 3 failed" in described


@pytest.mark.parametrize(("p", "low"), [("x", "-inf"), ("-1", "0"), ("-1/x", "1")])
def test_what_has_no_integral_may_be_negative_all_the_same(p, low):
    n = model(p, low, "inf", False)
    assert not n.total.exists
    assert say_sign(n).startswith("✗ (2)")


def test_a_density_may_be_above_1():
    n = model("2", "0", "1/2", False)
    assert n.holds
    assert n.constant is None


@pytest.mark.parametrize(
    ("p", "low", "high", "discrete", "constant"),
    [
        ("x (2 - x)", "0", "2", False, "4/3"),
        ("e^(-x^2/2)", "-inf", "∞", False, "√(2π)"),
        ("ln(x)", "0", "1", False, "−1"),
        ("1/x^2", "1", "inf", True, "π²/6"),
        ("e^(-x^4)", "-inf", "inf", False, "1.813"),
    ],
)
def test_the_normalising_constant_and_its_button(p, low, high, discrete, constant):
    widget = is_it_a_density(p, low, high, discrete=discrete)
    assert model(p, low, high, discrete).constant.written == constant
    divide = widget.box.children[3].children[1]
    assert not divide.disabled
    divide.click()
    assert "all three conditions hold" in widget.description
    assert widget.controls["p"].value.startswith(f"({p})/(")
    assert divide.disabled


@pytest.mark.parametrize(
    ("p", "low", "high", "words"),
    [
        ("1/x", "1", "inf", "what has no finite integral"),
        ("sin(x)", "0", "2pi", "both signs"),
        ("0", "0", "1", "p is 0"),
    ],
)
def test_where_no_constant_helps_that_is_said(p, low, high, words):
    n = model(p, low, high, False)
    assert words in describe(n)
    assert n.constant is None


def test_a_rounded_constant_is_told_from_a_right_one():
    n = model("0.3989 e^(-x^2/2)", "-inf", "inf", False)
    assert not n.is_one
    assert "0.9998" in say_one(n)
    assert model("e^(-x^2/2)/sqrt(2pi)", "-inf", "inf", False).holds


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_the_running_total_ends_at_the_total(example):
    n = model(*example)
    if n.total.exists and np.isfinite(n.ends[1]):
        assert n.running[1][-1] == pytest.approx(n.total.value, abs=1e-6)
    if n.total.exists:
        assert n.running[1][-1] == pytest.approx(n.total.value, abs=0.06 * n.total.absolute)


def test_examples_fill_all_boxes_and_typing_leaves_them():
    widget = is_it_a_density()
    examples = widget.box.children[0]
    examples.value = EXAMPLES[-1]
    assert widget.values == dict(zip(("p", "low", "high", "discrete"), EXAMPLES[-1], strict=True))
    assert "no mass function, conditions 2 and 3 failed" in widget.description
    widget.controls["high"].value = "2"
    assert examples.value == ""
    assert say_one(model(**widget.values)) == "✗ (3) Σ p(x) = 3/2 ≈ 1.5, not 1"


@pytest.mark.parametrize(
    ("box", "text"), [("p", "sin x"), ("p", ""), ("low", "x"), ("high", "-3"), ("high", "many")]
)
def test_bad_text_gets_a_message_and_leaves_the_picture_but_no_verdict(box, text):
    widget = is_it_a_density()
    before, words = widget.frame(), widget.description
    widget.controls[box].value = text
    assert "⚠" in widget.message
    assert all(line.value == "" for line, _ in widget._notes)
    np.testing.assert_array_equal(widget.frame(), before)
    assert widget.description == words
    widget.controls[box].value = {"p": "x", "low": "0", "high": "1"}[box]
    assert widget.message == ""


def test_what_cannot_be_shown_is_refused():
    with pytest.raises(FormulaError):
        is_it_a_density("sin x")
    with pytest.raises(WidgetError, match="is empty"):
        is_it_a_density("x", 1, 1)
    with pytest.raises(WidgetError, match="no end of a range"):
        is_it_a_density("x", "a", 1)
    with pytest.raises(WidgetError, match="million"):
        is_it_a_density("x", 0, 1e9, discrete=True)
    with pytest.raises(WidgetError, match="no whole number"):
        is_it_a_density("x", 0.2, 0.8, discrete=True)


@pytest.mark.parametrize(
    ("value", "typed"),
    [
        (1.0, "1"),
        (-0.75, "-3/4"),
        (math.pi, "pi"),
        (3 * math.sqrt(math.pi) / 4, "3sqrt(pi)/4"),
        (2 / (3 * math.e), "2/(3e)"),
    ],
)
def test_constants_are_spelled_so_that_they_can_be_typed(value, typed):
    assert recognised(value).typed == typed
    assert parse(typed, ())() == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize("value", [1.234567891234, 1.5e-7, 3.2e11 + 1 / 7])
def test_other_numbers_are_spelled_in_digits(value):
    assert parse(recognised(value).typed, ())() == pytest.approx(value, rel=1e-11)
