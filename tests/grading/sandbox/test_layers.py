"""What is reported of a machine that forbids a wall, and when the jail refuses to stand."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from support.processes import alive, descendants
from support.requirements import require

from coursekit.grading.sandbox import Layer, Sandbox, SandboxError, available, jail, layers, seccomp
from coursekit.grading.sandbox.layers import PURPOSE, missing


@pytest.fixture
def afresh() -> Callable[[], tuple[Layer, ...]]:
    return available.__wrapped__  # type: ignore[attr-defined,no-any-return]


def walls(*off: str) -> list[Layer]:
    return [Layer(name, name not in off, f"{name} fails" * (name in off), "") for name in PURPOSE]


def test_here_everything_is_tried() -> None:
    found = available()
    assert [layer.name for layer in found] == list(PURPOSE)
    for layer in found:
        assert layer.on == (not layer.cause)
        assert layer.purpose


def test_here_all_walls_stand() -> None:
    require("sandbox", missing(available()) is None)
    assert [layer for layer in available() if not layer.on] == []


@pytest.mark.parametrize(
    ("off", "enough"),
    [
        ((), True),
        (("namespaces",), True),
        (("landlock",), True),
        (("seccomp",), True),
        (("limits",), True),
        (("landlock", "seccomp"), False),
        (("bubblewrap",), True),
        (("root",), False),
        (("pidfd",), False),
        (("root", "bubblewrap", "namespaces", "landlock", "seccomp"), False),
    ],
)
def test_which_walls_are_needed(off: tuple[str, ...], enough: bool) -> None:
    why = missing(walls(*off))
    assert (why is None) == enough
    if why is not None:
        assert "--trusted" in why
        assert any(f"{name} fails" in why for name in off)


def test_too_few_walls_are_refused_and_trusted_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layers, "available", lambda: tuple(walls("root")))
    with pytest.raises(SandboxError, match="cannot jail"):
        Sandbox()
    assert Sandbox(trusted=True).layers == ("limits",)


def test_without_bubblewrap(
    monkeypatch: pytest.MonkeyPatch, afresh: Callable[[], tuple[Layer, ...]]
) -> None:
    monkeypatch.setattr(jail, "bubblewrap", lambda: None)
    found = {layer.name: layer for layer in afresh()}
    assert not found["bubblewrap"].on
    assert "apt-get install bubblewrap" in found["bubblewrap"].cure
    # The root is then built without it.
    require("sandbox", missing(available()) is None)
    assert [name for name, layer in found.items() if not layer.on] == ["bubblewrap"]
    assert missing(list(found.values())) is None


def test_without_bubblewrap_and_without_another_way(
    monkeypatch: pytest.MonkeyPatch, afresh: Callable[[], tuple[Layer, ...]]
) -> None:
    monkeypatch.setattr(jail, "bubblewrap", lambda: None)
    monkeypatch.setattr(seccomp, "number", lambda name: None)
    found = {layer.name: layer for layer in afresh()}
    assert not found["root"].on
    assert "pivot_root" in found["root"].cause
    # The rest was tried all the same.
    assert found["limits"].on
    assert "nstall bubblewrap" in (missing(list(found.values())) or "")


def test_with_a_bubblewrap_that_fails(
    monkeypatch: pytest.MonkeyPatch, afresh: Callable[[], tuple[Layer, ...]], tmp_path: Path
) -> None:
    broken = tmp_path / "bwrap"
    broken.write_text(
        "#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n"
    )
    broken.chmod(0o755)
    monkeypatch.setattr(jail, "bubblewrap", lambda: str(broken))
    found = {layer.name: layer for layer in afresh()}
    assert found["bubblewrap"].cause == "bwrap: No permissions to create new namespace"
    assert found["bubblewrap"].cure


def test_without_libseccomp(
    monkeypatch: pytest.MonkeyPatch, afresh: Callable[[], tuple[Layer, ...]]
) -> None:
    require("sandbox", missing(available()) is None)
    monkeypatch.setattr(seccomp, "library", lambda: None)
    seccomp.compile_filter.cache_clear()
    try:
        found = {layer.name: layer for layer in afresh()}
        assert not found["seccomp"].on
        assert "libseccomp2" in found["seccomp"].cure
        assert missing(list(found.values())) is None
    finally:
        seccomp.compile_filter.cache_clear()


def test_on_another_system(
    monkeypatch: pytest.MonkeyPatch, afresh: Callable[[], tuple[Layer, ...]]
) -> None:
    monkeypatch.setattr("sys.platform", "darwin")
    found = afresh()
    assert not any(layer.on for layer in found)
    assert "--trusted" in (missing(found) or "")


@pytest.mark.parametrize(
    ("file", "text", "cure"),
    [
        ("proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1\n", "bwrap-userns-restrict"),
        ("proc/sys/kernel/unprivileged_userns_clone", "0\n", "unprivileged_userns_clone=1"),
        ("proc/sys/user/max_user_namespaces", "0\n", "max_user_namespaces=15000"),
        (".dockerenv", "", "seccomp=unconfined"),
        ("run/.containerenv", "", "seccomp=unconfined"),
        ("proc/self/status", "Name:\tx\nSeccomp:\t2\n", "seccomp=unconfined"),
        ("proc/self/status", "Name:\tx\nSeccomp:\t0\n", "administrator"),
        ("proc/sys/user/max_user_namespaces", "9000\n", "administrator"),
    ],
)
def test_the_cure_fits_what_forbids_namespaces(
    tmp_path: Path, file: str, text: str, cure: str
) -> None:
    (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / file).write_text(text)
    assert cure in layers._why_no_namespaces(tmp_path)


@pytest.mark.parametrize("off", ["namespaces", "landlock", "seccomp"])
def test_each_wall_may_fail_alone_and_the_jail_still_holds(
    monkeypatch: pytest.MonkeyPatch, off: str
) -> None:
    """One wall down: a file outside, another's process and the network stay out of reach."""
    require("sandbox", missing(available()) is None)
    found = tuple(replace(one, on=one.on and one.name != off) for one in available())
    monkeypatch.setattr(layers, "available", lambda: found)
    cell = (
        "import os, socket\nfound = []\n"
        "for path in ('/proc/1/environ', '/etc/passwd', '/root', '/work'):\n"
        "    try: os.path.isdir(path) and os.listdir(path) or open(path); found.append(path)\n"
        "    except OSError: pass\n"
        "try:\n    socket.create_connection(('127.0.0.1', 22), 1); found.append('network')\n"
        "except OSError: pass\n"
        "for name in ('sheets', 'grading'):\n"
        "    try: __import__('coursekit.' + name); found.append(name)\n"
        "    except ModuleNotFoundError: pass\n"
        "if os.getpid() != 1:\n"
        "    try: os.kill(1, 9); found.append('kill')\n"
        "    except OSError: pass\n"
        "open('left', 'w').close()\nlisted = os.listdir('.')"
    )
    with Sandbox() as sandbox:
        assert off not in sandbox.layers
        for _ in range(2):
            with sandbox.start([cell]) as child:
                assert off not in child.layers
                assert child.run()[0].error is None
                assert child.describe(["found"])["found"].value == []
                assert child.describe(["listed"])["listed"].value == ["left"]


BREED = """
import os, signal, time
for number in (1, 2, 15):
    signal.signal(number, signal.SIG_IGN)
born = 0
for _ in range(200):
    try:
        pid = os.fork()
    except OSError:
        break
    if pid == 0:
        try:
            os.setsid()
            os.closerange(0, 100)
            os.fork()
        finally:
            while True:
                time.sleep(1)
    born += 1
"""


def test_without_seccomp_daemons_are_few_and_end_with_their_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Forking is then possible; the limit counts, and process 1 takes all of them along."""
    require("sandbox", missing(available()) is None)
    found = tuple(replace(one, on=one.on and one.name != "seccomp") for one in available())
    monkeypatch.setattr(layers, "available", lambda: found)

    with Sandbox() as sandbox:
        sandbox.start([]).close()
        before = descendants(os.getpid())
        with sandbox.start([BREED]) as child:
            child.run()
            assert 0 < child.describe(["born"])["born"].value <= sandbox.limits.processes
            born = descendants(os.getpid()) - before
            assert len(born) > 2
        assert not alive(born)
