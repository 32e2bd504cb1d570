"""Lesson 02: every faded example answers back, every check of a formula can fail."""

import pytest
from support.lesson import lesson

LESSON = lesson("02_rules")


@pytest.mark.parametrize(
    ("cell", "answer"),
    [
        ("your-turn-product", "-(x**3) * np.sin(x)"),
        ("your-turn-quotient", "x * np.exp(x) - np.exp(x)"),
        ("your-turn-quotient", "np.exp(x) * (x - 1)"),
        ("your-turn-chain", "np.exp(np.sin(x)) * np.cos(x)"),
        ("your-turn-tanh", "4 * s * (1 - s)"),
        ("your-turn-tanh", "1 - (2 * s - 1) ** 2"),
        ("your-turn-order", '"C"'),
    ],
)
def test_right_answer_is_told_so(cell, answer):
    assert LESSON.tried(cell, answer).correct


@pytest.mark.parametrize(
    ("cell", "answer", "message"),
    [
        ("your-turn-product", "x**3 * np.sin(x)", "the sign is not"),
        ("your-turn-product", "3 * x**2 * -np.sin(x)", "belongs to the corner"),
        ("your-turn-product", "3 * x**2 * np.cos(x)", "first term"),
        ("your-turn-quotient", "np.exp(x) - x * np.exp(x)", "changed places"),
        ("your-turn-quotient", "np.exp(x) * x + np.exp(x)", "product's rule"),
        ("your-turn-quotient", "(x * np.exp(x) - np.exp(x)) / x**2", "all of h′"),
        ("your-turn-chain", "np.exp(np.sin(x))", "stretched by the sine before"),
        ("your-turn-chain", "np.exp(x) * np.cos(x)", "took the outer slope at x"),
        ("your-turn-chain", "np.exp(np.cos(x))", "differentiated inside"),
        ("your-turn-tanh", "s * (1 - s)", "Two factors are missing"),
        ("your-turn-tanh", "2 * s * (1 - s)", "One of the two factors"),
        ("your-turn-tanh", "1 - s**2", "pattern of tanh"),
        ("your-turn-order", '"A"', "computed first"),
        ("your-turn-order", '"B"', "done to it afterwards"),
        ("your-turn-order", '"D"', "No two terms"),
    ],
)
def test_slip_gets_its_own_message(cell, answer, message):
    verdict = LESSON.tried(cell, answer)
    assert verdict.outcome == "wrong"
    assert message in verdict.message


@pytest.mark.parametrize(
    ("cell", "true", "false"),
    [
        ("three-rules", "agrees(d_f + d_g", "agrees(d_f * d_g"),
        ("three-rules", "agrees(3 * d_f", "agrees(d_f"),
        ("three-rules", "agrees(d_f * g + f * d_g", "agrees(d_f * d_g"),
        ("corner", "+ up * over)", ")"),
        ("quotients-and-powers", "(d_f * g - f * d_g)", "(f * d_g - d_f * g)"),
        ("quotients-and-powers", "(g * (g + over))", "g**2"),
        ("quotients-and-powers", "agrees(n * x ** (n - 1)", "agrees(x ** (n - 1)"),
        ("chain-in-numbers", "agrees(6 * -2", "agrees(6 + -2"),
        ("chain-in-numbers", "agrees(np.cos(x**2) * 2 * x", "agrees(np.cos(x**2)"),
        ("chain-in-numbers", "np.tanh(x**n) ** 2) * n", "np.tanh(x) ** 2) * n"),
        ("chain-in-numbers", "outer * inner)\n", "outer + inner)\n"),
        ("slopes-checked", "agrees(s * (1 - s), sigmoid", "agrees(x * (1 - x), sigmoid"),
        ("slopes-checked", "1 - t**2, np.tanh", "1 - t, np.tanh"),
        ("slopes-checked", "agrees(s, lambda", "agrees(1 - s, lambda"),
        ("slopes-checked", "agrees(a**x * np.log(a)", "agrees(x * a ** (x - 1)"),
        ("slopes-checked", "agrees(1 / x, np.log", "agrees(x, np.log"),
        ("slopes-checked", "agrees(r * x ** (r - 1)", "agrees(r * x**r - 1"),
        ("order-of-work", "0.25 * np.cos", "0.5 * np.cos"),
        ("both-gelus", "+ x * normal.prob(x)", "+ normal.prob(x)"),
        ("both-gelus", "1 + 3 * k * x**2", "1 + k * x**2"),
    ],
)
def test_twin_of_a_formula_fails_for_a_wrong_formula(cell, true, false):
    error = LESSON.mutated(cell, true, false).error
    assert error is not None
    assert error.startswith("AssertionError")
