import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.hostile_text import EVERYTHING

from coursekit.grading.cleaning import clean


@pytest.mark.parametrize("text", EVERYTHING, ids=range(len(EVERYTHING)))
def test_what_is_left_can_be_shown(text):
    line = clean(text, 100)
    assert len(line) <= 100 + len("… (100000 characters)")
    assert line == line.strip()
    assert all(unicodedata.category(c) not in ("Cc", "Cs", "Zl", "Zp") for c in line)
    assert not set(line) & set("\u202e\u2066\u200b\ufeff\u061c\u200f\x1b\x00")
    line.encode("utf-8")


@settings(derandomize=True, deadline=None, max_examples=300)
@given(st.text(st.characters(), max_size=60))
def test_cleaning_again_changes_nothing(text):
    line = clean(text)
    assert clean(line) == line


def test_honest_text_stays():
    for text in ("Müller-Łukasz, Ж. Ωmega", "शास्त्री क्‍ष", "می‌خواهم", "x² ≤ √2 · π′", "naïve 😀"):
        assert clean(text) == text


def test_terminal_sequences_go_whole():
    assert clean("\x1b[1;31mred\x1b[0m \x1b]8;;https://x.example\x1b\\link") == "red link"
    assert clean("\x9b31mred") == "red"


def test_what_was_cut_is_said():
    assert clean("ab" * 500, 10) == "ababababab… (1000 characters)"
    assert clean("a" * 10, 10) == "a" * 10


def test_a_pile_of_accents_is_low():
    assert len(clean("a" + "\u0301" * 1000)) <= 6


def test_a_huge_text_costs_no_more_than_a_long_one():
    huge = "\u202e<" * 5_000_000
    start = time.perf_counter()
    clean(huge, 300)
    assert time.perf_counter() - start < 0.2
