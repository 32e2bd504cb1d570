"""What the signs + - * / ** @ and the comparisons do with Tensors."""

from __future__ import annotations

from typing import Any

import numpy as np

from coursekit.autodiff.errors import AutodiffError
from coursekit.autodiff.rules import elementwise as e
from coursekit.autodiff.rules.linear_algebra import MATMUL
from coursekit.autodiff.rules.table import call
from coursekit.autodiff.tape import Node, raw, record_one, record_two, switch

__all__ = ["Operators"]


class Operators(Node):
    """A node with arithmetic; straight to the rule, since NumPy's dispatch costs as much again."""

    __slots__ = ()
    data: Any
    __hash__ = Node.__hash__

    def __add__(self, other: Any) -> Any:
        return record_two(e.ADD, self, other)

    def __radd__(self, other: Any) -> Any:
        return record_two(e.ADD, other, self)

    def __sub__(self, other: Any) -> Any:
        return record_two(e.SUBTRACT, self, other)

    def __rsub__(self, other: Any) -> Any:
        return record_two(e.SUBTRACT, other, self)

    def __mul__(self, other: Any) -> Any:
        return record_two(e.MULTIPLY, self, other)

    def __rmul__(self, other: Any) -> Any:
        return record_two(e.MULTIPLY, other, self)

    def __truediv__(self, other: Any) -> Any:
        return record_two(e.DIVIDE, self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return record_two(e.DIVIDE, other, self)

    def __pow__(self, other: Any) -> Any:
        return record_two(e.POWER, self, other)

    def __rpow__(self, other: Any) -> Any:
        return record_two(e.POWER, other, self)

    def __matmul__(self, other: Any) -> Any:
        return record_two(MATMUL, self, other)

    def __rmatmul__(self, other: Any) -> Any:
        return record_two(MATMUL, other, self)

    def __mod__(self, other: Any) -> Any:
        return call(np.remainder, (self, other), {})

    def __rmod__(self, other: Any) -> Any:
        return call(np.remainder, (other, self), {})

    def __floordiv__(self, other: Any) -> Any:
        return call(np.floor_divide, (self, other), {})

    def __rfloordiv__(self, other: Any) -> Any:
        return call(np.floor_divide, (other, self), {})

    def __divmod__(self, other: Any) -> Any:
        return call(np.divmod, (self, other), {})

    def __rdivmod__(self, other: Any) -> Any:
        return call(np.divmod, (other, self), {})

    def __neg__(self) -> Any:
        return record_one(e.NEGATIVE, self)

    def __pos__(self) -> Any:
        return self

    def __abs__(self) -> Any:
        return call(np.absolute, (self,), {})

    def __round__(self, digits: int | None = None) -> Any:
        return call(np.round, (self, digits or 0), {})

    # In place means what it means in PyTorch for constants, and under no_grad for variables.  While
    # it is recorded, a number cannot be changed in place, so `total += t` makes a new one; an array
    # could, and other names for it would see the change in NumPy but not here.

    def _may_change(self, other: Any) -> bool:
        """Return whether writing into this Tensor loses no gradient."""
        flows = self.tracked or (isinstance(other, Node) and other.tracked)
        return self.made and not (flows and switch.on)

    def _in_place(self, other: Any, result: Any, sign: str) -> Any:
        if self._may_change(other) and self._plain.shape == np.shape(raw(result)):
            self.data = raw(result)  # a new array: what was computed before keeps the old one
            return self
        if self._plain.ndim:
            raise AutodiffError(
                f"t {sign}= … on a Tensor of shape {self._plain.shape} would change it in place."
                f" Write t = t {sign} …, which makes a new one."
            )
        return result

    def __iadd__(self, other: Any) -> Any:
        return self._in_place(other, self + other, "+")

    def __isub__(self, other: Any) -> Any:
        return self._in_place(other, self - other, "-")

    def __imul__(self, other: Any) -> Any:
        return self._in_place(other, self * other, "*")

    def __itruediv__(self, other: Any) -> Any:
        return self._in_place(other, self / other, "/")

    def __ipow__(self, other: Any) -> Any:
        return self._in_place(other, self**other, "**")

    def __imod__(self, other: Any) -> Any:
        return self._in_place(other, self % other, "%")

    def __ifloordiv__(self, other: Any) -> Any:
        return self._in_place(other, self // other, "//")

    def __imatmul__(self, other: Any) -> Any:
        return self._in_place(other, self @ other, "@")

    def __eq__(self, other: object) -> Any:
        return self._plain == raw(other)

    def __ne__(self, other: object) -> Any:
        return self._plain != raw(other)

    def __lt__(self, other: Any) -> Any:
        return self._plain < raw(other)

    def __le__(self, other: Any) -> Any:
        return self._plain <= raw(other)

    def __gt__(self, other: Any) -> Any:
        return self._plain > raw(other)

    def __ge__(self, other: Any) -> Any:
        return self._plain >= raw(other)
