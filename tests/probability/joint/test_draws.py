"""Draws from a table: frequencies by a χ² test, shapes, labels and repeatability."""

import numpy as np
import pytest
from scipy import stats

from coursekit.probability.joint import Joint

TABLE = np.array([[0.1, 0.0, 0.3], [0.25, 0.2, 0.15]])
JOINT = Joint(TABLE, ("x", "y"), {"x": ("u", "v"), "y": (0.5, 1.5, 2.5)})


def test_frequencies_agree_with_the_table():
    n = 60_000
    places = JOINT.sample(n, rng=7, indices=True)
    counts = np.zeros((2, 3))
    np.add.at(counts, (places["x"], places["y"]), 1)
    assert counts[0, 1] == 0
    possible = TABLE > 0
    assert stats.chisquare(counts[possible], n * TABLE[possible]).pvalue > 0.01


def test_samples_are_counted_back_to_the_table():
    n = 40_000
    drawn = JOINT.sample((200, n // 200), rng=3)
    assert drawn["x"].shape == (200, 200)
    again = Joint.from_samples(drawn, JOINT.labels)
    np.testing.assert_allclose(again.to_floats().table, TABLE, atol=5 * np.sqrt(0.25 / n))


def test_labels_or_indices():
    drawn, places = JOINT.sample(50, rng=1), JOINT.sample(50, rng=1, indices=True)
    for name in JOINT.names:
        assert drawn[name].tolist() == [JOINT.labels[name][i] for i in places[name]]
    assert drawn["y"].dtype == float
    one = JOINT.sample(rng=1)
    assert one == {"x": drawn["x"][0], "y": drawn["y"][0]}
    assert type(one["x"]) is str
    mixed = Joint([0.5, 0.5], "x", (("a", 1), 3)).sample(20, rng=0)["x"]
    assert mixed.dtype == object
    assert set(mixed.tolist()) == {("a", 1), 3}


def test_a_seed_or_a_generator():
    first, second = JOINT.sample(9, rng=5), JOINT.sample(9, rng=np.random.default_rng(5))
    assert first["x"].tolist() == second["x"].tolist()
    rng = np.random.default_rng(5)
    assert JOINT.sample(99, rng=rng)["x"].tolist() != JOINT.sample(99, rng=rng)["x"].tolist()
    with pytest.raises(TypeError):
        JOINT.sample(3)


class _Extreme(np.random.Generator):
    """A generator whose numbers are all ``value``."""

    def __init__(self, value: float) -> None:
        super().__init__(np.random.PCG64(0))
        self.value = value

    def random(self, size=None, *args, **kwargs):
        return np.full(size, self.value)


@pytest.mark.parametrize("value", [0.0, np.nextafter(1.0, 0.0)])
def test_entries_of_zero_are_never_drawn(value):
    joint = Joint([0.0, 0.1, 0.0] + [0.1] * 9 + [0.0], "x")
    (place,) = joint.sample(1, rng=_Extreme(value), indices=True)["x"]
    assert joint.table[place] > 0


def test_fractions_are_drawn_too():
    joint = Joint.from_counts([1, 0, 3], "x")
    drawn = joint.sample(4000, rng=0)["x"]
    assert set(drawn.tolist()) == {0, 2}
    assert np.mean(drawn == 2) == pytest.approx(0.75, abs=0.03)
