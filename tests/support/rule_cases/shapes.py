"""Cases of what moves entries about: shapes, joining and taking apart, indexing, sorting."""

import numpy as np
from support.rule_cases.case import A, B, C, Case, V, W, calls, case


def shapes() -> list[Case]:
    ones = A[:, None, :, None]
    return [
        case(np.reshape, lambda a: np.reshape(a, (3, 2)), A),
        case(np.reshape, lambda a: np.reshape(a, -1), A),
        case(np.reshape, lambda a: np.reshape(a, np.array([3, 2])), A),
        case(np.reshape, lambda a: np.reshape(a, (3, -1), order="F"), A),
        case(np.reshape, lambda a: np.reshape(a, (-1, 2), "A"), A),
        case(np.reshape, lambda a: np.reshape(a, ()), A[:1, :1]),
        case(np.reshape, lambda a: np.reshape(a, (1, 1)), 0.7),
        case(np.reshape, lambda a: np.reshape(a, (3, 0)), A[:0]),
        *calls(np.ravel, [A], [{}, {"order": "C"}, {"order": "F"}, {"order": "K"}]),
        *calls(np.ravel, [0.7]),
        *calls(np.squeeze, [ones], [{}, {"axis": 1}, {"axis": -1}, {"axis": (1, 3)}]),
        *calls(np.expand_dims, [A], [{"axis": 0}, {"axis": -1}, {"axis": (0, 3)}]),
        *calls(np.expand_dims, [0.7], [{"axis": 0}]),
        *(c for f in (np.atleast_1d, np.atleast_2d, np.atleast_3d)
          for x in (0.7, V, A, C) for c in calls(f, [x])),
        *(c for f in (np.atleast_1d, np.atleast_2d, np.atleast_3d) for c in calls(f, [0.7, V])),
        *calls(np.transpose, [C], [{}, {"axes": (1, 2, 0)}, {"axes": (-1, 0, 1)}]),
        *calls(np.transpose, [0.7]),
        *calls(np.swapaxes, [C], [{"axis1": 0, "axis2": -1}]),
        *calls(np.moveaxis, [C], [{"source": 0, "destination": -1},
                                  {"source": (0, 1), "destination": (2, 0)}]),
        *calls(np.rollaxis, [C], [{"axis": 2}, {"axis": 0, "start": 3}, {"axis": -1, "start": 1}]),
        *calls(np.matrix_transpose, [C]),
        *calls(np.linalg.matrix_transpose, [C]),
        *calls(np.broadcast_to, [A], [{"shape": (2, 2, 3)}]),
        *calls(np.broadcast_to, [A[:, :1]], [{"shape": (2, 3)}]),
        *calls(np.broadcast_to, [0.7], [{"shape": 3}, {"shape": ()}]),
        *calls(np.broadcast_arrays, [A[:, :1], W]),
        case(np.broadcast_arrays, lambda a: np.broadcast_arrays(a, B), W),
        *calls(np.meshgrid, [V, W], [{}, {"indexing": "ij"}, {"sparse": True}]),
        *calls(np.meshgrid, [V[:2], W[:2], V[2:]], [{}, {"indexing": "ij"}]),
        case(np.meshgrid, lambda a: np.meshgrid(a, B[0]), V),
        case(np.full_like, lambda a: np.full_like(a, a[0, 1]), A),
        case(np.full_like, lambda a: np.full_like(a, a[0], shape=(4, 3)), A),
        *([case(np.astype, lambda a: np.astype(a, float), A)] if hasattr(np, "astype") else []),
    ]  # fmt: skip


def joining() -> list[Case]:
    cases = [
        *(case(np.concatenate, lambda a, b, kw=kw: np.concatenate([a, b], **kw), A, B)
          for kw in ({}, {"axis": 1}, {"axis": -2}, {"axis": None}, {"dtype": float})),
        case(np.concatenate, lambda a: np.concatenate((B, a, a[:0]), 0), A),
        case(np.concatenate, lambda a: np.concatenate([a]), A),
        *(case(np.stack, lambda a, b, kw=kw: np.stack([a, b], **kw), A, B)
          for kw in ({}, {"axis": 1}, {"axis": -1})),
        case(np.stack, lambda a: np.stack([1.0, a, 2 * a]), 0.7),
        case(np.stack, lambda a: np.stack((B, a)), A),
    ]  # fmt: skip
    for function in (np.hstack, np.vstack, np.dstack, np.column_stack):
        cases.append(case(function, lambda a, b, f=function: f([a, b]), A, B))
        cases.append(case(function, lambda a, b, f=function: f((a, b, [1.0, 2.0, 3.0])), W, 2 * W))
        cases.append(case(function, lambda a, f=function: f([B, a]), A))
        if function is not np.column_stack:
            cases.append(case(function, lambda a, f=function: f([a, 1.0]), 0.7))
    return [
        *cases,
        case(np.block, lambda a, b: np.block([[a, 2 * b], [b, a]]), A, B),
        case(np.block, lambda a, b: np.block([a, b]), V, 0.7),
        case(np.block, lambda b: np.block([[A, np.ones((2, 1))], [b, 1.0]]), W),
        *calls(np.append, [A, B], [{}, {"axis": 0}, {"axis": 1}]),
        case(np.append, lambda b: np.append(A, b), 0.7),
        case(np.append, lambda a: np.append(a, [1.0, 2.0]), A),
        *calls(np.split, [V], [{"indices_or_sections": 2}, {"indices_or_sections": [1, 3]}]),
        *calls(np.split, [A], [{"indices_or_sections": 3, "axis": 1}]),
        *calls(np.array_split, [V], [{"indices_or_sections": 3}, {"indices_or_sections": [1, 9]}]),
        *calls(np.array_split, [A], [{"indices_or_sections": 2, "axis": -1}]),
        *calls(np.hsplit, [A], [{"indices_or_sections": 3}]),
        *calls(np.hsplit, [V], [{"indices_or_sections": 2}]),
        *calls(np.vsplit, [A], [{"indices_or_sections": 2}]),
        *calls(np.dsplit, [C], [{"indices_or_sections": [1]}]),
        *(calls(np.unstack, [A], [{}, {"axis": -1}]) if hasattr(np, "unstack") else []),
    ]


def moving() -> list[Case]:
    return [
        *calls(np.flip, [A], [{}, {"axis": 0}, {"axis": -1}, {"axis": (0, 1)}]),
        *calls(np.flip, [0.7]),
        *calls(np.flipud, [A]),
        *calls(np.fliplr, [A]),
        *calls(np.rot90, [A], [{}, {"k": 2}, {"k": -1}]),
        *calls(np.rot90, [C], [{"axes": (1, 2)}, {"k": 3, "axes": (2, 0)}]),
        *calls(np.roll, [A], [{"shift": 1}, {"shift": -4}, {"shift": 1, "axis": 1}]),
        *calls(np.roll, [A], [{"shift": (1, 2), "axis": (0, -1)}]),
        *calls(np.repeat, [A], [{"repeats": 2}, {"repeats": [1, 0, 2], "axis": 1}]),
        *calls(np.repeat, [0.7], [{"repeats": 3}]),
        *calls(np.tile, [A], [{"reps": 2}, {"reps": (2, 1)}, {"reps": (2, 1, 2)}]),
        *calls(np.tile, [0.7], [{"reps": (2, 2)}]),
        case(np.flip, lambda a: np.flip(m=a), V),
        case(np.tile, lambda a: np.tile(A=a, reps=2), V),
        *calls(np.resize, [A], [{"new_shape": (3, 3)}, {"new_shape": 4}]),
        *calls(np.delete, [A], [{"obj": 1, "axis": 1}, {"obj": [0, 4]}, {"obj": slice(2)}]),
        case(np.insert, lambda a, b: np.insert(a, 1, b), V, 0.7),
        case(np.insert, lambda a, b: np.insert(a, [0, 2], b, axis=1), A, B[:, :2]),
        case(np.insert, lambda b: np.insert(V, 2, b), W),
        *(c for mode in ("edge", "reflect", "symmetric", "wrap")
          for c in calls(np.pad, [A], [{"pad_width": ((1, 1), (0, 2)), "mode": mode}])),
        *calls(np.pad, [A], [{"pad_width": 1}, {"pad_width": ((0, 2), (1, 0))}]),
        *calls(np.pad, [V], [{"pad_width": (2, 1), "constant_values": (5.0, 6.0)}]),
        case(np.pad, lambda a: np.pad(a, 1, constant_values=a[1]), V),
        case(np.pad, lambda a: np.pad(a, (0, 0)), V),
        case(np.pad, lambda a: np.pad(a, 2), V[:0]),
    ]  # fmt: skip


def indexing() -> list[Case]:
    order = np.argsort(-A, axis=0)
    return [
        *calls(np.take, [A], [{"indices": [1, 1, 5]}, {"indices": 2}]),
        *calls(np.take, [A], [{"indices": [0], "axis": -1}]),
        *calls(np.take, [A], [{"indices": [[0, 1], [1, 1]], "axis": 0}]),
        *calls(np.take, [A], [{"indices": [7, -9], "mode": "wrap"}]),
        *calls(np.take, [A], [{"indices": 9, "mode": "clip"}]),
        *calls(np.take_along_axis, [A], [{"indices": order, "axis": 0}]),
        *calls(np.take_along_axis, [A], [{"indices": np.array([0, 0, 4]), "axis": None}]),
        *calls(np.sort, [A], [{}, {"axis": 0}, {"axis": None}, {"kind": "stable"}]),
        *calls(np.partition, [A], [{"kth": 1}, {"kth": 0, "axis": 0}, {"kth": 3, "axis": None}]),
        case(np.unique, lambda a: np.unique(np.concatenate([a, a])), V),
        *calls(np.unique_counts, [V]),
        *calls(np.unique_inverse, [A]),
        *calls(np.ix_, [V, W]),
        *calls(np.lib.stride_tricks.sliding_window_view, [V], [{"window_shape": 3}]),
        *calls(np.lib.stride_tricks.sliding_window_view, [A],
               [{"window_shape": (2, 2)}, {"window_shape": 2, "axis": 1}]),
        case(np.extract, lambda a: np.extract(A > 0, a), A),
        case(np.compress, lambda a: np.compress([True, False, True], a, axis=1), A),
        case(np.compress, lambda a: np.compress([False, True, True], a), A),
        case(np.trim_zeros, lambda a: np.trim_zeros(np.append([0.0], a)), V),
        *calls(np.diagonal, [A], [{}, {"offset": 1}, {"offset": -1, "axis1": 1, "axis2": 0}]),
        *calls(np.diagonal, [C], [{"axis1": 0, "axis2": 2}]),
        *calls(np.diagonal, [C], [{"offset": 1, "axis1": -2, "axis2": -1}]),
        *calls(np.linalg.diagonal, [C], [{}, {"offset": 1}]),
        *calls(np.diag, [A], [{}, {"k": 1}, {"k": -1}]),
        *calls(np.diag, [W], [{}, {"k": 2}, {"k": -1}]),
        *calls(np.diagflat, [A], [{}, {"k": 1}]),
        *calls(np.trace, [A], [{}, {"offset": 1}]),
        *calls(np.trace, [C], [{"axis1": 1, "axis2": -1}]),
        *calls(np.linalg.trace, [C], [{}, {"offset": 1}]),
        *calls(np.tril, [A], [{}, {"k": 1}, {"k": -1}]),
        *calls(np.tril, [W]),
        *calls(np.triu, [C], [{}, {"k": 1}, {"k": -1}]),
    ]  # fmt: skip


CASES = [*shapes(), *joining(), *moving(), *indexing()]
