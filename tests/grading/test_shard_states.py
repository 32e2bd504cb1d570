"""Which shards are whole is told from their gradebooks alone."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from coursekit.grading import marking
from coursekit.grading.errors import GradingError
from coursekit.grading.gradebook import Gradebook, merge
from coursekit.grading.marking import mark_class
from coursekit.grading.one import Times
from coursekit.grading.sandbox.layers import PURPOSE, Layer
from coursekit.grading.shard_states import find_shards, shard_states
from coursekit.grading.shards import Shard
from coursekit.grading.submission import collect
from coursekit.grading.team import Job

SHEET = "01_derivatives"
JOB = Job(SHEET, bytes(32), Times(cell=5, question=5, total=30), trusted=True)


@pytest.fixture
def handed_in(tmp_path: Path) -> Path:
    folder = tmp_path / "handed in"
    folder.mkdir()
    for number in range(8):
        hand_in(folder, number)
    return folder


def hand_in(folder: Path, number: int, more: str = "") -> None:
    cell = f"def d_relu(z): return float(z > {number % 2})" + more
    cells = [{"cell_type": "code", "source": cell, "metadata": {}, "outputs": []}]
    text = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    (folder / f"student{number}.ipynb").write_text(text)


@pytest.fixture
def at_once(monkeypatch):
    """Without judging, which is not what is tested here: every submission gets an empty grade."""

    def grade_class(submissions, job, keep, *, current, progress, jobs=None):
        summary = marking.Summary()
        for submission in submissions:
            if current(submission):
                summary.skipped += 1
                continue
            if submission.student in stop:
                summary.interrupted = True
                break
            grade = template(submission.student, submission.digest)
            keep(replace(grade, harness="It is lost." if submission.student in lost else None))
            summary.graded += 1
        progress(summary)
        return summary

    stop: set[str] = set()
    lost: set[str] = set()
    monkeypatch.setattr(marking, "grade_class", grade_class)
    return stop, lost


def template(student: str, digest: str):
    from coursekit.grading.gradebook import sheet_hash
    from coursekit.grading.records import Grade
    from coursekit.grading.seeds import seed_id
    from coursekit.sheets import load

    state, seed = sheet_hash(load(SHEET)), seed_id(JOB.secret)
    version = marking.coursekit.__version__
    return Grade(student, f"{student}.ipynb", digest, SHEET, state, seed, version)


def run(handed_in: Path, *numbers: int, count: int = 3, job: Job = JOB) -> Path:
    book = handed_in.parent / "marks.db"
    with collect(handed_in) as class_:
        for number in numbers:
            mark_class(class_, job, book, part=Shard(number, count), jobs=1)
    return book


def why(book: Path, count: int = 3) -> dict[int, str]:
    paths = [Shard(number, count).path(book) for number in range(1, count + 1)]
    (sharded,) = shard_states(paths)
    return {state.number: state.why for state in sharded.states}


def first_of(handed_in: Path, number: int, count: int = 3) -> str:
    students = sorted(path.stem for path in handed_in.iterdir())
    return next(student for student in students if Shard(number, count).takes(student))


def test_all_that_ran_to_the_end_need_nothing(handed_in, at_once):
    book = run(handed_in, 1, 2, 3)
    (sharded,) = shard_states(find_shards(book))
    assert (sharded.gradebook, sharded.sheet, sharded.count) == (book, SHEET, 3)
    assert (sharded.open, sharded.students) == ((), 8)


def test_what_never_ran_is_missing(handed_in, at_once):
    book = run(handed_in, 1, 3)
    assert why(book) == {1: "", 2: "is missing", 3: ""}
    # Named or not: the shards that are there tell how many there must be.
    (sharded,) = shard_states(find_shards(book))
    assert [state.number for state in sharded.open] == [2]


def test_what_was_cut_off_is_told_until_it_is_resumed(handed_in, at_once):
    stop, _ = at_once
    stop.add(max(s.stem for s in handed_in.iterdir() if Shard(2, 3).takes(s.stem)))
    book = run(handed_in, 1, 2, 3)
    takes = sum(Shard(2, 3).takes(path.stem) for path in handed_in.iterdir())
    assert takes > 1
    assert why(book) == {1: "", 2: f"was not graded to its end: {takes - 1} of {takes}", 3: ""}
    stop.clear()
    run(handed_in, 2)
    assert set(why(book).values()) == {""}


def test_a_run_again_that_is_cut_off_counts(handed_in, at_once):
    stop, _ = at_once
    book = run(handed_in, 1, 2, 3)
    hand_in(handed_in, int(first_of(handed_in, 2)[-1]), "\n# better")
    stop.add(first_of(handed_in, 2))
    run(handed_in, 1, 2, 3)
    assert why(book)[2].startswith("was not graded to its end")


def test_submissions_on_which_the_grader_failed_are_told(handed_in, at_once):
    _, lost = at_once
    lost.add(first_of(handed_in, 1))
    book = run(handed_in, 1, 2, 3)
    takes = sum(Shard(1, 3).takes(path.stem) for path in handed_in.iterdir())
    assert why(book) == {1: f"is not final: the grader failed on 1 of {takes}", 2: "", 3: ""}


def test_a_shard_that_saw_another_class_is_told(handed_in, at_once):
    book = run(handed_in, 1, 2, 3)
    hand_in(handed_in, 9)
    run(handed_in, 3)
    other = "saw other submissions than the shard that ran last"
    assert why(book) == {1: other, 2: other, 3: ""}
    run(handed_in, 1, 2)
    assert set(why(book).values()) == {""}


def test_a_file_that_is_not_yet_copied_whole_makes_another_class(handed_in):
    with collect(handed_in) as class_:
        before = class_.fingerprint
        assert class_.only(lambda student: student < "student4").fingerprint == before
    path = handed_in / "student1.ipynb"
    path.write_bytes(path.read_bytes()[:40])
    with collect(handed_in) as class_:
        assert class_.fingerprint != before


def test_nodes_and_their_walls_are_kept_but_reach_no_mark(handed_in, at_once, monkeypatch):
    walls = [Layer(name, name != "landlock", "the kernel is old") for name in PURPOSE]
    walls = [layer if not layer.on else Layer(layer.name, True) for layer in walls]
    monkeypatch.setattr(marking, "available", lambda: walls)
    jailed = replace(JOB, trusted=False)
    monkeypatch.setenv("SLURMD_NODENAME", "a17")
    run(handed_in, 1, 2, job=jailed)
    monkeypatch.setenv("SLURMD_NODENAME", "b2")
    book = run(handed_in, 3)
    (sharded,) = shard_states(find_shards(book))
    first, second = sharded.nodes
    assert (first.name, first.shards) == ("a17", (1, 2))
    assert {name: cause for name, cause in first.walls.items() if cause} == {
        "landlock": "the kernel is old"
    }
    assert (second.name, second.shards, second.walls) == ("b2", (3,), {})
    merge(find_shards(book), book)
    with Gradebook(book) as whole:
        assert "a17" not in repr([whole.mark(student, SHEET) for student in whole.students(SHEET)])


def test_gradebooks_that_no_shard_wrote_are_passed_over(tmp_path):
    with Gradebook(tmp_path / "marks.db"):
        pass
    assert shard_states([tmp_path / "marks.db"]) == []


def test_shards_are_found_beside_their_gradebook_in_order(tmp_path):
    for name in ("marks.2of12.db", "marks.10of12.db", "marks.1of12.db", "other.3of12.db", "x.db"):
        (tmp_path / name).touch()
    assert [path.name for path in find_shards(tmp_path / "marks.db")] == [
        "marks.1of12.db",
        "marks.2of12.db",
        "marks.10of12.db",
    ]
    (tmp_path / "marks.1of2.db").touch()
    with pytest.raises(GradingError, match=r"of 2 and of 12 parts; name .* marks\.\*of12\.db"):
        find_shards(tmp_path / "marks.db")
    assert find_shards(tmp_path / "none.db") == []


@pytest.mark.parametrize("name", ["marks", "marks.2026.db", "a.[b]", ".db"])
def test_shards_are_found_whatever_their_gradebook_is_called(tmp_path, name):
    path = Shard(2, 3).path(tmp_path / name)
    path.touch()
    assert find_shards(tmp_path / name) == [path]
    assert Shard.of_file(path) == (Shard(2, 3), tmp_path / name)
