"""The notation of the course as a table that can be searched, with a value beside every sign."""

import html
from typing import Any

import ipywidgets

from coursekit.widgets.controls import WIDE, drop_down, label_width
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.live_table import LiveTable
from coursekit.widgets.start_here.listing import (
    I_LARGEST,
    Listing,
    Row,
    describe,
    model,
    names_of,
    written,
)
from coursekit.widgets.start_here.signs import GROUPS, Group
from coursekit.widgets.start_here.symbols import as_html
from coursekit.widgets.words import message_line

__all__ = ["as_markdown", "as_table", "as_text", "notation"]

_GIVEN = "what the code stands on"
_EDGE = "#767676"  # visible on white and on black
_STRONG = "#1a7fc4"
_CELL = "padding:0.3em 0.7em;vertical-align:top;text-align:left;color:inherit"
_FORMULA = "font-family:'STIX Two Math','Cambria Math',Georgia,serif;font-size:1.15em"
_CODE = "white-space:pre-wrap;overflow-wrap:anywhere;background:none;color:inherit;padding:0"
_COLUMNS = {"sign": "14%", "meaning": "36%", "in code": "29%", "its value": "21%"}


def as_table(n: Listing) -> str:
    """Write the rows as an HTML table that scrolls by itself, by keyboard as well."""
    head = "".join(
        f'<th scope="col" style="{_CELL};border-bottom:1px solid {_EDGE};width:{width}">{name}</th>'
        for name, width in _COLUMNS.items()
    )
    bodies = "".join(_body(group, rows, n) for group, rows in n.groups)
    return (
        '<div role="region" aria-label="notation" tabindex="0" style="max-height:30em;'
        f'max-width:62em;overflow:auto;border:1px solid {_EDGE};line-height:1.4;color:inherit">'
        '<table style="border-collapse:collapse;table-layout:fixed;width:100%;font-size:inherit;'
        'color:inherit">'
        f"<thead><tr>{head}</tr></thead>{bodies}</table></div>"
    )


def _body(group: Group, rows: tuple[Row, ...], n: Listing) -> str:
    picture = _index_picture(n.i) if group.key == "indexing" else ""
    title = (
        f'<tr><th scope="rowgroup" colspan="{len(_COLUMNS)}" '
        f'style="{_CELL};border-top:1px solid {_EDGE}">{group.title}{picture}'
        '<details style="font-weight:normal">'
        f"<summary>{_GIVEN}</summary>"
        f'<pre style="{_CODE};margin:0.2em 0">{html.escape(group.given)}</pre></details></th></tr>'
    )
    return f"<tbody>{title}{''.join(_line(row, n.latex) for row in rows)}</tbody>"


def _line(row: Row, latex: bool) -> str:
    sign = row.sign
    note = (
        f'<div style="font-size:0.9em;font-style:italic">{html.escape(sign.note)}</div>'
        if sign.note
        else ""
    )
    spelled = f"<div>LaTeX: {_code(sign.latex)}</div>" if latex else ""
    # A matrix has a line for each row.
    value = row.value.replace("], [", "],\n [")
    cells = [html.escape(sign.meaning) + note + spelled, _code(row.code), _code(value)]
    first = (
        f'<th scope="row" style="{_CELL};{_FORMULA};font-weight:normal;white-space:nowrap">'
        f"{as_html(sign.latex)}</th>"
    )
    others = "".join(f'<td style="{_CELL}">{cell}</td>' for cell in cells)
    return f"<tr>{first}{others}</tr>"


def _code(text: str) -> str:
    return f'<code style="{_CODE}">{html.escape(text)}</code>'


def _index_picture(i: int) -> str:
    """Draw a vector and a matrix with both ways to count, entry i and row i outlined."""
    names = names_of("indexing")
    vector, matrix = names["a"], names["A"]
    return (
        '<div style="display:flex;flex-wrap:wrap;align-items:flex-start;gap:2.5em;'
        'font-weight:normal;margin:0.4em 0">'
        f"{_counted('a', [vector], chosen=0, row=0, column=i - 1)}"
        f"{_counted('A', matrix, chosen=i - 1, row=i - 1, column=2)}</div>"
    )


def _counted(name: str, rows: Any, *, chosen: int, row: int, column: int) -> str:
    """Draw one small table: counted from 1 in plain figures, from 0 in square brackets."""
    cell = "padding:0.1em 0.6em;text-align:center;color:inherit"
    single = len(rows) == 1
    columns = "".join(
        f'<th scope="col" style="{cell};font-weight:normal">{j + 1}<br><small>[{j}]</small></th>'
        for j in range(len(rows[0]))
    )
    lines = f'<tr><th style="{cell}"><b><i>{name}</i></b></th>{columns}</tr>'
    for k, values in enumerate(rows):
        count = "" if single else f"{k + 1} <small>[{k}]</small>"
        lines += f'<tr><th scope="row" style="{cell};font-weight:normal">{count}</th>'
        for j, value in enumerate(values):
            look = f"{cell};border:1px solid {_EDGE}"
            if (k, j) == (row, column):
                look += f";outline:3px solid {_STRONG};outline-offset:-2px;font-weight:bold"
            elif k == chosen and not single:
                look += f";border-top:3px double {_STRONG};border-bottom:3px double {_STRONG}"
            lines += f'<td style="{look}">{html.escape(written(value))}</td>'
        lines += "</tr>"
    return f'<table style="border-collapse:collapse;color:inherit">{lines}</table>'


def as_markdown(n: Listing) -> str:
    """Write the rows as Markdown, which is what a saved notebook keeps."""
    parts = []
    for group, rows in n.groups:
        index = f" (i = {n.i}, which is index {n.i - 1})" if group.key == "indexing" else ""
        parts.append(f"**{group.title}**{index}\n")
        parts.append(f"<details><summary>{_GIVEN}</summary>\n")
        parts.append(f"```python\n{group.given}\n```\n\n</details>\n")
        parts.append("| sign | meaning | in code | its value |\n| :--- | :--- | :--- | :--- |")
        for row in rows:
            note = f" *{row.sign.note}*" if row.sign.note else ""
            parts.append(
                f"| ${row.sign.latex}$ | {row.sign.meaning}{'.' if note else ''}{note} "
                f"| `{row.code}` | `{row.value}` |"
            )
        parts.append("")
    return "\n".join(parts)


def as_text(n: Listing) -> str:
    """Write the rows as plain text: the sign in LaTeX, its meaning, the code and its value."""
    lines = [describe(n)]
    for group, rows in n.groups:
        lines += ["", group.title, *(f"  >>> {line}" for line in group.given.split("\n"))]
        for row in rows:
            lines += [
                f"  {row.sign.latex}  {row.sign.meaning}",
                f"      {row.code}  →  {row.value}",
            ]
    return "\n".join(lines)


def notation(
    search: str = "", group: str = "", i: int = 2, *, latex: bool = False
) -> LiveTable[Listing]:
    """Show the notation of the course: sign, meaning, how to write it in code, and its value.

    Args:
        search: words that all have to occur in a row; "" for every row.
        group: "numbers", "sets", "indexing", "calculus", "probability", "functions" or "algebra";
            "" for all of them.
        i: the index of mathematics that the expressions use, from 1 to 3.
        latex: whether the spelling in LaTeX is shown, too.

    Raises `WidgetError` for any other group or index, and where nothing is found.

    >>> print(notation("transpose").description)
    1 sign of 65, linear algebra; i = 2: mathematics counts from 1, NumPy from 0, so its index is 1
    """
    keys = [each.key for each in GROUPS]
    if group and group not in keys:
        raise WidgetError(f"group = {group!r} is not there. Choose one of {', '.join(keys)}.")
    if i not in range(1, I_LARGEST + 1):
        raise WidgetError(f"i = {i} is out of reach. Choose 1, 2 or 3.")
    box = ipywidgets.Text(
        value=search,
        description="search",
        placeholder="for example gradient, row, expectation",
        layout=dict(WIDE),
        style=label_width(),
    )
    groups = drop_down("group", [("all", ""), *((each.title, each.key) for each in GROUPS)], group)
    index = ipywidgets.IntSlider(
        value=i, min=1, max=I_LARGEST, description="i", layout=dict(WIDE), style=label_width()
    )
    spelled = ipywidgets.Checkbox(
        value=latex,
        description="show how to write it in LaTeX",
        indent=False,
        layout={"width": "auto", "margin": "2px 2px 2px 1em"},
    )
    message = message_line()
    row = ipywidgets.HBox([groups, spelled], layout={"flex_flow": "row wrap"})
    return LiveTable(
        model,
        as_table,
        describe,
        {"search": box, "group": groups, "i": index, "latex": spelled},
        markdown=as_markdown,
        text=as_text,
        top=[box, message, row, index],
        message=message,
    )
