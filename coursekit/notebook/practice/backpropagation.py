"""Practice of lesson 06. The prompts are the words of the lesson's cells."""

# ruff: noqa: ARG005 - a slip takes the inputs of its reference, whether it needs them all or not
from typing import Any

import numpy as np

from coursekit.autodiff import grad, vjp
from coursekit.checking import Exercise, Matrix, Reals, Simplex, Slip, Vector
from coursekit.sheets import Sheet

__all__ = ["PRACTICE"]


def tanh_adjoints(w: Any, x: Any, b: Any, t: Any) -> dict[str, Any]:
    """Differentiate ½ (y − t)² by the output of a tanh neuron and by all that lies before it."""
    z = w * x + b

    def behind(z: Any) -> Any:
        return (np.tanh(z) - t) ** 2 / 2

    return {
        "y_bar": grad(lambda y: (y - t) ** 2 / 2)(np.tanh(z)),
        "z_bar": grad(behind)(z),
        "w_bar": grad(lambda w: behind(w * x + b))(w),
        "b_bar": grad(lambda b: behind(w * x + b))(b),
    }


def neuron(w: Any, x: Any, b: Any) -> Any:
    """Compute the output of a tanh neuron."""
    return np.tanh(w * x + b)


def back_at_z(w: Any, x: Any, b: Any, t: Any) -> Any:
    """Return the adjoint of the pre-activation of a tanh neuron."""
    return tanh_adjoints(w, x, b, t)["z_bar"]


def skip_adjoint(w: Any, x: Any, y_bar: Any) -> Any:
    """Send the adjoint of tanh(wx) + x back to x."""
    return grad(lambda x: y_bar * (np.tanh(w * x) + x))(x)


def flat(w: Any, x: Any) -> Any:
    """Return the slope of tanh at wx."""
    return 1 - np.tanh(w * x) ** 2


def softmax(z: Any) -> Any:
    """Turn scores into probabilities."""
    return np.exp(z) / np.sum(np.exp(z))


def z2_adjoint(a: Any, t: Any) -> Any:
    """Differentiate ½ Σ (aᵢ − tᵢ)² by the second score behind the probabilities ``a``."""
    return grad(lambda z: np.sum((softmax(z) - t) ** 2) / 2)(np.log(a))[1]


def slopes(a: Any) -> Any:
    """Return the column ∂aᵢ/∂z₂ of the Jacobian of a softmax, shape (3,)."""
    return a * (np.eye(3)[1] - a[1])


#: The same column at the scores of the lesson's section 3.
SECTION_3 = slopes(softmax(np.array([1.75, 1.6, 0.5])))


def hidden_adjoint(z_bar: Any, W: Any, h: Any) -> Any:
    """Send the adjoint of W tanh(u) back to u; ``h`` is the tanh."""
    _, pullback = vjp(lambda u: W @ np.tanh(u), np.arctanh(h))
    (u_bar,) = pullback(z_bar)
    return u_bar


PRACTICE = Sheet(
    name="06_backpropagation",
    title="Computational graphs and backpropagation",
    exercises=(
        Exercise(
            id="tanh_adjoints",
            title="A neuron with tanh, step by step",
            kind="parts",
            prompt=(
                "Another neuron: z = wx + b, y = tanh(z), L = ½ (y − t)². Do both passes, and "
                'return a dict of the adjoints, with the keys "y_bar", "z_bar", "w_bar" and '
                '"b_bar". The slope of tanh is 1 − y².'
            ),
            inputs={
                "w": Reals(-1, 1.2),
                "x": Reals(-1.5, 2, away_from=(0.0, 1.0)),
                "b": Reals(-0.6, 0.5),
                "t": Reals(-1, 1),
            },
            probes=((0.3, 2.0, -0.4, -0.7), (-0.6, -1.5, 0.2, 0.3)),
            reference=tanh_adjoints,
            slips=(
                Slip(
                    "target_first",
                    lambda w, x, b, t: {"y_bar": t - neuron(w, x, b)},
                    "The sign is turned. The slope of ½ (y − t)² by y is the output minus the "
                    "target.",
                ),
                Slip(
                    "half_lost",
                    lambda w, x, b, t: {"y_bar": 2 * (neuron(w, x, b) - t)},
                    "The 2 from the square is cancelled by the ½ of the loss.",
                ),
                Slip(
                    "loss_itself",
                    lambda w, x, b, t: {"y_bar": (neuron(w, x, b) - t) ** 2 / 2},
                    "That is the loss itself. Its slope by y is asked.",
                ),
                Slip(
                    "result",
                    lambda w, x, b, t: {"y_bar": 1.0},
                    "That is the adjoint of L, where the pass begins. One edge further back it is "
                    "multiplied by the slope of the loss.",
                ),
                Slip(
                    "other_neuron",
                    lambda w, x, b, t: {"y_bar": 1 / (1 + np.exp(-w * x - b)) - t},
                    "The output came from a sigmoid. This neuron has a tanh.",
                ),
                Slip(
                    "output_of_section_1",
                    lambda w, x, b, t: {"y_bar": 0.5 - t},
                    "You took the y that section 1 left behind. This neuron has inputs of its own: "
                    "begin with its forward pass.",
                ),
                Slip(
                    "activation_forgotten",
                    lambda w, x, b, t: {"y_bar": w * x + b - t},
                    "You compared the pre-activation z with the target. The output is tanh(z).",
                ),
                Slip(
                    "slope_alone",
                    lambda w, x, b, t: {"z_bar": 1 - neuron(w, x, b) ** 2},
                    "That is the local derivative of tanh alone. Multiply it by what has come back "
                    "to y.",
                ),
                Slip(
                    "passed_on_unchanged",
                    lambda w, x, b, t: {"z_bar": neuron(w, x, b) - t},
                    "What came back to y was passed on unchanged. On the way to z stands the slope "
                    "of tanh.",
                ),
                Slip(
                    "sigmoid_slope",
                    lambda w, x, b, t: {
                        "z_bar": (neuron(w, x, b) - t) * neuron(w, x, b) * (1 - neuron(w, x, b))
                    },
                    "y (1 − y) is the slope of a sigmoid. This neuron has a tanh.",
                ),
                Slip(
                    "square_forgotten",
                    lambda w, x, b, t: {"z_bar": (neuron(w, x, b) - t) * (1 - neuron(w, x, b))},
                    "The square is missing in the slope of tanh.",
                ),
                Slip(
                    "pre_activation",
                    lambda w, x, b, t: {"z_bar": (neuron(w, x, b) - t) * (1 - (w * x + b) ** 2)},
                    "The slope of tanh was written with z. In 1 − y² stands the output.",
                ),
                Slip(
                    "tanh_again",
                    lambda w, x, b, t: {
                        "z_bar": (neuron(w, x, b) - t) * (1 - np.tanh(neuron(w, x, b)) ** 2)
                    },
                    "tanh was applied once more. y has already come through it.",
                ),
                Slip(
                    "value_for_slope",
                    lambda w, x, b, t: {"z_bar": (neuron(w, x, b) - t) * neuron(w, x, b)},
                    "You multiplied by the value y. Along an edge one multiplies by a slope, here "
                    "that of tanh.",
                ),
                Slip(
                    "input_forgotten",
                    lambda w, x, b, t: {"w_bar": back_at_z(w, x, b, t)},
                    "That is what came back to z. On the edge from w to z stands the slope of "
                    "wx + b by w.",
                ),
                Slip(
                    "input_alone",
                    lambda w, x, b, t: {"w_bar": x},
                    "That is the local derivative on the edge from w to z. Multiply it by what has "
                    "come back there.",
                ),
                Slip(
                    "weight_for_input",
                    lambda w, x, b, t: {"w_bar": back_at_z(w, x, b, t) * w},
                    "By w, the slope of wx + b is not w. That would be the way back to x.",
                ),
                Slip(
                    "tanh_skipped",
                    lambda w, x, b, t: {"w_bar": (neuron(w, x, b) - t) * x},
                    "The way from y to w was cut short: tanh lies between. Begin with what came "
                    "back to z.",
                ),
                Slip(
                    "divided",
                    lambda w, x, b, t: {"w_bar": back_at_z(w, x, b, t) / x},
                    "You divided by the input. A slope along an edge multiplies.",
                ),
                Slip(
                    "input_for_bias",
                    lambda w, x, b, t: {"b_bar": back_at_z(w, x, b, t) * x},
                    "That is the adjoint of w. b is added as it is, so its local derivative is 1.",
                ),
                Slip(
                    "value_of_bias",
                    lambda w, x, b, t: {"b_bar": back_at_z(w, x, b, t) * b},
                    "You multiplied by the value of b. Along an edge one multiplies by a slope, "
                    "and b is added as it is.",
                ),
                Slip(
                    "tanh_skipped_to_bias",
                    lambda w, x, b, t: {"b_bar": neuron(w, x, b) - t},
                    "The way from y to b was cut short: tanh lies between. Begin with what came "
                    "back to z.",
                ),
                Slip(
                    "local_alone",
                    lambda w, x, b, t: {"b_bar": 1.0},
                    "That is the local derivative on the edge from b to z. Multiply it by what has "
                    "come back to z.",
                ),
            ),
            why=(
                "Four lines, and each needs only the one above it, one slope, and a value that was "
                "kept."
            ),
        ),
        Exercise(
            id="skip_adjoint",
            title="A skip connection",
            prompt=(
                "A skip connection adds a layer's input to its output: u = tanh(w x), y = u + x. "
                "From the loss y_bar has come back. Return x_bar. The slope of tanh is 1 − u²."
            ),
            inputs={
                "w": Reals(-1.5, 2, away_from=(0.0, 1.0, -1.0)),
                "x": Reals(-1.5, 2, away_from=(0.0, 1.0, -1.0)),
                "y_bar": Reals(-2, 2.5, away_from=(0.0, 1.0)),
            },
            probes=((2.0, 0.3, 1.5), (-0.7, 1.8, -0.8)),
            reference=skip_adjoint,
            slips=(
                Slip(
                    "layer_only",
                    lambda w, x, y_bar: y_bar * flat(w, x) * w,
                    "That is what comes back by way of u. x is used a second time: it is added to "
                    "y as it is.",
                ),
                Slip(
                    "skip_only",
                    lambda w, x, y_bar: y_bar,
                    "That is what comes back along the skip. x is used a second time: inside the "
                    "tanh.",
                ),
                Slip(
                    "paths_multiplied",
                    lambda w, x, y_bar: y_bar * y_bar * flat(w, x) * w,
                    "The two paths were multiplied. Along a path slopes are multiplied, where "
                    "paths meet they are added.",
                ),
                Slip(
                    "adjoint_once",
                    lambda w, x, y_bar: y_bar + flat(w, x) * w,
                    "What came back to y goes along both paths. You let only the skip have it.",
                ),
                Slip(
                    "adjoint_on_the_layer_only",
                    lambda w, x, y_bar: 1 + y_bar * flat(w, x) * w,
                    "What came back to y goes along both paths. You let only the layer have it.",
                ),
                Slip(
                    "weight_forgotten",
                    lambda w, x, y_bar: y_bar * (1 + flat(w, x)),
                    "Both paths are there. Inside the tanh stands w x, and its slope by x is "
                    "missing.",
                ),
                Slip(
                    "activation_forgotten",
                    lambda w, x, y_bar: y_bar * (1 + w),
                    "Both paths are there. The one through the layer also passes tanh, whose slope "
                    "is missing.",
                ),
                Slip(
                    "adjoint_of_the_weight",
                    lambda w, x, y_bar: y_bar * flat(w, x) * x,
                    "That is the adjoint of w, which is used once only. By x, the slope of w x is "
                    "w, and there is a second path.",
                ),
                Slip(
                    "input_for_weight",
                    lambda w, x, y_bar: y_bar * (1 + flat(w, x) * x),
                    "Both paths are there. But the slope of w x by x is not x.",
                ),
                Slip(
                    "weight_and_input",
                    lambda w, x, y_bar: y_bar * (1 + flat(w, x) * w * x),
                    "Both paths are there. On the one through tanh there is an x too many: by x, "
                    "the slope of w x is w alone.",
                ),
                Slip(
                    "input_along_the_skip",
                    lambda w, x, y_bar: y_bar * (x + flat(w, x) * w),
                    "Along the skip you multiplied by x. Adding x has the slope 1.",
                ),
                Slip(
                    "square_forgotten",
                    lambda w, x, y_bar: y_bar * (1 + (1 - np.tanh(w * x)) * w),
                    "Both paths are there. The square is missing in the slope of tanh.",
                ),
                Slip(
                    "value_for_slope",
                    lambda w, x, y_bar: y_bar * (1 + np.tanh(w * x) * w),
                    "You multiplied by the value u. Along an edge one multiplies by a slope, here "
                    "that of tanh.",
                ),
                Slip(
                    "averaged",
                    lambda w, x, y_bar: y_bar * (1 + flat(w, x) * w) / 2,
                    "You took the mean of the two paths. Both carry in full: add them.",
                ),
            ),
            why=(
                "Even where tanh is flat, the skip still carries the 1: that is why very deep "
                "networks have them."
            ),
        ),
        Exercise(
            id="z2_adjoint",
            title="Three paths under the squared loss",
            prompt=(
                "Three classes and the squared loss, L = ½ Σ (aᵢ − tᵢ)². Return ∂L/∂z₂, the sum of "
                "the three paths into z₂, from the arrays a and t of shape (3,)."
            ),
            inputs={"a": Simplex(3), "t": Simplex(3)},
            probes=(
                (np.array([0.2, 0.3, 0.5]), np.array([0.0, 1.0, 0.0])),
                (np.array([0.15, 0.6, 0.25]), np.array([0.5, 0.1, 0.4])),
            ),
            reference=z2_adjoint,
            slips=(
                Slip(
                    "own_path_only",
                    lambda a, t: (a - t)[1] * slopes(a)[1],
                    "That is the path through a₂ alone. The other two probabilities depend on z₂, "
                    "too.",
                ),
                Slip(
                    "own_path_left_out",
                    lambda a, t: (a - t) @ slopes(a) - (a - t)[1] * slopes(a)[1],
                    "Those are the paths through a₁ and a₃. The one through a₂ is missing.",
                ),
                Slip(
                    "cross_entropy",
                    lambda a, t: (a - t)[1],
                    "That is what is left of the three paths under the cross-entropy, whose "
                    "logarithm cancels aᵢ. The squared loss has none, and nothing cancels.",
                ),
                Slip(
                    "diagonal_on_each_path",
                    lambda a, t: (a - t) @ (a * (1 - a)),
                    "On each path you put the slope of aᵢ by its own score. All three paths start "
                    "from z₂: off the diagonal the slope is −aᵢ a₂.",
                ),
                Slip(
                    "own_slope_on_each_path",
                    lambda a, t: (a - t) @ (a * (1 - a[1])),
                    "You put δ = 1 on all three paths. It is 1 only for the output whose score is "
                    "nudged, and 0 for the other two.",
                ),
                Slip(
                    "column_of_section_3",
                    lambda a, t: (a - t) @ SECTION_3,
                    "You took the J that the last cell left behind. It belongs to other "
                    "probabilities: write its column with the a that you are given.",
                ),
                Slip(
                    "sign_off_the_diagonal",
                    lambda a, t: (a - t) @ np.abs(slopes(a)),
                    "The sign off the diagonal is lost. If z₂ grows, the other two classes get "
                    "less.",
                ),
                Slip(
                    "sign",
                    lambda a, t: (t - a) @ slopes(a),
                    "The sign is turned. By aᵢ the slope of the loss is aᵢ − tᵢ.",
                ),
                Slip(
                    "half_lost",
                    lambda a, t: 2 * (a - t) @ slopes(a),
                    "The 2 from the square is cancelled by the ½ of the loss.",
                ),
                Slip(
                    "counted_from_0",
                    lambda a, t: (a - t) @ (a * (np.eye(3)[2] - a[2])),
                    "That is ∂L/∂z₃. NumPy counts from 0, so the second score has the index 1.",
                ),
                Slip(
                    "cross_entropy_of_the_third",
                    lambda a, t: (a - t)[2],
                    "That is a₃ − t₃: what the cross-entropy leaves, and for the third score. Add "
                    "up the three paths into the second one, whose index is 1.",
                ),
                Slip(
                    "first_score",
                    lambda a, t: (a - t) @ (a * (np.eye(3)[0] - a[0])),
                    "That is ∂L/∂z₁. The paths into the second score are asked.",
                ),
                Slip(
                    "all_scores",
                    lambda a, t: a * (a - t) - a * (a @ (a - t)),
                    "Those are the adjoints of all three scores. Only that of z₂ is asked.",
                ),
                Slip(
                    "not_added",
                    lambda a, t: (a - t) * slopes(a),
                    "Those are the three paths, one by one. ∂L/∂z₂ is their sum.",
                ),
                Slip(
                    "loss_times_slope",
                    lambda a, t: (a - t) ** 2 / 2 @ slopes(a),
                    "You multiplied the terms of the loss by the slopes. Each path begins with the "
                    "slope of the loss, aᵢ − tᵢ.",
                ),
            ),
            why=(
                "Each of the three slopes has a factor a₂. Where it is nearly 0, so is what z₂ "
                "learns, right or wrong."
            ),
        ),
        Exercise(
            id="hidden_adjoint",
            title="Back through a hidden layer",
            prompt=(
                "Below the output layer z = Wh + b lies a hidden one, h = tanh(u). z_bar has come "
                "back. Return the adjoint of u, from z_bar, W and h. W has shape (K, m), h and u "
                "have shape (m,)."
            ),
            inputs={
                "z_bar": Vector(2, -2, 2),
                "W": Matrix(2, 3),
                "h": Vector(3, -0.9, 0.9),
            },
            reference=hidden_adjoint,
            slips=(
                Slip(
                    "activation_forgotten",
                    lambda z_bar, W, h: W.T @ z_bar,
                    "That is the adjoint of h. Between h and u stands tanh: multiply by its "
                    "slopes, entry by entry.",
                ),
                Slip(
                    "layer_forgotten",
                    lambda z_bar, W, h: 1 - h**2,
                    "Those are the slopes of tanh alone. Multiply them by the adjoint of h.",
                ),
                Slip(
                    "sigmoid_slope",
                    lambda z_bar, W, h: (W.T @ z_bar) * h * (1 - h),
                    "h (1 − h) is the slope of a sigmoid. The hidden layer has a tanh.",
                ),
                Slip(
                    "square_forgotten",
                    lambda z_bar, W, h: (W.T @ z_bar) * (1 - h),
                    "The square is missing in the slope of tanh.",
                ),
                Slip(
                    "tanh_again",
                    lambda z_bar, W, h: (W.T @ z_bar) * (1 - np.tanh(h) ** 2),
                    "tanh was applied once more. h has already come through it.",
                ),
                Slip(
                    "value_for_slope",
                    lambda z_bar, W, h: (W.T @ z_bar) * h,
                    "You multiplied by the values h. Along an edge one multiplies by slopes, here "
                    "those of tanh.",
                ),
                Slip(
                    "slopes_added_up",
                    lambda z_bar, W, h: W.T @ z_bar @ (1 - h**2),
                    "The entries were added up to one number. Each hidden unit has its own slope: "
                    "multiply entry by entry, with *.",
                ),
                Slip(
                    "gradient_of_the_weights",
                    lambda z_bar, W, h: np.outer(z_bar, h),
                    "That is the adjoint of W. The way to u goes through h: down the columns of W.",
                ),
                Slip(
                    "weights_summed",
                    lambda z_bar, W, h: W.sum(axis=0) * (1 - h**2),
                    "The columns of W were added up as they are. Each row carries its own entry of "
                    "what came back to z.",
                ),
                Slip(
                    "jacobian",
                    lambda z_bar, W, h: W * (1 - h**2),
                    "That is the Jacobian of z by u, with K rows. Send what came back to z through "
                    "it.",
                ),
                Slip(
                    "layer_again",
                    lambda z_bar, W, h: (W.T @ z_bar) * (W.T @ z_bar) * (1 - h**2),
                    "What came back to h was multiplied in twice.",
                ),
            ),
            why=(
                "That takes you through any layer: Wᵀ, then the slopes. A deep network repeats it."
            ),
        ),
        Exercise(
            id="quotient_slopes",
            title="A rule for the engine",
            prompt=(
                "The engine cannot divide yet. Return the two local derivatives of u / v as a "
                "pair: by u, and by v."
            ),
            inputs={
                "u": Reals(-2, 2.5, away_from=(0.0, 1.0)),
                "v": Reals(-2.5, 3, away_from=(0.0, 1.0, -1.0)),
            },
            probes=((2.0, 3.0), (-0.7, 0.4)),
            reference=lambda u, v: np.stack(grad(lambda u, v: u / v, (0, 1))(u, v)),
            slips=(
                Slip(
                    "sign",
                    lambda u, v: np.array([1 / v, u / v**2]),
                    "The minus is missing. Where u is positive, the quotient falls as v grows.",
                ),
                Slip(
                    "square_forgotten",
                    lambda u, v: np.array([1 / v, -u / v]),
                    "By v: 1/v has the slope −1/v². The square is missing.",
                ),
                Slip(
                    "numerator_forgotten",
                    lambda u, v: np.array([1 / v, -1 / v**2]),
                    "By v: that is the slope of 1/v. The numerator stays as a factor.",
                ),
                Slip(
                    "reciprocal_only",
                    lambda u, v: np.array([1 / v, 1 / v]),
                    "By u it is right. By v, the quotient u · (1/v) has another slope.",
                ),
                Slip(
                    "exchanged",
                    lambda u, v: np.array([-u / v**2, 1 / v]),
                    "Both are there, in the wrong order. The slope by u comes first.",
                ),
                Slip(
                    "product",
                    lambda u, v: np.array([v, u]),
                    "Those are the slopes of a product. Read u / v as u times 1/v.",
                ),
                Slip(
                    "power_mistaken",
                    lambda u, v: np.array([1 / v, u * np.log(np.abs(v))]),
                    "You integrated 1/v. Its slope is asked.",
                ),
                Slip(
                    "quotient_rule",
                    lambda u, v: np.array([(v - u) / v**2, (v - u) / v**2]),
                    "You let both change at once. A local derivative holds the other input still.",
                ),
                Slip(
                    "quotient_rule_as_one",
                    lambda u, v: (v - u) / v**2,
                    "That is one number, and both inputs move in it. Two are asked, each with the "
                    "other input held.",
                ),
                Slip(
                    "value",
                    lambda u, v: u / v,
                    "That is the quotient itself. Its two slopes are asked.",
                ),
            ),
            why=(
                "One line gives it to the engine: Value.__truediv__ = lambda u, v: Value(u.data / "
                "v.data, (u, v), lambda: quotient_slopes(u.data, v.data))."
            ),
        ),
    ),
)
