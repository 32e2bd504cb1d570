"""d-separation: promises of the graph against numbers, by two algorithms, and in words."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.networks import RandomNetwork

from coursekit.probability import ProbabilityError
from coursekit.probability.models.bayes_net import BayesNet, lecture_network, two_causes

SEEDS = st.integers(0, 10_000)
few = settings(max_examples=25, derandomize=True, deadline=None)


def dependence(whole, x, y, zs):
    """The largest |p(x, y | z) − p(x | z) p(y | z)|, from the full table."""
    others = tuple(i for i in range(whole.ndim) if i not in (x, y, *zs))
    table = whole.sum(axis=others, keepdims=True)
    both = table / table.sum(axis=(x, y), keepdims=True)
    product = both.sum(axis=y, keepdims=True) * both.sum(axis=x, keepdims=True)
    return float(np.abs(both - product).max())


@few
@given(seed=SEEDS, nodes=st.integers(3, 6))
def test_d_separation_is_independence_in_numbers(seed, nodes):
    # Both ways: random tables have no independences but those that the graph promises.
    random = RandomNetwork(seed, nodes, most_parents=2, values=(2, 2))
    net, whole = random.net(), random.joint()
    for x, y in itertools.combinations(range(nodes), 2):
        rest = [i for i in range(nodes) if i not in (x, y)]
        for zs in itertools.chain.from_iterable(
            itertools.combinations(rest, size) for size in range(nodes - 1)
        ):
            names = [f"x{z}" for z in zs]
            separated = net.d_separated(f"x{x}", f"x{y}", names)
            assert net.d_separated(f"x{y}", f"x{x}", names) == separated
            size = dependence(whole, x, y, zs)
            if separated:
                assert size < 1e-12
            else:
                assert size > 1e-9


@few
@given(seed=SEEDS, nodes=st.integers(3, 7))
def test_listing_paths_agrees_with_reachability(seed, nodes):
    net = RandomNetwork(seed, nodes).net()
    rng = np.random.default_rng(seed)
    for x, y in itertools.combinations(net.names, 2):
        rest = [name for name in net.names if name not in (x, y)]
        zs = [name for name in rest if rng.random() < 0.4]
        found = net.explain(x, y, zs)
        assert found.separated == net.d_separated(x, y, zs)
        assert net.active_paths(x, y, zs) == found.open_paths
        for path in found.paths:
            assert (path.nodes[0], path.nodes[-1]) == (x, y)
            assert len(set(path.nodes)) == len(path.nodes)
            for one, arrow, two in zip(path.nodes, path.arrows, path.nodes[1:], strict=False):
                assert ((one, two) if arrow == "→" else (two, one)) in net.edges
        assert len({path.nodes for path in found.paths}) == len(found.paths)


@few
@given(seed=SEEDS)
def test_sets_are_separated_if_all_their_pairs_are(seed):
    net = RandomNetwork(seed, 7, most_parents=2).net()
    rng = np.random.default_rng(seed)
    role = dict(zip(net.names, rng.integers(0, 4, 7), strict=True))
    xs, ys, zs = ([name for name in net.names if role[name] == k] for k in range(3))
    if xs and ys:
        pairs = itertools.product(xs, ys)
        assert net.d_separated(xs, ys, zs) == all(net.d_separated(x, y, zs) for x, y in pairs)


def chain_fork_collider(kind):
    tables = {
        "chain": {"p(b | a)": 2, "p(c | b)": 2, "p(a)": 1, "p(d | b)": 2},
        "fork": {"p(b)": 1, "p(a | b)": 2, "p(c | b)": 2, "p(d | b)": 2},
        "collider": {"p(a)": 1, "p(c)": 1, "p(b | a, c)": 3, "p(d | b)": 2},
    }[kind]
    return BayesNet({name: np.full((2,) * axes, 0.5) for name, axes in tables.items()})


@pytest.mark.parametrize(
    ("kind", "given", "separated", "reason"),
    [
        ("chain", [], False, "b: chain, open: b is not given"),
        ("chain", ["b"], True, "b: chain, blocks: b is given"),
        ("fork", [], False, "b: fork, open: b is not given"),
        ("fork", ["b"], True, "b: fork, blocks: b is given"),
        ("fork", ["d"], False, "b: fork, open: b is not given"),
        ("collider", [], True, "b: collider, blocks: neither it nor a descendant is given"),
        ("collider", ["b"], False, "b: collider, open: b is given"),
        ("collider", ["d"], False, "b: collider, open: its descendant d is given"),
    ],
)
def test_why_a_junction_blocks(kind, given, separated, reason):
    found = chain_fork_collider(kind).explain("a", "c", given)
    assert found.separated == separated
    assert str(found.paths[0].junctions[0]) == reason


def test_the_explanation_reads_as_a_text():
    assert str(lecture_network().explain("a", "d", "b")).splitlines() == [
        "a and d are d-separated given b.",
        "blocked: a → b → d",
        "    b: chain, blocks: b is given",
        "blocked: a → c ← b → d",
        "    c: collider, blocks: neither it nor a descendant is given",
        "    b: fork, blocks: b is given",
    ]
    assert str(two_causes().explain("rain", "sprinkler", "wet")).splitlines() == [
        "rain and sprinkler are not d-separated given wet.",
        "open:    rain → wet ← sprinkler",
        "    wet: collider, open: wet is given",
    ]
    apart = BayesNet({"p(a)": [0.5, 0.5], "p(b)": [0.5, 0.5]})
    assert "There is no path between them." in str(apart.explain("a", "b"))


def test_removing_an_edge_makes_a_collider_of_c():
    net = lecture_network()
    assert not net.d_separated("a", "b")
    cut = net.without_edge("a", "b")
    assert cut.d_separated("a", "b")
    assert not cut.d_separated("a", "b", "c")
    assert not cut.d_separated("a", "b", "e")


def test_too_many_paths_are_refused_but_still_decided():
    names = [f"x{i}" for i in range(14)]
    tables = {}
    for i, name in enumerate(names):
        above = names[max(0, i - 5) : i]
        tables[f"p({name}{' | ' * bool(above)}{', '.join(above)})"] = np.full(
            (2,) * (len(above) + 1), 0.5
        )
    net = BayesNet(tables)
    with pytest.raises(ProbabilityError, match="too many paths"):
        net.explain("x0", "x13")
    apart = BayesNet(tables | {"p(y)": [0.5, 0.5]})
    assert apart.explain("x0", "y").paths == ()
    assert not net.d_separated("x0", "x13")
    assert net.d_separated("x0", "x13", names[8:13])
