"""Rules of choosing between values, and the functions that are constant almost everywhere.

The cotangent of what was not chosen is 0; but 0 times the infinite slope of a branch that was not
taken is nan.  Make that branch harmless before it is computed: ``np.where(x > 0, np.log(np.where(x
> 0, x, 1.0)), 0.0)``.
"""

# ruff: noqa: ARG005 - every rule is given (g, y, *inputs) and uses what it needs

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from coursekit.autodiff.rules.elementwise import COPY
from coursekit.autodiff.rules.indexing import taken
from coursekit.autodiff.rules.table import beyond, elementwise, handles, plain
from coursekit.autodiff.tape import raw, record

__all__ = ["WHERE"]


def _choose(condition: Any, a: Any, b: Any) -> Any:
    chosen: Any = np.where(condition, a, b)
    return chosen[()]


WHERE = elementwise(
    np.where,
    lambda g, y, c, a, b: np.zeros_like(raw(g)),
    lambda g, y, c, a, b: np.where(c, g, 0.0),
    lambda g, y, c, a, b: np.where(c, 0.0, g),
    forward=_choose,
)


@handles(np.where)
def _where(condition: Any, x: Any = None, y: Any = None, /) -> Any:
    if x is None or y is None:
        return np.where(raw(condition))
    return record(WHERE, (raw(condition), x, y))


_MISSING: Any = np._NoValue


@handles(np.clip)
def _clip(
    a: Any,
    a_min: Any = _MISSING,
    a_max: Any = _MISSING,
    out: None = None,
    *,
    min: Any = _MISSING,  # noqa: A002 - NumPy's names
    max: Any = _MISSING,  # noqa: A002
) -> Any:
    del out
    low, high = (a_min if min is _MISSING else min), (a_max if max is _MISSING else max)
    result = record(COPY, (a,)) if low is None or low is _MISSING else np.maximum(a, low)
    return result if high is None or high is _MISSING else np.minimum(result, high)


@handles(np.select)
def _select(condlist: Sequence[Any], choicelist: Sequence[Any], default: Any = 0) -> Any:
    if len(condlist) != len(choicelist) or not len(condlist):
        raise ValueError("np.select needs as many choices as conditions, at least one")
    result = default
    for condition, choice in zip(reversed(condlist), reversed(choicelist), strict=True):
        result = np.where(raw(condition), choice, result)
    return result


@handles(np.choose)
def _choose_by_number(a: Any, choices: Any, out: None = None, mode: Any = "raise") -> Any:
    del out
    number = np.asarray(raw(a))
    shapes = [np.shape(raw(choice)) for choice in choices]
    np.choose(number, [np.empty(shape) for shape in shapes], mode=mode)  # says so if out of range
    last = len(choices) - 1
    number = np.clip(number, 0, last) if mode == "clip" else number % len(choices)
    result = np.broadcast_to(choices[last], np.broadcast_shapes(number.shape, *shapes))
    for i in range(last):
        result = np.where(number == i, choices[i], result)
    return result


@handles(np.piecewise)
def _piecewise(x: Any, condlist: Any, funclist: Sequence[Any], *args: Any, **kw: Any) -> Any:
    conditions = np.asarray(raw(condlist), bool)
    if conditions.ndim == x.ndim:
        conditions = conditions[None]
    if len(funclist) == len(conditions) + 1:
        conditions = np.concatenate([conditions, ~np.any(conditions, axis=0)[None]])
    if len(funclist) != len(conditions):
        raise ValueError(f"{len(funclist)} functions for {len(conditions)} conditions")
    # Each function sees its own entries only, so no branch that is not taken can give nan.
    which = np.zeros(x.shape, int)
    for i, condition in enumerate(conditions):
        which = np.where(condition, i + 1, which)
    order, pieces = [np.flatnonzero(which == 0)], [np.zeros(np.sum(which == 0), x.dtype)]
    for i, function in enumerate(funclist):
        own = np.flatnonzero(which == i + 1)
        value = function(taken(x, own), *args, **kw) if callable(function) else function
        order.append(own)
        pieces.append(np.broadcast_to(value, own.shape).astype(x.dtype))
    back = np.argsort(np.concatenate(order), kind="stable").reshape(x.shape)
    return taken(np.concatenate(pieces), back)


@handles(np.nan_to_num)
def _nan_to_num(
    x: Any, copy: bool = True, nan: Any = 0.0, posinf: Any = None, neginf: Any = None
) -> Any:
    if not copy:
        raise beyond("np.nan_to_num(copy=False) would change x in place")
    value = raw(x)
    numbers = np.nan_to_num(value, nan=nan, posinf=posinf, neginf=neginf)
    return np.where(np.isfinite(value), x, numbers)


@handles(np.copy)
def _copy(a: Any, order: str = "K", subok: bool = False) -> Any:
    del order, subok
    return record(COPY, (a,))


@handles(np.real, np.real_if_close)
def _real(val: Any, tol: float = 100) -> Any:
    del tol
    return record(COPY, (val,))


plain(
    np.sign, np.floor, np.ceil, np.trunc, np.rint, np.fix, np.round, np.around, np.floor_divide,
    np.spacing, np.signbit, np.equal, np.not_equal, np.less, np.less_equal, np.greater,
    np.greater_equal, np.logical_and, np.logical_or, np.logical_xor, np.logical_not,
    np.bitwise_and, np.bitwise_or, np.bitwise_xor, np.invert, np.left_shift, np.right_shift,
    np.bitwise_count, np.gcd, np.lcm, np.isnat,
    np.isfinite, np.isnan, np.isinf, np.isneginf, np.isposinf, np.isreal, np.iscomplex, np.imag,
    np.angle, np.isclose, np.allclose, np.array_equal, np.array_equiv, np.any, np.all, np.isin,
    np.argmax, np.argmin, np.nanargmax, np.nanargmin, np.argsort, np.argpartition, np.lexsort,
    np.nonzero, np.flatnonzero, np.count_nonzero, np.argwhere, np.searchsorted, np.digitize,
    np.linalg.matrix_rank,
    np.zeros_like, np.ones_like, np.empty_like, np.shape, np.ndim, np.size, np.result_type,
    np.can_cast, np.min_scalar_type, np.common_type, np.iscomplexobj, np.isrealobj,
    np.may_share_memory, np.shares_memory, np.tril_indices_from, np.triu_indices_from,
    np.diag_indices_from, np.einsum_path, np.unravel_index, np.ravel_multi_index,
    np.array_str, np.array_repr, np.array2string,
    np.save, np.savez, np.savez_compressed, np.savetxt,
)  # fmt: skip
