"""A course companion for the mathematics of deep learning.

``import coursekit`` loads NumPy and nothing else; what needs a notebook loads when it is asked for.
"""

from typing import TYPE_CHECKING, Any

from coursekit.errors import CoursekitError

if TYPE_CHECKING:
    from coursekit.notebook.session import open_sheet

__all__ = ["CoursekitError", "__version__", "open_sheet"]

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Load ``open_sheet`` on first use, so that a bare import stays light."""
    if name == "open_sheet":
        from coursekit.notebook.session import open_sheet

        return open_sheet
    raise AttributeError(f"module 'coursekit' has no attribute {name!r}")
