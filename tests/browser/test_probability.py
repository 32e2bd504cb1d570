"""Lesson 09 in a real browser: run it, move a widget and bring it back, answer a turn."""

import pytest
from playwright.sync_api import expect
from support.jupyterlab import Notebook
from support.perceptual import compare

pytestmark = pytest.mark.browser

CARDS = 'joint_table("dependent")'
TURN = "def longer_wait("


@pytest.fixture(scope="module")
def lesson(page, server):
    opened = Notebook(page, server, "notebooks/09_probability.ipynb")
    opened.run_all()
    return opened


def test_every_cell_runs_without_a_word_on_stderr(lesson, artefacts):
    lesson.top()
    lesson.screenshot(artefacts / "probability_top.png")
    lesson.save()
    outputs = [each for cell in lesson.stored() for each in cell.get("outputs", [])]
    assert len(outputs) > 15
    assert not [each for each in outputs if each.get("name") == "stderr"]


def test_cards_are_made_independent(lesson, artefacts):
    cell = lesson.cell(CARDS)
    widget = cell.widget
    before = widget.picture()
    widget.locator.get_by_role("button", name="Make independent").click()
    expect(cell.output).to_contain_text("✓ independent")
    assert compare(before, widget.picture()).visible
    cell.screenshot(artefacts / "probability_cards_independent.png")


def test_a_turn_says_what_is_missing_then_is_right(lesson, artefacts):
    cell = lesson.cell(TURN)
    for answer, word in (("np.exp(-rate * t)", "still wait"), ("1 - np.exp(-rate * t)", "Correct")):
        cell.write("def longer_wait(rate, s, t):", f"return {answer}")
        # The editor leaves the function by itself after `return`.
        lesson.page.keyboard.press("Enter")
        lesson.page.keyboard.press("Home")
        lesson.page.keyboard.press("Shift+End")
        lesson.page.keyboard.type('practice.check("longer_wait")')
        cell.run()
        expect(cell.output).to_contain_text(word)
        cell.screenshot(artefacts / "probability_turn.png")
