"""Find a student's answer by name, without running anything.

An answer is a name that the notebook itself binds by a ``def`` or an assignment. A name that only
an import binds is somebody else's work, and a ``...`` left in the body is a question not yet
answered. Both are decided on the text of the cells.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from coursekit.checking.cells import plain_python

__all__ = ["Bindings", "Found", "Status", "find_answer", "is_stub"]

Status = Literal["found", "missing", "imported", "stub"]

#: How many names for one another are followed to what they stand for.
ALIASES = 10


@dataclass(frozen=True, eq=False)
class Found:
    """What was found under a name.

    ``status`` is ``"found"``, ``"missing"``, ``"imported"`` or ``"stub"``; only the first comes
    with a ``value`` to judge. ``source`` is the text of the statement that binds the name.
    """

    name: str
    value: Any = None
    status: Status = "missing"
    source: str = ""


@dataclass(frozen=True)
class _Binding:
    """One place that binds (or, with kind "deleted", unbinds) a name."""

    name: str
    kind: Literal["defined", "imported", "deleted"]
    node: ast.AST
    value: ast.expr | None = None
    cell: int = 0


class Bindings:
    r"""All names that cells bind, read once; for a notebook of which many answers are wanted.

    ``names`` are the names that a ``def`` or an assignment binds, in the order of the text. Cells
    that cannot be parsed bind nothing.

    >>> cells = Bindings(["import numpy as np", "def d_relu(z):\n    return float(z > 0)"])
    >>> cells.names, cells.find("d_relu", {"d_relu": abs}).status
    (('d_relu',), 'found')
    """

    def __init__(self, sources: Sequence[str]) -> None:
        self._texts: list[str] = []
        self._all: list[_Binding] = []
        for cell, source in enumerate(sources):
            text, tree = _parsed(source)
            self._texts.append(text)
            try:
                # A cell that cannot run binds nothing, nor does one too deep to be looked through.
                self._all += [b for node in tree for b in _bindings(node, cell)]
            except RecursionError:
                continue
        self._last = {binding.name: index for index, binding in enumerate(self._all)}

    @property
    def names(self) -> tuple[str, ...]:
        """The names that the cells bind themselves."""
        return tuple(dict.fromkeys(b.name for b in self._all if b.kind == "defined"))

    def find(self, name: str, namespace: Mapping[str, object]) -> Found:
        """Return the answer called ``name``; see `find_answer`."""
        status = self.status(name)
        source = self._source(name)
        if status != "found":
            return Found(name, None, status, source)
        if name not in namespace:
            return Found(name, None, "missing", source)  # its cell stopped before it got there
        value = namespace[name]
        if value is ...:
            return Found(name, None, "stub", source)
        return Found(name, value, "found", source)

    def status(self, name: str) -> Status:
        """Return what the text alone says of ``name``."""
        index = self._last.get(name)
        if index is None:
            # `from answers import *` may have bound it, and then it is not the student's own.
            return "imported" if "*" in self._last else "missing"
        return self._status_at(index, 0)

    def texts(self, name: str) -> tuple[str, ...]:
        """Return the text of every statement that binds ``name``, in their order."""
        return tuple(self._text(binding) for binding in self._all if binding.name == name)

    def _source(self, name: str) -> str:
        index = self._last.get(name)
        return "" if index is None else self._text(self._all[index])

    def _text(self, binding: _Binding) -> str:
        return ast.get_source_segment(self._texts[binding.cell], binding.node) or ""

    def _status_at(self, index: int, depth: int) -> Status:
        binding = self._all[index]
        if binding.kind == "deleted":
            return "missing"
        if binding.kind == "imported":
            return "imported"
        value = binding.value
        if isinstance(value, ast.Name) and depth < ALIASES and value.id != binding.name:
            # `answer = other` is judged by what `other` is at that point.
            before = self._before(value.id, index)
            if before is None:
                return "found" if self._before("*", index) is None else "imported"
            status = self._status_at(before, depth + 1)
            return "found" if status == "missing" else status
        if "..." not in self._texts[binding.cell]:
            return "found"
        return "stub" if _unfinished(binding) else "found"

    def _before(self, name: str, index: int) -> int | None:
        """Return the last binding of ``name`` before the one at ``index``."""
        earlier = range(index - 1, -1, -1)
        return next((i for i in earlier if self._all[i].name == name), None)


def find_answer(name: str, namespace: Mapping[str, object], sources: Sequence[str]) -> Found:
    r"""Return the answer called ``name``, as the cells ``sources``, in the order they ran, left it.

    The last binding at the top level of any cell decides. Without sources the namespace is all
    there is, and what it holds counts.

    >>> cells = ["def d_relu(z): ...", "def d_relu(z):\n    return float(z > 0)"]
    >>> find_answer("d_relu", {"d_relu": abs}, cells[:1]).status
    'stub'
    >>> find_answer("d_relu", {"d_relu": abs}, cells).status
    'found'
    """
    if not sources:
        if namespace.get(name, ...) is ...:
            return Found(name)
        return Found(name, namespace[name], "found")
    return Bindings(sources).find(name, namespace)


def is_stub(source: str, name: str) -> bool:
    r"""Whether the cell ``source`` leaves ``name`` with a ``...`` still to be replaced.

    A ``...`` inside a subscript is NumPy's own and counts as written.

    >>> is_stub("def f(x):\n    return ... * 2", "f"), is_stub("def f(x): return x[..., 0]", "f")
    (True, False)
    """
    return Bindings([source]).status(name) == "stub"


def _unfinished(binding: _Binding) -> bool:
    if isinstance(binding.node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return any(_has_ellipsis(statement) for statement in binding.node.body)
    if isinstance(binding.value, ast.Dict) and binding.value.values:
        # A dict of parts is begun as soon as one part is; the judge names the rest.
        return all(_has_ellipsis(value) for value in binding.value.values)
    return binding.value is not None and _has_ellipsis(binding.value)


def _has_ellipsis(node: ast.AST) -> bool:
    waiting = [node]
    while waiting:
        found = waiting.pop()
        if isinstance(found, ast.Constant) and found.value is Ellipsis:
            return True
        waiting += (
            [found.value] if isinstance(found, ast.Subscript) else ast.iter_child_nodes(found)
        )
    return False


def _parsed(source: str) -> tuple[str, list[ast.stmt]]:
    """Return the Python of a cell and its statements, none if it cannot be parsed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return source, ast.parse(source).body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            pass
        # With lines of IPython's among it, or with a mistake.
        text = plain_python(source)[0]
        try:
            return text, ast.parse(text).body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return text, []


def _bindings(node: ast.AST, cell: int) -> Iterator[_Binding]:
    """Every binding of the module's own scope in ``node``, in the order of the text."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield _Binding(node.name, "defined", node, cell=cell)
    elif isinstance(node, (ast.Import, ast.ImportFrom)):
        for alias in node.names:
            bound = alias.asname or alias.name.split(".")[0]
            yield _Binding(bound, "imported", node, cell=cell)
    elif isinstance(node, ast.Delete):
        for target in node.targets:
            for name in _names(target):
                yield _Binding(name, "deleted", node, cell=cell)
    elif isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.NamedExpr)):
        yield from _assigned(node, cell)
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield _Binding(node.id, "defined", node, cell=cell)
    elif not isinstance(node, (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp)):
        for child in ast.iter_child_nodes(node):
            yield from _bindings(child, cell)


def _assigned(
    node: ast.Assign | ast.AnnAssign | ast.AugAssign | ast.NamedExpr, cell: int
) -> Iterator[_Binding]:
    if node.value is None:
        return  # `x: float` alone binds nothing
    yield from _bindings(node.value, cell)  # a walrus inside comes first
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    for target in targets:
        if isinstance(target, (ast.Tuple, ast.List)) and isinstance(
            node.value, (ast.Tuple, ast.List)
        ):
            yield from _unpacked(target, node.value, node, cell)
        else:
            for name in _names(target):
                yield _Binding(name, "defined", node, node.value, cell)


def _unpacked(
    target: ast.Tuple | ast.List, value: ast.Tuple | ast.List, node: ast.AST, cell: int
) -> Iterator[_Binding]:
    """Pair names with values: `a, b = 1, ...` leaves only b unfinished."""
    paired = len(target.elts) == len(value.elts) and not any(
        isinstance(element, ast.Starred) for element in (*target.elts, *value.elts)
    )
    for index, element in enumerate(target.elts):
        for name in _names(element):
            yield _Binding(name, "defined", node, value.elts[index] if paired else value, cell)


def _names(target: ast.AST) -> Iterator[str]:
    """Return the names that an assignment's target binds; `a[0]` and `a.b` bind none."""
    if isinstance(target, ast.Name):
        yield target.id
    elif isinstance(target, (ast.Tuple, ast.List)):
        for element in target.elts:
            yield from _names(element)
    elif isinstance(target, ast.Starred):
        yield from _names(target.value)
