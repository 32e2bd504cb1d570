"""The picture of the stepper: boxes and lines that stand still, and what the steps add to them.

Boxes, formulas and lines are drawn once for a graph. All numbers, tints and thick lines of its
passes are made then, too, in axes of their own above them; a step only shows some and hides others.
"""

from collections.abc import Hashable, Sequence
from math import ceil

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.patches import FancyBboxPatch, PathPatch, Polygon, Rectangle

from coursekit.autodiff.graphs import GraphEdge
from coursekit.widgets.backpropagation.arrangement import (
    FONT,
    LINE,
    LOW,
    PAD,
    SMALL,
    SPACE,
    TITLE,
    Arrangement,
    Box,
    laid_out,
    width,
)
from coursekit.widgets.backpropagation.steps import Pass, Plan
from coursekit.widgets.style import BLACK, BLUE, DPI, GREY, MOVING, VERMILLION, new_figure

__all__ = ["GraphScene"]

_EDGE, _FAINT = "#808080", "#B8B8B8"


class GraphScene:
    """A graph whose values and adjoints come step by step; the figure takes its size from it."""

    def __init__(self) -> None:
        self.figure, (self._ground,) = new_figure()
        self._over = self.figure.add_axes((0, 0, 1, 1), zorder=MOVING)
        self.moving: Sequence[Axes] = [self._over]
        self._values: list[list[Artist]] = []  # by position in the graph
        self._adjoints: list[list[Artist]] = []
        self._frames: list[FancyBboxPatch] = []
        self._locals: list[list[Artist]] = []  # by edge
        self._ways: list[dict[str, list[Artist]]] = []  # by edge, then by direction

    def background(self, numbers: Pass) -> Hashable:
        """Everything but the step."""
        return numbers.plan

    def set_background(self, numbers: Pass) -> None:
        """Lay the graph out, draw what is known before the first step, and prepare the rest."""
        plan = numbers.plan
        placed = laid_out(plan)
        wide, high = map(ceil, placed.size)
        self.figure.set_size_inches(wide / DPI, high / DPI)
        for axes in (self._ground, self._over):
            axes.clear()
            axes.set_axis_off()
            axes.set_position((0, 0, 1, 1))
            axes.set(xlim=(0, wide), ylim=(high, 0))
        self._draw_edges(placed, plan)
        self._draw_boxes(placed, plan)

    def move(self, numbers: Pass) -> None:
        """Show what is known by now, and light up the step just done."""
        plan, step = numbers.plan, numbers.step
        used = {_ends(edge) for edge in step.edges}
        for place, edge in enumerate(plan.graph.edges):
            _show(self._locals[place], edge.target in step.values)
            for direction, way in self._ways[place].items():
                _show(way, direction == step.direction and _ends(edge) in used)
        accent = VERMILLION if step.direction == "backward" else BLUE
        for position, frame in enumerate(self._frames):
            _show(self._values[position], position in step.values)
            _show(self._adjoints[position], position in step.adjoints)
            frame.set_visible(position == step.node)
            frame.set_edgecolor(accent)

    def _draw_edges(self, placed: Arrangement, plan: Plan) -> None:
        """Draw every edge thin, and make it thick in both directions, with its local derivative."""
        self._locals, self._ways = [], []
        for place, edge in enumerate(plan.graph.edges):
            carries = plan.carries(edge)
            self._edge(self._ground, placed, place, _EDGE if carries else _FAINT, 1.5, False)
            self._ways.append(
                {
                    "forward": self._edge(self._over, placed, place, BLUE, 3.0, False),
                    "backward": self._edge(self._over, placed, place, VERMILLION, 3.0, True),
                }
            )
            tag, (x, y) = placed.tags[place], placed.middle(place)
            if tag.formula:
                _write(self._ground, x, y - LOW / 2, tag.formula, SMALL)
            below = LOW / 2 if tag.formula else 0.0
            number = [_write(self._over, x, y + below, tag.value, SMALL)] if tag.value else []
            self._locals.append(number)

    @staticmethod
    def _edge(
        axes: Axes, placed: Arrangement, place: int, colour: str, thick: float, back: bool
    ) -> list[Artist]:
        line = PathPatch(placed.line(place), fc="none", ec=colour, lw=thick, capstyle="butt")
        head = Polygon(placed.head(place, back), fc=colour, lw=0)
        return [axes.add_patch(line), axes.add_patch(head)]

    def _draw_boxes(self, placed: Arrangement, plan: Plan) -> None:
        """Draw every box with its empty lines, and make what will fill them."""
        self._values, self._adjoints, self._frames = [], [], []
        for position, box in enumerate(placed.boxes):
            left, top = placed.corner(position)
            given = plan.graph.nodes[position].kind == "input"
            self._ground.add_patch(_outline(left, top, box, 1.2, GREY if given else BLACK, "white"))
            middle = left + box.size[0] / 2
            top += PAD / 2
            _write(self._ground, middle, top + TITLE / 2, box.title, FONT)
            self._values.append(self._fill(left, top + TITLE, box, box.value, BLUE, 0.0))
            top += TITLE + LINE * len(box.value)
            gap = width(box.symbol) + SPACE if box.symbol else 0.0
            if box.symbol:
                start = middle - (gap + max(map(width, box.adjoint))) / 2
                down = top + LINE * len(box.adjoint) / 2
                _write(self._ground, start, down, box.symbol, FONT, "left")
            self._adjoints.append(self._fill(left, top, box, box.adjoint, VERMILLION, gap))
            self._frames.append(_outline(*placed.corner(position), box, 3.0, BLACK, "none"))
            self._over.add_patch(self._frames[-1])

    def _fill(
        self, left: float, top: float, box: Box, rows: list[str], colour: str, gap: float
    ) -> list[Artist]:
        """Make a tint and the rows of numbers on it, ``gap`` pixels right of the middle's text."""
        if not rows:
            return []
        tint = Rectangle((left + 4, top), box.size[0] - 8, LINE * len(rows))
        tint.set(facecolor=colour, alpha=0.13, linewidth=0)
        x = left + (box.size[0] + gap) / 2
        lines = [
            _write(self._over, x, top + LINE * (row + 0.5), text, FONT)
            for row, text in enumerate(rows)
        ]
        return [self._over.add_patch(tint), *lines]


def _outline(
    left: float, top: float, box: Box, thick: float, colour: str, face: str
) -> FancyBboxPatch:
    return FancyBboxPatch(
        (left, top),
        *box.size,
        boxstyle="round,pad=0,rounding_size=5",
        linewidth=thick,
        edgecolor=colour,
        facecolor=face,
    )


def _write(
    axes: Axes, x: float, y: float, text: str, font: FontProperties, align: str = "center"
) -> Artist:
    return axes.text(x, y, text, fontproperties=font, ha=align, va="center_baseline", color=BLACK)


def _show(artists: Sequence[Artist], visible: bool) -> None:
    for artist in artists:
        artist.set_visible(visible)


def _ends(edge: GraphEdge) -> tuple[int, int]:
    return edge.source, edge.target
