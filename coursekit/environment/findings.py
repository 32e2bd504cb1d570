"""What follows from the facts about a machine: findings, each with its cure."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from coursekit.environment.kernels import Kernel
from coursekit.environment.machine import MANAGERS, REQUIRED, SHOWN, Machine, front_end, on_hub

__all__ = ["Finding", "Severity", "examine", "is_ready", "known_faults"]

Severity = Literal["ok", "note", "warning", "missing"]

# The managers that draw the widgets of each major version of ipywidgets.
_PARTNERS = {7: {"jupyterlab_widgets": 1, "widgetsnbextension": 3}}
_PARTNERS[8] = {"jupyterlab_widgets": 3, "widgetsnbextension": 4}


@dataclass(frozen=True)
class Finding:
    """One thing looked at: what was found, how bad it is, and what to do about it."""

    topic: str
    value: str
    severity: Severity = "ok"
    cure: str = ""


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
        *_kernel(machine),
        *_stale(machine),
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
    versions = {name: low for name, (low, _) in REQUIRED.items()}
    versions |= {"ipywidgets": "8.1", "jupyterlab": "4.2", "jupyterlab_widgets": "3.0"}
    notebook7 = {"ipywidgets": "7.7", "jupyterlab_widgets": "1.1", "notebook": "7.2"}
    well = Machine(versions=versions)
    colab = replace(well, environ={"COLAB_RELEASE_TAG": "any"})
    hub = replace(
        well,
        versions=versions | {"ipykernel": "6.29"},
        environ={"JUPYTERHUB_USER": "any", "VIRTUAL_ENV": "course-env"},
        prefix="course-env",
        virtual=True,
    )
    lab = replace(hub, modules=frozenset({"ipykernel"}), parent="jupyterhub-singleuser")
    lab = replace(lab, environ={}, server="elsewhere")
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
        hub,
        replace(well, kernels=(Kernel("coursekit", "", "old/bin/python", there=False),)),
        replace(lab, manager="3.1.0"),
        replace(lab, manager=""),
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
    for name, (low, below) in REQUIRED.items():
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
    for name in SHOWN:
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
    if where == "JupyterLab" and "jupyterhub" in machine.parent:
        where = "JupyterLab or Notebook 7"  # one server shows both
    yield Finding("front end", where)
    if on_hub(environ) and "ipykernel" in machine.modules:
        yield Finding("JupyterHub", "yes")
    elif on_hub(environ):
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


def _kernel(machine: Machine) -> Iterator[Finding]:
    """Look whether a Jupyter that runs elsewhere can start this environment's Python."""
    where = f"virtual environment {machine.prefix}" if machine.virtual else machine.prefix
    running = "ipykernel" in machine.modules
    if machine.prefix:
        yield Finding("kernel's Python" if running else "environment", where)
    if running:
        return
    ours = [kernel for kernel in machine.kernels if machine.prefix and kernel.runs(machine.prefix)]
    if ours:
        names = ", ".join(kernel.display_name for kernel in ours)
        yield Finding("kernel", f"registered: choose {names} in the menu Kernel")
    elif machine.virtual and _needs_registration(machine):
        has = "ipykernel" in machine.versions
        python = _program(machine, "python")
        first = "" if has else f"{python} -m pip install ipykernel, then "
        yield Finding(
            "kernel",
            "this virtual environment is not among Jupyter's kernels",
            "warning",
            f"Run: {first}{_program(machine, 'coursekit')} kernel",
        )


def _program(machine: Machine, name: str) -> str:
    """Return what to type to start a program of this environment."""
    active = machine.prefix in (
        machine.environ.get("VIRTUAL_ENV"),
        machine.environ.get("CONDA_PREFIX"),
    )
    # Whoever has called it by its whole path has nothing of it on the PATH.
    if machine.virtual and not active:
        return shlex.quote(f"{machine.prefix}/bin/{name}")
    return name


def _needs_registration(machine: Machine) -> bool:
    """Tell whether this is a terminal of a Jupyter server that is not this environment's."""
    if on_hub(machine.environ):
        return True
    # What Jupyter's own terminals are given.
    inside = "JUPYTER_SERVER_ROOT" in machine.environ
    return inside and not {"jupyterlab", "notebook"} & set(machine.versions)


def _stale(machine: Machine) -> Iterator[Finding]:
    for kernel in machine.kernels:
        if not kernel.there:
            yield Finding(
                "kernel",
                f"{kernel.name} starts {kernel.python}, which is gone",
                "warning",
                f"Run: {_program(machine, 'coursekit')} kernel --remove --name {kernel.name}",
            )


def _lab(machine: Machine) -> Iterator[Finding]:
    if on_hub(machine.environ) or "JUPYTER_SERVER_ROOT" in machine.environ:
        return  # the server is there, and need not be of this environment
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
    if machine.server and major in _PARTNERS and front_end(machine) == "JupyterLab":
        yield _drawn_elsewhere(machine, major)
        return
    if on_hub(machine.environ) and front_end(machine) == "terminal":
        yield Finding("widgets", "drawn by the hub's server: lesson 00 tells whether it can")
        return
    clashes = list(_clashes(machine, major))
    managers = [name for name in MANAGERS if name in machine.versions]
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


def _drawn_elsewhere(machine: Machine, major: int) -> Finding:
    """Look at the server's widget manager: the one beside the kernel draws nothing."""
    package = _PARTNERS[major]["jupyterlab_widgets"]
    # JupyterLab's extension counts two ahead of the package that brings it.
    if machine.manager and _numbers(machine.manager)[0] == package + 2:
        return Finding("widgets", f"can be drawn by the server in {machine.server}")
    value = (
        f"the server's widget manager {machine.manager} does not draw ipywidgets {major}"
        if machine.manager
        else "the server has no widget manager"
    )
    return Finding(
        "widgets",
        value,
        "warning",
        f'Whoever runs the server installs "jupyterlab_widgets=={package}.*" beside JupyterLab '
        "and restarts it.",
    )


def _clashes(machine: Machine, major: int) -> Iterator[Finding]:
    notebook = machine.versions.get("notebook")
    # Notebook 6 draws widgets by its own manager, and asks none of JupyterLab's.
    only_notebook_6 = (
        "jupyterlab" not in machine.versions and notebook and _numbers(notebook)[0] < 7
    )
    for name, wanted in _PARTNERS.get(major, {}).items():
        version = machine.versions.get(name)
        if only_notebook_6 and name == "jupyterlab_widgets":
            continue
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
    if "BINDER_LAUNCH_HOST" in machine.environ:
        return Finding(
            "storage",
            "lost when Binder stops the server",
            "warning",
            "Download your sheets before you leave.",
        )
    if not machine.writable:
        return Finding(
            "storage",
            "this folder is read-only",
            "warning",
            "Copy the course to a folder of your own: coursekit lab my-course",
        )
    if on_hub(machine.environ):
        return Finding("storage", "kept where the hub keeps your home folder")
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
