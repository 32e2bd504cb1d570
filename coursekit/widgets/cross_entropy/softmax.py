"""The cost of three logits: softmax and one label, or sigmoid and several; its slopes q − p."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.autodiff import grad
from coursekit.autodiff.nn import sigmoid, softmax
from coursekit.probability import sigmoid_cross_entropy, softmax_cross_entropy
from coursekit.widgets.controls import drop_down, log_slider, slider
from coursekit.widgets.cross_entropy.softmax_scene import SoftmaxScene
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.live import Live
from coursekit.widgets.style import number
from coursekit.widgets.words import message_line

__all__ = ["TARGETS", "Logits", "describe", "model", "say_slopes", "softmax_cost"]

_REACH = 5.0  # of each logit
_TEMPERATURES = (0.2, 5.0)
_STEP = float(np.log10(5.0)) / 40  # a browser moves T to a step: T = 1 is one

# The target of each class, and whether each class is a question by itself.
TARGETS: dict[str, tuple[tuple[float, float, float], bool]] = {
    "class 1": ((1.0, 0.0, 0.0), False),
    "class 2": ((0.0, 1.0, 0.0), False),
    "class 3": ((0.0, 0.0, 1.0), False),
    "class 1, smoothed": ((0.9 + 0.1 / 3, 0.1 / 3, 0.1 / 3), False),
    "labels 1 and 2": ((1.0, 1.0, 0.0), True),
    "label 3": ((0.0, 0.0, 1.0), True),
    "no label": ((0.0, 0.0, 0.0), True),
}

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Logits:
    """The numbers of one state; arrays have shape (3,), an entry for each class.

    >>> n = Logits((0.0, 0.0, 0.0), "class 1", 1.0)
    >>> n.gradient.round(4), round(n.cost, 4)
    (array([-0.6667,  0.3333,  0.3333]), 1.0986)
    """

    z: tuple[float, float, float]
    target: str
    temperature: float

    @property
    def several(self) -> bool:
        """Whether each class is a yes-or-no question by itself."""
        return TARGETS[self.target][1]

    @property
    def p(self) -> Array:
        """The target."""
        return np.array(TARGETS[self.target][0])

    @property
    def q(self) -> Array:
        """What the model says: softmax(z/T), or σ(z/T) for each class by itself."""
        scaled = np.array(self.z) / self.temperature
        return np.asarray(sigmoid(scaled) if self.several else softmax(scaled))

    def cost_of(self, z: Any) -> Any:
        """Return the cost of other logits, of shape (…, 3), as shape (…)."""
        scaled = z / self.temperature
        target = np.broadcast_to(self.p, np.shape(scaled))
        if self.several:
            return np.sum(sigmoid_cross_entropy(scaled, target, reduction="none"), axis=-1)
        return softmax_cross_entropy(scaled, target, reduction="none")

    @property
    def cost(self) -> float:
        """The cost, in nats."""
        return float(self.cost_of(np.array(self.z)))

    @property
    def gradient(self) -> Array:
        """∂L/∂z by the formula (q − p)/T."""
        return (self.q - self.p) / self.temperature

    @property
    def autodiff(self) -> Array:
        """∂L/∂z from one backward pass through the cost."""
        return np.asarray(grad(self.cost_of)(np.array(self.z)))


def model(z1: float, z2: float, z3: float, temperature: float, target: str) -> Logits:
    """Take what the controls say, without the rounding of their steps."""
    return Logits((round(z1, 9), round(z2, 9), round(z3, 9)), target, round(temperature, 9))


def describe(n: Logits) -> str:
    """Write each class with its logit, target, model and slope, and the cost term by term."""
    name = "σ(z/T)" if n.several else "softmax(z/T)"
    rows = [
        "class\t1\t2\t3",
        _row("logit z", np.array(n.z)),
        _row(f"q = {name}", n.q),
        _row("target p", n.p),
        _row("(q − p)/T", n.gradient),
        _row("∂L/∂z, autodiff", n.autodiff),
    ]
    sums = f"the q sum to {number(float(np.sum(n.q)))}"
    if n.several:
        terms = -np.log(np.where(n.p == 1, n.q, 1 - n.q))
        rows.append(
            "L = −Σ [p_k log q_k + (1 − p_k) log(1 − q_k)] ="
            f" {' + '.join(number(float(term)) for term in terms)} = {number(n.cost)} nats"
        )
        rows.append(f"{sums}: three yes-or-no questions, so they need not sum to 1")
    else:
        terms = -n.p * np.log(n.q)
        used = [number(float(term)) for term, p in zip(terms, n.p, strict=True) if p > 0]
        # With one label a single term is left: the surprise at the right class.
        sum_of = (
            f"{' + '.join(used)} = " if len(used) > 1 else f"−log q{_low(int(n.p.argmax()))} = "
        )
        rows.append(f"L = −Σ p_k log q_k = {sum_of}{number(n.cost)} nats")
        rows.append(f"{sums}, so the slopes sum to 0: what one class gains the others lose")
    return "\n".join(rows)


def _row(head: str, values: Array) -> str:
    shown = (0.0 if abs(value) < 1e-12 else float(value) for value in values)
    return "\t".join((head, *(number(value) for value in shown)))


def say_slopes(n: Logits) -> str:
    """Say which logits a step downhill raises."""
    ahead = n.q - n.p  # not the slopes: a large T makes them small while q is still wrong
    up = [f"z{_low(k)}" for k in range(3) if ahead[k] < -5e-4]
    down = [f"z{_low(k)}" for k in range(3) if ahead[k] > 5e-4]
    if not up and not down:
        if np.all((n.p == 0) | (n.p == 1)):
            return "✓ q = p to three places. The slopes reach 0 for infinite logits only."
        return "✓ q = p to three places: the slopes vanish, and nothing is left to learn."
    parts = [
        f"{verb} {' and '.join(names)}"
        for verb, names in (("raises", up), ("lowers", down))
        if names
    ]
    return f"A step downhill {' and '.join(parts)}: against the sign of q − p."


def _low(k: int) -> str:
    return "₁₂₃"[k]


def softmax_cost(
    logits: Sequence[float] = (1.0, 2.0, -0.5),
    target: str = "class 1",
    *,
    temperature: float = 1.0,
) -> Live[Logits]:
    """Show the cross-entropy cost of three logits and its gradient (q − p)/T.

    Args:
        logits: z, three scores within [−5, 5].
        target: "class 1", "class 2", "class 3" or "class 1, smoothed" (by 0.1) for one label,
            with q = softmax(z/T); "labels 1 and 2", "label 3" or "no label" for any number of
            labels, with q = σ(z/T) for each class by itself.
        temperature: T, within [0.2, 5]: small makes q sharp, large makes it even.

    Raises `WidgetError` for what is out of reach. Source: S2, "Cross Entropy Cost and Maximum
    Likelihood Estimation", and its question on single-label and multi-label classification.

    >>> widget = softmax_cost((0, 0, 0), "class 2")
    >>> widget.description.split(chr(10))[4].split(chr(9))
    ['(q − p)/T', '0.3333', '−0.6667', '0.3333']
    """
    z = tuple(float(value) for value in logits)
    if len(z) != 3:
        raise WidgetError(f"logits: {len(z)} given; there are three classes.")
    for value in z:
        if not abs(value) <= _REACH:
            raise WidgetError(f"a logit of {number(value)} is out of reach. Choose within [−5, 5].")
    if target not in TARGETS:
        raise WidgetError(f"target = {target!r} is not known. Choose one of {', '.join(TARGETS)}.")
    if not _TEMPERATURES[0] <= temperature <= _TEMPERATURES[1]:
        raise WidgetError(
            f"temperature = {number(temperature)} is out of reach. Choose T within"
            f" [{number(_TEMPERATURES[0])}, {number(_TEMPERATURES[1])}]."
        )
    listed = [
        (f"{'several' if several else 'one'}: {name}", name)
        for name, (_, several) in TARGETS.items()
    ]
    controls = {
        **{
            f"z{k + 1}": slider(f"z{_low(k)}", value, -_REACH, _REACH, 0.1)
            for k, value in enumerate(z)
        },
        "temperature": log_slider("T", temperature, *_TEMPERATURES, _STEP),
        "target": drop_down("target", listed, target, wide=True),
    }
    message, verdict = message_line(), message_line()
    return Live(
        model,
        SoftmaxScene,
        describe,
        controls,
        top=[*controls.values(), message, verdict],
        message=message,
        notes=[(verdict, say_slopes)],
    )
