"""dA/dx in two ways: slopes by hand, differences, flattening orders, picture, text."""

import itertools
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coursekit.formula import parse
from coursekit.widgets import WidgetError, tensor_shapes
from coursekit.widgets.matrix_derivatives.tensor import ENTRIES, SLOPES, describe, matrix, model
from coursekit.widgets.matrix_derivatives.tensor_scene import TensorScene

NUMBERS = st.floats(-3, 3)
POINTS = st.tuples(NUMBERS, NUMBERS, NUMBERS)
ROWS, COLUMNS, VARIABLES = (st.integers(1, last) for last in (4, 2, 3))
few = settings(max_examples=15)
HERE = (2.0, 3.0, -1.0)


def by_hand(x):
    """Every slope of every entry, differentiated on paper: shape (4, 2, 3)."""
    x1, x2, x3 = x
    return np.array(
        [
            [[1, 0, 0], [0, 2 * x2, 0]],
            [[x2, x1, 0], [0, 0, 3]],
            [[0, x3, x2], [2 * x1, 0, 0]],
            [[1, 0, -2], [x3, 0, x1]],
        ]
    )


def read(text, x):
    plain = re.sub(r"(?<=[₁₂₃])(?=x)", " ", text).replace("²", "^2").replace("−", "-")
    plain = plain.translate(str.maketrans("₁₂₃", "123"))
    return parse(plain, ("x1", "x2", "x3"))(*x)


@few
@given(x=POINTS, order=st.sampled_from(["C", "F"]))
def test_both_ways_give_the_slopes_found_by_hand(x, order):
    n = model(x, 1, 1, 1, order)
    np.testing.assert_allclose(n.by_entry, by_hand(x), atol=1e-12)
    np.testing.assert_allclose(n.reshaped, by_hand(x), atol=1e-12)


@few
@given(x=POINTS)
def test_slopes_against_differences(x):
    at, h = np.array(x), 1e-6
    columns = [(matrix(at + h * e) - matrix(at - h * e)) / (2 * h) for e in np.eye(3)]
    np.testing.assert_allclose(model(x, 1, 1, 1, "C").by_entry, np.stack(columns, -1), atol=1e-7)


@few
@given(x=POINTS)
def test_formulas_that_are_written_are_those_that_are_computed(x):
    n, values = model(x, 1, 1, 1, "C"), by_hand(x)
    for place in np.ndindex(4, 2):
        assert read(ENTRIES[place[0]][place[1]], x) == pytest.approx(n.A[place])
        for k in range(3):
            text = SLOPES[place[0]][place[1]][k]
            assert read(text, x) == pytest.approx(values[(*place, k)])


@few
@given(i=ROWS, j=COLUMNS, k=VARIABLES, order=st.sampled_from(["C", "F", "mixed"]))
def test_chosen_row_of_the_flat_jacobian_holds_the_slopes_of_the_chosen_entry(i, j, k, order):
    n = model(HERE, i, j, k, order)
    assert n.J[n.row].tolist() == by_hand(HERE)[i - 1, j - 1].tolist()
    first, second = n.lands
    assert n.reshaped[first, second, k - 1] == n.slope
    assert n.row == {"C": 2 * (i - 1) + j - 1}.get(order, 4 * (j - 1) + i - 1)


def test_orders_of_numpy_are_meant():
    names = np.arange(8).reshape(4, 2)
    for order in ("C", "F"):
        flat = names.reshape(-1, order=order)
        assert flat[model(HERE, 2, 1, 1, order).places].tolist() == names.tolist()


def test_mixed_orders_scramble_the_tensor_and_are_told_so():
    n = model(HERE, 2, 1, 1, "mixed")
    right = np.reshape(n.J, (4, 2, 3), order="C")
    assert n.reshaped.tolist() == right.tolist()
    wrong = int((right != by_hand(HERE)).sum())
    assert wrong > 8
    assert f"a wrong place, and {wrong} of 24 numbers are wrong" in describe(n)
    assert "right by luck" in describe(model(HERE, 1, 1, 1, "mixed"))
    assert "right by luck" in describe(model(HERE, 4, 2, 1, "mixed"))


def test_text_counts_from_1_and_from_0():
    assert describe(model(HERE, 3, 2, 1, "C")).split("\n") == [
        "A ∈ ℝ⁴ˣ² and x ∈ ℝ³, so dA/dx ∈ ℝ⁴ˣ²ˣ³: 24 slopes, here at x = (2, 3, −1)",
        "entry by entry: ∂A₃,₂/∂x₁ = ∂(x₁²)/∂x₁ = 2x₁ = 4, which NumPy calls dA[2, 1, 0]",
        (
            "flattened by rows: A₃,₂ is number 2·(3 − 1) + 2 = 6 of 8, so its slope is J₆,₁, "
            "which NumPy calls J[5, 0]"
        ),
        "J.reshape(4, 2, 3) puts J[5, 0] at [2, 1, 0]: both ways agree",
    ]
    by_columns = describe(model(HERE, 3, 2, 1, "F"))
    assert "A₃,₂ is number 4·(2 − 1) + 3 = 7 of 8, so its slope is J₇,₁" in by_columns
    assert "both ways agree" in by_columns


def rounded(place):
    return tuple(round(each, 3) for each in place)


@pytest.mark.parametrize("order", ["C", "F", "mixed"])
def test_every_frame_lies_on_the_number_that_is_told(order):
    scene = TensorScene()
    scene.set_background(model(HERE, 1, 1, 1, order))
    texts = {rounded((word.x, word.y)): word.text for word in scene._board.words}
    for i, j, k in itertools.product((1, 2, 3, 4), (1, 2), (1, 2, 3)):
        n = model(HERE, i, j, k, order)
        scene.move(n)
        frames = [patch for patch in scene.moving[:6] if patch.get_visible()]
        entry, slope = ENTRIES[i - 1][j - 1], f"{n.slope:g}".replace("-", "−")
        framed = [texts[rounded(frame.get_center())] for frame in frames]
        assert framed == [entry, entry, slope, slope, slope]
        assert scene.moving[5].get_visible() == (not n.is_right)


def test_every_control_changes_picture_and_text():
    widget = tensor_shapes()
    for name, value in (("i", 4), ("j", 2), ("k", 3), ("order", "F"), ("order", "mixed")):
        frame, text = widget.frame(), widget.description
        widget.controls[name].value = value
        assert widget.message == ""
        assert (widget.frame() != frame).any()
        assert widget.description != text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"i": 5}, "There is no i = 5. Choose 1 to 4"),
        ({"j": 0}, "There is no j = 0. Choose 1 to 2"),
        ({"k": "all"}, "There is no k = 'all'"),
        ({"order": "A"}, 'Choose "C", "F" or "mixed"'),
        ({"order": ["C"]}, 'Choose "C", "F" or "mixed"'),
        ({"x": (1, 2)}, "Give three numbers"),
        ({"x": "abc"}, "Give three numbers"),
        ({"x": (1, 2, float("nan"))}, "Give three numbers"),
        ({"x": (1.2345, 2, 3)}, "too long to draw"),
        ({"x": (100, 2, 3)}, "too long to draw"),
    ],
)
def test_what_cannot_be_drawn_is_said(arguments, words):
    with pytest.raises(WidgetError) as caught:
        tensor_shapes(**arguments)
    assert words in str(caught.value)


def test_another_point_changes_the_numbers():
    assert "= 2x₁ = −2, which" in tensor_shapes(3, 2, 1, x=(-1, 2, 0.5)).description
