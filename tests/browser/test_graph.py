"""Drawings of graphs in a browser: with the fonts of this machine, all text is inside its box."""

import base64

import pytest
from support.graphs import GRAPHS

pytestmark = pytest.mark.browser

# Returns the texts that stick out of the box or label that they belong to.
STICKING_OUT = """
() => [...document.querySelectorAll("g.node, g.label")].flatMap((group) => {
  const box = group.querySelector("rect").getBBox();
  return [...group.querySelectorAll("text")].filter((text) => {
    const its = text.getBBox();
    return its.x < box.x || its.x + its.width > box.x + box.width
      || its.y < box.y || its.y + its.height > box.y + box.height;
  }).map((text) => text.textContent);
})
"""


@pytest.mark.parametrize("direction", ["right", "down"])
def test_text_is_inside_its_box(page, direction):
    page.set_content("".join(g.svg(direction=direction) for g in GRAPHS.values()))
    assert page.locator("g.node text").count() > 300
    assert page.evaluate(STICKING_OUT) == []


def test_the_picture_stands_alone_as_jupyterlab_shows_it(page):
    svg = GRAPHS["mlp"].svg()
    data = base64.b64encode(svg.encode()).decode()
    page.set_content(f'<img src="data:image/svg+xml;base64,{data}">')
    page.wait_for_function("document.images[0].complete")
    assert page.evaluate("document.images[0].naturalWidth") > 300
