"""Lesson 08 in a real browser: every cell runs, formulas are seen whole, a turn answers back."""

import pytest
from playwright.sync_api import expect
from support.jupyterlab import Notebook

pytestmark = pytest.mark.browser

TURN = "def velocity_after("


@pytest.fixture(scope="module")
def lesson(page, server):
    opened = Notebook(page, server, "notebooks/08_training.ipynb")
    opened.run_all()
    return opened


def test_every_cell_runs_without_a_word_on_stderr(lesson, artefacts):
    lesson.top()
    lesson.screenshot(artefacts / "training_lesson_top.png")
    lesson.save()
    outputs = [each for cell in lesson.stored() for each in cell.get("outputs", [])]
    assert len(outputs) > 15
    assert not [each for each in outputs if each.get("name") == "stderr"]


def test_formulas_are_seen_whole_in_a_small_window(lesson):
    assert lesson.cut_formulas(width=900) == []


def test_a_turn_says_what_is_missing_then_is_right(lesson, artefacts):
    cell = lesson.cell(TURN)
    for formula, word in (
        ("g / (1 - mu)", "in the end"),
        ("g * (1 - mu**k) / (1 - mu)", "Correct"),
    ):
        cell.write("def velocity_after(g, mu, k):", f"return {formula}")
        # The editor leaves the function by itself after `return`.
        lesson.page.keyboard.press("Enter")
        lesson.page.keyboard.press("Home")
        lesson.page.keyboard.press("Shift+End")
        lesson.page.keyboard.type('practice.check("velocity_after")')
        cell.run()
        expect(cell.output).to_contain_text(word)
        cell.screenshot(artefacts / "training_lesson_turn.png")
