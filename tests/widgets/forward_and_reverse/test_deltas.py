"""The net of four layers: factors and δ against formulas written here, counts, words."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.autodiff import finite_difference
from coursekit.widgets import WidgetError
from coursekit.widgets.forward_and_reverse.deltas import (
    ACTIVATIONS,
    activation,
    describe,
    model,
    multiplications,
    raised,
)

SLOPES = {  # written down here, apart from the table
    "tanh": lambda z: 1 / np.cosh(z) ** 2,
    "ReLU": lambda z: 1.0 if z > 0 else 0.0,
    "identity": lambda z: 1.0,
}
NUMBERS = st.floats(-3, 3).map(lambda value: round(value, 3))
CHAINS = st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS)


@given(alpha=CHAINS, x=NUMBERS, name=st.sampled_from(sorted(ACTIVATIONS)))
def test_every_number_against_the_four_formulas_of_the_source(alpha, x, name):
    n = model(*alpha, x, name, 1)
    slope = [SLOPES[name](z) for z in n.sums]
    m = [slope[k] * alpha[k] for k in range(4)]  # M⁽ᵏ⁺¹←ᵏ⁾
    o = [slope[k] * n.values[k] for k in range(4)]  # O⁽ᵏ⁺¹←ᵏ⁾
    expected = [m[3] * m[2] * m[1] * o[0], m[3] * m[2] * o[1], m[3] * o[2], o[3]]
    assert n.derivatives == pytest.approx(expected, rel=1e-6, abs=1e-12)
    assert n.deltas[1:] == pytest.approx(
        (m[3] * m[2] * m[1], m[3] * m[2], m[3], 1.0), rel=1e-6, abs=1e-12
    )
    assert n.derivatives == pytest.approx(n.autodiff, rel=1e-9, abs=1e-12)


@given(alpha=CHAINS, x=NUMBERS)
def test_derivatives_against_finite_differences(alpha, x):
    n = model(*alpha, x, "tanh", 0)

    def y(parameters):
        value = x
        for each in parameters:
            value = np.tanh(each * value)
        return value

    slopes = finite_difference(y, np.array(alpha))
    np.testing.assert_allclose(n.derivatives, np.ravel(slopes), rtol=1e-4, atol=1e-6)
    assert n.values[-1] == pytest.approx(y(alpha), rel=1e-12, abs=1e-15)


class Counted(float):
    """A number that counts its multiplications."""

    count = 0

    def __mul__(self, other):
        Counted.count += 1
        return Counted(float(self) * float(other))


@pytest.mark.parametrize("layers", [1, 2, 3, 4, 10])
def test_multiplications_are_those_that_the_two_ways_make(layers):
    rng = np.random.default_rng(layers)
    m, o = ([Counted(each) for each in rng.normal(size=layers)] for _ in range(2))
    Counted.count, alone = 0, []
    for layer in range(layers):
        product = o[layer]
        for k in range(layer + 1, layers):
            product = m[k] * product
        alone.append(product)
    one_by_one = Counted.count
    Counted.count, shared, delta = 0, [o[-1]], None
    for layer in range(layers - 2, -1, -1):
        delta = m[layer + 1] if delta is None else delta * m[layer + 1]
        shared.insert(0, delta * o[layer])
    assert shared == pytest.approx(alone)
    assert multiplications(layers) == (one_by_one, Counted.count)


def test_saturation_makes_the_first_derivative_vanish():
    sizes = [abs(model(a, a, a, a, 1.0, "tanh", 0).derivatives[0]) for a in (1.0, 2.0, 3.0)]
    last = [abs(model(a, a, a, a, 1.0, "tanh", 0).derivatives[3]) for a in (1.0, 2.0, 3.0)]
    shares = np.divide(sizes, last)
    assert shares[0] > 100 * shares[1] or shares[0] > shares[1] > shares[2]
    assert shares[2] < 0.01
    n = model(1.0, 1.0, 1.0, 1.0, 1.0, "identity", 0)
    assert n.derivatives == (1.0, 1.0, 1.0, 1.0)


def lines_of(*state):
    return describe(model(*state)).split("\n")


def test_every_line_of_a_linear_net():
    assert lines_of(2.0, -3.0, 5.0, 0.5, 1.0, "identity", 1) == [
        "forward: x⁽⁰⁾ = 1 → x⁽¹⁾ = 2 → x⁽²⁾ = −6 → x⁽³⁾ = −30 → y = −15",
        "slopes φ′ of the layers 0 to 3: 1, 1, 1, 1",
        "backward: δ⁽⁴⁾ = 1 → δ⁽³⁾ = 0.5 → δ⁽²⁾ = 2.5 → δ⁽¹⁾ = −7.5",
        "∂y/∂α⁽¹⁾ = M⁽⁴←³⁾ M⁽³←²⁾ O⁽²←¹⁾ = 0.5 · 5 · 2 = 5; autodiff: 5",
        (
            "δ⁽³⁾ is kept from ∂y/∂α⁽²⁾; new: δ⁽²⁾ = δ⁽³⁾ · M⁽³←²⁾, then δ⁽²⁾ · O⁽²←¹⁾: "
            "two multiplications"
        ),
        (
            "∂y/∂α⁽³⁾ = −30, ∂y/∂α⁽²⁾ = −3, ∂y/∂α⁽¹⁾ = 5, ∂y/∂α⁽⁰⁾ = −7.5: "
            "the first layer's is 0.25 of the last layer's"
        ),
        "multiplications for all four: 6 one by one, 5 with δ kept; with 100 layers 4,950 and 197",
    ]


def test_the_two_ends_need_less():
    assert lines_of(2.0, -3.0, 5.0, 0.5, 1.0, "identity", 3)[3:5] == [
        "∂y/∂α⁽³⁾ = O⁽⁴←³⁾ = −30; autodiff: −30",
        "δ⁽⁴⁾ = ∂y/∂y = 1, so no multiplication (with a loss ℓ behind y it is ∂ℓ/∂y)",
    ]
    assert lines_of(2.0, -3.0, 5.0, 0.5, 1.0, "identity", 2)[4] == (
        "δ⁽³⁾ = δ⁽⁴⁾ M⁽⁴←³⁾ = M⁽⁴←³⁾, as δ⁽⁴⁾ = 1; new: δ⁽³⁾ · O⁽³←²⁾"
    )


def test_a_dead_layer_is_said():
    lines = lines_of(1.0, -1.0, 2.0, 1.0, 2.0, "ReLU", 0)
    assert lines[1] == "slopes φ′ of the layers 0 to 3: 1, 0, 0, 0; a slope of 0 lets nothing pass"
    assert lines[5].endswith("∂y/∂α⁽⁰⁾ = 0")


def test_names_and_refusals():
    assert raised("O", 4, 1) == "O⁽⁴←¹⁾"
    with pytest.raises(WidgetError, match="Choose one of tanh, ReLU, identity"):
        activation("GELU")
