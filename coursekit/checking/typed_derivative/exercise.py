"""A question that nobody wrote: the derivative of whatever function was typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import islice

from coursekit.checking.derivative import derivative
from coursekit.checking.errors import ExerciseError
from coursekit.checking.exercise import Exercise, Slip
from coursekit.checking.judge import valid_points
from coursekit.checking.typed_derivative.algebra import ZERO, is_number
from coursekit.checking.typed_derivative.broken import broken_rules
from coursekit.checking.typed_derivative.combined import pairs, repeated
from coursekit.checking.typed_derivative.fault import Fault, Place
from coursekit.checking.typed_derivative.ground import find_ground
from coursekit.checking.typed_derivative.sieve import Answer, Sieve
from coursekit.checking.typed_derivative.tidy import tidy
from coursekit.checking.typed_derivative.walk import differentiate
from coursekit.checking.typed_derivative.whole import Whole, typing_slips, whole_slips
from coursekit.formula import Formula, FormulaError, parse
from coursekit.formula.tree import Node, closure, names_of, size

__all__ = ["derivative_exercise"]

_NOWHERE = (
    "This formula has no real value with a slope in any sizeable range, so there is nothing to "
    "differentiate."
)
#: Parts of formulas that are differentiated in search of slips; long formulas get fewer slips.
_WORK = 10_000


@lru_cache(maxsize=64)
def derivative_exercise(formula: Formula, variable: str = "x") -> Exercise:
    """Return the question for the derivative of a typed formula by one of its variables.

    The answer is a formula in the same variables (``kind="formula"``); the reference is found by
    automatic differentiation, and the slips by differentiating the formula itself with one rule
    broken at a time. Their messages name the place as it was typed. Errors: `ExerciseError` if the
    formula has no such variable, `FormulaError` if it has no real value and slope in any sizeable
    range.

    >>> from coursekit.formula import parse
    >>> question = derivative_exercise(parse("sin(x^2)"))
    >>> question.judge("2x cos(x^2)").outcome
    'correct'
    >>> print(question.judge("cos(x^2)").message)
    In “sin(x^2)” the derivative of the inside “x^2” is missing. The chain rule multiplies by it.
    """
    if variable not in formula.variables:
        known = ", ".join(formula.variables)
        raise ExerciseError(
            f"{formula.text!r} is a formula in {known}: it cannot be differentiated by {variable}"
        )
    used = names_of(formula.root) | {variable}
    # What does not occur has no say, and no place in a message.
    formula = parse(formula.text, [name for name in formula.variables if name in used])
    moved = formula.variables.index(variable)
    slope = differentiate(formula.root, variable)
    # Of sin² + cos² only rounding errors would be left.
    flat = is_number(tidy(slope, formula.variables), 0.0)
    slope = ZERO if flat else slope
    at = closure(slope, formula.variables)
    ground = find_ground(formula, lambda *values: at(values), formula.variables, moved)
    if ground is None:
        raise FormulaError(_NOWHERE)
    question = Exercise(
        id=f"df_d{variable}",
        title=f"The derivative by {variable}",
        prompt=f"Type the derivative of `{formula.text}` by {variable}.",
        kind="formula",
        topic="Rules of differentiation",
        inputs=ground.inputs,
        probes=ground.probes,
        where=ground.where,
        reference=_zero if flat else derivative(formula, moved),
    )
    sieve = Sieve(question.probe_points(), formula.variables, formula.root, slope)
    place = Place(formula, variable, sieve.is_right)
    question = replace(question, slips=tuple(_slips(place, slope, sieve)))
    try:
        valid_points(question, None)  # kept there, so that the first answer does not wait for it
    except ExerciseError:
        raise FormulaError(_NOWHERE) from None
    return question


def _zero(*_: float) -> float:
    return 0.0


def _slips(place: Place, slope: Node, sieve: Sieve) -> Iterator[Slip]:
    """Yield the slips that the probes can tell from the right answer and from each other."""
    faults = broken_rules(place)
    affordable = _WORK // size(place.formula.root)
    kept = set()
    for slip in islice(_candidates(place, slope, faults), affordable):
        if answer := sieve.passed(slip.tree):
            kept.add(slip.tag)
            yield _slip(slip, answer, composite=slip.tag not in faults)
    likely = {tag: fault for tag, fault in faults.items() if tag in kept}
    for slip in islice(pairs(place, likely), affordable):
        if answer := sieve.passed(slip.tree):
            yield _slip(slip, answer, composite=True)


def _slip(slip: Whole, answer: Answer, *, composite: bool) -> Slip:
    return Slip(slip.tag, answer, f"{slip.told} {slip.cure}", composite)


def _candidates(place: Place, slope: Node, faults: Mapping[str, Fault]) -> Iterator[Whole]:
    """Yield single slips, the likeliest first, then those that are made everywhere."""
    root = place.formula.root
    single: list[tuple[int, str, Fault | Whole]] = [
        *((fault.rank, tag, fault) for tag, fault in faults.items()),
        *((slip.rank, slip.tag, slip) for slip in whole_slips(place, slope)),
    ]
    single.sort(key=lambda each: each[0])
    for rank, tag, slip in single:
        if isinstance(slip, Fault):
            tree = differentiate(root, place.variable, {id(slip.node): slip.rule})
            yield Whole(tag, tree, slip.told, slip.cure, rank)
        else:
            yield slip
    yield from repeated(place, faults)
    yield from typing_slips(place, slope)
