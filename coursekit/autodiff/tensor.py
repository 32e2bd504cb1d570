"""The Tensor: an array that NumPy's own functions record what they do with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from coursekit.autodiff.captured import as_constant, as_input
from coursekit.autodiff.errors import AutodiffError
from coursekit.autodiff.methods import Methods
from coursekit.autodiff.rules.elementwise import COPY
from coursekit.autodiff.rules.indexing import getitem
from coursekit.autodiff.rules.table import TABLE, call, name_of, no_rule
from coursekit.autodiff.tape import Node, Rule, is_recording, raw, record, record_one, record_two
from coursekit.autodiff.walks import ancestors, walk_back

__all__ = ["Tensor"]

# np.add.reduce(t) and the like, by the functions that they are.
_METHODS: dict[tuple[Any, str], Any] = {
    (np.add, "reduce"): np.sum,
    (np.multiply, "reduce"): np.prod,
    (np.maximum, "reduce"): np.max,
    (np.minimum, "reduce"): np.min,
    (np.add, "accumulate"): np.cumsum,
}


def _flows(value: Any) -> bool:
    """Return whether a gradient flows to a value, or to one in a tuple; an out=t counts as one."""
    if isinstance(value, tuple):
        return any(isinstance(each, Node) or _flows(each) for each in value)
    return isinstance(value, Node) and value.tracked and is_recording()


class Tensor(Methods):
    """An array of numbers that remembers how it was computed.

    ``Tensor(data, requires_grad=False)`` copies ``data``.  With ``requires_grad=True`` it is a
    variable: whatever plain NumPy computes from it can be differentiated, and ``y.backward()``
    adds dy/dt to ``t.grad`` (a Tensor of the shape of ``t``).  ``t.data`` is the plain array;
    where a gradient flows through a computed Tensor it is read-only.  Comparisons give plain
    booleans.

    >>> import numpy as np
    >>> x = Tensor([1.0, 2.0], requires_grad=True)
    >>> y = np.sum(np.sin(x) ** 2)
    >>> y.backward()
    >>> bool(np.allclose(x.grad.data, np.sin(2 * x.data)))
    True
    """

    __slots__ = ()

    def __init__(self, data: Any, requires_grad: bool = False) -> None:
        if isinstance(data, Node):
            raise AutodiffError(
                "Tensor(t) of a Tensor would lose how t was computed. Use t itself, or t.detach()"
                " for a constant copy."
            )
        if requires_grad:
            value = as_input(data, "the data of a Tensor that requires a gradient")
        else:
            value = as_constant(np.array(data), "Tensor")
            value = value if value.ndim else value[()]
        self._become_leaf(value, requires_grad)

    # ------------------------------------------------------------------ the plain array behind

    @property
    def data(self) -> Any:
        """The plain array; writable for a Tensor that you made, read-only for a computed one."""
        if self.made:
            self.expose()
            return self._plain
        if not isinstance(self._plain, np.ndarray):
            return self._plain
        view = self._plain.view()
        view.flags.writeable = False
        return view

    @data.setter
    def data(self, value: Any) -> None:
        if not self.made:
            raise AutodiffError(
                f"this Tensor of shape {self.shape} was computed, so its data cannot be replaced."
                " Replace the data of the Tensors that it was computed from."
            )
        new = as_input(value, ".data") if self.tracked else as_constant(np.array(value), ".data")
        if np.shape(new) != self.shape:
            raise AutodiffError(
                f".data has shape {self.shape}, and was given shape {np.shape(new)}. Make a new"
                " Tensor for another shape."
            )
        # A new array each time: graphs that used the old one can tell, and nobody holds this one.
        self._plain = new if self.ndim else new[()]
        self.exposed = 0
        self.stamps = ()

    @property
    def requires_grad(self) -> bool:
        """Whether gradients flow to this Tensor; may be set, unless it was computed from others."""
        return self.tracked

    @requires_grad.setter
    def requires_grad(self, wanted: bool) -> None:
        if not self.made:
            raise AutodiffError(
                "requires_grad can be set for Tensors that you made, and this one was computed from"
                " others that require gradients. Take t.detach() for a constant copy."
            )
        if wanted and self._plain.dtype.kind != "f":
            as_input(np.atleast_1d(self._plain), "the data of a Tensor that requires a gradient")
        self.tracked = bool(wanted)

    @property
    def grad(self) -> Any:
        """The gradient collected by `backward`, a Tensor of the same shape; None before."""
        return self._grad

    @grad.setter
    def grad(self, value: Any) -> None:
        if value is not None:
            if np.shape(raw(value)) != self.shape:
                raise AutodiffError(
                    f".grad of a Tensor of shape {self.shape} was given shape"
                    f" {np.shape(raw(value))}; they must agree. None forgets the gradient."
                )
            value = value if isinstance(value, Node) else Tensor(value)
        self._grad = value

    @property
    def is_leaf(self) -> bool:
        """Whether the Tensor was not computed from others that require gradients."""
        return self.rule is None

    @property
    def shape(self) -> tuple[int, ...]:
        """The lengths of the axes."""
        shape: tuple[int, ...] = self._plain.shape
        return shape

    @property
    def ndim(self) -> int:
        """The number of axes."""
        ndim: int = self._plain.ndim
        return ndim

    @property
    def size(self) -> int:
        """The number of entries."""
        size: int = self._plain.size
        return size

    @property
    def dtype(self) -> np.dtype[Any]:
        """The type of the entries."""
        dtype: np.dtype[Any] = self._plain.dtype
        return dtype

    def item(self) -> Any:
        """Return the one entry as a Python number."""
        return self._plain.item()

    def tolist(self) -> Any:
        """Return the entries as (nested lists of) Python numbers."""
        return self._plain.tolist()

    def detach(self) -> Tensor:
        """Return a constant copy, through which no gradient flows."""
        return Tensor(np.array(self._plain))

    def zero_(self) -> Tensor:
        """Set every entry to 0, for `w.grad.zero_()`; `w.grad = None` forgets the gradient."""
        if not self._may_change(None):
            raise AutodiffError(
                "t.zero_() would overwrite what a gradient may still need. Write t.grad.zero_() to"
                " zero a gradient, t.grad = None to forget it (after create_graph=True), or t.data"
                " = np.zeros(t.shape) to zero a variable."
            )
        self.data = np.zeros_like(self._plain)
        return self

    def backward(
        self, gradient: Any = None, retain_graph: bool | None = None, create_graph: bool = False
    ) -> None:
        """Add the derivative of this number to `.grad` of every leaf that it depends on.

        ``gradient``: the cotangent, needed unless this is a single number.  The recorded
        operations are let go, unless ``retain_graph`` (or ``create_graph``, which also records
        this walk, so that `.grad` can be differentiated again).
        """
        if not self.tracked:
            raise AutodiffError(
                "backward() from a Tensor that depends on no Tensor with requires_grad=True (or"
                " was computed under no_grad). Make the variables with requires_grad=True."
            )
        operations, _ = ancestors(self)
        found = walk_back(
            operations,
            {self: self._cotangent(gradient, create_graph)},
            again=create_graph,
            release=not (create_graph if retain_graph is None else retain_graph),
        )
        for leaf, g in found.items():
            if leaf.rule is None and leaf.tracked:
                if create_graph:
                    own = g if g.dtype == leaf._plain.dtype else g.astype(leaf._plain.dtype)
                else:
                    own = Tensor(np.array(g, leaf._plain.dtype))
                leaf._grad = own if leaf._grad is None else leaf._grad + own

    def _cotangent(self, gradient: Any, create_graph: bool) -> Any:
        if gradient is None:
            if self.shape:
                raise AutodiffError(
                    f"backward() starts from one number, this has shape {self.shape}. Sum it first,"
                    " y.sum().backward(), or say the cotangent: y.backward(np.ones(y.shape))."
                )
            gradient = self.dtype.type(1)
        elif np.shape(raw(gradient)) != self.shape:
            raise AutodiffError(
                f"the cotangent has shape {np.shape(raw(gradient))}, the Tensor {self.shape}; they"
                " must agree."
            )
        elif not create_graph:
            gradient = np.array(raw(gradient), self.dtype)[()]
        if create_graph and not isinstance(gradient, Node):
            return Tensor(gradient)
        return gradient

    # ------------------------------------------------------------------ copies

    def copy(self) -> Any:
        """Return a Tensor of the same value, through which gradients flow."""
        return record_one(COPY, self) if self.tracked else self.detach()

    def __copy__(self) -> Any:
        return self.copy()

    def __deepcopy__(self, _memo: Any) -> Any:
        if not self.made:
            return self.copy()
        own = Tensor(self._plain, self.tracked)  # the copy of a model learns on its own
        own.grad = raw(self._grad)
        return own

    def __reduce_ex__(self, protocol: Any) -> Any:
        if self.tracked and not self.made:
            raise AutodiffError(
                f"a Tensor of shape {self.shape} was to be pickled, and what comes back would not"
                " depend on it. Take t.detach() if no gradient shall flow."
            )
        return super().__reduce_ex__(protocol)

    # ------------------------------------------------------------------ NumPy's protocols

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **keywords: Any) -> Any:
        if method == "__call__":
            if not keywords:
                entry = TABLE.get(ufunc)
                if type(entry) is Rule:
                    if len(inputs) == 1:
                        return record_one(entry, self)
                    if len(inputs) == 2:
                        return record_two(entry, *inputs)
                    return record(entry, inputs)
            elif "out" in keywords and not any(_flows(v) for v in (*inputs, keywords["out"])):
                # a -= lr * w.grad: nothing here has a gradient to lose
                return ufunc(*[raw(each) for each in inputs], **keywords)
            return call(ufunc, inputs, keywords)
        known = _METHODS.get((ufunc, method))
        if known is not None:
            keywords.setdefault("axis", 0)
            return call(known, inputs, keywords)
        if method == "outer":
            a, b = inputs
            return ufunc(np.reshape(a, np.shape(a) + (1,) * np.ndim(b)), b, **keywords)
        raise no_rule(f"{name_of(ufunc)}.{method}", inputs, keywords)

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        return call(func, args, kwargs)

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        if self.tracked and is_recording():
            raise AutodiffError(
                f"a plain NumPy array was to be made of a Tensor of shape {self.shape}, which would"
                " drop its gradient. Join Tensors with np.stack([…]) or np.concatenate([…]) instead"
                " of np.array([…]); build a vector in one piece instead of a[i] = t; write"
                " np.dot(a, t) instead of a.dot(t); take t.data if no gradient shall flow."
            )
        return np.array(self._plain, dtype)

    def _number(self, kind: str) -> Any:
        if self.tracked and is_recording():
            raise AutodiffError(
                f"{kind}(t) of a Tensor would drop its gradient. Use np.sin(t) instead of"
                " math.sin(t) and so on; take t.item() if no gradient shall flow."
            )
        return self._plain.item()

    def __float__(self) -> float:
        return float(self._number("float"))

    def __int__(self) -> int:
        return int(self._number("int"))

    def __complex__(self) -> complex:
        return complex(self._number("complex"))

    def __index__(self) -> int:
        index: int = np.asarray(self._number("int")).item().__index__()
        return index

    def __bool__(self) -> bool:
        return bool(self._plain)

    def __repr__(self) -> str:
        inside = np.array2string(np.asarray(self._plain), separator=", ", prefix="Tensor(")
        return f"Tensor({inside}{', requires_grad=True' if self.tracked else ''})"

    def __format__(self, spec: str) -> str:
        return format(self.item(), spec) if spec else str(self)

    def __len__(self) -> int:
        if not self.ndim:
            raise TypeError("a Tensor of a single number has no length")
        return self.shape[0]

    def __iter__(self) -> Iterator[Any]:
        return (self[i] for i in range(len(self)))

    def __getitem__(self, index: Any) -> Any:
        return getitem(self, index)

    def __setitem__(self, index: Any, value: Any) -> None:
        if not self._may_change(value):
            raise AutodiffError(
                "t[…] = … writes into a Tensor whose old entries may still be needed. Build a new"
                " one: np.where(mask, new, t), np.concatenate([…]) or np.stack([…])."
            )
        data = np.array(self._plain)
        data[index] = raw(value)
        self.data = data
