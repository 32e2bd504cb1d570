"""Binary entropy: both quizzes, the tangent, the gap, both units, what is drawn and said."""

import math

import numpy as np
import pytest

from coursekit.autodiff import grad
from coursekit.widgets import WidgetError, entropy_curve
from coursekit.widgets.cross_entropy.binary import model, say_gap
from coursekit.widgets.cross_entropy.binary_scene import BinaryScene

STATES = [(0.8, 0.3), (0.99, 0.01), (0.99, 0.98), (0.0, 0.4), (1.0, 0.99), (0.5, 0.5), (0.1, 0.9)]
states = pytest.mark.parametrize(("p", "q"), STATES)
units = pytest.mark.parametrize(("unit", "log"), [("nats", math.log), ("bits", math.log2)])


def by_hand(p, q, log):
    pairs = [(p, q), (1 - p, 1 - q)]
    entropy = -sum(a * log(a) for a, _ in pairs if a > 0)
    crossed = -sum(a * log(b) for a, b in pairs)
    return entropy, crossed, crossed - entropy


@states
@units
def test_all_three_in_both_units(p, q, unit, log):
    n = model(p, q, "nats")
    found = n.entropy(unit), n.crossed(unit), n.divergence(unit)
    assert found == pytest.approx(by_hand(p, q, log), abs=1e-12)


@pytest.mark.parametrize(
    ("q", "nats", "bits"), [(0.01, "4.559", "6.578"), (0.98, "0.05912", "0.08529")]
)
def test_the_quizzes(q, nats, bits):
    widget = entropy_curve(0.99, q)
    rows = widget.description.split("\n")
    assert rows[0].endswith(f"= {nats} nats")
    assert rows[4].split("\t") == ["H(p, q)", nats, bits]
    widget.controls["unit"].value = "bits"
    assert widget.description.split("\n")[0].endswith(f"= {bits} bits")


@pytest.mark.parametrize(("p", "q"), STATES[1:5])
@units
def test_the_line_touches_the_entropy_at_q_and_the_gap_is_kl(p, q, unit, log):
    n, scene = model(p, q, unit), BinaryScene()
    scene.set_background(n)
    scene.move(n)
    (left, right), (start, end) = scene._line.get_data()

    def entropy(x):
        return -x * np.log(x) - (1 - x) * np.log(1 - x)

    one = 1 / log(math.e)  # of the unit, in nats
    assert (end - start) / (right - left) == pytest.approx(grad(entropy)(q) / one, abs=1e-9)
    assert start + (end - start) * q == pytest.approx(entropy(q) / one)
    assert start + (end - start) * p == pytest.approx(n.crossed(unit))
    for gap in (scene._gap, scene._gap_q):
        low, high = gap.get_ydata()
        assert high - low == pytest.approx(n.divergence(unit), abs=1e-12)
        assert high <= scene._axes[0].get_ylim()[1]
    x, cost = scene._cost.get_data()
    assert np.interp(q, x, cost) == pytest.approx(n.crossed(unit), rel=2e-3)
    assert np.all(cost >= n.entropy(unit) - 1e-12)


def test_another_unit_is_the_same_picture_with_another_scale():
    ends = []
    for unit in ("nats", "bits"):
        n, scene = model(0.99, 0.01, unit), BinaryScene()
        scene.set_background(n)
        ends.append(scene._axes[0].get_ylim()[1])
    assert ends[1] / ends[0] == pytest.approx(1 / math.log(2), rel=0.01)


def test_the_verdict_and_the_picture_follow():
    widget = entropy_curve(0.6, 0.3)
    before = widget.frame()
    widget.controls["q"].value = 0.6
    assert say_gap(model(**widget.values)).startswith("✓ q = p")
    assert "KL(p‖q)\t0\t0" in widget.description
    assert np.any(widget.frame() != before)
    assert "KL = " in say_gap(model(0.6, 0.3, "nats"))


@pytest.mark.parametrize(
    "bad", [{"p": 1.1}, {"p": math.nan}, {"q": 0.0}, {"q": 1.0}, {"unit": "bans"}]
)
def test_what_cannot_be_shown_is_refused(bad):
    with pytest.raises(WidgetError):
        entropy_curve(**bad)
