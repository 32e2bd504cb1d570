"""A page: head, style, and the few pieces that pages are made of.

One file, no script, no address: the content-security policy forbids all that the page does not
need. Colours come in two sets, by what the reader's system prefers; every text stands out with a
contrast of at least 4.5 from what is behind it, and no fact is told by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from coursekit.grading.report.html import Child, Html, element
from coursekit.grading.report.words import LOOKS

__all__ = ["POLICY", "badge", "definitions", "page", "scrolling", "section", "table"]

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"

_LIGHT = {
    "paper": "#ffffff", "ink": "#1b1b1f", "soft": "#55555e", "line": "#c9c9d1", "panel": "#f4f4f7",
    "link": "#0a5fa8", "correct": "#00694c", "wrong": "#a64400", "unanswered": "#5c5c66",
    "error": "#8f3270", "invalid": "#0a5fa8",
}  # fmt: skip
_DARK = {
    "paper": "#16171b", "ink": "#ececf1", "soft": "#b4b4bf", "line": "#4a4b55", "panel": "#222329",
    "link": "#7cb8f2", "correct": "#4fcfa3", "wrong": "#ff9d5c", "unanswered": "#b4b4bf",
    "error": "#ec9ad0", "invalid": "#7cb8f2",
}  # fmt: skip

_RULES = """
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); overflow-wrap: break-word;
  font: 1rem/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif }
main, footer { max-width: 44rem; margin: 0 auto; padding: 1rem }
.wide main, .wide footer { max-width: 62rem }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0.5rem 0 }
h2 { font-size: 1.25rem; line-height: 1.25; margin: 2rem 0 0.5rem }
h3 { font-size: 1.05rem; line-height: 1.3; margin: 0 0 0.35rem }
p { margin: 0.35rem 0 }
a { color: var(--link) }
code { font: 0.92em ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace }
code, bdi { overflow-wrap: anywhere }
math { font-size: 1.08em }
.soft { color: var(--soft) }
.mark { font-size: 1.5rem; font-weight: 600; margin: 0.75rem 0 0.25rem }
.bar { height: 0.6rem; border: 1px solid var(--soft); border-radius: 0.3rem; max-width: 24rem;
  overflow: hidden }
.bar div { height: 100%; background: var(--correct); print-color-adjust: exact }
.badge { font-weight: 600; white-space: nowrap }
.correct { color: var(--correct) } .wrong { color: var(--wrong) } .error { color: var(--error) }
.unanswered { color: var(--unanswered) } .invalid { color: var(--invalid) }
.box { border: 1px solid var(--line); border-left: 0.3rem solid var(--soft); border-radius: 0.3rem;
  background: var(--panel); padding: 0.7rem 0.9rem; margin: 0.8rem 0; break-inside: avoid }
.box.wrong-edge { border-left-color: var(--wrong) }
.box.error-edge { border-left-color: var(--error) }
.box.invalid-edge { border-left-color: var(--invalid) }
.prompt { color: var(--soft) }
table { border-collapse: collapse; width: 100%; margin: 0.5rem 0 }
caption { text-align: left; font-weight: 600; padding: 0.3rem 0 }
th, td { text-align: left; vertical-align: top; padding: 0.35rem 0.6rem 0.35rem 0;
  border-bottom: 1px solid var(--line) }
th:last-child, td:last-child { padding-right: 0 }
tbody th { font-weight: inherit; min-width: 7.5rem }
tr { break-inside: avoid }
.number { text-align: right; font-variant-numeric: tabular-nums; padding-right: 1.2rem }
td.number { white-space: nowrap }
.narrow { max-width: 30rem }
.scroll { overflow-x: auto }
.scroll td:not(.number) { min-width: 13rem }
.scroll th code { overflow-wrap: normal }
.scroll:focus-visible, a:focus-visible { outline: 2px solid var(--link); outline-offset: 2px }
figure { margin: 1rem 0; break-inside: avoid }
figure img { display: block; width: 100%; min-width: 38rem; height: auto; background: #ffffff }
figcaption { color: var(--soft); margin-top: 0.3rem }
ul { margin: 0.35rem 0; padding-left: 1.3rem }
nav ul { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 0.2rem 1rem }
dl { margin: 0.5rem 0; display: grid; grid-template-columns: max-content 1fr; gap: 0.1rem 1rem }
dd { margin: 0 }
footer { border-top: 1px solid var(--line); color: var(--soft); font-size: 0.9rem;
  margin-top: 2rem }
@media (max-width: 30rem) {
  footer dl { grid-template-columns: 1fr } footer dd { margin: 0 0 0.4rem }
  th, td, .number { padding-right: 0.6rem }
  tbody th { min-width: 5.5rem }
  .badge { white-space: normal }
}
@media print {
  @page { margin: 15mm }
  body { font-size: 10.5pt }
  main, footer { max-width: none; padding: 0 }
  h2, h3 { break-after: avoid }
  .scroll { overflow: visible } .scroll td:not(.number), figure img { min-width: 0 }
  nav { display: none }
}
"""


def _variables(colours: dict[str, str]) -> str:
    return "".join(f"--{name}:{colour};" for name, colour in colours.items())


#: Paper is white: a dark theme is for screens.
STYLE = (
    f":root{{color-scheme:light dark;{_variables(_LIGHT)}}}\n"
    f"@media screen and (prefers-color-scheme:dark){{:root{{{_variables(_DARK)}}}}}{_RULES}"
)


def page(title: str, main: Iterable[Child], footer: Child, *, wide: bool = False) -> str:
    """Return a whole document; the contents of ``main`` begin with its h1."""
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("meta", name="robots", content="noindex"),
        element("title", title),
        element("style", Html(STYLE)),
    )
    body = element(
        "body", element("main", *main), element("footer", footer), class_="wide" if wide else None
    )
    return "<!DOCTYPE html>\n" + element("html", head, "\n", body, lang="en") + "\n"


def section(heading: str, *children: Child, id_: str | None = None) -> Html:
    """Make a section with its heading."""
    return element("section", element("h2", heading), *children, id=id_)


def badge(outcome: str) -> Html:
    """Make an outcome: sign, word and colour."""
    look = LOOKS[outcome]
    sign = element("span", look.sign, aria_hidden="true")
    return element("span", sign, Html("&#160;"), look.word, class_=f"badge {outcome}")


def table(
    caption: str,
    header: Sequence[str],
    rows: Iterable[Sequence[Child]],
    *,
    numbers: Iterable[int] = (),
    narrow: bool = False,
    scroll: bool = False,
) -> Html:
    """Make a table; the first cell of each row is its heading.

    ``numbers`` are the columns set to the right. A ``narrow`` table keeps its few columns
    together; one that may be wider than the page scrolls by itself (``scroll``).
    """
    right = frozenset(numbers)

    def cells(
        row: Sequence[Child], first: str, others: str, scopes: tuple[str | None, ...]
    ) -> Html:
        made = [
            element(
                first if column == 0 else others, cell,
                scope=scopes[min(column, 1)], class_="number" if column in right else None,
            )
            for column, cell in enumerate(row)
        ]  # fmt: skip
        return element("tr", *made)

    made = element(
        "table",
        element("caption", caption),
        element("thead", cells(header, "th", "th", ("col", "col"))),
        element("tbody", *(cells(row, "th", "td", ("row", None)) for row in rows)),
        class_="narrow" if narrow else None,
    )
    return scrolling(made, caption) if scroll else made


def scrolling(child: Html, label: str) -> Html:
    """Let a wide piece scroll by itself, with the keyboard too."""
    return element("div", child, class_="scroll", role="region", aria_label=label, tabindex="0")


def definitions(pairs: Iterable[tuple[str, Child]]) -> Html:
    """Make a list of names with what they stand for."""
    return element(
        "dl",
        *(part for name, value in pairs for part in (element("dt", name), element("dd", value))),
    )
