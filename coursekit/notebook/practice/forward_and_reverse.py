"""Practice of lesson 07. The prompts are the words of the lesson's cells."""

# ruff: noqa: ARG005 - a slip takes the inputs of its reference, whether it needs them all or not
from collections.abc import Callable
from typing import Any

import numpy as np

from coursekit.autodiff import grad, jvp, vjp
from coursekit.checking import Exercise, Integers, Matrix, Reals, Slip, Vector
from coursekit.sheets import Sheet

__all__ = ["PRACTICE"]


def dual_quotient(u: Any, u_dot: Any, w: Any, w_dot: Any) -> Any:
    """Divide two dual numbers: value and tangent, shape (2,)."""
    return np.stack(jvp(lambda u, w: u / w, (u, w), (u_dot, w_dot)))


def jacobian_bill(n: int, m: int) -> dict[str, float]:
    """Count the sweeps for an m × n Jacobian in either mode, and its gigabytes in float64."""
    return {"forward": n, "reverse": m, "gigabytes": m * n * np.dtype(np.float64).itemsize / 1e9}


def by_alpha1(d3: Any, a1: Any, a2: Any, x1: Any) -> Any:
    """Differentiate d3 · tanh(a2 tanh(a1 x1)) by a1."""
    return grad(lambda a1: d3 * np.tanh(a2 * np.tanh(a1 * x1)))(a1)


def chained(
    factors: Callable[[Any, Any, Any, Any, Any, Any], Any],
) -> Callable[[Any, Any, Any, Any], Any]:
    """Give a slip the values x2 and x3 of the net as well: d3, a1, a2, x1, x2, x3."""

    def slip(d3: Any, a1: Any, a2: Any, x1: Any) -> Any:
        x2 = np.tanh(a1 * x1)
        return factors(d3, a1, a2, x1, x2, np.tanh(a2 * x2))

    return slip


def both_ends(p: int, q: int, r: int) -> dict[str, int]:
    """Count multiplications of shapes (1, p), (p, q), (q, r), begun at either end."""
    return {"left": p * q + q * r, "right": p * q * r + p * r}


def layer_back(delta: Any, A: Any, f_in: Any, f_out: Any) -> dict[str, Any]:
    """Send delta back through σ(A f_in + b), whose value is f_out."""
    b = np.log(f_out / (1 - f_out)) - A @ f_in
    _, pullback = vjp(lambda A, b, f: 1 / (1 + np.exp(-(A @ f + b))), A, b, f_in)
    by_A, by_b, by_input = pullback(delta)
    return {"b": by_b, "A": by_A, "delta": by_input}


def back_at_z(delta: Any, f_out: Any) -> Any:
    """Return what comes back to the pre-activation of a sigmoid layer."""
    return delta * f_out * (1 - f_out)


PRACTICE = Sheet(
    name="07_forward_and_reverse",
    title="Forward against reverse accumulation",
    exercises=(
        Exercise(
            id="dual_quotient",
            title="Dual numbers divided",
            prompt=(
                "Dual cannot divide yet. Return the value and the tangent of "
                "(u + u_dot ε) / (w + w_dot ε), as a pair."
            ),
            inputs={
                "u": Reals(-2, 2.5, away_from=(0.0, 1.0)),
                "u_dot": Reals(-2, 2.5, away_from=(0.0, 1.0)),
                "w": Reals(-2.5, 3, away_from=(0.0, 1.0, -1.0)),
                "w_dot": Reals(-2, 2.5, away_from=(0.0, 1.0)),
            },
            probes=((3.0, 2.0, 2.0, -0.5), (-0.7, 1.5, 0.4, 0.3)),
            reference=dual_quotient,
            slips=(
                Slip(
                    "tangents_divided",
                    lambda u, u_dot, w, w_dot: np.array([u / w, u_dot / w_dot]),
                    "You divided the tangents by each other. The tangent of a quotient follows "
                    "the quotient rule, in which the values occur, too.",
                ),
                Slip(
                    "denominator_held",
                    lambda u, u_dot, w, w_dot: np.array([u / w, u_dot / w]),
                    "That is right as long as w stands still. But w has a tangent as well, and "
                    "turning w up makes the quotient smaller.",
                ),
                Slip(
                    "numerator_held",
                    lambda u, u_dot, w, w_dot: np.array([u / w, -u * w_dot / w**2]),
                    "That is right as long as u stands still. But u has a tangent as well.",
                ),
                Slip(
                    "sign",
                    lambda u, u_dot, w, w_dot: np.array([u / w, (u_dot * w + u * w_dot) / w**2]),
                    "A plus stands between the two terms, as in a product. The quotient rule has "
                    "a minus.",
                ),
                Slip(
                    "turned_round",
                    lambda u, u_dot, w, w_dot: np.array([u / w, (u * w_dot - u_dot * w) / w**2]),
                    "The two terms are exchanged, and so the sign is turned. First comes the term "
                    "in which the numerator moves.",
                ),
                Slip(
                    "square_forgotten",
                    lambda u, u_dot, w, w_dot: np.array([u / w, (u_dot * w - u * w_dot) / w]),
                    "The square below the fraction line is missing.",
                ),
                Slip(
                    "square_of_tangent",
                    lambda u, u_dot, w, w_dot: np.array(
                        [u / w, (u_dot * w - u * w_dot) / w_dot**2]
                    ),
                    "You divided by the square of a tangent. It is the value of the denominator "
                    "that is squared.",
                ),
                Slip(
                    "without_denominator",
                    lambda u, u_dot, w, w_dot: np.array([u / w, u_dot * w - u * w_dot]),
                    "That is the numerator of the quotient rule alone. Below it stands a square.",
                ),
                Slip(
                    "product",
                    lambda u, u_dot, w, w_dot: np.array([u * w, u_dot * w + u * w_dot]),
                    "That is the product of the two dual numbers.",
                ),
                Slip(
                    "local_slopes",
                    lambda u, u_dot, w, w_dot: np.array([1 / w, -u / w**2]),
                    "Those are the two local slopes, the pair that lesson 06 asked for. Here the "
                    "value comes first; then each slope times its tangent, added up.",
                ),
                Slip(
                    "slopes_not_weighted",
                    lambda u, u_dot, w, w_dot: np.array([u / w, 1 / w - u / w**2]),
                    "You added up the two local slopes. Each has to be multiplied by the tangent "
                    "of its own input.",
                ),
                Slip(
                    "square_on_one_term",
                    lambda u, u_dot, w, w_dot: np.array([u / w, u_dot / w - u * w_dot / w]),
                    "In the second term a w is missing: the slope of u/w by w is −u/w².",
                ),
                Slip(
                    "whole_step",
                    lambda u, u_dot, w, w_dot: np.array([u / w, (u + u_dot) / (w + w_dot) - u / w]),
                    "You moved u and w by their whole tangents and took the difference. ε is so "
                    "small that ε² is 0: only the terms with a single ε count.",
                ),
                Slip(
                    "value_alone",
                    lambda u, u_dot, w, w_dot: u / w,
                    "That is the value alone. A dual number is a pair: its tangent comes second.",
                ),
                Slip(
                    "tangent_alone",
                    lambda u, u_dot, w, w_dot: (u_dot * w - u * w_dot) / w**2,
                    "That is the tangent alone. A dual number is a pair: the value comes first.",
                ),
                Slip(
                    "pair_turned_round",
                    lambda u, u_dot, w, w_dot: np.array([(u_dot * w - u * w_dot) / w**2, u / w]),
                    "Both numbers are right, and in the wrong order: the value comes first.",
                ),
            ),
            why=(
                "It is what makes (w + ẇε) times the result u + u̇ε again. In the class it becomes "
                "__truediv__."
            ),
        ),
        Exercise(
            id="jacobian_bill",
            title="What a Jacobian costs",
            kind="parts",
            prompt=(
                "For f from n numbers to m the whole Jacobian is wanted. Return a dict: "
                '"forward" and "reverse" are the sweeps of either mode, "gigabytes" is the room '
                "that J takes in float64, with 8 bytes an entry and 10⁹ bytes a gigabyte."
            ),
            inputs={"n": Integers(2, 40_000), "m": Integers(50_000, 900_000)},
            probes=((3, 1000), (20_000, 700)),
            reference=jacobian_bill,
            slips=(
                Slip(
                    "modes_exchanged",
                    lambda n, m: {"forward": m},
                    "That is the number of outputs. One forward sweep nudges one input, and brings "
                    "one column with all outputs.",
                ),
                Slip(
                    "every_entry",
                    lambda n, m: {"forward": n * m},
                    "That is one sweep for each entry. One forward sweep brings a whole column.",
                ),
                Slip(
                    "one_sweep",
                    lambda n, m: {"forward": 1},
                    "One sweep brings J v for a single direction v. The whole Jacobian has a "
                    "column for each input.",
                ),
                Slip(
                    "differences",
                    lambda n, m: {"forward": n + 1},
                    "That is what difference quotients take, one evaluation more than there are "
                    "inputs. A forward sweep brings the value along by itself.",
                ),
                Slip(
                    "both_modes_alike",
                    lambda n, m: {"reverse": n},
                    "That is the number of inputs, as in forward mode. A reverse sweep begins at "
                    "one output, and brings one row.",
                ),
                Slip(
                    "as_for_a_loss",
                    lambda n, m: {"reverse": 1},
                    "One sweep is enough for a loss, which has one output. This f has several, and "
                    "each wants a row of its own.",
                ),
                Slip(
                    "every_entry_in_reverse",
                    lambda n, m: {"reverse": n * m},
                    "That is one sweep for each entry. One reverse sweep brings a whole row.",
                ),
                Slip(
                    "entries",
                    lambda n, m: {"gigabytes": n * m / 1e9},
                    "That counts the entries in billions, as if each took one byte; S3 did the "
                    "same. In float64 an entry has eight.",
                ),
                Slip(
                    "single_precision",
                    lambda n, m: {"gigabytes": 4 * n * m / 1e9},
                    "That is the room in float32, with four bytes an entry.",
                ),
                Slip(
                    "bytes",
                    lambda n, m: {"gigabytes": 8 * n * m},
                    "Those are bytes. A gigabyte has a billion of them.",
                ),
                Slip(
                    "megabytes",
                    lambda n, m: {"gigabytes": 8 * n * m / 1e6},
                    "Those are megabytes. A gigabyte has a thousand of them.",
                ),
                Slip(
                    "terabytes",
                    lambda n, m: {"gigabytes": 8 * n * m / 1e12},
                    "Those are terabytes. Each of them has a thousand gigabytes.",
                ),
                Slip(
                    "binary",
                    lambda n, m: {"gigabytes": 8 * n * m / 2**30},
                    "You divided by 2³⁰: those are gibibytes. Here a gigabyte is 10⁹ bytes.",
                ),
                Slip(
                    "bits",
                    lambda n, m: {"gigabytes": 64 * n * m / 1e9},
                    "Those are gigabits. A float64 has 64 bits, and eight of them make a byte.",
                ),
                Slip(
                    "square",
                    lambda n, m: {"gigabytes": 8 * n * n / 1e9},
                    "You counted n × n entries. The Jacobian has a row for each output and a "
                    "column for each input.",
                ),
                Slip(
                    "added",
                    lambda n, m: {"gigabytes": 8 * (n + m) / 1e9},
                    "You added rows and columns. The entries fill a rectangle.",
                ),
            ),
            why="Forward goes by the inputs, reverse by the outputs. Take the smaller number.",
        ),
        Exercise(
            id="by_alpha1",
            title="One derivative of a chain of layers",
            prompt=(
                "A net of numbers, x⁽ˡ⁺¹⁾ = tanh(α⁽ˡ⁾ x⁽ˡ⁾). Return ∂y/∂α⁽¹⁾ from d3, which is "
                "δ⁽³⁾, from the parameters a1 and a2 of the layers 1 and 2, and from x1. Work x2 "
                "and x3 out first. The slope of tanh(z) is 1 − tanh²(z)."
            ),
            inputs={
                "d3": Reals(-2, 2.5, away_from=(0.0, 1.0)),
                "a1": Reals(-1.5, 1.8, away_from=(0.0, 1.0)),
                "a2": Reals(-1.5, 1.8, away_from=(0.0, 1.0)),
                "x1": Reals(-0.9, 0.9, away_from=(0.0,)),
            },
            probes=((1.5, 0.6, 1.4, 0.8), (-0.7, -1.2, 0.5, 0.4)),
            reference=by_alpha1,
            slips=(
                Slip(
                    "passed_through",
                    chained(lambda d3, a1, a2, x1, x2, x3: d3 * (1 - x2**2) * x1),
                    "Layer 2 is missing: δ⁽³⁾ stands behind it, α⁽¹⁾ before it. First make δ⁽²⁾ "
                    "with M⁽³←²⁾.",
                ),
                Slip(
                    "no_factor",
                    chained(lambda d3, a1, a2, x1, x2, x3: d3 * x1),
                    "Layer 2 is missing, and the slope of layer 1's tanh. First take δ⁽³⁾ down to "
                    "δ⁽²⁾ with M⁽³←²⁾, then multiply by O⁽²←¹⁾.",
                ),
                Slip(
                    "delta_not_used",
                    chained(lambda d3, a1, a2, x1, x2, x3: (1 - x3**2) * a2 * (1 - x2**2) * x1),
                    "That is ∂x⁽³⁾/∂α⁽¹⁾. What comes behind x⁽³⁾ is in d3.",
                ),
                Slip(
                    "next_delta",
                    chained(lambda d3, a1, a2, x1, x2, x3: d3 * (1 - x3**2) * a2),
                    "That is δ⁽²⁾. The last factor is missing: O⁽²←¹⁾, the slope of layer 1 by its "
                    "own parameter.",
                ),
                Slip(
                    "by_alpha2",
                    chained(lambda d3, a1, a2, x1, x2, x3: d3 * (1 - x3**2) * x2),
                    "That is ∂y/∂α⁽²⁾, the derivative by the parameter of layer 2. α⁽¹⁾ stands one "
                    "layer further down.",
                ),
                Slip(
                    "own_slope_of_layer_2",
                    chained(
                        lambda d3, a1, a2, x1, x2, x3: d3 * (1 - x3**2) * x2 * (1 - x2**2) * x1
                    ),
                    "Layer 2 was differentiated by its parameter. On the way down it is "
                    "differentiated by what it takes in.",
                ),
                Slip(
                    "m_at_the_end",
                    chained(
                        lambda d3, a1, a2, x1, x2, x3: d3 * (1 - x3**2) * a2 * (1 - x2**2) * a1
                    ),
                    "A parameter stands at the end as a factor. By its own parameter, the slope of "
                    "α⁽¹⁾ x⁽¹⁾ is what layer 1 takes in.",
                ),
                Slip(
                    "own_output",
                    chained(
                        lambda d3, a1, a2, x1, x2, x3: d3 * (1 - x3**2) * a2 * (1 - x2**2) * x2
                    ),
                    "At the end stands what layer 1 gives out. By its parameter, the slope of "
                    "α⁽¹⁾ x⁽¹⁾ is what it takes in.",
                ),
                Slip(
                    "slopes_at_the_inputs",
                    chained(
                        lambda d3, a1, a2, x1, x2, x3: d3 * (1 - x2**2) * a2 * (1 - x1**2) * x1
                    ),
                    "Both slopes of tanh sit one layer too low. 1 − tanh² takes the output of the "
                    "layer: x⁽³⁾ for layer 2.",
                ),
                Slip(
                    "slopes_at_the_sums",
                    chained(
                        lambda d3, a1, a2, x1, x2, x3: (
                            d3 * (1 - (a2 * x2) ** 2) * a2 * (1 - (a1 * x1) ** 2) * x1
                        )
                    ),
                    "You squared α x, which is what the tanh takes in. The slope is 1 − tanh², so "
                    "what it gives out is squared.",
                ),
                Slip(
                    "other_parameter",
                    chained(
                        lambda d3, a1, a2, x1, x2, x3: d3 * (1 - x3**2) * a1 * (1 - x2**2) * x1
                    ),
                    "The parameter of layer 1 stands in the factor of layer 2. M⁽³←²⁾ holds the "
                    "parameter of its own layer.",
                ),
                Slip(
                    "first_slope_lost",
                    chained(lambda d3, a1, a2, x1, x2, x3: d3 * a2 * (1 - x2**2) * x1),
                    "The slope of layer 2's tanh is missing. M⁽³←²⁾ is more than its parameter.",
                ),
                Slip(
                    "last_slope_lost",
                    chained(lambda d3, a1, a2, x1, x2, x3: d3 * (1 - x3**2) * a2 * x1),
                    "The slope of layer 1's tanh is missing. O⁽²←¹⁾ is more than what the layer "
                    "takes in.",
                ),
                Slip(
                    "slopes_lost",
                    chained(lambda d3, a1, a2, x1, x2, x3: d3 * a2 * x1),
                    "That would be right for layers that only multiply. Each layer has a tanh, "
                    "whose slope is a factor.",
                ),
                Slip(
                    "tanh_again",
                    chained(
                        lambda d3, a1, a2, x1, x2, x3: (
                            d3 * (1 - np.tanh(x3) ** 2) * a2 * (1 - np.tanh(x2) ** 2) * x1
                        )
                    ),
                    "tanh was applied once more. x⁽²⁾ and x⁽³⁾ have already come through it.",
                ),
                Slip(
                    "square_forgotten",
                    chained(lambda d3, a1, a2, x1, x2, x3: d3 * (1 - x3) * a2 * (1 - x2) * x1),
                    "The squares are missing in the slopes of tanh.",
                ),
                Slip(
                    "sigmoid_slope",
                    chained(
                        lambda d3, a1, a2, x1, x2, x3: d3 * x3 * (1 - x3) * a2 * x2 * (1 - x2) * x1
                    ),
                    "x (1 − x) is the slope of a sigmoid. These layers have a tanh.",
                ),
                Slip(
                    "one_layer_too_far",
                    chained(
                        lambda d3, a1, a2, x1, x2, x3: d3 * (1 - x3**2) * a2 * (1 - x2**2) * x1 * a2
                    ),
                    "Layer 2's parameter occurs twice. Between δ⁽³⁾ and α⁽¹⁾ lies one M only.",
                ),
            ),
            why="δ⁽²⁾ = δ⁽³⁾ M⁽³←²⁾ is kept for ∂y/∂α⁽⁰⁾, which needs two multiplications more.",
        ),
        Exercise(
            id="both_ends",
            title="A product from either end",
            kind="parts",
            prompt=(
                "Three matrices have the shapes (1, p), (p, q) and (q, r). Return a dict of the "
                'multiplications that their product takes: "left" if one begins at the left, '
                '"right" if one begins at the right.'
            ),
            inputs={"p": Integers(2, 40), "q": Integers(2, 40), "r": Integers(2, 40)},
            probes=((3, 4, 5), (2, 7, 50)),
            reference=both_ends,
            slips=(
                Slip(
                    "first_product_only",
                    lambda p, q, r: {"left": p * q},
                    "That is the first of the two products. Its result, a row with q entries, is "
                    "then multiplied by the third matrix.",
                ),
                Slip(
                    "second_product_only",
                    lambda p, q, r: {"left": q * r},
                    "That is the second of the two products. The row was made first, and that was "
                    "work, too.",
                ),
                Slip(
                    "from_the_other_end",
                    lambda p, q, r: {"left": p * q * r + p * r},
                    "That is the count from the right. From the left, the row is multiplied first.",
                ),
                Slip(
                    "row_forgotten",
                    lambda p, q, r: {"left": p * q + p * q * r},
                    "The second product was counted with p rows. The first one has left a single "
                    "row.",
                ),
                Slip(
                    "all_at_once",
                    lambda p, q, r: {"left": p * q * r},
                    "You multiplied all the sizes. Two products follow each other, and their costs "
                    "are added.",
                ),
                Slip(
                    "costs_multiplied",
                    lambda p, q, r: {"left": p * q * q * r},
                    "The costs of the two products were multiplied. One comes after the other: add "
                    "them.",
                ),
                Slip(
                    "entries",
                    lambda p, q, r: {"left": p + p * q + q * r},
                    "Those are the entries of the three matrices. Count the multiplications of the "
                    "two products.",
                ),
                Slip(
                    "entries_of_results",
                    lambda p, q, r: {"left": q + r},
                    "Those are the entries of the two results. Each entry is a sum of products: of "
                    "p for the first, of q for the second.",
                ),
                Slip(
                    "right_first_only",
                    lambda p, q, r: {"right": p * q * r},
                    "That is the first of the two products from the right. The row still has to be "
                    "multiplied by its result.",
                ),
                Slip(
                    "as_from_the_left",
                    lambda p, q, r: {"right": p * q + q * r},
                    "That is the count from the left. From the right, the two large matrices meet "
                    "first.",
                ),
                Slip(
                    "wrong_row",
                    lambda p, q, r: {"right": p * q * r + q * r},
                    "The first product is counted right. Its result has p rows, no longer q.",
                ),
                Slip(
                    "wrong_columns",
                    lambda p, q, r: {"right": p * q * r + p * q},
                    "The first product is counted right. Its result has r columns, no longer q.",
                ),
                Slip(
                    "single_column",
                    lambda p, q, r: {"right": p * q * r + p},
                    "The first product is counted right. The row then meets r columns, not one.",
                ),
                Slip(
                    "two_sizes",
                    lambda p, q, r: {"right": q * r + p * r},
                    "A (p×q)(q×r) product has p · r entries, and each is a sum of q products.",
                ),
            ),
            why="From the left all stays one row. From the right, r columns are dragged along.",
        ),
        Exercise(
            id="layer_back",
            title="One step of the backward pass",
            kind="parts",
            prompt=(
                "One step of the pass, now with the sigmoid: f_out = σ(A f_in + b), with the slope "
                "f_out (1 − f_out). delta is ∂ℓ/∂f_out, as S2 means it. Return a dict: "
                '"b" and "A" are the derivatives of ℓ by b and by A, in their shapes, and "delta" '
                "is ∂ℓ/∂f_in. A has shape (m, d)."
            ),
            inputs={
                "delta": Vector(2, -2, 2),
                "A": Matrix(2, 3),
                "f_in": Vector(3, 0.1, 0.9),
                "f_out": Vector(2, 0.1, 0.9, away_from=(0.5,)),
            },
            reference=layer_back,
            slips=(
                Slip(
                    "slope_forgotten",
                    lambda delta, A, f_in, f_out: {"b": delta},
                    "That is δ as it came, the derivative by the activation. On the way to b it "
                    "passes the slope of σ.",
                ),
                Slip(
                    "slope_twice",
                    lambda delta, A, f_in, f_out: {"b": back_at_z(back_at_z(delta, f_out), f_out)},
                    "The slope of σ is there twice. One factor takes δ from the activation to the "
                    "pre-activation.",
                ),
                Slip(
                    "slope_alone",
                    lambda delta, A, f_in, f_out: {"b": f_out * (1 - f_out)},
                    "That is the slope of σ alone. Multiply it by what has come back, entry by "
                    "entry.",
                ),
                Slip(
                    "tanh_slope",
                    lambda delta, A, f_in, f_out: {"b": delta * (1 - f_out**2)},
                    "1 − f² is the slope of tanh. This layer has a sigmoid.",
                ),
                Slip(
                    "value_for_slope",
                    lambda delta, A, f_in, f_out: {"b": delta * f_out},
                    "You multiplied by the value of the layer. Going back, one multiplies by a "
                    "slope.",
                ),
                Slip(
                    "sigmoid_again",
                    lambda delta, A, f_in, f_out: {"b": back_at_z(delta, 1 / (1 + np.exp(-f_out)))},
                    "σ was applied once more. f_out has already come through it.",
                ),
                Slip(
                    "summed",
                    lambda delta, A, f_in, f_out: {"b": np.sum(back_at_z(delta, f_out))},
                    "You added the entries up. Each entry of b has a derivative of its own: "
                    "multiply entry by entry, with *.",
                ),
                Slip(
                    "activation_delta",
                    lambda delta, A, f_in, f_out: {"A": np.outer(delta, f_in)},
                    "You took δ as it came. By A, as by b, it first passes the slope of σ.",
                ),
                Slip(
                    "outer_turned_round",
                    lambda delta, A, f_in, f_out: {"A": np.outer(f_in, back_at_z(delta, f_out))},
                    "The outer product lies on its side. It has the shape of A: a row for each "
                    "output of the layer.",
                ),
                Slip(
                    "output_for_input",
                    lambda delta, A, f_in, f_out: {"A": np.outer(back_at_z(delta, f_out), f_out)},
                    "The second factor is what the layer gives out. By A, the slope of A f + b is "
                    "what it takes in.",
                ),
                Slip(
                    "matrix_for_input",
                    lambda delta, A, f_in, f_out: {"A": back_at_z(delta, f_out)[:, None] * A},
                    "You multiplied by A. By A, the slope of A f + b is what the layer takes in.",
                ),
                Slip(
                    "input_alone",
                    lambda delta, A, f_in, f_out: {"A": f_in},
                    "Those are the numbers that the layer takes in. For each entry of A one of "
                    "them is multiplied by an entry of what came back.",
                ),
                Slip(
                    "slope_on_the_way_lost",
                    lambda delta, A, f_in, f_out: {"delta": delta @ A},
                    "The slope of σ is missing. S2's δ is the derivative by the activation, so it "
                    "passes that slope in each layer.",
                ),
                Slip(
                    "slope_at_the_wrong_end",
                    lambda delta, A, f_in, f_out: {"delta": back_at_z(delta @ A, f_in)},
                    "You took the slope from f_in: that is the layer below. On the way from f_out "
                    "to f_in lies the slope of this layer, and f_out gives it.",
                ),
                Slip(
                    "next_slope_as_well",
                    lambda delta, A, f_in, f_out: {
                        "delta": back_at_z(back_at_z(delta, f_out) @ A, f_in)
                    },
                    "That is the derivative by the pre-activation of the layer below, which many "
                    "books call δ. Asked is the one by f_in itself.",
                ),
                Slip(
                    "paths_not_added",
                    lambda delta, A, f_in, f_out: {"delta": A * back_at_z(delta, f_out)[:, None]},
                    "Those are the single paths, row by row. What reaches one entry of f_in over "
                    "all outputs of the layer is added up.",
                ),
                Slip(
                    "unchanged",
                    lambda delta, A, f_in, f_out: {"delta": back_at_z(delta, f_out)},
                    "That is what came back to the pre-activation. To f_in it goes on through A.",
                ),
            ),
            why="Three lines for a layer, and the same three for every layer, however many.",
        ),
    ),
)
