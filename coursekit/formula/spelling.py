"""From what people type to what Python's parser reads: ``2x cos(x^2)`` to ``2*x*cos(x**2)``.

Nothing is evaluated here. The text is cut into tokens, products that are left unwritten are
written out, and every fault of spelling is reported where it stands, with its cure. Spellings that
two people would read differently (``1/2x``, ``e^2x``) are refused.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from coursekit.formula.errors import FormulaError
from coursekit.formula.names import CONSTANTS, FUNCTIONS, INSTEAD, SIGNS

__all__ = ["NESTING_LIMIT", "TEXT_LIMIT", "Token", "python_tokens"]

TEXT_LIMIT = 500
NESTING_LIMIT = 50
NAME_LIMIT = 30


@dataclass(frozen=True)
class Token:
    """A piece of the formula, and where it stood in the text that was typed.

    ``kind`` is ``number``, ``name``, ``operator``, ``(``, ``)`` or ``,``; it was typed from
    ``position`` up to ``end``; ``tight`` says that no space precedes it.
    """

    kind: str
    text: str
    position: int
    end: int
    tight: bool = True


_SIGNS = str.maketrans(
    {
        "·": "*",
        "×": "*",
        "⋅": "*",
        "∙": "*",
        "∗": "*",
        "−": "-",
        "–": "-",
        "÷": "/",
        "∕": "/",
        "⁄": "/",
        "ℯ": "e",
        "\u00a0": " ",
        "\u2009": " ",
        "\u202f": " ",
    }
)
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_SUBSCRIPT = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
# Python's \w holds superscripts; here they are powers.
_LETTER = "[^\\W\\d⁰¹²³⁴⁵⁶⁷⁸⁹½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞]"
_NAME = rf"{_LETTER}(?:{_LETTER}|[0-9₀₁₂₃₄₅₆₇₈₉])*"
_TOKEN = re.compile(
    rf"""(?P<space>\s+)
    |(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    |(?P<module>(?:np|numpy|math)\s*\.\s*(?=[^\W\d]))
    |(?P<name>{_NAME})
    |(?P<power>\*\*|\^)
    |(?P<superscript>[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)
    |(?P<operator>[-+*/])
    |(?P<bracket>[(),])
    |(?P<root>√)""",
    re.VERBOSE,
)
#: Letters that stand for a name, unless a variable is called so.
_LETTERS = {"π": "pi", "σ": "sigmoid"}
_LEADING_ZEROS = re.compile(r"^0+(?=[0-9])")
# "y =", "f(x) =", "f'(x) =", "dy/dx =": what people write in front of the formula itself.
_LEFT_SIDE = re.compile(rf"\s*(?:d\w*\s*/\s*d\w+|{_NAME}\s*['′’]*\s*(?:\([\w\s,]*\))?)\s*=(?!=)")


def python_tokens(text: str, variables: Sequence[str]) -> list[Token]:
    """Return the tokens of ``text`` in Python's grammar, unwritten products written.

    >>> print(*(token.text for token in python_tokens("2x cos(x^2)", ("x",))))
    2 * x * cos ( x ** 2 )
    """
    if len(text) > TEXT_LIMIT:
        raise FormulaError(
            f"The formula has {len(text)} characters; at most {TEXT_LIMIT} are read."
        )
    tokens = _cut(text, variables)
    if not tokens:
        raise FormulaError("The formula is empty.", text)
    return _Reader(text, tokens, frozenset(variables)).read()


def _cut(text: str, variables: Collection[str]) -> list[Token]:
    left = _LEFT_SIDE.match(text)
    position = left.end() if left else 0
    plain = text.translate(_SIGNS)
    tokens: list[Token] = []
    tight = False
    while position < len(plain):
        match = _TOKEN.match(plain, position)
        if match is None:
            raise _unreadable(text, position)
        kind, piece, end = str(match.lastgroup), match.group(), match.end()
        if kind == "power":
            tokens.append(Token("operator", "**", position, end, tight))
        elif kind == "superscript":
            tokens += _superscript(piece, position)
        elif kind == "name":
            # Python's own parser normalises names in this way.
            name = unicodedata.normalize("NFKC", piece.translate(_SUBSCRIPT))
            name = name if name in variables else _LETTERS.get(name, name)
            tokens.append(Token("name", name, position, end, tight))
        elif kind == "bracket":
            tokens.append(Token(piece, piece, position, end, tight))
        elif kind == "root":
            tokens.append(Token("root", piece, position, end, tight))
        elif kind == "number":
            plain_number = _LEADING_ZEROS.sub("", piece)
            tokens.append(Token("number", plain_number, position, end, tight))
        elif kind == "operator":
            tokens.append(Token("operator", piece, position, end, tight))
        # A module's name in front of a function adds nothing: np.sin is sin.
        tight = kind != "space"
        position = end
    return tokens


def _superscript(piece: str, position: int) -> list[Token]:
    digits, end = piece.translate(_SUPERSCRIPT), position + len(piece)
    # Brackets mark that the exponent ends here: x²y can be read in one way only.
    pieces = [("operator", "**"), ("(", "(")]
    if digits[0] in "+-":
        pieces.append(("operator", digits[0]))
        digits = digits[1:]
    pieces += [("number", digits), (")", ")")]
    return [Token(kind, text, position, end) for kind, text in pieces]


def _unreadable(text: str, position: int) -> FormulaError:
    sign = text[position]
    shown = sign if sign.isprintable() else f"U+{ord(sign):04X}"
    cure = SIGNS.get(sign, "use numbers, names, + - * / ^ and round brackets")
    return FormulaError(f"The sign {shown} cannot be read: {cure}.", text, position)


class _Reader:
    """Walks the tokens once; at any time either an operand or an operator may come next."""

    def __init__(self, text: str, tokens: list[Token], variables: frozenset[str]) -> None:
        self.text = text
        self.tokens = tokens
        self.variables = variables
        self.known = variables | set(CONSTANTS)
        self.out: list[Token] = []
        self.open: list[tuple[Token, bool]] = []  # the bracket, and whether it holds arguments
        self.divided = [False]  # for each open bracket: is a / waiting for its denominator's end?
        self.nested = [0]  # for each open bracket: signs and powers that are still open

    def fault(self, reason: str, token: Token | None = None) -> FormulaError:
        position = len(self.text) if token is None else token.position
        return FormulaError(reason, self.text, position)

    def read(self) -> list[Token]:
        self.tokens = self._roots()
        wants_operand = True
        for index, token in enumerate(self.tokens):
            following = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
            if wants_operand:
                wants_operand = self._operand(token, following)
            else:
                wants_operand = self._operator(token, following)
        if wants_operand:
            last = self.tokens[-1]
            raise self.fault(f"After {_shown(last)} something is missing.")
        if self.open:
            raise self.fault("A closing bracket ) is missing for this one.", self.open[-1][0])
        return self.out

    def _roots(self) -> list[Token]:
        """√2 and √x take one number or name; √(…) takes the bracket."""
        tokens: list[Token] = []
        index = 0
        while index < len(self.tokens):
            token = self.tokens[index]
            index += 1
            if token.kind != "root":
                tokens.append(token)
                continue
            tokens.append(Token("name", "sqrt", token.position, token.end, token.tight))
            following = self.tokens[index] if index < len(self.tokens) else None
            if following is None or following.kind not in ("number", "name", "("):
                raise self.fault("After √ something is missing: write √x or √(x+1).", token)
            if following.kind == "(":
                continue
            if following.text in FUNCTIONS and following.text not in self.variables:
                raise self.fault(f"Write √({following.text}(…)) with brackets.", token)
            place, end = following.position, following.end
            tokens += [Token("(", "(", place, end), following, Token(")", ")", place, end)]
            index += 1
        return tokens

    def _emit(self, token: Token, deeper: int = 0) -> None:
        self.nested[-1] += deeper
        if len(self.open) + sum(self.nested) > NESTING_LIMIT:
            raise self.fault(
                f"Brackets, signs and powers are nested more than {NESTING_LIMIT} deep.", token
            )
        self.out.append(token)

    def _operand(self, token: Token, following: Token | None) -> bool:
        """Take what may begin a value; return whether an operand must still come."""
        if token.kind == "number":
            self._emit(token)
            return False
        if token.kind == "name":
            return self._name(token, following)
        if token.kind == "(":
            if following is not None and following.kind == ")":
                raise self.fault("These brackets are empty.", token)
            self._open(token, arguments=False)
            return True
        if token.text in ("+", "-") and token.kind == "operator":
            self._emit(token, deeper=1)
            return True
        if token.kind == ")" and not self.open:
            raise self.fault("This closing bracket ) has no opening one.", token)
        before = f"after {_shown(self.out[-1])}" if self.out else "at the beginning"
        raise self.fault(f"A number or a name is missing {before}.", token)

    def _name(self, token: Token, following: Token | None) -> bool:
        name = token.text
        if name in self.known:
            self._emit(token)
            return False
        if name not in FUNCTIONS:
            raise self.fault(self._unknown(name, following), token)
        if following is not None and following.text == "**":
            raise self.fault(
                f"A power of {name} is written after its brackets: {name}(x)^2"
                + (f"; the inverse function is arc{name}." if name in _TRIGONOMETRIC else "."),
                token,
            )
        if following is None or following.kind != "(":
            raise self.fault(
                f"{name} needs brackets: write {self._applied(name, following)}.", token
            )
        self._emit(token)
        return False  # the bracket that follows is taken by `_operator`

    def _applied(self, name: str, following: Token | None) -> str:
        argument = following.text if following and following.kind in ("name", "number") else "x"
        return f"{name}({argument})"

    def _operator(self, token: Token, following: Token | None) -> bool:
        """Take what may follow a value; return whether an operand must come next."""
        if token.kind == "operator":
            self._binary(token)
            return True
        if token.kind == ")":
            return self._close(token)
        if token.kind == ",":
            if not self.open or not self.open[-1][1]:
                raise self.fault("A comma cannot stand here: decimals have a point, as 0.5.", token)
            self._emit(token)
            self.nested[-1], self.divided[-1] = 0, False
            return True
        called = self.out[-1]
        if token.kind == "(" and called.kind == "name" and called.text not in self.known:
            if following is not None and following.kind == ")":
                raise self.fault(f"{called.text} needs something in its brackets.", token)
            self._open(token, arguments=True)
            return True
        if token.kind == "(" and called.text == "e" and "e" not in self.variables:
            raise self.fault(
                "It is unclear what e(…) means: write e^(…) or exp(…) for the exponential.", called
            )
        self._product(token)
        return self._operand(token, following)

    def _binary(self, token: Token) -> None:
        if token.text == "**":
            self._emit(token, deeper=1)
            return
        self._emit(token)
        self.nested[-1] = 0
        self.divided[-1] = token.text == "/"

    def _product(self, token: Token) -> None:
        """Write the * that people leave out, unless it could be read in two ways."""
        last = self.out[-1]
        if token.kind == "number":
            raise self.fault(
                f"Between {_shown(last)} and {token.text} an operator is missing: "
                "write * for a product or ^ for a power.",
                token,
            )
        if self.divided[-1]:
            raise self.fault(
                "A product right after a division can be read in two ways: "
                "write a/(b*c) or (a/b)*c.",
                token,
            )
        if token.kind == "name" and token.tight and self._ends_exponent():
            name = token.text if token.text in self.known else f"{token.text}(…)"
            raise self.fault(
                f"It is unclear whether {name} belongs to the exponent: "
                f"write ^({last.text}*{name}) or ^{last.text}*{name}.",
                token,
            )
        self.nested[-1] = 0
        self._emit(Token("operator", "*", token.position, token.position))

    def _ends_exponent(self) -> bool:
        if self.out[-1].kind not in ("number", "name"):
            return False
        before = len(self.out) - 2
        while before >= 0 and self.out[before].text in ("+", "-"):
            before -= 1
        return before >= 0 and self.out[before].text == "**"

    def _open(self, token: Token, *, arguments: bool) -> None:
        self.open.append((token, arguments))
        self.nested.append(0)
        self.divided.append(False)
        self._emit(token)

    def _close(self, token: Token) -> bool:
        if not self.open:
            raise self.fault("This closing bracket ) has no opening one.", token)
        self.open.pop()
        self.nested.pop()
        self.divided.pop()
        self._emit(token)
        return False

    def _unknown(self, name: str, following: Token | None) -> str:
        if len(name) > NAME_LIMIT:
            return f"{name[:NAME_LIMIT]}… is not a known name."
        if name in INSTEAD:
            return f"{name} is not known here: write {INSTEAD[name]}."
        if name.casefold() in self.known | set(FUNCTIONS):
            return f"{name} is not known: write {name.casefold()} in small letters."
        applied = following is not None and following.kind == "("
        if split := _split(name, self.known):
            power = f" or {split.replace('*', '^')}" if split[-1].isdigit() else ""
            called = "(…)" if applied and split.rpartition("*")[2] in FUNCTIONS else ""
            return f"{name} is not a known name: for a product write {split}{called}{power}."
        function = next((f for f in _LONGEST_FIRST if name.startswith(f)), None)
        inner = _split(name[len(function) :], self.known) if function else None
        if inner and not applied:
            return f"{name} is not a known name: write {function}({inner})."
        every = [*sorted(self.variables), *CONSTANTS, *FUNCTIONS]
        if 1 < len(name) <= 3 and set(name) & self.variables and set(name) <= _FACTORS:
            known = _listed(every[: len(self.variables)])
            return (
                f"{name} is not a known name: for a product write {'*'.join(name)} "
                f"(variables here: {known})."
            )
        near = [function] if function else difflib.get_close_matches(name, every, n=1, cutoff=0.65)
        if near:
            return f"{name} is not known; did you mean {near[0]}?"
        return f"{name} is not known; the known names are {_listed(every)}."


_TRIGONOMETRIC = frozenset({"sin", "cos", "tan"})
#: Letters of which people make products; dx and Δx are none.
_FACTORS = frozenset("abchkmntuvwxyz")
_LONGEST_FIRST = sorted(FUNCTIONS, key=len, reverse=True)


def _shown(token: Token) -> str:
    return "^" if token.text == "**" else token.text


def _listed(names: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(names))


def _split(name: str, known: Collection[str]) -> str | None:
    """``xy`` as ``x*y`` and ``xsin`` as ``x*sin``: known names in a row, a function only last."""
    best: list[list[str] | None] = [[]] + [None] * len(name)
    for end in range(1, len(name) + 1):
        for start in range(end):
            before, piece = best[start], name[start:end]
            last = end == len(name) and bool(before) and piece in FUNCTIONS
            fits = piece in known or (piece.isascii() and piece.isdigit()) or last
            if before is not None and fits and (best[end] is None or start < end - 1):
                best[end] = best[end] or [*before, piece]
    pieces = best[-1]
    return "*".join(pieces) if pieces else None
