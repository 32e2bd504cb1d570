"""Any bytes give cells, notes or a fault, never an exception, a hang or a full memory."""

import json
import time
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.checking.stored import CodeCell, ReadingLimits, read_cells


def notebook(*cells, **extra):
    """Write cells, text or whole dicts, into the bytes of a notebook."""
    made = [
        {"cell_type": "code", "id": f"c{n}", "source": cell} if isinstance(cell, str) else cell
        for n, cell in enumerate(cells)
    ]
    return json.dumps(
        {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": made, **extra}
    ).encode()


def sources(raw):
    stored = read_cells(raw)
    assert stored.fault is None, stored.fault
    return [cell.source for cell in stored.cells]


def test_a_plain_notebook_has_no_notes():
    stored = read_cells(notebook("x = 1", {"cell_type": "markdown", "id": "m"}, "y = 2"))
    assert stored.cells == (CodeCell(1, "x = 1"), CodeCell(3, "y = 2"))
    assert (stored.notes, stored.fault, stored.language) == ((), None, None)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_other_encodings_are_read_and_noted(encoding):
    raw = notebook('h = "x[[["').decode().encode(encoding)
    stored = read_cells(raw, ReadingLimits(depth=5))
    assert stored.cells[0].source == 'h = "x[[["'
    assert any("instead of UTF-8" in note for note in stored.notes) == encoding.startswith(
        ("utf-16", "utf-32")
    )


def test_a_byte_that_is_no_text_costs_itself_only():
    raw = notebook("h = 'GRAD'", "y = 2").replace(b"GRAD", b"20 \xb0C")
    stored = read_cells(raw)
    assert [cell.source for cell in stored.cells] == ["h = '20 �C'", "y = 2"]
    assert "not UTF-8" in stored.notes[0]


def test_nul_and_lone_surrogates_are_taken_out():
    stored = read_cells(notebook("a = 1\0", "b = '\ud800'", "c = '\U0001f600'"))
    assert [cell.source for cell in stored.cells] == ["a = 1", "b = '�'", "c = '😀'"]
    assert stored.notes == ("Cells 1, 2: NUL or broken characters were taken out.",)
    for cell in stored.cells:
        compile(cell.source, "cell", "exec")


def test_raw_control_characters_and_nul_at_the_end_are_forgiven():
    raw = notebook("a = 'TAB'").replace(b"TAB", b"\t\x01") + b"\0" * 4096
    assert sources(raw) == ["a = '\t\x01'"]


def test_a_number_of_a_million_digits_is_only_a_number():
    raw = notebook("a = 1").replace(b'"metadata": {}', b'"metadata": {"n": ' + b"9" * 10**6 + b"}")
    assert sources(raw) == ["a = 1"]


@pytest.mark.parametrize(
    ("cells", "found", "note"),
    [
        ([3, None, [], "x"], ["x"], "Cells 1, 2, 3: of no known type, left out."),
        ([{"source": "x"}], [], "Cell 1: of no known type, left out."),
        ([{"source": "x", "outputs": []}], ["x"], ""),
        ([{"cell_type": "code", "source": ["a", 1, "b"]}], ["ab"], "lines that are no text"),
        ([{"cell_type": "code", "source": {"a": 1}}, "x"], ["x"], "Cell 1: no text, left out."),
        ([{"cell_type": "code"}], [""], ""),
        ([{"cell_type": ["code"], "source": "x"}], [], "of no known type"),
        ([{"cell_type": "x"}] * 9, [], "Cells 1, 2, 3, 4, 5 and 4 more: of no known type"),
        ([{"cell_type": "code", "id": "a", "source": "x"}] * 2, ["x", "x"], "Copied cells: 1"),
        ([{"cell_type": "code", "id": 5, "source": "x"}], ["x"], "Cells without the id"),
    ],
)
def test_odd_cells_are_noted_and_the_rest_is_read(cells, found, note):
    raw = notebook(*cells)
    assert sources(raw) == found
    assert note in " ".join(read_cells(raw).notes)


def test_a_cell_without_end_is_left_out_alone():
    stored = read_cells(notebook("x = 1", "#" * 200_001, "y = 2"))
    assert [cell.number for cell in stored.cells] == [1, 3]
    assert "longer than 200000" in stored.notes[0]


@pytest.mark.parametrize(
    ("extra", "note"),
    [
        ({"nbformat": 7}, "does not exist"),
        ({"nbformat": "4"}, "does not exist"),
        ({"nbformat": 10**400}, "does not exist"),
        ({"nbformat": None}, ""),
        ({"metadata": {"colab": {"provenance": []}, "accelerator": "GPU"}}, ""),
    ],
)
def test_format_and_metadata(extra, note):
    stored = read_cells(notebook("x", **extra))
    assert [cell.source for cell in stored.cells] == ["x"]
    assert note in " ".join(stored.notes)
    assert bool(stored.notes) == bool(note)


def test_old_formats():
    sheets = [{"cells": [{"cell_type": "code", "input": "a"}]}, 3, {"cells": 4}, {}]
    stored = read_cells(json.dumps({"nbformat": 3, "worksheets": sheets}).encode())
    assert [cell.source for cell in stored.cells] == ["a"]
    assert "old format" in stored.notes[0]


@pytest.mark.parametrize(
    ("metadata", "language"),
    [
        ({"kernelspec": {"language": "R", "name": "ir"}}, "R"),
        ({"language_info": {"name": "julia"}}, "julia"),
        ({"kernelspec": {"language": 3}, "language_info": []}, None),
        ({"kernelspec": {"language": "python"}}, None),
    ],
)
def test_another_language_is_named_and_the_cells_are_read(metadata, language):
    stored = read_cells(notebook("x", metadata=metadata))
    assert (stored.language, len(stored.cells)) == (language, 1)


SMALL = ReadingLimits(size=2000, depth=20, values=100, cells=3, cell_text=60, text=100)


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (b"", "is empty"),
        (b" \0\0", "is empty"),
        (b"x" * 2001, "larger than"),
        (b"PK\x03\x04rest", "zip archive"),
        (b"%PDF-1.7", "PDF"),
        (b"\xef\xbb\xbf\n<!DOCTYPE html>", "web page"),
        (b'{"cells": [', "not a notebook"),
        (b"null", "no cells"),
        (b'{"worksheets": 3, "cells": null}', "not a list"),
        (b'{"cells": [' + b"[" * 30 + b"]" * 30 + b"]}", "brackets"),
        (b'{"a": "\\"", "cells": ' + b'[{"a":' * 30 + b"]}", "brackets"),
        (b'{"cells": [' + b"{}," * 120 + b"{}]}", "values"),
        (b'{"cells": [' + b'"",' * 450 + b"1]}", "values"),
        (b'{"cells": [{}, {}, {}, {}]}', "4 cells"),
        (notebook("x" * 60, "y" * 60), "characters of code"),
    ],
)
def test_what_cannot_be_read_says_why(raw, fault):
    stored = read_cells(raw, SMALL)
    assert fault in stored.fault
    assert stored.cells == ()


@pytest.mark.parametrize("text", ["[" * 50, '"' * 7, "\\", '\\"[', "{},{},{}" * 20, '\\\\"[[' * 9])
def test_brackets_and_quotes_inside_strings_count_for_nothing(text):
    limits = ReadingLimits(depth=10, values=60)
    stored = read_cells(notebook(text), limits)
    assert stored.cells[0].source == text


@pytest.mark.parametrize(
    "raw",
    [
        b"[" * 10_000_000,
        b'{"cells":[' + b"{}," * 4_000_000 + b"{}]}",
        b'{"cells":[' + b'"a",' * 4_000_000 + b"1]}",
        b'{"cells":[' + b'"' * 12_000_000,
        b'{"a":' * 3_000_000,
        b"\\" * 12_000_001,
        b"x" * 100_000_000,
    ],
    ids=["brackets", "dicts", "strings", "quotes", "objects", "backslashes", "100 MB"],
)
def test_bombs_are_refused_before_they_are_parsed(raw):
    tracemalloc.start()
    began = time.perf_counter()
    try:
        assert read_cells(raw).fault
    finally:
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    # Counting takes a few copies of the bytes; parsing would take 20 to 40 times their size.
    assert peak < 6 * min(len(raw), 32_000_000)
    assert time.perf_counter() - began < 20


REAL = notebook(
    "%matplotlib inline\nimport numpy as np",
    {"cell_type": "markdown", "id": "m", "source": ["# Title\n", "text"]},
    {
        "cell_type": "code",
        "id": "o",
        "source": ["x = 1\n", "y"],
        "outputs": [{"output_type": "stream", "text": '\\ud83d é "quoted"'}],
    },
)


@given(
    st.lists(
        st.tuples(st.integers(0, len(REAL) - 1), st.binary(max_size=6), st.integers(0, 6)),
        max_size=6,
    )
)
def test_a_mutated_notebook_never_raises(edits):
    raw = bytearray(REAL)
    for at, new, old in edits:
        raw[at : at + old] = new
    stored = read_cells(bytes(raw))
    assert (stored.fault is None) or not stored.cells
    for cell in stored.cells:
        cell.source.encode()
        assert "\0" not in cell.source
    for text in (*stored.notes, stored.fault or ""):
        text.encode()


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["cells", "cell_type", "source", "metadata", "id", "worksheets", "input"]
            ),
            inner | st.just("code"),
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_any_json_never_raises(data):
    stored = read_cells(json.dumps(data).encode())
    assert stored.fault or all(type(cell.source) is str for cell in stored.cells)


@given(st.binary(max_size=60))
def test_any_bytes_never_raise(raw):
    read_cells(raw)
