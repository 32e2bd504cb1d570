"""The rule of einsum: each cotangent and each tangent is an einsum again."""

from __future__ import annotations

import string
from collections.abc import Sequence
from typing import Any

import numpy as np

from coursekit.autodiff.rules.table import Joined, handles
from coursekit.autodiff.tape import Rule, raw, record

__all__: list[str] = []


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
    return np.einsum(spelling, g, *(a for _, a in others))


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
    if dots and arrow and "..." not in result:
        raise ValueError(f"einsum '{subscripts}': the result needs the axes of '...' as well")
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


# NumPy's numbers for letters, in the order in which an implied result has them.
_LETTERS = string.ascii_uppercase + string.ascii_lowercase


def _as_text(operands: tuple[Any, ...]) -> tuple[str, tuple[Any, ...]]:
    """Write einsum(a, [0, 1], b, [1, 2], [0, 2]) as einsum("AB,BC->AC", a, b)."""
    pairs = len(operands) // 2

    def term(labels: Any) -> str:
        return "".join("..." if label is Ellipsis else _LETTERS[label] for label in labels)

    text = ",".join(term(operands[2 * i + 1]) for i in range(pairs))
    if len(operands) % 2:
        text += "->" + term(operands[-1])
    return text, operands[: 2 * pairs : 2]


def _without_stretching(terms: list[str], arrays: list[Any]) -> tuple[list[str], list[Any]]:
    """Leave out the axes of length 1 that another operand stretches: they say nothing there."""
    lengths: dict[str, int] = {}
    for term, a in zip(terms, arrays, strict=True):
        for c, n in zip(term, a.shape, strict=True):
            if n != a.shape[term.index(c)]:
                raise ValueError(f"einsum: '{c}' in '{term}' names axes of different lengths")
            lengths[c] = lengths.get(c, 1) if n == 1 else n
    for i, (term, a) in enumerate(zip(terms, arrays, strict=True)):
        kept = [(c, n) for c, n in zip(term, a.shape, strict=True) if n != 1 or lengths[c] == 1]
        if len(kept) < len(term):
            terms[i] = "".join(c for c, _ in kept)
            arrays[i] = np.reshape(a, tuple(n for _, n in kept))
    return terms, arrays


@handles(np.einsum)
def _einsum(*operands: Any, optimize: Any = False) -> Any:
    del optimize
    if not operands or not isinstance(operands[0], str):
        subscripts, given = _as_text(operands)
    else:
        subscripts, given = operands[0], operands[1:]
    arrays = [each if hasattr(each, "ndim") else np.asarray(each) for each in given]
    terms, result = _spelled_out(subscripts, [a.ndim for a in arrays])
    terms, arrays = _without_stretching(terms, arrays)
    for i, term in enumerate(list(terms)):
        # 'ii' is a product with the identity: 'ij,ij'.
        for place, c in enumerate(term):
            if c in term[:place]:
                new = _fresh("".join(terms) + result)
                terms[i] = terms[i][:place] + new + terms[i][place + 1 :]
                terms.append(c + new)
                arrays.append(np.eye(arrays[i].shape[place], dtype=raw(arrays[i]).dtype))
    return record(_EINSUM, tuple(arrays), {"terms": tuple(terms), "result": result})
