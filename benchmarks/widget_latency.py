"""How long a widget takes from the key to the picture, beside plain ``interact``.

    .venv/bin/python benchmarks/widget_latency.py [--presses 50]

One JupyterLab on 127.0.0.1 (empty configuration, TCP_NODELAY set as `coursekit lab` does), one page
in headless Chromium, one kernel. The secant widget and the same plot made by ``interact`` and
inline Matplotlib are pressed in turn. The page itself takes the times: from the ``keydown`` event
to the first animation frame after the new image has loaded, with one detector for both. A press
counts only if the pixels did change.
"""

import argparse
import json
import os
import platform
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import nbformat
from playwright.sync_api import Locator, Page, sync_playwright

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
BAR_MEDIAN, BAR_P95 = 3.5, 3.0
SETTLE_MS = 450  # longer than anything that either widget still does after its picture

OURS = """\
from coursekit.widgets import secant_tangent
secant_tangent("x^3", x=0.5, h=1.0)
"""

# The same picture as a lecturer would write it: same size in pixels, same curves, same numbers.
PEER = """\
%matplotlib inline
import matplotlib.pyplot as plt
import numpy as np
from ipywidgets import FloatLogSlider, FloatSlider, interact

plt.rcParams["figure.dpi"] = 100
f = lambda x: x**3
df = lambda x: 3 * x**2
grid = np.linspace(-3, 3, 601)
right = np.geomspace(1e-3, 2, 60)
steps = np.concatenate([-right[::-1], right])

@interact(
    x=FloatSlider(min=-3, max=3, step=0.05, value=0.5),
    h=FloatLogSlider(min=-3, max=0.3, step=0.05, value=1.0),
)
def show(x, h):
    secant, tangent = (f(x + h) - f(x)) / h, df(x)
    fig, (plane, limit) = plt.subplots(1, 2, figsize=(7.6, 3.9), width_ratios=(1.55, 1))
    ends = np.array([-3, 3])
    plane.plot(grid, f(grid), lw=2.2, label="$f(x) = x^3$")
    plane.plot(ends, f(x) + secant * (ends - x), "--", lw=2, label="secant")
    plane.plot(ends, f(x) + tangent * (ends - x), "-.", lw=2, label="tangent")
    plane.plot([x, x + h, x + h], [f(x), f(x), f(x + h)], "k:", label="run, rise")
    plane.plot([x, x + h], [f(x), f(x + h)], "ko")
    plane.set(xlim=(-3, 3), ylim=(-9, 9), xlabel="$x$", ylabel="$f(x)$")
    plane.legend()
    plane.grid()
    limit.plot(steps, (f(x + steps) - f(x)) / steps, lw=2)
    limit.plot(0, tangent, "o", mfc="white")
    limit.plot(h, secant, "ko")
    limit.set(xlim=(-2, 2), ylim=(-3, 30), xlabel="$h$", ylabel="slope of the secant")
    limit.grid()
    plt.show()
    print(f"h = {h:.3g}: secant slope {secant:.4g}, tangent slope {tangent:.4g}")
"""

# Times come from the page's own clock. `load` does not bubble, but it can be captured.
DETECTOR = """
() => {
  const state = { pressed: null, frames: [] };
  window.__latency = state;
  document.addEventListener("keydown", () => { state.pressed = performance.now(); }, true);
  document.addEventListener("load", (event) => {
    const image = event.target;
    if (state.pressed === null || image.tagName !== "IMG") return;
    const pressed = state.pressed;
    state.pressed = null;
    requestAnimationFrame(() => state.frames.push(performance.now() - pressed));
  }, true);
}
"""

PIXELS = """
(image) => {
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth; canvas.height = image.naturalHeight;
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const data = context.getImageData(0, 0, canvas.width, canvas.height).data;
  let hash = 0;
  for (let i = 0; i < data.length; i++) hash = (31 * hash + data[i]) | 0;
  return hash;
}
"""


def main() -> int:
    """Measure, print the table, and return 1 if the bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--presses", type=int, default=50)
    presses = parser.parse_args().presses
    with tempfile.TemporaryDirectory() as folder, lab(Path(folder)) as url:
        times = measure(url, presses)
    print_environment(presses)
    ratios = print_table(times)
    passed = ratios[0] >= BAR_MEDIAN and ratios[1] >= BAR_P95
    print(f"bar: {BAR_MEDIAN}× at the median, {BAR_P95}× at p95:", "met" if passed else "MISSED")
    return 0 if passed else 1


@contextmanager
def lab(folder: Path):
    """Yield the address of the notebook in a JupyterLab that knows nothing of the user's."""
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(OURS), nbformat.v4.new_code_cell(PEER)],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )
    work = folder / "work"
    work.mkdir()
    nbformat.write(notebook, work / "latency.ipynb")
    environment = {key: value for key, value in os.environ.items() if "JUPYTER" not in key}
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
        environment[name] = str(folder / name.lower())
    environment["JUPYTERLAB_SETTINGS_DIR"] = str(folder / "settings")
    environment["JUPYTERLAB_WORKSPACES_DIR"] = str(folder / "workspaces")
    port = free_port()
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", f"--port={port}"),
        *("--ip=127.0.0.1", "--ServerApp.port_retries=0", "--IdentityProvider.token="),
        *(f"--ServerApp.root_dir={work}", "--allow-root"),
        "--ServerApp.jpserver_extensions={'coursekit.jupyter_nodelay': True}",
        "--LabApp.news_url=None",
    ]
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            base = f"http://127.0.0.1:{port}"
            wait_for(f"{base}/api", server, folder / "server.log")
            yield f"{base}/lab/tree/latency.ipynb?reset"
        finally:
            server.send_signal(signal.SIGTERM)
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str, server: subprocess.Popen, log: Path, seconds: float = 60) -> None:
    """Return when the server answers; show its log if it never does."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and server.poll() is None:
        if answers(url):
            return
        time.sleep(0.2)
    raise SystemExit(f"JupyterLab did not start:\n{log.read_text()}")


def answers(url: str) -> bool:
    """Whether a Jupyter server answers there."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return "version" in json.load(answer)
    except OSError:
        return False


def measure(url: str, presses: int) -> dict[str, list[float]]:
    """Milliseconds from key to picture of both widgets, pressed in turn."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            headless=True, executable_path=find_chromium(), args=CHROMIUM_FLAGS
        )
        page = browser.new_page(viewport={"width": 1400, "height": 1900})
        page.goto(url)
        page.wait_for_selector(".jp-NotebookPanel .jp-CodeCell", timeout=60_000)
        cells = page.locator(".jp-Notebook .jp-CodeCell")
        for index in range(2):
            execute(page, cells.nth(index))
        page.wait_for_timeout(2000)
        page.evaluate(DETECTOR)
        times: dict[str, list[float]] = {"coursekit": [], "interact": []}
        for turn in range(presses + 2):  # the first two warm both up
            key = "ArrowRight" if turn % 40 < 20 else "ArrowLeft"
            for index, name in enumerate(times):
                elapsed = press(page, cells.nth(index), key)
                if turn >= 2:
                    times[name].append(elapsed)
        browser.close()
    return times


def execute(page: Page, cell: Locator, attempts: int = 4) -> None:
    """Run a cell until its picture is there; keys pressed before the kernel is ready are lost."""
    picture = cell.locator(".jp-OutputArea img").first
    for _ in range(attempts):
        cell.locator(".cm-content").click()
        page.keyboard.press("Control+Enter")
        for _ in range(50):
            page.wait_for_timeout(200)
            if picture.is_visible():
                return
    raise SystemExit("A cell showed no picture.")


def press(page: Page, cell: Locator, key: str) -> float:
    """Press a key on the widget's first slider; return the milliseconds to the new picture."""
    image = cell.locator(".jp-OutputArea img").last
    before = image.evaluate(PIXELS)
    cell.locator(".noUi-handle").first.focus()
    count = page.evaluate("window.__latency.frames.length")
    page.keyboard.press(key)
    page.wait_for_function("n => window.__latency.frames.length > n", arg=count, timeout=5000)
    page.wait_for_timeout(SETTLE_MS)
    if cell.locator(".jp-OutputArea img").last.evaluate(PIXELS) == before:
        raise SystemExit("A picture was replaced, but its pixels are the same.")
    return float(page.evaluate("window.__latency.frames.at(-1)"))


def find_chromium() -> str | None:
    """Return a Chromium of the system; None stands for Playwright's own."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


def print_environment(presses: int) -> None:
    """Print what the figures depend on."""
    packages = ("jupyterlab", "ipywidgets", "ipykernel", "matplotlib", "numpy")
    print(f"{platform.system()}, Python {platform.python_version()}, {os.cpu_count()} cores")
    print(", ".join(f"{name} {version(name)}" for name in packages))
    print(f"headless Chromium, {presses} presses each, in turn\n")


def print_table(times: dict[str, list[float]]) -> tuple[float, float]:
    """Print medians and 95th percentiles; return how many times faster ours are."""
    rows = {name: (statistics.median(ms), percentile_95(ms)) for name, ms in times.items()}
    print(f"{'key press → new pixels, ms':28}{'median':>8}{'p95':>8}{'fastest':>9}{'slowest':>9}")
    for name, (median, p95) in rows.items():
        print(f"{name:28}{median:8.1f}{p95:8.1f}{min(times[name]):9.1f}{max(times[name]):9.1f}")
    ours, peer = rows["coursekit"], rows["interact"]
    ratios = peer[0] / ours[0], peer[1] / ours[1]
    print(f"{'coursekit is faster by':28}{ratios[0]:7.1f}×{ratios[1]:7.1f}×\n")
    return ratios


def percentile_95(values: list[float]) -> float:
    """Return the 95th percentile, interpolated."""
    return statistics.quantiles(values, n=20, method="inclusive")[-1]


if __name__ == "__main__":
    sys.exit(main())
