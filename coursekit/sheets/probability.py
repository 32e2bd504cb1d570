"""Sheet 09: densities, tables, expectation, variance and the bivariate normal (S0, S2).

Densities and their areas come from `coursekit.probability`; the other references are the
definitions themselves, written as sums. A slip's answer has the signature of the reference.
"""

# ruff: noqa: ARG005 - a slip takes the inputs of its reference, whether it needs them all or not
from collections.abc import Callable
from typing import Any

import numpy as np

from coursekit.checking import (
    Covariance,
    Exercise,
    Matrix,
    Option,
    Reals,
    Simplex,
    Slip,
    Vector,
)
from coursekit.probability import Exponential, MultivariateNormal, Normal, Uniform
from coursekit.sheets._sheet import Sheet

__all__ = ["SHEET"]


def mean(x: Any, p: Any) -> Any:
    """Weigh the values x, along the first axis, by their probabilities p."""
    return np.tensordot(p, x, axes=1)


def spread(x: Any, p: Any) -> Any:
    """Average the squared deviations of numbers x from their mean."""
    return mean((x - mean(x, p)) ** 2, p)


def second_moment(x: Any, p: Any) -> Any:
    """Compute E[XXᵀ] of a random vector with values in the rows of x."""
    return np.einsum("k,ki,kj->ij", p, x, x)


def vector_covariance(x: Any, p: Any) -> Any:
    """Compute E[(X − μ)(X − μ)ᵀ] of a random vector with values in the rows of x."""
    return second_moment(x - mean(x, p), p)


def means(x: Any, y: Any, P: Any) -> tuple[Any, Any]:
    """Return E[X] and E[Y] of a joint table."""
    return mean(x, P.sum(axis=1)), mean(y, P.sum(axis=0))


def table_covariance(x: Any, y: Any, P: Any) -> Any:
    """Average the products of deviations over a joint table."""
    mu_x, mu_y = means(x, y, P)
    return np.sum(P * np.outer(x - mu_x, y - mu_y))


def table_correlation(x: Any, y: Any, P: Any) -> Any:
    """Divide the covariance of a joint table by both standard deviations."""
    scale = np.sqrt(spread(x, P.sum(axis=1)) * spread(y, P.sum(axis=0)))
    return table_covariance(x, y, P) / scale


def scatter(X: Any, centre: Any) -> Any:
    """Sum the products of deviations of the rows of X from a centre."""
    return (X - centre).T @ (X - centre)


def quadratic_form(d: Any, S: Any) -> Any:
    """Compute dᵀ S⁻¹ d."""
    return d @ np.linalg.solve(S, d)


# Numbers for each student. A draw is repeated until right answer and slips are different numbers.


def distinct(
    slips: tuple[Slip, ...], reference: Callable[..., Any], numbers: dict[str, Any]
) -> bool:
    """Return whether right answer and slips, all positive, differ by a few per cent at least."""
    values = np.sort([reference(**numbers), *(slip.answer(**numbers) for slip in slips)])
    return bool(np.all(values[1:] > 1.03 * values[:-1]))


def power_constant(n: int, L: int) -> float:
    """Return 1/∫ xⁿ dx over [0, L]; Gauss and Legendre are exact for such a power."""
    nodes, weights = np.polynomial.legendre.leggauss(4)
    return float(1 / (L / 2 * weights @ (L / 2 * (nodes + 1)) ** n))


POWER_SLIPS = (
    Slip(
        "integral_itself",
        lambda n, L: L ** (n + 1) / (n + 1),
        "That is the integral without the constant. Multiplied by the constant it must give one.",
    ),
    Slip(
        "height_made_one",
        lambda n, L: 1 / L**n,
        "You made the largest height one. It is the area that must be one.",
    ),
    Slip(
        "antiderivative_factor",
        lambda n, L: 1 / L ** (n + 1),
        "The factor that comes with the antiderivative of a power is missing. Differentiate your "
        "antiderivative to see it.",
    ),
    Slip(
        "differentiated",
        lambda n, L: 1 / (n * L ** (n - 1)),
        "You differentiated the power. An area is an integral.",
    ),
    Slip(
        "uniform",
        lambda n, L: 1 / L,
        "That is the height of a uniform density on this interval. Here the height grows with x.",
    ),
    Slip(
        "exponent_not_raised",
        lambda n, L: (n + 1) / L**n,
        "In the antiderivative the exponent was left as it was. Integrating raises it.",
    ),
)


def power_numbers(rng: np.random.Generator) -> dict[str, Any]:
    """Draw an exponent and the end of an interval."""
    while True:
        numbers = {"n": int(rng.integers(2, 5)), "L": int(rng.integers(2, 7))}
        if distinct(POWER_SLIPS, power_constant, numbers):
            return numbers


def share_of_red(a: int, b: int, **_others: int) -> float:
    """Return the share of red plants among the tall ones."""
    return a / (a + b)


PLANT_SLIPS = (
    Slip(
        "joint",
        lambda a, b, c, d: a / (a + b + c + d),
        "That is p(red, tall): a share of all plants. The bar asks for a share of the tall ones.",
    ),
    Slip(
        "conditioned_the_other_way",
        lambda a, b, c, d: a / (a + c),
        "That is p(tall | red). What stands behind the bar is what you know already.",
    ),
    Slip(
        "marginal_of_red",
        lambda a, b, c, d: (a + c) / (a + b + c + d),
        "That is p(red), the share among all plants. You know more: the plant is tall.",
    ),
    Slip(
        "marginal_of_tall",
        lambda a, b, c, d: (a + b) / (a + b + c + d),
        "That is p(tall). It tells how many plants are left, not how many of them are red.",
    ),
    Slip(
        "odds",
        lambda a, b, c, d: a / b,
        "You divided red by white: those are odds. A probability divides by all tall plants.",
    ),
    Slip(
        "percentage",
        lambda a, b, c, d: 100 * a / (a + b),
        "That is a percentage. A probability is a share of the whole, at most 1.",
    ),
    Slip(
        "complement",
        lambda a, b, c, d: b / (a + b),
        "That is p(white | tall). The question is for red.",
    ),
)


def plant_numbers(rng: np.random.Generator) -> dict[str, Any]:
    """Draw a table of 100 plants."""
    while True:
        a, b, c = (5 * int(rng.integers(2, 8)) for _ in range(3))
        numbers = {"a": a, "b": b, "c": c, "d": 100 - a - b - c}
        if numbers["d"] >= 10 and distinct(PLANT_SLIPS, share_of_red, numbers):
            return numbers


# Examples that several questions use.

VALUES = {"x": Vector(3, -3, 5), "p": Simplex(3)}
VALUE_PROBES = (
    (np.array([1.0, 2.0, 5.0]), np.array([0.5, 0.3, 0.2])),
    (np.array([-1.0, 0.5, 4.0]), np.array([0.2, 0.5, 0.3])),
    (np.array([2.0, 3.0, -2.0, 6.0]), np.array([0.45, 0.15, 0.25, 0.15])),
)
TABLES = (
    np.array([[0.18, 0.14, 0.11], [0.19, 0.1, 0.28]]),
    np.array([[0.29, 0.26, 0.05], [0.03, 0.06, 0.31]]),
    np.array([[0.05, 0.12, 0.08, 0.1], [0.15, 0.02, 0.06, 0.07], [0.09, 0.11, 0.04, 0.11]]),
)
PAIR = {"vx": Reals(0.8, 3), "vy": Reals(0.8, 3), "c": Reals(-0.7, 0.7)}
PAIR_PROBES = ((1.3, 0.9, 0.4), (2.0, 1.1, -0.6), (0.9, 2.2, 0.3))


SHEET = Sheet(
    name="09_probability",
    title="Densities, joint, marginal, conditional, expectation",
    exercises=(
        Exercise(
            id="normalise_counts",
            title="From counts to probabilities",
            topic="Densities",
            points=1,
            level=1,
            source="S2",
            prompt=(
                "A wheel was spun many times; the array `c` says how often each of its outcomes "
                "came up. Write `normalise_counts(c)`, which turns the counts into a probability "
                "mass function of the same shape."
            ),
            inputs={"c": Vector(4, 1, 9, whole=True)},
            probes=(
                (np.array([3.0, 1.0, 4.0, 2.0]),),
                (np.array([7.0, 2.0, 1.0, 5.0]),),
                (np.array([6.0, 1.0, 3.0]),),
            ),
            reference=lambda c: c / np.sum(c),
            slips=(
                Slip(
                    "counts",
                    lambda c: c,
                    "These are the counts. Probabilities sum to 1: divide by the number of spins.",
                ),
                Slip(
                    "largest_made_one",
                    lambda c: c / c.max(),
                    "You divided by the largest count, so the most frequent outcome has 1. The sum "
                    "has to be 1.",
                ),
                Slip(
                    "softmax",
                    lambda c: np.exp(c) / np.exp(c).sum(),
                    "That is a softmax, made for scores that may be negative. Counts are weights "
                    "already: they need no exponential.",
                ),
                Slip(
                    "number_of_outcomes",
                    lambda c: c / len(c),
                    "You divided by the number of outcomes. Divide by the number of spins, which "
                    "is hidden in the counts.",
                ),
                Slip(
                    "unit_length",
                    lambda c: c / np.sqrt(np.sum(c**2)),
                    "You gave the vector length 1. The sum of the entries has to be 1, not the sum "
                    "of their squares.",
                ),
                Slip(
                    "uniform",
                    lambda c: np.ones_like(c) / len(c),
                    "You gave every outcome the same probability and left the counts aside.",
                ),
            ),
            hints=(
                "What must the entries of a probability mass function sum to?",
                "The share of an outcome is its count divided by the number of all spins.",
                "Start: the number of spins is `np.sum(c)`.",
                "`return c / ...`",
            ),
            why=(
                "A frequency table and a probability table differ by one division. Lesson 10 "
                "counts words in just this way."
            ),
        ),
        Exercise(
            id="which_density",
            title="Which of them is a density?",
            kind="choice",
            topic="Densities",
            points=1,
            level=1,
            source="S0, S2",
            prompt=(
                "Each of these functions is 0 outside the interval that is given. Which one is a "
                'probability density? Assign the letter as text: `which_density = "a"`.'
            ),
            options=(
                Option(
                    "a",
                    "$p(x) = \\frac{3}{2} - x$ on $[0, 2]$",
                    slip="negative_part",
                    message="Its integral is 1, but it is negative near the right end. An interval "
                    "there would have a negative probability.",
                ),
                Option(
                    "b",
                    "$p(x) = 4$ on $[0, \\frac{1}{4}]$",
                    message="Never negative, and the area is 1. A density may well exceed 1, "
                    "because only its areas are probabilities.",
                ),
                Option(
                    "c",
                    "$p(x) = x$ on $[0, 1]$",
                    slip="area_half",
                    message="It stays between 0 and 1, but that is no condition for a density. "
                    "Compute the area of the triangle.",
                ),
                Option(
                    "d",
                    "$p(x) = \\frac{1}{x}$ on $(0, 1]$",
                    slip="infinite_area",
                    message="It is positive, but its integral does not exist: the logarithm "
                    "grows without bound near 0.",
                ),
            ),
            hints=(
                "Three conditions: the integral exists, no value is negative, the integral is 1.",
                "A height above 1 is not forbidden.",
                "Start with the areas: a rectangle, two triangles, a logarithm.",
                "`a` has to be looked at near $x = 2$, and `d` near $x = 0$.",
            ),
            why=(
                "A likelihood in lesson 12 is a product of densities, so it may exceed 1 as well."
            ),
        ),
        Exercise(
            id="normalising_constant",
            title="The normalising constant",
            kind="value",
            topic="Densities",
            points=1,
            level=1,
            source="S0, S2",
            prompt=lambda n, L: (
                rf"For which number $c$ is $p(x) = c\,x^{n}$ for $0 \leq x \leq {L}$, and $0$ "
                r"elsewhere, a probability density? Assign it to `normalising_constant`; a "
                r"fraction like `2/7` is fine."
            ),
            parameters={"n": 2, "L": 4},
            variant=power_numbers,
            reference=power_constant,
            slips=POWER_SLIPS,
            hints=(
                "Which area lies under the curve as long as $c$ is not there?",
                r"$\int_0^L x^n\,dx = L^{n+1}/(n + 1)$.",
                "Start: write that area as a number; $c$ times this number has to be 1.",
                "`normalising_constant = ... / ...**...`",
            ),
            why=(
                "Every family of densities has such a constant in front. For many models of "
                "machine learning it is the part that is hard to compute."
            ),
        ),
        Exercise(
            id="normal_density",
            title="The normal density",
            topic="Densities",
            points=1,
            level=1,
            source="S2",
            prompt=(
                r"Write the density of the normal distribution $\mathcal{N}(m, s^2)$ at $x$ as "
                "`normal_density(x, m, s)`. All three are numbers, and `s` is the *standard "
                "deviation*."
            ),
            inputs={"x": Reals(-2, 2.4), "m": Reals(-0.8, 0.9), "s": Reals(0.6, 2.2, (1.0,))},
            probes=((0.3, 0.5, 2.0), (-1.2, 0.4, 0.7), (1.9, -0.3, 1.6)),
            reference=lambda x, m, s: float(Normal(m, s).prob(x)),
            slips=(
                Slip(
                    "spread_missing_in_front",
                    lambda x, m, s: np.exp(-((x - m) ** 2) / (2 * s**2)) / np.sqrt(2 * np.pi),
                    "The standard deviation is missing in front: the area under your curve is s, "
                    "not 1.",
                ),
                Slip(
                    "half_missing",
                    lambda x, m, s: np.exp(-((x - m) ** 2) / s**2) / (s * np.sqrt(2 * np.pi)),
                    "The ½ in the exponent is missing, so the curve is too narrow for its height.",
                ),
                Slip(
                    "brackets_missing",
                    lambda x, m, s: np.exp(-((x - m) ** 2) / 2 * s**2) / (s * np.sqrt(2 * np.pi)),
                    "Python reads `/ 2 * s**2` from left to right, so the variance multiplies. "
                    "Put the whole denominator in brackets.",
                ),
                Slip(
                    "not_centred",
                    lambda x, m, s: np.exp(-(x**2) / (2 * s**2)) / (s * np.sqrt(2 * np.pi)),
                    "Your curve has its top at 0. What counts is how far x lies from m.",
                ),
                Slip(
                    "spread_multiplied",
                    lambda x, m, s: s * np.exp(-((x - m) ** 2) / (2 * s**2)) / np.sqrt(2 * np.pi),
                    "Yours is multiplied by the standard deviation. A wider curve has to be "
                    "lower; perhaps brackets are missing.",
                ),
                Slip(
                    "variance_in_front",
                    lambda x, m, s: (
                        np.exp(-((x - m) ** 2) / (2 * s**2)) / (s**2 * np.sqrt(2 * np.pi))
                    ),
                    "In front stands the standard deviation, not the variance, unless all of it is "
                    "under the root.",
                ),
                Slip(
                    "cumulative",
                    lambda x, m, s: float(Normal(m, s).cdf(x)),
                    "That is the cumulative probability of being at most x. The height of the "
                    "density at x is asked.",
                ),
                Slip(
                    "s_as_variance",
                    lambda x, m, s: np.exp(-((x - m) ** 2) / (2 * s)) / np.sqrt(2 * np.pi * s),
                    "You took s for the variance. Here it is the standard deviation.",
                ),
                Slip(
                    "root_missing",
                    lambda x, m, s: np.exp(-((x - m) ** 2) / (2 * s**2)) / (s * 2 * np.pi),
                    "The root of 2π is missing: in one dimension the constant is a square root.",
                ),
                Slip(
                    "exponent_not_squared_spread",
                    lambda x, m, s: np.exp(-((x - m) ** 2) / (2 * s)) / (s * np.sqrt(2 * np.pi)),
                    "In the exponent the deviation is squared, so the standard deviation must be "
                    "squared as well.",
                ),
                Slip(
                    "log_density",
                    lambda x, m, s: float(Normal(m, s).log_prob(x)),
                    "That is the logarithm of the density. The density itself is asked.",
                ),
                Slip(
                    "constant_missing",
                    lambda x, m, s: np.exp(-((x - m) ** 2) / (2 * s**2)),
                    "The constant in front is missing: at its top your curve has height 1. It is "
                    "the area that must be 1.",
                ),
            ),
            hints=(
                "How many standard deviations is $x$ away from $m$?",
                r"$p(x) = \frac{1}{\sqrt{2\pi s^2}} \exp\left(-\frac{(x - m)^2}{2 s^2}\right)$.",
                "Start: `u = (x - m) / s`.",
                "`return np.exp(... * u**2) / (... * np.sqrt(...))`",
            ),
            why=(
                "Its negative logarithm is a squared error plus a constant. That is where squared "
                "loss comes from, in lesson 12."
            ),
        ),
        Exercise(
            id="interval_probability",
            title="The probability of an interval",
            topic="Densities",
            points=1,
            level=1,
            source="S0, S2",
            prompt=(
                r"The waiting time $X$ has the exponential density $p(x) = \lambda\,e^{-\lambda "
                r"x}$ for $x \geq 0$. Write $P(a \leq X \leq b)$ for $0 \leq a \leq b$ as "
                "`interval_probability(a, b, rate)`, where `rate` is $\\lambda$; all three are "
                "numbers."
            ),
            inputs={"a": Reals(0.2, 1), "b": Reals(1.2, 3), "rate": Reals(0.4, 2.3, (1.0,))},
            probes=((0.4, 1.1, 1.7), (0.2, 2.0, 0.6), (1.0, 1.5, 2.3)),
            reference=lambda a, b, rate: float(Exponential(rate).cdf(b) - Exponential(rate).cdf(a)),
            slips=(
                Slip(
                    "density_value",
                    lambda a, b, rate: rate * np.exp(-rate * (a + b) / 2),
                    "That is a height of the density. A probability is an area: integrate from a "
                    "to b.",
                ),
                Slip(
                    "difference_of_densities",
                    lambda a, b, rate: rate * np.exp(-rate * a) - rate * np.exp(-rate * b),
                    "You subtracted two heights of the density. Subtract values of its "
                    "antiderivative.",
                ),
                Slip(
                    "from_zero",
                    lambda a, b, rate: 1 - np.exp(-rate * b),
                    "That is the probability of being at most b. What lies below a does not "
                    "belong to the interval.",
                ),
                Slip(
                    "outside",
                    lambda a, b, rate: 1 - np.exp(-rate * a) + np.exp(-rate * b),
                    "That is the probability of lying outside the interval.",
                ),
                Slip(
                    "beyond_a",
                    lambda a, b, rate: np.exp(-rate * a),
                    "That is the probability of being at least a. What lies beyond b does not "
                    "belong to the interval.",
                ),
                Slip(
                    "sign",
                    lambda a, b, rate: np.exp(-rate * b) - np.exp(-rate * a),
                    "Your probability is negative: the exponential falls. You subtracted the "
                    "tails in the wrong order.",
                ),
                Slip(
                    "rate_as_scale",
                    lambda a, b, rate: np.exp(-a / rate) - np.exp(-b / rate),
                    "You took the rate for the mean. It multiplies the time.",
                ),
                Slip(
                    "length_only",
                    lambda a, b, rate: 1 - np.exp(-rate * (b - a)),
                    "You used the length of the interval only. The density falls, so it matters "
                    "where the interval lies.",
                ),
                Slip(
                    "one_rectangle",
                    lambda a, b, rate: rate * np.exp(-rate * (a + b) / 2) * (b - a),
                    "You took one rectangle with the height in the middle. The curve is bent, so "
                    "integrate it.",
                ),
            ),
            hints=(
                "A probability is an area under the density. Between which ends?",
                (
                    r"$F(x) = \int_0^x \lambda e^{-\lambda t}\,dt = 1 - e^{-\lambda x}$, and the "
                    r"interval has $F(b) - F(a)$."
                ),
                "Start: $F(b) - F(a)$; the two ones cancel.",
                "`return np.exp(...) - np.exp(...)`",
            ),
            why=(
                "With a density the ends of an interval do not matter, since a single point has "
                "probability 0."
            ),
        ),
        Exercise(
            id="conditional_from_counts",
            title="A hundred plants",
            kind="value",
            topic="Tables",
            points=1,
            level=1,
            source="S2",
            prompt=lambda a, b, c, d: (
                "A hundred plants were counted:\n\n"
                "| | red | white |\n|---|---|---|\n"
                f"| tall | {a} | {b} |\n| short | {c} | {d} |\n\n"
                "One of them is drawn at random and turns out to be tall. What is $p(\\text{red} "
                "\\mid \\text{tall})$? Assign it to `conditional_from_counts`."
            ),
            parameters={"a": 30, "b": 20, "c": 15, "d": 35},
            variant=plant_numbers,
            reference=share_of_red,
            slips=PLANT_SLIPS,
            hints=(
                "How many plants are left once you know that it is tall?",
                "Read the bar as *among*: red ones among the tall ones.",
                "Start: look at the row of the tall plants only and add it up.",
                "`conditional_from_counts = ... / (... + ...)`",
            ),
            why=(
                "Conditioning throws away the other rows and normalises what is left. Counts make "
                "this visible; with probabilities it is the same division."
            ),
        ),
        Exercise(
            id="marginal",
            title="A marginal",
            topic="Tables",
            points=1,
            level=1,
            source="S0, S2",
            prompt=(
                "The table `P` of shape `(m, n)` holds the joint probabilities $P_{ij} = p(x = i, "
                "y = j)$: a row for each $x$, a column for each $y$. Write `marginal(P)`, which "
                "returns $p(x)$ as an array of shape `(m,)`. It is called with several sizes."
            ),
            inputs={"P": Simplex((2, 3))},
            probes=tuple((P,) for P in TABLES),
            reference=lambda P: np.einsum("ij->i", P),
            slips=(
                Slip(
                    "other_marginal",
                    lambda P: P.sum(axis=0),
                    "You summed over x, so this is p(y). In NumPy `axis` names the axis that "
                    "disappears.",
                ),
                Slip(
                    "averaged",
                    lambda P: P.mean(axis=1),
                    "You averaged over y. The sum rule adds, and your result does not sum to 1.",
                ),
                Slip(
                    "largest_entry",
                    lambda P: P.max(axis=1),
                    "You kept the largest entry of each row. The sum rule adds all of them.",
                ),
                Slip(
                    "everything_summed",
                    lambda P: P.sum(),
                    "You summed over both variables, which gives 1. Only y has to disappear.",
                ),
                Slip(
                    "one_column",
                    lambda P: P[:, 0],
                    "You took one column, which is p(x, y) for a single y. Add over all y.",
                ),
            ),
            hints=(
                "Which variable has to disappear?",
                r"Sum rule: $p(x) = \sum_y p(x, y)$.",
                "Start: $y$ runs along a row. Which axis of the array is that?",
                "`return P.sum(axis=...)`",
            ),
            why=(
                "Marginal means: written in the margin of the table. With a density the sum "
                "becomes an integral."
            ),
        ),
        Exercise(
            id="conditional",
            title="A table of conditionals",
            topic="Tables",
            points=1,
            level=1,
            source="S0, S2",
            prompt=(
                "Again $P_{ij} = p(x = i, y = j)$. Write `conditional(P)`, which returns the table "
                "of $p(y = j \\mid x = i)$ in the shape of `P`. No row of `P` is all zero."
            ),
            inputs={"P": Simplex((2, 3))},
            probes=tuple((P,) for P in TABLES),
            reference=lambda P: P / np.einsum("ij->i", P)[:, None],
            slips=(
                Slip(
                    "given_y",
                    lambda P: P / P.sum(axis=0),
                    "That is p(x | y): each column sums to 1. Given x, each row has to.",
                ),
                Slip(
                    "joint",
                    lambda P: P,
                    "That is the joint table. Divide by the probability of what is known.",
                ),
                Slip(
                    "marginal_of_y",
                    lambda P: np.broadcast_to(P.sum(axis=0), P.shape),
                    "That is p(y) in every row: right only if x and y are independent.",
                ),
                Slip(
                    "multiplied",
                    lambda P: P * P.sum(axis=1, keepdims=True),
                    "You multiplied by p(x). The product rule is solved for the conditional by "
                    "dividing.",
                ),
                Slip(
                    "independent_joint",
                    lambda P: np.outer(P.sum(axis=1), P.sum(axis=0)),
                    "That is p(x) p(y), the joint table of independent variables. Use the table "
                    "that is given.",
                ),
                Slip(
                    "largest_made_one",
                    lambda P: P / P.max(axis=1, keepdims=True),
                    "You divided each row by its largest entry. Its sum has to become 1.",
                ),
            ),
            hints=(
                "What has to sum to 1: rows, columns or all of it?",
                "$p(y \\mid x) = p(x, y) / p(x)$, where $p(x) > 0$.",
                "Start: `P.sum(axis=1, keepdims=True)` has the shape `(m, 1)`.",
                "`return P / ...`",
            ),
            why=(
                "The condition must have a positive probability: otherwise nothing is left to be "
                "divided up."
            ),
        ),
        Exercise(
            id="probability_of_union",
            title="One or the other",
            topic="Sum and product rule",
            points=1,
            level=1,
            source="S2",
            prompt=(
                "From `pa` $= P(A)$, `pb` $= P(B)$ and `pab` $= P(A \\text{ and } B)$ compute the "
                "probability that $A$ or $B$ happens, or both: `probability_of_union(pa, pb, pab)`."
            ),
            inputs={"pa": Reals(0.3, 0.6), "pb": Reals(0.2, 0.4), "pab": Reals(0.05, 0.18)},
            probes=((0.5, 0.3, 0.2), (0.6, 0.45, 0.15), (0.35, 0.2, 0.1)),
            reference=lambda pa, pb, pab: (pa - pab) + (pb - pab) + pab,
            slips=(
                Slip(
                    "counted_twice",
                    lambda pa, pb, pab: pa + pb,
                    "What lies in both A and B is counted twice. Your sum may even exceed 1.",
                ),
                Slip(
                    "independent_intersection",
                    lambda pa, pb, pab: pa * pb,
                    "That is the probability of both, if they are independent. The question is "
                    "for at least one.",
                ),
                Slip(
                    "both",
                    lambda pa, pb, pab: pab,
                    "That is the probability of both, which is given. The question is for at "
                    "least one.",
                ),
                Slip(
                    "exactly_one",
                    lambda pa, pb, pab: pa + pb - 2 * pab,
                    "That is exactly one of the two. Both together count as well.",
                ),
                Slip(
                    "independence_assumed",
                    lambda pa, pb, pab: pa + pb - pa * pb,
                    "You assumed independence. The probability of both is given; use it.",
                ),
                Slip(
                    "added_again",
                    lambda pa, pb, pab: pa + pb + pab,
                    "You added what lies in both a third time. It is in each of the two already.",
                ),
                Slip(
                    "neither",
                    lambda pa, pb, pab: 1 - pa - pb + pab,
                    "That is the probability of neither. The question is for the complement.",
                ),
            ),
            hints=(
                "Draw two overlapping circles. Which part do you meet twice?",
                "The sum $P(A) + P(B)$ counts the overlap twice.",
                "Start: `pa + pb`, and then mend the double count.",
                "`return pa + pb - ...`",
            ),
            why=(
                "Only for events that exclude each other do probabilities simply add; the cells of "
                "a table do."
            ),
        ),
        Exercise(
            id="product_rule",
            title="Both of them",
            topic="Sum and product rule",
            points=1,
            level=1,
            source="S2",
            prompt=(
                "Given are `pa` $= P(A)$, `pb` $= P(B)$ and `pagb` $= P(A \\mid B)$. Write "
                "`product_rule(pa, pb, pagb)`, the probability that both happen. Not every input "
                "need be used."
            ),
            inputs={"pa": Reals(0.3, 0.6), "pb": Reals(0.2, 0.4), "pagb": Reals(0.3, 0.7)},
            probes=((0.5, 0.3, 0.8), (0.6, 0.45, 0.2), (0.35, 0.25, 0.9)),
            reference=lambda pa, pb, pagb: pagb * pb,
            slips=(
                Slip(
                    "other_event",
                    lambda pa, pb, pagb: pagb * pa,
                    "You multiplied by P(A). A conditional probability is weighed by what stands "
                    "behind its bar.",
                ),
                Slip(
                    "divided",
                    lambda pa, pb, pagb: pagb / pb,
                    "You divided. The division leads from the joint to the conditional; here you "
                    "go back.",
                ),
                Slip(
                    "conditional_itself",
                    lambda pa, pb, pagb: pagb,
                    "That holds once B has happened. It does not always happen: weigh it.",
                ),
                Slip(
                    "independence_assumed",
                    lambda pa, pb, pagb: pa * pb,
                    "You assumed that A and B are independent. P(A | B) is given and differs from "
                    "P(A).",
                ),
                Slip(
                    "all_three",
                    lambda pa, pb, pagb: pa * pb * pagb,
                    "You multiplied all three. In the product rule each event is counted once.",
                ),
                Slip(
                    "bayes",
                    lambda pa, pb, pagb: pagb * pb / pa,
                    "You divided by P(A) as well: that is P(B | A). The question is for both.",
                ),
            ),
            hints=(
                "Of 1,000 cases, in how many does $B$ happen? In how many of those $A$?",
                "$p(a, b) = p(a \\mid b)\\,p(b)$.",
                "Start from $P(B)$; only a share of it has $A$ as well.",
                "`return ... * ...`",
            ),
            why="Applied from both sides, this rule is Bayes' theorem: the subject of lesson 10.",
        ),
        Exercise(
            id="expectation",
            title="An expectation",
            topic="Expectation",
            points=1,
            level=1,
            source="S0, S2",
            prompt=(
                "$X$ takes the values in the array `x` with the probabilities in the array `p` of "
                "the same length. Write $E[X]$ as `expectation(x, p)`."
            ),
            inputs=VALUES,
            probes=VALUE_PROBES,
            reference=mean,
            slips=(
                Slip(
                    "equal_weights",
                    lambda x, p: x.mean(),
                    "You averaged the values as if all were equally likely. Weigh them by p.",
                ),
                Slip(
                    "divided_again",
                    lambda x, p: (x * p).mean(),
                    "You divided by the number of values as well. The weights sum to 1 already.",
                ),
                Slip(
                    "most_probable",
                    lambda x, p: x[np.argmax(p)],
                    "That is the most probable value, the mode. The expectation is a weighted "
                    "average.",
                ),
                Slip(
                    "not_weighed",
                    lambda x, p: x.sum(),
                    "You added the values and left p aside.",
                ),
                Slip(
                    "middle_value",
                    lambda x, p: np.median(x),
                    "That is the middle value. The expectation weighs every value by its "
                    "probability.",
                ),
            ),
            hints=(
                "If you drew a thousand times, how often would each value come?",
                r"$E[X] = \sum_x x\,p(x)$.",
                "Start with the products `x * p`.",
                "`return np.sum(...)`",
            ),
            why=(
                "It is the balance point of the distribution, and need not be a possible value "
                "itself."
            ),
        ),
        Exercise(
            id="expectation_of_square",
            title="The expectation of a function",
            topic="Expectation",
            points=1,
            level=1,
            source="S2",
            prompt=(
                "With `x` and `p` as before, write $E[X^2]$ as `expectation_of_square(x, p)`. The "
                "distribution of $X^2$ is not needed."
            ),
            inputs=VALUES,
            probes=VALUE_PROBES,
            reference=lambda x, p: mean(x**2, p),
            slips=(
                Slip(
                    "probabilities_squared",
                    lambda x, p: np.sum((x * p) ** 2),
                    "You squared the probabilities too. Only the values go through the function.",
                ),
                Slip(
                    "equal_weights",
                    lambda x, p: np.mean(x**2),
                    "You averaged as if all values were equally likely. Weigh them by p.",
                ),
                Slip(
                    "not_weighed",
                    lambda x, p: np.sum(x**2),
                    "You added the squares and left p aside.",
                ),
                Slip(
                    "square_of_mean",
                    lambda x, p: mean(x, p) ** 2,
                    "You squared the expectation. Square each value first, then average.",
                ),
                Slip(
                    "variance",
                    spread,
                    "That is the variance: you measured from the mean. Here the values themselves "
                    "are squared.",
                ),
                Slip("not_squared", mean, "That is E[X]. Put the squares in its place."),
                Slip(
                    "divided_again",
                    lambda x, p: np.mean(x**2 * p),
                    "You divided by the number of values as well. The weights sum to 1 already.",
                ),
            ),
            hints=(
                "Which value does $X^2$ have when $X$ has the value $x$, and how probable is it?",
                r"$E[g(X)] = \sum_x g(x)\,p(x)$.",
                "Start: `x**2` are the values of $X^2$; their weights are still `p`.",
                "`return np.sum(... * p)`",
            ),
            why=(
                "Known as the law of the unconscious statistician. Except for straight lines, "
                "E[g(X)] is in general not g(E[X])."
            ),
        ),
        Exercise(
            id="exponential_median",
            title="The median of a waiting time",
            kind="formula",
            topic="Densities",
            points=2,
            level=2,
            source="S2",
            prompt=(
                r"The median $m$ of $X$ is the number with $P(X \leq m) = \frac{1}{2}$. Type the "
                r"median of the exponential distribution with $p(x) = \lambda e^{-\lambda x}$, $x "
                r"\geq 0$, as text in `rate` $= \lambda$: "
                '`exponential_median = "..."`.'
            ),
            inputs={"rate": Reals(0.3, 3)},
            probes=((0.5,), (1.4,), (2.6,)),
            reference=lambda rate: float(Exponential(rate).icdf(0.5)),
            slips=(
                Slip(
                    "mean",
                    "1/rate",
                    "That is the mean, where the density balances. At the median the area is "
                    "halved.",
                ),
                Slip(
                    "half_of_mean",
                    "1/(2rate)",
                    "You halved the mean. It is the area that has to be halved.",
                ),
                Slip(
                    "sign",
                    "ln(1/2)/rate",
                    "Your waiting time is negative. Look at the sign in the exponent again.",
                ),
                Slip(
                    "rate_in_front",
                    "rate*ln(2)",
                    "You multiplied by the rate. The higher the rate, the sooner it happens.",
                ),
                Slip(
                    "density_halved",
                    "ln(2rate)/rate",
                    "You set the density to one half. It is the area up to the median that is one "
                    "half.",
                ),
                Slip(
                    "rate_forgotten",
                    "ln(2)",
                    "That is the median for rate 1. The rate has to appear.",
                ),
            ),
            hints=(
                "How large is the area under the density from 0 to $m$?",
                r"$P(X \leq m) = 1 - e^{-\lambda m}$.",
                r"Start: $e^{-\lambda m} = \frac{1}{2}$. Take logarithms.",
                '`exponential_median = "ln(...) / ..."`',
            ),
            why=(
                "In physics it is the half-life. It lies below the mean because few, long waits "
                "pull the mean up."
            ),
        ),
        Exercise(
            id="uniform_square",
            title="The square of a uniform number",
            kind="formula",
            topic="Expectation",
            points=2,
            level=2,
            source="S0, S2",
            prompt=(
                "$X$ is uniform on $[a, b]$, $a < b$. Type $E[X^2]$ as text in `a` and `b`: "
                '`uniform_square = "..."`.'
            ),
            inputs={"a": Reals(-1.5, 0.9), "b": Reals(1.2, 3)},
            probes=((-1.1, 1.4), (0.4, 2.2), (0.8, 2.9)),
            reference=lambda a, b: float(Uniform(a, b).variance + Uniform(a, b).mean ** 2),
            slips=(
                Slip(
                    "square_of_mean",
                    "((a+b)/2)^2",
                    "You squared the mean. The square goes inside the integral.",
                ),
                Slip(
                    "variance",
                    "(b-a)^2/12",
                    "That is the variance. The square of the mean is missing.",
                ),
                Slip(
                    "density_forgotten",
                    "(b^3-a^3)/3",
                    "You integrated the square alone. It has to be multiplied by the density, "
                    "which is not 1 here.",
                ),
                Slip(
                    "ends_averaged",
                    "(a^2+b^2)/2",
                    "You averaged the squares at the two ends. All the numbers between them count "
                    "as well.",
                ),
                Slip("mean", "(a+b)/2", "That is E[X]. The square of X is asked."),
                Slip(
                    "brackets_missing",
                    "(b^3-a^3)/3*(b-a)",
                    "A formula is read from left to right, so the length multiplies. Put the whole "
                    "denominator in brackets.",
                ),
                Slip(
                    "x_integrated",
                    "(b^2-a^2)/2",
                    "You integrated x alone: neither the square nor the density is there.",
                ),
                Slip(
                    "three_lost",
                    "(b^3-a^3)/(b-a)",
                    "A factor of the antiderivative is lost. Differentiate your antiderivative of "
                    "the square to see it.",
                ),
            ),
            hints=(
                "Which density does a uniform number have on $[a, b]$?",
                r"$E[g(X)] = \int g(x)\,p(x)\,dx$ with $p(x) = \frac{1}{b - a}$ on $[a, b]$.",
                r"Start: $\frac{1}{b - a} \int_a^b x^2\,dx$.",
                '`uniform_square = "(b^3 - ...) / (3*(...))"`',
            ),
            why=(
                "Less the square of the mean this is the variance, a twelfth of the squared "
                "length: it is used when the first weights of a network are drawn."
            ),
        ),
        Exercise(
            id="variance",
            title="A variance",
            topic="Variance",
            points=2,
            level=2,
            source="S2",
            prompt=(
                "$X$ takes the values in `x` with the probabilities in `p`. Write "
                r"$\mathrm{Var}[X]$ as `variance(x, p)`."
            ),
            inputs=VALUES,
            probes=VALUE_PROBES,
            reference=spread,
            slips=(
                Slip(
                    "second_moment",
                    lambda x, p: mean(x**2, p),
                    "That is E[X²]. Variance measures from the mean.",
                ),
                Slip(
                    "mean_not_squared",
                    lambda x, p: mean(x**2, p) - mean(x, p),
                    "You subtracted E[X]. It is in other units than a square: something is not "
                    "squared.",
                ),
                Slip(
                    "sign",
                    lambda x, p: mean(x, p) ** 2 - mean(x**2, p),
                    "A variance is never negative. The two terms are subtracted the wrong way "
                    "round.",
                ),
                Slip(
                    "equal_weights",
                    lambda x, p: x.var(),
                    "You gave all values the same weight. Weigh the squared deviations by p.",
                ),
                Slip(
                    "squares_not_weighed",
                    lambda x, p: np.mean((x - mean(x, p)) ** 2),
                    "The mean is weighed, the squared deviations are not. Use the probabilities "
                    "in both.",
                ),
                Slip(
                    "weighed_about_plain_mean",
                    lambda x, p: mean((x - x.mean()) ** 2, p),
                    "You measured from the plain average of the values. The centre is E[X], with "
                    "the weights p.",
                ),
                Slip(
                    "deviations_not_squared",
                    lambda x, p: 0.0,
                    "Deviations from the mean average to 0 whatever the distribution. Square them "
                    "first.",
                ),
                Slip(
                    "sample_formula",
                    lambda x, p: x.var(ddof=1),
                    "That is the estimate from a sample. Here the distribution itself is given, "
                    "with its probabilities.",
                ),
                Slip(
                    "standard_deviation",
                    lambda x, p: np.sqrt(spread(x, p)),
                    "That is the standard deviation. The variance is its square.",
                ),
                Slip(
                    "absolute_deviation",
                    lambda x, p: mean(np.abs(x - mean(x, p)), p),
                    "You averaged the distances from the mean. Their squares are asked.",
                ),
            ),
            hints=(
                "How far is each value from the mean?",
                r"$\mathrm{Var}[X] = E[(X - E[X])^2] = E[X^2] - (E[X])^2$.",
                "Start: `m = np.sum(x * p)`.",
                "`return np.sum(... * (x - ...)**2)`",
            ),
            why=(
                "Both forms are the same number. On a computer the first is safer: the second "
                "subtracts two large numbers that may nearly agree."
            ),
        ),
        Exercise(
            id="sample_variance",
            title="The variance of a sample",
            topic="Variance",
            points=1,
            level=2,
            source="S2",
            prompt=(
                "The array `x` holds $n \\geq 2$ measurements. Write `sample_variance(x)`, the "
                "*unbiased* estimate of the variance (its expectation is the true variance)."
            ),
            inputs={"x": Vector(5, -3, 5)},
            probes=(
                (np.array([1.0, 4.0, 2.0, 8.0]),),
                (np.array([-2.0, 0.0, 3.0, 1.0, 7.0]),),
                (np.array([0.5, 2.5, -1.0]),),
            ),
            reference=lambda x: np.sum((x - np.mean(x)) ** 2) / (len(x) - 1),
            slips=(
                Slip(
                    "divisor_n",
                    lambda x: x.var(),
                    "You divided by n, as maximum likelihood does; that is too small on average. "
                    "The mean was estimated from the same data, which costs one.",
                ),
                Slip(
                    "not_divided",
                    lambda x: np.sum((x - x.mean()) ** 2),
                    "That is the sum of the squared deviations. It grows with the sample until "
                    "you divide it.",
                ),
                Slip(
                    "standard_deviation",
                    lambda x: x.std(ddof=1),
                    "That is the standard deviation. The variance is its square.",
                ),
                Slip(
                    "not_centred",
                    lambda x: np.sum(x**2) / (len(x) - 1),
                    "You squared the measurements themselves. Take their mean away first.",
                ),
                Slip(
                    "wrong_correction",
                    lambda x: np.sum((x - x.mean()) ** 2) / (len(x) + 1),
                    "Your divisor is larger than n, which makes the estimate smaller still. It "
                    "has to grow.",
                ),
                Slip(
                    "corrected_downwards",
                    lambda x: x.var() * (len(x) - 1) / len(x),
                    "The variance with the divisor n is too small already, and you made it "
                    "smaller. The correction goes the other way.",
                ),
                Slip(
                    "variance_of_the_mean",
                    lambda x: x.var(ddof=1) / len(x),
                    "That is the variance of the mean of the sample. The variance of one "
                    "measurement is asked.",
                ),
            ),
            hints=(
                "The deviations from the sample's own mean are a little too small. Why?",
                "They sum to 0, so only $n - 1$ of them are free.",
                "Start: `np.sum((x - np.mean(x))**2)`.",
                "`return np.sum(...) / (len(x) - ...)`",
            ),
            why=(
                "NumPy divides by n unless told otherwise by `ddof`; many other programs divide by "
                "n − 1. Look it up before you compare."
            ),
        ),
        Exercise(
            id="variance_affine",
            title="Stretch and shift",
            kind="formula",
            topic="Variance",
            points=1,
            level=2,
            source="S2",
            prompt=(
                r"Let $v = \mathrm{Var}[X]$, and let $a$ and $b$ be constants. Type "
                r"$\mathrm{Var}[aX + b]$ as text in `a`, `b` and `v` (not all need appear): "
                '`variance_affine = "..."`.'
            ),
            inputs={"a": Reals(-3, 3), "b": Reals(-2, 2), "v": Reals(0.4, 3)},
            probes=((2.5, 1.3, 0.8), (-3.0, 0.7, 2.0), (0.5, -1.1, 1.5)),
            reference="a^2*v",
            slips=(
                Slip(
                    "not_squared",
                    "a*v",
                    "Variance is measured in squared units, so the factor cannot come out as it "
                    "is. A negative factor would make your variance negative.",
                ),
                Slip(
                    "rule_of_the_mean",
                    "a*v + b",
                    "That is the rule for the expectation. A variance neither feels a shift nor "
                    "takes the factor as it is.",
                ),
                Slip(
                    "shift_squared",
                    "a^2*v + b^2",
                    "The factor is right, but a constant does not vary. A shift leaves the spread "
                    "as it is.",
                ),
                Slip(
                    "shift_kept",
                    "a^2*v + b",
                    "The factor is right, but a shift moves every value and the mean alike. It "
                    "leaves the spread as it is.",
                ),
                Slip(
                    "standard_deviation_rule",
                    "abs(a)*v",
                    "That is how a standard deviation is stretched. The variance is its square.",
                ),
                Slip(
                    "factor_forgotten",
                    "v",
                    "You left the stretch out. Doubled values are twice as far apart.",
                ),
                Slip(
                    "everything_squared",
                    "(a*v+b)^2",
                    "You squared the whole rule of the mean. Only the factor is squared, and v is "
                    "a square already.",
                ),
            ),
            hints=(
                "What happens to the deviations from the mean when all values are shifted?",
                "$aX + b - E[aX + b] = a(X - E[X])$.",
                "Start: square this deviation and average it.",
                '`variance_affine = "a^... * ..."`',
            ),
            why=(
                "Dividing by the standard deviation therefore gives variance 1: that is how inputs "
                "of a network are scaled."
            ),
        ),
        Exercise(
            id="variance_of_sum",
            title="The variance of a sum",
            topic="Two variables",
            points=1,
            level=2,
            source="S2",
            prompt=(
                r"Given are the numbers `vx` $= \mathrm{Var}[X]$, `vy` $= \mathrm{Var}[Y]$ and `c` "
                r"$= \mathrm{Cov}[X, Y]$. Write $\mathrm{Var}[X + Y]$ as `variance_of_sum(vx, vy, "
                "c)`."
            ),
            inputs=PAIR,
            probes=PAIR_PROBES,
            reference=lambda vx, vy, c: np.sum(np.array([[vx, c], [c, vy]])),
            slips=(
                Slip(
                    "covariance_once",
                    lambda vx, vy, c: vx + vy + c,
                    "The covariance enters only once in yours. Expand the square: the mixed "
                    "product comes up more often.",
                ),
                Slip(
                    "of_the_difference",
                    lambda vx, vy, c: vx + vy - 2 * c,
                    "That is the variance of the difference. With a sum the mixed product has the "
                    "other sign.",
                ),
                Slip(
                    "deviations_added",
                    lambda vx, vy, c: (np.sqrt(vx) + np.sqrt(vy)) ** 2,
                    "You added standard deviations. They add only if the correlation is 1.",
                ),
                Slip(
                    "covariance_forgotten",
                    lambda vx, vy, c: vx + vy,
                    "You added the variances alone. That is right only if the covariance is 0.",
                ),
                Slip(
                    "taken_for_correlation",
                    lambda vx, vy, c: vx + vy + 2 * c * np.sqrt(vx * vy),
                    "You took c for the correlation. It is the covariance, in which the standard "
                    "deviations are contained.",
                ),
                Slip(
                    "standard_deviation",
                    lambda vx, vy, c: np.sqrt(vx + vy + 2 * c),
                    "That is the standard deviation of the sum. Its square is asked.",
                ),
            ),
            hints=(
                "Let $u$ and $w$ be the two deviations from the means. What is $(u + w)^2$?",
                "$(u + w)^2 = u^2 + 2uw + w^2$; now take expectations.",
                "Start: the expectation of $u^2$ is `vx`, that of $uw$ is `c`.",
                "`return vx + vy + ...`",
            ),
            why=(
                "It is the sum of all entries of the covariance matrix, which holds the covariance "
                "twice."
            ),
        ),
        Exercise(
            id="variance_of_difference",
            title="The variance of a difference",
            kind="formula",
            topic="Two variables",
            points=1,
            level=2,
            source="S2",
            prompt=(
                r"With the same numbers, type $\mathrm{Var}[X - Y]$ as text in `vx`, `vy` and `c`: "
                '`variance_of_difference = "..."`.'
            ),
            inputs=PAIR,
            probes=PAIR_PROBES,
            reference="vx + vy - 2c",
            slips=(
                Slip(
                    "variances_subtracted",
                    "vx - vy",
                    "You subtracted the variances. A difference varies because of both of its "
                    "terms.",
                ),
                Slip(
                    "minus_everywhere",
                    "vx - vy - 2c",
                    "The covariance is right, but −Y varies as much as Y. Its factor −1 is "
                    "squared.",
                ),
                Slip(
                    "of_the_sum",
                    "vx + vy + 2c",
                    "That is the variance of the sum. The mixed product has a minus here.",
                ),
                Slip(
                    "covariance_forgotten",
                    "vx + vy",
                    "You added the variances alone. That is right only if the covariance is 0.",
                ),
                Slip(
                    "covariance_once",
                    "vx + vy - c",
                    "The covariance enters only once in yours. Expand the square of a difference.",
                ),
                Slip(
                    "deviations_subtracted",
                    "(sqrt(vx)-sqrt(vy))^2",
                    "You subtracted standard deviations. That is right only if the correlation is "
                    "1.",
                ),
                Slip(
                    "variance_and_sign",
                    "vx - vy + 2c",
                    "Two signs are turned: −Y varies as much as Y, and the mixed product of a "
                    "difference is negative.",
                ),
            ),
            hints=(
                "Write the difference as the sum $X + (-Y)$.",
                (
                    r"$\mathrm{Var}[-Y] = \mathrm{Var}[Y]$ and $\mathrm{Cov}[X, -Y] = "
                    r"-\mathrm{Cov}[X, Y]$."
                ),
                "Start: expand $(u - w)^2$ for the two deviations $u$ and $w$.",
                '`variance_of_difference = "vx + ... - ..."`',
            ),
            why=(
                "Two measurements that move together differ little. Experiments that compare pairs "
                "live on that."
            ),
        ),
        Exercise(
            id="when_variance_splits",
            title="When does the variance split?",
            kind="choice",
            topic="Two variables",
            points=1,
            level=2,
            source="S2",
            prompt=(
                r"When exactly is $\mathrm{Var}[X + Y] = \mathrm{Var}[X] + \mathrm{Var}[Y]$ (all "
                r"variances finite)? Assign the letter as text: "
                '`when_variance_splits = "a"`.'
            ),
            options=(
                Option(
                    "a",
                    "if and only if $X$ and $Y$ are independent",
                    slip="independence_needed",
                    message="S2 says so, but it is too strict: independence is enough and not "
                    "needed. Look which term has to vanish.",
                ),
                Option(
                    "b",
                    "always, as with expectations",
                    slip="always",
                    message="Expectations always add. Take Y = X: doubling multiplies the variance "
                    "by 4, not by 2.",
                ),
                Option(
                    "c",
                    r"if and only if $\mathrm{Cov}[X, Y] = 0$",
                    message="What stands between the two sides is twice the covariance and nothing "
                    "else.",
                ),
                Option(
                    "d",
                    "if and only if $E[X] = E[Y] = 0$",
                    slip="means_zero",
                    message="Shifting a variable changes neither variances nor covariances. The "
                    "means cannot matter.",
                ),
            ),
            hints=(
                "Write down the variance of a sum without any assumption.",
                (
                    r"$\mathrm{Var}[X + Y] = \mathrm{Var}[X] + \mathrm{Var}[Y] + "
                    r"2\,\mathrm{Cov}[X, Y]$."
                ),
                "Start: for which $X$ and $Y$ does the last term vanish?",
                "Independent variables are among them. Are they the only ones?",
            ),
            why=(
                "Independence makes the covariance 0, but dependent variables may have covariance "
                "0 as well. The next question has such a pair."
            ),
        ),
        Exercise(
            id="dice_uncorrelated",
            title="Uncorrelated and yet dependent",
            kind="choice",
            topic="Two variables",
            points=2,
            level=2,
            source="S2",
            prompt=(
                "Two fair dice show $A$ and $B$, independently of each other. Which pair is "
                "uncorrelated and yet dependent? Assign the letter as text: "
                '`dice_uncorrelated = "a"`.'
            ),
            options=(
                Option(
                    "a",
                    "$A$ and $B$",
                    slip="independent",
                    message="They are uncorrelated, but independent as well: one die tells "
                    "nothing about the other.",
                ),
                Option(
                    "b",
                    "$A$ and $A + B$",
                    slip="positive",
                    message="Their covariance is Var[A], which is positive: a high A makes the sum "
                    "high.",
                ),
                Option(
                    "c",
                    "$A$ and $7 - A$",
                    slip="negative",
                    message="They are as dependent as can be, but their correlation is −1.",
                ),
                Option(
                    "d",
                    "$A + B$ and $A - B$",
                    message="The covariance is Var[A] − Var[B] = 0. Yet a sum of 12 leaves only "
                    "one difference.",
                ),
            ),
            hints=(
                "Covariance can be multiplied out like a product.",
                r"$\mathrm{Cov}[A, A] = \mathrm{Var}[A]$ and $\mathrm{Cov}[A, B] = 0$.",
                "Start with `d`: which four terms does the product have?",
                "Then look for a value of the first that narrows down the second.",
            ),
            why=("Covariance sees only the part of a dependence that a straight line describes."),
        ),
        Exercise(
            id="identities",
            title="Everything from five numbers",
            kind="parts",
            topic="Two variables",
            points=4,
            level=2,
            source="S2",
            prompt=(
                "All that is known of $X$ and $Y$ are `mx` $= E[X]$, `my` $= E[Y]$, the variances "
                "`vx` and `vy`, and the covariance `c`. Write a function `identities(mx, my, vx, "
                "vy, c)` that returns a dictionary with, for $Z = 2X - 3Y + 5$, the numbers "
                '`"mean"` ($E[Z]$) and `"variance"` ($\\mathrm{Var}[Z]$), and with `"square"` '
                '($E[X^2]$) and `"product"` ($E[XY]$).'
            ),
            inputs={"mx": Reals(-2, 2.4), "my": Reals(-1.5, 2), **PAIR},
            probes=(
                (1.4, -0.6, 1.3, 0.9, 0.4),
                (-0.7, 1.8, 2.0, 1.1, -0.6),
                (2.1, 0.5, 0.9, 2.2, 0.3),
            ),
            part_points={"mean": 1, "variance": 1, "square": 1, "product": 1},
            reference=lambda mx, my, vx, vy, c: {
                "mean": np.dot([2, -3], [mx, my]) + 5,
                "variance": np.array([2, -3]) @ np.array([[vx, c], [c, vy]]) @ np.array([2, -3]),
                "square": vx + mx**2,
                "product": c + mx * my,
            },
            slips=(
                Slip(
                    "constant_dropped",
                    lambda mx, my, vx, vy, c: {"mean": 2 * mx - 3 * my},
                    "You dropped the constant. It does not vary, but it shifts the mean.",
                ),
                Slip(
                    "minus_lost",
                    lambda mx, my, vx, vy, c: {"mean": 2 * mx + 3 * my + 5},
                    "The minus is lost. Expectation is linear and keeps signs.",
                ),
                Slip(
                    "covariance_forgotten",
                    lambda mx, my, vx, vy, c: {"variance": 4 * vx + 9 * vy},
                    "The covariance is missing: nothing says that it is 0.",
                ),
                Slip(
                    "sign_of_covariance",
                    lambda mx, my, vx, vy, c: {"variance": 4 * vx + 9 * vy + 12 * c},
                    "The sign of the mixed term is turned. It has both factors in it, and one of "
                    "them is negative.",
                ),
                Slip(
                    "factors_not_squared",
                    lambda mx, my, vx, vy, c: {"variance": 2 * vx - 3 * vy},
                    "You treated the variance like an expectation. Factors come out squared, and "
                    "the covariance comes in.",
                ),
                Slip(
                    "variances_subtracted",
                    lambda mx, my, vx, vy, c: {"variance": 4 * vx - 9 * vy - 12 * c},
                    "You subtracted the variance of the second term. Its negative factor is "
                    "squared.",
                ),
                Slip(
                    "constant_varies",
                    lambda mx, my, vx, vy, c: {"variance": 4 * vx + 9 * vy - 12 * c + 5},
                    "You added the constant. A shift leaves the spread as it is.",
                ),
                Slip(
                    "covariance_without_factors",
                    lambda mx, my, vx, vy, c: {"variance": 4 * vx + 9 * vy - 2 * c},
                    "The mixed term has lost the factors of X and Y. They come out of a covariance "
                    "one each.",
                ),
                Slip(
                    "mixed_term_once",
                    lambda mx, my, vx, vy, c: {"variance": 4 * vx + 9 * vy - 6 * c},
                    "The mixed term enters only once in yours. In a square it comes twice.",
                ),
                Slip(
                    "square_of_mean",
                    lambda mx, my, vx, vy, c: {"square": mx**2},
                    "You squared the mean. The mean of the squares is larger by the variance.",
                ),
                Slip(
                    "variance_itself",
                    lambda mx, my, vx, vy, c: {"square": vx},
                    "That is the variance: squares about the mean. Solve its identity for the "
                    "squares about 0.",
                ),
                Slip(
                    "subtracted_square",
                    lambda mx, my, vx, vy, c: {"square": vx - mx**2},
                    "The square of the mean has the wrong sign. It changed sides.",
                ),
                Slip(
                    "product_of_means",
                    lambda mx, my, vx, vy, c: {"product": mx * my},
                    "You multiplied the means. That is right only if the covariance is 0.",
                ),
                Slip(
                    "covariance_itself",
                    lambda mx, my, vx, vy, c: {"product": c},
                    "That is the covariance: products about the means. Solve its identity for "
                    "the products about 0.",
                ),
                Slip(
                    "subtracted_product",
                    lambda mx, my, vx, vy, c: {"product": c - mx * my},
                    "The product of the means has the wrong sign. It changed sides.",
                ),
            ),
            hints=(
                "The mean needs no covariance, the variance needs no constant.",
                (
                    r"$\mathrm{Var}[aX + bY] = a^2\,\mathrm{Var}[X] + b^2\,\mathrm{Var}[Y] + "
                    r"2ab\,\mathrm{Cov}[X, Y]$."
                ),
                (
                    r"Start with the last two: $\mathrm{Var}[X] = E[X^2] - (E[X])^2$ and "
                    r"$\mathrm{Cov}[X, Y] = E[XY] - E[X]\,E[Y]$, solved for what is asked."
                ),
                (
                    '`return {"mean": ..., "variance": 4 * vx + ... - ..., "square": vx + ..., '
                    '"product": c + ...}`'
                ),
            ),
            why=(
                "For the mean and the variance of a linear combination, means and covariances are "
                "enough. The rest of the distribution does not matter."
            ),
        ),
        Exercise(
            id="covariance",
            title="Covariance from a table",
            topic="Random vectors",
            points=2,
            level=3,
            source="S2",
            prompt=(
                "$X$ takes the values in `x` (shape `(m,)`), $Y$ those in `y` (shape `(n,)`), and "
                "`P` of shape `(m, n)` is their joint table, $P_{ij} = P(X = x_i, Y = y_j)$. Write "
                r"$\mathrm{Cov}[X, Y]$ as `covariance(x, y, P)`."
            ),
            inputs={"x": Vector(2, -3, 4), "y": Vector(3, -2, 5), "P": Simplex((2, 3))},
            probes=(
                (np.array([1.0, 4.0]), np.array([-1.0, 2.0, 3.0]), TABLES[0]),
                (np.array([-2.0, 1.0]), np.array([1.0, 5.0, 2.0]), TABLES[1]),
                (np.array([2.0, 5.0, -1.0]), np.array([1.0, -2.0, 3.0, 4.0]), TABLES[2]),
            ),
            reference=table_covariance,
            slips=(
                Slip(
                    "product_expectation",
                    lambda x, y, P: x @ P @ y,
                    "That is E[XY]. Take the means into account.",
                ),
                Slip(
                    "sign",
                    lambda x, y, P: -table_covariance(x, y, P),
                    "The two terms are subtracted the wrong way round.",
                ),
                Slip(
                    "independence_assumed",
                    lambda x, y, P: 0.0,
                    "Zero would mean uncorrelated. You multiplied marginals where the joint table "
                    "is needed.",
                ),
                Slip(
                    "plain_means",
                    lambda x, y, P: x @ P @ y - x.mean() * y.mean(),
                    "You took plain averages of the values for the means. Weigh them by the "
                    "marginals.",
                ),
                Slip(
                    "plain_deviations",
                    lambda x, y, P: np.sum(P * np.outer(x - x.mean(), y - y.mean())),
                    "You measured from the plain averages of the values. The centres are the "
                    "expectations, with the marginals as weights.",
                ),
                Slip(
                    "correlation",
                    table_correlation,
                    "That is the correlation. The covariance is not divided by the standard "
                    "deviations.",
                ),
                Slip(
                    "product_of_means",
                    lambda x, y, P: np.prod(means(x, y, P)),
                    "That is E[X] E[Y]. The expectation of the product is missing.",
                ),
                Slip(
                    "means_subtracted",
                    lambda x, y, P: x @ P @ y - sum(means(x, y, P)),
                    "You subtracted the means one after the other. It is their product that is "
                    "subtracted.",
                ),
            ),
            hints=(
                "You need three expectations. Which two of them use a marginal only?",
                (
                    r"$\mathrm{Cov}[X, Y] = E[XY] - E[X]\,E[Y]$, with $E[XY] = \sum_{i,j} x_i y_j "
                    "P_{ij}$."
                ),
                "Start: `x @ P @ y` is the first term; `P.sum(axis=1)` belongs to $X$.",
                "`return x @ P @ y - (x @ ...) * (y @ ...)`",
            ),
            why=(
                "The joint table is needed: from the two marginals alone a covariance cannot be "
                "computed."
            ),
        ),
        Exercise(
            id="random_vector_covariance",
            title="The covariance matrix of a random vector",
            topic="Random vectors",
            points=3,
            level=3,
            source="S2",
            prompt=(
                r"A random vector $\mathbf{X} \in \mathbb{R}^n$ takes $k$ values: the rows of `x` "
                "(shape `(k, n)`), with the probabilities in `p` (shape `(k,)`). Write "
                r"$\Sigma = E[\mathbf{X}\mathbf{X}^\top] - \boldsymbol{\mu}\boldsymbol{\mu}^\top$ "
                "of shape `(n, n)` as `random_vector_covariance(x, p)`. A value stands in a row of "
                "`x`, but is a column in the formula."
            ),
            inputs={"x": Matrix(4, 2, -2, 3), "p": Simplex(4)},
            probes=(
                (np.array([[1.0, 2.0], [3.0, -1.0], [0.5, 4.0]]), np.array([0.5, 0.2, 0.3])),
                (
                    np.array([[2.0, -1.0], [0.5, 1.5], [-1.0, 3.0], [4.0, 2.0]]),
                    np.array([0.1, 0.4, 0.3, 0.2]),
                ),
                (
                    np.array(
                        [[1.0, 0.5, 2.0], [-1.0, 3.0, 1.0], [2.0, 1.0, -2.0], [0.5, 2.0, 4.0]]
                    ),
                    np.array([0.35, 0.15, 0.3, 0.2]),
                ),
            ),
            reference=vector_covariance,
            slips=(
                Slip(
                    "second_moment",
                    second_moment,
                    "That is the matrix of second moments. The means still have to be taken away.",
                ),
                Slip(
                    "means_only",
                    lambda x, p: np.outer(mean(x, p), mean(x, p)),
                    "That is the outer product of the mean with itself. The second moments are "
                    "missing.",
                ),
                Slip(
                    "means_added",
                    lambda x, p: second_moment(x, p) + np.outer(mean(x, p), mean(x, p)),
                    "You added the outer product of the mean. It has to be taken away.",
                ),
                Slip(
                    "rows_not_weighed",
                    lambda x, p: x.T @ x - np.outer(mean(x, p), mean(x, p)),
                    "The mean is weighed, the outer products of the rows are not.",
                ),
                Slip(
                    "equal_weights",
                    lambda x, p: np.cov(x, rowvar=False, bias=True),
                    "You gave all rows the same weight. Their probabilities are given.",
                ),
                Slip(
                    "sample_formula",
                    lambda x, p: np.cov(x, rowvar=False),
                    "That is the covariance matrix of a sample. Here the distribution itself is "
                    "given, with its probabilities.",
                ),
                Slip(
                    "dot_for_outer",
                    lambda x, p: second_moment(x, p) - mean(x, p) @ mean(x, p),
                    "From every entry you subtracted the same number, a dot product. A column "
                    "times a row is a matrix.",
                ),
                Slip(
                    "row_subtracted",
                    lambda x, p: second_moment(x, p) - mean(x, p) ** 2,
                    "You subtracted the squared means from every row. Off the diagonal two "
                    "different means are multiplied.",
                ),
                Slip(
                    "sign",
                    lambda x, p: -vector_covariance(x, p),
                    "The two matrices are subtracted the wrong way round: your variances are "
                    "negative.",
                ),
                Slip(
                    "variances_only",
                    lambda x, p: np.diag(np.diag(vector_covariance(x, p))),
                    "Only the variances are there. Off the diagonal stand the covariances.",
                ),
                Slip(
                    "plain_mean",
                    lambda x, p: second_moment(x, p) - np.outer(x.mean(axis=0), x.mean(axis=0)),
                    "The second moments are weighed, the mean is not. Use the probabilities in "
                    "both.",
                ),
                Slip(
                    "values_for_components",
                    lambda x, p: x @ x.T,
                    "Your matrix has a row for each value. It needs one for each component.",
                ),
            ),
            hints=(
                "What is the entry $(i, j)$ of $E[\\mathbf{X}\\mathbf{X}^\\top]$?",
                (
                    r"$E[X_i X_j] = \sum_k p_k\,x_{ki}\,x_{kj}$, and $\boldsymbol{\mu} = \sum_k "
                    r"p_k \mathbf{x}_k$."
                ),
                (
                    "Start: `mu = p @ x`; and `x.T @ (p[:, None] * x)` weighs each row before it "
                    "is summed."
                ),
                "`return x.T @ (...) - np.outer(..., ...)`",
            ),
            why=(
                "Symmetric, with the variances on the diagonal, and never negative as a quadratic "
                "form: it is the variance of a weighted sum of the components."
            ),
        ),
        Exercise(
            id="covariance_matrix",
            title="The covariance matrix of a sample",
            topic="Random vectors",
            points=2,
            level=3,
            source="S2",
            prompt=(
                "The rows of `X` (shape `(n, d)`) are observations, its columns are variables. "
                "Write `covariance_matrix(X)`, the covariance matrix of the sample with the "
                "divisor $n - 1$, of shape `(d, d)`."
            ),
            inputs={"X": Matrix(5, 2, -2, 3)},
            probes=(
                (
                    np.array(
                        [
                            [-0.1, 1.7],
                            [0.5, 0.1],
                            [0.2, -1.0],
                            [-2.0, -1.2],
                            [0.8, -1.2],
                            [-0.5, -2],
                        ]
                    ),
                ),
                (np.array([[1.3, -1.4], [-0.9, 1.5], [0.1, 1.4], [0.6, 1.0], [-1.6, 0.2]]),),
                (np.array([[1.0, 2.0, 0.5], [3.0, -1.0, 1.5], [0.5, 4.0, -1.0], [2.0, 0.3, 2.2]]),),
            ),
            reference=lambda X: scatter(X, np.mean(X, axis=0)) / (len(X) - 1),
            slips=(
                Slip(
                    "not_centred",
                    lambda X: scatter(X, 0.0) / (len(X) - 1),
                    "You did not subtract the means of the columns: these are second moments.",
                ),
                Slip(
                    "not_divided",
                    lambda X: scatter(X, X.mean(axis=0)),
                    "You summed the products of deviations, but did not divide.",
                ),
                Slip(
                    "rows_as_variables",
                    np.cov,
                    "Your matrix has a row for each observation: `np.cov` takes rows for "
                    "variables unless told otherwise by `rowvar`.",
                ),
                Slip(
                    "correlation_matrix",
                    lambda X: np.corrcoef(X, rowvar=False),
                    "That is the correlation matrix, with ones on the diagonal. Variances belong "
                    "there.",
                ),
                Slip(
                    "divisor_n",
                    lambda X: np.cov(X, rowvar=False, bias=True),
                    "You divided by n. The means come from the same data, which costs one.",
                ),
                Slip(
                    "overall_mean",
                    lambda X: scatter(X, X.mean()) / (len(X) - 1),
                    "You subtracted one mean from everything. Each column has its own.",
                ),
            ),
            hints=(
                "What has to be subtracted from each column?",
                r"$\Sigma_{ij} = \frac{1}{n - 1} \sum_k (X_{ki} - \bar X_i)(X_{kj} - \bar X_j)$.",
                "Start: `D = X - X.mean(axis=0)`.",
                "`return D.T @ ... / (...)`",
            ),
            why=(
                "Its eigenvectors are the principal components of the data. The product with the "
                "transpose does all pairs of variables at once."
            ),
        ),
        Exercise(
            id="bivariate_normal_density",
            title="The bivariate normal density",
            topic="Bivariate normal",
            points=2,
            level=3,
            source="S2",
            prompt=(
                r"Write the density of the bivariate normal distribution at the point $\mathbf{x} "
                r"= \boldsymbol{\mu} + \mathbf{d}$ as `bivariate_normal_density(d, S)`: `d` of "
                r"shape `(2,)` is the deviation from the mean, `S` of shape `(2, 2)` is $\Sigma$."
            ),
            inputs={"d": Vector(2, -1.5, 1.6), "S": Covariance(2)},
            probes=(
                (np.array([0.8, -0.4]), np.array([[2.0, 0.6], [0.6, 0.9]])),
                (np.array([-1.1, 0.5]), np.array([[1.3, -0.5], [-0.5, 1.9]])),
                (np.array([0.6, 1.2]), np.array([[0.8, 0.3], [0.3, 1.4]])),
            ),
            reference=lambda d, S: float(MultivariateNormal(np.zeros(2), S).prob(d)),
            slips=(
                Slip(
                    "determinant_without_root",
                    lambda d, S: np.exp(-quadratic_form(d, S) / 2) / (2 * np.pi * np.linalg.det(S)),
                    "The determinant needs a root: it is an area squared.",
                ),
                Slip(
                    "determinant_missing",
                    lambda d, S: np.exp(-quadratic_form(d, S) / 2) / (2 * np.pi),
                    "The determinant is missing in front: what is spread over a larger area has to "
                    "be lower.",
                ),
                Slip(
                    "constant_under_root",
                    lambda d, S: (
                        np.exp(-quadratic_form(d, S) / 2) / np.sqrt(2 * np.pi * np.linalg.det(S))
                    ),
                    "That is the constant of one dimension. Each dimension brings a root of 2π.",
                ),
                Slip(
                    "not_inverted",
                    lambda d, S: np.exp(-0.5 * d @ S @ d) / (2 * np.pi * np.sqrt(np.linalg.det(S))),
                    "In the exponent stands the inverse of Σ. A large variance makes a deviation "
                    "more likely, not less.",
                ),
                Slip(
                    "product_of_marginals",
                    lambda d, S: np.prod(
                        np.exp(-0.5 * d**2 / np.diag(S)) / np.sqrt(2 * np.pi * np.diag(S))
                    ),
                    "That is the product of the two marginals: right only if the covariance is 0.",
                ),
                Slip(
                    "half_missing",
                    lambda d, S: (
                        np.exp(-quadratic_form(d, S)) / (2 * np.pi * np.sqrt(np.linalg.det(S)))
                    ),
                    "The ½ in the exponent is missing.",
                ),
                Slip(
                    "constant_missing",
                    lambda d, S: np.exp(-quadratic_form(d, S) / 2),
                    "The constant in front is missing: at the mean yours is 1. It is the volume "
                    "that must be 1.",
                ),
                Slip(
                    "inverted_by_entries",
                    lambda d, S: (
                        np.exp(-0.5 * d @ (1 / S) @ d) / (2 * np.pi * np.sqrt(np.linalg.det(S)))
                    ),
                    "You took the reciprocal of each entry. The inverse of a matrix is another "
                    "thing.",
                ),
            ),
            hints=(
                (
                    "Two ingredients: a quadratic form in the exponent, and a constant that makes "
                    "the volume 1."
                ),
                (
                    r"$p = \frac{1}{2\pi} (\det \Sigma)^{-1/2} \exp\left(-\frac{1}{2} "
                    r"\mathbf{d}^\top \Sigma^{-1} \mathbf{d}\right)$."
                ),
                r"Start: `np.linalg.solve(S, d)` is $\Sigma^{-1}\mathbf{d}$.",
                "`return np.exp(-0.5 * d @ ...) / (... * np.sqrt(...))`",
            ),
            why=(
                "Points with the same quadratic form have the same density: they lie on an "
                "ellipse, along which the contours of the lesson run."
            ),
        ),
        Exercise(
            id="conditional_mean_normal",
            title="The best guess for Y",
            topic="Bivariate normal",
            points=2,
            level=3,
            source="S2",
            prompt=(
                r"$X$ and $Y$ are jointly normal with means `mx` and `my`, standard deviations "
                r"`sx` and `sy`, and correlation `rho`. Write $E[Y \mid X = x]$ as "
                "`conditional_mean_normal(x, mx, my, sx, sy, rho)`; all are numbers."
            ),
            inputs={
                "x": Reals(-2, 2.5),
                "mx": Reals(-0.9, 0.8),
                "my": Reals(-1.2, 1.5),
                "sx": Reals(0.5, 2.2, (1.0,)),
                "sy": Reals(0.5, 2.2, (1.0,)),
                "rho": Reals(-0.85, 0.85),
            },
            probes=(
                (1.4, 0.3, -0.5, 1.8, 0.7, 0.6),
                (-0.7, 1.0, 0.4, 0.9, 2.1, -0.45),
                (2.0, -0.6, 1.1, 0.6, 1.3, 0.3),
            ),
            reference=lambda x, mx, my, sx, sy, rho: my + (rho * sx * sy) / sx**2 * (x - mx),
            slips=(
                Slip(
                    "spreads_ignored",
                    lambda x, mx, my, sx, sy, rho: my + rho * (x - mx),
                    "That is right only if both standard deviations are equal. Convert from units "
                    "of X to units of Y.",
                ),
                Slip(
                    "covariance_not_divided",
                    lambda x, mx, my, sx, sy, rho: my + rho * sx * sy * (x - mx),
                    "You multiplied by the covariance. It has to be divided by the variance of X.",
                ),
                Slip(
                    "not_centred",
                    lambda x, mx, my, sx, sy, rho: my + rho * sy / sx * x,
                    "You multiplied x itself. What counts is how far it is from its mean.",
                ),
                Slip(
                    "ratio_inverted",
                    lambda x, mx, my, sx, sy, rho: my + rho * sx / sy * (x - mx),
                    "The ratio of the standard deviations is upside down. The result has to be in "
                    "units of Y.",
                ),
                Slip(
                    "starts_at_the_other_mean",
                    lambda x, mx, my, sx, sy, rho: mx + rho * sy / sx * (x - mx),
                    "Your guess starts at the mean of X. It is a guess for Y.",
                ),
                Slip(
                    "correlation_forgotten",
                    lambda x, mx, my, sx, sy, rho: my + sy / sx * (x - mx),
                    "You left the correlation out. The guess goes back towards the mean unless it "
                    "is ±1.",
                ),
                Slip(
                    "observation_ignored",
                    lambda x, mx, my, sx, sy, rho: my,
                    "That is the mean before X is known. The observation moves it.",
                ),
                Slip(
                    "sign",
                    lambda x, mx, my, sx, sy, rho: my - rho * sy / sx * (x - mx),
                    "You went the wrong way: with a positive correlation a large x makes a large Y "
                    "more likely.",
                ),
                Slip(
                    "mean_of_y_forgotten",
                    lambda x, mx, my, sx, sy, rho: rho * sy / sx * (x - mx),
                    "That is the shift that the observation brings. Add it to where Y was before.",
                ),
            ),
            hints=(
                "By how many of its standard deviations is $x$ above its mean?",
                (
                    "Measured in standard deviations, the guess for $Y$ is that number times "
                    r"$\rho$."
                ),
                "Start: `u = (x - mx) / sx`.",
                "`return my + ... * ... * u`",
            ),
            why=(
                "It is the line of linear regression. In standard deviations the guess is never "
                "farther from its mean than x is: that is regression to the mean."
            ),
        ),
        Exercise(
            id="conditional_variance_normal",
            title="What remains uncertain",
            topic="Bivariate normal",
            points=1,
            level=3,
            source="S2",
            prompt=(
                r"In the same setting, write $\mathrm{Var}[Y \mid X = x]$ as "
                "`conditional_variance_normal(sy, rho)`. It does not depend on $x$."
            ),
            inputs={"sy": Reals(0.5, 2.5, (1.0,)), "rho": Reals(-0.9, 0.9)},
            probes=((1.7, 0.6), (0.8, -0.45), (2.2, 0.9)),
            reference=lambda sy, rho: sy**2 - (rho * sy) ** 2,
            slips=(
                Slip(
                    "correlation_not_squared",
                    lambda sy, rho: sy**2 * (1 - rho),
                    "You did not square the correlation. Its sign cannot matter for what remains.",
                ),
                Slip(
                    "bracket_squared",
                    lambda sy, rho: sy**2 * (1 - rho) ** 2,
                    "You squared the whole bracket. Only the correlation in it is squared.",
                ),
                Slip(
                    "explained_part",
                    lambda sy, rho: sy**2 * rho**2,
                    "That is the part of the variance that X explains. What it leaves is asked.",
                ),
                Slip(
                    "root_of_the_factor",
                    lambda sy, rho: sy**2 * np.sqrt(1 - rho**2),
                    "The root belongs to the standard deviation, where everything is under it.",
                ),
                Slip(
                    "observation_ignored",
                    lambda sy, rho: sy**2,
                    "That is the variance before X is known. Knowing it makes Y less uncertain.",
                ),
                Slip(
                    "standard_deviation",
                    lambda sy, rho: sy * np.sqrt(1 - rho**2),
                    "That is the standard deviation that remains. Its square is asked.",
                ),
                Slip(
                    "spread_not_squared",
                    lambda sy, rho: sy * (1 - rho**2),
                    "The factor is right, but sy is the standard deviation. Square it.",
                ),
                Slip(
                    "share_that_remains",
                    lambda sy, rho: 1 - rho**2,
                    "That is the share of the variance that remains. A share of what?",
                ),
                Slip(
                    "grown",
                    lambda sy, rho: sy**2 * (1 + rho**2),
                    "Your variance grows by the observation. It can only shrink here.",
                ),
            ),
            hints=(
                r"What should come out for $\rho = 0$, and what for $\rho = \pm 1$?",
                "The observed $X$ explains the share $\\rho^2$ of the variance of $Y$.",
                "Start: `sy**2` is the variance before; what share of it remains?",
                "`return sy**2 * (1 - ...)`",
            ),
            why=(
                "The band in the lesson's picture has the same width everywhere. For other "
                "distributions it may depend on x."
            ),
        ),
    ),
)
