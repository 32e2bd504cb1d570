"""Bigrams explored: a small text as a graph of words, and the chain rule along a path in it."""

from __future__ import annotations

from typing import Any

import ipywidgets

from coursekit.widgets.answers import answer_box, button
from coursekit.widgets.controls import WIDE, drop_down, label_width, slider
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.live import Live
from coursekit.widgets.structured_models.texts import TEXTS, text_named
from coursekit.widgets.structured_models.transitions import (
    MOST_SMOOTHING,
    Scored,
    describe,
    drawn,
    fitted,
    model,
    split,
)
from coursekit.widgets.structured_models.transitions_scene import TransitionsScene
from coursekit.widgets.words import message_line

__all__ = ["bigram_explorer"]

_OWN = ("your own", "")
_MOST_SEED = 9999
_WIDER = {**WIDE, "max_width": "56em"}  # whole sentences are read in it


class _Board:
    """The controls, and what sets the others: a text brings its examples, a seed its sentence."""

    def __init__(self, text: str, sentence: str | None, smoothing: float, seed: int) -> None:
        named = text_named(text)
        words = text if named is None else named.words
        fitted(words, smoothing)  # what cannot be is said before sliders move it to their ends
        self.text = ipywidgets.Textarea(
            value=words,
            description="text",
            placeholder="sentences that end with . ! ? or a line break",
            continuous_update=False,
            rows=2,
            layout=dict(_WIDER),
            style=label_width(),
        )
        self.sentence = answer_box(
            "sentence", sentence or "", "Peter Piper picked pepper", _WIDER["max_width"]
        )
        self.smoothing = slider("smoothing", smoothing, 0.0, MOST_SMOOTHING, 0.05)
        self.seed = ipywidgets.BoundedIntText(
            value=seed,
            min=0,
            max=_MOST_SEED,
            description="seed",
            layout={"width": "13em"},
            style=label_width(),
        )
        if sentence is None:
            self.sentence.value = named.examples[0] if named else self._drawn()
        self.texts = drop_down("texts", [_OWN, *((t.name, t.words) for t in TEXTS)], "")
        self.examples = drop_down("examples", [_OWN], "")
        self.examples.layout = dict(_WIDER)
        self.draw = button("Draw a sentence")
        self._follow()
        self.texts.observe(self._take_text, "value")
        self.examples.observe(self._take_example, "value")
        self.seed.observe(self._take_drawn, "value")
        self.draw.on_click(self._next)
        self.text.observe(self._renew, "value")
        for box in (self.text, self.sentence):
            box.observe(self._follow, "value")

    @property
    def controls(self) -> dict[str, Any]:
        """The controls by the names of the model's arguments."""
        return {
            "text": self.text,
            "sentence": self.sentence,
            "smoothing": self.smoothing,
            "seed": self.seed,
        }

    def _drawn(self) -> str:
        return drawn(self.text.value, self.smoothing.value, self.seed.value)

    def _follow(self, _change: object = None) -> None:
        """Let both lists say what the boxes hold."""
        named = next((t for t in TEXTS if t.words == self.text.value), None)
        self.texts.value = named.words if named else ""
        known = named.examples if named else tuple(map(" ".join, split(self.text.value)))
        options = [_OWN, *((each, each) for each in dict.fromkeys(known))]
        if self.examples.options != tuple(options):
            self.examples.options = options
        self.examples.value = self.sentence.value if self.sentence.value in known else ""

    def _renew(self, _change: object) -> None:
        """Take the first sentence of a new text, where the old one has words that are not in it."""
        try:
            sentences, chain = fitted(self.text.value, 0.0)
        except WidgetError:  # the message line says what is wrong with the text
            return
        if any(w not in chain.counts for each in split(self.sentence.value) for w in each):
            self.sentence.value = " ".join(sentences[0])

    def _take_text(self, change: dict[str, Any]) -> None:
        named = next((t for t in TEXTS if t.words == change["new"]), None)
        if named and self.text.value != named.words:
            with self.text.hold_trait_notifications(), self.sentence.hold_trait_notifications():
                self.text.value, self.sentence.value = named.words, named.examples[0]

    def _take_example(self, change: dict[str, Any]) -> None:
        if change["new"]:
            self.sentence.value = change["new"]

    def _next(self, _button: object) -> None:
        self.seed.value = (self.seed.value + 1) % (_MOST_SEED + 1)

    def _take_drawn(self, _change: object) -> None:
        try:
            self.sentence.value = self._drawn()
        except WidgetError:  # the message line says what is wrong with the text
            return


def bigram_explorer(
    sentence: str | None = None,
    *,
    text: str = "tongue twister",
    smoothing: float = 0.0,
    seed: int = 0,
) -> Live[Scored]:
    """Score a sentence word by word with the bigrams of a small text, drawn as a graph.

    Args:
        sentence: of 1 to 30 words; by default the text's own example.
        text: "tongue twister", "fluent" or "animals"; or a text of your own, whose sentences end
            with . ! ? or a line break, with 40 different words at most. Capital letters count.
        smoothing: k, added to the count of every pair, from 0 to 1. With 0, a pair never seen
            rules the sentence out.
        seed: of the sentence that "Draw a sentence" drew last; an own text opens on it.

    P(sentence) = P(w₁ | ⟨s⟩) P(w₂ | w₁) … P(⟨/s⟩ | wₙ): n words, n + 1 factors. Raises
    `WidgetError` for what cannot be. Source: S2, "Probability Chain Rule and Language Model".

    >>> print(bigram_explorer().description.split(";")[0])
    P(sentence) = 1/16 = 0.0625, log P ≈ −2.773 nats
    """
    if not 0 <= seed <= _MOST_SEED:
        raise WidgetError(f"seed is {seed}. Choose from 0 to {_MOST_SEED}.")
    board = _Board(text, sentence, smoothing, seed)
    message = message_line()
    drawing = ipywidgets.HBox([board.seed, board.draw], layout={"flex_flow": "row wrap"})
    return Live(
        model,
        TransitionsScene,
        describe,
        board.controls,
        top=[
            board.texts,
            board.text,
            board.examples,
            board.sentence,
            message,
            board.smoothing,
            drawing,
        ],
        message=message,
    )
