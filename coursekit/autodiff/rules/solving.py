"""Rules of np.linalg for square systems: inv, det, slogdet, solve, pinv, powers and chains."""

# ruff: noqa: ARG005 - every rule is given (g, y, *inputs) and uses what it needs

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from coursekit.autodiff.rules.linear_algebra import MATMUL, fit, lift, swap
from coursekit.autodiff.rules.table import beyond, handles
from coursekit.autodiff.tape import Rule, raw, record

__all__: list[str] = []

_INV = Rule(
    "np.linalg.inv",
    np.linalg.inv,
    (lambda g, y, a: -(swap(y) @ g @ swap(y)),),
    (lambda t, y, a: -(y @ t @ y),),
)


@handles(np.linalg.inv)
def _inv(a: Any) -> Any:
    return record(_INV, (a,))


def _tr(t: Any, inverse: Any) -> Any:
    """Return the trace of a product, matrix by matrix of a stack."""
    return np.sum(t * swap(inverse), axis=(-2, -1))


def _cofactors(a: Any) -> Any:
    """Return the matrix of cofactors, det(a) times the inverse transposed, of singular a too."""
    # U diag(s) V has the cofactors det(UV) U diag(products of the other s) V: no division.
    u, s, v = np.linalg.svd(a)
    n = s.shape[-1]
    others = np.where(np.eye(n, dtype=bool), 1.0, s[..., None, :])
    sign = np.linalg.det(u) * np.linalg.det(v)
    scaled = u * np.prod(others, axis=-1)[..., None, :]
    return (scaled @ v) * sign[..., None, None]


def _det_slope(y: Any, a: Any) -> Any:
    if np.all(raw(y)):
        return y[..., None, None] * swap(np.linalg.inv(a))
    return _cofactors(a)


_DET = Rule(
    "np.linalg.det",
    np.linalg.det,
    (lambda g, y, a: g[..., None, None] * _det_slope(y, a),),
    (lambda t, y, a: np.sum(t * _det_slope(y, a), axis=(-2, -1)),),
)
_LOGDET = Rule(
    "np.linalg.slogdet",
    lambda a: np.linalg.slogdet(a)[1],
    (lambda g, y, a: g[..., None, None] * swap(np.linalg.inv(a)),),
    (lambda t, y, a: _tr(t, np.linalg.inv(a)),),
)


@handles(np.linalg.det)
def _det(a: Any) -> Any:
    return record(_DET, (a,))


@handles(np.linalg.slogdet)
def _slogdet(a: Any) -> Any:
    found = np.linalg.slogdet(raw(a))
    return type(found)(found[0], record(_LOGDET, (a,)))


def _solve_vjp_matrix(g: Any, y: Any, a: Any, _b: Any) -> Any:
    pulled = -(np.linalg.solve(swap(a), g) @ swap(y))
    return fit(pulled, a.shape, g.ndim - y.ndim)


def _solve_vjp_right(g: Any, y: Any, a: Any, b: Any) -> Any:
    return fit(np.linalg.solve(swap(a), g), b.shape, g.ndim - y.ndim)


_SOLVE = Rule(
    "np.linalg.solve",
    np.linalg.solve,
    (_solve_vjp_matrix, _solve_vjp_right),
    (
        lambda t, y, a, b: -np.linalg.solve(a, lift(t, a.ndim, y.ndim) @ y),
        lambda t, y, a, b: np.linalg.solve(a, lift(t, b.ndim, y.ndim)),
    ),
)


@handles(np.linalg.solve)
def _solve(a: Any, b: Any) -> Any:
    a, b = (each if hasattr(each, "ndim") else np.asarray(each, float) for each in (a, b))
    if b.ndim == 1:
        return record(_SOLVE, (a, b[:, None]))[..., 0]
    return record(_SOLVE, (a, b))


@handles(np.linalg.tensorsolve)
def _tensorsolve(a: Any, b: Any, axes: Any = None) -> Any:
    if axes is not None:
        back = [i % np.ndim(a) for i in axes]
        a = np.transpose(a, [i for i in range(np.ndim(a)) if i not in back] + back)
    shape = np.shape(a)[np.ndim(b) :]
    return np.reshape(_solve(np.reshape(a, (np.size(b), -1)), np.ravel(b)), shape)


@handles(np.linalg.tensorinv)
def _tensorinv(a: Any, ind: int = 2) -> Any:
    rows = int(np.prod(a.shape[:ind]))
    return np.reshape(_inv(np.reshape(a, (rows, -1))), a.shape[ind:] + a.shape[:ind])


@handles(np.linalg.matrix_power)
def _matrix_power(a: Any, n: int) -> Any:
    if a.ndim < 2 or a.shape[-1] != a.shape[-2]:
        raise np.linalg.LinAlgError(f"np.linalg.matrix_power needs square matrices, got {a.shape}")
    if n == 0:
        return np.broadcast_to(np.eye(a.shape[-1], dtype=a.dtype), a.shape).copy()
    base, n = (_inv(a) if n < 0 else a), abs(n)
    result: Any = None
    while n:
        if n % 2:
            result = base if result is None else record(MATMUL, (result, base))
        n //= 2
        base = record(MATMUL, (base, base)) if n else base
    return result if result is not a else np.positive(a)


@handles(np.linalg.multi_dot)
def _multi_dot(arrays: Sequence[Any], *, out: None = None) -> Any:
    del out
    product, *rest = arrays
    for each in rest:
        product = np.dot(product, each)
    return product


def _pinv_vjp(g: Any, y: Any, a: Any) -> Any:
    # Golub and Pereyra 1973; exact where the rank is locally constant.
    back, up = swap(g), swap(y)
    outer, inner = back @ y @ up, up @ y @ back
    return outer - a @ (y @ outer) + inner - (inner @ y) @ a - up @ g @ up


def _pinv_jvp(t: Any, y: Any, a: Any) -> Any:
    back, up = swap(t), swap(y)
    outer, inner = y @ up @ back, back @ up @ y
    return outer - (outer @ a) @ y + inner - y @ (a @ inner) - y @ t @ y


_PINV = Rule(
    "np.linalg.pinv",
    lambda a, rcond: np.linalg.pinv(a, rcond=rcond),
    (lambda g, y, a, rcond: _pinv_vjp(g, y, a),),
    (lambda t, y, a, rcond: _pinv_jvp(t, y, a),),
)


@handles(np.linalg.pinv)
def _pinv(a: Any, rcond: Any = None, hermitian: bool = False, *, rtol: Any = None) -> Any:
    if hermitian:
        raise beyond("np.linalg.pinv(hermitian=True) has no gradient rule; leave it out")
    cut = rtol if rcond is None else rcond
    return record(_PINV, (a,), {"rcond": 1e-15 if cut is None else cut})


@handles(np.linalg.lstsq)
def _lstsq(a: Any, b: Any, rcond: Any = None) -> tuple[Any, Any, Any, Any]:
    _, residuals, rank, _ = np.linalg.lstsq(raw(a), raw(b), rcond)
    solution = np.matmul(np.linalg.pinv(a, rcond=_cut(a, rcond)), b)
    if residuals.size:
        squares = np.square(b - np.matmul(a, solution))
        residuals = np.reshape(np.sum(squares, axis=0), residuals.shape)
    return solution, residuals, rank, np.linalg.svd(a, compute_uv=False)


def _cut(a: Any, rcond: Any) -> float:
    smallest = float(np.finfo(raw(a).dtype).eps)
    return float(rcond) if rcond not in (None, -1) else smallest * max(np.shape(a))
