"""Problem sheet 01 in a real browser: unanswered, wrong with its diagnosis, right, remembered."""

import json

import pytest
from playwright.sync_api import expect
from support.jupyterlab import Notebook

pytestmark = pytest.mark.browser

ANSWER = "def d_relu(z):"
CHECK = 'sheet.check("d_relu")'


@pytest.fixture(scope="module")
def sheet(page, server):
    notebook = Notebook(page, server, "exercises/01_derivatives.ipynb")
    notebook.run_all()
    return notebook


def reached(sheet):
    """The points that the sheet's own progress table shows now."""
    cell = sheet.cell("sheet.progress()")
    cell.run()
    label = cell.output.get_by_role("img").get_attribute("aria-label")
    return float(label.split(" of ")[0])


def test_an_untouched_sheet_is_unanswered(sheet, artefacts):
    sheet.top()
    sheet.screenshot(artefacts / "sheet_top.png")
    questions = sum(source.startswith("sheet.check(") for source in sheet.sources)
    assert questions > 10
    verdicts = sheet.page.locator(".jp-OutputArea strong")
    expect(verdicts.filter(has_text="Not answered")).to_have_count(questions)
    assert reached(sheet) == 0


def test_a_wrong_answer_is_named_a_right_one_counts(sheet, artefacts):
    answer, check = sheet.cell(ANSWER), sheet.cell(CHECK)
    before = reached(sheet)

    answer.write(ANSWER, "return np.sign(z)")
    answer.run()
    check.run()
    expect(check.output).to_contain_text("Not yet")
    expect(check.output).to_contain_text("That is the slope of |z|.")
    for spoiler in ("np.where", "z > 0", "heaviside", "Correct"):
        expect(check.output).not_to_contain_text(spoiler)
    check.screenshot(artefacts / "answer_wrong.png")
    assert reached(sheet) == before

    answer.write(ANSWER, "return np.where(z > 0, 1.0, 0.0)")
    answer.run()
    check.run()
    expect(check.output).to_contain_text("Correct")
    expect(check.output).not_to_contain_text("Not yet")
    check.screenshot(artefacts / "answer_right.png")
    assert reached(sheet) == before + 1
    sheet.cell("sheet.progress()").screenshot(artefacts / "progress.png")

    kept = sheet.file.parent / ".coursekit" / "progress.json"
    entry = json.loads(kept.read_text(encoding="utf-8"))["sheets"]["01_derivatives"][""]["d_relu"]
    assert entry["outcome"] == "correct"
    assert entry["attempts"] == 1
    assert "np.where" not in kept.read_text(encoding="utf-8")


def test_verdicts_stay_readable_in_a_dark_theme(sheet, artefacts):
    sheet.use_theme("JupyterLab Dark")
    check = sheet.cell(CHECK)
    check.run()
    assert check.contrast("Correct") >= 4.5
    assert sheet.cell("sheet.progress()").contrast("Best points") >= 4.5
    check.screenshot(artefacts / "answer_dark.png")
    sheet.cell('sheet.ask("d_relu")').screenshot(artefacts / "question_dark.png")
    sheet.use_theme("JupyterLab Light")
