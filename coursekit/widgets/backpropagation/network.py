"""A small network with its backward pass written out, and the mistakes that people make in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = [
    "B1",
    "B2",
    "BUGS",
    "ORDER",
    "PENALTY",
    "RULES",
    "SOURCE",
    "W1",
    "W2",
    "Bug",
    "T",
    "X",
    "backward",
    "forward",
    "inherits",
    "objective",
]

Array = npt.NDArray[np.float64]

#: One example: three features, two hidden units, two outputs. W₂ is square on purpose: there a
#: forgotten transpose raises no error.
W1 = np.array([[0.4, -0.6, 0.3], [-0.5, 0.8, 0.1]])
B1 = np.array([0.1, 0.5])
W2 = np.array([[0.8, -1.1], [0.5, 0.6]])
B2 = np.array([-1.4, 0.9])
X = np.array([1.5, -0.5, 0.8])
T = np.array([1.0, 0.0])
PENALTY = 0.2  # λ

#: The intermediates in the order of the backward pass, and what each line of it computes.
RULES: Mapping[str, str] = {
    "y": "ȳ = y − t",
    "z2": "z̄₂ = ȳ ⊙ y ⊙ (1 − y)",
    "W2": "W̄₂ = z̄₂ hᵀ",
    "b2": "b̄₂ = z̄₂",
    "h": "h̄ = W₂ᵀ z̄₂",
    "z1": "z̄₁ = h̄ ⊙ (1 − h²)",
    "W1": "W̄₁ = z̄₁ xᵀ + λW₁",
    "b1": "b̄₁ = z̄₁",
}
ORDER = tuple(RULES)
#: The adjoint from which the line of each is computed.
SOURCE = {"z2": "y", "W2": "z2", "b2": "z2", "h": "z2", "z1": "h", "W1": "z1", "b1": "z1"}


@dataclass(frozen=True)
class Bug:
    """A mistake: in which line of the backward pass, what that line says, and in words."""

    words: str
    where: str = ""
    line: str = ""
    why: str = ""


BUGS: Mapping[str, Bug] = {
    "none": Bug("none"),
    "sign": Bug("target minus output", "y", "ȳ = t − y", "the loss is ½‖y − t‖², so ȳ = y − t"),
    "sigmoid": Bug(
        "sigmoid slope taken at z",
        "z2",
        "z̄₂ = ȳ ⊙ z₂ ⊙ (1 − z₂)",
        "σ′(z) = σ(z)(1 − σ(z)) is written in the output y, not in z",
    ),
    "outer": Bug(
        "outer product turned round",
        "W2",
        "W̄₂ = h z̄₂ᵀ",
        "entry (i, j) of W̄₂ is z̄₂ᵢ hⱼ; as W₂ is square, no shape gives the slip away",
    ),
    "transpose": Bug(
        "transpose forgotten",
        "h",
        "h̄ = W₂ z̄₂",
        "hⱼ feeds every output i by W₂ᵢⱼ, so column j is summed: W₂ᵀ; as W₂ is square, no error",
    ),
    "tanh": Bug("square forgotten in tanh′", "z1", "z̄₁ = h̄ ⊙ (1 − h)", "tanh′(z) = 1 − tanh²(z)"),
    "overwritten": Bug(
        "second path overwritten",
        "W1",
        "W̄₁ = z̄₁ xᵀ",
        "W₁ is used twice, in z₁ and in the penalty: contributions add (+=), one must not replace"
        " the other (=)",
    ),
}


def inherits(name: str, origin: str) -> bool:
    """Tell whether an adjoint is computed from another one, directly or not.

    >>> inherits("W1", "h"), inherits("h", "W2")
    (True, False)
    """
    before = SOURCE.get(name)
    return before is not None and (before == origin or inherits(before, origin))


def forward(nudge: Mapping[str, Array] | None = None) -> dict[str, Any]:
    """Run the network; ``nudge`` is added to an intermediate as soon as it is there.

    What is computed from it follows, what came before stays: this is what a difference quotient by
    an intermediate needs.

    >>> values = forward()
    >>> values["h"].shape, values["W2"].shape
    ((2,), (2, 2))
    """
    extra = nudge or {}
    values: dict[str, Any] = {}

    def put(name: str, value: Array) -> Array:
        moved = value + extra[name] if name in extra else value
        values[name] = moved
        return moved

    w1, b1, w2, b2 = (put(n, v) for n, v in (("W1", W1), ("b1", B1), ("W2", W2), ("b2", B2)))
    z1 = put("z1", w1 @ X + b1)
    h = put("h", np.tanh(z1))
    z2 = put("z2", w2 @ h + b2)
    y = put("y", 1 / (1 + np.exp(-z2)))
    values["L"] = np.sum((y - T) ** 2) / 2 + PENALTY / 2 * np.sum(w1**2)
    return values


def objective(nudge: Mapping[str, Array] | None = None) -> float:
    """Return L = ½‖y − t‖² + ½λ‖W₁‖² of the network, nudged or not."""
    return float(forward(nudge)["L"])


def backward(bug: str = "none") -> dict[str, Array]:
    """Run the backward pass, with one of `BUGS` in it; adjoints by name, in the pass's order.

    >>> list(backward()) == list(ORDER)
    True
    """
    v = forward()
    bars: dict[str, Array] = {}
    bars["y"] = T - v["y"] if bug == "sign" else v["y"] - T
    s = v["z2"] if bug == "sigmoid" else v["y"]
    bars["z2"] = bars["y"] * s * (1 - s)
    bars["W2"] = np.outer(bars["z2"], v["h"])
    if bug == "outer":
        bars["W2"] = np.outer(v["h"], bars["z2"])
    bars["b2"] = bars["z2"]
    bars["h"] = (W2 if bug == "transpose" else W2.T) @ bars["z2"]
    bars["z1"] = bars["h"] * (1 - v["h"] if bug == "tanh" else 1 - v["h"] ** 2)
    bars["W1"] = np.outer(bars["z1"], X)
    if bug != "overwritten":
        bars["W1"] = bars["W1"] + PENALTY * W1
    bars["b1"] = bars["z1"]
    return bars
