"""Rules of cholesky, eigh, svd and qr.

A rule has one result, so the factors travel in one array, below each other, and are cut out again:
derivatives of any order then need no second decomposition.  Eigenvectors of equal eigenvalues have
no derivative; what depends on them gets inf or nan, what does not gets its exact derivative.
Cholesky and eigh read one triangle of their matrix, and so does the gradient: it is 0 in the other
triangle, as differences are.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from coursekit.autodiff.errors import AutodiffError
from coursekit.autodiff.rules.linear_algebra import swap
from coursekit.autodiff.rules.table import beyond, handles
from coursekit.autodiff.tape import Rule, raw, record

__all__: list[str] = []


def _from_triangle(a: Any, lower: bool) -> Any:
    """Return the symmetric matrices that the function sees: it reads one triangle only."""
    if lower:
        return np.tril(a) + swap(np.tril(a, -1))
    return np.triu(a) + swap(np.triu(a, 1))


def _eye_like(a: Any) -> Any:
    return np.eye(a.shape[-1], dtype=raw(a).dtype)


def _quotient(a: Any, b: Any) -> Any:
    """Return a / b, with 0 / 0 = 0."""
    with np.errstate(divide="ignore"):  # an infinity that nothing depends on is cut away again
        return a / (b + (np.equal(b, 0) & np.equal(a, 0)))


# ------------------------------------------------------------------------------------ Cholesky


def _half(a: Any) -> Any:
    """Return the lower triangle with half the diagonal."""
    n = a.shape[-1]
    return a * (np.tri(n, dtype=raw(a).dtype) - 0.5 * _eye_like(a))


def _cholesky_vjp(g: Any, y: Any, _a: Any) -> Any:
    inverse = np.linalg.inv(y)
    pulled = swap(inverse) @ _half(swap(y) @ g) @ inverse
    return 0.5 * (pulled + swap(pulled))


def _cholesky_jvp(t: Any, y: Any, _a: Any) -> Any:
    inverse = np.linalg.inv(y)
    return y @ _half(inverse @ t @ swap(inverse))


_CHOLESKY = Rule("np.linalg.cholesky", np.linalg.cholesky, (_cholesky_vjp,), (_cholesky_jvp,))


@handles(np.linalg.cholesky)
def _cholesky(a: Any, /, *, upper: bool = False) -> Any:
    factor = record(_CHOLESKY, (_from_triangle(a, not upper),))
    return swap(factor) if upper else factor


# ---------------------------------------------------------------------------------------- eigh


def _eigh_forward(a: Any, UPLO: Any) -> Any:  # the signs of the vectors depend on it
    values, vectors = np.linalg.eigh(a, UPLO)
    return np.concatenate([values[..., None, :], vectors], axis=-2)


def _gaps(values: Any) -> Any:
    return values[..., None, :] - values[..., :, None]


def _eigh_vjp(g: Any, y: Any, _a: Any, **_: Any) -> Any:
    values, vectors = y[..., 0, :], y[..., 1:, :]
    turn = swap(vectors) @ g[..., 1:, :]
    turn = 0.5 * (turn - swap(turn))
    inner = g[..., :1, :] * _eye_like(vectors) + _quotient(turn, _gaps(values))
    return vectors @ inner @ swap(vectors)


def _eigh_jvp(t: Any, y: Any, _a: Any, **_: Any) -> Any:
    values, vectors = y[..., 0, :], y[..., 1:, :]
    inner = swap(vectors) @ t @ vectors
    eye = _eye_like(vectors)
    turned = vectors @ _quotient(inner * (1 - eye), _gaps(values))
    return np.concatenate([np.sum(inner * eye, axis=-1)[..., None, :], turned], axis=-2)


_EIGH = Rule("np.linalg.eigh", _eigh_forward, (_eigh_vjp,), (_eigh_jvp,))


@handles(np.linalg.eigh)
def _eigh(a: Any, UPLO: str = "L") -> Any:
    both = record(_EIGH, (_from_triangle(a, UPLO.upper() == "L"),), {"UPLO": UPLO})
    like = type(np.linalg.eigh(np.eye(1)))
    return like(both[..., 0, :], both[..., 1:, :])


@handles(np.linalg.eigvalsh)
def _eigvalsh(a: Any, UPLO: str = "L") -> Any:
    return _eigh(a, UPLO)[0]


# ----------------------------------------------------------------------------------------- svd


def _svd_forward(a: Any) -> Any:
    u, s, v = np.linalg.svd(a, full_matrices=False)
    return np.concatenate([u, s[..., None, :], swap(v)], axis=-2)


def _svd_parts(y: Any, rows: int) -> tuple[Any, Any, Any]:
    """Return u, s as a row, and v, from what lies below each other."""
    return y[..., :rows, :], y[..., rows : rows + 1, :], y[..., rows + 1 :, :]


def _outside(basis: Any, x: Any) -> Any:
    """Return the part of x that is orthogonal to an orthonormal basis."""
    return x - basis @ (swap(basis) @ x)


def _svd_vjp(g: Any, y: Any, a: Any) -> Any:
    rows, columns = a.shape[-2:]
    u, s, v = _svd_parts(y, rows)
    gu, gs, gv = _svd_parts(g, rows)
    gaps = _gaps((s * s)[..., 0, :])
    of_u, of_v = swap(u) @ gu, swap(v) @ gv
    inner = gs * _eye_like(s)
    inner = inner + _quotient(of_u - swap(of_u), gaps) * s
    inner = inner + swap(s) * _quotient(of_v - swap(of_v), gaps)
    pulled = u @ inner @ swap(v)
    if rows > columns:
        pulled = pulled + _quotient(_outside(u, gu), s) @ swap(v)
    if columns > rows:
        pulled = pulled + u @ swap(_quotient(_outside(v, gv), s))
    return pulled


def _svd_jvp(t: Any, y: Any, a: Any) -> Any:
    rows, columns = a.shape[-2:]
    u, s, v = _svd_parts(y, rows)
    inner = swap(u) @ t @ v
    gaps, back = _gaps((s * s)[..., 0, :]), swap(inner)
    eye = _eye_like(s)
    du = u @ _quotient((inner * s + swap(s) * back) * (1 - eye), gaps)
    dv = v @ _quotient((swap(s) * inner + back * s) * (1 - eye), gaps)
    if rows > columns:
        du = du + _quotient(_outside(u, t @ v), s)
    if columns > rows:
        dv = dv + _quotient(_outside(v, swap(t) @ u), s)
    ds = np.sum(inner * eye, axis=-2)[..., None, :]
    return np.concatenate([du, ds, dv], axis=-2)


_SVD = Rule("np.linalg.svd", _svd_forward, (_svd_vjp,), (_svd_jvp,))


@handles(np.linalg.svd)
def _svd(
    a: Any, full_matrices: bool = True, compute_uv: bool = True, hermitian: bool = False
) -> Any:
    if hermitian:
        raise beyond("np.linalg.svd(hermitian=True) has no gradient rule; leave it out")
    if compute_uv and full_matrices and a.shape[-1] != a.shape[-2]:
        raise AutodiffError(
            f"np.linalg.svd of shape {a.shape} was asked for all of u and v, of which the part that"
            " belongs to no singular value is arbitrary and has no gradient. Give it"
            " full_matrices=False."
        )
    u, s, v = _svd_parts(record(_SVD, (a,)), a.shape[-2])
    if not compute_uv:
        return s[..., 0, :]
    return type(np.linalg.svd(np.eye(1)))(u, s[..., 0, :], swap(v))


@handles(np.linalg.svdvals)
def _svdvals(x: Any, /) -> Any:
    return _svd(x, compute_uv=False)


# ------------------------------------------------------------------------------------------ qr


def _qr_forward(a: Any) -> Any:
    return np.concatenate(np.linalg.qr(a), axis=-2)


def _qr_vjp(g: Any, y: Any, a: Any) -> Any:
    rows = a.shape[-2]
    q, r = y[..., :rows, :], y[..., rows:, :]
    gq, gr = g[..., :rows, :], g[..., rows:, :]
    inner = r @ swap(gr) - swap(gq) @ q
    lower = np.tril(inner)
    inner = lower + swap(np.tril(inner, -1))
    return (gq + q @ inner) @ swap(np.linalg.inv(r))


def _qr_jvp(t: Any, y: Any, a: Any) -> Any:
    rows = a.shape[-2]
    q, r = y[..., :rows, :], y[..., rows:, :]
    scaled = t @ np.linalg.inv(r)
    inner = swap(q) @ scaled
    lower = np.tril(inner, -1)
    turn = lower - swap(lower)
    return np.concatenate([q @ (turn - inner) + scaled, (inner - turn) @ r], axis=-2)


_QR = Rule("np.linalg.qr", _qr_forward, (_qr_vjp,), (_qr_jvp,))


@handles(np.linalg.qr)
def _qr(a: Any, mode: str = "reduced") -> Any:
    rows, columns = a.shape[-2:]
    if mode not in ("reduced", "r") and not (mode == "complete" and rows <= columns):
        raise beyond(f"np.linalg.qr with mode={mode!r} has no gradient rule")
    square = record(_QR, (a[..., : min(rows, columns)],))
    q, r = square[..., :rows, :], square[..., rows:, :]
    if columns > rows:
        r = np.concatenate([r, swap(q) @ a[..., rows:]], axis=-1)
    return r if mode == "r" else type(np.linalg.qr(np.eye(1)))(q, r)
