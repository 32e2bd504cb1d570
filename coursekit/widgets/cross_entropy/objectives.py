"""Three objectives of one data set: likelihood, cross-entropy, divergence; least at one place."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import ipywidgets
import numpy as np
import numpy.typing as npt

from coursekit.probability import Binomial, cross_entropy, entropy, kl_divergence
from coursekit.widgets.controls import WIDE, drop_down, label_width, slider
from coursekit.widgets.cross_entropy.objectives_scene import ObjectivesScene
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.live import Live
from coursekit.widgets.style import number
from coursekit.widgets.words import message_line

__all__ = ["MOST", "Objectives", "describe", "model", "parse", "say_minimum", "three_objectives"]

MOST = 6  # counts: more bars than that are too thin to compare
_LARGEST = 1000  # observations
_ENDS = (0.02, 0.98)  # of the slider; at 0 and 1 the costs are infinite
_STEP = 0.005  # of the slider

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Objectives:
    """The numbers of one state: how often 0, 1, …, k were seen, and a model Binomial(k, θ).

    >>> n = Objectives((3, 7), 0.4, "nats")
    >>> round(n.cost(0.4), 4), round(n.divergence(0.4), 4), round(n.least, 12)
    (0.7947, 0.1838, 0.7)
    """

    counts: tuple[int, ...]
    theta: float
    unit: str

    @property
    def k(self) -> int:
        """The largest value that an observation can take."""
        return len(self.counts) - 1

    @property
    def size(self) -> int:
        """How many observations there are."""
        return sum(self.counts)

    @cached_property
    def seen(self) -> Array:
        """The share p̂ of each value among the observations, shape (k + 1,)."""
        return np.array(self.counts) / self.size

    @cached_property
    def entropy(self) -> float:
        """H(p̂): no θ occurs in it."""
        return float(entropy(self.seen, unit=self.unit))

    @property
    def least(self) -> float:
        """The θ of maximum likelihood: the mean of the observations, divided by k."""
        return float(self.seen @ np.arange(self.k + 1)) / self.k

    def modelled(self, theta: Any) -> Array:
        """Return q(y) for each y along a last axis of k + 1 entries."""
        chance = np.asarray(theta, dtype=float)[..., None]
        return np.asarray(Binomial(n=self.k, p=chance).prob(np.arange(self.k + 1)))

    def cost(self, theta: Any) -> Any:
        """Return NLL/n, observation by observation, for one θ or an array."""
        data = np.repeat(np.arange(self.k + 1), self.counts)
        logs = Binomial(n=self.k, p=np.asarray(theta, dtype=float)[..., None]).log_prob(data)
        found = -np.mean(logs, axis=-1) / _nats(self.unit)
        return float(found) if np.ndim(theta) == 0 else found

    def crossed(self, theta: Any) -> Any:
        """Return H(p̂, q), for one θ or an array."""
        found = cross_entropy(self.seen, self.modelled(theta), unit=self.unit)
        return float(found) if np.ndim(theta) == 0 else found

    def divergence(self, theta: Any) -> Any:
        """Return KL(p̂‖q), for one θ or an array."""
        found = kl_divergence(self.seen, self.modelled(theta), unit=self.unit)
        return float(found) if np.ndim(theta) == 0 else found

    def slope(self, theta: float) -> float:
        """Return the derivative by θ, which all three share."""
        rise = self.k * (theta - self.least) / (theta * (1 - theta))
        return rise / _nats(self.unit)


def _nats(unit: str) -> float:
    """Return the size of a unit in nats."""
    return float(np.log(2.0)) if unit == "bits" else 1.0


def parse(text: str) -> tuple[int, ...]:
    """Read counts, separated by blanks or commas.

    >>> parse("3, 7")
    (3, 7)
    """
    parts = re.split(r"[\s,;]+", text.strip(" ()[]\t,;"))
    if not all(re.fullmatch(r"\d{1,6}", part) for part in parts):
        raise WidgetError(
            "counts are whole numbers, at least 0, with blanks between: 3 7 for three zeros and"
            " seven ones."
        )
    counts = tuple(int(part) for part in parts)
    if not 2 <= len(counts) <= MOST:
        raise WidgetError(
            f"counts: {len(counts)} given. Two are for a coin (zeros, ones), three for heads in"
            f" two throws (0, 1, 2), and so on up to {MOST}."
        )
    if not 1 <= sum(counts) <= _LARGEST:
        raise WidgetError(
            f"counts sum to {sum(counts)}. A data set here has from 1 to {_LARGEST} observations."
        )
    return counts


def model(counts: str, theta: float, unit: str) -> Objectives:
    """Take what the controls say."""
    return Objectives(parse(counts), round(theta, 9), unit)


def describe(n: Objectives) -> str:
    """Write the two sums that are one, all three objectives at θ and at the minimum, the gap."""
    data = number(n.cost(n.theta) * n.size)
    logs = -np.log(n.modelled(n.theta)) / _nats(n.unit)
    terms = " + ".join(
        f"{number(share)} · {number(log)}" for share, log in zip(n.seen, logs, strict=True)
    )
    by_observation = (
        f"NLL = −log(q(y₁) q(y₂) ⋯ q(yₙ)) = {data}, one term an observation; divided by n ="
        f" {n.size}: {number(n.cost(n.theta))}"
    )
    by_value = (
        f"H(p̂, q) = −Σ p̂(y) log q(y) = {terms} = {number(n.crossed(n.theta))}: the same sum, one"
        " term a value"
    )
    gap = (
        f"H(p̂, q) − KL(p̂‖q) = H(p̂) = {number(_clean(n.entropy))} at every θ, so all three have"
        f" one slope at θ: {number(_clean(n.slope(n.theta)))}"
    )
    rows = (
        by_observation,
        by_value,
        f"in {n.unit}\tNLL/n\tH(p̂, q)\tKL(p̂‖q)\tH(p̂)",
        _row(f"θ = {number(n.theta)}", n, n.theta),
        _row(f"θ̂ = {number(n.least)}", n, n.least),
        gap,
    )
    return "\n".join(rows)


def _row(head: str, n: Objectives, theta: float) -> str:
    cost, kl = n.cost(theta), _clean(n.divergence(theta))
    cells = (cost, n.crossed(theta), kl, n.entropy)
    return "\t".join((head, *(number(_clean(cell)) for cell in cells)))


def _clean(value: float) -> float:
    """Leave out what only rounding makes differ from 0."""
    return 0.0 if abs(value) < 1e-12 else value


def say_minimum(n: Objectives) -> str:
    """Say where the minimum lies, and whether the model can be p̂ itself."""
    away = abs(n.theta - n.least)
    if away > _STEP / 2 + 1e-9:
        how, side = ("fall", "right") if n.theta < n.least else ("rise", "left")
        return f"At θ = {number(n.theta)} all three {how}: their one minimum lies further {side}."
    least = _clean(n.divergence(n.least))
    fits = (
        "KL is 0 there, for q = p̂."
        if least < 1e-9
        else f"KL is {number(least)} there, not 0: no Binomial({n.k}, θ) is p̂."
    )
    # A mean such as 2/3 lies between two steps.
    here = "θ = θ̂" if away < 1e-9 else f"θ is next to θ̂ = {number(n.least)}"
    return f"✓ {here}, the mean of the data divided by k: one minimum for all three. {fits}"


def three_objectives(
    counts: str | Sequence[int] = (3, 7), theta: float = 0.4, *, unit: str = "nats"
) -> Live[Objectives]:
    """Show NLL/n, H(p̂, q) and KL(p̂‖q) over one parameter: one minimum, and a constant gap.

    Args:
        counts: how often 0, 1, …, k were seen, from two to six whole numbers; two are the zeros
            and ones of a coin.
        theta: the parameter of the model Binomial(k, θ), within [0.02, 0.98]; for a coin
            q(1) = θ.
        unit: "nats" or "bits".

    Raises `WidgetError` for what are not counts, a parameter out of reach, or another unit.
    Source: S2, "Cross Entropy Cost and Maximum Likelihood Estimation" and "Cross Entropy and KL
    Divergence".

    >>> widget = three_objectives((3, 7), 0.7)
    >>> widget.description.split(chr(10))[5].split(" at ")[0]
    'H(p̂, q) − KL(p̂‖q) = H(p̂) = 0.6109'
    """
    text = counts if isinstance(counts, str) else " ".join(str(count) for count in counts)
    parse(text)
    if not _ENDS[0] <= theta <= _ENDS[1]:
        raise WidgetError(
            f"theta = {number(theta)} is out of reach. Choose θ within"
            f" [{number(_ENDS[0])}, {number(_ENDS[1])}]."
        )
    if unit not in ("nats", "bits"):
        raise WidgetError(f'unit = {unit!r} is not known. Choose "nats" or "bits".')
    field = ipywidgets.Text(
        value=text,
        description="counts",
        continuous_update=False,
        layout=dict(WIDE),
        style=label_width(),
    )
    controls = {
        "counts": field,
        "theta": slider("θ", theta, *_ENDS, _STEP),
        "unit": drop_down("unit", [("nats (ln)", "nats"), ("bits (log₂)", "bits")], unit),
    }
    controls["theta"].readout_format = ".3f"
    message, verdict = message_line(), message_line()
    return Live(
        model,
        ObjectivesScene,
        describe,
        controls,
        top=[field, message, controls["theta"], controls["unit"], verdict],
        message=message,
        notes=[(verdict, say_minimum)],
    )
