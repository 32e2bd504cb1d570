"""What is written on the board stays on it, and no word lies on another one."""

import numpy as np
import pytest

from coursekit.widgets.matrix_derivatives import layer, tensor
from coursekit.widgets.matrix_derivatives.layer_scene import LayerScene
from coursekit.widgets.matrix_derivatives.tensor_scene import TensorScene

GAP = 0.06  # inches; two words that are nearer read as one
WIDE = layer.as_layer("tanh", -9.99 * np.eye(3), -0.95 * np.ones(3), y=-9.0 * np.ones(3))


def scenes():
    for order in ("C", "F", "mixed"):
        yield f"tensor {order}", TensorScene, tensor.model((-9.0, -9.0, -9.0), 1, 1, 1, order)
    for name, each in (("Ax", layer.as_layer("Ax")), ("tanh", layer.as_layer("tanh")),
                       ("wide", WIDE)):  # fmt: skip
        for by in each.variables:
            for loss in (False, True):
                yield f"{name} by {by} {loss}", LayerScene, layer.model(each, by, loss, 1)


@pytest.mark.parametrize(("scene", "numbers"), [pytest.param(*r, id=n) for n, *r in scenes()])
def test_words_have_room(scene, numbers):
    shown = scene()
    shown.set_background(numbers)
    width, height = shown.figure.get_size_inches()
    boxes = np.array([corners(word) for word in shown._board.words])
    assert (boxes >= 0).all()
    assert (boxes[:, 1] <= (width, height)).all()
    low, high = boxes[:, 0], boxes[:, 1] + (GAP, 0)
    crossing = (low[:, None] < high) & (low < high[:, None])
    one, other = np.nonzero(np.triu(crossing.all(axis=-1), 1))
    words = [word.text for word in shown._board.words]
    pairs = [(words[i], words[j]) for i, j in zip(one, other, strict=True)]
    # A count from 0 stands close behind the count from 1 that it explains.
    assert [pair for pair in pairs if not pair[1].startswith("[")] == []


def corners(word):
    """The upper left and the lower right end of a word."""
    vertices = word.path().vertices
    return vertices.min(axis=0), vertices.max(axis=0)
