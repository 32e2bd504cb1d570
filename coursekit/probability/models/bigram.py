"""Bigrams: a language model in which a word depends on the word before it, and on no other."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from html import escape
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from coursekit.probability.errors import ProbabilityError
from coursekit.probability.models.words import tokens
from coursekit.probability.validation import generator, real, whole

__all__ = ["END", "START", "UNKNOWN", "Bigram", "BigramFactor", "BigramTable"]

START, END, UNKNOWN = "⟨s⟩", "⟨/s⟩", "⟨unk⟩"
_SPELLINGS = {"<s>": START, "</s>": END, "<unk>": UNKNOWN}  # for keyboards

Sentence: TypeAlias = str | Iterable[str]


class BigramFactor(NamedTuple):
    """One factor of the chain rule: ``p`` = P(word | previous).

    >>> print(BigramFactor("Peter", START, 0.5))
    P(Peter | ⟨s⟩) = 0.5
    """

    word: str
    previous: str
    p: Any

    def __str__(self) -> str:
        shown = str(self.p) if isinstance(self.p, Fraction) else f"{self.p:.6g}"
        return f"P({self.word} | {self.previous}) = {shown}"


class BigramTable(NamedTuple):
    """P(following | previous): ``p`` has a row for each previous and a column for each following.

    Each row sums to 1.  There is no row for the end token, since nothing follows it.

    >>> table = Bigram.fit(["a b", "a c"]).table()
    >>> table.previous, table.following
    (('⟨s⟩', 'a', 'b', 'c'), ('a', 'b', 'c', '⟨/s⟩'))
    >>> table.p[1]
    array([0. , 0.5, 0.5, 0. ])
    """

    previous: tuple[str, ...]
    following: tuple[str, ...]
    p: Any

    def _cells(self) -> list[list[str]]:
        rows = self.p.tolist()
        return [
            ["·" if not p else str(p) if isinstance(p, Fraction) else f"{p:.3g}" for p in row]
            for row in rows
        ]

    def __str__(self) -> str:
        body = [list(self.following), *self._cells()]
        widths = [max(len(row[i]) for row in body) for i in range(len(self.following))]
        names = ["", *self.previous]
        first = max(map(len, names))
        return "\n".join(
            "  ".join([name.ljust(first), *(t.rjust(w) for t, w in zip(row, widths, strict=True))])
            for name, row in zip(names, body, strict=True)
        )

    def _repr_html_(self) -> str:
        cell = "text-align:right;padding:0.15em 0.5em;color:inherit"
        heads = "".join(f'<th scope="col" style="{cell}">{escape(w)}</th>' for w in self.following)
        body = "".join(
            f'<tr><th scope="row" style="{cell}">{escape(name)}</th>'
            + "".join(f'<td style="{cell}">{text}</td>' for text in row)
            + "</tr>"
            for name, row in zip(self.previous, self._cells(), strict=True)
        )
        return (
            '<table style="font-size:inherit;border-collapse:collapse;color:inherit">'
            '<caption style="text-align:left;color:inherit;font-weight:bold">'
            "P(column | row), · is 0</caption>"
            f"<thead><tr><td></td>{heads}</tr></thead><tbody>{body}</tbody></table>"
        )


@dataclass(frozen=True, eq=False, repr=False)
class Bigram:
    """P(w₁ … wₙ) = P(w₁|⟨s⟩) P(w₂|w₁) … P(⟨/s⟩|wₙ), with probabilities from counts.

    Made by `Bigram.fit`.  ``vocabulary``: V words, in order; ``counts``: how often a word follows
    a previous one; ``smoothing`` k.  With n words a sentence has n + 1 factors: ⟨s⟩ is given, and
    ⟨/s⟩ is predicted.  Nothing follows ⟨/s⟩: counts in a square table would leave its row 0, and
    that row is no distribution, so there is none here.

    A text is split by `words`, capital letters kept: no punctuation, so "pepper." is "pepper",
    and "Where's" is one word.  A list of words is taken as it is.

    Without smoothing, P(w|v) = count(v w) / count(v): a pair never seen has probability 0, and the
    sentence with it (`missing` says which pairs).  With k > 0, P(w|v) = (count(v w) + k) /
    (count(v) + k·S), where S = V + 2 words may follow: the vocabulary, ⟨/s⟩ and ⟨unk⟩, which
    stands for all words never seen.  Source: S2, "Probability Chain Rule and Language Model".

    >>> model = Bigram.fit([
    ...     "Peter Piper picked a peck of pickled pepper.",
    ...     "Where's the pickled pepper that Peter Piper picked?",
    ... ])
    >>> model.prob("Where's the pickled pepper that Peter Piper picked?")
    0.125
    >>> unseen = "Peter Piper picked a peck of pickled pepper that Peter Piper picked"
    >>> model.prob(unseen), model.prob(unseen, exact=True)
    (0.0625, Fraction(1, 16))
    >>> [str(factor) for factor in model.factors(unseen)][:3]
    ['P(Peter | ⟨s⟩) = 0.5', 'P(Piper | Peter) = 1', 'P(picked | Piper) = 1']
    """

    vocabulary: tuple[str, ...]
    counts: Mapping[str, Mapping[str, int]]
    smoothing: Fraction
    lower: bool = False

    @classmethod
    def fit(
        cls, sentences: Iterable[Sentence], smoothing: Any = 0, *, lower: bool = False
    ) -> Bigram:
        """Return the model with the relative frequencies of the pairs in ``sentences``.

        ``sentences``: texts of one sentence each, or lists of words; ``smoothing``: the k added to
        each count (a decimal such as 0.1 is taken as 1/10); ``lower``: read texts in small letters.
        Raises ProbabilityError for a sentence without words, and a k below 0.

        >>> Bigram.fit(["a b", "a c"]).word_prob("b", given="a")
        0.5
        """
        if isinstance(sentences, str):
            raise ProbabilityError("sentences is one text; expected a list of sentences.")
        counts: dict[str, Counter[str]] = {START: Counter()}
        for index, sentence in enumerate(sentences):
            listed = tokens(sentence, f"sentence {index}", lower=lower)
            if not listed:
                raise ProbabilityError(f"sentence {index} has no words; leave it out.")
            _refuse(listed, f"sentence {index}", (START, END, UNKNOWN))
            for previous, word in zip([START, *listed], [*listed, END], strict=True):
                counts.setdefault(previous, Counter())[word] += 1
        if len(counts) == 1:
            raise ProbabilityError("there are no sentences; expected one or more.")
        vocabulary = tuple(previous for previous in counts if previous != START)
        return cls(vocabulary, counts, _amount(smoothing), bool(lower))

    @cached_property
    def following(self) -> tuple[str, ...]:
        """What may follow: the vocabulary, ⟨/s⟩, and with smoothing ⟨unk⟩; a column each."""
        return (*self.vocabulary, END, *([UNKNOWN] if self.smoothing else []))

    @cached_property
    def previous(self) -> tuple[str, ...]:
        """What may come before: ⟨s⟩, the vocabulary, and with smoothing ⟨unk⟩; a row each."""
        return (START, *self.vocabulary, *([UNKNOWN] if self.smoothing else []))

    @cached_property
    def _totals(self) -> dict[str, int]:
        return {previous: sum(row.values()) for previous, row in self.counts.items()}

    def word_prob(self, word: str, given: str, *, exact: bool = False) -> Any:
        """Return P(word | given), as a Fraction if ``exact``.

        ``given`` may be "⟨s⟩" and ``word`` "⟨/s⟩", also spelt "<s>" and "</s>".  Raises
        ProbabilityError for what follows ⟨/s⟩ (nothing does), what precedes ⟨s⟩, and, without
        smoothing, for what follows a word never seen (0/0).

        >>> Bigram.fit(["a b", "a c"]).word_prob("b", given="a", exact=True)
        Fraction(1, 2)
        """
        p = self._fraction(_spelt(word), _spelt(given))
        return p if exact else float(p)

    def _fraction(self, word: str, given: str) -> Fraction:
        if given == END:
            raise ProbabilityError(
                f"nothing follows the end token {END}: it has no row of probabilities. Give a word,"
                f" or {START}."
            )
        if word == START:
            raise ProbabilityError(
                f"the start token {START} follows nothing: it is given. Ask for a word, or {END}."
            )
        if given not in self.counts and not self.smoothing:
            raise ProbabilityError(
                f"{given!r} was never seen, so P({word} | {given}) is 0/0. Fit with smoothing above"
                " 0, or ask for what follows one of the vocabulary."
            )
        count = self.counts.get(given, {}).get(word, 0)
        total = self._totals.get(given, 0)
        return (count + self.smoothing) / (total + self.smoothing * len(self.following))

    def words_of(self, sentence: Sentence) -> list[str]:
        """Return the words of a sentence as they are looked up here, without ⟨s⟩ and ⟨/s⟩."""
        listed = [_SPELLINGS.get(w, w) for w in tokens(sentence, "sentence", lower=self.lower)]
        _refuse(listed, "the sentence", (START, END))
        return listed

    def factors(self, sentence: Sentence, *, exact: bool = False) -> list[BigramFactor]:
        """Return the factors of P(sentence) in reading order, ⟨/s⟩ last; n + 1 for n words.

        Without smoothing a word never seen has p = 0, and what follows it has none: the list ends
        there, since the product is 0 already.
        """
        listed = self.words_of(sentence)
        found = []
        for previous, word in zip([START, *listed], [*listed, END], strict=True):
            if previous not in self.counts and not self.smoothing:
                break
            found.append(BigramFactor(word, previous, self.word_prob(word, previous, exact=exact)))
        return found

    def prob(self, sentence: Sentence, *, exact: bool = False) -> Any:
        """Return P(sentence), the product of its `factors`, as a Fraction if ``exact``.

        A float rounds to 0 for a sentence of some hundred words: see `log_prob`.
        """
        return math.prod(factor.p for factor in self.factors(sentence, exact=exact))

    def log_prob(self, sentence: Sentence) -> float:
        """Return log P(sentence) in nats; −∞ if a pair has probability 0 (see `missing`)."""
        logs = [math.log(f.p) if f.p > 0 else -math.inf for f in self.factors(sentence)]
        return math.fsum(logs)

    def missing(self, sentence: Sentence) -> list[tuple[str, str]]:
        """Return the pairs (previous, word) that make P(sentence) zero, in reading order.

        >>> Bigram.fit(["a b", "b c"]).missing("a c b")
        [('a', 'c'), ('c', 'b')]
        """
        return [(f.previous, f.word) for f in self.factors(sentence) if not f.p]

    def perplexity(self, sentences: Sentence | Iterable[Sentence]) -> float:
        """Return exp(−Σ log P(sentence) / N), with N the number of predicted tokens.

        That is n + 1 for a sentence of n words: ⟨/s⟩ is predicted too.  A text is one sentence; a
        list is a list of sentences.  It has no unit; ∞ if a pair has probability 0.
        Raises ProbabilityError if there is no sentence.

        >>> Bigram.fit(["a b", "a c"]).perplexity("a b") == 2 ** (1 / 3)
        True
        """
        several = [sentences] if isinstance(sentences, str) else list(sentences)
        if not several:
            raise ProbabilityError("there are no sentences; expected one or more.")
        predicted = sum(len(self.words_of(sentence)) + 1 for sentence in several)
        return math.exp(-math.fsum(self.log_prob(sentence) for sentence in several) / predicted)

    def table(self, *, exact: bool = False) -> BigramTable:
        """Return P(following | previous) for all pairs, of Fractions if ``exact``.

        >>> print(Bigram.fit(["a b", "a c"]).table(exact=True))
             a    b    c  ⟨/s⟩
        ⟨s⟩  1    ·    ·     ·
        a    ·  1/2  1/2     ·
        b    ·    ·    ·     1
        c    ·    ·    ·     1
        """
        if exact:
            rows = [[self._fraction(w, v) for w in self.following] for v in self.previous]
            return BigramTable(self.previous, self.following, np.array(rows, dtype=object))
        return BigramTable(
            self.previous, self.following, np.stack([self._row(v) for v in self.previous])
        )

    def _row(self, previous: str) -> Any:
        row = np.full(len(self.following), float(self.smoothing))
        for word, count in self.counts.get(previous, {}).items():
            row[self._places[word]] += count
        return row / np.sum(row)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {word: place for place, word in enumerate(self.following)}

    def sample(self, *, rng: Any, max_words: int = 100) -> list[str]:
        """Return the words of a random sentence: each drawn given the one before, until ⟨/s⟩.

        A sentence of ``max_words`` words is cut off there.  With smoothing, ⟨unk⟩ may occur.
        ``rng``: a seed or a np.random.Generator.

        >>> Bigram.fit(["the only sentence"]).sample(rng=0)
        ['the', 'only', 'sentence']
        """
        most, source = whole(max_words, "max_words", least=1), generator(rng)
        sentence: list[str] = []
        previous = START
        while len(sentence) < most:
            previous = self.following[source.choice(len(self.following), p=self._row(previous))]
            if previous == END:
                break
            sentence.append(previous)
        return sentence

    def __repr__(self) -> str:
        return f"Bigram({len(self.vocabulary)} words, smoothing={self.smoothing})"


def _spelt(token: str) -> str:
    return _SPELLINGS.get(token, token)


def _refuse(listed: list[str], where: str, reserved: tuple[str, ...]) -> None:
    for index, word in enumerate(listed):
        if _spelt(word) in reserved:
            raise ProbabilityError(
                f"{where} has {word!r} at index {index}, which is added where it belongs. Give the"
                " words alone."
            )


def _amount(smoothing: Any) -> Fraction:
    value = real(smoothing, "smoothing")
    if np.ndim(value) or value < 0:
        raise ProbabilityError(f"smoothing is {smoothing!r}; expected a number, 0 or more.")
    return smoothing if isinstance(smoothing, Fraction) else Fraction(str(value))
