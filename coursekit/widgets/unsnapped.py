"""A value that may lie between the steps of its slider."""

import math
from typing import Any

import traitlets

__all__ = ["Unsnapped"]


class Unsnapped(traitlets.HasTraits):
    """What a slider says, but a value set from Python stays as it is.

    A browser moves its slider to the nearest step and answers with that, which would overwrite the
    exact value, such as a minimum that a button goes to.  Use it as the control and show the
    slider.

    >>> import ipywidgets
    >>> control = Unsnapped(ipywidgets.FloatSlider(min=2.0, max=8.0, step=0.1, value=4.0))
    >>> control.value = 16 / 3
    >>> control.slider.value = 5.3  # as the browser answers
    >>> round(control.value, 3)
    5.333
    >>> control.slider.value = 5.4  # as somebody moves it on
    >>> control.value
    5.4
    """

    value = traitlets.Float()

    def __init__(self, slider: Any) -> None:
        super().__init__(value=slider.value)
        self.slider = slider
        self.observe(self._lead, "value")
        slider.observe(self._follow, "value")

    def _lead(self, _change: object) -> None:
        self.slider.value = self.value

    def _follow(self, change: dict[str, Any]) -> None:
        if not math.isclose(change["new"], self._nearest(), abs_tol=1e-9):
            self.value = change["new"]

    def _nearest(self) -> float:
        """Return the step to which a browser moves the slider."""
        low, step = self.slider.min, self.slider.step
        return float(low + round((self.value - low) / step) * step)
