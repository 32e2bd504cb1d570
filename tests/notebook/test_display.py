import re

import pytest

from coursekit.notebook.display import LOOKS, Shown, bar, card, inline_html, say, table


def luminance(colour: str) -> float:
    """WCAG 2.2 relative luminance."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("outcome", LOOKS)
@pytest.mark.parametrize("background", ["#ffffff", "#111111", "#1e1e1e"])
def test_borders_stand_out_in_light_and_dark_themes(outcome: str, background: str) -> None:
    # WCAG asks 3:1 of what is not text; the text has the theme's own colour.
    assert contrast(LOOKS[outcome].colour, background) >= 3


def test_outcomes_differ_in_every_cue() -> None:
    for cue in ("word", "sign", "colour"):
        assert len({getattr(look, cue) for look in LOOKS.values()}) == 5


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "`<b>`", "**<b>**", "$a<b$", '"<i>'])
def test_nothing_in_a_text_becomes_markup(text: str) -> None:
    tags = set(re.findall(r"<(/?\w+)", inline_html(text)))
    assert tags <= {"code", "/code", "strong", "/strong"}


def test_a_card_has_inline_styles_only() -> None:
    drawn = card("h", ["a", "b"], "#008f68", sign="✓")
    assert "class=" not in drawn
    assert "<style" not in drawn
    assert not re.search(r"[^-]color:\s*#", drawn)  # text keeps the theme's colour


def test_table_says_the_same_in_html_and_text() -> None:
    as_html, as_text = table(["name", "n"], [["`a<b`", "1"], ["c", "22"]], caption="All")
    assert re.findall(r"<td[^>]*>(.*?)</td>", as_html) == [
        "<code>a&lt;b</code>",
        "1",
        "c",
        "22",
    ]
    assert as_text.splitlines()[0] == "All"
    assert as_text.splitlines()[-1].split() == ["c", "22"]


def test_a_bar_is_full_only_when_everything_is_correct() -> None:
    assert "." in bar(99.9, 100)[1].split("]")[0]
    assert "." not in bar(100, 100)[1].split("]")[0]
    assert "width:0%" in bar(0, 0)[0]


def test_a_console_without_the_signs_gets_text_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import io

    raw = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(raw, encoding="cp1252"))
    say("✓ Correct")
    import sys

    sys.stdout.flush()
    assert raw.getvalue() == b"? Correct\n"


def test_without_ipython_a_result_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    Shown({"text/plain": "hello"}, summary="greeting").show()
    assert capsys.readouterr().out == "hello\n"


SHOW = (
    "from coursekit.notebook.display import Shown\n"
    "make = lambda: Shown({'text/plain': 'x'}, summary='s')"
)


@pytest.mark.parametrize(
    ("cell", "times"),
    [
        ("make().show()", 1),
        ("make().show(); y = 1", 1),
        ("r = make().show()", 1),
        ("r = make().show()\nr", 1),
        ("for _ in range(3):\n    make().show()", 3),
        ("make().show()\nmake().show()", 2),
        ("make()", 1),
    ],
)
def test_in_ipython_it_displays_once_wherever_it_stands(shell, cell: str, times: int) -> None:
    shell.cell(SHOW)
    shell.cell(cell)
    assert shell.published == [{"text/plain": "x"}] * times


def test_its_name_displays_it_again_in_a_later_cell(shell) -> None:
    shell.cell(SHOW)
    shell.cell("r = make().show()")
    shell.cell("r")
    assert shell.published == [{"text/plain": "x"}]
    shell.cell("r")
    assert shell.published == [{"text/plain": "x"}]
