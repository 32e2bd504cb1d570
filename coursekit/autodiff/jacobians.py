"""All partial derivatives at once: jacobian and hessian, by one walk with a batch of directions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from coursekit.autodiff.errors import AutodiffError
from coursekit.autodiff.tape import Node, raw, recording
from coursekit.autodiff.tensor import Tensor
from coursekit.autodiff.tracing import (
    Argnums,
    Trace,
    aux_of,
    numbers_of,
    packed,
    pull,
    trace_of,
)
from coursekit.autodiff.transforms import grad
from coursekit.autodiff.trees import is_container, leaves_of, rebuilt
from coursekit.autodiff.walks import walk_forward

__all__ = ["hessian", "jacobian"]


def jacobian(
    f: Callable[..., Any], argnums: Argnums = 0, mode: str = "auto", *, has_aux: bool = False
) -> Callable[..., Any]:
    """Return the function that gives all partial derivatives: shape of result × shape of argument.

    ``mode``: "forward" (one direction an entry of the argument), "reverse" (one an entry of the
    result) or "auto", the cheaper of the two.  All directions share one walk.  For a tuple, list
    or dict of arrays it is one of Jacobians, for a tuple of ``argnums`` a tuple.  With
    ``has_aux=True``, ``f`` returns ``(result, aux)`` and this ``(jacobian, aux)``.

    >>> import numpy as np
    >>> jacobian(lambda x: np.stack([x[0] * x[1], x[0] + x[1]]))(np.array([2.0, 5.0]))
    array([[5., 2.],
           [1., 1.]])
    """
    if mode not in ("auto", "forward", "reverse"):
        raise AutodiffError(f'mode={mode!r}; expected "auto", "forward" or "reverse".')
    numbers = numbers_of(argnums)

    def matrix(*args: Any, **keywords: Any) -> Any:
        trace = trace_of(f, args, numbers, keywords, has_aux=has_aux)
        shape = np.shape(raw(trace.result))
        rows = int(np.prod(shape, dtype=int))
        columns = sum(leaf.size for leaf in trace.leaves)
        if mode == "forward" or (mode == "auto" and columns < rows):
            parts = _forward_jacobian(trace, shape, columns)
        else:
            parts = _reverse_jacobian(trace, shape, rows)
        found = packed(trace, parts, argnums)
        return (found, aux_of(trace)) if has_aux else found

    return matrix


def _reverse_jacobian(trace: Trace, shape: tuple[int, ...], rows: int) -> list[Any]:
    dtype = raw(trace.result).dtype if isinstance(trace.result, Node) else np.dtype(float)
    if not shape:
        return pull(trace, dtype.type(1), release=True)
    seeds = _identity(rows, dtype).reshape((rows, *shape))
    pulled = pull(trace, seeds, (rows,), release=True)
    if len(shape) == 1:
        return pulled
    return [np.reshape(g, shape + leaf.shape) for g, leaf in zip(pulled, trace.leaves, strict=True)]


def _identity(n: int, dtype: Any) -> Any:
    eye = np.zeros((n, n), dtype)
    eye.reshape(-1)[:: n + 1] = 1  # np.eye costs twice that
    return eye


def _forward_jacobian(trace: Trace, shape: tuple[int, ...], columns: int) -> list[Any]:
    moved: dict[Node, Any] = {}
    start = 0
    for leaf in trace.leaves:
        size = leaf.size
        seeds = np.zeros(columns * size, leaf.dtype)
        seeds[start * size : (start + size) * size : size + 1] = 1  # an identity, from row start
        start += size
        seeds = seeds.reshape((columns, *leaf.shape))
        moved[leaf] = Tensor(seeds) if trace.again else seeds
    pushed = None
    if isinstance(trace.result, Node):
        with recording(trace.again):
            pushed = walk_forward(trace.operations, moved, again=trace.again, batch=1).get(
                trace.result
            )
    parts = []
    start = 0
    for leaf in trace.leaves:
        if pushed is None:
            parts.append(np.zeros(shape + leaf.shape, leaf.dtype)[()])
            continue
        own = pushed[start : start + leaf.size]
        own = own.transpose((*range(1, own.ndim), 0))
        start += leaf.size
        part = np.reshape(own, shape + leaf.shape)
        parts.append(part if trace.again else np.array(part, leaf.dtype)[()])
    return parts


def hessian(f: Callable[..., Any], argnums: Argnums = 0) -> Callable[..., Any]:
    """Return all second partial derivatives of a function whose result is one number.

    The shape is that of the argument twice; for a tuple of ``argnums``, a tuple of tuples of
    blocks, and for a container of arrays, a container of containers.  Forward
    over reverse: the Jacobian of the gradient.

    >>> import numpy as np
    >>> hessian(lambda x: x[0] ** 2 * x[1])(np.array([1.0, 3.0]))
    array([[6., 2.],
           [2., 0.]])
    """
    if not isinstance(argnums, int):
        return lambda *args, **keywords: _blocks(f, args, keywords, argnums)
    single = jacobian(grad(f, argnums), argnums, mode="forward")

    def blocks(*args: Any, **keywords: Any) -> Any:
        if -len(args) <= argnums < len(args) and is_container(args[argnums]):
            return _blocks(f, args, keywords, argnums)
        return single(*args, **keywords)

    return blocks


def _blocks(
    f: Callable[..., Any], args: tuple[Any, ...], keywords: dict[str, Any], argnums: Argnums
) -> Any:
    """Return the Hessian by several arrays: built like the arguments twice over."""
    numbers = numbers_of(argnums)
    own = [[leaf for _, leaf in leaves_of(args[i])] for i in numbers]

    def packed_like(parts: Iterator[Any]) -> Any:
        whole = [rebuilt(args[i], parts) for i in numbers]
        return whole[0] if isinstance(argnums, int) else tuple(whole)

    def of_leaves(*leaves: Any) -> Any:
        parts = iter(leaves)
        given = list(args)
        for i in numbers:
            given[i] = rebuilt(args[i], parts)
        return f(*given, **keywords)

    leaves = [leaf for each in own for leaf in each]
    every = tuple(range(len(leaves)))
    rows = [jacobian(grad(of_leaves, i), every, mode="forward")(*leaves) for i in every]
    return packed_like(iter([packed_like(iter(row)) for row in rows]))
