"""Every fault that an author can make is planted once and must be named."""

import time
from dataclasses import replace

import pytest

from coursekit.authoring.errors import AuthoringError, RefusalError
from coursekit.authoring.notebook_file import dump
from coursekit.authoring.verify import verify, verify_sheet
from coursekit.checking import Option, Slip
from coursekit.course import Course, find_course
from coursekit.errors import CoursekitError
from coursekit.sheets import Sheet


@pytest.fixture
def verified(small, monkeypatch):
    """Verify the small sheet with some exercises and answers exchanged; return the problems."""

    def run(*exercises, answers=None, change=None):
        changed = {exercise.id: exercise for exercise in exercises}
        sheet = Sheet(
            name=small.NAME,
            title="Small",
            exercises=tuple(changed.pop(each.id, each) for each in small.sheet)
            + tuple(changed.values()),
        )
        worked = small.worked(small.ANSWERS | (answers or {}))
        # The notebook's own calls go nowhere: what they print is not what is proved here.
        small.cell(worked, "open").source = (
            "from unittest.mock import MagicMock\ncoursekit = MagicMock()\n"
            f'sheet = coursekit.open_sheet("{small.NAME}")'
        )
        if change:
            change(worked)
        return verify_sheet(sheet, worked)

    return run


def faults(result, question):
    return [
        f"{problem.proof}: {problem.fault}"
        for problem in result.problems
        if problem.question == question
    ]


def test_a_sound_sheet_is_proved(verified, small):
    result = verified()
    assert result.problems == ()
    assert result.ok
    assert [row.id for row in result.rows] == small.ids
    assert all(row.proved for row in result.rows)
    assert result.rows[0].nearest > 1e-3
    assert result.rows[2].nearest is None


def test_a_wrong_worked_answer(verified, small):
    wrong = small.ANSWERS["d_square"].replace("+ 1.0", "- 1.0")
    [fault] = faults(verified(answers={"d_square": wrong}), "d_square")
    assert fault.startswith("solution: the worked answer is judged wrong")


def test_an_answer_that_is_right_at_the_practice_probes_only(verified, small):
    points = [point[0] for point in small.square().probe_points()]
    source = (
        "def d_square(x):\n    # BEGIN SOLUTION\n"
        f"    return 2 * x + 1.0 if x in {points} else 0.0\n    # END SOLUTION"
    )
    [fault] = faults(verified(answers={"d_square": source}), "d_square")
    assert "at probe set 0" in fault


def test_a_cell_that_raises_costs_itself_and_is_named(verified):
    result = verified(answers={"kink": "# BEGIN SOLUTION\nkink = 1 / 0\n# END SOLUTION"})
    assert [p.proof for p in result.problems if not p.question] == ["runs"]
    assert "answer-kink" in result.problems[0].fault
    assert [row.proved for row in result.rows] == [True, True, False]


def test_a_slip_that_equals_another(verified, small):
    slips = [*small.square().slips, Slip("twin", lambda x: x + 1 + 1e-6, "A message of its own.")]
    told = "\n".join(faults(verified(small.square(slips=slips)), "d_square"))
    assert "separation: factor_lost and twin differ by" in told


def test_a_slip_that_is_right(verified, small):
    slips = [*small.square().slips, Slip("right", lambda x: 1 + 2 * x, "A message of its own.")]
    told = "\n".join(faults(verified(small.square(slips=slips)), "d_square"))
    assert "slips: the slip right is judged correct" in told


def test_two_slips_with_one_message(verified, small):
    slips = [
        *small.square().slips,
        Slip("fifth", lambda x: x**3 - 4, "That is the function itself."),
    ]
    told = faults(verified(small.square(slips=slips)), "d_square")
    assert told == ["slips: two slips share the message 'That is the function itself.'"]


def test_too_few_slips_and_hints(verified, small):
    changed = small.slope(slips=small.slope().slips[:3], hints=small.HINTS[:3])
    told = faults(verified(changed), "slope")
    assert told[0] == "slips: it has 3 slips; a value needs 4"
    assert told[1].startswith("hints: it has 3 hints; it needs 4")


@pytest.mark.parametrize(
    "message", ["The slope is 5.07.", "Compute 3*1.3**2.", r"It is $3 \cdot 1.3^2$."]
)
def test_a_message_with_the_number_or_the_expression_of_the_answer(verified, small, message):
    slips = [replace(small.slope().slips[0], message=message), *small.slope().slips[1:]]
    told = faults(verified(small.slope(slips=slips)), "slope")
    assert told
    assert all(fault.startswith("message: the ") for fault in told)
    assert all("height contains the answer" in fault for fault in told)


def test_a_message_with_the_expression_of_a_function(verified, small):
    slips = [
        replace(small.square().slips[0], message="You should have 2x + 1.0 there."),
        *small.square().slips[1:],
    ]
    told = faults(verified(small.square(slips=slips)), "d_square")
    assert "contains the answer 2x+1.0" in told[0]


def test_a_message_with_the_right_option(verified, small):
    right, wrong = small.kink().options
    options = [right, Option("b", wrong.text, wrong.slip, "No: at one point only.")]
    told = faults(verified(small.kink(options=options)), "kink")
    assert "contains the right option" in told[0]


def test_a_name_that_coursekit_or_python_exports(verified, small):
    for name in ("grad", "sum"):
        answers = {name: f"# BEGIN SOLUTION\n{name} = 3 * 1.3**2\n# END SOLUTION"}
        told = faults(verified(small.slope(id=name), answers=answers), name)
        assert len(told) == 1
        assert f"call the question my_{name}" in told[0]


def test_a_stub_that_already_answers(verified, small):
    source = "# BEGIN SOLUTION\nslope = 3 * 1.3**2\n# END SOLUTION\nslope = 3 * 1.3**2"
    result = verified(answers={"slope": source})
    assert [p.proof for p in result.problems] == ["release"]


@pytest.mark.parametrize(
    ("id_", "source", "told"),
    [
        ("ask-slope", "pass", "never calls ask for slope"),
        ("check-slope", 'sheet.check("slop")', "calls check for slop, which the sheet lacks"),
        ("ask-slope", 'sheet.ask("slope")\nsheet.ask("slope")', "ask twice"),
        ("open", 'coursekit.open_sheet("01_derivatives")', "opens 01_derivatives instead of 07"),
    ],
)
def test_a_notebook_that_asks_something_else(verified, small, id_, source, told):
    result = verified(change=lambda worked: setattr(small.cell(worked, id_), "source", source))
    assert any(told in p.fault for p in result.problems if p.proof == "order")


def test_a_notebook_that_asks_in_another_order(verified, small):
    def swap(worked):
        first, second = small.cell(worked, "ask-slope"), small.cell(worked, "ask-kink")
        first.source, second.source = second.source, first.source

    result = verified(change=swap)
    assert "it calls ask for kink where the sheet has slope" in [p.fault for p in result.problems]


def test_verify_runs_each_sheet_in_a_process_of_its_own_and_in_time():
    course = find_course()
    start = time.perf_counter()
    results = verify(course, ["02_rules", "01_derivatives"])  # `make test` verifies every sheet
    assert [problem for result in results for problem in result.problems] == []
    assert [result.sheet for result in results] == ["02_rules", "01_derivatives"]
    assert time.perf_counter() - start < 60  # 10 s on two idle cores


def test_a_worked_notebook_that_ends_its_process_is_told(course, small):
    worked = small.worked()
    small.cell(worked, "open").source = "import os\nos._exit(5)"
    (course.solutions / "01_derivatives.ipynb").write_bytes(dump(worked))
    with pytest.raises(RefusalError, match="ended the process"):
        verify(course, ["01_derivatives"])


def test_worked_answers_run_beside_their_notebook_and_wait_for_nobody(course, small):
    (course.solutions / "data.txt").write_text("1")
    worked = small.worked()
    small.cell(worked, "open").source = "open('data.txt').close()\ninput()"
    (course.solutions / "01_derivatives.ipynb").write_bytes(dump(worked))
    [result] = verify(course, ["01_derivatives"])
    raised = [problem.fault for problem in result.problems if problem.proof == "runs"]
    assert "raised EOFError" in raised[0]


def test_an_unknown_sheet_and_a_missing_notebook_are_told(course):
    with pytest.raises(CoursekitError, match="no sheet"):
        verify(course, ["99_none"])
    with pytest.raises(AuthoringError, match="does not exist"):
        verify(course, ["02_rules"])


def test_an_installed_course_has_nothing_to_verify(tmp_path):
    with pytest.raises(AuthoringError, match="run this in a clone"):
        verify(Course(tmp_path, checkout=False))
