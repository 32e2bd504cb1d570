"""What is a word."""

import unicodedata

import pytest

from coursekit.probability.errors import ProbabilityError
from coursekit.probability.models.words import tokens, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pickled pepper.", ["pickled", "pepper"]),
        ("Where's the pepper?", ["Where's", "the", "pepper"]),
        ("Where’s it—there", ["Where's", "it", "there"]),
        ("'quoted' -dashed- well-known", ["quoted", "dashed", "well-known"]),
        ("3 of 10, x_1", ["3", "of", "10", "x", "1"]),
        ("Schön café naïve", ["Schön", "café", "naïve"]),
        (unicodedata.normalize("NFD", "café"), ["café"]),
        (" \n\t ... ", []),
        ("", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text, lower=False) == expected
    assert words(text) == [word.lower() for word in expected]


def test_lists_are_taken_as_they_are() -> None:
    assert tokens(["Good", "!", "a b"], "document", lower=True) == ["Good", "!", "a b"]
    assert tokens(iter(["x"]), "document", lower=True) == ["x"]


def test_what_is_no_text() -> None:
    with pytest.raises(ProbabilityError, match="document has 3 at index 1; expected a text"):
        tokens(["a", 3], "document", lower=True)
    with pytest.raises(ProbabilityError, match="document 0 has 7 at index 0"):
        tokens(7, "document 0", lower=True)
