"""What can cross the wire, exactly, and everything else that cannot."""

import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.grading.sandbox.values import DTYPES, Foreign, ValueFormError, clean, decode, encode

PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**600), 2**600)
    | st.floats()
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
    | st.complex_numbers(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.text(max_size=3) | st.integers(), inner, max_size=4)
    ),
    max_leaves=20,
)


def there_and_back(value: Any) -> Any:
    return decode(json.loads(json.dumps(encode(value), allow_nan=False)))


def same(a: Any, b: Any) -> bool:
    return repr(a) == repr(b) and type(a) is type(b)


@given(PLAIN)
def test_plain_values_come_back_as_they_went(value: Any) -> None:
    assert same(there_and_back(value), value)


@pytest.mark.parametrize("spelling", sorted(DTYPES))
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 0, 3), (2, 3)])
def test_arrays_of_each_listed_dtype_come_back(spelling: str, shape: tuple[int, ...]) -> None:
    array = np.arange(math.prod(shape)).reshape(shape).astype(spelling)
    back = there_and_back(array)
    assert type(back) is np.ndarray
    assert (back.dtype, back.shape) == (array.dtype.newbyteorder("="), shape)
    assert np.array_equal(back, array)
    assert back.flags.writeable


def test_numpys_own_numbers_stay_numpys_own() -> None:
    back = there_and_back((np.float64(0.1), np.float32(0.1), np.int8(-3), np.bool_(True), 0.1))
    assert [type(item) for item in back] == [np.float64, np.float32, np.int8, np.bool_, float]
    assert back == (np.float64(0.1), np.float32(0.1), np.int8(-3), np.bool_(True), 0.1)


def test_big_endian_and_sliced_arrays_arrive_in_order() -> None:
    array = np.arange(12, dtype=">i4").reshape(3, 4)[::-1, ::2]
    assert np.array_equal(there_and_back(array), array)


@pytest.mark.parametrize(
    "value",
    [
        object(),
        {1, 2},
        b"bytes",
        np.array([object()]),
        np.array(["text"]),
        np.array([("a", 1)], dtype=[("x", "U1"), ("y", int)]),
        np.datetime64("2026-01-01"),
        np.zeros(2).view(np.recarray),
        2**1025,
        np.zeros(2**18 + 1),
        list(range(50_001)),
        type("Liar", (float,), {})(1.0),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_not_plain_is_not_encoded(value: Any) -> None:
    with pytest.raises(TypeError):
        encode(value)


def test_deep_nesting_is_not_encoded() -> None:
    value: Any = 1
    for _ in range(30):
        value = [value]
    with pytest.raises(TypeError, match="nested"):
        encode(value)


FORGED: list[Any] = [
    {"array": ["|O", [1], "AAAAAAAAAAA="]},
    {"array": ["O", [1], "AAAAAAAAAAA="]},
    {"array": ["<f8<O", [1], "AAAAAAAAAAA="]},
    {"array": ["V8", [1], "AAAAAAAAAAA="]},
    {"array": [["<f8"], [1], "AAAAAAAAAAA="]},
    {"array": ["<f8", [2], "AAAAAAAAAAA="]},
    {"array": ["<f8", [-1], "AAAAAAAAAAA="]},
    {"array": ["<f8", [True], "AAAAAAAAAAA="]},
    {"array": ["<f8", [1.0], "AAAAAAAAAAA="]},
    {"array": ["<f8", 1, "AAAAAAAAAAA="]},
    {"array": ["<f8", [1], "AAAA AAAAAAA="]},
    {"array": ["<f8", [1], "äAAAAAAAAAA="]},
    {"array": ["<f8", [1], None]},
    {"array": ["<f8", [0, 2**20, 2**20, 2**20, 2**20], ""]},
    {"array": ["<f8", [2**62], ""]},
    {"array": ["<f8", [1] * 17, "AAAAAAAAAAA="]},
    {"array": ["|b1", [1], "Ag=="]},
    {"array": ["<f8", [1]]},
    {"array": {}},
    {"scalar": ["<f8", "AAAA"]},
    {"scalar": ["|S8", "AAAAAAAAAAA="]},
    {"float": "1"},
    {"float": 1.0},
    {"float": ["nan"]},
    {"complex": [1, 2]},
    {"complex": [1.0]},
    {"tuple": {"0": 1}},
    {"dict": [[1]]},
    {"dict": [[[1], 2]]},
    {"dict": {"a": 1}},
    {"dict": [[k, k] for k in range(501)]},
    {"foreign": ["set"]},
    {"foreign": [1, False]},
    {"foreign": ["set", 0]},
    {"pickle": "gASVAAAAAAAAAA=="},
    {"$nd": ["|O", [1], ""]},
    {},
    {"tuple": [], "dict": []},
    "a\ud800b",
    ["a\udc00b"],
]


@pytest.mark.parametrize("form", FORGED, ids=lambda form: ascii(form)[:40])
def test_forged_forms_are_refused(form: Any) -> None:
    with pytest.raises(ValueFormError):
        decode(form)


def test_a_deep_form_is_refused() -> None:
    form: Any = 1
    for _ in range(30):
        form = {"tuple": [form]}
    with pytest.raises(ValueFormError, match="nested"):
        decode(form)


@pytest.mark.parametrize("can_be_called", [True, False])
def test_a_stand_in_has_the_name_and_no_more(can_be_called: bool) -> None:
    stand_in = decode({"foreign": ["DataFrame", can_be_called]})
    assert isinstance(stand_in, Foreign)
    assert type(stand_in).__name__ == "DataFrame"
    assert callable(stand_in) is can_be_called
    with pytest.raises(TypeError):
        stand_in()  # type: ignore[operator]


@pytest.mark.parametrize("name", ["a b", "", "1x", "__class__\n", "x" * 200, "<b>"])
def test_a_stand_in_with_no_name_for_a_type_is_an_object(name: str) -> None:
    assert type(decode({"foreign": [name, False]})).__name__ == "object"


def test_half_a_surrogate_pair_is_replaced_before_it_is_sent() -> None:
    assert encode("a\ud83d") == "a\ufffd"
    assert clean("a\ud83d\ude00") == "a\U0001f600"
    assert clean("plain") == "plain"
