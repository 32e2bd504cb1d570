"""Sheet 12: likelihood, entropy and cross-entropy (S1, S2).

p is the truth and q the model; logarithms are natural, so information is in nats unless a question
says bits. References are sums of the definitions. A slip's answer has the signature of the
reference.
"""

# ruff: noqa: ARG005 - a slip takes the inputs of its reference, whether it needs them all or not
from collections.abc import Callable
from typing import Any

import numpy as np

from coursekit.checking import (
    Exercise,
    Integers,
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

LN2 = float(np.log(2))


def softmax(z: Any) -> Any:
    """Turn logits into probabilities."""
    e = np.exp(z - np.max(z))
    return e / np.sum(e)


def weighted_log(p: Any, q: Any) -> float:
    """Return the cross-entropy; outcomes with p = 0 never occur and cost nothing."""
    seen = np.asarray(p) > 0
    return float(-np.sum(p[seen] * np.log(q[seen])))


def two_outcomes(p: float, q: float) -> float:
    """Return the cross-entropy of a 1 with the true probability p and the predicted one q."""
    return float(-p * np.log(q) - (1 - p) * np.log(1 - q))


# One data set of zeros and ones, with numbers for each student.


def share(zeros: int, ones: int) -> float:
    """Return the share of ones."""
    return ones / (zeros + ones)


def objectives(zeros: int, ones: int, percent: int) -> dict[str, float]:
    """Return both objectives at q, the constant between them, and where they are smallest."""
    p, q = share(zeros, ones), percent / 100
    return {
        "nll": two_outcomes(p, q),
        "kl": two_outcomes(p, q) - two_outcomes(p, p),
        "gap": two_outcomes(p, p),
        "best_q": p,
    }


OBJECTIVE_SLIPS = (
    Slip(
        "nll_summed",
        lambda zeros, ones, percent: {
            "nll": (zeros + ones) * objectives(zeros, ones, percent)["nll"]
        },
        "You summed over the observations. Divide by their number.",
    ),
    Slip(
        "nll_sign",
        lambda zeros, ones, percent: {"nll": -objectives(zeros, ones, percent)["nll"]},
        "That is the log-likelihood. Turn the sign, so that a good model gets a small number.",
    ),
    Slip(
        "nll_ones_only",
        lambda zeros, ones, percent: {"nll": -share(zeros, ones) * np.log(percent / 100)},
        "The zeros are missing. Each of them has a probability too.",
    ),
    Slip(
        "nll_labels_swapped",
        lambda zeros, ones, percent: {"nll": two_outcomes(share(ones, zeros), percent / 100)},
        "You gave q to the zeros. It is the probability of a 1.",
    ),
    Slip(
        "nll_model_weights",
        lambda zeros, ones, percent: {"nll": two_outcomes(percent / 100, share(zeros, ones))},
        "The two are swapped. The data weight; the model stands in the logarithm.",
    ),
    Slip(
        "nll_bits",
        lambda zeros, ones, percent: {"nll": objectives(zeros, ones, percent)["nll"] / LN2},
        "That is in bits. Nats take the natural logarithm.",
    ),
    Slip(
        "kl_reversed",
        lambda zeros, ones, percent: {
            "kl": two_outcomes(percent / 100, share(zeros, ones))
            - two_outcomes(percent / 100, percent / 100)
        },
        "That is the other direction. Outcomes come from the data, so their shares are the "
        "weights.",
    ),
    Slip(
        "kl_sign",
        lambda zeros, ones, percent: {"kl": -objectives(zeros, ones, percent)["kl"]},
        "The sign is turned: a divergence is never negative. The data stand in the numerator.",
    ),
    Slip(
        "kl_summed",
        lambda zeros, ones, percent: {
            "kl": (zeros + ones) * objectives(zeros, ones, percent)["kl"]
        },
        "You weighted with counts. The weights of a divergence are shares, which sum to 1.",
    ),
    Slip(
        "kl_bits",
        lambda zeros, ones, percent: {"kl": objectives(zeros, ones, percent)["kl"] / LN2},
        "That divergence is in bits. Take ln of the ratio of shares and model.",
    ),
    Slip(
        "gap_of_model",
        lambda zeros, ones, percent: {"gap": two_outcomes(percent / 100, percent / 100)},
        "That is the entropy of the model. The gap is that of the data, whatever the model.",
    ),
    Slip(
        "gap_sign",
        lambda zeros, ones, percent: {"gap": -objectives(zeros, ones, percent)["gap"]},
        "You subtracted the other way round. The divergence is the smaller of the two.",
    ),
    Slip(
        "gap_bits",
        lambda zeros, ones, percent: {"gap": objectives(zeros, ones, percent)["gap"] / LN2},
        "That difference is in bits. Take ln in both objectives before you subtract.",
    ),
    Slip(
        "q_as_it_is",
        lambda zeros, ones, percent: {"best_q": percent / 100},
        "That is the q the model has now. Compare the data: where is the slope zero?",
    ),
    Slip(
        "share_of_zeros",
        lambda zeros, ones, percent: {"best_q": share(ones, zeros)},
        "That is the share of zeros. q belongs to the ones.",
    ),
    Slip(
        "odds",
        lambda zeros, ones, percent: {"best_q": ones / zeros},
        "Those are the odds, ones to zeros. A probability compares with all observations.",
    ),
    Slip(
        "smoothed",
        lambda zeros, ones, percent: {"best_q": share(zeros + 1, ones + 1)},
        "You smoothed the counts. Maximum likelihood adds nothing to the data.",
    ),
)


def distinct(slips: tuple[Slip, ...], reference: Callable[..., Any], numbers: Any) -> bool:
    """Return whether the right number and the slips of each part differ by 3 %, signs aside."""
    right = reference(**numbers)
    wrong = [slip.answer(**numbers) for slip in slips if not slip.tag.endswith("_sign")]
    for part, value in right.items():
        sizes = np.sort(np.abs([value, *(w[part] for w in wrong if part in w)]))
        if sizes[0] < 0.02 or np.any(sizes[1:] < 1.03 * sizes[:-1]):
            return False
    return True


def own_data(rng: np.random.Generator) -> dict[str, Any]:
    """Draw counts of zeros and ones, and a model that does not fit them."""
    while True:
        numbers = {
            "zeros": int(rng.integers(3, 10)),
            "ones": int(rng.integers(3, 10)),
            "percent": 5 * int(rng.integers(3, 18)),
        }
        if distinct(OBJECTIVE_SLIPS, objectives, numbers):
            return numbers


# Examples that several questions use.

PAIRS = (
    (np.array([0.7, 0.2, 0.1]), np.array([0.4, 0.35, 0.25])),
    (np.array([0.05, 0.6, 0.35]), np.array([0.3, 0.3, 0.4])),
    (np.array([0.25, 0.1, 0.4, 0.25]), np.array([0.1, 0.2, 0.3, 0.4])),
)

OBSERVATIONS = (
    np.array([1.0, 0.0, 0.0, 1.0, 1.0]),
    np.array([0.0, 1.0, 1.0, 0.0]),
    np.array([1.0, 0.0, 0.0, 0.0, 1.0, 0.0]),
)

LABELS = (
    np.array([1.0, 0.0, 1.0, 0.0]),
    np.array([0.0, 1.0, 1.0, 0.0]),
    np.array([1.0, 1.0, 0.0, 1.0]),
)


SHEET = Sheet(
    name="12_cross_entropy",
    title="Likelihood, entropy and cross-entropy",
    exercises=(
        Exercise(
            id="mle_bernoulli",
            title="The most likely coin",
            kind="formula",
            topic="Maximum likelihood",
            points=1,
            level=1,
            source="S2",
            prompt=(
                r"A coin shows heads with the unknown probability $q$. In $n$ independent throws "
                r"it showed heads $k$ times. Type the maximum likelihood estimate of $q$ as text "
                r'in $k$ and $n$: `mle_bernoulli = "..."`.'
            ),
            inputs={"k": Integers(1, 9), "n": Integers(11, 25)},
            probes=((3, 10), (7, 9), (2, 13)),
            reference=lambda k, n: k / n,
            slips=(
                Slip(
                    "odds",
                    "k/(n - k)",
                    "Those are the odds, heads to tails. A probability compares with all throws.",
                ),
                Slip(
                    "failures",
                    "(n - k)/n",
                    "That is the share of tails. q is the probability of heads, so count those.",
                ),
                Slip("inverse", "n/k", "That is above 1, so it is no probability: turn it over."),
                Slip(
                    "smoothed",
                    "(k + 1)/(n + 2)",
                    "You smoothed the counts. Maximum likelihood adds nothing to the data.",
                ),
                Slip(
                    "count",
                    "k",
                    "That is a count. A probability compares it with the number of throws.",
                ),
            ),
            hints=(
                "Which value of q makes exactly these throws most probable?",
                r"Maximise $k \ln q + (n - k) \ln(1 - q)$: set its derivative to zero.",
                r"Start: $\frac{k}{q} = \frac{n - k}{1 - q}$.",
                r'Multiply crosswise and solve for $q$: `"... / ..."`',
            ),
            why="The estimate is the observed frequency, also where that is 0 or 1.",
        ),
        Exercise(
            id="negative_log_likelihood",
            title="The negative log-likelihood of a coin",
            topic="Maximum likelihood",
            points=1,
            level=1,
            source="S2",
            prompt=(
                r"Write the negative log-likelihood of independent observations, *summed* over "
                r"them, as a function `negative_log_likelihood(q, y)`: `q` is the probability of a "
                r"1, `y` an array of zeros and ones of the shape `(n,)`."
            ),
            inputs={"q": Probability(), "y": OneOf(OBSERVATIONS)},
            probes=((0.3, OBSERVATIONS[0]), (0.8, OBSERVATIONS[1]), (0.6, OBSERVATIONS[2])),
            reference=lambda q, y: -np.sum(y * np.log(q) + (1 - y) * np.log(1 - q)),
            slips=(
                Slip(
                    "log_of_sum",
                    lambda q, y: -np.log(np.sum(y * q + (1 - y) * (1 - q))),
                    "That is the logarithm of a sum. Independent observations multiply, so their "
                    "logarithms are added.",
                ),
                Slip(
                    "mean",
                    lambda q, y: -np.mean(y * np.log(q) + (1 - y) * np.log(1 - q)),
                    "You averaged. The sum is asked; its minimum is at the same place.",
                ),
                Slip(
                    "likelihood",
                    lambda q, y: np.prod(q**y * (1 - q) ** (1 - y)),
                    "That is the likelihood itself. Take its logarithm and turn the sign.",
                ),
                Slip(
                    "sign",
                    lambda q, y: np.sum(y * np.log(q) + (1 - y) * np.log(1 - q)),
                    "That is the log-likelihood. Turn the sign: less likely data cost more.",
                ),
                Slip(
                    "ones_only",
                    lambda q, y: -np.sum(y * np.log(q)),
                    "The zeros are missing. Each of them has a probability too.",
                ),
                Slip(
                    "labels_swapped",
                    lambda q, y: -np.sum((1 - y) * np.log(q) + y * np.log(1 - q)),
                    "You gave q to the zeros. It is the probability of a 1.",
                ),
                Slip(
                    "zeros_like_ones",
                    lambda q, y: -len(y) * np.log(q),
                    "Every observation costs the same that way. The zeros have the other "
                    "probability.",
                ),
            ),
            hints=(
                "One observation has the probability q if it is 1, and 1 − q if it is 0.",
                r"For one: $y \ln q + (1 - y) \ln(1 - q)$.",
                "Start with the array `y * np.log(q) + (1 - y) * ...`.",
                "`return -np.sum(y * np.log(q) + ... * np.log(...))`",
            ),
            why="A product of many probabilities underflows; a sum of logarithms does not.",
        ),
        Exercise(
            id="my_entropy",
            title="Entropy in nats",
            topic="Entropy",
            points=1,
            level=1,
            source="S2",
            prompt=(
                r"Write the entropy $H(p)$ in nats as a function `my_entropy(p)`. `p` is an array "
                r"of positive probabilities of the shape `(K,)`; the result is a number."
            ),
            inputs={"p": Simplex(3)},
            probes=tuple((p,) for p, _ in PAIRS),
            reference=lambda p: -np.sum(p * np.log(p)),
            slips=(
                Slip(
                    "sign",
                    lambda p: np.sum(p * np.log(p)),
                    "The minus sign is missing. The logarithm of a probability is negative, and "
                    "entropy is not.",
                ),
                Slip("bits", lambda p: -np.sum(p * np.log2(p)), "That is in bits. Nats need ln."),
                Slip(
                    "unweighted",
                    lambda p: -np.sum(np.log(p)),
                    "You added the surprises. Weight each by the probability of its outcome.",
                ),
                Slip(
                    "equal_weights",
                    lambda p: -np.mean(np.log(p)),
                    "You gave every surprise the same weight: that is the cross-entropy of the "
                    "uniform distribution with p.",
                ),
                Slip(
                    "gini",
                    lambda p: 1 - np.sum(p**2),
                    "That is the Gini impurity. Entropy averages the negative logarithm instead.",
                ),
                Slip(
                    "weighted_twice",
                    lambda p: -np.mean(p * np.log(p)),
                    "You weighted and then averaged once more. The weights sum to 1, so a sum is "
                    "a mean already.",
                ),
                Slip(
                    "yes_and_no",
                    lambda p: -np.sum(p * np.log(p) + (1 - p) * np.log(1 - p)),
                    "You treated each outcome as a yes-or-no question. They are the outcomes of "
                    "one variable, so each is counted once.",
                ),
                Slip(
                    "perplexity",
                    lambda p: np.exp(-np.sum(p * np.log(p))),
                    "That is the perplexity, the exponential of the entropy. Leave the logarithm "
                    "as it is.",
                ),
            ),
            hints=(
                "Entropy is the mean surprise.",
                r"The surprise of outcome $k$ is $-\ln p_k$; its weight is $p_k$.",
                "Start with `np.log(p)`, an array of the shape of `p`.",
                "`return -np.sum(... * np.log(...))`",
            ),
            why="It is 0 for certainty and largest for equal probabilities, where it is ln K.",
        ),
        Exercise(
            id="my_cross_entropy",
            title="Cross-entropy in nats",
            topic="Cross-entropy",
            points=1,
            level=1,
            source="S2",
            prompt=(
                r"Write the cross-entropy $H(p, q)$ in nats as a function `my_cross_entropy(p, "
                r"q)`: `p` is the true distribution, `q` the model, both of the shape `(K,)`."
            ),
            inputs={"p": Simplex(3), "q": Simplex(3)},
            probes=PAIRS,
            reference=lambda p, q: -np.sum(p * np.log(q)),
            slips=(
                Slip(
                    "swapped",
                    lambda p, q: -np.sum(q * np.log(p)),
                    "The two are swapped. The truth weights; the model is in the logarithm.",
                ),
                Slip(
                    "sign",
                    lambda p, q: np.sum(p * np.log(q)),
                    "The minus sign is missing. The logarithm of a probability is negative, and "
                    "surprise is not.",
                ),
                Slip(
                    "entropy_of_p",
                    lambda p, q: -np.sum(p * np.log(p)),
                    "That is the entropy of p, without the model. The logarithm belongs to q.",
                ),
                Slip(
                    "entropy_of_q",
                    lambda p, q: -np.sum(q * np.log(q)),
                    "That is the entropy of the model. Outcomes come from the truth.",
                ),
                Slip(
                    "kl",
                    lambda p, q: np.sum(p * np.log(p / q)),
                    "That is the KL divergence, from which the entropy of p has been taken off. "
                    "Leave it in.",
                ),
                Slip(
                    "unweighted",
                    lambda p, q: -np.sum(np.log(q)),
                    "You added the surprises. Weight each by the true probability of its outcome.",
                ),
                Slip(
                    "entropies_added",
                    lambda p, q: -np.sum(p * np.log(p)) - np.sum(q * np.log(q)),
                    "You added the entropies of both. Cross-entropy has one sum, with weights "
                    "from one and logarithms from the other.",
                ),
                Slip(
                    "yes_and_no",
                    lambda p, q: -np.sum(p * np.log(q) + (1 - p) * np.log(1 - q)),
                    "You treated each outcome as a yes-or-no question. The outcomes are those of "
                    "one variable, so each is counted once.",
                ),
                Slip(
                    "weighted_twice",
                    lambda p, q: -np.mean(p * np.log(q)),
                    "You weighted and then averaged once more. The weights sum to 1, so a sum is "
                    "a mean already.",
                ),
            ),
            hints=(
                "Outcomes come from p, and surprise is measured with q.",
                r"The surprise of outcome $k$ for the model is $-\ln q_k$.",
                "Start with `np.log(q)`.",
                "`return -np.sum(... * np.log(...))`",
            ),
            why="It is never smaller than the entropy of p; equal only if the model is the truth.",
        ),
        Exercise(
            id="s2_quizzes",
            title="Two guesses, one truth",
            kind="parts",
            topic="Cross-entropy",
            points=4,
            level=1,
            source="S2",
            prompt=(
                r"$X$ is 0 or 1, with the true probability $p(X = 1) = 0.99$. One model says "
                r"$q(X = 1) = 0.01$, which is far off; another says $q(X = 1) = 0.98$, which is "
                r"near. Give $H(p, q)$ of both, in nats and in bits: `s2_quizzes` is a dictionary "
                r'with the keys `"far_nats"`, `"far_bits"`, `"near_nats"` and `"near_bits"`. '
                r"Three significant figures suffice."
            ),
            part_points={"far_nats": 1, "far_bits": 1, "near_nats": 1, "near_bits": 1},
            rtol=1e-3,
            reference=lambda: {
                "far_nats": two_outcomes(0.99, 0.01),
                "far_bits": two_outcomes(0.99, 0.01) / LN2,
                "near_nats": two_outcomes(0.99, 0.98),
                "near_bits": two_outcomes(0.99, 0.98) / LN2,
            },
            slips=(
                Slip(
                    "far_in_bits",
                    lambda: {"far_nats": two_outcomes(0.99, 0.01) / LN2},
                    "That is in bits, with the logarithm to the base 2. Nats take ln.",
                ),
                Slip(
                    "far_unweighted",
                    lambda: {"far_nats": -np.log(0.01)},
                    "That is the surprise at a 1. Average the surprises at both outcomes, each "
                    "with its true probability.",
                ),
                Slip(
                    "far_divergence",
                    lambda: {"far_nats": two_outcomes(0.99, 0.01) - two_outcomes(0.99, 0.99)},
                    "That is the divergence, from which the entropy of p has been taken off. Leave "
                    "it in.",
                ),
                Slip(
                    "far_entropy",
                    lambda: {"far_nats": two_outcomes(0.99, 0.99)},
                    "That is the entropy of p. The logarithm belongs to the model.",
                ),
                Slip(
                    "far_base_ten",
                    lambda: {"far_nats": two_outcomes(0.99, 0.01) / np.log(10)},
                    "You took the logarithm to the base ten. Nats take ln, which is np.log.",
                ),
                Slip(
                    "far_in_nats",
                    lambda: {"far_bits": two_outcomes(0.99, 0.01)},
                    "That is in nats. A bit is a surprise of ln 2 nats, so divide by it.",
                ),
                Slip(
                    "far_multiplied",
                    lambda: {"far_bits": two_outcomes(0.99, 0.01) * LN2},
                    "You multiplied by ln 2, as from bits to nats. The number of bits is larger "
                    "than that of nats, so divide.",
                ),
                Slip(
                    "near_in_bits",
                    lambda: {"near_nats": two_outcomes(0.99, 0.98) / LN2},
                    "That is in bits. With the natural logarithm the sum of both terms is in nats.",
                ),
                Slip(
                    "near_swapped",
                    lambda: {"near_nats": two_outcomes(0.98, 0.99)},
                    "The two distributions are swapped. The truth weights; the model stands in the "
                    "logarithm.",
                ),
                Slip(
                    "near_ones_only",
                    lambda: {"near_nats": -0.99 * np.log(0.98)},
                    "The outcome 0 is missing. It is rare but very surprising, so it counts.",
                ),
                Slip(
                    "near_entropy",
                    lambda: {"near_nats": two_outcomes(0.99, 0.99)},
                    "That is what the truth itself would pay. Put the probabilities of the near "
                    "model into the logarithms.",
                ),
                Slip(
                    "near_divergence",
                    lambda: {"near_nats": two_outcomes(0.99, 0.98) - two_outcomes(0.99, 0.99)},
                    "That is only what the near model pays on top. Add the entropy of p, which "
                    "every model pays.",
                ),
                Slip(
                    "near_in_nats",
                    lambda: {"near_bits": two_outcomes(0.99, 0.98)},
                    "That is in nats. Take the logarithm to the base 2, or divide by ln 2.",
                ),
                Slip(
                    "near_multiplied",
                    lambda: {"near_bits": two_outcomes(0.99, 0.98) * LN2},
                    "You multiplied by ln 2. A bit is smaller than a nat, so there are more of "
                    "them: divide.",
                ),
            ),
            hints=(
                "Which of the two models is surprised more often?",
                r"$H(p, q) = -0.99 \ln q(1) - 0.01 \ln q(0)$, in nats.",
                (
                    "Start: `p, far = np.array([0.01, 0.99]), np.array([0.99, 0.01])`, and "
                    "divide by `np.log(2)` for bits."
                ),
                '`s2_quizzes = {"far_nats": -np.sum(p * ...), "far_bits": ..., ...}`',
            ),
            why=(
                "The entropy of p, 0.056 nats, is the least that any model pays; the near one pays "
                "hardly more."
            ),
        ),
        Exercise(
            id="my_binary_cross_entropy",
            title="Binary cross-entropy",
            topic="Cross-entropy",
            points=1,
            level=1,
            source="S2",
            prompt=(
                r"Write the cross-entropy of one example in nats as a function "
                r"`my_binary_cross_entropy(t, q)`: `t` is the label, 0 or 1, and `q` the predicted "
                r"probability of the label 1."
            ),
            inputs={"t": OneOf((0.0, 1.0)), "q": Probability()},
            probes=((1.0, 0.8), (0.0, 0.3), (0.0, 0.9), (1.0, 0.15)),
            reference=lambda t, q: -(t * np.log(q) + (1 - t) * np.log(1 - q)),
            slips=(
                Slip(
                    "sign",
                    lambda t, q: t * np.log(q) + (1 - t) * np.log(1 - q),
                    "The minus sign is missing. Surprise is the negative of a logarithm.",
                ),
                Slip(
                    "swapped",
                    lambda t, q: (
                        -(
                            q * np.log(np.clip(t, 1e-12, 1))
                            + (1 - q) * np.log(np.clip(1 - t, 1e-12, 1))
                        )
                    ),
                    "The two are swapped: labels weight, predictions go into the logarithm.",
                ),
                Slip(
                    "bits",
                    lambda t, q: -(t * np.log2(q) + (1 - t) * np.log2(1 - q)),
                    "That is in bits. Nats need the natural logarithm.",
                ),
                Slip(
                    "label_one_only",
                    lambda t, q: -t * np.log(q),
                    "An example with the label 0 costs nothing that way, whatever is predicted. It "
                    "has a term of its own.",
                ),
                Slip(
                    "wrong_label",
                    lambda t, q: -((1 - t) * np.log(q) + t * np.log(1 - q)),
                    "You measured the surprise at the label that did not occur. q belongs to the "
                    "label 1.",
                ),
                Slip(
                    "label_ignored",
                    lambda t, q: -np.log(q) + 0 * t,
                    "That is the cost of the label 1, whatever the label is. With the label 0 it "
                    "is the other probability that counts.",
                ),
                Slip(
                    "squared",
                    lambda t, q: (t - q) ** 2,
                    "That is the squared error. Cross-entropy takes the logarithm of the "
                    "probability of what occurred.",
                ),
                Slip(
                    "always_label_zero",
                    lambda t, q: -np.log(1 - q) + 0 * t,
                    "That is the cost of the label 0, whatever the label is. The label 1 has a "
                    "term too.",
                ),
            ),
            hints=(
                "It is the surprise at the label that occurred.",
                r"With the label 1 it is $-\ln q$, with the label 0 $-\ln(1 - q)$.",
                "Start: the label switches between the two, with weights `t` and `1 - t`.",
                "`return -(t * ... + (1 - t) * ...)`",
            ),
            why="It is the cross-entropy of a distribution with two outcomes.",
        ),
        Exercise(
            id="score_bernoulli",
            title="The slope of the log-likelihood",
            kind="formula",
            topic="Maximum likelihood",
            points=1,
            level=2,
            source="S2",
            prompt=(
                r"The log-likelihood of $k$ heads in a given order of $n$ throws is $\ln L = k \ln "
                r"q + (n - k) \ln(1 - q)$. Type $\mathrm{d} \ln L/\mathrm{d} q$ as text in $k$, "
                r'$n$ and $q$: `score_bernoulli = "..."`.'
            ),
            inputs={"k": Integers(1, 9), "n": Integers(11, 25), "q": Probability()},
            probes=((3, 10, 0.6), (7, 9, 0.35), (2, 13, 0.2)),
            reference=lambda k, n, q: k / q - (n - k) / (1 - q),
            slips=(
                Slip(
                    "inner_sign",
                    "k/q + (n - k)/(1 - q)",
                    "In the second term the inner derivative of 1 − q is missing. By the chain "
                    "rule it turns the sign.",
                ),
                Slip(
                    "not_differentiated",
                    "k*ln(q) + (n - k)*ln(1 - q)",
                    "That is the log-likelihood itself. Differentiate both logarithms by q.",
                ),
                Slip(
                    "cost",
                    "(n - k)/(1 - q) - k/q",
                    "That is the slope of the negative log-likelihood. Turn the sign: each head "
                    "pulls q up.",
                ),
                Slip(
                    "heads_only",
                    "k/q",
                    "That is the slope of the heads alone. The tails depend on q as well.",
                ),
                Slip(
                    "tails_counted_as_throws",
                    "k/q - n/(1 - q)",
                    "You let all throws pull q down. Only the tails do.",
                ),
                Slip(
                    "estimate",
                    "k/n",
                    "That is where the slope is zero. The slope at any q is asked.",
                ),
                Slip(
                    "counts_forgotten",
                    "1/q - 1/(1 - q)",
                    "The numbers of heads and tails have got lost. They are constant factors of "
                    "the two terms.",
                ),
                Slip(
                    "not_divided",
                    "k*q - (n - k)*(1 - q)",
                    "You multiplied by the probabilities. The derivative of a logarithm divides.",
                ),
                Slip(
                    "brackets",
                    "k/q - (n - k)/1 - q",
                    "Without brackets only the 1 stands below the line. Put them round a "
                    "denominator that is a difference.",
                ),
                Slip(
                    "denominator_lost",
                    "k - n*q",
                    "You multiplied by the denominators, as one does to find the zero. The slope "
                    "itself keeps them.",
                ),
                Slip(
                    "second_derivative",
                    "-k/q^2 - (n - k)/(1 - q)^2",
                    "That is the second derivative, the curvature. Differentiate only once.",
                ),
            ),
            hints=(
                "Differentiate the two terms one by one.",
                r"$\ln u$ has the derivative $u'/u$.",
                "Start with the first term: `k/q`.",
                '`"k/q - (...)/(...)"`',
            ),
            why="It is zero where q equals the observed frequency.",
        ),
        Exercise(
            id="mle_exponential_rate",
            title="The rate of waiting times",
            topic="Maximum likelihood",
            points=1,
            level=2,
            source="S2",
            prompt=(
                r"Waiting times are independent, each with the density $\lambda e^{-\lambda x}$. "
                r"Write the maximum likelihood estimate of $\lambda$ as a function "
                r"`mle_exponential_rate(x)` of the sample, an array of the shape `(n,)`."
            ),
            inputs={"x": Vector(5, 0.3, 3.0)},
            probes=(
                (np.array([0.74, 1.1, 0.69, 1.06, 2.39]),),
                (np.array([1.56, 1.05, 0.9]),),
                (np.array([0.3, 0.8, 1.1, 0.45]),),  # a rate may well be above 1
            ),
            reference=lambda x: 1 / np.mean(x),
            slips=(
                Slip(
                    "mean", lambda x: x.mean(), "That estimates the mean. The rate is its inverse."
                ),
                Slip(
                    "mean_of_inverses",
                    lambda x: np.mean(1 / x),
                    "That is a mean of inverses. The likelihood depends on the sum of x, so "
                    "average first.",
                ),
                Slip(
                    "sum",
                    lambda x: 1 / np.sum(x),
                    "The factor λ stands before every observation, so n appears as well.",
                ),
                Slip(
                    "spread",
                    lambda x: 1 / np.std(x),
                    "That matches the standard deviation. The likelihood depends on the sum of x.",
                ),
            ),
            hints=(
                "Write the log-likelihood of the whole sample first.",
                r"$\ln L = n \ln \lambda - \lambda \sum_i x_i$.",
                r"Start: its derivative is $n/\lambda - \sum_i x_i$.",
                "`return ... / np.sum(x)`",
            ),
            why="Long waiting times mean a small rate.",
        ),
        Exercise(
            id="mle_normal_variance",
            title="The variance of a normal",
            topic="Maximum likelihood",
            points=1,
            level=2,
            source="S2",
            prompt=(
                r"Mean and variance of a normal distribution are unknown. Write the maximum "
                r"likelihood estimate of $\sigma^2$ as a function `mle_normal_variance(x)` of the "
                r"sample, an array of the shape `(n,)`."
            ),
            inputs={"x": Vector(5, -3.0, 6.0)},
            probes=(
                (np.array([1.0, 4.0, 2.0, 8.0]),),
                (np.array([-2.0, 0.0, 3.0, 1.0, 7.0]),),
                (np.array([0.4, 1.9, -0.7]),),
            ),
            reference=lambda x: np.mean((x - np.mean(x)) ** 2),
            slips=(
                Slip(
                    "unbiased",
                    lambda x: x.var(ddof=1),
                    "You divided by n − 1, the unbiased estimate. It is the likelihood that "
                    "is asked to be largest, and it is so for a plain mean of the squares.",
                ),
                Slip(
                    "deviation",
                    lambda x: x.std(),
                    "That is the standard deviation. Square it.",
                ),
                Slip(
                    "not_centred",
                    lambda x: np.mean(x**2),
                    "That is the mean of the squares. Take the estimated mean off before you "
                    "square.",
                ),
                Slip(
                    "not_averaged",
                    lambda x: np.sum((x - x.mean()) ** 2),
                    "That is the sum of squares. It grows with n; the variance does not.",
                ),
                Slip(
                    "absolute",
                    lambda x: np.mean(np.abs(x - x.mean())),
                    "You averaged the distances from the mean. The exponent of the normal squares "
                    "them.",
                ),
            ),
            hints=(
                "Estimate the mean first; the best value is the same for every variance.",
                (
                    r"$\ln L = -\frac{n}{2} \ln(2 \pi \sigma^2) - \frac{1}{2 \sigma^2} "
                    r"\sum_i (x_i - \hat\mu)^2$."
                ),
                r"Start: differentiate by $v = \sigma^2$ and set the result to zero.",
                "`return np.mean((x - ...) ** 2)`",
            ),
            why="It is a little too small on average, by the factor (n − 1)/n.",
        ),
        Exercise(
            id="my_kl_divergence",
            title="The KL divergence in nats",
            topic="KL divergence",
            points=1,
            level=2,
            source="S2",
            prompt=(
                r"Write $\mathrm{KL}(p \| q)$ in nats as a function `my_kl_divergence(p, q)`; both "
                r"arrays have the shape `(K,)` and positive entries."
            ),
            inputs={"p": Simplex(3), "q": Simplex(3)},
            # In the last a divergence is above 1, as it may well be.
            probes=(*PAIRS, (np.array([0.9, 0.06, 0.04]), np.array([0.1, 0.2, 0.7]))),
            reference=lambda p, q: np.sum(p * np.log(p / q)),
            slips=(
                Slip(
                    "direction",
                    lambda p, q: np.sum(q * np.log(q / p)),
                    "That is the other direction, KL(q‖p). The divergence is not symmetric.",
                ),
                Slip(
                    "cross_entropy",
                    lambda p, q: -np.sum(p * np.log(q)),
                    "That is the cross-entropy. The entropy of p has to come off.",
                ),
                Slip(
                    "bits",
                    lambda p, q: np.sum(p * np.log2(p / q)),
                    "That is in bits. Nats need the natural logarithm.",
                ),
                Slip(
                    "wrong_weights",
                    lambda p, q: np.sum(q * np.log(p / q)),
                    "The ratio is right, its weights are not: outcomes come from p.",
                ),
                Slip(
                    "sign",
                    lambda p, q: np.sum(p * np.log(q / p)),
                    "The sign is turned: a divergence is never negative. The truth is in the "
                    "numerator.",
                ),
                Slip(
                    "total_variation",
                    lambda p, q: np.abs(p - q).sum() / 2,
                    "That is the total variation distance. KL averages a logarithm of a ratio.",
                ),
                Slip(
                    "unweighted",
                    lambda p, q: np.sum(np.log(p / q)),
                    "You added the logarithms of the ratio. Weight each by the true probability "
                    "of its outcome.",
                ),
                Slip(
                    "difference_of_entropies",
                    lambda p, q: np.sum(p * np.log(p)) - np.sum(q * np.log(q)),
                    "You subtracted two entropies. The divergence compares surprises at the same "
                    "outcomes, all of them from p.",
                ),
                Slip(
                    "weighted_twice",
                    lambda p, q: np.mean(p * np.log(p / q)),
                    "You weighted and then averaged once more. The weights sum to 1, so a sum is "
                    "a mean already.",
                ),
            ),
            hints=(
                "How much more surprising is an outcome for the model than for the truth?",
                r"Average $\ln p_k - \ln q_k$ over outcomes that come from $p$.",
                "Start with `np.log(p / q)`.",
                "`return np.sum(... * np.log(... / ...))`",
            ),
            why="Cross-entropy is entropy plus this divergence.",
        ),
        Exercise(
            id="ce_is_h_plus_kl",
            title="What must be paid, and what is paid on top",
            kind="parts",
            topic="KL divergence",
            points=3,
            level=2,
            source="S2",
            prompt=(
                r"Write a function `ce_is_h_plus_kl(p, q)` that returns a dictionary of three "
                r'numbers in nats: `"entropy"`, $H(p)$; `"kl"`, $\mathrm{KL}(p \| q)$; and '
                r'`"cross_entropy"`, $H(p, q)$. Both arrays have the shape `(K,)`. Entries of `q` '
                r"are positive; those of `p` **may be zero**, and then $0 \ln 0$ counts as 0."
            ),
            inputs={"p": Simplex(4), "q": Simplex(4)},
            probes=(
                (np.array([0.5, 0.25, 0.25]), np.array([0.2, 0.3, 0.5])),
                (np.array([0.7, 0.0, 0.3]), np.array([0.4, 0.15, 0.45])),
                (np.array([0.0, 0.1, 0.3, 0.6]), np.array([0.1, 0.4, 0.3, 0.2])),
                (np.array([0.1, 0.9, 0.0]), np.array([0.4, 0.1, 0.5])),  # a divergence above 1
            ),
            part_points={"entropy": 1, "kl": 1, "cross_entropy": 1},
            reference=lambda p, q: {
                "entropy": weighted_log(p, p),
                "kl": weighted_log(p, q) - weighted_log(p, p),
                "cross_entropy": weighted_log(p, q),
            },
            slips=(
                Slip(
                    "zero_times_infinity",
                    lambda p, q: {"entropy": -np.sum(p * np.log(p))},
                    "Where p is 0 NumPy computes 0 times minus infinity, which is no number. Leave "
                    "those outcomes out: they never occur.",
                ),
                Slip(
                    "entropy_of_model",
                    lambda p, q: {"entropy": weighted_log(q, q)},
                    "That is the entropy of the model. The truth has one of its own.",
                ),
                Slip(
                    "entropy_in_bits",
                    lambda p, q: {"entropy": weighted_log(p, p) / LN2},
                    "That is in bits. Nats take the natural logarithm.",
                ),
                Slip(
                    "entropy_sign",
                    lambda p, q: {"entropy": -weighted_log(p, p)},
                    "The minus sign is missing. The logarithm of a probability is not positive, "
                    "and surprise is its negative.",
                ),
                Slip(
                    "zero_over_model",
                    lambda p, q: {"kl": np.sum(p * np.log(p / q))},
                    "Where p is 0, the ratio is 0 and its logarithm minus infinity: NumPy finds "
                    "no number. Keep only the outcomes that occur.",
                ),
                Slip(
                    "kl_sign",
                    lambda p, q: {"kl": weighted_log(p, p) - weighted_log(p, q)},
                    "The sign is turned: a divergence is never negative. The truth is in the "
                    "numerator of the ratio.",
                ),
                Slip(
                    "kl_in_bits",
                    lambda p, q: {"kl": (weighted_log(p, q) - weighted_log(p, p)) / LN2},
                    "That divergence is in bits. Take ln of the ratio, not its logarithm to the "
                    "base 2.",
                ),
                Slip(
                    "difference_of_entropies",
                    lambda p, q: {"kl": weighted_log(q, q) - weighted_log(p, p)},
                    "You subtracted two entropies. The divergence compares surprises at the same "
                    "outcomes, all of them from p.",
                ),
                Slip(
                    "divergence_subtracted",
                    lambda p, q: {"cross_entropy": 2 * weighted_log(p, p) - weighted_log(p, q)},
                    "You took the divergence off the entropy. A wrong model costs more, so it is "
                    "added.",
                ),
                Slip(
                    "entropies_added",
                    lambda p, q: {"cross_entropy": weighted_log(p, p) + weighted_log(q, q)},
                    "You added the entropies of both. Cross-entropy has one sum, with weights from "
                    "p and logarithms from q.",
                ),
                Slip(
                    "cross_entropy_sign",
                    lambda p, q: {"cross_entropy": -weighted_log(p, q)},
                    "The minus sign is missing. Surprise is the negative of a logarithm.",
                ),
                Slip(
                    "cross_entropy_in_bits",
                    lambda p, q: {"cross_entropy": weighted_log(p, q) / LN2},
                    "That is in bits, unlike the other parts if they are in nats. Take ln of q.",
                ),
                Slip(
                    "kl_reversed",
                    lambda p, q: {"kl": np.sum(q * np.log(q / p))},
                    "That is the other direction, which is infinite where p is 0 and q is not. "
                    "Outcomes come from p.",
                ),
                Slip(
                    "cross_entropy_swapped",
                    lambda p, q: {"cross_entropy": -np.sum(q * np.log(p))},
                    "The two are swapped, which is infinite where p is 0. The truth weights; the "
                    "model stands in the logarithm.",
                ),
            ),
            hints=(
                "Two of the three give you the last one.",
                (
                    r"$H(p, q) = H(p) + \mathrm{KL}(p \| q)$, and outcomes with $p_k = 0$ drop "
                    r"out of all three sums."
                ),
                "Start with `seen = p > 0`, then `p, q = p[seen], q[seen]`.",
                '`return {"entropy": -np.sum(...), "kl": np.sum(...), "cross_entropy": ...}`',
            ),
            why=(
                "A label that is certain has the entropy 0; there cross-entropy and divergence are "
                "the same number."
            ),
        ),
        Exercise(
            id="same_minimum",
            title="Three objectives, one data set",
            kind="parts",
            topic="Equivalence",
            points=4,
            level=2,
            source="S2",
            prompt=lambda zeros, ones, percent: (
                f"A data set holds {zeros} zeros and {ones} ones; $\\hat p$ are their shares. The "
                f"model says that a 1 has the probability $q$; now $q = {percent / 100:g}$. Assign "
                "a dictionary of four numbers, in nats, to `same_minimum`: "
                '`"nll"`, the negative log-likelihood *divided by the number of observations*; '
                '`"kl"`, $\\mathrm{KL}(\\hat p \\| q)$; `"gap"`, the first minus the second; and '
                '`"best_q"`, the $q$ at which both are smallest. Write expressions, not rounded '
                "numbers."
            ),
            parameters={"zeros": 3, "ones": 7, "percent": 40},
            variant=own_data,
            part_points={"nll": 1, "kl": 1, "gap": 1, "best_q": 1},
            reference=objectives,
            slips=OBJECTIVE_SLIPS,
            hints=(
                "Each observation contributes its surprise: how many contribute which?",
                (
                    r"Divided by $n$, the counts become shares, so that the mean negative "
                    r"log-likelihood is $H(\hat p, q)$."
                ),
                "Start: `share = ones / (zeros + ones)` with your numbers.",
                (
                    '`same_minimum = {"nll": -share * np.log(q) - ..., "kl": share * np.log('
                    'share / q) + ..., "gap": ..., "best_q": ...}`'
                ),
            ),
            why=(
                "The first number is the cross-entropy of shares and model, too. The gap depends "
                "on the data only, so all three objectives have one slope and one minimum."
            ),
        ),
        Exercise(
            id="kl_direction",
            title="On one peak, or over both",
            kind="choice",
            topic="KL divergence",
            points=1,
            level=2,
            source="S2",
            prompt=(
                r"The density $p$ has two narrow peaks of equal weight, far apart, and almost "
                r"nothing between them. A single normal density $q$ is fitted to it, once by "
                r"making $\mathrm{KL}(p \| q)$ smallest, and once $\mathrm{KL}(q \| p)$. Where "
                r'does $q$ come to rest? Assign the letter as text: `kl_direction = "a"`.'
            ),
            options=(
                Option(
                    "a",
                    r"$\mathrm{KL}(p \| q)$: on one of the peaks; $\mathrm{KL}(q \| p)$: wide, "
                    r"over both.",
                    slip="directions_swapped",
                    message="It is the other way round. With outcomes from p, half of them fall on "
                    "a peak that q would call nearly impossible.",
                ),
                Option(
                    "b",
                    "Both: wide, over both peaks, because a divergence is zero only for equal "
                    "densities.",
                    slip="both_wide",
                    message="Zero is out of reach here, so the two compare different faults. With "
                    "outcomes from q, each one that falls between the peaks is costly.",
                ),
                Option(
                    "c",
                    "Both: on one of the peaks, because between them $p$ is nearly zero.",
                    slip="both_narrow",
                    message="With outcomes from p, the other peak is visited half of the time. A q "
                    "that is nearly zero there is surprised without bound.",
                ),
                Option(
                    "d",
                    r"$\mathrm{KL}(p \| q)$: wide, over both peaks; $\mathrm{KL}(q \| p)$: on one "
                    r"of them.",
                    message="With outcomes from p, no peak may be left out; with outcomes from q, "
                    "the valley must be avoided.",
                ),
                Option(
                    "e",
                    "Both: between the peaks and as narrow as one of them, because the mean of "
                    "$p$ is there.",
                    slip="mean_only",
                    message="The mean is right for one of the two, its width is not. A narrow q in "
                    "the valley gives almost no probability to what occurs.",
                ),
            ),
            hints=(
                "Ask of each direction where its outcomes come from.",
                r"$\mathrm{KL}(p \| q)$ averages $\ln p(x) - \ln q(x)$ over $x$ from $p$.",
                "Start: it is huge if q is nearly zero at one peak. So that one must cover both.",
                "Now the other direction: what does it cost if x from q falls into the valley?",
            ),
            why="Maximum likelihood is the first direction: every observation has to be explained.",
        ),
        Exercise(
            id="my_log_sum_exp",
            title="A logarithm of a sum, without overflow",
            topic="Softmax",
            points=2,
            level=2,
            source="S1, S2",
            prompt=(
                r"Write $\ln \sum_k e^{z_k}$ as a function `my_log_sum_exp(z)` of an array of the "
                r"shape `(K,)`. It is called with logits in the thousands as well."
            ),
            inputs={"z": Vector(3, -2.5, 2.5)},
            probes=(
                (np.array([1.2, -0.4, 2.3]),),
                (np.array([-1.0, 0.6, 0.1]),),
                (np.array([1000.0, 1001.0, 999.5]),),
                (np.array([-1200.0, 1199.2, 1200.0]),),  # the mean does not help either
            ),
            reference=lambda z: np.max(z) + np.log(np.sum(np.exp(z - np.max(z)))),
            slips=(
                Slip(
                    "maximum_not_added",
                    lambda z: np.log(np.sum(np.exp(z - np.max(z)))),
                    "You took the maximum off for safety. It has to be added again at the end.",
                ),
                Slip(
                    "overflow",
                    lambda z: np.log(np.sum(np.exp(z))),
                    "For small logits this is right, but the exponential of a large one is "
                    "infinite. Subtract the largest logit first, and add it again at the end.",
                ),
                Slip(
                    "maximum",
                    lambda z: z.max(),
                    "That is the largest logit. The other exponentials add a little to it.",
                ),
                Slip(
                    "mean",
                    lambda z: np.max(z) + np.log(np.mean(np.exp(z - np.max(z)))),
                    "You took the mean of the exponentials. Their sum is asked.",
                ),
                Slip(
                    "mean_overflow",
                    lambda z: np.log(np.mean(np.exp(z))),
                    "You took the mean of the exponentials, and for large logits it is infinite. "
                    "Take their sum, after the largest logit is subtracted.",
                ),
                Slip(
                    "softmax",
                    softmax,
                    "That is the softmax. Here only the logarithm of its denominator is asked.",
                ),
                Slip(
                    "sum",
                    lambda z: z.sum(),
                    "You added the logits. The logarithm of a sum is no sum of logarithms.",
                ),
                Slip(
                    "smallest_subtracted",
                    lambda z: np.min(z) + np.log(np.sum(np.exp(z - np.min(z)))),
                    "What you subtracted is not the largest logit: one that is far above it still "
                    "overflows.",
                ),
                Slip(
                    "logarithm_subtracted",
                    lambda z: np.max(z) - np.log(np.sum(np.exp(z - np.max(z)))),
                    "You took the remaining logarithm off the maximum. The other exponentials "
                    "make the sum larger, so it is added.",
                ),
            ),
            hints=(
                "Large exponents overflow; small ones vanish and do no harm.",
                r"$\ln \sum_k e^{z_k} = m + \ln \sum_k e^{z_k - m}$ for every $m$.",
                "Start with `m = z.max()`.",
                "`return m + np.log(np.sum(np.exp(...)))`",
            ),
            why="Cross-entropy from logits is this number minus the logit of the label.",
        ),
        Exercise(
            id="softmax_temperature",
            title="Softmax with a temperature",
            topic="Softmax",
            points=1,
            level=2,
            source="S1",
            prompt=(
                r"Write the softmax of the logits $\mathbf{z}$ at the temperature $T > 0$ as a "
                r"function `softmax_temperature(z, T)`; `z` and the result have the shape `(K,)`."
            ),
            inputs={"z": Vector(3, -2.5, 2.5), "T": Reals(0.3, 3.0, away_from=(1.0,))},
            probes=(
                (np.array([1.2, -0.4, 2.3]), 2.5),
                (np.array([-1.0, 0.6, 0.1]), 0.4),
                (np.array([0.5, 1.4, -0.9, 0.2]), 1.7),
            ),
            reference=lambda z, T: softmax(z / T),
            slips=(
                Slip(
                    "multiplied",
                    lambda z, T: softmax(z * T),
                    "You multiplied by T. A high temperature flattens the distribution.",
                ),
                Slip(
                    "unused",
                    lambda z, T: softmax(z),
                    "The temperature is not used. It scales the logits.",
                ),
                Slip(
                    "outside",
                    lambda z, T: softmax(z) / T,
                    "You divided the probabilities, and they no longer sum to 1. Divide the "
                    "logits.",
                ),
                Slip(
                    "not_normalised",
                    lambda z, T: np.exp(z / T),
                    "These are the exponentials, and they do not sum to 1. Divide by their sum.",
                ),
                Slip(
                    "logarithm",
                    lambda z, T: z / T - np.log(np.sum(np.exp(z / T))),
                    "Those are the logarithms of the probabilities. One exponential is left to do.",
                ),
                Slip(
                    "sign",
                    lambda z, T: softmax(-z / T),
                    "The sign in the exponent is turned. The largest logit gets the largest "
                    "probability.",
                ),
            ),
            hints=(
                "The temperature acts on the logits, before the exponential.",
                r"A high temperature brings the logits closer together.",
                "Start with `e = np.exp(...)`.",
                "`return e / ...`",
            ),
            why="Towards T = 0 all the mass goes to the largest logit.",
        ),
        Exercise(
            id="multi_label_cost",
            title="A picture with several labels",
            topic="Cost of a classifier",
            points=2,
            level=2,
            source="S2",
            prompt=(
                r"A picture may show a cat, a tree, both or neither: each of $K$ labels is a "
                r"yes-or-no question with its own logit. Write the cost in nats as a function "
                r"`multi_label_cost(z, t)`, *summed* over the labels: `z` are the logits and `t` "
                r"the labels, zeros and ones, both of the shape `(K,)`."
            ),
            inputs={"z": Vector(4, -2.5, 2.5), "t": OneOf(LABELS)},
            probes=(
                (np.array([1.2, -0.4, 2.3, 0.7]), LABELS[0]),
                (np.array([-1.0, 0.6, 0.1, -2.1]), LABELS[1]),
                (np.array([0.3, 1.9, -1.4, -0.8]), LABELS[2]),
            ),
            reference=lambda z, t: np.sum(np.logaddexp(0, z) - t * z),
            slips=(
                Slip(
                    "softmax",
                    lambda z, t: np.sum(t * (np.log(np.sum(np.exp(z))) - z)),
                    "You let the labels share one softmax, as if exactly one were right. Several "
                    "may be, so each has a sigmoid of its own.",
                ),
                Slip(
                    "present_only",
                    lambda z, t: np.sum(t * np.logaddexp(0, -z)),
                    "The labels that are absent cost nothing that way. Each no is an answer too, "
                    "with the probability that the yes leaves.",
                ),
                Slip(
                    "mean",
                    lambda z, t: np.mean(np.logaddexp(0, z) - t * z),
                    "You averaged over the labels. The answers are independent, so their surprises "
                    "are added.",
                ),
                Slip(
                    "labels_reversed",
                    lambda z, t: np.sum(np.logaddexp(0, z) - (1 - t) * z),
                    "You measured the surprise at the opposite answers. The logarithm of the "
                    "sigmoid belongs to the label 1.",
                ),
                Slip(
                    "sign",
                    lambda z, t: -np.sum(np.logaddexp(0, z) - t * z),
                    "That is the log-likelihood. A cost is its negative.",
                ),
                Slip(
                    "bits",
                    lambda z, t: np.sum(np.logaddexp(0, z) - t * z) / LN2,
                    "That is in bits. Nats take the natural logarithm.",
                ),
                Slip(
                    "each_label",
                    lambda z, t: np.logaddexp(0, z) - t * z,
                    "Those are the costs of the labels, one by one. Add them up.",
                ),
                Slip(
                    "squared",
                    lambda z, t: np.sum((t - 1 / (1 + np.exp(-z))) ** 2),
                    "You squared the differences of labels and probabilities. Cross-entropy takes "
                    "the logarithm of the probability of what occurred.",
                ),
                Slip(
                    "softmax_yes_and_no",
                    lambda z, t: -np.sum(t * np.log(softmax(z)) + (1 - t) * np.log(1 - softmax(z))),
                    "The yes and the no of each label are there, but the probabilities come from "
                    "one softmax and compete. Each label has a sigmoid of its own.",
                ),
                Slip(
                    "all_absent",
                    lambda z, t: np.sum(np.logaddexp(0, z)) + 0 * np.sum(t),
                    "That is the cost of answering no to every label: the labels do not matter in "
                    "it. To each yes belongs the other probability.",
                ),
                Slip(
                    "absent_only",
                    lambda z, t: np.sum((1 - t) * np.logaddexp(0, z)),
                    "The labels that are present cost nothing that way. Each yes is an answer too.",
                ),
            ),
            hints=(
                "How many probabilities have to sum to 1 here?",
                r"None but yes and no of one label: $q_k = \sigma(z_k)$, and the costs add up.",
                "Start with `q = 1 / (1 + np.exp(-z))`.",
                "`return -np.sum(t * np.log(...) + (1 - t) * ...)`",
            ),
            why="One label of K calls for a softmax; any number of labels, for K sigmoids.",
        ),
        Exercise(
            id="gradient_mle",
            title="Uphill to the normal that fits",
            kind="parts",
            topic="Maximum likelihood",
            points=2,
            level=3,
            source="S2",
            prompt=(
                r"A sample `x` of the shape `(n,)` is taken for independent draws from a normal "
                r"distribution with mean $m$ and standard deviation $s$. Write a function "
                r"`gradient_mle(x, m, s)` that returns a dictionary with the partial derivatives "
                r'of $\ln L$, summed over the sample: `"m"`, $\partial \ln L/\partial m$, and '
                r'`"s"`, $\partial \ln L/\partial s$.'
            ),
            inputs={"x": Vector(5, -3.0, 6.0), "m": Reals(-1.5, 2.5), "s": Reals(0.6, 3.0, (1.0,))},
            probes=(
                (np.array([1.0, 4.0, 2.0, 8.0]), 1.5, 2.0),
                (np.array([-2.0, 0.0, 3.0, 1.0, 7.0]), 0.5, 1.4),
                (np.array([0.4, 1.9, -0.7]), -1.2, 0.7),
            ),
            part_points={"m": 1, "s": 1},
            reference=lambda x, m, s: {
                "m": np.sum(x - m) / s**2,
                "s": np.sum((x - m) ** 2) / s**3 - len(x) / s,
            },
            slips=(
                Slip(
                    "m_downhill",
                    lambda x, m, s: {"m": np.sum(m - x) / s**2},
                    "That is the slope of the negative log-likelihood. Mind the inner derivative: "
                    "m is subtracted.",
                ),
                Slip(
                    "m_not_scaled",
                    lambda x, m, s: {"m": np.sum(x - m)},
                    "The variance has got lost. It stands below the square in the exponent and is "
                    "a constant here.",
                ),
                Slip(
                    "m_one_s",
                    lambda x, m, s: {"m": np.sum(x - m) / s},
                    "You divided by the standard deviation. In the exponent stands its square.",
                ),
                Slip(
                    "m_two_kept",
                    lambda x, m, s: {"m": 2 * np.sum(x - m) / s**2},
                    "The factor 2 from the square is kept. It cancels with the half in the "
                    "exponent.",
                ),
                Slip(
                    "m_averaged",
                    lambda x, m, s: {"m": np.mean(x - m) / s**2},
                    "You averaged over the sample. The sum is asked; it is zero at the same place.",
                ),
                Slip(
                    "m_estimate",
                    lambda x, m, s: {"m": np.mean(x)},
                    "That is the estimate, where the slope is zero. The slope at m is asked.",
                ),
                Slip(
                    "s_constant_forgotten",
                    lambda x, m, s: {"s": np.sum((x - m) ** 2) / s**3},
                    "The factor before the exponential depends on s as well. Differentiate its "
                    "logarithm too, once for each observation.",
                ),
                Slip(
                    "s_constant_once",
                    lambda x, m, s: {"s": np.sum((x - m) ** 2) / s**3 - 1 / s},
                    "You counted the factor before the exponential once. Every observation "
                    "brings it.",
                ),
                Slip(
                    "s_downhill",
                    lambda x, m, s: {"s": len(x) / s - np.sum((x - m) ** 2) / s**3},
                    "That is the slope of the negative log-likelihood. Turn the sign: the "
                    "likelihood is to grow.",
                ),
                Slip(
                    "s_both_minus",
                    lambda x, m, s: {"s": -np.sum((x - m) ** 2) / s**3 - len(x) / s},
                    "The power of s in the exponent is negative and stands behind a minus. Two "
                    "minus signs make a plus.",
                ),
                Slip(
                    "s_by_variance",
                    lambda x, m, s: {"s": np.sum((x - m) ** 2) / (2 * s**4) - len(x) / (2 * s**2)},
                    "That is the derivative by the variance. By the chain rule the inner "
                    "derivative of the square comes on top.",
                ),
                Slip(
                    "s_estimate",
                    lambda x, m, s: {"s": np.sqrt(np.mean((x - m) ** 2))},
                    "That is the estimate, where the slope is zero. The slope at s is asked.",
                ),
                Slip(
                    "s_power",
                    lambda x, m, s: {"s": np.sum((x - m) ** 2) / s**2 - len(x) / s},
                    "The power of s below the square has not changed. The derivative of a "
                    "negative power lowers it by one.",
                ),
                Slip(
                    "s_two_kept",
                    lambda x, m, s: {"s": 2 * np.sum((x - m) ** 2) / s**3 - len(x) / s},
                    "The exponent has come down as a factor 2. It cancels with the half in the "
                    "exponential.",
                ),
                Slip(
                    "s_half_kept",
                    lambda x, m, s: {"s": np.sum((x - m) ** 2) / (2 * s**3) - len(x) / s},
                    "The half is still there. The exponent 2 comes down as a factor and cancels "
                    "it.",
                ),
                Slip(
                    "s_averaged",
                    lambda x, m, s: {"s": np.mean((x - m) ** 2) / s**3 - 1 / s},
                    "That is the slope for one observation, on average. The sum over the sample "
                    "is asked.",
                ),
            ),
            hints=(
                "The logarithm turns the product over the sample into a sum; begin with one term.",
                r"One term is $-\ln s - \frac{1}{2} \ln(2 \pi) - \frac{(x - m)^2}{2 s^2}$.",
                (
                    r"Start: by $m$ its derivative is $\frac{x - m}{s^2}$; by $s$ it begins with "
                    r"$-\frac{1}{s}$."
                ),
                '`return {"m": np.sum(...) / ..., "s": np.sum(...) / ... - len(x) / s}`',
            ),
            why=(
                "Both are zero only at the mean of the sample and the root of its variance with "
                "the divisor n: climbing ends there."
            ),
        ),
        Exercise(
            id="categorical_step",
            title="A step towards the observed shares",
            topic="Maximum likelihood",
            points=2,
            level=3,
            source="S1, S2",
            prompt=(
                r"Class $k$ was observed `n[k]` times; the model is "
                r"$\mathbf{q} = \mathrm{softmax}(\mathbf{z})$. Write one step of gradient "
                r"**ascent** on $\frac{1}{N} \ln L$, where $N = \sum_k n_k$, as a function "
                r"`categorical_step(z, n, rate)`: it returns the new logits. `z`, `n` and the "
                r"result have the shape `(K,)`."
            ),
            inputs={
                "z": Vector(3, -2.0, 2.0),
                "n": Vector(3, 1, 9, whole=True),
                "rate": Reals(0.2, 0.9),
            },
            probes=(
                (np.array([0.3, -0.8, 1.1]), np.array([5.0, 3.0, 2.0]), 0.5),
                (np.array([-1.0, 0.6, 0.1, 0.4]), np.array([1.0, 0.0, 6.0, 4.0]), 0.3),
                (np.array([0.0, 0.0, 0.0]), np.array([2.0, 8.0, 5.0]), 0.8),
            ),
            reference=lambda z, n, rate: z + rate * (n / np.sum(n) - softmax(z)),
            slips=(
                Slip(
                    "downhill",
                    lambda z, n, rate: z - rate * (n / np.sum(n) - softmax(z)),
                    "You went downhill, and the likelihood falls. Logits of classes that the model "
                    "underrates have to grow.",
                ),
                Slip(
                    "not_averaged",
                    lambda z, n, rate: z + rate * (n - np.sum(n) * softmax(z)),
                    "That is the step for the sum. Divide the log-likelihood by the number of "
                    "observations, so that counts become shares.",
                ),
                Slip(
                    "counts_against_probabilities",
                    lambda z, n, rate: z + rate * (n - softmax(z)),
                    "You compared counts with probabilities. Divide the counts by their sum first.",
                ),
                Slip(
                    "normaliser_forgotten",
                    lambda z, n, rate: z + rate * n / np.sum(n),
                    "You differentiated the logit only. The logarithm of the softmax subtracts a "
                    "log-sum-exp, which depends on every logit.",
                ),
                Slip(
                    "gradient_only",
                    lambda z, n, rate: n / np.sum(n) - softmax(z),
                    "That is the gradient. A step adds it to the logits, times the rate.",
                ),
                Slip(
                    "probabilities_moved",
                    lambda z, n, rate: softmax(z) + rate * (n / np.sum(n) - softmax(z)),
                    "You moved the probabilities. The parameters are the logits, so the step is "
                    "added to them.",
                ),
                Slip(
                    "logits_against_shares",
                    lambda z, n, rate: z + rate * (n / np.sum(n) - z),
                    "You compared logits with shares. Turn the logits into probabilities first.",
                ),
                Slip(
                    "rate_unused",
                    lambda z, n, rate: z + n / np.sum(n) - softmax(z),
                    "The rate does not occur. It multiplies the gradient.",
                ),
                Slip(
                    "step_only",
                    lambda z, n, rate: rate * (n / np.sum(n) - softmax(z)),
                    "That is the change of the logits. Add it to the old ones.",
                ),
                Slip(
                    "through_softmax_again",
                    lambda z, n, rate: z + rate * softmax(z) * (n / np.sum(n) - softmax(z)),
                    "You multiplied by the probabilities, as in the diagonal of the softmax's "
                    "Jacobian. The derivative by the logits contains it already.",
                ),
                Slip(
                    "by_probabilities",
                    lambda z, n, rate: z + rate * n / np.sum(n) / softmax(z),
                    "You differentiated by the probabilities. The parameters are the logits, and "
                    "every probability depends on each of them.",
                ),
                Slip(
                    "divided_by_classes",
                    lambda z, n, rate: z + rate * (n - np.sum(n) * softmax(z)) / len(n),
                    "You divided by the number of classes. The log-likelihood is divided by the "
                    "number of observations.",
                ),
                Slip(
                    "new_probabilities",
                    lambda z, n, rate: softmax(z + rate * (n / np.sum(n) - softmax(z))),
                    "Those are the probabilities after the step. The new logits are asked.",
                ),
            ),
            hints=(
                "Which logits should grow: those of classes that occur more often than q says?",
                r"$\frac{1}{N} \ln L = \sum_k \frac{n_k}{N} z_k - \ln \sum_k e^{z_k}$.",
                "Start with `q = np.exp(z - z.max())`, then `q = q / q.sum()`.",
                "`return z + rate * (... - q)`",
            ),
            why=(
                "The step vanishes where the probabilities are the observed shares: the maximum "
                "likelihood estimate."
            ),
        ),
        Exercise(
            id="kl_of_normals",
            title="From one normal to another",
            kind="formula",
            topic="KL divergence",
            points=2,
            level=3,
            source="S2",
            prompt=(
                r"Let $p$ be normal with mean $m$ and standard deviation $s$, and $q$ standard "
                r"normal. Type $\mathrm{KL}(p \| q)$ in nats as text in $m$ and $s$: "
                r'`kl_of_normals = "..."`.'
            ),
            inputs={"m": Reals(-2.0, 2.5), "s": Reals(0.3, 2.5, away_from=(1.0,))},
            probes=((0.7, 0.5), (-1.2, 1.8), (1.5, 0.4)),
            reference=lambda m, s: (s**2 + m**2 - 1) / 2 - np.log(s),
            slips=(
                Slip(
                    "direction",
                    "ln(s) + (1 + m^2)/(2*s^2) - 1/2",
                    "That is the other direction. Outcomes come from p, so average under p.",
                ),
                Slip(
                    "log_sign",
                    "(s^2 + m^2 - 1)/2 + ln(s)",
                    "The sign of the logarithm is turned. It comes from the density of p, which is "
                    "higher for a small s.",
                ),
                Slip(
                    "cross_entropy",
                    "1/2*ln(2*pi) + (s^2 + m^2)/2",
                    "That is the cross-entropy. Take the entropy of p off.",
                ),
                Slip(
                    "entropy_constant",
                    "(s^2 + m^2)/2 - ln(s)",
                    "The mean of the square in the exponent of p is missing. The divergence must "
                    "be zero where p equals q.",
                ),
                Slip(
                    "mean_not_shifted",
                    "(s^2 - 1)/2 - ln(s)",
                    "The mean of p has got lost. It moves every outcome away from the centre of q.",
                ),
                Slip(
                    "logarithm_forgotten",
                    "(s^2 + m^2 - 1)/2",
                    "The factors before the two exponentials differ. Their logarithms belong to "
                    "the divergence too.",
                ),
                Slip(
                    "logarithm_of_variance",
                    "(s^2 + m^2 - 1)/2 - 2*ln(s)",
                    "You took the logarithm of the variance. The factor before the exponential "
                    "has its root.",
                ),
                Slip(
                    "logarithm_halved",
                    "(s^2 + m^2 - 1)/2 - ln(s)/2",
                    "You halved the logarithm of the standard deviation. The half belongs to that "
                    "of the variance, whose square cancels it.",
                ),
            ),
            hints=(
                r"It is the mean of $\ln p(x) - \ln q(x)$ over $x$ from $p$.",
                r"Under $p$ the mean of $x^2$ is $s^2 + m^2$, that of $(x - m)^2$ is $s^2$.",
                r"Start: $\ln p(x) - \ln q(x) = -\ln s - \frac{(x - m)^2}{2 s^2} + \frac{x^2}{2}$.",
                '`"-ln(s) - 1/2 + (...)/2"`',
            ),
            why="It is zero only for m = 0 and s = 1.",
        ),
        Exercise(
            id="soft_target_gradient",
            title="How the cost pulls at the logits",
            topic="Cost of a classifier",
            points=2,
            level=3,
            source="S1, S2",
            prompt=(
                r"A network's logits $\mathbf{z}$ give $\mathbf{q} = \mathrm{softmax}(\mathbf{z}/T)"
                r"$ at the temperature $T > 0$. The target is a whole distribution $\mathbf{p}$, "
                r"not one label. Write the gradient of the cost $H(\mathbf{p}, \mathbf{q})$ by "
                r"$\mathbf{z}$ as a function `soft_target_gradient(z, p, T)`; all arrays have the "
                r"shape `(K,)`."
            ),
            inputs={
                "z": Vector(3, -2.5, 2.5),
                "p": Simplex(3),
                "T": Reals(0.4, 2.6, away_from=(1.0,)),
            },
            probes=(
                (np.array([1.2, -0.4, 2.3]), np.array([0.6, 0.3, 0.1]), 2.0),
                (np.array([-1.0, 0.6, 0.1]), np.array([0.15, 0.05, 0.8]), 0.5),
                (np.array([0.5, 1.4, -0.9, 0.2]), np.array([0.1, 0.2, 0.4, 0.3]), 1.7),
            ),
            row_vector=True,
            reference=lambda z, p, T: (softmax(z / T) - p) / T,
            slips=(
                Slip(
                    "sign",
                    lambda z, p, T: (p - softmax(z / T)) / T,
                    "The sign is turned: that direction makes the cost smaller. A gradient points "
                    "uphill.",
                ),
                Slip(
                    "inner_derivative",
                    lambda z, p, T: softmax(z / T) - p,
                    "That is the gradient by the scaled logits. By the chain rule the inner "
                    "derivative comes on top.",
                ),
                Slip(
                    "temperature_only_outside",
                    lambda z, p, T: (softmax(z) - p) / T,
                    "The probabilities do not know the temperature. Divide the logits by it before "
                    "the softmax.",
                ),
                Slip(
                    "temperature_unused",
                    lambda z, p, T: softmax(z) - p,
                    "The temperature does not occur. It acts on the logits, and on the inner "
                    "derivative.",
                ),
                Slip(
                    "by_probabilities",
                    lambda z, p, T: -p / softmax(z / T),
                    "That is the gradient by the probabilities. Multiply it by the Jacobian of the "
                    "softmax.",
                ),
                Slip(
                    "target_forgotten",
                    lambda z, p, T: softmax(z / T) / T,
                    "That is the part of the log-sum-exp. The term that is linear in the logits "
                    "has a derivative too.",
                ),
                Slip(
                    "target_hardened",
                    lambda z, p, T: (softmax(z / T) - (p == p.max())) / T,
                    "You took the most probable class for the label. The target is a distribution, "
                    "and each of its entries pulls.",
                ),
                Slip(
                    "diagonal_only",
                    lambda z, p, T: -p * (1 - softmax(z / T)) / T,
                    "You used only the diagonal of the softmax's Jacobian. Every probability "
                    "depends on every logit.",
                ),
                Slip(
                    "temperature_multiplied",
                    lambda z, p, T: T * (softmax(z / T) - p),
                    "You multiplied by the temperature. The inner derivative of a quotient by T "
                    "divides.",
                ),
                Slip(
                    "target_not_scaled",
                    lambda z, p, T: softmax(z / T) / T - p,
                    "Only one of the two terms has the inner derivative. The scaled logits stand "
                    "in both.",
                ),
                Slip(
                    "one_sigmoid_each",
                    lambda z, p, T: (1 / (1 + np.exp(-z / T)) - p) / T,
                    "You gave each logit a sigmoid of its own. The probabilities of one softmax "
                    "sum to 1.",
                ),
            ),
            hints=(
                "Write the cost by the scaled logits first, as a log-sum-exp minus a sum.",
                (
                    r"With $\mathbf{u} = \mathbf{z}/T$ it is $\ln \sum_k e^{u_k} - \sum_k p_k u_k$,"
                    r" for the entries of $\mathbf{p}$ sum to 1."
                ),
                r"Start: the derivative of the first term by $u_j$ is $q_j$.",
                "`q = ...`, then `return (q - ...) / ...`",
            ),
            why=(
                "Each logit is pulled by prediction minus target, so nothing moves once they "
                "agree. At T = 1 it is the rule for one label, with p in its place."
            ),
        ),
        Exercise(
            id="label_smoothing",
            title="A label that is not quite sure",
            topic="Cost of a classifier",
            points=2,
            level=3,
            source="Szegedy et al. (2016)",
            prompt=(
                r"Label smoothing mixes the one-hot target of class $k$ with the uniform "
                r"distribution over all $K$ classes, which gets the weight $\epsilon$ (`eps`). "
                r"Write the cross-entropy in nats of this target with the predicted probabilities "
                r"`q`, shape `(K,)`, as a function `label_smoothing(q, k, eps)`; `k` counts from 0."
            ),
            inputs={"q": Simplex(4), "k": Integers(0, 3), "eps": Reals(0.05, 0.4)},
            probes=(
                (np.array([0.7, 0.2, 0.1]), 0, 0.1),
                (np.array([0.05, 0.6, 0.35]), 2, 0.2),
                (np.array([0.1, 0.25, 0.3, 0.35]), 1, 0.3),
            ),
            reference=lambda q, k, eps: -(1 - eps) * np.log(q[k]) - eps * np.mean(np.log(q)),
            slips=(
                Slip(
                    "hard_label",
                    lambda q, k, eps: -np.log(q[k]),
                    "That is the cost of the hard label. Part of the weight goes to all classes.",
                ),
                Slip(
                    "label_only",
                    lambda q, k, eps: -(1 - eps) * np.log(q[k]),
                    "You lowered the weight of the label, and the rest of the weight went nowhere. "
                    "A target sums to 1.",
                ),
                Slip(
                    "others_only",
                    lambda q, k, eps: (
                        -(1 - eps) * np.log(q[k])
                        - eps * (np.sum(np.log(q)) - np.log(q[k])) / (len(q) - 1)
                    ),
                    "You shared the weight among the other classes. The uniform distribution is "
                    "over all of them, the label included.",
                ),
                Slip(
                    "not_lowered",
                    lambda q, k, eps: -np.log(q[k]) - eps * np.mean(np.log(q)),
                    "You added weight without taking any away, so the target sums to more than 1. "
                    "A mixture lowers the label's share.",
                ),
                Slip(
                    "not_shared",
                    lambda q, k, eps: -(1 - eps) * np.log(q[k]) - eps * np.sum(np.log(q)),
                    "You gave the whole extra weight to each class. The classes share it.",
                ),
                Slip(
                    "weights_swapped",
                    lambda q, k, eps: -eps * np.log(q[k]) - (1 - eps) * np.mean(np.log(q)),
                    "The weights are swapped: the smaller one belongs to the uniform distribution.",
                ),
                Slip(
                    "prediction_smoothed",
                    lambda q, k, eps: -np.log((1 - eps) * q[k] + eps / len(q)),
                    "You smoothed the prediction. It is the target that is mixed; the logarithm "
                    "takes q as it is.",
                ),
                Slip(
                    "sign",
                    lambda q, k, eps: (1 - eps) * np.log(q[k]) + eps * np.mean(np.log(q)),
                    "The minus sign is missing. Surprise is the negative of a logarithm.",
                ),
                Slip(
                    "share_of_label_forgotten",
                    lambda q, k, eps: (
                        -(1 - eps - eps / len(q)) * np.log(q[k]) - eps * np.mean(np.log(q))
                    ),
                    "The label itself gets no share of the uniform part. It is one of all the "
                    "classes, so the target does not sum to 1 that way.",
                ),
                Slip(
                    "counted_from_one",
                    lambda q, k, eps: -(1 - eps) * np.log(q[k - 1]) - eps * np.mean(np.log(q)),
                    "You took the class before the label. Classes count from 0, as NumPy does.",
                ),
                Slip(
                    "yes_and_no",
                    lambda q, k, eps: -(1 - eps) * np.log(q[k]) - eps * np.log(1 - q[k]),
                    "You put all other classes into one. Each class has a share of its own in the "
                    "target, and a logarithm of its own.",
                ),
            ),
            hints=(
                "Write down the smoothed target first, and check that it sums to 1.",
                (
                    r"$\mathbf{p} = (1 - \epsilon)\,\mathbf{e}_k + \frac{\epsilon}{K}\,(1, \ldots, "
                    r"1)$."
                ),
                "Start with `p = np.full(len(q), eps / len(q))`.",
                "`p[k] += ...`, then `return -np.sum(... * np.log(...))`",
            ),
            why=(
                "With a hard label the best logit is infinite; with a smoothed one the best "
                "prediction is the target itself, at finite logits."
            ),
        ),
        Exercise(
            id="squared_loss",
            title="When is least squares maximum likelihood?",
            kind="choice",
            topic="Equivalence",
            points=2,
            level=3,
            source="S2",
            prompt=(
                r"Outputs are $\mathbf{y} = f_\theta(\mathbf{x}) + \boldsymbol{\varepsilon} \in "
                r"\mathbb{R}^M$ with independent noise $\boldsymbol{\varepsilon} \sim "
                r"\mathcal{N}(\mathbf{0}, \Sigma)$; the covariance matrix $\Sigma$ is known and "
                r"the same for all examples. For which $\Sigma$ do the squared loss "
                r"$\sum_i \|\mathbf{y}_i - f_\theta(\mathbf{x}_i)\|^2$ and the negative "
                r"log-likelihood have the same minimum, *whatever the model and the data*? "
                r'Assign the letter as text: `squared_loss = "a"`.'
            ),
            options=(
                Option(
                    "a",
                    r"For every $\Sigma$: it does not depend on $\theta$, so it is a constant.",
                    slip="covariance_as_constant",
                    message="Its determinant is a constant, its inverse is not: it stands between "
                    "the errors and weights them. Write the exponent out.",
                ),
                Option(
                    "b",
                    r"For every diagonal $\Sigma$: then the outputs are independent.",
                    slip="independence_suffices",
                    message="Independent outputs may still have different variances. Then an error "
                    "in the more precise output counts more, and the squared loss ignores this.",
                ),
                Option(
                    "c",
                    r"For $\Sigma = \sigma^2 I$ with any $\sigma > 0$, and for no other.",
                    message="Equal variances and no correlation: the inverse is a multiple of the "
                    "identity. It scales the squared loss and does not move its minimum.",
                ),
                Option(
                    "d",
                    r"Only for $\Sigma = I$: any other variance changes the likelihood.",
                    slip="unit_variance",
                    message="A variance that all outputs share divides the whole sum. The values "
                    "change, and the place of the minimum does not.",
                ),
                Option(
                    "e",
                    r"For every $\Sigma$ whose diagonal entries are equal.",
                    slip="correlation_ignored",
                    message="With a positive correlation, errors of one sign in both outputs are "
                    "cheaper than errors of opposite signs. The squared loss sees no difference.",
                ),
            ),
            hints=(
                "Write the logarithm of the normal density, and strike out what has no θ.",
                (
                    r"There remains $\frac{1}{2} \sum_i \mathbf{e}_i^\top \Sigma^{-1} \mathbf{e}_i$"
                    r" with $\mathbf{e}_i = \mathbf{y}_i - f_\theta(\mathbf{x}_i)$."
                ),
                r"Start: compare with $\sum_i \mathbf{e}_i^\top \mathbf{e}_i$.",
                (
                    r"For which $\Sigma$ is $\mathbf{e}^\top \Sigma^{-1} \mathbf{e}$ a multiple of "
                    r"$\mathbf{e}^\top \mathbf{e}$ for all $\mathbf{e}$?"
                ),
            ),
            why="Squared loss is a statement about noise: equal variances, no correlation.",
        ),
    ),
)
