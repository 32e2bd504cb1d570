"""The one table: what each NumPy function does when it meets a Tensor.

An entry is a `Rule` if every argument is an operand, and else a function with NumPy's signature
that ends in rules, or, where the result is constant almost everywhere, in the function itself on
the plain arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeVar

import numpy as np

from coursekit.autodiff.errors import AutodiffError
from coursekit.autodiff.tape import Node, Rule, raw, record, record_one

__all__ = [
    "PLAIN",
    "TABLE",
    "Joined",
    "apply",
    "beyond",
    "call",
    "elementwise",
    "handles",
    "in_place",
    "linear",
    "name_of",
    "no_rule",
    "plain",
    "primitive",
]

TABLE: dict[Callable[..., Any], Rule | Callable[..., Any]] = {}
# Those of the table that are constant almost everywhere.
PLAIN: set[Callable[..., Any]] = set()

Entry = TypeVar("Entry", bound=Callable[..., Any])


def name_of(function: Callable[..., Any]) -> str:
    """Return how a reader writes the function: np.linalg.norm.

    >>> import numpy as np
    >>> name_of(np.linalg.norm), name_of(np.sin)
    ('np.linalg.norm', 'np.sin')
    """
    name = getattr(function, "__name__", repr(function))
    module = getattr(function, "__module__", None) or "numpy"
    return f"{module.replace('numpy', 'np', 1)}.{name}"


def elementwise(
    function: Callable[..., Any],
    *vjps: Callable[..., Any],
    forward: Callable[..., Any] | None = None,
    symbol: str = "",
    reads_inputs: bool = True,
) -> Rule:
    """Register an elementwise function: one ``(g, y, *inputs) -> g * partial`` an input."""
    rule = Rule(
        name_of(function),
        forward or function,
        vjps,
        elementwise=True,
        symbol=symbol,
        reads_inputs=reads_inputs,
    )
    TABLE[function] = rule
    return rule


def linear(
    name: str, forward: Callable[..., Any], vjp: Callable[..., Any], *, view: bool = False
) -> Rule:
    """Return the rule of a linear operation of one input: it is its own JVP.

    ``forward`` counts its axes from the right, so that it takes a batch of tangents as well;
    ``view`` says that its result may share memory with its input.
    """
    bare = Rule(name, forward, (vjp,), reads_inputs=view)

    def jvp(t: Any, _y: Any, _a: Any, **options: Any) -> Any:
        return record_one(bare, t, options) if isinstance(t, Node) else forward(t, **options)

    bare.jvps = (jvp,)
    return bare


class Joined(Sequence[Any]):
    """The rules of an operation with any number of inputs: one function of the position."""

    def __init__(self, rule: Any) -> None:
        self._rule = rule

    def __len__(self) -> int:
        return 1 << 30

    def __getitem__(self, position: Any) -> Any:
        return lambda g, y, *inputs, **options: self._rule(position, g, y, *inputs, **options)


def apply(rule: Rule, inputs: tuple[Any, ...], options: Mapping[str, Any]) -> Any:
    """Record the operation if a Tensor is among the inputs, else just compute it."""
    if any(isinstance(value, Node) for value in inputs):
        return record(rule, inputs, options)
    return rule.forward(*inputs, **options)


def handles(*functions: Callable[..., Any] | None) -> Callable[[Entry], Entry]:
    """Register the decorated function as what the NumPy functions do with Tensors.

    None stands for a function that the installed NumPy does not have.
    """

    def register(entry: Entry) -> Entry:
        TABLE.update({function: entry for function in functions if function is not None})
        return entry

    return register


def _stripped(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return type(value)(_stripped(v) for v in value)
    return raw(value)


def plain(*functions: Callable[..., Any] | None) -> None:
    """Register functions that are constant almost everywhere: they give plain results."""

    def entry_of(function: Callable[..., Any]) -> Callable[..., Any]:
        def entry(*args: Any, **keywords: Any) -> Any:
            return function(*_stripped(args), **{k: _stripped(v) for k, v in keywords.items()})

        return entry

    known = [function for function in functions if function is not None]
    TABLE.update({function: entry_of(function) for function in known})
    PLAIN.update(known)


def in_place(function: Callable[..., Any]) -> AutodiffError:
    """Return the error for a result that was to be written into an existing array."""
    return AutodiffError(
        f"{name_of(function)} was asked to write its result into an existing array (out=…, or an"
        " in-place operator such as a += t), where its gradient would be lost. Make a new array:"
        " a = a + t."
    )


def call(function: Callable[..., Any], args: Sequence[Any], keywords: Mapping[str, Any]) -> Any:
    """Do what NumPy asked for, by the table; say what is missing if it is not there."""
    if keywords and keywords.get("out") is not None:
        raise in_place(function)
    entry = TABLE.get(function)
    if entry is None:
        raise no_rule(name_of(function), args, keywords)
    if isinstance(entry, Rule):
        if keywords:
            keywords = _without_defaults(function, keywords)
        if list(keywords) == ["dtype"] and np.dtype(keywords["dtype"]).kind == "f":
            args, keywords = [_as_type(each, keywords["dtype"]) for each in args], {}
        if keywords or len(args) != len(entry.vjps):
            raise _option(function, args, keywords)
        return record(entry, tuple(args))
    try:
        return entry(*args, **keywords)
    except TypeError as error:
        if isinstance(error, AutodiffError) or _accepts(entry, args, keywords):
            raise
        keywords = _without_defaults(function, keywords)
        if not _accepts(entry, args, keywords):
            raise _option(function, args, keywords) from error
    return entry(*args, **keywords)


def _as_type(value: Any, dtype: Any) -> Any:
    return value.astype(dtype) if hasattr(value, "astype") else np.asarray(value, dtype)


# What NumPy's own signatures do not tell, being written in C.
_DEFAULTS = {"out": None, "dtype": None, "casting": "same_kind", "order": "K", "where": True,
             "subok": True, "like": None}  # fmt: skip


def _without_defaults(function: Callable[..., Any], keywords: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out the options that only spell out what NumPy does anyway."""
    import inspect  # costs more than all the rules, and is needed here and below only

    defaults = dict(_DEFAULTS)
    if not isinstance(function, np.ufunc):
        with suppress(ValueError):
            parameters = inspect.signature(function).parameters.values()
            defaults.update({each.name: each.default for each in parameters})
    return {
        name: value
        for name, value in keywords.items()
        if name not in defaults
        or type(value) is not type(defaults[name])
        or (value is not defaults[name] and value != defaults[name])
    }


def _option(
    function: Callable[..., Any], args: Sequence[Any], keywords: Mapping[str, Any]
) -> AutodiffError:
    return AutodiffError(
        f"{name_of(function)} was given {_which(args, keywords)} with an option that its gradient"
        f" rule does not know ({', '.join(keywords) or f'{len(args)} arguments'}). Leave the option"
        " out, or write it with simpler functions."
    )


_WRITERS = frozenset(
    f"np.{name}"
    for name in ("copyto", "fill_diagonal", "place", "put", "put_along_axis", "putmask")
)


def beyond(what: str) -> AutodiffError:
    """Return the error for a use of a function that its rule does not cover."""
    return AutodiffError(
        f"{what}. Write it with simpler functions, or give it t.detach().data if no gradient shall"
        " flow."
    )


def no_rule(name: str, args: Sequence[Any], keywords: Mapping[str, Any]) -> AutodiffError:
    """Return the error for a function that the table does not have."""
    if name in _WRITERS:
        return AutodiffError(
            f"{name} writes into an array, and was given {_which(args, keywords)}, whose gradient"
            " would be lost. Build a new array: np.where(mask, new, old), np.stack([…]) or"
            " np.concatenate([…])."
        )
    return AutodiffError(
        f"{name} has no gradient rule, and was given {_which(args, keywords)}. Write it with"
        " functions that have one (arithmetic, np.exp, np.sum, …), add a rule with"
        f" @primitive(…, of={name}), or give it t.detach().data if no gradient shall flow."
    )


def _accepts(entry: Callable[..., Any], args: Sequence[Any], keywords: Mapping[str, Any]) -> bool:
    import inspect

    try:
        inspect.signature(entry).bind(*args, **keywords)
    except TypeError:
        return False
    return True


def _which(args: Sequence[Any], keywords: Mapping[str, Any]) -> str:
    places = [(f"argument number {i + 1}", a) for i, a in enumerate(args)]
    places += [(f"argument {key}", value) for key, value in keywords.items()]
    for place, value in places:
        for each in value if isinstance(value, list | tuple) else (value,):
            if isinstance(each, Node):
                shape = each._plain.shape
                return f"a Tensor of shape {shape} as {place}"
    return "a Tensor"


def primitive(
    *vjps: Callable[..., Any] | None,
    jvps: Sequence[Callable[..., Any] | None] | None = None,
    elementwise: bool = False,
    of: Callable[..., Any] | None = None,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a function of plain arrays a gradient rule of its own.

    ``vjps[i](g, y, *inputs)`` returns the cotangent of input ``i`` (shape of that input) from the
    cotangent ``g`` of the result ``y``; ``None`` says that input ``i`` has none.  ``jvps[i](t, y,
    *inputs)`` pushes a tangent forward; without it only reverse mode works, unless the function is
    ``elementwise``, where the two are the same.  Written in NumPy, a rule serves higher
    derivatives too.  ``of`` registers the rule for a function of NumPy's that has none; the
    decorated function is then how it is computed.

    >>> import numpy as np
    >>> from coursekit.autodiff import check_grads, grad
    >>> @primitive(lambda g, y, x: g * 2 * np.cos(2 * x), elementwise=True)
    ... def sine_of_double(x):
    ...     return np.sin(2 * x)
    >>> grad(sine_of_double)(0.0)
    2.0
    >>> check_grads(sine_of_double, (np.array([0.3, 0.7]),), order=2)  # raises if it is wrong

    One that is not elementwise, with both modes:

    >>> @primitive(lambda g, y, a: np.cumsum(g[::-1])[::-1], jvps=[lambda t, y, a: np.cumsum(t)])
    ... def running_total(a):
    ...     return np.add.accumulate(a)
    >>> check_grads(running_total, (np.array([1.0, 2.0, 3.0]),))
    """

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        name = function.__name__ if of is None else name_of(of)
        pulls = [vjp or _refusing(name, i) for i, vjp in enumerate(vjps)]
        pushes = jvps
        if not elementwise:
            pulls = [_one_direction_at_a_time(vjp, None) for vjp in pulls]
            pushes = [
                jvp and _one_direction_at_a_time(jvp, i)
                for i, jvp in enumerate(jvps or (None,) * len(vjps))
            ]
        rule = Rule(name, function, pulls, pushes, elementwise=elementwise)

        def entry(*inputs: Any) -> Any:
            if any(isinstance(value, Node) for value in inputs):
                return record(rule, inputs)
            return function(*inputs)

        entry.__name__ = function.__name__
        entry.__doc__ = function.__doc__
        if of is not None:
            TABLE[of] = entry
        return entry

    return decorate


def _refusing(name: str, position: int) -> Callable[..., Any]:
    def refuse(*_: Any) -> Any:
        raise AutodiffError(
            f"{name} has no gradient rule for its argument number {position + 1}, but a Tensor that"
            " needs a gradient was given there. Give the Tensor's .detach() if no gradient shall"
            " flow, or give its @primitive a rule for it."
        )

    return refuse


def _one_direction_at_a_time(rule: Callable[..., Any], position: int | None) -> Callable[..., Any]:
    """Loop over the batch axis that a Jacobian adds, since a user's rule need not know of it.

    A cotangent is batched if it has more axes than the result, a tangent if it has more than the
    input at ``position``.
    """

    def looped(g: Any, y: Any, *inputs: Any) -> Any:
        if g.ndim > np.ndim(raw(y if position is None else inputs[position])):
            return np.stack([rule(each, y, *inputs) for each in g])
        return rule(g, y, *inputs)

    return looped
