"""The exit codes of every verb."""

__all__ = ["DONE", "FAILED", "INTERRUPTED", "LACKING", "USAGE"]

DONE, FAILED, USAGE, LACKING, INTERRUPTED = 0, 1, 2, 3, 130
