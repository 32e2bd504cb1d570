"""The layer with 15 edges: what is lit, which number it is, what a change does."""

import itertools

import numpy as np
import pytest
from matplotlib.colors import same_color

from coursekit.autodiff import finite_difference, jacobian
from coursekit.widgets import WidgetError, layer_picture
from coursekit.widgets.jacobians.layer import (
    BIAS,
    INPUT,
    WEIGHTS,
    LayerScene,
    describe,
    model,
)
from coursekit.widgets.style import SKY, VERMILLION

NEURONS = (1, 2, 3, "all")
INPUTS = (1, 2, 3, 4, 5, "all")


def layer(x):
    return WEIGHTS @ x + BIAS


def test_the_jacobian_of_the_layer_is_its_matrix():
    assert WEIGHTS.shape == (3, 5)
    np.testing.assert_array_equal(jacobian(layer)(INPUT), WEIGHTS)
    for j in range(5):
        column = finite_difference(lambda h, j=j: layer(INPUT + h * np.eye(5)[j]), 0.0)
        np.testing.assert_allclose(column, WEIGHTS[:, j], atol=1e-8)


def test_the_numbers_tell_places_apart():
    """Two equal weights in a row or a column would hide which of them was meant."""
    for numbers in (*WEIGHTS, *WEIGHTS.T, INPUT, BIAS):
        assert len(set(numbers)) == len(numbers)
    assert (WEIGHTS != 0).all()


@pytest.mark.parametrize("i", NEURONS)
@pytest.mark.parametrize("j", INPUTS)
def test_the_change_of_y_is_that_of_the_layer(i, j):
    n = model(i, j, -1.25)
    dx = np.array([-1.25 if j in ("all", k) else 0.0 for k in range(1, 6)])
    np.testing.assert_allclose(n.dy, layer(INPUT + dx) - layer(INPUT), atol=1e-12)


@pytest.fixture(scope="module")
def scene():
    """One scene for all states: to make one takes longer than to move it."""
    return LayerScene()


def ends(line):
    return [round(float(y)) for y in line.get_ydata()]


@pytest.mark.parametrize("i", NEURONS)
@pytest.mark.parametrize("j", INPUTS)
def test_exactly_the_chosen_edges_light_up(scene, i, j):
    scene.move(model(i, j, 1.0))
    net = scene.figure.axes[0]
    lit = {  # input j stands at height j, neuron i at height i + 1
        (ends(line)[1] - 1, ends(line)[0])
        for line in net.lines
        if line.get_color() == VERMILLION and line.get_visible()
    }
    rows = NEURONS[:3] if i == "all" else (i,)
    columns = INPUTS[:5] if j == "all" else (j,)
    assert lit == set(itertools.product(rows, columns))


@pytest.mark.parametrize("i", NEURONS)
@pytest.mark.parametrize("j", INPUTS)
def test_the_frame_holds_exactly_the_chosen_weights(scene, i, j):
    scene.move(model(i, j, 1.0))
    matrix = scene.figure.axes[2]
    (frame,) = [p for p in matrix.patches if same_color(p.get_edgecolor(), VERMILLION)]
    x, y = frame.get_xy()
    inside = {
        (text.get_text(), text.get_position())
        for text in matrix.texts
        if x < text.get_position()[0] < x + frame.get_width()
        and y < text.get_position()[1] < y + frame.get_height()
    }
    rows = slice(None) if i == "all" else slice(i - 1, i)
    columns = slice(None) if j == "all" else slice(j - 1, j)
    expected = WEIGHTS[rows, columns]
    assert len(inside) == expected.size
    assert sorted(float(text.replace("−", "-")) for text, _ in inside) == sorted(expected.flat)


def test_bars_have_the_length_of_the_change(scene):
    scene.move(model(1, 3, -2.0))
    bars = [line.get_xdata()[1] for line in scene.figure.axes[1].lines if line.get_linewidth() == 9]
    np.testing.assert_allclose(bars, -2.0 * WEIGHTS[:, 2])


@pytest.mark.parametrize("change", [-2.0, 2.0])
def test_no_bar_leaves_its_axes(scene, change):
    low, high = scene.figure.axes[1].get_xlim()
    for j in INPUTS:
        dy = model("all", j, change).dy
        assert low < dy.min() < dy.max() < high


def test_text_of_an_edge_counts_from_1_and_from_0():
    assert describe(model(2, 4, 1.0)).split("\n") == [
        "edge from input 4 to neuron 2: W₂,₄ = −3, which NumPy calls W[1, 3]",
        "y₂ = 2·1 + 1·2 + (−1)·(−1) + (−3)·4 + 0.5·3 − 2 = −7.5; this edge brings (−3)·4 = −12",
        "∂y₂/∂x₄ = W₂,₄ = −3",
        "x₄ grows by Δx = 1: Δy = W Δx = (0.5, −3, 1)",
    ]


@pytest.mark.parametrize("i", range(1, 4))
@pytest.mark.parametrize("j", range(1, 6))
def test_every_number_of_the_text_is_right(i, j):
    first, second, third, _ = describe(model(i, j, 1.0)).replace("−", "-").split("\n")
    weight, total = WEIGHTS[i - 1, j - 1], layer(INPUT)[i - 1]
    name, code = first.split(", which NumPy calls ")
    assert float(name.rpartition(" = ")[2]) == weight
    assert eval(code, {"W": WEIGHTS}) == weight
    sum_, bring = second.split("; this edge brings ")
    products, _, value = sum_.partition(" = ")[2].rpartition(" = ")
    assert eval(products.replace("·", "*")) == float(value) == total
    product, _, value = bring.rpartition(" = ")
    assert eval(product.replace("·", "*")) == float(value) == weight * INPUT[j - 1]
    assert float(third.rpartition(" = ")[2]) == jacobian(layer)(INPUT)[i - 1, j - 1]


@pytest.mark.parametrize(
    ("i", "j", "words"),
    [
        (3, "all", "neuron 3, its 5 edges: row 3 of W, which NumPy calls W[2]\n"),
        (3, "all", "∂y₃/∂x = (−1, 3, 2, 1, −2) ∈ ℝ¹ˣ⁵"),
        ("all", 5, "input 5, its 3 edges: column 5 of W, which NumPy calls W[:, 4]\n"),
        ("all", 5, "∂y/∂x₅ = (−1, 0.5, −2)ᵀ ∈ ℝ³ˣ¹"),
        ("all", "all", "∂y/∂x = W ∈ ℝ³ˣ⁵"),
        ("all", "all", "every input grows by Δx = 1: Δy = W Δx = (1.5, −0.5, 3)"),
    ],
)
def test_text_of_whole_rows_and_columns(i, j, words):
    assert words in describe(model(i, j, 1.0))


@pytest.mark.parametrize(("control", "value"), [("i", 1), ("j", "all"), ("change", -1.0)])
def test_every_control_changes_picture_and_text(control, value):
    widget = layer_picture()
    frame, text = widget.frame(), widget.description
    widget.controls[control].value = value
    assert widget.message == ""
    assert (widget.frame() != frame).any()
    assert widget.description != text


def test_numbers_stay_on_top_of_the_colours(scene):
    """A band over a number would make it fade."""
    scene.move(model(2, "all", 1.0))
    matrix = scene.figure.axes[2]
    bands = [p for p in matrix.patches if same_color(p.get_facecolor()[:3], SKY)]
    numbers = [text for text in matrix.texts if text in scene.moving]
    assert len(numbers) == 15 + 5 + 3 + 3
    last_band = max(scene.moving.index(band) for band in bands)
    assert last_band < min(scene.moving.index(text) for text in numbers)
    assert all(text.get_zorder() > band.get_zorder() for text in numbers for band in bands)


def test_buttons_are_told_apart_by_a_screen_reader():
    widget = layer_picture()
    assert widget.controls["i"].tooltips == ("neuron 1", "neuron 2", "neuron 3", "all neurons")
    assert widget.controls["j"].tooltips[-1] == "all inputs"


@pytest.mark.parametrize(
    "wrong", [{"i": 0}, {"i": 4}, {"j": 6}, {"j": "none"}, {"i": 1.5}, {"change": 3.0}]
)
def test_wrong_arguments_say_what_is_right(wrong):
    with pytest.raises(WidgetError, match="Choose"):
        layer_picture(**wrong)
