"""The widget of bracketings: rectangles to scale, the ring, buttons, what it refuses."""

from itertools import pairwise

import numpy as np
import pytest
from matplotlib.colors import to_hex

from coursekit.widgets import WidgetError, bracketing
from coursekit.widgets.forward_and_reverse.brackets import model
from coursekit.widgets.forward_and_reverse.rectangles import OrderScene
from coursekit.widgets.style import DPI, ORANGE


def scene(text="3, 6, 5, 4, 2", kind="dense", layer=0, rank=1):
    made, numbers = OrderScene(), model(text, kind, layer, rank)
    made.set_background(numbers)
    made.move(numbers)
    return made, numbers


def rows(made):
    """Visible matrices by rows: (left, width, height, colour)."""
    found = {}
    for patch in made._boxes:
        if patch.get_visible():
            middle = round(patch.get_y() + patch.get_height() / 2, 6)
            look = patch.get_x(), patch.get_width(), patch.get_height(), to_hex(patch.get_fc())
            found.setdefault(middle, []).append(look)
    return [sorted(found[middle]) for middle in sorted(found)]


def middles_of(made):
    """Heights of the rows, from above."""
    visible = (patch for patch in made._boxes if patch.get_visible())
    return sorted({round(p.get_y() + p.get_height() / 2, 6) for p in visible})


def test_matrices_are_drawn_to_scale():
    made, numbers = scene()
    first = rows(made)[0]
    sizes = numbers.net.sizes(0)
    cell = first[-1][1] / sizes[-1]
    assert [width / cell for _, width, _, _ in first] == pytest.approx(sizes[1:])
    assert [height / cell for _, _, height, _ in first] == pytest.approx(sizes[:-1])


@pytest.mark.parametrize("rank", [1, 6, 14])
def test_each_row_multiplies_two_neighbours(rank):
    made, numbers = scene(rank=rank)
    found = rows(made)
    assert [len(row) for row in found] == [5, 4, 3, 2, 1]
    cell = found[0][-1][1] / numbers.net.sizes(0)[-1]
    for row, step in zip(found, numbers.steps, strict=False):
        taken = [k for k, look in enumerate(row) if look[3] == ORANGE.lower()]
        assert len(taken) == 2 and taken[1] == taken[0] + 1  # noqa: PT018
        (_, q, p, _), (_, r, other, _) = row[taken[0]], row[taken[1]]
        assert (p, q, r) == pytest.approx([cell * size for size in step.shape])
        assert q == pytest.approx(other)  # the neighbouring dimensions agree


@pytest.mark.parametrize("kind", ["dense", "one"])
@pytest.mark.parametrize(
    "text", ["12,12,12,12,12,12", "1,1,1,1,1,1", "3,12,1,12,2", "12,12", "12,1,12,1,12,1"]
)
def test_nothing_touches_anything_in_the_dearest_order(text, kind):
    made, _ = scene(text, kind, 0, rank=1000)
    found = rows(made)
    for row in found:
        for (left, width, *_), (following, *_) in pairwise(row):
            assert left + width < following
    for row, cost in zip(found, made._costs, strict=False):
        if cost.get_text():
            assert row[-1][0] + row[-1][1] < cost.get_window_extent().x0 / DPI
    tall = [max(height for _, _, height, _ in row) / 2 for row in found]
    middles = middles_of(made)
    for (above, half), (below, other) in pairwise(zip(middles, tall, strict=True)):
        assert above + half < below - other
    assert middles[-1] + tall[-1] < 4.8


def test_the_ring_is_round_this_order_and_the_marks_on_the_named_ones():
    made, numbers = scene(rank=6)
    assert tuple(np.ravel(made._here.get_data())) == (6, numbers.cost)
    (x, y) = made._every.get_data()
    assert list(x) == list(range(1, 15))
    assert tuple(y) == numbers.costs
    reverse, forward = (tuple(np.ravel(mark.get_data())) for mark in made._known)
    assert reverse == (1, 202)
    assert forward == (14, 1440)
    totals = [bar.get_width() for bar in made._bars]
    assert totals == [493, 529, 2750]


def test_every_control_changes_picture_and_text():
    widget = bracketing()
    for control, value in [("rank", 9), ("layer", 2), ("kind", "one"), ("text", "2, 3, 4")]:
        frame, text = widget.frame(), widget.description
        widget.controls[control].value = value
        assert widget.message == ""
        assert (widget.frame() != frame).any(), control
        assert widget.description != text, control


def test_buttons_move_the_slider_and_a_named_order_keeps_its_name():
    widget = bracketing("3, 6, 5, 4, 2")
    reverse, forward, cheap = widget.box.children[-5].children
    forward.click()
    assert widget.controls["rank"].value == 14
    assert "order 14 of 14, forward:" in widget.description
    widget.controls["layer"].value = 1
    assert "order 5 of 5, forward:" in widget.description
    widget.controls["layer"].value = 0
    assert "order 14 of 14, forward:" in widget.description
    widget.controls["kind"].value = "one"
    assert "order 1 of 14, forward, none is cheaper:" in widget.description
    reverse.click()
    assert "order 4 of 14, reverse:" in widget.description
    cheap.click()
    assert widget.controls["rank"].value == 1


def test_another_net_brings_its_own_layers_and_orders():
    widget = bracketing("3, 6, 5, 4, 2", layer=3)
    assert widget.controls["rank"].max == 1
    widget.controls["text"].value = "2, 3, 4"
    assert (widget.controls["layer"].max, widget.controls["layer"].value) == (1, 1)
    widget.controls["layer"].value = 0
    assert widget.controls["rank"].max == 2
    assert widget.message == ""


def test_bad_widths_leave_the_picture_and_the_buttons_harmless():
    widget = bracketing()
    frame = widget.frame()
    widget.controls["text"].value = "3, six"
    assert "six" in widget.message
    for button in widget.box.children[-5].children:
        button.click()
    np.testing.assert_array_equal(widget.frame(), frame)
    widget.controls["text"].value = "3, 6"
    assert widget.message == ""


def test_no_label_is_cut_off_or_covers_another():
    figure = bracketing().figure()
    figure.canvas.draw()
    width, height = figure.canvas.get_width_height()
    for axes in figure.axes:
        boxes = [text.get_window_extent() for text in axes.texts if text.get_text()]
        assert all(0 <= box.x0 < box.x1 <= width for box in boxes)
        assert all(0 <= box.y0 < box.y1 <= height for box in boxes)
        for k, box in enumerate(boxes):
            assert not any(box.overlaps(other) for other in boxes[k + 1 :])


def test_widths_may_be_numbers():
    assert bracketing([3, 6, 2]).description == bracketing("3, 6, 2").description


@pytest.mark.parametrize(
    "wrong",
    [
        {"widths": "3"},
        {"parameters": "sparse"},
        {"layer": 4},
        {"order": "sideways"},
        {"order": 15},
        {"order": 0},
    ],
)
def test_wrong_arguments_say_what_is_right(wrong):
    with pytest.raises(WidgetError, match=r"Choose|Write"):
        bracketing(**wrong)
