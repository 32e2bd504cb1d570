"""Lesson 03 in a real browser: run it, move its widgets and move them back, type two slopes."""

import pytest
from playwright.sync_api import expect
from support.jupyterlab import Notebook
from support.perceptual import compare

pytestmark = pytest.mark.browser

CHECKER = "partials_checker("
TURN = "def new_theta("


@pytest.fixture(scope="module")
def lesson(page, server):
    notebook = Notebook(page, server, "notebooks/03_gradients.ipynb")
    notebook.run_all()
    return notebook


def test_every_cell_runs_without_a_word_on_stderr(lesson, artefacts):
    lesson.top()
    lesson.screenshot(artefacts / "gradients_top.png")
    lesson.save()
    outputs = [each for cell in lesson.stored() for each in cell.get("outputs", [])]
    assert len(outputs) > 15
    assert not [each for each in outputs if each.get("name") == "stderr"]


@pytest.mark.parametrize(
    ("source", "label", "times", "there", "back"),
    [
        ("slices(", "y", 4, "∂f/∂y = −11.2", "∂f/∂y = −14"),
        ('gradient_arrow("bowl"', "angle of u", 20, "u at 20°", "u at 0°"),
        ("hill_walk(", "step h", -6, "h = 0.2", "h = 0.4"),
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
    moved = widget.picture()
    assert compare(picture, moved).visible
    cell.screenshot(artefacts / f"gradients_{source.partition('(')[0]}_moved.png")
    widget.press(label, behind, abs(times), then=back)
    assert widget.words() == words
    assert widget.picture() == picture


def test_typed_slopes_are_judged_one_by_one(lesson, artefacts):
    cell = lesson.cell(CHECKER)
    widget = cell.widget
    notes = widget.locator.locator(".coursekit-note")
    expect(notes.nth(1)).to_contain_text("the derivative of the inside")
    cell.screenshot(artefacts / "gradients_checker_rest.png")
    before = widget.picture()
    box = widget.locator.get_by_label("∂f/∂y =")
    box.fill("2y cos(y^2 + x)")
    box.press("Enter")
    expect(notes.nth(1)).to_contain_text("The minus in front of the term")
    assert compare(before, widget.picture()).visible
    cell.screenshot(artefacts / "gradients_checker_wrong.png")
    box.fill("-2y cos(y^2 + x)")
    box.press("Enter")
    for number in range(3):
        expect(notes.nth(number)).to_contain_text("✓")
    cell.screenshot(artefacts / "gradients_checker_right.png")
    box.fill("-cos(y^2 + x)")
    box.press("Enter")
    expect(notes.nth(1)).to_contain_text("the derivative of the inside")
    assert widget.picture() == before


def test_a_turn_is_answered_wrongly_then_rightly(lesson, artefacts):
    cell = lesson.cell(TURN)
    check = ("", 'practice.check("new_theta")')
    for answer, word in (("gradient", "NumPy stretches both"), ("gradient.T", "Correct")):
        # The editor indents by itself; an empty line and Backspace lead back to the margin.
        cell.write("def new_theta(theta, gradient, rate):", f"return theta - rate * {answer}")
        lesson.page.keyboard.press("Enter")
        lesson.page.keyboard.press("Backspace")
        lesson.page.keyboard.type(check[1])
        cell.run()
        expect(cell.output).to_contain_text(word)
    cell.screenshot(artefacts / "gradients_turn_right.png")
