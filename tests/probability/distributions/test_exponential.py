import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.continuous import assert_most_likely

from coursekit.probability import ProbabilityError
from coursekit.probability.distributions import Exponential


@given(st.floats(0.01, 100), st.floats(0, 10), st.floats(0, 10))
def test_it_has_no_memory(rate, waited, more):
    wait = Exponential(rate)
    together = wait.survival(waited + more)
    assert together == pytest.approx(wait.survival(waited) * wait.survival(more), rel=1e-12)


def test_the_density_at_0_is_the_rate():
    assert float(Exponential(3.0).prob(0.0)) == pytest.approx(3.0, rel=1e-15)


def test_from_mean():
    assert Exponential.from_mean(4.0).mean == 4.0
    with pytest.raises(ProbabilityError, match="mean is 0; expected numbers above 0"):
        Exponential.from_mean(0.0)


def test_fit():
    data = Exponential(0.7).sample(50, rng=0)
    fitted = Exponential.fit(data)
    assert fitted.rate == pytest.approx(1 / np.mean(data))
    assert_most_likely(fitted, data)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ([1.0, -0.5], "data is -0.5 at index 1; expected numbers, 0 or more"),
        ([0.0, 0.0], "all observations are 0"),
        ([1.0, np.nan], "data is nan at index 1; expected finite"),
        (2.0, "one observation or more"),
    ],
)
def test_data_that_no_exponential_makes(data, message):
    with pytest.raises(ProbabilityError, match=message):
        Exponential.fit(data)


@pytest.mark.parametrize("rate", [0.0, -1.0])
def test_the_rate_is_above_0(rate):
    with pytest.raises(ProbabilityError, match=f"rate is {rate:g}; expected numbers above 0"):
        Exponential(rate)
