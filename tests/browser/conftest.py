"""One JupyterLab for all browser tests, one Chromium for each module of them."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from support.browser import coursekit_lab, headless_chromium
from support.requirements import chromium, require

ARTEFACTS = Path(__file__).parents[2] / "artefacts"
PATIENCE = 15_000  # milliseconds: a machine that does other work too

_failed = pytest.StashKey[bool]()


def pytest_runtest_setup():
    """Said here and not in a fixture, all the skips make one line of the report."""
    require("browser", chromium())


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("student")
    with coursekit_lab(folder / "my-course", folder / "home") as running:
        yield running


# Not for the session: while Playwright runs, this thread has an event loop, and other tests mind.
@pytest.fixture(scope="module")
def page(tmp_path_factory):
    home = tmp_path_factory.mktemp("chromium")
    expect.set_options(timeout=PATIENCE)
    with headless_chromium(chromium(), home) as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(PATIENCE)
        yield page


@pytest.fixture
def artefacts():
    """Where screenshots are kept: git ignores it, CI can show it."""
    return ARTEFACTS


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    item.stash[_failed] = report.failed
    return report


@pytest.fixture(autouse=True)
def _picture_of_a_failure(request, page: Page):
    """Keep what the page showed when a test failed; forget what an earlier run showed."""
    picture = ARTEFACTS / f"failed_{request.node.name}.png"
    picture.unlink(missing_ok=True)
    yield
    if request.node.stash.get(_failed, False):
        ARTEFACTS.mkdir(exist_ok=True)
        page.screenshot(path=picture)
