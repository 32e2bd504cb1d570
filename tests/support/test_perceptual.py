"""The picture comparison itself: it passes what a person passes and fails what a person sees."""

from io import BytesIO

import numpy as np
import pytest
from matplotlib.figure import Figure
from support.perceptual import compare


def picture(shift=0.0, label="slope", width=6.0, dpi=100, linewidth=2.0):
    figure = Figure(figsize=(width, 4), dpi=dpi)
    axes = figure.add_subplot()
    x = np.linspace(-2, 2, 200)
    axes.plot(x, x**2 + shift, linewidth=linewidth)
    axes.set(title="A parabola", xlabel=label, ylim=(-1, 5))
    buffer = BytesIO()
    figure.savefig(buffer, format="png")
    return buffer.getvalue()


def test_a_picture_equals_itself():
    assert compare(picture(), picture()).worst == 0


def test_antialiasing_is_not_seen():
    assert not compare(picture(), picture(linewidth=2.1)).visible


@pytest.mark.parametrize("change", [{"shift": 0.4}, {"label": "something else"}, {"width": 6.2}])
def test_what_a_person_sees_is_seen(change):
    assert compare(picture(), picture(**change)).visible
