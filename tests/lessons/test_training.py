"""Lesson 08: every turn answers back, every check can fail, and its figures hold."""

import numpy as np
import pytest
from support.lesson import lesson

from coursekit.autodiff import nn
from coursekit.widgets.training import fitting, fizzbuzz, xor
from coursekit.widgets.training.downhill import model as descent_model
from coursekit.widgets.training.loop import Record
from coursekit.widgets.training.trainer import FINISHED

LESSON = lesson("08_training")
SECONDS = 12.0


def test_it_runs_in_time():
    assert LESSON.faults == {}
    assert LESSON.seconds < SECONDS


#: A line above the result would need a name; the walrus gives it one inside.
RESIDUALS = "(r := theta[0] + theta[1] * u - t)"
LINE = f"theta - rate * np.array([2 * np.mean({RESIDUALS}), 2 * np.mean(r * u)])"
BIAS = "b - rate * 2 * ((y := np.tanh(A @ x + b)) - t) * (1 - y**2)"


@pytest.mark.parametrize(
    ("cell", "answer"),
    [
        ("your-turn-bowl", "1 - rate * np.linalg.eigvalsh(H)"),
        ("your-turn-bowl", "np.linalg.eigvalsh(np.eye(2) - rate * H)[::-1]"),
        ("your-turn-line", LINE),
        ("your-turn-line", "theta - rate * grad(lambda w: np.mean((w[0] + w[1]*u - t)**2))(theta)"),
        ("your-turn-bias", BIAS),
        ("your-turn-bias", "b - rate * grad(lambda b: np.sum((np.tanh(A @ x + b) - t)**2))(b)"),
        ("your-turn-velocity", "g * (1 - mu**k) / (1 - mu)"),
        ("your-turn-velocity", "sum(g * mu**i for i in range(k))"),
        ("your-turn-shares", "np.diag(counts) / counts.sum(axis=1)"),
        ("your-turn-shares", "[counts[i, i] / sum(counts[i]) for i in range(len(counts))]"),
    ],
)
def test_right_answer_is_told_so(cell, answer):
    assert LESSON.tried(cell, answer).correct


@pytest.mark.parametrize(
    ("cell", "answer", "message"),
    [
        ("your-turn-bowl", "1 + rate * np.linalg.eigvalsh(H)", "that step climbs"),
        ("your-turn-bowl", "np.linalg.eigvalsh(np.eye(2) - rate * H)", "in the wrong order"),
        ("your-turn-bowl", "1 - rate * np.diag(H)", "the diagonal of H"),
        ("your-turn-line", LINE.replace("2 * ", ""), "The 2 is missing"),
        ("your-turn-line", LINE.replace("np.mean", "np.sum"), "divide by n"),
        ("your-turn-line", LINE.replace("r * u", "r"), "counts u times"),
        ("your-turn-line", LINE.replace("theta - rate", "theta + rate"), "That step climbs"),
        ("your-turn-bias", "b - rate * 2 * (np.tanh(A @ x + b) - t)", "as if there were no tanh"),
        ("your-turn-bias", BIAS.replace("b - rate * ", "", 1), "That is the gradient"),
        ("your-turn-bias", BIAS.replace("y**2", "y"), "You left the square out"),
        ("your-turn-velocity", "g / (1 - mu)", "in the end"),
        ("your-turn-velocity", "sum(g * mu**i for i in range(k + 1))", "one step later"),
        ("your-turn-velocity", "sum(g * mu**i for i in range(1, k + 1))", "the new slope by mu"),
        ("your-turn-shares", "np.diag(counts) / counts.sum(axis=0)", "sums of the columns"),
        ("your-turn-shares", "np.trace(counts) / counts.sum()", "That is the accuracy"),
    ],
)
def test_slip_gets_its_own_message(cell, answer, message):
    verdict = LESSON.tried(cell, answer)
    assert not verdict.correct
    assert message in verdict.message


@pytest.mark.parametrize(
    ("cell", "true", "false"),
    [
        ("bowl", "w - rate * slope", "w + rate * slope"),
        ("bowl", "(1 - 0.25 * curvatures)", "(1 - 0.5 * curvatures)"),
        ("bowl", "(0.49, 0.51)", "(0.49, 0.499)"),
        ("bowl", "[start @ H]", "[2 * start @ H]"),
        ("regression", "2 / 12 * (phi @ start - t) @ phi", "2 * (phi @ start - t) @ phi"),
        ("regression", "2 / 12 * phi.T @ phi", "1 / 12 * phi.T @ phi"),
        ("regression", "(degree < 9)", "(degree < 10)"),
        ("listing", "lambda W, b, x: W @ x + b", "lambda W, b, x: W * x + b"),
        ("listing", "repaired, np.sum", "repaired, np.mean"),
        ("xor", "steps=1000", "steps=10"),
        ("xor", "f @ A.T + b", "f @ A + b"),
        ("batch-and-adam", "for i in range(j)", "for i in range(j - 1)"),
        ("batch-and-adam", "m_hat, v_hat = m / (1 - 0.9**k)", "m_hat, v_hat = m / (1 - 0.9)"),
        ("batch-and-adam", "0.001 * g**2", "0.001 * g"),
        ("three-classes", "(P - T).T @ X / 150", "(T - P).T @ X / 150"),
        ("three-classes", "np.mean(P - T, axis=0)", "np.sum(P - T, axis=0)"),
        ("three-classes", "np.log(P)", "np.log(1 - P)"),
        ("fizzbuzz", "range(300)", "range(3)"),
    ],
)
def test_twin_of_a_formula_fails_for_a_wrong_formula(cell, true, false):
    error = LESSON.mutated(cell, true, false).error
    assert error is not None
    assert error.startswith(("AssertionError", "ValueError"))


# ------------------------------------------------------------------------- what the prose claims


def test_steps_by_hand_are_those_of_the_formulas():
    assert np.isclose(1 - 0.3 * 10 * 1, -2)
    assert (5 * 1**2, 5 * (-2) ** 2) == (5, 20)
    H, theta = np.array([[3.0, 1.0], [1.0, 3.0]]), np.array([2.0, 0.0])
    assert np.array_equal(H @ theta, [6, 2])
    assert np.array_equal(theta - 0.25 * H @ theta, [0.5, -0.5])
    assert [round((k - 1) / (k + 1), 2) for k in (1, 20, 100)] == [0, 0.9, 0.98]


def test_the_two_wells_hold_descent_at_the_shallow_one():
    n = descent_model("two wells", "gradient descent", 0.1, 200)
    assert n.path.points[0][0] == -2.1
    assert n.path.losses[-1] == pytest.approx(2.25, abs=1e-6)


@pytest.mark.parametrize(
    ("method", "rate", "low", "high"),
    [("gradient descent", 0.01, 0.3, 0.6), ("momentum", 0.01, 0, 1e-3), ("Adam", 0.1, 1e-3, 0.1)],
)
def test_in_the_valley_momentum_and_adam_get_further(method, rate, low, high):
    assert low < descent_model("valley", method, rate, 100).path.losses[100] < high


def test_conditions_of_the_polynomials_and_of_the_ridge():
    found = {degree: fitting.fit(degree).condition for degree in (1, 3, 9)}
    assert found == pytest.approx({1: 2.6, 3: 51, 9: 6e6}, rel=0.02)
    assert 1 / (0.5 * fitting.fit(9).curvatures[-1]) == pytest.approx(4e6, rel=0.05)
    assert fitting.fit(9, 0.001).condition == pytest.approx(1500, rel=0.05)


def test_unscaled_powers_leave_hardly_any_rate():
    limits = []
    for x in (np.linspace(0, 10, 12), np.linspace(-1, 1, 12)):
        phi = x[:, None] ** np.arange(4)
        limits.append(2 / np.linalg.eigvalsh(2 / 12 * phi.T @ phi)[-1])
    assert limits == pytest.approx([6e-6, 0.85], rel=0.1)


def test_a_step_on_the_listing_multiplies_the_error_by_one_number():
    rng = np.random.default_rng(1)
    W, b, x, t = rng.normal(size=(64, 32)), np.zeros(64), rng.normal(size=32), np.ones(64)
    before = W @ x + b - t
    for c in (64, 1):
        slope = 2 * before / c
        after = (W - 0.1 * np.outer(slope, x)) @ x + b - 0.1 * slope - t
        assert after == pytest.approx((1 - 0.2 / c * (x @ x + 1)) * before)
    assert [round(1 - 0.2 / c * 33, 1) for c in (64, 1)] == [0.9, -5.6]


def test_with_two_units_some_starts_end_with_two_points_wrong():
    found = [xor.model(Record(xor.training), 2, 0.5, seed, FINISHED).right for seed in range(5)]
    assert set(found) == {2, 4}


def test_the_table_of_adam():
    rows = [(0.4, 4, 0.016, 16, 0.1, 0.9), (0.16, 0.8421, 0.019984, 9.997, 0.0266, 0.8734),
            (0.244, 0.9004, 0.020964, 6.995, 0.0340, 0.8393)]  # fmt: skip
    m, v, theta = 0.0, 0.0, 1.0
    for k, (g, row) in enumerate(zip((4, -2, 1), rows, strict=True), start=1):
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        hats = m / (1 - 0.9**k), v / (1 - 0.999**k)
        step = 0.1 * hats[0] / hats[1] ** 0.5
        theta -= step
        found = [m, hats[0], v, hats[1], step, theta]
        assert [float(f"{each:.4g}") for each in found] == pytest.approx(row, rel=2e-3)
    assert round(0.1 * 0.4 / 0.016**0.5, 2) == 0.32


def test_what_the_fizz_buzz_picture_shows():
    names, x = LESSON.names, np.arange(1, 1024)
    assert np.array_equal(names["bits"](x), fizzbuzz.bits(x))
    assert np.array_equal(names["right"](x), fizzbuzz.targets(x))
    assert np.sum(fizzbuzz.targets(fizzbuzz.UNSEEN) == 0) == 53
    assert sum(each.size for each in names["w"]) == 1504
    right = lambda *how: fizzbuzz.model(Record(fizzbuzz.training), *how, 0, FINISHED).right
    assert right("Adam", 0.005) >= 90 > 60 > right("SGD", 0.005)


def test_equal_weights_stay_equal():
    """What a slip says about starting at 0."""
    names, start = LESSON.names, [np.zeros((4, 2)), np.zeros(4), np.zeros((1, 4)), np.zeros(1)]
    x, t = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[0.0], [1], [1], [1]])
    loss = lambda theta: nn.squared_error(names["net"](theta, x), t)
    hidden = names["descend"](loss, start, 0.5, 50)[0]
    assert np.all(hidden == hidden[0])
