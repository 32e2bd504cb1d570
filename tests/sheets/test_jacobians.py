"""The references of sheet 04 against hand-written answers and against the complex step."""

import math
import re

import numpy as np
import pytest

from coursekit.formula import parse
from coursekit.sheets import load

SHEET = load("04_jacobians")


def step_jacobian(f, x):
    """The Jacobian of an analytic f at x, column by column, by steps into the complex plane."""
    columns = [np.asarray(f(x + 1e-30j * e)).imag / 1e-30 for e in np.eye(len(x))]
    return np.stack(columns, axis=-1)


def tanh_rows(W, x):
    """Row i of W, times the slope of neuron i."""
    return np.array([row / math.cosh(row @ x) ** 2 for row in W])


def error_row(W, x, b, t):
    return np.array(
        [[2 * sum(W[i, j] * (W[i] @ x + b[i] - t[i]) for i in (0, 1)) for j in range(3)]]
    )


def path_factors(t):
    rate = 9 * t * (2 * math.cos(t) - t * math.sin(t))
    return {
        "outer": [[9 * t * t, 6 * t * math.cos(t)]],
        "inner": [[-math.sin(t)], [3]],
        "rate": [[rate]],
    }


def local_prediction(x, step):
    (u, v), (du, dv) = x, step
    start, change = (u * u * v, u + v**3), (2 * u * v * du + u * u * dv, du + 3 * v * v * dv)
    end = (start[0] + change[0], start[1] + change[1])
    return {"start": start, "change": change, "prediction": end}


# Written by hand, without coursekit: what a good student would hand in.
ANSWERS = {
    "shape_of_jacobian": "c",
    "helix_velocity": lambda t, a, c: [-a * math.sin(t), a * math.cos(t), c],
    "helix_speed": lambda a, c, t: math.hypot(a, c),
    "helix_jacobian": lambda t, s: [[math.cos(t), 1], [-math.sin(t), 0], [6 / math.pi, 0]],
    "jacobian_entry": "cos(x1*x3)*x3",
    "jacobian_linear_map": lambda A: A,
    "sum_jacobian": lambda x: [[1, 1, 1, 1]],
    "squared_norm_entry": "2x₂",
    "edge_of_weight": "B",
    "number_of_weights": 15,
    "affine_not_linear": "d",
    "jacobian_polar": lambda r, q: np.array(
        [[math.cos(q), -r * math.sin(q)], [math.sin(q), r * math.cos(q)]]
    ),
    "det_jacobian_polar": lambda r, q: r,
    "turned_over": "C",
    "signed_area_factor": -15,
    "ink_drop": 0.02,
    "affine_layer": lambda W, x, b: {
        "y": [row @ x + c for row, c in zip(W, b, strict=True)],
        "jacobian": W,
    },
    "sine_activations": lambda z: np.eye(4) * np.cos(z),
    "neuron_slope": "w - w*y^2",
    "path_slope": "sin(2t) - 2sin(t)",
    "path_factors": path_factors,
    "fitting_product": "b",
    "tanh_layer": tanh_rows,
    "error_row": error_row,
    "transposed_chain": "c",
    "local_prediction": local_prediction,
    "hessian_matrix": lambda x1, x2: [[6 * x1 * x2, 3 * x1 * x1], [3 * x1 * x1, -4]],
    "curvature_along": 4,
}

# The question's own functions, written again, for Jacobians that owe nothing to autodiff.
FUNCTIONS = {
    "helix_jacobian": lambda v: np.array([np.sin(v[0]) + v[1], np.cos(v[0]), v[0] * 6 / math.pi]),
    "jacobian_polar": lambda v: v[0] * np.array([np.cos(v[1]), np.sin(v[1])]),
    "hessian_matrix": lambda v: np.array([3 * v[0] ** 2 * v[1], v[0] ** 3 - 4 * v[1]]),
}
FORMULAS = {
    "jacobian_entry": (lambda v: np.array([v[0] * v[1] ** 2, np.sin(v[0] * v[2])]), 1, 0),
    "squared_norm_entry": (lambda v: np.array([v @ v]), 0, 1),
    "path_slope": (lambda v: np.array([np.sin(v[0]) ** 2 + 2 * np.cos(v[0])]), 0, 0),
}

# Realistic answers beside the slips themselves, and the tag of what must be said of them.
TAGS = [
    ("shape_of_jacobian", "A", "order_of_arrow"),
    ("helix_velocity", lambda t, a, c: a * np.array([-np.sin(t), np.cos(t), c]), "entries"),
    ("helix_velocity", lambda t, a, c: -a * np.sin(t) + a * np.cos(t) + c, "summed"),
    ("helix_speed", lambda t, a, c: math.hypot(a, c), "input_order"),
    ("helix_speed", lambda a, c, t: t * math.hypot(a, c), "input_factor"),
    (
        "helix_jacobian",
        lambda t, s: [[math.cos(t), -math.sin(t), 6 / math.pi], [1, 0, 0]],
        "transposed",
    ),
    ("helix_jacobian", lambda t, s: [math.cos(t), 1, -math.sin(t), 0, 6 / math.pi, 0], "reshaped"),
    ("helix_jacobian", lambda t, s: [[math.cos(t), 1], [-math.sin(t), 0], [6, 0]], "entries"),
    ("jacobian_entry", "x2^2", "row_of_f1"),
    ("jacobian_entry", "sin(x1*x3)", "not_differentiated"),
    ("jacobian_entry", "x1 x3 cos(x1 x3)", "input_factor"),
    ("jacobian_linear_map", lambda A: A @ np.ones(3), "row_sums"),
    ("jacobian_linear_map", lambda A: np.ones(4) @ A, "column_sums"),
    ("sum_jacobian", lambda x: np.ones((4, 1)), "column"),
    ("sum_jacobian", lambda x: len(x), "slopes_added"),
    ("squared_norm_entry", "x2 + x2", None),
    ("squared_norm_entry", "2*x1 + 2*x2 + 2*x3", "entries_added"),
    ("squared_norm_entry", "2*x", "formula"),
    ("number_of_weights", 18, "biases_counted"),
    ("number_of_weights", [3, 5], "shape"),
    ("jacobian_polar", lambda q, r: ANSWERS["jacobian_polar"](r, q), "input_order"),
    (
        "jacobian_polar",
        lambda r, q: [[-r * math.sin(q), math.cos(q)], [r * math.cos(q), math.sin(q)]],
        "columns_exchanged",
    ),
    (
        "det_jacobian_polar",
        lambda r, q: r * (math.cos(q) ** 2 - math.sin(q) ** 2),
        "diagonals_added",
    ),
    ("det_jacobian_polar", lambda r, q: 2 * r, "factor"),
    ("signed_area_factor", 15, "sign_turned"),
    ("signed_area_factor", -15.0, None),
    ("ink_drop", -0.02, "sign"),
    ("ink_drop", 20, "factor_alone"),
    ("affine_layer", lambda W, x, b: {"y": W @ x + b, "jacobian": W.T}, "jacobian.transposed"),
    ("affine_layer", lambda W, x, b: {"y": W @ x + b, "Jacobian": W}, "jacobian.missing_part"),
    ("affine_layer", lambda W, x, b: {"y": W * x + b, "jacobian": W}, "raised"),
    ("sine_activations", np.cos, "slopes_alone"),
    ("sine_activations", lambda z: np.eye(4) @ np.cos(z), "slopes_alone"),
    ("sine_activations", lambda z: np.eye(4) * np.cos(z)[:, None], None),
    ("neuron_slope", "w/cosh(y)^2", "tanh_again"),
    ("neuron_slope", "w*(1 - tanh(w*x + b)^2)", "formula"),
    ("path_slope", "2sin(t)*(cos(t) + 1)", "sign_of_cosine"),
    ("path_slope", "sin(t)^2 + 2cos(t)", "not_differentiated"),
    ("path_slope", "2 sin t (cos t - 1)", "formula"),
    (
        "path_factors",
        lambda t: {k: np.array(v).T for k, v in path_factors(t).items()},
        "outer.outer_as_column",
    ),
    (
        "path_factors",
        lambda t: {k: np.ravel(v) for k, v in path_factors(t).items()},
        "outer.outer_flat",
    ),
    (
        "path_factors",
        lambda t: {
            **path_factors(t),
            "rate": np.multiply(path_factors(t)["outer"], path_factors(t)["inner"]),
        },
        "rate.square_matrix",
    ),
    ("tanh_layer", lambda W, x: W @ np.diag(1 - np.tanh(W @ x) ** 2), "columns_scaled"),
    ("tanh_layer", lambda W, x: (1 - np.tanh(W @ x) ** 2) * W, "columns_scaled"),
    ("tanh_layer", lambda W, x: (1 - np.tanh(W @ x) ** 2)[:, None] * W, None),
    (
        "tanh_layer",
        lambda W, x: np.einsum("il,lj", (1 - np.tanh(W @ x) ** 2)[:, None], W),
        "outer_product",
    ),
    ("tanh_layer", lambda W, x: np.einsum("il,lj", 1 - np.tanh(W @ x) ** 2, W), "raised"),
    ("error_row", lambda W, x, b, t: 2 * W.T @ (W @ x + b - t), None),
    ("error_row", lambda W, x, b, t: error_row(W, x, b, t).T, "column"),
    ("error_row", lambda W, x, b, t: 2 * (t - W @ x - b) @ W, "sign"),
    (
        "local_prediction",
        lambda x, step: {
            **local_prediction(x, step),
            "prediction": local_prediction(x, step)["change"],
        },
        "prediction.change_for_value",
    ),
    (
        "local_prediction",
        lambda x, step: {
            **local_prediction(x, step),
            "change": step @ np.array([[2 * x[0] * x[1], x[0] ** 2], [1, 3 * x[1] ** 2]]),
        },
        "change.transposed",
    ),
    ("hessian_matrix", lambda x1, x2: [[6 * x1 * x2, 3 * x1**2], [0, -4]], "mixed_once"),
    ("hessian_matrix", lambda x1, x2: [[6 * x1 * x2, 0], [0, -4]], "diagonal_only"),
    ("hessian_matrix", lambda x1, x2: [[6 * x1 * x2, 3 * x1**2], [3 * x1**2, -2]], "entries"),
    ("neuron_slope", "w + w*y^2", "plus_for_minus"),
    ("affine_layer", lambda W, x, b: {"Y": W @ x + b, "J": W}, "other_keys"),
    ("curvature_along", 20, "not_normalised"),
    ("curvature_along", 8.944, "normalised_once"),
    ("curvature_along", -6, "other_eigenvalue"),
    ("curvature_along", [8, 4], "shape"),
]


def test_every_question_has_a_hand_written_answer():
    assert [exercise.id for exercise in SHEET] == list(ANSWERS)


@pytest.mark.parametrize("id_", ANSWERS)
@pytest.mark.parametrize("seed", [None, b"a", b"b", b"c"])
def test_the_hand_written_answer_is_correct(id_, seed):
    verdict = SHEET[id_].judge(ANSWERS[id_], seed=seed)
    assert verdict.outcome == "correct", verdict.message


@pytest.mark.parametrize(("id_", "answer", "tag"), TAGS)
def test_what_students_answer_is_named(id_, answer, tag):
    assert SHEET[id_].judge(answer).slip == tag


@pytest.mark.parametrize("id_", FUNCTIONS)
def test_a_matrix_equals_the_complex_step(id_):
    for point in SHEET[id_].probe_points(b"any"):
        expected = step_jacobian(FUNCTIONS[id_], np.array(point))
        np.testing.assert_allclose(SHEET[id_].reference(*point), expected, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("id_", FORMULAS)
def test_a_typed_entry_equals_the_complex_step(id_):
    f, i, j = FORMULAS[id_]
    for point in SHEET[id_].probe_points(b"any"):
        expected = step_jacobian(f, np.array(point))[i, j]
        assert SHEET[id_].reference(*point) == pytest.approx(expected, rel=1e-10, abs=1e-12)


def test_layers_and_their_losses_equal_the_complex_step():
    for W, x in SHEET["tanh_layer"].probe_points(b"any"):
        expected = step_jacobian(lambda v, W=W: np.tanh(W @ v), x)
        np.testing.assert_allclose(SHEET["tanh_layer"].reference(W, x), expected, rtol=1e-10)
    for W, x, b, t in SHEET["error_row"].probe_points(b"any"):
        expected = step_jacobian(
            lambda v, W=W, b=b, t=t: np.array([((W @ v + b - t) ** 2).sum()]), x
        )
        np.testing.assert_allclose(
            SHEET["error_row"].reference(W, x, b, t), expected[0], rtol=1e-10
        )
    for y, w in SHEET["neuron_slope"].probe_points(b"any"):
        z = np.arctanh(y)
        expected = step_jacobian(lambda v, z=z, w=w: np.tanh(z + w * v), np.zeros(1))
        assert SHEET["neuron_slope"].reference(y, w) == pytest.approx(expected.item(), rel=1e-10)


def test_the_questions_of_the_bank_keep_ids_arguments_and_diagnoses():
    sin, cos = np.sin, np.cos
    bank = {
        ("jacobian_linear_map", "A"): {
            "transposed": lambda A: A.T,
            "column_sums": lambda A: A.sum(0),
        },
        ("helix_velocity", "t a c"): {
            "height_lost": lambda t, a, c: np.array([-a * sin(t), a * cos(t), 0 * c]),
            "height_not_differentiated": lambda t, a, c: [-a * sin(t), a * cos(t), c * t],
            "sign_of_sine": lambda t, a, c: [-a * sin(t), -a * cos(t), c],
        },
        ("helix_speed", "a c t"): {
            "lengths_added": lambda a, c, t: a + c,
            "root_missing": lambda a, c, t: a**2 + c**2,
            "distance": lambda a, c, t: np.sqrt(a**2 + c**2 * t**2),
        },
        ("jacobian_polar", "r q"): {
            "transposed": lambda r, q: [[cos(q), sin(q)], [-r * sin(q), r * cos(q)]],
            "radius_lost": lambda r, q: [[cos(q), -sin(q)], [sin(q), cos(q)]],
            "columns_exchanged": lambda r, q: [[-r * sin(q), cos(q)], [r * cos(q), sin(q)]],
            "diagonal_only": lambda r, q: [[cos(q), 0], [0, r * cos(q)]],
        },
        ("det_jacobian_polar", "r q"): {
            "sign": lambda r, q: -r,
            "radius_twice": lambda r, q: r**2,
            "diagonals_added": lambda r, q: r * cos(2 * q),
        },
    }
    for (id_, inputs), wrong in bank.items():
        assert list(SHEET[id_].inputs) == inputs.split()
        for tag, answer in wrong.items():
            assert SHEET[id_].judge(answer).slip == tag, (id_, tag)


# Layout.

#: What is asked in full, and its shape: every one of these is a matrix, or a row.
MATRICES = {
    "helix_jacobian": (3, 2), "jacobian_linear_map": (4, 3), "jacobian_polar": (2, 2),
    "sine_activations": (4, 4), "tanh_layer": (3, 3), "hessian_matrix": (2, 2),
}  # fmt: skip
ROWS = {"sum_jacobian": 4, "error_row": 3}


@pytest.mark.parametrize("id_", MATRICES)
def test_the_prompt_states_layout_and_shape_and_the_other_layout_is_named(id_):
    exercise, shape = SHEET[id_], MATRICES[id_]
    prompt = exercise.prompt_text()
    assert "row" in prompt
    assert "column" in prompt
    assert f"`{shape}`" in prompt
    assert np.shape(exercise.reference(*exercise.probe_points()[0])) == shape
    transposed = exercise.judge(lambda *inputs: np.transpose(exercise.reference(*inputs)))
    # A diagonal matrix and a Hessian are their own transposes.
    own = id_ in ("sine_activations", "hessian_matrix")
    assert (transposed.correct, transposed.slip) == ((True, None) if own else (False, "transposed"))


@pytest.mark.parametrize("id_", ROWS)
def test_a_row_is_right_a_column_is_named_and_the_prompt_says_which(id_):
    exercise, n = SHEET[id_], ROWS[id_]
    assert f"`({n},)` or `(1, {n})`" in exercise.prompt_text()
    assert exercise.judge(lambda *inputs: exercise.reference(*inputs)).correct
    assert exercise.judge(lambda *inputs: exercise.reference(*inputs)[None, :]).correct
    assert exercise.judge(lambda *inputs: exercise.reference(*inputs)[:, None]).slip == "column"


def test_there_is_no_other_question_for_a_whole_matrix():
    shapes = {
        exercise.id: np.shape(exercise.reference(*exercise.probe_points()[0]))
        for exercise in SHEET
        if exercise.kind == "function"
    }
    assert {id_ for id_, shape in shapes.items() if len(shape) == 2} == set(MATRICES)
    assert {exercise.id for exercise in SHEET if exercise.row_vector} == set(ROWS)


def test_the_parts_are_judged_with_their_shapes():
    for id_, shapes in {
        "affine_layer": {"y": (3,), "jacobian": (3, 5)},
        "path_factors": {"outer": (1, 2), "inner": (2, 1), "rate": (1, 1)},
    }.items():
        exercise = SHEET[id_]
        right = exercise.reference(*exercise.probe_points()[0])
        assert {name: np.shape(part) for name, part in right.items()} == shapes, id_


def product_of(option):
    """The shapes that an option writes down, as in (2 × 3)(3 × 4)."""
    return [tuple(map(int, pair)) for pair in re.findall(r"\((\d) \\times (\d)\)", option.text)]


def test_only_the_right_product_of_the_other_book_fits_and_is_its_transpose():
    for option in SHEET["transposed_chain"].options:
        (a, b), (c, d) = product_of(option)
        assert (b == c and (a, d) == (2, 4)) == (option.slip is None)


def test_the_products_of_the_network_are_what_their_messages_say():
    W, y = np.arange(15.0).reshape(3, 5) - 6.5, np.array([[0.3], [-0.6], [0.8]])
    D = np.diag(1 - y[:, 0] ** 2)
    right = 2 * y.T @ D @ W
    assert right.shape == (1, 5)
    np.testing.assert_allclose((W.T @ D @ (2 * y)).T, right)  # other_layout
    for product in (lambda: W @ D @ (2 * y.T), lambda: D @ W @ (2 * y)):
        with pytest.raises(ValueError, match="mismatch"):
            product()


def test_the_edge_carries_the_weight_of_the_array():
    from coursekit.sheets.pictures import edges_of_a_layer

    W = np.array([[10 * i + j for j in range(1, 6)] for i in range(1, 4)])  # 32: neuron 3, input 2
    neuron, input_ = divmod(int(W[2, 1]), 10)
    right = next(option.key for option in SHEET["edge_of_weight"].options if option.slip is None)
    words = edges_of_a_layer().get_label()
    assert f"Edge {right} runs from input {input_} to neuron {neuron}." in words


# Areas.


@pytest.mark.parametrize("student", [None, "abcd12", "efgh34", "ijkl56", "mnop78"])
def test_the_area_factors_are_those_of_small_squares(student):
    def image_area(f, a, b, h=1e-6):
        """The signed area of the image of a square round (a, b), by the shoelace formula."""
        corners = [(a - h, b - h), (a + h, b - h), (a + h, b + h), (a - h, b + h)]
        x, y = np.array([f(*corner) for corner in corners]).T
        x, y = x - x.mean(), y - y.mean()
        return (x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2 / (2 * h) ** 2

    sheet = load("04_jacobians", student)
    signed, ink = sheet["signed_area_factor"], sheet["ink_drop"]
    factor = image_area(lambda x, y: (x * y * y, 2 * x + y), **signed.parameters)
    assert factor < 0
    assert signed.reference(**signed.parameters) == pytest.approx(factor, rel=1e-6)
    factor = image_area(lambda x, y: (x * x - y * y, 2 * x * y), **ink.parameters)
    assert ink.reference(**ink.parameters) == pytest.approx(0.001 * factor, rel=1e-6)
    for exercise in (signed, ink):
        assert f"({exercise.parameters['a']}, {exercise.parameters['b']})" in exercise.prompt_text()


# Predictions and curvature.


def test_the_rest_of_the_prediction_falls_with_the_square_of_the_step():
    x, step = np.array([1.3, -0.7]), np.array([0.1, 0.3])

    def missed(k):
        (u, v), predicted = x + k * step, SHEET["local_prediction"].reference(x, k * step)
        return np.linalg.norm(predicted["prediction"] - [u * u * v, u + v**3])

    assert missed(1e-3) / missed(5e-4) == pytest.approx(4, rel=1e-2)


@pytest.mark.parametrize("student", [None, "abcd12", "efgh34", "ijkl56", "mnop78"])
def test_the_arrow_is_an_eigenvector_and_the_curvature_that_of_the_height_along_it(student):
    exercise = load("04_jacobians", student)["curvature_along"]
    p, q, r = (exercise.parameters[name] for name in "pqr")
    H = np.array([[2 * p, q], [q, 2 * r]])
    answer = exercise.reference(p=p, q=q, r=r)
    np.testing.assert_allclose(H @ [2, 1], answer * np.array([2, 1]))
    u, v, h = 2 / math.sqrt(5), 1 / math.sqrt(5), 1e-3
    height = lambda k: p * (k * u) ** 2 + q * (k * u) * (k * v) + r * (k * v) ** 2
    assert (height(h) - 2 * height(0) + height(-h)) / h**2 == pytest.approx(answer, rel=1e-9)
    # The question shows this quadratic and no other.
    shown = re.search(r"f\(\\mathbf\{x\}\) = (.*?)\$", exercise.prompt_text())[1]
    written = parse(shown.replace("x_1x_2", "x1*x2").replace("x_", "x"), ("x1", "x2"))
    assert written(2.0, 3.0) == 4 * p + 6 * q + 9 * r


# Numbers for each student.


@pytest.mark.parametrize(
    "id_", ["number_of_weights", "signed_area_factor", "ink_drop", "curvature_along"]
)
def test_another_students_number_is_not_accepted(id_):
    sheets = [load("04_jacobians", f"student{i}")[id_] for i in range(8)]
    numbers = [sheet.reference(**sheet.parameters) for sheet in sheets]
    assert len(set(numbers)) > 3
    for sheet, own in zip(sheets, numbers, strict=True):
        for number in numbers:
            assert sheet.judge(number).correct == (number == pytest.approx(own))


def test_each_part_earns_its_own_point():
    right = path_factors
    verdict = SHEET["path_factors"].judge(lambda t: {**right(t), "inner": [[math.sin(t)], [3]]})
    assert verdict.score == pytest.approx(2 / 3)
    assert verdict.slip == "inner.sign_of_cosine"
