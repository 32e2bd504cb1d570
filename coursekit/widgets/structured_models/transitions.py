"""The numbers of the bigram explorer: a sentence scored word by word, from counts of pairs."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache

import numpy as np

from coursekit.probability import Bigram
from coursekit.probability.models.bigram import END, UNKNOWN
from coursekit.probability.models.words import words
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.style import number

__all__ = [
    "MOST_SMOOTHING",
    "MOST_WORDS",
    "Factor",
    "Pair",
    "Scored",
    "describe",
    "drawn",
    "fitted",
    "model",
    "split",
]

MOST_SMOOTHING = 1.0
MOST_WORDS = 40  # different ones in a text: the graph stays readable
_LONGEST = 30  # words in a sentence
_NAMED = 3  # pairs never seen; of more, the number is said
_LONG_FRACTION = 10**4  # a denominator beyond it says less than its decimals

Pair = tuple[str, str]


@dataclass(frozen=True)
class Factor:
    """A factor P(word | previous), and what the product is with it.

    ``count`` of ``total``: how often the word follows among all that follows ``previous``.
    """

    previous: str
    word: str
    count: int
    total: int
    p: Fraction
    product: Fraction
    log_sum: float


@dataclass(frozen=True, eq=False)
class Scored:
    """A sentence under a bigram model of ``sentences``; ``seed``: where it was drawn with it."""

    sentences: tuple[tuple[str, ...], ...]
    chain: Bigram
    words: tuple[str, ...]
    factors: tuple[Factor, ...]
    seed: int | None

    @property
    def p(self) -> Fraction:
        """P(sentence)."""
        return self.factors[-1].product

    @property
    def log_p(self) -> float:
        """Log P(sentence) in nats."""
        return self.factors[-1].log_sum

    @property
    def perplexity(self) -> float:
        """Exp(−log P / number of factors)."""
        return math.exp(-self.log_p / (len(self.words) + 1))

    @property
    def unknown(self) -> tuple[str, ...]:
        """The words of the sentence that the text does not have, each once."""
        return tuple(dict.fromkeys(w for w in self.words if w not in self.chain.counts))

    @cached_property
    def path(self) -> tuple[Pair, ...]:
        """The pairs of nodes that the sentence passes; a word never seen is ⟨unk⟩."""
        return tuple((self._node(f.previous), self._node(f.word)) for f in self.factors)

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """The pairs of the text, in reading order, and then those that only the sentence has."""
        seen = [(v, w) for v, row in self.chain.counts.items() for w in row]
        return tuple(dict.fromkeys([*seen, *self.path]))

    def seen(self, pair: Pair) -> bool:
        """Return whether the text has the pair."""
        return pair[1] in self.chain.counts.get(pair[0], {})

    def prob(self, pair: Pair) -> Fraction:
        """Return P(second | first)."""
        p: Fraction = self.chain.word_prob(pair[1], pair[0], exact=True)
        return p

    def _node(self, word: str) -> str:
        return word if word in (*self.chain.counts, END) else UNKNOWN


def split(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the words of each sentence; a sentence ends with . ! ? or its line.

    >>> split("A rose is a rose.  Is it?")
    (('A', 'rose', 'is', 'a', 'rose'), ('Is', 'it'))
    """
    found = (tuple(words(part, lower=False)) for part in re.split(r"[.!?\n]+", text))
    return tuple(sentence for sentence in found if sentence)


@lru_cache(maxsize=64)
def fitted(text: str, smoothing: float) -> tuple[tuple[tuple[str, ...], ...], Bigram]:
    """Return the sentences of a text and their bigram model.

    Raises `WidgetError` for a text without words, with too many, and for smoothing out of range.
    """
    if not 0 <= smoothing <= MOST_SMOOTHING:
        raise WidgetError(f"smoothing is {number(smoothing)}. Choose from 0 to 1.")
    sentences = split(text)
    if not sentences:
        raise WidgetError("The text has no words. Type a sentence or two.")
    chain = Bigram.fit(sentences, Fraction(f"{smoothing:.2f}"))
    size = len(chain.vocabulary)
    if size > MOST_WORDS:
        raise WidgetError(
            f"The text has {size} different words. The graph has room for {MOST_WORDS}:"
            " take fewer sentences."
        )
    return sentences, chain


@lru_cache(maxsize=64)
def drawn(text: str, smoothing: float, seed: int) -> str:
    """Return a sentence drawn from the model, word after word until ⟨/s⟩, or cut off.

    Smoothing gives ⟨unk⟩ a probability, and ⟨/s⟩ one at once.  Nobody can read either, so that
    sentences with them are drawn again.

    >>> drawn("the only sentence", 0.0, 7)
    'the only sentence'
    """
    chain, rng = fitted(text, smoothing)[1], np.random.default_rng(seed)
    while True:
        found = chain.sample(rng=rng, max_words=_LONGEST)
        if found and UNKNOWN not in found:
            return " ".join(found)


def model(text: str, sentence: str, smoothing: float, seed: int) -> Scored:
    """Score a sentence: the chain rule, with each word given the one before only.

    >>> n = model("a b. a c.", "a b", 0.0, 0)
    >>> n.p, n.path
    (Fraction(1, 2), (('⟨s⟩', 'a'), ('a', 'b'), ('b', '⟨/s⟩')))
    """
    sentences, chain = fitted(text, smoothing)
    typed = tuple(words(sentence, lower=False))
    if not typed:
        raise WidgetError("Type a sentence of one word or more.")
    if len(typed) > _LONGEST:
        raise WidgetError(f"The sentence has {len(typed)} words. Take {_LONGEST} at most.")
    factors: list[Factor] = []
    product, log_sum = Fraction(1), 0.0
    for each in chain.factors(typed, exact=True):
        row = chain.counts.get(each.previous, {})
        product *= each.p
        log_sum += math.log(each.p) if each.p else -math.inf
        count, total = row.get(each.word, 0), sum(row.values())
        factors.append(Factor(each.previous, each.word, count, total, each.p, product, log_sum))
    is_drawn = " ".join(typed) == drawn(text, smoothing, seed)
    return Scored(sentences, chain, typed, tuple(factors), seed if is_drawn else None)


def describe(n: Scored) -> str:
    """Write the result, what it means, how it was drawn, and a table with a row a factor."""
    found = [_result(n), _verdict(n)]
    spelt = {word.lower(): word for word in n.chain.vocabulary}
    meant = [spelt[word.lower()] for word in n.unknown if word.lower() in spelt]
    if meant:
        found.append(f"capital letters count: the text has {', '.join(meant)}")
    if n.seed is not None:
        found.append(f"this sentence was drawn from the model with seed {n.seed}")
    if n.chain.smoothing:
        size, known = len(n.chain.following), len(n.chain.vocabulary)
        vocabulary = "1 word" if known == 1 else f"{known} words"
        found.append(
            f"smoothing k = {number(float(n.chain.smoothing))}: every count + k; {size} tokens may"
            f" follow ({vocabulary}, {END}, {UNKNOWN}), so every total + {size}k"
        )
    found.append("P(next | word) = its count / all that follow word\tp\tproduct\tlog sum")
    for factor in n.factors:
        row = (float(factor.p), float(factor.product), factor.log_sum)
        found.append("\t".join([_formula(n, factor), *(number(value) for value in row)]))
    if len(n.factors) < len(n.words) + 1:
        found.append(f"what follows {n.factors[-1].word} has no counts; the product is 0 already")
    return "\n".join(found)


def _result(n: Scored) -> str:
    if not n.p:
        return "P(sentence) = 0, log P = −∞; perplexity ∞"
    exact = f" = {n.p}" if n.p.denominator <= _LONG_FRACTION and n.p != 1 else ""
    sign = "=" if _short(n.p) else "≈"
    tokens = len(n.words) + 1
    return (
        f"P(sentence){exact} {sign} {number(float(n.p))}, log P ≈ {number(n.log_p)} nats;"
        f" perplexity exp({number(-n.log_p)}/{tokens}) ≈ {number(n.perplexity)} over {tokens}"
        " factors"
    )


def _short(p: Fraction) -> bool:
    """Return whether four digits are all that it has."""
    return Fraction(f"{float(p):.4g}") == p


def _verdict(n: Scored) -> str:
    missing = list(dict.fromkeys((f.previous, f.word) for f in n.factors if not f.count))
    if n.words in n.sentences:
        times = n.sentences.count(n.words)
        return f"✓ sentence {n.sentences.index(n.words) + 1} of the text" + (
            f", there {times} times" if times > 1 else ""
        )
    if not missing:
        return "✓ not in the text, but each of its pairs is: the model generalises"
    named = ", ".join(f"“{v} {w}”" for v, w in missing[:_NAMED])
    if len(missing) > _NAMED:
        named += f" and {len(missing) - _NAMED} more"
    if n.p:
        return f"⚠ never in the text: {named}; smoothing leaves a little probability for it"
    return f"✗ ruled out: {named} never in the text; a factor of 0 makes the whole product 0"


def _formula(n: Scored, f: Factor) -> str:
    k = n.chain.smoothing
    if k:
        shown = number(float(k))
        counts = f"({f.count} + {shown})/({f.total} + {len(n.chain.following)} · {shown})"
    else:
        counts = f"{f.count}/{f.total}"
    return f"P({f.word} | {f.previous}) = {counts}"
