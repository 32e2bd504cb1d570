"""The topic model: the model's own formulas by hand, the run against `TopicModel.fit`, slips."""

import math
from itertools import permutations

import numpy as np
import pytest

from coursekit.probability import TopicModel
from coursekit.widgets import WidgetError, topic_model
from coursekit.widgets.structured_models.recovery import BURN_IN, ETA, SWEEPS, Recovery
from coursekit.widgets.structured_models.topics import (
    BETA,
    DOCUMENTS,
    NAMES,
    WORDS,
    describe,
    generated,
    model,
    recovery,
)
from coursekit.widgets.structured_models.topics_scene import TopicsScene


@pytest.fixture(scope="module")
def found():
    return model(0.3, 1, 30, 0, SWEEPS)


def test_topics_are_distributions_that_share_words():
    np.testing.assert_allclose(BETA.sum(axis=1), 1.0)
    shared = [word for word, column in zip(WORDS, BETA.T, strict=True) if (column > 0).sum() == 2]
    assert shared == ["match", "season", "star"]


@pytest.mark.parametrize("alpha", [0.05, 1.0, 10.0])
def test_mixtures_have_the_moments_of_the_dirichlet(alpha):
    theta = np.concatenate([generated(alpha, seed).theta for seed in range(20)])
    assert len(theta) == 20 * DOCUMENTS
    np.testing.assert_allclose(theta.mean(axis=0), 1 / 3, atol=0.04)
    # E[θ₁² + θ₂² + θ₃²] = (α + 1)/(3α + 1)
    np.testing.assert_allclose(
        (theta**2).sum(axis=1).mean(), (alpha + 1) / (3 * alpha + 1), atol=0.03
    )


def test_the_joint_density_by_hand():
    n = model(0.3, 4, 6, 5, 0)
    words, topics, theta = n.document
    constant = math.lgamma(0.9) - 3 * math.lgamma(0.3)
    parts = [
        constant + sum((0.3 - 1) * math.log(share) for share in theta),
        sum(math.log(theta[k]) for k in topics[:6]),
        sum(math.log(BETA[k, w]) for k, w in zip(topics[:6], words[:6], strict=True)),
    ]
    line = next(line for line in describe(n).split("\n") if line.startswith("log p"))
    shown = [float(part.strip("() ")) for part in line.replace("−", "-").split("=")[2].split("+")]
    np.testing.assert_allclose(shown, parts, rtol=1e-3)
    assert float(line.split("= ")[-1].split()[0].replace("−", "-")) == pytest.approx(
        sum(parts), rel=1e-3
    )


def test_a_density_above_one_is_called_a_density():
    def told(alpha, document):
        return "density, and may exceed 1" in describe(model(alpha, document, 3, 0, 0))

    assert told(0.05, 60)  # deep in a corner, where the density has no bound
    assert not told(0.3, 1)


def test_the_run_is_that_of_the_library(found):
    corpus = generated(0.3, 0)
    fit = TopicModel.fit(
        corpus, topics=3, alpha=0.3, eta=ETA, sweeps=SWEEPS, burn_in=BURN_IN, starts=3, rng=0
    )
    order = fit.match(BETA).order
    np.testing.assert_array_equal(found.state.beta, fit.beta[order])
    np.testing.assert_array_equal(found.state.theta, fit.theta[:, order])
    np.testing.assert_array_equal(found.state.traces[found.state.best], fit.trace)
    renamed = np.argsort(order)[np.concatenate(fit.topics)]
    np.testing.assert_array_equal(found.state.topics, renamed)


def test_topics_are_matched_in_the_best_way(found):
    beta = found.state.beta
    costs = {
        order: sum(np.abs(beta[list(order)] - BETA).sum(axis=1)) / 2
        for order in permutations(range(3))
    }
    assert min(costs, key=costs.get) == (0, 1, 2)
    np.testing.assert_allclose(found.state.distances.sum(), costs[0, 1, 2])
    assert found.state.distances.max() < 0.2
    assert found.right > 0.85


def test_states_are_kept_and_made_in_order():
    corpus = generated(1.0, 3)
    one, other = (Recovery(corpus, 1.0, 3, BETA) for _ in range(2))
    late = one[35]
    for sweep in range(1, 36):
        state = other[sweep]
    np.testing.assert_array_equal(late.beta, state.beta)
    assert one[7] is one[7]
    assert late.traces.shape == (3, 35)
    assert np.isnan(late.traces[:, BURN_IN:]).all(axis=1).sum() == 2  # only the best goes on


def test_documents_that_mix_all_topics_hide_them(found):
    mixed = model(10.0, 1, 30, 0, SWEEPS)
    assert mixed.state.distances.min() > 2 * found.state.distances.max()
    assert mixed.right < found.right - 0.2


def test_the_picture_shows_what_is_written():
    scene = TopicsScene()
    early, late = model(0.3, 2, 3, 0, 0), model(0.3, 2, 30, 0, SWEEPS)
    scene.move(early)
    page = scene._page
    assert len(page._boxes.get_paths()) == 2 * early.length
    widths = [bar.get_width() for bar in page._bars]
    np.testing.assert_allclose(np.array(widths) / sum(widths), early.document.theta)
    assert all(bars.get_paths()[0].vertices[:, 1].max() == 0 for bars in scene._topic_bars)
    scene.move(late)
    assert len(page._boxes.get_paths()) == 3 * late.length
    wrong = np.count_nonzero(late.found != late.document.topics)
    assert np.count_nonzero(np.array(page._boxes.get_linewidth()) > 2) == wrong
    heights = [path.vertices[:, 1].max() for path in scene._topic_bars[1].get_paths()]
    np.testing.assert_allclose(heights, late.state.beta[1])


def test_start_runs_to_the_end_and_other_documents_begin_anew():
    widget = topic_model(words=2)
    assert "word 2 of 13" in widget.description
    assert "Gibbs has not begun" in widget.description
    assert f"{SWEEPS} of {SWEEPS} sweeps" in widget._repr_mimebundle_()[0]["text/plain"]
    widget.controls["sweeps"].value = SWEEPS - 2
    start = widget.box.children[4].children[0]
    start.click()  # without an event loop, as far as the end
    assert widget.controls["sweeps"].value == SWEEPS
    assert f"Gibbs, {SWEEPS} of {SWEEPS} sweeps" in widget.description
    widget.controls["document"].value = 9
    assert f"Gibbs, {SWEEPS} of {SWEEPS} sweeps" in widget.description
    widget.controls["alpha"].value = 1.0
    assert widget.controls["sweeps"].value == 0
    assert "Gibbs has not begun" in widget.description
    widget.box.children[3].click()
    assert widget.controls["seed"].value == 1
    assert recovery(1.0, 1) is recovery(1.0, 1)


def test_a_document_before_its_first_word():
    words = topic_model(words=0).description
    assert "no word yet: N and θ are drawn first" in words
    assert all(f"{name} 0." in words for name in NAMES)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"alpha": 0.01}, "from 0.05 to 10"),
        ({"document": 0}, "from 1 to 60"),
        ({"words": 31}, "from 0 to 30"),
        ({"seed": -1}, "from 0 to 9999"),
    ],
)
def test_what_cannot_be_is_refused(wrong, words):
    with pytest.raises(WidgetError, match=words):
        topic_model(**wrong)
