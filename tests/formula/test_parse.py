"""What people type: what it means, what is refused, and with which cure."""

import math
import time

import numpy as np
import pytest

from coursekit.autodiff import grad
from coursekit.formula import Formula, FormulaError, parse
from coursekit.formula.tree import children

X = 1.3


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2x cos(x^2)", 2 * X * math.cos(X**2)),
        ("2*x*cos(x**2)", 2 * X * math.cos(X**2)),
        ("2·x × 3 − x²÷π", 6 * X - X**2 / math.pi),
        ("2(x+1)", 2 * (X + 1)),
        ("(x+1)(x-1)", X**2 - 1),
        ("x(x+1)", X * (X + 1)),
        ("3(x²+1)²(2x)", 3 * (X**2 + 1) ** 2 * 2 * X),
        ("-x^2", -(X**2)),
        ("2^-x", 2**-X),
        ("2^3^x", 2 ** (3**X)),
        ("x⁻¹", 1 / X),
        ("x^2 sin(x)", X**2 * math.sin(X)),
        ("x²cos(x)", X**2 * math.cos(X)),
        ("e^x(1+x)", math.exp(X) * (1 + X)),
        ("exp(x)ln(x)", math.exp(X) * math.log(X)),
        ("sin(x)^2", math.sin(X) ** 2),
        ("1 - tanh(x)^2", 1 - math.tanh(X) ** 2),
        ("√2 √(x+1) √x", math.sqrt(2) * math.sqrt(X + 1) * math.sqrt(X)),
        ("sqrt(2pi)", math.sqrt(2 * math.pi)),
        ("np.sin(x) + math.cos(x)", math.sin(X) + math.cos(X)),
        ("y = 2x", 2 * X),
        ("f(x) = 2x", 2 * X),
        ("f'(x)=2x", 2 * X),
        ("dy/dx = 2x", 2 * X),
        ("2e", 2 * math.e),
        ("2e3x", 2000 * X),
        (".5x + 1.", 0.5 * X + 1),
        ("007x", 7 * X),
        ("sigmoid(x)(1-sigmoid(x))", math.exp(-X) / (1 + math.exp(-X)) ** 2),
        ("1-σ(x)", 1 / (1 + math.exp(X))),
        ("pi(x+1)", math.pi * (X + 1)),
        ("relu(-x) + relu(x)", X),
        ("softplus(x)", math.log1p(math.exp(X))),
        ("gelu(x)", 0.5 * X * (1 + math.tanh(math.sqrt(2 / math.pi) * (X + 0.044715 * X**3)))),
        ("maximum(x, 2) + min(x, 0)", 2.0),
        ("abs(-x) sign(-x)", -X),
        ("log10(x) + log2(x)", math.log10(X) + math.log2(X)),
        ("arctan(x) + asin(x/2) + acos(x/2)", math.atan(X) + math.pi / 2),
        ("sinh(x) + cosh(x)", math.exp(X)),
        ("--x + +x", 2 * X),
        ("x(x)", X * X),
        ("\tx\n+\u00a01 ", X + 1),
    ],
)
def test_human_spellings(text, value):
    formula = parse(text)
    assert formula(X) == pytest.approx(value, rel=1e-14)
    assert isinstance(formula(X), float)
    assert parse(formula.source).source == formula.source
    assert parse(formula.source)(X) == formula(X)


@pytest.mark.parametrize(
    ("text", "cure", "position"),
    [
        ("", "empty", None),
        ("   ", "empty", None),
        ("y =", "empty", None),
        ("2xy", "write x*y", 1),
        ("2x+dx", "did you mean x?", 3),
        ("6x^Δx", "did you mean x?", 3),
        ("six", "did you mean sin?", 0),
        ("x" * 400, "xxxxx… is not a known name.", 0),
        ("wurzel(x)", "the known names are", 0),
        ("½x", "write fractions with /", 0),
        ("e⁻ˣ", "write powers with ^", 1),
        ("(1-x)e(-x)", "write e^(…) or exp(…)", 5),
        ("1 - sigma(x)", "write sigmoid(…)", 4),
        ("x2", "x*2 or x^2", 0),
        ("2pix", "write pi*x", 1),
        ("sinx", "write sin(x)", 0),
        ("xsin(x)", "write x*sin(", 0),
        ("2 sin x", "write sin(x)", 2),
        ("sin", "write sin(x)", 0),
        ("sin^2(x)", "sin(x)^2", 0),
        ("sin²(x)", "sin(x)^2", 0),
        ("sin^-1(x)", "arcsin", 0),
        ("Sin(x)", "write sin in small", 0),
        ("X", "write x in small", 0),
        ("sine(x)", "did you mean sin?", 0),
        ("cosinus(x)", "did you mean cos?", 0),
        ("sgmoid(x)", "did you mean sigmoid?", 0),
        ("sec(x)", "1/cos(", 0),
        ("t + 1", "the known names are x, pi, e, sin", 0),
        ("f(x)", "f is not", 0),
        ("x y", "y is not known", 2),
        ("x 2", "write * for a product or ^ for a power", 2),
        ("(x)2", "operator is missing", 3),
        ("1.2.3", "operator is missing", 3),
        ("(x+1", "A closing bracket ) is missing", 0),
        ("x+1)", "no opening", 3),
        (")", "no opening", 0),
        ("()", "empty", 0),
        ("2()", "empty", 1),
        ("sin()", "needs something", 3),
        ("x+", "After + something is missing", 2),
        ("x^", "After ^ something is missing", 2),
        ("*x", "missing at the beginning", 0),
        ("x + * 2", "missing after +", 4),
        ("x ^^ 2", "missing after ^", 3),
        ("0,5x", "decimals have a point", 1),
        ("max(x)", "takes 2 argument(s), 1 given", 0),
        ("sin(x, 2)", "takes 1 argument(s), 2 given", 0),
        ("1/2x", "a/(b*c)", 3),
        ("x/2 cos(x)", "a/(b*c)", 4),
        ("e^2x", "write ^(2*x)", 3),
        ("x^2sin(x)", "write ^(2*sin(…))", 3),
        ("|x|", "write abs(x)", 0),
        ("[x]", "round brackets", 0),
        ("{x}", "round brackets", 0),
        ("2x == 3", "without an equation", 3),
        ("x < 3", "comparisons", 2),
        ("'x'", "without quotes", 0),
        ("x'", "primes", 1),
        (r"\frac{1}{x}", "not LaTeX", 0),
        ("x!", "factorials", 1),
        ("x; x", "cannot be read", 1),
        ("x\x00", "U+0000", 1),
        ("x@x", "cannot be read", 1),
        ("x if x else 2", "if is not", 2),
        ("lambda x: x", "write only the formula", 8),
        ("__import__(os)", "__import__ is not known", 0),
        ("x.real", "a point belongs", 1),
        ("1e999", "too large", 0),
        ("√", "After √", 0),
        ("√sin(x)", "with brackets", 0),
        ("sin(x)cos", "write cos(x)", 6),
    ],
)
def test_refusals_name_the_place_and_the_cure(text, cure, position):
    with pytest.raises(FormulaError) as raised:
        parse(text)
    assert cure in raised.value.reason
    assert raised.value.position == position or position is None
    assert "\n" not in raised.value.reason


def test_the_caret_points_at_the_fault():
    with pytest.raises(FormulaError) as raised:
        parse("2x + sin x")
    _, shown, caret = str(raised.value).split("\n")
    assert shown[caret.index("^") :] == "sin x"


def test_a_long_formula_is_shown_around_the_fault_only():
    with pytest.raises(FormulaError) as raised:
        parse("x + " * 60 + "bad + x" + " + x" * 20)
    _, shown, caret = str(raised.value).split("\n")
    assert len(shown) < 80
    assert shown[caret.index("^") :].startswith("bad")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("x" * 501, "500"),
        ("(" * 51 + "x" + ")" * 51, "nested more than 50"),
        ("sqrt(" * 51 + "x" + ")" * 51, "nested more than 50"),
        ("-" * 51 + "x", "nested more than 50"),
        ("^".join("x" * 60), "nested more than 50"),
        ("(-" * 26 + "x" + ")" * 26, "nested more than 50"),
        ("+".join("x" * 101), "more than 200 parts"),
        (None, "text in quotes"),
        (3.0, "text in quotes"),
    ],
)
def test_limits(text, reason):
    with pytest.raises(FormulaError, match=reason):
        parse(text)


def test_just_within_the_limits():
    assert parse("(" * 50 + "x" + ")" * 50)(2.0) == 2.0
    assert parse("-" * 50 + "x")(2.0) == 2.0
    assert parse("+".join("x" * 100))(2.0) == 200.0
    assert parse("x" + " " * 499)(2.0) == 2.0


def test_a_tower_of_powers_overflows_quickly():
    start = time.perf_counter()
    with np.errstate(over="ignore"):
        assert parse("9^9^9^9")(1.0) == math.inf
        assert parse("(9^9^9)^(9^9^9)")(1.0) == math.inf
    assert time.perf_counter() - start < 0.5


def test_poles_and_roots_of_negative_numbers_are_not_errors():
    with np.errstate(all="ignore"):
        assert parse("1/x")(0.0) == math.inf
        assert math.isnan(parse("x^(1/3)")(-8.0))
        assert math.isnan(parse("log(x)")(-1.0))


def test_several_variables_and_whole_numbers():
    formula = parse("x^-1 y", ("x", "y"))
    assert formula(2, 3) == 1.5
    assert formula.variables == ("x", "y")
    with pytest.raises(TypeError, match=r"takes 2 values \(x, y\), 1 given"):
        formula(1.0)


def test_a_variable_wins_over_a_constant_or_a_function():
    assert parse("2e", ("e",))(3.0) == 6.0
    assert parse("max(2)", ("max",))(5.0) == 10.0
    assert parse("pi e", ("e",))(1.0) == math.pi


def test_greek_and_indexed_variables():
    assert parse("x₁ + 2x1", ("x1",))(2.0) == 6.0
    assert parse("2θ", ("θ",))(2.0) == 4.0
    assert parse("2θ", ("θ",)).source == "2*θ"


@pytest.mark.parametrize("name", ["", "2x", "a b", "if", "x'"])
def test_variables_must_be_names(name):
    with pytest.raises(FormulaError, match="is not a name"):
        parse("1", (name,))


def test_arrays_broadcast_and_constants_take_their_shape():
    grid = np.linspace(-1, 1, 5)
    np.testing.assert_array_equal(parse("x^2")(grid), grid**2)
    np.testing.assert_array_equal(parse("3")(grid), np.full(5, 3.0))
    np.testing.assert_array_equal(parse("y", ("x", "y"))(grid, 2.0), np.full(5, 2.0))
    assert parse("x + y", ("x", "y"))(grid[:, None], grid).shape == (5, 5)


@pytest.mark.parametrize(
    ("text", "derivative"),
    [
        ("sin(x^2)", "2x cos(x^2)"),
        ("x^5", "5x^4"),
        ("sigmoid(x)", "sigmoid(x)(1 - sigmoid(x))"),
        ("softplus(x)", "sigmoid(x)"),
        ("relu(x)", "(1 + sign(x))/2"),
        ("2^x", "2^x ln(2)"),
        ("x^x", "x^x (ln(x) + 1)"),
        ("log2(x)", "1/(x ln(2))"),
        ("log10(x) abs(x)", "1/ln(10) + log10(x)"),
        ("3", "0"),
        ("arctan(sinh(x))", "1/cosh(x)"),
    ],
)
def test_formulas_can_be_differentiated(text, derivative):
    assert grad(parse(text))(X) == pytest.approx(parse(derivative)(X), rel=1e-12, abs=1e-15)


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("2x cos(x^2)", r"2 x \cos\left(x^{2}\right)"),
        ("(x+1)/(x-1)", r"\frac{x + 1}{x - 1}"),
        ("exp(-x^2/2)/sqrt(2pi)", r"\frac{e^{\frac{-x^{2}}{2}}}{\sqrt{2 \pi}}"),
        ("sin(x)^2", r"\sin^{2}\left(x\right)"),
        ("exp(x)^2", r"\left(e^{x}\right)^{2}"),
        ("(1/x)^2", r"\left(\frac{1}{x}\right)^{2}"),
        ("(x+1)(x-1)", r"\left(x + 1\right) \left(x - 1\right)"),
        ("x*2", r"x \cdot 2"),
        ("x*(-2)", r"x \left(-2\right)"),
        ("x-(-x)", r"x - \left(-x\right)"),
        ("x-(1-x)", r"x - \left(1 - x\right)"),
        ("-(x+1)", r"-\left(x + 1\right)"),
        ("1e-20x", r"1 \cdot 10^{-20} x"),
        ("abs(x)log2(x)", r"\left|x\right| \log_{2}\left(x\right)"),
        ("max(x,0)", r"\max\left(x, 0\right)"),
        ("sigmoid(x)gelu(x)", r"\sigma\left(x\right) \operatorname{gelu}\left(x\right)"),
    ],
)
def test_latex(text, latex):
    assert parse(text).latex() == latex


def test_latex_of_names():
    formula = parse("theta + x1 + loss_2 + a_b", ("theta", "x1", "loss_2", "a_b"))
    assert formula.latex() == r"\theta + x_{1} + \mathrm{loss}_{2} + \mathrm{a\_b}"


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("((x))+((2))", "x + 2"),
        ("(x*2)*3", "x*2*3"),
        ("x*(2*3)", "x*(2*3)"),
        ("x-(2-3)", "x - (2 - 3)"),
        ("(x^2)^3", "(x**2)**3"),
        ("x^(2^3)", "x**2**3"),
        ("(-x)^2", "(-x)**2"),
        ("-(x^2)", "-x**2"),
        ("x^(-2)", "x**-2"),
        ("-(x*2)", "-(x*2)"),
        ("ln(x)", "ln(x)"),
        ("0.5", "0.5"),
        ("1e20", "1e+20"),
    ],
)
def test_canonical_source(text, source):
    assert parse(text).source == source
    assert parse(source).source == source


def test_a_formula_is_a_value():
    assert parse("x+1") == parse("x+1")
    assert isinstance(parse("x"), Formula)
    assert parse(" x ").text == " x "


def test_a_variable_wins_over_the_letter_of_a_function_and_of_the_constant():
    assert parse("2σ(x+1)", ("σ", "x"))(3.0, 1.0) == 12
    assert parse("2e(x+1)", ("e", "x"))(3.0, 1.0) == 12


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("f'(x) = 2x cos( x² )", ["2x cos( x² )", "2x", "2", "x", "cos( x² )", "x²", "x", "²"]),
        ("np.sin(x)/(1 + x)^-2", ["sin(x)/(1 + x)^-2", "sin(x)", "x", "(1 + x)^-2", "1 + x"]),
        ("√x · π", ["√x · π", "√x", "x", "π"]),
        ("-(x)", ["-(x)", "x"]),
    ],
)
def test_each_part_knows_how_it_was_typed(text, parts):
    formula = parse(text)
    told, waiting = [], [formula.root]
    while waiting:
        node = waiting.pop(0)
        told.append(formula.typed(node))
        waiting = [*children(node), *waiting]
    assert told[: len(parts)] == parts
