# ruff: noqa: E501 - tables of odd bytes, values and tokens
"""Random damage, the same for the same number: to bytes, to JSON, to Python text."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

__all__ = ["bytes_changed", "json_changed", "text_changed"]

#: Bytes and values at which readers stumble.
BYTES = [b"\0", b"\xff", b"\xed\xa0\x80", b'"', b"\\", b"{", b"}", b"[", b"]", b",", b":", b"\r", b"\\ud800",
         b"NaN", b"1e999", b"-0", b"9" * 50, b"\xef\xbb\xbf", b"null", b"true", b"{}" * 20]  # fmt: skip
VALUES: list[Any] = [
    None, True, False, 0, -1, 1 << 70, 1.5, -0.0, 1e308, "", "\0", "\ud800", "|O", "nan", "inf", "x" * 300, [], {},
    [[]], {"a": 1}, {"array": ["<f8", [1], "AAAAAAAAAAA="]}, {"tuple": []}, {"dict": []}, {"float": "nan"},
    {"foreign": ["X", True]}, {"scalar": ["<f8", "AAAAAAAAAAA="]}, {"complex": [1.0, 2.0]},
]  # fmt: skip
TOKENS = ["(", ")", "[", "]", ":", "\n", "\t", "    ", "=", "==", "*", "**", ".", ",", "'", '"""', "#", "\\\n", "%",
          "!", "?", "@", "lambda: ", "return ", "yield ", "await ", "async ", "def f(", "class C", "import ", "del ",
          "raise ", "try:", "except ", "with ", "global ", "if 1:", "None", "...", "0", "9**9", "np", "sys", "os",
          "\0", "\ud800", "😀", "\u2028", "\ufeff", "__builtins__", "globals()", "exit()", "f'{", "}'"]  # fmt: skip


def bytes_changed(rng: random.Random, raw: bytes) -> bytes:
    """Return the bytes with one to six places flipped, cut, doubled, exchanged or put in."""
    data = bytearray(raw)
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(data) + 1)
        end = min(len(data), at + rng.choice([1, 1, 2, 8, 60]))
        match rng.randrange(6):
            case 0 if at < len(data):
                data[at] ^= 1 << rng.randrange(8)
            case 1:
                del data[at:end]
            case 2:
                data[at:at] = data[at:end] * rng.choice([1, 2, 50])
            case 3:
                data[at:at] = rng.choice(BYTES)
            case 4:
                start = rng.randrange(len(data) + 1)
                data[at:end] = data[start : start + end - at]
            case _:
                data[at:end] = rng.randbytes(end - at)
    return bytes(data)


def json_changed(rng: random.Random, value: Any) -> Any:
    """Return a copy with one to three of its values exchanged, removed, doubled or nested."""
    changed = json.loads(json.dumps(value))
    for _ in range(rng.randint(1, 3)):
        places = list(_places(changed))
        if not places:
            return _odd(rng)
        holder, key = rng.choice(places)
        match rng.randrange(6):
            case 0 | 1:
                holder[key] = _odd(rng)
            case 2:
                del holder[key]
            case 3:
                other, name = rng.choice(places)
                if name in other if isinstance(other, dict) else name < len(other):
                    holder[key] = json.loads(json.dumps(other[name]))
            case 4 if isinstance(holder, list):
                holder[key:key] = [holder[key]] * rng.choice([1, 2, 30])
            case 4:
                holder[str(rng.choice(VALUES))] = _odd(rng)
            case _:
                for _level in range(rng.choice([1, 3, 70])):
                    holder[key] = [holder[key]] if rng.random() < 0.5 else {"tuple": [holder[key]]}
    return changed


def _odd(rng: random.Random) -> Any:
    return copy.deepcopy(rng.choice(VALUES))


def _places(value: Any) -> Any:
    pairs = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, item in list(pairs):
        yield value, key
        yield from _places(item)


def text_changed(rng: random.Random, text: str) -> str:
    """Return Python text with one to eight pieces put in, taken out or exchanged."""
    for _ in range(rng.randint(1, 8)):
        at = rng.randrange(len(text) + 1)
        end = min(len(text), at + rng.choice([0, 1, 1, 3, 20]))
        text = text[:at] + rng.choice([*TOKENS, "", "", text[end : end + 15]]) + text[end:]
    return text
