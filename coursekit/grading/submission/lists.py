"""What an instructor may add by hand: whose a file is, and when it arrived."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from coursekit.grading.errors import GradingError
from coursekit.grading.submission.names import clean
from coursekit.grading.submission.tables import columns, read_bytes, read_rows, text_of
from coursekit.grading.times import read_time

__all__ = ["read_manifest", "read_submitted"]

_MANIFEST = {
    "file": ("file", "filename", "file name", "path", "name", "submission"),
    "id": ("id", "student", "student id", "username", "login"),
}
_SUBMITTED = {
    "id": (
        *("id", "student", "student id", "username", "user name", "login", "login id"),
        *("sis login id", "id number", "email", "email address", "identifier", "user id"),
    ),
    "time": (
        *("submitted", "submitted at", "time", "submission time", "submission date", "timestamp"),
        *("last modified submission", "date", "attempt date"),
    ),
}


def read_manifest(path: Path | str, limit: int = 20_000_000) -> dict[str, str]:
    """Read which student each file is of: a JSON object, or a CSV file of file name and id.

    A file is named as it lies below the place that is graded, or by its last part alone. Raises
    GradingError for a file that is named twice with different ids.
    """
    path = Path(path)
    if path.suffix.lower() == ".json":
        pairs = [(0, file, id_) for file, id_ in _json_object(path, limit).items()]
    else:
        rows = read_rows(path, "manifest", limit)
        where = dict(columns(rows[0][1], _MANIFEST))
        if len(where) == 2:
            rows = rows[1:]
        else:
            where = {"file": 0, "id": 1}
        for line, cells in rows:
            if len(cells) <= max(where.values()):
                raise GradingError(f"line {line} of the manifest {path} is no pair of file and id")
        pairs = [(line, cells[where["file"]], cells[where["id"]]) for line, cells in rows]
    manifest: dict[str, str] = {}
    for line, file, id_ in pairs:
        at = f", line {line}" if line else ""
        key, student = clean(file.replace("\\", "/"), 1000), clean(id_)
        if not key or not student:
            raise GradingError(f"the manifest {path}{at} has a file or an id that is empty")
        if manifest.setdefault(key, student) != student:
            raise GradingError(f"the manifest {path}{at} gives {key} to two students")
    return manifest


def _json_object(path: Path, limit: int) -> dict[str, str]:
    try:
        data: Any = json.loads(text_of(read_bytes(path, "manifest", limit)))
    except (ValueError, RecursionError):
        raise GradingError(f"the manifest {path} is not JSON") from None
    if not isinstance(data, dict) or not all(isinstance(id_, str) for id_ in data.values()):
        raise GradingError(f'the manifest {path} must be an object such as {{"a.ipynb": "abcd12"}}')
    return data


def read_submitted(path: Path | str, limit: int = 20_000_000) -> Mapping[str, float]:
    """Read when each student handed in, in seconds since 1970, from a CSV file of the platform's.

    The columns are an id and a time (`coursekit.grading.times.read_time`); of several times of one
    student the last counts, rows without a time are left out. Raises GradingError for a time that
    cannot be read.
    """
    rows = read_rows(path, "list of times", limit)
    where = dict(columns(rows[0][1], _SUBMITTED))
    if len(where) == 2:
        rows = rows[1:]
    elif where:
        raise GradingError(
            f"the list of times {path} has the columns {', '.join(rows[0][1])}; call two of them id"
            " and submitted"
        )
    else:
        where = {"id": 0, "time": 1}
    times: dict[str, float] = {}
    for line, cells in rows:
        if len(cells) <= max(where.values()):
            raise GradingError(f"line {line} of the list of times {path} is no pair of id and time")
        student, text = clean(cells[where["id"]]), cells[where["time"]]
        if not student or text in ("", "-"):
            continue
        try:
            moment = read_time(text)
        except GradingError as error:
            raise GradingError(f"line {line} of the list of times {path}: {error}") from None
        times[student] = max(moment, times.get(student, moment))
    return times
