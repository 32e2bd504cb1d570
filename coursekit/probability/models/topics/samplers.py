"""Two Gibbs samplers for the topics of words, both exact: one follows the book, one is fast."""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect
from itertools import accumulate
from operator import mul
from typing import Any

import numpy as np

from coursekit.probability.models.topics.corpus import Encoded

__all__ = ["CollapsedGibbs", "ParallelGibbs", "Sampler"]


class Sampler(ABC):
    """A Markov chain over the topics z of all words, whose stationary distribution is p(z | w).

    θ ~ Dirichlet(α) for each document and β ~ Dirichlet(η) for each topic are integrated out:
    what they are likely to be follows from counts, see `estimates`.

    ``alpha``: (K,), ``eta``: a number; first topics are drawn alike for all words.
    """

    def __init__(self, corpus: Encoded, alpha: Any, eta: float, rng: np.random.Generator) -> None:
        self.corpus, self.alpha, self.eta, self.rng = corpus, alpha, eta, rng
        self._rising_alpha = _log_rising(alpha[:, None], int(corpus.lengths.max()))
        self._rising_total = _log_rising(alpha.sum(), int(corpus.lengths.max()))
        self._rising_eta = _log_rising(eta, len(corpus.words))
        self._rising_words = _log_rising(eta * len(corpus.vocabulary), len(corpus.words))

    @property
    @abstractmethod
    def topics(self) -> Any:
        """The topic of every word, in the order of the corpus."""

    @abstractmethod
    def sweep(self) -> None:
        """Draw the topics of all words anew."""

    def counts(self) -> tuple[Any, Any]:
        """Return the words of each topic in each document (D, K), and of each kind (V, K)."""
        topics, size = self.topics, len(self.alpha)
        by_document = np.bincount(
            self.corpus.owners * size + topics, minlength=len(self.corpus.lengths) * size
        )
        by_word = np.bincount(
            self.corpus.words * size + topics, minlength=len(self.corpus.vocabulary) * size
        )
        return by_document.reshape(-1, size), by_word.reshape(-1, size)

    def log_joint(self) -> float:
        """Return log p(w, z | α, η), with θ and β integrated out: what the trace of a fit shows.

        Source: Griffiths and Steyvers, Finding scientific topics (2004), equations 2 and 3.
        """
        by_document, by_word = self.counts()
        of_topics = self._rising_alpha[np.arange(len(self.alpha)), by_document].sum()
        of_topics -= self._rising_total[self.corpus.lengths].sum()
        of_words = self._rising_eta[by_word].sum() - self._rising_words[by_word.sum(axis=0)].sum()
        return float(of_topics + of_words)

    def estimates(self) -> tuple[Any, Any]:
        """Return E[θ | z] (D, K) and E[β | z, w] (K, V): shares of counts plus α and plus η."""
        by_document, by_word = self.counts()
        theta = by_document + self.alpha
        beta = by_word.T + self.eta
        return theta / theta.sum(axis=1, keepdims=True), beta / beta.sum(axis=1, keepdims=True)


def _log_rising(start: Any, most: int) -> Any:
    """Return log Γ(start + n) − log Γ(start) for n = 0 … most, along the last axis."""
    steps = np.cumsum(np.log(start + np.arange(most)), axis=-1)
    return np.concatenate([np.zeros((*np.shape(start)[:-1], 1)), steps], axis=-1)


class CollapsedGibbs(Sampler):
    """The collapsed sampler: each word's topic given the topics of all other words.

    p(z = k | all others) is in proportion to (n_dk + α_k) (n_kw + η) / (n_k + Vη), where the counts
    leave the word itself out.  Source: Griffiths and Steyvers (2004), equation 5.
    """

    def __init__(self, corpus: Encoded, alpha: Any, eta: float, rng: np.random.Generator) -> None:
        super().__init__(corpus, alpha, eta, rng)
        # Lists: for a handful of topics Python's own loop is faster than a call of NumPy a word.
        self._topics = rng.integers(len(alpha), size=len(corpus.words)).tolist()
        self._words = corpus.words.tolist()
        self._ends = np.cumsum(corpus.lengths).tolist()
        by_document, by_word = self.counts()
        self._document_weights = (by_document + alpha).tolist()
        self._word_weights = (by_word + eta).tolist()
        self._totals = (by_word.sum(axis=0) + eta * len(corpus.vocabulary)).tolist()

    @property
    def topics(self) -> Any:
        """The topic of every word, in the order of the corpus."""
        return np.array(self._topics)

    def sweep(self) -> None:
        """Draw the topic of one word after the other."""
        words, topics, totals = self._words, self._topics, self._totals
        inverse = [1 / total for total in totals]
        chance = self.rng.random(len(words)).tolist()
        start = 0
        for document, end in zip(self._document_weights, self._ends, strict=True):
            for i in range(start, end):
                kind, k = self._word_weights[words[i]], topics[i]
                document[k] -= 1
                kind[k] -= 1
                totals[k] -= 1
                inverse[k] = 1 / totals[k]
                steps = list(accumulate(map(mul, map(mul, document, kind), inverse)))
                k = bisect(steps, chance[i] * steps[-1])
                topics[i] = k
                document[k] += 1
                kind[k] += 1
                totals[k] += 1
                inverse[k] = 1 / totals[k]
            start = end


class ParallelGibbs(Sampler):
    """A sampler that draws one word of every document at once, about ten times as fast.

    A sweep first draws β given the topics: Dirichlet(η + counts), one a topic.  Given β the
    documents are independent of each other, so that the first words of all documents may be drawn
    together, then the second words, and so on, each given the other topics of its own document
    (θ is integrated out): p(z = k) is in proportion to (n_dk + α_k) β_kw.  Every step draws from a
    conditional distribution of p(z, β | w), so that this is stationary, and of it z has the same
    p(z | w) that the collapsed sampler has.  As β is drawn and not integrated out, the chain moves
    more slowly: two or three sweeps do what one of the collapsed sampler does.
    """

    def __init__(self, corpus: Encoded, alpha: Any, eta: float, rng: np.random.Generator) -> None:
        super().__init__(corpus, alpha, eta, rng)
        size = len(alpha)
        # Long documents first: those that have an nth word are then the first few.
        row = np.empty(len(corpus.lengths), dtype=int)
        row[np.argsort(-corpus.lengths, kind="stable")] = np.arange(len(row))
        starts = np.cumsum(corpus.lengths) - corpus.lengths
        position = np.arange(len(corpus.words)) - starts[corpus.owners]
        self._order = np.lexsort((row[corpus.owners], position))
        self._columns = np.cumsum(np.bincount(position))[:-1]
        self._words = np.split(corpus.words[self._order], self._columns)
        topics = rng.integers(size, size=len(corpus.words))
        self._topics = np.split(topics, self._columns)
        weights = np.zeros((len(row), size)) + alpha
        np.add.at(weights, (row[corpus.owners[self._order]], topics), 1)
        self._document_weights = weights

    @property
    def topics(self) -> Any:
        """The topic of every word, in the order of the corpus."""
        topics = np.empty(len(self.corpus.words), dtype=int)
        topics[self._order] = np.concatenate(self._topics)
        return topics

    def sweep(self) -> None:
        """Draw β, then the nth words of all documents for n = 1, 2, …."""
        by_word = self.counts()[1]
        beta = self.rng.standard_gamma(by_word + self.eta)
        self.draw_given(beta / beta.sum(axis=0))

    def draw_given(self, beta: Any) -> None:
        """Draw the topics of all words given the words' weights in the topics, (V, K)."""
        size = len(self.alpha)
        flat = self._document_weights.reshape(-1)
        for column, (words, old) in enumerate(zip(self._words, self._topics, strict=True)):
            count = len(words)
            here = np.arange(count) * size
            flat[here + old] -= 1
            steps = np.cumsum(self._document_weights[:count] * beta[words], axis=1)
            aims = self.rng.random(count) * steps[:, -1]
            new = np.count_nonzero(steps[:, :-1] <= aims[:, None], axis=1)
            flat[here + new] += 1
            self._topics[column] = new
