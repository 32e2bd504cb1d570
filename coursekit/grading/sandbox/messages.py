"""The messages that pass between the grader and a student's process, each with its schema.

The grader asks, the process answers. Every request carries a nonce that was made for it, and every
reply must repeat it: what was written into the wire before the request was made is refused, however
well it is formed. A message must have exactly the keys of its schema and each must pass its check.

Used by both sides; imports the standard library only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["KINDS", "MessageError", "checked"]

Check = Callable[[Any], bool]

#: Characters of a name, of an error's text, of what a cell printed.
NAME = 200
ERROR = 2_000
OUTPUT = 8_000
#: Notes on one cell.
NOTES = 50
#: Cells of a notebook, names or calls of one request.
CELLS = 20_000
MANY = 2_000


class MessageError(ValueError):
    """A message that is not of the form that was asked for."""


def _boolean(value: Any) -> bool:
    return type(value) is bool


def _anything(_: Any) -> bool:
    return True


def _whole(most: int) -> Check:
    return lambda value: type(value) is int and 0 <= value <= most


def _text(most: int) -> Check:
    def check(value: Any) -> bool:
        if type(value) is not str or len(value) > most:
            return False
        return value.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in value)

    return check


def _optional(check: Check) -> Check:
    return lambda value: value is None or check(value)


def _listing(check: Check, most: int) -> Check:
    return lambda value: type(value) is list and len(value) <= most and all(map(check, value))


def _triple(first: Check, second: Check, third: Check) -> Check:
    checks = (first, second, third)
    return lambda value: (
        type(value) is list
        and len(value) == 3
        and all(check(item) for check, item in zip(checks, value, strict=True))
    )


def _record(**fields: Check) -> Check:
    return lambda value: (
        type(value) is dict
        and value.keys() == fields.keys()
        and all(check(value[key]) for key, check in fields.items())
    )


_RAISED = _record(
    type=_text(NAME),
    text=_text(ERROR),
    mro=_listing(_text(NAME), 50),
    line=_optional(_whole(1_000_000)),
    source=_text(NAME),
)
_OUTCOME = _record(
    value=_anything,
    error=_optional(_RAISED),
    printed=_boolean,
    mutated=_listing(_whole(100), 100),
)
#: A parameter: its name, its kind as `inspect` numbers them, whether it has a default.
_PARAMETER = _triple(_text(NAME), _whole(4), _boolean)
_DESCRIPTION = _record(
    status=lambda value: value in ("missing", "ellipsis", "callable", "value"),
    value=_anything,
    parameters=_optional(_listing(_PARAMETER, 255)),
)

#: Every reply: what its ``is`` says, and the further keys that it then has.
KINDS: dict[str, dict[str, Check]] = {
    "ready": {"layers": _listing(_text(NAME), 20)},
    "failed": {"why": _text(ERROR)},
    "cell": {"cell": _whole(CELLS)},
    "ran": {
        "cell": _whole(CELLS),
        "error": _optional(_text(ERROR)),
        "line": _optional(_whole(1_000_000)),
        "traceback": _text(OUTPUT),
        "output": _text(OUTPUT),
        "notes": _listing(_text(NAME), NOTES),
    },
    "done": {},
    "described": {"names": _listing(_DESCRIPTION, MANY)},
    "called": {"outcomes": _listing(_OUTCOME, MANY)},
}


def checked(message: Mapping[str, Any], nonce: str, *kinds: str) -> str:
    """Return the kind of a reply that answers ``nonce`` and is one of ``kinds``.

    Errors: `MessageError` for every other message.

    >>> checked({"nonce": "7f", "is": "cell", "cell": 3}, "7f", "cell", "done")
    'cell'
    """
    if message.get("nonce") != nonce:
        raise MessageError("a reply to no question that was asked")
    kind = message.get("is")
    if type(kind) is not str or kind not in kinds:
        raise MessageError(f"a reply of another kind than {' or '.join(kinds)}")
    fields = KINDS[kind]
    if message.keys() != fields.keys() | {"nonce", "is"}:
        raise MessageError(f"a reply {kind!r} with other keys than it has")
    for key, check in fields.items():
        if not check(message[key]):
            raise MessageError(f"a reply {kind!r} whose {key!r} is not what it must be")
    return kind
