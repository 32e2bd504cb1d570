"""Tables of marks: read back, against what the platforms document, and with hostile fields."""

import csv
import io
import json
import re
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.graded_class import simulate
from support.hostile_text import EVERYTHING, FORMULAS

from coursekit.checking import Verdict
from coursekit.grading.errors import GradingError
from coursekit.grading.export import FORMS, export, neutralise, write_export
from coursekit.grading.people import Person
from coursekit.grading.records import Grade, QuestionGrade
from coursekit.grading.report import Late, Override, Standing
from coursekit.sheets import load

SHEET = load("02_rules")
TABLES = [form for form in FORMS if form != "json"]


@pytest.fixture(scope="module")
def standings():
    return simulate(70)


def table(exported):
    """The rows as the csv module reads them, and whether the file has a byte-order mark."""
    text = exported.data.decode("utf-8")
    bom = text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))), bom


def standing(student="abcd12", mark=None, **changes):
    questions = (QuestionGrade("d_power", "A power", 2, Verdict("correct", 1.0)),)
    grade = Grade(student, f"{student}.ipynb", "00", "02_rules", "11", "22", "0.1.0",
                  questions=questions)  # fmt: skip
    overrides = () if mark is None else (Override(mark, "test"),)
    return Standing(replace(grade, **changes), overrides)


PEOPLE = {
    "abcd12": Person("abcd12", "Berg, Ada", "Ada", "Berg", "101", "u1", "abcd12", "ada@x.org", "A"),
    "efgh34": Person("efgh34", "Čapek, Jan", "Jan", "Čapek", "102", "u2", "ef34", "j@x.org", "B"),
}  # fmt: skip


# Formulas.


def opens_as_formula(field):
    """What spreadsheets do, written down apart: drop what is blank, look at the first sign."""
    for piece in re.split("[;\t\r\n]", field):
        bare = "".join(c for c in piece if unicodedata.category(c)[0] not in "CZ" or c == "\ufffd")
        if bare and unicodedata.normalize("NFKC", bare)[0] in "=+-@\u2212":
            return True
    return False


@pytest.mark.parametrize("text", EVERYTHING, ids=range(len(EVERYTHING)))
def test_no_field_opens_as_a_formula(text):
    assert not opens_as_formula(neutralise(text))


@pytest.mark.parametrize("text", FORMULAS, ids=range(len(FORMULAS)))
def test_what_opened_as_a_formula_has_a_quote_in_front(text):
    assert "'" in neutralise(text)


@settings(derandomize=True, deadline=None, max_examples=500)
@given(
    st.text(
        st.sampled_from(list("=+-@＝－;\t\r\n \u00a0\u200b\u200d\u202e'\"ab1,\x00\x1b[")),
        max_size=12,
    )
)
def test_no_text_of_such_signs_opens_as_a_formula(text):
    assert not opens_as_formula(neutralise(text))


@pytest.mark.parametrize(
    "text", ["", "abcd12", "Ada Berg", "x = 1", "a-b", "3 - 2", "Čapek; Jan", "'"]
)
def test_honest_text_is_left_alone(text):
    assert neutralise(text) == text


@pytest.mark.parametrize("form", TABLES)
def test_hostile_fields_in_every_column(form, tmp_path):
    standings = [
        Standing(
            Grade(f"{hostile}{index}" if index % 2 else hostile, hostile, hostile, hostile, hostile,
                  hostile, hostile, (hostile,),
                  (QuestionGrade("d_power", hostile, 1, Verdict("correct", 1.0)),), (), (hostile,)),
            (Override(1.0, hostile, "d_power"),), None, None, hostile,
        )
        for index, hostile in enumerate(dict.fromkeys(EVERYTHING))
    ]  # fmt: skip
    people = {s.student: Person(s.student, *([s.grade.source] * 8)) for s in standings}
    for known in (None, people):
        exported = export(standings, form, SHEET, people=known, column="=Sheet 2 (7)")
        rows, _ = table(exported)
        assert len({len(row) for row in rows}) == 1
        assert exported.rows == len(standings)
        text = exported.data.decode("utf-8").removeprefix("\ufeff")
        assert text.count("\r\n") == len(rows) == text.count("\n")
        assert not re.search("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u200b]", text)
        assert not [field for row in rows for field in row if opens_as_formula(field)]
        # Where semicolons part fields, a line falls into other pieces.
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=";"):
            assert not [field for field in row[1:] if opens_as_formula(field)]


def test_negative_marks_stay_numbers():
    for form in ("plain", "canvas", "moodle", "blackboard"):
        rows, _ = table(export([standing(mark=-1.5)], form, SHEET))
        assert "-1.5" in rows[-1]


@pytest.mark.parametrize(
    ("mark", "written"), [(17.0, "17"), (1 / 3, "0.33"), (100.0, "100"), (2.675, "2.67"),
                          (-0.001, "0"),
                          (1e-9, "0")],
)  # fmt: skip
def test_marks_have_two_decimals_at_most(mark, written):
    rows, _ = table(export([standing(mark=mark)], "canvas", SHEET))
    assert rows[-1][-1] == written


# The platforms.


def test_canvas_as_its_importer_reads_it(standings):
    exported = export(standings, "canvas", SHEET, column="Sheet 2 (1234)")
    rows, bom = table(exported)
    assert not bom
    header, possible = rows[:2]
    # The conditions of the importer: name and ID first, both SIS columns, then Section.
    assert "Student" in header[0]
    assert "ID" in header[1]
    assert re.search(r"SIS\s+User\s+ID", header[2])
    assert re.search(r"SIS\s+Login\s+ID", header[3])
    assert "Section" in header[4]
    assert re.search(r"\((\d+)\)$", header[5]).group(1) == "1234"
    assert possible == ["    Points Possible", "", "", "", "", str(SHEET.points)]
    assert exported.data.startswith(b"Student,ID,")  # a quote behind a BOM would be no header
    by_login = {row[3]: row[5] for row in rows[2:]}
    for each in standings:
        if each.final:
            assert float(by_login[each.student]) == pytest.approx(each.mark, abs=0.0051)
        else:
            assert each.student not in by_login


def test_no_student_is_read_as_the_points_of_canvas():
    """Its importer takes any row whose first field holds these words for the second one."""
    people = {"abcd12": replace(PEOPLE["abcd12"], name="x Points Possible")}
    rows, _ = table(export([standing()], "canvas", SHEET, people=people))
    assert sum("Points Possible" in row[0] for row in rows) == 1


@pytest.mark.parametrize("name", ["Final Score", "My Current Grade (3)", "Override Score"])
def test_a_column_that_canvas_would_pass_over_is_refused(name):
    with pytest.raises(GradingError, match="Canvas passes over"):
        export([standing()], "canvas", SHEET, column=name)


def test_moodle():
    late = replace(standing(), late=Late(9.0, 1.0, 0.5))
    exported = export([late], "moodle", SHEET, people=PEOPLE, absent=0.0)
    rows, bom = table(exported)
    assert bom
    assert rows == [
        ["Username", "ID number", "Email address", "First name", "Last name",
         "Rules of differentiation", "Feedback"],
        ["abcd12", "101", "ada@x.org", "Ada", "Berg", "1.5",
         "1 correct; 0.5 taken off for being late."],
        ["ef34", "102", "j@x.org", "Jan", "Čapek", "0", "Nothing was handed in."],
    ]  # fmt: skip
    assert any("unknown user stops the whole import" in note for note in exported.notes)


def test_blackboard():
    column = "Sheet 2 [Total Pts: 48 Score] |123456"
    exported = export([standing()], "blackboard", SHEET, people=PEOPLE, column=column)
    assert exported.data.decode("utf-8") == (
        '\ufeff"Last Name","First Name","Username","Student ID",'
        '"Sheet 2 [Total Pts: 48 Score] |123456"\r\n'
        '"Berg","Ada","abcd12","101","2"\r\n'
    )
    assert not exported.notes
    new = export([standing()], "blackboard", SHEET, people=PEOPLE)
    assert table(new)[0][0][-1] == f"Rules of differentiation [Total Pts: {SHEET.points} Score]"
    assert "new text column" in new.notes[0]


def test_plain_has_every_question(standings):
    rows, bom = table(export(standings, "plain", SHEET))
    assert bom
    records = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    by_student = {record["student"]: record for record in records}
    for each in standings:
        if not each.final:
            assert each.student not in by_student
            continue
        record = by_student[each.student]
        assert float(record["mark"]) == pytest.approx(each.mark, abs=1e-4)
        assert float(record["sum"]) - float(record["taken_off"]) == pytest.approx(
            each.mark, abs=1e-3
        )
        for id_, points in each.scores().items():
            assert float(record[id_]) == pytest.approx(points, abs=1e-4)
        assert record["state"] == ("unreadable" if each.unreadable else "graded")
    assert re.fullmatch(r"2026-0\d-\d\dT\d\d:\d\d:\d\dZ", records[0]["submitted"])


def test_a_time_that_is_none_is_left_out():
    for when in (None, float("nan"), 1e300):
        rows, _ = table(export([standing(submitted=when)], "plain", SHEET))
        assert rows[1][rows[0].index("submitted")] == ""


def test_json_says_everything_as_it_is(standings):
    exported = export(standings, "json", SHEET)
    exported.data.decode("ascii")
    data = json.loads(exported.data)
    assert data["points"] == SHEET.points
    final = {each.student: each for each in standings if each.final}
    assert [s["student"] for s in data["students"]] == sorted(final)
    for record in data["students"]:
        each = final[record["student"]]
        assert record["mark"] == each.mark
        said = [q.verdict.message for q in each.grade.questions]
        assert [q["message"] for q in record["questions"]] == said


def test_json_keeps_hostile_text_in_escapes():
    hostile = "\u202e=1+1\x00</script>"
    data = export([standing(student=hostile)], "json", SHEET).data
    assert json.loads(data)["students"][0]["student"] == hostile
    assert b"\\u202e=1+1\\u0000" in data


# Who is in it.


@pytest.mark.parametrize("form", FORMS)
def test_the_order_does_not_depend_on_the_order_of_grading(form, standings):
    there = export(standings, form, SHEET)
    back = export(reversed(standings), form, SHEET)
    assert there.data == back.data


def test_who_handed_nothing_in_is_left_out_or_gets_the_mark_that_is_given():
    for form in ("canvas", "moodle", "blackboard"):
        assert export([standing()], form, SHEET, people=PEOPLE).rows == 1
        exported = export([standing()], form, SHEET, people=PEOPLE, absent=0.0)
        assert exported.rows == 2
    rows, _ = table(export([standing()], "plain", SHEET, people=PEOPLE, absent=0.0))
    assert rows[-1][:4] == ["efgh34", "Čapek, Jan", "0", str(SHEET.points)]
    assert rows[-1][6] == "absent"
    data = json.loads(export([standing()], "json", SHEET, people=PEOPLE, absent=0.0).data)
    assert data["students"][-1]["state"] == "absent"


def test_who_is_not_on_the_list_is_left_out_and_named():
    exported = export([standing("zzzz99"), standing()], "canvas", SHEET, people=PEOPLE)
    assert exported.rows == 1
    assert any("1 graded student is not in the list" in n and "zzzz99" in n for n in exported.notes)


@pytest.mark.parametrize("form", FORMS)
def test_a_grade_that_is_not_final_is_left_out_and_named(form):
    broken = standing("efgh34", harness="no space")
    exported = export([standing(), broken], form, SHEET, people=PEOPLE)
    assert exported.rows == 1
    assert b"no space" not in exported.data
    assert any("not final" in note and "efgh34" in note for note in exported.notes)


def test_a_name_that_had_to_be_changed_is_named():
    people = {"abcd12": replace(PEOPLE["abcd12"], login="=cmd")}
    exported = export([standing()], "canvas", SHEET, people=people)
    assert any("'=cmd' was written as" in note for note in exported.notes)


def test_an_unknown_form_is_refused_with_those_that_there_are():
    with pytest.raises(GradingError, match="plain, canvas, moodle, blackboard, json"):
        export([], "excel", SHEET)


@pytest.mark.parametrize("form", FORMS)
def test_a_class_of_nobody(form):
    assert export([], form, SHEET).rows == 0


def test_written_whole(tmp_path):
    exported = export([standing()], "plain", SHEET)
    path = write_export(tmp_path / "new" / f"marks{exported.suffix}", exported)
    assert path.read_bytes() == exported.data
    assert [p.name for p in path.parent.iterdir()] == ["marks.csv"]


@pytest.mark.parametrize("form", ["canvas", "moodle", "blackboard"])
def test_a_list_of_other_people_is_refused_with_the_cure(form):
    with pytest.raises(GradingError, match=r"zzzz99.*abcd12.*--key"):
        export([standing("zzzz99")], form, SHEET, people=PEOPLE)
