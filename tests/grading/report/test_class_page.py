"""The page on the class: its numbers, its pictures, and hostile text in it."""

import base64
import datetime
import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.graded_class import simulate
from support.hostile_text import EVERYTHING
from support.html_check import Page

from coursekit.checking import Verdict
from coursekit.grading.records import CellFault, Grade, QuestionGrade
from coursekit.grading.report import Standing
from coursekit.grading.report.class_page import class_page
from coursekit.grading.report.measures import ClassRecord
from coursekit.grading.report.pictures import bins

UTC = datetime.timezone.utc


def made(standings, guide, **more):
    record = ClassRecord(guide.sheet)
    for standing in standings:
        record.add(standing)
    return class_page(record, guide, zone=UTC, **more)


@pytest.fixture(scope="module")
def html(standings, guide):
    roster = [*(s.student for s in standings), "zzab99", "zzcd98"]
    links = {s.student: f"students/{s.student}.html" for s in standings}
    return made(standings, guide, roster=roster, links=links, made=1.78e9,
                problems=("notes.pdf is no notebook",))  # fmt: skip


@pytest.fixture(scope="module")
def page(html):
    return Page(html)


def test_the_sections_and_the_way_to_them(page):
    headings = page.within("h2")
    assert headings == ["Overview", "Needs a look", "Marks", "Questions", "Slips", "Time",
                        "Cells that failed", "Students"]  # fmt: skip
    targets = {s["id"] for s in page.all("section")}
    assert {a["href"] for a in page.all("a") if a["href"].startswith("#")} == {
        f"#{t}" for t in targets
    }


def test_statistics_of_the_marks(page, standings):
    marks = [s.mark for s in standings if s.final and s.unreadable is None]
    for name, value in (
        ("Mean", np.mean(marks)),
        ("Standard deviation (n − 1)", np.std(marks, ddof=1)),
        ("Lower quartile", np.quantile(marks, 0.25)),
        ("Median", np.median(marks)),
        ("Upper quartile", np.quantile(marks, 0.75)),
        ("Highest", max(marks)),
    ):
        written = re.search(rf"{re.escape(name)} ([\d.]+)", page.text).group(1)
        assert float(written) == pytest.approx(value, abs=0.0051)
    assert "Submissions 120 Graded 116 Could not be read 3 Not finished 1" in page.text
    assert "Handed nothing in 2" in page.text


def test_what_needs_a_look(page, standings):
    broken = next(s for s in standings if not s.final)
    assert f"{broken.student} {broken.grade.source} The sandbox could not be started" in page.text
    assert "The file is no JSON: it ends in the middle of cell 9." in page.text
    assert "Handed nothing in: zzab99 , zzcd98 ." in page.text
    assert "notes.pdf is no notebook" in page.text
    assert "Not all grades were made alike" not in page.text
    same = [standings[i].student for i in (21, 22, 77)]
    assert " , ".join(same) + " 3 3" in page.text


def test_grades_of_different_sheets_are_noticed(standings, guide):
    other = replace(standings[0].grade, sheet_hash="ffff", student="other")
    said = Page(made([*standings[:3], Standing(other)], guide)).text
    assert "Not all grades were made alike" in said
    assert "02_rules, version ffff" in said


def test_every_picture_has_its_words_and_its_numbers_beside_it(page, sheet):
    alts = [image["alt"] for image in page.all("img")]
    assert len(alts) == 4
    assert alts[0].startswith("Histogram of 116 marks")
    assert f"{len(list(sheet))} questions" in alts[1]
    assert "15 most frequent slips" in alts[2]
    assert "116 submissions" in alts[3]
    captions = page.within("caption")
    for caption in ("Marks by range", "Questions", "Slips by frequency", "Time in milliseconds"):
        assert caption in captions


def test_pictures_are_drawings_without_scripts_links_or_dates(page):
    for image in page.all("img"):
        svg = base64.b64decode(image["src"].partition(",")[2]).decode("utf-8")
        root = ET.fromstring(svg)
        tags = {element.tag.rpartition("}")[2] for element in root.iter()}
        assert tags <= {"svg", "metadata", "RDF", "Work", "type", "format", "defs", "style", "g",
                        "path", "use", "clipPath", "rect"}  # fmt: skip
        for element in root.iter():
            for name, value in element.attrib.items():
                assert not name.lower().startswith("on")
                if name.endswith("href"):
                    assert value.startswith("#")


def test_the_page_is_the_same_every_time(standings, guide):
    assert made(standings[:30], guide) == made(standings[:30], guide)


def test_numbers_of_the_questions(page, standings, sheet):
    counted = [s for s in standings if s.final and s.unreadable is None]
    scores = np.array([[s.scores()[e.id] for e in sheet] for s in counted])
    for j, exercise in enumerate(sheet):
        rest = np.delete(scores, j, axis=1).sum(axis=1)
        want = np.corrcoef(scores[:, j], rest)[0, 1]
        share = 100 * scores[:, j].mean() / exercise.points
        row = re.search(
            rf"{re.escape(exercise.title)} {exercise.id} {exercise.points}"
            r" (\d+) % (−?[\d.]+) (\d+)",
            page.text,
        )
        assert int(row.group(1)) == pytest.approx(share, abs=0.501)
        assert float(row.group(2).replace("−", "-")) == pytest.approx(want, abs=0.0051)
        right = sum(s.grade.questions[j].verdict.correct for s in counted)
        assert int(row.group(3)) == right


def test_slips_stand_with_what_was_said(page, standings):
    counted = [s for s in standings if s.final and s.unreadable is None]
    made_it = [s for s in counted for q in s.grade.questions
               if (q.id, q.verdict.slip) == ("d_swish", "product_of_derivatives")]  # fmt: skip
    assert f"product_of_derivatives d_swish {len(made_it)} " in page.text
    assert "You multiplied the derivatives of the two factors." in page.text


def test_links_lead_to_the_students(page, standings):
    links = {a["href"] for a in page.all("a")}
    assert {f"students/{s.student}.html" for s in standings} <= links


def test_hostile_text_stays_text(guide, sheet):
    standings = [
        Standing(
            Grade(
                f"{index}{hostile}", hostile, f"{index // 2}", hostile, hostile, hostile, hostile,
                (hostile,),
                tuple(
                    QuestionGrade(e.id, hostile, 1, Verdict("error", 0, hostile[:9], hostile))
                    for e in list(sheet)[:3]
                ),
                (CellFault(2, "error", hostile), CellFault(3, hostile, hostile)),
                harness=hostile if index % 5 == 0 else None,
            ),
            name=hostile,
            unreadable=hostile if index % 7 == 0 else None,
        )
        for index, hostile in enumerate(EVERYTHING)
    ]  # fmt: skip
    html = made(standings, guide, roster=EVERYTHING, problems=EVERYTHING)
    Page(html)
    assert len(html) < 3_000_000


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_small_classes_have_pages(count, guide):
    standings = [s for s in simulate(10, seed=1) if s.unreadable is None and s.final][:count]
    said = Page(made(standings, guide)).text
    assert f"Submissions {count} Graded {count}" in said
    assert ("no statistics" in said) == (count == 0)
    assert "nan" not in said.replace("gives nan", "")


def test_a_class_in_which_all_answers_are_alike(guide, sheet):
    questions = tuple(
        QuestionGrade(e.id, e.title, e.points, Verdict("correct", 1.0)) for e in sheet
    )
    grade = Grade("a", "a.ipynb", "0", "02_rules", "1", "2", "0.1.0", questions=questions)
    standings = [Standing(replace(grade, student=f"s{i}", digest=f"{i}")) for i in range(5)]
    said = Page(made(standings, guide)).text
    assert "Standard deviation (n − 1) 0" in said
    assert "Cronbach’s alpha –" in said


def test_files_in_which_nothing_was_answered_are_alike_for_a_reason(guide, sheet):
    questions = (QuestionGrade("d_power", "A power", 1, Verdict("unanswered", 0.0)),)
    grade = Grade("a", "a.ipynb", "0", "02_rules", "1", "2", "0.1.0", questions=questions)
    said = Page(made([Standing(grade), Standing(replace(grade, student="b"))], guide)).text
    assert "a , b 2 1 nothing answered" in said


@settings(derandomize=True, deadline=None, max_examples=200)
@given(
    st.lists(st.floats(-5, 130), min_size=1, max_size=40),
    st.sampled_from([1, 5, 7, 20, 26, 47, 48, 60, 100, 101, 997]),
)
def test_bins_hold_every_mark_once(values, most):
    edges, counts = bins(values, most)
    assert sum(counts) == len(values)
    assert edges[0] <= min(0, *values, 0)
    assert edges[-1] >= max(most, *values, 0)
    widths = np.diff(edges)
    assert np.allclose(widths, widths[0])
    assert len(counts) <= 14


@pytest.mark.parametrize("most", [10, 12, 20, 24, 30, 36, 40, 48, 50, 60, 100])
def test_bins_end_where_the_marks_end_if_a_round_step_does_it(most):
    edges, _ = bins([0.0], most)
    assert edges[-1] == most


def test_what_was_noted_is_listed_with_those_of_whom(standings, guide):
    first, second, *_ = (s for s in standings if s.final and s.unreadable is None)
    noted = [replace(s, notes=("No <b>time</b>.",)) for s in (first, second)]
    page = Page(made(noted, guide))
    texts = [text for text in page.within("tr") if text.strip(" ,")]
    at = texts.index("No <b>time</b>.")
    assert texts[at + 1 : at + 4] == [first.student, second.student, "2"]
