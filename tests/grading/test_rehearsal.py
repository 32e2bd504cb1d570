"""The whole path, from files to reports, with notebooks of which the marks are known."""

import functools

import pytest
from support.requirements import require

from coursekit.checking import Verdict
from coursekit.grading.dry_run import dry_run
from coursekit.grading.one import Times
from coursekit.grading.records import Grade, QuestionGrade
from coursekit.grading.rehearsal import BROKEN, NOTHING, Rehearsal, rehearsals
from coursekit.grading.sandbox import available
from coursekit.grading.sandbox.layers import missing
from coursekit.grading.team import Job
from coursekit.sheets import load, names


@functools.cache
def rehearsed(name: str) -> tuple[Rehearsal, ...]:
    """The rehearsals of a sheet; making them judges every slip, so it is done once."""
    return tuple(rehearsals(load(name)))


#: A sheet without programs, one with two, and the newest kinds of question; the rest are slow.
QUICK = ("02_rules", "08_training", "12_cross_entropy")


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[] if name in QUICK else pytest.mark.slow) for name in names()],
)
def test_a_class_can_be_graded_on_this_machine(name):
    require("sandbox", missing(available()) is None)
    results = dry_run(Job(name, bytes(32), Times(cell=2, question=2)))
    assert [fault for result in results for fault in result.faults] == []
    assert len(results) > 20
    assert results[0].score == results[0].points == load(name).points


@pytest.mark.parametrize("name", names())
def test_every_slip_is_rehearsed(name):
    sheet = load(name)
    expected = [pair for one in rehearsed(name) for pair in one.expected.items()]
    for exercise in sheet:
        tags = {tag.split(".")[-1] for id_, (_, tag) in expected if id_ == exercise.id and tag}
        known = {option.slip for option in exercise.options if option.slip}
        known |= {
            slip.tag
            for slip in exercise.slips
            if not (exercise.kind == "formula" and callable(slip.answer))
        }
        assert known <= tags


@pytest.mark.parametrize("name", names())
def test_programs_and_a_function_are_broken_in_every_way(name):
    sheet = load(name)
    entrances = {exercise.id for exercise in sheet if exercise.kind == "program"}
    entrances |= set([exercise.id for exercise in sheet if exercise.kind == "function"][:1])
    broken = [one for one in rehearsed(name) if one.name in BROKEN]
    assert len(broken) == len(BROKEN)
    for one in broken:
        last = [cell.source for cell in one.submission.cells[-len(entrances) :]]
        assert {source.split("(")[0] for source in last} == {f"def {id_}" for id_ in entrances}
        assert all(one.expected[id_] != ("correct", None) for id_ in entrances)


def graded(outcome: str, score: float, slip: str | None = None) -> Grade:
    question = QuestionGrade("f", "F", 1, Verdict(outcome, score, slip, "said"))
    return Grade("a", "a", "0", "s", "h", "s", "v", questions=(question,))


@pytest.mark.parametrize(
    ("expected", "grade", "fault"),
    [
        ({}, graded("correct", 1.0), None),
        ({}, graded("wrong", 0.0, "x"), "got wrong (x) instead of correct"),
        ({"f": ("wrong", "x")}, graded("wrong", 0.0, "x"), None),
        ({"f": ("wrong", "x")}, graded("wrong", 0.0, "y"), "got wrong (y) instead of wrong x"),
        ({"f": ("wrong", "x")}, graded("correct", 1.0), "instead of wrong x"),
        ({"f": ("wrong", None)}, graded("wrong", 1.0), "instead of wrong"),
        ({"f": NOTHING}, graded("unanswered", 0.0), None),
        ({"f": NOTHING}, graded("wrong", 0.5), "instead of no points"),
    ],
)
def test_a_rehearsal_sees_what_is_not_as_it_must_be(expected, grade, fault):
    first = next(rehearsals(load("01_derivatives")))
    faults = list(Rehearsal("one", first.submission, expected).faults(grade))
    assert len(faults) == (fault is not None)
    assert fault is None or fault in faults[0]
