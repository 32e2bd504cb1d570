"""Lesson 01: every faded example answers back, every check of a formula can fail."""

import pytest
from support.lesson import lesson

LESSON = lesson("01_derivatives")


@pytest.mark.parametrize(
    ("cell", "answer"),
    [
        ("your-turn-cube", "3 * x * h"),
        ("your-turn-step", "0.1"),
        ("your-turn-step", "-0.8 / slope"),
        ("your-turn-float32", "5e-3"),
        ("your-turn-float32", "1.2e-7 ** (1 / 3)"),
        ("your-turn-signs", '"C"'),
        ("your-turn-relu", "np.where(x >= 0, x, 0.0)"),
    ],
)
def test_right_answer_is_told_so(cell, answer):
    assert LESSON.tried(cell, answer).correct


@pytest.mark.parametrize(
    ("cell", "answer", "message"),
    [
        ("your-turn-cube", "3 * x * h**2", "divides each term of the rise by h"),
        ("your-turn-cube", "x * h", "how often it turns up"),
        ("your-turn-cube", "2 * x * h", "three brackets"),
        ("your-turn-step", "-0.1", "the direction is not"),
        ("your-turn-step", "0.8", "for each unit of w"),
        ("your-turn-float32", "3.4e-4", "forward"),
        ("your-turn-float32", "6e-6", "ordinary floats"),
        ("your-turn-float32", "0.1", "secant is visibly not the tangent"),
        ("your-turn-signs", '"A"', "It does bend upwards."),
        ("your-turn-signs", '"D"', "It does fall."),
        ("your-turn-relu", "np.where(x > 0, x, 0.0)", "slope at 0 is 0"),
        ("your-turn-relu", "np.maximum(x, 0.0)", "slope at 0 is 0.5"),
        ("your-turn-relu", "np.abs(x)", "not ReLU"),
    ],
)
def test_slip_gets_its_own_message(cell, answer, message):
    verdict = LESSON.tried(cell, answer)
    assert verdict.outcome == "wrong"
    assert message in verdict.message


@pytest.mark.parametrize(
    ("cell", "true", "false"),
    [
        ("quotients", "2 * 3.0 + h)", "2 * 3.0 - h)"),
        ("three-opinions", "quotient(f, 3.0, 1e-7)", "quotient(f, 3.0, 1e-1)"),
        ("loss-prediction", "bend / 2 * h**2", "bend * h**2"),
        ("v-in-numbers", "/ 2 * 6 * 0.7", "* 6 * 0.7"),
        ("v-in-numbers", "**2 / 6 * 6", "**2 * 6"),
        ("best-steps", "epsilon ** (1 / 2) <", "epsilon ** (1 / 3) <"),
        ("best-steps", "epsilon ** (1 / 3) <", "epsilon ** (1 / 2) <"),
        ("best-steps", "h=1e-20", "h=1e-2"),
        ("slopes-by-autodiff", "quotient(elementwise_grad(g)", "quotient(g"),
        ("conventions", "[0, 0.5, 1]", "[0, 1, 1]"),
    ],
)
def test_twin_of_a_formula_fails_for_a_wrong_formula(cell, true, false):
    error = LESSON.mutated(cell, true, false).error
    assert error is not None
    assert error.startswith("AssertionError")
