"""How many parameters a network has, and how much memory they take."""

import math
from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np

from coursekit.widgets.controls import WIDE, drop_down, log_slider
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
)

__all__ = ["NAMED", "Sizes", "SizesScene", "describe", "in_bytes", "in_words", "model"]
__all__ += ["network_sizes"]

FEWEST, MOST = 10.0, 1e12
STEP = 0.05  # of the slider, in powers of ten
FLOAT32, FLOAT64 = 4, 8  # bytes a number
LAPTOP = 16e9  # bytes of memory

#: Sizes to compare with: a name, how many numbers, and where its label stands from its mark, in
#: points. The list of lecture document S3, and two networks of the course.
NAMED = (
    ("one layer, 5 → 3", 18, (8, -10)),
    ("a Fizz Buzz network", 1_504, (8, -10)),
    ("tiny", 10_000, (8, -10)),
    ("small", 100_000, (8, -10)),
    ("medium", 1_000_000, (8, -10)),
    ("large", 100_000_000, (8, -10)),
    ("very large", 1_000_000_000, (8, -10)),
    ("GPT-3", 175_000_000_000, (8, -10)),
)
#: What training keeps for each parameter.
KEPT = (
    ("the parameter alone", 1),
    ("its gradient, too: gradient descent", 2),
    ("its gradient and two averages: Adam", 4),
)
_UNITS = ("bytes", "kB", "MB", "GB", "TB", "PB", "EB")


@dataclass(frozen=True)
class Sizes:
    """The numbers of one state: ``kept`` numbers for each of ``parameters``, memory in bytes."""

    parameters: int
    kept: int
    name: str | None

    @property
    def float32(self) -> float:
        """Bytes at 4 bytes a number."""
        return float(FLOAT32 * self.kept * self.parameters)

    @property
    def float64(self) -> float:
        """Bytes at 8 bytes a number."""
        return float(FLOAT64 * self.kept * self.parameters)


def model(parameters: float, kept: int) -> Sizes:
    """Memory of a network with so many parameters, ``kept`` numbers stored for each.

    A stop of the slider stands for the named size that is nearest to it: a front end may put a
    slider that was sent to GPT-3 to its next stop, 178 billion.
    Source: S3 (typical sizes; 700 GB for GPT-3, which is 175 billion times 4 bytes).

    >>> model(175e9, 1).float32
    700000000000.0
    """
    steps = math.log10(parameters) / STEP
    at_stop = abs(steps - round(steps)) < 1e-6
    for name, count, _ in NAMED:
        if count == round(parameters) or (
            at_stop and round(np.log10(count) / STEP) == round(steps)
        ):
            return Sizes(count, kept, name)
    return Sizes(round(parameters), kept, None)


def in_bytes(size: float) -> str:
    """Write a size with the unit that suits it; 1 kB is 1000 bytes.

    >>> in_bytes(72), in_bytes(4e6), in_bytes(7e11), in_bytes(999_999)
    ('72 bytes', '4 MB', '700 GB', '1 MB')
    """
    step = max(0, math.floor(math.log10(size) / 3))
    mantissa = float(f"{size / 1000**step:.3g}")
    if mantissa >= 1000:
        mantissa, step = mantissa / 1000, step + 1
    return f"{mantissa:.4g} {_UNITS[step]}"


def in_words(count: float) -> str:
    """Write a large number as one says it.

    >>> in_words(1504), in_words(1_260_000), in_words(175e9), in_words(999_999_999)
    ('1,504', '1.26 million', '175 billion', '1 billion')
    """
    if count < 1e6:
        return f"{count:,.0f}"
    step = math.floor(math.log10(float(f"{count:.3g}")) / 3)
    names = {2: "million", 3: "billion", 4: "trillion"}
    return f"{float(f'{count:.3g}') / 1000**step:.4g} {names[step]}"


def describe(n: Sizes) -> str:
    """Write three lines: how many parameters, their memory, and what that means on a laptop."""
    name = f" ({n.name})" if n.name else ""
    times = f", {n.kept} numbers kept for each" if n.kept > 1 else ""
    first = f"{in_words(n.parameters)} parameters{name}{times}"
    memory = (
        f"float32, 4 bytes a number: {in_bytes(n.float32)}; "
        f"float64, 8 bytes a number: {in_bytes(n.float64)}"
    )
    fits = LAPTOP / n.float32
    if fits >= 2:
        laptop = f"a laptop with 16 GB of memory could hold {in_words(math.floor(fits))} of these"
    elif fits >= 1:
        laptop = "a laptop with 16 GB of memory can just hold it"
    else:
        laptops = in_words(math.ceil(1 / fits))
        laptop = f"it fills the memory of {laptops} laptops with 16 GB each"
    return "\n".join((first, memory, f"in float32, {laptop}"))


class SizesScene:
    """Memory against parameters on logarithmic axes: two lines, named sizes, a movable dot each."""

    def __init__(self) -> None:
        self.figure, (self._axes,) = new_figure(7.4, 4.3)
        axes = self._axes
        (self._single,) = axes.plot([], [], color=BLUE, lw=2.2, label="float32")
        (self._double,) = axes.plot([], [], color=VERMILLION, lw=2, ls="--", label="float64")
        (self._marks,) = axes.plot([], [], "D", color=BLUE, ms=5)
        self._labels = [
            axes.annotate(
                name,
                (count, 1.0),
                xytext=offset,
                textcoords="offset points",
                ha="left" if offset[0] > 0 else "right",
                fontsize=9.5,
            )
            for name, count, offset in NAMED
        ]
        axes.axhline(LAPTOP, color=GREY, lw=1, ls=":")
        axes.annotate(
            "memory of a laptop, 16 GB",
            (FEWEST, LAPTOP),
            xytext=(30, 4),
            textcoords="offset points",
            color=GREY,
            fontsize=9.5,
        )
        axes.set(xscale="log", yscale="log", xlim=(FEWEST / 1.3, MOST * 5), ylim=(8, 4e14))
        axes.set(xlabel="parameters", ylabel="memory")
        powers = range(1, 13)
        axes.set_xticks(
            [10.0**power for power in powers],
            [f"$10^{{{power}}}$" if power % 3 else _short(power) for power in powers],
        )
        axes.set_yticks([1e3, 1e6, 1e9, 1e12], ["1 kB", "1 MB", "1 GB", "1 TB"])
        axes.minorticks_off()
        (self._line,) = axes.plot([], [], color=BLACK, lw=1, zorder=MOVING)
        (self._dots,) = axes.plot(
            [], [], "o", color=BLACK, mec="white", mew=1.2, ms=9, zorder=MOVING, ls=""
        )
        self.moving = [self._line, self._dots]

    def background(self, numbers: Sizes) -> Hashable:
        """Only what is kept for each parameter changes the lines."""
        return numbers.kept

    def set_background(self, numbers: Sizes) -> None:
        """Set both lines and the named sizes on the lower one."""
        ends = np.array([FEWEST / 2, MOST * 8])
        self._single.set_data(ends, FLOAT32 * numbers.kept * ends)
        self._double.set_data(ends, FLOAT64 * numbers.kept * ends)
        counts = [count for _, count, _ in NAMED]
        heights = [FLOAT32 * numbers.kept * count for count in counts]
        self._marks.set_data(counts, heights)
        for label, count, height in zip(self._labels, counts, heights, strict=True):
            label.xy = (count, height)
        legend_above(self._axes, 2)

    def move(self, numbers: Sizes) -> None:
        """Set the upright line and its two dots."""
        x = numbers.parameters
        self._line.set_data([x, x], [1, 1e15])
        self._dots.set_data([x, x], [numbers.float32, numbers.float64])


def _short(power: int) -> str:
    return {3: "1,000", 6: "1 million", 9: "1 billion", 12: "1 trillion"}[power]


def network_sizes(parameters: float = 1e6, kept: int = 1) -> Live[Sizes]:
    r"""Show how much memory the parameters of a network take, from one layer to GPT-3.

    Args:
        parameters: how many, within [10, 10¹²].
        kept: how many numbers are stored for each: 1 (the parameter), 2 (and its gradient) or
            4 (and Adam's two averages).

    Raises `WidgetError` for anything else.

    >>> print(network_sizes(175e9).description.split("\n")[1])
    float32, 4 bytes a number: 700 GB; float64, 8 bytes a number: 1.4 TB
    """
    if not FEWEST <= parameters <= MOST:
        raise WidgetError(
            f"{parameters:g} parameters are out of reach. Choose from 10 to 1e12 of them."
        )
    if kept not in (known := [number for _, number in KEPT]):
        raise WidgetError(f"kept = {kept} is not one of {known}. Choose one of these.")
    slider = log_slider("parameters", parameters, FEWEST, MOST, STEP, readout=".4g")
    nothing = ("another size", 0)
    names = [nothing, *((name, count) for name, count, _ in NAMED)]
    named = drop_down("go to", names, 0)

    def jump(_change: object) -> None:
        if named.value:
            slider.value = float(named.value)

    def follow(_change: object = None) -> None:
        here = model(slider.value, 1)
        named.value = here.parameters if here.name else 0

    follow()
    named.observe(jump, "value")
    slider.observe(follow, "value")
    stored = drop_down("kept", KEPT, kept)
    stored.layout = dict(WIDE)
    controls = {"parameters": slider, "kept": stored}
    return Live(model, SizesScene, describe, controls, top=[named, slider, stored])
