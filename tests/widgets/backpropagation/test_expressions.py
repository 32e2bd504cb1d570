"""The five expressions: adjoints against formulas written here and against differences."""

import numpy as np
import pytest
from support.plain_formulas import evaluate

from coursekit.autodiff import finite_difference
from coursekit.widgets import WidgetError
from coursekit.widgets.backpropagation.expressions import EXPRESSIONS
from coursekit.widgets.backpropagation.notation import substituted
from coursekit.widgets.backpropagation.steps import planned

SCALAR = ("logistic", "regularised", "exp")


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def moved(expression, seed):
    rng = np.random.default_rng(seed)
    return {
        name: value + 0.4 * rng.normal(size=np.shape(value))
        for name, value in expression.values.items()
    }


def adjoints(name, seed=0):
    expression = EXPRESSIONS[name]
    values = moved(expression, seed)
    plan = planned(expression, values)
    return values, {node.name: node.adjoint for node in plan.graph.nodes}


def test_logistic_least_squares():
    v, found = adjoints("logistic")
    y = sigmoid(v["w"] * v["x"] + v["b"])
    y_bar = y - v["t"]
    z_bar = y_bar * y * (1 - y)
    expected = {"y": y_bar, "z": z_bar, "w": z_bar * v["x"], "b": z_bar, "L": 1.0}
    assert {name: float(found[name]) for name in expected} == pytest.approx(expected)


def test_penalty_adds_a_second_path():
    v, found = adjoints("regularised")
    y = sigmoid(v["w"] * v["x"] + v["b"])
    z_bar = (y - v["t"]) * y * (1 - y)
    assert float(found["R"]) == pytest.approx(v["lam"])
    assert float(found["w"]) == pytest.approx(z_bar * v["x"] + v["lam"] * v["w"])
    assert float(found["b"]) == pytest.approx(z_bar)


def test_total_derivative_along_a_curve():
    v, found = adjoints("exp")
    t = v["t"]
    x, y = np.cos(t), t**2
    both = y * np.exp(x * y) * -np.sin(t) + (1 + x * np.exp(x * y)) * 2 * t
    assert float(found["t"]) == pytest.approx(both)


def test_squared_norm():
    v, found = adjoints("norm")
    r = v["W"] @ v["x"] + v["b"] - v["t"]
    assert found["b"] == pytest.approx(2 * r)
    assert found["W"] == pytest.approx(2 * np.outer(r, v["x"]))


def test_softmax_leaves_outputs_minus_targets():
    v, found = adjoints("softmax")
    z = np.array([v[f"w{k}"] @ v["x"] + v[f"b{k}"] for k in (1, 2, 3)])
    a = np.exp(z) / np.exp(z).sum()
    # Targets that do not add up to 1 leave their sum with a.
    z_bar = a * v["t"].sum() - v["t"]
    for k in (1, 2, 3):
        assert float(found[f"b{k}"]) == pytest.approx(z_bar[k - 1])
        assert found[f"w{k}"] == pytest.approx(z_bar[k - 1] * v["x"])


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_gradients_against_differences(name):
    values, found = adjoints(name, seed=1)
    expression = EXPRESSIONS[name]
    for place, (each, value) in enumerate(values.items()):
        if each in expression.data:
            continue

        def along(moving, place=place):
            given = [*values.values()]
            given[place] = moving
            return expression.f(*given)

        assert found[each] == pytest.approx(finite_difference(along, value), rel=1e-6, abs=1e-8)


@pytest.mark.parametrize("name", SCALAR)
def test_printed_formulas_say_what_is_computed(name):
    expression = EXPRESSIONS[name]
    plan = planned(expression, moved(expression, 2))
    values = {node.name: float(node.value) for node in plan.graph.nodes}
    for node in plan.graph.nodes:
        if node.kind == "operation":
            words = expression.nodes[node.name]
            assert evaluate(words.formula, values) == pytest.approx(node.value)
            numbers = substituted(words.numbers, values).replace("e^(−(", "e^(-(")
            assert evaluate(numbers, {"e": np.e}) == pytest.approx(float(node.value), abs=2e-3)
    for edge in filter(plan.carries, plan.graph.edges):
        assert evaluate(plan.local(edge).formula, values) == pytest.approx(float(edge.local))


def test_printed_slopes_of_softmax():
    plan = planned(EXPRESSIONS["softmax"], EXPRESSIONS["softmax"].values)
    nodes = plan.graph.nodes
    values = {n.name: float(n.value) for n in nodes if np.ndim(n.value) == 0}
    values.update({f"t{k}": float(t) for k, t in enumerate(plan.graph["t"].value, 1)})
    for edge in filter(plan.carries, plan.graph.edges):
        words = plan.local(edge)
        if words.formula == "xᵀ":
            assert edge.local == pytest.approx(plan.graph["x"].value)
        else:
            assert evaluate(words.formula, values) == pytest.approx(float(edge.local))


def test_every_edge_that_carries_an_adjoint_has_words():
    for expression in EXPRESSIONS.values():
        plan = planned(expression, expression.values)
        for edge in filter(plan.carries, plan.graph.edges):
            words = plan.local(edge)
            assert words.formula or words.pulled
        assert not any(plan.graph.position(name) in plan.wanted for name in expression.data)


def test_flat_is_no_error():
    """Where the exponentials would overflow, the adjoints are 0 and the rest is there."""
    logistic = planned(EXPRESSIONS["logistic"], {"w": -900.0, "b": 0.0, "x": 2.0, "t": 1.0})
    assert (float(logistic.graph["y"].value), float(logistic.graph["w"].adjoint)) == (0.0, 0.0)
    softmax = EXPRESSIONS["softmax"]
    far = planned(softmax, {**softmax.values, "b1": 800.0, "b2": 799.0, "b3": 798.0})
    z = np.array([802.75, 800.1, 797.5])
    a = np.exp(z - z.max()) / np.exp(z - z.max()).sum()
    assert [float(far.graph[f"a{k}"].value) for k in (1, 2, 3)] == pytest.approx(a)
    assert float(far.graph["b2"].adjoint) == pytest.approx(a[1] - 0.5)


def test_no_value_is_a_message():
    with pytest.raises(WidgetError, match="v has no finite value here"):
        planned(EXPRESSIONS["exp"], {"t": 75.0})
