"""Fetching the course: what the student changed is never touched, whatever else changes."""

import errno
import json
import os
import shutil

import pytest

from coursekit import fetching
from coursekit.course import Course
from coursekit.errors import CoursekitError
from coursekit.fetching import fetch_course

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
    fetched = fetch_course(course, mine)
    assert names(fetched.added) == [SHEET, LESSON]
    assert (mine / LESSON).read_text() == "lesson 1"
    assert sorted(path.name for path in mine.iterdir()) == [".coursekit", "exercises", "notebooks"]
    assert fetched.sentences() == [f"Copied 2 files into {mine}."]


def test_a_second_copy_does_nothing(course, mine):
    fetch_course(course, mine)
    fetched = fetch_course(course, mine)
    assert names(fetched.unchanged) == [SHEET, LESSON]
    assert fetched.sentences() == [f"{mine} is up to date."]


def test_an_untouched_file_is_updated_and_a_changed_one_is_left(course, mine):
    fetch_course(course, mine)
    (mine / SHEET).write_text("my answers")
    (course.root / LESSON).write_text("lesson 2")
    (course.root / SHEET).write_text("sheet 2")
    (course.root / "notebooks/02_b.ipynb").write_text("new")
    fetched = fetch_course(course, mine)
    assert (mine / SHEET).read_text() == "my answers"
    assert (mine / LESSON).read_text() == "lesson 2"
    assert (names(fetched.added), names(fetched.updated)) == (["notebooks/02_b.ipynb"], [LESSON])
    assert names(fetched.kept) == names(fetched.outdated) == [SHEET]
    assert fetched.sentences()[-1].startswith(f"The course has a newer {SHEET}: rename yours")


def test_work_survives_every_later_release(course, mine):
    """The hash that counts is the one it was copied with, not that of a later release."""
    fetch_course(course, mine)
    (mine / SHEET).write_text("my answers")
    for text in ("sheet 2", "sheet 3"):
        (course.root / SHEET).write_text(text)
        assert names(fetch_course(course, mine).outdated) == [SHEET]
        assert (mine / SHEET).read_text() == "my answers"


def test_a_file_of_the_students_own_with_a_lessons_name_is_left(course, mine):
    (mine / "notebooks").mkdir(parents=True)
    (mine / LESSON).write_text("mine from the beginning")
    for _ in range(2):
        fetched = fetch_course(course, mine)
        assert names(fetched.kept) == [LESSON]
        assert (mine / LESSON).read_text() == "mine from the beginning"


def test_a_deleted_file_is_copied_afresh_and_a_renamed_one_kept(course, mine):
    fetch_course(course, mine)
    (mine / SHEET).write_text("my answers")
    (mine / SHEET).rename(mine / "exercises" / "old.ipynb")
    fetched = fetch_course(course, mine)
    assert names(fetched.added) == names(fetched.missed) == [SHEET]
    assert f"copied afresh: {SHEET}. If you have renamed yours, it stays" in fetched.sentences()[1]
    assert (mine / "exercises" / "old.ipynb").read_text() == "my answers"


@pytest.mark.parametrize("content", ["", "{", "[]", '{"files": 3}', '{"files": null}'])
def test_a_broken_record_keeps_everything(course, mine, content):
    fetch_course(course, mine)
    (mine / ".coursekit" / "course.json").write_text(content)
    (course.root / LESSON).write_text("lesson 2")
    assert names(fetch_course(course, mine).kept) == [LESSON]
    assert (mine / LESSON).read_text() == "lesson 1"


def test_the_record_holds_hashes_in_order(course, mine):
    fetch_course(course, mine)
    record = json.loads((mine / ".coursekit" / "course.json").read_text())
    assert list(record["files"]) == [SHEET, LESSON]
    assert all(len(value) == 64 for value in record["files"].values())


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
def test_a_link_is_never_written_through(course, mine, tmp_path):
    target = tmp_path / "elsewhere.ipynb"
    target.write_text("lesson 1")
    (mine / "notebooks").mkdir(parents=True)
    (mine / LESSON).symlink_to(target)
    fetch_course(course, mine)
    (course.root / LESSON).write_text("lesson 2")
    assert names(fetch_course(course, mine).kept) == [LESSON]
    assert target.read_text() == "lesson 1"


def test_the_course_itself_and_a_file_are_refused(course, mine):
    for folder in (course.root, course.root / "notebooks", course.root / "exercises" / "deep"):
        with pytest.raises(CoursekitError, match="is the course itself"):
            fetch_course(course, folder)
    mine.write_text("a file")
    with pytest.raises(CoursekitError, match="is a file"):
        fetch_course(course, mine)


def test_a_folder_that_cannot_be_made_is_one_clear_error(course, mine):
    mine.mkdir()
    (mine / "notebooks").write_text("a file where a folder should be")
    with pytest.raises(CoursekitError, match="cannot be written"):
        fetch_course(course, mine)


def test_a_disk_that_is_full_in_the_middle(course, mine, monkeypatch):
    """What was copied until then is known as the course's own by the next run."""
    write_atomic = fetching.write_atomic

    def full(target, content):
        if target == mine / LESSON:
            raise OSError(errno.ENOSPC, "No space left on device", str(target))
        write_atomic(target, content)

    monkeypatch.setattr(fetching, "write_atomic", full)
    with pytest.raises(CoursekitError, match="make room"):
        fetch_course(course, mine)
    monkeypatch.undo()
    (course.root / SHEET).write_text("sheet 2")
    fetched = fetch_course(course, mine)
    assert (names(fetched.updated), names(fetched.added)) == ([SHEET], [LESSON])


# Notebooks in which both have worked.


def cell(id_, source, kind="code", **more):
    more = {"outputs": [], "execution_count": None} | more if kind == "code" else more
    return {"id": id_, "cell_type": kind, "metadata": {}, "source": source, **more}


def write(path, *cells):
    path.parent.mkdir(parents=True, exist_ok=True)
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells)}
    path.write_text(json.dumps(notebook))


def sources(path):
    return ["".join(cell["source"]) for cell in json.loads(path.read_text())["cells"]]


@pytest.fixture
def answered(course, mine):
    """A student's folder with one answer in the sheet; the course's sheet has two cells."""
    write(
        course.root / SHEET, cell("setup", "import coursekit"), cell("d-relu", "def d_relu(z): ...")
    )
    fetch_course(course, mine)
    output = {"output_type": "stream", "name": "stdout", "text": "ready"}
    write(
        mine / SHEET,
        cell("setup", "import coursekit", outputs=[output], execution_count=1),
        cell("d-relu", "def d_relu(z): return z > 0"),
    )
    return mine / SHEET


def test_the_course_comes_in_around_the_students_answers(course, mine, answered):
    before = answered.read_bytes()
    write(
        course.root / SHEET,
        cell("setup", "import coursekit as ck"),
        cell("d-relu", "def d_relu(z): ..."),
        cell("more", "# a question that came later"),
    )
    fetched = fetch_course(course, mine)
    assert sources(answered) == [
        "import coursekit as ck",
        "def d_relu(z): return z > 0",
        "# a question that came later",
    ]
    assert list(map(str, fetched.merged)) == [SHEET]
    assert fetched.sentences()[0] == (
        f"Updated {SHEET} around your own work: 1 cell updated, 1 cell new."
    )
    [backup] = (mine / ".coursekit/before/exercises").iterdir()
    assert backup.read_bytes() == before
    assert fetch_course(course, mine).merged == {}  # and that was that


def test_a_cell_that_was_only_run_takes_the_courses_look_on_colab_too(course, mine, answered):
    """As where the set-up cell became a form: its text changes, and with it its metadata."""
    setup = {**cell("setup", "# @title Run me\nimport coursekit"), "metadata": {"cellView": "form"}}
    write(course.root / SHEET, setup, cell("d-relu", "def d_relu(z): ..."))
    [merged] = fetch_course(course, mine).merged.values()
    assert (merged.updated, merged.both) == (["setup"], [])
    [first, own] = json.loads(answered.read_text())["cells"]
    assert first["metadata"] == {"cellView": "form"}
    assert own["source"] == "def d_relu(z): return z > 0"


def test_outputs_stay_where_the_course_changed_nothing(course, mine, answered):
    write(
        course.root / SHEET,
        cell("setup", "import coursekit"),
        cell("d-relu", "def d_relu(z):\n    ..."),
    )
    fetch_course(course, mine)
    [setup, note, own] = json.loads(answered.read_text())["cells"]
    assert setup["outputs"][0]["text"] == "ready"
    assert note["cell_type"] == "markdown"
    assert "def d_relu(z):\n    ..." in note["source"]
    assert own["source"] == "def d_relu(z): return z > 0"


def test_what_both_changed_is_said_once(course, mine, answered):
    write(course.root / SHEET, cell("d-relu", "def d_relu(z, slope): ..."))
    assert "1 cell of it" in fetch_course(course, mine).sentences()[1]
    for _ in range(2):
        assert fetch_course(course, mine).merged == {}
    assert sum("d_relu(z, slope)" in text for text in sources(answered)) == 1


def forget_texts(mine):
    [base] = (mine / ".coursekit/bases/exercises").iterdir()
    base.unlink()


def test_a_folder_without_the_texts_it_came_with_is_left(course, mine, answered):
    forget_texts(mine)
    write(course.root / SHEET, cell("d-relu", "def d_relu(z, slope): ..."))
    assert names(fetch_course(course, mine).outdated) == [SHEET]
    assert "def d_relu(z): return z > 0" in sources(answered)


def test_a_folder_that_lost_its_record_says_what_is_newer(course, mine, answered):
    """As where it was moved to another machine without the folders whose names begin with a dot."""
    write(course.root / LESSON, cell("a", "first"))
    fetch_course(course, mine)
    shutil.rmtree(mine / ".coursekit")
    write(course.root / LESSON, cell("a", "newer"))
    fetched = fetch_course(course, mine)
    assert names(fetched.kept) == [SHEET, LESSON]
    assert names(fetched.outdated) == [LESSON]  # of a sheet that names no version nothing is known
    assert f"a newer {LESSON}: rename yours and run this again" in fetched.sentences()[-1]
    assert sources(mine / LESSON) == ["first"]
    (mine / LESSON).rename(mine / "notebooks/mine.ipynb")
    fetch_course(course, mine)
    assert sources(mine / LESSON) == ["newer"]


def test_a_question_whose_text_alone_is_new_is_said_once(course, mine, answered):
    """The text stands in no cell's code: what a sheet shows comes from the package."""
    output = {"output_type": "display_data", "data": {"text/plain": "new words"}, "metadata": {}}
    write(
        course.root / SHEET,
        cell("setup", "import coursekit", outputs=[output]),
        cell("d-relu", "def d_relu(z): ..."),
    )
    before = answered.read_bytes()
    fetched = fetch_course(course, mine)
    assert names(fetched.shown) == [SHEET]
    assert fetched.news
    assert "run them again" in fetched.sentences()[1]
    assert "Restart Kernel" in fetched.sentences()[2]
    assert answered.read_bytes() == before
    again = fetch_course(course, mine)
    assert (names(again.kept), again.shown, again.news) == ([SHEET], [], False)


def test_missing_texts_come_back_while_the_course_is_the_same(course, mine, answered):
    forget_texts(mine)
    fetch_course(course, mine)
    write(course.root / SHEET, cell("d-relu", "def d_relu(z, slope): ..."))
    assert list(map(str, fetch_course(course, mine).merged)) == [SHEET]


@pytest.mark.parametrize("content", ["", "{", '{"cells": 3}', '{"cells": [3]}', "[" * 100_000])
def test_a_broken_notebook_of_the_students_is_left_as_it_is(course, mine, answered, content):
    answered.write_text(content)
    write(course.root / SHEET, cell("d-relu", "def d_relu(z, slope): ..."))
    fetched = fetch_course(course, mine)
    assert names(fetched.outdated) == names(fetched.damaged) == [SHEET]
    assert fetched.sentences()[-1].startswith(f"{SHEET} is no notebook any more")
    assert answered.read_text() == content
    answered.rename(answered.with_name("broken.ipynb"))
    fetch_course(course, mine)
    assert sources(answered) == ["def d_relu(z, slope): ..."]


# A notebook that was open in a browser while its file was merged or replaced.


@pytest.fixture
def newer(course):
    def publish():
        write(
            course.root / SHEET,
            cell("setup", "import coursekit as ck"),
            cell("d-relu", "def d_relu(z): ..."),
            cell("more", "# a question that came later"),
        )

    return publish


def typed(notebook, id_, text):
    cells = [{**c, "source": text} if c["id"] == id_ else c for c in notebook["cells"]]
    return {**notebook, "cells": cells}


@pytest.mark.parametrize("worked_before", [True, False])
def test_what_was_saved_over_the_newer_file_is_merged_from_where_it_started(
    course, mine, newer, worked_before
):
    write(course.root / SHEET, cell("setup", "import coursekit"), cell("d-relu", "..."))
    fetch_course(course, mine)
    sheet = mine / SHEET
    if worked_before:
        sheet.write_text(json.dumps(typed(json.loads(sheet.read_text()), "d-relu", "first")))
    in_browser = json.loads(sheet.read_text())
    newer()
    fetch_course(course, mine)
    sheet.write_text(json.dumps(typed(in_browser, "d-relu", "second")))
    for _ in range(2):
        fetched = fetch_course(course, mine)
        assert sources(sheet)[0] == "import coursekit as ck"
        assert sources(sheet)[-2:] == ["second", "# a question that came later"]
    assert fetched.merged == {}


def test_a_new_cell_that_the_student_deleted_does_not_come_back(course, mine, answered, newer):
    newer()
    fetch_course(course, mine)
    notebook = json.loads(answered.read_text())
    notebook["cells"].pop()
    answered.write_text(json.dumps(notebook))
    fetched = fetch_course(course, mine)
    assert (names(fetched.kept), fetched.merged) == ([SHEET], {})
    assert "# a question that came later" not in sources(answered)


@pytest.mark.parametrize("version", ["../../../x", "0" * 16, 3, None])
def test_a_version_that_is_none_is_passed_over(course, mine, answered, newer, version):
    notebook = json.loads(answered.read_text()) | {"metadata": {"coursekit": {"version": version}}}
    answered.write_text(json.dumps(notebook))
    newer()
    assert list(map(str, fetch_course(course, mine).merged)) == [SHEET]


def test_what_else_the_metadata_hold_stays(course, mine, answered, newer):
    own = {"kernelspec": {"name": "mine"}, "coursekit": {"sheet": "01_derivatives"}}
    answered.write_text(json.dumps(json.loads(answered.read_text()) | {"metadata": own}))
    newer()
    fetch_course(course, mine)
    metadata = json.loads(answered.read_text())["metadata"]
    assert metadata["kernelspec"] == {"name": "mine"}
    assert metadata["coursekit"].keys() == {"sheet", "version"}


@pytest.mark.parametrize("minor", ["x", None, 2.5])
def test_what_is_odd_in_a_students_notebook_is_kept_in_the_merge(course, mine, answered, minor):
    notebook = json.loads(answered.read_text()) | {"nbformat_minor": minor}
    notebook["cells"].append(cell("own", "print('\ud83d')"))
    answered.write_text(json.dumps(notebook))
    write(course.root / SHEET, cell("setup", "import coursekit as ck"))
    assert list(map(str, fetch_course(course, mine).merged)) == [SHEET]
    assert json.loads(answered.read_text(encoding="utf-8"))["nbformat_minor"] == 5
    assert sources(answered)[-1] == "print('\ud83d')"


def test_a_run_that_was_cut_off_goes_on(course, mine, answered):
    """The record is written last: without it the same merge finds everything done."""
    record = mine / ".coursekit/course.json"
    old = record.read_text()
    write(
        course.root / SHEET,
        cell("setup", "import coursekit"),
        cell("d-relu", "def d_relu(z, slope): ..."),
    )
    fetch_course(course, mine)
    merged = answered.read_text()
    record.write_text(old)
    fetch_course(course, mine)
    assert answered.read_text() == merged
