"""Practice of lesson 09. The prompts are the words of the lesson's cells."""

# ruff: noqa: ARG005 - a slip takes the inputs of its reference, whether it needs them all or not
from typing import Any

import numpy as np

from coursekit.checking import Exercise, Integers, Reals, Slip
from coursekit.probability import Exponential, Joint, MultivariateNormal
from coursekit.sheets import Sheet

__all__ = ["PRACTICE"]


def power_density(k: Any, w: Any, a: Any) -> dict[str, Any]:
    """Find c so that c·xᵏ on [0, w] is a density, and its probability of [0, a]."""
    return {"c": (k + 1) / w ** (k + 1), "up_to_a": (a / w) ** (k + 1)}


def longer_wait(rate: Any, s: Any, t: Any) -> Any:
    """Compute P(X ≤ s + t | X > s) of an exponential waiting time."""
    wait = Exponential(rate)
    return (wait.cdf(s + t) - wait.cdf(s)) / wait.survival(s)


def card_shares(a: int, b: int, c: int, d: int) -> dict[str, float]:
    """Read joint, marginal and conditional off counts, and the count under independence."""
    cards = Joint.from_counts([[a, b], [c, d]], ("shape", "colour"))
    row, column = cards.prob(shape=0), cards.prob(colour=0)
    return {
        "joint": float(cards.prob(shape=0, colour=0)),
        "marginal": float(row),
        "conditional": float(cards.given(colour=0).prob(shape=0)),
        "expected": float(row * column * (a + b + c + d)),
    }


def mixed_variance(a: Any, b: Any, var_x: Any, var_y: Any, cov: Any) -> Any:
    """Compute Var[aX − bY + 5] as a quadratic form of the covariance matrix."""
    weights = np.array([a, -b])
    return weights @ np.array([[var_x, cov], [cov, var_y]]) @ weights


def after_seeing(x: Any, mx: Any, my: Any, sx: Any, sy: Any, rho: Any) -> dict[str, Any]:
    """Condition a bivariate normal pair on X = x: mean and variance of Y."""
    seen = MultivariateNormal.bivariate(mx, my, sx, sy, rho).conditional({0: x})
    return {"mean": float(seen.mean[0]), "variance": float(seen.covariance[0, 0])}


PRACTICE = Sheet(
    name="09_probability",
    title="Densities, joint, marginal, conditional, expectation",
    exercises=(
        Exercise(
            id="power_density",
            title="A power made a density",
            kind="parts",
            prompt=(
                'p(x) = c xᵏ on [0, w] and 0 elsewhere. Return a dict: "c" makes p a density, and '
                '"up_to_a" is P(X ≤ a), for 0 < a < w.'
            ),
            inputs={"k": Integers(1, 4), "w": Reals(1.2, 3.0), "a": Reals(0.3, 1.1)},
            probes=((1, 2.5, 1.0), (2, 1.5, 0.4)),
            reference=power_density,
            slips=(
                Slip(
                    "not_inverted",
                    lambda k, w, a: {"c": w ** (k + 1) / (k + 1)},
                    "That is the area below xᵏ. Multiplied by c it has to become 1.",
                ),
                Slip(
                    "area_on_the_unit_interval",
                    lambda k, w, a: {"c": 1 / (k + 1)},
                    "That is the area below xᵏ on [0, 1]. Here the interval ends at w, and it is c "
                    "times the area that has to be 1.",
                ),
                Slip(
                    "height_one",
                    lambda k, w, a: {"c": 1 / w**k},
                    "With that the highest value of p is 1. It is the area that has to be 1.",
                ),
                Slip(
                    "power_kept",
                    lambda k, w, a: {"c": 1 / w ** (k + 1)},
                    "The integral of xᵏ has a denominator, too: raise the exponent and divide by "
                    "it.",
                ),
                Slip(
                    "width_one",
                    lambda k, w, a: {"c": k + 1},
                    "That is right on [0, 1]. Here the interval ends at w.",
                ),
                Slip(
                    "density_at_a",
                    lambda k, w, a: {"up_to_a": (k + 1) * a**k / w ** (k + 1)},
                    "That is p(a), a height. A probability is the area up to a.",
                ),
                Slip(
                    "uniform",
                    lambda k, w, a: {"up_to_a": a / w},
                    "That is the share of the interval, as if p were constant.",
                ),
                Slip(
                    "not_normalised",
                    lambda k, w, a: {"up_to_a": a ** (k + 1) / (k + 1)},
                    "That is the area below xᵏ without c.",
                ),
                Slip(
                    "other_side",
                    lambda k, w, a: {"up_to_a": 1 - (a / w) ** (k + 1)},
                    "That is P(X > a), the area on the other side of a.",
                ),
            ),
            why="Up to w the area is 1, so up to a it is a power of the share a/w.",
        ),
        Exercise(
            id="longer_wait",
            title="Waiting on",
            prompt=(
                "X is exponential. You have waited s minutes and nothing came. Return the "
                "probability that it comes within the next t: P(X ≤ s + t | X > s)."
            ),
            inputs={"rate": Reals(0.2, 1.2), "s": Reals(0.4, 1.5), "t": Reals(0.4, 2.0)},
            probes=((0.5, 1.0, 1.4), (0.3, 0.8, 0.5)),
            reference=longer_wait,
            slips=(
                Slip(
                    "not_divided",
                    lambda rate, s, t: np.exp(-rate * s) - np.exp(-rate * (s + t)),
                    "That is P(s < X ≤ s + t), of all waits. You know already that X > s: divide "
                    "by the probability of that.",
                ),
                Slip(
                    "from_the_start",
                    lambda rate, s, t: 1 - np.exp(-rate * (s + t)),
                    "That is P(X ≤ s + t), counted from the start, without what you know.",
                ),
                Slip(
                    "still_waiting",
                    lambda rate, s, t: np.exp(-rate * t),
                    "That is the probability that you still wait after t more minutes.",
                ),
                Slip(
                    "density",
                    lambda rate, s, t: rate * np.exp(-rate * t),
                    "That is a value of the density. A probability is an area below it.",
                ),
                Slip(
                    "mean_for_rate",
                    lambda rate, s, t: 1 - np.exp(-t / rate),
                    "You divided by the rate, as if it were the mean. The mean is 1/rate.",
                ),
                Slip(
                    "already_waited",
                    lambda rate, s, t: 1 - np.exp(-rate * s),
                    "That is the probability of the wait that is over, P(X ≤ s).",
                ),
            ),
            why="s is gone from the result: an exponential wait does not remember.",
        ),
        Exercise(
            id="card_shares",
            title="Four shares of a table",
            kind="parts",
            prompt=(
                "Counts: a, b in row 1 and c, d in row 2. Return a dict for row 1 and column 1: "
                '"joint" p(row, column), "marginal" p(row), "conditional" p(row | column), '
                '"expected", what a would be if both were independent with the same marginals.'
            ),
            inputs={
                "a": Integers(12, 20),
                "b": Integers(2, 6),
                "c": Integers(7, 10),
                "d": Integers(21, 30),
            },
            probes=((20, 5, 10, 25), (12, 3, 8, 27)),
            reference=card_shares,
            slips=(
                Slip(
                    "counts",
                    lambda a, b, c, d: {"joint": a},
                    "That is a count. Divide by the number of all cards.",
                ),
                Slip(
                    "product_of_marginals",
                    lambda a, b, c, d: {"joint": (a + b) * (a + c) / (a + b + c + d) ** 2},
                    "You multiplied the marginals. That is the joint only if row and column are "
                    "independent.",
                ),
                Slip(
                    "column_marginal",
                    lambda a, b, c, d: {"marginal": (a + c) / (a + b + c + d)},
                    "That is p(column). For p(row) the columns are summed over.",
                ),
                Slip(
                    "joint_for_marginal",
                    lambda a, b, c, d: {"marginal": a / (a + b + c + d)},
                    "That is one cell only. A marginal adds up the whole row.",
                ),
                Slip(
                    "row_total",
                    lambda a, b, c, d: {"marginal": a + b},
                    "That is how many cards the row has. Divide by the number of all cards.",
                ),
                Slip(
                    "turned_round",
                    lambda a, b, c, d: {"conditional": a / (a + b)},
                    "That is p(column | row): you divided by the row. What stands behind the bar "
                    "is what you divide by.",
                ),
                Slip(
                    "joint_for_conditional",
                    lambda a, b, c, d: {"conditional": a / (a + b + c + d)},
                    "That is a share of all cards. Behind the bar stands the column: only its "
                    "cards count now.",
                ),
                Slip(
                    "odds",
                    lambda a, b, c, d: {"conditional": a / c},
                    "You compared row 1 with row 2, which makes odds. Divide by the whole column.",
                ),
                Slip(
                    "a_quarter",
                    lambda a, b, c, d: {"expected": (a + b + c + d) / 4},
                    "That makes all four cells alike, and changes the marginals.",
                ),
                Slip(
                    "as_it_is",
                    lambda a, b, c, d: {"expected": a},
                    "That is the count as it is. Under independence the row would take the same "
                    "share of every column.",
                ),
                Slip(
                    "as_probability",
                    lambda a, b, c, d: {"expected": (a + b) * (a + c) / (a + b + c + d) ** 2},
                    "That is a probability. What is asked is a count, a share of all cards.",
                ),
                Slip(
                    "totals_multiplied",
                    lambda a, b, c, d: {"expected": (a + b) * (a + c)},
                    "You multiplied two totals. Turn them into probabilities first.",
                ),
            ),
            why="Row total times column total over all: where a is larger, the two go together.",
        ),
        Exercise(
            id="mixed_variance",
            title="The variance of a mixture of two",
            prompt=(
                "Return Var[aX − bY + 5] from the numbers a and b, from var_x and var_y, which are "
                "Var[X] and Var[Y], and from cov, which is Cov[X, Y]."
            ),
            inputs={
                "a": Reals(1.2, 3.0),
                "b": Reals(1.2, 3.0),
                "var_x": Reals(1.5, 4.0),
                "var_y": Reals(1.5, 4.0),
                "cov": Reals(-1.4, 1.4, away_from=(0.0,)),
            },
            probes=((2.0, 1.5, 3.0, 2.0, 0.8), (1.3, 2.5, 2.0, 3.5, -0.6)),
            reference=mixed_variance,
            slips=(
                Slip(
                    "independent",
                    lambda a, b, var_x, var_y, cov: a**2 * var_x + b**2 * var_y,
                    "That is right if the covariance is 0. Here it need not be.",
                ),
                Slip(
                    "sign_of_covariance",
                    lambda a, b, var_x, var_y, cov: a**2 * var_x + b**2 * var_y + 2 * a * b * cov,
                    "That is Var[aX + bY]. The sign of b goes into the covariance.",
                ),
                Slip(
                    "variances_subtracted",
                    lambda a, b, var_x, var_y, cov: a**2 * var_x - b**2 * var_y - 2 * a * b * cov,
                    "You subtracted the variance of bY. What is taken away scatters all the same: "
                    "(−b)² is positive.",
                ),
                Slip(
                    "not_squared",
                    lambda a, b, var_x, var_y, cov: a * var_x + b * var_y - 2 * a * b * cov,
                    "A factor comes out of a variance squared.",
                ),
                Slip(
                    "covariance_once",
                    lambda a, b, var_x, var_y, cov: a**2 * var_x + b**2 * var_y - a * b * cov,
                    "The mixed term of a square occurs twice.",
                ),
                Slip(
                    "factors_forgotten",
                    lambda a, b, var_x, var_y, cov: a**2 * var_x + b**2 * var_y - 2 * cov,
                    "The factors come out of the covariance as well, each once.",
                ),
                Slip(
                    "constant_kept",
                    lambda a, b, var_x, var_y, cov: (
                        a**2 * var_x + b**2 * var_y - 2 * a * b * cov + 5
                    ),
                    "A constant shifts X and its mean alike, so no deviation changes.",
                ),
            ),
            why="It is the square (a, −b) Σ (a, −b)ᵀ: section 5 writes it so.",
        ),
        Exercise(
            id="after_seeing",
            title="What X tells about Y",
            kind="parts",
            prompt=(
                "(X, Y) is bivariate normal with means mx and my, standard deviations sx and sy "
                'and correlation rho. Return a dict of "mean" and "variance" of Y given X = x.'
            ),
            inputs={
                "x": Reals(2.5, 4.0),
                "mx": Reals(0.5, 1.5),
                "my": Reals(1.8, 3.0),
                "sx": Reals(1.3, 2.0),
                "sy": Reals(2.3, 3.5),
                "rho": Reals(-0.8, 0.8, away_from=(0.0,)),
            },
            probes=((3.0, 1.0, 2.0, 1.5, 2.5, 0.6), (2.6, 0.8, 2.5, 1.8, 3.0, -0.5)),
            reference=after_seeing,
            slips=(
                Slip(
                    "unscaled",
                    lambda x, mx, my, sx, sy, rho: {"mean": my + rho * (x - mx)},
                    "That is right if both standard deviations are equal. One unit of X is not "
                    "one unit of Y here.",
                ),
                Slip(
                    "scales_exchanged",
                    lambda x, mx, my, sx, sy, rho: {"mean": my + rho * sx / sy * (x - mx)},
                    "The two standard deviations are exchanged: the step has to end in units of Y.",
                ),
                Slip(
                    "no_regression",
                    lambda x, mx, my, sx, sy, rho: {"mean": my + sy / sx * (x - mx)},
                    "You gave Y as many standard deviations as X. Only the share rho is passed on.",
                ),
                Slip(
                    "not_centred",
                    lambda x, mx, my, sx, sy, rho: {"mean": my + rho * sy / sx * x},
                    "What counts is how far x lies from the mean of X.",
                ),
                Slip(
                    "mean_forgotten",
                    lambda x, mx, my, sx, sy, rho: {"mean": rho * sy / sx * (x - mx)},
                    "That is the shift alone. It starts at the mean of Y.",
                ),
                Slip(
                    "other_mean",
                    lambda x, mx, my, sx, sy, rho: {"mean": mx + rho * sy / sx * (x - mx)},
                    "Yours starts at the mean of X. The guess is for Y.",
                ),
                Slip(
                    "unconditional",
                    lambda x, mx, my, sx, sy, rho: {"variance": sy**2},
                    "That is the variance before X was seen. Some of it is explained now.",
                ),
                Slip(
                    "explained",
                    lambda x, mx, my, sx, sy, rho: {"variance": rho**2 * sy**2},
                    "That is the part of the variance that X explains. Asked is what is left.",
                ),
                Slip(
                    "correlation_not_squared",
                    lambda x, mx, my, sx, sy, rho: {"variance": (1 - rho) * sy**2},
                    "The sign of the correlation would matter there. It has to be squared.",
                ),
                Slip(
                    "bracket_squared",
                    lambda x, mx, my, sx, sy, rho: {"variance": (1 - rho) ** 2 * sy**2},
                    "You squared the whole bracket. Only the correlation in it is squared.",
                ),
                Slip(
                    "deviation",
                    lambda x, mx, my, sx, sy, rho: {"variance": sy * np.sqrt(1 - rho**2)},
                    "That is the standard deviation. The variance is its square.",
                ),
            ),
            why="The mean moves with x; the variance is the same for every x.",
        ),
    ),
)
