"""The jail in which students' notebooks run, and the wire by which the grader asks them.

Three processes, each trusted less than the one before::

    grader    this one. Holds sheets, seed and gradebook; runs no student code, unpickles nothing.
      |       `Sandbox` keeps one zygote, `Child` is one submission's process held from here.
      | control socket: "start a child on this wire" / "here is its pidfd" / "it ended so"
    zygote    (zygote.py holds it, inside/zygote.py is it) a fresh Python in a root of its own that
      |       bubblewrap builds or, where that is missing, inside/enclose.py (jail.py; root.py,
      |       staging.py and packages.py say what is in it): Python, the allowed packages, the
      |       rooms of coursekit without answers, nothing of this machine. It has NumPy loaded and
      |       never runs student code. user.py says as whom.
      | clone3 into new namespaces
    child     (inside/child.py) one a submission. Puts the remaining walls round itself (private
              folder, limits, no capabilities, Landlock, seccomp: inside/confine.py, seccomp.py),
              then runs the cells and answers questions (inside/serve.py) on its end of the wire.

The wire (channel.py, values.py, messages.py) carries plain JSON. Whatever stands in the child is in
the student's hands once a cell has run, this code included, so the grader believes nothing of what
comes back: a reply must be of the schema of the question, bear the question's nonce, fit into its
limits and come by its deadline, and then it is still no more than an answer, to be judged outside.

`layers.available` tells which walls this machine can build and what would help where it cannot.
Not defended: a hole in the kernel itself; what one process can learn of another by the timing of
shared hardware; a machine on which the grader is root and the jail's user number is also used by
somebody else for something of value; and, in the trusted mode, everything.
"""

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
