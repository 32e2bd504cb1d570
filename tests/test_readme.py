"""The README's examples run, its pictures and folders exist."""

import doctest
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_examples_run():
    flags = doctest.NORMALIZE_WHITESPACE
    examples = doctest.DocTestParser().get_doctest(README, {}, "README.md", "README.md", 0)
    assert len(examples.examples) >= 5
    runner = doctest.DocTestRunner(optionflags=flags)
    report = []
    runner.run(examples, out=report.append)
    assert not runner.failures, "".join(report)


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\((?!https?:)([^)#]+)\)", README))))
def test_links_lead_somewhere(target):
    assert (ROOT / target).exists()


ROWS = re.findall(r"^\| (`[^|]+)\|", README, flags=re.MULTILINE)


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`([\w/]+(?:/|\.py))`", "".join(ROWS)))))
def test_folders_and_files_of_the_map_exist(path):
    # In a row of several, the first alone is named with its folder.
    places = [ROOT / path, ROOT / "coursekit" / path]
    assert any(p.is_dir() if path.endswith("/") else p.is_file() for p in places)


def test_every_make_target_named_here_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    named = set(re.findall(r"`?make ([a-z-]+)", README))
    assert {"lab", "test"} <= named
    assert named <= targets


def test_every_verb_and_file_that_the_places_name_exists():
    from coursekit.cli import app

    verbs = {each.callback.__name__ for each in app.registered_commands}
    text = (ROOT / "docs" / "environments.md").read_text(encoding="utf-8")
    named = set(re.findall(r"coursekit ([a-z]+)(?= [~./-]| [\w/]+\.ipynb|[`\n]|  )", text))
    assert {"doctor", "kernel", "lab", "release", "submit", "check"} <= named <= verbs
    for path in re.findall(r"`(tests/[\w/]+\.py)`", text):
        assert (ROOT / path).exists()
