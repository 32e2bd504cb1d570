"""Lesson 10: every turn answers back, every check can fail, and its figures hold."""

from fractions import Fraction
from itertools import product
from math import log

import numpy as np
import pytest
from support.lesson import lesson

from coursekit.checking import run_cells

LESSON = lesson("10_bayes")
SECONDS = 10.0


def test_it_runs_in_time():
    assert LESSON.faults == {}
    assert LESSON.seconds < SECONDS


def test_page_for_the_lecture_needs_the_set_up_cell_only():
    page = ("set-up", "predict-vote", "picture-lecture", "lecture-counted", "your-turn-heap")
    ran = run_cells([LESSON.sources[cell] for cell in page], {"In": []})
    assert [each.traceback for each in ran if not each.ok] == []


APPLE = '{"evidence": %s, "posterior": %s}'
AN_APPLE = "(1 - prior * b1 - (1 - prior) * b2)"
POSTERIOR = f"prior * (1 - b1) / {AN_APPLE}"
ILL = "v * (1 - s) / (v * (1 - s) + (1 - v) * c)"
SEEN = "(prior * b1**k + (1 - prior) * b2**k)"
TWO_LOGS = "np.log((a + 1) / (n + v)) - np.log((b + 1) / (m + v))"


@pytest.mark.parametrize(
    ("cell", "answer"),
    [
        ("your-turn-apple", APPLE % (AN_APPLE, POSTERIOR)),
        ("your-turn-heap", "(b1 + a1) / (b1 + a1 + b2 + a2)"),
        ("your-turn-heap", "1 / (1 + (b2 + a2) / (b1 + a1))"),
        ("your-turn-negative", ILL),
        ("your-turn-negative", "1 - c * (1 - v) / (1 - s * v - (1 - c) * (1 - v))"),
        ("your-turn-next", f"(prior * b1**(k + 1) + (1 - prior) * b2**(k + 1)) / {SEEN}"),
        ("your-turn-word", TWO_LOGS),
        ("your-turn-word", "np.log((a + 1) * (m + v)) - np.log((b + 1) * (n + v))"),
    ],
)
def test_right_answer_is_told_so(cell, answer):
    assert LESSON.tried(cell, answer).correct


@pytest.mark.parametrize(
    ("cell", "answer", "message"),
    [
        ("your-turn-apple", APPLE % ("1 - b1 + 1 - b2", "0"), "weighted by the prior"),
        ("your-turn-apple", APPLE % ("prior * b1 + (1 - prior) * b2", "0"), "That is p(banana)"),
        ("your-turn-apple", APPLE % (AN_APPLE, "prior * (1 - b1)"), "That is the joint"),
        ("your-turn-apple", APPLE % (AN_APPLE, "1 - b1"), "not turned round yet"),
        (
            "your-turn-apple",
            APPLE % (AN_APPLE, "1 - prior * b1 / (prior * b1 + (1 - prior) * b2)"),
            "That is p(carton 2 | banana)",
        ),
        ("your-turn-apple", APPLE % (AN_APPLE, "prior"), "has not been used"),
        (
            "your-turn-apple",
            APPLE % (AN_APPLE, f"prior * (1 - b1) / (1 - {AN_APPLE})"),
            "divided by p(banana)",
        ),
        ("your-turn-heap", "b1 / (b1 + b2)", "before the banana"),
        ("your-turn-heap", "1 / 2", "the other short cut"),
        ("your-turn-heap", "(b1 + a1) / (b2 + a2)", "prior odds"),
        ("your-turn-negative", "1 - s", "the share of the ill who are missed"),
        ("your-turn-negative", "v * s / (v * s + (1 - v) * (1 - c))", "p(ill | positive)"),
        ("your-turn-negative", "v * (1 - s) / ((1 - v) * c)", "Those are odds"),
        ("your-turn-negative", "v * (1 - s) / (1 - s + c)", "is not weighted"),
        ("your-turn-next", "prior * b1 + (1 - prior) * b2", "use the posterior"),
        (
            "your-turn-next",
            f"{SEEN} / (prior * b1**(k - 1) + (1 - prior) * b2**(k - 1))",
            "the last banana",
        ),
        ("your-turn-next", f"prior * b1**k / {SEEN}", "Go one step on"),
        ("your-turn-next", "prior * b1**(k + 1) + (1 - prior) * b2**(k + 1)", "have been seen"),
        ("your-turn-word", "np.log((a + 1) / n) - np.log((b + 1) / m)", "the total grows, too"),
        ("your-turn-word", "np.log(a / n) - np.log(b / m)", "without smoothing"),
        ("your-turn-word", TWO_LOGS.replace(" - ", " + "), "added the two logarithms"),
        ("your-turn-word", f"-({TWO_LOGS})", "the sign is turned round"),
        ("your-turn-word", f"np.exp({TWO_LOGS})", "the factor of the odds"),
    ],
)
def test_slip_gets_its_own_message(cell, answer, message):
    verdict = LESSON.tried(cell, answer)
    assert not verdict.correct
    assert message in verdict.message


@pytest.mark.parametrize(
    ("cell", "true", "false"),
    [
        ("bayes-checked", "F(4, 5) * F(1, 2)", "F(4, 5)"),
        ("bayes-checked", "/ seen.evidence", "/ F(1, 2)"),
        ("bayes-checked", "0.32 / 0.6**2", "0.32 / 0.6"),
        ("lecture-counted", "prior * l1 / evidence", "prior * l1"),
        ("lecture-counted", "(1 - prior) * l2", "l2"),
        ("lecture-counted", "< 3 / 10", "< 1 / 2"),
        ("test-checked", "+ (1 - c) * (1 - v)", "+ (1 - c)"),
        ("test-checked", "* s / (1 - c)", "* s / c"),
        ("test-checked", "0.9 * 0.1 / 0.108**2", "0.9 * 0.1 / 0.108"),
        ("updating-checked", "0.6 / 0.2", "0.2 / 0.6"),
        ("updating-checked", "bayes(belief, fruit, y)", "bayes(prior, fruit, y)"),
        ("sigmoid-checked", "sigmoid(z) * (1 - sigmoid(z))", "sigmoid(z)"),
        ("sigmoid-checked", "F(4, 5) * (1 - now)", "F(4, 5) * now"),
        ("sigmoid-checked", "!= F(3, 5) ** 2", "== F(3, 5) ** 2"),
        ("map-checked", "likelihood * model.prior", "likelihood"),
        ("map-checked", '"positive": 0.1, "negative": 0.9', '"positive": 0.5, "negative": 0.5'),
        ("naive-checked", "/ (N + V)", "/ N"),
        ("naive-checked", "np.log(0.5) + sum", "sum"),
        ("naive-checked", "- V / (N + V)", "- 1 / (N + V)"),
    ],
)
def test_twin_of_a_formula_fails_for_a_wrong_formula(cell, true, false):
    error = LESSON.mutated(cell, true, false).error
    assert error is not None
    assert error.startswith(("AssertionError", "ProbabilityError", "TypeError", "ValueError"))


# ------------------------------------------------------------------------- what the prose claims


def picks(cartons):
    """Count whole picks: (picks of a carton, bananas among its fruit, fruit) for each."""
    return [times * bananas // fruit for times, bananas, fruit in cartons]


def test_picks_by_hand():
    assert picks([(5, 2, 5), (5, 4, 5)]) == [2, 4]  # of 6 bananas 2: 1/3
    assert picks([(12, 6, 8), (28, 3, 12)]) == [9, 7]  # of 16 bananas 9
    assert picks([(10, 9, 10), (990, 1, 10)]) == [9, 99]  # of 108 positive tests 9: 1/12
    assert Fraction(9, 108) == Fraction(1, 12) == Fraction(1, 11) / (1 + Fraction(1, 11))


def test_the_heap_is_right_where_the_sizes_are_the_priors_and_nowhere_else():
    b1, a1, b2, a2 = 6, 2, 3, 9
    agreed = [
        share
        for share in (Fraction(i, 40) for i in range(1, 40))
        if share * Fraction(b1, b1 + a1) * b2 == (1 - share) * Fraction(b2, b2 + a2) * b1
    ]
    assert agreed == [Fraction(8, 20)]


def test_four_draws_by_listing_every_world():
    """Enumerate the carton and five draws: conditioning is leaving worlds out."""
    banana = {1: Fraction(2, 5), 2: Fraction(4, 5)}
    worlds = {}
    for carton, *draws in product((1, 2), *["ba"] * 5):
        weight = Fraction(1, 2)
        for each in draws:
            weight *= banana[carton] if each == "b" else 1 - banana[carton]
        worlds[carton, "".join(draws)] = weight

    def p(event, given):
        kept = {world: w for world, w in worlds.items() if given(*world)}
        return sum(w for world, w in kept.items() if event(*world)) / sum(kept.values())

    for order in ("babb", "abbb"):
        assert p(lambda c, _: c == 1, lambda _, d, o=order: d.startswith(o)) == Fraction(3, 11)
    assert p(lambda _, d: d[4] == "b", lambda _, d: d.startswith("babb")) == Fraction(38, 55)
    assert p(lambda _, d: d.startswith("bb"), lambda *_: True) == Fraction(2, 5)


def test_reviews_counted_by_hand():
    """Counts by splitting the texts here, not by the model."""
    from coursekit.widgets.bayes.reviews import REVIEWS

    words = {"positive": [], "negative": []}
    for text, kind in REVIEWS:
        words[kind] += text.lower().replace(",", "").replace(".", "").split()
    vocabulary = {word for each in words.values() for word in each}

    def said(text):
        shares = {
            kind: [log((each.count(w) + 1) / (len(each) + len(vocabulary))) for w in text.split()]
            for kind, each in words.items()
        }
        return sum(shares["positive"]) - sum(shares["negative"])

    assert said("not bad not dull simply great") == pytest.approx(-1.076, abs=5e-4)
    assert said("not bad not dull") < 0 < said("great")
    assert said("wonderful") > 0 > said("wonderful") + log(0.1 / 0.9)
    assert 200 * log(0.01) == pytest.approx(-921.03, abs=0.01)


def test_smoothing_lifts_a_word_that_is_rarer_than_the_average():
    total, size = 74, 56
    for count in range(6):
        slope = np.log([(count + a) / (total + a * size) for a in (0.9, 1.1)])
        assert (slope[1] > slope[0]) == (count < total / size)
