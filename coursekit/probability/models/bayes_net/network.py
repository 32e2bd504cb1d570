"""A Bayesian network over discrete variables."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np

from coursekit.autodiff.tape import raw
from coursekit.probability.errors import ProbabilityError
from coursekit.probability.joint import Conditional, Joint
from coursekit.probability.joint.axes import Label, equals, known, listed, position
from coursekit.probability.joint.draws import labelled
from coursekit.probability.joint.entries import plain
from coursekit.probability.models.bayes_net.elimination import Plan, eliminate
from coursekit.probability.models.bayes_net.inference import (
    enumerate_all,
    need_room,
    normalised,
    prune,
)
from coursekit.probability.models.bayes_net.potentials import Potential, logarithm
from coursekit.probability.models.bayes_net.reading import latex_factor, read_factors
from coursekit.probability.models.bayes_net.sampling import (
    Estimate,
    Tally,
    lengths_of,
    resampled,
    run_chains,
    tally,
    weigh,
)
from coursekit.probability.models.bayes_net.structure import Names, Structure
from coursekit.probability.validation import generator, whole

__all__ = ["BayesNet"]

Given: TypeAlias = Mapping[str, Any] | None

_CHAINS = 64


class BayesNet(Structure):
    """A Bayesian network: a table p(node | parents) for each variable; their product is the joint.

    ``tables`` maps the factors, named as in the mathematics ("p(c | a, b)"), to their tables: an
    axis for each parent, in the order in which the name has them, then the node's own, along which
    every row sums to 1.  Whole numbers and Fractions are computed with exactly if there is nothing
    else; a Tensor among the tables lets gradients flow.  ``labels``: a dict of name to labels, or a
    tuple of them in the order of the tables; 0, 1, 2, … if not given.

    Raises ProbabilityError for the name of a factor that cannot be read, an unknown parent, a cycle
    (named), a wrong shape, an entry out of [0, 1], and a row that does not sum to 1 (named).
    Source: S2, "Structured Probabilistic Models".

    >>> net = BayesNet(
    ...     {"p(rain)": [0.8, 0.2], "p(wet | rain)": [[0.9, 0.1], [0.25, 0.75]]},
    ...     labels={"rain": ("no", "yes"), "wet": ("no", "yes")},
    ... )
    >>> net
    <BayesNet p(rain) p(wet | rain)>
    >>> net.query("rain", given={"wet": "yes"})
    p(rain | wet=yes)
    rain       p
    ────────────
    no    0.3478
    yes   0.6522
    ────────────
    sum        1
    """

    def __init__(
        self,
        tables: Mapping[str, Any],
        labels: Mapping[str, Sequence[Any]] | Sequence[Any] | None = None,
    ) -> None:
        dag, self._factors = read_factors(tables, labels)
        super().__init__(dag)

    def __repr__(self) -> str:
        return f"<BayesNet {self.factorisation()}>"

    @property
    def labels(self) -> dict[str, tuple[Label, ...]]:
        """The labels of the values of each variable."""
        return {name: factor.labels[name] for name, factor in self._factors.items()}

    def factor(self, name: str) -> Joint | Conditional:
        """Return p(name | parents) with its names and labels, ready to print or to multiply."""
        return self._factors[known(name, self.names)]

    @property
    def parameters(self) -> int:
        """How many numbers are free in the tables, as each row sums to 1.

        In the table of the joint all but one are free.

        >>> BayesNet({"p(a)": [0.6, 0.4], "p(b | a)": [[0.7, 0.3], [0.2, 0.8]]}).parameters
        3
        """
        shapes = [factor.shape for factor in self._factors.values()]
        return sum(math.prod(shape[:-1]) * (shape[-1] - 1) for shape in shapes)

    def factorisation(self) -> str:
        """Return the product of factors as a text, parents before their children."""
        return " ".join(self._factors[name].title for name in self.order)

    def latex(self) -> str:
        r"""Return "joint = product of factors" in LaTeX.

        >>> print(BayesNet({"p(a)": [0.6, 0.4], "p(b | a)": [[0.7, 0.3], [0.2, 0.8]]}).latex())
        p(a, b) = p(a)\, p(b \mid a)
        """
        factors = [latex_factor((name,), self.parents(name)) for name in self.order]
        return latex_factor(self.order) + " = " + r"\, ".join(factors)

    def without_edge(self, parent: str, child: str) -> BayesNet:
        """Return the network without one edge.

        The new table is p(child | its other parents) as it is in this network: the parent is summed
        out under its own distribution, given the other parents where they tell of it.  So the child
        keeps its distribution, alone and together with its other parents, and no other table is
        nearer to this network in Kullback-Leibler divergence.  Where the other parents have values
        that cannot occur together, the parent's marginal is used.

        >>> net = BayesNet({"p(a)": [0.6, 0.4], "p(b | a)": [[0.7, 0.3], [0.2, 0.8]]})
        >>> cut = net.without_edge("a", "b")
        >>> cut, cut.factor("b").table.round(6)
        (<BayesNet p(a) p(b)>, array([0.5, 0.5]))
        """
        above = self.parents(child)
        if parent not in above:
            raise ProbabilityError(
                f"there is no edge {parent} → {child}; {child} has the parents {listed(above)}."
            )
        others = tuple(name for name in above if name != parent)
        weights = self.query((*others, parent)).table
        totals = np.sum(weights, axis=-1, keepdims=True)
        possible = np.asarray(raw(totals)) > 0
        weights = np.where(possible, weights, self.query(parent).table)
        weights = weights / np.where(possible, totals, 1)
        rows = np.moveaxis(self._factors[child].table, above.index(parent), -2)
        title = f"p({child}{' | ' if others else ''}{', '.join(others)})"
        tables = {
            title if name == child else factor.title: factor.table
            for name, factor in self._factors.items()
        }
        tables[title] = np.sum(weights[..., None] * rows, axis=-2)
        return BayesNet(tables, self.labels)

    # ----------------------------------------------------------------------------- probabilities

    def log_prob(self, /, **values: Any) -> Any:
        """Return the logarithm of `prob`, in nats; −∞ for what cannot occur.

        >>> net = BayesNet({"p(a)": [0.6, 0.4], "p(b | a)": [[0.7, 0.3], [0.2, 0.8]]})
        >>> round(float(np.exp(net.log_prob(a=0, b=1))), 6)
        0.18
        """
        if set(values) == set(self.names):
            places = self._places(values)
            return sum(logarithm(entry) for entry in self._entries(places))
        found = self._evidence(values)
        return logarithm(found.table) + found.exponent * math.log(2)

    def prob(self, /, **values: Any) -> Any:
        """Return the probability of these values: of all variables, or of some of them.

        Of all variables it is the product of their factors, and values may be arrays of labels
        that broadcast, as `sample` returns them.  Otherwise the missing variables are summed out.
        It is a Fraction if the tables are exact.

        >>> net = BayesNet({"p(a)": [0.6, 0.4], "p(b | a)": [[0.7, 0.3], [0.2, 0.8]]})
        >>> round(net.prob(a=0, b=1), 6), net.prob(a=[0, 1], b=1).round(6), round(net.prob(b=1), 6)
        (0.18, array([0.18, 0.32]), 0.5)
        """
        if set(values) == set(self.names):
            places = self._places(values)
            return plain(math.prod(self._entries(places)))
        found = self._evidence(values)
        return plain(found.table * 2.0**found.exponent if found.exponent else found.table)

    def plan(
        self, targets: Names, given: Given = None, order: str | Sequence[str] = "min_fill"
    ) -> Plan:
        """Return how `query` eliminates: the order, the tables it builds, and what they cost.

        ``order``: "min_fill", "min_weight", or the variables to sum out as a list.

        >>> net = BayesNet({"p(a)": [0.6, 0.4], "p(b | a)": [[0.7, 0.3], [0.2, 0.8]],
        ...                 "p(c | b)": [[0.9, 0.1], [0.5, 0.5]], "p(d | b)": [[1, 0], [0, 1]]})
        >>> net.plan("c")
        Σ over a: table of a, b (4 entries)
        Σ over b: table of b, c (4 entries)
        left out, barren: d
        cost: 8 entries, largest table 4
        """
        names, places = self._asked(targets, given)
        return prune(self._dag, self._factors, names, places, order).plan

    def query(
        self,
        targets: Names,
        given: Given = None,
        method: str = "elimination",
        *,
        order: str | Sequence[str] = "min_fill",
        samples: int = 10_000,
        rng: Any = None,
    ) -> Joint:
        """Return p(targets | given) as a table with an axis for each target.

        ``given``: a dict of variable to value.  ``method``: "elimination" sums the other variables
        out one by one (``order`` as in `plan`); "enumeration" builds the table of all variables
        first, exact as well; "likelihood_weighting" and "gibbs" (see there) estimate by ``samples``
        and need ``rng``.

        Raises ProbabilityError if what is given cannot occur, or a table would not fit into memory.
        Source: Koller and Friedman, Probabilistic Graphical Models, chapter 9.

        >>> net = BayesNet({"p(a)": [0.6, 0.4], "p(b | a)": [[0.7, 0.3], [0.2, 0.8]]})
        >>> net.query("a", given={"b": 1}).table.round(6)
        array([0.36, 0.64])
        """
        if method == "likelihood_weighting":
            return self.likelihood_weighting(targets, given, samples=samples, rng=rng).joint
        if method == "gibbs":
            sweeps = -(-whole(samples, "query: samples", 1) // _CHAINS)
            return self.gibbs(targets, given, sweeps=sweeps, rng=rng).joint
        names, places = self._asked(targets, given)
        if method == "enumeration":
            found = enumerate_all(self._factors, names, places)
        elif method == "elimination":
            need_room(self._shape(names))
            found = eliminate(*prune(self._dag, self._factors, names, places, order))
        else:
            raise ProbabilityError(
                f'method is {method!r}; expected "elimination", "enumeration",'
                ' "likelihood_weighting" or "gibbs".'
            )
        return self._named(normalised(found, names, equals(given or {})), names, places)

    def joint(self) -> Joint:
        """Return the table of all variables, an axis each.

        Raises ProbabilityError if it would not fit into memory.

        >>> BayesNet({"p(a)": [0.6, 0.4], "p(b | a)": [[0.5, 0.5], [0.25, 0.75]]}).joint().table
        array([[0.3, 0.3], [0.1, 0.3]])
        """
        return self.query(self.names, method="enumeration")

    def sample(self, shape: int | Sequence[int] = (), *, rng: Any) -> dict[str, Any]:
        """Return independent samples: for each variable an array of labels, or a label.

        Ancestral sampling: parents first, then the child from its row.  `Joint.from_samples`
        counts them.

        >>> net = BayesNet({"p(a)": [0.0, 1.0], "p(b | a)": [[0.5, 0.5], [1.0, 0.0]]})
        >>> net.sample(3, rng=0)
        {'a': array([1, 1, 1]), 'b': array([0, 0, 0])}
        """
        lengths = lengths_of(shape)
        draws, _ = weigh(self.order, self._factors, {}, math.prod(lengths), generator(rng))
        return {
            name: labelled(self._factors[name].labels[name], draws[name].reshape(lengths))
            for name in self.names
        }

    def likelihood_weighting(
        self, targets: Names, given: Given = None, *, samples: int = 10_000, rng: Any
    ) -> Estimate:
        """Return an estimate of p(targets | given) from samples weighted by the evidence.

        What is given is not drawn: a sample weighs as much as its parents make the evidence likely.
        Source: Koller and Friedman, Probabilistic Graphical Models, section 12.2.

        >>> net = BayesNet({"p(a)": [0.6, 0.4], "p(b | a)": [[0.7, 0.3], [0.2, 0.8]]})
        >>> estimate = net.likelihood_weighting("a", {"b": 1}, samples=1000, rng=0)
        >>> bool(abs(estimate.joint.prob(a=1) - 0.64) < 4 * estimate.std_error[1])
        True
        """
        names, places = self._asked(targets, given)
        order = self._relevant(names, places)
        count = whole(samples, "likelihood_weighting: samples", 1)
        draws, log_weights = weigh(order, self._factors, places, count, generator(rng))
        found = tally([draws[name] for name in names], self._shape(names), log_weights)
        return self._estimate(found, names, places)

    def gibbs(
        self,
        targets: Names,
        given: Given = None,
        *,
        sweeps: int = 200,
        burn_in: int = 50,
        chains: int = _CHAINS,
        rng: Any,
    ) -> Estimate:
        """Return an estimate of p(targets | given) from Gibbs chains, all moved at once.

        A sweep draws every variable that is not given from its distribution given its Markov
        blanket.  ``burn_in`` sweeps come before the ``sweeps`` that count.  Where tables have zeros
        the chains may be unable to reach every state: prefer likelihood weighting there.
        Source: Koller and Friedman, Probabilistic Graphical Models, section 12.3.

        >>> net = BayesNet({"p(a)": [0.6, 0.4], "p(b | a)": [[0.7, 0.3], [0.2, 0.8]]})
        >>> estimate = net.gibbs("a", {"b": 1}, rng=0)
        >>> bool(abs(estimate.joint.prob(a=1) - 0.64) < 4 * estimate.std_error[1])
        True
        """
        names, places = self._asked(targets, given)
        length = whole(burn_in, "gibbs: burn_in"), whole(sweeps, "gibbs: sweeps", 1)
        count, source = whole(chains, "gibbs: chains", 2), generator(rng)
        order = self._relevant(names, places)
        pool, log_weights = weigh(order, self._factors, places, 100 * count, source)
        first = resampled(log_weights, count, source)
        start = {name: values[first] for name, values in pool.items()}
        found = run_chains(self._dag, self._factors, names, start, places, length, source)
        return self._estimate(found, names, places)

    # ---------------------------------------------------------------------- names, labels, places

    def _asked(self, targets: Names, given: Given) -> tuple[tuple[str, ...], dict[str, int]]:
        """Return the names asked for, and the places of what is given."""
        names, _ = self._apart(targets=targets, given=given or ())
        return names, self._single(given or {})

    def _relevant(self, names: tuple[str, ...], places: Mapping[str, int]) -> tuple[str, ...]:
        asked = {*names, *places}
        return self._sorted(asked | self._dag.ancestors(asked))

    def _shape(self, names: tuple[str, ...]) -> tuple[int, ...]:
        return tuple(self._factors[name].shape[-1] for name in names)

    def _named(self, table: Any, names: tuple[str, ...], places: Mapping[str, int]) -> Joint:
        labels = self.labels
        observed = tuple((name, labels[name][place]) for name, place in places.items())
        return Joint._trusted(table, names, {name: labels[name] for name in names}, observed)

    def _estimate(
        self, found: Tally, names: tuple[str, ...], places: Mapping[str, int]
    ) -> Estimate:
        return Estimate(self._named(found.table, names, places), *found[1:])

    def _evidence(self, values: Mapping[str, Any]) -> Potential:
        """Return the probability of values of some variables, as a number times a power of 2."""
        if not values:
            raise ProbabilityError(
                "a probability was asked of no values; expected values of some variables, of"
                f" {listed(self.names)}."
            )
        return eliminate(*prune(self._dag, self._factors, (), self._single(values)))

    def _entries(self, places: Mapping[str, Any]) -> list[Any]:
        """Return the entry of each factor at these places, which may be arrays."""
        return [
            factor.table[tuple(places[name] for name in factor.names)]
            for factor in self._factors.values()
        ]

    def _places(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the place of each label, or an array of places for an array of labels."""
        places: dict[str, Any] = {}
        for name, value in values.items():
            labels = {name: self._factors[known(name, self.names)].labels[name]}
            if isinstance(value, np.ndarray | list):
                every = np.asarray(value)
                own = {label: place for place, label in enumerate(labels[name])}
                found = [
                    own[label] if label in own else position(labels, name, label)
                    for label in every.ravel().tolist()
                ]
                places[name] = np.reshape(np.array(found, dtype=int), every.shape)
            else:
                places[name] = position(labels, name, value)
        return places

    def _single(self, values: Mapping[str, Any]) -> dict[str, int]:
        """Return the places of single labels."""
        places = self._places(values)
        for name, place in places.items():
            if np.ndim(place):
                raise ProbabilityError(
                    f"{name} is an array of values; expected a single one. Arrays are for prob and"
                    f" log_prob of all variables: {listed(self.names)}."
                )
        return places
