"""Two divergences of a normal: quadrature of coursekit.probability, minimisers, what is drawn."""

import math

import numpy as np
import pytest

from coursekit.probability import Mixture, Normal, kl_divergence
from coursekit.widgets import WidgetError, kl_normals
from coursekit.widgets.cross_entropy.normals import PEAK, describe, model, say_cover
from coursekit.widgets.cross_entropy.normals_scene import NormalsScene

STATES = [(2.0, 0.7, 2.0, 0.5), (0.0, 2.0, 2.0, 0.5), (-1.0, 0.4, 1.0, 0.3), (0.5, 4.0, 3.0, 0.9)]
states = pytest.mark.parametrize("state", STATES, ids=str)


@pytest.mark.parametrize("state", STATES[2:3], ids=str)  # quadrature takes its time
def test_both_divergences_are_those_of_quadrature(state):
    mean, std, distance, weight = state
    n = model(*state)
    p = Mixture((1 - weight, weight), (Normal(-distance, PEAK), Normal(distance, PEAK)))
    q = Normal(mean, std)
    assert n.forward == pytest.approx(float(kl_divergence(p, q)), rel=1e-7)
    assert n.reverse == pytest.approx(float(kl_divergence(q, p)), rel=1e-7)


@states
def test_no_neighbour_is_better_than_a_minimiser(state):
    n = model(*state)
    for kl, (mean, std) in ((n.p.forward, n.best_forward), (n.p.reverse, n.best_reverse)):
        least = kl(mean, std)
        for step in (1e-2, 1e-1):
            for up, wide in ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, -1)):
                assert kl(mean + step * up, std + step * wide) >= least - 1e-9
    grid = np.linspace(-4, 4, 41)[:, None], np.linspace(0.3, 4, 38)
    assert n.p.reverse(*n.best_reverse) <= np.min(n.p.reverse(*grid)) + 1e-9


@pytest.mark.parametrize("state", STATES[::3], ids=str)
def test_what_is_drawn(state):
    n, scene = model(*state), NormalsScene()
    scene.set_background(n)
    scene.move(n)
    x, y = scene._q.get_data()
    assert y == pytest.approx(Normal(n.mean, n.std).prob(x))
    assert np.max(y) < scene._left.get_ylim()[1]
    for curve, value in ((scene._forward, n.forward), (scene._reverse, n.reverse)):
        assert np.interp(n.mean, *curve.get_data()) == pytest.approx(value, rel=1e-4, abs=1e-4)
        assert value < scene._right.get_ylim()[1]


def test_the_opening_and_both_buttons():
    widget = kl_normals()
    now, wide, narrow = (row.split("\t") for row in widget.description.split("\n")[1:4])
    assert now[-1] == "0.6871"  # a little below ln 2: q covers one half of p, and its tail
    assert float(now[-2]) > 10 * float(now[-1])
    assert wide[1:3] == ["0", "2.119"]  # √(0.7² + 2²)
    assert float(narrow[1]) == pytest.approx(2, abs=0.02)
    assert "since q is small where p is not" in say_cover(model(**widget.values))
    before = widget.frame()
    buttons = next(each.children for each in widget.box.children if hasattr(each, "children"))
    buttons[0].click()
    rows = widget.description.split("\n")
    assert rows[1].split("\t")[1:] == rows[2].split("\t")[1:]
    assert np.any(widget.frame() != before)
    assert "since q lies where p is small" in say_cover(model(**widget.values))
    buttons[1].click()
    for name, snapped in (("mean", 2.0), ("std", 0.75)):
        widget.controls[name].slider.value = snapped  # as a browser answers
    rows = widget.description.split("\n")
    assert rows[1].split("\t")[1:] == rows[3].split("\t")[1:]


def test_one_peak_is_met_by_q_itself():
    n = model(0.0, 0.7, 0.0, 0.5)
    assert (n.forward, n.reverse) == pytest.approx((0, 0), abs=1e-9)
    assert n.best_reverse == pytest.approx((0, 0.7), abs=1e-4)
    assert say_cover(n).startswith("✓")
    assert "mirror" not in describe(n)


@pytest.mark.parametrize(
    "bad", [{"mean": 5}, {"std": 0.0}, {"distance": -1}, {"weight": 1.0}, {"std": math.nan}]
)
def test_what_cannot_be_shown_is_refused(bad):
    with pytest.raises(WidgetError):
        kl_normals(**bad)
