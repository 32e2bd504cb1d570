"""Each planted fault is refused with the cell and the cure named; a sound notebook is released."""

import copy

import nbformat
import pytest

from coursekit.authoring.errors import RefusalError
from coursekit.authoring.notebook_file import dump
from coursekit.authoring.setup_cell import SETUP_SOURCE, SETUP_VIEW, setup_source
from coursekit.authoring.steps import student_notebook
from coursekit.checking import find_answer


def released(small, worked=None, **stamps):
    return student_notebook(worked or small.worked(), small.NAME, small.ids, **stamps)


def sources(notebook):
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def test_every_question_reaches_the_student_open(small):
    student = released(small)
    assert [find_answer(id_, {}, sources(student)).status for id_ in small.ids] == ["stub"] * 3
    assert small.cell(student, "answer-d_square").source == (
        'def d_square(x):\n    """Return the slope of x² + x."""\n    ...'
    )
    assert small.cell(student, "answer-slope").source == "slope = ..."


def test_answers_and_verdicts_lose_their_outputs_and_prompts_keep_them(small):
    student = released(small)
    for id_ in ("answer-slope", "check-slope", "progress"):
        assert small.cell(student, id_).outputs == []
        assert small.cell(student, id_).execution_count is None
    assert small.cell(student, "ask-slope").outputs[0].text == "a question"
    assert small.cell(student, "ask-slope").execution_count == 1


def test_a_cell_tagged_solution_is_dropped_and_the_other_ids_are_kept(small):
    worked = small.worked()
    kept = [cell.id for cell in worked.cells if cell.id != "why"]
    assert [cell.id for cell in released(small, worked).cells] == kept


def test_the_metadata_is_reduced_to_what_a_front_end_needs(small):
    worked = small.worked()
    worked.cells[2].metadata["execution"] = {"iopub.execute_input": "2026-11-21"}
    student = released(small, worked)
    assert student.metadata == {
        "kernelspec": {
            "display_name": "Python 3 (ipykernel)",
            "language": "python",
            "name": "python3",
        },
        "language_info": {"name": "python"},
    }
    assert student.cells[2].metadata == {}


def test_a_widget_view_is_dropped_and_its_picture_kept(small):
    worked = small.worked()
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "x"}, "image/png": "iVBORw0="}
    small.cell(worked, "ask-slope").outputs = [nbformat.v4.new_output("display_data", data=view)]
    [output] = small.cell(released(small, worked), "ask-slope").outputs
    assert list(output.data) == ["image/png"]


def test_the_worked_notebook_itself_is_left_alone(small):
    worked = small.worked()
    before = copy.deepcopy(worked)
    released(small, worked, source="git+https://git.example.org/a.git", link="https://a")
    assert worked == before


def test_the_same_worked_notebook_gives_the_same_bytes(small):
    assert dump(released(small)) == dump(released(small))
    assert dump(released(small)).endswith(b"}\n")


def test_stamps(small):
    source = "git+https://git.example.org/maths/course.git"
    student = released(small, source=source, link="https://colab.example.org/x.ipynb")
    assert small.cell(student, "set-up").source == setup_source(source)
    assert small.cell(student, "title").source == (
        "# A small sheet\n\n[Open in Colab](https://colab.example.org/x.ipynb)"
    )


def test_an_older_set_up_cell_is_brought_up_to_date(small):
    worked = small.worked()
    small.cell(worked, "set-up").source = 'INSTALL_FROM = ""\nimport coursekit'
    cell = small.cell(released(small, worked), "set-up")
    assert cell.source == SETUP_SOURCE
    assert cell.metadata == {"cellView": SETUP_VIEW}


def replace_answer(id_, source):
    return lambda small, worked: setattr(small.cell(worked, f"answer-{id_}"), "source", source)


def add(cell_type, source):
    def fault(small, worked):
        make = small.code if cell_type == "code" else small.prose
        worked.cells.append(make(source, "planted"))

    return fault


FAULTS = {
    "unbalanced": (
        replace_answer("slope", "# BEGIN SOLUTION\nslope = 5.07"),
        r"answer-slope.*never ends",
    ),
    "binds nothing": (
        replace_answer("slope", "slope = ...\n# BEGIN SOLUTION\nprint(5.07)\n# END SOLUTION"),
        r"answer-slope.*binds no name",
    ),
    "unknown name": (
        replace_answer("slope", "# BEGIN SOLUTION\nslop = 5.07\n# END SOLUTION"),
        r"answer-slope.*'slop'.*no such question; it has d_square, slope, kink",
    ),
    "no region": (
        replace_answer("slope", "slope = 5.07"),
        r"answer-slope.*'slope' stands outside a solution region",
    ),
    "a def without region": (
        replace_answer("d_square", "def d_square(x):\n    return 2 * x + 1"),
        r"answer-d_square.*outside a solution region",
    ),
    "answered again elsewhere": (
        add("code", "slope = 5.07"),
        r"planted.*outside a solution region",
    ),
    "no answer": (replace_answer("slope", "pass"), r"no answer for slope"),
    "leak in code": (add("code", "assert slope==3*1.3**2"), r"planted.*answer-slope.*3\*1\.3\*\*2"),
    "leak in prose": (add("prose", "Try `2*x + 1.0`."), r"planted.*answer-d_square"),
    "leak beside the region": (
        replace_answer(
            "d_square",
            "def d_square(x):\n    # return 2 * x + 1.0\n    # BEGIN SOLUTION\n"
            "    return 2 * x + 1.0\n    # END SOLUTION",
        ),
        r"answer-d_square.*shows what the solution",
    ),
    "region in prose": (
        add("prose", "# BEGIN SOLUTION\nwhy\n# END SOLUTION"),
        r"planted.*tag the whole cell",
    ),
    "region too narrow": (
        replace_answer(
            "d_square",
            "def d_square(x):\n    # BEGIN SOLUTION\n    y = 2 * x + 1.0\n    # END SOLUTION\n"
            "    return y\n\nd_square = abs",
        ),
        r"answer-d_square.*not left open",
    ),
    "no set-up": (
        lambda small, worked: worked.cells.remove(small.cell(worked, "set-up")),
        "0 set-up cells",
    ),
    "not Python": (add("code", "def ="), r"planted.*not Python"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_refused(small, fault):
    plant, told = FAULTS[fault]
    worked = small.worked()
    plant(small, worked)
    with pytest.raises(RefusalError, match=told):
        released(small, worked)


def test_short_pieces_and_option_keys_are_no_leak(small):
    worked = small.worked()
    worked.cells.append(small.prose("Option a says: return x, or 2 * x.", "planted"))
    assert released(small, worked)


def test_what_an_answer_prints_elsewhere_does_not_reach_the_student(small):
    worked = small.worked()
    worked.cells.append(small.code("print(d_square(2.0))", "try-it", [small.stream("5.0")]))
    worked.cells.append(small.code("print(1 + 1)", "other", [small.stream("2")]))
    student = released(small, worked)
    assert small.cell(student, "try-it").outputs == []
    assert small.cell(student, "try-it").execution_count is None
    assert small.cell(student, "other").outputs[0].text == "2"


def test_a_worked_notebook_without_cell_ids_is_refused(small):
    worked = small.worked()
    worked.nbformat_minor = 4
    for cell in worked.cells:
        del cell["id"]
    with pytest.raises(RefusalError, match="no ids"):
        released(small, worked)
