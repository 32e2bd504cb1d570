"""One run of a function on Tensors: what the transforms have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from coursekit.autodiff.captured import as_input
from coursekit.autodiff.errors import AutodiffError
from coursekit.autodiff.rules.elementwise import IDENTITY
from coursekit.autodiff.tape import Node, raw, record, switch
from coursekit.autodiff.tensor import Tensor
from coursekit.autodiff.walks import ancestors, walk_back

__all__ = [
    "Argnums",
    "Trace",
    "as_given",
    "finish",
    "numbers_of",
    "packed",
    "pull",
    "trace_of",
    "value_of",
]

Argnums = int | Sequence[int]

_PYTHON_NUMBERS = frozenset({int, float, bool})


class Trace(NamedTuple):
    """One run of f: its variables, its result, and what was recorded in between."""

    f: Callable[..., Any]
    leaves: list[Tensor]
    numbers: list[bool]  # which variables were given as Python numbers
    result: Any
    operations: list[Node]
    alone: bool  # whether nothing recorded belongs to anybody else
    again: bool  # whether the walk shall be recorded, because others differentiate through it

    @property
    def name(self) -> str:
        """What messages call the function."""
        return _name(self.f)


def _name(f: Callable[..., Any]) -> str:
    return getattr(f, "__name__", type(f).__name__)


def _leaf(f: Callable[..., Any], args: Sequence[Any], number: int) -> Tensor:
    if not -len(args) <= number < len(args):
        raise AutodiffError(
            f"argnums={number}, but {_name(f)} was called with {len(args)} argument(s). The first"
            " argument has number 0; give arguments to differentiate by in their position."
        )
    value = args[number]
    if isinstance(value, Tensor):
        if value.requires_grad and switch.on:
            leaf: Tensor = record(IDENTITY, (value,))
            return leaf
        value = value._data
    leaf = Tensor.__new__(Tensor)
    if type(value) is float:
        value = np.float64(value)
    else:
        value = as_input(value, f"argument {number % len(args)} of {_name(f)}")
    leaf._become_leaf(value, True)
    leaf.made = False
    return leaf


def trace_of(
    f: Callable[..., Any], args: Sequence[Any], argnums: Sequence[int], keywords: dict[str, Any]
) -> Trace:
    """Run ``f`` with the arguments numbered by ``argnums`` as variables; say what was recorded."""
    leaves = [_leaf(f, args, number) for number in argnums]
    given = list(args)
    for number, leaf in zip(argnums, leaves, strict=True):
        given[number] = leaf
    outside, switch.on = switch.on, True
    try:
        result = f(*given, **keywords)
    except ValueError as error:
        _explain(f, error)
        raise
    finally:
        switch.on = outside
    alone = True
    for leaf in leaves:
        # The run is over: what others record from here on takes a variable of ours as a constant.
        if leaf.rule is None:
            leaf.requires_grad = False
        else:
            alone = False
    operations: list[Node] = []
    if isinstance(result, Node):
        operations, found = ancestors(result, set(leaves))
        alone = alone and found.issubset(leaves)
    else:
        _need_real(f, result)
    numbers = [type(args[number]) in _PYTHON_NUMBERS for number in argnums]
    return Trace(f, leaves, numbers, result, operations, alone, outside and not alone)


def _explain(f: Callable[..., Any], error: ValueError) -> None:
    if isinstance(error.__cause__, AutodiffError):
        raise AutodiffError(
            f"{_name(f)} wrote a Tensor into a plain array, a[i] = t, where its gradient would be"
            " lost. Build the array in one piece: np.stack([…]), np.concatenate([…]) or"
            " np.where(mask, new, old)."
        ) from error


def _need_real(f: Callable[..., Any], result: Any) -> None:
    name = _name(f)
    if isinstance(result, tuple | list):
        raise AutodiffError(
            f"{name} returned a {type(result).__name__}; expected one number or array. Join the"
            " parts with np.stack([…]) or np.concatenate([…])."
        )
    if result is None:
        raise AutodiffError(f"{name} returned None: is its `return` missing?")
    if not _is_real(result):
        raise AutodiffError(
            f"{name} returned {type(result).__name__}; expected a real number or an array of them."
        )


def _is_real(value: Any) -> bool:
    try:
        return np.asarray(value).dtype.kind in "fiub"
    except ValueError:
        return False


def pull(trace: Trace, cotangent: Any, batch: int = 0, *, release: bool) -> list[Any]:
    """Return the cotangents of the variables, one a leaf."""
    if not isinstance(trace.result, Node):
        return [None] * len(trace.leaves)
    again = trace.again
    if again and not isinstance(cotangent, Node):
        cotangent = Tensor(cotangent)
    found = walk_back(
        trace.operations,
        {trace.result: cotangent},
        targets=trace.leaves if again else None,
        again=again,
        batch=batch,
        release=release and trace.alone,
    )
    pulled = [found.get(leaf) for leaf in trace.leaves]
    if not again and len({id(g) for g in pulled}) < len(pulled):
        # The variables of a sum have one cotangent; given away, it must be as many arrays.
        pulled = [None if g is None else np.array(g) for g in pulled]
    return pulled


def finish(g: Any, leaf: Tensor, again: bool, batch: tuple[int, ...] = ()) -> Any:
    """Return a gradient that is nobody else's array, in the precision of its variable."""
    if g is None:
        return np.zeros(batch + leaf.shape, leaf.dtype)[()]
    if again:
        return g if g.dtype == leaf.dtype else g.astype(leaf.dtype)
    if isinstance(g, np.ndarray) and g.ndim:
        own = g.flags.owndata and g.flags.writeable and g.dtype == leaf.dtype
        return g if own else np.array(g, leaf.dtype)
    return g if type(g) is np.float64 is leaf.dtype.type else leaf.dtype.type(g)


def as_given(value: Any, number: bool) -> Any:
    """Return a Python float where a Python number was given."""
    if number and not isinstance(value, Node) and np.ndim(value) == 0:
        return float(value)
    return value


def value_of(trace: Trace) -> Any:
    """Return the result of the run, plain unless others differentiate through it."""
    if isinstance(trace.result, Node):
        if trace.again:
            return trace.result
        value = raw(trace.result)
        value = np.array(value) if isinstance(value, np.ndarray) else value
    else:
        value = trace.result
    return as_given(value, all(trace.numbers))


def numbers_of(argnums: Argnums) -> tuple[int, ...]:
    """Return argnums as a tuple."""
    return (argnums,) if isinstance(argnums, int) else tuple(int(i) for i in argnums)


def packed(parts: list[Any], argnums: Argnums) -> Any:
    """Return one part for one argument, a tuple for a tuple of them."""
    return parts[0] if isinstance(argnums, int) else tuple(parts)
