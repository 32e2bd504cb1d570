"""The recorded graph as data, text and DOT."""

import numpy as np
import pytest

from coursekit.autodiff import AutodiffError, Tensor, graph


def test_logistic_least_squares():
    g = graph(lambda w, b, x: (1 / (1 + np.exp(-(w * x + b))) - 1) ** 2 / 2, 0.5, -0.2, 2.0)
    assert [n.label for n in g.nodes[:3]] == ["w", "b", "x"]
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
    assert g.nodes[0].adjoint == pytest.approx((y - 1) * y * (1 - y) * 2.0)
    assert g.nodes[4].adjoint == pytest.approx((y - 1) * y * (1 - y))
    assert g.nodes[3].parents == (0, 2)
    assert g.children(0) == (3,)
    assert len(g) == 12
    assert all(p < i for i, n in enumerate(g.nodes) for p in n.parents)


def test_fan_out_and_repeated_parents():
    g = graph(lambda x: x * x + x, 3.0)
    assert g.children(0) == (1, 2)
    assert g.nodes[1].parents == (0,)
    assert g.nodes[0].adjoint == 7.0


def test_arrays_have_shapes_and_no_adjoint_unless_the_result_is_a_number():
    A = np.ones((2, 3))
    g = graph(lambda x: A @ x + x[1:] + np.reshape(x, (3, 1))[0], np.ones(3))
    assert g.result.shape == (2,)
    assert g.result.adjoint is None
    assert "matmul" not in g.text()
    assert "array(2, 3) @ x" in g.text()
    assert "x[1:]" in g.text()
    assert "adjoint" not in g.text()


def test_text_lines_up():
    text = str(graph(lambda x, y: x * y + np.sin(x), 2.0, 3.0))
    lines = text.splitlines()
    assert lines[-1].split() == ["v3", "=", "v1", "+", "v2", "=", "6.9093", "adjoint", "1"]
    assert len({line.index("adjoint") for line in lines}) == 1


def test_names_do_not_collide():
    g = graph(lambda v1, *rest: v1 * rest[0], 2.0, 3.0)
    assert [n.label for n in g.nodes] == ["v1", "x2", "v2"]


def test_of_a_tensor():
    w = Tensor([1.0, 2.0], requires_grad=True)
    loss = np.sum(w * w)
    g = graph(loss)
    assert [n.label for n in g.nodes] == ["w1", "v1", "v2"]
    assert g.nodes[0].adjoint.tolist() == [2, 4]
    loss.backward()  # looking at the graph has not used it up
    assert w.grad.tolist() == [2, 4]


def test_dot_quotes_what_it_must():
    dot = graph(lambda x: x[..., None] * 2, np.ones(2)).dot()
    assert dot.startswith("digraph")
    assert "x[..., None]" in dot
    assert dot.count("->") == 2


def test_nothing_to_show():
    with pytest.raises(AutodiffError, match="does not depend"):
        graph(lambda x: 3.0, 1.0)
