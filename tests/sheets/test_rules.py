"""The references of sheet 02 against hand-written answers and against the complex step."""

import math

import numpy as np
import pytest
from scipy import special

from coursekit.formula import parse
from coursekit.sheets import load

SHEET = load("02_rules")


def gelu(x):
    return 0.5 * x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


def sech2(z):
    return 1 / np.cosh(z) ** 2


def d_gelu(x):
    u = math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)
    du = math.sqrt(2 / math.pi) * (1 + 0.134145 * x**2)
    return 0.5 * (1 + np.tanh(u)) + 0.5 * x * sech2(u) * du


# Realistic answers beside the slips themselves, and the tag of what must be said of them.
TAGS = [
    ("d_sqrt", "x^-1/2 * 1/2", "exponent_brackets_missing"),
    ("d_sqrt", "sqrt(x)", "not_differentiated"),
    ("d_power", lambda x: x**5, "not_differentiated"),
    ("d_rational", "x/(1+x^2)", "not_differentiated"),
    ("d_exponential_base", lambda x, a: a**x * np.log(a), "input_order"),
    ("d_tanh_power", lambda n, x: n * x ** (n - 1) / np.cosh(x**n) ** 2, "input_order"),
    ("d_log_sigmoid", "σ(x)", "sigmoid_itself"),
    ("d_exp_sin_x2", "cos(x^2)*e^(sin(x^2))", "innermost_forgotten"),
    ("d_exp_sin_x2", "exp(sin(x^2))", "both_forgotten"),
    ("d_exp_sin_x2", "exp(2x*cos(x^2))", "differentiated_inside"),
    ("d_exp_sin_x2", "exp(cos(x^2))", "sine_differentiated_inside"),
    ("d_exp_sin_x2", "cos(2x)*exp(sin(x^2))", "square_differentiated_inside"),
    ("d_exp_sin_x2", "2x cos(x^2)", "exponent_alone"),
    ("first_wrong_line", "Line 5", "consequence"),
]


@pytest.mark.parametrize(("id_", "answer", "tag"), TAGS)
def test_what_students_answer_is_named(id_, answer, tag):
    assert SHEET[id_].judge(answer).slip == tag


# Written by hand, without coursekit: what a good student would hand in.
ANSWERS = {
    "d_power": lambda x: 5 * x**4,
    "d_polynomial": lambda x: (12 * x - 6) * x + 5,
    "d_reciprocal": lambda x: -(x**-2),
    "d_sqrt": "1/(2 sqrt(x))",
    "outermost_rule": "b",
    "chain_affine": -12,
    "d_product": lambda x: x * (2 * np.sin(x) + x * np.cos(x)),
    "printed_product_rule": "c",
    "d_quotient": lambda x: np.cos(x) / x - np.sin(x) / x**2,
    "d_damped_line": "(1-x)*e^(-x)",
    "d_rational": "(1-x^2)/(1+x^2)^2",
    "d_exponential_base": lambda a, x: math.log(a) * math.exp(x * math.log(a)),
    "d_sin_x2": lambda x: 2 * x * math.cos(x * x),
    "d_sin_squared": "sin(2x)",
    "d_cubed_quadratic": lambda x: 6 * x * (x**2 + 1) ** 2,
    "d_log_quadratic": lambda x: 2 * x / (x**2 + 1),
    "d_gaussian_bump": lambda x: -x * math.exp(-x * x / 2),
    "d_exp_sin_x2": "2x*exp(sin(x^2))*cos(x^2)",
    "chain_steps": lambda x: {
        "inner_slope": 2 * x,
        "outer_slope": 0.5 / math.hypot(1, x),
        "slope": x / math.hypot(1, x),
    },
    "first_wrong_line": "b",
    "d_sigmoid": lambda z: special.expit(z) * special.expit(-z),
    "d_tanh": sech2,
    "d_softplus": special.expit,
    "d_log_sigmoid": "1 - sigmoid(x)",
    "d_softplus_square": "2x*sigmoid(x^2)",
    "d_swish": "sigmoid(x)*(1 + x*(1-sigmoid(x)))",
    "d_tanh_power": lambda x, n: sech2(x**n) * n * x ** (n - 1),
    "d_product3": lambda x: np.exp(x) * ((1 + x) * np.sin(x) + x * np.cos(x)),
    "d2_tanh": lambda z: -2 * np.tanh(z) * sech2(z),
    "d_gelu_tanh": d_gelu,
}

# The question's own functions, written again, for a derivative that owes nothing to autodiff.
QUESTIONS = {
    "d_power": lambda x: x**5,
    "d_polynomial": lambda x: 4 * x**3 - 3 * x**2 + 5 * x - 7,
    "d_reciprocal": lambda x: 1 / x,
    "d_sqrt": lambda x: x**0.5,
    "d_product": lambda x: x * x * np.sin(x),
    "d_quotient": lambda x: np.sin(x) / x,
    "d_damped_line": lambda x: x / np.exp(x),
    "d_rational": lambda x: x / (1 + x * x),
    "d_sin_x2": lambda x: np.sin(x * x),
    "d_sin_squared": lambda x: np.sin(x) * np.sin(x),
    "d_cubed_quadratic": lambda x: x**6 + 3 * x**4 + 3 * x**2 + 1,
    "d_log_quadratic": lambda x: np.log(1 + x * x),
    "d_exp_sin_x2": lambda x: np.exp(np.sin(x * x)),
    "d_gaussian_bump": lambda x: np.exp(-0.5 * x * x),
    "d_sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "d_tanh": np.tanh,
    "d_softplus": lambda z: np.log(1 + np.exp(z)),
    "d_log_sigmoid": lambda x: -np.log(1 + np.exp(-x)),
    "d_softplus_square": lambda x: np.log(1 + np.exp(x * x)),
    "d_swish": lambda x: x / (1 + np.exp(-x)),
    "d_product3": lambda x: x * np.exp(x) * np.sin(x),
    "d2_tanh": lambda z: 1 - np.tanh(z) ** 2,
    "d_gelu_tanh": gelu,
}


def complex_slope(f, x):
    """The derivative of an analytic f, by a step into the complex plane: no cancellation."""
    return f(x + 1e-30j).imag / 1e-30


def test_every_question_has_a_hand_written_answer():
    assert [exercise.id for exercise in SHEET] == list(ANSWERS)


def test_the_twelve_questions_of_the_bank_keep_ids_and_arguments():
    signatures = {
        "d_sigmoid": "z", "d_tanh": "z", "d_softplus": "z", "d_exponential_base": "ax",
        "d_power": "x", "d_reciprocal": "x", "d_product": "x", "d_quotient": "x", "d_sin_x2": "x",
        "d_cubed_quadratic": "x", "d_log_quadratic": "x", "d_gaussian_bump": "x",
    }  # fmt: skip
    assert {id_: "".join(SHEET[id_].inputs) for id_ in signatures} == signatures


@pytest.mark.parametrize("id_", ANSWERS)
@pytest.mark.parametrize("seed", [None, b"a", b"b", b"c"])
def test_the_hand_written_answer_is_correct(id_, seed):
    verdict = SHEET[id_].judge(ANSWERS[id_], seed=seed)
    assert verdict.outcome == "correct", verdict.message


@pytest.mark.parametrize("id_", QUESTIONS)
def test_a_reference_equals_the_complex_step(id_):
    exercise = SHEET[id_]
    for (x,) in exercise.probe_points():
        expected = complex_slope(QUESTIONS[id_], x)
        assert exercise.reference(x) == pytest.approx(expected, rel=1e-10, abs=1e-13)


def test_the_base_of_an_exponential_is_held_fixed():
    reference = SHEET["d_exponential_base"].reference
    for a, x in SHEET["d_exponential_base"].probe_points():
        assert reference(a, x) == pytest.approx(complex_slope(lambda t: a**t, x), rel=1e-10)  # noqa: B023


def test_tanh_of_a_power_for_every_exponent():
    reference = SHEET["d_tanh_power"].reference
    for x, n in SHEET["d_tanh_power"].probe_points():
        assert reference(x, n) == pytest.approx(complex_slope(lambda t: np.tanh(t**n), x))  # noqa: B023


def test_the_sources_print_minus_twelve_for_the_line_inside_a_line():
    assert SHEET["chain_affine"].judge(-12).outcome == "correct"
    assert "6z + 3" in SHEET["chain_affine"].prompt_text()
    assert "-2x + 5" in SHEET["chain_affine"].prompt_text()


def test_another_students_number_is_not_accepted():
    sheets = [load("02_rules", f"student{i}")["chain_affine"] for i in range(6)]
    numbers = [sheet.reference(**sheet.parameters) for sheet in sheets]
    for sheet, own in zip(sheets, numbers, strict=True):
        for number in numbers:
            assert (sheet.judge(number).outcome == "correct") == (number == own)


def test_each_part_of_the_chain_earns_its_own_point():
    exercise = SHEET["chain_steps"]
    right = ANSWERS["chain_steps"]
    verdict = exercise.judge(lambda x: {**right(x), "slope": 2 * x + right(x)["outer_slope"]})
    assert verdict.score == pytest.approx(2 / 3)
    assert [part.outcome for part in verdict.parts] == ["correct", "correct", "wrong"]


def test_formula_references_accept_both_spellings_of_a_power():
    assert SHEET["d_rational"].judge("(1-x**2)/(1+x**2)**2").outcome == "correct"
    assert parse("2x*sigmoid(x^2)", ("x",))(0.5) == pytest.approx(special.expit(0.25))


def test_the_misprinted_rule_is_wrong_and_the_right_one_is_right():
    """At f = g = x, where the hint looks: the printed left side is f'·(f·g)."""
    x = 1.7
    right_side = 1 * x + x * 1
    assert complex_slope(lambda t: t * t, x) == pytest.approx(right_side)
    assert 1 * (x * x) != pytest.approx(right_side)


def test_the_line_that_is_called_wrong_is_the_first_one_that_is():
    x = 0.5
    f, g = (lambda t: t * t), (lambda t: np.tanh(3 * t + 1))
    slope_f, slope_g = complex_slope(f, x), complex_slope(g, x)
    assert slope_f == pytest.approx(2 * x)  # line 2
    assert slope_g != pytest.approx(3 * (1 - np.tanh(x) ** 2))  # line 3
    slope_h = complex_slope(lambda t: f(t) * g(t), x)
    assert slope_h == pytest.approx(slope_f * g(x) + f(x) * slope_g)  # line 4
    assert slope_h != pytest.approx(2 * x * g(x) + 3 * x**2 * (1 - np.tanh(x) ** 2))  # line 5
