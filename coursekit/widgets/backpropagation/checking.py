"""Gradient checking, intermediate by intermediate: where a backward pass first goes wrong."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.widgets.backpropagation.network import (
    BUGS,
    ORDER,
    backward,
    forward,
    objective,
)
from coursekit.widgets.backpropagation.notation import bar, mathtext, pretty
from coursekit.widgets.controls import drop_down, log_slider
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.live import Live
from coursekit.widgets.style import (
    BLACK,
    BLUE,
    GREY,
    MOVING,
    VERMILLION,
    legend_above,
    new_figure,
    number,
)

__all__ = ["Check", "CheckScene", "describe", "gradient_check", "model", "relative_error"]

H_LIMITS = (1e-12, 1.0)
TOLERANCE = 1e-4
_STEPS = 10.0 ** np.arange(-12, 0.01, 0.25)
_FLOOR = 1e-13
_INHERITED = "#9A9A9A"

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Check:
    """The numbers of one state: relative errors by intermediate, in the order of the pass.

    ``curves`` hold the error at each of the steps of the right picture. ``first`` is the first
    intermediate that fails at this step size, ``later`` those that fail after it.
    """

    bug: str
    h: float
    errors: Mapping[str, float]
    curves: Mapping[str, Array]

    @property
    def failing(self) -> tuple[str, ...]:
        """The intermediates whose error is beyond the tolerance."""
        return tuple(name for name in ORDER if not self.errors[name] <= TOLERANCE)

    @property
    def truth(self) -> str:
        """Where the planted mistake is; empty if there is none."""
        return BUGS[self.bug].where


def relative_error(found: Any, expected: Any) -> float:
    """Return ‖found − expected‖ / max(‖found‖, ‖expected‖), 0 if both are zero.

    >>> relative_error(np.array([3.0, 4.0]), np.array([-3.0, -4.0]))
    2.0
    """
    largest = max(float(np.linalg.norm(found)), float(np.linalg.norm(expected)))
    return float(np.linalg.norm(np.subtract(found, expected))) / largest if largest else 0.0


@lru_cache(maxsize=256)
def _differences(h: float) -> Mapping[str, Array]:
    """Return central differences of L by every entry of every intermediate."""
    found = {}
    for name in ORDER:
        value = forward()[name]
        slope = np.empty_like(value)
        for index in np.ndindex(value.shape):
            unit = np.zeros_like(value)
            unit[index] = h
            slope[index] = (objective({name: unit}) - objective({name: -unit})) / (2 * h)
        found[name] = slope
    return found


def _errors(adjoints: Mapping[str, Array], h: float) -> dict[str, float]:
    slopes = _differences(h)
    return {name: relative_error(adjoints[name], slopes[name]) for name in ORDER}


@lru_cache(maxsize=16)
def _curves(bug: str) -> Mapping[str, Array]:
    adjoints = backward(bug)
    errors = [_errors(adjoints, float(h)) for h in _STEPS]
    return {name: np.array([each[name] for each in errors]) for name in ORDER}


def model(bug: str, h: float) -> Check:
    """Compare every adjoint of a backward pass with central differences of step h.

    >>> n = model("transpose", 1e-5)
    >>> n.failing
    ('h', 'z1', 'W1', 'b1')
    """
    h = float(h)
    return Check(bug, h, _errors(backward(bug), h), _curves(bug))


def describe(n: Check) -> str:
    """Write the verdict: the first wrong line of the pass and what merely follows from it."""
    head = f"central differences with h = {number(n.h, 2)}, relative errors: "
    head += ", ".join(f"{bar(pretty(name))} {_error(n.errors[name])}" for name in ORDER)
    if not n.failing:
        if n.truth:
            return f"{head}\nevery adjoint passes"
        return f"{head}\nevery adjoint agrees with its difference quotient: the pass is right"
    first, *later = n.failing
    lines = [head, f"the first to fail is {bar(pretty(first))}"]
    if first != n.truth:
        what = "large: truncation" if n.h > 1e-6 else "small: round-off"
        lines[-1] += f", but its line is right: h is too {what} spoils the differences"
        return "\n".join(lines)
    found = BUGS[n.bug]
    lines[-1] += f", so its own line is at fault: {found.line}; {found.why}"
    if later:
        names = ", ".join(bar(pretty(name)) for name in later)
        lines.append(f"after it {names} fail too: their lines are right, they inherit the error")
    else:
        lines.append("nothing is computed from it, so all the others pass")
    return "\n".join(lines)


def _error(value: float) -> str:
    """Digits of round-off differ from machine to machine."""
    return number(value, 2) if value > 1e-6 else "below 1e−6"


class CheckScene:
    """Left the errors at this step, in the order of the pass; right the same for every step."""

    def __init__(self) -> None:
        self.figure, (left, right) = new_figure(8.6, 3.9, ratios=(1.0, 1.15))
        rows = np.arange(len(ORDER))
        left.set(xscale="log", xlim=(_FLOOR, 10), ylim=(len(ORDER) - 0.4, -0.6), yticks=rows)
        left.set_yticklabels([mathtext(bar(pretty(name))) for name in ORDER])
        left.set(xlabel="relative error at this $h$", ylabel="order of the backward pass →")
        right.set(xscale="log", yscale="log", xlim=H_LIMITS, ylim=(_FLOOR, 10))
        right.set(xlabel="step $h$ of the differences", ylabel="relative error")
        left.set_xticks(10.0 ** np.arange(-12, 1, 4))
        right.set_xticks(10.0 ** np.arange(-12, 1, 4))
        right.set_yticks(10.0 ** np.arange(-12, 1, 4))
        left.axvline(TOLERANCE, color=GREY, lw=1.0, ls="--")
        right.axhline(TOLERANCE, color=GREY, lw=1.0, ls="--")
        self._bars = [left.barh([row], [1.0], height=0.5, zorder=MOVING)[0] for row in rows]
        for bar_ in self._bars:
            bar_.set_x(_FLOOR)
        looks = {
            "right": (BLUE, "o", "agrees"),
            "first": (VERMILLION, "X", "first to fail"),
            "later": (_INHERITED, "s", "fails after it"),
        }
        self._dots = {
            key: left.plot(
                [], [], marker, color=colour, mec="white", ms=10, ls="", zorder=MOVING, label=label
            )[0]
            for key, (colour, marker, label) in looks.items()
        }
        legend_above(left, 3, handle=1.0)
        self._curves = {name: right.plot([], [], zorder=MOVING)[0] for name in ORDER}
        (self._here,) = right.plot([], [], color=BLACK, lw=1, zorder=MOVING)
        self.moving = [*self._bars, *self._dots.values(), *self._curves.values(), self._here]

    def background(self, numbers: Check) -> Hashable:
        """Nothing that stands still changes."""
        del numbers
        return None

    def set_background(self, numbers: Check) -> None:
        """Nothing to set."""

    def move(self, numbers: Check) -> None:
        """Set bars, dots, curves and the step."""
        failing = numbers.failing
        colours = {"right": BLUE, "first": VERMILLION, "later": _INHERITED}
        kinds = {
            name: "right" if name not in failing else "first" if name == failing[0] else "later"
            for name in ORDER
        }
        for row, name in enumerate(ORDER):
            error = float(np.clip(numbers.errors[name], _FLOOR, 10))
            self._bars[row].set(width=error - _FLOOR, color=colours[kinds[name]], alpha=0.35)
            curve = self._curves[name]
            curve.set_data(_STEPS, np.maximum(numbers.curves[name], _FLOOR))
            curve.set(color=colours[kinds[name]], lw=3.0 if kinds[name] == "first" else 1.4)
            curve.set_linestyle({"right": "-", "first": "-", "later": "--"}[kinds[name]])
        for kind, dots in self._dots.items():
            rows = [row for row, name in enumerate(ORDER) if kinds[name] == kind]
            dots.set_data([max(numbers.errors[ORDER[row]], _FLOOR) for row in rows], rows)
        self._here.set_data([numbers.h, numbers.h], [_FLOOR, 10])


def gradient_check(bug: str = "transpose", *, h: float = 1e-5) -> Live[Check]:
    """Find the first wrong line of a backward pass by differences at every intermediate.

    Args:
        bug: "none", "sign", "sigmoid", "outer", "transpose", "tanh" or "overwritten".
        h: the step of the central differences, within [1e-12, 1].

    Raises `WidgetError` for any other bug or step.

    >>> widget = gradient_check("overwritten")
    >>> print(widget.description.split(chr(10))[-1])
    nothing is computed from it, so all the others pass
    """
    if bug not in BUGS:
        raise WidgetError(f"bug = {bug!r} is unknown. Choose from {', '.join(BUGS)}.")
    if not H_LIMITS[0] <= h <= H_LIMITS[1]:
        raise WidgetError(f"h = {h} is out of reach. Choose h within [1e-12, 1].")
    controls = {
        "bug": drop_down("planted slip", [(each.words, key) for key, each in BUGS.items()], bug),
        "h": log_slider("h", h, *H_LIMITS, step=0.25, readout=".1e"),
    }
    return Live(model, CheckScene, describe, controls)
