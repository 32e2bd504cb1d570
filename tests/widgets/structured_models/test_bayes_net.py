"""The observed network: numbers by a sum over all cases, paths by a criterion of its own."""

from fractions import Fraction
from functools import partial
from itertools import combinations, product

import numpy as np
import pytest

from coursekit.probability import BayesNet
from coursekit.widgets import WidgetError, bayes_net
from coursekit.widgets.structured_models.evidence import model
from coursekit.widgets.structured_models.evidence_words import describe, say_verdict
from coursekit.widgets.structured_models.networks import LECTURE, TWO_CAUSES, own

NETWORKS = {"a to e": LECTURE, "two causes": TWO_CAUSES}
EDGES = {
    "a to e": ("ab", "ac", "bc", "bd", "ce"),
    "two causes": (("rain", "wet"), ("sprinkler", "wet")),
}

# p(node = 1 | parents) in hundredths, written out once more.
B = {0: 30, 1: 80}
C = {(0, 0): 10, (0, 1): 60, (1, 0): 50, (1, 1): 80}
D = {0: 25, 1: 65}
E = {0: 20, 1: 70}
WET = {(0, 0): 2, (0, 1): 85, (1, 0): 80, (1, 1): 99}


def bit(hundredths, value):
    return Fraction(hundredths if value else 100 - hundredths, 100)


def lecture(a, b, c, d, e, cut=False):
    of_b = 50 if cut else B[a]  # 0.6 · 0.3 + 0.4 · 0.8
    return bit(40, a) * bit(of_b, b) * bit(C[a, b], c) * bit(D[b], d) * bit(E[c], e)


def garden(rain, sprinkler, wet):
    return bit(20, rain) * bit(30, sprinkler) * bit(WET[rain, sprinkler], wet)


def table(joint, names):
    """List all cases with their probability."""
    cases = [dict(zip(names, case, strict=True)) for case in product((0, 1), repeat=len(names))]
    return [(case, joint(**case)) for case in cases]


def summed(cases, **fixed):
    """Add up the probability of all cases that have these values."""
    return sum(p for case, p in cases if fixed.items() <= case.items())


def apart(edges, x, y, given):
    """d-separation in another way: moralise the graph of the ancestors, then cut at the given."""
    kept = {x, y, *given}
    while more := {one for one, two in edges if two in kept} - kept:
        kept |= more
    links = {frozenset(edge) for edge in edges if set(edge) <= kept}
    for one, two in combinations(kept, 2):
        if any((one, child) in edges and (two, child) in edges for child in kept):
            links.add(frozenset((one, two)))
    seen = {x}
    while more := {n for n in kept - seen - set(given) if any({n, s} in links for s in seen)}:
        seen |= more
    return y not in seen


@pytest.mark.parametrize("cut", [False, True])
def test_every_posterior_of_the_lecture_network(cut):
    names = "abcde"
    cases = table(partial(lecture, cut=cut), names)
    prior = {name: summed(cases, **{name: 1}) for name in names}
    for values in product((None, 0, 1), repeat=5):
        observed = {n: v for n, v in zip(names, values, strict=True) if v is not None}
        told = model(NETWORKS, "a to e", ("a", "b") if cut else None, observed, ("a", "d"))
        evidence = summed(cases, **observed)
        assert told.likelihood == evidence
        assert told.prior == prior
        for name in names:
            if observed.get(name) == 0:
                assert told.posterior[name] == 0
            else:
                expected = summed(cases, **{**observed, name: 1}) / evidence
                assert told.posterior[name] == expected


@pytest.mark.parametrize("graph", NETWORKS)
@pytest.mark.parametrize("cut", [False, True])
def test_every_separation_and_whether_the_numbers_agree(graph, cut):
    edges = {tuple(edge) for edge in EDGES[graph]}
    without = tuple(EDGES[graph][0]) if cut else None
    edges.discard(without)
    shown = NETWORKS[graph]
    names = shown.network.names
    high = {name: shown.network.labels[name][1] for name in names}
    for x, y in shown.pairs:
        rest = [name for name in names if name not in (x, y)]
        for size in range(len(rest) + 1):
            for given in combinations(rest, size):
                told = model(NETWORKS, graph, without, {n: high[n] for n in given}, (x, y))
                separated = apart(edges, x, y, given)
                assert told.separation.separated == separated, (x, y, given)
                assert told.dependent != separated  # these tables hide no dependence
                assert say_verdict(told).startswith("✓" if separated else "✗")


def test_explaining_away():
    cases = table(garden, ("rain", "sprinkler", "wet"))
    wet = {"wet": "yes"}
    told = model(NETWORKS, "two causes", None, wet, ("rain", "sprinkler"))
    first = summed(cases, rain=1, wet=1) / summed(cases, wet=1)
    assert told.posterior["rain"] == first == Fraction(857, 1933)
    both = {"sprinkler": "on", **wet}
    told = model(NETWORKS, "two causes", None, both, ("rain", "sprinkler"))
    then = garden(1, 1, 1) / summed(cases, sprinkler=1, wet=1)
    assert told.posterior["rain"] == then == Fraction(99, 439)
    lines = describe(told).split("\n")
    assert lines[1:4] == [
        "open: rain → wet ← sprinkler (wet: collider, open: wet is given)",
        "(sprinkler is an end of the paths, which are judged given wet.)",
        (
            "sprinkler = on moves p(rain = yes) given wet = yes from 857/1933 ≈ 0.4434 to"
            " 99/439 ≈ 0.2255."
        ),
    ]


def test_what_the_opening_says():
    widget = bayes_net()
    assert widget.description.split("\n") == [
        "p(a, b, c, d, e) = p(a) p(b | a) p(c | a, b) p(d | b) p(e | c)",
        "blocked: a → b → d (b: chain, blocks: b is given)",
        (
            "blocked: a → c ← b → d (c: collider, blocks: neither it nor a descendant is given;"
            " b: fork, blocks: b is given)"
        ),
        "observed: b = 1, which has probability 1/2 = 0.5",
        "node\tbefore\tnow",
        "a = 1\t2/5 = 0.4\t16/25 = 0.64\tup",
        "b = 1\t1/2 = 0.5\t1\tobserved",
        "c = 1\t223/500 = 0.446\t91/125 = 0.728\tup",
        "d = 1\t9/20 = 0.45\t13/20 = 0.65\tup",
        "e = 1\t423/1000 = 0.423\t141/250 = 0.564\tup",
    ]
    assert widget._repr_mimebundle_()[0]["text/plain"].split("\n")[0] == (
        "✓ a and d are d-separated given b: every path is blocked. The numbers agree, they are"
        " independent: p(d = 1 | a, b = 1) = 13/20 = 0.65 for a = 0 and for a = 1."
    )


def test_an_observed_end_that_changes_nothing():
    told = model(NETWORKS, "a to e", None, {"a": 0, "b": 1}, ("a", "d"))
    assert "a = 0 leaves p(d = 1) given b = 1 at 13/20 = 0.65." in describe(told)
    assert "d = 1\t9/20 = 0.45\t13/20 = 0.65\tup" in describe(told)
    told = model(NETWORKS, "two causes", None, {"sprinkler": "on"}, ("rain", "wet"))
    assert "rain = yes\t1/5 = 0.2\t1/5 = 0.2\tunchanged" in describe(told)


def test_an_open_path_does_not_force_dependence():
    """An exclusive or of two fair coins: each coin alone says nothing of it."""
    coins = {"p(x)": [0.5, 0.5], "p(y)": [0.5, 0.5], "p(z | x, y)": [np.eye(2), 1 - np.eye(2)]}
    shown = {"": own(BayesNet(coins))}
    told = model(shown, "", None, {}, ("x", "z"))
    assert not told.separation.separated
    assert not told.dependent
    assert "Yet with these tables they are independent: p(z = 1 | x) = 1/2" in say_verdict(told)
    told = model(shown, "", None, {"z": 1, "y": 0}, ("x", "z"))
    assert told.posterior["x"] == 1
    told = model(shown, "", None, {"x": 1, "y": 1}, ("x", "z"))
    assert told.answers == (1, 0)


def test_a_value_that_is_certain_has_nothing_to_say():
    tables = {
        "p(x)": [0.5, 0.5],
        "p(y | x)": [[1, 0], [0, 1]],
        "p(z | x)": [[0.5, 0.5], [0.1, 0.9]],
    }
    told = model({"": own(BayesNet(tables))}, "", None, {"y": 1}, ("x", "z"))
    assert told.answers[0] is None
    assert not told.dependent
    assert "x can only be 1" in say_verdict(told)
    with pytest.raises(WidgetError, match="x = 0, y = 1 cannot occur together"):
        model({"": own(BayesNet(tables))}, "", None, {"x": 0, "y": 1}, ("x", "z"))


def test_thirds_stay_decimals():
    told = model(
        {"": own(BayesNet({"p(x)": [1 / 3, 2 / 3], "p(y)": [0.5, 0.5]}))}, "", None, {}, ("x", "y")
    )
    assert describe(told).split("\n")[1:] == [
        "No path joins x and y.", "nothing observed\tprobability", "x = 1\t0.6667", "y = 1\t0.5",
    ]  # fmt: skip
    assert not told.dependent
    assert "no path joins them" in say_verdict(told)


def test_many_paths_are_counted():
    names = "abcdef"
    rng = np.random.default_rng(1)
    tables = {}
    for i, name in enumerate(names):
        p = rng.integers(1, 10, (2,) * i) / 10
        given = f" | {', '.join(names[:i])}" if i else ""
        tables[f"p({name}{given})"] = np.stack([1 - p, p], axis=-1).round(1)
    told = model({"": own(BayesNet(tables))}, "", None, {"c": 1}, ("a", "f"))
    assert len(told.separation.paths) == 65  # 1 + 4 + 12 + 24 + 24 ways through four others
    states = [path.open for path in told.paths]
    assert states == sorted(states, reverse=True)
    ways = len(told.separation.open_paths) - sum(states)
    assert f"and 59 more, {ways} of them open" in describe(told)


def test_an_edge_may_be_a_list():
    told = bayes_net(observed={}, path=["a", "b"], without=["a", "b"])
    assert "\nblocked: a → c ← b (c: collider" in told.description


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"graph": "c to f"}, "no graph 'c to f'. Choose \"a to e\""),
        ({"graph": 3}, "no graph 3. Choose"),
        ({"observed": {"f": 1}}, "f = 1 cannot be observed here"),
        ({"observed": {"a": 2}}, r"a = 2 cannot be observed here. Observe a \(0 or 1\)"),
        ({"path": ("a", "a")}, "two different nodes, of a, b, c, d, e"),
        ({"path": ("a",)}, "two different nodes"),
        ({"path": ("a", "x")}, "two different nodes"),
        ({"without": ("b", "a")}, "no edge b → a to leave out. There are a → b"),
        ({"graph": BayesNet({"p(x)": [1.0, 0.0]})}, "has 1 nodes"),
        (
            {"graph": BayesNet({"p(x)": [0.2, 0.3, 0.5], "p(y)": [0.5, 0.5]})},
            "x has 3 values",
        ),
        (
            {"graph": BayesNet({"p(x)": [0.5, 0.5], "p(temperature_outside)": [0.5, 0.5]})},
            "too long for a circle",
        ),
    ],
)
def test_what_cannot_be_shown(arguments, says):
    with pytest.raises(WidgetError, match=says):
        bayes_net(**arguments)
