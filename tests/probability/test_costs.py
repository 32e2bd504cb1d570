"""Costs from logits against the formulas on probabilities, their slopes, and soft labels."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from coursekit.autodiff import Tensor, check_grads, grad, nn
from coursekit.probability.costs import (
    sigmoid_cross_entropy,
    smooth_labels,
    softmax_cross_entropy,
)
from coursekit.probability.errors import ProbabilityError
from coursekit.probability.information import cross_entropy, entropy, kl_divergence

LOGITS = np.array([[1.2, -0.4, 2.3], [0.0, 0.5, -1.0]])
LABELS = np.array([0, 2])
logits_and_label = st.lists(st.floats(-30, 30), min_size=1, max_size=6).flatmap(
    lambda z: st.tuples(st.just(np.array(z)), st.integers(0, len(z) - 1))
)


@given(logits_and_label)
def test_the_cost_is_the_surprise_at_the_right_class(case: tuple[np.ndarray, int]) -> None:
    z, label = case
    surprise = special.logsumexp(z) - z[label]
    assert softmax_cross_entropy(z, label) == pytest.approx(surprise, rel=1e-12, abs=1e-13)
    one_hot = np.eye(len(z))[label]
    assert softmax_cross_entropy(z, one_hot) == pytest.approx(surprise, rel=1e-12, abs=1e-13)
    # The cross-entropy of the lecture, and with one-hot labels also KL: their entropy is 0.
    q = special.softmax(z)
    assert cross_entropy(one_hot, q) == pytest.approx(surprise, rel=1e-9, abs=1e-12)
    assert kl_divergence(one_hot, q) == pytest.approx(surprise, rel=1e-9, abs=1e-12)


def test_reductions() -> None:
    each = special.logsumexp(LOGITS, axis=1) - LOGITS[[0, 1], LABELS]
    none = softmax_cross_entropy(LOGITS, LABELS, reduction="none")
    assert np.allclose(none, each, rtol=1e-14)
    total = softmax_cross_entropy(LOGITS, LABELS, reduction="sum")
    assert total == pytest.approx(each.sum(), rel=1e-14)
    assert softmax_cross_entropy(LOGITS, LABELS) == pytest.approx(each.mean(), rel=1e-14)
    # The sum is minus the log-likelihood.
    q = special.softmax(LOGITS, axis=1)
    assert math.exp(-total) == pytest.approx(q[0, 0] * q[1, 2], rel=1e-12)

    answers = np.array([[1, 0, 1], [0, 0, 1]])
    p = special.expit(LOGITS)
    by_entry = -np.where(answers == 1, np.log(p), np.log(1 - p))
    assert np.allclose(sigmoid_cross_entropy(LOGITS, answers, reduction="none"), by_entry)
    assert sigmoid_cross_entropy(LOGITS, answers) == pytest.approx(by_entry.mean())
    likelihood = np.prod(np.where(answers == 1, p, 1 - p))
    total = sigmoid_cross_entropy(LOGITS, answers, reduction="sum")
    assert math.exp(-total) == pytest.approx(likelihood, rel=1e-12)


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_stable_far_out(reduction: str) -> None:
    z = np.array([[1000.0, -1000.0], [-1000.0, 1000.0]])
    right = softmax_cross_entropy(z, [0, 1], reduction=reduction)
    wrong = softmax_cross_entropy(z, [1, 0], reduction=reduction)
    size = 2 if reduction == "sum" else 1
    assert np.all(right == 0)
    assert np.all(wrong == 2000 * size)
    hot = np.eye(2)
    assert np.all(sigmoid_cross_entropy(z, hot, reduction=reduction) == 0)
    size = 4 if reduction == "sum" else 1
    assert np.all(sigmoid_cross_entropy(z, 1 - hot, reduction=reduction) == 1000 * size)
    for cost, labels in (softmax_cross_entropy, [1, 0]), (sigmoid_cross_entropy, 1 - hot):
        slope = grad(lambda z, f=cost, t=labels: np.sum(f(z, t, reduction=reduction)))(z)
        assert np.all(np.isfinite(slope))


@given(logits_and_label, st.floats(0, 1))
def test_the_slope_is_q_minus_p(case: tuple[np.ndarray, int], amount: float) -> None:
    z, label = case
    p = smooth_labels(label, len(z), amount)
    for reduction in "mean", "sum", "none":
        slope = grad(
            lambda z, r=reduction: softmax_cross_entropy(z, label, smoothing=amount, reduction=r)
        )(z)
        assert np.allclose(slope, special.softmax(z) - p, atol=1e-12)
    answers = np.equal(np.arange(len(z)), label).astype(float)
    slope = grad(lambda z: sigmoid_cross_entropy(z, answers, smoothing=amount, reduction="sum"))(z)
    target = (1 - amount) * answers + amount / 2
    assert np.allclose(slope, special.expit(z) - target, atol=1e-12)


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_gradients_against_differences(reduction: str) -> None:
    soft = np.array([[0.2, 0.3, 0.5], [1.0, 0.0, 0.0]])
    for cost in softmax_cross_entropy, sigmoid_cross_entropy:
        check_grads(lambda z, f=cost: f(z, soft, reduction=reduction), (LOGITS,), order=2)
    # Labels may be differentiated by as well.
    check_grads(
        lambda v: softmax_cross_entropy(LOGITS, nn.softmax(v), reduction=reduction), (LOGITS[::-1],)
    )
    check_grads(
        lambda v: sigmoid_cross_entropy(LOGITS, nn.sigmoid(v), reduction=reduction), (LOGITS[::-1],)
    )


def test_they_are_those_of_nn() -> None:
    assert softmax_cross_entropy(LOGITS, LABELS) == nn.cross_entropy(LOGITS, LABELS)
    answers = np.array([[1.0, 0.0, 1.0], [0.0, 0.0, 1.0]])
    assert sigmoid_cross_entropy(LOGITS, answers) == nn.binary_cross_entropy(LOGITS, answers)
    w = Tensor(LOGITS, requires_grad=True)
    softmax_cross_entropy(w, LABELS).backward()
    assert np.allclose(w.grad, grad(nn.cross_entropy)(LOGITS, LABELS), rtol=1e-14)


def test_smooth_labels() -> None:
    expected = [[0.85, 0.05, 0.05, 0.05], [0.05, 0.05, 0.05, 0.85]]
    assert np.allclose(smooth_labels([0, 3], 4, 0.2), expected, rtol=1e-15)
    assert np.array_equal(smooth_labels([[1], [0]], 2, 0.0), [[[0, 1]], [[1, 0]]])
    assert np.allclose(smooth_labels(np.array([2]), 3, 1.0), 1 / 3)
    soft = np.array([[0.2, 0.8]])
    assert np.allclose(smooth_labels(soft, 2, 0.5), [[0.35, 0.65]])
    assert np.allclose(smooth_labels(np.array([[True, False]]), 2, 0.5), [[0.75, 0.25]])


def test_smoothing_pulls_the_best_logits_back() -> None:
    # The cost is least where softmax(z) is the smoothed label: its minimum is their entropy.
    target = smooth_labels(1, 3, 0.1)
    best = np.log(target)
    cost = softmax_cross_entropy(best, 1, smoothing=0.1)
    assert cost == pytest.approx(entropy(target))
    assert np.allclose(grad(lambda z: softmax_cross_entropy(z, 1, smoothing=0.1))(best), 0)
    assert softmax_cross_entropy(10 * best, 1, smoothing=0.1) > cost
    assert softmax_cross_entropy(10 * best, 1) < softmax_cross_entropy(best, 1)


def test_one_hot_whole_numbers_are_probabilities() -> None:
    hot = np.array([[1, 0, 0], [0, 0, 1]])
    assert softmax_cross_entropy(LOGITS, hot) == softmax_cross_entropy(LOGITS, LABELS)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: softmax_cross_entropy(LOGITS, [0, 3]), "labels is 3 at index 1; .* from 0 to 2"),
        (lambda: softmax_cross_entropy(LOGITS, [0, -1]), "labels is -1 at index 1"),
        (lambda: softmax_cross_entropy(LOGITS, [0.0, 2.0]), "labels sum to 2; .*a whole number"),
        (lambda: softmax_cross_entropy(LOGITS, [0]), r"labels are for logits of shape \(1, 3\)"),
        (lambda: softmax_cross_entropy(LOGITS, [[0.5, 0.5]] * 2), "or 3 probabilities along"),
        (lambda: softmax_cross_entropy(LOGITS, [[0.5, 0.5, 0.5]] * 2), "labels sum to 1.5"),
        (lambda: softmax_cross_entropy(3.0, 0), "logits are one number"),
        (lambda: softmax_cross_entropy([0.0, np.nan], 0), "logits is nan at index 1"),
        (lambda: softmax_cross_entropy(LOGITS, LABELS, reduction="all"), "reduction is 'all'"),
        (lambda: softmax_cross_entropy(LOGITS, LABELS, smoothing=1.5), r"amount is 1\.5"),
        (lambda: sigmoid_cross_entropy(LOGITS, [[2, 0, 0]] * 2), r"labels is 2 at index \(0, 0\)"),
        (lambda: sigmoid_cross_entropy(LOGITS[:, :1], [0, 1]), r"shape \(2,\), but .*\(2, 1\)"),
        (lambda: sigmoid_cross_entropy(LOGITS, LOGITS * 0, reduction=""), "reduction is ''"),
        (lambda: smooth_labels([0], 0, 0.1), "classes is 0; expected whole numbers, 1 or more"),
        (lambda: smooth_labels([0], 2, -0.1), r"amount is -0\.1"),
    ],
)
def test_what_is_refused(call: Any, message: str) -> None:
    with pytest.raises(ProbabilityError, match=message):
        call()
