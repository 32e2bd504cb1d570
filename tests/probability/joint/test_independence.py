"""Independence against its definition, checked cell by cell in Fractions."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from support.tables import enumerated, exact_tables

from coursekit.probability.joint import Conditional, Joint


@given(exact_tables(least=2, most=2))
def test_independent_means_that_the_joint_is_the_product(table):
    joint = Joint(*table)
    cells = enumerated(joint)
    x, y = cells.marginal("x"), cells.marginal("y")
    expected = all(cells.cells[a, b] == x[a,] * y[b,] for a, b in cells.cells)
    assert joint.independent("x", "y") is expected
    assert joint.independent("y", "x") is expected


@given(exact_tables(least=3))
def test_conditionally_independent_means_so_for_every_z_that_can_occur(table):
    joint = Joint(*table)
    cells = enumerated(joint)
    expected = True
    for z, p in zip(joint.labels["z"], joint.marginal("z").table, strict=True):
        if p == 0:
            continue
        for x, y in product(joint.labels["x"], joint.labels["y"]):
            both = cells.cells[x, y, z] / p
            expected &= both == cells.prob(x=x, z=z) / p * cells.prob(y=y, z=z) / p
    assert joint.independent("x", "y", given="z") is expected


def test_explaining_away():
    # Two independent causes of one effect depend on each other once the effect is seen.
    causes = Joint([Fraction(9, 10), Fraction(1, 10)], "a") * Joint(
        [Fraction(4, 5), Fraction(1, 5)], "b"
    )
    effect = Conditional([[[1, 0], [0, 1]], [[0, 1], [0, 1]]], "c", ("a", "b"))
    joint = causes * effect
    assert joint.independent("a", "b")
    assert not joint.independent("a", "b", given="c")
    assert not joint.independent("a", ("b", "c"))
    assert joint.given(c=1).prob(a=1) > joint.given(c=1, b=1).prob(a=1) == joint.prob(a=1)


def test_floats_are_compared_up_to_a_tolerance():
    table = np.outer([0.1, 0.2, 0.7], [0.3, 0.7])
    assert Joint(table, ("x", "y")).independent("x", "y")
    table[0] += [1e-6, -1e-6]
    joint = Joint(table, ("x", "y"))
    assert not joint.independent("x", "y")
    assert joint.independent("x", "y", tolerance=1e-4)


def test_a_rare_condition_counts_as_much_as_another():
    rare = 1e-12
    table = np.stack([(1 - rare) * np.full((2, 2), 0.25), rare * np.diag([0.5, 0.5])])
    joint = Joint(table, ("z", "x", "y"))
    assert joint.independent("x", "y")  # the mixture differs from a product by less than 1e-12
    assert not joint.independent("x", "y", given="z")


@pytest.mark.parametrize("numerator", [1, 10**20])
def test_fractions_have_no_tolerance(numerator):
    small = Fraction(1, 10**30) * numerator
    joint = Joint(
        [[Fraction(1, 4) + small, Fraction(1, 4) - small], [Fraction(1, 4), Fraction(1, 4)]],
        ("x", "y"),
    )
    assert not joint.independent("x", "y")
    assert joint.to_floats().independent("x", "y")
