"""Cases of products, of np.linalg, and of einsum in all its spellings."""

import numpy as np
from support.rule_cases.case import A, B, C, Case, V, W, calls, case, numbers

M = np.array([[2.0, 0.5, -0.3], [-0.4, 1.5, 0.2], [0.1, 0.7, -1.8]])
S = np.stack([M, M.T @ M * 0.5])
DEFINITE = np.array([[2.0, 0.5], [0.5, 1.0]])
STACK = np.stack([DEFINITE, 2 * DEFINITE + 0.3])
TALL = np.array([[1.0, 0.5], [-0.3, 2.0], [0.8, 0.1]])


def products() -> list[Case]:
    pairs = [
        (V, V), (A, W), (W, A.T), (A, B.T), (C, B.T), (A, np.swapaxes(C, 1, 2)),
        (C, np.swapaxes(C, 1, 2)), (C[:1], np.swapaxes(C, 1, 2)), (C, W), (W, np.swapaxes(C, 1, 2)),
    ]  # fmt: skip
    cases = []
    for a, b in pairs:
        cases += calls(np.matmul, [a, b])
    for function in (np.linalg.matmul, np.dot):
        for a, b in pairs[1:4]:
            cases += calls(function, [a, b])
    for a, b in ((0.7, A), (A, 0.7), (C, B.T), (C, W), (A, np.swapaxes(C, 1, 2)), (V, V)):
        cases += calls(np.dot, [a, b])
    for a, b in ((V, 2 * V), (A, B), (0.7, A), (A, W), (C, A)):
        cases += calls(np.inner, [a, b])
    for a, b in ((V, W), (A, W), (0.7, W)):
        cases += calls(np.outer, [a, b])
    cases += calls(np.linalg.outer, [V, W])
    for a, b in ((A, B), (V, V**2)):
        cases += calls(np.vdot, [a, b])
    for a, b in ((A, B), (W, A), (A, W), (0.7, W)):
        cases += calls(np.kron, [a, b])
    for axes, right in (
        (2, numbers(2, 3, 2, seed=8)), (1, numbers(3, 2, seed=8)), (0, W),
        (([1, 2], [1, 0]), numbers(3, 2, seed=8)), (((-1,), (0,)), W), ((1, 1), B[:, :2]),
    ):  # fmt: skip
        cases += calls(np.tensordot, [C, right], [{"axes": axes}])
    return cases


def other_products() -> list[Case]:
    cases = calls(np.linalg.tensordot, [A, B], [{"axes": 2}, {"axes": ([0], [0])}])
    cases += calls(np.cross, [A, B], [{}, {"axis": -1}])
    cases += calls(np.cross, [W, B])
    cases += calls(np.cross, [A.T, B], [{"axisa": 0, "axisb": 1, "axisc": 0}])
    cases += calls(np.linalg.cross, [A.T, B.T], [{"axis": 0}])
    for function in (getattr(np, "vecdot", None), np.linalg.vecdot):
        if function:
            cases += calls(function, [A, B], [{}, {"axis": 0}])
            cases += calls(function, [A, W])
    if hasattr(np, "matvec"):  # ufuncs of newer versions
        cases += calls(np.matvec, [C, W])
        cases += calls(np.vecmat, [V[:2], C])
    cases.append(case(np.linalg.multi_dot, lambda a, b: np.linalg.multi_dot([a, b, a]), A, B.T))
    for function in (np.matmul, np.dot, np.inner, np.outer, np.kron):
        cases.append(case(function, lambda a, f=function: f(a, M), M))
        cases.append(case(function, lambda b, f=function: f(M, b), M))
        cases.append(case(function, lambda b, f=function: f([1.0, 2.0, 3.0], b), W))
    return cases


def einsums() -> list[Case]:
    spellings = [
        ("ij,j->i", A, W), ("ij,kj->ik", A, B), ("ij->ji", A), ("ij->", A), ("ij->j", A),
        ("ii->i", M), ("ii", M), ("i,i->", V, V), ("i,j->ij", V, W), ("ij,ij->i", A, B),
        ("bij,bkj->bik", C, C), ("...ij,...j->...i", C, B), ("...ij,j->...i", C, W),
        ("ij,kj", A, B), ("i,ij,j->", V[:2], A, W), ("iij->ij", numbers(2, 2, 3)),
        ("i...->...", A), ("...,...->...", A[:, :1], W), ("i,->i", W, 0.7), ("ab , cb -> ca", A, B),
        ("i,i->", V, [0.7]), ("ij,jk->ik", A[:, :1], C[0]), ("...i,i...->...", A, M[:, :1]),
        ("...", A), ("ij,jk", A, M), ("ii,jj->ij", M, DEFINITE), ("iii->", numbers(2, 2, 2)),
    ]  # fmt: skip
    return [
        *(case(np.einsum, lambda *a, s=s: np.einsum(s, *a), *args) for s, *args in spellings),
        case(np.einsum, lambda a, b: np.einsum(a, [0, 1], b, [2, 1], [0, 2]), A, B),
        case(np.einsum, lambda a, b: np.einsum(a, [0, 1], b, [1, 2]), A, M),
        case(np.einsum, lambda a: np.einsum(a, [..., 0], [0, ...]), C),
        case(np.einsum, lambda a: np.einsum("ij,jk,kl->il", B.T, a, M, optimize=True), A),
        case(np.einsum, lambda b: np.einsum("ij,j", A, b, optimize="greedy"), W),
    ]


def solving() -> list[Case]:
    right = np.stack([A.T, A.T + 0.5])
    return [
        *calls(np.linalg.inv, [M]),
        *calls(np.linalg.inv, [S]),
        *calls(np.linalg.det, [M]),
        *calls(np.linalg.det, [S]),
        *calls(np.linalg.slogdet, [M]),
        *calls(np.linalg.slogdet, [S]),
        *calls(np.linalg.solve, [M, W]),
        *calls(np.linalg.solve, [M, A.T]),
        *calls(np.linalg.solve, [S, A.T]),
        *calls(np.linalg.solve, [M, right]),
        case(np.linalg.solve, lambda b: np.linalg.solve(S, b), W),
        case(np.linalg.solve, lambda a: np.linalg.solve(a, [1.0, 2.0, 3.0]), M),
        *calls(np.linalg.tensorsolve, [S.reshape(2, 3, 3)[0][:, :, None], W]),
        *calls(np.linalg.tensorinv, [M.reshape(3, 3, 1)], [{"ind": 1}]),
        *(c for n in (0, 1, 2, 5, -1, -3)
          for c in calls(np.linalg.matrix_power, [0.7 * M], [{"n": n}], single=False)),
        *calls(np.linalg.matrix_power, [S], [{"n": 2}], single=False),
        *calls(np.linalg.pinv, [TALL], single=False),
        *calls(np.linalg.pinv, [TALL.T], [{}, {"rcond": 1e-10}], single=False),
        *calls(np.linalg.pinv, [np.stack([TALL, TALL + 0.2])], single=False),
        *calls(np.linalg.pinv, [M]),
        *calls(np.linalg.lstsq, [TALL, W], single=False),
        *calls(np.linalg.lstsq, [TALL, A.T], single=False),
        case(np.linalg.lstsq, lambda b: np.linalg.lstsq(TALL, b, rcond=None)[0], W),
    ]  # fmt: skip


def decompositions() -> list[Case]:
    wide = A + 0.1 * B**2
    cases = [
        *calls(np.linalg.cholesky, [DEFINITE]),
        *calls(np.linalg.cholesky, [STACK]),
        *calls(np.linalg.eigh, [M], [{}, {"UPLO": "U"}], single=False),
        *calls(np.linalg.eigh, [STACK], single=False),
        *calls(np.linalg.eigh, [numbers(6, 6)], [{"UPLO": "U"}, {"UPLO": "u"}], single=False),
        *calls(np.linalg.eigvalsh, [M], [{}, {"UPLO": "U"}]),
        *calls(np.linalg.svd, [M], single=False),
        *calls(np.linalg.svd, [M], [{"compute_uv": False}]),
        *(c for x in (TALL, wide, np.stack([TALL, TALL + 0.2]))
          for c in calls(np.linalg.svd, [x], [{"full_matrices": False}], single=False)),
        *calls(np.linalg.svd, [wide], [{"compute_uv": False}]),
        *calls(np.linalg.svdvals, [TALL]),
        *calls(np.linalg.qr, [M], single=False),
        *calls(np.linalg.qr, [TALL], [{}, {"mode": "r"}], single=False),
        *calls(np.linalg.qr, [wide], single=False),
        *calls(np.linalg.qr, [np.stack([TALL, TALL + 0.2])], single=False),
        *calls(np.linalg.cond, [M], [{}, {"p": -2}, {"p": 1}, {"p": "fro"}], single=False),
    ]  # fmt: skip
    try:
        np.linalg.cholesky(DEFINITE, upper=True)
    except TypeError:  # older versions of NumPy have the lower factor only
        return cases
    return [*cases, *calls(np.linalg.cholesky, [DEFINITE], [{"upper": True}])]


def norms() -> list[Case]:
    orders = [None, 0, 1, 2, 3, 2.5, 0.5, -1, -2, np.inf, -np.inf]
    cases = []
    for order in orders:
        cases += calls(np.linalg.norm, [V], [{"ord": order}])
        cases += calls(np.linalg.norm, [A], [{"ord": order, "axis": 1, "keepdims": True}])
        if order is not None:
            cases += calls(np.linalg.vector_norm, [A], [{"ord": order}, {"ord": order, "axis": 0}])
    for order in (None, "fro", "nuc", 1, -1, 2, -2, np.inf, -np.inf):
        cases += calls(np.linalg.norm, [A], [{"ord": order}, {"ord": order, "keepdims": True}])
        cases += calls(np.linalg.norm, [C], [{"ord": order, "axis": (2, 0)}])
        cases += calls(np.linalg.norm, [C], [{"ord": order, "axis": (0, 1), "keepdims": True}])
        if order is not None:
            cases += calls(np.linalg.matrix_norm, [C], [{"ord": order}])
    # Steep or kinked at an entry of 0, but for these orders smooth beside it.
    cases += calls(np.linalg.norm, [np.array([0.0, 1.2, -0.7])], [{"ord": 4}, {}])
    return cases


CASES = [*products(), *other_products(), *einsums(), *solving(), *decompositions(), *norms()]
