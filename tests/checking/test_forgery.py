"""Answers that claim to be right instead of being right are not right."""

import numpy as np
import pytest

from coursekit.checking import Exercise, Reals, Vector

SCALAR = Exercise(
    id="f", title="", prompt="?", inputs={"x": Reals(-3, 3)}, reference=lambda x: 2 * x
)
ARRAY = Exercise(id="g", title="", prompt="?", inputs={"v": Vector(3)}, reference=lambda v: 2 * v)
VALUE = Exercise(id="v", title="", prompt="?", kind="value", reference=42.5)
PARTS = Exercise(
    id="p", title="", prompt="?", kind="parts", reference={"a": 1.5, "b": 2.5}
)  # fmt: skip


class Agreeable:
    """Equal to everything, close to everything, right in every comparison."""

    shape = ()
    dtype = np.dtype(float)

    def __eq__(self, other):
        return True

    def __hash__(self):
        return 0

    def _agree(self, *args, **kwargs):
        return True

    __lt__ = __le__ = __gt__ = __ge__ = _agree
    __array_ufunc__ = _agree
    __array_function__ = _agree

    def __sub__(self, other):
        return 0.0

    __rsub__ = __sub__


class ArrayLike(Agreeable):
    def __array__(self, dtype=None, copy=None):
        return np.zeros(3)


class Raising:
    def __array__(self, dtype=None, copy=None):
        raise SystemExit(0)


class AgreeableFloat(float):
    __eq__ = __lt__ = __le__ = __gt__ = __ge__ = lambda self, other: True
    __hash__ = float.__hash__
    __sub__ = __rsub__ = __abs__ = lambda self, *other: 0.0


class AgreeableArray(np.ndarray):
    def __eq__(self, other):
        return np.ones(self.shape, bool)

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        return np.ones(self.shape, bool)

    def __array_function__(self, func, types, args, kwargs):
        return True

    def __array_finalize__(self, obj):
        pass

    def astype(self, *args, **kwargs):
        raise RuntimeError("must not be asked")

    def __sub__(self, other):
        return np.zeros(self.shape)


def forged_array(*_):
    return np.zeros(3).view(AgreeableArray)


class Liar(dict):
    def __getitem__(self, key):
        return Agreeable()


FORGERIES = [
    Agreeable(),
    ArrayLike(),
    Raising(),
    AgreeableFloat(1.0),
    np.zeros(()).view(AgreeableArray),
    np.ma.masked_all(()),
    np.array(Agreeable(), dtype=object),
    np.nan,
    [Agreeable()],
    True,
    "42.5",
    b"42.5",
    {"value": 42.5},
    lambda: 42.5,
    np.datetime64("2026-01-01"),
    10**400,
    type("Named", (), {"__module__": "coursekit.autodiff.tensor", "data": Agreeable()})(),
]


@pytest.mark.parametrize("forged", FORGERIES, ids=lambda f: type(f).__name__)
def test_no_forged_value_is_correct(forged):
    assert not VALUE.judge(forged).correct
    assert not SCALAR.judge(lambda x: forged).correct
    assert not ARRAY.judge(lambda v: forged).correct
    assert not PARTS.judge({"a": forged, "b": forged}).correct


def test_an_array_of_a_subclass_is_compared_by_its_numbers():
    assert not ARRAY.judge(forged_array).correct
    assert ARRAY.judge(lambda v: (2 * v).view(AgreeableArray)).correct


def test_a_mapping_that_has_every_key_is_not_correct():
    assert not PARTS.judge(Liar()).correct


def test_what_is_returned_cannot_change_afterwards():
    shared = np.zeros(3)

    def aliased(v):
        shared[:] = 2 * v
        return shared

    # One array for all calls, but each reply is copied before the next call.
    assert ARRAY.judge(aliased).correct


def test_a_function_that_forges_its_signature_or_its_code_is_only_called():
    def wrong(x):
        return 3 * x

    wrong.__signature__ = "none"
    assert SCALAR.judge(wrong).outcome == "wrong"


def test_changing_numpy_settings_does_not_outlive_the_call():
    before = np.geterr()

    def sets(x):
        np.seterr(all="raise")
        return 2 * x

    assert SCALAR.judge(sets).correct
    assert np.geterr() == before
