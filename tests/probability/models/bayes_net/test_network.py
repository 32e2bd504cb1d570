"""Networks: what is read and refused, exact answers against loops over all values."""

import math
import time
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.networks import RandomNetwork

from coursekit.autodiff import Tensor, grad
from coursekit.probability import ProbabilityError
from coursekit.probability.models.bayes_net import BayesNet, lecture_network, two_causes

SEEDS = st.integers(0, 10_000)
few = settings(max_examples=40, derandomize=True, deadline=None)

# ------------------------------------------------------------------------------- exact inference


@few
@given(seed=SEEDS, nodes=st.integers(4, 7), targets=st.integers(1, 2), evidence=st.integers(0, 2))
def test_elimination_and_enumeration_agree_with_loops(seed, nodes, targets, evidence):
    random = RandomNetwork(seed, nodes)
    net = random.net()
    names, observed = random.question(seed, targets, evidence)
    expected = random.conditional(names, observed)
    for method in ("elimination", "enumeration"):
        found = net.query(names, observed, method)
        assert found.names == tuple(names)
        np.testing.assert_allclose(found.table, expected, rtol=1e-12, atol=1e-15)
    for order in ("min_weight", list(net.plan(names, observed).order[::-1])):
        found = net.query(names, observed, order=order)
        np.testing.assert_allclose(found.table, expected, rtol=1e-12, atol=1e-15)


@few
@given(seed=SEEDS)
def test_joint_is_the_product_of_all_factors(seed):
    random = RandomNetwork(seed, 6)
    whole = random.net().joint()
    assert whole.names == tuple(reversed(random.names))
    np.testing.assert_allclose(whole.table, random.joint().T, rtol=1e-12)


@few
@given(seed=SEEDS, evidence=st.integers(1, 4))
def test_probability_of_all_or_some_variables(seed, evidence):
    random = RandomNetwork(seed, 6)
    net, whole = random.net(), random.joint()
    _, some = random.question(seed, 0, evidence)
    index = tuple(some.get(name, slice(None)) for name in random.names)
    assert net.prob(**some) == pytest.approx(whole[index].sum(), rel=1e-12)
    assert net.log_prob(**some) == pytest.approx(math.log(whole[index].sum()), abs=1e-12)
    every = {name: random.sizes[name] - 1 for name in random.names}
    assert net.prob(**every) == pytest.approx(whole[(-1,) * 6], rel=1e-12)
    assert net.log_prob(**every) == pytest.approx(math.log(whole[(-1,) * 6]), abs=1e-12)


def test_probabilities_of_arrays_of_values():
    net, rng = two_causes(), np.random.default_rng(0)
    draws = net.sample((50, 2), rng=rng)
    together = net.prob(**draws)
    assert together.shape == (50, 2)
    for at in np.ndindex(50, 2):
        one = {name: str(values[at]) for name, values in draws.items()}
        assert together[at] == pytest.approx(net.prob(**one))
    np.testing.assert_allclose(np.log(together), net.log_prob(**draws))


def test_networks_of_30_nodes_are_quick_and_agree_in_every_order():
    for seed in range(5):
        random = RandomNetwork(seed, 30, most_parents=3, window=8)
        net = random.net()
        # Leaves given and a root asked for: nothing can be pruned.
        leaves = [name for name in net.names if not net.children(name)]
        observed = dict.fromkeys(leaves[:2], 0)
        start = time.perf_counter()
        by_fill = net.query(["x0", "x1"], observed).table
        assert time.perf_counter() - start < 2
        by_weight = net.query(["x0", "x1"], observed, order="min_weight").table
        plan = net.plan(["x0", "x1"], observed)
        rising = sorted(plan.order, key=lambda name: int(name[1:]), reverse=True)
        by_age = net.query(["x0", "x1"], observed, order=rising).table
        np.testing.assert_allclose(by_weight, by_fill, rtol=1e-10)
        np.testing.assert_allclose(by_age, by_fill, rtol=1e-10)
        assert plan.cost <= net.plan(["x0", "x1"], observed, order=rising).cost


def test_a_long_chain_equals_the_forward_algorithm_without_underflow():
    rng, steps = np.random.default_rng(3), 600
    first, moves = rng.dirichlet(np.ones(3)), rng.dirichlet(np.ones(3), (steps, 3))
    seen = rng.dirichlet(np.ones(4), (steps, 3))
    observed = rng.integers(0, 4, steps)
    tables = {"p(h0)": first, "p(o0 | h0)": seen[0]}
    for t in range(1, steps):
        tables |= {f"p(h{t} | h{t - 1})": moves[t], f"p(o{t} | h{t})": seen[t]}
    state, total = first * seen[0][:, observed[0]], 0.0
    for t in range(1, steps):
        total += math.log(state.sum())
        state = state / state.sum() @ moves[t] * seen[t][:, observed[t]]
    total += math.log(state.sum())
    net = BayesNet(tables)
    evidence = {f"o{t}": int(value) for t, value in enumerate(observed)}
    assert total < -750  # the probability itself is not a float
    assert net.log_prob(**evidence) == pytest.approx(total, rel=1e-12)
    last = net.query(f"h{steps - 1}", evidence).table
    np.testing.assert_allclose(last, state / state.sum(), rtol=1e-11)


def test_many_observed_children_of_one_cause_do_not_underflow():
    rng = np.random.default_rng(0)
    rows = rng.dirichlet(np.ones(50), (2, 400))
    tables = {"p(c)": [0.5, 0.5]} | {f"p(w{i} | c)": rows[:, i] for i in range(400)}
    logs = np.log(rows[:, :, 7]).sum(axis=1)
    found = BayesNet(tables).query("c", {f"w{i}": 7 for i in range(400)}).table
    np.testing.assert_allclose(np.log(found[1] / found[0]), logs[1] - logs[0], rtol=1e-12)
    chained = BayesNet(tables).log_prob(**{f"w{i}": 7 for i in range(400)})
    assert chained == pytest.approx(np.logaddexp(*logs) + math.log(0.5), rel=1e-12)


# ------------------------------------------------------------------------------- what is left out


def test_the_plan_leaves_out_what_does_not_matter():
    net = lecture_network()
    plan = net.plan("a", {"b": 1})
    assert set(plan.barren) == {"c", "d", "e"}
    assert plan.order == ()
    assert net.plan("e", {"c": 0}).separated == ("a", "b")
    assert net.plan("d", {"b": 0, "e": 1}).separated == ("a", "c")
    full = net.plan("e")
    assert set(full.order) == {"a", "b", "c"}
    assert full.cost == sum(full.sizes) == sum(2 ** len(scope) for scope in full.scopes)
    assert "barren: d" in str(full)


@few
@given(seed=SEEDS, heuristic=st.sampled_from(["min_fill", "min_weight", "backwards"]))
def test_the_plan_tells_the_tables_that_elimination_builds(seed, heuristic):
    random = RandomNetwork(seed, 8)
    net = random.net()
    names, observed = random.question(seed, targets=1, evidence=1)
    order = heuristic
    if heuristic == "backwards":  # a poor order, which joins variables that share no table yet
        order = net.plan(names, observed).order[::-1]
    plan = net.plan(names, observed, order=order)
    kept = [name for name in net.names if name not in (*plan.barren, *plan.separated)]
    left = [{*net.parents(name), name} - observed.keys() for name in kept]
    left = [axes for axes in left if not axes & set(plan.separated)]
    for name, scope, size in zip(plan.order, plan.scopes, plan.sizes, strict=True):
        touched = [axes for axes in left if name in axes]
        table = set().union(*touched)
        assert set(scope) == table
        assert size == math.prod(random.sizes[axis] for axis in table)
        left = [axes for axes in left if name not in axes] + [table - {name}]
    assert set().union(*left) <= set(names)


def test_the_cost_of_a_bad_order_is_larger():
    tables = {"p(hub)": [0.5, 0.5]} | {f"p(x{i} | hub)": [[0.3, 0.7], [0.6, 0.4]] for i in range(8)}
    net = BayesNet(tables)
    everything = {"targets": ["x0"], "given": None}
    names = [f"x{i}" for i in range(1, 8)]
    assert net.plan("x0").barren == tuple(names)
    tables["p(sum | x1, x2, x3, x4, x5, x6, x7)"] = np.full((2,) * 7 + (2,), 0.5)
    net = BayesNet(tables)
    good = net.plan(**everything | {"given": {"sum": 1}}, order=[*names, "hub"])
    bad = net.plan(**everything | {"given": {"sum": 1}}, order=["hub", *names])
    assert good.cost < bad.cost
    assert bad.largest == 2**9


def test_impossible_evidence_is_found_even_where_the_graph_cuts_it_off():
    net = BayesNet({"p(a)": [0.5, 0.5], "p(b)": [1.0, 0.0], "p(c | b)": [[1.0, 0.0], [0.5, 0.5]]})
    assert net.d_separated("a", "c")
    for method in ("elimination", "enumeration"):
        with pytest.raises(ProbabilityError, match="c=1 has probability 0"):
            net.query("a", {"c": 1}, method)
    with pytest.raises(ProbabilityError, match="none of 100 samples"):
        net.query("a", {"c": 1}, "likelihood_weighting", samples=100, rng=0)
    assert net.prob(c=1) == 0
    assert net.log_prob(c=1) == -np.inf
    assert net.log_prob(a=0, b=1, c=1) == -np.inf


# --------------------------------------------------------------------------- exact, differentiable


def test_fractions_stay_exact():
    half, third = Fraction(1, 2), Fraction(1, 3)
    net = BayesNet(
        {
            "p(carton)": [half, third, 1 - half - third],
            "p(fruit | carton)": [[half, half], [Fraction(2, 5), Fraction(3, 5)], [1, 0]],
            "p(ripe | fruit)": [[third, 1 - third], [0, 1]],
        }
    )
    posterior = net.query("carton", {"ripe": 0})
    weights = [half * half, third * Fraction(2, 5), Fraction(1, 6)]
    assert posterior.table.tolist() == [weight / sum(weights) for weight in weights]
    assert net.prob(ripe=0) == sum(weights) / 3
    assert net.prob(carton=2, fruit=0, ripe=0) == Fraction(1, 18)
    assert net.without_edge("carton", "fruit").factor("fruit").table[1] == Fraction(9, 20)
    assert net.log_prob(ripe=0) == pytest.approx(math.log(sum(weights) / 3))


def test_whole_numbers_do_not_make_floats_exact():
    net = BayesNet({"p(a)": [0.25, 0.75], "p(b | a)": [[1, 0], [0, 1]]})
    assert net.query("b").table.dtype == float


def test_gradients_flow_through_queries_and_log_probabilities():
    def posterior(q, log=False):
        wet = np.stack([np.stack([1 - q, q]), np.stack([0.5 * (1 - q), 0.5 + 0.5 * q])])
        net = BayesNet({"p(rain)": [0.8, 0.2], "p(wet | rain)": wet, "p(slip | wet)": SLIP})
        return net.log_prob(slip=1) if log else net.query("rain", {"slip": 1}).table[1]

    for log in (False, True):
        step = 1e-6
        ends = [float(posterior(np.float64(0.3 + sign * step), log)) for sign in (1, -1)]
        slope = grad(lambda q, log=log: posterior(q, log))(0.3)
        assert float(slope) == pytest.approx((ends[0] - ends[1]) / (2 * step), rel=1e-7)
    full = BayesNet({"p(a)": Tensor(np.array([0.0, 1.0]), requires_grad=True)})
    assert float(full.log_prob(a=1).data) == 0


SLIP = [[0.9, 0.1], [0.4, 0.6]]

# ------------------------------------------------------------------------------------ without_edge


@few
@given(seed=SEEDS)
def test_without_edge_keeps_the_child_with_its_other_parents(seed):
    random = RandomNetwork(seed, 6)
    net = random.net()
    if not net.edges:
        return
    parent, child = net.edges[seed % len(net.edges)]
    cut = net.without_edge(parent, child)
    assert (parent, child) not in cut.edges
    assert len(cut.edges) == len(net.edges) - 1
    family = [name for name in net.parents(child) if name != parent] + [child]
    np.testing.assert_allclose(
        cut.query(family).table, random.conditional(family, {}), rtol=1e-10, atol=1e-14
    )
    # No other table for the child is nearer in KL divergence.
    truth = random.joint().T
    near = np.sum(truth * np.log(truth / cut.joint().table))
    rng = np.random.default_rng(seed)
    shape = np.shape(cut.factor(child).table)
    for amount in (0.01, 0.3):
        other = (1 - amount) * cut.factor(child).table
        other = other + amount * rng.dirichlet(np.ones(shape[-1]), shape[:-1])
        tables = {cut.factor(name).title: cut.factor(name).table for name in cut.names}
        changed = BayesNet(tables | {cut.factor(child).title: other})
        assert np.sum(truth * np.log(truth / changed.joint().table)) >= near - 1e-12


def test_without_edge_where_other_parents_cannot_occur():
    net = BayesNet(
        {
            "p(a)": [0.25, 0.75],
            "p(b)": [1.0, 0.0],
            "p(c | a, b)": [[[0.2, 0.8], [0.4, 0.6]], [[0.6, 0.4], [0.8, 0.2]]],
        },
        labels={"c": ("low", "high")},
    )
    cut = net.without_edge("a", "c")
    np.testing.assert_allclose(cut.factor("c").table, [[0.5, 0.5], [0.7, 0.3]])
    assert cut.labels == net.labels
    with pytest.raises(ProbabilityError, match=r"no edge c → a"):
        net.without_edge("c", "a")


# ------------------------------------------------------------------------- graph, names and labels


def test_relatives_in_the_lecture_network():
    net = lecture_network()
    assert net.factorisation() == "p(a) p(b | a) p(c | a, b) p(d | b) p(e | c)"
    assert net.latex() == (
        r"p(a, b, c, d, e) = p(a)\, p(b \mid a)\, p(c \mid a, b)\, p(d \mid b)\, p(e \mid c)"
    )
    assert net.order == net.names == ("a", "b", "c", "d", "e")
    assert net.edges == (("a", "b"), ("a", "c"), ("b", "c"), ("b", "d"), ("c", "e"))
    assert (net.parents("c"), net.children("b")) == (("a", "b"), ("c", "d"))
    assert (net.ancestors("e"), net.descendants("b")) == (("a", "b", "c"), ("c", "d", "e"))
    assert net.markov_blanket("a") == ("b", "c")
    assert net.parameters == 1 + 2 + 4 + 2 + 2
    assert str(net) == "<BayesNet p(a) p(b | a) p(c | a, b) p(d | b) p(e | c)>"


@few
@given(seed=SEEDS)
def test_order_puts_parents_first_however_the_tables_are_listed(seed):
    net = RandomNetwork(seed, 8).net()
    assert sorted(net.order) == sorted(net.names)
    for parent, child in net.edges:
        assert net.order.index(parent) < net.order.index(child)


@few
@given(seed=SEEDS)
def test_a_node_is_independent_of_the_rest_given_its_markov_blanket(seed):
    random = RandomNetwork(seed, 6)
    net = random.net()
    name = random.names[seed % 6]
    blanket = dict.fromkeys(net.markov_blanket(name), 0)
    rest = [other for other in random.names if other != name and other not in blanket]
    alone = random.conditional([name], blanket)
    together = random.conditional([name], blanket | dict.fromkeys(rest, 1))
    np.testing.assert_allclose(alone, together, rtol=1e-10, atol=1e-13)


def test_labels_name_values_in_questions_and_answers():
    net = two_causes()
    posterior = net.query("rain", given={"wet": "yes", "sprinkler": "on"})
    assert posterior.title == "p(rain | wet=yes, sprinkler=on)"
    assert posterior.labels == {"rain": ("no", "yes")}
    dry = 0.2 * 0.3 * 0.99 / (0.2 * 0.3 * 0.99 + 0.8 * 0.3 * 0.85)
    assert posterior.prob(rain="yes") == pytest.approx(dry)
    numbered = BayesNet({"p(a)": [0.5, 0.5]}, labels={"a": (10, 20)})
    assert numbered.query("a").expectation("a") == 15


def test_explaining_away():
    net = two_causes()
    before = net.query("rain").prob(rain="yes")
    seen = net.query("rain", {"wet": "yes"}).prob(rain="yes")
    explained = net.query("rain", {"wet": "yes", "sprinkler": "on"}).prob(rain="yes")
    assert before < explained < seen


# ------------------------------------------------------------------------------ what is refused

GOOD = {"p(a)": [0.5, 0.5], "p(b | a)": [[0.5, 0.5], [0.1, 0.9]]}


@pytest.mark.parametrize(
    ("tables", "message"),
    [
        ({}, "a dict of tables"),
        ([("p(a)", [1.0])], "a dict of tables"),
        ({"a": [0.5, 0.5]}, "'a' is not the name of a factor"),
        ({"p(a | )": [0.5, 0.5]}, "each parent once"),
        ({"p(a, b)": [[0.5, 0.5]]}, "expected one node"),
        (GOOD | {"p(c | a, a)": [[0.5, 0.5]]}, "each parent once"),
        (GOOD | {"p(b)": [0.5, 0.5]}, r"'p\(b\)' is a second table for b"),
        ({"p(a | z)": [[0.5, 0.5]]}, "'z' is a parent of 'a', but has no table"),
        (
            {"p(a | c)": GOOD["p(b | a)"], "p(b | a)": GOOD["p(b | a)"],
             "p(c | b)": GOOD["p(b | a)"], "p(d | c)": GOOD["p(b | a)"]},
            "form a cycle: a → b → c → a",
        ),
        ({"p(a | a)": GOOD["p(b | a)"]}, "form a cycle: a → a"),
        (GOOD | {"p(c | a, b)": GOOD["p(b | a)"]},
         r"p\(c \| a, b\) has shape \(2, 2\); expected \(2, 2, 2\)"),
        (GOOD | {"p(b | a)": [[0.5, 0.5]]}, r"p\(b \| a\) has shape \(1, 2\); expected \(2, 2\)"),
        (GOOD | {"p(b | a)": [[0.5, 0.5], [0.5, 0.6]]}, r"row a=1 of p\(b \| a\) sums to 1.1"),
        ({"p(a)": [0.5, 0.6]}, r"p\(a\) sums to 1.1"),
        ({"p(a)": [1.5, -0.5]}, r"p\(a\) is -0.5 at index 1"),
        ({"p(a)": [np.nan, 1.0]}, r"p\(a\) is nan at index 0"),
        ({"p(a)": 1.0}, "one axis or more"),
    ],
)  # fmt: skip
def test_tables_that_are_refused(tables, message):
    with pytest.raises(ProbabilityError, match=message):
        BayesNet(tables)


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda net: net.query("z"), "targets: 'z' is not a variable"),
        (lambda net: net.query([]), "targets names no variable"),
        (lambda net: net.query("rain", {"rain": "yes"}), "'rain' is named by targets and by given"),
        (lambda net: net.query("rain", {"wet": "damp"}), "wet has no label 'damp'"),
        (lambda net: net.query("rain", {"wet": ["yes", "no"]}), "wet is an array of values"),
        (lambda net: net.query("rain", method="guess"), "method is 'guess'"),
        (lambda net: net.query("rain", order="alphabetical"), "order is 'alphabetical'"),
        (lambda net: net.query("wet", order=["rain"]), r"expected each of the variables"),
        (lambda net: net.query("wet", order=["rain", "rain"]), r"expected each of the variables"),
        (lambda net: net.query("rain", method="likelihood_weighting"), "rng is None"),
        (lambda net: net.prob(wet="damp"), "wet has no label 'damp'"),
        (lambda net: net.prob(snow="yes"), "'snow'"),
        (lambda net: net.log_prob(), "asked of no values"),
        (lambda net: net.parents("snow"), "'snow'"),
        (lambda net: net.d_separated("rain", "rain"), "'rain' is named by x and by y"),
        (lambda net: net.d_separated("rain", "wet", "rain"), "'rain' is named by x and by given"),
        (lambda net: net.explain(["rain", "wet"], "sprinkler"), "expected one variable each"),
        (lambda net: net.sample(-1, rng=0), "shape is -1"),
        (lambda net: net.likelihood_weighting("rain", samples=0, rng=0), "1 or more"),
        (lambda net: net.gibbs("rain", chains=1, rng=0), "2 or more"),
    ],
)  # fmt: skip
def test_questions_that_are_refused(ask, message):
    with pytest.raises(ProbabilityError, match=message):
        ask(two_causes())


def test_tables_too_large_for_memory_are_refused_before_they_are_built():
    tables = {f"p(x{i})": [0.5, 0.5] for i in range(40)}
    net = BayesNet(tables)
    with pytest.raises(ProbabilityError, match="table of 40 variables"):
        net.joint()
    with pytest.raises(ProbabilityError, match="table of 30 variables"):
        net.query([f"x{i}" for i in range(30)])
    # Thirty causes, each pair with an observed effect: the first to be summed out joins all.
    pairs = [(i, j) for i in range(30) for j in range(i)]
    effects = {f"p(y{i}_{j} | x{i}, x{j})": np.full((2, 2, 2), 0.5) for i, j in pairs}
    causes = {f"p(x{i})": [0.5, 0.5] for i in range(30)}
    with pytest.raises(ProbabilityError, match=r"needs a table of 1.1e\+09 entries"):
        BayesNet(causes | effects).query("x0", {f"y{i}_{j}": 0 for i, j in pairs})
