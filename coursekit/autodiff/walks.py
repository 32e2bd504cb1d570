"""The two walks over what was recorded: cotangents go back, tangents go forward.

Both are loops over a list, linear in the number of operations, so that neither a chain of a
million operations nor ``x = x + x`` sixty times over is a difficulty.  Gradients of a pass live in
a dictionary of that pass.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from operator import attrgetter
from sys import getrefcount
from typing import Any

import numpy as np

from coursekit.autodiff.captured import Print, verify
from coursekit.autodiff.errors import AutodiffError
from coursekit.autodiff.tape import COMPUTED, FREED, Node, Rule, raw

__all__ = ["ancestors", "unbroadcast", "walk_back", "walk_forward"]

_by_number = attrgetter("number")
_NUMBER = np.float64  # the type of the results of operations on numbers
_LARGE = 128 * 1024  # bytes from which an array costs more to get than to fill


def ancestors(root: Node, stop: Collection[Node] = ()) -> tuple[list[Node], set[Node]]:
    """Return the operations that ``root`` depends on, newest first, and the leaves they stand on.

    Nodes in ``stop`` count as leaves whatever they were computed from.
    """
    if root.rule is None or root in stop:
        return [], {root} if root.tracked else set()
    seen = {root}
    operations = [root]
    leaves: set[Node] = set()
    prints: dict[int, Print] = {}
    see, append = seen.add, operations.append
    last, ordered = root.number, True
    for node in operations:
        if node.number > last:
            ordered = False
        last = node.number
        if node.rule is FREED:
            raise AutodiffError(
                "a gradient was asked for a second time through operations that the first backward"
                " walk has let go of. Compute the value again, or keep the operations with"
                " y.backward(retain_graph=True)."
            )
        for parent in node.sources:
            if parent is None or parent in seen:
                continue
            if parent.rule is None or parent in stop:
                if parent.tracked:
                    leaves.add(parent)
                if parent.exposed != COMPUTED:
                    _need_unchanged(node, parent, prints)
            else:
                see(parent)
                append(parent)
    if not ordered:  # as chains are
        operations.sort(key=_by_number, reverse=True)
    return operations, leaves


def _need_unchanged(node: Node, leaf: Node, prints: dict[int, Print]) -> None:
    """Raise if a leaf that was made by hand got other data after the operation used it."""
    rule = node.rule
    if rule is None or not rule.reads_inputs:
        return
    if leaf.exposed > node.number:
        verify(leaf.stamps, rule.name, prints)
    for parent, value in zip(node.sources, node.values, strict=True):
        if parent is leaf and value is not leaf._plain:
            raise AutodiffError(
                f"the data of a Tensor of shape {np.shape(leaf._plain)} was replaced after"
                f" {rule.name} had used it, so the"
                " gradient would be wrong. Call backward() first, change .data then."
            )


def unbroadcast(g: Any, shape: tuple[int, ...], batch: int = 0) -> Any:
    """Sum ``g`` over the axes that broadcasting added to or stretched from ``shape``.

    The first ``batch`` axes of ``g`` are left alone.

    >>> unbroadcast(np.ones((2, 3)), (3,)).tolist()
    [2.0, 2.0, 2.0]
    """
    added = g.ndim - batch - len(shape)
    if added > 0:
        g = np.add.reduce(g, axis=tuple(range(batch, batch + added)))
        if g.shape[batch:] == shape:
            return g
    stretched = tuple(
        axis for axis, n in enumerate(shape, start=batch) if n == 1 and g.shape[axis] != 1
    )
    return np.add.reduce(g, axis=stretched, keepdims=True) if stretched else g


def _depending(operations: Iterable[Node], sources: Iterable[Node]) -> set[Node]:
    """Return the nodes, among operations given oldest first, that depend on the sources."""
    found = set(sources)
    for node in operations:
        for parent in node.sources:
            if parent in found:
                found.add(node)
                break
    return found


def walk_back(  # noqa: C901 - one loop without calls, because every operation pays for it
    operations: list[Node],
    cotangents: Mapping[Node, Any],
    *,
    targets: Collection[Node] | None = None,
    again: bool = False,
    batch: int = 0,
    release: bool = False,
    keep: bool = False,
) -> dict[Node, Any]:
    """Push cotangents from results back to the leaves: ``{leaf: gradient}``.

    ``again`` records the walk itself, for higher derivatives; ``targets`` then confines it to
    what those leaves need.  ``batch`` leading axes of each cotangent are independent directions.
    ``release`` frees each operation once it is done with and empties the list,
    ``keep`` returns the cotangents of the
    intermediate values too.
    """
    grads: dict[Any, Any] = dict(cotangents)
    needed = None if targets is None else _depending(reversed(operations), targets)
    prints: dict[int, Print] = {}
    buffers: dict[Node, Any] = {}
    inputs: Any
    y: Any
    pop, get = grads.pop, grads.get
    chooses = False
    pending = operations if release else operations.copy()
    pending.reverse()
    while pending:
        node = pending.pop()  # so that the memory of its value is free as soon as can be
        g = get(node) if keep else pop(node, None)
        if g is None:
            continue
        rule: Any = node.rule
        if node.stamps:
            verify(node.stamps, rule.name, prints)
            chooses = chooses or rule.name == "np.where"  # its condition is always stamped
        vjps, elementwise = rule.vjps, rule.elementwise
        options, accumulate = node.options, None
        if again:
            y, inputs = node, node.inputs
        else:
            y, inputs, accumulate = node._plain, node.values, rule.accumulate
        arity = 0 if options else len(inputs)
        position = -1
        for parent in node.sources:
            position += 1
            if parent is None or (needed is not None and parent not in needed):
                continue
            if accumulate is not None:
                _accumulate(rule, grads, buffers, parent, g, options, batch)
                continue
            if arity == 2:  # spelled out: a call with *inputs takes twice the time
                pulled = vjps[position](g, y, inputs[0], inputs[1])
            elif arity == 1:
                pulled = vjps[0](g, y, inputs[0])
            else:
                pulled = vjps[position](g, y, *inputs, **options)
            if elementwise and not (type(pulled) is _NUMBER is type(parent._plain)):
                shape = parent._plain.shape
                if (pulled.shape[batch:] if batch else pulled.shape) != shape:
                    pulled = unbroadcast(pulled, shape, batch)
            before = get(parent)
            if before is None:
                grads[parent] = pulled
            elif (
                type(pulled) is np.ndarray
                and pulled.nbytes > _LARGE
                and getrefcount(pulled) <= 2  # nobody else has it, so it may be written to
                and pulled.flags.owndata
                and pulled.flags.writeable
                and (before.shape, before.dtype) == (pulled.shape, pulled.dtype)
            ):
                grads[parent] = np.add(before, pulled, out=pulled)
            else:
                grads[parent] = before + pulled
        if release:  # as node.free() does it
            node.rule = FREED
            node.sources = node.values = node.stamps = ()
        g = y = inputs = pulled = before = None  # their memory too is free from here on
    if chooses:
        _need_numbers(cotangents, grads)
    return grads


def _need_numbers(cotangents: Mapping[Node, Any], grads: Mapping[Any, Any]) -> None:
    """Raise if a walk through np.where from finite values has made nan of finite variables."""
    if not all(np.all(np.isfinite(raw(v))) for pair in cotangents.items() for v in pair):
        return
    for leaf, g in grads.items():
        if leaf.tracked or leaf.rule is None:
            wrong = np.isnan(raw(g))
            if np.any(wrong) and np.all(np.isfinite(leaf._plain)):
                raise AutodiffError(
                    f"the gradient is nan in {int(np.sum(wrong))} of {wrong.size} entries, while"
                    " the value is finite: np.where hides the branch that it does not take, but"
                    " the walk back goes through both, and 0 times an infinite derivative is nan."
                    " Choose twice: safe = np.where(mask, x, 1.0), and then np.where(mask,"
                    " np.log(safe), 0.0)."
                )


def _accumulate(
    rule: Rule,
    grads: dict[Node, Any],
    buffers: dict[Node, Any],
    parent: Node,
    g: Any,
    options: Mapping[str, Any],
    batch: int,
) -> None:
    """Add into one buffer a parent, so that a loop over x[0], x[1], … stays linear."""
    have = grads.get(parent)
    buffer = buffers.get(parent)
    if buffer is None or have is not buffer:
        shape = g.shape[:batch] + parent._plain.shape
        buffer = np.zeros(shape, np.result_type(g, parent._plain))
        if have is not None:
            buffer += have
        buffers[parent] = grads[parent] = buffer
    assert rule.accumulate is not None
    rule.accumulate(buffer, g, **options)


def walk_forward(  # noqa: C901 - as walk_back
    operations: list[Node],
    tangents: Mapping[Node, Any],
    *,
    again: bool = False,
    batch: int = 0,
) -> dict[Node, Any]:
    """Push tangents from the leaves forward: ``{node: tangent}`` of what is still of use.

    ``batch`` leading axes of each tangent are independent directions.
    """
    moved: dict[Any, Any] = dict(tangents)
    prints: dict[int, Print] = {}
    last_use: dict[Node, Node] = {}
    parent: Any
    for node in operations:
        for parent in node.sources:
            if parent is not None:
                last_use.setdefault(parent, node)
    for node in reversed(operations):
        total = None
        rule: Any = node.rule
        elementwise = rule.elementwise
        y, inputs = (node, node.inputs) if again else (node._plain, node.values)
        position = -1
        for parent in node.sources:
            position += 1
            tangent = moved.get(parent)
            if tangent is None:
                continue
            jvp = rule.jvps[position]
            if jvp is None:
                raise AutodiffError(
                    f"{rule.name} has no forward rule for its argument number {position + 1}. Use"
                    ' reverse mode (grad, vjp, mode="reverse"), or give its @primitive jvps.'
                )
            if not elementwise:
                pushed = jvp(tangent, y, *inputs, **node.options)
            else:
                if batch and parent._plain.ndim < node._plain.ndim:
                    tangent = _raised(tangent, parent._plain.ndim, node._plain.ndim, batch)
                if len(inputs) == 2:  # as in walk_back
                    pushed = jvp(tangent, y, inputs[0], inputs[1])
                else:
                    pushed = jvp(tangent, y, *inputs)
                shape = node._plain.shape
                if (pushed.shape[batch:] if batch else pushed.shape) != shape:
                    pushed = np.broadcast_to(pushed, pushed.shape[:batch] + shape)
            total = pushed if total is None else total + pushed
        for parent in node.sources:
            if parent is not None and last_use[parent] is node:
                moved.pop(parent, None)
        if total is not None:
            if node.stamps:
                verify(node.stamps, rule.name, prints)
            moved[node] = total
    return moved


def _raised(tangent: Any, ndim: int, wanted: int, batch: int) -> Any:
    """Give a tangent the axes that broadcasting puts in front of its own, behind the batch."""
    shape = tangent.shape
    return np.reshape(tangent, shape[:batch] + (1,) * (wanted - ndim) + shape[batch:])
