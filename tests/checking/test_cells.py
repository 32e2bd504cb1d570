"""Cells run one by one; an error costs its own cell and shows its own line."""

import time
import traceback
import warnings

import pytest

from coursekit.checking import run_cells
from coursekit.checking.cells import OUTPUT_LIMIT, plain_python


def test_one_cells_error_costs_that_cell_only():
    space = {}
    results = run_cells(
        ["a = 1", "b = 2\nb / 0\nb = 3", "c = a + b", "raise SystemExit(1)", "d = 1"], space
    )
    assert [result.ok for result in results] == [True, False, True, False, True]
    assert [result.index for result in results] == list(range(5))
    assert (results[1].error, results[1].line) == ("ZeroDivisionError: division by zero", 2)
    assert results[3].error == "SystemExit: 1"
    assert (space["b"], space["c"], space["d"]) == (2, 3, 1)


def test_syntax_errors_have_their_line():
    (result,) = run_cells(["a = 1\nb = = 2"], {})
    assert result.error.startswith("SyntaxError")
    assert result.line == 2


def test_tracebacks_show_the_source_of_every_cell():
    space = {}
    cells = ["def f(x):\n    return g(x)", "def g(x):\n    return x / 0", "f(1)"]
    result = run_cells(cells, space)[2]
    assert "return g(x)" in result.traceback
    assert "return x / 0" in result.traceback
    assert "cells.py" not in result.traceback
    assert result.line == 1
    try:
        space["f"](1)
    except ZeroDivisionError:
        assert "return x / 0" in traceback.format_exc()


def test_a_second_run_does_not_overwrite_the_lines_of_the_first():
    first, second = {}, {}
    run_cells(["def f():\n    return 1 / 0"], first)
    run_cells(["def f():\n    pass"], second)
    with pytest.raises(ZeroDivisionError) as raised:
        first["f"]()
    assert "return 1 / 0" in "".join(traceback.format_tb(raised.tb))


def test_output_is_captured_and_capped(capsys):
    import_sys = "import sys\nprint('out')\nprint('err', file=sys.stderr)"
    endless = "for i in range(30000): print('0123456789')"
    one, two = run_cells([import_sys, endless], {})
    assert one.output == "out\nerr\n"
    assert len(two.output) == OUTPUT_LIMIT
    assert capsys.readouterr() == ("", "")


def test_warnings_neither_stop_nor_outlive_a_cell():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        filters = list(warnings.filters)
        (result,) = run_cells(
            ["import warnings\nwarnings.warn('x')\nwarnings.simplefilter('ignore')"], {}
        )
        assert result.ok
        assert warnings.filters == filters


def test_on_cell_is_told_before_and_after():
    seen = []
    run_cells(["a = 1", "1/0"], {}, on_cell=lambda index, result: seen.append((index, result)))
    assert [(index, result if result is None else result.ok) for index, result in seen] == [
        (0, None), (0, True), (1, None), (1, False),
    ]  # fmt: skip


def test_the_namespace_looks_like_a_notebook():
    space = {}
    cells = ["display(1, metadata={})\nget_ipython().magic('pylab')\nname = __name__"]
    assert run_cells(cells, space)[0].ok
    assert space["name"] == "__main__"
    mine = {"display": lambda x: seen.append(x)}
    seen = []
    run_cells(["display(3)"], mine)
    assert seen == [3]


def test_an_interrupt_passes_through():
    with pytest.raises(KeyboardInterrupt):
        run_cells(["raise KeyboardInterrupt"], {})


def test_an_exception_without_text_or_with_a_broken_one():
    cells = [
        "class E(Exception):\n    def __str__(self): raise ValueError\nraise E",
        "raise ValueError",
    ]
    one, two = run_cells(cells, {})
    assert one.error == "E: (its text cannot be shown)"
    assert two.error == "ValueError"


@pytest.mark.parametrize(
    ("cell", "python", "notes"),
    [
        ("x = 1", "x = 1", 0),
        ("%matplotlib inline\nx = 1", "pass\nx = 1", 1),
        ("!ls -l\nx = 1\n  ", "pass\nx = 1\n  ", 1),
        ("if True:\n    !ls\n    x = 1", "if True:\n    pass\n    x = 1", 1),
        ("files = !ls\nx = 1", "pass\nx = 1", 1),
        ("t = %timeit -o f()\nx = 1", "pass\nx = 1", 1),
        ("np.sin?\nx = 1", "pass\nx = 1", 1),
        ("?np.sin\nx = 1", "pass\nx = 1", 1),
        ("np.sin??", "pass", 1),
        ("!pip install \\\n   thing\nx = 1", "pass\n\nx = 1", 1),
        ("%time y = 2\nx = y", "y = 2\nx = y", 1),
        ("%%time\nx = 1", "\nx = 1", 1),
        ("\n%%capture out\nx = 1", "\n\nx = 1", 1),
        ("%%bash\nrm -r x", "", 1),
        ("%%html\n<b>", "", 1),
        ("x = 7 % 3\ny = 'what?'\nz = '''\n%no magic\n!nor this\n'''", None, 0),
        ("x = (7\n% 3)", None, 0),
        ("%matplotlib inline\nz = '''\n%no magic\n'''", "pass\nz = '''\n%no magic\n'''", 1),
        ("x = = 1", None, 0),
        ("x = (1\n!ls", None, 0),
    ],
)
def test_ipythons_own_lines_are_taken_out(cell, python, notes):
    text, found = plain_python(cell)
    assert text == (cell if python is None else python)
    assert len(found) == notes


def test_left_out_lines_are_noted():
    (result,) = run_cells(["%load_ext autoreload\n!ls\nx = 1"], {})
    assert result.notes == ("line 1 was left out: %load_ext autoreload", "line 2 was left out: !ls")


@pytest.mark.parametrize("cell", ["(" * 5000, "\x00", "-" * 200_000 + "1", "\ud800", ""])
def test_hostile_text_costs_its_own_cell_at_most(cell):
    results = run_cells([cell, "x = 1"], space := {})
    assert results[1].ok
    assert space["x"] == 1


def test_await_works_at_the_top_of_a_cell_as_in_jupyter():
    cells = [
        "import asyncio\nasync def later():\n    await asyncio.sleep(0)\n    return 3",
        "x = await later()",
        "await asyncio.sleep(0)\n1 / 0",
        "y = x + 1",
    ]
    results = run_cells(cells, space := {})
    assert [result.ok for result in results] == [True, True, False, True]
    assert (results[2].error, results[2].line) == ("ZeroDivisionError: division by zero", 2)
    assert space["y"] == 4


def test_lines_of_ipythons_without_end_are_given_up():
    """Each of them is found by a parse of its own: ten thousand would take minutes."""
    start = time.monotonic()
    text, notes = plain_python("!x\n" * 10_000)
    assert time.monotonic() - start < 10
    assert len(notes) < 1_000
    assert text.count("!x") > 9_000
    assert len(plain_python("%x\n" * 300)[1]) == 300
