"""A thousand people, a rare illness and a test that errs: the four groups in whole people."""

from dataclasses import dataclass
from math import floor

from coursekit.widgets.errors import WidgetError
from coursekit.widgets.style import number

__all__ = ["PEOPLE", "Crowd", "describe", "headline", "model"]

PEOPLE = 1000


@dataclass(frozen=True)
class Crowd:
    """One state: three probabilities, and whether people stand sorted into their groups.

    ``prevalence``: P(ill); ``sensitivity``: P(positive | ill); ``specificity``:
    P(negative | healthy).
    """

    prevalence: float
    sensitivity: float
    specificity: float
    sorted: bool

    @property
    def ill(self) -> int:
        """How many of the thousand are ill."""
        return _whole(PEOPLE * self.prevalence)

    @property
    def groups(self) -> tuple[int, int, int, int]:
        """People who are ill and negative, ill and positive, healthy and positive, negative."""
        found = _whole(self.ill * self.sensitivity)
        alarmed = _whole((PEOPLE - self.ill) * (1 - self.specificity))
        return self.ill - found, found, alarmed, PEOPLE - self.ill - alarmed

    @property
    def positive(self) -> int:
        """How many test positive."""
        _, found, alarmed, _ = self.groups
        return found + alarmed

    @property
    def areas(self) -> tuple[float, float]:
        """P(ill, positive) and P(healthy, positive)."""
        return (
            self.prevalence * self.sensitivity,
            (1 - self.prevalence) * (1 - self.specificity),
        )

    @property
    def posterior(self) -> float:
        """P(ill | positive), not rounded to people."""
        return self.areas[0] / sum(self.areas)

    @property
    def rounded(self) -> bool:
        """Whether the people had to be rounded to whole ones."""
        _, found, alarmed, _ = self.groups
        expected = (
            (self.ill, PEOPLE * self.prevalence),
            (found, PEOPLE * self.areas[0]),
            (alarmed, PEOPLE * self.areas[1]),
        )
        return any(abs(people - exact) > 1e-9 for people, exact in expected)


def model(
    prevalence: float, sensitivity: float, specificity: float, arranged: str = "sorted"
) -> Crowd:
    """Test everybody. Raises `WidgetError` if nobody at all can test positive.

    >>> crowd = model(0.01, 0.9, 0.9)
    >>> crowd.groups, round(crowd.posterior, 4)
    ((1, 9, 99, 891), 0.0833)
    """
    crowd = Crowd(prevalence, sensitivity, specificity, arranged == "sorted")
    if sum(crowd.areas) < 1e-12:
        raise WidgetError(
            "This test is never positive, so nothing can be asked of those who test positive. "
            "Raise the sensitivity or lower the specificity."
        )
    return crowd


def _whole(people: float) -> int:
    """Round halves up, whatever the last bit of a float says."""
    return floor(people + 0.5 + 1e-9)


def headline(crowd: Crowd) -> str:
    """Write the posterior as a count of dots."""
    found = crowd.groups[1]
    verb = "is" if found == 1 else "are"
    return f"{found:,} of {crowd.positive:,} {verb} ill" if crowd.positive else "nobody here"


def describe(crowd: Crowd) -> str:
    """Write the four groups, what a positive and a negative result mean, and the formula."""
    missed, found, alarmed, cleared = crowd.groups
    before, after = f"{crowd.ill} : {PEOPLE - crowd.ill}", f"{found} : {alarmed}"
    positive = f"positive: {crowd.positive}, of them {found} ill"
    if crowd.positive:
        positive += f": {found}/{crowd.positive} {_valued(found / crowd.positive)}"
    return "\n".join(
        (
            f"of 1,000 people {crowd.ill} {_are(crowd.ill)} ill: {found} positive, {missed}"
            f" negative; {PEOPLE - crowd.ill} {_are(PEOPLE - crowd.ill)} healthy: {alarmed}"
            f" positive all the same, {cleared} negative"
            + (" (rounded to whole people)" if crowd.rounded else ""),
            f"{positive}; negative: {missed + cleared}, of them {missed} ill",
            f"ill : healthy = {before} before the test, {after} among the positive",
            _formula(crowd),
        )
    )


def _formula(crowd: Crowd) -> str:
    v, healthy = number(crowd.prevalence), number(1 - crowd.prevalence)
    s, alarms = number(crowd.sensitivity), number(1 - crowd.specificity)
    hit, alarm = map(number, crowd.areas)
    return (
        f"P(ill | positive) = {v}·{s} / ({v}·{s} + {healthy}·{alarms}) = {hit} / ({hit} + {alarm})"
        f" {_valued(crowd.posterior)}, but P(positive | ill) = {s}"
    )


def _valued(value: float) -> str:
    """Write a value after the sign that is true of it.

    >>> _valued(0.25), _valued(1 / 12)
    ('= 0.25', '≈ 0.08333')
    """
    return f"{'=' if abs(round(value, 4) - value) < 1e-12 else '≈'} {number(value)}"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
