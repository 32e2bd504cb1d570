"""The one rule under the incomplete functions, on integrals that are known."""

import numpy as np
from support.special import worst

from coursekit.probability.special.quadrature import nodes_and_weights, reach, tail_integral


def test_rule_is_exact_for_polynomials_in_the_root():
    for count in (28, 44):
        nodes, weights = nodes_and_weights(count)
        assert len(nodes) == count
        assert not nodes.flags.writeable
        for power in range(20):
            # ∫ v^(power/2) dv
            assert abs(np.sum(weights * nodes ** (power / 2)) - 2 / (power + 2)) < 1e-14


def test_tails_of_an_exponential_and_a_parabola():
    rate = np.array([0.01, 1.0, 1e3, 1e6])
    exponential = tail_integral(lambda s, near, r: r * s, 38 / rate, rate)
    assert worst(exponential, 1 / rate) < 1e-13
    # ∫ exp(−r s²/2) over a half-line, in either direction
    length = np.sqrt(76 / rate)
    for side in (1, -1):
        half = tail_integral(lambda s, near, r: 0.5 * r * s * s, side * length, rate)
        assert worst(half, np.sqrt(np.pi / (2 * rate))) < 1e-13


def test_short_tails_are_told_so():
    seen = []

    def drop(s, near):
        seen.append((near, float(np.max(np.abs(s)))))
        return np.abs(s)

    tail_integral(drop, np.array([0.05, 3.0, -0.01, np.nan]))
    assert [near for near, _ in seen] == [True, False]
    assert seen[0][1] <= 0.05


def test_reach():
    a = np.array([1.0, 10.0, 1e6])
    drop = lambda s: a * (np.exp(s) - 1 - s)
    length = reach(drop, lambda s: a * np.expm1(s), np.sqrt(76 / a))
    np.testing.assert_allclose(drop(length), 38, rtol=1e-2)
