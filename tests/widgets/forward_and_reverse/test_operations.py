"""A formula taken apart: steps, what is computed twice, rules, refusals."""

import pytest

from coursekit.formula import FormulaError
from coursekit.widgets import WidgetError
from coursekit.widgets.forward_and_reverse.operations import MOST_STEPS, operations, read


def steps(text):
    return [f"{each.name} = {each.formula}" for each in operations(text)[1]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x sin(x^2)", ["v₁ = x²", "v₂ = sin(v₁)", "f = x·v₂"]),
        ("x^2", ["f = x²"]),
        ("sin(x^2) + cos(x^2)", ["v₁ = x²", "v₂ = sin(v₁)", "v₃ = cos(v₁)", "f = v₂ + v₃"]),
        ("(x + 1)(x + 1)", ["v₁ = x + 1", "f = v₁·v₁"]),
        ("2*3 x - sqrt(4)", ["v₁ = 6·x", "f = v₁ − 2"]),
        ("x*y + e^y", ["v₁ = x·y", "v₂ = e^y", "f = v₁ + v₂"]),
        ("-x", ["f = −x"]),
    ],
)
def test_every_operation_is_a_step_and_none_is_made_twice(text, expected):
    assert steps(text) == expected


@pytest.mark.parametrize(
    ("text", "rule", "slopes"),
    [
        ("x + y", "sum rule", [("x", "1"), ("y", "1")]),
        ("x - y", "difference rule", [("x", "1"), ("y", "−1")]),
        ("x*y", "product rule", [("x", "y"), ("y", "x")]),
        ("x/y", "quotient rule", [("x", "1/y"), ("y", "−x/y²")]),
        ("1/x", "quotient rule", [("x", "−1/x²")]),
        ("x/2", "constant factor", [("x", "1/2")]),
        ("3x", "constant factor", [("x", "3")]),
        ("x + 3", "constant term", [("x", "1")]),
        ("3 - x", "constant term", [("x", "−1")]),
        ("-x", "constant factor", [("x", "−1")]),
        ("x^3", "power rule", [("x", "3·x²")]),
        ("2^x", "exponential", [("x", "f·ln(2)")]),
        ("tanh(x)", "chain rule", [("x", "1 − f²")]),
        ("gelu(x)", "chain rule", [("x", "gelu′(x)")]),
    ],
)
def test_rules_and_local_derivatives(text, rule, slopes):
    (step,) = operations(text)[1]
    assert step.rule == rule
    assert list(step.slopes) == slopes


def test_variables_are_those_that_occur():
    assert read("x^2").variables == ("x",)
    assert read("x*y").variables == ("x", "y")
    assert read("y^2").variables == ("x", "y")


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        ("3 + pi", WidgetError, "holds no variable"),
        ("x", WidgetError, "computes nothing"),
        ("sin x", FormulaError, "write sin"),
        ("z^2", FormulaError, "z"),
        ("", FormulaError, ""),
        ("+".join(f"x^{k}" for k in range(2, 20)), WidgetError, f"more than {MOST_STEPS} steps"),
    ],
)
def test_what_is_no_formula_for_this_picture_is_refused(text, error, words):
    with pytest.raises(error) as raised:
        operations(text)
    assert words in str(raised.value)


def test_the_longest_formula_that_fits():
    assert len(operations("sin(cos(sin(cos(sin(cos(sin(cos(sin(x)))))))))")[1]) == MOST_STEPS
