"""Lesson 10 in a real browser: run it, project the page for the lecture, type a review, a turn."""

import pytest
from playwright.sync_api import expect
from support.jupyterlab import Notebook
from support.perceptual import compare

pytestmark = pytest.mark.browser

CARTONS = "\ncartons()"
PAGE = 'cartons("3/10"'
DRAWS = 'sequential_update("babb")'
TURN = "def heap_prior("


@pytest.fixture(scope="module")
def lesson(page, server):
    opened = Notebook(page, server, "notebooks/10_bayes.ipynb")
    opened.run_all()
    return opened


def test_every_cell_runs_without_a_word_on_stderr(lesson, artefacts):
    lesson.top()
    lesson.screenshot(artefacts / "bayes_top.png")
    lesson.save()
    outputs = [each for cell in lesson.stored() for each in cell.get("outputs", [])]
    assert len(outputs) > 15
    assert not [each for each in outputs if each.get("name") == "stderr"]
    assert lesson.cut_formulas(width=1000) == []


def test_page_for_the_lecture_shows_its_numbers(lesson, artefacts):
    cell = lesson.cell(PAGE)
    expect(cell.output).to_contain_text("9/40 ÷ 2/5 = 9/16")
    cell.screenshot(artefacts / "bayes_lecture.png")


def test_prior_stands_at_a_third_as_the_case_says(lesson):
    widget = lesson.cell(CARTONS).widget
    widget.press("prior p(c₁)", "ArrowRight", 4, then="4/15 ÷ 8/15 = 1/2 = 0.5")
    cases = widget.locator.locator("select").first
    cases.select_option("priors\u00a0that\u00a0are\u00a0the\u00a0sizes'\u00a0shares")
    expect(widget.text).to_contain_text("1/3 · 2/5 + 2/3 · 4/5")
    widget.press("prior p(c₁)", "ArrowRight", 1, then="p(c₁) = 7/20")
    widget.press("prior p(c₁)", "ArrowLeft", 1, then="p(c₁) = 1/3")


def test_one_more_banana_speaks_against_carton_1(lesson, artefacts):
    cell = lesson.cell(DRAWS)
    widget = cell.widget
    before = widget.picture()
    widget.locator.get_by_role("button", name="Banana").click()
    expect(cell.output).to_contain_text("= 3/19")
    assert compare(before, widget.picture()).visible
    cell.screenshot(artefacts / "bayes_one_more_banana.png")


def test_buttons_are_as_wide_as_their_words_in_every_browser(lesson):
    buttons = lesson.cell(DRAWS).widget.locator.get_by_role("button")
    assert buttons.count() == 4
    # Another browser's letters are wider.
    cut = "(b) => { b.style.letterSpacing = '3px'; return b.scrollWidth > b.clientWidth; }"
    assert [button.evaluate(cut) for button in buttons.all()] == [False] * 4


def test_a_turn_says_what_was_computed_then_is_right(lesson, artefacts):
    cell = lesson.cell(TURN)
    answers = (
        ("b1 / (b1 + b2)", "before the banana"),
        ("(b1 + a1) / (b1 + a1 + b2 + a2)", "Correct"),
    )
    for answer, word in answers:
        cell.write("def heap_prior(b1, a1, b2, a2):", f"return {answer}")
        # The editor leaves the function by itself after `return`.
        lesson.page.keyboard.press("Enter")
        lesson.page.keyboard.press("Home")
        lesson.page.keyboard.press("Shift+End")
        lesson.page.keyboard.type('practice.check("heap_prior")')
        cell.run()
        expect(cell.output).to_contain_text(word)
        cell.screenshot(artefacts / "bayes_turn.png")
