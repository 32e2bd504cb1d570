"""How much is read of what a class hands in."""

from __future__ import annotations

from dataclasses import dataclass, field

from coursekit.checking.stored import ReadingLimits

__all__ = ["Limits"]


@dataclass(frozen=True)
class Limits:
    """What reading a class may cost; everything is checked before anything is parsed.

    ``notebook`` limits one notebook. ``members`` are the entries of one zip or the files below one
    folder, ``unpacked`` the bytes that all notebooks of one zip come to, ``ratio`` how often a
    member of more than a megabyte may be larger than its compressed form, ``folders`` how many
    folders may stand inside one another, ``table`` the bytes of a roster, manifest or list of
    times.

    >>> Limits(ratio=100).members
    100000
    """

    notebook: ReadingLimits = field(default_factory=ReadingLimits)
    members: int = 100_000
    unpacked: int = 20_000_000_000
    ratio: float = 200.0
    folders: int = 6
    table: int = 20_000_000
