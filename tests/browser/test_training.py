"""The widgets of lesson 08 in a real browser: descend, diverge, fit, train, stop and go on."""

import re

import nbformat
import pytest
from playwright.sync_api import expect
from support.jupyterlab import Notebook
from support.perceptual import compare

pytestmark = pytest.mark.browser

IMPORT = "from coursekit.widgets import descent, fizzbuzz_trainer, polynomial_fit, xor_trainer"
DESCENT = 'descent("long bowl", rate=0.1)'
FIT = "polynomial_fit(9)"
XOR = "xor_trainer()"
FIZZBUZZ = "fizzbuzz_trainer()"
LONG = "import time; time.sleep(1.5)"


@pytest.fixture(scope="module")
def notebook(page, server):
    """All four in one page."""
    sources = IMPORT, DESCENT, FIT, XOR, FIZZBUZZ, LONG
    written = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source) for source in sources],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )
    nbformat.write(written, server.folder / "four_widgets.ipynb")
    opened = Notebook(page, server, "four_widgets.ipynb")
    opened.run_all()
    return opened


def button(widget, label):
    """The button with these words; its name begins with the sign of its icon."""
    return widget.locator.get_by_role("button", name=re.compile(label + r"\s*$"))


def epoch(widget):
    """The epoch that the text tells."""
    return int(re.search(r"after (\d+) of", widget.words())[1])


def wait_for_epoch(widget, least):
    """Wait until the training has come so far; it is shown many times a second."""
    for _ in range(400):
        if epoch(widget) >= least:
            return
        widget.page.wait_for_timeout(25)
    pytest.fail(f"training stands at epoch {epoch(widget)}, not at {least}")


def test_descent_bounces_at_the_limit_diverges_beyond_it_and_comes_back(notebook, artefacts):
    cell = notebook.cell(DESCENT)
    widget = cell.widget
    expect(widget.text).to_contain_text("exactly at the stability limit 2/λ_max = 0.1")
    words, picture = widget.words(), widget.picture()
    widget.press("rate α", "End", 1, then="after 4 steps a parameter is beyond a million")
    expect(widget.text).to_contain_text("1 − αλ = −2 and −59: it diverges")
    assert compare(picture, widget.picture()).visible
    cell.screenshot(artefacts / "training_descent_diverged.png")
    widget.press("rate α", "Home", 1, then="1 − αλ = 0.999 and 0.98: it converges")
    widget.press("rate α", "ArrowRight", 40, then="it bounces for ever")
    assert widget.words() == words
    assert widget.picture() == picture


def test_descent_answers_what_is_typed_and_keeps_its_place_on_nonsense(notebook):
    widget = notebook.cell(DESCENT).widget
    readout = widget.locator.locator(".widget-readout").first
    for typed, then in (
        ("0.05", "0.95 and 0: it conv"),
        ("fast", "0.95 and 0"),
        ("0.1", "for ever"),
    ):
        readout.click()
        notebook.page.keyboard.press("Control+a")
        notebook.page.keyboard.type(typed)
        notebook.page.keyboard.press("Enter")
        expect(widget.text).to_contain_text(then)


def test_polynomial_reaches_degree_three_and_diverges_when_the_rate_is_too_large(
    notebook, artefacts
):
    cell = notebook.cell(FIT)
    widget = cell.widget
    expect(widget.text).to_contain_text("descent has not fitted yet")
    words, picture = widget.words(), widget.picture()
    widget.press("degree", "ArrowLeft", 6, then="y = θ₀ + θ₁u + θ₂u² + θ₃u³")
    expect(widget.text).to_contain_text("descent has fitted")
    assert compare(picture, widget.picture()).visible
    widget.press("rate α", "End", 1, then="α is beyond the limit")
    expect(widget.text).to_contain_text("the loss is beyond all bounds")
    cell.screenshot(artefacts / "training_fit_diverged.png")
    widget.press("rate α", "ArrowLeft", 13, then="at rate α = 0.5")
    widget.press("degree", "ArrowRight", 6, then="θ₉u⁹")
    assert widget.words() == words
    assert widget.picture() == picture


@pytest.mark.parametrize("source", [XOR, FIZZBUZZ])
def test_training_moves_stands_still_when_stopped_and_begins_anew(notebook, artefacts, source):
    cell = notebook.cell(source)
    widget = cell.widget
    expect(widget.text).to_contain_text("not trained yet: press Start")
    words, picture = widget.words(), widget.picture()
    start = button(widget, "Start")
    start.press("Enter")
    wait_for_epoch(widget, 20)
    button(widget, "Stop").press("Enter")
    expect(button(widget, "Go on")).to_be_focused()  # the same button: a keyboard keeps its place
    stopped, still, reached = widget.words(), widget.picture(), epoch(widget)
    assert compare(picture, still).visible
    cell.screenshot(artefacts / f"training_{source.split('_')[0]}_stopped.png")
    notebook.page.wait_for_timeout(300)
    assert (widget.words(), widget.picture()) == (stopped, still)
    button(widget, "Go on").press("Space")
    wait_for_epoch(widget, reached + 10)
    widget.press("start (seed)", "ArrowRight", 1, then="not trained yet: press Start")
    expect(start).to_be_visible()
    assert epoch(widget) == 0
    widget.press("start (seed)", "ArrowLeft", 1, then="not trained yet: press Start")
    expect(widget.text).to_contain_text(words.split("\n")[1])  # the loss of this start
    assert widget.words() == words
    assert widget.picture() == picture


def test_xor_is_stopped_beside_a_cell_that_runs_and_ends_with_all_four_right(notebook, artefacts):
    """A press must be heard while the kernel is busy, whichever thread takes it."""
    cell, busy = notebook.cell(XOR), notebook.cell(LONG)
    widget = cell.widget
    button(widget, "Start").click()
    wait_for_epoch(widget, 20)
    busy.locator.locator(".cm-content").click()
    notebook.page.keyboard.press("Shift+Enter")
    button(widget, "Stop").click()
    expect(button(widget, "Go on")).to_be_visible()
    stopped = epoch(widget)
    notebook.page.wait_for_timeout(300)
    assert epoch(widget) == stopped
    button(widget, "Go on").click()
    expect(button(widget, "Done")).to_be_disabled()
    expect(widget.text).to_contain_text("all four points are right, with room to spare")
    assert epoch(widget) == 600
    widget.wait_until_spoken("after 600 of 600 epochs")
    cell.screenshot(artefacts / "training_xor_done.png")
