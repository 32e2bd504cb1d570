"""Tables that elimination multiplies, sums and picks from; they need not sum to anything."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import reduce
from typing import Any, NamedTuple

import numpy as np

from coursekit.autodiff.tape import raw
from coursekit.probability.distributions.discrete import log_of
from coursekit.probability.joint.entries import plain
from coursekit.probability.joint.moments import spread_over

__all__ = ["Potential", "logarithm", "multiply", "pick", "sum_out"]


_SMALL = 2.0**-256  # the product of two tables with such entries is still a float


class Potential(NamedTuple):
    """A table of numbers of 0 or more, an axis for each name, times 2 to the ``exponent``.

    The exponent keeps products of thousands of probabilities from vanishing, without rounding.
    """

    names: tuple[str, ...]
    table: Any
    exponent: int = 0


def _scaled(names: tuple[str, ...], table: Any, exponent: int) -> Potential:
    """Bring the largest entry to between ½ and 1 if it has become small; Fractions can be small."""
    values = np.asarray(raw(table))
    largest = values.max(initial=0) if values.dtype.kind == "f" else 0
    if 0 < largest < _SMALL:
        power = int(np.frexp(largest)[1])
        half = power // 2  # 2 to the power itself may be too small for a float
        table = table * 2.0**-half * 2.0 ** (half - power)
        exponent += power
    return Potential(names, table, exponent)


def _product(one: Potential, two: Potential) -> Potential:
    names = tuple(dict.fromkeys(one.names + two.names))
    table = spread_over(one.table, one.names, names) * spread_over(two.table, two.names, names)
    return _scaled(names, table, one.exponent + two.exponent)


def multiply(potentials: Iterable[Potential]) -> Potential:
    """Return the product, entry by entry, over the names of all; small tables first.

    >>> a = Potential(("a",), np.array([0.5, 1.0]))
    >>> multiply([a, Potential(("b",), np.array([1.0, 0.5]))]).table
    array([[0.5 , 0.25], [1. , 0.5 ]])
    """
    ordered = sorted(potentials, key=lambda one: np.size(raw(one.table)))
    return reduce(_product, ordered) if ordered else Potential((), np.array(1))


def sum_out(potential: Potential, name: str) -> Potential:
    """Return the sum over the values of one variable.

    >>> sum_out(Potential(("a", "b"), np.array([[0.25, 0.5], [0.25, 0.0]])), "a").table
    array([0.5, 0.5])
    """
    axis = potential.names.index(name)
    names = potential.names[:axis] + potential.names[axis + 1 :]
    return Potential(names, np.sum(potential.table, axis=axis), potential.exponent)


def pick(potential: Potential, places: Mapping[str, int]) -> Potential:
    """Return the part of the table where the named variables are at these places.

    >>> pick(Potential(("a", "b"), np.array([[0.25, 0.5], [0.25, 0.0]])), {"a": 1})
    Potential(names=('b',), table=array([0.25, 0. ]), exponent=0)
    """
    index = tuple(places.get(name, slice(None)) for name in potential.names)
    left = tuple(name for name in potential.names if name not in places)
    return Potential(left, potential.table[index], potential.exponent)


def logarithm(probability: Any) -> Any:
    """Return the logarithm of floats, Fractions or a Tensor; −∞ of 0.

    A Fraction may be too small for a float; its logarithm is not.

    >>> from fractions import Fraction
    >>> round(logarithm(Fraction(1, 10**400)), 6)
    -921.034037
    """
    values = np.asarray(raw(probability))
    if values.dtype.kind == "O":
        return plain(np.asarray(_log_of_fraction(values)).astype(float))
    return plain(log_of(probability))


_log_of_fraction = np.frompyfunc(
    lambda p: math.log(p.numerator) - math.log(p.denominator) if p else -math.inf, 1, 1
)
