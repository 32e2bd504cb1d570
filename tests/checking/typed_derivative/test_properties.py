"""Random formulas: their derivatives agree with autodiff, texts read back, nothing crashes."""

import re
from functools import cache

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from coursekit.autodiff import grad
from coursekit.checking.typed_derivative import (
    derivative_exercise,
    derivative_steps,
    derivative_text,
)
from coursekit.checking.typed_derivative.tidy import tidy
from coursekit.checking.typed_derivative.walk import differentiate
from coursekit.formula import FormulaError, parse
from coursekit.formula.tree import closure, source

NAMES = ("x", "y")
FUNCTIONS = ["sin", "cos", "tanh", "exp", "ln", "sqrt", "arctan", "sigmoid", "abs", "softplus"]

ATOMS = st.sampled_from(["x", "x", "x", "y", "2", "3", "0.5", "7", "pi", "e"])


@st.composite
def compound(draw, children):
    a, b = draw(children), draw(children)
    form = draw(st.integers(0, 7))
    if form == 7:
        return f"({a})^{draw(st.sampled_from(['2', '3', '(-1)', '(1/2)', 'x', 'y']))}"
    if form == 6:
        return f"{draw(st.sampled_from(FUNCTIONS))}({a})"
    return [f"({a} + {b})", f"({a} - {b})", f"({a})*({b})", f"({a})/({b})", f"-({a})", f"2^({a})"][
        form
    ]


FORMULAS = st.recursive(ATOMS, compound, max_leaves=6).filter(lambda text: len(text) < 120)
POINTS = st.tuples(st.floats(0.2, 2.5), st.floats(0.2, 2.5))
few = settings(max_examples=50)


@cache
def read(text):
    return parse(text, NAMES)


@given(FORMULAS, POINTS)
def test_the_tree_of_the_derivative_agrees_with_autodiff(text, point):
    formula = read(text)
    with np.errstate(all="ignore"):
        value, expected = formula(*point), grad(formula)(*point)
        if not np.isfinite([value, expected]).all() or abs(expected) > 1e8:
            return
        slope = differentiate(formula.root, "x")
        found = float(closure(slope, NAMES)(point))
        np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-8)


@given(FORMULAS, POINTS)
def test_tidying_keeps_the_function_and_its_text_reads_back(text, point):
    slope = differentiate(read(text).root, "x")
    with np.errstate(all="ignore"):
        before = float(closure(slope, NAMES)(point))
        neat = tidy(slope, NAMES)
        after = float(closure(neat, NAMES)(point))
        if not np.isfinite([before, after]).all() or abs(before) > 1e8:
            return  # what cancels may be infinite on the way
        np.testing.assert_allclose(after, before, rtol=1e-6, atol=1e-6)
        spelled = derivative_text(read(text))
        if len(spelled) <= 500:
            again = parse(spelled, NAMES)(*point)
            np.testing.assert_allclose(again, after, rtol=1e-9, atol=1e-9)


@few
@given(FORMULAS)
def test_the_derivative_is_correct_and_no_answer_crashes(text):
    formula = read(text)
    try:
        exercise = derivative_exercise(formula)
    except FormulaError:
        return
    slope = differentiate(formula.root, "x")
    zero = source(tidy(slope, NAMES)) == "0"
    for answer in (derivative_text(formula), source(slope)):
        # Where everything cancels only rounding errors are left of what was not simplified.
        if len(answer) <= 500 and not (zero and answer != "0"):
            assert exercise.judge(answer).correct, answer
    for answer in ("x", "0", "sin(x)", "1/x", text):
        assert exercise.judge(answer).message


@few
@given(FORMULAS)
def test_messages_are_short_and_tags_are_names(text):
    try:
        exercise = derivative_exercise(read(text))
    except FormulaError:
        return
    assert len({slip.tag for slip in exercise.slips}) == len(exercise.slips)
    for slip in exercise.slips:
        told = re.sub("“[^”]*”", "it", slip.message)
        assert 1 <= len(re.findall(r"[.!?](?:\s|$)", told)) <= 2, slip.message
        assert told[0].isupper()
        assert told.endswith(".")
        assert "  " not in told
        assert slip.tag.isidentifier()


@few
@given(FORMULAS)
def test_no_message_quotes_the_right_derivative(text):
    try:
        exercise = derivative_exercise(read(text))
    except FormulaError:
        return
    points = exercise.probe_points()
    right = np.array([exercise.reference(*point) for point in points])
    for slip in exercise.slips:
        for part in re.findall("“([^”]*)”", slip.message):
            if "…" in part:
                continue
            with np.errstate(all="ignore"):
                values = np.array([parse(part, tuple(exercise.inputs))(*p) for p in points])
            assert not np.allclose(values, right, rtol=1e-9, atol=0.0, equal_nan=True), slip.message


@given(FORMULAS)
def test_steps_end_in_nothing_to_be_done(text):
    """Every part that a step leaves with a prime has a step of its own."""
    steps = derivative_steps(read(text))
    told = {step.part for step in steps}
    for step in steps:
        for part in parts_with_primes(step.result):
            assert part in told, step.line


def parts_with_primes(text):
    """What stands in brackets in front of each prime."""
    for match in re.finditer(r"\)′", text):
        depth, start = 1, match.start() - 1
        while depth:
            depth += {")": 1, "(": -1}.get(text[start], 0)
            start -= 1
        yield text[start + 2 : match.start()]
