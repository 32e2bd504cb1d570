"""What one variable tells of another, from a table of their joint probabilities."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np

from coursekit.autodiff.tape import raw
from coursekit.probability.distributions.multivariate_normal import MultivariateNormal
from coursekit.probability.errors import ProbabilityError
from coursekit.probability.information.arguments import is_joint, vector
from coursekit.probability.information.terms import divergence_terms, ratio_terms
from coursekit.probability.validation import in_unit

__all__ = ["conditional_entropy", "mutual_information"]


def conditional_entropy(
    joint: Any, of: Any = None, given: Any = None, *, unit: str = "nats"
) -> Any:
    """Return H(Y|X) = −Σ p(x, y) log p(y|x): the surprise at Y that is left when X is known.

    ``joint``: an array or Tensor of probabilities that sum to 1, axes counted from 0, or a Joint,
    whose axes have names.  ``of`` and ``given``: the axes of Y and X, each one or several; other
    axes are summed out.  With two axes, left out they say: of the second (columns) given the first
    (rows).  Raises ProbabilityError for a table that is not a distribution, and unknown axes.
    Source: Cover and Thomas, Elements of Information Theory, section 2.2.

    >>> table = [[0.5, 0.0], [0.25, 0.25]]
    >>> round(float(conditional_entropy(table, unit="bits")), 12)
    0.5
    """
    table = _two_axes(joint, given, of, ("given", "of"))
    of_each = np.sum(table, axis=1, keepdims=True)
    return in_unit(0.0 - np.sum(ratio_terms(table, of_each)), unit)


def mutual_information(
    joint: Any, first: Any = None, second: Any = None, *, unit: str = "nats"
) -> Any:
    """Return I(X; Y) = KL(p(x, y) ‖ p(x) p(y)) = H(X) + H(Y) − H(X, Y): what they share.

    Never negative, and 0 only if X and Y are independent.  ``joint`` as in `conditional_entropy`;
    ``first`` and ``second``: the axes of X and Y, each one or several; other axes are summed out.
    Of a MultivariateNormal, whose axes are its numbers from 0, it is −½ Σ log(1 − ρ²) over the
    canonical correlations ρ.  Raises ProbabilityError alike.  Source: Cover and Thomas, sections
    2.3 and 8.5.

    >>> round(float(mutual_information([[0.5, 0.0], [0.0, 0.5]], unit="bits")), 12)
    1.0
    >>> from coursekit.probability import MultivariateNormal
    >>> pair = MultivariateNormal.bivariate(correlation=0.6)
    >>> round(float(mutual_information(pair, 0, 1)), 6)  # −½ log(1 − 0.6²)
    0.223144
    """
    if isinstance(joint, MultivariateNormal):
        return in_unit(_of_normals(joint, first, second), unit)
    table = _two_axes(joint, first, second, ("first", "second"))
    rows, columns = (np.sum(table, axis=axis, keepdims=True) for axis in (1, 0))
    return in_unit(np.sum(divergence_terms(table, rows * columns)), unit)


def _of_normals(joint: MultivariateNormal, first: Any, second: Any) -> Any:
    groups = _two_groups(
        tuple(range(int(np.shape(raw(joint.mean))[-1]))), first, second, ("first", "second")
    )
    both = 0.5 * (joint.covariance + np.swapaxes(joint.covariance, -1, -2))  # and so its slope
    x, y, across = (
        both[..., np.array(groups[i])[:, None], np.array(groups[j])]
        for i, j in ((0, 0), (1, 1), (0, 1))
    )
    # In units in which the numbers of each group are independent with variance 1.
    white = np.linalg.solve(np.linalg.cholesky(x), across)
    white = np.linalg.solve(np.linalg.cholesky(y), np.swapaxes(white, -1, -2))
    squares = np.swapaxes(white, -1, -2) @ white
    if np.shape(squares)[-1] == 1:
        return -0.5 * np.log1p(-squares[..., 0, 0])
    _, log_rest = np.linalg.slogdet(np.eye(len(groups[0])) - squares)
    return -0.5 * log_rest


def _two_axes(joint: Any, rows: Any, columns: Any, roles: tuple[str, str]) -> Any:
    """Return the joint table of two groups of axes, one group a row and one a column."""
    table, _ = vector(joint, "joint", None)
    shape = np.shape(raw(table))
    names: tuple[Hashable, ...] = tuple(range(len(shape)))
    if is_joint(joint):
        names = tuple(joint.names)
    groups = _two_groups(names, rows, columns, roles)
    kept = [*groups[0], *groups[1]]
    summed = tuple(axis for axis in range(len(shape)) if axis not in kept)
    if summed:
        table = np.sum(table, axis=summed)
    order = np.argsort(np.argsort(kept))  # where each lies, now that those between are gone
    lengths = [math.prod(shape[axis] for axis in group) for group in groups]
    return np.reshape(np.transpose(table, tuple(int(i) for i in order)), tuple(lengths))


def _two_groups(
    names: tuple[Hashable, ...], rows: Any, columns: Any, roles: tuple[str, str]
) -> list[list[int]]:
    if rows is None and columns is None and len(names) == 2:
        rows, columns = names
    groups = [_group(axes, names, role) for axes, role in zip((rows, columns), roles, strict=True)]
    both = set(groups[0]) & set(groups[1])
    if both:
        raise ProbabilityError(
            f"{roles[0]} and {roles[1]} both have the axis {names[min(both)]!r}; expected two"
            " groups of axes with none in common."
        )
    return groups


def _group(axes: Any, names: tuple[Hashable, ...], role: str) -> list[int]:
    listed = [] if axes is None else [axes]
    if isinstance(axes, Sequence) and not isinstance(axes, str):
        listed = list(axes)
    known = ", ".join(repr(name) for name in names)
    if not listed:
        raise ProbabilityError(
            f"{role} is {axes!r}; expected one or several of the axes of the table: {known}."
        )
    for name in listed:
        if name not in names or isinstance(name, bool):
            raise ProbabilityError(f"{role} is {name!r}; expected one of the axes {known}.")
    if len(set(listed)) < len(listed):
        raise ProbabilityError(f"{role} is {axes!r}; expected each axis once.")
    return [names.index(name) for name in listed]
