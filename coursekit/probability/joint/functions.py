"""Functions of named variables: E[g(x, y)] calls g by the names of its parameters."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from coursekit.autodiff.tape import Node
from coursekit.probability.errors import ProbabilityError
from coursekit.probability.joint.axes import equals, listed
from coursekit.probability.joint.entries import alike, rational

__all__ = ["number", "on_grid", "on_table", "parameters", "truth"]


def parameters(f: Callable[..., Any], names: Sequence[str], what: str = "the function") -> Any:
    """Return the variables that a function takes, in their own order.

    Other parameters keep their default; ``**anything`` takes all variables.

    >>> parameters(lambda fruit, scale=2: 0, ("carton", "fruit"))
    ('fruit',)
    """
    if not callable(f):
        raise ProbabilityError(
            f"{what} is {f!r}; expected a function of variables, named after them:"
            f" lambda {', '.join(names)}: …"
        )
    try:
        signature = inspect.signature(f)
    except (TypeError, ValueError) as error:
        raise ProbabilityError(
            f"{what} {f!r} does not say what its parameters are. Wrap it:"
            f" lambda {names[0]}: f({names[0]})."
        ) from error
    wanted = set()
    for parameter in signature.parameters.values():
        if parameter.kind is parameter.VAR_KEYWORD:
            return tuple(names)
        by_name = parameter.kind in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY)
        if by_name and parameter.name in names:
            wanted.add(parameter.name)
        elif (
            parameter.default is parameter.empty and parameter.kind is not parameter.VAR_POSITIONAL
        ):
            raise ProbabilityError(
                f"{what} takes {parameter.name!r}, which is not a variable here (or cannot be given"
                f" by name); the variables are {listed(names)}. Name its parameters after them:"
                f" lambda {', '.join(names)}: …"
            )
    return tuple(name for name in names if name in wanted)


def number(value: Any) -> Any:
    """Return what a function may give for its expectation: a number, a Tensor or an array.

    >>> number(np.float64(0.5)), number(3)
    (0.5, 3)
    """
    if isinstance(value, Node) or rational(value):
        return value
    array = np.asarray(value)
    if array.dtype.kind == "O" and array.size and all(rational(each) for each in array.flat):
        return array
    if array.dtype.kind not in "fiub" or np.any(np.isnan(array)):
        raise TypeError("a number, or an array of them")
    return array if array.ndim else float(array)


def truth(value: Any) -> bool:
    """Return what a function may give for an event: whether it happens.

    >>> truth(np.True_)
    True
    """
    if not isinstance(value, bool | np.bool_):
        raise TypeError("True or False")
    return bool(value)


def on_table(
    f: Callable[..., Any],
    labels: Sequence[tuple[str, tuple[Any, ...]]],
    possible: Any,
    convert: Callable[[Any], Any] = number,
    what: str = "the function",
) -> Any:
    """Return f at each combination of labels, as an array with one axis a variable.

    ``possible`` is a boolean array over the combinations; where it is False the value is 0, and f
    is not asked.  ``convert`` refuses a result by a TypeError that says what was expected.

    >>> on_table(lambda x: 1 / x, [("x", (0, 2))], np.array([False, True]))
    array([0. , 0.5])
    """
    results: list[Any] = []
    for index in np.ndindex(possible.shape):
        if not possible[index]:
            results.append(None)
            continue
        here = {name: own[i] for (name, own), i in zip(labels, index, strict=True)}
        value = f(**here)
        try:
            results.append(convert(value))
        except TypeError as error:
            where = f" at {equals(here)}" if here else ""
            raise ProbabilityError(f"{what} gives {value!r}{where}; expected {error}.") from error
    lengths = {np.shape(each) for each in results if each is not None}
    if len(lengths) > 1:
        raise ProbabilityError(
            f"{what} gives arrays of the shapes {listed(sorted(lengths))}; expected the same"
            " shape everywhere."
        )
    shape = lengths.pop() if lengths else ()
    zero = np.zeros(shape, dtype=int) if shape else 0
    table = alike([zero if each is None else each for each in results])
    return np.reshape(table, (*possible.shape, *np.shape(table)[1:]))


def on_grid(
    f: Callable[..., Any], points: dict[str, Any], what: str = "the function", event: bool = False
) -> Any:
    """Return f on the grid of points, with one axis a variable; booleans for an ``event``.

    f is called once, with arrays that broadcast against each other.

    >>> on_grid(lambda x, y: x + y, {"x": np.array([1.0, 2.0]), "y": np.array([0.0, 10.0])})
    array([[ 1., 11.],
           [ 2., 12.]])
    """
    shape = tuple(len(own) for own in points.values())
    spread = dict(zip(points, np.ix_(*points.values()), strict=True)) if points else {}
    try:
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            values = f(**spread)
    except (TypeError, ValueError) as error:
        raise ProbabilityError(
            f"{what} cannot be computed for arrays ({error}). It is called once, with the whole"
            " grid: use NumPy's functions (np.exp, & instead of and, np.where instead of if), or"
            " np.vectorize it."
        ) from error
    if isinstance(values, Node):
        raise ProbabilityError(
            f"{what} gives a Tensor; densities on a grid are plain numbers (Joint takes Tensors)."
        )
    array = np.asarray(values)
    if array.dtype.kind not in ("b" if event else "fiub"):
        expected = "True or False for each point" if event else "real numbers"
        raise ProbabilityError(f"{what} gives {array.dtype} values; expected {expected}.")
    try:
        return np.broadcast_to(array if event else array.astype(float), shape)
    except ValueError as error:
        raise ProbabilityError(
            f"{what} gives an array of shape {array.shape} on a grid of shape {shape}; expected one"
            " number for each point."
        ) from error
