"""Draw after draw from one carton: each posterior is the next prior, and order does not matter."""

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any

import ipywidgets

from coursekit.widgets.answers import answer_box, button
from coursekit.widgets.bayes.drawn import Drawn, describe, model, next_order, read
from coursekit.widgets.bayes.drawn_scene import DrawnScene
from coursekit.widgets.bayes.picking import Carton, check_carton
from coursekit.widgets.bayes.shares import Share, prior_slider, share
from coursekit.widgets.controls import AFTER_LABEL
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.live import Live
from coursekit.widgets.words import message_line

__all__ = ["sequential_update"]


def sequential_update(
    draws: str = "babb",
    *,
    prior: Share = Fraction(1, 2),
    first: Carton = (2, 3),
    second: Carton = (4, 1),
) -> Live[Drawn]:
    """Follow p(c₁) from draw to draw, each with replacement from the same unknown carton.

    Args:
        draws: the fruits in their order, b for a banana and a for an apple; 16 at most.
        prior: p(c₁), a number, a fraction, or "3/10".
        first: how many bananas and apples carton 1 holds, each from 0 to 20.
        second: the same for carton 2.

    A fruit multiplies the odds by its likelihood ratio, so it adds a step of its own to the
    log-odds, wherever it comes in the order. Raises `WidgetError` for what cannot be. Source: S2,
    "Illustration: Bayesian Inference", drawn more than once.

    >>> widget = sequential_update("bab")
    >>> print(widget.description.split(": ")[-1])
    odds 1 · (1/2)² · 3 = 3/4, p(c₁ | draws) = 3/7 ≈ 0.4286
    """
    for place, each in enumerate((first, second), 1):
        check_carton(each, place)
    c: dict[str, Any] = {
        "draws": answer_box("draws", " ".join(read(draws)), "b a b"),
        "prior": prior_slider(share(prior, "the prior")),
    }
    message = message_line()
    return Live(
        partial(model, first=first, second=second),
        DrawnScene,
        describe,
        c,
        top=[c["draws"], _buttons(c["draws"]), message, c["prior"]],
        message=message,
    )


def _buttons(box: Any) -> Any:
    """Make the buttons that write into the box."""

    def pressing(change: Callable[[str], str]) -> Callable[[object], None]:
        def press(_button: object) -> None:
            try:
                before = read(box.value)
            except WidgetError:  # the message line says what is wrong
                return
            box.value = " ".join(change(before))

        return press

    made = []
    for label, change in (
        ("Banana", lambda draws: draws + "b"),
        ("Apple", lambda draws: draws + "a"),
        ("Undo", lambda draws: draws[:-1]),
        ("Other order", next_order),
    ):
        each = button(label)
        each.on_click(pressing(change))
        made.append(each)
    return ipywidgets.HBox(made, layout={"flex_flow": "row wrap", "margin": f"0 0 0 {AFTER_LABEL}"})
