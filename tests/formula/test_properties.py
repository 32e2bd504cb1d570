"""Random trees in human spelling mean what Python means; garbage raises FormulaError alone."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.formula import FormulaError, parse

NAMES = {
    "sin": np.sin, "cos": np.cos, "tanh": np.tanh, "exp": np.exp, "sqrt": np.sqrt,
    "abs": np.abs, "log": np.log, "maximum": np.maximum, "pi": math.pi, "e": math.e,
}  # fmt: skip

# A pair: how a person writes it, and how Python does. The second is the oracle.
ATOMS = st.sampled_from(
    [
        ("x", "x"),
        ("y", "y"),
        ("2", "np.float64(2)"),
        ("0.5", "np.float64(0.5)"),
        (".25", "np.float64(0.25)"),
        ("1e-1", "np.float64(1e-1)"),
        ("pi", "np.float64(pi)"),
        ("π", "np.float64(pi)"),
        ("e", "np.float64(e)"),
    ]
)


@st.composite
def joined(draw, children):
    (a, pa), (b, pb) = draw(children), draw(children)
    operator = draw(st.sampled_from("+-*/^·×÷−"))
    python = {"^": "**", "·": "*", "×": "*", "÷": "/", "−": "-"}.get(operator, operator)
    space = draw(st.sampled_from(["", " "]))
    return f"({a}){space}{operator}{space}({b})", f"(({pa}) {python} ({pb}))"


@st.composite
def unwritten_product(draw, children):
    (a, pa), (b, pb) = draw(children), draw(children)
    number = draw(st.sampled_from(["2", "0.5", "3."]))
    form = draw(st.integers(0, 3))
    if form == 0:
        return f"{number}({a})", f"(np.float64({number}) * ({pa}))"
    if form == 1:
        return f"({a})({b})", f"(({pa}) * ({pb}))"
    if form == 2:
        return f"{number}x({a})", f"(np.float64({number}) * x * ({pa}))"
    return f"({a}) y cos({b})", f"(({pa}) * y * cos({pb}))"


@st.composite
def applied(draw, children):
    a, pa = draw(children)
    name = draw(st.sampled_from(["sin", "cos", "tanh", "exp", "sqrt", "abs", "log"]))
    if name == "sqrt" and draw(st.booleans()):
        return f"√({a})", f"sqrt({pa})"
    prefix = draw(st.sampled_from(["", "np.", "math. "]))
    return f"{prefix}{name}({a})", f"{name}({pa})"


@st.composite
def signed_or_squared(draw, children):
    a, pa = draw(children)
    form = draw(st.integers(0, 3))
    human = [f"-({a})^2", f"({a})²", f"+({a})", f"({a})⁻¹"][form]
    python = [f"(-(({pa}) ** 2))", f"(({pa}) ** 2)", f"({pa})", f"(({pa}) ** np.float64(-1))"][form]
    return human, python


@st.composite
def flat_chain(draw):
    """Without brackets, so that precedence is put to the test: the same text in both."""
    terms = draw(st.lists(st.sampled_from(["x", "y", "2.0", "-x", "3.0"]), min_size=2, max_size=6))
    text = terms[0]
    for term in terms[1:]:
        text += draw(st.sampled_from(["+", "-", "*", "/", "**"])) + term
    return text, text.replace("2.0", "np.float64(2)").replace("3.0", "np.float64(3)")


EXPRESSIONS = st.recursive(
    ATOMS | flat_chain(),
    lambda children: (
        joined(children)
        | unwritten_product(children)
        | applied(children)
        | signed_or_squared(children)
    ),
    max_leaves=8,
)
POINTS = st.tuples(st.floats(-4, 4), st.floats(-4, 4))


def oracle(python, x, y):
    space = {**NAMES, "np": np, "x": np.float64(x), "y": np.float64(y)}
    return float(eval(python, space))


@given(EXPRESSIONS, POINTS)
def test_human_spelling_means_what_python_means(pair, point):
    human, python = pair
    if len(human) > 500:
        return
    with np.errstate(all="ignore"):
        formula = parse(human, ("x", "y"))
        expected = oracle(python, *point)
        np.testing.assert_allclose(formula(*point), expected, rtol=1e-9, atol=1e-300)


@given(EXPRESSIONS, POINTS)
def test_the_source_reads_back_to_the_same_function(pair, point):
    if len(pair[0]) > 500:
        return
    formula = parse(pair[0], ("x", "y"))
    again = parse(formula.source, ("x", "y"))
    assert again.source == formula.source
    with np.errstate(all="ignore"):
        np.testing.assert_array_equal(again(*point), formula(*point))


@given(EXPRESSIONS)
def test_latex_has_balanced_brackets(pair):
    latex = parse(pair[0], ("x", "y")).latex()
    assert latex.count("{") == latex.count("}")
    assert latex.count(r"\left") == latex.count(r"\right")


PIECES = st.lists(
    st.sampled_from(
        [*"xye2379.,()+-*/^²³⁻√π|='[]\\ θ", "**", "sin", "cos(", "exp", "max(", "pi", "np.", "1e9",
         "0x", "__", "lambda", "if", "\n", "٣", "ﬁ", "²²", "9^9^9^9", "sqrt(", "\x00", "é"]
    ),
    max_size=40,
).map("".join)  # fmt: skip


@given(PIECES | st.text(max_size=60) | st.text("(-^+x)", max_size=520))
def test_garbage_raises_nothing_but_formula_error(text):
    try:
        formula = parse(text, ("x", "y"))
    except FormulaError:
        return
    with np.errstate(all="ignore"):
        value = formula(1.5, -0.5)
    assert isinstance(value, float)
    assert parse(formula.source, ("x", "y")).source == formula.source


def test_the_oracle_can_fail():
    with pytest.raises(AssertionError):
        np.testing.assert_allclose(parse("-x^2")(3.0), oracle("(-x)**2", 3.0, 0.0))
