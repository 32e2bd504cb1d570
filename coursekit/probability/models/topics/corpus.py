"""Documents as places in a vocabulary, and documents whose hidden topics are known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from coursekit.probability.errors import ProbabilityError
from coursekit.probability.models.words import tokens
from coursekit.probability.validation import whole

__all__ = ["Corpus", "Document", "Encoded", "encode"]


class Document(NamedTuple):
    """One document with what is hidden: N ``words`` and their ``topics``, and K proportions θ.

    Words and topics are numbers from 0: places in the vocabulary and rows of β.
    """

    words: Any
    topics: Any
    theta: Any


@dataclass(frozen=True, eq=False)
class Corpus:
    """Generated documents, with the topics that a reader does not see.

    ``documents``: an array of N places in the ``vocabulary`` for each document; ``topics``: for
    each of these words its topic; ``theta``: (documents, K), the topic proportions.

    >>> from coursekit.probability import TopicModel
    >>> model = TopicModel(alpha=0.5, beta=[[0.5, 0.5, 0.0], [0.0, 0.0, 1.0]], length=4)
    >>> corpus = model.generate(3, rng=0)
    >>> len(corpus), corpus.theta.shape
    (3, (3, 2))
    >>> bool(np.all((corpus[0].words == 2) == (corpus[0].topics == 1)))  # its only word
    True
    """

    documents: tuple[Any, ...]
    topics: tuple[Any, ...]
    theta: Any
    vocabulary: tuple[Any, ...]

    def __len__(self) -> int:
        return len(self.documents)

    def __getitem__(self, number: int) -> Document:
        return Document(self.documents[number], self.topics[number], self.theta[number])

    def text(self, number: int) -> str:
        """Return the words of one document.

        >>> corpus = Corpus((np.array([1, 0]),), (np.array([0, 0]),), np.ones((1, 1)), ("b", "a"))
        >>> corpus.text(0)
        'a b'
        """
        return " ".join(str(self.vocabulary[word]) for word in self.documents[number])


class Encoded(NamedTuple):
    """The words of all documents in a row: places in the vocabulary, and whose they are."""

    words: Any
    owners: Any
    lengths: Any
    vocabulary: tuple[Any, ...]


def encode(documents: Any, vocabulary: Sequence[Any] | None = None) -> Encoded:
    """Return documents as places in a vocabulary.

    ``documents``: a `Corpus`, or a sequence of documents; a document is a text, a list of words, or
    an array of numbers from 0.  ``vocabulary``: the words in the order of their places; by default
    the words that occur, sorted, or the numbers up to the largest.

    Raises ProbabilityError for a word that is not in the vocabulary, and if there is no word.

    >>> encode(["a rose is", "a rose"]).words, encode(["a rose is", "a rose"]).vocabulary
    (array([0, 2, 1, 0, 2]), ('a', 'is', 'rose'))
    """
    if isinstance(documents, Corpus):
        vocabulary = documents.vocabulary if vocabulary is None else vocabulary
        rows: list[Any] = list(documents.documents)
    elif isinstance(documents, str) or not isinstance(documents, Iterable):
        raise ProbabilityError(
            f"documents are {type(documents).__name__}; expected a list of documents, each a text,"
            " a list of words, or an array of numbers of words."
        )
    else:
        rows = list(documents)
    lists = [_one(row, number) for number, row in enumerate(rows)]
    numeric = {isinstance(row, np.ndarray) for row in lists if len(row)}
    if not numeric:
        raise ProbabilityError("the documents have no words; expected one word or more.")
    if len(numeric) > 1:
        raise ProbabilityError(
            "some documents are words and some are numbers; expected one kind for all of them."
        )
    lengths = np.array([len(row) for row in lists])
    owners = np.repeat(np.arange(len(lists)), lengths)
    if numeric == {True}:
        words = np.concatenate([row for row in lists if len(row)])
        size = int(words.max()) + 1
        known = tuple(range(size)) if vocabulary is None else _distinct(vocabulary)
        if size > len(known):
            raise ProbabilityError(
                f"document {owners[np.argmax(words)]} has the word {words.max()}; expected numbers"
                f" from 0 to {len(known) - 1}, places in the vocabulary."
            )
        return Encoded(words, owners, lengths, known)
    every = [word for row in lists for word in row]
    known = tuple(sorted(set(every))) if vocabulary is None else _distinct(vocabulary)
    place = {word: i for i, word in enumerate(known)}
    for word, owner in zip(every, owners, strict=True):
        if word not in place:
            raise ProbabilityError(
                f"document {owner} has the word {word!r}, which is not in the vocabulary of"
                f" {len(known)} words. Add it, or leave it out of the documents."
            )
    return Encoded(np.array([place[word] for word in every]), owners, lengths, known)


def _one(document: Any, number: int) -> Any:
    """Return a document as a list of words or an array of numbers."""
    name = f"document {number}"
    if isinstance(document, str):
        return tokens(document, name, lower=True)
    if not isinstance(document, Iterable):
        raise ProbabilityError(
            f"{name} is {document!r}; expected a text, a list of words or an array of numbers."
        )
    row = document if isinstance(document, np.ndarray) else list(document)
    if len(row) and not isinstance(row[0], str):
        return np.atleast_1d(whole(row, name))
    return tokens(row, name, lower=True)


def _distinct(vocabulary: Sequence[Any]) -> tuple[Any, ...]:
    words = tuple(vocabulary)
    if len(set(words)) < len(words):
        twice = next(word for word in words if words.count(word) > 1)
        raise ProbabilityError(f"the vocabulary has {twice!r} twice; words differ.")
    return words
