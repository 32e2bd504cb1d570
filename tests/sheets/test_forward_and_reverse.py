"""The references of sheet 07 against hand-written answers and against the complex step."""

import math

import numpy as np
import pytest
from support.programs import namespace

from coursekit.sheets import load
from coursekit.sheets.net_passes import MESSAGES

SHEET = load("07_forward_and_reverse")


# The last question: a right program, and wrong ones made of it by one change each.

NET = """
def net_gradients(x, A, b, t):
    K = len(A)
    f, z = [x], [x]
    for i in range(K):
        z.append(A[i] @ f[i] + b[i])
        f.append(np.tanh(z[-1]) if i < K - 1 else z[-1])
    A_bar, b_bar = [None] * K, [None] * K
    z_bar = f[K] - t
    for i in reversed(range(K)):
        b_bar[i] = z_bar
        A_bar[i] = np.outer(z_bar, f[i])
        if i > 0:
            z_bar = (A[i].T @ z_bar) * (1 - f[i] ** 2)
    return A_bar, b_bar
"""
FIRST = "z_bar = f[K] - t"
DOWN = "z_bar = (A[i].T @ z_bar) * (1 - f[i] ** 2)"
OUTER = "np.outer(z_bar, f[i])"
RESULT = "return A_bar, b_bar"
BIAS = "b_bar[i] = z_bar"
CHANGES = {
    "form": (RESULT, "return A_bar"),
    "lists_exchanged": (RESULT, "return b_bar, A_bar"),
    "lists_reversed": (RESULT, "return A_bar[::-1], b_bar[::-1]"),
    "inputs_changed": (RESULT, "A[0] -= 0.1 * A_bar[0]; return A_bar, b_bar"),
    "sign": (FIRST, "z_bar = t - f[K]"),
    "doubled": (FIRST, "z_bar = 2 * (f[K] - t)"),
    "averaged": (FIRST, "z_bar = (f[K] - t) / len(t)"),
    "loss_for_slope": (FIRST, "z_bar = (f[K] - t) ** 2 / 2"),
    "last_slope": (FIRST, "z_bar = (f[K] - t) * (1 - f[K] ** 2)"),
    "last_squashed": ("if i < K - 1 else z[-1]", ""),
    "slope_forgotten": (DOWN, "z_bar = A[i].T @ z_bar"),
    "slope_twice": (DOWN, "z_bar = (A[i].T @ z_bar) * (1 - f[i] ** 2) ** 2"),
    "slope_of_sum": (DOWN, "z_bar = (A[i].T @ z_bar) * (1 - z[i] ** 2)"),
    "slope_of_sigmoid": (DOWN, "z_bar = (A[i].T @ z_bar) * f[i] * (1 - f[i])"),
    "square_missing": (DOWN, "z_bar = (A[i].T @ z_bar) * (1 - f[i])"),
    "value_for_slope": (DOWN, "z_bar = (A[i].T @ z_bar) * f[i]"),
    "tanh_again": (DOWN, "z_bar = (A[i].T @ z_bar) * (1 - np.tanh(f[i]) ** 2)"),
    "slope_alone": (DOWN, "z_bar = 1 - f[i] ** 2"),
    "paths_not_added": (
        BIAS,
        ("b_bar[i] = z_bar if i == K - 1 else A[i + 1].T * was * (1 - f[i + 1] ** 2)[:, None]; "
        "was = z_bar"),
    ),
    "unchanged": (BIAS, "b_bar[i] = z_bar if i == K - 1 else was; was = z_bar"),
    "not_passed_on": (DOWN, "z_bar = (A[i].T @ (f[K] - t)) * (1 - f[i] ** 2)"),
    "outer_turned": (OUTER, "np.outer(f[i], z_bar)"),
    "outer_forgotten": (OUTER, "z_bar"),
    "output_for_input": (OUTER, "np.outer(z_bar, f[i + 1])"),
    "matrix_for_input": (OUTER, "z_bar[:, None] * A[i]"),
    "sum_for_input": (OUTER, "np.outer(z_bar, z[i])"),
    "first_input": (OUTER, "np.outer(z_bar, x)"),
    "before_the_slope": (
        OUTER,
        "np.outer(z_bar if i == K - 1 else A[i + 1].T @ was, f[i]); was = z_bar",
    ),
    "summed": (FIRST, "z_bar = np.sum(f[K] - t)"),
    "weights_missing": (DOWN, "z_bar = z_bar * (1 - f[i] ** 2)"),
    "not_transposed": (DOWN, "z_bar = (A[i] @ z_bar) * (1 - f[i] ** 2)"),
    "own_weights": (DOWN, "z_bar = (A[i - 1].T @ z_bar) * (1 - f[i] ** 2)"),
    "slope_of_neighbour": (DOWN, "z_bar = (A[i].T @ z_bar) * (1 - f[i - 1] ** 2)"),
    "dot_for_outer": (OUTER, "z_bar @ f[i] if K > 1 else np.outer(z_bar, f[i])"),
    "stops": ("f, z = [x], [x]", "f, z = [x] if K < 4 else None, [x]"),
    "shape": (OUTER, "np.outer(z_bar, f[i])[None]"),
    "A_bar_wrong": (OUTER, "np.outer(z_bar, 3 * f[i])"),
    "b_bar_wrong": (FIRST, "z_bar = 3 * (f[K] - t)"),
}  # fmt: skip


def changed(tag):
    old, new = CHANGES[tag]
    assert NET.count(old) == 1
    return NET.replace(old, new)


#: What must be found out by its tag; see `support.programs`.
WRONG_PROGRAMS = {"net_gradients": {tag: changed(tag) for tag in CHANGES}}


def test_every_message_of_the_last_question_is_given_by_a_wrong_program():
    assert set(CHANGES) == set(MESSAGES)


# Written by hand, without coursekit: what a good student would hand in.


def push_forward(x, v):
    rows = [[2 * x[0] * x[1], x[0] ** 2], [math.exp(x[1]), x[0] * math.exp(x[1])], [-1, 1]]
    return [row[0] * v[0] + row[1] * v[1] for row in rows]


def o_four_one(x1, a1, A, C):
    m, d = A.shape
    z = [sum(A[i, j] * a1[j] * x1[j] for j in range(d)) for i in range(m)]
    M32 = np.array([[A[i, j] / math.cosh(z[i]) ** 2 for j in range(d)] for i in range(m)])
    O21 = [[x1[i] * (i == j) for j in range(d)] for i in range(d)]
    return {"M43": C, "M32": M32, "O21": O21, "O41": C.dot(M32).dot(O21)}


def delta_recursion(row, M32, M21, O32, O21, O10):
    # From the right, as forward mode does it: other products, the same rows.
    return {
        "alpha2": O32.T @ row,
        "delta2": M32.T @ row,
        "alpha1": row @ (M32 @ O21),
        "delta1": row @ (M32 @ M21),
        "alpha0": row @ (M32 @ (M21 @ O10)),
    }


def residual_layer(delta, A, b, f):
    z = A @ f + b
    z_bar = delta / np.cosh(z) ** 2
    return {"b": z_bar, "A": z_bar[:, None] * f, "delta": A.T @ z_bar + delta}


ANSWERS = {
    "dual_product": lambda a, b, c, d: (a * c, b * c + a * d),
    "dual_square_exp": "e^(a^2)*2a*b",
    "row_of_jacobian": "C",
    "sweep_counts": lambda n, m: [n, m],
    "mode_for_shape": "(d)",
    "jacobian_memory": 4,
    "chain_of_five": "o32*m43*m54",
    "shape_of_product": "c",
    "tangent_by_hand": 14,
    "push_forward": push_forward,
    "running_sums_back": lambda u: [sum(u[j:]) for j in range(len(u))],
    "o_four_one": o_four_one,
    "delta_recursion": delta_recursion,
    "einsum_of_row": "b",
    "reverse_cost": "L*d*(d + n) - d^2",
    "delta_of_books": lambda z_bar, A, f: z_bar @ A - f**2 * (z_bar @ A),
    "many_layers": "a^K*(1 - y^2)^K",
    "steady_weight": 1 / 0.64,
    "forward_cost": "L*d*n*((L - 1)*d/2 + 1)",
    "narrow_net": 4800,
    "no_loss": "d",
    "residual_layer": residual_layer,
    "net_gradients": namespace(NET),
}


def test_every_question_has_a_hand_written_answer():
    assert [exercise.id for exercise in SHEET] == list(ANSWERS)


@pytest.mark.parametrize("id_", ANSWERS)
@pytest.mark.parametrize("seed", [None, b"a", b"b"])
def test_the_hand_written_answer_is_correct(id_, seed):
    verdict = SHEET[id_].judge(ANSWERS[id_], seed=seed)
    assert verdict.outcome == "correct", verdict.message


# Realistic answers beside the slips themselves, and the tag of what must be said of them.

TAGS = [
    ("dual_product", lambda a, b, c, d: a * c, "shape"),
]


@pytest.mark.parametrize(("id_", "answer", "tag"), TAGS)
def test_what_students_answer_is_named(id_, answer, tag):
    assert SHEET[id_].judge(answer).slip == tag
