"""The cost of logits: by hand, its slopes by autodiff and differences, what is drawn and said."""

import math

import numpy as np
import pytest

from coursekit.widgets import WidgetError, softmax_cost
from coursekit.widgets.cross_entropy.softmax import TARGETS, Logits, say_slopes
from coursekit.widgets.cross_entropy.softmax_scene import SoftmaxScene

Z = [(1.0, 2.0, -0.5), (0.0, 0.0, 0.0), (-5.0, 5.0, 5.0), (5.0, -5.0, -5.0)]
STATES = [(z, target, t) for z in Z for target in TARGETS for t in (0.2, 3.0)]
states = pytest.mark.parametrize("state", STATES, ids=str)


def by_hand(z, target, temperature):
    """The cost in plain Python, from probabilities."""
    p, several = TARGETS[target]
    scaled = [value / temperature for value in z]
    if several:
        return sum(
            math.log1p(math.exp(-value if yes else value))
            for value, yes in zip(scaled, p, strict=True)
        )
    total = math.log(sum(math.exp(value) for value in scaled))
    return sum(share * (total - value) for share, value in zip(p, scaled, strict=True))


@states
def test_cost_and_slopes(state):
    z, h = state[0], 1e-5
    n = Logits(*state)
    assert n.cost == pytest.approx(by_hand(*state), abs=1e-12)
    assert n.gradient == pytest.approx(n.autodiff, abs=1e-12)
    for k in range(3):
        ends = [by_hand((*z[:k], z[k] + s, *z[k + 1 :]), *state[1:]) for s in (h, -h)]
        assert n.gradient[k] == pytest.approx((ends[0] - ends[1]) / (2 * h), abs=1e-6)
    if not n.several:
        assert sum(n.gradient) == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("state", STATES[::14], ids=str)
def test_what_is_drawn(state):
    n, scene = Logits(*state), SoftmaxScene()
    scene.set_background(n)
    scene.move(n)
    assert [bar.get_height() for bar in scene._slopes] == pytest.approx(list(n.gradient))
    assert max(abs(n.gradient)) <= scene._middle.get_ylim()[1]
    assert n.cost < scene._right.get_ylim()[1]
    for k in range(3):
        (left, right), (start, end) = scene._tangents[k].get_data()
        assert (end - start) / (right - left) == pytest.approx(n.gradient[k], abs=1e-9)
        x, y = scene._curves[k].get_data()
        assert np.interp(n.z[k], x, y) == pytest.approx(n.cost, abs=0.02)


def test_one_label_and_several():
    widget = softmax_cost()
    one = widget.description
    assert "L = −Σ p_k log q_k = −log q₁ = 1.372 nats" in one
    assert "sum to 1, so the slopes sum to 0" in one
    before = widget.frame()
    widget.controls["target"].value = "labels 1 and 2"
    assert "0.3133 + 0.1269 + 0.4741 = 0.9143 nats" in widget.description
    assert "the q sum to 1.989" in widget.description
    assert np.any(widget.frame() != before)


def test_the_browser_leaves_the_temperature_at_one():
    """It moves the slider to a step, and answers with the value of that step."""
    shown = softmax_cost().controls["temperature"]
    steps = -shown.min / shown.step
    assert steps == pytest.approx(round(steps), abs=1e-9)
    assert 10 ** (shown.min + round(steps) * shown.step) == pytest.approx(1, abs=1e-12)


def test_the_verdict_follows():
    assert "raises z₁ and lowers z₂ and z₃" in say_slopes(Logits(Z[0], "class 1", 1.0))
    certain = say_slopes(Logits((5.0, -5.0, -5.0), "class 1", 0.2))
    assert certain.startswith("✓")
    assert "infinite logits" in certain
    best = 2 * math.log(28) - 0.025  # nearly, at T = 2: the slopes are smaller than q − p
    assert "raises z₁" in say_slopes(Logits((best - 5, -5.0, -5.0), "class 1, smoothed", 2.0))
    exact = Logits((2 * math.log(28) - 5, -5.0, -5.0), "class 1, smoothed", 2.0)
    assert "nothing is left to learn" in say_slopes(exact)
    assert "raises z₁ and z₂ and lowers z₃" in say_slopes(Logits(Z[1], "labels 1 and 2", 1.0))


@pytest.mark.parametrize(
    "bad",
    [{"logits": (1, 2)}, {"logits": (1, 2, 9)}, {"logits": (1, 2, math.nan)}, {"target": "4"},
     {"temperature": 0.0}],
)  # fmt: skip
def test_what_cannot_be_shown_is_refused(bad):
    with pytest.raises(WidgetError):
        softmax_cost(**bad)
