"""Dual numbers: pairs against an arithmetic written here, `jvp` and finite differences; words."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.autodiff import finite_difference, jvp
from coursekit.widgets import WidgetError
from coursekit.widgets.forward_and_reverse.duals import describe, dotted, model


class Dual:
    """a + bε with ε² = 0, in plain Python: what the lesson teaches."""

    def __init__(self, a, b=0.0):
        self.a, self.b = a, b

    def __neg__(self):
        return Dual(-self.a, -self.b)

    def __add__(self, other):
        other = dual(other)
        return Dual(self.a + other.a, self.b + other.b)

    def __mul__(self, other):
        other = dual(other)
        return Dual(self.a * other.a, self.a * other.b + self.b * other.a)

    def __truediv__(self, other):
        other = dual(other)
        return Dual(self.a / other.a, (self.b * other.a - self.a * other.b) / other.a**2)

    def __pow__(self, n):
        return Dual(self.a**n, n * self.a ** (n - 1) * self.b)

    def __rpow__(self, base):
        return Dual(base**self.a, base**self.a * math.log(base) * self.b)

    def __sub__(self, other):
        return self + -dual(other)

    def __rsub__(self, other):
        return dual(other) - self

    def __rtruediv__(self, other):
        return dual(other) / self

    __radd__, __rmul__ = __add__, __mul__


def dual(value):
    return value if isinstance(value, Dual) else Dual(value)


NAMES = {
    "sin": lambda u: Dual(math.sin(u.a), math.cos(u.a) * u.b),
    "cos": lambda u: Dual(math.cos(u.a), -math.sin(u.a) * u.b),
    "tanh": lambda u: Dual(math.tanh(u.a), (1 - math.tanh(u.a) ** 2) * u.b),
    "exp": lambda u: Dual(math.exp(u.a), math.exp(u.a) * u.b),
    "e": math.e,
}
FORMULAS = [
    "x sin(x^2)",
    "x*y + sin(x)",
    "(x + 2y)^2 - x/(y^2 + 1)",
    "e^(-x) tanh(x*y)",
    "1/(x^2 + 1) + cos(3x)",
    "y^3 - 2",
]
NUMBERS = st.floats(-3, 3).map(lambda value: round(value, 3))
SEEDS = st.sampled_from([(1.0, 0.0), (0.0, 1.0), (1.0, 1.0)])


@given(text=st.sampled_from(FORMULAS), x=NUMBERS, y=NUMBERS, seed=SEEDS)
def test_pairs_against_dual_arithmetic_and_the_library(text, x, y, seed):
    n = model(text, x, y, seed, 9)
    formula = n.formula
    given_pairs = [(x, seed[0]), (y, seed[1])][: len(formula.variables)]
    values, tangents = zip(*given_pairs, strict=True)
    duals = dict(zip(formula.variables, (Dual(*pair) for pair in given_pairs), strict=True))
    expected = eval(formula.source, {**NAMES, **duals})
    assert n.result.value == pytest.approx(expected.a, rel=1e-9, abs=1e-12)
    assert n.result.tangent == pytest.approx(expected.b, rel=1e-9, abs=1e-9)
    value, tangent = jvp(formula, values, tangents)
    assert (n.result.value, n.result.tangent) == pytest.approx((value, tangent), rel=1e-9, abs=1e-9)
    assert n.result.tangent == pytest.approx(np.dot(n.reverse, tangents), rel=1e-9, abs=1e-9)


@given(text=st.sampled_from(FORMULAS), x=NUMBERS, y=NUMBERS, seed=SEEDS)
def test_the_tangent_is_the_slope_along_the_seed(text, x, y, seed):
    n = model(text, x, y, seed, 9)

    def along(t):
        return n.formula(*(pair.value + t * pair.tangent for pair in n.inputs))

    assert n.result.tangent == pytest.approx(finite_difference(along, 0.0), rel=1e-3, abs=1e-3)


def test_every_step_adds_local_derivatives_times_tangents():
    n = model("x*y + sin(x)", 2.0, 3.0, (1.0, 1.0), 9)
    assert [(p.name, p.value, p.tangent) for p in n.pairs[:3]] == [
        ("x", 2.0, 1.0),
        ("y", 3.0, 1.0),
        ("v₁", 6.0, 5.0),
    ]
    assert n.steps[0].slopes == (3.0, 2.0)
    assert n.steps[1].pair.tangent == pytest.approx(math.cos(2.0))
    assert n.result.tangent == pytest.approx(5.0 + math.cos(2.0))


@pytest.mark.parametrize(
    ("text", "x", "words"),
    [
        ("ln(x)", -1.0, "ln(x) has no value at x = −1"),
        ("sin(1/x)", 0.0, "1/x has no value at x = 0"),
        ("sqrt(x)", 0.0, "√(x) has no slope at x = 0"),
        ("abs(x^2)", 0.0, "|v₁| has no slope at v₁ = 0"),
        ("relu(x)", 0.0, "has no slope at x = 0"),
        ("max(x, 2)", 2.0, "has no slope at x = 2"),
        ("exp(exp(exp(exp(x))))", 3.0, "has no value at"),
    ],
)
def test_where_there_is_no_pair_the_step_is_named(text, x, words):
    with pytest.raises(WidgetError, match=r"Choose another place") as raised:
        model(text, x, 0.0, (1.0, 0.0), 9)
    assert words in str(raised.value)


def test_a_constant_exponent_stands_still():
    assert model("x^2", -1.0, 0.0, (1.0, 0.0), 9).result.tangent == -2.0
    assert model("x^y", -1.0, 2.0, (1.0, 0.0), 9).result.tangent == -2.0
    with pytest.raises(WidgetError, match="no slope"):
        model("x^y", -1.0, 2.0, (0.0, 1.0), 9)


def test_the_table_of_the_default():
    assert describe(model("x sin(x^2)", 1.0, 0.0, (1.0, 0.0), 9)).split("\n") == [
        "\tvalue\ttangent\t\u2003together: value + tangent·ε, with ε² = 0",
        "x\t1\t1\t\u2003the seed ẋ",
        "v₁ = x²\t1\t2\t\u2003power rule: v̇₁ = 2x·ẋ = 2·1",
        "v₂ = sin(v₁)\t0.8415\t1.081\t\u2003chain rule: v̇₂ = cos(v₁)·v̇₁ = 0.5403·2",
        "f = x·v₂\t0.8415\t1.922\t\u2003product rule: ḟ = v₂·ẋ + x·v̇₂ = 0.8415·1 + 1·1.081",
        "f(1) = 0.8415, f′(1) = 1.922; reverse mode: 1.922",
    ]


def row(text, x=2.0, y=3.0, seed=(1.0, 1.0)):
    return describe(model(text, x, y, seed, 9)).split("\n")[-2].split("\t\u2003")[-1]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x - y", "difference rule: ḟ = ẋ − ẏ = 1 − 1"),
        ("x/y", "quotient rule: ḟ = (ẋ·y − x·ẏ)/y² = (1·3 − 2·1)/3²"),
        ("1/x", "quotient rule: ḟ = (−1/x²)·ẋ = (−0.25)·1"),
        ("3 - x", "constant term: ḟ = −ẋ = −1"),
        ("max(x, y)", "the one that counts: ḟ = 0·ẋ + ẏ = 0·1 + 1"),
        ("-5x + x", "sum rule: ḟ = v̇₁ + ẋ = −5 + 1"),
    ],
)
def test_tangents_are_written_by_their_rules(text, words):
    assert row(text) == words


def test_what_is_not_done_yet_is_counted_and_kept_back():
    text = describe(model("x sin(x^2)", 1.0, 0.0, (1.0, 0.0), 1))
    assert text.endswith("\n2 steps to go")
    assert "sin" not in text
    assert describe(model("x sin(x^2)", 1.0, 0.0, (1.0, 0.0), 2)).endswith("\n1 step to go")


def test_two_variables_take_two_sweeps():
    last = describe(model("x*y + sin(x)", 0.0, 3.0, (1.0, 0.0), 9)).split("\n")[-1]
    assert last == (
        "f = 0, and this sweep gives ∂f/∂x = 4; "
        "one sweep of reverse mode gives both: ∂f/∂x = 4, ∂f/∂y = 0"
    )
    both = describe(model("x*y + sin(x)", 0.0, 3.0, (1.0, 1.0), 9)).split("\n")[-1]
    assert "gives ∂f/∂x + ∂f/∂y = 4;" in both


def test_a_dot_stands_over_the_letter():
    assert dotted("x") == "ẋ"
    assert dotted("v₁₂") == "v̇₁₂"
