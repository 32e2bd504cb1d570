"""The references of sheet 12 against hand-written answers, quadrature and finite differences."""

import math

import numpy as np
import pytest
from scipy import integrate, optimize, special, stats

from coursekit.probability import smooth_labels
from coursekit.sheets import load

SHEET = load("12_cross_entropy")
STUDENTS = (None, "abcd12", "efgh34", "ijkl56")


def paid(p, q):
    """The cross-entropy, outcome by outcome."""
    return sum(a * math.log(1 / b) for a, b in zip(p, q, strict=True) if a)


def three_numbers(p, q):
    return {"entropy": paid(p, p), "kl": stats.entropy(p, q), "cross_entropy": paid(p, q)}


def yes_and_no(z, t):
    answers = zip(special.expit(z), t, strict=True)
    return sum(math.log(1 / (q if yes else 1 - q)) for q, yes in answers)


def slopes(x, m, s):
    u = [(each - m) / s for each in x]
    return {"m": sum(u) / s, "s": sum(each**2 - 1 for each in u) / s}


def smoothed(q, k, eps):
    target = [eps / len(q) + (1 - eps) * (i == k) for i in range(len(q))]
    return paid(target, q)


# Written by hand, without coursekit: what a good student would hand in.
ANSWERS = {
    "mle_bernoulli": "1/(n/k)",
    "negative_log_likelihood": lambda q, y: -math.log(math.prod(q if each else 1 - q
                                                                for each in y)),
    "my_entropy": stats.entropy,
    "my_cross_entropy": lambda p, q: stats.entropy(p) + stats.entropy(p, q),
    "s2_quizzes": {"far_nats": 4.559, "far_bits": 6.578, "near_nats": 0.0591, "near_bits": 0.0853},
    "my_binary_cross_entropy": lambda t, q: -math.log(q if t else 1 - q),
    "score_bernoulli": "(k - n q)/(q (1 - q))",
    "mle_exponential_rate": lambda x: len(x) / sum(x),
    "mle_normal_variance": lambda x: sum(x**2) / len(x) - (sum(x) / len(x)) ** 2,
    "my_kl_divergence": lambda p, q: paid(p, q) - paid(p, p),
    "ce_is_h_plus_kl": three_numbers,
    "same_minimum": {"nll": -0.3 * math.log(0.6) - 0.7 * math.log(0.4),
                     "kl": 0.3 * math.log(3 / 6) + 0.7 * math.log(7 / 4),
                     "gap": -0.3 * math.log(0.3) - 0.7 * math.log(0.7), "best_q": 7 / 10},
    "kl_direction": "(d)",
    "my_log_sum_exp": special.logsumexp,
    "softmax_temperature": lambda z, T: special.softmax(z / T),
    "multi_label_cost": yes_and_no,
    "gradient_mle": slopes,
    "categorical_step": lambda z, n, rate: z - rate * (special.softmax(z) - n / sum(n)),
    "kl_of_normals": "1/2*(m^2 + s^2 - 1 - ln(s^2))",
    "soft_target_gradient": lambda z, p, T: special.softmax(z / T) / T - p / T,
    "label_smoothing": smoothed,
    "squared_loss": "C",
}  # fmt: skip


def test_every_question_has_a_hand_written_answer():
    assert [exercise.id for exercise in SHEET] == list(ANSWERS)


@pytest.mark.parametrize("id_", ANSWERS)
@pytest.mark.parametrize("seed", [None, b"a", b"b"])
def test_the_hand_written_answer_is_correct(id_, seed):
    verdict = SHEET[id_].judge(ANSWERS[id_], seed=seed)
    assert verdict.outcome == "correct", verdict.message


def quizzes(**wrong):
    return {**ANSWERS["s2_quizzes"], **wrong}


def data_set(**wrong):
    return {**ANSWERS["same_minimum"], **wrong}


# Realistic answers beside the slips themselves, and the tag of what must be said of them.
TAGS = [
    ("mle_bernoulli", "k/(n-k)", "odds"),
    ("mle_bernoulli", "1 - k/n", "failures"),
    ("negative_log_likelihood", lambda q, y: np.mean(-np.log(np.where(y, q, 1 - q))), "mean"),
    ("negative_log_likelihood", lambda q, y: np.prod(np.where(y, q, 1 - q)), "likelihood"),
    ("negative_log_likelihood", lambda q, y: -np.log(np.where(y, q, 1 - q)), "not_summed"),
    ("my_entropy", lambda p: stats.entropy(p, base=2), "bits"),
    ("my_entropy", lambda p: -p * np.log(p), "not_summed"),
    ("my_entropy", lambda p: np.mean(-p * np.log(p)), "weighted_twice"),
    ("my_cross_entropy", stats.entropy, "kl"),
    ("my_cross_entropy", lambda p, q: paid(q, p), "swapped"),
    ("s2_quizzes", quizzes(far_nats=4.605), "far_nats.far_unweighted"),
    ("s2_quizzes", quizzes(far_nats=6.578, far_bits=4.559), "far_nats.far_in_bits"),
    ("s2_quizzes", quizzes(far_bits=3.16), "far_bits.far_multiplied"),
    ("s2_quizzes", quizzes(near_nats=0.102), "near_nats.near_swapped"),
    ("s2_quizzes", quizzes(near_nats=0.02), "near_nats.near_ones_only"),
    ("my_binary_cross_entropy", lambda t, q: -t * np.log(q), "label_one_only"),
    ("my_binary_cross_entropy", lambda t, q: -np.log(1 - q if t else q), "wrong_label"),
    ("score_bernoulli", "k/q + (n-k)/(1-q)", "inner_sign"),
    ("score_bernoulli", "k/q - n/(1-q)", "tails_counted_as_throws"),
    ("score_bernoulli", "k*q - (n-k)*(1-q)", "not_divided"),
    ("score_bernoulli", "k/q - (n-k)/1-q", "brackets"),
    ("mle_exponential_rate", lambda x: sum(x) / len(x), "mean"),
    ("mle_exponential_rate", lambda x: sum(1 / x) / len(x), "mean_of_inverses"),
    ("mle_normal_variance", lambda x: sum((x - x.mean()) ** 2) / (len(x) - 1), "unbiased"),
    ("mle_normal_variance", lambda x: sum(x * x) / len(x), "not_centred"),
    ("my_kl_divergence", lambda p, q: stats.entropy(q, p), "direction"),
    ("my_kl_divergence", lambda p, q: stats.entropy(p, q, base=2), "bits"),
    ("ce_is_h_plus_kl", lambda p, q: {**three_numbers(p, q), "entropy": -p @ np.log(p)},
     "entropy.zero_times_infinity"),
    ("ce_is_h_plus_kl", lambda p, q: {**three_numbers(p, q), "kl": p @ np.log(p / q)},
     "kl.zero_over_model"),
    ("ce_is_h_plus_kl", lambda p, q: {**three_numbers(p, q), "kl": stats.entropy(q, p)},
     "kl.kl_reversed"),
    ("ce_is_h_plus_kl",
     lambda p, q: {**three_numbers(p, q), "cross_entropy": paid(p, p) + paid(q, q)},
     "cross_entropy.entropies_added"),
    ("same_minimum", data_set(nll=10 * ANSWERS["same_minimum"]["nll"]), "nll.nll_summed"),
    ("same_minimum", data_set(kl=stats.entropy([0.6, 0.4], [0.3, 0.7])), "kl.kl_reversed"),
    ("same_minimum", data_set(gap=stats.entropy([0.6, 0.4])), "gap.gap_of_model"),
    ("same_minimum", data_set(best_q=0.4), "best_q.q_as_it_is"),
    ("same_minimum", data_set(best_q=8 / 12), "best_q.smoothed"),
    ("my_log_sum_exp", lambda z: math.log(sum(np.exp(z))), "overflow"),
    ("my_log_sum_exp", lambda z: np.log(np.exp(z).mean()), "mean_overflow"),
    ("my_log_sum_exp", lambda z: np.log(np.exp(z - z.max()).sum()), "maximum_not_added"),
    ("my_log_sum_exp", lambda z: np.log(np.exp(z - z.min()).sum()) + z.min(),
     "smallest_subtracted"),
    ("my_log_sum_exp", lambda z: np.log(np.exp(z - z.mean()).sum()) + z.mean(),
     "smallest_subtracted"),
    ("my_log_sum_exp", lambda z: z.max() - np.log(np.exp(z - z.max()).sum()),
     "logarithm_subtracted"),
    ("softmax_temperature", lambda z, T: special.softmax(T * z), "multiplied"),
    ("softmax_temperature", lambda z, T: special.log_softmax(z / T), "logarithm"),
    ("softmax_temperature", lambda z, T: special.softmax(z), "unused"),
    ("multi_label_cost", lambda z, t: -t @ special.log_softmax(z), "softmax"),
    ("multi_label_cost", lambda z, t: -t @ np.log(special.expit(z)), "present_only"),
    ("multi_label_cost", lambda z, t: yes_and_no(z, t) / len(z), "mean"),
    ("multi_label_cost", lambda z, t: yes_and_no(z, 1 - t), "labels_reversed"),
    ("gradient_mle", lambda x, m, s: {**slopes(x, m, s), "m": sum(x - m) / s}, "m.m_one_s"),
    ("gradient_mle", lambda x, m, s: {**slopes(x, m, s), "s": sum((x - m) ** 2) / s**3},
     "s.s_constant_forgotten"),
    ("categorical_step", lambda z, n, rate: z + rate * (special.softmax(z) - n / sum(n)),
     "downhill"),
    ("categorical_step", lambda z, n, rate: z + rate * (n - sum(n) * special.softmax(z)),
     "not_averaged"),
    ("categorical_step", lambda z, n, rate: z + rate * special.softmax(z) * (
        n / sum(n) - special.softmax(z)), "through_softmax_again"),
    ("kl_of_normals", "ln(1/s) + (s^2 + m^2)/2", "entropy_constant"),
    ("kl_of_normals", "ln(s) + (1 + m^2)/(2 s^2) - 1/2", "direction"),
    ("soft_target_gradient", lambda z, p, T: special.softmax(z / T) - p, "inner_derivative"),
    ("soft_target_gradient", lambda z, p, T: -p / special.softmax(z / T), "by_probabilities"),
    ("label_smoothing", lambda q, k, eps: -math.log(q[k]), "hard_label"),
    ("label_smoothing",
     lambda q, k, eps: paid([1 - eps if i == k else eps / len(q) for i in range(len(q))], q),
     "share_of_label_forgotten"),
    ("label_smoothing",
     lambda q, k, eps: paid([1 - eps if i == k else eps / (len(q) - 1) for i in range(len(q))], q),
     "others_only"),
    ("label_smoothing", lambda q, k, eps: smoothed(q, k, 1 - eps), "weights_swapped"),
]  # fmt: skip


@pytest.mark.parametrize(("id_", "answer", "tag"), TAGS)
def test_what_students_answer_is_named(id_, answer, tag):
    verdict = SHEET[id_].judge(answer)
    assert verdict.slip == tag, verdict.message


@pytest.mark.parametrize(
    ("id_", "answer"),
    [
        ("mle_exponential_rate", lambda x: np.sum(x)),
        ("my_kl_divergence", lambda p, q: np.sum(p / q)),
        ("ce_is_h_plus_kl", lambda p, q: {**three_numbers(p, q), "kl": paid(p, q)}),
    ],
)
def test_nobody_is_told_that_a_rate_or_a_divergence_is_never_above_one(id_, answer):
    verdict = SHEET[id_].judge(answer)
    assert verdict.outcome == "wrong"
    assert "above" not in verdict.message


def test_each_quiz_earns_its_own_point():
    verdict = SHEET["s2_quizzes"].judge(quizzes(near_bits=0.0591))
    assert (verdict.score, verdict.slip) == (0.75, "near_bits.near_in_nats")


def test_the_questions_of_the_bank_keep_ids_and_arguments():
    signatures = {
        "mle_bernoulli": ["k", "n"],
        "mle_normal_variance": ["x"],
        "mle_exponential_rate": ["x"],
        "score_bernoulli": ["k", "n", "q"],
        "negative_log_likelihood": ["q", "y"],
        "my_entropy": ["p"],
        "my_cross_entropy": ["p", "q"],
        "my_kl_divergence": ["p", "q"],
        "my_binary_cross_entropy": ["t", "q"],
        "my_log_sum_exp": ["z"],
        "softmax_temperature": ["z", "T"],
    }
    assert {id_: list(SHEET[id_].inputs) for id_ in signatures} == signatures


def test_the_quizzes_have_the_numbers_of_the_source():
    numbers = SHEET["s2_quizzes"].reference()
    shown = {name: float(f"{number:.4g}") for name, number in numbers.items()}
    assert shown == {
        "far_nats": 4.559,
        "far_bits": 6.578,
        "near_nats": 0.05912,
        "near_bits": 0.08529,
    }


@pytest.mark.parametrize(
    ("id_", "density", "estimate"),
    [
        ("mle_exponential_rate", lambda x, rate: stats.expon.logpdf(x, scale=1 / rate), 1.7),
        ("mle_normal_variance", lambda x, v: stats.norm.logpdf(x, np.mean(x), np.sqrt(v)), 1.2),
    ],
)
def test_estimates_are_where_a_search_finds_the_maximum(id_, density, estimate):
    x = np.array([0.4, 1.9, 0.7, 2.6])
    found = optimize.minimize_scalar(
        lambda parameter: -np.sum(density(x, parameter)),
        bounds=(0.01, 3 * estimate),
        method="bounded",
        options={"xatol": 1e-10},
    )
    assert SHEET[id_].reference(x) == pytest.approx(found.x, rel=1e-6)


def test_the_divergence_of_normals_by_quadrature():
    m, s = -1.2, 1.8
    p, q = stats.norm(m, s), stats.norm()
    by_hand, _ = integrate.quad(lambda x: p.pdf(x) * (p.logpdf(x) - q.logpdf(x)), -30, 30)
    assert SHEET["kl_of_normals"].reference(m, s) == pytest.approx(by_hand, rel=1e-8)


def differences(f, at, h=1e-6):
    steps = h * np.eye(len(at))
    return np.array([(f(at + step) - f(at - step)) / (2 * h) for step in steps])


def test_the_slopes_of_the_normal_by_finite_differences():
    x = np.array([1.0, 4.0, 2.0, 8.0])
    want = differences(lambda at: np.sum(stats.norm.logpdf(x, *at)), np.array([1.5, 2.0]))
    got = SHEET["gradient_mle"].reference(x, 1.5, 2.0)
    np.testing.assert_allclose([got["m"], got["s"]], want, rtol=1e-7)


def test_climbing_ends_at_the_estimates():
    x, m, s = np.array([1.0, 4.0, 2.0, 8.0]), 0.0, 5.0
    for _ in range(2000):
        slope = SHEET["gradient_mle"].reference(x, m, s)
        m, s = m + 0.1 * slope["m"], s + 0.1 * slope["s"]
    assert (m, s**2) == pytest.approx((np.mean(x), np.var(x)), rel=1e-9)

    n, z = np.array([5.0, 3.0, 2.0]), np.zeros(3)
    for _ in range(500):
        z = SHEET["categorical_step"].reference(z, n, 1.0)
    np.testing.assert_allclose(special.softmax(z), n / 10, rtol=1e-9)


def test_the_step_of_the_categorical_by_finite_differences():
    z, n = np.array([0.3, -0.8, 1.1]), np.array([5.0, 3.0, 2.0])
    slope = differences(lambda at: n @ special.log_softmax(at) / 10, z)
    want = z + 0.5 * slope
    np.testing.assert_allclose(SHEET["categorical_step"].reference(z, n, 0.5), want, rtol=1e-7)


def test_the_gradient_with_soft_targets_by_finite_differences():
    z, p, T = np.array([0.5, 1.4, -0.9, 0.2]), np.array([0.1, 0.2, 0.4, 0.3]), 1.7
    want = differences(lambda at: -p @ special.log_softmax(at / T), z)
    got = SHEET["soft_target_gradient"].reference(z, p, T)
    np.testing.assert_allclose(got, want, rtol=1e-7, atol=1e-9)


def test_a_gradient_may_be_handed_in_as_a_row():
    answer = ANSWERS["soft_target_gradient"]
    verdict = SHEET["soft_target_gradient"].judge(lambda z, p, T: answer(z, p, T)[None])
    assert verdict.outcome == "correct", verdict.message


def test_the_smoothed_target_is_that_of_the_library():
    q, eps = np.array([0.1, 0.25, 0.3, 0.35]), 0.3
    want = paid(smooth_labels(1, classes=4, amount=eps), q)
    assert SHEET["label_smoothing"].reference(q, 1, eps) == pytest.approx(want)


def test_the_fit_of_two_peaks_depends_on_the_direction():
    """Both divergences on a grid, over normals of all means and widths: who is where?"""
    x = np.linspace(-12, 12, 1201)
    p = (stats.norm.pdf(x, -4, 0.5) + stats.norm.pdf(x, 4, 0.5)) / 2
    log_p = np.logaddexp(stats.norm.logpdf(x, -4, 0.5), stats.norm.logpdf(x, 4, 0.5)) - np.log(2)
    fits = [(m, s) for m in (-4.0, 0.0, 4.0) for s in (0.5, 4.0)]

    def at(m, s):
        log_q = stats.norm.logpdf(x, m, s)
        q = np.exp(log_q)
        return {"forward": np.sum(p * (log_p - log_q)), "reverse": np.sum(q * (log_q - log_p))}

    costs = {fit: at(*fit) for fit in fits}
    best = {way: min(fits, key=lambda fit: costs[fit][way]) for way in ("forward", "reverse")}
    assert best["forward"] == (0.0, 4.0)
    assert abs(best["reverse"][0]) == 4.0
    assert best["reverse"][1] == 0.5
    right = next(option for option in SHEET["kl_direction"].options if option.slip is None)
    wide, narrow = right.text.split(";")
    assert "(p \\| q)" in wide
    assert "over both" in wide
    assert "(q \\| p)" in narrow
    assert "on one" in narrow


@pytest.mark.parametrize(
    ("covariance", "same"),
    [
        ([[1.0, 0.0], [0.0, 1.0]], True),
        ([[2.5, 0.0], [0.0, 2.5]], True),
        ([[1.0, 0.0], [0.0, 4.0]], False),
        ([[1.0, 0.6], [0.6, 1.0]], False),
    ],
)
def test_least_squares_is_maximum_likelihood_for_multiples_of_the_identity_only(covariance, same):
    """One parameter serves both outputs: f(x) = θ (1, 2) x."""
    x, y = np.array([1.0, 2.0, 3.0]), np.array([[1.2, 1.5], [1.9, 4.4], [3.5, 5.2]])
    direction = np.array([1.0, 2.0])

    def errors(theta):
        return y - theta * np.outer(x, direction)

    noise = stats.multivariate_normal([0, 0], covariance)
    likely = optimize.minimize_scalar(lambda theta: -np.sum(noise.logpdf(errors(theta))))
    least = optimize.minimize_scalar(lambda theta: np.sum(errors(theta) ** 2))
    assert (abs(likely.x - least.x) < 1e-5) == same


@pytest.mark.parametrize("student", STUDENTS)
def test_a_students_data_set_is_answered_from_its_observations(student):
    exercise = load("12_cross_entropy", student)["same_minimum"]
    zeros, ones, percent = (exercise.parameters[name] for name in ("zeros", "ones", "percent"))
    data, q = [0] * zeros + [1] * ones, percent / 100
    nll = float(np.mean([math.log(1 / (q if each else 1 - q)) for each in data]))
    kl = float(stats.entropy([zeros, ones], [1 - q, q]))
    answer = {"nll": nll, "kl": kl, "gap": nll - kl, "best_q": float(np.mean(data))}
    assert exercise.judge(answer).outcome == "correct"
    assert f"{zeros} zeros and {ones} ones" in exercise.prompt_text()
