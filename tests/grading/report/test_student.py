"""The report on one student: what it says, what it never says, and what hostile text does to it."""

import datetime
import re

import numpy as np
import pytest
from support.graded_class import SECRET, solution_expressions, solutions
from support.hostile_text import EVERYTHING, MARKUP
from support.html_check import Page

from coursekit.checking import PartVerdict, Verdict
from coursekit.grading.records import CellFault, Grade, QuestionGrade
from coursekit.grading.report import Guide, Late, Override, Standing, student_page, student_text
from coursekit.grading.report.words import LOOKS
from coursekit.notebook.display import LOOKS as NOTEBOOK_LOOKS
from coursekit.sheets import load

UTC = datetime.timezone.utc


def html(standing, guide):
    return student_page(standing, guide, zone=UTC)


def text(standing, guide):
    return student_text(standing, guide, zone=UTC)


def grade(*questions, **changes):
    given = {
        "student": "abcd12", "source": "abcd12.ipynb", "digest": "ab" * 32, "sheet": "02_rules",
        "sheet_hash": "3f1c", "seed_id": "seed-7", "version": "0.1.0", "questions": questions,
    }  # fmt: skip
    return Grade(**{**given, **changes})


def question(id_, outcome="wrong", slip=None, message="", score=None, points=2, **changes):
    value = float(outcome == "correct") if score is None else score
    title = load("02_rules")[id_].title if id_ in load("02_rules") else id_
    return QuestionGrade(id_, title, points, Verdict(outcome, value, slip, message), **changes)


@pytest.fixture(scope="module")
def pages(standings, guide):
    return [(s, Page(html(s, guide)), text(s, guide)) for s in standings]


def test_pages_of_a_whole_class_hold_to_the_rules(pages, standings):
    assert len(pages) == len(standings)
    for standing, page, plain in pages:
        assert standing.student in page.text
        assert plain.splitlines()[1] == f"Report for {standing.student}"
        assert all(len(line) <= 100 for line in plain.splitlines())


def test_both_forms_say_the_mark_each_outcome_and_each_hint(pages, sheet):
    for standing, page, plain in pages:
        if not standing.final:
            continue
        squeezed = " ".join(plain.split())
        mark = f"{standing.mark:g} of {standing.grade.points or sheet.points} points"
        assert mark in page.text
        assert f"Mark: {mark}" in squeezed
        for q in standing.grade.questions:
            assert q.id in page.text
            look = LOOKS[q.verdict.outcome]
            assert re.search(rf"{q.id}\s+{re.escape(str(look))}", plain)
        hints = re.findall(r"Hint \d of 4", page.text)
        assert hints == re.findall(r"Hint \d of 4", squeezed)
        tried = [q for q in standing.grade.questions
                 if q.verdict.outcome not in ("correct", "unanswered")]  # fmt: skip
        assert len(hints) == len(tried)


def test_no_answer_is_given_away(pages):
    """Neither the worked solutions nor their spelling without spaces."""
    expressions = {re.sub(r"\s", "", e) for e in solution_expressions("02_rules")}
    expressions = {e for e in expressions if len(e) >= 6}
    assert len(expressions) >= 20
    for _, page, plain in pages:
        for said in (page.text, plain):
            squeezed = re.sub(r"\s", "", said).replace("−", "-")
            assert not [e for e in expressions if e in squeezed]


def test_no_right_value_is_given_away(pages, sheet):
    """Neither at the points of grading nor at those of practice, to four digits."""
    values = set()
    _, namespace = solutions("02_rules")
    for exercise in sheet:
        if exercise.kind != "function":
            continue
        for point in (*exercise.probe_points(SECRET), *exercise.probe_points()):
            value = float(namespace[exercise.id](*point))
            values |= {f"{value:.{digits}g}" for digits in range(4, 18)}
    values = {v for v in values if len(v.strip("-").replace(".", "")) >= 4}
    assert len(values) > 1000
    for _, page, plain in pages:
        body = page.text.split("SHA-256")[0]
        for said in (body, plain.split("SHA-256")[0]):
            assert not set(re.findall(r"-?\d+\.\d+(?:e[+-]\d+)?", said)) & values


def test_the_right_option_of_a_choice_is_not_told(guide, sheet):
    choice = sheet["outermost_rule"]
    right = next(o for o in choice.options if o.slip is None)
    for option in choice.options:
        verdict = choice.judge(option.key, seed=SECRET)
        q = QuestionGrade(choice.id, choice.title, 1, verdict)
        said = Page(html(Standing(grade(q)), guide)).text
        assert right.text not in said
        assert verdict.correct or right.message not in said


def test_the_numbers_of_the_students_own_variant_are_asked(guide, sheet):
    q = question("chain_affine", slip="intercept", message="m", points=1)
    asked = load("02_rules", "abcd12")["chain_affine"].prompt_text()
    slope = re.search(r"g\(z\) = (\d+)z", asked).group(1)
    assert f"g(z) = {slope}z" in text(Standing(grade(q)), guide)
    other = load("02_rules", "abcd12")["chain_affine"].parameters
    assert other != load("02_rules")["chain_affine"].parameters


def test_nothing_of_other_students(pages):
    ids = {standing.student for standing, _, _ in pages}
    for standing, page, plain in pages:
        assert not [i for i in ids - {standing.student} if i in page.text or i in plain]


@pytest.mark.parametrize("hostile", EVERYTHING, ids=range(len(EVERYTHING)))
def test_hostile_text_stays_text(hostile, guide):
    questions = (
        question("d_power", "error", "raised", hostile, note=hostile),
        question("d_sqrt", "invalid", hostile, hostile, note=hostile),
        question("d_tanh", "wrong", hostile, hostile),
        question("d_sigmoid", "unanswered", None, hostile, note=hostile),
        QuestionGrade("chain_steps", hostile, 3, Verdict("wrong", 0.5, hostile, hostile, (
            PartVerdict(hostile, "wrong", 0.0, 1, hostile, hostile),
            PartVerdict("slope", "unanswered", 0.0, 1, "missing_part", hostile),
        ))),
        QuestionGrade(hostile, hostile, 1, Verdict("error", 0.0, hostile, hostile)),
    )  # fmt: skip
    standing = Standing(
        grade(*questions, student=hostile, source=hostile, digest=hostile, sheet=hostile,
              sheet_hash=hostile, seed_id=hostile, version=hostile, layers=(hostile,),
              notes=(hostile,) * 3, harness=hostile,
              faults=(CellFault(3, "error", hostile), CellFault(4, hostile, hostile))),
        (Override(1.0, hostile, hostile, hostile), Override(1.0, hostile)),
        Late(9e9, 8e9, 1.0, hostile),
        hostile,
        hostile,
    )  # fmt: skip
    made = html(standing, guide)
    page = Page(made)
    assert len(made) < 200_000
    plain = text(standing, guide)
    assert len(plain) < 60_000
    assert not re.search(
        "[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b\ufeff]", plain
    )
    plain.encode("utf-8")
    if hostile in MARKUP and "<" in hostile and "$" not in hostile and "`" not in hostile:
        # Shown as it was written, in the notes at least.
        assert " ".join(hostile.split()) in "".join(page.within("li"))


def test_every_outcome_has_word_and_sign_as_in_the_notebook():
    assert {k: (v.word, v.sign) for k, v in LOOKS.items()} == {
        k: (v.word, v.sign) for k, v in NOTEBOOK_LOOKS.items()
    }


def test_late_is_explained(guide):
    late = Late(1_780_000_000 + 93_780, 1_780_000_000, 2.0, "1 point for each day begun.")
    standing = Standing(
        grade(question("d_power", "correct"), question("d_tanh", "correct")), (), late
    )
    said = Page(html(standing, guide)).text
    assert "Handed in 2026-05-29 22:29 UTC; due 2026-05-28 20:26 UTC." in said
    assert "1 day 2 h late: 2 points are taken off. The rule: 1 point for each day begun." in said
    assert "Sum of the questions 4" in said
    assert "Taken off because it came late −2" in said
    assert "2 of 4 points" in said
    assert "1 day 2 h late" in " ".join(text(standing, guide).split())


def test_in_time_costs_nothing_and_says_so(guide):
    said = Page(html(Standing(grade(question("d_power")), (), Late(5.0, 9.0, 0.0)), guide)).text
    assert "In time." in said
    assert "taken off" not in said.lower()


def test_a_time_that_is_none_does_not_stop_a_report(guide):
    for when in (float("nan"), 1e300, -1e300, float("inf")):
        for late in (Late(when, 0.0, 0.0), Late(0.0, when, 0.0)):
            assert "an unknown time" in html(Standing(grade(), (), late), guide)


def test_changes_by_hand_have_their_reason_and_not_their_author(guide):
    overrides = (Override(1.5, "Half of it stands on paper.", "d_tanh", "Prof. X", 1.0),)
    standing = Standing(grade(question("d_tanh")), overrides)
    for said in (Page(html(standing, guide)).text, text(standing, guide)):
        assert "Half of it stands on paper." in said
        assert "The slope of tanh" in said
        assert "by hand" in said
        assert "Prof. X" not in said
    assert "1.5 of 2 (by hand)" in Page(html(standing, guide)).text


def test_a_mark_set_by_hand(guide):
    said = Page(html(Standing(grade(question("d_tanh")), (Override(2.0, "Appeal."),)), guide)).text
    assert "The mark 2 Appeal." in said
    assert "Set by hand 2 Mark 2" in said


def test_a_failure_of_the_grader_is_not_the_students(guide):
    standing = Standing(grade(question("d_tanh"), harness="/root/secret: no space left"))
    for said in (Page(html(standing, guide)).text, text(standing, guide)):
        assert "Not final." in said
        assert "No mark yet" in said
        assert "/root/secret" not in said
        assert "d_tanh" not in said


def test_a_file_that_could_not_be_read(guide):
    open_ = question("d_tanh", "unanswered", points=48)
    standing = Standing(grade(open_), unreadable="The file is no JSON.")
    for said in (Page(html(standing, guide)).text, text(standing, guide)):
        assert "could not be read. The file is no JSON." in said
        assert "0 of 48 points" in said
        assert "not answered" not in said.lower()


def test_cells_and_notes_are_listed_up_to_a_limit(guide):
    faults = tuple(CellFault(i, "error", f"ValueError: in line {i}") for i in range(1, 200))
    standing = Standing(grade(faults=faults, notes=tuple(f"note {i}" for i in range(70))))
    said = Page(html(standing, guide)).text
    assert "50 stopped with an error ValueError: in line 50" in said
    assert "in line 51" not in said
    assert "and 149 more." in said
    assert "and 20 more." in said
    plain = text(standing, guide)
    assert "cell 3 stopped with an error: ValueError: in line 3" in plain
    assert "and 149 more" in plain


def test_parts_are_listed_with_their_own_messages(guide, sheet):
    exercise = sheet["chain_steps"]
    right = exercise.reference

    def answer(x):
        return {**right(x), "outer_slope": float("nan")}

    verdict = exercise.judge(answer, seed=SECRET)
    assert verdict.score == pytest.approx(2 / 3)
    standing = Standing(grade(QuestionGrade("chain_steps", exercise.title, 3, verdict)))
    said = Page(html(standing, guide)).text
    assert "inner_slope , ✓ Correct , 1 of 1" in said
    assert "outer_slope , ✗ Not yet , 0 of 1: Your part 'outer_slope' gives nan" in said


def test_what_the_marks_depend_on_stands_at_the_end(guide):
    said = Page(html(Standing(grade()), guide)).within("footer")
    joined = " ".join(said)
    for fact in ("abcd12.ipynb", "ab" * 32, "02_rules, version 3f1c", "seed-7", "coursekit 0.1.0"):
        assert fact in joined


def test_a_question_that_the_sheet_has_no_more_is_reported_without_a_hint(guide):
    said = Page(html(Standing(grade(question("gone", "wrong", "x", "Lost."))), guide)).text
    assert "Lost." in said
    assert "Hint" not in said


def test_reports_are_the_same_every_time(standings, guide):
    again = Guide(load("02_rules"))
    for standing in standings[:5]:
        assert html(standing, guide) == html(standing, again)


def test_a_report_is_small(standings, guide):
    assert max(len(html(s, guide)) for s in standings) < 60_000
    assert np.median([len(html(s, guide)) for s in standings]) < 40_000
