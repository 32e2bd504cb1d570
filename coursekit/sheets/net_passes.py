"""The nets on which a student's backward pass is tried, and what is wrong with it.

`drive` runs where the student's code is and returns plain numbers; `pass_verdict` derives the right
ones by automatic differentiation and walks through them in the order of the backward pass, so that
the first wrong array is the message.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from coursekit.autodiff import grad
from coursekit.checking import Verdict

__all__ = ["MESSAGES", "POINTS", "drive", "pass_verdict"]

Array = NDArray[np.float64]
Numbers = dict[str, Array]

#: Points of the whole pass: one for each net, in the order of `drive`, and one for the inputs.
POINTS = 5


def drive(names: Any, seed: int) -> dict[str, Any]:
    """Send four nets through the function ``net_gradients`` of a namespace.

    It is public and stands alone. The arrays of net k come as ``"k A i"`` and ``"k b i"``; ``"k
    form"`` says whether there are as many as layers, ``"k kept"`` whether the inputs are unchanged,
    ``"k gap"`` is a layer without an array, and ``"k stops"`` has the widths of a net at which the
    function stopped.
    """
    rng = np.random.default_rng(seed)
    told: dict[str, Any] = {}
    # In the second and third net all products fit: a wrong one is named and does not stop.
    for net, widths in enumerate(((3, 2), (3, 3, 3), (3, 3, 3, 3, 3, 3), (2, 5, 3, 4, 2))):
        sizes = list(zip(widths[1:], widths[:-1], strict=True))
        x, t = rng.uniform(-1.2, 1.2, widths[0]), rng.uniform(-1, 1, widths[-1])
        A = [rng.uniform(0.3, 1.1, size) * rng.choice([-1, 1], size) for size in sizes]
        b = [rng.uniform(-0.6, 0.6, m) for m, _ in sizes]
        given = (x.copy(), [each.copy() for each in A], [each.copy() for each in b], t.copy())
        try:
            result = names["net_gradients"](*given)
        except Exception:
            if net == 0:
                raise
            # What went wrong in the nets before is the better message.
            told[f"{net} stops"] = widths
            return told
        if result is None or result is ...:
            raise NotImplementedError
        lists = list(result) if isinstance(result, (list, tuple)) else []
        form = len(lists) == 2 and all(
            isinstance(each, (list, tuple)) and len(each) == len(sizes) for each in lists
        )
        told[f"{net} form"] = float(form)
        if not form:
            return told
        for i in range(len(sizes)):
            if lists[0][i] is None or lists[1][i] is None:
                told[f"{net} gap"] = i
                return told
            told[f"{net} A {i}"], told[f"{net} b {i}"] = lists[0][i], lists[1][i]
        before, after = (x, t, *A, *b), (given[0], given[3], *given[1], *given[2])
        kept = len(after) == len(before) and all(map(np.array_equal, after, before))
        told[f"{net} kept"] = float(kept)
    return told


def forward(x: Any, A: Any, b: Any) -> tuple[list[Any], list[Any]]:
    """Return the values f₀ … f_K, and z with z[i + 1] = A[i] f[i] + b[i]; the last layer is linear.

    >>> values, _ = forward(np.array([1.0]), [np.array([[2.0]])], [np.array([0.5])])
    >>> float(values[1][0])
    2.5
    """
    f, z = [x], [x]
    for i, (weights, bias) in enumerate(zip(A, b, strict=True)):
        z.append(weights @ f[i] + bias)
        f.append(np.tanh(z[-1]) if i < len(A) - 1 else z[-1])
    return f, z


def net_loss(A: Any, b: Any, x: Any, t: Any) -> Any:
    """Compute ½‖f_K − t‖²."""
    return 0.5 * np.sum((forward(x, A, b)[0][-1] - t) ** 2)


class Net(NamedTuple):
    """A net with everything about it that is right."""

    x: Array
    A: list[Array]
    b: list[Array]
    t: Array
    A_bar: list[Array]
    b_bar: list[Array]


@lru_cache(maxsize=64)
def right_nets(seed: int) -> list[Net]:
    """Return the nets that `drive` draws from the seed, with their gradients.

    >>> [len(net.A) for net in right_nets(1)]
    [1, 2, 5, 4]
    """
    nets: list[Net] = []

    def keep(x: Any, A: Any, b: Any, t: Any) -> tuple[list[Array], list[Array]]:
        by_A, by_b = grad(net_loss, argnums=(0, 1))(A, b, x, t)
        nets.append(Net(x, A, b, t, list(by_A), list(by_b)))
        return nets[-1].A_bar, nets[-1].b_bar

    drive({"net_gradients": keep}, seed)
    return nets


def pass_verdict(result: Numbers, seed: int) -> Verdict:
    """Judge what `drive` returned for the seed; the first fault is the message."""
    for earned, net in enumerate(right_nets(seed)):
        fault = _net_fault(result, earned, net)
        if fault:
            return Verdict("wrong", earned / POINTS, fault[0], fault[1])
    if not all(result[f"{k} kept"] for k in range(POINTS - 1)):
        message = MESSAGES["inputs_changed"]
        return Verdict("wrong", 1 - 1 / POINTS, "inputs_changed", message)
    message = "Every layer of every net is right, whatever its depth and its widths."
    return Verdict("correct", 1.0, None, message)


def _net_fault(result: Numbers, k: int, net: Net) -> tuple[str, str] | None:
    """Return tag and message of the first wrong array of one net, the last layer first."""
    depth = len(net.A)
    layers = "one layer" if depth == 1 else f"{depth} layers"
    if fault := _incomplete(result, k, layers):
        return fault
    mine_A = [result[f"{k} A {i}"] for i in range(depth)]
    mine_b = [result[f"{k} b {i}"] for i in range(depth)]
    pairs = list(zip(mine_b, net.b_bar, strict=True))
    if not all(_near(*pair) for pair in pairs):
        if all(map(_near, mine_b, net.A_bar)):
            return "lists_exchanged", MESSAGES["lists_exchanged"]
        if all(map(_near, mine_b, net.b_bar[::-1])):
            return "lists_reversed", MESSAGES["lists_reversed"]
    for i in reversed(range(depth)):
        for name, mine, want, known in (
            ("b_bar", mine_b[i], net.b_bar[i], _known_biases),
            ("A_bar", mine_A[i], net.A_bar[i], _known_weights),
        ):
            if _near(mine, want):
                continue
            tag = next((tag for tag, value in known(net, i) if _near(mine, value)), None)
            if tag is None:
                tag = "shape" if mine.shape != want.shape else f"{name}_wrong"
            if tag == "b_bar_wrong" and i == depth - 1:
                tag = "last_wrong"
            elif tag == "b_bar_wrong" and not result[f"{k} kept"]:
                tag = "changed_on_the_way"
            said = MESSAGES[tag].format(mine.shape, want.shape)
            return tag, f"In a net of {layers}, {name}[{i}] is the first to go wrong: {said}"
    return None


def _incomplete(result: Numbers, k: int, layers: str) -> tuple[str, str] | None:
    """Return tag and message if not every array of net k is there."""
    if f"{k} stops" in result:
        widths = ", ".join(str(int(width)) for width in result[f"{k} stops"])
        return "stops", MESSAGES["stops"].format(layers, widths)
    if not result[f"{k} form"]:
        return "form", MESSAGES["form"]
    if f"{k} gap" in result:
        return "gap", MESSAGES["gap"].format(layers, int(result[f"{k} gap"]))
    return None


def _near(got: Any, want: Any) -> bool:
    got, want = np.asarray(got), np.asarray(want)
    return got.shape == want.shape and bool(np.allclose(got, want, rtol=1e-6, atol=1e-9))


def _fitting(*values: tuple[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield tags and values, without those whose shapes do not fit together in this net."""
    for tag, make in values:
        with suppress(ValueError):
            yield tag, make()


def _output(net: Net, *, biases: bool = True, tanh: bool = True) -> Any:
    """Return the output of a net whose forward pass leaves something out."""
    f = net.x
    for i, (weights, bias) in enumerate(zip(net.A, net.b, strict=True)):
        z = weights @ f + (bias if biases else 0.0)
        f = np.tanh(z) if tanh and i < len(net.A) - 1 else z
    return f


def _known_biases(net: Net, i: int) -> Iterator[tuple[str, Any]]:
    """Yield what a known fault makes of b̄ᵢ when all that the pass met before it is right."""
    f, z = forward(net.x, net.A, net.b)
    if i == len(net.A) - 1:
        error, squashed = f[-1] - net.t, np.tanh(z[-1])
        return _fitting(
            ("not_differentiated", lambda: net.b[i]),
            ("sign", lambda: -error),
            ("doubled", lambda: 2 * error),
            ("averaged", lambda: error / len(error)),
            ("averaged", lambda: 2 * error / len(error)),
            ("bias_forgotten", lambda: _output(net, biases=False) - net.t),
            ("hidden_linear", lambda: _output(net, tanh=False) - net.t),
            ("summed", lambda: np.sum(error)),
            ("loss_for_slope", lambda: error**2 / 2),
            ("last_slope", lambda: error * (1 - f[-1] ** 2)),
            ("last_slope", lambda: error * (1 - squashed**2)),
            ("last_slope", lambda: 2 * error * (1 - f[-1] ** 2)),
            ("last_squashed", lambda: squashed - net.t),
            ("last_squashed", lambda: (squashed - net.t) * (1 - squashed**2)),
            ("last_squashed", lambda: 2 * (squashed - net.t) * (1 - squashed**2)),
        )
    above, mine, A = net.b_bar[i + 1], f[i + 1], net.A[i + 1]
    delta = A.T @ above
    return _fitting(
        ("slope_forgotten", lambda: delta),
        ("slope_twice", lambda: delta * (1 - mine**2) ** 2),
        ("slope_of_sum", lambda: delta * (1 - z[i + 1] ** 2)),
        ("slope_of_sigmoid", lambda: delta * mine * (1 - mine)),
        ("square_missing", lambda: delta * (1 - mine)),
        ("value_for_slope", lambda: delta * mine),
        ("tanh_again", lambda: delta * (1 - np.tanh(mine) ** 2)),
        ("slope_alone", lambda: 1 - mine**2),
        ("slope_of_neighbour", lambda: delta * (1 - f[i] ** 2)),
        ("slope_of_neighbour", lambda: A.T @ (above * (1 - f[i + 2] ** 2))),
        ("weights_missing", lambda: above * (1 - mine**2)),
        ("not_transposed", lambda: (A @ above) * (1 - mine**2)),
        ("own_weights", lambda: (net.A[i].T @ above) * (1 - mine**2)),
        ("not_passed_on", lambda: (A.T @ net.b_bar[-1]) * (1 - mine**2)),
        ("paths_not_added", lambda: A.T * above * (1 - mine**2)[:, None]),
        ("unchanged", lambda: above),
    )


def _known_weights(net: Net, i: int) -> Iterator[tuple[str, Any]]:
    """Yield what a known fault makes of Āᵢ when b̄ᵢ and all before it are right."""
    f, z = forward(net.x, net.A, net.b)
    z_bar = net.b_bar[i]
    values: list[tuple[str, Any]] = [
        ("not_differentiated", lambda: net.A[i]),
        ("outer_turned", lambda: np.outer(f[i], z_bar)),
        ("outer_forgotten", lambda: z_bar),
        ("outer_forgotten", lambda: z_bar * f[i]),
        ("dot_for_outer", lambda: z_bar @ f[i]),
        ("output_for_input", lambda: np.outer(z_bar, f[i + 1])),
        ("matrix_for_input", lambda: z_bar[:, None] * net.A[i]),
        ("sum_for_input", lambda: np.outer(z_bar, z[i])),
        ("first_input", lambda: np.outer(z_bar, net.x)),
    ]
    if i < len(net.A) - 1:
        delta = net.A[i + 1].T @ net.b_bar[i + 1]
        values.append(("before_the_slope", lambda: np.outer(delta, f[i])))
    return _fitting(*values)


#: By tag; {0} is the shape of the answer's array, {1} the one asked.
MESSAGES = {
    "form": (
        "Return two lists, A_bar and b_bar, in this order. Each has one array for every layer of "
        "the net, whatever the number of layers."
    ),
    "gap": (
        "In a net of {0}, A_bar[{1}] or b_bar[{1}] is None. The pass goes through every layer, the "
        "last and the first one too."
    ),
    "stops": (
        "In a net of {0}, with the widths {1} from x to the output, your function stops with an "
        "error. Call it with arrays of these sizes and look at the line."
    ),
    "lists_exchanged": (
        "The two lists are exchanged. First come the derivatives by the matrices, then those by "
        "the biases."
    ),
    "lists_reversed": (
        "Your lists begin with the last layer, in the order in which the pass finds them. Asked is "
        "the order of A and b."
    ),
    "inputs_changed": (
        "Every derivative is right, but the call changes what it was given. Neither update weights "
        "during the pass nor write into x, A, b or t."
    ),
    "shape": (
        "it has the shape {0}, and {1} is asked. A derivative is kept in the shape of what one "
        "differentiates by."
    ),
    "not_differentiated": (
        "it is what you were given. Its derivative is asked; that of a Tensor is in its .grad."
    ),
    "sign": "the sign is turned. If an output lies above its target, the loss grows with it.",
    "bias_forgotten": "your forward pass leaves the biases out.",
    "hidden_linear": "your forward pass has no tanh in the hidden layers.",
    "last_wrong": (
        "nothing lies between it and the loss. Look at your forward pass first, then at the "
        "derivative of the loss by the output."
    ),
    "changed_on_the_way": (
        "your function changes A or b during the pass. The layers below need the weights of the "
        "forward pass."
    ),
    "doubled": "there is a factor 2 too many. The ½ of the loss cancels it.",
    "averaged": "you divided by the number of outputs. The loss is half of a sum, not a mean.",
    "summed": "you added the entries up. Each output has a derivative of its own.",
    "loss_for_slope": "that is the loss, output by output. Its derivative is asked.",
    "last_slope": "a slope of tanh is in it. The last layer is linear: it has no activation.",
    "last_squashed": "your forward pass ends with a tanh. The last layer is linear.",
    "slope_forgotten": (
        "the slope of tanh is missing. What comes through the weights above arrives at the "
        "activation; the bias lies one step further down."
    ),
    "slope_twice": "the slope of tanh is in it twice. Each layer has it once.",
    "slope_of_sum": (
        "in the slope of tanh you squared the pre-activation. The short formula squares what the "
        "layer gives out."
    ),
    "slope_of_sigmoid": "that is the slope of the sigmoid. The hidden layers have tanh.",
    "square_missing": "in the slope of tanh a square is missing.",
    "value_for_slope": "you multiplied by the value of the layer. On the way back it is the slope.",
    "tanh_again": "in the slope tanh is applied once more. The stored value has come through it.",
    "slope_alone": "that is a slope of tanh alone. It multiplies what has come back from above.",
    "slope_of_neighbour": (
        "the slope is that of another layer. Each activation has its slope where its own output is."
    ),
    "weights_missing": (
        "the weights of the layer above are missing. What came back to that layer goes through "
        "them on its way down."
    ),
    "not_transposed": (
        "the weights are multiplied from the wrong side. Forward a column is on their right; "
        "backward a row is on their left."
    ),
    "own_weights": (
        "you went through the layer's own weights. Between this layer and the one above lie the "
        "weights of the one above."
    ),
    "not_passed_on": (
        "it is made from what stood at the very end of the net. Use what came back to the layer "
        "just above, and renew it in every step."
    ),
    "paths_not_added": (
        "those are the single paths. What reaches a unit from all units of the layer above is "
        "added up."
    ),
    "unchanged": "it is that of the layer above. Two factors lie between the two.",
    "outer_turned": "right numbers, but lying on their side. There is a row for each output.",
    "outer_forgotten": (
        "each weight has a derivative of its own. Every entry of what came back meets every entry "
        "of what the layer takes in."
    ),
    "dot_for_outer": "that is a single number. Each weight has a derivative of its own.",
    "output_for_input": "you used what the layer gives out. A weight multiplies what it takes in.",
    "matrix_for_input": (
        "you multiplied by the weights. The slope by a weight is what the weight is multiplied by."
    ),
    "sum_for_input": (
        "you used the pre-activation of the layer below. What goes into this layer has come "
        "through the tanh."
    ),
    "first_input": "you used x in every layer. Each layer has an input of its own.",
    "before_the_slope": (
        "it is made from what had come back before the slope of this layer. The weights, as the "
        "biases, lie behind that slope."
    ),
    "b_bar_wrong": (
        "everything above it is right. Write down the factors between the bias above and this one."
    ),
    "A_bar_wrong": (
        "b_bar of the same layer is right. A weight differs from a bias by one factor: what is it "
        "multiplied by?"
    ),
}
