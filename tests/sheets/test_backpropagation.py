"""The references of sheet 06 against hand-written answers and against the complex step."""

import math

import numpy as np
import pytest
from support.complex_plane import complex_gradient
from support.engines import ENGINE, WRONG_ENGINES
from support.programs import namespace

from coursekit.sheets import load

SHEET = load("06_backpropagation")


def logistic(z):
    return 1 / (1 + math.exp(-z))


def logistic_least_squares(w, x, b, t):
    z = w * x + b
    y = logistic(z)
    delta = (y - t) * (y - y * y)
    return {
        "z": z, "y": y, "L": (y - t) ** 2 / 2,
        "y_bar": y - t, "z_bar": delta, "w_bar": delta * x, "b_bar": delta,
    }  # fmt: skip


def l2_regularised(w, x, b, t, lam):
    plain = logistic_least_squares(w, x, b, t)
    return plain | {
        "R": w * w / 2,
        "L_reg": plain["L"] + lam * w * w / 2,
        "R_bar": lam,
        "w_bar": plain["w_bar"] + lam * w,
    }


def probabilities(z):
    powers = [math.exp(each - max(z)) for each in z]
    return np.array([power / sum(powers) for power in powers])


def softmax_jacobian(z):
    y = probabilities(z)
    return [[y[i] * ((i == j) - y[j]) for j in range(len(z))] for i in range(len(z))]


def softmax_dw21(W, b, x, t):
    a = probabilities(W @ x + b)
    paths = [(-t[i] / a[i]) * a[i] * ((i == 1) - a[1]) * x[0] for i in range(3)]
    return sum(paths)


def affine_squared_norm(W, x, b, t):
    rows, columns = W.shape
    e = [sum(W[i, j] * x[j] for j in range(columns)) + b[i] - t[i] for i in range(rows)]
    return {
        "e": e,
        "L": sum(each**2 for each in e),
        "e_bar": [2 * each for each in e],
        "W_bar": [[2 * e[i] * x[j] for j in range(columns)] for i in range(rows)],
        "b_bar": [2 * each for each in e],
        "x_bar": [sum(2 * e[i] * W[i, j] for i in range(rows)) for j in range(columns)],
    }


def multiclass_logistic(W, b, x, t):
    z = [W[k] @ x + b[k] for k in range(3)]
    y = probabilities(z)
    y_bar = [-t[k] / y[k] for k in range(3)]
    z_bar = [sum(y_bar[k] * y[k] * ((k == j) - y[j]) for k in range(3)) for j in range(3)]
    return {
        "z": z, "y": y, "L": -sum(t[k] * math.log(y[k]) for k in range(3)),
        "y_bar": y_bar, "z_bar": z_bar,
        "W_bar": [[z_bar[k] * x[j] for j in range(2)] for k in range(3)], "b_bar": z_bar,
    }  # fmt: skip


def multiclass_batch(W, b, X, T):
    n = len(X)
    each = [multiclass_logistic(W, b, X[i], T[i]) for i in range(n)]
    return {
        "L": sum(one["L"] for one in each) / n,
        "Z_bar": [np.array(one["z_bar"]) / n for one in each],
        "W_bar": sum(np.array(one["W_bar"]) for one in each) / n,
        "b_bar": sum(np.array(one["b_bar"]) for one in each) / n,
    }


def two_layer_dW1(x, W1, b1, w2, t):
    h = [math.tanh(W1[i] @ x + b1[i]) for i in range(len(b1))]
    error = sum(w2[i] * h[i] for i in range(len(h))) - t
    return [[error * w2[i] * (1 - h[i] ** 2) * each for each in x] for i in range(len(h))]


#: What must be found out by its tag; see `support.programs`.
WRONG_PROGRAMS = {"Value": WRONG_ENGINES}

# Written by hand, without coursekit: what a good student would hand in.
ANSWERS = {
    "backprop_does": "C",
    "adjoint_of_z": "y(1-y)(y-t)",
    "kept_values": "d",
    "logistic_least_squares": logistic_least_squares,
    "neuron_squared_error": lambda w, x, b, t: logistic_least_squares(w, x, b, t)["w_bar"],
    "fan_out_sum": "rbar cos(v) + 3pbar + 2v*qbar",
    "shared_nodes": "2x*y + y^2",
    "adjoint_by_hand": 36,
    "total_derivative": "2t + t*e^(t^2*cos(t))*(2cos(t) - t*sin(t))",
    "backward_order": "(c)",
    "l2_regularised": l2_regularised,
    "neuron_cross_entropy": lambda w, x, b, t: x * (logistic(w * x + b) - t),
    "my_softmax": probabilities,
    "softmax_batch": lambda Z: [probabilities(row) for row in Z],
    "softmax_jacobian": softmax_jacobian,
    "path_through_a1": "(-t1/a1)*(-a1*a2)*x1",
    "softmax_dw21": softmax_dw21,
    "dead_paths": "c",
    "grad_softmax_cross_entropy": lambda z, t: (probabilities(z) - t)[None, :],
    "affine_squared_norm": affine_squared_norm,
    "multiclass_logistic": multiclass_logistic,
    "multiclass_batch": multiclass_batch,
    "two_layer_dW1": two_layer_dW1,
    "planted_bug": "b",
    "Value": namespace(ENGINE),
}


def test_every_question_has_a_hand_written_answer():
    assert [exercise.id for exercise in SHEET] == list(ANSWERS)


@pytest.mark.parametrize("id_", ANSWERS)
@pytest.mark.parametrize("seed", [None, b"a", b"b", b"c"])
def test_the_hand_written_answer_is_correct(id_, seed):
    verdict = SHEET[id_].judge(ANSWERS[id_], seed=seed)
    assert verdict.outcome == "correct", verdict.message


# Realistic answers beside the slips themselves, and the tag of what must be said of them.


def errors(W, b, x, t):
    return probabilities(W @ x + b) - t


TAGS = [
    ("backprop_does", "A", "updates_weights"),
    ("adjoint_of_z", "y - t", "activation_forgotten"),
    ("adjoint_of_z", "(t - y)*y*(1 - y)", "sign"),
    ("adjoint_of_z", "2(y - t)*y*(1 - y)", "factor"),
    ("adjoint_of_z", "(y-t)(1-y)", "other_half_of_slope"),
    ("adjoint_of_z", "(y-t) sigmoid(y) (1-sigmoid(y))", "sigmoid_of_output"),
    ("adjoint_of_z", "(y - t)*z*(1 - z)", "formula"),
    ("kept_values", "c", "derivatives_stored"),
    ("logistic_least_squares", lambda w, x, b, t: {"z": w * x + b}, "y.missing_part"),
    (
        "logistic_least_squares",
        lambda w, x, b, t: logistic_least_squares(w, x, b, t) | {"y_bar": t - logistic(w * x + b)},
        "y_bar.sign_of_residual",
    ),
    (
        "logistic_least_squares",
        lambda w, x, b, t: logistic_least_squares(w, x, b, t) | {"w_bar": 0.0},
        "w_bar.constant",
    ),
    (
        "neuron_squared_error",
        lambda w, x, b, t: logistic_least_squares(w, x, b, t)["z_bar"] * w,
        "weight_for_input",
    ),
    (
        "neuron_squared_error",
        lambda x, w, b, t: logistic_least_squares(w, x, b, t)["w_bar"],
        "input_order",
    ),
    ("fan_out_sum", "cos(v)*rbar", "overwritten"),
    ("fan_out_sum", "3*pbar + v*qbar*2 + rbar*cos(v) + 0", None),
    ("shared_nodes", "y*(x + y)", "through_product_only"),
    ("fan_out_sum", "3pbar + 2v qbar - cos(v) rbar", "sign_of_cosine"),
    ("shared_nodes", "(x + y)*x*y", "not_differentiated"),
    ("shared_nodes", "y + x*y", "adjoint_of_product_forgotten"),
    ("shared_nodes", "1 + y", "slopes_added"),
    ("adjoint_by_hand", 15 * 2, "through_u_only"),
    ("adjoint_by_hand", 9 * 2 + 6, "u_without_s"),
    ("adjoint_by_hand", 54, "value_of_f"),
    ("total_derivative", "t^2 + exp(cos(t)*t^2)", "not_differentiated"),
    ("total_derivative", "-t^2 sin(t) e^(t^2 cos(t))", "through_x_only"),
    ("total_derivative", "2t - 2t*sin(t)*e^(t^2 cos(t))", "product_of_slopes"),
    ("backward_order", "a", "too_early"),
    (
        "l2_regularised",
        lambda w, x, b, t, lam: (
            logistic_least_squares(w, x, b, t)
            | {"R": w * w / 2, "L_reg": l2_regularised(w, x, b, t, lam)["L_reg"], "R_bar": lam}
        ),
        "w_bar.loss_path_only",
    ),
    (
        "l2_regularised",
        lambda w, x, b, t, lam: l2_regularised(w, x, b, t, lam) | {"R_bar": 1},
        "R_bar.one_for_lambda",
    ),
    (
        "neuron_cross_entropy",
        lambda w, x, b, t: logistic(w * x + b) - t,
        "input_forgotten",
    ),
    ("my_softmax", lambda z: np.exp(z) / sum(np.exp(z)), "overflow"),
    ("my_softmax", lambda z: np.exp(z - max(z)), "divided_by_maximum"),
    ("my_softmax", lambda z: np.exp(z) / (1 + np.exp(z)), "sigmoid_overflow"),
    ("softmax_batch", lambda Z: np.exp(Z) / np.exp(Z).sum(axis=0), "down_the_columns"),
    ("softmax_batch", lambda Z: np.exp(Z) / np.exp(Z).sum(axis=1), "raised"),
    (
        "softmax_jacobian",
        lambda z: [y * (1 - y) for y in probabilities(z)],
        "diagonal_only",
    ),
    (
        "softmax_jacobian",
        lambda z: np.diag(probabilities(z)) - probabilities(z) @ probabilities(z).T,
        "dot_for_outer",
    ),
    (
        "softmax_jacobian",
        lambda z: np.abs(softmax_jacobian(z)),
        "sign_off_the_diagonal",
    ),
    ("path_through_a1", "t1*a2", "input_forgotten"),
    ("path_through_a1", "a2*x1", "input_factor"),
    ("softmax_dw21", lambda W, b, x, t: errors(W, b, x, t)[2] * x[1], "counted_from_0"),
    ("softmax_dw21", lambda W, b, x, t: np.outer(errors(W, b, x, t), x), "whole_gradient"),
    ("dead_paths", "d", "no_gradient"),
    ("grad_softmax_cross_entropy", lambda z, t: t - probabilities(z), "sign"),
    ("grad_softmax_cross_entropy", lambda z, t: (probabilities(z) - t)[:, None], "column"),
    (
        "affine_squared_norm",
        lambda W, x, b, t: (
            affine_squared_norm(W, x, b, t)
            | {"W_bar": np.array(affine_squared_norm(W, x, b, t)["W_bar"]).T}
        ),
        "W_bar.transposed",
    ),
    (
        "affine_squared_norm",
        lambda W, x, b, t: affine_squared_norm(W, x, b, t) | {"e": t - W @ x - b},
        "e.target_minus_output",
    ),
    (
        "multiclass_logistic",
        lambda W, b, x, t: multiclass_logistic(W, b, x, t) | {"y_bar": errors(W, b, x, t)},
        "y_bar.squared_error",
    ),
    (
        "multiclass_logistic",
        lambda W, b, x, t: (
            multiclass_logistic(W, b, x, t) | {"L": -t * np.log(probabilities(W @ x + b))}
        ),
        "L.not_summed",
    ),
    (
        "multiclass_batch",
        lambda W, b, X, T: (
            multiclass_batch(W, b, X, T)
            | {"b_bar": np.array(multiclass_batch(W, b, X, T)["Z_bar"]).mean(axis=0)}
        ),
        "b_bar.averaged_twice",
    ),
    ("two_layer_dW1", lambda *inputs: np.array(two_layer_dW1(*inputs)).T, "transposed"),
    (
        "two_layer_dW1",
        lambda x, W1, b1, w2, t: np.outer(w2 * (h := np.tanh(W1 @ x + b1)) * (w2 @ h - t), x),
        "value_for_slope",
    ),
    ("planted_bug", "c", "first_wrong_weight"),
    ("Value", {"Value": None}, "raised"),
    ("Value", namespace("class Value:\n    def __init__(self, x): self.data = x"), "no_grad"),
]


@pytest.mark.parametrize(("id_", "answer", "tag"), TAGS)
def test_what_students_answer_is_named(id_, answer, tag):
    assert SHEET[id_].judge(answer).slip == tag


# References that owe nothing to autodiff.


def soft(z):
    powers = np.exp(z)
    return powers / powers.sum(axis=-1, keepdims=True)


def neuron(w, x, b, t):
    return (1 / (1 + np.exp(-w * x - b)) - t) ** 2 / 2


LOSSES = {
    "neuron_squared_error": (neuron, 0),
    "neuron_cross_entropy": (
        lambda w, x, b, t: np.log(1 + np.exp(w * x + b)) - t * (w * x + b),
        0,
    ),
    "grad_softmax_cross_entropy": (lambda z, t: np.log(np.exp(z).sum()) - t @ z, 0),
    "two_layer_dW1": (
        lambda x, W1, b1, w2, t: (w2 @ np.tanh(W1 @ x + b1) - t) ** 2 / 2,
        1,
    ),
}
PARTS = {
    ("logistic_least_squares", "w_bar"): (neuron, 0),
    ("logistic_least_squares", "b_bar"): (neuron, 2),
    ("l2_regularised", "w_bar"): (
        lambda w, x, b, t, lam: neuron(w, x, b, t) + lam * w * w / 2,
        0,
    ),
    ("l2_regularised", "b_bar"): (lambda w, x, b, t, lam: neuron(w, x, b, t), 2),
    ("affine_squared_norm", "W_bar"): (lambda W, x, b, t: ((W @ x + b - t) ** 2).sum(), 0),
    ("affine_squared_norm", "b_bar"): (lambda W, x, b, t: ((W @ x + b - t) ** 2).sum(), 2),
    ("affine_squared_norm", "x_bar"): (lambda W, x, b, t: ((W @ x + b - t) ** 2).sum(), 1),
    ("multiclass_logistic", "W_bar"): (lambda W, b, x, t: -t @ np.log(soft(W @ x + b)), 0),
    ("multiclass_logistic", "b_bar"): (lambda W, b, x, t: -t @ np.log(soft(W @ x + b)), 1),
    ("multiclass_batch", "W_bar"): (
        lambda W, b, X, T: -(T * np.log(soft(X @ W.T + b))).sum() / len(X),
        0,
    ),
    ("multiclass_batch", "b_bar"): (
        lambda W, b, X, T: -(T * np.log(soft(X @ W.T + b))).sum() / len(X),
        1,
    ),
}


@pytest.mark.parametrize("id_", LOSSES)
def test_a_reference_equals_the_complex_step(id_):
    f, k = LOSSES[id_]
    for point in SHEET[id_].probe_points(b"any"):
        expected = complex_gradient(f, point, k)
        np.testing.assert_allclose(SHEET[id_].reference(*point), expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(("id_", "part"), PARTS)
def test_an_adjoint_equals_the_complex_step(id_, part):
    f, k = PARTS[id_, part]
    for point in SHEET[id_].probe_points(b"any"):
        expected = complex_gradient(f, point, k)
        got = SHEET[id_].reference(*point)[part]
        np.testing.assert_allclose(got, expected, rtol=1e-9, atol=1e-12)


# The two passes.


def test_the_first_wrong_intermediate_is_the_message_and_the_others_earn_their_points():
    def slope_of_tanh(w, x, b, t):
        right = logistic_least_squares(w, x, b, t)
        z_bar = right["y_bar"] * (1 - right["y"] ** 2)
        return right | {"z_bar": z_bar, "w_bar": z_bar * x, "b_bar": z_bar}

    verdict = SHEET["logistic_least_squares"].judge(slope_of_tanh)
    assert verdict.slip == "z_bar.slope_of_tanh"
    assert verdict.message.startswith("In 'z_bar': ")
    assert [part.outcome for part in verdict.parts] == ["correct"] * 4 + ["wrong"] * 3
    assert verdict.score == pytest.approx(4 / 7)


def test_without_a_penalty_the_regularised_neuron_is_the_plain_one():
    point = (0.7, 1.3, -0.4, 1.0)
    plain = SHEET["logistic_least_squares"].reference(*point)
    regularised = SHEET["l2_regularised"].reference(*point, 0.0)
    assert {name: regularised[name] for name in plain} == pytest.approx(plain)


# Softmax.


def test_the_path_of_the_formula_is_a_part_of_the_sum_and_the_only_one_that_may_be_left():
    W, b, x, _ = SHEET["softmax_dw21"].probes[0]
    a = probabilities(W @ x + b)
    for t in ([0.2, 0.5, 0.3], [1.0, 0.0, 0.0]):
        first = SHEET["path_through_a1"].judge("t1*a2*x1")
        assert first.correct
        paths = [t[0] * a[1] * x[0], -t[1] * (1 - a[1]) * x[0], t[2] * a[1] * x[0]]
        assert sum(paths) == pytest.approx(SHEET["softmax_dw21"].reference(W, b, x, np.array(t)))
    # With a one-hot target two of the three are dead, and the third is the whole.
    assert paths[1:] == [0.0, 0.0]


def test_the_jacobian_of_the_softmax_has_rows_that_cancel():
    for (z,) in SHEET["softmax_jacobian"].probe_points(b"any"):
        J = SHEET["softmax_jacobian"].reference(z)
        np.testing.assert_allclose(J.sum(axis=1), 0, atol=1e-15)
        np.testing.assert_allclose(J, J.T)


def test_the_questions_of_the_bank_keep_their_arguments():
    assert {
        id_: list(SHEET[id_].inputs)
        for id_ in (
            "neuron_squared_error", "neuron_cross_entropy", "two_layer_dW1", "shared_nodes",
            "my_softmax", "softmax_batch", "softmax_jacobian", "grad_softmax_cross_entropy",
        )
    } == {
        "neuron_squared_error": ["w", "x", "b", "t"],
        "neuron_cross_entropy": ["w", "x", "b", "t"],
        "two_layer_dW1": ["x", "W1", "b1", "w2", "t"],
        "shared_nodes": ["x", "y"],
        "my_softmax": ["z"],
        "softmax_batch": ["Z"],
        "softmax_jacobian": ["z"],
        "grad_softmax_cross_entropy": ["z", "t"],
    }  # fmt: skip


# Numbers for each student.


def test_the_graph_by_hand_follows_the_students_numbers():
    seen = set()
    for student in (None, "abcd12", "efgh34", "ijkl56", "mnop78"):
        exercise = load("06_backpropagation", student)["adjoint_by_hand"]
        x, y = exercise.parameters["x"], exercise.parameters["y"]
        assert f"$x = {x}$, $y = {y}$" in exercise.prompt_text()
        right = 2 * x * x * y + 2 * x * y
        assert exercise.judge(right).correct
        seen.add(right)
    assert len(seen) > 2
