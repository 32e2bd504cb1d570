"""The site in a browser: search, dark mode, contrast, width, and no request to anywhere."""

import io
import re
from pathlib import Path

import pytest
from PIL import Image

pytest.importorskip("latex2mathml")

from playwright.sync_api import Page

from coursekit.authoring.site.__main__ import build
from coursekit.course import find_course

pytestmark = pytest.mark.browser

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


# Where a student who types this wants to be first: a lesson's number, and a section where one
# section is it. The last three stand in formulas, or in the middle of other words ("weekly").
_WANTED = {
    "chain rule": "02_rules.html#3-",
    "Jacobian": "04_jacobians.html#04-",
    "posterior": "10_bayes.html#1-",
    "perplexity": "11_structured_models.html#4-",
    "softmax": "06_backpropagation.html#3-",
    "independent": "09_probability.html#3-",
    "backprop": "06_backpropagation.html#06-",
    "entropy": "12_cross_entropy.html#2-",
    "learning rate": "08_training.html#1-",
    "Bayes": "10_bayes.html#",
    "momentum": "08_training.html#4-",
    "product rule": "02_rules.html#1-",
    "KL": "12_cross_entropy.html#",
    "sigma": "0",
    "lda": "11_structured_models.html#5-",
}


def test_the_best_section_is_found_first(page: Page, site: Path) -> None:
    page.goto((site / "index.html").as_uri())
    first = {}
    for words in _WANTED:
        page.fill("#search", words)
        first[words] = page.locator("#found a").first.get_attribute("href") or ""
    wrong = {words: to for words, to in first.items() if not to.startswith(_WANTED[words])}
    assert not wrong
    page.fill("#search", "c++ (")
    assert page.inner_text("#count") == "No section has these words."


def test_what_is_shown_of_a_section_has_the_word_itself(page: Page, site: Path) -> None:
    page.goto((site / "index.html").as_uri())
    for word in ("bias", "prior", "x"):  # not "unbiased" nor "example"
        page.fill("#search", word)
        begins = re.compile(rf"\b{word}", re.IGNORECASE)
        shown = [text.partition(" … ")[2] for text in page.locator("#found li").all_inner_texts()]
        assert any(shown)
        assert [text for text in shown if text and not begins.search(text)] == []


@pytest.mark.parametrize(("typed", "same"), [("Bayes’", "bayes'"), ("Σ", "σ")])
def test_signs_are_found_as_a_phone_types_them(
    page: Page, site: Path, typed: str, same: str
) -> None:
    page.goto((site / "index.html").as_uri())
    counts = []
    for words in (typed, same):
        page.fill("#search", words)
        counts.append(page.locator("#found a").count())
    assert counts[0] == counts[1] > 3


# For each brace: the left and right end of what it embraces, its own top and bottom.
_BRACES = """() => [...document.querySelectorAll("munder")]
  .filter((e) => e.children[1].textContent === "\u23df")
  .map((e) => [...e.children].map((part) => part.getBoundingClientRect()))
  .map(([base, brace]) => [base.left, base.right, brace.top, brace.bottom])
  .filter(([, , top, bottom]) => top > 0 && bottom < innerHeight)"""


def test_braces_are_painted_from_end_to_end(page: Page, site: Path) -> None:
    sharp = page.context.browser.new_page(
        viewport={"width": 1280, "height": 900}, device_scale_factor=2
    )
    try:
        sharp.goto((site / "04_jacobians.html").as_uri())
        formula = sharp.locator(".formula", has_text="diag(")
        formula.first.evaluate("(e) => e.scrollIntoView({ block: 'center' })")
        braces = sharp.evaluate(_BRACES)
        picture = Image.open(io.BytesIO(sharp.screenshot())).convert("L")
    finally:
        sharp.close()
    assert max(right - left for left, right, _, _ in braces) > 150
    for brace in braces:
        left, right, top, bottom = (round(2 * end) for end in brace)
        columns = (picture.crop((x, top, x + 1, bottom)) for x in range(left, right))
        painted = [column.getextrema()[0] < 120 for column in columns]
        assert sum(painted) > 0.97 * len(painted), brace


# How far the left sides of the equations that stand below each other end from each other.
_RAGGED = """() => [...document.querySelectorAll("mtable")]
  .map((table) => [...table.querySelectorAll(':scope > mtr > mtd[columnalign="right"]:first-child')]
    .filter((cell) => cell.textContent)
    .map((cell) => cell.lastElementChild.getBoundingClientRect().right))
  .filter((ends) => ends.length > 1)
  .map((ends) => Math.max(...ends) - Math.min(...ends))"""


def test_equations_below_each_other_meet_at_their_signs(page: Page, site: Path) -> None:
    page.goto((site / "07_forward_and_reverse.html").as_uri())
    ragged = page.evaluate(_RAGGED)
    assert ragged
    assert max(ragged) < 1


# Signs that a line begins with, and formulas that a line ends with, though they are one word.
_TORN = """() => [...document.querySelectorAll(".whole")].filter((e) => {
  const lines = document.createRange();
  lines.selectNodeContents(e.lastChild);
  return lines.getBoundingClientRect().left < e.querySelector("math").getBoundingClientRect().left;
}).map((e) => e.parentElement.textContent)"""


@pytest.mark.parametrize("width", [390, 411, 768])
def test_no_line_ends_between_a_formula_and_the_sign_behind_it(
    page: Page, site: Path, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto((site / "12_cross_entropy.html").as_uri())
    assert page.locator(".whole").count() > 20
    assert page.evaluate(_TORN) == []


def test_on_a_phone_a_picture_is_large_enough_to_be_read_and_scrolls(
    page: Page, site: Path
) -> None:
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto((site / "07_forward_and_reverse.html").as_uri())
    pictures = page.locator(".picture")
    assert pictures.count() > 3
    for picture in pictures.all():
        assert picture.locator("img").bounding_box()["width"] >= 570
        assert picture.get_attribute("aria-label") == "picture"
        assert picture.evaluate("(e) => getComputedStyle(e).overflowX") == "auto"


# What is cut: below in a formula or a paragraph.
_CUT = """() => [...document.querySelectorAll(".formula, p, .output, main ul, main ol")]
  .filter((e) => e.checkVisibility() && e.scrollHeight > e.clientHeight + 1)
  .map((e) => e.textContent)"""
# Tab stops are what is too wide, and nothing else; each has a name.
_STOPS = """() =>
  [...document.querySelectorAll(".formula, .code, .output, .table, p, main ul, main ol")]
  .filter((e) => e.checkVisibility())
  .filter((e) => (e.scrollWidth > e.clientWidth) !== (e.tabIndex === 0
    && e.getAttribute("role") === (/^[OU]L$/.test(e.tagName) ? null : "group")
    && e.ariaLabel !== null)).length"""


@pytest.mark.parametrize("width", [1280, 390])
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
