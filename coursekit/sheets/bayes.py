"""Sheet 10: Bayes' theorem and naive Bayes (S2).

Carton 1 has the probability `prior`, or p in formulas, and carton 2 the rest. References are sums
and products of the definitions. A slip's answer has the signature of the reference.
"""

# ruff: noqa: ARG005 - a slip takes the inputs of its reference, whether it needs them all or not
from collections.abc import Callable
from typing import Any

import numpy as np

from coursekit.checking import (
    Exercise,
    Matrix,
    OneOf,
    Option,
    Probability,
    Reals,
    Simplex,
    Slip,
    Vector,
)
from coursekit.sheets._sheet import Sheet

__all__ = ["SHEET"]


def normalise(weights: Any) -> Any:
    """Divide by the sum along the last axis."""
    return weights / np.sum(weights, axis=-1, keepdims=True)


def evidence(p: Any, a: Any, b: Any) -> Any:
    """Sum the joint probabilities of what was seen over both hypotheses."""
    return p * a + (1 - p) * b


def posterior(p: Any, a: Any, b: Any) -> Any:
    """Return the probability of the first hypothesis after what was seen."""
    return p * a / evidence(p, a, b)


def softmax(s: Any) -> Any:
    """Exponentiate and normalise, without underflow."""
    return normalise(np.exp(s - np.max(s)))


def log_score(n: Any, p: Any, prior: Any) -> Any:
    """Add the log prior and a log-probability for each word."""
    return np.log(prior) + np.sum(n * np.log(p))


# Numbers for each student. A draw is repeated until right answer and slips are different numbers.


def distinct(
    slips: tuple[Slip, ...], reference: Callable[..., Any], numbers: dict[str, Any]
) -> bool:
    """Return whether right answer and slips differ by a few per cent of their size, signs aside."""
    values = np.array([reference(**numbers), *(slip.answer(**numbers) for slip in slips)])
    sizes = np.sort(np.abs(values))
    return bool(sizes[0] > 0.02 and np.all(sizes[1:] > 1.03 * sizes[:-1]))


def own_posterior(k: int, b1: int, a1: int, b2: int, a2: int) -> float:
    """Return the probability of carton 1 after a banana, with the prior k/10."""
    return float(posterior(k / 10, b1 / (b1 + a1), b2 / (b2 + a2)))


OWN_SLIPS = (
    Slip(
        "pooled",
        lambda k, b1, a1, b2, a2: b1 / (b1 + b2),
        "You pooled the fruit into one heap. The carton is chosen first, so each counts by its "
        "prior, however many pieces it holds.",
    ),
    Slip(
        "prior_ignored",
        lambda k, b1, a1, b2, a2: posterior(0.5, b1 / (b1 + a1), b2 / (b2 + a2)),
        "You left the priors out. That is right only if both cartons are equally likely.",
    ),
    Slip(
        "likelihood",
        lambda k, b1, a1, b2, a2: b1 / (b1 + a1),
        "That is the likelihood, the share of bananas in carton 1. The carton is unknown here, and "
        "the banana is known.",
    ),
    Slip(
        "joint",
        lambda k, b1, a1, b2, a2: k / 10 * b1 / (b1 + a1),
        "That is the probability of carton 1 and a banana together. Divide it by the evidence.",
    ),
    Slip(
        "evidence",
        lambda k, b1, a1, b2, a2: evidence(k / 10, b1 / (b1 + a1), b2 / (b2 + a2)),
        "That is the evidence, the probability of a banana from either carton. It is the "
        "denominator.",
    ),
    Slip(
        "other_carton",
        lambda k, b1, a1, b2, a2: 1 - own_posterior(k, b1, a1, b2, a2),
        "That is the probability of the other carton.",
    ),
    Slip(
        "counts_weighted",
        lambda k, b1, a1, b2, a2: posterior(k / 10, b1, b2),
        "You weighted the numbers of bananas by the priors. Within a carton it is the share of "
        "bananas that counts.",
    ),
    Slip(
        "wrong_fruit",
        lambda k, b1, a1, b2, a2: posterior(k / 10, a1 / (b1 + a1), a2 / (b2 + a2)),
        "That is the posterior after an apple. A banana was drawn.",
    ),
    Slip(
        "priors_swapped",
        lambda k, b1, a1, b2, a2: posterior(1 - k / 10, b1 / (b1 + a1), b2 / (b2 + a2)),
        "You gave carton 1 the prior of carton 2.",
    ),
    Slip(
        "percentage",
        lambda k, b1, a1, b2, a2: 100 * own_posterior(k, b1, a1, b2, a2),
        "That is a percentage. A probability is a share of the whole, at most 1.",
    ),
)


def own_numbers(rng: np.random.Generator) -> dict[str, Any]:
    """Draw two cartons of different sizes and an unequal prior."""
    while True:
        b1, a1, b2, a2 = (int(n) for n in rng.integers(2, 10, size=4))
        numbers = {"k": int(rng.integers(2, 9)), "b1": b1, "a1": a1, "b2": b2, "a2": a2}
        if b1 + a1 != b2 + a2 and distinct(OWN_SLIPS, own_posterior, numbers):
            return numbers


VOCABULARY = 20  # words that the reviews know


def smooth(n: Any, total: Any) -> Any:
    """Estimate the probability of a word that occurs n times among total words."""
    return (n + 1) / (total + VOCABULARY)


def review_log_odds(good: Any, dull: Any, words: Any, reviews: Any) -> float:
    """Return the log-odds of "good good dull"; each argument is (positive, negative)."""
    return float(
        np.log(reviews[0] / reviews[1])
        + 2 * np.log(smooth(good[0], words[0]) / smooth(good[1], words[1]))
        + np.log(smooth(dull[0], words[0]) / smooth(dull[1], words[1]))
    )


def raw_log_odds(good: Any, dull: Any, words: Any, reviews: Any) -> float:
    """Return the log-odds without smoothing."""
    return float(
        np.log(reviews[0] / reviews[1])
        + 2 * np.log(good[0] / words[0] * words[1] / good[1])
        + np.log(dull[0] / words[0] * words[1] / dull[1])
    )


REVIEW_SLIPS = (
    Slip(
        "each_word_once",
        lambda good, dull, words, reviews: (
            review_log_odds(good, dull, words, reviews)
            - np.log(smooth(good[0], words[0]) / smooth(good[1], words[1]))
        ),
        "You counted each different word once. A word that stands twice in the review contributes "
        "twice.",
    ),
    Slip(
        "prior_forgotten",
        lambda good, dull, words, reviews: review_log_odds(good, dull, words, (1, 1)),
        "The prior is missing: the two classes do not have equally many reviews.",
    ),
    Slip(
        "not_smoothed",
        raw_log_odds,
        "You used the plain shares of the words. Add one to every count, and adapt the totals.",
    ),
    Slip(
        "total_not_raised",
        lambda good, dull, words, reviews: (
            review_log_odds(good, dull, words, reviews)
            - 3 * np.log((words[1] + VOCABULARY) / (words[0] + VOCABULARY) * words[0] / words[1])
        ),
        "You added one to the counts but divided by the old totals. With every word of the "
        "vocabulary the total grows too.",
    ),
    Slip(
        "totals_forgotten",
        lambda good, dull, words, reviews: float(
            np.log(reviews[0] / reviews[1])
            + 2 * np.log((good[0] + 1) / (good[1] + 1))
            + np.log((dull[0] + 1) / (dull[1] + 1))
        ),
        "You compared counts. The classes have different numbers of words, so each count is "
        "divided by the total of its class.",
    ),
    Slip(
        "odds",
        lambda good, dull, words, reviews: float(
            np.exp(review_log_odds(good, dull, words, reviews))
        ),
        "Those are the odds. Their logarithm is asked.",
    ),
    Slip(
        "probability",
        lambda good, dull, words, reviews: float(
            1 / (1 + np.exp(-review_log_odds(good, dull, words, reviews)))
        ),
        "That is the probability of a positive review. The logarithm of the odds is asked.",
    ),
)


def review_numbers(rng: np.random.Generator) -> dict[str, Any]:
    """Draw word counts of positive and negative reviews."""
    while True:
        numbers = {
            "good": (int(rng.integers(8, 20)), int(rng.integers(2, 7))),
            "dull": (int(rng.integers(1, 5)), int(rng.integers(7, 16))),
            "words": (10 * int(rng.integers(8, 16)), 10 * int(rng.integers(4, 8))),
            "reviews": (int(rng.integers(10, 20)), int(rng.integers(20, 40))),
        }
        if distinct(REVIEW_SLIPS, review_log_odds, numbers):
            return numbers


# Examples that several questions use.

CARTONS = {"prior": Probability(), "l1": Probability(), "l2": Probability()}
CARTON_PROBES = ((0.3, 0.4, 0.8), (0.6, 0.25, 0.7), (0.15, 0.9, 0.35))
TEST = {"v": Reals(0.01, 0.4), "s": Reals(0.6, 0.95), "c": Reals(0.7, 0.97)}
TEST_PROBES = ((0.01, 0.9, 0.95), (0.08, 0.8, 0.9), (0.2, 0.7, 0.85))
FORMULA = {"p": Probability(), "a": Probability(), "b": Probability()}
EVIDENCE_TABLES = (
    (np.array([0.5, 0.3, 0.2]), np.array([[0.4, 0.8, 0.3], [0.6, 0.2, 0.7]])),
    (np.array([0.2, 0.2, 0.6]), np.array([[0.9, 0.5, 0.1], [0.3, 0.6, 0.2], [0.7, 0.4, 0.8]])),
    (np.array([0.35, 0.65]), np.array([[0.25, 0.75], [0.8, 0.45], [0.15, 0.55]])),
)


SHEET = Sheet(
    name="10_bayes",
    title="Bayes' theorem and naive Bayes",
    exercises=(
        Exercise(
            id="evidence_by_sum_rule",
            title="How likely is a banana?",
            topic="Two cartons",
            points=1,
            level=1,
            source="S2",
            prompt=(
                "One of two cartons is chosen, carton 1 with probability `prior`; then a piece of "
                "fruit is drawn from it. `l1` and `l2` are the probabilities of a banana in "
                "carton 1 and in carton 2. Write `evidence_by_sum_rule(prior, l1, l2)`, the "
                r"probability $p(\text{banana})$."
            ),
            inputs=CARTONS,
            probes=CARTON_PROBES,
            reference=evidence,
            slips=(
                Slip(
                    "plain_average",
                    lambda prior, l1, l2: (l1 + l2) / 2,
                    "You averaged the cartons as if they were equally likely. Weight each by its "
                    "prior.",
                ),
                Slip(
                    "added",
                    lambda prior, l1, l2: l1 + l2,
                    "You added probabilities that hold in different cartons; the sum may exceed 1. "
                    "Each is multiplied by the probability of its carton first.",
                ),
                Slip(
                    "one_carton",
                    lambda prior, l1, l2: prior * l1,
                    "That is a banana from carton 1. Carton 2 has bananas as well.",
                ),
                Slip(
                    "same_prior",
                    lambda prior, l1, l2: prior * (l1 + l2),
                    "You gave both cartons the same prior. Those of the two cartons sum to 1.",
                ),
                Slip(
                    "priors_swapped",
                    lambda prior, l1, l2: (1 - prior) * l1 + prior * l2,
                    "The priors have changed places: `prior` belongs to carton 1.",
                ),
                Slip(
                    "apple",
                    lambda prior, l1, l2: 1 - evidence(prior, l1, l2),
                    "That is the probability of no banana.",
                ),
                Slip(
                    "posterior",
                    posterior,
                    "That is the probability of carton 1 after a banana. Here only its denominator "
                    "is asked.",
                ),
            ),
            hints=(
                "A banana comes from carton 1 or from carton 2, never from both.",
                r"Sum rule: $p(\text{banana}) = \sum_c p(\text{banana} \mid c)\,p(c)$.",
                "Start: carton 2 has the prior `1 - prior`.",
                "`return prior * ... + ... * l2`",
            ),
            why="The evidence is an average of likelihoods, weighted by the prior.",
        ),
        Exercise(
            id="two_cartons",
            title="The two cartons of the lecture",
            kind="value",
            topic="Two cartons",
            points=1,
            level=1,
            source="S2",
            prompt=(
                "Carton 1 holds 2 bananas and 3 apples, carton 2 holds 4 bananas and 1 apple. A "
                "coin decides between the cartons, and a piece of fruit is drawn from the one that "
                "is chosen: it is a banana. How probable is it that carton 1 was chosen? Assign "
                "the number to `two_cartons`; a fraction like `2/7` is fine."
            ),
            reference=lambda: float(posterior(0.5, 2 / 5, 4 / 5)),
            slips=(
                Slip(
                    "likelihood",
                    lambda: 2 / 5,
                    "That is the share of bananas in carton 1. It says how probable a banana is "
                    "if the carton is known.",
                ),
                Slip(
                    "prior",
                    lambda: 1 / 2,
                    "That is the prior, or the odds. A banana is evidence for the carton that "
                    "has more of them, and a probability divides by all bananas.",
                ),
                Slip(
                    "joint",
                    lambda: 1 / 5,
                    "That is the probability of carton 1 and a banana together. Divide it by the "
                    "probability of a banana.",
                ),
                Slip(
                    "evidence",
                    lambda: 3 / 5,
                    "That is the evidence, the probability of a banana. It is the denominator.",
                ),
                Slip(
                    "other_carton",
                    lambda: 2 / 3,
                    "That is the probability of carton 2.",
                ),
                Slip(
                    "percentage",
                    lambda: 100 / 3,
                    "That is a percentage. A probability is a share of the whole, at most 1.",
                ),
                Slip(
                    "apple",
                    lambda: 3 / 4,
                    "That is the posterior after an apple. A banana was drawn.",
                ),
            ),
            hints=(
                "Imagine the experiment a thousand times. How many bananas come from each carton?",
                (
                    r"$p(c_1 \mid \text{banana}) = p(\text{banana} \mid c_1)\,p(c_1) / "
                    r"p(\text{banana})$."
                ),
                "Start: of 1,000 experiments 500 use carton 1, and 200 of these give a banana.",
                "`two_cartons = 200 / (200 + ...)`",
            ),
            why=(
                "With equal priors and cartons of equal size, pooling all fruit gives the same "
                "number. Change either, and it no longer does."
            ),
        ),
        Exercise(
            id="carton_posterior",
            title="Which carton, after a banana?",
            topic="Two cartons",
            points=1,
            level=1,
            source="S2",
            prompt=(
                "Carton 1 is chosen with probability `prior`, otherwise carton 2; `l1` and `l2` "
                "are the probabilities of a banana in carton 1 and in carton 2. A banana was "
                "drawn. Write `carton_posterior(prior, l1, l2)`, the probability "
                r"$p(c_1 \mid \text{banana})$ of carton 1."
            ),
            inputs=CARTONS,
            probes=CARTON_PROBES,
            reference=posterior,
            slips=(
                Slip(
                    "likelihood",
                    lambda prior, l1, l2: l1,
                    "That is the likelihood P(banana | carton 1). The conditioning is asked the "
                    "other way round.",
                ),
                Slip(
                    "joint",
                    lambda prior, l1, l2: prior * l1,
                    "That is the joint P(carton 1, banana). Divide by the evidence P(banana).",
                ),
                Slip(
                    "evidence",
                    evidence,
                    "That is the evidence P(banana), the denominator.",
                ),
                Slip(
                    "prior_ignored",
                    lambda prior, l1, l2: l1 / (l1 + l2),
                    "The priors are missing, or cancel because both cartons have the same one. "
                    "That is right only when the cartons are equally likely.",
                ),
                Slip(
                    "prior",
                    lambda prior, l1, l2: prior,
                    "That is the prior. The banana must change it unless both cartons give bananas "
                    "equally often.",
                ),
                Slip(
                    "evidence_unweighted",
                    lambda prior, l1, l2: prior * l1 / (l1 + l2),
                    "In the evidence each likelihood has to be weighted by its prior.",
                ),
                Slip(
                    "complement",
                    lambda prior, l1, l2: 1 - l1,
                    "That is P(no banana | carton 1).",
                ),
                Slip(
                    "other_carton",
                    lambda prior, l1, l2: 1 - posterior(prior, l1, l2),
                    "That is the posterior of carton 2.",
                ),
                Slip(
                    "odds",
                    lambda prior, l1, l2: prior * l1 / ((1 - prior) * l2),
                    "Those are the odds of carton 1 against carton 2. A probability divides by "
                    "the sum of both.",
                ),
                Slip(
                    "priors_swapped",
                    lambda prior, l1, l2: posterior(1 - prior, l1, l2),
                    "The priors have changed places: `prior` belongs to carton 1.",
                ),
                Slip(
                    "apple",
                    lambda prior, l1, l2: posterior(prior, 1 - l1, 1 - l2),
                    "That is the posterior after an apple. A banana was drawn.",
                ),
            ),
            hints=(
                "You know the banana; the carton is what you ask for.",
                "Bayes: posterior = likelihood times prior, divided by the evidence.",
                "Start: the evidence is the answer of `evidence_by_sum_rule`.",
                "`return prior * l1 / (... + ...)`",
            ),
            why="Prior times likelihood, made to sum to 1: the whole of Bayes' theorem.",
        ),
        Exercise(
            id="base_rate_paradox",
            title="A paradox of base rates",
            kind="choice",
            topic="Base rates",
            points=1,
            level=1,
            source="S2",
            prompt=(
                "Of 1,000 people 10 have a disease. A test is positive for 9 of these 10, and for "
                "99 of the 990 healthy ones. Someone of them is tested positive. What follows? "
                'Assign the letter as text: `base_rate_paradox = "a"`.'
            ),
            options=(
                Option(
                    "a",
                    "The person is ill with a probability of 90 %, for this is how reliable the "
                    "test is.",
                    slip="sensitivity",
                    message="That is how often the ill are positive. Ask how many of the positive "
                    "are ill.",
                ),
                Option(
                    "b",
                    "The person is ill with a probability of 1 %, as before: the test is useless.",
                    slip="prior_kept",
                    message="The result does change something: among the positive, the ill are "
                    "more frequent than among all people. Compare the two shares.",
                ),
                Option(
                    "c",
                    "The person is probably healthy, although the test is right in 90 % of all "
                    "cases.",
                    message="There are 108 positive results, and 9 of them are right: about 8 %. "
                    "The healthy are so many that their few errors outnumber the hits.",
                ),
                Option(
                    "d",
                    "The person is ill with a probability of about 50 %: a positive result is "
                    "right or wrong.",
                    slip="two_cases_equal",
                    message="Two cases need not be equally frequent. Count the people in each.",
                ),
                Option(
                    "e",
                    "The person is ill with a probability of 0.9 %.",
                    slip="joint",
                    message="That is the share of the ill and positive among all 1,000. The person "
                    "is one of the positive, so divide by their number.",
                ),
            ),
            hints=(
                "Forget the percentages, and count people.",
                "Put all who are positive into one room: the ill and the healthy ones.",
                "Start: in the room are 9 + 99 people.",
                "How many of these 108 are ill: more than half, or fewer?",
            ),
            why="A positive result made the disease about eight times as probable, yet still rare.",
        ),
        Exercise(
            id="posterior_odds",
            title="The odds after a positive test",
            kind="formula",
            topic="Base rates",
            points=1,
            level=1,
            source="S2",
            prompt=(
                "A disease has the prevalence $v = p(\\text{ill})$. The test has the sensitivity "
                "$s = p(+ \\mid \\text{ill})$ and the specificity $c = p(- \\mid \\text{healthy})$."
                " Type the odds $p(\\text{ill} \\mid +) / p(\\text{healthy} \\mid +)$ as text in "
                '`v`, `s` and `c`: `posterior_odds = "..."`.'
            ),
            inputs=TEST,
            probes=TEST_PROBES,
            reference=lambda v, s, c: v * s / ((1 - v) * (1 - c)),
            slips=(
                Slip(
                    "prior_odds",
                    "v/(1-v)",
                    "Those are the odds before the test. The result multiplies them by a ratio of "
                    "likelihoods.",
                ),
                Slip(
                    "likelihood_ratio",
                    "s/(1-c)",
                    "That is the ratio of the likelihoods. It multiplies the odds before the test.",
                ),
                Slip(
                    "specificity",
                    "v*s/((1-v)*c)",
                    "Healthy people are positive at the rate of the false alarms, and the "
                    "specificity is the rate of the others.",
                ),
                Slip(
                    "probability",
                    "v*s/(v*s+(1-v)*(1-c))",
                    "That is the probability. Odds divide by the other case alone.",
                ),
                Slip(
                    "prevalence_as_odds",
                    "v*s/(1-c)",
                    "You used the prevalence in place of the prior odds. The healthy have a share "
                    "as well.",
                ),
                Slip(
                    "brackets_missing",
                    "v*s/(1-v)*(1-c)",
                    "You multiplied by the rate of false alarms. It belongs below the bar, so the "
                    "whole denominator needs brackets.",
                ),
                Slip(
                    "odds_against",
                    "(1-v)*(1-c)/(v*s)",
                    "Those are the odds of being healthy.",
                ),
                Slip(
                    "ratio_inverted",
                    "v/(1-v)*(1-c)/s",
                    "The ratio of the likelihoods stands upside down: a positive result speaks for "
                    "the illness.",
                ),
                Slip(
                    "after_negative",
                    "v*(1-s)/((1-v)*c)",
                    "Those are the odds after a negative test.",
                ),
                Slip(
                    "joint",
                    "v*s",
                    "That is the share of the ill and positive. Divide by that of the healthy and "
                    "positive.",
                ),
            ),
            hints=(
                "In the quotient of the two posteriors the evidence cancels.",
                "Posterior odds = prior odds times the ratio of the likelihoods.",
                "Start: among all people, the ill and positive have the share $v s$.",
                '`posterior_odds = "v/(...) * s/(...)"`',
            ),
            why="In odds Bayes' theorem is one multiplication; in log-odds, one addition.",
        ),
        Exercise(
            id="naive_assumption",
            title="What is naive about naive Bayes",
            kind="choice",
            topic="Naive Bayes",
            points=1,
            level=1,
            source="S2",
            prompt=(
                "Which assumption makes Bayes' theorem *naive* Bayes, for a document of words "
                "$w_1, \\ldots, w_n$ and its class $c$? Assign the letter as text: "
                '`naive_assumption = "a"`.'
            ),
            options=(
                Option(
                    "a",
                    r"$p(w_1, \ldots, w_n) = \prod_i p(w_i)$",
                    slip="independent_outright",
                    message="Without the class, words depend on each other: *dull* makes *boring* "
                    "more probable, as it speaks for a negative review. The class is missing "
                    "behind the bar.",
                ),
                Option(
                    "b",
                    r"$p(w_1, \ldots, w_n \mid c) = \prod_i p(w_i \mid c)$",
                    message="Given the class, a word tells nothing about the next one. This is "
                    "hardly ever true, and often good enough to decide.",
                ),
                Option(
                    "c",
                    r"$p(c \mid w_1, \ldots, w_n) = \prod_i p(c \mid w_i)$",
                    slip="product_of_posteriors",
                    message="That multiplies posteriors, and the prior enters once for each word. "
                    "The assumption is about the likelihood.",
                ),
                Option(
                    "d",
                    r"$p(c)$ is the same for every class",
                    slip="uniform_prior",
                    message="Naive Bayes may have any prior. The assumption is about the words.",
                ),
                Option(
                    "e",
                    r"$p(w_i \mid c) = p(w_i)$ for every word",
                    slip="independent_of_class",
                    message="Then no word would tell anything about the class.",
                ),
            ),
            hints=(
                "What has to be simplified so that one table of single words is enough?",
                "It is the likelihood of a whole document that is hard to count.",
                "Start: cross out what does not speak of several words.",
                "Independent *given* something: what stands behind the bar?",
            ),
            why=("A table of all documents cannot be filled with counts; one of single words can."),
        ),
        Exercise(
            id="laplace_smoothing",
            title="No word is impossible",
            topic="Naive Bayes",
            points=1,
            level=1,
            source="S2",
            prompt=(
                "The array `n` says how often each word of the vocabulary occurs in the documents "
                "of one class. Write `laplace_smoothing(n)`, which estimates $p(w \\mid c)$ for "
                "every word, with Laplace's rule: each word is counted once more than it occurs. "
                "The result has the shape of `n`."
            ),
            inputs={"n": Vector(4, 0, 9, whole=True)},
            probes=(
                (np.array([3.0, 0.0, 5.0, 1.0]),),
                (np.array([0.0, 2.0, 1.0, 9.0]),),
                (np.array([4.0, 0.0, 2.0]),),
            ),
            reference=lambda n: (n + 1) / (np.sum(n) + len(n)),
            slips=(
                Slip(
                    "not_smoothed",
                    lambda n: n / n.sum(),
                    "No smoothing: one unseen word makes the whole product 0.",
                ),
                Slip(
                    "total_not_raised",
                    lambda n: (n + 1) / n.sum(),
                    "You added 1 to every count, so the total grew too: your probabilities sum to "
                    "more than 1.",
                ),
                Slip(
                    "total_raised_by_one",
                    lambda n: (n + 1) / (n.sum() + 1),
                    "You raised the total by 1. Every word of the vocabulary was counted once "
                    "more.",
                ),
                Slip(
                    "counts_not_raised",
                    lambda n: n / (n.sum() + len(n)),
                    "The total has grown but the counts have not: your probabilities sum to less "
                    "than 1.",
                ),
                Slip(
                    "counts",
                    lambda n: n + 1,
                    "Those are the raised counts. Divide them by their sum.",
                ),
                Slip(
                    "only_zeros",
                    lambda n: np.maximum(n, 1) / np.maximum(n, 1).sum(),
                    "You raised only the words that do not occur. The rule counts every word once "
                    "more.",
                ),
            ),
            hints=(
                "Smoothing changes the counts; then the counts are made to sum to 1.",
                "By how much does the sum of all counts grow?",
                "Start: `n + 1` are the new counts.",
                "`return (n + 1) / (n.sum() + ...)`",
            ),
            why="A single zero would overrule all other words of a document.",
        ),
        Exercise(
            id="my_base_rate",
            title="Ill after a positive test?",
            topic="Base rates",
            points=2,
            level=2,
            source="S2",
            prompt=(
                "A disease has the prevalence `v`, a test the sensitivity `s` "
                "$= p(+ \\mid \\text{ill})$ and the specificity `c` "
                "$= p(- \\mid \\text{healthy})$. Write `my_base_rate(v, s, c)`, the probability "
                "$p(\\text{ill} \\mid +)$."
            ),
            inputs=TEST,
            probes=TEST_PROBES,
            reference=lambda v, s, c: posterior(v, s, 1 - c),
            slips=(
                Slip(
                    "sensitivity",
                    lambda v, s, c: s,
                    "That is the sensitivity P(+ | ill), the conditional the other way round.",
                ),
                Slip(
                    "base_rate_neglected",
                    lambda v, s, c: s / (s + 1 - c),
                    "Base-rate neglect: the prevalence is missing.",
                ),
                Slip(
                    "specificity_in_evidence",
                    posterior,
                    "In the evidence belong the healthy who are positive. The specificity counts "
                    "those who are negative.",
                ),
                Slip(
                    "specificity",
                    lambda v, s, c: c,
                    "That is the specificity P(- | healthy).",
                ),
                Slip(
                    "joint",
                    lambda v, s, c: v * s,
                    "That is the share of the ill and positive among all people. Divide by the "
                    "share of all who are positive.",
                ),
                Slip(
                    "evidence",
                    lambda v, s, c: evidence(v, s, 1 - c),
                    "That is the share of all who are positive, the denominator.",
                ),
                Slip(
                    "evidence_unweighted",
                    lambda v, s, c: v * s / (s + 1 - c),
                    "In the denominator the likelihoods are not weighted. The ill and the healthy "
                    "have different shares.",
                ),
                Slip(
                    "odds",
                    lambda v, s, c: v * s / ((1 - v) * (1 - c)),
                    "Those are the odds. A probability divides by all who are positive, the ill "
                    "among them too.",
                ),
                Slip(
                    "after_negative",
                    lambda v, s, c: posterior(v, 1 - s, c),
                    "That is the probability of being ill after a negative test.",
                ),
                Slip(
                    "healthy",
                    lambda v, s, c: 1 - posterior(v, s, 1 - c),
                    "That is the probability of being healthy after a positive test.",
                ),
                Slip(
                    "exchanged",
                    lambda v, s, c: posterior(v, c, 1 - s),
                    "Sensitivity and specificity are exchanged: `s` speaks of the ill, `c` of the "
                    "healthy.",
                ),
                Slip(
                    "healthy_not_weighted",
                    lambda v, s, c: v * s / (v * s + 1 - c),
                    "The false alarms need their weight, too: they come from the healthy, and not "
                    "everybody is healthy.",
                ),
            ),
            hints=(
                "Who is positive? Some of the ill, and some of the healthy.",
                "Of the healthy, a share of one minus the specificity is positive.",
                "Start: the ill and positive have the share `v * s`.",
                "`return v * s / (v * s + ... * ...)`",
            ),
            why="It is the formula of the cartons again, with other words.",
        ),
        Exercise(
            id="carton_from_counts",
            title="Cartons of different sizes",
            topic="Two cartons",
            points=2,
            level=2,
            source="S2",
            prompt=(
                "Carton 1 holds `b1` bananas and `a1` apples, carton 2 holds `b2` and `a2`. "
                "Carton 1 is chosen with probability `prior`, and a banana is drawn. Write "
                "`carton_from_counts(prior, b1, a1, b2, a2)`, the probability of carton 1."
            ),
            inputs={
                "prior": Probability(),
                **{name: Reals(1, 9) for name in ("b1", "a1", "b2", "a2")},
            },
            probes=(
                (0.5, 2.0, 8.0, 3.0, 1.0),
                (0.4, 2.0, 6.0, 3.0, 1.0),
                (0.7, 5.0, 1.0, 2.0, 6.0),
            ),
            reference=lambda prior, b1, a1, b2, a2: posterior(
                prior, b1 / (b1 + a1), b2 / (b2 + a2)
            ),
            slips=(
                Slip(
                    "pooled",
                    lambda prior, b1, a1, b2, a2: b1 / (b1 + b2),
                    "You pooled all fruit into one heap. The carton is chosen first, so each "
                    "counts by its prior, not by how many pieces it holds.",
                ),
                Slip(
                    "evidence_of_apple",
                    lambda prior, b1, a1, b2, a2: (
                        prior * b1 / (b1 + a1) / evidence(prior, a1 / (b1 + a1), a2 / (b2 + a2))
                    ),
                    "The evidence is for the wrong fruit (apples).",
                ),
                Slip(
                    "counts_weighted",
                    lambda prior, b1, a1, b2, a2: posterior(prior, b1, b2),
                    "You weighted the numbers of bananas. What counts in a carton is its share "
                    "of bananas, so divide by its size first.",
                ),
                Slip(
                    "prior_ignored",
                    lambda prior, b1, a1, b2, a2: posterior(0.5, b1 / (b1 + a1), b2 / (b2 + a2)),
                    "You treated the cartons as equally likely. Weight each by its prior.",
                ),
                Slip(
                    "likelihood",
                    lambda prior, b1, a1, b2, a2: b1 / (b1 + a1),
                    "That is the probability of a banana from carton 1. The question is the other "
                    "way round.",
                ),
                Slip(
                    "odds_of_fruit",
                    lambda prior, b1, a1, b2, a2: posterior(prior, b1 / a1, b2 / a2),
                    "You divided bananas by apples, which are odds. The share of bananas divides "
                    "by all fruit of the carton.",
                ),
                Slip(
                    "joint",
                    lambda prior, b1, a1, b2, a2: prior * b1 / (b1 + a1),
                    "That is the probability of carton 1 and a banana. Divide by the evidence.",
                ),
                Slip(
                    "evidence_pooled",
                    lambda prior, b1, a1, b2, a2: (
                        prior * b1 / (b1 + a1) * (b1 + a1 + b2 + a2) / (b1 + b2)
                    ),
                    "You pooled the fruit in the evidence. A banana's probability is that of each "
                    "carton, weighted by its prior.",
                ),
                Slip(
                    "after_apple",
                    lambda prior, b1, a1, b2, a2: posterior(prior, a1 / (b1 + a1), a2 / (b2 + a2)),
                    "That is the posterior after an apple.",
                ),
                Slip(
                    "evidence",
                    lambda prior, b1, a1, b2, a2: evidence(prior, b1 / (b1 + a1), b2 / (b2 + a2)),
                    "That is the evidence, the probability of a banana. It is the denominator.",
                ),
                Slip(
                    "other_carton",
                    lambda prior, b1, a1, b2, a2: posterior(
                        1 - prior, b2 / (b2 + a2), b1 / (b1 + a1)
                    ),
                    "That is the posterior of carton 2.",
                ),
                Slip(
                    "odds",
                    lambda prior, b1, a1, b2, a2: (
                        prior * b1 / (b1 + a1) / ((1 - prior) * b2 / (b2 + a2))
                    ),
                    "Those are the odds of carton 1 against carton 2. A probability divides by "
                    "the sum of both.",
                ),
                Slip(
                    "evidence_unweighted",
                    lambda prior, b1, a1, b2, a2: (
                        prior * b1 / (b1 + a1) / (b1 / (b1 + a1) + b2 / (b2 + a2))
                    ),
                    "In the evidence each likelihood has to be weighted by its prior.",
                ),
            ),
            hints=(
                "The counts give two likelihoods; the prior is given.",
                r"$p(\text{banana} \mid c_1) = b_1/(b_1 + a_1)$.",
                "Start: `l1 = b1 / (b1 + a1)`, and `l2` in the same way.",
                "`return prior * l1 / (prior * l1 + ... * l2)`",
            ),
            why="A large carton is not chosen more often than a small one because it is large.",
        ),
        Exercise(
            id="own_cartons",
            title="Cartons of your own",
            kind="value",
            topic="Two cartons",
            points=2,
            level=2,
            source="S2",
            prompt=lambda k, b1, a1, b2, a2: (
                f"Carton 1 holds {b1} bananas and {a1} apples, carton 2 holds {b2} "
                f"bananas and {a2} apples. Carton 1 is chosen in {k} of 10 cases, otherwise "
                "carton 2. A banana is drawn. How probable is it that it came from carton 1? "
                "Assign the number to `own_cartons`, as an expression and not rounded."
            ),
            parameters={"k": 3, "b1": 7, "a1": 3, "b2": 2, "a2": 4},
            variant=own_numbers,
            reference=own_posterior,
            slips=OWN_SLIPS,
            hints=(
                "Imagine the experiment a thousand times and count the bananas of each carton.",
                "Prior times likelihood for each carton; then divide by the sum of both.",
                "Start: the likelihood of a carton is its bananas divided by all of its fruit.",
                "`own_cartons = 0.… * l1 / (0.… * l1 + 0.… * l2)` with your numbers",
            ),
            why=(
                "Here the size of the cartons and the priors both matter, so that pooling and "
                "forgetting the prior go wrong."
            ),
        ),
        Exercise(
            id="two_draws",
            title="A banana, then an apple",
            kind="formula",
            topic="Updating",
            points=2,
            level=2,
            source="S2",
            prompt=(
                "Carton 1 is chosen with probability $p$, otherwise carton 2. A piece of fruit is "
                "drawn, put back, and a second one is drawn *from the same carton*. A banana has "
                "the probability $a$ in carton 1 and $b$ in carton 2; everything else is apples. "
                "First came a banana, then an apple. Type the probability of carton 1 as text in "
                '`p`, `a` and `b`: `two_draws = "..."`.'
            ),
            inputs=FORMULA,
            probes=CARTON_PROBES,
            reference=lambda p, a, b: posterior(p, a * (1 - a), b * (1 - b)),
            slips=(
                Slip(
                    "first_draw_only",
                    "p*a/(p*a+(1-p)*b)",
                    "You used the banana only. The apple changes the probability again.",
                ),
                Slip(
                    "second_draw_only",
                    "p*(1-a)/(p*(1-a)+(1-p)*(1-b))",
                    "You used the apple only. The banana has changed the probability before.",
                ),
                Slip(
                    "two_bananas",
                    "p*a^2/(p*a^2+(1-p)*b^2)",
                    "That is for two bananas. The second piece was an apple.",
                ),
                Slip(
                    "prior_twice",
                    "p^2*a*(1-a)/(p^2*a*(1-a)+(1-p)^2*b*(1-b))",
                    "The prior enters twice in yours. The carton was chosen once.",
                ),
                Slip(
                    "prior_ignored",
                    "a*(1-a)/(a*(1-a)+b*(1-b))",
                    "The prior is missing, or it cancels because both cartons have the same one "
                    "in yours. The cartons need not be equally likely.",
                ),
                Slip(
                    "joint",
                    "p*a*(1-a)",
                    "That is the joint probability of carton 1 and both pieces. Divide by the "
                    "evidence.",
                ),
                Slip(
                    "likelihood",
                    "a*(1-a)",
                    "That is the probability of both pieces if it is carton 1. The question is "
                    "the other way round: which carton, given the pieces.",
                ),
                Slip(
                    "evidence_unweighted",
                    "p*a*(1-a)/(a*(1-a)+b*(1-b))",
                    "In the evidence the priors are missing: there too each carton is weighted by "
                    "its own.",
                ),
                Slip(
                    "evidence_of_banana",
                    "p*a*(1-a)/(p*a+(1-p)*b)",
                    "You divided by the evidence of the banana alone. Both pieces belong to the "
                    "evidence too.",
                ),
                Slip(
                    "chosen_again",
                    "p*a*p*(1-a)/((p*a+(1-p)*b)*(p*(1-a)+(1-p)*(1-b)))",
                    "You multiplied two posteriors, as if the carton were chosen anew. The first "
                    "posterior is the prior of the second draw.",
                ),
                Slip(
                    "draws_independent",
                    "p*a*(1-a)/((p*a+(1-p)*b)*(p*(1-a)+(1-p)*(1-b)))",
                    "You multiplied the evidence of both draws. They are independent only given "
                    "the carton: weight the likelihoods of each carton by its prior, and add.",
                ),
                Slip(
                    "other_carton",
                    "(1-p)*b*(1-b)/(p*a*(1-a)+(1-p)*b*(1-b))",
                    "That is the probability of carton 2.",
                ),
                Slip(
                    "odds",
                    "p*a*(1-a)/((1-p)*b*(1-b))",
                    "Those are the odds of carton 1 against carton 2. A probability divides by "
                    "the sum of both.",
                ),
                Slip(
                    "evidence",
                    "p*a*(1-a)+(1-p)*b*(1-b)",
                    "That is the evidence, the probability of both pieces. It is the denominator.",
                ),
                Slip(
                    "brackets_missing",
                    "p*a*(1-a)/p*a*(1-a)+(1-p)*b*(1-b)",
                    "A denominator of several factors or terms needs brackets.",
                ),
            ),
            hints=(
                "The posterior after the first draw is the prior of the second.",
                "Given the carton, the two draws are independent: their likelihoods multiply.",
                "Start: the likelihood of both pieces in carton 1 is $a (1 - a)$.",
                '`two_draws = "p*a*(1-a)/(p*a*(1-a) + ...)"`',
            ),
            why="Updating step by step, or with both draws at once, gives the same posterior.",
        ),
        Exercise(
            id="two_orders",
            title="In which order?",
            kind="choice",
            topic="Updating",
            points=1,
            level=2,
            source="S2",
            prompt=(
                "From one carton, unknown which, fruit is drawn several times *with* replacement, "
                "and after each draw the posterior becomes the new prior. One sequence is banana, "
                "banana, apple; another is apple, banana, banana. What holds? Assign the letter "
                'as text: `two_orders = "a"`.'
            ),
            options=(
                Option(
                    "a",
                    "The final posteriors agree, and so do the posteriors on the way.",
                    slip="way_agrees",
                    message="After the first draw one has seen a banana, the other an apple. Only "
                    "what has been seen in all is the same.",
                ),
                Option(
                    "b",
                    "The final posteriors agree; those on the way need not.",
                    message="The final posterior holds the product of all likelihoods, and a "
                    "product does not ask for the order.",
                ),
                Option(
                    "c",
                    "The last piece counts most, so the first sequence ends lower for the carton "
                    "with more bananas.",
                    slip="last_counts_most",
                    message="Every draw multiplies the odds by its own ratio of likelihoods, "
                    "early or late.",
                ),
                Option(
                    "d",
                    "The first piece counts most, because later ones meet a prior that is settled "
                    "already.",
                    slip="first_counts_most",
                    message="A settled prior moves less as a probability, but its odds are "
                    "multiplied by the same ratio. Look at the product of all of them.",
                ),
                Option(
                    "e",
                    "The final posteriors agree only if both cartons are equally likely at first.",
                    slip="uniform_prior_needed",
                    message="The prior is one more factor, the same for both sequences.",
                ),
            ),
            hints=(
                "Write both posteriors as prior times likelihoods, divided by their sum.",
                "In odds each draw is one multiplication.",
                "Start: which factors does the first sequence have, and which the second?",
                "Then look at the odds after one draw only.",
            ),
            why="Data that are independent given the cause may be processed in any order.",
        ),
        Exercise(
            id="map_and_likelihood",
            title="MAP against maximum likelihood",
            kind="parts",
            topic="Deciding",
            points=2,
            level=2,
            source="S2",
            prompt=(
                "For three classes the arrays `prior` and `like`, both of shape `(3,)`, hold "
                "$p(c)$ and $p(x \\mid c)$ of what was observed. Write a function "
                "`map_and_likelihood(prior, like)` "
                'that returns a dictionary with two class numbers (0, 1 or 2): `"ml"`, the class '
                'of maximum likelihood, and `"map"`, the class of maximum posterior.'
            ),
            inputs={
                "prior": Simplex(3),
                "like": Vector(3, 0.05, 0.95),
            },
            probes=(
                (np.array([0.7, 0.2, 0.1]), np.array([0.3, 0.4, 0.9])),
                (np.array([0.1, 0.6, 0.3]), np.array([0.8, 0.2, 0.6])),
                (np.array([0.25, 0.35, 0.4]), np.array([0.2, 0.9, 0.3])),
                (np.array([0.25, 0.3, 0.45]), np.array([0.9, 0.4, 0.1])),
            ),
            part_points={"ml": 1, "map": 1},
            reference=lambda prior, like: {
                "ml": int(np.argmax(like)),
                "map": int(np.argmax(prior * like)),
            },
            slips=(
                Slip(
                    "posterior_maximised",
                    lambda prior, like: {"ml": int(np.argmax(prior * like))},
                    "You let the prior take part. Maximum likelihood asks only how well a class "
                    "explains the observation.",
                ),
                Slip(
                    "largest_likelihood",
                    lambda prior, like: {"ml": np.max(like)},
                    "That is the largest likelihood. The number of the class that has it is asked.",
                ),
                Slip(
                    "ml_counted_from_one",
                    lambda prior, like: {"ml": int(np.argmax(like)) + 1},
                    "You counted the classes from 1. Their numbers begin with 0.",
                ),
                Slip(
                    "prior_maximised",
                    lambda prior, like: {"map": int(np.argmax(prior))},
                    "That is the most frequent class, whatever is observed. Multiply by the "
                    "likelihood before you compare.",
                ),
                Slip(
                    "likelihood_maximised",
                    lambda prior, like: {"map": int(np.argmax(like))},
                    "You left the prior out. The posterior is likelihood times prior.",
                ),
                Slip(
                    "added",
                    lambda prior, like: {"map": int(np.argmax(prior + like))},
                    "You added prior and likelihood. They are multiplied; only logarithms add.",
                ),
                Slip(
                    "map_counted_from_one",
                    lambda prior, like: {"map": int(np.argmax(prior * like)) + 1},
                    "The right class, counted from 1. The first class has the number 0.",
                ),
                Slip(
                    "largest_posterior",
                    lambda prior, like: {"map": np.max(normalise(prior * like))},
                    "That is the largest posterior. The number of the class that has it is asked.",
                ),
            ),
            hints=(
                "Both look for the place of a maximum, not for its height.",
                r"$\arg\max_c p(x \mid c)$ and $\arg\max_c p(x \mid c)\,p(c)$.",
                "Start: `np.argmax` gives the place. The evidence is the same for all classes.",
                '`return {"ml": np.argmax(...), "map": np.argmax(...)}`',
            ),
            why=(
                "Both agree if all classes are equally likely beforehand. With many data they "
                "mostly do."
            ),
        ),
        Exercise(
            id="naive_bayes_log_score",
            title="The log score of a class",
            topic="Naive Bayes",
            points=2,
            level=2,
            source="S2",
            prompt=(
                "A document contains word $i$ of the vocabulary `n[i]` times; `p[i]` is its "
                "probability $p(w_i \\mid c)$ in a class, and `prior` is $p(c)$. Write "
                "`naive_bayes_log_score(n, p, prior)`: $\\ln p(c) + \\ln p(\\text{document} "
                "\\mid c)$, where the words are independent given the class and the document is "
                "read as a sequence."
            ),
            inputs={"n": Vector(4, 0, 5, whole=True), "p": Simplex(4), "prior": Probability()},
            probes=(
                (np.array([2.0, 0.0, 1.0, 3.0]), np.array([0.1, 0.4, 0.3, 0.2]), 0.35),
                (np.array([1.0, 4.0, 0.0, 2.0]), np.array([0.25, 0.05, 0.3, 0.4]), 0.6),
                (np.array([0.0, 3.0, 2.0]), np.array([0.5, 0.2, 0.3]), 0.25),
            ),
            reference=log_score,
            slips=(
                Slip(
                    "each_word_once",
                    lambda n, p, prior: np.log(prior) + np.log(p[n > 0]).sum(),
                    "Each different word is counted once. A word that occurs several times "
                    "contributes its log-probability as often.",
                ),
                Slip(
                    "multiplied",
                    lambda n, p, prior: np.log(prior) * (n * np.log(p)).sum(),
                    "You multiplied by the log prior. Logs turn products into sums.",
                ),
                Slip(
                    "prior_without_log",
                    lambda n, p, prior: prior + (n * np.log(p)).sum(),
                    "Take the log of the prior before adding.",
                ),
                Slip(
                    "probability",
                    lambda n, p, prior: prior * np.prod(p**n),
                    "That is the probability itself. Return its logarithm, as long documents "
                    "underflow to 0.",
                ),
                Slip(
                    "prior_forgotten",
                    lambda n, p, prior: (n * np.log(p)).sum(),
                    "That is the log-likelihood. The prior of the class is missing.",
                ),
                Slip(
                    "log_of_sum",
                    lambda n, p, prior: np.log(prior) + np.log((n * p).sum()),
                    "You took the logarithm of a sum of probabilities. The words are independent, "
                    "so probabilities are multiplied and their logarithms added.",
                ),
                Slip(
                    "prior_for_each_word",
                    lambda n, p, prior: (n * (np.log(p) + np.log(prior))).sum(),
                    "The prior enters for each word in yours. A document has one class.",
                ),
                Slip(
                    "all_words",
                    lambda n, p, prior: np.log(prior) + np.log(p).sum(),
                    "You added every word of the vocabulary once. Only the words of the document "
                    "count, as often as they occur.",
                ),
            ),
            hints=(
                "A product of many small factors becomes a sum of logarithms.",
                r"$\ln \prod_i p_i^{n_i} = \sum_i n_i \ln p_i$.",
                "Start: `n * np.log(p)` is what each word contributes.",
                "`return np.log(...) + np.sum(...)`",
            ),
            why="A linear function of the counts: naive Bayes is a linear classifier.",
        ),
        Exercise(
            id="posterior_from_log_scores",
            title="From log scores to probabilities",
            topic="Naive Bayes",
            points=2,
            level=2,
            source="S2",
            prompt=(
                "The array `s` holds $\\ln p(c) + \\ln p(x \\mid c)$ for each class. Write "
                "`posterior_from_log_scores(s)`, the array of the $p(c \\mid x)$. It must also "
                "work for a long document, with scores around $-2000$."
            ),
            inputs={"s": Vector(3, -12, -3)},
            probes=(
                (np.array([-12.1, -11.3]),),
                (np.array([-40.2, -42.0]),),
                (np.array([-5.2, -3.9, -4.6]),),
                (np.array([-2000.4, -2001.1, -1999.5]),),
            ),
            reference=softmax,
            slips=(
                Slip(
                    "joint",
                    lambda s: np.exp(s),  # noqa: PLW0108 - a ufunc has no named input
                    "These are joint probabilities. Divide by their sum, the evidence.",
                ),
                Slip(
                    "logs_normalised",
                    lambda s: s / s.sum(),
                    "You normalised the logarithms, which reverses the order. Exponentiate first.",
                ),
                Slip(
                    "underflow",
                    lambda s: np.exp(s) / np.exp(s).sum(),
                    "For short documents this is right, but the exponential of a very negative "
                    "score is 0, and 0/0 is no number. Subtract the largest score first.",
                ),
                Slip(
                    "class_only",
                    lambda s: (s == s.max()) * 1.0,
                    "That marks the predicted class. Its probability, and those of the others, "
                    "are asked.",
                ),
                Slip(
                    "largest_made_one",
                    lambda s: np.exp(s - s.max()),
                    "You made the largest entry 1. Divide by the sum, so that all of them sum "
                    "to 1.",
                ),
                Slip(
                    "log_posterior",
                    lambda s: s - s.max() - np.log(np.exp(s - s.max()).sum()),
                    "Those are the logarithms of the posterior probabilities. One exponential is "
                    "left to do.",
                ),
            ),
            hints=(
                "A score's exponential is a joint probability; what do all classes sum to?",
                "A constant that is subtracted from every score cancels in the quotient.",
                "Start: `e = np.exp(s - s.max())`.",
                "`return e / ...`",
            ),
            why="The function is the softmax of lesson 06, and the scores are its logits.",
        ),
        Exercise(
            id="update_in_sequence",
            title="Posterior after posterior",
            topic="Updating",
            points=3,
            level=3,
            source="S2",
            prompt=(
                "There are $K$ hypotheses with the array `prior` of shape `(K,)`. Observations "
                "come one after the other, independent given the hypothesis; `L[t, k]` is the "
                "likelihood of observation $t$ under hypothesis $k$. Write "
                "`update_in_sequence(prior, L)`, an array of the shape of `L`, that has in row "
                "$t$ the posterior after the observations $0, \\ldots, t$."
            ),
            inputs={"prior": Simplex(3), "L": Matrix(2, 3, 0.1, 0.95)},
            probes=EVIDENCE_TABLES,
            reference=lambda prior, L: normalise(prior * np.cumprod(L, axis=0)),
            slips=(
                Slip(
                    "always_first_prior",
                    lambda prior, L: normalise(prior * L),
                    "Every observation met the first prior. The posterior of one row is the prior "
                    "of the next.",
                ),
                Slip(
                    "not_normalised",
                    lambda prior, L: prior * np.cumprod(L, axis=0),
                    "Your rows do not sum to 1: they are joint probabilities. Divide each row by "
                    "its sum.",
                ),
                Slip(
                    "prior_ignored",
                    lambda prior, L: normalise(np.cumprod(L, axis=0)),
                    "The prior is missing: you began with equally likely hypotheses.",
                ),
                Slip(
                    "likelihoods_added",
                    lambda prior, L: normalise(prior * np.cumsum(L, axis=0)),
                    "You added the likelihoods of the observations. Independent ones are "
                    "multiplied.",
                ),
                Slip(
                    "prior_each_time",
                    lambda prior, L: normalise(np.cumprod(prior * L, axis=0)),
                    "The first prior enters again with each observation. It counts once.",
                ),
                Slip(
                    "normalised_over_observations",
                    lambda prior, L: (
                        prior * np.cumprod(L, axis=0) / (prior * np.cumprod(L, axis=0)).sum(axis=0)
                    ),
                    "You made the columns sum to 1. A posterior sums to 1 over the hypotheses, "
                    "which are the columns of one row.",
                ),
                Slip(
                    "all_at_once",
                    lambda prior, L: normalise(prior * np.ones_like(L) * np.prod(L, axis=0)),
                    "Every row is the posterior after all observations. Row t knows only those up "
                    "to t.",
                ),
            ),
            hints=(
                "One observation: multiply by a row of `L`, and normalise.",
                "What is the prior of the next observation?",
                "Start: a loop over the rows of `L`, with the posterior so far in a variable.",
                (
                    "`for row in L:` — `now = now * row`, `now = now / ...`, append; then "
                    "`return np.array(...)`"
                ),
            ),
            why="Whether one normalises at every step or only at the end makes no difference.",
        ),
        Exercise(
            id="repeated_tests",
            title="The same result again and again",
            kind="formula",
            topic="Updating",
            points=2,
            level=3,
            source="S2",
            prompt=(
                "The prevalence of a disease is $v$; a test has the sensitivity $s$ and the "
                "specificity $c$. It is repeated $n$ times and always positive; the results are "
                "independent given whether the person is ill. Type the *log-odds* of being ill, "
                "$\\ln \\frac{p(\\text{ill} \\mid +\\ldots+)}{p(\\text{healthy} \\mid "
                "+\\ldots+)}$, as text in `v`, `s`, `c` and `n`: "
                '`repeated_tests = "..."`.'
            ),
            inputs={**TEST, "n": Reals(1.5, 5)},
            probes=tuple(
                (*probe, n) for probe, n in zip(TEST_PROBES, (2.0, 3.0, 5.0), strict=True)
            ),
            reference=lambda v, s, c, n: np.log(v / (1 - v)) + n * np.log(s / (1 - c)),
            slips=(
                Slip(
                    "one_test",
                    "ln(v/(1-v)) + ln(s/(1-c))",
                    "That is for one test. Every further result adds its own evidence.",
                ),
                Slip(
                    "prior_forgotten",
                    "n*ln(s/(1-c))",
                    "That is the evidence of the results. The log-odds before the tests are "
                    "missing.",
                ),
                Slip(
                    "prior_each_time",
                    "n*(ln(v/(1-v)) + ln(s/(1-c)))",
                    "The prior enters with every result. It counts once.",
                ),
                Slip(
                    "specificity",
                    "ln(v/(1-v)) + n*ln(s/c)",
                    "A healthy person is positive with the probability of a false alarm, and the "
                    "specificity is that of no alarm.",
                ),
                Slip(
                    "odds",
                    "v/(1-v)*(s/(1-c))^n",
                    "Those are the odds. Their logarithm is asked.",
                ),
                Slip(
                    "log_prevalence",
                    "ln(v) + n*ln(s/(1-c))",
                    "You began with the logarithm of the prevalence. Odds divide it by the share "
                    "of the healthy.",
                ),
                Slip(
                    "logs_multiplied",
                    "ln(v/(1-v))*n*ln(s/(1-c))",
                    "You multiplied the logarithms. The logarithm of a product is a sum.",
                ),
                Slip(
                    "log_probability",
                    "ln(v*s^n/(v*s^n+(1-v)*(1-c)^n))",
                    "That is the logarithm of the probability. In odds the ill stand against the "
                    "healthy alone.",
                ),
                Slip(
                    "log_joint",
                    "ln(v) + n*ln(s)",
                    "That is the logarithm of a joint probability, of being ill and always "
                    "positive. Set it against that of the healthy.",
                ),
                Slip(
                    "prior_without_log",
                    "v/(1-v) + n*ln(s/(1-c))",
                    "The odds before the tests are added without their logarithm.",
                ),
                Slip(
                    "power_of_logarithm",
                    "ln(v/(1-v)) + ln(s/(1-c))^n",
                    "You raised the logarithm to the power. It is the ratio that has the exponent, "
                    "and its logarithm turns that into a factor.",
                ),
                Slip(
                    "likelihood_of_ill",
                    "ln(v/(1-v)) + n*ln(s)",
                    "Only the ill are in your likelihood. Compare with how probable the results "
                    "are for the healthy.",
                ),
                Slip(
                    "ratio_inverted",
                    "ln(v/(1-v)) + n*ln((1-c)/s)",
                    "The ratio of the likelihoods stands upside down: positive results speak for "
                    "the illness.",
                ),
                Slip(
                    "number_as_factor",
                    "ln(n*v*s/((1-v)*(1-c)))",
                    "You multiplied the odds by the number of tests. Each test multiplies them by "
                    "a ratio, so the ratio has an exponent.",
                ),
            ),
            hints=(
                "Each positive result multiplies the odds by the same number.",
                "Log-odds after = log-odds before + the logarithms of all ratios of likelihoods.",
                "Start: before the first test the log-odds are $\\ln(v/(1 - v))$.",
                '`repeated_tests = "ln(v/(1-v)) + n*ln(...)"`',
            ),
            why=(
                "In practice the results of one person are hardly independent: what misled the "
                "first test misleads the next."
            ),
        ),
        Exercise(
            id="undecided_prior",
            title="The prior that leaves you undecided",
            kind="formula",
            topic="Two cartons",
            points=2,
            level=3,
            source="S2",
            prompt=(
                "A banana has the probability $a$ in carton 1 and $b$ in carton 2. Which prior of "
                "carton 1 makes both cartons equally probable *after* a banana was drawn? Type it "
                'as text in `a` and `b`: `undecided_prior = "..."`.'
            ),
            inputs={"a": Probability(), "b": Probability()},
            probes=((0.4, 0.8), (0.25, 0.7), (0.9, 0.35)),
            reference=lambda a, b: b / (a + b),
            slips=(
                Slip(
                    "other_carton",
                    "a/(a+b)",
                    "That is the prior of carton 2, or the posterior with equal priors. The carton "
                    "with more bananas needs the smaller prior.",
                ),
                Slip(
                    "odds",
                    "b/a",
                    "Those are the prior odds, carton 1 against carton 2. A probability divides by "
                    "the sum.",
                ),
                Slip(
                    "odds_against",
                    "a/b",
                    "That is the ratio of the likelihoods. The prior odds must balance it, and "
                    "then become a probability.",
                ),
                Slip(
                    "sign",
                    "b/(a-b)",
                    "A sign was lost when you solved for the prior: both of its terms come to the "
                    "same side.",
                ),
                Slip(
                    "likelihood",
                    "b",
                    "That is the probability of a banana in carton 2. Set the two joint "
                    "probabilities equal and solve for the prior.",
                ),
                Slip(
                    "half",
                    "1/2",
                    "With equal priors the banana speaks for the carton that has more of them. "
                    "The posterior is to be one half, not the prior.",
                ),
                Slip(
                    "apples",
                    "(1-b)/(2-a-b)",
                    "That is the prior that balances an apple. A banana was drawn.",
                ),
                Slip(
                    "complement_of_likelihood",
                    "1-a",
                    "That is the probability of an apple in carton 1.",
                ),
                Slip(
                    "complement_of_second",
                    "1-b",
                    "That is the probability of an apple in carton 2.",
                ),
            ),
            hints=(
                "Undecided means: the posterior odds are 1.",
                "Prior odds times the ratio of likelihoods is 1.",
                "Start: $p\\,a = (1 - p)\\,b$. Solve it for $p$.",
                '`undecided_prior = ".../(... + ...)"`',
            ),
            why="Left of this prior the MAP carton is the second, right of it the first.",
        ),
        Exercise(
            id="short_review",
            title="A short review",
            kind="value",
            topic="Naive Bayes",
            points=3,
            level=3,
            source="S2",
            prompt=lambda good, dull, words, reviews: (
                f"Among {reviews[0] + reviews[1]} reviews {reviews[0]} are positive and "
                f"{reviews[1]} negative. The positive ones have {words[0]} words in all, the "
                f"negative ones {words[1]}; the vocabulary has {VOCABULARY} different words. "
                f"*good* occurs {good[0]} times in the positive and {good[1]} times in the "
                f"negative ones, *dull* {dull[0]} and {dull[1]} times. A new review reads *good "
                "good dull*. Compute with naive Bayes and Laplace's rule (add one to each "
                "count) the log-odds $\\ln \\frac{p(\\text{positive} \\mid \\text{review})}"
                "{p(\\text{negative} \\mid \\text{review})}$, and assign them to `short_review`, "
                "not rounded."
            ),
            parameters={"good": (11, 3), "dull": (1, 9), "words": (100, 50), "reviews": (12, 28)},
            variant=review_numbers,
            reference=review_log_odds,
            slips=REVIEW_SLIPS,
            hints=(
                "Three words and a prior: four terms to add.",
                (
                    r"Each word contributes $\ln \frac{p(w \mid \text{positive})}"
                    r"{p(w \mid \text{negative})}$, and the class "
                    r"$\ln \frac{p(\text{positive})}{p(\text{negative})}$."
                ),
                "Start: a smoothed probability is (count + 1) / (words of the class + vocabulary).",
                "`short_review = np.log(... / ...) + 2 * np.log(... / ...) + np.log(... / ...)`",
            ),
            why=(
                "The sign decides and each term says what speaks for which class: a classifier "
                "that explains itself."
            ),
        ),
        Exercise(
            id="fit_naive_bayes",
            title="Learn the words of two classes",
            topic="Naive Bayes",
            points=3,
            level=3,
            source="S2",
            prompt=(
                "Row $i$ of `X` (shape `(m, V)`) counts the words of document $i$; `y[i]` is its "
                "class, 0 or 1, and both classes occur. Write `fit_naive_bayes(X, y)`: the array "
                "of shape `(2, V)` with $p(w \\mid c)$ in row $c$, with one added to the count of "
                "every word in every class."
            ),
            inputs={
                "X": Matrix(5, 4, 0, 6, whole=True),
                "y": OneOf((np.array([0, 1, 1, 0, 1]), np.array([1, 1, 0, 1, 0]))),
            },
            probes=(
                (
                    np.array([[2.0, 0, 1], [0, 3, 1], [1, 1, 0], [4, 0, 2]]),
                    np.array([0, 1, 1, 0]),
                ),
                (
                    np.array([[0.0, 5, 1, 2], [1, 0, 0, 3], [2, 2, 6, 0]]),
                    np.array([1, 0, 1]),
                ),
                (np.array([[1.0, 2], [5, 0], [3, 1], [0, 4], [2, 6]]), np.array([1, 1, 0, 1, 0])),
            ),
            reference=lambda X, y: normalise(np.eye(2)[y].T @ X + 1),
            slips=(
                Slip(
                    "not_smoothed",
                    lambda X, y: normalise(np.eye(2)[y].T @ X),
                    "The counts are not smoothed: a word that one class has never seen would rule "
                    "that class out.",
                ),
                Slip(
                    "counts",
                    lambda X, y: np.eye(2)[y].T @ X + 1,
                    "Those are the raised counts. Divide each row by its sum.",
                ),
                Slip(
                    "classes_swapped",
                    lambda X, y: normalise(np.eye(2)[1 - y].T @ X + 1),
                    "The rows have changed places: row 0 belongs to class 0.",
                ),
                Slip(
                    "added_per_document",
                    lambda X, y: normalise(np.eye(2)[y].T @ (X + 1)),
                    "You added one in every document, or averaged the documents first. One is "
                    "added once to the count of a class.",
                ),
                Slip(
                    "normalised_over_classes",
                    lambda X, y: (np.eye(2)[y].T @ X + 1) / (np.eye(2)[y].T @ X + 1).sum(axis=0),
                    "You made the columns sum to 1. A class is behind the bar, so each row has to "
                    "sum to 1.",
                ),
                Slip(
                    "total_not_raised",
                    lambda X, y: (
                        (np.eye(2)[y].T @ X + 1) / (np.eye(2)[y].T @ X).sum(axis=1, keepdims=True)
                    ),
                    "You divided by the old totals, so the rows sum to more than 1.",
                ),
                Slip(
                    "presence_only",
                    lambda X, y: normalise(np.eye(2)[y].T @ (X > 0) + 1),
                    "You counted documents that contain a word. Here a word counts as often as it "
                    "occurs.",
                ),
                Slip(
                    "joint",
                    lambda X, y: (np.eye(2)[y].T @ X + 1) / (np.eye(2)[y].T @ X + 1).sum(),
                    "You divided by the sum of the whole table, so the class is not given but "
                    "counted. Divide each row by its own sum.",
                ),
            ),
            hints=(
                "First the words of each class: add up the rows of its documents.",
                "Then smooth, and normalise each class on its own.",
                "Start: `X[y == 0].sum(axis=0)` are the counts of class 0.",
                (
                    "`n = np.array([X[y == c].sum(axis=0) for c in (0, 1)]) + 1`, then "
                    "`return n / n.sum(...)`"
                ),
            ),
            why="Learning naive Bayes is counting: one pass through the data, no gradient.",
        ),
    ),
)
