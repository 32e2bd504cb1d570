"""Explore families of distributions: probability as an area and as a rise, and a growing sample."""

from contextlib import ExitStack
from typing import Any

import ipywidgets
import traitlets

from coursekit.widgets.answers import button
from coursekit.widgets.controls import AFTER_LABEL, WIDE, drop_down, label_width, log_slider, slider
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.live import Live
from coursekit.widgets.probability.explored import (
    MOST_DRAWS,
    Explored,
    check_interval,
    describe,
    model,
)
from coursekit.widgets.probability.explorer_scene import ExplorerScene
from coursekit.widgets.probability.families import FAMILIES, Family, Parameter, Range, family_named
from coursekit.widgets.probability.links import Place, link, links_of
from coursekit.widgets.words import message_line

__all__ = ["distribution_explorer"]

_NOTHING = ("nothing", "")


class _Held(traitlets.HasTraits):
    """A value that controls come and go for."""

    value = traitlets.Any()


class _Board:
    """The controls, and what sets several of them at once: a family, a jump, a new sample.

    Each family gets sliders of its own. A slider whose ends are moved answers from the browser with
    a value of its own, which would overwrite the new one.
    """

    def __init__(
        self, start: Family, values: tuple[float, ...], between: Range, draws: int, seed: int
    ) -> None:
        self.controls: dict[str, Any] = {
            "family": drop_down("family", [(name, name) for name in FAMILIES], start.name),
            "first": _Held(value=0.0),
            "second": _Held(value=0.0),
            "interval": _Held(value=(0.0, 0.0)),
            "draws": log_slider("draws", draws, 1, MOST_DRAWS, 0.05, readout=".0f"),
            "compare": drop_down("beside it", [_NOTHING], ""),
            "seed": _Held(value=seed),
        }
        self.controls["compare"].layout = {"width": "26em"}
        self.sliders = ipywidgets.VBox()
        self.go, self.again = button("Go there"), button("New sample")
        self.again.layout = {"margin": f"4px 2px 4px {AFTER_LABEL}", "width": "9em"}
        self._setting = False
        self._ties: list[Any] = []
        self._set(start, values, between)
        self.controls["family"].observe(self._begin, "value")
        self.controls["compare"].observe(self._enable, "value")
        for name in ("first", "second"):
            self.controls[name].observe(self._enable, "value")
        self.go.on_click(self._jump)
        self.again.on_click(self._draw_again)

    @property
    def family(self) -> Family:
        """The family that is shown."""
        return family_named(self.controls["family"].value)

    @property
    def values(self) -> tuple[float, ...]:
        """The parameters of the family that is shown."""
        both = (self.controls["first"].value, self.controls["second"].value)
        return both[: len(self.family.parameters)]

    def _set(
        self, own: Family, values: tuple[float, ...], between: Range, came: Place | None = None
    ) -> None:
        """Set a family with its parameters and interval; one frame shows it all."""
        c = self.controls
        links: list[tuple[str, object]] = [(each.label, each.target) for each in links_of(own.name)]
        if came is not None:
            links.append((f"back to {family_named(came.family).words(*came.values)}", came))
        self._setting = True
        self._close_sliders()
        with ExitStack() as held:
            for control in c.values():
                held.enter_context(control.hold_trait_notifications())
            c["family"].value = own.name
            for name, value in zip(("first", "second"), values, strict=False):
                c[name].value = value
            c["interval"].value = _placed(own, between)
        self._show_sliders(own)
        self._setting = False
        # Only now: new options choose the first of them, which must not be put off.
        c["compare"].options = [_NOTHING, *links]
        c["compare"].value = "" if came is None else came
        self._enable()

    def _show_sliders(self, own: Family) -> None:
        """Put in sliders of this family's ranges."""
        c = self.controls
        made = {
            name: _slider(parameter, c[name].value)
            for name, parameter in zip(("first", "second"), own.parameters, strict=False)
        }
        made["interval"] = _interval_slider(own, c["interval"].value)
        self._ties = [traitlets.link((c[name], "value"), (made[name], "value")) for name in made]
        self.sliders.children = list(made.values())

    def _close_sliders(self) -> None:
        """Take the last family's sliders away, before a value comes that they would cut off."""
        for tie in self._ties:
            tie.unlink()
        gone, self.sliders.children = self.sliders.children, []
        for each in gone:
            each.close()

    def _begin(self, change: dict[str, Any]) -> None:
        """Show a family that was chosen from the list as it shows itself best."""
        if not self._setting:
            own = family_named(change["new"])
            self._set(own, own.values({}), own.between)

    def _enable(self, _change: object = None) -> None:
        if not self._setting:
            self.go.disabled = self._there() is None

    def _there(self) -> tuple[Family, tuple[float, ...], Place] | None:
        """Return the family beside, its parameters, and the place that would be left."""
        own, compare = self.family, self.controls["compare"].value
        if not compare:
            return None
        if isinstance(compare, Place):
            way, target, values = compare.link, family_named(compare.family), compare.values
        else:
            way, target = link(own.name, compare), family_named(compare)
            found = way.to(*self.values)
            if found is None:
                return None
            values = found
        return target, values, Place(own.name, self.values, way)

    def _jump(self, _button: object) -> None:
        """Go to the family beside; the one that was left stays, dashed."""
        there = self._there()
        if there is not None:
            target, values, left = there
            self._set(target, values, self.controls["interval"].value, left)

    def _draw_again(self, _button: object) -> None:
        self.controls["seed"].value += 1


def _slider(parameter: Parameter, value: float) -> Any:
    made = slider(parameter.name, value, *parameter.around(value))
    made.readout_format = f".{_places(made.step, value)}f"
    return made


def _places(step: float, *values: float) -> int:
    """Return how many decimal places show a step and values, up to three.

    >>> _places(0.1, 2.0), _places(1.0, 3.0), _places(0.1, 3.16228)
    (1, 0, 3)
    """
    return next(
        n for n in range(4) if n == 3 or all(abs(round(x, n) - x) < 1e-9 for x in (step, *values))
    )


def _placed(own: Family, between: Range) -> Range:
    """Return the interval with whole ends where only whole numbers occur."""
    a, b = between
    return (float(round(a)), float(round(b))) if own.discrete else (a, b)


def _interval_slider(own: Family, between: Range) -> Any:
    low, high = min(own.reach[0], between[0]), max(own.reach[1], between[1])
    step = 1.0 if own.discrete else 0.01 if high - low <= 1 else 0.1
    return ipywidgets.FloatRangeSlider(
        value=between,
        min=low,
        max=high,
        step=step,
        description="a ≤ X ≤ b",
        readout_format=f".{_places(step, *between)}f",
        layout=dict(WIDE),
        style=label_width(),
    )


def distribution_explorer(
    family: str = "Normal",
    *,
    between: Range | None = None,
    draws: int = 200,
    seed: int = 0,
    compare: str | None = None,
    **parameters: float,
) -> Live[Explored]:
    """Explore a family: P(a ≤ X ≤ b) is an area above and a rise below, and samples come close.

    Args:
        family: its name, as in `coursekit.probability`.
        between: a and b.
        draws: how many values are drawn, from 1 to 10 000; a larger sample contains the smaller.
        seed: of the sample.
        compare: a related family to be laid dashed over it.
        **parameters: of the family, by name; others keep the start of their slider.

    Above stands the density with the histogram of a sample (probabilities as dots on stems for
    whole numbers, where P(a ≤ X ≤ b) = F(b) − F(a − 1)), below the distribution function F. What
    families have to do with each other comes from `coursekit.probability.relationships`. Raises
    `WidgetError` for what it does not know, ProbabilityError for parameters that cannot be.

    >>> widget = distribution_explorer("Binomial", between=(2, 4), n=10, p=0.3, compare="Poisson")
    >>> print(widget.description.split(chr(10))[1].split(";")[0])
    P(2 ≤ X ≤ 4) = sum of the orange bars = rise of F = F(4) − F(1) ≈ 0.8497 − 0.1493 ≈ 0.7004
    >>> print(widget.description.split(chr(10))[3])
    dashed: Poisson(rate = 3)
    """
    own = family_named(family)
    interval = own.between if between is None else (float(between[0]), float(between[1]))
    check_interval(interval)
    if not 1 <= draws <= MOST_DRAWS:
        raise WidgetError(f"draws = {draws} is out of reach. Choose from 1 to 10 000.")
    values = own.values(parameters)
    own.make(*values)  # what cannot be is said before sliders move it to their ends
    if compare is not None:
        link(own.name, compare)
    board = _Board(own, values, interval, draws, seed)
    c = board.controls
    c["compare"].value = compare or ""
    message = message_line()
    beside = ipywidgets.HBox(
        [c["family"], c["compare"], board.go], layout={"flex_flow": "row wrap"}
    )
    return Live(
        model,
        ExplorerScene,
        describe,
        c,
        top=[beside, board.sliders, message, c["draws"], board.again],
        message=message,
    )
