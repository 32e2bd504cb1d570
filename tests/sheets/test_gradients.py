"""The references of sheet 03 against hand-written answers and against the complex step."""

import math

import numpy as np
import pytest

from coursekit.autodiff import grad
from coursekit.sheets import load

SHEET = load("03_gradients")


def terrain(x, y):
    return (x * x + y * y) * y


def sine_inside(x, y, z):
    return z**4 - np.sin(x + y * y)


def slope_towards(x, y, v):
    length = math.sqrt(v[0] ** 2 + v[1] ** 2)
    return (2 * x * y * v[0] + (x * x + 3 * y * y) * v[1]) / length


def steepest_descent(x, y):
    return [-x / math.hypot(x, 5 * y), -5 * y / math.hypot(x, 5 * y)]


def hill_walk_rises(x, y, h):
    start = terrain(x, y)
    return {
        "east": terrain(x + h, y) - start,
        "north": terrain(x, y + h) - start,
        "diagonal": terrain(x + h, y + h) - start,
        "residual": -(h**2) * (2 * x + h),
    }


# Written by hand, without coursekit: what a good student would hand in.
ANSWERS = {
    "partial_3yx2": "3x²",
    "slope_of_slice": 60,
    "partial_quotient": lambda x, y, h: x**2 + 3 * y**2 + 3 * y * h + h**2,
    "rules_in_y": "b",
    "for_all_points": "c",
    "partials_trig_cubic": lambda x, y, z: {
        "dx": -math.sin(x) - 2 * x * y,
        "dy": -x * x,
        "dz": 3 * z * z,
    },
    "grad_4x_7y2": lambda x, y: [4, 14 * y],
    "grad_x2y_y3": lambda x, y: np.array([[2 * x * y, x**2 + 3 * y**2]]),
    "partial_sine_y": "-2*y*cos(x + y**2)",
    "grad_sine_inside": lambda x, y, z: (
        -math.cos(x + y * y),
        -2 * y * math.cos(x + y * y),
        4 * z**3,
    ),
    "grad_of_vector": lambda x: [x[1] * (2 * x[0] + x[1] ** 2), x[0] * (x[0] + 3 * x[1] ** 2)],
    "partial_square_x2": "12x2^2*(x1 + 2x2^3)",
    "partial_product_x": "x*(2sin(x*y) + x*y*cos(x*y))",
    "northwest_rise": 500.0,
    "tangent_plane": "4x + 7y - 10",
    "grad_squared_error": lambda w, b, x, t: np.array([x, 1.0]) * (2 * w * x + 2 * b - 2 * t),
    "grad_neuron": lambda x, w, b: w if np.dot(x, w) > -b else np.zeros(3),
    "transpose_of_1d": "c",
    "which_arrow": "C",
    "slope_towards": slope_towards,
    "steepest_descent": steepest_descent,
    "slope_of_level_set": -1 / 2,
    "hill_walk_rises": hill_walk_rises,
    "residual_factor": 1 / 4,
    "update_shape": "d",
    "descent_update": lambda theta, gradient, rate: np.array(
        [[theta[i, 0] - rate * gradient[0, i]] for i in range(3)]
    ),
}

# The question's own functions, written again, for partials that owe nothing to autodiff.
PARTIALS = {
    "partial_3yx2": (lambda x, y: 3 * x * x * y, 1),
    "partial_sine_y": (sine_inside, 1),
    "partial_square_x2": (lambda a, b: a * a + 4 * a * b**3 + 4 * b**6, 1),
    "partial_product_x": (lambda x, y: np.sin(x * y) * x * x, 0),
}
GRADIENTS = {
    "grad_4x_7y2": lambda x, y: 4 * x + 7 * y * y,
    "grad_x2y_y3": terrain,
    "grad_sine_inside": sine_inside,
}

# Realistic answers beside the slips themselves, and the tag of what must be said of them.
TAGS = [
    ("partial_3yx2", "3y*x^2", "not_differentiated"),
    ("partial_3yx2", "-3x^2", "sign"),
    ("partial_3yx2", "6*y*x", "other_variable"),
    ("partial_3yx2", "3xy", "formula"),
    ("slope_of_slice", 3 * 5**2 * 2, "coordinates_exchanged"),
    ("slope_of_slice", 2**2 * 5, "factor_missing"),
    ("slope_of_slice", 60 - 4 * 5, "summand_differentiated_in_y"),
    ("partial_3yx2", "3y", "wrong_factor_lost"),
    ("partial_sine_y", "-2y cos(2y)", "inside_replaced_too"),
    ("partial_sine_y", "2y", "inner_only_minus"),
    ("partial_square_x2", "2(x1 + 2x2^3) + 6x2^2", "inner_added"),
    ("partial_product_x", "2x cos(x*y)", "product_without_inner"),
    ("partial_quotient", lambda x, y, h: x**2 + 3 * y**2, "limit"),
    ("partial_quotient", lambda h, x, y: x**2 + 3 * y**2 + 3 * y * h + h**2, "input_order"),
    ("rules_in_y", "(A)", "x_moves_too"),
    ("partials_trig_cubic", lambda x, y, z: {"dx": 0, "dy": -(x**2)}, "dx.constant"),
    ("grad_4x_7y2", lambda x, y: [14 * y, 4], "order_swapped"),
    ("grad_4x_7y2", lambda x, y: [[4], [14 * y]], "column"),
    ("grad_4x_7y2", lambda x, y: [4, 14], "constant"),
    ("grad_x2y_y3", lambda x, y: np.array([2 * x * y, x**2 + 3 * y**2])[:, None], "column"),
    ("grad_x2y_y3", lambda y, x: np.array([2 * x * y, x**2 + 3 * y**2]), "input_order"),
    ("grad_x2y_y3", lambda x, y: [2 * x * y, x**2 + 3 * y], "entries"),
    ("partial_sine_y", "-cos(y^2 + x)", "inner_forgotten"),
    ("partial_sine_y", "z^4 - sin(y^2 + x)", "not_differentiated"),
    (
        "grad_sine_inside",
        lambda x, y, z: np.array([4 * z**3, -2 * y * np.cos(y**2 + x), -np.cos(y**2 + x)]),
        "order_of_formula",
    ),
    (
        "grad_of_vector",
        lambda x: np.array([[2 * x[0] * x[1] + x[1] ** 3], [x[0] ** 2 + 3 * x[0] * x[1] ** 2]]),
        "column",
    ),
    ("partial_square_x2", "12*x2^2*x1", "differs"),
    ("northwest_rise", 360.6, "pythagoras"),
    ("northwest_rise", 353.55, "shortened_walk"),
    ("tangent_plane", "x^2 + 3y^2", "differs"),
    ("tangent_plane", "-10 - 4x - 7y", "differs"),
    ("grad_squared_error", lambda w, b, x, t: 2 * (w * x + b - t) * x, "shape"),
    ("grad_squared_error", lambda w, b, x, t: [2 * (w * x + b - t) * x, 0], "entries"),
    ("grad_neuron", lambda x, w, b: w[:, None] * (w @ x + b > 0), "column"),
    ("grad_neuron", lambda x, w, b: np.maximum(w * x, 0), "differs"),
    ("transpose_of_1d", "A", "column_expected"),
    (
        "slope_towards",
        lambda x, y, v: 2 * x * y * v[0] + (x**2 + 3 * y**2) * v[1],
        "not_normalised",
    ),
    ("steepest_descent", lambda x, y: [-2 * x, -10 * y], "not_normalised"),
    ("steepest_descent", lambda x, y: -np.array([x, 5 * y]) / math.hypot(x, 5 * y), None),
    ("slope_of_level_set", -3 / 2, "as_on_a_circle"),
    ("residual_factor", 0.5, "as_the_step"),
    (
        "descent_update",
        lambda theta, gradient, rate: theta - rate * gradient,
        "transpose_forgotten",
    ),
    (
        "descent_update",
        lambda theta, gradient, rate: (theta.T - rate * gradient)[0],
        "flattened",
    ),
]


def complex_partial(f, point, k):
    """One partial derivative of an analytic f, by a step into the complex plane."""
    moved = [complex(value) for value in point]
    moved[k] += 1e-30j
    return f(*moved).imag / 1e-30


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


@pytest.mark.parametrize("id_", PARTIALS)
def test_a_partial_equals_the_complex_step(id_):
    f, k = PARTIALS[id_]
    for point in SHEET[id_].probe_points(b"any"):
        expected = complex_partial(f, point, k)
        assert SHEET[id_].reference(*point) == pytest.approx(expected, rel=1e-10, abs=1e-12)


@pytest.mark.parametrize("id_", GRADIENTS)
def test_a_gradient_equals_the_complex_step(id_):
    f = GRADIENTS[id_]
    for point in SHEET[id_].probe_points(b"any"):
        expected = [complex_partial(f, point, k) for k in range(len(point))]
        np.testing.assert_allclose(SHEET[id_].reference(*point), expected, rtol=1e-10, atol=1e-12)


def test_the_question_of_the_bank_keeps_id_arguments_and_diagnoses():
    exercise = SHEET["grad_x2y_y3"]
    assert list(exercise.inputs) == ["x", "y"]
    wrong = {
        "constant_factor_lost": lambda x, y: np.array([2 * x, 3 * y**2]),
        "mixed_term_forgotten": lambda x, y: np.array([2 * x * y, 3 * y**2]),
        "partials_added": lambda x, y: np.array([2 * x * y + x**2 + 3 * y**2] * 2),
        "descent": lambda x, y: -np.array([2 * x * y, x**2 + 3 * y**2]),
        "normalised": lambda x, y: (
            np.array([2 * x * y, x**2 + 3 * y**2]) / np.hypot(2 * x * y, x**2 + 3 * y**2)
        ),
        "summed": lambda x, y: 2 * x * y + x**2 + 3 * y**2,
    }
    assert {tag: exercise.judge(answer).slip for tag, answer in wrong.items()} == {
        tag: tag for tag in wrong
    }


# Layout.

WHOLE_GRADIENTS = [exercise for exercise in SHEET if exercise.row_vector]


@pytest.mark.parametrize("exercise", WHOLE_GRADIENTS, ids=lambda exercise: exercise.id)
def test_a_row_is_right_a_column_is_named_and_the_prompt_says_which(exercise):
    n = len(exercise.reference(*exercise.probe_points()[0]))
    assert f"`({n},)` or `(1, {n})`" in exercise.prompt_text()
    assert "row" in exercise.prompt_text()
    row = lambda *inputs: exercise.reference(*inputs)[None, :]
    assert exercise.judge(lambda *inputs: row(*inputs)).correct
    verdict = exercise.judge(lambda *inputs: row(*inputs).T)
    assert (verdict.outcome, verdict.slip) == ("wrong", "column")
    assert f"({n}, 1)" in verdict.message


def test_these_are_the_questions_for_a_whole_gradient():
    assert [exercise.id for exercise in WHOLE_GRADIENTS] == [
        "grad_4x_7y2", "grad_x2y_y3", "grad_sine_inside", "grad_of_vector", "grad_squared_error",
        "grad_neuron", "steepest_descent",
    ]  # fmt: skip


def test_what_the_layout_questions_say_is_what_numpy_does():
    right = {
        id_: next(option.text for option in SHEET[id_].options if option.slip is None)
        for id_ in ("transpose_of_1d", "update_shape")
    }
    assert str(np.array([2.0, 5.0, 1.0]).T.shape) in right["transpose_of_1d"]
    updated = np.zeros((3, 1)) - 0.1 * np.zeros((1, 3))
    assert str(updated.shape) in right["update_shape"]


# Directions.


def test_the_slope_towards_an_arrow_does_not_depend_on_its_length():
    reference = SHEET["slope_towards"].reference
    for x, y, v in SHEET["slope_towards"].probe_points():
        step = 1e-6 * v / np.linalg.norm(v)
        ahead, behind = terrain(x + step[0], y + step[1]), terrain(x - step[0], y - step[1])
        assert reference(x, y, v) == pytest.approx((ahead - behind) / 2e-6, rel=1e-6)
        assert reference(x, y, 7 * v) == pytest.approx(reference(x, y, v))


def test_no_direction_falls_more_steeply_than_the_reference():
    around = np.linspace(0, 2 * np.pi, 721)
    for x, y in SHEET["steepest_descent"].probe_points():
        best = SHEET["steepest_descent"].reference(x, y)
        assert np.linalg.norm(best) == pytest.approx(1)
        slopes = 2 * x * np.cos(around) + 10 * y * np.sin(around)
        assert 2 * x * best[0] + 10 * y * best[1] <= slopes.min() + 1e-12


@pytest.mark.parametrize("student", [None, "abcd12", "efgh34", "ijkl56"])
def test_the_level_set_is_perpendicular_to_the_gradient(student):
    exercise = load("03_gradients", student)["slope_of_level_set"]
    a, b = exercise.parameters["a"], exercise.parameters["b"]
    assert f"({a}, {b})" in exercise.prompt_text()
    gradient = np.array(grad(lambda x, y: x**2 + 3 * y**2, argnums=(0, 1))(float(a), float(b)))
    slope = exercise.reference(**exercise.parameters)
    assert gradient @ [1, slope] == pytest.approx(0, abs=1e-12)
    # A short way along the ellipse itself.
    y = math.sqrt((a * a + 3 * b * b - (a + 1e-7) ** 2) / 3)
    assert slope == pytest.approx((y - b) / 1e-7, rel=1e-5)


# The hill walk.


def test_the_sources_print_200_and_300_feet_and_their_sum():
    exercise = SHEET["northwest_rise"]
    assert "up by 200 feet" in exercise.prompt_text()
    assert "up by 300 feet" in exercise.prompt_text()
    assert exercise.judge(500).outcome == "correct"
    assert exercise.judge(math.hypot(200, 300)).slip == "pythagoras"


def test_the_residual_falls_with_the_square_of_the_step():
    reference = SHEET["hill_walk_rises"].reference
    steps = np.geomspace(1e-1, 1e-3, 9)
    residuals = [abs(reference(1.3, 0.7, h)["residual"]) for h in steps]
    order = np.polyfit(np.log(steps), np.log(residuals), 1)[0]
    assert order == pytest.approx(2, abs=0.02)
    rises = [abs(reference(1.3, 0.7, h)["diagonal"]) for h in steps]
    assert np.polyfit(np.log(steps), np.log(rises), 1)[0] == pytest.approx(1, abs=0.1)


@pytest.mark.parametrize("h", [0.1, 0.01, 0.001])
def test_the_factor_may_be_measured_with_any_small_step(h):
    ratio = hill_walk_rises(1.0, 1.0, h / 2)["residual"] / hill_walk_rises(1.0, 1.0, h)["residual"]
    assert SHEET["residual_factor"].judge(ratio).outcome == "correct"


def test_a_walk_round_the_corner_is_told_to_begin_at_the_start():
    """Its rises add up exactly on any hill, so that it proves nothing."""

    def round_the_corner(x, y, h):
        right = hill_walk_rises(x, y, h)
        north = terrain(x + h, y + h) - terrain(x + h, y)
        residual = right["east"] + north - right["diagonal"]
        assert residual == pytest.approx(0, abs=1e-12)
        return {**right, "north": north, "residual": residual}

    verdict = SHEET["hill_walk_rises"].judge(round_the_corner)
    assert verdict.slip == "north.round_the_corner"
    assert [part.outcome for part in verdict.parts] == ["correct", "wrong", "correct", "wrong"]


# Numbers for each student.


@pytest.mark.parametrize("id_", ["slope_of_slice", "northwest_rise", "slope_of_level_set"])
def test_another_students_number_is_not_accepted(id_):
    sheets = [load("03_gradients", f"student{i}")[id_] for i in range(6)]
    numbers = [sheet.reference(**sheet.parameters) for sheet in sheets]
    assert len(set(numbers)) > 2
    for sheet, own in zip(sheets, numbers, strict=True):
        for number in numbers:
            assert sheet.judge(number).correct == (number == pytest.approx(own))


def test_the_slope_of_the_slice_follows_the_students_numbers():
    for student in ("abcd12", "efgh34", "ijkl56"):
        exercise = load("03_gradients", student)["slope_of_slice"]
        a, b = exercise.parameters["a"], exercise.parameters["b"]
        assert f"({a}, {b})" in exercise.prompt_text()
        assert exercise.judge(3 * a**2 * b).correct


# What the neuron does, case by case.


def test_the_neuron_is_asked_on_and_off_and_never_on_its_kink():
    exercise = SHEET["grad_neuron"]
    for seed in (None, b"a", b"b"):
        sums = [float(w @ x) + b for x, w, b in exercise.probe_points(seed)]
        assert min(sums) < 0 < max(sums)
        assert min(abs(value) for value in sums) > 0.05


def test_each_partial_derivative_earns_its_own_point():
    right = ANSWERS["partials_trig_cubic"]
    verdict = SHEET["partials_trig_cubic"].judge(lambda x, y, z: {**right(x, y, z), "dy": x**2})
    assert verdict.score == pytest.approx(2 / 3)
    assert verdict.slip == "dy.sign_of_last_term"
