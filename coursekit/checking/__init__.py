"""How one answer is judged: exercise, probe points, comparison, diagnosis, verdict."""

from coursekit.checking.answers import Bindings, Found, find_answer, is_stub
from coursekit.checking.cells import CellResult, run_cells
from coursekit.checking.derivative import derivative
from coursekit.checking.domains import (
    Covariance,
    Domain,
    Integers,
    Matrix,
    OneOf,
    Probability,
    Reals,
    Simplex,
    Vector,
)
from coursekit.checking.errors import ExerciseError
from coursekit.checking.exercise import KINDS, Exercise, Option, Slip
from coursekit.checking.found import judge_found
from coursekit.checking.verdict import OUTCOMES, PartVerdict, Verdict

__all__ = [
    "KINDS",
    "OUTCOMES",
    "Bindings",
    "CellResult",
    "Covariance",
    "Domain",
    "Exercise",
    "ExerciseError",
    "Found",
    "Integers",
    "Matrix",
    "OneOf",
    "Option",
    "PartVerdict",
    "Probability",
    "Reals",
    "Simplex",
    "Slip",
    "Vector",
    "Verdict",
    "derivative",
    "find_answer",
    "is_stub",
    "judge_found",
    "run_cells",
]
