"""Cards in a table: exact fractions against `Joint`, areas in the picture, what the controls do."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coursekit.probability import Joint, mosaic
from coursekit.widgets import WidgetError, joint_table
from coursekit.widgets.probability.cards import TABLES, Cards, as_table, model
from coursekit.widgets.probability.cards_scene import CardsScene
from coursekit.widgets.probability.cards_words import describe, say_verdict

NAMES = ("shape", "colour")


@st.composite
def tables(draw):
    rows, columns = draw(st.integers(2, 4)), draw(st.integers(2, 4))
    counts = draw(
        st.lists(
            st.lists(st.integers(0, 12), min_size=columns, max_size=columns),
            min_size=rows, max_size=rows,
        ).filter(lambda all_rows: any(map(sum, all_rows)))
    )  # fmt: skip
    return as_table(counts, NAMES)


def cards(table):
    return Cards(table, (0, 0), (1, 0))


def number(text):
    return Fraction(text.split(" ")[0].replace("−", "-"))


def rows_of(text):
    return [line.split("\t") for line in text.split("\n")]


@settings(max_examples=12)
@given(table=tables())
def test_shares_and_independence_are_those_of_a_joint_table(table):
    joint = Joint.from_counts(table.counts, NAMES, table.labels)
    assert table.independent == joint.independent(*NAMES)
    size = len(table.rows)
    lines = rows_of(describe(cards(table)))
    first, second = joint.marginal("shape"), joint.marginal("colour")
    assert [number(line[-1]) for line in lines[1 : size + 1]] == first.table.tolist()
    assert [number(each) for each in lines[size + 2][1:-1]] == second.table.tolist()
    for i in range(size):
        upright, level = lines[size + 4 + i], lines[2 * size + 5 + i]
        for j, (label, share) in enumerate(zip(table.labels[1], second.table, strict=True)):
            if share:
                assert number(upright[1 + j]) == joint.given(colour=label).table[i]
            else:
                assert upright[1 + j] == "–"
            if first.table[i]:
                shape = table.labels[0][i]
                assert number(level[1 + j]) == joint.given(shape=shape).prob(colour=label)
            else:
                assert level[1 + j] == "–"
    assert number(upright[-1]) == first.table[-1]


@settings(max_examples=8)
@given(table=tables())
def test_every_tile_has_the_area_of_its_probability(table):
    scene = CardsScene()
    scene.set_background(cards(table))
    scene.move(cards(table))
    joint = Joint.from_counts(table.counts, NAMES, table.labels)
    for tiles, order in zip(scene._tiles, (("colour", "shape"), ("shape", "colour")), strict=True):
        wanted = {(r.labels["shape"], r.labels["colour"]): r for r in mosaic(joint, *order)}
        for i, j in table.cells:
            found = wanted.get((table.labels[0][i], table.labels[1][j]))
            if found is None:  # a column, or a row, that has no cards
                assert tiles[i, j].get_width() * tiles[i, j].get_height() == 0
                continue
            numbers = [float(each) for each in (found.x, found.y, found.width, found.height)]
            if order[0] == "shape":
                numbers = [numbers[1], numbers[0], numbers[3], numbers[2]]
            tile = tiles[i, j]
            assert (*tile.get_xy(), tile.get_width(), tile.get_height()) == pytest.approx(numbers)
    for (i, j), symbols in scene._cards.items():
        x, y = symbols.get_data()
        count = table.counts[i][j] if (i, j) in table.cells else 0
        assert len(x) == count
        assert np.all((j < x) & (x < j + 1) & (i < y) & (y < i + 1))
        assert len(set(zip(x, y, strict=True))) == count


@pytest.mark.parametrize("name", ["dependent", "independent"])
def test_dashes_are_the_marginals_and_lie_on_the_cuts_only_where_independent(name):
    n = cards(TABLES[name])
    scene = CardsScene()
    scene.set_background(n)
    scene.move(n)
    upright, level = (line.get_data() for line in scene._dashes)
    np.testing.assert_allclose(upright[1], 0.6)
    np.testing.assert_allclose(level[0], [1 / 2] * 3 + [5 / 6] * 3)
    cuts = [scene._tiles[0][0, j].get_height() for j in range(3)]
    assert np.allclose(cuts, 0.6) == (name == "independent")


def test_the_opening_state():
    widget = joint_table()
    n = model(**widget.values)
    assert say_verdict(n) == (
        "✗ dependent: 24 cards in (circle, blue), where independence needs 60 · 3/5 · 1/2 = 18."
        " Knowing blue raises p(circle) from 3/5 to 4/5."
    )
    told = widget._repr_mimebundle_()[0]["text/plain"]
    assert told.startswith("✗ dependent")
    assert TABLES["dependent"].rows == TABLES["independent"].rows == (36, 24)
    assert TABLES["dependent"].columns == TABLES["independent"].columns == (30, 20, 10)


def test_one_card_off_is_dependent_and_exactly_so():
    n = cards(TABLES["one card"])
    assert say_verdict(n).startswith("✗ dependent")
    back = model(TABLES["one card"], (0, 0), (1, 0), 1)
    assert back.table == TABLES["independent"]
    assert say_verdict(back).startswith("✓ independent")


def test_uncorrelated_and_yet_dependent():
    n = cards(TABLES["uncorrelated"])
    line = describe(n).split("\n")[-1]
    assert "E[Y] = 2/3 ≈ 0.6667, E[XY] = 0" in line
    assert line.endswith("Cov[X, Y] = E[XY] − E[X] E[Y] = 0: uncorrelated, and yet dependent")
    assert say_verdict(n).startswith("✗")
    assert "20/3 ≈ 6.667 cards in (X = −1, Y = 0): no table of 60 whole cards" in describe(n)


def test_moments_of_decimals_are_exact():
    table = as_table([[1, 2], [3, 4]], ("X", "Y"), ((0.1, 0.2), (1, 3)))
    line = describe(cards(table)).split("\n")[-1]
    assert "E[X] = 17/100 = 0.17" in line
    assert "E[XY] = 37/100 = 0.37" in line  # (0.1 + 0.6 + 0.6 + 2.4)/10
    assert "= −1/250 = −0.004" in line  # 0.37 − 0.17 · 2.2


def test_cards_move_between_cells_and_stay_where_they_were_put():
    widget = joint_table()
    before = widget.frame()
    widget.controls["moved"].value = 6
    assert "p(square | ·)\t2/5" in widget.description
    assert np.any(widget.frame() != before)
    widget.controls["target"].value = (1, 2)
    assert widget.values["start"].counts == ((18, 8, 4), (12, 12, 6))
    assert widget.values["moved"] == 0
    widget.controls["moved"].value = -6
    assert model(**widget.values).table.counts == ((24, 8, 4), (12, 12, 0))
    widget.controls["target"].value = (0, 0)  # the source: they change places
    assert (widget.values["source"], widget.values["target"]) == ((1, 2), (0, 0))
    assert widget.values["start"].counts == ((24, 8, 4), (12, 12, 0))


def parts(widget):
    above, cells, amount = widget.box.children[:3]
    return (*above.children, cells, amount)


def test_the_controls_suit_the_table():
    widget = joint_table()
    tables, spread, cells, amount = parts(widget)
    assert tables.value == "dependent"
    assert (amount.children[0].min, amount.children[0].max) == (-6, 24)
    amount.children[0].value = 3
    assert widget.values["moved"] == 3
    assert tables.value == ""
    tables.value = "dependent"
    assert widget.values == {
        "start": TABLES["dependent"], "source": (0, 0), "target": (1, 0), "moved": 0,
    }  # fmt: skip
    lists = cells.children
    lists[0].value = (0, 1)
    assert cells.children == lists  # else the keyboard would lose its place
    assert (amount.children[0].min, amount.children[0].max) == (-6, 8)
    tables.value = "uncorrelated"
    assert cells.children[0].options[0] == ("X = −1, Y = 0", (0, 0))
    assert spread.disabled
    tables.value = "function"
    assert not spread.disabled
    cells.children[0].value = (0, 0)
    cells.children[1].value = (1, 1)
    assert amount.children[0].disabled
    assert not widget.message


def test_make_independent_keeps_both_marginals():
    widget = joint_table()
    tables, spread, *_ = parts(widget)
    spread.click()
    assert tables.value == "independent"
    assert model(**widget.values).table == TABLES["independent"]
    assert spread.disabled


def test_cells_can_be_chosen_and_a_table_given_by_program():
    widget = joint_table(move=(("square", "green"), ("circle", "orange")))
    assert (widget.values["source"], widget.values["target"]) == ((1, 2), (0, 1))
    widget.controls["start"].value = TABLES["uncorrelated"]
    assert "X = −1" in widget.description
    before, words = widget.frame(), widget.description
    widget.controls["moved"].value = 50
    assert "50 cards cannot leave" in widget.message
    np.testing.assert_array_equal(widget.frame(), before)
    assert widget.description == words


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"counts": "dice"}, "There is no table"),
        ({"counts": [[1, 2]]}, "2 to 4 rows"),
        ({"counts": []}, "2 to 4 rows"),
        ({"counts": [[1, 2], [3]]}, "2 to 4 rows"),
        ({"counts": [[1, 2], [3, 0.5]]}, "whole numbers"),
        ({"counts": [[1, 2], [3, -1]]}, "whole numbers"),
        ({"counts": [[0, 0], [0, 0]]}, "0 cards"),
        ({"counts": [[100, 0], [1, 100]]}, "201 cards"),
        ({"counts": [[1, 2], [3, 4]], "labels": (("a", "a"), ("b", "c"))}, "labels must be"),
        ({"counts": [[1, 2], [3, 4]], "names": ("X", "X")}, "two different"),
        ({"move": (("circle", "blue"), ("circle", "blue"))}, "two different cells"),
        ({"move": (("circle", "red"), ("circle", "blue"))}, "two different cells"),
    ],
)
def test_what_cannot_be_shown_is_refused(values, words):
    with pytest.raises(WidgetError, match=words):
        joint_table(**values)
