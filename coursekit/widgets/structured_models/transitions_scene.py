"""The picture of bigrams: words as nodes, pairs as arrows, and the product that falls below."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from fractions import Fraction
from itertools import filterfalse
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import FancyBboxPatch, Polygon

from coursekit.probability.models.bigram import END, START, UNKNOWN
from coursekit.widgets.structured_models.reading_order import HIGH, WIDTH, Layout, laid_out, width
from coursekit.widgets.structured_models.transitions import Pair, Scored
from coursekit.widgets.style import (
    BLACK,
    BLUE,
    DPI,
    GREY,
    MOVING,
    VERMILLION,
    new_figure,
    number,
    tidy,
)

__all__ = ["TransitionsScene"]

_OTHER = "#8A8A8A"
_BELOW, _LEGEND = 170.0, 30.0  # heights in pixels: of the steps, and of the legend
_LEFT = 76.0
_ALL_LABELS = 34  # more edges than these are labelled only along the sentence
_UPRIGHT = 12  # so many words stand upright below the steps
_THIN, _THICK = 0.8, 4.2  # widths of arrows: the least, and what P = 1 adds
_CROWDED, _LEAST = 1.6, 1.5  # what it adds without a label, and the least of dotted ones
_MOST_DECADES = 8
_SHORT_FRACTION = 12

Points = npt.NDArray[np.floating[Any]]


class TransitionsScene:
    """A graph whose arrows widen with P, over the falling product of the sentence's factors."""

    def __init__(self) -> None:
        self.figure, (self._ground,) = new_figure()
        self._steps = self.figure.add_axes((0.1, 0.1, 0.8, 0.3))
        tidy(self._steps)
        self._over = self.figure.add_axes((0, 0, 1, 1), zorder=MOVING)
        (self._fall,) = self._steps.plot([], [], color=BLUE, lw=2.0, zorder=MOVING)
        (self._dots,) = self._steps.plot([], [], "o", color=BLUE, ms=6, zorder=MOVING)
        (self._end,) = self._steps.plot(
            [], [], color=VERMILLION, lw=2.0, ls=":", marker="X", ms=10, markevery=[2],
            clip_on=False, zorder=MOVING,
        )  # fmt: skip
        self.moving: Sequence[Any] = [self._over, self._fall, self._dots, self._end]
        self._layout: Layout
        self._edges: dict[Pair, tuple[Line2D, Any, Any]] = {}

    def background(self, numbers: Scored) -> Hashable:
        """Everything but the probabilities: what smoothing changes without new nodes or axes."""
        return numbers.sentences, numbers.words, numbers.path, _lowest(numbers)

    def set_background(self, numbers: Scored) -> None:
        """Lay out the graph of this text, and the words of this sentence."""
        n = numbers
        nodes = [START, *n.chain.vocabulary, END]
        if any(UNKNOWN in pair for pair in n.pairs):
            nodes.append(UNKNOWN)
        self._layout = laid_out(
            tuple(nodes), tuple(filter(n.seen, n.pairs)), tuple(filterfalse(n.seen, n.pairs))
        )
        words = _words_height([*n.words, END])
        high = self._layout.height + _LEGEND + _BELOW + words
        self.figure.set_size_inches(WIDTH / DPI, high / DPI)
        share = (self._layout.height + _LEGEND) / high
        for axes in (self._ground, self._over):
            axes.clear()
            axes.set_axis_off()
            axes.set_position((0, 1 - share, 1, share))
            axes.set(xlim=(0, WIDTH), ylim=(self._layout.height, -_LEGEND))
        self._draw_nodes(n)
        self._make_edges(n)
        self._explain(n)
        self._steps.set_position(
            (_LEFT / WIDTH, words / high, 1 - (_LEFT + 24) / WIDTH, (_BELOW - 12) / high)
        )
        _set_axes(self._steps, n)

    def move(self, numbers: Scored) -> None:
        """Set the width and the label of every arrow, and the steps."""
        for pair, (line, head, label) in self._edges.items():
            p = numbers.prob(pair)
            thick = _THIN + float(p) * (_THICK if label is not None else _CROWDED)
            if not numbers.seen(pair):
                thick = max(thick, _LEAST)
            line.set_linewidth(thick)
            shaft, corners = _arrow(self._layout.curves[pair], 7.0 + 1.6 * thick)
            line.set_data(*shaft.T)
            head.set_xy(corners)
            if label is not None:
                label.set_text(_short(p, numbers.chain.smoothing > 0))
        products = [float(f.product) for f in numbers.factors]
        heights = np.array([1.0, *(p for p in products if p > 0)])
        x = np.arange(len(heights))
        self._fall.set_data(np.repeat(x, 2)[1:], np.repeat(heights, 2)[:-1])
        self._dots.set_data(x, heights)
        count = len(heights)
        if count > len(products):
            self._end.set_data([], [])
        else:
            last = heights[-1]
            self._end.set_data([count - 1, count, count], [last, last, _lowest(numbers)])

    def _draw_nodes(self, n: Scored) -> None:
        passed = {node for pair in n.path for node in pair}
        # In a crowded graph some arrows cannot but pass a word: it stands above them then, although
        # what moves is drawn more often.
        axes = self._ground if len(n.pairs) <= _ALL_LABELS else self._over
        for word, (x, y) in self._layout.middles.items():
            colour = VERMILLION if word == UNKNOWN else BLUE if word in passed else GREY
            box = FancyBboxPatch(
                (x - width(word) / 2, y - HIGH / 2), width(word), HIGH,
                boxstyle="round,pad=0,rounding_size=7", edgecolor=colour,
                facecolor="#DCEBF5" if word in passed else "white",
                linewidth=2.2 if word in passed else 1.0,
                linestyle=":" if word == UNKNOWN else "-", zorder=4,
            )  # fmt: skip
            axes.add_patch(box)
            axes.text(
                x, y, word, ha="center", va="center_baseline", color=BLACK, zorder=5, size=10.5
            )

    def _make_edges(self, n: Scored) -> None:
        self._edges = {}
        on_path = set(n.path)
        few = len(n.pairs) <= _ALL_LABELS
        for pair in sorted(n.pairs, key=lambda each: each in on_path):
            curve = self._layout.curves[pair]
            colour, style = BLUE, "-"
            if not n.seen(pair):
                colour, style = VERMILLION, ":"
            elif pair not in on_path:
                colour, style = _OTHER, "--"
            (line,) = self._over.plot([], [], color=colour, ls=style, solid_capstyle="butt")
            head = self._over.add_patch(Polygon(curve[-3:], fc=colour, lw=0))
            label = None
            if few or pair in on_path:
                label = self._over.text(
                    *self._layout.labels[pair], "", ha="center", va="center_baseline", size=9,
                    color=BLACK,
                    bbox={"boxstyle": "round,pad=0.12", "fc": "white", "ec": "none"},
                )  # fmt: skip
            self._edges[pair] = (line, head, label)

    def _explain(self, n: Scored) -> None:
        """Say above the graph what the three kinds of arrow are, those that occur."""
        kinds = [("in this sentence", BLUE, "-", True)]
        kinds += [("another pair of the text", _OTHER, "--", set(n.pairs) > set(n.path))]
        unseen = any(not n.seen(pair) for pair in n.path)
        kinds += [("never in the text", VERMILLION, ":", unseen)]
        x = 20.0
        for words, colour, style, occurs in kinds:
            if occurs:
                self._ground.plot([x, x + 36], [-12, -12], color=colour, ls=style, lw=2.6)
                self._ground.text(x + 44, -12, words, va="center", size=10)
                x += 72 + 6.8 * len(words)
        self._ground.text(
            WIDTH - 14, -12, "width, number: P(next | word)", va="center", ha="right",
            size=10,
        )  # fmt: skip


def _arrow(curve: Points, size: float) -> tuple[Points, Points]:
    """Return the shaft of an arrow along a curve, and the three corners of its head."""
    tip = curve[-1]
    away = np.hypot(*(curve - tip).T)
    shaft = curve[away >= 0.8 * size]
    if len(shaft) < 2:
        shaft = curve[:2]
    way = tip - shaft[-1]
    way = way / max(float(np.hypot(*way)), 1e-9)
    across = np.array([-way[1], way[0]])
    base = tip - size * way
    return shaft, np.array([tip, base + 0.45 * size * across, base - 0.45 * size * across])


def _short(p: Fraction, decimal: bool = False) -> str:
    """Return p as a short fraction, or else with two digits.

    >>> _short(Fraction(2, 3)), _short(Fraction(2, 3), True), _short(Fraction(3, 17))
    ('2/3', '0.67', '0.18')
    """
    if decimal or p.denominator > _SHORT_FRACTION:
        return number(float(p), 2)
    return str(p)


def _lowest(n: Scored) -> float:
    """Return the lower end of the axis: below a power of two near by, of a hundred if far."""
    least = min((f.product for f in n.factors if f.product), default=Fraction(1))
    halvings = -math.log2(least)
    if halvings <= _MOST_DECADES - 1:
        return float(2.0 ** -(math.floor(halvings + 1e-9) + 1.4))
    return float(10.0 ** -(2 * math.ceil(-math.log10(least) / 2 - 1e-9) + 0.3))


def _set_axes(axes: Axes, n: Scored) -> None:
    """Set the words below the steps, and powers of two or of ten beside them."""
    low = _lowest(n)
    axes.set_yscale("log")
    axes.set_ylim(low, max(1.6, low**-0.06))  # the dot at 1 is seen whole
    axes.minorticks_off()
    if low > 2.0**-_MOST_DECADES * 0.7:
        powers = range(math.floor(-math.log2(low)) + 1)
        axes.set_yticks([2.0**-k for k in powers], [_half(k) for k in powers])
    else:
        decades = math.floor(-math.log10(low))
        stride = -(-decades // _MOST_DECADES)
        ticks = range(0, decades + 1, stride)
        axes.set_yticks([10.0**-k for k in ticks], ["1" if k == 0 else f"1e−{k}" for k in ticks])
    names = [*n.words, END]
    axes.set_xlim(-0.3, len(names) + 0.3)
    upright = _upright(names)
    axes.set_xticks(
        range(len(names) + 1),
        [START, *names],
        rotation=0 if upright else 38,
        ha="center" if upright else "right",
        rotation_mode="anchor",
    )
    axes.set_ylabel("product so far", color=BLACK)
    axes.yaxis.set_label_coords(-0.072, 0.5)  # whatever the room that the numbers take


def _upright(names: Sequence[str]) -> bool:
    """Return whether the words have room side by side below the steps."""
    return len(names) <= _UPRIGHT and max(map(len, names)) * len(names) < 100


def _words_height(names: Sequence[str]) -> float:
    """Return the height in pixels of the words below the steps."""
    return 40.0 if _upright(names) else 30.0 + 4.9 * max(map(len, names))


def _half(k: int) -> str:
    return "1" if k == 0 else f"1/{2**k}"
