"""The picture of the observed network, and its controls."""

import math

import numpy as np
import pytest

from coursekit.probability import BayesNet
from coursekit.widgets import bayes_net
from coursekit.widgets.structured_models.evidence import model
from coursekit.widgets.structured_models.graph_scene import GraphScene
from coursekit.widgets.structured_models.networks import LECTURE, TWO_CAUSES, own

NETWORKS = {"a to e": LECTURE, "two causes": TWO_CAUSES}
INDIRECT = {
    "p(x)": [0.5, 0.5],
    "p(y | x)": [[0.2, 0.8], [0.6, 0.4]],
    "p(z | x, y)": [[[0.5, 0.5], [0.1, 0.9]], [[0.7, 0.3], [0.4, 0.6]]],
    "p(w | x, z)": [[[0.5, 0.5], [0.1, 0.9]], [[0.7, 0.3], [0.4, 0.6]]],
}


@pytest.fixture(scope="module")
def scene():
    return GraphScene()


def shown(scene, graph, observed, path, without=None, networks=NETWORKS):
    numbers = model(networks, graph, without, observed, path)
    scene.set_background(numbers)
    scene.move(numbers)
    return numbers


def ends(segments):
    """Return the first and the last point of each segment."""
    return [(tuple(segment[0]), tuple(segment[-1])) for segment in segments]


def test_two_blocked_paths_side_by_side(scene):
    n = shown(scene, "a to e", {"b": 1}, ("a", "d"))
    assert scene._paths[True].get_segments() == []
    lines = ends(scene._paths[False].get_segments())
    at = n.shown.middles
    alone = [(at[one], at[two]) for one, two in ("ab", "ac", "bc")]
    assert all(any(np.allclose(line, each) for line in lines) for each in alone)
    assert len(lines) == 5
    beside = [one[0] - at["b"][0] for one, two in lines if math.dist(two, at["d"]) < 0.5]
    assert sorted(beside) == pytest.approx([-0.1, 0.1])


def test_a_stop_stands_beside_each_node_that_blocks(scene):
    n = shown(scene, "a to e", {"b": 1}, ("a", "d"))
    stops = np.stack(scene._stops.get_data(), axis=1)
    at = n.shown.middles
    towards = [("b", "a"), ("c", "a"), ("b", "c")]  # from a, from a, and from c
    assert len(stops) == len(towards)
    for (name, before), stop in zip(towards, stops, strict=True):
        whole, part = np.subtract(at[before], at[name]), stop - at[name]
        assert math.hypot(*part) == pytest.approx(0.96)
        assert part @ whole == pytest.approx(math.hypot(*part) * math.hypot(*whole))


def test_observing_the_collider_opens_its_path(scene):
    shown(scene, "two causes", {}, ("rain", "sprinkler"))
    assert [len(scene._paths[open_].get_segments()) for open_ in (True, False)] == [0, 2]
    assert len(scene._stops.get_xdata()) == 1
    shown(scene, "two causes", {"wet": "no"}, ("rain", "sprinkler"))
    assert [len(scene._paths[open_].get_segments()) for open_ in (True, False)] == [2, 0]
    assert len(scene._stops.get_xdata()) == 0


def test_circles_are_filled_to_the_probability(scene):
    n = shown(scene, "a to e", {"b": 1, "e": 0}, ("a", "d"))
    levels = [path.vertices for path in scene._levels.get_paths()]
    bars = [path.vertices for path in scene._bars.get_paths()]
    for i, (name, (x, y)) in enumerate(n.shown.middles.items()):
        now = float(n.posterior[name])
        assert levels[i][:, 1].min() == pytest.approx(y - 0.5)
        assert levels[i][:, 1].max() == pytest.approx(y - 0.5 + now)
        assert np.hypot(*(levels[i] - (x, y)).T) == pytest.approx(0.5)
        assert bars[i][:, 0].max() == pytest.approx(now)
        assert scene._rings[i].get_visible() == (name in n.observed)
    assert [text.get_text() for text in scene._names[:5]] == ["a", "b = 1", "c", "d", "e = 0"]
    assert not any(text.get_visible() for text in scene._names[5:])


def test_an_edge_that_is_left_out_is_dotted(scene):
    shown(scene, "a to e", {}, ("a", "b"), ("a", "b"))
    (dotted,) = ends(scene._missing.get_segments())
    assert dotted == ((1.0, 4.5), (2.8, 4.5))
    assert len(scene._shafts.get_segments()) == len(scene._heads.get_paths()) == 4
    shown(scene, "a to e", {}, ("a", "b"))
    assert len(scene._shafts.get_segments()) == 5


def test_a_network_of_ones_own_is_laid_out(scene):
    networks = {"": own(BayesNet(INDIRECT))}
    n = shown(scene, "", {"z": 1}, ("x", "w"), networks=networks)
    assert any(len(line) > 2 for line in n.shown.lines.values())  # x → w goes round
    at = list(n.shown.middles.values())
    assert min(math.dist(p, q) for i, p in enumerate(at) for q in at[:i]) > 1.2
    low, high = scene._graph.get_ylim()
    assert low < min(y for _, y in at) - 0.5
    assert max(y for _, y in at) + 0.5 < high
    assert len(scene._paths[True].get_segments()) == 1  # x → w; z blocks the others


def lists(widget):
    """Return the lists that are shown, by their labels."""
    choices, nodes = widget.box.children[:2]
    each = (*choices.children, *nodes.children[1:-1])
    return {control.description: control for control in each}


def test_lists_lead_and_follow():
    widget = bayes_net()
    assert list(lists(widget)) == ["graph", "leave out", "paths", "a", "b", "c", "d", "e"]
    assert [lists(widget)[name].label for name in "abcde"] == ["?", "1", "?", "?", "?"]
    lists(widget)["c"].label = "0"
    assert widget.controls["observed"].value == {"b": 1, "c": 0}
    lists(widget)["b"].label = "?"
    assert "observed: c = 0" in widget.description
    widget.controls["observed"].value = {"e": 1}
    assert [lists(widget)[name].label for name in "abcde"] == ["?", "?", "?", "?", "1"]
    lists(widget)["leave out"].label = "a → b"
    lists(widget)["paths"].label = "b to c"
    assert widget.values == {
        "graph": "a to e", "without": ("a", "b"), "observed": {"e": 1}, "path": ("b", "c"),
    }  # fmt: skip
    assert "p(a) p(b) p(c | a, b)" in widget.description
    lists(widget)["leave out"].label = "no edge"
    assert widget.controls["without"].value is None
    button = widget.box.children[1].children[-1]
    button.click()
    assert "nothing observed" in widget.description
    assert button.disabled
    assert widget.message == ""


def test_another_graph_opens_with_lists_of_its_own_in_one_frame(monkeypatch):
    widget = bayes_net(without=("a", "b"), path=("d", "a"))
    assert lists(widget)["paths"].label == "a to d"  # either way round
    frames = []
    draw = widget._frames.draw
    monkeypatch.setattr(widget._frames, "draw", lambda n: frames.append(n) or draw(n))
    lists(widget)["graph"].value = "two causes"
    assert len(frames) == 1
    assert list(lists(widget)) == ["graph", "leave out", "paths", "rain", "sprinkler", "wet"]
    lists(widget)["wet"].label = "yes"
    assert "857/1933" in widget.description
    lists(widget)["graph"].value = "a to e"
    assert widget.values == {
        "graph": "a to e", "without": None, "observed": {"b": 1}, "path": ("a", "d"),
    }  # fmt: skip


def test_a_slip_leaves_the_picture_and_says_what_can_be_observed():
    widget = bayes_net("two causes", observed={"wet": "yes"})
    before = widget.frame()
    widget.controls["observed"].value = {"wet": "perhaps"}
    assert "wet = perhaps cannot be observed here" in widget.message
    assert np.array_equal(widget.frame(), before)
    widget.controls["observed"].value = {"wet": "yes", "sprinkler": "on"}
    assert widget.message == ""
    assert not np.array_equal(widget.frame(), before)


def test_what_cannot_occur_is_a_message():
    copies = BayesNet({"p(x)": [0.5, 0.5], "p(y | x)": [[1, 0], [0, 1]]})
    widget = bayes_net(copies, observed={"x": 0})
    lists(widget)["y"].label = "1"
    assert "x = 0, y = 1 cannot occur together" in widget.message
    lists(widget)["y"].label = "0"
    assert widget.message == ""
