"""Lesson 02 in a real browser: run it, move its widgets there and back, type two derivatives."""

import pytest
from playwright.sync_api import expect
from support.jupyterlab import Notebook
from support.perceptual import compare

pytestmark = pytest.mark.browser

PRODUCT = 'rule_explorer("product"'
CHAIN = 'chain_machine("-2x + 5"'
CHECKER = "derivative_checker("


@pytest.fixture(scope="module")
def lesson(page, server):
    notebook = Notebook(page, server, "notebooks/02_rules.ipynb")
    notebook.run_all()
    return notebook


def test_every_cell_runs_without_a_word_on_stderr(lesson, artefacts):
    lesson.top()
    lesson.screenshot(artefacts / "rules_top.png")
    lesson.save()
    outputs = [each for cell in lesson.stored() for each in cell.get("outputs", [])]
    assert len(outputs) > 15
    assert not [each for each in outputs if each.get("name") == "stderr"]


@pytest.mark.parametrize(
    ("source", "label", "times", "there", "back"),
    [
        (PRODUCT, "x", -12, "at x = −0.2", "at x = 1"),
        (CHAIN, "x", 9, "x = 1.45", "x = 1"),
        (CHECKER, "x", -4, "at x = −1", "at x = −0.8"),
    ],
)
def test_a_widget_follows_its_slider_there_and_back(
    lesson, artefacts, source, label, times, there, back
):
    cell = lesson.cell(source)
    widget = cell.widget
    words, picture = widget.words(), widget.picture()
    ahead, behind = ("ArrowRight", "ArrowLeft") if times > 0 else ("ArrowLeft", "ArrowRight")
    widget.press(label, ahead, abs(times), then=there)
    assert compare(picture, widget.picture()).visible
    cell.screenshot(artefacts / f"rules_{source.partition('(')[0]}_moved.png")
    widget.press(label, behind, abs(times), then=back)
    assert widget.words() == words
    assert widget.picture() == picture


def test_another_function_is_chosen_by_its_name(lesson, artefacts):
    cell = lesson.cell(CHAIN)
    before = cell.widget.picture()
    menu = cell.widget.locator.get_by_label("g(z)", exact=True)
    menu.select_option("sin z")
    expect(cell.widget.text).to_contain_text("y = g(z) = sin z")
    assert compare(before, cell.widget.picture()).visible
    cell.screenshot(artefacts / "rules_chain_machine_chosen.png")
    menu.select_option("6z + 3")
    expect(cell.widget.text).to_contain_text("autodiff: −12")
    assert cell.widget.picture() == before


def test_each_rule_is_a_button_away(lesson, artefacts):
    cell = lesson.cell(PRODUCT)
    for rule in ("sum", "quotient", "chain", "product"):
        cell.widget.locator.get_by_role("button", name=rule).press("Enter")
        expect(cell.widget.text).to_contain_text(f"{rule} rule: h′ =")
        if rule == "quotient":
            cell.screenshot(artefacts / "rules_rule_explorer_quotient.png")


def test_a_typed_derivative_is_diagnosed_and_then_right(lesson, artefacts):
    cell = lesson.cell(CHECKER)
    widget = cell.widget
    note = widget.locator.locator(".coursekit-note")
    expect(note.first).to_contain_text("the derivative of the inside “x^2” is missing")
    before = widget.picture()
    box = widget.locator.get_by_label("f′(x) =")
    box.fill("2x cos(x^2)")
    box.press("Enter")
    expect(note.first).not_to_contain_text("inside “x^2” is missing")
    expect(note.first).to_contain_text("✗")
    cell.screenshot(artefacts / "rules_checker_wrong.png")
    box.fill("sin(x^2) + 2x^2 cos(x^2)")
    box.press("Enter")
    expect(note.first).to_contain_text("✓")
    assert compare(before, widget.picture()).visible
    cell.screenshot(artefacts / "rules_checker_right.png")
    widget.wait_until_spoken("Right.")
