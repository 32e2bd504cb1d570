"""What is said of a network: the verdict on two nodes, every path, and all posteriors."""

from fractions import Fraction

from coursekit.probability.models.bayes_net import Path
from coursekit.widgets.bayes.shares import exactly
from coursekit.widgets.structured_models.evidence import Evidence, Number, differ, equations
from coursekit.widgets.style import number

__all__ = ["describe", "say_verdict"]

_LONGEST = 10**6  # denominators beyond it tell nothing to the eye


def say_verdict(n: Evidence) -> str:
    """Say whether the ends are d-separated, and whether their numbers are independent."""
    x, y = n.ends
    given = f" given {', '.join(n.others)}" if n.others else ""
    if n.separation.separated:
        reason = "every path is blocked" if n.separation.paths else "no path joins them"
        return f"✓ {x} and {y} are d-separated{given}: {reason}. {_numbers(n)}"
    paths, ways = len(n.separation.paths), len(n.separation.open_paths)
    count = "the path" if paths == 1 else f"{ways} of {paths} paths"
    verb = "is" if ways == 1 else "are"
    return f"✗ {x} and {y} are not d-separated{given}: {count} {verb} open. {_numbers(n)}"


def _numbers(n: Evidence) -> str:
    """Say what each value of the first end makes of the second."""
    x, y = n.ends
    low, high = n.network.labels[x]
    one, two = n.answers
    if one is None or two is None:
        sure = high if one is None else low
        return f"Given this, {x} can only be {sure}: its value has nothing left to say."
    asked = f"p({n.value(y)} | {', '.join(filter(None, [x, equations(n.others)]))})"
    if n.dependent:
        return (
            f"The numbers agree, they are dependent: {asked} is {written(one)} for {x} = {low} and"
            f" {written(two)} for {x} = {high}."
        )
    if n.separation.separated:
        return (
            f"The numbers agree, they are independent: {asked} = {written(one)} for {x} = {low} and"
            f" for {x} = {high}."
        )
    return (
        f"Yet with these tables they are independent: {asked} = {written(one)} for {x} = {low} and"
        f" for {x} = {high}. An open path allows dependence, it does not force it."
    )


def describe(n: Evidence) -> str:
    """Write the factorisation, every path with its reasons, and prior and posterior as a table."""
    joint = f"p({', '.join(n.network.order)}) = {n.network.factorisation()}"
    return "\n".join([joint, *_paths(n), *_table(n)])


def _paths(n: Evidence) -> list[str]:
    x, y = n.ends
    lines = [_path(path) for path in n.paths]
    more = len(n.separation.paths) - len(lines)
    if more:
        ways = len(n.separation.open_paths) - sum(path.open for path in n.paths)
        lines.append(f"and {more} more, {ways or 'none'} of them open")
    if not n.paths:
        lines.append(f"No path joins {x} and {y}.")
    own = [name for name in n.ends if name in n.observed]
    if own:
        ends = " and ".join(own)
        verb = "are ends" if len(own) > 1 else "is an end"
        others = ", ".join(n.others) or "nothing"
        lines.append(f"({ends} {verb} of the paths, which are judged given {others}.)")
    if len(own) == 1:
        lines.append(_learnt(n, own[0], y if own[0] == x else x))
    return lines


def _learnt(n: Evidence, told: str, asked: str) -> str:
    """Say what the value of one end has made of the other, on top of all that was known."""
    before, after = n.before_end[asked], n.posterior[asked]
    known = f" given {equations(n.others)}" if n.others else ""
    event, also = f"p({n.value(asked)})", f"{told} = {n.observed[told]}"
    if not differ(before, after):
        return f"{also} leaves {event}{known} at {written(after)}."
    return f"{also} moves {event}{known} from {written(before)} to {written(after)}."


def _path(path: Path) -> str:
    """Write a path and what each node on it does.

    >>> from coursekit.probability import two_causes
    >>> _path(two_causes().explain("rain", "sprinkler").paths[0])
    'blocked: rain → wet ← sprinkler (wet: collider, blocks: wet is not given)'
    """
    state = "open" if path.open else "blocked"
    reasons = "; ".join(map(str, path.junctions)) or "an edge: nothing lies between"
    return f"{state}: {path} ({reasons})"


def _table(n: Evidence) -> list[str]:
    if not n.observed:
        return [
            "nothing observed\tprobability",
            *(f"{n.value(name)}\t{written(p)}" for name, p in n.prior.items()),
        ]
    rows = [
        f"observed: {equations(n.observed)}, which has probability {written(n.likelihood)}",
        "node\tbefore\tnow",
    ]
    for name, before in n.prior.items():
        after = n.posterior[name]
        if name in n.observed:
            change = "observed"
        else:
            rises = "up" if after > before else "down"
            change = rises if differ(before, after) else "unchanged"
        rows.append(f"{n.value(name)}\t{written(before)}\t{written(after)}\t{change}")
    return rows


def written(value: Number) -> str:
    """Write a probability exactly, if that can be read.

    >>> written(Fraction(16, 25)), written(0.25)
    ('16/25 = 0.64', '0.25')
    """
    if isinstance(value, Fraction) and value.denominator <= _LONGEST:
        return exactly(value)
    return number(float(value))
