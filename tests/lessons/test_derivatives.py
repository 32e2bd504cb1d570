"""Lesson 01 as a student meets it: it runs unfilled, and every faded example answers back."""

import re
import time
from pathlib import Path
from typing import Any

import matplotlib as mpl
import nbformat
import pytest

from coursekit.checking import run_cells

LESSON = Path(__file__).parents[2] / "notebooks" / "01_derivatives.ipynb"
SECONDS = 15.0
DOTS = re.compile(r"(?<=return )\.\.\.|(?<= = )\.\.\.")


def code_cells() -> dict[str, str]:
    notebook: Any = nbformat.read(LESSON, as_version=4)
    return {cell.id: cell.source for cell in notebook.cells if cell.cell_type == "code"}


@pytest.fixture(scope="module")
def run() -> dict[str, Any]:
    """Run the lesson once as it stands; keep its names, what it printed, and its time."""
    names: dict[str, Any] = {}
    sources = code_cells()
    start = time.perf_counter()
    with mpl.rc_context():
        results = run_cells(list(sources.values()), names)
    return {
        "names": names,
        "results": dict(zip(sources, results, strict=True)),
        "seconds": time.perf_counter() - start,
    }


def filled(run: dict[str, Any], cell: str, *answers: str) -> str:
    """Fill the dots of a cell in their order, run it after the lesson, return what it prints."""
    source = code_cells()[cell]
    for answer in answers:
        source = re.sub(
            r"(?<=return )\.\.\.|(?<= = )\.\.\.", lambda _, a=answer: a, source, count=1
        )
    (result,) = run_cells([source], dict(run["names"]))
    assert result.ok, result.traceback
    return result.output


def test_runs_from_top_to_bottom_unfilled(run: dict[str, Any]) -> None:
    faults = {cell: result.traceback for cell, result in run["results"].items() if not result.ok}
    assert faults == {}


def test_runs_in_under_fifteen_seconds(run: dict[str, Any]) -> None:
    assert run["seconds"] < SECONDS


def test_unfilled_examples_say_that_they_are_open(run: dict[str, Any]) -> None:
    turns = {cell: result for cell, result in run["results"].items() if cell.startswith("your-")}
    assert len(turns) == 5
    assert all(result.output.startswith("Open:") for result in turns.values())


def test_the_three_widgets_are_there() -> None:
    source = "\n".join(code_cells().values())
    for widget in ("secant_tangent", "step_size_error", "function_plotter"):
        assert re.search(rf"^{widget}\(", source, re.MULTILINE)


@pytest.mark.parametrize(
    ("cell", "answers"),
    [
        ("your-turn-cube", ("3 * x * h",)),
        ("your-turn-step", ("0.1",)),
        ("your-turn-float32", ("5e-3",)),
        ("your-turn-relu", ("np.where(x >= 0, x, 0.0)",)),
    ],
)
def test_right_answer_is_told_so(run: dict[str, Any], cell: str, answers: tuple[str]) -> None:
    assert filled(run, cell, *answers).startswith("Right")


@pytest.mark.parametrize(
    ("cell", "answer", "message"),
    [
        ("your-turn-cube", "3 * x * h**2", "Divide it by h"),
        ("your-turn-cube", "x * h", "four terms"),
        ("your-turn-step", "-0.1", "direction"),
        ("your-turn-step", "0.8", "the tangent changes by -6.4"),
        ("your-turn-float32", "3.4e-4", "forward"),
        ("your-turn-float32", "6e-6", "too small"),
        ("your-turn-float32", "0.1", "too large"),
        ("your-turn-relu", "np.where(x > 0, x, 0.0)", "slope at 0 is 0.0"),
        ("your-turn-relu", "np.maximum(x, 0.0)", "slope at 0 is 0.5"),
        ("your-turn-relu", "np.abs(x)", "not ReLU"),
    ],
)
def test_slip_gets_its_own_message(
    run: dict[str, Any], cell: str, answer: str, message: str
) -> None:
    said = filled(run, cell, answer)
    assert message in said
    assert "Right" not in said


@pytest.mark.parametrize(
    ("rising", "bowl", "verdicts"),
    [
        ("False", "True", ("f′: right.", "f″: right.")),
        ("True", "True", ("f′: go", "f″: right.")),
        ("False", "False", ("f′: right.", "f″: is")),
    ],
)
def test_signs_are_judged_one_by_one(
    run: dict[str, Any], rising: str, bowl: str, verdicts: tuple[str, str]
) -> None:
    first, second = filled(run, "your-turn-signs", rising, bowl).splitlines()
    assert (first.startswith(verdicts[0]), second.startswith(verdicts[1])) == (True, True)


@pytest.mark.parametrize(
    ("cell", "true", "false"),
    [
        ("quotients", "2 * 3.0 + h)", "2 * 3.0 - h)"),
        ("three-opinions", "quotient(f, 3.0, 1e-7)", "quotient(f, 3.0, 1e-1)"),
        ("loss-prediction", "bend / 2 * h**2", "bend * h**2"),
        ("v-in-numbers", "/ 2 * 6 * 0.7", "* 6 * 0.7"),
        ("v-in-numbers", "**2 / 6 * 6", "**2 * 6"),
        ("best-steps", "epsilon ** (1 / 2) <", "epsilon ** (1 / 3) <"),
        ("best-steps", "epsilon ** (1 / 3) <", "epsilon ** (1 / 2) <"),
        ("best-steps", "h=1e-20", "h=1e-2"),
        ("slopes-by-autodiff", "quotient(elementwise_grad(g)", "quotient(g"),
        ("conventions", "[0, 0.5, 1]", "[0, 1, 1]"),
    ],
)
def test_twin_of_a_formula_fails_for_a_wrong_formula(
    run: dict[str, Any], cell: str, true: str, false: str
) -> None:
    source = code_cells()[cell]
    assert true in source
    (result,) = run_cells([source.replace(true, false)], dict(run["names"]))
    assert result.error is not None
    assert result.error.startswith("AssertionError")
