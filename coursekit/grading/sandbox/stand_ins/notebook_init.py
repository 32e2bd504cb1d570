"""What ``coursekit.notebook`` is in the sandbox: what it offers, each giving the silent object."""

from coursekit import CoursekitError as NotebookError
from coursekit import open_sheet

__all__ = [
    "NotebookError",
    "Practice",
    "Session",
    "check_notebook",
    "open_practice",
    "open_sheet",
    "predict",
    "saved_progress",
]

Practice = Session = check_notebook = open_practice = predict = saved_progress = open_sheet
