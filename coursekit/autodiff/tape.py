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
    "COMPUTED",
    "FREED",
    "SHARED",
    "Node",
    "Rule",
    "constant",
    "is_recording",
    "no_grad",
    "raw",
    "record",
    "record_one",
    "record_two",
    "recording",
    "switch",
]

# What stands in `Node.exposed`, beside the numbers of moments.
COMPUTED = -1
SHARED = 1

_next_number = count(SHARED + 1).__next__

_new: Any = object.__new__
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
        "_grad",
        "_plain",
        "exposed",
        "number",
        "options",
        "rule",
        "sources",
        "stamps",
        "tracked",
        "values",
    )

    _plain: Any  # the array, or np.float64 for a number (2-7 times faster than a 0-d array).  Not
    # called _data: np.ma takes the `_data` of whatever it meets, and the gradient would be lost
    _grad: Any  # a Tensor or None; collected at leaves only
    exposed: int  # number of the moment since when `.data` is in other hands; 0: it is not;
    # COMPUTED: it never will be, for a gradient flows through it; SHARED: it always was
    number: int
    options: Mapping[str, Any]
    rule: Rule | None
    sources: Sequence[Node | None]  # for each input the node where a gradient goes, or None
    stamps: Sequence[Stamp]  # what captured arrays looked like when they were used (a leaf's own
    # data: when it was first handed out)
    tracked: bool  # what PyTorch calls requires_grad
    values: Sequence[Any]  # the inputs as plain arrays: what a first-order walk uses

    def _become_leaf(self, data: Any, requires_grad: bool, exposed: int = 0) -> None:
        self._plain = data
        self._grad = None
        self.exposed = exposed
        self.sources = self.stamps = self.values = ()
        self.number = _next_number()
        self.options = _NO_OPTIONS
        self.tracked = requires_grad
        self.rule = None

    @property
    def requires_grad(self) -> bool:
        """Whether gradients flow to this value."""
        return self.tracked

    @property
    def made(self) -> bool:
        """Whether its data may be written to: made by hand, or computed with no gradient."""
        return self.exposed not in (COMPUTED, SHARED)

    @property
    def parents(self) -> list[tuple[int, Node]]:
        """The nodes where a gradient goes, each with its position among the inputs."""
        return [(i, node) for i, node in enumerate(self.sources) if node is not None]

    @property
    def inputs(self) -> Sequence[Any]:
        """The inputs with Tensors where a gradient goes: what a walk that records again uses."""
        if len(self.sources) == 1:
            return self.sources
        pairs = zip(self.sources, self.values, strict=True)
        return [value if source is None else source for source, value in pairs]

    def expose(self) -> None:
        """Note that the array is in other hands from now on.

        Operations that used it before keep the old array if it is a constant's; a variable
        remembers what it looked like.
        """
        if not self.exposed:
            self.exposed = _next_number()
            if self.tracked:
                self.stamps = (stamp(self._plain),)
            elif isinstance(self._plain, np.ndarray):
                self._plain = self._plain.copy()

    def free(self) -> None:
        """Let go of what the operation kept; a later walk through here says so."""
        self.rule = FREED
        self.sources = self.values = self.stamps = ()
        self.options = _NO_OPTIONS


def raw(value: Any) -> Any:
    """Return the plain array behind a Tensor, and anything else as it is."""
    return value._plain if isinstance(value, Node) else value


class _Switch(threading.local):
    """Whether operations are recorded: one switch a thread, so that threads cannot blind others."""

    on = True


switch = _Switch()
# One entry for each block, in any thread, that has recording off.  Mostly there is none, and then
# no thread need look at its own switch, which takes ten times as long.
_pauses: list[None] = []


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
        if not self._on:
            _pauses.append(None)

    def __exit__(self, *_: object) -> None:
        switch.on = self._before.pop()
        if not self._on:
            _pauses.pop()


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


def _as_real(values: list[Any], sources: list[Node | None], dtype: Any) -> list[Any]:
    """Make whole numbers real before a rule multiplies them: 200 * 200 is 64 in 8 bits."""
    real = []
    for value, source in zip(values, sources, strict=True):
        whole = source is None and type(value) not in _PLAIN_NUMBERS and value.dtype.kind in "iu"
        real.append(value.astype(np.result_type(value.dtype, dtype)) if whole else value)
    return real


def record(rule: Rule, inputs: tuple[Any, ...], options: Mapping[str, Any] = _NO_OPTIONS) -> Any:
    """Run an operation on Tensors and plain values; the result remembers how it was made.

    Every entry of ``inputs`` is an operand; whatever else the operation needs is in ``options``.
    """
    if len(inputs) == 1 and isinstance(inputs[0], Node):
        return record_one(rule, inputs[0], options)
    return _record(rule, inputs, options)


def _record(rule: Rule, inputs: tuple[Any, ...], options: Mapping[str, Any] = _NO_OPTIONS) -> Any:
    values: list[Any] = []
    sources: list[Node | None] = []
    captured: list[Any] = []
    variable: Node | None = None
    whole = False
    like: type[Node] = Node
    for value in inputs:
        source = None
        if isinstance(value, Node):
            data = value._plain
            like = type(value)
            if value.tracked:
                source = variable = value
            elif rule.elementwise and data.dtype.kind in "iu":
                whole = True
            if value.exposed > 0 and rule.reads_inputs:
                captured.append(data)
        else:
            data = value
            if type(value) not in _PLAIN_NUMBERS:
                if type(value) is not np.ndarray or value.dtype.kind not in "fiub":
                    data = as_constant(value, rule.name)
                if rule.elementwise and data.dtype.kind in "iu":
                    whole = True
                elif rule.reads_inputs:
                    captured.append(data)
        values.append(data)
        sources.append(source)
    if whole and variable is not None:
        values = _as_real(values, sources, variable._plain.dtype)
    result = rule.forward(*values, **options) if options else rule.forward(*values)
    if variable is None or not switch.on:
        return constant(like, result, values)
    node = _new(like)
    node._plain = result
    node._grad = None
    node.exposed = COMPUTED
    node.number = _next_number()
    node.options = options
    node.tracked = True
    node.rule = rule
    node.sources = sources
    node.stamps = [stamp(array) for array in captured] if captured else ()
    node.values = values
    return node


def constant(like: type[Node], data: Any, values: Sequence[Any]) -> Any:
    """Return a value computed from others, through which no gradient flows."""
    if isinstance(data, np.ndarray):
        if not data.flags.owndata or any(data is value for value in values):
            data = data.copy()  # what is shared would change with what it is shared with
        elif not data.ndim:
            data = data[()]
    node = _new(like)
    node._become_leaf(data, False)
    return node


def record_one(rule: Rule, a: Node, options: Mapping[str, Any] = _NO_OPTIONS) -> Any:
    """Do what `record` does for one Tensor as input, in a quarter of the time."""
    if not a.tracked or a.exposed > 0 or (_pauses and not switch.on):
        return _record(rule, (a,), options)
    node = _new(type(a))
    data = a._plain
    node._plain = rule.forward(data, **options) if options else rule.forward(data)
    node._grad = None
    node.exposed = COMPUTED
    node.number = _next_number()
    node.options = options
    node.tracked = True
    node.rule = rule
    node.sources = (a,)
    node.stamps = ()
    node.values = (data,)
    return node


def record_two(rule: Rule, a: Any, b: Any) -> Any:
    """Do what `record` does for two inputs, in half the time where there is nothing to convert."""
    sources: tuple[Any, ...] = (a, b)
    stamps: Sequence[Stamp] = ()
    kind: Any = type(a)
    other = type(b)
    if kind is other:  # two Tensors: one of two inputs is
        if a.exposed > 0 or b.exposed > 0:
            return _record(rule, (a, b))
        left, right = a._plain, b._plain
        if not (a.tracked and b.tracked):
            fixed = right if a.tracked else left
            if not (a.tracked or b.tracked) or fixed.dtype.kind != "f":
                return _record(rule, (a, b))
            sources = (a, None) if a.tracked else (None, b)
    elif other in _PLAIN_NUMBERS or (other is np.ndarray and b.dtype.kind == "f"):
        if not a.tracked or a.exposed > 0:
            return _record(rule, (a, b))
        left, right = a._plain, b
        sources = (a, None)
        if other is np.ndarray and rule.reads_inputs:
            stamps = (stamp(b),)
    elif kind in _PLAIN_NUMBERS or (kind is np.ndarray and a.dtype.kind == "f"):
        if not b.tracked or b.exposed > 0:
            return _record(rule, (a, b))
        left, right = a, b._plain
        sources = (None, b)
        if kind is np.ndarray and rule.reads_inputs:
            stamps = (stamp(a),)
        kind = other
    else:
        return _record(rule, (a, b))
    if _pauses and not switch.on:
        return _record(rule, (a, b))
    node = _new(kind)
    node._plain = rule.forward(left, right)
    node._grad = None
    node.exposed = COMPUTED
    node.number = _next_number()
    node.options = _NO_OPTIONS
    node.tracked = True
    node.rule = rule
    node.sources = sources
    node.stamps = stamps
    node.values = (left, right)
    return node
