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


def test_what_was_handed_in_from_a_checkout_is_not_the_course(tmp_path):
    for name in ("notebooks/01_a.ipynb", "exercises/01_a.ipynb", "exercises/to_hand_in/01_a.ipynb"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    files = Course(tmp_path, checkout=True).files()
    assert [path.as_posix() for path in files] == ["exercises/01_a.ipynb", "notebooks/01_a.ipynb"]
