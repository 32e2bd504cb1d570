"""Fruits drawn one after the other: the posterior after each, and after them in any order."""

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from coursekit.widgets.bayes.picking import Carton, plural
from coursekit.widgets.bayes.shares import Share, exactly, share
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.style import number

__all__ = ["MOST_DRAWS", "NAMES", "Drawn", "describe", "log_odds", "model", "next_order", "read"]

MOST_DRAWS = 16
NAMES = {"b": "banana", "a": "apple"}
_ARTICLES = {"b": "a", "a": "an"}
_IN_WORDS = 6  # so many draws stand in a table, side by side in a window of usual width
_LONGEST = 5  # digits of a denominator that is still worth reading
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

Place = tuple[int, int]


@dataclass(frozen=True)
class Drawn:
    """One state: p(c₁), both cartons, and the draws as letters b and a."""

    prior: Fraction
    cartons: tuple[Carton, Carton]
    draws: str

    def likelihood(self, fruit: str) -> tuple[Fraction, Fraction]:
        """p(fruit | c) by carton."""
        first, second = (
            Fraction(carton["ba".index(fruit)], sum(carton)) for carton in self.cartons
        )
        return first, second

    def after(self, bananas: int, apples: int) -> Fraction | None:
        """p(c₁ | so many of each fruit), in whichever order they came; None if that cannot be."""
        weights = [self.prior, 1 - self.prior]
        for fruit, count in zip("ba", (bananas, apples), strict=True):
            weights = [w * p**count for w, p in zip(weights, self.likelihood(fruit), strict=True)]
        return weights[0] / sum(weights) if sum(weights) else None

    @property
    def totals(self) -> Place:
        """How many bananas and apples were drawn."""
        return self.draws.count("b"), self.draws.count("a")

    @property
    def places(self) -> list[Place]:
        """Bananas and apples so far, before the first draw and after each."""
        sofar = [self.draws[:n] for n in range(len(self.draws) + 1)]
        return [(each.count("b"), each.count("a")) for each in sofar]

    @cached_property
    def lattice(self) -> dict[Place, Fraction | None]:
        """The posterior after every part of the draws: where other orders pass."""
        bananas, apples = self.totals
        return {(i, j): self.after(i, j) for i in range(bananas + 1) for j in range(apples + 1)}

    @cached_property
    def posteriors(self) -> list[Fraction]:
        """p(c₁ | draws so far), each from the one before by Bayes' theorem."""
        found = [self.prior]
        for turn, fruit in enumerate(self.draws, 1):
            l1, l2 = self.likelihood(fruit)
            joint = found[-1] * l1, (1 - found[-1]) * l2
            if not sum(joint):
                raise WidgetError(
                    f"Draw {turn} cannot be {_ARTICLES[fruit]} {NAMES[fruit]}: no carton that is"
                    " still possible holds one."
                )
            found.append(joint[0] / sum(joint))
        return found

    @property
    def orders(self) -> int:
        """In how many orders these fruits can come."""
        return math.comb(len(self.draws), self.draws.count("b"))


def model(prior: Share, draws: str, first: Carton, second: Carton) -> Drawn:
    """Draw with replacement from one carton. Raises `WidgetError` for what cannot be drawn.

    >>> [str(p) for p in model(0.5, "babb", (2, 3), (4, 1)).posteriors]
    ['1/2', '1/3', '3/5', '3/7', '3/11']
    """
    drawn = Drawn(share(prior, "the prior"), (first, second), read(draws))
    _ = drawn.posteriors  # says what cannot be drawn
    return drawn


def read(text: str) -> str:
    """Read draws: b and a, or banana and apple, with or without commas.

    >>> read("b a, Banana apple"), read("")
    ('baba', '')
    """
    short = text.lower()
    for letter, name in NAMES.items():
        short = short.replace(f"{name}s", letter).replace(name, letter)
    found = "".join(short.replace(",", " ").split())
    unknown = sorted(set(found) - set("ba"))
    if unknown:
        raise WidgetError(f"“{unknown[0]}” is no fruit here. Type b for a banana, a for an apple.")
    if len(found) > MOST_DRAWS:
        raise WidgetError(f"These are {len(found)} draws. Type {MOST_DRAWS} or fewer.")
    return found


def next_order(draws: str) -> str:
    """Return the next order of the same draws; after the last comes the first.

    >>> next_order("babb"), next_order("bbab"), next_order("bbba")
    ('bbab', 'bbba', 'abbb')
    """
    for i in range(len(draws) - 2, -1, -1):
        rest = draws[i + 1 :]
        larger = [letter for letter in rest if letter > draws[i]]
        if larger:
            new = min(larger)
            left = sorted((draws[i] + rest).replace(new, "", 1))
            return draws[:i] + new + "".join(left)
    return "".join(sorted(draws))


def log_odds(p: Fraction | None) -> float:
    """Return ln(p / (1 − p)), infinite at 0 and 1, NaN for None.

    >>> log_odds(Fraction(1, 2)), log_odds(Fraction(0))
    (0.0, -inf)
    """
    if p is None:
        return math.nan
    if p in (0, 1):
        return math.inf if p else -math.inf
    return math.log(p.numerator) - math.log(p.denominator - p.numerator)


def describe(drawn: Drawn) -> str:
    """Write the posterior draw by draw, what each fruit does to the odds, and what order does."""
    table = list(zip(["start", *map(NAMES.get, drawn.draws)], drawn.posteriors, strict=True))
    shown = table[-_IN_WORDS - 1 :]
    left_out = "…\t" if len(shown) < len(table) else ""
    rows = [
        f"draw\t{left_out}" + "\t".join(str(name) for name, _ in shown),
        f"p(c₁ | so far)\t{left_out}" + "\t".join(_short(p) for _, p in shown),
        *(_factor(drawn, fruit) for fruit in "ba"),
        _ending(drawn),
    ]
    return "\n".join(rows)


def _short(p: Fraction) -> str:
    return str(p) if _readable(p) else number(float(p))


def _readable(p: Fraction) -> bool:
    return len(str(p.denominator)) < _LONGEST


def _factor(drawn: Drawn, fruit: str) -> str:
    """Say what one fruit does to the odds."""
    (l1, l2), name = drawn.likelihood(fruit), NAMES[fruit]
    if not l2:
        return f"no {name} is in carton 2: " + ("one proves carton 1" if l1 else "none can come")
    if not l1:
        return f"no {name} is in carton 1: one proves carton 2"
    step = number(math.log(l1 / l2))
    sign = "+" if l1 > l2 else ""
    return (
        f"each {name} multiplies the odds of carton 1 by {l1} ÷ {l2} = {l1 / l2}"
        f" (log-odds {sign}{step})"
    )


def _ending(drawn: Drawn) -> str:
    (bananas, apples), last = drawn.totals, drawn.posteriors[-1]
    value = f"= {exactly(last)}" if _readable(last) else f"≈ {number(float(last))}"
    if not drawn.draws:
        return f"nothing drawn yet: p(c₁) {value}"
    fruits = f"{bananas} {plural(bananas, 'banana')} and {apples} {plural(apples, 'apple')}"
    odds = _odds(drawn)
    if last in (0, 1):
        value += f", certain for good (log-odds {number(log_odds(last))}, drawn at the edge)"
    if drawn.orders == 1:
        return f"{fruits}: {odds}p(c₁ | draws) {value}"
    return f"all {drawn.orders:,} orders of {fruits} end here: {odds}p(c₁ | draws) {value}"


def _odds(drawn: Drawn) -> str:
    """Write the odds at the end as a product, which does not know its order."""
    if drawn.prior == 1 or drawn.posteriors[-1] in (0, 1):
        return ""
    factors = [str(drawn.prior / (1 - drawn.prior))]
    for fruit, count in zip("ba", drawn.totals, strict=True):
        l1, l2 = drawn.likelihood(fruit)
        if count:
            power = str(count).translate(_SUPERSCRIPTS) if count > 1 else ""
            ratio = str(l1 / l2)
            factors.append((f"({ratio})" if "/" in ratio and power else ratio) + power)
    odds = drawn.posteriors[-1] / (1 - drawn.posteriors[-1])
    return f"odds {' · '.join(factors)} {'=' if _readable(odds) else '≈'} {_short(odds)}, "
