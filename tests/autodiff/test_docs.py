"""docs/autodiff.md: its examples run, its picture is what the code draws, its names exist."""

import doctest
import importlib
import re
from pathlib import Path

import numpy as np
import pytest

import coursekit.autodiff
from coursekit.autodiff import Tensor, graph, named

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "autodiff.md").read_text(encoding="utf-8")


def test_examples_run():
    examples = doctest.DocTestParser().get_doctest(PAGE, {}, "autodiff.md", "autodiff.md", 0)
    assert len(examples.examples) >= 25
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    report = []
    runner.run(examples, out=report.append)
    assert not runner.failures, "".join(report)


def test_the_picture_is_the_drawing_of_the_example():
    def f(t):
        x = named("x", np.cos(t))
        y = named("y", t**2)
        return named("f", y + np.exp(x * y))

    assert (DOCS / "graph.svg").read_text(encoding="utf-8") == graph(f, 0.5).svg() + "\n"


def _named_here():
    section = PAGE.split("## Names elsewhere")[1].split("\n## ")[0]
    cells = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    return sorted({name for cell in cells for name in re.findall(r"`@?((?:\w+\.)*\w+)\(", cell)})


@pytest.mark.parametrize("name", _named_here())
def test_names_of_the_comparison_exist(name):
    y = Tensor(1.0, requires_grad=True) * 2
    start, *rest = name.split(".")
    found = y if start in ("y", "t") else getattr(coursekit.autodiff, start, None)
    if start in ("nn", "optim"):
        found = importlib.import_module(f"coursekit.autodiff.{start}")
    for part in rest:
        found = getattr(found, part)
    assert callable(found)


def test_every_row_of_rules_shown_is_a_row():
    lines = [line.strip(" ") for line in PAGE.splitlines() if line.startswith("elementwise(")]
    source = (
        Path(coursekit.autodiff.__file__).parent.joinpath("rules", "elementwise.py").read_text()
    )
    squeezed = re.sub(r"\s+", " ", source)
    for line in lines:
        function, rule = re.match(r"elementwise\((np\.\w+),\s+(lambda .*?)[,)]$", line).groups()
        assert function in squeezed
        assert rule.strip() in squeezed
