"""The widget of the shared factors: what is lit, gauges, sizes, what it refuses."""

import numpy as np
import pytest
from matplotlib.colors import to_hex

from coursekit.widgets import WidgetError, delta_chain
from coursekit.widgets.forward_and_reverse.deltas import model
from coursekit.widgets.forward_and_reverse.staircase import DeltasScene
from coursekit.widgets.style import BLUE, ORANGE, SKY


def scene(parameters=(1.2, 0.9, 1.5, 0.8), x=1.0, activation="tanh", layer=1):
    """The scene of a state, so that its parts have their names."""
    made = DeltasScene()
    numbers = model(*parameters, x, activation, layer)
    made.set_background(numbers)
    made.move(numbers)
    return made


@pytest.mark.parametrize("layer", range(4))
def test_the_factors_of_delta_are_lit_wherever_they_occur(layer):
    made = scene(layer=layer)
    lit = {place for place, tile in made._tiles.items() if to_hex(tile.get_fc()) == ORANGE.lower()}
    wanted = {(row, k) for row in range(4) for k in range(row + 1, 4) if k > layer}
    assert lit == wanted
    own = [place for place, tile in made._tiles.items() if to_hex(tile.get_fc()) == SKY.lower()]
    assert own == [(layer, layer)]


@pytest.mark.parametrize("layer", range(4))
def test_the_whole_product_is_framed_in_this_row_and_below(layer):
    made = scene(layer=layer)
    framed = [row for row, frame in made._frames.items() if frame.get_visible()]
    assert framed == ([] if layer == 3 else list(range(layer + 1)))
    for row in framed:
        frame = made._frames[row].get_bbox()
        for k in range(layer + 1, 4):
            tile = made._tiles[row, k].get_bbox()
            assert frame.x0 < tile.x0 < tile.x1 < frame.x1
            assert frame.y0 < tile.y0 < tile.y1 < frame.y1


@pytest.mark.parametrize("layer", range(4))
def test_delta_is_passed_as_far_as_it_is_needed(layer):
    visible = [node.get_visible() for node in scene(layer=layer)._passed]
    assert visible == [k > layer for k in (1, 2, 3, 4)]


def test_gauges_are_as_full_as_the_slopes():
    made = scene(parameters=(1.2, 0.9, 1.5, 0.8))
    values = [1.0]
    for each in (1.2, 0.9, 1.5, 0.8):
        values.append(np.tanh(each * values[-1]))
    full = [gauge.get_width() / 0.5 for gauge in made._gauges]
    assert full == pytest.approx([1 - value**2 for value in values[1:]])


def test_sizes_with_their_signs_beside_their_rows():
    made = scene(parameters=(2.0, -3.0, 2.5, 0.5), x=1.0, activation="identity")
    expected = [-3.75, 2.5, -3.0, -15.0]
    for layer, value in enumerate(expected):
        (x,), (y,) = made._dots[layer].get_data()
        assert x == pytest.approx(abs(value))
        assert y == pytest.approx(made._tiles[layer, layer].get_bbox().get_points()[:, 1].mean())
        filled = to_hex(made._dots[layer].get_markerfacecolor()) == BLUE.lower()
        assert filled == (value > 0)


@pytest.mark.parametrize(
    ("arguments", "marker"),
    [
        ({"parameters": (3.0, 3.0, 3.0, 3.0), "x": 3.0}, "<"),
        ({"x": 0.0}, "x"),
        ({"parameters": (1.0, 1.0, 1.0, 1.0), "activation": "identity"}, "o"),
    ],
)
def test_what_is_too_small_and_what_is_nothing_have_signs_of_their_own(arguments, marker):
    assert scene(**arguments)._dots[0].get_marker() == marker


def test_every_control_changes_picture_and_text():
    widget = delta_chain()
    for control, value in [
        ("a0", -1.0),
        ("a1", 2.0),
        ("a2", 0.3),
        ("a3", -2.0),
        ("activation_name", "ReLU"),
        ("chosen", 0),
    ]:
        frame, text = widget.frame(), widget.description
        widget.controls[control].value = value
        assert widget.message == ""
        assert (widget.frame() != frame).any(), control
        assert widget.description != text, control


@pytest.mark.parametrize("activation", ["tanh", "ReLU", "identity"])
def test_no_label_is_cut_off(activation):
    figure = scene(activation=activation).figure
    figure.canvas.draw()
    width, height = figure.canvas.get_width_height()
    for axes in figure.axes:
        low, high = axes.get_xlim()
        ticks = [each for each in axes.get_xticklabels() if low <= each.get_position()[0] <= high]
        for text in (*axes.texts, *(ticks if axes.axison else ()), axes.title):
            box = text.get_window_extent()
            if text.get_text():
                assert 0 <= box.x0 < box.x1 <= width, text
                assert 0 <= box.y0 < box.y1 <= height, text


def test_the_key_covers_no_factor():
    made = scene()
    made.figure.canvas.draw()
    key = [text for text in made._axes.texts if text.get_fontsize() == 9]
    assert len(key) == 3
    for tile in made._tiles.values():
        box = tile.get_window_extent()
        assert not any(box.overlaps(text.get_window_extent()) for text in key)


@pytest.mark.parametrize(
    "wrong",
    [
        {"parameters": (1.0, 2.0, 3.0)},
        {"parameters": (1.0, 2.0, 3.0, 3.5)},
        {"x": 4.0},
        {"x": float("nan")},
        {"activation": "sigmoid"},
        {"layer": 4},
    ],
)
def test_wrong_arguments_say_what_is_right(wrong):
    with pytest.raises(WidgetError, match=r"Choose"):
        delta_chain(**wrong)
