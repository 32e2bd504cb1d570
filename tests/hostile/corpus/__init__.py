"""Every hostile and every unlucky submission, by family."""

from __future__ import annotations

from . import accidents, channel, damage, files, forgeries, reading, resources
from .case import Case

__all__ = ["FAMILIES", "SEVENTEEN"]

FAMILIES: dict[str, list[Case]] = {
    "forgeries": forgeries.CASES,
    "channel": channel.CASES,
    "reading": reading.CASES,
    "damage": damage.CASES,
    "resources": resources.CASES,
    "files": files.CASES,
    "accidents": accidents.CASES,
}


def _named(family: list[Case], names: tuple[str, ...]) -> list[Case]:
    by_name = {case.name: case for case in family}
    return [by_name[name] for name in names]


#: The corpus on which other graders were measured, as cases of ours: six forgeries, six sorts of
#: harm, five honest accidents.
SEVENTEEN: dict[str, list[Case]] = {
    "forgery": [
        *_named(forgeries.CASES, forgeries.NAMED),
        *_named(reading.CASES, reading.NAMED),
    ],
    "harm": [
        *_named(damage.CASES, damage.NAMED),
        *_named(resources.CASES, resources.NAMED),
        *_named(files.CASES, files.NAMED),
    ],
    "accident": _named(accidents.CASES, accidents.NAMED),
}
