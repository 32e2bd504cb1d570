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


def test_site_searches_turns_dark_and_asks_nobody(page: Page, tmp_path: Path) -> None:
    build(find_course(), tmp_path)
    page.emulate_media(color_scheme="light")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((tmp_path / "index.html").as_uri())
    page.fill("#search", "secant")
    page.locator("#found a").first.click()
    page.wait_for_url("**/01_derivatives.html")
    assert page.evaluate(_WORST) >= 4.5
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click("#dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != before
    assert page.evaluate(_WORST) >= 4.5
    for width in (1280, 400):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        cut = """() => [...document.querySelectorAll(".formula")].filter((e) =>
          e.scrollHeight > e.clientHeight + 1).length"""
        assert page.evaluate(cut) == 0
    assert asked
    assert all(url.startswith(("file:", "data:")) for url in asked), asked
