"""Markdown with formulas as HTML: the formulas become MathML, which a browser draws by itself."""

import re

from latex2mathml.converter import convert
from markdown_it import MarkdownIt

__all__ = ["mathml", "render", "slug"]

# Code first: a dollar inside it opens no formula.
_PIECES = re.compile(
    r"(?P<code>^```.*?^```|(?<!`)(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`))"
    r"|\$\$(?P<block>.+?)\$\$|(?<![\\$])\$(?P<inline>[^$\s](?:[^$]*?[^$\s])?)\$",
    re.DOTALL | re.MULTILINE,
)
# A function before an argument without brackets, which the converter sets as if multiplied.
_FUNCTION = re.compile(r"(<mi>(?:sin|cos|tanh|ln|log|exp)</mi>)(?=<m(?:i|n|sup|sub|frac|row)>)")
_MARK = "\ue000{}\ue001"
_MARKED = re.compile("\ue000(\\d+)\ue001")
_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table")


def mathml(latex: str, *, block: bool = False) -> str:
    r"""Return a formula as MathML that scrolls by itself where the page is too narrow.

    >>> "<mfrac>" in mathml(r"\frac12")
    True
    """
    # The fixed sizes \bigl and \bigr are \big with a side, which the converter does not know.
    latex = re.sub(r"\\([bB]igg?)[lr](?![a-zA-Z])", r"\\\1", latex)
    # `aligned` would keep its `&`; `align*` is the same in a formula of its own.
    latex = re.sub(r"\\(begin|end)\{aligned\}", r"\\\1{align*}", latex)
    # Nor does it know a change of font inside \\text.
    latex = re.sub(
        r"\\text\{([^{}]*)(\\texttt\{[^{}]*\})([^{}]*)\}", r"\\text{\1}\2\\text{\3}", latex
    )
    # An exponent belongs to the whole matrix, brackets and all.
    latex = re.sub(
        r"(\\begin\{[bp]matrix\}.*?\\end\{[bp]matrix\})\^", r"{\1}^", latex, flags=re.DOTALL
    )
    drawn = convert(latex.strip(), display="block" if block else "inline")
    drawn = _FUNCTION.sub(r'\1<mspace width="0.17em" />', drawn)
    if not block:
        return drawn
    return f'<span class="formula" tabindex="0" role="group" aria-label="formula">{drawn}</span>'


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
    return _MARKED.sub(lambda found: formulas[int(found[1])], html)


def slug(heading: str) -> str:
    """Return a heading's name in an address.

    >>> slug("2 · From secant to tangent")
    '2-from-secant-to-tangent'
    """
    return re.sub(r"[^\w]+", "-", heading.lower()).strip("-")
