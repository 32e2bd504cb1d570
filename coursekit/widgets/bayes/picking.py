"""Two cartons of fruit: what a fruit that was picked says of the carton, rightly and wrongly."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import ceil, lcm

from coursekit.probability import Conditional, Joint, bayes
from coursekit.widgets.bayes.shares import Share, exactly, share
from coursekit.widgets.errors import WidgetError

__all__ = [
    "FRUITS",
    "MOST_DOTS",
    "MOST_FRUIT",
    "Carton",
    "Pick",
    "check_carton",
    "describe",
    "formulas",
    "model",
    "plural",
]

FRUITS = ("banana", "apple")
MOST_FRUIT = 20  # of each kind in a carton
MOST_DOTS = 1500
_LEAST_SIDE = 10  # so many imagined picks at least stand beside each other

Carton = tuple[int, int]
Pair = tuple[Fraction, Fraction]


@dataclass(frozen=True)
class Pick:
    """One state: p(c₁), the bananas and apples of both cartons, and the fruit that was picked."""

    prior_of_first: Fraction
    cartons: tuple[Carton, Carton]
    picked: str
    counted: bool

    @property
    def prior(self) -> Pair:
        """p(c₁) and p(c₂)."""
        return self.prior_of_first, 1 - self.prior_of_first

    @property
    def matching(self) -> tuple[int, int]:
        """How many fruits of the picked kind each carton holds."""
        place = FRUITS.index(self.picked)
        return self.cartons[0][place], self.cartons[1][place]

    @property
    def likelihood(self) -> Pair:
        """p(fruit | c) by carton."""
        (n1, n2), (first, second) = self.matching, self.cartons
        return Fraction(n1, sum(first)), Fraction(n2, sum(second))

    @property
    def joint(self) -> Pair:
        """p(fruit, c) by carton: the areas."""
        (p1, p2), (l1, l2) = self.prior, self.likelihood
        return p1 * l1, p2 * l2

    @cached_property
    def _updated(self) -> tuple[Fraction, Fraction]:
        rows = [[each, 1 - each] for each in self.likelihood]
        update = bayes(
            Joint([*self.prior], "carton"), Conditional(rows, of="fruit", given="carton"), 0
        )
        return update.posterior.prob(carton=0), update.evidence

    @property
    def posterior(self) -> Fraction:
        """p(c₁ | fruit)."""
        return self._updated[0]

    @property
    def evidence(self) -> Fraction:
        """p(fruit)."""
        return self._updated[1]

    @property
    def heap(self) -> Fraction:
        """What comes out if all fruit is poured into one heap: wrong, but for luck."""
        return Fraction(self.matching[0], sum(self.matching))

    @property
    def ignored(self) -> Fraction:
        """What comes out if both cartons are taken for equally probable: wrong, but for luck."""
        return self.likelihood[0] / sum(self.likelihood)

    @property
    def grid(self) -> tuple[int, int]:
        """Columns and rows of imagined picks, such that every count is whole."""
        columns = self.prior_of_first.denominator
        rows = lcm(*(each.denominator for each in self.likelihood))
        return columns * ceil(_LEAST_SIDE / columns), rows * ceil(_LEAST_SIDE / rows)

    @property
    def picks(self) -> int:
        """How many imagined picks are counted."""
        columns, rows = self.grid
        return columns * rows

    @property
    def drawn(self) -> bool:
        """Whether the picks are few enough to be drawn one by one."""
        return self.counted and self.picks <= MOST_DOTS

    def count(self, part: Fraction) -> int:
        """How many of the imagined picks a part of them is."""
        return round(self.picks * part)


def model(
    prior: Share,
    bananas1: int,
    apples1: int,
    bananas2: int,
    apples2: int,
    picked: str = "banana",
    show: str = "counts",
) -> Pick:
    """Pick a fruit. Raises `WidgetError` for an empty carton, and where no such fruit is met.

    >>> pick = model(0.5, 2, 3, 4, 1)
    >>> print(pick.evidence, pick.posterior, pick.heap, pick.ignored)
    3/5 1/3 1/3 1/3
    """
    cartons = ((bananas1, apples1), (bananas2, apples2))
    for place, each in enumerate(cartons, 1):
        check_carton(each, place)
    pick = Pick(share(prior, "the prior"), cartons, picked, show == "counts")
    if not sum(pick.joint):
        raise WidgetError(
            f"No carton that is ever opened holds {plural(2, picked)}: p({picked}) = 0, so there is"
            " nothing to divide by. Put one in, or move the prior."
        )
    return pick


def check_carton(carton: Carton, place: int) -> None:
    """Raise `WidgetError` for an empty carton, or one of too many fruits."""
    if not all(n in range(MOST_FRUIT + 1) for n in carton):
        raise WidgetError(
            f"Carton {place} holds {carton}. Give whole numbers of bananas and apples, from 0 to"
            f" {MOST_FRUIT}."
        )
    if not sum(carton):
        raise WidgetError(f"Carton {place} is empty. Put a fruit in.")


def plural(count: int, what: str) -> str:
    """Write a fruit's name for so many.

    >>> plural(1, "apple"), plural(2, "banana")
    ('apple', 'bananas')
    """
    return what if count == 1 else f"{what}s"


def formulas(pick: Pick) -> list[tuple[str, str]]:
    """Write prior, likelihood, evidence and posterior, each with its name."""
    (p1, p2), (l1, l2), (j1, j2), fruit = pick.prior, pick.likelihood, pick.joint, pick.picked
    return [
        ("prior", f"p(c₁) = {p1},  p(c₂) = {p2}"),
        ("likelihood", f"p({fruit} | c₁) = {l1},  p({fruit} | c₂) = {l2}"),
        ("evidence", f"p({fruit}) = {p1} · {l1} + {p2} · {l2} = {j1} + {j2} = {pick.evidence}"),
        ("posterior", f"p(c₁ | {fruit}) = {_quotient(j1, pick.evidence)}"),
    ]


def _quotient(top: Fraction, bottom: Fraction) -> str:
    """Write a quotient of fractions with its value.

    >>> _quotient(Fraction(1, 5), Fraction(3, 5)), _quotient(Fraction(0), Fraction(1, 2))
    ('1/5 ÷ 3/5 = 1/3 ≈ 0.3333', '0 ÷ 1/2 = 0')
    """
    return f"{top} ÷ {bottom} = {exactly(top / bottom)}"


def describe(pick: Pick) -> str:
    """Write the counts, the four numbers of Bayes' theorem, and the two wrong ways."""
    return "\n".join(
        (
            _counts(pick),
            *(f"{name}: {formula}" for name, formula in formulas(pick)),
            _heap(pick),
            _ignored(pick),
        )
    )


def _counts(pick: Pick) -> str:
    (p1, p2), (j1, j2) = map(pick.count, pick.prior), map(pick.count, pick.joint)
    fruits = plural(2, pick.picked)
    return (
        f"of {pick.picks:,} imagined picks, {p1:,} open carton 1 and bring {j1:,} {fruits}, "
        f"{p2:,} open carton 2 and bring {j2:,}: {j1:,} of all {j1 + j2:,} {fruits} come from"
        " carton 1"
    )


def _heap(pick: Pick) -> str:
    (n1, n2), (s1, s2) = pick.matching, map(sum, pick.cartons)
    found = f"all fruit in one heap: {n1} of {n1 + n2} {plural(n1 + n2, pick.picked)}"
    if pick.heap:
        found += f" = {exactly(pick.heap)}"
    if pick.heap != pick.posterior:
        return (
            f"{found}, wrong: it has carton 1 opened in {Fraction(s1, s1 + s2)} of all picks, its"
            f" share of the fruit, not in {pick.prior_of_first}"
        )
    if pick.prior_of_first == Fraction(s1, s1 + s2):
        return f"{found}, right only because each carton's prior is its share of all the fruit"
    return f"{found}, right only because no more than one carton holds {plural(2, pick.picked)}"


def _ignored(pick: Pick) -> str:
    l1, l2 = pick.likelihood
    found = f"prior ignored: {l1} ÷ ({l1} + {l2}) = {exactly(pick.ignored)}"
    if pick.ignored != pick.posterior:
        return f"{found}, wrong: it takes both cartons for equally probable"
    if pick.prior_of_first == Fraction(1, 2):
        return f"{found}, right only because both priors are equal"
    return f"{found}, right only because no more than one carton holds {plural(2, pick.picked)}"
