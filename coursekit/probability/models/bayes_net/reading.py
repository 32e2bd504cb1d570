"""From tables with names such as "p(c | a, b)" to the factors of a network, and to LaTeX."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from coursekit.probability.errors import ProbabilityError
from coursekit.probability.joint import Conditional, Joint
from coursekit.probability.joint.axes import checked_labels, listed
from coursekit.probability.joint.entries import common, entries
from coursekit.probability.models.bayes_net.dag import Dag

__all__ = ["latex_factor", "latex_name", "read_factors", "read_name"]

_WRITTEN = re.compile(r"\s*p\s*\(([^|(),]*)(?:\|([^|()]*))?\)\s*", re.IGNORECASE)


def read_name(written: Any) -> tuple[str, tuple[str, ...]]:
    """Return the node and its parents from the name of a factor.

    Raises ProbabilityError if it cannot be read.

    >>> read_name("p(c | a, b)"), read_name("p(a)")
    (('c', ('a', 'b')), ('a', ()))
    """
    match = _WRITTEN.fullmatch(written) if isinstance(written, str) else None
    node = match.group(1).strip() if match else ""
    if not match or not node:
        raise ProbabilityError(
            f"{written!r} is not the name of a factor; expected one node, and its parents after a"
            ' bar: "p(a)" or "p(c | a, b)".'
        )
    after = match.group(2)
    parents = () if after is None else tuple(name.strip() for name in after.split(","))
    if "" in parents or len(set(parents)) < len(parents):
        raise ProbabilityError(
            f"{written!r} names the parents {listed(parents)}; expected each parent once:"
            f' "p({node} | a, b)", or "p({node})" if there is none.'
        )
    return node, parents


def read_factors(tables: Any, labels: Any) -> tuple[Dag, dict[str, Joint | Conditional]]:
    """Return the graph and the factor of every node; nothing is repaired.

    Raises ProbabilityError as `BayesNet` says.
    """
    if not isinstance(tables, Mapping) or not tables:
        raise ProbabilityError(
            'a BayesNet is made from a dict of tables, one or more: {"p(a)": [0.5, 0.5]}.'
        )
    parents: dict[str, tuple[str, ...]] = {}
    values = []
    for written, table in tables.items():
        node, above = read_name(written)
        if node in parents:
            raise ProbabilityError(
                f"{written!r} is a second table for {node}; expected one table a node, with all its"
                " parents."
            )
        parents[node] = above
        values.append(entries(table, written))
    dag = Dag(parents)
    counts = {node: np.shape(table)[-1] for node, table in zip(parents, values, strict=True)}
    known = checked_labels(labels, dag.names, tuple(counts.values()))
    factors: dict[str, Joint | Conditional] = {}
    for (node, above), table in zip(parents.items(), common(*values), strict=True):
        axes = (*above, node)
        _need_shape(axes, np.shape(table), counts)
        own = {name: known[name] for name in axes}
        factors[node] = Conditional(table, node, above, own) if above else Joint(table, node, own)
    return dag, factors


def _need_shape(axes: tuple[str, ...], shape: tuple[int, ...], counts: Mapping[str, int]) -> None:
    expected = tuple(counts[name] for name in axes)
    if shape != expected:
        *above, node = axes
        title = f"p({node} | {', '.join(above)})" if above else f"p({node})"
        values = ", ".join(f"{counts[name]} values of {name}" for name in axes)
        raise ProbabilityError(
            f"{title} has shape {shape}; expected {expected}, an axis for each parent and the"
            f" node's own last: {values}."
        )


def latex_name(name: str) -> str:
    r"""Return the name of a variable in LaTeX; words are set upright.

    >>> print(latex_name("a"), latex_name("x_12"), latex_name("wet_grass"))
    a x_{12} \mathrm{wet\_grass}
    """
    if re.fullmatch(r"[^\W_](_[^\W_]+)?", name):
        return name if len(name) < 4 else f"{name[:2]}{{{name[2:]}}}"
    upright = re.sub(r"([_%&#$ ])", r"\\\1", name)
    return rf"\mathrm{{{upright}}}"


def latex_factor(of: tuple[str, ...], given: tuple[str, ...] = ()) -> str:
    r"""Return p(of | given) in LaTeX.

    >>> print(latex_factor(("c",), ("a", "b")))
    p(c \mid a, b)
    """
    bar = rf" \mid {', '.join(map(latex_name, given))}" if given else ""
    return f"p({', '.join(map(latex_name, of))}{bar})"
