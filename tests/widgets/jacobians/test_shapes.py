"""The shape calculator: boxes to scale, both layouts, messages."""

import itertools

import numpy as np
import pytest

from coursekit.widgets import WidgetError, shape_calculator
from coursekit.widgets.jacobians.chains import LARGEST
from coursekit.widgets.jacobians.shapes import EXAMPLES, ShapesScene, describe, model
from coursekit.widgets.style import VERMILLION

LAYER = "x[n] -> W[m,n] -> tanh -> sum"


@pytest.fixture(scope="module")
def scene():
    """One scene for all states: to make one takes longer than to fill it."""
    return ShapesScene()


def drawn(scene, text, n=5, m=3):
    """The boxes as (left, top, width, height) in inches, row by row, from left to right."""
    scene.set_background(model(text, n, m))
    (axes,) = scene.figure.axes
    boxes = [(*patch.get_xy(), patch.get_width(), patch.get_height()) for patch in axes.patches]
    rows = [[b for b in boxes if b[1] < 2.4], [b for b in boxes if b[1] > 2.4]]
    assert rows == [sorted(row) for row in rows]
    return rows


def test_boxes_are_drawn_to_scale_in_both_layouts(scene):
    rows, columns = drawn(scene, LAYER)
    cell = rows[0][3]  # the sum is a row of height 1
    shapes = [[(round(h / cell), round(w / cell)) for _, _, w, h in row] for row in (rows, columns)]
    assert shapes == [[(1, 3), (3, 3), (3, 5), (1, 5)], [(5, 3), (3, 3), (3, 1), (5, 1)]]
    for _, _, width, height in rows + columns:
        for length in (width / cell, height / cell):
            assert length == pytest.approx(round(length))


def test_an_entry_is_filled_where_it_can_differ_from_0(scene):
    drawn(scene, "x[3] -> tanh")
    (axes,) = scene.figure.axes
    first, _ = axes.collections
    assert len(first.get_paths()) == 3  # the diagonal


@pytest.mark.parametrize("n", [1, 3, LARGEST])
@pytest.mark.parametrize("m", [1, LARGEST])
@pytest.mark.parametrize("text", [text for _, text in EXAMPLES])
def test_boxes_lie_inside_and_apart(scene, text, n, m):
    for row in drawn(scene, text, n, m):
        for left, top, width, height in row:
            assert left >= 0.2
            assert left + width <= 7.5
            assert 0.3 < top < top + height < 4.85
        for (left, _, width, _), (following, *_) in itertools.pairwise(row):
            assert following - left - width > 0.25


def test_the_largest_chain_still_has_room(scene):
    text = "x[8] -> A[8,8] -> tanh -> B[8,8] -> tanh -> C[8,8]"
    for row in drawn(scene, text):
        left, _, width, _ = row[-1]
        assert left + width < 7.5


def test_the_scale_stands_still_while_the_sliders_move(scene):
    cells = set()
    for n in range(1, LARGEST + 1):
        rows, _ = drawn(scene, LAYER, n=n)
        cells.add(round(rows[0][3], 9))
    assert len(cells) == 1


def test_text_has_both_products_and_the_shape_in_code():
    assert describe(model(LAYER, 5, 3)).split("\n") == [
        "f(x) = sum(tanh(Wx + b)): 5 numbers in, 1 out",
        "row (numerator) layout, outputs × inputs, as here: 1×3 · 3×3 · 3×5 = 1×5",
        "column (denominator) layout, inputs × outputs: 5×3 · 3×3 · 3×1 = 5×1",
        "in code: jacobian(f)(x).shape == (5,), for f returns a number, and a number has no axis",
    ]
    assert describe(model("p[2] -> helix", 5, 3)).split("\n") == [
        "f(p) = helix(p): 2 numbers in, 3 out",
        "row (numerator) layout, outputs × inputs, as here: 3×2",
        "column (denominator) layout, inputs × outputs: 2×3",
        "in code: jacobian(f)(p).shape == (3, 2)",
    ]


def test_neighbours_that_do_not_fit_are_explained_and_marked(scene):
    text = "x[n] -> W[m,n] -> tanh -> dot[n]"
    assert describe(model(text, 5, 3)).split("\n") == [
        "f(x) = aᵀ tanh(Wx + b)",
        (
            "does not fit: tanh makes 3 numbers, but aᵀ takes 5 numbers; "
            "1×5 · 3×3 is no product, for 5 columns meet 3 rows"
        ),
    ]
    rows, columns = drawn(scene, text)
    assert len(rows) == len(columns) == 3  # no product
    (axes,) = scene.figure.axes
    signs = [each.get_text() for each in axes.texts if each.get_text() in "·≠="]
    assert signs == ["≠", "·", "·", "≠"]
    lengths = [np.ptp(line.get_xydata(), axis=0).max() / rows[0][3] for line in axes.lines]
    # Width of the left, height of the right: in the one layout 5 and 3, in the other 3 and 5.
    np.testing.assert_allclose(lengths, [5, 3, 3, 5])
    red = [each.get_text() for each in axes.texts if each.get_color() == VERMILLION]
    assert red == ["1×5", "≠", "3×3", "3×3", "≠", "5×1"]


def test_an_input_that_does_not_fit_is_drawn_too(scene):
    text = "x[4] -> W[3,5] -> sum"
    assert "does not fit: x has 4 numbers, but W takes 5 numbers" in describe(model(text, 1, 1))
    rows, columns = drawn(scene, text)
    cell = rows[0][3]
    assert [round(rows[-1][k] / cell) for k in (2, 3)] == [1, 4]
    assert [round(columns[0][k] / cell) for k in (2, 3)] == [4, 1]


def test_each_misfit_is_said():
    lines = describe(model("x[4] -> W[3,5] -> helix", 1, 1)).split("\n")
    assert len(lines) == 3
    assert "W makes 3 numbers, but helix takes 2 numbers; 3×2 · 3×5" in lines[2]


@pytest.mark.parametrize(
    ("control", "value"), [("n", 2), ("m", 6), ("text", "x[n] -> W[m,n] -> sum")]
)
def test_every_control_changes_picture_and_text(control, value):
    widget = shape_calculator()
    frame, text = widget.frame(), widget.description
    widget.controls[control].value = value
    assert widget.message == ""
    assert (widget.frame() != frame).any()
    assert widget.description != text


def test_examples_fill_the_box_and_give_way_to_what_is_typed():
    widget = shape_calculator()
    examples, box, n = widget.box.children[0], widget.controls["text"], widget.controls["n"]
    assert (examples.value, box.value) == (LAYER, LAYER)
    for label, text in EXAMPLES:
        examples.label = label
        assert box.value == text
        assert widget.message == ""
        assert ("does not fit" in widget.description) == label.startswith("a mistake")
    n.value = widget.controls["m"].value
    assert "does not fit" not in widget.description
    box.value = "x[2] -> polar"
    assert examples.label == "your own"
    assert widget.description.startswith("f(x) = polar(x)")
    examples.value = ""
    assert box.value == "x[2] -> polar"


def test_bad_text_says_so_below_its_box_and_keeps_the_picture():
    widget = shape_calculator()
    frame, text = widget.frame(), widget.description
    widget.controls["text"].value = "x[5] -> softmax"
    assert "is not in the list of functions" in widget.message
    np.testing.assert_array_equal(widget.frame(), frame)
    assert widget.description == text
    assert widget.box.children[2] is widget._message
    widget.controls["text"].value = "x[5] -> tanh"
    assert widget.message == ""


@pytest.mark.parametrize("wrong", [{"n": 0}, {"m": LARGEST + 1}, {"text": "x[5] -> W"}])
def test_wrong_arguments_are_raised(wrong):
    with pytest.raises(WidgetError):
        shape_calculator(**wrong)
