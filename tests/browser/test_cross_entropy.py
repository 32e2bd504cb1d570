"""Lesson 12 in a real browser: run it, move its widgets, answer a turn."""

import pytest
from playwright.sync_api import expect
from support.jupyterlab import Notebook
from support.perceptual import compare

pytestmark = pytest.mark.browser

QUIZ = "entropy_curve(0.99, 0.01)"
PEAKS = "kl_normals()"
TURN = "def kl_poisson("


def test_lesson_runs_moves_and_answers(page, server, artefacts):
    lesson = Notebook(page, server, "notebooks/12_cross_entropy.ipynb")
    lesson.run_all()
    assert lesson.cut_formulas(width=1000) == []
    lesson.top()
    lesson.screenshot(artefacts / "cross_entropy_top.png")
    lesson.save()
    outputs = [each for cell in lesson.stored() for each in cell.get("outputs", [])]
    assert len(outputs) > 18
    assert not [each for each in outputs if each.get("name") == "stderr"]

    quiz = lesson.cell(QUIZ)
    expect(quiz.output).to_contain_text("6.578")

    peaks = lesson.cell(PEAKS)
    before = peaks.widget.picture()
    peaks.widget.locator.get_by_role("button", name="Minimise KL(p‖q)").click()
    expect(peaks.output).to_contain_text("q now 0 2.119 0.4205", use_inner_text=True)
    assert compare(before, peaks.widget.picture()).visible
    peaks.screenshot(artefacts / "cross_entropy_peaks.png")

    turn = lesson.cell(TURN)
    answers = (
        ("a * np.log(a / b)", "do not cancel"),
        ("a * np.log(a / b) - a + b", "Correct"),
    )
    for answer, word in answers:
        turn.write("def kl_poisson(a, b):", f"return {answer}")
        # The editor leaves the function by itself after `return`.
        page.keyboard.press("Enter")
        page.keyboard.press("Home")
        page.keyboard.press("Shift+End")
        page.keyboard.type('practice.check("kl_poisson")')
        turn.run()
        expect(turn.output).to_contain_text(word)
    turn.screenshot(artefacts / "cross_entropy_turn.png")
