"""Topics recovered from words: three Gibbs chains, one state after every sweep, made when asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.probability import TopicModel
from coursekit.probability.models.topics import Corpus
from coursekit.probability.models.topics.alignment import match_topics
from coursekit.probability.models.topics.samplers import Sampler

__all__ = ["BURN_IN", "ETA", "STARTS", "SWEEPS", "Recovery", "State"]

SWEEPS, BURN_IN, STARTS = 60, 30, 3
ETA = 0.1  # the Dirichlet parameter of the words in a topic: few words each

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class State:
    """Where the chains stand; topics are in the order of the true ones that they are most like.

    ``beta`` (K, V) and ``theta`` (documents, K) of the best chain: averages over the sweeps after
    burn-in, before that of the last sweep.  ``topics``: of all words, document after document.
    ``traces``: log p(w, z) of each chain, shape (starts, sweeps); only the best goes on after
    burn-in, and the others are nan there.
    """

    sweeps: int
    best: int
    beta: Array
    theta: Array
    topics: npt.NDArray[np.int64]
    traces: Array
    distances: Array


class Recovery:
    """The states of one run on one corpus: ``recovery[60]`` runs as far as the 60th sweep.

    The numbers are those of ``TopicModel.fit`` with 3 starts, 60 sweeps and the same seed.
    """

    def __init__(self, corpus: Corpus, alpha: float, seed: int, true: Array) -> None:
        self._true = true
        rng = np.random.default_rng(seed)
        chains = [TopicModel.chain(corpus, len(true), alpha, ETA, rng=rng) for _ in range(STARTS)]
        self._states: list[State] = []
        self._coming = self._run(chains)

    def __getitem__(self, sweeps: int) -> State:
        """Return the state after 1 to 60 sweeps."""
        while len(self._states) < sweeps:
            self._states.append(next(self._coming))
        return self._states[sweeps - 1]

    def _run(self, chains: list[Sampler]) -> Iterator[State]:
        traces = np.full((len(chains), SWEEPS), np.nan)
        going = list(range(len(chains)))
        theta: Any = 0.0
        beta: Any = 0.0
        for sweep in range(SWEEPS):
            for each in going:
                chains[each].sweep()
                traces[each, sweep] = chains[each].log_joint()
            best = max(going, key=lambda each: float(traces[each, sweep]))
            if sweep >= BURN_IN - 1:
                going = [best]
            theta_now, beta_now = chains[best].estimates()
            if sweep >= BURN_IN:
                theta, beta = theta + theta_now, beta + beta_now
                kept = sweep - BURN_IN + 1
                theta_now, beta_now = theta / kept, beta / kept
            order, distances = match_topics(beta_now, self._true)
            yield State(
                sweeps=sweep + 1,
                best=best,
                beta=beta_now[order],
                theta=theta_now[:, order],
                topics=np.argsort(order)[chains[best].topics],
                traces=traces[:, : sweep + 1].copy(),
                distances=distances,
            )
