"""Cases of reductions, scans and statistics."""

import numpy as np
from support.rule_cases.case import POSITIVE, A, B, C, Case, V, W, calls, case

AXES = [
    {}, {"axis": None}, {"axis": 0}, {"axis": 1}, {"axis": -1}, {"axis": -2}, {"axis": (0, 1)},
    {"axis": (-1, 0), "keepdims": True}, {"axis": 0, "keepdims": True}, {"keepdims": True},
]  # fmt: skip
MASK = np.array([[True, False, True], [True, True, False]])
ENDS = np.array([0.0, np.inf, 0.0, -np.inf])
HOLES = np.array([[0.0, np.nan, 0.0], [0.0, 0.0, np.nan]])


def reductions() -> list[Case]:
    cases = []
    for function in (
        np.sum, np.mean, np.var, np.std, np.prod, np.max, np.min, np.ptp, np.amax, np.amin,
        np.nansum, np.nanmean, np.nanprod, np.nanmax, np.nanmin, np.nanvar, np.nanstd, np.median,
        np.linalg.norm,
    ):  # fmt: skip
        cases += calls(function, [A], AXES)
        cases += calls(function, [C], [{"axis": (0, 2)}, {"axis": -3}, {"axis": 1}])
        if function not in (np.var, np.std, np.nanvar, np.nanstd):
            cases += calls(function, [0.7])
    for function in (np.sum, np.prod, np.mean, np.max, np.min):
        cases += calls(function, [A[:, :, None][:, :, :0]], [{"axis": 0}, {"axis": (0, 1)}])
    for function in (np.sum, np.prod, np.linalg.norm):
        cases += calls(function, [A[:0]], [{"axis": 0}, {}])
    for function in (np.nansum, np.nanmean, np.nanprod, np.nanmax, np.nanmin, np.nanvar, np.nanstd,
                     np.nancumsum, np.nancumprod):  # fmt: skip
        cases.append(case(function, lambda a, f=function: f(a + HOLES, axis=0), A))
        cases.append(case(function, lambda a, f=function: f(a + HOLES), A))
    for function in (np.sum, np.mean, np.prod, np.var, np.std):
        cases += calls(function, [A], [{"where": MASK}, {"where": MASK, "axis": 1}])
        cases += calls(function, [A], [{"dtype": float}, {"dtype": None, "out": None}])
    for function in (np.max, np.min):
        cases += calls(function, [A], [{"initial": 0.3}, {"where": MASK, "initial": 0.3}])
    for function in (np.sum, np.prod):
        cases += calls(function, [A], [{"initial": 2.0}, {"initial": 0.5, "axis": 0}])
    for function in (np.var, np.std, np.nanvar, np.nanstd):
        cases += calls(function, [A], [{"ddof": 1}, {"ddof": 1, "axis": 1, "keepdims": True}])
    return cases


def scans() -> list[Case]:
    along = [{}, {"axis": 0}, {"axis": 1}, {"axis": -1}, {"axis": None}]
    cases = []
    for function in (np.cumsum, np.cumprod, np.nancumsum, np.nancumprod):
        cases += calls(function, [A], along)
        cases += calls(function, [C], [{"axis": -2}])
        cases += calls(function, [0.7])
        cases += calls(function, [np.array([0.0, 1.5, 0.0, 2.0])])
    for name in ("cumulative_sum", "cumulative_prod"):  # newer versions of NumPy have them
        if function := getattr(np, name, None):
            cases += calls(function, [V], [{}, {"include_initial": True}])
            cases += calls(function, [A], [{"axis": 0}, {"axis": 1, "include_initial": True}])
    cases += calls(
        np.diff, [A], [{}, {"n": 2}, {"axis": 0}, {"n": 0}, {"axis": -1, "prepend": 0.5}]
    )
    x = [0.0, 0.4, 1.0, 1.3]
    return [
        *cases,
        case(np.diff, lambda a, b: np.diff(a, prepend=b, append=2 * b), V, 0.7),
        case(np.diff, lambda a, b: np.diff(a, axis=0, append=b), A, B),
        case(np.diff, lambda b: np.diff(A, prepend=b), B[:, :1]),
        *calls(np.ediff1d, [A], [{}, {"to_end": [1.0, 2.0]}, {"to_begin": 0.5}]),
        case(np.ediff1d, lambda a, b: np.ediff1d(a, b, 2 * b), V, 0.7),
        *calls(np.gradient, [V], [{}, {"edge_order": 2}]),
        *calls(np.gradient, [A], [{}, {"axis": 0}, {"axis": -1}, {"axis": (1, 0)}]),
        case(np.gradient, lambda a: np.gradient(a, 0.5), A),
        case(np.gradient, lambda a: np.gradient(a, 0.5, 0.2), A),
        case(np.gradient, lambda a: np.gradient(a, x), V),
        case(np.gradient, lambda a: np.gradient(a, x, edge_order=2), V),
        case(np.gradient, lambda a, t: np.gradient(a, t), V, x),
        case(np.gradient, lambda a: np.gradient(a, [0.0, 0.4, 1.0], axis=-1, edge_order=2), A),
        *calls(np.trapezoid, [V], [{}, {"dx": 0.5}, {"x": x}]),
        *calls(np.trapezoid, [A], [{"axis": 0}, {"axis": -1, "x": [0.0, 1.0, 3.0]}]),
        case(np.trapezoid, lambda t: np.trapezoid(np.ones(4), t), x),
        case(np.trapezoid, lambda y, t: np.trapezoid(y, t, axis=0), A.T, A.T),
        *calls(np.convolve, [V, W], [{}, {"mode": "same"}, {"mode": "valid"}]),
        *calls(np.convolve, [W[:2], V], [{"mode": "same"}, {"mode": "valid"}]),
        case(np.convolve, lambda v: np.convolve(V, v), W),
        *calls(np.correlate, [V, W], [{}, {"mode": "same"}, {"mode": "full"}]),
        *calls(np.correlate, [W, V], [{}, {"mode": "full"}, {"mode": "same"}]),
        case(np.interp, lambda t, f: np.interp(t, x, f), [0.2, -1.0, 2.0, 1.1], V),
        case(np.interp, lambda t, p: np.interp(t, p, V, left=7.0, right=8.0), [0.2, -1.0, 2], x),
        case(np.interp, lambda t: np.interp(t, x, V), 0.9),
        case(np.unwrap, lambda a: np.unwrap(3 * a), V),
        case(np.unwrap, lambda a: np.unwrap(5 * a, axis=0, period=4.0), A),
    ]


def statistics() -> list[Case]:
    return [
        *calls(np.average, [A], [{}, {"axis": 1}, {"axis": 0, "weights": [1.0, 3.0]}]),
        *calls(np.average, [A], [{"weights": POSITIVE}, {"axis": -1, "returned": True}]),
        case(np.average, lambda a, w: np.average(a, weights=w), A, POSITIVE),
        case(np.average, lambda w: np.average(A, 1, w, keepdims=True), POSITIVE[0]),
        *calls(np.median, [V], [{}, {"keepdims": True}]),
        *(
            c
            for f in (np.median, np.nanmedian)
            for c in calls(f, [V], [{}, {"keepdims": True}]) + calls(f, [A], [{"axis": 0}])
        ),
        case(np.nanmedian, lambda a: np.nanmedian(a + HOLES, axis=1), A),
        *(case(f, lambda a, f=f: f(a + ENDS), V) for f in (np.median, np.nanmedian)),
        *(
            case(f, lambda a, q, f=f, u=unit: f(a, q * u, axis=1), A, [0.1, 0.6])
            for f, unit in (
                (np.quantile, 1),
                (np.percentile, 100),
                (np.nanquantile, 1),
                (np.nanpercentile, 100),
            )
        ),
        *(
            case(f, lambda a, f=f, u=unit, kw=kw: f(a + HOLES, np.array([[30], [80]]) / u, **kw), A)
            for f, unit in ((np.nanquantile, 100), (np.nanpercentile, 1))
            for kw in ({}, {"axis": 1}, {"axis": (1, 0), "keepdims": True})
        ),
        *calls(np.quantile, [A], [{"q": 0.3}, {"q": [0.1, 0.5, 1.0], "axis": 1}]),
        *calls(np.quantile, [C], [{"q": [[0.2], [0.9]], "axis": (0, -1), "keepdims": True}]),
        *calls(np.percentile, [A], [{"q": 30}, {"q": [10, 75], "axis": 0}]),
        *calls(np.cov, [A], [{}, {"bias": True}, {"rowvar": False}, {"ddof": 0}]),
        *calls(np.cov, [V, B.ravel()[:4]]),
        *calls(np.cov, [V]),
        *calls(np.corrcoef, [C[0] + C[1] ** 2], [{}, {"rowvar": False}], single=False),
        *calls(np.corrcoef, [V, B.ravel()[:4]]),
        *calls(np.linspace, [0.3, 1.7], [{"num": 4}, {"num": 3, "endpoint": False}]),
        *calls(np.linspace, [0.3, 1.7], [{"num": 4, "retstep": True}]),
        *calls(np.linspace, [A, B[0]], [{"num": 3}, {"num": 3, "axis": -1}]),
        case(np.linspace, lambda b: np.linspace(0, b, 5), 1.7),
        *calls(np.logspace, [0.3, 1.1], [{"num": 3}, {"num": 3, "base": 2.0}]),
        *calls(np.geomspace, [0.3, 1.7], [{"num": 4}]),
        *calls(np.geomspace, [-0.3, -1.7], [{"num": 3, "endpoint": False}]),
        *calls(np.polyval, [W, A]),
        case(np.polyval, lambda x: np.polyval([1.0, 2.0, 3.0], x), A),
        case(np.polyval, lambda p: np.polyval(p, 1.5), W),
        *calls(np.polyadd, [V, W]),
        *calls(np.polysub, [W, V]),
        *calls(np.polymul, [V, W]),
        *calls(np.polyder, [V], [{}, {"m": 2}]),
        *calls(np.polyint, [V], [{}, {"m": 2}]),
        case(np.polyint, lambda p: np.polyint(p, 2, [1.5, 2.0]), V),
        *calls(np.histogram, [A], [{"bins": 3}, {"bins": 4, "density": True}]),
        case(
            np.histogram, lambda a: np.histogram(a, [-1.0, 0.0, 2.0], density=True)[0] + a[0, 0], A
        ),
        *calls(np.histogram_bin_edges, [A], [{}, {"bins": "sturges"}]),
        *calls(np.vander, [W], [{}, {"N": 2}, {"N": 4, "increasing": True}]),
    ]


CASES = [*reductions(), *scans(), *statistics()]
