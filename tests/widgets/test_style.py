"""Numbers as words, colours that stand out, axes that keep apart."""

import itertools
import math

import pytest

from coursekit.widgets import style


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2.0, "2"),
        (-0.0, "0"),
        (-1.5, "−1.5"),
        (1 / 3, "0.3333"),
        (12345678.0, "1.235e7"),
        (1e-8, "1e−8"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
        (math.nan, "undefined"),
    ],
)
def test_number(value, text):
    assert style.number(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(1e-8, "1e−8"), (4e-6, "1e−5"), (2e3, "1e3"), (1.0, "1")]
)
def test_power_of_ten(value, text):
    assert style.power_of_ten(value) == text


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("name", ["BLUE", "VERMILLION", "GREEN", "BLACK", "GREY"])
def test_lines_stand_out_from_white_as_the_wcag_asks_of_graphics(name):
    assert 1.05 / (luminance(getattr(style, name)) + 0.05) >= 3.0


def test_axes_stand_side_by_side():
    figure, axes = style.new_figure(ratios=(2, 1, 1))
    boxes = [each.get_position() for each in axes]
    assert all(a.x1 < b.x0 for a, b in itertools.pairwise(boxes))
    width, height = figure.get_size_inches()
    assert (round(width, 3), round(height, 3)) == (7.2, 4.0)
