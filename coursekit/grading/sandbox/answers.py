"""What a student's process answers, as the grader sees it: plain data only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

__all__ = ["Described", "Outcome", "Parameter", "Raised", "Usage"]


@dataclass(frozen=True)
class Parameter:
    """One parameter of a student's function; ``kind`` as `inspect.Parameter.kind` numbers them.

    >>> Parameter("x", 1, False).name
    'x'
    """

    name: str
    kind: int
    has_default: bool


@dataclass(frozen=True)
class Raised:
    """An exception of the student's code, told and not sent.

    ``type`` is its class's name and ``mro`` the names of all its classes, ``text`` what it says,
    ``line`` and ``source`` the last line of the student's own cells on its way (None and "" if
    there is none).
    """

    type: str
    text: str
    mro: tuple[str, ...] = ()
    line: int | None = None
    source: str = ""


@dataclass(frozen=True, eq=False)
class Outcome:
    """What one call gave: a value or an exception, and what it did on the way.

    ``mutated`` holds the indices of the arguments that are no longer what they were. What cannot
    be sent comes as a `Foreign` object of the same class name.
    """

    value: Any = None
    error: Raised | None = None
    printed: bool = False
    mutated: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class Described:
    """What a name stands for once the cells have run.

    ``parameters`` is None for what is no function, or for a function that does not tell them.
    """

    name: str
    status: Literal["missing", "ellipsis", "callable", "value"]
    value: Any = None
    parameters: tuple[Parameter, ...] | None = None


@dataclass(frozen=True)
class Usage:
    """What a process used, known when it is closed.

    >>> Usage().cpu_seconds
    0.0
    """

    cpu_seconds: float = 0.0
    peak_mb: float = 0.0
