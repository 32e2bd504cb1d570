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
    head = f"step {n.at} of {len(plan.steps) - 1}, {step.direction} pass: "
    if step.node is None:
        return f"{head}the inputs are given\n{_given(plan)}\nto be computed: {_formulas(plan)}"
    node = plan.graph.nodes[step.node]
    if step.direction == "forward":
        return f"{head}the value of {pretty(node.name)}\n{_value(plan, node)}"
    lines = [f"{head}the adjoint of {pretty(node.name)}", *_adjoint(plan, node, step)]
    uses = [pretty(plan.graph.nodes[edge.target].name) for edge in step.edges]
    if len(uses) > 1:
        lines.append(
            f"{pretty(node.name)} is used {_times(len(uses))}, in {_listed(uses)}: "
            "what comes back from each is added"
        )
    if n.at == len(plan.steps) - 1:
        lines.append(f"{_formulas(plan)}: all adjoints are there, so {_gradient(plan)}")
    return "\n".join(lines)


def _given(plan: Plan) -> str:
    inputs = [node for node in plan.graph.nodes if node.kind == "input"]
    return ", ".join(f"{pretty(node.name)} = {shown(node.value)}" for node in inputs)


def _formulas(plan: Plan) -> str:
    """Write the whole computation, step by step."""
    words = plan.expression.nodes
    computed = [node.name for node in plan.graph.nodes if node.kind == "operation"]
    return ", ".join(f"{pretty(name)} = {words[name].formula}" for name in computed)


def _value(plan: Plan, node: GraphNode) -> str:
    """Write how a value comes about: formula, numbers, result."""
    words = plan.expression.nodes[node.name]
    parts = [pretty(node.name), words.formula]
    if words.numbers:
        parents = [plan.graph.nodes[i] for i in node.parents]
        parts.append(substituted(words.numbers, {each.name: each.value for each in parents}))
    return " = ".join([*parts, shown(node.value)])


def _adjoint(plan: Plan, node: GraphNode, step: GraphStep) -> list[str]:
    """Write how an adjoint comes about: one line in names, one in numbers."""
    name, result = pretty(node.name), pretty(plan.graph.result.name)
    if step.node == len(plan.graph) - 1:
        data = [pretty(n.name) for n in plan.graph.nodes if n.name in plan.expression.data]
        unasked = f"; of {_listed(data)}, which are data, none is asked for" if data else ""
        return [f"{bar(name)} = ∂{name}/∂{name} = 1: from here the adjoints go back{unasked}"]
    if not step.edges:
        return [f"{bar(name)} = 0: {result} does not depend on {name}"]
    chain, pulled, numbers = zip(*(_path(plan, node, edge) for edge in step.edges), strict=True)
    names = [" + ".join(chain)]
    if all(pulled):
        names.append(" + ".join(pulled))
    values = dict.fromkeys([" + ".join(numbers), shown(node.adjoint)])
    return [
        " = ".join([bar(name), *dict.fromkeys(names)]),
        " = ".join([bar(name), *values]),
    ]


def _path(plan: Plan, node: GraphNode, edge: GraphEdge) -> tuple[str, str, str]:
    """Write what comes back along an edge: as the chain rule, with its formula, in numbers."""
    target = plan.graph.nodes[edge.target]
    above = bar(pretty(target.name))
    words = plan.local(edge)
    pulled = words.pulled or (words.formula and f"{{bar}}·{factor(words.formula)}")
    if np.ndim(node.value) or np.ndim(target.value):
        numbers = shown(edge.contribution)
    else:
        numbers = f"{factor(shown(target.adjoint))}·{factor(shown(edge.local))}"
    chain = f"{above}·∂{pretty(target.name)}/∂{pretty(node.name)}"
    return chain, pulled.replace("{bar}", above), numbers


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
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
