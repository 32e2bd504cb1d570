"""What joint and conditional tables share: named axes, labels, and the product rule."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from coursekit.autodiff.tape import raw
from coursekit.probability.errors import ProbabilityError
from coursekit.probability.joint.axes import Label, Labels, checked_names, equals, known, position
from coursekit.probability.joint.entries import common, is_exact
from coursekit.probability.joint.moments import spread_over

__all__ = ["Factor", "Product", "multiply"]


class Product(NamedTuple):
    """What a product of two factors is made of."""

    table: Any
    of: tuple[str, ...]
    given: tuple[str, ...]
    labels: Labels
    defined: Any
    observed: tuple[tuple[str, Label], ...]


class Factor(ABC):
    """A table of p(of | given); its axes are ``names``: first ``given``, then ``of``.

    A joint table is the factor with nothing given.
    """

    table: Any
    names: tuple[str, ...]
    labels: Labels
    observed: tuple[tuple[str, Label], ...]

    @property
    @abstractmethod
    def _of(self) -> tuple[str, ...]:
        """What the factor is about."""

    @property
    @abstractmethod
    def _given(self) -> tuple[str, ...]:
        """What it conditions on."""

    @property
    @abstractmethod
    def _defined(self) -> Any:
        """For which values of what is given there is a row: a boolean array."""

    @property
    def shape(self) -> tuple[int, ...]:
        """How many values each variable has, in the order of ``names``."""
        return tuple(np.shape(self.table))

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        """Return the table as floats, for plots and NumPy; a copy, for the table is read-only."""
        if copy is False:
            raise ValueError(f"{self.title} cannot be an array without a copy.")
        return np.array(raw(self.table), dtype=float if dtype is None else dtype)

    @property
    def exact(self) -> bool:
        """Whether the probabilities are Fractions."""
        return is_exact(self.table)

    @property
    def title(self) -> str:
        """The factor as it is written: p(fruit | carton)."""
        conditions = [*self._given, *([equals(self.observed)] if self.observed else [])]
        behind = f" | {', '.join(conditions)}" if conditions else ""
        return f"p({', '.join(self._of)}{behind})"

    def _renamed(self, changes: Mapping[str, str]) -> dict[str, str]:
        """Return the new name of each variable; raise for unknown and for equal names."""
        for name in changes:
            known(name, self.names)
        new = [changes.get(name, name) for name in self.names]
        return dict(zip(self.names, checked_names(new, self.shape), strict=True))

    def _spelt(self, values: Mapping[str, Any]) -> tuple[tuple[str, Label], ...]:
        """Return values as their labels are spelt: 1 where 1.0 or True was asked for."""
        return tuple(
            (name, self.labels[name][position(self.labels, name, value)])
            for name, value in values.items()
        )

    def _places(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """Return an index of the table: a place for each variable in ``values``, else all."""
        for name in values:
            known(name, self.names)
        return tuple(
            position(self.labels, name, values[name]) if name in values else slice(None)
            for name in self.names
        )


def multiply(left: Factor, right: Factor) -> Product:
    """Return the product of two factors by the product rule, in either order.

    One of them must condition only on variables that the other has, and be about new ones.  Two
    joint tables are multiplied as independent.  Source: S2, "Sum & Product Rules".
    """
    if _follows(right, left):
        first, second = left, right
    elif _follows(left, right):
        first, second = right, left
    else:
        raise ProbabilityError(_why_not(left, right))
    names = first.names + second._of
    second_table, second_defined = _in_order_of(first, second)
    one, other = common(first.table, second_table)
    undefined = spread_over(~second_defined, second._given, names)
    here = spread_over(np.asarray(raw(one)) > 0, first.names, names)
    if np.any(undefined & here):
        where = np.argwhere(undefined & here)[0]
        values = {name: first.labels[name][where[names.index(name)]] for name in second._given}
        raise ProbabilityError(
            f"{second.title} has no row for {equals(values)} (it came from a table where that has"
            f" probability 0), but {first.title} says that it can occur."
        )
    table = spread_over(one, first.names, names) * spread_over(other, second.names, names)
    return Product(
        table,
        first._of + second._of,
        first._given,
        {**first.labels, **{name: second.labels[name] for name in second._of}},
        first._defined,
        first.observed + second.observed,
    )


def _follows(second: Factor, first: Factor) -> bool:
    """Return whether ``second`` conditions on what ``first`` has, and is about new variables."""
    if not second._given and first._given:
        return False  # p(a) does not follow p(b | c): nothing says that they are independent
    return set(second._given) <= set(first.names) and not set(second._of) & set(first.names)


def _why_not(left: Factor, right: Factor) -> str:
    """Say why the product rule does not apply."""
    chain = (
        "Each factor of a chain is about new variables and conditions on earlier ones:"
        " p(a) * p(b | a) * p(c | a, b)."
    )
    both = [name for name in left._of if name in right._of]
    if both:
        return f"{left.title} and {right.title} are both about {', '.join(both)}. {chain}"
    for later, earlier in ((right, left), (left, right)):
        missing = [name for name in later._given if name not in earlier.names]
        if missing and not set(earlier._given) & set(later._of):
            return (
                f"{later.title} conditions on {', '.join(missing)}, which {earlier.title} does not"
                f" have. {chain}"
            )
    return f"{left.title} and {right.title} each condition on the other. {chain}"


def _in_order_of(first: Factor, second: Factor) -> tuple[Any, Any]:
    """Return ``second`` (table, defined) with shared variables' labels in the first's order."""
    table, defined = second.table, second._defined
    for axis, name in enumerate(second._given):
        if first.labels[name] == second.labels[name]:
            continue
        if set(first.labels[name]) != set(second.labels[name]):
            raise ProbabilityError(
                f"{name} has the labels {first.labels[name]} in {first.title}, but"
                f" {second.labels[name]} in {second.title}. Give both the same labels:"
                f" labels={{{name!r}: {first.labels[name]}}}."
            )
        order = [second.labels[name].index(label) for label in first.labels[name]]
        there = (*[slice(None)] * axis, order)
        table, defined = table[there], defined[there]
    return table, defined
