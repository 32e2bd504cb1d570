"""Put the course into a student's folder, and later versions of it, without losing their work."""

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import coursekit
from coursekit.course import FOLDERS, Course, notebook_bytes, write_atomic
from coursekit.errors import CoursekitError
from coursekit.merging import Merged, merge, skeleton

__all__ = ["Fetched", "fetch_course"]

_RECORD = Path(".coursekit")
_MANIFEST = _RECORD / "course.json"
_BASES = _RECORD / "bases"
_BACKUPS = _RECORD / "before"


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

    @property
    def own(self) -> list[Path]:
        """The files with the student's own work in them."""
        return [*self.kept, *self.merged]

    def sentences(self) -> list[str]:
        """Say in words what happened."""
        said = []
        if self.added:
            said.append(f"Copied {_count(self.added)} into {self.folder}.")
        if self.updated:
            said.append(f"Updated {_count(self.updated)} that you had not changed.")
        if self.kept:
            said.append(f"Left {_count(self.kept)} with your own work as they are.")
        for path, merged in self.merged.items():
            said.append(f"Updated {path.as_posix()} around your own work: {_what(merged)}.")
            if merged.both:
                said.append(
                    "  Both you and the course have changed "
                    f"{_cells(len(merged.both))} of it; the course's text stands above yours."
                )
        if self.merged:
            said.append(
                f"As they were before: {self.folder / _BACKUPS}. Close and reopen these notebooks "
                "where they are open in a browser."
            )
        said.extend(
            f"The course has a newer {path.as_posix()}: rename yours and run this again to get it."
            for path in self.outdated
        )
        return said or [f"{self.folder} is up to date."]


def _count(files: list[Path]) -> str:
    return "1 file" if len(files) == 1 else f"{len(files)} files"


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
    merged cell by cell (`coursekit.merging`), and kept as it was in `.coursekit/before/`. A file
    of the student's own that the course knows nothing of, a link, and what is no notebook any more
    are never touched. A file that the student deleted is copied afresh.

    `CoursekitError`: `folder` is a file, cannot be written, or is the course itself.
    """
    folder = folder.expanduser()
    _refuse_bad_folder(course, folder)
    fetch = _Fetch(course, Fetched(folder), _read_manifest(folder))
    try:
        for path in course.files():
            fetch.one(path)
        fetch.remember()
    except OSError as error:
        raise CoursekitError(
            f"{error.filename or folder} cannot be written ({error.strerror}); choose a folder of "
            "your own: coursekit fetch ~/my-course"
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
    """One run: the hash of each file as it was copied, by its path, is brought along."""

    course: Course
    done: Fetched
    hashes: dict[str, str]

    def one(self, path: Path) -> None:
        """Copy one file, replace it, merge it, or leave it."""
        content = (self.course.root / path).read_bytes()
        target = self.done.folder / path
        remembered = self.hashes.get(path.as_posix())
        if not target.exists() and not target.is_symlink():
            write_atomic(target, content)
            self.done.added.append(path)
        elif target.is_file() and target.read_bytes() == content:
            self.done.unchanged.append(path)
        elif target.is_symlink() or not target.is_file() or remembered is None:
            self.done.kept.append(path)
            return
        elif _hash(target.read_bytes()) == remembered:
            write_atomic(target, content)
            self.done.updated.append(path)
        elif remembered == _hash(content):
            self.done.kept.append(path)
        elif not self._merge(path, content):
            self.done.kept.append(path)
            self.done.outdated.append(path)
            return
        self.hashes[path.as_posix()] = _hash(content)
        self._keep_base(path, content)

    def _merge(self, path: Path, content: bytes) -> bool:
        """Merge the course's new version into the student's; tell whether that was possible."""
        target = self.done.folder / path
        before = target.read_bytes()
        mine, new = _notebook(before), _notebook(content)
        base = _notebook_at(self._base(path))
        if base is None or mine is None or new is None:
            return False
        merged = merge(base, mine, new)
        if merged.changed:
            write_atomic(self._backup(path, before), before)
            write_atomic(target, notebook_bytes(merged.notebook))
            self.done.merged[path] = merged
        else:
            self.done.kept.append(path)
        return True

    def _base(self, path: Path) -> Path:
        return self.done.folder / _BASES / path.with_suffix(".json")

    def _backup(self, path: Path, content: bytes) -> Path:
        """Name the copy after its content: no earlier copy is ever overwritten by another."""
        name = f"{path.stem}-{_hash(content)[:8]}{path.suffix}"
        return self.done.folder / _BACKUPS / path.with_name(name)

    def _keep_base(self, path: Path, content: bytes) -> None:
        notebook = _notebook(content)
        if notebook is not None:
            text = json.dumps(skeleton(notebook), ensure_ascii=False) + "\n"
            if not (base := self._base(path)).exists() or base.read_bytes() != text.encode():
                write_atomic(base, text.encode())

    def remember(self) -> None:
        """Write the record for the next run."""
        record = {
            "coursekit": coursekit.__version__,
            "files": dict(sorted(self.hashes.items())),
        }
        write_atomic(self.done.folder / _MANIFEST, (json.dumps(record, indent=1) + "\n").encode())


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


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


def _read_manifest(folder: Path) -> dict[str, str]:
    """Return the remembered hashes; an unreadable record counts as empty, which keeps files."""
    try:
        files = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))["files"]
        return {str(name): str(value) for name, value in files.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
