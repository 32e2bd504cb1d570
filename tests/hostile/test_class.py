"""A whole class by hostile hands: files, archives and modules beside them, through the CLI."""

import contextlib
import json
import sqlite3
import subprocess
from pathlib import Path

import pytest

from coursekit.grading.gradebook import Gradebook
from coursekit.grading.one import Grader
from coursekit.grading.submission import collect
from coursekit.sheets import load

from .corpus import archives, notebooks
from .grading import SECRET, command_line, marks_of


def run(*arguments, cwd, timeout=120):
    """Call the command line as an instructor does who stands in the folder ``cwd``."""
    return subprocess.run(
        command_line(*arguments),
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


def marks_in(book):
    """Return what each student has in a gradebook."""
    with Gradebook(book) as kept:
        return {grade.student: marks_of(grade) for grade in kept.grades("02_rules")}


@pytest.fixture(scope="module")
def grader():
    return Grader(load("02_rules"), SECRET)


@pytest.mark.parametrize("case", notebooks.CASES, ids=lambda case: case.name)
def test_a_stored_notebook_gets_what_can_be_read_of_it(jail, grader, tmp_path, case):
    path = tmp_path / "anna01.ipynb"
    path.write_bytes(case.make())
    with collect(path) as collection:
        (submission,) = collection
    grade = grader.grade(jail, submission)
    assert marks_of(grade) == dict(case.marks)
    assert grade.harness is None
    assert case.marks or submission.fault or not submission.cells or grade.score == 0


@pytest.mark.parametrize("case", archives.CASES, ids=lambda case: case.name)
def test_what_is_handed_in_beside_it_costs_an_honest_student_nothing(
    jail, world, grader, tmp_path, case
):
    folder = tmp_path / "a" / "class"
    folder.mkdir(parents=True)
    (folder / "honest.ipynb").write_bytes(archives.sheet())
    case.make(folder, world.folder / "secret")
    before = sorted(path.as_posix() for path in tmp_path.rglob("*"))
    with collect(folder) as collection:
        found = {submission.student.casefold(): submission for submission in collection}
    assert marks_of(grader.grade(jail, found["honest"])) == {"d_power": 1.0}
    # Nothing was unpacked, written or followed.
    assert sorted(path.as_posix() for path in tmp_path.rglob("*")) == before
    assert not any(Path("/tmp").glob("slipped*"))
    assert world.damage() == []


def test_modules_that_were_handed_in_are_never_imported(jail, tmp_path):
    folder = tmp_path / "class"
    folder.mkdir()
    (folder / "anna01.ipynb").write_bytes(archives.sheet())
    trap = f"open({str(tmp_path / 'trapped')!r}, 'a').write(__name__)\n"
    names = ("coursekit", "json", "numpy", "queue", "signal", "struct", "sitecustomize",
             "usercustomize", "matplotlib", "typing_extensions", "rich", "IPython")  # fmt: skip
    for name in names:
        (folder / f"{name}.py").write_text(trap)
    (folder / "trap.pth").write_text("import trap")
    done = run("grade", ".", "--sheet", "02_rules", "--gradebook", tmp_path / "m.db", cwd=folder)
    assert not (tmp_path / "trapped").exists()
    assert done.returncode == 0, done.stderr
    assert marks_in(tmp_path / "m.db") == {"anna01": {"d_power": 1.0}}


def test_a_gradebook_that_was_handed_in_is_not_believed(jail, tmp_path):
    """A student makes a gradebook in which his notebook has full marks, and hands it in."""
    forge = tmp_path / "forge"
    folder = tmp_path / "class"
    for place in (forge, folder):
        place.mkdir()
        (place / "mallory.ipynb").write_bytes(archives.sheet())
    done = run("grade", forge, "--sheet", "02_rules", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    with contextlib.closing(sqlite3.connect(tmp_path / "marks.db")) as book, book:
        (guard,) = book.execute("select sql from sqlite_master where name = 'question_update'")
        book.execute("drop trigger question_update")
        book.execute("update question set score = 1.0, outcome = 'correct'")
        book.execute(*guard)
    for name in ("marks.db", "marks.db.seed"):
        (folder / name).write_bytes((tmp_path / name).read_bytes())
    for place in (".", "mallory.ipynb"):
        done = run("grade", place, "--sheet", "02_rules", cwd=folder)
        assert done.returncode == 2
        assert "could have been handed in itself" in done.stderr


#: What students call themselves. Those that begin with a dot are no submissions.
STEMS = ["=cmd()", "<script>alert(2)<", "a\x1b[31m", "b\nc", ".", "..", "index", "class", "CON",
         "%2e%2e", "x" * 200, "&amp;", "\u202egpj", "a.html", "~", "$HOME", "-rf"]  # fmt: skip


def test_everything_of_a_hostile_class_is_reported_in_plain_text(jail, tmp_path):
    """What students write reaches the terminal, the reports and the CSV without its teeth."""
    teeth = "<script>alert(1)</script>\x1b[2J\x07\u202e=cmd()|'/C calc'!A0\0\ud800"
    cells = [
        f"raise ValueError({teeth!r})",
        f"outermost_rule = {teeth!r}",
        f"def d_product(x): raise type('E', (Exception,), {{}})({teeth!r})",
        archives.RIGHT,
    ]
    folder = tmp_path / "class"
    folder.mkdir()
    names = [f"{stem}.ipynb" for stem in STEMS]
    for name in names:
        text = json.dumps(notebooks.notebook(*map(notebooks.code, cells)))
        (folder / name).write_text(text)
    graded = run("grade", folder, "--sheet", "02_rules", "--gradebook", "m.db", cwd=tmp_path)
    assert graded.returncode == 0, graded.stderr
    said = graded.stdout + graded.stderr
    for command in (
        ["report", "--gradebook", "m.db", "--out", "pages"],
        ["export", "--gradebook", "m.db", "--out", "marks.csv"],
    ):
        done = run(*command, cwd=tmp_path)
        said += done.stdout + done.stderr
        assert done.returncode == 0, done.stderr
    pages = [path.read_text() for path in (tmp_path / "pages").rglob("*.html")]
    assert len(pages) > sum(not stem.startswith(".") for stem in STEMS)
    # Nothing was written elsewhere, whatever the students are called.
    assert {path.name for path in tmp_path.iterdir()} == {
        "class",
        "m.db",
        "m.db.seed",
        "pages",
        "marks.csv",
    }
    assert sorted(path.name for path in folder.iterdir()) == sorted(names)
    for page in pages:
        assert "<script>alert" not in page
        assert "Content-Security-Policy" in page
        assert not set(page) & set("\0\x07\x1b\u202e")
    assert not set(said) & set("\0\x07\x1b\u202e")
    for line in (tmp_path / "marks.csv").read_text().splitlines():
        for cell in line.split(","):
            assert not cell.strip('"').startswith(("=", "+", "@", "\t"))


def test_the_working_folder_of_the_run_is_left_as_it_was(jail, tmp_path):
    folder = tmp_path / "class"
    folder.mkdir()
    (folder / "anna01.ipynb").write_bytes(archives.sheet("open('left', 'w').write('x')"))
    before = sorted(folder.iterdir())
    run("grade", folder, "--sheet", "02_rules", "--gradebook", tmp_path / "m.db", cwd=folder)
    assert sorted(folder.iterdir()) == before
