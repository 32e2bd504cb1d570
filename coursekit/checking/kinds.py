"""The kinds whose answer is not one list of numbers: choice, parts and program."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from coursekit.checking.calls import Refused, call, plain, quiet, signature_fault, stopped
from coursekit.checking.case import Case, NamedSlip, evaluate
from coursekit.checking.compare import Array
from coursekit.checking.errors import ExerciseError
from coursekit.checking.probes import fresh, probe_points
from coursekit.checking.verdict import PartVerdict, Verdict

if TYPE_CHECKING:
    from coursekit.checking.exercise import Exercise

__all__ = ["judge", "judge_choice", "judge_parts", "judge_program"]


def judge(exercise: Exercise, answer: Any, seed: bytes | None) -> Verdict:
    """Judge an answer of one of this module's kinds."""
    if exercise.kind == "choice":
        return judge_choice(exercise, answer)
    if exercise.kind == "parts":
        return judge_parts(exercise, answer, seed)
    return judge_program(exercise, answer, seed)


# Choice.


def _spoken(text: str) -> str:
    return " ".join(text.split()).casefold()


def judge_choice(exercise: Exercise, answer: Any) -> Verdict:
    """Judge the key of an option, in any case and with or without brackets, or its text."""
    keys = ", ".join(option.key for option in exercise.options)
    if not isinstance(answer, str) and not (isinstance(answer, int) and str(answer) in keys):
        message = f"Answer with one of the letters {keys} in quotes."
        return Verdict("invalid", 0.0, "choice", message)
    text = _spoken(str(answer)).strip("\"'`")
    if text in ("", "...", "…"):
        return Verdict("unanswered", 0.0, None, "Not answered yet.")
    key = re.sub(r"^[(\[]?(\w+)[)\].:]?$", r"\1", text)
    for option in exercise.options:
        if text == _spoken(option.text) or key == option.key.casefold():
            if option.slip is None:
                return Verdict("correct", 1.0, None, option.message or exercise.why or "Correct.")
            return Verdict("wrong", 0.0, option.slip, option.message)
    typed = " ".join(str(answer).split())
    shown_text = typed if len(typed) <= 30 else typed[:30] + "…"
    message = f"There is no option {shown_text!r}. Answer with one of {keys}."
    return Verdict("invalid", 0.0, "choice", message)


# Parts.


def judge_parts(exercise: Exercise, answer: Any, seed: bytes | None) -> Verdict:
    """Judge a dict of intermediates in declared order; the first wrong one is the message."""
    inputs = list(exercise.inputs)
    if inputs:
        if not callable(answer):
            message = (
                f"{exercise.id} must be a function of {', '.join(inputs)} that returns a dict."
            )
            return Verdict("invalid", 0.0, "not_a_function", message)
        fault = signature_fault(answer, inputs, exercise.id)
        if fault:
            return Verdict("invalid", 0.0, "signature", fault)
    probes, wants = _wanted(exercise, seed)
    names = list(wants[0])
    given = [call(answer, probe, inputs, exercise.id) if inputs else answer for probe in probes]
    if all(reply is None or reply is ... for reply in given):
        return Verdict("unanswered", 0.0, None, "Not answered yet.")
    listed = ", ".join(map(repr, names))
    replies = [reply for reply in map(_as_dict, given) if reply is not None]
    if len(replies) < len(given):
        message = f"Your {exercise.id} must give a dict with the keys {listed}."
        return Verdict("invalid", 0.0, "not_a_dict", message)
    if any(replies) and not any(name in reply for reply in replies for name in names):
        message = f"The dict of your {exercise.id} has other keys. Asked are {listed}."
        return Verdict("invalid", 0.0, "other_keys", message)
    slips = _part_slips(exercise, seed)
    parts = tuple(
        _judge_part(exercise, name, probes, replies, wants, slips[name]) for name in names
    )
    return _together(parts, exercise.why)


@lru_cache(maxsize=256)
def _wanted(
    exercise: Exercise, seed: bytes | None
) -> tuple[list[tuple[Any, ...]], list[dict[str, Array]]]:
    """Return the probes and the right dict at each of them; kept for the next answer."""
    probes = probe_points(exercise, seed)
    wants = []
    for probe in probes:
        right = exercise.reference
        if callable(right):
            with np.errstate(all="ignore"):
                right = right(*probe, **exercise.parameters)
        wants.append({name: np.array(value, dtype=float) for name, value in right.items()})
    unknown = set(exercise.part_points) - set(wants[0])
    if unknown or any(list(want) != list(wants[0]) for want in wants):
        raise ExerciseError(
            f"exercise {exercise.id!r}: the reference must return the same parts at every point,"
            f" part_points included; {sorted(unknown) or list(wants[0])}"
        )
    return probes, wants


def _judge_part(
    exercise: Exercise,
    name: str,
    probes: Sequence[tuple[Any, ...]],
    given: Sequence[Mapping[str, Any]],
    wants: Sequence[Mapping[str, Array]],
    slips: Sequence[NamedSlip],
) -> PartVerdict:
    from coursekit.checking.judge import decide

    points = exercise.part_points.get(name, 1)
    raw = [reply.get(name) for reply in given]
    if any(value is None or value is ... for value in raw):
        message = f"The part {name!r} is missing{_near_key(given[0], name, wants[0])}"
        return PartVerdict(name, "unanswered", 0.0, points, "missing_part", message)
    label = f"part {name!r}"
    try:
        replies = [plain(value, label) for value in raw]
    except Refused as refused:
        verdict = refused.verdict
    else:
        case = Case(
            label,
            list(exercise.inputs),
            probes,
            [reply.array for reply in replies],
            [want[name] for want in wants],
            slips,
            frozenset(reply.dtype.name for reply in replies),
            exercise.rtol,
            is_function=bool(exercise.inputs),
        )
        verdict = decide(case, row_vector=exercise.row_vector)
    return PartVerdict(name, verdict.outcome, verdict.score, points, verdict.slip, verdict.message)


def _as_dict(reply: Any) -> dict[str, Any] | None:
    """Copy an answer's parts into a plain dict; None if it is no mapping or a broken one."""
    if not isinstance(reply, Mapping):
        return None
    try:
        with quiet():
            return {key: value for key, value in dict(reply).items() if type(key) is str}
    except KeyboardInterrupt:
        raise
    except BaseException:  # noqa: BLE001 - a foreign mapping's methods are student code
        return None


def _near_key(reply: Mapping[str, Any], name: str, want: Mapping[str, Array]) -> str:
    """Return the hint that a key is only misspelled."""
    spare = [key for key in reply if key not in want]
    folded = {key.casefold(): key for key in spare}
    near = difflib.get_close_matches(name.casefold(), folded, n=1, cutoff=0.6)
    return f"; is {folded[near[0]]!r} meant?" if near else " from your answer."


@lru_cache(maxsize=256)
def _part_slips(exercise: Exercise, seed: bytes | None) -> dict[str, list[NamedSlip]]:
    """Return for each part the slips that say something about it; kept for the next answer."""
    probes, wants = _wanted(exercise, seed)
    slips: dict[str, list[NamedSlip]] = {}
    for name in wants[0]:
        slips[name] = []
        for slip in exercise.slips:
            values = part_values(exercise, slip.answer, name, probes)
            if any(value is not None for value in values):
                named = NamedSlip(slip.tag, slip.message, lambda values=values: values)  # type: ignore[misc]
                slips[name].append(named)
    return slips


def part_values(
    exercise: Exercise, answer: Any, name: str, probes: Sequence[tuple[Any, ...]]
) -> list[Array | None]:
    """Return what reference or slip gives for one part at the probes; None where it is silent."""

    def at(*inputs: Any) -> Any:
        parts = answer(*inputs, **exercise.parameters) if callable(answer) else answer
        if name not in parts:
            raise ValueError(f"nothing about {name}")
        return parts[name]

    return [evaluate(at, *probe) for probe in probes]


def _together(parts: tuple[PartVerdict, ...], why: str) -> Verdict:
    total = sum(part.points for part in parts)
    score = sum(part.score * part.points for part in parts) / total
    wrong = [part for part in parts if part.outcome != "correct"]
    if not wrong:
        return Verdict("correct", 1.0, None, why or "Correct.", parts)
    if all(part.outcome == "unanswered" for part in parts):
        return Verdict("unanswered", 0.0, None, "Not answered yet.", parts)
    first = wrong[0]
    message = first.message
    if first.outcome == "wrong":
        message = f"In {first.name!r}: {message}"
    return Verdict("wrong", score, f"{first.name}.{first.slip}", message, parts)


# Program.


def judge_program(exercise: Exercise, answer: Any, seed: bytes | None = None) -> Verdict:
    """Run the public driver on the student's names; the predicate decides on what it returned.

    ``answer`` is the namespace, or the one function that the exercise is named after. A program's
    inputs are drawn once, from ``seed``: the driver is public, so without a number that nobody
    knows beforehand its result could be written down instead of computed.
    """
    # () without inputs; the last point is a drawn one, never structural.
    point = probe_points(exercise, seed)[-1]
    namespace = answer if isinstance(answer, Mapping) else {exercise.id: answer}
    assert exercise.driver is not None
    main = namespace.get(exercise.id, answer)
    try:
        with quiet():
            result = exercise.driver(namespace, *map(fresh, point))
    except KeyboardInterrupt:
        raise
    except NotImplementedError:
        return Verdict("unanswered", 0.0, None, "Not answered yet.")
    except BaseException as error:  # noqa: BLE001 - whatever a student's code raises is its verdict
        return Verdict("error", 0.0, "raised", stopped(error, main, exercise.id))
    if result is None:
        return Verdict("unanswered", 0.0, "returns_nothing", "Your program returns nothing yet.")
    return _predicate(exercise, _plain_result(result, exercise.id), point)


def _plain_result(result: Any, name: str) -> Any:
    """Make plain arrays of a driver's result, in a dict or a tuple of them too."""
    if isinstance(result, Mapping):
        return {str(key): plain(value, f"{name} ({key})").array for key, value in result.items()}
    if isinstance(result, tuple):
        return tuple(plain(value, name).array for value in result)
    return plain(result, name).array


def _predicate(exercise: Exercise, result: Any, point: tuple[Any, ...]) -> Verdict:
    parameters = exercise.parameters
    try:
        with np.errstate(all="ignore"):
            decision = exercise.reference(result, *point, **parameters)
    except (ArithmeticError, LookupError, TypeError, ValueError):
        # The predicate was written for results of the right form.
        message = "Your program runs, but what it gives has not the form that the question asks."
        return Verdict("wrong", 0.0, "form", message)
    if isinstance(decision, Verdict):
        return decision
    if bool(decision):
        return Verdict("correct", 1.0, None, exercise.why or "Correct.")
    message = "Your program runs, but what it computes does not reach the goal of the question."
    return Verdict("wrong", 0.0, "goal_missed", message)
