"""Maps of the plane and what they do to a square, against formulas written down here."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.autodiff import finite_difference
from coursekit.widgets import WidgetError
from coursekit.widgets.jacobians.maps import BIAS, MAPS, WEIGHTS, menu, plane_map
from coursekit.widgets.jacobians.squares import LETTER, model, signed_area


def swirl(x, y):
    """(R(θ) p)′ = R + R′p ∇θ, with θ = ‖p‖²/6."""
    c, s = np.cos((x * x + y * y) / 6), np.sin((x * x + y * y) / 6)
    turned = np.array([-s * x - c * y, c * x - s * y])
    return np.array([[c, -s], [s, c]]) + np.outer(turned, [x / 3, y / 3])


def network(x, y):
    out = np.tanh(np.array(WEIGHTS) @ [x, y] + BIAS)
    return np.diag(1 - out**2) @ WEIGHTS


JACOBIANS = {
    "polar": lambda r, q: np.array([[np.cos(q), -r * np.sin(q)], [np.sin(q), r * np.cos(q)]]),
    "shear": lambda x, y: np.array([[1.0, 0.75], [0.0, 1.0]]),
    "mirror": lambda x, y: np.array([[0.0, 1.0], [1.0, 0.0]]),
    "fold": lambda x, y: np.array([[x, 0.0], [0.25, 1.0]]),
    "swirl": swirl,
    "network": network,
}
AREAS = {  # signed, of the image of a square with its first corner at (x, y)
    "polar": lambda r, q, h: ((r + h) ** 2 - r**2) / 2 * h,  # a sector of a ring
    "shear": lambda x, y, h: h * h,
    "mirror": lambda x, y, h: -h * h,
    "fold": lambda x, y, h: ((x + h) ** 2 - x**2) / 2 * h,
    "swirl": lambda x, y, h: h * h,
}

points = st.tuples(st.floats(0.0, 1.0), st.floats(0.0, 1.0))


def inside(chosen, share):
    low, high = np.array(chosen.low), np.array(chosen.high)
    return np.round(low + (high - low) * share, 6)


def test_every_map_has_a_reference_here():
    assert list(JACOBIANS) == list(MAPS) == [name for _, name in menu()]
    assert set(AREAS) == set(MAPS) - {"network"}


@given(name=st.sampled_from(sorted(MAPS)), share=points)
def test_jacobian_and_determinant_against_formulas(name, share):
    x, y = inside(plane_map(name), share)
    n = model(name, x, y, 0.5)
    expected = JACOBIANS[name](x, y)
    np.testing.assert_allclose(n.jacobian, expected, atol=1e-12)
    assert n.determinant == pytest.approx(np.linalg.det(expected), abs=1e-9)


@pytest.mark.parametrize("name", MAPS)
def test_columns_are_central_differences_in_one_input_each(name):
    chosen = plane_map(name)
    at = inside(chosen, (0.3, 0.6))
    n = model(name, *at, 0.5)
    for j in range(2):
        along = finite_difference(lambda h, j=j: chosen.f(at + h * np.eye(2)[j]), 0.0)
        np.testing.assert_allclose(n.jacobian[:, j], along, atol=1e-8)


@given(name=st.sampled_from(sorted(AREAS)), share=points, size=st.floats(2**-7, 1.0))
def test_signed_area_against_formulas(name, share, size):
    x, y = inside(plane_map(name), share)
    assert model(name, x, y, size).area == pytest.approx(
        AREAS[name](x, y, size), rel=1e-9, abs=1e-12
    )


def test_signed_area_of_the_network_against_an_integral_of_the_determinant():
    """∬ det J, summed over the midpoints of 60 × 60 little squares."""
    low, size, count = np.array([-0.5, -0.25]), 1.0, 60
    middles = (np.arange(count) + 0.5) / count * size
    total = (
        sum(np.linalg.det(network(low[0] + a, low[1] + b)) for a in middles for b in middles)
        * (size / count) ** 2
    )
    assert signed_area(plane_map("network"), low, size) == pytest.approx(total, rel=2e-4)


@pytest.mark.parametrize("name", MAPS)
def test_the_ratio_goes_to_1_at_least_as_fast_as_the_side(name):
    chosen = plane_map(name)
    gaps = []
    for size in (0.25, 0.125, 0.0625):
        n = model(name, *chosen.start, size)
        gaps.append(abs(n.area / (n.determinant * size**2) - 1))
    assert gaps[2] < 1e-12 or gaps[0] > 1.8 * gaps[1] > 1.8**2 * gaps[2]


def test_a_singular_point_has_a_determinant_of_exactly_0():
    assert model("polar", 0.0, 1.0, 0.5).determinant == 0.0
    assert model("fold", 3e-17, 0.5, 0.5).determinant == 0.0  # as sliders add up 0.05
    assert [name for name in MAPS if plane_map(name).singular] == ["polar", "fold"]


@pytest.mark.parametrize("name", sorted(set(MAPS) - {"polar", "fold"}))
def test_the_other_maps_are_regular_all_over_the_picture(name):
    chosen = plane_map(name)
    shares = np.linspace(0, 1, 9)
    found = [model(name, *inside(chosen, (a, b)), 0.5).determinant for a in shares for b in shares]
    assert min(np.abs(found)) > 1e-4
    assert len(set(np.sign(found))) == 1


def test_the_letter_is_not_its_own_mirror_image():
    turned = {tuple(p) for p in np.round(LETTER, 9).T}
    for mirrored in ([1, 0] + [-1, 1] * LETTER.T, [0, 1] + [1, -1] * LETTER.T, LETTER[::-1].T):
        assert {tuple(p) for p in np.round(mirrored, 9)} != turned


def test_an_unknown_map_lists_the_known_ones():
    with pytest.raises(WidgetError, match=r"'spiral'.*'polar'.*'network'"):
        plane_map("spiral")
