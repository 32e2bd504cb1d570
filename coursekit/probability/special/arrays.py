"""How the special functions meet arrays: in double precision, block by block, without warnings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from coursekit.autodiff import primitive
from coursekit.probability.errors import ProbabilityError

__all__ = ["as_floats", "elementwise", "horner", "over_blocks"]

# Numbers in a block: small enough for a dozen intermediate blocks to stay in the cache.
_BLOCK = 8192


def as_floats(value: Any, name: str) -> Any:
    """Return an array of floats; raise ProbabilityError if the value is not real numbers.

    >>> as_floats([1, 2], "x")
    array([1., 2.])
    """
    try:
        array = np.asarray(value)
        if array.dtype.kind == "O":  # fractions and decimals; NumPy would take None for nan
            array = np.asarray(np.frompyfunc(float, 1, 1)(array))
        if array.dtype.kind in "iubO":
            array = array.astype(np.float64)
    except (TypeError, ValueError) as error:
        raise ProbabilityError(
            f"{name} was given {value!r}; expected a real number or an array of them."
        ) from error
    if array.dtype.kind != "f":
        raise ProbabilityError(
            f"{name} was given an array of {array.dtype}; expected real numbers."
        )
    return array


def _precision(values: Sequence[Any], arrays: Sequence[Any]) -> Any:
    """Return the type of the result; as in NumPy, Python's own numbers have no say in it."""
    kinds = [
        array.dtype
        for value, array in zip(values, arrays, strict=True)
        if type(value) not in (bool, int, float)
    ]
    return np.result_type(np.float32, *kinds) if kinds else np.dtype(np.float64)


def _need_common_shape(arrays: Sequence[Any], name: str) -> None:
    try:
        np.broadcast_shapes(*[array.shape for array in arrays])
    except ValueError as error:
        shapes = ", ".join(str(array.shape) for array in arrays)
        raise ProbabilityError(
            f"{name} was given arrays of shapes {shapes}; expected shapes that broadcast."
        ) from error


def over_blocks(name: str, kernel: Callable[..., Any], block: int = _BLOCK) -> Callable[..., Any]:
    """Return a function of numbers and arrays from one of blocks.

    ``kernel`` takes arrays of float64 of one axis and one length, and must not write to them; it
    returns an array of that length.  The arguments of the function returned are broadcast; the
    result has their precision, float64 for whole numbers.

    >>> half = over_blocks("half", lambda x: 0.5 * x)
    >>> half([[1, 2], [3, 4]]).tolist(), half(np.ones(2, np.float32)).dtype.name
    ([[0.5, 1.0], [1.5, 2.0]], 'float32')
    """

    def function(*values: Any) -> Any:
        arrays = [as_floats(value, name) for value in values]
        dtype = _precision(values, arrays)
        _need_common_shape(arrays, name)
        access: Any = [*[["readonly"]] * len(arrays), ["writeonly", "allocate"]]
        blocks = np.nditer(
            [*arrays, None],
            ["buffered", "external_loop", "zerosize_ok"],
            access,
            [np.float64] * len(access),
            casting="same_kind",
            buffersize=block,
        )
        with np.errstate(all="ignore"), blocks:
            for *inputs, out in blocks:
                out[...] = kernel(*inputs)
            result = blocks.operands[-1]
        return result.astype(dtype, copy=False)[()]

    function.__name__ = name
    return function


def elementwise(
    name: str, kernel: Callable[..., Any], *vjps: Callable[..., Any] | None, block: int = _BLOCK
) -> Callable[..., Any]:
    """Return `over_blocks` with a gradient rule, as `coursekit.autodiff.primitive` takes it.

    >>> from coursekit.autodiff import grad
    >>> square = elementwise("square", lambda x: x * x, lambda g, y, x: g * 2 * x)
    >>> grad(square)(3.0)
    6.0
    """
    return primitive(*vjps, elementwise=True)(over_blocks(name, kernel, block))


def horner(x: Any, coefficients: Sequence[float]) -> Any:
    """Return the polynomial with these coefficients, the highest first, in as few passes as can be.

    >>> horner(np.array([1.0, 2.0]), (1.0, 0.0, -1.0)).tolist()
    [0.0, 3.0]
    """
    total = coefficients[0] * x
    for coefficient in coefficients[1:-1]:
        total += coefficient
        total *= x
    total += coefficients[-1]
    return total
