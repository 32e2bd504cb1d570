"""What the diagnosis looks at: the numbers that came back beside those that were wanted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from coursekit.checking.calls import shown
from coursekit.checking.compare import RTOL, SINGLE_FLOOR, SINGLE_RTOL, Array, same

__all__ = ["Case", "Finding", "NamedSlip", "Step", "evaluate", "first_finding", "named"]


class Finding(NamedTuple):
    """A diagnosis: its stable tag, and what the student reads."""

    tag: str
    message: str


@dataclass(frozen=True, eq=False)
class NamedSlip:
    """A known wrong answer with its values at the probes, computed when first asked for.

    A value is None where the slip itself has none (a pole).
    """

    tag: str
    message: str
    compute: Callable[[], list[Array | None]]
    composite: bool = False

    @cached_property
    def values(self) -> list[Array | None]:
        """The slip's values, one a probe."""
        return self.compute()


@dataclass(frozen=True, eq=False)
class Case:
    """One answer in numbers: ``got`` and ``want`` hold one array a probe.

    ``name`` is what the answer is called in messages, ``again`` calls answer and reference at a
    further point where that is possible, ``is_function`` says that there are inputs to vary, and
    ``derivative`` names the input by which a derivative is asked, and ``undifferentiated`` is the
    function of which it is asked.
    """

    name: str
    inputs: Sequence[str]
    probes: Sequence[tuple[Any, ...]]
    got: Sequence[Array]
    want: Sequence[Array]
    slips: Sequence[NamedSlip] = ()
    dtypes: frozenset[str] = frozenset()
    rtol: float = RTOL
    is_function: bool = True
    again: Callable[[tuple[Any, ...]], tuple[Array, Array]] | None = field(default=None, repr=False)
    derivative: str | None = None
    undifferentiated: Callable[..., Any] | None = field(default=None, repr=False)

    @property
    def single(self) -> bool:
        """Whether the answer was computed in single precision."""
        return "float32" in self.dtypes

    def close(self, got: Sequence[Array], want: Sequence[Array]) -> bool:
        """Whether two lists agree at this answer's precision."""
        if same(got, want, self.rtol):
            return True
        return self.single and same(got, want, max(self.rtol, SINGLE_RTOL), SINGLE_FLOOR)

    def is_slip(self, slip: NamedSlip, factor: float = 1.0) -> bool:
        """Whether the answer is ``factor`` times the slip, wherever the slip has a value."""
        pairs = [
            (got, factor * value)
            for got, value in zip(self.got, slip.values, strict=True)
            if value is not None
        ]
        if not pairs or 3 * len(pairs) < 2 * len(self.got):
            return False
        return self.close([got for got, _ in pairs], [value for _, value in pairs])

    def at(self, index: int) -> str:
        """Return the probe ``index`` in words."""
        return shown(self.inputs, self.probes[index])


def evaluate(function: Callable[..., Any], *arguments: Any, **parameters: Any) -> Array | None:
    """Return the author's function at a point, or None where it has no value there."""
    copies = [a.copy() if isinstance(a, np.ndarray) else a for a in arguments]
    try:
        with np.errstate(all="ignore"):
            return np.array(function(*copies, **parameters), dtype=float)
    except (ArithmeticError, ValueError):
        return None


Step = Callable[[Case], Finding | None]


def first_finding(case: Case, steps: Sequence[Step]) -> Finding | None:
    """Return what the first step that recognises the answer says, or None."""
    return next((found for step in steps if (found := step(case)) is not None), None)


def named(case: Case) -> Finding | None:
    """Return the first of the exercise's own slips that the answer equals."""
    for slip in case.slips:
        if case.is_slip(slip):
            return Finding(slip.tag, slip.message)
    return None
