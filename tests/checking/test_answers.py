"""Which answer counts is read off the text of the cells, and nothing is run to find out."""

import pytest

from coursekit.checking import Bindings, find_answer, is_stub, run_cells

SENTINEL = object()


@pytest.mark.parametrize(
    ("cells", "status"),
    [
        (["def f(x):\n    return x"], "found"),
        (["f = lambda x: x"], "found"),
        (["f = 3"], "found"),
        (["f: float = 3"], "found"),
        (["f = g = 3"], "found"),
        (["f, g = 1, 2"], "found"),
        (["(g, (f, *rest)) = make()"], "found"),
        (["for f in range(3): pass"], "found"),
        (["with open('x') as f: pass"], "found"),
        (["if True:\n    def f(x): return x"], "found"),
        (["try:\n    f = 1\nexcept ValueError:\n    pass"], "found"),
        (["print(f := 3)"], "found"),
        (["f = 1\nf += 1"], "found"),
        (["class f:\n    pass"], "found"),
        (["async def f(x): return x"], "found"),
        (["@decorated\ndef f(x): return x"], "found"),
        (["import numpy as np\nf = np.tanh"], "found"),
        (["f = abs"], "found"),
        (["def f(x): return x[..., 0]"], "found"),
        (["def f(x):\n    y: tuple[int, ...] = x\n    return y"], "found"),
        (["%matplotlib inline\ndef f(x): return x"], "found"),
        (["%%time\ndef f(x): return x"], "found"),
        (["def f(x): ...", "def f(x): return x"], "found"),
        (["from m import f", "def f(x): return x"], "found"),
        (["def f(x): return x", "this is no Python"], "found"),
        (["f = {'a': 1, 'b': ...}"], "found"),
        (["def f(x): ..."], "stub"),
        (["def f(x):\n    return ..."], "stub"),
        (["def f(x):\n    y = 2\n    return ... * y"], "stub"),
        (["def f(x):\n    if x > 0:\n        return 1\n    else:\n        ..."], "stub"),
        (["def f(x):\n    def inner(y): ...\n    return inner(x)"], "stub"),
        (["def f(x): return (...)[0]"], "stub"),
        (["f = ..."], "stub"),
        (["f = [1, ...]"], "stub"),
        (["f = lambda x: ..."], "stub"),
        (["f, g = ..., 2"], "stub"),
        (["f = {'a': ..., 'b': ...}"], "stub"),
        (["def f(x): return x", "def f(x): ..."], "stub"),
        (["def g(x): ...", "f = g"], "stub"),
        (["from m import f"], "imported"),
        (["from m import g as f"], "imported"),
        (["import f"], "imported"),
        (["import f.g"], "imported"),
        (["from m import *"], "imported"),
        (["from m import softmax", "f = softmax"], "imported"),
        (["def f(x): return x", "from m import f"], "imported"),
        (["g = 1"], "missing"),
        (["f.x = 1", "f[0] = 2"], "missing"),
        (["f: float"], "missing"),
        (["def g():\n    f = 1"], "missing"),
        (["[f for f in range(3)]"], "missing"),
        (["f = 1", "del f"], "missing"),
        (["f == 1"], "missing"),
        (["def f(x) return x"], "missing"),
    ],
)
def test_the_last_binding_decides(cells, status):
    found = find_answer("f", {"f": SENTINEL}, cells)
    assert found.status == status
    assert found.value is (SENTINEL if status == "found" else None)
    assert is_stub(cells[-1], "f") is (status == "stub" and "g(x)" not in cells[0])


def test_first_halves_of_pairs_are_judged_apart():
    assert find_answer("g", {"g": 2}, ["f, g = ..., 2"]).status == "found"
    assert find_answer("g", {"g": 2}, ["f, *g = ..., 2"]).status == "stub"


def test_a_name_whose_cell_failed_is_missing():
    cells = ["f = 1 / 0"]
    space = {}
    run_cells(cells, space)
    assert find_answer("f", space, cells).status == "missing"


def test_an_ellipsis_that_only_the_value_shows():
    assert find_answer("f", {"f": ...}, ["f = make()"]).status == "stub"


def test_the_source_of_the_binding():
    cells = ["x = 1", "a = 2\ndef f(z):\n    return z + 1\nb = 3"]
    assert find_answer("f", {"f": SENTINEL}, cells).source == "def f(z):\n    return z + 1"


def test_without_sources_the_namespace_counts():
    assert find_answer("f", {"f": 1}, []).value == 1
    assert find_answer("f", {}, []).status == "missing"
    assert find_answer("f", {"f": ...}, []).status == "missing"


def test_aliases_that_go_in_circles_end():
    assert find_answer("f", {"f": 1}, ["f = g\ng = f\nf = g"]).status == "found"


def test_nothing_is_run():
    cells = ["raise SystemExit", "def f(x): return x"]
    assert find_answer("f", {"f": SENTINEL}, cells).status == "found"


@pytest.mark.parametrize("cell", ["(" * 5000, "f = 1\x00", "x = " + "-" * 100_000 + "1"])
def test_cells_that_break_the_parser_bind_nothing(cell):
    assert find_answer("f", {"f": 1}, [cell]).status == "missing"


# Many names of one notebook.


def test_all_answers_of_a_notebook_are_found_with_one_reading(monkeypatch):
    cells = [
        "import math",
        "f = 1\ng = ...",
        "%time f = 2",
        "def h(x):\n    return x[...]",
        "f = (",
    ]
    found = Bindings(cells)
    monkeypatch.setattr("coursekit.checking.answers.ast.parse", None)
    space = {"f": 2, "g": ..., "h": 3}
    assert [found.find(name, space).status for name in ("f", "g", "h", "math", "x")] == [
        "found", "stub", "found", "imported", "missing",
    ]  # fmt: skip
    assert found.names == ("f", "g", "h")
    assert found.find("f", space).source == "f = 2"


@pytest.mark.parametrize(
    "cell",
    [
        "f = " + "(" * 500 + "1" + ")" * 500,
        "f = " + "-" * 5_000 + "1",
        "f = 1" + " + 1" * 50_000,
        "f = " + "[" * 80 + "]" * 80,
        "f = x" + ".a" * 20_000,
        "if 1:\n" + "".join(" " * depth + "if 1:\n" for depth in range(1, 99)),
        "f = 1\0",
        "\ud800 = 1",
        "lambda: " * 3_000 + "1",
    ],
)
def test_a_cell_that_is_too_deep_costs_itself_only(cell):
    found = Bindings([cell, "g = 1"])
    assert found.find("g", {"g": 1}).status == "found"
    assert found.find("f", {"f": 1}).status in ("found", "missing")


def test_many_names_for_one_another_end():
    cell = "\n".join(f"f{k} = f{k - 1}" for k in range(1, 3_000))
    assert Bindings([cell]).find("f2999", {"f2999": 1}).status == "found"
