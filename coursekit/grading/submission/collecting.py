"""Find what a class handed in and say whose each file is."""

from __future__ import annotations

import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from coursekit.grading.errors import GradingError
from coursekit.grading.submission.archives import ARCHIVES, Archive
from coursekit.grading.submission.collection import Collection, Problem, Work
from coursekit.grading.submission.files import HandedFile, OnDisk, Refused, walk
from coursekit.grading.submission.limits import Limits
from coursekit.grading.submission.lists import read_manifest, read_submitted
from coursekit.grading.submission.names import Claim, claim, clean, platform_of
from coursekit.grading.submission.roster import Roster, read_roster
from coursekit.sheets import names as sheet_names

__all__ = ["collect"]

NOTEBOOKS = (".ipynb", ".py")


def collect(
    places: Path | str | Iterable[Path | str],
    *,
    roster: Path | str | Roster | None = None,
    manifest: Path | str | Mapping[str, str] | None = None,
    submitted: Path | str | Mapping[str, float] | None = None,
    limits: Limits | None = None,
    sheet: str | None = None,
) -> Collection:
    """Find the submissions of a class in notebooks, folders and zip files; nothing is run.

    A place is one notebook (or Python file); a folder of notebooks, of zip files, one a student, or
    of folders, one a student; or a zip file that holds such a folder. The downloads of Moodle,
    Canvas and Blackboard are recognised by their names. A folder or zip that holds one folder with
    all the rest is looked through, and a zip that holds one notebook is one student's.

    ``roster`` names the class (`read_roster`), ``manifest`` the student of single files, folders or
    zips by their names (`read_manifest`), ``submitted`` when each student handed in
    (`read_submitted`). Of several files of one student the best counts: from the last place that
    has any, of the newest attempt that the platform names, a notebook before a Python file, one
    that is named after ``sheet``, the newest upload, in the fewest folders, with the highest
    number at the end of its name, the first in the order of names. If it cannot be read, the next
    one counts. Ids differ in more than their case. Without a roster, the sheet's name in a plain
    file name is not part of the id: "02_rules_abcd12.ipynb" is of abcd12.

    Raises GradingError for a place that does not exist or cannot be read, a roster, manifest or
    list of times that makes no sense, a roster on which nobody stands of several who handed in, and
    where nothing at all was handed in.
    """
    listed = [places] if isinstance(places, (str, os.PathLike)) else list(places)
    limits = limits or Limits()
    finder = _Finder(
        roster if isinstance(roster, Roster) or roster is None else read_roster(roster),
        read_manifest(manifest) if isinstance(manifest, (str, os.PathLike)) else manifest or {},
        limits,
        sheet,
    )
    if not listed:
        raise GradingError("name at least one notebook, folder or zip file to grade")
    finder.look([Path(place) for place in listed])
    times = read_submitted(submitted) if isinstance(submitted, (str, os.PathLike)) else submitted
    return finder.collection(times or {})


@dataclass(frozen=True)
class _Entry:
    """One file of one student."""

    file: HandedFile
    claim: Claim
    turn: int


@dataclass
class _Found:
    """What is known of one student while places are looked through."""

    student: str
    name: str = ""
    entries: list[_Entry] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    notes: dict[str, None] = field(default_factory=dict)


class _Finder:
    def __init__(
        self, roster: Roster | None, manifest: Mapping[str, str], limits: Limits, sheet: str | None
    ) -> None:
        self.roster = roster
        self.manifest = {clean(key.replace("\\", "/"), 1000): manifest[key] for key in manifest}
        self.limits = limits
        self.sheet = sheet
        self.problems: list[Problem] = []
        self.archives: list[Archive] = []
        self.found: dict[str, _Found] = {}
        self.unlisted: dict[str, None] = {}
        self.used: set[str] = set()

    # Places.

    def look(self, places: Sequence[Path]) -> None:
        """Add everything that the places hold."""
        # Single files are one download, as a shell's `*.ipynb` lists them.
        single = platform_of([place.name for place in places if not place.is_dir()])
        for turn, place in enumerate(places):
            prefix = "" if len(places) == 1 else f"{clean(place.name, 255)}/"
            if place.is_dir():
                self._class(list(walk(place, self.limits)), turn, prefix)
            elif not place.exists():
                raise GradingError(f"there is no file or folder {place}; check the name")
            elif place.suffix.lower() == ".zip":
                self._zip(place, turn, prefix, single)
            else:
                self._single(place, turn, single)

    def _single(self, place: Path, turn: int, platform: str) -> None:
        name = clean(place.name, 255)
        file = HandedFile(name, place.stat().st_size, OnDisk(place, follow=True))
        if file.suffix not in NOTEBOOKS:
            raise GradingError(f"{place} is neither a notebook nor a folder nor a zip file")
        self._file(file, claim(name, platform), turn)

    def _zip(self, place: Path, turn: int, prefix: str, platform: str) -> None:
        archive = Archive(place, self.limits, follow=True)
        try:
            files = archive.files()
        except Refused as refused:
            raise GradingError(f"{place} {refused}") from None
        name = clean(place.name, 255)
        own = claim(name, platform)
        if own is not None and (self._knows(name, own) or self._is_one_persons(files)):
            self._student_folder([_below(file, f"{name}/") for file in files], name, own, turn)
        else:
            archive.keep_open = True
            self.archives.append(archive)
            self._class(files, turn, prefix)

    def _is_one_persons(self, files: Sequence[HandedFile]) -> bool:
        """Whether a zip that is named as a place holds the work of one student."""
        work = [file for file in files if file.suffix in NOTEBOOKS]
        work = [file for file in work if file.suffix == ".ipynb"] or work
        if not work or platform_of([file.parts[0] for file in files]) != "plain":
            return False
        if any(self._knows(part, Claim((part,))) for f in work for part in (f.path, _stem(f.name))):
            return False
        # The same name twice is a sheet that two students handed in, each in a folder.
        if max(Counter(file.name for file in work).values()) > 1:
            return False
        return len(work) == 1 or all(_is_sheets_own(file.name) for file in work)

    def _knows(self, path: str, owner: Claim) -> bool:
        """Whether manifest, roster or a platform's own name says that this is one student's."""
        if path in self.manifest or owner.platform != "plain":
            return True
        return self.roster is not None and self.roster.match(owner).student is not None

    def _class(self, files: Sequence[HandedFile], turn: int, prefix: str) -> None:
        """Sort the files of a class by the first part of their names: a folder or one file."""
        tops: dict[str, list[HandedFile]] = defaultdict(list)
        for file in files:
            if file.astray:
                self.problems.append(Problem(prefix + file.path, file.refusal))
            else:
                tops[file.parts[0]].append(file)
        if len(tops) == 1 and self._is_wrapper(*tops.items()):
            top = next(iter(tops))
            inner = [replace(file, path=file.path[len(top) + 1 :]) for file in tops[top]]
            return self._class(inner, turn, f"{prefix}{top}/")
        platform = platform_of(tops)
        scripts_count = not any(file.suffix == ".ipynb" for file in files)
        for top, inside in tops.items():
            is_folder = len(inside[0].parts) > 1
            owner = claim(top, platform, folder=is_folder)
            shown = [_below(file, prefix) for file in inside]
            if owner is None:
                self.problems += [Problem(file.path, "names no student") for file in shown]
            elif is_folder:
                self._student_folder(shown, top, owner, turn)
            elif shown[0].suffix == ".py" and not (
                scripts_count or self._knows(inside[0].path, owner)
            ):
                self.problems.append(Problem(shown[0].path, "is a script beside notebooks"))
            else:
                self._file(shown[0], owner, turn, key=top)
        return None

    def _is_wrapper(self, item: tuple[str, Sequence[HandedFile]]) -> bool:
        """Whether the only folder of a class is a folder round the class."""
        top, files = item
        if any(len(file.parts) == 1 for file in files):
            return False
        owner = claim(top, platform_of([top]), folder=True)
        if owner is not None and self._knows(top, owner):
            return False
        inner = [file for file in files if file.suffix in (*NOTEBOOKS, ".zip")]
        if any(_is_sheets_own(file.name) for file in inner if len(file.parts) == 2):
            return False
        return self.roster is not None or len(inner) > 1

    # Files.

    def _student_folder(
        self, files: Sequence[HandedFile], top: str, owner: Claim, turn: int
    ) -> None:
        for file in files:
            self._file(file, owner, turn, key=top)

    def _file(
        self, file: HandedFile, owner: Claim | None, turn: int, key: str | None = None
    ) -> None:
        if owner is None:
            self.problems.append(Problem(file.path, "names no student"))
            return
        if file.suffix == ".zip" and isinstance(file.place, OnDisk):
            self._student_zip(file, owner, turn, key)
            return
        is_archive = file.suffix in ARCHIVES
        is_work = file.suffix in NOTEBOOKS or (bool(file.refusal) and is_archive)
        # Beside the files of a class may lie whatever the instructor keeps there.
        in_class = key is None or key == file.name
        is_stray = not is_work and not is_archive and in_class and not self._knows(file.path, owner)
        if reason := file.refusal or _reason(is_archive, is_stray):
            self.problems.append(Problem(file.path, reason))
        if is_stray:
            return
        found = self._owner(file, owner, key)
        if is_work:
            found.entries.append(_Entry(file, owner, turn))
        else:
            found.others.append(file.path)
        if owner.late:
            found.notes["The learning platform marks it as late."] = None

    def _student_zip(self, file: HandedFile, owner: Claim, turn: int, key: str | None) -> None:
        assert isinstance(file.place, OnDisk)
        archive = Archive(file.place.path, self.limits)
        try:
            files = archive.files()
        except Refused as refused:
            self._file(HandedFile(file.path, refusal=str(refused)), owner, turn, key)
            return
        if not files:
            self._file(HandedFile(file.path, refusal="is an empty archive"), owner, turn, key)
        for inner in files:
            self._file(_below(inner, f"{file.path}/"), owner, turn, key or file.name)

    def _owner(self, file: HandedFile, owner: Claim, key: str | None) -> _Found:
        """Return the record of the student whose file it is."""
        for name in (file.path, key, file.name):
            if name is not None and name in self.manifest:
                self.used.add(name)
                return self._record(self.manifest[name])
        if self.roster is None:
            id_ = owner.id if owner.platform != "plain" else _without_sheet(owner.id)
            return self._record(id_, owner.name)
        match = self.roster.match(owner)
        if match.student is not None:
            return self._record(match.student.id, match.student.name)
        id_ = owner.id
        if self.roster.find(id_) is not None:
            # A platform's number that happens to be somebody's id must not become that student.
            id_ = clean(f"{owner.name or owner.platform} {id_}")
        found = self._record(id_, owner.name)
        found.notes["The student is not on the roster."] = None
        if id_ not in self.unlisted and match.several:
            listed = ", ".join(match.several)
            self.problems.append(
                Problem(file.path, f"could be of several students ({listed}): use a manifest")
            )
        self.unlisted[id_] = None
        return found

    def _record(self, id_: str, name: str = "") -> _Found:
        id_ = clean(id_)
        if self.roster is not None and (student := self.roster.find(id_)) is not None:
            id_, name = student.id, student.name
        found = self.found.setdefault(id_.casefold(), _Found(id_))
        found.student = min(found.student, id_)
        found.name = found.name or name
        return found

    # The whole class.

    def collection(self, times: Mapping[str, float]) -> Collection:
        """Return what was found, ready to be read."""
        moments = self._times(times)
        works = {found.student: self._work(found, moments) for found in self.found.values()}
        for key in sorted(set(self.manifest) - self.used):
            self.problems.append(Problem(key, "stands in the manifest and was not handed in"))
        if not works and self.roster is None:
            shown = "".join(f"; {problem}" for problem in self.problems[:3])
            raise GradingError(f"nothing was handed in: there is no notebook to grade{shown}")
        if len(works) > 1 and len(works) == len(self.unlisted):
            ids = ", ".join([*self.unlisted][:3])
            raise GradingError(
                f"none of the {len(works)} who handed in is on the roster (found: {ids}); name the"
                " right roster, or say with a manifest whose each file is"
            )
        present = {student.casefold() for student in works}
        missing = [s for s in self.roster or () if clean(s.id).casefold() not in present]
        return Collection(
            works,
            limits=self.limits,
            problems=self.problems,
            missing=missing,
            unlisted=sorted(self.unlisted),
            roster=self.roster,
            archives=self.archives,
            sheet=self.sheet,
        )

    def _times(self, times: Mapping[str, float]) -> dict[str, float]:
        moments: dict[str, float] = {}
        strangers = []
        for given, moment in times.items():
            id_ = re.sub(r"^participant\s+", "", clean(given), flags=re.IGNORECASE)
            student = self.roster.find(id_) if self.roster is not None else None
            key = (student.id if student else id_).casefold()
            moments[key] = max(moment, moments.get(key, moment))
            if student is None and key not in self.found:
                strangers.append(id_)
        if strangers:
            listed = ", ".join(sorted(strangers)[:5])
            reason = f"names {len(strangers)} students of whom nothing was found: {listed}"
            self.problems.append(Problem("the list of times", reason))
        return moments

    def _work(self, found: _Found, moments: Mapping[str, float]) -> Work:
        submitted = moments.get(found.student.casefold())
        if moments and submitted is None:
            found.notes["The list of times does not name this student."] = None
        ordered = sorted(found.entries, key=lambda entry: _natural(entry.file.path))
        ordered.sort(key=lambda entry: _rank(entry, self.sheet), reverse=True)
        return Work(
            student=found.student,
            name=found.name,
            files=tuple(entry.file for entry in ordered),
            others=tuple(found.others),
            notes=tuple(found.notes),
            submitted=submitted,
        )


def _below(file: HandedFile, prefix: str) -> HandedFile:
    return replace(file, path=prefix + file.path) if prefix else file


def _is_sheets_own(name: str) -> bool:
    """Whether a file still has the name under which its sheet was given out."""
    stem = re.sub(r"([ _-]*(\(\d+\)|\d+|copy\d*))?\.\w+$", "", name.casefold())
    return stem in sheet_names()


def _without_sheet(stem: str) -> str:
    """Return a file's name without the sheet's: "02_rules_abcd12" and "abcd12-02_rules" too."""
    sheets = "|".join(map(re.escape, sheet_names()))
    apart = re.fullmatch(rf"(?:{sheets})[ _-]+(.+)|(.+?)[ _-]+(?:{sheets})", stem, re.IGNORECASE)
    return (apart[1] or apart[2]) if apart else stem


def _reason(is_archive: bool, is_stray: bool) -> str:
    if is_archive:
        return "is an archive that is not looked into: unpack it, and grade the folder"
    return "is no notebook" if is_stray else ""


def _stem(name: str) -> str:
    return name.rpartition(".")[0] or name


def _rank(entry: _Entry, sheet: str | None) -> tuple[object, ...]:
    """Order a student's files: the greatest counts; see `collect`."""
    file, owner = entry.file, entry.claim
    stem = file.name.casefold()
    other_sheet = any(name in stem for name in sheet_names() if name != sheet)
    named = 1 if sheet and sheet in stem else -1 if sheet and other_sheet else 0
    number = re.search(r"(\d{1,9})\)?\.\w+$", file.name)
    return (
        entry.turn,
        owner.attempt if owner.platform == "blackboard" else (),
        file.suffix == ".ipynb",
        named,
        owner.attempt,
        -len(file.parts),
        int(number[1]) if number else -1,
    )


def _natural(path: str) -> list[tuple[bool, int, str]]:
    """Order names as people do: x2 before x10."""
    parts: Iterator[str] = iter(re.split(r"(\d{1,9})", path.casefold()))
    return [(part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in parts]
