"""Notebooks as bytes: broken, huge, disguised. What is read counts, what is not is told."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["CASES", "StoredCase", "notebook"]

RIGHT = "def d_power(x):\n    return 5 * x**4"
MARKS = {"d_power": 1.0}


@dataclass(frozen=True)
class StoredCase:
    """The bytes of one file, made when they are needed; ``marks`` as in `Case`."""

    name: str
    make: Callable[[], bytes]
    marks: Mapping[str, float] = field(default_factory=dict)


def code(source: Any, **more: Any) -> dict[str, Any]:
    """Return a code cell."""
    return {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], **more}


def notebook(*cells: Any, **more: Any) -> dict[str, Any]:
    """Return a notebook in format 4."""
    return {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **more}


def stored(*cells: Any, **more: Any) -> Callable[[], bytes]:
    """Return a maker of a notebook's bytes."""
    return lambda: json.dumps(notebook(*cells, **more)).encode()


def text(*sources: Any, **more: Any) -> Callable[[], bytes]:
    """Return a maker of a notebook of code cells."""
    return stored(*map(code, sources), **more)


CASES = (
    StoredCase("plain", text(RIGHT), MARKS),
    StoredCase("lines", text(RIGHT.splitlines(keepends=True)), MARKS),
    StoredCase("empty-file", lambda: b""),
    StoredCase("no-json", lambda: b"def d_power(x): return 5 * x**4"),
    StoredCase("half-of-it", lambda: text(RIGHT)()[:60]),
    StoredCase("a-list", lambda: b"[]"),
    StoredCase("a-number", lambda: b"1e999"),
    StoredCase("nan", lambda: b'{"cells": NaN}'),
    StoredCase("cells-a-number", lambda: b'{"cells": 5}'),
    StoredCase("cells-a-dict", lambda: b'{"cells": {"0": 1}}'),
    StoredCase("cell-a-number", stored(1, None, [], "x", code(RIGHT)), MARKS),
    StoredCase("source-a-number", stored(code(7), code(None), code({}), code(RIGHT)), MARKS),
    StoredCase("source-of-odd-lines", stored(code(["x = 1\n", 5, None]), code(RIGHT)), MARKS),
    StoredCase("type-missing", stored({"source": "x"}, code(RIGHT)), MARKS),
    StoredCase("ids-twice", stored(code("x = 1", id="a"), code(RIGHT, id="a")), MARKS),
    StoredCase("ids-missing", stored(code(RIGHT)), MARKS),
    StoredCase("ids-of-odd-types", stored(code("1", id=[]), code(RIGHT, id={"a": 1})), MARKS),
    StoredCase("cells-copied", text(RIGHT, RIGHT, RIGHT), MARKS),
    StoredCase("metadata-lies", text("1", metadata={"score": 100, "grade": {"d_sin_x2": 1}})),
    StoredCase(
        "outputs-lie", stored(code("1", outputs=[{"text": "correct"}], execution_count="x"))
    ),
    StoredCase("metadata-a-list", text(RIGHT, metadata=[]), MARKS),
    StoredCase("language-r", text("d_power <- 5", metadata={"kernelspec": {"language": "R"}})),
    StoredCase("kernel-of-odd-types", text(RIGHT, metadata={"kernelspec": 7}), MARKS),
    StoredCase("format-99", text(RIGHT, nbformat=99), MARKS),
    StoredCase("format-text", text(RIGHT, nbformat="four"), MARKS),
    StoredCase(
        "format-3",
        lambda: json.dumps(
            {
                "nbformat": 3,
                "nbformat_minor": 0,
                "metadata": {},
                "worksheets": [
                    {"cells": [{"cell_type": "code", "input": RIGHT, "language": "python"}]}
                ],
            }
        ).encode(),
        MARKS,
    ),
    StoredCase("utf-16", lambda: text(RIGHT)().decode().encode("utf-16"), MARKS),
    StoredCase("byte-order-mark", lambda: b"\xef\xbb\xbf" + text(RIGHT)(), MARKS),
    StoredCase("latin-1", lambda: text(RIGHT)().replace(b"x**4", b"x**4 + 0 * len('\xe9')"), MARKS),
    StoredCase("nul-at-the-end", lambda: text(RIGHT)() + bytes(4096), MARKS),
    StoredCase("nul-in-a-cell", text("x = '\0'\0", RIGHT), MARKS),
    StoredCase(
        "half-a-surrogate", lambda: text("x = 'S'", RIGHT)().replace(b"S", b"\\ud800"), MARKS
    ),
    StoredCase("odd-escapes", lambda: text(RIGHT)().replace(b"def", b"\\u0064ef"), MARKS),
    StoredCase("key-twice", lambda: b'{"cells": [], ' + text(RIGHT)()[1:], MARKS),
    StoredCase("rest-behind-it", lambda: text(RIGHT)() + b'{"cells": []}'),
    StoredCase("deep", lambda: b'{"cells": ' + b"[" * 200_000 + b"]" * 200_000 + b"}"),
    StoredCase("deep-metadata", lambda: b'{"metadata": ' + b'{"a":' * 100_000),
    StoredCase("digits", lambda: b'{"nbformat": ' + b"9" * 1_000_000 + b', "cells": []}'),
    StoredCase("a-million-lists", lambda: b'{"cells": [' + b"[]," * 1_500_000 + b"[]]}"),
    StoredCase("long-key", lambda: b'{"' + b"a" * 1_000_000 + b'": 1, ' + text(RIGHT)()[1:], MARKS),
    StoredCase("many-cells", text(*["1"] * 4_000, RIGHT), MARKS),
    StoredCase("too-many-cells", text(*["1"] * 100_000)),
    StoredCase("a-hundred-megabytes", lambda: text("#" + "x" * 100_000_000)()),
    StoredCase("a-hundred-megabytes-of-nul", lambda: bytes(100_000_000)),
    StoredCase("a-hundred-megabytes-of-space", lambda: b" " * 100_000_000 + text(RIGHT)()),
    StoredCase("a-big-picture", stored(code(RIGHT, outputs=["A" * 5_000_000])), MARKS),
    StoredCase("one-big-cell", text("x = '" + "y" * 1_000_000 + "'", RIGHT), MARKS),
    StoredCase("a-zip", lambda: b"PK\x03\x04" + bytes(100)),
    StoredCase("a-pdf", lambda: b"%PDF-1.7"),
    StoredCase("a-page", lambda: b"<!DOCTYPE html><script>alert(1)</script>"),
    StoredCase("a-pickle", lambda: b"\x80\x04\x95\x1e\x00\x00\x00cposix\nsystem\n."),
    StoredCase("compressed", lambda: b"\x1f\x8b" + zlib.compress(bytes(1000))),
    StoredCase(
        "pointer", lambda: b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9"
    ),
    StoredCase(
        "merge-conflict", lambda: b"<<<<<<< HEAD\n" + text(RIGHT)() + b"\n=======\n>>>>>>> x"
    ),
    StoredCase("formula-of-a-sheet", text("=cmd|' /C calc'!A0", RIGHT), MARKS),
    StoredCase("page-in-text", text("raise ValueError('<script>alert(1)</script>')", RIGHT), MARKS),
)
