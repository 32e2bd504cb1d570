"""Lesson 03: every faded example answers back, every check of a formula can fail."""

import pytest
from support.lesson import lesson

LESSON = lesson("03_gradients")
SECONDS = 8.0


def test_it_runs_in_time():
    assert LESSON.faults == {}
    assert LESSON.seconds < SECONDS


@pytest.mark.parametrize(
    ("cell", "answer"),
    [
        ("your-turn-bias", "2 * (2 * w + b - 6)"),
        ("your-turn-bias", "4 * w + 2 * b - 12"),
        ("your-turn-bias", "grad(lambda w, b: (2 * w + b - 6) ** 2, 1)(w, b)"),
        ("your-turn-gradient", "np.array([1 + x * y, x**2]) * np.exp(x * y)"),
        ("your-turn-gradient", "[(1 + x * y) * np.exp(x * y), x * x * np.exp(x * y)]"),
        ("your-turn-gradient", "np.array([[1 + x * y, x**2]]) * np.exp(x * y)"),
        ("your-turn-plane", "3"),
        ("your-turn-plane", "4 - 8 * 0.2 - 4 * -0.15"),
        ("your-turn-plane", "4 + np.array([-8, -4]) @ np.array([0.2, -0.15])"),
        ("your-turn-direction", "gradient @ (direction / np.linalg.norm(direction))"),
        ("your-turn-direction", "np.sum(gradient * direction) / np.sqrt(np.sum(direction**2))"),
        ("your-turn-update", "theta - rate * gradient.T"),
        ("your-turn-update", "theta - rate * gradient.reshape(-1, 1)"),
    ],
)
def test_right_answer_is_told_so(cell, answer):
    assert LESSON.tried(cell, answer).correct


@pytest.mark.parametrize(
    ("cell", "answer", "message"),
    [
        ("your-turn-bias", "2 * (2 * w + b - 6) * 2", "That is ∂L/∂w"),
        ("your-turn-bias", "2 * (2 * w + b - 6) * 3", "let w and b move at once"),
        ("your-turn-bias", "2 * w + b - 6", "lost the factor"),
        ("your-turn-bias", "2 * b", "squared the terms one by one"),
        ("your-turn-bias", "2 * (b - 6)", "still part of the bracket"),
        ("your-turn-bias", "1", "slope of the bracket alone"),
        ("your-turn-bias", "(2 * w + b - 6) ** 2", "That is the function itself"),
        ("your-turn-gradient", "np.array([1 + x * y, x]) * np.exp(x * y)", "slope in y, too"),
        ("your-turn-gradient", "np.array([1 + x * y, x * y]) * np.exp(x * y)", "of the exponent"),
        ("your-turn-gradient", "np.array([x**2, 1 + x * y]) * np.exp(x * y)", "wrong order"),
        ("your-turn-gradient", "(1 + x * y + x**2) * np.exp(x * y)", "added the two slopes"),
        ("your-turn-gradient", "x**2 * np.exp(x * y)", "put ∂f/∂x before it"),
        ("your-turn-plane", "-1", "Add it to the loss at the start"),
        ("your-turn-plane", "(2 * 2.2 - 0.15 - 6) ** 2", "That is the loss itself"),
        ("your-turn-plane", "3.0625", "That is the loss itself"),
        ("your-turn-plane", "4 - 4 * 0.2 - 8 * -0.15", "the other one's slope"),
        ("your-turn-plane", "4 - 8 * 0.2 - 4 * 0.15", "sign of the step in b"),
        ("your-turn-plane", "4 - 8 * 2.2 - 4 * -0.15", "how far w has moved"),
        ("your-turn-direction", "gradient @ direction", "one unit long first"),
        ("your-turn-direction", "np.linalg.norm(gradient)", "the steepest way"),
        ("your-turn-direction", "gradient * direction / np.linalg.norm(direction)", "their sum"),
        ("your-turn-update", "theta - rate * gradient", "NumPy stretches both"),
        ("your-turn-update", "theta + rate * gradient.T", "That step climbs"),
        ("your-turn-update", "theta - gradient.T", "the whole length"),
        ("your-turn-update", "theta.T - rate * gradient", "shape (1, 3) instead of shape (3, 1)"),
    ],
)
def test_slip_gets_its_own_message(cell, answer, message):
    verdict = LESSON.tried(cell, answer)
    assert verdict.outcome == "wrong"
    assert message in verdict.message


@pytest.mark.parametrize(
    ("cell", "true", "false"),
    [
        ("quotients", "along_x - 4)", "along_x - 11)"),
        ("quotients", "14 * -1.0 + 7 * h", "14 * -1.0 - 7 * h"),
        ("quotients", "abs(in_y - along_y)", "abs(in_x - along_y)"),
        ("rules-in-numbers", "x1**2]) + np", "x2**2]) + np"),
        ("rules-in-numbers", "+ x1 * x2 * np", "- x1 * x2 * np"),
        ("rules-in-numbers", "np.array([1, 6 * x2**2])", "np.array([1, 2 * x2**2])"),
        ("walk-in-numbers", "(slope_y - slope_x) * h", "(slope_y + slope_x) * h"),
        ("walk-in-numbers", "-(h**2) * mixed", "(h**2) * mixed"),
        ("walk-in-numbers", "-(h**2) * mixed", "-(h**2) * mixed / 2"),
        ("no-plane", "x * y / (x**2 + y**2)", "x**2 * y / (x**2 + y**2) ** 0.5"),
        ("slopes-all-round", "gradient @ u", "gradient @ level"),
        (
            "slopes-all-round",
            "np.linalg.norm(gradient) * cosine",
            "np.linalg.norm(gradient) * sine",
        ),
        ("slopes-all-round", "[-1.5, 1.0]", "[1.5, 1.0]"),
        ("shapes", "[[2.0, 1.0]]", "[[1.0, 1.0]]"),
        ("shapes", "0.05 * row.T).shape == ", "0.05 * row).shape == "),
        ("four-steps", "loss - 1e-4 * gradient", "loss + 1e-4 * gradient"),
        ("four-steps", "loss - 1e-4 * gradient", "loss - 2e-4 * gradient"),
    ],
)
def test_twin_of_a_formula_fails_for_a_wrong_formula(cell, true, false):
    error = LESSON.mutated(cell, true, false).error
    assert error is not None
    assert error.startswith("AssertionError")
