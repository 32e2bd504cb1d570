"""The references of sheet 01 against hand-written answers and against measurements."""

import math

import numpy as np
import pytest

from coursekit.formula import parse
from coursekit.sheets import load

SHEET = load("01_derivatives")

# Written by hand, without coursekit: what a good student would hand in.
ANSWERS = {
    "secant_slope": lambda x1, y1, x2, y2: (y1 - y2) / (x1 - x2),
    "secant_cube": 13,
    "difference_quotient_cube": lambda x, h: 3 * x**2 + 3 * x * h + h**2,
    "quotient_x2": "h + 2x",
    "d_relu": lambda z: 1.0 if z > 0 else 0.0,
    "d_exp": math.exp,
    "derivative_picture": "C",
    "central_sin": lambda x, h: math.cos(x) * math.sin(h) / h,
    "tangent_sin": lambda x, a: math.sin(a) + math.cos(a) * (x - a),
    "tangent_parabola": "6x - 9",
    "tangent_root": 17 / 12,
    "no_derivative": "d",
    "relu_at_zero": "d",
    "quotient_reciprocal": "-1/(x^2 + x*h)",
    "order_forward": 1,
    "order_central": 2,
    "quotient_sqrt": "(sqrt(x) + sqrt(x+h))^(-1)",
    "best_forward_step": 1e-8,
}


def test_every_question_has_a_hand_written_answer():
    assert [exercise.id for exercise in SHEET] == list(ANSWERS)


@pytest.mark.parametrize("id_", ANSWERS)
@pytest.mark.parametrize("seed", [None, b"a", b"b", b"c"])
def test_the_hand_written_answer_is_correct(id_, seed):
    verdict = SHEET[id_].judge(ANSWERS[id_], seed=seed)
    assert verdict.outcome == "correct", verdict.message


@pytest.mark.parametrize(
    ("id_", "quotient"),
    [
        ("quotient_x2", lambda x, h: ((x + h) ** 2 - x**2) / h),
        ("quotient_reciprocal", lambda x, h: (1 / (x + h) - 1 / x) / h),
        ("quotient_sqrt", lambda x, h: ((x + h) ** 0.5 - x**0.5) / h),
    ],
)
def test_a_simplified_quotient_equals_the_quotient_and_is_defined_at_zero(id_, quotient):
    exercise = SHEET[id_]
    simplified = parse(exercise.reference, ("x", "h"))
    for x, h in exercise.probe_points():
        if h:
            assert simplified(x, h) == pytest.approx(quotient(x, h), rel=1e-9)
        else:
            assert simplified(x, h) == pytest.approx(quotient(x, 1e-7), rel=1e-6)
    assert any(h == 0 for _, h in exercise.probe_points())


@pytest.mark.parametrize("id_", ["quotient_x2", "quotient_reciprocal", "quotient_sqrt"])
def test_an_unsimplified_quotient_is_not_accepted(id_):
    unsimplified = {
        "quotient_x2": "((x+h)^2 - x^2)/h",
        "quotient_reciprocal": "(1/(x+h) - 1/x)/h",
        "quotient_sqrt": "(sqrt(x+h) - sqrt(x))/h",
    }
    assert SHEET[id_].judge(unsimplified[id_]).slip == "h_not_cancelled"


@pytest.mark.parametrize(
    ("id_", "quotient"),
    [
        ("order_forward", lambda h: (math.sin(0.8 + h) - math.sin(0.8)) / h),
        ("order_central", lambda h: (math.sin(0.8 + h) - math.sin(0.8 - h)) / (2 * h)),
    ],
)
def test_halving_the_step_shows_the_order(id_, quotient):
    """Another function, another point and another estimator than those of the sheet."""
    ratio = abs(quotient(0.02) - math.cos(0.8)) / abs(quotient(0.01) - math.cos(0.8))
    assert (
        SHEET[id_].reference()
        == round(math.log2(ratio))
        == pytest.approx(math.log2(ratio), abs=0.1)
    )


@pytest.mark.parametrize(("id_", "order"), [("order_forward", 1), ("order_central", 2)])
def test_a_measured_order_is_accepted(id_, order):
    assert SHEET[id_].judge(order * 1.013).correct
    assert SHEET[id_].judge(order * 0.987).correct
    assert not SHEET[id_].judge(order + 0.3).correct


def test_the_best_step_is_where_the_measured_error_is_smallest():
    steps = np.logspace(-14, -2, 49)
    points = 1 + np.linspace(-0.05, 0.05, 201)
    errors = [
        np.median(abs((np.exp(points + h) - np.exp(points)) / h / np.exp(points) - 1))
        for h in steps
    ]
    measured = steps[int(np.argmin(errors))]
    assert 0.1 < SHEET["best_forward_step"].reference() / measured < 10


@pytest.mark.parametrize(
    ("step", "outcome"),
    [(1e-9, "correct"), (3e-9, "correct"), (2e-7, "correct"), (1e-6, "wrong"), (1e-10, "wrong")],
)
def test_the_best_step_is_asked_to_an_order_of_magnitude(step, outcome):
    assert SHEET["best_forward_step"].judge(step).outcome == outcome


@pytest.mark.parametrize("z", [-2.0, -1e-9, 1e-9, 5.0])
def test_relu_has_the_slope_of_its_two_pieces(z):
    h = abs(z) / 2
    quotient = (max(z + h, 0) - max(z - h, 0)) / (2 * h)
    assert SHEET["d_relu"].reference(z) == pytest.approx(quotient)


def test_relu_at_zero_has_two_one_sided_slopes():
    """What the options claim: right 1, left 0, and the central quotient ½ for every step."""
    for h in (1e-3, 1e-8):
        assert (max(h, 0) - 0) / h == 1
        assert (max(-h, 0) - 0) / -h == 0
        assert (max(h, 0) - max(-h, 0)) / (2 * h) == 0.5


@pytest.mark.parametrize(("x", "corner"), [(-2.0, True), (0.0, False), (2.0, True), (1.0, False)])
def test_the_corners_are_where_the_right_option_says(x, corner):
    def f(v):
        return abs(v * v - 4)

    h = 1e-6
    right, left = (f(x + h) - f(x)) / h, (f(x - h) - f(x)) / -h
    assert (abs(right - left) > 1) == corner


@pytest.mark.parametrize("student", ["abcd12", "efgh34", "ijkl56"])
def test_the_tangent_meets_the_axis_at_the_reference(student):
    exercise = load("01_derivatives", student)["tangent_root"]
    a, c = exercise.parameters["a"], exercise.parameters["c"]
    root = exercise.reference(a=a, c=c)
    slope = ((a + 1e-5) ** 2 - (a - 1e-5) ** 2) / 2e-5
    assert (a**2 - c) + slope * (root - a) == pytest.approx(0, abs=1e-8)
    assert str(a) in exercise.prompt_text()
