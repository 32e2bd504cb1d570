"""Lesson 00 in a real browser: look at the machine, move every widget, search, answer."""

import re

import pytest
from playwright.sync_api import expect
from support.jupyterlab import Notebook
from support.perceptual import compare

pytestmark = pytest.mark.browser

REPORT = "environment_check()"
SIZES = "network_sizes(1e6)"
INDEXING = 'notation(group="indexing")'
EVERYTHING = "\nnotation()"
PRODUCT = 'matrix_product("2×3", "3×2"'
VECTORS = 'matrix_product("1×3", "3×1"'


@pytest.fixture(scope="module")
def opened(page, server):
    return Notebook(page, server, "notebooks/00_start_here.ipynb")


@pytest.fixture(scope="module")
def lesson(opened):
    opened.run_all()
    return opened


def one_line(text):
    return " ".join(text.split())


def choose(widget, label, option):
    """Choose from the drop-down list with this label."""
    row = widget.locator.locator(".widget-dropdown").filter(
        has=widget.page.locator(".widget-label").get_by_text(label, exact=True)
    )
    row.locator("select").select_option(option)


def test_what_is_stored_can_be_read_before_anything_runs(opened, artefacts):
    report = opened.cell(REPORT)
    report.locator.scroll_into_view_if_needed()
    expect(report.output).to_contain_text("stands here once you have run this cell")
    expect(report.output.locator("table tr")).not_to_have_count(0)
    report.screenshot(artefacts / "start_here_report_stored.png")
    table = opened.cell(INDEXING)
    table.locator.scroll_into_view_if_needed()
    expect(table.output.locator("table tr")).to_have_count(9)
    table.screenshot(artefacts / "start_here_notation_stored.png")


def test_every_cell_runs_and_says_nothing_on_stderr(lesson):
    lesson.save()
    outputs = [output for cell in lesson.stored() for output in cell.get("outputs", [])]
    assert outputs
    assert "error" not in {output["output_type"] for output in outputs}
    assert "stderr" not in {output.get("name") for output in outputs}


def test_the_report_is_live_and_its_button_answers(lesson, artefacts):
    cell = lesson.cell(REPORT)
    cell.locator.scroll_into_view_if_needed()
    report = cell.widget.locator
    expect(report).to_contain_text("This machine")
    expect(report).to_contain_text("JupyterLab")
    expect(report).to_contain_text(re.compile(r"numpy \d"))
    expect(report).not_to_contain_text("missing")
    report.get_by_role("button", name="Press me").press("Enter")
    expect(report).to_contain_text("Python heard you once")
    cell.widget.wait_until_spoken("Python heard you once")
    cell.screenshot(artefacts / "start_here_report.png")


def test_sizes_follow_the_slider_and_the_list(lesson, artefacts):
    cell = lesson.cell(SIZES)
    widget = cell.widget
    words, picture = widget.words(), widget.picture()
    cell.screenshot(artefacts / "start_here_sizes.png")
    widget.press("parameters", "ArrowRight", 10, then="3.16 million")
    assert compare(picture, widget.picture()).visible
    choose(widget, "go to", "GPT-3")
    expect(widget.text).to_contain_text("700 GB")
    choose(widget, "kept", "its gradient and two averages: Adam")
    expect(widget.text).to_contain_text("2.8 TB")
    cell.screenshot(artefacts / "start_here_sizes_moved.png")
    choose(widget, "kept", "the parameter alone")
    choose(widget, "go to", "medium")
    expect(widget.text).to_contain_text("1 million")
    assert widget.words() == words
    assert widget.picture() == picture


def test_an_entry_follows_its_slider(lesson, artefacts):
    cell = lesson.cell(PRODUCT)
    widget = cell.widget
    words, picture = widget.words(), widget.picture()
    cell.screenshot(artefacts / "start_here_product.png")
    assert "C₂₁ = row 2 of A · column 1 of B = 3·2 + (−1)·0 + 2·(−2) = 2" in words
    widget.press("entry", "ArrowRight", 1, then="C₂₂ = row 2 of A · column 2 of B")
    assert compare(picture, widget.picture()).visible
    widget.press("entry", "ArrowLeft", 1, then="C₂₁ = row 2 of A · column 1 of B")
    assert widget.words() == words
    assert widget.picture() == picture


def test_the_other_order_and_shapes_that_do_not_fit(lesson, artefacts):
    cell = lesson.cell(PRODUCT)
    widget = cell.widget
    words = widget.words()
    widget.locator.get_by_role("button", name="B times A").press("Enter")
    expect(widget.text).to_contain_text("C = BA is 3×3")
    cell.screenshot(artefacts / "start_here_product_turned.png")
    choose(widget, "B is", "2×3")
    expect(widget.text).to_contain_text("refused, because the neighbours 3 and 2 differ")
    cell.screenshot(artefacts / "start_here_product_refused.png")
    choose(widget, "B is", "3×2")
    widget.locator.get_by_role("button", name="A times B").press("Enter")
    expect(widget.text).to_contain_text("C = AB is 2×2")
    assert widget.words() == words


def test_dot_and_outer_product(lesson, artefacts):
    cell = lesson.cell(VECTORS)
    widget = cell.widget
    assert "the dot product, one number" in widget.words()
    cell.screenshot(artefacts / "start_here_dot.png")
    widget.locator.get_by_role("button", name="B times A").press("Enter")
    expect(widget.text).to_contain_text("3×3: the outer product")
    widget.press("entry", "ArrowRight", 4, then="C₂₂ = row 2 of B · column 2 of A")
    cell.screenshot(artefacts / "start_here_outer.png")


def test_an_index_follows_its_slider(lesson, artefacts):
    cell = lesson.cell(INDEXING)
    widget = cell.widget
    table = widget.locator.get_by_role("region", name="notation")
    words = widget.words()
    expect(table).to_contain_text("a[1]")
    cell.screenshot(artefacts / "start_here_notation.png")
    widget.press("i", "ArrowRight", 1, then="its index is 2")
    expect(table).to_contain_text("a[2]")
    expect(table).not_to_contain_text("a[1]")
    widget.press("i", "ArrowLeft", 1, then="its index is 1")
    expect(table).to_contain_text("a[1]")
    assert widget.words() == words


def test_the_table_is_searched_while_one_types(lesson, artefacts):
    cell = lesson.cell(EVERYTHING)
    widget = cell.widget
    table = widget.locator.get_by_role("region", name="notation")
    signs = table.locator('tr:has(td) > th[scope="row"]')
    box = widget.locator.get_by_placeholder("for example gradient, row, expectation")
    all_words = widget.words()
    cell.screenshot(artefacts / "start_here_notation_all.png")
    box.press_sequentially("gradient")
    expect(widget.text).to_contain_text("3 signs of 65, calculus")
    expect(table).to_contain_text("grad(lambda x: x @ x)(x)")
    widget.locator.get_by_role("checkbox").check()
    expect(table).to_contain_text(r"\nabla_{\boldsymbol{x}} y")
    cell.screenshot(artefacts / "start_here_notation_searched.png")
    box.press("End")
    box.press_sequentially("x")
    expect(widget.message).to_contain_text("Nothing is called “gradientx”")
    expect(signs).to_have_count(3)
    cell.screenshot(artefacts / "start_here_notation_explains.png")
    below = widget.message.bounding_box()["y"] - box.bounding_box()["y"]
    assert 0 < below < 60, "the message stands below its box"
    box.fill("")
    widget.locator.get_by_role("checkbox").uncheck()
    expect(widget.message).to_have_count(0)
    expect(widget.text).to_contain_text("65 signs of 65")
    assert widget.words() == all_words


def test_the_table_scrolls_by_keyboard(lesson):
    cell = lesson.cell(EVERYTHING)
    cell.locator.scroll_into_view_if_needed()
    table = cell.widget.locator.get_by_role("region", name="notation")
    assert table.evaluate("node => node.scrollTop") == 0
    table.focus()
    expect(table).to_be_focused()
    lesson.page.keyboard.press("PageDown")
    lesson.page.wait_for_function("node => node.scrollTop > 100", arg=table.element_handle())


def test_a_table_is_told_in_words_and_only_once(lesson):
    widget = lesson.cell(INDEXING).widget
    widget.wait_until_spoken(one_line(widget.words()))
    assert widget.spoken() == one_line(widget.words())


def test_a_turn_says_what_was_computed(lesson, artefacts):
    cell = lesson.cell("def layer_parameters(n, m):")
    cell.write("layer_parameters = lambda n, m: m * n", 'practice.check("layer_parameters")')
    cell.run()
    expect(cell.output).to_contain_text("Those are the weights alone. Each output has a bias, too.")
    cell.screenshot(artefacts / "start_here_turn.png")


def test_a_dark_theme_stays_readable(lesson, artefacts):
    """4.5 to 1 is what WCAG 2.2 asks of text."""
    lesson.use_theme("JupyterLab Dark")
    report, table = lesson.cell(REPORT), lesson.cell(INDEXING)
    for words in ("This machine", "none, and none is needed", "Python heard you"):
        assert report.contrast(words) >= 4.5
    for words in ("mathematics counts from 1", "all entries but entry i", "np.delete(a, 1)"):
        assert table.contrast(words) >= 4.5
    report.screenshot(artefacts / "start_here_report_dark.png")
    table.screenshot(artefacts / "start_here_notation_dark.png")
    lesson.use_theme("JupyterLab Light")
