"""The pictures of the class page: drawings in vectors, inside the page, each with its words."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter

from coursekit.grading.cleaning import clean
from coursekit.grading.report.measures import QuestionMeasure
from coursekit.grading.report.words import number, percent
from coursekit.widgets.style import BLUE, GREY, VERMILLION, new_figure

__all__ = ["Picture", "bins", "marks_picture", "questions_picture", "slips_picture", "time_picture"]

_WIDTH = 8.4
_ROW = 0.235  # inches a question
_BINS = 12
_STEPS = (0.25, 0.5, 1.0, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 12.0, 15.0, 20.0, 25.0, 50.0)


@dataclass(frozen=True)
class Picture:
    """An image as a data address, with the words that stand for it."""

    source: str
    alt: str


def bins(values: Sequence[float], most: float) -> tuple[list[float], list[int]]:
    """Return the edges of equal bins from 0 to at least ``most``, and how many values lie in each.

    A value on an edge belongs to the bin on its right; the last bin has both its edges.

    >>> bins([0, 5, 9.5, 10], 10)
    ([0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0], [1, 0, 0, 0, 0, 1, 0, 0, 0, 2])
    """
    low, high = min(0.0, *values, 0.0), max(most, *values, 0.0)
    fine = [step for step in _STEPS if (high - low) / step <= _BINS] or [(high - low) / _BINS]
    # The bins end where the marks end, if there is a round step that does it.
    step = next((s for s in fine[:4] if (high / s).is_integer()), fine[0])
    first = np.floor(low / step)
    count = max(int(np.ceil(high / step - first - 1e-9)), 1)
    edges = (first + np.arange(count + 1)) * step
    counted, _ = np.histogram(values, edges)
    return edges.tolist(), counted.tolist()


def marks_picture(values: Sequence[float], points: float, mean: float, median: float) -> Picture:
    """Draw how many students have which mark."""
    edges, counts = bins(values, points)
    figure, (axes,) = new_figure(_WIDTH, 3.4)
    axes.bar(edges[:-1], counts, np.diff(edges), align="edge", color=BLUE, edgecolor="white")
    axes.axvline(mean, color=VERMILLION, linewidth=2, label=f"mean {number(mean)}")
    axes.axvline(
        median, color="black", linewidth=2, linestyle=(0, (4, 2)), label=f"median {number(median)}"
    )
    axes.set_xlabel("mark in points")
    axes.set_ylabel("students")
    axes.set_xlim(edges[0], edges[-1])
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, frameon=False)
    top = int(np.argmax(counts))
    alt = (
        f"Histogram of {len(values)} marks. Most students, {counts[top]}, lie between "
        f"{number(edges[top])} and {number(edges[top + 1])} points; mean {number(mean)}, "
        f"median {number(median)} of {number(points)}."
    )
    return Picture(_drawn(figure), alt)


def questions_picture(questions: Sequence[QuestionMeasure]) -> Picture:
    """Draw the mean share and the discrimination of each question, the sheet's first on top."""
    height = _ROW * len(questions) + 1.0
    figure, (shares, apart) = new_figure(_WIDTH, height, ratios=(1, 1))
    places = np.arange(len(questions))
    shares.barh(places, [100 * (q.difficulty or 0.0) for q in questions], 0.7, color=BLUE)
    shares.set_xlim(0, 100)
    shares.set_xlabel("mean share of the points in %")
    known = [(i, q.discrimination) for i, q in enumerate(questions) if q.discrimination is not None]
    rows, values = [i for i, _ in known], [value for _, value in known]
    apart.axvline(0, color="black", linewidth=1)
    apart.axvline(0.2, color=GREY, linewidth=1.2, linestyle=(0, (4, 2)))
    apart.hlines(rows, 0, values, color=VERMILLION, linewidth=1.5)
    apart.plot(values, rows, "o", color=VERMILLION, markersize=6)
    apart.set_xlim(min(-0.2, *values, 0.0) - 0.05, 1)
    apart.set_xlabel("discrimination (dashed: 0.2)")
    _label(shares, [question.id for question in questions])
    _label(apart, [""] * len(questions))
    _place([shares, apart], left=2.1, height=height)
    hardest = min(questions, key=lambda q: q.difficulty or 0.0)
    easiest = max(questions, key=lambda q: q.difficulty or 0.0)
    alt = (
        f"Bars with the mean share of the points of {len(questions)} questions, from "
        f"{percent(hardest.difficulty or 0.0)} ({hardest.id}) to "
        f"{percent(easiest.difficulty or 0.0)} ({easiest.id}); beside them the discrimination "
        f"of each, below 0.2 for {sum(value < 0.2 for value in values)} of them."
    )
    return Picture(_drawn(figure), alt)


def slips_picture(slips: Sequence[tuple[str, int]], students: int) -> Picture:
    """Draw how many students made each of the most frequent slips (label, count)."""
    height = _ROW * len(slips) + 0.9
    figure, (axes,) = new_figure(_WIDTH, height)
    places = np.arange(len(slips))
    bars = axes.barh(places, [count for _, count in slips], 0.7, color=VERMILLION)
    axes.bar_label(bars, padding=3)
    axes.set_xlabel("students")
    axes.margins(x=0.08)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    _label(axes, [label for label, _ in slips])
    _place([axes], left=3.5, height=height)
    label, count = slips[0]
    alt = (
        f"Bars with the {len(slips)} most frequent slips; the first is {label}, made by {count} "
        f"of {students} students."
    )
    return Picture(_drawn(figure), alt)


def time_picture(milliseconds: Sequence[float], median: float) -> Picture:
    """Draw how long submissions took, on a logarithmic axis."""
    shown = np.maximum(np.asarray(milliseconds, dtype=float), 0.1)
    edges = np.geomspace(shown.min() * 0.95, shown.max() * 1.05, 25)
    figure, (axes,) = new_figure(_WIDTH, 2.9)
    axes.hist(shown, edges.tolist(), color=BLUE, edgecolor="white")
    axes.axvline(
        max(median, 0.1), color="black", linewidth=2, linestyle=(0, (4, 2)),
        label=f"median {number(median, 1)} ms",
    )  # fmt: skip
    axes.set_xscale("log")
    axes.xaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.set_xlabel("milliseconds a submission (logarithmic)")
    axes.set_ylabel("submissions")
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), frameon=False)
    alt = (
        f"Histogram of the time that {len(shown)} submissions took, from "
        f"{number(float(shown.min()), 1)} to {number(float(shown.max()), 1)} milliseconds, "
        f"median {number(median, 1)}."
    )
    return Picture(_drawn(figure), alt)


def _label(axes: Axes, labels: Sequence[str]) -> None:
    axes.set_yticks(np.arange(len(labels)), [_letters(label) for label in labels])
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.grid(visible=False, axis="y")


def _letters(label: str) -> str:
    """Keep what every font has; a dollar sign would begin mathematics."""
    text = clean(label, 60).encode("ascii", "replace").decode()
    return text.replace("$", r"\$")


def _place(axes: Sequence[Axes], *, left: float, height: float) -> None:
    """Put axes side by side, with room for labels (inches) at their left."""
    between, right, bottom, top = 0.65, 0.2, 0.55, 0.12
    width = (_WIDTH - left - right - between * (len(axes) - 1)) / len(axes)
    for index, each in enumerate(axes):
        start = left + index * (width + between)
        each.set_position(
            (start / _WIDTH, bottom / height, width / _WIDTH, (height - bottom - top) / height)
        )


def _drawn(figure: Figure) -> str:
    """Return a figure as a data address: letters as outlines, and the same bytes every time."""
    stream = io.BytesIO()
    with rc_context({"svg.fonttype": "path", "svg.hashsalt": "coursekit"}):
        figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
    return "data:image/svg+xml;base64," + base64.b64encode(stream.getvalue()).decode("ascii")
