"""Lesson 04: every faded example answers back, every check of a formula can fail."""

import pytest
from support.lesson import lesson

LESSON = lesson("04_jacobians")


@pytest.mark.parametrize(
    ("cell", "answer"),
    [
        ("your-turn-ribbon", "np.array([[s, t], [2 * t, 0], [-3, 1]])"),
        ("your-turn-ribbon", "[[s, t], [2 * t, 0], [-3, 1]]"),
        ("your-turn-area", "-u - v"),
        ("your-turn-area", "np.linalg.det(np.array([[v, u], [1, -1]]))"),
        ("your-turn-book", '"B"'),
        ("your-turn-layer", "np.diag(y * (1 - y)) @ W"),
        ("your-turn-layer", "(y * (1 - y))[:, None] * W"),
        ("your-turn-hessian", "[[2 * x2, 2 * x1 + 3 * x2**2], [2 * x1 + 3 * x2**2, 6 * x1 * x2]]"),
    ],
)
def test_right_answer_is_told_so(cell, answer):
    assert LESSON.tried(cell, answer).correct


@pytest.mark.parametrize(
    ("cell", "answer", "message"),
    [
        ("your-turn-ribbon", "np.array([[s, 2 * t, -3], [t, 0, 1]])", "laid out the other way"),
        ("your-turn-ribbon", "np.array([[t, s], [0, 2 * t], [1, -3]])", "columns are exchanged"),
        ("your-turn-ribbon", "np.array([t * s, t**2, s - 3 * t])", "not differentiated"),
        ("your-turn-ribbon", "np.array([[s, t], [2 * t, 2 * t], [-3, 1]])", "only s moves"),
        ("your-turn-ribbon", "np.array([[s, t], [2 * t, 0], [1, -3]])", "last row is turned round"),
        ("your-turn-area", "u + v", "ad − bc"),
        ("your-turn-area", "abs(u + v)", "turned over"),
        ("your-turn-area", "u - v", "were added"),
        ("your-turn-area", "np.array([[v, u], [1, -1]])", "one number"),
        ("your-turn-book", '"A"', "gives them columns"),
        ("your-turn-book", '"C"', "five outputs by five inputs"),
        ("your-turn-layer", "W", "puts that of the activation in front"),
        ("your-turn-layer", "y * (1 - y) @ W", "neurons are mixed"),
        ("your-turn-layer", "W.T @ np.diag(y * (1 - y))", "each neuron has a row"),
        ("your-turn-layer", "np.diag(1 - y**2) @ W", "slope of tanh"),
        ("your-turn-layer", "y * (1 - y)", "a diagonal matrix"),
        ("your-turn-hessian", "[[2 * x2, 0], [0, 6 * x1 * x2]]", "mixed slopes"),
        ("your-turn-hessian", "[2 * x1 * x2 + x2**3, x1**2 + 3 * x1 * x2**2]", "is the gradient"),
    ],
)
def test_slip_gets_its_own_message(cell, answer, message):
    verdict = LESSON.tried(cell, answer)
    assert verdict.outcome == "wrong"
    assert message in verdict.message


def test_columns_scaled_in_place_of_rows_are_refused_by_numpy():
    """With W of shape (2, 3) the slip that the lesson warns of cannot go unnoticed."""
    verdict = LESSON.tried("your-turn-layer", "W * (y * (1 - y))")
    assert verdict.outcome == "error"
    assert "broadcast" in verdict.message


@pytest.mark.parametrize(
    ("cell", "true", "false"),
    [
        ("rows-and-columns", "[-np.sin(1), 0]", "[np.sin(1), 0]"),
        ("rows-and-columns", "staircase(x)[i]", "staircase(x)[i - 1]"),
        ("rows-and-columns", "np.eye(len(x))", "np.eye(len(x))[::-1]"),
        ("polar-in-numbers", "J @ (k * h)", "J.T @ (k * h)"),
        ("polar-in-numbers", "rtol=k", "rtol=k / 10"),
        ("polar-in-numbers", "[1.5, -1.5]", "[1.5, 1.5]"),
        ("blocks-in-numbers", "lambda v: W @ v + b, W)", "lambda v: W @ v + b, -W)"),
        ("blocks-in-numbers", "2 * x)", "x)"),
        ("blocks-in-numbers", "np.tanh(x) ** 2", "np.tanh(x)"),
        ("chain-in-numbers", "(np.cos(0.7) - 1)", "(np.cos(0.7) + 1)"),
        ("chain-in-numbers", "jacobian(height)(path(t))", "jacobian(height)(path(2 * t))"),
        ("layer-in-numbers", "np.diag(1 - y**2) @ W", "np.diag(1 - y) @ W"),
        ("layer-in-numbers", "1 - y[:, np.newaxis] ** 2", "1 - y[:, np.newaxis]"),
        ("layer-in-numbers", "2 * y @ J", "y @ J"),
        ("hessian-in-numbers", "v @ H @ v, bend", "v @ H[::-1] @ v, bend"),
        (
            "hessian-in-numbers",
            "jacobian(grad(surface))",
            "jacobian(lambda x: 2 * grad(surface)(x))",
        ),
        ("hessian-in-numbers", "[-1, 5]", "[1, 5]"),
    ],
)
def test_twin_of_a_formula_fails_for_a_wrong_formula(cell, true, false):
    error = LESSON.mutated(cell, true, false).error
    assert error is not None
    assert error.startswith("AssertionError")


def test_listing_of_the_sources_stops_as_the_lesson_says():
    np, W, y = (LESSON.names[name] for name in ("np", "W", "y"))
    with pytest.raises(ValueError, match="too many subscripts"):
        np.einsum("il, lj", 1 - y**2, W)
    right = np.einsum("il, lj", np.diag(1 - y**2), W)
    assert np.allclose(right, np.diag(1 - y**2) @ W)
