"""Frames: what is refused, how cheaply, and that a deadline is a deadline."""

import json
import os
import random
import socket
import struct
import threading
import time
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest

from coursekit.grading.sandbox.channel import (
    NODES,
    REPLY_BYTES,
    REQUEST_BYTES,
    Channel,
    ChannelError,
    parse,
)
from coursekit.grading.sandbox.messages import MessageError, checked
from coursekit.grading.sandbox.values import ValueFormError, decode, encode

#: `make test-full` looks at twenty times as many.
ROUNDS = 10_000 if os.environ.get("COURSEKIT_FUZZ") == "long" else 500


@pytest.fixture
def ends() -> Iterator[tuple[Channel, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield Channel(ours, strict=True), theirs


def frame(body: bytes) -> bytes:
    return struct.pack("<I", len(body)) + body


def soon() -> float:
    return time.monotonic() + 5


def test_a_message_arrives_as_it_was_sent(ends: tuple[Channel, socket.socket]) -> None:
    channel, far = ends
    message = {"a": [1, 2.5, None, "ü"], "b": {"c": True}}
    Channel(far, strict=False).send(message)
    assert channel.receive(soon()) == message


def test_messages_in_one_piece_and_in_many(ends: tuple[Channel, socket.socket]) -> None:
    channel, far = ends
    whole = frame(b'{"n":1}') + frame(b'{"n":2}')

    def drip() -> None:
        for index in range(len(whole)):
            far.send(whole[index : index + 1])

    thread = threading.Thread(target=drip)
    thread.start()
    assert [channel.receive(soon())["n"] for _ in range(2)] == [1, 2]
    thread.join()
    far.sendall(whole)
    assert [channel.receive(soon())["n"] for _ in range(2)] == [1, 2]


def test_dripping_bytes_do_not_extend_the_deadline(ends: tuple[Channel, socket.socket]) -> None:
    channel, far = ends
    stop = threading.Event()

    def drip() -> None:
        far.sendall(struct.pack("<I", 1000))
        while not stop.wait(0.01):
            far.send(b"x")

    thread = threading.Thread(target=drip)
    thread.start()
    begun = time.monotonic()
    with pytest.raises(TimeoutError):
        channel.receive(begun + 0.3)
    assert time.monotonic() - begun < 2
    stop.set()
    thread.join()


def test_a_peer_that_does_not_read_cannot_hold_the_sender(
    ends: tuple[Channel, socket.socket],
) -> None:
    channel, _ = ends
    begun = time.monotonic()
    with pytest.raises(TimeoutError):
        channel.send({"text": "x" * 10_000_000}, begun + 0.2)
    assert time.monotonic() - begun < 2


@pytest.mark.parametrize("rest", [b"", b"\x05\x00", frame(b'{"a":1}')[:-1]])
def test_a_peer_that_goes_in_the_middle_is_gone(
    ends: tuple[Channel, socket.socket], rest: bytes
) -> None:
    channel, far = ends
    far.sendall(rest)
    far.close()
    with pytest.raises(EOFError):
        channel.receive(soon())


def test_a_frame_is_refused_by_its_length_alone(ends: tuple[Channel, socket.socket]) -> None:
    channel, far = ends
    far.sendall(struct.pack("<I", REPLY_BYTES + 1))
    with pytest.raises(ChannelError, match="at most"):
        channel.receive(soon())


@pytest.mark.parametrize(("strict", "cap"), [(True, REQUEST_BYTES), (False, REPLY_BYTES)])
def test_a_message_that_the_far_end_would_refuse_is_not_sent(strict: bool, cap: int) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, pytest.raises(ChannelError, match="bytes"):
        Channel(ours, strict=strict).send({"text": "x" * cap})


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"1",
        b'"text"',
        b"{",
        b"{}{}",
        b'{"a":1,"a":2}',
        b'{"a":{"b":1,"b":1}}',
        b'{"a":NaN}',
        b'{"a":Infinity}',
        b'{"a":-Infinity}',
        b'{"a":1e999}',
        b'{"a":' + b"9" * 401 + b"}",
        b'{"a":0.' + b"1" * 100 + b"}",
        b'{"a":"\xc3\xbc"}',
        b"\xff\xfe{\x00}\x00",
        b"\x00\x00\x00{\x00\x00\x00}",
        b'{"a":' + b"[" * 65 + b"]" * 65 + b"}",
        b"{" * 1_000_000,
        b'{"a":[' + b"[]," * 700_000 + b"[]]}",
        b'{"a":[' + b"0," * NODES + b"0]}",
        b'{"a":"' + b"\\" * 1_000_001 + b'"}',
        b"\x80\x04\x95.",
    ],
    ids=range(24),
)
def test_bytes_that_are_no_message(body: bytes) -> None:
    with pytest.raises(ChannelError):
        parse(body)


def test_brackets_inside_text_do_not_count() -> None:
    text = '[{"\\' * 100_000
    assert parse(json.dumps({"a": text, "b": "\\\\"}).encode()) == {"a": text, "b": "\\\\"}


@pytest.mark.parametrize(
    "body",
    [b'{"a":[' + b"[]," * 1_300_000 + b"[]]}", b"[" * 4_000_000, b'{"a":"' + b'\\"' * 2_000_000],
    ids=["flat", "deep", "escapes"],
)
def test_a_hostile_frame_costs_little(body: bytes) -> None:
    tracemalloc.start()
    begun = time.process_time()
    with pytest.raises(ChannelError):
        parse(body)
    seconds, peak = time.process_time() - begun, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 * len(body)
    assert seconds < 2


def _messages() -> list[dict[str, Any]]:
    outcome = {"value": encode((1.5, "x")), "error": None, "printed": False, "mutated": [0]}
    raised = {"type": "E", "text": "t", "mro": ["E"], "line": 3, "source": "x"}
    return [
        {"nonce": "n", "is": "cell", "cell": 3},
        {"nonce": "n", "is": "done"},
        {"nonce": "n", "is": "called", "outcomes": [outcome, {**outcome, "error": raised}]},
        {
            "nonce": "n",
            "is": "described",
            "names": [{"status": "callable", "value": 1, "parameters": [["x", 1, False]]}],
        },
        {
            "nonce": "n",
            "is": "ran",
            "cell": 0,
            "error": None,
            "line": None,
            "traceback": "",
            "output": "hé",
            "notes": [],
        },
    ]


def test_mutated_frames_are_read_or_refused_and_nothing_else() -> None:
    """Whatever bytes come: a message of the schema with plain values, or one of three refusals."""
    rng = random.Random(20_261)
    bodies = [json.dumps(message).encode() for message in _messages()]
    pieces = [
        b"[",
        b"{",
        b'"',
        b"\\",
        b"\\ud800",
        b"NaN",
        b"1e99",
        b"null",
        b"-",
        b'{"array":',
        b",",
    ]
    read = 0
    for _ in range(ROUNDS):
        body = bytearray(rng.choice(bodies))
        for _ in range(rng.randint(1, 4)):
            at = rng.randrange(len(body) + 1)
            kind = rng.randrange(4)
            if kind == 0 and at < len(body):
                body[at] = rng.randrange(256)
            elif kind == 1:
                body[at:at] = rng.choice(pieces)
            elif kind == 2:
                del body[at : at + rng.randint(1, 8)]
            else:
                body[at:at] = body[at : at + rng.randint(1, 30)]
        try:
            message = parse(bytes(body))
            kind_of = checked(message, "n", "cell", "done", "called", "described", "ran")
            for item in message.get("outcomes", []) + message.get("names", []):
                decode(item["value"])
        except (ChannelError, MessageError, ValueFormError):
            continue
        read += 1
        assert kind_of in ("cell", "done", "called", "described", "ran")
    assert 0 < read < ROUNDS


@pytest.mark.parametrize("message", _messages(), ids=lambda message: message["is"])
def test_a_reply_must_be_exactly_of_its_schema(message: dict[str, Any]) -> None:
    kind = message["is"]
    assert checked(message, "n", kind) == kind
    with pytest.raises(MessageError, match="no question"):
        checked({**message, "nonce": "m"}, "n", kind)
    with pytest.raises(MessageError, match="another kind"):
        checked(message, "n", "ready")
    with pytest.raises(MessageError, match="other keys"):
        checked({**message, "more": 1}, "n", kind)
    for key in message:
        fewer = {name: value for name, value in message.items() if name != key}
        with pytest.raises(MessageError):
            checked(fewer, "n", kind)
        with pytest.raises(MessageError):
            checked({**message, key: object()}, "n", kind)
