"""Moments as learning platforms write them, and as people read them."""

from __future__ import annotations

import contextlib
import math
import re
from datetime import datetime, timezone

from coursekit.grading.errors import GradingError

__all__ = ["read_time", "show_time"]

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
#: Moodle: "Friday, 20 November 2026, 11:59 PM".
_IN_WORDS = re.compile(
    r"(?:[A-Za-z]+,\s*)?(\d{1,2})\s+([A-Za-z]{3,9})\s+(\d{4}),?\s+"
    r"(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([AaPp][Mm])?"
)


def read_time(text: str) -> float:
    """Return a moment in seconds since 1970.

    Understood are ISO 8601 ("2026-11-20T23:59:00+01:00", "2026-11-20 23:59"), seconds since 1970
    and Moodle's "Friday, 20 November 2026, 11:59 PM". A time without a zone counts as UTC, so give
    a due date from the same source in the same way. Raises GradingError for everything else,
    "11/12/2026" among it, which means two days.

    >>> read_time("2026-11-20 23:59Z"), read_time("20 November 2026, 11:59 PM")
    (1795219140.0, 1795219140.0)
    """
    plain = " ".join(text.split())
    with contextlib.suppress(ValueError):
        seconds = float(plain)
        # A bare year or 20261120 is no number of seconds.
        if math.isfinite(seconds) and 1e9 <= seconds < 1e11:
            return seconds
    with contextlib.suppress(ValueError, OverflowError):
        moment = datetime.fromisoformat(re.sub(r"\s*(?:Z|UTC)$", "+00:00", plain))
        if not plain.isdigit():
            return _seconds(moment)
    words = _IN_WORDS.fullmatch(plain)
    if words and words[2][:3].lower() in _MONTHS:
        with contextlib.suppress(ValueError):
            return _seconds(_from_words(words))
    raise GradingError(
        f"{text!r} is no time; write it as 2026-11-20 23:59:00+01:00 (ISO 8601) or in seconds"
        " since 1970"
    )


def _from_words(words: re.Match[str]) -> datetime:
    month = _MONTHS.index(words[2][:3].lower()) + 1
    hour = int(words[4])
    if words[7]:
        if not 1 <= hour <= 12:
            raise ValueError(hour)
        hour = hour % 12 + (12 if words[7].lower() == "pm" else 0)
    return datetime(int(words[3]), month, int(words[1]), hour, int(words[5]), int(words[6] or 0))


def _seconds(moment: datetime) -> float:
    return (moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)).timestamp()


def show_time(seconds: float) -> str:
    """Return a moment for people, in UTC.

    >>> show_time(1795219140.0)
    '2026-11-20 23:59:00 UTC'
    """
    return datetime.fromtimestamp(seconds, tz=timezone.utc).strftime("%Y-%m-%d %H:%M:%S UTC")
