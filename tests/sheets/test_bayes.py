"""The references of sheet 10 against hand-written answers, exact tables and enumeration."""

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from scipy import special

from coursekit.probability import Conditional, Joint
from coursekit.sheets import load

SHEET = load("10_bayes")
STUDENTS = (None, "abcd12", "efgh34", "ijkl56")


def after(p, a, b):
    """The posterior from its odds."""
    odds = p / (1 - p) * a / b
    return odds / (1 + odds)


def row_by_row(prior, L):
    rows, now = [], list(prior)
    for row in L:
        now = [each * factor for each, factor in zip(now, row, strict=True)]
        rows.append([each / sum(now) for each in now])
    return rows


def both_classes(prior, like):
    classes = range(3)
    return {
        "ml": max(classes, key=lambda k: like[k]),
        "map": max(classes, key=lambda k: like[k] * prior[k]),
    }


def score(n, p, prior):
    """Word by word, as the document is read."""
    words = [i for i, times in enumerate(n) for _ in range(int(times))]
    return math.log(prior) + sum(math.log(p[i]) for i in words)


def words_of_classes(X, y):
    table = [[1.0] * X.shape[1] for _ in range(2)]
    for document, label in zip(X, y, strict=True):
        for i, times in enumerate(document):
            table[label][i] += times
    return [[each / sum(row) for each in row] for row in table]


# Written by hand, without coursekit: what a good student would hand in.
ANSWERS = {
    "evidence_by_sum_rule": lambda prior, l1, l2: l2 + prior * (l1 - l2),
    "two_cartons": 1 / 3,
    "carton_posterior": after,
    "base_rate_paradox": "c",
    "posterior_odds": "s v/((1 - c)(1 - v))",
    "naive_assumption": "(b)",
    "laplace_smoothing": lambda n: [(each + 1) / sum(n + 1) for each in n],
    "my_base_rate": lambda v, s, c: 1 / (1 + (1 - v) * (1 - c) / (v * s)),
    "carton_from_counts": lambda prior, b1, a1, b2, a2: after(prior, 1 / (1 + a1 / b1),
                                                              1 / (1 + a2 / b2)),
    "own_cartons": 9 / 19,
    "two_draws": "1/(1 + (1-p)*b*(1-b)/(p*a*(1-a)))",
    "two_orders": "B",
    "map_and_likelihood": both_classes,
    "naive_bayes_log_score": score,
    "posterior_from_log_scores": special.softmax,
    "update_in_sequence": row_by_row,
    "repeated_tests": "ln(v) - ln(1-v) + n*(ln(s) - ln(1-c))",
    "undecided_prior": "1/(1 + a/b)",
    "short_review": math.log(12 / 28 * (12 / 120 * 70 / 4) ** 2 * (2 / 120 * 70 / 10)),
    "fit_naive_bayes": words_of_classes,
}  # fmt: skip


def test_every_question_has_a_hand_written_answer():
    assert [exercise.id for exercise in SHEET] == list(ANSWERS)


@pytest.mark.parametrize("id_", ANSWERS)
@pytest.mark.parametrize("seed", [None, b"a", b"b"])
def test_the_hand_written_answer_is_correct(id_, seed):
    verdict = SHEET[id_].judge(ANSWERS[id_], seed=seed)
    assert verdict.outcome == "correct", verdict.message


# Realistic answers beside the slips themselves, and the tag of what must be said of them.
TAGS = [
    ("evidence_by_sum_rule", lambda prior, l1, l2: np.mean([l1, l2]), "plain_average"),
    ("evidence_by_sum_rule", lambda prior, l1, l2: prior * l1 + prior * l2, "same_prior"),
    ("two_cartons", 0.4, "likelihood"),
    ("two_cartons", 0.2, "joint"),
    ("two_cartons", 0.33, "rounded"),
    ("two_cartons", 400 / 600, "other_carton"),
    ("two_cartons", 100 / 3, "percentage"),
    ("carton_posterior", lambda prior, l1, l2: l1 * prior / (l1 + l2), "evidence_unweighted"),
    ("carton_posterior", lambda prior, l1, l2: 1 - after(prior, l1, l2), "other_carton"),
    ("carton_posterior", lambda prior, l1, l2: after(1 - prior, l1, l2), "priors_swapped"),
    ("carton_posterior", lambda prior, l1, l2: after(prior, 1 - l1, 1 - l2), "apple"),
    ("posterior_odds", "v*s/(v*s + (1-v)*(1-c))", "probability"),
    ("posterior_odds", "v/(1-v) / (s/(1-c))", "ratio_inverted"),
    ("posterior_odds", "v/(1-v) * (1-s)/c", "after_negative"),
    ("posterior_odds", "s/(1-c)*v", "prevalence_as_odds"),
    ("posterior_odds", "v*s/(1-v)*(1-c)", "brackets_missing"),
    ("laplace_smoothing", lambda n: (n + 1) / sum(n), "total_not_raised"),
    ("laplace_smoothing", lambda n: (n + 1) / (sum(n) + 1), "total_raised_by_one"),
    ("my_base_rate", lambda v, s, c: v * s / (v * s + (1 - v) * c), "specificity_in_evidence"),
    ("my_base_rate", lambda v, s, c: v * s, "joint"),
    ("my_base_rate", lambda v, s, c: v * c / (v * c + (1 - v) * (1 - s)), "exchanged"),
    ("my_base_rate", lambda v, s, c: v * s / (v * s + (1 - c)), "healthy_not_weighted"),
    ("carton_from_counts", lambda prior, b1, a1, b2, a2: b1 / (b1 + b2), "pooled"),
    ("carton_from_counts", lambda prior, b1, a1, b2, a2: after(prior, b1, b2), "counts_weighted"),
    ("carton_from_counts",
     lambda prior, b1, a1, b2, a2: prior * b1 / (b1 + a1) + (1 - prior) * b2 / (b2 + a2),
     "evidence"),
    ("carton_from_counts",
     lambda prior, b1, a1, b2, a2: 1 - after(prior, b1 / (b1 + a1), b2 / (b2 + a2)),
     "other_carton"),
    ("own_cartons", 7 / 9, "pooled"),
    ("own_cartons", 0.677, "prior_ignored"),
    ("own_cartons", 0.21, "joint"),
    ("two_draws", "p*a*(1-a)", "joint"),
    ("two_draws", "p*a/(p*a + (1-p)*b)", "first_draw_only"),
    ("two_draws", "p*a*(1-a)/((p*a + (1-p)*b)*(1 - p*a - (1-p)*b))", "draws_independent"),
    ("two_draws", "p*a*(1-a)/p*a*(1-a) + (1-p)*b*(1-b)", "brackets_missing"),
    ("two_draws", "p*a*(1-a)/(p*a*(1-a) + p*b*(1-b))", "prior_ignored"),
    ("map_and_likelihood",
     lambda prior, like: {k: n + 1 for k, n in both_classes(prior, like).items()},
     "ml.ml_counted_from_one"),
    ("two_draws", "p*a*(1-a)/(p*a*(1-a) + (1-p)*b*(1-b)) + 0*x", "formula"),
    ("naive_bayes_log_score", lambda n, p, prior: np.log(prior * np.prod(p ** (n > 0))),
     "each_word_once"),
    ("naive_bayes_log_score", lambda n, p, prior: prior * math.exp(score(n, p, 1)), "probability"),
    ("naive_bayes_log_score", lambda n, p, prior: n * np.log(p) + np.log(prior), "shape"),
    ("naive_bayes_log_score", lambda n, p, prior: np.log2(prior) + n @ np.log2(p), "factor"),
    ("posterior_from_log_scores", lambda s: np.exp(s) / sum(np.exp(s)), "underflow"),
    ("posterior_from_log_scores", special.log_softmax, "log_posterior"),
    ("update_in_sequence", lambda prior, L: prior * np.cumprod(L, 0), "not_normalised"),
    ("update_in_sequence", lambda prior, L: row_by_row(prior, L)[-1], "shape"),
    ("repeated_tests", "n*ln(v/(1-v)) + n*ln(s/(1-c))", "prior_each_time"),
    ("repeated_tests", "ln(v/(1-v)) + ln(s/(1-c))^n", "power_of_logarithm"),
    ("repeated_tests", "ln(n*v/(1-v)*s/(1-c))", "number_as_factor"),
    ("undecided_prior", "a/(a+b)", "other_carton"),
    ("undecided_prior", "0.5", "half"),
    ("undecided_prior", "b/(a-b)", "sign"),
    ("short_review", math.exp(ANSWERS["short_review"]), "odds"),
    ("short_review", -ANSWERS["short_review"], "sign"),
    ("short_review", "negative", "text"),
    ("fit_naive_bayes", lambda X, y: [X[y == c].sum(0) / X[y == c].sum() for c in (0, 1)],
     "not_smoothed"),
    ("fit_naive_bayes", lambda X, y: np.transpose(words_of_classes(X, y)), "transposed"),
    ("fit_naive_bayes", lambda X, y: np.log(words_of_classes(X, y)), "negative"),
]  # fmt: skip


@pytest.mark.parametrize(("id_", "answer", "tag"), TAGS)
def test_what_students_answer_is_named(id_, answer, tag):
    verdict = SHEET[id_].judge(answer)
    assert verdict.slip == tag, verdict.message


@pytest.mark.parametrize(
    ("id_", "wrong"), [("ml", "ml.posterior_maximised"), ("map", "map.likelihood_maximised")]
)
def test_each_maximum_earns_its_own_point(id_, wrong):
    other = {"ml": "map", "map": "ml"}[id_]

    def answer(prior, like):
        right = both_classes(prior, like)
        return {**right, id_: right[other]}

    verdict = SHEET["map_and_likelihood"].judge(answer)
    assert (verdict.score, verdict.slip) == (0.5, wrong)


def test_the_questions_of_the_bank_keep_ids_and_arguments():
    signatures = {
        "carton_posterior": ["prior", "l1", "l2"],
        "carton_from_counts": ["prior", "b1", "a1", "b2", "a2"],
        "my_base_rate": ["v", "s", "c"],
        "naive_bayes_log_score": ["n", "p", "prior"],
        "laplace_smoothing": ["n"],
        "posterior_from_log_scores": ["s"],
    }
    assert {id_: list(SHEET[id_].inputs) for id_ in signatures} == signatures


def test_the_cartons_of_the_source_by_an_exact_table():
    half, fifth = Fraction(1, 2), Fraction(1, 5)
    fruit = Conditional([[2 * fifth, 3 * fifth], [4 * fifth, fifth]], of="fruit", given="carton")
    joint = Joint([half, half], "carton") * fruit
    assert joint.evidence(fruit=0) == Fraction(3, 5)
    assert joint.given(fruit=0).prob(carton=0) == Fraction(1, 3)
    reference = SHEET["two_cartons"].reference
    assert reference() == pytest.approx(1 / 3, rel=1e-14)
    assert SHEET["evidence_by_sum_rule"].reference(0.5, 0.4, 0.8) == pytest.approx(0.6)


def test_two_draws_by_enumeration_of_the_fruit():
    """Cartons of five pieces, all equally likely: count the pairs (banana, apple)."""
    pairs = [
        carton
        for carton, bananas in enumerate((2, 4))
        for first, second in itertools.product(range(5), repeat=2)
        if first < bananas <= second
    ]
    expected = pairs.count(0) / len(pairs)
    assert SHEET["two_draws"].reference(0.5, 0.4, 0.8) == pytest.approx(expected)


def test_the_order_of_observations_changes_the_way_and_not_the_end():
    update = SHEET["update_in_sequence"].reference
    prior = np.array([0.3, 0.7])
    banana, apple = np.array([0.4, 0.8]), np.array([0.6, 0.2])
    one = update(prior, np.array([banana, banana, apple]))
    other = update(prior, np.array([apple, banana, banana]))
    np.testing.assert_allclose(one[-1], other[-1], rtol=1e-13)
    assert abs(one[0] - other[0]).max() > 0.1


def test_the_numbers_of_the_paradox():
    """9 of 108 positive people are ill, and both error rates are a tenth."""
    assert SHEET["my_base_rate"].reference(0.01, 0.9, 0.9) == pytest.approx(9 / 108)
    false_alarms = Fraction(99, 990)
    assert 1 - false_alarms == Fraction(9, 10)


def test_the_undecided_prior_leaves_one_half():
    prior = SHEET["undecided_prior"].reference(0.4, 0.8)
    assert SHEET["carton_posterior"].reference(prior, 0.4, 0.8) == pytest.approx(0.5)


def test_repeated_tests_agree_with_updating():
    v, s, c = 0.08, 0.8, 0.9
    rows = SHEET["update_in_sequence"].reference(np.array([v, 1 - v]), np.array([[s, 1 - c]] * 3))
    log_odds = math.log(rows[-1, 0] / rows[-1, 1])
    assert SHEET["repeated_tests"].reference(v, s, c, 3) == pytest.approx(log_odds)


@pytest.mark.parametrize("student", STUDENTS)
def test_a_students_cartons_are_answered_by_counting(student):
    exercise = load("10_bayes", student)["own_cartons"]
    k, b1, a1, b2, a2 = (exercise.parameters[name] for name in ("k", "b1", "a1", "b2", "a2"))
    first, second = Fraction(k * b1, b1 + a1), Fraction((10 - k) * b2, b2 + a2)
    assert exercise.judge(float(first / (first + second))).outcome == "correct"
    assert f"{b1} bananas" in exercise.prompt_text()


@pytest.mark.parametrize("student", STUDENTS)
def test_a_students_review_agrees_with_naive_bayes_word_by_word(student):
    exercise = load("10_bayes", student)["short_review"]
    numbers = exercise.parameters
    scores = [
        score(
            [2, 1],
            [(numbers[word][c] + 1) / (numbers["words"][c] + 20) for word in ("good", "dull")],
            numbers["reviews"][c] / sum(numbers["reviews"]),
        )
        for c in (0, 1)
    ]
    assert exercise.judge(scores[0] - scores[1]).outcome == "correct"
