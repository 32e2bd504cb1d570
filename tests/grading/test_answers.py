"""The same judge gives the same verdict on an answer here and on one that lives elsewhere."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from support.programs import programs, wrong_programs

from coursekit.checking import (
    Bindings,
    Exercise,
    Matrix,
    Option,
    Reals,
    Simplex,
    Slip,
    Vector,
    Verdict,
    derivative,
    judge_found,
    run_cells,
)
from coursekit.grading.answers import RemoteFunction, driver_source
from coursekit.grading.errors import GradingError
from coursekit.grading.one import Grader, Times
from coursekit.grading.records import CodeCell, Grade, Submission
from coursekit.grading.rehearsal import rehearsals
from coursekit.grading.sandbox import ChildTimeout, Described, Outcome, Parameter, Raised, Sandbox
from coursekit.sheets import Sheet, load, names

SECRET = bytes(range(32))
STUDENT = "abcd12"
TIMES = Times(cell=20, question=20, total=120)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(trusted=True) as sandbox:
        yield sandbox


def remotely(sandbox: Sandbox, sheet: Sheet, cells: Sequence[str], student: str = STUDENT) -> Grade:
    coded = tuple(CodeCell(number, cell) for number, cell in enumerate(cells, start=1))
    submission = Submission(student, "x.ipynb", "00", coded)
    grade = Grader(sheet, SECRET, TIMES).grade(sandbox, submission)
    assert grade.harness is None
    return grade


def locally(
    sheet: Sheet, cells: Sequence[str], space: dict[str, Any], student: str = STUDENT
) -> dict[str, Verdict]:
    """Judge in this process, as a notebook would, at the points of grading."""
    seed = Grader(sheet, SECRET).seed
    run_cells(cells, space)
    found = Bindings(cells)
    own = sheet.for_student(student)
    return {e.id: judge_found(e, found.find(e.id, space), space, own, seed=seed) for e in own}


def differences(grade: Grade, verdicts: Mapping[str, Verdict]) -> list[tuple[Verdict, Verdict]]:
    pairs = [(question.verdict, verdicts[question.id]) for question in grade.questions]
    assert len(pairs) == len(verdicts)
    return [(there, here) for there, here in pairs if there != here]


# The sheets.

#: Between them they have every kind of exercise, variants and programs; all the others are slow.
QUICK = ("02_rules", "07_forward_and_reverse", "12_cross_entropy")


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[] if name in QUICK else pytest.mark.slow) for name in names()],
)
def test_every_worked_answer_stub_and_slip_is_judged_alike_here_and_there(sandbox, name):
    sheet = load(name)
    seen = 0
    for rehearsal in rehearsals(sheet):
        if rehearsal.name not in ("worked answers", "stubs") and "slips" not in rehearsal.name:
            continue
        student = rehearsal.submission.student
        first, *cells = [cell.source for cell in rehearsal.submission.cells]
        grade = remotely(sandbox, sheet, [first, *cells], student)
        # Here the sheet is there already, and must not be replaced by a copy.
        space = {"EXERCISES": {e.id: e for e in sheet.for_student(student)}}
        if "SOURCES" in first:
            first = first[first.index("def given") :]
        assert differences(grade, locally(sheet, [first, *cells], space, student)) == []
        assert list(rehearsal.faults(grade)) == []
        seen += len(grade.questions)
    assert seen > 5 * len(sheet)


@pytest.mark.parametrize("name", [name for name in names() if programs(name)])
def test_every_wrong_program_is_judged_alike_here_and_there(sandbox, name):
    for exercise in programs(name):
        sheet = Sheet(name=name, title="A program", exercises=(exercise,))
        for tag, source in wrong_programs(name)[exercise.id].items():
            cells = ["import numpy as np", source]
            grade = remotely(sandbox, sheet, cells)
            assert differences(grade, locally(sheet, cells, {})) == []
            assert grade.questions[0].verdict.slip == tag


# Odd answers, each to a question of its own that is like the others.

FUNCTION = Exercise(
    id="odd",
    title="A sine of a square",
    prompt="Differentiate.",
    inputs={"x": Reals(-3, 3)},
    probes=((1.5,), (-0.5,)),
    reference=derivative(lambda x: np.sin(x**2)),
    slips=[Slip("inner_forgotten", lambda x: np.cos(x**2), "The inner derivative is missing.")],
)
TWO = replace(
    FUNCTION,
    inputs={"A": Matrix(2, 3), "v": Vector(3)},
    probes=(),
    reference=lambda A, v: A @ v,
    slips=[Slip("added", lambda A, v: A.sum(1), "Multiply.")],
)
VECTOR = replace(
    FUNCTION,
    inputs={"p": Simplex(4)},
    probes=(),
    reference=lambda p: -np.log(p),
    slips=[Slip("sign", lambda p: np.log(p), "A minus is missing.")],
)
VALUE = Exercise(
    id="odd",
    title="A third",
    prompt="What?",
    kind="value",
    reference=1 / 3,
    slips=[Slip("upside_down", 3.0, "Upside down.")],
)
ARRAY = replace(VALUE, reference=np.array([0.25, 0.75]), slips=[])
FORMULA = Exercise(
    id="odd",
    title="A square",
    prompt="Differentiate x^2.",
    kind="formula",
    inputs={"x": Reals(-3, 3)},
    reference="2x",
    slips=[Slip("kept", "2x^2", "Lower the exponent.")],
)
CHOICE = Exercise(
    id="odd",
    title="Which",
    prompt="Which?",
    kind="choice",
    options=[Option("a", "this one"), Option("b", "that one", "that", "Not that one.")],
)
PARTS = Exercise(
    id="odd",
    title="Steps",
    prompt="Steps.",
    kind="parts",
    points=3,
    inputs={"x": Reals(-2, 2)},
    reference=lambda x: {"z": 2 * x, "y": np.exp(2 * x)},
    part_points={"z": 1, "y": 2},
    slips=[Slip("half", lambda x: {"y": np.exp(x)}, "Use z.")],
)
PARTS_VALUE = replace(PARTS, inputs={}, reference={"z": 2.0, "y": 5.0}, slips=[])


SIN = "np.cos(x**2) * 2 * x"
ODD: list[tuple[Exercise, str]] = [
    # Right in unusual ways.
    (FUNCTION, f"odd = lambda x: {SIN}"),
    (FUNCTION, f"odd = lambda *args: (lambda x: {SIN})(*args)"),
    (FUNCTION, f"def odd(x, eps=1e-9):\n    return {SIN}"),
    (FUNCTION, f"class F:\n    def __call__(self, x): return {SIN}\nodd = F()"),
    (FUNCTION, f"import functools\nodd = functools.partial(lambda a, x: {SIN}, 1)"),
    (FUNCTION, "from coursekit.autodiff import grad\nodd = grad(lambda x: np.sin(x**2))"),
    (FUNCTION, f"from coursekit.autodiff import Tensor\ndef odd(x): return Tensor({SIN})"),
    (FUNCTION, f"def odd(x): return np.float32({SIN})"),
    (FUNCTION, f"def odd(x): return [{SIN}][0] + 0j"),
    (FUNCTION, f"from fractions import Fraction\ndef odd(x): return Fraction({SIN})"),
    (FUNCTION, "def odd(x): return (np.sin((x+1e-5)**2) - np.sin((x-1e-5)**2)) / 2e-5"),
    (FUNCTION, f"def odd(x):\n    print('here')\n    return {SIN}"),
    (FUNCTION, f"def odd(x): return ((x > 0).astype(float) + 1) * 0 + {SIN}"),
    (FUNCTION, "odd = np.exp"),
    (FUNCTION, "odd = min"),
    # Wrong.
    (FUNCTION, "def odd(x): return np.cos(x**2)"),
    (FUNCTION, "def odd(x): return -np.cos(x**2)"),
    (FUNCTION, "def odd(x): return x"),
    (FUNCTION, "def odd(x): return abs(x)"),
    (FUNCTION, "def odd(x): return 1.25"),
    (FUNCTION, "def odd(x): return 3"),
    (FUNCTION, "def odd(x): return np.array([x, x])"),
    (FUNCTION, f"def odd(x): return [{SIN}]"),
    (FUNCTION, f"def odd(x): return round({SIN}, 3)"),
    (FUNCTION, f"def odd(x): return np.nan if x < 0 else {SIN}"),
    (FUNCTION, "def odd(x): return np.inf"),
    (FUNCTION, "def odd(x): return True"),
    (FUNCTION, "def odd(x): return 1 + 2j"),
    (FUNCTION, "def odd(x): return '1.0'"),
    (FUNCTION, "def odd(x): return b'1.0'"),
    (FUNCTION, "def odd(x): return {'a': 1.0}"),
    (FUNCTION, "def odd(x): return {1.0}"),
    (FUNCTION, "def odd(x): return frozenset()"),
    (FUNCTION, "def odd(x): return [1.0, [2.0]]"),
    (FUNCTION, "def odd(x): return ['a', 'b']"),
    (FUNCTION, "def odd(x): return [None, 1.0]"),
    (FUNCTION, "def odd(x): return object()"),
    (FUNCTION, "class DataFrame: pass\ndef odd(x): return DataFrame()"),
    (FUNCTION, "def odd(x): return lambda: 1"),
    (FUNCTION, "def odd(x): return 10**400"),
    (FUNCTION, "def odd(x): return 10**30"),
    (FUNCTION, "def odd(x): return np.datetime64('2026-01-01')"),
    (FUNCTION, "def odd(x): return np.zeros((50, 50))"),
    (FUNCTION, "def odd(x): return range(3)"),
    (FUNCTION, "def odd(x): return iter([1.0])"),
    (FUNCTION, "def odd(x): return ()"),
    # Nothing.
    (FUNCTION, "def odd(x): pass"),
    (FUNCTION, "def odd(x):\n    print(x)"),
    (FUNCTION, "def odd(x):\n    if x > 0: return 1.0"),
    (FUNCTION, "def odd(x): ..."),
    (FUNCTION, "def odd(x): return ..."),
    (FUNCTION, "odd = ..."),
    (FUNCTION, "odd = None"),
    (FUNCTION, "def odd(x): raise NotImplementedError"),
    (FUNCTION, "x = 1"),
    (FUNCTION, "from numpy import exp as odd"),
    (FUNCTION, "def od(x): return x"),
    (FUNCTION, "1 / 0\ndef odd(x): return x"),
    (FUNCTION, "def odd(x): return x\ndel odd"),
    # No function, or a function of something else.
    (FUNCTION, "odd = 3.0"),
    (FUNCTION, "odd = 'cos(x^2)'"),
    (FUNCTION, "odd = [1.0]"),
    (FUNCTION, "odd = object()"),
    (FUNCTION, "def odd(): return 1.0"),
    (FUNCTION, "def odd(x, y): return 1.0"),
    (FUNCTION, "def odd(x, *, eps): return 1.0"),
    (FUNCTION, "def odd(*, x): return 1.0"),
    (FUNCTION, "def odd(**rest): return 1.0"),
    (FUNCTION, "class odd:\n    def __init__(self, x): pass"),
    # Stopped.
    (FUNCTION, "def odd(x): return 1 / 0"),
    (FUNCTION, "def odd(x):\n    y = x\n    return undefined"),
    (FUNCTION, "def odd(x): return sin(x)"),
    (FUNCTION, "def odd(x): return x ^ 2"),
    (FUNCTION, "def odd(x): return 2(x + 1)"),
    (FUNCTION, "def odd(x): return x[0]"),
    (FUNCTION, "def odd(x): return odd(x)"),
    (FUNCTION, "def odd(x): exit()"),
    (FUNCTION, "def odd(x): raise KeyError('a')"),
    (FUNCTION, "def odd(x): raise UnicodeDecodeError('utf-8', b'a', 0, 1, 'no')"),
    (FUNCTION, "def odd(x): raise OSError(2, 'No such file', 'x.csv')"),
    (FUNCTION, "def odd(x): raise StopIteration"),
    (FUNCTION, "def odd(x): raise GeneratorExit"),
    (FUNCTION, "def odd(x): raise Exception('long ' * 100)"),
    (FUNCTION, "class Own(ValueError):\n    pass\ndef odd(x): raise Own('mine')"),
    (FUNCTION, "class Sly(Exception):\n    def __str__(self): 1/0\ndef odd(x): raise Sly"),
    (FUNCTION, "def helper(x):\n    return [][1]\ndef odd(x):\n    return helper(x)"),
    (FUNCTION, "def odd(x): return np.linalg.inv(np.zeros((2, 2)))"),
    (FUNCTION, "def odd(x):\n    return x.foo"),
    (FUNCTION, "import warnings\ndef odd(x):\n    warnings.warn('w')\n    return 1.0"),
    (FUNCTION, "def odd(x): assert x > 100, 'too small'"),
    # Not a function of its inputs alone.
    (FUNCTION, "calls = []\ndef odd(x):\n    calls.append(x)\n    return float(len(calls))"),
    # Arrays.
    (TWO, "def odd(A, v): return A @ v"),
    (TWO, "def odd(v, A): return A @ v"),
    (TWO, "def odd(A, v): return v @ A.T + 0 * A.sum()"),
    (TWO, "def odd(A, v): return A.sum(1)"),
    (TWO, "def odd(A, v): return A.T @ v"),
    (TWO, "def odd(A, v): return (A @ v)[:, None]"),
    (TWO, "def odd(A, v): return A"),
    (TWO, "def odd(A, v):\n    A *= 2\n    return A @ v / 2"),
    (TWO, "def odd(A, v):\n    v[0] = 0\n    return A @ v"),
    (TWO, "def odd(A, v):\n    v.shape = (3, 1)\n    return A @ v"),
    (TWO, "out = np.zeros(2)\ndef odd(A, v):\n    out[:] = A @ v\n    return out"),
    (TWO, "def odd(A, v): return np.matrix(A @ v)"),
    (TWO, "def odd(A, v): return np.ma.masked_array(A @ v)"),
    (TWO, "def odd(A, v): return (A @ v).astype(np.float32)"),
    (TWO, "def odd(A, v): return (A @ v).astype(int)"),
    (TWO, "def odd(A, v): return list(A @ v)"),
    (TWO, "def odd(A, v): return tuple(map(float, A @ v))"),
    (TWO, "def odd(A, v): return A @ v > 0"),
    (TWO, "def odd(A, v): return (A @ v).astype(object)"),
    (TWO, "def odd(A, v): return A * v"),
    (VECTOR, "def odd(p): return -np.log(p)"),
    (VECTOR, "def odd(p): return np.log(p)"),
    (VECTOR, "def odd(p): return p"),
    (VECTOR, "def odd(p): return -np.log2(p)"),
    (VECTOR, "def odd(p):\n    p[:] = -np.log(p)\n    return p"),
    (VECTOR, "def odd(p): return -np.log(p).sum()"),
    (VECTOR, "def odd(p): return np.append(-np.log(p), 1.0)"),
    # Values.
    *((VALUE, f"odd = {text}") for text in (
        "1/3", "3.0", "3", "0.33", "0.333", "0.3333333", "-1/3", "'1/3'", "[1/3]", "None", "True",
        "1/3 + 0j", "2j", "np.float32(1/3)", "np.array(1/3)", "lambda: 1/3", "np.nan", "-np.inf",
        "1e300", "10**400", "{}", "{1}", "b'x'", "object()", "np.exp", "range(3)", "0.66666666",
        "__import__('fractions').Fraction(1, 3)", "__import__('decimal').Decimal('0.3')",
        "np.array(['a'])[0]", "float", "type", "Ellipsis", "[[1, 2], [3]]", "(i for i in [1])",
    )),
    *((ARRAY, f"odd = {text}") for text in (
        "[0.25, 0.75]", "np.array([0.25, 0.75])", "(0.75, 0.25)", "0.25", "[0.25]",
        "[[0.25, 0.75]]", "[0.5, 1.5]",
        "[0.25, 0.7]", "[1, 3]", "['a', 'b']", "{'a': 0.25, 'b': 0.75}",
        "np.arange(4000.0)", "np.array([0.25, 0.75], dtype='f4')", "[None, 1]", "[]",
        "list(range(30_000))", "np.array([0.25, 0.75]).astype(object)",
    )),
    # Texts.
    *((FORMULA, f"odd = {text}") for text in (
        "'2x'", "'2*x'", "'x+x'", "'2x^2'", "'2x^'", "'sin x'", "'y'", "''", "'...'", "2", "None",
        "'x' * 600", "'('*60 + 'x' + ')'*60", "'9^9^9^9'", "str", "['2x']", "'2x '", "'1/(x-x)'",
        "'__import__(\"os\")'", "'2·x'", "lambda x: 2 * x",
        "type('S', (str,), {})('2x')",
    )),
    (FORMULA, "x = 3\nodd = 2*x"),
    (FORMULA, "odd = 2x"),
    *((CHOICE, f"odd = {text}") for text in (
        "'a'", "'b'", "'A)'", "'(b)'", "'that one'", "'c'", "1", "a", "''", "None", "['a']",
        "'x'*99", "b'a'", "lambda: 'a'",
    )),
    # Parts.
    (PARTS, "def odd(x): return {'z': 2 * x, 'y': np.exp(2 * x)}"),
    (PARTS, "def odd(x): return {'z': 2 * x, 'y': np.exp(x)}"),
    (PARTS, "def odd(x): return {'z': 2 * x}"),
    (PARTS, "def odd(x): return {'z': 2 * x, 'Y': 1.0}"),
    (PARTS, "def odd(x): return {'z': ..., 'y': ...}"),
    (PARTS, "def odd(x): return {'z': None, 'y': 'text'}"),
    (PARTS, "def odd(x): return {'z': {1}, 'y': b'a'}"),
    (PARTS, "def odd(x): return [2 * x, 1.0]"),
    (PARTS, "def odd(x): return None"),
    (PARTS, "def odd(x, y): return {}"),
    (PARTS, "def odd(x): 1 / 0"),
    (PARTS, "from collections import OrderedDict\ndef odd(x): return OrderedDict(z=2 * x, y=0.0)"),
    (PARTS, "odd = {'z': 1.0}"),
    *((PARTS_VALUE, f"odd = {text}") for text in (
        "{'z': 2.0, 'y': 5.0}", "{'z': 2.0, 'y': ...}", "{'z': 2, 'y': 4}", "{}", "[2.0, 5.0]",
        "{1: 2.0}", "lambda: {'z': 2.0}", "{'z': [2.0], 'y': np.array(5.0)}",
    )),
]  # fmt: skip


def test_odd_answers_are_judged_alike_here_and_there(sandbox):
    exercises = [replace(exercise, id=f"odd{number}") for number, (exercise, _) in enumerate(ODD)]
    sheet = Sheet(name="odd", title="Odd answers", exercises=tuple(exercises))
    # A cell each, so that what stops one leaves the others.
    cells = [text.replace("odd", f"odd{number}") for number, (_, text) in enumerate(ODD)]
    cells.insert(0, "import numpy as np")
    grade = remotely(sandbox, sheet, cells)
    verdicts = locally(sheet, cells, {})
    different = [
        (ODD[int(question.id[3:])][1], question.verdict, verdicts[question.id])
        for question in grade.questions
        if question.verdict != verdicts[question.id]
    ]
    assert different == []
    outcomes = {question.verdict.outcome for question in grade.questions}
    assert outcomes == {"correct", "wrong", "unanswered", "error", "invalid"}


# Programs.


def drive(names):
    weights = [names["odd"](float(k)) for k in range(5)]
    return {"weights": np.array(weights), "count": len(weights)}


PROGRAM = Exercise(
    id="odd",
    title="A program",
    prompt="Return k squared.",
    kind="program",
    driver=drive,
    reference=lambda result: bool((result["weights"] == np.arange(5.0) ** 2).all()),
)


@pytest.mark.parametrize(
    "text",
    [
        "def odd(k): return k * k",
        "def odd(k): return k",
        "def odd(k): ...",
        "def odd(k): raise NotImplementedError",
        "def odd(k):\n    return 1 / (k - 2)",
        "def odd(k): return None",
        "def odd(k): return 'a'",
        "def odd(k): return np.zeros(3)",
        "odd = 3",
        "x = 1",
    ],
)
def test_programs_are_judged_alike_here_and_there(sandbox, text):
    sheet = Sheet(name="odd", title="A program", exercises=(PROGRAM,))
    cells = ["import numpy as np", text]
    assert differences(remotely(sandbox, sheet, cells), locally(sheet, cells, {})) == []


def drive_on(names, scale, weights):
    return {"given": weights, "scaled": names["scaled"](weights, scale)}


def test_the_inputs_of_a_program_reach_the_jail_to_the_last_bit(sandbox):
    def scaled(result, scale, weights):
        same = result["given"].tobytes() == weights.tobytes()
        return same and bool((result["scaled"] == scale * weights).all())

    program = Exercise(
        id="scaled",
        title="A program with inputs",
        prompt="Scale them.",
        kind="program",
        inputs={"scale": Reals(1, 2), "weights": Matrix(2, 3)},
        driver=drive_on,
        reference=scaled,
    )
    sheet = Sheet(name="odd", title="A program", exercises=(program,))
    for text in ("def scaled(w, s): return w * s", "def scaled(w, s): return w + s"):
        verdicts = locally(sheet, [text], {})
        assert differences(remotely(sandbox, sheet, [text]), verdicts) == []
        assert verdicts["scaled"].correct == ("*" in text)


def test_a_driver_that_does_not_stand_alone_is_refused():
    helper = 3
    cases = {
        "uses SECRET,": lambda: _driver_with_global,
        "uses helper,": lambda: _with_closure(helper),
        "with def": lambda: lambda names: 1.0,
    }
    for message, make in cases.items():
        with pytest.raises(GradingError, match=message):
            driver_source(replace(PROGRAM, driver=make()))


def _driver_with_global(names):
    return [len(SECRET) for _ in range(2)]


def _with_closure(helper):
    def drive(names):
        return helper

    return drive


def test_a_driver_is_told_with_its_annotations_as_text():
    def annotated(names: Mapping[str, Any]) -> np.ndarray:
        import math

        return np.array([math.pi])

    assert "import math" in driver_source(replace(PROGRAM, driver=annotated))


# A process that is not what it should be.


class Told:
    """A child that says what it was told to say."""

    def __init__(self, *outcomes: Outcome | Exception) -> None:
        self.outcomes = list(outcomes)
        self.asked = 0

    def call_many(self, name: str, calls: Sequence[Any], *, seconds: float) -> list[Outcome]:
        self.asked += 1
        given = [self.outcomes.pop(0) for _ in calls]
        for outcome in given:
            if isinstance(outcome, Exception):
                raise outcome
        return given  # type: ignore[return-value]

    def call(self, name: str, arguments: Sequence[Any], *, seconds: float) -> Outcome:
        return self.call_many(name, [arguments], seconds=seconds)[0]


def function(child: Told, *parameters: Parameter) -> RemoteFunction:
    described = Described("odd", "callable", None, parameters or (Parameter("x", 1, False),))
    return RemoteFunction(child, described, time.monotonic() + 60)  # type: ignore[arg-type]


def test_one_frame_answers_a_whole_question():
    child = Told(*(Outcome(float(k)) for k in range(3)))
    answer = function(child)
    answer.fetch([(1.0,), (2.0,), (1.0,)])
    assert (answer(1.0), answer(2.0), answer(1.0)) == (0.0, 1.0, 2.0)
    assert child.asked == 1


def test_what_was_not_fetched_is_asked_for():
    child = Told(*(Outcome(k) for k in range(6)))
    answer = function(child)
    answer.fetch([(1.0,)])
    # The same number of another type is another question; a reply serves once.
    assert [answer(1), answer(np.float64(1.0)), answer(-0.0), answer(0.0)] == [1, 2, 3, 4]
    assert [answer(1.0), answer(1.0)] == [0, 5]


def test_a_process_that_dies_in_a_call_is_not_the_answers_exception():
    answer = function(Told(ChildTimeout("late")))
    verdict = FUNCTION.judge(answer)
    assert verdict.outcome == "error"
    assert isinstance(answer.fault, ChildTimeout)


def test_calls_share_one_deadline():
    child = Told(*[Outcome(1.0)] * 40)
    described = Described("odd", "callable", None, None)
    answer = RemoteFunction(child, described, time.monotonic() - 1)  # type: ignore[arg-type]
    with pytest.raises(ChildTimeout):
        answer(1.0)
    assert child.asked == 0
    assert isinstance(answer.fault, ChildTimeout)


@pytest.mark.parametrize(
    "raised",
    [
        Raised("KeyboardInterrupt", "", ("KeyboardInterrupt", "BaseException", "object")),
        Raised("Own", "text", ("Own", "KeyboardInterrupt", "BaseException")),
        Raised("Own", "text", ("Own", "print", "object")),
        Raised("Own", "text", ()),
        Raised("not a name", "text", ("ExceptionGroup", "Exception")),
        Raised("BaseExceptionGroup", "text", ("BaseExceptionGroup", "BaseException")),
        Raised("a\0b", "text\ud800", ("ValueError",)),
        Raised("Verdict", "correct", ("SystemExit", "BaseException")),
    ],
)
def test_whatever_a_process_says_it_raised_is_an_error_here(raised):
    child = Told(*[Outcome(error=raised)] * 20)
    assert FUNCTION.judge(function(child)).outcome == "error"


@pytest.mark.parametrize(
    "parameters",
    [
        [Parameter("x", 1, True), Parameter("y", 1, False)],
        [Parameter("x", 3, False), Parameter("y", 0, False)],
        [Parameter("not a name", 1, False)],
        [Parameter("x", 1, False), Parameter("x", 1, False)],
        [Parameter("x", 2, False), Parameter("y", 2, False)],
    ],
)
def test_a_signature_that_is_none_is_no_signature(parameters):
    child = Told(*[Outcome(1.0)] * 40)
    assert FUNCTION.judge(function(child, *parameters)).outcome == "wrong"


def test_a_change_of_what_cannot_be_changed_is_no_harm():
    child = Told(*[Outcome(1.0, mutated=(0, 7))] * 40)
    assert FUNCTION.judge(function(child)).slip != "mutated"
