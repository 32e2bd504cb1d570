"""What a report may say about an answer: the judge's message without secrets, and the next hint.

The judge's messages never hold the right answer. Two things in them are not for every reader all
the same:

- *The input at which an answer differs.* The points of practice are public, everybody meets them in
  the notebook; those of grading come from the secret seed and are the same for the whole class. So
  an input is named only if it is one of practice, and called "a hidden input" otherwise.
- *What the student's own code says*, such as the text of an exception or the name of a type. It
  runs after the points are chosen, so ``raise ValueError(x)`` would print one. Numbers of four
  digits or more and very long words are left out of such messages. That stops what is plain to see,
  not a code made of words; but a point alone gives no answer, and a new round has a new seed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from coursekit.checking import Exercise, Verdict
from coursekit.checking.calls import shown
from coursekit.grading.cleaning import clean

__all__ = ["Hint", "Told", "next_hint", "open_points", "told"]

HIDDEN = "a hidden input"

_VALUE = (
    r"(?:=\s*(?:[-−+]?(?:\d+(?:\.\d+)?(?:[eE][-+−]?\d+)?|\.\d+|nan|inf)"
    r"|\[[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*\]|\([^()]*\)|'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\""
    r"|[^\s,;]+)|of shape \([^()]*\))"
)
# Sentences of the judge that lead on from an input make no sense without it.
_WITHOUT_THE_INPUT = (
    (" there for a small h", " at inputs of your own for a small h"),
    ("What is special about that input?", "Try negative, small and large inputs of your own."),
    ("Work that one input out by hand", "Work an input of your own out by hand"),
)
_WORD = re.compile(r"[^\s'\"(),;:\[\]{}]+")
_DIGITS, _WORD_LENGTH = 4, 40
#: Longest message of the judge that is shown.
_LONGEST = 700


@dataclass(frozen=True)
class Told:
    """A message that may be shown; ``marked_up`` if it is the author's, with `code` and $math$."""

    text: str
    marked_up: bool = False


@dataclass(frozen=True)
class Hint:
    """A step of the sheet's ladder of hints, counted from 1; the skeleton's ``text`` is empty."""

    number: int
    total: int
    text: str


def open_points(exercise: Exercise) -> frozenset[str]:
    """Return the inputs of practice as messages write them."""
    names = list(exercise.inputs)
    return (
        frozenset(shown(names, point) for point in exercise.probe_points())
        if names
        else frozenset()
    )


def told(
    outcome: str,
    slip: str | None,
    message: str,
    inputs: Sequence[str],
    public: frozenset[str],
) -> Told:
    """Return what of a judge's message is shown.

    >>> told("wrong", "differs", "Not the right value at x = 0.2713.", ["x"], frozenset()).text
    'Not the right value at a hidden input.'
    >>> told("error", "raised", "Your f stopped with ValueError: 0.27131.", ["x"], frozenset()).text
    'Your f stopped with ValueError: ….'
    """
    text = clean(message, _LONGEST)
    if inputs:
        text = _without_secret_points(text, inputs, public)
    tag = (slip or "").rsplit(".", 1)[-1]
    # Only then is every word and number in it the judge's or the author's own.
    of_the_judge = outcome in ("correct", "wrong") and tag != "missing_part"
    if not of_the_judge:
        text = _WORD.sub(_without_secrets, text)
    return Told(text, marked_up=of_the_judge)


def _without_secret_points(text: str, inputs: Sequence[str], public: frozenset[str]) -> str:
    pairs = [rf"{re.escape(name)} {_VALUE}" for name in inputs]
    pattern = re.compile(r"(?<=\bat )" + r"(?:, )?".join(f"(?:{pair})?" for pair in pairs))

    def replaced(match: re.Match[str]) -> str:
        point = match.group()
        return point if not point or point in public or "=" not in point else HIDDEN

    hidden = pattern.sub(replaced, text)
    if hidden != text:
        for with_input, without in _WITHOUT_THE_INPUT:
            hidden = hidden.replace(with_input, without)
    return hidden


def _without_secrets(match: re.Match[str]) -> str:
    word = match.group()
    if len(word) <= _WORD_LENGTH and sum(character.isdigit() for character in word) < _DIGITS:
        return word
    # The full stop after a number ends the sentence.
    return "…" + ("." if word.endswith(".") else "")


def next_hint(exercise: Exercise, verdict: Verdict) -> Hint | None:
    """Return the hint to read next.

    Hints are a ladder: reminder, rule, first step, skeleton. Who has not begun starts at the
    bottom; who made a slip with a name needs the rule; whose answer has no name the first step; and
    whose code stops or has another form than asked for, the skeleton, which is only referred to.
    """
    total = len(exercise.hints)
    if verdict.correct or not total:
        return None
    if verdict.outcome == "unanswered":
        step = 1
    elif verdict.outcome in ("error", "invalid"):
        step = 1 if exercise.kind == "choice" else total  # a letter has no form to look up
    else:
        tag = (verdict.slip or "differs").rsplit(".", 1)[-1]
        step = 3 if tag in ("differs", "partly_right") else 2
    number = min(step, total)
    # The last step is nearly the answer: it is asked for in the notebook, not handed out.
    text = "" if number == total and total > 1 else exercise.hints[number - 1]
    return Hint(number, total, text)
