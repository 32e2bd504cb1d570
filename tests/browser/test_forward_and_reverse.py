"""Lesson 07 in a real browser: run it, move its widgets and bring them back, answer a turn."""

import pytest
from playwright.sync_api import expect
from support.jupyterlab import Notebook

pytestmark = pytest.mark.browser

DUALS = "dual_numbers("
SWEEPS = "sweeps(n="
CHAIN = "delta_chain("
BRACKETS = "bracketing("
TURN = "def dual_quotient("

# Choices of lists that leave less than a tenth of their width for another browser's letters.
_TIGHT = """() => [...document.querySelectorAll(".widget-dropdown select")].flatMap((list) => {
  const style = getComputedStyle(list), pen = document.createElement("canvas").getContext("2d");
  pen.font = `${style.fontSize} ${style.fontFamily}`;
  const room = list.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  return !list.checkVisibility() ? [] : [...list.options].map((each) => each.text)
    .filter((text) => 1.1 * pen.measureText(text).width > room);
})"""


@pytest.fixture(scope="module")
def lesson(page, server):
    opened = Notebook(page, server, "notebooks/07_forward_and_reverse.ipynb")
    opened.run_all()
    return opened


def test_every_cell_runs_without_a_word_on_stderr(lesson, artefacts):
    lesson.top()
    lesson.screenshot(artefacts / "forward_and_reverse_top.png")
    lesson.save()
    outputs = [each for cell in lesson.stored() for each in cell.get("outputs", [])]
    assert len(outputs) > 15
    assert not [each for each in outputs if each.get("name") == "stderr"]


def test_lists_show_their_choices_whole_in_every_browser(lesson):
    assert lesson.page.locator(".widget-dropdown select").count() > 3
    assert lesson.page.evaluate(_TIGHT) == []


def test_a_dual_number_goes_through_the_formula_again(lesson, artefacts):
    cell = lesson.cell(DUALS)
    widget = cell.widget
    with widget.moved_and_back() as looks_different:
        widget.press("step", "ArrowLeft", 3, then="3 steps to go")
        assert looks_different()
        cell.screenshot(artefacts / "forward_and_reverse_duals_start.png")
        widget.press("step", "ArrowRight", 3, then="f′(1) = 1.922")


def test_sweeps_follow_the_outputs(lesson, artefacts):
    cell = lesson.cell(SWEEPS)
    widget = cell.widget
    with widget.moved_and_back() as looks_different:
        widget.press("outputs m", "End", 1, then="8 PB in float64")
        assert looks_different()
        cell.screenshot(artefacts / "forward_and_reverse_sweeps_wide.png")
        widget.press("outputs m", "Home", 1, then="8 MB in float64")


def test_a_chain_lights_another_derivative(lesson, artefacts):
    cell = lesson.cell(CHAIN)
    widget = cell.widget
    with widget.moved_and_back() as looks_different:
        widget.locator.get_by_role("button", name="∂y/∂α⁽⁰⁾").click()
        expect(widget.text).to_contain_text("∂y/∂α⁽⁰⁾ = M⁽⁴←³⁾ M⁽³←²⁾ M⁽²←¹⁾ O⁽¹←⁰⁾")
        assert looks_different()
        cell.screenshot(artefacts / "forward_and_reverse_chain_first.png")
        widget.locator.get_by_role("button", name="∂y/∂α⁽¹⁾").click()
        expect(widget.text).to_contain_text("∂y/∂α⁽¹⁾ = M⁽⁴←³⁾ M⁽³←²⁾ O⁽²←¹⁾")


def test_brackets_go_forward_and_back(lesson, artefacts):
    cell = lesson.cell(BRACKETS)
    widget = cell.widget
    buttons = widget.locator.get_by_role("button")
    with widget.moved_and_back() as looks_different:
        buttons.get_by_text("forward").press("Enter")
        expect(widget.text).to_contain_text("1,440 multiplications")
        assert looks_different()
        cell.screenshot(artefacts / "forward_and_reverse_brackets_forward.png")
        buttons.get_by_text("reverse").press("Enter")
        expect(widget.text).to_contain_text("= 202 multiplications")


def test_a_turn_says_what_is_missing_then_is_right(lesson, artefacts):
    cell = lesson.cell(TURN)
    held = "That is right as long as w stands still"
    for tangent, word in (("u_dot / w", held), ("(u_dot * w - u * w_dot) / w**2", "Correct")):
        cell.write(
            "from coursekit.notebook import open_practice",
            'practice = open_practice("07_forward_and_reverse")',
            "def dual_quotient(u, u_dot, w, w_dot):",
            f"return u / w, {tangent}",
        )
        # The editor leaves the function by itself after `return`.
        lesson.page.keyboard.press("Enter")
        lesson.page.keyboard.press("Home")
        lesson.page.keyboard.press("Shift+End")
        lesson.page.keyboard.type('practice.check("dual_quotient")')
        cell.run()
        expect(cell.output).to_contain_text(word)
        cell.screenshot(artefacts / "forward_and_reverse_turn.png")
