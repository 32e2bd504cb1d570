"""What must hold of every exercise of every sheet, whatever it asks."""

import contextlib
import importlib
import pkgutil
import re
from itertools import combinations

import numpy as np
import pytest
from support.programs import namespace, programs, worked_cells, wrong_programs

import coursekit
from coursekit.checking import KINDS
from coursekit.formula import FormulaError, parse
from coursekit.grading.answers import driver_source
from coursekit.sheets import load, names, pictures

STUDENTS = (None, "abcd12", "efgh34", "ijkl56", "mnop78")
NUMBERS_AND_CHOICES = ("function", "value", "formula", "choice", "parts")
EVERY = [
    pytest.param(exercise, id=f"{name}-{exercise.id}")
    for name in names()
    for exercise in load(name)
]
EVERY_VARIANT = [
    pytest.param(load(name, student)[exercise.id], id=f"{name}-{exercise.id}-{student}")
    for name in names()
    for exercise in load(name)
    for student in (STUDENTS if exercise.variant else STUDENTS[:1])
]


def every(*kinds):
    """Run a test for every exercise of these kinds; without kinds, for all."""
    wanted = [param for param in EVERY if param.values[0].kind in (kinds or KINDS)]
    return pytest.mark.parametrize("exercise", wanted)


def every_variant(*kinds):
    """Run a test for every exercise of these kinds, with the numbers of several students."""
    wanted = [param for param in EVERY_VARIANT if param.values[0].kind in kinds]
    return pytest.mark.parametrize("exercise", wanted)


NUMBER_WORDS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
)  # fmt: skip


def answers(exercise):
    """The right answer and the wrong ones by tag, each in the form in which a student gives it."""
    parameters = exercise.parameters
    if exercise.kind == "choice":
        pairs = [(option.slip, option.key) for option in exercise.options]
        return next(key for slip, key in pairs if slip is None), {s: k for s, k in pairs if s}

    def given(answer):
        if exercise.kind == "value":
            return answer(**parameters) if callable(answer) else answer
        return answer

    right = given(exercise.reference)
    wrong = {slip.tag: given(slip.answer) for slip in exercise.slips}
    if exercise.kind == "parts":
        wrong = {
            tag: lambda *x, answer=answer: {
                **exercise.reference(*x, **parameters),
                **answer(*x, **parameters),
            }
            for tag, answer in wrong.items()
        }
        if not exercise.inputs:  # then students give the dict itself
            right, wrong = right(**parameters), {tag: answer() for tag, answer in wrong.items()}
    return right, wrong


def values(exercise, answer, seed=None):
    """All arrays that an answer gives, probe by probe and part by part."""
    if exercise.kind == "value":
        return [np.asarray(answer, float)]
    if isinstance(answer, dict):
        return [np.asarray(value, float) for value in answer.values()]
    if isinstance(answer, str):
        answer = parse(answer, tuple(exercise.inputs))
    out = []
    with np.errstate(all="ignore"):
        for probe in exercise.probe_points(seed):
            result = answer(*probe)
            out += list(result.values()) if isinstance(result, dict) else [result]
    return [np.asarray(value, float) for value in out]


def apart(us, vs):
    """The largest relative difference; other shapes, or finite in one only, are infinitely far."""
    return max(apart_at(u, v) for u, v in zip(us, vs, strict=True))


def apart_at(u, v):
    if u.shape != v.shape:
        return np.inf
    if (np.isfinite(u) != np.isfinite(v)).any():
        return np.inf
    both = np.isfinite(u) & np.isfinite(v)
    scale = np.maximum(np.maximum(abs(u[both]), abs(v[both])), 1e-300)
    return np.max(abs(u[both] - v[both]) / scale, initial=0.0)


# A typed formula is derived in most references; its texts are judged in the test of each sheet.
@every_variant("function", "value", "choice", "parts")
@pytest.mark.parametrize("seed", [None, b"first", b"second"])
def test_the_right_answer_is_correct(exercise, seed):
    right, _ = answers(exercise)
    verdict = exercise.judge(right, seed=seed)
    assert (verdict.outcome, verdict.score) == ("correct", 1.0), verdict.message


@every_variant(*NUMBERS_AND_CHOICES)
@pytest.mark.parametrize("seed", [None, b"first", b"second"])
def test_every_slip_is_named_by_its_own_tag_and_message(exercise, seed):
    _, wrong = answers(exercise)
    messages = {slip.tag: slip.message for slip in exercise.slips}
    messages |= {option.slip: option.message for option in exercise.options if option.slip}
    for tag, answer in wrong.items():
        verdict = exercise.judge(answer, seed=seed)
        # The tag of a part begins with the part's name.
        assert (verdict.outcome, verdict.slip.split(".")[-1]) == ("wrong", tag), verdict.message
        assert verdict.message.endswith(messages[tag])


@every_variant("function", "value", "formula", "parts")
@pytest.mark.parametrize("seed", [None, b"first", b"second"])
def test_right_answer_and_slips_lie_apart(exercise, seed):
    right, wrong = answers(exercise)
    table = {
        tag: values(exercise, answer, seed) for tag, answer in {"right": right, **wrong}.items()
    }
    for (one, u), (other, v) in combinations(table.items(), 2):
        assert apart(u, v) > 1e-3, (one, other)


@every(*NUMBERS_AND_CHOICES)
def test_there_are_enough_slips(exercise):
    if exercise.kind == "choice":
        assert len(exercise.options) >= 4
    else:
        assert len(exercise.slips) >= 4


@every()
def test_the_exercise_is_complete(exercise):
    assert exercise.title
    assert exercise.topic
    assert exercise.source
    assert exercise.why
    assert 1 <= exercise.level <= 3
    assert exercise.points >= 1
    assert len(exercise.hints) == 4
    assert all(hint.strip() for hint in exercise.hints)
    assert f"`{exercise.id}" in exercise.prompt_text()
    if exercise.inputs and exercise.kind in ("function", "formula", "parts"):
        assert len(exercise.probes) >= 3
    if exercise.kind == "parts":  # the question names them
        first = exercise.reference(*exercise.probe_points()[0], **exercise.parameters)
        assert list(exercise.part_points) == list(first)


@every()
def test_prompts_hints_and_messages_are_well_formed_markdown(exercise):
    options = [option.text for option in exercise.options]
    for text in (exercise.prompt_text(), *exercise.hints, *options):
        assert text.count("$") % 2 == 0, text
        assert text.count("`") % 2 == 0, text
        assert not re.search(r"""\\['"]""", text), f"a quote of the source escaped: {text}"
    for text in (exercise.why, *(slip.message for slip in exercise.slips)):
        assert "$" not in text, text
        assert "\\" not in text, text


def sentences(text):
    return len(re.findall(r"[.!?](?:\s|$)", text))


@every()
def test_messages_are_one_or_two_sentences(exercise):
    messages = [slip.message for slip in exercise.slips]
    messages += [option.message for option in exercise.options]
    for message in messages:
        assert 1 <= sentences(message) <= 2, message
        assert message.rstrip().endswith((".", "?", "!")), message
    assert 1 <= sentences(exercise.why) <= 2


def formulas_in(message, variables):
    """Every run of words of a message that reads as a formula, however unlikely."""
    words = [word.strip(",.;:?!") for word in message.replace("·", "*").split()]
    for start in range(len(words)):
        for end in range(start + 1, min(start + 8, len(words)) + 1):
            text = " ".join(words[start:end])
            if len(text) > 60:
                break
            try:
                yield text, parse(text, variables)
            except FormulaError:
                continue


@every("function", "formula")
def test_no_message_contains_the_right_formula(exercise):
    right = values(exercise, exercise.reference)
    for slip in exercise.slips:
        for text, formula in formulas_in(slip.message, tuple(exercise.inputs)):
            with contextlib.suppress(ValueError):  # of arrays whose shapes do not fit
                assert apart(values(exercise, formula), right) > 1e-3, (slip.tag, text)


def test_the_search_for_formulas_finds_one():
    found = [text for text, _ in formulas_in("Multiply cos(x^2) by 2x, not by x.", ("x",))]
    assert "cos(x^2)" in found
    assert "2x" in found


@every_variant("value")
def test_no_message_contains_the_right_number(exercise):
    right, _ = answers(exercise)
    for slip in exercise.slips:
        found = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", slip.message)]
        found += [float(n) for n, word in enumerate(NUMBER_WORDS) if f" {word} " in slip.message]
        if exercise.within_factor:
            assert all(not 0.1 < number / right < 10 for number in found), slip.tag
        else:
            assert all(apart([np.array(number)], [np.array(right)]) > 1e-3 for number in found)


# Programs have no slips that the judge could compare numbers with: wrong ones are declared in the
# sheet's own test, and each must be found out by its tag.

SHEETS_WITH_PROGRAMS = [name for name in names() if programs(name)]


@pytest.mark.parametrize("name", SHEETS_WITH_PROGRAMS)
@pytest.mark.parametrize("seed", [None, b"first", b"second"])
def test_the_worked_program_is_correct(name, seed):
    space = namespace(*worked_cells(name))
    for exercise in programs(name):
        verdict = exercise.judge(space, seed=seed)
        assert (verdict.outcome, verdict.score) == ("correct", 1.0), verdict.message


@pytest.mark.parametrize("name", SHEETS_WITH_PROGRAMS)
def test_wrong_programs_are_told_apart(name):
    for exercise in programs(name):
        wrong = wrong_programs(name)[exercise.id]
        assert len(wrong) >= 4
        said = {}
        for tag, source in wrong.items():
            for seed in (None, b"first", b"second"):
                verdict = exercise.judge(namespace(source), seed=seed)
                assert (verdict.outcome, verdict.slip) == ("wrong", tag), verdict.message
                assert verdict.score < 1
            said[tag] = verdict.message
        assert len(set(said.values())) == len(said)
        for message in said.values():
            assert 1 <= sentences(message) <= 2, message
            assert message.endswith((".", "?", "!")), message


@every("program")
def test_a_programs_driver_stands_alone_and_its_seed_is_drawn(exercise):
    assert f"def {exercise.driver.__name__}" in driver_source(exercise)
    drawn = [exercise.probe_points(seed)[-1] for seed in (b"first", b"second")]
    assert drawn[0] != drawn[1]


@every()
def test_a_picture_that_is_named_exists(exercise):
    assert exercise.figure is None or exercise.figure in pictures.__all__


def test_ids_are_unique_and_none_is_a_name_that_coursekit_exports():
    exported = set(coursekit.__all__)
    for room in pkgutil.iter_modules(coursekit.__path__):
        exported |= set(getattr(importlib.import_module(f"coursekit.{room.name}"), "__all__", ()))
    assert {"grad", "Exercise", "parse"} <= exported
    ids = [exercise.id for name in names() for exercise in load(name)]
    assert len(ids) == len(set(ids))
    assert not exported & set(ids)


@pytest.mark.parametrize("name", names())
def test_questions_become_harder_and_three_are_typed(name):
    sheet = load(name)
    levels = [exercise.level for exercise in sheet]
    assert levels == sorted(levels)
    assert set(levels) == {1, 2, 3}
    assert sum(exercise.kind == "formula" for exercise in sheet) >= 3
    assert any(exercise.variant for exercise in sheet)
