"""How small should h be? The error of three approximations against the step."""

import math
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

import ipywidgets
import numpy as np
import numpy.typing as npt

from coursekit.autodiff import elementwise_grad
from coursekit.widgets.controls import AFTER_LABEL, drop_down, log_slider, slider
from coursekit.widgets.derivatives.functions import SMOOTH, Curve, curve, menu
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.live import Live
from coursekit.widgets.style import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    MOVING,
    PURPLE,
    VERMILLION,
    legend_above,
    new_figure,
    number,
    power_of_ten,
)

__all__ = [
    "METHODS",
    "StepSize",
    "StepSizeScene",
    "best_step",
    "describe",
    "model",
    "step_size_error",
]

FLOOR = 1e-17  # where an error of exactly zero is drawn: a logarithmic axis has no zero
X_LIMITS = (0.2, 3.0)
_Y_LIMITS = (FLOOR / 30, 30.0)

_STEPS = np.logspace(-16, 0, 161)
_HALF_DECADE = 5  # in points of _STEPS

Array = npt.NDArray[np.float64]
Function = Callable[[Any], Any]


def _forward(f: Function, x: float, h: Array) -> Array:
    return np.asarray((f(x + h) - f(x)) / h)


def _central(f: Function, x: float, h: Array) -> Array:
    return np.asarray((f(x + h) - f(x - h)) / (2 * h))


def _complex(f: Function, x: float, h: Array) -> Array:
    return np.asarray(np.imag(f(x + 1j * h)) / h)


METHODS: dict[str, Callable[[Function, float, Array], Array]] = {
    "forward": _forward,
    "central": _central,
    "complex step": _complex,
}


@dataclass(frozen=True)
class StepSize:
    """Errors of each method: along all steps (``curves``) and at the chosen one (``here``)."""

    curve: Curve
    x: float
    h: float
    guess: float | None
    shown: bool
    curves: dict[str, Array]
    here: dict[str, float]
    best: dict[str, float]


def model(function: str, x: float, guess: float | None, h: float, shown: bool) -> StepSize:
    """Errors of the forward and central difference and of the complex step at x, against h.

    The exact derivative is autodiff's. ``guess`` is the student's prediction (None in the stored
    picture) and ``shown`` whether the curves may be seen; no number depends on them.
    Source: S2 (difference quotients); Higham, Accuracy and Stability, section 1.14.

    >>> n = model("x^2", 1.0, guess=1e-3, h=0.5, shown=True)
    >>> n.here["forward"], n.here["central"]
    (0.5, 0.0)
    """
    chosen = curve(function, SMOOTH)
    exact = float(elementwise_grad(chosen.f)(x))
    steps = np.append(_STEPS, h)
    errors = {
        name: np.abs(difference(chosen.f, x, steps) - exact) for name, difference in METHODS.items()
    }
    curves = {name: error[:-1] for name, error in errors.items()}
    return StepSize(
        curve=chosen,
        x=x,
        h=h,
        guess=guess,
        shown=shown,
        curves=curves,
        here={name: float(error[-1]) for name, error in errors.items()},
        best={name: best_step(curves[name]) for name in ("forward", "central")},
    )


def best_step(errors: Array) -> float:
    """Find the step whose whole neighbourhood has small errors, to a tenth of a decade.

    Round-off makes the left branch jagged, and a single step may hit zero by luck. So each error is
    first replaced by the largest within half a decade.

    >>> best_step(np.abs(np.log10(_STEPS) + 8.0))
    1e-08
    """
    padded = np.pad(errors, _HALF_DECADE, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * _HALF_DECADE + 1)
    return float(_STEPS[np.argmin(windows.max(axis=1))])


def describe(n: StepSize) -> str:
    """Before the curves are seen the question and the guess, then the errors and their causes."""
    setting = f"f(x) = {n.curve.label} at x = {number(n.x)}"
    if not n.shown and n.guess is not None:
        return (
            f"{setting}: which h makes the forward difference most accurate?\n"
            f"your guess: h = {number(n.guess, 2)}; press “Show the errors” to see"
        )
    best = n.best["forward"]
    return (
        f"{setting}, h = {number(n.h, 2)}\n"
        f"errors: forward {number(n.here['forward'], 2)} ({_regime(n, 'forward')}), "
        f"central {number(n.here['central'], 2)} ({_regime(n, 'central')}), "
        f"complex step {_tiny(n.here['complex step'])}\n"
        f"the forward error is smallest near h = {power_of_ten(best)}, "
        f"the central one near h = {power_of_ten(n.best['central'])}"
        + ("" if n.guess is None else f"\n{_verdict(n.guess, best)}")
    )


def _regime(n: StepSize, method: str) -> str:
    """Say which kind of error dominates at this step."""
    decades = math.log10(n.h / n.best[method])
    if abs(decades) < 0.5:
        return "near the best h"
    return "truncation dominates" if decades > 0 else "round-off dominates"


def _tiny(error: float) -> str:
    """Below 1e-15 the digits depend on the processor's own sine and exponential."""
    return "below 1e−15" if error < 1e-15 else number(error, 2)


def _verdict(guess: float, best: float) -> str:
    start = f"your guess was h = {number(guess, 2)}: "
    decades = round(math.log10(guess / best))
    if decades == 0:
        return f"{start}the right order of magnitude"
    powers = f"{abs(decades)} power{'s' if abs(decades) > 1 else ''} of ten"
    return f"{start}{powers} too {'large' if decades > 0 else 'small'}"


class StepSizeScene:
    """One log-log plot: three error curves, the chosen step, the guess."""

    def __init__(self) -> None:
        self.figure, (self._axes,) = new_figure(7.2, 4.2)
        axes = self._axes
        # The last two agree where truncation dominates: the wider one shows below the other.
        looks = (
            ("forward", BLUE, "-", 2.0),
            ("central", VERMILLION, "--", 3.2),
            ("complex step", GREEN, "-.", 1.7),
        )
        self._curves = {}
        self._dots = {}
        for name, colour, style, width in looks:
            (self._curves[name],) = axes.plot(
                [], [], color=colour, ls=style, lw=width, zorder=MOVING, label=name
            )
            (self._dots[name],) = axes.plot(
                [], [], "o", color=colour, mec="white", ms=9, zorder=MOVING
            )
        (self._here,) = axes.plot([], [], color=BLACK, lw=1, zorder=MOVING)
        (self._guess,) = axes.plot([], [], color=PURPLE, lw=2.5, ls=(0, (1, 1)), zorder=MOVING)
        axes.set(
            xscale="log",
            yscale="log",
            xlim=(0.7e-16, 1.5),
            ylim=_Y_LIMITS,
            xlabel="step $h$",
            ylabel=r"error $|\mathrm{approximation} - f\,'(x)|$",
        )
        axes.axhline(FLOOR, color=GREY, lw=0.8)
        axes.text(
            1.3e-16,
            FLOOR / 2,
            "an error of exactly 0 is drawn on this line",
            color=GREY,
            fontsize=9,
            va="top",
        )
        axes.set_xticks(10.0 ** np.arange(-16, 1, 2))
        axes.set_yticks(10.0 ** np.arange(-16, 1, 4))
        self.moving = [
            *self._curves.values(),
            self._guess,
            self._here,
            *self._dots.values(),
        ]

    def background(self, numbers: StepSize) -> Hashable:
        """Only the legend: there may be no guess."""
        return numbers.guess is None

    def set_background(self, numbers: StepSize) -> None:
        """Name the guess in the legend, if there is one."""
        self._guess.set_label("_none" if numbers.guess is None else "your guess")
        legend_above(self._axes, 4)

    def move(self, numbers: StepSize) -> None:
        """Set curves, dots and the two upright lines."""
        n = numbers
        for name, line in self._curves.items():
            line.set_data(_STEPS, np.maximum(n.curves[name], FLOOR))
            line.set_visible(n.shown)
            self._dots[name].set_data([n.h], [max(n.here[name], FLOOR)])
            self._dots[name].set_visible(n.shown)
        self._here.set_data([n.h, n.h], _Y_LIMITS)
        self._here.set_visible(n.shown)
        guess = np.nan if n.guess is None else n.guess
        self._guess.set_data([guess, guess], _Y_LIMITS)


def step_size_error(function: str = "sin x", x: float = 1.0, h: float = 1e-3) -> Live[StepSize]:
    r"""Predict the best step of a forward difference, then see the V of its error.

    Args:
        function: "x^2", "x^3", "sin x", "tanh x", "sigmoid" or "e^x".
        x: where the derivative is taken, within [0.2, 3].
        h: the step that the guess starts from and that moves later, within [1e-16, 1].

    The curves stay hidden until the student has guessed and pressed the button; the stored picture
    shows them. Raises `WidgetError` for any other function, x or h.

    >>> widget = step_size_error()
    >>> widget.controls["shown"].value = True
    >>> print(widget.description.split("\n")[2])
    the forward error is smallest near h = 1e−8, the central one near h = 1e−5
    """
    curve(function, SMOOTH)
    if not X_LIMITS[0] <= x <= X_LIMITS[1]:
        raise WidgetError(f"x = {x} is out of reach. Choose x within [0.2, 3].")
    if not _STEPS[0] <= h <= _STEPS[-1]:
        raise WidgetError(f"h = {h} is out of reach. Choose h within [1e-16, 1].")
    steps = {"low": float(_STEPS[0]), "high": float(_STEPS[-1]), "step": 0.1}
    controls = {
        "function": drop_down("f(x)", menu(SMOOTH), function),
        "x": slider("x", x, *X_LIMITS, step=0.1),
        "guess": log_slider("your guess", h, **steps, readout=".1e"),
        "h": log_slider("h", h, **steps, readout=".1e"),
        "shown": ipywidgets.ToggleButton(
            value=False,
            description="Show the errors",
            layout={"margin": f"4px 2px 4px {AFTER_LABEL}"},
        ),
    }
    _one_slider_at_a_time(controls)
    return Live(
        model, StepSizeScene, describe, controls, still={"shown": True, "guess": None, "h": 1e-2}
    )


def _one_slider_at_a_time(controls: dict[str, Any]) -> None:
    """Before the button the guess can be moved, after it the step, which starts from the guess."""

    def switch(change: dict[str, Any]) -> None:
        shown = change["new"]
        controls["guess"].layout.display = "none" if shown else None
        controls["h"].layout.display = None if shown else "none"
        controls["shown"].description = "Guess again" if shown else "Show the errors"
        if shown:
            controls["h"].value = controls["guess"].value

    controls["h"].layout.display = "none"
    controls["shown"].observe(switch, "value")
