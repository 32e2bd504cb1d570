"""The notation widget: a table that is searched, and a table that is stored."""

import re

import pytest

from coursekit.widgets import WidgetError, notation
from coursekit.widgets.start_here.listing import model
from coursekit.widgets.start_here.notation_table import as_markdown, as_text

WIDGET = "application/vnd.jupyter.widget-view+json"


def rows(html):
    return re.findall(r'<tr><th scope="row" style="[^"]*white-space:nowrap', html)


def test_by_default_every_sign_is_there():
    widget = notation()
    assert len(rows(widget.html)) == 65
    assert widget.description.startswith("65 signs of 65; i = 2")


@pytest.mark.parametrize(
    ("control", "value"), [("search", "row"), ("group", "calculus"), ("i", 3), ("latex", True)]
)
def test_every_control_changes_the_table(control, value):
    widget = notation()
    before = widget.html
    widget.controls[control].value = value
    assert widget.message == ""
    assert widget.html != before


def test_typing_narrows_the_table_and_nothing_found_leaves_it():
    widget = notation()
    widget.controls["search"].value = "transpose"
    assert len(rows(widget.html)) == 1
    assert "1 sign of 65, linear algebra" in widget.description
    kept = widget.html
    widget.controls["search"].value = "transposed"
    assert "Nothing is called “transposed”" in widget.message
    assert widget.html == kept
    widget.controls["search"].value = ""
    assert widget.message == ""
    assert len(rows(widget.html)) == 65


def test_what_is_typed_is_never_markup():
    widget = notation()
    widget.controls["search"].value = "<script>"
    assert "<script>" not in widget.message + widget.html
    assert "&lt;script&gt;" in widget.message


def test_both_ways_to_count_are_drawn_beside_the_indexing_group():
    html = notation(group="indexing", i=2).html
    assert "2<br><small>[1]</small>" in html
    assert re.search(r"outline:3px[^>]*>23<", html)
    assert re.search(r"outline:3px[^>]*>20<", html)
    assert "<small>" not in notation(group="calculus").html


def test_latex_is_shown_on_demand_only():
    assert r"\boldsymbol{A}_{i,:}" not in notation("row").html
    assert r"\boldsymbol{A}_{i,:}" in notation("row", latex=True).html


def test_the_code_stands_on_lines_that_can_be_read():
    assert "from coursekit.autodiff import grad" in notation(group="calculus").html


def test_the_table_can_be_reached_and_scrolled_by_keyboard():
    assert 'role="region" aria-label="notation" tabindex="0"' in notation().html
    assert notation().html.count('<th scope="col"') >= 4


def test_what_is_stored_is_a_markdown_table_of_the_same_rows():
    widget = notation(group="functions")
    bundle = widget._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/markdown", WIDGET}
    lines = bundle["text/markdown"].splitlines()
    table = [line for line in lines if line.startswith("|")]
    assert len(table) == 10 + 2
    assert all(len(re.findall(r"(?<!\\)\|", line)) == 5 for line in table)
    assert r"| $\sigma(x)$ |" in bundle["text/markdown"]
    assert "np.log(np.e)  →  1" in bundle["text/plain"]


def test_markdown_and_text_hold_every_row():
    listing = model("", "", 1, False)
    count = sum(line.startswith("| $") for line in as_markdown(listing).splitlines())
    assert count == listing.count == as_text(listing).count("  →  ")
    # Signs that Markdown would take for its own stay out of the formulas.
    assert not re.search(r"\$[^$]*\\[{},;][^$]*\$", as_markdown(listing))


@pytest.mark.parametrize("wrong", [{"group": "algebras"}, {"i": 0}, {"i": 4}])
def test_wrong_arguments_say_what_is_right(wrong):
    with pytest.raises(WidgetError, match="Choose"):
        notation(**wrong)
    with pytest.raises(WidgetError, match="Nothing is called"):
        notation("no such sign")
