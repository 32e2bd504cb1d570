"""The jail in which students' notebooks run, and the wire by which the grader asks them."""

from coursekit.grading.sandbox.answers import Described, Outcome, Parameter, Raised, Usage
from coursekit.grading.sandbox.child import Child, Progress
from coursekit.grading.sandbox.faults import (
    ChildDied,
    ChildFault,
    ChildMisbehaved,
    ChildTimeout,
    SandboxError,
)
from coursekit.grading.sandbox.layers import Layer, available
from coursekit.grading.sandbox.limits import Limits
from coursekit.grading.sandbox.sandbox import Sandbox
from coursekit.grading.sandbox.values import Foreign

__all__ = [
    "Child",
    "ChildDied",
    "ChildFault",
    "ChildMisbehaved",
    "ChildTimeout",
    "Described",
    "Foreign",
    "Layer",
    "Limits",
    "Outcome",
    "Parameter",
    "Progress",
    "Raised",
    "Sandbox",
    "SandboxError",
    "Usage",
    "available",
]
