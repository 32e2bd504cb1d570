"""The references of sheet 08 against hand-written answers, the complex step and short trainings."""

import math

import numpy as np
import pytest
from support.complex_plane import complex_gradient
from support.programs import namespace
from support.trainings import FIZZ_BUZZ, WRONG_FIZZ_BUZZ, WRONG_XOR, XOR

from coursekit.sheets import load

SHEET = load("08_training")


def polynomial_gradient(theta, u, t):
    n, out = len(u), np.zeros(len(theta))
    for point, target in zip(u, t, strict=True):
        residual = sum(c * point**d for d, c in enumerate(theta)) - target
        for d in range(len(theta)):
            out[d] += 2 * residual * point**d / n
    return out


def standardise(X, X_new):
    columns = []
    for column, new in zip(X.T, X_new.T, strict=True):
        mean = sum(column) / len(column)
        deviation = math.sqrt(sum((each - mean) ** 2 for each in column) / len(column))
        columns.append([(each - mean) / deviation for each in new])
    return np.array(columns).T


def ridge_solution(F, y, lam):
    # Least squares of a longer system: the penalty as p more examples with the target 0.
    p = F.shape[1]
    longer = np.vstack([F, math.sqrt(lam) * np.eye(p)])
    return np.linalg.lstsq(longer, np.concatenate([y, np.zeros(p)]), rcond=None)[0]


def bowl_rates(H):
    values = sorted(np.linalg.eigvals(H).real)
    kappa = values[-1] / values[0]
    return {
        "kappa": kappa,
        "limit": 2 / values[-1],
        "best": 2 / (values[0] + values[-1]),
        "shrink": (kappa - 1) / (kappa + 1),
    }


def grad_logistic_l2(X, t, w, lam):
    n = len(t)
    out = lam * np.array(w)
    for row, target in zip(X, t, strict=True):
        out += (1 / (1 + math.exp(-row @ w)) - target) * row / n
    return out


def corrected_listing(W, b, x, t):
    m, n = W.shape
    y = [sum(W[i, j] * x[j] for j in range(n)) + b[i] for i in range(m)]
    y_bar = [2 / m * (y[i] - t[i]) for i in range(m)]
    return {
        "y": y,
        "L": sum((y[i] - t[i]) ** 2 for i in range(m)) / m,
        "W_bar": [[y_bar[i] * x[j] for j in range(n)] for i in range(m)],
        "b_bar": y_bar,
    }


def minibatch_step(theta, X, t, batch, rate):
    slopes = sum(2 * (X[i] @ theta - t[i]) * X[i] for i in batch) / len(batch)
    return theta - rate * slopes


def adam_step(m, v, g, t, e):
    change = []
    for m_i, v_i, g_i in zip(m, v, g, strict=True):
        m_hat = (0.9 * m_i + 0.1 * g_i) / (1 - 0.9**t)
        v_hat = (0.99 * v_i + 0.01 * g_i * g_i) / (1 - 0.99**t)
        change.append(-e * m_hat / (math.sqrt(v_hat) + 0.1))
    return change


def adam_three_steps(theta, g, rate):
    # The hats as what they are: weighted means with weights that sum to 1.
    out = {name: [] for name in ("m", "v", "m_hat", "v_hat", "theta")}
    for k in (1, 2, 3):
        for name, beta, values in (("m", 0.9, g), ("v", 0.999, g**2)):
            weights = np.array([beta ** (k - 1 - i) for i in range(k)])
            out[name].append((1 - beta) * weights @ values[:k])
            out[f"{name}_hat"].append(weights @ values[:k] / weights.sum())
        theta -= rate * out["m_hat"][-1] / (math.sqrt(out["v_hat"][-1]) + 1e-8)
        out["theta"].append(theta)
    return out


def softmax_step(W, b, X, T, rate):
    n = len(X)
    P, W_bar, b_bar = [], np.zeros(W.shape), np.zeros(b.shape)
    for x, t in zip(X, T, strict=True):
        powers = [math.exp(z) for z in W @ x + b]
        p = np.array(powers) / sum(powers)
        P.append(p)
        W_bar += np.outer(p - t, x) / n
        b_bar += (p - t) / n
    return {"P": P, "W": W - rate * W_bar, "b": b - rate * b_bar}


#: What must be found out by its tag; see `support.programs`.
WRONG_PROGRAMS = {"train_xor": WRONG_XOR, "train_fizz_buzz": WRONG_FIZZ_BUZZ}

# Written by hand, without coursekit: what a good student would hand in.
ANSWERS = {
    "gradient_step": lambda w, g, e: [w[i] - e * g[i] for i in range(len(w))],
    "update_shapes": "C",
    "bowl_step": [0.5, 1.2],
    "momentum_step": lambda w, v, g, e, b: [w[i] - e * (b * v[i] + g[i]) for i in range(len(w))],
    "count_updates": 320,
    "xor_forward": lambda W1, b1, w2, b2, x: (
        sum(w2[i] * max(W1[i] @ x + b1[i], 0) for i in range(len(w2))) + b2
    ),
    "fizzbuzz_class": lambda n: {0: 3, 3: 1, 6: 1, 9: 1, 12: 1, 5: 2, 10: 2}.get(n % 15, 0),
    "binary_encoding": lambda n: [int(each) for each in reversed(f"{n:06b}")],
    "design_matrix": lambda x: [[1, p, p * p, p * p * p] for p in x],
    "rms_error": lambda y, t: math.dist(y, t) / math.sqrt(len(y)),
    "polynomial_gradient": polynomial_gradient,
    "ridge_solution": ridge_solution,
    "standardise": standardise,
    "distance_after_k": "(1 - lam a)^k d",
    "largest_stable_rate": lambda l1, l2: 2 / max(l1, l2),
    "bowl_rates": bowl_rates,
    "steps_needed": 90,
    "grad_logistic_l2": grad_logistic_l2,
    "listing_shapes": lambda m, n: {
        "product": (np.zeros((m, n)) * np.zeros(n)).shape,
        "residual": (np.zeros((m, n)) * np.zeros(n) + np.zeros(n) - np.ones(n)).shape,
        "right_product": (np.zeros((m, n)) @ np.zeros(n)).shape,
        "right_bias": (m,),
    },
    "corrected_listing": corrected_listing,
    "residual_after_step": "1 - 2a/m - 2a*s/m",
    "summed_loss": "d",
    "training_curves": "(c)",
    "minibatch_step": minibatch_step,
    "never_at_rest": "b",
    "second_hat": "(9g1 + 10g2)/19",
    "adam_step": adam_step,
    "adam_three_steps": adam_three_steps,
    "softmax_step": softmax_step,
    "train_xor": namespace(XOR),
    "train_fizz_buzz": namespace(FIZZ_BUZZ),
}
# The worked programs are judged with several seeds by the test of every exercise.
CASES = [
    (id_, seed)
    for id_ in ANSWERS
    for seed in ([None] if SHEET[id_].kind == "program" else [None, b"a", b"b"])
]


def test_every_question_has_a_hand_written_answer():
    assert [exercise.id for exercise in SHEET] == list(ANSWERS)


@pytest.mark.parametrize(("id_", "seed"), CASES)
def test_the_hand_written_answer_is_correct(id_, seed):
    verdict = SHEET[id_].judge(ANSWERS[id_], seed=seed)
    assert verdict.outcome == "correct", verdict.message


# Realistic answers beside the slips themselves, and the tag of what must be said of them.


def changed(right, **parts):
    """The right dict with some parts made by functions of the inputs."""
    return lambda *inputs: right(*inputs) | {name: f(*inputs) for name, f in parts.items()}


def adam(first=1, beta=0.999, epsilon=1e-8, power=2):
    """A student's loop, with what often goes wrong in it."""

    def steps(theta, g, rate):
        m = v = 0.0
        out = {name: [] for name in ("m", "v", "m_hat", "v_hat", "theta")}
        for k, slope in enumerate(g, start=first):
            m, v = 0.9 * m + 0.1 * slope, beta * v + (1 - beta) * slope**power
            hats = m / (1 - 0.9**k), v / (1 - beta**k)
            theta = theta - rate * hats[0] / (np.sqrt(hats[1]) + epsilon)
            for name, value in zip(out, (m, v, *hats, theta), strict=True):
                out[name].append(value)
        return out

    return steps


def column_sums(W, b, X, T):
    """A softmax down the columns."""
    E = np.exp(X @ W.T + b)
    return E / E.sum(axis=0)


def errors(W, b, X, T):
    return np.array(softmax_step(W, b, X, T, 1)["P"]) - T


TAGS = [
    ("gradient_step", lambda w, g, e: w - e * g / math.hypot(*g), "unit_length"),
    ("gradient_step", lambda w, g, e: (w - e * g)[:, None], "singleton"),
    ("update_shapes", "(a)", "error"),
    ("bowl_step", [0.5, 1.25], "one_after_the_other"),
    ("bowl_step", [[0.5], [1.2]], "singleton"),
    ("bowl_step", [0.5, 1.8], "entries"),
    ("bowl_step", [5, 8], "gradient_only"),
    ("momentum_step", lambda w, v, g, e, b: (w - e * (b * v + g), b * v + g), "both"),
    ("momentum_step", lambda w, v, g, e, b: w - b * v - e * g, "rate_on_slopes_only"),
    ("count_updates", 312, "not_whole"),
    ("count_updates", 313, "rounded_at_the_end"),
    (
        "xor_forward",
        lambda W1, b1, w2, b2, x: w2 @ (np.maximum(W1 @ x, 0) + b1) + b2,
        "bias_after_activation",
    ),
    (
        "xor_forward",
        lambda W1, b1, w2, b2, x: 1 / (1 + np.exp(-(w2 @ np.maximum(W1 @ x + b1, 0) + b2))),
        "sigmoid_at_the_end",
    ),
    (
        "fizzbuzz_class",
        lambda n: 1 if n % 3 == 0 else 2 if n % 5 == 0 else 3 if n % 15 == 0 else 0,
        "order_of_tests",
    ),
    ("fizzbuzz_class", lambda n: "fizz", "text"),
    ("binary_encoding", lambda n: [int(each) for each in f"{n:06b}"], "most_significant_first"),
    ("binary_encoding", lambda n: [n & 1 << k for k in range(6)], "weights_kept"),
    ("binary_encoding", lambda n: [int(each) for each in f"{n:b}"], "shape"),
    ("design_matrix", lambda x: np.vander(x, 4), "highest_first"),
    ("design_matrix", lambda x: [x**0, x, x**2, x**3], "transposed"),
    ("rms_error", lambda y, t: np.sqrt(np.mean(y - t) ** 2), "mean_before_square"),
    ("rms_error", lambda y, t: np.linalg.norm(y - t), "sum_for_mean"),
    ("polynomial_gradient", lambda c, u, t: polynomial_gradient(c, u, t)[:, None], "column"),
    (
        "polynomial_gradient",
        lambda c, u, t: 2 / len(u) * (np.vander(u, len(c)) @ c - t) @ np.vander(u, len(c)),
        "powers_reversed",
    ),
    (
        "polynomial_gradient",
        lambda c, u, t: 2 / len(u) * (np.polyval(c, u) - t) @ np.vander(u, len(c), increasing=True),
        "polyval",
    ),
    (
        "ridge_solution",
        lambda F, y, lam: np.linalg.inv(F.T @ F + lam) @ F.T @ y,
        "added_to_every_entry",
    ),
    ("ridge_solution", lambda F, y, lam: 2 * ridge_solution(F, y, lam), "factor"),
    ("standardise", lambda X, X_new: standardise(X_new, X_new), "own_numbers"),
    ("standardise", lambda X, X_new: (X_new - X.mean(0)) / X.std(0) ** 2, "variance"),
    ("distance_after_k", "d - k*a*lam*d", "linear"),
    ("distance_after_k", "d*abs(1 - a*lam)^k", "absolute"),
    ("distance_after_k", "d - d*(a*lam)^k", "power_inside"),
    ("distance_after_k", "d*(1 - alam)^k", "formula"),
    ("largest_stable_rate", lambda l1, l2: 1 / (l1 + l2), "fastest_rate_half"),
    (
        "bowl_rates",
        changed(bowl_rates, shrink=lambda H: 1 - 2 / np.linalg.cond(H)),
        "shrink.limit_for_best",
    ),
    ("bowl_rates", changed(bowl_rates, best=lambda H: 2 / np.trace(H)), "best.trace"),
    (
        "bowl_rates",
        changed(bowl_rates, kappa=lambda H: np.ptp(np.linalg.eigvalsh(H))),
        "kappa.difference",
    ),
    ("bowl_rates", lambda H: (1, 2, 3, 4), "not_a_dict"),
    ("steps_needed", 89, "rounded_down"),
    ("steps_needed", 89.8, "not_rounded"),
    ("steps_needed", 93, "exponential"),
    (
        "grad_logistic_l2",
        lambda X, t, w, lam: (grad_logistic_l2(X, t, w, 0) * len(t) + lam * w) / len(t),
        "penalty_divided",
    ),
    (
        "grad_logistic_l2",
        lambda X, t, w, lam: (
            X.T @ ((1 - t) * (1 + np.exp(X @ w)) - t * (1 + np.exp(-X @ w))) / len(t) + lam * w
        ),
        "slope_left_out",
    ),
    (
        "listing_shapes",
        changed(ANSWERS["listing_shapes"], right_product=lambda m, n: m),
        "right_product.no_tuple",
    ),
    (
        "listing_shapes",
        changed(ANSWERS["listing_shapes"], right_product=lambda m, n: (n, m)),
        "right_product.two_axes",
    ),
    (
        "listing_shapes",
        lambda m, n: {
            "product": (m, n),
            "residual": (n,),
            "right_product": (m,),
            "right_bias": (n,),
        },
        "residual.shape_of_x",
    ),
    (
        "corrected_listing",
        changed(
            corrected_listing, W_bar=lambda W, b, x, t: 2 / len(t) * np.outer(x, W @ x + b - t)
        ),
        "W_bar.transposed",
    ),
    (
        "corrected_listing",
        changed(corrected_listing, b_bar=lambda W, b, x, t: 2 * np.mean(W @ x + b - t)),
        "b_bar.bias_summed",
    ),
    ("residual_after_step", "1 - 2a*s/m - 2a", "bias_not_divided"),
    ("residual_after_step", "2a*(s + 1)/m - 1", "sign"),
    ("summed_loss", "b", "other_direction"),
    ("training_curves", "A", "rate_too_large"),
    (
        "minibatch_step",
        lambda theta, X, t, batch, rate: minibatch_step(theta, X, t, range(len(batch)), rate),
        "first_examples",
    ),
    (
        "minibatch_step",
        lambda theta, X, t, batch, rate: (
            theta + 2 * rate / len(theta) * (t[batch] - X[batch] @ theta) @ X[batch]
        ),
        "divided_by_parameters",
    ),
    ("never_at_rest", "c", "momentum"),
    ("second_hat", "(0.9g1 + 0.1g2)/(1 - 0.9^2)", "hat_carried_on"),
    ("second_hat", "0.4737*g1 + 0.5263*g2", "approximate"),
    ("second_hat", "m2/(1 - 0.9^2)", "formula"),
    ("adam_step", lambda m, v, g, t, e: np.array(adam_step(m, v, g, t, 1)), "input_factor"),
    ("adam_three_steps", adam(first=0), "m_hat.inf"),
    ("adam_three_steps", adam(first=2), "m_hat.one_step_late"),
    ("adam_three_steps", adam(beta=0.99), "v.other_beta"),
    ("adam_three_steps", adam(power=1), "v.not_squared"),
    ("adam_three_steps", adam(epsilon=0.1), "theta.large_epsilon"),
    ("adam_three_steps", adam(epsilon=0), None),
    (
        "softmax_step",
        changed(softmax_step, P=lambda W, b, X, T, rate: column_sums(W, b, X, T)),
        "P.down_the_columns",
    ),
    (
        "softmax_step",
        changed(softmax_step, b=lambda W, b, X, T, rate: b - rate * errors(W, b, X, T).mean()),
        "b.bias_not_moved",
    ),
    (
        "softmax_step",
        changed(softmax_step, b=lambda W, b, X, T, rate: b - rate * errors(W, b, X, T).sum(0)),
        "b.sum_for_mean",
    ),
]


@pytest.mark.parametrize(("id_", "answer", "tag"), TAGS)
def test_what_students_answer_is_named(id_, answer, tag):
    assert SHEET[id_].judge(answer).slip == tag


# References that owe nothing to autodiff.

LOSSES = {
    "polynomial_gradient": (
        lambda theta, u, t: ((np.vander(u, len(theta), increasing=True) @ theta - t) ** 2).mean(),
        0,
    ),
    "grad_logistic_l2": (
        lambda X, t, w, lam: (np.log(1 + np.exp(X @ w)) - t * (X @ w)).mean() + lam * (w @ w) / 2,
        2,
    ),
}
PARTS = {
    "W_bar": (lambda W, b, x, t: ((W @ x + b - t) ** 2).mean(), 0),
    "b_bar": (lambda W, b, x, t: ((W @ x + b - t) ** 2).mean(), 1),
}


@pytest.mark.parametrize("id_", LOSSES)
def test_a_gradient_equals_the_complex_step(id_):
    f, k = LOSSES[id_]
    for point in SHEET[id_].probe_points(b"any"):
        expected = complex_gradient(f, point, k)
        np.testing.assert_allclose(SHEET[id_].reference(*point), expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("part", PARTS)
def test_the_corrected_listing_equals_the_complex_step(part):
    f, k = PARTS[part]
    for point in SHEET["corrected_listing"].probe_points(b"any"):
        got = SHEET["corrected_listing"].reference(*point)[part]
        np.testing.assert_allclose(got, complex_gradient(f, point, k), rtol=1e-9, atol=1e-12)


def test_a_step_of_the_classifier_equals_the_complex_step():
    def loss(W, b, X, T):
        Z = X @ W.T + b
        return (np.log(np.exp(Z).sum(axis=1)) - (T * Z).sum(axis=1)).mean()

    for *point, rate in SHEET["softmax_step"].probe_points(b"any"):
        after = SHEET["softmax_step"].reference(*point, rate)
        for k, name in enumerate(("W", "b")):
            expected = point[k] - rate * complex_gradient(loss, point, k)
            np.testing.assert_allclose(after[name], expected, rtol=1e-9, atol=1e-12)


# What the sheet says of descent, by descent.


def test_the_ridge_solution_has_no_slope():
    for F, y, lam in SHEET["ridge_solution"].probe_points(b"any"):
        loss = lambda w: ((F @ w - y) ** 2).sum() + lam * (w**2).sum()  # noqa: B023
        slope = complex_gradient(loss, (SHEET["ridge_solution"].reference(F, y, lam),), 0)
        np.testing.assert_allclose(slope, 0, atol=1e-9)


def test_descent_on_a_bowl_does_what_the_rates_say():
    for (H,) in SHEET["bowl_rates"].probe_points():
        facts = SHEET["bowl_rates"].reference(H)
        start = np.linalg.eigh(H)[1].sum(axis=1)  # a share of 1 in every direction
        left = {}
        for name, rate in (
            ("below", 0.99 * facts["limit"]),
            ("above", 1.01 * facts["limit"]),
            ("best", facts["best"]),
        ):
            theta = start
            for _ in range(1500):
                theta = theta - rate * H @ theta
            left[name] = np.linalg.norm(theta)
        assert left["below"] < 1e-6
        assert left["above"] > 1e6
        power = np.linalg.matrix_power(np.eye(len(H)) - facts["best"] * H, 20)
        assert np.linalg.norm(power, 2) == pytest.approx(facts["shrink"] ** 20)


def test_the_last_step_brings_the_distance_below_a_hundredth():
    for student in (None, "abcd12", "efgh34"):
        exercise = load("08_training", student)["steps_needed"]
        kappa = exercise.parameters["kappa"]
        assert f"$\\kappa = {kappa}$" in exercise.prompt_text()
        distance, steps = 1.0, 0
        while distance > 0.01:
            distance, steps = distance - distance / kappa, steps + 1
        assert exercise.judge(steps).correct


def test_the_factor_of_a_residual_is_found_by_a_step():
    W, b, x, t = SHEET["corrected_listing"].probes[0]
    pass_, rate = corrected_listing(W, b, x, t), 0.3
    after = (W - rate * np.array(pass_["W_bar"])) @ x + b - rate * np.array(pass_["b_bar"])
    factor = SHEET["residual_after_step"].reference(rate, x @ x, len(t))
    np.testing.assert_allclose(after - t, factor * (np.array(pass_["y"]) - t))


def trained(outputs, scale, rng):
    """The loss that S3's network shows at its 100th step, without the scale; 0.1 is the rate."""
    m, n = 64, 32
    W, b = (
        0.01 * rng.normal(size=(m, n)),
        np.zeros(outputs(np.zeros((m, n)), np.zeros(n)).shape[-1]),
    )
    loss = []
    for _ in range(100):
        x = rng.normal(size=n)
        r = outputs(W, x) + b - 1
        loss.append(np.mean(r**2))
        if r.ndim == 1:
            W, b = W - 0.2 * scale * np.outer(r, x) / r.size, b - 0.2 * scale * r / r.size
        else:
            W, b = W - 0.2 * r * x / r.size, b - 0.2 * r.sum(axis=0) / r.size
    return loss[0], loss[-1] * scale


def test_what_the_sheet_says_of_the_listing():
    right = [trained(lambda W, x: W @ x, 1, np.random.default_rng(k)) for k in range(5)]
    wrong = [trained(lambda W, x: W * x, 1, np.random.default_rng(k)) for k in range(5)]
    summed = [trained(lambda W, x: W @ x, 64, np.random.default_rng(k))[1] for k in range(5)]
    assert [loss for _, loss in wrong] == pytest.approx([0.289] * 5, abs=0.002)
    assert [first for first, _ in wrong] == pytest.approx([1] * 5, abs=0.01)
    assert np.median([loss for _, loss in right]) > 0.35
    assert 1e17 < np.median(summed) < 1e27
    assert SHEET["residual_after_step"].reference(0.1, 32, 64) == pytest.approx(0.9, abs=0.01)


def test_the_mean_over_all_batches_is_the_full_step():
    theta, X, t, _, rate = SHEET["minibatch_step"].probes[0]
    step = SHEET["minibatch_step"].reference
    pairs = [np.array([i, j]) for i in range(6) for j in range(i)]
    mean = np.mean([step(theta, X, t, pair, rate) for pair in pairs], axis=0)
    np.testing.assert_allclose(mean, step(theta, X, t, np.arange(6), rate))


def test_the_first_step_of_adam_is_as_long_as_the_rate():
    for theta, g, rate in SHEET["adam_three_steps"].probe_points(b"any"):
        first = SHEET["adam_three_steps"].reference(theta, g, rate)["theta"][0]
        assert abs(first - theta) == pytest.approx(rate, rel=1e-6)


def test_the_network_of_the_hint_is_xor():
    W1, b1, w2 = np.ones((2, 2)), np.array([0.0, -1.0]), np.array([1.0, -2.0])
    inputs = ([0, 0], [0, 1], [1, 0], [1, 1])
    out = [SHEET["xor_forward"].reference(W1, b1, w2, 0, np.array(x)) for x in inputs]
    assert out == [0, 1, 1, 0]


def test_the_questions_of_the_bank_keep_their_arguments():
    assert {
        id_: list(SHEET[id_].inputs)
        for id_ in (
            "grad_logistic_l2", "gradient_step", "momentum_step", "largest_stable_rate",
            "design_matrix", "ridge_solution", "rms_error", "xor_forward", "fizzbuzz_class",
            "binary_encoding", "adam_step",
        )
    } == {
        "grad_logistic_l2": ["X", "t", "w", "lam"],
        "gradient_step": ["w", "g", "e"],
        "momentum_step": ["w", "v", "g", "e", "b"],
        "largest_stable_rate": ["l1", "l2"],
        "design_matrix": ["x"],
        "ridge_solution": ["F", "y", "lam"],
        "rms_error": ["y", "t"],
        "xor_forward": ["W1", "b1", "w2", "b2", "x"],
        "fizzbuzz_class": ["n"],
        "binary_encoding": ["n"],
        "adam_step": ["m", "v", "g", "t", "e"],
    }  # fmt: skip


# Numbers for each student.


def test_the_bowl_and_the_batches_follow_the_students_numbers():
    seen = set()
    for student in ("abcd12", "efgh34", "ijkl56", "mnop78"):
        sheet = load("08_training", student)
        bowl, training = sheet["bowl_step"], sheet["count_updates"]
        (a, c), (_, d) = bowl.parameters["H"]
        (p, q), (x, y), rate = (bowl.parameters[name] for name in ("c", "theta", "rate"))
        after = [x - rate * (a * x + c * y - p), y - rate * (c * x + d * y - q)]
        assert bowl.judge(after).correct
        n, batch, epochs = (training.parameters[name] for name in ("n", "batch", "epochs"))
        assert f"{n} examples" in training.prompt_text()
        assert training.judge(len(range(0, n, batch)) * epochs).correct
        seen.add((*after, n, batch))
    assert len(seen) > 2
