"""Tables as aligned text and as HTML; the HTML takes its colours from the page."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

__all__ = ["Sheet", "html", "text"]

# Styles stand in each element, because front ends strip style sheets.  Colours are the page's own;
# the grey of the lines stands out on white and on black.
_TABLE = (
    "border-collapse: collapse; width: auto; table-layout: auto; margin: 0.5em 0; color: inherit;"
    " font-variant-numeric: tabular-nums;"
)
_CAPTION = "caption-side: top; text-align: left; white-space: nowrap; color: inherit;"
_LINE = "1px solid rgba(128, 128, 128, 0.7);"
_UNDER, _OVER, _BESIDE = f"border-bottom: {_LINE}", f"border-top: {_LINE}", f"border-left: {_LINE}"


@dataclass(frozen=True)
class Sheet:
    """What is shown: headed rows of cells, with sums at the right and below.

    ``heads``: the variables that name the rows; ``across``: the variable that names the columns,
    or ""; ``rows``: (labels, cells); ``sums``: one for each row, or None; ``foot``: the cells
    below, with the sum of all last if there are ``sums``.
    """

    title: str
    heads: tuple[str, ...]
    across: str
    columns: tuple[str, ...]
    rows: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    sums: tuple[str, ...] | None = None
    foot: tuple[str, ...] | None = None
    note: str = ""


def text(sheet: Sheet) -> str:
    """Return an aligned table.

    >>> print(text(Sheet("p(x)", ("x",), "", ("p",), ((("a",), ("1/3",)), (("b",), ("2/3",))))))
    p(x)
    x    p
    ──────
    a  1/3
    b  2/3
    """
    head = [*sheet.heads, *sheet.columns, *(["sum"] if sheet.sums else [])]
    body = [
        [*labels, *cells, *([sheet.sums[number]] if sheet.sums else [])]
        for number, (labels, cells) in enumerate(sheet.rows)
    ]
    foot = []
    if sheet.foot:
        foot = [["sum", *[""] * (len(sheet.heads) - 1), *sheet.foot]]
    table = [[_one_line(cell) for cell in row] for row in (head, *body, *foot)]
    widths = [max(_width(cell) for cell in column) for column in zip(*table, strict=True)]
    lines = [_aligned(row, widths, len(sheet.heads)) for row in table]
    rule = "─" * max(_width(line) for line in lines)
    lines.insert(1, rule)
    if foot:
        lines.insert(-1, rule)
    if sheet.across:
        indent = sum(width + 2 for width in widths[: len(sheet.heads)])
        lines.insert(0, " " * indent + _one_line(sheet.across))
    return "\n".join([_one_line(sheet.title), *lines, *([sheet.note] if sheet.note else [])])


def _aligned(row: Sequence[str], widths: Sequence[int], heads: int) -> str:
    """Return a row: labels to the left, numbers to the right."""
    cells = []
    for number, (cell, width) in enumerate(zip(row, widths, strict=True)):
        fill = " " * (width - _width(cell))
        cells.append(cell + fill if number < heads else fill + cell)
    return "  ".join(cells).rstrip()


def _width(line: str) -> int:
    """Return the columns that a line takes in a terminal: emoji and ideographs take two."""
    return sum(
        0 if unicodedata.combining(sign) else 1 + (unicodedata.east_asian_width(sign) in "WF")
        for sign in line
    )


def _one_line(label: str) -> str:
    return " ".join(label.split()) if label else label


def html(sheet: Sheet) -> str:
    """Return an HTML table with headed rows and columns, readable in light and dark pages.

    >>> '<th scope="row"' in html(Sheet("p(x)", ("x",), "", ("p",), ((("<b>",), ("1",)),)))
    True
    """
    parts = [
        f'<table style="{_TABLE}">',
        f'<caption style="{_CAPTION}">{escape(sheet.title)}</caption>',
        f"<thead>{_html_head(sheet)}</thead>",
        "<tbody>",
    ]
    for number, (labels, cells) in enumerate(sheet.rows):
        row = [_th(label, "row", "left") for label in labels] + [_td(cell) for cell in cells]
        if sheet.sums:
            row.append(_td(sheet.sums[number], _BESIDE))
        parts.append(f"<tr>{''.join(row)}</tr>")
    parts.append("</tbody>")
    if sheet.foot:
        row = [_th("sum", "row", "left", _OVER, len(sheet.heads))]
        row += [_td(cell, _OVER) for cell in sheet.foot[: len(sheet.columns)]]
        row += [_td(cell, f"{_OVER} {_BESIDE}") for cell in sheet.foot[len(sheet.columns) :]]
        parts.append(f"<tfoot><tr>{''.join(row)}</tr></tfoot>")
    parts.append("</table>")
    if sheet.note:
        parts.append(f"<p>{escape(sheet.note)}</p>")
    return "".join(parts)


def _html_head(sheet: Sheet) -> str:
    """Return the rows of column heads; the variable across the top spans its labels."""
    heads = [_th(name, "col", "left", _UNDER) for name in sheet.heads]
    heads += [_th(column, "col", "right", _UNDER) for column in sheet.columns]
    if sheet.sums:
        heads.append(_th("sum", "col", "right", f"{_UNDER} {_BESIDE}"))
    last = f"<tr>{''.join(heads)}</tr>"
    if not sheet.across:
        return last
    first = "<td></td>" * len(sheet.heads)
    first += _th(sheet.across, "colgroup", "center", "", len(sheet.columns))
    if sheet.sums:
        first += _td("", _BESIDE)
    return f"<tr>{first}</tr>{last}"


def _th(label: str, scope: str, align: str, line: str = "", span: int = 1) -> str:
    wide = f' colspan="{span}"' if span > 1 else ""
    style = f"padding: 0.25em 0.75em; text-align: {align}; {line}".rstrip()
    return f'<th scope="{scope}"{wide} style="{style}">{escape(label)}</th>'


def _td(value: str, line: str = "") -> str:
    style = f"padding: 0.25em 0.75em; text-align: right; {line}".rstrip()
    return f'<td style="{style}">{escape(value)}</td>'
