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

__all__ = ["Found", "Status", "find_answer", "is_stub"]

Status = Literal["found", "missing", "imported", "stub"]


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
    bindings = list(_all_bindings(sources))
    status, binding = _status(name, bindings)
    source = "" if binding is None else _segment(sources[binding.cell], binding.node)
    if status != "found":
        return Found(name, None, status, source)
    if name not in namespace:
        return Found(name, None, "missing", source)  # its cell stopped before it got there
    value = namespace[name]
    if value is ...:
        return Found(name, None, "stub", source)
    return Found(name, value, "found", source)


def is_stub(source: str, name: str) -> bool:
    r"""Whether the cell ``source`` leaves ``name`` with a ``...`` still to be replaced.

    A ``...`` inside a subscript is NumPy's own and counts as written.

    >>> is_stub("def f(x):\n    return ... * 2", "f"), is_stub("def f(x): return x[..., 0]", "f")
    (True, False)
    """
    return _status(name, list(_all_bindings([source])))[0] == "stub"


def _status(
    name: str, bindings: Sequence[_Binding], depth: int = 0
) -> tuple[Status, _Binding | None]:
    last = next((b for b in reversed(bindings) if b.name == name), None)
    if last is None:
        # `from answers import *` may have bound it, and then it is not the student's own.
        starred = any(b.name == "*" for b in bindings)
        return ("imported" if starred else "missing"), None
    if last.kind == "deleted":
        return "missing", last
    if last.kind == "imported":
        return "imported", last
    if isinstance(last.value, ast.Name) and depth < 10 and last.value.id != name:
        # `answer = other` is judged by what `other` is at that point.
        before = bindings[: _index(bindings, last)]
        status, _ = _status(last.value.id, before, depth + 1)
        return ("found" if status == "missing" else status), last
    return ("stub" if _unfinished(last) else "found"), last


def _index(bindings: Sequence[_Binding], wanted: _Binding) -> int:
    return next(i for i, binding in enumerate(bindings) if binding is wanted)


def _unfinished(binding: _Binding) -> bool:
    if isinstance(binding.node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return any(_has_ellipsis(statement) for statement in binding.node.body)
    if isinstance(binding.value, ast.Dict) and binding.value.values:
        # A dict of parts is begun as soon as one part is; the judge names the rest.
        return all(_has_ellipsis(value) for value in binding.value.values)
    return binding.value is not None and _has_ellipsis(binding.value)


def _has_ellipsis(node: ast.AST) -> bool:
    if isinstance(node, ast.Constant):
        return node.value is Ellipsis
    if isinstance(node, ast.Subscript):
        return _has_ellipsis(node.value)
    return any(_has_ellipsis(child) for child in ast.iter_child_nodes(node))


def _all_bindings(sources: Sequence[str]) -> Iterator[_Binding]:
    for cell, source in enumerate(sources):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                tree = ast.parse(plain_python(source)[0])
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue  # a cell that cannot run binds nothing
        for statement in tree.body:
            yield from _bindings(statement, cell)


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


def _segment(source: str, node: ast.AST) -> str:
    return ast.get_source_segment(plain_python(source)[0], node) or ""
