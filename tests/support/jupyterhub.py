"""A JupyterHub of the test's own, as a university has it: its Python knows nothing of coursekit."""

import contextlib
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page
from support.browser import settle_in, stopped

__all__ = ["Hub", "HubPrograms", "Terminal", "hub_programs", "running_hub"]

USER, PASSWORD = "student", "a-test"  # the hub listens on loopback, as long as the test lasts

# What an administrator writes. A server each, as a process of this user; nobody is asked twice.
_CONFIG = """\
c.JupyterHub.bind_url = "http://127.0.0.1:{public}{prefix}"
c.JupyterHub.hub_bind_url = "http://127.0.0.1:{hub}"
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api}"
c.ConfigurableHTTPProxy.command = [{proxy!r}]
c.JupyterHub.spawner_class = "simple"
c.JupyterHub.authenticator_class = "dummy"
c.DummyAuthenticator.password = {password!r}
c.Authenticator.allow_all = True
c.SimpleLocalProcessSpawner.home_dir_template = {homes!r}
c.Spawner.args = {arguments!r}
c.Spawner.default_url = "/lab"
c.Spawner.start_timeout = c.Spawner.http_timeout = 90
c.Spawner.ip = "127.0.0.1"
"""


@dataclass(frozen=True)
class HubPrograms:
    """The folder of programs of the hub's Python, and its proxy."""

    bin: Path
    proxy: str


@dataclass(frozen=True)
class Hub:
    """A running JupyterHub: its address, and the home that it gives to the student."""

    url: str
    folder: Path  # also what the file browser shows

    def lab(self, path: str) -> str:
        """The address that opens one notebook in JupyterLab, for who has logged in."""
        return self.at(f"lab/tree/{path}?reset")

    def at(self, path: str) -> str:
        """Any address of the student's server."""
        return f"{self.url}user/{USER}/{path}"

    def log_in(self, page: Page) -> None:
        """Log in as a student does, and wait for the server that the hub starts."""
        page.goto(f"{self.url}hub/login")
        page.locator("#username_input").fill(USER)
        page.locator("#password_input").fill(PASSWORD)
        page.locator("#login_submit").click()
        page.wait_for_url(f"{self.url}user/{USER}/**", timeout=90_000)


def hub_programs() -> HubPrograms | None:
    """Where a hub without coursekit is: in the environment COURSEKIT_HUB, else on the PATH."""
    named = os.environ.get("COURSEKIT_HUB")
    found = str(Path(named, "bin/jupyterhub")) if named else "jupyterhub"
    hub = Path(shutil.which(found) or "/none")
    needed = (hub.with_name("jupyterhub-singleuser"), hub.with_name("python"))
    if not all(program.exists() for program in needed):
        return None
    name = "configurable-http-proxy"
    modules = hub.parents[1] / "node_modules/.bin"
    proxy = shutil.which(name, path=f"{hub.parent}{os.pathsep}{modules}") or shutil.which(name)
    has_course = subprocess.run(
        [needed[1], "-c", "import coursekit"],
        capture_output=True,
        check=False,
        cwd="/",
        env={key: value for key, value in os.environ.items() if key != "PYTHONPATH"},
    )
    return HubPrograms(hub.parent, proxy) if proxy and has_course.returncode else None


@contextlib.contextmanager
def running_hub(programs: HubPrograms, folder: Path, *, prefix: str = "/") -> Iterator[Hub]:
    """Start a hub in an empty folder, and stop it with every server that it has started."""
    home = folder / "homes" / USER
    settle_in(home / ".jupyter/lab/user-settings")
    public, hub, api = _free_ports(3)
    config = folder / "jupyterhub_config.py"
    config.write_text(
        _CONFIG.format(
            public=public,
            hub=hub,
            api=api,
            prefix=prefix,
            proxy=programs.proxy,
            password=PASSWORD,
            homes=str(folder / "homes/{username}"),
            arguments=["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else [],
        ),
        encoding="utf-8",
    )
    # The hub hands PATH, PYTHONPATH and the like on: its servers must not find this coursekit.
    passed = {"PATH", "LANG", "LC_ALL", "TMPDIR", "TZ"}
    environment = {key: value for key, value in os.environ.items() if key in passed}
    environment["PATH"] = f"{programs.bin}{os.pathsep}{environment['PATH']}"
    environment["HOME"] = str(folder)
    log = folder / "hub.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [str(programs.bin / "jupyterhub"), "-f", str(config)],
            env=environment,
            stdout=out,
            stderr=subprocess.STDOUT,
            cwd=folder,
        )
    url = f"http://127.0.0.1:{public}{prefix}"
    with stopped(process):
        _wait(process, f"{url}hub/login", log)
        yield Hub(url, home)


def _free_ports(number: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(number)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def _wait(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, f"the hub has ended:\n{log.read_text()}"
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
        else:
            return
    raise AssertionError(f"the hub did not start within 60 s:\n{log.read_text()}")


class Terminal:
    """A terminal in the hub's JupyterLab: only what is typed here has the hub's environment."""

    def __init__(self, page: Page, hub: Hub) -> None:
        self.page, self.home = page, hub.folder
        page.goto(hub.at("lab?reset"))
        page.locator(".jp-LauncherCard").get_by_text("Terminal", exact=True).click(timeout=60_000)
        self._keys = page.locator(".jp-Terminal .xterm-helper-textarea")
        self._keys.wait_for(timeout=30_000)

    def run(self, line: str) -> str:
        """Type a command, wait for its end and return what it has said."""
        said, done = self.home / "said", self.home / "done"
        done.unlink(missing_ok=True)
        self._keys.focus()
        self.page.keyboard.type(f"{line} > ~/said 2>&1; touch ~/done")
        self.page.keyboard.press("Enter")
        deadline = time.monotonic() + 120
        while not done.exists():
            assert time.monotonic() < deadline, f"no end of: {line}"
            self.page.wait_for_timeout(100)
        return said.read_text(encoding="utf-8")
