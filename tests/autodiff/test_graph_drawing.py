"""The drawing of a graph, judged from the finished SVG: no crossings, no overlaps, nothing cut."""

import itertools
import re
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.graphs import GRAPHS, regularised, softmax_by_entries

from coursekit.autodiff import AutodiffError, graph, named
from coursekit.autodiff.graphs.layout import arrange

SVG = "{http://www.w3.org/2000/svg}"

drawn = pytest.mark.parametrize("name", GRAPHS)
both_ways = pytest.mark.parametrize("direction", ["right", "down"])


# ------------------------------------------------------------------------- reading a drawing back


def polyline(d):
    """Return points along the path of an edge; its curves in 24 pieces."""
    points = []
    for command, rest in re.findall(r"([MLC])([^MLC]*)", d):
        numbers = [float(n) for n in rest.split()]
        if command == "C":
            p0, p1, p2, p3 = points[-1], *np.reshape(numbers, (3, 2))
            for s in np.linspace(0, 1, 25)[1:]:
                r = 1 - s
                points.append(
                    r**3 * np.array(p0) + 3 * r * r * s * p1 + 3 * r * s * s * p2 + s**3 * p3
                )
        else:
            points.append(np.array(numbers))
    return np.array(points)


def edges_of(svg):
    root = ElementTree.fromstring(svg)
    return [polyline(path.get("d")) for path in root.iter(f"{SVG}path")]


def rectangles(svg, kind):
    """Return left, top, right, bottom of the boxes or of the labels."""
    found = []
    for group in ElementTree.fromstring(svg).iter(f"{SVG}g"):
        if group.get("class") == kind:
            x, y, w, h = (
                float(group.find(f"{SVG}rect").get(k)) for k in ("x", "y", "width", "height")
            )
            found.append((x, y, x + w, y + h))
    return found


def side(a, b, c):
    return 1 if (b[0] - a[0]) * (c[1] - a[1]) >= (b[1] - a[1]) * (c[0] - a[0]) else -1


def crossings(lines):
    """Count the pairs of edges that cross, by the pieces that they are made of."""
    count = 0
    for one, two in itertools.combinations(lines, 2):
        count += any(
            side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0
            for a, b in itertools.pairwise(one)
            for c, d in itertools.pairwise(two)
            if min(a[0], b[0]) <= max(c[0], d[0])
            and min(c[0], d[0]) <= max(a[0], b[0])
            and min(a[1], b[1]) <= max(c[1], d[1])
            and min(c[1], d[1]) <= max(a[1], b[1])
        )
    return count


def overlap(one, two):
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


def test_the_counter_sees_a_crossing():
    assert crossings([polyline("M0 0 L10 10"), polyline("M0 10 C5 10 5 0 10 0")]) == 1
    assert crossings([polyline("M0 0 L10 0"), polyline("M0 10 C5 10 5 5 10 5")]) == 0


@drawn
@both_ways
def test_no_edges_cross(name, direction):
    g = GRAPHS[name]
    lines = edges_of(g.svg(direction=direction))
    assert len(lines) == len(g.edges)
    assert crossings(lines) == 0


@drawn
@both_ways
def test_nothing_overlaps(name, direction):
    svg = GRAPHS[name].svg(direction=direction)
    boxes, labels = rectangles(svg, "node"), rectangles(svg, "label")
    assert len(boxes) == len(GRAPHS[name])
    assert len(labels) == len(GRAPHS[name].edges)
    for one, two in itertools.combinations([*boxes, *labels], 2):
        assert not overlap(one, two)
    for line in edges_of(svg):
        for left, top, right, bottom in boxes:
            inside = (
                (line[:, 0] > left + 1)
                & (line[:, 0] < right - 1)
                & (line[:, 1] > top + 1)
                & (line[:, 1] < bottom - 1)
            )
            assert not inside.any()


@drawn
@both_ways
def test_edges_join_the_boxes_that_they_should(name, direction):
    g = GRAPHS[name]
    svg = g.svg(direction=direction)
    boxes = rectangles(svg, "node")

    def touches(point, box):
        left, top, right, bottom = box
        x, y = point
        return left - 0.2 <= x <= right + 0.2 and top - 0.2 <= y <= bottom + 0.2

    ends = [(line[0], line[-1]) for line in edges_of(svg)]
    for edge, (start, end) in zip(g.edges, ends, strict=True):
        assert touches(start, boxes[edge.source])
        assert touches(end, boxes[edge.target])


@drawn
@both_ways
def test_everything_is_inside_the_picture_and_no_text_is_cut(name, direction):
    svg = GRAPHS[name].svg(direction=direction)
    root = ElementTree.fromstring(svg)
    _, _, width, height = map(float, root.get("viewBox").split())
    for left, top, right, bottom in [*rectangles(svg, "node"), *rectangles(svg, "label")]:
        assert left >= 0
        assert top >= 0
        assert right <= width
        assert bottom <= height
    for line in edges_of(svg):
        assert line.min() >= 0
        assert (line.max(axis=0) <= [width, height]).all()
    for group in root.iter(f"{SVG}g"):
        room = float(group.find(f"{SVG}rect").get("width"))
        for text in group.iter(f"{SVG}text"):
            assert "…" not in text.text
            assert len(text.text) * 12 * 0.602 <= room  # the widest usual font of fixed width


def test_softmax_by_entries_has_the_crossings_that_it_must():
    # Three outputs that share the input, the sum and the loss: K₃,₃, which cannot be drawn flat.
    g = graph(softmax_by_entries, 2.0, 0.1, 0.2, 0.3, 0.2, 0.5, 0.3)
    for each in (g, g.fold()):
        assert 1 <= crossings(edges_of(each.svg())) <= 3


def test_every_step_has_the_same_layout_and_shows_what_is_known():
    g = GRAPHS["regularised, folded"]
    whole = rectangles(g.svg(), "node")
    for step in (*g.forward_steps(), *g.backward_steps()):
        svg = g.svg(step)
        assert rectangles(svg, "node") == whole
        assert svg.count("stroke-dasharray") == len(g) - len(step.values)
        assert svg.count("fill-opacity") == len(step.adjoints)
        thick = re.findall(r'<path class="edge"[^>]*stroke-width="3"', svg)
        assert len(thick) == len(step.edges)
        known = [e for e in g.edges if e.target in step.values]
        assert len(rectangles(svg, "label")) == len(known)


def test_the_same_graph_gives_the_same_text():
    again = graph(regularised, 0.5, 2.0, -0.2, 1.0)
    assert again.svg() == GRAPHS["regularised"].svg()


def test_nothing_is_loaded_and_nothing_has_an_id():
    svg = GRAPHS["mlp"].svg()
    assert "href" not in svg
    assert "url(" not in svg
    assert " id=" not in svg
    assert svg.count("http") == 1  # the namespace


def test_names_are_escaped():
    g = graph(lambda p: named('<b>"', p["a&b"] * 2), {"a&b": 1.0})
    root = ElementTree.fromstring(g.svg())
    assert '<b>"' in "".join(root.itertext())


def test_wide_graphs_run_down():
    def width(svg):
        return float(re.search(r'width="(\d+)"', svg).group(1))

    g = GRAPHS["logistic"]
    assert width(g.svg(direction="right")) > 1000 > width(g.svg())
    assert GRAPHS["of one variable"].svg() == GRAPHS["of one variable"].svg(direction="right")
    with pytest.raises(AutodiffError, match="direction='up'"):
        g.svg(direction="up")


def test_a_notebook_gets_picture_and_text_and_of_a_large_graph_text():
    g = GRAPHS["logistic"]
    bundle = g._repr_mimebundle_(include=None, exclude=None)
    assert bundle == {"image/svg+xml": g.svg(), "text/plain": g.text()}

    def chain(x):
        for _ in range(200):
            x = x + 1
        return x

    assert list(graph(chain, 1.0)._repr_mimebundle_()) == ["text/plain"]


@st.composite
def webs(draw):
    count = draw(st.integers(2, 14))
    pairs = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1))
    found = draw(st.sets(pairs.filter(lambda p: p[0] < p[1]), min_size=1, max_size=22))
    sizes = draw(
        st.lists(st.tuples(st.floats(20, 200), st.floats(20, 90)), min_size=count, max_size=count)
    )
    return sizes, sorted(found)


@settings(max_examples=40)
@given(webs())
def test_boxes_of_any_graph_keep_apart(web):
    sizes, edges = web
    labels = [(30.0, 17.0)] * len(edges)
    layout = arrange(sizes, edges, labels)
    shapes = [
        (a - w / 2, c - h / 2, a + w / 2, c + h / 2)
        for (a, c), (w, h) in zip([*layout.boxes, *layout.labels], [*sizes, *labels], strict=True)
    ]
    for one, two in itertools.combinations(shapes, 2):
        assert not overlap(one, two)
    assert min(min(s[:2]) for s in shapes) >= -1e-6
    for source, target in edges:
        assert layout.boxes[source][0] < layout.boxes[target][0]


def test_a_wider_gap_moves_layers_apart_and_nothing_else():
    web = [(60, 40)] * 3, [(0, 1), (1, 2)], [(20, 17)] * 2
    narrow, wide = arrange(*web, gap=5.0), arrange(*web, gap=25.0)
    assert narrow.size[0] == 3 * 60 + 2 * 20 + 4 * 5
    assert wide.size == (narrow.size[0] + 4 * 20, narrow.size[1])


def test_trees_have_no_crossings():
    random = np.random.default_rng(1)
    for _ in range(10):
        count = 16
        edges = [(i, int(random.integers(i + 1, count))) for i in range(count - 1)]
        layout = arrange([(60, 40)] * count, edges, [(20, 17)] * len(edges))
        assert crossings([np.array(route) for route in layout.routes]) == 0
