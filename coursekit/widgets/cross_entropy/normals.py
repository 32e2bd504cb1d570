"""A normal q for a p of two peaks: KL(p‖q) covers both, KL(q‖p) sits on one."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import ipywidgets
import numpy as np
import numpy.typing as npt

from coursekit.widgets.controls import AFTER_LABEL, slider
from coursekit.widgets.cross_entropy.normals_scene import NormalsScene
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.live import Live
from coursekit.widgets.style import number
from coursekit.widgets.unsnapped import Unsnapped
from coursekit.widgets.words import message_line

__all__ = ["PEAK", "Peaks", "TwoPeaks", "describe", "kl_normals", "model", "say_cover"]

PEAK = 0.7  # the standard deviation of each peak of p
_LIMITS = {
    "mean": (-4.0, 4.0),
    "std": (0.3, 4.0),
    "distance": (0.0, 3.0),
    "weight": (0.05, 0.95),
}
# Close enough for the bend of log p between two peaks, even where q is wide.
_STANDARD = np.linspace(-8.0, 8.0, 801)
_GRID = np.linspace(-10.0, 10.0, 1601)
_ZOOMS = 13

Array = npt.NDArray[np.float64]


def _log_normal(x: Any, mean: Any, std: Any) -> Any:
    return -0.5 * ((x - mean) / std) ** 2 - np.log(std) - 0.5 * np.log(2 * np.pi)


@dataclass(frozen=True)
class Peaks:
    """p: a mixture of N(−distance, 0.7²) and N(distance, 0.7²), the second with its weight.

    >>> p = Peaks(2.0, 0.5)
    >>> round(p.mean, 12), round(p.std**2, 12)
    (0.0, 4.49)
    """

    distance: float
    weight: float

    def log_prob(self, x: Any) -> Any:
        """Return log p(x), however far out."""
        return np.logaddexp(
            np.log(1 - self.weight) + _log_normal(x, -self.distance, PEAK),
            np.log(self.weight) + _log_normal(x, self.distance, PEAK),
        )

    @property
    def mean(self) -> float:
        """E_p[X]."""
        return (2 * self.weight - 1) * self.distance

    @property
    def std(self) -> float:
        """SD_p[X]."""
        spread = PEAK**2 + 4 * self.weight * (1 - self.weight) * self.distance**2
        return float(np.sqrt(spread))

    @cached_property
    def entropy(self) -> float:
        """H(p), by a sum on a fine grid."""
        logs = self.log_prob(_GRID)
        return float(-np.sum(np.exp(logs) * logs) * (_GRID[1] - _GRID[0]))

    def forward(self, mean: Any, std: Any) -> Any:
        """Return KL(p‖q) = H(p, q) − H(p); the first in closed form."""
        away = self.std**2 + (mean - self.mean) ** 2
        return np.log(std) + 0.5 * np.log(2 * np.pi) + away / (2 * std**2) - self.entropy

    def reverse(self, mean: Any, std: Any, every: int = 1) -> Any:
        """Return KL(q‖p) = H(q, p) − H(q), by a sum over ``every`` so many standardised places."""
        places = _STANDARD[::every]
        mean, std = np.broadcast_arrays(np.asarray(mean, float), np.asarray(std, float))
        weights = np.exp(-0.5 * places**2)
        weights /= np.sum(weights)
        logs = self.log_prob(mean[..., None] + std[..., None] * places)
        return -(logs @ weights) - np.log(std) - 0.5 * np.log(2 * np.pi) - 0.5


@lru_cache(maxsize=256)
def least_reverse(p: Peaks) -> tuple[float, float]:
    """Return mean and standard deviation of the q of least KL(q‖p), at the heavier peak."""
    side = 1.0 if p.weight >= 0.5 else -1.0
    means, stds = side * np.linspace(0.0, 3.2, 33), np.linspace(0.4, 2.4, 41)
    mean, std, reach = 0.0, 1.0, 0.1
    for zoom in range(_ZOOMS):
        if zoom:
            means = mean + reach * np.linspace(-1, 1, 7)
            stds = std + reach * np.linspace(-1, 1, 7)
            reach *= 0.4
        values = p.reverse(means[:, None], stds[None, :], every=2 if zoom else 8)
        i, j = np.unravel_index(int(np.argmin(values)), values.shape)
        mean, std = float(means[i]), float(stds[j])
    return mean, std


@dataclass(frozen=True)
class TwoPeaks:
    """The numbers of one state: p, and a normal q."""

    mean: float
    std: float
    p: Peaks

    @property
    def forward(self) -> float:
        """KL(p‖q)."""
        return float(self.p.forward(self.mean, self.std))

    @property
    def reverse(self) -> float:
        """KL(q‖p)."""
        return float(self.p.reverse(self.mean, self.std))

    @property
    def best_forward(self) -> tuple[float, float]:
        """The q of least KL(p‖q): it has mean and standard deviation of p."""
        return self.p.mean, self.p.std

    @property
    def best_reverse(self) -> tuple[float, float]:
        """The q of least KL(q‖p), by search; of two alike the one at the right."""
        return least_reverse(self.p)


def model(mean: float, std: float, distance: float, weight: float) -> TwoPeaks:
    """Take what the sliders say, without the rounding of their steps."""
    p = Peaks(round(distance, 9) + 0.0, round(weight, 9))
    return TwoPeaks(round(mean, 9) + 0.0, round(std, 9), p)


def describe(n: TwoPeaks) -> str:
    """Write both divergences at q and at both minimisers."""
    rows = ["q = N(mean, std²)\tmean\tstd\tKL(p‖q)\tKL(q‖p)"]
    for name, (mean, std) in (
        ("q now", (n.mean, n.std)),
        ("least KL(p‖q)", n.best_forward),
        ("least KL(q‖p)", n.best_reverse),
    ):
        kls = float(n.p.forward(mean, std)), float(n.p.reverse(mean, std))
        cells = (0.0 if abs(value) < 5e-6 else value for value in (mean, std, *kls))
        rows.append("\t".join((name, *(number(value) for value in cells))))
    alike = n.p.weight == 0.5 and abs(n.best_reverse[0]) > 1e-3
    mirror = "; its mirror image at the other peak is as good" if alike else ""
    rows.append(
        "KL(p‖q) averages log(p/q) over p: q must not be small where p is not. Least where q has"
        " the mean and the variance of p."
    )
    rows.append(
        "KL(q‖p) averages log(q/p) over q: q must not lie where p is small, and may leave a peak"
        f" out. Least by search{mirror}."
    )
    return "\n".join(rows)


def say_cover(n: TwoPeaks) -> str:
    """Say which of the two asks more of this q."""
    forward, reverse = n.forward, n.reverse
    if max(forward, reverse) < 1e-6:
        return "✓ q = p: both are 0."
    more, less = ("KL(p‖q)", "KL(q‖p)") if forward > reverse else ("KL(q‖p)", "KL(p‖q)")
    high, low = max(forward, reverse), min(forward, reverse)
    why = (
        "q is small where p is not"
        if forward > reverse
        else "q lies where p is small"
    )  # fmt: skip
    return f"{more} = {number(high)} nats is the larger, since {why}; {less} = {number(low)}."


def kl_normals(
    mean: float = 2.0, std: float = 0.7, *, distance: float = 2.0, weight: float = 0.5
) -> Live[TwoPeaks]:
    """Show KL(p‖q) and KL(q‖p) of a normal q to a p of two peaks, and what each makes of q.

    Args:
        mean: of q, within [−4, 4].
        std: of q, within [0.3, 4].
        distance: of each peak of p from 0, within [0, 3]; each is normal, of standard deviation
            0.7.
        weight: of the peak at the right, within [0.05, 0.95].

    Raises `WidgetError` for numbers out of reach. Source: S2, "Kullback–Leibler (KL) Divergence";
    Goodfellow, Bengio and Courville, Deep Learning, section 3.13.

    >>> widget = kl_normals()
    >>> widget.description.split(chr(10))[1].split(chr(9))[-1]
    '0.6871'
    """
    start = {"mean": mean, "std": std, "distance": distance, "weight": weight}
    for name, value in start.items():
        low, high = _LIMITS[name]
        if not low <= value <= high:
            raise WidgetError(
                f"{name} = {number(value)} is out of reach. Choose it within"
                f" [{number(low)}, {number(high)}]."
            )
    labels = {"mean": "mean of q", "std": "std of q", "distance": "peaks at ±", "weight": "weight"}
    sliders = {
        name: slider(labels[name], value, *_LIMITS[name], 0.05) for name, value in start.items()
    }
    controls = {name: Unsnapped(each) for name, each in sliders.items()}
    buttons = [
        ipywidgets.Button(description=f"Minimise {name}", layout={"width": "13em"})
        for name in ("KL(p‖q)", "KL(q‖p)")
    ]
    message, verdict = message_line(), message_line()
    row = ipywidgets.HBox(
        buttons, layout={"margin": f"2px 2px 2px {AFTER_LABEL}", "flex_flow": "row wrap"}
    )
    live = Live(
        model,
        NormalsScene,
        describe,
        controls,
        top=[*sliders.values(), row, message, verdict],
        message=message,
        notes=[(verdict, say_cover)],
    )

    def go(which: str) -> None:
        mean, std = controls["mean"], controls["std"]
        best = getattr(model(**live.values), which)
        with mean.hold_trait_notifications(), std.hold_trait_notifications():
            mean.value, std.value = best

    buttons[0].on_click(lambda _: go("best_forward"))
    buttons[1].on_click(lambda _: go("best_reverse"))
    return live
