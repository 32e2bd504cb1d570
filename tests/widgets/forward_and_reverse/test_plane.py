"""The widget of sweeps: the dot, the bars, the list of examples, what it refuses."""

import numpy as np
import pytest

from coursekit.widgets import WidgetError, sweeps
from coursekit.widgets.forward_and_reverse.cost import NAMED, WIDEST, model
from coursekit.widgets.forward_and_reverse.plane import CostScene


def scene(n, m, layers=10):
    made = CostScene()
    made.move(model(n, m, layers))
    return made


def bars(made, which):
    """Lengths of the bars of the second (work) or the third (memory) axes."""
    lines = made.figure.axes[which].lines
    return [line.get_xdata()[1] for line in lines if line.get_linewidth() == 15]


def test_bars_are_work_and_memory():
    made = scene(1000, 10, layers=4)
    assert bars(made, 1) == [3000, 30]
    assert bars(made, 2) == [8 * 2000, 8 * 5000, 8 * 10_000]


def test_the_dot_stands_on_the_side_of_the_better_mode():
    for n, m in ((100, 3), (3, 100)):
        axes = scene(n, m).figure.axes[0]
        (dot,) = [line for line in axes.lines if line.get_marker() == "o"]
        assert (dot.get_xdata()[0], dot.get_ydata()[0]) == (n, m)
        named = {text.get_text().split()[0]: text.get_position() for text in axes.texts}
        x, y = named["reverse" if n > m else "forward"]
        assert (x > y) == (n > m)  # the words stand on the same side of the diagonal


def test_every_control_changes_picture_and_text():
    widget = sweeps()
    for control, value in [("n", 10.0), ("m", 1e6), ("layers", 100.0)]:
        frame, text = widget.frame(), widget.description
        widget.controls[control].value = value
        assert widget.message == ""
        assert (widget.frame() != frame).any(), control
        assert widget.description != text, control


def test_every_stop_of_a_slider_is_another_number():
    controls = sweeps(1, 1, layers=1).controls
    for name, most in (("n", WIDEST), ("m", WIDEST), ("layers", 1000)):
        slider = controls[name]
        count = round(slider.max / slider.step) + 1
        stops = [round(10 ** (k * slider.step)) for k in range(count)]
        assert len(set(stops)) == count
        assert {1, 10, 100, most} <= {*stops}


def test_the_list_of_examples_moves_both_sliders_and_follows_them():
    widget = sweeps()
    examples = widget.box.children[0]
    assert examples.label == "the loss of a medium network"
    examples.value = (10**6, 10**6)
    assert "a layer from image to image" in widget.description
    widget.controls["m"].value = 50.0
    assert examples.label == "another one"
    assert "1 million inputs and 50 outputs: 10 layers" in widget.description


@pytest.mark.parametrize(
    ("n", "m", "layers"), [(n, m, 10) for _, n, m in NAMED] + [(WIDEST, WIDEST, 1000)]
)
def test_every_example_and_the_largest_of_all_fit_into_the_picture(n, m, layers):
    made = scene(n, m, layers)
    for which in (1, 2):
        low, high = made.figure.axes[which].get_xlim()
        assert all(low < length < high for length in bars(made, which))


def test_no_label_is_cut_off():
    figure = scene(10**6, 1).figure
    figure.canvas.draw()
    width, height = figure.canvas.get_width_height()
    for axes in figure.axes:
        for text in (*axes.texts, *axes.get_xticklabels(), *axes.get_yticklabels(), axes.title):
            box = text.get_window_extent()
            if text.get_text():
                assert 0 <= box.x0 < box.x1 <= width, text
                assert 0 <= box.y0 < box.y1 <= height, text


def test_the_line_of_memory_is_where_the_jacobian_fills_a_laptop():
    axes = scene(10**6, 1).figure.axes[0]
    (line,) = [each for each in axes.lines if each.get_linestyle() == ":"]
    np.testing.assert_allclose(8 * np.prod(line.get_data(), axis=0), 16e9)


@pytest.mark.parametrize("wrong", [{"n": 0}, {"m": 10**10}, {"layers": 0}, {"layers": 1001}])
def test_wrong_arguments_say_what_is_right(wrong):
    with pytest.raises(WidgetError, match="Choose"):
        sweeps(**wrong)
