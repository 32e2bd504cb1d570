"""∂ℓ/∂α of a net in every order: shapes by autodiff, costs by hand, all layers, words."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.autodiff import grad, jacobian
from coursekit.widgets import WidgetError
from coursekit.widgets.forward_and_reverse.brackets import Net, describe, model, orders, read
from coursekit.widgets.forward_and_reverse.products import cost, from_the_left

NETS = st.lists(st.integers(1, 12), min_size=2, max_size=6).map(tuple)
KINDS = st.sampled_from(["dense", "bias", "one"])


def test_the_factors_have_these_shapes_and_this_product():
    """A dense tanh net with a squared loss, each factor by `jacobian`."""
    net = Net((3, 6, 5, 4, 2), "dense")
    rng = np.random.default_rng(1)
    shapes = [(6, 3), (5, 6), (4, 5), (2, 4)]
    alphas = [rng.normal(size=m * n + m) / 2 for m, n in shapes]

    def layer(l, x, alpha):  # noqa: E741 - as in the formulas
        m, n = shapes[l]
        return np.tanh(np.reshape(alpha[: m * n], (m, n)) @ x + alpha[m * n :])

    def loss(y):
        return np.sum((y - 1.0) ** 2)

    values = [rng.normal(size=3)]
    for k, alpha in enumerate(alphas):
        values.append(layer(k, values[-1], alpha))
    for at in range(4):
        factors = [
            jacobian(loss)(values[4])[None],
            *(jacobian(layer, argnums=1)(k, values[k], alphas[k]) for k in range(3, at, -1)),
            jacobian(layer, argnums=2)(at, values[at], alphas[at]),
        ]
        sizes = net.sizes(at)
        assert [f.shape for f in factors] == [*pairwise(sizes)]

        def whole(a, at=at):
            x = values[at]
            for k in range(at, 4):
                x = layer(k, x, a if k == at else alphas[k])
            return loss(x)

        product = np.linalg.multi_dot(factors)
        np.testing.assert_allclose(product[0], grad(whole)(alphas[at]), rtol=1e-9)


def test_counts_by_hand_for_the_default_net():
    o = model("3, 6, 5, 4, 2", "dense", 0, 1)
    assert o.net.sizes(0) == (1, 2, 4, 5, 6, 24)
    assert o.reverse == 2 * 4 + 4 * 5 + 5 * 6 + 6 * 24 == 202
    assert o.forward == 5 * 6 * 24 + 4 * 5 * 24 + 2 * 4 * 24 + 2 * 24 == 1440
    assert o.trees == 14
    t = o.net.totals
    ends = 2 * 10 + 4 * 24 + 5 * 35 + 6 * 24  # δ⁽ˡ⁺¹⁾ O for l = 3, 2, 1, 0
    assert t.reverse == (2 * 4 + 4 * 5 + 5 * 6) + ends
    assert t.reverse_alone == 0 + 8 + (8 + 20) + (8 + 20 + 30) + ends
    forward = [20, 2 * 4 * 24 + 2 * 24, 4 * 5 * 35 + 2 * 4 * 35 + 2 * 35, 1440]
    assert t.forward == sum(forward)


def passed_back(net):
    """Count the multiplications of a backward pass over all layers, shape by shape."""
    count, delta = 0, (1, net.widths[-1])
    for layer in range(net.layers - 1, -1, -1):
        count += delta[0] * delta[1] * net.parameters(layer)  # δ O
        if layer:
            count += delta[0] * delta[1] * net.widths[layer]  # δ M
            delta = (1, net.widths[layer])
    return count


@given(widths=NETS, kind=KINDS)
def test_delta_kept_is_what_a_backward_pass_costs_and_beats_starting_again(widths, kind):
    net = Net(widths, kind)
    t = net.totals
    assert t.reverse == passed_back(net)
    assert t.reverse <= t.reverse_alone
    assert t.cheapest_alone <= min(t.reverse_alone, t.forward)


@given(widths=NETS, kind=KINDS, data=st.data())
def test_orders_are_sorted_and_the_named_ones_are_among_them(widths, kind, data):
    net = Net(widths, kind)
    layer = data.draw(st.integers(0, net.layers - 1))
    rank = data.draw(st.integers(1, 60))
    o = model(", ".join(map(str, widths)), kind, layer, rank)
    assert list(o.costs) == sorted(o.costs)
    assert o.cost == sum(step.cost for step in o.steps) == cost(o.tree, net.sizes(layer))
    first = orders(net.sizes(layer))[0]
    if o.reverse == o.costs[0]:
        assert first == from_the_left(len(net.sizes(layer)) - 1)


def test_with_one_parameter_a_layer_forward_can_win_for_one_l_but_not_for_all():
    o = model("3, 6, 5, 4, 2", "one", 0, 1)
    assert (o.forward, o.reverse) == (60, 64)
    assert o.net.totals.reverse < min(o.net.totals.forward, o.net.totals.cheapest_alone)


def test_every_line():
    assert describe(model("3, 6, 5, 4, 2", "dense", 1, 5)).split("\n") == [
        "∂ℓ/∂α⁽¹⁾ = ℓ′ M⁽⁴←³⁾ M⁽³←²⁾ O⁽²←¹⁾: 1×2 · 2×4 · 4×5 · 5×35 = 1×35",
        "order 5 of 5, forward: ℓ′ (M⁽⁴←³⁾ (M⁽³←²⁾ O⁽²←¹⁾))",
        "4·5·35 + 2·4·35 + 1·2·35 = 1,050 multiplications",
        "for l = 1: reverse 203, forward 1,050, cheapest 203, dearest 1,050",
        (
            "for all l at once: reverse with δ kept 493; starting again for each l: "
            "reverse 529, forward 2,750, each l's cheapest 529"
        ),
    ]


def test_an_order_has_all_its_names():
    assert "\norder 1 of 5, reverse, none is cheaper: " in describe(
        model("3,6,5,4,2", "dense", 1, 1)
    )
    assert "\nthere is only one order: ℓ′ O⁽⁴←³⁾" in describe(model("3,6,5,4,2", "dense", 3, 1))
    assert "\n1·1·1 = 1 multiplication\n" in describe(model("1, 1", "one", 0, 1))


@pytest.mark.parametrize("text", ["3,6,2", "3 6 2", " 3 → 6 -> 2 ", "3; 6; 2", "3, 6, 2,"])
def test_widths_can_be_written_in_many_ways(text):
    assert read(text) == (3, 6, 2)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Write 2 to 6 widths"),
        ("5", "Write 2 to 6 widths"),
        ("1,2,3,4,5,6,7", "Write 2 to 6 widths"),
        ("3, x, 2", "'x' is no width"),
        ("3, 2.5", "'2.5' is no width"),
        ("3, -2", "'-2' is no width"),
        ("3, ²", "'²' is no width"),
        ("3, 0", "A width of 0 has no room. Choose 1 to 12"),
        ("3, 13", "A width of 13 has no room"),
    ],
)
def test_other_widths_are_refused_with_a_cure(text, words):
    with pytest.raises(WidgetError, match=r"Write|Choose") as raised:
        read(text)
    assert words in str(raised.value)
