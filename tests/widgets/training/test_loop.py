"""The training loop against loops that are written by hand."""

from functools import partial

import numpy as np
import pytest

from coursekit.autodiff import optim
from coursekit.widgets.training import fizzbuzz, xor
from coursekit.widgets.training.loop import History, Record, train
from coursekit.widgets.training.network import begin
from coursekit.widgets.training.trainer import FINISHED

GOOD = {"hidden": 4, "rate": 0.5}


def xor_by_hand(weights, rate, steps):
    """Forward, backward and step of the XOR network in NumPy alone; losses before each step."""
    w1, b1, w2, b2 = (each.copy() for each in weights)
    x, t = xor.POINTS, xor.TARGETS
    losses = []
    for _ in range(steps):
        h = np.tanh(x @ w1.T + b1)
        p = 1 / (1 + np.exp(-(h @ w2[0] + b2[0])))
        losses.append(-np.mean(t * np.log(p) + (1 - t) * np.log(1 - p)))
        dz = (p - t) / 4
        dh = np.outer(dz, w2[0]) * (1 - h**2)
        w2 = w2 - rate * (dz @ h)[None, :]
        b2 = b2 - rate * dz.sum()
        w1 = w1 - rate * dh.T @ x
        b1 = b1 - rate * dh.sum(axis=0)
    return losses, (w1, b1, w2, b2)


@pytest.mark.parametrize("hidden", [2, 5])
@pytest.mark.parametrize("seed", [0, 7])
def test_first_steps_of_xor_are_those_of_numpy(hidden, seed):
    history = History(xor.training(hidden, 0.7, seed))
    losses, weights = xor_by_hand(history[0].weights, 0.7, 20)
    np.testing.assert_allclose(history.losses(19), losses, rtol=1e-10)
    for found, expected in zip(history[20].weights, weights, strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12)


def test_first_epoch_of_fizzbuzz_is_adam_on_shuffled_batches():
    history = History(fizzbuzz.training("Adam", 0.005, 3))
    weights = [each.copy() for each in history[0].weights]
    numbers = np.arange(101, 1024)
    x = np.array([[1.0 if n >> k & 1 else -1.0 for k in range(10)] for n in numbers])
    t = np.array([3 if n % 15 == 0 else 2 if n % 5 == 0 else n % 3 == 0 for n in numbers], int)
    means, squares = ([np.zeros_like(each) for each in weights] for _ in range(2))
    order = np.random.default_rng(3).permutation(len(x))
    for step, start in enumerate(range(0, len(x), 128), start=1):
        rows = order[start : start + 128]
        w1, b1, w2, b2 = weights
        z = x[rows] @ w1.T + b1
        h = np.maximum(z, 0)
        powers = np.exp(h @ w2.T + b2)
        d = (powers / powers.sum(axis=1, keepdims=True) - np.eye(4)[t[rows]]) / len(rows)
        dz = d @ w2 * (z > 0)
        for k, g in enumerate((dz.T @ x[rows], dz.sum(axis=0), d.T @ h, d.sum(axis=0))):
            means[k] = 0.9 * means[k] + 0.1 * g
            squares[k] = 0.999 * squares[k] + 0.001 * g**2
            mean, square = means[k] / (1 - 0.9**step), squares[k] / (1 - 0.999**step)
            weights[k] = weights[k] - 0.005 * mean / (np.sqrt(square) + 1e-8)
    for found, expected in zip(history[1].weights, weights, strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("seed", range(0, 10, 2))
def test_four_tanh_units_learn_xor_from_every_start(seed):
    n = xor.model(Record(xor.training), **GOOD, seed=seed, epoch=xor.EPOCHS)
    assert n.right == 4
    assert n.losses[-1] < 0.1


def test_two_units_are_stuck_from_some_starts_and_learn_from_others():
    right = [
        xor.model(Record(xor.training), hidden=2, rate=0.5, seed=seed, epoch=xor.EPOCHS).right
        for seed in range(6)
    ]
    assert 1 <= right.count(4) <= 5


@pytest.mark.parametrize("seed", [0, 1])
def test_fizzbuzz_reaches_nine_in_ten_on_unseen_numbers(seed):
    n = fizzbuzz.model(
        Record(fizzbuzz.training), method="Adam", rate=0.005, seed=seed, epoch=FINISHED
    )
    assert n.right > 90
    assert n.seen_right > 0.99 * 923


def test_classes_and_bits_are_those_of_the_game():
    words = {0: "number", 1: "fizz", 2: "buzz", 3: "fizzbuzz"}
    for n, kind in zip(range(1, 101), fizzbuzz.targets(np.arange(1, 101)), strict=True):
        game = "fizz" * (n % 3 == 0) + "buzz" * (n % 5 == 0) or "number"
        assert words[int(kind)] == game
    signs = fizzbuzz.bits(np.arange(1024))
    np.testing.assert_array_equal(((signs + 1) / 2) @ 2.0 ** np.arange(10), np.arange(1024))


def test_every_row_is_seen_once_in_every_epoch_and_never_in_the_same_order():
    seen = []

    def loss(weights, rows):
        if not isinstance(weights, tuple):  # followed, not measured
            seen.append(rows.astype(int).tolist())
        return weights[0] * np.mean(rows)

    states = train(
        loss, [np.array(1.0)], [np.arange(10.0)], partial(optim.SGD, lr=0.1), epochs=2, batch=4
    )
    assert len(list(states)) == 3
    assert [len(rows) for rows in seen] == [4, 4, 2] * 2
    first, second = ([row for rows in part for row in rows] for part in (seen[:3], seen[3:]))
    assert sorted(first) == sorted(second) == list(range(10))
    assert first != second


def test_the_weights_given_stay_and_states_do_not_change_later():
    given = begin(2, 3, 1, seed=0)
    copies = [each.copy() for each in given]
    states = train(xor.loss, given, [xor.POINTS, xor.TARGETS], partial(optim.SGD, lr=1.0), epochs=3)
    first = next(states)
    list(states)
    for each, copy, kept in zip(given, copies, first.weights, strict=True):
        np.testing.assert_array_equal(each, copy)
        np.testing.assert_array_equal(kept, copy)


def test_loss_of_a_state_is_that_of_its_own_weights():
    history = History(xor.training(3, 0.5, 1))
    for epoch in (0, 4, 9):
        expected = float(xor.loss(history[epoch].weights, xor.POINTS, xor.TARGETS))
        assert history[epoch].loss == pytest.approx(expected)
    assert len(history.losses(9)) == 10


def test_the_same_settings_give_the_same_training_and_other_settings_another():
    def weights(record, seed):
        return record.of(hidden=3, rate=0.5, seed=seed)[5].weights[0]

    record = Record(xor.training)
    first = weights(record, 0)
    assert not np.array_equal(first, weights(record, 1))
    np.testing.assert_array_equal(first, weights(record, 0))
    kept = record.of(hidden=3, rate=0.5, seed=0)
    assert record.of(hidden=3, rate=0.5, seed=0) is kept
    record.begin(hidden=3, rate=0.5, seed=0)
    assert record.of(hidden=3, rate=0.5, seed=0) is not kept


@pytest.mark.filterwarnings("error")
def test_a_rate_that_is_far_too_large_ends_in_words():
    n = fizzbuzz.model(Record(fizzbuzz.training), method="SGD", rate=1e6, seed=0, epoch=40)
    text = fizzbuzz._reached(n)
    assert "diverged" in text or " better than to call every number a number" in text
