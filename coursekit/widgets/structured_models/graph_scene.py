"""The picture of a Bayesian network: circles filled to their probability, paths along the edges."""

import math
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib import rc_context
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Rectangle

from coursekit.probability.models.bayes_net import Path
from coursekit.widgets.structured_models.evidence import Evidence
from coursekit.widgets.structured_models.networks import MOST, Ends, Point
from coursekit.widgets.style import BLACK, BLUE, GREY, MOVING, ORANGE, VERMILLION, new_figure

__all__ = ["GraphScene"]

_RADIUS = 0.5  # of a node
_RING = 0.57  # of the second ring around an observed node
_LANE, _ROAD = 0.2, 0.8  # between paths that share an edge, and of all together
_WIDTHS = {True: 0.13, False: 0.1}  # of open and blocked paths
_STOP = 0.96  # from the middle of a node that blocks to the mark
_HEAD = 0.22  # length of an arrow's head
_MARGIN = 0.1
_HEIGHT, _HIGH, _HIGHEST = 4.5, 0.62, 7.5  # inches, of the picture; the middle one for a circle
_TICK = 0.18  # length of the mark of the prior, mostly inside the circle
_SHADE = "#D0D0D0"  # of an observed node
_KNOWN = "#8C8C8C"  # of what is filled in it
_DASH = (0, (1.6, 1.1))
_SMALLEST, _LARGEST = 7.0, 13.0  # points, of letters
_SHORT = 2  # letters of a name that leaves room for a value beside it
_HALF = 0.36  # of a bar's height

Array = npt.NDArray[np.float64]


class GraphScene:
    """Left the graph with the paths between two nodes, right prior and posterior as bars."""

    def __init__(self) -> None:
        self.figure, (self._graph, self._chart) = new_figure(8.2, _HEIGHT, ratios=(1.6, 1.0))
        self._graph.set_position((0.01, 0.02, 0.6, 0.86))
        self._graph.set_axis_off()
        self._graph.set_aspect("equal")
        self._chart.set_position((0.76, 0.12, 0.22, 0.74))
        self._chart.set(
            xlim=(0, 1.02), xlabel="probability", xticks=(0, 0.5, 1), xticklabels=("0", "0.5", "1")
        )
        self._chart.grid(visible=False, axis="y")
        self._paths = {
            True: _lines(self._graph, 0, colors=BLUE, lw=7, capstyle="butt", alpha=0.75),
            False: _lines(self._graph, 1, colors=VERMILLION, lw=5, ls=[_DASH], capstyle="butt"),
        }
        self._missing = _lines(self._graph, 2, colors=GREY, lw=1.2, ls=[(0, (1, 3))])
        self._shafts = _lines(self._graph, 3, colors=BLACK, lw=1.5)
        self._heads = _areas(self._graph, 3, facecolors=BLACK)
        self._rings = [
            _circle(self._graph, _RING, 4, facecolor="white", lw=1.6) for _ in range(MOST)
        ]
        self._discs = [_circle(self._graph, _RADIUS, 4, facecolor="white") for _ in range(MOST)]
        self._levels = _areas(self._graph, 5)
        self._dashes = _lines(self._graph, 7, colors=BLACK, lw=3.2)
        self._rims = [_circle(self._graph, _RADIUS, 7, fill=False, lw=1.8) for _ in range(MOST)]
        self._names = [
            self._graph.text(0, 0, "", ha="center", va="center", zorder=MOVING + 0.8, fontsize=13)
            for _ in range(MOST)
        ]
        (self._stops,) = self._graph.plot(
            [], [], ls="", marker="X", ms=15, mfc=BLACK, mec="white", mew=1.4,
            zorder=MOVING + 0.9,
        )  # fmt: skip
        self._bars = _areas(self._chart, 0)
        self._before = _lines(self._chart, 1, colors=BLACK, lw=3.2)
        self._legend()
        self.moving: list[Any] = [
            *self._paths.values(), self._missing, self._shafts, self._heads, *self._rings,
            *self._discs, self._levels, self._dashes, *self._rims, *self._names, self._stops,
            self._bars, self._before,
        ]  # fmt: skip

    def _legend(self) -> None:
        entries = {
            "open path": Line2D([], [], color=BLUE, lw=7, alpha=0.75),
            "blocked path": Line2D([], [], color=VERMILLION, lw=5, ls=_DASH),
            "blocks here": Line2D([], [], ls="", marker="X", ms=12, mfc=BLACK, mec="white"),
            "observed": Line2D([], [], ls="", marker="o", ms=12, mfc=_SHADE, mec=BLACK),
            "before": Line2D([], [], color=BLACK, lw=3.2),
            "now": Rectangle((0, 0), 1, 1, facecolor=ORANGE, edgecolor=BLACK),
        }
        with rc_context({"font.family": "DejaVu Sans"}):
            self.figure.legend(
                entries.values(), entries.keys(), loc="upper left", bbox_to_anchor=(0.01, 1.0),
                ncols=len(entries), frameon=False, fontsize=9.5, handlelength=2.6,
                columnspacing=1.4,
            )  # fmt: skip

    def background(self, numbers: Evidence) -> Hashable:
        """Return the graph: the places of its nodes and the names at the bars stand still."""
        return numbers.shown.network

    def set_background(self, numbers: Evidence) -> None:
        """Set limits, and show as many circles as there are nodes."""
        places = numbers.shown.middles
        lines = numbers.shown.lines.values()
        points = np.array([*places.values(), *(point for line in lines for point in line)])
        room = _RING + _MARGIN
        (left, low), (right, high) = points.min(axis=0) - room, points.max(axis=0) + room
        self.figure.set_figheight(min(max(_HEIGHT, _HIGH * (high - low)), _HIGHEST))
        self._graph.set(xlim=(left, right), ylim=(low, high))
        self._graph.apply_aspect()
        self._set_sizes()
        count = len(places)
        for parts in (self._discs, self._rims, self._rings, self._names):
            for i, part in enumerate(parts):
                part.set_visible(i < count)
        size = self._letters(numbers)
        for name, disc, rim, ring, text in zip(
            places, self._discs, self._rims, self._rings, self._names, strict=False
        ):
            for circle in (disc, rim, ring):
                circle.center = places[name]
            text.set_position(places[name])
            text.set_fontsize(size)
        self._chart.set(ylim=(count - 0.4, -0.6))
        self._chart.set_yticks(range(count), [f"p({numbers.value(name)})" for name in places])
        self._chart.tick_params(axis="y", length=0)

    @property
    def _unit(self) -> float:
        """The diameter of a circle in points."""
        ends = self._graph.transData.transform([(0, 0), (2 * _RADIUS, 0)])
        return math.dist(*ends) * 72 / self.figure.dpi

    def _set_sizes(self) -> None:
        """Let lines and marks be as wide as suits the circles."""
        for state, width in _WIDTHS.items():
            self._paths[state].set_linewidth(width * self._unit)
        self._stops.set_markersize(min(16.0, 0.28 * self._unit))

    def _letters(self, n: Evidence) -> float:
        """Return the size of letters with which each line of text fits into its circle."""
        texts = [f"{name}{_equals(name)}{v}" for name, own in n.network.labels.items() for v in own]
        longest = max(len(line) for text in texts for line in text.split("\n"))
        return max(_SMALLEST, min(_LARGEST, 0.86 * self._unit / (0.62 * longest)))

    def move(self, numbers: Evidence) -> None:
        """Set levels, rings, arrows, paths and bars."""
        self._set_edges(numbers)
        self._set_paths(numbers)
        levels, dashes, bars, ticks, paints = [], [], [], [], []
        for i, (name, middle) in enumerate(numbers.shown.middles.items()):
            known = name in numbers.observed
            now, before = float(numbers.posterior[name]), float(numbers.prior[name])
            levels.append(_filled(middle, now))
            dashes += [] if known else _ticks(middle, before)
            bars.append([(0, i - _HALF), (now, i - _HALF), (now, i + _HALF), (0, i + _HALF)])
            ticks.append([(before, i - 0.46), (before, i + 0.46)])
            paints.append(_KNOWN if known else ORANGE)
            self._rings[i].set_visible(known)
            self._discs[i].set_facecolor(_SHADE if known else "white")
            self._names[i].set_text(
                f"{name}{_equals(name)}{numbers.observed[name]}" if known else name
            )
        self._levels.set_verts(levels)
        self._levels.set_facecolor(paints)
        self._dashes.set_segments(dashes)
        self._bars.set_verts(bars)
        self._bars.set_facecolor(paints)
        self._before.set_segments(ticks)

    def _set_edges(self, n: Evidence) -> None:
        """Draw an arrow for each edge, and dots for one that is left out."""
        rims = {name: _RING if name in n.observed else _RADIUS for name in n.shown.middles}
        lines = {
            edge: _from_rims(line, [rims[name] for name in edge])
            for edge, line in n.shown.lines.items()
        }
        self._missing.set_segments([lines.pop(n.without)] if n.without else [])
        self._shafts.set_segments([_shortened(line) for line in lines.values()])
        self._heads.set_verts([_arrow_head(line) for line in lines.values()])

    def _set_paths(self, n: Evidence) -> None:
        """Lay each path along its edges, side by side where they share one."""
        shares = Counter(edge for path in n.paths for edge in _edges(path))
        used: Counter[Ends] = Counter()
        segments: dict[bool, list[Array]] = {True: [], False: []}
        stops: list[Array] = []
        for path in n.paths:
            laid = {}
            for edge in _edges(path):
                apart = min(_LANE, _ROAD / shares[edge])
                lane = (used[edge] - (shares[edge] - 1) / 2) * apart
                used[edge] += 1
                laid[edge] = _beside(n.shown.lines[edge], lane)
            segments[path.open] += laid.values()
            stops += _stops(path, laid, n.shown.middles)
        for state, drawn in self._paths.items():
            drawn.set_segments(segments[state])
        self._stops.set_data(*(np.array(stops).T if stops else ([], [])))


def _equals(name: str) -> str:
    return " = " if len(name) <= _SHORT else "\n= "


def _edges(path: Path) -> list[Ends]:
    """Return the edges that a path takes, each as (parent, child)."""
    steps = zip(pairwise(path.nodes), path.arrows, strict=True)
    return [(one, two) if arrow == "→" else (two, one) for (one, two), arrow in steps]


def _stops(path: Path, laid: Mapping[Ends, Array], middles: Mapping[str, Point]) -> list[Array]:
    """Return where a path comes to the nodes that block it."""
    marks = []
    for (_, name), edge in zip(pairwise(path.nodes), _edges(path), strict=True):
        if any(junction.name == name and not junction.open for junction in path.junctions):
            line = laid[edge] if edge[1] == name else laid[edge][::-1]
            middle, (before, last) = np.array(middles[name]), line[-2:]
            step = (before - last) / math.dist(before, last)
            across = last - middle
            marks.append(last + step * math.sqrt(_STOP**2 - across @ across))
    return marks


def _beside(line: Sequence[Point], lane: float) -> Array:
    """Move a line sideways."""
    points = np.array(line, float)
    steps = np.diff(points, axis=0)
    normals = np.stack([-steps[:, 1], steps[:, 0]], axis=1) / np.hypot(*steps.T)[:, None]
    ends = np.concatenate([normals[:1], (normals[1:] + normals[:-1]) / 2, normals[-1:]])
    moved: Array = points + lane * ends
    return moved


def _from_rims(line: Sequence[Point], radii: Sequence[float]) -> Array:
    """Let a line between the middles of two nodes start and end on their rims."""
    points = np.array(line, float)
    steps = points[1] - points[0], points[-2] - points[-1]
    for end, step, radius in zip((0, -1), steps, radii, strict=True):
        points[end] += step * radius / np.hypot(*step)
    return points


def _shortened(line: Array) -> Array:
    """Leave room for the head of the arrow."""
    points: Array = line.copy()
    step = points[-2] - points[-1]
    points[-1] += step * (0.8 * _HEAD / math.hypot(*step))
    return points


def _arrow_head(line: Array) -> Array:
    """Return the triangle at the end of a line."""
    along = (line[-1] - line[-2]) / math.dist(line[-1], line[-2])
    side = 0.45 * _HEAD * np.array([-along[1], along[0]])
    back = line[-1] - _HEAD * along
    return np.stack([line[-1], back + side, back - side])


def _filled(middle: Point, level: float) -> Array:
    """Return the part of a node's circle below a level, 0 its lowest point and 1 its highest."""
    half = math.acos(1 - 2 * level)  # of the angle under which it is seen
    angles = -math.pi / 2 + np.linspace(-half, half, 49)
    points: Array = np.array(middle) + _RADIUS * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return points


def _ticks(middle: Point, level: float) -> list[Array]:
    """Return a level as two ticks across the rim of a circle; the name between them stays free."""
    points = _filled(middle, level)[[0, -1]]
    outwards = np.array([[-_TICK, 0.0], [_TICK, 0.0]])
    return [
        np.stack([point + out / 3, point - out])
        for point, out in zip(points, outwards, strict=True)
    ]


def _lines(axes: Any, layer: int, **look: Any) -> Any:
    return axes.add_collection(LineCollection([], zorder=MOVING + 0.1 * layer, **look))


def _areas(axes: Any, layer: int, **look: Any) -> Any:
    own = {"edgecolors": BLACK, "linewidths": 0.8, "zorder": MOVING + 0.1 * layer, **look}
    return axes.add_collection(PolyCollection([], **own))


def _circle(axes: Any, radius: float, layer: int, **look: Any) -> Any:
    own = {"edgecolor": BLACK, "zorder": MOVING + 0.1 * layer, **look}
    return axes.add_patch(Circle((0, 0), radius, **own))
