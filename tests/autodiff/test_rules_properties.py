"""Rules on shapes, axes and spellings that nobody chose: checked by inner products at order 2."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from coursekit.autodiff import Tensor, check_grads, jvp, vjp


def numbers(draw, shape):
    seed = draw(st.integers(0, 2**32 - 1))
    return np.random.default_rng(seed).normal(size=shape)


@st.composite
def an_axis(draw, ndim):
    """None, one axis or several, counted from either side."""
    if ndim == 0 or draw(st.booleans()):
        return None
    axes = draw(st.lists(st.integers(0, ndim - 1), min_size=1, unique=True))
    axes = tuple(i - ndim * draw(st.integers(0, 1)) for i in axes)
    return axes[0] if len(axes) == 1 and draw(st.booleans()) else axes


SHAPES = hnp.array_shapes(min_dims=0, max_dims=4, max_side=3)


@pytest.mark.parametrize(
    "function", [np.sum, np.mean, np.prod, np.max, np.min, np.var, np.std, np.linalg.norm, np.ptp,
                 np.median, np.nansum],
    ids=lambda f: f.__name__,
)  # fmt: skip
@settings(max_examples=12)
@given(data=st.data())
def test_reductions(function, data):
    shape = data.draw(SHAPES)
    a = numbers(data.draw, shape)
    axis = data.draw(an_axis(len(shape)))
    if function is np.linalg.norm and isinstance(axis, tuple) and len(axis) > 2:
        axis = None
    entries = np.size(a) // max(np.size(function(a, axis=axis)), 1)
    if function in (np.std, np.ptp) and entries < 2:
        return  # constant, at a corner
    keepdims = data.draw(st.booleans())
    f = lambda a: function(a, axis=axis, keepdims=keepdims)
    check_grads(f, (a,), rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(f(Tensor(a)).data, f(a), rtol=1e-12)


@pytest.mark.parametrize("function", [np.add, np.multiply, np.divide, np.arctan2, np.logaddexp])
@settings(max_examples=15)
@given(data=st.data())
def test_broadcasting(function, data):
    shapes = data.draw(hnp.mutually_broadcastable_shapes(num_shapes=2, max_dims=3, max_side=3))
    a, b = (np.abs(numbers(data.draw, shape)) + 0.5 for shape in shapes.input_shapes)
    check_grads(function, (a, b), rtol=1e-4)


@settings(max_examples=40)
@given(data=st.data())
def test_matmul(data):
    shapes = data.draw(
        hnp.mutually_broadcastable_shapes(signature="(m?,n),(n,p?)->(m?,p?)", max_side=3)
    )
    a, b = (numbers(data.draw, shape) for shape in shapes.input_shapes)
    check_grads(np.matmul, (a, b))


@settings(max_examples=60)
@given(data=st.data())
def test_einsum(data):
    lengths = dict(zip("ijkl", data.draw(st.tuples(*[st.integers(1, 3)] * 4)), strict=True))
    term = st.text("ijkl", min_size=0, max_size=3)
    terms = data.draw(st.lists(term, min_size=1, max_size=3))
    used = "".join(dict.fromkeys("".join(terms)))
    kept = data.draw(st.permutations(used))[: data.draw(st.integers(0, len(used)))]
    spelling = ",".join(terms) + "->" + "".join(kept)
    args = [numbers(data.draw, [lengths[c] for c in t]) for t in terms]
    f = lambda *args: np.einsum(spelling, *args)
    check_grads(f, args)
    np.testing.assert_allclose(f(Tensor(args[0]), *args[1:]).data, f(*args), atol=1e-12)


@settings(max_examples=30)
@given(data=st.data())
def test_tensordot(data):
    count = data.draw(st.integers(0, 2))
    inner = data.draw(st.tuples(*[st.integers(1, 3)] * count))
    left, right = (data.draw(hnp.array_shapes(min_dims=0, max_dims=2, max_side=3)) for _ in "ab")
    a, b = numbers(data.draw, left + inner), numbers(data.draw, inner + right)
    check_grads(lambda a, b: np.tensordot(a, b, axes=count), (a, b))


MOVING = {
    "transpose": lambda draw, n: {"axes": draw(st.permutations(range(n)))},
    "flip": lambda draw, n: {"axis": draw(an_axis(n))},
    "roll": lambda draw, n: {"shift": draw(st.integers(-5, 5))},
    "squeeze": lambda draw, n: {},
    "ravel": lambda draw, n: {"order": draw(st.sampled_from("CF"))},
    "tile": lambda draw, n: {"reps": draw(st.lists(st.integers(0, 2), max_size=3))},
    "repeat": lambda draw, n: {"repeats": draw(st.integers(0, 3))},
    "pad": lambda draw, n: {"pad_width": draw(st.integers(0, 2)), "mode": "edge"},
    "cumsum": lambda draw, n: {"axis": None},
    "sort": lambda draw, n: {"axis": None},
}


@pytest.mark.parametrize("name", MOVING)
@settings(max_examples=15)
@given(data=st.data())
def test_moving_and_the_two_modes_are_transposes(name, data):
    shape = data.draw(SHAPES)
    options = MOVING[name](data.draw, len(shape))
    f = lambda a: getattr(np, name)(a, **options)
    a, v = numbers(data.draw, shape), numbers(data.draw, shape)
    value, tangent = jvp(f, (a,), (v,))
    u = numbers(data.draw, np.shape(value))
    (pulled,) = vjp(f, a)[1](u)
    np.testing.assert_allclose(np.vdot(u, tangent), np.vdot(pulled, v), atol=1e-10)
    np.testing.assert_array_equal(value, f(a))
    check_grads(f, (a,))
