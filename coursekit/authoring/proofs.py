"""What is proved of one exercise: its answer, its slips, its messages, its hints, its name.

Every proof yields one sentence for each fault that it finds, and nothing where all is well.
"""

import builtins
import hashlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from importlib import import_module
from typing import Any

import numpy as np

import coursekit
from coursekit.authoring.leaks import expressions, expressions_in, numbers_in
from coursekit.checking import Exercise, Found, Slip, Verdict
from coursekit.checking.judge import as_function

__all__ = ["FRESH_PROBE_SETS", "exported_names", "proofs", "seed"]

FRESH_PROBE_SETS = 20
LEAST_SEPARATION = 1e-3
LEAST_SLIPS = 4
HINTS = 4
# Variants of other students that the slips must stand as well.
_STUDENTS = ("student-a", "student-b", "student-c")
# What a program loads, or a server only, exports nothing that a student could import by accident.
_PROGRAMS = frozenset({"__main__", "cli", "jupyter_nodelay", "lab", "authoring", "environment"})


def seed(sheet: str, number: int) -> bytes:
    """Return the seed of a fresh probe set: another one for every number, the same in every run.

    >>> seed("01_derivatives", 0) == seed("01_derivatives", 1)
    False
    """
    return hashlib.sha256(f"verify|{sheet}|{number}".encode()).digest()


@lru_cache(maxsize=1)
def exported_names() -> Mapping[str, str]:
    """Return every public name of coursekit and of Python with the module that it comes from.

    >>> exported_names()["grad"], exported_names()["sum"]
    ('coursekit.autodiff', 'Python')
    """
    names = dict.fromkeys(dir(builtins), "Python")
    for module in pkgutil.iter_modules(coursekit.__path__):
        if module.name not in _PROGRAMS:
            full = f"coursekit.{module.name}"
            names.update(dict.fromkeys(getattr(import_module(full), "__all__", ()), full))
    return names | dict.fromkeys(coursekit.__all__, "coursekit")


def proofs(
    exercise: Exercise, sheet: str, found: Found, namespace: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """Prove everything of one exercise; yield (what was to be proved, the fault).

    `found` is the worked answer, `namespace` the names of its notebook, which a program needs.
    """
    answer = namespace if exercise.kind == "program" else found.value
    messages: dict[str, str] = {}  # where a message stands -> the message
    for proof, faults in (
        ("solution", _solution(exercise, sheet, found, answer)),
        ("slips", _slips(exercise, sheet, messages)),
        ("slips", _unnamed(exercise, messages)),
        ("separation", _separations(exercise, sheet)),
        ("message", _messages(exercise, found, messages)),
        ("hints", _hints(exercise)),
        ("name", _name(exercise)),
    ):
        for fault in faults:
            yield proof, fault


def _solution(exercise: Exercise, sheet: str, found: Found, answer: Any) -> Iterator[str]:
    if found.status != "found":
        yield f"the worked notebook has no answer to judge ({found.status})"
        return
    for number in range(-1, FRESH_PROBE_SETS):
        fresh = None if number < 0 else seed(sheet, number)
        verdict = exercise.judge(answer, seed=fresh)
        if not verdict.correct:
            where = "the practice probes" if number < 0 else f"probe set {number}"
            yield f"the worked answer is judged {verdict.outcome} at {where}: {verdict.message}"
            return


def _variants(exercise: Exercise, sheet: str) -> list[Exercise]:
    if exercise.variant is None:
        return [exercise]
    return [exercise, *(exercise.for_student(sheet, student) for student in _STUDENTS)]


def _slips(exercise: Exercise, sheet: str, messages: dict[str, str]) -> Iterator[str]:
    """Judge every known wrong answer: it must be named, with its own words."""
    for variant in _variants(exercise, sheet):
        for tag, message, answer, judge in _wrong_answers(variant):
            verdict = judge(answer)
            told = [(verdict.slip, verdict.message)]
            told += [(part.slip, part.message) for part in verdict.parts]
            if verdict.correct:
                yield f"the slip {tag} is judged correct"
            elif tag not in [slip for slip, _ in told]:
                yield f"the slip {tag} is judged {verdict.outcome} as {verdict.slip}"
            elif not any(message in text for _, text in told):
                yield f"the slip {tag} does not get its own message"
            messages[f"the slip {tag}"] = message
            messages[f"the verdict on {tag}"] = verdict.message
    own = [slip.message for slip in exercise.slips]
    own += [option.message for option in exercise.options if option.slip]
    for message in sorted({text for text in own if own.count(text) > 1}):
        yield f"two slips share the message {message!r}"
    if exercise.kind in ("function", "value") and len(exercise.slips) < LEAST_SLIPS:
        yield f"it has {len(exercise.slips)} slips; a {exercise.kind} needs {LEAST_SLIPS}"


def _unnamed(exercise: Exercise, messages: dict[str, str]) -> Iterator[str]:
    """Collect what the judge says of answers that no slip names; it may give away no more."""
    if exercise.kind not in ("function", "value"):
        return
    right = as_function(exercise, exercise.reference)
    for what, change in (
        ("the answer times −7", lambda value: -7 * np.asarray(value)),
        ("the answer plus 5", lambda value: np.asarray(value) + 5),
        ("the rounded answer", lambda value: np.round(value, 1)),
    ):
        wrong = _composed(change, right)
        verdict = exercise.judge(wrong if exercise.kind == "function" else wrong())
        messages[f"the verdict on {what}"] = "" if verdict.correct else verdict.message
        if verdict.outcome == "error":
            yield f"{what} is judged an error: {verdict.message}"


def _composed(outer: Callable[[Any], Any], inner: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *inputs: outer(inner(*inputs))


Judge = Callable[[Any], Verdict]


def _wrong_answers(exercise: Exercise) -> Iterator[tuple[str, str, Any, Judge]]:
    """Yield (tag, message, answer, judge) of every slip, in the form that a student gives."""
    for option in exercise.options:
        if option.slip is not None:
            yield option.slip, option.message, option.key, exercise.judge
    for slip in exercise.slips:
        if exercise.kind == "formula" and callable(slip.answer):
            yield slip.tag, slip.message, _bound(exercise, slip.answer), _as_function(exercise)
        else:
            yield slip.tag, slip.message, _slip_answer(exercise, slip), exercise.judge


def _as_function(exercise: Exercise) -> Judge:
    """Judge a formula's function: a slip that is no text cannot be typed, but it can be called."""
    reference = as_function(exercise, exercise.reference)
    slips = [replace(slip, answer=as_function(exercise, slip.answer)) for slip in exercise.slips]
    # What as_function returns has the parameters filled in already.
    called = replace(exercise, kind="function", reference=reference, slips=slips, parameters={})
    return called.judge


def _bound(exercise: Exercise, answer: Any) -> Any:
    """Return an author's function with the parameters filled in, as a student would write it."""
    if not callable(answer):
        return answer
    if not exercise.inputs:
        return answer(**exercise.parameters)
    return lambda *inputs: answer(*inputs, **exercise.parameters)


def _slip_answer(exercise: Exercise, slip: Slip) -> Any:
    wrong = _bound(exercise, slip.answer)
    if exercise.kind != "parts":
        return wrong
    right = _bound(exercise, exercise.reference)
    if not exercise.inputs:
        return {**right, **wrong}
    return lambda *inputs: {**right(*inputs), **wrong(*inputs)}


def _separations(exercise: Exercise, sheet: str) -> Iterator[str]:
    for variant in _variants(exercise, sheet):
        for pair in variant.separations():
            if not pair.distance > LEAST_SEPARATION:
                yield (
                    f"{pair.first} and {pair.second} differ by {pair.distance:.1e} only; they "
                    f"need {LEAST_SEPARATION:g}: add a probe that tells them apart"
                )


def _messages(exercise: Exercise, found: Found, messages: Mapping[str, str]) -> Iterator[str]:
    reference = exercise.reference if not exercise.inputs else None
    wanted = _bound(exercise, reference) if exercise.kind in ("value", "parts") else None
    written = expressions(found.source, exercise.id) if found.source else []
    right = [option for option in exercise.options if option.slip is None]
    for where, message in messages.items():
        for text in numbers_in(message, wanted) + expressions_in(message, written):
            yield f"{where} contains the answer {text}: {message!r}"
        for option in right:
            if len(option.text) > 8 and option.text in message:
                yield f"{where} contains the right option: {message!r}"


def _hints(exercise: Exercise) -> Iterator[str]:
    if len(exercise.hints) != HINTS:
        yield (
            f"it has {len(exercise.hints)} hints; it needs {HINTS}: a reminder, the rule, the "
            "first step, a skeleton"
        )


def _name(exercise: Exercise) -> Iterator[str]:
    if exercise.id in exported_names():
        yield (
            f"{exported_names()[exercise.id]} exports {exercise.id}: an import would overwrite "
            f"the answer; call the question my_{exercise.id}"
        )
