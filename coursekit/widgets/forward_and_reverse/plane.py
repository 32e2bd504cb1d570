"""Inputs against outputs: where forward takes fewer sweeps, where reverse does, what it costs."""

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np

from coursekit.widgets.controls import drop_down, log_slider
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.forward_and_reverse.cost import (
    EVALUATIONS_A_SWEEP,
    MOST_LAYERS,
    NAMED,
    WIDEST,
    Cost,
    describe,
    model,
)
from coursekit.widgets.live import Live
from coursekit.widgets.start_here.sizes import FLOAT64, LAPTOP
from coursekit.widgets.style import (
    BLACK,
    BLUE,
    GREY,
    MOVING,
    PURPLE,
    VERMILLION,
    new_figure,
    tidy,
)

__all__ = ["CostScene", "sweeps"]

_ENDS = np.array([0.5, 2.0 * WIDEST])  # of both axes of the plane
_COUNTS = {0: "1", 3: "1,000", 6: "1 million", 9: "1 billion"}
_BYTES = {3: "1 kB", 6: "1 MB", 9: "1 GB", 12: "1 TB", 15: "1 PB", 18: "1 EB"}
_FORWARD, _REVERSE = ("forward", VERMILLION), ("reverse", BLUE)


class CostScene:
    """Left: the plane of all (n, m) with a dot. Right: work and memory as bars."""

    def __init__(self) -> None:
        self.figure, (self._plane, work) = new_figure(7.8, 4.0, ratios=(1.0, 1.0))
        self._plane.set_position((0.085, 0.135, 0.4, 0.79))
        work.set_position((0.62, 0.66, 0.355, 0.265))
        memory: Any = self.figure.add_axes((0.62, 0.135, 0.355, 0.355))
        tidy(memory)
        self._draw_plane()
        self._guides = self._plane.plot([], [], color=BLACK, lw=1, zorder=MOVING)
        self._dots = self._plane.plot([], [], "o", color=BLACK, mec="white", ms=10, zorder=MOVING)
        most = EVALUATIONS_A_SWEEP * WIDEST
        self._work = _bars(work, "work, in evaluations of f", (_FORWARD, _REVERSE), _COUNTS, most)
        jacobian = ("all of J", PURPLE)
        most = FLOAT64 * WIDEST**2
        self._memory = _bars(
            memory, "memory, in float64", (_FORWARD, _REVERSE, jacobian), _BYTES, most
        )
        self.moving = [*self._guides, *self._dots, *self._work, *self._memory]

    def _draw_plane(self) -> None:
        axes = self._plane
        axes.set(xscale="log", yscale="log", xlim=_ENDS, ylim=_ENDS)
        axes.set(xlabel="inputs $n$", ylabel="outputs $m$")
        axes.minorticks_off()
        ticks = [10.0**power for power in _COUNTS]
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_ticks(ticks, [f"$10^{power}$" if power else "1" for power in _COUNTS])
        axes.fill_between(_ENDS, _ENDS, _ENDS[1], color=VERMILLION, alpha=0.16, lw=0)
        axes.fill_between(_ENDS, _ENDS[0], _ENDS, color=BLUE, alpha=0.16, lw=0)
        axes.plot(_ENDS, _ENDS, color=BLACK, lw=1.2)
        # Above it not even the Jacobian has room.
        axes.plot(_ENDS, LAPTOP / FLOAT64 / _ENDS, color=GREY, lw=1, ls=":")
        look = {"ha": "center", "va": "center", "fontsize": 10.5}
        axes.text(2e4, 1.5e8, "forward takes\nfewer sweeps", **look)
        axes.text(3e7, 1.5e4, "reverse takes\nfewer sweeps", **look)
        axes.text(8e1, 5e6, "J fills 16 GB", rotation=-45, color=GREY, **look)

    def background(self, _numbers: Cost) -> Hashable:
        """Regions and axes stand still."""
        return None

    def set_background(self, _numbers: Cost) -> None:
        """Nothing depends on the state but what moves."""

    def move(self, numbers: Cost) -> None:
        """Set the dot, its guides and the bars."""
        c = numbers
        self._dots[0].set_data([c.n], [c.m])
        self._guides[0].set_data([_ENDS[0], c.n, c.n], [c.m, c.m, _ENDS[0]])
        for bars, lengths in (
            (self._work, c.evaluations),
            (self._memory, [FLOAT64 * each for each in (*c.kept, c.entries)]),
        ):
            for row, (bar, length) in enumerate(zip(bars, lengths, strict=True)):
                bar.set_data([0.1, float(length)], [row, row])


def _bars(
    axes: Any,
    title: str,
    names: tuple[tuple[str, str], ...],
    ticks: Mapping[int, str],
    longest: float,
) -> list[Any]:
    """Make a bar without length for each name, on a logarithmic axis."""
    axes.set(xscale="log", xlim=(0.5, 3.0 * longest), ylim=(len(names) - 0.4, -0.6))
    axes.set_title(title, loc="left", fontsize=10.5)
    axes.minorticks_off()
    axes.set_xticks([10.0**power for power in ticks], [*ticks.values()])
    axes.set_yticks(range(len(names)), [name for name, _ in names])
    axes.tick_params(labelsize=9.5)
    axes.tick_params(axis="y", length=0)
    axes.grid(visible=False, axis="y")
    look = {"lw": 15, "solid_capstyle": "butt", "zorder": MOVING}
    return [axes.plot([], [], color=colour, **look)[0] for _, colour in names]


def sweeps(n: int = 1_000_000, m: int = 1, *, layers: int = 10) -> Live[Cost]:
    r"""Compare forward and reverse mode for f: ℝⁿ → ℝᵐ: sweeps, work, memory.

    The model: f is a chain of layers that make max(n, m) numbers each, every number by one
    operation. A sweep of either mode is as much work as three evaluations of f. Forward needs n
    sweeps for the whole Jacobian, reverse m.

    Args:
        n: inputs, 1 to 10⁹.
        m: outputs, 1 to 10⁹.
        layers: the length of the chain, 1 to 1000.

    Raises `WidgetError` for anything else.

    >>> print(sweeps(10**6, 10**6).description.split(": ")[-1].split(" (")[0])
    10¹² entries, 4 TB in float32, 8 TB in float64
    """
    for name, value, most in (("n", n, WIDEST), ("m", m, WIDEST), ("layers", layers, MOST_LAYERS)):
        if not 1 <= value <= most:
            raise WidgetError(f"{name} = {value} is out of reach. Choose 1 to {most:,}.")
    controls = {
        "n": _counter("inputs n", n, WIDEST),
        "m": _counter("outputs m", m, WIDEST),
        "layers": _counter("layers", layers, MOST_LAYERS),
    }
    examples = _examples(controls["n"], controls["m"])
    return Live(model, CostScene, describe, controls, top=[examples, *controls.values()])


def _counter(label: str, value: int, most: int) -> Any:
    """Make a slider whose every stop is another whole number: 1, 2, 5, 10, 22 and so on."""
    return log_slider(label, value, 1, most, 1 / 3, readout=",.0f")


def _examples(inputs: Any, outputs: Any) -> Any:
    """Make a list of functions that moves both sliders and follows them."""
    places = {(n, m) for _, n, m in NAMED}
    another = (0, 0)  # a value, because None would mean that nothing is chosen
    options = [("another one", another), *((name, (n, m)) for name, n, m in NAMED)]
    choice = drop_down("example", options, another, wide=True)

    def jump(_change: object) -> None:
        if choice.value != another:
            inputs.value, outputs.value = map(float, choice.value)

    def follow(_change: object = None) -> None:
        here = round(inputs.value), round(outputs.value)
        choice.value = here if here in places else another

    follow()
    choice.observe(jump, "value")
    inputs.observe(follow, "value")
    outputs.observe(follow, "value")
    return choice
