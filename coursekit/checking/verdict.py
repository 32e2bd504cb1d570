"""What the judge says about one answer."""

from dataclasses import dataclass

__all__ = ["OUTCOMES", "PartVerdict", "Verdict"]

#: Every verdict's outcome is one of these five words.
OUTCOMES = ("correct", "wrong", "unanswered", "error", "invalid")


def _check(outcome: str, score: float) -> None:
    """Refuse a verdict that contradicts itself: it is a bug of the judge."""
    if outcome not in OUTCOMES:
        raise ValueError(f"outcome {outcome!r} is not one of {', '.join(OUTCOMES)}")
    if not 0.0 <= score <= 1.0:
        raise ValueError(f"score {score!r} lies outside [0, 1]")


@dataclass(frozen=True)
class PartVerdict:
    """The verdict on one named intermediate of an answer of kind ``parts``.

    >>> PartVerdict("z", "correct", 1.0, 2).points
    2
    """

    name: str
    outcome: str
    score: float
    points: int = 1
    slip: str | None = None
    message: str = ""

    def __post_init__(self) -> None:
        _check(self.outcome, self.score)


@dataclass(frozen=True)
class Verdict:
    """One answer, judged.

    ``outcome`` is one of `OUTCOMES`, ``score`` lies in [0, 1], ``slip`` is the stable tag of the
    named wrong answer or of the generic diagnosis (None where there is nothing to name), and
    ``message`` says in at most two sentences what was computed and which rule mends it.

    >>> Verdict("correct", 1.0).correct
    True
    """

    outcome: str
    score: float
    slip: str | None = None
    message: str = ""
    parts: tuple[PartVerdict, ...] = ()

    def __post_init__(self) -> None:
        _check(self.outcome, self.score)

    @property
    def correct(self) -> bool:
        """Whether the answer is right in full."""
        return self.outcome == "correct"
