"""The picture that belongs to a question, drawn when the question is asked."""

import base64
import io
from dataclasses import dataclass

from coursekit.checking import Exercise

__all__ = ["Picture", "picture_of"]


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
    buffer = io.BytesIO()
    # Without the version of Matplotlib in it, so that the bytes depend on the picture only.
    figure.savefig(buffer, format="png", dpi=100, metadata={"Software": None})
    return Picture(base64.b64encode(buffer.getvalue()).decode("ascii"), str(figure.get_label()))
