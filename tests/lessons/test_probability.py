"""Lesson 09: every turn answers back, every check can fail, and its figures hold."""

from fractions import Fraction

import numpy as np
import pytest
from support.lesson import lesson

from coursekit import probability as pr

LESSON = lesson("09_probability")
SECONDS = 10.0


def test_it_runs_in_time():
    assert LESSON.faults == {}
    assert LESSON.seconds < SECONDS


POWER = '{"c": %s, "up_to_a": %s}'
SHARES = '{"joint": %s, "marginal": %s, "conditional": %s, "expected": %s}'
ALL = "(a + b + c + d)"
ROW = f"(a + b) / {ALL}"
SEEN = '{"mean": %s, "variance": %s}'
LINE = "my + rho * sy / sx * (x - mx)"


@pytest.mark.parametrize(
    ("cell", "answer"),
    [
        ("your-turn-power", POWER % ("(k + 1) / w ** (k + 1)", "(a / w) ** (k + 1)")),
        ("your-turn-power", POWER % ("(1 + k) * w ** (-k - 1)", "a ** (k + 1) / w ** (k + 1)")),
        ("your-turn-wait", "1 - np.exp(-rate * t)"),
        ("your-turn-wait", "Exponential(rate).cdf(t)"),
        ("your-turn-shares", SHARES % (f"a / {ALL}", ROW, "a / (a + c)", f"{ROW} * (a + c)")),
        ("your-turn-variance", "a**2 * var_x + b**2 * var_y - 2 * a * b * cov"),
        ("your-turn-seen", SEEN % (LINE, "(1 - rho**2) * sy**2")),
        ("your-turn-seen", SEEN % (LINE, "sy**2 - (rho * sy) ** 2")),
    ],
)
def test_right_answer_is_told_so(cell, answer):
    assert LESSON.tried(cell, answer).correct


@pytest.mark.parametrize(
    ("cell", "answer", "message"),
    [
        ("your-turn-power", POWER % ("w ** (k + 1) / (k + 1)", "0"), "the area below xᵏ"),
        ("your-turn-power", POWER % ("(k + 1) / w ** (k + 1)", "a / w"), "as if p were constant"),
        (
            "your-turn-power",
            POWER % ("(k + 1) / w ** (k + 1)", "(k + 1) / w ** (k + 1) * a**k"),
            "That is p(a), a height",
        ),
        ("your-turn-power", POWER % ("1 / (k + 1)", "(a / w) ** (k + 1)"), "on [0, 1]. Here"),
        ("your-turn-wait", "np.exp(-rate * s) - np.exp(-rate * (s + t))", "You know already"),
        ("your-turn-wait", "np.exp(-rate * t)", "still wait after t more"),
        ("your-turn-wait", "rate * np.exp(-rate * t)", "value of the density"),
        ("your-turn-shares", SHARES % ("a", ROW, "a / (a + c)", "0"), "That is a count"),
        (
            "your-turn-shares",
            SHARES % (f"a / {ALL}", ROW, "a / (a + b)", f"{ROW} * (a + c)"),
            "That is p(column | row)",
        ),
        (
            "your-turn-shares",
            SHARES % (f"a / {ALL}", ROW, "a / (a + c)", f"{ROW} * (a + c) / {ALL}"),
            "a share of all cards",
        ),
        (
            "your-turn-shares",
            SHARES % (f"a / {ALL}", "a + b", "a / (a + c)", f"{ROW} * (a + c)"),
            "how many cards the row has",
        ),
        (
            "your-turn-shares",
            SHARES % (f"a / {ALL}", ROW, "a / (a + c)", "a"),
            "the count as it is",
        ),
        ("your-turn-variance", "a**2 * var_x + b**2 * var_y", "if the covariance is 0"),
        (
            "your-turn-variance",
            "a**2 * var_x - b**2 * var_y - 2 * a * b * cov",
            "scatters all the same",
        ),
        ("your-turn-variance", "a**2 * var_x + b**2 * var_y - a * b * cov", "occurs twice"),
        ("your-turn-seen", SEEN % ("my + rho * (x - mx)", "0"), "One unit of X is not"),
        (
            "your-turn-seen",
            SEEN % ("mx + rho * sy / sx * (x - mx)", "sy**2 * (1 - rho**2)"),
            "starts at the mean of X",
        ),
        ("your-turn-seen", SEEN % (LINE, "sy**2 * (1 - rho) ** 2"), "the whole bracket"),
        ("your-turn-seen", SEEN % (LINE, "(1 - rho) * sy**2"), "It has to be squared"),
        ("your-turn-seen", SEEN % (LINE, "rho**2 * sy**2"), "the part of the variance that X"),
    ],
)
def test_slip_gets_its_own_message(cell, answer, message):
    verdict = LESSON.tried(cell, answer)
    assert not verdict.correct
    assert message in verdict.message


@pytest.mark.parametrize(
    ("cell", "true", "false"),
    [
        ("density-checked", "x=(1, 2))", "x=(0, 2))"),
        ("density-checked", "x**2 / 4", "x**2 / 2"),
        ("density-checked", "x: x - 0.5", "x: x / 2"),
        ("density-checked", "x <= 2", "x < 2"),
        ("families-checked", "/ 8)", "/ 4)"),
        ("families-checked", "-(2.5 - 1) / 4", "-(2.5 - 1) / 2"),
        ("families-checked", "Poisson(3.0)", "Poisson(2.0)"),
        ("families-checked", "wait.survival(15.0)", "wait.survival(25.0)"),
        ("cards", "axis=1", "axis=0"),
        ("cards", '/ colour.prob(colour="blue")', '/ shape.prob(shape="circle")'),
        ("cards", "* shape", "* shape * 0.5"),
        ("cards", "[[24, 8, 4], [6, 12, 6]]", "[[18, 12, 6], [12, 8, 4]]"),
        ("continuous-pair", '["x"] + 0.5', '["x"]'),
        ("continuous-pair", "/ 0.7)", "/ 0.6)"),
        ("continuous-pair", "x * y**2) / 2", "x * y**2)"),
        ("die-moments", "sum(x**2 *", "sum(x *"),
        ("die-moments", "square - mean**2", "square - mean"),
        ("die-moments", "2 * (2.0 - float(mean))", "2.0 - float(mean)"),
        ("covariances", "- 12 * cov", "- 6 * cov"),
        ("covariances", "(cov == 0)", "(cov >= 0)"),
        ("covariances", "[[0, 1], [1, 0], [0, 1]]", "[[1, 1], [1, 1], [1, 1]]"),
        ("vectors-checked", "np.outer(mu, mu))", "mu @ mu)"),
        ("vectors-checked", "a @ cov @ a)", "a @ a)"),
        ("vectors-checked", "(2 * np.pi * ", "(np.pi * "),
        ("vectors-checked", "0.64 * 64", "0.4 * 64"),
        ("vectors-checked", "-np.linalg.solve(S, d))", "-S @ d)"),
    ],
)
def test_twin_of_a_formula_fails_for_a_wrong_formula(cell, true, false):
    error = LESSON.mutated(cell, true, false).error
    assert error is not None
    assert error.startswith(("AssertionError", "ProbabilityError", "TypeError", "ValueError"))


# ------------------------------------------------------------------------- what the prose claims


def test_cards_by_hand():
    counts = {("circle", "blue"): 24, ("circle", "orange"): 8, ("circle", "green"): 4}
    counts |= {("square", "blue"): 6, ("square", "orange"): 12, ("square", "green"): 6}
    blue = sum(n for (_, colour), n in counts.items() if colour == "blue")
    circles = sum(n for (shape, _), n in counts.items() if shape == "circle")
    assert (blue, circles, sum(counts.values())) == (30, 36, 60)
    assert Fraction(counts["circle", "blue"], blue) == Fraction(4, 5) != Fraction(circles, 60)


def test_a_die_and_the_square_that_is_uncorrelated():
    faces = range(1, 7)
    assert (sum(Fraction(x * x, 6) for x in faces), Fraction(sum(faces), 6) ** 2) == (
        Fraction(91, 6),
        Fraction(49, 4),
    )
    assert (
        sum(Fraction(x, 3) for x in (-1, 0, 1)) == sum(Fraction(x**3, 3) for x in (-1, 0, 1)) == 0
    )


def test_moments_in_the_table_of_families():
    told = [
        (pr.Bernoulli(0.3), 0.3, 0.3 * 0.7),
        (pr.Binomial(5, 0.3), 1.5, 5 * 0.3 * 0.7),
        (pr.Poisson(2.5), 2.5, 2.5),
        (pr.Geometric(0.4), 2.5, 0.6 / 0.16),
        (pr.Uniform(1.0, 4.0), 2.5, 9 / 12),
        (pr.Exponential(0.5), 2.0, 4.0),
        (pr.Normal(1.0, 2.0), 1.0, 4.0),
    ]
    for family, mean, variance in told:
        assert np.allclose([family.mean, family.variance], [mean, variance])


def test_weight_at_180_cm_by_integrating_the_slice():
    """A sum over the slice of the joint density knows nothing of the conditional's formula."""
    y = np.linspace(0.0, 140.0, 4001)
    d = np.stack([np.full_like(y, 10.0), y - 65.0])
    inverse = np.linalg.inv([[100.0, 48.0], [48.0, 64.0]])
    slice_ = np.exp(-0.5 * np.einsum("in,ij,jn->n", d, inverse, d))
    p = slice_ / slice_.sum()
    mean = (p * y).sum()
    assert mean == pytest.approx(69.8)
    assert (p * (y - mean) ** 2).sum() == pytest.approx(40.96)


def test_poisson_needs_rare_successes_and_not_only_many_tries():
    """What the comment above the explorer says of its binomial: n from 10 to 50, then p falls."""

    def gap(n, p):
        k = np.arange(60)
        return np.abs(pr.Binomial(n, p).cdf(k) - pr.Poisson(n * p).cdf(k)).max()

    assert gap(50, 0.3) > 0.9 * gap(10, 0.3)
    assert gap(50, 0.02) < 0.1 * gap(50, 0.3)
