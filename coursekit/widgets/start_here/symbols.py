r"""Mathematical signs as HTML, from the few commands of LaTeX that the notation table uses.

A table that is searched while one types must change at once: setting sixty formulas with MathJax
takes longer than a key press, letters with tags take no time.
"""

import html
import re

from coursekit.widgets.errors import WidgetError

__all__ = ["as_html"]

# As in TeX, a command takes the space that ends its name.
_TOKEN = re.compile(r"(\\[A-Za-z]+) ?|(.)", re.DOTALL)
_SIGNS = {
    r"\circ": "∘",
    r"\dots": "…",
    r"\in": "∈",
    r"\int": "∫",
    r"\log": "log\u2009",
    r"\mu": "<i>μ</i>",
    r"\nabla": "∇",
    r"\odot": "⊙",
    r"\partial": "∂",
    r"\setminus": " ∖ ",
    r"\sigma": "<i>σ</i>",
    r"\Sigma": "<i>Σ</i>",
    r"\sim": " ∼ ",
    r"\sum": "∑",
    r"\theta": "<i>θ</i>",
    r"\to": " → ",
    r"\top": "⊤",
    r"\zeta": "<i>ζ</i>",
    r"\Vert": "‖",
    r"\lbrace": "{",
    r"\rbrace": "}",
}
_DOUBLE = dict(zip("ABERS", "𝔸𝔹𝔼ℝ𝕊", strict=True))
_SCRIPT = dict(zip("GN", "𝒢𝒩", strict=True))
_SANS = "font-family:sans-serif"
_STACK = "display:inline-block;vertical-align:middle;text-align:center;line-height:1.25"


def as_html(latex: str) -> str:
    r"""Write a formula as HTML: letters slanted, bold where they are bold, indices low and high.

    `WidgetError`: a command that is not known here.

    >>> as_html(r"\boldsymbol{A}_{i,:}")
    '<b><i>A</i></b><sub><i>i</i>,:</sub>'
    >>> as_html(r"f : \mathbb{A} \to \mathbb{B}")
    '<i>f</i> : 𝔸 → 𝔹'
    """
    tokens = [command or sign for command, sign in _TOKEN.findall(latex)]
    written = _sequence(tokens, letters="<i>{}</i>")
    if tokens:
        raise WidgetError(f"the formula {latex!r} closes a brace that it never opened")
    # A space beside a sign that brings its own, or before the end of a set.
    return re.sub(r" +", " ", written).replace(" }", "}").strip()


def _sequence(tokens: list[str], letters: str) -> str:
    """Write up to the closing brace, which is left; ``letters`` is what a letter is put into."""
    written = ""
    while tokens and tokens[0] != "}":
        written += _one(tokens, letters)
    return written


def _argument(tokens: list[str], letters: str) -> str:
    """Write what stands in braces, or one sign without."""
    if not tokens:
        raise WidgetError("the formula ends where an argument should stand")
    if tokens[0] != "{":
        return _one(tokens, letters)
    tokens.pop(0)
    written = _sequence(tokens, letters)
    if not tokens:
        raise WidgetError("the formula lacks a closing brace")
    tokens.pop(0)
    return written


def _one(tokens: list[str], letters: str) -> str:
    """Write the next sign with its argument."""
    sign = tokens.pop(0)
    if sign in _FONTS:
        return _argument(tokens, _FONTS[sign])
    if sign == r"\boldsymbol":
        return f"<b>{_argument(tokens, letters)}</b>"
    if sign == r"\frac":
        top, bottom = _argument(tokens, letters), _argument(tokens, letters)
        return (
            f'<span style="{_STACK}"><span style="display:block;border-bottom:1px solid">{top}'
            f'</span><span style="display:block">{bottom}</span></span>'
        )
    if sign in "_^":
        tag = "sub" if sign == "_" else "sup"
        return f"<{tag}>{_argument(tokens, letters)}</{tag}>"
    if sign in (r"\mathbb", r"\mathcal"):
        table = _DOUBLE if sign == r"\mathbb" else _SCRIPT
        letter = _argument(tokens, "{}")
        if letter not in table:
            raise WidgetError(f"{sign}{{{letter}}} has no sign here; there are {''.join(table)}")
        return table[letter]
    if sign in _SIGNS:
        return _SIGNS[sign]
    if sign.startswith("\\"):
        raise WidgetError(f"the command {sign} is not known here")
    if sign.isalpha():
        return letters.format(sign)
    return "−" if sign == "-" else html.escape(sign)


_FONTS = {
    r"\mathrm": "{}",
    r"\operatorname": "{}",
    r"\mathbf": "<b>{}</b>",
    r"\mathit": "<i>{}</i>",
    r"\mathsf": f'<i style="{_SANS}">{{}}</i>',
}
