"""Base rates: of those who test positive, how many are ill?  Counted among a thousand people."""

from typing import Any

from coursekit.widgets.bayes.crowd import Crowd, describe, model
from coursekit.widgets.bayes.crowd_scene import CrowdScene
from coursekit.widgets.controls import drop_down, log_slider, slider
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.live import Live
from coursekit.widgets.style import number

__all__ = ["base_rate"]

_VIEWS = (("sorted into the four groups", "sorted"), ("as they come", "as they come"))
_RAREST, _COMMONEST = 0.001, 0.5


def base_rate(
    prevalence: float = 0.01,
    sensitivity: float = 0.9,
    specificity: float = 0.9,
    *,
    arranged: str = "sorted",
) -> Live[Crowd]:
    """Test a thousand people for an illness, and count the ill among the positive.

    Args:
        prevalence: P(ill), from 0.001 to 0.5.
        sensitivity: P(positive | ill).
        specificity: P(negative | healthy).
        arranged: "sorted" by group, or "as they come".

    People are whole, so their counts are rounded where they must be; the formula below is not.
    Raises `WidgetError` for numbers out of range. Source: S2, "Bayes' Theorem".

    >>> widget = base_rate()
    >>> print(widget.description.split(chr(10))[1])
    positive: 108, of them 9 ill: 9/108 ≈ 0.08333; negative: 892, of them 1 ill
    """
    if not _RAREST <= prevalence <= _COMMONEST:
        raise WidgetError(
            f"The prevalence is {number(prevalence)}. Choose from {_RAREST} to {_COMMONEST}."
        )
    for name, value in (("sensitivity", sensitivity), ("specificity", specificity)):
        if not 0 <= value <= 1:
            raise WidgetError(f"The {name} is {number(value)}. Choose a probability from 0 to 1.")
    if arranged not in (name for _, name in _VIEWS):
        raise WidgetError(f"arranged is {arranged!r}. Choose 'sorted' or 'as they come'.")
    c: dict[str, Any] = {
        "prevalence": log_slider("prevalence", prevalence, _RAREST, _COMMONEST, 0.05),
        "sensitivity": slider("sensitivity", sensitivity, 0.0, 1.0, 0.01),
        "specificity": slider("specificity", specificity, 0.0, 1.0, 0.01),
        "arranged": drop_down("people", _VIEWS, arranged, wide=True),
    }
    return Live(model, CrowdScene, describe, c)
