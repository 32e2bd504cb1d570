"""Do two PNG pictures look the same? nbval never compares images, so the course does it itself.

Pixels differ between Matplotlib versions by antialiasing and a shifted glyph; a person sees no
difference. What a person does see, a moved curve or a missing label, changes the mean luminance
of whole tiles. So pictures are compared as small grids of tile means.
"""

from dataclasses import dataclass
from io import BytesIO

import matplotlib.image
import numpy as np
from numpy.typing import NDArray

TILE = 8  # pixels a side: about the height of a small letter
LUMINANCE = np.array([0.2126, 0.7152, 0.0722])  # Rec. 709


@dataclass(frozen=True)
class Difference:
    """How far two pictures are apart, in luminance from 0 to 1."""

    mean: float
    worst: float

    @property
    def visible(self) -> bool:
        """More than another version's fonts explain: a veil everywhere, or a tile that changed."""
        return self.mean > 0.004 or self.worst > 0.2


def compare(first: bytes, second: bytes) -> Difference:
    """Compare two PNG files tile by tile; another size is the greatest difference there is."""
    a, b = _tiles(first), _tiles(second)
    if a.shape != b.shape:
        return Difference(1.0, 1.0)
    gap = np.abs(a - b)
    return Difference(float(gap.mean()), float(gap.max()))


def _tiles(png: bytes) -> NDArray[np.float64]:
    """Mean luminance of each tile, on white where the picture is transparent."""
    pixels = np.asarray(matplotlib.image.imread(BytesIO(png), format="png"), float)
    if pixels.ndim == 2:
        pixels = pixels[..., None].repeat(3, axis=-1)
    if pixels.shape[-1] == 4:
        alpha = pixels[..., 3:]
        pixels = pixels[..., :3] * alpha + (1 - alpha)
    grey = pixels[..., :3] @ LUMINANCE
    rows, columns = (n // TILE for n in grey.shape)
    cut = grey[: rows * TILE, : columns * TILE]
    return cut.reshape(rows, TILE, columns, TILE).mean(axis=(1, 3))
