"""Judge what was found under an exercise's name: an answer, a stub, or nothing."""

from __future__ import annotations

import difflib
from collections.abc import Container, Mapping
from typing import TYPE_CHECKING, Any

from coursekit.checking.answers import Found
from coursekit.checking.verdict import Verdict

if TYPE_CHECKING:
    from coursekit.checking.exercise import Exercise

__all__ = ["judge_found"]

#: From 0 to 1: one letter more, less or exchanged in a name of usual length.
ALIKE = 0.85


def judge_found(
    exercise: Exercise,
    found: Found,
    names: Mapping[str, Any],
    others: Container[str] = (),
    *,
    seed: bytes | None = None,
) -> Verdict:
    """Judge what was found under the exercise's name; what is not there is unanswered.

    ``names`` is the notebook's namespace. ``others`` are the names of other questions: none of
    them is this one misspelt.

    >>> from coursekit.checking import Exercise, Option, find_answer
    >>> kink = Exercise(
    ...     id="kink", title="Kink", prompt="Where?", kind="choice",
    ...     options=[Option("a", "at 0"), Option("b", "at 1", "shifted", "Look at the signs.")])
    >>> judge_found(kink, find_answer("kink", {}, []), {}).outcome
    'unanswered'
    """
    if found.status == "found":
        answer = names if exercise.kind == "program" else found.value
        return exercise.judge(answer, seed=seed)
    messages = {
        "missing": _missing(exercise, names, others),
        "imported": f"`{exercise.id}` is imported here. Write your own in the answer cell.",
        "stub": "The `...` is still there. Put your answer in its place and run the cell.",
    }
    return Verdict("unanswered", 0.0, None, messages[found.status])


def _missing(exercise: Exercise, names: Mapping[str, Any], others: Container[str]) -> str:
    """Say that an answer is not there, and what has often happened to it."""
    start = f"There is no `{exercise.id}` yet."
    own = [name for name in names if not name.startswith("_") and name not in others]
    if similar := difflib.get_close_matches(exercise.id, own, n=1, cutoff=ALIKE):
        return f"{start} If `{similar[0]}` is your answer, call it `{exercise.id}`."
    if exercise.kind == "formula":
        # Without quotes Python stops: it knows no x.
        return f"{start} Write it in the answer cell as text, in quotes, and run that."
    return f"{start} Write it in the answer cell and run that."
