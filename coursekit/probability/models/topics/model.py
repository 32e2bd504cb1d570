"""Latent Dirichlet allocation: documents that mix topics, topics that are words with weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from coursekit.autodiff.tape import raw
from coursekit.probability.distributions import Categorical, Dirichlet, Poisson
from coursekit.probability.distributions.discrete import log_of
from coursekit.probability.errors import ProbabilityError
from coursekit.probability.models.topics.corpus import Corpus, Document, encode
from coursekit.probability.models.topics.fitting import TopicFit, run
from coursekit.probability.models.topics.progress import Progress
from coursekit.probability.models.topics.samplers import CollapsedGibbs, ParallelGibbs, Sampler
from coursekit.probability.validation import generator, positive, probabilities, whole

__all__ = ["LogJoint", "TopicModel"]

_SAMPLERS: dict[str, type[Sampler]] = {"collapsed": CollapsedGibbs, "parallel": ParallelGibbs}


class LogJoint(NamedTuple):
    """The logarithms of the factors of p(θ, z, w | α, β), in nats.

    ``theta``: log p(θ | α); ``z``: log p(zₙ | θ) and ``w``: log p(wₙ | zₙ, β), N of each.
    """

    theta: Any
    z: Any
    w: Any

    @property
    def total(self) -> Any:
        """Return log p(θ, z, w | α, β): the sum of all."""
        return self.theta + np.sum(self.z) + np.sum(self.w)


@dataclass(frozen=True, eq=False)
class TopicModel:
    """Latent Dirichlet allocation with K topics over V words.

    For each document: its length N ~ Poisson(ξ), its topic proportions θ ~ Dirichlet(α), and for
    each of its N places a topic z ~ Categorical(θ) and a word w ~ Categorical(β_z).

    ``alpha``: α, one number or K, above 0; ``beta``: β, shape (K, V), the probabilities of the
    words in each topic; ``length``: ξ, the expected number of words; ``vocabulary``: the V words
    (numbers from 0 if not given).  Raises ProbabilityError for other shapes, ranges and sums.
    Source: S2, "Structured Probabilistic Model of LDA"; Blei, Ng and Jordan (2003).

    >>> model = TopicModel(
    ...     alpha=0.5,
    ...     beta=[[0.5, 0.5, 0.0, 0.0], [0.0, 0.0, 0.5, 0.5]],
    ...     length=6,
    ...     vocabulary=("goal", "team", "vote", "law"),
    ... )
    >>> corpus = model.generate(3, rng=2)
    >>> corpus.text(0), corpus.topics[0]
    ('law vote law law law vote', array([1, 1, 1, 1, 1, 1]))
    """

    alpha: Any
    beta: Any
    length: Any = 30.0
    vocabulary: Sequence[Any] | None = None

    def __post_init__(self) -> None:
        beta = probabilities(self.beta, "TopicModel: beta")
        if np.ndim(beta) != 2 or len(beta) < 2:
            raise ProbabilityError(
                f"TopicModel: beta has shape {np.shape(beta)}; expected (K, V), a row for each of"
                " two topics or more."
            )
        topics, size = np.shape(beta)
        alpha = _one_a_topic(self.alpha, topics, "TopicModel: alpha")
        vocabulary = tuple(range(size)) if self.vocabulary is None else tuple(self.vocabulary)
        if len(set(vocabulary)) != size:
            raise ProbabilityError(
                f"TopicModel: vocabulary has {len(set(vocabulary))} different words for {size}"
                " columns of beta; expected one word for each."
            )
        length = positive(self.length, "TopicModel: length")
        fields = {"alpha": alpha, "beta": beta, "length": length, "vocabulary": vocabulary}
        for name, value in fields.items():
            object.__setattr__(self, name, value)

    def generate(self, documents: int, *, rng: Any) -> Corpus:
        """Return documents drawn from the model, with the topics and proportions behind them.

        >>> model = TopicModel(alpha=1.0, beta=[[0.9, 0.1], [0.2, 0.8]], length=40)
        >>> corpus = model.generate(100, rng=0)
        >>> len(corpus), corpus.theta.shape, len(corpus[7].words) == len(corpus[7].topics)
        (100, (100, 2), True)
        """
        count, source = whole(documents, "generate: documents", 1), generator(rng)
        lengths = Poisson(self.length).sample(count, rng=source)
        theta = Dirichlet(self.alpha).sample(count, rng=source)
        owners = np.repeat(np.arange(count), lengths)
        topics = Categorical(theta[owners]).sample(rng=source)
        words = np.empty(len(topics), dtype=int)
        for k, row in enumerate(raw(self.beta)):
            here = topics == k
            words[here] = Categorical(row).sample(int(np.count_nonzero(here)), rng=source)
        ends = np.cumsum(lengths)[:-1]
        return Corpus(
            tuple(np.split(words, ends)), tuple(np.split(topics, ends)), theta, self._words
        )

    @property
    def _words(self) -> tuple[Any, ...]:
        return tuple(self.vocabulary or ())

    def log_joint(self, document: Document) -> LogJoint:
        """Return log p(θ, z, w | α, β) of one document by its factors; differentiable.

        p(θ, z, w | α, β) = p(θ | α) ∏ₙ p(zₙ | θ) p(wₙ | zₙ, β).

        >>> model = TopicModel(alpha=1.0, beta=[[0.5, 0.5], [0.25, 0.75]])
        >>> factors = model.log_joint(Document(words=[0, 1], topics=[0, 1], theta=[0.25, 0.75]))
        >>> np.exp(factors.z), np.exp(factors.w)
        (array([0.25, 0.75]), array([0.5 , 0.75]))
        """
        words = np.atleast_1d(whole(document.words, "log_joint: words"))
        topics = np.atleast_1d(whole(document.topics, "log_joint: topics"))
        theta = probabilities(document.theta, "log_joint: theta")
        count, size = np.shape(self.beta)
        if words.shape != topics.shape or np.shape(theta) != (count,):
            raise ProbabilityError(
                f"log_joint: words, topics and theta have the shapes {words.shape},"
                f" {topics.shape} and {np.shape(theta)}; expected (N,), (N,) and ({count},)."
            )
        for name, values, limit in (("words", words, size), ("topics", topics, count)):
            if values.max(initial=0) >= limit:
                raise ProbabilityError(
                    f"log_joint: {name} has {values.max()}; expected numbers from 0 to {limit - 1}."
                )
        return LogJoint(
            Dirichlet(self.alpha).log_prob(theta),
            log_of(theta[topics]),
            log_of(self.beta[topics, words]),
        )

    def word_probabilities(self, theta: Any) -> Any:
        """Return p(w | θ, β) = Σ_k θ_k β_kw: shape (…, V) for proportions of shape (…, K).

        >>> TopicModel(1.0, [[0.5, 0.5], [0.0, 1.0]]).word_probabilities([0.5, 0.5])
        array([0.25, 0.75])
        """
        return probabilities(theta, "word_probabilities: theta") @ self.beta

    def top_words(self, count: int = 10) -> list[list[Any]]:
        """Return the most probable words of each topic, most probable first.

        >>> TopicModel(1.0, [[0.2, 0.8], [0.9, 0.1]], vocabulary=("law", "goal")).top_words(1)
        [['goal'], ['law']]
        """
        order = np.argsort(-raw(self.beta), axis=1, kind="stable")
        first = order[:, : whole(count, "top_words: count", 1)]
        return [[self._words[i] for i in row] for row in first]

    def proportions(self, documents: Any, sweeps: int = 100, *, rng: Any) -> Any:
        """Return E[θ | w, α, β] of new documents, (documents, K): an average over Gibbs sweeps.

        The first third of the sweeps is left out.

        >>> model = TopicModel(0.5, [[0.9, 0.1], [0.1, 0.9]])
        >>> model.proportions([[0, 0, 0, 1], [1, 1, 1, 1]], rng=0).argmax(axis=1)
        array([0, 1])
        """
        corpus, turns = encode(documents, self._words), whole(sweeps, "proportions: sweeps", 1)
        chain = ParallelGibbs(corpus, raw(self.alpha), 1.0, generator(rng))
        theta = np.zeros((len(corpus.lengths), len(self.beta)))
        for sweep in range(turns):
            chain.draw_given(raw(self.beta).T)
            if sweep >= turns // 3:
                theta += chain.estimates()[0]
        return theta / (turns - turns // 3)

    def perplexity(self, documents: Any, theta: Any) -> float:
        """Return exp(−mean log p(w | θ, β)) over all words: between how many words it wavers.

        ``theta``: (documents, K).  Proportions found from the same words flatter the model; for an
        honest number find them from half of each document and score the other half.

        >>> round(TopicModel(1.0, [[0.5, 0.5], [0.5, 0.5]]).perplexity([[0, 1]], [[1.0, 0.0]]), 9)
        2.0
        """
        corpus = encode(documents, self._words)
        theta = np.asarray(probabilities(theta, "perplexity: theta"))
        if theta.shape != (len(corpus.lengths), len(self.beta)):
            raise ProbabilityError(
                f"perplexity: theta has shape {theta.shape}; expected {len(corpus.lengths)} rows,"
                f" one for each document, of {len(self.beta)} topics."
            )
        likely = np.sum(theta[corpus.owners] * raw(self.beta).T[corpus.words], axis=1)
        return float(np.exp(-np.mean(log_of(likely))))

    @classmethod
    def chain(
        cls,
        documents: Any,
        topics: int,
        alpha: Any = 0.1,
        eta: float = 0.1,
        *,
        rng: Any,
        sampler: str = "collapsed",
        vocabulary: Sequence[Any] | None = None,
    ) -> Sampler:
        """Return the Markov chain that `fit` runs, to be moved sweep by sweep.

        >>> chain = TopicModel.chain(["goal team goal", "vote law"], topics=2, rng=0)
        >>> before = chain.log_joint()
        >>> chain.sweep()
        >>> theta, beta = chain.estimates()
        >>> theta.shape, beta.shape, chain.topics.shape
        ((2, 2), (2, 4), (5,))
        """
        count = whole(topics, "topics", 2)
        if sampler not in _SAMPLERS:
            raise ProbabilityError(
                f"sampler is {sampler!r}; expected one of {', '.join(map(repr, _SAMPLERS))}."
            )
        return _SAMPLERS[sampler](
            encode(documents, vocabulary),
            raw(_one_a_topic(alpha, count, "alpha")),
            _one_number(eta),
            generator(rng),
        )

    @classmethod
    def fit(
        cls,
        documents: Any,
        topics: int,
        alpha: Any = 0.1,
        eta: float = 0.1,
        sweeps: int = 200,
        *,
        rng: Any,
        burn_in: int | None = None,
        starts: int = 1,
        sampler: str = "collapsed",
        vocabulary: Sequence[Any] | None = None,
        progress: Progress | None = None,
    ) -> TopicFit:
        """Recover topics from documents by Gibbs sampling, with θ and β integrated out.

        ``documents``: texts, lists of words, arrays of numbers, or a `Corpus`; ``topics``: K;
        ``alpha`` and ``eta``: the Dirichlet parameters of θ and of β (small: few topics a
        document, few words a topic).  Estimates are averages over the sweeps after ``burn_in``
        (half of them if not given).  ``sampler``: "collapsed" draws word by word, as Griffiths and
        Steyvers (2004) do; "parallel" draws one word of each document at once: a sweep takes a
        tenth of the time, but two or three are needed for one.  ``progress`` is called after each
        sweep with (sweeps done, sweeps, log p(w, z)); `progress_bar` makes such a function.

        One chain in a few stays with a poor division into topics.  With ``starts`` above 1 so many
        chains run through the burn-in, and the one with the highest log p(w, z) goes on; the
        ``trace`` shows how high that is.  With few words topics may change places between sweeps,
        and then averages mix them.

        >>> model = TopicModel(0.2, [[0.5, 0.5, 0.0, 0.0], [0.0, 0.0, 0.5, 0.5]], length=30)
        >>> found = TopicModel.fit(model.generate(50, rng=0), topics=2, sweeps=50, rng=1)
        >>> bool(found.match(model.beta).distances.max() < 0.05)
        True
        """
        turns = whole(sweeps, "sweeps", 1)
        first = turns // 2 if burn_in is None else whole(burn_in, "burn_in")
        if first >= turns:
            raise ProbabilityError(
                f"burn_in is {first} of {turns} sweeps; expected less, so that some count."
            )
        source = generator(rng)
        chains = [
            cls.chain(
                documents, topics, alpha, eta, rng=source, sampler=sampler, vocabulary=vocabulary
            )
            for _ in range(whole(starts, "starts", 1))
        ]
        chain, theta, beta, trace = run(chains, turns, first, progress)
        corpus = chain.corpus
        model = cls(chain.alpha, beta, float(corpus.lengths.mean()), corpus.vocabulary)
        ends = np.cumsum(corpus.lengths)[:-1]
        return TopicFit(model, theta, trace, tuple(np.split(chain.topics, ends)))


def _one_a_topic(alpha: Any, topics: int, name: str) -> Any:
    alpha = positive(alpha, name)
    if np.shape(alpha) not in ((), (topics,)):
        raise ProbabilityError(
            f"{name} has shape {np.shape(alpha)}; expected one number, or {topics}: one a topic."
        )
    return alpha * np.ones(topics)


def _one_number(eta: Any) -> float:
    eta = positive(eta, "eta")
    if np.ndim(eta):
        raise ProbabilityError(
            f"eta has shape {np.shape(eta)}; expected one number, for all words."
        )
    return float(raw(eta))
