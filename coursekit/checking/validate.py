"""What must hold of an exercise before any student meets it."""

from __future__ import annotations

import keyword
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from coursekit.checking.domains import Domain
from coursekit.checking.errors import ExerciseError

if TYPE_CHECKING:
    from coursekit.checking.exercise import Exercise

__all__ = ["validate"]


def validate(exercise: Exercise) -> None:
    """Raise `ExerciseError` that names the exercise, the fault and the cure; else return None."""
    for check in (_names, _numbers, _inputs, _answers, _slips, _choice, _parts, _program):
        fault = check(exercise)
        if fault:
            raise ExerciseError(f"exercise {exercise.id!r}: {fault}")


def _identifier(name: object) -> bool:
    return isinstance(name, str) and name.isidentifier() and not keyword.iskeyword(name)


def _twice(items: Iterable[str]) -> str | None:
    seen: set[str] = set()
    for item in items:
        if item in seen:
            return item
        seen.add(item)
    return None


def _names(exercise: Exercise) -> str | None:
    from coursekit.checking.exercise import KINDS

    if not _identifier(exercise.id):
        return "the id must be a Python name, because students answer in a variable of that name"
    if exercise.kind not in KINDS:
        return f"kind {exercise.kind!r} is unknown; the kinds are {', '.join(KINDS)}"
    if not (callable(exercise.prompt) or str(exercise.prompt).strip()):
        return "the prompt is empty"
    return None


def _numbers(exercise: Exercise) -> str | None:
    points: Any = exercise.points
    if not isinstance(points, int) or points < 1:
        return f"points={points!r} must be a whole number of at least 1"
    if not 0 < exercise.rtol < 0.1:
        return f"rtol={exercise.rtol!r} must lie between 0 and 0.1"
    if exercise.within_factor is not None and not exercise.within_factor > 1:
        return f"within_factor={exercise.within_factor!r} must be above 1"
    if exercise.within_factor is not None and exercise.kind != "value":
        return "within_factor belongs to the kind 'value' only"
    return None


def _inputs(exercise: Exercise) -> str | None:
    domains: Mapping[str, Any] = exercise.inputs
    probes: Sequence[Any] = exercise.probes
    for name, domain in domains.items():
        if not _identifier(name):
            return f"the input {name!r} is not a Python name"
        if not isinstance(domain, Domain):
            return f"the input {name!r} needs a domain such as Reals(-3, 3), got {domain!r}"
    if exercise.kind in ("function", "formula") and not exercise.inputs:
        return f"a {exercise.kind} needs inputs, such as inputs={{'x': Reals(-3, 3)}}"
    if exercise.kind in ("value", "choice") and exercise.inputs:
        return f"a {exercise.kind} takes no inputs; numbers of a variant are parameters"
    for probe in probes:
        if not isinstance(probe, tuple) or len(probe) != len(exercise.inputs):
            return f"the probe {probe!r} is not a tuple of {len(exercise.inputs)} inputs"
    clash = set(exercise.inputs) & set(exercise.parameters)
    if clash:
        return f"{sorted(clash)[0]!r} is both an input and a parameter"
    return None


def _answers(exercise: Exercise) -> str | None:
    reference: Any = exercise.reference
    if exercise.kind == "choice":
        return None if reference is None else "a choice takes no reference: mark the right option"
    if reference is None:
        return "the reference is missing: nothing to compare an answer with"
    if exercise.kind in ("function", "program") and not callable(reference):
        return f"the reference of a {exercise.kind} must be a function"
    if exercise.kind == "formula" and not callable(reference):
        return _formula_fault(exercise, reference, "the reference")
    return None


def _formula_fault(exercise: Exercise, text: object, what: str) -> str | None:
    """Parse an author's formula at once: a typing error must not wait for a student."""
    from coursekit.formula import FormulaError, parse

    if not isinstance(text, str):
        return f"{what} of a formula must be a function or formula text"
    try:
        parse(text, tuple(exercise.inputs))
    except FormulaError as error:
        return f"{what} {text!r} is no formula: {error.reason}"
    return None


def _slips(exercise: Exercise) -> str | None:
    if exercise.slips and exercise.kind in ("choice", "program"):
        return f"a {exercise.kind} takes no slips"
    if twice := _twice(slip.tag for slip in exercise.slips):
        return f"two slips have the tag {twice!r}"
    for slip in exercise.slips:
        if not _identifier(slip.tag):
            return f"the slip's tag {slip.tag!r} must be a Python name"
        if not slip.message.strip():
            return f"the slip {slip.tag!r} has no message"
        if exercise.kind == "function" and not callable(slip.answer):
            return f"the slip {slip.tag!r} must be a function"
        if exercise.kind == "formula" and not callable(slip.answer):
            fault = _formula_fault(exercise, slip.answer, f"the slip {slip.tag!r}")
            if fault:
                return fault
    return None


def _choice(exercise: Exercise) -> str | None:
    if exercise.kind != "choice":
        return "options belong to the kind 'choice' only" if exercise.options else None
    if len(exercise.options) < 2:
        return "a choice needs at least two options"
    right = [option.key for option in exercise.options if option.slip is None]
    if len(right) != 1:
        return f"exactly one option has slip=None, the right one; here {len(right)} have"
    if twice := _twice(option.key.casefold() for option in exercise.options):
        return f"two options have the key {twice!r}"
    if twice := _twice(option.text.strip().casefold() for option in exercise.options):
        return f"two options have the text {twice!r}"
    if twice := _twice(option.slip for option in exercise.options if option.slip):
        return f"two options have the slip {twice!r}"
    for option in exercise.options:
        if not option.key.isalnum():
            return f"the option's key {option.key!r} must be letters or digits"
        if option.slip is not None and not (_identifier(option.slip) and option.message.strip()):
            return f"the option {option.key!r} needs a slip that is a Python name, and a message"
    return None


def _parts(exercise: Exercise) -> str | None:
    if exercise.kind != "parts":
        return "part_points belong to the kind 'parts' only" if exercise.part_points else None
    reference = exercise.reference
    if not callable(reference) and (not isinstance(reference, Mapping) or exercise.inputs):
        return "the reference of parts is a function that returns a dict, or without inputs a dict"
    part_points: Mapping[str, Any] = exercise.part_points
    if any(not isinstance(points, int) or points < 1 for points in part_points.values()):
        return "part_points must be whole numbers of at least 1"
    if exercise.part_points and sum(exercise.part_points.values()) != exercise.points:
        return f"part_points add up to {sum(exercise.part_points.values())}, not to the points"
    return None


def _program(exercise: Exercise) -> str | None:
    if exercise.kind == "program":
        return None if callable(exercise.driver) else "a program needs a driver(namespace, *inputs)"
    return "a driver belongs to the kind 'program' only" if exercise.driver else None
