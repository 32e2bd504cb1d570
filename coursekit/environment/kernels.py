"""The Jupyter kernels that a user has registered: found, added, removed.

A JupyterHub starts kernels of its own Python. A student's virtual environment appears in its menu
only when it has been registered as a kernel in the student's Jupyter folder.
"""

import importlib.util
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coursekit.environment.errors import MissingError
from coursekit.errors import CoursekitError

__all__ = ["DEFAULT", "Kernel", "is_virtual", "register", "registered", "remove"]

DEFAULT = "coursekit"

# Jupyter empties the folder of this name before it writes there, and "." and ".." are folders too.
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


@dataclass(frozen=True)
class Kernel:
    """A registered kernel: its name, its line in the menu, its Python, and whether that is there.

    >>> Kernel("coursekit", "Course", "/home/student/env/bin/python").runs("/home/student/env")
    True
    """

    name: str
    display_name: str
    python: str
    there: bool = True

    def runs(self, prefix: str) -> bool:
        """Tell whether this kernel runs the environment in the folder `prefix`."""
        # A virtual environment's python is a link to another one: only its folder may be followed.
        folder = Path(self.python).parent.resolve()
        return Path(prefix).resolve() in (folder, folder.parent)


def is_virtual() -> bool:
    """Tell whether this Python belongs to an environment of one's own (venv or conda).

    >>> is_virtual() in (True, False)
    True
    """
    return sys.prefix != sys.base_prefix or (Path(sys.prefix) / "conda-meta").is_dir()


def registered() -> tuple[Kernel, ...]:
    """Return the kernels of Python that a Jupyter elsewhere on this machine offers to this user.

    Those in this environment's own folder are left out: only a Jupyter of this environment sees
    them; and those of the system that are broken, which the user cannot mend. Nothing is found
    where jupyter_client is not installed.

    >>> all(kernel.name for kernel in registered())
    True
    """
    if importlib.util.find_spec("jupyter_client") is None:
        return ()
    own = Path(sys.prefix).resolve()
    folders = [
        folder
        for folder in _manager().kernel_dirs
        if own not in Path(folder).resolve().parents or not is_virtual()
    ]
    theirs = Path(_manager().user_kernel_dir).resolve()
    kernels = []
    for name, found in sorted(_manager(folders).get_all_specs().items()):
        spec = found["spec"]
        if spec.get("language") != "python":
            continue
        python = str((spec.get("argv") or [""])[0])
        there = not Path(python).is_absolute() or Path(python).exists()
        if there or Path(found["resource_dir"]).resolve().parent == theirs:
            kernels.append(Kernel(name, str(spec["display_name"]), python, there))
    return tuple(kernels)


def register(name: str | None = None, display_name: str | None = None) -> tuple[Kernel, str]:
    """Register this Python as a kernel of this user; return it and the Python it stood for before.

    A name of None is "coursekit", which only a virtual environment may have. The Python before is
    "" for a new kernel. To do it twice changes nothing.

    `CoursekitError`: no virtual environment, a name that cannot be, or a folder that cannot be
    written. `MissingError`: ipykernel is not installed here.
    """
    if name is None and not is_virtual():
        raise CoursekitError(
            f"This Python ({sys.prefix}) is in no virtual environment, so its packages are not "
            "your own. Make one and install the course there: python3 -m venv ~/course-env, then "
            "source ~/course-env/bin/activate, then your lecturer's install line, then coursekit "
            "kernel. To register this Python nevertheless, give it a name: --name my-python"
        )
    name = _valid(DEFAULT if name is None else name)
    if importlib.util.find_spec("ipykernel") is None:
        raise MissingError(
            "ipykernel is not installed in this environment, and a kernel is made of it. Run: "
            "python -m pip install ipykernel, then coursekit kernel."
        )
    from ipykernel.kernelspec import install

    before = _own(name)
    shown = display_name or f"{name} (Python {sys.version_info[0]}.{sys.version_info[1]})"
    try:
        install(user=True, kernel_name=name, display_name=shown)
    except OSError as error:
        raise _unwritable(error) from None
    return Kernel(name, shown, sys.executable), before.python if before else ""


def remove(name: str | None = None) -> bool:
    """Remove a kernel that this user has registered; tell whether there was one.

    `CoursekitError`: the kernel is none of Python's, or its folder cannot be written.
    `MissingError`: jupyter_client is not installed here.
    """
    name = _valid(DEFAULT if name is None else name)
    if importlib.util.find_spec("jupyter_client") is None:
        raise MissingError(
            "jupyter_client is not installed in this environment. Run: python -m pip install "
            f"ipykernel, then coursekit kernel --remove --name {name}"
        )
    manager = _manager([_manager().user_kernel_dir])
    found = manager.get_all_specs()
    if name not in found:
        return False
    if found[name]["spec"].get("language") != "python":
        raise CoursekitError(
            f"The kernel {name!r} runs no Python, so coursekit has not made it. To remove it "
            f"nevertheless: jupyter kernelspec remove {name}"
        )
    try:
        manager.remove_kernel_spec(name)
    except OSError as error:
        raise _unwritable(error) from None
    return True


def _own(name: str) -> Kernel | None:
    return next((kernel for kernel in registered() if kernel.name == name), None)


def _manager(folders: list[str] | None = None) -> Any:
    from jupyter_client.kernelspec import KernelSpecManager

    if folders is None:
        return KernelSpecManager()
    # The native kernel is in no folder: it stands for whichever Python asks.
    return KernelSpecManager(kernel_dirs=folders, ensure_native_kernel=False)


def _valid(name: str) -> str:
    """Return a kernel's name as Jupyter writes it."""
    lower = name.lower()
    if not _NAME.fullmatch(lower):
        raise CoursekitError(
            f"--name {name!r} cannot be a kernel's name: take up to 64 letters, digits, dots, "
            "hyphens and underscores, the first a letter or digit. What the menu shows is "
            "--display-name."
        )
    if lower in ("python", "python2", "python3"):
        raise CoursekitError(
            f"--name {name}: this is the server's own kernel, which yours would hide in every "
            "notebook. Take another name, such as coursekit."
        )
    return lower


def _unwritable(error: OSError) -> CoursekitError:
    return CoursekitError(
        f"Your folder of kernels cannot be written ({error.filename or error}: "
        f"{error.strerror or 'no reason given'}). Set JUPYTER_DATA_DIR to a folder of your own, "
        "for Jupyter too, and try again."
    )
