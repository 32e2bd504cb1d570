"""What the name of a file says about whose it is, for each learning platform.

Only what the platform itself writes is believed: what follows it in the name is the student's own.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from coursekit.grading.cleaning import clean as cleaned_line

__all__ = ["PLATFORMS", "Claim", "claim", "clean", "name_keys", "platform_of", "words"]

#: Characters of an id or name, and how many of them are a hash where more were given.
_LONGEST, _HASHED = 120, 8
#: Joiners, which the cleaning of texts keeps: two ids must not differ in them alone.
_INVISIBLE = {0x200C: None, 0x200D: None}


def clean(text: str, longest: int = _LONGEST) -> str:
    r"""Return a name for display and for ids: one line, no control or invisible characters.

    Letters are composed (NFC), so that the same name from two file systems is the same id. What is
    too long ends with a hash of the whole, so that it stays a name of its own.

    >>> clean("ab\x1b[2Jcd\u202e12 \n x"), clean("x" * 200)[-12:]
    ('abcd12 x', 'xxx~aa20c23e')
    """
    composed = unicodedata.normalize("NFC", text).translate(_INVISIBLE)
    line = cleaned_line(composed, len(composed))
    if len(line) <= longest:
        return line
    whole = hashlib.sha256(line.encode()).hexdigest()[:_HASHED]
    return f"{line[: longest - _HASHED - 1]}~{whole}"


@dataclass(frozen=True)
class Claim:
    """Whose a file is by its name.

    ``ids`` are candidates for the student's id, the likeliest first, ``name`` is the person as the
    platform writes it, ``attempt`` grows with each attempt, ``late`` is the platform's own mark,
    ``platform`` one of `PLATFORMS`.
    """

    ids: tuple[str, ...]
    name: str = ""
    attempt: tuple[int, ...] = ()
    late: bool = False
    platform: str = "plain"

    @property
    def id(self) -> str:
        """The likeliest id."""
        return self.ids[0]


# A folder ends with the platform's part, a flat file goes on with the student's own name.
_MOODLE_FOLDER = re.compile(r"(?P<name>.*)_(?P<user>\d+)_assignsubmission_(?:file|onlinetext)_?")
_MOODLE_FILE = re.compile(r"(?P<name>.*?)_(?P<user>\d+)_assignsubmission_(?:file|onlinetext)_.*")
_CANVAS = re.compile(r"(?P<name>[^_]+)_(?P<late>LATE_)?(?P<user>\d+)_(?P<attempt>\d+)_.+")
_BLACKBOARD = re.compile(
    r"(?P<head>.+?)_attempt_(?P<attempt>\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d)(?:_.+|\.txt)"
)
#: What a browser adds to the name of a second download.
_AGAIN = re.compile(r"(?P<stem>.+?) ?\((?P<attempt>\d{1,6})\)")


def _moodle(name: str) -> Claim | None:
    found = _MOODLE_FOLDER.fullmatch(name) or _MOODLE_FILE.fullmatch(name)
    if found is None:
        return None
    return Claim((found["user"],), clean(found["name"]), platform="moodle")


def _canvas(name: str) -> Claim | None:
    found = _CANVAS.fullmatch(name)
    if found is None:
        return None
    attempt = (int(found["attempt"][:30]),)
    late = found["late"] is not None
    return Claim((found["user"][:30],), clean(found["name"]), attempt, late, "canvas")


def _blackboard(name: str) -> Claim | None:
    found = _BLACKBOARD.fullmatch(name)
    if found is None:
        return None
    # The head is "assignment_user", and both may hold underscores.
    parts = found["head"].split("_")
    ids = tuple(clean("_".join(parts[start:])) for start in range(len(parts) - 1, -1, -1)[:5])
    if not ids[0]:
        return None
    attempt = (int(found["attempt"].replace("-", "")),)
    return Claim(ids, attempt=attempt, platform="blackboard")


_READERS = {"moodle": _moodle, "canvas": _canvas, "blackboard": _blackboard}
#: The learning platforms whose names are known, and "plain".
PLATFORMS = (*_READERS, "plain")


def platform_of(names: Iterable[str]) -> str:
    """Return the platform that at least half of the names of one download follow, else "plain".

    The whole download decides, so that no student's own file name can make it another platform's.

    >>> platform_of(["doejane_1001_2001_rules.ipynb", "roeno_LATE_1002_2002_my.ipynb"])
    'canvas'
    """
    names = list(names)
    fits = Counter(
        platform for platform, read in _READERS.items() for name in names if read(name) is not None
    )
    for platform, count in fits.most_common(1):
        if 2 * count >= len(names):
            return platform
    return "plain"


def claim(name: str, platform: str, *, folder: bool = False) -> Claim | None:
    """Read the name of a file or folder, without any folders above it; None if it says nothing.

    A name that does not follow its platform is read as a plain one: the id and a suffix.

    >>> claim("Jane Doe_412_assignsubmission_file_", "moodle", folder=True).name
    'Jane Doe'
    >>> claim("02_abcd12_attempt_2026-11-20-10-00-00_x.ipynb", "blackboard").ids
    ('abcd12', '02_abcd12')
    >>> claim("abcd12 (2).ipynb", "plain").attempt
    (2,)
    """
    read = _READERS.get(platform)
    found = read(name) if read else None
    if found is not None:
        return found
    stem = clean(name if folder else re.sub(r"(?<=.)\.[A-Za-z0-9]{1,5}$", "", name))
    again = _AGAIN.fullmatch(stem)
    stem, attempt = (again["stem"], (int(again["attempt"]),)) if again else (stem, ())
    # An id that begins with a dot would be hidden, or a way out of a folder, as a file's name.
    stem = stem.strip(". ")
    return Claim((stem,), attempt=attempt) if stem else None


def words(text: str) -> list[str]:
    """Return the words of a name without case and accents.

    >>> words("Müller-Lüdenscheidt, José")
    ['muller', 'ludenscheidt', 'jose']
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    return re.findall(r"[^\W_]+", "".join(c for c in plain if not unicodedata.combining(c)))


def name_keys(name: str) -> set[str]:
    """Return the ways in which a platform may run a person's names together.

    "Jane Doe", "Doe, Jane" and "doejane" have a key in common.

    >>> sorted(name_keys("Jane Doe"))
    ['doejane', 'janedoe']
    """
    parts = words(name)
    return {"".join(parts[start:] + parts[:start]) for start in range(len(parts))}
