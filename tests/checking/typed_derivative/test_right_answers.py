"""The right derivative is correct in every spelling, wherever the function lives."""

import time

import numpy as np
import pytest

from coursekit.checking import ExerciseError
from coursekit.checking.typed_derivative import derivative_exercise
from coursekit.formula import FormulaError, parse

# Written by hand, each function's derivative in more than one spelling.
SPELLINGS = {
    "sin(x^2)": ["2x cos(x^2)", "cos(x²)·2x", "2*x*np.cos(x**2)", "f'(x) = 2 cos(x^2) x"],
    "x^2 sin(3x)": ["2x sin(3x) + 3x^2*cos(3x)", "x(2 sin(3x) + 3x cos(3x))"],
    "x/(1+x^2)": ["(1-x^2)/(1+x^2)^2", "1/(1+x^2) - 2x^2/(1+x^2)^2", "(1+x^2 - x*2x)/(1+x^2)^2"],
    "tanh(2x)": ["2 - 2tanh(2x)^2", "2/cosh(2x)^2", "8/(e^(2x)+e^(-2x))^2"],
    "sigmoid(x)": ["sigmoid(x)(1-sigmoid(x))", "e^(-x)/(1+e^(-x))^2", "sigmoid(x) sigmoid(-x)"],
    "1/(1+e^(-x))": ["sigmoid(x)(1-sigmoid(x))", "e^(-x)(1+e^(-x))^-2"],
    "softplus(x)": ["sigmoid(x)", "1/(1+e^(-x))", "e^x/(1+e^x)"],
    "tan(x)": ["1/cos(x)^2", "1 + tan(x)^2", "(cos(x)^2+sin(x)^2)/cos(x)^2"],
    "sin(x)^2": ["2 sin(x) cos(x)", "sin(2x)"],
    "ln(x)": ["1/x", "x^-1"],
    "ln(x^2)": ["2/x", "2x/x^2"],
    "ln(abs(x))": ["1/x", "sign(x)/abs(x)"],
    "log2(x)": ["1/(x ln(2))", "1/(x*log(2))"],
    "sqrt(x)": ["1/(2sqrt(x))", "1/2*x^(-1/2)", "0.5/√x"],
    "sqrt(x-2)": ["1/(2sqrt(x-2))"],
    "x^(1/3)": ["1/3*x^(-2/3)", "1/(3x^(2/3))"],
    "arcsin(x)": ["1/sqrt(1-x^2)", "1/cos(arcsin(x))"],
    "arccos(x)": ["-1/sqrt(1-x^2)"],
    "arctan(x)": ["1/(1+x^2)", "cos(arctan(x))^2"],
    "x^x": ["x^x (ln(x) + 1)", "e^(x ln(x)) (1 + ln(x))"],
    "2^x": ["2^x*ln(2)", "ln(2) e^(x ln(2))"],
    "abs(x)": ["sign(x)", "x/abs(x)"],
    "abs(x^2-1)": ["2x sign(x^2-1)"],
    "relu(x)": ["(1+sign(x))/2", "relu(x)/x"],
    "max(x, x^2)": ["(1+sign(x-x^2))/2 + (1-sign(x-x^2)) x"],
    "sign(x)": ["0"],
    "sqrt(x^2)": ["x/sqrt(x^2)", "sign(x)"],
    "sqrt(x-1000)": ["1/(2sqrt(x-1000))"],
    "arcsin(1000x)": ["1000/sqrt(1-1000000x^2)"],
    "sin(1000x)": ["1000cos(1000x)"],
    "e^(x^3)": ["3x^2*e^(x^3)"],
    "tanh(x^3)": ["3x^2/cosh(x^3)^2", "3x^2*(1-tanh(x^3)^2)"],
    "sigmoid(10x)": ["10sigmoid(10x)(1-sigmoid(10x))", "10e^(-10x)/(1+e^(-10x))^2"],
    "x^20": ["20x^19"],
    "3": ["0", "x - x"],
    "pi^2 + ln(2)": ["0"],
    "x": ["1"],
    "sin(x)^2 + cos(x)^2": ["0", "2sin(x)cos(x) - 2cos(x)sin(x)"],
    "0.5x(1 + tanh(0.8x))": ["0.5(1+tanh(0.8x)) + 0.4x(1-tanh(0.8x)^2)"],
    "ln(-x)": ["1/x"],
    "1/(x-2)": ["-1/(x-2)^2"],
}  # fmt: skip

PARTIALS = {
    ("x^2 y + sin(z)", "x"): ["2x y", "2y*x"],
    ("x^2 y + sin(z)", "y"): ["x^2"],
    ("x^2 y + sin(z)", "z"): ["cos(z)"],
    ("cos(x) + z^3 - x^2 y", "x"): ["-sin(x) - 2x y"],
    ("ln(x) ln(y) ln(z)", "y"): ["ln(x)ln(z)/y"],
    ("e^(x y)/z", "z"): ["-e^(x y)/z^2"],
    ("x^y", "x"): ["y x^(y-1)", "y*x^y/x"],
    ("x^y", "y"): ["x^y*ln(x)"],
    ("sqrt(x^2 + y^2)", "y"): ["y/sqrt(x^2+y^2)"],
    ("y + 3", "x"): ["0"],
    ("arcsin(x y) + z", "x"): ["y/sqrt(1-x^2*y^2)"],
}


def cases(table):
    return [
        pytest.param(question, answer, id=f"{question} | {answer}")
        for question, answers in table.items()
        for answer in answers
    ]


@pytest.mark.parametrize(("f", "answer"), cases(SPELLINGS))
def test_every_spelling_of_the_right_derivative_is_correct(f, answer):
    verdict = derivative_exercise(parse(f)).judge(answer)
    assert verdict.correct, verdict.message


@pytest.mark.parametrize(("question", "answer"), cases(PARTIALS))
def test_every_spelling_of_the_right_partial_derivative_is_correct(question, answer):
    f, variable = question
    verdict = derivative_exercise(parse(f, ("x", "y", "z")), variable).judge(answer)
    assert verdict.correct, verdict.message


@pytest.mark.parametrize("f", SPELLINGS)
def test_the_reference_agrees_with_a_difference_quotient(f):
    formula = parse(f)
    exercise = derivative_exercise(formula)
    for (x,) in exercise.probe_points():
        h = 1e-5 * max(1e-2, abs(x))
        difference = (formula(x + h) - formula(x - h)) / (2 * h)
        assert exercise.reference(x) == pytest.approx(difference, rel=2e-3, abs=1e-6)


@pytest.mark.parametrize("seed", [b"first", b"second"])
@pytest.mark.parametrize("f", ["ln(x)", "sqrt(x-2)", "arcsin(x)", "tanh(x^3)", "1/(x-2)"])
def test_other_probes_change_no_verdict(f, seed):
    exercise = derivative_exercise(parse(f))
    assert exercise.judge(SPELLINGS[f][0], seed=seed).correct
    assert not exercise.judge(f, seed=seed).correct


@pytest.mark.parametrize("f", ["ln(x)", "ln(-x)", "1/x", "x^(1/3)", "arccos(x)", "sqrt(x-1000)"])
def test_probes_lie_where_the_function_has_a_value(f):
    formula = parse(f)
    for (x,) in derivative_exercise(formula).probe_points():
        with np.errstate(all="raise"):
            assert np.isfinite(formula(x))


@pytest.mark.parametrize("f", ["abs(x)", "relu(x - 0.6)", "max(x, 1.3)", "sign(x+0.8)"])
def test_probes_keep_away_from_corners_and_jumps(f):
    corner = {"abs(x)": 0.0, "relu(x - 0.6)": 0.6, "max(x, 1.3)": 1.3, "sign(x+0.8)": -0.8}[f]
    points = [x for (x,) in derivative_exercise(parse(f)).probe_points()]
    assert min(abs(x - corner) for x in points) > 1e-4
    assert min(points) < corner < max(points)


@pytest.mark.parametrize("f", ["ln(-1-x^2)", "sqrt(-1-x^2)", "arcsin(2+x^2)", "0/(x-x)"])
def test_a_function_that_has_no_value_anywhere_is_refused(f):
    with pytest.raises(FormulaError, match="no real value with a slope"):
        derivative_exercise(parse(f))


def test_a_variable_that_the_formula_cannot_have_is_refused():
    with pytest.raises(ExerciseError, match="cannot be differentiated by t"):
        derivative_exercise(parse("x^2"), "t")


def test_a_letter_that_does_not_occur_is_unknown_in_the_answer():
    verdict = derivative_exercise(parse("x^2", ("x", "y"))).judge("2x y")
    assert (verdict.outcome, verdict.slip) == ("invalid", "formula")


def test_the_constant_e_may_be_a_variable():
    assert derivative_exercise(parse("e^x", ("e", "x")), "x").judge("e^x*ln(e)").correct
    assert derivative_exercise(parse("e^x", ("e", "x")), "e").judge("x*e^(x-1)").correct


def test_an_answer_is_judged_at_once():
    exercise = derivative_exercise(parse("x^2 sin(3x)/(1+e^(-x))"))
    exercise.judge("2x")
    seconds = []
    for answer in ("2x cos(3x)", "2x sin(3x)/(1+e^(-x))", "x", "cos(x)"):
        start = time.process_time()
        exercise.judge(answer)
        seconds.append(time.process_time() - start)
    assert min(seconds) < 0.05
