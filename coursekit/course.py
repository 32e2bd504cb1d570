"""Find the course (lessons and problem sheets) and copy it into a student's folder."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import coursekit
from coursekit.errors import CoursekitError

__all__ = ["Copied", "Course", "copy_course", "find_course", "write_atomic"]

_FOLDERS = ("notebooks", "exercises")
_MANIFEST = Path(".coursekit") / "course.json"


@dataclass(frozen=True)
class Course:
    """Where the lessons (`notebooks/`) and the student sheets (`exercises/`) are.

    `checkout` tells a clone of the repository, which also holds `solutions/`, from the copy that
    travels in the wheel.
    """

    root: Path
    checkout: bool

    @property
    def notebooks(self) -> Path:
        """The folder of the lessons."""
        return self.root / "notebooks"

    @property
    def exercises(self) -> Path:
        """The folder of the student sheets."""
        return self.root / "exercises"

    @property
    def solutions(self) -> Path:
        """The folder of the worked sheets; only a checkout has it."""
        return self.root / "solutions"

    def lessons(self) -> list[str]:
        """Return the lessons' names in order: `["01_derivatives", …]`."""
        return sorted(path.stem for path in self.notebooks.glob("*.ipynb"))

    def files(self) -> list[Path]:
        """Return every file of the course below `root`, as relative paths in order."""
        return sorted(
            path.relative_to(self.root)
            for folder in _FOLDERS
            for path in (self.root / folder).rglob("*")
            if path.is_file() and not _is_litter(path.relative_to(self.root))
        )


def _is_litter(path: Path) -> bool:
    """Tell what an editor or a kernel leaves beside a notebook from the course itself."""
    return any(part.startswith((".", "__pycache__")) for part in path.parts)


def find_course(package: Path | None = None) -> Course:
    """Return the course that belongs to the package in folder `package` (default: this one).

    A checkout is preferred to the copy in the wheel. `CoursekitError`: there is neither.

    >>> (find_course().notebooks).name
    'notebooks'
    """
    package = package or Path(coursekit.__file__).resolve().parent
    above = package.parent
    if (above / "pyproject.toml").is_file() and (above / "notebooks").is_dir():
        return Course(above, checkout=True)
    inside = package / "_course"
    if (inside / "notebooks").is_dir():
        return Course(inside, checkout=False)
    raise CoursekitError(
        f"No course was found at {above} or {inside}: this installation lacks notebooks/ and "
        "exercises/. Install the wheel again, or work from a clone of the repository."
    )


@dataclass
class Copied:
    """What `copy_course` did, file by file (paths relative to the student's folder)."""

    folder: Path
    added: list[Path] = field(default_factory=list)
    updated: list[Path] = field(default_factory=list)
    unchanged: list[Path] = field(default_factory=list)
    kept: list[Path] = field(default_factory=list)
    outdated: list[Path] = field(default_factory=list)  # kept, though the course has a newer one

    def sentences(self) -> list[str]:
        """Say in words what happened."""
        said = []
        if self.added:
            said.append(f"Copied {_count(self.added)} into {self.folder}.")
        if self.updated:
            said.append(f"Updated {_count(self.updated)} that you had not changed.")
        if self.kept:
            said.append(f"Left {_count(self.kept)} with your own work as they are.")
        said.extend(
            f"The course has a newer {path.as_posix()}: rename yours and run this again to get it."
            for path in self.outdated
        )
        return said or [f"{self.folder} is up to date."]


def _count(files: list[Path]) -> str:
    return "1 file" if len(files) == 1 else f"{len(files)} files"


def copy_course(course: Course, folder: Path) -> Copied:
    """Copy the course into `folder`; a file that the student has changed is never touched.

    The hashes of what was copied are kept in `.coursekit/course.json`: a file that still has the
    hash it was copied with is the course's and is brought up to date, any other is the student's.
    A file that the student deleted is copied afresh.

    `CoursekitError`: `folder` is a file, cannot be written, or is the course itself.
    """
    folder = folder.expanduser()
    _refuse_bad_folder(course, folder)
    remembered = _read_manifest(folder)
    copied = Copied(folder)
    try:
        for path in course.files():
            remembered[path.as_posix()] = _copy_file(
                course.root / path, path, remembered.get(path.as_posix()), copied
            )
        _write_manifest(folder, remembered)
    except OSError as error:
        raise CoursekitError(
            f"{error.filename or folder} cannot be written ({error.strerror}); choose a folder of "
            "your own: coursekit lab ~/my-course"
        ) from None
    return copied


def _refuse_bad_folder(course: Course, folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise CoursekitError(f"{folder} is a file; name a folder for your copy of the course.")
    resolved, root = folder.resolve(), course.root.resolve()
    if resolved == root or any((root / name) in (resolved, *resolved.parents) for name in _FOLDERS):
        raise CoursekitError(
            f"{folder} is the course itself; name another folder for your own copy, such as "
            "my-course."
        )


def _copy_file(source: Path, path: Path, remembered: str | None, copied: Copied) -> str:
    """Copy one file if it is not the student's; return the hash to remember for it."""
    content = source.read_bytes()
    new = _hash(content)
    target = copied.folder / path
    if not target.exists() and not target.is_symlink():
        write_atomic(target, content)
        copied.added.append(path)
        return new
    current = _hash(target.read_bytes()) if target.is_file() else ""
    if current == new:
        copied.unchanged.append(path)
        return new
    if current == remembered and not target.is_symlink():
        write_atomic(target, content)
        copied.updated.append(path)
        return new
    copied.kept.append(path)
    if remembered is not None and remembered != new:
        copied.outdated.append(path)
    return remembered or ""


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def write_atomic(target: Path, content: bytes) -> None:
    """Write through a neighbour and a rename: a reader sees the old file or the new one."""
    target.parent.mkdir(parents=True, exist_ok=True)
    neighbour = target.with_name(f".{target.name}.new")
    neighbour.write_bytes(content)
    neighbour.replace(target)


def _read_manifest(folder: Path) -> dict[str, str]:
    """Return the remembered hashes; an unreadable one counts as empty, which keeps files."""
    try:
        files = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))["files"]
        return {str(name): str(value) for name, value in files.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _write_manifest(folder: Path, files: Mapping[str, str]) -> None:
    known = {name: value for name, value in sorted(files.items()) if value}
    content = json.dumps({"coursekit": coursekit.__version__, "files": known}, indent=1) + "\n"
    write_atomic(folder / _MANIFEST, content.encode())
