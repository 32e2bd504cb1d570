"""The site of the course: sound pages, the same bytes twice, nothing from elsewhere."""

import html
import itertools
import re
from pathlib import Path

import nbformat
import pytest

pytest.importorskip("latex2mathml")

from coursekit.authoring.site.__main__ import build
from coursekit.authoring.site.page import read_page
from coursekit.authoring.site.prose import mathml, render
from coursekit.course import find_course


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    build(find_course(), folder)
    return folder


def _files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_two_builds_are_the_same_bytes(site: Path, tmp_path: Path) -> None:
    build(find_course(), tmp_path)
    assert _files(site) == _files(tmp_path)


def test_every_address_is_in_the_site_or_a_plain_link(site: Path) -> None:
    for path in site.glob("*.html"):
        html = path.read_text("utf-8")
        names = set(re.findall(r' id="([^"]+)"', html))
        for tag, key, address in re.findall(r'<(\w+)[^>]*? (src|href)="([^"]*)"', html):
            if address.startswith("data:") or (tag == "a" and address.startswith("https://")):
                continue
            file, _, anchor = address.partition("#")
            assert not file or (site / file).is_file(), (path.name, key, address)
            assert file or anchor in names, (path.name, address)


def test_pictures_have_texts_and_headings_go_down_one_by_one(site: Path) -> None:
    for path in site.glob("*.html"):
        html = path.read_text("utf-8")
        assert all(re.search(r'alt="[^"]', tag) for tag in re.findall(r"<img[^>]*>", html))
        levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", html)]
        assert levels.count(1) == 1, path.name
        assert all(b <= a + 1 for a, b in itertools.pairwise(levels)), path.name


def test_no_formula_is_left_as_latex(site: Path) -> None:
    for path in site.glob("*.html"):
        for formula in re.findall(r"<math.*?</math>", path.read_text("utf-8"), re.DOTALL):
            left = html.unescape(re.sub(r"<[^>]+>", "", formula))
            assert not set(left) & {"\\", "&"}, (path.name, left)


def test_a_dollar_in_code_opens_no_formula() -> None:
    assert render("`$a$` and $b$").count("<math") == 1
    assert "<mfrac>" in mathml(r"\frac12")


def test_a_picture_without_a_text_is_refused() -> None:
    picture = nbformat.v4.new_output("display_data", {"image/png": "AAAA"})
    cell = nbformat.v4.new_code_cell("1", outputs=[picture])
    with pytest.raises(ValueError, match="no text"):
        read_page(nbformat.v4.new_notebook(cells=[cell]))
