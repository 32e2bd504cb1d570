import datetime
import stat
import sys
from dataclasses import replace

import pytest
from support.hostile_text import IDS
from support.html_check import Page

from coursekit.grading.errors import GradingError
from coursekit.grading.report import Standing, write_reports, writing

UTC = datetime.timezone.utc


def test_a_folder_of_reports(tmp_path, standings, sheet):
    written = write_reports(tmp_path / "out", iter(standings), sheet, zone=UTC)
    assert written.class_page == tmp_path / "out" / "class.html"
    names = sorted(p.name for p in (tmp_path / "out").rglob("*") if p.is_file())
    assert len(names) == 2 * len(standings) + 1
    assert not [name for name in names if name.endswith(".tmp")]
    for standing in standings[:10]:
        path = written.students[standing.student]
        assert standing.student in Page(path.read_text(encoding="utf-8")).text
        assert path.with_suffix(".txt").read_text(encoding="utf-8").startswith(sheet.title)
    page = Page(written.class_page.read_text(encoding="utf-8"))
    for link in (a["href"] for a in page.all("a") if not a["href"].startswith("#")):
        assert (tmp_path / "out" / link).is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
def test_reports_are_private(tmp_path, standings, sheet):
    written = write_reports(tmp_path, standings[:2], sheet)
    for path in (written.class_page, *written.students.values()):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


def test_ids_of_every_kind_stay_in_the_folder_and_apart(tmp_path, standings, sheet):
    grade = next(s for s in standings if s.grade.questions).grade
    hostile = [Standing(replace(grade, student=student)) for student in IDS]
    written = write_reports(tmp_path / "out", hostile, sheet)
    paths = list(written.students.values())
    assert len({path.name.casefold() for path in paths}) == len(IDS)
    assert all(path.parent == tmp_path / "out" / "students" for path in paths)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out"]
    assert sum(1 for p in (tmp_path / "out" / "students").iterdir()) == 2 * len(IDS)
    page = Page(written.class_page.read_text(encoding="utf-8"))
    links = {a["href"] for a in page.all("a") if a["href"].startswith("students/")}
    assert len(links) == len(IDS)


def test_writing_again_replaces(tmp_path, standings, sheet):
    write_reports(tmp_path, standings[:3], sheet)
    before = sorted(p.name for p in tmp_path.rglob("*"))
    write_reports(tmp_path, standings[:3], sheet)
    assert sorted(p.name for p in tmp_path.rglob("*")) == before


def test_only_what_is_asked_for(tmp_path, standings, sheet):
    one = write_reports(tmp_path / "a", standings[:2], sheet, whole_class=False)
    assert one.class_page is None
    assert not (tmp_path / "a" / "class.html").exists()
    two = write_reports(tmp_path / "b", standings[:2], sheet, students=False)
    assert two.students == {}
    assert [p.name for p in (tmp_path / "b").iterdir()] == ["class.html"]
    page = Page(two.class_page.read_text(encoding="utf-8"))
    assert not [a for a in page.all("a") if a["href"].startswith("students/")]


def test_two_grades_of_one_student_are_refused(tmp_path, standings, sheet):
    with pytest.raises(GradingError, match="has two grades of 02_rules"):
        write_reports(tmp_path, [standings[0], standings[0]], sheet)


def test_standings_are_taken_one_by_one(tmp_path, standings, sheet, monkeypatch):
    """A class of ten thousand must not be held at once."""
    done = []

    def write(path, text):
        done.append(path.name)
        return path

    def stream():
        for index, standing in enumerate(standings[:5]):
            assert len(done) == 2 * index
            yield standing

    monkeypatch.setattr(writing, "_write", write)
    write_reports(tmp_path, stream(), sheet)
    assert len(done) == 11


def test_reports_of_students_need_no_matplotlib():
    import subprocess

    code = (
        "import sys, coursekit.grading.report, coursekit.grading.export;"
        "print('matplotlib' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
