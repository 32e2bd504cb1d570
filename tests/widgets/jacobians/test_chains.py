"""Chains of functions: their shapes against those that autodiff finds, and where they misfit."""

import itertools

import numpy as np
import pytest

from coursekit.autodiff import jacobian
from coursekit.widgets import WidgetError
from coursekit.widgets.jacobians.chains import FUNCTIONS, LARGEST, LONGEST, Misfit, read

LETTERS = {"n": 5, "m": 3}

# How many numbers each takes and makes, written down here; None is as many as arrive.
SIZES = {
    "tanh": (None, None),
    "sigmoid": (None, None),
    "relu": (None, None),
    "sin": (None, None),
    "exp": (None, None),
    "sum": (None, 1),
    "norm2": (None, 1),
    "helix": (2, 3),
    "polar": (2, 2),
    "circle": (1, 2),
    "trough": (2, 1),
    "W[3,5]": (5, 3),
    "A[2,3]": (3, 2),
    "B1[1,2]": (2, 1),
    "dot[2]": (2, 1),
    "dot[3]": (3, 1),
}
NUMBER = {"sum", "norm2", "trough", "dot[2]", "dot[3]"}  # the result is a number, shape ()
# One of each behaviour; the others differ by their name only.
TYPICAL = [name for name in SIZES if name not in ("sigmoid", "sin", "exp")]


def all_chains(longest):
    for count in range(1, longest + 1):
        yield from itertools.product(TYPICAL, repeat=count)


def test_every_function_of_the_list_has_a_reference_here():
    assert set(FUNCTIONS) == {name for name in SIZES if "[" not in name}


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_shapes_of_every_chain_of_up_to_three_are_those_of_autodiff(size):
    fitting = 0
    for names in all_chains(3):
        chain = read(" -> ".join([f"x[{size}]", *names]), LETTERS)
        if chain.misfits:
            continue
        fitting += 1
        x = 0.3 + 0.1 * np.arange(size)
        found = jacobian(chain.build())(x)
        assert found.shape == chain.code_shape, names
        assert chain.code_shape == ((size,) if names[-1] in NUMBER else chain.shape)
        rows = found.reshape(chain.shape)
        assert (rows[~chain.pattern] == 0).all(), names
    assert fitting > 100


@pytest.mark.parametrize("name", SIZES)
def test_the_pattern_of_a_function_marks_exactly_what_can_differ_from_0(name):
    takes, makes = SIZES[name]
    size = takes or 4
    (stage,) = read(f"x[{size}] -> {name}", {}).stages
    assert stage.shape == (makes or size, size)
    found = jacobian(stage.function.build(*stage.shape))(0.3 + 0.1 * np.arange(size))
    nonzero = found.reshape(stage.shape) != 0
    if name == "helix":
        nonzero[1:, 1] = True  # 0 at every point, but the box does not know the formula
    np.testing.assert_array_equal(nonzero, stage.pattern)


@pytest.mark.parametrize("size", [1, 2, 3])
def test_the_product_of_the_boxes_is_the_jacobian_of_the_composition(size):
    """The chain rule itself: every factor at the point that reaches it."""
    for names in all_chains(2):
        chain = read(" -> ".join([f"x[{size}]", *names]), LETTERS)
        if chain.misfits:
            continue
        x = 0.3 + 0.1 * np.arange(size)
        product = np.eye(size)
        arriving = x
        for stage in chain.stages:
            call = stage.function.build(*stage.shape)
            product = jacobian(call)(arriving).reshape(stage.shape) @ product
            arriving = np.reshape(call(arriving), (-1,))
        composed = jacobian(chain.build())(x).reshape(chain.shape)
        np.testing.assert_allclose(composed, product, rtol=1e-10, atol=1e-12, err_msg=str(names))


def test_misfits_are_found_exactly_where_the_sizes_differ():
    for size in (1, 2, 5):
        for names in all_chains(2):
            chain = read(" -> ".join([f"x[{size}]", *names]), LETTERS)
            arriving, expected = size, []
            for k, name in enumerate(names):
                takes, makes = SIZES[name]
                if takes not in (None, arriving):
                    expected.append(Misfit(k, arriving, takes))
                    arriving = takes
                arriving = arriving if makes is None else makes
            assert list(chain.misfits) == expected, names


@pytest.mark.parametrize(
    ("text", "misfit"),
    [
        ("x[4] -> W[3,5]", (0, 4, 5)),
        ("x[5] -> W[3,5] -> V[2,4]", (1, 3, 4)),
        ("x[5] -> tanh -> dot[3]", (1, 5, 3)),
    ],
)
def test_numpy_refuses_what_is_called_a_misfit(text, misfit):
    chain = read(text, LETTERS)
    assert chain.misfits == (Misfit(*misfit),)
    with pytest.raises(ValueError, match=r"mismatch|not aligned"):
        chain.build()(np.ones(chain.size))


@pytest.mark.parametrize("arrow", ["->", "→", "=>", " -> ", "  →"])
def test_arrows_and_blanks(arrow):
    assert read(f" x [n]{arrow}W [ m , n ]{arrow} sum ", LETTERS).shape == (1, 5)


@pytest.mark.parametrize("layer", ["W(3,5)", "W[3x5]", "W[3×5]", "W [3 * 5]", "W( m x n )"])
def test_other_ways_to_write_a_size(layer):
    assert read(f"x(5) -> {layer} -> ReLU -> SUM", LETTERS).shape == (1, 5)


def test_letters_follow_their_sliders():
    chain = read("x[n] -> W[m,n] -> tanh", {"n": 7, "m": 2})
    assert [stage.shape for stage in chain.stages] == [(2, 7), (2, 2)]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("x[5] -> W[3,5] -> tanh -> sum", "sum(tanh(Wx + b))"),
        ("x[5] -> W1[3,5] -> W2[2,3] -> norm2", "‖W2(W1x + b) + b‖²"),
        ("x[5] -> W1[3,5] -> tanh -> W2[2,3]", "W2 tanh(W1x + b) + b"),
        ("x[5] -> dot[5]", "aᵀx"),
        ("x[5] -> A[3,5] -> dot[3]", "aᵀ(Ax + b)"),
        ("t[1] -> circle -> trough", "trough(circle(t))"),
    ],
)
def test_the_composition_is_written_inside_out(text, written):
    assert read(text, LETTERS).written == written


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "begins with the input"),
        ("W[3,5]", "begins with the input"),
        ("x -> tanh", "begins with the input"),
        ("x[2,3] -> tanh", "begins with the input"),
        ("x[5]", "Write a function behind the input, for example x[5] -> tanh"),
        ("x[5] ->", "an arrow with no function behind it"),
        ("x[5] -> softmax", "'softmax' is not in the list of functions: W[m,n], dot[n], tanh"),
        ("x[5] -> sum(x)", "sum has no size of its own: write sum alone"),
        ("x[5] -> Wx + b", "'Wx + b' is not in the list"),
        ("x[5] -> W[3,5", "'W[3,5' is not in the list"),
        ("x[5] -> w[3,5]", "'w[3,5]' is not in the list"),
        ("x[5] -> tanh[5]", "tanh has no size of its own: write tanh alone"),
        ("x[5] -> W[3]", "W needs its rows and its columns, W[3,5]"),
        ("x[5] -> W", "W needs its rows and its columns"),
        ("x[5] -> dot", "dot needs the number of entries of its vector"),
        ("x[k] -> tanh", "'k' is no size. Write a number, or n or m for its slider"),
        ("x[-1] -> tanh", "'-1' is no size"),
        ("x[²] -> tanh", "'²' is no size"),
        ("x[0] -> tanh", f"A size of 0 has no room. Choose 1 to {LARGEST}"),
        ("x[999] -> tanh", "A size of 999 has no room"),
        ("x[5]" + " -> tanh" * (LONGEST + 1), f"has room for {LONGEST} functions; these are 6"),
        ("__import__('os')", "begins with the input"),
    ],
)
def test_text_that_is_no_chain_says_why(text, words):
    with pytest.raises(WidgetError) as caught:
        read(text, LETTERS)
    assert words in str(caught.value)
