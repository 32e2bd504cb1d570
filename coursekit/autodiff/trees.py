"""Containers of arrays as arguments: tuples, lists and dicts, within one another.

A dict or a tuple is a container, and so is a list, unless it is numbers only: ``[1.0, 2.0]`` is an
array written out, as everywhere in NumPy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from coursekit.autodiff.errors import AutodiffError

__all__ = ["aligned", "is_container", "leaves_of", "mapped", "rebuilt"]

_NUMBERS = (int, float, complex, str, np.generic)  # text too: then the message is about text


def is_container(value: Any) -> bool:
    """Return whether to look into ``value`` for arrays.

    >>> is_container((1.0, 2.0)), is_container([1.0, [2.0]]), is_container([np.ones(2)])
    (True, False, True)
    """
    if isinstance(value, list):
        return not all(_is_written_out(each) for each in value)
    return isinstance(value, dict | tuple)


def _is_written_out(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return all(_is_written_out(each) for each in value)
    return isinstance(value, _NUMBERS)


def _children(value: Any) -> list[tuple[str, Any]]:
    if isinstance(value, dict):
        return [(f"[{key!r}]", each) for key, each in value.items()]
    return [(f"[{i}]", each) for i, each in enumerate(value)]


def leaves_of(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield what is not a container, with the way to it.

    >>> list(leaves_of({"w": (np.float64(1), 2.0)}))[1]
    ("['w'][1]", 2.0)
    """
    if is_container(value):
        for step, each in _children(value):
            yield from leaves_of(each, path + step)
    else:
        yield path, value


def rebuilt(value: Any, parts: Iterator[Any]) -> Any:
    """Return a container like ``value`` with the next of the ``parts`` at each leaf.

    >>> rebuilt({"w": (1.0, 2.0)}, iter("ab"))
    {'w': ('a', 'b')}
    """
    if not is_container(value):
        return next(parts)
    if isinstance(value, dict):
        return {key: rebuilt(each, parts) for key, each in value.items()}
    made = [rebuilt(each, parts) for each in value]
    if isinstance(value, list):
        return made
    return type(value)._make(made) if hasattr(value, "_make") else tuple(made)


def mapped(function: Callable[[Any], Any], value: Any) -> Any:
    """Apply a function at each leaf of containers of every kind.

    >>> mapped(lambda x: -x, {"w": [1, 2]})
    {'w': [-1, -2]}
    """
    if isinstance(value, dict):
        return {key: mapped(function, each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        made = [mapped(function, each) for each in value]
        if isinstance(value, list):
            return made
        return type(value)._make(made) if hasattr(value, "_make") else tuple(made)
    return function(value)


def aligned(value: Any, other: Any, what: str) -> list[Any]:
    """Return the leaves of ``other``, a container built like ``value``, in the order of its leaves.

    Raises AutodiffError, naming ``what``, where the two are built differently.
    """
    if not is_container(value):
        return [other]
    same = type(other) is type(value) and len(other) == len(value)
    if not same or (isinstance(value, dict) and set(other) != set(value)):
        raise AutodiffError(
            f"{what} is {_described(other)}, where {_described(value)} was expected: it must be"
            " built like the argument that it belongs to."
        )
    if isinstance(value, dict):
        return [leaf for key in value for leaf in aligned(value[key], other[key], what)]
    pairs = zip(value, other, strict=True)
    return [leaf for mine, theirs in pairs for leaf in aligned(mine, theirs, what)]


def _described(value: Any) -> str:
    if isinstance(value, dict):
        return f"a dict with keys {', '.join(map(repr, value))}"
    if isinstance(value, list | tuple):
        return f"a {type(value).__name__} of {len(value)}"
    return f"a {type(value).__name__}"
