"""What is recovered from documents: topics, proportions, and how the sampler went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from coursekit.probability.errors import ProbabilityError
from coursekit.probability.models.topics.alignment import Match, match_topics
from coursekit.probability.models.topics.progress import Progress
from coursekit.probability.models.topics.samplers import Sampler
from coursekit.probability.validation import probabilities

if TYPE_CHECKING:
    from coursekit.probability.models.topics.model import TopicModel

__all__ = ["TopicFit", "run"]


@dataclass(frozen=True, eq=False)
class TopicFit:
    """A topic model recovered from documents.

    ``model``: the `TopicModel` with the estimated β; ``theta``: (documents, K), the estimated topic
    proportions; ``trace``: log p(w, z | α, η) after each sweep, which rises and then levels off;
    ``topics``: for each document the topics of its words in the last sweep.

    >>> from coursekit.probability import TopicModel
    >>> fit = TopicModel.fit(["a b", "a a", "c d", "d d"], topics=2, sweeps=30, rng=0)
    >>> fit.beta.shape, fit.theta.shape, fit.trace.shape, len(fit.topics)
    ((2, 4), (4, 2), (30,), 4)
    """

    model: TopicModel
    theta: Any
    trace: Any
    topics: tuple[Any, ...]

    @property
    def beta(self) -> Any:
        """The estimated probabilities of the words in each topic, (K, V)."""
        return self.model.beta

    def match(self, true_topics: Any) -> Match:
        """Return which recovered topic is which of the true ones, the rows of ``true_topics``.

        Topics have no numbers of their own, so a fit finds them in any order:
        ``fit.beta[match.order]`` and ``fit.theta[:, match.order]`` have the order of the true ones.
        """
        true = np.asarray(probabilities(true_topics, "match: true_topics"))
        if true.shape != self.beta.shape:
            raise ProbabilityError(
                f"match: true_topics has shape {true.shape}; expected {self.beta.shape}, a row for"
                " each topic and a column for each word of the vocabulary (give fit the vocabulary"
                " if some words never occur)."
            )
        return match_topics(self.beta, true)

    def top_words(self, count: int = 10) -> list[list[Any]]:
        """Return the most probable words of each topic, most probable first."""
        return self.model.top_words(count)


def run(
    chains: Sequence[Sampler], sweeps: int, burn_in: int, progress: Progress | None
) -> tuple[Sampler, Any, Any, Any]:
    """Return the best chain, E[θ] and E[β] averaged over its sweeps after burn-in, and its trace.

    All chains run until the burn-in ends; the one with the highest log p(w, z) then goes on.
    """
    theta, beta = 0.0, 0.0
    traces = np.empty((len(chains), sweeps))
    going = dict(enumerate(chains))
    for sweep in range(sweeps):
        for number, chain in going.items():
            chain.sweep()
            traces[number, sweep] = chain.log_joint()
        best = max(going, key=lambda number: traces[number, sweep])
        if sweep >= burn_in - 1:
            going = {best: going[best]}
        if sweep >= burn_in:
            theta_now, beta_now = going[best].estimates()
            theta, beta = theta + theta_now, beta + beta_now
        if progress:
            progress(sweep + 1, sweeps, float(traces[best, sweep]))
    kept = sweeps - burn_in
    return going[best], theta / kept, beta / kept, traces[best]
