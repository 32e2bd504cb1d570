"""Lesson 04 in a real browser: run it, move its four widgets and bring them back."""

import pytest
from playwright.sync_api import expect
from support.jupyterlab import Notebook

pytestmark = pytest.mark.browser

HELIX = "helix(t=1.0"
MAP = "local_linear_map("
LAYER = "layer_picture("
SHAPES = "shape_calculator("


@pytest.fixture(scope="module")
def lesson(page, server):
    opened = Notebook(page, server, "notebooks/04_jacobians.ipynb")
    opened.run_all()
    return opened


def test_helix_turns_its_first_arrow(lesson, artefacts):
    cell = lesson.cell(HELIX)
    widget = cell.widget
    with widget.moved_and_back() as looks_different:
        widget.press("t", "ArrowRight", 20, then="t = 2")
        assert "−0.4161" in widget.words()  # cos 2
        assert looks_different()
        cell.screenshot(artefacts / "helix_moved.png")
        widget.press("t", "ArrowLeft", 20, then="t = 1")


def test_square_of_the_map_shrinks_and_its_corner_moves(lesson, artefacts):
    cell = lesson.cell(MAP)
    widget = cell.widget
    with widget.moved_and_back() as looks_different:
        widget.press("side h", "ArrowLeft", 4, then="side h = 0.5")
        widget.press("r", "ArrowLeft", 10, then="det J = 1: small areas × 1")
        assert looks_different()
        cell.screenshot(artefacts / "local_linear_map_moved.png")
        widget.press("r", "ArrowRight", 10, then="det J = 1.5: small areas × 1.5")
        widget.press("side h", "ArrowRight", 4, then="side h = 1")


def test_wire_of_the_layer_is_chosen(lesson, artefacts):
    cell = lesson.cell(LAYER)
    widget = cell.widget

    def choose(group, name):
        buttons = widget.locator.locator(".widget-toggle-buttons").filter(has_text=group)
        buttons.get_by_role("button", name=name, exact=True).press("Enter")

    with widget.moved_and_back() as looks_different:
        choose("neuron i", "3")
        choose("input j", "5")
        expect(widget.text).to_contain_text("W[2, 4]")
        assert looks_different()
        cell.screenshot(artefacts / "layer_picture_moved.png")
        choose("neuron i", "2")
        choose("input j", "4")
        expect(widget.text).to_contain_text("W[1, 3]")


def test_chain_of_shapes_breaks_and_is_mended(lesson, artefacts):
    cell = lesson.cell(SHAPES)
    widget = cell.widget
    box = widget.locator.get_by_label("chain")
    chain = box.input_value()
    with widget.moved_and_back() as looks_different:
        box.fill(chain.replace("W[m,n]", "W[n,m]"))
        expect(widget.text).to_contain_text("does not fit")
        assert looks_different()
        cell.screenshot(artefacts / "shape_calculator_breaks.png")
        box.fill(chain)
        expect(widget.text).not_to_contain_text("does not fit")
