"""Lesson 05 in a real browser: run it, move its two widgets and bring them back."""

import pytest
from playwright.sync_api import expect
from support.jupyterlab import Notebook

pytestmark = pytest.mark.browser

TENSOR = "tensor_shapes(i=3"
LAYER = 'matrix_gradient("tanh"'


@pytest.fixture(scope="module")
def lesson(page, server):
    opened = Notebook(page, server, "notebooks/05_matrix_derivatives.ipynb")
    opened.run_all()
    return opened


def choose(widget, label, name, then):
    """Press a button of a group by its keyboard, and wait for the words that follow."""
    buttons = widget.locator.locator(".widget-toggle-buttons").filter(has_text=label)
    buttons.get_by_role("button", name=name, exact=True).press("Enter")
    expect(widget.text).to_contain_text(then)


def test_no_formula_is_cut_off_on_a_small_screen(lesson):
    assert lesson.cut_formulas(width=1100) == []


def test_slope_is_followed_through_the_flat_jacobian(lesson, artefacts):
    cell = lesson.cell(TENSOR)
    widget = cell.widget
    flatten = widget.locator.get_by_label("flatten")
    with widget.moved_and_back() as looks_different:
        choose(widget, "row i", "4", then="NumPy calls dA[3, 1, 0]")
        choose(widget, "column j", "1", then="NumPy calls dA[3, 0, 0]")
        choose(widget, "by x", "3", then="NumPy calls dA[3, 0, 2]")
        assert looks_different()
        cell.screenshot(artefacts / "tensor_shapes_moved.png")
        flatten.select_option("a mistake: out by columns, back by rows")
        expect(widget.text).to_contain_text("a wrong place, and 13 of 24 numbers are wrong")
        cell.screenshot(artefacts / "tensor_shapes_mistake.png")
        flatten.select_option("row by row, as NumPy does")
        choose(widget, "by x", "1", then="NumPy calls dA[3, 0, 0]")
        choose(widget, "column j", "2", then="NumPy calls dA[3, 1, 0]")
        choose(widget, "row i", "3", then="NumPy calls dA[2, 1, 0]")


def test_layer_is_derived_by_its_bias_and_in_a_loss(lesson, artefacts):
    cell = lesson.cell(LAYER)
    widget = cell.widget
    with widget.moved_and_back() as looks_different:
        widget.press("entry", "ArrowRight", 1, then="NumPy calls dfdA[1, 1, 1]")
        choose(widget, "by", "b", then="NumPy calls dfdb[1, 1]")
        choose(widget, "derivative of", "the loss L", then="stored in the shape of b")
        assert looks_different()
        cell.screenshot(artefacts / "matrix_gradient_moved.png")
        choose(widget, "by", "A", then="stored in the shape of A")
        cell.screenshot(artefacts / "matrix_gradient_loss.png")
        choose(widget, "derivative of", "f", then="NumPy calls dfdA[1, 1, 0]")
