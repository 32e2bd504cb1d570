"""Do two PNG pictures look the same? nbval never compares images, so the course does it itself.

Another Matplotlib draws letters of other widths and moves what stands beside them by a few pixels;
a person sees no difference. What a person does see is ink where there was none before, or none
where there was some: a moved curve, a missing label. So the darkness round each pixel of one
picture is looked for in the other one, a few pixels to every side.
"""

from dataclasses import dataclass
from io import BytesIO

import matplotlib.image
import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

PATCH = 8  # pixels a side whose mean counts: about the height of a small letter
REACH = 5  # pixels that anything may lie elsewhere
LUMINANCE = np.array([0.2126, 0.7152, 0.0722])  # Rec. 709


@dataclass(frozen=True)
class Difference:
    """How far two pictures are apart, in luminance from 0 to 1."""

    mean: float
    worst: float

    @property
    def visible(self) -> bool:
        """More than another version's letters explain.

        Between Matplotlib 3.9, 3.10 and 3.11 the pictures of the course reach 0.0004 and 0.23; a
        dot that moves by 10 pixels or a word that is missing has a worst of 0.4 and more, a long
        curve that moves by 10 pixels a mean of 0.001.
        """
        return self.mean > 0.0007 or self.worst > 0.3


def compare(first: bytes, second: bytes) -> Difference:
    """Compare two PNG files; another size is the greatest difference there is."""
    a, b = _luminance(first), _luminance(second)
    if a.shape != b.shape:
        return Difference(1.0, 1.0)
    gap = np.maximum(_not_found(a, b), _not_found(b, a))
    return Difference(float(gap.mean()), float(gap.max()))


def _luminance(png: bytes) -> NDArray[np.float64]:
    """Luminance of each pixel, on white where the picture is transparent."""
    pixels = np.asarray(matplotlib.image.imread(BytesIO(png), format="png"), float)
    if pixels.ndim == 2:
        pixels = pixels[..., None].repeat(3, axis=-1)
    if pixels.shape[-1] == 4:
        alpha = pixels[..., 3:]
        pixels = pixels[..., :3] * alpha + (1 - alpha)
    return pixels[..., :3] @ LUMINANCE


def _not_found(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far the mean of each patch of a is from all means that b has near that place."""
    here, there = ndimage.uniform_filter(a, PATCH), ndimage.uniform_filter(b, PATCH)
    darkest = ndimage.minimum_filter(there, 2 * REACH + 1)
    lightest = ndimage.maximum_filter(there, 2 * REACH + 1)
    return np.maximum(0, np.maximum(darkest - here, here - lightest))
