"""The two widgets that train: what they show at the start, on the way, at the end, and stored."""

import asyncio
import time

import numpy as np
import pytest

from coursekit.widgets import WidgetError, fizzbuzz_trainer, xor_trainer
from coursekit.widgets.training import fizzbuzz, xor
from coursekit.widgets.training.fizzbuzz_scene import FizzBuzzScene
from coursekit.widgets.training.loop import Record
from coursekit.widgets.training.trainer import FINISHED
from coursekit.widgets.training.xor_scene import XorScene

BOTH = pytest.mark.parametrize("make", [xor_trainer, fizzbuzz_trainer])


def buttons(widget):
    """Return Start and Start again."""
    return next(
        each for each in widget.box.children if len(getattr(each, "children", ())) == 2
    ).children


@BOTH
def test_it_begins_untrained_and_says_what_to_press(make):
    widget = make()
    assert "after 0 of" in widget.description
    assert widget.description.endswith("not trained yet: press Start")


def test_a_rate_between_plain_numbers_is_used_as_it_is_shown_and_trains_once(monkeypatch):
    """A browser moves 0.5 to the slider's stop 0.5012; the bar and the picture must agree."""
    begun = []
    real = xor.training
    monkeypatch.setattr(xor, "training", lambda **each: begun.append(each) or real(**each))
    widget = xor_trainer(rate=0.50118723)
    buttons(widget)[0].click()
    assert "rate α = 0.5," in widget.description
    assert begun == [{"hidden": 4, "rate": 0.5, "seed": 0}]


@BOTH
def test_the_stored_text_tells_the_end_without_measured_digits(make):
    text = make()._repr_mimebundle_()[0]["text/plain"]
    told = text.split("\n")[1]
    assert told.startswith("after ")
    assert "right" in told
    assert "0." not in told
    assert "%" not in told


def test_trained_as_far_as_the_end_the_words_say_what_was_reached():
    widget = xor_trainer()
    start, again = buttons(widget)
    frame = widget.frame()
    start.click()
    assert "all points right" in widget.description
    assert "all four points are right" in widget.description.split("\n")[-1]
    assert (widget.frame() != frame).any()
    assert (start.disabled, again.disabled) == (True, False)


@pytest.mark.parametrize(("control", "value"), [("hidden", 7), ("rate", 2.0), ("seed", 3)])
def test_another_setting_begins_anew(control, value):
    widget = xor_trainer()
    widget.controls["epoch"].value = 20
    before = widget.description
    widget.controls[control].value = value
    assert widget.controls["epoch"].value == 0
    assert "after 0 of 600" in widget.description
    assert buttons(widget)[0].description == "Start"
    assert widget.description != before


def test_another_setting_while_it_trains_stops_it():
    async def change():
        widget = xor_trainer()
        buttons(widget)[0].click()
        await asyncio.sleep(0.15)
        assert 0 < widget.controls["epoch"].value < 600
        widget.controls["hidden"].value = 2
        await asyncio.sleep(0.15)
        assert widget.controls["epoch"].value == 0
        assert buttons(widget)[0].description == "Start"
        assert widget.description.startswith("XOR with 2 tanh units")

    asyncio.run(change())


def test_a_setting_moved_from_another_thread_trains_nothing_by_itself(monkeypatch):
    """The loop must not take the new setting as far as the old training's epoch before the reset.

    JupyterLab takes the first press in the kernel's loop and the later ones in a thread beside it.
    """
    trained = []
    real = xor.training

    def counted(**settings):
        trained.append(epochs := [])
        for state in real(**settings):
            epochs.append(state.epoch)
            time.sleep(0.004)  # so that most of the time is training
            yield state

    monkeypatch.setattr(xor, "training", counted)

    async def change():
        widget = xor_trainer()
        epoch, seed = widget.controls["epoch"], widget.controls["seed"]
        for number in range(1, 6):
            buttons(widget)[0].click()
            while epoch.value < 30:
                await asyncio.sleep(0.01)
            trained.clear()

            def move(seed=seed, number=number):
                time.sleep(0.011 * number)  # now in a slice of training, now between two
                seed.value = number

            await asyncio.to_thread(move)
            assert epoch.value == 0
            assert trained == [[0]]

    asyncio.run(change())


def test_stop_and_go_on_come_through_the_very_states_of_one_run():
    async def stop_and_go_on():
        widget = xor_trainer(hidden=3, rate=1.0)
        start = buttons(widget)[0]
        for _ in range(2):
            start.click()
            await asyncio.sleep(0.15)
            start.click()
            assert start.description == "Go on"
            await asyncio.sleep(0.02)
        return widget

    stopped = asyncio.run(stop_and_go_on())
    straight = xor_trainer(hidden=3, rate=1.0)
    straight.controls["epoch"].value = stopped.controls["epoch"].value
    assert stopped.controls["epoch"].value > 20
    assert stopped.description == straight.description
    np.testing.assert_array_equal(stopped.frame(), straight.frame())


def test_boundary_on_the_picture_is_where_the_output_is_one_half():
    n = xor.model(Record(xor.training), hidden=4, rate=0.5, seed=0, epoch=FINISHED)
    scene = XorScene()
    scene.move(n)
    plan = scene.figure.axes[0]
    boundary = next(line for line in plan.lines if line.get_label() == "output ½")
    path = np.column_stack(boundary.get_data())
    path = path[np.isfinite(path).all(axis=1)]
    assert len(path) > 50
    np.testing.assert_allclose(n.output(path), 0.5, atol=0.02)
    units = [line for line in plan.lines if line.get_linestyle() == ":" and line.get_visible()]
    assert len(units) == 4
    for unit, line in enumerate(units):
        ends = np.column_stack(line.get_data())
        np.testing.assert_allclose(ends @ n.weights[0][unit] + n.weights[1][unit], 0, atol=1e-9)


def test_each_point_is_marked_with_its_target():
    lines = {line.get_label(): line for line in XorScene().figure.axes[0].lines}
    zero, one = (np.column_stack(lines[f"target {t}"].get_data()).tolist() for t in (0, 1))
    assert zero == [[0, 0], [1, 1]]
    assert one == [[0, 1], [1, 0]]


def test_confusion_table_counts_every_unseen_number_in_its_class():
    n = fizzbuzz.model(Record(fizzbuzz.training), method="Adam", rate=0.005, seed=0, epoch=30)
    assert n.table.sum(axis=1).tolist() == [53, 27, 14, 6]
    for row in range(4):
        for column in range(4):
            count = sum(
                t == row and a == column
                for t, a in zip(fizzbuzz.targets(fizzbuzz.UNSEEN), n.answers, strict=True)
            )
            assert n.table[row, column] == count
    rows = fizzbuzz.describe(n).split("\n")[3:7]
    assert [row.split("\t")[0] for row in rows] == ["number", "fizz", "buzz", "fizzbuzz"]
    assert [list(map(int, row.split("\t")[1:])) for row in rows] == n.table.tolist()


def test_board_crosses_what_is_wrong_and_bars_are_the_shares():
    n = fizzbuzz.model(Record(fizzbuzz.training), method="Adam", rate=0.005, seed=0, epoch=60)
    scene = FizzBuzzScene()
    scene.move(n)
    _, bars, board = scene.figure.axes
    widths = [bar.get_width() for bar in bars.patches]
    assert widths == pytest.approx((np.diag(n.table) / n.table.sum(axis=1)).tolist())
    crosses = next(line for line in board.lines if line.get_label() == "wrong")
    wrong = {int(10 * row + column) + 1 for column, row in zip(*crosses.get_data(), strict=True)}
    assert 0 < len(wrong) == 100 - n.right
    for number in wrong:
        assert n.answers[number - 1] != fizzbuzz.targets(np.array([number]))[0]


def test_stuck_and_slow_are_told_apart_from_learnt():
    stuck = xor.model(Record(xor.training), hidden=2, rate=0.5, seed=0, epoch=FINISHED)
    slow = xor.model(Record(xor.training), hidden=4, rate=0.05, seed=3, epoch=FINISHED)
    learnt = xor.model(Record(xor.training), hidden=4, rate=0.5, seed=0, epoch=FINISHED)
    words = [xor.describe(n).split("\n")[1] for n in (stuck, slow, learnt)]
    assert "caught in a dead end" in words[0]
    assert "but only just" in words[1]
    assert "room to spare" in words[2]


@pytest.mark.parametrize(
    ("make", "wrong"),
    [
        (xor_trainer, {"hidden": 1}),
        (xor_trainer, {"hidden": 9}),
        (xor_trainer, {"rate": 0.0}),
        (xor_trainer, {"seed": 10}),
        (fizzbuzz_trainer, {"method": "adam"}),
        (fizzbuzz_trainer, {"rate": float("nan")}),
        (fizzbuzz_trainer, {"seed": -1}),
    ],
)
def test_what_cannot_be_trained_is_said(make, wrong):
    with pytest.raises(WidgetError, match="Choose"):
        make(**wrong)
