"""Honest notebooks, in the jail and in the trusted mode: what they do is what they would do."""

import threading
import time
from typing import Any

import numpy as np
import pytest
from support.requirements import require

from coursekit.checking import CellResult
from coursekit.grading.sandbox import (
    ChildDied,
    ChildTimeout,
    Foreign,
    Limits,
    Sandbox,
    SandboxError,
    available,
)
from coursekit.grading.sandbox.layers import missing

NOTEBOOK = [
    "import numpy as np\nimport coursekit\nsheet = coursekit.open_sheet('02_rules')",
    "sheet.ask('d_relu')",
    "def f(x):\n    print('called')\n    return 2 * x",
    "def g(A, b=1, *more, key, **rest):\n    A[0] = 9\n    return A",
    "print('hello')\n1 / 0",
    "def h(n):\n    m = n + 1\n    raise ValueError(f'not {m}')",
    "later = (1, 2.5, 'text', np.arange(3))\nempty = ...",
]


def test_a_bad_cell_costs_itself_only(sandbox: Sandbox) -> None:
    seen: list[tuple[int, CellResult | None]] = []
    with sandbox.start(NOTEBOOK, lambda index, result: seen.append((index, result))) as child:
        results = child.run()
    assert [result.error for result in results] == [None] * 4 + [
        "ZeroDivisionError: division by zero",
        None,
        None,
    ]
    assert (results[4].line, results[4].output) == (2, "hello\n")
    assert 'File "<cell 5>", line 2' in results[4].traceback
    assert [index for index, _ in seen] == [i for i in range(7) for _ in range(2)]
    assert [result for _, result in seen if result is not None] == results


def test_names_are_described(sandbox: Sandbox) -> None:
    with sandbox.start(NOTEBOOK) as child:
        child.run()
        told = child.describe(["f", "g", "later", "empty", "nothing", "sheet"])
    assert [one.status for one in told.values()] == [
        "callable",
        "callable",
        "value",
        "ellipsis",
        "missing",
        "callable",
    ]
    assert told["g"].parameters is not None
    assert [(p.name, p.kind, p.has_default) for p in told["g"].parameters] == [
        ("A", 1, False),
        ("b", 1, True),
        ("more", 2, False),
        ("key", 3, False),
        ("rest", 4, False),
    ]
    assert repr(told["later"].value) == "(1, 2.5, 'text', array([0, 1, 2]))"


def test_calls_have_fresh_arguments_and_tell_what_they_did(sandbox: Sandbox) -> None:
    array = np.zeros(2)
    with sandbox.start(NOTEBOOK) as child:
        child.run()
        assert child.call("f", [np.float64(1.5)]).value == np.float64(3.0)
        assert child.call("f", [1]).printed
        again = child.call_many("f", [(k,) for k in range(50)])
        assert [one.value for one in again] == [2 * k for k in range(50)]
        child.program("def keyword(names): names['k'] = lambda A: names['g'](A, key=1)", "keyword")
        for _ in range(2):
            changed = child.call("k", [array])
            assert changed.mutated == (0,)
            assert changed.value.tolist() == [9.0, 0.0]
        assert array.tolist() == [0.0, 0.0]


def test_an_exception_is_told_with_the_students_line(sandbox: Sandbox) -> None:
    with sandbox.start(NOTEBOOK) as child:
        child.run()
        first, error, last = (one.error for one in child.call_many("h", [(1,), ("x",), (np.nan,)]))
    assert first is not None
    assert error is not None
    assert last is not None
    assert (first.type, first.text, first.line) == ("ValueError", "not 2", 3)
    assert first.source == "raise ValueError(f'not {m}')"
    assert first.mro == ("ValueError", "Exception", "BaseException", "object")
    assert (error.type, error.line, error.source) == ("TypeError", 2, "m = n + 1")
    assert last.text == "not nan"


@pytest.mark.parametrize(
    "raised", ["KeyboardInterrupt", "SystemExit(3)", "GeneratorExit", "MemoryError"]
)
def test_whatever_a_cell_or_a_function_raises_is_its_own_affair(
    sandbox: Sandbox, raised: str
) -> None:
    cells = ["a = 1", f"raise {raised}", f"def f():\n    raise {raised}", "b = 2"]
    with sandbox.start(cells) as child:
        errors = [result.error for result in child.run()]
        assert [error is None for error in errors] == [True, False, True, True]
        error = child.call("f", []).error
        assert error is not None
        assert error.type == raised.split("(")[0]
        assert child.describe(["b"])["b"].value == 2


def test_a_program_runs_on_the_namespace(sandbox: Sandbox) -> None:
    source = "def drive(names):\n    return {'twice': names['f'](np.ones(2)), 'n': len(names) > 3}"
    with sandbox.start(NOTEBOOK) as child:
        child.run()
        outcome = child.program(source, "drive")
        assert outcome.value["twice"].tolist() == [2.0, 2.0]
        assert outcome.value["n"] is True
        broken = child.program("def drive(names):\n    return names['h'](1)", "drive").error
        assert broken is not None
        assert (broken.type, broken.line) == ("ValueError", 3)
        wrong = child.program("def other(names): ...", "drive").error
        assert wrong is not None
        assert wrong.type == "KeyError"


ANSWERS: list[tuple[str, Any]] = [
    ("True", True),
    ("3", 3),
    ("2.5", 2.5),
    ("np.float32(0.5)", np.float32(0.5)),
    ("np.longdouble(0.5)", np.float64(0.5)),
    ("1 + 2j", 1 + 2j),
    ("'text'", "text"),
    ("float('nan')", float("nan")),
    ("np.array(1.5)", np.array(1.5)),
    ("np.eye(2)", np.eye(2)),
    ("np.ma.array([1.0, 2.0])", np.array([1.0, 2.0])),
    ("range(3)", np.arange(3)),
    ("[1, (2, [3])]", [1, (2, [3])]),
    ("{'a': np.ones(1), 1: None}", {"a": np.ones(1), 1: None}),
    ("__import__('collections').OrderedDict(a=1)", {"a": 1}),
    ("__import__('fractions').Fraction(1, 4)", 0.25),
    ("__import__('decimal').Decimal('0.5')", 0.5),
    ("np.array([__import__('fractions').Fraction(1, 4), 1], dtype=object)", np.array([0.25, 1])),
    ("__import__('coursekit.autodiff').autodiff.Tensor([1.0, 2.0])", np.array([1.0, 2.0])),
    ("__import__('enum').IntEnum('E', 'a')(1)", 1),
    ("list(range(60_000))", np.arange(60_000)),
]


def test_answers_arrive_as_the_judge_would_see_them(jail: Sandbox) -> None:
    cell = "\n".join(["import numpy as np", *(f"a{k} = {s}" for k, (s, _) in enumerate(ANSWERS))])
    with jail.start([cell]) as child:
        assert child.run()[0].error is None
        for k, (source, wanted) in enumerate(ANSWERS):
            got = child.describe([f"a{k}"])[f"a{k}"].value
            assert type(got) is type(wanted), source
            assert repr(got) == repr(wanted), source


def test_what_cannot_be_sent_is_told_by_its_type(jail: Sandbox) -> None:
    cells = [
        "import numpy as np\nclass Mine: pass\nlies = type('Liar', (), {'__array__': None})()",
        "made = [Mine(), {1}, lambda: 1, b'x', np.array(['a']), 2**2000, Mine, np.zeros(10**6)]",
        "deep = []\nfor _ in range(40): deep = [deep]\nloop = []; loop.append(loop)",
        "class Bad:\n    def __array__(self): raise SystemExit\nbad = Bad()",
    ]
    with jail.start(cells) as child:
        assert not any(result.error for result in child.run())
        told = child.describe(["made", "lies", "deep", "loop", "bad"])
    made = told["made"].value
    assert all(isinstance(one, Foreign) for one in made)
    assert [type(one).__name__ for one in made[:6]] == [
        "Mine",
        "set",
        "function",
        "bytes",
        "ndarray",
        "int",
    ]
    assert [callable(one) for one in made] == [False, False, True, False, False, False, True, False]
    assert isinstance(told["lies"].value, Foreign)
    assert type(told["deep"].value) is list
    assert type(told["loop"].value) is list
    assert isinstance(told["bad"].value, Foreign)


ACCIDENTS = [
    "import sys, warnings\nprint('x', file=sys.stderr)\nwarnings.warn('look out')",
    "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.title('$x^2$')\nplt.show()",
    "fig, ax = plt.subplots()\nfig.savefig('picture.png')",
    "%matplotlib inline\n!pip list",
    "input('name? ')",
    "import os, tempfile\nos.makedirs('data')\nos.chdir('data')",
    "open('mine.py', 'w').write('x = 3')\nimport mine",
    "def sum(values): return None\nlen = 5",
    "import numpy as np\nnp.seterr(all='raise')\nnp.set_printoptions(precision=1)",
    "import random\nrandom.seed(3)\nnp.random.seed(3)\nrng = np.random.default_rng(1)",
    "import asyncio\nawait asyncio.sleep(0.01)",
    "import threading\nt = threading.Thread(target=print)\nt.start()\nt.join()",
    "def deep(n): return deep(n + 1)\ntry:\n    deep(0)\nexcept RecursionError:\n    pass",
    "x = 'half a pair: \ud800 and a null: ' + chr(0)",
    "y = 1\x00",
    "from coursekit.notebook import open_practice, predict\npredict('a')\nopen_practice('x').b",
    "from coursekit.widgets import function_plotter\nfunction_plotter()",
    "import statistics, fractions",
    "def f(x):\n    return np.exp(-x) / np.float64(0)",
    "os.getcwd(), os.getpid(), os.cpu_count(), os.environ['HOME']",
    "import atexit\natexit.register(print, 'bye')",
    "import sys\nsys.setrecursionlimit(60)\nsys.stdout = None",
]
EXPECTED_ERRORS = {4: "EOFError", 14: ("SyntaxError", "ValueError")}


def test_accidents_of_honest_notebooks_cost_nothing(jail: Sandbox) -> None:
    with jail.start(ACCIDENTS) as child:
        results = child.run(cell_seconds=20)
        value = child.call("f", [1.0]).value
    for index, result in enumerate(results):
        expected = EXPECTED_ERRORS.get(index, ())
        assert (result.error is None) == (not expected), (ACCIDENTS[index], result.error)
        if expected:
            assert (result.error or "").startswith(expected)
    assert value == np.inf


def test_the_same_notebook_has_the_same_luck_twice(jail: Sandbox) -> None:
    cell = "import random, numpy as np\nfound = [random.random(), np.random.rand()]"
    found = []
    for _ in range(2):
        with jail.start([cell]) as child:
            child.run()
            found.append(child.describe(["found"])["found"].value)
    assert found[0] == found[1]


def test_nothing_passes_from_one_child_to_the_next(jail: Sandbox) -> None:
    leave = (
        "open('left', 'w').write('x')\nimport numpy\nnumpy.left = 1\nimport os\nos.environ['L']='1'"
    )
    look = "import os, numpy\nfound = [os.listdir('.'), hasattr(numpy, 'left'), 'L' in os.environ]"
    for cell in (leave, look):
        with jail.start([cell]) as child:
            assert child.run()[0].error is None
            found = child.describe(["found"])["found"].value
    assert found == [[], False, False]


def test_a_hang_is_ended_and_the_next_child_works(sandbox: Sandbox) -> None:
    cells = ["a = 1", "while True: pass", "b = 1"]
    with sandbox.start(cells) as child:
        begun = time.monotonic()
        with pytest.raises(ChildTimeout) as caught:
            child.run(cell_seconds=0.5)
        assert time.monotonic() - begun < 5
    assert caught.value.cell == 1
    assert [result.ok for result in caught.value.results] == [True]
    with sandbox.start(["a = 1"]) as child:
        assert child.run()[0].ok


def test_a_question_that_hangs_has_its_own_deadline(sandbox: Sandbox) -> None:
    with sandbox.start(["def f(x):\n    while x: pass\n    return 1"]) as child:
        child.run()
        assert child.call("f", [0]).value == 1
        with pytest.raises(ChildTimeout) as caught:
            child.call_many("f", [(0,), (1,)], seconds=0.5)
        assert caught.value.cell is None


def test_a_process_that_ends_itself(sandbox: Sandbox) -> None:
    cells = ["import os", "os._exit(0)", "x = 1"]
    with sandbox.start(cells) as child, pytest.raises(ChildDied) as caught:
        child.run()
    assert (caught.value.reason, caught.value.cell) == ("exit", 1)


def test_usage_is_known_when_it_is_over(jail: Sandbox) -> None:
    with jail.start(["x = sum(k * k for k in range(300_000))"]) as child:
        child.run()
    assert 0 < child.usage.cpu_seconds < 10
    assert 20 < child.usage.peak_mb < 300


def test_matplotlib_is_warm_for_those_who_draw(jail: Sandbox) -> None:
    look = "import sys\nfound = 'mat' 'plotlib.pyplot' in sys.modules"
    for before, warm in (("x = 1", False), ("import matplotlib.pyplot as plt", True)):
        with jail.start([look, before]) as child:
            assert all(result.ok for result in child.run())
            assert child.describe(["found"])["found"].value is warm


def test_a_closed_child_says_so(sandbox: Sandbox) -> None:
    child = sandbox.start(["x = 1"])
    child.close()
    child.close()
    with pytest.raises(SandboxError, match="closed"):
        child.run()


def test_starting_the_next_child_closes_the_one_before(jail: Sandbox) -> None:
    first = jail.start(["x = 1"])
    with jail.start(["x = 2"]) as second:
        second.run()
        assert second.describe(["x"])["x"].value == 2
        with pytest.raises(SandboxError, match="closed"):
            first.run()


def test_a_zygote_that_was_killed_is_replaced() -> None:
    require("sandbox", missing(available()) is None)
    with Sandbox(limits=Limits(memory_mb=256)) as sandbox:
        with sandbox.start(["x = 1"]) as child:
            child.run()
        sandbox._zygotes[False]._process.kill()
        sandbox._zygotes[False].close()
        with sandbox.start(["x = 2"]) as child:
            child.run()
            assert child.describe(["x"])["x"].value == 2


def test_sandboxes_in_threads_do_not_touch_one_another() -> None:
    require("sandbox", missing(available()) is None)
    found: dict[int, list[Any]] = {}

    def work(number: int) -> None:
        with Sandbox(limits=Limits(memory_mb=256)) as sandbox:
            for step in range(5):
                with sandbox.start([f"x = {number * 10 + step}"]) as child:
                    child.run()
                    found.setdefault(number, []).append(child.describe(["x"])["x"].value)

    # Started in threads that end before the sandboxes do their work would be a trap: the kernel
    # can tie a process to the thread that started it.
    threads = [threading.Thread(target=work, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert found == {n: [n * 10 + step for step in range(5)] for n in range(2)}


def test_a_sandbox_outlives_the_thread_that_started_it() -> None:
    require("sandbox", missing(available()) is None)
    with Sandbox(limits=Limits(memory_mb=256)) as sandbox:
        thread = threading.Thread(target=lambda: sandbox.start(["x = 1"]).close())
        thread.start()
        thread.join(60)
        before = dict(sandbox._zygotes)
        with sandbox.start(["x = 2"]) as child:
            assert child.run()[0].ok
        assert before
        assert sandbox._zygotes == before
