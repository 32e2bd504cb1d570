"""Solution regions: the lines of a worked notebook's cell that a student must not see.

A region stands between the lines ``# BEGIN SOLUTION`` and ``# END SOLUTION``. Inside a ``def`` it
becomes ``...`` at its own indentation; at the top level every name that it binds becomes
``name = ...``, and a function defined in it keeps its head.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from coursekit.authoring.errors import AuthoringError
from coursekit.checking.cells import plain_python

__all__ = ["Region", "bound_names", "find_regions", "has_marker", "parse", "stub_out"]

_BEGIN = re.compile(r"(\s*)#+\s*BEGIN SOLUTION\s*")
_END = re.compile(r"\s*#+\s*END SOLUTION\s*")
_ANY = re.compile(r"^\s*#*\s*(?:BEGIN|END) SOLUTION\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Region:
    """One region of a cell: its marker lines' places (from 0), its indentation, what it hides.

    `names` are what the region answers: the ``def`` that it stands in, or the names that it binds.
    """

    begin: int
    end: int
    indent: str
    lines: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def stub(self) -> list[str]:
        """The lines that a student sees in place of the region."""
        if self.indent:
            return [f"{self.indent}..."]
        heads = _heads("\n".join(self.lines))
        return [line for name in self.names for line in heads.get(name, [f"{name} = ..."])]


def has_marker(source: str) -> bool:
    """Tell whether a line of the text is a region's marker.

    >>> has_marker("# BEGIN SOLUTION"), has_marker("the solution begins")
    (True, False)
    """
    return bool(_ANY.search(source))


def parse(source: str) -> ast.Module:
    """Parse a code cell; lines for IPython (``%pip``, ``!ls``) count as ``pass``.

    `AuthoringError`: the cell is not Python.
    """
    try:
        return ast.parse(plain_python(source)[0])
    except SyntaxError as error:
        raise AuthoringError(f"line {error.lineno} is not Python ({error.msg})") from None


def bound_names(source: str) -> list[str]:
    r"""Return the names that a cell binds at its top level, in order; imports do not count.

    >>> bound_names("a, b = 1, 2\ndef f(x):\n    y = x\nfor i in range(3):\n    c = i")
    ['a', 'b', 'f', 'i', 'c']
    """
    return list(dict.fromkeys(name for node in parse(source).body for name in _bound(node)))


def _bound(node: ast.AST) -> Iterator[str]:
    """Yield what a statement binds in the scope that it stands in."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield node.name
        return
    if isinstance(node, (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
        return
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    for child in ast.iter_child_nodes(node):
        yield from _bound(child)


def _heads(source: str) -> dict[str, list[str]]:
    """Return the stub of every function that the source defines at its top level."""
    stubs = {}
    for node in parse(source).body:
        if isinstance(node, ast.FunctionDef):
            node.body = [ast.Expr(ast.Constant(...))]
            node.decorator_list = []
            stubs[node.name] = ast.unparse(node).splitlines()
    return stubs


def find_regions(source: str) -> list[Region]:
    r"""Return the regions of a code cell, in order.

    `AuthoringError`: a marker without its partner, a region in a region, a region that hides
    nothing, that binds nothing, or that stands neither at the top level nor in a ``def``.

    >>> [region] = find_regions("def f(x):\n    # BEGIN SOLUTION\n    return x\n    # END SOLUTION")
    >>> region.names, region.stub
    (('f',), ['    ...'])
    """
    regions = []
    begin: int | None = None
    lines = source.splitlines()
    for number, line in enumerate(lines):
        if _BEGIN.fullmatch(line):
            if begin is not None:
                raise AuthoringError(
                    f"line {number + 1} begins a solution inside the one begun at line "
                    f"{begin + 1}; end that one first with # END SOLUTION"
                )
            begin = number
        elif _END.fullmatch(line):
            if begin is None:
                raise AuthoringError(
                    f"line {number + 1} ends a solution that never began; put # BEGIN SOLUTION "
                    "above the lines to hide"
                )
            regions.append(_region(source, lines, begin, number))
            begin = None
    if begin is not None:
        raise AuthoringError(
            f"the solution begun at line {begin + 1} never ends; put # END SOLUTION below its "
            "last line"
        )
    return regions


def _region(source: str, lines: list[str], begin: int, end: int) -> Region:
    hidden = tuple(lines[begin + 1 : end])
    indent = lines[begin][: len(lines[begin]) - len(lines[begin].lstrip())]
    if not any(line.strip() and not line.strip().startswith("#") for line in hidden):
        raise AuthoringError(
            f"the region at line {begin + 1} hides no code; put the answer between its markers"
        )
    if indent:
        names = [_enclosing(source, begin + 1)]
    else:
        names = [name for name in bound_names("\n".join(hidden)) if not name.startswith("_")]
        if not names:
            raise AuthoringError(
                f"the region at line {begin + 1} binds no name, so nothing would be left to "
                "answer; assign the answer to its question's name"
            )
    return Region(begin, end, indent, hidden, tuple(names))


def _enclosing(source: str, line: int) -> str:
    """Return the name of the top-level def or class around a line (from 1)."""
    for node in parse(source).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.lineno <= line <= (
            node.end_lineno or line
        ):
            return node.name
    raise AuthoringError(
        f"the indented region at line {line} stands in no def; put it at the top level or inside "
        "the answer's def"
    )


def stub_out(source: str) -> str:
    r"""Return the cell as a student gets it: every region replaced by its stub.

    >>> print(stub_out("# BEGIN SOLUTION\nslope = 3 * 2\n# END SOLUTION"))
    slope = ...
    """
    lines = source.splitlines()
    for region in reversed(find_regions(source)):
        lines[region.begin : region.end + 1] = region.stub
    return "\n".join(lines)
