"""A table that follows its controls: errors, text for eye and ear, one bundle."""

import ipywidgets
import pytest
from IPython.core.formatters import DisplayFormatter

from coursekit.widgets import LiveTable, WidgetError
from coursekit.widgets.words import message_line

WIDGET = "application/vnd.jupyter.widget-view+json"


def square(n):
    if n > 8:
        raise WidgetError("too far <right>\nsecond line")
    return n * n


@pytest.fixture
def table():
    slider, message = ipywidgets.IntSlider(2, min=1, max=9), message_line()
    return LiveTable(
        square,
        lambda value: f"<table><tr><td>{value}</td></tr></table>",
        lambda value: f"n² < {value + 1}",
        {"n": slider},
        markdown=lambda value: f"| n² |\n| :--- |\n| {value} |",
        text=lambda value: f"n² = {value}",
        top=[slider, message],
        message=message,
    )


def test_a_control_changes_table_line_and_voice(table):
    table.controls["n"].value = 3
    assert table.html == "<table><tr><td>9</td></tr></table>"
    assert table.description == "n² < 10"
    assert "n² &lt; 10" in table._line.value
    assert "n² &lt; 10" in table._voice._words.value
    assert table.message == ""


def test_an_error_is_a_message_and_the_table_stays(table):
    before = table.html
    table.controls["n"].value = 9
    assert "⚠ too far &lt;right&gt;" in table.message
    assert "second line" not in table.message
    assert (table.html, table.description) == (before, "n² < 5")
    assert "too far" in table._voice._words.value
    assert table._repr_mimebundle_()["text/plain"] == "n² = 4"
    table.controls["n"].value = 2
    assert table.message == ""
    assert "n² &lt; 5" in table._voice._words.value


def test_one_bundle_that_a_saved_notebook_shows_as_a_table(table):
    table.controls["n"].value = 3
    data, _ = DisplayFormatter().format(table)
    assert data == {
        "text/plain": "n² = 9",
        "text/markdown": "| n² |\n| :--- |\n| 9 |",
        WIDGET: {"version_major": 2, "version_minor": 0, "model_id": table.box.model_id},
    }


def test_only_core_widgets_are_used(table):
    modules = {each._model_module for each in (table.box, *table.box.children)}
    assert modules <= {"@jupyter-widgets/controls", "@jupyter-widgets/base"}
