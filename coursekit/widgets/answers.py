"""Boxes for typed answers, and what the judge says below them."""

from typing import Any

import ipywidgets

from coursekit.checking import Verdict
from coursekit.widgets.controls import WIDE, label_width

__all__ = ["answer_box", "button", "verdict_words"]

_SIGNS = {"correct": "✓", "wrong": "✗"}


def answer_box(label: str, value: str, example: str, width: str = "36em") -> Any:
    """Make a box for a formula that counts once Enter is pressed or the box is left.

    A formula that is half typed is not wrong yet, and an answer should be meant.

    >>> answer_box("f′(x) =", "", "2x").placeholder
    'for example 2x'
    """
    return ipywidgets.Text(
        value=value,
        description=label,
        placeholder=f"for example {example}",
        continuous_update=False,
        layout={**WIDE, "max_width": width},
        style=label_width(),
    )


def button(label: str) -> Any:
    """Make a button of the width of its words, to stand in a row with others.

    >>> button("Check").layout.width
    'max-content'
    """
    # Letters have another width in each browser, so that a number of them would cut some words.
    return ipywidgets.Button(
        description=label, layout={"margin": "4px 4px 4px 0", "width": "max-content"}
    )


def verdict_words(verdict: Verdict, right: str = "Right.", asked: str = "your answer") -> str:
    """Write a verdict for the line below its box, led by a sign.

    >>> verdict_words(Verdict("wrong", 0.0, "sign", "The sign is lost."))
    '✗ The sign is lost.'
    >>> verdict_words(Verdict("unanswered", 0.0))
    'Type your answer and press Enter.'
    """
    if verdict.outcome == "unanswered":
        return f"Type {asked} and press Enter."
    sign = _SIGNS.get(verdict.outcome, "⚠")
    return f"{sign} {right if verdict.correct else verdict.message}"
