"""Run a notebook's cells, then answer questions about what they defined, until the wire closes.

Runs in the process that the student's code runs in. The code may do to this module whatever it
likes: nothing here decides anything, it only tells.
"""

from __future__ import annotations

import builtins
import inspect
import linecache
import re
import socket
import sys
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Any

import numpy as np

from coursekit.checking.calls import quiet
from coursekit.checking.cells import CELL_FILE, CellResult, run_cells

from ..channel import Channel  # noqa: TID252 - in the jail the package has another name
from ..messages import ERROR, NAME, NOTES, OUTPUT  # noqa: TID252
from ..values import clean, decode, encode  # noqa: TID252
from .forms import form_of, is_function

__all__ = ["rehearse", "serve"]

#: Answers are sent when so many bytes (roughly) or seconds of them have come together.
BATCH_BYTES = 500_000
BATCH_SECONDS = 0.25
#: Bytes (roughly) that all answers to one question may have, in one frame and in several.
FRAME_BYTES = 2_500_000
REQUEST_BYTES = 10_000_000
#: What stands for an answer beyond that.
TOO_LARGE = {"foreign": ["ndarray", False]}

_BUILTINS = dict(vars(builtins))

_RUN = re.compile(r"(?<=<cell )(\d+), run \d+>")


def serve(channel: Channel, layers: Sequence[str]) -> None:
    """Answer requests until the grader closes the wire."""
    names: dict[str, Any] = {}
    channel.send({"nonce": "", "is": "ready", "layers": list(layers)})
    while True:
        try:
            request = channel.receive()
        except EOFError:
            return
        # A notebook that lowered it must still be able to answer.
        sys.setrecursionlimit(max(sys.getrecursionlimit(), 1_000))
        vars(builtins).update(_BUILTINS)  # nor does it mean us when it deletes one
        _answer(channel, request, names)


def _answer(channel: Channel, request: dict[str, Any], names: dict[str, Any]) -> None:
    nonce, what = request["nonce"], request["do"]
    if what == "run":
        _run(channel, nonce, request["cells"], names)
    elif what == "describe":
        described = _describe_all(request["names"], names)
        channel.send({"nonce": nonce, "is": "described", "names": described})
    elif what == "call":
        _call_many(channel, nonce, names.get(request["name"]), request["calls"])
    elif what == "program":
        outcome = _program(request["source"], request["name"], names)
        channel.send({"nonce": nonce, "is": "called", "outcomes": [outcome]})


def rehearse() -> None:
    """Serve a small notebook of our own, so that what a first time loads and warms is there.

    Twenty times, because Python lays its own fast paths after a few rounds. What is warm before
    the fork is shared by all children; what is not, each pays for in copied pages.
    """
    cells = ["import numpy as np\nprint('x')", "def f(x):\n    return np.sin(x) * x[0]", "1 / 0"]
    requests: list[dict[str, Any]] = [
        {"do": "run", "cells": cells},
        {"do": "describe", "names": ["f", "g"]},
        {"do": "call", "name": "f", "calls": [encode((np.ones(2),)), encode((2.0,))]},
        {"do": "program", "name": "drive", "source": "def drive(names):\n    return 1.0"},
    ]
    ours, theirs = socket.socketpair()
    with ours, theirs:
        grader, student = Channel(ours, strict=True), Channel(theirs, strict=False)
        for _ in range(20):
            names: dict[str, Any] = {}
            for request in requests:
                grader.send({**request, "nonce": ""})
                _answer(student, student.receive(), names)
                while grader.receive()["is"] not in ("done", "described", "called"):
                    pass
    linecache.clearcache()


# Cells.


def _run(channel: Channel, nonce: str, cells: list[str], names: dict[str, Any]) -> None:
    ran: list[str] = []
    names["In"] = ran
    first = 0
    while first < len(cells):
        first = _run_from(first, channel, nonce, cells, names, ran)
    channel.send({"nonce": nonce, "is": "done"})


def _run_from(
    first: int,
    channel: Channel,
    nonce: str,
    cells: list[str],
    names: dict[str, Any],
    ran: list[str],
) -> int:
    """Run the cells from ``first`` on; return the one after the last that ran.

    Only a KeyboardInterrupt, which a cell may raise like anything else, leaves some over.
    """
    last = first

    def on_cell(index: int, result: CellResult | None) -> None:
        nonlocal last
        if index < first:
            return
        last = index
        if result is None:
            ran.append(cells[index])
            channel.send({"nonce": nonce, "is": "cell", "cell": index})
        else:
            channel.send(_ran(nonce, index, result))

    try:
        # What ran already keeps its place, so that every cell has its own number.
        run_cells([""] * first + cells[first:], names, on_cell=on_cell)
    except KeyboardInterrupt:
        channel.send(_ran(nonce, last, CellResult(last, "KeyboardInterrupt")))
    return last + 1


def _ran(nonce: str, index: int, result: CellResult) -> dict[str, Any]:
    return {
        "nonce": nonce,
        "is": "ran",
        "cell": index,
        "error": None if result.error is None else clean(result.error[:ERROR]),
        "line": result.line,
        # That other notebooks ran before, in rehearsal, is nobody's business.
        "traceback": clean(_RUN.sub(r"\1>", result.traceback)[-OUTPUT:]),
        "output": clean(result.output[:OUTPUT]),
        "notes": [clean(note[:NAME]) for note in result.notes[:NOTES]],
    }


# Questions.


def _describe_all(wanted: list[str], names: dict[str, Any]) -> list[dict[str, Any]]:
    room = FRAME_BYTES
    described = []
    for name in wanted:
        one = _describe(name, names)
        room -= _size(one["value"])
        if room < 0:
            one["value"] = TOO_LARGE
        described.append(one)
    return described


def _describe(name: str, names: dict[str, Any]) -> dict[str, Any]:
    value = names.get(name, _MISSING)
    if value is _MISSING or value is ...:
        status = "missing" if value is _MISSING else "ellipsis"
        return {"status": status, "value": None, "parameters": None}
    try:
        with quiet():
            function = is_function(value)
            form = form_of(value)
            parameters = _parameters(value) if function else None
    except BaseException:  # noqa: BLE001 - a foreign object may raise wherever it is looked at
        function, form, parameters = False, {"foreign": ["object", False]}, None
    status = "callable" if function else "value"
    return {"status": status, "value": form, "parameters": parameters}


_MISSING = object()


def _parameters(function: Any) -> list[list[Any]] | None:
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (ValueError, TypeError):
        return None  # built-ins do not tell
    return [[clean(p.name[:NAME]), int(p.kind), p.default is not p.empty] for p in parameters][:255]


def _call_many(channel: Channel, nonce: str, function: Any, calls: list[Any]) -> None:
    outcomes: list[dict[str, Any]] = []
    size, total, last = 0, 0, time.monotonic()
    for index, form in enumerate(calls):
        outcome = _call(function, form)
        outcomes.append(outcome)
        total += _size(outcome["value"])
        if total > REQUEST_BYTES:
            outcome["value"] = TOO_LARGE
        size += _size(outcome["value"])
        due = time.monotonic() - last > BATCH_SECONDS or size > BATCH_BYTES
        if due or index == len(calls) - 1:
            channel.send({"nonce": nonce, "is": "called", "outcomes": outcomes})
            outcomes, size, last = [], 0, time.monotonic()


def _size(form: Any) -> int:
    """Return roughly how many bytes a form takes, elements counting 40."""
    if type(form) is dict:
        return 40 + sum(map(_size, form.values()))
    if type(form) is list:
        return 40 + sum(map(_size, form))
    return len(form) if type(form) is str else 40


def _call(function: Any, form: Any) -> dict[str, Any]:
    arguments = decode(form)  # anew for every call: none sees what another did to it
    return _outcome(lambda: function(*arguments), function, arguments, form)


def _program(source: str, name: str, names: dict[str, Any]) -> dict[str, Any]:
    space: dict[str, Any] = {"__name__": "driver", "np": np}
    linecache.cache["<driver>"] = (len(source), None, source.splitlines(keepends=True), "<driver>")

    def work() -> Any:
        exec(compile(source, "<driver>", "exec"), space)  # noqa: S102 - the grader sent it
        return space[name](names)

    return _outcome(work, None, (), {"tuple": []})


def _outcome(work: Any, function: Any, arguments: tuple[Any, ...], form: Any) -> dict[str, Any]:
    value, error, printed = None, None, False
    try:
        with quiet() as sink:
            value = form_of(work())
        printed = bool(sink.used)
    except BaseException as raised:  # noqa: BLE001 - whatever student code raises is an answer
        error = _raised(raised, function)
    given = form["tuple"]
    mutated = [i for i, left in enumerate(arguments[:100]) if not _same(left, given[i])]
    return {"value": value, "error": error, "printed": printed, "mutated": mutated}


def _same(left: Any, form: Any) -> bool:
    try:
        return bool(encode(left) == form)
    except (TypeError, ValueError):
        return False


def _raised(error: BaseException, function: Any) -> dict[str, Any]:
    try:
        text = str(error)
    except BaseException:  # noqa: BLE001 - an exception's own __str__ may be broken
        text = ""
    line, source = _student_line(error.__traceback__, function)
    return {
        "type": clean(type(error).__name__[:NAME]),
        "text": clean(text[:ERROR]),
        "mro": [clean(kind.__name__[:NAME]) for kind in type(error).__mro__[:50]],
        "line": line,
        "source": clean(source[:NAME]),
    }


def _student_line(frames: TracebackType | None, function: Any) -> tuple[int | None, str]:
    """Return number and text of the last line of the traceback that lies in a cell."""
    own = getattr(getattr(function, "__code__", None), "co_filename", None)
    line, source = None, ""
    while frames is not None:
        file_name = frames.tb_frame.f_code.co_filename
        if file_name == own or file_name.startswith(CELL_FILE):
            line = min(max(frames.tb_lineno or 0, 0), 1_000_000)
            source = linecache.getline(file_name, line).strip()
        frames = frames.tb_next
    return line, source
