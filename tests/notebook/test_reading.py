import json
from pathlib import Path
from typing import Any

import pytest

from coursekit.notebook.errors import NotebookError
from coursekit.notebook.reading import opened_sheets, read_notebook, sheet_of


def write(path: Path, *cells: str, **extra: Any) -> Path:
    data = {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {},
        "cells": [{"cell_type": "code", "source": cell} for cell in cells],
        **extra,
    }
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (['s = coursekit.open_sheet("02_rules")'], [("02_rules", None)]),
        (["from coursekit import open_sheet\nopen_sheet('02_rules', 'me')"], [("02_rules", "me")]),
        (["me = 'abc'", "x = ck.open_sheet(name='02_rules', student=me)"], [("02_rules", "abc")]),
        (["which = 'a'\nopen_sheet(which)"], [("a", None)]),
        (["%pip install x\nif True:\n    s = open_sheet('a')"], [("a", None)]),
        (["def broken(:", "open_sheet('a')"], [("a", None)]),
        (["# open_sheet('a')", "'open_sheet(\"a\")'"], []),
        (["open_sheet(f'{x}')", "open_sheet()", "open_sheet(3)"], []),
        (["open_sheet('a', student=input())"], [("a", None)]),
        (['student = ""', "open_sheet('a', student=student)"], [("a", None)]),
        (["open_sheet('a', student='  ')", "open_sheet('a', None)"], [("a", None)] * 2),
        (["open_sheet('a', student=' me ')"], [("a", "me")]),
        (["student = 1234567\nopen_sheet('a', student=student)"], [("a", "1234567")]),
        (["open_sheet('a', student=1.5)", "open_sheet('a', True)"], [("a", None)] * 2),
        (["student = 'me'", "student = None", "open_sheet('a', student=student)"], [("a", None)]),
    ],
)
def test_the_sheet_is_found_without_running(cells, found) -> None:
    assert opened_sheets(cells) == found


def test_the_notebooks_own_call_comes_first(tmp_path: Path) -> None:
    path = write(
        tmp_path / "01_derivatives.ipynb",
        "open_sheet('02_rules', student='me')",
        metadata={"coursekit": {"sheet": "other"}},
    )
    text = read_notebook(path)
    assert (text.sheet, text.student) == ("02_rules", "me")


def test_then_the_metadata_then_the_file_name(tmp_path: Path) -> None:
    path = tmp_path / "my 01_derivatives (2).ipynb"
    assert read_notebook(write(path, "x = 1")).sheet == "01_derivatives"
    write(path, metadata={"coursekit": {"sheet": "02_rules"}})
    assert read_notebook(path).sheet == "02_rules"
    assert read_notebook(write(tmp_path / "homework.ipynb")).sheet is None


def test_a_lesson_is_not_taken_for_the_sheet_of_its_name(tmp_path: Path) -> None:
    practice = 'practice = open_practice("01_derivatives")'
    lesson = read_notebook(write(tmp_path / "01_derivatives.ipynb", practice))
    assert (lesson.sheet, lesson.lesson) == (None, "01_derivatives")
    with pytest.raises(NotebookError, match=r"is the lesson .* exercises/01_derivatives\.ipynb"):
        sheet_of(lesson)
    assert sheet_of(lesson, "02_rules").name == "02_rules"
    first = write(tmp_path / "00_start_here.ipynb", 'open_practice("00_start_here")')
    with pytest.raises(NotebookError, match="no sheet belongs to it"):
        sheet_of(read_notebook(first))
    both = read_notebook(write(tmp_path / "n.ipynb", practice, "open_sheet('02_rules')"))
    assert (both.sheet, both.lesson) == ("02_rules", None)


def test_two_sheets_in_one_notebook_are_noted(tmp_path: Path) -> None:
    text = read_notebook(write(tmp_path / "n.ipynb", "open_sheet('a')", "open_sheet('b')"))
    assert text.sheet == "a"
    assert "several sheets (a, b)" in text.notes[0]


def test_cells_count_as_people_see_them(tmp_path: Path) -> None:
    cells = [
        {"cell_type": "markdown", "source": "# hi"},
        {"cell_type": "code", "source": ["a = 1\n", "b = 2"]},
        {"source": "no type"},
        "not a cell",
        {"cell_type": "code"},
        {"cell_type": "code", "source": 7},
    ]
    text = read_notebook(write(tmp_path / "n.ipynb", cells=cells))
    assert [(cell.number, cell.source) for cell in text.cells] == [(2, "a = 1\nb = 2"), (5, "")]
    assert str(text.cells[0]) == "cell 2 (`a = 1`)"


def test_missing_fields_are_forgiven(tmp_path: Path) -> None:
    path = tmp_path / "n.ipynb"
    path.write_text('\ufeff{"cells": [{"cell_type": "code", "source": "x = 1"}]}', encoding="utf-8")
    assert read_notebook(path).cells[0].source == "x = 1"


def test_a_notebook_of_format_3_is_read(tmp_path: Path) -> None:
    path = tmp_path / "n.ipynb"
    sheet = {"cells": [{"cell_type": "code", "input": ["open_sheet('02_rules')"]}]}
    path.write_text(json.dumps({"nbformat": 3, "worksheets": [sheet]}))
    assert read_notebook(path).sheet == "02_rules"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"  \n", "is empty"),
        (b"import numpy", "not a notebook"),
        (b'{"cells": [', "not a notebook"),
        ("{“cells”: 1}".encode("cp1252"), "not UTF-8"),
        (b"[" * 100_000, "not a notebook"),
        (b"[]", "has no cells"),
        (b'{"a": 1}', "has no cells"),
        (b'{"cells": 3}', "not a list"),
        (b'{"cells": [], "metadata": {"kernelspec": {"language": "R"}}}', "for R"),
        (b'{"cells": [], "metadata": {"language_info": {"name": "julia"}}}', "for julia"),
    ],
)
def test_what_cannot_be_checked_says_why(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "n.ipynb"
    path.write_bytes(content)
    with pytest.raises(NotebookError, match=says):
        read_notebook(path)


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(NotebookError, match="no file"):
        read_notebook(tmp_path / "absent.ipynb")
    with pytest.raises(NotebookError, match="folder"):
        read_notebook(tmp_path)


@pytest.mark.parametrize("metadata", [{}, {"kernelspec": {"language": "python"}}, [], None, 3])
def test_python_is_taken_for_granted(tmp_path: Path, metadata: Any) -> None:
    assert read_notebook(write(tmp_path / "n.ipynb", "x", metadata=metadata)).cells
