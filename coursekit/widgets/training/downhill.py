"""Descent on a loss surface: the path, the loss after every step, and the largest stable rate."""

import math
from dataclasses import dataclass

import numpy as np

from coursekit.widgets.controls import drop_down, whole_slider
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.live import Live
from coursekit.widgets.style import number
from coursekit.widgets.training.downhill_scene import DescentScene
from coursekit.widgets.training.paths import METHODS, MOST_STEPS, NOISE, Path, path
from coursekit.widgets.training.rates import plain_rate, rate_slider, side
from coursekit.widgets.training.surfaces import SURFACES, curvatures

__all__ = ["Descent", "descent", "describe", "model"]

RATES = (1e-3, 3.0)
_DIGITS = 6  # of 1 − αλ: as many as it has, so that 1.001 is not told as 1
_ARRIVED = 0.02  # distance from a stationary point that counts as there


@dataclass(frozen=True, eq=False)
class Descent:
    """The numbers of one state: a whole path, of which the first ``steps`` are shown."""

    surface: str
    method: str
    rate: float
    steps: int
    path: Path

    @property
    def shown(self) -> int:
        """The last step that is shown: fewer than asked for where the path has diverged."""
        return min(self.steps, len(self.path.losses) - 1)

    @property
    def left(self) -> bool:
        """Whether the parameters have run away by the last step shown."""
        return self.path.diverged and self.steps >= len(self.path.losses) - 1

    @property
    def limit(self) -> float | None:
        """The largest stable rate for the largest curvature; None where there is no such limit."""
        reach = METHODS[self.method].reach
        return None if reach is None else reach / curvatures(self.surface)[1]


def model(surface: str, method: str, rate: float, steps: int) -> Descent:
    """Descend on a surface by a method.

    >>> n = model("long bowl", "gradient descent", 0.05, 10)
    >>> round(n.limit, 6), n.shown, n.left
    (0.1, 10, False)
    """
    plain = plain_rate(rate)
    return Descent(surface, method, plain, steps, path(surface, method, plain))


def describe(n: Descent) -> str:
    """Write four lines: the surface and its curvatures, the method, where it is, and why."""
    shown, (low, high) = SURFACES[n.surface], curvatures(n.surface)
    curved = f"eigenvalues of the Hessian {shown.place_words}: {number(low)} and {number(high)}"
    if low > 0:
        curved += f", condition number {number(high / low, 3)}"
    lines = [f"{shown.words}; {curved}", _method(n), _state(n)]
    return "\n".join([*lines, _verdict(n)])


def _method(n: Descent) -> str:
    chosen = METHODS[n.method]
    text = f"{n.method}: {chosen.rule}, rate α = {number(n.rate, 3)}"
    if chosen.noisy:
        text += f"; the noise has standard deviation {number(NOISE)} in each entry, with a seed"
    return text


def _state(n: Descent) -> str:
    a, b = n.path.points[n.shown]
    loss = n.path.losses[n.shown]
    steps = f"{n.shown} step" if n.shown == 1 else f"{n.shown} steps"
    if n.left:
        return f"after {steps} a parameter is beyond a million: nothing more is computed"
    return f"after {steps}: θ = ({number(a, 3)}, {number(b, 3)}), loss L = {number(loss, 3)}"


def _verdict(n: Descent) -> str:
    """Say what the rate does here, from the curvatures alone, and what else to expect."""
    shown, (low, high) = SURFACES[n.surface], curvatures(n.surface)
    if low < 0:
        leads = "downhill leads away for every rate; a saddle does not hold descent"
        if n.method in ("gradient descent", "SGD"):
            factor = number(1 - n.rate * low, _DIGITS)
            leads = f"a step multiplies θ₂ by 1 − αλ = {factor}, which is more than 1: {leads}"
        return f"along θ₂ the curvature is λ = {number(low)}: {leads}"
    if n.limit is None:
        words = (
            "the first steps are about α in each coordinate, however steep it is: no stability "
            "limit 2/λ, but a large rate overshoots and circles"
        )
        return words if shown.quadratic else f"{words}. {_place(n)}"
    named = "2/λ_max" if n.method != "momentum" else "2(1 + 0.9)/λ_max"
    stable = f"the stability limit {named} = {number(n.limit, 3)}"
    if not shown.quadratic:
        return f"near that minimum {stable}; elsewhere the curvature is another. {_place(n)}"
    if n.method == "momentum":
        return f"{side(n.rate, n.limit)} {stable}: {_outcome(n.rate, n.limit)}"
    factors = " and ".join(number(1 - n.rate * each, _DIGITS) for each in (low, high))
    if low == high or math.isclose(low, high):
        factors = number(1 - n.rate * high, _DIGITS)
    outcome = _noisy_outcome(n.rate, n.limit) if n.method == "SGD" else _outcome(n.rate, n.limit)
    return (
        f"{side(n.rate, n.limit)} {stable}: a step multiplies the distance along the "
        f"eigenvectors by 1 − αλ = {factors}: {outcome}"
    )


def _outcome(rate: float, limit: float) -> str:
    return {
        "below": "it converges",
        "exactly at": "it bounces for ever",
        "beyond": "it diverges",
    }[side(rate, limit)]


def _noisy_outcome(rate: float, limit: float) -> str:
    return {
        "below": "it comes near, then the noise keeps it moving; a smaller rate comes nearer",
        "exactly at": "it bounces, and the noise of all steps adds up",
        "beyond": "it diverges",
    }[side(rate, limit)]


def _place(n: Descent) -> str:
    """Say where on a surface with more than one kind of place the path has come."""
    if n.left:
        return "It diverged"
    here = n.path.points[n.shown]
    known = {"the minimum": (1, 1)} if n.surface == "valley" else {}
    if n.surface == "two wells":
        known = {"the deep minimum, L = 0": (2, 0), "the shallow minimum, L = 2.25": (-1, 0)}
    for words, place in known.items():
        if np.hypot(*(here - place)) < _ARRIVED:
            return f"It is at {words}"
    return "It is not at a minimum yet"


def descent(
    surface: str = "bowl",
    method: str = "gradient descent",
    rate: float = 0.1,
    steps: int = 40,
) -> Live[Descent]:
    """Go down a loss surface step by step: too small a rate crawls, too large a one diverges.

    Args:
        surface: "bowl", "long bowl", "saddle", "valley" or "two wells".
        method: "gradient descent", "SGD" (with noise of a fixed seed), "momentum" or "Adam".
        rate: the learning rate α, within [0.001, 3]. The slider has twenty stops a decade.
        steps: how many are shown, from 0 to 200.

    Raises `WidgetError` for an unknown name or a number out of reach. Source: S1, S3.

    >>> widget = descent("long bowl", rate=0.1)
    >>> print(widget.description.split(chr(10))[-1].split(":")[0])
    exactly at the stability limit 2/λ_max = 0.1
    """
    for name, given, known in (("surface", surface, SURFACES), ("method", method, METHODS)):
        if given not in known:
            raise WidgetError(f"{name} = {given!r} is unknown. Choose from {', '.join(known)}.")
    if not RATES[0] <= rate <= RATES[1]:
        raise WidgetError(f"rate = {rate} is out of reach. Choose a rate within [0.001, 3].")
    if not 0 <= steps <= MOST_STEPS:
        raise WidgetError(f"steps = {steps} is out of reach. Choose from 0 to {MOST_STEPS}.")
    surfaces = [(each.title, name) for name, each in SURFACES.items()]
    return Live(
        model,
        DescentScene,
        describe,
        {
            "surface": drop_down("surface", surfaces, surface, wide=True),
            "method": drop_down("method", [(name, name) for name in METHODS], method, wide=True),
            "rate": rate_slider(rate, *RATES),
            "steps": whole_slider("steps", steps, 0, MOST_STEPS),
        },
    )
