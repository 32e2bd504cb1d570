"""What a classifier is trained on: cross-entropy costs from logits, and labels made softer.

Thin over `coursekit.autodiff.nn`, which computes them without overflow; here labels are checked,
smoothed, and the costs of single examples are to be had.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from coursekit.autodiff import nn
from coursekit.autodiff.tape import raw
from coursekit.probability.errors import ProbabilityError
from coursekit.probability.validation import need, probabilities, probability, real, whole

__all__ = ["sigmoid_cross_entropy", "smooth_labels", "softmax_cross_entropy"]

_REDUCTIONS = ("mean", "sum", "none")


def smooth_labels(labels: Any, classes: int, amount: float) -> Any:
    """Return (1 − amount) · labels + amount / classes: a share of the certainty spread evenly.

    ``labels``: whole numbers of shape (…), from 0 to classes − 1, or probabilities of shape
    (…, classes); the result is of shape (…, classes) and sums to 1.  ``amount``: from 0 (nothing
    changes) to 1 (all classes alike).  Raises ProbabilityError for what is not a label.
    Source: Szegedy et al. 2016, "Rethinking the Inception architecture", section 7.

    >>> smooth_labels([2, 0], classes=4, amount=0.2)
    array([[0.05, 0.05, 0.85, 0.05], [0.85, 0.05, 0.05, 0.05]])
    """
    count = whole(classes, "classes", least=1)
    share = probability(amount, "amount")
    return (1.0 - share) * _as_probabilities(labels, count) + share / count


def _as_probabilities(labels: Any, classes: int) -> Any:
    if np.asarray(raw(labels)).dtype.kind in "iu":
        numbers = np.asarray(whole(labels, "labels"))
        need(numbers < classes, numbers, "labels", f"classes from 0 to {classes - 1}")
        return np.equal(numbers[..., None], np.arange(classes)).astype(float)
    cure = "A label of one class is a whole number, not a float."
    soft = probabilities(labels, "labels", cure)
    if np.shape(raw(soft))[-1] != classes:
        raise ProbabilityError(
            f"labels have shape {np.shape(raw(soft))}; expected whole numbers, or {classes}"
            " probabilities along the last axis."
        )
    return soft


def softmax_cross_entropy(
    logits: Any, labels: Any, *, smoothing: float = 0.0, reduction: str = "mean"
) -> Any:
    """Return the cost −Σ labels · log softmax(logits) of examples with one class each.

    ``logits``: (…, classes), scores of any size; ``labels``: whole numbers of shape (…), or
    probabilities of the shape of the logits, smoothed by `smooth_labels` if ``smoothing`` > 0.
    ``reduction``: "mean" over the examples, "sum" (the cost L of S2, minus the log-likelihood), or
    "none": one cost an example.  In nats.  The slope of an example's cost is q − p, with
    q = softmax(logits).  Raises ProbabilityError for labels that are none, or do not fit.
    Source: S2, "Cross Entropy Cost and Maximum Likelihood Estimation".

    >>> logits = np.array([[1000.0, 0.0], [0.0, 0.0]])
    >>> softmax_cross_entropy(logits, [1, 0], reduction="none").round(4)
    array([1.000e+03, 6.931e-01])
    """
    scores = real(logits, "logits")
    shape = np.shape(raw(scores))
    if not shape:
        raise ProbabilityError("logits are one number; expected an array, with an axis of classes.")
    if np.shape(raw(labels)) == shape:
        labels = real(labels, "labels")  # a one-hot array of whole numbers is probabilities too
    target = smooth_labels(labels, shape[-1], smoothing)
    _need_shape(target, shape, "labels")
    _need_reduction(reduction)
    if reduction == "none":
        return 0.0 - np.sum(target * nn.log_softmax(scores), axis=-1)
    mean = nn.cross_entropy(scores, target)
    return mean if reduction == "mean" else mean * int(np.prod(shape[:-1]))


def sigmoid_cross_entropy(
    logits: Any, labels: Any, *, smoothing: float = 0.0, reduction: str = "mean"
) -> Any:
    """Return the cost −z log σ(x) − (1 − z) log(1 − σ(x)) of yes-or-no questions, each by itself.

    For examples with any number of labels: each class is a question.  ``logits`` x: an array,
    scores of any size; ``labels`` z: 0, 1 or probabilities, of the same shape.  ``smoothing``
    moves them towards ½: (1 − smoothing) · z + smoothing / 2.  ``reduction``: "mean" over all
    entries, as in PyTorch; "sum", minus the log-likelihood; "none", one cost an entry.  In nats.
    The slope of an entry's cost is σ(x) − z.  Raises ProbabilityError for labels outside [0, 1]
    or of another shape.  Source: S2, "Cross Entropy Cost" (multi-label).

    >>> sigmoid_cross_entropy(np.array([1000.0, -2.0, 0.0]), [0, 0, 1], reduction="none").round(4)
    array([1.000e+03, 1.269e-01, 6.931e-01])
    """
    scores = real(logits, "logits")
    answers = probability(labels, "labels")
    _need_shape(answers, np.shape(raw(scores)), "labels")
    _need_reduction(reduction)
    share = probability(smoothing, "smoothing")
    target = (1.0 - share) * answers + 0.5 * share
    if reduction == "none":
        yes, no = nn.log_sigmoid(scores), nn.log_sigmoid(-scores)
        return 0.0 - (target * yes + (1.0 - target) * no)
    mean = nn.binary_cross_entropy(scores, target)
    return mean if reduction == "mean" else mean * int(np.size(raw(scores)))


def _need_shape(labels: Any, shape: tuple[int, ...], name: str) -> None:
    # (n, 1) beside (n,) would broadcast to (n, n): the classic silent error of a loss.
    if np.shape(raw(labels)) != shape:
        raise ProbabilityError(
            f"{name} are for logits of shape {np.shape(raw(labels))}, but those have shape"
            f" {shape}. Reshape one of them."
        )


def _need_reduction(reduction: str) -> None:
    if reduction not in _REDUCTIONS:
        raise ProbabilityError(
            f'reduction is {reduction!r}; expected "mean", "sum" or "none" (a cost each).'
        )
