"""What a front end receives: a notebook of real cells in a real kernel."""

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

CELLS = {
    "set-up": "import coursekit",
    "open": 'sheet = coursekit.open_sheet("01_derivatives")',
    "card": "sheet",
    "ask": 'sheet.ask("d_relu")',
    "ask a choice with a picture": 'sheet.ask("derivative_picture")',
    "unanswered": "def d_relu(z): ...\nsheet.check('d_relu')",
    "wrong": "def d_relu(z):\n    return max(z, 0)\nsheet.check('d_relu')",
    "wrong again": "def d_relu(z):\n    return z * (z > 0)\nsheet.check('d_relu')",
    "error": "def d_relu(z):\n    return 1 / 0\nsheet.check('d_relu')",
    "invalid": "def d_relu(z):\n    return z > 0\nsheet.check('d_relu')",
    "correct": "def d_relu(z):\n    return 1.0 if z > 0 else 0.0\nsheet.check('d_relu')",
    "not last": "sheet.check('d_relu')\nx = 1",
    "kept": "verdict = sheet.check('d_relu')",
    "its name": "verdict",
    "all": "sheet.check()",
    "hint": "sheet.hint('d_relu')",
    "progress": "sheet.progress()",
    "predict": "coursekit.notebook.predict('1 + 1?', ['1', '2'], 1, 'Count.')",
}


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Any]]:
    folder: Path = tmp_path_factory.mktemp("kernel")
    patch = pytest.MonkeyPatch()
    patch.setenv("COURSEKIT_STATE", "memory")
    patch.setenv("IPYTHONDIR", str(folder / "ipython"))
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell(source) for source in CELLS.values()]
    try:
        NotebookClient(
            notebook, timeout=60, kernel_name="python3", resources={"metadata": {"path": folder}}
        ).execute()
    finally:
        patch.undo()
    # The widget's models are state, not output.
    return {name: list(cell.outputs) for name, cell in zip(CELLS, notebook.cells, strict=True)}


def only(outputs: list[Any]) -> dict[str, str]:
    (output,) = outputs
    assert output.output_type in ("display_data", "execute_result")
    return dict(output.data)


@pytest.mark.parametrize("cell", ["set-up", "open"])
def test_opening_a_sheet_is_silent(outputs, cell: str) -> None:
    assert outputs[cell] == []


@pytest.mark.parametrize(
    ("cell", "begins"),
    [
        ("unanswered", "○ Not answered"),
        ("wrong", "✗ Not yet"),
        ("error", "! Your code stopped"),
        ("invalid", "? Cannot be read"),
        ("correct", "✓ Correct"),
        ("not last", "✓ Correct"),
        ("kept", "✓ Correct"),
        ("its name", "✓ Correct"),
    ],
)
def test_each_verdict_is_one_output_of_html_and_text(outputs, cell: str, begins: str) -> None:
    data = only(outputs[cell])
    assert set(data) == {"text/html", "text/plain"}
    assert data["text/plain"].startswith(begins)
    assert begins[2:] in data["text/html"]


def test_the_same_wrong_answer_is_recognised(outputs) -> None:
    sentence = "This is equivalent to your last answer."
    assert sentence not in only(outputs["wrong"])["text/plain"]
    assert sentence in only(outputs["wrong again"])["text/plain"]


@pytest.mark.parametrize("cell", ["card", "all", "progress"])
def test_tables_and_cards_are_html_and_text(outputs, cell: str) -> None:
    assert set(only(outputs[cell])) == {"text/html", "text/plain"}


@pytest.mark.parametrize("cell", ["ask", "hint"])
def test_what_holds_formulas_is_markdown_and_text(outputs, cell: str) -> None:
    assert set(only(outputs[cell])) == {"text/markdown", "text/plain"}


def test_a_picture_follows_its_question(outputs) -> None:
    question, picture = outputs["ask a choice with a picture"]
    assert set(question.data) == {"text/markdown", "text/plain"}
    assert set(picture.data) == {"image/png", "text/plain"}
    assert picture.metadata["image/png"]["alt"] == picture.data["text/plain"]


def test_a_prediction_is_widget_markdown_and_text_in_one(outputs) -> None:
    assert set(only(outputs["predict"])) == {
        "application/vnd.jupyter.widget-view+json",
        "text/markdown",
        "text/plain",
    }
