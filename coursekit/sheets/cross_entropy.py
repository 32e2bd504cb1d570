"""Sheet 12: likelihood, entropy and cross-entropy (S2, S3)."""

# ruff: noqa: ARG005 - a slip takes the inputs of its reference, whether it needs them all or not
from typing import Any

import numpy as np

from coursekit.checking import Exercise, Integers, OneOf, Probability, Reals, Simplex, Slip, Vector
from coursekit.sheets._sheet import Sheet

__all__ = ["SHEET"]


def softmax(z: Any) -> Any:
    """Turn logits into probabilities."""
    e = np.exp(z - np.max(z))
    return e / np.sum(e)


PAIRS = (
    (np.array([0.7, 0.2, 0.1]), np.array([0.4, 0.35, 0.25])),
    (np.array([0.05, 0.6, 0.35]), np.array([0.3, 0.3, 0.4])),
)

OBSERVATIONS = (
    np.array([1.0, 0.0, 0.0, 1.0, 1.0]),
    np.array([0.0, 1.0, 1.0, 0.0]),
    np.array([1.0, 0.0, 0.0, 0.0, 1.0, 0.0]),
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
            probes=PAIRS,
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
                    "The sign is turned: a divergence is never negative.",
                ),
                Slip(
                    "total_variation",
                    lambda p, q: np.abs(p - q).sum() / 2,
                    "That is the total variation distance. KL averages a logarithm of a ratio.",
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
            id="negative_log_likelihood",
            title="The negative log-likelihood of a coin",
            topic="Maximum likelihood",
            points=1,
            level=2,
            source="S2",
            prompt=(
                r"Write the negative log-likelihood of independent observations, *summed* over "
                r"them, as a function `negative_log_likelihood(q, y)`: `q` is the probability of a "
                r"1, `y` an array of zeros and ones of the shape `(n,)`."
            ),
            inputs={"q": Probability(), "y": OneOf(OBSERVATIONS)},
            probes=((0.3, OBSERVATIONS[0]), (0.8, OBSERVATIONS[1])),
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
                    "That is the log-likelihood: the sign is turned.",
                ),
                Slip(
                    "ones_only",
                    lambda q, y: -np.sum(y * np.log(q)),
                    "The zeros are missing. Each of them has a probability too.",
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
            id="my_binary_cross_entropy",
            title="Binary cross-entropy",
            topic="Cross-entropy",
            points=1,
            level=2,
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
                    "The minus sign is missing: a cost is not negative here.",
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
                    "An example with the label 0 costs nothing that way, whatever is predicted.",
                ),
                Slip(
                    "wrong_label",
                    lambda t, q: -((1 - t) * np.log(q) + t * np.log(1 - q)),
                    "You measured the surprise at the label that did not occur.",
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
            probes=((np.array([0.74, 1.1, 0.69, 1.06, 2.39]),), (np.array([1.56, 1.05, 0.9]),)),
            reference=lambda x: 1 / np.mean(x),
            slips=(
                Slip("mean", lambda x: x.mean(), "That estimates the mean, which is 1/λ, not λ."),
                Slip(
                    "mean_of_inverses",
                    lambda x: np.mean(1 / x),
                    "The mean of the inverses is not the inverse of the mean.",
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
            probes=((np.array([1.0, 4.0, 2.0, 8.0]),), (np.array([-2.0, 0.0, 3.0, 1.0, 7.0]),)),
            reference=lambda x: np.mean((x - np.mean(x)) ** 2),
            slips=(
                Slip(
                    "unbiased",
                    lambda x: x.var(ddof=1),
                    "You divided by n − 1, the unbiased estimate. The likelihood is largest with "
                    "another divisor.",
                ),
                Slip("deviation", lambda x: x.std(), "That is σ. Its square is asked."),
                Slip(
                    "not_centred",
                    lambda x: np.mean(x**2),
                    "Take the estimated mean off before you square.",
                ),
                Slip(
                    "not_averaged",
                    lambda x: np.sum((x - x.mean()) ** 2),
                    "That is the sum of squares. It grows with n; the variance does not.",
                ),
            ),
            hints=(
                "Estimate the mean first; the best value is the same for every variance.",
                (
                    r"$\ln L = -\frac{n}{2} \ln(2 \pi \sigma^2) - \frac{1}{2 \sigma^2} "
                    r"\sum_i (x_i - "
                    r"\hat\mu)^2$."
                ),
                r"Start: differentiate by $v = \sigma^2$ and set the result to zero.",
                "`return np.mean((x - ...) ** 2)`",
            ),
            why="It is a little too small on average, by the factor (n − 1)/n.",
        ),
        Exercise(
            id="my_log_sum_exp",
            title="A logarithm of a sum, without overflow",
            topic="Softmax",
            points=2,
            level=3,
            source="S2",
            prompt=(
                r"Write $\ln \sum_k e^{z_k}$ as a function `my_log_sum_exp(z)` of an array of the "
                r"shape `(K,)`. It is called with logits in the thousands as well."
            ),
            inputs={"z": Vector(3, -2.5, 2.5)},
            probes=(
                (np.array([1.2, -0.4, 2.3]),),
                (np.array([-1.0, 0.6, 0.1]),),
                (np.array([1000.0, 1001.0, 999.5]),),
            ),
            reference=lambda z: np.max(z) + np.log(np.sum(np.exp(z - np.max(z)))),
            slips=(
                Slip(
                    "maximum_not_added",
                    lambda z: np.log(np.sum(np.exp(z - np.max(z)))),
                    "You took the maximum off for safety. It has to be added again at the end.",
                ),
                Slip("maximum", lambda z: z.max(), "That is the largest logit, a lower bound."),
                Slip(
                    "mean",
                    lambda z: np.max(z) + np.log(np.mean(np.exp(z - np.max(z)))),
                    "You took a mean where the sum is asked.",
                ),
                Slip("sum", lambda z: z.sum(), "The logarithm of a sum is no sum of logarithms."),
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
                    "That is the other direction. Outcomes come from p.",
                ),
                Slip(
                    "log_sign",
                    "(s^2 + m^2 - 1)/2 + ln(s)",
                    "The sign of the logarithm is turned.",
                ),
                Slip(
                    "cross_entropy",
                    "1/2*ln(2*pi) + (s^2 + m^2)/2",
                    "That is the cross-entropy. The entropy of p has to come off.",
                ),
                Slip(
                    "entropy_constant",
                    "(s^2 + m^2)/2 - ln(s)",
                    "A constant is missing: the divergence is zero where p equals q.",
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
            id="softmax_temperature",
            title="Softmax with a temperature",
            topic="Softmax",
            points=1,
            level=3,
            source="S2",
            prompt=(
                r"Write the softmax of the logits $\mathbf{z}$ at the temperature $T > 0$ as a "
                r"function `softmax_temperature(z, T)`; `z` and the result have the shape `(K,)`."
            ),
            inputs={"z": Vector(3, -2.5, 2.5), "T": Reals(0.3, 3.0, away_from=(1.0,))},
            probes=((np.array([1.2, -0.4, 2.3]), 2.5), (np.array([-1.0, 0.6, 0.1]), 0.4)),
            reference=lambda z, T: softmax(z / T),
            slips=(
                Slip(
                    "multiplied",
                    lambda z, T: softmax(z * T),
                    "You multiplied by T. A high temperature flattens the distribution.",
                ),
                Slip("unused", lambda z, T: softmax(z), "The temperature is not used."),
                Slip(
                    "outside",
                    lambda z, T: softmax(z) / T,
                    "You divided the probabilities: they no longer sum to 1.",
                ),
                Slip("not_normalised", lambda z, T: np.exp(z / T), "These do not sum to 1."),
            ),
            hints=(
                "The temperature acts on the logits, before the exponential.",
                r"A high temperature brings the logits closer together.",
                "Start with `e = np.exp(...)`.",
                "`return e / ...`",
            ),
            why="Towards T = 0 all the mass goes to the largest logit.",
        ),
    ),
)
