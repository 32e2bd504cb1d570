"""How much a student's process may use."""

from __future__ import annotations

from dataclasses import asdict, dataclass

__all__ = ["Limits"]


@dataclass(frozen=True)
class Limits:
    """What one submission may use, from its first cell to its last answer.

    ``memory_mb`` is address space beyond what the process has when it starts (NumPy alone maps a
    few hundred), ``disk_mb`` and ``inodes`` are what its private folder holds, ``file_mb`` is one
    file of it, ``processes`` counts threads as well.

    >>> Limits(memory_mb=512).disk_mb
    64
    """

    memory_mb: int = 1024
    cpu_seconds: int = 120
    disk_mb: int = 64
    inodes: int = 2048
    file_mb: int = 32
    processes: int = 32
    open_files: int = 128

    def as_dict(self) -> dict[str, int]:
        """Return the limits as the zygote reads them."""
        return asdict(self)
