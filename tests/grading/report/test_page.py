import re

import pytest
from support.html_check import Page

from coursekit.grading.report.html import Html, element, escaped, joined
from coursekit.grading.report.page import STYLE, badge, page, table

BACKGROUNDS = ("paper", "panel")
TEXTS = ("ink", "soft", "link", "correct", "wrong", "unanswered", "error", "invalid")


def colours():
    """The variables of both schemes, as the style sheet defines them."""
    light, dark = re.findall(r":root\{([^}]*)\}", STYLE)
    return [dict(re.findall(r"--(\w+):(#[0-9a-f]{6})", scheme)) for scheme in (light, dark)]


def luminance(colour):
    """Relative luminance as WCAG 2.2 defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a, b):
    bright, dim = sorted((luminance(a), luminance(b)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def test_the_formula_of_contrast():
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("behind", BACKGROUNDS)
@pytest.mark.parametrize("text", TEXTS)
def test_every_text_stands_out(scheme, behind, text):
    assert contrast(colours()[scheme][text], colours()[scheme][behind]) >= 4.5


def test_both_schemes_name_the_same_colours_and_the_rules_use_no_other():
    light, dark = colours()
    assert set(light) == set(dark) == {*BACKGROUNDS, *TEXTS, "line"}
    rules = STYLE.split("}}", 1)[1]
    assert set(re.findall(r"var\(--(\w+)\)", rules)) <= set(light)
    assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b", rules)) == {"#ffffff"}  # behind pictures


def test_the_style_asks_for_nothing_from_elsewhere():
    assert "url(" not in STYLE
    assert "@import" not in STYLE
    assert "@font-face" not in STYLE
    assert "<" not in STYLE


def test_dark_is_for_screens_alone():
    assert re.findall(r"@media ([^{]*)prefers-color-scheme", STYLE) == ["screen and ("]


def test_a_page():
    made = page("A < B", [element("h1", "A < B")], "end")
    parsed = Page(made)
    assert parsed.within("title") == ["A < B"]
    assert parsed.within("footer") == ["end"]


def test_text_is_escaped_and_markup_is_not():
    assert element("p", "<b>", element("b", "<")) == "<p>&lt;b&gt;<b>&lt;</b></p>"
    assert element("p", title="\"'<>&") == '<p title="&quot;&#x27;&lt;&gt;&amp;"></p>'
    assert joined(["<", None, Html("<br>")], " ") == "&lt; <br>"


def test_spaces_at_the_ends_belong_to_the_sentence():
    assert escaped(" a  b\n") == " a b "
    assert escaped("   ") == " "
    assert escaped("") == ""


def test_a_text_of_any_length_is_cut():
    assert len(escaped("<" * 1_000_000)) < 30_000


def test_an_outcome_is_sign_word_and_colour():
    assert badge("wrong") == (
        '<span class="badge wrong"><span aria-hidden="true">✗</span>&#160;Not yet</span>'
    )


def test_tables_say_what_their_heads_are():
    made = table("Two", ["a", "b"], [["1", "2"], ["3", None]], numbers=[1])
    assert made.count('scope="col"') == 2
    assert made.count('scope="row"') == 2
    assert made.count('class="number"') == 3
    assert "<caption>Two</caption>" in made
    wide = table("Two", ["a"], [], scroll=True)
    assert wide.startswith('<div class="scroll" role="region" aria-label="Two" tabindex="0">')
