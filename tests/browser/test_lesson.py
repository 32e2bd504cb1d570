"""Lesson 01 in a real browser: run it, move its widgets, predict, listen."""

import pytest
from playwright.sync_api import expect
from support.jupyterlab import Notebook
from support.perceptual import compare

pytestmark = pytest.mark.browser

SECANT = 'secant_tangent("x^2"'
STEP = "step_size_error("
PLOTTER = "function_plotter("
QUIZ = "Where is the slope heading as h shrinks to 0?"


@pytest.fixture(scope="module")
def opened(page, server):
    return Notebook(page, server, "notebooks/01_derivatives.ipynb")


@pytest.fixture(scope="module")
def lesson(opened):
    opened.run_all()
    return opened


def one_line(text):
    return " ".join(text.split())


def type_formula(widget, formula):
    box = widget.locator.get_by_placeholder("for example 2x cos(x^2)")
    box.fill("")
    box.press_sequentially(formula)


def test_stored_pictures_show_before_anything_runs(opened):
    expect(opened.pictures()).not_to_have_count(0)
    for picture in opened.pictures().all():
        picture.scroll_into_view_if_needed()
        assert picture.evaluate("image => image.naturalWidth") > 300


def test_every_cell_runs(lesson, artefacts):
    lesson.top()
    lesson.screenshot(artefacts / "lesson_top.png")
    lesson.save()
    code = [cell for cell in lesson.stored() if cell["cell_type"] == "code"]
    assert all(cell["execution_count"] for cell in code)
    kinds = {output["output_type"] for cell in code for output in cell["outputs"]}
    assert "error" not in kinds
    assert not [
        output for cell in code for output in cell["outputs"] if output.get("name") == "stderr"
    ]


def test_secant_follows_its_slider(lesson, artefacts):
    cell = lesson.cell(SECANT)
    widget = cell.widget
    words, picture = widget.words(), widget.picture()
    assert "h = 1\n" in words
    widget.press("size of h", "ArrowLeft", 3, then="h = 0.7079")
    assert compare(picture, widget.picture()).visible
    cell.screenshot(artefacts / "secant_moved.png")
    widget.press("size of h", "ArrowRight", 3, then="h = 1")
    assert widget.words() == words
    assert widget.picture() == picture


def test_plotter_follows_its_slider(lesson):
    widget = lesson.cell(PLOTTER).widget
    words, picture = widget.words(), widget.picture()
    widget.press("x", "ArrowRight", 5, then="at x = 0.5")
    assert compare(picture, widget.picture()).visible
    widget.press("x", "ArrowLeft", 5, then="at x = 0")
    assert widget.words() == words
    assert widget.picture() == picture


def test_best_step_is_guessed_before_it_is_seen(lesson, artefacts):
    cell = lesson.cell(STEP)
    widget = cell.widget
    assert "which h makes the forward difference most accurate?" in widget.words()
    expect(widget.slider("h")).not_to_be_visible()
    widget.press("your guess", "ArrowLeft", 10, then="your guess: h = 0.0001")
    hidden = widget.picture()
    widget.locator.get_by_role("button", name="Show the errors").press("Enter")
    expect(widget.text).to_contain_text("your guess was h = 0.0001: 4 powers of ten too large")
    words, shown = widget.words(), widget.picture()
    assert compare(hidden, shown).visible
    expect(widget.slider("your guess")).not_to_be_visible()
    widget.press("h", "ArrowLeft", 10, then="x = 1, h = 1e−5")
    assert compare(shown, widget.picture()).visible
    cell.screenshot(artefacts / "step_size_moved.png")
    widget.press("h", "ArrowRight", 10, then="x = 1, h = 0.0001")
    assert widget.words() == words
    assert widget.picture() == shown


def test_a_typed_formula_is_drawn_and_a_bad_one_is_explained(lesson, artefacts):
    cell = lesson.cell(PLOTTER)
    widget = cell.widget
    before = widget.picture()
    type_formula(widget, "2x cos(x^2)")
    expect(widget.text).to_contain_text("f(x) = 2x cos(x^2) at")
    drawn = widget.picture()
    assert compare(before, drawn).visible
    expect(widget.message).to_have_count(0)
    cell.screenshot(artefacts / "plotter_typed.png")

    type_formula(widget, "sin x")
    expect(widget.message).to_contain_text("sin(x)")
    assert "f(x) = 2x cos(x^2) at" in widget.words()
    assert widget.picture() == drawn
    cell.screenshot(artefacts / "plotter_explains.png")
    box = widget.locator.get_by_placeholder("for example 2x cos(x^2)").bounding_box()
    message = widget.message.bounding_box()
    assert 0 <= message["y"] - (box["y"] + box["height"]) < 30, "the message stands below its box"

    type_formula(widget, "sigmoid(x)")
    expect(widget.message).to_have_count(0)
    expect(widget.text).to_contain_text("f(x) = sigmoid(x) at")


def test_a_prediction_by_keyboard(lesson, artefacts):
    cell = lesson.cell(QUIZ)
    quiz = cell.widget.locator
    keyboard = lesson.page.keyboard
    quiz.get_by_role("radio").first.focus()
    keyboard.press("Tab")
    keyboard.press("Tab")
    keyboard.press("Space")
    expect(quiz.get_by_label("C: to 2")).to_be_checked()
    expect(quiz).not_to_contain_text("Right.")
    quiz.get_by_role("button", name="Show the answer").focus()
    keyboard.press("Enter")
    expect(quiz).to_contain_text("Right.")
    expect(quiz).to_contain_text("C: to 2")
    cell.screenshot(artefacts / "prediction_revealed.png")
    cell.widget.wait_until_spoken("Right.")


@pytest.mark.parametrize("source", [SECANT, STEP, PLOTTER])
def test_each_picture_is_told_in_words(lesson, source):
    """The picture itself is silent; the words below it are not, and they are told only once."""
    widget = lesson.cell(source).widget
    told = widget.spoken()
    assert told == one_line(widget.words())


def test_a_screen_reader_is_told_when_the_slider_rests(lesson):
    widget = lesson.cell(SECANT).widget
    widget.press("x", "ArrowRight", 4, then="at x = 1.2")
    widget.wait_until_spoken(one_line(widget.words()))
    widget.press("x", "ArrowLeft", 4, then="at x = 1")


def test_a_dark_theme_stays_readable(lesson, artefacts):
    """4.5 to 1 is what WCAG 2.2 asks of text."""
    lesson.use_theme("JupyterLab Dark")
    secant, quiz = lesson.cell(SECANT), lesson.cell(QUIZ)
    for words in ("secant: rise", "size of h"):
        assert secant.contrast(words) >= 4.5
    for words in ("Predict.", "B: to 1", "Show the answer"):
        assert quiz.contrast(words) >= 4.5
    secant.screenshot(artefacts / "secant_dark.png")
    quiz.screenshot(artefacts / "prediction_dark.png")
    lesson.use_theme("JupyterLab Light")
