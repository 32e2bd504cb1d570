"""Practice of lesson 12. The prompts are the words of the lesson's cells."""

# ruff: noqa: ARG005 - a slip takes the inputs of its reference, whether it needs them all or not
from typing import Any

import numpy as np

from coursekit.checking import Exercise, Integers, Reals, Simplex, Slip, Vector
from coursekit.probability import cross_entropy, entropy, perplexity, softmax
from coursekit.sheets import Sheet

__all__ = ["PRACTICE"]


def tries_until(n: Any, s: Any, q: Any) -> dict[str, Any]:
    """Fit a geometric distribution: log-likelihood n log q + (s − n) log(1 − q)."""
    return {"best": n / s, "slope": n / q - (s - n) / (1 - q)}


def uncertainty(p: Any) -> dict[str, Any]:
    """Say the entropy of one draw and of two in bits, and as a number of equal values."""
    bits = entropy(p, unit="bits")
    return {"bits": bits, "two": 2 * bits, "as_many": perplexity(p)}


def kl_poisson(a: Any, b: Any) -> Any:
    """Compute KL(Poisson(a) ‖ Poisson(b)) in nats: the factorials cancel, and E[X] = a."""
    return a * np.log(a / b) - a + b


def times_as_likely(n: Any, p: Any, q: Any, r: Any) -> Any:
    """Compare two models of n observations with the shares p: a quotient of likelihoods."""
    return np.exp(n * (cross_entropy(p, r) - cross_entropy(p, q)))


def cooled_gradient(z: Any, p: Any, T: Any) -> Any:
    """Differentiate H(p, softmax(z/T)) by the logits z."""
    return (softmax(z / T) - p) / T


PRACTICE = Sheet(
    name="12_cross_entropy",
    title="Maximum likelihood, entropy, cross-entropy, KL",
    exercises=(
        Exercise(
            id="tries_until",
            title="Tries until the first success",
            kind="parts",
            prompt=(
                "n players threw until they hit, s throws in all, so each player's number of "
                "throws x has p(x) = (1 − q)ˣ⁻¹ q. Return a dict of the most likely q, "
                '"best", and of "slope", the derivative of the log-likelihood at q.'
            ),
            inputs={"n": Integers(3, 9), "s": Integers(12, 40), "q": Reals(0.15, 0.85)},
            probes=((4, 20, 0.5), (5, 16, 0.25)),
            reference=tries_until,
            slips=(
                Slip(
                    "turned_over",
                    lambda n, s, q: {"best": s / n},
                    "That is the mean number of throws of a player. A probability is at most 1: "
                    "turn it over.",
                ),
                Slip(
                    "misses",
                    lambda n, s, q: {"best": (s - n) / s},
                    "That is the share of the misses. q is the probability of a hit.",
                ),
                Slip(
                    "odds",
                    lambda n, s, q: {"best": n / (s - n)},
                    "You compared hits with misses, which makes odds. A share compares hits with "
                    "all throws.",
                ),
                Slip(
                    "sign_of_log",
                    lambda n, s, q: {"slope": n / q + (s - n) / (1 - q)},
                    "The inner derivative of log(1 − q) is −1.",
                ),
                Slip(
                    "throws_for_misses",
                    lambda n, s, q: {"slope": n / q - s / (1 - q)},
                    "In the second term you counted all throws. (1 − q) stands there once for each "
                    "miss only.",
                ),
                Slip(
                    "one_player",
                    lambda n, s, q: {"slope": 1 / q - (s - n) / (1 - q)},
                    "You counted one hit. Every one of the n players hit once.",
                ),
                Slip(
                    "downhill",
                    lambda n, s, q: {"slope": (s - n) / (1 - q) - n / q},
                    "That is the slope of minus the log-likelihood.",
                ),
                Slip(
                    "mean_slope",
                    lambda n, s, q: {"slope": 1 / q - (s / n - 1) / (1 - q)},
                    "That is the slope for each player, on average. The log-likelihood is a sum.",
                ),
                Slip(
                    "hits_only",
                    lambda n, s, q: {"slope": n / q},
                    "That is the slope of the hits alone. The misses depend on q as well.",
                ),
                Slip(
                    "brackets",
                    lambda n, s, q: {"slope": n / q - (s - n) / 1 - q},
                    "Without brackets only the 1 stands below the line. Put them round 1 − q.",
                ),
                Slip(
                    "log_likelihood",
                    lambda n, s, q: {"slope": n * np.log(q) + (s - n) * np.log(1 - q)},
                    "That is the log-likelihood itself. Differentiate it by q.",
                ),
                Slip(
                    "denominators_lost",
                    lambda n, s, q: {"slope": n - s * q},
                    "You multiplied by the denominators, as one does to find the zero. The slope "
                    "itself keeps them.",
                ),
            ),
            why="Hits over throws, as for a coin: stopping at a hit leaves the estimate as it is.",
        ),
        Exercise(
            id="uncertainty",
            title="One number, said in three ways",
            kind="parts",
            prompt=(
                'p is an array of probabilities, all above 0. Return a dict: "bits", the entropy '
                'of one draw in bits; "two", that of two independent draws together, in bits; '
                '"as_many", how many equally probable values have the entropy of one draw.'
            ),
            inputs={"p": Simplex(4)},
            probes=(([0.5, 0.25, 0.15, 0.1],), ([0.6, 0.1, 0.1, 0.2],)),
            reference=uncertainty,
            slips=(
                Slip(
                    "nats",
                    lambda p: {"bits": entropy(p)},
                    "That is in nats. Bits need the logarithm to base 2.",
                ),
                Slip(
                    "negative",
                    lambda p: {"bits": -entropy(p, unit="bits")},
                    "The logarithm of a probability is negative. Surprise has a minus sign.",
                ),
                Slip(
                    "not_weighted",
                    lambda p: {"bits": -np.mean(np.log2(p))},
                    "You took every value for as frequent as the others. Weight each surprise with "
                    "its probability.",
                ),
                Slip(
                    "all_equal",
                    lambda p: {"bits": np.log2(len(p))},
                    "That is the entropy if all values are equally probable, the largest one.",
                ),
                Slip(
                    "multiplied_by_ln2",
                    lambda p: {"bits": entropy(p) * np.log(2)},
                    "You turned the change of units round. A nat is more than one bit.",
                ),
                Slip(
                    "one_draw",
                    lambda p: {"two": entropy(p, unit="bits")},
                    "That is the entropy of one draw. The surprises of independent draws add up.",
                ),
                Slip(
                    "squared",
                    lambda p: {"two": entropy(p, unit="bits") ** 2},
                    "You multiplied. Probabilities multiply; their logarithms add up.",
                ),
                Slip(
                    "two_in_nats",
                    lambda p: {"two": 2 * entropy(p)},
                    "Two draws, rightly added, but in nats. Divide by ln 2 to have bits.",
                ),
                Slip(
                    "e_to_the_bits",
                    lambda p: {"as_many": np.exp(entropy(p, unit="bits"))},
                    "You raised e to a number of bits. Powers of e belong to nats, powers of 2 to "
                    "bits.",
                ),
                Slip(
                    "two_to_the_nats",
                    lambda p: {"as_many": 2.0 ** entropy(p)},
                    "You raised 2 to a number of nats. Powers of 2 belong to bits.",
                ),
                Slip(
                    "counted",
                    lambda p: {"as_many": len(p)},
                    "That counts the values, as if all were equally probable. Undo the logarithm "
                    "of the entropy.",
                ),
                Slip(
                    "surprises_added",
                    lambda p: {"bits": -np.sum(np.log2(p))},
                    "You added the surprises. Weight each with its probability.",
                ),
                Slip(
                    "of_two_draws",
                    lambda p: {"as_many": perplexity(p) ** 2},
                    "That is for two draws together. One draw was asked.",
                ),
                Slip(
                    "bits_doubled",
                    lambda p: {"as_many": 2 * entropy(p, unit="bits")},
                    "You doubled the bits. Each bit doubles the number of values, so the bits "
                    "belong in the exponent.",
                ),
            ),
            why="The last one is called perplexity: language models are compared by it.",
        ),
        Exercise(
            id="kl_poisson",
            title="Two Poisson distributions",
            prompt=(
                "p is Poisson with rate a, q is Poisson with rate b, so p(x) = e⁻ᵃ aˣ / x! and q "
                "alike. Return KL(p‖q) in nats."
            ),
            inputs={"a": Reals(0.8, 4.0), "b": Reals(0.8, 4.0)},
            probes=((2.0, 3.0), (3.5, 1.2)),
            reference=kl_poisson,
            slips=(
                Slip(
                    "turned_round",
                    lambda a, b: b * np.log(b / a) - b + a,
                    "That is KL(q‖p). The first one is the truth, and its mean weights the "
                    "logarithm.",
                ),
                Slip(
                    "quotient_turned",
                    lambda a, b: a * np.log(b / a) - a + b,
                    "The quotient in the logarithm is p over q.",
                ),
                Slip(
                    "only_the_logarithm",
                    lambda a, b: a * np.log(a / b),
                    "The factors e⁻ᵃ and e⁻ᵇ do not cancel: they differ.",
                ),
                Slip(
                    "sign_of_rates",
                    lambda a, b: a * np.log(a / b) + a - b,
                    "The logarithm of e⁻ᵃ is −a. Its sign went wrong.",
                ),
                Slip(
                    "mean_under_q",
                    lambda a, b: b * np.log(a / b) - a + b,
                    "You took the mean of X under q. KL(p‖q) is an expectation under p.",
                ),
                Slip(
                    "no_mean",
                    lambda a, b: np.log(a / b) - a + b,
                    "log aˣ is x log a, and the expectation of x is still to be taken.",
                ),
                Slip(
                    "bits",
                    lambda a, b: (a * np.log(a / b) - a + b) / np.log(2),
                    "That is in bits. Nats need ln.",
                ),
                Slip(
                    "one_rate",
                    lambda a, b: a * np.log(a / b) + b,
                    "Of the two factors e⁻ᵃ and e⁻ᵇ one has got lost.",
                ),
            ),
            why="It is 0 for a = b only: log u ≤ u − 1 at u = b/a says so.",
        ),
        Exercise(
            id="times_as_likely",
            title="How many times as likely?",
            prompt=(
                "n observations have the shares p, an array. Two models give the same values the "
                "probabilities q and r. Return how many times as likely the data are under q as "
                "under r: a quotient of two products."
            ),
            inputs={
                "n": Integers(5, 12),
                "p": Simplex(3),
                "q": Simplex(3),
                "r": Simplex(3),
            },
            probes=(
                (10, [0.5, 0.3, 0.2], [0.4, 0.4, 0.2], [0.2, 0.3, 0.5]),
                (6, [0.2, 0.6, 0.2], [0.5, 0.3, 0.2], [0.3, 0.4, 0.3]),
            ),
            reference=times_as_likely,
            slips=(
                Slip(
                    "upside_down",
                    lambda n, p, q, r: np.exp(n * (cross_entropy(p, q) - cross_entropy(p, r))),
                    "That is the quotient the other way round. A smaller cross-entropy means more "
                    "likely data.",
                ),
                Slip(
                    "logarithm",
                    lambda n, p, q, r: n * (cross_entropy(p, r) - cross_entropy(p, q)),
                    "That is the logarithm of the quotient. Undo it.",
                ),
                Slip(
                    "one_observation",
                    lambda n, p, q, r: np.exp(cross_entropy(p, r) - cross_entropy(p, q)),
                    "That is the factor for a single observation, on average. There are n of them.",
                ),
                Slip(
                    "times_n",
                    lambda n, p, q, r: n * np.exp(cross_entropy(p, r) - cross_entropy(p, q)),
                    "You multiplied the factor of one observation by n. Independent factors make a "
                    "power.",
                ),
                Slip(
                    "each_value_once",
                    lambda n, p, q, r: np.prod(q) / np.prod(r),
                    "You took every value once. A value with the share p occurs n·p times.",
                ),
                Slip(
                    "only_q",
                    lambda n, p, q, r: np.exp(-n * cross_entropy(p, q)),
                    "That is the likelihood under q alone. Divide by the one under r.",
                ),
                Slip(
                    "every_value_n_times",
                    lambda n, p, q, r: np.prod(q / r) ** n,
                    "You let every value occur n times. A value with the share p occurs n·p times.",
                ),
                Slip(
                    "mean_of_logarithms",
                    lambda n, p, q, r: cross_entropy(p, r) - cross_entropy(p, q),
                    "That is the logarithm of the factor of one observation, on average. Count "
                    "all n, and undo the logarithm.",
                ),
                Slip(
                    "costs_divided",
                    lambda n, p, q, r: cross_entropy(p, r) / cross_entropy(p, q),
                    "You divided cross-entropies. They are logarithms already, and a quotient of "
                    "likelihoods has a difference of logarithms.",
                ),
            ),
            why="A small difference in cross-entropy, times n, in the exponent: data decide fast.",
        ),
        Exercise(
            id="cooled_gradient",
            title="The gradient with a temperature",
            prompt=(
                "z is an array of logits, p of target probabilities, T > 0 a temperature. The cost "
                "is H(p, q) with q = softmax(z/T). Return its gradient by z, of shape (K,)."
            ),
            inputs={"z": Vector(3), "p": Simplex(3), "T": Reals(0.4, 3.0, away_from=(1.0,))},
            probes=(
                ([1.0, 2.0, -0.5], [0.0, 1.0, 0.0], 2.0),
                ([0.5, -1.0, 1.5], [0.6, 0.3, 0.1], 0.5),
            ),
            reference=cooled_gradient,
            row_vector=True,
            slips=(
                Slip(
                    "inner_forgotten",
                    lambda z, p, T: softmax(z / T) - p,
                    "That is the slope by z/T. The inner derivative is missing.",
                ),
                Slip(
                    "inner_turned",
                    lambda z, p, T: (softmax(z / T) - p) * T,
                    "The inner derivative of z/T is not T.",
                ),
                Slip(
                    "no_temperature",
                    lambda z, p, T: (softmax(z) - p) / T,
                    "The q in the gradient is the same as in the cost, with its temperature.",
                ),
                Slip(
                    "uphill",
                    lambda z, p, T: (p - softmax(z / T)) / T,
                    "That points downhill. A gradient points to where the cost grows.",
                ),
                Slip(
                    "no_target",
                    lambda z, p, T: softmax(z / T) / T,
                    "That is the gradient of the log-sum-exp alone. The term with p is missing.",
                ),
                Slip(
                    "as_sigmoid",
                    lambda z, p, T: (1 / (1 + np.exp(-z / T)) - p) / T,
                    "You used a sigmoid for each logit. One label among several needs softmax.",
                ),
                Slip(
                    "temperature_unused",
                    lambda z, p, T: softmax(z) - p,
                    "The temperature does not occur. It is in q, and in the inner derivative.",
                ),
                Slip(
                    "target_not_scaled",
                    lambda z, p, T: softmax(z / T) / T - p,
                    "Only one of the two terms has the inner derivative. The scaled logits stand "
                    "in both.",
                ),
                Slip(
                    "by_probabilities",
                    lambda z, p, T: -p / softmax(z / T),
                    "That is the gradient by the probabilities. The logits move all of them: "
                    "softmax has a Jacobian.",
                ),
            ),
            why="A high temperature makes the model modest and the slopes small.",
        ),
    ),
)
