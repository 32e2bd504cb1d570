"""What of coursekit a student's process may see: the rooms that notebooks use, and no answers.

`tree` lists files and folders with the place at which they appear. The jail mounts them there; the
trusted mode, which has no mounts, builds the same tree of links. `coursekit` itself is a stand-in
whose `open_sheet` gives an object that takes every call and does nothing; sheets, grading and
authoring are not there at all, so nothing can be imported or read.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import coursekit

__all__ = ["HARNESS", "PACKAGES", "build", "tree"]

#: Where the jail has its own code, and the packages that can be imported.
HARNESS = PurePosixPath("/harness")
PACKAGES = PurePosixPath("/packages")

#: The rooms of coursekit that a notebook may import, and the modules that they stand on.
ROOMS = ("autodiff", "checking", "formula", "probability", "widgets")
MODULES = ("errors.py",)
#: The two modules that are replaced.
STAND_INS = {"__init__.py": "coursekit_init.py", "notebook/__init__.py": "notebook_init.py"}

_HERE = Path(__file__).resolve().parent


def tree() -> dict[PurePosixPath, Path]:
    """Return the place in the jail of every file or folder of ours, with what stands there.

    >>> PurePosixPath("/packages/coursekit/sheets") in tree()
    False
    """
    root = Path(coursekit.__file__).resolve().parent
    places = {PACKAGES / "coursekit" / name: root / name for name in (*ROOMS, *MODULES)}
    for name, stand_in in STAND_INS.items():
        places[PACKAGES / "coursekit" / name] = _HERE / "stand_ins" / stand_in
    harness = HARNESS / "sandbox"
    for name in ("channel.py", "messages.py", "values.py"):
        places[harness / name] = _HERE / name
    places[harness / "__init__.py"] = _HERE / "inside" / "__init__.py"
    places[harness / "inside"] = _HERE / "inside"
    return places


def build(folder: Path) -> None:
    """Build the tree below ``folder``, of links, for a process without mounts of its own."""
    for place, source in tree().items():
        target = folder / place.relative_to("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.symlink_to(source)
