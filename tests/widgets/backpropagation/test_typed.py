"""A student's own expression: its nodes, its local derivatives in words, and what is refused."""

import numpy as np
import pytest
from support.plain_formulas import evaluate

from coursekit.autodiff import grad
from coursekit.formula import FormulaError, parse
from coursekit.formula.names import ARITY, FUNCTIONS
from coursekit.widgets import WidgetError
from coursekit.widgets.backpropagation.notation import substituted
from coursekit.widgets.backpropagation.steps import planned
from coursekit.widgets.backpropagation.typed import typed

#: No formula says their slope in a line.
WITHOUT_WORDS = {"gelu", "relu", "maximum", "minimum", "max", "min"}


def nodes(text):
    return [f"{name} = {words.formula}" for name, words in typed(text).nodes.items()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("w*x + sin(w)", ["v1 = w·x", "v2 = sin(w)", "f = v₁ + v₂"]),
        ("z = w x + b; y = sigmoid(z); y^2", ["v1 = w·x", "z = v₁ + b", "y = σ(z)", "f = y²"]),
        ("exp(x y) + x y", ["v1 = x·y", "v2 = e^v₁", "f = v₂ + v₁"]),
        ("z = x + y; (x + y)^2 + z", ["z = x + y", "v1 = z²", "f = v₁ + z"]),
        ("a = x y; b = x y; a b", ["a = x·y", "f = a·a"]),
        ("2 pi x", ["f = 6.283·x"]),
        ("pi x + e^x", ["v1 = π·x", "v2 = e^x", "f = v₁ + v₂"]),
        ("-(x - -3)", ["v1 = x − (−3)", "f = −v₁"]),
        ("f x", ["L = f·x"]),
        ("v1 + x²", ["v2 = x²", "f = v₁ + v₂"]),
        ("loss = x^2; loss", ["loss = x²"]),
        ("g(x, y) = x y; g^2", ["g = x·y", "f = g²"]),
    ],
)
def test_every_operation_is_a_node(text, expected):
    assert nodes(text) == expected


EXPRESSIONS = [
    "w*x + sin(w)",
    "x/y - y/x",
    "x^3 + x^2.5 + x^(-1) + x^1 + x^0",
    "2^x + x^y + e^x",
    "x*x + x/x + (x - x) + x^x",
    "-x + abs(x - y)",
    "z = w x + b; y = tanh(z); (y - t)^2/2 + z^2/10",
    "maximum(x, y)*minimum(x, y) + relu(x) + gelu(y)",
    "sqrt(x^2 + y^2)/log2(x + 2)",
]


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_values_and_gradients_against_the_formula_as_a_whole(text):
    made = typed(text)
    plan = planned(made, made.values)
    names = list(made.values)
    *steps, last = text.split(";")
    whole = last
    for step in reversed(steps):
        name, body = step.split("=")
        whole = whole.replace(name.strip(), f"({body})")
    f = parse(whole, names)
    point = [*made.values.values()]
    assert float(plan.graph.result.value) == pytest.approx(f(*point))
    for place, name in enumerate(names):
        slope = grad(lambda *values: f(*values), place)(*point)
        assert float(plan.graph[name].adjoint) == pytest.approx(slope)


def calls():
    return sorted(f"{name}(x)" for name in FUNCTIONS if name not in ARITY and name != "sign")


@pytest.mark.parametrize("text", [*EXPRESSIONS, *calls()])
def test_printed_formulas_say_what_is_computed(text):
    made = typed(text)
    # The inverse functions have no value at 2.
    plan = planned(made, {name: 0.4 * value for name, value in made.values.items()})
    values = {node.name: float(node.value) for node in plan.graph.nodes}
    for node in plan.graph.nodes:
        if node.kind == "operation":
            words = made.nodes[node.name]
            assert evaluate(words.formula, values) == pytest.approx(float(node.value))
            numbers = evaluate(substituted(words.numbers, values), {"e": np.e})
            assert numbers == pytest.approx(float(node.value), rel=1e-2)
    for edge in plan.graph.edges:
        words = plan.local(edge).formula
        operation = plan.graph.nodes[edge.target]
        if words:
            assert evaluate(words, values) == pytest.approx(float(edge.local))
        else:
            assert any(name in made.nodes[operation.name].formula for name in WITHOUT_WORDS)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Type an expression"),
        ("3 + 4", "f = 3 + 4 holds no variable"),
        ("x", "f = x computes nothing"),
        ("x + 1; y", "Each step but the last needs a name"),
        ("z = x; z = x + 1", "z is computed twice"),
        ("y = x + z; z = 2x; y + z", "z is used before it is computed. Put its step first."),
        ("sign(x) + x", "sign is flat"),
        ("a+b+c+d+x+y+z+w+t", "more than 8 variables"),
        (" + ".join(f"sin({n}x)" for n in range(2, 12)), "more than 20 nodes"),
        ("x" * 301, "longer than 300 characters"),
    ],
)
def test_what_makes_no_graph(text, words):
    with pytest.raises(WidgetError) as caught:
        typed(text)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("xy + 1", "for a product write x*y"),
        ("sin x", "sin needs brackets"),
        ("x +", ""),
        ("foo(x)", ""),
        ("x == 2", ""),
        ("__import__('os')", ""),
    ],
)
def test_what_is_no_formula(text, words):
    with pytest.raises(FormulaError) as caught:
        typed(text)
    assert words in str(caught.value)


def test_a_step_that_nothing_uses_is_no_node():
    made = typed("u = x^2; v = u + y; u*3")
    plan = planned(made, made.values)
    assert [node.name for node in plan.graph.nodes] == ["x", "y", "u", "f"]
    assert float(plan.graph["y"].adjoint) == 0.0
