"""Is a typed function a density, or a mass function?  Its three conditions, and what would help."""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from coursekit.formula import Formula, FormulaError, parse
from coursekit.probability.joint.adaptive import integrate
from coursekit.widgets.derivatives.sampling import breaks, sample, with_gaps
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.probability.constants import Constant, recognised
from coursekit.widgets.probability.totals import Total, integral_of, sum_of
from coursekit.widgets.style import number

__all__ = ["Tested", "advice", "describe", "end", "model", "say_integral", "say_one", "say_sign"]

_TOLERANCE = 1e-6
_ROUNDING = 1e-12
_HALVES = (2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0)  # of windows to infinity
_OUTSIDE = 0.05  # the share that may lie outside the picture
_MOST_BARS = 40
_PANELS = 400

Array = npt.NDArray[np.float64]
Curve = tuple[Array, Array]


@dataclass(frozen=True, eq=False)
class Tested:
    """The numbers of one state.

    ``ends``: where p may be above 0; ``window``: what is shown of it; ``curve``: p in the window;
    ``running``: its integral (or sum) from the left, NaN where there is none.
    """

    formula: Formula
    ends: tuple[float, float]
    discrete: bool
    total: Total
    window: tuple[float, float]
    curve: Curve
    running: Curve

    @property
    def lowest(self) -> tuple[float, float]:
        """The least value that is worth telling, and where: at a place in the picture or an end."""
        places = np.concatenate([self.curve[0], [x for x in self.ends if math.isfinite(x)]])
        values = sample(self.formula, places)
        if not np.nanmin(values, initial=0.0) < 0:
            return self.total.lowest, self.total.lowest_at
        i = int(np.nanargmin(values))
        return float(values[i]), float(places[i])

    @property
    def nonnegative(self) -> bool:
        """Whether p ≥ 0 wherever it was computed, but for rounding."""
        size = self.total.absolute if self.total.exists else 0.0  # without end it forgives all
        return self.total.lowest >= -_ROUNDING * max(1.0, size)

    @property
    def is_one(self) -> bool:
        """Whether there is an integral and it is 1."""
        return self.total.exists and abs(self.total.value - 1) <= _TOLERANCE + self.total.error

    @property
    def holds(self) -> bool:
        """Whether p is a density."""
        return self.total.exists and self.nonnegative and self.is_one

    @property
    def constant(self) -> Constant | None:
        """What p must be divided by to become a density; None where nothing helps."""
        t = self.total
        if not t.exists or t.absolute <= 1e-300 or self.holds:
            return None
        one_sign = self.nonnegative or t.above <= _ROUNDING * max(1.0, t.absolute)
        return recognised(t.value) if one_sign else None


def end(text: str) -> float:
    """Read the end of a range: a number, a formula without x, or infinity.

    >>> end("2pi") == 2 * math.pi, end("-inf"), end("∞")
    (True, -inf, inf)
    """
    plain = text.strip().lower().replace("−", "-")
    sign, plain = (-1.0, plain[1:].strip()) if plain.startswith("-") else (1.0, plain.lstrip("+"))
    if plain in ("inf", "infinity", "∞", "oo"):
        return sign * math.inf
    try:
        with np.errstate(all="ignore"):
            value = float(parse(text, ())())
    except FormulaError as error:
        raise WidgetError(
            f"“{text}” is no end of a range. Type a number, 2pi, or inf for infinity."
        ) from error
    if math.isnan(value):
        raise WidgetError(f"“{text}” is not a real number. Type a number, 2pi or inf.")
    return value


@lru_cache(maxsize=16)
def model(p: str, low: str, high: str, discrete: bool) -> Tested:
    """Test a typed function between two typed ends.

    Raises `FormulaError` for what is no formula in x, `WidgetError` for an empty range.

    >>> n = model("x - 1/2", "0", "2", False)
    >>> n.total.exists, n.nonnegative, n.is_one, round(n.total.below, 6)
    (True, False, True, 0.125)
    """
    formula = parse(p, ("x",))
    ends = (end(low), end(high))
    if not (ends[0] < ends[1] or (discrete and ends[0] == ends[1])):
        raise WidgetError(
            f"The range from {number(ends[0])} to {number(ends[1])} is empty. "
            "Choose a left end smaller than the right end."
        )
    total = (sum_of if discrete else integral_of)(formula, *ends)
    picture = _bars if discrete else _curves
    window, curve, running = picture(formula, ends, total)
    return Tested(formula, ends, discrete, total, window, curve, running)


def _curves(
    f: Formula, ends: tuple[float, float], total: Total
) -> tuple[tuple[float, float], Curve, Curve]:
    left, right = _shown(f, ends, total)
    # Middles of panels: never an end, where there may be a pole.
    grid = left + (right - left) * (np.arange(2 * _PANELS) + 0.5) / (2 * _PANELS)
    values = sample(f, grid)
    curve = with_gaps(grid, values, breaks(f, grid, values))
    margin = 0.06 * (right - left)
    window = (
        left if math.isinf(ends[0]) else left - margin,
        right if math.isinf(ends[1]) else right + margin,
    )
    return window, curve, _running(f, ends, (left, right), total)


def _shown(f: Formula, ends: tuple[float, float], total: Total) -> tuple[float, float]:
    """Return the range that is drawn: all of it, or so much that hardly any area is missing."""
    low, high = ends
    if math.isfinite(low) and math.isfinite(high):
        return low, high
    for half in _HALVES if total.exists else (10.0,):
        left = low if math.isfinite(low) else (high if math.isfinite(high) else 0.0) - half
        right = high if math.isfinite(high) else (low if math.isfinite(low) else 0.0) + half
        if total.exists and _holds_most(f, left, right, total):
            break
    return left, right


def _holds_most(f: Formula, left: float, right: float, total: Total) -> bool:
    part = integrate(lambda x: np.nan_to_num(sample(f, x)), left, right)
    return part.absolute >= (1 - _OUTSIDE) * total.absolute


def _running(
    f: Formula, ends: tuple[float, float], shown: tuple[float, float], total: Total
) -> Curve:
    """Return ∫p from the left end to each of many places, pole or not."""
    edges = np.linspace(*shown, _PANELS + 1)
    nodes, weights = np.polynomial.legendre.leggauss(6)
    half = np.diff(edges)[:, None] / 2
    heights = np.nan_to_num(sample(f, edges[:-1, None] + half * (1 + nodes)))
    areas = np.sum(half * weights * heights, axis=1)
    before = 0.0
    if total.exists:
        # Poles stand at the ends of a range, seldom elsewhere.
        areas[0] = integral_of(f, edges[0], edges[1]).value
        areas[-1] = integral_of(f, edges[-2], edges[-1]).value
        if math.isinf(ends[0]):
            before = integral_of(f, -math.inf, shown[0]).value
    with np.errstate(over="ignore", invalid="ignore"):  # where there is no total
        return edges, before + np.concatenate([[0.0], np.cumsum(areas)])


def _bars(
    f: Formula, ends: tuple[float, float], total: Total
) -> tuple[tuple[float, float], Curve, Curve]:
    low, high = ends
    first = math.ceil(low) if math.isfinite(low) else None
    last = math.floor(high) if math.isfinite(high) else None
    if first is None:
        first = -(_MOST_BARS // 4) if last is None else last - _MOST_BARS // 2
    if last is None:
        last = first + _MOST_BARS // 2
    last = min(last, first + _MOST_BARS - 1)
    k = np.arange(first, last + 1, dtype=float)
    values = sample(f, k)
    before = 0.0
    if total.exists and math.isinf(low):
        before = sum_of(f, low, first - 1).value
    return (first - 0.8, last + 0.8), (k, values), (k, before + np.cumsum(np.nan_to_num(values)))


def say_integral(n: Tested) -> str:
    """Write the verdict on the first condition."""
    what = "sum" if n.discrete else "integral"
    if n.total.exists:
        return f"✓ (1) the {what} exists"
    return f"✗ (1) the {what} does not exist: {n.total.missing}"


def say_sign(n: Tested) -> str:
    """Write the verdict on the second condition."""
    if n.nonnegative:
        return "✓ (2) p(x) ≥ 0 wherever it was computed"
    lowest, at = n.lowest
    place = f"✗ (2) p({number(at, 3)}) ≈ {number(lowest, 3)} is negative"
    if not n.total.exists:
        return place
    what = "these terms sum to −" if n.discrete else "the hatched area below the axis is "
    return f"{place}; {what}{number(n.total.below)}"


def say_one(n: Tested) -> str:
    """Write the verdict on the third condition."""
    t = n.total
    sign = "Σ p(x)" if n.discrete else "∫ p(x) dx"
    if not t.exists:
        return f"✗ (3) {sign} cannot be 1, for it does not exist"
    parts = ""
    if not n.nonnegative:
        what = ("terms above 0", "below") if n.discrete else ("area above", "below")
        parts = f" = {number(t.above)} ({what[0]}) − {number(t.below)} ({what[1]})"
    if n.is_one:
        return f"✓ (3) {sign}{parts} = 1"
    return f"✗ (3) {sign}{parts} = {_exactly(t.value)}, not 1"


def _exactly(value: float) -> str:
    """Write a number by its exact name, if it has one, and in digits.

    >>> _exactly(4 / 3), _exactly(2.0), _exactly(0.9998999)
    ('4/3 ≈ 1.3333', '2', '0.9998999')
    """
    digits = number(value, 7 if abs(value - 1) < 1e-2 else 5)
    written = recognised(value).written if value else "0"
    try:
        whole = float(written.replace("−", "-")) == float(digits.replace("−", "-"))
    except ValueError:
        whole = False
    return digits if whole or written == number(value) else f"{written} ≈ {digits}"


def describe(n: Tested) -> str:
    """Write the verdict on the whole, and what would help."""
    what = "mass function" if n.discrete else "density"
    where = f"p(x) = {n.formula.text} on {_range(n)}, 0 elsewhere"
    if n.holds:
        return f"{where}: a probability {what}, all three conditions hold"
    failing = [
        str(place)
        for place, good in enumerate((n.total.exists, n.nonnegative, n.is_one), 1)
        if not good
    ]
    word = "condition" if len(failing) == 1 else "conditions"
    listed = " and ".join([", ".join(failing[:-1]), failing[-1]]).removeprefix(" and ")
    return f"{where}: no {what}, {word} {listed} failed\n{advice(n)}"


def _range(n: Tested) -> str:
    low, high = n.ends
    if n.discrete:
        return f"the whole numbers from {number(low)} to {number(high)}"
    opens = "(" if math.isinf(low) else "["
    closes = ")" if math.isinf(high) else "]"
    return f"{opens}{number(low)}, {number(high)}{closes}"


def advice(n: Tested) -> str:
    """Say which constant makes p a density, or why none can."""
    what = "sum" if n.discrete else "integral"
    if n.constant is not None:
        turned = ", which turns its sign too" if n.constant.value < 0 else ""
        return (
            f"Divided by its {what} {_exactly(n.constant.value)}{turned}, "
            "it is one: the normalising constant is "
            f"c = {number(1 / n.constant.value, 6)}."
        )
    if not n.total.exists:
        return f"No constant helps: what has no finite {what} cannot be divided by it."
    if n.nonnegative:
        return f"No constant helps: p is 0, and any multiple of it has the {what} 0."
    return "No constant helps: whatever it is, p(x) has both signs."
