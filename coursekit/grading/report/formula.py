r"""The LaTeX of questions and hints, read into a small tree.

A report is one file without scripts or network, so no MathJax will set its formulas: they are
turned into MathML, which browsers and screen readers know, and into plain text. Only what sheets
use is understood; `read` raises `UnknownError` for the rest and the source is shown as it stands.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = [
    "Atom",
    "Fraction",
    "Grid",
    "Node",
    "Root",
    "Row",
    "Scripts",
    "UnknownError",
    "read",
]


class UnknownError(ValueError):
    """A formula uses something that is not understood here."""


@dataclass(frozen=True)
class Node:
    """A piece of a formula."""


@dataclass(frozen=True)
class Atom(Node):
    """One sign: ``kind`` is MathML's element (mi, mn, mo, mtext), "fn" for a function's name.

    A "fence" is a bracket that grows with what it encloses; a "space" is white space.
    """

    kind: str
    text: str


@dataclass(frozen=True)
class Row(Node):
    """Pieces side by side."""

    items: tuple[Node, ...]


@dataclass(frozen=True)
class Scripts(Node):
    """A base with what stands below and above it on the right."""

    base: Node
    low: Node | None = None
    high: Node | None = None


@dataclass(frozen=True)
class Fraction(Node):
    """A fraction; a ``large`` one keeps the size of the line."""

    top: Node
    bottom: Node
    large: bool = False


@dataclass(frozen=True)
class Root(Node):
    """A square root, or another one with its index."""

    inside: Node
    index: Node | None = None


@dataclass(frozen=True)
class Grid(Node):
    """Rows of cells, such as a matrix, with what stands on either side."""

    rows: tuple[tuple[Node, ...], ...]
    left: str
    right: str


def _words(text: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in text.split())


_LETTERS = _words(
    "alpha=α beta=β gamma=γ delta=δ epsilon=ϵ varepsilon=ε zeta=ζ eta=η theta=θ vartheta=ϑ"
    " iota=ι kappa=κ lambda=λ mu=μ nu=ν xi=ξ pi=π rho=ρ sigma=σ tau=τ upsilon=υ phi=ϕ varphi=φ"
    " chi=χ psi=ψ omega=ω Gamma=Γ Delta=Δ Theta=Θ Lambda=Λ Xi=Ξ Pi=Π Sigma=Σ Phi=Φ Psi=Ψ Omega=Ω"
    " ell=ℓ hbar=ℏ infty=∞ emptyset=∅ varnothing=∅ partial=∂ nabla=∇"
)
_OPERATORS = _words(
    "cdot=· times=× div=÷ pm=± mp=∓ circ=∘ odot=⊙ oplus=⊕ otimes=⊗ ast=∗ star=⋆ setminus=∖ cup=∪"
    " cap=∩ wedge=∧ vee=∨ neg=¬ in=∈ notin=∉ ni=∋ subset=⊂ subseteq=⊆ supset=⊃ neq=≠ ne=≠ leq=≤"
    " le=≤ geq=≥ ge=≥ ll=≪ gg=≫ approx=≈ sim=∼ simeq=≃ equiv=≡ propto=∝ to=→ rightarrow=→"
    " leftarrow=← mapsto=↦ Rightarrow=⇒ Leftarrow=⇐ implies=⇒ iff=⇔ Leftrightarrow=⇔"
    " leftrightarrow=↔ forall=∀ exists=∃ mid=∣ parallel=∥ perp=⊥ top=⊤ bot=⊥ colon=: dots=…"
    " ldots=… cdots=⋯ vdots=⋮ ddots=⋱ sum=∑ prod=∏ int=∫ iint=∬ oint=∮ prime=′ dagger=†"
    " lVert=‖ rVert=‖ Vert=‖ lvert=| rvert=| vert=| langle=⟨ rangle=⟩ lfloor=⌊ rfloor=⌋ lceil=⌈"
    " rceil=⌉ lbrace={ rbrace=} backslash=\\ angle=∠"
)
_FUNCTIONS = frozenset(
    ["sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "arcsin", "arccos",
     "arctan", "exp", "log", "ln", "lg", "max", "min", "sup", "inf", "lim", "limsup", "liminf",
     "det", "dim", "ker", "deg", "gcd", "arg", "Pr"]
)  # fmt: skip
_SPACES = {"\\,": "thin", "\\;": "thin", "\\:": "thin", "\\!": "none", "\\ ": "wide", "~": "wide",
           "\\quad": "wide", "\\qquad": "wide"}  # fmt: skip
_DOUBLE_STRUCK = dict(zip("CNPQRZE", "ℂℕℙℚℝℤ𝔼", strict=True))
# What changes only the look of its argument, or the size of what follows, is left out.
_SAME_LOOK = frozenset({"\\mathbf", "\\boldsymbol", "\\mathcal", "\\mathsf", "\\bm", "\\boxed"})
_NO_MEANING = frozenset(
    ["\\bigl", "\\bigr", "\\big", "\\Bigl", "\\Bigr", "\\Big", "\\biggl", "\\biggr",
     "\\displaystyle", "\\textstyle", "\\limits", "\\nolimits", "\\middle"]
)  # fmt: skip
_UPRIGHT = frozenset({"\\mathrm", "\\operatorname", "\\mathit"})
_TEXT = frozenset({"\\text", "\\textrm", "\\textbf", "\\texttt", "\\mbox"})
_ACCENTS = {"\\hat": "̂", "\\bar": "̄", "\\tilde": "̃", "\\vec": "⃗", "\\dot": "̇", "\\overline": "̄",
            "\\widehat": "̂", "\\widetilde": "̃"}  # fmt: skip
_FRACTIONS = frozenset({"\\frac", "\\dfrac", "\\tfrac"})
_GRIDS = {"matrix": ("", ""), "pmatrix": ("(", ")"), "bmatrix": ("[", "]"), "vmatrix": ("|", "|"),
          "cases": ("{", ""), "aligned": ("", ""), "array": ("", "")}  # fmt: skip
_PRIMES = {2: "″", 3: "‴"}
_MIRRORED = {"\\{": "{", "\\}": "}", "\\|": "‖", "\\%": "%", "\\_": "_", "\\$": "$", "\\#": "#",
             "\\&": "&"}  # fmt: skip

_SIGN = re.compile(r"\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|\s+|.", re.DOTALL)
_DEEPEST = 40


def read(source: str) -> Row:
    r"""Read LaTeX without its dollar signs; raises `UnknownError` for what is not understood.

    >>> read(r"\tfrac12").items
    (Fraction(top=Atom(kind='mn', text='1'), bottom=Atom(kind='mn', text='2'), large=False),)
    """
    reader = _Reader(_SIGN.findall(source))
    row = reader.row(frozenset())
    if reader.next is not None:
        raise UnknownError(f"{reader.next!r} closes nothing")
    return row


class _Reader:
    """Reads signs from left to right."""

    def __init__(self, signs: Sequence[str]) -> None:
        self._signs = list(reversed(signs))
        self._depth = 0

    @property
    def next(self) -> str | None:
        return self._signs[-1] if self._signs else None

    def _take(self) -> str:
        if not self._signs:
            raise UnknownError("the formula ends too early")
        return self._signs.pop()

    def _expect(self, sign: str) -> None:
        if self._take() != sign:
            raise UnknownError(f"{sign!r} is missing")

    def row(self, ends: frozenset[str]) -> Row:
        """Read up to one of ``ends`` (which stays), a closing brace or the end."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise UnknownError("too deep")
        items: list[Node] = []
        while self.next is not None and self.next not in ends and self.next != "}":
            sign = self._take()
            if sign in ("^", "_"):
                self._script(items, sign)
            elif sign == "'":
                self._primes(items)
            else:
                node = self._piece(sign)
                if node is not None:
                    items.append(node)
        self._depth -= 1
        return Row(tuple(items))

    def _script(self, items: list[Node], sign: str) -> None:
        base = items.pop() if items else Row(())
        script = self._argument()
        if not isinstance(base, Scripts):
            base = Scripts(base)
        if sign == "_":
            items.append(Scripts(base.base, script, base.high))
        elif base.high is None:
            items.append(Scripts(base.base, base.low, script))
        else:  # f'^2: the prime comes first
            items.append(Scripts(base.base, base.low, Row((base.high, script))))

    def _primes(self, items: list[Node]) -> None:
        count = 1
        while self.next == "'":
            self._take()
            count += 1
        base = items.pop() if items else Row(())
        primes = Atom("mo", _PRIMES.get(count, "′" * count))
        low = base.low if isinstance(base, Scripts) else None
        items.append(Scripts(base.base if isinstance(base, Scripts) else base, low, primes))

    def _argument(self) -> Node:
        """Read what a command or a script applies to: a group in braces, or one sign."""
        while self.next is not None and self.next.isspace():
            self._take()
        sign = self._take()
        if sign == "{":
            return self._group()
        if sign[0].isdigit() and len(sign) > 1:
            self._signs.append(sign[1:])
            sign = sign[0]
        node = self._piece(sign)
        if node is None:
            raise UnknownError(f"{sign!r} cannot stand here")
        return node

    def _group(self) -> Node:
        row = self.row(frozenset())
        self._expect("}")
        return row.items[0] if len(row.items) == 1 else row

    def _name(self) -> str:
        """Read a group as text."""
        self._expect("{")
        text = ""
        while self.next not in (None, "}"):
            text += self._take()
        self._expect("}")
        return text

    def _piece(self, sign: str) -> Node | None:
        if sign == "{":
            return self._group()
        if sign in _SPACES:
            return Atom("space", _SPACES[sign])
        if sign.isspace() or sign in _NO_MEANING:
            return None
        if sign.startswith("\\"):
            return self._command(sign)
        if sign[0].isdigit():
            return Atom("mn", sign)
        if sign.isalpha():
            return Atom("mi", sign)
        if sign in "+-*/=<>()[]|,;:.!?·×′∞":
            return Atom("mo", sign.replace("-", "−"))
        raise UnknownError(f"{sign!r} is not known")

    def _command(self, sign: str) -> Node:
        name = sign[1:]
        if name in _LETTERS:
            return Atom("mi", _LETTERS[name])
        if name in _OPERATORS:
            return Atom("mo", _OPERATORS[name])
        if name in _FUNCTIONS:
            return Atom("fn", name)
        if sign in _MIRRORED:
            return Atom("mo", _MIRRORED[sign])
        if sign == "\\left":
            return self._fenced()
        if sign == "\\begin":
            return self._grid()
        return self._applied(sign)

    def _applied(self, sign: str) -> Node:
        """Read a command that has arguments."""
        if sign in _FRACTIONS:
            return Fraction(self._argument(), self._argument(), large=sign == "\\dfrac")
        if sign == "\\sqrt":
            return self._root()
        if sign in _UPRIGHT:
            return Atom("fn", self._name())
        if sign in _TEXT:
            return Atom("mtext", self._name())
        if sign == "\\mathbb":
            letter = self._name()
            if letter not in _DOUBLE_STRUCK:
                raise UnknownError(f"no double-struck {letter!r}")
            return Atom("mi", _DOUBLE_STRUCK[letter])
        if sign in _SAME_LOOK:
            return self._argument()
        if sign in _ACCENTS:
            base = self._argument()
            if not isinstance(base, Atom):
                raise UnknownError("an accent over more than one sign")
            return Atom(base.kind, unicodedata.normalize("NFC", base.text + _ACCENTS[sign]))
        raise UnknownError(f"{sign} is not known")

    def _root(self) -> Node:
        index: Node | None = None
        if self.next == "[":
            self._take()
            index = self.row(frozenset({"]"}))
            self._expect("]")
        return Root(self._argument(), index)

    def _fenced(self) -> Node:
        left = self._fence()
        inside = self.row(frozenset({"\\right"}))
        self._expect("\\right")
        right = self._fence()
        ends = [Atom("fence", left)] if left else [], [Atom("fence", right)] if right else []
        return Row((*ends[0], *inside.items, *ends[1]))

    def _fence(self) -> str:
        sign = self._take()
        if sign == ".":
            return ""
        if sign in _MIRRORED:
            return _MIRRORED[sign]
        return _OPERATORS.get(sign[1:], sign) if sign.startswith("\\") else sign

    def _grid(self) -> Node:
        name = self._name()
        if name not in _GRIDS:
            raise UnknownError(f"the environment {name} is not known")
        if name == "array":
            self._name()  # how the columns are aligned
        rows: list[tuple[Node, ...]] = []
        cells: list[Node] = []
        while True:
            cells.append(self.row(frozenset({"&", "\\\\", "\\end"})))
            end = self._take()
            if end == "&":
                continue
            if cells != [Row(())]:
                rows.append(tuple(cells))
            cells = []
            if end == "\\end":
                break
            if end != "\\\\":
                raise UnknownError(f"{end!r} in {name}")
        if self._name() != name:
            raise UnknownError(f"{name} is not closed")
        return Grid(tuple(rows), *_GRIDS[name])
