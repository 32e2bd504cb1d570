"""From the worked sheet to the student's: released as it is now, open, and full of diagnoses."""

from pathlib import Path

import nbformat
import pytest

from coursekit.authoring.release import release
from coursekit.authoring.setup_cell import SETUP_SOURCE, SETUP_VIEW, is_setup_cell
from coursekit.course import find_course
from coursekit.notebook import check_notebook

ROOT = Path(__file__).parents[2]
WORKED = sorted((ROOT / "solutions").glob("*.ipynb"))

# What students do write into sheet 02, and what it is called: six rules, six ways to miss them.
SLIPS = {
    "d_power": ("def d_power(x):\n    return 4 * x**4", "new_exponent_as_factor"),
    "d_sqrt": ('d_sqrt = "1/2 * sqrt(x)"', "brackets_missing"),
    "d_product": ("def d_product(x):\n    return 2 * x * np.cos(x)", "product_of_derivatives"),
    "d_quotient": ("def d_quotient(x):\n    return np.cos(x)", "ratio_of_derivatives"),
    "d_sin_x2": ("def d_sin_x2(x):\n    return np.cos(x**2)", "inner_forgotten"),
    "d_log_quadratic": (
        "def d_log_quadratic(x):\n    return 1 / (2 * x)",
        "differentiated_inside",
    ),
}


def answered(source, target, answers):
    """Copy a student sheet and write answers into the cells that are open for them."""
    notebook = nbformat.read(source, as_version=4)
    for name, text in answers.items():
        (cell,) = [
            cell
            for cell in notebook.cells
            if cell.cell_type == "code"
            and cell.source.startswith((f"def {name}(", f"{name} ="))
            and "..." in cell.source
        ]
        cell.source = text
    nbformat.write(notebook, target)
    return target


@pytest.mark.parametrize("path", WORKED, ids=lambda path: path.stem)
def test_the_student_sheet_is_the_one_released_now(path):
    (released,) = [
        file for file in release(find_course(), [path.stem]) if file.path.parent.name == "exercises"
    ]
    assert not released.stale, f"exercises/{path.name} is stale: run make exercises"


@pytest.mark.parametrize("path", WORKED, ids=lambda path: path.stem)
def test_the_worked_sheet_has_the_set_up_cell_of_all_others(path):
    (cell,) = [c for c in nbformat.read(path, as_version=4).cells if is_setup_cell(c.source)]
    assert cell.source == SETUP_SOURCE
    assert cell.metadata == {"cellView": SETUP_VIEW}


@pytest.mark.parametrize("path", WORKED, ids=lambda path: path.stem)
def test_the_worked_sheet_has_full_marks(path):
    report = check_notebook(path)
    assert not report.faults
    assert {name: v.outcome for name, v in report.verdicts.items() if not v.correct} == {}
    assert report.score == report.points > 0
    assert report.exit_code == 0


@pytest.mark.parametrize("path", WORKED, ids=lambda path: path.stem)
def test_the_student_sheet_is_unanswered_and_runs(path):
    report = check_notebook(ROOT / "exercises" / path.name)
    assert not report.faults
    assert {verdict.outcome for verdict in report.verdicts.values()} == {"unanswered"}
    assert report.score == 0
    assert report.exit_code == 1


def test_six_typical_slips_have_six_diagnoses(tmp_path):
    answers = {name: text for name, (text, _) in SLIPS.items()}
    path = answered(ROOT / "exercises" / "02_rules.ipynb", tmp_path / "mine.ipynb", answers)
    report = check_notebook(path)
    assert not report.faults
    verdicts = {name: report.verdicts[name] for name in SLIPS}
    assert {name: verdict.slip for name, verdict in verdicts.items()} == {
        name: slip for name, (_, slip) in SLIPS.items()
    }
    assert {verdict.outcome for verdict in verdicts.values()} == {"wrong"}
    assert len({verdict.message for verdict in verdicts.values()}) == 6
    others = {v.outcome for name, v in report.verdicts.items() if name not in SLIPS}
    assert others == {"unanswered"}
    for verdict in verdicts.values():
        assert verdict.message in report.text
