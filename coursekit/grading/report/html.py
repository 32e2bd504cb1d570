"""HTML in which nothing can be forgotten to be escaped.

`Html` is text that is markup already. `element` takes the children it is given: `Html` goes in as
it stands, any other text is cleaned and escaped. So markup comes from this package's code alone.
"""

from __future__ import annotations

import html
from collections.abc import Iterable

from coursekit.grading.cleaning import clean

__all__ = ["Child", "Html", "element", "escaped", "joined"]


class Html(str):
    """Markup made by this package; never make one of text that somebody else wrote."""

    __slots__ = ()


Child = str | None

_VOID = frozenset({"br", "hr", "img", "meta"})
#: A text that gets here uncut is cut: no submission makes a page of a gigabyte.
_LONGEST = 5000


def escaped(text: str, limit: int = _LONGEST) -> Html:
    r"""Clean and escape a text, for contents and attribute values alike.

    >>> escaped('<b title="x">\x00')
    '&lt;b title=&quot;x&quot;&gt;'
    """
    # A space at either end belongs to the sentence that is put together here.
    before = " " if text[:1].isspace() else ""
    after = " " if text.strip() and text[-1:].isspace() else ""
    return Html(before + html.escape(clean(text, limit), quote=True) + after)


def joined(children: Iterable[Child], between: str = "") -> Html:
    """Put children one after the other; what is not `Html` is escaped, None is left out."""
    return Html(
        between.join(
            child if isinstance(child, Html) else escaped(child)
            for child in children
            if child is not None
        )
    )


def element(name: str, /, *children: Child, **attributes: str | None) -> Html:
    """Make an element; ``class_`` and ``aria_label`` are spelled so, None leaves an attribute out.

    >>> element("p", "1 < 2", element("br"), class_="note", title=None)
    '<p class="note">1 &lt; 2<br></p>'
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{joined([value])}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _VOID:
        return Html(f"<{name}{written}>")
    return Html(f"<{name}{written}>{joined(children)}</{name}>")
