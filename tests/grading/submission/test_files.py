import os
import socket

import pytest
from support.handed_in import write

from coursekit.grading.errors import GradingError
from coursekit.grading.submission import Limits, collect
from coursekit.grading.submission.files import OnDisk, Refused, walk


def listed(folder, limits=None):
    return {file.path: file.refusal for file in walk(folder, limits or Limits())}


def test_files_come_in_the_order_of_their_names_without_litter(tmp_path):
    write(
        tmp_path,
        {
            "b.ipynb": "",
            "a/2.ipynb": "",
            "a/1.ipynb": "",
            ".hidden/x.ipynb": "",
            "a/.ipynb_checkpoints/1-checkpoint.ipynb": "",
            "__pycache__/x.py": b"",
            "Thumbs.db": b"",
        },
    )
    assert list(listed(tmp_path)) == ["a/1.ipynb", "a/2.ipynb", "b.ipynb"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in folders here")
def test_links_pipes_and_sockets_are_refused_and_never_opened(tmp_path, monkeypatch):
    (tmp_path / "secret.ipynb").write_text("secret")
    folder = write(tmp_path / "class", {"s1.ipynb": "x = 1"})
    (folder / "s2.ipynb").symlink_to(tmp_path / "secret.ipynb")
    (folder / "s3").symlink_to(tmp_path)
    os.mkfifo(folder / "s4.ipynb")
    monkeypatch.chdir(folder)  # a socket's path must be short
    with socket.socket(socket.AF_UNIX) as end:
        end.bind("s5.ipynb")
        found = listed(folder)
        assert found == {
            "s1.ipynb": "",
            "s2.ipynb": "is a link, and links are not followed",
            "s3": "is a link, and links are not followed",
            "s4.ipynb": "is no ordinary file",
            "s5.ipynb": "is no ordinary file",
        }
        class_ = collect(folder)
        faults = {read.student: read.fault for read in class_}
    assert faults == {
        "s1": None,
        "s2": "The file is a link, and links are not followed.",
        "s4": "The file is no ordinary file.",
        "s5": "The file is no ordinary file.",
    }
    assert [problem.source for problem in class_.problems] == list(found)[1:]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in folders here")
def test_a_file_that_becomes_a_link_or_a_pipe_before_it_is_read(tmp_path):
    for name in ("link", "pipe", "folder"):
        write(tmp_path, {f"{name}.ipynb": "x"})
    files = {file.path: file for file in walk(tmp_path, Limits())}
    for path in list(tmp_path.iterdir()):
        path.unlink()
    (tmp_path / "link.ipynb").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "pipe.ipynb")
    (tmp_path / "folder.ipynb").mkdir()
    for file in files.values():
        with pytest.raises(Refused):
            file.read(100)


def test_a_file_that_goes_away_costs_itself(tmp_path):
    write(tmp_path, {"s1.ipynb": "x = 1", "s2.ipynb": "y = 2"})
    class_ = collect(tmp_path)
    (tmp_path / "s1.ipynb").unlink()
    first, second = class_
    assert first.fault == "The file cannot be read: No such file or directory."
    assert second.fault is None


def test_names_that_are_no_text_are_read_and_shown_cleaned(tmp_path):
    try:
        (tmp_path / os.fsdecode(b"s1\xff\x1b[31m.ipynb")).write_bytes(b'{"cells": []}')
    except OSError:
        pytest.skip("this file system takes names of text only")
    (read,) = collect(tmp_path)
    assert (read.student, read.source, read.fault) == ("s1�", "s1�.ipynb", None)


def test_too_many_files_and_folders_too_deep(tmp_path):
    write(tmp_path, {f"s{n}.ipynb": "" for n in range(5)})
    with pytest.raises(GradingError, match="more than 4 files"):
        collect(tmp_path, limits=Limits(members=4))
    write(tmp_path, {"s9/" + "d/" * 9 + "x.ipynb": ""})
    assert "lies too deep" in listed(tmp_path)["s9/" + "/".join("d" * 6)]


def test_a_place_may_be_a_link_of_the_instructors(tmp_path):
    write(tmp_path, {"class/s1.ipynb": "x = 1"})
    (tmp_path / "here").symlink_to(tmp_path / "class")
    (tmp_path / "one.ipynb").symlink_to(tmp_path / "class" / "s1.ipynb")
    assert [read.fault for read in collect(tmp_path / "here")] == [None]
    assert [read.fault for read in collect(tmp_path / "one.ipynb")] == [None]


def test_no_more_is_read_than_asked_for(tmp_path):
    path = tmp_path / "x"
    with path.open("wb") as file:
        file.truncate(10**12)  # a sparse file
    assert len(OnDisk(path).read(1000)) == 1001
