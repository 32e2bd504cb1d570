"""The same slip made everywhere, and two different slips at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations

from coursekit.checking.typed_derivative.algebra import ONE
from coursekit.checking.typed_derivative.fault import Fault, Place
from coursekit.checking.typed_derivative.walk import Broken, Walk, differentiate
from coursekit.checking.typed_derivative.whole import Whole
from coursekit.formula.tree import Node

__all__ = ["pairs", "repeated"]

#: Slips that are common enough for two of them to meet in one answer, and how many are paired.
_COMMON = frozenset(
    {
        *("inner_forgotten", "differentiated_inside", "part_not_differentiated"),
        *("product_of_derivatives", "first_term_missing", "second_term_missing"),
        *("ratio_of_derivatives", "quotient_order", "quotient_plus", "denominator_not_squared"),
        *("reciprocal_sign", "factor_missing", "exponent_kept", "exponent_raised"),
        *("power_rule_on_exponential", "base_logarithm_missing", "base_factor_missing"),
        *("sine_sign", "cosine_sign", "tanh_square_missing", "tangent_square_missing"),
        *("sigmoid_factor_missing", "root_half_missing", "arctangent_minus", "arcsine_plus"),
        *("minus_lost", "factor_lost", "divisor_lost", "constant_kept", "term_sign"),
        "logarithm_upside_down",
    }
)
_PAIRED = 12
_LAST = 90


def repeated(place: Place, faults: Mapping[str, Fault]) -> Iterator[Whole]:
    """Yield each slip that can be made in several places, made in all of them."""
    alike: defaultdict[str, list[Fault]] = defaultdict(list)
    for fault in faults.values():
        alike[fault.tag].append(fault)
    for tag, group in alike.items():
        if len(group) == 1:
            continue
        broken = {id(fault.node): fault.rule for fault in group}
        second = place.name(group[1].node) or " another place"
        more = " and elsewhere" if len(group) > 2 else ""
        yield Whole(
            f"{tag}_everywhere",
            differentiate(place.formula.root, place.variable, broken),
            group[0].told,
            f"{group[0].cure.rstrip('.')}; the same slip is made in{second}{more}.",
            _LAST,
        )


class _Ones(Walk):
    """Forgets every factor that would come from inside."""

    def __call__(self, node: Node) -> Node:
        del node  # whatever it is
        return ONE


def pairs(place: Place, faults: Mapping[str, Fault]) -> Iterator[Whole]:
    """Yield every two of the likeliest slips made at once."""
    likely = [pair for pair in faults.items() if pair[1].tag in _COMMON][:_PAIRED]
    for (tag, one), (other_tag, other) in combinations(likely, 2):
        broken = _both(one, other)
        if broken is None:
            continue
        yield Whole(
            f"{tag}_and_{other_tag}",
            differentiate(place.formula.root, place.variable, broken),
            f"Two slips at once: {_small(one.told).rstrip('.')}, and {_small(other.told)}",
            "Mend them one at a time.",
            _LAST,
        )


def _both(one: Fault, other: Fault) -> dict[int, Broken] | None:
    if one.node is not other.node:
        return {id(one.node): one.rule, id(other.node): other.rule}
    if one.tag != "inner_forgotten":
        return None
    # At one node: the wrong rule, and besides no factor from inside.
    return {id(one.node): lambda d: other.rule(_Ones(d.variable))}


def _small(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]
