"""What grading a submission costs: beside a bare fork, nbclient, nbgrader and otter-grader.

A sheet of five questions, submissions that answer them rightly and wrongly.  coursekit grades with
all layers of the jail that this machine allows, on two cores, probes and judging included; the bare
fork runs the same cells in a fork of a warm process and compares five numbers, with no jail; the
others run their own way of marking, one submission after the other, where they are installed.  Then
a class of growing size, with the memory of the grader.  Run with ``python benchmarks/grading.py
[--class 300]``; it takes some minutes, most of them for the others.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before NumPy loads: one thread for all sides
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import contextlib
import hashlib
import importlib.util
import json
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from coursekit.grading.one import Grader
from coursekit.grading.records import CodeCell, Submission
from coursekit.grading.sandbox import Sandbox
from coursekit.sheets import Sheet, load

SETUP = "import numpy as np\nimport coursekit\nsheet = coursekit.open_sheet('02_rules')"
# For each of five functions: the input, a right answer, a wrong one.
ANSWERS = {
    "d_sin_x2": ("x", "2 * x * np.cos(x**2)", "np.cos(x**2)"),
    "d_sigmoid": ("z", "np.exp(-z) / (1 + np.exp(-z)) ** 2", "np.exp(-z) / (1 + np.exp(-z))"),
    "d_tanh": ("z", "1 - np.tanh(z) ** 2", "1 - np.tanh(z)"),
    "d_softplus": ("z", "1 / (1 + np.exp(-z))", "np.exp(z)"),
    "d2_tanh": ("z", "-2 * np.tanh(z) * (1 - np.tanh(z) ** 2)", "-2 * np.tanh(z)"),
}


def five_questions() -> Sheet:
    """Return a sheet of the five functions."""
    sheet = load("02_rules")
    return replace(sheet, exercises=tuple(sheet[name] for name in ANSWERS))


def cells(number: int) -> list[str]:
    """Return what student ``number`` wrote: some answers right, some wrong, each in a cell."""
    made = [SETUP]
    for place, (name, (x, right, wrong)) in enumerate(ANSWERS.items()):
        body = right if (number + place) % 3 else wrong
        made.append(f"def {name}({x}):\n    return {body}")
    return made


def submissions(count: int) -> Iterator[Submission]:
    """Yield a class, one notebook at a time."""
    for number in range(count):
        sources = cells(number)
        digest = hashlib.sha256("\n".join(sources).encode()).hexdigest()
        code = tuple(CodeCell(i, source) for i, source in enumerate(sources, 1))
        yield Submission(f"s{number:05}", f"s{number:05}.ipynb", digest, code)


# ---------------------------------------------------------------------------------------- ours


def work(count: int, part: int, parts: int) -> None:
    """Grade a part of the class in this process; say when warm, and what was measured."""
    sheet = five_questions()
    grader = Grader(sheet, bytes(32))
    with Sandbox() as sandbox:
        mine = (s for i, s in enumerate(submissions(count)) if i % parts == part)
        warm = list(submissions(8))
        grades = [grader.grade(sandbox, each) for each in warm]
        layers = grades[-1].layers
        print(json.dumps({"layers": layers}), flush=True)
        sys.stdin.readline()
        begun, scores, failures = time.perf_counter(), 0.0, 0
        curve = []
        for done, submission in enumerate(mine, 1):
            grade = grader.grade(sandbox, submission)
            scores += grade.score
            failures += grade.harness is not None
            if done & (done - 1) == 0:
                curve.append((done, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))
        seconds = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "scores": scores, "failures": failures,
                      "peak": peak, "curve": curve}), flush=True)  # fmt: skip


def ours(count: int, parts: int = 2) -> tuple[float, dict[str, Any]]:
    """Return seconds a submission with ``parts`` processes at once, and what they told."""
    command = [sys.executable, __file__, "--work", str(count), "--parts", str(parts)]
    processes = [
        subprocess.Popen([*command, "--part", str(part)], stdin=subprocess.PIPE,
                         stdout=subprocess.PIPE, text=True)
        for part in range(parts)
    ]  # fmt: skip
    ready = [json.loads(p.stdout.readline()) for p in processes if p.stdout]
    begun = time.perf_counter()
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    told = [json.loads(p.stdout.readline()) for p in processes if p.stdout]
    seconds = time.perf_counter() - begun
    for process in processes:
        process.wait()
    facts = {
        "layers": ready[0]["layers"],
        "failures": sum(t["failures"] for t in told),
        "scores": sum(t["scores"] for t in told),
        "curve": told[0]["curve"],
        "peak": max(t["peak"] for t in told),
    }
    return seconds / count, facts


def expected_scores(sheet: Sheet, count: int) -> float:
    """Return the points of the class, judged here without a jail."""
    total = 0.0
    for number in range(count if count < 3 else 3):
        names: dict[str, Any] = {}
        exec("\n".join(["import numpy as np", *cells(number)[1:]]), names)
        points = sum(e.points * e.judge(names[e.id]).score for e in sheet)
        total += points * len(range(number, count, 3))
    return total


# ----------------------------------------------------------------------------------- the others


def bare_fork(sheet: Sheet, count: int) -> float:
    """Return seconds a submission: a fork of this warm process, no jail, one number a question."""
    begun = time.perf_counter()
    for submission in submissions(count):
        pid = os.fork()
        if not pid:
            with contextlib.suppress(BaseException):
                names: dict[str, Any] = {}
                for cell in submission.cells[1:]:
                    exec(compile("import numpy as np\n" + cell.source, "<cell>", "exec"), names)
                for exercise in sheet:
                    np.allclose(names[exercise.id](0.7), 0.5)
            os._exit(0)
        os.waitpid(pid, 0)
    return (time.perf_counter() - begun) / count


def notebook(sources: Sequence[str], metadata: Sequence[dict[str, Any]] = ()) -> Any:
    """Return a notebook of code cells."""
    import nbformat

    nb = nbformat.v4.new_notebook()
    nb.metadata["kernelspec"] = {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }
    for i, source in enumerate(sources):
        cell = nbformat.v4.new_code_cell(source)
        if metadata:
            cell.metadata.update(metadata[i])
        nb.cells.append(cell)
    return nb


def asserted(sheet: Sheet) -> list[str]:
    """Return the tests of the others: one assertion a question."""
    tests = []
    for exercise in sheet:
        value = float(exercise.reference(0.7))
        tests.append(f"assert np.allclose({exercise.id}(0.7), {value!r})")
    return tests


def by_nbclient(sheet: Sheet, count: int) -> float:
    """Return seconds a submission: a kernel each, as nbclient starts it."""
    from nbclient import NotebookClient

    begun = time.perf_counter()
    for number in range(count):
        sources = ["import numpy as np", *cells(number)[1:], *asserted(sheet)]
        NotebookClient(notebook(sources), allow_errors=True, timeout=60).execute()
    return (time.perf_counter() - begun) / count


def by_nbgrader(sheet: Sheet, count: int) -> float:
    """Return seconds a submission of ``nbgrader autograde`` in a course of its own."""
    import nbformat

    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder)
        sources, metadata = ["import numpy as np"], [{}]
        for exercise, test in zip(sheet, asserted(sheet), strict=True):
            sources += [f"def {exercise.id}(*_):\n    ...", test]
            shared = {"schema_version": 3, "locked": False, "task": False}
            metadata += [
                {"nbgrader": {**shared, "grade": False, "solution": True,
                              "grade_id": exercise.id}},
                {"nbgrader": {**shared, "grade": True, "solution": False, "points": 1,
                              "locked": True, "grade_id": f"test_{exercise.id}"}},
            ]  # fmt: skip
        source = course / "source" / "ps1"
        source.mkdir(parents=True)
        nbformat.write(notebook(sources, metadata), source / "problem.ipynb")
        _nbgrader(course, "generate_assignment", "ps1")
        released = nbformat.read(course / "release" / "ps1" / "problem.ipynb", 4)
        for number in range(count):
            answers = iter(cells(number)[1:])
            for cell in released.cells:
                if cell.metadata.get("nbgrader", {}).get("solution"):
                    cell.source = next(answers)
            place = course / "submitted" / f"s{number}" / "ps1"
            place.mkdir(parents=True)
            nbformat.write(released, place / "problem.ipynb")
        begun = time.perf_counter()
        _nbgrader(course, "autograde", "ps1")
        return (time.perf_counter() - begun) / count


def _nbgrader(course: Path, verb: str, name: str) -> None:
    command = [sys.executable, "-m", "nbgrader", verb, name, "--course", "c",
               f"--CourseDirectory.root={course}"]  # fmt: skip
    subprocess.run(command, cwd=course, check=True, capture_output=True)


def by_otter(sheet: Sheet, count: int) -> float:
    """Return seconds a submission of ``otter run`` with one test a question."""
    import nbformat

    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        raw = ["# ASSIGNMENT CONFIG\ngenerate: true\nexport_cell: false\nfiles: []"]
        nb = notebook(["import numpy as np"])
        nb.cells.insert(0, nbformat.v4.new_raw_cell(raw[0]))
        for exercise, test in zip(sheet, asserted(sheet), strict=True):
            answer = "def {id}(*_):\n    return 0 # SOLUTION"
            for kind, text in (
                ("raw", f"# BEGIN QUESTION\nname: {exercise.id}\npoints: 1"),
                ("markdown", exercise.title),
                ("raw", "# BEGIN SOLUTION"),
                ("code", answer.replace("{id}", exercise.id)),
                ("raw", "# END SOLUTION"),
                ("raw", "# BEGIN TESTS"),
                ("code", test.replace("assert ", "bool(") + ")"),
                ("raw", "# END TESTS"),
                ("raw", "# END QUESTION"),
            ):
                nb.cells.append(getattr(nbformat.v4, f"new_{kind}_cell")(text))
        nbformat.write(nb, place / "problem.ipynb")
        otter = [sys.executable, "-m", "otter"]
        subprocess.run([*otter, "assign", "problem.ipynb", "dist", "--no-run-tests"],
                       cwd=place, check=True, capture_output=True)  # fmt: skip
        autograder = next((place / "dist" / "autograder").glob("*.zip"))
        student = nbformat.read(place / "dist" / "student" / "problem.ipynb", 4)
        begun = time.perf_counter()
        for number in range(count):
            answers = iter(cells(number)[1:])
            for cell in student.cells:
                if cell.cell_type == "code" and cell.source.startswith("def "):
                    cell.source = next(answers)
            nbformat.write(student, place / "s.ipynb")
            subprocess.run([*otter, "run", "s.ipynb", "-a", str(autograder), "--no-logo"],
                           cwd=place, check=True, capture_output=True)  # fmt: skip
        return (time.perf_counter() - begun) / count


OTHERS: dict[str, tuple[str, Callable[[Sheet, int], float], int]] = {
    "a bare fork": ("numpy", bare_fork, 200),
    "nbclient": ("nbclient", by_nbclient, 4),
    "nbgrader autograde": ("nbgrader", by_nbgrader, 4),
    "otter run": ("otter", by_otter, 3),
}


def main() -> None:
    """Print the tables."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--class", dest="size", type=int, default=300)
    arguments.add_argument("--large", type=int, default=0, help="also a class of this size")
    arguments.add_argument("--work", type=int, default=0, help=argparse.SUPPRESS)
    arguments.add_argument("--part", type=int, default=0, help=argparse.SUPPRESS)
    arguments.add_argument("--parts", type=int, default=1, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.work:
        work(given.work, given.part, given.parts)
        return
    sheet = five_questions()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores;"
          f" five questions: {', '.join(e.id for e in sheet)}")  # fmt: skip
    each, facts = ours(given.size)
    right = expected_scores(sheet, given.size)
    assert facts["failures"] == 0, facts
    assert abs(facts["scores"] - right) < 1e-6, (facts["scores"], right)
    print(f"layers: {', '.join(facts['layers'])}")
    print(f"coursekit, a class of {given.size}: {1 / each:.0f} submissions a second,"
          f" {each * 1e3:.1f} ms each; every mark as judged without a jail")  # fmt: skip
    for name, (module, measure, count) in OTHERS.items():
        if importlib.util.find_spec(module) is None or (
            module == "otter"
            and shutil.which("otter", path=str(Path(sys.executable).parent)) is None
        ):
            print(f"{name}: not installed")
            continue
        seconds = measure(sheet, count)
        print(f"{name}: {seconds * 1e3:.1f} ms a submission, {seconds / each:.2g} times ours",
              flush=True)  # fmt: skip
    if given.large:
        each, facts = ours(given.large)
        print(
            f"a class of {given.large}: {1 / each:.0f} a second; memory of one of the two graders:"
        )
        for done, size in facts["curve"]:
            print(f"  after {done:>6} submissions {size:6.0f} MB")
        print(f"  at the end              {facts['peak']:6.0f} MB")


if __name__ == "__main__":
    main()
