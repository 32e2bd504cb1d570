"""Drawings: parents above their children, no node on another, lines from circle to circle."""

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.networks import RandomNetwork

from coursekit.probability.models.bayes_net import BayesNet, lecture_network


@settings(max_examples=15, derandomize=True, deadline=None)
@given(seed=st.integers(0, 1000), nodes=st.integers(1, 12))
def test_layout_of_random_networks(seed, nodes):
    net = RandomNetwork(seed, nodes).net()
    placed = net.layout()
    assert list(placed.positions) == list(net.names)
    assert set(placed.edges) == set(net.edges)
    for x, y in placed.positions.values():
        assert 0.5 <= x + 1e-9 <= placed.width - 0.5 + 0.1
        assert 0.5 <= y + 1e-9 <= placed.height - 0.5 + 0.1
    for one, two in itertools.combinations(placed.positions.values(), 2):
        assert math.dist(one, two) > 1.2
    for (parent, child), line in placed.edges.items():
        assert placed.positions[parent][1] > placed.positions[child][1] + 1
        assert math.dist(placed.positions[parent], line[0]) == pytest.approx(0.5)
        assert math.dist(placed.positions[child], line[-1]) == pytest.approx(0.5)
        for corner in line:
            for name, middle in placed.positions.items():
                if name not in (parent, child):
                    assert math.dist(corner, middle) > 0.5
    assert net.layout() == placed


def test_the_lecture_network():
    placed = lecture_network().layout()
    height = {name: y for name, (_, y) in placed.positions.items()}
    assert height["a"] > height["b"] > height["c"] == height["d"] > height["e"]
    assert len(placed.edges["b", "d"]) == 2
    assert len(placed.edges["a", "c"]) > 2  # it goes round b


def test_a_network_without_edges():
    placed = BayesNet({"p(a)": [0.5, 0.5], "p(b)": [0.5, 0.5]}).layout()
    assert placed.edges == {}
    assert placed.positions["a"] != placed.positions["b"]
