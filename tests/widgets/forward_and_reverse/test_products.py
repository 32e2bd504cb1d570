"""Bracketings: every one enumerated, its cost counted on real matrices, the cheapest found."""

from itertools import pairwise
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.widgets.forward_and_reverse.products import (
    all_trees,
    cheapest,
    cost,
    from_the_left,
    from_the_right,
    multiplications,
)

SIZES = st.lists(st.integers(1, 12), min_size=2, max_size=7)


def leaves(tree):
    return [tree] if isinstance(tree, int) else [*leaves(tree[0]), *leaves(tree[1])]


@pytest.mark.parametrize("count", range(1, 8))
def test_all_bracketings_are_there_once(count):
    trees = all_trees(count)
    assert len(trees) == len(set(trees)) == comb(2 * (count - 1), count - 1) // count  # Catalan
    assert all(leaves(tree) == list(range(count)) for tree in trees)


def multiplied(tree, matrices):
    """Multiply out with three loops, and count each product of two numbers."""
    if isinstance(tree, int):
        return matrices[tree], 0
    (a, first), (b, second) = (multiplied(side, matrices) for side in tree)
    result, count = np.zeros((len(a), len(b[0]))), 0
    for i in range(a.shape[0]):
        for j in range(b.shape[1]):
            for k in range(a.shape[1]):
                result[i, j] += a[i, k] * b[k, j]
                count += 1
    return result, first + second + count


@pytest.mark.parametrize("sizes", [(1, 2, 3, 2, 4), (2, 1, 3), (1, 3, 1, 2, 1)])
def test_costs_are_those_of_three_loops_and_all_orders_agree(sizes):
    rng = np.random.default_rng(0)
    matrices = [rng.normal(size=shape) for shape in pairwise(sizes)]
    expected = np.linalg.multi_dot([*matrices, np.eye(sizes[-1])])
    for tree in all_trees(len(matrices)):
        result, count = multiplied(tree, matrices)
        np.testing.assert_allclose(result, expected)
        assert cost(tree, sizes) == count == sum(s.cost for s in multiplications(tree, sizes))


@given(SIZES)
def test_dynamic_programming_finds_what_enumeration_finds(sizes):
    costs = [cost(tree, sizes) for tree in all_trees(len(sizes) - 1)]
    least, tree = cheapest(sizes)
    assert least == cost(tree, sizes) == min(costs)


@given(st.lists(st.integers(2, 12), min_size=2, max_size=6))
def test_behind_a_row_nothing_beats_going_from_the_left_if_no_width_is_one(sizes):
    sizes = [1, *sizes]
    assert cost(from_the_left(len(sizes) - 1), sizes) == cheapest(sizes)[0]


def test_before_a_column_it_can_pay_to_go_from_the_right():
    sizes = [1, 3, 10, 1]
    assert cost(from_the_left(3), sizes) == 3 * 10 + 10
    assert cost(from_the_right(3), sizes) == 3 * 10 + 3 == cheapest(sizes)[0]


def test_steps_come_in_an_order_in_which_they_can_be_made():
    for tree in all_trees(6):
        there = {(k, k + 1) for k in range(6)}
        for step in multiplications(tree, [1, 2, 3, 4, 5, 6, 7]):
            assert {(step.first, step.middle), (step.middle, step.last)} <= there
            there -= {(step.first, step.middle), (step.middle, step.last)}
            there.add((step.first, step.last))
        assert there == {(0, 6)}
