"""What every test shares: repeatable random inputs, and no state left behind."""

import hypothesis
import pytest

hypothesis.settings.register_profile(
    "ci", derandomize=True, deadline=None, max_examples=100, database=None
)
hypothesis.settings.load_profile("ci")


@pytest.fixture(autouse=True)
def _progress_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test never writes a student's progress file."""
    monkeypatch.setenv("COURSEKIT_STATE", "memory")
