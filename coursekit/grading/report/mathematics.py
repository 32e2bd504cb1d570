r"""Formulas of sheets as MathML and as plain text."""

from __future__ import annotations

from functools import lru_cache

from coursekit.grading.report.formula import (
    Atom,
    Fraction,
    Grid,
    Node,
    Root,
    Row,
    Scripts,
    UnknownError,
    read,
)
from coursekit.grading.report.html import Html, element, joined

__all__ = ["mathml", "plain"]

# Tells screen readers and layouts that a function is applied to what follows.
_APPLY = element("mo", Html("&#x2061;"))
_THIN = element("mspace", width="0.17em")
_SPACE = {"thin": "0.17em", "wide": "0.5em", "none": "0"}


@lru_cache(maxsize=1024)
def mathml(source: str) -> Html:
    r"""Set LaTeX (without its dollar signs) as MathML; what is not understood stands as code.

    >>> mathml("x^2")
    '<math><msup><mi>x</mi><mn>2</mn></msup></math>'
    >>> mathml(r"\xymatrix{a}")
    '<code>\\xymatrix{a}</code>'
    """
    try:
        return element("math", _set_row(read(source)))
    except UnknownError:
        return element("code", source)


def _set(node: Node) -> Html:
    if isinstance(node, Atom):
        return _set_atom(node)
    if isinstance(node, Row):
        return element("mrow", _set_row(node))
    if isinstance(node, Scripts):
        return _set_scripts(node)
    if isinstance(node, Fraction):
        large = "true" if node.large else None
        return element("mfrac", _set(node.top), _set(node.bottom), displaystyle=large)
    if isinstance(node, Root):
        if node.index is None:
            return element("msqrt", _set(node.inside))
        return element("mroot", _set(node.inside), _set(node.index))
    assert isinstance(node, Grid)
    cells = [element("mtr", *(element("mtd", _set(cell)) for cell in row)) for row in node.rows]
    fences = [element("mo", fence) if fence else None for fence in (node.left, node.right)]
    return element("mrow", fences[0], element("mtable", *cells), fences[1])


def _set_atom(atom: Atom) -> Html:
    if atom.kind == "space":
        return element("mspace", width=_SPACE[atom.text])
    if atom.kind == "fn":
        return element("mi", atom.text)
    if atom.kind == "fence":
        return element("mo", atom.text)
    # Only \left and \right grow; a bracket in a line must not.
    fixed = "false" if atom.kind == "mo" and atom.text in "()[]{}|‖⟨⟩" else None
    return element(atom.kind, atom.text, stretchy=fixed)


def _set_scripts(node: Scripts) -> Html:
    base = _set(node.base)
    if node.low is not None and node.high is not None:
        return element("msubsup", base, _set(node.low), _set(node.high))
    if node.low is not None:
        return element("msub", base, _set(node.low))
    return base if node.high is None else element("msup", base, _set(node.high))


def _set_row(row: Row) -> Html:
    parts: list[Html] = []
    for index, node in enumerate(row.items):
        parts.append(_set(node))
        following = row.items[index + 1] if index + 1 < len(row.items) else None
        if _is_function(node) and following is not None and not _is_operator(following):
            parts += [_APPLY] if _opens(following) else [_APPLY, _THIN]
    return joined(parts)


def _is_function(node: Node) -> bool:
    base = node.base if isinstance(node, Scripts) else node
    return isinstance(base, Atom) and base.kind == "fn"


def _opens(node: Node) -> bool:
    if isinstance(node, Row):
        return bool(node.items) and _opens(node.items[0])
    return isinstance(node, Atom) and node.kind in ("mo", "fence") and node.text in "([{|"


def _is_operator(node: Node) -> bool:
    return isinstance(node, Atom) and node.kind in ("mo", "space") and not _opens(node)


# As text.

_HIGH = str.maketrans("0123456789+−()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿ")
_LOW = str.maketrans("0123456789+−()", "₀₁₂₃₄₅₆₇₈₉₊₋₍₎")
_SPACED = frozenset("+−=<>·×÷±∘⊙∈∉⊂⊆≠≤≥≪≫≈∼≃≡∝→←↦⇒⇔∣∪∩∖")
_SIGN_FOLLOWS = _SPACED | frozenset("([{,;/^")


@lru_cache(maxsize=1024)
def plain(source: str) -> str:
    r"""Write LaTeX (without its dollar signs) as a line of text.

    >>> plain(r"h'(x) = \dfrac{\sin x}{1 + x^2}"), plain(r"\sqrt{2/\pi}\,x_1^{10}")
    ('h′(x) = (sin x)/(1 + x²)', '√(2/π) x₁¹⁰')
    """
    try:
        return _line(read(source).items)
    except UnknownError:
        return source


def _line(items: tuple[Node, ...]) -> str:
    text = ""
    for index, node in enumerate(items):
        piece = _text(node)
        if isinstance(node, Atom) and node.kind == "mo":
            text += _operator(piece, text.rstrip())
            continue
        before = items[index - 1] if index else None
        if isinstance(node, Fraction) and _touches(items[index + 1 :]):
            piece = f"({piece})"
        applied = before is not None and _has_operand(before) and not _opens(node)
        if applied or (_is_function(node) and text[-1:].isalnum()):
            piece = f" {piece}"
        text += piece
    return " ".join(text.split())


def _has_operand(node: Node) -> bool:
    """Whether a space belongs between this and what it is applied to: a function, a sum."""
    base = node.base if isinstance(node, Scripts) else node
    return _is_function(node) or (isinstance(base, Atom) and base.text in "∑∏∫∬∮")


def _operator(sign: str, before: str) -> str:
    if sign in ",;":
        return f"{sign} "
    # A sign in front of its number stands close to it.
    if sign not in _SPACED or (sign in "+−±" and (not before or before[-1] in _SIGN_FOLLOWS)):
        return sign
    return f" {sign} "


def _touches(following: tuple[Node, ...]) -> bool:
    """Whether a factor stands right behind a fraction: (1/2)x must not become 1/2x."""
    node = next((node for node in following if not _is_space(node)), None)
    return node is not None and (_opens(node) or not (_is_operator(node) or _closes(node)))


def _is_space(node: Node) -> bool:
    return isinstance(node, Atom) and node.kind == "space"


def _closes(node: Node) -> bool:
    return isinstance(node, Atom) and node.kind in ("mo", "fence") and node.text in ")]}"


def _text(node: Node) -> str:
    if isinstance(node, Atom):
        if node.kind == "space":
            return "" if node.text == "none" else " "
        return node.text
    if isinstance(node, Row):
        return _line(node.items)
    if isinstance(node, Scripts):
        low = _script(node.low, _LOW, "_")
        # x₁′, but f′ and x²
        return _text(node.base) + low + _script(node.high, _HIGH, "^")
    if isinstance(node, Fraction):
        return f"{_grouped(node.top)}/{_grouped(node.bottom)}"
    if isinstance(node, Root):
        index = "" if node.index is None else _text(node.index).translate(_HIGH)
        return f"{index}√{_grouped(node.inside)}"
    assert isinstance(node, Grid)
    rows = "; ".join(", ".join(map(_text, row)) for row in node.rows)
    return f"{node.left or '['}{rows}{node.right or ']'}"


def _script(node: Node | None, raised: dict[int, int], sign: str) -> str:
    if node is None:
        return ""
    text = _text(node)
    if set(text) <= set("′″‴"):
        return text
    if all(ord(character) in raised for character in text):
        return text.translate(raised)
    return f"{sign}{text}" if len(text) == 1 else f"{sign}({text})"


def _grouped(node: Node) -> str:
    text = _text(node)
    base = node.base if isinstance(node, Scripts) else node
    return text if isinstance(base, Atom) or len(text) == 1 else f"({text})"
