import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from coursekit.notebook import NotebookError
from coursekit.notebook import progress as module
from coursekit.notebook.progress import Entry, Progress, saved_progress


@pytest.fixture(autouse=True)
def _on_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COURSEKIT_STATE")


def wrong(entry: Entry) -> Entry:
    return entry.after("wrong", 0.0, "sign")


def right(entry: Entry) -> Entry:
    return entry.after("correct", 1.0, None)


def test_it_is_there_for_the_next_kernel(tmp_path: Path) -> None:
    Progress(tmp_path).change("s", "abc", "q", wrong)
    Progress(tmp_path).change("s", "abc", "q", right)
    assert Progress(tmp_path).entries("s", "abc") == {
        "q": Entry("correct", best=1.0, slip=None, attempts=1)
    }
    assert Progress(tmp_path).entries("s", None) == {}
    assert saved_progress(tmp_path)["s"]["abc"]["q"].best == 1.0


def test_the_best_stays_and_the_last_is_known() -> None:
    entry = right(Entry()).after("wrong", 0.0, "sign")
    assert (entry.best, entry.outcome, entry.slip, entry.attempts) == (1.0, "wrong", "sign", 1)


def test_no_answer_is_no_news_and_the_same_answer_no_attempt() -> None:
    entry = wrong(Entry())
    assert entry.after("unanswered", 0.0, None) == entry
    assert entry.after("wrong", 0.0, "sign", again=True).attempts == 1
    assert entry.after("error", 0.0, None).attempts == 1


def test_hints_are_counted_to_the_farthest() -> None:
    assert Entry(hints=3).after_hint(1).hints == 3


def test_the_file_holds_outcomes_only(tmp_path: Path) -> None:
    Progress(tmp_path).change("s", None, "q", wrong)
    data = json.loads((tmp_path / ".coursekit/progress.json").read_text())
    assert data["version"] == 1
    assert set(data["sheets"]["s"][""]["q"]) == {"outcome", "best", "slip", "attempts", "hints"}
    assert (tmp_path / ".coursekit/.gitignore").read_text() == "*\n"
    assert sorted(p.name for p in (tmp_path / ".coursekit").iterdir()) == [
        ".gitignore",
        "progress.json",
    ]


def test_memory_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSEKIT_STATE", "memory")
    progress = Progress(tmp_path)
    progress.change("s", None, "q", wrong)
    assert progress.entries("s", None)["q"].attempts == 1
    assert list(tmp_path.iterdir()) == []


def test_a_notebook_that_changes_its_folder_has_one_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    progress = Progress()
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    progress.change("s", None, "q", wrong)
    assert (tmp_path / ".coursekit/progress.json").exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe\x00",
        b"[1, 2]",
        b'{"format": "another program", "version": 1, "sheets": {}}',
        b'{"format": "coursekit progress", "version": 1, "sheets": {"s": [1]}}',
        b'{"format": "coursekit progress", "version": 1, "sheets": {"s": {"": {"q": 7}}}}',
        b'{"format": "coursekit progress", "version": "1", "sheets": {}}',
        b"[" * 100_000,
    ],
)
def test_what_is_not_progress_is_kept_aside(tmp_path: Path, content: bytes) -> None:
    folder = tmp_path / ".coursekit"
    folder.mkdir()
    (folder / "progress.json").write_bytes(content)
    (folder / "progress.kept-1.json").write_bytes(b"an older one")
    with pytest.raises(NotebookError, match="no progress file"):
        saved_progress(tmp_path)
    progress = Progress(tmp_path)
    progress.change("s", None, "q", right)
    assert (folder / "progress.kept-2.json").read_bytes() == content
    assert (folder / "progress.kept-1.json").read_bytes() == b"an older one"
    (notice,) = progress.take_notices()
    assert "progress.kept-2.json" in notice
    assert progress.take_notices() == []
    assert Progress(tmp_path).entries("s", None)["q"].best == 1.0


def test_a_newer_file_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / ".coursekit"
    folder.mkdir()
    newer = '{"format": "coursekit progress", "version": 2, "sheets": {"new": "shape"}}'
    (folder / "progress.json").write_text(newer)
    with pytest.raises(NotebookError, match="newer coursekit"):
        saved_progress(tmp_path)
    progress = Progress(tmp_path)
    progress.change("s", None, "q", right)
    assert (folder / "progress.json").read_text() == newer
    assert len(progress.take_notices()) == 1
    assert progress.entries("s", None)["q"].best == 1.0


def test_a_folder_that_cannot_be_written_falls_back_to_memory(tmp_path: Path) -> None:
    # A file in the folder's place: permissions would not stop a test that runs as root.
    (tmp_path / ".coursekit").write_text("")
    with pytest.raises(NotebookError, match="cannot be read"):
        saved_progress(tmp_path)
    progress = Progress(tmp_path)
    assert progress.change("s", None, "q", wrong).attempts == 1
    assert progress.change("s", None, "q", wrong).attempts == 2
    assert len(progress.take_notices()) == 1


def test_what_was_saved_goes_along_into_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Progress(tmp_path).change("s", None, "old", right)

    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "_write", full_disk)
    progress = Progress(tmp_path)
    assert progress.change("s", None, "new", wrong).attempts == 1
    assert set(progress.entries("s", None)) == {"old", "new"}
    monkeypatch.undo()
    assert set(saved_progress(tmp_path)["s"][""]) == {"old"}


def test_kernels_do_not_lose_each_others_entries(tmp_path: Path) -> None:
    def kernel(number: int) -> None:
        progress = Progress(tmp_path)
        for i in range(10):
            progress.change("s", None, f"q{number}", wrong)
            progress.change("s", None, f"q{number}-{i}", right)

    kernels = [threading.Thread(target=kernel, args=(n,)) for n in range(4)]
    for each in kernels:
        each.start()
    for each in kernels:
        each.join()
    entries = Progress(tmp_path).entries("s", None)
    assert len(entries) == 44
    assert [entries[f"q{n}"].attempts for n in range(4)] == [10] * 4


def test_two_processes_share_a_file(tmp_path: Path) -> None:
    code = (
        "from coursekit.notebook.progress import Progress\n"
        "p = Progress('.')\n"
        "for _ in range(20): p.change('s', None, 'q', lambda e: e.after('wrong', 0.0, None))\n"
    )
    both = [subprocess.Popen([sys.executable, "-c", code], cwd=tmp_path) for _ in range(2)]
    assert [process.wait(timeout=60) for process in both] == [0, 0]
    assert Progress(tmp_path).entries("s", None)["q"].attempts == 40


def test_the_lock_of_a_dead_kernel_is_removed(tmp_path: Path) -> None:
    folder = tmp_path / ".coursekit"
    folder.mkdir()
    lock = folder / "progress.lock"
    lock.touch()
    os.utime(lock, (time.time() - 60, time.time() - 60))
    start = time.monotonic()
    Progress(tmp_path).change("s", None, "q", wrong)
    assert time.monotonic() - start < 1
    assert not lock.exists()


def test_a_lock_that_stays_costs_patience_and_no_entry(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOCK_WAIT", 0.05)
    folder = tmp_path / ".coursekit"
    folder.mkdir()
    (folder / "progress.lock").touch()
    Progress(tmp_path).change("s", None, "q", wrong)
    assert Progress(tmp_path).entries("s", None)["q"].attempts == 1
    assert (folder / "progress.lock").exists()  # another kernel's


def test_a_write_that_fails_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Progress(tmp_path).change("s", None, "q", right)
    before = (tmp_path / ".coursekit/progress.json").read_bytes()

    def half_way(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(module.json, "dump", half_way)
    Progress(tmp_path).change("s", None, "other", right)
    assert (tmp_path / ".coursekit/progress.json").read_bytes() == before
    assert not list((tmp_path / ".coursekit").glob("*.tmp"))


def test_a_file_in_use_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Progress(tmp_path).change("s", None, "q", right)
    replace, busy = Path.replace, [True, True]

    def in_use(self: Path, target: Path) -> Path:
        if busy:
            busy.pop()
            raise PermissionError(13, "in use")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", in_use)
    Progress(tmp_path).change("s", None, "q", wrong)
    assert saved_progress(tmp_path)["s"][""]["q"].attempts == 1
