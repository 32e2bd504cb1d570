"""A class in parts: which machine grades whom, and where the marks are until they are joined."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from coursekit.grading.errors import GradingError

__all__ = ["Shard"]


@dataclass(frozen=True)
class Shard:
    """Part ``number`` of ``count``, from 1.

    Whom it grades follows from the id alone, so that every machine sees the same whole download
    and takes its own share of it, whatever else is in there.

    >>> shards = [Shard.parse(f"{number}/3") for number in (1, 2, 3)]
    >>> [sum(shard.takes(student) for shard in shards) for student in ("abcd12", "efgh34")]
    [1, 1]
    >>> shards[1].path(Path("marks.db")).name
    'marks.2of3.db'
    """

    number: int
    count: int

    @classmethod
    def parse(cls, text: str) -> Shard:
        """Read "2/3"; raises GradingError for what is no such thing."""
        found = re.fullmatch(r"(\d{1,6})/(\d{1,6})", text)
        if not found or not 1 <= int(found[1]) <= int(found[2]):
            raise GradingError(f"{text!r} is no shard; write 2/3 for the second of three")
        return cls(int(found[1]), int(found[2]))

    def takes(self, student: str) -> bool:
        """Whether this part grades the student."""
        digest = hashlib.sha256(student.encode("utf-8", "surrogatepass")).digest()
        return int.from_bytes(digest[:8], "big") % self.count == self.number - 1

    def path(self, gradebook: Path) -> Path:
        """Return the file of this part's marks, beside the gradebook that they are for."""
        return gradebook.with_name(
            f"{gradebook.stem}.{self.number}of{self.count}{gradebook.suffix}"
        )

    @classmethod
    def of_file(cls, path: Path) -> tuple[Shard, Path] | None:
        """Return the part whose marks a file holds by its name, and the gradebook they are for.

        >>> Shard.of_file(Path("marks.2of3.db"))
        (Shard(number=2, count=3), PosixPath('marks.db'))
        >>> Shard.of_file(Path("marks.db")) is None
        True
        """
        # Not by stem and suffix: of marks.2of3, for a gradebook without ending, 2of3 is none.
        found = re.fullmatch(r"(.+)\.(\d{1,6})of(\d{1,6})(\.[^.]+)?", path.name)
        if not found or not 1 <= int(found[2]) <= int(found[3]):
            return None
        return cls(int(found[2]), int(found[3])), path.with_name(found[1] + (found[4] or ""))

    def __str__(self) -> str:
        return f"{self.number}/{self.count}"
