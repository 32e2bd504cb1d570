import numpy as np
import pytest
from scipy import special, stats

from coursekit.autodiff import check_grads
from coursekit.probability.distributions.concentrations import (
    entropy_of,
    log_normaliser,
    most_likely,
)


@pytest.mark.parametrize("alpha", [[0.1, 0.2], [1.0, 1.0, 1.0], [5.0, 0.5, 30.0, 2.0]])
def test_against_the_formulas_of_textbooks(alpha):
    alpha = np.array(alpha)
    expected = np.sum(special.gammaln(alpha)) - special.gammaln(np.sum(alpha))
    assert float(log_normaliser(alpha)) == pytest.approx(expected, rel=1e-13, abs=1e-14)
    assert float(entropy_of(alpha)) == pytest.approx(
        stats.dirichlet(alpha).entropy(), rel=1e-12, abs=1e-13
    )


def test_rows_are_apart():
    rows = np.array([[0.1, 3.0], [70.0, 2.0]])
    for function in (log_normaliser, entropy_of):
        np.testing.assert_allclose(function(rows), [function(row) for row in rows], rtol=1e-15)
        check_grads(function, (rows,), order=2)


def test_most_likely_at_the_expected_logarithms():
    # With E log p = ψ(α) − ψ(Σα) as the data, α itself is most likely.
    for alpha in ([0.2, 0.3], [3.0, 1.0, 8.0], [2e4, 1e4]):
        alpha = np.array(alpha)
        logs = special.digamma(alpha) - special.digamma(np.sum(alpha))
        found, sure = most_likely(logs, np.ones(len(alpha)))
        assert sure
        np.testing.assert_allclose(found, alpha, rtol=1e-7)
