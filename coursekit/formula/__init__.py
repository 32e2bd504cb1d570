"""Typed formulas: ``2x cos(x^2)``, as people write it, to a function that NumPy can follow.

Nothing that is typed is ever run as code. The text becomes tokens, the tokens go through Python's
parser (grammar alone), a whitelist turns the result into a tree, and the tree into closures over
NumPy's functions. Limits: 500 characters and nesting 50 before parsing, 200 nodes after, literals
are floats.
"""

from __future__ import annotations

import keyword
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from coursekit.formula import tree
from coursekit.formula.errors import FormulaError
from coursekit.formula.spelling import python_tokens

__all__ = ["Formula", "FormulaError", "parse"]


@dataclass(frozen=True)
class Formula:
    r"""A formula that was read: call it with the values of its variables, in order.

    ``text`` is what was typed, ``source`` the same in canonical spelling (`parse` reads it back to
    the same function), ``variables`` the names of the arguments, ``root`` the tree (made of the
    nodes of `coursekit.formula.tree`). Numbers give a float, arrays an
    array, tensors a tensor, so automatic differentiation can follow it. Warnings of NumPy (a
    division by zero, an overflow) are the caller's to keep or to silence.

    >>> f = parse("2x cos(x^2)")
    >>> f.source, f(0.0)
    ('2*x*cos(x**2)', 0.0)
    >>> print(f.latex())
    2 x \cos\left(x^{2}\right)
    """

    text: str
    source: str
    variables: tuple[str, ...]
    root: tree.Node = field(repr=False, compare=False)
    _function: Callable[[Sequence[Any]], Any] = field(repr=False, compare=False)
    _unused: tuple[int, ...] = field(repr=False, compare=False, default=())

    def __call__(self, *values: Any) -> Any:
        """Return the value at ``values``; arrays broadcast against each other.

        >>> parse("x^2 + y", ("x", "y"))(np.array([1.0, 2.0]), 1.0)
        array([2., 5.])
        """
        if len(values) != len(self.variables):
            raise TypeError(
                f"the formula takes {len(self.variables)} values "
                f"({', '.join(self.variables)}), {len(values)} given"
            )
        floats = [float(v) if isinstance(v, (int, np.integer)) else v for v in values]
        result = self._function(floats)
        for index in self._unused:
            # "3" is a function of x too: an array gives an array, a tensor can be differentiated.
            if not isinstance(floats[index], (float, np.generic)):
                result = np.add(result, np.multiply(0.0, floats[index]))
        return float(result) if isinstance(result, (float, np.generic)) else result

    def latex(self) -> str:
        """Return the formula in LaTeX, without dollar signs."""
        return tree.latex(self.root)

    def typed(self, part: tree.Node) -> str:
        """Return a part of the tree as it was typed, without what stood around it.

        >>> formula = parse("f(x) = 2x cos( x² )")
        >>> formula.typed(formula.root), formula.typed(formula.root.right.arguments[0])
        ('2x cos( x² )', 'x²')
        """
        return self.text if part.place is None else self.text[slice(*part.place)]


def parse(text: str, variables: Sequence[str] = ("x",)) -> Formula:
    """Read a formula in the given variables.

    Products may be left unwritten (``2x``, ``x(x+1)``, ``x cos(x)``), ``^`` and ``²`` are powers,
    ``-x^2`` is −(x²), ``log`` is ``ln``; ``y =`` in front is passed over. ``xy`` and ``sin x`` are
    refused with their cure. A variable called ``e`` wins over the constant. Errors: `FormulaError`.

    >>> parse("e^x (1 + x)").source
    'e**x*(1 + x)'
    >>> try:
    ...     parse("2 sin x")
    ... except FormulaError as error:
    ...     print(error.reason)
    sin needs brackets: write sin(x).
    """
    if not isinstance(text, str):
        raise FormulaError(f"A formula is text in quotes, got {type(text).__name__}.")
    for name in variables:
        if not name.isidentifier() or keyword.iskeyword(name):
            raise FormulaError(f"The variable {name!r} is not a name.")
    names = tuple(unicodedata.normalize("NFKC", name) for name in variables)
    tokens = python_tokens(text, names)
    node = tree.build(text, tokens, names)
    used = tree.names_of(node)
    unused = tuple(index for index, name in enumerate(names) if name not in used)
    return Formula(text, tree.source(node), names, node, tree.closure(node, names), unused)
