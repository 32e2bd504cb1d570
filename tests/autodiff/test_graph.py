"""The recorded graph as data, text and DOT, and the passes through it."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.autodiff import AutodiffError, Graph, Tensor, grad, graph, jacobian, named


def logistic(w, b, x):
    return (1 / (1 + np.exp(-(w * x + b))) - 1) ** 2 / 2


def test_logistic_least_squares():
    g = graph(logistic, 0.5, -0.2, 2.0)
    assert [n.name for n in g.nodes[:3]] == ["w", "b", "x"]
    assert [n.expression for n in g.nodes[3:]] == [
        "w * x",
        "v1 + b",
        "-v2",
        "exp(v3)",
        "1 + v4",
        "1 / v5",
        "v6 - 1",
        "v7 ** 2",
        "v8 / 2",
    ]
    y = 1 / (1 + np.exp(-0.8))
    assert g.result.value == pytest.approx((y - 1) ** 2 / 2)
    assert g.result.adjoint == 1.0
    assert g["w"].adjoint == pytest.approx((y - 1) * y * (1 - y) * 2.0)
    assert g["v2"].adjoint == pytest.approx((y - 1) * y * (1 - y))
    assert g["v1"].parents == (0, 2)
    assert g["v1"].operation == "np.multiply"
    assert g["v1"].numbers == "0.5 * 2"
    assert g.children(0) == (3,)
    assert len(g) == 12
    assert all(p < i for i, n in enumerate(g.nodes) for p in n.parents)


def test_an_edge_has_its_local_derivative_formula_and_contribution():
    g = graph(lambda x, y: np.sin(x) * y, 0.3, 2.0)
    edge = g.edge("x", "v1")
    assert edge.local == pytest.approx(np.cos(0.3))
    assert edge.formula == "cos(x)"
    assert edge.contribution == pytest.approx(2 * np.cos(0.3))
    assert g.edge("y", "v2").formula == "v1"
    assert g.edge("v1", "v2").local == 2.0


@pytest.mark.parametrize(
    ("f", "formula"),
    [
        (lambda x: x**3, "3 * x ** 2"),
        (lambda x: x * x, "x + x"),
        (lambda x: np.exp(x), "v1"),
        (lambda x: np.log(x), "1 / x"),
        (lambda x: np.cos(x), "-sin(x)"),
        (lambda x: 2 / x, "-v1 / x"),
        (lambda x: x + 1, ""),  # the number says it all
    ],
)
def test_formulas_of_local_derivatives_are_right(f, formula):
    edge = graph(f, 0.7).edges[0]
    assert edge.formula == formula
    assert edge.local == pytest.approx(grad(f)(0.7))
    if formula:
        names = {"x": 0.7, "v1": f(0.7), "sin": np.sin}
        assert eval(formula, names) == pytest.approx(edge.local)


def test_local_derivatives_of_arrays_are_jacobians():
    A = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    x = np.array([0.1, -0.2, 0.3])
    g = graph(lambda A, x: np.sum(np.tanh(A @ x)), A, x)
    assert g.edge("A", "v1").local.shape == (2, 2, 3)
    np.testing.assert_allclose(g.edge("A", "v1").local, jacobian(lambda A: A @ x)(A))
    np.testing.assert_allclose(g.edge("x", "v1").local, A)
    np.testing.assert_allclose(g.edge("v1", "v2").local, np.diag(1 - np.tanh(A @ x) ** 2))
    assert g.edge("v1", "v2").formula == "1 - v2 * v2"
    np.testing.assert_allclose(g["A"].adjoint, grad(lambda A: np.sum(np.tanh(A @ x)))(A))


def test_broadcasting_in_a_local_derivative():
    g = graph(lambda a, b: np.sum(a * b), np.array([[1.0], [2.0]]), np.array([3.0, 4.0, 5.0]))
    local = g.edge("a", "v1").local
    assert local.shape == (2, 3, 2, 1)
    np.testing.assert_allclose(local[1, :, 1, 0], [3, 4, 5])
    np.testing.assert_allclose(local[1, :, 0, 0], 0)


def test_a_large_local_derivative_is_left_out_but_not_its_contribution():
    g = graph(lambda x: np.sum(np.sin(x)), np.linspace(0, 1, 200))
    edge = g.edge("x", "v1")
    assert edge.local is None
    assert edge.formula == "cos(x)"
    np.testing.assert_allclose(edge.contribution, np.cos(np.linspace(0, 1, 200)))
    assert "∂v1/∂x = 200×200" in g.text()


def test_local_derivatives_never_take_more_memory_than_they_show():
    many = np.ones((10_000, 100))
    g = graph(lambda x, W, b: np.sum(W @ (x * many[:100]).T + b), 2.0, many, np.ones(1))
    assert g.edge("x", "v1").local is None
    assert g.edge("x", "v1").contribution == pytest.approx(1e8)
    small = graph(lambda W, b: np.sum(W @ np.ones(10_000) + b), many.T.copy(), np.ones(100))
    assert small.edge("b", "v2").local.shape == (100, 100)


numbers = st.floats(-2, 2)


@given(numbers, numbers, numbers)
def test_adjoints_are_sums_of_contributions_and_products_of_locals(a, b, c):
    def f(a, b, c):
        u = np.tanh(a * b)
        return u * np.sin(c + u) + u * a + np.maximum(b, c) * c

    g = graph(f, a, b, c)
    for i, node in enumerate(g.nodes[:-1]):
        out = [e for e in g.edges if e.source == i]
        assert node.adjoint == pytest.approx(sum(e.contribution for e in out), abs=1e-12)
        chain = sum(g.nodes[e.target].adjoint * e.local for e in out)
        assert node.adjoint == pytest.approx(chain, abs=1e-12)
    expected = grad(f, (0, 1, 2))(a, b, c)
    assert [n.adjoint for n in g.nodes[:3]] == pytest.approx(list(expected), abs=1e-12)


def test_fan_out_and_repeated_parents():
    g = graph(lambda x: x * x + x, 3.0)
    assert g.children(0) == (1, 2)
    assert g.nodes[1].parents == (0,)
    assert g.nodes[0].adjoint == 7.0
    assert g.edge("x", "v1").local == 6.0


def test_arrays_have_shapes_and_no_adjoint_unless_the_result_is_a_number():
    A = np.ones((2, 3))
    g = graph(lambda x: A @ x + x[1:] + np.reshape(x, (3, 1))[0], np.ones(3))
    assert g.result.shape == (2,)
    assert g.result.adjoint is None
    assert "matmul" not in g.text()
    assert "array(2, 3) @ x" in g.text()
    assert "x[1:]" in g.text()
    assert "adjoint" not in g.text()
    np.testing.assert_allclose(g.edge("x", "v1").local, A)
    with pytest.raises(AutodiffError, match="one number"):
        g.backward_steps()


def test_an_input_that_is_not_used_has_adjoint_zero():
    g = graph(lambda x, unused: x * 2, 3.0, np.ones(2))
    assert g["unused"].adjoint.tolist() == [0, 0]
    assert "does not depend on unused" in g.backward_steps()[1].text


def test_the_result_may_be_an_input():
    g = graph(lambda x, y: x, 1.0, 2.0)
    assert g.result.name == "x"
    assert (g["x"].adjoint, g["y"].adjoint) == (1.0, 0.0)


def test_expressions_have_the_brackets_that_they_need():
    def f(a, b):
        return (a - (b - a)) * (a + b) / (a / b) ** 2 - (-a) ** 2 + -(a**2) + 2 ** (-b)

    g = graph(f, 1.5, 0.5).fold()
    assert g.result.expression == (
        "(a - (b - a)) * (a + b) / (a / b) ** 2 - (-a) ** 2 + -a ** 2 + 2 ** -b"
    )
    assert eval(g.result.expression, {"a": 1.5, "b": 0.5}) == pytest.approx(f(1.5, 0.5))


def test_text_lines_up():
    text = str(graph(lambda x, y: x * y + np.sin(x), 2.0, 3.0))
    lines = text.splitlines()
    assert lines[-1].split()[:8] == ["v3", "=", "v1", "+", "v2", "=", "6.9093", "adjoint"]
    assert len({line.index("adjoint") for line in lines}) == 1
    assert len({line.rindex("= ", 0, line.index("adjoint")) for line in lines}) == 1
    assert lines[2].endswith("∂v1/∂x = 3, ∂v1/∂y = 2")


def test_text_of_a_long_graph_is_cut():
    def chain(x):
        for _ in range(300):
            x = x + 1
        return x

    lines = graph(chain, 0.0).text().splitlines()
    assert len(lines) == 101
    assert "201 more" in lines[50]


def test_names_do_not_collide():
    g = graph(lambda v1, *rest: named("v1", v1 * rest[0]) + named("v1", rest[0] * 2), 2.0, 3.0)
    assert [n.name for n in g.nodes] == ["v1", "x2", "v1_2", "v1_3", "v2"]


def test_named_outside_a_graph_does_nothing():
    t = Tensor(1.0, requires_grad=True)
    assert named("t", t) is t
    assert named("five", 5) == 5


def test_names_of_containers():
    def f(layers, scale):
        return np.sum(layers[0]["W"] @ layers[0]["b"]) * layers[1] * scale

    g = graph(f, [{"W": np.eye(2), "b": np.ones(2)}, np.float64(3.0)], 2.0)
    assert [n.name for n in g.nodes[:4]] == [
        "layers[0]['W']",
        "layers[0]['b']",
        "layers[1]",
        "scale",
    ]
    assert g["layers[1]"].adjoint == 4.0
    assert graph(lambda x: np.sum(x), [1.0, 2.0])["x"].shape == (2,)


def test_keywords_are_constants():
    g = graph(lambda x, *, k: k * x, 2.0, k=3.0)
    assert g.result.expression == "3 * x"


def test_of_a_tensor():
    w = Tensor([1.0, 2.0], requires_grad=True)
    loss = np.sum(w * w)
    g = graph(loss)
    assert [n.name for n in g.nodes] == ["w1", "v1", "v2"]
    assert g.nodes[0].adjoint.tolist() == [2, 4]
    loss.backward()  # looking at the graph has not used it up
    assert w.grad.tolist() == [2, 4]


def test_of_a_tensor_with_names():
    w, b = (Tensor(v, requires_grad=True) for v in (2.0, 1.0))
    z = 3 * w + b
    loss = z**2
    g = graph(loss, w=w, z=z)
    assert [n.name for n in g.nodes] == ["w", "w1", "v1", "z", "v2"]
    assert g.fold().nodes[-1].expression == "z ** 2"
    with pytest.raises(AutodiffError, match=r"w=…"):
        graph(loss, w=2.0)
    with pytest.raises(AutodiffError, match="more arguments"):
        graph(loss, 1.0)
    with pytest.raises(AutodiffError, match="other is not part of the graph"):
        graph(loss, w=w, other=Tensor(1.0, requires_grad=True))
    assert graph(loss, f=z)["f"].value == 7.0


def test_variables_from_outside_are_inputs():
    w = Tensor(2.0, requires_grad=True)
    g = graph(lambda x: w * x, 3.0)
    assert [n.name for n in g.nodes] == ["x", "w1", "v1"]
    assert g["w1"].adjoint == 3.0


def fan_out(w, x, b, t):
    z = named("z", w * x + b)
    y = named("y", 1 / (1 + np.exp(-z)))
    return named("L", (y - t) ** 2 / 2 + 0.1 * w**2)


def test_folding_keeps_values_and_adjoints_and_joins_derivatives():
    args = 0.5, 2.0, -0.2, 1.0
    g = graph(fan_out, *args)
    folded = g.fold()
    assert [n.name for n in folded.nodes] == ["w", "x", "b", "t", "z", "y", "L"]
    assert folded["y"].expression == "1 / (1 + exp(-z))"
    y = folded["y"].value
    assert folded.edge("z", "y").local == pytest.approx(y * (1 - y))
    assert folded.edge("w", "L").local == pytest.approx(0.2 * 0.5)
    for node in folded.nodes:
        assert node.value == g[node.name].value
        assert node.adjoint == pytest.approx(g[node.name].adjoint, rel=1e-14)
    assert [n.name for n in g.fold("y").nodes] == ["w", "x", "b", "t", "y", "L"]
    with pytest.raises(AutodiffError, match="no node named 'q'"):
        g.fold("q")


def test_folding_a_doubling_chain_does_not_write_it_out():
    def f(x):
        for _ in range(60):
            x = x + x
        return x

    folded = graph(f, 1.0).fold()
    assert folded.result.expression == "…(x)"
    assert folded.edge("x", "v60").local == 2.0**60


def test_forward_pass():
    steps = graph(fan_out, 0.5, 2.0, -0.2, 1.0).fold().forward_steps()
    assert steps[0].text == "given: w = 0.5, x = 2, b = -0.2, t = 1"
    assert steps[0].node is None
    assert steps[0].values == {0, 1, 2, 3}
    assert steps[1].text == "z = w * x + b = 0.5 * 2 + -0.2 = 0.8"
    assert [(e.source, e.target) for e in steps[1].edges] == [(0, 4), (1, 4), (2, 4)]
    assert steps[-1].values == set(range(7))
    assert not steps[-1].adjoints


def test_backward_pass_spells_out_the_sum_at_a_fan_out():
    g = graph(fan_out, 0.5, 2.0, -0.2, 1.0).fold()
    steps = g.backward_steps()
    assert [g.nodes[s.node].name for s in steps] == ["L", "y", "z", "t", "b", "x", "w"]
    assert steps[0].text.startswith("dL/dL = 1")
    assert steps[0].adjoints == {6}
    last = steps[-1]
    assert last.text == ("dL/dw = dL/dz·∂z/∂w + dL/dL·∂L/∂w = -0.0663175·2 + 1·0.1 = -0.0326349")
    assert {g.nodes[e.target].name for e in last.edges} == {"z", "L"}
    assert last.adjoints == set(range(7))
    # At every step, all that is summed is known already.
    for before, step in itertools.pairwise(steps):
        assert {e.target for e in step.edges} <= before.adjoints


def test_backward_pass_of_arrays_adds_contributions():
    g = graph(lambda x: np.sum(x * x) + np.sum(3 * x), np.array([1.0, -2.0]))
    assert g.backward_steps()[-1].text == (
        "dv5/dx = dv5/dv1·∂v1/∂x + dv5/dv3·∂v3/∂x = [2, -4] + [3, 3] = [5, -1]"
    )


def test_dot_quotes_what_it_must():
    dot = graph(lambda x: x[..., None] * 2, np.ones(2)).dot()
    assert dot.startswith("digraph")
    assert "x[..., None]" in dot
    assert dot.count("->") == 2


def test_nan_is_shown_not_raised():
    g = graph(lambda x: np.sqrt(x) * 0, 0.0)
    assert np.isnan(g["x"].adjoint)
    assert "nan" in g.text()


def test_what_is_not_there_is_named():
    g = graph(lambda x: np.sin(x) + x, 1.0)
    with pytest.raises(AutodiffError, match="it has x, v1, v2"):
        g["z"]
    with pytest.raises(AutodiffError, match="computed from v1, x"):
        g.edge("v2", "v2")


def test_nothing_to_show():
    with pytest.raises(AutodiffError, match="does not depend"):
        graph(lambda x: 3.0, 1.0)


def test_a_failing_function_leaves_no_names_behind():
    with pytest.raises(ZeroDivisionError):
        graph(lambda x: named("y", x) / (1 // 0), 1.0)
    t = Tensor(1.0, requires_grad=True)
    assert named("t", t) is t
    assert isinstance(graph(lambda x: x + 1, 1.0), Graph)
