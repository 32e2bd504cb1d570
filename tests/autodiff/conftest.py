"""The reference that rules are held against: differences of plain NumPy values."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from coursekit.autodiff import jacobian


def differences(f: Callable[..., Any], args: tuple[Any, ...], number: int) -> np.ndarray:
    """Return the Jacobian by Richardson-extrapolated central differences, error O(h⁴)."""
    at = np.array(args[number], np.float64)
    columns = []
    for index in np.ndindex(at.shape):
        quotients = []
        for h in (2e-3, 1e-3):
            ends = []
            for sign in (1, -1):
                moved = at.copy()
                moved[index] += sign * h
                ends.append(np.array(f(*args[:number], moved, *args[number + 1 :]), np.float64))
            quotients.append((ends[0] - ends[1]) / (2 * h))
        columns.append((4 * quotients[1] - quotients[0]) / 3)
    if not columns:
        return np.zeros(np.shape(f(*args)) + at.shape)
    return np.moveaxis(np.array(columns), 0, -1).reshape(np.shape(columns[0]) + at.shape)


def _agrees(f: Callable[..., Any], *args: Any, order: int = 2, rtol: float = 2e-6) -> None:
    args = tuple(np.array(a, np.float64) for a in args)
    for number in range(len(args)):
        expected = differences(f, args, number)
        scale = max(1.0, float(np.max(np.abs(expected), initial=0.0)))
        for mode in ("forward", "reverse"):
            derivative = jacobian(f, number, mode)
            found = derivative(*args)
            assert np.shape(found) == expected.shape
            np.testing.assert_allclose(found, expected, rtol=rtol, atol=rtol * scale)
            if order > 1:
                _agrees(derivative, *args, order=order - 1, rtol=rtol)


@pytest.fixture(scope="session")
def agrees() -> Callable[..., None]:
    """Assert that all derivatives of ``f`` at ``args``, in both modes, equal differences."""
    return _agrees


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say how many rules the run has held against differences, and in how many ways."""
    passed = terminalreporter.stats.get("passed", [])
    if any("test_every_rule_has_a_case" in report.nodeid for report in passed):
        from support.rule_cases import CASES

        from coursekit.autodiff.rules.table import PLAIN, TABLE

        checked = sum("test_derivatives_to_order_2" in report.nodeid for report in passed)
        terminalreporter.write_line(
            f"autodiff: {len(set(TABLE) - PLAIN)} functions with rules, {len(PLAIN)} with plain"
            f" results; {checked} of {len(CASES)} cases agree at order 2 in both modes"
        )
