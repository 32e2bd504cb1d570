"""Sheet 12: likelihood, entropy and cross-entropy (S2, S3)."""

# ruff: noqa: ARG005 - a slip takes the inputs of its reference, whether it needs them all or not
import numpy as np

from coursekit.checking import Exercise, Integers, Probability, Simplex, Slip
from coursekit.sheets._sheet import Sheet

__all__ = ["SHEET"]

PAIRS = (
    (np.array([0.7, 0.2, 0.1]), np.array([0.4, 0.35, 0.25])),
    (np.array([0.05, 0.6, 0.35]), np.array([0.3, 0.3, 0.4])),
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
                Slip("failures", "(n - k)/n", "That is the share of tails. q belongs to heads."),
                Slip("inverse", "n/k", "That is above 1, so it is no probability: turn it over."),
                Slip(
                    "smoothed",
                    "(k + 1)/(n + 2)",
                    "You smoothed the counts. Maximum likelihood adds nothing to the data.",
                ),
                Slip("count", "k", "That is a count. A probability lies between 0 and 1."),
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
                    "That is the Gini impurity. Entropy averages a logarithm.",
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
                    "In the second term the inner derivative of 1 − q is missing.",
                ),
                Slip(
                    "not_differentiated",
                    "k*ln(q) + (n - k)*ln(1 - q)",
                    "That is the log-likelihood itself. Its derivative by q is asked.",
                ),
                Slip(
                    "cost",
                    "(n - k)/(1 - q) - k/q",
                    "That is the slope of the negative log-likelihood.",
                ),
                Slip("heads_only", "k/q", "The tails depend on q as well."),
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
            id="my_cross_entropy",
            title="Cross-entropy in nats",
            topic="Cross-entropy",
            points=1,
            level=2,
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
                Slip("sign", lambda p, q: np.sum(p * np.log(q)), "The minus sign is missing."),
                Slip(
                    "entropy_of_p",
                    lambda p, q: -np.sum(p * np.log(p)),
                    "That is the entropy of p. The model does not appear.",
                ),
                Slip(
                    "entropy_of_q",
                    lambda p, q: -np.sum(q * np.log(q)),
                    "That is the entropy of the model. Outcomes come from the truth.",
                ),
                Slip(
                    "kl",
                    lambda p, q: np.sum(p * np.log(p / q)),
                    "That is the KL divergence: the entropy of p has been taken off.",
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
    ),
)
