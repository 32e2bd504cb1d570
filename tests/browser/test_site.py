"""The site in a browser: search, dark mode, contrast, width, and no request to anywhere."""

from pathlib import Path

import pytest

pytest.importorskip("latex2mathml")

from playwright.sync_api import Page

from coursekit.authoring.site.__main__ import build
from coursekit.course import find_course

# Relative luminance and contrast as WCAG 2 defines them, of every text in code and prose.
_WORST = """() => {
  const rgb = (c) => c.match(/[\\d.]+/g).map(Number);
  const light = (c) => rgb(c).slice(0, 3).map((v) => v / 255)
    .map((v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((s, v, i) => s + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (e) => {
    const c = getComputedStyle(e).backgroundColor;
    return rgb(c)[3] === 0 ? ground(e.parentElement) : c;
  };
  return Math.min(...[...document.querySelectorAll("pre span, p, a, li, td, summary, button")]
    .map((e) => [light(getComputedStyle(e).color), light(ground(e))])
    .map(([a, b]) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)));
}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    build(find_course(), folder)
    return folder


def test_site_searches_turns_dark_and_asks_nobody(page: Page, site: Path) -> None:
    page.emulate_media(color_scheme="light")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((site / "index.html").as_uri())
    page.fill("#search", "newton")
    assert page.inner_text("#count") == "No section has these words."
    page.fill("#search", "secant")
    hits = page.locator("#found a").evaluate_all("all => all.map((a) => a.getAttribute('href'))")
    assert page.inner_text("#count") == f"{len(hits)} sections"
    assert len([hit for hit in hits if hit.startswith("01_derivatives.html#")]) > 1
    page.locator("#found a[href='01_derivatives.html#3-how-small-should-the-step-be']").click()
    page.wait_for_url("**/01_derivatives.html#3-how-small-should-the-step-be")
    top = page.locator("h2", has_text="How small should the step be").bounding_box()
    assert top is not None
    assert abs(top["y"]) < 100
    assert page.evaluate(_WORST) >= 4.5
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click("#dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != before
    assert page.evaluate(_WORST) >= 4.5
    assert asked
    assert all(url.startswith(("file:", "data:")) for url in asked), asked


# What is cut: below in a formula or a paragraph.
_CUT = """() => [...document.querySelectorAll(".formula, p, .output")].filter((e) =>
  e.checkVisibility() && e.scrollHeight > e.clientHeight + 1).map((e) => e.textContent)"""
# Tab stops are what is too wide, and nothing else; each has a name.
_STOPS = """() => [...document.querySelectorAll(".formula, .code, .output, .table, p")]
  .filter((e) => e.checkVisibility())
  .filter((e) => (e.scrollWidth > e.clientWidth) !== (e.tabIndex === 0
    && e.getAttribute("role") === "group" && e.ariaLabel !== null)).length"""


@pytest.mark.parametrize("width", [1280, 400])
def test_every_page_fits_its_window_and_what_scrolls_is_a_tab_stop(
    page: Page, site: Path, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    for path in sorted(site.glob("*.html")):
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path.name
        assert page.evaluate(_CUT) == [], path.name
        page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)))")
        assert page.evaluate(_STOPS) == 0, path.name


def test_on_paper_answers_stay_folded_and_nothing_is_cut(page: Page, site: Path) -> None:
    # A4 between its margins.
    page.set_viewport_size({"width": 718, "height": 1000})
    page.emulate_media(media="print")
    for path in sorted(site.glob("*.html")):
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= 718, path.name
        assert page.locator("text=answer=").filter(visible=True).count() == 0
        assert page.locator(".folded details p").filter(visible=True).count() == 0
