"""Groups of buttons that stand side by side: few choices, seen at once, reached with Tab."""

from collections.abc import Sequence
from typing import Any

import ipywidgets

__all__ = ["buttons", "side_by_side"]


def buttons(
    label: str, options: Sequence[tuple[str, object]], value: object, width: str = "3.2em"
) -> Any:
    """Make a group of buttons of which one is pressed; the label stands above it.

    >>> buttons("row", [("1", 1), ("2", 2)], 2).label
    '2'
    """
    return ipywidgets.ToggleButtons(
        options=options,
        value=value,
        description=label,
        style={"button_width": width},
        layout={"margin": "2px 24px 2px 2px"},
    )


def side_by_side(groups: Sequence[Any]) -> Any:
    """Put groups into one row, or into more where the window is narrow.

    >>> len(side_by_side([buttons("row", [("1", 1)], 1)]).children)
    1
    """
    return ipywidgets.HBox(groups, layout={"flex_flow": "row wrap"})
