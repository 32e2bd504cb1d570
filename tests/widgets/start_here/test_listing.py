"""The notation table's rows: every expression gives what a person computes by hand."""

import numpy as np
import pytest

from coursekit.widgets import WidgetError
from coursekit.widgets.start_here.listing import describe, model, written
from coursekit.widgets.start_here.signs import GROUPS

#: By group, in order, for i = 2; None where chance decides.
BY_HAND = {
    "numbers": [
        2.5,
        [10, 20, 30],
        [[11, 12, 13], [21, 22, 23]],
        (2, 3, 4),
        [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
        [10, 20, 30],
        [0, 1, 0],
        [[10, 0, 0], [0, 20, 0], [0, 0, 30]],
        None,
        None,
        None,
    ],
    "sets": [
        {1, 2, 3},
        False,
        {0, 1},
        {0, 1, 2, 3, 4},
        True,
        False,
        {1, 3},
        {"a": (), "b": ("a",), "c": ("a", "b")},
        ("a", "b"),
    ],
    "indexing": [
        20,
        [10, 30],
        23,
        [21, 22, 23],
        [12, 22, 32],
        223,
        [[112, 122, 132], [212, 222, 232], [312, 322, 332]],
        [2, 2, 3],
    ],
    "calculus": [
        3 * 2.0**2,
        2 * 3.0 * 2.0,
        [6.0, 8.0],
        [[2, 4, 6], [8, 10, 12]],
        (2, 3, 4),
        [[1, 2], [0, 1], [5, 0]],
        [[2 * 4.0, 2 * 3.0], [2 * 3.0, 0]],
        1.0,
        3.0**3 / 3,
    ],
    "probability": [
        0.25,
        1 / np.sqrt(2 * np.pi),
        None,
        0.25 * 1 + 0.25 * 4,
        0.25 * 1 + 0.25 * 16 - 1.25**2,
        0.25 * 1 * 2 + 0.25 * 4 * 1 - 1.25 * (0.5 * 3 + 0.25 * 2 + 0.25 * 1),
        1.5 * np.log(2),
        0.5 * np.log(0.5 / 0.8) + 0.5 * np.log(0.25 / 0.1),
        1 / (2 * np.pi * np.sqrt(1.0 * 2.0 - 0.25)),
    ],
    "functions": [9, 9, 7, 1, 0.5, np.log(2), 7, 5, [3, 0], [1, 0]],
    "algebra": [
        [4, 8],
        [[3, 2], [4, 0]],
        [[2, 1], [0, 0]],
        13,
        [[3, 5], [6, 10]],
        [[2, 0], [1, 4]],
        8,
        [[4 / 8, -1 / 8], [0, 2 / 8]],
        1 * 2 * 1 + 1 * 1 * 2 + 2 * 4 * 2,
    ],
}
CASES = [
    pytest.param(group, number, id=f"{group.key}-{sign.latex}")
    for group in GROUPS
    for number, sign in enumerate(group.signs)
]


def found(search="", group="", i=2, latex=False):
    return [row for _, rows in model(search, group, i, latex).groups for row in rows]


def test_the_six_groups_of_the_conference_and_one_of_linear_algebra():
    assert [group.key for group in GROUPS] == list(BY_HAND)
    assert {group.key: len(group.signs) for group in GROUPS} == {
        key: len(values) for key, values in BY_HAND.items()
    }


@pytest.mark.parametrize(("group", "number"), CASES)
def test_the_expression_as_it_is_shown_gives_the_value_by_hand(group, number):
    names = {}
    exec(group.given, names)
    row = found(group=group.key)[number]
    value = eval(row.code, names)
    assert row.value == written(value)
    expected = BY_HAND[group.key][number]
    if isinstance(expected, (dict, set, tuple)):
        assert value == expected
    elif expected is not None:
        np.testing.assert_allclose(np.asarray(value, float), np.asarray(expected, float), atol=1e-6)


def test_random_signs_have_the_shape_of_their_kind_and_the_same_values_each_time():
    rows = [row for row in found() if "rng=0" in row.code]
    assert len(rows) == 4
    assert [row.value.count(",") for row in rows] == [0, 2, 5, 7]
    assert [row.value for row in rows] == [row.value for row in found() if "rng=0" in row.code]


@pytest.mark.parametrize("i", [1, 2, 3])
def test_mathematics_counts_from_1_and_numpy_from_0(i):
    rows = {row.sign.latex: row for row in found(group="indexing", i=i)}
    assert rows["a_i"].code == f"a[{i - 1}]"
    assert rows["a_i"].value == str(10 * i)
    assert rows["A_{i,j}"].value == str(10 * i + 3)
    assert rows[r"\boldsymbol{A}_{:,i}"].value == written([10 * k + i for k in (1, 2, 3)])
    assert rows[r"\mathsf{A}_{i,j,k}"].value == str(100 * i + 23)
    assert f"i = {i}: mathematics counts from 1, NumPy from 0, so its index is {i - 1}" in describe(
        model("", "", i, False)
    )


@pytest.mark.parametrize(
    ("search", "latex"),
    [
        ("gradient", r"\nabla_{\boldsymbol{x}} y"),
        ("nabla", r"\nabla_{\boldsymbol{x}} y"),
        ("transpose", r"\boldsymbol{A}^{\top}"),
        ("A.T", r"\boldsymbol{A}^{\top}"),
        ("relu", "x^{+}"),
        ("ONE-HOT", r"\boldsymbol{e}^{(i)}"),
        ("expected", r"\mathbb{E}_{\mathrm{x} \sim P}[f(x)]"),
        ("ai", "a_i"),
        (r"\log", r"\log x"),
        ("ln", r"\log x"),
        ("elementwise product", r"\boldsymbol{A} \odot \boldsymbol{B}"),
        ("kullback", r"D_{\mathrm{KL}}(P \Vert Q)"),
        ("a[1]", "a_i"),
        ("reals", r"\mathbb{R}"),
    ],
)
def test_a_sign_is_found_by_what_a_student_would_type(search, latex):
    assert latex in [row.sign.latex for row in found(search)]


def test_every_word_has_to_occur():
    assert {row.sign.latex for row in found("random matrix")} == {r"\mathbf{A}"}
    assert len(found("random")) > 3
    assert len(found("  ")) == sum(map(len, BY_HAND.values()))


def test_nothing_found_is_told_with_what_was_typed():
    with pytest.raises(WidgetError, match=r"Nothing is called “eigenvalue”\. Try another word"):
        model("eigenvalue", "", 2, False)
    with pytest.raises(WidgetError, match=r"Nothing is called “eigenvalue”\. Try another word"):
        model("eigenvalue", "sets", 2, False)


def test_what_another_group_holds_is_found_there():
    """The lesson shows one group first, and invites to search for signs of others."""
    with pytest.raises(WidgetError, match=r"“gradient” is not in this group, but in “Calculus”\."):
        model("gradient", "indexing", 2, False)
    with pytest.raises(WidgetError, match="but in “Numbers and arrays”"):
        model("bold capital", "indexing", 2, False)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2.0, "2"),
        (-0.0, "0"),
        (np.float64(1 / 3), "0.3333"),
        (np.array([1, 2]), "[1, 2]"),
        (True, "True"),
        ((2, 3), "(2, 3)"),
    ],
)
def test_values_are_written_in_short(value, text):
    assert written(value) == text
