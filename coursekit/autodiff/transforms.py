"""From functions to functions: grad, elementwise_grad, vjp, jvp, hvp.

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
    aux_of,
    numbers_of,
    packed,
    pull,
    trace_of,
    value_of,
)
from coursekit.autodiff.trees import aligned
from coursekit.autodiff.walks import walk_forward

__all__ = ["elementwise_grad", "grad", "hvp", "jvp", "value_and_grad", "vjp"]

_ONE = np.float64(1.0)


def _need_scalar(trace: Trace, transform: str) -> None:
    shape = np.shape(raw(trace.result))
    if shape:
        raise AutodiffError(
            f"{transform} needs a function with one number as result; {trace.name} returned shape"
            f" {shape}. Sum it (np.sum), use elementwise_grad for the derivative entry by entry, or"
            " jacobian for all partial derivatives."
        )


def value_and_grad(
    f: Callable[..., Any], argnums: Argnums = 0, *, has_aux: bool = False, strict: bool = False
) -> Callable[..., tuple[Any, Any]]:
    """Return a function that gives ``(f(*args), gradient)`` from one run of ``f``.

    The gradient has the shape of the argument; for a tuple, list or dict of arrays it is one of
    gradients, for a tuple of ``argnums`` a tuple.  With ``has_aux=True``, ``f`` returns a pair
    ``(result, aux)``, and the value is that pair, with plain arrays in ``aux``.  ``strict`` as in
    `grad`.

    >>> value_and_grad(lambda x: x**3)(2.0)
    (8.0, 12.0)
    """
    numbers = numbers_of(argnums)

    def value_and_gradient(*args: Any, **keywords: Any) -> tuple[Any, Any]:
        trace = trace_of(f, args, numbers, keywords, has_aux=has_aux, strict=strict)
        result = raw(trace.result)
        one: Any = _ONE
        if type(result) is not np.float64:
            _need_scalar(trace, "grad")
            one = result.dtype.type(1) if isinstance(trace.result, Node) else _ONE
        value = value_of(trace)
        gradient = packed(trace, pull(trace, one, release=True), argnums)
        return ((value, aux_of(trace)) if has_aux else value), gradient

    return value_and_gradient


def grad(
    f: Callable[..., Any], argnums: Argnums = 0, *, has_aux: bool = False, strict: bool = False
) -> Callable[..., Any]:
    """Return the gradient of a function whose result is one number.

    ``grad(f, argnums=0)(*args)`` has the shape of the argument; for a tuple, list or dict of
    arrays it is one of gradients, for a tuple of ``argnums`` a tuple.  Python numbers in, Python
    float out.  With ``has_aux=True``, ``f`` returns ``(result, aux)`` and this ``(gradient,
    aux)``.  ``strict=True`` keeps exact copies of the arrays that ``f`` captures, whatever their
    size, to see whether they change meanwhile.  Raises AutodiffError where NumPy code cannot be
    followed, with the cure.

    >>> import numpy as np
    >>> grad(lambda x: x**2 + 3 * x)(1.0)
    5.0
    >>> grad(grad(np.sin))(0.0)
    -0.0
    >>> grad(lambda x: np.sum(x**2))(np.array([1.0, 2.0]))
    array([2., 4.])
    >>> grad(lambda p: p["a"] * p["b"])({"a": 2.0, "b": 5.0})
    {'a': 5.0, 'b': 2.0}
    """
    both = value_and_grad(f, argnums, has_aux=has_aux, strict=strict)

    def gradient(*args: Any, **keywords: Any) -> Any:
        value, found = both(*args, **keywords)
        return (found, value[1]) if has_aux else found

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
    numbers = numbers_of(argnums)

    def derivative(*args: Any, **keywords: Any) -> Any:
        trace = trace_of(f, args, numbers, keywords)
        shape = np.shape(raw(trace.result))
        for leaf in trace.leaves:
            if isinstance(trace.result, Node) and leaf.shape != shape:
                raise AutodiffError(
                    f"elementwise_grad: {trace.name} made shape {shape} of shape {leaf.shape}, so"
                    " it does not work entry by entry. Use grad (result one number) or jacobian."
                )
        pulled = pull(trace, np.ones(shape)[()], release=False)
        _need_entry_by_entry(trace, pulled)
        return packed(trace, pulled, argnums)

    return derivative


def _need_entry_by_entry(trace: Trace, pulled: list[Any]) -> None:
    """Check J v = (Jᵀ 1) ⊙ v in a direction v without pattern; true for a diagonal J only."""
    shapes = {(), *(leaf.shape for leaf in trace.leaves)}
    if len(shapes) <= 2 and all(
        node.rule is not None and node.rule.elementwise and node._plain.shape in shapes
        for node in trace.operations
    ):
        return
    for leaf, g in zip(trace.leaves, pulled, strict=True):
        if leaf.size < 2:
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


def vjp(f: Callable[..., Any], *primals: Any, has_aux: bool = False) -> Any:
    """Return ``f(*primals)`` and the pullback, which takes a cotangent of the result back.

    ``pullback(cotangent)`` is a tuple, one entry a primal (a container for a container); it may be
    called several times.  With ``has_aux=True``, ``f`` returns ``(result, aux)`` and this a third
    part, ``aux``.

    >>> import numpy as np
    >>> value, pullback = vjp(lambda x: x**2, np.array([1.0, 3.0]))
    >>> pullback(np.array([1.0, 10.0]))
    (array([ 2., 60.]),)
    """
    trace = trace_of(f, primals, range(len(primals)), {}, has_aux=has_aux, shared=False)
    shape = np.shape(raw(trace.result))

    def pullback(cotangent: Any) -> tuple[Any, ...]:
        if np.shape(raw(cotangent)) != shape:
            raise AutodiffError(
                f"the cotangent has shape {np.shape(raw(cotangent))}, the result of {trace.name}"
                f" {shape}; they must agree."
            )
        watched = isinstance(cotangent, Node) and cotangent.tracked and is_recording()
        if not isinstance(cotangent, Node):
            cotangent = as_input(cotangent, "the cotangent")
        walked = trace._replace(again=trace.again or watched)
        seed = cotangent if walked.again else np.array(raw(cotangent))[()]
        pulled: tuple[Any, ...] = packed(trace, pull(walked, seed, release=False), ())
        return pulled

    value = value_of(trace)
    return (value, pullback, aux_of(trace)) if has_aux else (value, pullback)


def jvp(
    f: Callable[..., Any],
    primals: Sequence[Any],
    tangents: Sequence[Any],
    *,
    has_aux: bool = False,
) -> Any:
    """Return ``f(*primals)`` and its derivative along the tangents, by one forward walk.

    Each tangent has the shape of its primal, or is a container built like it.  With
    ``has_aux=True``, ``f`` returns ``(result, aux)`` and this a third part, ``aux``.

    >>> import numpy as np
    >>> jvp(lambda x, y: x * y, (2.0, 3.0), (1.0, 0.0))
    (6.0, 3.0)
    """
    _need_pairs("jvp", primals, tangents)
    trace = trace_of(f, primals, range(len(primals)), {}, has_aux=has_aux)
    moved, watched = _moved(trace, primals, tangents)
    trace = trace._replace(again=trace.again or watched)
    pushed = None
    if isinstance(trace.result, Node):
        with recording(trace.again):
            if trace.again:
                moved = {leaf: t if isinstance(t, Node) else Tensor(t) for leaf, t in moved.items()}
            else:
                moved = {leaf: raw(t) for leaf, t in moved.items()}
            pushed = walk_forward(trace.operations, moved, again=trace.again).get(trace.result)
    if pushed is None:
        pushed = np.zeros(np.shape(raw(trace.result)))[()]
    elif not trace.again:
        pushed = np.array(pushed)[()]
    value = value_of(trace)
    if isinstance(value, float) and not isinstance(value, np.generic):
        pushed = as_given(pushed, 0.0)
    return (value, pushed, aux_of(trace)) if has_aux else (value, pushed)


def _need_pairs(transform: str, primals: Any, tangents: Any) -> None:
    if not isinstance(primals, tuple | list) or not isinstance(tangents, tuple | list):
        raise AutodiffError(f"{transform} takes tuples: {transform}(f, (x,), (v,)).")
    if len(primals) != len(tangents):
        raise AutodiffError(
            f"{transform} was given {len(primals)} primals and {len(tangents)} tangents."
        )


def _moved(
    trace: Trace, primals: Sequence[Any], tangents: Sequence[Any]
) -> tuple[dict[Node, Any], bool]:
    """Return the tangent of each variable, and whether others differentiate by one of them."""
    moved: dict[Node, Any] = {}
    watched = False
    leaves = iter(trace.leaves)
    for i, (primal, tangent) in enumerate(zip(primals, tangents, strict=True)):
        for each in aligned(primal, tangent, f"tangent {i}"):
            leaf = next(leaves)
            if np.shape(raw(each)) != leaf.shape:
                raise AutodiffError(
                    f"tangent {i} has shape {np.shape(raw(each))}, its primal {leaf.shape}; they"
                    " must agree."
                )
            watched = watched or (isinstance(each, Node) and each.tracked and is_recording())
            moved[leaf] = each if isinstance(each, Node) else as_input(each, f"tangent {i}")
    return moved, watched


def hvp(f: Callable[..., Any], primals: Sequence[Any], tangents: Sequence[Any]) -> Any:
    """Return the Hessian of ``f`` times the tangents, without making the Hessian.

    ``f`` returns one number.  The product is built like the primal; for several primals it is a
    tuple, and the Hessian is the one by all of them together.

    >>> import numpy as np
    >>> hvp(lambda x: np.sum(x**3), (np.array([1.0, 2.0]),), (np.array([1.0, 1.0]),))
    array([ 6., 12.])
    """
    _need_pairs("hvp", primals, tangents)

    def slope(*moved: Any) -> Any:
        value, along = jvp(f, moved, tangents)
        if np.shape(raw(value)):
            shape, name = np.shape(raw(value)), getattr(f, "__name__", type(f).__name__)
            raise AutodiffError(
                f"hvp needs a function with one number as result; {name} returned shape {shape}."
                " Sum it (np.sum), or take the jvp of the function's jacobian."
            )
        return along

    products = grad(slope, tuple(range(len(primals))))(*primals)
    return products[0] if len(primals) == 1 else products
