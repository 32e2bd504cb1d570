"""Signs, brackets and numbers of printed formulas."""

import numpy as np
import pytest
from matplotlib.mathtext import MathTextParser

from coursekit.widgets.backpropagation.expressions import EXPRESSIONS
from coursekit.widgets.backpropagation.notation import (
    bar,
    factor,
    mathtext,
    pretty,
    shown,
    substituted,
)


@pytest.mark.parametrize(
    ("plain", "expected"),
    [
        ("wx + b", "$wx + b$"),
        ("½(y − t)²", r"$\frac{1}{2}(y - t)^{2}$"),
        ("e^(−v₁)", "$e^{-v_{1}}$"),
        ("e^z₁/Σₗ e^zₗ", r"$e^{z_{1}}/\Sigma _{l} e^{z_{l}}$"),
        ("1/√(1 − x²)", r"$1/\sqrt{1 - x^{2}}$"),
        ("tanh(z)", r"$\mathrm{tanh}(z)$"),
        ("λ", r"$\lambda $"),
        (bar("L_reg"), r"$\bar{L}_{\mathrm{reg}}$"),
        (bar("v₁₂"), r"$\bar{v}_{12}$"),
    ],
)
def test_mathtext(plain, expected):
    assert mathtext(plain) == expected


@pytest.mark.parametrize("expression", EXPRESSIONS.values(), ids=EXPRESSIONS)
def test_matplotlib_can_set_every_formula(expression):
    parser = MathTextParser("path")
    texts = [each.formula for each in (*expression.nodes.values(), *expression.locals.values())]
    texts += [bar(pretty(name)) for name in expression.nodes]
    for text in filter(None, texts):
        assert parser.parse(mathtext(text)).width > 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x", "x"),
        ("−x", "(−x)"),
        ("1 − y²", "(1 − y²)"),
        ("(1 − y)", "(1 − y)"),
        ("a(1 − a)", "a(1 − a)"),
        ("1/√(1 − x²)", "1/√(1 − x²)"),
        ("2.5", "2.5"),
    ],
)
def test_brackets_only_where_a_factor_needs_them(text, expected):
    assert factor(text) == expected


def test_numbers_for_names():
    values = {"w": -1.0, "x": np.array([0.5, -2.0]), "b": 3.0}
    assert substituted("{w}·{x[0]} + {x[1]} − {b}", values) == "(−1)·0.5 + (−2) − 3"


def test_round_off_is_not_shown():
    assert shown(0.1 + 0.2 - 0.3) == "0"
    assert shown(1e-12) == "1e−12"
