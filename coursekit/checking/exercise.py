"""An exercise is data: what is asked, how it is answered rightly and how wrongly."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from coursekit.checking.domains import Domain
from coursekit.checking.verdict import Verdict

if TYPE_CHECKING:
    from coursekit.checking.separations import Separation

__all__ = ["KINDS", "Exercise", "Kind", "Option", "Slip"]

Kind = Literal["function", "value", "formula", "choice", "parts", "program"]
KINDS: tuple[str, ...] = get_args(Kind)


@dataclass(frozen=True, eq=False)
class Slip:
    """A wrong answer that is known by name.

    ``answer`` has the form of the reference (a function of the same inputs and parameters, a
    number, an array, formula text, a dict of some of the parts); ``message`` says what was computed
    and which rule mends it, in at most two sentences. A ``composite`` slip is made of several
    already: the judge does not look for it with yet another sign or factor on top.

    >>> Slip("inner_forgotten", lambda x: np.cos(x**2), "The inner derivative is missing.").tag
    'inner_forgotten'
    """

    tag: str
    answer: Any
    message: str
    composite: bool = False


@dataclass(frozen=True)
class Option:
    """One option of a choice. Exactly one has ``slip=None``: the right one.

    >>> Option("a", "at x = 0", slip="kink_missed", message="There both slopes agree.").key
    'a'
    """

    key: str
    text: str
    slip: str | None = None
    message: str = ""


@dataclass(frozen=True, eq=False, kw_only=True)
class Exercise:
    """One question with everything that the judge needs.

    What each kind takes as ``reference`` (``parameters`` always arrive as keywords):

    - ``function``: ``f(*inputs)``; the answer is a function of the same inputs.
    - ``value``: a number or an array, or a function of the parameters that returns one.
    - ``formula``: ``f(*inputs)`` or formula text; the answer is text in the names of the inputs.
    - ``choice``: nothing; exactly one of ``options`` is right.
    - ``parts``: ``f(*inputs)`` that returns a dict; the answer returns a dict with the same keys
      (or is one, where there are no inputs). ``part_points`` gives the points of each part.
    - ``program``: a predicate of what ``driver(namespace, *inputs)`` returned and of the inputs,
      giving bool or `Verdict`; the inputs, such as a seed, are drawn once and secret in grading.

    ``probes`` are the structural points at which wrong formulas must not agree with the right one;
    points of low discrepancy from ``inputs`` are added to them, restricted by ``where`` if the
    inputs depend on each other. ``within_factor=10`` asks for an order of magnitude only.
    ``row_vector`` accepts a gradient of shape (1, n) for (n,). Errors: `ExerciseError`.

    >>> from coursekit.checking import Reals
    >>> d_square = Exercise(
    ...     id="d_square", title="Square", prompt="Differentiate $x^2$.",
    ...     inputs={"x": Reals(-3, 3)}, reference=lambda x: 2 * x,
    ...     slips=[Slip("exponent_kept", lambda x: 2 * x**2, "Lower the exponent by one.")])
    >>> d_square.judge(lambda x: x + x).outcome
    'correct'
    >>> print(d_square.judge(lambda x: 2 * x**2).message)
    Lower the exponent by one.
    """

    id: str
    title: str
    prompt: str | Callable[..., str]
    kind: Kind = "function"
    topic: str = ""
    points: int = 1
    level: int = 1
    source: str = ""
    inputs: Mapping[str, Domain] = field(default_factory=dict)
    reference: Any = None
    slips: Sequence[Slip] = ()
    hints: Sequence[str] = ()
    options: Sequence[Option] = ()
    part_points: Mapping[str, int] = field(default_factory=dict)
    driver: Callable[..., Any] | None = None
    probes: Sequence[tuple[Any, ...]] = ()
    where: Callable[..., bool] | None = None
    variant: Callable[[np.random.Generator], dict[str, Any]] | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    rtol: float = 1e-6
    within_factor: float | None = None
    row_vector: bool = False
    why: str = ""
    figure: str | None = None

    def __post_init__(self) -> None:
        from coursekit.checking.validate import validate

        validate(self)

    def judge(self, answer: Any, *, seed: bytes | None = None) -> Verdict:
        """Judge one answer: a callable, number, array, text, dict or namespace, as the kind asks.

        Without ``seed`` the points are the fixed ones of practice, so that running a cell again
        never changes a verdict; with it they are drawn anew for grading.
        """
        from coursekit.checking.judge import judge

        return judge(self, answer, seed=seed)

    def for_student(self, sheet: str, student: str | None) -> Exercise:
        """Return the variant of ``student`` in ``sheet``; None gives the source's own numbers.

        The variant follows from SHA-256 of sheet, exercise and student, so it needs no secret and
        no storage. Capitals do not matter: students write their ids as they please, and a roster
        is read in the same way.
        """
        if self.variant is None or student is None:
            return self
        # A file name that is no UTF-8 gives an id with lone surrogates: it has its numbers too.
        text = f"{sheet}|{self.id}|{student.casefold()}".encode("utf-8", "surrogatepass")
        digest = hashlib.sha256(text).digest()
        rng = np.random.default_rng(int.from_bytes(digest, "big"))
        return replace(self, parameters={**self.parameters, **self.variant(rng)})

    def probe_points(self, seed: bytes | None = None) -> list[tuple[Any, ...]]:
        """Return the points at which an answer is compared, structural ones first."""
        from coursekit.checking.probes import probe_points

        return probe_points(self, seed)

    def separations(self, seed: bytes | None = None) -> list[Separation]:
        """Return how far right answer and slips lie apart, pair by pair, beside their size."""
        from coursekit.checking.separations import separations

        return separations(self, seed)

    def prompt_text(self) -> str:
        """Return the question in Markdown, with this variant's parameters filled in."""
        return self.prompt if isinstance(self.prompt, str) else self.prompt(**self.parameters)
