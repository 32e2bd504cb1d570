"""The judge: one answer in, one verdict out.

The order of decisions: unanswered, error, mutated input, type, shape, not finite, correct, named
slips, named slips with a sign or a factor 2 on top, near misses, generic transformations, and at
last the simplest input at which the answer differs. Every way out has a stable tag.

An answer is seen only through ``answer(*probe)``, so the same judge serves a function of the
student's own notebook and a proxy of one that lives in another process.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from coursekit.checking.calls import (
    Refused,
    Reply,
    call,
    order_fault,
    plain,
    shown,
    signature_fault,
)
from coursekit.checking.case import Case, Finding, NamedSlip, evaluate, named
from coursekit.checking.compare import SINGLE_RTOL, Array, flat, numerically_same, same
from coursekit.checking.derivative import Derivative
from coursekit.checking.diagnose import diagnose
from coursekit.checking.errors import ExerciseError
from coursekit.checking.probes import probe_points
from coursekit.checking.shapes import column_for_row, not_finite, wrong_shape
from coursekit.checking.verdict import Verdict
from coursekit.formula import FormulaError, parse

if TYPE_CHECKING:
    from coursekit.checking.exercise import Exercise

__all__ = ["as_function", "decide", "judge", "named_slips", "valid_points"]

Probes = Sequence[tuple[Any, ...]]

#: Exercises (with their parameters and a seed) of which points and right values are kept.
KEPT = 256


def judge(exercise: Exercise, answer: Any, *, seed: bytes | None = None) -> Verdict:
    """Judge ``answer`` to ``exercise``; see `Exercise.judge`."""
    from coursekit.checking import kinds

    if answer is None or answer is ...:
        return Verdict("unanswered", 0.0, None, "Not answered yet.")
    try:
        if exercise.kind == "function":
            return _judge_function(exercise, answer, seed)
        if exercise.kind == "formula":
            return _judge_formula(exercise, answer, seed)
        if exercise.kind == "value":
            return _judge_value(exercise, answer)
        return kinds.judge(exercise, answer, seed)
    except Refused as refused:
        return refused.verdict


# The reference's side.


def as_function(exercise: Exercise, answer: Any) -> Callable[..., Any]:
    """Return reference or slip as a function of the inputs, whatever form the author gave it."""
    if callable(answer):
        parameters = exercise.parameters
        return lambda *inputs: answer(*inputs, **parameters) if parameters else answer(*inputs)
    if isinstance(answer, str) and exercise.kind == "formula":
        return parse(answer, tuple(exercise.inputs))
    return lambda *_: answer


@lru_cache(maxsize=KEPT)
def valid_points(
    exercise: Exercise, seed: bytes | None
) -> tuple[tuple[tuple[Any, ...], ...], tuple[Array, ...]]:
    """Return the probe points at which the reference has a value, and those values.

    They are kept, for in a class many answers to one exercise are judged at the same points.
    Errors: `ExerciseError` if more than half of the points fall on poles.
    """
    reference = as_function(exercise, exercise.reference)
    points = probe_points(exercise, seed)
    values = [evaluate(reference, *point) for point in points]
    kept = [
        (point, value)
        for point, value in zip(points, values, strict=True)
        if value is not None and not np.isnan(value).any()
    ]
    if 2 * len(kept) < len(points):
        raise ExerciseError(
            f"exercise {exercise.id!r}: the reference has a value at {len(kept)} of"
            f" {len(points)} probe points only; narrow the domains of its inputs"
        )
    return tuple(point for point, _ in kept), tuple(value for _, value in kept)


@lru_cache(maxsize=KEPT)
def _slips(exercise: Exercise, seed: bytes | None) -> list[NamedSlip]:
    """Return the slips at the valid points; what one answer asked of them is kept for the next."""
    return named_slips(exercise, valid_points(exercise, seed)[0])


def named_slips(exercise: Exercise, probes: Probes) -> list[NamedSlip]:
    """Return the exercise's slips, to be evaluated at ``probes`` when they are needed."""

    def at_probes(answer: Any) -> Callable[[], list[Array | None]]:
        function = as_function(exercise, answer)
        return lambda: [evaluate(function, *probe) for probe in probes]

    return [
        NamedSlip(slip.tag, slip.message, at_probes(slip.answer), slip.composite)
        for slip in exercise.slips
    ]


# The three kinds that are numbers.


def _judge_function(exercise: Exercise, answer: Any, seed: bytes | None) -> Verdict:
    inputs = list(exercise.inputs)
    listed = ", ".join(inputs)
    if not callable(answer):
        message = f"{exercise.id} must be a function: begin it with def {exercise.id}({listed})."
        return Verdict("invalid", 0.0, "not_a_function", message)
    fault = signature_fault(answer, inputs, exercise.id)
    if fault:
        return Verdict("invalid", 0.0, "signature", fault)
    try:
        verdict = _judge_calls(exercise, answer, seed)
    except Refused as refused:
        verdict = refused.verdict
    # Inputs that are exchanged explain everything that comes after.
    if not verdict.correct and (fault := order_fault(answer, inputs, exercise.id)):
        return Verdict("wrong", 0.0, "input_order", fault)
    return verdict


def _judge_formula(exercise: Exercise, answer: Any, seed: bytes | None) -> Verdict:
    if not isinstance(answer, str):
        message = f'Write the formula as text in quotes: {exercise.id} = "…".'
        return Verdict("invalid", 0.0, "not_text", message)
    if answer.strip() in ("", "...", "…"):
        return Verdict("unanswered", 0.0, None, "Not answered yet.")
    try:
        formula = parse(answer, tuple(exercise.inputs))
    except FormulaError as error:
        return Verdict("invalid", 0.0, "formula", error.reason)
    return _judge_calls(exercise, formula, seed)


def _judge_calls(exercise: Exercise, answer: Callable[..., Any], seed: bytes | None) -> Verdict:
    """Call the answer at every probe, and once more at the first to see that it repeats itself."""
    inputs = list(exercise.inputs)
    probes, want = valid_points(exercise, seed)
    replies = _replies(exercise.id, answer, probes, inputs)
    repeated = plain(call(answer, probes[0], inputs, exercise.id), exercise.id)
    if not same([repeated.array], [replies[0].array]):
        raise Refused(
            "invalid",
            "random",
            f"Two calls of your {exercise.id} with the same input give different results. "
            "It must depend on its inputs alone, without random numbers or a memory.",
        )
    reference = as_function(exercise, exercise.reference)

    def again(probe: tuple[Any, ...]) -> tuple[Array, Array]:
        got = plain(call(answer, probe, inputs, exercise.id), exercise.id).array
        value = evaluate(reference, *probe)
        if value is None:
            raise ZeroDivisionError(f"the reference has no value at {probe}")
        return got, value

    case = Case(
        exercise.id,
        inputs,
        probes,
        [reply.array for reply in replies],
        want,
        _slips(exercise, seed),
        _dtypes(replies),
        exercise.rtol,
        again=again,
        derivative=_moved_input(exercise),
        undifferentiated=_undifferentiated(exercise),
    )
    return decide(case, row_vector=exercise.row_vector, why=exercise.why)


def _replies(
    name: str, answer: Callable[..., Any], probes: Probes, inputs: Sequence[str]
) -> list[Reply]:
    """Return the plain arrays of all calls; refuse if one stops, returns nothing or no numbers."""
    replies: list[Reply | Refused | None] = []
    for probe in probes:
        value = call(answer, probe, inputs, name)
        # Copied at once: an answer may fill the same array in every call.
        replies.append(None if value is None or value is ... else _attempt(value, name))
    empty = [index for index, reply in enumerate(replies) if reply is None]
    if len(empty) == len(replies):
        raise Refused(
            "unanswered", "returns_nothing", f"Your {name} returns nothing yet: end it with return."
        )
    if empty:
        raise Refused(
            "invalid",
            "branch_returns_nothing",
            f"Your {name} returns nothing at {shown(inputs, probes[empty[0]])}. "
            "Every branch needs its return.",
        )
    for reply in replies:
        if isinstance(reply, Refused):
            raise reply
    return [reply for reply in replies if isinstance(reply, Reply)]


def _attempt(value: Any, name: str) -> Reply | Refused:
    try:
        return plain(value, name)
    except Refused as refused:
        return refused


def _moved_input(exercise: Exercise) -> str | None:
    """Return the input by which the reference differentiates, if it is a derivative of one."""
    reference = exercise.reference
    if isinstance(reference, Derivative) and reference.order == 1:
        return list(exercise.inputs)[reference.argnum]
    return None


def _undifferentiated(exercise: Exercise) -> Callable[..., Any] | None:
    reference, parameters = exercise.reference, exercise.parameters
    if not isinstance(reference, Derivative):
        return None
    return lambda *inputs: reference.function(*inputs, **parameters)


def _dtypes(replies: Sequence[Reply]) -> frozenset[str]:
    return frozenset(dtype.name for dtype in {reply.dtype for reply in replies})


def _judge_value(exercise: Exercise, answer: Any) -> Verdict:
    if callable(answer) and not hasattr(answer, "__array__"):
        message = f"{exercise.id} must be a number or an array, not a function."
        return Verdict("invalid", 0.0, "type", message)
    if isinstance(answer, str):
        message = f"{exercise.id} is text; a number is asked. Leave out the quotes."
        return Verdict("invalid", 0.0, "text", message)
    reply = plain(answer, exercise.id)
    want = evaluate(as_function(exercise, exercise.reference))
    if want is None or np.isnan(want).any():
        raise ExerciseError(f"exercise {exercise.id!r}: the reference has no value")
    case = Case(
        exercise.id,
        (),
        [()],
        [reply.array],
        [want],
        named_slips(exercise, [()]),
        _dtypes([reply]),
        exercise.rtol,
        is_function=False,
    )
    if exercise.within_factor is not None:
        return _decide_magnitude(case, exercise.within_factor, exercise.why)
    return decide(case, row_vector=exercise.row_vector, why=exercise.why)


def _decide_magnitude(case: Case, factor: float, why: str) -> Verdict:
    """Judge an order of magnitude: right within the factor; a slip is the nearest within it."""
    finding = wrong_shape(case) or not_finite(case)
    if finding:
        return _wrong(finding)

    def apart(a: Array, b: Array) -> float:
        """How many decades apart two numbers are; infinite if their signs differ."""
        if a.shape != b.shape or np.any(a * b <= 0):
            return float("inf")
        return float(np.abs(np.log10(a / b)).max())

    got, reach = case.got[0], np.log10(factor) * (1 + 1e-9)
    if apart(got, case.want[0]) <= reach:
        return Verdict("correct", 1.0, None, why or "Correct.")
    near = [(apart(got, s.values[0]), s) for s in case.slips if s.values[0] is not None]
    distance, slip = min(near, key=lambda pair: pair[0], default=(float("inf"), None))
    if slip is not None and distance <= reach:
        return _wrong(Finding(slip.tag, slip.message))
    if np.all(got * case.want[0] < 0):
        return _wrong(Finding("wrong_sign", "The sign is not right."))
    return _wrong(
        Finding(
            "wrong_magnitude",
            f"Not the right order of magnitude: off by more than a factor {factor:g}.",
        )
    )


# The decision.


def _wrong(finding: Finding) -> Verdict:
    return Verdict("wrong", 0.0, finding.tag, finding.message)


def decide(case: Case, *, row_vector: bool = False, why: str = "") -> Verdict:
    """Judge the numbers of a `Case`, from their shape to the diagnosis."""
    finding = None
    if row_vector:
        case = replace(case, got=_rows_flattened(case.got, case.want))
        finding = column_for_row(case)
    finding = finding or wrong_shape(case)
    if finding is None:
        # A slip that is infinite where the right answer is infinite too must not hide it.
        finding = not_finite(case)
    if finding is not None:
        return _wrong(finding)
    if _correct(case):
        return Verdict("correct", 1.0, None, why or "Correct.")
    with np.errstate(all="ignore"):
        return _wrong(diagnose(case))


def _rows_flattened(got: Sequence[Array], want: Sequence[Array]) -> list[Array]:
    """Accept (1, n) for (n,), where the exercise says so."""
    return [
        g[0] if w.ndim == 1 and g.shape == (1, *w.shape) else g
        for g, w in zip(got, want, strict=True)
    ]


def _correct(case: Case) -> bool:
    if same(case.got, case.want, case.rtol):
        return True
    if case.is_function and numerically_same(case.got, case.want) and named(case) is None:
        return True
    if not (case.single and same(case.got, case.want, SINGLE_RTOL, 1e-6)):
        return False
    return bool(np.isfinite(flat(case.got)).any()) and named(case) is None
