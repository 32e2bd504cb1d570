"""Two cartons: Bayes by hand, fruits and areas in the picture, when the wrong ways are right."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from coursekit.widgets import WidgetError, cartons
from coursekit.widgets.bayes.fruit_scene import CartonScene, LargeCartonScene
from coursekit.widgets.bayes.picking import describe, model
from coursekit.widgets.bayes.shares import share
from coursekit.widgets.bayes.two_cartons import CASES

VIEWS = ("counts", "areas")
STATES = [
    ("1/2", (2, 3), (4, 1), "banana"),
    ("3/10", (2, 3), (4, 1), "banana"),
    ("3/10", (6, 2), (3, 9), "apple"),
    ("1/20", (7, 0), (11, 9), "apple"),
    ("1", (7, 1), (1, 20), "banana"),
    ("2/3", (19, 1), (6, 7), "banana"),
]


@pytest.fixture(scope="module")
def scene():
    return CartonScene()


def state(prior, first, second, picked="banana", show="counts"):
    return model(Fraction(prior), *first, *second, picked, show)


@pytest.mark.parametrize(("prior", "first", "second", "picked"), STATES)
def test_bayes_by_hand(prior, first, second, picked):
    pick = state(prior, first, second, picked)
    at = ("banana", "apple").index(picked)
    l1, l2 = Fraction(first[at], sum(first)), Fraction(second[at], sum(second))
    evidence = Fraction(prior) * l1 + (1 - Fraction(prior)) * l2
    assert pick.evidence == evidence
    assert pick.posterior == Fraction(prior) * l1 / evidence
    assert pick.heap == Fraction(first[at], first[at] + second[at])
    assert pick.ignored == l1 / (l1 + l2)
    whole = [pick.picks * part for part in (*pick.prior, *pick.joint)]
    assert all(each.denominator == 1 for each in whole)


def test_the_numbers_of_the_source():
    counted, *formulas, heap, ignored = cartons().description.split("\n")
    assert counted.endswith("20 of all 60 bananas come from carton 1")
    assert formulas == [
        "prior: p(c₁) = 1/2,  p(c₂) = 1/2",
        "likelihood: p(banana | c₁) = 2/5,  p(banana | c₂) = 4/5",
        "evidence: p(banana) = 1/2 · 2/5 + 1/2 · 4/5 = 1/5 + 2/5 = 3/5",
        "posterior: p(c₁ | banana) = 1/5 ÷ 3/5 = 1/3 ≈ 0.3333",
    ]
    assert heap.startswith("all fruit in one heap: 2 of 6 bananas = 1/3 ≈ 0.3333, right only")
    assert ignored == (
        "prior ignored: 2/5 ÷ (2/5 + 4/5) = 1/3 ≈ 0.3333, right only because both priors are equal"
    )


ANSWERS = [
    ("1/3", "1/3", "1/3"),
    ("3/17", "1/3", "1/3"),
    ("1/2", "1/3", "1/3"),
    ("1/3", "1/9", "1/3"),
    ("9/16", "2/3", "3/4"),
    ("1/5", "1/5", "1/3"),
    ("9/47", "9/11", "9/11"),
]


def test_each_case_fills_the_controls_and_makes_its_point():
    widget = cartons("1/4", (1, 1), (2, 1))
    cases = widget.box.children[0]
    assert cases.label == "your own"
    for (name, case), answers in zip(CASES, ANSWERS, strict=True):
        cases.value = case
        pick = model(**widget.values)
        assert cases.label == name
        assert (pick.posterior, pick.heap, pick.ignored) == tuple(map(Fraction, answers))
        *_, heap, ignored = widget.description.split("\n")
        for line, answer in ((heap, pick.heap), (ignored, pick.ignored)):
            assert ("wrong: " in line) == (answer != pick.posterior)
            assert ("right only because" in line) == (answer == pick.posterior)
    widget.controls["apples2"].value += 1
    assert cases.label == "your own"


def test_one_carton_alone_may_bring_the_fruit():
    *_, heap, ignored = describe(state("1/20", (7, 0), (11, 9), "apple")).split("\n")
    assert heap.endswith("right only because no more than one carton holds apples")
    assert ignored.endswith("right only because no more than one carton holds apples")


@pytest.mark.parametrize(("prior", "first", "second", "picked"), STATES)
@pytest.mark.parametrize("show", VIEWS)
def test_the_picture(scene, prior, first, second, picked, show):
    pick = state(prior, first, second, picked, show)
    scene.move(pick)
    for crate, carton in zip(scene._crates, (first, second), strict=True):
        assert tuple(len(dots.get_xdata()) for dots in crate._fruit) == carton
    for (below, above), p, height in zip(scene._cells, pick.prior, pick.likelihood, strict=True):
        area = below.get_width() * below.get_height() / 2.75**2
        assert area == pytest.approx(float(p * height))
        both = area + above.get_width() * above.get_height() / 2.75**2
        assert both == pytest.approx(float(p))
    dots = np.stack(scene._picks[picked].get_data(), axis=1)
    assert len(dots) == (pick.count(pick.evidence) if pick.drawn else 0)
    inside = [
        sum(cell.contains_point(scene._axes.transData.transform(at)) for at in dots)
        for cell, _ in scene._cells
    ]
    if pick.drawn:
        assert inside == [pick.count(part) for part in pick.joint]
    shares = [one.get_width() / 4.2 for one, _, _ in scene._bars]
    assert shares == pytest.approx([float(x) for x in (pick.posterior, pick.heap, pick.ignored)])


def test_too_many_picks_are_counted_but_not_drawn(scene):
    pick = model(0.001, 7, 4, 6, 7)
    scene.move(pick)
    assert describe(pick).startswith("of 143,000 imagined picks, 143 open carton 1")
    assert not len(scene._picks["banana"].get_xdata())
    assert scene._caption.get_text() == "143,000 imagined picks, too many to draw"


@pytest.mark.parametrize("scene", [CartonScene, LargeCartonScene])
def test_no_words_are_cut_off_or_meet(scene):
    made = scene()
    crowded = [STATES[3], ("19/20", (13, 6), (8, 9), "banana")]
    for each, show in product(crowded, VIEWS):
        made.move(state(*each, show))
        made.figure.canvas.draw()
        boxes = [text.get_window_extent() for text in made._axes.texts if text.get_text()]
        width, height = made.figure.canvas.get_width_height()
        assert all(b.x0 >= 0 and b.y0 >= 0 and b.x1 <= width and b.y1 <= height for b in boxes)
        meeting = [1 for i, a in enumerate(boxes) for b in boxes[:i] if a.overlaps(b)]
        assert not meeting


def test_the_large_page_is_larger_and_says_the_formulas():
    small, large = cartons(), cartons(large=True, show="areas")
    assert int(large._image.width) == 1.5 * int(small._image.width)
    words = [text.get_text() for text in large.figure().axes[0].texts]
    assert "p(banana) = 1/2 · 2/5 + 1/2 · 4/5 = 1/5 + 2/5 = 3/5" in words


def test_bad_states_get_a_message_and_leave_the_picture():
    widget = cartons()
    before = widget.frame()
    widget.controls["bananas1"].value = 0
    widget.controls["apples1"].value = 0
    assert "Carton 1 is empty" in widget.message
    widget.controls["apples1"].value = 1
    assert widget.message == ""
    widget.controls["prior"].value = 1.0
    assert "p(banana) = 0" in widget.message
    widget.controls["bananas1"].value = 2
    widget.controls["apples1"].value = 3
    widget.controls["prior"].value = 0.5
    assert widget.message == ""
    np.testing.assert_array_equal(widget.frame(), before)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"prior": 1.2}, "from 0 to 1"),
        ({"prior": "a half"}, "such as 0.3 or 3/10"),
        ({"prior": "1/0"}, "such as 0.3 or 3/10"),
        ({"first": (0, 0)}, "empty"),
        ({"second": (21, 1)}, "from 0 to 20"),
        ({"picked": "pear"}, "'banana' or 'apple'"),
        ({"show": "all"}, "'counts' or 'areas'"),
    ],
)
def test_what_cannot_be_is_refused(wrong, words):
    with pytest.raises(WidgetError, match=words):
        cartons(**wrong)


@pytest.mark.parametrize(
    ("given", "expected"),
    [(0.1 + 0.2, "3/10"), (0.667, "2/3"), (0.001, "1/1000"), (1 / 7, "1/7"), ("0.333", "333/1000")],
)
def test_decimals_that_stand_for_fractions(given, expected):
    assert share(given, "p") == Fraction(expected)
