"""Rules of linear algebra: products of matrices and tensors, inverse, determinant, norm."""

# ruff: noqa: ARG005 - every rule is given (g, y, *inputs) and uses what it needs

from __future__ import annotations

import math
import operator
import string
from collections.abc import Sequence
from typing import Any

import numpy as np

from coursekit.autodiff.rules.reductions import from_the_right, norm
from coursekit.autodiff.rules.shapes import Joined
from coursekit.autodiff.rules.table import TABLE, handles
from coursekit.autodiff.tape import Rule, raw, record
from coursekit.autodiff.walks import unbroadcast

__all__ = ["MATMUL"]


def _swap(a: Any) -> Any:
    return a.swapaxes(-1, -2)


def _fit(pulled: Any, shape: tuple[int, ...], batch: int) -> Any:
    return pulled if pulled.shape[batch:] == shape else unbroadcast(pulled, shape, batch)


def _matmul_vjp_left(g: Any, y: Any, a: Any, b: Any) -> Any:
    if b.ndim == 1:
        return g[..., None] * b
    pulled = (b @ g[..., None])[..., 0] if a.ndim == 1 and b.ndim > 2 else g @ _swap(b)
    return _fit(pulled, a.shape, g.ndim - np.ndim(raw(y)))


def _matmul_vjp_right(g: Any, y: Any, a: Any, b: Any) -> Any:
    if b.ndim == 1 and a.ndim < 3:
        return g[..., None] * a if a.ndim == 1 else g @ a
    if a.ndim == 1:
        pulled = a[:, None] * g[..., None, :]
    else:
        pulled = (_swap(a) @ g[..., None])[..., 0] if b.ndim == 1 else _swap(a) @ g
    return _fit(pulled, b.shape, g.ndim - np.ndim(raw(y)))


def _lift(t: Any, own: int, other: int) -> Any:
    """Make room between the batch axis and an operand that has fewer stacking axes."""
    batch = t.ndim - own
    if not batch or own >= other or other <= 2:
        return t
    return np.reshape(t, t.shape[:batch] + (1,) * (other - own) + t.shape[batch:])


def _matmul_jvp_left(t: Any, _y: Any, a: Any, b: Any) -> Any:
    if a.ndim == 1 and b.ndim > 2:
        return (_lift(t[..., None, :], 2, b.ndim) @ b)[..., 0, :]
    return _lift(t, a.ndim, b.ndim) @ b


def _matmul_jvp_right(t: Any, _y: Any, a: Any, b: Any) -> Any:
    if b.ndim > 1:
        return a @ _lift(t, b.ndim, a.ndim)
    if a.ndim > 2:
        return (a @ _lift(t[..., None], 2, a.ndim))[..., 0]
    return t @ a if a.ndim == 1 else t @ _swap(a)


MATMUL = Rule(
    "np.matmul",
    operator.matmul,
    (_matmul_vjp_left, _matmul_vjp_right),
    (_matmul_jvp_left, _matmul_jvp_right),
    symbol="@",
)
TABLE[np.matmul] = MATMUL


@handles(np.dot)
def _dot(a: Any, b: Any) -> Any:
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return a * b
    if np.ndim(a) <= 2 and np.ndim(b) <= 2:
        return record(MATMUL, (a, b))
    return np.tensordot(a, b, axes=((-1,), (-2 if np.ndim(b) > 1 else -1,)))


@handles(np.vdot)
def _vdot(a: Any, b: Any, /) -> Any:
    return record(MATMUL, (np.ravel(a), np.ravel(b)))


@handles(np.inner)
def _inner(a: Any, b: Any, /) -> Any:
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return a * b
    return np.tensordot(a, b, axes=((-1,), (-1,)))


@handles(np.outer, np.linalg.outer)
def _outer(a: Any, b: Any) -> Any:
    return np.ravel(a)[:, None] * np.ravel(b)[None, :]


@handles(np.kron)
def _kron(a: Any, b: Any) -> Any:
    ndim = max(np.ndim(a), np.ndim(b))
    tall = tuple(n for k in (1,) * (ndim - np.ndim(a)) + np.shape(a) for n in (k, 1))
    wide = tuple(n for k in (1,) * (ndim - np.ndim(b)) + np.shape(b) for n in (1, k))
    shape = tuple(tall[2 * i] * wide[2 * i + 1] for i in range(ndim))
    return np.reshape(np.reshape(a, tall) * np.reshape(b, wide), shape)


@handles(np.tensordot)
def _tensordot(a: Any, b: Any, axes: Any = 2) -> Any:
    ndim_a, ndim_b = np.ndim(a), np.ndim(b)
    if isinstance(axes, int):
        left, right = list(range(ndim_a - axes, ndim_a)), list(range(axes))
    else:
        left, right = (
            [i % ndim for i in ([axis] if isinstance(axis, int) else axis)]
            for axis, ndim in zip(axes, (ndim_a, ndim_b), strict=True)
        )
    letters = iter(string.ascii_letters)
    of_a = [next(letters) for _ in range(ndim_a)]
    of_b = [next(letters) for _ in range(ndim_b)]
    for i, j in zip(left, right, strict=True):
        of_b[j] = of_a[i]
    kept = [c for i, c in enumerate(of_a) if i not in left]
    kept += [c for j, c in enumerate(of_b) if j not in right]
    return _einsum(f"{''.join(of_a)},{''.join(of_b)}->{''.join(kept)}", a, b)


# ---------------------------------------------------------------------------------- einsum


def _einsum_forward(*operands: Any, terms: tuple[str, ...], result: str) -> Any:
    spelling = f"{','.join(terms)}->{result}"
    return np.einsum(spelling, *operands, optimize=len(operands) > 2)[()]


def _fresh(used: str) -> str:
    return next(c for c in string.ascii_letters if c not in used)


def _einsum_vjp(
    position: int, g: Any, y: Any, *operands: Any, terms: tuple[str, ...], result: str
) -> Any:
    batch = g.ndim - np.ndim(raw(y))
    front = _fresh("".join(terms)) if batch else ""
    others = [(t, a) for i, (t, a) in enumerate(zip(terms, operands, strict=True)) if i != position]
    own, shape = terms[position], operands[position].shape
    known = result + "".join(t for t, _ in others)
    # An index that only this operand has was summed away: its cotangent repeats along it.
    lone = [(c, n) for c, n in zip(own, shape, strict=True) if c not in known]
    if lone:
        ones = np.ones([n for _, n in lone], raw(g).dtype)
        others.append(("".join(c for c, _ in lone), ones))
    spelling = ",".join([front + result, *(t for t, _ in others)]) + f"->{front}{own}"
    return _fit(np.einsum(spelling, g, *(a for _, a in others)), shape, batch)


def _einsum_jvp(
    position: int, t: Any, _y: Any, *operands: Any, terms: tuple[str, ...], result: str
) -> Any:
    front = _fresh("".join(terms)) if t.ndim > operands[position].ndim else ""
    spelled = [front + term if i == position else term for i, term in enumerate(terms)]
    moved = [t if i == position else a for i, a in enumerate(operands)]
    return np.einsum(f"{','.join(spelled)}->{front}{result}", *moved)


_EINSUM = Rule("np.einsum", _einsum_forward, Joined(_einsum_vjp), Joined(_einsum_jvp))


def _spelled_out(subscripts: str, ndims: Sequence[int]) -> tuple[list[str], str]:
    """Write the dots as letters and an implied result out in full."""
    text = subscripts.replace(" ", "")
    left, arrow, result = text.partition("->")
    terms = left.split(",")
    if len(terms) != len(ndims):
        raise ValueError(f"einsum '{subscripts}' names {len(terms)} operands, {len(ndims)} given")
    free = [c for c in string.ascii_letters[::-1] if c not in text]
    longest = max(
        n - len(t.replace("...", "")) if "..." in t else 0
        for t, n in zip(terms, ndims, strict=True)
    )
    dots = "".join(free[:longest])
    if not arrow:
        letters = sorted(set(left) - set(",."))
        result = "..." * ("..." in left) + "".join(c for c in letters if left.count(c) == 1)
    spelled = []
    for term, ndim in zip(terms, ndims, strict=True):
        count = ndim - len(term.replace("...", ""))
        if count < 0 or (count and "..." not in term):
            raise ValueError(f"einsum '{subscripts}': '{term}' does not fit {ndim} axes")
        spelled.append(term.replace("...", dots[len(dots) - count :]))
    return spelled, result.replace("...", dots)


@handles(np.einsum)
def _einsum(subscripts: Any, /, *operands: Any, optimize: Any = False) -> Any:  # noqa: ARG001
    if not isinstance(subscripts, str):
        raise TypeError("einsum is differentiated in its spelling with a string, 'ij,j->i'")
    arrays = [each if hasattr(each, "ndim") else np.asarray(each) for each in operands]
    terms, result = _spelled_out(subscripts, [a.ndim for a in arrays])
    for i, term in enumerate(list(terms)):
        # 'ii' is a product with the identity: 'ij,ij'.
        for place, c in enumerate(term):
            if c in term[:place]:
                new = _fresh("".join(terms) + result)
                terms[i] = terms[i][:place] + new + terms[i][place + 1 :]
                terms.append(c + new)
                arrays.append(np.eye(arrays[i].shape[place]))
    return record(_EINSUM, tuple(arrays), {"terms": tuple(terms), "result": result})


@handles(np.trace, np.linalg.trace)
def _trace(a: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    return np.sum(np.diagonal(a, offset, axis1, axis2), axis=-1)


# ---------------------------------------------------------------------------------- np.linalg

_INV = Rule(
    "np.linalg.inv",
    np.linalg.inv,
    (lambda g, y, a: -(_swap(y) @ g @ _swap(y)),),
    (lambda t, y, a: -(y @ t @ y),),
)


@handles(np.linalg.inv)
def _inv(a: Any) -> Any:
    return record(_INV, (a,))


def _tr(t: Any, inverse: Any) -> Any:
    """Return the trace of a product, matrix by matrix of a stack."""
    return np.sum(t * _swap(inverse), axis=(-2, -1))


_DET = Rule(
    "np.linalg.det",
    np.linalg.det,
    (lambda g, y, a: (g * y)[..., None, None] * _swap(np.linalg.inv(a)),),
    (lambda t, y, a: _tr(t, np.linalg.inv(a)) * y,),
)
_LOGDET = Rule(
    "np.linalg.slogdet",
    lambda a: np.linalg.slogdet(a)[1],
    (lambda g, y, a: g[..., None, None] * _swap(np.linalg.inv(a)),),
    (lambda t, y, a: _tr(t, np.linalg.inv(a)),),
)


@handles(np.linalg.det)
def _det(a: Any) -> Any:
    return record(_DET, (a,))


@handles(np.linalg.slogdet)
def _slogdet(a: Any) -> Any:
    return np.linalg.slogdet(raw(a))[0], record(_LOGDET, (a,))


def _solve_vjp_matrix(g: Any, y: Any, a: Any, _b: Any) -> Any:
    pulled = -(np.linalg.solve(_swap(a), g) @ _swap(y))
    return _fit(pulled, a.shape, g.ndim - y.ndim)


def _solve_vjp_right(g: Any, y: Any, a: Any, b: Any) -> Any:
    return _fit(np.linalg.solve(_swap(a), g), b.shape, g.ndim - y.ndim)


_SOLVE = Rule(
    "np.linalg.solve",
    np.linalg.solve,
    (_solve_vjp_matrix, _solve_vjp_right),
    (
        lambda t, y, a, b: -np.linalg.solve(a, _lift(t, a.ndim, b.ndim) @ y),
        lambda t, y, a, b: np.linalg.solve(a, _lift(t, b.ndim, a.ndim)),
    ),
)


@handles(np.linalg.solve)
def _solve(a: Any, b: Any) -> Any:
    a, b = (each if hasattr(each, "ndim") else np.asarray(each, float) for each in (a, b))
    if b.ndim == 1:
        return record(_SOLVE, (a, b[:, None]))[..., 0]
    return record(_SOLVE, (a, b))


@handles(np.linalg.norm)
def _norm(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:  # noqa: A002
    axes = from_the_right(axis, x.ndim)
    euclidean = ord is None or ord == "fro" or (ord == 2 and len(axes) == 1)
    if euclidean:
        return norm(x, axis, keepdims)
    if len(axes) != 1:
        raise TypeError(f"the norm of order {ord!r} of a matrix")
    size = np.absolute(x)
    if ord == math.inf:
        return np.max(size, axis=axis, keepdims=keepdims)
    if ord == -math.inf:
        return np.min(size, axis=axis, keepdims=keepdims)
    if ord == 1:
        return np.sum(size, axis=axis, keepdims=keepdims)
    return np.sum(size**ord, axis=axis, keepdims=keepdims) ** (1.0 / ord)
