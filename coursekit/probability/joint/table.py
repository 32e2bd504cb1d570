"""Joint distributions of discrete variables: tables that answer in the words of mathematics."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from numbers import Real
from typing import Any

import numpy as np

from coursekit.autodiff.tape import Node, raw
from coursekit.probability.errors import ProbabilityError
from coursekit.probability.joint.axes import (
    Label,
    Labels,
    checked_labels,
    checked_names,
    equals,
    known,
    listed,
    several,
)
from coursekit.probability.joint.conditional import Conditional
from coursekit.probability.joint.counting import (
    columns_of_records,
    counted,
    shares_of_counts,
    shares_of_weights,
)
from coursekit.probability.joint.display import html, text
from coursekit.probability.joint.draws import drawn, labelled
from coursekit.probability.joint.entries import alike, entries, not_one, plain, shown
from coursekit.probability.joint.factor import Factor, multiply
from coursekit.probability.joint.functions import number, on_table, parameters, truth
from coursekit.probability.joint.independence import dependence
from coursekit.probability.joint.layout import joint_sheet
from coursekit.probability.joint.moments import Moments, Of, average

__all__ = ["Joint"]


@dataclass(frozen=True, eq=False, repr=False)
class Joint(Factor, Moments):
    """The joint distribution of discrete variables: a table with named axes and labels.

    ``table``: one axis a variable, entries of 0 or more with sum 1.  Whole numbers and Fractions
    are kept exact; a Tensor stays differentiable through marginals, conditionals, products and
    moments.  ``names``: one an axis (or a text, for one variable).  ``labels``: a dict of name to
    labels, or a tuple in the order of the axes; 0, 1, 2, … if not given; variables whose labels
    are numbers have expectations.  Raises ProbabilityError, with different messages, for a wrong
    shape, for entries below 0 or nan, and for a sum that is not 1.  Source: S2, "Bayes' Theorem".

    >>> from fractions import Fraction as F
    >>> joint = Joint(
    ...     [[F(1, 5), F(3, 10)], [F(2, 5), F(1, 10)]],
    ...     names=("carton", "fruit"),
    ...     labels={"carton": ("c1", "c2"), "fruit": ("banana", "apple")},
    ... )
    >>> joint
    p(carton, fruit)
            fruit
    carton  banana  apple  sum
    ──────────────────────────
    c1         1/5   3/10  1/2
    c2         2/5   1/10  1/2
    ──────────────────────────
    sum        3/5    2/5    1
    >>> print(joint.given(fruit="banana").prob(carton="c1"))
    1/3
    """

    table: Any
    names: Any
    labels: Any = None
    observed: tuple[tuple[str, Label], ...] = field(init=False, default=())

    def __post_init__(self) -> None:
        table = entries(self.table, "Joint: table")
        names = checked_names(self.names, np.shape(table))
        labels = checked_labels(self.labels, names, np.shape(table), isinstance(self.names, str))
        self._set(table, names, labels, ())
        total = np.sum(raw(table))
        if not_one(total, table):
            raise ProbabilityError(
                f"Joint: the table of {self.title} sums to {shown(total, 10)}; expected 1."
                " For counts there is Joint.from_counts, for other weights Joint.from_weights."
            )

    def _set(
        self, table: Any, names: tuple[str, ...], labels: Labels, observed: tuple[Any, ...]
    ) -> None:
        if isinstance(table, np.ndarray):
            table.flags.writeable = False
        own = {"table": table, "names": names, "labels": labels, "observed": observed}
        for name, value in own.items():
            object.__setattr__(self, name, value)

    @classmethod
    def _trusted(
        cls, table: Any, names: tuple[str, ...], labels: Labels, observed: tuple[Any, ...] = ()
    ) -> Joint:
        """Return what was computed from checked tables: rounding adds up, nothing else can."""
        joint = object.__new__(cls)
        joint._set(table, names, {name: labels[name] for name in names}, observed)
        return joint

    @classmethod
    def from_counts(
        cls, counts: Any, names: Any, labels: Any = None, *, exact: bool = True
    ) -> Joint:
        """Return the shares of counts in their total: Fractions, or floats if not ``exact``.

        >>> Joint.from_counts([[3, 1], [2, 4]], ("carton", "fruit")).prob(carton=0, fruit=0)
        Fraction(3, 10)
        """
        return cls(shares_of_counts(counts, "Joint.from_counts: counts", 0, exact), names, labels)

    @classmethod
    def from_weights(cls, weights: Any, names: Any, labels: Any = None) -> Joint:
        """Return weights of 0 or more, divided by their sum; exact or a Tensor if they are.

        >>> Joint.from_weights([1.0, 3.0], "x").prob(x=1)
        0.75
        """
        return cls(shares_of_weights(weights, "Joint.from_weights: weights"), names, labels)

    @classmethod
    def from_samples(
        cls,
        samples: Mapping[str, Any],
        labels: Mapping[str, Sequence[Any]] | None = None,
        *,
        exact: bool = True,
    ) -> Joint:
        """Return how often each combination occurs in samples, a dict of name to values.

        Labels are what occurs, sorted, unless given; this undoes `sample`.

        >>> Joint.from_samples({"x": [0, 1, 1], "y": ["a", "a", "b"]}).prob(y="a")
        Fraction(2, 3)
        """
        counts, own = counted(samples, labels)
        return cls.from_counts(counts, tuple(own), own, exact=exact)

    @classmethod
    def from_records(
        cls,
        records: Iterable[Any],
        names: Any = None,
        labels: Mapping[str, Sequence[Any]] | None = None,
        *,
        exact: bool = True,
    ) -> Joint:
        """Return how often each combination occurs in records: dicts, or tuples and ``names``.

        >>> Joint.from_records([("c1", "apple"), ("c2", "apple")], ("carton", "fruit")).shape
        (2, 1)
        """
        return cls.from_samples(columns_of_records(records, names), labels, exact=exact)

    @property
    def _of(self) -> tuple[str, ...]:
        return tuple(self.names)

    @property
    def _given(self) -> tuple[str, ...]:
        return ()

    @property
    def _defined(self) -> Any:
        return np.array(True)

    def marginal(self, *names: str) -> Joint:
        """Return the distribution of these variables, in this order: the sum rule.

        >>> Joint([[0.25, 0.5], [0.25, 0.0]], ("x", "y")).marginal("y").table
        array([0.5, 0.5])
        """
        if not names:
            raise ProbabilityError(
                f"marginal() of no variable; expected the names to keep, of {listed(self.names)}."
            )
        own = checked_names([known(name, self.names) for name in names], (0,) * len(names))
        table = np.sum(self.table, axis=self._axes_without(own))
        order = [name for name in self.names if name in own]
        table = np.transpose(table, [order.index(name) for name in own])
        return Joint._trusted(table, own, self.labels, self.observed)

    def _axes_without(self, names: tuple[str, ...]) -> tuple[int, ...]:
        return tuple(axis for axis, name in enumerate(self.names) if name not in names)

    def given(self, /, **observed: Any) -> Joint:
        """Return the distribution of the other variables, given values of these.

        Raises ProbabilityError if what is observed has probability 0.

        >>> Joint([[0.25, 0.5], [0.25, 0.0]], ("x", "y")).given(x=1).table
        array([1., 0.])
        """
        rest = tuple(name for name in self.names if name not in observed)
        places = self._places(observed)
        if not observed or not rest:
            raise ProbabilityError(
                f"given({equals(observed)}) of {self.title}; expected values of some variables,"
                " with others left over. For the probability of values there is prob(…)."
            )
        slice_ = self.table[places]
        evidence = np.sum(slice_)
        if not raw(evidence) > 0:
            raise ProbabilityError(
                f"{equals(observed)} has probability 0 in {self.title}, so nothing can be"
                " conditioned on it."
            )
        observations = (*self.observed, *self._spelt(observed))
        return Joint._trusted(slice_ / evidence, rest, self.labels, observations)

    def prob(self, event: Callable[..., Any] | None = None, /, **values: Any) -> Any:
        """Return the probability of values, or of an event: a function that says True or False.

        >>> dice = Joint.from_counts(np.ones((6, 6), int), ("x", "y"), [range(1, 7)] * 2)
        >>> dice.prob(x=6), dice.prob(lambda x, y: x + y == 7)
        (Fraction(1, 6), Fraction(1, 6))
        """
        if event is not None:
            if values:
                raise ProbabilityError(
                    f"prob was given an event and values ({equals(values)}); expected one of them."
                )
            names, happens = self._called(event, truth, "the event")
            return plain(average(self._mass(names), happens))
        if not values:
            raise ProbabilityError(
                f"prob() of nothing; expected values, such as {self.names[0]}="
                f"{self.labels[self.names[0]][0]!r}, or an event."
            )
        return plain(np.sum(self.table[self._places(values)]))

    def evidence(self, /, **observed: Any) -> Any:
        """Return the probability of what was observed, the divisor in Bayes' theorem.

        >>> Joint([[0.25, 0.5], [0.25, 0.0]], ("x", "y")).evidence(y=0)
        0.5
        """
        return self.prob(**observed)

    def _mass(self, names: tuple[str, ...]) -> Any:
        if names == self.names:
            return self.table
        mass = np.sum(self.table, axis=self._axes_without(names))
        return mass if isinstance(mass, Node) else np.asarray(mass)

    def _evaluate(self, of: Of) -> tuple[tuple[str, ...], Any]:
        if not isinstance(of, str):
            return self._called(of, number, "the function")
        labels = self.labels[known(of, self.names)]
        wrong = [label for label in labels if not isinstance(label, Real)]
        if wrong:
            raise ProbabilityError(
                f"{of} has the label {wrong[0]!r}, which is not a number, so it has no"
                " expectation. Give it numbers as labels, or say what a label is worth:"
                f" lambda {of}: {{{wrong[0]!r}: 1, …}}[{of}]."
            )
        return (of,), alike(list(labels))

    def _called(
        self, f: Callable[..., Any], convert: Callable[[Any], Any], what: str
    ) -> tuple[tuple[str, ...], Any]:
        """Return the variables that f takes, and its values for all their combinations."""
        names = parameters(f, self.names, what)
        mass = self._mass(names)
        # Where p = 0 a function need not have a value; but the slope of E by that p is its value.
        possible = np.asarray(raw(mass) > 0, bool) | isinstance(mass, Node)
        own = [(name, self.labels[name]) for name in names]
        return names, on_table(f, own, possible, convert, what)

    def _need_convergence(self, names: tuple[str, ...], mass: Any, values: Any) -> None:
        """Do nothing: a finite sum is what it is."""

    def conditional(self, of: str | Sequence[str], given: str | Sequence[str]) -> Conditional:
        """Return p(of | given), the other factor of the product rule beside p(given).

        Rows for what has probability 0 do not exist; they print as –.

        >>> joint = Joint([[0.25, 0.25], [0.5, 0.0]], ("x", "y"))
        >>> joint.conditional(of="y", given="x").table
        array([[0.5, 0.5],
               [1. , 0. ]])
        """
        of, given = several(of), several(given)
        if not of or not given:
            raise ProbabilityError(
                f"conditional(of={of}, given={given}); expected a name or more in each. With"
                " nothing given there is marginal(…)."
            )
        table = self.marginal(*given, *of).table
        axes = tuple(range(len(given), len(given) + len(of)))
        totals = np.sum(table, axis=axes, keepdims=True)
        defined = np.asarray(raw(totals) > 0, bool)
        rows = table / np.where(defined, totals, 1)
        return Conditional._trusted(
            rows,
            of,
            given,
            self.labels,
            np.reshape(defined, defined.shape[: len(given)]),
            self.observed,
        )

    def independent(
        self,
        x: str | Sequence[str],
        y: str | Sequence[str],
        *,
        given: str | Sequence[str] = (),
        tolerance: float = 1e-9,
    ) -> bool:
        """Return whether p(x, y | z) = p(x | z) p(y | z) for every z that can occur.

        Each of x, y and ``given`` is a name or several.  Fractions are compared exactly, floats up
        to ``tolerance``.

        >>> coins = Joint.from_counts(np.ones((2, 2), int), ("x", "y"))
        >>> coins.independent("x", "y")
        True
        """
        groups = several(given), several(x), several(y)
        if not groups[1] or not groups[2]:
            raise ProbabilityError(f"independent({x!r}, {y!r}); expected a name or more in each.")
        table = raw(self.marginal(*groups[0], *groups[1], *groups[2]).table)
        gap = dependence(table, len(groups[0]), len(groups[1]))
        return bool(gap == 0 if self.exact else gap <= tolerance)

    def sample(
        self, shape: int | Sequence[int] = (), *, rng: Any, indices: bool = False
    ) -> dict[str, Any]:
        """Return independent draws: for each variable its labels, or their ``indices``.

        ``shape``: of the arrays in the dict that is returned; () for a single draw of plain labels.
        ``rng``: a seed or a np.random.Generator.

        >>> Joint([0.0, 1.0], "fruit", ("banana", "apple")).sample(2, rng=0)
        {'fruit': array(['apple', 'apple'], dtype='<U6')}
        """
        places = drawn(np.asarray(raw(self.table)).astype(float), shape, rng)
        named = dict(zip(self.names, places, strict=True))
        return named if indices else {n: labelled(self.labels[n], i) for n, i in named.items()}

    def mode(self) -> dict[str, Label]:
        """Return the most probable values (the first of several): MAP, for a posterior.

        >>> Joint([0.25, 0.75], "fruit", ("banana", "apple")).mode()
        {'fruit': 'apple'}
        """
        places = np.unravel_index(int(np.argmax(np.asarray(raw(self.table)))), self.shape)
        return {name: self.labels[name][i] for name, i in zip(self.names, places, strict=True)}

    def rename(self, /, **names: str) -> Joint:
        """Return the same table about variables of other names: old=new.

        >>> Joint([0.25, 0.75], "x").rename(x="y").names
        ('y',)
        """
        new = self._renamed(names)
        labels = {new[name]: own for name, own in self.labels.items()}
        return Joint._trusted(self.table, tuple(new.values()), labels, self.observed)

    def to_floats(self) -> Joint:
        """Return the same distribution in floats, for speed where exactness is not needed.

        >>> Joint.from_counts([1, 3], "x").to_floats().table
        array([0.25, 0.75])
        """
        table = self.table.astype(float) if self.exact else self.table
        return Joint._trusted(table, self.names, self.labels, self.observed)

    def __mul__(self, other: Factor) -> Joint:
        return self._product(other, self, other)  # type: ignore[no-any-return]

    def __rmul__(self, other: Factor) -> Joint:
        return self._product(other, other, self)  # type: ignore[no-any-return]

    @staticmethod
    def _product(other: Any, left: Any, right: Any) -> Any:
        if not isinstance(other, Factor):
            return NotImplemented
        product = multiply(left, right)
        return Joint._trusted(product.table, product.of, product.labels, product.observed)

    def __repr__(self) -> str:
        return text(joint_sheet(self))

    def _repr_html_(self) -> str:
        return html(joint_sheet(self))
