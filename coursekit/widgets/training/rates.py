"""Learning rates as one writes them: a slider in equal ratios, and what its stops stand for."""

import math
from typing import Any

from coursekit.widgets.controls import log_slider

__all__ = ["plain_rate", "rate_slider", "side"]

_CLOSE = 5e-3  # relative: a rate so close to two digits is meant to have two
_NEAR = 1e-6  # relative: a rate so close to the limit is at the limit


def rate_slider(value: float, low: float, high: float) -> Any:
    """Make a slider with twenty stops a decade; any rate can be typed beside it.

    >>> rate_slider(0.5, 0.01, 2.0).value
    0.5
    """
    return log_slider("rate α", value, low, high, step=0.05, readout=".2g")


def plain_rate(rate: float) -> float:
    """Return the rate with two digits if it is as good as that, else with three.

    A slider that is even in the logarithm stops at 0.5012 and 1.9953. The rate that is used is the
    one that is shown, so that a student can compute with it.

    >>> [plain_rate(each) for each in (0.5012, 1.9953, 0.1122, 0.105)]
    [0.5, 2.0, 0.112, 0.105]
    """
    two = float(f"{rate:.2g}")
    return two if abs(rate - two) <= _CLOSE * rate else float(f"{rate:.3g}")


def side(rate: float, limit: float) -> str:
    """Say where a rate lies: "below", "exactly at" or "beyond" the stability limit.

    >>> side(0.09, 0.1), side(0.1, 0.1), side(0.11, 0.1)
    ('below', 'exactly at', 'beyond')
    """
    if math.isclose(rate, limit, rel_tol=_NEAR):
        return "exactly at"
    return "below" if rate < limit else "beyond"
