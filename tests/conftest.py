"""What every test shares: repeatable random inputs, and no state left behind."""

import os

import hypothesis
import pytest

hypothesis.settings.register_profile(
    "ci", derandomize=True, deadline=None, max_examples=100, database=None
)
# `make test-full` looks further, and elsewhere each time.
hypothesis.settings.register_profile(
    "long", deadline=None, max_examples=2000, database=None, print_blob=True
)
hypothesis.settings.load_profile(os.environ.get("COURSEKIT_FUZZ", "ci"))


@pytest.fixture(autouse=True)
def _progress_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test never writes a student's progress file."""
    monkeypatch.setenv("COURSEKIT_STATE", "memory")
