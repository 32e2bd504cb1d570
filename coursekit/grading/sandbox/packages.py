"""Which installed packages a student's process may import, file by file.

The folder where packages are installed is never shown whole: it may hold coursekit itself, with
every sheet, as a wheel or as a link to a checkout. Each allowed package is found by its own list of
installed files, together with what it requires, and shown alone.
"""

from __future__ import annotations

import importlib.metadata
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from coursekit.grading.sandbox.faults import SandboxError

__all__ = ["ALLOWED", "find"]

#: What notebooks may import where it is installed; the first ones must be.
REQUIRED = ("numpy", "matplotlib")
ALLOWED = (*REQUIRED, "ipywidgets", "IPython", "scipy", "pandas", "sympy")

#: Front ends, which the old ipywidgets requires with a whole server: a jail has no browser.
_NOT_FOLLOWED = {"jupyterlab-widgets", "widgetsnbextension"}
#: What is hidden whoever claims to own it.
_HIDDEN = re.compile(r"(coursekit|__editable__).*|.*\.(pth|egg-link)|__pycache__|\.\.|bin", re.I)
_TOP = re.compile(r'^"?([^/,"\n]+)', re.MULTILINE)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@lru_cache(maxsize=8)
def find(names: Sequence[str] = ALLOWED) -> dict[str, Path]:
    """Return, by its name in the folder of packages, every file and folder of ``names``.

    What they require is included, what is not installed is left out. Raises SandboxError if one of
    `REQUIRED` cannot be found.

    >>> found = find()
    >>> "numpy" in found, any("coursekit" in name for name in found)
    (True, False)
    """
    found: dict[str, Path] = {}
    for distribution in _with_requirements(names):
        for name, path in _entries(distribution):
            found.setdefault(name, path)
    for name in REQUIRED:
        if name not in found:
            raise SandboxError(
                f"{name} is not installed as a package of the Python that runs the grader; "
                "install coursekit with its requirements"
            )
    return found


def _with_requirements(names: Sequence[str]) -> Iterator[importlib.metadata.Distribution]:
    waiting, seen = list(names), set(_NOT_FOLLOWED)
    while waiting:
        name = waiting.pop(0)
        key = re.sub(r"[-_.]+", "-", name).lower()
        if key in seen:
            continue
        seen.add(key)
        try:
            distribution = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue
        yield distribution
        for requirement in distribution.requires or ():
            required = _NAME.match(requirement)
            if required and "extra ==" not in requirement.replace("extra==", "extra =="):
                waiting.append(required.group())


def _entries(distribution: importlib.metadata.Distribution) -> Iterator[tuple[str, Path]]:
    """Top-level files and folders of one distribution."""
    root = Path(str(distribution.locate_file(""))).resolve()
    # Read as text: to make path objects of SciPy's three thousand files takes half a second.
    tops = set(_TOP.findall(distribution.read_text("RECORD") or ""))
    if not tops:
        # A system's own package has no list of files: its import name must do.
        name = str(distribution.metadata["Name"])
        listed = (distribution.read_text("top_level.txt") or "").split()
        tops = {*listed, name, name.replace("-", "_"), f"{name}.py", f"{name}.libs"}
    for top in sorted(tops):
        path = root / top
        if not _HIDDEN.fullmatch(top) and path.exists():
            yield top, path
