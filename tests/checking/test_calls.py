"""Whatever a student's function does, it becomes one clear sentence."""

import subprocess
import sys
import warnings

import numpy as np
import pytest

from coursekit.checking import Exercise, Reals, Vector, run_cells

EXERCISE = Exercise(
    id="f", title="", prompt="?", inputs={"z": Reals(-3, 3)}, reference=lambda z: z, probes=[(0.5,)]
)
ARRAY = Exercise(id="g", title="", prompt="?", inputs={"v": Vector(3)}, reference=lambda v: v)


def from_cell(source):
    space = {}
    (result,) = run_cells([source], space)
    assert result.ok
    return space["f"]


def test_an_exception_says_type_text_input_and_line():
    answer = from_cell("def f(z):\n    a = z\n    return a / undefined")
    verdict = EXERCISE.judge(answer)
    assert (verdict.outcome, verdict.slip, verdict.score) == ("error", "raised", 0.0)
    assert verdict.message == (
        "Your f stopped with NameError: name 'undefined' is not defined, "
        "at z = 0.5 (line 3: return a / undefined)."
    )


@pytest.mark.parametrize("body", ["5 * z^4", "np.sin(z)^2"])
def test_a_power_written_as_on_paper_gets_the_cure(body):
    verdict = EXERCISE.judge(from_cell(f"import numpy as np\ndef f(z):\n    return {body}"))
    assert (verdict.outcome, verdict.slip) == ("error", "raised")
    assert verdict.message.endswith("A power is written ** in Python; ^ means something else.")


@pytest.mark.parametrize(
    ("body", "cure"),
    [
        ("2(z + 1)", "A product needs its sign: write 2*(x+1), not 2(x+1)."),
        ("exp(z)", "NumPy has it under np, as in np.exp."),
        ("z[0]", "The input is a single number here, not an array."),
        ("len(z)", "The input is a single number here, not an array."),
        ("sum(z)", "The input is a single number here, not an array."),
    ],
)
@pytest.mark.filterwarnings("ignore::SyntaxWarning")
def test_what_beginners_run_into_gets_its_cure(body, cure):
    verdict = EXERCISE.judge(from_cell(f"def f(z):\n    return {body}"))
    assert (verdict.outcome, verdict.slip) == ("error", "raised")
    assert verdict.message.endswith(cure)


@pytest.mark.parametrize(
    ("body", "cure"),
    [
        ("v[:, None] @ v", "at @ the inner lengths must agree, as in (2, 3) @ (3,)."),
        ("v @ np.eye(2)", "at @ the inner lengths must agree, as in (2, 3) @ (3,)."),
        ("np.dot(np.eye(2), v)", "at @ the inner lengths must agree, as in (2, 3) @ (3,)."),
        ("v * np.ones(2)", "two shapes must agree from the last axis on, or have a 1 there."),
    ],
)
def test_shapes_that_do_not_fit_get_words_for_what_numpy_means(body, cure):
    verdict = ARRAY.judge(from_cell(f"import numpy as np\ndef f(v):\n    return {body}"))
    assert (verdict.outcome, verdict.slip) == ("error", "raised")
    assert verdict.message.endswith(cure)


def test_the_line_is_the_students_even_when_numpy_raises():
    message = EXERCISE.judge(
        from_cell("def f(z):\n    return np.linalg.inv(z)\nimport numpy as np")
    )
    assert "(line 2: return np.linalg.inv(z))" in message.message


class BrokenError(Exception):
    def __str__(self):
        raise SystemExit("no text")


def endless(z):
    return endless(z)


def leave(z):
    sys.exit(3)


def broken(z):
    raise BrokenError


def base(z):
    raise BaseException("far down")


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (endless, "RecursionError: it calls itself without end"),
        (leave, "SystemExit: leave out exit() and quit()"),
        (broken, "stopped with BrokenError, at z = 0.5"),
        (base, "BaseException: far down"),
        (lambda z: 1 / 0, "ZeroDivisionError"),
        (lambda z: z.nothing, "AttributeError"),
        (lambda z: exec("raise ValueError('a\\nb' * 300)"), "ValueError: a ba b"),
    ],
)
def test_what_is_raised_is_an_error(answer, text):
    verdict = EXERCISE.judge(answer)
    assert verdict.outcome == "error"
    assert text in verdict.message
    assert len(verdict.message) < 500


class Shy(type):
    @property
    def __module__(cls):
        raise RuntimeError("not here")


class Thing(metaclass=Shy):
    pass


def test_an_object_that_raises_when_it_is_looked_at_is_no_number():
    verdict = EXERCISE.judge(lambda z: Thing())
    assert (verdict.outcome, verdict.slip) == ("invalid", "type")


def test_a_function_written_for_arrays_may_be_asked_for_a_number():
    step = Exercise(
        id="f", title="", prompt="?", inputs={"z": Reals(-3, 3)}, reference=lambda z: float(z > 0)
    )
    assert step.judge(lambda z: (z > 0).astype(float)).correct

    def filled(z):
        out = np.zeros(z.shape)
        out[z > 0] = 1
        return out

    assert step.judge(filled).correct
    assert step.judge(lambda z: 1.0 if z.copy() > 0 else 0.0).correct


def test_an_interrupt_is_the_users_own():
    def interrupt(z):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        EXERCISE.judge(interrupt)


def test_printing_and_warnings_are_kept_away(capsys):
    def noisy(z):
        print("z =", z)
        print("oh", file=sys.stderr)
        warnings.warn("careful", stacklevel=1)
        np.log(np.float64(-1))
        np.float64(1) / 0
        return z

    assert EXERCISE.judge(noisy).correct
    assert capsys.readouterr() == ("", "")


def test_warnings_turned_into_errors_outside_do_not_reach_the_answer():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert EXERCISE.judge(lambda z: z + 0 * np.float64(1) * np.exp(np.float64(-800))).correct


def test_inputs_are_fresh_copies():
    seen = []

    def keeping(v):
        seen.append(v)
        return v.copy()

    assert ARRAY.judge(keeping).correct
    assert len({id(v) for v in seen}) == len(seen)

    def shrinking(v):
        v.shape = (1, 3)
        return v[0]

    assert ARRAY.judge(shrinking).slip == "mutated"
    assert "v.copy()" in ARRAY.judge(lambda v: v.sort()).message
    for change in (lambda v: v.fill(np.nan), lambda v: v.__setitem__(0, 1.0)):
        assert ARRAY.judge(change).slip == "mutated"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (lambda: 0, "Your f takes 0 arguments, 1 expected: z."),
        (lambda z, w: 0, "Your f takes 2 arguments, 1 expected: z."),
        (lambda z, *, h: 0, "Your f insists on the keyword h; 1 expected: z."),
    ],
)
def test_the_signature_is_checked_first(answer, message):
    verdict = EXERCISE.judge(answer)
    assert (verdict.outcome, verdict.slip, verdict.message) == ("invalid", "signature", message)


def test_callables_of_every_kind():
    class Model:
        def __call__(self, z):
            return z

        def method(self, z, scale=1):
            return z * scale

    for answer in (Model(), Model().method, np.positive, lambda *a, **k: a[0], float):
        assert EXERCISE.judge(answer).correct, answer


@pytest.mark.parametrize(
    ("value", "slip"),
    [
        ("0.5", "text"),
        ({"z": 1}, "type"),
        ({1.0}, "type"),
        (np.sin, "type"),
        (np.array([object()]), "type"),
        (np.array(["a"]), "type"),
        ((i for i in range(3)), "type"),
        ([1, [2, 3]], "ragged"),
        (np.array([True]), "truth_value"),
        (np.bool_(True), "truth_value"),
        (1j, "complex"),
        (np.broadcast_to(0.0, (10**6, 10**6)), "shape"),
    ],
)
def test_what_is_no_number_is_named(value, slip):
    assert EXERCISE.judge(lambda z: value).slip == slip


def test_long_inputs_are_shown_by_shape():
    wide = Exercise(id="w", title="", prompt="?", inputs={"v": Vector(9)}, reference=lambda v: v)
    assert "at v of shape (9,)" in wide.judge(lambda v: v / undefined).message  # noqa: F821


def test_cells_and_judging_need_no_sheets():
    code = (
        "import sys, coursekit.checking.cells, coursekit.checking;"
        "bad = {'coursekit.sheets', 'matplotlib', 'ipywidgets', 'nbformat'} & set(sys.modules);"
        "sys.exit(str(bad) if bad else 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
