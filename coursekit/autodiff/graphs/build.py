"""From what was recorded to a graph: names, expressions, local derivatives, adjoints."""

from __future__ import annotations

import inspect
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, TypeVar

import numpy as np

from coursekit.autodiff.errors import AutodiffError
from coursekit.autodiff.graphs.data import Graph, GraphEdge, GraphNode
from coursekit.autodiff.graphs.expressions import filled, formula_of_local, written
from coursekit.autodiff.tape import Node, raw
from coursekit.autodiff.tensor import Tensor
from coursekit.autodiff.tracing import trace_of
from coursekit.autodiff.trees import leaves_of
from coursekit.autodiff.walks import ancestors, walk_back

__all__ = ["graph", "named"]

_LARGEST_LOCAL = 10_000  # entries

Value = TypeVar("Value")


class _Naming(threading.local):
    """The names given so far in the function that `graph` is running, if it is running one."""

    given: list[tuple[Node, str]] | None = None


_naming = _Naming()


class _Recording(NamedTuple):
    """What a graph is made of: nodes oldest first, and what they shall be called."""

    result: Node
    operations: list[Node]
    inputs: list[Node]
    names: dict[Node, str]
    given: set[Node]  # operations whose name was given by hand


def named(name: str, value: Value) -> Value:
    """Return ``value`` itself; where `graph` looks on, it is called ``name`` there.

    >>> from coursekit.autodiff import graph, named
    >>> graph(lambda w, b: named("z", 3 * w + b) ** 2, 1.0, 0.5)["z"].expression
    'v1 + b'
    """
    if _naming.given is not None and isinstance(value, Node):
        _naming.given.append((value, name))
    return value


def graph(f: Callable[..., Any] | Tensor, /, *args: Any, **keywords: Any) -> Graph:
    """Return the graph of ``f(*args, **keywords)``, or of a Tensor that was computed already.

    ``args`` are the inputs, named after the parameters of ``f`` (parts of a list, tuple or dict
    after their place in it); keywords are passed on as constants.  For a Tensor, keywords say what
    to call other Tensors, ``graph(loss, w=w, z=z)``; leaves without a name are w1, w2, …
    Intermediate values are v1, v2, …, or what `named` calls them.  Values that depend on no
    variable are written into the expressions as numbers.

    >>> graph(lambda t: t * t, 3.0).result.expression
    't * t'
    """
    if isinstance(f, Tensor):
        return _of_tensor(f, args, keywords)
    outside, _naming.given = _naming.given, []
    try:
        trace = trace_of(f, args, range(len(args)), keywords, shared=False)
        given = _naming.given
    finally:
        _naming.given = outside
    if not isinstance(trace.result, Node):
        raise AutodiffError(
            f"{trace.name} does not depend on its arguments, or passes through plain numbers; there"
            " is no graph to show."
        )
    named_args = zip(_parameter_names(f, len(args)), args, strict=True)
    labels = [path for name, value in named_args for path, _ in leaves_of(value, name)]
    inputs: list[Node] = list(trace.leaves)
    return _shown(_recording(trace.result, trace.operations, inputs, labels, given), ())


def _of_tensor(result: Tensor, args: tuple[Any, ...], names: Mapping[str, Any]) -> Graph:
    wrong = [key for key, value in names.items() if not isinstance(value, Node)]
    if args or wrong:
        raise AutodiffError(
            f"graph of a Tensor was given {f'{wrong[0]}=…' if wrong else 'more arguments'};"
            " expected keywords that name Tensors: graph(loss, w=w, b=b)."
        )
    operations, leaves = ancestors(result)
    inputs: list[Node] = sorted(leaves, key=lambda leaf: leaf.number)
    called = {value: key for key, value in names.items()}
    strange = called.keys() - {*operations, *inputs}
    if strange:
        raise AutodiffError(
            f"{min(called[each] for each in strange)} is not part of the graph: the Tensor shown"
            " was not computed from it, or it needs no gradient (requires_grad=True)."
        )
    fresh = (f"w{i}" for i in range(1, len(inputs) + len(names) + 1) if f"w{i}" not in names)
    labels = [called[leaf] if leaf in called else next(fresh) for leaf in inputs]
    return _shown(_recording(result, operations, inputs, labels, list(called.items())), ())


def _parameter_names(f: Callable[..., Any], count: int) -> list[str]:
    try:
        parameters = list(inspect.signature(f).parameters.values())
    except (TypeError, ValueError):
        parameters = []
    names = [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    return (names + [f"x{i + 1}" for i in range(len(names), count)])[:count]


def _recording(
    result: Node,
    operations: list[Node],
    inputs: list[Node],
    labels: list[str],
    given: list[tuple[Node, str]],
) -> _Recording:
    """Settle what every node is called; ``operations`` come newest first."""
    ours = {*operations, *inputs}
    found = {p for node in operations for p in node.sources if p is not None and p.tracked} - ours
    names = dict(zip(inputs, labels, strict=True))
    taken = set(labels)
    by_hand: set[Node] = set()
    for node, wanted in given:
        if node in ours and node not in names:
            names[node] = _free(wanted, taken)
            taken.add(names[node])
            by_hand.add(node)
    # Variables that f took from outside are inputs as well.
    for prefix, nodes in (("w", sorted(found, key=lambda n: n.number)), ("v", operations[::-1])):
        fresh = _numbered(prefix, taken)
        names.update({node: next(fresh) for node in nodes if node not in names})
    inputs = sorted([*inputs, *sorted(found, key=lambda n: n.number)], key=lambda n: n is result)
    return _Recording(result, operations[::-1], inputs, names, by_hand)


def _free(wanted: str, taken: set[str]) -> str:
    return wanted if wanted not in taken else next(_numbered(f"{wanted}_", taken, 2))


def _numbered(prefix: str, taken: set[str], count: int = 1) -> Iterator[str]:
    while True:
        name = f"{prefix}{count}"
        if name not in taken:
            taken.add(name)
            yield name
        count += 1


def _shown(recording: _Recording, only: tuple[str, ...], folded: bool = False) -> Graph:
    """Build the graph of all nodes, or of those that remain when the others are folded away."""
    unknown = set(only) - set(recording.names.values())
    if unknown:
        raise AutodiffError(
            f"the graph has no node named {min(unknown)!r}. Name a value with"
            f" named({min(unknown)!r}, value)."
        )

    def stays(node: Node) -> bool:
        if not folded or node is recording.result:
            return True
        return recording.names[node] in only if only else node in recording.given

    order = [*recording.inputs, *filter(stays, recording.operations)]
    places = {node: position for position, node in enumerate(order)}
    inputs = set(recording.inputs)
    groups = [([], []) if node in inputs else _group(node, places) for node in order]
    with np.errstate(all="ignore"):  # a graph with nan in it is what one wants to look at
        locals_ = [_locals(node, *group) for node, group in zip(order, groups, strict=True)]
        adjoints, sent = _adjoints(recording.result, order, groups)
    nodes, edges = [], []
    for node, (operations, sources) in zip(order, groups, strict=True):
        names = {each: recording.names[each] for each in [*sources, node]}
        nodes.append(_node(node, operations, sources, names, places, adjoints))
        for source in sources:
            alone = len(operations) == 1
            edges.append(
                GraphEdge(
                    places[source],
                    places[node],
                    locals_[places[node]].get(source),
                    formula_of_local(node, source, names) if alone else "",
                    _kept(sent.get((node, source))),
                )
            )
    return Graph(tuple(nodes), tuple(edges), lambda names: _shown(recording, names, True))


def _node(
    node: Node,
    operations: list[Node],
    sources: list[Node],
    names: dict[Node, str],
    places: dict[Node, int],
    adjoints: dict[Node, Any],
) -> GraphNode:
    expression = operation = numbers = ""
    if operations:
        operation = " ∘ ".join(each.rule.name for each in operations if each.rule is not None)
        known = {source: names[source] for source in sources}
        expression = written(node, known, list(known.values()))
        numbers = filled(node, sources)
    return GraphNode(
        names[node],
        "operation" if operations else "input",
        operation,
        expression,
        numbers,
        tuple(places[source] for source in sources),
        _kept(raw(node)),
        _kept(adjoints.get(node)),
    )


def _group(node: Node, places: Mapping[Node, int]) -> tuple[list[Node], list[Node]]:
    """Return the operations, newest first, between a node and the shown nodes that it needs."""
    operations: dict[Node, None] = {node: None}
    sources: dict[Node, None] = {}
    waiting = list(reversed(node.sources))
    while waiting:
        parent = waiting.pop()
        if parent is None:
            continue
        if parent in places:
            sources[parent] = None
        elif parent.rule is not None and parent not in operations:
            operations[parent] = None
            waiting += reversed(parent.sources)
    return sorted(operations, key=lambda each: -each.number), list(sources)


def _locals(node: Node, operations: list[Node], sources: list[Node]) -> dict[Node, Any]:
    """Return the partial derivatives of a node by its sources, unless they are too large."""
    value = raw(node)
    shape, size = np.shape(value), int(np.size(value))
    wanted = [s for s in sources if size * max(size, int(np.size(raw(s)))) <= _LARGEST_LOCAL]
    if not wanted:
        return {}
    if not shape:
        found = walk_back(operations, {node: value.dtype.type(1)}, targets=wanted)
    else:
        seeds = np.eye(size, dtype=value.dtype).reshape((size, *shape))
        found = walk_back(operations, {node: seeds}, targets=wanted, batch=1)
    partials = {}
    for source in wanted:
        full = shape + np.shape(raw(source))
        g = found.get(source)
        partials[source] = np.zeros(full)[()] if g is None else _kept(np.reshape(g, full)[()])
    return partials


def _adjoints(
    result: Node, order: list[Node], groups: list[tuple[list[Node], list[Node]]]
) -> tuple[dict[Node, Any], dict[tuple[Node, Node], Any]]:
    """Return the adjoints of all nodes and what each edge adds to them."""
    if np.shape(raw(result)):
        return {}, {}
    adjoints: dict[Node, Any] = {result: raw(result).dtype.type(1)}
    sent = {}
    for node, (operations, sources) in zip(reversed(order), reversed(groups), strict=True):
        if node not in adjoints:
            adjoints[node] = np.zeros_like(raw(node))[()]
        if not sources:
            continue
        found = walk_back(operations, {node: adjoints[node]})
        for source in sources:
            g = found.get(source)
            g = np.zeros_like(raw(source))[()] if g is None else g
            sent[node, source] = g
            before = adjoints.get(source)
            adjoints[source] = g if before is None else before + g
    return adjoints, sent


def _kept(value: Any) -> Any:
    """Return a copy of an array: what a reader does with it is not the computation's concern."""
    return np.array(value) if isinstance(value, np.ndarray) else value
