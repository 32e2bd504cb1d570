"""Recording: what a value was computed from, one node an operation.

A `Node` holds a value and, when gradients are asked for, the rule and the inputs that made it.
Nodes are numbered as they are made, so sorting by number is a topological order and nothing has
to recurse.  The walks over what is recorded here live in `coursekit.autodiff.walks`; the NumPy
front (operators, `np.sin(t)`) is `coursekit.autodiff.tensor`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import ContextDecorator
from itertools import count
from typing import Any

import numpy as np

from coursekit.autodiff.captured import Stamp, as_constant, stamp

__all__ = [
    "FREED",
    "Node",
    "Rule",
    "is_recording",
    "no_grad",
    "raw",
    "record",
    "recording",
    "switch",
]

_next_number = count().__next__

# Nothing needs to be done for these: immutable, and NumPy's own arithmetic takes them as they are.
_PLAIN_NUMBERS = frozenset({float, int, bool, np.float64, np.float32})
_NO_OPTIONS: dict[str, Any] = {}


class Rule:
    """How one operation is computed and differentiated.

    ``forward(*values, **options)`` runs on plain arrays.  ``vjps[i](g, y, *inputs, **options)``
    pulls the cotangent ``g`` of the result ``y`` back to input ``i``; ``jvps[i]`` pushes a tangent
    of input ``i`` forward.  Both are NumPy expressions: on plain arrays they cost what hand-written
    NumPy costs, on Tensors they record again, which is all that higher derivatives need.

    Rules count axes from the right, so that ``g`` may carry one more leading axis: a whole
    Jacobian is then one walk.  An ``elementwise`` rule may ignore broadcasting (the walk undoes it
    once for all rules), and its JVP is its VJP because its Jacobian is diagonal.  A rule whose VJP
    would fill a large array with zeros may give ``accumulate(buffer, g, **options)`` instead.
    ``reads_inputs=False`` says that neither the rules nor the result, as a view, look at the
    entries of the inputs again, so that these may change between the walks.
    """

    __slots__ = (
        "accumulate",
        "elementwise",
        "forward",
        "jvps",
        "name",
        "reads_inputs",
        "symbol",
        "vjps",
    )

    def __init__(
        self,
        name: str,
        forward: Callable[..., Any],
        vjps: Sequence[Callable[..., Any]],
        jvps: Sequence[Callable[..., Any] | None] | None = None,
        *,
        elementwise: bool = False,
        symbol: str = "",
        accumulate: Callable[..., None] | None = None,
        reads_inputs: bool = True,
    ) -> None:
        self.name = name
        self.forward = forward
        self.vjps = vjps
        self.jvps = vjps if jvps is None else jvps
        self.elementwise = elementwise
        self.symbol = symbol
        self.accumulate = accumulate
        self.reads_inputs = reads_inputs

    def __repr__(self) -> str:
        return f"<rule of {self.name}>"


# The rule of a node whose inputs a finished backward walk has let go.
FREED = Rule("freed", lambda: None, ())


class Node:
    """One value, and the operation that made it (``rule is None``: it is a leaf)."""

    __slots__ = (
        "_data",
        "exposed",
        "grad",
        "inputs",
        "made",
        "number",
        "options",
        "parents",
        "requires_grad",
        "rule",
        "stamps",
        "values",
    )

    _data: Any  # the plain array, or np.float64 for a number (2-7 times faster than a 0-d array)
    exposed: int  # number of the moment since when `.data` is in other hands; 0: it is not
    grad: Any
    inputs: tuple[Any, ...]  # as given, Tensors included: what a walk that records again uses
    made: bool  # by hand, not computed: its data may be written to
    number: int
    options: Mapping[str, Any]
    parents: Sequence[tuple[int, Node]]  # (position among the inputs, node) where a gradient goes
    requires_grad: bool
    rule: Rule | None
    stamps: Sequence[Stamp]  # what captured arrays looked like when they were used (a leaf's own
    # data: when it was first handed out)
    values: Sequence[Any]  # the inputs as plain arrays: what a first-order walk uses

    def _become_leaf(self, data: Any, requires_grad: bool) -> None:
        self._data = data
        self.exposed = 0
        self.grad = None
        self.inputs = ()
        self.made = True
        self.number = _next_number()
        self.options = _NO_OPTIONS
        self.parents = ()
        self.requires_grad = requires_grad
        self.rule = None
        self.stamps = ()
        self.values = ()

    def expose(self) -> None:
        """Note that the array is in other hands from now on, and what it looked like before."""
        if not self.exposed:
            self.exposed = _next_number()
            self.stamps = (stamp(self._data),)

    def free(self) -> None:
        """Let go of what the operation kept; a later walk through here says so."""
        self.rule = FREED
        self.parents = self.values = self.inputs = self.stamps = ()
        self.options = _NO_OPTIONS


def raw(value: Any) -> Any:
    """Return the plain array behind a Tensor, and anything else as it is."""
    return value._data if isinstance(value, Node) else value


class _Switch(threading.local):
    """Whether operations are recorded: one switch a thread, so that threads cannot blind others."""

    on = True


switch = _Switch()


def is_recording() -> bool:
    """Return whether operations on Tensors are recorded now, in this thread."""
    return switch.on


class recording(ContextDecorator):  # noqa: N801 - reads like the keyword that it is
    """Switch recording on or off for a block."""

    def __init__(self, on: bool) -> None:
        self._on = on
        self._before: list[bool] = []

    def __enter__(self) -> None:
        self._before.append(switch.on)
        switch.on = self._on

    def __exit__(self, *_: object) -> None:
        switch.on = self._before.pop()


class no_grad(recording):  # noqa: N801 - PyTorch's spelling
    """Do not record in this block: what is computed here is a constant for every gradient.

    >>> from coursekit.autodiff import Tensor, no_grad
    >>> w = Tensor(3.0, requires_grad=True)
    >>> with no_grad():
    ...     y = w * 2
    >>> y.requires_grad
    False
    """

    def __init__(self) -> None:
        super().__init__(False)


def _as_real(inputs: tuple[Any, ...], whole: list[int], dtype: Any) -> tuple[Any, ...]:
    """Make whole numbers real before a rule multiplies them: 200 * 200 is 64 in 8 bits."""
    real = list(inputs)
    for position in whole:
        array = raw(real[position])
        real[position] = array.astype(np.result_type(array.dtype, dtype))
    return tuple(real)


def record(  # noqa: C901 - one loop without calls, because every operation pays for it
    rule: Rule, inputs: tuple[Any, ...], options: Mapping[str, Any] = _NO_OPTIONS
) -> Any:
    """Run an operation on Tensors and plain values; the result remembers how it was made.

    Every entry of ``inputs`` is an operand; whatever else the operation needs is in ``options``.
    """
    values = list(inputs)
    parents: list[tuple[int, Node]] = []
    captured: list[Any] = []
    whole: list[int] = []
    like: type[Node] = Node
    position = 0
    for value in inputs:
        if type(value) not in _PLAIN_NUMBERS:
            if isinstance(value, Node):
                values[position] = value._data
                like = type(value)
                if value.requires_grad:
                    parents.append((position, value))
                elif rule.elementwise and value._data.dtype.kind in "iu":
                    whole.append(position)
                if value.exposed and rule.reads_inputs:
                    captured.append(value._data)
            else:
                if type(value) is not np.ndarray or value.dtype.kind not in "fiub":
                    value = values[position] = as_constant(value, rule.name)  # noqa: PLW2901
                    inputs = (*inputs[:position], value, *inputs[position + 1 :])
                if rule.elementwise and value.dtype.kind in "iu":
                    whole.append(position)
                elif rule.reads_inputs:
                    captured.append(value)
        position += 1  # noqa: SIM113 - enumerate costs a tuple an input, here of all places
    if whole and parents:
        inputs = _as_real(inputs, whole, parents[0][1]._data.dtype)
        for position in whole:
            values[position] = inputs[position]
    node = like.__new__(like)
    node._data = rule.forward(*values, **options) if options else rule.forward(*values)
    node.exposed = 0
    node.grad = None
    node.made = False
    node.number = _next_number()
    if parents and switch.on:
        node.requires_grad = True
        node.rule = rule
        node.inputs = inputs
        node.values = values
        node.options = options
        node.parents = parents
        node.stamps = [stamp(array) for array in captured] if captured else ()
    else:
        if isinstance(node._data, np.ndarray) and not node._data.flags.owndata:
            node._data = node._data.copy()  # a view would change with what it views
        node.requires_grad = False
        node.rule = None
        node.inputs = node.values = node.parents = node.stamps = ()
        node.options = _NO_OPTIONS
    return node
