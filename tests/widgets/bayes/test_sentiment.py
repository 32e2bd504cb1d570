"""Sentiment: every word's log-odds from counts by hand, bars that add up, words that rule out."""

import math
import re
from collections import Counter

import numpy as np
import pytest

from coursekit.widgets import WidgetError, sentiment
from coursekit.widgets.bayes.judged import CLASSES, MOST_ROWS, describe, model
from coursekit.widgets.bayes.judged_scene import JudgedScene
from coursekit.widgets.bayes.opinions import EXAMPLES
from coursekit.widgets.bayes.reviews import REVIEWS

COUNTS = {
    name: Counter(
        word
        for text, of in REVIEWS
        if of == name
        for word in re.findall(r"[a-z]+", text.lower())
    )
    for name in CLASSES
}  # fmt: skip
WORDS = sorted(COUNTS["positive"] | COUNTS["negative"])


def judged(text, smoothing=1.0, prior=0.5):
    return model(text, smoothing, prior, REVIEWS)


def by_hand(word, smoothing):
    logs = [
        math.log((COUNTS[name][word] + smoothing) / (COUNTS[name].total() + smoothing * len(WORDS)))
        for name in CLASSES
    ]
    return logs[0] - logs[1]


@pytest.mark.parametrize("smoothing", [0.05, 1.0, 3.0])
def test_every_word_of_the_reviews(smoothing):
    for word in WORDS:
        (row,) = judged(word, smoothing).rows
        assert row.counts == tuple(COUNTS[name][word] for name in CLASSES)
        assert row.log_odds == pytest.approx(by_hand(word, smoothing), abs=1e-12)


@pytest.mark.parametrize("text", EXAMPLES)
@pytest.mark.parametrize("prior", [0.1, 0.5])
def test_the_posterior_by_products(text, prior):
    found = judged(text, 0.5, prior)
    words = re.findall(r"[a-z]+", text.lower())
    known = [word for word in words if word in WORDS]
    joint = [
        p * math.prod(
            (COUNTS[name][word] + 0.5) / (COUNTS[name].total() + 0.5 * len(WORDS)) for word in known
        )
        for name, p in zip(CLASSES, (prior, 1 - prior), strict=True)
    ]  # fmt: skip
    assert found.posterior == pytest.approx(joint[0] / sum(joint), abs=1e-12)
    assert sum(row.times for row in found.rows) == len(known)
    assert list(found.ignored) == [word for word in words if word not in WORDS]
    assert found.running[-1] == pytest.approx(found.log_odds, abs=1e-12)


def test_bars_and_sums():
    scene, found = JudgedScene(), judged("Superb acting, superb music, terrible ending.", prior=0.2)
    scene.set_background(found)
    scene.move(found)
    widths = [bar.get_width() for bar in scene._bars if bar.get_visible()]
    odds = [by_hand(word, 1.0) for word in ("superb", "acting", "music", "terrible", "ending")]
    expected = [math.log(0.25), 2 * odds[0], *odds[1:]]
    assert widths == pytest.approx([*expected, sum(expected)])
    sums = np.cumsum(expected)
    np.testing.assert_allclose(scene._running.get_xdata(), [*sums, sums[-1]])
    names = [label.get_text() for label in scene._axes.get_yticklabels()]
    assert names == ["prior", "superb ×2", "acting", "music", "terrible", "ending", "sum"]
    against = [bool(bar.get_hatch()) for bar in scene._bars if bar.get_visible()]
    assert against == [width < 0 for width in widths]


def test_only_a_word_that_rules_out_makes_certain():
    assert "p(positive | text) ≈ 1, positive" in describe(judged("wonderful " * 40))
    assert "p(positive | text) ≈ 0, negative" in describe(judged("bored bad " * 400))
    assert "p(positive | text) = 0, negative" in describe(judged("a terrible film", 0.0))


def test_of_many_words_the_weakest_are_put_together():
    found = judged(" ".join(WORDS))
    assert len(found.rows) == MOST_ROWS
    assert found.rows[-1].name == f"{len(WORDS) - MOST_ROWS + 1} more words"
    total = math.fsum(by_hand(word, 1.0) for word in WORDS)
    assert found.words_log_odds == pytest.approx(total, abs=1e-12)
    weakest = min(abs(row.log_odds) for row in found.rows[:-1])
    assert weakest >= sorted(abs(by_hand(word, 1.0)) for word in WORDS)[-MOST_ROWS + 1] - 1e-12


def test_without_smoothing_one_word_rules_a_class_out():
    widget = sentiment("A terrible film", smoothing=0.0)
    assert "p(positive | text) = 0, negative" in widget.description
    assert "a word that no positive review has rules positive out" in widget.description
    assert "terrible\t0\t2\t−∞" in widget.description
    before = widget.frame()
    widget.controls["text"].value = "terrible but wonderful"
    assert "0 ÷ 0 is no answer" in widget.message
    np.testing.assert_array_equal(widget.frame(), before)
    widget.controls["smoothing"].value = 0.5
    assert widget.message == ""
    assert "wonderful\t2\t0" in widget.description


def test_prior_and_words_may_disagree():
    words = describe(judged("wonderful", prior=0.1)).split("\n")[0]
    assert words.endswith("negative; by the words alone (maximum likelihood) positive")
    assert "maximum likelihood" not in describe(judged("wonderful"))


def test_unknown_words_are_named_and_decide_nothing():
    words = describe(judged("Stupendous!"))
    assert "in no review, so ignored: stupendous" in words
    assert "p(positive | text) = 0.5, undecided" in words


def test_examples_fill_the_box():
    widget = sentiment()
    examples = widget.box.children[0]
    assert examples.value == EXAMPLES[0]
    examples.value = EXAMPLES[1]
    assert widget.controls["text"].value == EXAMPLES[1]
    assert "not ×2\t1\t2" in widget.description
    widget.controls["text"].value = "good"
    assert examples.value == ""


def test_reviews_of_ones_own():
    own = [("good good", "positive"), ("bad", "negative")]
    found = sentiment("good", reviews=own).description
    assert f"p(positive | text) = {(3 / 4) / (3 / 4 + 1 / 3):.4g}, positive" in found


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"text": " … "}, "Type a sentence"),
        ({"smoothing": -1.0}, "from 0 to 3"),
        ({"prior": 1.0}, "from 0.01 to 0.99"),
        ({"reviews": [("good", "positive")]}, "some of both"),
        ({"reviews": [("good", "good"), ("bad", "bad")]}, "'positive' or 'negative'"),
    ],
)
def test_what_cannot_be_is_refused(wrong, words):
    with pytest.raises(WidgetError, match=words):
        sentiment(**wrong)


def test_the_reviews_are_fair():
    names = [name for _, name in REVIEWS]
    assert names.count("positive") == names.count("negative") == 10
    assert len({text for text, _ in REVIEWS}) == 20
