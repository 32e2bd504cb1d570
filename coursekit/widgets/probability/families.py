"""The families that can be explored: their parameters' sliders, and windows that suit them."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

import coursekit.probability as probability
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.style import number

__all__ = ["FAMILIES", "Family", "Parameter", "Range", "family_named", "nice"]

_WIDEST = 1200  # whole numbers in one picture

Range = tuple[float, float]


@dataclass(frozen=True)
class Parameter:
    """A parameter, the range and step of its slider, and where it starts."""

    name: str
    low: float
    high: float
    step: float
    value: float

    def around(self, value: float) -> tuple[float, float, float]:
        """Return low, high and step of a slider that can show ``value``.

        >>> Parameter("std", 0.2, 3.0, 0.1, 1.0).around(10.0)
        (0.4, 20.0, 0.2)
        """
        if self.low <= value <= self.high:
            return self.low, self.high, self.step
        if self.step == 1:
            return self.low, max(self.high, 2 * value), 1.0
        if self.low < 0:  # a location
            half = nice(abs(value) / 4)
            return value - half, value + half, half / 50
        step = nice(value / 60)
        return 2 * step, max(2 * value, 10 * step), step


@dataclass(frozen=True)
class Family:
    """A family of distributions: its parameters, the interval it opens on, its windows.

    ``reach``: what the interval's slider covers; ``windows``: from narrow to wide; ``beyond``: the
    share that may lie beyond either end of the picture.
    """

    name: str
    parameters: tuple[Parameter, ...]
    between: Range
    reach: Range
    windows: tuple[Range, ...]
    discrete: bool = False
    beyond: float = 0.002

    def make(self, *values: float) -> Any:
        """Return the distribution with these parameters, in the order of ``parameters``.

        >>> family_named("Normal").make(0.0, 2.0)
        Normal(mean=0.0, std=2.0)
        """
        named = {each.name: value for each, value in zip(self.parameters, values, strict=True)}
        # A number of trials is whole, whatever the slider gives.
        if self.name == "Binomial":
            named["n"] = round(named["n"])
        return getattr(probability, self.name)(**named)

    def words(self, *values: float) -> str:
        """Write the family with its parameters.

        >>> family_named("Normal").words(0.0, 1.5)
        'Normal(mean = 0, std = 1.5)'
        """
        pairs = zip(self.parameters, values, strict=True)
        return f"{self.name}({', '.join(f'{p.name} = {number(v)}' for p, v in pairs)})"

    def values(self, given: Mapping[str, float]) -> tuple[float, ...]:
        """Return all parameters in order, those that are not given from the sliders' start."""
        known = [each.name for each in self.parameters]
        for name in given:
            if name not in known:
                raise WidgetError(
                    f"{self.name} has no parameter {name!r}. It has {' and '.join(known)}."
                )
        return tuple(float(given.get(each.name, each.value)) for each in self.parameters)

    def window(self, distribution: Any, a: float, b: float) -> Range:
        """Return the narrowest window in which nearly everything lies, and the interval too."""
        ends = distribution.icdf(np.array([self.beyond, 1 - self.beyond]))
        low, high = min(float(ends[0]), a), max(float(ends[1]), b)
        for left, right in self.windows:
            if left <= low and high <= right:
                return left, right
        # Ends in coarse steps, so that the picture keeps still while a slider moves a little.
        step = nice((high - low) / 3)
        left, right = step * math.floor(low / step), step * math.ceil(high / step)
        if self.discrete and right - left > _WIDEST:
            raise WidgetError(
                f"{self.name} spreads over {number(right - left)} whole numbers here. Choose "
                f"parameters for which it spreads over at most {_WIDEST}."
            )
        return (left - 0.8, right + 0.8) if self.discrete else (left, right)


def nice(x: float) -> float:
    """Return 1, 2 or 5 times a power of ten, ``x`` or a little more.

    >>> nice(0.3), nice(6.0)
    (0.5, 10.0)
    """
    power = 10.0 ** math.floor(math.log10(x))
    return float(f"{next(m for m in (1, 2, 5, 10) if m * power >= x * (1 - 1e-9)) * power:.3g}")


def _positive(*ends: float) -> tuple[Range, ...]:
    return tuple((-0.08 * end, end) for end in ends)


def _whole(*ends: float) -> tuple[Range, ...]:
    return tuple((-0.8, end + 0.8) for end in ends)


_LINE: tuple[Range, ...] = ((-4.0, 4.0), (-8.0, 8.0), (-12.0, 12.0))
_LOCATION = ("location", -3.0, 3.0, 0.1, 0.0)
_SCALE = ("scale", 0.2, 3.0, 0.1, 1.0)
_TRIAL = Parameter("p", 0.05, 1.0, 0.01, 0.3)

_ALL = (
    Family(
        "Normal",
        (Parameter("mean", -3.0, 3.0, 0.1, 0.0), Parameter("std", 0.2, 3.0, 0.1, 1.0)),
        (-1.0, 1.0), (-12.0, 12.0), _LINE,
    ),
    Family(
        "Uniform",
        (Parameter("low", -3.0, 3.0, 0.1, 0.0), Parameter("high", -3.0, 3.0, 0.1, 2.0)),
        (0.5, 1.5), (-4.0, 4.0), ((-1.0, 3.0), (-4.0, 4.0)),
    ),
    Family(
        "Exponential",
        (Parameter("rate", 0.2, 4.0, 0.1, 1.0),),
        (0.0, 1.0), (0.0, 40.0), _positive(5.0, 10.0, 20.0, 40.0),
    ),
    Family(
        "Gamma",
        (Parameter("shape", 0.5, 10.0, 0.1, 2.0), Parameter("rate", 0.2, 4.0, 0.1, 1.0)),
        (1.0, 3.0), (0.0, 40.0), _positive(5.0, 10.0, 20.0, 40.0, 80.0),
    ),
    Family(
        "Beta",
        (Parameter("a", 0.2, 10.0, 0.1, 2.0), Parameter("b", 0.2, 10.0, 0.1, 4.0)),
        (0.2, 0.5), (0.0, 1.0), ((-0.08, 1.08),),
    ),
    Family(
        "Laplace", (Parameter(*_LOCATION), Parameter(*_SCALE)), (-1.0, 1.0), (-12.0, 12.0),
        (*_LINE, (-24.0, 24.0)),
    ),
    Family(
        "StudentT", (Parameter("df", 1.0, 30.0, 0.5, 3.0), Parameter(*_SCALE)),
        (-1.0, 1.0), (-12.0, 12.0), (*_LINE, (-24.0, 24.0)),
        beyond=0.01,
    ),
    Family(
        "Cauchy", (Parameter(*_LOCATION), Parameter(*_SCALE)),
        (-1.0, 1.0), (-12.0, 12.0), (*_LINE, (-24.0, 24.0)),
        beyond=0.04,  # no window holds nearly all of it
    ),
    Family(
        "LogNormal",
        (Parameter("log_mean", -1.0, 2.0, 0.1, 0.0), Parameter("log_std", 0.1, 1.5, 0.1, 0.5)),
        (1.0, 2.0), (0.0, 40.0), _positive(5.0, 10.0, 20.0, 40.0),
    ),
    Family(
        "ChiSquared", (Parameter("df", 1.0, 20.0, 1.0, 3.0),), (1.0, 4.0), (0.0, 40.0),
        _positive(10.0, 20.0, 40.0),
    ),
    Family(
        "Bernoulli", (Parameter("p", 0.0, 1.0, 0.01, 0.3),), (1.0, 1.0), (0.0, 1.0), _whole(1.0),
        discrete=True,
    ),
    Family(
        "Binomial",
        (Parameter("n", 1.0, 50.0, 1.0, 10.0), Parameter("p", 0.0, 1.0, 0.01, 0.3)),
        (2.0, 4.0), (0.0, 50.0), _whole(10.0, 20.0, 50.0),
        discrete=True,
    ),
    Family(
        "Poisson", (Parameter("rate", 0.1, 20.0, 0.1, 3.0),), (2.0, 4.0), (0.0, 40.0),
        _whole(10.0, 20.0, 40.0),
        discrete=True,
    ),
    Family(
        "Geometric", (_TRIAL,), (1.0, 3.0), (0.0, 60.0), _whole(10.0, 20.0, 60.0, 130.0),
        discrete=True,
    ),
    Family(
        "NegativeBinomial",
        (Parameter("n", 1.0, 10.0, 1.0, 3.0), Parameter("p", 0.2, 1.0, 0.01, 0.5)),
        (2.0, 4.0), (0.0, 80.0), _whole(10.0, 20.0, 40.0, 100.0),
        discrete=True,
    ),
)  # fmt: skip

FAMILIES = {each.name: each for each in _ALL}


def family_named(name: str) -> Family:
    """Find the family of this name; `WidgetError` lists the known ones.

    >>> family_named("Poisson").parameters[0].name
    'rate'
    """
    if name not in FAMILIES:
        raise WidgetError(
            f"This widget knows no family {name!r}. Choose one of {', '.join(FAMILIES)}."
        )
    return FAMILIES[name]
