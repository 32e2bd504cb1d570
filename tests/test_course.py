"""Finding the course, and what of it travels in the wheel."""

import json
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from coursekit.course import Course, find_course, notebook_bytes, write_atomic
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


def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    target = tmp_path / "a.ipynb"
    target.write_text("old")
    whole = Path.write_bytes

    def half(path, content):
        whole(path, content[:1])
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(Path, "write_bytes", half)
    with pytest.raises(OSError, match="No space left"):
        write_atomic(target, b"new")
    assert (target.read_text(), list(tmp_path.iterdir())) == ("old", [target])


def _write_often(target, letter):
    for _ in range(200):
        write_atomic(target, letter * 100_000)


def test_of_two_who_write_at_once_one_wins(tmp_path):
    target = tmp_path / "a.ipynb"
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        for done in [pool.submit(_write_often, target, letter) for letter in (b"a", b"b")]:
            done.result()
    assert target.read_bytes() in (b"a" * 100_000, b"b" * 100_000)
    assert list(tmp_path.iterdir()) == [target]


def test_half_a_character_in_a_notebook_is_written_as_an_escape():
    notebook = {"cells": [{"source": "x = '\ud83d'"}], "metadata": {"title": "é"}}
    assert json.loads(notebook_bytes(notebook).decode("utf-8")) == notebook
    assert "é" in notebook_bytes({"title": "é"}).decode("utf-8")
