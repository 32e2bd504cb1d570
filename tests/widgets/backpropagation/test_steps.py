"""The states of the two passes, and what is said of each."""

import numpy as np
import pytest

from coursekit.widgets.backpropagation.expressions import EXPRESSIONS
from coursekit.widgets.backpropagation.notation import bar
from coursekit.widgets.backpropagation.steps import Pass, describe, planned
from coursekit.widgets.backpropagation.typed import typed

FORMULAS = "z = wx + b, y = σ(z), L = ½(y − t)², R = ½w², L_reg = L + λR"


def plan_of(name, **values):
    expression = EXPRESSIONS[name]
    return planned(expression, {**expression.values, **values})


def told(plan):
    """What is said at each step, by direction and the name of the node."""
    found = {}
    for at, step in enumerate(plan.steps):
        name = "" if step.node is None else plan.graph.nodes[step.node].name
        found[step.direction, name] = describe(Pass(plan, at)).split("\n")
    return found


def test_the_two_paths_into_a_weight_are_spelled_out():
    plan = plan_of("regularised", w=0.5, b=-1.0)
    assert told(plan)["backward", "w"] == [
        "step 12 of 12, backward pass: the adjoint of w",
        "w̄ = z̄·∂z/∂w + R̄·∂R/∂w = z̄·x + R̄·w",
        "w̄ = (−0.125)·2 + 0.1·0.5 = −0.2",
        "w is used twice, in z and R: what comes back from each is added",
        f"{FORMULAS}: all adjoints are there, so ∂L_reg/∂w = −0.2, ∂L_reg/∂b = −0.125",
    ]


def test_the_forward_pass_is_told_in_formulas_and_numbers():
    lines = told(plan_of("logistic", w=0.5, b=-1.0))
    assert lines["forward", ""] == [
        "step 0 of 8, forward pass: the inputs are given",
        "w = 0.5, b = −1, x = 2, t = 1",
        "to be computed: z = wx + b, y = σ(z), L = ½(y − t)²",
    ]
    assert lines["forward", "z"][1] == "z = wx + b = 0.5·2 + (−1) = 0"
    assert lines["forward", "L"][1] == "L = ½(y − t)² = ½(0.5 − 1)² = 0.125"
    start, data = lines["backward", "L"][1].split("; ")
    assert start == "L̄ = ∂L/∂L = 1: from here the adjoints go back"
    assert data == "of x and t, which are data, none is asked for"


def test_arrays_are_told_by_their_pullbacks():
    lines = told(plan_of("norm"))
    assert lines["backward", "r"][1:] == ["r̄ = L̄·∂L/∂r = L̄·2r", "r̄ = (3, −3)"]
    assert lines["backward", "W"][1].endswith("ū·∂u/∂W = ūxᵀ")
    assert lines["backward", "W"][2] == "W̄ = [(3, 1.5, 6), (−3, −1.5, −6)]"


def test_one_pre_activation_feeds_three_outputs():
    lines = told(plan_of("softmax"))["backward", "z2"]
    assert lines[1].endswith("ā₁·(−a₁a₂) + ā₂·a₂(1 − a₂) + ā₃·(−a₃a₂)")
    assert lines[3].startswith("z₂ is used three times, in a₁, a₂ and a₃")


def test_an_input_that_does_not_matter():
    made = typed("u = x^2; v = u + y; u*3")
    assert told(planned(made, made.values))["backward", "y"][1] == "ȳ = 0: f does not depend on y"


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_an_adjoint_is_the_sum_of_what_its_step_uses(name):
    plan = plan_of(name)
    known = set()
    for step in plan.steps[plan.turn :]:
        node = plan.graph.nodes[step.node]
        assert {edge.target for edge in step.edges} <= known, (
            "an adjoint is used before it is there"
        )
        known.add(step.node)
        if step.edges:
            total = sum(edge.contribution for edge in step.edges)
            assert np.asarray(total) == pytest.approx(node.adjoint)
            products = [
                np.tensordot(
                    plan.graph.nodes[edge.target].adjoint,
                    edge.local,
                    np.ndim(plan.graph.nodes[edge.target].adjoint),
                )
                for edge in step.edges
            ]
            assert sum(products) == pytest.approx(node.adjoint)
    assert known == plan.wanted


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_steps_are_numbered_and_name_their_adjoint(name):
    plan = plan_of(name)
    for at, step in enumerate(plan.steps):
        lines = describe(Pass(plan, at)).split("\n")
        assert lines[0].startswith(f"step {at} of {len(plan.steps) - 1}, {step.direction} pass: ")
        if at >= plan.turn:
            letter = plan.graph.nodes[step.node].name[0]
            assert lines[1].startswith(bar("λ" if letter == "l" else letter))
