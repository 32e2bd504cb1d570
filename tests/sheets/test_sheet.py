"""The container: found by name, indexed by id, light to import, each student with own numbers."""

import subprocess
import sys

import pytest

from coursekit.sheets import SheetError, load, names


def test_names_are_in_the_order_of_the_lessons():
    assert names() == sorted(names())
    assert names()[:3] == ["01_derivatives", "02_rules", "03_gradients"]


@pytest.mark.parametrize("name", names())
def test_a_sheet_is_a_container_of_its_exercises(name):
    sheet = load(name)
    ids = [exercise.id for exercise in sheet]
    assert sheet.name == name
    assert len(sheet) == len(ids) == len(set(ids))
    assert sheet.points == sum(exercise.points for exercise in sheet)
    assert all(id_ in sheet and sheet[id_].id == id_ for id_ in ids)
    assert "no_such_question" not in sheet
    assert 3 not in sheet


@pytest.mark.parametrize(
    ("wrong", "close"),
    [("2_rules", "02_rules"), ("rules", "02_rules"), ("01_derivative", "01_derivatives")],
)
def test_an_unknown_sheet_is_refused_with_close_matches(wrong, close):
    with pytest.raises(SheetError, match=f"{wrong}.*did you mean {close}"):
        load(wrong)


def test_an_unknown_question_is_refused_with_close_matches():
    with pytest.raises(SheetError, match=r"02_rules has no question 'd_sin_x_2'.*d_sin_x2"):
        load("02_rules")["d_sin_x_2"]


def test_nothing_close_lists_what_there_is():
    with pytest.raises(SheetError, match="there are 01_derivatives, 02_rules, 03_gradients"):
        load("zzz")


def test_the_message_reads_as_text():
    with pytest.raises(SheetError) as caught:
        load("zzz")
    assert not str(caught.value).startswith(("'", '"'))


def test_student_none_keeps_the_numbers_of_the_sources():
    sheet = load("02_rules")
    assert sheet.student is None
    assert dict(sheet["chain_affine"].parameters) == {"m": 6, "c": 3, "k": -2, "d": 5}


def test_a_student_keeps_their_numbers_and_differs_from_others():
    def numbers(student):
        return dict(load("02_rules", student)["chain_affine"].parameters)

    students = [f"student{i}" for i in range(20)]
    assert numbers("student1") == numbers("student1")
    assert len({tuple(numbers(student).items()) for student in students}) > 10
    assert load("02_rules", "student1").student == "student1"


def test_loading_the_room_loads_neither_a_sheet_nor_a_plotting_library():
    code = (
        "import sys, coursekit.sheets as s; s.names()\n"
        "assert 'coursekit.sheets.rules' not in sys.modules\n"
        "s.load('02_rules'); s.load('01_derivatives', 'abc')\n"
        "assert 'coursekit.sheets.rules' in sys.modules\n"
        "heavy = ('matplotlib', 'ipywidgets', 'nbformat', 'IPython')\n"
        "print([module for module in heavy if module in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
