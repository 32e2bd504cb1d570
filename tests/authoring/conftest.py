"""A small sheet with its worked notebook, and a checkout of a course made of them."""

from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest

from coursekit import sheets
from coursekit.authoring.notebook_file import dump
from coursekit.authoring.setup_cell import SETUP_OUTPUT, SETUP_SOURCE, SETUP_VIEW
from coursekit.checking import Exercise, Option, Reals, Slip
from coursekit.course import Course
from coursekit.sheets import Sheet

HINTS = ("reminder", "rule", "first step", "skeleton")
NAME = "07_small"


def square(**changes):
    """A function with four slips, as `verify` wants it."""
    fields = {
        "id": "d_square",
        "title": "Square",
        "prompt": "Differentiate $x^2 + x$.",
        "inputs": {"x": Reals(-3, 3)},
        "reference": lambda x: 2 * x + 1,
        "slips": [
            Slip("not_derived", lambda x: x**2 + x, "That is the function itself."),
            Slip("factor_lost", lambda x: x + 1, "The exponent came down nowhere."),
            Slip("constant_lost", lambda x: 2 * x, "The second term has a slope too."),
            Slip("exponent_kept", lambda x: 2 * x**2 + 1, "The exponent falls by one."),
        ],
        "hints": HINTS,
    }
    return Exercise(**(fields | changes))


def slope(**changes):
    fields = {
        "id": "slope",
        "title": "Slope",
        "kind": "value",
        "prompt": "The slope of $x^3$ at $1.3$?",
        "reference": 3 * 1.3**2,
        "slips": [
            Slip("height", 1.3**3, "That is the height."),
            Slip("factor_lost", 1.3**2, "The exponent came down nowhere."),
            Slip("exponent_kept", 3 * 1.3**3, "The exponent falls by one."),
            Slip("second", 6 * 1.3, "You differentiated twice."),
        ],
        "hints": HINTS,
    }
    return Exercise(**(fields | changes))


def kink(**changes):
    fields = {
        "id": "kink",
        "title": "Kink",
        "kind": "choice",
        "prompt": "Where has |x| no derivative?",
        "options": [
            Option("a", "at one point only", message="Both slopes differ there."),
            Option("b", "nowhere", slip="kink_missed", message="Compare the slopes of both sides."),
        ],
        "hints": HINTS,
    }
    return Exercise(**(fields | changes))


ANSWERS = {
    "d_square": (
        "def d_square(x):\n"
        '    """Return the slope of x² + x."""\n'
        "    # BEGIN SOLUTION\n"
        "    return 2 * x + 1.0\n"
        "    # END SOLUTION"
    ),
    "slope": "# BEGIN SOLUTION\nslope = 3 * 1.3**2\n# END SOLUTION",
    "kink": '# BEGIN SOLUTION\nkink = "a"\n# END SOLUTION',
}


def code(source, id_, outputs=(), count=1):
    return nbformat.v4.new_code_cell(source, id=id_, outputs=list(outputs), execution_count=count)


def prose(source, id_, tags=()):
    metadata = {"tags": list(tags)} if tags else {}
    return nbformat.v4.new_markdown_cell(source, id=id_, metadata=metadata)


def stream(text):
    return nbformat.v4.new_output("stream", name="stdout", text=text)


def worked_notebook(answers=ANSWERS, name=NAME):
    cells = [
        prose("# A small sheet", "title"),
        code(SETUP_SOURCE, "set-up", [stream(SETUP_OUTPUT)]),
        code(f'sheet = coursekit.open_sheet("{name}")', "open", count=2),
    ]
    for id_, source in answers.items():
        cells += [
            code(f'sheet.ask("{id_}")', f"ask-{id_}", [stream("a question")]),
            code(source, f"answer-{id_}"),
            code(f'sheet.check("{id_}")', f"check-{id_}", [stream("Correct")]),
        ]
    cells += [
        prose("Why: because the limit says so.", "why", tags=["solution"]),
        code("sheet.progress()", "progress", [stream("3 of 3")]),
    ]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata = nbformat.from_dict(
        {"language_info": {"name": "python", "version": "3.11.7"}, "widgets": {"state": {}}}
    )
    return notebook


def cell_of(notebook, id_):
    return next(cell for cell in notebook.cells if cell.id == id_)


@pytest.fixture
def small(monkeypatch):
    """The builders, with the small sheet known to `coursekit.sheets`."""
    sheet = Sheet(name=NAME, title="Small", exercises=(square(), slope(), kink()))
    registry = {NAME: sheet}
    load = sheets.load

    def load_small(name, student=None):
        return registry[name].for_student(student) if name in registry else load(name, student)

    monkeypatch.setattr(sheets, "load", load_small)
    monkeypatch.setattr("coursekit.notebook.session.load", load_small, raising=False)
    return SimpleNamespace(
        NAME=NAME,
        ANSWERS=ANSWERS,
        HINTS=HINTS,
        sheet=sheet,
        ids=[exercise.id for exercise in sheet],
        square=square,
        slope=slope,
        kink=kink,
        code=code,
        prose=prose,
        stream=stream,
        worked=worked_notebook,
        cell=cell_of,
    )


@pytest.fixture
def course(tmp_path: Path, small) -> Course:
    """A checkout with one lesson and one worked sheet, not released yet."""
    for folder in ("notebooks", "exercises", "solutions"):
        (tmp_path / folder).mkdir()
    setup = small.code(SETUP_SOURCE, "set-up")
    setup.metadata["cellView"] = SETUP_VIEW
    lesson = nbformat.v4.new_notebook(cells=[small.prose("# Lesson", "title"), setup])
    (tmp_path / "notebooks" / f"{NAME}.ipynb").write_bytes(dump(lesson))
    (tmp_path / "solutions" / f"{NAME}.ipynb").write_bytes(dump(small.worked()))
    return Course(tmp_path, checkout=True)
