"""Finding the course, and what of it travels in the wheel."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from coursekit.course import Course, find_course
from coursekit.errors import CoursekitError


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
    assert "exercises/02_rules.ipynb" in [path.as_posix() for path in course.files()]
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
