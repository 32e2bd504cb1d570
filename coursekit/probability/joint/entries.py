"""The numbers in a table: exact fractions, floats or a Tensor; checked, never repaired."""

from __future__ import annotations

import math
from fractions import Fraction
from numbers import Integral, Rational
from typing import Any

import numpy as np

from coursekit.autodiff.tape import Node, raw
from coursekit.probability.errors import ProbabilityError
from coursekit.probability.validation import need, real, sum_tolerance

__all__ = [
    "alike",
    "as_fraction",
    "common",
    "entries",
    "is_exact",
    "not_one",
    "plain",
    "rational",
    "shown",
]

_LONGEST_FRACTION = 13  # characters, beyond which a decimal says more


def rational(value: Any) -> bool:
    """Return whether a number is exact: a whole number, a truth value or a Fraction.

    >>> rational(Fraction(1, 3)), rational(2), rational(0.5)
    (True, True, False)
    """
    return isinstance(value, Rational | np.bool_)


def as_fraction(value: Any) -> Fraction:
    """Return an exact number as a Fraction of Python's own integers, which never overflow.

    >>> as_fraction(np.int64(3))
    Fraction(3, 1)
    """
    return Fraction(int(value)) if isinstance(value, Integral | np.bool_) else Fraction(value)


_as_fractions = np.frompyfunc(as_fraction, 1, 1)


def _exact(value: Any) -> Any:
    """Return exact numbers as an array of Fractions, and None for all others."""
    if isinstance(value, Node):
        return None
    try:
        array = np.array(value)
    except ValueError:  # rows of unequal length
        return None
    if array.dtype.kind in "iub" or (
        array.dtype.kind == "O" and all(rational(each) for each in array.flat)
    ):
        return np.asarray(_as_fractions(array))
    return None


def entries(value: Any, what: str) -> Any:
    """Return numbers of 0 or more as a table of one axis or more.

    Whole numbers and Fractions become a read-only array of Fractions; one float among them makes
    all of them floats, as in Python's arithmetic; a Tensor stays as it is.

    >>> entries([Fraction(1, 2), 0], "table")
    array([Fraction(1, 2), Fraction(0, 1)], dtype=object)
    """
    table = _exact(value)
    if table is None:
        table = real(value, what)
    if not np.ndim(table) or not np.size(table):
        raise ProbabilityError(
            f"{what} has shape {np.shape(table)}; expected one axis or more, each with an entry."
        )
    need(raw(table) >= 0, raw(table), what, "numbers of 0 or more")
    if isinstance(table, np.ndarray):
        table.flags.writeable = False
    return table


def is_exact(table: Any) -> bool:
    """Return whether a table is made of Fractions.

    >>> is_exact(entries([1, 0], "table")), is_exact(np.ones(2))
    (True, False)
    """
    return isinstance(table, np.ndarray) and table.dtype.kind == "O"


def common(*tables: Any) -> tuple[Any, ...]:
    """Return tables that can be multiplied: exact ones become floats unless all are exact.

    >>> common(entries([1, 0], "table"), np.ones(2))
    (array([1., 0.]), array([1., 1.]))
    """
    if all(is_exact(table) for table in tables):
        return tables
    return tuple(table.astype(float) if is_exact(table) else table for table in tables)


def not_one(totals: Any, table: Any) -> Any:
    """Return whether sums miss 1: at all if exact, else by more than rounding explains.

    >>> not_one(np.array([1 - 1e-12, 1.1]), np.ones(1))
    array([False,  True])
    """
    if is_exact(table):
        return np.asarray(totals != 1, bool)
    return np.absolute(np.asarray(totals) - 1) > sum_tolerance(np.asarray(raw(table)))


def plain(value: Any) -> Any:
    """Return a Fraction, a float, an array or a Tensor: never a NumPy scalar.

    >>> plain(np.float64(0.5)), plain(Fraction(1, 2))
    (0.5, Fraction(1, 2))
    """
    if isinstance(value, np.generic):
        return float(value)
    if isinstance(value, np.ndarray) and not value.ndim:
        return plain(value[()])
    if rational(value):
        return as_fraction(value)
    return value


def alike(values: list[Any]) -> Any:
    """Return numbers (or Tensors, or arrays of one shape) stacked, exact if all of them are.

    >>> alike([1, Fraction(1, 2)]).tolist(), alike([1, 0.5]).tolist()
    ([Fraction(1, 1), Fraction(1, 2)], [1.0, 0.5])
    """
    if any(isinstance(value, Node) for value in values):
        return np.stack(values)
    exact = _exact(values)
    return np.array(values).astype(float) if exact is None else exact


def shown(value: Any, digits: int = 4) -> str:
    """Return a probability as it stands in a table: 1/3, or a decimal.

    >>> shown(Fraction(1, 3)), shown(0.123456), shown(1.0)
    ('1/3', '0.1235', '1')
    """
    value = raw(value)
    if rational(value):
        exact = str(as_fraction(value))
        return exact if len(exact) <= _LONGEST_FRACTION else f"{float(value):.{digits}g}"
    number = float(value)
    short = f"{number:.{digits}g}"
    # A sum that differs from 1 must be seen to differ.
    return short if float(short) != 1 or math.isclose(number, 1, abs_tol=1e-9) else repr(number)
