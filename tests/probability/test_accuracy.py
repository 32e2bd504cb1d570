"""benchmarks/accuracy.py: it runs, and docs/probability.md has its numbers."""

import importlib.util
import sys
import warnings
from pathlib import Path

import pytest
from support.references import recent_scipy

import coursekit.probability

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "probability.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def accuracy():
    path = ROOT / "benchmarks" / "accuracy.py"
    spec = importlib.util.spec_from_file_location("benchmarks_accuracy", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # where dataclass looks for the names in annotations
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


@pytest.fixture(scope="module")
def rows(accuracy):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # scipy's
        return accuracy.by_family()


def test_every_family_is_measured(rows):
    families = {
        name
        for name in coursekit.probability.__all__
        if isinstance(found := getattr(coursekit.probability, name), type)
        and hasattr(found, "log_prob")
        and hasattr(found, "support")
    }
    assert set(rows) == families - {"Mixture"}


@recent_scipy
def test_twelve_digits_everywhere(rows):
    for name, errors in rows.items():
        assert max(errors.values()) < 1e-12, name


@recent_scipy
def test_the_docs_have_the_numbers(accuracy, rows):
    """To a factor of 3: other versions of NumPy and SciPy round otherwise."""
    section = PAGE.split("## How exact")[1].split("\n## ")[0]
    for group, errors in accuracy.by_group(rows).items():
        line = next(line for line in section.splitlines() if line.startswith(f"| {group} |"))
        told = [cell.strip() for cell in line.strip("|").split("|")][1:]
        for column, cell in zip(accuracy.COLUMNS, told, strict=True):
            if column not in errors:
                assert cell == "–"
                continue
            assert errors[column] <= 3 * float(cell) + 2e-16, (group, column)


def test_an_error_would_be_seen(accuracy):
    assert accuracy.relative([1.0, 2.0 + 2e-9], [1.0, 2.0]) == pytest.approx(1e-9, rel=1e-6)
    assert accuracy.relative(1e-3 + 1e-9, 1e-3, 1.0) == pytest.approx(1e-9, rel=1e-6)
    ours, theirs = coursekit.probability.Normal(0.0, 1.001), accuracy.stats.norm(0.0, 1.0)
    errors = accuracy.errors_of(ours, theirs, False)
    assert min(error for column, error in errors.items() if column != "moments") > 1e-6
