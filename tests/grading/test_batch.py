"""A class: every submission once, whatever happens to the processes that grade."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import coursekit
from coursekit.grading import team
from coursekit.grading.batch import Summary, cores, grade_class
from coursekit.grading.errors import GradingError
from coursekit.grading.lines import grade_from, line, submission_from
from coursekit.grading.meter import Meter
from coursekit.grading.one import Times
from coursekit.grading.records import CodeCell, Grade, Submission
from coursekit.grading.sandbox import SandboxError
from coursekit.grading.team import Job

JOB = Job("01_derivatives", bytes(32), Times(cell=5, question=5, total=30), trusted=True)
RIGHT = "def d_relu(z): return float(z > 0)"
WRONG = "def d_relu(z): return z"


def submission(number: int, *cells: str) -> Submission:
    coded = tuple(CodeCell(place, cell) for place, cell in enumerate(cells or (RIGHT,), start=1))
    return Submission(f"student{number}", f"student{number}.ipynb", f"d{number}", coded)


def class_of(count: int) -> Iterator[Submission]:
    return (submission(number, RIGHT if number % 2 else WRONG) for number in range(count))


def scores(grades: list[Grade]) -> dict[str, float]:
    assert len({grade.student for grade in grades}) == len(grades), "somebody was graded twice"
    return {grade.student: grade.score for grade in grades}


def test_a_class_is_graded_once_each():
    grades: list[Grade] = []
    summary = grade_class(class_of(7), JOB, grades.append, jobs=2)
    points = next(q.points for q in grades[0].questions if q.id == "d_relu")
    assert scores(grades) == {f"student{n}": points * (n % 2) for n in range(7)}
    assert (summary.graded, summary.skipped, summary.harness) == (7, 0, 0)
    assert not summary.interrupted
    assert summary.seconds > 0


def test_an_empty_class_starts_nothing(monkeypatch):
    monkeypatch.setattr(team.subprocess, "Popen", None)
    assert grade_class([], JOB, print).graded == 0


def test_what_is_current_is_skipped():
    grades: list[Grade] = []
    seen: list[int] = []
    summary = grade_class(
        class_of(5),
        JOB,
        grades.append,
        jobs=1,
        current=lambda one: one.student in ("student1", "student3"),
        progress=lambda told: seen.append(told.done),
    )
    assert sorted(scores(grades)) == ["student0", "student2", "student4"]
    assert (summary.graded, summary.skipped, summary.done) == (3, 2, 5)
    assert seen == sorted(seen)
    assert seen[-1] == 5


def test_submissions_are_read_when_there_is_room_for_them():
    taken = kept = 0
    most = 0

    def lazily() -> Iterator[Submission]:
        nonlocal taken
        for one in class_of(12):
            taken += 1
            yield one

    def keep(_: Grade) -> None:
        nonlocal kept, most
        kept += 1
        most = max(most, taken - kept)

    grade_class(lazily(), JOB, keep, jobs=2)
    assert kept == 12
    assert most <= 2 * 2


def test_an_error_while_reading_ends_the_workers():
    def broken() -> Iterator[Submission]:
        yield submission(0)
        raise GradingError("the archive is damaged")

    before = workers()
    with pytest.raises(GradingError, match="damaged"):
        grade_class(broken(), JOB, print, jobs=2)
    assert workers() == before


def workers() -> set[int]:
    """The processes on this machine that this one started and that grade."""
    found = set()
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            command = (entry / "cmdline").read_bytes()
        except (OSError, ValueError):
            continue
        if parent == os.getpid() and b"coursekit.grading.worker" in command:
            found.add(int(entry.name))
    return found


needs_proc = pytest.mark.skipif(
    not Path("/proc/self/stat").exists(), reason="processes are found in /proc"
)


@needs_proc
def test_a_worker_that_dies_is_replaced_and_nothing_is_lost():
    grades: list[Grade] = []
    killed: list[int] = []

    def keep(grade: Grade) -> None:
        grades.append(grade)
        if len(grades) in (2, 5):
            killed.append(min(workers()))
            os.kill(killed[-1], signal.SIGKILL)

    summary = grade_class(class_of(8), JOB, keep, jobs=2)
    assert len(set(killed)) == 2
    assert len(scores(grades)) == 8
    assert all(grade.harness is None for grade in grades)
    assert summary.harness == 0


@needs_proc
def test_a_submission_that_no_worker_survives_is_recorded_as_ours():
    grades: list[Grade] = []
    bad = replace(submission(1), cells=("no cell",))  # type: ignore[arg-type]
    summary = grade_class([submission(0), bad, submission(2)], JOB, grades.append, jobs=1)
    made = {grade.student: grade for grade in grades}
    assert sorted(made) == ["student0", "student1", "student2"]
    assert "The process that graded it ended, 2 times." in str(made["student1"].harness)
    assert "TypeError" in str(made["student1"].harness)
    assert made["student1"].score == 0
    assert made["student0"].harness is made["student2"].harness is None
    assert summary.harness == 1


def test_a_worker_that_hangs_is_replaced(monkeypatch):
    # From its first word on it has no time at all, so every submission of it is late.
    monkeypatch.setattr(team, "SLACK_SECONDS", -59.9)
    grades: list[Grade] = []
    job = replace(JOB, times=Times(cell=30, question=30, total=30))
    slow = submission(0, "import time\ntime.sleep(20)", RIGHT)
    start = time.monotonic()
    grade_class([slow], job, grades.append, jobs=1)
    assert "hung, 2 times" in str(grades[0].harness)
    assert time.monotonic() - start < 15


def test_workers_that_do_not_start_are_told_once(monkeypatch):
    monkeypatch.setattr(team, "COMMAND", (sys.executable, "-c", "raise SystemExit(3)"))
    with pytest.raises(GradingError, match="do not start"):
        grade_class(class_of(3), JOB, print, jobs=2)


def test_an_unknown_sheet_is_told_before_anything_starts():
    with pytest.raises(coursekit.errors.CoursekitError, match="no sheet is called"):
        grade_class(class_of(1), replace(JOB, sheet="99_none"), print)


def test_a_machine_without_a_jail_is_told(monkeypatch):
    worker = "import sys; sys.stdin.readline(); print(sys.argv[1], flush=True); sys.stdin.read()"
    told = json.dumps({"failed": "there are no walls here"})
    monkeypatch.setattr(team, "COMMAND", (sys.executable, "-c", worker, told))
    with pytest.raises(SandboxError, match="there are no walls here"):
        grade_class(class_of(1), replace(JOB, trusted=False), print, jobs=1)


# Ctrl-C.


SCRIPT = """
import sys, time
sys.path.insert(0, {tests!r})
from test_batch import *
times = []
def slow(count):
    for n in range(count):
        yield submission(n, "import time\\ntime.sleep(1)", RIGHT)
def keep(grade):
    print(grade.student, flush=True)
summary = grade_class(slow(50), JOB, keep, jobs=2)
print("interrupted" if summary.interrupted else "done", summary.graded, flush=True)
"""


@pytest.fixture
def run() -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT.format(tests=str(Path(__file__).parent))],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(coursekit.__file__).parents[1])},
    )
    yield process
    process.kill()
    process.communicate()


def test_ctrl_c_finishes_what_is_being_graded(run):
    first = run.stdout.readline()
    run.send_signal(signal.SIGINT)
    told, _ = run.communicate(timeout=60)
    lines = [first.strip(), *told.split("\n")[:-1]]
    assert lines[-1].startswith("interrupted")
    # One a worker was being graded, and perhaps one more was told at the same moment.
    assert 2 <= len(lines) - 1 <= 4
    assert int(lines[-1].split()[1]) == len(lines) - 1
    assert run.returncode == 0


def test_a_second_ctrl_c_stops_at_once(run):
    run.stdout.readline()
    run.send_signal(signal.SIGINT)
    time.sleep(0.3)
    run.send_signal(signal.SIGINT)
    _, said = run.communicate(timeout=60)
    assert "KeyboardInterrupt" in said


@needs_proc
def test_nothing_outlives_a_grader_that_is_killed(run):
    run.stdout.readline()
    children = [
        int(entry.name) for entry in Path("/proc").glob("[0-9]*") if parent_of(entry) == run.pid
    ]
    assert len(children) == 2
    run.kill()
    deadline = time.monotonic() + 10
    while any(Path(f"/proc/{child}").exists() for child in children):
        assert time.monotonic() < deadline, "a worker outlived its grader"
        time.sleep(0.05)


def parent_of(entry: Path) -> int | None:
    try:
        return int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
    except (OSError, ValueError):
        return None


def test_a_run_in_a_thread_needs_no_signals():
    grades: list[Grade] = []
    thread = threading.Thread(target=grade_class, args=(class_of(2), JOB, grades.append))
    thread.start()
    thread.join()
    assert len(grades) == 2


# Lines and meters.


def test_submissions_and_grades_pass_through_lines():
    one = submission(3, "x = '\ud800'", "y = 'ü\n'")
    one = replace(one, notes=("a", "b"), doubts=("b",), submitted=3.5, name="Ada")
    assert submission_from(json.loads(line(submission=one))["submission"]) == one
    grades: list[Grade] = []
    grade_class([submission(0, WRONG, "1 / 0")], JOB, grades.append, jobs=1)
    assert grade_from(json.loads(line(grade=grades[0]))["grade"]) == grades[0]


def test_a_log_gets_a_line_now_and_then(capsys, monkeypatch):
    monkeypatch.setattr("coursekit.grading.meter.EVERY", 0.0)
    with Meter(10) as meter:
        meter(Summary())
        meter(Summary(graded=4, skipped=1, seconds=2.0))
        meter(Summary(graded=4, interrupted=True, seconds=2.0))
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "0 of 10, starting"
    assert lines[1] == "5 of 10, 2 a second, 2 s left"
    assert lines[2].startswith("4 of 10, finishing")


def test_a_terminal_gets_a_bar(monkeypatch, capsys):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    with Meter(10) as meter:
        meter(Summary(graded=5, seconds=1.0))
    assert "5/10" in capsys.readouterr().err


def test_there_are_cores():
    assert cores() >= 1
