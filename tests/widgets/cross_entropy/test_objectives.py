"""Three objectives: sums by hand, one slope, one minimum, a constant gap, what is drawn."""

import math

import numpy as np
import pytest

from coursekit.autodiff import grad
from coursekit.widgets import WidgetError, three_objectives
from coursekit.widgets.cross_entropy.objectives import (
    Objectives,
    describe,
    model,
    parse,
    say_minimum,
)
from coursekit.widgets.cross_entropy.objectives_scene import ObjectivesScene

STATES = [("3 7", 0.4), ("5 1 14", 0.7), ("0 5", 0.9), ("3 7 8 2 1", 0.25), ("1 0 0 0 0 4", 0.5)]
every_state = pytest.mark.parametrize("unit", ["nats", "bits"])
states = pytest.mark.parametrize(("counts", "theta"), STATES)


def by_hand(counts, theta, unit="nats"):
    """NLL/n, H(p̂) and KL from the words of their definitions."""
    log = math.log if unit == "nats" else math.log2
    k, size = len(counts) - 1, sum(counts)
    q = [math.comb(k, y) * theta**y * (1 - theta) ** (k - y) for y in range(k + 1)]
    product = math.prod(q[y] ** count for y, count in enumerate(counts))
    shares = [count / size for count in counts]
    entropy = -sum(share * log(share) for share in shares if share)
    kl = sum(share * log(share / q[y]) for y, share in enumerate(shares) if share)
    return -log(product) / size, entropy, kl


@states
@every_state
def test_the_three_are_what_their_words_say(counts, theta, unit):
    n = model(counts, theta, unit)
    cost, entropy, kl = by_hand(n.counts, theta, unit)
    assert n.cost(theta) == pytest.approx(cost)
    assert n.crossed(theta) == pytest.approx(cost)
    assert n.entropy == pytest.approx(entropy, abs=1e-12)
    assert n.divergence(theta) == pytest.approx(kl, abs=1e-12)


@states
def test_one_slope_by_autodiff_and_differences(counts, theta):
    n, h = model(counts, theta, "nats"), 1e-5
    values = np.arange(n.k + 1)
    combinations = np.array([math.comb(n.k, int(y)) for y in values], dtype=float)

    def crossed(t):
        return -np.sum(
            n.seen * (np.log(combinations) + values * np.log(t) + (n.k - values) * np.log(1 - t))
        )

    assert n.slope(theta) == pytest.approx(grad(crossed)(theta))
    for curve in (n.cost, n.crossed, n.divergence):
        assert (curve(theta + h) - curve(theta - h)) / (2 * h) == pytest.approx(
            n.slope(theta), rel=1e-6
        )


@states
def test_one_minimum_and_a_constant_gap(counts, theta):
    n = model(counts, theta, "bits")
    grid = np.linspace(0.01, 0.99, 99)
    assert n.crossed(grid) - n.divergence(grid) == pytest.approx(np.full(99, n.entropy))
    for curve in (n.cost, n.crossed, n.divergence):
        assert abs(grid[np.argmin(curve(grid))] - n.least) <= 0.0101
        assert np.all(curve(grid) >= curve(n.least) - 1e-12)


@pytest.mark.parametrize(("counts", "theta"), STATES[:3])
def test_what_is_drawn(counts, theta):
    n, scene = model(counts, theta, "nats"), ObjectivesScene()
    scene.set_background(n)
    scene.move(n)
    assert [bar.get_height() for bar in scene._seen] == pytest.approx(list(n.seen))
    assert sum(bar.get_height() for bar in scene._model) == pytest.approx(1)
    low, high = scene._gap.get_ydata()
    assert high - low == pytest.approx(n.entropy, abs=1e-12)
    assert high <= scene._curves.get_ylim()[1]
    for tangent in scene._tangents:
        (left, right), (below, above) = tangent.get_data()
        assert (above - below) / (right - left) == pytest.approx(n.slope(theta))


def test_the_opening_numbers():
    widget = three_objectives()
    rows = widget.description.split("\n")
    assert rows[0].endswith("divided by n = 10: 0.7947")
    assert "0.3 · 0.5108 + 0.7 · 0.9163 = 0.7947" in rows[1]
    assert rows[3].split("\t") == ["θ = 0.4", "0.7947", "0.7947", "0.1838", "0.6109"]
    assert rows[4].split("\t") == ["θ̂ = 0.7", "0.6109", "0.6109", "0", "0.6109"]
    assert rows[5].endswith("one slope at θ: −1.25")


def test_the_verdict_follows_theta():
    assert "fall" in say_minimum(model("3 7", 0.69, "nats"))
    assert "rise" in say_minimum(model("3 7", 0.71, "nats"))
    assert say_minimum(model("3 7", 0.7, "nats")).endswith("KL is 0 there, for q = p̂.")
    kl = by_hand((5, 1, 14), 0.725, "bits")[2]
    assert f"KL is {kl:.4g} there, not 0" in say_minimum(Objectives((5, 1, 14), 0.725, "bits"))
    assert "slope at θ: 0" in describe(model("3 7", 0.7, "nats"))


def test_a_minimum_between_two_steps_of_the_slider_is_found():
    between = [say_minimum(model("1 2", theta, "nats")) for theta in (0.66, 0.665, 0.67)]
    assert [words.startswith("✓") for words in between] == [False, True, False]
    assert "next to θ̂ = 0.6667" in between[1]
    assert three_objectives().controls["theta"].readout_format == ".3f"


def test_moving_and_other_data_change_the_picture():
    widget = three_objectives()
    before = widget.frame()
    widget.controls["theta"].value = 0.7
    moved = widget.frame()
    assert np.any(moved != before)
    widget.controls["counts"].value = "5, 1, 14"
    text, other = widget.description, widget.frame()
    assert "n = 20" in text
    assert np.any(other != moved)
    widget.controls["counts"].value = "5 -1"
    assert "whole numbers" in widget.message
    assert widget.description == text
    assert np.array_equal(widget.frame(), other)


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "whole numbers"), ("3 x", "whole"), ("4", "1 given"), ("1 1 1 1 1 1 1", "7 given"),
     ("0 0", "sum to 0"), ("900 200", "sum to 1100"), ("1.5 2", "whole")],
)  # fmt: skip
def test_counts_that_cannot_be(text, words):
    with pytest.raises(WidgetError, match=words):
        parse(text)


@pytest.mark.parametrize("bad", [{"theta": 1.0}, {"theta": math.nan}, {"unit": "bans"}])
def test_what_cannot_be_shown_is_refused(bad):
    with pytest.raises(WidgetError):
        three_objectives(**bad)
