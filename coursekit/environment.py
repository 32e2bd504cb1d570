"""Where coursekit runs: Python, packages, front end, hub, scheduler; what is missing and its cure.

`Machine.here()` collects facts and decides nothing; `examine` turns facts into findings and asks
nothing of the machine, so that every case can be tested on any machine.
"""

import importlib.metadata
import os
import platform
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from coursekit.course import find_course
from coursekit.errors import CoursekitError

__all__ = [
    "Finding",
    "Machine",
    "MissingError",
    "Severity",
    "examine",
    "front_end",
    "is_ready",
    "known_faults",
    "on_hub",
]

Severity = Literal["ok", "note", "warning", "missing"]

# What the library stands on, as pyproject.toml says it: from this version, below that one.
_REQUIRED: dict[str, tuple[str, str]] = {
    "numpy": ("2.0", ""),
    "matplotlib": ("3.9", ""),
    "ipywidgets": ("7.7", "9"),
    "nbformat": ("5.10", ""),
    "typer": ("0.16", ""),
    "rich": ("13", ""),
}
_SHOWN = ("IPython", "ipykernel", "jupyterlab", "notebook")
_MANAGERS = ("jupyterlab_widgets", "widgetsnbextension")
# The managers that draw the widgets of each major version of ipywidgets.
_PARTNERS = {7: {"jupyterlab_widgets": 1, "widgetsnbextension": 3}}
_PARTNERS[8] = {"jupyterlab_widgets": 3, "widgetsnbextension": 4}
_DISTRIBUTIONS = (*_REQUIRED, *_SHOWN, *_MANAGERS, "coursekit", "coursekit-dl")


class MissingError(CoursekitError):
    """Something that a command needs is not installed; the message says how to get it."""


@dataclass(frozen=True)
class Finding:
    """One thing looked at: what was found, how bad it is, and what to do about it."""

    topic: str
    value: str
    severity: Severity = "ok"
    cure: str = ""


@dataclass(frozen=True)
class Machine:
    """The facts that the findings follow from.

    `versions` holds installed distributions, `modules` what this process has imported, `parent`
    the command line of the process that started this one ("" if unknown), `programs` the commands
    found on the PATH.
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

    @classmethod
    def here(cls) -> "Machine":
        """Collect the facts of this process.

        >>> Machine.here().python == sys.version_info[:3]
        True
        """
        programs = (
            "chromium",
            "chromium-browser",
            "google-chrome",
            "bwrap",
            "sbatch",
            "nvidia-smi",
        )
        try:
            checkout = find_course().checkout
        except CoursekitError:
            checkout = False
        return cls(
            python=tuple(sys.version_info[:3]),
            system=f"{platform.system()} {platform.release()}",
            environ=dict(os.environ),
            versions={name: found for name in _DISTRIBUTIONS if (found := _version(name))},
            modules=frozenset(sys.modules),
            parent=_parent_command(),
            programs=frozenset(name for name in programs if shutil.which(name)),
            writable=os.access(Path.cwd(), os.W_OK),
            checkout=checkout,
        )


def _version(name: str) -> str:
    """Return the version of an installed distribution, "" if it is absent."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _parent_command() -> str:
    """Return the command line of the parent process where the system tells it."""
    try:
        line = Path(f"/proc/{os.getppid()}/cmdline").read_bytes()
    except OSError:
        return ""
    return line.replace(b"\0", b" ").decode(errors="replace").strip()


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
        if re.search(r"jupyter-?lab|jupyterhub-singleuser|coursekit\S* lab\b", machine.parent):
            return "JupyterLab"
        return "Notebook" if "notebook" in machine.parent else "Jupyter"
    return "batch job under SLURM" if "SLURM_JOB_ID" in environ else "terminal"


def examine(machine: Machine | None = None) -> list[Finding]:
    """Return what was found, in reading order; `machine` of None means this one.

    >>> [finding.topic for finding in examine(Machine())][:2]
    ['Python', 'system']
    """
    machine = machine or Machine.here()
    return [
        _python(machine),
        Finding("system", machine.system),
        *_packages(machine),
        *_namesake(machine),
        *_surroundings(machine),
        *_lab(machine),
        *_widgets(machine),
        _storage(machine),
        *_contributor(machine),
    ]


def known_faults() -> list[Finding]:
    """Return an example of each fault that `examine` can tell a student, with its cure.

    >>> any("read-only" in fault.value for fault in known_faults())
    True
    """
    versions = {name: low for name, (low, _) in _REQUIRED.items()}
    versions |= {"ipywidgets": "8.1", "jupyterlab": "4.2", "jupyterlab_widgets": "3.0"}
    notebook7 = {"ipywidgets": "7.7", "jupyterlab_widgets": "1.1", "notebook": "7.2"}
    well = Machine(versions=versions)
    colab = replace(well, environ={"COLAB_RELEASE_TAG": "any"})
    without_lab = {name: found for name, found in versions.items() if "jupyterlab" not in name}
    ill = [
        replace(well, python=(3, 9, 0)),
        replace(well, versions=versions | {"numpy": "1.26"}),
        replace(well, versions=versions | {"coursekit": "1.0"}),
        replace(well, versions=without_lab),
        replace(well, versions=versions | {"jupyterlab_widgets": "1.1"}),
        replace(well, versions=versions | notebook7),
        colab,
        replace(well, writable=False),
        replace(well, environ={"JUPYTERHUB_USER": "any"}),
        replace(well, programs=frozenset({"sbatch"})),
    ]
    return [finding for machine in ill for finding in examine(machine) if finding.cure]


def is_ready(findings: list[Finding]) -> bool:
    """Tell whether nothing that is required is missing.

    >>> is_ready([Finding("numpy", "absent", "missing")])
    False
    """
    return all(finding.severity != "missing" for finding in findings)


def _numbers(version: str) -> tuple[int, ...]:
    """Return "7.7.1rc2" as (7, 7, 1)."""
    return tuple(int(number) for number in re.findall(r"\d+", version)[:3])


def _python(machine: Machine) -> Finding:
    text = ".".join(map(str, machine.python))
    if machine.python < (3, 10):
        return Finding("Python", text, "missing", "coursekit needs Python 3.10 or newer.")
    return Finding("Python", text)


def _packages(machine: Machine) -> Iterator[Finding]:
    for name, (low, below) in _REQUIRED.items():
        version = machine.versions.get(name)
        wanted = f"{name}>={low}" + (f",<{below}" if below else "")
        if version is None:
            value = "absent"
        elif _numbers(version) < _numbers(low) or (below and _numbers(version) >= _numbers(below)):
            value = version
        else:
            yield Finding(name, version)
            continue
        yield Finding(name, value, "missing", f'Run: python -m pip install "{wanted}"')
    for name in _SHOWN:
        if name in machine.versions:
            yield Finding(name, machine.versions[name])


def _namesake(machine: Machine) -> Iterator[Finding]:
    if "coursekit" in machine.versions:
        yield Finding(
            "namesake",
            f"a package coursekit {machine.versions['coursekit']} of someone else is installed",
            "missing",
            "Run: python -m pip uninstall coursekit, then install the course again.",
        )


def _surroundings(machine: Machine) -> Iterator[Finding]:
    environ = machine.environ
    where = front_end(machine)
    yield Finding("front end", where)
    if on_hub(environ):
        yield Finding(
            "JupyterHub",
            "yes",
            "note",
            "The server belongs to the hub: open the lessons in its file browser.",
        )
    if "SLURM_JOB_ID" in environ:
        yield Finding("SLURM", f"job {environ['SLURM_JOB_ID']}")
    elif "sbatch" in machine.programs and not on_hub(environ):
        yield Finding(
            "SLURM",
            "outside a job",
            "note",
            "If this is a head node, start a job first: srun --pty bash. No GPU is needed.",
        )
    has_gpu = "nvidia-smi" in machine.programs
    yield Finding("GPU", "one is here, and not needed" if has_gpu else "none, and none is needed")


def _lab(machine: Machine) -> Iterator[Finding]:
    if front_end(machine) != "terminal" or {"jupyterlab", "notebook"} & set(machine.versions):
        return
    yield Finding(
        "jupyterlab",
        "absent",
        "warning",
        'To open the lessons here, run: python -m pip install "jupyterlab>=4.2" ipykernel',
    )


def _widgets(machine: Machine) -> Iterator[Finding]:
    """Find out whether widgets can be drawn: ipywidgets and its managers must belong together."""
    version = machine.versions.get("ipywidgets")
    if version is None:
        return  # reported with the packages
    major = _numbers(version)[0]
    if front_end(machine) == "Colab":
        if major == 7:
            yield Finding("widgets", "drawn by Colab")
        else:
            yield Finding(
                "widgets",
                f"Colab draws ipywidgets 7, here is {version}",
                "warning",
                "Choose Runtime > Disconnect and delete runtime, and do not upgrade ipywidgets.",
            )
        return
    clashes = list(_clashes(machine, major))
    managers = [name for name in _MANAGERS if name in machine.versions]
    if clashes:
        yield from clashes
    elif managers:
        yield Finding("widgets", "can be drawn")
    elif front_end(machine) == "VS Code":
        yield Finding("widgets", "drawn by VS Code")
    else:
        yield Finding(
            "widgets",
            "no manager in this environment",
            "note",
            "If a widget shows as text, install jupyterlab_widgets where the server runs.",
        )


def _clashes(machine: Machine, major: int) -> Iterator[Finding]:
    for name, wanted in _PARTNERS.get(major, {}).items():
        version = machine.versions.get(name)
        if version and _numbers(version)[0] != wanted:
            yield Finding(
                "widgets",
                f"{name} {version} does not draw ipywidgets {major}",
                "warning",
                f'Run: python -m pip install "{name}=={wanted}.*", then restart the server.',
            )
    if major == 7 and machine.versions.get("widgetsnbextension") == "3.6.10":
        yield Finding(
            "widgets",
            "widgetsnbextension 3.6.10 loses printed output",
            "warning",
            'Run: python -m pip install "widgetsnbextension==3.6.6", then restart the server.',
        )
    notebook = machine.versions.get("notebook")
    if major == 7 and notebook and _numbers(notebook)[0] >= 7:
        yield Finding(
            "widgets",
            f"Notebook {notebook} does not draw ipywidgets 7",
            "warning",
            'Run: python -m pip install "ipywidgets>=8,<9", then restart the server.',
        )


def _storage(machine: Machine) -> Finding:
    if front_end(machine) == "Colab":
        return Finding(
            "storage",
            "lost when Colab recycles the machine",
            "warning",
            "Choose File > Save a copy in Drive, and download your sheets before you leave.",
        )
    if not machine.writable:
        return Finding(
            "storage",
            "this folder is read-only",
            "warning",
            "Copy the course to a folder of your own: coursekit lab my-course",
        )
    return Finding("storage", "kept")


def _contributor(machine: Machine) -> Iterator[Finding]:
    """Look for what the tests of a checkout use; a student never needs it."""
    if not machine.checkout:
        return
    if machine.programs & {"chromium", "chromium-browser", "google-chrome"}:
        yield Finding("Chromium", "found")
    else:
        yield Finding("Chromium", "absent", "note", "Tests in the browser are skipped without it.")
    if machine.system.startswith("Linux"):
        if "bwrap" in machine.programs:
            yield Finding("bubblewrap", "found")
        else:
            yield Finding(
                "bubblewrap", "absent", "note", "Only the sandbox for grading a class uses it."
            )
