"""Lesson 06 in a real browser: run it, move its widgets and bring them back, answer a turn."""

import pytest
from playwright.sync_api import expect
from support.jupyterlab import Notebook

pytestmark = pytest.mark.browser

LOGISTIC = 'backprop_stepper("logistic"'
REGULARISED = 'backprop_stepper("regularised"'
SOFTMAX = "softmax_paths()"
CHECK = "gradient_check("
TURN = "def quotient_slopes("


@pytest.fixture(scope="module")
def lesson(page, server):
    opened = Notebook(page, server, "notebooks/06_backpropagation.ipynb")
    opened.run_all()
    return opened


def choose(widget, label, option):
    widget.locator.get_by_label(label).select_option(option)


def test_every_cell_runs_without_a_word_on_stderr(lesson, artefacts):
    lesson.top()
    lesson.screenshot(artefacts / "backpropagation_top.png")
    lesson.save()
    outputs = [each for cell in lesson.stored() for each in cell.get("outputs", [])]
    assert len(outputs) > 15
    assert not [each for each in outputs if each.get("name") == "stderr"]


def test_stepper_goes_forward_and_back(lesson, artefacts):
    cell = lesson.cell(LOGISTIC)
    widget = cell.widget
    buttons = widget.locator.get_by_role("button")
    with widget.moved_and_back() as looks_different:
        for _ in range(8):
            buttons.get_by_text("Step forward").press("Enter")
        expect(widget.text).to_contain_text("∂L/∂w = −0.25")
        assert looks_different()
        cell.screenshot(artefacts / "backpropagation_stepper_last.png")
        buttons.get_by_text("Start again").press("Enter")
        expect(widget.text).to_contain_text("step 0 of 8")


def test_stepper_takes_another_expression_and_returns(lesson, artefacts):
    cell = lesson.cell(REGULARISED)
    widget = cell.widget
    choose(widget, "expression", "y + e^(xy), x = cos t, y = t²")
    expect(widget.text).to_contain_text("f̄")
    widget.press("step", "ArrowRight", 5, then="∂f/∂t = 2.624")
    cell.screenshot(artefacts / "backpropagation_stepper_exp.png")
    choose(widget, "expression", "the same with an L2 penalty")
    expect(widget.text).to_contain_text("L̄_reg")


def test_softmax_paths_follow_the_weight_and_die(lesson, artefacts):
    cell = lesson.cell(SOFTMAX)
    widget = cell.widget
    with widget.moved_and_back() as looks_different:
        widget.press("w₂₁", "ArrowLeft", 4, then="0.269 − 0.5")
        choose(widget, "loss", "cross-entropy, one-hot target")
        expect(widget.text).to_contain_text("paths 1 and 3 carry nothing")
        assert looks_different()
        cell.screenshot(artefacts / "backpropagation_softmax_one_hot.png")
        choose(widget, "loss", "cross-entropy, soft targets")
        widget.press("w₂₁", "ArrowRight", 4, then="0.401 − 0.5")


def test_gradient_check_finds_another_slip(lesson, artefacts):
    cell = lesson.cell(CHECK)
    widget = cell.widget
    with widget.moved_and_back() as looks_different:
        choose(widget, "planted slip", "second path overwritten")
        expect(widget.text).to_contain_text("W̄₁ is the first to fail")
        assert looks_different()
        cell.screenshot(artefacts / "backpropagation_check_overwritten.png")
        choose(widget, "planted slip", "transpose forgotten")
        expect(widget.text).to_contain_text("h̄ is the first to fail")


def test_a_turn_is_answered_wrongly_then_rightly(lesson, artefacts):
    cell = lesson.cell(TURN)
    for slopes, word in (("1 / v, u / v**2", "The minus is missing."), ("1 / v, -u / v**2", "✓")):
        cell.write("def quotient_slopes(u, v):", f"return {slopes}")
        # The editor indents by itself; an empty line and Backspace lead back to the margin.
        lesson.page.keyboard.press("Enter")
        lesson.page.keyboard.press("Backspace")
        lesson.page.keyboard.type('practice.check("quotient_slopes")')
        cell.run()
        expect(cell.output).to_contain_text(word)
    cell.screenshot(artefacts / "backpropagation_turn_right.png")
