"""Saying how far a long computation is."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TextIO, TypeAlias

__all__ = ["Progress", "progress_bar"]

# Called after each sweep with the number of sweeps done, the number to do and log p(w, z).
Progress: TypeAlias = Callable[[int, int, float], None]


def progress_bar(width: int = 30, stream: TextIO | None = None) -> Progress:
    """Return a function that draws a bar of text, on one line, for ``progress=`` of a fit.

    ``stream`` is where to draw, by default the standard error.

    >>> bar = progress_bar(width=10, stream=sys.stdout)
    >>> bar(5, 5, -1234.5)
    <BLANKLINE>
    [##########] 5/5  log p(w, z) = -1234.5
    """

    def draw(done: int, total: int, log_joint: float) -> None:
        full = width * done // total
        out = stream or sys.stderr
        out.write(f"\r[{'#' * full}{'.' * (width - full)}] {done}/{total}")
        out.write(f"  log p(w, z) = {log_joint:.1f}" + ("\n" if done == total else ""))
        out.flush()

    return draw
