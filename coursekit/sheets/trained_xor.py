"""XOR as a program: a student's training is run from several starts, and its networks are judged.

`drive_xor` runs where the student's code is and returns weights, plain numbers. The network itself
is run here, so what counts is what was learned, however it was learned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from coursekit.checking import Exercise, Integers, Verdict

__all__ = ["XOR", "drive_xor", "xor_verdict"]

Array = NDArray[np.float64]

POINTS = 4

#: The runs of `drive_xor`: starts that differ, the first of them again, and the opposite targets.
STARTS = 5
AGAIN = STARTS
OPPOSITE = (STARTS + 1, STARTS + 2)
#: Of the starts one may end in a dead end, as descent sometimes does without any mistake.
ENOUGH = STARTS - 1

INPUTS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
TARGETS = np.array([0.0, 1.0, 1.0, 0.0])
_MARGIN = 0.1
_NAMES = ("W1", "b1", "w2", "b2")


def drive_xor(names: Any, seed: int) -> Any:
    """Train with ``train_xor`` of a namespace from starts drawn from the seed; return all weights.

    It is public and stands alone. The dict holds W1, b1, w2 and b2 of the first run, and "W1 of run
    2" and so on of the others; or only "count", where a run does not give four things.
    """
    train = names["train_xor"]
    X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    t = np.array([0.0, 1.0, 1.0, 0.0])
    rng = np.random.default_rng(seed)
    starts = [int(start) for start in rng.choice(10**6, 5, replace=False)]
    runs = [(t, start) for start in starts]
    runs += [(t, starts[0]), (1 - t, starts[0]), (1 - t, starts[1])]
    told: dict[str, Any] = {}
    for number, (targets, start) in enumerate(runs, start=1):
        given = train(X.copy(), targets.copy(), start)
        if given is None:
            return None
        count = len(given) if isinstance(given, (tuple, list)) else 1
        if count != 4:
            return {"count": count}
        of_run = "" if number == 1 else f" of run {number}"
        for name, value in zip(("W1", "b1", "w2", "b2"), given):  # noqa: B905 - both are four
            told[name + of_run] = value
    return told


class _Network(NamedTuple):
    """The weights of one run, in the shapes (h, 2), (h,), (h,) and ()."""

    W1: Array
    b1: Array
    w2: Array
    b2: Array

    def scores(self, x: Array, hidden: Callable[[Array], Array] = np.tanh) -> Array:
        """Return what goes into the last sigmoid, for each row of x."""
        return np.asarray(hidden(x @ self.W1.T + self.b1) @ self.w2 + self.b2)

    def outputs(self) -> Array:
        """Return the answers to the four inputs."""
        return _sigmoid(self.scores(INPUTS))

    def near(self, other: _Network) -> bool:
        """Whether two runs ended at the same weights; rounding apart."""
        pairs = zip(self, other, strict=True)
        return all(a.shape == b.shape and np.allclose(a, b, rtol=1e-3, atol=1e-6) for a, b in pairs)


def _sigmoid(z: Array) -> Array:
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * z)))


def _relu(z: Array) -> Array:
    return np.maximum(z, 0.0)


def _right(y: Array, t: Array) -> int:
    """How many outputs are on their side of ½."""
    return int(np.sum(np.where(t == 1, y > 0.5, y < 0.5)))


def _sure(y: Array, t: Array) -> bool:
    return bool(np.all(np.abs(y - t) <= _MARGIN))


def xor_verdict(result: Mapping[str, Array], seed: int) -> Verdict:
    """Judge the networks that `drive_xor` returned; the first fault is the message.

    >>> def by_hand(X, t, seed):
    ...     return [np.full((2, 2), 6.0), np.array([-3, -9]), np.array([6, -6]), np.array(-6)]
    >>> xor_verdict(drive_xor({"train_xor": by_hand}, 1), 1).slip
    'not_from_data'
    """
    del seed  # what is right does not depend on the starts
    for earned, tag, *details in _faults(result):
        return Verdict("wrong", earned / POINTS, tag, MESSAGES[tag].format(*details))
    return Verdict("correct", 1.0, None, WHY)


MESSAGES = {
    "not_four": (
        "train_xor gives {0}, where four are asked. Return W1, b1, w2 and b2 of the trained "
        "network, in this order and separated by commas."
    ),
    "transposed": (
        "W1 has the shape {0}. Each row of it belongs to a hidden unit, so it has two columns, one "
        "an input."
    ),
    "shapes": (
        "{0} has the shape {1}, which does not fit the others. With h hidden units the shapes are "
        "(h, 2) for W1, (h,) for b1 and w2, and b2 is a number."
    ),
    "one_unit": (
        "Your network has a single hidden unit. Its output can only rise or only fall along one "
        "direction: take more units."
    ),
    "not_finite": (
        "Some of the weights are nan or infinite. The training has diverged: it climbs, or the "
        "rate is too large, or a logarithm or an exponential is."
    ),
    "not_from_data": (
        "Trained on the opposite targets, 1 where XOR is 0, your program does not learn these. The "
        "weights have to come from the X and t that it is given."
    ),
    "untrained": (
        "The weights are the same whatever the targets are: no step reaches what you return. To "
        "write w = w - step makes a new array, and a list or another name still holds the old one."
    ),
    "equal_units": (
        "All hidden units have the same weights. Units that start alike get the same gradient in "
        "each step and remain alike: draw the start at random."
    ),
    "no_hidden_tanh": (
        "Without the tanh between its two layers your network gives ½ everywhere, the best that "
        "a single linear layer can do. Is the tanh missing in the loss that you minimise?"
    ),
    "exchanged": (
        "Your weights are right if the second thing that you return is w2 and the third b1. Return "
        "W1, b1, w2 and b2, in this order."
    ),
    "other_hidden": (
        "Your weights are right for a network with {0} in its hidden layer. The question asks for "
        "tanh: train the network that is described."
    ),
    "no_sigmoid": (
        "The outputs are right as they are before the last sigmoid. Put the sigmoid into the "
        "network that you train, too."
    ),
    "other_inputs": (
        "Your weights are right for inputs of −1 and 1. The network is asked about 0 and 1: train "
        "it on X as it is given."
    ),
    "uphill": (
        "The outputs are far on their wrong sides: the loss is larger than that of a network that "
        "always says ½. A step goes against the gradient, computed anew for each step; if yours "
        "does, the rate is too large."
    ),
    "points_wrong": (
        "From the first start {0} of the four points are on their right side, and from the others "
        "it is no better. Print the loss now and then: from 0.69, a guess, it has to fall near 0."
    ),
    "dead_ends": (
        "From {0} of {1} starts all four points are right, from the others they are not. There the "
        "training is too short, or it ends in a dead end, which is rare with more hidden units."
    ),
    "opposite_missed": (
        "XOR is learned, but the opposite targets, 1 - t, from neither of two starts. That is as "
        "hard, no harder: take more hidden units, or train for longer."
    ),
    "not_sure": (
        "All four points are on their right side, but not by the margin: outputs have to be at "
        "most 0.1 or at least 0.9. Train for longer, or with a larger rate."
    ),
    "not_repeatable": (
        "The same seed gave other weights when train_xor was called again. Make one generator from "
        "the seed inside the function and draw everything from it."
    ),
    "seed_ignored": (
        "Two different seeds gave the same weights. Draw the start from "
        "np.random.default_rng(seed), not from a seed of your own."
    ),
}

Faults = Iterator[tuple[Any, ...]]


def _faults(result: Mapping[str, Array]) -> Faults:
    """Yield points earned, tag and details of each fault, the first one first."""
    networks = _networks(result)
    if isinstance(networks, tuple):
        yield 0, *networks
        return
    starts, opposite = networks[:STARTS], [networks[run] for run in OPPOSITE]
    right = sum(_right(network.outputs(), TARGETS) == 4 for network in starts)
    if _equal_units(starts[0]):
        yield 0, "equal_units"
    linear = [network.scores(INPUTS, lambda z: z) for network in starts]
    # Weights near 0 give ½ with the tanh, too; then it may well be in the training.
    scores = [network.scores(INPUTS) for network in starts]
    if np.allclose(linear, 0, atol=0.08) and not np.allclose(scores, 0, atol=0.08):
        yield 0, "no_hidden_tanh"
    if all(one.near(other) for one, other in zip(starts, opposite, strict=False)):
        yield 0, ("not_from_data" if right else "untrained")
    sure = sum(_sure(network.outputs(), TARGETS) for network in starts)
    if sure < ENOUGH:
        yield from _other_network(starts)
    if right < ENOUGH:
        yield from _not_right(starts, right)
    if not any(_right(network.outputs(), 1 - TARGETS) == 4 for network in opposite):
        yield 2, "opposite_missed"
    if sure < ENOUGH:
        yield 2, "not_sure"
    if not starts[0].near(networks[AGAIN]):
        yield 3, "not_repeatable"
    if any(starts[0].near(other) for other in starts[1:]):
        yield 3, "seed_ignored"


def _networks(result: Mapping[str, Array]) -> list[_Network] | tuple[str, ...]:
    """Return the network of each run, or the fault of the first that is none."""
    if "W1" not in result:
        count = int(result["count"])
        return "not_four", "one thing" if count == 1 else f"{count} things"
    networks = []
    for run in range(1, OPPOSITE[-1] + 2):
        given = [result[name + ("" if run == 1 else f" of run {run}")] for name in _NAMES]
        network = _shaped(*given)
        if not isinstance(network, _Network):
            return network
        if not all(np.isfinite(weights).all() for weights in network):
            return ("not_finite",)
        networks.append(network)
    return networks


def _shaped(W1: Array, b1: Array, w2: Array, b2: Array) -> _Network | tuple[str, ...]:
    """Return the weights in their shapes, or the fault; (1, h) and (h, 1) pass for (h,)."""
    if W1.ndim == 2 and W1.shape[0] == 2 and W1.shape[1] != 2:
        return "transposed", str(W1.shape)
    if W1.ndim != 2 or W1.shape[1] != 2:
        return "shapes", "W1", str(W1.shape)
    h = len(W1)
    for name, value in (("b1", b1), ("w2", w2)):
        if value.shape not in ((h,), (h, 1), (1, h)):
            return "shapes", name, str(value.shape)
    if b2.size != 1:
        return "shapes", "b2", str(b2.shape)
    if h == 1:
        return ("one_unit",)
    return _Network(W1, b1.reshape(h), w2.reshape(h), b2.reshape(()))


def _equal_units(network: _Network) -> bool:
    first = (network.W1[0], network.b1[0], network.w2[0])
    return all(np.allclose(each, one) for each, one in zip(network[:3], first, strict=True))


def _other_network(starts: list[_Network]) -> Faults:
    """Say for which other network the weights are right, if there is one."""

    def fits(output: Callable[[_Network], Array]) -> bool:
        return sum(_sure(_sigmoid(output(one)), TARGETS) for one in starts) >= ENOUGH

    fitting = []
    if fits(lambda one: one.scores(INPUTS, _relu)):
        fitting.append("ReLU")
    if fits(lambda one: one.scores(INPUTS, _sigmoid)):
        fitting.append("the sigmoid")
    if fitting:
        yield 0, "other_hidden", " or ".join(fitting)
    if sum(_sure(one.scores(INPUTS), TARGETS) for one in starts) >= ENOUGH:
        yield 0, "no_sigmoid"
    if fits(lambda one: one.scores(2 * INPUTS - 1)):
        yield 0, "other_inputs"
    if fits(lambda one: one._replace(b1=one.w2, w2=one.b1).scores(INPUTS)):
        yield 0, "exchanged"


def _not_right(starts: list[_Network], right: int) -> Faults:
    """Say how far most of the networks are from right."""
    if right:
        yield 1, "dead_ends", right, STARTS
    scores = starts[0].scores(INPUTS)
    points = _right(_sigmoid(scores), TARGETS)
    if points <= 2 and np.mean(np.logaddexp(0.0, scores * (1 - 2 * TARGETS))) > 2:
        yield 0, "uphill"
    yield 0, "points_wrong", points


WHY = (
    "From random weights, and from four examples alone, the hidden units have arranged themselves "
    "so that a straight cut through their outputs does what no straight cut through the inputs can."
)

XOR = Exercise(
    id="train_xor",
    title="Train a network on XOR",
    kind="program",
    topic="XOR net",
    points=POINTS,
    level=3,
    source="S4",
    prompt=(
        "Write `train_xor(X, t, seed)`, which trains a network with one hidden layer and **returns "
        "its weights** `W1, b1, w2, b2`. The network is\n\n"
        "$$y = \\sigma\\big(w_2^\\top \\tanh(W_1 x + b_1) + b_2\\big), \\qquad W_1 \\in "
        "\\mathbb{R}^{h \\times 2}, \\quad b_1, w_2 \\in \\mathbb{R}^{h}, \\quad b_2 \\in "
        "\\mathbb{R},$$\n\n"
        "with $\\sigma(z) = 1/(1 + e^{-z})$; how many hidden units $h$ it has is your choice.\n\n"
        "- `X`, of shape (4, 2), holds the four inputs as rows, 0 and 1; `t`, of shape (4,), holds "
        "the targets 0, 1, 1, 0.\n"
        "- Start from random weights and draw **all** chance from `np.random.default_rng(seed)`, "
        "so that the same seed gives the same network again.\n"
        "- The gradient may come from your own backward pass or from `grad`; the steps are yours.\n"
        "\n"
        "The sheet trains from five secret seeds and runs the networks itself. All four outputs "
        "have to be on their side, at most 0.1 or at least 0.9, from at least four of the five: "
        "now and then descent ends in a dead end. It also trains on the opposite targets, `1 - t`. "
        "All of it may take a few seconds."
    ),
    inputs={"seed": Integers(0, 10**6)},
    driver=drive_xor,
    reference=xor_verdict,
    hints=(
        (
            "Two units can do it, but from half of all starts they end in a dead end; four from "
            "one start in thirty. With eight it is hard to fail."
        ),
        (
            "Each step: outputs of all four rows, the gradient of the mean cross-entropy, a step "
            "against it. With a rate of 1 some 500 steps are enough. By the score, the gradient of "
            "a row's cross-entropy is $y - t$."
        ),
        (
            "Start: `rng = np.random.default_rng(seed)`, `W1 = rng.normal(size=(8, 2))`, `b1 = "
            "np.zeros(8)`, `w2 = rng.normal(size=8)`, `b2 = 0.0`. All at 0 would be no start: the "
            "units have to differ."
        ),
        (
            "In a loop: `H = np.tanh(X @ W1.T + b1)`, `y = 1 / (1 + np.exp(-(H @ w2 + b2)))`, "
            "`z_bar = (y - t) / 4`, `A_bar = np.outer(z_bar, w2) * (1 - H**2)`; then `W1 = W1 - "
            "rate * A_bar.T @ X` and so on for `b1`, `w2` and `b2`. After it `return W1, b1, w2, "
            "...`"
        ),
    ),
    why=WHY,
)
