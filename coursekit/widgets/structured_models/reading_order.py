"""Where the words of a text stand in its graph: from left to right as they may follow each other.

A word's column is the least number of words that lead to it from ⟨s⟩. Of the words in a column,
each stays in the lane of the word before it, if that is free. Many columns are laid in bands that
run to and fro. Edges are bent as little as it takes to pass the words between.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.probability.models.bigram import END, START, UNKNOWN

__all__ = ["HIGH", "WIDTH", "Layout", "laid_out", "width"]

Pair = tuple[str, str]
Points = npt.NDArray[np.floating[Any]]

WIDTH = 900.0  # of the graph, in pixels
HIGH = 24.0  # of a node
_SIDE, _EDGE = 44.0, 34.0  # between the middle of outer nodes and the margin
_COLUMNS = 9  # in a band
_DEEPEST = 7  # lanes in a column
_LETTER, _PAD = 7.4, 16.0
_CURVE = np.linspace(0.0, 1.0, 61)
_BENDS = (0.0, 0.1, -0.1, 0.18, -0.18, 0.27, -0.27, 0.38, -0.38, 0.5, -0.5, 0.65, -0.65)
_BESIDE = 9.0  # an edge so near runs beside another
_SHORT, _ABOVE = 96.0, 13.0  # an edge that a label would hide, and how far above it is written
_GAP = 4.0  # between a node's edge and an arrow
_APART = 22.0  # between an edge and its way back, at their middles


@dataclass(frozen=True, eq=False)
class Layout:
    """Nodes by name with their middles, edges with their visible points and the label's place."""

    height: float
    middles: dict[str, tuple[float, float]]
    curves: dict[Pair, Points]
    labels: dict[Pair, tuple[float, float]]


def width(word: str) -> float:
    """Return the width of a node in pixels."""
    return max(30.0, _LETTER * len(word) + _PAD)


@lru_cache(maxsize=32)
def laid_out(
    nodes: tuple[str, ...], pairs: tuple[Pair, ...], further: tuple[Pair, ...] = ()
) -> Layout:
    """Place the nodes by the pairs of a text, and lead an edge for each of them and of ``further``.

    >>> layout = laid_out(("⟨s⟩", "a", "⟨/s⟩"), (("⟨s⟩", "a"), ("a", "⟨/s⟩")))
    >>> [round(x) for x, _ in layout.middles.values()], len(layout.curves)
    ([44, 450, 856], 2)
    """
    columns = _columns(nodes, pairs)
    lanes = _lanes(columns, pairs)
    middles, height = _places(columns, lanes)
    curves: dict[Pair, Points] = {}
    for pair in (*pairs, *further):
        curves[pair] = _led(pair, middles, height, curves)
    return Layout(height, middles, curves, _labelled(curves, middles))


def _columns(nodes: Sequence[str], pairs: Sequence[Pair]) -> list[list[str]]:
    """Sort the nodes by their distance from ⟨s⟩; ⟨/s⟩ comes last, ⟨unk⟩ beside it."""
    inner = {node for node in nodes if node not in (END, UNKNOWN)}
    found: list[list[str]] = []
    now, placed = [START], {START}
    while now:
        found += [now[i : i + _DEEPEST] for i in range(0, len(now), _DEEPEST)]
        after = [w for v in now for u, w in pairs if u == v and w in inner and w not in placed]
        now = list(dict.fromkeys(after))
        placed.update(now)
    last = [node for node in nodes if node in (END, UNKNOWN)]
    return [*found, last]


def _lanes(columns: list[list[str]], pairs: Sequence[Pair]) -> dict[str, int]:
    """Give every word a lane, from 0."""
    lanes: dict[str, int] = {}
    for column in columns:
        taken: set[int] = set()
        for word in column:
            before = [lanes[v] for v, w in pairs if w == word and v in lanes]
            wish = before[0] if before else 0
            near = (lane for step in count() for lane in (wish - step, wish + step) if lane >= 0)
            lanes[word] = next(lane for lane in near if lane not in taken)
            taken.add(lanes[word])
    return lanes


def _places(
    columns: list[list[str]], lanes: dict[str, int]
) -> tuple[dict[str, tuple[float, float]], float]:
    """Turn columns and lanes into pixels, from the top left corner; return the height, too."""
    bands = [columns[i : i + _COLUMNS] for i in range(0, len(columns), _COLUMNS)]
    across = max(map(len, bands)) - 1
    middles, top = {}, 2 * _EDGE
    for number, band in enumerate(bands):
        inner = (word for column in band for word in column if word not in (END, UNKNOWN))
        depth = max(map(lanes.__getitem__, inner), default=0)
        apart = max(46.0, min(112.0, 260.0 / (depth + 1)))
        for place, column in enumerate(band):
            x = (
                _SIDE
                + (WIDTH - 2 * _SIDE) * (place if number % 2 == 0 else across - place) / across
            )
            for word in column:
                middles[word] = (x, top + apart * _level(word, lanes[word], depth))
        deepest = max(y for _, y in middles.values())
        top = deepest + 3 * _EDGE
    return middles, top - _EDGE


def _level(word: str, lane: int, depth: int) -> float:
    """Return how deep a word stands: the tokens at half depth, ⟨unk⟩ at the bottom."""
    if word in (START, END):
        return depth / 2
    return max(depth, 1) if word == UNKNOWN else lane


def _led(
    pair: Pair,
    middles: dict[str, tuple[float, float]],
    height: float,
    before: dict[Pair, Points],
) -> Points:
    """Bend an edge as little as it takes to pass all other nodes, and its own way back."""
    if pair[0] == pair[1]:
        return _loop(pair[0], middles)
    a, b = (np.array(middles[name]) for name in pair)
    across = np.array([a[1] - b[1], b[0] - a[0]])
    others = [name for name in middles if name not in pair]
    boxes = np.array([middles[name] for name in others]).reshape(-1, 2)
    halves = np.array([(width(name) / 2 + 7, HIGH / 2 + 7) for name in others]).reshape(-1, 2)
    others_way = np.concatenate([np.empty((0, 2)), *(other[::4] for other in before.values())])
    best: Points = np.empty((0, 2))
    least = np.inf
    for bend in _BENDS:
        if pair[::-1] in before and abs(bend) * np.hypot(*across) < _APART:
            continue
        curve = _bow(a, b, a / 2 + b / 2 + 2 * bend * across)
        inside = np.all(np.abs(curve[:, None] - boxes) < halves, axis=2)
        out = (curve < 12.0) | (curve > np.array([WIDTH, height]) - 12.0)
        cost = 40 * inside.any(axis=0).sum() + inside.sum() + 200 * out.any() + 8 * abs(bend)
        if cost < least:  # only then is it worth the while to look along the other edges
            cost += _company(curve, others_way)
        if cost < least - 1e-9:
            best, least = curve, cost
    return _cut(best, pair, middles)


def _company(curve: Points, others: Points) -> float:
    """Return which share of a curve has points of other edges beside it."""
    if not len(others):
        return 0.0
    steps = curve[2:-2:4, None] - others
    return float(np.mean(np.min(np.hypot(steps[..., 0], steps[..., 1]), axis=1) < _BESIDE))


def _bow(a: Points, b: Points, over: Points) -> Points:
    t = _CURVE[:, None]
    curve: Points = (1 - t) ** 2 * a + 2 * t * (1 - t) * over + t**2 * b
    return curve


def _loop(word: str, middles: dict[str, tuple[float, float]]) -> Points:
    """Lead a word to itself, over its head; below it, if another word of its column is there."""
    x, y = middles[word]
    turn = np.pi * (0.75 + 1.5 * _CURVE)
    up = -1 if any(left == x and top < y for left, top in middles.values()) else 1
    return np.stack([x + 13 * np.cos(turn), y - up * (HIGH / 2 + 15 - 13 * np.sin(turn))], axis=1)


def _cut(curve: Points, pair: Pair, middles: dict[str, tuple[float, float]]) -> Points:
    """Keep what is visible between two nodes."""
    keep = np.ones(len(curve), dtype=bool)
    for name in pair:
        half = np.array([width(name) / 2 + _GAP, HIGH / 2 + _GAP])
        keep &= np.any(np.abs(curve - middles[name]) >= half, axis=1)
    return curve[keep] if np.count_nonzero(keep) > 1 else curve[[20, 40]]


def _spots(curve: Points) -> list[Points]:
    """Return where a label may stand: above a short edge, else on it."""
    way = curve[-1] - curve[0]
    if float(np.hypot(*way)) < _SHORT and abs(way[1]) < abs(way[0]):
        middle = curve[len(curve) // 2]
        hangs = middle[1] > max(curve[0][1], curve[-1][1]) + HIGH / 2  # a loop below its word
        return [middle + np.array([0.0, _ABOVE if hangs else -_ABOVE])]
    return [curve[int(share * (len(curve) - 1))] for share in (0.45, 0.3, 0.6, 0.2, 0.7, 0.8)]


def _labelled(
    curves: dict[Pair, Points], middles: dict[str, tuple[float, float]]
) -> dict[Pair, tuple[float, float]]:
    """Put each label where its edge is free of words and of other labels."""
    found: dict[Pair, tuple[float, float]] = {}
    points = np.concatenate(list(curves.values()))
    owners = np.repeat(np.arange(len(curves)), [len(curve) for curve in curves.values()])
    for number, (pair, curve) in enumerate(curves.items()):
        spots = _spots(curve)
        crowds = []
        for spot in spots:
            crossed = set(owners[np.all(np.abs(points - spot) < (15, 8), axis=1)].tolist())
            hidden = _hidden(spot, middles, found.values())
            crowds.append(hidden + len(crossed - {number}))
        x, y = spots[int(np.argmin(crowds))].tolist()
        found[pair] = (x, y)
    return found


def _hidden(
    spot: Points, middles: dict[str, tuple[float, float]], labels: Iterable[tuple[float, float]]
) -> int:
    """Say how much of words and of other labels a label at a spot would hide."""
    nodes = sum(
        abs(spot[0] - x) < width(name) / 2 + 16 and abs(spot[1] - y) < HIGH / 2 + 8
        for name, (x, y) in middles.items()
    )
    texts = sum(abs(spot[0] - x) < 32 and abs(spot[1] - y) < 15 for x, y in labels)
    return int(4 * nodes + 3 * texts)
