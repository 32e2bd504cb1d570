"""The functions that networks are made of, stable for logits of any size.

All take Tensors or plain arrays, in any precision, and work at any order.  Losses give the mean
over the examples, one number.

>>> import numpy as np
>>> from coursekit.autodiff import grad, nn
>>> scores = np.array([[1000.0, 0.0, -1000.0]])
>>> nn.softmax(scores)
array([[1., 0., 0.]])
>>> grad(nn.cross_entropy)(scores, np.array([0]))
array([[0., 0., 0.]])
"""

# ruff: noqa: ARG005 - every rule is given (g, y, *inputs) and uses what it needs

from __future__ import annotations

import math
from typing import Any

import numpy as np

from coursekit.autodiff.errors import AutodiffError
from coursekit.autodiff.rules.axes import from_the_right
from coursekit.autodiff.rules.table import primitive
from coursekit.autodiff.tape import Node, Rule, raw, record

__all__ = [
    "binary_cross_entropy",
    "cross_entropy",
    "gelu",
    "linear",
    "log_sigmoid",
    "log_softmax",
    "relu",
    "sigmoid",
    "softmax",
    "softplus",
    "squared_error",
]


def linear(x: Any, weight: Any, bias: Any = None) -> Any:
    """Return ``x @ weight.T + bias``: Wx + b for one vector, or for a batch of rows at once.

    ``x``: (…, inputs); ``weight``: (outputs, inputs); ``bias``: (outputs,) or None.

    >>> linear(np.array([1.0, 2.0]), np.array([[1.0, 0.0], [1.0, 1.0]]), np.array([0.5, 0.0]))
    array([1.5, 3. ])
    """
    product = np.matmul(x, np.swapaxes(weight, -1, -2))
    return product if bias is None else product + bias


# ------------------------------------------------------------------------------- activations


@primitive(lambda g, y, x: g * np.greater(x, 0), elementwise=True)
def relu(x: Any) -> Any:
    """Return max(x, 0); its slope at 0 is 0 (that of ``np.maximum(x, 0)`` is ½ there).

    >>> from coursekit.autodiff import elementwise_grad
    >>> elementwise_grad(relu)(np.array([-1.0, 0.0, 2.0]))
    array([0., 0., 1.])
    """
    return np.maximum(x, 0)


@primitive(lambda g, y, x: g * (y * (1.0 - y)), elementwise=True)
def sigmoid(x: Any) -> Any:
    """Return 1 / (1 + e⁻ˣ), without overflow for any x.

    >>> sigmoid(np.array([-1000.0, 0.0, 1000.0]))
    array([0. , 0.5, 1. ])
    """
    small = np.exp(-np.absolute(x))
    return np.where(np.less(x, 0), small, 1.0)[()] / (1.0 + small)


@primitive(lambda g, y, x: g * sigmoid(x), elementwise=True)
def softplus(x: Any) -> Any:
    """Return log(1 + eˣ), without overflow for any x.

    >>> softplus(np.array([-1000.0, 1000.0]))
    array([   0., 1000.])
    """
    return np.maximum(x, 0) + np.log1p(np.exp(-np.absolute(x)))


@primitive(lambda g, y, x: g * sigmoid(-x), elementwise=True)
def log_sigmoid(x: Any) -> Any:
    """Return log(sigmoid(x)), which is −1000 at −1000 and not −∞.

    >>> log_sigmoid(np.array([-1000.0, 1000.0]))
    array([-1000.,     0.])
    """
    return np.minimum(x, 0) - np.log1p(np.exp(-np.absolute(x)))


_erfc = np.vectorize(math.erfc, otypes=[float])
_DENSITY_AT_0 = 1 / math.sqrt(2 * math.pi)


@primitive(lambda g, y, x: g * (np.exp(-0.5 * x * x) * _DENSITY_AT_0), elementwise=True)
def _normal_cdf(x: Any) -> Any:
    # By the complement, which keeps its digits where the probability is small.
    value = np.asarray(x)
    return (0.5 * _erfc(value * -math.sqrt(0.5))).astype(np.result_type(value, np.float32))[()]


def gelu(x: Any, approximate: str = "none") -> Any:
    """Return x Φ(x), with Φ the distribution function of the standard normal.

    ``approximate="tanh"`` is ½x(1 + tanh(√(2/π)(x + 0.044715x³))): some 20 times faster, within
    5e-4. As in PyTorch (Hendrycks and Gimpel 2016).

    >>> gelu(np.array([-1000.0, 0.0, 1000.0])).tolist()
    [-0.0, 0.0, 1000.0]
    """
    if approximate == "none":
        return x * _normal_cdf(x)
    if approximate == "tanh":
        # Φ ≈ ½(1 + tanh z) = sigmoid(2z), which does not cancel for negative x.
        return x * sigmoid(x * (2 * math.sqrt(2 / math.pi)) * (1.0 + 0.044715 * (x * x)))
    raise AutodiffError(f'gelu: approximate={approximate!r}; expected "none" or "tanh".')


# ------------------------------------------------------------------------ softmax and losses


def _shifted(x: Any, axis: int) -> Any:
    """Return x minus its largest entry along the axis; +∞ alone is the largest, and that is 0."""
    highest = np.maximum.reduce(x, axis=axis, keepdims=True)
    if np.all(np.isfinite(highest)):
        return x - highest
    with np.errstate(invalid="ignore"):  # ∞ − ∞: nan, where two are as large or all are −∞
        shifted = x - highest
    above = np.equal(x, np.inf)
    alone = np.equal(np.add.reduce(above, axis=axis, keepdims=True), 1)
    return np.where(above & alone, x.dtype.type(0), shifted)


def _softmax_forward(x: Any, axis: int) -> Any:
    powers = np.exp(_shifted(x, axis))
    powers /= np.add.reduce(powers, axis=axis, keepdims=True)
    return powers


def _softmax_pull(g: Any, y: Any, _x: Any, axis: int) -> Any:
    along = g * y
    return along - y * np.add.reduce(along, axis=axis, keepdims=True)


# The Jacobian diag(y) − yyᵀ is symmetric.
_SOFTMAX = Rule("softmax", _softmax_forward, (_softmax_pull,))


def _log_softmax_forward(x: Any, axis: int) -> Any:
    shifted = _shifted(x, axis)
    return shifted - np.log(np.add.reduce(np.exp(shifted), axis=axis, keepdims=True))


_LOG_SOFTMAX = Rule(
    "log_softmax",
    _log_softmax_forward,
    (lambda g, y, x, axis: g - np.exp(y) * np.add.reduce(g, axis=axis, keepdims=True),),
    (lambda t, y, x, axis: t - np.add.reduce(np.exp(y) * t, axis=axis, keepdims=True),),
)


def _along(rule: Rule, x: Any, axis: int) -> Any:
    value = x._plain if isinstance(x, Node) else _scores(rule.name, x)
    if not value.ndim:
        raise AutodiffError(f"{rule.name} was given one number; expected an array of scores.")
    if not value.shape[axis]:
        raise AutodiffError(
            f"{rule.name} was given no scores along axis {axis} of shape {value.shape}; expected"
            " one or more."
        )
    if isinstance(x, Node):
        return record(rule, (x,), {"axis": from_the_right(axis, value.ndim)[0]})
    return rule.forward(value, axis=axis)


def _scores(name: str, x: Any) -> Any:
    """Return plain scores as floats, of their own precision if they have one."""
    try:
        value = np.asarray(x)
    except ValueError:  # rows of unequal length
        value = np.asarray("")
    if value.dtype.kind not in "biufc":
        text = repr(x)
        shown = text if len(text) <= 60 else text[:57] + "…"
        raise AutodiffError(f"{name} was given {shown}; expected an array of numbers, the scores.")
    return value.astype(np.result_type(value, np.float16), copy=False)


def softmax(x: Any, axis: int = -1) -> Any:
    """Return eˣ / Σ eˣ along ``axis``: probabilities from scores of any size.

    >>> softmax(np.array([1000.0, 1000.0]))
    array([0.5, 0.5])
    """
    return _along(_SOFTMAX, x, axis)


def log_softmax(x: Any, axis: int = -1) -> Any:
    """Return log(softmax(x)), which stays finite where the probability rounds to 0.

    >>> log_softmax(np.array([1000.0, 0.0, -1000.0]))
    array([    0., -1000., -2000.])
    """
    return _along(_LOG_SOFTMAX, x, axis)


def _one_hot(labels: Any, logits: Any) -> Any:
    """Return the labels as probabilities of the shape and type of the logits."""
    classes = logits.shape[-1]
    if labels.dtype.kind in "iu" and labels.shape == logits.shape[:-1]:
        if labels.size and not (labels.min() >= 0 and labels.max() < classes):
            raise AutodiffError(
                f"cross_entropy was given labels from {labels.min()} to {labels.max()} for"
                f" {classes} classes; expected whole numbers from 0 to {classes - 1}."
            )
        # For the few classes of a network this is quicker than writing ones into zeros.
        return (labels[..., None] == np.arange(classes)).astype(logits.dtype)
    if labels.shape == logits.shape:
        return labels.astype(logits.dtype)
    raise AutodiffError(
        f"cross_entropy was given logits of shape {logits.shape} and labels of shape"
        f" {labels.shape} (dtype {labels.dtype}); expected whole numbers of shape"
        f" {logits.shape[:-1]}, or probabilities of shape {logits.shape}."
    )


def _cross_entropy_forward(logits: Any, target: Any, kept: dict[str, Any]) -> Any:
    shifted = logits - np.maximum.reduce(logits, axis=-1, keepdims=True)
    powers = np.exp(shifted)
    total = np.add.reduce(powers, axis=-1, keepdims=True)
    examples = max(total.size, 1)
    mass = np.add.reduce(target, axis=-1, keepdims=True)
    loss = np.vdot(mass, np.log(total)) - np.vdot(target, shifted)
    # The slope p − target is all that the walks need; it takes the room of the powers.
    powers *= mass / total
    powers -= target
    powers /= examples
    kept["slope"] = powers
    return powers.dtype.type(loss / examples)


def _slope(logits: Any, target: Any, kept: dict[str, Any]) -> Any:
    if not isinstance(logits, Node):
        return kept["slope"]
    mass = np.add.reduce(target, axis=-1, keepdims=True)
    return (softmax(logits) * mass - target) / max(mass.size, 1)


def _cross_entropy_vjp(g: Any, _y: Any, logits: Any, target: Any, kept: dict[str, Any]) -> Any:
    slope = _slope(logits, target, kept)
    return g * slope if not np.ndim(g) else np.reshape(g, g.shape + (1,) * logits.ndim) * slope


def _cross_entropy_jvp(t: Any, _y: Any, logits: Any, target: Any, kept: dict[str, Any]) -> Any:
    own = tuple(range(-logits.ndim, 0))
    return np.sum(t * _slope(logits, target, kept), axis=own)


_CROSS_ENTROPY = Rule(
    "cross_entropy", _cross_entropy_forward, (_cross_entropy_vjp,), (_cross_entropy_jvp,)
)


def cross_entropy(logits: Any, labels: Any) -> Any:
    """Return the mean over the examples of −Σ labels · log(softmax(logits)), as one operation.

    ``logits``: (…, classes), scores and not probabilities; ``labels``: whole numbers of shape
    (…), or probabilities of the shape of the logits. Raises AutodiffError if they do not fit.

    >>> float(np.round(cross_entropy(np.array([[0.0, 0.0], [1000.0, 0.0]]), np.array([1, 1])), 6))
    500.346574
    """
    if isinstance(labels, Node):
        if labels.requires_grad:
            # By the slow way, which is differentiated by the labels too.
            target: Any = labels
            examples = max(target.size // target.shape[-1], 1)
            return -np.sum(target * log_softmax(logits)) / examples
        labels = raw(labels)
    values = np.asarray(raw(logits))
    if values.dtype.kind != "f":
        values = values.astype(float)
    if not values.ndim:
        raise AutodiffError("cross_entropy was given one number; expected an array of scores.")
    target = _one_hot(np.asarray(labels), values)
    options = {"target": target, "kept": {}}
    if isinstance(logits, Node):
        return record(_CROSS_ENTROPY, (logits,), options)
    return _cross_entropy_forward(values, **options)


@primitive(lambda g, y, x, z: g * (sigmoid(x) - z), lambda g, y, x, z: -g * x, elementwise=True)
def _bernoulli_loss(x: Any, z: Any) -> Any:
    return np.maximum(x, 0) - x * z + np.log1p(np.exp(-np.absolute(x)))


def binary_cross_entropy(logits: Any, labels: Any) -> Any:
    """Return the mean of −z log σ(x) − (1 − z) log(1 − σ(x)), for logits x and labels z.

    ``logits``: scores and not probabilities (PyTorch's ``binary_cross_entropy_with_logits``);
    ``labels``: 0, 1 or probabilities, of the same shape.

    >>> binary_cross_entropy(np.array([1000.0, -1000.0]), np.array([1.0, 0.0])).tolist()
    0.0
    """
    _same_shape("binary_cross_entropy", logits, labels)
    logits = logits if isinstance(logits, Node) else np.asarray(logits, float)
    labels = labels if isinstance(labels, Node) else np.asarray(labels, raw(logits).dtype)
    return np.mean(_bernoulli_loss(logits, labels))


def squared_error(prediction: Any, target: Any) -> Any:
    """Return the mean of (prediction − target)².

    >>> squared_error(np.array([1.0, 2.0]), np.array([1.0, 4.0])).tolist()
    2.0
    """
    _same_shape("squared_error", prediction, target)
    return np.mean(np.square(np.subtract(prediction, target)))


def _same_shape(name: str, first: Any, second: Any) -> None:
    # (n, 1) beside (n,) would broadcast to (n, n): the classic silent error of a loss.
    if np.shape(raw(first)) != np.shape(raw(second)):
        raise AutodiffError(
            f"{name} was given shapes {np.shape(raw(first))} and {np.shape(raw(second))}; expected"
            " equal shapes. Reshape one of them."
        )


# What @primitive returns was made in another module, and there doctest does not look.
__test__ = {each.__name__: each for each in (relu, sigmoid, softplus, log_sigmoid)}
