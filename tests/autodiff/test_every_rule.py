"""Every rule of the table, at order 2 in both modes, and every function that gives plain results.

A rule that is added without a case fails here.
"""

import warnings

import numpy as np
import pytest
from support.rule_cases import CASES

from coursekit.autodiff import AutodiffError, Tensor, jacobian, vjp
from coursekit.autodiff.rules.table import PLAIN, TABLE, name_of
from coursekit.autodiff.tape import Node, raw

RULES = set(TABLE) - PLAIN
every_case = pytest.mark.parametrize("case", CASES, ids=str)


def test_every_rule_has_a_case():
    missing = {name_of(f) for f in RULES - {case.function for case in CASES}}
    assert not missing
    assert len(CASES) > 4 * len(RULES) > 800


@pytest.fixture(autouse=True)
def _quiet_where_numpy_warns():
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "All-NaN|Mean of empty|Degrees of freedom|invalid value")
        warnings.filterwarnings("ignore", "divide by zero", RuntimeWarning)
        warnings.filterwarnings("ignore", "`rcond` parameter", FutureWarning)
        yield


@every_case
def test_value_is_numpys(case):
    expected = case.f(*case.args)
    found = case.f(*(Tensor(a, requires_grad=True) for a in case.args))
    assert isinstance(found, Tensor) or np.array_equal(found, expected)
    np.testing.assert_allclose(raw(found), expected, rtol=1e-11, atol=1e-12)
    assert np.shape(found) == np.shape(expected)
    assert found.dtype == expected.dtype


@every_case
def test_the_case_goes_through_its_rule(case, monkeypatch):
    monkeypatch.delitem(TABLE, case.function)
    with pytest.raises(AutodiffError, match=case.function.__name__):
        case.f(*(Tensor(a, requires_grad=True) for a in case.args))


@every_case
def test_derivatives_to_order_2_in_both_modes(case, agrees):
    # Bent a little, so that a linear function has second derivatives too.
    agrees(lambda *args: case.f(*(a + 0.03 * a * a for a in args)), *case.args, rtol=1e-5)


@pytest.mark.parametrize("case", [case for case in CASES if case.single], ids=str)
def test_float32(case):
    single = [a.astype(np.float32) for a in case.args]
    value = case.f(*(Tensor(a, requires_grad=True) for a in single))
    assert value.dtype == case.f(*(a[()] for a in single)).dtype
    for number, at in enumerate(single):
        exact = jacobian(case.f, number)(*case.args)
        for mode in ("forward", "reverse"):
            found = jacobian(case.f, number, mode)(*single)
            assert found.dtype == at.dtype
            scale = max(1.0, float(np.max(np.abs(exact), initial=0.0)))
            np.testing.assert_allclose(found, exact, rtol=1e-3, atol=2e-4 * scale)


@every_case
def test_a_constant_argument_gives_the_same(case):
    """Plain arrays, lists and Tensors without gradients may stand beside the variable."""
    for number in range(len(case.args)):
        full = jacobian(case.f, number)(*case.args)
        one = lambda x, n=number: case.f(*case.args[:n], x, *case.args[n + 1 :])
        np.testing.assert_allclose(jacobian(one)(case.args[number]), full, rtol=1e-12, atol=1e-14)


@every_case
def test_empty_cotangents_and_shapes(case):
    value, pullback = vjp(case.f, *case.args)
    for pulled, a in zip(pullback(np.ones(np.shape(value))), case.args, strict=True):
        assert np.shape(pulled) == np.shape(a)


A = np.array([[1.5, -2.3, 0.0], [0.4, 2.0, -1.0]])
WHOLE = np.array([[3, 5, 6], [1, 2, 4]])
PLAIN_ARGUMENTS = {
    **dict.fromkeys(
        (np.bitwise_and, np.bitwise_or, np.bitwise_xor, np.left_shift, np.right_shift, np.gcd,
         np.lcm), (WHOLE, WHOLE[0])),
    **dict.fromkeys((np.invert, np.bitwise_count), (WHOLE,)),
    **dict.fromkeys(
        (np.floor_divide, np.equal, np.not_equal, np.less, np.less_equal, np.greater,
         np.greater_equal, np.logical_and, np.logical_or, np.logical_xor, np.isclose,
         np.allclose, np.array_equal, np.array_equiv, np.isin, np.result_type, np.common_type,
         np.may_share_memory, np.shares_memory), (A, A[0] + 0.5)),
    np.argpartition: (A, 1), np.searchsorted: (np.sort(A[0]), A[1]), np.digitize: (A, [0.0, 1.0]),
    np.can_cast: (A, np.float32), np.tril_indices_from: (np.eye(2),),
    np.triu_indices_from: (np.eye(2),), np.diag_indices_from: (np.eye(2),),
    np.einsum_path: ("ij,j->i", A, A[0]),
    np.unravel_index: (WHOLE, (7, 2)), np.ravel_multi_index: (WHOLE, (7, 9)),
}  # fmt: skip
SAVING = {np.save, np.savez, np.savez_compressed, np.savetxt}
NOT_FOR_NUMBERS = {np.isnat}


@pytest.mark.filterwarnings("ignore:numpy.fix is deprecated:DeprecationWarning")
@pytest.mark.parametrize(
    "function", sorted(PLAIN - SAVING - NOT_FOR_NUMBERS, key=name_of), ids=name_of
)
def test_plain_results_are_numpys(function):
    args = PLAIN_ARGUMENTS.get(function, (A,))
    expected = function(*args)
    whole = any(np.result_type(a).kind in "iu" for a in args if isinstance(a, np.ndarray))
    found = function(
        *(Tensor(a, requires_grad=not whole) if isinstance(a, np.ndarray) else a for a in args)
    )
    if function is np.empty_like:
        assert found.shape == expected.shape
        return
    assert not isinstance(found, Node)
    assert repr(found) == repr(expected)


def test_saving_a_tensor_saves_its_array(tmp_path):
    t = Tensor(A, requires_grad=True)
    np.save(tmp_path / "a.npy", t)
    np.savetxt(tmp_path / "a.txt", t)
    np.savez(tmp_path / "a.npz", t=t)
    np.savez_compressed(tmp_path / "b.npz", t=t)
    np.testing.assert_array_equal(np.load(tmp_path / "a.npy"), A)
    np.testing.assert_array_equal(np.load(tmp_path / "b.npz")["t"], A)


def test_every_ufunc_has_an_entry():
    missing = {
        name
        for name in dir(np)
        if isinstance(getattr(np, name), np.ufunc) and getattr(np, name) not in TABLE
    }
    assert not missing
