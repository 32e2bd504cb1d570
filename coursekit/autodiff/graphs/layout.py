"""Where to put the nodes of a graph: layers, few crossings, straight long edges.

The method of Sugiyama, Tagawa and Toda (1981) in four steps: nodes get layers; an edge gets a
vertex in every layer that it passes (one of them carries its label, so that no label can lie on
anything); the order within layers is improved by barycentres and swaps until no edges cross;
what follows each other is put on a line, the rest is least squares under the order.  The same
graph is always laid out alike.

Coordinates are (along, across): along the layers and across them, whichever way these are drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

__all__ = ["Layout", "Size", "arrange", "crossings"]

GAP_ALONG = 13.0
GAP_ACROSS = 14.0
_PORT = 14.0  # between edges that leave the same box
_STARTS = 24
_TRIES = 2000  # vertices, over all starts
_SWEEPS = 12
_ROUNDS = 2000
_OFFSET = 0.0137

Size = tuple[float, float]  # along, across
Point = tuple[float, float]


class Layout(NamedTuple):
    """Centres of boxes and labels, and the points that each edge goes through, two a layer."""

    boxes: list[Point]
    labels: list[Point]
    routes: list[list[Point]]
    size: Size


class _Web(NamedTuple):
    """The graph with one vertex for every layer that an edge passes."""

    layers: list[list[int]]
    layer_of: list[int]
    sizes: list[Size]
    paths: list[list[int]]  # the vertices of each edge, ends included
    label_at: list[int]  # the vertex of each edge that carries its label
    before: list[list[int]]  # neighbours of a vertex in the layer before
    after: list[list[int]]
    nodes: int


def arrange(
    boxes: Sequence[Size],
    edges: Sequence[tuple[int, int]],
    labels: Sequence[Size],
    *,
    gap: float = GAP_ALONG,
) -> Layout:
    """Lay out a graph whose nodes are numbered so that every edge goes from lower to higher.

    ``gap`` is what lies between two layers, along.

    >>> layout = arrange([(60, 40)] * 3, [(0, 2), (1, 2)], [(20, 16)] * 2)
    >>> layout.boxes[0][0] == layout.boxes[1][0] < layout.boxes[2][0]
    True
    """
    web = _web(boxes, edges, labels)
    order = _order(web)
    across = _across(web, order)
    along, thickness = _along(web, order, gap)
    routes = _routes(web, across, along, thickness)
    lowest = min(across[v] - web.sizes[v][1] / 2 for v in range(len(across)))
    highest = max(across[v] + web.sizes[v][1] / 2 for v in range(len(across)))

    def placed(v: int) -> Point:
        return along[web.layer_of[v]], across[v] - lowest

    return Layout(
        [placed(v) for v in range(web.nodes)],
        [placed(v) for v in web.label_at],
        [[(a, c - lowest) for a, c in route] for route in routes],
        (along[-1] + thickness[-1] / 2, highest - lowest),
    )


def _ranks(count: int, edges: Sequence[tuple[int, int]]) -> list[int]:
    """Give every node a layer, as near to the result as it can be: inputs go where they enter."""
    before_end = [0] * count
    for source, target in sorted(edges, key=lambda edge: -edge[0]):
        before_end[source] = max(before_end[source], before_end[target] + 1)
    return [max(before_end) - distance for distance in before_end]


def _web(boxes: Sequence[Size], edges: Sequence[tuple[int, int]], labels: Sequence[Size]) -> _Web:
    rank = _ranks(len(boxes), edges)
    sizes = list(boxes)
    layer_of = [2 * r for r in rank]  # the odd layers are for labels
    paths, label_at = [], []
    for (source, target), label in zip(edges, labels, strict=True):
        path = [source]
        for layer in range(layer_of[source] + 1, layer_of[target]):
            path.append(len(sizes))
            layer_of.append(layer)
            sizes.append(label if layer == layer_of[target] - 1 else (0.0, 0.0))
        label_at.append(path[-1])
        paths.append([*path, target])
    layers: list[list[int]] = [[] for _ in range(max(layer_of) + 1)]
    before: list[list[int]] = [[] for _ in sizes]
    after: list[list[int]] = [[] for _ in sizes]
    for path in paths:
        for one, next_one in pairwise(path):
            after[one].append(next_one)
            before[next_one].append(one)
    # A first order: by a walk back from the results, so that what belongs together stays together.
    seen: set[int] = set()
    waiting = list(range(len(boxes)))
    while waiting:
        v = waiting.pop()
        if v not in seen:
            seen.add(v)
            layers[layer_of[v]].append(v)
            waiting += [u for u in reversed(before[v]) if u not in seen]
    return _Web(layers, layer_of, sizes, paths, label_at, before, after, len(boxes))


# ---------------------------------------------------------------------------- order within layers


def crossings(upper: Sequence[int], lower: Sequence[int], after: Sequence[Sequence[int]]) -> int:
    """Count the crossings between two neighbouring layers in these orders.

    >>> crossings([0, 1], [2, 3], [[3], [2], [], []])
    1
    """
    place = {v: i for i, v in enumerate(lower)}
    ends = np.array([end for v in upper for end in sorted(place[u] for u in after[v])])
    return int(np.count_nonzero(np.triu(ends[:, None] > ends)))


def _total(layers: Sequence[Sequence[int]], after: Sequence[Sequence[int]]) -> int:
    return sum(crossings(one, two, after) for one, two in pairwise(layers))


def _order(web: _Web) -> list[list[int]]:
    """Return the layers in an order with as few crossings as several starts find."""
    random = np.random.default_rng(0)
    best, fewest = web.layers, _total(web.layers, web.after)
    for start in range(min(_STARTS, max(2, _TRIES // len(web.sizes)))):
        if fewest == 0:
            break
        layers = [list(layer) for layer in web.layers]
        if start == 1:
            layers = [layer[::-1] for layer in layers]
        elif start > 1:
            layers = [[int(v) for v in random.permutation(layer)] for layer in layers]
        for sweep in range(_SWEEPS):
            _sweep(layers, web, forward=sweep % 2 == 0)
            _swap(layers, web)
            now = _total(layers, web.after)
            if now < fewest:
                best, fewest = [list(layer) for layer in layers], now
            if fewest == 0:
                break
    return best


def _sweep(layers: list[list[int]], web: _Web, forward: bool) -> None:
    """Order each layer by the mean place of its neighbours in the layer visited just before."""
    neighbours = web.before if forward else web.after
    indices = range(1, len(layers)) if forward else range(len(layers) - 2, -1, -1)
    for i in indices:
        place = {v: p for p, v in enumerate(layers[i - 1 if forward else i + 1])}
        own = {v: p for p, v in enumerate(layers[i])}
        means = {
            v: sum(place[u] for u in neighbours[v]) / len(neighbours[v])
            if neighbours[v]
            else own[v]
            for v in layers[i]
        }
        layers[i].sort(key=means.__getitem__)


def _swap(layers: list[list[int]], web: _Web) -> None:
    """Swap neighbours in a layer as long as that removes crossings."""
    improved = True
    while improved:
        improved = False
        for i, layer in enumerate(layers):
            sides = []
            for neighbours, other in ((web.before, i - 1), (web.after, i + 1)):
                if 0 <= other < len(layers):
                    place = {v: p for p, v in enumerate(layers[other])}
                    sides.append({v: [place[u] for u in neighbours[v]] for v in layer})
            for p in range(len(layer) - 1):
                one, two = layer[p], layer[p + 1]
                if sum(_excess(side[one], side[two]) for side in sides) > 0:
                    layer[p], layer[p + 1] = two, one
                    improved = True


def _excess(one: Sequence[int], two: Sequence[int]) -> int:
    """Count how many crossings a swap of two neighbours would remove, by where their edges end."""
    return sum((a > b) - (a < b) for a in one for b in two)


# ----------------------------------------------------------------------------------- coordinates


def _across(web: _Web, layers: list[list[int]]) -> list[float]:
    """Return positions within the layers: straight where that is wanted, and else least squares."""
    block = _blocks(web, layers)
    count = max(block) + 1
    bonds = np.zeros((count, count))
    for path in web.paths:
        for one, two in pairwise(path):
            a, b = block[one], block[two]
            bonds[[a, b], [b, a]] += a != b
    apart: dict[tuple[int, int], float] = {}
    for layer in layers:
        for one, two in pairwise(layer):
            pair = block[one], block[two]
            apart[pair] = max(apart.get(pair, 0.0), _distance(web, one, two))
    order = np.zeros((len(apart), count))
    for row, (one, two) in enumerate(apart):
        order[row, one], order[row, two] = -1.0, 1.0
    at = _least_squares(np.diag(bonds.sum(axis=1)) - bonds, order, list(apart.values()))
    # Tenths of a pixel; the offset keeps what is halfway in theory from being rounded by chance.
    at = np.round(at + _OFFSET, 1)
    positions = [float(at[b]) for b in block]
    for layer in layers:  # what rounding has left too near
        for one, two in pairwise(layer):
            nearest = positions[one] + _distance(web, one, two)
            if positions[two] < nearest - 0.5:
                positions[two] = nearest
    return positions


def _distance(web: _Web, one: int, two: int) -> float:
    return (web.sizes[one][1] + web.sizes[two][1]) / 2 + GAP_ACROSS


def _blocks(web: _Web, layers: list[list[int]]) -> list[int]:
    """Join vertices that shall lie on one line: long edges, and operations that follow each other.

    A line that would have to cross another one is not drawn straight: the blocks must keep an
    order among themselves.
    """
    block = list(range(len(web.sizes)))
    lines = [path[1:-1] for path in web.paths]
    for path in web.paths:
        source, target = path[0], path[-1]
        alone = len(web.after[source]) == 1
        computed = [p for p in web.paths if p[-1] == target and web.before[p[0]]]
        if alone and (len(web.before[target]) == 1 or (len(computed) == 1 and computed[0] is path)):
            lines.append(path)
    pairs = [pair for layer in layers for pair in pairwise(layer)]
    for line in lines:
        ends = {block[v] for v in line}
        if len(ends) < 2:
            continue
        joined = [min(ends) if b in ends else b for b in block]
        if _orderable({(joined[a], joined[b]) for a, b in pairs}):
            block = joined
    names = {b: i for i, b in enumerate(sorted(set(block)))}
    return [names[b] for b in block]


def _orderable(pairs: set[tuple[int, int]]) -> bool:
    """Tell whether there is an order in which the first of each pair comes before the second."""
    later: dict[int, list[int]] = {}
    waits: dict[int, int] = {}
    for a, b in pairs:
        later.setdefault(a, []).append(b)
        waits[b] = waits.get(b, 0) + 1
    free = [a for a in later if a not in waits]
    while free:
        for b in later.get(free.pop(), ()):
            waits[b] -= 1
            if not waits[b]:
                free.append(b)
    return not any(waits.values())


def _least_squares(pull: np.ndarray, order: np.ndarray, apart: Sequence[float]) -> np.ndarray:
    """Return the x that minimises x·pull·x where order·x ≥ apart.

    By the dual problem, whose only constraint is that no force is negative: a gradient step with
    momentum, negative forces put to 0, many times.
    """
    inverse = np.linalg.inv(pull + 1e-3 * np.eye(len(pull)))
    if not len(order):
        return np.zeros(len(pull))
    spread = order @ inverse
    kernel = spread @ order.T
    distance = np.array(apart)
    rate = 1.0 / float(np.linalg.eigvalsh(kernel)[-1])
    force = ahead = np.zeros(len(distance))
    for turn in range(_ROUNDS):
        new = np.maximum(0.0, ahead + rate * (distance - kernel @ ahead))
        ahead = new + turn / (turn + 3.0) * (new - force)
        force = new
    found: np.ndarray = force @ spread
    return found


def _along(web: _Web, layers: list[list[int]], gap: float) -> tuple[list[float], list[float]]:
    """Return the middle and the thickness of every layer."""
    thickness = [max(web.sizes[v][0] for v in layer) for layer in layers]
    middles, end = [], 0.0
    for i, thick in enumerate(thickness):
        start = end + (gap if i else 0.0)
        end = start + thick
        middles.append((start + end) / 2)
    return middles, thickness


def _routes(
    web: _Web, across: list[float], along: list[float], thickness: list[float]
) -> list[list[Point]]:
    """Return two points a layer for each edge: where it enters and where it leaves."""
    leaving = _ports(web, across, [(path[0], path[1]) for path in web.paths])
    arriving = _ports(web, across, [(path[-1], path[-2]) for path in web.paths])
    routes = []
    for number, path in enumerate(web.paths):
        route: list[Point] = []
        for v in path:
            half = thickness[web.layer_of[v]] / 2
            middle = along[web.layer_of[v]]
            if v == path[0]:
                at = across[v] + leaving[number]
                route += [(middle + web.sizes[v][0] / 2, at), (middle + half, at)]
            elif v == path[-1]:
                at = across[v] + arriving[number]
                route += [(middle - half, at), (middle - web.sizes[v][0] / 2, at)]
            else:
                route += [(middle - half, across[v]), (middle + half, across[v])]
        routes.append(route)
    return routes


def _ports(web: _Web, across: list[float], ends: list[tuple[int, int]]) -> list[float]:
    """Return how far from the middle of its box each edge is fastened: where it goes, if it can."""
    offsets = [0.0] * len(ends)
    for box in sorted({box for box, _ in ends}):
        mine = [e for e, end in enumerate(ends) if end[0] == box]
        mine.sort(key=lambda e: across[ends[e][1]])
        reach = 0.38 * web.sizes[box][1]
        step = min(_PORT, 2 * reach / max(1, len(mine) - 1)) * np.arange(len(mine))
        wanted = np.array([across[ends[e][1]] - across[box] for e in mine])
        for e, at in zip(
            mine, np.clip(_monotone(wanted - step), -reach, reach - step[-1]) + step, strict=True
        ):
            offsets[e] = float(at)
    return offsets


def _monotone(wanted: np.ndarray) -> np.ndarray:
    """Return the nondecreasing sequence nearest to ``wanted``.

    >>> _monotone(np.array([1.0, 3.0, 1.0])).tolist()
    [1.0, 2.0, 2.0]
    """
    blocks: list[tuple[float, int]] = []  # mean, length
    for value in wanted:
        mean, length = float(value), 1
        while blocks and blocks[-1][0] > mean:
            before, n = blocks.pop()
            mean, length = (mean * length + before * n) / (length + n), length + n
        blocks.append((mean, length))
    return np.array([mean for mean, length in blocks for _ in range(length)])
