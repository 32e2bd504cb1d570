"""The normal distribution function, its logarithm and its inverse, and the error functions.

They stand on Mills' ratio (1 − Φ(z)) / φ(z), which has no tail to lose digits in: from 0 to
infinity it is one polynomial in (z − 4)/(z + 4).  The coefficients are those of Chebyshev
interpolants, computed with 60 digits and then written in powers (of t in [−1, 1] unless another
variable is named), the highest first.
"""

# ruff: noqa: ARG005 - every rule is given (g, y, *inputs) and uses what it needs

from __future__ import annotations

import math
from typing import Any

import numpy as np

from coursekit.probability.special.arrays import elementwise, horner
from coursekit.probability.special.logs import RATIO

__all__ = ["erf", "erfc", "log_ndtr", "ndtr", "ndtri"]

# (1 + z) × Mills' ratio for t = (z − 4)/(z + 4).
_MILLS = (
    4.0306286708494854e-11, 4.926495713762318e-10, 1.8580982184297963e-10,
    -4.774365211180744e-09, -5.807877521473754e-09, 2.2190507158804392e-08,
    4.9514086533070746e-08, -5.8420134575895444e-08, -2.8556354398481753e-07,
    1.0610476066029166e-08, 1.389765921069305e-06, 1.0101651987868043e-06,
    -6.552855378430158e-06, -8.60189396552489e-06, 3.415864333339885e-05, 5.326564186551575e-05,
    -0.00022021553644105825, -0.00023670149007954544, 0.0017418487679485585,
    -0.0007159509388774425, -0.012539103619890907, 0.04495912907942138, -0.08070800967907542,
    0.07169048120136108, 0.03509188023474842, -0.2423996705218074, 1.1832619145678034,
)  # fmt: skip
# erf(x) / x for x² = (1 + t)/2.
_ERF_CENTRE = (
    1.4543887079465116e-14, -3.8078824063194953e-13, 9.167619596865806e-12,
    -2.035228405815769e-10, 4.115800583208149e-09, -7.511569286591727e-08,
    1.223382738359897e-06, -1.7537169441124866e-05, 0.00021751715604159932,
    -0.0022854855611441132, 0.019852496688983708, -0.1405360890227171, 0.9654687386698673,
)  # fmt: skip
# Φ⁻¹(½ + d) / d for d² = 0.045 (1 + t).
_QUANTILE_CENTRE = (
    3.0701273192430576e-13, 1.4908268295258551e-12, 5.886873988639406e-12,
    2.8889658500246694e-11, 1.4514114560784197e-10, 7.204229878684422e-10,
    3.5996064107185363e-09, 1.8156337221998278e-08, 9.254674557265464e-08,
    4.778320390476298e-07, 2.507335529504709e-06, 1.3435015549469148e-05, 7.404250226305047e-05,
    0.0004246321334564921, 0.002587452884639074, 0.017484795058402523, 0.1467238196192381,
    2.638092834323769,
)  # fmt: skip
_CENTRE = 0.3
# r + Φ⁻¹(p) for r = √(−2 log p) from 1.79 to 38.7, where (r − 6)/(r + 6) is from the first to the
# second end, in powers of t.
_QUANTILE_TAIL = (
    -7.595092386755059e-08, -1.453209956167729e-07, 4.665942249865534e-07, 8.5847707260135e-07,
    -1.3591609979095932e-06, -2.5020693305700054e-06, 2.416702930089174e-06,
    4.329834376226021e-06, -2.8621621651949452e-06, -5.3486674845831275e-06,
    2.549851485213874e-06, 3.975270834216032e-06, -1.0947730836856204e-06,
    -3.990078297291793e-06, 2.167846902173687e-06, -2.9619686612168166e-06,
    5.192939076899726e-06, -1.409454363613596e-05, 1.9599743010741522e-05,
    -4.638004471110348e-05, 7.127283053746529e-05, -0.00016314871904008968,
    0.0002655750820640303, -0.0005983684362918145, 0.0010314312433916954, -0.002349409490330686,
    0.004319331775996304, -0.010213305109229704, 0.019998238913713873, -0.05061575908467441,
    0.10473903615472506, -0.3536607161558552, 0.40554550567557657,
)  # fmt: skip
_TAIL_ENDS = (-0.540436456996149, 0.7315436241610739)

_ROOT_2 = math.sqrt(2)
_ROOT_2_PI = math.sqrt(2 * math.pi)


def _mills(z: Any) -> Any:
    """Return (1 − Φ(z)) / φ(z) for z ≥ 0."""
    t = 1 - 8 / (z + 4)
    ratio = horner(t, _MILLS)
    ratio /= 1 + z
    return ratio


def _gauss(z: Any, factor: float = 0.5) -> Any:
    """Return exp(−z²/2); z is cut in two, since rounding z² would cost three digits in the tail."""
    z = np.clip(z, -60, 60)
    coarse = np.rint(16 * z)
    coarse *= 1 / 16
    result = (coarse - z) * (coarse + z)
    result *= factor
    np.exp(result, out=result)
    coarse *= coarse
    coarse *= -factor
    np.exp(coarse, out=coarse)
    result *= coarse
    return result


def _upper(z: Any) -> Any:
    """Return 1 − Φ(z) for z ≥ 0."""
    tail = _mills(z)
    tail *= _gauss(z)
    tail *= 1 / _ROOT_2_PI
    return tail


def _ndtr(z: Any) -> Any:
    tail = _upper(np.absolute(z))
    return np.where(z < 0, tail, 1 - tail)


def _log_ndtr(z: Any) -> Any:
    size = np.absolute(z)
    mills = _mills(size)
    mills *= 1 / _ROOT_2_PI
    above = np.log1p(-mills * _gauss(size))
    size *= size
    size *= -0.5
    size += np.log(mills)
    return np.where(z < 0, size, above)


def _hazard(z: Any) -> Any:
    """Return φ(z) / Φ(z)."""
    size = np.absolute(z)
    mills = _mills(size)
    density = _gauss(size)
    density *= 1 / _ROOT_2_PI
    return np.where(z < 0, 1 / mills, density / (1 - density * mills))


def _hazard_excess(z: Any) -> Any:
    """Return φ(z)/Φ(z) + z; far below 0 by Laplace's continued fraction, for the sum cancels."""
    far = np.maximum(-z, 4.0)
    fraction = far
    for k in range(30, 0, -1):
        fraction = far + k / fraction if k > 1 else 1 / fraction
    return np.where(z < -4, fraction, z + _hazard(z))


def _erfc_positive(x: Any) -> Any:
    tail = _mills(_ROOT_2 * x)
    tail *= _gauss(x, 1.0)
    tail *= 2 / _ROOT_2_PI
    return tail


def _erf(x: Any) -> Any:
    size = np.absolute(x)
    near = size <= 1
    small = np.where(near, x, 0.0)
    centre = small * horner(2 * small * small - 1, _ERF_CENTRE)
    if np.all(near):
        return centre
    return np.where(near, centre, np.copysign(1 - _erfc_positive(size), x))


def _erfc(x: Any) -> Any:
    tail = _erfc_positive(np.absolute(x))
    return np.where(x < 0, 2 - tail, tail)


def _ndtri(p: Any) -> Any:
    distance = p - 0.5
    centre = np.absolute(distance) <= _CENTRE
    if np.all(centre):
        return _quantile_centre(distance)
    result = np.empty_like(p)
    result[centre] = _quantile_centre(distance[centre])
    outside = ~centre
    p, distance = p[outside], distance[outside]
    upper = distance > 0
    tail = np.where(upper, 1 - p, p)
    depth = np.sqrt(-2 * np.log(tail))
    low, high = _TAIL_ENDS
    t = ((1 - 12 / (depth + 6)) - 0.5 * (low + high)) * (2 / (high - low))
    z = horner(t, _QUANTILE_TAIL) - depth
    result[outside] = np.where(upper, -z, z)
    return result


def _quantile_centre(distance: Any) -> Any:
    t = distance * distance
    t *= 1 / 0.045
    t -= 1
    quantile = horner(t, _QUANTILE_CENTRE)
    quantile *= distance
    return quantile


_DENSITY = elementwise(
    "normal_density", lambda z: _gauss(z) / _ROOT_2_PI, lambda g, y, z: -g * z * y
)
_HAZARD_EXCESS = elementwise(
    "hazard_excess", _hazard_excess, lambda g, y, z: g * (1 - _HAZARD(z) * y)
)
_HAZARD: Any = elementwise("hazard", _hazard, lambda g, y, z: -g * y * _HAZARD_EXCESS(z))
_NDTR = elementwise("ndtr", _ndtr, lambda g, y, z: g * _DENSITY(z))
_LOG_NDTR = elementwise("log_ndtr", _log_ndtr, lambda g, y, z: g * _HAZARD(z))
_NDTRI = elementwise("ndtri", _ndtri, lambda g, y, p: g * RATIO(1.0, _DENSITY(y)))
_ERF = elementwise("erf", _erf, lambda g, y, x: g * (2 * _ROOT_2) * _DENSITY(_ROOT_2 * x))
_ERFC = elementwise("erfc", _erfc, lambda g, y, x: g * (-2 * _ROOT_2) * _DENSITY(_ROOT_2 * x))


def ndtr(z: Any) -> Any:
    """Return Φ(z), the probability that a standard normal number is z or less, entry by entry.

    ``z``: numbers of any shape, or a Tensor.  The lower tail has all its digits, down to
    Φ(−37.5) ≈ 5e-308; for the upper tail ask for Φ(−z).

    >>> ndtr([-1.0, 0.0, 1.0]).round(4).tolist()
    [0.1587, 0.5, 0.8413]
    """
    return _NDTR(z)


def log_ndtr(z: Any) -> Any:
    """Return log Φ(z), entry by entry, with all its digits in both tails.

    ``z``: numbers of any shape, or a Tensor.

    >>> round(float(log_ndtr(-1000.0)), 3)
    -500007.827
    """
    return _LOG_NDTR(z)


def ndtri(p: Any) -> Any:
    """Return Φ⁻¹(p), entry by entry: −∞ at 0, +∞ at 1, nan outside [0, 1].

    ``p``: probabilities of any shape, or a Tensor.

    >>> ndtri([0.0, 0.5, 0.975]).round(4).tolist()
    [-inf, 0.0, 1.96]
    """
    return _NDTRI(p)


def erf(x: Any) -> Any:
    """Return 2/√π ∫₀ˣ exp(−t²) dt = 2 Φ(√2 x) − 1, entry by entry.

    ``x``: numbers of any shape, or a Tensor.

    >>> erf([0.0, 0.5]).round(4).tolist()
    [0.0, 0.5205]
    """
    return _ERF(x)


def erfc(x: Any) -> Any:
    """Return 1 − erf(x), entry by entry, with all its digits in the upper tail.

    ``x``: numbers of any shape, or a Tensor.

    >>> float(erfc(10.0)) < 3e-45
    True
    """
    return _ERFC(x)
