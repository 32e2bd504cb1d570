"""One notebook as the body of a page: text, code and what the code gave."""

import re
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Any

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from coursekit.authoring.site.prose import render, slug

__all__ = ["Page", "read_page"]

_HEADING = re.compile(r"<h([1-6])>(.*?)</h\1>", re.DOTALL)
_TAG = re.compile(r"<math.*?</math>|<[^>]+>", re.DOTALL)
_LESSON = re.compile(r'href="(?:\.\./notebooks/)?(\d\d_\w+)\.ipynb(#[^"]*)?"')
_SHEET = re.compile(r'href="\.\./exercises/(\d\d_\w+\.ipynb)"')


@dataclass
class Page:
    """A lesson's body, its title, its sections as (address, title) and its words for the search."""

    title: str = ""
    body: str = ""
    sections: list[tuple[str, str]] = field(default_factory=list)
    words: str = ""


def read_page(notebook: Any) -> Page:
    """Turn a notebook's cells into a page; pictures without a text raise ``ValueError``."""
    page = Page()
    parts: list[str] = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            html = _HEADING.sub(lambda found: _headed(page, found), _linked(render(cell.source)))
            page.words += " " + _plain(html)
            parts.append(html)
        elif cell.cell_type == "code":
            parts.append(_code(cell))
            parts += [_output(output) for output in cell.outputs]
    page.body = "\n".join(parts)
    return page


def _headed(page: Page, found: re.Match[str]) -> str:
    level, inner = found[1], found[2]
    title = _plain(inner)
    taken = {name for name, _ in page.sections}
    name = base = slug(title) or "section"
    count = 1
    while name in taken:
        count += 1
        name = f"{base}-{count}"
    if level == "1":
        page.title = page.title or title
    else:
        page.sections.append((name, title))
    return f'<h{level} id="{name}">{inner}</h{level}>'


def _plain(html: str) -> str:
    return " ".join(unescape(_TAG.sub(" ", html)).split())


def _linked(html: str) -> str:
    html = _SHEET.sub(r'href="exercises/\1" download', html)
    return _LESSON.sub(lambda found: f'href="{found[1]}.html{found[2] or ""}"', html)


def _code(cell: Any) -> str:
    drawn = highlight(cell.source, PythonLexer(), HtmlFormatter(nowrap=True))
    html = f'<pre class="code" tabindex="0"><code>{drawn}</code></pre>'
    if cell.metadata.get("jupyter", {}).get("source_hidden"):
        return f"<details><summary>Code</summary>{html}</details>"
    return html


def _output(output: Any) -> str:
    if output.output_type == "stream":
        return f'<pre class="output" tabindex="0">{escape(output.text)}</pre>'
    if output.output_type == "error":
        text = escape(f"{output.ename}: {output.evalue}")
        return f'<pre class="output" tabindex="0">{text}</pre>'
    data = output.data
    if "image/png" in data:
        alt = output.metadata.get("image/png", {}).get("alt", "")
        if not alt:
            raise ValueError("a picture has no text (alt) for those who cannot see it.")
        png = "".join(data["image/png"].split())
        return f'<p><img alt="{escape(alt)}" src="data:image/png;base64,{png}"></p>'
    if "text/html" in data:
        return f'<div class="output">{data["text/html"]}</div>'
    if "text/markdown" in data:
        return f'<div class="output">{_linked(render(data["text/markdown"]))}</div>'
    return f'<pre class="output" tabindex="0">{escape(data.get("text/plain", ""))}</pre>'
