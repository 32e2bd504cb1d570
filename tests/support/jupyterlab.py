"""JupyterLab as a student sees it: a notebook, its cells, the widgets in them.

Every selector of JupyterLab and ipywidgets that the tests use stands here.
"""

import base64
import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from playwright.sync_api import Locator, Page, expect
from support.browser import Server
from support.perceptual import compare

SLOW = 30_000  # milliseconds: a kernel that starts, a whole lesson that runs
NUMBERED = re.compile(r"\[\d+\]:")

# True when every code cell has run, the text of the first error otherwise. A cell that folds its
# code away shows no number; it has run when it has an output.
_ALL_RAN = """() => {
  const error = document.querySelector(
    '.jp-OutputArea [data-mime-type="application/vnd.jupyter.error"]');
  if (error) return error.textContent;
  const cells = [...document.querySelectorAll('.jp-CodeCell')];
  return cells.length > 0 && cells.every(cell =>
    /\\[\\d+\\]:/.test(cell.querySelector('.jp-InputPrompt').textContent)
    || cell.querySelector('.jp-Placeholder') && cell.querySelector('.jp-OutputArea-output'));
}"""

# The pixels that are painted, whatever the address and the encoding of the picture.
_PIXELS = """async (image) => {
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth;
  canvas.height = image.naturalHeight;
  canvas.getContext('2d').drawImage(image, 0, 0);
  return canvas.toDataURL('image/png').split(',')[1];
}"""
# How much lighter or darker a text is than what lies below it, as WCAG 2.2 defines it: 1 to 21.
_CONTRAST = """element => {
  const numbers = colour => (colour.match(/[\\d.]+/g) || []).map(Number);
  const luminance = ([r, g, b]) => [r, g, b].map(c => c / 255)
    .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  let ground = [255, 255, 255];
  for (let node = element; node; node = node.parentElement) {
    const [r, g, b, alpha = 1] = numbers(getComputedStyle(node).backgroundColor);
    if (r !== undefined && alpha === 1) { ground = [r, g, b]; break; }
  }
  const [low, high] = [numbers(getComputedStyle(element).color), ground]
    .map(luminance).sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}"""
# Formulas on lines of their own whose end lies outside the column of text, so that it is not seen.
_CUT = """() => [...document.querySelectorAll('mjx-container[display=true]')]
  .filter(formula => formula.querySelector('mjx-math').getBoundingClientRect().right
    > formula.closest('.jp-RenderedHTMLCommon').getBoundingClientRect().right)
  .map(formula => formula.textContent)"""
# Lines below a picture that end outside the output, so that they are not seen.
_CUT_WORDS = """output => [...output.querySelectorAll('.coursekit-text')]
  .filter(text => text.getBoundingClientRect().right > output.getBoundingClientRect().right + 1)
  .map(text => text.textContent)"""
_LINES = """text => [...text.childNodes]
  .map(node => node.nodeName === 'BR' ? '\\n' : node.textContent).join('')"""


class Notebook:
    """A notebook that is open in the page, its kernel ready."""

    def __init__(self, page: Page, server: Server, path: str) -> None:
        self.page = page
        self.file = server.folder / path
        self.sources = [
            "".join(cell["source"])
            for cell in json.loads(self.file.read_text(encoding="utf-8"))["cells"]
        ]
        page.goto(server.lab(path))
        page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for(timeout=60_000)
        expect(page.locator(".jp-Notebook .jp-Cell")).to_have_count(len(self.sources), timeout=SLOW)

    def menu(self, top: str, *titles: str) -> None:
        """Choose from the menu bar."""
        self.page.locator(".lm-MenuBar-itemLabel").get_by_text(top, exact=True).click()
        for title in titles:
            self.page.locator(".lm-Menu-itemLabel").get_by_text(title, exact=True).click()

    def choose_kernel(self, title: str) -> None:
        """Choose another kernel by its line in the menu, and wait until it is there."""
        self.menu("Kernel", "Change Kernel…")
        dialog = self.page.locator(".jp-Dialog")
        dialog.locator("select").select_option(label=title)
        dialog.locator(".jp-mod-accept").click()
        expect(self.page.locator(".jp-Toolbar-kernelName")).to_have_text(title)
        self.page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for(
            timeout=SLOW
        )

    def run_all(self) -> None:
        """Run every cell from the menu and wait until each has its number, none an error."""
        self.menu("Edit", "Clear Outputs of All Cells")  # stored numbers would look like new ones
        self.menu("Run", "Run All Cells")
        outcome = self.page.wait_for_function(_ALL_RAN, timeout=60_000).json_value()
        assert outcome is True, f"{self.file.name} stops with an error: {outcome}"

    def cut_formulas(self, width: int) -> list[str]:
        """The displayed formulas that are not seen whole in a window of this width."""
        window = self.page.viewport_size
        self.page.set_viewport_size({**window, "width": width})
        self.page.locator("mjx-container[display=true]").first.wait_for()
        cut = self.page.evaluate(_CUT)
        self.page.set_viewport_size(window)
        return list(cut)

    def save(self) -> None:
        """Save and wait until the tab has no mark of changes any more."""
        self.page.keyboard.press("Control+s")
        expect(self.page.locator(".lm-TabBar-tab.jp-mod-dirty")).to_have_count(0)

    def stored(self) -> list[dict]:
        """The cells as they are in the file, after `save`."""
        return json.loads(self.file.read_text(encoding="utf-8"))["cells"]

    def cell(self, source: str) -> "Cell":
        """The first cell whose text in the file holds ``source``."""
        index = next(i for i, text in enumerate(self.sources) if source in text)
        return Cell(self.page, self.page.locator(".jp-Notebook .jp-Cell").nth(index))

    def use_theme(self, name: str) -> None:
        """Choose a theme from the menu and wait until it is there."""
        self.menu("Settings", "Theme", name)
        expect(self.page.locator(f'body[data-jp-theme-name="{name}"]')).to_have_count(1)

    def pictures(self) -> Locator:
        """Every picture in an output, live or stored."""
        return self.page.locator(".jp-OutputArea img")

    def top(self) -> None:
        """Scroll back to the beginning."""
        self.page.locator(".jp-WindowedPanel-outer").evaluate("panel => panel.scrollTo(0, 0)")

    def screenshot(self, path: Path) -> None:
        """Keep what the window shows."""
        path.parent.mkdir(exist_ok=True)
        self.page.screenshot(path=path, animations="disabled")


class Cell:
    """One cell of the notebook."""

    def __init__(self, page: Page, locator: Locator) -> None:
        self.page, self.locator = page, locator
        self.output = locator.locator(".jp-OutputArea")
        self._prompt = locator.locator(".jp-InputPrompt")

    @property
    def widget(self) -> "Widget":
        """The live widget in the output."""
        return Widget(self.page, self.output.locator(".jupyter-widgets.widget-vbox").first)

    def write(self, *lines: str) -> None:
        """Replace the text, key by key; the editor indents by itself."""
        self.locator.locator(".cm-content").click()
        self.page.keyboard.press("Control+a")
        for number, line in enumerate(lines):
            if number:
                self.page.keyboard.press("Enter")
            self.page.keyboard.type(line)

    def run(self) -> None:
        """Run the cell with the keyboard and wait for its new number."""
        before = self._prompt.text_content() or ""
        self.locator.locator(".cm-content").click()
        self.page.keyboard.press("Shift+Enter")
        expect(self._prompt).not_to_have_text(before)
        expect(self._prompt).to_have_text(NUMBERED, timeout=SLOW)

    def cut_words(self, width: int) -> list[str]:
        """The texts of widgets that are wider than the output in a window of this width."""
        window = self.page.viewport_size
        self.page.set_viewport_size({**window, "width": width})
        self.locator.scroll_into_view_if_needed()
        cut = self.output.evaluate(_CUT_WORDS)
        self.page.set_viewport_size(window)
        return list(cut)

    def contrast(self, words: str) -> float:
        """The contrast of words in the output with their background, from 1 to 21."""
        return float(self.output.get_by_text(words).first.evaluate(_CONTRAST))

    def screenshot(self, path: Path) -> None:
        """Keep what the cell shows."""
        path.parent.mkdir(exist_ok=True)
        self.locator.scroll_into_view_if_needed()
        window = self.page.viewport_size
        around = 200  # menu, toolbar, status bar
        tall = int(self.locator.bounding_box()["height"]) + around
        self.page.set_viewport_size({**window, "height": max(tall, window["height"])})
        self.locator.screenshot(path=path, animations="disabled")
        self.page.set_viewport_size(window)


class Widget:
    """A live figure, or a quiz, in the output of a cell."""

    def __init__(self, page: Page, locator: Locator) -> None:
        self.page, self.locator = page, locator
        self.text = locator.locator(".coursekit-text")
        self.message = locator.locator(".coursekit-message")

    @cached_property
    def image(self) -> Locator:
        """The image element of the picture."""
        return self.locator.locator("img.widget-image")

    def words(self) -> str:
        """The text below the picture, line by line; also where the page is scrolled elsewhere."""
        return self.text.evaluate(_LINES)

    def picture(self) -> bytes:
        """The picture as PNG, decoded and encoded again by the browser."""
        return base64.b64decode(self.image.evaluate(_PIXELS))

    @contextmanager
    def moved_and_back(self) -> Iterator[Callable[[], bool]]:
        """What is done inside shows in the picture, and leaves it as it was."""
        words, picture = self.words(), self.picture()
        yield lambda: compare(picture, self.picture()).visible
        assert self.words() == words
        assert self.picture() == picture

    def press(self, slider: str, key: str, times: int, then: str) -> None:
        """Press a key on a slider's handle and wait for the words that must follow, whole words.

        A frame's picture is sent before its text, so the picture is the newest one, too.
        """
        self.slider(slider).focus()
        for _ in range(times):
            self.page.keyboard.press(key)
        words = re.compile(re.escape(then) + r"(?![\w.])")
        expect(self.text).to_contain_text(words, use_inner_text=True)

    def slider(self, label: str) -> Locator:
        """The handle of the slider that is shown with this label."""
        name = self.page.locator(".widget-label").get_by_text(label, exact=True)
        return self.locator.locator(".widget-hslider").filter(has=name).get_by_role("slider")

    def spoken(self) -> str:
        """What Chromium's accessibility tree holds in the status regions of this widget."""
        self.locator.scroll_into_view_if_needed()  # far away, the browser leaves it out of the tree
        return " ".join(_status_texts(self.page, self.locator))

    def wait_until_spoken(self, words: str) -> None:
        """Wait until a screen reader can find the words; they come after some quiet."""
        deadline = time.monotonic() + 10
        while words not in (told := self.spoken()):
            assert time.monotonic() < deadline, f"a screen reader is told {told!r}, not {words!r}"
            self.page.wait_for_timeout(50)


def _status_texts(page: Page, within: Locator) -> list[str]:
    """Texts of the nodes with the role status, from the tree that screen readers are given."""
    session = page.context.new_cdp_session(page)
    try:
        mark = "data-under-test"
        within.evaluate(f"node => node.setAttribute('{mark}', '')")
        root = session.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
        node = session.send("DOM.querySelector", {"nodeId": root, "selector": f"[{mark}]"})
        found = session.send(
            "Accessibility.queryAXTree", {"nodeId": node["nodeId"], "role": "status"}
        )["nodes"]
        tree = session.send("Accessibility.getFullAXTree")["nodes"]
    finally:
        within.evaluate(f"node => node.removeAttribute('{mark}')")
        session.detach()
    by_id = {each["nodeId"]: each for each in tree}
    return [_words(by_id[each["nodeId"]], by_id) for each in found if each["nodeId"] in by_id]


def _words(node: dict, by_id: dict) -> str:
    """The text below a node of the accessibility tree, in reading order."""
    if node["role"]["value"] == "StaticText":
        return node["name"]["value"]
    children = (by_id[child] for child in node.get("childIds", []) if child in by_id)
    return "".join(_words(child, by_id) for child in children)
