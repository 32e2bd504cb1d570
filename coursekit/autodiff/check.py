"""Derivatives from values alone: differences, the complex step, and the check against them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from coursekit.autodiff.captured import as_input
from coursekit.autodiff.errors import AutodiffError
from coursekit.autodiff.jacobians import jacobian
from coursekit.autodiff.transforms import jvp, vjp
from coursekit.autodiff.trees import leaves_of, rebuilt

__all__ = ["check_grads", "complex_step", "finite_difference"]

_KINDS = {"central": (1.0, -1.0), "forward": (1.0, 0.0), "backward": (0.0, -1.0)}


def _default_step(x: Any, kind: str) -> Any:
    """Balance truncation against round-off; x + h is a number of the machine's, so h is exact."""
    eps = float(np.finfo(x.dtype).eps)
    step = eps ** (1 / 3 if kind == "central" else 1 / 2) * np.maximum(1, np.absolute(x))
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
    result = np.empty(x.shape, x.dtype)
    for index in np.ndindex(x.shape):
        unit = np.zeros(x.shape, x.dtype)
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
    ε^(1/2) for the others, times max(1, |x|), where truncation and round-off balance; ε is that of
    the type of ``x``, 2.2e-16 for float64 and 1.2e-7 for float32.

    >>> round(finite_difference(lambda x: x**2, 3.0), 6)
    6.0
    >>> finite_difference(lambda x: x**2, 3.0, h=0.5, kind="forward")
    6.5
    """
    if kind not in _KINDS:
        raise AutodiffError(f"kind={kind!r}; expected one of {', '.join(_KINDS)}.")
    number = type(x) in (int, float, bool) and np.ndim(h) == 0
    x = as_input(x, "x")
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
    rtol: float | None = None,
    atol: float | None = None,
) -> None:
    """Compare the derivatives of ``f`` at ``args`` with central differences, up to ``order``.

    By the inner-product test, whose cost does not grow with the number of entries: along random
    directions v, the tangent J v must be the difference quotient of ``f``, and Jᵀu · v the
    quotient times u, in each of the ``modes``; their derivatives, mode by mode, are checked
    alike.  The arguments may be containers.  Allowed is ``atol + rtol * |quotient|`` (1e-6 and
    1e-5, or 1e-3 where float32 is among the types).  Choose ``args`` away from corners, where a
    derivative by convention and differences disagree.  Raises AutodiffError that names the mode,
    the order, the argument and the first entry that is wrong.

    >>> import numpy as np
    >>> check_grads(lambda x, y: np.sin(x) * y, (1.0, np.array([2.0, 3.0])))
    """
    if not isinstance(args, tuple | list):
        raise AutodiffError("check_grads takes the arguments as a tuple: check_grads(f, (x,)).")
    unknown = [mode for mode in modes if mode not in ("forward", "reverse")]
    if unknown or order < 1:
        raise AutodiffError(
            f"check_grads was given order={order} and modes={tuple(modes)}; expected an order of 1"
            ' or more, and "forward", "reverse" or both.'
        )
    args = tuple(args)
    leaves = [(path, leaf) for i, arg in enumerate(args) for path, leaf in leaves_of(arg, f" {i}")]
    places = [f"argument{path}" for path, _ in leaves]
    points = [
        np.asarray(as_input(leaf, place)) for place, (_, leaf) in zip(places, leaves, strict=True)
    ]

    def flat(*values: Any) -> Any:
        given = iter(values)
        return f(*(rebuilt(arg, given) for arg in args))

    single = any(point.dtype.itemsize < 8 for point in points)
    check = _Check(
        places,
        [point[()] for point in points],
        (1e-3 if single else 1e-5) if rtol is None else rtol,
        (1e-3 if single else 1e-6) if atol is None else atol,
        tuple(modes),
    )
    check.run(flat, order, getattr(f, "__name__", "f"), np.random.default_rng(0))


class _Check(NamedTuple):
    """What stays the same at all orders."""

    places: list[str]
    points: list[Any]
    rtol: float
    atol: float
    modes: tuple[str, ...]

    def run(self, f: Callable[..., Any], order: int, name: str, rng: np.random.Generator) -> None:
        value = np.asarray(f(*self.points), np.float64)
        for _ in range(2):  # a direction can miss an error by chance, but hardly twice
            along = [np.asarray(rng.normal(size=np.shape(x)), x.dtype)[()] for x in self.points]
            weights = rng.normal(size=value.shape)
            rise = self._differences(f, along)
            for mode in self.modes:
                if mode == "forward":
                    found = np.asarray(jvp(f, self.points, along)[1], np.float64)
                    expected = rise
                else:
                    pulled = vjp(f, *self.points)[1](weights)
                    found = np.sum([np.vdot(g, v) for g, v in zip(pulled, along, strict=True)])
                    expected = np.sum(weights * rise)
                size = np.sum(np.absolute(weights * rise)) if mode == "reverse" else None
                self._compare(f, found, expected, name, mode, size)
        if order == 1:
            return
        for mode in self.modes:
            derivative = _along(f, along) if mode == "forward" else _back(f, weights)
            self.run(derivative, order - 1, f"the {mode} derivative of {name}", rng)

    def _differences(self, f: Callable[..., Any], along: Sequence[Any]) -> Any:
        eps = max((float(np.finfo(x.dtype).eps) for x in self.points), default=1.0)
        step = eps ** (1 / 3)
        steps = [step * np.maximum(1, np.absolute(x)).astype(x.dtype) for x in self.points]
        # One step for all entries, so that the direction stays what it is.
        h = min((float(np.min(s, initial=np.inf)) for s in steps), default=step)
        h = step if not np.isfinite(h) else h
        ends = []
        for sign in (1, -1):
            moved = [
                x + np.asarray(sign * h * v, x.dtype)[()]
                for x, v in zip(self.points, along, strict=True)
            ]
            ends.append(np.asarray(f(*moved), np.float64))
        return (ends[0] - ends[1]) / (2 * h)

    def _wrong(self, found: Any, expected: Any, size: Any = None) -> Any:
        scale = np.absolute(expected) if size is None else size
        return ~(np.absolute(found - expected) <= self.atol + self.rtol * scale)

    def _compare(
        self, f: Callable[..., Any], found: Any, expected: Any, name: str, mode: str, size: Any
    ) -> None:
        if np.shape(found) != np.shape(expected):
            raise AutodiffError(
                f"{name}, {mode} mode: the derivative has shape {np.shape(found)}, differences"
                f" give {np.shape(expected)}."
            )
        wrong = self._wrong(found, expected, size)
        if not np.any(wrong):
            return
        first = tuple(int(i) for i in np.argwhere(wrong)[0])
        raise AutodiffError(
            f"{name}, {mode} mode: {self._where(f, mode)}(Along a random direction the derivative"
            f" is {float(np.asarray(found)[first]):.10g}, and central differences give"
            f" {float(np.asarray(expected)[first]):.10g}.)"
        )

    def _where(self, f: Callable[..., Any], mode: str) -> str:
        """Look for the entry that is wrong, if there are few enough to look at each."""
        for number, (place, x) in enumerate(zip(self.places, self.points, strict=True)):
            if x.size * np.size(f(*self.points)) > 100_000:
                continue
            found = np.asarray(jacobian(f, number, mode)(*self.points))
            columns = []
            for index in np.ndindex(np.shape(x)):
                unit = [np.zeros_like(each) for each in self.points]
                unit[number] = np.array(unit[number])
                unit[number][index] = 1
                columns.append(self._differences(f, unit))
            expected = np.stack(columns, axis=-1).reshape(found.shape) if columns else found
            wrong = self._wrong(found, expected)
            if np.any(wrong):
                entry = tuple(int(i) for i in np.argwhere(wrong)[0])
                return (
                    f"{place}, entry {list(entry)} of the derivative is"
                    f" {float(found[entry]):.10g}, but central differences give"
                    f" {float(expected[entry]):.10g} ({int(np.sum(wrong))} of {wrong.size} entries"
                    " disagree). "
                )
        return "the derivative is wrong. "


def _along(f: Callable[..., Any], tangents: Sequence[Any]) -> Callable[..., Any]:
    return lambda *args: jvp(f, args, tangents)[1]


def _back(f: Callable[..., Any], cotangent: Any) -> Callable[..., Any]:
    def pulled(*args: Any) -> Any:
        parts = vjp(f, *args)[1](cotangent)
        return np.concatenate([np.ravel(part) for part in parts]) if parts else np.zeros(0)

    return pulled
