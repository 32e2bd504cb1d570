"""All partial derivatives at once: jacobian and hessian, by one walk with a batch of directions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from coursekit.autodiff.errors import AutodiffError
from coursekit.autodiff.tape import Node, raw, recording
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
)
from coursekit.autodiff.transforms import grad
from coursekit.autodiff.walks import walk_forward

__all__ = ["hessian", "jacobian"]


def jacobian(f: Callable[..., Any], argnums: Argnums = 0, mode: str = "auto") -> Callable[..., Any]:
    """Return the function that gives all partial derivatives: shape of result × shape of argument.

    ``mode``: "forward" (one direction an entry of the argument), "reverse" (one an entry of the
    result) or "auto", the cheaper of the two.  All directions share one walk.

    >>> import numpy as np
    >>> jacobian(lambda x: np.stack([x[0] * x[1], x[0] + x[1]]))(np.array([2.0, 5.0]))
    array([[5., 2.],
           [1., 1.]])
    """
    if mode not in ("auto", "forward", "reverse"):
        raise AutodiffError(f'mode={mode!r}; expected "auto", "forward" or "reverse".')

    def matrix(*args: Any, **keywords: Any) -> Any:
        trace = trace_of(f, args, numbers_of(argnums), keywords)
        shape = np.shape(raw(trace.result))
        rows = int(np.prod(shape, dtype=int))
        columns = sum(leaf.size for leaf in trace.leaves)
        if mode == "forward" or (mode == "auto" and columns < rows):
            parts = _forward_jacobian(trace, shape, columns)
        else:
            parts = _reverse_jacobian(trace, shape, rows)
        parts = [as_given(part, number) for part, number in zip(parts, trace.numbers, strict=True)]
        return packed(parts, argnums)

    return matrix


def _reverse_jacobian(trace: Trace, shape: tuple[int, ...], rows: int) -> list[Any]:
    dtype = raw(trace.result).dtype if isinstance(trace.result, Node) else float
    if not shape:
        pulled = pull(trace, np.dtype(dtype).type(1), release=True)
        return [finish(g, leaf, trace.again) for g, leaf in zip(pulled, trace.leaves, strict=True)]
    seeds = np.eye(rows, dtype=dtype).reshape((rows, *shape))
    pulled = pull(trace, seeds, batch=1, release=True)
    parts = []
    for g, leaf in zip(pulled, trace.leaves, strict=True):
        parts.append(np.reshape(finish(g, leaf, trace.again, (rows,)), shape + leaf.shape))
    return parts


def _forward_jacobian(trace: Trace, shape: tuple[int, ...], columns: int) -> list[Any]:
    moved: dict[Node, Any] = {}
    start = 0
    for leaf in trace.leaves:
        seeds = np.zeros((columns, leaf.size), leaf.dtype)
        seeds[start : start + leaf.size] = np.eye(leaf.size)
        start += leaf.size
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
        own = np.moveaxis(pushed[start : start + leaf.size], 0, -1)
        start += leaf.size
        part = np.reshape(own, shape + leaf.shape)
        parts.append(part if trace.again else np.array(part, leaf.dtype)[()])
    return parts


def hessian(f: Callable[..., Any], argnums: Argnums = 0) -> Callable[..., Any]:
    """Return all second partial derivatives of a function whose result is one number.

    The shape is that of the argument twice; for a tuple of ``argnums``, a tuple of tuples of
    blocks.  Forward over reverse: the Jacobian of the gradient.

    >>> import numpy as np
    >>> hessian(lambda x: x[0] ** 2 * x[1])(np.array([1.0, 3.0]))
    array([[6., 2.],
           [2., 0.]])
    """
    if isinstance(argnums, int):
        return jacobian(grad(f, argnums), argnums, mode="forward")

    def blocks(*args: Any, **keywords: Any) -> Any:
        return tuple(
            jacobian(grad(f, i), tuple(argnums), mode="forward")(*args, **keywords) for i in argnums
        )

    return blocks
