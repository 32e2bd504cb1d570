"""The cost of a Jacobian: counted by hand, by our own autodiff, and in words that are true."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.autodiff import graph, jacobian, jvp, vjp
from coursekit.widgets.forward_and_reverse.cost import (
    MOST_LAYERS,
    WIDEST,
    describe,
    in_time,
    model,
    quantity,
)

SIZES = st.integers(1, WIDEST)


@given(n=SIZES, m=SIZES, layers=st.integers(1, MOST_LAYERS))
def test_the_model_is_the_one_that_is_stated(n, m, layers):
    c = model(n, m, layers)
    width = max(n, m)
    assert c.sweeps == (n, m)
    assert c.evaluation == layers * width
    assert c.operations == (3 * n * layers * width, 3 * m * layers * width)
    assert c.kept == (2 * width, layers * width + width)
    assert c.entries == m * n


def chain(layers):
    def f(x):
        for _ in range(layers):
            x = np.tanh(x)
        return x

    return f


def test_operations_and_kept_values_are_those_of_a_recorded_chain():
    layers, width = 7, 5
    recorded = graph(chain(layers), np.linspace(-1, 1, width))
    made = [node.value for node in recorded.nodes if node.kind != "input"]
    c = model(width, width, layers)
    assert sum(np.size(value) for value in made) == c.evaluation
    assert c.kept[1] == c.evaluation + width  # and the adjoints of one layer


def test_as_many_sweeps_make_the_whole_jacobian():
    matrix = np.arange(6.0).reshape(2, 3) - 2

    def f(x):
        return np.tanh(matrix @ x)

    x = np.array([0.1, -0.2, 0.3])
    n, m = model(3, 2, 1).sweeps
    columns = [jvp(f, (x,), (basis,))[1] for basis in np.eye(n)]
    rows = [vjp(f, x)[1](basis) for basis in np.eye(m)]
    expected = (1 - np.tanh(matrix @ x)[:, None] ** 2) * matrix
    np.testing.assert_allclose(np.stack(columns, axis=1), expected)
    np.testing.assert_allclose(np.reshape(rows, (m, n)), expected)
    np.testing.assert_allclose(jacobian(f)(x), expected)


def test_the_loss_of_a_network_in_words():
    assert describe(model(1e6, 1, 10)).split("\n") == [
        (
            "f has 1 million inputs and 1 output (the loss of a medium network): "
            "10 layers of 1 million numbers"
        ),
        (
            "one evaluation of f: 10 million operations, 1 ms at 10 billion a second; "
            "one sweep: 3 times that"
        ),
        (
            "forward: 1 million sweeps, one for each input; work of 3 million evaluations, "
            "50 minutes; keeps 2 million numbers, 16 MB"
        ),
        (
            "reverse: 1 sweep, one for each output; work of 3 evaluations, 3 ms; "
            "keeps 11 million numbers, 88 MB"
        ),
        (
            "forward does 1 million times the work of reverse; "
            "reverse keeps 5.5 times as many numbers"
        ),
        "all of J, 1 × 1 million: 1 million entries, 4 MB in float32, 8 MB in float64",
    ]


def test_the_example_of_the_source_is_put_right():
    """S3 prints 1 TB for a million by a million."""
    last = describe(model(1e6, 1e6, 1)).split("\n")[-1]
    assert last == (
        "all of J, 1 million × 1 million: 10¹² entries, 4 TB in float32, 8 TB in float64 "
        "(1 TB only at one byte an entry); a laptop has 16 GB"
    )
    assert model(1e6, 1e6, 1).entries * np.dtype("float32").itemsize == 4 * 10**12
    assert model(1e6, 1e6, 1).entries * np.dtype("float64").itemsize == 8 * 10**12


@pytest.mark.parametrize(
    ("n", "m", "layers", "words"),
    [
        (1, 3, 2, "reverse does 3 times the work of forward; reverse would keep 1.5 times"),
        (7, 7, 1, "both do the same work, and reverse keeps as many numbers: forward"),
        (7, 7, 3, "both do the same work, and reverse keeps 2 times as many numbers: forward"),
        (4, 2, 1, "forward does 2 times the work of reverse; reverse keeps as many numbers"),
    ],
)
def test_which_mode_is_said_to_do_more(n, m, layers, words):
    assert describe(model(n, m, layers)).split("\n")[4].startswith(words)


def test_one_of_something_is_no_plural():
    text = describe(model(1, 1, 1))
    assert "f has 1 input and 1 output (one number to one number): 1 layer of 1 number\n" in text
    assert "one evaluation of f: 1 operation, 0.1 ns" in text
    assert "all of J, 1 × 1: 1 entry, 4 bytes" in text


@pytest.mark.parametrize(
    ("count", "text"),
    [(1, "1"), (1.4, "1.4"), (999, "999"), (1504, "1,504"), (10**9, "1 billion"),
     (999_999_999_999, "10¹²"), (3 * 10**13, "3·10¹³"), (1.58e18, "1.58·10¹⁸")],
)  # fmt: skip
def test_quantities_as_they_are_said(count, text):
    assert quantity(count) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(1e-10, "0.1 ns"), (2e-6, "2 µs"), (0.5, "500 ms"), (1.0, "1 second"), (90, "1.5 minutes"),
     (7200, "2 hours"), (86400, "1 day"), (3.156e7, "1 year"), (3e11, "9,506 years")],
)  # fmt: skip
def test_times_as_they_are_said(seconds, text):
    assert in_time(seconds) == text
