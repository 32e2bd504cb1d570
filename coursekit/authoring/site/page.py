"""One notebook as the body of a page: text, code and what the code gave."""

import re
import unicodedata
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Any

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from coursekit.authoring.errors import AuthoringError
from coursekit.authoring.notebook_file import label
from coursekit.authoring.site.prose import render, slug

__all__ = ["Page", "Section", "read_page"]

_HEADING = re.compile(r"<h([1-6])>(.*?)</h\1>", re.DOTALL)
_GAPS = re.compile(r"…(?:[\s,;:]*…)+")  # formulas in a row are one gap
_FORMULA = re.compile(r"<math.*?</math>", re.DOTALL)
_TOKEN = re.compile(r"<m(?:i|n|o|text)\b[^>]*>([^<]+)<")
_TERM = re.compile(r"<(em|strong)>(.*?)</\1>", re.DOTALL)
_BLOCK = re.compile(r"</(?:p|li|td|th|pre|summary|h\d)>|<br")
_TAG = re.compile(r"<[^>]+>")
_LESSON = re.compile(r'href="(?:\.\./notebooks/)?(\d\d_\w+)\.ipynb(#[^"]*)?"')
_SHEET = re.compile(r'href="\.\./exercises/(\d\d_\w+\.ipynb)"')
_MUTE_PICTURE = re.compile(r'<img\b(?![^>]*\balt="[^"])')


@dataclass
class Section:
    """What stands below one heading, and what it is found by.

    Words are the text, terms what it emphasises, symbols the words and the Greek in its formulas.
    """

    name: str
    title: str
    words: str = ""
    terms: list[str] = field(default_factory=list)
    symbols: set[str] = field(default_factory=set)


@dataclass
class Page:
    """A lesson's body and its sections; the first is the lesson's own title."""

    body: str = ""
    sections: list[Section] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The lesson's title."""
        return self.sections[0].title


def read_page(notebook: Any, file: str) -> Page:
    """Turn a notebook's cells into a page; ``file`` is what an error calls the notebook.

    ``AuthoringError``: a picture has no text (alt), or the first cell has no heading.

    >>> import nbformat
    >>> cells = [nbformat.v4.new_markdown_cell("# 01 · Title"), nbformat.v4.new_code_cell("1 + 1")]
    >>> read_page(nbformat.v4.new_notebook(cells=cells), "notebooks/01.ipynb").title
    '01 · Title'
    """
    page = Page()
    parts: list[str] = []
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown":
            html = _sectioned(page, _linked(render(cell.source)))
        elif cell.cell_type == "code":
            html = _code(cell)
        else:
            continue
        if not page.sections:
            raise AuthoringError(
                f"{file}, {label(index, cell)}: a lesson's first cell is text with the lesson's "
                "title (# Title); put one before it."
            )
        if _MUTE_PICTURE.search(html):
            raise AuthoringError(
                f"{file}, {label(index, cell)}: a picture has no text (alt) for those who cannot "
                "see it; draw it with show_figure(figure, alt=…), or write ![text](…)."
            )
        parts.append(html)
    page.body = "\n".join(parts)
    return page


def _sectioned(page: Page, html: str) -> str:
    """Give the headings their addresses, and their sections the words below them."""
    parts: list[str] = []
    start = 0
    for found in _HEADING.finditer(html):
        _add_words(page, html[start : found.start()])
        title = _plain(found[2])
        name = _free(page, slug(title) or "section")
        page.sections.append(Section(name, title))
        parts += [html[start : found.start()], f'<h{found[1]} id="{name}">{found[2]}</h{found[1]}>']
        start = found.end()
    _add_words(page, html[start:])
    return "".join([*parts, html[start:]])


def _free(page: Page, name: str) -> str:
    taken = {section.name for section in page.sections} | {"main"}
    count, free = 1, name
    while free in taken:
        count += 1
        free = f"{name}-{count}"
    return free


def _add_words(page: Page, html: str) -> None:
    if not page.sections:
        return
    section = page.sections[-1]
    section.words = f"{section.words} {_plain(html)}".strip()
    terms = (_plain(found[2]).strip(" .:,;?").lower() for found in _TERM.finditer(html))
    section.terms += [term for term in terms if term not in section.terms]
    for formula in _FORMULA.findall(html):
        section.symbols |= _symbols(formula)


def _symbols(formula: str) -> set[str]:
    """Return the words of a formula, and its Greek as a student types or copies it: `sigma`, σ."""
    found: set[str] = set()
    for token in map(unescape, _TOKEN.findall(formula)):
        for sign in token:
            name = unicodedata.name(sign, "")
            if re.search(r"GREEK|MATHEMATICAL .* (?:CAPITAL|SMALL) \w\w+|NABLA", name):
                found.add(name.removesuffix(" SYMBOL").split()[-1].lower())
                found.add(unicodedata.normalize("NFKC", sign).lower())  # a bold one is plain
        found |= set(re.findall(r"[a-z]{2,}", token.lower()))
    return found


def _plain(html: str) -> str:
    html = _BLOCK.sub(r" \g<0>", _FORMULA.sub("…", html))
    return _GAPS.sub("…", " ".join(unescape(_TAG.sub("", html)).split()))


def _linked(html: str) -> str:
    html = _SHEET.sub(r'href="exercises/\1" download', html)
    return _LESSON.sub(lambda found: f'href="{found[1]}.html{found[2] or ""}"', html)


def _code(cell: Any) -> str:
    drawn = highlight(cell.source, PythonLexer(), HtmlFormatter(nowrap=True))
    code = f'<pre class="code"><code>{drawn}</code></pre>'
    outputs = "\n".join(_output(output) for output in cell.outputs)
    if cell.metadata.get("jupyter", {}).get("source_hidden"):
        # The code of a question holds its answer: it stands folded and below the question.
        return (
            f'<div class="folded">\n{outputs}\n<details class="source"><summary>The code of this '
            f"cell</summary>{code}</details>\n</div>"
        )
    return f"{code}\n{outputs}"


def _output(output: Any) -> str:
    if output.output_type == "stream":
        return f'<pre class="output">{escape(output.text)}</pre>'
    if output.output_type == "error":
        return f'<pre class="output">{escape(f"{output.ename}: {output.evalue}")}</pre>'
    data = output.data
    if "image/png" in data:
        alt = escape(output.metadata.get("image/png", {}).get("alt", ""))
        png = "".join(data["image/png"].split())
        return f'<p class="picture"><img alt="{alt}" src="data:image/png;base64,{png}"></p>'
    if "text/html" in data:
        return f'<div class="output">{data["text/html"]}</div>'
    if "text/markdown" in data:
        return f'<div class="output">{_linked(render(data["text/markdown"]))}</div>'
    return f'<pre class="output">{escape(data.get("text/plain", ""))}</pre>'
