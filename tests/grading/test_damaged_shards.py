"""A shard that cannot be read stops nothing: the others are merged, it is named, and sent again."""

import contextlib
import os
import sqlite3
from pathlib import Path

import pytest
from support.handed_in import notebook
from typer.testing import CliRunner

from coursekit.cli import app
from coursekit.grading import marking
from coursekit.grading.batch import Summary
from coursekit.grading.errors import GradingError, UnreadableError
from coursekit.grading.gradebook import Gradebook, connection, merge, merging, read_whole
from coursekit.grading.scratch import set_aside

SHEET = "01_derivatives"
GRADE = ["grade", "handed in", "--sheet", SHEET, "--trusted", "--jobs", 1]
SHARD = Path("marks.2of3.db")


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Three shards of a class."""
    folder = tmp_path_factory.mktemp("graded")
    (folder / "handed in").mkdir()
    for number in range(6):
        cell = f"def d_relu(z): return float(z > {number % 2})"
        (folder / "handed in" / f"s{number}.ipynb").write_bytes(notebook(cell))
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(folder)
        for number in (1, 2, 3):
            words = [*GRADE, "--shard", f"{number}/3"]
            result = CliRunner().invoke(app, [str(word) for word in words])
            assert result.exit_code == 0, result.output
    return folder


@pytest.fixture
def run(graded, tmp_path, monkeypatch):
    """Type a command beside these shards; who is graded again gets the same grade, at once."""
    grades = {}
    for path in graded.glob("marks.*of3.db"):
        with Gradebook(path, copy=True) as book:
            grades |= {grade.student: grade for grade in book.grades(SHEET)}

    def grade_class(submissions, job, keep, *, current, progress, jobs):
        summary = Summary()
        for submission in submissions:
            if current(submission):
                summary.skipped += 1
            else:
                keep(grades[submission.student])
                summary.graded += 1
        return summary

    monkeypatch.setattr(marking, "grade_class", grade_class)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "handed in").symlink_to(graded / "handed in")
    for path in graded.glob("marks.*"):
        if path.is_file():
            Path(path.name).write_bytes(path.read_bytes())
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words])


def script(folder: Path) -> Path:
    path = folder / f"marks.slurm/{SHEET}.3.sbatch"
    path.parent.mkdir()
    path.touch()
    return path


def students(path: Path) -> list[str]:
    with Gradebook(path, new=False) as book:
        return book.students(SHEET)


def statement(sql: str):
    def change(path: Path) -> None:
        with sqlite3.connect(path) as connection:
            connection.execute(sql)
        connection.close()

    return change


def overwritten(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096 : 3 * 4096] = os.urandom(2 * 4096)
    path.write_bytes(data)


def scored_out_of_range(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        name = "question_update"
        (trigger,) = connection.execute(
            "SELECT sql FROM sqlite_master WHERE name = ?", (name,)
        ).fetchone()
        connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE question SET score = 50")
        connection.execute(trigger)
    connection.close()


def folder_instead(path: Path) -> None:
    path.unlink()
    path.mkdir()


def refuse_to_open(refused: Path, error: OSError, monkeypatch) -> None:
    plain = Path.open

    def opened(path, *arguments, **options):
        if path.name == refused.name:
            raise error
        return plain(path, *arguments, **options)

    monkeypatch.setattr(Path, "open", opened)


DAMAGES = {
    "empty": (lambda path: path.write_bytes(b""), "is empty"),
    "another file": (lambda path: path.write_text("slurmstepd"), "is another file and no grade"),
    "cut off": (lambda path: os.truncate(path, path.stat().st_size // 2 + 100), "malformed"),
    "cut off in its head": (lambda path: os.truncate(path, 50), "is damaged"),
    "overwritten": (overwritten, "is damaged"),
    "no sense": (scored_out_of_range, "makes no sense"),
    "earlier than it is": (statement("PRAGMA user_version = 1"), "is damaged (duplicate column"),
    "another database": (statement("PRAGMA application_id = 7"), "is a database and no gradebook"),
    "a folder": (folder_instead, "is no file"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_the_others_are_merged_and_it_is_named_sent_again_and_whole(run, tmp_path, damage):
    spoil, why = DAMAGES[damage]
    whole = students(SHARD)
    spoil(SHARD)
    state = SHARD.read_bytes() if SHARD.is_file() else None
    sbatch = script(tmp_path)
    result = run("grade", "--merge", "--sheet", SHEET)
    assert result.exit_code == 1, result.output
    line = next(line for line in result.stdout.splitlines() if line.startswith("Not merged"))
    assert line.startswith("Not merged: marks.2of3.db ")
    assert why in line
    assert f"{SHEET}: 2 of 3 shards are graded. The marks are not whole" in result.stdout
    assert "Shard 2 cannot be read: marks.2of3.db.\n" in result.stdout
    assert result.stdout.endswith(f"  sbatch --array=2 {sbatch}\n")
    assert set(students(Path("marks.db"))).isdisjoint(whole)
    assert len(students(Path("marks.db"))) == 6 - len(whole)
    # It is left as it is, for whoever wants to know what happened.
    assert SHARD.is_dir() if state is None else SHARD.read_bytes() == state

    Path("local").mkdir()
    again = run(*GRADE, "--shard", "2/3", "--scratch", "local")
    assert again.exit_code == 0, again.output
    if damage != "empty":
        aside = Path(f"{SHARD}.damaged")
        assert f"it is {aside} now, and this shard began anew." in again.stdout
        assert aside.is_dir() if state is None else aside.read_bytes() == state
    result = run("grade", "--merge", "--sheet", SHEET)
    assert result.exit_code == 0, result.output
    assert f"{len(whole)} gradings added" in result.stdout
    assert f"{SHEET}: all 3 shards are graded, 6 submissions." in result.stdout
    assert len(students(Path("marks.db"))) == 6


@pytest.mark.parametrize("words", [[], ["--scratch", "local"]])
def test_a_journal_of_the_damaged_file_does_not_come_to_the_new_one(run, words):
    """SQLite would roll its pages back into whatever file has the name."""
    Path("local").mkdir()
    SHARD.write_text("half of another file")
    Path(f"{SHARD}-journal").write_bytes(b"not of this file")
    result = run(*GRADE, "--shard", "2/3", *words)
    assert result.exit_code == 0, result.output
    assert not Path(f"{SHARD}-journal").exists()
    assert Path(f"{SHARD}.damaged-journal").read_bytes() == b"not of this file"
    assert run("grade", "--merge").exit_code == 0
    assert run("report").exit_code == 0
    trail = Path("reports/trail.txt").read_text(encoding="utf-8")
    assert "it is marks.2of3.db.damaged now, and begun anew" in trail


def test_all_of_them(run, tmp_path):
    for number in (1, 2, 3):
        Path(f"marks.{number}of3.db").write_bytes(b"")
    result = run("grade", "--merge")
    assert result.exit_code == 1
    assert result.stdout.count("Not merged: ") == 3
    sbatch = script(tmp_path)
    result = run("grade", "--merge")
    assert result.exit_code == 1
    assert f"{SHEET}: 0 of 3 shards are graded" in result.stdout
    assert result.stdout.endswith(f"  sbatch --array=1-3 {sbatch}\n")
    assert not Path("marks.db").exists()


def test_a_gradebook_that_is_no_shard_is_not_set_aside(run):
    """It may hold decisions by hand."""
    run("grade", "--merge")
    Path("marks.db").write_text("half")
    result = run(*GRADE)
    assert result.exit_code == 2
    assert "marks.db is another file and no gradebook; it was left as it is" in result.output
    assert Path("marks.db").read_text() == "half"
    # Named to be merged it is passed over as a shard is.
    result = run("grade", "--merge", "marks.1of3.db", "marks.db", "--gradebook", "all.db")
    assert result.exit_code == 1
    assert "Not merged: marks.db is another file and no gradebook." in result.stdout
    assert students(Path("all.db"))


def test_what_can_be_read_is_not_set_aside(run):
    assert set_aside(SHARD) is None
    assert set_aside(Path("marks.9of9.db")) is None


def test_what_a_later_version_wrote_is_not_set_aside(run):
    """That one can read it, and so can whoever installs it."""
    statement("PRAGMA user_version = 99")(SHARD)
    later = "was written by a later coursekit (tables of version 99, this one knows 2)"
    result = run("grade", "--merge")
    assert result.exit_code == 1
    assert f"Not merged: marks.2of3.db {later}; install that one." in result.stdout
    result = run(*GRADE, "--shard", "2/3")
    assert result.exit_code == 2
    assert f"the gradebook marks.2of3.db {later}; install that one" in result.output
    assert SHARD.exists()
    assert not Path(f"{SHARD}.damaged").exists()


@pytest.mark.parametrize("error", [PermissionError(13, "denied"), OSError(116, "Stale handle")])
def test_what_this_user_or_this_moment_cannot_read_is_not_set_aside(run, monkeypatch, error):
    """It may be another instructor's, in a folder that both may write."""
    refuse_to_open(SHARD, error, monkeypatch)
    result = run("grade", "--merge")
    assert result.exit_code == 1
    assert f"marks.2of3.db cannot be opened ({error.strerror}); check its rights." in result.stdout
    result = run(*GRADE, "--shard", "2/3")
    assert result.exit_code == 2
    assert f"marks.2of3.db cannot be opened ({error.strerror}); check its" in result.output
    assert SHARD.exists()


def test_a_shard_that_is_locked_in_place_stops_nothing_and_is_not_set_aside(run, monkeypatch):
    """SQLite's own way to copy a file would wait for the lock without end."""
    monkeypatch.setattr(merging.read_whole, "__kwdefaults__", {"wait": 0.2})
    with sqlite3.connect(SHARD, isolation_level=None) as other:
        other.execute("PRAGMA journal_mode = PERSIST")
        other.execute("BEGIN EXCLUSIVE")
        Path(f"{SHARD}-journal").touch()
        with pytest.raises(UnreadableError, match=r"database is locked\); .* try again later"):
            set_aside(SHARD)
        merged = merge(sorted(Path().glob("marks.*of3.db")), "marks.db", wait=0.2, partial=True)
        assert set(merged.unread) == {SHARD}
        assert "database is locked" in merged.unread[SHARD]
        other.execute("ROLLBACK")
    other.close()


@pytest.mark.parametrize("after", [False, True], ids=["begins", "begins and ends"])
def test_who_writes_in_place_while_a_shard_is_read_does_not_tear_it(run, monkeypatch, after):
    """Then the file is read once more, with a lock: half a grading would never be put right."""
    plain, writers = connection._copied, []

    def copied(address, wait):
        copy = plain(address, wait)
        if not writers:
            assert address.endswith("immutable=1")
            writers.append(Gradebook(SHARD))
            writers[0].note("meanwhile", "")
            if after:
                writers[0].close()
        return copy

    monkeypatch.setattr(connection, "_copied", copied)
    with read_whole(SHARD) as book:
        assert book.select("SELECT kind FROM event")[-1]["kind"] == "meanwhile"
    writers[0].close()


def test_the_log_of_another_program_is_read_too(run):
    with contextlib.closing(sqlite3.connect(SHARD)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        with other:
            other.execute("UPDATE run SET finished = 7")
        with read_whole(SHARD) as book:
            assert {run.finished for run in book.runs()} == {7}


def test_a_gradebook_that_cannot_be_written_is_the_one_that_is_named(run, monkeypatch):
    class Full(Gradebook):
        """As if the disk had no room for more than is there."""

        def __init__(self, *arguments, copy=False, **options):
            super().__init__(*arguments, copy=copy, **options)
            if not copy:
                (pages,) = self.connection.execute("PRAGMA page_count").fetchone()
                self.connection.execute(f"PRAGMA max_page_count = {pages}")

    monkeypatch.setattr(merging, "Gradebook", Full)
    result = run("grade", "--merge")
    assert result.exit_code == 2
    assert "coursekit: the gradebook marks.db: database or disk is full" in result.output
    assert "of3" not in result.output
    monkeypatch.setattr(merging, "Gradebook", Gradebook)
    Path("marks.db").write_text("no database")
    with pytest.raises(GradingError, match=r"the gradebook marks\.db is another file"):
        merge([SHARD], "marks.db", partial=True)


def test_shards_are_read_without_a_lock_and_left_as_they_are(run):
    """On a network folder a lock may hang, or mean nothing: here somebody holds one."""
    before = {path: path.read_bytes() for path in Path().glob("marks.*of3.db")}
    with sqlite3.connect(SHARD, isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        Path(f"{SHARD}-journal").unlink(missing_ok=True)
        result = run("grade", "--merge")
        assert result.exit_code == 0, result.output
        other.execute("ROLLBACK")
    other.close()
    assert {path: path.read_bytes() for path in Path().glob("marks.*of3.db")} == before


def test_a_shard_that_appears_late_is_missing_until_then(run, tmp_path):
    """Another client of a network folder may list it seconds after it was put there."""
    late = tmp_path / "elsewhere"
    SHARD.rename(late)
    result = run("grade", "--merge")
    assert result.exit_code == 1
    assert "Shard 2 is missing.\n" in result.stdout
    late.rename(SHARD)
    assert run("grade", "--merge").exit_code == 0


@pytest.mark.parametrize("error", [FileNotFoundError(2, "gone"), OSError(116, "Stale handle")])
def test_a_shard_that_is_listed_and_not_there_yet_stops_nothing(run, monkeypatch, error):
    """Folders are listed from a client's cache; what is listed may be replaced meanwhile."""
    refuse_to_open(SHARD, error, monkeypatch)
    result = run("grade", "--merge")
    assert result.exit_code == 1, result.output
    missing = isinstance(error, FileNotFoundError)
    state = "is missing" if missing else "cannot be read: marks.2of3.db"
    assert f"Shard 2 {state}.\n" in result.stdout


@pytest.mark.parametrize("spoil", [Path.unlink, overwritten], ids=["goes", "is damaged"])
def test_a_shard_that_is_lost_while_shards_are_merged_is_not_told_as_graded(
    run, monkeypatch, spoil
):
    def meanwhile(*arguments, **options):
        spoil(SHARD)
        return merge(*arguments, **options)

    monkeypatch.setattr("coursekit.grading.gradebook.merge", meanwhile)
    result = run("grade", "--merge")
    assert result.exit_code == 1
    why = "is missing" if spoil is Path.unlink else "cannot be read: marks.2of3.db"
    assert f"{SHEET}: 2 of 3 shards are graded" in result.stdout
    assert f"Shard 2 {why}.\n" in result.stdout


def test_a_task_that_ends_while_shards_are_merged_is_not_told_as_merged(run, monkeypatch):
    late = SHARD.read_bytes()
    SHARD.unlink()
    named = [f"marks.{number}of3.db" for number in (1, 2, 3)]

    def meanwhile(*arguments, **options):
        merged = merge(*arguments, **options)
        SHARD.write_bytes(late)
        return merged

    monkeypatch.setattr("coursekit.grading.gradebook.merge", meanwhile)
    result = run("grade", "--merge", *named)
    assert result.exit_code == 1
    assert "Shard 2 is missing.\n" in result.stdout
    assert run("grade", "--merge", *named).exit_code == 0
    assert len(students(Path("marks.db"))) == 6
