"""Base rates: whole people, the posterior by hand, everybody in the picture exactly once."""

import numpy as np
import pytest

from coursekit.probability import Conditional, Joint, bayes
from coursekit.widgets import WidgetError, base_rate
from coursekit.widgets.bayes.crowd import describe, headline, model
from coursekit.widgets.bayes.crowd_scene import CrowdScene

STATES = [
    ((0.01, 0.9, 0.9), (1, 9, 99, 891)),
    ((0.02, 0.9, 0.95), (2, 18, 49, 931)),
    ((0.01, 0.9, 0.95), (1, 9, 50, 940)),  # 49.5 healthy people are rounded up
    ((0.5, 1.0, 0.0), (0, 500, 500, 0)),
    ((0.001, 0.4, 1.0), (1, 0, 0, 999)),
    ((0.2, 0.95, 0.4), (10, 190, 480, 320)),
]


@pytest.fixture(scope="module")
def scene():
    return CrowdScene()


@pytest.mark.parametrize(("given", "groups"), STATES)
def test_groups_and_posterior(given, groups):
    v, s, c = given
    crowd = model(*given)
    assert crowd.groups == groups
    update = bayes(
        Joint([v, 1 - v], "ill"), Conditional([[s, 1 - s], [1 - c, c]], of="test", given="ill"), 0
    )
    assert crowd.posterior == pytest.approx(float(update.posterior.prob(ill=0)), abs=1e-12)
    assert crowd.rounded == (given in ((0.01, 0.9, 0.95), (0.001, 0.4, 1.0)))


@pytest.mark.parametrize(("given", "groups"), STATES)
@pytest.mark.parametrize("arranged", ["sorted", "as they come"])
def test_everybody_stands_in_the_picture_once(scene, given, groups, arranged):
    scene.move(model(*given, arranged))
    assert tuple(len(people.get_xdata()) for people in scene._people) == groups
    at = np.concatenate([np.stack(people.get_data(), axis=1) for people in scene._people])
    assert len(np.unique(at, axis=0)) == 1000
    alone = [len(people.get_xdata()) for people in scene._alone]
    assert alone == [groups[1], groups[2]]
    for people in scene._alone:
        assert np.all(np.abs(people.get_data()) < 0.5)


def test_sorted_people_stand_column_by_column(scene):
    scene.move(model(0.01, 0.9, 0.9))
    x, y = scene._people[1].get_data()
    assert x.tolist() == [0] * 9
    assert y.tolist() == list(range(1, 10))


def test_what_is_said():
    groups, results, odds, formula = describe(model(0.01, 0.9, 0.9)).split("\n")
    assert groups == (
        "of 1,000 people 10 are ill: 9 positive, 1 negative; "
        "990 are healthy: 99 positive all the same, 891 negative"
    )
    assert results == "positive: 108, of them 9 ill: 9/108 ≈ 0.08333; negative: 892, of them 1 ill"
    assert odds == "ill : healthy = 10 : 990 before the test, 9 : 99 among the positive"
    assert formula == (
        "P(ill | positive) = 0.01·0.9 / (0.01·0.9 + 0.99·0.1) = 0.009 / (0.009 + 0.099)"
        " ≈ 0.08333, but P(positive | ill) = 0.9"
    )
    assert headline(model(0.01, 0.9, 0.9)) == "9 of 108 are ill"


def test_rounding_is_said_and_nobody_positive_too():
    crowd = model(0.001, 0.4, 1.0)
    assert "(rounded to whole people)" in describe(crowd)
    assert "positive: 0, of them 0 ill; negative: 1000, of them 1 ill" in describe(crowd)
    assert describe(crowd).endswith("= 1, but P(positive | ill) = 0.4")
    assert headline(crowd) == "nobody here"
    assert headline(model(0.001, 1.0, 1.0)) == "1 of 1 is ill"


def test_moving_changes_the_picture_and_a_silent_test_gets_a_message():
    widget = base_rate()
    before = widget.frame()
    widget.controls["arranged"].value = "as they come"
    assert not np.array_equal(widget.frame(), before)
    assert "9/108" in widget.description
    widget.controls["arranged"].value = "sorted"
    widget.controls["specificity"].value = 1.0
    widget.controls["sensitivity"].value = 0.0
    assert "never positive" in widget.message
    widget.controls["sensitivity"].value = 0.9
    widget.controls["specificity"].value = 0.9
    assert widget.message == ""
    np.testing.assert_array_equal(widget.frame(), before)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"prevalence": 0.9}, "from 0.001 to 0.5"),
        ({"sensitivity": 1.1}, "sensitivity is 1.1"),
        ({"specificity": -0.1}, "specificity is −0.1"),
        ({"arranged": "by age"}, "'sorted' or 'as they come'"),
        ({"sensitivity": 0.0, "specificity": 1.0}, "never positive"),
    ],
)
def test_what_cannot_be_is_refused(wrong, words):
    with pytest.raises(WidgetError, match=words):
        base_rate(**wrong)
