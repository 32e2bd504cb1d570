"""Pictures with words for those who cannot see them: a question's own, and any other figure."""

import base64
import importlib
import io
from dataclasses import dataclass
from typing import Any

from coursekit.checking import Exercise
from coursekit.notebook.display import Shown, publish

__all__ = ["Picture", "ShownFigure", "picture_of", "show_figure"]


@dataclass(frozen=True)
class Picture:
    """A PNG as base64 text, and the words for those who cannot see it."""

    png: str
    alt: str


def picture_of(exercise: Exercise) -> Picture | None:
    """Draw the exercise's picture; None for an exercise without one.

    >>> from coursekit.sheets import load
    >>> picture_of(load("01_derivatives")["d_relu"]) is None
    True
    """
    if exercise.figure is None:
        return None
    from coursekit.sheets import pictures

    figure = getattr(pictures, exercise.figure)()
    return Picture(_png(figure, dpi=100), str(figure.get_label()))


class ShownFigure(Shown):
    """A figure as it was displayed."""

    def __init__(self, picture: Picture) -> None:
        super().__init__({"image/png": picture.png, "text/plain": picture.alt}, summary="a picture")

    def _put_out(self) -> None:
        publish(self.bundle, {"image/png": {"alt": self.text}})


def show_figure(figure: Any, alt: str) -> ShownFigure:
    """Display a Matplotlib figure with words for those who cannot see it, and close it.

    Outside a notebook the words are printed.

    >>> import matplotlib.pyplot as plt
    >>> figure, axes = plt.subplots()
    >>> shown = show_figure(figure, "Two empty axes, from 0 to 1 each.")
    Two empty axes, from 0 to 1 each.
    """
    shown = ShownFigure(Picture(_png(figure), " ".join(alt.split())))
    # Left open, it would be displayed a second time at the end of the cell.
    importlib.import_module("matplotlib.pyplot").close(figure)
    shown.show()
    return shown


def _png(figure: Any, dpi: float | str = "figure") -> str:
    buffer = io.BytesIO()
    # Without the version of Matplotlib in it, so that the bytes depend on the picture only.
    figure.savefig(buffer, format="png", dpi=dpi, metadata={"Software": None})
    return base64.b64encode(buffer.getvalue()).decode("ascii")
