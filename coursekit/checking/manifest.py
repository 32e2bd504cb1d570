"""What a handed-in notebook says of itself: claims that help to sort it, and no evidence.

They stand in the notebook's metadata, where every student could write them; so grading compares
them with what it knows and notes a difference, and no mark depends on them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from coursekit.checking.stored import CodeCell, cleaned

__all__ = ["Manifest", "code_hash"]

_KEY = "submission"
_LONGEST = 120  # characters of a claim that are shown


def code_hash(cells: Iterable[CodeCell]) -> str:
    """Return the SHA-256 of the texts of code cells in their order.

    >>> code_hash([CodeCell(1, "x = 1")]) == code_hash([CodeCell(7, "x = 1")])
    True
    """
    texts = json.dumps([cell.source for cell in cells])
    return hashlib.sha256(texts.encode()).hexdigest()


@dataclass(frozen=True)
class Manifest:
    """What `coursekit submit` wrote into a notebook.

    ``sheet`` and ``student`` (None where the sheet was opened for nobody), ``code`` the `code_hash`
    of the cells, ``versions`` of coursekit, Python and NumPy where it was written.
    """

    sheet: str
    student: str | None
    code: str
    versions: Mapping[str, str] = field(default_factory=dict)

    def written_into(self, metadata: Mapping[str, Any]) -> dict[str, Any]:
        """Return a notebook's metadata with these claims in it.

        >>> claims = Manifest("02_rules", "abcd12", "00", {"coursekit": "0.1.0"})
        >>> Manifest.read(claims.written_into({"kernelspec": {}})) == claims
        True
        """
        own = metadata.get("coursekit")
        claims = {
            "sheet": self.sheet,
            "student": self.student,
            "code": self.code,
            "versions": dict(self.versions),
        }
        return {**metadata, "coursekit": {**(own if isinstance(own, dict) else {}), _KEY: claims}}

    @classmethod
    def read(cls, metadata: Mapping[str, Any]) -> Manifest | None:
        """Return the claims in a notebook's metadata; None where there are none that make sense."""
        own = metadata.get("coursekit")
        claims = own.get(_KEY) if isinstance(own, dict) else None
        if not isinstance(claims, dict):
            return None
        sheet, code = _text(claims.get("sheet")), _text(claims.get("code"))
        if not sheet or not code:
            return None
        versions = claims.get("versions")
        return cls(
            sheet,
            _text(claims.get("student")) or None,
            code,
            {_text(k): _text(v) for k, v in [*versions.items()][:10]}
            if isinstance(versions, dict)
            else {},
        )

    def doubts(self, student: str, cells: Iterable[CodeCell], sheet: str | None) -> list[str]:
        """Say where the claims differ from what is known: whose it is, its code, its sheet.

        >>> claims = Manifest("02_rules", "other1", code_hash([]))
        >>> claims.doubts("abcd12", [], "02_rules")
        ['It was written by coursekit submit for other1.']
        """
        doubts = []
        if self.student is not None and self.student.casefold() != student.casefold():
            doubts.append(f"It was written by coursekit submit for {self.student}.")
        if sheet is not None and self.sheet != sheet:
            doubts.append(f"It was written by coursekit submit for the sheet {self.sheet}.")
        if self.code != code_hash(cells):
            doubts.append("Its code was changed after coursekit submit had written it.")
        return doubts


def _text(value: object) -> str:
    """Return a claim as one short line, "" for what is no text."""
    if not isinstance(value, str):
        return ""
    return re.sub(r"\s+", " ", cleaned(value)).strip()[:_LONGEST]
