"""The wire between the grader and a student's process: frames of plain JSON, strictly read.

A frame is four bytes of length (little-endian) and that many bytes of ASCII JSON. The far end may
be hostile, so a reader here trusts nothing: it knows the largest frame it will take, checks depth
and number of elements before the JSON is parsed, and turns only listed forms into values. Nothing
is ever unpickled, and no code is looked up by a name that came over the wire.

This one file is used by both sides. In the jail it stands alone, so it imports the standard library
only.
"""

from __future__ import annotations

import json
import math
import re
import socket
import struct
import time
from collections.abc import Mapping
from typing import Any

__all__ = ["Channel", "ChannelError", "parse"]

#: Bytes of a frame that a student's process may send, and of one that it is sent.
REPLY_BYTES = 4 << 20
REQUEST_BYTES = 64 << 20
#: Brackets of a frame inside one another.
BRACKETS = 64
#: Elements of a frame: the commas and brackets outside strings.
NODES = 100_000
#: Digits of a whole number, characters of a decimal one.
INT_DIGITS = 400
FLOAT_CHARACTERS = 64

_STRING = re.compile(rb'"[^"]*"')
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


class ChannelError(ValueError):
    """Bytes that are no frame, or a frame that does not say what it must."""


class Channel:
    """One end of the wire: whole messages in, whole messages out, each by a deadline.

    ``strict`` is the grader's end, which trusts the far end in nothing; the end in the jail takes
    large requests. Deadlines are absolute, in `time.monotonic` seconds:
    a peer that sends a byte now and then cannot extend them. Errors: TimeoutError when the deadline
    is over, EOFError when the peer is gone, ChannelError for bytes that are no message.
    """

    def __init__(self, end: socket.socket, *, strict: bool) -> None:
        self.end = end
        self.strict = strict
        self._cap = REPLY_BYTES if strict else REQUEST_BYTES
        self._pending = bytearray()
        #: Bytes that arrived so far, for whoever limits what one question may bring.
        self.received = 0

    def send(self, message: Mapping[str, Any], deadline: float | None = None) -> None:
        """Send one message; raises ChannelError if it is larger than a frame may be."""
        body = json.dumps(message, allow_nan=False, separators=(",", ":")).encode("ascii")
        if len(body) > (REQUEST_BYTES if self.strict else REPLY_BYTES):
            raise ChannelError(f"a message of {len(body)} bytes")
        self.end.settimeout(_left(deadline))
        try:
            # The time-out of sendall is for the whole of it, not for each piece.
            self.end.sendall(struct.pack("<I", len(body)) + body)
        except (BrokenPipeError, ConnectionError) as error:
            raise EOFError("the far end is closed") from error

    def receive(self, deadline: float | None = None) -> dict[str, Any]:
        """Return the next message."""
        (length,) = struct.unpack("<I", self._take(4, deadline))
        if length > self._cap:
            raise ChannelError(f"a frame of {length} bytes; at most {self._cap} are taken")
        return parse(self._take(length, deadline), strict=self.strict)

    def _take(self, count: int, deadline: float | None) -> bytes:
        while len(self._pending) < count:
            self.end.settimeout(_left(deadline))
            try:
                piece = self.end.recv(1 << 16)
            except ConnectionError:
                piece = b""
            if not piece:
                raise EOFError("the far end is closed")
            self._pending += piece
            self.received += len(piece)
        taken = bytes(self._pending[:count])
        del self._pending[:count]
        return taken

    def close(self) -> None:
        """Close this end."""
        self.end.close()


def _left(deadline: float | None) -> float | None:
    """Seconds until the deadline; TimeoutError when there are none."""
    if deadline is None:
        return None
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("the deadline is over")
    return left


# A frame's JSON.


def parse(body: bytes, *, strict: bool = True) -> dict[str, Any]:
    """Return the JSON object in ``body``; what is too deep or too long is refused unparsed.

    >>> parse(b'{"done": true}')
    {'done': True}
    >>> try:
    ...     parse(b"[" * 3_000_000)
    ... except ChannelError as error:
    ...     print(error)
    a frame of more than 100000 elements
    """
    if strict:
        _measure(body)
    try:
        message = json.loads(
            body.decode("ascii"),
            parse_int=_whole,
            parse_float=_decimal,
            parse_constant=_constant,
            object_pairs_hook=_object,
        )
    except ChannelError:
        raise
    except (ValueError, RecursionError) as error:
        raise ChannelError("a frame that is not JSON") from error
    if type(message) is not dict:
        raise ChannelError("a frame that is no object")
    return message


def _measure(body: bytes) -> None:
    """Refuse nested or numerous elements by counting bytes: two million of them take 20 ms.

    The JSON parser would build a list of 56 bytes for every two bytes of ``[],[],…`` first.
    """
    # A run of backslashes escapes a quote if its length is odd: pairs go first.
    bare = _STRING.sub(b"", body.replace(b"\\\\", b"").replace(b'\\"', b""))
    brackets = bare.translate(None, _NOT_BRACKETS)
    if len(brackets) + bare.count(b",") > NODES:
        raise ChannelError(f"a frame of more than {NODES} elements")
    depth = 0
    for bracket in brackets:
        depth += 1 if bracket in b"[{" else -1
        if depth > BRACKETS:
            raise ChannelError(f"a frame of more than {BRACKETS} nested elements")


def _whole(digits: str) -> int:
    if len(digits) > INT_DIGITS:
        raise ChannelError(f"a whole number of {len(digits)} digits")
    return int(digits)


def _decimal(digits: str) -> float:
    if len(digits) > FLOAT_CHARACTERS:
        raise ChannelError(f"a number of {len(digits)} characters")
    value = float(digits)
    if not math.isfinite(value):
        raise ChannelError(f"a number out of range: {digits}")
    return value


def _constant(word: str) -> float:
    raise ChannelError(f"{word}, which is not JSON")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    built = dict(pairs)
    if len(built) < len(pairs):
        raise ChannelError("an object that has a key twice")
    return built
