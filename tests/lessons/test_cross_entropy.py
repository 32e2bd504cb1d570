"""Lesson 12: every turn answers back, every check can fail, and its figures hold."""

import math

import nbformat
import numpy as np
import pytest
from support.lesson import lesson

LESSON = lesson("12_cross_entropy")
SECONDS = 10.0


def test_it_runs_in_time():
    assert LESSON.faults == {}
    assert LESSON.seconds < SECONDS


TRIES = '{"best": %s, "slope": %s}'
SAID = '{"bits": %s, "two": %s, "as_many": %s}'
BITS = "-np.sum(p * np.log2(p))"
NATS = "-np.sum(p * np.log(p))"
POWERS = "np.prod(q ** (n * p)) / np.prod(r ** (n * p))"


@pytest.mark.parametrize(
    ("cell", "answer"),
    [
        ("your-turn-tries", TRIES % ("n / s", "n / q - (s - n) / (1 - q)")),
        ("your-turn-tries", TRIES % ("1 / (s / n)", "(n - s * q) / (q * (1 - q))")),
        ("your-turn-uncertainty", SAID % (BITS, f"2 * ({BITS})", f"2 ** ({BITS})")),
        (
            "your-turn-uncertainty",
            SAID % (f"({NATS}) / np.log(2)", BITS + " * 2", f"np.e**({NATS})"),
        ),
        ("your-turn-poisson", "a * np.log(a / b) + b - a"),
        ("your-turn-poisson", "b - a - a * (np.log(b) - np.log(a))"),
        ("your-turn-likely", POWERS),
        ("your-turn-likely", "np.exp(n * np.sum(p * np.log(q / r)))"),
        ("your-turn-cooled", "(softmax(z / T) - p) / T"),
        ("your-turn-cooled", "grad(lambda z: -np.sum(p * np.log(softmax(z / T))))(z)"),
    ],
)
def test_right_answer_is_told_so(cell, answer):
    assert LESSON.tried(cell, answer).correct


@pytest.mark.parametrize(
    ("cell", "answer", "message"),
    [
        ("your-turn-tries", TRIES % ("s / n", "0"), "mean number of throws"),
        ("your-turn-tries", TRIES % ("n / s", "n / q - s / (1 - q)"), "counted all throws"),
        ("your-turn-tries", TRIES % ("n / s", "n / q + (s - n) / (1 - q)"), "inner derivative"),
        ("your-turn-tries", TRIES % ("n / s", "n / q - (s - n) / 1 - q"), "Without brackets"),
        ("your-turn-uncertainty", SAID % (NATS, "0", "0"), "That is in nats"),
        ("your-turn-uncertainty", SAID % (BITS, f"({BITS}) ** 2", "0"), "You multiplied"),
        (
            "your-turn-uncertainty",
            SAID % (BITS, f"2 * ({BITS})", f"np.exp({BITS})"),
            "Powers of e belong to nats",
        ),
        ("your-turn-poisson", "b * np.log(b / a) + a - b", "That is KL(q‖p)"),
        ("your-turn-poisson", "a * np.log(a / b)", "do not cancel"),
        ("your-turn-poisson", "np.log(a / b) + b - a", "still to be taken"),
        ("your-turn-likely", "np.exp(np.sum(p * np.log(q / r)))", "a single observation"),
        ("your-turn-likely", "n * np.sum(p * np.log(q / r))", "Undo it"),
        ("your-turn-likely", "np.prod(q / r)", "every value once"),
        ("your-turn-likely", "np.prod(q / r) ** n", "occur n times"),
        ("your-turn-likely", "cross_entropy(p, r) / cross_entropy(p, q)", "logarithms already"),
        ("your-turn-cooled", "softmax(z / T) - p", "inner derivative is missing"),
        ("your-turn-cooled", "(p - softmax(z / T)) / T", "points downhill"),
        ("your-turn-cooled", "(softmax(z) - p) / T", "with its temperature"),
    ],
)
def test_slip_gets_its_own_message(cell, answer, message):
    verdict = LESSON.tried(cell, answer)
    assert not verdict.correct
    assert message in verdict.message


@pytest.mark.parametrize(
    ("cell", "true", "false"),
    [
        ("likelihood-checked", "0.7**7 * 0.3**3", "0.7**7 + 0.3**3"),
        ("likelihood-checked", "- 3 / 0.6", "+ 3 / 0.6"),
        ("likelihood-checked", "14.5 / 2**3", "14.5 / 2**2"),
        ("likelihood-checked", "n_k - 10 * softmax(z)", "10 * softmax(z) - n_k"),
        ("likelihood-checked", "np.std(x)", "np.std(x, ddof=1)"),
        ("entropy-checked", "-0.99 * np.log(one)", "-one * np.log(0.99)"),
        ("entropy-checked", "surprise(0.5) + surprise(0.2)", "surprise(0.5) * surprise(0.2)"),
        ("entropy-checked", "-np.sum(p * np.log(p))", "-np.sum(p * np.log2(p))"),
        ("entropy-checked", "0.5, unit", "0.4, unit"),
        ("entropy-checked", "np.log(0.8 / 0.2)", "np.log(0.2 / 0.8)"),
        ("entropy-checked", "-np.log(0.5)", "-np.log(0.3)"),
        ("kl-checked", "np.sum(p * np.log(p / q))", "np.sum(q * np.log(p / q))"),
        ("kl-checked", "entropy(p) + kl", "entropy(q) + kl"),
        ("kl-checked", "np.sum(p * u), 1", "np.sum(q * u), 1"),
        ("kl-checked", "2 - 1 / 2]", "1 / 8 - 1 / 2]"),
        ("kl-checked", "(3 - 1) / 4", "(3 - 1) / 2"),
        ("objectives-checked", "entropy(p_hat) + kl(0.4)", "kl(0.4)"),
        ("objectives-checked", "-1.25", "1.25"),
        ("objectives-checked", "(5 - 17) / 18", "(5 - 17) / 9"),
        ("objectives-checked", "np.log(4) / 2", "np.log(4)"),
        ("objectives-checked", "grad(unequal)(1.6)", "grad(unequal)(2.5)"),
        ("costs-checked", "- p @ z", "+ p @ z"),
        ("costs-checked", "1003 + ", "1000 + "),
        ("costs-checked", "softmax(z) - p)", "p - softmax(z))"),
        ("costs-checked", "where(t == 1", "where(t == 0"),
        ("costs-checked", "sigmoid - t)", "softmax(z) - t)"),
        ("costs-checked", "3 * 0.9", "2 * 0.9"),
    ],
)
def test_twin_of_a_formula_fails_for_a_wrong_formula(cell, true, false):
    error = LESSON.mutated(cell, true, false).error
    assert error is not None
    assert error.startswith("AssertionError")


# ------------------------------------------------------------------------- what the prose claims


def test_figures_of_the_quizzes():
    """By the logarithms of the standard library alone."""
    told = [(0.01, 4.559, 6.578), (0.98, 0.0591, 0.0853)]
    for q, nats, bits in told:
        found = -0.99 * math.log(q) - 0.01 * math.log(1 - q)
        assert found == pytest.approx(nats, rel=1e-3)
        assert found / math.log(2) == pytest.approx(bits, rel=1e-3)
    assert -0.99 * math.log(0.99) - 0.01 * math.log(0.01) == pytest.approx(0.0560, abs=5e-5)
    assert -0.7 * math.log(0.7) - 0.3 * math.log(0.3) == pytest.approx(0.611, abs=5e-4)


def test_product_underflows_where_the_sum_does_not():
    assert np.prod(np.full(1000, 0.1)) == 0
    assert 1000 * math.log(0.1) == pytest.approx(-2303, abs=1)


def test_divergences_of_two_normals_by_adding_up_a_grid():
    x = np.linspace(-30, 30, 60_001)
    p = np.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)
    log_q = -(x**2) / 8 - math.log(2 * math.sqrt(2 * math.pi))
    log_p, q = -(x**2) / 2 - math.log(math.sqrt(2 * math.pi)), np.exp(log_q)
    forward, reverse = (np.sum(a * b) * 1e-3 for a, b in ((p, log_p - log_q), (q, log_q - log_p)))
    assert (forward, reverse) == (pytest.approx(0.318, abs=5e-4), pytest.approx(0.807, abs=5e-4))


def test_a_mirrored_pair_has_one_divergence_in_both_directions():
    p, q = (0.3, 0.7), (0.7, 0.3)
    there, back = (
        sum(a * math.log(a / b) for a, b in zip(*each, strict=True)) for each in ((p, q), (q, p))
    )
    assert there == pytest.approx(back) != 0


def test_two_measurements_and_three_logits():
    cost = lambda m: (1 - m) ** 2 + (4 - m) ** 2 / 4
    assert cost(1.6) < min(cost(1.59), cost(1.61))
    assert math.log(sum(map(math.exp, (1, 2, 3)))) == pytest.approx(3.4076, abs=5e-5)


def test_page_of_the_lecture_stands_by_itself():
    """Run in a kernel with nothing in it, moved to p = q, and far away from it."""
    source = LESSON.sources["page-picture"]
    for text, kl in (
        (source, 0.4277),
        (source.replace("[0.1, 0.2, 0.4, 0.3]", "[0.4, 0.3, 0.2, 0.1]"), 0.0),
        (source.replace("[0.1, 0.2, 0.4, 0.3]", "[0.05, 0.05, 0.1, 0.8]"), 1.3),
    ):
        names = {}
        exec(text, names)
        assert sum(names["p"] * names["u"]) == pytest.approx(1)  # where the diamond is drawn
        assert names["kl"] == pytest.approx(kl, abs=5e-4)
        assert names["line"][0] < min(names["u"])  # the curve reaches every dot
        assert names["line"][-1] > max(names["u"])


def test_promises_of_earlier_lessons_are_kept_by_name():
    notebook = nbformat.read(LESSON.path, as_version=4)
    prose = " ".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    for lesson_number in ("06", "08"):
        assert f"The promise of lesson {lesson_number} is kept" in prose
