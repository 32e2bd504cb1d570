"""Draw after draw: posteriors by hand, every order of them, what proves a carton."""

import math
from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest

from coursekit.probability import Conditional, Joint, bayes
from coursekit.widgets import WidgetError, sequential_update
from coursekit.widgets.bayes.drawn import describe, log_odds, model, next_order, read
from coursekit.widgets.bayes.drawn_scene import DrawnScene

SOURCE = ((2, 3), (4, 1))


def test_posteriors_of_the_opening_state():
    found = model(0.5, "babb", *SOURCE).posteriors
    assert list(map(str, found)) == ["1/2", "1/3", "3/5", "3/7", "3/11"]


@pytest.mark.parametrize("prior", [Fraction(1, 2), Fraction(1, 20), Fraction(2, 3)])
def test_step_by_step_is_all_at_once(prior):
    drawn = model(prior, "babba", (3, 4), (5, 2))
    likelihood = Conditional(
        [[Fraction(3, 7), Fraction(4, 7)], [Fraction(5, 7), Fraction(2, 7)]],
        of="fruit", given="carton", labels={"fruit": ("b", "a")},
    )  # fmt: skip
    update = bayes(Joint([prior, 1 - prior], "carton"), likelihood, list("babba"))
    assert drawn.posteriors[-1] == update.posterior.prob(carton=0)


def test_every_order_ends_in_the_same_place_and_passes_the_net():
    orders = {"".join(each) for each in permutations("babba")}
    states = [model(0.3, order, *SOURCE) for order in orders]
    assert {each.orders for each in states} == {len(orders)} == {10}
    assert len({each.posteriors[-1] for each in states}) == 1
    lattice = states[0].lattice
    for each in states:
        assert [lattice[place] for place in each.places] == each.posteriors
    assert {place for each in states for place in each.places} == set(lattice)


def test_other_order_goes_round_all_of_them():
    seen, order = [], "babba"
    while order not in seen:
        seen.append(order)
        order = next_order(order)
    assert len(seen) == 10
    assert order == "babba"
    assert next_order("") == ""
    assert next_order("bb") == "bb"


@pytest.mark.parametrize("prior", [0.05, 0.5, 0.95])
def test_the_picture(prior):
    drawn = model(prior, "bbabab", *SOURCE)
    scene = DrawnScene()
    scene.set_background(drawn)
    scene.move(drawn)
    (net, path, bananas, apples), (_, below, *_) = scene._parts
    np.testing.assert_allclose(path.get_ydata(), [float(p) for p in drawn.posteriors])
    np.testing.assert_allclose(np.diff(below.get_ydata()), np.log([0.5, 0.5, 3, 0.5, 3, 0.5]))
    assert bananas.get_xdata().tolist() == [1, 2, 4, 6]
    assert apples.get_xdata().tolist() == [3, 5]
    assert len(net.get_segments()) == 4 * 3 + 5 * 2  # of 5 × 3 places
    low, high = scene._planes[1].get_ylim()
    for piece in scene._parts[1][0].get_segments():
        assert np.all((low < piece[:, 1]) & (piece[:, 1] < high))


def test_a_fruit_that_only_one_carton_holds_proves_it():
    drawn = model(0.2, "bba", (5, 0), (4, 1))
    assert "no apple is in carton 1: one proves carton 2" in describe(drawn)
    assert describe(drawn).endswith(
        "here: p(c₁ | draws) = 0, certain for good (log-odds −∞, drawn at the edge)"
    )
    scene = DrawnScene()
    scene.set_background(drawn)
    scene.move(drawn)
    assert all(np.isfinite(piece).all() for piece in scene._parts[1][0].get_segments())
    with pytest.raises(WidgetError, match="Draw 2 cannot be an apple"):
        model(0.2, "ba", (5, 0), (4, 0))
    with pytest.raises(WidgetError, match="Draw 2 cannot be a banana"):
        model(0.2, "ab", (5, 0), (0, 4))


def test_some_orders_cannot_be_and_the_net_leaves_them_out():
    drawn = model(1.0, "b", (5, 0), (4, 1))
    assert drawn.posteriors == [1, 1]
    assert drawn.after(0, 1) is None
    assert math.isnan(log_odds(None))


def test_what_is_said():
    *table, banana, apple, ending = describe(model(0.5, "babb", *SOURCE)).split("\n")
    assert table == [
        "draw\tstart\tbanana\tapple\tbanana\tbanana",
        "p(c₁ | so far)\t1/2\t1/3\t3/5\t3/7\t3/11",
    ]
    assert banana.endswith("by 2/5 ÷ 4/5 = 1/2 (log-odds −0.6931)")
    assert apple.endswith("by 3/5 ÷ 1/5 = 3 (log-odds +1.099)")
    assert ending == (
        "all 4 orders of 3 bananas and 1 apple end here: "
        "odds 1 · (1/2)³ · 3 = 3/8, p(c₁ | draws) = 3/11 ≈ 0.2727"
    )
    assert describe(model(0.5, "", *SOURCE)).endswith("nothing drawn yet: p(c₁) = 1/2 = 0.5")
    assert "…\t" in describe(model(0.5, "ba" * 8, *SOURCE))
    assert "odds 1 · (1/2)¹⁶ ≈ 1.526e−5, p(c₁ | draws) ≈ " in describe(
        model(0.5, "b" * 16, *SOURCE)
    )


def test_buttons_write_into_the_box():
    widget = sequential_update("ba")
    banana, apple, undo, other = widget.box.children[1].children
    for press in (banana, apple, apple, undo):
        press.click()
    assert widget.controls["draws"].value == "b a b a"
    other.click()
    assert widget.controls["draws"].value == "b b a a"
    widget.controls["draws"].value = "pear"
    banana.click()
    assert widget.controls["draws"].value == "pear"
    assert "no fruit here" in widget.message


def test_bad_draws_get_a_message_and_leave_the_picture():
    widget = sequential_update()
    before = widget.frame()
    widget.controls["draws"].value = "b" * 17
    assert "16 or fewer" in widget.message
    np.testing.assert_array_equal(widget.frame(), before)
    widget.controls["draws"].value = "banana, apple; bb"
    assert "“;” is no fruit here" in widget.message
    widget.controls["draws"].value = "Banana apple bananas, B"
    assert widget.message == ""
    np.testing.assert_array_equal(widget.frame(), before)
    assert read("") == ""
