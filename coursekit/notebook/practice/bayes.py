"""Practice of lesson 10. The prompts are the words of the lesson's cells."""

# ruff: noqa: ARG005 - a slip takes the inputs of its reference, whether it needs them all or not
from typing import Any

import numpy as np

from coursekit.checking import Exercise, Integers, Reals, Slip
from coursekit.sheets import Sheet

__all__ = ["PRACTICE"]


def after_an_apple(prior: Any, b1: Any, b2: Any) -> dict[str, Any]:
    """Compute the evidence of an apple and the posterior of carton 1."""
    apple = np.array([prior, 1 - prior]) * (1 - np.array([b1, b2]))
    return {"evidence": apple.sum(), "posterior": apple[0] / apple.sum()}


def heap_prior(b1: Any, a1: Any, b2: Any, a2: Any) -> Any:
    """Compute the prior of carton 1 that pooling the fruit takes for granted."""
    return (b1 + a1) / (b1 + a1 + b2 + a2)


def still_ill(v: Any, s: Any, c: Any) -> Any:
    """Compute P(ill | negative test) from prevalence, sensitivity and specificity."""
    missed, cleared = v * (1 - s), (1 - v) * c
    return missed / (missed + cleared)


def next_banana(prior: Any, b1: Any, b2: Any, k: Any) -> Any:
    """Compute the probability that a banana follows k bananas from the same carton."""
    weight = np.array([prior, 1 - prior]) * np.array([b1, b2]) ** k
    return weight @ np.array([b1, b2]) / weight.sum()


def word_evidence(a: Any, b: Any, n: Any, m: Any, v: Any) -> Any:
    """Compute log p(w|positive) − log p(w|negative) with 1 added to each count."""
    return np.log((a + 1) / (n + v)) - np.log((b + 1) / (m + v))


PRACTICE = Sheet(
    name="10_bayes",
    title="Bayes' theorem and naive Bayes",
    exercises=(
        Exercise(
            id="after_an_apple",
            title="An apple this time",
            kind="parts",
            prompt=(
                "Carton 1 is chosen with probability prior, else carton 2; b1 and b2 are "
                'p(banana | carton). You drew an apple. Return a dict: "evidence" is p(apple), '
                '"posterior" is p(carton 1 | apple).'
            ),
            inputs={
                "prior": Reals(0.15, 0.85, away_from=(0.5,)),
                "b1": Reals(0.1, 0.4),
                "b2": Reals(0.6, 0.9),
            },
            probes=((0.3, 0.4, 0.8), (0.7, 0.25, 0.6)),
            reference=after_an_apple,
            slips=(
                Slip(
                    "banana_evidence",
                    lambda prior, b1, b2: {"evidence": prior * b1 + (1 - prior) * b2},
                    "That is p(banana). Each likelihood has to be that of what you saw.",
                ),
                Slip(
                    "prior_left_out",
                    lambda prior, b1, b2: {"evidence": (2 - b1 - b2) / 2},
                    "You took both cartons for equally probable. Weight each with its prior.",
                ),
                Slip(
                    "not_weighted",
                    lambda prior, b1, b2: {"evidence": 2 - b1 - b2},
                    "You added the likelihoods of both cartons. A mean weighted by the prior is "
                    "asked.",
                ),
                Slip(
                    "one_carton",
                    lambda prior, b1, b2: {"evidence": prior * (1 - b1)},
                    "That is carton 1 and an apple. An apple can come out of the other one, too.",
                ),
                Slip(
                    "one_likelihood",
                    lambda prior, b1, b2: {"evidence": 1 - b1},
                    "That is p(apple | carton 1). The evidence knows no carton: sum over both.",
                ),
                Slip(
                    "priors_swapped",
                    lambda prior, b1, b2: {"evidence": (1 - prior) * (1 - b1) + prior * (1 - b2)},
                    "The priors have changed places: prior belongs to carton 1.",
                ),
                Slip(
                    "banana_posterior",
                    lambda prior, b1, b2: {
                        "posterior": prior * b1 / (prior * b1 + b2 - prior * b2)
                    },
                    "That is what a banana says. You hold an apple.",
                ),
                Slip(
                    "one_minus_banana",
                    lambda prior, b1, b2: {
                        "posterior": 1 - prior * b1 / (prior * b1 + (1 - prior) * b2)
                    },
                    "That is p(carton 2 | banana). To sum to 1, the carton changes and the fruit "
                    "behind the bar stays.",
                ),
                Slip(
                    "not_divided",
                    lambda prior, b1, b2: {"posterior": prior * (1 - b1)},
                    "That is the joint, p(carton 1, apple). What stands behind the bar is what you "
                    "divide by.",
                ),
                Slip(
                    "prior_ignored",
                    lambda prior, b1, b2: {"posterior": (1 - b1) / (2 - b1 - b2)},
                    "That compares the likelihoods alone, as if both cartons were equally "
                    "probable beforehand.",
                ),
                Slip(
                    "likelihood",
                    lambda prior, b1, b2: {"posterior": 1 - b1},
                    "That is p(apple | carton 1): the bar is not turned round yet.",
                ),
                Slip(
                    "other_carton",
                    lambda prior, b1, b2: {
                        "posterior": (1 - prior)
                        * (1 - b2)
                        / (prior * (1 - b1) + (1 - prior) * (1 - b2))
                    },
                    "That is the posterior of carton 2.",
                ),
                Slip(
                    "odds",
                    lambda prior, b1, b2: {
                        "posterior": prior * (1 - b1) / ((1 - prior) * (1 - b2))
                    },
                    "That is carton 1 over carton 2: odds. A probability divides by both together.",
                ),
                Slip(
                    "prior",
                    lambda prior, b1, b2: {"posterior": prior},
                    "That is the prior. The apple has not been used yet.",
                ),
                Slip(
                    "evidence_not_weighted",
                    lambda prior, b1, b2: {"posterior": prior * (1 - b1) / (2 - b1 - b2)},
                    "What you divide by is not weighted with the priors. Divide by the evidence.",
                ),
                Slip(
                    "banana_below",
                    lambda prior, b1, b2: {
                        "posterior": prior * (1 - b1) / (prior * b1 + (1 - prior) * b2)
                    },
                    "You divided by p(banana). What was seen, an apple, stands above and below.",
                ),
            ),
            why="What speaks for one carton as a banana speaks for the other as an apple.",
        ),
        Exercise(
            id="heap_prior",
            title="Where the heap is right",
            prompt=(
                "Carton 1 holds b1 bananas and a1 apples, carton 2 b2 and a2, none of them 0. "
                "Return the prior p(carton 1) for which the heap's answer, b1/(b1 + b2), is the "
                "posterior after a banana."
            ),
            inputs={
                "b1": Integers(5, 9),
                "a1": Integers(1, 4),
                "b2": Integers(1, 4),
                "a2": Integers(10, 15),
            },
            probes=((6, 2, 3, 9), (2, 3, 4, 3)),
            reference=heap_prior,
            slips=(
                Slip(
                    "heap_itself",
                    lambda b1, a1, b2, a2: b1 / (b1 + b2),
                    "That is the heap's answer, the posterior. Asked is what has to be believed "
                    "before the banana.",
                ),
                Slip(
                    "one_half",
                    lambda b1, a1, b2, a2: 0.5,
                    "With equal priors it is the other short cut that is right: the likelihoods "
                    "alone.",
                ),
                Slip(
                    "likelihood",
                    lambda b1, a1, b2, a2: b1 / (b1 + a1),
                    "That is p(banana | carton 1). Set the posterior odds, prior odds times "
                    "likelihoods, equal to b1/b2.",
                ),
                Slip(
                    "other_carton",
                    lambda b1, a1, b2, a2: (b2 + a2) / (b1 + a1 + b2 + a2),
                    "That would be the prior of carton 2. Does a large carton make its fruit "
                    "rare in a heap, or frequent?",
                ),
                Slip(
                    "odds",
                    lambda b1, a1, b2, a2: (b1 + a1) / (b2 + a2),
                    "Those are the prior odds, carton 1 over carton 2. Turn them into a "
                    "probability.",
                ),
                Slip(
                    "undecided",
                    lambda b1, a1, b2, a2: (b2 / (b2 + a2)) / (b1 / (b1 + a1) + b2 / (b2 + a2)),
                    "With that prior a banana leaves both cartons equally probable. The posterior "
                    "has to be b1/(b1 + b2).",
                ),
                Slip(
                    "apples",
                    lambda b1, a1, b2, a2: a1 / (a1 + a2),
                    "That is the heap's answer for an apple.",
                ),
                Slip(
                    "likelihoods_compared",
                    lambda b1, a1, b2, a2: (b1 / (b1 + a1)) / (b1 / (b1 + a1) + b2 / (b2 + a2)),
                    "You compared the likelihoods. The heap knows how many fruit each carton "
                    "holds: what does that stand for?",
                ),
            ),
            why="Pooling is right if every fruit is equally probable to be picked, and only then: "
            "the size of a carton has become its prior.",
        ),
        Exercise(
            id="still_ill",
            title="A negative test",
            prompt=(
                "v is the prevalence p(ill), s the sensitivity p(positive | ill), c the "
                "specificity p(negative | healthy). The test is negative. Return p(ill | negative)."
            ),
            inputs={"v": Reals(0.1, 0.4), "s": Reals(0.6, 0.85), "c": Reals(0.88, 0.97)},
            probes=((0.2, 0.8, 0.9), (0.35, 0.7, 0.95)),
            reference=still_ill,
            slips=(
                Slip(
                    "positive",
                    lambda v, s, c: v * s / (v * s + (1 - v) * (1 - c)),
                    "That is p(ill | positive). Who tests negative: the ill who are missed and the "
                    "healthy who are cleared.",
                ),
                Slip(
                    "one_minus_positive",
                    lambda v, s, c: (1 - v) * (1 - c) / (v * s + (1 - v) * (1 - c)),
                    "That is p(healthy | positive). The other test result is another group of "
                    "people, and needs a sum of its own.",
                ),
                Slip(
                    "missed",
                    lambda v, s, c: 1 - s,
                    "That is p(negative | ill), the share of the ill who are missed. Turn the bar "
                    "round.",
                ),
                Slip(
                    "not_divided",
                    lambda v, s, c: v * (1 - s),
                    "That is a share of all people: ill and missed. Only the negative ones count "
                    "now.",
                ),
                Slip(
                    "healthy",
                    lambda v, s, c: (1 - v) * c / (v * (1 - s) + (1 - v) * c),
                    "That is p(healthy | negative).",
                ),
                Slip(
                    "no_base_rate",
                    lambda v, s, c: (1 - s) / (1 - s + c),
                    "That is right where half of all people are ill. The prevalence is missing.",
                ),
                Slip(
                    "odds",
                    lambda v, s, c: v * (1 - s) / ((1 - v) * c),
                    "Those are odds, ill over healthy. Divide by both groups together.",
                ),
                Slip(
                    "exchanged",
                    lambda v, s, c: v * (1 - c) / (v * (1 - c) + (1 - v) * s),
                    "Sensitivity and specificity are exchanged: s speaks about the ill, c about "
                    "the healthy.",
                ),
                Slip(
                    "false_alarms",
                    lambda v, s, c: v * (1 - s) / (v * (1 - s) + (1 - v) * (1 - c)),
                    "You compared with the healthy who test positive. Take those who test "
                    "negative.",
                ),
                Slip(
                    "evidence",
                    lambda v, s, c: v * (1 - s) + (1 - v) * c,
                    "That is p(negative), what you divide by.",
                ),
                Slip(
                    "evidence_not_weighted",
                    lambda v, s, c: v * (1 - s) / (1 - s + c),
                    "What you divide by is not weighted: the ill and the healthy have different "
                    "shares.",
                ),
                Slip(
                    "prior",
                    lambda v, s, c: v,
                    "That is the prevalence. The test has not been used yet.",
                ),
            ),
            why="Where an illness is rare, a negative test makes it rarer still: prior odds times "
            "(1 − s)/c.",
        ),
        Exercise(
            id="next_banana",
            title="What comes next?",
            prompt=(
                "Carton 1 is chosen with probability prior; b1 and b2 are p(banana | carton). "
                "You drew k bananas in a row from the same carton, putting each back. Return the "
                "probability that the next fruit is a banana."
            ),
            inputs={
                "prior": Reals(0.55, 0.85),
                "b1": Reals(0.2, 0.4),
                "b2": Reals(0.6, 0.9),
                "k": Integers(2, 4),
            },
            probes=((0.7, 0.4, 0.8, 2), (0.6, 0.25, 0.75, 3)),
            reference=next_banana,
            slips=(
                Slip(
                    "prior_kept",
                    lambda prior, b1, b2, k: prior * b1 + (1 - prior) * b2,
                    "You weighted the cartons with the prior. By now you know more: use the "
                    "posterior.",
                ),
                Slip(
                    "one_update",
                    lambda prior, b1, b2, k: (
                        (prior * b1**2 + (1 - prior) * b2**2) / (prior * b1 + (1 - prior) * b2)
                    ),
                    "You updated once. Every one of the bananas updates the cartons.",
                ),
                Slip(
                    "all_together",
                    lambda prior, b1, b2, k: prior * b1 ** (k + 1) + (1 - prior) * b2 ** (k + 1),
                    "That is the probability of all these bananas and one more. The first ones "
                    "have been seen: divide by their probability.",
                ),
                Slip(
                    "evidence_so_far",
                    lambda prior, b1, b2, k: prior * b1**k + (1 - prior) * b2**k,
                    "That is the probability of what you have seen already.",
                ),
                Slip(
                    "posterior",
                    lambda prior, b1, b2, k: prior * b1**k / (prior * b1**k + (1 - prior) * b2**k),
                    "That is the posterior of carton 1. Go one step on: a banana from each carton, "
                    "weighted with its posterior.",
                ),
                Slip(
                    "posterior_of_second",
                    lambda prior, b1, b2, k: (
                        (1 - prior) * b2**k / (prior * b1**k + (1 - prior) * b2**k)
                    ),
                    "That is the posterior of carton 2. Go one step on: a banana from each carton, "
                    "weighted with its posterior.",
                ),
                Slip(
                    "one_carton",
                    lambda prior, b1, b2, k: (
                        prior * b1 ** (k + 1) / (prior * b1**k + (1 - prior) * b2**k)
                    ),
                    "That is the way through carton 1 alone. The banana can come out of the other "
                    "one, too.",
                ),
                Slip(
                    "surest_carton",
                    lambda prior, b1, b2, k: np.where(prior * b1**k > (1 - prior) * b2**k, b1, b2),
                    "You took the more probable carton for certain. The other one still has a "
                    "share.",
                ),
                Slip(
                    "prior_ignored",
                    lambda prior, b1, b2, k: (b1 ** (k + 1) + b2 ** (k + 1)) / (b1**k + b2**k),
                    "You took both cartons for equally probable before the first draw.",
                ),
                Slip(
                    "one_draw_short",
                    lambda prior, b1, b2, k: (
                        (prior * b1**k + (1 - prior) * b2**k)
                        / (prior * b1 ** (k - 1) + (1 - prior) * b2 ** (k - 1))
                    ),
                    "That is how probable the last banana was that you have drawn. The next one is "
                    "asked.",
                ),
                Slip(
                    "apple_next",
                    lambda prior, b1, b2, k: (
                        (prior * b1**k * (1 - b1) + (1 - prior) * b2**k * (1 - b2))
                        / (prior * b1**k + (1 - prior) * b2**k)
                    ),
                    "That is the probability of an apple next.",
                ),
                Slip(
                    "draws_independent",
                    lambda prior, b1, b2, k: (prior * b1 + (1 - prior) * b2) ** (k + 1),
                    "You multiplied one probability again and again. The draws are independent "
                    "only given the carton, and the first ones have been seen.",
                ),
            ),
            why="Seen bananas make another one more probable: independent given the carton, and "
            "not otherwise.",
        ),
        Exercise(
            id="word_evidence",
            title="What one word says",
            prompt=(
                "A word occurs a times among the n words of the positive reviews and b times among "
                "the m words of the negative ones; the vocabulary has v words. Return what it adds "
                "to the log-odds of positive, with 1 added to each count."
            ),
            inputs={
                "a": Integers(3, 9),
                "b": Integers(1, 2),
                "n": Integers(60, 80),
                "m": Integers(90, 120),
                "v": Integers(30, 50),
            },
            probes=((4, 1, 70, 100, 40), (2, 5, 60, 90, 30)),
            reference=word_evidence,
            slips=(
                Slip(
                    "not_smoothed",
                    lambda a, b, n, m, v: np.log(a / n) - np.log(b / m),
                    "That is without smoothing. One word with a count of 0 would decide "
                    "everything.",
                ),
                Slip(
                    "vocabulary_forgotten",
                    lambda a, b, n, m, v: np.log((a + 1) / n) - np.log((b + 1) / m),
                    "You added 1 to one count. Every word of the vocabulary gets its 1, so the "
                    "total grows, too.",
                ),
                Slip(
                    "total_plus_one",
                    lambda a, b, n, m, v: np.log((a + 1) / (n + 1)) - np.log((b + 1) / (m + 1)),
                    "The total grows by 1 for each word of the vocabulary, not by 1 in all.",
                ),
                Slip(
                    "total_plus_two",
                    lambda a, b, n, m, v: np.log((a + 1) / (n + 2)) - np.log((b + 1) / (m + 2)),
                    "You added 1 for each class. It is added for each word of the vocabulary.",
                ),
                Slip(
                    "counts_only",
                    lambda a, b, n, m, v: np.log((a + 1) / (b + 1)),
                    "You compared counts. The classes differ in length: turn each count into a "
                    "probability first.",
                ),
                Slip(
                    "for_negative",
                    lambda a, b, n, m, v: np.log((b + 1) / (m + v)) - np.log((a + 1) / (n + v)),
                    "That is what the word says for negative: the sign is turned round.",
                ),
                Slip(
                    "ratio",
                    lambda a, b, n, m, v: (a + 1) * (m + v) / ((b + 1) * (n + v)),
                    "That is the factor of the odds. To log-odds its logarithm is added.",
                ),
                Slip(
                    "positive_only",
                    lambda a, b, n, m, v: np.log((a + 1) / (n + v)),
                    "That is log p(w | positive) alone. What counts is the lead over negative.",
                ),
                Slip(
                    "difference_of_probabilities",
                    lambda a, b, n, m, v: (a + 1) / (n + v) - (b + 1) / (m + v),
                    "You subtracted the probabilities. Log-odds need the difference of their "
                    "logarithms.",
                ),
                Slip(
                    "not_natural",
                    lambda a, b, n, m, v: np.log10((a + 1) / (n + v)) - np.log10((b + 1) / (m + v)),
                    "That is a logarithm to the base 10. log is the natural one here.",
                ),
                Slip(
                    "added",
                    lambda a, b, n, m, v: np.log((a + 1) / (n + v)) + np.log((b + 1) / (m + v)),
                    "You added the two logarithms. The lead of positive is their difference.",
                ),
                Slip(
                    "counts_not_raised",
                    lambda a, b, n, m, v: np.log(a / (n + v)) - np.log(b / (m + v)),
                    "The totals have grown but the counts have not.",
                ),
                Slip(
                    "totals_exchanged",
                    lambda a, b, n, m, v: np.log((a + 1) / (m + v)) - np.log((b + 1) / (n + v)),
                    "The totals are exchanged: n belongs to the positive reviews, m to the "
                    "negative ones.",
                ),
            ),
            why="Above 0 the word speaks for positive, below 0 for negative. A lot of smoothing "
            "would bring it near 0.",
        ),
    ),
)
