"""Look at a report as a browser does: which tags, which attributes, which text."""

import re
from html.parser import HTMLParser
from itertools import pairwise

ALLOWED = {
    "html": {"lang"},
    "head": set(),
    "meta": {"charset", "http-equiv", "content", "name"},
    "title": set(),
    "style": set(),
    "body": {"class"},
    **{
        tag: {"class"} for tag in ("p", "h1", "h2", "h3", "code", "bdi", "strong", "br", "ul", "li")
    },
    **{
        tag: set()
        for tag in ("main", "footer", "figure", "figcaption", "caption", "thead", "tbody")
    },
    **{tag: set() for tag in ("tr", "dl", "dt", "dd")},
    "section": {"id"},
    "article": {"class"},
    "nav": {"aria-label"},
    "span": {"class", "aria-hidden"},
    "div": {"class", "aria-hidden", "style", "role", "aria-label", "tabindex"},
    "table": {"class"},
    "th": {"scope", "class"},
    "td": {"class"},
    "a": {"href"},
    "img": {"src", "alt"},
    **{tag: set() for tag in ("math", "mi", "mn", "mtext", "mrow", "msup", "msub", "msubsup")},
    **{tag: set() for tag in ("msqrt", "mroot", "mtable", "mtr", "mtd")},
    "mo": {"stretchy"},
    "mfrac": {"displaystyle"},
    "mspace": {"width"},
}
VOID = {"meta", "br", "img"}
_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe"
    "\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)


class Page(HTMLParser):
    """A parsed page; reading it fails on any tag or attribute that reports do not use."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        assert html.startswith('<!DOCTYPE html>\n<html lang="en">')
        assert not _CONTROL.search(html), repr(_CONTROL.search(html))
        html.encode("utf-8")
        self.open, self.elements, self.texts = [], [], []
        self.feed(html)
        self.close()
        assert self.open == []
        self._look()

    def handle_starttag(self, tag, attributes):
        assert tag in ALLOWED, f"<{tag}> is not allowed"
        names = [name for name, _ in attributes]
        assert len(set(names)) == len(names), f"<{tag}> has an attribute twice"
        assert set(names) <= ALLOWED[tag], f"<{tag}> has {set(names) - ALLOWED[tag]}"
        self.elements.append((tag, dict(attributes), tuple(self.open)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] not in ("style",):
            self.texts.append((tuple(self.open), data))

    def handle_comment(self, data):
        raise AssertionError(f"a comment: {data[:50]}")

    def handle_pi(self, data):
        raise AssertionError(f"a processing instruction: {data[:50]}")

    def unknown_decl(self, data):
        raise AssertionError(f"a declaration: {data[:50]}")

    @property
    def text(self):
        return " ".join(" ".join(data for _, data in self.texts).split())

    def within(self, tag):
        """The text inside all elements of a kind, one string each piece."""
        return [data for where, data in self.texts if tag in where]

    def all(self, tag):
        return [attributes for name, attributes, _ in self.elements if name == tag]

    def _look(self):
        """What must hold of every page: its policy, and what screen readers need."""
        policies = [m["content"] for m in self.all("meta") if m.get("http-equiv")]
        assert policies == ["default-src 'none'; style-src 'unsafe-inline'; img-src data:"]
        assert len(self.all("title")) == len(self.all("h1")) == len(self.all("main")) == 1
        levels = [int(tag[1]) for tag, _, _ in self.elements if re.fullmatch("h[1-6]", tag)]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))
        assert all(th["scope"] in ("col", "row") for th in self.all("th"))
        tables, captions = len(self.all("table")), len(self.all("caption"))
        assert tables == captions
        assert all(len(caption.strip()) > 0 for caption in self.within("caption"))
        assert all(len(image["alt"]) > 20 for image in self.all("img"))
        assert all(
            image["src"].startswith("data:image/svg+xml;base64,") for image in self.all("img")
        )
        for link in self.all("a"):
            assert re.fullmatch(r"#[a-z]+|students/[A-Za-z0-9._~%@-]+\.html", link["href"]), link
        for style in (a["style"] for a in self.all("div") if "style" in a):
            assert re.fullmatch(r"width:\d+(\.\d)?%", style)
