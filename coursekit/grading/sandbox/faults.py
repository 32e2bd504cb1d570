"""How a student's process can fail the grader that waits for it."""

from __future__ import annotations

from coursekit.checking import CellResult
from coursekit.grading.errors import GradingError

__all__ = ["ChildDied", "ChildFault", "ChildMisbehaved", "ChildTimeout", "SandboxError"]


class SandboxError(GradingError):
    """The sandbox itself does not work: no fault of the student's.

    >>> issubclass(SandboxError, GradingError)
    True
    """


class ChildFault(GradingError):  # noqa: N818 - the student's fault, not the grader's error
    """A student's process is gone and answers nothing more; the student's code is the cause.

    ``cell`` is the index of the cell that was running (None: it was answering questions),
    ``results`` what is known of the cells before it.
    """

    cell: int | None = None
    results: tuple[CellResult, ...] = ()


class ChildDied(ChildFault):
    """The process ended by itself or was ended by a limit.

    ``reason`` is ``"timeout"``, ``"memory"``, ``"cpu"``, ``"exit"`` or ``"signal N"``. What a
    process dies of is in the hands of its code: it is a word for the report, nothing to rely on.

    >>> ChildDied("cpu").reason
    'cpu'
    """

    def __init__(self, reason: str, message: str = "") -> None:
        super().__init__(message or f"the process ended ({reason})")
        self.reason = reason


class ChildTimeout(ChildDied):
    """The process did not answer in time and was killed.

    >>> ChildTimeout("cell 3 did not end within 10 s").reason
    'timeout'
    """

    def __init__(self, message: str) -> None:
        super().__init__("timeout", message)


class ChildMisbehaved(ChildFault):
    """The process wrote what is no answer to what it was asked, and was killed."""
