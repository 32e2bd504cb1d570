"""What anyone types to see whether everything is here and works."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from coursekit.commands.codes import DONE, FAILED, LACKING
from coursekit.console import say, show_table

if TYPE_CHECKING:
    from coursekit.environment import Finding

__all__ = ["doctor", "kernel", "selftest"]


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Say what is missing here, and what to do.

    Looks at Python, packages, front end, kernel, widgets and storage, at JupyterHub
    and SLURM, and at the walls of the jail in which a class is graded.
    Send what --json prints when you ask for help; it names folders, so look through it.
    The exit code is 3 if something required is missing.

    \b
    Examples:
      coursekit doctor
      coursekit doctor --json
    """  # noqa: D301
    from coursekit.environment import examine, is_ready

    findings = [*examine(), *_walls()]
    if as_json:
        say(json.dumps([asdict(finding) for finding in findings], indent=1))
    else:
        show_table(
            ["", "found", ""],
            [[finding.topic, finding.value, finding.severity] for finding in findings],
        )
        # A line each and never cut short, for it is to be copied.
        for finding in findings:
            if finding.cure:
                say(f"{finding.topic}: {finding.cure}")
        ready = is_ready(findings)
        say("coursekit can run here." if ready else "coursekit cannot run here yet.")
    raise typer.Exit(DONE if is_ready(findings) else LACKING)


def _walls() -> "list[Finding]":
    """Return the layers of the jail; only who grades a class needs them."""
    from coursekit.environment import Finding
    from coursekit.grading.sandbox import available

    return [
        Finding(f"jail: {layer.name}", "on")
        if layer.on
        else Finding(f"jail: {layer.name}", f"off: {layer.cause}", "note", layer.cure)
        for layer in available()
    ]


def kernel(
    name: Annotated[
        str | None, typer.Option(help="The kernel's name; default: coursekit.", metavar="NAME")
    ] = None,
    display_name: Annotated[
        str | None, typer.Option(help="What the menu shows.", metavar="TEXT")
    ] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Take it out of the menu.")] = False,
) -> None:
    """Make this virtual environment a kernel of your Jupyter.

    A JupyterHub, or a JupyterLab of another environment, runs notebooks in this one once it
    is in its menu. Nothing is installed; to do it twice changes nothing.

    \b
    Examples:
      coursekit kernel
      coursekit kernel --name calculus --display-name "Calculus 2027"
      coursekit kernel --remove
    """  # noqa: D301
    from coursekit.environment import kernels

    if remove:
        gone = kernels.remove(name)
        say(f"The kernel {name or kernels.DEFAULT} is " + ("removed." if gone else "not there."))
        return
    made, before = kernels.register(name, display_name)
    if before and before != made.python:
        say(f"The kernel {made.name} started {before} before.")
    say(f'Registered: the kernel "{made.display_name}" starts {made.python}')
    say(
        f'In each notebook choose Kernel > Change Kernel… > "{made.display_name}". '
        "If the menu lacks it, reload the page."
    )


def selftest(
    names: Annotated[
        list[str] | None, typer.Argument(help="Lessons; default: all.", metavar="NAME")
    ] = None,
) -> None:
    """Compare the lessons' stored outputs with a run here.

    \b
    Examples:
      coursekit selftest
      coursekit selftest 01_derivatives
    """  # noqa: D301
    from coursekit.authoring.selftest import selftest as run_lessons
    from coursekit.course import find_course

    failed = run_lessons(find_course(), names or ())
    if failed:
        say("The lessons do not give their stored outputs here; `coursekit doctor` may say why.")
    raise typer.Exit(FAILED if failed else DONE)
