"""Rules of statistics and of making curves: median, quantile, cov, linspace, polynomials."""

from __future__ import annotations

from typing import Any

import numpy as np

from coursekit.autodiff.rules.axes import Axis, from_the_right
from coursekit.autodiff.rules.table import beyond, handles
from coursekit.autodiff.tape import Node, raw

__all__: list[str] = []


def _quantile_of(a: Any, q: Any, axis: Axis, keepdims: bool, *, without_nan: bool = False) -> Any:
    """Return quantiles between the two neighbours in order, q's axes in front as in NumPy."""
    axes = from_the_right(axis, a.ndim)
    kept = tuple(1 if i in axes else a.shape[i] for i in range(-a.ndim, 0))
    rest = [i for i in range(-a.ndim, 0) if i not in axes]
    flat = np.transpose(a, [i % a.ndim for i in (*rest, *axes)]) if a.ndim else a
    ordered = np.sort(np.reshape(flat, (*(a.shape[i] for i in rest), -1)), axis=-1)
    share = np.asarray(raw(q), np.result_type(raw(q), raw(a)))
    if np.any(share < 0) or np.any(share > 1):
        raise ValueError("quantiles lie between 0 and 1, percentiles between 0 and 100")
    found = _between(ordered, q, share, without_nan)
    found = np.moveaxis(found, range(len(rest), len(rest) + share.ndim), range(share.ndim))
    return np.reshape(found, share.shape + kept) if keepdims else found


def _between(ordered: Any, q: Any, share: Any, without_nan: bool) -> Any:
    """Return what lies at the shares q of the way along the last axis, where nan comes last."""
    lead = (*ordered.shape[:-1], *(1,) * share.ndim)
    last: Any = ordered.shape[-1] - 1
    if without_nan:
        last = np.sum(~np.isnan(raw(ordered)), axis=-1).reshape(lead) - 1
        last = np.maximum(last, 0).astype(share.dtype)
    below = np.floor(share * last)
    weight = q * last - below
    places = below.astype(int), np.minimum(below + 1, last).astype(int)
    if without_nan:
        low, high = (_along(ordered, each) for each in places)
    else:
        low, high = (ordered[..., each] for each in places)
    if not np.all(np.isfinite(raw(ordered))):
        # What has no weight may be infinite, and 0 times that would be nan.
        idle = (raw(weight) == 0) & ~np.isfinite(raw(high))
        high = np.where(idle, np.where(np.isfinite(raw(low)), low, 0.0), high)
    found = low * (1 - weight) + high * weight
    if without_nan:
        return found
    # NumPy's answer is nan where there is one.
    missing = np.where(np.isnan(raw(ordered)[..., -1]), np.nan, 0.0).reshape(lead)
    return found + missing.astype(raw(found).dtype)


def _along(ordered: Any, places: Any) -> Any:
    lead = ordered.shape[:-1]
    return np.reshape(np.take_along_axis(ordered, places.reshape(*lead, -1), -1), np.shape(places))


def _middle(without_nan: bool) -> Any:
    def entry(
        a: Any,
        axis: Axis = None,
        out: None = None,
        overwrite_input: bool = False,
        keepdims: bool = False,
    ) -> Any:
        del out, overwrite_input
        return _quantile_of(a, 0.5, axis, bool(keepdims), without_nan=without_nan)

    return entry


handles(np.median)(_middle(False))
handles(np.nanmedian)(_middle(True))


def _by_share(unit: float, without_nan: bool) -> Any:
    def entry(
        a: Any,
        q: Any,
        axis: Axis = None,
        out: None = None,
        overwrite_input: bool = False,
        method: str = "linear",
        keepdims: bool = False,
    ) -> Any:
        del out, overwrite_input
        if method != "linear":
            raise beyond(f"np.quantile with method={method!r} has no gradient rule")
        a, q = (
            each if isinstance(each, Node | float | int) else np.asarray(each) for each in (a, q)
        )
        return _quantile_of(a, q / unit, axis, bool(keepdims), without_nan=without_nan)

    return entry


handles(np.quantile)(_by_share(1.0, False))
handles(np.percentile)(_by_share(100.0, False))
handles(np.nanquantile)(_by_share(1.0, True))
handles(np.nanpercentile)(_by_share(100.0, True))


# ------------------------------------------------------------------------------------ histograms


def _edges(a: Any, bins: Any, span: Any, weights: Any) -> Any:
    """Return what is constant almost everywhere or, where they follow from the data, the edges."""
    if any(isinstance(each, Node) and each.tracked for each in (bins, weights, *(span or ()))):
        raise beyond("a histogram has a gradient by its data only, not by bins, range or weights")
    limits: Any = span and tuple(raw(x) for x in span)
    edges = np.histogram_bin_edges(raw(a), raw(bins), limits, raw(weights))
    if span is not None or np.ndim(raw(bins)) or not np.size(a):
        return edges
    low, high = np.min(a), np.max(a)
    margin = 0.5 * bool(low == high)
    return np.linspace(low - margin, high + margin, edges.size)


@handles(np.histogram_bin_edges)
def _histogram_bin_edges(
    a: Any,
    bins: Any = 10,
    range: Any = None,  # noqa: A002 - NumPy's name
    weights: Any = None,
) -> Any:
    return _edges(a, bins, range, weights)


@handles(np.histogram)
def _histogram(
    a: Any,
    bins: Any = 10,
    range: Any = None,  # noqa: A002 - NumPy's name
    density: Any = None,
    weights: Any = None,
) -> Any:
    edges = _edges(a, bins, range, weights)
    counts, _ = np.histogram(raw(a), raw(edges), None, False, raw(weights))
    return (counts / np.diff(edges) / np.sum(counts) if density else counts), edges


@handles(np.cov)
def _cov(
    m: Any, y: Any = None, rowvar: bool = True, bias: bool = False, ddof: int | None = None
) -> Any:
    def rows(x: Any) -> Any:
        lifted = np.atleast_2d(x)
        return lifted.T if not rowvar and np.ndim(x) == 2 else lifted

    x = rows(m) if y is None else np.concatenate([rows(m), rows(y)])
    double = np.result_type(x.dtype, float)
    x = x if x.dtype == double else x.astype(double)
    centred = x - np.mean(x, axis=1, keepdims=True)
    freedom = x.shape[1] - (ddof if ddof is not None else 0 if bias else 1)
    return np.squeeze(centred @ centred.T / freedom)


@handles(np.corrcoef)
def _corrcoef(x: Any, y: Any = None, rowvar: bool = True) -> Any:
    covariance = _cov(x, y, rowvar)
    if not covariance.ndim:
        return covariance / covariance
    spread = np.sqrt(np.diagonal(covariance))
    return covariance / spread[:, None] / spread


# ------------------------------------------------------------------------------------- curves


@handles(np.linspace)
def _linspace(
    start: Any,
    stop: Any,
    num: int = 50,
    endpoint: bool = True,
    retstep: bool = False,
    dtype: Any = None,
    axis: int = 0,
) -> Any:
    if dtype is not None:
        raise beyond("np.linspace with a dtype has no gradient rule")
    share = np.linspace(0.0, 1.0, num, endpoint)
    length = np.subtract(stop, start)
    share = np.reshape(share, (-1,) + (1,) * np.ndim(length))
    share = share.astype(np.result_type(raw(length), 1.0))
    line = start * (1 - share) + stop * share
    line = np.moveaxis(line, 0, axis) if np.ndim(length) else line
    return (line, length / (num - 1 if endpoint else num)) if retstep else line


@handles(np.logspace)
def _logspace(
    start: Any, stop: Any, num: int = 50, endpoint: bool = True, base: Any = 10.0, *, axis: int = 0
) -> Any:
    return base ** _linspace(start, stop, num, endpoint, axis=axis)


@handles(np.geomspace)
def _geomspace(
    start: Any, stop: Any, num: int = 50, endpoint: bool = True, *, axis: int = 0
) -> Any:
    sign = np.sign(start) * np.float64(1.0)  # in double precision, as in NumPy
    line = _linspace(np.log(start * sign), np.log(stop * sign), num, endpoint, axis=axis)
    return sign * np.exp(line)


# -------------------------------------------------------------------------------- polynomials


@handles(np.polyval)
def _polyval(p: Any, x: Any) -> Any:
    p = p if isinstance(p, Node) else np.asarray(p)
    x = x if isinstance(x, Node) else np.asarray(x)
    result: Any = x * 0.0
    for i in range(p.shape[0]):
        result = result * x + p[i]
    return result


def _aligned(combine: Any) -> Any:
    def entry(a1: Any, a2: Any) -> Any:
        one, two = np.atleast_1d(a1), np.atleast_1d(a2)
        n = max(one.size, two.size)
        return combine(np.pad(one, (n - one.size, 0)), np.pad(two, (n - two.size, 0)))

    return entry


handles(np.polyadd)(_aligned(np.add))
handles(np.polysub)(_aligned(np.subtract))


@handles(np.polymul)
def _polymul(a1: Any, a2: Any) -> Any:
    return np.convolve(np.atleast_1d(a1), np.atleast_1d(a2))


@handles(np.polyder)
def _polyder(p: Any, m: int = 1) -> Any:
    for _ in range(m):
        p = p[:-1] * np.arange(p.size - 1, 0, -1)
    return p


@handles(np.polyint)
def _polyint(p: Any, m: int = 1, k: Any = None) -> Any:
    p = np.atleast_1d(p)
    constants = np.zeros(m, raw(p).dtype) if k is None else np.broadcast_to(np.atleast_1d(k), m)
    for i in range(m):
        p = np.concatenate([p / np.arange(p.size, 0.0, -1), constants[i : i + 1]])
    return p


@handles(np.vander)
def _vander(x: Any, N: int | None = None, increasing: bool = False) -> Any:
    powers = np.arange(x.size if N is None else N, dtype=float)
    return x[:, None] ** (powers if increasing else powers[::-1])
