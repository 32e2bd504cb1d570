"""Formulas in LaTeX as MathML, set as TeX sets them where the converter or MathML Core does not."""

import re
from xml.etree import ElementTree as Tree

from latex2mathml.converter import convert

__all__ = ["mathml"]

# What the converter does not know, in words that it knows.
_LATEX = (
    # The fixed sizes \bigl and \bigr are \big with a side.
    (r"\\([bB]igg?)[lr](?![a-zA-Z])", r"\\\1"),
    # It knows the rows of a formula of its own; here they may be a part of one.
    (r"\\(begin|end)\{(?:aligned|gathered)\}", r"\\\1{align*}"),
    # The distance of two rows.
    (r"\\\\\[[^\]]*\]", r"\\\\"),
    # Its own bars of a norm stretch to the whole row.
    (r"\\[lr]Vert(?![a-zA-Z])", r"\\|"),
    (r"\\[lr]vert(?![a-zA-Z])", r"|"),
    # A change of font inside \text.
    (r"\\text\{([^{}]*)(\\texttt\{[^{}]*\})([^{}]*)\}", r"\\text{\1}\2\\text{\3}"),
    # Brackets stretch to their own matrix only, and an exponent belongs to both.
    (r"(?s)(\\begin\{([bpv]?matrix|cases)\}.*?\\end\{\2\})", r"{\1}"),
)
_ROWS = ("math", "mrow", "mtd", "msqrt", "mstyle")
_SCRIPTS = ("msub", "msup", "msubsup", "munder", "mover", "munderover")
_OVER = {"msub": "munder", "msup": "mover", "msubsup": "munderover"}
_FUNCTIONS = ("arg", "cos", "cosh", "exp", "ln", "log", "sin", "sinh", "tan", "tanh")
_PRIMES = ("\u2032", "\u2033", "\u2034", "\u2057")
_OPEN, _CLOSED = ("(", "[", "{", "\u27e8"), (")", "]", "}", "\u27e9", "!", "\u2026", "\u22ef")
# TeX sets these without space; `|` and its double are the bars of values and norms.
_TIGHT = ("/", ".", "|", "\u2016", "\u2202", "\u2207", "\u221e")
_SIGNS = ("+", "\u2212", "-", "\u00b1")
_BRACES = ("\u23de", "\u23df")
_THIN = "0.17em"
# MathML Core has no bold but in the letters themselves: first letter, last, and the bold first.
_BOLD = {
    "bold-italic": (("A", "Z", 0x1D468), ("a", "z", 0x1D482), ("α", "ω", 0x1D736),
                    ("Α", "Ω", 0x1D6A8), ("0", "9", 0x1D7CE)),
    "bold": (("A", "Z", 0x1D400), ("a", "z", 0x1D41A), ("α", "ω", 0x1D6C2),
             ("Α", "Ω", 0x1D6A8), ("0", "9", 0x1D7CE)),
}  # fmt: skip


def mathml(latex: str, *, block: bool = False) -> str:
    r"""Return a formula as MathML; a block scrolls by itself where the page is too narrow.

    >>> mathml(r"f'")
    '<math display="inline"><mrow><mrow><mi>f</mi><mi>′</mi></mrow></mrow></math>'
    """
    for pattern, known in _LATEX:
        latex = re.sub(pattern, known, latex)
    drawn = convert(latex.strip(), display="block" if block else "inline")
    tree = Tree.fromstring(re.sub(r' xmlns="[^"]*"', "", drawn))  # noqa: S314 (the converter's)
    _polish(tree, block)
    html = Tree.tostring(tree, encoding="unicode")
    return f'<span class="formula">{html}</span>' if block else html


def _polish(node: Tree.Element, block: bool) -> None:
    for place, child in enumerate(list(node)):
        _polish(child, block)
        if child.get("columnspacing") == "":  # Firefox complains
            del child.attrib["columnspacing"]
        if child.tag in ("msup", "msubsup") and _is_prime(child[-1]):
            node[place] = _primed(child)
    if node.tag in ("mi", "mn", "mo"):
        _polish_token(node)
    elif node.tag == "mspace" and node.get("width") == "negativethinmathspace":
        node.set("width", "-" + _THIN)
    elif node.tag == "msub" and block and node[0].tag == "mo" and _is_function(node[0]):
        node.tag = "munder"  # \lim, \max and \operatorname* have what they run over below them
    elif node.tag in _OVER and node[0].text in ("\u2211", "\u220f"):
        node.tag = _OVER[node.tag]  # inside an \underbrace too; the browser knows where not
    elif node.tag in ("munder", "mover") and len(node[0]) == 2 and node[0][1].text in _BRACES:
        # Labels of neighbours would touch.
        node[1] = _row(_space("0.25em"), node[1], _space("0.25em"))
    elif node.tag == "mtr" and len(node) == 1:
        node[0].attrib.pop("columnalign", None)  # rows that are gathered stand in the middle
    elif node.tag in _ROWS:
        _merge_letters(node)
        _group_big(node)
        _space_row(node)


def _polish_token(node: Tree.Element) -> None:
    text = node.text or ""
    for first, last, bold in _BOLD.get(node.get("mathvariant", ""), ()):
        if len(text) == 1 and first <= text <= last:
            node.text = chr(ord(text) - ord(first) + bold)
            del node.attrib["mathvariant"]
    if node.tag == "mi" and len(text) == 1 and "Α" <= text <= "Ω":
        node.set("mathvariant", "normal")
    if node.tag == "mo" and text in _TIGHT and node.get("fence") != "true":
        node.attrib.update(lspace="0", rspace="0", stretchy="false")


def _is_prime(node: Tree.Element) -> bool:
    return node.text in _PRIMES


def _primed(scripted: Tree.Element) -> Tree.Element:
    """Set a prime in full size beside its base: fonts have it small and raised already."""
    base, prime = scripted[0], scripted[-1]
    if scripted.tag == "msubsup":
        lowered = Tree.Element("msub")
        lowered.extend([prime, scripted[1]])
        return _row(base, lowered)
    if base.find("mo[@fence]") is not None:  # high brackets have it at their top
        large = Tree.Element("mstyle", scriptlevel="0")
        large.append(prime)
        scripted[1] = large
        return scripted
    return _row(base, prime)


def _merge_letters(row: Tree.Element) -> None:
    r"""Make one name of the letters of `\mathrm{diag}`."""
    if len(row) > 1 and all(c.tag == "mi" and c.get("mathvariant") == "normal" for c in row):
        name = Tree.Element("mi")
        name.text = "".join(child.text or "" for child in row)
        row[:] = [name]


def _group_big(row: Tree.Element) -> None:
    r"""Make one base of `\big( … \big)` before its script: alone in it, the bracket is small."""
    for script in [child for child in row if child.tag in _SCRIPTS]:
        last, size = script[0], script[0].get("minsize")
        before = list(row)[: list(row).index(script)]
        for first in reversed(before) if size else ():
            if first.get("minsize") == size and first.text in _OPEN:
                base = _row(*before[before.index(first) :], last)
                for child in base[:-1]:
                    row.remove(child)
                script[0] = base
                break


def _space_row(row: Tree.Element) -> None:
    """Set the spaces of functions and signs by their neighbours, as TeX does."""
    children = list(row)
    if all(child.tag in ("mtext", "mspace", "mo") for child in children):
        for child in children:  # words alone count as spaces, and an operator needs neighbours
            if child.tag == "mtext":
                child.tag = "mi"
                child.set("mathvariant", "normal")
    spaced: list[Tree.Element] = []
    for place, child in enumerate(children):
        before = children[place - 1] if place else None
        after = children[place + 1] if place + 1 < len(children) else None
        if child.text in ("~", ":") and _is_term(before) and _is_term(after):
            child.tag = "mo"  # a relation, unlike the colon in A_{i,:}
            child.attrib.update(lspace="0.28em", rspace="0.28em")
            child.text = child.text.replace("~", "\u223c")
        if child.tag == "mo" and child.text in _SIGNS:
            printed = [c for c in children[:place] if c.tag != "mspace" and (c.text or len(c))]
            last = printed[-1] if printed else None
            if last is None or (last.tag == "mo" and last.text not in (*_CLOSED, *_TIGHT)):
                child.attrib.update(form="prefix", lspace="0", rspace="0")
        core = child
        while core.tag in _SCRIPTS or (core.tag == "mrow" and len(core) == 1):
            core = core[0]
        if not _is_function(core):
            spaced.append(child)
            continue
        core.tag = "mi"  # with no spaces of its own
        core.attrib.clear()
        if _is_term(before) and spaced[-1].tag != "mspace":
            spaced.append(_space())
        spaced += [child, _space()] if _is_term(after) else [child]
    row[:] = spaced


def _is_function(node: Tree.Element) -> bool:
    text = node.text or ""
    return text in _FUNCTIONS if node.tag == "mi" else node.tag == "mo" and text.isalpha()


def _is_term(node: Tree.Element | None) -> bool:
    """Tell what a name is set off from: letters, numbers, closed brackets, not operators."""
    if node is None:
        return False
    core = node
    while core.tag in _SCRIPTS:
        core = core[0]
    if core.tag == "mo":
        return core.text in _CLOSED or (core is not node and (core.text or "").isalpha())
    return core.tag not in ("mspace", "mtext") and bool(core.text or len(core))


def _row(*children: Tree.Element) -> Tree.Element:
    row = Tree.Element("mrow")
    row.extend(children)
    return row


def _space(width: str = _THIN) -> Tree.Element:
    return Tree.Element("mspace", width=width)
