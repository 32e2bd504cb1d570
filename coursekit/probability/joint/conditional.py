"""Conditional tables p(of | given): a row for each value of what is given, with sum 1."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from coursekit.autodiff.tape import raw
from coursekit.probability.errors import ProbabilityError
from coursekit.probability.joint.axes import (
    Label,
    Labels,
    checked_labels,
    checked_names,
    equals,
    several,
)
from coursekit.probability.joint.counting import shares_of_counts, shares_of_weights
from coursekit.probability.joint.display import html, text
from coursekit.probability.joint.entries import entries, not_one, plain, shown
from coursekit.probability.joint.factor import Factor, multiply
from coursekit.probability.joint.layout import conditional_sheet

if TYPE_CHECKING:
    from coursekit.probability.joint.table import Joint

__all__ = ["Conditional"]


@dataclass(frozen=True, eq=False, repr=False)
class Conditional(Factor):
    """A conditional table p(of | given); multiplied by p(given) it is a joint table.

    ``table``: first the axes of ``given``, then those of ``of``, so that each row sums to 1; whole
    numbers and Fractions stay exact, a Tensor stays differentiable.  ``of`` and ``given``: the
    names of variables, one or a tuple.  ``labels``: a dict of name to labels, or a tuple in the
    order of the axes.  Raises ProbabilityError for wrong shapes, entries below 0 and rows that do
    not sum to 1.  Source: S2, "Sum & Product Rules".

    >>> from fractions import Fraction as F
    >>> likelihood = Conditional(
    ...     [[F(2, 5), F(3, 5)], [F(4, 5), F(1, 5)]],
    ...     of="fruit",
    ...     given="carton",
    ...     labels={"carton": ("c1", "c2"), "fruit": ("banana", "apple")},
    ... )
    >>> print(likelihood)
    p(fruit | carton)
            fruit
    carton  banana  apple  sum
    ──────────────────────────
    c1         2/5    3/5    1
    c2         4/5    1/5    1
    """

    table: Any
    of: Any
    given: Any
    labels: Any = None
    names: tuple[str, ...] = field(init=False)
    defined: Any = field(init=False)
    observed: tuple[tuple[str, Label], ...] = field(init=False, default=())

    def __post_init__(self) -> None:
        of, given = _sides(self.of, self.given)
        table = entries(self.table, "Conditional: table")
        names = checked_names(given + of, np.shape(table))
        labels = checked_labels(self.labels, names, np.shape(table))
        self._set(table, of, given, labels, np.ones(np.shape(table)[: len(given)], bool), ())
        _need_rows(self)

    def _set(
        self,
        table: Any,
        of: tuple[str, ...],
        given: tuple[str, ...],
        labels: Labels,
        defined: Any,
        observed: tuple[tuple[str, Label], ...],
    ) -> None:
        if isinstance(table, np.ndarray):
            table.flags.writeable = False
        own: dict[str, Any] = {"table": table, "of": of, "given": given, "names": given + of}
        own |= {"labels": {name: labels[name] for name in given + of}}
        own |= {"defined": defined, "observed": observed}
        for name, value in own.items():
            object.__setattr__(self, name, value)

    @classmethod
    def _trusted(
        cls,
        table: Any,
        of: tuple[str, ...],
        given: tuple[str, ...],
        labels: Labels,
        defined: Any,
        observed: tuple[tuple[str, Label], ...] = (),
    ) -> Conditional:
        """Return what was computed from checked tables: rounding adds up, nothing else can."""
        conditional = object.__new__(cls)
        conditional._set(table, of, given, labels, defined, observed)
        return conditional

    @classmethod
    def from_counts(
        cls, counts: Any, of: Any, given: Any, labels: Any = None, *, exact: bool = True
    ) -> Conditional:
        """Return the shares of counts in each row: Fractions, or floats if not ``exact``.

        >>> Conditional.from_counts([[3, 1], [0, 2]], of="y", given="x").prob(y=0, x=0)
        Fraction(3, 4)
        """
        sides = _sides(of, given)
        table = shares_of_counts(counts, "Conditional.from_counts: counts", len(sides[1]), exact)
        return cls(table, sides[0], sides[1], labels)

    @classmethod
    def from_weights(cls, weights: Any, of: Any, given: Any, labels: Any = None) -> Conditional:
        """Return weights of 0 or more, divided by the sum of their row.

        >>> Conditional.from_weights([[0.5, 1.5]], of="y", given="x").table
        array([[0.25, 0.75]])
        """
        sides = _sides(of, given)
        table = shares_of_weights(weights, "Conditional.from_weights: weights", len(sides[1]))
        return cls(table, sides[0], sides[1], labels)

    @property
    def _of(self) -> tuple[str, ...]:
        return tuple(self.of)

    @property
    def _given(self) -> tuple[str, ...]:
        return tuple(self.given)

    @property
    def _defined(self) -> Any:
        return self.defined

    def prob(self, /, **values: Any) -> Any:
        """Return p of some values given others: every given variable needs its value.

        >>> Conditional([[0.25, 0.75], [1, 0]], of="y", given="x").prob(y=1, x=0)
        0.75
        """
        places = self._places(values)
        self._need_given(values)
        return plain(np.sum(self.table[places]))

    def row(self, /, **values: Any) -> Joint:
        """Return the distribution of ``of`` for values of all given variables.

        >>> Conditional([[0.25, 0.75], [1, 0]], of="y", given="x").row(x=0)
        p(y | x=0)
        y       p
        ─────────
        0    0.25
        1    0.75
        ─────────
        sum     1
        """
        from coursekit.probability.joint.table import Joint

        extra = [name for name in values if name in self.of]
        if extra:
            raise ProbabilityError(
                f"{self.title} has a row for each value of {', '.join(self.given)}, and was given"
                f" one of {', '.join(extra)}. For a single entry there is prob({equals(values)})."
            )
        places = self._places(values)
        self._need_given(values)
        return Joint._trusted(
            self.table[places], self._of, self.labels, (*self.observed, *self._spelt(values))
        )

    def _need_given(self, values: dict[str, Any]) -> None:
        missing = [name for name in self.given if name not in values]
        if missing:
            raise ProbabilityError(
                f"{self.title} needs a value of {', '.join(missing)}; without one there is no row"
                " to look in. To average over it, multiply by its distribution first."
            )
        if not self.defined[self._places(values)[: len(self.given)]]:
            here = equals({name: values[name] for name in self.given})
            raise ProbabilityError(
                f"{self.title} has no row for {here}: that had probability 0 in the joint table, so"
                " nothing can be conditioned on it."
            )

    def rename(self, /, **names: str) -> Conditional:
        """Return the same table about variables of other names: old=new.

        >>> Conditional([[0.25, 0.75]], of="y", given="x").rename(y="z").title
        'p(z | x)'
        """
        new = self._renamed(names)
        return Conditional._trusted(
            self.table,
            tuple(new[name] for name in self.of),
            tuple(new[name] for name in self.given),
            {new[name]: own for name, own in self.labels.items()},
            self.defined,
            self.observed,
        )

    def __mul__(self, other: Any) -> Conditional:
        # p(b | a) p(a) is a joint table, and `Joint` takes it from here.
        if not isinstance(other, Conditional):
            return NotImplemented
        return Conditional._trusted(*multiply(self, other))

    def __repr__(self) -> str:
        return text(conditional_sheet(self))

    def _repr_html_(self) -> str:
        return html(conditional_sheet(self))


def _sides(of: str | Iterable[str], given: str | Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Return the names on both sides of the bar, at least one each."""
    sides = several(of), several(given)
    if not all(sides):
        raise ProbabilityError(
            f"Conditional: of is {of!r} and given is {given!r}; expected a name or more in each."
            " With nothing given it is a Joint."
        )
    return sides


def _need_rows(conditional: Conditional) -> None:
    """Raise for the first row that does not sum to 1."""
    table = raw(conditional.table)
    given = len(conditional.given)
    sums = np.asarray(np.sum(table, axis=tuple(range(given, np.ndim(table)))))
    wrong = np.argwhere(not_one(sums, table))
    if wrong.size:
        index = tuple(wrong[0])
        here = {
            name: conditional.labels[name][i]
            for name, i in zip(conditional.given, index, strict=True)
        }
        raise ProbabilityError(
            f"the row {equals(here)} of {conditional.title} sums to {shown(sums[index], 10)};"
            f" expected 1. {_cure(conditional)}"
        )


def _cure(conditional: Conditional) -> str:
    """Say what to do about rows that do not sum to 1: a transposed table is the usual reason."""
    table = raw(conditional.table)
    given = len(conditional.given)
    columns = np.sum(table, axis=tuple(range(given)))
    if not np.any(not_one(columns, table)):
        return (
            "Its columns do: the axes of what is given come first, so transpose the table (or is it"
            f" p({', '.join(conditional.given)} | {', '.join(conditional.of)})?)."
        )
    if not not_one(np.sum(table), table):
        return "The whole table does: it is a joint table, and Joint(…).conditional splits it."
    return "For counts there is Conditional.from_counts, for weights Conditional.from_weights."
