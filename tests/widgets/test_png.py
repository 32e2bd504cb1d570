"""The encoder against Pillow, an independent decoder."""

import io

import numpy as np
import pytest
from PIL import Image

from coursekit.widgets import png


@pytest.mark.parametrize("channels", [3, 4])
@pytest.mark.parametrize("level", [1, 9])
@pytest.mark.parametrize("shape", [(1, 1), (7, 5), (64, 333)])
def test_decodes_to_the_same_pixels(shape, channels, level):
    pixels = np.random.default_rng(0).integers(0, 256, (*shape, channels), dtype=np.uint8)
    with Image.open(io.BytesIO(png.encode(pixels, level))) as image:
        image.load()
        assert image.mode == "RGB"
        np.testing.assert_array_equal(np.asarray(image), pixels[..., :3])


def test_takes_a_view_that_is_not_contiguous():
    pixels = np.random.default_rng(1).integers(0, 256, (20, 30, 4), dtype=np.uint8)
    with Image.open(io.BytesIO(png.encode(pixels[::2, ::3]))) as image:
        np.testing.assert_array_equal(np.asarray(image), pixels[::2, ::3, :3])


def test_same_pixels_same_bytes():
    pixels = np.zeros((40, 40, 4), np.uint8)
    assert png.encode(pixels, 9) == png.encode(pixels.copy(), 9)
