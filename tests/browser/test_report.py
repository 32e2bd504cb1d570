"""Reports in a browser: nothing is asked for, nothing is blocked, nothing is wider than a phone."""

from dataclasses import replace

import pytest
from support.graded_class import simulate
from support.hostile_text import EVERYTHING

from coursekit.grading.records import CellFault
from coursekit.grading.report import write_reports
from coursekit.sheets import load

pytestmark = pytest.mark.browser

WIDTHS = (320, 1280)


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    standings = simulate(30)
    graded = next(s for s in standings if s.grade.questions)
    hostile = replace(
        graded.grade, student="hostile", source=EVERYTHING[18], notes=tuple(EVERYTHING[:50]),
        faults=tuple(CellFault(i, "error", text) for i, text in enumerate(EVERYTHING[:50])),
    )  # fmt: skip
    folder = tmp_path_factory.mktemp("reports")
    return write_reports(folder, [*standings, replace(graded, grade=hostile)], load("02_rules"))


def pages(reports):
    students = list(reports.students.values())
    return [*students[:3], reports.students["hostile"], reports.class_page]


@pytest.fixture
def complaints(page):
    """What the browser has to say: blocked by the policy, a request, an error."""
    said = []

    def on_request(request):
        if not request.url.startswith(("file:", "data:")):
            said.append(request.url)

    def on_message(message):
        said.append(message.text)

    page.on("request", on_request)
    page.on("console", on_message)
    yield said
    page.remove_listener("request", on_request)
    page.remove_listener("console", on_message)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_scrolls_sideways(page, reports, complaints, scheme, width):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    for path in pages(reports):
        page.goto(path.as_uri())
        # Not only the page: nothing in it is cut off, but where it scrolls by itself.
        wider = page.evaluate(
            """[...document.querySelectorAll("body *")].filter(e => !e.closest(".scroll")
               && e.getBoundingClientRect().right > innerWidth + 1)
               .map(e => e.outerHTML.slice(0, 200))"""
        )
        assert wider == [], path.name
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path.name
    assert complaints == []


def test_a_dark_theme_is_dark_and_paper_is_white(page, reports, complaints):
    colour = "getComputedStyle(document.body).backgroundColor"
    page.goto(reports.class_page.as_uri())
    assert page.evaluate(colour) == "rgb(255, 255, 255)"
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(colour) == "rgb(22, 23, 27)"
    page.emulate_media(color_scheme="dark", media="print")
    assert page.evaluate(colour) == "rgb(255, 255, 255)"
    page.emulate_media(media="screen")
    assert complaints == []


def test_pictures_are_drawn(page, reports, complaints):
    page.goto(reports.class_page.as_uri())
    widths = page.evaluate("[...document.images].map(image => image.naturalWidth)")
    assert len(widths) == 4
    assert min(widths) > 300
    assert complaints == []


def test_formulas_are_set(page, reports):
    page.goto(next(iter(reports.students.values())).as_uri())
    sizes = page.evaluate(
        "[...document.querySelectorAll('math')].map(m => m.getBoundingClientRect().width)"
    )
    assert len(sizes) > 5
    assert min(sizes) > 3
