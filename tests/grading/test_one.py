"""One submission: what hangs or crashes costs itself only, and nothing odd stops the rest."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from support.requirements import require

from coursekit.checking import Exercise, Reals, Slip
from coursekit.checking.stored import read_cells
from coursekit.grading.one import UNREADABLE, Grader, Times, grade_submission
from coursekit.grading.records import CodeCell, Grade, Submission
from coursekit.grading.sandbox import Sandbox, SandboxError, available
from coursekit.grading.sandbox.layers import missing
from coursekit.sheets import Sheet

SECRET = bytes(32)
TIMES = Times(cell=1, question=1, total=60)


def function(id_: str, factor: float) -> Exercise:
    return Exercise(
        id=id_,
        title=f"{id_} times x",
        prompt="Multiply.",
        inputs={"x": Reals(-3, 3)},
        reference=lambda x: factor * x,
        slips=[Slip("added", lambda x: factor + x, "Multiply, do not add.")],
    )


OWN = Exercise(
    id="own",
    title="Your number, squared",
    prompt=lambda n: f"Square {n}.",
    kind="value",
    parameters={"n": 2},
    variant=lambda rng: {"n": int(rng.integers(3, 10_000))},
    reference=lambda n: n**2,
    slips=[Slip("doubled", lambda n: 2 * n, "That is twice.")],
)
SHEET = Sheet(
    name="small",
    title="A small sheet",
    exercises=(function("f", 2), function("g", 3), function("h", 4), OWN),
)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(trusted=True) as sandbox:
        yield sandbox


def submission(*cells: str, student: str = "abcd12") -> Submission:
    # Text stands between the cells of a notebook.
    coded = tuple(CodeCell(2 * number, cell) for number, cell in enumerate(cells, start=1))
    return Submission(student, f"{student}.ipynb", "d1", coded)


def grade(sandbox: Sandbox, *cells: str, student: str = "abcd12", times: Times = TIMES) -> Grade:
    return grade_submission(sandbox, SHEET, submission(*cells, student=student), SECRET, times)


def outcomes(grade: Grade) -> dict[str, str]:
    return {q.id: q.verdict.slip or q.verdict.outcome for q in grade.questions}


F, G, H = ("def f(x): return 2 * x", "def g(x): return 3 * x", "def h(x): return 4 * x")
RIGHT = {"f": "correct", "g": "correct", "h": "correct", "own": "unanswered"}


def test_a_grade_says_what_it_depends_on(sandbox):
    made = grade(sandbox, F, G, H)
    assert outcomes(made) == RIGHT
    assert (made.score, made.points) == (3.0, 4)
    assert (made.student, made.source, made.digest) == ("abcd12", "abcd12.ipynb", "d1")
    grader = Grader(SHEET, SECRET)
    assert (made.sheet_hash, made.seed_id) == (grader.sheet_hash, grader.seed_id)
    assert made.layers == ("limits",)
    assert made.harness is None
    assert (made.faults, made.notes) == ((), ())


def test_the_report_is_the_same_every_time(sandbox):
    first, second = (grade(sandbox, "1 / 0", F, "2 / 0", G) for _ in range(2))
    still = {"seconds": 0.0}
    assert replace(first, **still, questions=()) == replace(second, **still, questions=())
    assert [replace(q, **still) for q in first.questions] == [
        replace(q, **still) for q in second.questions
    ]


def test_an_exception_leaves_the_other_cells(sandbox):
    made = grade(sandbox, F, "x = 1\n1 / 0\ndef g(x): return 3 * x", H)
    assert outcomes(made) == {**RIGHT, "g": "unanswered"}
    (fault,) = made.faults
    assert (fault.cell, fault.kind) == (4, "error")
    assert fault.message == "ZeroDivisionError: division by zero in line 2"


def test_a_cell_that_hangs_is_cut_at_the_statement_that_does(sandbox):
    start = time.monotonic()
    made = grade(sandbox, F, f"{G}\nwhile True:\n    pass\n{H}")
    assert outcomes(made) == RIGHT
    (fault,) = made.faults
    assert (fault.cell, fault.kind, fault.message) == (4, "timeout", "it did not end within 1 s")
    assert time.monotonic() - start < 15


def test_two_cells_that_hang_cost_two_cells(sandbox):
    made = grade(sandbox, "while True: pass", F, "while True: pass", G, H)
    assert outcomes(made) == RIGHT
    assert [fault.cell for fault in made.faults] == [2, 6]


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("import os\nos._exit(0)", "exit"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "memory"),
        ("import ctypes\nctypes.string_at(0)", "exit"),
    ],
)
def test_a_cell_that_ends_the_process_costs_itself(sandbox, cell, kind):
    made = grade(sandbox, F, f"{G}\n{cell}", H)
    assert outcomes(made) == RIGHT
    assert [(fault.cell, fault.kind) for fault in made.faults] == [(4, kind)]


def test_a_question_that_hangs_costs_itself(sandbox):
    made = grade(sandbox, F, "def g(x):\n    while True: pass", H)
    assert outcomes(made) == {**RIGHT, "g": "timeout"}
    (verdict,) = [q.verdict for q in made.questions if q.id == "g"]
    assert verdict.message == "Your g did not end within 1 s."


def test_a_question_that_ends_the_process_costs_itself(sandbox):
    made = grade(sandbox, "import os\ndef f(x): os._exit(3)", G, "def h(x): os._exit(3)")
    assert outcomes(made) == {**RIGHT, "f": "exit", "h": "exit"}


def test_an_answer_has_its_time_for_all_calls_together(sandbox):
    """An odd answer is called again at the mirrored points, one after the other."""
    slow = "import time\ncalls = []\ndef g(x):\n    calls.append(x)\n"
    slow += "    time.sleep(0.3 if len(calls) > 12 else 0)\n    return x**2"
    start = time.monotonic()
    assert outcomes(grade(sandbox, F, slow, H)) == {**RIGHT, "g": "timeout"}
    assert time.monotonic() - start < 6


def test_an_answer_that_hangs_when_it_is_looked_at_costs_itself(sandbox):
    sly = "class Sly:\n    def __array__(self, *a, **k):\n        while True: pass\ng = Sly()"
    made = grade(sandbox, F, sly, H)
    assert outcomes(made) == {**RIGHT, "g": "timeout"}


def test_the_whole_has_a_deadline(sandbox):
    start = time.monotonic()
    hanging = "\n".join(f"def {name}(x):\n    while True: pass" for name in "fgh")
    made = grade(sandbox, hanging, times=Times(cell=1, question=1, total=3))
    assert time.monotonic() - start < 8
    assert [q.verdict.slip for q in made.questions][:2] == ["timeout", "timeout"]
    assert outcomes(made)["h"] in ("timeout", "total")
    assert any("whole notebook was over" in note for note in made.notes)


def test_how_often_it_is_started_has_a_limit(sandbox):
    cells = ["import os\nos._exit(0)"] * 12
    made = grade(sandbox, *cells, F, times=replace(TIMES, runs=3))
    assert set(outcomes(made).values()) == {"total"}
    assert "It was started 3 times; the rest was not judged." in made.notes


def test_slow_cells_leave_the_others_their_time(sandbox):
    slow = "import time\ntime.sleep(1)"
    made = grade(sandbox, *[slow] * 6, F, G, H, times=replace(TIMES, cell=3, total=9))
    assert {q: outcomes(made)[q] for q in "fgh"} == dict.fromkeys("fgh", "correct")
    assert all(fault.kind == "timeout" for fault in made.faults)
    assert made.faults


def test_what_could_not_be_read_is_recorded_with_the_reason():
    unread = replace(submission(), fault="The file is empty.")
    # No sandbox is needed for it.
    made = Grader(SHEET, SECRET).grade(None, unread)  # type: ignore[arg-type]
    assert set(outcomes(made).values()) == {"unanswered"}
    assert made.details == {UNREADABLE: "The file is empty."}
    assert made.harness is None


class Broken:
    """A sandbox that fails a number of times before it works."""

    def __init__(self, sandbox: Sandbox, times: int) -> None:
        self.sandbox = sandbox
        self.times = times
        self.layers = sandbox.layers

    def start(self, *arguments):
        self.times -= 1
        if self.times >= 0:
            raise SandboxError("there is no memory for a process")
        return self.sandbox.start(*arguments)

    def close(self):
        self.sandbox.close()


def test_a_sandbox_that_fails_is_tried_once_more(sandbox):
    assert outcomes(grade(Broken(sandbox, 1), F, G, H)) == RIGHT  # type: ignore[arg-type]
    made = grade(Broken(sandbox, 2), F, G, H)  # type: ignore[arg-type]
    assert made.harness == "there is no memory for a process"
    assert made.score == 0


def test_a_jail_that_is_killed_is_built_again():
    require("sandbox", missing(available()) is None)
    slow = "import time\ntime.sleep(1.5)"
    with Sandbox() as jail:
        grade(jail, F)  # now there is one
        for index in (3, 1, 0):  # the zygote, the first process of the jail, bubblewrap
            killer = threading.Timer(0.7, kill_below_here, [index])
            killer.start()
            made = grade(jail, slow, F, G, H, times=replace(TIMES, cell=10))
            killer.join()
            assert outcomes(made) == RIGHT
            assert (made.harness, made.faults) == (None, ())


def kill_below_here(index: int) -> None:
    """Kill the newest child of this process (or its newest child, …)."""
    pid = os.getpid()
    for _ in range(index + 1):
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        pid = int(children[-1]) if children else pid
    assert pid != os.getpid()
    os.kill(pid, signal.SIGKILL)


def test_a_mistake_of_ours_is_not_the_students(sandbox):
    def broken(x):
        raise RuntimeError("a typing error of the author's")

    sheet = replace(SHEET, exercises=(replace(SHEET["f"], reference=broken), SHEET["g"]))
    made = grade_submission(sandbox, sheet, submission(F, G), SECRET, TIMES)
    assert outcomes(made) == {"f": "harness", "g": "correct"}
    assert "f: RuntimeError: a typing error of the author's" in str(made.harness)


# Numbers of one's own.


def test_the_numbers_are_those_of_the_students_id(sandbox):
    for student in ("abcd12", "efgh34"):
        n = OWN.for_student("small", student).parameters["n"]
        made = grade(sandbox, f"own = {n}**2", student=student)
        assert outcomes(made)["own"] == "correct"
        slipped = grade(sandbox, f"own = 2 * {n}", student=student)
        assert outcomes(slipped)["own"] == "doubled"


def test_the_answer_to_other_numbers_is_reported_and_gets_nothing(sandbox):
    other = OWN.for_student("small", "efgh34").parameters["n"]
    cell = f'student = "efgh34"\nown = {other}**2'
    (question,) = [q for q in grade(sandbox, cell).questions if q.id == "own"]
    assert question.score == 0
    assert "right for the numbers of another student" in question.note
    assert "efgh34" not in question.note
    base = grade(sandbox, 'student = "efgh34"\nown = 4')
    assert "of the sheet without an id" in base.questions[-1].note
    assert base.score == 0
    assert grade(sandbox, f"own = {other}**2").questions[-1].note == ""  # nobody that is known


def test_the_sheets_own_numbers_count_where_no_id_is_named(sandbox):
    """Who opens the sheet as it is released sees these numbers, and answers what was asked."""
    base = grade(sandbox, "own = 4")
    (question,) = [q for q in base.questions if q.id == "own"]
    assert question.score == question.points
    assert "of the sheet without an id, and counts" in question.note
    assert base.details == {"own: numbers of": "no student"}


EXERCISES = Path(__file__).parents[2] / "exercises"


def opened(sheet, written):
    """The cell that opens a sheet as it is released, but with something typed for the id."""
    cells = [cell.source for cell in read_cells((EXERCISES / f"{sheet}.ipynb").read_bytes()).cells]
    (cell,) = [cell for cell in cells if "open_sheet(" in cell]
    assert cell.count('student = ""') == 1
    return cell.replace('student = ""', f"student = {written}")


@pytest.mark.parametrize("sheet", sorted(path.stem for path in EXERCISES.glob("*.ipynb")))
@pytest.mark.parametrize("empty", ['""', '"  "', "None"])
def test_an_id_that_was_left_empty_is_none(sandbox, sheet, empty):
    """The name of the sheet stands beside the student and must not be taken for an id."""
    base = grade(sandbox, opened(sheet, empty), "own = 4")
    assert base.questions[-1].score == base.questions[-1].points
    assert base.details == {"own: numbers of": "no student"}


@pytest.mark.parametrize("written", ['"efgh34"', '" efgh34 "', '"EFGH34"', "1234567"])
def test_an_id_that_was_filled_in_is_one_however_it_is_written(sandbox, written):
    base = grade(sandbox, opened("02_rules", written), "own = 4")
    assert base.questions[-1].score == 0
    assert "of the sheet without an id" in base.questions[-1].note
    other = OWN.for_student("small", written.strip('" ').casefold()).parameters["n"]
    made = grade(sandbox, opened("02_rules", written), f"own = {other}**2")
    assert "right for the numbers of another student" in made.questions[-1].note


def test_a_cell_that_fills_the_memory_costs_itself_only(sandbox):
    hoard = "rows = []\nwhile True:\n    rows.append([0] * 100_000)"
    made = grade(sandbox, F, hoard, G, times=replace(TIMES, cell=10, total=60))
    assert outcomes(made)["f"] == outcomes(made)["g"] == "correct"
    assert [(fault.cell, fault.kind) for fault in made.faults] == [(4, "memory")]


def test_a_classmates_numbers_are_known(sandbox):
    other = OWN.for_student("small", "efgh34").parameters["n"]
    grader = Grader(SHEET, SECRET, TIMES, classmates=["abcd12", "efgh34", "ijkl56"])
    made = grader.grade(sandbox, submission(f"own = {other}**2"))
    assert made.details == {"own: numbers of": "efgh34"}
    assert made.score == 0


def test_students_with_the_same_numbers_share_what_the_judge_keeps():
    few = replace(OWN, variant=lambda rng: {"n": int(rng.integers(3, 5))})
    grader = Grader(replace(SHEET, exercises=(few,)), SECRET)
    assert len({id(grader.variant(few, f"student{k}")) for k in range(40)}) == 2


# Probe points.


def test_the_points_are_the_classs_and_not_those_of_practice(sandbox):
    seeds = [Grader(SHEET, secret).seed for secret in (SECRET, SECRET, bytes(range(32)))]
    assert seeds[0] == seeds[1] != seeds[2]
    f = SHEET["f"]
    practice, secret = (set(f.probe_points(seed)) for seed in (None, seeds[0]))
    assert not practice & secret
    known = "known = {" + ", ".join(f"{x!r}: {2 * x!r}" for (x,) in practice) + "}"
    made = grade(sandbox, f"{known}\ndef f(x): return known.get(x, 1.0)")
    assert outcomes(made)["f"] not in ("correct", "raised")


def test_many_odd_names_and_much_text_are_harmless(sandbox):
    names = "\n".join(f"name_{k} = {k}" for k in range(3000))
    long = f"{'x' * 5000} = 1"
    made = grade(sandbox, F, names, long, "text = '''" + "y" * 195_000 + "'''", G, H)
    assert outcomes(made) == RIGHT
    assert made.notes == ("cell 8 is too long to be looked at for answers.",)


def test_notes_and_faults_are_bounded(sandbox):
    cells = [f"raise ValueError('{k}' * 5000)" for k in range(100)]
    magics = [f"%magic{k}" for k in range(100)]
    made = grade(sandbox, *cells, *magics, F)
    assert len(made.faults) <= 30
    assert len(made.notes) <= 20
    assert all(len(fault.message) <= 300 for fault in made.faults)
    assert outcomes(made)["f"] == "correct"


def test_a_signal_is_no_answer(sandbox):
    made = grade(sandbox, "def f(x): raise KeyboardInterrupt", G, H)
    assert outcomes(made) == {**RIGHT, "f": "raised"}


def test_right_values_stay_as_they_are(sandbox):
    """What the judge keeps of an exercise is not touched by an answer that changes its result."""
    grader = Grader(SHEET, SECRET, TIMES)
    cell = "import numpy as np\nkept = []\ndef f(x):\n    kept.append(np.array(2 * x))\n"
    cell += "    for a in kept[:-1]: a += 1\n    return kept[-1]"
    for _ in range(2):
        assert outcomes(grader.grade(sandbox, submission(cell)))["f"] == "correct"
    assert np.isfinite(grader.sheet["f"].probe_points(grader.seed)).all()
