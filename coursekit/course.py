"""Find the course: its lessons and problem sheets, in a checkout or in the wheel."""

from dataclasses import dataclass
from pathlib import Path

import coursekit
from coursekit.errors import CoursekitError

__all__ = ["FOLDERS", "TO_HAND_IN", "Course", "find_course"]

#: What students are given.
FOLDERS = ("notebooks", "exercises")
#: The folder beside a sheet into which `sheet.submit()` writes.
TO_HAND_IN = "to_hand_in"


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
            for folder in FOLDERS
            for path in (self.root / folder).rglob("*")
            if path.is_file() and not _is_litter(path.relative_to(self.root))
        )


def _is_litter(path: Path) -> bool:
    """Tell what an editor, a kernel or its user leaves beside a notebook from the course itself."""
    return any(part.startswith((".", "__pycache__")) or part == TO_HAND_IN for part in path.parts)


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
