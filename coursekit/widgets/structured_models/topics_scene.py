"""The picture of the topic model: mixtures, one document as it is made, topics, and the chains."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.collections import PolyCollection

from coursekit.widgets.structured_models.recovery import BURN_IN, SWEEPS
from coursekit.widgets.structured_models.topics import BETA, NAMES, WORDS, Written
from coursekit.widgets.structured_models.written_page import COLOURS, TINTS, Page
from coursekit.widgets.style import (
    BLACK,
    BLUE,
    DPI,
    GREY,
    MOVING,
    VERMILLION,
    new_figure,
    tidy,
)

__all__ = ["TopicsScene"]

WIDTH, HEIGHT = 920.0, 640.0
_CORNERS = np.array([[0.0, 0.0], [1.0, 0.0], [0.5, 3**0.5 / 2]])

Points = npt.NDArray[np.floating[Any]]


class TopicsScene:
    """Left the triangle of mixtures and the chains, right the document and the topics."""

    def __init__(self) -> None:
        self.figure, (triangle,) = new_figure(WIDTH / DPI, HEIGHT / DPI)
        self.moving: list[Any] = []
        triangle.set_position(_place(8, 4, 280, 324))
        self._make_triangle(triangle)
        self._page = Page(self.figure.add_axes(_place(300, 8, 610, 316)))
        self.moving += self._page.moving
        self._make_topics()
        chains = self.figure.add_axes(_place(70, 392, 206, 186))
        tidy(chains)
        self._make_chains(chains)

    def background(self, numbers: Written) -> Hashable:
        """Nothing that stands still ever changes."""
        del numbers
        return None

    def set_background(self, numbers: Written) -> None:
        """Nothing to set."""

    def move(self, numbers: Written) -> None:
        """Set the mixtures, the words as far as they are written, and what was found."""
        n = numbers
        self._set_triangle(n)
        self._page.show(n)
        self._set_topics(n)
        self._set_chains(n)

    def _make_triangle(self, axes: Any) -> None:
        axes.set_axis_off()
        axes.set(xlim=(-0.14, 1.14), ylim=(-0.5, 0.98), aspect="equal")
        axes.fill(*_CORNERS.T, fc="#F4F4F4", ec=GREY, lw=1.2)
        for corner, name, below in zip(_CORNERS, NAMES, (True, True, False), strict=True):
            axes.text(
                corner[0], corner[1] + (-0.05 if below else 0.05), name, ha="center",
                va="top" if below else "bottom", size=10.5,
            )  # fmt: skip
        (self._mixtures,) = axes.plot(
            [], [], "o", ms=6, mfc="#9A9A9A", mec="white", mew=0.6, zorder=MOVING,
            label="θ of a document",
        )  # fmt: skip
        (self._mixture,) = axes.plot(
            [], [], "o", ms=11, mfc=VERMILLION, mec=BLACK, mew=1.6, zorder=MOVING,
            label="θ of this one",
        )  # fmt: skip
        (self._found_mixture,) = axes.plot(
            [], [], "D", ms=10, mfc="none", mec=BLACK, mew=2.0, zorder=MOVING,
            label="as Gibbs finds it",
        )  # fmt: skip
        axes.legend(
            loc="lower left", bbox_to_anchor=(0.06, -0.03), frameon=False, fontsize=9.5,
            labelspacing=0.35, handletextpad=0.3,
        )  # fmt: skip
        self.moving += [self._mixtures, self._mixture, self._found_mixture]

    def _set_triangle(self, n: Written) -> None:
        self._mixtures.set_data(*(n.corpus.theta @ _CORNERS).T)
        self._mixture.set_data(*(n.document.theta[None] @ _CORNERS).T)
        found = np.empty((0, 2)) if n.state is None else n.state.theta[n.place][None] @ _CORNERS
        self._found_mixture.set_data(*found.T)

    def _make_topics(self) -> None:
        self._topic_bars: list[PolyCollection] = []
        self._pointers = []
        for k, name in enumerate(NAMES):
            axes = self.figure.add_axes(_place(368, 352 + 74 * k, 536, 62))
            axes.spines[["top", "right"]].set_visible(False)
            axes.set(xlim=(-0.6, len(WORDS) - 0.4), ylim=(0, 0.36))
            axes.set_yticks([0, 0.2], ["0", "0.2"])
            last = k == len(NAMES) - 1
            axes.set_xticks(
                range(len(WORDS)), WORDS if last else [], rotation=40, ha="right",
                rotation_mode="anchor",
            )  # fmt: skip
            axes.tick_params(labelsize=9.5, length=0 if not last else 3)
            axes.text(
                -0.085, 0.5, name, transform=axes.transAxes, rotation=90, ha="center", va="center",
                size=10,
            )  # fmt: skip
            found = PolyCollection([], fc=TINTS[k], ec=COLOURS[k], lw=1.0, zorder=MOVING)
            axes.add_collection(found, autolim=False)
            axes.bar(range(len(WORDS)), BETA[k], 0.78, fc="none", ec=BLACK, lw=1.3)
            (pointer,) = axes.plot([], [], "v", color=VERMILLION, mec=BLACK, ms=9, zorder=MOVING)
            self._topic_bars.append(found)
            self._pointers.append(pointer)
            self.moving += [found, pointer]
            if k == 0:
                axes.text(
                    0, 1.02, "topics β: outlined the true P(word | topic), filled as found",
                    transform=axes.transAxes, size=10, va="bottom",
                )  # fmt: skip

    def _set_topics(self, n: Written) -> None:
        at = n.shown - 1
        for k, (bars, pointer) in enumerate(zip(self._topic_bars, self._pointers, strict=True)):
            heights = np.zeros(len(WORDS)) if n.state is None else n.state.beta[k]
            bars.set_verts([_bar(i, float(height)) for i, height in enumerate(heights)])
            if n.shown and int(n.document.topics[at]) == k:
                w = int(n.document.words[at])
                pointer.set_data([w], [BETA[k, w] + 0.055])
            else:
                pointer.set_data([], [])

    def _make_chains(self, axes: Any) -> None:
        axes.set(xlim=(0, SWEEPS), ylim=(-4.2, -1.9), xlabel="sweeps of Gibbs")
        axes.set_title("log p(w, z) per word, nats", loc="left", size=10)
        axes.axvline(BURN_IN, color=GREY, lw=1.0, ls=":")
        self._chains = [
            axes.plot([], [], color=BLACK, ls=style, lw=1.3, zorder=MOVING)[0]
            for style in ("-", "--", ":")
        ]
        self._hint = axes.text(SWEEPS / 4, -3.05, "press Start", ha="center", size=10, color=GREY)
        self.moving += [*self._chains, self._hint]

    def _set_chains(self, n: Written) -> None:
        count = sum(map(len, n.corpus.documents))
        self._hint.set_visible(n.state is None)
        for k, line in enumerate(self._chains):
            heights = np.empty(0) if n.state is None else n.state.traces[k] / count
            line.set_data(np.arange(1, len(heights) + 1), heights)
            best = n.state is not None and n.state.best == k
            line.set(linewidth=2.2 if best else 1.1, color=BLUE if best else GREY)


def _bar(place: int, height: float) -> Points:
    """Return the corners of a bar that stays within its outline."""
    left, right = place - 0.27, place + 0.27
    return np.array([[left, 0.0], [right, 0.0], [right, height], [left, height]])


def _place(left: float, top: float, wide: float, high: float) -> tuple[float, float, float, float]:
    """Return pixels from the top left corner as shares of the figure, for `add_axes`."""
    return left / WIDTH, 1 - (top + high) / HEIGHT, wide / WIDTH, high / HEIGHT
