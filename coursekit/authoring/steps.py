"""The steps of a release: each does one thing to a copy of a worked notebook, or refuses it.

A refusal names the cell and the cure. The steps run in the order of `STEPS`; add one by writing a
function of a notebook and a `Task`.
"""

import ast
import copy
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from coursekit.authoring import regions
from coursekit.authoring.errors import AuthoringError, RefusalError
from coursekit.authoring.links import stamp_link
from coursekit.authoring.notebook_file import label, reduce_metadata
from coursekit.authoring.setup_cell import SETUP_VIEW, is_setup_cell, setup_source
from coursekit.checking import is_stub

__all__ = ["STEPS", "Task", "answered", "code_cells", "stamp_setup", "student_notebook"]

_SHOWS_ANSWERS = re.compile(r"\.(?:check|progress|hint|submit)\(")
_WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
# Shorter pieces (`2 * x`, `if z > 0:`) stand in every text and give nothing away.
_SHORTEST_EXPRESSION, _SHORTEST_FRAGMENT = 6, 12


@dataclass(frozen=True)
class Task:
    """What every step may know: the sheet's name and questions, the stamps, the hidden lines."""

    name: str
    ids: tuple[str, ...]
    source: str = ""
    link: str = ""
    hidden: tuple[tuple[str, str], ...] = ()  # (cell's label, line without blanks)


def code_cells(notebook: Any) -> Iterator[tuple[int, Any]]:
    """Yield the code cells with their places in the notebook."""
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == "code":
            yield index, cell


def _blame(index: int, cell: Any, error: Exception | str) -> RefusalError:
    return RefusalError(f"{label(index, cell)}: {error}.")


def _regions(index: int, cell: Any) -> list[regions.Region]:
    try:
        return regions.find_regions(cell.source)
    except AuthoringError as error:
        raise _blame(index, cell, error) from None


def _names(index: int, cell: Any) -> list[str]:
    try:
        return regions.bound_names(cell.source)
    except AuthoringError as error:
        raise _blame(index, cell, error) from None


def _used_names(index: int, cell: Any) -> set[str]:
    try:
        tree = regions.parse(cell.source)
    except AuthoringError as error:
        raise _blame(index, cell, error) from None
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def answered(notebook: Any, ids: Sequence[str]) -> list[str]:
    """Return the questions that a student version answers: nothing that was released does.

    A cell that is no Python is somebody's work too, and counts under its label.
    """
    found: dict[str, None] = {}
    for index, cell in code_cells(notebook):
        try:
            names = regions.bound_names(cell.source)
        except AuthoringError:
            found[label(index, cell)] = None
            continue
        for name in names:
            if name in ids and not is_stub(cell.source, name):
                found[name] = None
    return list(found)


def _refuse_missing_ids(notebook: Any, _task: Task) -> None:
    """Refuse a notebook of before format 4.5: nothing would tell its cells again."""
    if any("id" not in cell for cell in notebook.cells):
        raise RefusalError(
            "its cells have no ids (a notebook format before 4.5); open the worked notebook in "
            "JupyterLab 4 and save it again."
        )


def _drop_solution_cells(notebook: Any, _task: Task) -> None:
    """Drop what is for the instructor only: the cells tagged "solution"."""
    notebook.cells = [
        cell for cell in notebook.cells if "solution" not in cell.metadata.get("tags", [])
    ]


def _refuse_markers_in_prose(notebook: Any, _task: Task) -> None:
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type != "code" and regions.has_marker(cell.source):
            raise _blame(
                index,
                cell,
                "a solution region stands in a cell that is no code; tag the whole cell "
                '"solution" instead',
            )


def _refuse_unknown_answers(notebook: Any, task: Task) -> None:
    """Refuse a region that answers no question: its name is misspelt."""
    for index, cell in code_cells(notebook):
        for region in _regions(index, cell):
            for name in region.names:
                if name not in task.ids:
                    raise _blame(
                        index,
                        cell,
                        f"the region answers {name!r}, but sheet {task.name} has no such "
                        f"question; it has {', '.join(task.ids)} (a helper's name begins with _)",
                    )


def _refuse_open_answers(notebook: Any, task: Task) -> None:
    """Refuse an answer outside a region: it would reach the students as it is."""
    seen: set[str] = set()
    for index, cell in code_cells(notebook):
        hidden = {name for region in _regions(index, cell) for name in region.names}
        for name in _names(index, cell):
            if name in task.ids and name not in hidden:
                raise _blame(
                    index,
                    cell,
                    f"the answer {name!r} stands outside a solution region and would be released; "
                    "put # BEGIN SOLUTION and # END SOLUTION round it",
                )
        seen |= hidden
    if missing := [id_ for id_ in task.ids if id_ not in seen]:
        raise RefusalError(
            f"the worked notebook has no answer for {', '.join(missing)}; add a cell with a "
            "solution region for each."
        )


def _clear_answers(notebook: Any, task: Task) -> None:
    """Clear the outputs of answers, of what uses them and of verdicts; as if never run."""
    for index, cell in code_cells(notebook):
        if (
            regions.has_marker(cell.source)
            or _SHOWS_ANSWERS.search(cell.source)
            or _used_names(index, cell) & set(task.ids)
        ):
            cell.outputs = []
            cell.execution_count = None


def _stub_regions(notebook: Any, _task: Task) -> None:
    for _, cell in code_cells(notebook):
        if regions.has_marker(cell.source):
            cell.source = regions.stub_out(cell.source)


def _refuse_leaks(notebook: Any, task: Task) -> None:
    """Refuse a cell that repeats what a solution hides."""
    for index, cell in enumerate(notebook.cells):
        if is_setup_cell(cell.source):
            continue
        compact = _compact(cell.source)
        for origin, line in task.hidden:
            if line in compact:
                raise _blame(
                    index,
                    cell,
                    f"it shows what the solution of {origin} hides ({line}); reword it, or tag "
                    'the cell "solution"',
                )


def _refuse_answered_questions(notebook: Any, task: Task) -> None:
    """Prove at the end that every question reaches the student open."""
    for index, cell in code_cells(notebook):
        for name in _names(index, cell):
            if name in task.ids and not is_stub(cell.source, name):
                raise _blame(
                    index,
                    cell,
                    f"{name!r} is not left open in the student version; widen its region",
                )


def _drop_widget_views(notebook: Any, _task: Task) -> None:
    """Drop widget views: without their kernel they hide the picture beside them."""
    for _, cell in code_cells(notebook):
        for output in cell.outputs:
            if "data" in output:
                output.data.pop(_WIDGET_VIEW, None)


def _reduce_metadata(notebook: Any, _task: Task) -> None:
    reduce_metadata(notebook)


def stamp_setup(notebook: Any, task: Task) -> None:
    """Give the one set-up cell today's text, the stamp, and its look on Colab."""
    found = [cell for _, cell in code_cells(notebook) if is_setup_cell(cell.source)]
    if len(found) != 1:
        raise RefusalError(
            f"the notebook has {len(found)} set-up cells instead of one; begin with the text of "
            "coursekit.authoring.setup_cell.SETUP_SOURCE."
        )
    found[0].source = setup_source(task.source)
    found[0].metadata["cellView"] = SETUP_VIEW


def _stamp_link(notebook: Any, task: Task) -> None:
    stamp_link(notebook, task.link)


Step = Callable[[Any, Task], None]
STEPS: tuple[Step, ...] = (
    _refuse_missing_ids,
    _drop_solution_cells,
    _refuse_markers_in_prose,
    _refuse_unknown_answers,
    _refuse_open_answers,
    _clear_answers,
    _stub_regions,
    _refuse_leaks,
    _refuse_answered_questions,
    _drop_widget_views,
    _reduce_metadata,
    stamp_setup,
    _stamp_link,
)


def student_notebook(
    worked: Any, name: str, ids: Sequence[str], *, source: str = "", link: str = ""
) -> Any:
    """Return the student version of a worked notebook of sheet `name` with the questions `ids`.

    `source` is where the set-up cell installs from, `link` the address for "Open in Colab"; both
    may be "". `RefusalError` names the cell that would leak an answer or answers no question.
    """
    hidden = tuple(
        (label(index, cell), compact)
        for index, cell in code_cells(worked)
        for region in _regions(index, cell)
        for compact in map(_essence, region.lines)
        if compact
    )
    notebook = copy.deepcopy(worked)
    task = Task(name, tuple(ids), source, link, hidden)
    for step in STEPS:
        step(notebook, task)
    return notebook


def _compact(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _essence(line: str) -> str:
    """Return the expression of a solution's line without blanks, or "" if it gives nothing away.

    >>> _essence("    return np.cos(x**2) * 2 * x  # chain rule")
    'np.cos(x**2)*2*x'
    >>> _essence("y = 2 * x")
    ''
    """
    text = line.strip().removeprefix("return ")
    try:
        node = ast.parse(text).body[0]
    except (SyntaxError, IndexError):  # one line of a longer statement, or a comment
        compact = "" if text.startswith("#") else _compact(text)
        return compact if len(compact) >= _SHORTEST_FRAGMENT else ""
    value = getattr(node, "value", None) or node
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        # A choice's key is named beside its option; a typed formula is the answer itself.
        compact = "" if value.value.isidentifier() else _compact(value.value)
    else:
        compact = _compact(ast.get_source_segment(text, value) or "")
    return compact if len(compact) >= _SHORTEST_EXPRESSION else ""
