"""Practice of lesson 11. The prompts are the words of the lesson's cells."""

# ruff: noqa: ARG005 - a slip takes the inputs of its reference, whether it needs them all or not
from typing import Any

import numpy as np

from coursekit.checking import Exercise, Integers, OneOf, Probability, Reals, Simplex, Slip, Vector
from coursekit.probability import BayesNet, Poisson, softmax
from coursekit.sheets import Sheet

__all__ = ["PRACTICE"]


def c_given_b(pa: Any, pb: Any, pc: Any) -> Any:
    """Compute P(c = 1 | b = 1) in p(a) p(b | a) p(c | a, b), where only b = 1 is known of pc."""
    unused = 0.5  # of b = 0, which is not the case
    net = BayesNet(
        {
            "p(a)": np.array([1 - pa, pa]),
            "p(b | a)": np.array([[1 - p, p] for p in pb]),
            "p(c | a, b)": np.array([[[unused, unused], [1 - p, p]] for p in pc]),
        }
    )
    return net.query("c", {"b": 1}).prob(c=1)


def lets_through(kind: str, seen: bool, child_seen: bool) -> int:
    """Return 1 if a node in the middle of a path lets information through, else 0."""
    return int((seen or child_seen) if kind == "collider" else not seen)


def very_good(n: int, again: int, good: int) -> Any:
    """Compute the bigram probability of "very … very good" with n times "very"."""
    row = np.array([again, good]) / (again + good)
    return row[0] ** (n - 1) * row[1]


def row_step(z: Any, counts: Any, rate: Any) -> Any:
    """Take one step of gradient descent on a row of logits, down the mean cost of its pairs."""
    return z - rate * (softmax(z) - counts / np.sum(counts))


def _word(theta: Any, beta: Any, w: int) -> Any:
    return theta @ beta[:, w]


def _length(xi: Any) -> Any:
    return Poisson(xi).prob(2)


def two_word_document(xi: Any, theta: Any, beta: Any) -> Any:
    """Compute the probability that a document has two words, number 0 and then number 1."""
    return _length(xi) * _word(theta, beta, 0) * _word(theta, beta, 1)


PRACTICE = Sheet(
    name="11_structured_models",
    title="Chain rule of probability: bigrams, graphical models, topics",
    exercises=(
        Exercise(
            id="c_given_b",
            title="One parent known, one summed out",
            prompt=(
                "In p(a) p(b | a) p(c | a, b) return P(c = 1 | b = 1). pa is P(a = 1); pb holds "
                "P(b = 1 | a) and pc holds P(c = 1 | a, b = 1), each for a = 0 and for a = 1."
            ),
            inputs={
                "pa": Probability(),
                "pb": OneOf(([0.3, 0.8], [0.7, 0.2], [0.15, 0.6])),
                "pc": OneOf(([0.6, 0.9], [0.25, 0.7], [0.85, 0.1])),
            },
            probes=((0.4, [0.3, 0.8], [0.6, 0.9]), (0.2, [0.7, 0.2], [0.25, 0.7])),
            reference=c_given_b,
            slips=(
                Slip(
                    "prior_weights",
                    lambda pa, pb, pc: (1 - pa) * pc[0] + pa * pc[1],
                    "You weighted with p(a). But b = 1 is known, and it tells something about a: "
                    "the weights are p(a | b = 1).",
                ),
                Slip(
                    "not_divided",
                    lambda pa, pb, pc: (1 - pa) * pb[0] * pc[0] + pa * pb[1] * pc[1],
                    "That is the joint P(b = 1, c = 1). What stands behind the bar is what you "
                    "divide by.",
                ),
                Slip(
                    "joint_of_three",
                    lambda pa, pb, pc: pa * pb[1] * pc[1],
                    "That is the joint P(a = 1, b = 1, c = 1). a may be 0 as well, and b = 1 is "
                    "given: what stands behind the bar is divided by.",
                ),
                Slip(
                    "of_b_alone",
                    lambda pa, pb, pc: (1 - pa) * pb[0] + pa * pb[1],
                    "That is P(b = 1), the number to divide by.",
                ),
                Slip(
                    "plain_mean",
                    lambda pa, pb, pc: (pc[0] + pc[1]) / 2,
                    "You took both values of a as equally probable.",
                ),
                Slip(
                    "no_prior",
                    lambda pa, pb, pc: pb[0] * pc[0] + pb[1] * pc[1],
                    "p(a) is missing: every factor of the graph takes part.",
                ),
                Slip(
                    "likelihood_weights",
                    lambda pa, pb, pc: (pb[0] * pc[0] + pb[1] * pc[1]) / (pb[0] + pb[1]),
                    "The weights are p(b = 1 | a) alone. Bayes' theorem multiplies them by p(a).",
                ),
                Slip(
                    "a_is_one",
                    lambda pa, pb, pc: pc[1],
                    "That is P(c = 1 | a = 1, b = 1). Nobody said that a is 1: sum it out.",
                ),
                Slip(
                    "priors_exchanged",
                    lambda pa, pb, pc: (
                        (pa * pb[0] * pc[0] + (1 - pa) * pb[1] * pc[1])
                        / (pa * pb[0] + (1 - pa) * pb[1])
                    ),
                    "pa and 1 − pa have changed places: pa is P(a = 1), and pb[1] and pc[1] belong "
                    "to a = 1.",
                ),
                Slip(
                    "with_a",
                    lambda pa, pb, pc: pa * pb[1] * pc[1] / ((1 - pa) * pb[0] + pa * pb[1]),
                    "That is P(a = 1, c = 1 | b = 1). a may be 0 as well: add that case.",
                ),
            ),
            why="Both parents stand behind the bar of c, so a has to be summed out, given b.",
        ),
        Exercise(
            id="lets_through",
            title="Open or blocked",
            prompt=(
                "A path passes through a node in the middle; kind is 'chain', 'fork' or "
                "'collider'. seen says whether the node is given, child_seen whether one of its "
                "descendants is. Return 1 if the node lets information through, and 0 if it blocks "
                "(int turns True into 1)."
            ),
            inputs={
                "kind": OneOf(("chain", "fork", "collider")),
                "seen": OneOf((False, True)),
                "child_seen": OneOf((False, True)),
            },
            probes=(
                ("chain", False, False),
                ("chain", True, False),
                ("chain", False, True),
                ("fork", False, True),
                ("fork", True, True),
                ("collider", False, False),
                ("collider", True, False),
                ("collider", False, True),
                ("collider", True, True),
            ),
            reference=lets_through,
            slips=(
                Slip(
                    "all_alike",
                    lambda kind, seen, child_seen: int(not seen),
                    "You blocked a collider as if it were a chain. It is the other way round "
                    "there: two causes are tied together by their effect, once it is seen.",
                ),
                Slip(
                    "reversed",
                    lambda kind, seen, child_seen: int(
                        not (seen or child_seen) if kind == "collider" else seen
                    ),
                    "That is which nodes block. Asked is which let through.",
                ),
                Slip(
                    "descendant_forgotten",
                    lambda kind, seen, child_seen: int(seen if kind == "collider" else not seen),
                    "A collider of which only a descendant is seen counts as seen, too: wet shoes "
                    "tell of wet grass.",
                ),
                Slip(
                    "descendant_blocks",
                    lambda kind, seen, child_seen: int(
                        (seen or child_seen) if kind == "collider" else not (seen or child_seen)
                    ),
                    "A chain or a fork is blocked by the node itself. Its descendant leaves doubt "
                    "about it, and the path stays open.",
                ),
                Slip(
                    "fork_as_collider",
                    lambda kind, seen, child_seen: int(
                        not seen if kind == "chain" else seen or child_seen
                    ),
                    "You opened a fork by seeing it. A common cause that is known explains all "
                    "that its effects share.",
                ),
                Slip(
                    "kind_only",
                    lambda kind, seen, child_seen: int(kind != "collider"),
                    "You looked at the kind of the node only. What is seen decides as well: it "
                    "turns each kind round.",
                ),
                Slip(
                    "both_needed",
                    lambda kind, seen, child_seen: int(
                        (seen and child_seen) if kind == "collider" else not seen
                    ),
                    "A collider opens if it or one of its descendants is seen. You asked for both.",
                ),
                Slip(
                    "descendant_only",
                    lambda kind, seen, child_seen: int(
                        child_seen if kind == "collider" else not seen
                    ),
                    "A collider that is seen itself is open, too. Its descendant only stands in "
                    "for it.",
                ),
            ),
            why="Chain and fork: seeing blocks. Collider: seeing opens, and a descendant will do.",
        ),
        Exercise(
            id="very_good",
            title="Very very good",
            prompt=(
                'A bigram has P(very | ⟨s⟩) = 1 and P(⟨/s⟩ | good) = 1. In its text "very" was '
                'followed again times by "very" and good times by "good", by nothing else. Return '
                'the probability of the sentence of n times "very", then "good".'
            ),
            inputs={"n": Integers(3, 6), "again": Integers(2, 9), "good": Integers(3, 9)},
            probes=((3, 3, 5), (4, 7, 4)),
            reference=very_good,
            slips=(
                Slip(
                    "one_too_many",
                    lambda n, again, good: (again / (again + good)) ** n * good / (again + good),
                    'The first "very" comes after ⟨s⟩. Count the pairs "very very", not the words.',
                ),
                Slip(
                    "good_forgotten",
                    lambda n, again, good: (again / (again + good)) ** (n - 1),
                    'The pair "very good" is a factor, too.',
                ),
                Slip(
                    "wrong_total",
                    lambda n, again, good: (again / good) ** (n - 1),
                    'You divided by a count of "good". The row of "very" is divided by all that '
                    'followed "very".',
                ),
                Slip(
                    "counts",
                    lambda n, again, good: again ** (n - 1) * good,
                    "Those are counts. Each has to be divided by the sum of its row.",
                ),
                Slip(
                    "once",
                    lambda n, again, good: again * good / (again + good) ** 2,
                    'A pair that occurs several times is a factor several times: "very very" does.',
                ),
                Slip(
                    "rows_exchanged",
                    lambda n, again, good: (
                        (good / (again + good)) ** (n - 1) * again / (again + good)
                    ),
                    'The two shares are exchanged: again belongs to "very very".',
                ),
                Slip(
                    "added",
                    lambda n, again, good: ((n - 1) * again + good) / (again + good),
                    "You added the factors. The chain rule multiplies them.",
                ),
                Slip(
                    "good_as_again",
                    lambda n, again, good: (again / (again + good)) ** n,
                    'The last pair is "very good", which has a share of its own.',
                ),
                Slip(
                    "very_once",
                    lambda n, again, good: good / (again + good),
                    'That is the last pair alone. Before it comes "very very", again and again.',
                ),
            ),
            why='How often "very" comes is geometric: lesson 09 met that family.',
        ),
        Exercise(
            id="row_step",
            title="One step of a row",
            prompt=(
                "z holds the logits of the words that may follow one word, counts how often each "
                "did. Return z after one step of gradient descent with this rate on the mean cost "
                "−Σ countsⱼ log qⱼ / Σ counts, where q = softmax(z)."
            ),
            inputs={
                "z": Vector(4, -1.5, 1.5),
                "counts": Vector(4, 1, 8, whole=True),
                "rate": Reals(0.3, 1.7, away_from=(1.0,)),
            },
            probes=(
                (np.array([0.5, -1.0, 0.2, 0.0]), np.array([2.0, 1.0, 4.0, 1.0]), 0.5),
                (np.array([0.0, 0.4, -0.6, 1.2]), np.array([1.0, 6.0, 2.0, 3.0]), 1.4),
            ),
            reference=row_step,
            slips=(
                Slip(
                    "uphill",
                    lambda z, counts, rate: z + rate * (softmax(z) - counts / np.sum(counts)),
                    "That goes uphill. A word that came more often than q says has to gain.",
                ),
                Slip(
                    "counts_not_divided",
                    lambda z, counts, rate: z - rate * (softmax(z) - counts),
                    "q sums to 1, and so must what you compare it with.",
                ),
                Slip(
                    "sum_of_costs",
                    lambda z, counts, rate: z - rate * (np.sum(counts) * softmax(z) - counts),
                    "That is the slope of the sum of all costs. The mean is asked.",
                ),
                Slip(
                    "no_softmax",
                    lambda z, counts, rate: z - rate * (z - counts / np.sum(counts)),
                    "You compared logits with probabilities. Send them through softmax first.",
                ),
                Slip(
                    "slope_only",
                    lambda z, counts, rate: softmax(z) - counts / np.sum(counts),
                    "That is the slope. The step starts at z and goes rate times as far down.",
                ),
                Slip(
                    "rate_forgotten",
                    lambda z, counts, rate: z - (softmax(z) - counts / np.sum(counts)),
                    "The rate is missing.",
                ),
                Slip(
                    "probability_stepped",
                    lambda z, counts, rate: (
                        softmax(z) - rate * (softmax(z) - counts / np.sum(counts))
                    ),
                    "You moved the probabilities. What is trained are the logits.",
                ),
                Slip(
                    "softmax_of_counts",
                    lambda z, counts, rate: z - rate * (softmax(z) - softmax(counts)),
                    "Counts are no logits: divide them by their sum.",
                ),
                Slip(
                    "softmax_of_step",
                    lambda z, counts, rate: softmax(
                        z - rate * (softmax(z) - counts / np.sum(counts))
                    ),
                    "You sent the new logits through softmax. Logits are asked; they need not sum "
                    "to 1.",
                ),
                Slip(
                    "both_divided",
                    lambda z, counts, rate: z - rate * (softmax(z) - counts) / np.sum(counts),
                    "You divided q by the sum of the counts, too. q is a distribution already, and "
                    "only the counts have to become one.",
                ),
            ),
            why="The slopes of a row sum to 0: what some words gain in logits, others lose.",
        ),
        Exercise(
            id="two_word_document",
            title="A document of two words",
            prompt=(
                "Return the probability that a document drawn by LDA, its θ being known, has two "
                "words, first word number 0 and then number 1. xi is the mean of its Poisson "
                "length; theta has shape (K,), and beta has shape (K, V)."
            ),
            inputs={"xi": Reals(1.2, 4.0), "theta": Simplex(3), "beta": Simplex(4, rows=3)},
            probes=(
                (
                    2.5,
                    np.array([0.5, 0.3, 0.2]),
                    np.array([[0.5, 0.1, 0.2, 0.2], [0.1, 0.6, 0.2, 0.1], [0.3, 0.2, 0.1, 0.4]]),
                ),
                (
                    1.5,
                    np.array([0.1, 0.7, 0.2]),
                    np.array([[0.2, 0.4, 0.3, 0.1], [0.4, 0.1, 0.1, 0.4], [0.1, 0.5, 0.2, 0.2]]),
                ),
            ),
            reference=two_word_document,
            slips=(
                Slip(
                    "same_topic",
                    lambda xi, theta, beta: _length(xi) * (theta * beta[:, 0] @ beta[:, 1]),
                    "You gave both words the same topic. In LDA every word draws a topic of its "
                    "own, so sum for each word separately.",
                ),
                Slip(
                    "length_forgotten",
                    lambda xi, theta, beta: _word(theta, beta, 0) * _word(theta, beta, 1),
                    "That is right once it is known that N = 2. The length is drawn as well.",
                ),
                Slip(
                    "doubled",
                    lambda xi, theta, beta: (
                        2 * _length(xi) * _word(theta, beta, 0) * _word(theta, beta, 1)
                    ),
                    "That is twice as much. Word 0 comes first, so one order counts; and the "
                    "Poisson probability of 2 has 2! below it.",
                ),
                Slip(
                    "topics_alike",
                    lambda xi, theta, beta: _length(xi) * np.mean(beta[:, 0]) * np.mean(beta[:, 1]),
                    "You took all topics as equally probable. θ weights them.",
                ),
                Slip(
                    "most_probable_topic",
                    lambda xi, theta, beta: (
                        _length(xi) * beta[np.argmax(theta), 0] * beta[np.argmax(theta), 1]
                    ),
                    "You took the most probable topic only. Nobody saw the topics: sum them out.",
                ),
                Slip(
                    "one_word",
                    lambda xi, theta, beta: _length(xi) * _word(theta, beta, 0),
                    "The second word is missing.",
                ),
                Slip(
                    "no_exponential",
                    lambda xi, theta, beta: (
                        xi**2 / 2 * _word(theta, beta, 0) * _word(theta, beta, 1)
                    ),
                    "A factor of the Poisson probability is missing: without it those of all "
                    "lengths would sum to more than 1.",
                ),
                Slip(
                    "words_added",
                    lambda xi, theta, beta: (
                        _length(xi) * (_word(theta, beta, 0) + _word(theta, beta, 1))
                    ),
                    "You added the two words. Both occur, so their probabilities multiply.",
                ),
                Slip(
                    "topics_numbered",
                    lambda xi, theta, beta: _length(xi) * beta[0, 0] * beta[1, 1],
                    "You gave word 0 the topic 0 and word 1 the topic 1. Rows of beta are topics, "
                    "columns are words; the topics are summed out.",
                ),
            ),
            why="Given θ words are independent: their order does not matter to LDA.",
        ),
    ),
)
