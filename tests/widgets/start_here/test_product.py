"""The matrix product widget: model, text, picture, refusals."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from coursekit.widgets import WidgetError, matrix_product
from coursekit.widgets.start_here.product import LEFT, RIGHT, as_rows, describe, model
from coursekit.widgets.start_here.product_scene import ProductScene

sides = st.integers(1, 4)
numbers = st.integers(-9, 9).map(float)


@st.composite
def pairs(draw):
    first, second = ((draw(sides), draw(sides)) for _ in range(2))
    return tuple(draw(arrays(float, shape, elements=numbers)) for shape in (first, second))


@given(pair=pairs(), order=st.sampled_from(["AB", "BA"]), entry=st.integers(1, 16))
def test_entry_is_the_sum_over_a_row_and_a_column_or_numpy_refuses_too(pair, order, entry):
    A, B = pair
    n = model(as_rows(A, "A"), as_rows(B, "B"), order, entry)
    left, right = (A, B) if order == "AB" else (B, A)
    if left.shape[1] != right.shape[0]:
        assert n.result is None
        with pytest.raises(ValueError, match="matmul"):
            left @ right
        assert "refused" in describe(n)
        return
    total = 0.0
    for k in range(left.shape[1]):
        total += left[n.i, k] * right[k, n.j]
    assert n.result[n.i, n.j] == total
    np.testing.assert_array_equal(n.result, np.einsum("ik,kj->ij", left, right))


def test_entries_are_counted_in_reading_order_and_the_last_one_is_the_end():
    A, B = LEFT["2×3"], RIGHT["3×2"]
    places = [(n.i, n.j) for n in (model(A, B, "AB", count) for count in (1, 2, 3, 4, 9))]
    assert places == [(0, 0), (0, 1), (1, 0), (1, 1), (1, 1)]


def test_text_has_the_sum_the_code_and_the_other_order():
    assert matrix_product("2×3", "3×2", entry=(2, 1)).description.split("\n") == [
        "A (2×3) times B (3×2): the neighbours 3 and 3 agree, so C = AB is 2×2",
        "C₂₁ = row 2 of A · column 1 of B = 3·2 + (−1)·0 + 2·(−2) = 2",
        "NumPy: C[1, 0], with C = A @ B or C = np.einsum('ik,kj->ij', A, B)",
        "the other order, BA, is 3×3: another shape",
    ]


def test_the_picture_of_the_source_the_right_way_round():
    """S2 draws 3×2 times 2×3 as a 3×2 matrix."""
    assert "so C = BA is 3×3" in matrix_product("2×3", "3×2", order="BA").description


@pytest.mark.parametrize(
    ("A", "B", "words"),
    [
        ("2×2", "2×2", "differs in 4 of 4 entries"),
        ("2×2", "2×2, the identity", "is equal here: these two commute"),
        ("1×3", "3×1", "C = AB is 1×1: the dot product, one number"),
        ("2×3", "2×3", "the other order, BA, is refused"),
        ("1×3", "2×2", "the other order, BA, is refused"),
        ("1×3", "3×2", "the other order, BA, is refused"),
        ("3×2", "3×2", "refused, because the neighbours 2 and 3 differ"),
    ],
)
def test_each_pair_has_its_lesson(A, B, words):
    assert words in matrix_product(A, B).description


def test_outer_product():
    widget = matrix_product("1×3", "3×1", order="BA", entry=(3, 2))
    assert "C = BA is 3×3: the outer product" in widget.description
    assert "C₃₂ = row 3 of B · column 2 of A = 1·2 = 2" in widget.description


def test_what_is_said_of_numpy_is_true():
    """einsum repeats an axis of length 1 without a word; @ does not."""
    widget = matrix_product("1×3", "3×2", order="BA")
    assert "einsum('ik,kj->ij', B, A) silently repeats the 1" in widget.description
    A, B = np.array(LEFT["1×3"]), np.array(RIGHT["3×2"])
    assert np.einsum("ik,kj->ij", B, A).shape == (3, 3)
    with pytest.raises(ValueError, match="matmul"):
        B @ A
    other = matrix_product("2×3", "2×3")
    assert "raises a ValueError, and so does einsum" in other.description
    with pytest.raises(ValueError, match="broadcast"):
        np.einsum("ik,kj->ij", np.array(LEFT["2×3"]), np.array(RIGHT["2×3"]))


@pytest.mark.parametrize(
    ("control", "value"),
    [("A", LEFT["3×2"]), ("B", RIGHT["2×3"]), ("order", "BA"), ("entry", 3)],
)
def test_every_control_changes_picture_and_text(control, value):
    widget = matrix_product()
    frame, text = widget.frame(), widget.description
    widget.controls[control].value = value
    assert widget.message == ""
    assert (widget.frame() != frame).any()
    assert widget.description != text


def test_the_slider_has_a_stop_for_every_entry():
    widget = matrix_product("2×3", "3×2", entry=(2, 2))
    assert widget.controls["entry"].max == 4
    widget.controls["order"].value = "BA"
    assert (widget.controls["entry"].max, widget.controls["entry"].value) == (9, 4)
    widget.controls["entry"].value = 9
    widget.controls["order"].value = "AB"
    assert (widget.controls["entry"].max, widget.controls["entry"].value) == (4, 4)
    assert "C₂₂" in widget.description


def test_every_pair_of_the_menus_has_its_picture():
    scene = ProductScene()
    for first, second, order in itertools.product(LEFT.values(), RIGHT.values(), ("AB", "BA")):
        n = model(first, second, order, 1)
        scene.set_background(n)
        scene.move(n)
        said = {text.get_text() for text in scene.figure.axes[0].texts}
        assert ("no product" in said) == (n.result is None)
        assert f"C = {order}" in said or n.result is None


def test_outlines_meet_in_the_entry():
    axes = matrix_product("2×3", "3×2", entry=(2, 1)).figure().axes[0]
    row, column, _, entry = axes.patches
    assert row.get_height() == column.get_width() == 1
    assert (row.get_width(), column.get_height()) == (3, 3)
    assert row.get_y() == entry.get_y()
    labels = {text.get_text(): text.get_position() for text in axes.texts}
    assert labels["C = AB"][0] == pytest.approx(entry.get_x() + 1)


def test_what_has_no_partner_is_hatched():
    def alone(*shapes):
        patch = matrix_product(*shapes).figure().axes[0].patches[2]
        return patch.get_width(), patch.get_height()

    assert alone("2×3", "2×3") == (1, 1)  # one entry of the row is left over
    assert alone("1×3", "2×2") == (1, 1)
    assert alone("3×2", "3×2") == (1, 1)  # one of the column
    assert 0 in alone("2×3", "3×2")


def test_nothing_lies_outside_the_picture():
    largest = np.full((4, 4), -9)
    figure = matrix_product(largest, largest).figure()
    figure.canvas.draw()
    width, height = figure.canvas.get_width_height()
    for text in figure.axes[0].texts:
        box = text.get_window_extent()
        assert 0 <= box.x0 < box.x1 <= width
        assert 0 <= box.y0 < box.y1 <= height


def test_own_matrices_head_the_menu():
    widget = matrix_product([[1, 2]], np.array([[3], [4]]))
    assert widget.controls["A"].label == "yours, 1×2"
    assert "= 1·3 + 2·4 = 11" in widget.description


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"A": "4×4"}, "Choose one of 1×3"),
        ({"A": [1, 2]}, r"shape \(2,\). Give it two axes"),
        ({"B": [[1, 2], [3]]}, "no matrix of numbers"),
        ({"B": [["a"]]}, "no matrix of numbers"),
        ({"A": np.ones((5, 1))}, "room for 1×1 to 4×4"),
        ({"A": np.ones((0, 2))}, "room for"),
        ({"A": [[np.nan]]}, "too long to draw"),
        ({"A": [[123456]]}, "too long to draw"),
        ({"order": "CD"}, "Choose"),
        ({"entry": (3, 1)}, "lies outside AB"),
        ({"entry": (0, 1)}, "lies outside AB"),
    ],
)
def test_wrong_arguments_say_what_is_right(wrong, told):
    with pytest.raises(WidgetError, match=told):
        matrix_product(**wrong)
