"""The references of sheet 11 against hand-written answers, exact graphs, autodiff and counting."""

import itertools
import math
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from scipy import special, stats

from coursekit.autodiff import grad
from coursekit.probability import BayesNet, Bigram, lecture_network, two_causes
from coursekit.sheets import load

SHEET = load("11_structured_models")
STUDENTS = (None, "abcd12", "efgh34", "ijkl56")
TWISTER = (
    "Peter Piper picked a peck of pickled pepper",
    "Where's the pickled pepper that Peter Piper picked",
)
RECOMBINED = "Peter Piper picked a peck of pickled pepper that Peter Piper picked"


def pair_by_pair(words, P):
    return sum(math.log(P[one][other]) for one, other in itertools.pairwise(words))


def causes(pa, pb, p11, p10, p01, p00):
    """Both posteriors, from the eight cells of the joint table."""
    effect = {(1, 1): p11, (1, 0): p10, (0, 1): p01, (0, 0): p00}
    cell = {
        (a, b): (pa if a else 1 - pa) * (pb if b else 1 - pb) * effect[a, b]
        for a, b in itertools.product((0, 1), repeat=2)
    }
    only_c = (cell[1, 0] + cell[1, 1]) / sum(cell.values())
    return [only_c, cell[1, 1] / (cell[1, 1] + cell[0, 1])]


def full_joint(pa, pb, pc, pd, pe):
    """p(e) from the whole joint table, every entry of it."""
    total = [0.0] * pe.shape[1]
    sizes = (*pc.shape, pd.shape[1], pe.shape[1])
    for a, b, c, d, e in itertools.product(*map(range, sizes)):
        total[e] += pa[a] * pb[a, b] * pc[a, b, c] * pd[b, d] * pe[c, e]
    return total


def parents_first(pa, pb, pc, u):
    """Walk through the intervals from below, table by table."""
    values = []
    for table, chance in zip((pa, pb, pc), u, strict=True):
        row = table[tuple(values)]
        values.append(0 if chance < row[0] else 1 if chance < row[0] + row[1] else 2)
    return values


def without_sums(pa, pb, pc, u):
    """The second time against the probability of 1 alone, as is easily written."""
    values = []
    for table, chance in zip((pa, pb, pc), u, strict=True):
        row = table[tuple(values)]
        values.append(0 if chance < row[0] else 1 if chance < row[1] else 2)
    return values


def word_by_word(theta, beta, n):
    topics = range(len(theta))
    return sum(
        times * math.log(sum(theta[k] * beta[k, w] for k in topics)) for w, times in enumerate(n)
    )


def pair_gradients(Z, C):
    """One softmax minus one-hot for each pair of the corpus, averaged."""
    total = np.zeros_like(Z)
    for i, j in np.ndindex(*C.shape):
        total[i] += C[i, j] * (special.softmax(Z[i]) - np.eye(C.shape[1])[j])
    return total / C.sum()


# Written by hand, without coursekit: what a good student would hand in.
ANSWERS = {
    "chain_rule_three": lambda pa, pb_a, pc_ab, pb, pc: math.prod((pc_ab, pb_a, pa)),
    "tongue_twister": {"first": 0.125, "second": 0.125, "recombined": 0.0625},
    "bigram_table": lambda C: [row / sum(row) for row in C],
    "graph_factorisation": "p q s t - p q r s t",
    "separating_set": "C",
    "dirichlet_mean": lambda a: [each / sum(a) for each in a],
    "lda_word_given_document": lambda theta, beta: sum(
        t * row for t, row in zip(theta, beta, strict=True)
    ),
    "bigram_smoothed": lambda C: [(row + 1) / sum(row + 1) for row in C],
    "sentence_log_probability": pair_by_pair,
    "my_perplexity": lambda log_p: math.prod(np.exp(-log_p)) ** (1 / len(log_p)),
    "chain_graph_marginal": lambda w, b1, b0, c1, c0: (
        w * b1 * c1 + w * (1 - b1) * c0 + (1 - w) * b0 * c1 + (1 - w) * (1 - b0) * c0
    ),
    "free_parameters": 34,
    "d_separation": "(d)",
    "collider_opened": "e",
    "explaining_away": causes,
    "lda_topic_given_word": lambda theta, beta_w: theta * beta_w / np.dot(theta, beta_w),
    "marginal_by_elimination": full_joint,
    "ancestral_sample": parents_first,
    "same_word_twice": "t^2*u^2 + 2*t*(1-t)*u*v + (1-t)^2*v^2",
    "document_log_likelihood": word_by_word,
    "unseen_pair": math.log(7 * 4 / (65 * 39 * 30)),
    "bigram_slope": "k*(q-1) + (n-k)*q",
    "neural_bigram_gradient": pair_gradients,
}


def test_every_question_has_a_hand_written_answer():
    assert [exercise.id for exercise in SHEET] == list(ANSWERS)


@pytest.mark.parametrize("id_", ANSWERS)
@pytest.mark.parametrize("seed", [None, b"a", b"b"])
def test_the_hand_written_answer_is_correct(id_, seed):
    verdict = SHEET[id_].judge(ANSWERS[id_], seed=seed)
    assert verdict.outcome == "correct", verdict.message


def twister(**changed):
    return {**ANSWERS["tongue_twister"], **changed}


def with_log_of_product(words, P):
    with np.errstate(divide="ignore"):
        return np.log(np.prod(P[words[:-1], words[1:]]))


# Realistic answers beside the slips themselves, and the tag of what must be said of them.
TAGS = [
    ("chain_rule_three", lambda pa, pb_a, pc_ab, pb, pc: pa * pb * pc, "independent"),
    ("chain_rule_three", lambda pa, pb_a, pc_ab, pb, pc: pa * pb_a * pc, "last_marginal"),
    ("tongue_twister", twister(recombined=0), "recombined.never_seen"),
    ("tongue_twister", twister(recombined=0.125), "recombined.recombined_end_missing"),
    ("tongue_twister", twister(second=0.0625), "second.second_recombined"),
    ("tongue_twister", twister(first=0.25), "first.first_one_end_missing"),
    ("tongue_twister", 0.125, "not_a_dict"),
    ("bigram_table", lambda C: C / C.sum(axis=0), "columns"),
    ("bigram_table", lambda C: C.T / C.sum(axis=1), "transposed"),
    ("graph_factorisation", "p*q*r*s*u", "all_ones"),
    ("graph_factorisation", "p*q*(1-r)*s*u", "wrong_row"),
    ("graph_factorisation", "p*q*(1-v)*s*t", "one_parent"),
    ("separating_set", "b", "one_path"),
    ("dirichlet_mean", special.softmax, "softmax"),
    ("lda_word_given_document", lambda theta, beta: beta[np.argmax(theta)], "largest_topic"),
    ("lda_word_given_document", lambda theta, beta: np.mean(beta, axis=0), "plain_average"),
    ("bigram_smoothed", lambda C: (C + 1) / (C.sum(axis=1)[:, None] + 1), "total_raised_by_one"),
    ("bigram_smoothed", lambda C: (C + 1) / np.sum(C + 1), "joint"),
    ("sentence_log_probability", with_log_of_product, "underflow"),
    ("sentence_log_probability", lambda w, P: pair_by_pair(w[1:], P), "start_missing"),
    ("sentence_log_probability", lambda w, P: pair_by_pair(w, P.T), "backwards"),
    ("sentence_log_probability", lambda w, P: pair_by_pair(w, P) / math.log(2), "factor"),
    ("my_perplexity", lambda log_p: 2 ** -np.mean(log_p), "base_two"),
    ("my_perplexity", lambda log_p: 1 / math.exp(sum(log_p)), "not_per_token"),
    ("chain_graph_marginal", lambda w, b1, b0, c1, c0: w * c1 + (1 - w) * c0, "middle_skipped"),
    ("free_parameters", 143, "full_table"),
    ("free_parameters", 31, "parents_added"),
    ("d_separation", "a", "chain_left_open"),
    ("collider_opened", "b", "collider_kept_closed"),
    ("collider_opened", "c", "descendant_forgotten"),
    ("explaining_away", lambda *p: causes(*p)[::-1], "exchanged"),
    ("explaining_away", lambda *p: causes(*p)[0], "shape"),
    ("explaining_away", lambda pa, pb, p11, p10, p01, p00: [
        1 / (1 + (1 - pa) * (p01 + p00) / (pa * (p11 + p10))),
        causes(pa, pb, p11, p10, p01, p00)[1]], "other_cause_not_weighed"),
    ("lda_topic_given_word", lambda theta, beta_w: theta * beta_w, "joint"),
    ("document_log_likelihood", lambda theta, beta, n: math.log(sum(n * (theta @ beta))),
     "words_added"),
    ("bigram_smoothed", lambda C: (C + 1) / (C + 1).sum(1), "raised"),
    ("tongue_twister", twister(recombined=0.5**5), "recombined.recombined_one_too_many"),
    ("tongue_twister", twister(recombined=0.5**2), "recombined.recombined_two_missing"),
    ("tongue_twister", twister(first=0.5**4), "first.first_one_too_many"),
    ("graph_factorisation", "p*q*(1-r)*s*(1-u)", "complement_in_other_row"),
    ("bigram_smoothed", lambda C: [row / (sum(row) + len(row)) for row in C],
     "counts_not_raised"),
    ("sentence_log_probability", lambda words, P: math.log(
        sum(P[pair] for pair in itertools.pairwise(words))), "added"),
    ("my_perplexity", lambda log_p: math.exp(np.mean(-log_p / np.log(2))), "bits_with_exp"),
    ("chain_graph_marginal", lambda w, b1, b0, c1, c0: w * (b1 * c1 + (1 - b1) * c0),
     "with_a_only"),
    ("free_parameters", 1 + 4 + 2 * 3 + 3 + 8, "only_first_parent"),
    ("free_parameters", 11, "two_values_each"),
    ("unseen_pair", math.log(7 / 66 / 40 * 4 / 31), "one_token_more"),
    ("unseen_pair", math.log(7 / 65 + 1 / 39 + 4 / 30), "factors_added"),
    ("ancestral_sample", without_sums, "ends_not_added"),
    ("same_word_twice", "1 - (t*(1-u) + (1-t)*(1-v))^2", "at_least_once"),
    ("document_log_likelihood", lambda theta, beta, n: np.log(theta @ beta).sum(),
     "counts_ignored"),
    ("document_log_likelihood", lambda theta, beta, n: stats.multinomial.logpmf(
        n, n.sum(), theta @ beta), "any_order"),
    ("bigram_slope", "(n - k)*q", "other_places_only"),
    ("neural_bigram_gradient", lambda Z, C: (special.softmax(Z, axis=1) - C) / C.sum(),
     "predicted_once"),
    ("marginal_by_elimination", lambda pa, pb, pc, pd, pe: np.einsum(
        "a,ab,abc,bd,ce->e", pa, pb, pc, np.ones_like(pd), pe), "leaf_counted"),
    ("marginal_by_elimination", lambda pa, pb, pc, pd, pe: np.einsum(
        "a,ab,abc->c", pa, pb, pc), "shape"),
    ("same_word_twice", "t*u^2 + (1-t)*v^2", "one_topic_a_document"),
    ("ancestral_sample", lambda pa, pb, pc, u: [
        np.searchsorted(np.cumsum(p), x) for p, x in zip((pa, pa @ pb, np.einsum(
            "a,ab,abc->c", pa, pb, pc)), u, strict=True)], "all_from_marginals"),
    ("ancestral_sample", lambda pa, pb, pc, u: parents_first(pa, pb, pc, [u[0]] * 3),
     "same_chance"),
    ("same_word_twice", "t^2*u^2 + t*(1-t)*u*v + (1-t)^2*v^2", "mixed_once"),
    ("document_log_likelihood", lambda theta, beta, n: theta @ (np.log(beta) @ n), "log_inside"),
    ("document_log_likelihood", lambda theta, beta, n: special.logsumexp(
        np.log(theta) + np.log(beta) @ n), "one_topic_a_document"),
    ("unseen_pair", math.exp(ANSWERS["unseen_pair"]), "probability"),
    ("unseen_pair", -math.inf, "inf"),
    ("unseen_pair", math.log(7 / 65 / 39), "end_missing"),
    ("bigram_slope", "q - k/n", "per_place"),
    ("bigram_slope", "q - 1", "one_place"),
    ("neural_bigram_gradient", lambda Z, C: pair_gradients(Z, C) * C.sum(), "summed"),
    ("neural_bigram_gradient", lambda Z, C: -pair_gradients(Z, C), "sign"),
]  # fmt: skip


@pytest.mark.parametrize(("id_", "answer", "tag"), TAGS)
def test_what_students_answer_is_named(id_, answer, tag):
    verdict = SHEET[id_].judge(answer)
    assert verdict.slip == tag, verdict.message


def test_the_tongue_twister_agrees_with_a_fitted_bigram():
    model = Bigram.fit(TWISTER)
    exact = [model.prob(sentence, exact=True) for sentence in (*TWISTER, RECOMBINED)]
    assert exact == [Fraction(1, 8), Fraction(1, 8), Fraction(1, 16)]
    assert list(SHEET["tongue_twister"].reference().values()) == [float(p) for p in exact]


def test_the_perplexity_of_the_solution_is_that_of_the_model():
    model = Bigram.fit(TWISTER)
    log_p = np.log([float(factor.p) for factor in model.factors(TWISTER[0])])
    assert len(log_p) == 9
    perplexity = SHEET["my_perplexity"].reference(log_p)
    assert perplexity == pytest.approx(model.perplexity(TWISTER[0]))
    assert perplexity == pytest.approx(8 ** (1 / 9))


def test_elimination_agrees_with_the_lectures_network():
    net = lecture_network()
    tables = [np.array(net.factor(name).table) for name in "abcde"]
    got = SHEET["marginal_by_elimination"].reference(*tables)
    np.testing.assert_allclose(got, net.query("e").table, rtol=1e-13)
    assert SHEET["free_parameters"].reference(2, 2, 2, 2, 2) == net.parameters == 11


def test_the_factors_of_one_assignment_are_those_of_the_network():
    net = lecture_network()
    p, q, r = 0.4, 0.8, 0.8  # p(a = 1), p(b = 1 | a = 1), p(c = 1 | a = b = 1)
    s, t, u = 0.65, 0.2, 0.7  # p(d = 1 | b = 1), p(e = 1 | c = 0), p(e = 1 | c = 1)
    got = SHEET["graph_factorisation"].reference(p, q, r, s, t, u, 0.5)
    assert got == pytest.approx(float(net.prob(a=1, b=1, c=0, d=1, e=1)))


def right_option(id_):
    return next(option.key for option in SHEET[id_].options if option.slip is None)


def test_of_the_statements_on_separation_exactly_the_right_ones_hold():
    net = lecture_network()
    sets = {"a": "", "b": "b", "c": "c", "d": "d", "e": "bd"}
    cut = [key for key, given in sets.items() if net.d_separated("a", "e", tuple(given))]
    assert cut == [right_option("separating_set")]
    statements = {"a": "adc", "b": "cd", "c": "abc", "d": "deb", "e": "aeb"}
    true = [
        key
        for key, (one, other, *given) in statements.items()
        if net.d_separated(one, other, given)
    ]
    assert true == [right_option("d_separation")]


def test_a_collider_and_its_descendant_open_the_path():
    street = BayesNet(
        {
            "p(rain)": [0.8, 0.2],
            "p(sprinkler)": [0.7, 0.3],
            "p(wet | rain, sprinkler)": [[[0.98, 0.02], [0.15, 0.85]], [[0.2, 0.8], [0.01, 0.99]]],
            "p(slippery | wet)": [[0.9, 0.1], [0.3, 0.7]],
        }
    )
    found = [
        street.d_separated("rain", "sprinkler", given) for given in ([], ["wet"], ["slippery"])
    ]
    assert found == [True, False, False]


def test_explaining_away_agrees_with_two_causes():
    net = two_causes()
    got = SHEET["explaining_away"].reference(0.2, 0.3, 0.99, 0.8, 0.85, 0.02)
    seen = [{"wet": "yes"}, {"wet": "yes", "sprinkler": "on"}]
    expected = [net.query("rain", given).prob(rain="yes") for given in seen]
    np.testing.assert_allclose(got, expected, rtol=1e-12)
    assert got[0] > got[1] > 0.2


def test_the_worked_solution_has_the_figures_of_the_reference():
    told = Path(__file__).parents[2] / "solutions/11_structured_models.ipynb"
    one, both = SHEET["explaining_away"].reference(*SHEET["explaining_away"].probes[0])
    figures = f"rises from 0.1 to {one:.2f} by the effect, and falls back to {both:.2f} by"
    assert figures in told.read_text(encoding="utf-8")


def mean_cost(Z, C):
    log_sums = np.log(np.sum(np.exp(Z), axis=1, keepdims=True))
    return np.sum(C * (log_sums - Z)) / np.sum(C)


def test_many_samples_have_the_frequencies_of_the_joint_table():
    pa, pb, pc, _ = SHEET["ancestral_sample"].probes[0]
    counts = np.zeros((3, 3, 3))
    for u in np.random.default_rng(0).random((4000, 3)):
        counts[tuple(SHEET["ancestral_sample"].reference(pa, pb, pc, u))] += 1
    joint = pa[:, None, None] * pb[:, :, None] * pc
    error = np.sqrt(joint * (1 - joint) / 4000)
    assert (abs(counts / 4000 - joint) < 4.5 * error).all()


def test_the_gradient_of_the_neural_bigram_agrees_with_autodiff():
    Z, C = SHEET["neural_bigram_gradient"].probes[2]
    got = SHEET["neural_bigram_gradient"].reference(Z, C)
    np.testing.assert_allclose(got, grad(lambda Z: mean_cost(Z, C))(Z), rtol=1e-9, atol=1e-15)
    assert (got[1] == 0).all()
    n, k, q = C[0].sum(), C[0, 1], special.softmax(Z[0])[1]
    assert SHEET["bigram_slope"].reference(n, k, q) == pytest.approx(got[0, 1] * C.sum())


def test_the_slope_is_zero_at_the_table_of_shares():
    C = np.array([[3.0, 1.0, 2.0], [1.0, 4.0, 5.0]])
    table = SHEET["bigram_table"].reference(C)
    gradient = SHEET["neural_bigram_gradient"].reference(np.log(table), C)
    np.testing.assert_allclose(gradient, 0, atol=1e-15)


def test_the_likelihood_of_a_document_is_the_sum_over_all_topics_of_all_words():
    theta, beta, n = SHEET["document_log_likelihood"].probes[0]
    words = np.repeat(np.arange(len(n)), n.astype(int))
    total = sum(
        math.prod(theta[k] * beta[k, w] for k, w in zip(topics, words, strict=True))
        for topics in itertools.product(range(len(theta)), repeat=len(words))
    )
    got = SHEET["document_log_likelihood"].reference(theta, beta, n)
    assert got == pytest.approx(math.log(total))


@pytest.mark.parametrize("student", STUDENTS)
def test_a_students_graph_is_counted_row_by_row(student):
    exercise = load("11_structured_models", student)["free_parameters"]
    k = exercise.parameters
    parents = {"a": "", "b": "a", "c": "ab", "d": "b", "e": "c"}
    rows = {name: math.prod(k[parent] for parent in parents[name]) for name in parents}
    assert exercise.judge(sum(rows[name] * (k[name] - 1) for name in k)).outcome == "correct"


@pytest.mark.parametrize("student", STUDENTS)
def test_a_students_sentence_agrees_with_a_smoothed_bigram_of_such_a_corpus(student):
    exercise = load("11_structured_models", student)["unseen_pair"]
    n = exercise.parameters
    table = np.zeros((3, n["tokens"]))  # rows: start, cats, purr; columns: cats, purr, end, others
    for row, (total, pair) in enumerate((n["start"], n["cat"], n["purrs"])):
        table[row, row] = pair
        table[row, -1] = total - pair
    smoothed = SHEET["bigram_smoothed"].reference(table)
    expected = float(np.sum(np.log(np.diag(smoothed))))
    assert exercise.judge(expected).outcome == "correct"
    assert str(n["tokens"]) in exercise.prompt_text()
