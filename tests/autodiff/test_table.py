"""The table of rules and the decorator that adds to it."""

import subprocess
import sys

import numpy as np
import pytest

import coursekit.autodiff
from coursekit.autodiff import AutodiffError, check_grads, grad, jacobian, primitive
from coursekit.autodiff.rules.table import TABLE


@pytest.fixture
def table():
    before = dict(TABLE)
    yield TABLE
    TABLE.clear()
    TABLE.update(before)


def test_importing_autodiff_loads_numpy_only():
    code = (
        "import sys, numpy; before = set(sys.modules); import coursekit.autodiff\n"
        "new = {m.split('.')[0] for m in set(sys.modules) - before}\n"
        "print(sorted(new - set(sys.stdlib_module_names)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['coursekit']"


def test_all_is_what_there_is():
    for name in coursekit.autodiff.__all__:
        assert getattr(coursekit.autodiff, name).__doc__


def test_a_rule_for_a_numpy_function(table):
    with pytest.raises(AutodiffError, match=r"np\.i0"):
        grad(np.i0)(1.0)

    @primitive(lambda g, y, x: g * 0.5, elementwise=True, of=np.i0)
    def bessel(x):
        return np.i0(x)

    assert grad(lambda x: np.i0(x)[()])(1.0) == 0.5
    assert bessel(0.0) == 1.0


def test_a_rule_that_knows_of_no_batch(agrees):
    @primitive(
        lambda g, y, a, b: np.convolve(g, b[::-1], "valid"),
        lambda g, y, a, b: np.convolve(g, a[::-1], "valid"),
        jvps=(lambda t, y, a, b: np.convolve(t, b), lambda t, y, a, b: np.convolve(a, t)),
    )
    def convolve(a, b):
        """Polynomial product."""
        return np.convolve(a, b)

    a, b = np.array([1.0, 2.0, 3.0]), np.array([0.5, -1.0])
    agrees(convolve, a, b, order=1)
    assert convolve.__doc__ == "Polynomial product."
    check_grads(lambda a: np.sum(convolve(a, b) ** 2), (a,), order=1)


def test_whole_numbers_reach_a_rule_as_they_are():
    @primitive(lambda g, y, x, labels: g * np.eye(3)[labels], None)
    def pick(x, labels):
        return x[labels]

    assert grad(pick)(np.arange(3.0), np.array(1)).tolist() == [0, 1, 0]


def test_rules_that_are_left_out_say_so():
    @primitive(lambda g, y, x, n: g * n, None)
    def times(x, n):
        return x * n

    assert grad(times)(2.0, 3.0) == 3.0
    with pytest.raises(AutodiffError, match="times has no gradient rule for its argument number 2"):
        grad(times, 1)(2.0, 3.0)
    with pytest.raises(AutodiffError, match="forward rule"):
        jacobian(times, mode="forward")(2.0, 3.0)
