"""The picture of a graph: nothing covers anything, and a step shows what is known by then."""

from itertools import combinations

import numpy as np
import pytest

from coursekit.widgets.backpropagation.arrangement import laid_out, width
from coursekit.widgets.backpropagation.drawing import GraphScene
from coursekit.widgets.backpropagation.expressions import EXPRESSIONS
from coursekit.widgets.backpropagation.steps import Pass, planned
from coursekit.widgets.backpropagation.typed import typed

LONG = "sin(sin(sin(sin(sin(sin(sin(sin(x)))))))) + x"
MADE = {**EXPRESSIONS, "long": typed(LONG), "wide": typed("(a+b)*(c+d)*(a+c)*(b+d)")}


@pytest.fixture(scope="module", params=MADE)
def plan(request):
    expression = MADE[request.param]
    return planned(expression, expression.values)


def rectangles(placed):
    """Left, top, right and bottom of all boxes and labels."""
    middles = [*map(placed.xy, placed.layout.boxes), *map(placed.middle, range(len(placed.tags)))]
    sizes = [box.size for box in placed.boxes] + [tag.size for tag in placed.tags]
    return [
        (x - w / 2, y - h / 2, x + w / 2, y + h / 2)
        for (x, y), (w, h) in zip(middles, sizes, strict=True)
        if w
    ]


def test_nothing_covers_anything_and_all_is_within_the_picture(plan):
    placed = laid_out(plan)
    found = rectangles(placed)
    for one, two in combinations(found, 2):
        apart = one[2] <= two[0] or two[2] <= one[0] or one[3] <= two[1] or two[3] <= one[1]
        assert apart, (one, two)
    corners = np.array(found)
    assert corners.min() >= 5
    assert (corners.max(axis=0)[2:] <= np.array(placed.size) - 5).all()


def test_lines_go_from_box_to_box_and_leave_labels_free(plan):
    placed = laid_out(plan)
    boxes = rectangles(placed)[: len(plan.graph)]
    for place, edge in enumerate(plan.graph.edges):
        line = placed.line(place)
        for end, position in ((line.vertices[0], edge.source), (line.vertices[-1], edge.target)):
            left, top, right, bottom = boxes[position]
            assert left - 1 <= end[0] <= right + 1
            assert top - 1 <= end[1] <= bottom + 1
        if plan.carries(edge):
            x, y = placed.middle(place)
            tag = placed.tags[place]
            half = np.array([tag.ink, tag.size[1]]) / 2 - 1
            inside = (np.abs(line.vertices - (x, y)) < half).all(axis=1)
            assert not inside.any()


def test_texts_fit_their_boxes(plan):
    for box in laid_out(plan).boxes:
        assert width(box.title) < box.size[0]
        assert all(width(row) < box.size[0] for row in box.value)
        assert all(width(box.symbol) + width(row) < box.size[0] for row in box.adjoint)


def visible_texts(scene):
    return sorted(text.get_text() for text in scene.moving[0].texts if text.get_visible())


def test_numbers_come_one_after_the_other():
    expression = EXPRESSIONS["logistic"]
    plan = planned(expression, {"w": 0.5, "b": -1.0, "x": 2.0, "t": 1.0})
    scene = GraphScene()
    scene.set_background(Pass(plan, 0))
    shown = []
    for at in range(len(plan.steps)):
        scene.move(Pass(plan, at))
        shown.append(visible_texts(scene))
    assert shown[0] == ["0.5", "1", "2", "−1"]  # the inputs
    assert shown[1] == sorted([*shown[0], "0", "2", "1"])  # z, with both slopes of it
    assert shown[2] == sorted([*shown[1], "0.5", "0.25"])  # y and σ′
    assert shown[3] == sorted([*shown[2], "0.125", "−0.5"])  # L and y − t
    assert shown[4] == sorted([*shown[3], "1"])  # the adjoint of L
    assert shown[5] == sorted([*shown[4], "−0.5"])
    assert shown[6] == sorted([*shown[5], "−0.125"])
    assert shown[8] == sorted([*shown[6], "−0.125", "−0.25"])


def test_a_step_lights_up_what_it_uses():
    expression = EXPRESSIONS["regularised"]
    plan = planned(expression, expression.values)
    scene = GraphScene()
    scene.set_background(Pass(plan, 0))
    last = len(plan.steps) - 1
    scene.move(Pass(plan, last))
    frames = [frame.get_visible() for frame in scene._frames]
    assert frames == [node.name == "w" for node in plan.graph.nodes]
    lit = {
        (plan.graph.nodes[edge.source].name, plan.graph.nodes[edge.target].name)
        for edge, ways in zip(plan.graph.edges, scene._ways, strict=True)
        if ways["backward"][0].get_visible()
    }
    assert lit == {("w", "z"), ("w", "R")}
    assert not any(ways["forward"][0].get_visible() for ways in scene._ways)


def test_only_the_step_moves():
    expression = EXPRESSIONS["exp"]
    plan = planned(expression, expression.values)
    scene = GraphScene()
    assert scene.background(Pass(plan, 0)) == scene.background(Pass(plan, 5))
    assert scene.background(Pass(plan, 0)) != scene.background(
        Pass(planned(expression, {"t": 0.3}), 0)
    )


def test_a_long_chain_runs_down():
    long, short = (planned(MADE[name], MADE[name].values) for name in ("long", "logistic"))
    assert laid_out(long).down
    assert not laid_out(short).down
