"""Run the lessons in this environment and compare every output with the stored one."""

import importlib.util
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from coursekit.authoring.errors import AuthoringError
from coursekit.course import Course
from coursekit.environment import MissingError
from coursekit.fetching import fetch_course

__all__ = ["NBVAL_ARGUMENTS", "selftest"]

_SANITISE = Path(__file__).with_name("nbval_sanitize.cfg")

NBVAL_ARGUMENTS = (
    "-p",
    "coursekit.authoring.nbval_history",
    "--nbval",
    f"--nbval-sanitize-with={_SANITISE}",
    "--nbval-current-env",
    # nbval's own limit is 2000 s; no cell of a lesson takes longer than a few.
    "--nbval-cell-timeout=60",
)


def selftest(course: Course, names: Sequence[str] = ()) -> int:
    """Compare the lessons `names` (default: all) with a fresh run; return pytest's exit code.

    The lessons run in a copy, so that the course's own folder stays as it is. `MissingError`:
    pytest or nbval is not installed; `AuthoringError`: there is no such lesson.
    """
    missing = [name for name in ("pytest", "nbval") if importlib.util.find_spec(name) is None]
    if missing:
        raise MissingError(
            f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} not installed. Run: "
            "python -m pip install pytest nbval"
        )
    lessons = course.lessons()
    if unknown := [name for name in names if name not in lessons]:
        raise AuthoringError(
            f"There is no lesson {', '.join(unknown)}; the lessons are {', '.join(lessons)}."
        )
    if not lessons:
        raise AuthoringError(f"{course.notebooks} holds no lesson to test.")
    with tempfile.TemporaryDirectory(prefix="coursekit-", ignore_cleanup_errors=True) as folder:
        fetch_course(course, Path(folder))
        files = [f"notebooks/{name}.ipynb" for name in names or lessons]
        arguments = ["-q", "--rootdir=.", "-p", "no:cacheprovider", *NBVAL_ARGUMENTS, *files]
        environ = os.environ | {"COURSEKIT_STATE": "memory", "JUPYTER_PREFER_ENV_PATH": "1"}
        return subprocess.run(  # noqa: S603 - our own interpreter and arguments
            [sys.executable, "-m", "pytest", *arguments], cwd=folder, env=environ, check=False
        ).returncode
