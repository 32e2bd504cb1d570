"""The numbers of the topic model: documents that mix topics, one of them word by word."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from coursekit.probability import TopicModel
from coursekit.probability.models.topics import Corpus, Document
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.structured_models.recovery import SWEEPS, Recovery, State
from coursekit.widgets.style import number, subscript
from coursekit.widgets.training.trainer import FINISHED

__all__ = [
    "BETA",
    "CONCENTRATIONS",
    "DOCUMENTS",
    "LENGTH",
    "MOST_WORDS",
    "NAMES",
    "WORDS",
    "Written",
    "describe",
    "generated",
    "model",
    "recovery",
]

DOCUMENTS, LENGTH, MOST_WORDS = 60, 12.0, 30
CONCENTRATIONS = (0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0, 5.0, 10.0)

NAMES = ("sport", "kitchen", "sky")
_TOPICS = {
    "sport": {
        "goal": 0.20, "team": 0.20, "ball": 0.16, "player": 0.14,
        "match": 0.12, "season": 0.10, "star": 0.08,
    },
    "kitchen": {
        "soup": 0.22, "oven": 0.20, "salt": 0.18, "recipe": 0.18,
        "season": 0.12, "match": 0.10,
    },
    "sky": {"moon": 0.24, "planet": 0.20, "comet": 0.16, "orbit": 0.16, "star": 0.24},
}  # fmt: skip

#: Words of two topics stand between the words of each.
WORDS = (
    "goal", "team", "ball", "player", "match", "season", "soup", "oven", "salt", "recipe",
    "star", "moon", "planet", "comet", "orbit",
)  # fmt: skip

#: The true topics: the probabilities of the words in each, shape (3, 15).
BETA = np.array([[_TOPICS[name].get(word, 0.0) for word in WORDS] for name in NAMES])


@dataclass(frozen=True, eq=False)
class Written:
    """One state: the corpus, one of its documents with ``shown`` words, and what Gibbs found.

    ``place``: of the document, from 0; ``state``: None before the first sweep.
    """

    alpha: float
    corpus: Corpus
    place: int
    shown: int
    state: State | None

    @property
    def document(self) -> Document:
        """The document with all its words."""
        return self.corpus[self.place]

    @property
    def length(self) -> int:
        """N, the number of its words."""
        return len(self.document.words)

    @property
    def found(self) -> Any:
        """The topics of its words after the last sweep, or None."""
        if self.state is None:
            return None
        before = sum(map(len, self.corpus.documents[: self.place]))
        return self.state.topics[before : before + self.length]

    @property
    def right(self) -> float:
        """The share of all words whose topic was found."""
        if self.state is None:
            return math.nan
        return float(np.mean(self.state.topics == np.concatenate(self.corpus.topics)))


@lru_cache(maxsize=8)
def generated(alpha: float, seed: int) -> Corpus:
    """Return the 60 documents of a concentration and a seed."""
    return _true(alpha).generate(DOCUMENTS, rng=seed)


@lru_cache(maxsize=4)
def recovery(alpha: float, seed: int) -> Recovery:
    """Return the run of Gibbs on these documents, from its beginning or where it stands."""
    return Recovery(generated(alpha, seed), alpha, seed, BETA)


def _true(alpha: float) -> TopicModel:
    return TopicModel(alpha, BETA, LENGTH, WORDS)


def model(alpha: float, document: int, words: int, seed: int, sweeps: int) -> Written:
    """Generate the documents, and run Gibbs for some sweeps.

    >>> n = model(0.3, 1, 30, 0, 0)
    >>> n.shown == n.length, n.state is None
    (True, True)
    """
    if not CONCENTRATIONS[0] <= alpha <= CONCENTRATIONS[-1]:
        raise WidgetError(f"alpha is {number(alpha)}. Choose from 0.05 to 10.")
    if document not in range(1, DOCUMENTS + 1):
        raise WidgetError(f"document is {document}. Choose from 1 to {DOCUMENTS}.")
    if words not in range(MOST_WORDS + 1):
        raise WidgetError(f"words is {words}. Choose from 0 to {MOST_WORDS}.")
    done = SWEEPS if sweeps == FINISHED else sweeps
    corpus = generated(alpha, seed)
    shown = min(words, len(corpus.documents[document - 1]))
    state = recovery(alpha, seed)[done] if done else None
    return Written(alpha, corpus, document - 1, shown, state)


def describe(n: Written) -> str:
    """Write what α does, how the document came about, its probability, and what was found."""
    return "\n".join([_mixtures(n), _document(n), *_words(n), *_found(n)])


def _mixtures(n: Written) -> str:
    largest = float(np.mean(np.max(n.corpus.theta, axis=1)))
    meaning = "every mixture is as likely as any other"
    if n.alpha < 1:
        meaning = "a document keeps to few topics"
    elif n.alpha > 1:
        meaning = "a document mixes all topics"
    return (
        f"θ ~ Dirichlet(α, α, α) with α = {number(n.alpha)}: {meaning}; the largest share of a"
        f" document is {number(largest, 2)} on average"
    )


def _document(n: Written) -> str:
    shares = ", ".join(
        f"{name} {share:.3f}" for name, share in zip(NAMES, n.document.theta, strict=True)
    )
    return f"document {n.place + 1}: N = {n.length} from Poisson({number(LENGTH)}), θ = ({shares})"


def _words(n: Written) -> list[str]:
    if not n.shown:
        return ["no word yet: N and θ are drawn first, once for the document"]
    words, topics, theta = n.document
    at = n.shown - 1
    k, w = int(topics[at]), int(words[at])
    index = subscript(n.shown)
    factors = _true(n.alpha).log_joint(Document(words[: n.shown], topics[: n.shown], theta))
    parts = [float(factors.theta), float(np.sum(factors.z)), float(np.sum(factors.w))]
    drawn = (
        f"word {n.shown} of {n.length}: z{index} = {NAMES[k]}, P(z | θ) = θ_{NAMES[k]} ="
        f" {number(float(theta[k]), 3)}; then w{index} = {WORDS[w]}, P(w | z) = β ="
        f" {number(float(BETA[k, w]), 3)}"
    )
    joint = (
        "log p(θ, z, w | α, β) = log p(θ | α) + Σ log θ_z + Σ log β_zw ="
        f" {number(parts[0])} + ({number(parts[1])}) + ({number(parts[2])}) ="
        f" {number(sum(parts))} nats"
    )
    if parts[0] > 0:
        joint += "; p(θ | α) is a density, and may exceed 1"
    return [drawn, joint]


def _found(n: Written) -> list[str]:
    if n.state is None:
        return ["Gibbs has not begun: it will see nothing but the words. Press Start"]
    distances = ", ".join(
        f"{name} {distance:.2f}" for name, distance in zip(NAMES, n.state.distances, strict=True)
    )
    topics = (
        f"Gibbs, {n.state.sweeps} of {SWEEPS} sweeps: found topics differ from the true ones by"
        f" {distances} (0 equal, 1 no common word)"
    )
    words = (
        f"it gives {100 * n.right:.0f} % of all words their true topic; θ of this document is"
        f" found as ({', '.join(f'{share:.2f}' for share in n.state.theta[n.place])})"
    )
    return [topics, words]
