"""What a late hand-in costs. It is worked out when marks are read and never stored in them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from coursekit.grading.errors import GradingError

__all__ = ["DAY", "LateRule"]

DAY = 86_400.0


@dataclass(frozen=True)
class LateRule:
    """A penalty by the time that the learning platform gives.

    ``due`` is in seconds since 1970 (`coursekit.grading.times.read_time`), ``extensions`` gives
    single students so many seconds more. Whoever is at most ``grace`` seconds late is not late.
    Beyond that the lateness counts from the due time, grace included:

    - ``per_day`` percent for every day that was begun: 24 h late is one day, 24 h and 1 s are two;
    - or ``steps``, pairs (seconds, percent): the percent of the last pair that is exceeded in time,
      nothing below the first.

    No more than ``cap`` percent are taken off. They are percent of the ``"score"`` that was reached
    or of the ``"points"`` that there are (``of``). No penalty brings a mark below ``floor`` percent
    of the points, nor below 0; a mark that was below it already is left as it is. Without a time
    there is no penalty.

    >>> rule = LateRule(due=0, grace=600, per_day=10, cap=50)
    >>> [rule.penalty(8, 10, late) for late in (600, 601, DAY, DAY + 1, 30 * DAY)]
    [0.0, 0.8, 0.8, 1.6, 4.0]
    >>> LateRule(due=0, steps=[(0, 10), (2 * DAY, 100)], floor=40).penalty(8, 10, 3 * DAY)
    4.0
    """

    due: float
    grace: float = 0.0
    per_day: float = 0.0
    steps: Sequence[tuple[float, float]] = ()
    cap: float = 100.0
    floor: float = 0.0
    of: Literal["score", "points"] = "score"
    extensions: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        times = [
            self.due,
            self.grace,
            *self.extensions.values(),
            *(after for after, _ in self.steps),
        ]
        if not all(math.isfinite(time) for time in times):
            raise GradingError("a late rule's times must be finite numbers of seconds")
        if self.grace < 0 or any(after < 0 for after, _ in self.steps):
            raise GradingError("a late rule's grace and steps count seconds after the due time")
        percents = [self.per_day, self.cap, self.floor, *(percent for _, percent in self.steps)]
        if not all(0 <= percent <= 100 for percent in percents):
            raise GradingError(f"a late rule takes percents from 0 to 100, not {percents}")
        if self.steps and self.per_day:
            raise GradingError("a late rule has either per_day or steps")
        for earlier, later in pairwise(self.steps):
            if not (earlier[0] < later[0] and earlier[1] <= later[1]):
                raise GradingError("a late rule's steps must grow, in time and in percent")
        if self.of not in ("score", "points"):
            raise GradingError(f"of={self.of!r}: a penalty is of the 'score' or of the 'points'")

    def __str__(self) -> str:
        """Say what is taken off, for the students.

        >>> print(LateRule(due=0, grace=600, per_day=10, cap=50))
        10 % of the points reached for each day begun, 50 % at most; up to 10 min count as in time
        """
        whole = "the points reached" if self.of == "score" else "all points"
        if self.steps:
            told = f"of {whole}, " + ", ".join(
                f"{percent:g} % after {seconds / 3600:g} h" for seconds, percent in self.steps
            )
        else:
            told = f"{self.per_day:g} % of {whole} for each day begun"
        if self.cap < 100:
            told += f", {self.cap:g} % at most"
        return told + (f"; up to {self.grace / 60:g} min count as in time" if self.grace else "")

    def late(self, submitted: float | None, student: str = "") -> float | None:
        """Return the seconds too late, 0 if in time or within the grace; None without a time."""
        if submitted is None:
            return None
        seconds = submitted - self.due - self.extensions.get(student, 0.0)
        return seconds if seconds > self.grace else 0.0

    def percent(self, submitted: float | None, student: str = "") -> float:
        """Return how many percent are taken off."""
        late = self.late(submitted, student)
        if not late:
            return 0.0
        if self.steps:
            found = max((percent for after, percent in self.steps if late > after), default=0.0)
        else:
            found = self.per_day * math.ceil(late / DAY)
        return float(min(found, self.cap))

    def penalty(
        self, score: float, points: float, submitted: float | None, student: str = ""
    ) -> float:
        """Return how many of ``score`` points, of ``points`` that there are, are taken off."""
        off = self.percent(submitted, student) / 100 * (score if self.of == "score" else points)
        lowest = min(score, self.floor / 100 * points)
        return float(min(off, score - lowest))
