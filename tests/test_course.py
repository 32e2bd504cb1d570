"""Finding the course, and what of it travels in the wheel."""

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
