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
    "not_differentiated": (RESULT, "return A, b"),
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
    "b_bar_wrong": (DOWN, "z_bar = -(A[i].T @ z_bar) * (1 - f[i] ** 2)"),
    "last_wrong": (FIRST, "z_bar = 3 * (f[K] - t)"),
    "changed_on_the_way": (DOWN, f"A[i] -= 0.1 * A_bar[i]; {DOWN}"),
    "bias_forgotten": ("A[i] @ f[i] + b[i]", "A[i] @ f[i]"),
    "hidden_linear": ("np.tanh(z[-1]) if i < K - 1 else z[-1]", "z[-1]"),
    "gap": ("for i in reversed(range(K))", "for i in reversed(range(1, K))"),
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


def rows(row, M32, M21, O32, O21, O10, **changed):
    return delta_recursion(row, M32, M21, O32, O21, O10) | changed


TAGS = [
    ("dual_product", lambda a, b, c, d: a * c + a * d + b * c, "summed"),
    ("dual_product", lambda a, b, c, d: [a * d + b * c, a * c], "reversed"),
    ("dual_product", lambda a, b, c, d: [a * c, a * d, b * c], "shape"),
    ("dual_product", lambda a, b, c, d: [a * c + b * d, a * d + b * c], "square_one"),
    ("dual_square_exp", "2*a*e^(a^2)", "tangent_lost"),
    ("dual_square_exp", "2b*e^(a^2)", "value_of_square_lost"),
    ("dual_square_exp", "e^((a+b)^2)", "step_of_one"),
    ("dual_square_exp", "2*a*b^2*e^(a^2)", "input_factor"),
    ("dual_square_exp", "2*u*e^(u^2)", "formula"),
    ("row_of_jacobian", "e", "seed_too_long"),
    ("sweep_counts", lambda n, m: (n, 1), "reverse_is_one"),
    ("sweep_counts", lambda m, n: (n, m), "input_order"),
    ("sweep_counts", lambda n, m: n, "shape"),
    ("mode_for_shape", "A", "always_reverse"),
    ("jacobian_memory", 1, "byte_an_entry"),
    ("jacobian_memory", 4e12, "bytes"),
    ("jacobian_memory", 8, "other_precision"),
    ("chain_of_five", "m54*m43", "o_forgotten"),
    ("chain_of_five", "m54 m43 m32 m21 o10", "by_the_first"),
    ("chain_of_five", "m43*m32*o21", "layers_shifted"),
    ("chain_of_five", "M54*M43*O32", "formula"),
    ("shape_of_product", "a", "counted_from_one"),
    ("tangent_by_hand", 34, "seeds_of_one"),
    ("tangent_by_hand", 39, "value_of_f"),
    ("tangent_by_hand", [39, 14], "shape"),
    ("tangent_by_hand", -14, "sign"),
    ("tangent_by_hand", -22, "y_only"),
    (
        "push_forward",
        lambda x, v: [2 * x[0] * v[0] * x[1], v[0] * np.exp(x[1]), v[1] - v[0]],
        "half_of_each_product",
    ),
    ("push_forward", lambda x, v: push_forward(x, [1, 1]), "seeds_of_one"),
    ("push_forward", lambda x, v: push_forward(x, v)[:2], "shape"),
    ("push_forward", lambda x, v: np.array(push_forward(x, v))[:, None], "singleton"),
    ("running_sums_back", lambda u: u.cumsum(), "jacobian_vector_product"),
    ("running_sums_back", lambda u: [sum(u[j + 1 :]) for j in range(len(u))], "own_sum_left_out"),
    ("running_sums_back", lambda u: np.flip(np.cumsum(u)), "turned_too_late"),
    ("running_sums_back", lambda u: u @ np.triu(np.ones((len(u),) * 2)), "jacobian_vector_product"),
    (
        "o_four_one",
        lambda x1, a1, A, C: o_four_one(x1, a1, A, C) | {"M32": A},
        "M32.slope_forgotten",
    ),
    (
        "o_four_one",
        lambda x1, a1, A, C: o_four_one(x1, a1, A, C) | {"O21": x1},
        "O21.diagonal_only",
    ),
    (
        "o_four_one",
        lambda *given: (r := o_four_one(*given)) | {"O41": r["O41"].T},
        "O41.transposed",
    ),
    ("o_four_one", lambda x1, a1, A, C: {"M43": C}, "M32.missing_part"),
    (
        "delta_recursion",
        lambda *given: {key: row[None, :] for key, row in rows(*given).items()},
        None,
    ),
    (
        "delta_recursion",
        lambda row, M32, M21, O32, O21, O10: rows(
            row, M32, M21, O32, O21, O10, alpha1=row @ O32 @ O21
        ),
        "alpha1.parameters_all_the_way",
    ),
    (
        "delta_recursion",
        lambda row, M32, M21, O32, O21, O10: rows(row, M32, M21, O32, O21, O10, alpha1=row @ O21),
        "alpha1.delta_not_renewed",
    ),
    (
        "delta_recursion",
        lambda row, M32, M21, O32, O21, O10: rows(
            row, M32, M21, O32, O21, O10, alpha1=row @ M32 @ O32
        ),
        "alpha1.matrix_of_layer_above",
    ),
    ("delta_recursion", lambda *given: tuple(rows(*given).values()), "not_a_dict"),
    ("einsum_of_row", "a", "not_summed"),
    ("reverse_cost", "L*(d^2 + d*n)", "down_to_the_input"),
    ("reverse_cost", "(L-1)*(d^2+d*n)", "last_layer_forgotten"),
    ("reverse_cost", "n*d + (L-1)d^2", "one_layer"),
    ("reverse_cost", "d(L*d + (L-1)n)", "counts_exchanged"),
    ("delta_of_books", lambda z_bar, A, f: z_bar @ A, "slope_forgotten"),
    ("delta_of_books", lambda z_bar, A, f: (z_bar @ A)[None, :] * (1 - f**2), None),
    ("delta_of_books", lambda z_bar, A, f: z_bar @ A @ (1 - f**2), "summed"),
    ("delta_of_books", lambda z_bar, A, f: A @ z_bar * (1 - f**2), "raised"),
    (
        "delta_of_books",
        lambda z_bar, A, f: z_bar * (1 - np.tanh(A @ f) ** 2) @ A,
        "slope_above",
    ),
    ("many_layers", "a^K*(1-y)^K", "square_missing"),
    ("many_layers", "a*K - a*K*y^2", "added"),
    ("many_layers", "(1 - y^2 + a)^K", "weight_added"),
    ("many_layers", "1", "constant"),
    ("steady_weight", 0.64, "slope_itself"),
    ("steady_weight", 1.155, "fixed_point"),
    ("steady_weight", 1.56, "rounded"),
    ("forward_cost", "L*((L-1)*d^2*n + d*n)", "longest_for_all"),
    ("forward_cost", "L(L-1)/2*d^2*n", "row_forgotten"),
    ("narrow_net", 22200, "from_the_left"),
    ("narrow_net", 3200, "last_product_forgotten"),
    ("narrow_net", 20 * 30 * 2 * 25 * 40, "wrong_magnitude"),
    ("no_loss", "a", "row_without_loss"),
    (
        "residual_layer",
        lambda delta, A, b, f: (
            (r := residual_layer(delta, A, b, f)) | {"delta": r["delta"] - delta}
        ),
        "delta.shortcut_forgotten",
    ),
    (
        "residual_layer",
        lambda delta, A, b, f: residual_layer(delta, A, b, f) | {"b": delta},
        "b.slope_forgotten",
    ),
    (
        "residual_layer",
        lambda delta, A, b, f: (
            residual_layer(delta, A, b, f)
            | {"delta": delta + A.T @ delta * (1 - np.tanh(A @ f + b) ** 2)}
        ),
        "delta.slope_behind_the_matrix",
    ),
    ("net_gradients", {"net_gradients": lambda x, A, b, t: None}, None),
    ("net_gradients", {"net_gradients": lambda x, A, b: None}, "raised"),
]


@pytest.mark.parametrize(("id_", "answer", "tag"), TAGS)
def test_what_students_answer_is_named(id_, answer, tag):
    assert SHEET[id_].judge(answer).slip == tag


# References that owe nothing to autodiff: a step into the complex plane, counts product by product.


def complex_jacobian(f, x):
    """The Jacobian of a function of a vector, an input after the other."""
    columns = [np.asarray(f(x + 1e-30j * e)).imag / 1e-30 for e in np.eye(len(x))]
    return np.array(columns).T


def points(id_):
    return [(SHEET[id_].reference(*point), point) for point in SHEET[id_].probe_points(b"any")]


def test_jacobians_equal_the_complex_step():
    def f(x):
        return np.array([x[0] ** 2 * x[1], x[0] * np.exp(x[1]), x[1] - x[0]])

    for want, (x, v) in points("push_forward"):
        np.testing.assert_allclose(want, complex_jacobian(f, x) @ v, rtol=1e-9)
    for want, (u,) in points("running_sums_back"):
        np.testing.assert_allclose(want, u @ complex_jacobian(np.cumsum, 0 * u), rtol=1e-9)
    for want, (z_bar, A, f_below) in points("delta_of_books"):
        J = complex_jacobian(lambda z, A=A: A @ np.tanh(z), np.arctanh(f_below))
        np.testing.assert_allclose(want, z_bar @ J, rtol=1e-9)
    for want, (x1, a1, A, C) in points("o_four_one"):
        J = complex_jacobian(lambda a, A=A, C=C, x1=x1: C @ np.tanh(A @ (a * x1)), a1)
        np.testing.assert_allclose(want["O41"], J, rtol=1e-9, atol=1e-12)


def test_the_residual_layer_equals_the_complex_step():
    for want, (delta, A, b, f) in points("residual_layer"):
        d = len(f)

        def out(A, b, f):
            return f + np.tanh(A @ f + b)

        by_f = complex_jacobian(lambda f, A=A, b=b: out(A, b, f), f)
        by_b = complex_jacobian(lambda b, A=A, f=f: out(A, b, f), b)
        by_A = complex_jacobian(lambda a, d=d, b=b, f=f: out(a.reshape(d, d), b, f), A.ravel())
        np.testing.assert_allclose(want["delta"], delta @ by_f, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(want["b"], delta @ by_b, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(want["A"].ravel(), delta @ by_A, rtol=1e-9, atol=1e-12)


class Shape:
    """A matrix of which only the shape is kept; a product is counted."""

    def __init__(self, rows, columns):
        self.shape, self.count = (rows, columns), 0

    def __matmul__(self, other):
        (p, q), (q_again, r) = self.shape, other.shape
        assert q == q_again
        product = Shape(p, r)
        product.count = self.count + other.count + p * q * r
        return product


@pytest.mark.parametrize(("L", "d", "n"), [(3, 4, 2), (5, 3, 7)])
def test_both_modes_are_counted_product_by_product(L, d, n):
    forward, reverse, delta = 0, 0, Shape(1, d)
    for layer in reversed(range(L)):
        reverse += (delta @ Shape(d, n)).count - delta.count
        if layer > 0:
            delta = delta @ Shape(d, d)
        carried = Shape(d, n)
        for _ in range(L - layer - 1):
            carried = Shape(d, d) @ carried
        forward += (Shape(1, d) @ carried).count
    assert SHEET["reverse_cost"].reference(L, d, n) == reverse + delta.count
    assert SHEET["forward_cost"].reference(L, d, n) == forward


def test_the_narrow_net_is_cheapest_between_the_ends():
    for student in (None, "abcd12", "efgh34", "ijkl56"):
        exercise = load("07_forward_and_reverse", student)["narrow_net"]
        p, q, r, s, t = (exercise.parameters[name] for name in "pqrst")
        shapes = f"({p} \\times {q})({q} \\times {r})({r} \\times {s})({s} \\times {t})"
        assert shapes in exercise.prompt_text()
        A, B, C, D = Shape(p, q), Shape(q, r), Shape(r, s), Shape(s, t)
        orders = (
            ((A @ B) @ C) @ D, A @ (B @ (C @ D)), (A @ B) @ (C @ D), (A @ (B @ C)) @ D,
            A @ ((B @ C) @ D),
        )  # fmt: skip
        counts = [order.count for order in orders]
        assert counts[2] == min(counts)
        assert exercise.judge(counts[2]).correct


def test_the_direction_by_hand_follows_the_students_numbers():
    seen = set()
    for student in (None, "abcd12", "efgh34", "ijkl56", "mnop78"):
        exercise = load("07_forward_and_reverse", student)["tangent_by_hand"]
        x, y, p, q = (exercise.parameters[name] for name in "xypq")
        right = 2 * x * y * p + (x * x + 6 * y) * q
        assert exercise.judge(right).correct
        seen.add(right)
    assert len(seen) > 2


def test_the_jacobian_of_the_lecture_takes_four_terabytes_and_eight():
    reference = SHEET["jacobian_memory"].reference
    assert (reference(1000, 4), reference(1000, 8)) == (4.0, 8.0)


def test_the_questions_of_the_bank_keep_their_arguments():
    assert list(SHEET["dual_product"].inputs) == ["a", "b", "c", "d"]
    assert list(SHEET["sweep_counts"].inputs) == ["n", "m"]


# The backward pass.


def test_points_grow_with_the_nets_that_are_right():
    judge = SHEET["net_gradients"].judge
    one_layer = judge(namespace(NET.replace("A[i].T @ z_bar", "A[i].T @ z_bar * 2")))
    assert one_layer.score == pytest.approx(1 / 5)
    assert "In a net of 2 layers, b_bar[0]" in one_layer.message
    two_layers = judge(namespace(changed("not_passed_on")))
    assert two_layers.score == pytest.approx(2 / 5)
    assert "In a net of 5 layers, b_bar[2]" in two_layers.message
    assert judge(namespace(changed("inputs_changed"))).score == pytest.approx(4 / 5)
