"""The texts of the bigram explorer, and sentences with a point for each."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["TEXTS", "Text", "text_named"]


class Text(NamedTuple):
    """A small text, and ``examples``: sentences to score, the one that it opens on first."""

    name: str
    words: str
    examples: tuple[str, ...]


_TWISTER = (
    "Peter Piper picked a peck of pickled pepper",
    "Where's the pickled pepper that Peter Piper picked",
)
_FLUENT = (
    "France is where I grew up and I speak fluent French",
    "Boston is where I now live and I speak fluent English",
)

#: Source of the tongue twister: S2, "Probability Chain Rule and Language Model".
TEXTS = (
    Text(
        "tongue twister",
        f"{_TWISTER[0]}. {_TWISTER[1]}?",
        (
            "Peter Piper picked a peck of pickled pepper that Peter Piper picked",
            *_TWISTER,
            "Where's the pickled pepper",
            "Peter picked pickled pepper",
        ),
    ),
    Text(
        "fluent",
        f"{_FLUENT[0]}. {_FLUENT[1]}.",
        (
            "France is where I grew up and I speak fluent English",
            *_FLUENT,
            "Boston is where I grew up and I speak fluent French",
            "I speak fluent German",
        ),
    ),
    Text(
        "animals",
        "the cat sees the dog. the dog sees a bird. a bird sings. the bird sees the cat.",
        (
            "the bird sees a bird sings",
            "the cat sees the dog",
            "the dog sings",
            "a cat sees a dog",
        ),
    ),
)


def text_named(name: str) -> Text | None:
    """Return the text of this name, or None where there is none.

    >>> text_named("animals").examples[0]
    'the bird sees a bird sings'
    """
    return next((text for text in TEXTS if text.name == name), None)
