"""The generative process, and the joint by its factors."""

import math

import numpy as np
import pytest
from scipy import stats

from coursekit.autodiff import check_grads
from coursekit.autodiff.nn import softmax
from coursekit.probability import ProbabilityError
from coursekit.probability.models.topics import Document, TopicModel, plate_diagram

BETA = np.array([[0.5, 0.3, 0.2, 0.0], [0.1, 0.0, 0.2, 0.7], [0.25, 0.25, 0.25, 0.25]])


def test_lengths_proportions_topics_and_words_have_their_distributions():
    model = TopicModel(alpha=[0.5, 1.0, 2.0], beta=BETA, length=12)
    corpus = model.generate(4000, rng=3)
    lengths = np.array([len(words) for words in corpus.documents])
    assert abs(lengths.mean() - 12) < 4 * math.sqrt(12 / 4000)
    assert lengths.var() == pytest.approx(12, rel=0.1)
    prior = stats.dirichlet([0.5, 1.0, 2.0])
    assert np.abs(corpus.theta.mean(axis=0) - prior.mean()).max() < 0.02
    np.testing.assert_allclose(corpus.theta.var(axis=0), prior.var(), rtol=0.1)
    topics, words = np.concatenate(corpus.topics), np.concatenate(corpus.documents)
    # Given θ the topics of a document are independent draws from it.
    expected = np.repeat(corpus.theta, lengths, axis=0)
    for k in range(3):
        spread = math.sqrt((expected[:, k] * (1 - expected[:, k])).sum())
        assert abs(np.count_nonzero(topics == k) - expected[:, k].sum()) < 4 * spread
        seen = np.bincount(words[topics == k], minlength=4)
        possible = BETA[k] > 0
        assert seen[~possible].sum() == 0
        assert stats.chisquare(seen[possible], seen.sum() * BETA[k][possible]).pvalue > 0.001


def test_topics_follow_the_proportions_of_their_own_document():
    corpus = TopicModel(alpha=0.3, beta=BETA, length=200).generate(50, rng=0)
    for document in corpus:
        share = np.bincount(document.topics, minlength=3) / len(document.topics)
        assert np.abs(share - document.theta).max() < 0.15


def test_a_corpus_is_repeatable_and_reads_as_text():
    model = TopicModel(1.0, [[1.0, 0.0], [0.0, 1.0]], length=3, vocabulary=("goal", "law"))
    one, two = model.generate(5, rng=7), model.generate(5, rng=np.random.default_rng(7))
    assert len(one) == 5
    assert all(np.array_equal(a, b) for a, b in zip(one.documents, two.documents, strict=True))
    said = {"goal": 0, "law": 1}
    for number, document in enumerate(one):
        # Each topic has one word here, so that the text tells the topics.
        assert [said[word] for word in one.text(number).split()] == document.topics.tolist()


def test_empty_documents_are_documents():
    corpus = TopicModel(1.0, [[1.0, 0.0], [0.0, 1.0]], length=0.5).generate(50, rng=0)
    assert min(len(words) for words in corpus.documents) == 0
    found = TopicModel.fit(corpus, topics=2, sweeps=4, rng=0)
    assert found.theta.shape == (50, 2)
    empty = next(i for i, words in enumerate(corpus.documents) if not len(words))
    np.testing.assert_allclose(found.theta[empty], 0.5)


def test_log_joint_is_the_product_of_its_factors():
    model = TopicModel(alpha=[0.5, 1.0, 2.0], beta=BETA)
    for document in model.generate(20, rng=0):
        factors = model.log_joint(document)
        theta = stats.dirichlet.logpdf(document.theta, [0.5, 1.0, 2.0])
        assert factors.theta == pytest.approx(theta, rel=1e-10)
        by_hand = theta
        for n, (word, topic) in enumerate(zip(document.words, document.topics, strict=True)):
            assert factors.z[n] == pytest.approx(math.log(document.theta[topic]))
            assert factors.w[n] == pytest.approx(math.log(BETA[topic, word]))
            by_hand += math.log(document.theta[topic]) + math.log(BETA[topic, word])
        assert factors.total == pytest.approx(by_hand, rel=1e-10)
    impossible = model.log_joint(Document([3], [0], [0.2, 0.3, 0.5]))
    assert impossible.w == -np.inf
    assert impossible.total == -np.inf


def test_log_joint_is_differentiable():
    document = Document([0, 2, 3, 2], [0, 0, 1, 1], None)

    def f(theta_logits, beta_logits, log_alpha):
        model = TopicModel(np.exp(log_alpha), softmax(beta_logits))
        return model.log_joint(document._replace(theta=softmax(theta_logits))).total

    rng = np.random.default_rng(0)
    check_grads(f, (rng.normal(size=2), rng.normal(size=(2, 4)), rng.normal(size=2)))


def test_probabilities_of_words_and_perplexity():
    model = TopicModel(0.5, BETA)
    theta = np.array([[0.2, 0.3, 0.5], [1.0, 0.0, 0.0]])
    np.testing.assert_allclose(model.word_probabilities(theta), theta @ BETA)
    documents = [[0, 3], [1, 1, 2]]
    logs = [math.log(p) for d, words in enumerate(documents) for p in (theta @ BETA)[d, words]]
    assert model.perplexity(documents, theta) == pytest.approx(math.exp(-sum(logs) / 5))
    assert model.perplexity([[0], [3]], theta) == np.inf
    assert model.top_words(2) == [[0, 1], [3, 2], [0, 1]]


def test_proportions_of_new_documents_are_posterior_means():
    model = TopicModel([0.4, 0.9], [[0.7, 0.2, 0.1], [0.1, 0.3, 0.6]])
    documents = [[0, 0, 2], [1, 2, 2, 0], []]
    found = model.proportions(documents, sweeps=8_000, rng=0)
    for row, words in zip(found, documents, strict=True):
        weights = {}
        for index in np.ndindex((2,) * len(words)):
            counts = np.bincount(np.array(index, dtype=int), minlength=2)
            # ∫ p(z | θ) p(θ) dθ up to a constant, times p(w | z).
            prior = math.gamma(0.4 + counts[0]) * math.gamma(0.9 + counts[1])
            likely = math.prod(float(model.beta[k, w]) for k, w in zip(index, words, strict=True))
            weights[index] = prior * likely, (counts + np.array([0.4, 0.9])) / (len(words) + 1.3)
        total = sum(weight for weight, _ in weights.values())
        expected = sum(weight * mean for weight, mean in weights.values()) / total
        np.testing.assert_allclose(row, expected, atol=0.012)


def test_held_out_words_prefer_the_true_topics():
    rng = np.random.default_rng(5)
    model = TopicModel(0.2, rng.dirichlet(np.full(30, 0.1), 3), length=60)
    corpus = model.generate(40, rng=6)
    first = [words[::2] for words in corpus.documents]
    second = [words[1::2] for words in corpus.documents]
    score = model.perplexity(second, model.proportions(first, rng=0))
    other = TopicModel(0.2, np.roll(model.beta, 7, axis=1))
    assert score < 30 < other.perplexity(second, other.proportions(first, rng=0))


def test_the_plate_diagram_encloses_what_is_repeated():
    nodes, _, (per_word, per_document) = plate_diagram()

    def inside(plate):
        return {
            name
            for name, node in nodes.items()
            if plate.x < node.x < plate.x + plate.width
            and plate.y < node.y < plate.y + plate.height
        }

    assert inside(per_word) == {"z", "w"}
    assert inside(per_document) == {"theta", "z", "w"}
    assert nodes["w"].kind == "observed"


def joint_of(*document):
    return TopicModel(0.5, BETA).log_joint(Document(*document))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: TopicModel(0.5, [0.5, 0.5]), r"beta has shape \(2,\); expected \(K, V\)"),
        (lambda: TopicModel(0.5, [[0.5, 0.5]]), "two topics or more"),
        (lambda: TopicModel(0.5, [[0.5, 0.6], [0.5, 0.5]]), "beta sum to 1.1 at index 0"),
        (lambda: TopicModel(0.5, [[1.5, -0.5], [0.5, 0.5]]), r"beta is -0.5 at index \(0, 1\)"),
        (lambda: TopicModel([0.5, 0.0, 1.0], BETA), "alpha is 0 at index 1"),
        (lambda: TopicModel([0.5, 0.5], BETA), r"\(2,\); expected one number, or 3"),
        (lambda: TopicModel(0.5, BETA, length=0), "length is 0"),
        (lambda: TopicModel(0.5, BETA, vocabulary=("a", "b")), "2 different words for 4 columns"),
        (lambda: TopicModel(0.5, BETA, vocabulary="aabc"), "3 different words for 4 columns"),
        (lambda: TopicModel(0.5, BETA).generate(0, rng=0), "documents is 0; expected whole"),
        (lambda: TopicModel(0.5, BETA).generate(3, rng=None), "rng is None"),
        (lambda: joint_of([0], [3], [0.2, 0.3, 0.5]), "topics has 3"),
        (lambda: joint_of([4], [0], [0.2, 0.3, 0.5]), "words has 4"),
        (lambda: joint_of([0], [0], [0.5, 0.5]), "have the shapes"),
        (lambda: TopicModel(0.5, BETA).perplexity([[0]], [[0.5, 0.5]]), "expected 1 rows"),
    ],
)  # fmt: skip
def test_models_that_are_refused(make, message):
    with pytest.raises(ProbabilityError, match=message):
        make()
