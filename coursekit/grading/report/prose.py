"""Sentences of a sheet: `code`, **strong** and $mathematics$, as HTML and as text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from coursekit.grading.report.html import Html, element, escaped, joined
from coursekit.grading.report.mathematics import mathml, plain

__all__ = ["as_html", "as_text"]

# Code is set aside first: a dollar sign in it is not mathematics.
_MARKUP = re.compile(
    r"`(?P<code>[^`\n]+)`|\$\$(?P<display>.+?)\$\$|\$(?P<math>[^$\n]+)\$|\*\*(?P<strong>[^*\n]+)\*\*",
    re.DOTALL,
)


def as_html(text: str) -> Html:
    """Set a sentence that an author wrote.

    >>> as_html("`a<b` and **not** $x$")
    '<code>a&lt;b</code> and <strong>not</strong> <math><mi>x</mi></math>'
    """
    return joined(
        _pieces(
            text,
            plain=escaped,
            code=lambda code: element("code", code),
            mathematics=mathml,
            strong=lambda strong: element("strong", strong),
        )
    )


def as_text(text: str) -> str:
    """Write the same sentence without markup.

    >>> as_text("`a<b` and **not** $x^2$")
    'a<b and not x²'
    """
    return "".join(_pieces(text, plain=str, code=str, mathematics=plain, strong=str))


def _pieces(
    text: str,
    *,
    plain: Callable[[str], str],
    code: Callable[[str], str],
    mathematics: Callable[[str], str],
    strong: Callable[[str], str],
) -> Iterator[str]:
    last = 0
    for match in _MARKUP.finditer(text):
        yield plain(text[last : match.start()])
        if match["code"] is not None:
            yield code(match["code"])
        elif match["strong"] is not None:
            yield strong(match["strong"])
        else:
            yield mathematics((match["math"] or match["display"]).strip())
        last = match.end()
    yield plain(text[last:])
