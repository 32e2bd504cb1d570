"""Every case of the corpus: the marks it deserves, nothing harmed, nothing left, no waiting."""

import os
import time

import pytest

from .corpus import FAMILIES, SEVENTEEN
from .grading import STUDENT, marks_of, sent
from .world import jailed

EVERYTHING = [
    pytest.param(case, id=f"{family}-{case.name}", marks=[pytest.mark.slow] * case.slow)
    for family, cases in FAMILIES.items()
    for case in cases
]


def graded(jail, world, case):
    """Send a case; return what it deserved and what it got, student by student."""
    deserved, got = [], []
    for student, cells, marks in (
        (STUDENT, case.cells, case.marks),
        ("bert02", case.then, case.then_marks),
    ):
        if cells:
            grade = sent(
                jail, case.sheet, list(map(world.aimed, cells)), case.cell_seconds, student
            )
            assert grade.harness is None
            deserved.append(dict(marks))
            got.append({k: v for k, v in marks_of(grade).items() if k not in case.free})
    return deserved, got


@pytest.mark.parametrize("case", EVERYTHING)
def test_every_case_gets_what_it_deserves_and_leaves_nothing(jail, world, case):
    start = time.monotonic()
    deserved, got = graded(jail, world, case)
    seconds = time.monotonic() - start
    assert got == deserved
    assert world.damage() == []
    assert jailed(os.getpid()) == {}
    assert seconds < case.seconds


def test_names_are_unique():
    for family, cases in FAMILIES.items():
        names = [case.name for case in cases]
        assert len(names) == len(set(names)), family


def test_the_seventeen_cases_on_which_others_were_measured(jail, world, capsys):
    """All deserved marks, nothing else; the table goes to the log."""
    rows = []
    for kind, cases in SEVENTEEN.items():
        for case in cases:
            deserved, got = graded(jail, world, case)
            rows.append((kind, case.name, got == deserved, world.damage() == []))
    with capsys.disabled():
        print()
        for kind, name, marks, intact in rows:
            print(
                f"{kind:9} {name:32} marks {'as deserved' if marks else 'WRONG':12}"
                f" {'intact' if intact else 'HARMED'}"
            )
    assert len(rows) == 17
    assert all(marks and intact for _, _, marks, intact in rows)
