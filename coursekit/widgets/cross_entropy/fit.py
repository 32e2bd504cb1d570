"""A likelihood climbed by sliders: the data under a density, the log-likelihood and its slopes."""

import math
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import Any

import ipywidgets
import numpy as np
import numpy.typing as npt

from coursekit.autodiff import grad
from coursekit.probability import Bernoulli, Exponential, Normal, Poisson
from coursekit.widgets.controls import AFTER_LABEL, slider
from coursekit.widgets.cross_entropy.fit_scene import FitScene
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.live import Live
from coursekit.widgets.style import number
from coursekit.widgets.unsnapped import Unsnapped
from coursekit.widgets.words import message_line

__all__ = ["FAMILIES", "Fit", "describe", "likelihood", "model", "say_slopes"]

_MOST = 30  # observations, so that each is seen
_NEAR = 0.005  # below the maximum, in nats: called arrived

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class _Family:
    """A family: its class, data to begin with, sliders, and the estimate with its formula."""

    kind: Any
    data: tuple[float, ...]
    start: dict[str, float]
    estimate: Callable[[Array], dict[str, float]]
    formula: str
    whole: bool


FAMILIES = {
    "Normal": _Family(
        Normal,
        (3.1, 4.4, 4.9, 5.3, 6.8, 7.5),
        {"mean": 4.0, "std": 2.5},
        lambda x: {"mean": float(np.mean(x)), "std": float(np.std(x))},
        "mean = Σxᵢ/n, std = √(Σ(xᵢ − mean)²/n), with n and not n − 1",
        False,
    ),
    "Exponential": _Family(
        Exponential,
        (0.3, 0.8, 1.1, 1.9, 2.4, 4.0),
        {"rate": 1.2},
        lambda x: {"rate": 1 / float(np.mean(x))},
        "rate = n/Σxᵢ",
        False,
    ),
    "Bernoulli": _Family(
        Bernoulli,
        (0, 1, 1, 0, 1, 1, 1, 0, 1, 1),
        {"p": 0.4},
        lambda x: {"p": float(np.mean(x))},
        "p = the share of ones",
        True,
    ),
    "Poisson": _Family(
        Poisson,
        (2, 3, 1, 4, 2, 5, 3),
        {"rate": 1.5},
        lambda x: {"rate": float(np.mean(x))},
        "rate = Σxᵢ/n",
        True,
    ),
}


@dataclass(frozen=True)
class Fit:
    """The numbers of one state: a family, the data, and the parameters of the sliders.

    >>> n = Fit("Bernoulli", (0.0, 1.0, 1.0, 1.0), {"p": 0.5})
    >>> round(n.log_likelihood(), 4), n.slopes, n.best
    (-2.7726, {'p': 4.0}, {'p': 0.75})
    """

    family: str
    data: tuple[float, ...]
    parameters: dict[str, float]

    def log_likelihood(self, **changed: Any) -> Any:
        """Return ℓ = Σ log p(xᵢ); an array in place of one parameter gives a curve."""
        chosen = {
            name: value[..., None] if isinstance(value, np.ndarray) else value
            for name, value in {**self.parameters, **changed}.items()
        }
        logs = FAMILIES[self.family].kind(**chosen).log_prob(np.array(self.data))
        total = np.sum(logs, axis=-1)
        return float(total) if np.ndim(total) == 0 else total

    def prob(self, x: Any) -> Any:
        """Return the density, or the probability of whole numbers, at x."""
        return FAMILIES[self.family].kind(**self.parameters).prob(x)

    @property
    def slopes(self) -> dict[str, float]:
        """∂ℓ/∂θ for each parameter, from autodiff."""
        kind, data = FAMILIES[self.family].kind, np.array(self.data)

        def total(name: str, value: Any) -> Any:
            return np.sum(kind(**{**self.parameters, name: value}).log_prob(data))

        return {
            name: float(grad(partial(total, name))(value))
            for name, value in self.parameters.items()
        }

    @property
    def best(self) -> dict[str, float]:
        """The parameters of maximum likelihood, by formula."""
        return FAMILIES[self.family].estimate(np.array(self.data))


def model(family: str, data: tuple[float, ...], **parameters: float) -> Fit:
    """Take what the sliders say."""
    return Fit(family, data, {name: round(value, 12) for name, value in parameters.items()})


def describe(n: Fit) -> str:
    """Write product and sum, each parameter with its slope and estimate, and the formula."""
    here, top = n.log_likelihood(), n.log_likelihood(**n.best)
    each = np.log(n.prob(np.array(n.data)))
    first = " + ".join(
        number(float(log), 3) if log >= 0 else f"({number(float(log), 3)})" for log in each[:3]
    )
    dots = " + ⋯" if len(each) > 3 else ""
    product = f"{number(math.exp(here), 3)}, a product of {len(each)} numbers"
    slopes = n.slopes
    rows = (
        f"likelihood: p(x₁) p(x₂) ⋯ p(xₙ) = {product}",
        f"log-likelihood: ℓ = Σ log p(xᵢ) = {first}{dots} = {number(here)}; most: {number(top)}",
        "\tnow\t∂ℓ/∂θ\tbest",
        *(
            f"{name}\t{number(value)}\t{number(_clean(slopes[name]))}\t{number(n.best[name])}"
            for name, value in n.parameters.items()
        ),
        f"best: every slope is 0 there, which gives {FAMILIES[n.family].formula}",
    )
    return "\n".join(rows)


def _clean(value: float) -> float:
    """Leave out what only rounding makes differ from 0."""
    return 0.0 if abs(value) < 1e-9 else value


def say_slopes(n: Fit) -> str:
    """Say which way is up, parameter by parameter."""
    if n.log_likelihood(**n.best) - n.log_likelihood() < _NEAR:
        return "✓ The log-likelihood is at its maximum: the tangents lie flat."
    ways = [
        f"{'larger' if slope > 0 else 'smaller'} {name}"
        for name, slope in n.slopes.items()
        if abs(slope) > 1e-9
    ]
    return f"Uphill: {' and '.join(ways)}. The sign of a slope says which way to move its slider."


def likelihood(
    family: str = "Normal", data: Sequence[float] | None = None, **parameters: float
) -> Live[Fit]:
    """Show data under a density, and the log-likelihood over each of its parameters.

    Args:
        family: "Normal", "Exponential", "Bernoulli" or "Poisson".
        data: from 2 to 30 numbers that the family allows; None for data of its own.
        parameters: where the sliders stand: mean and std, rate, p, or rate.

    A stick of height p(xᵢ) stands over each observation; the likelihood is the product of their
    heights. The slope of a curve at its slider is the partial derivative, by autodiff. Raises
    `WidgetError` for data or parameters that do not fit. Source: S2, "Maximum Likelihood Estimation
    for supervised learning".

    >>> widget = likelihood("Bernoulli", [0, 1, 1, 1], p=0.5)
    >>> widget.description.split(chr(10))[3].split(chr(9))
    ['p', '0.5', '4', '0.75']
    """
    if family not in FAMILIES:
        raise WidgetError(f"family = {family!r} is not known. Choose one of {', '.join(FAMILIES)}.")
    known = FAMILIES[family]
    values = known.data if data is None else tuple(float(x) for x in data)
    _check(family, values)
    best = known.estimate(np.array(values))
    start = dict(known.start) if data is None else _beside(family, values, best)
    if not set(parameters) <= set(start):
        raise WidgetError(f"{family} has the parameters {', '.join(start)}; given:"
                          f" {', '.join(parameters)}.")  # fmt: skip
    start |= parameters
    limits = _limits(family, values, best)
    controls = {}
    for name, value in start.items():
        low, high = limits[name]
        if not low <= value <= high:
            raise WidgetError(
                f"{name} = {number(value)} is out of reach. Choose it within"
                f" [{number(low)}, {number(high)}]."
            )
        step = _step(low, high)
        shown = slider(name, value, low, high, step)
        shown.readout_format = f".{max(0, 1 - round(math.log10(step)))}f"
        controls[name] = Unsnapped(shown)
    button = ipywidgets.Button(
        description="Go to the maximum",
        layout={"width": "14em", "margin": f"2px 2px 2px {AFTER_LABEL}"},
    )

    def climb(_button: object) -> None:
        with ExitStack() as held:
            for name, control in controls.items():
                held.enter_context(control.hold_trait_notifications())
                control.value = best[name]

    button.on_click(climb)
    message, verdict = message_line(), message_line()
    return Live(
        partial(model, family, values),
        partial(FitScene, values, known.whole, limits, best),
        describe,
        controls,
        top=[*(control.slider for control in controls.values()), button, message, verdict],
        message=message,
        notes=[(verdict, say_slopes)],
    )


def _check(family: str, data: tuple[float, ...]) -> None:
    if not 2 <= len(data) <= _MOST:
        raise WidgetError(f"data: {len(data)} given. Give from 2 to {_MOST} numbers.")
    x = np.array(data)
    allowed = {
        "Normal": ("finite numbers, not all alike", np.all(np.isfinite(x)) and np.ptp(x) > 0),
        "Exponential": ("finite numbers above 0", np.all(np.isfinite(x)) and np.all(x > 0)),
        "Bernoulli": ("zeros and ones, both of them", set(data) == {0.0, 1.0}),
        "Poisson": (
            "whole numbers from 0 to 30, not all 0",
            np.all((x >= 0) & (x <= 30) & (x == np.round(x))) and np.any(x > 0),
        ),
    }
    words, fits = allowed[family]
    if not fits:
        raise WidgetError(f"data of {family} are {words}; given: {', '.join(map(number, data))}.")


def _limits(
    family: str, data: tuple[float, ...], best: dict[str, float]
) -> dict[str, tuple[float, float]]:
    """Return the ends of each slider, the best value well inside."""
    if family == "Bernoulli":
        return {"p": (0.02, 0.98)}
    if family == "Normal":
        spread = max(data) - min(data)
        return {
            "mean": _round(min(data) - 0.2 * spread, max(data) + 0.2 * spread),
            "std": _round(0.4 * best["std"], 3 * best["std"]),
        }
    return {"rate": _round(0.25 * best["rate"], 3 * best["rate"])}


def _round(low: float, high: float) -> tuple[float, float]:
    step = _step(low, high)
    return math.ceil(low / step) * step, math.ceil(high / step) * step


def _step(low: float, high: float) -> float:
    """Return a power of ten of which there are between 50 and 500 from low to high.

    >>> _step(2.0, 9.0), _step(0.02, 0.98)
    (0.1, 0.01)
    """
    return float(10.0 ** math.floor(math.log10((high - low) / 50)))


def _beside(family: str, data: tuple[float, ...], best: dict[str, float]) -> dict[str, float]:
    """Return where the sliders start for other data: a way off the best."""
    return {
        name: low + (0.3 if name == "mean" else 0.6) * (high - low)
        for name, (low, high) in _limits(family, data, best).items()
    }
