"""The topic model as a widget: documents are made word by word, and their topics found again."""

from __future__ import annotations

from typing import Any

import ipywidgets

from coursekit.widgets.answers import button
from coursekit.widgets.controls import AFTER_LABEL, WIDE, label_width, whole_slider
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.live import Live
from coursekit.widgets.structured_models.recovery import SWEEPS
from coursekit.widgets.structured_models.topics import (
    CONCENTRATIONS,
    DOCUMENTS,
    MOST_WORDS,
    Written,
    describe,
    model,
    recovery,
)
from coursekit.widgets.structured_models.topics_scene import TopicsScene
from coursekit.widgets.style import number
from coursekit.widgets.training.trainer import FINISHED, Trainer

__all__ = ["topic_model"]

_MOST_SEED = 9999


def topic_model(
    alpha: float = 0.3, *, document: int = 1, words: int = MOST_WORDS, seed: int = 0
) -> Live[Written]:
    """Generate documents from three topics, and recover the topics from nothing but the words.

    Args:
        alpha: the concentration α of Dirichlet(α, α, α), from 0.05 to 10: small, and a document
            keeps to one topic; 1, and every mixture is as likely; large, and it mixes them all.
        document: which of the 60 documents is shown, from 1.
        words: how many of its words are written, from 0 to 30; 30 means all.
        seed: of the documents and of the chains.

    A document: N ~ Poisson(12), θ ~ Dirichlet, then for each of N places a topic z ~ θ and a word
    w ~ β_z. Start runs 60 sweeps of Gibbs on all documents, three chains until the thirtieth and
    the best of them from there; Stop stops. The stored picture shows the end. A found topic differs
    from the true one by half the sum of |found − true| over the words, from 0 to 1. Raises
    `WidgetError` for numbers out of range. Source: S2, "Structured Probabilistic Model of LDA".

    >>> print(topic_model().description.split(chr(10))[1].split(",")[0])
    document 1: N = 13 from Poisson(12)
    """
    if not 0 <= seed <= _MOST_SEED:
        raise WidgetError(f"seed is {seed}. Choose from 0 to {_MOST_SEED}.")
    model(alpha, document, words, seed, 0)  # what cannot be is said before sliders cut it off
    c: dict[str, Any] = {
        "alpha": _concentrations(alpha),
        "document": whole_slider("document", document, 1, DOCUMENTS),
        "words": whole_slider("words", words, 0, MOST_WORDS),
        "seed": ipywidgets.IntText(value=seed),
    }

    def advance(sweep: int) -> bool:
        recovery(c["alpha"].value, c["seed"].value)[sweep]
        return True

    trainer = Trainer(SWEEPS, advance, lambda: None)
    trainer.bar.description = "sweeps"
    for name in ("alpha", "seed"):
        # Before the picture follows: other documents have other topics to be found.
        c[name].observe(lambda _: trainer.reset(), "value")
    again = button("New documents")
    again.layout = {"margin": f"4px 2px 4px {AFTER_LABEL}", "width": "10.5em"}
    again.on_click(lambda _: setattr(c["seed"], "value", (c["seed"].value + 1) % (_MOST_SEED + 1)))
    return Live(
        model,
        TopicsScene,
        describe,
        {**c, "sweeps": trainer.bar},
        still={"sweeps": FINISHED},
        top=[c["alpha"], c["document"], c["words"], again, trainer.buttons, trainer.bar],
    )


def _concentrations(alpha: float) -> Any:
    """Make the slider of α: a few values far apart, 1 among them, and the one that is given."""
    values = sorted({*CONCENTRATIONS, alpha})
    return ipywidgets.SelectionSlider(
        options=[(number(each), each) for each in values],
        value=alpha,
        description="α",
        layout=dict(WIDE),
        style=label_width(),
    )
