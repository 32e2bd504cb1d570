"""Writing files: whole or not at all, whoever else writes, whatever a notebook holds."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from coursekit.files import notebook_bytes, write_atomic


def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    target = tmp_path / "a.ipynb"
    target.write_text("old")
    whole = Path.write_bytes

    def half(path, content):
        whole(path, content[:1])
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(Path, "write_bytes", half)
    with pytest.raises(OSError, match="No space left"):
        write_atomic(target, b"new")
    assert (target.read_text(), list(tmp_path.iterdir())) == ("old", [target])


WRITE_OFTEN = """
import sys
from pathlib import Path
from coursekit.files import write_atomic
for _ in range(200):
    write_atomic(Path(sys.argv[1]), sys.argv[2].encode() * 100_000)
"""


def test_of_two_who_write_at_once_one_wins(tmp_path):
    target = tmp_path / "a.ipynb"
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITE_OFTEN, target, letter]) for letter in "ab"
    ]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    assert target.read_bytes() in (b"a" * 100_000, b"b" * 100_000)
    assert list(tmp_path.iterdir()) == [target]


def test_half_a_character_in_a_notebook_is_written_as_an_escape():
    notebook = {"cells": [{"source": "x = '\ud83d'"}], "metadata": {"title": "é"}}
    assert json.loads(notebook_bytes(notebook).decode("utf-8")) == notebook
    assert "é" in notebook_bytes({"title": "é"}).decode("utf-8")
