"""Lesson 11: every turn answers back, every check can fail, and its figures hold."""

import itertools
from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from support.lesson import lesson

LESSON = lesson("11_structured_models")
SECONDS = 10.0


def test_it_runs_in_time():
    assert LESSON.faults == {}
    assert LESSON.seconds < SECONDS


WEIGHTS = "((1 - pa) * pb[0] * %s + pa * pb[1] * %s)"
B_AND_C, B = WEIGHTS % ("pc[0]", "pc[1]"), WEIGHTS % ("1", "1")
OPEN = '{"chain": not seen, "fork": not seen, "collider": %s}[kind] * 1'
SHARE = "(again / (again + good))"
Q = "np.exp(z) / np.exp(z).sum()"
TWO = "np.exp(-xi) * xi**2 / 2 * (%s)"
FIRST, SECOND = "theta @ beta[:, 0]", "theta @ beta[:, 1]"


@pytest.mark.parametrize(
    ("cell", "answer"),
    [
        ("your-turn-parents", f"{B_AND_C} / {B}"),
        ("your-turn-open", OPEN % "seen or child_seen"),
        ("your-turn-open", "int(seen or child_seen if kind == 'collider' else not seen)"),
        ("your-turn-very", f"{SHARE} ** (n - 1) * good / (again + good)"),
        ("your-turn-very", "again ** (n - 1) * good / (again + good) ** n"),
        ("your-turn-row", f"z - rate * ({Q} - counts / counts.sum())"),
        ("your-turn-row", "z + rate * (counts / sum(counts) - nn.softmax(z))"),
        ("your-turn-document", TWO % f"({FIRST}) * ({SECOND})"),
        ("your-turn-document", TWO % "np.prod((theta @ beta)[:2])"),
    ],
)
def test_right_answer_is_told_so(cell, answer):
    assert LESSON.tried(cell, answer).correct


@pytest.mark.parametrize(
    ("cell", "answer", "message"),
    [
        ("your-turn-parents", "(1 - pa) * pc[0] + pa * pc[1]", "it tells something about a"),
        ("your-turn-parents", B_AND_C, "the joint P(b = 1, c = 1)"),
        ("your-turn-parents", "sum(pc) / 2", "equally probable"),
        ("your-turn-parents", "pa * pb[1] * pc[1]", "a may be 0 as well"),
        ("your-turn-parents", f"pa * pb[1] * pc[1] / {B}", "add that case"),
        ("your-turn-open", "1 if kind != 'collider' else 0", "the kind of the node only"),
        ("your-turn-open", OPEN % "seen * child_seen", "You asked for both"),
        ("your-turn-open", "1 - seen", "as if it were a chain"),
        ("your-turn-open", OPEN % "seen", "wet shoes"),
        ("your-turn-open", f"1 - {OPEN % '(seen or child_seen)'}", "Asked is which let through"),
        ("your-turn-very", f"{SHARE} ** n * good / (again + good)", "Count the pairs"),
        ("your-turn-very", f"{SHARE} ** (n - 1)", "is a factor, too"),
        ("your-turn-very", "(again / good) ** (n - 1)", "all that followed"),
        ("your-turn-very", f"{SHARE} ** n", "a share of its own"),
        ("your-turn-row", f"z - rate * ({Q} - counts) / sum(counts)", "a distribution already"),
        ("your-turn-row", f"z + rate * ({Q} - counts / counts.sum())", "goes uphill"),
        ("your-turn-row", f"z - rate * ({Q} - counts)", "what you compare it with"),
        ("your-turn-row", f"{Q} - counts / counts.sum()", "The step starts at z"),
        ("your-turn-document", TWO % "np.sum(theta * beta[:, 0] * beta[:, 1])", "the same topic"),
        ("your-turn-document", f"({FIRST}) * ({SECOND})", "The length is drawn"),
        ("your-turn-document", "xi**2 / 2 * np.prod((theta @ beta)[:2])", "those of all lengths"),
        ("your-turn-document", TWO % "beta[0, 0] * beta[1, 1]", "Rows of beta are topics"),
        ("your-turn-document", f"2 * {TWO % f'({FIRST}) * ({SECOND})'}", "one order counts"),
    ],
)
def test_slip_gets_its_own_message(cell, answer, message):
    verdict = LESSON.tried(cell, answer)
    assert not verdict.correct
    assert message in verdict.message


@pytest.mark.parametrize(
    ("cell", "true", "false"),
    [
        ("factors-checked", "0.4 * 0.8 * 0.8", "0.4 * 0.8 * 0.6"),
        ("factors-checked", "e[:, None]", "d[:, None]"),
        ("factors-checked", "axis=(1, 2, 3)", "axis=(0, 2, 3)"),
        ("factors-checked", "rise = p_ae[1, 1] / a[1] -", "rise = p_ae[1, 1] / a[1] +"),
        ("factors-checked", "bd,ce->", "bd,be->"),
        ("paths-checked", 'seen = net.query(("a", "d"), {"b": 1})', 'seen = net.query(("a", "d"))'),
        ("paths-checked", "857 / 1933", "1 / 5"),
        ("paths-checked", "99 / 439", "857 / 1933"),
        ("paths-checked", "0.8 * ((1 - s) * 0.02", "0.8 * ((1 - s) * 0.98"),
        ("bigram-checked", "== 13", "== 11"),
        ("bigram-checked", "[0.125, 0.125]", "[0.125, 0.0625]"),
        ("bigram-checked", "of pickled pepper.", "of pepper."),
        ("smoothing-checked", "0.5 * 13", "0.5 * 12"),
        ("smoothing-checked", "np.exp(-np.mean(logs))", "np.exp(-np.sum(logs))"),
        ("training", "(nn.softmax(Z) - table.p)", "(table.p - nn.softmax(Z))"),
        ("training", "weight * ", ""),
        ("training", "Z - 20", "Z - 0.2"),
        ("topics-checked", "*np.log(mix[z]), ", ""),
        ("topics-checked", "0.75 * 0.4 + 0.25 * 0.5", "(0.4 + 0.5) / 2"),
        ("topics-checked", "-0.7 * np.log", "0.3 * np.log"),
        ("topics-checked", "beta.T)", "beta.T[::-1])"),
        ("topics-checked", "0.3 / (0.3 + 0.3)", "0.3 / 1"),
    ],
)
def test_twin_of_a_formula_fails_for_a_wrong_formula(cell, true, false):
    error = LESSON.mutated(cell, true, false).error
    assert error is not None
    assert error.startswith(("AssertionError", "ProbabilityError", "ValueError"))


# ------------------------------------------------------------------------- what the prose claims

CORPUS = (
    "Peter Piper picked a peck of pickled pepper",
    "Where's the pickled pepper that Peter Piper picked",
)
THIRD = "Peter Piper picked a peck of pickled pepper that Peter Piper picked"


def by_counting(sentence):
    """P(sentence) from counts of pairs, in Fractions, without the course's own bigram."""
    read = [["<", *each.split(), ">"] for each in CORPUS]
    pairs = Counter(pair for each in read for pair in itertools.pairwise(each))
    before = Counter(word for each in read for word in each[:-1])
    words = ["<", *sentence.split(), ">"]
    factors = [Fraction(pairs[p], before[p[0]]) for p in itertools.pairwise(words)]
    return factors, np.prod(factors)


def test_tongue_twister_by_counting():
    factors, third = by_counting(THIRD)
    assert (len(factors), third) == (13, Fraction(1, 16))
    assert [int(each != 1) for each in factors] == [1, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1]
    assert [by_counting(each)[1] for each in CORPUS] == [Fraction(1, 8)] * 2
    assert by_counting("Peter Piper picked")[1] == Fraction(1, 4)


def test_figures_of_the_lawn_by_counting_worlds():
    wet = {(0, 0): 2, (0, 1): 85, (1, 0): 80, (1, 1): 99}  # of 100, by rain and sprinkler
    worlds = {(r, s): (2 if r else 8) * (3 if s else 7) * n for (r, s), n in wet.items()}
    rain = Fraction(worlds[1, 0] + worlds[1, 1], sum(worlds.values()))
    told = Fraction(worlds[1, 1], worlds[0, 1] + worlds[1, 1])
    assert (rain, told) == (Fraction(857, 1933), Fraction(99, 439))


def test_five_factors_have_eleven_free_numbers():
    names = "abcde"
    parents = {"a": "", "b": "a", "c": "ab", "d": "b", "e": "c"}
    assert [2 ** len(parents[name]) for name in names] == [1, 2, 4, 2, 2]
    assert sum(2 ** len(parents[name]) for name in names) == 11 == LESSON.names["net"].parameters


def test_training_ends_at_the_counts():
    """A softmax and a slope of our own come to the rows of the table of counts, too."""
    p, weight = LESSON.names["table"].p, LESSON.names["weight"]
    logits = np.zeros_like(p)
    for _ in range(1001):
        q = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
        logits -= 20 * weight * (q - p)
    assert np.allclose(LESSON.names["Z"], logits)
    assert np.abs(q - p).max() < 2e-3


def test_small_alpha_makes_documents_of_one_topic():
    rng = np.random.default_rng(1)
    largest = {a: rng.dirichlet([a] * 3, 4000).max(axis=1).mean() for a in (0.1, 1.0, 10.0)}
    assert largest[0.1] > 0.85 > largest[1.0] > 0.5 > largest[10.0]
