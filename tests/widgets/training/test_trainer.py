"""Start, Stop, Go on, Start again: with an event loop as in a kernel, and without."""

import asyncio
import time
from itertools import pairwise

import pytest

from coursekit.widgets.training.trainer import SLICE, Trainer


class Work:
    """Epochs that take some time each, and a list of what was asked."""

    def __init__(self, seconds=0.0):
        self.seconds, self.done, self.renewed = seconds, [], 0

    def advance(self, epoch):
        time.sleep(self.seconds)
        self.done.append(epoch)
        return True

    def renew(self):
        self.renewed += 1
        self.done.clear()

    def trainer(self, epochs=120):
        return Trainer(epochs, self.advance, self.renew)


def until(condition, seconds=5.0):
    """Let the event loop run until something holds."""

    async def wait():
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, "it never happened"
            await asyncio.sleep(0.005)

    return wait()


def test_without_an_event_loop_it_trains_to_the_end_at_once():
    work = Work()
    trainer = work.trainer()
    trainer.button.click()
    assert work.done == list(range(1, 121))
    assert trainer.bar.value == 120
    assert (trainer.button.description, trainer.button.disabled) == ("Done", True)


def test_buttons_say_what_they_do_next():
    async def press():
        work = Work(0.001)
        trainer = work.trainer(3000)
        seen = [(trainer.button.description, trainer.again.disabled)]
        trainer.button.click()
        seen.append((trainer.button.description, trainer.again.disabled))
        await until(lambda: trainer.bar.value > 100)
        trainer.button.click()
        seen.append((trainer.button.description, trainer.again.disabled))
        return seen

    assert asyncio.run(press()) == [("Start", True), ("Stop", False), ("Go on", False)]


def test_stop_stops_and_go_on_goes_on_without_a_gap():
    async def press():
        work = Work(0.002)
        trainer = work.trainer(60)
        trainer.button.click()
        await until(lambda: trainer.bar.value >= 9)
        trainer.button.click()
        stopped = trainer.bar.value
        await asyncio.sleep(0.1)
        assert trainer.bar.value == stopped < 60
        trainer.button.click()
        await until(lambda: trainer.bar.value == 60)
        assert work.done == list(range(1, 61))
        assert not trainer.running

    asyncio.run(press())


def test_stopped_from_another_thread_nothing_moves_any_more():
    """JupyterLab takes widget messages in a thread beside the kernel's loop."""

    async def press():
        trainer = Work(0.002).trainer(600)
        trainer.bar.observe(lambda _: time.sleep(0.01), "value")  # as a picture takes time

        def stop():
            trainer.stop()
            return trainer.bar.value

        for _ in range(5):
            trainer.go_on()
            await asyncio.sleep(0.04)
            stopped = await asyncio.to_thread(stop)
            await asyncio.sleep(0.04)
            assert trainer.bar.value == stopped < 600

    asyncio.run(press())


def test_start_again_forgets_and_one_training_runs_at_once():
    async def press():
        work = Work(0.002)
        trainer = work.trainer(60)
        trainer.button.click()
        await until(lambda: trainer.bar.value >= 9)
        trainer.again.click()
        assert trainer.bar.value == 0
        await until(lambda: trainer.bar.value == 60)
        assert work.renewed == 1
        assert work.done == list(range(1, 61))

    asyncio.run(press())


def test_the_kernel_is_given_a_turn_every_fifty_milliseconds():
    async def press():
        trainer = Work(0.004).trainer(600)
        turns = []
        trainer.button.click()
        while trainer.bar.value < 40:
            turns.append(time.monotonic())
            await asyncio.sleep(0)
        trainer.stop()
        waits = sorted(after - before for before, after in pairwise(turns))
        assert waits[-1] > 0.003  # it did train meanwhile
        assert waits[len(waits) * 99 // 100] < SLICE + 0.02

    asyncio.run(press())


def test_a_short_training_still_has_frames_to_watch():
    frames = []
    trainer = Work().trainer(600)
    trainer.bar.observe(lambda change: frames.append(change["new"]), "value")
    trainer.button.click()
    assert len(frames) >= 60


def test_what_must_be_reset_first_is_not_trained():
    async def press():
        work = Work()
        trainer = Trainer(60, lambda epoch: epoch < 10 and work.advance(epoch), work.renew)
        trainer.button.click()
        await until(lambda: len(work.done) == 9)
        await asyncio.sleep(0.05)
        assert trainer.running
        assert trainer.bar.value < 10
        trainer.reset()
        assert (trainer.running, trainer.bar.value) == (False, 0)

    asyncio.run(press())


def test_an_error_stops_it_and_is_not_swallowed():
    def advance(_):
        raise ZeroDivisionError

    trainer = Trainer(10, advance, lambda: None)
    with pytest.raises(ZeroDivisionError):
        trainer.go_on()
    assert not trainer.running
    assert trainer.button.description == "Start"
