"""What the words of a sentence say for and against a positive review, by naive Bayes."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from coursekit.probability import NaiveBayes, ProbabilityError
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.style import number

__all__ = ["CLASSES", "MOST_ROWS", "Judged", "Row", "check_reviews", "describe", "model"]

CLASSES = ("positive", "negative")
MOST_ROWS = 12  # words that have room; of more, those that say least are put together

Reviews = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Row:
    """A word of the sentence: how often it stands there, its counts by class, its log-odds."""

    name: str
    times: int
    counts: tuple[int, int] | None
    log_odds: float

    @property
    def label(self) -> str:
        """The word, and how often it occurs."""
        return self.name if self.times == 1 or self.counts is None else f"{self.name} ×{self.times}"


@dataclass(frozen=True)
class Judged:
    """One state: the evidence of prior and words in reading order, for positive where above 0.

    ``totals``: words in all positive and all negative reviews; ``ignored``: words in no review.
    """

    prior: float
    smoothing: float
    rows: tuple[Row, ...]
    ignored: tuple[str, ...]
    totals: tuple[int, int]
    vocabulary: int

    @property
    def prior_log_odds(self) -> float:
        """The prior's share: ln p(positive) − ln p(negative)."""
        return math.log(self.prior / (1 - self.prior))

    @property
    def words_log_odds(self) -> float:
        """What all words say together."""
        return math.fsum(row.log_odds for row in self.rows)

    @property
    def log_odds(self) -> float:
        """All together: ln p(positive | text) − ln p(negative | text)."""
        return self.prior_log_odds + self.words_log_odds

    @property
    def posterior(self) -> float:
        """p(positive | text)."""
        return 1 / (1 + math.exp(-self.log_odds)) if self.log_odds > -700 else 0.0

    @property
    def running(self) -> list[float]:
        """The log-odds after the prior and after each word."""
        found = [self.prior_log_odds]
        for row in self.rows:
            found.append(found[-1] + row.log_odds)
        return found


@lru_cache(maxsize=8)
def _fitted(reviews: Reviews, smoothing: float, prior: float) -> NaiveBayes:
    texts, classes = zip(*reviews, strict=True)
    shares = dict(zip(CLASSES, (prior, 1 - prior), strict=True))
    return NaiveBayes.fit(texts, classes, smoothing, prior=shares)


def check_reviews(reviews: Sequence[tuple[str, str]]) -> Reviews:
    """Return reviews as a tuple. Raises `WidgetError` unless there are some of both classes."""
    pairs = tuple((str(text), str(name)) for text, name in reviews)
    if {name for _, name in pairs} != set(CLASSES):
        raise WidgetError(
            "The reviews need a class each, 'positive' or 'negative', and some of both."
        )
    return pairs


def model(text: str, smoothing: float, prior: float, reviews: Reviews) -> Judged:
    """Judge a sentence. Raises ProbabilityError where words rule out both classes.

    >>> judged = model("good, bad, odd", 1.0, 0.5, (("good good", "positive"), ("bad", "negative")))
    >>> [(row.name, round(row.log_odds, 3)) for row in judged.rows], judged.ignored
    ([('good', 0.811), ('bad', -0.981)], ('odd',))
    """
    fitted = _fitted(reviews, smoothing, prior)
    words = fitted.words_of(text)
    if not words:
        raise WidgetError("There is no word to judge. Type a sentence.")
    try:
        evidence = fitted.evidence(text, *CLASSES)
    except ProbabilityError as error:
        raise WidgetError(
            "Without smoothing these words rule out both classes, and 0 ÷ 0 is no answer: each "
            "class has a word here that it never used. Move smoothing above 0."
        ) from error
    order = [fitted.classes.index(name) for name in CLASSES]
    rows: dict[str, Row] = {}
    for word, _, odds in evidence.words:
        counts = fitted.word_counts[order, fitted.vocabulary.index(word)]
        times = rows[word].times + 1 if word in rows else 1
        rows[word] = Row(word, times, (int(counts[0]), int(counts[1])), times * odds)
    totals = fitted.word_counts.sum(axis=1)[order]
    return Judged(
        prior,
        smoothing,
        _fewer(list(rows.values())),
        evidence.ignored,
        (int(totals[0]), int(totals[1])),
        len(fitted.vocabulary),
    )


def _fewer(rows: list[Row]) -> tuple[Row, ...]:
    """Put the words that say least together, if there are too many."""
    if len(rows) <= MOST_ROWS:
        return tuple(rows)
    weakest = sorted(rows, key=lambda row: abs(row.log_odds))[: len(rows) - MOST_ROWS + 1]
    kept = [row for row in rows if row not in weakest]
    odds = math.fsum(row.log_odds for row in weakest)
    return (*kept, Row(f"{len(weakest)} more words", 1, None, odds))


def describe(judged: Judged) -> str:
    """Write the verdict, what was ignored, and the counts behind each word."""
    p, n = judged.totals
    lines = [_verdict(judged)]
    if judged.ignored:
        lines.append(f"in no review, so ignored: {', '.join(judged.ignored)}")
    lines.append(
        f"p(w | c) = (times in c + {number(judged.smoothing)}) / (words in c + "
        f"{number(judged.smoothing)} · {judged.vocabulary}), with {p} words in positive and {n} in"
        f" negative reviews, {judged.vocabulary} different ones"
    )
    if judged.rows:
        lines.append("word\tpositive\tnegative\tlog-odds")
    lines += [_counted(row) for row in judged.rows]
    return "\n".join(lines)


def _verdict(judged: Judged) -> str:
    words, both = judged.words_log_odds, judged.log_odds
    named, p = _class(both), number(judged.posterior)
    sign = "≈" if p in "01" and math.isfinite(both) else "="  # near certainty is not certainty
    found = (
        f"log-odds: prior {_signed(judged.prior_log_odds)}, words {_signed(words)}, together"
        f" {_signed(both)}: p(positive | text) {sign} {p}, {named}"
    )
    if math.isinf(both):
        loser = CLASSES[1] if both > 0 else CLASSES[0]
        found += f"; a word that no {loser} review has rules {loser} out, whatever else is said"
    elif named != _class(words):
        found += f"; by the words alone (maximum likelihood) {_class(words)}"
    return found


def _class(log_odds: float) -> str:
    if abs(log_odds) < 1e-9:
        return "undecided"
    return CLASSES[0] if log_odds > 0 else CLASSES[1]


def _counted(row: Row) -> str:
    counts = ("", "") if row.counts is None else row.counts
    return f"{row.label}\t{counts[0]}\t{counts[1]}\t{_signed(row.log_odds)}"


def _signed(value: float) -> str:
    """Write log-odds with their sign, to three places.

    >>> _signed(0.0), _signed(1.25), _signed(-0.98765), _signed(-math.inf)
    ('0', '+1.25', '−0.988', '−∞')
    """
    rounded = round(value, 3) if math.isfinite(value) else value
    return f"{'+' if rounded > 0 else ''}{number(rounded)}"
