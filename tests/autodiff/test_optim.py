"""Optimisers: against their textbook recurrences, and on a network that learns XOR."""

import numpy as np
import pytest

from coursekit.autodiff import AutodiffError, Tensor, nn
from coursekit.autodiff.optim import SGD, Adam, Momentum

A = np.array([[3.0, 0.5], [0.5, 1.0]])


def descend(optimiser, w, steps):
    for _ in range(steps):
        optimiser.zero_grad()
        (0.5 * (w @ A @ w)).backward()
        optimiser.step()
    return np.array(w.data)


def test_sgd_is_the_recurrence():
    w = Tensor([1.0, -2.0], requires_grad=True)
    expected = np.array([1.0, -2.0])
    for _ in range(5):
        expected = expected - 0.1 * (A @ expected)
    np.testing.assert_allclose(descend(SGD([w], lr=0.1), w, 5), expected)


@pytest.mark.parametrize("nesterov", [False, True])
def test_momentum_is_the_recurrence(nesterov):
    w = Tensor([1.0, -2.0], requires_grad=True)
    x, v = np.array([1.0, -2.0]), np.zeros(2)
    for _ in range(5):
        g = A @ x
        v = 0.8 * v + g
        x = x - 0.1 * (g + 0.8 * v if nesterov else v)
    found = descend(Momentum([w], lr=0.1, momentum=0.8, nesterov=nesterov), w, 5)
    np.testing.assert_allclose(found, x)


def test_adam_is_the_recurrence():
    w = Tensor([1.0, -2.0], requires_grad=True)
    x, m, s = np.array([1.0, -2.0]), np.zeros(2), np.zeros(2)
    for t in range(1, 6):
        g = A @ x
        m, s = 0.7 * m + 0.3 * g, 0.9 * s + 0.1 * g**2
        x = x - 0.2 * (m / (1 - 0.7**t)) / (np.sqrt(s / (1 - 0.9**t)) + 1e-4)
    found = descend(Adam([w], lr=0.2, betas=(0.7, 0.9), eps=1e-4), w, 5)
    np.testing.assert_allclose(found, x)


@pytest.mark.parametrize(
    "make",
    [lambda p: SGD(p, lr=0.5), lambda p: Momentum(p, lr=0.1), lambda p: Adam(p, lr=0.05)],
    ids=["SGD", "Momentum", "Adam"],
)
def test_xor_is_learnt(make):
    rng = np.random.default_rng(0)
    x = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
    z = np.array([0.0, 1, 1, 0])
    shapes = [(8, 2), (8,), (1, 8), (1,)]
    w = [Tensor(rng.normal(size=shape), requires_grad=True) for shape in shapes]
    optimiser = make(w)
    for _ in range(500):
        optimiser.zero_grad()
        hidden = np.tanh(nn.linear(x, w[0], w[1]))
        loss = nn.binary_cross_entropy(np.ravel(nn.linear(hidden, w[2], w[3])), z)
        loss.backward()
        optimiser.step()
    assert loss.item() < 0.05


def test_what_has_no_gradient_stays_and_float32_stays_float32():
    used = Tensor(np.ones(2, np.float32), requires_grad=True)
    unused = Tensor(2.0, requires_grad=True)
    for make in (SGD, Momentum, Adam):
        optimiser = make([used, unused], 0.1)
        optimiser.zero_grad()
        np.sum(used * used).backward()
        optimiser.step()
        assert unused.item() == 2.0
        assert used.data.dtype == np.float32
    assert np.all(used.data < 0.9)


def test_wrong_parameters_say_so():
    w = Tensor([1.0], requires_grad=True)
    for parameters, match in [
        ([np.ones(2)], "parameter 0 is a ndarray"),
        ([Tensor([1.0])], "needs no gradient"),
        ([w * 2], "result of a computation"),
        ([w, w], "twice"),
    ]:
        with pytest.raises(AutodiffError, match=match):
            SGD(parameters, 0.1)
    assert SGD(w, 0.1).parameters == [w]
    for build in (
        lambda: SGD([w], lr=-1.0),
        lambda: SGD([w], lr=float("nan")),
        lambda: Momentum([w], momentum=1.0),
        lambda: Adam([w], eps=0.0),
    ):
        with pytest.raises(AutodiffError, match="expected a"):
            build()
