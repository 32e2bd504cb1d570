"""What all special functions have in common: shapes, precisions, blocks, refusals."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

import coursekit.probability.special as special
from coursekit.autodiff import Tensor, elementwise_grad, grad
from coursekit.probability import ProbabilityError
from coursekit.probability.special.arrays import elementwise, horner, over_blocks

ARGUMENTS = {
    "betainc": (2.0, 3.0, 0.25),
    "betaincc": (2.0, 3.0, 0.25),
    "betainccinv": (2.0, 3.0, 0.25),
    "betaincinv": (2.0, 3.0, 0.25),
    "betaln": (2.0, 3.5),
    "digamma": (2.5,),
    "erf": (0.3,),
    "erfc": (0.3,),
    "gammainc": (2.0, 1.5),
    "gammaincc": (2.0, 1.5),
    "gammainccinv": (2.0, 0.25),
    "gammaincinv": (2.0, 0.25),
    "gammaln": (2.5,),
    "log1mexp": (-0.3,),
    "log_ndtr": (-1.5,),
    "ndtr": (-1.5,),
    "ndtri": (0.25,),
    "xlog1py": (2.0, 0.5),
    "xlogy": (2.0, 0.5),
}
NAMES = sorted(ARGUMENTS)


def test_every_name_is_tried_here_or_in_its_own_tests():
    assert set(special.__all__) == set(ARGUMENTS) | {"log_sum_exp", "polygamma"}


@pytest.mark.parametrize("name", NAMES)
def test_shapes_and_precisions(name):
    f, arguments = getattr(special, name), ARGUMENTS[name]
    value = f(*arguments)
    assert isinstance(value, np.float64)
    columns = [np.full((3, 1), arguments[0]), *[np.full(2, v) for v in arguments[1:]]]
    table = f(*columns)
    assert table.shape == ((3, 2) if len(arguments) > 1 else (3, 1))
    np.testing.assert_allclose(table, value, rtol=2e-15)  # sums may run in another order
    single = f(*[np.full(4, v, np.float32) for v in arguments])
    assert single.dtype == np.float32
    np.testing.assert_allclose(single, value, rtol=1e-6)
    assert f(np.float32(arguments[0]), *arguments[1:]).dtype == np.float32
    assert f(np.zeros((0, 3)), *arguments[1:]).shape == (0, 3)
    assert f([arguments[0]], *arguments[1:]).dtype == np.float64
    # Blocks make no difference.
    many = f(*[np.full(20_001, v) for v in arguments])
    np.testing.assert_allclose(many, value, rtol=2e-15)


@pytest.mark.parametrize("name", NAMES)
def test_nan_in_nan_out(name):
    f, arguments = getattr(special, name), ARGUMENTS[name]
    for i in range(len(arguments)):
        assert np.isnan(f(*arguments[:i], np.nan, *arguments[i + 1 :]))


@pytest.mark.parametrize("name", NAMES)
def test_tensors(name):
    f, arguments = getattr(special, name), ARGUMENTS[name]
    constant = f(*[Tensor(v) for v in arguments])
    assert isinstance(constant, Tensor)
    assert constant.item() == f(*arguments)
    slopes = grad(f, tuple(range(len(arguments))))(*arguments)
    for i, slope in enumerate(slopes):
        h = 1e-6
        ahead, behind = (
            f(*arguments[:i], arguments[i] + step, *arguments[i + 1 :]) for step in (h, -h)
        )
        assert slope == pytest.approx((ahead - behind) / (2 * h), rel=1e-6, abs=1e-9)
    narrow = elementwise_grad(lambda v: f(*arguments[:-1], v))(np.full(2, arguments[-1], "f4"))
    assert narrow.dtype == np.float32
    assert f.__name__ == name
    assert f.__doc__.startswith("Return ")


@pytest.mark.parametrize("name", NAMES)
def test_refusals(name):
    f, arguments = getattr(special, name), ARGUMENTS[name]
    for wrong in ("text", 1j, None, [[1.0], [1.0, 2.0]], np.array(["a"])):
        with pytest.raises(ProbabilityError, match=f"^{name} was given"):
            f(wrong, *arguments[1:])
    if len(arguments) > 1:
        with pytest.raises(ProbabilityError, match=r"shapes \(2,\), \(3,\)"):
            f(np.ones(2), np.ones(3), *arguments[2:])


def test_other_numbers():
    value = special.gammaln(0.5)
    assert special.gammaln(Fraction(1, 2)) == special.gammaln(Decimal("0.5")) == value
    assert special.gammaln(True) == 0.0
    assert special.gammaln(np.int8(5)) == special.gammaln(5)
    assert special.gammaln(np.array([1, 2, 3])).dtype == np.float64


def test_arguments_are_left_alone():
    x = np.asfortranarray(np.arange(1.0, 7.0).reshape(2, 3))
    before = x.copy()
    x.flags.writeable = False
    result = special.gammainc(x, x)
    np.testing.assert_array_equal(x, before)
    one_by_one = [[special.gammainc(v, v) for v in row] for row in x]
    np.testing.assert_allclose(result, one_by_one, rtol=2e-15)
    np.testing.assert_array_equal(special.gammaln(x[:, ::2]), special.gammaln(x)[:, ::2])


def test_blocks_are_of_the_size_asked_for():
    sizes = []

    def kernel(x, y):
        sizes.append((x.size, y.size))
        return x / y  # no warning for 0/0

    f = over_blocks("quotient", kernel, block=4)
    result = f(np.zeros((5, 2)), 0.0)
    assert np.all(np.isnan(result))
    assert sizes == [(4, 4), (4, 4), (2, 2)]


def test_horner_and_elementwise():
    assert horner(np.array([2.0, -1.0]), (3.0, 0.0, 1.0)).tolist() == [13.0, 4.0]
    cube = elementwise("cube", lambda x: x**3, lambda g, y, x: g * 3 * x**2)
    assert grad(grad(cube))(2.0) == 12.0
