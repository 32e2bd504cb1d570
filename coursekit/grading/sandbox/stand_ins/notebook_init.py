"""What ``coursekit.notebook`` is in the sandbox: every name that it has gives the silent object."""

from typing import Any

import coursekit
from coursekit.errors import CoursekitError as NotebookError

__all__ = ["NotebookError", "open_sheet"]

open_sheet = coursekit.open_sheet


def __getattr__(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(f"module 'coursekit.notebook' has no attribute {name!r}")
    return open_sheet
