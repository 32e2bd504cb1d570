"""Copying the course: what the student changed is never touched, whatever else changes."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from coursekit.course import Course, copy_course, find_course
from coursekit.errors import CoursekitError

LESSON, SHEET = "notebooks/01_a.ipynb", "exercises/01_a.ipynb"


@pytest.fixture
def course(tmp_path):
    root = tmp_path / "course"
    for name, text in ((LESSON, "lesson 1"), (SHEET, "sheet 1"), ("solutions/01_a.ipynb", "no")):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    (root / "notebooks" / ".ipynb_checkpoints").mkdir()
    (root / "notebooks" / ".ipynb_checkpoints" / "01_a.ipynb").write_text("litter")
    return Course(root, checkout=True)


@pytest.fixture
def mine(tmp_path):
    return tmp_path / "mine"


def names(paths):
    return [path.as_posix() for path in paths]


def test_a_first_copy_has_lessons_and_sheets_and_no_solutions(course, mine):
    copied = copy_course(course, mine)
    assert names(copied.added) == [SHEET, LESSON]
    assert (mine / LESSON).read_text() == "lesson 1"
    assert sorted(path.name for path in mine.iterdir()) == [".coursekit", "exercises", "notebooks"]
    assert copied.sentences() == [f"Copied 2 files into {mine}."]


def test_a_second_copy_does_nothing(course, mine):
    copy_course(course, mine)
    copied = copy_course(course, mine)
    assert names(copied.unchanged) == [SHEET, LESSON]
    assert copied.sentences() == [f"{mine} is up to date."]


def test_an_untouched_file_is_updated_and_a_changed_one_is_left(course, mine):
    copy_course(course, mine)
    (mine / SHEET).write_text("my answers")
    (course.root / LESSON).write_text("lesson 2")
    (course.root / SHEET).write_text("sheet 2")
    (course.root / "notebooks/02_b.ipynb").write_text("new")
    copied = copy_course(course, mine)
    assert (mine / SHEET).read_text() == "my answers"
    assert (mine / LESSON).read_text() == "lesson 2"
    assert (names(copied.added), names(copied.updated)) == (["notebooks/02_b.ipynb"], [LESSON])
    assert names(copied.kept) == names(copied.outdated) == [SHEET]
    assert copied.sentences()[-1].startswith(f"The course has a newer {SHEET}: rename yours")


def test_work_survives_every_later_release(course, mine):
    """The hash that counts is the one it was copied with, not that of a later release."""
    copy_course(course, mine)
    (mine / SHEET).write_text("my answers")
    for text in ("sheet 2", "sheet 3"):
        (course.root / SHEET).write_text(text)
        assert names(copy_course(course, mine).outdated) == [SHEET]
        assert (mine / SHEET).read_text() == "my answers"


def test_a_file_of_the_students_own_with_a_lessons_name_is_left(course, mine):
    (mine / "notebooks").mkdir(parents=True)
    (mine / LESSON).write_text("mine from the beginning")
    for _ in range(2):
        copied = copy_course(course, mine)
        assert names(copied.kept) == [LESSON]
        assert (mine / LESSON).read_text() == "mine from the beginning"


def test_a_deleted_file_is_copied_afresh_and_a_renamed_one_kept(course, mine):
    copy_course(course, mine)
    (mine / SHEET).write_text("my answers")
    (mine / SHEET).rename(mine / "exercises" / "old.ipynb")
    assert names(copy_course(course, mine).added) == [SHEET]
    assert (mine / "exercises" / "old.ipynb").read_text() == "my answers"


@pytest.mark.parametrize("content", ["", "{", "[]", '{"files": 3}', '{"files": null}'])
def test_a_broken_record_keeps_everything(course, mine, content):
    copy_course(course, mine)
    (mine / ".coursekit" / "course.json").write_text(content)
    (course.root / LESSON).write_text("lesson 2")
    assert names(copy_course(course, mine).kept) == [LESSON]
    assert (mine / LESSON).read_text() == "lesson 1"


def test_the_record_holds_hashes_in_order(course, mine):
    copy_course(course, mine)
    record = json.loads((mine / ".coursekit" / "course.json").read_text())
    assert list(record["files"]) == [SHEET, LESSON]
    assert all(len(value) == 64 for value in record["files"].values())


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
def test_a_link_is_never_written_through(course, mine, tmp_path):
    target = tmp_path / "elsewhere.ipynb"
    target.write_text("lesson 1")
    (mine / "notebooks").mkdir(parents=True)
    (mine / LESSON).symlink_to(target)
    copy_course(course, mine)
    (course.root / LESSON).write_text("lesson 2")
    assert names(copy_course(course, mine).kept) == [LESSON]
    assert target.read_text() == "lesson 1"


def test_the_course_itself_and_a_file_are_refused(course, mine):
    for folder in (course.root, course.root / "notebooks", course.root / "exercises" / "deep"):
        with pytest.raises(CoursekitError, match="is the course itself"):
            copy_course(course, folder)
    mine.write_text("a file")
    with pytest.raises(CoursekitError, match="is a file"):
        copy_course(course, mine)


def test_a_folder_that_cannot_be_made_is_one_clear_error(course, mine):
    mine.mkdir()
    (mine / "notebooks").write_text("a file where a folder should be")
    with pytest.raises(CoursekitError, match="cannot be written"):
        copy_course(course, mine)


def test_the_course_is_found_in_a_checkout_and_in_a_wheel(tmp_path):
    package = tmp_path / "site-packages" / "coursekit"
    (package / "_course" / "notebooks").mkdir(parents=True)
    assert find_course(package) == Course(package / "_course", checkout=False)
    (tmp_path / "site-packages" / "notebooks").mkdir()
    assert not find_course(package).checkout  # notebooks/ alone may be anybody's
    (tmp_path / "site-packages" / "pyproject.toml").touch()
    assert find_course(package) == Course(tmp_path / "site-packages", checkout=True)
    with pytest.raises(CoursekitError, match="No course was found"):
        find_course(tmp_path / "nowhere" / "coursekit")


def test_this_course_has_its_lesson_and_its_sheets():
    course = find_course()
    assert "01_derivatives" in course.lessons()
    assert "exercises/02_rules.ipynb" in names(course.files())
    assert not any("solutions" in path.parts for path in course.files())


@pytest.mark.slow
def test_the_wheel_holds_the_course_and_nothing_that_lies_beside_it(tmp_path):
    root, copy = Path(__file__).parents[1], tmp_path / "checkout"
    leave = shutil.ignore_patterns(".venv*", ".git", ".coursekit", "artefacts")
    shutil.copytree(root, copy, ignore=leave)
    for litter in (".coursekit/progress.json", ".ipynb_checkpoints/01-checkpoint.ipynb"):
        (copy / "exercises" / litter).parent.mkdir()
        (copy / "exercises" / litter).write_text("{}")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--wheel-dir=dist",
        ".",
    ]
    subprocess.run(command, cwd=copy, check=True, capture_output=True, timeout=300)
    [wheel] = (copy / "dist").glob("*.whl")
    travelled = {
        name.removeprefix("coursekit/_course/")
        for name in zipfile.ZipFile(wheel).namelist()
        if name.startswith("coursekit/_course/")
    }
    assert travelled == {path.as_posix() for path in Course(root, checkout=True).files()}
