"""Observe nodes of a Bayesian network: posteriors, and the paths by which information flows."""

from collections.abc import Mapping
from contextlib import ExitStack
from functools import partial
from typing import Any

import ipywidgets
import traitlets

from coursekit.probability import BayesNet
from coursekit.widgets.answers import button
from coursekit.widgets.controls import drop_down
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.live import Live
from coursekit.widgets.structured_models.evidence import Evidence, model
from coursekit.widgets.structured_models.evidence_words import describe, say_verdict
from coursekit.widgets.structured_models.graph_scene import GraphScene
from coursekit.widgets.structured_models.networks import LECTURE, TWO_CAUSES, Ends, Shown, own
from coursekit.widgets.words import message_line

__all__ = ["bayes_net"]

_OWN = "your own"
_NOTHING = ()  # a list shows nothing at all where None is chosen
_NETWORKS = {"a to e": LECTURE, "two causes": TWO_CAUSES}


class _Held(traitlets.HasTraits):
    """A value that controls come and go for."""

    value = traitlets.Any()


class _Lists:
    """The lists of one network: an edge to leave out, two nodes, and a value of every node."""

    def __init__(self, shown: Shown) -> None:
        network = shown.network
        arrows = [(f"{one} → {two}", (one, two)) for one, two in network.edges]
        self.without = drop_down("leave out", [("no edge", _NOTHING), *arrows], _NOTHING)
        self.path = drop_down(
            "paths", [(f"{one} to {two}", (one, two)) for one, two in shown.pairs], shown.ends
        )
        self.nodes = {
            name: ipywidgets.Dropdown(
                options=[
                    ("?", _NOTHING),
                    *((str(label), label) for label in network.labels[name]),
                ],
                description=name,
                layout={"width": f"{5 + 0.6 * len(name):.3g}em", "margin": "2px 8px 2px 2px"},
                style={"description_width": "initial"},
            )
            for name in network.names
        }

    @property
    def observed(self) -> dict[str, Any]:
        """The values that are chosen."""
        return {name: each.value for name, each in self.nodes.items() if each.value != _NOTHING}

    @property
    def values(self) -> dict[str, Any]:
        """What the lists say."""
        return {
            "without": self.without.value or None,
            "observed": self.observed,
            "path": self.path.value,
        }

    def show(self, without: Ends | None, observed: Mapping[str, Any], path: Ends) -> None:
        """Choose these, as far as they are in the lists."""
        _choose(self.without, without or _NOTHING)
        _choose(self.path, path if path in dict(self.path.options).values() else path[::-1])
        for name, each in self.nodes.items():
            _choose(each, observed.get(name, _NOTHING))


def _choose(control: Any, value: object) -> None:
    if any(value == offered for _, offered in control.options):
        control.value = value


class _Board:
    """The controls: a new graph brings lists of its own, and opens anew."""

    def __init__(
        self, networks: Mapping[str, Shown], graph: str, without: Ends | None,
        observed: Mapping[str, Any], path: Ends,
    ) -> None:  # fmt: skip
        self._networks = networks
        self._lists = {name: _Lists(shown) for name, shown in networks.items()}
        self.graph = drop_down("graph", [(name, name) for name in networks], graph)
        self._held = {
            "without": _Held(value=without),
            "observed": _Held(value=dict(observed)),
            "path": _Held(value=path),
        }
        self.controls = {"graph": self.graph, **self._held}
        self._clear = button("Observe nothing")
        self._clear.layout.width = "10em"
        self._label = ipywidgets.Label(
            "observe:",
            layout={
                "width": "5.6em",
                "margin": "2px 10px 2px 2px",
                "display": "flex",
                "justify_content": "flex-end",
            },
        )
        wrapped = {"flex_flow": "row wrap"}
        self.choices = ipywidgets.HBox(layout=wrapped)
        self.nodes = ipywidgets.HBox(layout=wrapped)
        self._setting = False
        self._follow()
        # Before the widget's own, so that it draws a new graph with what belongs to it.
        self.graph.observe(self._begin, "value")
        for held in self._held.values():
            held.observe(self._follow, "value")
        for lists in self._lists.values():
            for each in (lists.without, lists.path, *lists.nodes.values()):
                each.observe(self._take, "value")
        self._clear.on_click(self._forget)

    def _begin(self, _change: object) -> None:
        """Take a graph as it opens."""
        shown = self._networks[self.graph.value]
        self._set(without=None, observed=dict(shown.observed), path=shown.ends)
        self._follow()

    def _set(self, **values: Any) -> None:
        """Hold these values; one frame shows them all."""
        self._setting = True
        with ExitStack() as held:
            for name, value in values.items():
                held.enter_context(self._held[name].hold_trait_notifications())
                self._held[name].value = value
            self._setting = False

    def _take(self, _change: object) -> None:
        """Take what the lists say."""
        if not self._setting:
            self._set(**self._lists[self.graph.value].values)

    def _follow(self, _change: object = None) -> None:
        """Show in the lists what is held."""
        self._setting = True
        lists = self._lists[self.graph.value]
        lists.show(**{name: held.value for name, held in self._held.items()})
        self.choices.children = (self.graph, lists.without, lists.path)
        self.nodes.children = (self._label, *lists.nodes.values(), self._clear)
        self._clear.disabled = not self._held["observed"].value
        self._setting = False

    def _forget(self, _button: object) -> None:
        self._set(observed={})


def bayes_net(
    graph: str | BayesNet = "a to e",
    *,
    observed: Mapping[str, object] | None = None,
    path: Ends | None = None,
    without: Ends | None = None,
) -> Live[Evidence]:
    """Observe nodes of a Bayesian network, and see what that says of the others, and by which way.

    Args:
        graph: "a to e" is p(a) p(b | a) p(c | a, b) p(d | b) p(e | c), "two causes" is
            rain → wet ← sprinkler; or a network of your own, of 2 to 8 nodes with two values each.
        observed: values of nodes; what the graph opens with if not given, {} for nothing.
        path: two nodes, all paths between which are shown.
        without: an edge to leave out, as (parent, child).

    A circle is filled up to the probability of the node's last value (1, yes, on); the dash in it
    is where it stood before.  Raises `WidgetError` for names and values that are not in the graph.
    Source: S2, "Structured Probabilistic Models".

    >>> widget = bayes_net("two causes", observed={"wet": "yes"})
    >>> widget.description.split(chr(10))[1]
    'open: rain → wet ← sprinkler (wet: collider, open: wet is given)'
    """
    networks = {_OWN: own(graph)} if isinstance(graph, BayesNet) else dict(_NETWORKS)
    name = _OWN if isinstance(graph, BayesNet) else graph
    if name not in networks:
        known = ", ".join(f'"{each}"' for each in networks)
        raise WidgetError(f"There is no graph {name!r}. Choose {known}, or give a BayesNet.")
    shown = networks[name]
    edge: Any = None if without is None else tuple(without)  # a list will do
    board = _Board(
        networks,
        name,
        edge,
        shown.observed if observed is None else observed,
        shown.ends if path is None else path,
    )
    verdict = message_line()
    verdict.layout.min_height = "48px"  # two lines, or the picture would jump
    return Live(
        partial(model, networks),
        GraphScene,
        describe,
        board.controls,
        top=[board.choices, board.nodes, verdict],
        notes=[(verdict, say_verdict)],
    )
