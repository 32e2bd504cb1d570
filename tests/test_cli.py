"""What a person types, reads and gets back as an exit code; the work itself is tested elsewhere."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import coursekit
from coursekit.authoring.verify import Problem, Row, Verified
from coursekit.cli import app
from coursekit.course import find_course
from coursekit.environment import Finding, MissingError
from coursekit.grading.sandbox import Layer
from coursekit.notebook.progress import Progress
from coursekit.sheets import load

COURSE = find_course()
VERBS = ["lab", "fetch", "check", "progress", "submit", "release", "verify"]
VERBS += ["grade", "report", "export", "doctor", "kernel", "selftest"]


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    runner = CliRunner()
    return lambda *arguments: runner.invoke(app, [str(argument) for argument in arguments])


def in_a_process(*arguments, **environ):
    return subprocess.run(
        [sys.executable, "-m", "coursekit", *map(str, arguments)],
        capture_output=True,
        timeout=120,
        check=False,
        env=os.environ | environ,
    )


# Help, usage, errors.


@pytest.mark.parametrize("verb", VERBS)
def test_the_help_of_every_verb_has_examples(run, verb):
    result = run(verb, "--help")
    assert result.exit_code == 0
    assert re.search(rf"Examples:\n +coursekit {verb}", result.output)


def test_the_help_lists_every_verb_in_a_line(run):
    listed = re.findall(r"^  (\w+)  +\S.*[^.]\.$", run("--help").output, re.MULTILINE)
    assert listed == VERBS


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps the folder one stands in")
@pytest.mark.parametrize("arguments", [["doctor"], ["lab", "--no-browser"]])
def test_a_folder_that_was_deleted_is_told(run, tmp_path, monkeypatch, arguments):
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    result = run(*arguments)
    assert result.exit_code == 2
    assert (
        result.stderr == "coursekit: the folder you are in has been deleted; cd to another one.\n"
    )


def test_version(run):
    assert run("--version").output == f"coursekit {coursekit.__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["no-such-verb"],
        ["check"],
        ["check", "none.ipynb"],
        ["lab", "--lesson", "99_none"],
        ["progress", "no/such/folder"],
        ["release", "99_none"],
        ["release", "--source", "coursekit"],
        ["release", "--repo", "not a repository"],
        ["release", "--course", "."],
        ["verify", "99_none"],
        ["selftest", "99_none"],
    ],
)
def test_bad_usage_is_2_with_one_clear_line(run, arguments):
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    assert result.stderr.strip()


def test_a_missing_part_of_the_environment_is_3(run, monkeypatch):
    def lacking(*_):
        raise MissingError("pytest is not installed. Run: …")

    monkeypatch.setattr("coursekit.authoring.selftest.selftest", lacking)
    result = run("selftest")
    assert result.exit_code == 3
    assert result.stderr == "coursekit: pytest is not installed. Run: …\n"


def test_interrupted_is_130(run, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("coursekit.authoring.verify.verify", interrupted)
    result = run("verify")
    assert result.exit_code == 130
    assert "Traceback" not in result.output


def test_a_pipe_gets_no_escape_codes_and_any_encoding_will_do():
    done = in_a_process("doctor", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 0
    assert b"\x1b" not in done.stdout
    assert done.stdout.isascii()
    assert max(map(len, done.stdout.splitlines())) <= 100


# check


@pytest.fixture
def student_sheet(tmp_path):
    path = tmp_path / "mine.ipynb"
    path.write_bytes((COURSE.exercises / "02_rules.ipynb").read_bytes())
    return path


def test_a_worked_sheet_checks_with_full_marks(run):
    result = run("check", COURSE.solutions / "02_rules.ipynb")
    assert result.exit_code == 0
    assert result.stdout.startswith("Running the code of ")
    points = load("02_rules").points
    assert result.stdout.rstrip().endswith(f"{points} of {points} points")


def test_an_untouched_sheet_is_unanswered_and_told_so_once(run, student_sheet):
    result = run("check", student_sheet)
    assert result.exit_code == 1
    questions = len(list(load("02_rules")))
    assert result.stdout.count("Not answered") == questions
    assert len(re.findall(rf"^{questions} questions: ", result.stdout, re.MULTILINE)) == 1
    assert "INSTALL_FROM" not in result.stdout


def test_six_typical_slips_get_six_diagnoses(run, student_sheet):
    slips = {
        "d_power": ("5 * x**5", "exponent_kept"),
        "d_product": ("2 * x * np.cos(x)", "product_of_derivatives"),
        "d_quotient": ("(x * np.cos(x) + np.sin(x)) / x**2", "plus"),
        "d_sin_x2": ("np.cos(x**2)", "inner_forgotten"),
        "d_tanh": ("1 - np.tanh(z)", "square_missing"),
        "d2_tanh": ("1 - np.tanh(z) ** 2", "first_derivative"),
    }
    notebook = json.loads(student_sheet.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        answer, _ = slips.get(cell["id"].removeprefix("answer-"), ("...", None))
        cell["source"] = [
            line.replace("    ...", f"    return {answer}") for line in cell["source"]
        ]
    student_sheet.write_text(json.dumps(notebook), encoding="utf-8")
    result = run("check", student_sheet, "--json")
    assert result.exit_code == 1
    assert result.stderr.startswith("Running the code of ")
    report = json.loads(result.stdout)
    said = {q["id"]: q for q in report["questions"] if q["outcome"] == "wrong"}
    assert set(said) == set(slips)
    assert {id_: q["slip"] for id_, q in said.items()} == {
        id_: slip for id_, (_, slip) in slips.items()
    }
    assert len({q["message"] for q in said.values()}) == 6


# progress


def test_progress_is_found_above_the_notebooks(run, tmp_path, monkeypatch):
    assert run("progress").stdout.startswith("No progress is kept in . yet")
    monkeypatch.delenv("COURSEKIT_STATE")
    folder = tmp_path / "my-course" / "exercises"
    folder.mkdir(parents=True)
    progress = Progress(folder)
    progress.change("01_derivatives", None, "d_relu", lambda e: e.after("correct", 1.0, None))
    for place in (".", "my-course", "my-course/exercises"):
        result = run("progress", place)
        assert result.exit_code == 0
        assert "1 of 18" in result.stdout
        assert "d_exp" in result.stdout
        assert "d_relu" not in result.stdout


def test_a_broken_progress_file_is_told(run, tmp_path):
    (tmp_path / ".coursekit").mkdir()
    (tmp_path / ".coursekit" / "progress.json").write_text("{")
    result = run("progress")
    assert result.exit_code == 2
    assert "is no progress file" in result.stderr


# release, verify


@pytest.fixture
def checkout(tmp_path):
    """A copy of this course, to release into."""
    for folder in ("notebooks", "exercises", "solutions"):
        (tmp_path / "copy" / folder).mkdir(parents=True)
        for path in (COURSE.root / folder).glob("*.ipynb"):
            (tmp_path / "copy" / folder / path.name).write_bytes(path.read_bytes())
    return tmp_path / "copy"


def test_this_course_is_fresh():
    result = CliRunner().invoke(app, ["release", "--check", "--course", str(COURSE.root)])
    assert result.exit_code == 0, result.output


def test_release_check_names_what_is_stale_and_the_cure(run, checkout):
    stale = checkout / "exercises" / "02_rules.ipynb"
    stale.write_bytes(stale.read_bytes().replace(b"Not", b"not", 1))
    before = stale.read_bytes()
    result = run("release", "--check", "--course", checkout)
    assert result.exit_code == 1
    assert f"stale: {stale}" in result.stdout
    assert "Run: coursekit release" in result.stdout
    assert stale.read_bytes() == before
    assert run("release", "--course", checkout).exit_code == 0
    assert run("release", "--check", "--course", checkout).exit_code == 0
    assert stale.read_bytes() == (COURSE.exercises / "02_rules.ipynb").read_bytes()


def test_a_notebook_that_must_not_be_released_is_1(run, checkout):
    worked = checkout / "solutions" / "02_rules.ipynb"
    worked.write_text(worked.read_text(encoding="utf-8").replace("# END SOLUTION", "#", 1))
    result = run("release", "--course", checkout)
    assert result.exit_code == 1
    assert "never ends" in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("ok", [True, False])
def test_verify_shows_rows_and_problems(run, monkeypatch, ok):
    problems = () if ok else (Problem("d_relu", "slips", "two slips [share] a message"),)
    rows = (Row("d_relu", "function", 2, 7, 0.55, ok),)
    results = [Verified("01_derivatives", 2, rows, problems)]
    monkeypatch.setattr("coursekit.authoring.verify.verify", lambda *_: results)
    result = run("verify")
    assert result.exit_code == (0 if ok else 1)
    assert "01_derivatives: 1 questions, 2 points" in result.stdout
    told = "FAILED 01_derivatives, d_relu (slips): two slips [share] a message"
    assert (told in result.stdout) is not ok


# lab, doctor, selftest


def test_lab_copies_and_starts_on_the_lesson(run, monkeypatch, tmp_path):
    started = []
    monkeypatch.setattr("coursekit.lab.start", started.append)
    result = run("lab", "--no-browser", "--port", 8890, "--lesson", "01_derivatives")
    assert result.exit_code == 0
    assert "into my-course." in result.stdout
    assert (tmp_path / "my-course" / "notebooks" / "01_derivatives.ipynb").exists()
    [arguments] = started
    assert f"--ServerApp.root_dir={tmp_path / 'my-course'}" in arguments
    assert {"--no-browser", "--ServerApp.port=8890"} <= set(arguments)


def test_lab_opens_lesson_00_and_later_what_was_worked_in_last(run, monkeypatch, tmp_path):
    started = []
    monkeypatch.setattr("coursekit.lab.start", started.append)
    run("lab")
    assert "--LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb" in started[0]
    (tmp_path / "my-course" / "notebooks" / "01_derivatives.ipynb").write_text("with outputs")
    run("lab")
    assert "--LabApp.default_url=/lab/tree/notebooks/01_derivatives.ipynb" in started[1]
    run("lab", "--lesson", "00_start_here")
    assert "--LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb" in started[2]


def test_fetch_copies_then_merges_around_an_answer(run, tmp_path):
    assert "into my-course." in run("fetch").stdout
    sheet = tmp_path / "my-course" / "exercises" / "01_derivatives.ipynb"
    notebook = json.loads(sheet.read_text())
    notebook["cells"][-1]["source"] = "# mine"
    sheet.write_text(json.dumps(notebook))
    result = run("fetch")
    assert (result.exit_code, "Left 1 file" in result.stdout) == (0, True)
    assert f"coursekit {coursekit.__version__}, has nothing newer" in result.stdout
    assert run("fetch", sheet).exit_code == 2


def test_submit_writes_one_file_and_says_what_is_missing(run, student_sheet, tmp_path):
    result = run("submit", student_sheet, "--out", tmp_path / "out", "--student", "abcd12")
    assert result.exit_code == 0
    assert f"If an empty sheet is meant, upload this one file: {tmp_path / 'out'}" in result.stdout
    [made] = (tmp_path / "out").iterdir()
    assert made.name.endswith("_abcd12.ipynb")
    assert "Without an answer" in result.stdout


def test_lab_on_a_hub_copies_and_starts_nothing(run, monkeypatch):
    monkeypatch.setenv("JUPYTERHUB_USER", "ada")
    monkeypatch.delenv("JUPYTER_SERVER_ROOT", raising=False)
    monkeypatch.setattr("coursekit.lab.start", lambda _: pytest.fail("a second server"))
    assert "open mine/notebooks in its file browser" in run("lab", "mine").stdout.replace("\\", "/")
    # The browser begins at the server's root, and shows nothing of what lies elsewhere.
    monkeypatch.setenv("JUPYTER_SERVER_ROOT", str(Path.cwd().parent))
    shown = f"open {Path.cwd().name}/mine/notebooks in its file browser"
    assert shown in run("lab", "mine").stdout
    root = Path.cwd() / "the hub's work"
    monkeypatch.setenv("JUPYTER_SERVER_ROOT", str(root))
    [folder] = re.findall("a folder there: (.+)", run("lab", "mine").stdout)
    assert shlex.split(folder) == [str(root.resolve() / "mine")]


def test_doctor_is_0_or_3(run, monkeypatch):
    result = run("doctor", "--json")
    assert result.exit_code == 0
    assert {"topic", "value", "severity", "cure"} == set(json.loads(result.stdout)[0])
    cure = f"Run: {'/long' * 40}/bin/python -m pip install numpy"
    missing = [Finding("numpy", "absent", "missing", cure)]
    monkeypatch.setattr("coursekit.environment.examine", lambda: missing)
    result = run("doctor")
    assert result.exit_code == 3
    assert "cannot run here yet" in result.stdout
    assert f"numpy: {cure}\n" in result.stdout  # to be copied: neither cut short nor broken


def test_doctor_lists_the_walls_of_the_jail(run, monkeypatch):
    walls = (
        Layer("seccomp", True),
        Layer("landlock", False, "the kernel says: not supported", "Boot with lsm=landlock."),
    )
    monkeypatch.setattr("coursekit.grading.sandbox.available", lambda: walls)
    result = run("doctor", "--json")
    found = {finding["topic"]: finding for finding in json.loads(result.stdout)}
    assert found["jail: seccomp"]["value"] == "on"
    off = found["jail: landlock"]
    assert off["value"] == "off: the kernel says: not supported"
    assert (off["severity"], off["cure"]) == ("note", "Boot with lsm=landlock.")
    assert result.exit_code == 0  # a student needs no jail


def test_selftest_compares_with_the_stored_outputs(tmp_path):
    lesson = {
        "cells": [
            {
                "cell_type": "code",
                "execution_count": 1,
                "id": "sum",
                "metadata": {},
                "outputs": [{"name": "stdout", "output_type": "stream", "text": ["4\n"]}],
                "source": ["print(2 + 2)"],
            }
        ],
        "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    from coursekit.authoring.selftest import selftest
    from coursekit.course import Course

    course = Course(tmp_path, checkout=False)
    course.notebooks.mkdir()
    path = Path(course.notebooks / "01_a.ipynb")
    path.write_text(json.dumps(lesson))
    assert selftest(course) == 0
    path.write_text(json.dumps(lesson).replace("4\\n", "5\\n"))
    assert selftest(course, ["01_a"]) == 1
