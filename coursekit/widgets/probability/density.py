"""Is it a density?  A typed function is put to the three conditions, one verdict each."""

from contextlib import ExitStack
from typing import Any

import ipywidgets

from coursekit.widgets.answers import answer_box, button
from coursekit.widgets.controls import drop_down, label_width
from coursekit.widgets.live import Live
from coursekit.widgets.probability.conditions import (
    Tested,
    describe,
    model,
    say_integral,
    say_one,
    say_sign,
)
from coursekit.widgets.probability.density_scene import DensityScene
from coursekit.widgets.style import number
from coursekit.widgets.words import message_line

__all__ = ["EXAMPLES", "is_it_a_density"]

_INTEGRAL, _SUM = "density (integral)", "mass function (sum)"

#: Typed function, its ends, and whether it is meant for whole numbers; each has a point to make.
EXAMPLES = (
    ("x - 1/2", "0", "2", False),
    ("x (2 - x)", "0", "2", False),
    ("2", "0", "1/2", False),
    ("e^(-x^2/2)", "-inf", "inf", False),
    ("e^(-x)", "0", "inf", False),
    ("e^(-x)", "-inf", "inf", False),
    ("1/(1 + x^2)", "-inf", "inf", False),
    ("1/x", "1", "inf", False),
    ("1/x^2", "1", "inf", False),
    ("1/x", "0", "1", False),
    ("1/sqrt(x)", "0", "1", False),
    ("ln(x)", "0", "1", False),
    ("sin(x)", "0", "2pi", False),
    ("1/6", "1", "6", True),
    ("(1/2)^x", "1", "inf", True),
    ("(1/2)^x", "0", "inf", True),
    ("1/x", "1", "inf", True),
    ("1/x^2", "1", "inf", True),
    ("(3 - x)/4", "0", "4", True),
)


def is_it_a_density(
    p: str = "x - 1/2",
    low: float | str = 0.0,
    high: float | str = 2.0,
    *,
    discrete: bool = False,
) -> Live[Tested]:
    """Test a typed function: whether its integral exists, it is never negative, the integral is 1.

    Args:
        p: a formula in x, as `coursekit.formula.parse` reads it; it counts between the ends alone.
        low: the left end: a number, or text such as "-inf" or "pi/2".
        high: the right end.
        discrete: whether p is meant for whole numbers, so that a sum stands for the integral.

    Above stands p with its area (hatched below the axis), below the total up to x. Where a constant
    makes it a density, a button divides by it. A test by numbers is no proof: what is narrower
    than the points are apart is overlooked. Raises `FormulaError` for what is no formula,
    `WidgetError` for an empty range. Source: S2, "Probability density functions".

    >>> widget = is_it_a_density("x (2 - x)", 0, 2)
    >>> print(widget.description)
    p(x) = x (2 - x) on [0, 2], 0 elsewhere: no density, condition 3 failed
    Divided by its integral 4/3 ≈ 1.3333, it is one: the normalising constant is c = 0.75.
    """
    board = _Board(p, _typed(low), _typed(high), discrete)
    c = board.controls
    message = message_line()
    verdicts = [message_line() for _ in range(3)]
    ends = ipywidgets.HBox([c["low"], c["high"]], layout={"flex_flow": "row wrap"})
    kind = ipywidgets.HBox([c["discrete"], board.divide], layout={"flex_flow": "row wrap"})
    return Live(
        model,
        DensityScene,
        describe,
        c,
        top=[board.examples, c["p"], ends, kind, message, *verdicts],
        message=message,
        notes=list(zip(verdicts, (say_integral, say_sign, say_one), strict=True)),
    )


def _typed(value: float | str) -> str:
    return value if isinstance(value, str) else number(value, 12).replace("−", "-")


class _Board:
    """The boxes, and what fills several of them at once: an example, the normalising constant."""

    def __init__(self, p: str, low: str, high: str, discrete: bool) -> None:
        self.controls: dict[str, Any] = {
            "p": answer_box("p(x) =", p, "x (2 - x)"),
            "low": answer_box("x from", low, "-inf", "14em"),
            "high": answer_box("to", high, "inf", "14em"),
            "discrete": ipywidgets.Dropdown(
                options=[(_INTEGRAL, False), (_SUM, True)],
                value=discrete,
                description="as a",
                layout={"max_width": "20em"},
                style=label_width(),
            ),
        }
        self.examples = drop_down(
            "examples",
            [("your own", ""), *((_label(*each), each) for each in EXAMPLES)],
            "",
            wide=True,
        )
        self.divide = button("Divide by its integral")
        self._follow()
        self.examples.observe(self._fill, "value")
        for control in self.controls.values():
            control.observe(self._follow, "value")
        self.divide.on_click(self._normalise)

    def _set(self, *texts: object) -> None:
        """Fill the boxes; one frame shows it all."""
        with ExitStack() as held:
            for control in self.controls.values():
                held.enter_context(control.hold_trait_notifications())
            for control, text in zip(self.controls.values(), texts, strict=True):
                control.value = text

    def _now(self) -> tuple[str, str, str, bool]:
        p, low, high, discrete = (control.value for control in self.controls.values())
        return p, low, high, discrete

    def _fill(self, change: dict[str, Any]) -> None:
        if change["new"]:
            self._set(*change["new"])

    def _follow(self, _change: object = None) -> None:
        """Name the button, and forget the example once it was changed."""
        if self.examples.value not in ("", self._now()):
            self.examples.value = ""
        what = "sum" if self.controls["discrete"].value else "integral"
        self.divide.description = f"Divide by its {what}"
        self.divide.disabled = self._divided() is None

    def _divided(self) -> str | None:
        try:
            constant = model(*self._now()).constant
        except ValueError:  # the message line says what is wrong
            return None
        if constant is None:
            return None
        return f"({self.controls['p'].value.strip()})/({constant.typed})"

    def _normalise(self, _button: object) -> None:
        text = self._divided()
        if text is not None:
            self.controls["p"].value = text


def _label(p: str, low: str, high: str, discrete: bool) -> str:
    """Write an example as a line of the list.

    >>> _label("1/x", "1", "inf", False), _label("1/6", "1", "6", True)
    ('1/x on [1, ∞)', '1/6 on 1, …, 6')
    """
    low, high = (each.replace("inf", "∞").replace("-", "−") for each in (low, high))
    if discrete:
        return f"{p} on {low}, …, {high}" if high != "∞" else f"{p} on {low}, …"
    opens, closes = "(" if "∞" in low else "[", ")" if "∞" in high else "]"
    return f"{p} on {opens}{low}, {high}{closes}"
