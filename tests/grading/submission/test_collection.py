import hashlib
import json
import time
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.handed_in import notebook, write, write_zip

from coursekit.checking.stored import ReadingLimits
from coursekit.grading.submission import Limits, collect


def test_the_digest_is_of_the_notebooks_bytes_alone(tmp_path):
    raw = notebook("x = 1")
    write(tmp_path / "a", {"abcd12.ipynb": raw})
    write_zip(tmp_path / "efgh34.zip", {"deep/other name.ipynb": raw})
    digests = {read.digest for read in collect([tmp_path / "a", tmp_path / "efgh34.zip"])}
    assert digests == {hashlib.sha256(raw).hexdigest()}


def test_what_cannot_be_read_has_a_digest_that_lasts_until_it_can(tmp_path):
    limits = Limits(notebook=ReadingLimits(size=500))
    write(tmp_path, {"s1.ipynb": b"x" * 600, "s2.ipynb": b"x" * 700, "s3.zip": b"no zip"})
    first = {read.student: read.digest for read in collect(tmp_path, limits=limits)}
    again = {read.student: read.digest for read in collect(tmp_path, limits=limits)}
    assert first == again
    assert len(set(first.values())) == 3
    write_zip(tmp_path / "s3.zip", {"a.ipynb": "x"})
    assert {r.student: r.digest for r in collect(tmp_path, limits=limits)}["s3"] != first["s3"]


def test_iterating_again_reads_again(tmp_path):
    write(tmp_path, {"a.ipynb": "x = 1", "b.ipynb": "y = 2"})
    class_ = collect(tmp_path)
    assert list(class_) == list(class_)
    assert len(class_) == 2


def test_a_part_of_the_class(tmp_path):
    write(tmp_path, {"a.ipynb": "same", "b.ipynb": "same", "c.ipynb": "other"})
    part = collect(tmp_path).only(lambda student: student != "a")
    assert [read.student for read in part] == ["b", "c"]
    assert part.twins == (("a", "b"),)
    assert next(iter(part)).notes == ("Another student handed in the very same file.",)
    assert [read.student for read in part.only(lambda student: student == "c")] == ["c"]


def test_students_with_the_same_file_are_told_and_not_named_in_notes(tmp_path):
    write(tmp_path, {"a.ipynb": "x = 1", "b.ipynb": "x = 1", "c.ipynb": "x = 2", "e.ipynb": "y"})
    write_zip(tmp_path / "d.zip", {"my.ipynb": "x = 2"})
    class_ = collect(tmp_path)
    assert class_.twins == (("a", "b"), ("c", "d"))
    notes = {read.student: read.notes for read in class_}
    assert [student for student, said in notes.items() if said] == ["a", "b", "c", "d"]
    assert len(set(notes.values())) == 2


@pytest.mark.parametrize(
    ("cell", "doubts"),
    [
        ('sheet = coursekit.open_sheet("02_rules", student="ab")', ()),
        ("sheet = open_sheet(name='01_a')", ("It opens the sheet 01_a, and not 02_rules.",)),
        ('a = open_sheet("01_a"); b = open_sheet( "02_rules" )', ()),
        ('p = open_practice("02_rules")', ("It is the lesson 02_rules, and no problem sheet.",)),
        ('p = open_practice("02_rules"); s = open_sheet("02_rules")', ()),
        ("open_sheet(which); reopen_sheet('01_a')", ()),
    ],
)
def test_another_sheet_and_a_lesson_are_doubted(tmp_path, cell, doubts):
    write(tmp_path, {"ab.ipynb": cell})
    [read] = collect(tmp_path, sheet="02_rules")
    assert read.doubts == doubts
    assert set(doubts) <= set(read.notes)
    [unasked] = collect(tmp_path)
    assert unasked.doubts == ()


def test_all_files_are_closed_in_the_end(tmp_path):
    write_zip(tmp_path / "class.zip", {f"s{n}.ipynb": f"x = {n}" for n in range(5)})
    class_ = collect(tmp_path / "class.zip")
    with class_:
        for _ in class_:
            break
    assert len(list(class_)) == 5  # opened again


@pytest.mark.parametrize("kind", ["folder", "zip", "zips"])
def test_a_large_class_is_read_in_little_memory(tmp_path, kind):
    text = "#" * 20_000  # a notebook of 20 kB; all of them are 30 MB
    count = 1500 if kind != "zips" else 400
    if kind == "folder":
        write(tmp_path, {f"s{n:05}.ipynb": f"{text}{n}" for n in range(count)})
        place = tmp_path
    elif kind == "zip":
        files = {f"s{n:05}.ipynb": f"{text}{n}" for n in range(count)}
        place = write_zip(tmp_path / "class.zip", files)
    else:
        for n in range(count):
            write_zip(tmp_path / f"s{n:05}.zip", {"02_rules.ipynb": f"{text}{n}"})
        place = tmp_path
    tracemalloc.start()
    try:
        read = sum(1 for submission in collect(place) if submission.cells)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert read == count
    assert peak < 3_000_000 + 3000 * count  # the list of files, never their contents


REAL = notebook("%matplotlib inline\nx = 1", "def f(x):\n    return x", "f(x)")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write(tmp_path_factory.mktemp("class"), {"z.ipynb": "z = 3"})


@given(
    edits=st.lists(
        st.tuples(st.integers(0, len(REAL) - 1), st.binary(max_size=4), st.integers(0, 9)),
        max_size=5,
    )
)
def test_mutated_bytes_never_stop_the_class(folder, edits):
    raw = bytearray(REAL)
    for at, new, old in edits:
        raw[at : at + old] = new
    (folder / "a.ipynb").write_bytes(raw)
    first, second = collect(folder)
    assert second.cells[0].source == "z = 3"
    assert first.digest == hashlib.sha256(raw).hexdigest()
    assert (first.fault is None) or not first.cells
    for text in (first.student, first.source, first.fault or "", *first.notes):
        text.encode()
        assert text.isprintable()


@pytest.mark.parametrize("ids", [["same"] * 3, [None, 1, "a"], [["x"], {}, "a"]])
def test_odd_cell_ids_lose_nothing(tmp_path, ids):
    cells = [{"cell_type": "code", "id": id_, "source": "x"} for id_ in ids]
    raw = json.dumps({"nbformat": 4, "nbformat_minor": 5, "cells": cells}).encode()
    write(tmp_path, {"a.ipynb": raw})
    (read,) = collect(tmp_path)
    assert len(read.cells) == 3
    assert len(read.notes) == 1


def test_notebooks_of_100_mb_or_100_000_cells_cost_little(tmp_path):
    with (tmp_path / "a.ipynb").open("wb") as file:
        file.write(b'{"cells": ["')
        file.truncate(100_000_000)
    cell = b'{"cell_type": "code", "source": "pass"},'
    (tmp_path / "b.ipynb").write_bytes(b'{"cells": [' + cell * 100_000 + b"{}]}")
    began = time.perf_counter()
    faults = [read.fault for read in collect(tmp_path)]
    assert faults == [
        "The file is larger than 32 MB; clear its outputs and save it again.",
        "The file has 100001 cells; at most 5000 are read.",
    ]
    assert time.perf_counter() - began < 20
