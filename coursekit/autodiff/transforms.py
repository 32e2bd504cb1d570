"""From functions to functions: grad, elementwise_grad, vjp, jvp.

Each runs ``f`` once on Tensors and walks what was recorded.  When other Tensors that need
gradients are involved (a transform inside a transform, or a captured variable), the walk is
recorded too, so that transforms nest to any order; a walk only ever follows its own variable, so
that nested ones cannot be confused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from coursekit.autodiff.captured import as_input
from coursekit.autodiff.errors import AutodiffError
from coursekit.autodiff.tape import Node, is_recording, raw, recording
from coursekit.autodiff.tensor import Tensor
from coursekit.autodiff.tracing import (
    Argnums,
    Trace,
    as_given,
    finish,
    numbers_of,
    packed,
    pull,
    trace_of,
    value_of,
)
from coursekit.autodiff.walks import walk_forward

__all__ = ["elementwise_grad", "grad", "jvp", "value_and_grad", "vjp"]


def _need_scalar(trace: Trace, transform: str) -> None:
    shape = np.shape(raw(trace.result))
    if shape:
        raise AutodiffError(
            f"{transform} needs a function with one number as result; {trace.name} returned shape"
            f" {shape}. Sum it (np.sum), use elementwise_grad for the derivative entry by entry, or"
            " jacobian for all partial derivatives."
        )


def value_and_grad(f: Callable[..., Any], argnums: Argnums = 0) -> Callable[..., tuple[Any, Any]]:
    """Return a function that gives ``(f(*args), gradient)`` from one run of ``f``.

    The gradient has the shape of the argument; for a tuple of ``argnums`` it is a tuple.

    >>> value_and_grad(lambda x: x**3)(2.0)
    (8.0, 12.0)
    """

    def value_and_gradient(*args: Any, **keywords: Any) -> tuple[Any, Any]:
        trace = trace_of(f, args, numbers_of(argnums), keywords)
        _need_scalar(trace, "grad")
        value = value_of(trace)
        one = (
            np.float64(1.0)
            if not isinstance(trace.result, Node)
            else raw(trace.result).dtype.type(1)
        )
        pulled = pull(trace, one, release=True)
        parts = [
            as_given(finish(g, leaf, trace.again), number)
            for g, leaf, number in zip(pulled, trace.leaves, trace.numbers, strict=True)
        ]
        return value, packed(parts, argnums)

    return value_and_gradient


def grad(f: Callable[..., Any], argnums: Argnums = 0) -> Callable[..., Any]:
    """Return the gradient of a function whose result is one number.

    ``grad(f, argnums=0)(*args)`` has the shape of the argument; for a tuple of ``argnums`` it is a
    tuple.  Python numbers in, Python float out.  Raises AutodiffError where NumPy code cannot be
    followed, with the cure.

    >>> import numpy as np
    >>> grad(lambda x: x**2 + 3 * x)(1.0)
    5.0
    >>> grad(grad(np.sin))(0.0)
    -0.0
    >>> grad(lambda x: np.sum(x**2))(np.array([1.0, 2.0]))
    array([2., 4.])
    """
    both = value_and_grad(f, argnums)

    def gradient(*args: Any, **keywords: Any) -> Any:
        return both(*args, **keywords)[1]

    return gradient


def elementwise_grad(f: Callable[..., Any], argnums: Argnums = 0) -> Callable[..., Any]:
    """Return the derivative, entry by entry, of a function that works entry by entry.

    For plotting f′ over an array of points; nests for f″.  The result has the shape of ``f``'s
    argument.  Raises AutodiffError if ``f`` mixes entries (then use `jacobian`).

    >>> import numpy as np
    >>> x = np.array([0.0, 1.0, 2.0])
    >>> elementwise_grad(lambda x: x**3)(x)
    array([ 0.,  3., 12.])
    >>> elementwise_grad(elementwise_grad(lambda x: x**3))(x)
    array([ 0.,  6., 12.])
    """

    def derivative(*args: Any, **keywords: Any) -> Any:
        trace = trace_of(f, args, numbers_of(argnums), keywords)
        shape = np.shape(raw(trace.result))
        for leaf in trace.leaves:
            if isinstance(trace.result, Node) and leaf.shape != shape:
                raise AutodiffError(
                    f"elementwise_grad: {trace.name} made shape {shape} of shape {leaf.shape}, so"
                    " it does not work entry by entry. Use grad (result one number) or jacobian."
                )
        pulled = pull(trace, np.ones(shape)[()], release=False)
        _need_entry_by_entry(trace, pulled)
        parts = [
            as_given(finish(g, leaf, trace.again), number)
            for g, leaf, number in zip(pulled, trace.leaves, trace.numbers, strict=True)
        ]
        return packed(parts, argnums)

    return derivative


def _need_entry_by_entry(trace: Trace, pulled: list[Any]) -> None:
    """Check J v = (Jᵀ 1) ⊙ v in a direction v without pattern; true for a diagonal J only."""
    shapes = {(), *(leaf.shape for leaf in trace.leaves)}
    if len(shapes) <= 2 and all(
        node.rule is not None and node.rule.elementwise and node._data.shape in shapes
        for node in trace.operations
    ):
        return
    for leaf, g in zip(trace.leaves, pulled, strict=True):
        if g is None or leaf.size < 2:
            continue
        v = 1.0 + np.modf(np.arange(1, leaf.size + 1).reshape(leaf.shape) * 0.6180339887498949)[0]
        with recording(False), np.errstate(all="ignore"):
            pushed = walk_forward(trace.operations, {leaf: v}).get(trace.result)
            along = raw(g) * v
            wrong = np.absolute(pushed - along) > 1e-5 * (1e-3 + np.absolute(along))
        if np.any(wrong):
            raise AutodiffError(
                f"elementwise_grad: {trace.name} mixes entries (an entry of its result depends on"
                " several entries of its argument). Use jacobian for all partial derivatives."
            )


def vjp(f: Callable[..., Any], *primals: Any) -> tuple[Any, Callable[[Any], tuple[Any, ...]]]:
    """Return ``f(*primals)`` and the pullback, which takes a cotangent of the result back.

    ``pullback(cotangent)`` is a tuple, one entry a primal; it may be called several times.

    >>> import numpy as np
    >>> value, pullback = vjp(lambda x: x**2, np.array([1.0, 3.0]))
    >>> pullback(np.array([1.0, 10.0]))
    (array([ 2., 60.]),)
    """
    trace = trace_of(f, primals, range(len(primals)), {})
    shape = np.shape(raw(trace.result))

    def pullback(cotangent: Any) -> tuple[Any, ...]:
        if np.shape(raw(cotangent)) != shape:
            raise AutodiffError(
                f"the cotangent has shape {np.shape(raw(cotangent))}, the result of {trace.name}"
                f" {shape}; they must agree."
            )
        watched = isinstance(cotangent, Node) and cotangent.requires_grad and is_recording()
        if not isinstance(cotangent, Node):
            cotangent = as_input(cotangent, "the cotangent")
        walked = trace._replace(again=trace.again or watched)
        pulled = pull(
            walked, cotangent if walked.again else np.array(raw(cotangent))[()], release=False
        )
        return tuple(
            as_given(finish(g, leaf, walked.again), number)
            for g, leaf, number in zip(pulled, trace.leaves, trace.numbers, strict=True)
        )

    return value_of(trace), pullback


def jvp(f: Callable[..., Any], primals: Sequence[Any], tangents: Sequence[Any]) -> tuple[Any, Any]:
    """Return ``f(*primals)`` and its derivative along the tangents, by one forward walk.

    Each tangent has the shape of its primal.

    >>> import numpy as np
    >>> jvp(lambda x, y: x * y, (2.0, 3.0), (1.0, 0.0))
    (6.0, 3.0)
    """
    if not isinstance(primals, tuple | list) or not isinstance(tangents, tuple | list):
        raise AutodiffError("jvp takes tuples: jvp(f, (x,), (v,)).")
    if len(primals) != len(tangents):
        raise AutodiffError(f"jvp was given {len(primals)} primals and {len(tangents)} tangents.")
    trace = trace_of(f, primals, range(len(primals)), {})
    moved: dict[Node, Any] = {}
    again = trace.again
    for i, (leaf, tangent) in enumerate(zip(trace.leaves, tangents, strict=True)):
        if np.shape(raw(tangent)) != leaf.shape:
            raise AutodiffError(
                f"tangent {i} has shape {np.shape(raw(tangent))}, its primal {leaf.shape}; they"
                " must agree."
            )
        again = again or (isinstance(tangent, Node) and tangent.requires_grad and is_recording())
        moved[leaf] = tangent if isinstance(tangent, Node) else as_input(tangent, f"tangent {i}")
    if not isinstance(trace.result, Node):
        return value_of(trace), np.zeros(np.shape(trace.result))[()]
    trace = trace._replace(again=again)
    moved = {
        leaf: (t if isinstance(t, Node) else Tensor(t)) if again else raw(t)
        for leaf, t in moved.items()
    }
    with recording(again):
        pushed = walk_forward(trace.operations, moved, again=again).get(trace.result)
    if pushed is None:
        pushed = np.zeros(np.shape(raw(trace.result)))[()]
    elif not again:
        pushed = np.array(pushed)[()]
    return value_of(trace), as_given(pushed, all(trace.numbers))
