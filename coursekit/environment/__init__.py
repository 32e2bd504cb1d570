"""Where coursekit runs: Python, packages, front end, hub, scheduler; what is missing and its cure.

`Machine.here()` collects facts and decides nothing; `examine` turns facts into findings and asks
nothing of the machine, so that every case can be tested on any machine.
"""

from coursekit.environment.errors import MissingError
from coursekit.environment.findings import Finding, Severity, examine, is_ready, known_faults
from coursekit.environment.machine import Machine, front_end, on_hub

__all__ = [
    "Finding",
    "Machine",
    "MissingError",
    "Severity",
    "examine",
    "front_end",
    "is_ready",
    "known_faults",
    "on_hub",
]
