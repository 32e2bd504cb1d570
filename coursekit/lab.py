"""Start JupyterLab on a lesson, with a server that sends a widget's small messages at once."""

import importlib.util
import os
import shlex
from pathlib import Path

from coursekit.course import Course
from coursekit.environment import MissingError
from coursekit.errors import CoursekitError
from coursekit.fetching import Fetched

__all__ = ["as_root", "in_file_browser", "last_lesson", "server_arguments", "start"]


def as_root() -> bool:
    """Tell whether this is the root user, as in many containers; Windows has none."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def server_arguments(
    course: Course,
    folder: Path,
    lesson: str | None = None,
    *,
    port: int | None = None,
    browser: bool = True,
) -> list[str]:
    """Return JupyterLab's arguments that open `lesson` (default: the first) in `folder`.

    `CoursekitError`: the course has no lesson of that name.
    """
    lessons = course.lessons()
    if lesson is None and lessons:
        lesson = lessons[0]
    elif lesson not in lessons:
        raise CoursekitError(
            f"There is no lesson {lesson!r}; the lessons are {', '.join(lessons) or 'not there'}."
        )
    arguments = [
        "--ServerApp.ip=127.0.0.1",  # this machine only, by whatever name it knows itself
        f"--ServerApp.root_dir={folder.expanduser().resolve()}",
        f"--LabApp.default_url=/lab/tree/notebooks/{lesson}.ipynb",
        "--ServerApp.jpserver_extensions={'coursekit.jupyter_nodelay': True}",
    ]
    if port is not None:
        arguments.append(f"--ServerApp.port={port}")
    if as_root():
        arguments.append("--allow-root")  # Jupyter refuses otherwise; the command line says so
    if not browser:
        arguments.append("--no-browser")
    return arguments


def last_lesson(fetched: Fetched) -> str | None:
    """Return the lesson that the student has worked in last; None for a newcomer."""
    own = [path for path in fetched.own if path.parts[0] == "notebooks"]
    if not own:
        return None
    return max(own, key=lambda path: (fetched.folder / path).stat().st_mtime).stem


def in_file_browser(folder: Path, root: str) -> str:
    """Say where a hub's file browser shows the lessons, or how to bring them below its `root`.

    A root of "" is one that is not known.

    >>> in_file_browser(Path("/home/ada/my-course"), "/home/ada")
    'You are on a JupyterHub: open my-course/notebooks in its file browser.'
    """
    if not root:
        return f"You are on a JupyterHub: open {folder}/notebooks in its file browser."
    top, own = Path(root).expanduser().resolve(), folder.expanduser().resolve()
    if own.is_relative_to(top):
        shown = (own.relative_to(top) / "notebooks").as_posix()
        return f"You are on a JupyterHub: open {shown} in its file browser."
    return (
        f"You are on a JupyterHub, and its file browser does not show {own}: it begins at {top}. "
        f"Give this command a folder there: {shlex.quote(str(top / own.name))}"
    )


def start(arguments: list[str]) -> None:
    """Run JupyterLab in this process until the student stops it.

    `MissingError`: JupyterLab or the kernel is not installed.
    """
    missing = [
        name for name in ("jupyterlab", "ipykernel") if importlib.util.find_spec(name) is None
    ]
    if missing:
        raise MissingError(
            f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} not installed. Run: "
            'python -m pip install "jupyterlab>=4.2" ipykernel, or open the folder with the '
            "Jupyter or VS Code that you have."
        )
    # The kernel must be this Python, which has coursekit, and not another one of the user's.
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
    from jupyterlab.labapp import LabApp

    LabApp.launch_instance(argv=arguments)
