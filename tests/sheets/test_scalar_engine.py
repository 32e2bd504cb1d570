"""The question for an engine of one's own: what is right, what is said, which graphs are asked."""

import inspect

import numpy as np
import pytest
from support.engines import DIFFERENCE, RIGHT_ENGINES, WRONG_ENGINES, with_change
from support.graphs import RandomGraph
from support.programs import namespace, worked_cells

from coursekit.autodiff import Tensor, grad
from coursekit.sheets import load
from coursekit.sheets.engine_faults import MESSAGES, POINTS
from coursekit.sheets.scalar_engine import MOST_CALLS, drive, right_numbers

QUESTION = load("06_backpropagation")["Value"]


@pytest.mark.parametrize("design", RIGHT_ENGINES)
@pytest.mark.parametrize("seed", [None, b"a", b"b"])
def test_engines_of_every_design_are_right(design, seed):
    verdict = QUESTION.judge(namespace(RIGHT_ENGINES[design]), seed=seed)
    assert verdict.correct, verdict.message


def test_every_message_on_an_engine_is_earned_by_a_wrong_one():
    assert set(WRONG_ENGINES) == set(MESSAGES)


def test_what_an_engine_can_do_earns_its_points():
    def points(tag):
        return QUESTION.judge(namespace(WRONG_ENGINES[tag])).score * POINTS

    assert [
        round(points(tag), 9)
        for tag in (
            "forward_wrong", "product_swapped", "upstream_missing", "overwritten", "too_early",
            "not_reset",
        )
    ] == [0, 1, 2, 3, 4, 5]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "tag"),
    [
        # Both faults at once: what comes first in the pass is said first.
        ("(other.data, self.data)", "(self.data, other.data)", "product_swapped"),
        ("parent.grad += slope * node.grad", "parent.grad = slope", "upstream_missing"),
        ("in reversed(order)", "in order", "pass_stops"),
        ("        return Value(t, (self,), (1 - t**2,))", "        Value(t)", "not_a_value"),
        ("    def backward", "    def back", "missing_operation"),
        ("    __rmul__ = __mul__\n", "", "missing_operation"),
        ("self.data = data", "self.data = np.array([data])", "no_data"),
    ],
)
def test_further_faults_of_engines(old, new, tag):
    source = with_change(old, new).replace("            node.grad = 0.0\n", "            pass\n")
    assert QUESTION.judge(namespace(source)).slip == tag


def test_closures_that_assign_are_told_that_they_overwrite():
    verdict = QUESTION.judge(namespace(RIGHT_ENGINES["closures"].replace("grad += ", "grad = ")))
    assert verdict.slip == "overwritten"


def test_a_difference_made_of_a_product_and_a_sum_is_not_blamed_for_a_pass_that_stops():
    source = with_change(DIFFERENCE, "return self + other * -1").replace(
        "reversed(order)", "[self]"
    )
    assert QUESTION.judge(namespace(source)).slip == "pass_stops"


def test_an_exception_of_the_engine_names_its_line():
    verdict = QUESTION.judge(namespace(with_change("self.grad = 1.0", "self.gradd += 1.0")))
    assert (verdict.outcome, verdict.slip) == ("error", "raised")
    assert "line 4" in verdict.message
    assert "gradd" in verdict.message


class ByAutodiff:
    """An engine that leaves the leaves' gradients to coursekit.autodiff."""

    def __init__(self, data, leaves=(), compute=None):
        self.data, self.grad = float(data), 0.0
        self.leaves = leaves or (self,)
        self._compute = compute

    def at(self, values):
        """The value at given leaves; every node is computed once."""
        if id(self) not in values:
            values[id(self)] = self._compute(values)
        return values[id(self)]

    def combined(self, other, operation):
        other = other if isinstance(other, ByAutodiff) else ByAutodiff(other)
        return ByAutodiff(
            operation(self.data, other.data),
            tuple(dict.fromkeys(self.leaves + other.leaves)),
            lambda values: operation(self.at(values), other.at(values)),
        )

    def __add__(self, other):
        return self.combined(other, np.add)

    def __mul__(self, other):
        return self.combined(other, np.multiply)

    def __sub__(self, other):
        return self.combined(other, np.subtract)

    __radd__, __rmul__ = __add__, __mul__

    def tanh(self):
        return ByAutodiff(np.tanh(self.data), self.leaves, lambda v: np.tanh(self.at(v)))

    def exp(self):
        return ByAutodiff(np.exp(self.data), self.leaves, lambda v: np.exp(self.at(v)))

    def backward(self):
        def result(x):
            return self.at({id(leaf): x[k] for k, leaf in enumerate(self.leaves)})

        grads = grad(result)(np.array([leaf.data for leaf in self.leaves]))
        for leaf, value in zip(self.leaves, grads, strict=True):
            leaf.grad = float(value)


@pytest.mark.parametrize("seed", [0, 1, 777, 123456])
def test_the_right_numbers_are_those_of_autodiff(seed, monkeypatch):
    monkeypatch.setattr("sys.setprofile", lambda _: None)  # its calls are no matter
    told, right = drive({"Value": ByAutodiff}, seed), right_numbers(seed)
    graphs = [name for name in right if np.ndim(right[name]) == 2 and name not in ("made", "after")]
    assert sum(name.startswith("random") for name in graphs) == 6
    assert {"a * b", "chain", "fan", "shared", "turned", "again", "doubled"} <= set(graphs)
    for name in graphs:
        numbers, wanted = np.array(told[name]), right[name]
        leaves = slice(0, 1 if name == "doubled" else 3)
        np.testing.assert_allclose(numbers[:, 0], wanted[:, 0], rtol=1e-12, err_msg=name)
        np.testing.assert_allclose(
            numbers[leaves, 1], wanted[leaves, 1], rtol=1e-9, atol=1e-12, err_msg=name
        )


# The graphs on which the engine of the lesson and coursekit.autodiff are compared, too.


def gradient(value, f):
    u, v = value(0.7), value(-0.4)
    f(u, v).backward()
    return [float(u.grad), float(v.grad)]


ENGINES = {
    **{name: lambda text=text: namespace(text)["Value"] for name, text in RIGHT_ENGINES.items()},
    "worked answer": lambda: namespace(*worked_cells("06_backpropagation"))["Value"],
    "coursekit.autodiff": lambda: lambda number: Tensor(number, requires_grad=True),
}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_students_engine_and_ours_pass_the_same_graph_tests(engine):
    value = ENGINES[engine]()
    for seed in range(40):
        f = RandomGraph(seed)
        expected = pytest.approx(f.gradient(0.7, -0.4), rel=1e-9, abs=1e-12)
        assert gradient(value, f) == expected, f"random graph {seed}"


@pytest.mark.parametrize("tag", ["overwritten", "product_swapped", "too_early", "visited_twice"])
def test_a_wrong_engine_does_not_pass_them(tag):
    value, f = namespace(WRONG_ENGINES[tag])["Value"], RandomGraph(0)
    assert gradient(value, f) != pytest.approx(f.gradient(0.7, -0.4), rel=1e-3)


def test_random_graphs_share_nodes_and_are_others_for_every_seed():
    """In most of them a node in the middle has several users, or the order would not matter."""
    graphs = [right_numbers(seed)[f"random {k}"] for seed in range(20) for k in range(1, 7)]
    assert len({graph.tobytes() for graph in graphs}) == len(graphs)
    too_early = namespace(WRONG_ENGINES["too_early"])
    differing = 0
    for seed in range(20):
        told, right = drive(too_early, seed), right_numbers(seed)
        for name in right:
            if name.startswith("random"):
                differing += not np.allclose(np.array(told[name])[:, 1], right[name][:, 1])
    assert differing > 80


def test_the_limit_on_calls_is_the_one_of_the_driver():
    assert f"calls <= {MOST_CALLS} " in inspect.getsource(drive)
    calls = drive(namespace(RIGHT_ENGINES["closures"]), 1)["calls"]
    assert 10 * calls < MOST_CALLS < 2**14
