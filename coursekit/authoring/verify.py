"""Prove the sheets: what their worked notebooks answer, what their slips are told.

A worked notebook's code runs in a process of its own, so that one sheet's names, settings and
crashes cannot touch another's. ``python -m coursekit.authoring.verify`` is that process.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from coursekit import sheets
from coursekit.authoring.errors import AuthoringError, RefusalError
from coursekit.authoring.notebook_file import label, read
from coursekit.authoring.proofs import proofs
from coursekit.authoring.regions import bound_names
from coursekit.authoring.steps import code_cells, student_notebook
from coursekit.checking import Exercise, find_answer, run_cells
from coursekit.course import Course
from coursekit.sheets import Sheet

__all__ = ["Problem", "Row", "Verified", "verify", "verify_sheet"]

_SECONDS = 300
_CALL = r"\.{}\(\s*[\"'](\w+)[\"']"


@dataclass(frozen=True)
class Problem:
    """One fault: the question ("" for the notebook as a whole), what was to be proved, the fault.

    >>> print(Problem("d_relu", "hints", "it has 3 hints; it needs 4"))
    d_relu (hints): it has 3 hints; it needs 4
    """

    question: str
    proof: str
    fault: str

    def __str__(self) -> str:
        return f"{self.question or 'the notebook'} ({self.proof}): {self.fault}"


@dataclass(frozen=True)
class Row:
    """One question: how many slips are known and how near the nearest two of its answers come."""

    id: str
    kind: str
    points: int
    slips: int
    nearest: float | None
    proved: bool

    def cells(self) -> list[str]:
        """Return the row as a table shows it."""
        nearest = "" if self.nearest is None else f"{self.nearest:.2g}"
        proved = "yes" if self.proved else "NO"
        return [self.id, self.kind, str(self.points), str(self.slips), nearest, proved]


@dataclass(frozen=True)
class Verified:
    """What `verify` found of one sheet."""

    sheet: str
    points: int
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """Whether everything was proved."""
        return not self.problems


def verify(course: Course, names: Sequence[str] = ()) -> list[Verified]:
    """Verify the sheets `names` (default: all), each in a process of its own.

    `SheetError`: there is no such sheet. `AuthoringError`: the course has no worked notebooks, as
    in an installed wheel, or one cannot be read. `RefusalError`: a notebook took over five minutes
    or ended its process.
    """
    for name in names:
        sheets.load(name)
    if not course.solutions.is_dir():
        raise AuthoringError(
            f"{course.root} holds no worked notebooks; run this in a clone of the course."
        )
    return [
        _in_process(name, course.solutions / f"{name}.ipynb") for name in names or sheets.names()
    ]


def _in_process(name: str, worked: Path) -> Verified:
    if not worked.exists():
        raise AuthoringError(
            f"{worked} does not exist: every sheet needs a worked notebook of its own name."
        )
    read(worked)  # an unreadable file is told here, before a process is started
    with tempfile.TemporaryDirectory(prefix="coursekit-") as folder:
        result = Path(folder) / "verified.json"
        environ = os.environ | {"COURSEKIT_STATE": "memory", "MPLBACKEND": "Agg"}
        command = [sys.executable, "-m", __spec__.name, name, str(worked.resolve()), str(result)]
        try:
            done = subprocess.run(  # noqa: S603 - our own interpreter and arguments
                command,
                env=environ,
                stdin=subprocess.DEVNULL,  # a cell that asks for input must not wait for it
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                timeout=_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise RefusalError(f"{worked} took over {_SECONDS} s to verify.") from None
        if not result.exists():
            said = (done.stderr or done.stdout).strip()[-2000:]
            raise RefusalError(
                f"{worked} ended the process that verifies it (exit code {done.returncode}). {said}"
            )
        found = json.loads(result.read_text(encoding="utf-8"))
    return Verified(
        found["sheet"],
        found["points"],
        tuple(Row(**row) for row in found["rows"]),
        tuple(Problem(**problem) for problem in found["problems"]),
    )


def verify_sheet(sheet: Sheet, worked: Any) -> Verified:
    """Prove a sheet with its worked notebook, whose code runs in this process."""
    namespace: dict[str, Any] = {}
    cells = list(code_cells(worked))
    results = run_cells([cell.source for _, cell in cells], namespace)
    sources = [cell.source for _, cell in cells]
    problems = [
        Problem("", "runs", f"{label(*cells[result.index])} raised {result.error}")
        for result in results
        if result.error
    ]
    problems += [Problem("", "order", fault) for fault in _order(sheet, sources)]
    problems += _stubs(sheet, worked)
    rows = []
    for exercise in sheet:
        found = find_answer(exercise.id, namespace, sources)
        faults = [
            Problem(exercise.id, proof, fault)
            for proof, fault in proofs(exercise, sheet.name, found, namespace)
        ]
        problems += faults
        proved = not any(problem.question == exercise.id for problem in problems)
        rows.append(_row(exercise, proved))
    return Verified(sheet.name, sheet.points, tuple(rows), tuple(problems))


def _row(exercise: Exercise, proved: bool) -> Row:
    distances = [pair.distance for pair in exercise.separations()]
    slips = len(exercise.slips) + sum(option.slip is not None for option in exercise.options)
    nearest = float(min(distances)) if distances else None
    return Row(exercise.id, exercise.kind, exercise.points, slips, nearest, proved)


def _order(sheet: Sheet, sources: Sequence[str]) -> Iterator[str]:
    """Compare what the notebook asks and checks with the sheet, in order."""
    text = "\n".join(sources)
    opened = re.findall(r"open_sheet\(\s*[\"']([\w-]+)[\"']", text)
    if opened != [sheet.name]:
        yield f"it opens {', '.join(opened) or 'no sheet'} instead of {sheet.name}"
    wanted = [exercise.id for exercise in sheet]
    for verb in ("ask", "check"):
        called = re.findall(_CALL.format(verb), text)
        if missing := [id_ for id_ in wanted if id_ not in called]:
            yield f"it never calls {verb} for {', '.join(missing)}"
        if extra := [id_ for id_ in called if id_ not in wanted]:
            yield f"it calls {verb} for {', '.join(extra)}, which the sheet lacks"
        if sorted(called) == sorted(wanted) and called != wanted:
            first = next(i for i, id_ in enumerate(called) if id_ != wanted[i])
            yield f"it calls {verb} for {called[first]} where the sheet has {wanted[first]}"
        elif len(set(called)) < len(called):
            yield f"it calls {verb} twice for the same question"


def _stubs(sheet: Sheet, worked: Any) -> list[Problem]:
    """Release the notebook in memory; every question must then be unanswered."""
    ids = [exercise.id for exercise in sheet]
    try:
        student = student_notebook(worked, sheet.name, ids)
    except AuthoringError as error:
        return [Problem("", "release", str(error))]
    sources = [cell.source for _, cell in code_cells(student)]
    namespace: dict[str, Any] = {}
    # Only the stubs themselves are called: asking and checking is the sheet's business.
    run_cells([text for text in sources if set(bound_names(text)) & set(ids)], namespace)
    problems = []
    for exercise in sheet:
        found = find_answer(exercise.id, namespace, sources)
        if found.status != "stub":
            problems.append(Problem(exercise.id, "stub", f"its stub counts as {found.status}"))
        stub = namespace if exercise.kind == "program" else namespace.get(exercise.id, ...)
        verdict = exercise.judge(stub)
        if verdict.outcome != "unanswered":
            problems.append(
                Problem(exercise.id, "stub", f"its stub is judged {verdict.outcome} when called")
            )
    return problems


def main(name: str, worked: str, result: str) -> None:
    """Verify one sheet and leave the outcome in the file `result`."""
    notebook = read(Path(worked))
    os.chdir(Path(worked).parent)  # where a kernel would run it: its data files lie there
    verified = verify_sheet(sheets.load(name), notebook)
    Path(result).write_text(json.dumps(asdict(verified)), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
