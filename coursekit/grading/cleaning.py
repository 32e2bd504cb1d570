"""Text that somebody else wrote, made fit to be shown: one line, no control characters, no floods.

Whatever comes from a submission (exception texts, ids, file names, notes) passes here before it is
written into a report or a table. Escaping for HTML or CSV comes after it and is done elsewhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

__all__ = ["LIMIT", "clean"]

#: Characters after which a text is cut, where the caller does not say otherwise.
LIMIT = 600

#: Accents on one letter beyond which they are dropped: a pile of them runs over the lines around.
_MARKS = 4

# Whole escape sequences of terminals go, or "[31m" would be left of them.
_TERMINAL = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # colours, cursor
    r"|(?:\x1b\]|\x9d)[^\x07\x1b\x9c]{0,4096}(?:\x07|\x1b\\|\x9c)?"  # titles, links
    r"|\x1b[ -/]*[0-~]"  # the short ones
)

# Joiners shape letters in Persian and Indic scripts; all other format characters (overrides of the
# writing direction, zero-width spaces, tags) change what a reader sees without being seen.
_JOINERS = "\u200c\u200d"


def clean(text: str, limit: int = LIMIT) -> str:
    r"""Return ``text`` as one line of printable characters, at most ``limit`` of them.

    White space of every kind becomes single spaces, what cannot be encoded becomes U+FFFD, control
    and format characters go. What was cut off is said.

    >>> clean("a\x1b[31mb\n\tc\u202ed")
    'ab cd'
    >>> clean("x" * 1000, 5)
    'xxxxx… (1000 characters)'
    """
    # Cut before the work, so that a text of a hundred megabytes costs no more than a long one.
    kept = _TERMINAL.sub("", text[: 8 * limit + 64])
    plain = kept.isascii() and kept.isprintable()
    line = " ".join((kept if plain else "".join(_printable(kept))).split())
    if len(text) <= 8 * limit + 64 and len(line) <= limit:
        return line
    return f"{line[:limit].rstrip()}… ({len(text)} characters)"


def _printable(text: str) -> Iterator[str]:
    marks = 0
    for character in text:
        if character.isascii():
            marks = 0
            if character.isprintable():
                yield character
            elif character.isspace():
                yield " "
            continue
        category = unicodedata.category(character)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if category in ("Zs", "Zl", "Zp") or character == "\x85":
            yield " "
        elif category == "Cs" or _is_noncharacter(character):
            yield "\ufffd"
        elif marks <= _MARKS and (category not in ("Cc", "Cf") or character in _JOINERS):
            yield character


def _is_noncharacter(character: str) -> bool:
    """Whether Unicode keeps this code point free for good: HTML must not contain it."""
    code = ord(character)
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
