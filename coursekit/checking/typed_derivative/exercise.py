"""A question that nobody wrote: the derivative of whatever function was typed."""

from __future__ import annotations

from functools import lru_cache

from coursekit.checking.derivative import derivative
from coursekit.checking.errors import ExerciseError
from coursekit.checking.exercise import Exercise
from coursekit.checking.typed_derivative.ground import find_ground
from coursekit.checking.typed_derivative.walk import differentiate
from coursekit.formula import Formula, FormulaError
from coursekit.formula.tree import closure

__all__ = ["derivative_exercise"]


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
    """
    if variable not in formula.variables:
        known = ", ".join(formula.variables)
        raise ExerciseError(
            f"{formula.text!r} is a formula in {known}: it cannot be differentiated by {variable}"
        )
    moved = formula.variables.index(variable)
    slope_tree = differentiate(formula.root, variable)
    slope = closure(slope_tree, formula.variables)
    ground = find_ground(formula, lambda *values: slope(values), formula.variables, moved)
    if ground is None:
        raise FormulaError(
            "This formula has no real value with a slope in any sizeable range, so there is "
            "nothing to differentiate."
        )
    return Exercise(
        id=f"df_d{variable}",
        title=f"The derivative by {variable}",
        prompt=f"Type the derivative of {formula.text} by {variable}.",
        kind="formula",
        topic="Rules of differentiation",
        inputs=ground.inputs,
        probes=ground.probes,
        where=ground.where,
        reference=derivative(formula, moved),
        slips=(),
    )
