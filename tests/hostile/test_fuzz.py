"""Mutated notebooks and mutated frames: no crash, no wrong mark, no growth.

Every round has a number, from which all its randomness follows. COURSEKIT_FUZZ=long runs more.
"""

import json
import os
import random
import socket
import struct
from pathlib import Path

import numpy as np
import pytest

from coursekit.checking.judge import valid_points
from coursekit.checking.stored import read_cells
from coursekit.grading.answers import remote_answer
from coursekit.grading.one import Grader, Times
from coursekit.grading.records import Submission
from coursekit.grading.sandbox import Child, ChildFault, Foreign, Limits, SandboxError, Usage
from coursekit.grading.sandbox import child as child_module
from coursekit.grading.sandbox.channel import Channel
from coursekit.grading.sandbox.child import Exit
from coursekit.grading.sandbox.values import encode
from coursekit.sheets import load

from .corpus.notebooks import code, notebook
from .grading import SECRET, marks_of
from .mutations import bytes_changed, json_changed, text_changed

ROUNDS = 10_000 if os.environ.get("COURSEKIT_FUZZ") == "long" else 500
#: Rounds after which everything that is kept for good has been kept.
WARM = 100
SHEET = load("02_rules")


class Memory:
    """Says by how many megabytes this process has grown since it was warm."""

    def __init__(self) -> None:
        self.warm = 0.0

    def resident(self):
        return (
            int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
        )

    def note(self, number):
        if number == WARM:
            self.warm = self.resident()

    @property
    def growth(self):
        return self.resident() - self.warm


# Notebooks.

#: Two answers that need nothing of what other cells make, and what is mutated between them.
FIRST = "def d_power(x):\n    return 5 * x**4"
LAST = "def d_sin_x2(x):\n    import math\n    return 2 * x * math.cos(x * x)"
BETWEEN = [
    "import numpy as np\nnp.seterr(all='raise')\nprint(np.log(np.arange(1, 5)))",
    "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2, 3])",
    "class A:\n    def __array__(self, *a):\n        return np.ones(3)\n    __eq__ = lambda *a: 1",
    "def d_product(x):\n    y = x * x\n    return [y, {'a': y}]\nd_product(2.0)",
    "d_sqrt = 'x^2 + sin(x) / (1 + e^x)'\noutermost_rule = 'c'\nchain_affine = 17",
    "def chain_steps(x):\n    return {'slope': 1.0, 'inner_slope': [x], 'outer_slope': None}",
    "import os\nfor fd in range(5, 9):\n    try: os.write(fd, b'x')\n    except OSError: pass",
    "async def f(n):\n    return n\nresult = await f(1)\nd_tanh = lambda z: result",
    "data = {n: [n] * n for n in range(9)}\ntext = f'{data!r:>10}'\nassert len(data) == 9, text",
    "try:\n    1 / 0\nexcept ZeroDivisionError as error:\n    raise ValueError('x') from error",
]


def test_mutated_notebooks(jail):
    grader = Grader(SHEET, SECRET, Times(cell=1.0, question=1.0, total=10.0))
    memory = Memory()
    for number in range(ROUNDS):
        rng = random.Random(f"notebook {number}")
        sources = [FIRST, *rng.sample(BETWEEN, 3), LAST]
        way = rng.randrange(3)
        exact = way == 0
        if way == 0:
            changed = rng.randrange(1, 4)
            sources[changed] = text_changed(rng, sources[changed])
        raw = json.dumps(notebook(*map(code, sources))).encode()
        if way == 1:
            raw = bytes_changed(rng, raw)
        elif way == 2:
            raw = json.dumps(json_changed(rng, json.loads(raw))).encode()
        read = read_cells(raw)
        submission = Submission("anna01", "a.ipynb", "00", read.cells, read.notes, read.fault)
        grade = grader.grade(jail, submission)
        got = marks_of(grade)
        earned = {"d_power": 1.0, "d_sin_x2": 1.0}
        assert grade.harness is None, number
        assert got.items() <= earned.items(), number
        assert not exact or got == earned, number
        memory.note(number)
    assert memory.growth < 8 + ROUNDS / 400


# Frames.


class Nobody:
    """Stands for a process that is gone."""

    def kill(self):
        pass

    def gone(self, seconds):
        return True

    def wait(self):
        return Exit(0, Usage())


NONCE = "0123456789abcdef"
WRONG = {"value": 0.5, "error": None, "printed": False, "mutated": []}
ERROR = {
    "type": "ValueError",
    "text": "x",
    "mro": ["ValueError", "Exception"],
    "line": 3,
    "source": "y",
}
VALUES = [
    0.25,
    [1, 2.5, None],
    (1, "a"),
    {"a": np.arange(3.0)},
    np.float32(2),
    1 + 2j,
    "text",
    np.eye(2),
]


def _frames(rng, calls):
    """Return the requests that a grader makes, each with a reply as it should be, all wrong."""
    outcomes = [
        dict(WRONG, value=encode(rng.choice(VALUES)), error=rng.choice([None, None, ERROR]))
        for _ in range(calls)
    ]
    described = {"status": "value", "value": encode(rng.choice(VALUES)), "parameters": None}
    function = {"status": "callable", "value": None, "parameters": [["x", 1, False]]}
    ran = {"cell": 0, "error": None, "line": None, "traceback": "", "output": "o", "notes": ["n"]}
    return rng.choice(
        [
            ("run", [{"is": "cell", "cell": 0}, {"is": "ran", **ran}, {"is": "done"}]),
            ("describe", [{"is": "described", "names": [described, function]}]),
            ("call", [{"is": "called", "outcomes": outcomes}]),
            ("call", [{"is": "called", "outcomes": outcomes}]),
            ("program", [{"is": "called", "outcomes": outcomes[:1]}]),
        ]
    )


def _plain(value):
    """Whether a value is made of plain things only, all the way down."""
    if isinstance(value, np.ndarray):
        return type(value) is np.ndarray and value.dtype.kind in "biufc"
    if type(value) in (list, tuple):
        return all(map(_plain, value))
    if type(value) is dict:
        return all(map(_plain, value)) and all(map(_plain, value.values()))
    return value is None or isinstance(value, (bool, int, float, complex, str, np.generic, Foreign))


def _body(rng, message):
    """Return a frame for a message: whole, or damaged in its bytes, its JSON, its length."""
    message = {"nonce": NONCE, **message}
    way = rng.randrange(4)
    body = json.dumps(json_changed(rng, message) if way == 0 else message).encode()
    if way == 1:
        body = bytes_changed(rng, body)
    length = len(body)
    if way == 2:
        length = rng.choice([0, 1, length - 1, length + 1, 1 << 31, (1 << 32) - 1, 4 << 20])
    return struct.pack("<I", length) + body


@pytest.mark.filterwarnings("error")
def test_mutated_frames(monkeypatch):
    monkeypatch.setattr(child_module.secrets, "token_hex", lambda _: NONCE)
    exercise = SHEET["d_sin_x2"]
    points, _ = valid_points(exercise, b"seed")
    memory = Memory()
    whole = 0
    for number in range(ROUNDS):
        rng = random.Random(f"frame {number}")
        request, replies = _frames(rng, len(points) + 1)
        ours, theirs = socket.socketpair()
        # All is there at once, and then the wire ends.
        for end in (ours, theirs):
            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 22)
        ready = json.dumps({"nonce": "", "is": "ready", "layers": []}).encode()
        sent = struct.pack("<I", len(ready)) + ready + b"".join(_body(rng, m) for m in replies)
        with theirs:
            theirs.setblocking(False)
            theirs.sendall(sent)
            theirs.shutdown(socket.SHUT_WR)
            child = Child(Nobody(), Channel(ours, strict=True), ["x"], None, Limits())
            try:
                if request == "run":
                    child.run(cell_seconds=1.0)
                elif request == "describe":
                    told = child.describe(["d_sin_x2", "f"]).values()
                    assert all(_plain(one.value) for one in told), number
                    for one in told:
                        verdict = exercise.judge(remote_answer(child, one, 1.0))
                        assert not verdict.correct, number
                elif request == "program":
                    assert _plain(child.program("def f(n): pass", "f").value), number
                else:
                    _judge(child, exercise, points, number)
                whole += 1
            except ChildFault:
                pass
            except SandboxError:
                # The judge asked on after a fault.
                assert request == "describe", number
            finally:
                child.close()
        memory.note(number)
    assert 0.1 * ROUNDS < whole < 0.9 * ROUNDS  # neither all whole nor all broken
    assert memory.growth < 8 + ROUNDS / 400


def _judge(child, exercise, points, number):
    """Judge an answer from what the wire brought: nothing that is mutated may be right."""
    outcomes = child.call_many("d_sin_x2", [*points, points[0]], seconds=1.0)
    assert all(_plain(outcome.value) for outcome in outcomes), number
    left = iter(outcomes)
    verdict = exercise.judge(lambda x: next(left).value, seed=b"seed")
    assert not verdict.correct, number
