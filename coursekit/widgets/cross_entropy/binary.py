"""The entropy of a yes-or-no variable, what a model q of it costs, and the gap between them."""

from dataclasses import dataclass

import numpy as np

from coursekit.probability import binary_entropy, cross_entropy, kl_divergence
from coursekit.widgets.controls import drop_down, slider
from coursekit.widgets.cross_entropy.binary_scene import BinaryScene
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.live import Live
from coursekit.widgets.style import number
from coursekit.widgets.words import message_line

__all__ = ["Binary", "describe", "entropy_curve", "model", "say_gap"]

_ENDS = (0.01, 0.99)  # of q; at 0 and 1 the cross-entropy is infinite
_NATS = {"nats": 1.0, "bits": float(np.log(2.0))}


@dataclass(frozen=True)
class Binary:
    """The numbers of one state: truth p = p(1), model q = q(1).

    >>> n = Binary(0.99, 0.01, "nats")
    >>> round(n.crossed("nats"), 3), round(n.crossed("bits"), 3)
    (4.559, 6.578)
    """

    p: float
    q: float
    unit: str

    def entropy(self, unit: str) -> float:
        """H(p)."""
        return float(binary_entropy(self.p, unit=unit))

    def crossed(self, unit: str) -> float:
        """H(p, q)."""
        truth, guess = (1 - self.p, self.p), (1 - self.q, self.q)
        return float(cross_entropy(truth, guess, unit=unit))

    def divergence(self, unit: str) -> float:
        """KL(p‖q)."""
        truth, guess = (1 - self.p, self.p), (1 - self.q, self.q)
        return float(kl_divergence(truth, guess, unit=unit))


def model(p: float, q: float, unit: str) -> Binary:
    """Take what the sliders say, without the rounding of their steps."""
    return Binary(round(p, 9), round(q, 9), unit)


def describe(n: Binary) -> str:
    """Write the cross-entropy term by term, and all three in both units."""
    log = "ln" if n.unit == "nats" else "log₂"
    terms = [-weight * np.log(chance) / _NATS[n.unit] for weight, chance in _pairs(n)]
    first, second = (number(float(term) + 0.0) for term in terms)
    p, q = number(n.p), number(n.q)
    rest, other = number(round(1 - n.p, 9)), number(round(1 - n.q, 9))
    by_term = (
        f"H(p, q) = −p {log} q − (1 − p) {log}(1 − q) = −{p} {log} {q} − {rest} {log} {other}"
        f" = {first} + {second} = {number(n.crossed(n.unit))} {n.unit}"
    )
    return "\n".join(
        (
            by_term,
            "\tnats\tbits",
            *(
                "\t".join((name, number(_clean(of("nats"))), number(_clean(of("bits")))))
                for name, of in (
                    ("H(p)", n.entropy),
                    ("KL(p‖q)", n.divergence),
                    ("H(p, q)", n.crossed),
                )
            ),
            "H(p, q) = H(p) + KL(p‖q); 1 bit = ln 2 nats = 0.6931 nats",
        )
    )


def _pairs(n: Binary) -> tuple[tuple[float, float], tuple[float, float]]:
    return (n.p, n.q), (1 - n.p, 1 - n.q)


def _clean(value: float) -> float:
    """Leave out what only rounding makes differ from 0."""
    return 0.0 if abs(value) < 1e-12 else value


def say_gap(n: Binary) -> str:
    """Say what the gap is, and when there is none."""
    if abs(n.p - n.q) < 1e-9:
        return "✓ q = p: the line touches the curve, KL = 0, and H(p, q) is as low as H(p)."
    return (
        f"q ≠ p: the model costs KL = {number(n.divergence(n.unit))} {n.unit} more than the"
        f" entropy {number(_clean(n.entropy(n.unit)))} {n.unit}, which no model can go below."
    )


def entropy_curve(p: float = 0.8, q: float = 0.3, *, unit: str = "nats") -> Live[Binary]:
    """Show H(p), H(p, q) and KL(p‖q) of a variable that is 1 with probability p, else 0.

    Args:
        p: the true probability of 1, within [0, 1].
        q: the model's probability of 1, within [0.01, 0.99].
        unit: "nats" or "bits"; the text always has both.

    Over p, the entropy is a curve and the cross-entropy a straight line, its tangent at q: the gap
    is KL. Over q, the cross-entropy is a curve above the level H(p). Raises `WidgetError` for
    numbers out of reach. Source: S2, "Shannon Entropy" (figure 3.5) and "Cross Entropy" (both
    quizzes; their logarithm has no base there).

    >>> widget = entropy_curve(0.99, 0.98)
    >>> widget.description.split(chr(10))[4].split(chr(9))
    ['H(p, q)', '0.05912', '0.08529']
    """
    if not 0 <= p <= 1:
        raise WidgetError(f"p = {number(p)} cannot be: a probability lies within [0, 1].")
    if not _ENDS[0] <= q <= _ENDS[1]:
        raise WidgetError(
            f"q = {number(q)} is out of reach. Choose q within [{_ENDS[0]}, {_ENDS[1]}]: at 0 and"
            " 1 the model excludes a value, and the cross-entropy may be infinite."
        )
    if unit not in _NATS:
        raise WidgetError(f'unit = {unit!r} is not known. Choose "nats" or "bits".')
    controls = {
        "p": slider("p", p, 0.0, 1.0, 0.01),
        "q": slider("q", q, *_ENDS, 0.01),
        "unit": drop_down("unit", [("nats (ln)", "nats"), ("bits (log₂)", "bits")], unit),
    }
    message, verdict = message_line(), message_line()
    return Live(
        model,
        BinaryScene,
        describe,
        controls,
        top=[*controls.values(), message, verdict],
        message=message,
        notes=[(verdict, say_gap)],
    )
