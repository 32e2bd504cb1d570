"""Gradient checking, intermediate by intermediate: where a backward pass first goes wrong."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.patches import Rectangle

from coursekit.widgets.backpropagation.network import (
    BUGS,
    ORDER,
    RULES,
    backward,
    forward,
    inherits,
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
    power_of_ten,
)

__all__ = ["Check", "CheckScene", "describe", "gradient_check", "model", "relative_error"]

H_LIMITS = (1e-12, 1.0)
TOLERANCE = 1e-4
_STEPS = 10.0 ** np.arange(-12, 0.01, 0.25)
_FLOOR = 1e-13
#: What becomes of an intermediate, in words and as a sign.
_KINDS = {"right": "agrees", "first": "first to fail", "later": "fails after it"}
_SIGNS = {"right": "✓", "first": "✗", "later": "↳"}
#: Colour, marker, line style and width of each.
_LOOKS: dict[str, tuple[str, str, str, float]] = {
    "right": (BLUE, "o", "-", 1.4),
    "first": (VERMILLION, "X", "-", 3.0),
    "later": ("#8A8A8A", "s", "--", 1.4),
}

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Check:
    """The numbers of one state: relative errors by intermediate, in the order of the pass.

    ``curves`` hold the error at each of the steps of the right picture.
    """

    bug: str
    h: float
    errors: Mapping[str, float]
    curves: Mapping[str, Array]

    @property
    def failing(self) -> tuple[str, ...]:
        """The intermediates whose error is beyond the tolerance."""
        return tuple(name for name in ORDER if not self.errors[name] <= TOLERANCE)

    def kind(self, name: str) -> str:
        """Tell whether an intermediate agrees ("right"), fails first or fails later."""
        if name not in self.failing:
            return "right"
        return "first" if name == self.failing[0] else "later"

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
    """Write the verdict, and below it the backward pass, each line with its relative error."""
    lines = {**RULES, **({n.truth: BUGS[n.bug].line} if n.truth else {})}
    listing = [f"{_SIGNS[n.kind(name)]} {lines[name]}\t{_error(n.errors[name])}" for name in ORDER]
    head = (
        f"against central differences with h = {number(n.h, 2)}, "
        f"tolerance {power_of_ten(TOLERANCE)}: {_verdict(n)}"
    )
    signs = ", ".join(f"{sign} {_KINDS[kind]}" for kind, sign in _SIGNS.items())
    return "\n".join([head, f"the backward pass with its relative errors: {signs}", *listing])


def _verdict(n: Check) -> str:
    """Say which line is at fault, and that those after it only inherit what went wrong."""
    if not n.failing:
        return "every adjoint agrees, so no line is suspect"
    first, *later = n.failing
    blame = "large, they are not yet the slope" if n.h > 1e-6 else "small, round-off rules them"
    if first != n.truth:
        return (
            f"{_named(first)} is the first to fail, but its line is right. The differences are at "
            f"fault: h is too {blame}"
        )
    heirs = [name for name in later if inherits(name, first)]
    others = [name for name in later if name not in heirs]
    verdict = (
        f"{_named(first)} is the first to fail. What it is computed from agrees, so its own line "
        f"is wrong: {BUGS[n.bug].why}.\n"
    )
    if heirs:
        verdict += f"After it {_named(*heirs)}: right lines with wrong input, they inherit it."
    else:
        verdict += f"Nothing is computed from {_named(first)}, so nothing inherits the error."
    if others:
        fail = "fails" if len(others) == 1 else "fail"
        verdict += f"\n{_named(*others)}: {fail} by the differences alone, h is too {blame}"
    return verdict


def _named(*names: str) -> str:
    return ", ".join(bar(pretty(name)) for name in names)


def _error(value: float) -> str:
    """Digits of round-off differ from machine to machine."""
    return number(value, 2) if value > 1e-6 else "< 1e−6"


class CheckScene:
    """Left the errors at this step, in the order of the pass; right the same for every step."""

    def __init__(self) -> None:
        self.figure, (left, right) = new_figure(8.6, 3.9, ratios=(1.0, 1.15))
        rows = np.arange(len(ORDER))
        left.set(xscale="log", xlim=(_FLOOR, 10), ylim=(len(ORDER) - 0.4, -0.6), yticks=rows)
        left.set_yticklabels([mathtext(bar(pretty(name))) for name in ORDER])
        left.set(xlabel="relative error at this $h$", ylabel="← order of the backward pass")
        right.set(
            xscale="log", yscale="log", xlim=(H_LIMITS[0], 2 * H_LIMITS[1]), ylim=(_FLOOR, 10)
        )
        right.set(xlabel="step $h$ of the differences", ylabel="relative error")
        left.set_xticks(10.0 ** np.arange(-12, 1, 4))
        right.set_xticks(10.0 ** np.arange(-12, 1, 4))
        right.set_yticks(10.0 ** np.arange(-12, 1, 4))
        left.axvline(TOLERANCE, color=GREY, lw=1.0, ls="--")
        right.axhline(TOLERANCE, color=GREY, lw=1.0, ls="--")
        right.text(3e-9, 1.6 * TOLERANCE, "tolerance", color=GREY, fontsize=9)
        self._bars = [
            left.add_patch(Rectangle((_FLOOR, row - 0.25), 0.0, 0.5, alpha=0.35, zorder=MOVING))
            for row in rows
        ]
        self._dots = {
            kind: left.plot([], [], marker, color=colour, mec="white", ms=10, zorder=MOVING)[0]
            for kind, (colour, marker, _, _) in _LOOKS.items()
        }
        for kind, dots in self._dots.items():
            dots.set_label(_KINDS[kind])
        legend_above(left, 3, handle=1.0)
        self._curves = {name: right.plot([], [], zorder=MOVING)[0] for name in ORDER}
        (self._here,) = right.plot([], [], color=BLACK, lw=1, zorder=MOVING)
        self.moving = [*self._bars, *self._dots.values(), *self._curves.values(), self._here]

    def background(self, numbers: Check) -> Hashable:
        """Nothing that stands still ever changes."""
        del numbers
        return None

    def set_background(self, numbers: Check) -> None:
        """Nothing to set."""

    def move(self, numbers: Check) -> None:
        """Set bars, dots, curves and the step."""
        for row, name in enumerate(ORDER):
            colour, _, style, width = _LOOKS[numbers.kind(name)]
            error = max(numbers.errors[name], _FLOOR)
            self._bars[row].set(width=error - _FLOOR, color=colour)
            curve = self._curves[name]
            curve.set_data(_STEPS, np.maximum(numbers.curves[name], _FLOOR))
            curve.set(color=colour, linewidth=width, linestyle=style)
        for kind, dots in self._dots.items():
            rows = [row for row, name in enumerate(ORDER) if numbers.kind(name) == kind]
            dots.set_data([max(numbers.errors[ORDER[row]], _FLOOR) for row in rows], rows)
        self._here.set_data([numbers.h, numbers.h], [_FLOOR, 10])


def gradient_check(bug: str = "transpose", *, h: float = 1e-5) -> Live[Check]:
    """Find the first wrong line of a backward pass by differences at every intermediate.

    Args:
        bug: "none", "sign", "sigmoid", "outer", "transpose", "tanh" or "overwritten".
        h: the step of the central differences, within [1e-12, 1].

    Raises `WidgetError` for any other bug or step.

    >>> widget = gradient_check("overwritten")
    >>> print(widget.description.split(chr(10))[1])
    Nothing is computed from W̄₁, so nothing inherits the error.
    """
    if bug not in BUGS:
        raise WidgetError(f"bug = {bug!r} is unknown. Choose from {', '.join(BUGS)}.")
    if not H_LIMITS[0] <= h <= H_LIMITS[1]:
        raise WidgetError(f"h = {h} is out of reach. Choose h within [1e-12, 1].")
    controls = {
        "bug": drop_down(
            "planted slip", [(each.words, key) for key, each in BUGS.items()], bug, wide=True
        ),
        "h": log_slider("h", h, *H_LIMITS, step=0.25, readout=".1e"),
    }
    return Live(model, CheckScene, describe, controls)
