"""What anyone types to see whether everything is here and works."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from coursekit.commands.codes import DONE, FAILED, LACKING
from coursekit.console import say, show_table

if TYPE_CHECKING:
    from coursekit.environment import Finding

__all__ = ["doctor", "selftest"]


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Say what is missing here, and what to do.

    Looks at Python, packages, front end, widgets and storage, and at the walls
    of the jail in which a class is graded.
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
            ["", "found", "", "what to do"],
            [
                [finding.topic, finding.value, finding.severity, finding.cure]
                for finding in findings
            ],
        )
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
