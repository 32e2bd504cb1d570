"""Lesson 05: every faded example answers back, every check of a formula can fail."""

import numpy as np
import pytest
from support.lesson import lesson

LESSON = lesson("05_matrix_derivatives")

SLOPES = "your-turn-slopes"
ROW = "your-turn-row"
TRANSPOSED = "your-turn-transposed"
STEP = "your-turn-step"
SIGMOID = "your-turn-sigmoid"


@pytest.mark.parametrize(
    ("cell", "answer"),
    [
        (SLOPES, "[[[x2, x1, 0], [0, 0, 3]], [[0, 0, 2 * x3], [1, 0, 0]]]"),
        (SLOPES, "np.array([[x2, x1, 0], [0, 0, 3], [0, 0, 2 * x3], [1, 0, 0]]).reshape(2, 2, 3)"),
        (ROW, "N * (i - 1) + j - 1"),
        (ROW, "(i - 1) * N + (j - 1)"),
        (TRANSPOSED, 'np.einsum("in,m->imn", np.eye(N), x)'),
        (TRANSPOSED, "np.kron(x, np.eye(N)).reshape(N, len(x), N)"),
        (TRANSPOSED, "np.kron(np.eye(N), x).reshape(N, N, len(x)).swapaxes(1, 2)"),
        (TRANSPOSED, "np.eye(N)[:, None, :] * x[:, None]"),
        (STEP, "A + rate * np.outer(y - A @ x, x)"),
        (STEP, "A - rate * np.outer(A @ x - y, x)"),
        (STEP, "A + rate * (y - A @ x)[:, None] @ x[None, :]"),
        (SIGMOID, "np.outer(-(y - f) * f * (1 - f), x)"),
        (SIGMOID, "((f - y) * f * (1 - f))[:, None] * x"),
        (SIGMOID, 'np.einsum("i,il,lm,n->mn", f - y, np.diag(f * (1 - f)), np.eye(2), x)'),
    ],
)
def test_right_answer_is_told_so(cell, answer):
    assert LESSON.tried(cell, answer).correct


@pytest.mark.parametrize(
    ("cell", "answer", "message"),
    [
        (SLOPES, "[[x2, x1, 0], [0, 0, 3], [0, 0, 2 * x3], [1, 0, 0]]", "Fold its rows back"),
        (SLOPES, "[[[x2, 0], [0, 1]], [[x1, 0], [0, 0]], [[0, 3], [2 * x3, 0]]]", "stands last"),
        (SLOPES, "[[[x2, x1, 0], [0, 0, 2 * x3]], [[0, 0, 3], [1, 0, 0]]]", "changed places"),
        (SLOPES, "[[[x2, x1, 0], [0, 0, 3]], [[0, 0, x3], [1, 0, 0]]]", "factor 2"),
        (SLOPES, "[[x1 * x2, 3 * x3], [x3**2, x1]]", "That is A itself"),
        (ROW, "N * (i - 1) + j", "counted from 1"),
        (ROW, "M * (j - 1) + i - 1", "when columns are lined up"),
        (ROW, "M * (j - 1) + i", "counts from 0"),
        (ROW, "M * (i - 1) + j - 1", "holds N entries"),
        (ROW, "N * (j - 1) + i - 1", "changed places"),
        (ROW, "N * i + j", "as if they counted from 0"),
        (ROW, "N * i + j - 1", "row i as one of those before it"),
        (TRANSPOSED, 'np.einsum("im,n->imn", np.eye(N), x)', "slices of Ax"),
        (TRANSPOSED, "np.kron(x, np.eye(N))", "the flat Jacobian"),
        (TRANSPOSED, "np.kron(np.eye(N), x).reshape(N, len(x), N)", "folded in another"),
        (TRANSPOSED, 'np.einsum("in,m->mni", np.eye(N), x)', "stands last"),
        (TRANSPOSED, "np.ones((N, len(x), N)) * x[:, None]", "listens to every weight"),
        (STEP, "A - rate * np.outer(y - A @ x, x)", "goes uphill"),
        (STEP, "-np.outer(y - A @ x, x)", "That is the gradient"),
        (STEP, "rate * np.outer(y - A @ x, x)", "the step alone"),
        (STEP, "A + np.outer(y - A @ x, x)", "rate is missing"),
        (STEP, "A + rate * (y - A @ x) @ A", "the gradient by x"),
        (STEP, "A + rate * (y - A @ x)[:, None]", "input is missing"),
        (STEP, "A + rate * (y - A @ x)[:, None] * A", "errors by the weights"),
        (STEP, "A - rate * 0.5 * np.sum((y - A @ x) ** 2)", "the loss itself"),
        (SIGMOID, "np.outer(-(y - f) * (1 - f**2), x)", "slope of tanh"),
        (SIGMOID, "-(y - f) * f * (1 - f)", "That is ∂L/∂b"),
        (SIGMOID, "np.outer(x, -(y - f) * f * (1 - f))", "row for each output"),
        (SIGMOID, "np.outer(-(y - f), x)", "without activation"),
        (SIGMOID, "np.outer((y - f) * f * (1 - f), x)", "sign is the opposite"),
    ],
)
def test_slip_gets_its_own_message(cell, answer, message):
    verdict = LESSON.tried(cell, answer)
    assert verdict.outcome == "wrong"
    assert message in verdict.message


@pytest.mark.parametrize(
    ("cell", "answer"),
    [
        (STEP, "A + rate * np.outer(x, y - A @ x)"),  # the outer product turned over
        (STEP, "A + rate * (y - A @ x) * x"),
        (SIGMOID, "-(y - f) * f * (1 - f) * x"),
    ],
)
def test_shapes_that_do_not_fit_stop_in_numpy(cell, answer):
    """Outputs and inputs differ in number here, so these cannot go unnoticed."""
    verdict = LESSON.tried(cell, answer)
    assert verdict.outcome == "error"
    assert "broadcast" in verdict.message


@pytest.mark.parametrize(
    ("cell", "true", "false"),
    [
        ("tensor-in-numbers", "[3, 2, 0]", "[2, 3, 0]"),
        ("tensor-in-numbers", "A_of(x)[p], here", "A_of(x)[p[0], 0], here"),
        ("flat-in-numbers", "2 * (3 - 1) + 2 - 1", "4 * (2 - 1) + 3 - 1"),
        ("flat-in-numbers", "J.reshape(4, 2, 3), dA", "J.reshape(2, 4, 3).swapaxes(0, 1), dA"),
        ("flat-in-numbers", "np.stack(slopes, axis=-1)", "np.stack(slopes[::-1], axis=-1)"),
        ("flat-in-numbers", "A_of(x).T.reshape(-1)", "A_of(x).reshape(-1)"),
        ("weights-in-numbers", "lambda A: A @ x)(A)", "lambda A: 2 * A @ x)(A)"),
        ("weights-in-numbers", "lambda A: A @ x, A", "lambda A: A[::-1] @ x, A"),
        ("weights-in-numbers", "np.kron(np.eye(3), x))", "np.kron(x, np.eye(3)))"),
        ("weights-in-numbers", "np.kron(x, np.eye(3))", "np.kron(np.eye(3), x)"),
        ("loss-in-numbers", "-np.outer(e, x)", "np.outer(e, x)"),
        ("loss-in-numbers", '"i,imn->mn", -e', '"i,imn->mn", e'),
        ("loss-in-numbers", "np.allclose(-e @ A, grad", "np.allclose(e @ A, grad"),
        ("loss-in-numbers", "np.allclose(-e @ A, nudged", "np.allclose(e @ A, nudged"),
        ("layer-in-numbers", "np.diag(1 - f**2)", "np.diag(1 - f)"),
        ("layer-in-numbers", "dfdz, dfdA)", "dfdz[::-1], dfdA)"),
        ("layer-in-numbers", "lambda A: layer(A, b, x)", "lambda A: layer(A, -b, x)"),
        ("layer-in-numbers", "lambda b: layer(A, b, x)", "lambda b: layer(A, b, -x)"),
        ("layer-in-numbers", "lambda x: layer(A, b, x)", "lambda x: layer(A, -b, x)"),
        ("batch-in-numbers", "(1 - F**2)", "(1 - F)"),
        ("batch-in-numbers", "G.T @ X, G.sum(axis=0)", "G.T @ X, G.mean(axis=0)"),
        ("batch-in-numbers", "batch_loss(A, b, X, Y), A)", "batch_loss(A, b, X, -Y), A)"),
        ("batch-in-numbers", "batch_loss(A, b, X, Y), b)", "batch_loss(A, b, X, -Y), b)"),
        ("batch-in-numbers", "batch_loss(A, b, X, Y), X)", "batch_loss(A, b, X, -Y), X)"),
        ("batch-in-numbers", "np.outer(g, x)", "np.outer(g, 2 * x)"),
    ],
)
def test_twin_of_a_formula_fails_for_a_wrong_formula(cell, true, false):
    error = LESSON.mutated(cell, true, false).error
    assert error is not None
    assert error.startswith("AssertionError")


def test_listing_of_the_sources_stops_as_the_lesson_says():
    f, A = (LESSON.names[name] for name in ("f", "A"))
    with pytest.raises(ValueError, match="too many subscripts"):
        np.einsum("il, lj", 1 - f**2, A)
    mended = np.einsum("il, lj", np.diag(1 - f**2), A)
    np.testing.assert_allclose(mended, LESSON.names["by_x"])


def test_numbers_that_the_text_states():
    assert LESSON.names["wrong"] == 13
    assert 1000 * 1000 * 1000 * np.dtype(float).itemsize == 8e9  # the tensor of section 4
    gradient = {f: abs(-1 - f) * (1 - f**2) for f in (0.5, 0.99)}  # the prediction of section 5
    assert gradient == {0.5: pytest.approx(1.1, abs=0.05), 0.99: pytest.approx(0.04, abs=0.005)}


def test_a_step_of_training_goes_downhill():
    """What section 4 says of its step, on the lesson's own numbers."""
    names = LESSON.names
    A, x, y, loss = (names[name] for name in ("A", "x", "y", "loss"))
    assert loss(A - 0.1 * names["dLdA"], x, y) < loss(A, x, y)


def test_code_of_the_text_is_the_code_of_the_cells():
    """The lines of einsum that the text prints give the derivatives that autodiff confirmed."""
    names = LESSON.names
    prose = LESSON.path.read_text(encoding="utf-8")
    spaces = {"np": np, "dfdz": names["dfdz"], "dzdb": np.eye(3), "dzdx": names["A"],
              "dzdA": names["dfdA"], "M": 3, "x": names["x"]}  # fmt: skip
    for line, result in (
        ('np.einsum("il,lm->im", dfdz, dzdb)', "by_b"),
        ('np.einsum("il,ln->in", dfdz, dzdx)', "by_x"),
        ('np.einsum("il,lmn->imn", dfdz, dzdA)', "by_A"),
        ('np.einsum("im,n->imn", np.eye(M), x)', "dfdA"),
    ):
        assert line.replace('"', '\\"') in prose
        np.testing.assert_allclose(eval(line, spaces), names[result])
