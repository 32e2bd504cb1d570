"""The plate diagram of latent Dirichlet allocation, as data to draw."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Plate", "PlateDiagram", "PlateNode", "plate_diagram"]


class PlateNode(NamedTuple):
    """A variable or parameter: its symbol in LaTeX, where its middle lies, and what it is.

    ``kind``: "observed" (drawn filled), "hidden" (drawn empty) or "parameter" (drawn as a dot).
    """

    symbol: str
    x: float
    y: float
    kind: str


class Plate(NamedTuple):
    """A box around what is repeated: its corner at the lower left, its size, and how often."""

    x: float
    y: float
    width: float
    height: float
    times: str


class PlateDiagram(NamedTuple):
    """Nodes by name, edges between names, and plates; y grows upwards, a node is 0.6 wide."""

    nodes: dict[str, PlateNode]
    edges: tuple[tuple[str, str], ...]
    plates: tuple[Plate, ...]


def plate_diagram() -> PlateDiagram:
    """Return the diagram of α → θ → z → w ← β: z and w in a box of N, with θ in a box of D.

    Source: S2, "Structured Probabilistic Model of LDA".

    >>> plate_diagram().edges
    (('alpha', 'theta'), ('theta', 'z'), ('z', 'w'), ('beta', 'w'))
    """
    return PlateDiagram(
        nodes={
            "alpha": PlateNode(r"$\alpha$", 0.0, 1.0, "parameter"),
            "theta": PlateNode(r"$\theta$", 1.2, 1.0, "hidden"),
            "z": PlateNode("$z$", 2.4, 1.0, "hidden"),
            "w": PlateNode("$w$", 3.6, 1.0, "observed"),
            "beta": PlateNode(r"$\beta$", 3.6, 2.4, "parameter"),
        },
        edges=(("alpha", "theta"), ("theta", "z"), ("z", "w"), ("beta", "w")),
        plates=(Plate(1.9, 0.3, 2.2, 1.4, "$N$"), Plate(0.7, 0.0, 3.6, 1.9, "$D$")),
    )
