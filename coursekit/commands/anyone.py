"""What anyone types to see whether everything is here and works."""

import json
from dataclasses import asdict
from typing import Annotated

import typer

from coursekit.commands.codes import DONE, FAILED, LACKING
from coursekit.console import say, show_table

__all__ = ["doctor", "selftest"]


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Say what is missing here, and what to do.

    Looks at Python, packages, front end, widgets and storage.
    The exit code is 3 if something required is missing.

    \b
    Examples:
      coursekit doctor
      coursekit doctor --json
    """  # noqa: D301
    from coursekit.environment import examine, is_ready

    findings = examine()
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
