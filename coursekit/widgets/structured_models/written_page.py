"""A document as it is made, drawn as the plate of its words: θ above, then z and w for each n."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.font_manager import FontProperties
from matplotlib.patches import FancyBboxPatch, PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.textpath import TextPath

from coursekit.widgets.structured_models.topics import MOST_WORDS, NAMES, WORDS, Written
from coursekit.widgets.style import BLACK, BLUE, DPI, GREEN, GREY, MOVING, ORANGE, VERMILLION

__all__ = ["COLOURS", "TINTS", "Page"]

#: Lines and areas of the three topics; their names or places are the second cue.
COLOURS = (BLUE, ORANGE, GREEN)
TINTS = ("#B9D8EA", "#F8DFA8", "#A6DCCB")

_WIDE, _DEEP = 610.0, 316.0
_LEFT, _TOP, _ROW_HIGH = 62.0, 78.0, 76.0
_ROW, _CELL, _BOX = 10, 54.0, 50.0  # words in a row, a place and its boxes
_LINES = ((0.0, 20.0), (23.0, 20.0), (46.0, 15.0))  # top and height of the boxes z, w and found
_SIZES = (8.5, 9.5, 8.0)
_SYMBOLS = ("z", "w", "found")
_LABEL = 86.0  # a share is named in the bar if it is as wide
_FONT = FontProperties(family="DejaVu Sans")  # ships with Matplotlib

Points = npt.NDArray[np.floating[Any]]


class Page:
    """The bar of θ and the boxes of a document's words; ``moving`` as in a scene."""

    def __init__(self, axes: Axes) -> None:
        axes.set_axis_off()
        axes.set(xlim=(0, _WIDE), ylim=(_DEEP, 0))
        axes.text(_LEFT - 12, 36, "θ", ha="right", va="center", size=13)
        axes.add_patch(
            FancyBboxPatch(
                (16, 66), _WIDE - 20, _DEEP - 70, boxstyle="round,pad=0,rounding_size=8",
                fc="none", ec=GREY, lw=1.2,
            )
        )  # fmt: skip
        axes.text(_WIDE - 12, _DEEP - 12, "n = 1 … N", ha="right", va="center", color=GREY)
        self._head = axes.text(_LEFT, 12, "", va="center", size=10.5)
        self._bars = [Rectangle((_LEFT, 24), 0, 24, fc=tint, ec=BLACK, lw=0.8) for tint in TINTS]
        for bar in self._bars:
            axes.add_patch(bar)
        self._boxes = PolyCollection([], closed=True)
        axes.add_collection(self._boxes, autolim=False)
        (self._last,) = axes.plot([], [], color=BLACK, lw=2.4)
        # Drawn as one path: so many texts would cost more than all the rest of the picture.
        self._letters = PathPatch(Path(np.empty((0, 2))), fc=BLACK, lw=0)
        axes.add_artist(self._letters)
        self.moving: list[Any] = [
            self._head, *self._bars, self._boxes, self._last, self._letters,
        ]  # fmt: skip
        for each in self.moving:
            each.set_zorder(MOVING)

    def show(self, n: Written) -> None:
        """Write the document as far as it is shown, and below each word what Gibbs found."""
        words, topics, theta = n.document
        self._head.set_text(f"document {n.place + 1}:  N = {n.length}")
        texts: list[tuple[float, float, str, float]] = []
        at = _LEFT
        for name, bar, share in zip(NAMES, self._bars, theta.tolist(), strict=True):
            wide = _CELL * _ROW * share
            bar.set_bounds(at, 24, wide, 24)
            if wide > _LABEL:
                texts.append((at + wide / 2, 36, f"{name} {share:.2f}", 9.5))
            at += wide
        found = n.found
        rows = range(-(-min(n.length, MOST_WORDS) // _ROW))
        for row in rows:
            for (top, high), symbol in zip(_LINES, _SYMBOLS, strict=True):
                if symbol != "found" or found is not None:
                    y = _TOP + _ROW_HIGH * row + top + high / 2
                    texts.append((38, y, symbol, 8.5 if symbol == "found" else 11.5))
        if found is not None:
            texts.append((200, _DEEP - 12, "thick edge: Gibbs finds another topic than z", 8.5))
        boxes: list[tuple[Points, str, str, float]] = []
        for place in range(min(n.length, MOST_WORDS)):
            written = place < n.shown
            z, w = int(topics[place]), int(words[place])
            boxes.append((_box(place, 0), *_look(z if written else None)))
            boxes.append((_box(place, 1), *_look(None)))
            if written:
                texts += [_text(place, 0, NAMES[z]), _text(place, 1, WORDS[w])]
            if written and found is not None:
                k = int(found[place])
                look = _look(k) if k == z else (TINTS[k], VERMILLION, 2.4)
                boxes.append((_box(place, 2), *look))
                texts.append(_text(place, 2, NAMES[k]))
        self._set_boxes(boxes)
        self._last.set_data(*_around(n.shown - 1).T)
        self._letters.set_path(_lettering(texts))

    def _set_boxes(self, boxes: list[tuple[Points, str, str, float]]) -> None:
        self._boxes.set_verts([corners for corners, *_ in boxes])
        self._boxes.set_facecolor([face for _, face, _, _ in boxes])
        self._boxes.set_edgecolor([edge for _, _, edge, _ in boxes])
        self._boxes.set_linewidth([thick for *_, thick in boxes])


def _look(topic: int | None) -> tuple[str, str, float]:
    """Return face, edge and width of a box."""
    return ("white", GREY, 0.8) if topic is None else (TINTS[topic], COLOURS[topic], 0.9)


def _corner(place: int) -> tuple[float, float]:
    return _LEFT + _CELL * (place % _ROW), _TOP + _ROW_HIGH * (place // _ROW)


def _box(place: int, line: int) -> Points:
    x, y = _corner(place)
    top, high = _LINES[line]
    return _rectangle(x, y + top, _BOX, high)


def _around(place: int) -> Points:
    """Return a closed line around the topic and the word at a place; nothing before the first."""
    if place < 0:
        return np.empty((0, 2))
    x, y = _corner(place)
    corners = _rectangle(x - 1, y - 1, _BOX + 2, 45.0)
    return np.vstack([corners, corners[:1]])


def _rectangle(x: float, y: float, wide: float, high: float) -> Points:
    return np.array([[x, y], [x + wide, y], [x + wide, y + high], [x, y + high]])


def _text(place: int, line: int, text: str) -> tuple[float, float, str, float]:
    x, y = _corner(place)
    top, high = _LINES[line]
    return x + _BOX / 2, y + top + high / 2, text, _SIZES[line]


@lru_cache(maxsize=256)
def _outline(text: str, size: float) -> Path:
    """Return the outline of a text, centred at 0 with y downward, in pixels."""
    drawn = TextPath((0, 0), text, size=size * DPI / 72, prop=_FONT)
    wide = drawn.get_extents().width
    x_height = 0.55 * size * DPI / 72
    vertices = (np.asarray(drawn.vertices) - (wide / 2, x_height / 2)) * (1.0, -1.0)
    return Path(vertices, drawn.codes)


def _lettering(texts: Iterable[tuple[float, float, str, float]]) -> Path:
    """Return the outlines of texts, each with its middle at (x, y)."""
    moved = []
    for x, y, text, size in texts:
        path = _outline(text, size)
        moved.append(Path(np.asarray(path.vertices) + np.array([x, y]), path.codes))
    return Path.make_compound_path(*moved)
