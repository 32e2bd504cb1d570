"""A likelihood by sliders: sums by hand, slopes by differences, estimates, what is drawn."""

import math

import numpy as np
import pytest

from coursekit.widgets import WidgetError, likelihood
from coursekit.widgets.cross_entropy.fit import (
    FAMILIES,
    _limits,
    _step,
    model,
    say_slopes,
)
from coursekit.widgets.style import number

DENSITIES = {
    "Normal": lambda x, mean, std: (
        math.exp(-(((x - mean) / std) ** 2) / 2) / (std * math.sqrt(2 * math.pi))
    ),
    "Exponential": lambda x, rate: rate * math.exp(-rate * x),
    "Bernoulli": lambda x, p: p if x == 1 else 1 - p,
    "Poisson": lambda x, rate: math.exp(-rate) * rate**x / math.factorial(int(x)),
}
every_family = pytest.mark.parametrize("family", FAMILIES)


@every_family
def test_sum_of_logs_and_its_slopes(family):
    widget = likelihood(family)
    n = model(family, FAMILIES[family].data, **widget.values)

    def total(**changed):
        chosen = {**n.parameters, **changed}
        return sum(math.log(DENSITIES[family](x, **chosen)) for x in n.data)

    assert n.log_likelihood() == pytest.approx(total())
    assert f"= {number(math.exp(total()), 3)}, a product" in widget.description
    for name, value in n.parameters.items():
        h = 1e-5
        difference = (total(**{name: value + h}) - total(**{name: value - h})) / (2 * h)
        assert n.slopes[name] == pytest.approx(difference, rel=1e-6)


@every_family
def test_the_estimate_is_the_highest_point_of_every_curve(family):
    n = model(family, FAMILIES[family].data, **likelihood(family).values)
    at_best = model(family, n.data, **n.best)
    for name, value in n.best.items():
        assert at_best.slopes[name] == pytest.approx(0, abs=1e-8)
        grid = value * np.linspace(0.9, 1.1, 41)
        assert np.all(at_best.log_likelihood(**{name: grid}) <= at_best.log_likelihood() + 1e-9)
    assert say_slopes(at_best).startswith("✓")


@every_family
def test_what_is_drawn(family):
    widget = likelihood(family)
    n = model(family, FAMILIES[family].data, **widget.values)
    scene = widget._still_scene()[0]
    heights = [DENSITIES[family](x, **n.parameters) for x in n.data]
    assert scene._heights.get_ydata() == pytest.approx(heights)
    assert max(heights) <= scene._left.get_ylim()[1]
    assert min(scene._left.get_yticks()) == 0
    for name, (curve, tangent, _) in scene._lines.items():
        (left, right), (start, end) = tangent.get_data()
        assert (end - start) / (right - left) == pytest.approx(n.slopes[name])
        x, y = curve.get_data()
        low, high = scene._panels[name].get_ylim()
        assert low < n.log_likelihood() < high
        assert np.max(y) < high
        assert x[0] < n.best[name] < x[-1]


def test_no_axis_offers_a_probability_of_two():
    n = model("Bernoulli", (0.0, 1.0), p=0.02)
    scene = likelihood("Bernoulli", [0, 1], p=0.02)._still_scene()[0]
    assert scene._ends(n)[0] < 1.1


def test_sliders_and_the_button():
    widget = likelihood()
    before = widget.frame()
    assert "larger mean and smaller std" in say_slopes(model("Normal", FAMILIES["Normal"].data,
                                                             **widget.values))  # fmt: skip
    widget.controls["mean"].value = 5.0
    assert np.any(widget.frame() != before)
    button = next(child for child in widget.box.children if child.description.startswith("Go to"))
    button.click()
    for slider, snapped in zip(widget.box.children, (5.3, 1.47), strict=False):
        slider.value = snapped  # as a browser answers, whose sliders know nothing between steps
    rows = [row.split("\t") for row in widget.description.split("\n")[3:5]]
    assert rows == [["mean", "5.333", "0", "5.333"], ["std", "1.466", "0", "1.466"]]
    assert say_slopes(widget._model(**widget.values)).startswith("✓")


def test_data_of_ones_own():
    widget = likelihood("Normal", [170.0, 170.0001])  # however narrow
    assert widget.message == ""
    assert widget.description.split("\n")[3].endswith("\t170")
    low, high = (getattr(widget.controls["std"].slider, end) for end in ("min", "max"))
    assert low < 5e-5 < high < 2e-4


def test_sliders_suit_the_scale_of_the_data():
    for data in ((1e3, 3e3), (1e-3, 3e-3)):
        best = FAMILIES["Exponential"].estimate(np.array(data))
        low, high = _limits("Exponential", data, best)["rate"]
        assert low < best["rate"] < high < 4 * best["rate"]
        assert say_slopes(model("Exponential", data, rate=high)).startswith("Uphill: smaller rate")
        assert 50 <= (high - low) / _step(low, high) <= 500


@pytest.mark.parametrize(
    ("family", "data", "more", "words"),
    [
        ("Cauchy", None, {}, "not known"),
        ("Normal", [1.0, 1.0], {}, "not all alike"),
        ("Normal", [1.0], {}, "1 given"),
        ("Normal", [1.0, math.nan], {}, "finite"),
        ("Exponential", [1.0, -1.0], {}, "above 0"),
        ("Bernoulli", [1, 1], {}, "both"),
        ("Poisson", [1.5, 2], {}, "whole numbers"),
        ("Normal", None, {"rate": 1.0}, "has the parameters mean, std"),
        ("Normal", None, {"std": 0.0}, "std = 0 is out of reach"),
    ],
)
def test_what_cannot_be_shown_is_refused(family, data, more, words):
    with pytest.raises(WidgetError, match=words):
        likelihood(family, data, **more)
