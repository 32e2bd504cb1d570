"""What travels: wheel and sdist hold the course, install without a checkout, and work there."""

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import time
import zipfile
from pathlib import Path

import pytest
from support.browser import stopped

import coursekit
from coursekit.course import Course

ROOT = Path(__file__).parents[1]
COURSE = {path.as_posix() for path in Course(ROOT, checkout=True).files()}


@pytest.fixture(scope="module")
def dist(tmp_path_factory):
    """Wheel and sdist, built in a copy of the sources in which a maintainer has worked."""
    copy = tmp_path_factory.mktemp("dist") / "checkout"
    # What other tests write at this moment may be gone before it is copied.
    passing = ("__pycache__", ".*_cache", ".hypothesis", "artefacts")
    leave = shutil.ignore_patterns(".venv*", ".git", ".nox", ".coursekit", "dist", *passing)
    shutil.copytree(ROOT, copy, ignore=leave)
    for litter in (
        ".coursekit/progress.json",
        ".ipynb_checkpoints/01-checkpoint.ipynb",
        "to_hand_in/01_derivatives_abcd12.ipynb",
    ):
        (copy / "exercises" / litter).parent.mkdir(exist_ok=True)
        (copy / "exercises" / litter).write_text("{}")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "sdist", "--target", "wheel"]
    environment = os.environ | {"SOURCE_DATE_EPOCH": "1577836800"}
    subprocess.run(build, cwd=copy, env=environment, check=True, capture_output=True, timeout=300)
    return copy / "dist"


@pytest.fixture(scope="module")
def wheel(dist):
    [path] = dist.glob("*.whl")
    return path


def test_the_wheel_holds_the_course_and_nothing_that_lies_beside_it(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    inside = "coursekit/_course/"
    assert {name.removeprefix(inside) for name in names if name.startswith(inside)} == COURSE
    assert not [name for name in names if "solutions" in name or "tests/" in name]


def test_the_wheel_holds_the_whole_package_with_what_is_no_python(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    package = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "coursekit").rglob("*.*")
        if path.is_file() and not re.search(r"/(\.|__pycache__)", path.as_posix())
    }
    assert {"coursekit/authoring/site/site.css", "coursekit/authoring/site/site.js"} <= package
    assert package <= names


def test_the_sdist_holds_the_course_and_no_solution(dist):
    [path] = dist.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert COURSE | {"README.md", "LICENSE", "CHANGELOG.md", "pyproject.toml"} <= names
    assert not [name for name in names if "solutions" in name or name.startswith("tests")]


def test_every_module_and_every_file_beside_one_is_in_the_wheel(wheel):
    here = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "coursekit").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert here <= set(zipfile.ZipFile(wheel).namelist())


def test_the_release_says_one_version_everywhere(wheel):
    assert f"-{coursekit.__version__}-" in wheel.name
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert re.search(r"^version: (.+)$", citation, re.MULTILINE)[1] == coursekit.__version__
    # Above the newest release there may be a section Unreleased.
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## (\d[^ ]*) - \d{4}-\d\d-\d\d$", changes, re.MULTILINE)
    assert newest[1] == coursekit.__version__
    stand_in = ROOT / "coursekit/grading/sandbox/stand_ins/coursekit_init.py"
    assert f'__version__ = "{coursekit.__version__}"' in stand_in.read_text(encoding="utf-8")


def test_the_wheel_is_small_enough_for_a_set_up_cell(wheel):
    assert wheel.stat().st_size < 10_000_000


# Installed where there is no checkout.


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The programs of an empty environment into which the wheel was installed, for JupyterLab."""
    folder = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    programs = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    install = [programs / "python", "-m", "pip", "install", "--quiet", f"{wheel}[lab]"]
    subprocess.run(install, check=True, timeout=600)
    return programs


@pytest.fixture
def at_home(tmp_path, monkeypatch):
    """A student's empty folder, and nothing in the environment that points to the checkout."""
    for name in ("PYTHONPATH", "COURSEKIT_STATE", "VIRTUAL_ENV"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.slow
def test_from_the_wheel_a_student_works_an_exercise_wrong_then_right(installed, at_home):
    def run(*arguments):
        command = [installed / "coursekit", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)

    assert "into my-course." in run("fetch").stdout
    sheet = at_home / "my-course" / "exercises" / "01_derivatives.ipynb"
    assert "coursekit.open_sheet" in sheet.read_text(encoding="utf-8")
    for body, outcome in (("max(z, 0)", "wrong"), ("1.0 if z > 0 else 0.0", "correct")):
        notebook = json.loads(sheet.read_text(encoding="utf-8"))
        [answer] = [c for c in notebook["cells"] if "def d_relu(" in "".join(c["source"])]
        answer["source"] = f"def d_relu(z):\n    return {body}"
        sheet.write_text(json.dumps(notebook), encoding="utf-8")
        report = json.loads(run("check", sheet, "--json").stdout)
        [question] = [q for q in report["questions"] if q["id"] == "d_relu"]
        assert question["outcome"] == outcome
    assert "1 of " in run("submit", sheet, "--student", "abcd12").stdout
    assert (at_home / "to_hand_in" / "01_derivatives_abcd12.ipynb").exists()
    assert run("doctor").returncode == 0
    assert run("release").returncode == 2  # the worked sheets are not here


@pytest.mark.slow
def test_from_the_wheel_the_lab_opens(installed, at_home):
    log = at_home / "log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [installed / "coursekit", "lab", "--no-browser", "--port", "0"], stdout=out, stderr=out
        )
    with stopped(process):
        for _ in range(600):
            if "/lab/tree/notebooks/00_start_here.ipynb?token=" in log.read_text():
                break
            assert process.poll() is None, log.read_text()
            time.sleep(0.1)
        else:
            pytest.fail(log.read_text())
