"""Naive Bayes: which class is a document of, when its words are independent given the class."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np

from coursekit.probability.errors import ProbabilityError
from coursekit.probability.models.evidence import Evidence, WordEvidence
from coursekit.probability.models.words import tokens
from coursekit.probability.special import log_sum_exp
from coursekit.probability.validation import probabilities, real, whole

__all__ = ["NaiveBayes"]

Document: TypeAlias = str | Iterable[str]


@dataclass(frozen=True, eq=False, repr=False)
class NaiveBayes:
    """The multinomial model p(c) Π p(w|c) of a class c and the words w of a document.

    Made by `NaiveBayes.fit`.  ``classes``: C of them, in the order of their first document;
    ``vocabulary``: V words; ``word_counts``: (C, V), how often a word occurs in the documents of a
    class; ``prior``: (C,), p(c); ``smoothing``: what was added to each count.

    A text is split by `words`: small letters, no punctuation; a list of words is taken as it is.
    A word that no training document has says nothing of the class: it is ignored, and listed in
    the `Evidence`.  All sums are of logarithms, in nats, so that no document is too long.
    Source: S2, "Naïve Bayes Classifier" (the words are independent given c).

    >>> model = NaiveBayes.fit(
    ...     ["good, wonderful, good!", "fair and good", "poor, bad", "bad and fair"],
    ...     ["positive", "positive", "negative", "negative"],
    ... )
    >>> model.predict("A good, fair film.")
    'positive'
    >>> print(model.evidence("A good, fair film."))
    Evidence for positive over negative (log-odds in nats)
    word   log p(w|positive)  log p(w|negative)  contribution
    prior             −0.693             −0.693         0.000
    good              −1.099             −2.398        +1.299
    fair              −1.792             −1.705        −0.087
    sum                                                +1.212
    p(positive) : p(negative) = 3.36 : 1
    Ignored, in no training document: a, film
    """

    classes: tuple[Any, ...]
    vocabulary: tuple[str, ...]
    word_counts: Any
    prior: Any
    smoothing: float

    @classmethod
    def fit(
        cls,
        documents: Iterable[Document],
        classes: Iterable[Hashable],
        smoothing: float = 1.0,
        *,
        prior: Mapping[Any, float] | None = None,
    ) -> NaiveBayes:
        """Return the model of documents whose classes are known.

        ``documents``: texts, or lists of words; ``classes``: one for each.  ``smoothing``: added
        to the count of each word in each class, so that p(w|c) = (n + s) / (N + s·V); 1 is
        Laplace's, 0 gives the most likely probabilities, 0 among them.  ``prior``: p(c) by class,
        otherwise the shares of the documents.  Raises ProbabilityError where they do not fit.

        >>> model = NaiveBayes.fit([["a", "a", "b"], ["b"]], ["x", "y"], smoothing=0.0)
        >>> model.word_probabilities.round(3)
        array([[0.667, 0.333], [0. , 1. ]])
        """
        split = _split(documents)
        labels = _labels(classes, len(split))
        amount = real(smoothing, "smoothing")
        if np.ndim(amount) or amount < 0:
            raise ProbabilityError(f"smoothing is {smoothing!r}; expected a number, 0 or more.")
        names = tuple(dict.fromkeys(labels))
        counts: dict[Any, Counter[str]] = {name: Counter() for name in names}
        for document, label in zip(split, labels, strict=True):
            counts[label].update(document)
        vocabulary = tuple(dict.fromkeys(word for document in split for word in document))
        for name in names:
            if not (counts[name] or (amount > 0 and vocabulary)):
                raise ProbabilityError(
                    f"the documents of class {name!r} have no words, so p(w|{name}) is 0/0. Give"
                    " documents with words, or smoothing above 0."
                )
        table = np.array([[counts[name][word] for word in vocabulary] for name in names])
        table.flags.writeable = False
        return cls(names, vocabulary, table, _prior(prior, labels, names), float(amount))

    @cached_property
    def word_probabilities(self) -> Any:
        """p(w|c), of shape (C, V): each row sums to 1."""
        raised = self.word_counts + self.smoothing
        return raised / np.sum(raised, axis=1, keepdims=True)

    @cached_property
    def _log_words(self) -> dict[str, tuple[float, ...]]:
        columns = zip(self.vocabulary, self.word_probabilities.T.tolist(), strict=True)
        return {word: tuple(map(_log, column)) for word, column in columns}

    def words_of(self, document: Document) -> list[str]:
        """Return the words of a document in reading order, as they are counted here."""
        return tokens(document, "document", lower=True)

    def log_joint(self, document: Document) -> dict[Any, float]:
        """Return log p(c, d) = log p(c) + Σ log p(w|c) by class; −∞ where a p(w|c) is 0.

        Of the document as a sequence of words: how many sequences have the same counts is left
        out, as it is the same for every class.
        """
        known = [self._log_words[w] for w in self.words_of(document) if w in self._log_words]
        columns = zip(*known, strict=True) if known else [()] * len(self.classes)
        return {
            name: math.fsum((_log(p), *column))
            for name, p, column in zip(self.classes, self.prior, columns, strict=True)
        }

    def log_prob(self, document: Document) -> float:
        """Return log p(d) = log Σ p(c, d): the evidence in Bayes' theorem; −∞ if all are 0."""
        return float(log_sum_exp(np.array(list(self.log_joint(document).values()))))

    def log_posterior(self, document: Document) -> dict[Any, float]:
        """Return log p(c|d) = log p(c, d) − log p(d) by class.

        Raises ProbabilityError if no class allows the document (which takes smoothing = 0): the
        posterior is 0/0 then, and the words that rule the classes out are named.
        """
        joint = self.log_joint(document)
        self._need_possible(document, joint)
        total = float(log_sum_exp(np.array(list(joint.values()))))
        return {name: value - total for name, value in joint.items()}

    def posterior(self, document: Document) -> dict[Any, float]:
        """Return p(c|d) by class: they sum to 1.  Raises as `log_posterior` does.

        >>> model = NaiveBayes.fit(["good good bad", "bad"], ["+", "-"])
        >>> {c: round(p, 3) for c, p in model.posterior("good").items()}
        {'+': 0.643, '-': 0.357}
        """
        return {name: math.exp(value) for name, value in self.log_posterior(document).items()}

    def predict(self, document: Document) -> Any:
        """Return the most probable class of a document (MAP), the first of equals.

        Raises as `log_posterior` does.
        """
        joint = self.log_joint(document)
        self._need_possible(document, joint)
        return max(joint, key=joint.__getitem__)

    def evidence(self, document: Document, of: Any = None, against: Any = None) -> Evidence:
        """Return what each word says for the class ``of`` against another, in reading order.

        A word contributes log p(w|of) − log p(w|against), in nats; with the prior log-odds the
        contributions sum to the log-odds of the posterior.  By default ``of`` is the predicted
        class and ``against`` the next most probable one.  Raises ProbabilityError for unknown
        classes, and where smoothing = 0 leaves 0/0: if a word, or two, rule out both.
        """
        joint = self.log_joint(document)
        ranked = sorted(self.classes, key=joint.__getitem__, reverse=True)  # stable for equals
        of = next(name for name in ranked if name != against) if of is None else of
        against = next(name for name in ranked if name != of) if against is None else against
        self._need_possible(document, {name: joint[name] for name in self._two(of, against)})
        words = self.words_of(document)
        places = [self.classes.index(name) for name in (of, against)]
        seen = tuple(
            WordEvidence(word, dict(zip(self.classes, self._log_words[word], strict=True)), odds)
            for word, odds in self._log_odds(words, places)
        )
        ignored = tuple(dict.fromkeys(word for word in words if word not in self._log_words))
        prior = {name: _log(p) for name, p in zip(self.classes, self.prior, strict=True)}
        return Evidence(of, against, prior, seen, ignored)

    def informative_words(
        self, of: Any = None, against: Any = None, count: int = 10
    ) -> list[tuple[str, float]]:
        """Return the words that say most, with log p(w|of) − log p(w|against), in nats.

        ``count``: how many.  Sorted by size: those above 0 speak for ``of``, those below for
        ``against``.  Of two classes, and only then, what is not given is the other one, or the
        first and the second.

        >>> model = NaiveBayes.fit(["good good fair", "bad fair"], ["+", "-"])
        >>> [(word, round(odds, 2)) for word, odds in model.informative_words(count=2)]
        [('good', 0.92), ('bad', -0.88)]
        """
        if len(self.classes) == 2:
            first, second = self.classes
            if of is None:
                of = second if against == first else first
            if against is None:
                against = second if of == first else first
        places = [self.classes.index(name) for name in self._two(of, against)]
        scored = self._log_odds(self.vocabulary, places)
        most = whole(count, "informative_words: count", 1)
        return sorted(scored, key=lambda pair: (-abs(pair[1]), pair[0]))[:most]

    def _log_odds(self, words: Iterable[str], places: Sequence[int]) -> list[tuple[str, float]]:
        """Return the log-odds of known words that at least one of two classes allows."""
        known = [(word, self._log_words[word]) for word in words if word in self._log_words]
        pairs = [(word, logs[places[0]], logs[places[1]]) for word, logs in known]
        return [(word, a - b) for word, a, b in pairs if max(a, b) > -math.inf]

    def _two(self, of: Any, against: Any) -> tuple[Any, Any]:
        for role, name in (("of", of), ("against", against)):
            if name not in self.classes:
                known = ", ".join(map(repr, self.classes))
                raise ProbabilityError(f"{role} is {name!r}; expected one of the classes {known}.")
        if of == against:
            raise ProbabilityError(f"of and against are both {of!r}; expected two classes.")
        return of, against

    def _need_possible(self, document: Document, joint: Mapping[Any, float]) -> None:
        if max(joint.values()) > -math.inf:
            return
        reasons = []
        for name in joint:
            place = self.classes.index(name)
            excluded = [
                word
                for word in dict.fromkeys(self.words_of(document))
                if word in self._log_words and self._log_words[word][place] == -math.inf
            ]
            found = f"has no {' or '.join(map(repr, excluded))}" if excluded else "has prior 0"
            reasons.append(f"{name!r} {found}")
        raise ProbabilityError(
            f"the posterior is 0/0: {', '.join(reasons)}, and smoothing is {self.smoothing:g}. Fit"
            " with smoothing above 0, so that no word rules a class out."
        )

    def __repr__(self) -> str:
        return (
            f"NaiveBayes({len(self.classes)} classes, {len(self.vocabulary)} words,"
            f" smoothing={self.smoothing:g})"
        )


def _log(p: float) -> float:
    return math.log(p) if p > 0 else -math.inf


def _split(documents: Iterable[Document]) -> list[list[str]]:
    if isinstance(documents, str):
        raise ProbabilityError(
            "documents is one text; expected a list of them, with a class for each."
        )
    return [tokens(d, f"document {i}", lower=True) for i, d in enumerate(documents)]


def _labels(classes: Iterable[Hashable], expected: int) -> list[Any]:
    if isinstance(classes, str):
        raise ProbabilityError("classes is one text; expected a list of them, one a document.")
    labels = np.asarray(classes).tolist() if isinstance(classes, np.ndarray) else list(classes)
    if len(labels) != expected:
        raise ProbabilityError(
            f"there are {expected} documents and {len(labels)} classes; expected one class a"
            " document."
        )
    if len(set(labels)) < 2:
        raise ProbabilityError(
            f"the classes are {sorted(set(labels))}; expected documents of two classes or more."
        )
    return labels


def _prior(prior: Mapping[Any, float] | None, labels: list[Any], names: tuple[Any, ...]) -> Any:
    if prior is None:
        counts = Counter(labels)
        shares = np.array([counts[name] / len(labels) for name in names])
        shares.flags.writeable = False
        return shares
    if set(prior) != set(names):
        raise ProbabilityError(
            f"prior is of the classes {list(prior)}; expected {list(names)}, each with p(c)."
        )
    return probabilities([prior[name] for name in names], "prior")
