"""Questions of kind `program`: the worked answer of the notebook, and wrong ones of the tests.

The wrong programs of a sheet are declared in the sheet's own test, one for each tag, as text that
a student could have written::

    WRONG_PROGRAMS = {"Value": {"overwritten": "class Value: …", …}}
"""

import re
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import numpy as np

from coursekit.checking import Exercise, run_cells
from coursekit.checking.stored import read_cells
from coursekit.course import find_course
from coursekit.sheets import _MODULES, load

#: Cells of a worked notebook that are no answers.
_NO_ANSWER = re.compile(r"sheet\.|INSTALL_FROM|import numpy")


def programs(sheet: str) -> list[Exercise]:
    """The questions of a sheet that are answered by a program."""
    return [exercise for exercise in load(sheet) if exercise.kind == "program"]


def wrong_programs(sheet: str) -> Mapping[str, Mapping[str, str]]:
    """The wrong programs of the sheet's own test, by question and tag."""
    return import_module(f"sheets.test_{_MODULES[sheet]}").WRONG_PROGRAMS


def worked_cells(sheet: str) -> list[str]:
    """The cells of the worked notebook that answer its questions."""
    path = find_course().solutions / f"{sheet}.ipynb"
    sources = [cell.source for cell in read_cells(path.read_bytes()).cells]
    return [source for source in sources if not _NO_ANSWER.match(source)]


def namespace(*cells: str) -> dict[str, Any]:
    """What a notebook's cells define, after the usual import."""
    space: dict[str, Any] = {"np": np}
    for result in run_cells(cells, space):
        assert result.error is None, result.error
    return space
