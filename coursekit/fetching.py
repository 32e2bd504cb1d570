"""Put the course into a student's folder, and later versions of it, without losing their work."""

import errno
import hashlib
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import coursekit
from coursekit.course import FOLDERS, Course
from coursekit.errors import CoursekitError
from coursekit.files import notebook_bytes, write_atomic
from coursekit.merging import Merged, merge, skeleton

__all__ = ["Fetched", "fetch_course"]

_RECORD = Path(".coursekit")
_MANIFEST = _RECORD / "course.json"
_BASES = _RECORD / "bases"
_BACKUPS = _RECORD / "before"
_FULL = (errno.ENOSPC, errno.EDQUOT)
_VERSION = 16  # hexadecimal digits of the hash by which a notebook names its version


@dataclass
class Fetched:
    """What `fetch_course` did, file by file (paths relative to the student's folder)."""

    folder: Path
    added: list[Path] = field(default_factory=list)
    updated: list[Path] = field(default_factory=list)
    unchanged: list[Path] = field(default_factory=list)
    kept: list[Path] = field(default_factory=list)
    merged: dict[Path, Merged] = field(default_factory=dict)
    outdated: list[Path] = field(default_factory=list)  # kept, though the course has a newer one
    missed: list[Path] = field(default_factory=list)  # added, for a copy of before is gone
    damaged: list[Path] = field(default_factory=list)  # kept, and no notebook any more
    # Kept, while what the course's cells show may be something else now.
    shown: list[Path] = field(default_factory=list)

    @property
    def news(self) -> bool:
        """Whether the course had anything that this folder did not."""
        return bool(self.added or self.updated or self.merged or self.outdated or self.shown)

    @property
    def own(self) -> list[Path]:
        """The files with the student's own work in them."""
        return [*self.kept, *self.merged]

    def sentences(self) -> list[str]:
        """Say in words what happened."""
        said = []
        if self.added:
            said.append(f"Copied {_count(self.added)} into {self.folder}.")
        if self.missed:
            said.append(
                f"  Not there any more, so copied afresh: {_listed(self.missed)}. If you have "
                "renamed yours, it stays as it is and gets no updates."
            )
        if self.updated:
            said.append(f"Updated {_count(self.updated)} that you had not changed.")
        if self.kept:
            said.append(f"Left {_count(self.kept)} with your own work untouched.")
        for path, merged in self.merged.items():
            said.append(f"Updated {path.as_posix()} around your own work: {_what(merged)}.")
            if merged.both:
                said.append(
                    "  Both you and the course have changed "
                    f"{_cells(len(merged.both))} of it; the course's text stands above yours."
                )
        if self.merged:
            said.append(f"Copies from before are in {self.folder / _BACKUPS}.")
        if self.updated or self.merged:
            said.append(
                "Where one of these is open in JupyterLab, choose File > Reload Notebook from "
                "Disk. If it asks while you save, Overwrite keeps what you have typed: then run "
                "this again and reload."
            )
        if self.shown:
            said.append(
                f"What cells show may have changed in {_listed(self.shown)}, a question's text, "
                "for example: run them again to see it."
            )
        if self.updated or self.merged or self.shown:
            said.append(
                "A kernel that runs keeps the course of before: Kernel > Restart Kernel… brings "
                "the new one."
            )
        said.extend(
            f"{path.as_posix()} is no notebook any more: empty, or cut off. Rename it and run this "
            "again to get the course's; copies from before may be in the folders .coursekit/before "
            "and .ipynb_checkpoints."
            for path in self.damaged
        )
        if older := [path for path in self.outdated if path not in self.damaged]:
            said.append(
                f"The course has a newer {_listed(older)}: rename yours and run this again to get "
                f"{'it' if len(older) == 1 else 'them'}."
            )
        return said or [f"{self.folder} is up to date."]


def _count(files: list[Path]) -> str:
    return "1 file" if len(files) == 1 else f"{len(files)} files"


def _listed(files: list[Path]) -> str:
    return ", ".join(path.as_posix() for path in files)


def _cells(number: int) -> str:
    return "1 cell" if number == 1 else f"{number} cells"


def _what(merged: Merged) -> str:
    done = [
        f"{_cells(len(ids))} {word}"
        for ids, word in (
            (merged.updated, "updated"),
            (merged.added, "new"),
            (merged.removed, "gone"),
            (merged.both, "for you to compare"),
        )
        if ids
    ]
    return ", ".join(done)


def fetch_course(course: Course, folder: Path) -> Fetched:
    """Copy the course into `folder`, or bring an earlier copy up to date.

    The hash and the cells' texts of what was copied are kept in `.coursekit/`: a file that still
    has its hash is the course's and is replaced; a notebook that the student has worked in is
    merged cell by cell (`coursekit.merging`), and kept as it was in `.coursekit/before/`. Which
    version of the course it comes from stands in its metadata, so that one that was open in a
    browser, and was saved over the merged file, is merged again from where it started. A file
    of the student's own that the course knows nothing of, a link, and what is no notebook any more
    are never touched. A file that the student deleted is copied afresh.

    `CoursekitError`: `folder` is a file, cannot be written, or is the course itself.
    """
    folder = folder.expanduser()
    _refuse_bad_folder(course, folder)
    fetch = _Fetch(
        course, Fetched(folder), _remembered(folder, "files"), _remembered(folder, "versions")
    )
    try:
        try:
            for path in course.files():
                fetch.one(path)
        finally:
            fetch.remember()  # cut off in the middle, too: else what was copied counts as one's own
    except OSError as error:
        cure = "choose a folder of your own: coursekit fetch ~/my-course"
        if error.errno in _FULL:
            cure = "make room and run this again; nothing of yours is lost"
        raise CoursekitError(
            f"{error.filename or folder} cannot be written ({error.strerror}); {cure}"
        ) from None
    return fetch.done


def _refuse_bad_folder(course: Course, folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise CoursekitError(f"{folder} is a file; name a folder for your copy of the course.")
    resolved, root = folder.resolve(), course.root.resolve()
    if resolved == root or any((root / name) in (resolved, *resolved.parents) for name in FOLDERS):
        raise CoursekitError(
            f"{folder} is the course itself; name another folder for your own copy, such as "
            "my-course."
        )


@dataclass
class _Fetch:
    """One run: the hash of each file as it was copied, and its version, are brought along."""

    course: Course
    done: Fetched
    hashes: dict[str, str]
    versions: dict[str, str]

    def one(self, path: Path) -> None:
        """Copy one file, replace it, merge it, or leave it."""
        content, version = _stamped((self.course.root / path).read_bytes())
        target = self.done.folder / path
        remembered = self.hashes.get(path.as_posix())
        if version is not None:
            self._keep_base(
                path, content, version
            )  # first: a file never names one that is not there
        if not target.exists() and not target.is_symlink():
            write_atomic(target, content)
            self.done.added.append(path)
            if remembered is not None:
                self.done.missed.append(path)
        elif target.is_file() and target.read_bytes() == content:
            self.done.unchanged.append(path)
        elif target.is_symlink() or not target.is_file():
            self.done.kept.append(path)
            return
        elif _hash(target.read_bytes()) == remembered:
            write_atomic(target, content)
            self.done.updated.append(path)
        elif version is not None and _notebook_at(target) is None:
            self._leave(path, self.done.damaged, outdated=remembered != _hash(content))
            return
        elif remembered is None:
            # The record is lost, as where a folder was moved without what is hidden in it.
            said = _version(_notebook_at(target))
            self._leave(path, outdated=said not in (None, version))
            return
        elif remembered == _hash(content) and self._origin(path) == version:
            self.done.kept.append(path)
        elif version is None or not self._merge(path, content, version):
            self._leave(path, outdated=True)
            return
        self.hashes[path.as_posix()] = _hash(content)
        if version is not None:
            self.versions[path.as_posix()] = version

    def _leave(self, path: Path, *lists: list[Path], outdated: bool) -> None:
        for each in (self.done.kept, *lists, *([self.done.outdated] if outdated else [])):
            each.append(path)

    def _merge(self, path: Path, content: bytes, version: str) -> bool:
        """Merge the course's new version into the student's; tell whether that was possible."""
        target = self.done.folder / path
        before = target.read_bytes()
        mine, new = _notebook(before), _notebook(content)
        origin = self._origin(path)
        base = None if origin is None else _notebook_at(self._base(path, origin))
        if base is None or mine is None or new is None:
            return False
        merged = merge(base, mine, new)
        if merged.changed:
            write_atomic(self._backup(path, before), before)
            write_atomic(target, notebook_bytes(_with_version(merged.notebook, version)))
            self.done.merged[path] = merged
        else:
            self.done.kept.append(path)
            if self.hashes.get(path.as_posix()) != _hash(content):  # said once
                self.done.shown.append(path)
        return True

    def _origin(self, path: Path) -> str | None:
        """Return the version that the student's file comes from; what it says itself counts first.

        An editor may drop what it does not know from the metadata.
        """
        said = _version(_notebook_at(self.done.folder / path))
        if said is not None and self._base(path, said).is_file():
            return said
        return self.versions.get(path.as_posix())

    def _base(self, path: Path, version: str) -> Path:
        return self.done.folder / _BASES / path.with_name(f"{path.stem}-{version}.json")

    def _backup(self, path: Path, content: bytes) -> Path:
        """Name the copy after its content: no earlier copy is ever overwritten by another."""
        name = f"{path.stem}-{_hash(content)[:8]}{path.suffix}"
        return self.done.folder / _BACKUPS / path.with_name(name)

    def _keep_base(self, path: Path, content: bytes, version: str) -> None:
        base, notebook = self._base(path, version), _notebook(content)
        if notebook is not None and not base.exists():
            write_atomic(base, notebook_bytes(skeleton(notebook)))

    def remember(self) -> None:
        """Write the record for the next run."""
        record = {
            "coursekit": coursekit.__version__,
            "files": dict(sorted(self.hashes.items())),
            "versions": dict(sorted(self.versions.items())),
        }
        write_atomic(self.done.folder / _MANIFEST, (json.dumps(record, indent=1) + "\n").encode())


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _stamped(content: bytes) -> tuple[bytes, str | None]:
    """Return a notebook with its version in its metadata, and the version: None for no notebook."""
    notebook = _notebook(content)
    if notebook is None:
        return content, None
    version = _hash(content)[:_VERSION]
    return notebook_bytes(_with_version(notebook, version)), version


def _with_version(notebook: dict[str, Any], version: str) -> dict[str, Any]:
    metadata = notebook.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    own = metadata.get("coursekit")
    own = own if isinstance(own, dict) else {}
    return {**notebook, "metadata": {**metadata, "coursekit": {**own, "version": version}}}


def _version(notebook: dict[str, Any] | None) -> str | None:
    """Return the version that a notebook names; it becomes part of a path, so only hex counts."""
    try:
        said = notebook["metadata"]["coursekit"]["version"] if notebook else None
    except (KeyError, TypeError):
        return None
    is_one = isinstance(said, str) and re.fullmatch(f"[0-9a-f]{{{_VERSION}}}", said) is not None
    return said if is_one else None


def _notebook(content: bytes) -> dict[str, Any] | None:
    """Return the parsed notebook (format 4), None for what is none."""
    try:
        notebook = json.loads(content.decode("utf-8-sig"))
        cells = notebook["cells"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    is_sound = isinstance(cells, list) and all(_is_cell(cell) for cell in cells)
    return notebook if is_sound else None


def _is_cell(cell: object) -> bool:
    if not isinstance(cell, dict):
        return False
    source = cell.get("source", "")
    return isinstance(source, str) or (
        isinstance(source, list) and all(isinstance(line, str) for line in source)
    )


def _notebook_at(path: Path) -> dict[str, Any] | None:
    return _notebook(path.read_bytes()) if path.is_file() else None


def _remembered(folder: Path, what: str) -> dict[str, str]:
    """Return a part of the record; an unreadable one counts as empty, which keeps files."""
    try:
        part = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))[what]
        return {str(name): str(value) for name, value in part.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
