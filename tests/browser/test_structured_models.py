"""Lesson 11 in a real browser: run it, move its widgets, answer a turn."""

import pytest
from playwright.sync_api import expect
from support.jupyterlab import Notebook
from support.perceptual import compare

pytestmark = pytest.mark.browser

CAUSES = 'bayes_net("two causes"'
TWISTER = "bigram_explorer()"
TURN = "def very_good("


def test_lesson_runs_moves_and_answers(page, server, artefacts):
    lesson = Notebook(page, server, "notebooks/11_structured_models.ipynb")
    lesson.run_all()
    assert lesson.cut_formulas(width=1000) == []
    lesson.top()
    lesson.screenshot(artefacts / "structured_models_top.png")
    lesson.save()
    outputs = [each for cell in lesson.stored() for each in cell.get("outputs", [])]
    assert len(outputs) > 18
    assert not [each for each in outputs if each.get("name") == "stderr"]

    causes = lesson.cell(CAUSES)
    before = causes.widget.picture()
    causes.widget.locator.get_by_label("sprinkler", exact=True).select_option("on")
    expect(causes.output).to_contain_text("to 99/439 ≈ 0.2255")
    assert compare(before, causes.widget.picture()).visible
    causes.screenshot(artefacts / "structured_models_explained.png")

    twister = lesson.cell(TWISTER)
    twister.widget.locator.get_by_role("button", name="Draw a sentence").click()
    expect(twister.output).not_to_contain_text("P(sentence) = 1/16")
    twister.screenshot(artefacts / "structured_models_drawn.png")

    assert lesson.cell(TWISTER).cut_words(width=760) == []

    turn = lesson.cell(TURN)
    answers = (
        ("(again / (again + good)) ** (n - 1)", "is a factor, too"),
        ("again ** (n - 1) * good / (again + good) ** n", "Correct"),
    )
    for answer, word in answers:
        turn.write("def very_good(n, again, good):", f"return {answer}")
        # The editor leaves the function by itself after `return`.
        page.keyboard.press("Enter")
        page.keyboard.press("Home")
        page.keyboard.press("Shift+End")
        page.keyboard.type('practice.check("very_good")')
        turn.run()
        expect(turn.output).to_contain_text(word)
    turn.screenshot(artefacts / "structured_models_turn.png")
