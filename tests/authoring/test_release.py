import nbformat
import pytest

from coursekit.authoring.errors import AuthoringError, RefusalError
from coursekit.authoring.notebook_file import dump, read
from coursekit.authoring.release import release, write_released
from coursekit.authoring.setup_cell import read_source

SOURCE = "git+https://git.example.org/maths/course.git"


def sheet_file(course, small):
    return course.exercises / f"{small.NAME}.ipynb"


def test_release_writes_the_sheet_once_and_is_then_fresh(course, small):
    files = release(course)
    assert [file.stale for file in files] == [True, False]  # the lesson is as it should be
    assert write_released(files) == [sheet_file(course, small)]
    again = release(course)
    assert not any(file.stale for file in again)
    assert write_released(again) == []


def test_a_change_of_the_worked_notebook_or_of_the_sheet_is_stale(course, small):
    write_released(release(course))
    worked = small.worked()
    small.cell(worked, "title").source = "# Another title"
    (course.solutions / f"{small.NAME}.ipynb").write_bytes(dump(worked))
    assert [file.path for file in release(course) if file.stale] == [sheet_file(course, small)]


def test_stamps_reach_sheets_and_lessons_and_stay_until_removed(course, small):
    write_released(release(course, source=SOURCE, repo="owner/course"))
    lesson = course.notebooks / f"{small.NAME}.ipynb"
    for path, folder in ((sheet_file(course, small), "exercises"), (lesson, "notebooks")):
        notebook = read(path)
        assert read_source(small.cell(notebook, "set-up").source) == SOURCE
        assert f"/owner/course/blob/main/{folder}/{small.NAME}.ipynb)" in notebook.cells[0].source
    assert not any(file.stale for file in release(course))
    write_released(release(course, source="", repo=""))
    assert SOURCE.encode() not in sheet_file(course, small).read_bytes()
    assert b"Colab" not in lesson.read_bytes()


def test_release_of_one_name_leaves_the_others(course, small):
    assert {file.path.parent.name for file in release(course, [small.NAME])} == {
        "exercises",
        "notebooks",
    }
    with pytest.raises(AuthoringError, match=r"99_none.*07_small"):
        release(course, ["99_none"])


@pytest.mark.parametrize("content", [b"my notes", dump(nbformat.v4.new_notebook())])
def test_an_unrelated_file_is_never_overwritten(course, small, content):
    sheet_file(course, small).write_bytes(content)
    with pytest.raises(RefusalError, match="move it away"):
        release(course)
    assert sheet_file(course, small).read_bytes() == content


def test_a_fault_is_told_with_the_worked_notebook_and_nothing_is_written(course, small):
    worked = small.worked()
    small.cell(worked, "answer-slope").source = "slope = 5.07"
    (course.solutions / f"{small.NAME}.ipynb").write_bytes(dump(worked))
    with pytest.raises(RefusalError, match=r"solutions.*answer-slope"):
        release(course)
    assert not sheet_file(course, small).exists()


def test_words_that_a_question_has_no_more_are_not_released(course, small):
    """What students read before they run anything is the output that the worked notebook keeps."""
    worked, path = small.worked(), course.solutions / f"{small.NAME}.ipynb"
    old = {"text/markdown": "### Slope\n\nThe slope of $x^2$ at $1.3$?", "text/plain": "Slope"}
    new = {**old, "text/markdown": "### Slope\n\nThe slope of $x^3$ at $1.3$?\n\nYour answer: …"}
    ask = small.cell(worked, "ask-slope")
    ask.outputs = [nbformat.v4.new_output("display_data", old)]
    path.write_bytes(dump(worked))
    with pytest.raises(RefusalError, match=r"before slope got the words .*authoring\.execute"):
        release(course)
    ask.outputs = [nbformat.v4.new_output("display_data", new)]
    path.write_bytes(dump(worked))
    assert [file.stale for file in release(course)] == [True, False]


def test_a_course_without_worked_notebooks_is_told_so(course, small):
    (course.solutions / f"{small.NAME}.ipynb").unlink()
    with pytest.raises(AuthoringError, match="no worked notebook"):
        release(course)


def test_an_unreadable_worked_notebook_is_told_so(course, small):
    (course.solutions / f"{small.NAME}.ipynb").write_text("{")
    with pytest.raises(AuthoringError, match="no notebook that can be read"):
        release(course)


def test_somebodys_answers_are_never_overwritten(course, small):
    write_released(release(course))
    path = sheet_file(course, small)
    student = read(path)
    small.cell(student, "answer-slope").source = "slope = 5.0"
    path.write_bytes(content := dump(student))
    with pytest.raises(RefusalError, match=r"somebody's answers \(slope\); move it away"):
        release(course)
    assert path.read_bytes() == content


def test_an_unfinished_line_of_a_student_is_work_too(course, small):
    write_released(release(course))
    student = read(sheet_file(course, small))
    small.cell(student, "answer-slope").source = "slope = (3 *"
    sheet_file(course, small).write_bytes(dump(student))
    with pytest.raises(RefusalError, match=r"answers \(cell .*answer-slope"):
        release(course)


def test_notebooks_without_cell_ids_are_not_taken_for_each_other(course, small):
    old = nbformat.v4.new_notebook(cells=[small.prose("# My own notes", "a")])
    worked = small.worked()
    for notebook in (old, worked):
        notebook.nbformat_minor = 4
        for cell in notebook.cells:
            del cell["id"]
    (course.solutions / f"{small.NAME}.ipynb").write_bytes(dump(worked))
    sheet_file(course, small).write_bytes(content := dump(old))
    with pytest.raises(RefusalError, match="move it away"):
        release(course)
    assert sheet_file(course, small).read_bytes() == content


def test_a_sheet_whose_worked_notebook_has_gone_is_told(course, small):
    orphan = course.exercises / "06_renamed.ipynb"
    orphan.write_bytes(dump(small.worked()))
    with pytest.raises(RefusalError, match=r"06_renamed.*no worked notebook"):
        release(course)
    assert release(course, [small.NAME])  # one name is nobody else's business


def test_a_worked_notebook_of_no_sheet_is_told_how_to_declare_one(course, small):
    (course.solutions / "08_new.ipynb").write_bytes(dump(small.worked()))
    with pytest.raises(AuthoringError, match=r"08_new.*coursekit/sheets/__init__\.py"):
        release(course)


def test_a_course_that_cannot_be_written_is_told(course, small, monkeypatch):
    def refuse(path, _content):
        raise OSError(30, "Read-only file system", str(path))

    monkeypatch.setattr("coursekit.authoring.release.write_atomic", refuse)
    with pytest.raises(AuthoringError, match=rf"{small.NAME}.*Read-only file system"):
        write_released(release(course))
