import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.checking.stored import ReadingLimits
from coursekit.grading.submission.scripts import read_script


def cells(text):
    stored = read_script(text.encode())
    assert stored.fault is None
    return [(cell.number, cell.source) for cell in stored.cells]


def test_vs_code():
    text = "# %%\nx = 1\n\n# %% [markdown]\n# # Title\n# %% Named cell\r\ny = 2\n# %%\n"
    assert cells(text) == [(1, "x = 1"), (3, "y = 2")]


def test_nbconvert_with_its_head():
    text = "#!/usr/bin/env python\n# coding: utf-8\n\n# In[1]:\n\nx = 1\n\n# In[ ]:\n\ny = 2\n"
    assert [source for _, source in cells(text)][1:] == ["x = 1", "y = 2"]


def test_colab_without_marks_is_one_statement_a_cell():
    text = (
        '"""Untitled.ipynb\n\nText.\n"""\n\nimport numpy as np\n\n@np.vectorize\ndef f(x):\n'
        "    # a comment\n    return x\n\na = 1; b = 2\n"
    )
    assert [source for _, source in cells(text)] == [
        '"""Untitled.ipynb\n\nText.\n"""',
        "import numpy as np",
        "@np.vectorize\ndef f(x):\n    # a comment\n    return x",
        "a = 1; b = 2",
    ]


def test_what_python_cannot_read_stays_in_one_piece():
    assert cells("!pip install x\nx = 1\n") == [(1, "!pip install x\nx = 1")]


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (b"", "without any code"),
        (b"# %% [markdown]\n# text\n", "without any code"),
        (b"# a comment\n", "without any code"),
        (b"x = 1\n" * 50, "without end"),
        (b"x" * 5000, "more than 1000 characters"),
    ],
)
def test_what_cannot_be_read_says_why(raw, fault):
    assert fault in read_script(raw, ReadingLimits(cells=20, text=1000)).fault


def test_odd_characters_are_noted():
    stored = read_script("x = '\0é'".encode("cp1252"))
    assert stored.cells[0].source == "x = '�'"
    assert len(stored.notes) == 2


@given(st.text(st.sampled_from("x=1\n# %[]():\"'\\\r\0é"), max_size=60))
def test_any_text_gives_cells_or_a_fault(text):
    stored = read_script(text.encode())
    assert bool(stored.cells) != bool(stored.fault)


@pytest.mark.parametrize("text", ["(" * 10_000, "-" * 100_000 + "1", "x." * 50_000 + "x"])
def test_deep_code_comes_back_whole(text):
    assert cells(text) == [(1, text)]
