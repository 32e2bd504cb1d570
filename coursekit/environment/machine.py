"""The facts about a machine that its findings follow from, and which front end they add up to."""

import importlib.metadata
import json
import os
import platform
import re
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from coursekit.course import find_course
from coursekit.environment.kernels import Kernel, is_virtual, registered
from coursekit.errors import CoursekitError

__all__ = ["MANAGERS", "REQUIRED", "SHOWN", "Machine", "front_end", "on_hub"]

# What the library stands on, as pyproject.toml says it: from this version, below that one.
REQUIRED: dict[str, tuple[str, str]] = {
    "numpy": ("2.0", ""),
    "matplotlib": ("3.9", ""),
    "ipywidgets": ("7.7", "9"),
    "nbformat": ("5.10", ""),
    "typer": ("0.16", ""),
    "rich": ("13", ""),
}
#: What is told for the sake of who is asked for help.
SHOWN = ("coursekit-dl", "IPython", "ipykernel", "jupyterlab", "notebook")
#: What draws widgets: in JupyterLab and Notebook 7, and in Notebook 6.
MANAGERS = ("jupyterlab_widgets", "widgetsnbextension")

_DISTRIBUTIONS = (*REQUIRED, *SHOWN, *MANAGERS, "coursekit")
_PROGRAMS = (
    *("chromium", "chromium-browser", "google-chrome"),
    *("bwrap", "sbatch", "nvidia-smi"),
)


@dataclass(frozen=True)
class Machine:
    """The facts that the findings follow from.

    `versions` holds installed distributions, `modules` what this process has imported, `parent`
    the command line of the process that started this one ("" if unknown), `programs` the commands
    found on the PATH. `prefix` is the folder of this Python's environment, `virtual` whether that
    is one of its own, `kernels` what a Jupyter elsewhere offers to this user. `server` is the
    folder of the environment that the notebook server runs in ("" if it is this one, or unknown),
    and `manager` the version of JupyterLab's widget manager there.
    """

    python: tuple[int, ...] = (3, 11, 0)
    system: str = "Linux"
    environ: Mapping[str, str] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    modules: frozenset[str] = frozenset()
    parent: str = ""
    programs: frozenset[str] = frozenset()
    writable: bool = True
    checkout: bool = False
    prefix: str = ""
    virtual: bool = False
    kernels: tuple[Kernel, ...] = ()
    server: str = ""
    manager: str = ""

    @classmethod
    def here(cls) -> "Machine":
        """Collect the facts of this process.

        >>> Machine.here().python == sys.version_info[:3]
        True
        """
        try:
            checkout = find_course().checkout
        except CoursekitError:
            checkout = False
        parent = _parent_command()
        server = _server(parent) if "ipykernel" in sys.modules else ""
        return cls(
            python=tuple(sys.version_info[:3]),
            system=f"{platform.system()} {platform.release()}",
            environ=dict(os.environ),
            versions={name: found for name in _DISTRIBUTIONS if (found := _version(name))},
            modules=frozenset(sys.modules),
            parent=" ".join(parent),
            programs=frozenset(name for name in _PROGRAMS if shutil.which(name)),
            writable=os.access(Path.cwd(), os.W_OK),
            checkout=checkout,
            prefix=sys.prefix,
            virtual=is_virtual(),
            kernels=registered(),
            server=server,
            manager=_manager_version(Path(server)) if server else "",
        )


def _version(name: str) -> str:
    """Return the version of an installed distribution, "" if it is absent."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _parent_command() -> list[str]:
    """Return the command line of the parent process where the system tells it."""
    try:
        line = Path(f"/proc/{os.getppid()}/cmdline").read_bytes()
    except OSError:
        return []
    return line.decode(errors="replace").strip("\0").split("\0")


def _server(parent: list[str]) -> str:
    """Return the environment of the server that has started this kernel; "" if it is this one."""
    programs = parent[:2]  # Python, and the script that it runs
    if programs and programs[0].startswith("python"):  # without its folder, as for python3 -m
        programs.append(shutil.which(programs[0]) or "")
    for program in programs:
        path = Path(program)
        if path.is_absolute() and path.parent.name in ("bin", "Scripts"):
            server = path.parent.parent
            same = server.resolve() == Path(sys.prefix).resolve()
            return "" if same else str(server)
    return ""


def _manager_version(server: Path) -> str:
    """Return the version of the widget manager that a server's JupyterLab loads, "" for none."""
    shares = [Path(os.environ.get("JUPYTER_DATA_DIR") or Path.home() / ".local/share/jupyter")]
    shares += [Path(each) for each in os.environ.get("JUPYTER_PATH", "").split(os.pathsep) if each]
    shares += [server / "share/jupyter", Path("/usr/local/share/jupyter")]
    shares += [Path("/usr/share/jupyter")]
    for share in shares:
        package = share / "labextensions/@jupyter-widgets/jupyterlab-manager/package.json"
        try:
            return str(json.loads(package.read_text(encoding="utf-8"))["version"])
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return ""


def on_hub(environ: Mapping[str, str]) -> bool:
    """Tell whether this runs inside a JupyterHub, whose server must not be doubled.

    >>> on_hub({"JUPYTERHUB_API_URL": "http://127.0.0.1:8081/hub/api"}), on_hub({})
    (True, False)
    """
    return "JUPYTERHUB_API_URL" in environ or "JUPYTERHUB_USER" in environ


def front_end(machine: Machine) -> str:
    """Name what shows the output: Colab, VS Code, JupyterLab, Notebook, Jupyter, a job, a terminal.

    >>> front_end(Machine(environ={"COLAB_RELEASE_TAG": "release-colab"}))
    'Colab'
    """
    environ = machine.environ
    if "google.colab" in machine.modules or "COLAB_RELEASE_TAG" in environ:
        return "Colab"
    if "ipykernel" in machine.modules:
        if "VSCODE_PID" in environ or "VSCODE_CWD" in environ or "vscode" in machine.parent:
            return "VS Code"
        # `coursekit lab` starts JupyterLab inside its own process.
        if re.search(r"jupyter-?lab|jupyterhub[-.]singleuser|coursekit\S* lab\b", machine.parent):
            return "JupyterLab"
        return "Notebook" if "notebook" in machine.parent else "Jupyter"
    return "batch job under SLURM" if "SLURM_JOB_ID" in environ else "terminal"
