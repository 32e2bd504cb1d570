"""What an instructor types, reads and gets back as an exit code when a class is graded."""

import csv
import json
import os
import re
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

import coursekit
from coursekit.cli import app
from coursekit.grading.dry_run import Rehearsed
from coursekit.grading.gradebook import Gradebook
from coursekit.grading.sandbox import layers
from coursekit.grading.sandbox.layers import Layer

SHEET = ["--sheet", "01_derivatives"]
GRADE = ["grade", "handed in", *SHEET, "--trusted"]


def notebook(*cells: str) -> str:
    listed = [
        {"cell_type": "code", "source": cell, "metadata": {}, "outputs": []} for cell in cells
    ]
    return json.dumps({"cells": listed, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "handed in"
    folder.mkdir()
    (folder / "ab12.ipynb").write_text(notebook("def d_relu(z): return float(z > 0)"))
    (folder / "cd34.ipynb").write_text(notebook("def d_relu(z): return z"))
    (folder / "notes.txt").write_text("none")
    runner = CliRunner()
    return lambda *arguments: runner.invoke(app, [str(argument) for argument in arguments])


def final() -> dict[str, float]:
    with Gradebook(Path("marks.db"), new=False) as book:
        return {mark.student: mark.final for mark in book.marks("01_derivatives")}


# grade.


def test_a_class_is_graded_whatever_the_marks(run):
    result = run(*GRADE)
    assert result.exit_code == 0, result.output
    assert "2 submissions." in result.stdout
    assert re.search(r"2 graded in \d+ s; the marks are in marks.db", result.stdout)
    assert "with your rights" in result.stderr
    assert final() == {"ab12": 1.0, "cd34": 0.0}


def test_the_secret_is_made_once_and_for_its_owner_only(run):
    run(*GRADE)
    secret = Path("marks.db.seed")
    first = secret.read_bytes()
    assert len(first) == 32
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert stat.S_IMODE(Path("marks.db").stat().st_mode) == 0o600
    result = run(*GRADE)
    assert "0 graded in 0 s, 2 were current" in result.stdout
    assert secret.read_bytes() == first


def test_another_secret_means_to_grade_again(run):
    run(*GRADE)
    Path("other.seed").write_bytes(bytes(32))
    assert "2 graded" in run(*GRADE, "--seed-file", "other.seed").stdout
    Path("other.seed").write_bytes(bytes(3))
    result = run(*GRADE, "--seed-file", "other.seed")
    assert result.exit_code == 2
    assert "has 3 bytes instead of 32" in result.stderr
    assert run(*GRADE, "--seed-file", "no/such/folder").exit_code == 2


def test_who_moved_is_told(run):
    run(*GRADE)
    Path("handed in/cd34.ipynb").write_text(notebook("def d_relu(z): return 1.0 * (z > 0)"))
    result = run(*GRADE)
    assert "1 graded" in result.stdout
    assert "Moved: cd34, d_relu: 0 → 1 (another file was handed in)" in result.stdout


def test_who_handed_in_nothing_and_who_is_nobody_is_told(run):
    Path("class.csv").write_text("id,name\nab12,Ada\nzz99,Zoe\n")
    result = run(*GRADE, "--roster", "class.csv")
    assert "Not on the roster: cd34" in result.stdout
    assert "Handed in nothing: zz99" in result.stdout


def test_times_come_from_the_platform(run):
    Path("times.csv").write_text("id,submitted\nab12,2026-11-21 12:00Z\n")
    assert run(*GRADE, "--submitted", "times.csv").exit_code == 0
    result = run("export", "--due", "2026-11-20 12:00Z", "--per-day", "10", "--out", "late.csv")
    assert result.exit_code == 0, result.output
    assert {row["student"]: row["mark"] for row in rows("late.csv")} == {"ab12": "0.9", "cd34": "0"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["grade", "handed in"], "--sheet is missing; there are 01_derivatives"),
        (["grade", *SHEET, "--trusted"], "name what was handed in"),
        (["grade", "handed in", "--sheet", "99_none"], "no sheet is called"),
        (["grade", "nowhere", *SHEET, "--trusted"], "nowhere"),
        ([*GRADE, "--shard", "3/2"], "'3/2' is no shard"),
        ([*GRADE, "--slurm", "2", "--shard", "1/2"], "leave --shard, --dry-run or --merge"),
        (["grade", "--merge", "--slurm", "2"], "leave --shard, --dry-run or --merge"),
        ([*GRADE, "--slurm", "2", "--again"], "shards instead (marks.*of2.db)"),
        ([*GRADE, "--slurm", "0"], "--slurm"),
        ([*GRADE, "--scratch", "none"], "the scratch folder none cannot be used"),
        ([*GRADE, "--roster", "none.csv"], "none.csv"),
        ([*GRADE, "--jobs", "0"], "--jobs"),
        ([*GRADE, "--gradebook", "handed in/notes.txt"], "Keep gradebook and seed elsewhere"),
        (["grade", "--merge"], "name at least one gradebook"),
        (["grade", "--merge", "none.db"], "there is no gradebook none.db"),
        (["report"], "there is no gradebook marks.db"),
        (["export", "--gradebook", "none.db"], "there is no gradebook none.db"),
        (["grade", *SHEET, "--override", "ab12", "d_power", "1"], "there is no gradebook marks.db"),
    ],
)
def test_bad_usage_has_code_2_and_names_the_cure(run, arguments, message):
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr.replace("\n", " ")
    assert "Traceback" not in result.output


def test_a_machine_without_a_jail_has_code_3_and_the_cure(run, monkeypatch):
    walls = [Layer(name, False, "it is forbidden", "ask") for name in layers.PURPOSE]
    monkeypatch.setattr("coursekit.grading.sandbox.available", lambda: walls)
    result = run("grade", "handed in", *SHEET)
    assert result.exit_code == 3
    assert "it is forbidden" in result.stderr
    assert "--trusted" in result.stderr
    assert not Path("marks.db").exists()


def test_a_missing_layer_is_told_and_grading_goes_on(run, monkeypatch):
    walls = [Layer(name, name != "seccomp", "x", "Update it.") for name in layers.PURPOSE]
    monkeypatch.setattr("coursekit.grading.sandbox.available", lambda: walls)
    monkeypatch.setattr("coursekit.grading.marking.grade_class", lambda *_, **__: 1 / 0)
    result = run("grade", "handed in", *SHEET)
    assert "Not here: seccomp (x). Update it." in result.stderr
    assert isinstance(result.exception, ZeroDivisionError)


def test_ctrl_c_has_code_130_and_loses_nothing(run, tmp_path):
    slow = notebook("import time\ntime.sleep(1)", "def d_relu(z): return float(z > 0)")
    for number in range(30):
        Path(f"handed in/slow{number:02}.ipynb").write_text(
            slow.replace("1)", f"1 + {number} / 1e6)")
        )
    process = subprocess.Popen(
        [sys.executable, "-m", "coursekit", *GRADE, "--jobs", "2"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(coursekit.__file__).parents[1])},
    )
    try:
        deadline = time.monotonic() + 60
        while not Path("marks.db").exists() or len(final()) < 3:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        told, _ = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 130
    assert "Interrupted; type the same again to grade the rest." in told
    graded = int(re.search(r"(\d+) graded", told)[1])  # type: ignore[index]
    assert graded == len(final()) < 30


def test_points_are_set_by_hand_and_taken_back(run):
    run(*GRADE)
    given = ["--override", "cd34", "d_relu", "1", "--reason", "The sheet was wrong."]
    result = run("grade", *SHEET, *given)
    assert result.exit_code == 0, result.output
    assert result.stdout == "cd34 has 1 of 24 points now.\n"
    assert final()["cd34"] == 1.0
    run("report", "--out", "pages")
    assert "The sheet was wrong." in Path("pages/students/cd34.txt").read_text(encoding="utf-8")
    whole = ["--override", "cd34", "mark", "20", "--reason", "An oral exam.", "--author", "Ada"]
    assert "20 of 24" in run("grade", *SHEET, *whole).stdout
    back = ["--withdraw", "cd34", "mark", "--reason", "Another student."]
    assert "1 of 24" in run("grade", *SHEET, *back).stdout
    result = run("grade", *SHEET, "--override", "cd34", "d_relu", "1")
    assert result.exit_code == 2
    assert "needs a reason" in result.stderr
    assert run("grade", *SHEET, "--override", "zz99", "d_relu", "1", "--reason", "x").exit_code == 2


# The dry run.


def test_the_dry_run_tells_what_each_notebook_got(run, monkeypatch):
    good = Rehearsed("worked answers", 24.0, 24, ())
    monkeypatch.setattr("coursekit.grading.dry_run.dry_run", lambda job, **_: [good])
    result = run("grade", *SHEET, "--trusted", "--dry-run")
    assert result.exit_code == 0
    assert "24 of 24" in result.stdout
    assert "The class can be graded." in result.stdout
    assert not Path("marks.db").exists()
    assert not Path("marks.db.seed").exists()


def test_a_dry_run_that_fails_has_code_1(run, monkeypatch):
    bad = Rehearsed("stubs", 24.0, 24, ("stubs: d_relu got correct",))
    monkeypatch.setattr("coursekit.grading.dry_run.dry_run", lambda job, **_: [bad])
    result = run("grade", *SHEET, "--trusted", "--dry-run")
    assert result.exit_code == 1
    assert "FAILED stubs: d_relu got correct" in result.stdout


# report and export.


def rows(path: str) -> list[dict[str, str]]:
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_reports_are_written(run):
    run(*GRADE)
    result = run("report", "--out", "pages")
    assert result.exit_code == 0
    assert "2 students: pages" in result.stdout
    assert sorted(path.name for path in Path("pages/students").iterdir()) == [
        "ab12.html",
        "ab12.txt",
        "cd34.html",
        "cd34.txt",
    ]
    assert "Mark: 1 of 24 points" in Path("pages/students/ab12.txt").read_text(encoding="utf-8")
    assert Path("pages/class.html").exists()


def test_a_file_of_another_sheet_is_told_to_its_student_and_on_the_class_page(run):
    other = notebook('sheet = coursekit.open_sheet("02_rules", student="cd34")')
    Path("handed in/cd34.ipynb").write_text(other)
    run(*GRADE)
    run("report", "--out", "pages")
    for page in ("students/cd34.txt", "class.html"):
        said = Path("pages", page).read_text(encoding="utf-8")
        assert "It opens the sheet 02_rules, and not 01_derivatives." in said
    assert "opens the sheet" not in Path("pages/students/ab12.txt").read_text(encoding="utf-8")


def test_marks_are_exported(run):
    run(*GRADE)
    assert run("export").exit_code == 0
    table = {row["student"]: row["mark"] for row in rows("01_derivatives-plain.csv")}
    assert table == {"ab12": "1", "cd34": "0"}


def test_marks_are_exported_for_a_platform(run):
    run(*GRADE)
    Path("people.csv").write_text(
        "Student,ID,SIS User ID,SIS Login ID,Section\n"
        "    Points Possible,,,,\n"
        '"Lovelace, Ada",7,,ab12,1\n"Doe, Cy",8,,cd34,1\n"Roe, Zoe",9,,zz99,1\n'
    )
    result = run("export", "--format", "canvas", "--people", "people.csv", "--column", "Sheet 1")
    assert result.exit_code == 0, result.output
    table = {row["SIS Login ID"]: row["Sheet 1"] for row in rows("01_derivatives-canvas.csv")}
    assert (table["ab12"], table["cd34"]) == ("1", "0")


def test_an_unknown_form_or_sheet_is_refused(run):
    run(*GRADE)
    assert "there is no form 'pdf'" in run("export", "--format", "pdf").stderr
    assert "there are 01_derivatives" in run("report", "--sheet", "02_rules").stderr
    assert "is no time" in run("report", "--due", "soon").stderr


@pytest.mark.parametrize("command", ["report", "export"])
def test_a_penalty_without_a_due_time_is_refused(run, command):
    run(*GRADE)
    result = run(command, "--per-day", "20")
    assert result.exit_code == 2
    assert "add --due" in result.stderr


def test_of_whom_there_is_no_time_is_told(run):
    Path("times.csv").write_text("id,submitted\nab12,2026-11-21 12:00Z\n")
    run(*GRADE, "--submitted", "times.csv")
    result = run("report", "--due", "2026-11-20 12:00Z", "--cap", "50")
    assert "Of 1 of 2 students there is no time" in result.stderr
    late = Path("reports/students/ab12.txt").read_text(encoding="utf-8")
    assert "10 % of the points reached for each day begun, 50 % at most" in " ".join(late.split())
    assert "so there is no penalty" in Path("reports/class.html").read_text(encoding="utf-8")


def test_the_trail_tells_every_grading_and_decision_and_who_moved(run):
    run(*GRADE)
    run("grade", *SHEET, "--override", "cd34", "mark", "3", "--reason", "An oral exam.")
    result = run("report")
    assert result.exit_code == 0, result.output
    lines = Path("reports/trail.txt").read_text(encoding="utf-8").splitlines()
    assert sum(" graded " in line for line in lines) == 2
    assert any("3 points, because: An oral exam." in line for line in lines)
    assert lines[-1] == "cd34, the whole mark: nothing → 3 (a decision by hand)"
