"""The references of sheet 09 against hand-written answers, quadrature and enumeration."""

import itertools
import math
import statistics

import numpy as np
import pytest
from scipy import integrate, stats

from coursekit.sheets import load

SHEET = load("09_probability")
STUDENTS = (None, "abcd12", "efgh34", "ijkl56")


def gauss(x, m, s):
    return math.exp(-(((x - m) / s) ** 2) / 2) / math.sqrt(2 * math.pi * s * s)


def average(x, p):
    return sum(each * weight for each, weight in zip(x, p, strict=True))


def about_mean(x, p):
    return average([(each - average(x, p)) ** 2 for each in x], p)


def by_entries(x, p):
    n = x.shape[1]
    return [
        [
            average(x[:, i] * x[:, j], p) - average(x[:, i], p) * average(x[:, j], p)
            for j in range(n)
        ]
        for i in range(n)
    ]


def by_deviations(x, y, P):
    ex = sum(x[i] * P[i, j] for i in range(len(x)) for j in range(len(y)))
    ey = sum(y[j] * P[i, j] for i in range(len(x)) for j in range(len(y)))
    cells = itertools.product(range(len(x)), range(len(y)))
    return sum((x[i] - ex) * (y[j] - ey) * P[i, j] for i, j in cells)


def ellipse(d, S):
    (a, b), (_, c) = S
    det = a * c - b * b
    q = (c * d[0] ** 2 - 2 * b * d[0] * d[1] + a * d[1] ** 2) / det
    return math.exp(-q / 2) / (2 * math.pi * math.sqrt(det))


def five_numbers(mx, my, vx, vy, c):
    return {
        "mean": 5 - 3 * my + 2 * mx,
        "variance": 4 * vx - 12 * c + 9 * vy,
        "square": mx * mx + vx,
        "product": mx * my + c,
    }


# Written by hand, without coursekit: what a good student would hand in.
ANSWERS = {
    "normalise_counts": lambda c: [each / sum(c) for each in c],
    "which_density": "B",
    "normalising_constant": 3 / 64,
    "normal_density": gauss,
    "interval_probability": lambda a, b, rate: math.exp(-rate * a) * -math.expm1(-rate * (b - a)),
    "conditional_from_counts": 0.6,
    "marginal": lambda P: [sum(row) for row in P],
    "conditional": lambda P: [row / sum(row) for row in P],
    "probability_of_union": lambda pa, pb, pab: pa + pb - pab,
    "product_rule": lambda pa, pb, pagb: pb * pagb,
    "expectation": average,
    "expectation_of_square": lambda x, p: x * x @ p,
    "exponential_median": "-ln(1/2)/rate",
    "uniform_square": "(a^2 + a*b + b^2)/3",
    "variance": lambda x, p: x * x @ p - (x @ p) ** 2,
    "sample_variance": statistics.variance,
    "variance_affine": "v a^2",
    "variance_of_sum": lambda vx, vy, c: vx + c + c + vy,
    "variance_of_difference": "vx - 2*c + vy",
    "when_variance_splits": "(c)",
    "dice_uncorrelated": "d",
    "identities": five_numbers,
    "covariance": by_deviations,
    "random_vector_covariance": by_entries,
    "covariance_matrix": lambda X: np.cov(X.T),
    "bivariate_normal_density": ellipse,
    "conditional_mean_normal": lambda x, mx, my, sx, sy, rho: my + rho * sy * (x - mx) / sx,
    "conditional_variance_normal": lambda sy, rho: (1 - rho) * (1 + rho) * sy * sy,
}


def test_every_question_has_a_hand_written_answer():
    assert [exercise.id for exercise in SHEET] == list(ANSWERS)


@pytest.mark.parametrize("id_", ANSWERS)
@pytest.mark.parametrize("seed", [None, b"a", b"b"])
def test_the_hand_written_answer_is_correct(id_, seed):
    verdict = SHEET[id_].judge(ANSWERS[id_], seed=seed)
    assert verdict.outcome == "correct", verdict.message


# Realistic answers beside the slips themselves, and the tag of what must be said of them.
TAGS = [
    ("normalise_counts", lambda c: c / 10, "unnormalised"),
    ("which_density", "c", "area_half"),
    ("normalising_constant", 64 / 3, "integral_itself"),
    ("normalising_constant", 21.33, "integral_itself"),
    ("normalising_constant", 0.047, "rounded"),
    ("normalising_constant", 1 / 16, "height_made_one"),
    ("normal_density", lambda x, m, s: stats.norm.cdf(x, m, s), "cumulative"),
    ("normal_density", lambda x, m, s: stats.norm.pdf((x - m) / s), "spread_missing_in_front"),
    ("normal_density", lambda x, m, s: stats.norm.logpdf(x, m, s), "log_density"),
    ("normal_density", lambda x, m, s: 1 / gauss(x, m, s), "reciprocal"),
    ("normal_density", lambda x, m, s: math.exp(-((x - m) ** 2) / 2 * s**2) / s / 2.5066282746,
     "brackets_missing"),
    ("normal_density", lambda x, m, s: stats.norm.pdf(x, 0, s), "not_centred"),
    ("normal_density", lambda x, m, s: gauss(x, m, s) * s * s, "spread_multiplied"),
    ("interval_probability", lambda a, b, rate: stats.expon.cdf(a * rate)
     + stats.expon.sf(b * rate), "outside"),
    ("interval_probability", lambda a, b, rate: stats.expon.cdf(b, scale=1 / rate), "from_zero"),
    ("interval_probability", lambda a, b, rate: math.exp(-a / rate) - math.exp(-b / rate),
     "rate_as_scale"),
    ("interval_probability", lambda a, b, rate: 1 - math.exp(-rate * (b - a)), "length_only"),
    ("conditional_from_counts", 0.3, "joint"),
    ("conditional_from_counts", 2 / 3, "conditioned_the_other_way"),
    ("conditional_from_counts", 60, "percentage"),
    ("marginal", lambda P: P.sum(axis=1, keepdims=True), "singleton"),
    ("marginal", lambda P: P.sum(0), "other_marginal"),
    ("conditional", lambda P: P / P.sum(), "joint"),
    ("conditional", lambda P: P / P.sum(axis=1), "raised"),
    ("conditional", lambda P: (P / P.sum(axis=1, keepdims=True)).T, "transposed"),
    ("probability_of_union", lambda pa, pb, pab: pa + pb, "counted_twice"),
    ("probability_of_union", lambda pa, pb, pab: pab, "both"),
    ("product_rule", lambda pa, pb, pagb: pa * pb, "independence_assumed"),
    ("expectation", lambda x, p: x * p, "not_summed"),
    ("expectation", lambda x, p: np.mean(x * p), "divided_again"),
    ("expectation_of_square", lambda x, p: (x @ p) ** 2, "square_of_mean"),
    ("expectation_of_square", lambda x, p: x**2 * p, "not_summed"),
    ("expectation_of_square", lambda x, p: sum(x**2), "not_weighed"),
    ("exponential_median", "1/rate", "mean"),
    ("exponential_median", "-ln(2)/rate", "sign"),
    ("exponential_median", "log2(2)/rate", "mean"),
    ("exponential_median", "0.69/rate", "approximate"),
    ("exponential_median", "ln(2)/lambda", "formula"),
    ("uniform_square", "(b^2-a^2)/2", "x_integrated"),
    ("uniform_square", "(b^3-a^3)/3*(b-a)", "brackets_missing"),
    ("uniform_square", "(a+b)^2/4", "square_of_mean"),
    ("variance", lambda x, p: np.var(x, ddof=1), "sample_formula"),
    ("variance", lambda x, p: (x - x @ p) ** 2 * p, "not_summed"),
    ("variance", lambda x, p: sum((x - x @ p) ** 2) / len(x), "squares_not_weighed"),
    ("sample_variance", lambda x: np.var(x) * (len(x) - 1) / len(x), "corrected_downwards"),
    ("sample_variance", np.var, "divisor_n"),
    ("variance_affine", "a*v + b", "rule_of_the_mean"),
    ("variance_affine", "a^2*v^2", "input_factor"),
    ("variance_of_sum", lambda vx, vy, c: vx + vy, "covariance_forgotten"),
    ("variance_of_difference", "vx - vy", "variances_subtracted"),
    ("variance_of_difference", "vx + vy", "covariance_forgotten"),
    ("when_variance_splits", "a", "independence_needed"),
    ("dice_uncorrelated", "c", "negative"),
    ("identities", lambda *m: five_numbers(*m) | {"product": m[0] * m[1]},
     "product.product_of_means"),
    ("identities", lambda *m: five_numbers(*m) | {"variance": 4 * m[2] + 9 * m[3]},
     "variance.covariance_forgotten"),
    ("covariance", lambda x, y, P: x @ P @ y, "product_expectation"),
    ("covariance", lambda x, y, P: 0 * P.sum(), "independence_assumed"),
    ("covariance", lambda x, y, P: (x - np.mean(x)) @ P @ (y - np.mean(y)), "plain_deviations"),
    ("covariance", lambda x, y, P: np.cov(x, y)[0, 1], "raised"),
    ("random_vector_covariance", lambda x, p: np.cov(x.T, aweights=p), "differs"),
    ("random_vector_covariance", lambda x, p: np.cov(x, aweights=p), "raised"),
    ("random_vector_covariance", lambda x, p: by_entries(x, p) + np.outer(p @ x, p @ x),
     "second_moment"),
    ("random_vector_covariance", lambda x, p: np.outer(p @ x, x.T @ p), "means_only"),
    ("random_vector_covariance", lambda x, p: by_entries(x, p) + 2 * np.outer(p @ x, p @ x),
     "means_added"),
    ("random_vector_covariance", lambda x, p: x.T @ x - np.outer(p @ x, p @ x),
     "rows_not_weighed"),
    ("covariance_matrix", np.cov, "rows_as_variables"),
    ("covariance_matrix", lambda X: np.cov(X.T, bias=True), "divisor_n"),
    ("bivariate_normal_density", lambda d, S: ellipse(d, np.diag(np.diag(S))),
     "product_of_marginals"),
    ("bivariate_normal_density", lambda d, S: ellipse(d, S) * math.sqrt(np.linalg.det(S)),
     "determinant_missing"),
    ("bivariate_normal_density", lambda d, S: ellipse(d, np.linalg.inv(S)), "differs"),
    ("conditional_mean_normal", lambda x, mx, my, sx, sy, rho: my + rho * sx / sy * (x - mx),
     "ratio_inverted"),
    ("conditional_mean_normal", lambda x, mx, my, sx, sy, rho: mx + rho * sy / sx * (x - mx),
     "starts_at_the_other_mean"),
    ("conditional_mean_normal", lambda x, mx, my, sx, sy, rho: rho * x, "differs"),
    ("conditional_variance_normal", lambda sy, rho: sy * math.sqrt(1 - rho**2),
     "standard_deviation"),
    ("conditional_variance_normal", lambda sy, rho: sy * sy * (1 - rho) ** 2, "bracket_squared"),
    ("conditional_variance_normal", lambda sy, rho: 1 - rho**2, "share_that_remains"),
]  # fmt: skip


@pytest.mark.parametrize(("id_", "answer", "tag"), TAGS)
def test_what_students_answer_is_named(id_, answer, tag):
    assert SHEET[id_].judge(answer).slip == tag


# References that owe nothing to the sheet: quadrature and enumeration.


@pytest.mark.parametrize("student", STUDENTS)
def test_the_density_of_each_student_integrates_to_one(student):
    exercise = load("09_probability", student)["normalising_constant"]
    n, L = exercise.parameters["n"], exercise.parameters["L"]
    area, _ = integrate.quad(lambda x: x**n, 0, L)
    assert exercise.judge(1 / area).outcome == "correct"


@pytest.mark.parametrize("student", STUDENTS)
def test_the_plants_of_each_student_are_a_hundred(student):
    exercise = load("09_probability", student)["conditional_from_counts"]
    a, b, c, d = (exercise.parameters[name] for name in "abcd")
    assert a + b + c + d == 100
    tall = [colour for colour, n in (("red", a), ("white", b)) for _ in range(n)]
    assert exercise.judge(tall.count("red") / len(tall)).outcome == "correct"


@pytest.mark.parametrize("probe", SHEET["interval_probability"].probe_points())
def test_the_interval_holds_the_area_under_the_density(probe):
    a, b, rate = probe
    area, _ = integrate.quad(lambda x: rate * math.exp(-rate * x), a, b)
    assert SHEET["interval_probability"].reference(*probe) == pytest.approx(area)


def test_the_median_halves_the_area():
    for (rate,) in SHEET["exponential_median"].probe_points():
        m = SHEET["exponential_median"].reference(rate)
        area, _ = integrate.quad(lambda x, rate=rate: rate * math.exp(-rate * x), 0, m)
        assert area == pytest.approx(0.5)


def test_the_square_of_a_uniform_number_by_quadrature():
    for a, b in SHEET["uniform_square"].probe_points():
        area, _ = integrate.quad(lambda x, a=a, b=b: x * x / (b - a), a, b)
        assert SHEET["uniform_square"].reference(a, b) == pytest.approx(area)


def test_only_one_of_the_four_functions_is_a_density():
    functions = {
        "a": (lambda x: 1.5 - x, 2),
        "b": (lambda x: 4 + 0 * x, 0.25),
        "c": (lambda x: x, 1),
        "d": (lambda x: 1 / x, 1),
    }

    def density(f, end):
        x = np.geomspace(1e-9, end, 200_001)
        return f(x).min() >= 0 and abs(np.trapezoid(f(x), x) - 1) < 1e-3

    found = [key for key, function in functions.items() if density(*function)]
    right = [each.key for each in SHEET["which_density"].options if each.slip is None]
    assert found == right == ["b"]


def test_one_pair_of_dice_is_uncorrelated_and_dependent():
    throws = list(itertools.product(range(1, 7), repeat=2))
    pairs = {
        "a": [(a, b) for a, b in throws],
        "b": [(a, a + b) for a, b in throws],
        "c": [(a, 7 - a) for a, b in throws],
        "d": [(a + b, a - b) for a, b in throws],
    }

    def uncorrelated(pair):
        return abs(np.cov(np.array(pair, float).T)[0, 1]) < 1e-12

    def independent(pair):
        firsts, seconds = zip(*pair, strict=True)
        return all(
            36 * pair.count((u, w)) == firsts.count(u) * seconds.count(w)
            for u in set(firsts)
            for w in set(seconds)
        )

    found = [key for key, pair in pairs.items() if uncorrelated(pair) and not independent(pair)]
    right = [each.key for each in SHEET["dice_uncorrelated"].options if each.slip is None]
    assert found == right == ["d"]


def test_the_conditional_normal_is_the_joint_over_the_marginal():
    mx, my, sx, sy, rho, x = 0.3, -0.5, 1.8, 0.7, 0.6, 1.4
    S = np.array([[sx**2, rho * sx * sy], [rho * sx * sy, sy**2]])
    joint = SHEET["bivariate_normal_density"].reference
    y = np.linspace(my - 12 * sy, my + 12 * sy, 241)
    slice_ = np.array([joint(np.array([x - mx, each - my]), S) for each in y])
    assert np.trapezoid(slice_, y) == pytest.approx(gauss(x, mx, sx))
    p = slice_ / slice_.sum()
    mean = SHEET["conditional_mean_normal"].reference(x, mx, my, sx, sy, rho)
    assert p @ y == pytest.approx(mean)
    variance = SHEET["conditional_variance_normal"].reference(sy, rho)
    assert about_mean(y, p) == pytest.approx(variance)


def test_the_identities_hold_for_a_table():
    """Of values and a joint table that have the five numbers."""
    P = np.array([[0.1, 0.25, 0.05], [0.3, 0.1, 0.2]])
    x, y = np.array([1.0, 3.0]), np.array([-1.0, 0.5, 2.0])
    X, Y = np.meshgrid(x, y, indexing="ij")
    p = P.ravel()

    def expect(values):
        return average(values.ravel(), p)

    mx, my = expect(X), expect(Y)
    vx, vy = expect((X - mx) ** 2), expect((Y - my) ** 2)
    found = SHEET["identities"].reference(mx, my, vx, vy, expect((X - mx) * (Y - my)))
    Z = 2 * X - 3 * Y + 5
    by_table = {
        "mean": expect(Z),
        "variance": expect((Z - expect(Z)) ** 2),
        "square": expect(X**2),
        "product": expect(X * Y),
    }
    assert found == pytest.approx(by_table)


def test_the_parts_of_the_identities_earn_a_point_each():
    verdict = SHEET["identities"].judge(
        lambda *m: five_numbers(*m) | {"variance": 4 * m[2] + 9 * m[3]}
    )
    assert verdict.score == pytest.approx(3 / 4)
