"""What the grader does with each way in which a process can answer, lie, stall and end."""

import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from coursekit.grading.sandbox import (
    Child,
    ChildDied,
    ChildFault,
    ChildMisbehaved,
    ChildTimeout,
    Limits,
    SandboxError,
    Usage,
)
from coursekit.grading.sandbox.channel import Channel
from coursekit.grading.sandbox.child import ANSWER_BYTES, TEXT, Exit
from coursekit.grading.sandbox.values import encode


class FakeProcess:
    """Ends with ``code`` when its script is over or it is killed."""

    def __init__(self, code: int = 0, cpu: float = 0.0) -> None:
        self.killed = False
        self.exit = Exit(code, Usage(cpu))
        self.over = threading.Event()

    def kill(self) -> None:
        self.killed = True

    def gone(self, seconds: float) -> bool:
        return self.over.wait(seconds)

    def wait(self) -> Exit:
        return self.exit


Script = Callable[[Channel, Callable[[], dict[str, Any]]], None]


class Stage:
    """A child whose far end follows a script."""

    def __init__(self) -> None:
        self._threads: list[threading.Thread] = []

    def child(
        self,
        script: Script,
        cells: list[str] | None = None,
        process: FakeProcess | None = None,
        **more: Any,
    ) -> tuple[Child, FakeProcess]:
        ours, theirs = socket.socketpair()
        process = process or FakeProcess()

        def play() -> None:
            with theirs:
                far = Channel(theirs, strict=False)
                try:
                    far.send({"nonce": "", "is": "ready", "layers": ["paper"]})
                    script(far, far.receive)
                except (EOFError, OSError):
                    pass
                process.over.set()

        thread = threading.Thread(target=play)
        self._threads.append(thread)
        thread.start()
        channel = Channel(ours, strict=True)
        return Child(process, channel, cells or [], None, Limits(), **more), process

    def end(self) -> None:
        for thread in self._threads:
            thread.join(5)
            assert not thread.is_alive()


@pytest.fixture
def stage() -> Iterator[Stage]:
    theatre = Stage()
    yield theatre
    theatre.end()


def outcome(value: Any = 1.0) -> dict[str, Any]:
    return {"value": encode(value), "error": None, "printed": False, "mutated": []}


def ran(cell: int, **more: Any) -> dict[str, Any]:
    empty = {"error": None, "line": None, "traceback": "", "output": "", "notes": []}
    return {"is": "ran", "cell": cell, **empty, **more}


def reply_with(*messages: dict[str, Any]) -> Script:
    """Answer the first request with ``messages`` and wait for the end."""

    def script(far: Channel, ask: Callable[[], dict[str, Any]]) -> None:
        nonce = ask()["nonce"]
        for message in messages:
            far.send({"nonce": nonce, **message})
        ask()

    return script


def test_an_honest_run(stage: Stage) -> None:
    messages = [{"is": "cell", "cell": 0}, ran(0, output="hi\n"), {"is": "done"}]
    child, process = stage.child(reply_with(*messages), ["print('hi')"])
    with child:
        assert child.layers == ("paper",)
        assert [result.output for result in child.run()] == ["hi\n"]
        assert not process.killed
    assert process.killed


@pytest.mark.parametrize(
    "messages",
    [
        [ran(0)],
        [{"is": "cell", "cell": 1}],
        [{"is": "cell", "cell": 0}, ran(1)],
        [{"is": "cell", "cell": 0}, {"is": "cell", "cell": 0}],
        [{"is": "cell", "cell": 0}, ran(0), {"is": "cell", "cell": 1}],
        [{"is": "done"}],
        [{"is": "cell", "cell": 0, "nonce": "00"}],
        [{"is": "called", "outcomes": []}],
        [{"is": "cell", "cell": 0}, ran(0, error="\ud800")],
        [{"is": "cell", "cell": 0}, ran(0, output="x" * 8_001)],
    ],
    ids=range(10),
)
def test_a_run_told_out_of_order_ends_the_process(
    stage: Stage, messages: list[dict[str, Any]]
) -> None:
    child, process = stage.child(reply_with(*messages), ["x = 1"])
    with child, pytest.raises(ChildMisbehaved):
        child.run(cell_seconds=5)
    assert process.killed
    with pytest.raises(SandboxError, match="closed"):
        child.describe(["x"])


def test_a_reply_written_before_its_question_is_refused(stage: Stage) -> None:
    """The forgery of a cell that writes the answers to later questions in advance."""
    guesses = ["", "0" * 16, "n"]

    def script(far: Channel, ask: Callable[[], dict[str, Any]]) -> None:
        nonce = ask()["nonce"]
        for message in ({"is": "cell", "cell": 0}, ran(0), {"is": "done"}):
            far.send({"nonce": nonce, **message})
        for guess in (*guesses, nonce):
            far.send({"nonce": guess, "is": "called", "outcomes": [outcome(42.0)]})
        ask()

    child, _ = stage.child(script, ["x = 1"])
    with child:
        child.run()
        with pytest.raises(ChildMisbehaved, match="no question"):
            child.call("f", [1.0])


@pytest.mark.parametrize("count", [0, 3])
def test_more_or_fewer_outcomes_than_calls(stage: Stage, count: int) -> None:
    child, _ = stage.child(reply_with({"is": "called", "outcomes": [outcome()] * count}))
    with child, pytest.raises(ChildMisbehaved, match="order"):
        child.call_many("f", [(1.0,), (2.0,)])


def test_outcomes_in_several_frames(stage: Stage) -> None:
    frames = [{"is": "called", "outcomes": [outcome(k)]} for k in range(3)]
    child, _ = stage.child(reply_with(*frames))
    with child:
        assert [one.value for one in child.call_many("f", [()] * 3)] == [0, 1, 2]


def test_a_value_of_no_known_form(stage: Stage) -> None:
    bad = {**outcome(), "value": {"array": ["|O", [1], "AAAAAAAAAAA="]}}
    child, process = stage.child(reply_with({"is": "called", "outcomes": [bad]}))
    with child, pytest.raises(ChildMisbehaved, match="dtype"):
        child.call("f", [])
    assert process.killed


def test_names_told_for_others(stage: Stage) -> None:
    one = {"status": "missing", "value": None, "parameters": None}
    child, _ = stage.child(reply_with({"is": "described", "names": [one]}))
    with child, pytest.raises(ChildMisbehaved):
        child.describe(["f", "g"])


def test_silence_is_a_timeout_and_says_where(stage: Stage) -> None:
    child, process = stage.child(
        reply_with({"is": "cell", "cell": 0}, ran(0), {"is": "cell", "cell": 1}), ["a", "b"]
    )
    begun = time.monotonic()
    with child, pytest.raises(ChildTimeout, match="cell 2") as caught:
        child.run(cell_seconds=0.2)
    assert time.monotonic() - begun < 3
    assert (caught.value.reason, caught.value.cell) == ("timeout", 1)
    assert len(caught.value.results) == 1
    assert process.killed


def test_the_whole_run_has_a_deadline_too(stage: Stage) -> None:
    def script(far: Channel, ask: Callable[[], dict[str, Any]]) -> None:
        nonce = ask()["nonce"]
        for cell in range(100):
            far.send({"nonce": nonce, "is": "cell", "cell": cell})
            time.sleep(0.05)
            far.send({"nonce": nonce, **ran(cell)})

    child, _ = stage.child(script, ["x"] * 100)
    with child, pytest.raises(ChildTimeout) as caught:
        child.run(cell_seconds=5, total_seconds=0.3)
    assert 0 < len(caught.value.results) < 20


@pytest.mark.parametrize(
    ("code", "cpu", "reason"),
    [
        (0, 0.0, "exit"),
        (3, 0.0, "exit"),
        (71, 0.0, "memory"),
        (-signal.SIGKILL, 0.0, "memory"),
        (-signal.SIGKILL, 120.5, "cpu"),
        (-signal.SIGXCPU, 0.0, "cpu"),
        (-signal.SIGSEGV, 0.0, "signal 11"),
    ],
)
def test_how_a_process_ended(stage: Stage, code: int, cpu: float, reason: str) -> None:
    def script(far: Channel, ask: Callable[[], dict[str, Any]]) -> None:
        far.send({"nonce": ask()["nonce"], "is": "cell", "cell": 0})

    child, _ = stage.child(script, ["a"], FakeProcess(code, cpu))
    with child, pytest.raises(ChildDied) as caught:
        child.run()
    assert (caught.value.reason, caught.value.cell) == (reason, 0)
    assert child.usage.cpu_seconds == cpu


def test_a_flood_of_text_is_not_kept(stage: Stage) -> None:
    cells = 200
    messages: list[dict[str, Any]] = []
    for cell in range(cells):
        messages += [{"is": "cell", "cell": cell}, ran(cell, output="x" * 8_000)]
    child, _ = stage.child(reply_with(*messages, {"is": "done"}), ["x"] * cells)
    with child:
        results = child.run()
    assert len(results) == cells
    assert TEXT - 8_000 <= sum(len(result.output) for result in results) <= TEXT


def test_a_flood_of_answers_ends_the_process(stage: Stage) -> None:
    def script(far: Channel, ask: Callable[[], dict[str, Any]]) -> None:
        nonce = ask()["nonce"]
        for _ in range(100):
            far.send({"nonce": nonce, "is": "called", "outcomes": [outcome("x" * 1_000_000)]})

    child, _ = stage.child(script)
    with child, pytest.raises(ChildMisbehaved):
        child.call_many("f", [()] * 100)
    assert child._channel.received < ANSWER_BYTES + (2 << 20)


def test_a_process_that_does_not_get_ready_is_no_fault_of_the_student(stage: Stage) -> None:
    ours, theirs = socket.socketpair()
    with theirs:
        Channel(theirs, strict=False).send({"nonce": "", "is": "failed", "why": "mount: no"})
        with pytest.raises(SandboxError, match="mount: no") as caught:
            Child(FakeProcess(), Channel(ours, strict=True), [], None, Limits())
    assert not isinstance(caught.value, ChildFault)


def test_what_cannot_be_sent_is_the_graders_fault(stage: Stage) -> None:
    child, _ = stage.child(lambda far, ask: None)
    with child, pytest.raises(TypeError):
        child.call("f", [object()])
