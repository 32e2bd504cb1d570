"""The sizes widget: parameters to bytes, in words that are true."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.widgets import WidgetError, network_sizes
from coursekit.widgets.start_here.sizes import NAMED, describe, in_bytes, in_words, model


@given(parameters=st.floats(10, 1e12), kept=st.sampled_from([1, 2, 4]))
def test_four_or_eight_bytes_a_number(parameters, kept):
    n = model(parameters, kept)
    assert n.parameters == round(parameters)
    assert n.float32 == 4 * kept * n.parameters
    assert n.float64 == 2 * n.float32
    assert len(describe(n).split("\n")) == 3


def test_the_list_of_the_source():
    """S3: 10k-100k, 1 million, 100 million, 1 billion, and 700 GB for GPT-3."""
    sizes = {name: count for name, count, _ in NAMED}
    assert [sizes[name] for name in ("tiny", "small", "medium", "large", "very large")] == [
        10**4,
        10**5,
        10**6,
        10**8,
        10**9,
    ]
    assert in_bytes(model(sizes["GPT-3"], 1).float32) == "700 GB"
    assert sizes["one layer, 5 → 3"] == 3 * 5 + 3
    assert sizes["a Fizz Buzz network"] == (100 * 10 + 100) + (4 * 100 + 4)


@pytest.mark.parametrize(
    ("size", "text"),
    [(72, "72 bytes"), (999, "999 bytes"), (1000, "1 kB"), (4e6, "4 MB"), (999_600, "1 MB"),
     (1.4e12, "1.4 TB"), (32e12, "32 TB")],
)  # fmt: skip
def test_bytes_have_the_unit_that_suits_them(size, text):
    assert in_bytes(size) == text


@given(size=st.floats(1, 1e15))
def test_bytes_are_rounded_and_never_more_than_999_of_a_unit(size):
    mantissa, unit = in_bytes(size).split(" ")
    power = ["bytes", "kB", "MB", "GB", "TB", "PB"].index(unit)
    assert float(mantissa) * 1000**power == pytest.approx(size, rel=0.006)
    assert float(mantissa) < 1000


@pytest.mark.parametrize(
    ("count", "text"),
    [(18, "18"), (1504, "1,504"), (100_000, "100,000"), (1e6, "1 million"),
     (1_258_925, "1.26 million"), (175e9, "175 billion"), (1e12, "1 trillion")],
)  # fmt: skip
def test_counts_are_written_as_they_are_said(count, text):
    assert in_words(count) == text


@pytest.mark.parametrize(
    ("parameters", "kept", "words"),
    [
        (1e6, 1, "a laptop with 16 GB of memory could hold 4,000 of these"),
        (1e9, 2, "could hold 2 of these"),
        (1e9, 4, "a laptop with 16 GB of memory can just hold it"),
        (175e9, 1, "it fills the memory of 44 laptops with 16 GB each"),
    ],
)
def test_what_it_means_on_a_laptop(parameters, kept, words):
    assert words in describe(model(parameters, kept))


def test_a_name_is_said_only_where_it_fits():
    assert "1 million parameters (medium)\n" in describe(model(1e6, 1))
    assert "1.12 million parameters\n" in describe(model(1.122e6, 1))
    assert ", 4 numbers kept for each" in describe(model(1e6, 4))


@pytest.mark.parametrize(
    ("parameters", "name"),
    [
        (10**11.25, "GPT-3"),  # where a slider that was sent to 175 billion comes to rest
        (10**3.2, "a Fizz Buzz network"),
        (10**3.15, None),
        (1550.0, None),  # typed, and no stop
        (10**11.3, None),
    ],
)
def test_the_nearest_stop_stands_for_a_named_size(parameters, name):
    n = model(parameters, 1)
    assert n.name == name
    assert n.parameters == (dict(each[:2] for each in NAMED)[name] if name else round(parameters))


@pytest.mark.parametrize(("control", "value"), [("parameters", 1e9), ("kept", 4)])
def test_every_control_changes_picture_and_text(control, value):
    widget = network_sizes()
    frame, text = widget.frame(), widget.description
    widget.controls[control].value = value
    assert widget.message == ""
    assert (widget.frame() != frame).any()
    assert widget.description != text


def test_the_list_of_names_moves_the_slider_and_follows_it():
    widget = network_sizes()
    names = widget.box.children[0]
    assert names.label == "medium"
    names.value = 175_000_000_000
    assert "175 billion parameters (GPT-3)" in widget.description
    widget.controls["parameters"].value = 2e9
    assert names.label == "another size"
    assert "2 billion parameters\n" in widget.description


def test_marks_lie_on_the_line_of_float32():
    for kept in (1, 4):
        axes = network_sizes(kept=kept).figure().axes[0]
        marks = next(line for line in axes.lines if line.get_marker() == "D")
        counts, heights = marks.get_data()
        assert list(heights) == [4 * kept * count for count in counts]
        low, high = axes.get_ylim()
        assert all(low < height < high for height in heights)


@pytest.mark.parametrize("kept", [1, 2, 4])
def test_no_label_is_cut_off(kept):
    figure = network_sizes(kept=kept).figure()
    figure.canvas.draw()
    width, height = figure.canvas.get_width_height()
    axes = figure.axes[0]
    for text in (*axes.texts, *axes.get_xticklabels(), *axes.get_yticklabels()):
        box = text.get_window_extent()
        if text.get_text():
            assert 0 <= box.x0 < box.x1 <= width, text
            assert 0 <= box.y0 < box.y1 <= height, text


@pytest.mark.parametrize("wrong", [{"parameters": 5}, {"parameters": 1e13}, {"kept": 3}])
def test_wrong_arguments_say_what_is_right(wrong):
    with pytest.raises(WidgetError, match="Choose"):
        network_sizes(**wrong)
