"""Write a file whole or not at all, and a notebook as Jupyter writes it."""

import contextlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

__all__ = ["notebook_bytes", "write_atomic"]


def write_atomic(target: Path, content: bytes) -> None:
    """Write through a neighbour and a rename: a reader sees the old file or the new one.

    Of several processes that write at once the last one counts. `OSError`: the file cannot be
    written (a full disk); then the old one stands and nothing lies beside it.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    neighbour = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        neighbour.write_bytes(content)
        neighbour.replace(target)
    except OSError:
        with contextlib.suppress(OSError):
            neighbour.unlink()
        raise


def notebook_bytes(notebook: Mapping[str, Any]) -> bytes:
    r"""Return a notebook (parsed JSON) as Jupyter writes it to a file.

    >>> notebook_bytes({"cells": []})
    b'{\n "cells": []\n}\n'
    """
    try:
        return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()
    except UnicodeEncodeError:  # half of an emoji in an output: no UTF-8 has it, an escape does
        return (json.dumps(notebook, indent=1) + "\n").encode()
