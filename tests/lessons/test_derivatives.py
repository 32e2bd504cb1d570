"""Lesson 01 as a student meets it: it runs unfilled, and every faded example answers back."""

import re
import time
from pathlib import Path
from typing import Any

import matplotlib as mpl
import nbformat
import pytest

from coursekit.checking import Verdict, run_cells
from coursekit.notebook import open_practice

LESSON = Path(__file__).parents[2] / "notebooks" / "01_derivatives.ipynb"
SECONDS = 15.0
DOTS = re.compile(r"(?<=return )\.\.\.|(?<= = )\.\.\.")
CHECK = re.compile(r'^practice\.check\("(\w+)"\)\Z', re.MULTILINE)
TURNS = {
    "your-turn-cube": "middle_term",
    "your-turn-step": "loss_step",
    "your-turn-float32": "step_float32",
    "your-turn-signs": "at_one_half",
    "your-turn-relu": "my_relu",
}


def code_cells() -> dict[str, str]:
    notebook: Any = nbformat.read(LESSON, as_version=4)
    return {cell.id: cell.source for cell in notebook.cells if cell.cell_type == "code"}


@pytest.fixture(scope="module")
def run() -> dict[str, Any]:
    """Run the lesson once as it stands; keep its names, what it printed, and its time."""
    sources = code_cells()
    names: dict[str, Any] = {"In": list(sources.values())}  # as a kernel keeps them
    start = time.perf_counter()
    with mpl.rc_context():
        results = run_cells(list(sources.values()), names)
    return {
        "names": names,
        "results": dict(zip(sources, results, strict=True)),
        "seconds": time.perf_counter() - start,
    }


def tried(run: dict[str, Any], cell: str, answer: str) -> Verdict:
    """Put an answer in the place of a cell's dots, run it after the lesson, return its verdict."""
    source, dots = DOTS.subn(lambda _: answer, code_cells()[cell])
    assert dots == 1
    names = {**run["names"], "In": [*run["names"]["In"], source]}
    (result,) = run_cells([CHECK.sub(r'tried = practice.check("\1")', source)], names)
    assert result.ok, result.traceback
    verdict: Verdict = names["tried"].verdict
    return verdict


def test_runs_from_top_to_bottom_unfilled(run: dict[str, Any]) -> None:
    faults = {cell: result.traceback for cell, result in run["results"].items() if not result.ok}
    assert faults == {}


def test_runs_in_under_fifteen_seconds(run: dict[str, Any]) -> None:
    assert run["seconds"] < SECONDS


def test_unfilled_examples_are_unanswered(run: dict[str, Any]) -> None:
    turns = {cell: result for cell, result in run["results"].items() if cell.startswith("your-")}
    assert list(turns) == list(TURNS)
    for cell in turns:
        assert tried(run, cell, "...").outcome == "unanswered"


@pytest.mark.parametrize(("cell", "question"), TURNS.items())
def test_a_turn_is_its_question_a_stub_and_one_line(cell: str, question: str) -> None:
    """The prompt of the practice is what the cell says, so that the two cannot drift apart."""
    source = code_cells()[cell]
    exercise = open_practice("01_derivatives").questions[question]
    said = " ".join(line.lstrip("# ") for line in source.splitlines() if line.startswith("#"))
    options = [f'"{option.key}" {option.text}' for option in exercise.options]
    words = " ".join(["Your turn.", exercise.prompt_text(), *options])
    assert said.split() == words.split()
    checked = CHECK.search(source)
    assert checked is not None
    assert checked[1] == question
    if exercise.inputs:
        assert f"def {question}({', '.join(exercise.inputs)}):" in source


def test_no_turn_holds_its_answer() -> None:
    for cell in TURNS:
        code = "\n".join(
            line for line in code_cells()[cell].splitlines() if not line.startswith("#")
        )
        assert not re.search(r"\bif\b|lambda|==|isclose", code)


def test_the_three_widgets_are_there() -> None:
    source = "\n".join(code_cells().values())
    for widget in ("secant_tangent", "step_size_error", "function_plotter"):
        assert re.search(rf"^{widget}\(", source, re.MULTILINE)


@pytest.mark.parametrize(
    ("cell", "answer"),
    [
        ("your-turn-cube", "3 * x * h"),
        ("your-turn-step", "0.1"),
        ("your-turn-step", "-0.8 / slope"),
        ("your-turn-float32", "5e-3"),
        ("your-turn-float32", "1.2e-7 ** (1 / 3)"),
        ("your-turn-signs", '"C"'),
        ("your-turn-relu", "np.where(x >= 0, x, 0.0)"),
    ],
)
def test_right_answer_is_told_so(run: dict[str, Any], cell: str, answer: str) -> None:
    assert tried(run, cell, answer).correct


@pytest.mark.parametrize(
    ("cell", "answer", "message"),
    [
        ("your-turn-cube", "3 * x * h**2", "divides each term of the rise by h"),
        ("your-turn-cube", "x * h", "how often it turns up"),
        ("your-turn-cube", "2 * x * h", "three brackets"),
        ("your-turn-step", "-0.1", "the direction is not"),
        ("your-turn-step", "0.8", "for each unit of w"),
        ("your-turn-float32", "3.4e-4", "forward"),
        ("your-turn-float32", "6e-6", "ordinary floats"),
        ("your-turn-float32", "0.1", "secant is visibly not the tangent"),
        ("your-turn-signs", '"A"', "It does bend upwards."),
        ("your-turn-signs", '"D"', "It does fall."),
        ("your-turn-relu", "np.where(x > 0, x, 0.0)", "slope at 0 is 0"),
        ("your-turn-relu", "np.maximum(x, 0.0)", "slope at 0 is 0.5"),
        ("your-turn-relu", "np.abs(x)", "not ReLU"),
    ],
)
def test_slip_gets_its_own_message(
    run: dict[str, Any], cell: str, answer: str, message: str
) -> None:
    verdict = tried(run, cell, answer)
    assert verdict.outcome == "wrong"
    assert message in verdict.message


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
