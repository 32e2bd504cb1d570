"""One run of a function on Tensors: what the transforms have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import index
from typing import Any, NamedTuple

import numpy as np

from coursekit.autodiff.captured import as_input, own, strict_checks
from coursekit.autodiff.errors import AutodiffError
from coursekit.autodiff.rules.elementwise import IDENTITY
from coursekit.autodiff.tape import COMPUTED, SHARED, Node, record, switch
from coursekit.autodiff.tensor import Tensor
from coursekit.autodiff.trees import is_container, leaves_of, mapped, rebuilt
from coursekit.autodiff.walks import ancestors, walk_back

__all__ = [
    "Argnums",
    "Trace",
    "as_given",
    "aux_of",
    "finish",
    "numbers_of",
    "packed",
    "pull",
    "trace_of",
    "value_of",
]

Argnums = int | Sequence[int]

_PYTHON_NUMBERS = frozenset({int, float, bool})
_NO_CONTAINERS = frozenset({float, int, np.ndarray, np.float64, Tensor})


class Trace(NamedTuple):
    """One run of f: its variables, its result, and what was recorded in between."""

    f: Callable[..., Any]
    arguments: list[Any]  # those to differentiate by, as given: containers perhaps
    leaves: list[Tensor]  # the variables: every array in those arguments
    given: list[Any]  # the variables as they were given
    result: Any
    aux: Any
    operations: list[Node]
    flat: bool  # whether no argument is a container
    alone: bool  # whether nothing recorded belongs to anybody else
    again: bool  # whether the walk shall be recorded, because others differentiate through it

    @property
    def name(self) -> str:
        """What messages call the function."""
        return _name(self.f)


def _name(f: Callable[..., Any]) -> str:
    return getattr(f, "__name__", type(f).__name__)


def _leaf(f: Callable[..., Any], value: Any, number: int, shared: bool, path: str = "") -> Tensor:
    leaf: Tensor
    given = value
    if isinstance(value, Tensor):
        if value.tracked and switch.on:
            leaf = record(IDENTITY, (value,))
            return leaf
        value = value._plain
    if type(value) is float:
        value = np.float64(value)
    elif type(value) is np.ndarray and value.dtype.kind == "f" and value.ndim:
        value = own(value, shared=shared)
    elif type(value) is not np.float64:
        value = as_input(value, f"argument {number}{path} of {_name(f)}")
    leaf = Tensor.__new__(Tensor)
    leaf._become_leaf(value, True, COMPUTED)
    if value is given and type(value) is np.ndarray:
        # The array of somebody else: what uses it stamps it, so that a change is noticed.
        leaf.exposed = SHARED
    return leaf


def _argument(f: Callable[..., Any], args: Sequence[Any], number: int) -> Any:
    if not -len(args) <= number < len(args):
        raise AutodiffError(
            f"argnums={number}, but {_name(f)} was called with {len(args)} argument(s). The first"
            " argument has number 0; give arguments to differentiate by in their position."
        )
    return args[number]


def _need_distinct(f: Callable[..., Any], argnums: Sequence[int], count: int) -> None:
    if len({number % count for number in argnums} if count else argnums) < len(argnums):
        raise AutodiffError(
            f"argnums={argnums} names an argument of {_name(f)} twice; name each one once."
        )


def trace_of(
    f: Callable[..., Any],
    args: Sequence[Any],
    argnums: Sequence[int],
    keywords: dict[str, Any],
    *,
    has_aux: bool = False,
    strict: bool = False,
    shared: bool = True,
) -> Trace:
    """Run ``f`` with the arguments numbered by ``argnums`` as variables; say what was recorded.

    ``shared`` spares copies of large arguments, where the walk follows at once.
    """
    inputs = list(args)
    if type(argnums) is tuple and len(argnums) > 1:
        _need_distinct(f, argnums, len(args))
    arguments: list[Any] = []
    leaves: list[Tensor] = []
    given: list[Any] = []
    flat = True
    for number in argnums:
        value = _argument(f, args, number)
        arguments.append(value)
        if type(value) in _NO_CONTAINERS or not is_container(value):
            leaf = inputs[number] = _leaf(f, value, number, shared)
            leaves.append(leaf)
            given.append(value)
        else:
            flat = False
            own_leaves = []
            for path, each in leaves_of(value):
                own_leaves.append(_leaf(f, each, number, shared, path))
                given.append(each)
            inputs[number] = rebuilt(value, iter(own_leaves))
            leaves += own_leaves
    result, outside = _run(f, inputs, keywords, strict)
    aux = None
    if has_aux:
        if not (isinstance(result, tuple) and len(result) == 2):
            raise AutodiffError(
                f"with has_aux=True {_name(f)} returns a pair: the result to differentiate, and"
                f" what else there is. It returned {type(result).__name__}."
            )
        result, aux = result
    alone = True
    stop: Any = ()
    for leaf in leaves:
        # The run is over: what others record from here on takes a variable of ours as a constant.
        if leaf.rule is None:
            leaf.tracked = False
        else:
            alone, stop = False, set(leaves)
    operations: list[Node] = []
    if isinstance(result, Node):
        operations, others = ancestors(result, stop)
        alone = alone and not others
    else:
        _need_real(f, result)
    again = outside and not alone
    return Trace(f, arguments, leaves, given, result, aux, operations, flat, alone, again)


def _run(
    f: Callable[..., Any], inputs: list[Any], keywords: dict[str, Any], strict: bool
) -> tuple[Any, bool]:
    """Call ``f`` with recording on; return its result, and whether recording was on before."""
    outside, switch.on = switch.on, True
    try:
        if strict:
            with strict_checks():
                return f(*inputs, **keywords), outside
        return f(*inputs, **keywords), outside
    except ValueError as error:
        _explain(f, error)
        raise
    finally:
        switch.on = outside


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
            " parts with np.stack([…]) or np.concatenate([…]), or say has_aux=True if it is a"
            " result and what else there is."
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


def pull(trace: Trace, cotangent: Any, batch: tuple[int, ...] = (), *, release: bool) -> list[Any]:
    """Return the gradients of the variables, one a leaf, in the precision of each.

    ``batch`` is the shape of the leading axes of the cotangent that are independent directions.
    """
    again = trace.again
    if not isinstance(trace.result, Node):
        return [finish(None, leaf, again, batch) for leaf in trace.leaves]
    found = walk_back(
        trace.operations,
        {trace.result: cotangent},
        targets=trace.leaves if again else None,
        again=again,
        batch=len(batch),
        release=release and trace.alone,
    )
    if len(trace.leaves) == 1:
        leaf = trace.leaves[0]
        return [finish(found.get(leaf), leaf, again, batch)]
    pulled = [found.get(leaf) for leaf in trace.leaves]
    if not again and len({id(g) for g in pulled}) < len(pulled):
        # The variables of a sum have one cotangent; given away, it must be as many arrays.
        pulled = [None if g is None else np.array(g) for g in pulled]
    return [finish(g, leaf, again, batch) for g, leaf in zip(pulled, trace.leaves, strict=True)]


def finish(g: Any, leaf: Tensor, again: bool, batch: tuple[int, ...] = ()) -> Any:
    """Return a gradient that is nobody else's array, in the precision of its variable."""
    like = leaf._plain
    if type(g) is np.float64 is type(like):
        return g
    if g is None:
        return np.zeros(batch + like.shape, like.dtype)[()]
    if again:
        return g if g.dtype == like.dtype else g.astype(like.dtype)
    if isinstance(g, np.ndarray) and g.ndim:
        flags = g.flags
        fresh = g.dtype == like.dtype and flags.owndata and flags.writeable
        return g if fresh and g is not like else np.array(g, like.dtype)
    return like.dtype.type(g)


def as_given(value: Any, given: Any) -> Any:
    """Return a Python float where a Python number was given."""
    if type(given) not in _PYTHON_NUMBERS or isinstance(value, Node):
        return value
    return float(value) if type(value) is np.float64 or np.ndim(value) == 0 else value


def value_of(trace: Trace) -> Any:
    """Return the result of the run, plain unless others differentiate through it."""
    value = trace.result
    if isinstance(value, Node):
        if trace.again:
            return value
        value = value._plain
        if isinstance(value, np.ndarray):
            return np.array(value)
    for each in trace.given:
        if type(each) not in _PYTHON_NUMBERS:
            return value
    return as_given(value, 0.0)


def aux_of(trace: Trace) -> Any:
    """Return what else the function returned, plain unless others differentiate through it."""
    if trace.again:
        return trace.aux
    return mapped(
        lambda leaf: np.array(leaf._plain)[()] if isinstance(leaf, Node) else leaf, trace.aux
    )


def numbers_of(argnums: Argnums) -> tuple[int, ...]:
    """Return argnums as a tuple."""
    if isinstance(argnums, int):
        return (argnums,)
    try:
        return tuple(index(i) for i in argnums)
    except TypeError as error:
        raise AutodiffError(
            f"argnums={argnums!r}; expected the number of an argument, or several in a tuple."
        ) from error


def packed(trace: Trace, parts: list[Any], argnums: Argnums) -> Any:
    """Return one part for each argument, built like it; a tuple if ``argnums`` is one."""
    if len(parts) == 1 and type(argnums) is int and type(trace.arguments[0]) in _NO_CONTAINERS:
        return as_given(parts[0], trace.given[0])
    parts = [as_given(part, each) for part, each in zip(parts, trace.given, strict=True)]
    if trace.flat:
        whole = parts
    else:
        rest = iter(parts)
        whole = [rebuilt(argument, rest) for argument in trace.arguments]
    return whole[0] if isinstance(argnums, int) else tuple(whole)
