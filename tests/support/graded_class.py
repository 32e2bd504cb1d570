"""A class that never was: answers that are right, or wrong in the ways that sheets know.

Every verdict is the judge's own, on the worked solution, on a named slip or on an answer that goes
wrong in another way, with a secret seed as in grading. Who answers what is drawn from a seed.
"""

import ast
import functools
import hashlib
import json
from pathlib import Path

import numpy as np

from coursekit.checking import Verdict
from coursekit.grading.records import CellFault, Grade, QuestionGrade
from coursekit.grading.report import Late, Override, Standing
from coursekit.sheets import load

ROOT = Path(__file__).parents[2]
SECRET = b"a seed that no student knows"
DUE = 1_780_000_000.0


@functools.cache
def solutions(name):
    """The worked answers of a sheet: text of each cell that binds an answer, and what it binds."""
    notebook = json.loads((ROOT / "solutions" / f"{name}.ipynb").read_text(encoding="utf-8"))
    texts, namespace = {}, {"np": np}
    for cell in notebook["cells"]:
        if cell["id"].startswith("answer-"):
            source = "".join(cell["source"])
            texts[cell["id"].removeprefix("answer-")] = source
            exec(compile(source, cell["id"], "exec"), namespace)
    return texts, namespace


def solution_expressions(name):
    """What must not be read in any report: the right-hand sides of the worked solutions."""
    texts, _ = solutions(name)
    found = set()
    for source in texts.values():
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, (ast.Return, ast.Assign)) and node.value is not None:
                found.add(ast.unparse(node.value).strip("'\""))
                found.add((ast.get_source_segment(source, node.value) or "").strip("'\""))
    return found


def slip_answer(exercise, slip):
    """A slip in the form in which a student would hand it in."""
    answer = slip.answer
    if exercise.kind == "value" and callable(answer):
        return answer(**exercise.parameters)
    if exercise.kind == "parts":
        right = exercise.reference

        def parts(*inputs):
            wrong = answer(*inputs) if callable(answer) else answer
            return {**right(*inputs), **wrong}

        return parts
    return answer


def raising(*inputs):
    raise ValueError(f"this is where I stopped: {inputs!r}")


def other_answers(exercise):
    """Wrong in ways that have no name in the sheet, and ways that are no answer at all."""
    if exercise.kind == "formula":
        name = next(iter(exercise.inputs))
        return [f"{name} + 7/3", f"sin {name}", f"1/({name} - {name})"]
    if exercise.kind == "choice":
        return ["z", 3.5]
    if exercise.kind == "value":
        return [0.4321, "text", None]
    reference = exercise.reference
    if exercise.kind == "parts":
        return [lambda *x: 3.0, raising, lambda *x: {"slop": 0.123456}]
    return [
        lambda *x: reference(*x) + np.sign(x[0]) * 0.3,
        lambda *x: float("nan"),
        lambda: 1.0,
        raising,
        lambda *x: print(x),
    ]


@functools.cache
def verdict(name, student, id_, kind, which):
    exercise = load(name, student)[id_]
    if kind == "correct":
        if exercise.variant is not None:
            return exercise.judge(exercise.reference(**exercise.parameters), seed=SECRET)
        return exercise.judge(solutions(name)[1][id_], seed=SECRET)
    if kind == "slip" and exercise.kind == "choice":
        wrong = [option.key for option in exercise.options if option.slip is not None]
        return exercise.judge(wrong[which % len(wrong)], seed=SECRET)
    if kind == "slip":
        slip = exercise.slips[which % len(exercise.slips)]
        return exercise.judge(slip_answer(exercise, slip), seed=SECRET)
    others = other_answers(exercise)
    return exercise.judge(others[which % len(others)], seed=SECRET)


def simulate(students=120, seed=5, name="02_rules"):
    """Return the standings of a class."""
    rng = np.random.default_rng(seed)
    sheet = load(name)
    hard = {e.id: rng.normal(0.9 * (e.level - 2), 0.7) for e in sheet}
    return [_one(rng, sheet, hard, index) for index in range(students)]


def _one(rng, sheet, hard, index):
    student = f"{''.join(rng.choice(list('abcdefghijklmnop'), 4))}{index:03d}"
    if index % 40 == 7:
        grade = Grade(
            student, f"{student}.ipynb", hashlib.sha256(student.encode()).hexdigest(), sheet.name,
            "3f1c9a7be2d04455", "seed-7c1e", "0.1.0", seconds=0.002,
        )  # fmt: skip
        return Standing(grade, unreadable="The file is no JSON: it ends in the middle of cell 9.")
    able = rng.normal(0.8, 1.1)
    questions = tuple(_question(rng, sheet, e, able - hard[e.id], student) for e in sheet)
    faults = ()
    if rng.random() < 0.12:
        faults = (CellFault(int(rng.integers(3, 60)), "error",
                            "NameError: name 'sigmoid' is not defined in line 2"),)  # fmt: skip
    if rng.random() < 0.03:
        faults += (CellFault(int(rng.integers(60, 80)), "timeout", "it did not end within 10 s"),)
    late = None
    hours = rng.exponential(20) - 60 if rng.random() < 0.9 else rng.exponential(30)
    if hours > 0:
        days = int(np.ceil(hours / 24))
        late = Late(DUE + 3600 * hours, DUE, min(2.0 * days, 10.0),
                    "2 points for each day begun, at most 10")  # fmt: skip
    overrides = ()
    if index % 30 == 11:
        overrides = (Override(1.0, "Half of the steps are right on paper.", "d_tanh", "nk"),)
    digest = "same" if index in (21, 22, 77) else student
    grade = Grade(
        student, f"late/{student}_02_rules.ipynb" if late else f"{student}_02_rules.ipynb",
        hashlib.sha256(digest.encode()).hexdigest(), sheet.name, "3f1c9a7be2d04455", "seed-7c1e",
        "0.1.0", ("bwrap", "namespaces", "landlock", "seccomp", "rlimits"), questions, faults,
        notes=("Cell 14 holds %matplotlib inline, which was left out.",) if index % 9 == 0 else (),
        seconds=float(sum(q.seconds for q in questions) + rng.gamma(4, 0.004)),
        submitted=DUE + 3600 * hours,
        harness="The sandbox could not be started: Resource temporarily unavailable"
        if index == 63 else None,
    )  # fmt: skip
    return Standing(grade, overrides, late)


def _question(rng, sheet, exercise, advantage, student):
    draw, own = rng.random(), student if exercise.variant else None
    if draw < 1 / (1 + np.exp(-1.3 * advantage)):
        found = verdict(sheet.name, own, exercise.id, "correct", 0)
    elif rng.random() < 0.2:
        found = Verdict("unanswered", 0.0, None, "Not answered yet.")
    elif rng.random() < 0.8:
        which = min(int(rng.geometric(0.45)) - 1, 20)
        found = verdict(sheet.name, own, exercise.id, "slip", which)
    else:
        found = verdict(sheet.name, own, exercise.id, "other", int(rng.integers(20)))
    return QuestionGrade(exercise.id, exercise.title, exercise.points, found,
                         float(rng.gamma(2, 0.0004)))  # fmt: skip
