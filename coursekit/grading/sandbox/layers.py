"""Which walls this machine can build, found out by building them in a throw-away process."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Layer"]


@dataclass(frozen=True)
class Layer:
    """One wall: whether it stands here, and if not why, and what would help.

    >>> Layer("seccomp", True).on
    True
    """

    name: str
    on: bool
    cause: str = ""
    cure: str = ""
