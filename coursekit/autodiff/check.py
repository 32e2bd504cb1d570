"""Derivatives from values alone: differences, the complex step, and the check against them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from coursekit.autodiff.captured import as_input
from coursekit.autodiff.errors import AutodiffError
from coursekit.autodiff.jacobians import jacobian

__all__ = ["check_grads", "complex_step", "finite_difference"]

_KINDS = {"central": (1.0, -1.0), "forward": (1.0, 0.0), "backward": (0.0, -1.0)}


def _default_step(x: Any, kind: str) -> Any:
    """Balance truncation against round-off; x + h is a number of the machine's, so h is exact."""
    scale = np.maximum(1.0, np.absolute(x))
    step = np.finfo(np.float64).eps ** (1 / 3 if kind == "central" else 1 / 2) * scale
    return (x + step) - x


def _moves(f: Callable[[Any], Any], x: Any, h: Any, quotient: Callable[[Any, Any], Any]) -> Any:
    """Apply ``quotient(x, h)`` at once where f works entry by entry, else one entry at a time."""
    value = np.shape(f(x))
    if value == np.shape(x) or np.ndim(x) == 0:
        return quotient(x, h)
    if value:
        raise AutodiffError(
            f"{getattr(f, '__name__', 'f')} made shape {value} of shape {np.shape(x)}; expected one"
            " number (then this is the gradient) or the shape of its argument (then it is the"
            " derivative entry by entry)."
        )
    steps = np.broadcast_to(h, x.shape)
    result = np.empty(x.shape)
    for index in np.ndindex(x.shape):
        unit = np.zeros(x.shape)
        unit[index] = 1.0
        result[index] = quotient(x, (steps[index], unit))
    return result


def finite_difference(f: Callable[[Any], Any], x: Any, h: Any = None, kind: str = "central") -> Any:
    """Return the difference quotient of ``f`` at ``x``: derivative, or gradient.

    ``x`` a number: the derivative; ``h`` may then be an array of steps, for a picture of the
    error. ``x`` an array: the gradient if ``f`` gives one number, the derivative entry by entry if
    it gives the shape of ``x``.

    ``kind``: "central" (f(x+h) − f(x−h)) / 2h, error O(h²); "forward" (f(x+h) − f(x)) / h and
    "backward" (f(x) − f(x−h)) / h, error O(h).  ``h`` is by default ε^(1/3) for central and
    ε^(1/2) for the others (ε = 2.2e-16), times max(1, |x|): where truncation and round-off balance.

    >>> round(finite_difference(lambda x: x**2, 3.0), 6)
    6.0
    >>> finite_difference(lambda x: x**2, 3.0, h=0.5, kind="forward")
    6.5
    """
    if kind not in _KINDS:
        raise AutodiffError(f"kind={kind!r}; expected one of {', '.join(_KINDS)}.")
    number = type(x) in (int, float, bool) and np.ndim(h) == 0
    x = as_input(x, "x")
    x = x.astype(np.float64)
    step = _default_step(x, kind) if h is None else as_input(h, "h")
    if np.any(np.equal(step, 0)):
        raise AutodiffError("h = 0 divides by zero; give a small positive step such as 1e-6.")
    ahead, behind = _KINDS[kind]

    def quotient(at: Any, along: Any) -> Any:
        size, unit = along if isinstance(along, tuple) else (along, 1.0)
        rise = np.subtract(f(at + ahead * size * unit), f(at + behind * size * unit))
        return rise / ((ahead - behind) * size)

    result = _moves(f, x, step, quotient)
    return float(result) if number and np.ndim(result) == 0 else result


def complex_step(f: Callable[[Any], Any], x: Any, h: float = 1e-20) -> Any:
    """Return Im f(x + ih) / h, exact to round-off: no difference is taken, nothing cancels.

    ``x`` as in `finite_difference`. ``f`` must be made of functions with a complex version: not
    abs, sign or comparisons, which forget the imaginary part. Raises AutodiffError if the
    derivatives along the real and the imaginary direction differ, as they then do.

    >>> import numpy as np
    >>> complex_step(np.exp, 0.0)
    1.0
    """
    number = type(x) in (int, float, bool)
    x = as_input(x, "x").astype(np.float64)

    def quotient(at: Any, along: Any) -> Any:
        size, unit = along if isinstance(along, tuple) else (along, 1.0)
        value = f(at + 1j * (size * unit))
        if not np.iscomplexobj(value):
            raise AutodiffError(
                f"{getattr(f, '__name__', 'f')} gave a real value for a complex argument: abs,"
                " maximum and comparisons forget the imaginary part (as does a constant). Use"
                " finite_difference or grad."
            )
        return np.imag(value) / size

    result = _moves(f, x, np.float64(h), quotient)
    _need_analytic(f, x)
    return float(result) if number and np.ndim(result) == 0 else result


def _need_analytic(f: Callable[[Any], Any], x: Any) -> None:
    """Raise unless f, by Cauchy and Riemann, has the same slope in both directions, to 5 %."""
    tiny, small = 1e-20, 1e-8 * np.maximum(1.0, np.absolute(x))
    with np.errstate(all="ignore"):
        value = np.asarray(f(x))
        imaginary = np.imag(f(x + 1j * (tiny * np.ones(np.shape(x))[()]))) / tiny
        scale = np.max(small) if np.ndim(value) != np.ndim(x) else small
        real = np.real(np.subtract(f(x + scale), f(x - scale))) / (2 * scale)
        allowed = 0.05 * np.absolute(imaginary) + 1e-5 * (1e-3 + np.absolute(value))
        wrong = np.absolute(imaginary - real) > allowed
    if np.any(wrong):
        raise AutodiffError(
            f"{getattr(f, '__name__', 'f')} is not analytic, so its imaginary part does not tell"
            " its derivative: abs, sign and comparisons forget it. Use finite_difference or grad."
        )


def check_grads(
    f: Callable[..., Any],
    args: Sequence[Any],
    order: int = 2,
    modes: Sequence[str] = ("forward", "reverse"),
    *,
    rtol: float = 1e-5,
    atol: float = 1e-6,
) -> None:
    """Compare the derivatives of ``f`` at ``args`` with central differences, up to ``order``.

    All partial derivatives by all arguments, in each of the ``modes``.  Raises AutodiffError that
    names the first entry that disagrees by more than ``atol + rtol * |difference quotient|``.

    >>> import numpy as np
    >>> check_grads(lambda x, y: np.sin(x) * y, (1.0, np.array([2.0, 3.0])))
    """
    if not isinstance(args, tuple | list):
        raise AutodiffError("check_grads takes the arguments as a tuple: check_grads(f, (x,)).")
    points = [as_input(a, f"argument {i}") for i, a in enumerate(args)]
    _check(f, points, order, tuple(modes), rtol, atol, getattr(f, "__name__", "f"))


def _check(
    f: Callable[..., Any],
    args: list[Any],
    order: int,
    modes: tuple[str, ...],
    rtol: float,
    atol: float,
    name: str,
) -> None:
    for number in range(len(args)):
        quotients = _difference_jacobian(f, args, number)
        for mode in modes:
            derivative = jacobian(f, number, mode)
            found = np.asarray(derivative(*args))
            _compare(found, quotients, f"{name}, argument {number}, {mode} mode", rtol, atol)
            if order > 1:
                _check(derivative, args, order - 1, modes, rtol, atol, f"derivative of {name}")


def _difference_jacobian(f: Callable[..., Any], args: list[Any], number: int) -> Any:
    at = np.asarray(args[number], np.float64)
    columns = []
    for index in np.ndindex(at.shape):
        step = _default_step(at[index], "central")
        ends = []
        for sign in (1.0, -1.0):
            moved = at.copy()
            moved[index] += sign * step
            given = [*args[:number], moved[()], *args[number + 1 :]]
            ends.append(np.asarray(f(*given), np.float64))
        columns.append((ends[0] - ends[1]) / (2 * step))
    if not columns:
        return np.zeros((*np.shape(f(*args)), *at.shape))
    return np.stack(columns, axis=-1).reshape(columns[0].shape + at.shape)


def _compare(found: Any, expected: Any, where: str, rtol: float, atol: float) -> None:
    if found.shape != expected.shape:
        raise AutodiffError(
            f"{where}: the derivative has shape {found.shape}, differences give {expected.shape}."
        )
    if found.dtype == np.float32:
        rtol, atol = max(rtol, 1e-3), max(atol, 1e-3)
    wrong = ~(np.absolute(found - expected) <= atol + rtol * np.absolute(expected))
    if np.any(wrong):
        entry = tuple(int(i) for i in np.argwhere(wrong)[0])
        raise AutodiffError(
            f"{where}: entry {list(entry)} of the derivative is {float(found[entry]):.10g}, but"
            f" central differences give {float(expected[entry]):.10g}"
            f" ({int(np.sum(wrong))} of {wrong.size} entries disagree)."
        )
