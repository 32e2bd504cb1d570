"""Text to words, for the models of text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from coursekit.probability.errors import ProbabilityError

__all__ = ["tokens", "words"]

_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")


def words(text: str, *, lower: bool = True) -> list[str]:
    """Return the words of a text: runs of letters and digits, in small letters.

    An apostrophe or a hyphen within a word belongs to it, all other punctuation is left out; the
    curly apostrophe becomes the straight one.  ``lower=False`` keeps capital letters.  For text
    without spaces between the words, split it yourself and give the models lists.

    >>> words("Where's the well-known “pepper”?")
    ["where's", 'the', 'well-known', 'pepper']
    """
    text = unicodedata.normalize("NFC", text)  # é is one letter, however it was typed
    found = [word.replace("’", "'") for word in _WORD.findall(text)]
    return [word.lower() for word in found] if lower else found


def tokens(text: Any, name: str, *, lower: bool) -> list[str]:
    """Return the `words` of a text, or a list of words as it is.

    >>> tokens("Good, good!", "document", lower=True), tokens(["Good", ","], "document", lower=True)
    (['good', 'good'], ['Good', ','])
    """
    if isinstance(text, str):
        return words(text, lower=lower)
    listed = list(text) if isinstance(text, Iterable) else [text]
    for index, word in enumerate(listed):
        if not isinstance(word, str):
            raise ProbabilityError(
                f"{name} has {word!r} at index {index}; expected a text, or a list of words."
            )
    return listed
