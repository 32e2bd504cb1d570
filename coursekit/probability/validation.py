"""What may be a parameter, a probability, a source of chance or a unit; nothing is repaired.

Three things can be wrong with probabilities, and each has a message of its own: the shape, the
range (with the offending value and its index) and the sum.  Tensors pass through, so that
gradients flow; only their values are looked at.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from coursekit.autodiff.tape import Node, raw
from coursekit.probability.errors import ProbabilityError

__all__ = [
    "axis_sums_to_one",
    "generator",
    "in_unit",
    "need",
    "plain_numbers",
    "positive",
    "probabilities",
    "probability",
    "real",
    "sum_tolerance",
    "whole",
]


def real(value: Any, name: str) -> Any:
    """Return a number as a float, an array as a read-only copy of floats, a Tensor as it is.

    Raises ProbabilityError for what is not made of finite real numbers.

    >>> real([1, 2], "mean"), real(3, "mean")
    (array([1., 2.]), 3.0)
    """
    if isinstance(value, Node):
        need(np.isfinite(raw(value)), value, name, "finite numbers")
        return value
    array = np.array(plain_numbers(value, name))
    need(np.isfinite(array), array, name, "finite numbers")
    if not array.ndim:
        return float(array) if array.dtype == np.float64 else array[()]
    array.flags.writeable = False
    return array


def plain_numbers(value: Any, name: str) -> Any:
    """Return real numbers as an array of floats, not copied if it is one; nan and ∞ are let in.

    Raises ProbabilityError for what is not made of real numbers, and for masked entries, which
    NumPy would take for the number behind the mask.

    >>> from fractions import Fraction
    >>> plain_numbers([Fraction(1, 2), 3], "value")
    array([0.5, 3. ])
    """
    if np.ma.is_masked(value):
        raise ProbabilityError(f"{name} has masked entries. Leave them out: data.compressed().")
    try:
        array = np.asarray(value)
    except ValueError as error:
        raise ProbabilityError(
            f"{name} is not an array of numbers: the rows of {_short(value)} differ in length. Give"
            " a real number, or rows of equal length."
        ) from error
    if array.dtype.kind == "O":  # fractions.Fraction and decimal.Decimal are numbers too
        if any(each is None for each in array.flat):  # NumPy makes a nan of it
            raise _not_numbers(name, value)
        try:
            return array.astype(float)
        except (TypeError, ValueError, OverflowError) as error:
            raise _not_numbers(name, value) from error
    if array.dtype.kind not in "fiub":
        raise _not_numbers(name, value)
    return array.astype(
        np.result_type(array.dtype, np.float32 if array.dtype.kind == "f" else float), copy=False
    )


def _not_numbers(name: str, value: Any) -> ProbabilityError:
    return ProbabilityError(
        f"{name} is {_short(value)}; expected a real number or an array of them."
    )


def _short(value: Any) -> str:
    text = repr(value).replace("\n", " ")
    return text if len(text) <= 60 else text[:57] + "…"


def need(holds: Any, value: Any, name: str, expected: str, cure: str = "") -> None:
    """Raise with the first offending value and its index unless ``holds`` is true everywhere.

    >>> try:
    ...     need(np.array([True, False]), np.array([1.0, -2.0]), "rate", "numbers above 0")
    ... except ProbabilityError as error:
    ...     print(error)
    rate is -2 at index 1; expected numbers above 0.
    """
    if np.all(holds):
        return
    values = np.asarray(raw(value))
    wrong = np.argwhere(~np.broadcast_to(holds, values.shape))[0]
    offender = values[tuple(wrong)]
    where = ""
    if wrong.size:
        index = int(wrong[0]) if wrong.size == 1 else tuple(int(i) for i in wrong)
        where = f" at index {index}"
    shown = f"{offender:g}" if values.dtype.kind in "fiu" else str(offender)
    raise ProbabilityError(f"{name} is {shown}{where}; expected {expected}.{cure and ' ' + cure}")


def positive(value: Any, name: str) -> Any:
    """Return `real`, and raise unless it is above 0 everywhere.

    >>> positive(2, "rate")
    2.0
    """
    value = real(value, name)
    need(np.greater(raw(value), 0), value, name, "numbers above 0")
    return value


_LAST_EXACT = 2.0**53


def whole(value: Any, name: str, least: int = 0) -> Any:
    """Return whole numbers (an int, or a read-only array of them) that are ``least`` or more.

    >>> whole(3.0, "n")
    3
    """
    if isinstance(value, Node):
        value = raw(value)  # there is no derivative by a whole number
    array = np.asarray(raw(real(value, name)))
    need(
        np.equal(array, np.floor(array)) & np.greater_equal(array, least),
        array,
        name,
        f"whole numbers, {least} or more",
    )
    need(np.less_equal(array, _LAST_EXACT), array, name, "whole numbers up to 2⁵³, exact as floats")
    array = array.astype(np.int64)
    if not array.ndim:
        return int(array)
    array.flags.writeable = False
    return array


def probability(value: Any, name: str) -> Any:
    """Return `real`, and raise unless it lies in [0, 1] everywhere.

    >>> probability(0.5, "p")
    0.5
    """
    value = real(value, name)
    plain = raw(value)
    need(
        np.greater_equal(plain, 0) & np.less_equal(plain, 1),
        value,
        name,
        "probabilities, between 0 and 1",
    )
    return value


def sum_tolerance(array: Any) -> float:
    """Return by how much a sum of probabilities of this precision may miss 1.

    >>> sum_tolerance(np.ones(3)) == 1e-9
    True
    """
    precision = np.finfo(array.dtype).eps if array.dtype.kind == "f" else np.finfo(float).eps
    return max(1e-9, 64 * float(precision))


def axis_sums_to_one(array: Any, name: str, axis: int | None = -1, cure: str = "") -> None:
    """Raise unless plain ``array`` sums to 1 along ``axis`` (None: altogether); say the sum.

    >>> try:
    ...     axis_sums_to_one(np.array([0.5, 0.6]), "p")
    ... except ProbabilityError as error:
    ...     print(error)
    p sum to 1.1; expected 1.
    """
    sums = np.asarray(np.sum(array, axis=axis))
    wrong = np.argwhere(np.absolute(sums - 1) > sum_tolerance(np.asarray(array)))
    if not wrong.size and not (
        not sums.ndim and abs(float(sums) - 1) > sum_tolerance(np.asarray(array))
    ):
        return
    index = tuple(int(i) for i in wrong[0]) if sums.ndim else ()
    where = f" at index {index[0] if len(index) == 1 else index}" if index else ""
    raise ProbabilityError(
        f"{name} sum to {_digits(float(sums[index]))}{where}; expected 1.{cure and ' ' + cure}"
    )


def _digits(total: float) -> str:
    """Print a sum so that it is seen to differ from 1."""
    short = f"{total:.6g}"
    return short if float(short) != 1 else repr(total)


def probabilities(value: Any, name: str, cure: str = "") -> Any:
    """Return probabilities that sum to 1 along the last axis; raise unless they do.

    Shape, range and sum have messages of their own, in this order.

    >>> probabilities([0.25, 0.75], "p")
    array([0.25, 0.75])
    """
    value = real(value, name)
    plain = np.asarray(raw(value))
    if not plain.ndim or not plain.size:
        raise ProbabilityError(
            f"{name} has shape {plain.shape}; expected at least one axis with one or more entries."
        )
    need(
        np.greater_equal(plain, 0),
        plain,
        name,
        "probabilities, 0 or more",
    )
    axis_sums_to_one(plain, name, -1, cure)
    return value


def generator(rng: Any) -> np.random.Generator:
    """Return a source of chance from a seed or a Generator; there is no hidden global one.

    >>> float(generator(0).random()) == float(np.random.default_rng(0).random())
    True
    """
    if isinstance(rng, np.random.Generator):
        return rng
    if isinstance(rng, bool) or not isinstance(rng, int | np.integer | np.random.SeedSequence):
        raise ProbabilityError(
            f"rng is {_short(rng)}; expected a seed (a whole number) or a"
            " np.random.Generator: rng=0, or rng=np.random.default_rng(0)."
        )
    if isinstance(rng, int | np.integer) and rng < 0:
        raise ProbabilityError(f"rng is {rng}; expected a seed of 0 or more.")
    return np.random.default_rng(rng)


_UNITS = {"nats": 1.0, "bits": 1 / math.log(2)}


def in_unit(nats: Any, unit: str) -> Any:
    """Return information given in nats in the unit "nats" or "bits".

    >>> round(in_unit(math.log(8), "bits"), 12)
    3.0
    """
    if unit not in _UNITS:
        raise ProbabilityError(f'unit is {unit!r}; expected "nats" (logarithm e) or "bits" (2).')
    return nats if unit == "nats" else nats * _UNITS[unit]
