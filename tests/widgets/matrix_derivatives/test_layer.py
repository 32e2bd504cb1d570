"""Derivatives of a layer by A, b and x: loops, differences, autodiff, NumPy's lines, frames."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from coursekit.autodiff import jacobian
from coursekit.widgets import WidgetError, matrix_gradient
from coursekit.widgets.matrix_derivatives.layer import Layer, as_layer, describe, model, short_way
from coursekit.widgets.matrix_derivatives.layer_scene import LayerScene

few = settings(max_examples=10)
NUMBERS = st.floats(-2, 2)
STATES = [(f, by, loss) for f, names in (("Ax", "Ax"), ("tanh", "Abx")) for by in names
          for loss in (False, True)]  # fmt: skip
every_state = pytest.mark.parametrize(("f", "by", "loss"), STATES)


@st.composite
def layers(draw, f):
    M, N = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    A = draw(arrays(float, (M, N), elements=NUMBERS))
    x, b, y = (draw(arrays(float, size, elements=NUMBERS)) for size in (N, M, M))
    return Layer(f, A, x, b, y)


def answer(layer, **changed):
    """What the layer answers, or its loss, written anew: with one of its arrays replaced."""
    now = {"A": layer.A, "x": layer.x, "b": layer.b} | changed
    z = np.einsum("mn,n->m", now["A"], now["x"])
    return np.tanh(z + now["b"]) if layer.f == "tanh" else z


def loss_of(layer, **changed):
    e = layer.y - answer(layer, **changed)
    return 0.5 * np.sum(e * e)


def nudged(f, X, h=1e-6):
    slopes = []
    for place in np.ndindex(X.shape):
        step = np.zeros(X.shape)
        step[place] = h
        slopes.append((f(X + step) - f(X - step)) / (2 * h))
    return np.stack(slopes, -1).reshape(np.shape(slopes[0]) + X.shape)


@every_state
@few
@given(data=st.data())
def test_derivative_against_differences_and_autodiff(f, by, loss, data):
    layer = data.draw(layers(f))
    of = loss_of if loss else answer
    found = model(layer, by, loss, 1).product.result.values
    X = layer.variables[by]
    np.testing.assert_allclose(found, nudged(lambda v: of(layer, **{by: v}), X), atol=1e-6)
    exact = jacobian(lambda v: of(layer, **{by: v}))(X)
    np.testing.assert_allclose(found, exact, rtol=1e-9, atol=1e-12)


@few
@given(layer=layers("Ax"))
def test_slices_of_a_linear_map_by_its_matrix(layer):
    """Slice i holds x in row i, and zeros elsewhere: written as two loops."""
    found = model(layer, "A", False, 1).product.result
    M, N = layer.A.shape
    for i, m, n in np.ndindex(M, M, N):
        assert found.values[i, m, n] == (layer.x[n] if i == m else 0)
        assert found.filled[i, m, n] == (i == m)


@every_state
@few
@given(data=st.data())
def test_line_of_numpy_and_the_short_way_give_what_is_shown(f, by, loss, data):
    layer = data.draw(layers(f))
    d = model(layer, by, loss, 1)
    M, out = len(layer.A), answer(layer)
    names = {"np": np, "A": layer.A, "x": layer.x, "y": layer.y, "f": out,
             "dfdz": np.diag(1 - out**2), "dzdA": np.eye(M)[:, :, None] * layer.x,
             "dzdb": np.eye(M), "dzdx": layer.A, "dLdf": -(layer.y - out)}  # fmt: skip
    for each in layer.variables:
        names[f"dfd{each}"] = model(layer, each, False, 1).product.result.values
    for line in (d.product.spelled, short_way(d)):
        value = eval(line, dict(names))
        np.testing.assert_allclose(value, d.product.result.values, atol=1e-12)
        assert value.shape == d.product.result.values.shape


@every_state
def test_terms_of_every_entry_add_up_to_it(f, by, loss):
    layer = as_layer(f)
    size = model(layer, by, loss, 1).product.result.values.size
    for count in range(1, size + 1):
        p = model(layer, by, loss, count).product
        assert np.ravel_multi_index(p.entry, p.result.values.shape) == count - 1
        assert sum(a * b for a, b in p.terms) == pytest.approx(p.result.values[p.entry])
        assert p.result.filled[p.entry] or p.result.values[p.entry] == 0
    assert model(layer, by, loss, size + 5).product.entry == p.entry


@every_state
def test_tinted_entries_are_those_that_can_differ_from_0(f, by, loss):
    rng = np.random.default_rng(5)
    seen = np.zeros_like(model(as_layer(f), by, loss, 1).product.result.values)
    for _ in range(5):
        A, x, b, y = (rng.uniform(0.1, 1, size) for size in ((3, 2), 2, 3, 3))
        seen += np.abs(model(as_layer(f, A, x, b, y), by, loss, 1).product.result.values)
    filled = model(as_layer(f), by, loss, 1).product.result.filled
    assert ((seen > 0) == filled).all()


def test_single_layer_by_hand():
    """For one neuron, with numbers from a table of tanh: f = tanh(0.5), f′ = 0.7864."""
    layer = as_layer("tanh", [[1.0, 0.5]], [0.5, 2.0], [-1.0], [0.0])
    assert layer.out == pytest.approx([0.46212], abs=1e-5)
    by_a = model(layer, "A", False, 1).product.result.values
    assert by_a.shape == (1, 1, 2)
    assert by_a.ravel() == pytest.approx([0.39322, 1.57290], abs=1e-5)
    assert model(layer, "b", True, 1).product.result.values == pytest.approx(
        [0.46212 * 0.78645], abs=1e-5
    )


def test_text_has_shape_sum_and_both_lines_of_numpy():
    assert describe(model(as_layer("Ax"), "A", False, 9)).split("\n") == [
        (
            "f = Ax ∈ ℝ³ by A ∈ ℝ³ˣ²: ℝ³ˣ⁽³ˣ²⁾, in NumPy shape (3, 3, 2); 12 of 18 numbers are 0, "
            "whatever x is"
        ),
        "∂f₂/∂A₂,₁ = I₂,₂ · x₁ = 1·2 = 2, which NumPy calls dfdA[1, 1, 0]",
        (
            "np.einsum('im,n->imn', np.eye(3), x): nothing is summed; "
            "the identity says whose weight it is"
        ),
        "the short way: np.kron(np.eye(3), x).reshape(3, 3, 2)",
    ]
    assert describe(model(as_layer("tanh"), "A", True, 3)).split("\n") == [
        (
            "L = ½‖y − f‖² ∈ ℝ with f = tanh(Ax + b), by A ∈ ℝ³ˣ²: on paper 1×(3×2), stored in the "
            "shape of A, (3, 2)"
        ),
        (
            "∂L/∂A₂,₁ = Σᵢ ∂L/∂fᵢ · ∂fᵢ/∂A₂,₁ = (−0.538)·0 + 1.26·0.84 + 0.755·0 = 1.06, "
            "which NumPy calls dLdA[1, 0]"
        ),
        "np.einsum('i,imn->mn', dLdf, dfdA): i is summed over; dLdf = -(y - f)",
        "the short way: np.outer(-(y - f) * (1 - f**2), x)",
    ]


@every_state
def test_frames_lie_on_the_factors_of_the_entry(f, by, loss):
    scene, layer = LayerScene(), as_layer(f)
    scene.set_background(model(layer, by, loss, 1))
    places = {}
    for word in scene._board.words:
        places[round(word.x, 3), round(word.y, 3)] = word.text

    def within(frame):
        left, top = frame.get_xy()
        right, bottom = left + frame.get_width(), top + frame.get_height()
        return [t for (x, y), t in places.items() if left < x < right and top < y < bottom]

    def written(values):
        return [number(each) for each in values]

    for count in range(1, model(layer, by, loss, 1).product.result.values.size + 1):
        d = model(layer, by, loss, count)
        scene.move(d)
        lefts, rights = zip(*d.product.terms, strict=True)
        assert within(scene._left) == written(lefts)
        shown = [t for frame in scene._right if frame.get_visible() for t in within(frame)]
        assert shown == written(rights)
        assert within(scene._result) == written([d.product.result.values[d.product.entry]])
        nudged_entry = layer.variables[by][d.variable_entry]
        assert within(scene._variable) == written([nudged_entry])
        assert scene._answer.get_visible() != loss


def number(value):
    """As the picture writes numbers, said anew: two decimals, no zeros at the end."""
    text = f"{round(value, 2):.2f}".rstrip("0").rstrip(".").replace("-", "−")
    return {"−0": "0"}.get(text, text)


def test_every_control_changes_picture_and_text():
    widget = matrix_gradient()
    for name, value in (
        ("entry", 1),
        ("loss", True),
        ("f", "tanh"),
        ("by", "b"),
        ("loss", False),
        ("by", "x"),
    ):
        frame, text = widget.frame(), widget.description
        widget.controls[name].value = value
        assert widget.message == ""
        assert (widget.frame() != frame).any()
        assert widget.description != text


def test_variables_and_entries_follow_the_function():
    widget = matrix_gradient("tanh", "b")
    controls = widget.controls
    assert controls["entry"].max == 9
    controls["f"].value = "Ax"
    assert [label for label, _ in controls["by"].options] == ["A", "x"]
    assert controls["by"].value == "A"
    assert (controls["entry"].max, controls["entry"].value) == (18, 9)
    controls["by"].value = "x"
    controls["f"].value = "tanh"
    assert [label for label, _ in controls["by"].options] == ["A", "b", "x"]
    assert controls["by"].value == "x"
    assert controls["entry"].max == 6
    controls["loss"].value = True
    assert controls["entry"].max == 2
    assert widget.message == ""


def test_numbers_of_ones_own_at_another_size():
    widget = matrix_gradient("tanh", "A", A=[[1, -0.5, 2], [0, 1, 1]], x=[1, 2, -0.5], b=[0, -1])
    assert "ℝ²ˣ⁽²ˣ³⁾" in widget.description
    assert widget.controls["entry"].max == 12


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"f": "relu"}, 'Choose "Ax" or "tanh"'),
        ({"f": ["tanh"]}, 'Choose "Ax" or "tanh"'),
        ({"loss": "yes"}, "Choose True or False"),
        ({"by": "b"}, "f = Ax has no variable 'b'"),
        ({"by": ["A"]}, "has no variable ['A']"),
        ({"by": "y"}, "has no variable 'y'"),
        ({"entry": (4, 1, 1)}, "3 numbers, from 1, within 3×3×2"),
        ({"entry": (1, 1)}, "3 numbers"),
        ({"entry": (0, 1, 1)}, "from 1"),
        ({"A": [1, 2]}, "is not a matrix"),
        ({"A": [[1, 2], [3]]}, "is not a matrix"),
        ({"A": np.ones((4, 2))}, "A is too large to draw"),
        ({"x": [1, 2, 3]}, "x has 3 entries, but A is 3×2: 2 are needed"),
        ({"x": [1, float("inf")]}, "is not a vector"),
        ({"x": [30, 1]}, "x is too large to draw"),
        ({"A": [[9, 9]], "x": [9, 9]}, "too large to draw"),
    ],
)
def test_what_cannot_be_drawn_is_said(arguments, words):
    with pytest.raises(WidgetError) as caught:
        matrix_gradient(**arguments)
    assert words in str(caught.value)
