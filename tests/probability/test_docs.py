"""docs/probability.md: its examples run, and the names in its tables exist."""

import doctest
import re
from pathlib import Path

import pytest

import coursekit.probability
from coursekit.probability import Joint

PAGE = (Path(__file__).parents[2] / "docs" / "probability.md").read_text(encoding="utf-8")


def test_examples_run():
    examples = doctest.DocTestParser().get_doctest(PAGE, {}, "probability.md", "probability.md", 0)
    assert len(examples.examples) >= 20
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    report = []
    runner.run(examples, out=report.append)
    assert not runner.failures, "".join(report)


def spoken(section):
    """Every piece of code in the cells of a section's table."""
    table = PAGE.split(f"## {section}")[1].split("\n## ")[0]
    return [code for line in table.splitlines() if line[:2] == "| " for code in
            re.findall(r"`([^`]+)`", line)]  # fmt: skip


@pytest.mark.parametrize("code", spoken("Where to find what"))
def test_what_is_spoken_of_exists(code):
    owner, _, name = code.split("(")[0].rpartition(".")
    if owner == "d":
        for family in (coursekit.probability.Normal, coursekit.probability.Poisson):
            assert hasattr(family(rate=1.0) if family.__name__ == "Poisson" else family(), name)
    elif owner == "joint":
        assert callable(getattr(Joint, name))
    elif owner:
        assert callable(getattr(getattr(coursekit.probability, owner), name))
    elif "*" not in name:
        assert callable(getattr(coursekit.probability, name))


def test_every_family_has_its_row():
    families = {
        name
        for name in coursekit.probability.__all__
        if isinstance(found := getattr(coursekit.probability, name), type)
        and hasattr(found, "log_prob")
        and hasattr(found, "support")
    }
    assert families <= set(spoken("Distributions"))
    assert len(families) >= 20


@pytest.mark.parametrize(
    "line", [line for line in PAGE.split("## Distributions")[1].split("\n## ")[0].splitlines()
             if line.startswith("| `")]
)  # fmt: skip
def test_the_parameters_are_the_families_own(line):
    families, parameters, also = (
        re.findall(r"`([^`]+)`", cell) for cell in line.strip("|").split("|")
    )
    words = {word for each in parameters for word in re.findall(r"\w+", each)}
    fields = set()
    for family in families:
        fields |= set(getattr(coursekit.probability, family).__dataclass_fields__)
    assert words <= fields
    for each in also:
        name = each.split(".")[-1]
        assert any(hasattr(getattr(coursekit.probability, family), name) for family in families)
