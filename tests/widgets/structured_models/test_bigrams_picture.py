"""The picture of bigrams: no word hides another, arrows end at their words, the product falls."""

from itertools import combinations

import numpy as np
import pytest

from coursekit.probability.models.bigram import END, START, UNKNOWN
from coursekit.widgets.structured_models.reading_order import HIGH, WIDTH, laid_out, width
from coursekit.widgets.structured_models.texts import TEXTS
from coursekit.widgets.structured_models.transitions import model
from coursekit.widgets.structured_models.transitions_scene import TransitionsScene

LONG = " ".join(f"word{i}" for i in range(29)) + ". word3 word3 word9 word2 word28 word0"
MANY = ". ".join(f"w{i} x{i % 5}" for i in range(35))


def scene_of(text, sentence, smoothing=0.0):
    found, scene = model(text, sentence, smoothing, 0), TransitionsScene()
    scene.set_background(found)
    scene.move(found)
    return scene, found


@pytest.mark.parametrize("text", [*(t.words for t in TEXTS), LONG, MANY, "one"])
def test_words_stand_apart_and_inside(text):
    chain = model(text, "unheard", 0.5, 0)
    pairs = tuple(filter(chain.seen, chain.pairs))
    layout = laid_out((START, *chain.chain.vocabulary, END, UNKNOWN), pairs)
    for (v, (x, y)), (w, (u, z)) in combinations(layout.middles.items(), 2):
        assert abs(y - z) >= HIGH + 4 or abs(x - u) >= (width(v) + width(w)) / 2 + 4, (v, w)
    places = np.array(list(layout.middles.values()))
    assert places.min() > 0
    assert places[:, 0].max() < WIDTH
    assert places[:, 1].max() < layout.height
    assert set(layout.curves) == set(pairs)


@pytest.mark.parametrize("text", [t.words for t in TEXTS])
def test_arrows_pass_no_other_word(text):
    chain = model(text, "a", 0.5, 0)
    pairs = tuple(filter(chain.seen, chain.pairs))
    layout = laid_out((START, *chain.chain.vocabulary, END), pairs)
    for pair, curve in layout.curves.items():
        for name, middle in layout.middles.items():
            away = np.abs(curve - middle) / (width(name) / 2, HIGH / 2)
            assert np.all(away.max(axis=1) > 1), (pair, name)
        for end, name in ((0, pair[0]), (-1, pair[1])):
            gap = np.abs(curve[end] - layout.middles[name]) - (width(name) / 2, HIGH / 2)
            assert gap.max() < 30


@pytest.mark.parametrize("text", ["a b a b. b a. b b b.", "one two. two one. two two. three one."])
def test_words_above_each_other_have_room_for_edges_both_ways_and_loops(text):
    chain = model(text, "unheard", 0.0, 0)
    pairs = tuple(filter(chain.seen, chain.pairs))
    layout = laid_out((START, *chain.chain.vocabulary, END), pairs)
    for one, two in combinations(layout.labels.values(), 2):
        assert abs(one[0] - two[0]) >= 20 or abs(one[1] - two[1]) >= 15
    middles = [layout.curves[pair][len(layout.curves[pair]) // 2] for pair in pairs]
    for one, two in combinations(middles, 2):
        assert np.hypot(*(one - two)) >= 15


def test_words_stay_when_the_sentence_brings_a_new_pair():
    (one, _), (two, _) = (
        scene_of(TEXTS[0].words, each) for each in ("Peter Piper picked", "Peter picked")
    )
    assert one._layout.middles == two._layout.middles


def test_the_path_is_told_by_line_and_colour():
    scene, found = scene_of(TEXTS[0].words, "Peter picked")
    styles = {pair: line.get_linestyle() for pair, (line, _, _) in scene._edges.items()}
    assert styles[START, "Peter"] == "-"
    assert styles["Peter", "picked"] == ":"
    assert styles["picked", "a"] == "--"
    assert styles["picked", END] == "-"
    assert set(styles) == set(found.pairs)


def test_widths_and_numbers_follow_smoothing():
    scene, found = scene_of(TEXTS[0].words, TEXTS[0].examples[0])
    line, _, label = scene._edges["Peter", "Piper"]
    sure = line.get_linewidth()
    assert label.get_text() == "1"
    assert scene._edges["picked", "a"][2].get_text() == "1/2"
    smooth = model(TEXTS[0].words, TEXTS[0].examples[0], 0.5, 0)
    scene.move(smooth)
    assert line.get_linewidth() < sure
    assert label.get_text() == "0.29"  # 2.5 / 8.5
    heights = scene._dots.get_ydata()
    np.testing.assert_allclose(heights, [1.0, *(float(f.product) for f in smooth.factors)])
    assert len(found.factors) == len(heights) - 1


def test_a_product_of_zero_falls_out_of_the_picture():
    scene, _ = scene_of(TEXTS[0].words, "Peter picked pickled pepper")
    np.testing.assert_allclose(scene._dots.get_ydata(), [1.0, 0.5])
    assert list(scene._end.get_xdata()) == [1, 2, 2]
    assert scene._end.get_ydata()[-1] == pytest.approx(scene._steps.get_ylim()[0])
    scene.move(model(TEXTS[0].words, "Peter picked pickled pepper", 0.5, 0))
    assert len(scene._end.get_xdata()) == 0
