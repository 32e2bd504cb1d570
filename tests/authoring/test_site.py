"""The site of the course: sound pages, the same bytes twice, nothing from elsewhere."""

import html
import itertools
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest

pytest.importorskip("latex2mathml")

from coursekit.authoring.errors import AuthoringError
from coursekit.authoring.notebook_file import read
from coursekit.authoring.site.__main__ import build
from coursekit.authoring.site.formulas import mathml
from coursekit.authoring.site.page import read_page
from coursekit.authoring.site.prose import render
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


def test_nothing_of_the_machine_that_built_it_is_in_the_site(site: Path) -> None:
    root = str(find_course().root)
    for name, data in _files(site).items():
        text = data.decode()
        assert root not in text, name
        assert not re.search(r"file:/|/(?:home|Users|tmp)/", text), name
        if name.endswith((".css", ".js")):
            assert not re.search(r"@import|url\(|fetch\(|XMLHttp", text), name


def test_answers_stand_folded_below_their_questions(site: Path) -> None:
    cells = [
        (name, cell)
        for name in find_course().lessons()
        for cell in read(find_course().notebooks / f"{name}.ipynb").cells
        if cell.metadata.get("jupyter", {}).get("source_hidden")
    ]
    assert len(cells) > 30
    pages = {name: (site / f"{name}.html").read_text("utf-8") for name, _ in cells}
    # What is open when the page is opened: everything outside of the folds.
    fold = re.compile(r"<details.*?</details>", re.DOTALL)
    for name, page in pages.items():
        assert page.count("<details") == page.count("</details>") > 0
        assert "answer=" not in _text(fold.sub("", page)), name
        asked = len(re.findall("<strong>Predict.</strong>", fold.sub("", page)))
        assert asked == sum(other == name and "predict(" in cell.source for other, cell in cells)
        assert fold.sub("", page).count("Decide first") == 0
        assert page.count("Decide first, then open the answer</summary>") == asked


def _text(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", page))


def test_a_dollar_in_code_opens_no_formula() -> None:
    assert render("`$a$` and $b$").count("<math") == 1


@pytest.mark.parametrize(
    ("latex", "part"),
    [
        (r"\boldsymbol{\Sigma}\boldsymbol{x}", "\U0001d6ba.*\U0001d499"),
        (r"\mathbf{0}", "<mn>\U0001d7ce</mn>"),
        (r"\Delta f", '<mi mathvariant="normal">Δ</mi><mi>f</mi>'),
        ("f'_-", "<mi>f</mi><msub><mi>′</mi><mo>−</mo></msub>"),
        (r"\left(\frac fg\right)'", r"<msup>.*\)</mo></mrow><mstyle scriptlevel=\"0\"><mi>′"),
        (r"x\tanh^2 u", "<mi>x</mi><mspace [^>]*/><msup><mi>tanh</mi><mn>2</mn></msup><mspace"),
        (r"\exp(x)", r"<mi>exp</mi><mo[^>]*>\("),
        (r"\lim_{h \to 0} f", "<munder><mi>lim</mi>"),
        (r"\big(x\big)^2", r"<msup><mrow><mo[^>]*>\(</mo><mi>x</mi><mo[^>]*>\)</mo></mrow><mn>2"),
        (r"\begin{gathered}a \\[4pt] b\end{gathered}", "(<mtr><mtd><mi>[ab]</mi></mtd></mtr>){2}"),
        (r"\begin{bmatrix}1\end{bmatrix}^\top", r"<msup><mrow><mo>\[</mo><mtable>"),
        (r"\lVert e \rVert", '(<mo[^>]*stretchy="false"[^>]*>‖</mo>(<mi>e</mi>)?){2}'),
        (r"(-1)", r"\(</mo><mo form=\"prefix\" lspace=\"0\" rspace=\"0\">−"),
        (r"f : A", '<mo lspace="0.28em" rspace="0.28em">:</mo>'),
    ],
)
def test_formulas_are_set_as_tex_sets_them(latex: str, part: str) -> None:
    assert re.search(part, mathml(latex, block=True), re.DOTALL), mathml(latex, block=True)


def test_what_is_written_close_to_a_formula_stays_with_it() -> None:
    together = r'<span class="whole">\((<math[^>]*>.*?</math>)\)\.</span>'
    assert re.search(together, render(r"below ($+\infty$). Then $x$ and"))
    assert render("the $i$-th").count('<span class="whole"><math') == 1
    assert "whole" not in render("the $i$ th") + render("$$x$$.")


def test_emphasis_may_begin_and_end_at_a_formula() -> None:
    assert "<strong>?</strong>" in render("**What is** $f(0)$**?** By")


def test_no_formula_has_an_empty_attribute(site: Path) -> None:
    for path in site.glob("*.html"):
        assert not re.search(r'<m\w+ [^>]*=""', path.read_text("utf-8")), path.name


def test_a_section_is_found_by_its_formulas_and_by_what_it_emphasises() -> None:
    formula = r"$\sigma(\boldsymbol\beta) \nabla D_{\mathrm{KL}}$"
    text = nbformat.v4.new_markdown_cell(f"# Title\n\nThe *chain rule*: {formula}, **rate.**")
    (section,) = read_page(nbformat.v4.new_notebook(cells=[text]), "a.ipynb").sections
    assert section.terms == ["chain rule", "rate"]
    assert section.symbols == {"sigma", "σ", "beta", "β", "nabla", "∇", "kl"}
    assert section.words == "The chain rule: …, rate."


def test_a_small_notebook_is_a_page_of_sections() -> None:
    text = nbformat.v4.new_markdown_cell("# Title\n\nFirst $x$.\n\n## Part\n\nSecond `a < b`.")
    question = nbformat.v4.new_code_cell(
        "answer = 7",
        metadata={"jupyter": {"source_hidden": True}},
        outputs=[nbformat.v4.new_output("display_data", {"text/markdown": "**Predict.** Why?"})],
    )
    again = nbformat.v4.new_markdown_cell("## Part\n\n| a |\n| - |\n| 1 |")
    page = read_page(nbformat.v4.new_notebook(cells=[text, question, again]), "a.ipynb")
    assert [(part.name, part.title, part.words) for part in page.sections] == [
        ("title", "Title", "First …."),
        ("part", "Part", "Second a < b."),
        ("part-2", "Part", "a 1"),
    ]
    assert page.body.index("Why?") < page.body.index("<details") < page.body.index("answer")
    assert '<div class="table"><table>' in page.body
    assert 'id="part-2"' in page.body


@pytest.mark.parametrize(
    "cell",
    [
        nbformat.v4.new_code_cell(
            "draw()", outputs=[nbformat.v4.new_output("display_data", {"image/png": "AAAA"})]
        ),
        nbformat.v4.new_code_cell(
            "draw()", outputs=[nbformat.v4.new_output("display_data", {"text/html": "<img src=x>"})]
        ),
        nbformat.v4.new_markdown_cell("![](x.png)"),
    ],
)
def test_a_picture_without_a_text_stops_the_build(cell: Any) -> None:
    cell["id"] = "the-id"
    title = nbformat.v4.new_markdown_cell("# Title")
    with pytest.raises(AuthoringError, match=r"a\.ipynb, cell 2 \(the-id: .*no text \(alt\)"):
        read_page(nbformat.v4.new_notebook(cells=[title, cell]), "a.ipynb")


def test_a_notebook_without_a_title_stops_the_build() -> None:
    cell = nbformat.v4.new_code_cell("1")
    with pytest.raises(AuthoringError, match=r"a\.ipynb, cell 1 .*# Title"):
        read_page(nbformat.v4.new_notebook(cells=[cell]), "a.ipynb")
