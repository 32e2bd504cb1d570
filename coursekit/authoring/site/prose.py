"""Markdown as HTML; its formulas become MathML, which a browser draws by itself."""

import re

from markdown_it import MarkdownIt

from coursekit.authoring.site.formulas import mathml

__all__ = ["render", "slug"]

# Code first: a dollar inside it opens no formula.
_PIECES = re.compile(
    r"(?P<code>^```.*?^```|(?<!`)(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`))"
    r"|\$\$(?P<block>.+?)\$\$|(?<![\\$])\$(?P<inline>[^$\s](?:[^$]*?[^$\s])?)\$",
    re.DOTALL | re.MULTILINE,
)
# Brackets, so that `**bold $x$**?` counts as bold as it does in JupyterLab; rare ones.
_MARK = "\u2e28{}\u2e29"
_MARKED = re.compile("\u2e28(\\d+)\u2e29")
# A formula and what is written close to it, between which no line may end.
_CLOSE = re.compile(r"[(\[“]*" + _MARKED.pattern + r"(?:[)\]”.,:;!?’–-]|&quot;)*\w*")
_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table")


def render(markdown: str) -> str:
    r"""Return the HTML of a cell's text.

    >>> render("the *slope*")
    '<p>the <em>slope</em></p>\n'
    """
    formulas: list[str] = []

    def keep(found: re.Match[str]) -> str:
        if found["code"]:
            return found["code"]
        block = found["block"] is not None
        formulas.append(mathml(found["block"] if block else found["inline"], block=block))
        return _MARK.format(len(formulas) - 1)

    html: str = _MARKDOWN.render(_PIECES.sub(keep, markdown))
    html = html.replace("<table>", '<div class="table"><table>')
    html = html.replace("</table>", "</table></div>")
    return _CLOSE.sub(lambda found: _kept_together(found[0], formulas[int(found[1])]), html)


def _kept_together(text: str, formula: str) -> str:
    drawn = _MARKED.sub(lambda _: formula, text)
    if formula.startswith("<span") or _MARKED.fullmatch(text):
        return drawn
    return f'<span class="whole">{drawn}</span>'


def slug(heading: str) -> str:
    """Return a heading's name in an address.

    >>> slug("2 · From secant to tangent")
    '2-from-secant-to-tangent'
    """
    return re.sub(r"[^\w]+", "-", heading.lower()).strip("-")
