"""Cases of the functions that work entry by entry, and of choosing between values."""

import inspect

import numpy as np
from support.rule_cases.case import POSITIVE, A, B, Case, V, calls, case, numbers

REAL = [
    np.negative, np.positive, np.absolute, np.fabs, np.square, np.exp, np.exp2, np.expm1, np.sin,
    np.cos, np.arctan, np.sinh, np.cosh, np.tanh, np.arcsinh, np.deg2rad, np.rad2deg, np.radians,
    np.degrees, np.sinc, np.conjugate, np.real, np.real_if_close, np.copy, np.nan_to_num, np.cbrt,
    np.reciprocal,
]  # fmt: skip
ABOVE_0 = [np.sqrt, np.log, np.log2, np.log10, np.log1p, np.cbrt, np.reciprocal]
WITHIN_1 = [np.tan, np.arcsin, np.arccos, np.arctanh, np.log1p, np.sinc]
BINARY = [
    np.add, np.subtract, np.multiply, np.maximum, np.minimum, np.fmax, np.fmin, np.logaddexp,
    np.logaddexp2, np.arctan2, np.hypot, np.copysign, np.heaviside,
]  # fmt: skip
SMALL = A / 3
# Spellings that older versions of NumPy do not have.
NEWER = [
    case(np.clip, lambda a: np.clip(a, min=-1.1, max=1.3), A)
    for parameter in inspect.signature(np.clip).parameters
    if parameter == "min"
]


def unary() -> list[Case]:
    cases = []
    for function, point in (
        *((f, A) for f in REAL),
        *((f, POSITIVE) for f in ABOVE_0),
        *((f, SMALL) for f in WITHIN_1),
        (np.arccosh, POSITIVE + 1.2),
    ):
        cases += calls(function, [point])
        cases += calls(function, [point[0, 0]])  # one number
        cases += calls(function, [point[:0]])  # nothing
        cases.append(case(function, lambda a, f=function: f(np.swapaxes(a, 0, 1)), point))
    return cases


def binary() -> list[Case]:
    cases = []
    other = B + 0.05
    for function in BINARY:
        cases += calls(function, [A, other])
        cases += calls(function, [A[:, :1], other[0]])  # both are broadcast
        cases += calls(function, [A[0, 0], other[0]])
        cases += calls(function, [A[0], other[1, 2]])
        cases += calls(function, [A[:0], other[:0]])
        cases.append(case(function, lambda a, f=function: f(a, B[0] + 0.05), A))
        cases.append(case(function, lambda b, f=function: f(A, b), other[0]))
        cases.append(case(function, lambda a, f=function: f(a, 0.7), A))
        cases.append(case(function, lambda b, f=function: f(0.7, b), other))
    for function in (np.divide, np.power, np.float_power, np.remainder, np.fmod):
        top, bottom = POSITIVE + 2.9, numbers(2, 3, low=0.8, high=1.15, seed=9)
        cases += calls(function, [top, bottom])
        cases += calls(function, [top[:, :1], bottom[0]])
        cases += calls(function, [top[0, 0], bottom[0]])
        cases.append(case(function, lambda a, f=function, b=bottom: f(a, b[0]), top))
        cases.append(case(function, lambda b, f=function: f(2.6, b), bottom))
    cases += calls(np.nextafter, [A, other])
    cases += [
        case(np.ldexp, lambda a: np.ldexp(a, [1, -2, 0]), A),
        case(np.ldexp, lambda a: np.ldexp(a, 3), A[0, 0]),
        *calls(np.frexp, [POSITIVE / 20 + [0.3, 0.6, 2.3]]),
        *calls(np.modf, [A]),
        *calls(np.divmod, [POSITIVE + 2.9, numbers(2, 3, low=0.8, high=1.15, seed=9)]),
        case(np.exp, lambda a: np.exp(a, dtype=float), A),
        case(np.add, lambda a: np.add(a, B, out=None, where=True, casting="same_kind"), A),
        case(np.power, lambda a: a**3 - a**2 + np.power(a, -1), A),
        case(np.power, lambda a: np.power(a, [0, 1, 2]), A),
        case(np.power, lambda b: np.power(2.0, b), A),
    ]
    return cases


def selection() -> list[Case]:
    mask = A > 0.1
    return [
        case(np.where, lambda a, b: np.where(mask, a, b), A, B),
        case(np.where, lambda a, b: np.where(mask, a, b), A, B[:, :1]),
        case(np.where, lambda a, b: np.where(mask[0], a, b), A[0], 1.5),
        case(np.where, lambda a: np.where(a > 0.1, a * a, 3.0), A),
        case(np.where, lambda b: np.where(mask, 1.0, b), B),
        case(np.clip, lambda a: np.clip(a, -1.0, 1.1), A),
        case(np.clip, lambda a: np.clip(a, None, 1.1), A),
        case(np.clip, lambda a: np.clip(a, a_min=-1.1, a_max=None), A),
        case(np.clip, lambda a, b: np.clip(a, b, 1.1), A, -0.9),
        case(np.clip, lambda b, c: np.clip(A, b, c), [-1.1, -0.5, 0.1], 1.2),
        *NEWER,
        case(np.select, lambda a: np.select([a < -0.5, a < 0.9], [a * a, 3 * a], 1.0), A),
        case(np.select, lambda a: np.select([mask], [a], a * a), A),
        case(np.select, lambda a: np.select([mask, mask], [a, 2 * a]), A),
        case(np.choose, lambda a, b: np.choose([0, 1, 0], [a, b]), A, B),
        case(np.choose, lambda a: np.choose([5, 1, 0], [a, 2.0, 3 * a], mode="clip"), A[0]),
        case(np.piecewise, lambda a: np.piecewise(a, [a < 0, a > 1], [np.sin, np.exp, 2.0]), A),
        case(np.piecewise, lambda a: np.piecewise(a, [a < 0], [lambda t: t**3, np.exp]), V),
        case(
            np.nan_to_num, lambda a: np.nan_to_num(a + np.array([np.nan, np.inf, 0]), posinf=3.0), A
        ),
        case(np.copy, lambda a: np.copy(a, order="C"), A),
    ]


CASES = [*unary(), *binary(), *selection()]
