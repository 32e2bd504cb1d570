"""What the whole Jacobian of f: ℝⁿ → ℝᵐ costs, column by column and row by row."""

from dataclasses import dataclass

from coursekit.widgets.start_here.sizes import FLOAT32, FLOAT64, LAPTOP, in_bytes, in_words

__all__ = ["MOST_LAYERS", "NAMED", "WIDEST", "Cost", "describe", "in_time", "model", "quantity"]

WIDEST, MOST_LAYERS = 10**9, 1000
#: A sweep computes the values, and about twice as much again for the derivatives.
EVALUATIONS_A_SWEEP = 3
SPEED = 1e10  # operations a second: a laptop that is used well

#: Functions to compare with: a name, inputs and outputs.
NAMED = (
    ("one number to one number", 1, 1),
    ("a curve in space", 1, 3),
    ("the helix of lesson 04", 2, 3),
    ("one input, a million outputs", 1, 10**6),
    ("the loss of a medium network", 10**6, 1),
    ("the loss of a very large network", 10**9, 1),
    ("a layer from image to image", 10**6, 10**6),
)
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class Cost:
    """The numbers of one state: f is a chain of ``layers``, each makes max(n, m) numbers.

    An operation makes one number, and takes as long whichever it is. Work is counted in operations,
    memory in numbers.
    """

    n: int
    m: int
    layers: int

    @property
    def name(self) -> str | None:
        """What such a function is called, if it has a name here."""
        return next((name for name, n, m in NAMED if (n, m) == (self.n, self.m)), None)

    @property
    def width(self) -> int:
        """How many numbers a layer makes."""
        return max(self.n, self.m)

    @property
    def evaluation(self) -> int:
        """Operations of one evaluation of f."""
        return self.layers * self.width

    @property
    def sweeps(self) -> tuple[int, int]:
        """Sweeps for the whole Jacobian: forward makes a column of it, reverse a row."""
        return self.n, self.m

    @property
    def evaluations(self) -> tuple[int, int]:
        """Work of forward and of reverse, in evaluations of f."""
        return EVALUATIONS_A_SWEEP * self.n, EVALUATIONS_A_SWEEP * self.m

    @property
    def operations(self) -> tuple[int, int]:
        """Work of forward and of reverse, in operations."""
        forward, reverse = self.evaluations
        return forward * self.evaluation, reverse * self.evaluation

    @property
    def kept(self) -> tuple[int, int]:
        """Numbers in memory during a sweep, without the Jacobian itself.

        Forward holds a layer's values and tangents; reverse all values, and a layer's adjoints.
        """
        return 2 * self.width, (self.layers + 1) * self.width

    @property
    def entries(self) -> int:
        """Entries of the Jacobian."""
        return self.n * self.m


def model(n: float, m: float, layers: float) -> Cost:
    """Count what the Jacobian of f: ℝⁿ → ℝᵐ costs in both modes.

    Source: S3 (forward accumulation takes n sweeps, reverse m).

    >>> cost = model(1e6, 1, 10)
    >>> cost.sweeps, cost.evaluations
    ((1000000, 1), (3000000, 3))
    """
    return Cost(round(n), round(m), round(layers))


def describe(c: Cost) -> str:
    """Write six lines: f, what it takes, both modes, what they come to, the Jacobian in bytes."""
    name = f" ({c.name})" if c.name else ""
    inputs, outputs = _counted(c.n, "input"), _counted(c.m, "output")
    layers = f"{_counted(c.layers, 'layer')} of {_counted(c.width, 'number')}"
    return "\n".join(
        (
            f"f has {inputs} and {outputs}{name}: {layers}",
            (
                f"one evaluation of f: {_counted(c.evaluation, 'operation')}, "
                f"{in_time(c.evaluation / SPEED)} at {quantity(SPEED)} a second; "
                f"one sweep: {EVALUATIONS_A_SWEEP} times that"
            ),
            _mode(c, 0, "forward", "one for each input"),
            _mode(c, 1, "reverse", "one for each output"),
            _verdict(c),
            _jacobian(c),
        )
    )


def _counted(count: int, noun: str) -> str:
    return f"{quantity(count)} {noun}{'s' * (count != 1)}"


def _mode(c: Cost, which: int, name: str, each: str) -> str:
    seconds = c.operations[which] / SPEED
    memory = FLOAT64 * c.kept[which]
    return (
        f"{name}: {_counted(c.sweeps[which], 'sweep')}, {each}; work of "
        f"{quantity(c.evaluations[which])} evaluations, {in_time(seconds)}; "
        f"keeps {quantity(c.kept[which])} numbers, {in_bytes(memory)}"
    )


def _verdict(c: Cost) -> str:
    work = max(c.n, c.m) / min(c.n, c.m)
    more = c.kept[1] / c.kept[0]
    keeps = "as many" if more == 1 else f"{_times(more)} as many"
    if work == 1:
        return f"both do the same work, and reverse keeps {keeps} numbers: forward is the choice"
    better, worse = ("reverse", "forward") if c.m < c.n else ("forward", "reverse")
    kept = f"{better} keeps" if better == "reverse" else "reverse would keep"
    return f"{worse} does {_times(work)} the work of {better}; {kept} {keeps} numbers"


def _times(ratio: float) -> str:
    return f"{quantity(ratio)} times"


def _jacobian(c: Cost) -> str:
    single, double = FLOAT32 * c.entries, FLOAT64 * c.entries
    one_byte = f" ({in_bytes(c.entries)} only at one byte an entry)" if c.entries >= 10**12 else ""
    laptop = f"; a laptop has {in_bytes(LAPTOP)}" if double > LAPTOP else ""
    entries = f"{quantity(c.entries)} {'entry' if c.entries == 1 else 'entries'}"
    return (
        f"all of J, {quantity(c.m)} × {quantity(c.n)}: {entries}, "
        f"{in_bytes(single)} in float32, {in_bytes(double)} in float64{one_byte}{laptop}"
    )


def quantity(count: float) -> str:
    """Write a count: in words up to a billion or so, as a power of ten beyond.

    >>> quantity(2.5), quantity(1_000_000), quantity(10**12), quantity(2.5e16)
    ('2.5', '1 million', '10¹²', '2.5·10¹⁶')
    """
    if count < 1000:
        return f"{count:.3g}"
    if float(f"{count:.3g}") < 1e12:
        return in_words(count)
    mantissa, exponent = f"{count:.2e}".split("e")
    power = "10" + str(int(exponent)).translate(_RAISED)
    return power if float(mantissa) == 1 else f"{float(mantissa):g}·{power}"


_UNITS = (
    (365.25 * 86400.0, "year"),
    (86400.0, "day"),
    (3600.0, "hour"),
    (60.0, "minute"),
    (1.0, "second"),
)
_PARTS = ((1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns"))


def in_time(seconds: float) -> str:
    """Write how long something takes.

    >>> in_time(3000), in_time(0.003), in_time(3e-10), in_time(3.2e9)
    ('50 minutes', '3 ms', '0.3 ns', '101 years')
    """
    if seconds < 1:
        size, unit = next((each for each in _PARTS if seconds >= each[0]), _PARTS[-1])
        return f"{seconds / size:.3g} {unit}"
    size, unit = next(each for each in _UNITS if seconds >= each[0])
    count = quantity(seconds / size)
    return f"{count} {unit}{'s' * (count != '1')}"
