"""The cells of a notebook as they are run: whole, and cut where one of them stops everything.

A cell that hangs or ends its process is run again statement by statement, so that what comes
before and after the bad one counts; then that statement alone is left out.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

from coursekit.checking.cells import plain_python
from coursekit.grading.records import CodeCell

__all__ = ["Piece", "Pieces"]

#: Pieces of one cell; a longer one is cut every few statements.
MOST = 100
#: Characters of a cell that is taken apart: a longer one, which may take minutes to parse, is
#: dropped as a whole.
LONGEST = 20_000


@dataclass(frozen=True)
class Piece:
    """A cell, or some statements of one; ``whole`` says which. Its lines keep their numbers."""

    number: int
    source: str
    whole: bool = True


class Pieces:
    r"""What of a notebook is run, in order.

    >>> pieces = Pieces([CodeCell(3, "x = 1\nwhile True: pass\ny = 2")])
    >>> pieces.cut(0)
    >>> pieces.sources
    ['x = 1\n', '\nwhile True: pass\n', '\n\ny = 2\n']
    >>> pieces.cut(1)
    >>> pieces.sources
    ['x = 1\n', '\n\ny = 2\n']
    """

    def __init__(self, cells: Sequence[CodeCell]) -> None:
        self._pieces = [Piece(cell.number, cell.source) for cell in cells]

    def __getitem__(self, index: int) -> Piece:
        return self._pieces[index]

    def __len__(self) -> int:
        return len(self._pieces)

    @property
    def sources(self) -> list[str]:
        """The texts, in order."""
        return [piece.source for piece in self._pieces]

    def cut(self, index: int) -> None:
        """Take the piece at ``index`` apart; if it has one statement only, take it out."""
        piece = self._pieces[index]
        apart = piece.whole and len(piece.source) <= LONGEST
        parts = _statements(piece.source) if apart else []
        self._pieces[index : index + 1] = (
            [Piece(piece.number, part, whole=False) for part in parts] if len(parts) > 1 else []
        )

    def drop(self, index: int) -> None:
        """Take the piece at ``index`` out."""
        del self._pieces[index]


def _statements(source: str) -> list[str]:
    """Return the statements of a cell, each after as many empty lines as lines stood before it."""
    text = plain_python(source)[0]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            body = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    starts: list[int] = []
    end = 0
    for node in body:
        decorators = getattr(node, "decorator_list", [])
        first = min([node.lineno, *(decorator.lineno for decorator in decorators)])
        if first > end:  # several on one line stay together
            starts.append(first - 1)
        end = max(end, node.end_lineno or first)
    starts = starts[:: len(starts) // MOST + 1]
    lines = text.split("\n")
    ends = [*starts[1:], len(lines)]
    return [
        "\n" * start + "\n".join(lines[start:stop]) + "\n"
        for start, stop in zip(starts, ends, strict=True)
    ]
