"""One rule broken at one place, and how the place is named to the student."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from coursekit.checking.typed_derivative.walk import Broken
from coursekit.formula import Formula
from coursekit.formula.tree import Name, Node, names_of

__all__ = [
    "CHAIN",
    "FACTOR",
    "KNOWN",
    "LOST",
    "RARE",
    "RULE",
    "SIGN",
    "TERM",
    "Fault",
    "Place",
    "Wrong",
    "ranked",
]

#: Ranks: what students do most is named where two faults give the same formula. The chain rule
#: comes first, then a sign of two and a lost minus (where it is lost, a sum looks as if it had been
#: made a difference), the other rules, known functions, constants, terms.
CHAIN, SIGN, LOST, RULE, KNOWN, FACTOR, TERM, RARE = 0, 8, 9, 10, 15, 20, 30, 40

_LONGEST = 36  # characters of a part that a message repeats


@dataclass(frozen=True, eq=False)
class Fault:
    """A wrong rule for the derivative of one node.

    ``tag`` names the rule, ``told`` says in one sentence what was done, ``cure`` in another which
    rule mends it. Among faults that give the same formula the one of the lowest ``rank`` speaks.
    """

    tag: str
    node: Node
    rule: Broken
    told: str
    cure: str
    rank: int = 0


#: Tag, rule, what was done, cure.
Wrong = tuple[str, Broken, str, str]


def ranked(node: Node, wrong: Iterable[Wrong]) -> Iterator[Fault]:
    """Yield faults of one node in the order in which students make them."""
    for step, (tag, rule, told, cure) in enumerate(wrong):
        yield Fault(tag, node, rule, told, cure, RULE + step)


@dataclass(frozen=True, eq=False)
class Place:
    """A typed formula, the variable that moves, and the words for its parts.

    ``secret`` says of a part that it happens to be the right answer itself: no message repeats it.
    """

    formula: Formula
    variable: str
    secret: Callable[[Node], bool] = field(default=lambda _: False, repr=False)

    def moves(self, node: Node) -> bool:
        """Whether the variable occurs in a part."""
        return self.variable in names_of(node)

    def bare(self, node: Node) -> bool:
        """Whether a part is the variable and nothing else."""
        return isinstance(node, Name) and node.name == self.variable

    def held(self, node: Node) -> tuple[str, ...]:
        """Return the other variables that occur in a part, in order."""
        used = names_of(node) - {self.variable}
        return tuple(name for name in self.formula.variables if name in used)

    @property
    def others(self) -> tuple[str, ...]:
        """The variables that are held fixed and occur in the formula, in order."""
        return self.held(self.formula.root)

    def name(self, node: Node) -> str:
        """Return a part as it was typed, in quotes behind a space; nothing if it is secret.

        >>> from coursekit.formula import parse
        >>> formula = parse("3  sin( x )")
        >>> Place(formula, "x").name(formula.root)
        ' “3 sin( x )”'
        """
        if node.place is None or self.secret(node):
            return ""
        text = " ".join(self.formula.typed(node).split())
        if len(text) > _LONGEST:
            text = f"{text[: _LONGEST - 12].strip()} … {text[-9:].strip()}"
        return f" “{text}”"

    def at(self, node: Node) -> str:
        """Return where something happened, to begin a sentence with."""
        named = self.name(node)
        return f"In{named}" if named else "At one place"
