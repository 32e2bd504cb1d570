"""Notebooks of which it is known what they must get: the whole path is proved before a class is.

The worked sheet must get everything. Then come notebooks that are wrong in one way each: every
slip of the sheet in place of an answer, stubs, answers that hang or crash, and attempts to forge
marks. The jail knows no sheets, so a notebook that answers with the sheet's own functions brings
the sheet's text along in its first cell.
"""

from __future__ import annotations

import ast
import hashlib
import inspect
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from types import ModuleType
from typing import Any

from coursekit.checking import Exercise, Verdict
from coursekit.checking.stored import read_cells
from coursekit.course import find_course
from coursekit.grading.records import CodeCell, Grade, Submission
from coursekit.sheets import Sheet

__all__ = ["Rehearsal", "answer_cell", "rehearsals", "sheet_cell"]

#: What a question must get: its outcome, or `NOTHING`, and the slip if it is to be named.
Expected = tuple[str, "str | None"]
CORRECT: Expected = ("correct", None)
#: Any outcome without points, and any at all.
NOTHING: Expected = ("no points", None)
ANYTHING: Expected = ("anything", None)


@dataclass(frozen=True)
class Rehearsal:
    """A submission and what its questions must get; those that ``expected`` lacks, correct."""

    name: str
    submission: Submission
    expected: Mapping[str, Expected] = field(default_factory=dict)

    def notebook(self) -> dict[str, Any]:
        """Return the notebook as its file would hold it."""
        cells: list[dict[str, Any]] = [
            {
                "cell_type": "code",
                "id": f"cell-{cell.number}",
                "metadata": {},
                "execution_count": None,
                "outputs": [],
                "source": cell.source.splitlines(keepends=True),
            }
            for cell in self.submission.cells
        ]
        return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}

    def faults(self, grade: Grade) -> Iterator[str]:
        """Say what of ``grade`` is not as it must be."""
        if grade.harness is not None:
            yield f"{self.name}: the grader failed: {grade.harness}"
        for question in grade.questions:
            expected = self.expected.get(question.id, CORRECT)
            verdict = question.verdict
            if not _meets(verdict, expected):
                wanted = " ".join(filter(None, expected))
                yield (
                    f"{self.name}: {question.id} got {verdict.outcome} ({verdict.slip}) instead of"
                    f" {wanted}: {verdict.message}"
                )


def _meets(verdict: Verdict, expected: Expected) -> bool:
    outcome, slip = expected
    if expected == ANYTHING:
        return True
    if expected == NOTHING:
        return verdict.score == 0.0
    told = {verdict.slip, *(part.slip for part in verdict.parts)}
    rightly = verdict.correct == (verdict.score == 1.0)
    return rightly and verdict.outcome == outcome and (slip is None or slip in told)


def rehearsals(sheet: Sheet) -> Iterator[Rehearsal]:
    """Return all rehearsals of a sheet, each by a student of its own."""
    numbers = count(1)
    worked, unknown = _worked_cells(sheet)
    ids = [exercise.id for exercise in sheet]

    def alone(name: str, cells: Sequence[str], expected: Mapping[str, Expected]) -> Rehearsal:
        student = f"rehearsal{next(numbers):02}"
        first = sheet_cell(sheet.for_student(student)) if cells[:1] == worked[:1] else ""
        return Rehearsal(name, _submission(student, [first, *cells]), expected)

    def made(name: str, *cells: str, **expected: Expected) -> Rehearsal:
        known = dict.fromkeys(unknown, ANYTHING)
        return alone(name, [*worked, *cells], {**known, **expected})

    yield made("worked answers")
    stubs = [f"{id_} = ..." for id_ in ids]
    yield alone("stubs", stubs, dict.fromkeys(ids, ("unanswered", None)))
    wrong = {exercise.id: list(_wrong_answers(exercise)) for exercise in sheet}
    # Programs have no slips, and some of them train a network: once is enough.
    programs = [exercise.id for exercise in sheet if exercise.kind == "program"]
    for number in range(max(map(len, wrong.values()), default=0)):
        chosen = {id_: slips[number] for id_, slips in wrong.items() if number < len(slips)}
        yield made(
            f"slips, set {number + 1}",
            *(cell for _, cell in chosen.values()),
            *(f"{id_} = ..." for id_ in programs),
            **{id_: ("wrong", tag) for id_, (tag, _) in chosen.items()},
            **dict.fromkeys(programs, ("unanswered", None)),
        )
    for name, cell in HARMLESS.items():
        yield made(name, cell)
    entrances = _entrances(sheet)
    for name, (body, expected) in BROKEN.items() if entrances else ():
        answers = [f"def {exercise.id}(*inputs):\n{body}" for exercise in entrances]
        yield made(name, *answers, **{each.id: _broken(each, expected) for each in entrances})
    for name, cell in FORGERIES.items():
        bound = "\n".join(f"{id_} = FORGED" for id_ in ids)
        yield alone(name, [cell, bound], dict.fromkeys(ids, NOTHING))


def _entrances(sheet: Sheet) -> list[Exercise]:
    """Return what is called in the jail in different ways: the first function, every program."""
    functions = [exercise for exercise in sheet if exercise.kind == "function"]
    return functions[:1] + [exercise for exercise in sheet if exercise.kind == "program"]


def _broken(exercise: Exercise, expected: Expected) -> Expected:
    """Return what one of `BROKEN` must get: of a program only what happens to its process."""
    return expected if exercise.kind == "function" or expected[0] == "error" else NOTHING


def _wrong_answers(exercise: Exercise) -> Iterator[tuple[str, str]]:
    """Return the tag of each slip that a student could hand in, and a cell that does."""
    for option in exercise.options:
        if option.slip is not None:
            yield option.slip, f"{exercise.id} = {option.key!r}"
    for index, slip in enumerate(exercise.slips):
        if exercise.kind == "formula" and callable(slip.answer):
            continue  # it cannot be typed
        tag = slip.tag
        if exercise.kind == "parts":
            tag = _part_of(exercise, index) + "." + tag
        yield tag, answer_cell(exercise, index)


def _part_of(exercise: Exercise, index: int) -> str:
    """Return the first part about which a slip says something."""
    parts = exercise.slips[index].answer
    if callable(parts):
        parts = parts(*exercise.probe_points()[0], **exercise.parameters)
    return str(next(iter(parts)))


def answer_cell(exercise: Exercise, slip: int | None = None) -> str:
    """Return a cell that answers with the reference, or with a slip; it needs the `sheet_cell`.

    >>> from coursekit.sheets import load
    >>> print(answer_cell(load("01_derivatives")["d_relu"], 2))
    def d_relu(*inputs):
        return given("d_relu", 2)(*inputs)
    """
    id_ = exercise.id
    if exercise.kind == "function" or (exercise.kind == "parts" and exercise.inputs):
        return f'def {id_}(*inputs):\n    return given("{id_}", {slip})(*inputs)'
    return f'{id_} = given("{id_}", {slip})'


_GIVEN = '''
def given(id, slip=None):
    """The answer of the sheet itself, as a student would give it."""
    exercise = EXERCISES[id]
    parameters = exercise.parameters

    def bound(answer):
        if not callable(answer):
            return answer
        if not exercise.inputs:
            return answer(**parameters)
        return lambda *inputs: answer(*inputs, **parameters)

    right = bound(exercise.reference)
    if slip is None:
        return right
    wrong = bound(exercise.slips[slip].answer)
    if exercise.kind != "parts":
        return wrong
    if not exercise.inputs:
        return {**right, **wrong}
    return lambda *inputs: {**right(*inputs), **wrong(*inputs)}
'''


def sheet_cell(sheet: Sheet) -> str:
    """Return a cell that defines ``given(id, slip)``, which is what the sheet has for a question.

    Its first line brings the text of the sheet's modules.
    """
    sources = {module.__name__: inspect.getsource(module) for module in _modules(sheet)}
    name = list(sources)[-1]
    return (
        f"SOURCES = {sources!r}\n"
        "import sys, types\n"
        'sys.modules["coursekit.sheets"] = types.ModuleType("coursekit.sheets")\n'
        'sys.modules["coursekit.sheets"].__path__ = []\n'
        "for name, text in SOURCES.items():\n"
        "    sys.modules[name] = types.ModuleType(name)\n"
        '    exec(compile(text, name, "exec"), sys.modules[name].__dict__)\n'
        f"SHEET = sys.modules[{name!r}].SHEET.for_student({sheet.student!r})\n"
        "EXERCISES = {exercise.id: exercise for exercise in SHEET}\n"
        f"{_GIVEN}"
    )


def _modules(sheet: Sheet) -> list[ModuleType]:
    """Return the modules of the room of sheets that a sheet needs, its own the last."""
    module = next(
        module
        for name, module in list(sys.modules.items())
        if name.startswith("coursekit.sheets.")
        and getattr(getattr(module, "SHEET", None), "name", None) == sheet.name
    )
    found: dict[str, ModuleType] = {}

    def visit(module: ModuleType) -> None:
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.ImportFrom) and str(node.module).startswith("coursekit.sheets"):
                needed = sys.modules[str(node.module)]
                if needed.__name__ not in found:
                    visit(needed)
        found[module.__name__] = module

    visit(module)
    return list(found.values())


def _worked_cells(sheet: Sheet) -> tuple[list[str], list[str]]:
    """Return the cells that answer rightly, in the student's numbers, and what they do not answer.

    They are those of the worked notebook, if there is one; where the sheet has numbers for each
    student, and where there is none, the sheet's own references. A formula that is derived cannot
    be typed in their place.
    """
    course = find_course()
    path = course.solutions / f"{sheet.name}.ipynb"
    cells, unknown = [], []
    worked = course.checkout and path.is_file()
    if worked:
        cells = [cell.source for cell in read_cells(path.read_bytes()).cells]
    for exercise in sheet:
        right = next((option.key for option in exercise.options if option.slip is None), None)
        if worked and exercise.variant is None:
            continue
        if exercise.kind == "program" or (
            exercise.kind == "formula" and callable(exercise.reference)
        ):
            unknown.append(exercise.id)
        else:
            cells.append(answer_cell(exercise) if right is None else f"{exercise.id} = {right!r}")
    return cells, unknown


def _submission(student: str, cells: Sequence[str]) -> Submission:
    digest = hashlib.sha256("\0".join(cells).encode()).hexdigest()
    coded = tuple(CodeCell(number, cell) for number, cell in enumerate(cells, start=1))
    return Submission(student, f"{student}.ipynb", digest, coded)


#: Cells that must cost nothing, beside right answers.
HARMLESS: Mapping[str, str] = {
    "an untidy notebook": """
import os, sys, warnings
import numpy as np
from matplotlib import pyplot
print("to the console", file=sys.stderr)
warnings.warn("of no consequence")
pyplot.plot([1, 2])
os.chdir("/")
np.seterr(all="raise")
np.random.seed(1)
""",
    "a cell that raises": "1 / 0",
    "a cell that is no Python": "def (:",
    "a cell that waits for input": "name = input('Your name? ')",
    "a cell that hangs": "while True:\n    pass",
    "a cell that ends the process": "import os\nos._exit(0)",
}

#: Bodies of the first function and of every program of the sheet, and what they must get.
BROKEN: Mapping[str, tuple[str, Expected]] = {
    "an answer that raises": ("    return 1 / 0", ("error", "raised")),
    "an answer that hangs": ("    while True:\n        pass", ("error", "timeout")),
    "an answer that ends the process": ("    import os\n    os._exit(0)", ("error", "exit")),
    "an answer of chance": (
        "    import random\n    return random.random()",
        ("invalid", "random"),
    ),
}

#: Cells that define FORGED, which is then the answer to everything.
FORGERIES: Mapping[str, str] = {
    "an object that equals everything": """
import numpy as np
class Anything(float):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __hash__(self): return 0
    def __array__(self, dtype=None, copy=None): return np.array(12345.678)
    def __array_function__(self, *args, **kwargs): return True
    def __array_ufunc__(self, *args, **kwargs): return True
    def __call__(self, *inputs): return self
FORGED = Anything(12345.678)
""",
    "a patched judge": """
import builtins
import numpy as np
from coursekit.checking import Exercise, Verdict, compare, judge, kinds
for module in (compare, judge, kinds):
    for name in ("same", "numerically_same", "decide", "judge"):
        if hasattr(module, name):
            setattr(module, name, lambda *a, **k: True)
Exercise.judge = lambda *a, **k: Verdict("correct", 1.0)
np.allclose = np.array_equal = builtins.all = lambda *a, **k: True
FORGED = lambda *inputs: 0.123456789
""",
    "a forged reply": """
import json, os, struct
told = json.dumps({"nonce": "", "is": "called", "outcomes": []}).encode()
for descriptor in range(3, 32):
    try:
        os.write(descriptor, struct.pack("<I", len(told)) + told)
    except OSError:
        pass
FORGED = lambda *inputs: 0.123456789
""",
}
