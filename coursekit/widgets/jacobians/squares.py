"""What a map of the plane does to a small square, and what its Jacobian says it does."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from coursekit.autodiff import jacobian, jvp
from coursekit.widgets.jacobians.maps import PlaneMap, plane_map

__all__ = ["CORNERS", "EDGE", "LETTER", "LinearMap", "model", "signed_area"]

Array = npt.NDArray[np.float64]


def _polyline(*corners: tuple[float, float]) -> Array:
    """Points along a broken line, 24 pieces from corner to corner, shape (2, k)."""
    ends = np.array(corners).T
    shares = np.linspace(0, 1, 25)[1:]
    pieces = [
        a[:, None] + shares * (b - a)[:, None] for a, b in zip(ends.T[:-1], ends.T[1:], strict=True)
    ]
    return np.concatenate([ends[:, :1], *pieces], axis=1)


EDGE = _polyline((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))
# A letter that differs from its mirror image, in one stroke.
LETTER = _polyline((0.3, 0.15), (0.3, 0.85), (0.75, 0.85), (0.3, 0.85), (0.3, 0.5), (0.65, 0.5))
CORNERS = EDGE[:, ::24]
_NODES, _SHARES = np.polynomial.legendre.leggauss(12)


@dataclass(frozen=True)
class LinearMap:
    """The numbers of one state.

    ``jacobian`` (2, 2) is taken at ``point`` (2,), the first corner of a square of side ``size``;
    ``value`` (2,) is the image of the point, ``area`` the signed area of the image of the square.
    """

    map: PlaneMap
    point: Array
    size: float
    value: Array
    jacobian: Array
    area: float

    @property
    def determinant(self) -> float:
        """Determinant of the Jacobian, the signed factor of areas; exactly 0 within rounding."""
        (a, b), (c, d) = self.jacobian
        value = float(a * d - b * c)
        return 0.0 if abs(value) < 1e-9 else value


def signed_area(chosen: PlaneMap, point: Array, size: float) -> float:
    """Area of the image of a square, negative if its edge is followed clockwise.

    Half the integral of x dy − y dx along the image of the edge (Green), by 12 Gauss points an
    edge with tangents by autodiff. Parts that lie mirrored count negative.

    >>> round(signed_area(plane_map("polar"), np.array([1.0, 0.0]), 0.5), 12)  # a sector of a ring
    0.3125
    """
    ways = size * np.diff(CORNERS, axis=1)[:, :, None]
    starts = point[:, None, None] + size * CORNERS[:, :4, None]
    inputs = starts + ways * (_NODES + 1) / 2
    tangents = np.array(np.broadcast_to(ways, inputs.shape))
    (x, y), (dx, dy) = jvp(chosen.f, (inputs,), (tangents,))
    x0, y0 = chosen.f(point)  # from the image of the point: less rounding for a tiny square
    area = float(np.sum(_SHARES * ((x - x0) * dy - (y - y0) * dx)) / 4)
    return area if abs(area) > 1e-12 * size**2 else 0.0  # halves of a fold that cancel


def model(f: str, x: float, y: float, size: float) -> LinearMap:
    """Take the image of a square with its first corner at (x, y), and the Jacobian there.

    Source: S0, S2, S3 (the Jacobian); the determinant as a factor of areas is the change of
    variables of integrals.

    >>> n = model("polar", 2.0, 0.0, 0.1)
    >>> n.determinant, round(n.area / n.size**2, 6)
    (2.0, 2.05)
    """
    chosen = plane_map(f)
    point = np.round([x, y], 9)  # sliders add up steps of 0.05 in binary
    return LinearMap(
        map=chosen,
        point=point,
        size=size,
        value=chosen.f(point),
        jacobian=jacobian(chosen.f)(point),
        area=signed_area(chosen, point, size),
    )
