"""Two cartons of fruit: Bayes' theorem counted, then as areas, beside two ways to get it wrong."""

from contextlib import ExitStack
from fractions import Fraction
from typing import Any

import ipywidgets

from coursekit.widgets.bayes.fruit_scene import CartonScene, LargeCartonScene
from coursekit.widgets.bayes.picking import (
    FRUITS,
    MOST_FRUIT,
    Carton,
    Pick,
    check_carton,
    describe,
    model,
)
from coursekit.widgets.bayes.shares import Share, prior_slider, share
from coursekit.widgets.controls import drop_down, label_width
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.live import Live
from coursekit.widgets.words import message_line

__all__ = ["CASES", "cartons"]

Case = tuple[Fraction, Carton, Carton]

#: Prior of carton 1 and what both hold; each has a point to make.
CASES: tuple[tuple[str, Case], ...] = (
    ("equal priors, equal sizes", (Fraction(1, 2), (2, 3), (4, 1))),
    ("unequal priors", (Fraction(3, 10), (2, 3), (4, 1))),
    ("a banana that leaves you undecided", (Fraction(2, 3), (2, 3), (4, 1))),
    ("unequal sizes", (Fraction(1, 2), (2, 3), (16, 4))),
    ("both unequal", (Fraction(3, 10), (6, 2), (3, 9))),
    ("priors that are the sizes' shares", (Fraction(1, 3), (2, 3), (8, 2))),
    ("a carton that is seldom opened", (Fraction(1, 20), (9, 1), (2, 8))),
)
_VIEWS = (("picks, counted", "counts"), ("areas", "areas"))


def cartons(
    prior: Share = Fraction(1, 2),
    first: Carton = (2, 3),
    second: Carton = (4, 1),
    *,
    picked: str = "banana",
    show: str = "counts",
    large: bool = False,
) -> Live[Pick]:
    """Ask which carton a fruit came from, by counting, by areas and by formula.

    Args:
        prior: p(c₁), the probability that carton 1 is opened: a number, a fraction, or "3/10".
        first: how many bananas and apples carton 1 holds, each from 0 to 20.
        second: the same for carton 2.
        picked: "banana" or "apple".
        show: "counts" for imagined picks that are counted, "areas" for the unit square.
        large: half as many pixels again and the formulas in the picture, to be projected.

    A carton is opened first and a fruit taken from it blindly. In the square a carton's width is
    its prior and the height of the picked fruit its likelihood, so areas are joint probabilities.
    The bars compare the posterior with two mistakes: all fruit in one heap, and no prior. Raises
    `WidgetError` for what cannot be. Source: S2, "Illustration: Bayesian Inference".

    >>> widget = cartons()
    >>> print(widget.description.split(chr(10))[3])
    evidence: p(banana) = 1/2 · 2/5 + 1/2 · 4/5 = 1/5 + 2/5 = 3/5
    >>> print(widget.description.split(chr(10))[4])
    posterior: p(c₁ | banana) = 1/5 ÷ 3/5 = 1/3 ≈ 0.3333
    """
    start = share(prior, "the prior")
    for place, each in enumerate((first, second), 1):
        check_carton(each, place)
    if picked not in FRUITS:
        raise WidgetError(f"picked is {picked!r}. Choose 'banana' or 'apple'.")
    if show not in (name for _, name in _VIEWS):
        raise WidgetError(f"show is {show!r}. Choose 'counts' or 'areas'.")
    c: dict[str, Any] = {
        "prior": prior_slider(start),
        "bananas1": _number("carton 1", first[0]),
        "apples1": _number("", first[1]),
        "bananas2": _number("carton 2", second[0]),
        "apples2": _number("", second[1]),
        "picked": drop_down(
            "picked", [(f"a{'n' * (f == 'apple')} {f}", f) for f in FRUITS], picked
        ),
        "show": drop_down("show", _VIEWS, show),
    }
    row = {"flex_flow": "row wrap"}
    counts = [
        ipywidgets.HBox(
            [
                c[f"bananas{i}"],
                ipywidgets.Label("bananas,"),
                c[f"apples{i}"],
                ipywidgets.Label("apples"),
            ],
            layout=row,
        )
        for i in (1, 2)
    ]
    message = message_line()
    return Live(
        model,
        LargeCartonScene if large else CartonScene,
        describe,
        c,
        top=[
            _cases(c),
            c["prior"],
            ipywidgets.HBox(counts, layout=row),
            ipywidgets.HBox([c["picked"], c["show"]], layout=row),
            message,
        ],
        message=message,
    )


def _number(label: str, value: int) -> Any:
    return ipywidgets.BoundedIntText(
        value=value,
        min=0,
        max=MOST_FRUIT,
        description=label,
        layout={"width": "10.5em" if label else "4.5em"},
        style=label_width() if label else label_width("0"),
    )


def _cases(c: dict[str, Any]) -> Any:
    """Make the list of cases that fill several controls, and that forgets one once it changes."""
    own = ("your own", "")
    names = ("prior", "bananas1", "apples1", "bananas2", "apples2")

    def now() -> Case:
        prior, *n = (c[name].value for name in names)
        return prior, (n[0], n[1]), (n[2], n[3])

    def matching() -> Case | str:
        return next((case for _, case in CASES if case == now()), "")

    made = drop_down("cases", [*CASES, own], matching(), wide=True)

    def fill(change: dict[str, Any]) -> None:
        if not change["new"]:
            return
        prior, first, second = change["new"]
        with ExitStack() as held:  # one frame shows it all
            for name in names:
                held.enter_context(c[name].hold_trait_notifications())
            for name, value in zip(names, (prior, *first, *second), strict=True):
                c[name].value = value

    def follow(_change: object) -> None:
        made.value = matching()

    made.observe(fill, "value")
    for name in names:
        c[name].observe(follow, "value")
    return made
