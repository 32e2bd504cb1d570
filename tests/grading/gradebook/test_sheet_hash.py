import functools
import importlib.util
import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from coursekit.checking import Exercise, Option, Reals, Slip, derivative
from coursekit.grading.errors import GradingError
from coursekit.grading.gradebook import exercise_hash, sheet_hash
from coursekit.sheets import load, names

MODULE = """
import numpy as np
from coursekit.checking import Exercise, Reals, Slip, derivative
from coursekit.sheets import Sheet

SCALE = 2.0
TABLE = {"a": np.arange(3.0)}

def helper(x):
    return inner(x) * SCALE

def inner(x):
    return x + 1

def unused(x):
    return x

class Maker:
    def __call__(self, x):
        return inner(x)

def condition(x):
    return x != TABLE["a"][0] and Maker is not None

def closure(power):
    return lambda x: x**power

SHEET = Sheet(name="s", title="S", exercises=(
    Exercise(
        id="e1", title="One", prompt="Write it.", inputs={"x": Reals(-3, 3)},
        reference=lambda x: helper(x), where=condition,
        slips=[Slip("sign", lambda x: -helper(x), "The sign."),
               Slip("power", closure(2), "The power.")],
        hints=["Think."],
    ),
    Exercise(id="e2", title="Two", prompt="And it.", kind="value", reference=3.0),
))
"""


@pytest.fixture
def loaded(tmp_path):
    """Return a function that loads the module above with some of its text replaced."""
    count = iter(range(100))

    def load_changed(old="", new="", text=MODULE):
        assert old in text
        path = tmp_path / f"made{next(count)}" / "own_sheet.py"
        path.parent.mkdir()
        path.write_text(text.replace(old, new), encoding="utf-8")
        spec = importlib.util.spec_from_file_location("own_sheet", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module.SHEET

    return load_changed


def hashes(sheet):
    return [exercise_hash(exercise) for exercise in sheet]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("helper(x), where", "helper(x) + 0, where"),
        ("inner(x) * SCALE", "inner(x) / SCALE"),
        ("x + 1", "x + 2"),
        ("SCALE = 2.0", "SCALE = 3.0"),
        ("np.arange(3.0)", "np.arange(1.0, 4.0)"),
        ("return inner(x)\n", "return helper(x)\n"),
        ("x != TABLE", "x == TABLE"),
        ("closure(2)", "closure(3)"),
        ("x**power", "x * power"),
        ("-helper(x)", "1 - helper(x)"),
        ('"The sign."', '"That sign."'),
        ('"sign"', '"signs"'),
        ("Write it.", "Write this."),
        ("Reals(-3, 3)", "Reals(-3, 4)"),
        ('title="One"', 'title="I", points=2'),
    ],
)
def test_whatever_a_mark_depends_on_changes_the_hash_of_its_question_only(loaded, old, new):
    before, after = loaded(), loaded(old, new)
    assert sheet_hash(before) != sheet_hash(after)
    first, second = zip(hashes(before), hashes(after), strict=True)
    assert first[0] != first[1]
    assert second[0] == second[1]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", ""),
        ('["Think."]', '["Think again."]'),
        ("def unused(x):\n    return x", "def unused(x):\n    return 2 * x"),
        ("SCALE = 2.0\n", "# A comment\n\n\nSCALE = 2.0\n"),
        ('prompt="Write it.", inputs', 'prompt="Write it.", figure="f", level=2, inputs'),
    ],
)
def test_what_no_mark_depends_on_changes_nothing(loaded, old, new):
    assert sheet_hash(loaded()) == sheet_hash(loaded(old, new))


@pytest.mark.parametrize("seed", ["0", "7"])
def test_every_sheet_has_the_same_hash_in_every_process(seed):
    code = (
        "from coursekit.sheets import load, names\n"
        "from coursekit.grading.gradebook import sheet_hash\n"
        "print(*[sheet_hash(load(name)) for name in reversed(names())][::-1])"
    )
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)}
    out = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    own = [sheet_hash(load(name)) for name in names()]
    assert out.stdout.split() == own
    assert len(set(own)) == len(own)
    assert all(len(state) == 16 for state in own)


def test_order_and_name_of_a_sheet_count():
    sheet = load("02_rules")
    turned = replace(sheet, exercises=sheet.exercises[::-1])
    renamed = replace(sheet, name="02_more")
    assert len({sheet_hash(s) for s in (sheet, turned, renamed)}) == 3


def test_a_students_own_sheet_is_refused():
    with pytest.raises(GradingError, match="numbers of abcd12"):
        sheet_hash(load("02_rules", "abcd12"))


def value(reference, **extra):
    return Exercise(id="v", title="V", prompt="?", kind="value", reference=reference, **extra)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, 2),
        (1.0, 1.0 + 2**-52),
        (np.array([1.0, 2.0]), np.array([1.0, 2.5])),
        (np.array([1.0, 2.0]), np.array([[1.0, 2.0]])),
        (
            lambda: 1.0,
            lambda: 2.0,
        ),
        (functools.partial(max, 1.0, 2.0), functools.partial(max, 1.0, 3.0)),
    ],
)
def test_references_of_every_form_are_told_apart(one, other):
    assert exercise_hash(value(one)) == exercise_hash(value(one))
    assert exercise_hash(value(one)) != exercise_hash(value(other))


@pytest.mark.skipif(sys.version_info < (3, 11), reason="Python 3.10 keeps no columns")
def test_two_functions_alike_on_one_line_are_told_apart():
    # Python 3.12 keeps no columns of a function that only returns a constant.
    pair = (lambda: abs(1.0), lambda: abs(2.0))
    assert exercise_hash(value(pair[0])) != exercise_hash(value(pair[1]))


def test_two_functions_on_one_line_are_told_apart():
    pair = (lambda x: x, lambda y: 2 * y)
    first, second = (
        exercise_hash(
            Exercise(id="e", title="E", prompt="?", inputs={name: Reals()}, reference=function)
        )
        for name, function in zip("xy", pair, strict=True)
    )
    assert first != second


def test_a_function_without_a_source_is_known_by_its_code():
    made = [{}, {}]
    exec("def f(x): return x + 1", made[0])
    exec("def f(x): return x + 2", made[1])
    states = [exercise_hash(value(functools.partial(space["f"], 1))) for space in made]
    assert states[0] != states[1]


def test_library_functions_go_in_by_name():
    inputs = {"x": Reals()}
    states = {
        exercise_hash(Exercise(id="e", title="E", prompt="?", inputs=inputs, reference=reference))
        for reference in (np.sin, np.cos, derivative(np.sin), derivative(np.cos))
    }
    assert len(states) == 4


def test_functions_that_use_each_other_come_to_an_end():
    def even(n):
        return n == 0 or odd(n - 1)

    def odd(n):
        return n != 0 and even(n - 1)

    assert len(exercise_hash(value(lambda: float(even(4))))) == 16


def test_options_count():
    options = (Option("a", "yes"), Option("b", "no", slip="no", message="Not so."))

    def choice(chosen):
        return Exercise(id="c", title="C", prompt="?", kind="choice", options=chosen)

    changed = (options[0], replace(options[1], message="Never."))
    assert exercise_hash(choice(options)) != exercise_hash(choice(changed))
    assert exercise_hash(choice(options)) != exercise_hash(choice(options[::-1]))


class Opaque:
    pass


def test_a_value_without_a_lasting_text_is_refused():
    slip = Slip("s", Opaque(), "Message.")
    with pytest.raises(GradingError, match=r"'v' holds a .*Opaque"):
        exercise_hash(value(1.0, slips=(slip,)))
