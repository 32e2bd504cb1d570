"""The bigram explorer: factors counted by hand, the sources' three numbers, drawing, and slips."""

import math
from collections import Counter
from fractions import Fraction

import numpy as np
import pytest

from coursekit.widgets import WidgetError, bigram_explorer
from coursekit.widgets.structured_models.texts import TEXTS
from coursekit.widgets.structured_models.transitions import describe, drawn, model

TWISTER = TEXTS[0].words
CORPUS = [
    ["Peter", "Piper", "picked", "a", "peck", "of", "pickled", "pepper"],
    ["Where's", "the", "pickled", "pepper", "that", "Peter", "Piper", "picked"],
]
NEW = "Peter Piper picked a peck of pickled pepper that Peter Piper picked"


def by_hand(words, k=Fraction(0), corpus=CORPUS):
    pairs = Counter(
        pair for s in corpus for pair in zip(["<s>", *s], [*s, "</s>"], strict=True)
    )  # fmt: skip
    before = Counter(word for s in corpus for word in ["<s>", *s])
    size = len({word for s in corpus for word in s}) + 2
    factors = [
        (pairs[v, w] + k) / Fraction(before[v] + k * size)
        for v, w in zip(["<s>", *words], [*words, "</s>"], strict=True)
    ]
    return factors, math.prod(factors)


@pytest.mark.parametrize(
    ("sentence", "p"),
    [(" ".join(CORPUS[0]), 0.125), (" ".join(CORPUS[1]), 0.125), (NEW, 0.0625)],
)
def test_the_numbers_of_the_source(sentence, p):
    found = model(TWISTER, sentence, 0.0, 0)
    assert found.p == p
    assert len(found.factors) == len(sentence.split()) + 1
    assert found.perplexity == pytest.approx(p ** (-1 / len(found.factors)))


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.name)
@pytest.mark.parametrize("k", ["0", "0.05", "1"])
def test_every_example_by_counting(text, k):
    corpus = [part.split() for part in text.words.replace("?", ".").split(".") if part.split()]
    for example in text.examples:
        found = model(text.words, example, float(k), 0)
        try:
            factors, p = by_hand(example.split(), Fraction(k), corpus)
        except ZeroDivisionError:  # a word never seen has no counts to divide by
            assert k == "0"
            assert found.p == 0
            assert found.unknown
            continue
        assert [factor.p for factor in found.factors] == factors
        assert found.p == p
        assert [f.product for f in found.factors] == list(np.cumprod(factors))
        if p:
            assert found.log_p == pytest.approx(sum(math.log(each) for each in factors))


def test_opens_on_a_new_sentence():
    first, second, *rows = bigram_explorer().description.split("\n")
    assert first.startswith("P(sentence) = 1/16 = 0.0625, log P ≈ −2.773 nats; perplexity")
    assert second == "✓ not in the text, but each of its pairs is: the model generalises"
    assert rows[-1] == "P(⟨/s⟩ | picked) = 1/2\t0.5\t0.0625\t−2.773"
    assert len(rows) == 1 + 13


def test_a_bigram_forgets_france():
    text = TEXTS[1].words
    french, english = (
        model(text, f"France is where I grew up and I speak fluent {word}", 0.0, 0)
        for word in ("French", "English")
    )
    assert french.p == english.p == Fraction(1, 32)


def test_smoothing_lets_in_what_was_ruled_out():
    widget = bigram_explorer("Peter picked pickled pepper")
    result, verdict = widget.description.split("\n")[:2]
    assert result == "P(sentence) = 0, log P = −∞; perplexity ∞"
    assert verdict.startswith("✗ ruled out: “Peter picked”, “picked pickled” never in the text")
    before = widget.frame()
    widget.controls["smoothing"].value = 0.5
    assert "⚠ never in the text" in widget.description
    assert "P(picked | Peter) = (0 + 0.5)/(2 + 13 · 0.5)" in widget.description
    assert not np.array_equal(widget.frame(), before)


def test_one_word_is_one_word():
    assert "3 tokens may follow (1 word, " in describe(model("Hello.", "Hello", 1.0, 0))


def test_an_unknown_word_ends_the_product():
    found = model(TWISTER, "Peter sells pepper", 0.0, 0)
    assert found.unknown == ("sells",)
    assert [f.word for f in found.factors] == ["Peter", "sells"]
    assert "what follows sells has no counts" in describe(found)
    smooth = model(TWISTER, "Peter sells pepper", 0.5, 0)
    assert smooth.path[1:3] == (("Peter", "⟨unk⟩"), ("⟨unk⟩", "pepper"))
    assert smooth.factors[2].p == Fraction(1, 13)  # nothing is known but that it is one of 13


def test_a_capital_letter_that_was_left_out_is_named():
    assert "capital letters count: the text has Peter, Piper" in describe(
        model(TWISTER, "peter piper picked", 0.0, 0)
    )
    assert "capital letters" not in describe(model(TWISTER, "Peter sells", 0.0, 0))


def test_sentences_are_drawn_as_often_as_they_are_probable():
    text = "a b. a c. a c. d."
    times = Counter(drawn(text, 0.0, seed) for seed in range(400))
    assert set(times) == {"a b", "a c", "d"}
    for sentence, count in times.items():
        p = float(model(text, sentence, 0.0, 0).p)
        assert abs(count / 400 - p) < 4 * math.sqrt(p * (1 - p) / 400)


def test_the_button_draws_into_the_box():
    widget = bigram_explorer(text="animals")
    button = widget.box.children[6].children[1]
    button.click()
    assert widget.controls["seed"].value == 1
    assert widget.controls["sentence"].value == drawn(TEXTS[2].words, 0.0, 1)
    assert "drawn from the model with seed 1" in widget.description
    assert model(TEXTS[2].words, widget.controls["sentence"].value, 0.0, 1).p > 0


def test_lists_and_boxes_follow_each_other():
    widget = bigram_explorer()
    texts, _, examples = widget.box.children[:3]
    assert examples.value == NEW
    texts.value = TEXTS[1].words
    assert widget.controls["sentence"].value == examples.value == TEXTS[1].examples[0]
    assert "= 1/32" in widget.description
    widget.controls["sentence"].value = "I speak"
    assert examples.value == ""
    widget.controls["text"].value = "You hear. I speak."
    assert texts.value == ""
    assert widget.controls["sentence"].value == "I speak"  # it can still be said
    widget.controls["text"].value = "I speak. You hear."
    assert [label for label, _ in examples.options] == ["your own", "I speak", "You hear"]
    widget.controls["text"].value = "They listen. We wait."
    assert widget.controls["sentence"].value == "They listen"  # of the new text


def test_what_cannot_be_leaves_the_picture():
    widget = bigram_explorer()
    before = widget.frame()
    for name, value, words in (
        ("text", " . ! ", "has no words"),
        ("text", " ".join(f"w{i}" for i in range(41)), "41 different words"),
        ("sentence", "?!", "one word or more"),
        ("sentence", "Peter " * 31, "31 words"),
    ):
        old = widget.controls[name].value
        widget.controls[name].value = value
        assert words in widget.message
        np.testing.assert_array_equal(widget.frame(), before)
        widget.controls[name].value = old
        assert widget.message == ""


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"smoothing": 1.5}, "from 0 to 1"),
        ({"seed": -1}, "from 0 to 9999"),
        ({"text": "..."}, "no words"),
        ({"sentence": "..."}, "one word or more"),
    ],
)
def test_what_cannot_be_is_refused(wrong, words):
    with pytest.raises(WidgetError, match=words):
        bigram_explorer(**wrong)
