"""The table of rules and the decorator that adds to it."""

import subprocess
import sys

import numpy as np
import pytest

import coursekit.autodiff
from coursekit.autodiff import AutodiffError, Tensor, check_grads, grad, jacobian, primitive
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


@pytest.mark.parametrize(
    ("f", "message"),
    [
        (lambda x: np.put(np.zeros(3), [0, 1, 2], x), None),
        (lambda x: np.copyto(np.zeros(3), x), "np.copyto writes into an array.*np.where"),
        (lambda x: np.fill_diagonal(x, 0.0), "np.fill_diagonal writes.*as argument number 1"),
        (lambda x: np.bincount([0, 1, 1], weights=x), "np.bincount has no.*argument weights"),
        (lambda x: np.linalg.eig(np.diag(x)), r"np.linalg.eig .*@primitive\(…, of=np.linalg.eig"),
        (lambda x: np.sum(x, dtype=int), "no gradient"),
        (lambda x: np.sin(x, dtype=int), r"option.*\(dtype\)"),
        (lambda x: np.sin(x, where=[True, False, True]), r"option.*\(where\)"),
        (lambda x: np.pad(x, 1, "mean"), "mode='mean'.*simpler"),
        (lambda x: np.quantile(x, 0.5, method="lower"), "method='lower'"),
        (lambda x: np.unique(x, return_inverse=True), "np.unique"),
        (lambda x: np.interp(x, x, x, period=2.0), "period"),
        (lambda x: np.reshape(x[::-1][:2], 2, order="K"), "order='K' depends"),
        (lambda x: np.linalg.svd(np.stack([x, x])), "full_matrices=False"),
        (lambda x: np.linalg.svd(np.diag(x), hermitian=True), "hermitian"),
        (lambda x: np.linalg.qr(np.diag(x), mode="raw"), "mode='raw'"),
        (lambda x: np.linspace(0, x, 3, dtype=int), "dtype"),
        (lambda x: np.average(x, weights=np.ones(2)), "weights"),
    ],
)
def test_what_has_no_rule_says_what_and_where(f, message):
    with pytest.raises(TypeError, match=message) as raised:  # AutodiffError is one
        f(Tensor(np.array([1.0, 2.0, 3.0]), requires_grad=True))
    assert message is None or "weights" in message or isinstance(raised.value, AutodiffError)
