"""The numbers of the stepper: a graph, the states of its two passes, and what is said of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit.autodiff import AutodiffError
from coursekit.autodiff.graphs import Graph, GraphEdge, GraphNode, GraphStep, graph
from coursekit.widgets.backpropagation.expressions import Expression, Local
from coursekit.widgets.backpropagation.notation import bar, factor, pretty, shown, substituted
from coursekit.widgets.errors import WidgetError

__all__ = ["Pass", "Plan", "describe", "planned"]


@dataclass(frozen=True, eq=False)
class Plan:
    """A graph at one place and all the states of its passes, forward and then backward.

    ``wanted`` are the positions of the nodes whose adjoint is asked for; ``edges`` those that lie
    between them.
    """

    expression: Expression
    graph: Graph
    wanted: frozenset[int]
    steps: tuple[GraphStep, ...]

    @property
    def turn(self) -> int:
        """The number of the step that begins the backward pass."""
        return sum(step.direction == "forward" for step in self.steps)

    def local(self, edge: GraphEdge) -> Local:
        """Return the local derivative along an edge, in words."""
        ends = self.graph.nodes[edge.source].name, self.graph.nodes[edge.target].name
        return self.expression.locals.get(ends, Local(""))

    def carries(self, edge: GraphEdge) -> bool:
        """Tell whether the backward pass goes along an edge."""
        return edge.source in self.wanted


def planned(expression: Expression, values: Mapping[str, Any]) -> Plan:
    """Compute the graph of an expression and go through it.

    Raises `WidgetError` where it has no value, or no derivative.
    """
    with np.errstate(all="ignore"):
        try:
            made = graph(expression.f, *values.values()).fold()
        except AutodiffError as error:
            raise WidgetError(str(error)) from None
    wanted: set[int] = set()
    for position, node in enumerate(made.nodes):
        is_parameter = node.kind == "input" and node.name not in expression.data
        if is_parameter or wanted & set(node.parents):
            wanted.add(position)
        if not np.all(np.isfinite(node.value)):
            raise WidgetError(f"{pretty(node.name)} has no finite value here. Choose other values.")
    for position in wanted:
        if not np.all(np.isfinite(made.nodes[position].adjoint)):
            name = pretty(made.nodes[position].name)
            raise WidgetError(f"There is no derivative by {name} here. Choose other values.")
    backward = [step for step in made.backward_steps() if step.node in wanted]
    return Plan(expression, made, frozenset(wanted), (*made.forward_steps(), *backward))


@dataclass(frozen=True, eq=False)
class Pass:
    """One state: the plan, and how many steps of it are done after the first."""

    plan: Plan
    at: int

    @property
    def step(self) -> GraphStep:
        """The step just done."""
        return self.plan.steps[self.at]


def describe(n: Pass) -> str:
    """Write where in the passes one is, and the step just done, sums spelled out."""
    plan, step = n.plan, n.step
    last = len(plan.steps) - 1
    if step.direction == "forward":
        head = f"step {n.at} of {last}, forward pass"
        told = _given(plan) if step.node is None else _value(plan, plan.graph.nodes[step.node])
        return f"{head}: {told}"
    node = plan.graph.nodes[step.node or 0]
    head = f"step {n.at} of {last}, backward pass, the adjoint of {pretty(node.name)}"
    lines = [f"{head}: {_adjoint(plan, node, step)}"]
    uses = [pretty(plan.graph.nodes[edge.target].name) for edge in step.edges]
    if len(uses) > 1:
        lines.append(
            f"{pretty(node.name)} is used {_times(len(uses))}, in {_listed(uses)}: "
            "what comes back along each is added"
        )
    if n.at == last:
        lines.append(f"all adjoints are there: {_gradient(plan)}")
    return "\n".join(lines)


def _given(plan: Plan) -> str:
    inputs = [node for node in plan.graph.nodes if node.kind == "input"]
    return "given are " + ", ".join(f"{pretty(n.name)} = {shown(n.value)}" for n in inputs)


def _value(plan: Plan, node: GraphNode) -> str:
    """Write how a value comes about: formula, numbers, result."""
    words = plan.expression.nodes[node.name]
    parts = [pretty(node.name), words.formula]
    if words.numbers:
        parents = [plan.graph.nodes[i] for i in node.parents]
        parts.append(substituted(words.numbers, {each.name: each.value for each in parents}))
    return " = ".join([*parts, shown(node.value)])


def _adjoint(plan: Plan, node: GraphNode, step: GraphStep) -> str:
    """Write how an adjoint comes about: paths in names, in numbers, result."""
    name = bar(pretty(node.name))
    if step.node == len(plan.graph) - 1:
        of = pretty(node.name)
        return f"{name} = ∂{of}/∂{of} = 1; here the backward pass starts"
    general, special, numbers = [], [], []
    for edge in step.edges:
        target = plan.graph.nodes[edge.target]
        above = bar(pretty(target.name))
        words = plan.local(edge)
        general.append(f"{above}·∂{pretty(target.name)}/∂{pretty(node.name)}")
        if words.pulled:
            special.append(words.pulled.format(bar=above))
        elif words.formula:
            special.append(f"{above}·{factor(words.formula)}")
        if np.ndim(node.value) or np.ndim(target.value):
            numbers.append(shown(edge.contribution))
        else:
            numbers.append(f"{factor(shown(target.adjoint))}·{factor(shown(edge.local))}")
    result = shown(node.adjoint)
    chain = [name, " + ".join(general)]
    if len(special) == len(general):
        chain.append(" + ".join(special))
    chain.append(" + ".join(numbers))
    return " = ".join(dict.fromkeys([*chain, result]))


def _gradient(plan: Plan) -> str:
    result = pretty(plan.graph.result.name)
    inputs = [
        node
        for position, node in enumerate(plan.graph.nodes)
        if node.kind == "input" and position in plan.wanted
    ]
    return ", ".join(f"∂{result}/∂{pretty(node.name)} = {shown(node.adjoint)}" for node in inputs)


def _times(count: int) -> str:
    return {2: "twice", 3: "three times", 4: "four times"}.get(count, f"{count} times")


def _listed(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"
