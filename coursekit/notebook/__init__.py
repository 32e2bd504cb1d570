"""What a student touches in a notebook: the sheet, the quiz, the check of one's own work.

Importing it loads none of ipywidgets, IPython and Matplotlib: what needs them loads when it is
displayed, and without them the same is printed as text.
"""

from coursekit.notebook.environment_report import EnvironmentReport, environment_check
from coursekit.notebook.errors import NotebookError
from coursekit.notebook.own_work import check_notebook
from coursekit.notebook.picture import ShownFigure, show_figure
from coursekit.notebook.practice import Practice, Tried, open_practice
from coursekit.notebook.predict import Prediction, predict
from coursekit.notebook.progress import Entry, Progress, saved_progress
from coursekit.notebook.report import CellFault, Question, Report
from coursekit.notebook.session import Checked, CheckedAll, Session, Submitted, open_sheet

__all__ = [
    "CellFault",
    "Checked",
    "CheckedAll",
    "Entry",
    "EnvironmentReport",
    "NotebookError",
    "Practice",
    "Prediction",
    "Progress",
    "Question",
    "Report",
    "Session",
    "ShownFigure",
    "Submitted",
    "Tried",
    "check_notebook",
    "environment_check",
    "open_practice",
    "open_sheet",
    "predict",
    "saved_progress",
    "show_figure",
]
