"""A polynomial fitted by gradient descent, beside the least-squares curve that it heads for."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes

from coursekit.widgets.controls import drop_down, log_slider, whole_slider
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.live import Live
from coursekit.widgets.style import (
    BLACK,
    BLUE,
    GREEN,
    MOVING,
    VERMILLION,
    legend_above,
    new_figure,
    number,
)
from coursekit.widgets.training.fitting import (
    MOST_STEPS,
    STEPS,
    TARGETS,
    Fit,
    X,
    design,
    fit,
)
from coursekit.widgets.training.rates import plain_rate, rate_slider, side

__all__ = ["Polynomial", "PolynomialScene", "describe", "model", "polynomial_fit"]

DEGREES = (0, 9)
RATES = (0.01, 2.0)
RIDGES = (0.0, 1e-4, 1e-3, 1e-2, 1e-1)
_FINE = np.linspace(0.0, 10.0, 201)
_POWERS = ("", "u", "u²", "u³", "u⁴", "u⁵", "u⁶", "u⁷", "u⁸", "u⁹")
_FAR = 1e6  # parameters beyond it have diverged
_FITTED = 1.02  # a loss within 2 % of the least one counts as fitted
_DIGITS = 5  # of a limit and of 1 − αλ: rates have three, and may lie close to the limit
_WINDOW = (-2.2, 2.2)
_LOSSES = (3e-3, 10.0)

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Polynomial:
    """The numbers of one state: parameters and loss after the steps, and all losses."""

    degree: int
    rate: float
    steps: int
    ridge: float
    fit: Fit
    parameters: Array  # (degree + 1,)
    loss: float
    losses: Array  # at STEPS

    @property
    def diverged(self) -> bool:
        """Whether a parameter is beyond a million, or no number."""
        return not bool(np.all(np.abs(self.parameters) <= _FAR))


def model(degree: int, rate: float, steps: float, ridge: float) -> Polynomial:
    """Take ``steps`` (rounded) steps of gradient descent from θ = 0.

    The loss is the mean of the squared residuals, plus ridge · ‖θ‖².

    >>> n = model(1, 0.5, 1, 0.0)
    >>> n.parameters.shape, round(n.loss / n.fit.least, 2) > 1
    ((2,), True)
    """
    count, rate = round(steps), plain_rate(rate)
    solved = fit(degree, ridge)
    return Polynomial(
        degree=degree,
        rate=rate,
        steps=count,
        ridge=ridge,
        fit=solved,
        parameters=solved.parameters(rate, count),
        loss=float(solved.losses(rate, np.array([float(count)]))[0]),
        losses=solved.losses(rate, STEPS),
    )


def describe(n: Polynomial) -> str:
    """Write four lines: the problem, its condition, the losses, and what the slowest part does."""
    problem = (
        f"y = {_polynomial(n.degree)}, u = (x − 5)/5, n = {len(X)} points; L = mean of (y − t)²"
    )
    if n.ridge:
        problem += f" + λ‖θ‖² with λ = {number(n.ridge)}"
    hessian = "2ΦᵀΦ/n + 2λI" if n.ridge else "2ΦᵀΦ/n"
    square = "" if n.ridge or not n.degree else "its square, "
    condition = (
        f"condition number of the design Φ: {_rounded(n.fit.design_condition)}; of the Hessian "
        f"{hessian}: {square}{_rounded(n.fit.condition)}; stability limit 2/λ_max = "
        f"{number(n.fit.limit, _DIGITS)}"
    )
    return "\n".join([problem, condition, *_progress(n)])


def _polynomial(degree: int) -> str:
    """Write the polynomial: all of it while it is short.

    >>> _polynomial(1), _polynomial(9)
    ('θ₀ + θ₁u', 'θ₀ + θ₁u + θ₂u² + … + θ₉u⁹')
    """
    terms = [f"θ{low}{power}" for low, power in zip("₀₁₂₃₄₅₆₇₈₉", _POWERS, strict=True)]
    shown = terms[: degree + 1]
    return " + ".join(shown if degree <= 3 else [*shown[:3], "…", shown[-1]])


def _rounded(value: float) -> str:
    """Write a large number as one says it: two digits.

    >>> _rounded(2440.0), _rounded(7.07)
    ('2,400', '7.1')
    """
    return f"{float(f'{value:.2g}'):,.0f}" if value >= 10 else number(value, 2)


def _progress(n: Polynomial) -> list[str]:
    steps = "1 step" if n.steps == 1 else f"{n.steps:,} steps"
    loss = "the loss is beyond all bounds" if n.diverged else f"L = {number(n.loss, 3)}"
    least = f"the least possible is {number(n.fit.least, 3)}"
    return [f"after {steps} at rate α = {number(n.rate, 3)}: {loss}; {least}", _verdict(n)]


def _verdict(n: Polynomial) -> str:
    """Say what the rate does, and which direction is the last to arrive."""
    where = side(n.rate, n.fit.limit)
    factors = 1 - n.rate * n.fit.curvatures
    steepest = f"in the steepest direction 1 − αλ_max = {number(factors[0], _DIGITS)}"
    if where != "below":
        outcome = "it diverges" if where == "beyond" else "it bounces for ever"
        return f"α is {where} the limit: {steepest}: {outcome}"
    fitted = n.loss <= _FITTED * n.fit.least
    verdict = "descent has fitted" if fitted else "descent has not fitted yet"
    slowest = factors[np.argmax(np.abs(factors))]
    # A factor below 0 swings across the minimum; the slowest of those is the steepest direction's.
    direction = "flattest" if slowest >= 0 else "steepest"
    needs = -1 / np.log(np.abs(slowest)) if slowest else 0.0
    told = f"about {_rounded(needs)} steps" if needs > 1 else "no more than a step"
    return (
        f"{verdict}: the slowest direction, the {direction}, needs {told} to come e ≈ 2.7 times "
        "nearer"
    )


class PolynomialScene:
    """The data with both curves, and the loss against the step on two logarithmic axes."""

    def __init__(self) -> None:
        self.figure, (curves, losses) = new_figure(8.6, 4.0, ratios=(1.15, 1.0))
        self._draw_curves(curves)
        self._draw_losses(losses)
        # Dashes over the line: both are seen where they agree.
        self.moving = [self._curve, self._best, self._points, self._loss, self._least, self._now]

    def _draw_curves(self, axes: Axes) -> None:
        (self._best,) = axes.plot(
            [], [], "--", color=GREEN, lw=2.2, zorder=MOVING, label="exact minimum"
        )
        (self._curve,) = axes.plot(
            [], [], color=BLUE, lw=2.2, zorder=MOVING, label="gradient descent"
        )
        (self._points,) = axes.plot(X, TARGETS, "o", color=BLACK, ms=5, zorder=MOVING)
        axes.set(xlim=(-0.3, 10.3), ylim=_WINDOW, xlabel="$x$", ylabel="$t$")
        legend_above(axes, 2)

    def _draw_losses(self, axes: Axes) -> None:
        (self._least,) = axes.plot(
            [], [], "--", color=GREEN, lw=1.8, zorder=MOVING, label="its loss"
        )
        (self._loss,) = axes.plot([], [], color=BLUE, lw=2.0, zorder=MOVING, label="loss $L$")
        (self._now,) = axes.plot([], [], "o", color=BLACK, ms=7, zorder=MOVING)
        axes.set(
            xscale="log", yscale="log", xlim=(1, MOST_STEPS), ylim=_LOSSES, xlabel="gradient steps"
        )
        legend_above(axes, 2)

    def background(self, numbers: Polynomial) -> Hashable:
        """Nothing that stands still ever changes."""
        del numbers
        return None

    def set_background(self, numbers: Polynomial) -> None:
        """Nothing to set."""

    def move(self, numbers: Polynomial) -> None:
        """Set both curves and the losses."""
        n = numbers
        phi = design(_FINE, n.degree)
        self._best.set_data(_FINE, phi @ n.fit.minimum)
        self._curve.set_visible(not n.diverged)
        if not n.diverged:
            self._curve.set_data(_FINE, np.clip(phi @ n.parameters, -1e3, 1e3))
        self._least.set_data([1, MOST_STEPS], [n.fit.least] * 2)
        self._loss.set_data(STEPS, np.minimum(n.losses, 1e9))
        self._loss.set_color(VERMILLION if n.rate > n.fit.limit else BLUE)
        self._now.set_data([n.steps], [min(n.loss, 1e9)])


def polynomial_fit(
    degree: int = 3, rate: float = 0.5, steps: int = 1000, ridge: float = 0.0
) -> Live[Polynomial]:
    """Fit a polynomial by gradient descent: easy at degree 3, out of reach at degree 9.

    Args:
        degree: of the polynomial, from 0 to 9.
        rate: the learning rate α, within [0.01, 2].
        steps: of gradient descent from θ = 0, from 1 to 100,000.
        ridge: the weight λ of ‖θ‖² in the loss: 0, 0.0001, 0.001, 0.01 or 0.1.

    Raises `WidgetError` for a number out of reach. Source: S1.

    >>> widget = polynomial_fit(9)
    >>> print(widget.description.split(chr(10))[1].split(";")[0])
    condition number of the design Φ: 2,400
    """
    if degree not in range(DEGREES[0], DEGREES[1] + 1):
        raise WidgetError(f"degree = {degree} is out of reach. Choose a degree from 0 to 9.")
    if not RATES[0] <= rate <= RATES[1]:
        raise WidgetError(f"rate = {rate} is out of reach. Choose a rate within [0.01, 2].")
    if not 1 <= steps <= MOST_STEPS:
        raise WidgetError(f"steps = {steps} is out of reach. Choose from 1 to 100,000.")
    if ridge not in RIDGES:
        raise WidgetError(f"ridge = {ridge} is unknown. Choose 0, 0.0001, 0.001, 0.01 or 0.1.")
    options: Any = [("none", 0.0)] + [(f"λ = {number(each)}", each) for each in RIDGES[1:]]
    return Live(
        model,
        PolynomialScene,
        describe,
        {
            "degree": whole_slider("degree", degree, *DEGREES),
            "rate": rate_slider(rate, *RATES),
            "steps": log_slider("steps", steps, 1, MOST_STEPS, step=0.05, readout=".0f"),
            "ridge": drop_down("ridge", options, float(ridge)),
        },
    )
