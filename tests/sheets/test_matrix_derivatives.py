"""The references of sheet 05 against hand-written loops and against the complex step."""

import math

import numpy as np
import pytest

from coursekit.sheets import load

SHEET = load("05_matrix_derivatives")


def filled(shape, entry):
    """An array whose entries are those of a function of the indices."""
    return np.array([entry(*place) for place in np.ndindex(*shape)]).reshape(shape)


def output(A, x, b):
    M, N = A.shape
    return [math.tanh(sum(A[m, n] * x[n] for n in range(N)) + b[m]) for m in range(M)]


def product_by_A(A, x):
    M, N = A.shape
    return filled((M, M, N), lambda i, m, n: x[n] * (i == m))


def vec_jacobian(A, x):
    M, N = A.shape
    return filled((M, M * N), lambda i, place: x[place % N] * (i == place // N))


def fold_jacobian(J):
    return filled((4, 2, 3), lambda p, q, n: J[2 * p + q, n])


def outer_by_x(C, v, x):
    return filled((len(C), len(v), len(x)), lambda p, q, n: C[p, n] * v[q])


def error_chain(A, x, y):
    M, N = A.shape
    e = [y[m] - sum(A[m, n] * x[n] for n in range(N)) for m in range(M)]
    return {
        "e": e,
        "dL_de": [e],
        "de_dx": [[-A[m, n] for n in range(N)] for m in range(M)],
        "dL_dx": [[-sum(e[m] * A[m, n] for m in range(M)) for n in range(N)]],
        "dL_dA": [[-e[m] * x[n] for n in range(N)] for m in range(M)],
    }


def layer_dfdA(A, x, b):
    M, N = A.shape
    f = output(A, x, b)
    return filled((M, M, N), lambda i, m, n: (1 - f[i] ** 2) * x[n] * (i == m))


def layer_gradients(A, x, b, y):
    M, N = A.shape
    f = output(A, x, b)
    g = [(f[m] - y[m]) * (1 - f[m] ** 2) for m in range(M)]
    return {
        "f": f,
        "dL_df": [f[m] - y[m] for m in range(M)],
        "dL_dz": [g],
        "dL_dA": [[g[m] * x[n] for n in range(N)] for m in range(M)],
        "dL_db": g,
        "dL_dx": [sum(g[m] * A[m, n] for m in range(M)) for n in range(N)],
    }


# Written by hand, without coursekit: what a good student would hand in.
ANSWERS = {
    "shape_of_derivative": "c",
    "partial_entry": "x3",
    "nonzero_entries": 24,
    "flat_column": "i*N - N + j",
    "gradient_stored": "b",
    "grad_frobenius": lambda A: A + A,
    "quadratic_entry": "2a*x1 + b*x2 + c*x2",
    "product_by_A": product_by_A,
    "vec_jacobian": vec_jacobian,
    "fold_jacobian": fold_jacobian,
    "outer_by_x": outer_by_x,
    "grad_trace_product": lambda A, B: np.transpose(B),
    "grad_quadratic_form": lambda A, x: np.array([A @ x + x @ A]),
    "grad_least_squares": lambda A, x, b: 2 * A.T @ A @ x - 2 * b @ A,
    "slope_of_one_weight": -3,  # f₂ = 2·3 − 2 = 4, so the error is 1, and the input 3
    "error_chain": error_chain,
    "tanh_dfdz": lambda z: np.diag([1 / math.cosh(each) ** 2 for each in z]),
    "repaired_listing": "B",
    "weight_slope": "x2 - f1^2*x2",
    "layer_dfdb": lambda A, x, b: np.diag([1 - f * f for f in output(A, x, b)]),
    "layer_dfdx": lambda A, x, b: [
        (1 - f * f) * row for f, row in zip(output(A, x, b), A, strict=True)
    ],
    "layer_dfdA": layer_dfdA,
    "dL_dx": lambda W, g, x: W.T @ g,
    "batch_layout": "d",
    "dL_dW": lambda X, G: sum(np.outer(g, x) for g, x in zip(G, X, strict=True)),
    "dL_db": lambda G: sum(G),
    "dL_dX": lambda G, W: np.array([g @ W for g in G]),
    "chain_shapes": "d",
    "layer_gradients": layer_gradients,
    "grad_trace_quadratic": lambda A, X: A.T @ X + A @ X,
    "product_by_X": lambda A, X: filled(
        (len(A), X.shape[1], *X.shape), lambda p, q, m, n: A[p, m] * (q == n)
    ),
}


def test_every_question_has_a_hand_written_answer():
    assert [exercise.id for exercise in SHEET] == list(ANSWERS)


@pytest.mark.parametrize("id_", ANSWERS)
@pytest.mark.parametrize("seed", [None, b"a", b"b", b"c"])
def test_the_hand_written_answer_is_correct(id_, seed):
    verdict = SHEET[id_].judge(ANSWERS[id_], seed=seed)
    assert verdict.outcome == "correct", verdict.message


# Realistic answers beside the slips themselves, and the tag of what must be said of them.


def slopes(A, x, b):
    return 1 - np.tanh(A @ x + b) ** 2


TAGS = [
    ("shape_of_derivative", "(a)", "shape_of_the_input"),
    ("partial_entry", "a21*x1 + a22*x2 + a23*x3", "not_differentiated"),
    ("partial_entry", "A23", "formula"),
    ("nonzero_entries", 6 * 6 * 4, "all_entries"),
    ("nonzero_entries", 120, "zeros"),
    ("nonzero_entries", 10, "added"),
    ("flat_column", "(j-1)*M + i", "by_columns"),
    ("flat_column", "N*(i-1) + (j-1)", "counted_from_0"),
    ("flat_column", "M*(j-1) + (i-1)", "by_columns_from_0"),
    ("gradient_stored", "C", "flattened"),
    ("grad_frobenius", lambda A: A, "factor_lost"),
    ("grad_frobenius", lambda A: 2 * np.linalg.norm(A), "shape"),
    ("quadratic_entry", "2(a*x1 + b*x2)", "as_if_symmetric"),
    ("quadratic_entry", "2ax1", "formula"),
    ("quadratic_entry", "2*a*x1 + c*x2", "other_mixed_term_forgotten"),
    ("quadratic_entry", "a*x1 + b*x2 + c*x2", "two_forgotten"),
    ("product_by_A", lambda A, x: A, "by_x"),
    ("product_by_A", lambda A, x: np.einsum("im,n->imn", np.eye(2), x), "shape"),
    (
        "product_by_A",
        lambda A, x: np.kron(x[None, :], np.eye(len(A))).reshape(len(A), *A.shape),
        "orders_mixed",
    ),
    ("vec_jacobian", lambda A, x: np.kron(x, np.eye(len(A))), "by_columns"),
    ("vec_jacobian", lambda A, x: product_by_A(A, x), "not_flattened"),
    ("fold_jacobian", lambda J: J.reshape((4, 2, 3), order="F"), "by_columns"),
    ("fold_jacobian", lambda J: J, "not_folded"),
    ("fold_jacobian", lambda J: J.reshape(4, 3, 2), "axes_exchanged"),
    ("fold_jacobian", lambda J: J.T.reshape(3, 4, 2).transpose(1, 2, 0), None),
    ("outer_by_x", lambda C, v, x: np.outer(C @ x, v), "value"),
    ("grad_trace_product", lambda A, B: B, "not_transposed"),
    ("grad_quadratic_form", lambda A, x: 2 * A @ x, "as_if_symmetric"),
    ("grad_quadratic_form", lambda A, x: ((A + A.T) @ x)[:, None], "column"),
    ("grad_least_squares", lambda A, x, b: 2 * A.T @ (b - A @ x), "sign"),
    ("grad_least_squares", lambda A, x, b: 2 * A.T @ A @ x - b, "raised"),
    ("grad_least_squares", lambda A, x, b: 2 * A.T @ A @ x + 2 * A.T @ b, "residual_with_plus"),
    ("slope_of_one_weight", 3, "sign"),
    ("slope_of_one_weight", 18, "wrong_output"),  # the error of the first output is 2 − 8 = −6
    ("slope_of_one_weight", 2, "wrong_input"),
    ("slope_of_one_weight", 10, "by_input"),  # 6·2 − 1·2
    ("slope_of_one_weight", 12, "output_for_error"),
    (
        "error_chain",
        lambda A, x, y: error_chain(A, x, y) | {"de_dx": A, "dL_dx": (y - A @ x) @ A},
        "de_dx.minus_lost",
    ),
    (
        "error_chain",
        lambda A, x, y: error_chain(A, x, y) | {"dL_dx": -A.T @ (y - A @ x)[:, None]},
        "dL_dx.column",
    ),
    # The error is a column on paper, so nobody is told that it is a row.
    ("error_chain", lambda A, x, y: {"e": (y - A @ x)[:, None]}, "e.two_axes"),
    ("tanh_dfdz", lambda z: 1 - np.tanh(z) ** 2, "vector"),
    ("tanh_dfdz", lambda z: np.eye(len(z)) - np.diag(np.tanh(z)), "square_missing"),
    ("tanh_dfdz", lambda z: np.diag(1 / np.cosh(z)), "cosh_not_squared"),
    ("repaired_listing", "a", "column"),
    ("weight_slope", "(1 - f1*f1)", "input_forgotten"),
    ("weight_slope", "f1*x2", "not_differentiated"),
    ("layer_dfdb", slopes, "vector"),
    (
        "layer_dfdx",
        lambda A, x, b: np.einsum("il,lj->ij", slopes(A, x, b)[:, None], A),
        "column_stretched",
    ),
    ("layer_dfdx", lambda A, x, b: slopes(A, x, b) * A, "raised"),
    ("layer_dfdx", lambda A, x, b: slopes(A, x, b) * A.T, "transposed"),
    ("layer_dfdx", lambda A, x, b: np.diag(slopes(A, x, 0)) @ A, "bias_forgotten"),
    ("layer_dfdx", lambda A, x, b: np.diag(np.tanh(A @ x + b)) @ A, "not_differentiated"),
    ("layer_dfdA", lambda A, x, b: np.outer(slopes(A, x, b), x), "stored_shape"),
    ("layer_dfdA", lambda A, x, b: layer_dfdA(A, x, 0 * b), "bias_forgotten"),
    ("dL_dx", lambda W, g, x: np.outer(g, x), "by_W"),
    ("dL_dx", lambda W, g, x: (W.T @ g)[:, None], "column"),
    ("batch_layout", "b", "not_transposed"),
    ("dL_dW", lambda X, G: X.T @ G, "transposed"),
    ("dL_dW", lambda X, G: [np.outer(g, x) for g, x in zip(G, X, strict=True)][-1], "last_example"),
    ("dL_dW", lambda X, G: np.outer(G.sum(axis=0), X.sum(axis=0)), "outer_of_sums"),
    ("dL_dW", lambda X, G: np.outer(G[0], X[0]), "first_example"),
    ("dL_db", lambda G: G, "not_summed"),
    ("dL_db", lambda G: G[0], "first_example"),
    ("dL_db", lambda G: G.sum(axis=0, keepdims=True), None),
    ("dL_dX", lambda G, W: W.T @ G.T, "transposed"),
    ("chain_shapes", "a", "as_printed"),
    (
        "layer_gradients",
        lambda A, x, b, y: (
            layer_gradients(A, x, b, y) | {"dL_dA": -np.outer(y - np.tanh(A @ x + b), x)}
        ),
        "dL_dA.activation_forgotten",
    ),
    (
        "layer_gradients",
        lambda A, x, b, y: (
            layer_gradients(A, x, b, y) | {"dL_db": np.diag(layer_gradients(A, x, b, y)["dL_db"])}
        ),
        "dL_db.left_on_diagonal",
    ),
    ("grad_trace_quadratic", lambda A, X: 2 * A @ X, "as_if_symmetric"),
    ("grad_trace_quadratic", lambda A, X: A @ X - A.T @ X, "subtracted"),
    ("product_by_X", lambda A, X: np.kron(A, np.eye(X.shape[1])), "flat"),
    (
        "product_by_X",
        lambda A, X: np.einsum("pm,qn->pqnm", A, np.eye(X.shape[1])),
        "input_transposed",
    ),
]


@pytest.mark.parametrize(("id_", "answer", "tag"), TAGS)
def test_what_students_answer_is_named(id_, answer, tag):
    assert SHEET[id_].judge(answer).slip == tag


# References that owe nothing to autodiff: one entry after the other takes a step into the complex
# plane, and what comes out moves along.

FUNCTIONS = {
    "product_by_A": (lambda A, x: A @ x, 0),
    "outer_by_x": (lambda C, v, x: np.outer(C @ x, v), 2),
    "tanh_dfdz": (np.tanh, 0),
    "layer_dfdb": (lambda A, x, b: np.tanh(A @ x + b), 2),
    "layer_dfdx": (lambda A, x, b: np.tanh(A @ x + b), 1),
    "layer_dfdA": (lambda A, x, b: np.tanh(A @ x + b), 0),
    "product_by_X": (lambda A, X: A @ X, 1),
    "grad_frobenius": (lambda A: (A * A).sum(), 0),
    "grad_trace_product": (lambda A, B: sum(A[i] @ B[:, i] for i in range(len(A))), 0),
    "grad_trace_quadratic": (lambda A, X: sum(c @ A @ c for c in X.T), 1),
    "grad_quadratic_form": (lambda A, x: x @ A @ x, 1),
    "grad_least_squares": (lambda A, x, b: ((A @ x - b) ** 2).sum(), 1),
}


def complex_jacobian(f, point, k):
    """All slopes by the input k: shape of what comes out, then shape of that input."""
    slopes = []
    for place in np.ndindex(point[k].shape):
        moved = np.array(point[k], dtype=complex)
        moved[place] += 1e-30j
        slopes.append(f(*point[:k], moved, *point[k + 1 :]).imag / 1e-30)
    found = np.array(slopes).reshape(*point[k].shape, *np.shape(slopes[0]))
    axes = range(found.ndim)
    inputs = point[k].ndim
    return found.transpose(*axes[inputs:], *axes[:inputs])


@pytest.mark.parametrize("id_", FUNCTIONS)
def test_a_reference_equals_the_complex_step(id_):
    f, k = FUNCTIONS[id_]
    for point in SHEET[id_].probe_points(b"any"):
        expected = complex_jacobian(f, point, k)
        np.testing.assert_allclose(SHEET[id_].reference(*point), expected, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize(
    "id_", ["product_by_A", "vec_jacobian", "outer_by_x", "layer_dfdA", "layer_dfdx", "dL_dx"]
)
def test_matrices_of_several_shapes_are_asked_and_none_is_square(id_):
    shapes = {np.shape(point[0]) for point in SHEET[id_].probe_points()}
    assert len(shapes) > 1
    assert all(M != N for M, N in shapes)


def test_flat_and_folded_hold_the_same_slopes():
    for A, x in SHEET["product_by_A"].probe_points():
        folded = SHEET["product_by_A"].reference(A, x)
        flat = SHEET["vec_jacobian"].reference(A, x)
        np.testing.assert_array_equal(flat.reshape(folded.shape), folded)
        np.testing.assert_array_equal(flat, np.kron(np.eye(len(A)), x[None, :]))


def test_what_the_listing_and_its_repairs_do_is_what_numpy_does():
    A, x, b = (np.array([[0.6, -1.1], [1.4, 0.5], [-0.3, 0.9]]), np.array([1.2, -0.5]), np.ones(3))
    dfdz = 1 - np.tanh(A @ x + b) ** 2
    with pytest.raises(ValueError, match="too many subscripts for operand 0"):
        np.einsum("il,lj->ij", dfdz, A)
    right = SHEET["layer_dfdx"].reference(A, x, b)
    np.testing.assert_allclose(np.einsum("il,lj->ij", np.diag(dfdz), A), right)
    stretched = np.einsum("il,lj->ij", dfdz[:, None], A)
    assert stretched.shape == right.shape
    assert not np.allclose(stretched, right)
    assert np.einsum("l,lj->j", dfdz, A).shape == (2,)


def test_what_the_layouts_of_a_batch_do_is_what_numpy_does():
    W, X, b = np.ones((2, 3)), np.ones((5, 3)), np.ones(2)
    right = next(option.text for option in SHEET["batch_layout"].options if option.slip is None)
    assert eval(right.strip("`"), {"W": W, "X": X, "b": b}).shape == (5, 2)
    for option in SHEET["batch_layout"].options:
        if option.slip:
            with pytest.raises(ValueError, match=r"mismatch|broadcast"):
                eval(option.text.strip("`"), {"W": W, "X": X, "b": b})


def test_the_questions_of_the_bank_keep_id_and_arguments():
    arguments = {
        "grad_quadratic_form": ["A", "x"],
        "grad_least_squares": ["A", "x", "b"],
        "dL_dW": ["X", "G"],
        "dL_db": ["G"],
        "dL_dx": ["W", "g", "x"],
    }
    assert {id_: list(SHEET[id_].inputs) for id_ in arguments} == arguments


# Layout.


@pytest.mark.parametrize("id_", ["grad_quadratic_form", "grad_least_squares", "dL_dx", "dL_db"])
def test_a_gradient_by_a_vector_is_a_row_and_the_prompt_says_so(id_):
    exercise = SHEET[id_]
    assert exercise.row_vector
    assert "row" in exercise.prompt_text()
    assert exercise.judge(lambda *inputs: exercise.reference(*inputs)[None, :]).correct
    assert exercise.judge(lambda *inputs: exercise.reference(*inputs)[:, None]).slip == "column"


def test_who_checks_a_gradient_by_a_matrix_is_told_to_move_one_entry():
    verdict = SHEET["grad_frobenius"].judge(lambda A: 2 * np.abs(A))
    assert verdict.slip == "differs"
    assert verdict.message.endswith("in which one entry of A moves.")


# Numbers for each student.


def test_the_slope_by_hand_follows_the_students_numbers():
    seen = set()
    for student in ("abcd12", "efgh34", "ijkl56", "mnop78"):
        exercise = load("05_matrix_derivatives", student)["slope_of_one_weight"]
        row_1, row_2, x, y = (exercise.parameters[name] for name in ("row_1", "row_2", "x", "y"))
        e_1, e_2 = (t - r[0] * x[0] - r[1] * x[1] for r, t in zip((row_1, row_2), y, strict=True))
        assert f"{row_2[0]} & {row_2[1]}" in exercise.prompt_text()
        assert exercise.judge(-e_2 * x[0]).correct
        assert exercise.judge(-e_1 * x[0]).slip == "wrong_output"
        seen.add((row_1, row_2, x, y))
    assert len(seen) == 4


def test_the_count_follows_the_students_matrix():
    seen = set()
    for student in (None, "abcd12", "efgh34", "ijkl56", "mnop78"):
        exercise = load("05_matrix_derivatives", student)["nonzero_entries"]
        M, N = exercise.parameters["M"], exercise.parameters["N"]
        assert f"{M} \\times {N}" in exercise.prompt_text()
        assert exercise.judge(M * N).correct
        assert exercise.judge(M * M * N).slip == "all_entries"
        seen.add(M * N)
    assert len(seen) > 2
