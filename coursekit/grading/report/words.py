"""How outcomes, points and times are written, the same in every report."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["FAULT_WORDS", "LOOKS", "Look", "duration", "moment", "number", "percent", "points_of"]


_CENTURY = 100 * 365.25 * 86400


@dataclass(frozen=True)
class Look:
    """The word and the sign of an outcome; its colour is the third cue and has the same name."""

    word: str
    sign: str

    def __str__(self) -> str:
        return f"{self.sign} {self.word}"


#: The outcomes in the words that students know from the notebook.
LOOKS: Mapping[str, Look] = {
    "correct": Look("Correct", "✓"),
    "wrong": Look("Not yet", "✗"),
    "unanswered": Look("Not answered", "○"),
    "error": Look("Your code stopped", "!"),
    "invalid": Look("Cannot be read", "?"),
}

#: What happened to a cell that did not run to its end.
FAULT_WORDS: Mapping[str, str] = {
    "error": "stopped with an error",
    "timeout": "took too long",
    "exit": "ended the process",
    "memory": "asked for too much memory",
    "output": "printed too much",
}


def number(value: float, digits: int = 2) -> str:
    """Write a number with at most ``digits`` decimals, none where none are needed.

    >>> number(17.0), number(-0.5), number(1 / 3), number(-0.001)
    ('17', '−0.5', '0.33', '0')
    """
    text = f"{value:.{digits}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text.replace("-", "−")


def points_of(score: float, points: float) -> str:
    """Write points as people do.

    >>> points_of(1.5, 2), points_of(1.0, 1)
    ('1.5 of 2 points', '1 of 1 point')
    """
    return f"{number(score)} of {number(points)} point{'' if points == 1 else 's'}"


def percent(share: float) -> str:
    """Write a share as whole per cent.

    >>> percent(0.625)
    '62 %'
    """
    return f"{100 * share:.0f} %"


def moment(seconds: float, zone: datetime.tzinfo | None = None) -> str:
    """Write a time since 1970 as date, minute and zone; by default the zone of this computer.

    >>> moment(0.0, datetime.timezone.utc)
    '1970-01-01 00:00 UTC'
    """
    try:
        time = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).astimezone(zone)
    except (ValueError, OverflowError, OSError):
        return "at an unknown time"
    offset = time.strftime("%z")
    name = "UTC" if offset == "+0000" else f"UTC{offset[:3]}:{offset[3:5]}"
    return f"{time:%Y-%m-%d %H:%M} {name}"


def duration(seconds: float) -> str:
    """Write how long something took, in its two largest units.

    >>> duration(93780), duration(61), duration(0.5)
    ('1 day 2 h', '1 min 1 s', 'less than a second')
    """
    if not seconds < _CENTURY:  # or not a number at all
        return "an unknown time"
    left = int(max(seconds, 0))
    parts = []
    for size, one, many in (
        (86400, "day", "days"),
        (3600, "h", "h"),
        (60, "min", "min"),
        (1, "s", "s"),
    ):
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count} {one if count == 1 else many}")
    return " ".join(parts[:2]) or "less than a second"
