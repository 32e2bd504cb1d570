"""How far a class is: a bar at a terminal, a line now and then in a log."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

from coursekit.grading.batch import Summary

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["Meter", "duration"]

#: Seconds between two lines in a log.
EVERY = 10.0


def duration(seconds: float) -> str:
    """Return a time as people say it.

    >>> duration(3.2), duration(95), duration(7300)
    ('3 s', '1 min 35 s', '2 h 1 min')
    """
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


class Meter:
    """Shows a `Summary` on standard error each time it is called with one; a context manager."""

    def __init__(self, total: int) -> None:
        self.total = total
        self._bar: Any = None
        self._task: Any = None
        self._said = time.monotonic()

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            self._bar = _bar()
            self._task = self._bar.add_task("", total=self.total, told="")
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, summary: Summary) -> None:
        """Show how far it is."""
        if self._bar is not None:
            self._bar.update(self._task, completed=summary.done, told=self._told(summary))
        elif time.monotonic() - self._said >= EVERY:
            self._said = time.monotonic()
            told = f"{summary.done} of {self.total}, {self._told(summary)}"
            print(told, file=sys.stderr, flush=True)  # noqa: T201 - this is what it is for

    def _told(self, summary: Summary) -> str:
        if summary.interrupted:
            return "finishing what is being graded; Ctrl-C again stops at once"
        if not summary.graded or not summary.seconds:
            return "starting"
        rate = summary.graded / summary.seconds
        left = (self.total - summary.done) / rate
        return f"{rate:.3g} a second, {duration(left)} left"


def _bar() -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    return Progress(
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[told]}", markup=False),
        console=Console(stderr=True),
    )
