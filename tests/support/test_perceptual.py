"""The picture comparison itself: it passes what a person passes and fails what a person sees."""

from io import BytesIO

import numpy as np
import pytest
from matplotlib.figure import Figure
from support.perceptual import compare


def picture(shift=0.0, label="slope", width=6.0, dot=1.0, left=0.125, linewidth=2.0, fontsize=10):
    figure = Figure(figsize=(width, 4), dpi=100)
    axes = figure.add_axes((left, 0.11, 0.775, 0.77))
    x = np.linspace(-2, 2, 200)
    axes.plot(x, x**2 + shift, linewidth=linewidth)
    axes.plot([dot], [dot**2], "ko")
    axes.set(title="A parabola", ylim=(-1, 5))
    axes.set_xlabel(label, fontsize=fontsize)
    buffer = BytesIO()
    figure.savefig(buffer, format="png")
    return buffer.getvalue()


def test_a_picture_equals_itself():
    assert compare(picture(), picture()).worst == 0


@pytest.mark.parametrize("change", [{"linewidth": 2.1}, {"left": 0.13}, {"fontsize": 10.3}])
def test_what_another_version_does_is_not_seen(change):
    assert not compare(picture(), picture(**change)).visible


@pytest.mark.parametrize(
    "change",
    [{"shift": 0.3}, {"label": ""}, {"label": "something else"}, {"dot": 1.1}, {"width": 6.2}],
)
def test_what_a_person_sees_is_seen(change):
    assert compare(picture(), picture(**change)).visible
    assert compare(picture(**change), picture()).visible
