"""Sheet 06: computational graphs and backpropagation (S0, S1, S2, S3).

References are derived from the question's own loss by automatic differentiation. A slip's answer
has the signature of the reference. In prompts and in the names of parts a bar marks an adjoint, the
derivative of the final result by that value.
"""

# ruff: noqa: ARG005 - a slip takes the inputs of its reference, whether it needs them all or not
from collections.abc import Callable
from typing import Any

import numpy as np

from coursekit.autodiff import jacobian
from coursekit.autodiff.nn import sigmoid, softmax
from coursekit.checking import (
    Exercise,
    Integers,
    Matrix,
    OneOf,
    Option,
    Probability,
    Reals,
    Simplex,
    Slip,
    Vector,
    derivative,
)
from coursekit.sheets._sheet import Sheet
from coursekit.sheets.engine_faults import POINTS, engine_verdict
from coursekit.sheets.scalar_engine import drive

__all__ = ["SHEET"]


def half_square(y: Any, t: Any) -> Any:
    """Compute ½(y − t)²."""
    return 0.5 * (y - t) ** 2


def surprise(y: Any, t: Any) -> Any:
    """Compute −Σ tₖ ln yₖ along the last axis."""
    return -np.sum(t * np.log(y), axis=-1)


def neuron_loss(w: Any, x: Any, b: Any, t: Any) -> Any:
    """Compute the squared error of a sigmoid neuron."""
    return half_square(sigmoid(w * x + b), t)


def neuron_surprise(w: Any, x: Any, b: Any, t: Any) -> Any:
    """Compute the cross-entropy of a sigmoid neuron."""
    y = sigmoid(w * x + b)
    return -t * np.log(y) - (1 - t) * np.log(1 - y)


def neuron_pass(w: Any, x: Any, b: Any, t: Any) -> dict[str, Any]:
    """Run a sigmoid neuron with squared error forward and backward."""
    z = w * x + b
    y = sigmoid(z)
    return {
        "z": z,
        "y": y,
        "L": half_square(y, t),
        "y_bar": derivative(half_square)(y, t),
        "z_bar": derivative(lambda v: half_square(sigmoid(v), t))(z),
        "w_bar": derivative(neuron_loss, 0)(w, x, b, t),
        "b_bar": derivative(neuron_loss, 2)(w, x, b, t),
    }


def regularised_loss(w: Any, x: Any, b: Any, t: Any, lam: Any) -> Any:
    """Add the penalty λ·½w² to the neuron's squared error."""
    return neuron_loss(w, x, b, t) + lam * 0.5 * w**2


def regularised_pass(w: Any, x: Any, b: Any, t: Any, lam: Any) -> dict[str, Any]:
    """Run the regularised neuron forward and backward."""
    plain = neuron_pass(w, x, b, t)
    penalty = 0.5 * w**2
    return {
        **{name: plain[name] for name in ("z", "y", "L")},
        "R": penalty,
        "L_reg": regularised_loss(w, x, b, t, lam),
        "R_bar": derivative(lambda v: plain["L"] + lam * v)(penalty),
        **{name: plain[name] for name in ("y_bar", "z_bar")},
        "w_bar": derivative(regularised_loss, 0)(w, x, b, t, lam),
        "b_bar": derivative(regularised_loss, 2)(w, x, b, t, lam),
    }


def exponential_sum(x: Any, y: Any) -> Any:
    """Compute y + e^(xy)."""
    return y + np.exp(x * y)


def classifier_loss(W: Any, b: Any, x: Any, t: Any) -> Any:
    """Compute the surprise of a softmax layer; with a batch, its mean over the rows."""
    return np.mean(surprise(softmax(x @ W.T + b), t))


def classifier_pass(W: Any, b: Any, x: Any, t: Any) -> dict[str, Any]:
    """Run a softmax layer on one example forward and backward."""
    z = W @ x + b
    y = softmax(z)
    return {
        "z": z,
        "y": y,
        "L": surprise(y, t),
        "y_bar": derivative(surprise)(y, t),
        "z_bar": derivative(lambda v: surprise(softmax(v), t))(z),
        "W_bar": derivative(classifier_loss, 0)(W, b, x, t),
        "b_bar": derivative(classifier_loss, 1)(W, b, x, t),
    }


def batch_pass(W: Any, b: Any, X: Any, T: Any) -> dict[str, Any]:
    """Run a softmax layer on a batch; the loss is the mean over its rows."""
    Z = X @ W.T + b
    return {
        "L": classifier_loss(W, b, X, T),
        "Z_bar": derivative(lambda v: np.mean(surprise(softmax(v), T)))(Z),
        "W_bar": derivative(classifier_loss, 0)(W, b, X, T),
        "b_bar": derivative(classifier_loss, 1)(W, b, X, T),
    }


def squared_norm(W: Any, x: Any, b: Any, t: Any) -> Any:
    """Compute ‖Wx + b − t‖²."""
    return np.sum((W @ x + b - t) ** 2)


def norm_pass(W: Any, x: Any, b: Any, t: Any) -> dict[str, Any]:
    """Run ‖Wx + b − t‖² forward and backward."""
    e = W @ x + b - t
    return {
        "e": e,
        "L": squared_norm(W, x, b, t),
        "e_bar": derivative(lambda v: np.sum(v**2))(e),
        "W_bar": derivative(squared_norm, 0)(W, x, b, t),
        "b_bar": derivative(squared_norm, 2)(W, x, b, t),
        "x_bar": derivative(squared_norm, 1)(W, x, b, t),
    }


def two_layer_loss(x: Any, W1: Any, b1: Any, w2: Any, t: Any) -> Any:
    """Compute ½(o − t)² of a network with one hidden layer of tanh."""
    return half_square(np.dot(w2, np.tanh(W1 @ x + b1)), t)


def first_layer(
    x: Any, W1: Any, b1: Any, w2: Any, t: Any, slope: Callable[[Any, Any], Any]
) -> tuple[Any, Any]:
    """Return the error o − t and what ``slope(z, h)`` makes of the hidden layer."""
    z = W1 @ x + b1
    h = np.tanh(z)
    return w2 @ h - t, slope(z, h)


# Numbers for each student. A draw is repeated until right answer and slips are different numbers.


def by_hand(x: Any, y: Any) -> Any:
    """Compute f = u(u + y) with u = xy, a graph in which y and u are used twice."""
    u = x * y
    return u * (u + y)


def hand_adjoint(x: int, y: int) -> float:
    """Differentiate it by y."""
    return float(derivative(by_hand, 1)(float(x), float(y)))


HAND_SLIPS = (
    Slip(
        "through_u_only",
        lambda x, y: (2 * x * y + y) * x,
        "You followed y through u alone. It is also an operand of s, and what comes from there is "
        "added.",
    ),
    Slip(
        "through_s_only",
        lambda x, y: x * y,
        "You followed y through s alone. It is also an operand of u, and what comes from there is "
        "added.",
    ),
    Slip(
        "u_without_s",
        lambda x, y: (x * y + y) * x + x * y,
        "In the adjoint of u one of its two users is missing: u goes into f directly, and into s.",
    ),
    Slip(
        "u_without_f",
        lambda x, y: x * y * x + x * y,
        "The adjoint of u counts its way through s only. It is also a factor of f itself.",
    ),
    Slip(
        "other_leaf",
        lambda x, y: (2 * x * y + y) * y,
        "That is the adjoint of x. Look at the operations in which y takes part.",
    ),
    Slip(
        "own_factor",
        lambda x, y: (2 * x * y + y) * y + x * y,
        "On the way from u to y you multiplied by y itself. The slope of a product by one factor "
        "is the other factor.",
    ),
    Slip(
        "value_of_f",
        lambda x, y: x * y * (x * y + y),
        "That is the value of f. Its derivative by y is asked.",
    ),
    Slip(
        "slope_of_u_forgotten",
        lambda x, y: (2 * x * y + y) + x * y,
        "You added the adjoints of the users of y. Each of them is first multiplied by the local "
        "slope, which for a product is the other factor.",
    ),
    Slip(
        "paths_multiplied",
        lambda x, y: (2 * x * y + y) * x * (x * y),
        "You multiplied what comes along the two ways. Along a way one multiplies; where ways "
        "meet, one adds.",
    ),
)


def distinct(
    slips: tuple[Slip, ...], reference: Callable[..., Any], numbers: dict[str, Any]
) -> bool:
    """Return whether right answer and slips are different numbers, as seen beside the largest."""
    values = np.sort([reference(**numbers), *(slip.answer(**numbers) for slip in slips)])
    return bool(np.all(np.diff(values) > 0.003 * np.abs(values).max()))


def hand_numbers(rng: np.random.Generator) -> dict[str, Any]:
    """Draw x and y, small whole numbers."""
    while True:
        numbers = {"x": int(rng.integers(2, 7)), "y": int(rng.integers(2, 8))}
        if distinct(HAND_SLIPS, hand_adjoint, numbers):
            return numbers


# Examples that several questions use.

NEURON = {
    "w": Reals(-2, 2.3),
    "x": Reals(-2.5, 2),
    "b": Reals(-1.6, 2),
}
NEURON_PROBES = ((0.7, 1.3, -0.4, 1.0), (-1.1, 0.6, 0.3, 0.0), (0.4, -2.0, 0.9, 1.0))
ONE_HOT = tuple(np.eye(3))
WEIGHTS = (
    np.array([[0.5, -1.2], [1.4, 0.3], [-0.8, 0.9]]),
    np.array([[-0.6, 0.7], [0.2, -1.5], [1.1, 0.4]]),
    np.array([[1.3, 0.8], [-0.4, 1.6], [0.6, -0.9]]),
)
BIASES = (np.array([0.3, -0.2, 0.6]), np.array([-0.5, 0.4, 0.1]), np.array([0.2, 0.7, -0.3]))
FEATURES = (np.array([1.2, -0.7]), np.array([-0.4, 1.5]), np.array([0.9, 0.6]))
TARGETS = (np.array([0.2, 0.5, 0.3]), np.array([0.1, 0.3, 0.6]), np.array([0.6, 0.15, 0.25]))
EXAMPLES = tuple(zip(WEIGHTS, BIASES, FEATURES, TARGETS, strict=True))


SHEET = Sheet(
    name="06_backpropagation",
    title="Computational graphs and backpropagation",
    exercises=(
        Exercise(
            id="backprop_does",
            title="What backpropagation does",
            kind="choice",
            topic="Backpropagation",
            points=1,
            level=1,
            source="S0, S1",
            prompt=(
                r"A set of slides presents backpropagation as the tool that *updates* the weights "
                r"of a network. What does backpropagation itself do? Assign the letter as text: "
                r'`backprop_does = "a"`.'
            ),
            options=(
                Option(
                    "a",
                    "It computes the new weights from the old ones.",
                    slip="updates_weights",
                    message="That is the step of gradient descent, which needs a rate as well. "
                    "What it needs besides comes from backpropagation.",
                ),
                Option(
                    "b",
                    "It turns the network round and computes the input that belongs to an output.",
                    slip="inverts_the_network",
                    message="Nothing is inverted: most layers have no inverse. What travels "
                    "backwards is how much the loss changes with each value.",
                ),
                Option(
                    "c",
                    "It computes the derivative of the loss by every weight.",
                    message="One pass gives all of them, and an optimiser decides what to do with "
                    "them.",
                ),
                Option(
                    "d",
                    "It changes each weight a little and looks how the loss changes.",
                    slip="difference_quotients",
                    message="That needs a run of the network for each weight, and is only "
                    "approximate. Backpropagation uses the chain rule.",
                ),
            ),
            hints=(
                "Two things are often said in one breath: find the direction, and take the step.",
                (
                    r"The step is $w \leftarrow w - \alpha\, \partial L/\partial w$; "
                    r"which part of it is new in every iteration and hard to get?"
                ),
                "Start: cross out every option in which the weights are different afterwards.",
                "“Back”-propagation: from the loss towards the weights, by the chain rule.",
            ),
            why=(
                "Backpropagation computes gradients; gradient descent, momentum or Adam use them "
                "to update the weights."
            ),
        ),
        Exercise(
            id="adjoint_of_z",
            title="Back through the activation",
            kind="formula",
            topic="One path",
            points=1,
            level=1,
            source="S1",
            prompt=(
                r"The last steps of a network are $z \to y = \sigma(z) \to L = \frac{1}{2}(y - "
                r"t)^2$ with the sigmoid $\sigma$ and the target $t$. The adjoint of a value is "
                r"the derivative of $L$ by it, written with a bar: $\bar z = \partial L/\partial "
                r"z$. Type $\bar z$ as text in $y$ and $t$, the values that the forward pass has "
                r'left behind: `adjoint_of_z = "..."`.'
            ),
            inputs={"y": Probability(), "t": Reals(-0.8, 1.7)},
            probes=((0.3, 1.0), (0.8, -0.4), (0.6, 0.25)),
            reference=lambda y, t: derivative(lambda z: half_square(sigmoid(z), t))(
                np.log(y / (1 - y))
            ),
            slips=(
                Slip(
                    "activation_forgotten",
                    "y - t",
                    "That is the adjoint of y. From there one more factor leads to z: the slope of "
                    "the activation.",
                ),
                Slip(
                    "slope_alone",
                    "y*(1 - y)",
                    "That is the local slope of the activation. It multiplies the adjoint of y.",
                ),
                Slip(
                    "slope_of_tanh",
                    "(y - t)*(1 - y^2)",
                    "You used the slope of tanh. The activation here is the sigmoid.",
                ),
                Slip(
                    "half_slope",
                    "(y - t)*y",
                    "In the slope of the sigmoid a factor is missing. The sigmoid becomes flat at "
                    "both ends: where y is near 0, and where it is near 1.",
                ),
                Slip(
                    "other_half_of_slope",
                    "(y - t)*(1 - y)",
                    "In the slope of the sigmoid a factor is missing. Yours is steep where y is "
                    "near 0, but there the sigmoid is flat.",
                ),
                Slip(
                    "added",
                    "y - t + y*(1 - y)",
                    "You added the two slopes. The chain rule multiplies them.",
                ),
                Slip(
                    "loss_kept",
                    "1/2*(y - t)^2*y*(1 - y)",
                    "You multiplied the slope of the activation by the loss itself. Its derivative "
                    "by y belongs there.",
                ),
                Slip(
                    "sigmoid_of_output",
                    "(y - t)*sigmoid(y)*(1 - sigmoid(y))",
                    "You applied the sigmoid to y. But y is what came out of it, so the slope can "
                    "be written with y as it is.",
                ),
                Slip(
                    "divided",
                    "(y - t)/(y*(1 - y))",
                    "You divided by the slope of the activation. On the way back it multiplies.",
                ),
                Slip(
                    "cross_entropy",
                    "-t/y*y*(1 - y)",
                    "That is for a loss with a logarithm. Here it is half of a square.",
                ),
            ),
            hints=(
                r"Two steps back: from $L$ to $y$, and from $y$ to $z$.",
                r"$\bar z = \bar y \cdot \sigma'(z)$ with $\bar y = \partial L/\partial y$.",
                r"Start: $\bar y = y - t$. Then write $\sigma'(z)$ by means of $y = \sigma(z)$.",
                '`adjoint_of_z = "(y - t)*...*(1 - ...)"`',
            ),
            why=(
                "The pre-activation z is not needed any more: the output y says how steep the "
                "sigmoid is."
            ),
        ),
        Exercise(
            id="kept_values",
            title="What the forward pass leaves behind",
            kind="choice",
            topic="One path",
            points=1,
            level=1,
            source="S0, S2",
            prompt=(
                r"A neuron computes $z = wx + b$, $y = \tanh(z)$ and $L = \frac{1}{2}(y - t)^2$. "
                r"What does the backward pass to $w$ and $b$ need from the forward pass, if it is "
                r'to compute nothing twice? Assign the letter as text: `kept_values = "a"`.'
            ),
            options=(
                Option(
                    "a",
                    r"The loss $L$.",
                    slip="loss_only",
                    message="The number L itself occurs in none of its derivatives. Write down the "
                    "three local slopes and see which values stand in them.",
                ),
                Option(
                    "b",
                    r"The weights and the pre-activation: $w$, $b$ and $z$.",
                    slip="pre_activation",
                    message="The slope of tanh is cheaper from its output than from its input, and "
                    "the factor that w is multiplied by is not in this list.",
                ),
                Option(
                    "c",
                    r"The derivatives $\bar y$ and $\bar z$.",
                    slip="derivatives_stored",
                    message="Those are what the backward pass computes. On the way forward the "
                    "loss is not yet known, so there is nothing to differentiate.",
                ),
                Option(
                    "d",
                    r"The input, the output and the target: $x$, $y$ and $t$.",
                    message="Each of them stands in a local slope, and nothing else does.",
                ),
            ),
            hints=(
                r"Go backwards from $L$ and note which letters you need.",
                (
                    r"$\bar y = y - t$, then $\bar z = \bar y \cdot \tanh'(z)$, then $\bar w$ and "
                    r"$\bar b$."
                ),
                r"Start: $\tanh'(z) = 1 - y^2$, so for this step one kept value is enough.",
                r"$\bar w = (y - t)(1 - y^2) \cdot \ldots$",
            ),
            why=(
                "Intermediate values are kept, not derivatives, and this is what fills the memory "
                "when a network is trained."
            ),
        ),
        Exercise(
            id="logistic_least_squares",
            title="One neuron, forward and backward",
            kind="parts",
            topic="One path",
            points=7,
            level=1,
            source="S1",
            prompt=(
                r"Logistic least squares: $z = wx + b$, $y = \sigma(z)$, $L = \frac{1}{2}(y - "
                r"t)^2$. Write both passes as a function `logistic_least_squares(w, x, b, t)` that "
                r'returns a dict of seven numbers: forward `"z"`, `"y"` and `"L"`, then backward '
                r'`"y_bar"`, `"z_bar"`, `"w_bar"` and `"b_bar"`, where for instance `w_bar` stands '
                r"for $\bar w = \partial L/\partial w$. Each line may use all lines before it."
            ),
            inputs={**NEURON, "t": Reals(-0.8, 1.7)},
            probes=NEURON_PROBES,
            part_points=dict.fromkeys(("z", "y", "L", "y_bar", "z_bar", "w_bar", "b_bar"), 1),
            reference=neuron_pass,
            slips=(
                Slip(
                    "bias_forgotten",
                    lambda w, x, b, t: {"z": w * x},
                    "The bias is missing. It is added to the product.",
                ),
                Slip(
                    "brackets",
                    lambda w, x, b, t: {"z": w * (x + b)},
                    "You multiplied the bias by the weight as well. Only the input is.",
                ),
                Slip(
                    "tanh_for_sigmoid",
                    lambda w, x, b, t: {"y": np.tanh(w * x + b)},
                    "That is tanh. The sigmoid has values between 0 and 1.",
                ),
                Slip(
                    "brackets_missing",
                    lambda w, x, b, t: {"y": 1 + np.exp(-w * x - b)},
                    "Python divides before it adds, so only the 1 was divided. Put the whole "
                    "denominator in brackets.",
                ),
                Slip(
                    "sign_in_exponent",
                    lambda w, x, b, t: {"y": sigmoid(-w * x - b)},
                    "Your sigmoid falls. In its exponent there is a minus.",
                ),
                Slip(
                    "half_missing",
                    lambda w, x, b, t: {"L": 2 * neuron_loss(w, x, b, t)},
                    "The factor ½ is missing. It is there so that no 2 appears in the derivative.",
                ),
                Slip(
                    "not_squared",
                    lambda w, x, b, t: {"L": (sigmoid(w * x + b) - t) / 2},
                    "The square is missing: your loss can be negative.",
                ),
                Slip(
                    "sign_of_residual",
                    lambda w, x, b, t: {"y_bar": t - sigmoid(w * x + b)},
                    "The sign is turned. If the output is above the target, the loss grows with "
                    "the output.",
                ),
                Slip(
                    "two_left",
                    lambda w, x, b, t: {"y_bar": 2 * (sigmoid(w * x + b) - t)},
                    "There is a factor 2 too many. The ½ of the loss cancels it.",
                ),
                Slip(
                    "loss_for_slope",
                    lambda w, x, b, t: {"y_bar": neuron_loss(w, x, b, t)},
                    "That is the loss itself. Its derivative by y is asked.",
                ),
                Slip(
                    "activation_forgotten",
                    lambda w, x, b, t: {
                        "z_bar": sigmoid(w * x + b) - t,
                        "w_bar": (sigmoid(w * x + b) - t) * x,
                    },
                    "The activation is left out on the way back. Multiply by its slope.",
                ),
                Slip(
                    "half_slope",
                    lambda w, x, b, t: {
                        "z_bar": (sigmoid(w * x + b) - t) * sigmoid(w * x + b),
                    },
                    "In the slope of the sigmoid a factor is missing. The sigmoid becomes flat at "
                    "both ends: where y is near 0, and where it is near 1.",
                ),
                Slip(
                    "slope_of_pre_activation",
                    lambda w, x, b, t: {
                        "z_bar": (sigmoid(w * x + b) - t) * (w * x + b) * (1 - w * x - b)
                    },
                    "In the slope of the sigmoid you used what goes into it. The short formula is "
                    "one for what comes out.",
                ),
                Slip(
                    "slope_of_output",
                    lambda w, x, b, t: {
                        "z_bar": (sigmoid(w * x + b) - t)
                        * derivative(sigmoid)(float(sigmoid(w * x + b)))
                    },
                    "You took the slope of the sigmoid at y. It is to be taken at z.",
                ),
                Slip(
                    "slope_of_tanh",
                    lambda w, x, b, t: {
                        "z_bar": (sigmoid(w * x + b) - t) * (1 - sigmoid(w * x + b) ** 2)
                    },
                    "That is the slope of tanh. The activation is the sigmoid.",
                ),
                Slip(
                    "slope_alone",
                    lambda w, x, b, t: {"z_bar": derivative(sigmoid)(float(w * x + b))},
                    "That is the local slope of the activation. Multiply it by the adjoint of y.",
                ),
                Slip(
                    "input_forgotten",
                    lambda w, x, b, t: {"w_bar": neuron_pass(w, x, b, t)["b_bar"]},
                    "You passed the adjoint of z on unchanged. In z the weight is multiplied by "
                    "something.",
                ),
                Slip(
                    "weight_for_input",
                    lambda w, x, b, t: {"w_bar": neuron_pass(w, x, b, t)["b_bar"] * w},
                    "You multiplied by the weight, which leads to x. The slope of z by w is what w "
                    "is multiplied by.",
                ),
                Slip(
                    "bias_times_input",
                    lambda w, x, b, t: {"b_bar": neuron_pass(w, x, b, t)["w_bar"]},
                    "That is the adjoint of w. The bias is only added, so its local slope is 1.",
                ),
                Slip(
                    "bias_times_bias",
                    lambda w, x, b, t: {"b_bar": neuron_pass(w, x, b, t)["b_bar"] * b},
                    "You multiplied by the bias. It is a summand, and a summand has slope 1.",
                ),
                Slip(
                    "local_slope_of_bias",
                    lambda w, x, b, t: {"b_bar": 1.0},
                    "That is the slope of z by b. Multiply it by the adjoint of z.",
                ),
            ),
            hints=(
                "Seven short lines; every backward line is the one before it times a local slope.",
                (
                    r"$\bar y = \dfrac{\partial L}{\partial y}$, $\bar z = \bar y\, \sigma'(z)$, "
                    r"$\bar w = \bar z\, \dfrac{\partial z}{\partial w}$, $\bar b = \bar z\, "
                    r"\dfrac{\partial z}{\partial b}$."
                ),
                "Start: `z = w * x + b`, then `y = 1 / (1 + np.exp(-z))`.",
                (
                    "`y_bar = y - ...`, `z_bar = y_bar * ... * (1 - ...)`, `w_bar = z_bar * ...`, "
                    "`b_bar = ...`"
                ),
            ),
            why=(
                "Nothing was multiplied out: each line uses a result that is already there, and "
                "that is what makes a program of it."
            ),
        ),
        Exercise(
            id="neuron_squared_error",
            title="The same in one line",
            topic="One path",
            points=1,
            level=1,
            source="S1",
            prompt=(
                r"For the neuron with $L = \frac{1}{2}(\sigma(wx + b) - t)^2$ write $\partial "
                r"L/\partial w$ as a function `neuron_squared_error(w, x, b, t)` that returns one "
                r"number."
            ),
            inputs={**NEURON, "t": Reals(-0.8, 1.7)},
            probes=NEURON_PROBES,
            reference=derivative(neuron_loss, 0),
            slips=(
                Slip(
                    "activation_forgotten",
                    lambda w, x, b, t: (sigmoid(w * x + b) - t) * x,
                    "The slope of the activation is missing. It cancels against a cross-entropy, "
                    "but not against a squared error.",
                ),
                Slip(
                    "two_left",
                    lambda w, x, b, t: 2 * derivative(neuron_loss, 0)(w, x, b, t),
                    "There is a factor 2 too many. The ½ of the loss cancels it.",
                ),
                Slip(
                    "sign_of_residual",
                    lambda w, x, b, t: -derivative(neuron_loss, 0)(w, x, b, t),
                    "The sign is turned. The derivative of the loss by the output is output minus "
                    "target.",
                ),
                Slip(
                    "weight_for_input",
                    derivative(neuron_loss, 1),
                    "That is the derivative by x: you multiplied by the weight. In z the weight is "
                    "multiplied by x.",
                ),
                Slip(
                    "input_forgotten",
                    derivative(neuron_loss, 2),
                    "That is the derivative by b. For w one more local slope is needed.",
                ),
                Slip(
                    "slope_of_pre_activation",
                    lambda w, x, b, t: (
                        (sigmoid(w * x + b) - t) * (w * x + b) * (1 - (w * x + b)) * x
                    ),
                    "In the slope of the sigmoid you used the pre-activation. The short formula "
                    "takes the activation, which comes out of the sigmoid.",
                ),
                Slip(
                    "slope_alone",
                    lambda w, x, b, t: sigmoid(w * x + b) * (1 - sigmoid(w * x + b)) * x,
                    "That is the derivative of the output by w. Multiply it by the derivative of "
                    "the loss by the output.",
                ),
                Slip(
                    "tanh_for_sigmoid",
                    lambda w, x, b, t: (np.tanh(w * x + b) - t) * (1 - np.tanh(w * x + b) ** 2) * x,
                    "Everything is there, but for a neuron with tanh. This one has the sigmoid.",
                ),
            ),
            hints=(
                "It is the product of three local slopes.",
                (
                    r"$\dfrac{\partial L}{\partial w} = \dfrac{\partial L}{\partial y}\, "
                    r"\dfrac{\partial y}{\partial z}\, \dfrac{\partial z}{\partial w}$."
                ),
                "Start: `y = 1 / (1 + np.exp(-(w * x + b)))`, and use `y` from then on.",
                "`return (y - t) * ... * ...`",
            ),
            why=(
                "If the sigmoid is saturated, its slope is almost zero and the neuron learns "
                "almost nothing, however wrong it is."
            ),
        ),
        Exercise(
            id="fan_out_sum",
            title="Three users",
            kind="formula",
            topic="Several paths",
            points=1,
            level=1,
            source="S1",
            prompt=(
                r"A value $v$ is used three times: $p = 3v$, $q = v^2$ and $r = \sin v$. The "
                r"backward pass has already found the adjoints $\bar p$, $\bar q$ and $\bar r$ of "
                r"the three. Type the adjoint $\bar v$ as text in $v$, `pbar`, `qbar` and `rbar`: "
                r'`fan_out_sum = "..."`.'
            ),
            inputs={
                "v": Reals(-2, 2.4),
                "pbar": Reals(-2, 2),
                "qbar": Reals(-1.5, 2),
                "rbar": Reals(-2, 2.5),
            },
            probes=((0.7, 1.3, -0.6, 0.9), (-1.4, 0.5, 1.2, -1.7), (2.1, -1.1, 0.4, 1.6)),
            reference=lambda v, pbar, qbar, rbar: derivative(
                lambda u: pbar * 3 * u + qbar * u**2 + rbar * np.sin(u)
            )(v),
            slips=(
                Slip(
                    "slopes_forgotten",
                    "pbar + qbar + rbar",
                    "You added the adjoints of the users. Before that each is multiplied by the "
                    "slope of that user by v.",
                ),
                Slip(
                    "overwritten",
                    "cos(v)*rbar",
                    "Only the last user counts in yours. What comes from the others is added, not "
                    "overwritten.",
                ),
                Slip(
                    "first_only",
                    "3*pbar",
                    "Only the first user counts in yours. Each user adds its share.",
                ),
                Slip(
                    "values_for_slopes",
                    "3*v*pbar + v^2*qbar + sin(v)*rbar",
                    "You multiplied the adjoints by the values of the users. It is their slopes by "
                    "v that they are multiplied by.",
                ),
                Slip(
                    "slopes_alone",
                    "3 + 2*v + cos(v)",
                    "You added the local slopes. Each of them is multiplied by the adjoint of its "
                    "user.",
                ),
                Slip(
                    "mean",
                    "(3*pbar + 2*v*qbar + cos(v)*rbar)/3",
                    "You took the mean over the users. Their effects on the result add up.",
                ),
                Slip(
                    "multiplied",
                    "3*pbar*2*v*qbar*cos(v)*rbar",
                    "You multiplied what comes from the users. Along one path factors multiply; "
                    "where paths meet, they are added.",
                ),
                Slip(
                    "linear_not_differentiated",
                    "3*v*pbar + 2*v*qbar + cos(v)*rbar",
                    "The first user was not differentiated: you multiplied its adjoint by its "
                    "value. Its slope is the same everywhere.",
                ),
                Slip(
                    "sign_of_cosine",
                    "3*pbar + 2*v*qbar - cos(v)*rbar",
                    "The share of the third user has the wrong sign. Where v is 0 the sine rises.",
                ),
                Slip(
                    "power_not_lowered",
                    "3*pbar + 2*v^2*qbar + cos(v)*rbar",
                    "In the slope of the square the exponent was not lowered. The power rule "
                    "brings it down and lowers it.",
                ),
            ),
            hints=(
                r"If $v$ moves a little, all three users move, and each moves the result.",
                (
                    r"$\bar v = \bar p\, \dfrac{\partial p}{\partial v} + \bar q\, "
                    r"\dfrac{\partial q}{\partial v} + \bar r\, \dfrac{\partial r}{\partial v}$."
                ),
                r"Start: $\dfrac{\partial p}{\partial v} = 3$, so the first term is `3*pbar`.",
                '`fan_out_sum = "3*pbar + ...*qbar + ...*rbar"`',
            ),
            why=(
                "Programs do this with += : every user adds its share to the adjoint, in whatever "
                "order."
            ),
        ),
        Exercise(
            id="shared_nodes",
            title="A sum times a product",
            kind="formula",
            topic="Several paths",
            points=1,
            level=1,
            source="S1",
            prompt=(
                r"In the graph of $f = (x + y) \cdot (x y)$ both $x$ and $y$ have two users. Type "
                r"$\dfrac{\partial f}{\partial x}$ as text in $x$ and $y$: "
                r'`shared_nodes = "..."`.'
            ),
            inputs={"x": Reals(-2.2, 2.5), "y": Reals(-2.5, 2.3)},
            probes=((1.4, -0.6), (0.5, 2.2), (-1.3, 0.9)),
            reference=derivative(lambda x, y: (x + y) * (x * y), 0),
            slips=(
                Slip(
                    "through_sum_only",
                    "x*y",
                    "That is what comes along the path through the sum. There is another path from "
                    "x to f, and the two are added.",
                ),
                Slip(
                    "through_product_only",
                    "(x + y)*y",
                    "That is what comes along the path through the product. If a program finds "
                    "this, it wrote = where it should add with += .",
                ),
                Slip(
                    "slopes_multiplied",
                    "y",
                    "You multiplied the slopes of the two factors. The product rule adds two "
                    "terms, each with one factor left as it is.",
                ),
                Slip(
                    "slopes_added",
                    "1 + y",
                    "You added the slopes of the two factors. Each of them is first multiplied by "
                    "the adjoint of its factor.",
                ),
                Slip(
                    "adjoint_of_product_forgotten",
                    "x*y + y",
                    "The path through the sum is right. On the other one you passed on the slope "
                    "alone: multiply it by the adjoint of the product.",
                ),
                Slip(
                    "factors_exchanged",
                    "x + y + x*y*y",
                    "You put the slopes of the two factors to the wrong terms. Each slope is "
                    "multiplied by the other factor.",
                ),
                Slip(
                    "slopes_left_out",
                    "2*x*y",
                    "You took x times y for both paths. Along the second one the slope of the "
                    "product is multiplied by the value of the sum.",
                ),
                Slip(
                    "other_variable",
                    "x*y + (x + y)*x",
                    "That is the derivative by y.",
                ),
                Slip(
                    "twice",
                    "2*(x*y + (x + y)*y)",
                    "That is twice the derivative. In a program the backward pass ran two times "
                    "and the adjoints were not reset in between.",
                ),
            ),
            hints=(
                r"Name the two factors $s = x + y$ and $m = xy$ and draw the graph.",
                (
                    r"$\bar x = \bar s\, \dfrac{\partial s}{\partial x} + \bar m\, "
                    r"\dfrac{\partial m}{\partial x}$ with $\bar s = m$ and $\bar m = s$."
                ),
                r"Start: along $s$ comes $m \cdot 1 = xy$.",
                '`shared_nodes = "x*y + ...*..."`',
            ),
            why=(
                "Multiplied out this is 2xy + y², which is what the ordinary rules give for x²y + "
                "xy²."
            ),
        ),
        Exercise(
            id="adjoint_by_hand",
            title="A graph by hand",
            kind="value",
            topic="Several paths",
            points=2,
            level=2,
            source="S1",
            prompt=lambda x, y: (
                rf"Three operations, one after the other: $u = x y$, $s = u + y$, $f = u s$. At "
                rf"$x = {x}$, $y = {y}$ run the graph forward and then backward, with pencil and "
                r"paper, and assign the adjoint $\bar y = \partial f/\partial y$ to "
                r"`adjoint_by_hand`."
            ),
            parameters={"x": 2, "y": 3},
            variant=hand_numbers,
            reference=hand_adjoint,
            slips=HAND_SLIPS,
            hints=(
                r"Two values have two users each: $y$, and $u$.",
                r"Order of the pass: $\bar f = 1$, then $\bar s$, then $\bar u$, then $\bar y$.",
                r"Start: $\bar s = u$, since $f = u s$. Then $\bar u$ is a sum of two terms.",
                r"`adjoint_by_hand = u_bar * ... + s_bar * ...`",
            ),
            why=(
                "The adjoint of u must be complete before u passes it on, and that fixes the order "
                "of the pass."
            ),
        ),
        Exercise(
            id="total_derivative",
            title="Along a curve",
            kind="formula",
            topic="Several paths",
            points=2,
            level=2,
            source="S1",
            prompt=(
                r"Let $f(x, y) = y + e^{xy}$ with $x = \cos t$ and $y = t^2$. Type the total "
                r"derivative $\dfrac{df}{dt}$ as text in $t$ alone (radians): "
                r'`total_derivative = "..."`.'
            ),
            inputs={"t": Reals(-1.6, 1.9)},
            probes=((0.7,), (-1.2,), (1.5,)),
            reference=derivative(lambda t: exponential_sum(np.cos(t), t**2)),
            slips=(
                Slip(
                    "through_x_only",
                    "-t^2*e^(t^2*cos(t))*sin(t)",
                    "That is what comes along x. The variable t moves y as well, and what comes "
                    "along y is added.",
                ),
                Slip(
                    "through_y_only",
                    "(1 + cos(t)*e^(t^2*cos(t)))*2t",
                    "That is what comes along y. The variable t moves x as well, and what comes "
                    "along x is added.",
                ),
                Slip(
                    "first_term_forgotten",
                    "-t^2*e^(t^2*cos(t))*sin(t) + cos(t)*e^(t^2*cos(t))*2t",
                    "In the partial derivative by y the first term of f is missing. There y stands "
                    "twice: by itself and in the exponent.",
                ),
                Slip(
                    "inner_slopes_forgotten",
                    "t^2*e^(t^2*cos(t)) + 1 + cos(t)*e^(t^2*cos(t))",
                    "You added the two partial derivatives of f. Each of them is multiplied by how "
                    "fast its variable moves with t.",
                ),
                Slip(
                    "sign_of_cosine",
                    "t^2*e^(t^2*cos(t))*sin(t) + (1 + cos(t)*e^(t^2*cos(t)))*2t",
                    "In the part along x the sign is turned. The cosine falls where the sine is "
                    "positive.",
                ),
                Slip(
                    "exponent_not_differentiated",
                    "e^(t^2*cos(t)) + 2t",
                    "You treated the exponential as if its exponent were t itself. Multiply by the "
                    "derivative of what stands in the exponent.",
                ),
                Slip(
                    "product_of_slopes",
                    "2t + e^(t^2*cos(t))*(-sin(t))*2t",
                    "In the exponent you multiplied the derivatives of the two factors. A product "
                    "has two terms in its derivative, one for each factor that moves.",
                ),
                Slip(
                    "partials_exchanged",
                    "-cos(t)*e^(t^2*cos(t))*sin(t) + (1 + t^2*e^(t^2*cos(t)))*2t",
                    "In the exponential you kept the wrong factor. While x moves, its partner in "
                    "the exponent is y, and the other way round.",
                ),
            ),
            hints=(
                r"From $t$ two paths lead to $f$, one through $x$ and one through $y$.",
                (
                    r"$\dfrac{df}{dt} = \dfrac{\partial f}{\partial x}\dfrac{dx}{dt} + "
                    r"\dfrac{\partial f}{\partial y}\dfrac{dy}{dt}$."
                ),
                (
                    r"Start: $\dfrac{\partial f}{\partial x} = y e^{xy}$ and $\dfrac{dx}{dt} = "
                    r"-\sin t$; at the end replace $x$ and $y$."
                ),
                '`total_derivative = "-t^2*e^(t^2*cos(t))*sin(t) + (...)*..."`',
            ),
            why=(
                "The forward pass has already computed x, y and the exponential; the backward pass "
                "only combines them."
            ),
        ),
        Exercise(
            id="backward_order",
            title="Who comes first",
            kind="choice",
            topic="Several paths",
            points=1,
            level=2,
            source="S0, S1",
            prompt=(
                r"A neuron with a penalty: $z = wx + b$, $y = \sigma(z)$, $L = \frac{1}{2}(y - "
                r"t)^2$, $R = \frac{1}{2}w^2$ and $J = L + \lambda R$. In which of these orders "
                r"can a program compute the adjoints, each of them once and for all? Assign the "
                r'letter as text: `backward_order = "a"`.'
            ),
            options=(
                Option(
                    "a",
                    r"$\bar R,\ \bar w,\ \bar L,\ \bar y,\ \bar z,\ \bar b$",
                    slip="too_early",
                    message="Here w is done when only one of its users is. What comes along the "
                    "other one arrives too late.",
                ),
                Option(
                    "b",
                    r"$\bar z,\ \bar y,\ \bar L,\ \bar R,\ \bar w,\ \bar b$",
                    slip="forward_order",
                    message="That is the order of the forward pass for the first three. The "
                    "adjoint of z needs the one of y, which needs the one of L.",
                ),
                Option(
                    "c",
                    r"$\bar L,\ \bar R,\ \bar y,\ \bar z,\ \bar b,\ \bar w$",
                    message="Every value comes after all of its users; z and R are both there "
                    "before w.",
                ),
                Option(
                    "d",
                    "In any order, because sums do not depend on it.",
                    slip="any_order",
                    message="The contributions to one adjoint may come in any order. But a value "
                    "can pass something on only when all of them have arrived.",
                ),
            ),
            hints=(
                "Draw an arrow from every value to those that are computed from it.",
                "The adjoint of a value needs the adjoints of all its users.",
                r"Start: which are the users of $w$? There are two.",
                (
                    r"Check for each option that $\bar z$ and $\bar R$ both stand before $\bar w$, "
                    r"and $\bar y$ before $\bar z$."
                ),
            ),
            why=(
                "Reversing the order of the forward pass always works: a value is computed before "
                "it is used."
            ),
        ),
        Exercise(
            id="l2_regularised",
            title="Two paths into the weight",
            kind="parts",
            topic="Several paths",
            points=10,
            level=2,
            source="S1",
            prompt=(
                r"The neuron with a penalty on its weight: $z = wx + b$, $y = \sigma(z)$, $L = "
                r"\frac{1}{2}(y - t)^2$, $R = \frac{1}{2}w^2$, $L_{\text{reg}} = L + \lambda R$. "
                r"Write both passes as a function `l2_regularised(w, x, b, t, lam)`, where `lam` "
                r"is $\lambda$ (Python keeps the word `lambda` for itself). It returns a dict of "
                r'ten numbers: forward `"z"`, `"y"`, `"L"`, `"R"` and `"L_reg"`, then backward '
                r'`"R_bar"`, `"y_bar"`, `"z_bar"`, `"w_bar"` and `"b_bar"`, the derivatives of '
                r"$L_{\text{reg}}$ by these values."
            ),
            inputs={**NEURON, "t": Reals(-0.8, 1.7), "lam": Reals(0.1, 1.4, away_from=(1.0,))},
            probes=tuple(
                (*probe, lam) for probe, lam in zip(NEURON_PROBES, (0.1, 0.5, 1.3), strict=True)
            ),
            part_points=dict.fromkeys(
                ("z", "y", "L", "R", "L_reg", "R_bar", "y_bar", "z_bar", "w_bar", "b_bar"), 1
            ),
            reference=regularised_pass,
            slips=(
                Slip(
                    "bias_forgotten",
                    lambda w, x, b, t, lam: {"z": w * x},
                    "The bias is missing. It is added to the product.",
                ),
                Slip(
                    "tanh_for_sigmoid",
                    lambda w, x, b, t, lam: {"y": np.tanh(w * x + b)},
                    "That is tanh. The sigmoid has values between 0 and 1.",
                ),
                Slip(
                    "brackets_missing",
                    lambda w, x, b, t, lam: {"y": 1 + np.exp(-w * x - b)},
                    "Python divides before it adds, so only the 1 was divided. Put the whole "
                    "denominator in brackets.",
                ),
                Slip(
                    "half_missing",
                    lambda w, x, b, t, lam: {"L": 2 * neuron_loss(w, x, b, t), "R": w**2},
                    "The factor ½ is missing.",
                ),
                Slip(
                    "lambda_in_penalty",
                    lambda w, x, b, t, lam: {"R": lam * 0.5 * w**2},
                    "The factor λ is already in it. It comes in only when the two are added.",
                ),
                Slip(
                    "bias_penalised",
                    lambda w, x, b, t, lam: {
                        "R": 0.5 * w**2 + 0.5 * b**2,
                        "b_bar": neuron_pass(w, x, b, t)["b_bar"] + lam * b,
                    },
                    "You penalise the bias as well. Only the weight is in R.",
                ),
                Slip(
                    "lambda_forgotten",
                    lambda w, x, b, t, lam: {"L_reg": neuron_loss(w, x, b, t) + 0.5 * w**2},
                    "The factor λ is missing. It says how much the penalty counts.",
                ),
                Slip(
                    "lambda_on_both",
                    lambda w, x, b, t, lam: {"L_reg": lam * (neuron_loss(w, x, b, t) + w**2 / 2)},
                    "You multiplied the loss by λ as well. Only the penalty is.",
                ),
                Slip(
                    "penalty_missing",
                    lambda w, x, b, t, lam: {"L_reg": neuron_loss(w, x, b, t)},
                    "That is the loss without the penalty.",
                ),
                Slip(
                    "one_for_lambda",
                    lambda w, x, b, t, lam: {"R_bar": 1.0},
                    "That is the adjoint of L, which is added as it is. R has a factor.",
                ),
                Slip(
                    "one_step_too_far",
                    lambda w, x, b, t, lam: {"R_bar": lam * w},
                    "You went one step further, to w. The adjoint of R is the slope of the sum by "
                    "R itself.",
                ),
                Slip(
                    "sign_of_residual",
                    lambda w, x, b, t, lam: {"y_bar": t - sigmoid(w * x + b)},
                    "The sign is turned. If the output is above the target, the loss grows with "
                    "the output.",
                ),
                Slip(
                    "lambda_on_loss_path",
                    lambda w, x, b, t, lam: {"y_bar": lam * (sigmoid(w * x + b) - t)},
                    "There is a factor λ in it. The path from y to the result does not lead "
                    "through the penalty.",
                ),
                Slip(
                    "activation_forgotten",
                    lambda w, x, b, t, lam: {"z_bar": sigmoid(w * x + b) - t},
                    "The activation is left out on the way back. Multiply by its slope.",
                ),
                Slip(
                    "loss_path_only",
                    lambda w, x, b, t, lam: {"w_bar": neuron_pass(w, x, b, t)["w_bar"]},
                    "That is what comes along z alone. The weight has a second user, the penalty, "
                    "and its share is added.",
                ),
                Slip(
                    "penalty_path_only",
                    lambda w, x, b, t, lam: {"w_bar": lam * w},
                    "That is what comes from the penalty alone. The weight has a second user, and "
                    "its share is added.",
                ),
                Slip(
                    "penalty_without_lambda",
                    lambda w, x, b, t, lam: {"w_bar": neuron_pass(w, x, b, t)["w_bar"] + w},
                    "What comes from the penalty lacks the adjoint of R. Multiply the local slope "
                    "by it.",
                ),
                Slip(
                    "penalty_itself",
                    lambda w, x, b, t, lam: {
                        "w_bar": neuron_pass(w, x, b, t)["w_bar"] + lam * 0.5 * w**2
                    },
                    "You added the penalty itself. Its slope by w belongs there.",
                ),
                Slip(
                    "penalty_twice",
                    lambda w, x, b, t, lam: {
                        "w_bar": neuron_pass(w, x, b, t)["w_bar"] + 2 * lam * w
                    },
                    "What comes from the penalty is doubled. The ½ of R cancels the 2.",
                ),
                Slip(
                    "penalty_halved",
                    lambda w, x, b, t, lam: {
                        "w_bar": neuron_pass(w, x, b, t)["w_bar"] + 0.5 * lam * w
                    },
                    "What comes from the penalty is halved. Its square brings down a 2, which the "
                    "½ cancels.",
                ),
                Slip(
                    "paths_multiplied",
                    lambda w, x, b, t, lam: {"w_bar": neuron_pass(w, x, b, t)["w_bar"] * lam * w},
                    "You multiplied what comes along the two paths. Where paths meet, they are "
                    "added.",
                ),
                Slip(
                    "bias_times_input",
                    lambda w, x, b, t, lam: {"b_bar": neuron_pass(w, x, b, t)["w_bar"]},
                    "There is a factor x in it. The bias is only added, so its local slope is 1.",
                ),
            ),
            hints=(
                r"Only one thing is new: $w$ has two users, $z$ and $R$.",
                (
                    r"$\bar w = \bar z\, \dfrac{\partial z}{\partial w} + \bar R\, "
                    r"\dfrac{\partial R}{\partial w}$."
                ),
                (
                    r"Start backward with $L_{\text{reg}} = L + \lambda R$: `R_bar = lam`, and the "
                    r"adjoint of `L` is 1."
                ),
                "`w_bar = z_bar * ... + R_bar * ...`",
            ),
            why=(
                "The penalty adds λw to the gradient, so each step of descent shrinks the weight a "
                "little: weight decay."
            ),
        ),
        Exercise(
            id="neuron_cross_entropy",
            title="A loss that suits the sigmoid",
            topic="One path",
            points=2,
            level=2,
            source="S1, S2",
            prompt=(
                r"Now the neuron $y = \sigma(wx + b)$ gets the loss $L = -t \ln y - (1 - t) \ln(1 "
                r"- y)$, where the target $t$ is 0 or 1. Write $\partial L/\partial w$ as a "
                r"function `neuron_cross_entropy(w, x, b, t)` that returns one number."
            ),
            inputs={**NEURON, "t": OneOf((0.0, 1.0))},
            probes=NEURON_PROBES,
            reference=derivative(neuron_surprise, 0),
            slips=(
                Slip(
                    "sign_of_residual",
                    lambda w, x, b, t: (t - sigmoid(w * x + b)) * x,
                    "The sign is turned. If y is below its target 1, a larger z makes the loss "
                    "smaller.",
                ),
                Slip(
                    "input_forgotten",
                    lambda w, x, b, t: sigmoid(w * x + b) - t,
                    "That is the derivative by z, and also the one by b. For w multiply by what w "
                    "is multiplied by.",
                ),
                Slip(
                    "first_term_only",
                    lambda w, x, b, t: -t / sigmoid(w * x + b) * x,
                    "You differentiated the first logarithm, and by y instead of z. The second one "
                    "counts where the target is 0, and between y and z lies the activation.",
                ),
                Slip(
                    "activation_forgotten",
                    lambda w, x, b, t: (
                        (-t / sigmoid(w * x + b) + (1 - t) / (1 - sigmoid(w * x + b))) * x
                    ),
                    "The slope of the activation is missing between y and z.",
                ),
                Slip(
                    "slope_kept",
                    derivative(neuron_loss, 0),
                    "That is the derivative of the squared error. With the logarithms the slope of "
                    "the sigmoid cancels.",
                ),
                Slip(
                    "weight_for_input",
                    lambda w, x, b, t: (sigmoid(w * x + b) - t) * w,
                    "You multiplied by the weight, which leads to x. In z the weight is multiplied "
                    "by the input.",
                ),
                Slip(
                    "minus_in_second_lost",
                    lambda w, x, b, t: (
                        (-t * (1 - sigmoid(w * x + b)) - (1 - t) * sigmoid(w * x + b)) * x
                    ),
                    "The second logarithm has an inner derivative: when y grows, 1 − y falls. That "
                    "turns the sign of its term.",
                ),
            ),
            hints=(
                r"Differentiate by $y$, then go on through the sigmoid; much cancels.",
                (
                    r"$\dfrac{\partial L}{\partial y} = -\dfrac{t}{y} + \dfrac{1 - t}{1 - y} = "
                    r"\dfrac{y - t}{y(1 - y)}$."
                ),
                r"Start: multiply this by $\sigma'(z) = y(1 - y)$ and see what is left.",
                "`return (... - ...) * x`",
            ),
            why=(
                "The slope of the sigmoid has cancelled: a neuron that is badly wrong now learns "
                "fast instead of hardly at all."
            ),
        ),
        Exercise(
            id="my_softmax",
            title="Softmax",
            topic="Softmax",
            points=2,
            level=2,
            source="S1",
            prompt=(
                r"Write the softmax $y_k = \dfrac{e^{z_k}}{\sum_\ell e^{z_\ell}}$ of a vector as a "
                r"function `my_softmax(z)`; `z` and the result have the same shape, here `(3,)`. "
                r"It has to work for large logits such as $z = (1000, 1001, 999)$ too."
            ),
            inputs={"z": Vector(3, -2.5, 2.8)},
            probes=(
                (np.array([1.2, -0.4, 2.3]),),
                (np.array([-1.0, 0.6, 0.1]),),
                (np.array([1000.0, 1001.0, 999.0]),),
            ),
            reference=softmax,
            slips=(
                Slip(
                    "overflow",
                    lambda z: np.exp(z) / np.exp(z).sum(),
                    "Right for small logits, but exp of a large one is inf, and inf/inf is nan. "
                    "Subtract the largest logit from all of them before exp: the quotient stays "
                    "the same.",
                ),
                Slip(
                    "no_exponential",
                    lambda z: z / z.sum(),
                    "You divided the logits themselves by their sum. Exponentiate first: logits "
                    "can be negative, probabilities cannot.",
                ),
                Slip(
                    "not_normalised",
                    np.exp,
                    "The exponentials are there, but they do not add up to 1. Divide by their sum.",
                ),
                Slip(
                    "divided_by_maximum",
                    lambda z: np.exp(z - z.max()),
                    "You divided by the largest exponential, so the largest entry is 1. Divide by "
                    "the sum of them all.",
                ),
                Slip(
                    "logarithm",
                    lambda z: z - z.max() - np.log(np.exp(z - z.max()).sum()),
                    "That is the logarithm of the softmax.",
                ),
                Slip(
                    "sign_in_exponent",
                    lambda z: softmax(-z),
                    "The sign in the exponent is turned. The largest logit gets the largest "
                    "probability.",
                ),
                Slip(
                    "sigmoid",
                    lambda z: 1 / (1 + np.exp(-z)),
                    "That is the sigmoid of each entry by itself. In a softmax the entries share "
                    "the probability 1.",
                ),
                Slip(
                    "sigmoid_overflow",
                    lambda z: np.exp(z) / (1 + np.exp(z)),
                    "That is the sigmoid of each entry by itself, and for large logits inf/inf. In "
                    "a softmax the entries share one sum, and the largest logit is subtracted "
                    "first.",
                ),
                Slip(
                    "shifted_twice",
                    lambda z: np.exp(z - z.max()) / np.exp(z).sum(),
                    "You subtracted the largest logit above the fraction bar only. It cancels only "
                    "if it is subtracted below as well.",
                ),
            ),
            hints=(
                "Three positive numbers that add up to 1.",
                (
                    r"$\dfrac{e^{z_k}}{\sum_\ell e^{z_\ell}} = \dfrac{e^{z_k - m}}{\sum_\ell "
                    r"e^{z_\ell - m}}$ for every number $m$."
                ),
                "Start: `e = np.exp(z - z.max())`.",
                "`e = np.exp(...)`, then `return e / ...`",
            ),
            why=(
                "Adding the same number to all logits changes nothing, so one may always shift the "
                "largest to 0."
            ),
        ),
        Exercise(
            id="softmax_batch",
            title="One row for each example",
            topic="Softmax",
            points=2,
            level=2,
            source="S1",
            prompt=(
                r"A batch of logits has one row for each example: `Z` has the shape `(n, K)`. "
                r"Write a function `softmax_batch(Z)` that returns the softmax of every row, in an "
                r"array of the same shape."
            ),
            inputs={"Z": Matrix(4, 3, -2.2, 2.5)},
            probes=(
                (
                    np.array(
                        [[1.0, 1.3, -0.4], [0.8, -1.4, 0.7], [0.9, -0.8, -1.3], [1.1, -1.3, 1.7]]
                    ),
                ),
                (np.array([[0.4, -0.7, 1.7, 0.2, -1.1], [-1.4, 0.6, -1.6, 2.1, 0.3]]),),
                (np.array([[1.9, 0.3, 1.2], [-0.9, 1.2, 0.8], [0.5, -1.8, 1.4]]),),
            ),
            reference=softmax,
            slips=(
                Slip(
                    "down_the_columns",
                    lambda Z: softmax(Z.T).T,
                    "Your columns add up to 1. Each row is one example, so the sum runs along the "
                    "row.",
                ),
                Slip(
                    "over_the_batch",
                    lambda Z: np.exp(Z) / np.exp(Z).sum(),
                    "You divided by the sum over the whole batch. Every row is a distribution of "
                    "its own.",
                ),
                Slip(
                    "not_normalised",
                    np.exp,
                    "These are the exponentials. Divide each row by its sum.",
                ),
                Slip(
                    "no_exponential",
                    lambda Z: Z / Z.sum(axis=1, keepdims=True),
                    "You divided the logits by their sums. Exponentiate first.",
                ),
                Slip(
                    "divided_by_maximum",
                    lambda Z: np.exp(Z - Z.max(axis=1, keepdims=True)),
                    "You divided each row by its largest exponential. Divide by its sum.",
                ),
                Slip(
                    "logarithm",
                    lambda Z: np.log(softmax(Z)),
                    "That is the logarithm of the softmax.",
                ),
            ),
            hints=(
                "The sum runs along a row, and there is one sum for each row.",
                "`axis=1` (or `-1`) runs along the rows; `keepdims=True` keeps the sums a column.",
                "Start: `E = np.exp(Z - Z.max(axis=1, keepdims=True))`.",
                "`return E / E.sum(axis=..., keepdims=...)`",
            ),
            why=(
                "Without keepdims the sums are a row of n numbers, and if n happens to equal K, "
                "broadcasting divides the wrong way without a word."
            ),
        ),
        Exercise(
            id="softmax_jacobian",
            title="Every output moves with every logit",
            topic="Softmax",
            points=2,
            level=2,
            source="S1",
            prompt=(
                r"Write the Jacobian $\dfrac{\partial \mathbf{y}}{\partial \mathbf{z}} \in "
                r"\mathbb{R}^{K \times K}$ of $\mathbf{y} = \mathrm{softmax}(\mathbf{z})$, with "
                r"the entry $\partial y_i/\partial z_j$ in row $i$ and column $j$, as a function "
                r"`softmax_jacobian(z)`. Here $K = 3$."
            ),
            inputs={"z": Vector(3, -2.2, 2.5)},
            probes=(
                (np.array([1.2, -0.4, 2.3]),),
                (np.array([-1.0, 0.6, 0.1]),),
                (np.array([0.4, 1.5, -0.8]),),
            ),
            reference=jacobian(softmax),
            slips=(
                Slip(
                    "diagonal_only",
                    lambda z: softmax(z) * (1 - softmax(z)),
                    "That is the diagonal alone. The derivative of a vector by a vector is a "
                    "matrix: each output depends on each logit, because all share one sum.",
                ),
                Slip(
                    "diagonal_matrix",
                    lambda z: np.diag(softmax(z) * (1 - softmax(z))),
                    "Off the diagonal you have zeros. Each output depends on each logit, because "
                    "all share one sum.",
                ),
                Slip(
                    "sign",
                    lambda z: np.outer(softmax(z), softmax(z)) - np.diag(softmax(z)),
                    "All signs are turned. A larger logit makes its own probability larger and the "
                    "others smaller.",
                ),
                Slip(
                    "sum_forgotten",
                    lambda z: np.diag(softmax(z)),
                    "You differentiated the exponential above the fraction bar only. The sum below "
                    "it depends on every logit.",
                ),
                Slip(
                    "not_on_the_diagonal",
                    lambda z: softmax(z) - np.outer(softmax(z), softmax(z)),
                    "The first term is a vector in yours, and broadcasting adds it to every row. "
                    "It belongs on the diagonal, with zeros beside it.",
                ),
                Slip(
                    "identity",
                    lambda z: np.eye(len(z)) - np.outer(softmax(z), softmax(z)),
                    "On the diagonal the first term is 1 in yours. The exponential that is "
                    "differentiated there is still divided by the sum.",
                ),
                Slip(
                    "outer_only",
                    lambda z: -np.outer(softmax(z), softmax(z)),
                    "That is the part that comes from the sum below the fraction bar. On the "
                    "diagonal the exponential above it adds its own.",
                ),
                Slip(
                    "dot_for_outer",
                    lambda z: np.diag(softmax(z)) - softmax(z) @ softmax(z),
                    "For arrays with one axis .T does nothing, and @ is the dot product: a single "
                    "number was subtracted everywhere. The products of all pairs are np.outer.",
                ),
                Slip(
                    "logits_used",
                    lambda z: np.diag(z) - np.outer(z, z),
                    "You put the logits into the formula. It is one in the probabilities.",
                ),
                Slip(
                    "sign_off_the_diagonal",
                    lambda z: (
                        np.outer(softmax(z), softmax(z)) + np.diag(softmax(z) - 2 * softmax(z) ** 2)
                    ),
                    "The diagonal is right. Off it the sign is turned: if one logit grows, the "
                    "other probabilities fall.",
                ),
                Slip(
                    "all_as_diagonal",
                    lambda z: np.outer(softmax(z), 1 - softmax(z)),
                    "Off the diagonal your entries are positive. If one logit grows, the other "
                    "probabilities fall.",
                ),
            ),
            hints=(
                r"Use the quotient rule, once for $i = j$ and once for $i \neq j$.",
                (
                    r"$\dfrac{\partial y_i}{\partial z_j} = y_i(\delta_{ij} - y_j)$, where "
                    r"$\delta_{ij}$ is 1 for $i = j$ and 0 otherwise."
                ),
                "Start with the probabilities `y`; your `my_softmax` gives them.",
                "`return np.diag(...) - np.outer(..., ...)`",
            ),
            why=(
                "Each column adds up to 0: what one class gains, the others lose. So it has no "
                "inverse."
            ),
        ),
        Exercise(
            id="path_through_a1",
            title="One of three paths",
            kind="formula",
            topic="Softmax",
            points=2,
            level=2,
            source="S1",
            prompt=(
                r"A network for three classes: $z_k = w_{k,1} x_1 + w_{k,2} x_2 + b_k$, "
                r"$\mathbf{a} = \mathrm{softmax}(\mathbf{z})$, $L = -\sum_k t_k \ln a_k$. The "
                r"weight $w_{2,1}$ acts on $z_2$ alone, but $z_2$ acts on all three outputs. Type "
                r"what comes along the path through $a_1$, $\dfrac{\partial L}{\partial a_1} "
                r"\dfrac{\partial a_1}{\partial z_2} \dfrac{\partial z_2}{\partial w_{2,1}}$, as "
                r"text in `a1`, `a2`, `t1` and `x1`, simplified as far as you like: "
                r'`path_through_a1 = "..."`.'
            ),
            inputs={
                "a1": Reals(0.1, 0.48),
                "a2": Reals(0.1, 0.45),
                "t1": Reals(0.1, 0.9),
                "x1": Reals(-2, 2.3),
            },
            probes=((0.2, 0.35, 0.6, 1.3), (0.45, 0.15, 0.3, -0.7), (0.3, 0.4, 0.85, 1.9)),
            reference=lambda a1, a2, t1, x1: (
                x1
                * derivative(lambda z: -t1 * np.log(softmax(z)[0]))(
                    np.log(np.array([a1, a2, 1 - a1 - a2]))
                )[1]
            ),
            slips=(
                Slip(
                    "sign",
                    "-t1*a2*x1",
                    "The sign is turned. Two of the three factors have a minus: the loss falls "
                    "when this output grows, and this output falls when the other logit grows.",
                ),
                Slip(
                    "own_logit",
                    "-t1*(1 - a1)*x1",
                    "You differentiated the output by its own logit. Here it is the logit of "
                    "another class that moves.",
                ),
                Slip(
                    "path_through_a2",
                    "-t1/a1*a2*(1 - a2)*x1",
                    "The middle factor is the one of the path through the second output. Here the "
                    "first output moves with the second logit.",
                ),
                Slip(
                    "softmax_skipped",
                    "-t1/a1*x1",
                    "The middle factor is missing: how much the output moves with the logit.",
                ),
                Slip(
                    "loss_skipped",
                    "-a1*a2*x1",
                    "The first factor is missing: how much the loss moves with the output.",
                ),
                Slip(
                    "input_forgotten",
                    "t1*a2",
                    "That is the share of the logit. The last factor leads from the logit to the "
                    "weight.",
                ),
                Slip(
                    "wrong_output_cancelled",
                    "t1*a1*x1",
                    "The wrong one of the two outputs is left. Write down which one stands below "
                    "the fraction bar of the first factor.",
                ),
                Slip(
                    "logarithm_kept",
                    "t1*ln(a1)*a1*a2*x1",
                    "You kept the logarithm in the first factor. Its derivative belongs there.",
                ),
                Slip(
                    "denominator_lost",
                    "t1*a1*a2*x1",
                    "In the first factor the logarithm was not differentiated by its output. The "
                    "slope of a logarithm is a reciprocal.",
                ),
            ),
            hints=(
                "Three factors, from the loss back to the weight.",
                (
                    r"$\dfrac{\partial L}{\partial a_1} = -\dfrac{t_1}{a_1}$ and, for $i \neq j$, "
                    r"$\dfrac{\partial a_i}{\partial z_j} = -a_i a_j$."
                ),
                r"Start: in $-\dfrac{t_1}{a_1} \cdot (-a_1 a_2)$ one letter cancels.",
                '`path_through_a1 = "t1*...*..."`',
            ),
            why=(
                "The output itself has cancelled, as it always does when a logarithm follows a "
                "softmax."
            ),
        ),
        Exercise(
            id="softmax_dw21",
            title="The sum of three paths",
            topic="Softmax",
            points=2,
            level=2,
            source="S1",
            prompt=(
                r"For the same network, $\mathbf{z} = W\mathbf{x} + \mathbf{b}$, $\mathbf{a} = "
                r"\mathrm{softmax}(\mathbf{z})$, $L = -\sum_k t_k \ln a_k$, write $\partial "
                r"L/\partial w_{2,1}$, the sum over all three paths, as a function "
                r"`softmax_dw21(W, b, x, t)` that returns one number. `W` has the shape `(3, 2)`, "
                r"`b` and `t` have `(3,)`, `x` has `(2,)`. The targets are soft: positive numbers "
                r"that add up to 1. Mathematics counts rows and columns from 1."
            ),
            inputs={
                "W": Matrix(3, 2, -1.6, 1.8),
                "b": Vector(3, -0.9, 1.0),
                "x": Vector(2, -1.6, 1.9),
                "t": Simplex(3),
            },
            probes=EXAMPLES,
            reference=lambda W, b, x, t: derivative(classifier_loss, 0)(W, b, x, t)[1, 0],
            slips=(
                Slip(
                    "counted_from_0",
                    lambda W, b, x, t: (softmax(W @ x + b) - t)[2] * x[1],
                    "That is the entry with the index [2, 1] in NumPy, which counts from 0. The "
                    "second row and first column are meant.",
                ),
                Slip(
                    "transposed_index",
                    lambda W, b, x, t: (softmax(W @ x + b) - t)[0] * x[1],
                    "You exchanged row and column. The first index is the class, the second one "
                    "the feature.",
                ),
                Slip(
                    "wrong_feature",
                    lambda W, b, x, t: (softmax(W @ x + b) - t)[1] * x[1],
                    "You multiplied by the second feature. In the second logit this weight is "
                    "multiplied by the first one.",
                ),
                Slip(
                    "own_path_only",
                    lambda W, b, x, t: -t[1] * (1 - softmax(W @ x + b)[1]) * x[0],
                    "That is what comes along the path through the second output alone. The other "
                    "two outputs move with the second logit as well.",
                ),
                Slip(
                    "all_as_other_paths",
                    lambda W, b, x, t: softmax(W @ x + b)[1] * x[0],
                    "You used the slope for two different classes along all three paths. An output "
                    "moves with its own logit in another way.",
                ),
                Slip(
                    "other_paths_only",
                    lambda W, b, x, t: (1 - t[1]) * softmax(W @ x + b)[1] * x[0],
                    "Those are the paths through the first and the third output. The second one "
                    "has its share too.",
                ),
                Slip(
                    "sign",
                    lambda W, b, x, t: (t - softmax(W @ x + b))[1] * x[0],
                    "The sign is turned. If the probability is above its target, a larger logit "
                    "makes the loss larger.",
                ),
                Slip(
                    "softmax_skipped",
                    lambda W, b, x, t: -t[1] / softmax(W @ x + b)[1] * x[0],
                    "You went from the loss to the output and then straight to the weight. Between "
                    "output and logit lies the softmax.",
                ),
                Slip(
                    "input_forgotten",
                    lambda W, b, x, t: (softmax(W @ x + b) - t)[1],
                    "That is the adjoint of the second logit. One more factor leads to the weight.",
                ),
                Slip(
                    "weight_for_input",
                    lambda W, b, x, t: (softmax(W @ x + b) - t)[1] * W[1, 0],
                    "You multiplied by the weight itself. The slope of the second logit by this "
                    "weight is the feature beside it.",
                ),
                Slip(
                    "bias_forgotten",
                    lambda W, b, x, t: (softmax(W @ x) - t)[1] * x[0],
                    "The way back is right, but the logits lack their biases.",
                ),
                Slip(
                    "whole_gradient",
                    lambda W, b, x, t: np.outer(softmax(W @ x + b) - t, x),
                    "That is the derivative by all six weights. One entry of it is asked.",
                ),
            ),
            hints=(
                (
                    r"Add up $i = 1, 2, 3$ of $\dfrac{\partial L}{\partial a_i} \dfrac{\partial "
                    r"a_i}{\partial z_2} \dfrac{\partial z_2}{\partial w_{2,1}}$."
                ),
                (
                    r"The first two factors give $\bar z_2 = \sum_i \left(-\dfrac{t_i}{a_i}\right) "
                    r"\dfrac{\partial a_i}{\partial z_2}$."
                ),
                "Start with `a`, the softmax of `W @ x + b`; the class 2 has the index 1.",
                "`return (a[...] - t[...]) * x[...]`",
            ),
            why=(
                "The three shares add up to the difference of probability and target, because the "
                "targets add up to 1."
            ),
        ),
        Exercise(
            id="dead_paths",
            title="With a one-hot target",
            kind="choice",
            topic="Softmax",
            points=1,
            level=2,
            source="S1",
            prompt=(
                r"The same network, but now exactly one target is 1 and the other two are 0, and "
                r"the class 3 is the right one. Which of the three paths from $L$ to $w_{2,1}$, "
                r"through $a_1$, $a_2$ and $a_3$, carry something that is not 0? Assign the letter "
                r'as text: `dead_paths = "a"`.'
            ),
            options=(
                Option(
                    "a",
                    "All three.",
                    slip="all_alive",
                    message="The first factor of a path is how much the loss moves with that "
                    "output. Most outputs do not occur in this loss.",
                ),
                Option(
                    "b",
                    r"Only the path through $a_2$.",
                    slip="own_output",
                    message="The weight belongs to the logit of that class, but its output does "
                    "not occur in this loss. All outputs move with the logit.",
                ),
                Option(
                    "c",
                    r"Only the path through $a_3$.",
                    message="The loss is the surprise at the right class alone, and this class "
                    "falls when another one's logit grows.",
                ),
                Option(
                    "d",
                    "None: the class 2 is not the right one, so its weights get no gradient.",
                    slip="no_gradient",
                    message="Then a network would never learn to lower a wrong class. The right "
                    "class's probability depends on all logits.",
                ),
            ),
            hints=(
                r"Write $L = -\sum_k t_k \ln a_k$ with the zeros put in.",
                r"$\dfrac{\partial L}{\partial a_i} = -\dfrac{t_i}{a_i}$.",
                r"Start: which of these three factors is not 0?",
                (
                    r"The rest of that path, $\dfrac{\partial a_i}{\partial z_2} = -a_i a_2$, is "
                    r"not 0 either."
                ),
            ),
            why=(
                "One path is enough for the whole gradient. With soft targets or with a squared "
                "error all three are alive."
            ),
        ),
        Exercise(
            id="grad_softmax_cross_entropy",
            title="Softmax and cross-entropy together",
            topic="Softmax",
            points=2,
            level=2,
            source="S1, S2",
            prompt=(
                r"With logits $\mathbf{z} \in \mathbb{R}^3$, a one-hot target $\mathbf{t}$ and the "
                r"loss $L = -\sum_k t_k \ln y_k$, $\mathbf{y} = \mathrm{softmax}(\mathbf{z})$, "
                r"write $\partial L/\partial \mathbf{z}$ as a function "
                r"`grad_softmax_cross_entropy(z, t)`. The gradient is a row, $\partial L/\partial "
                r"\mathbf{z} \in \mathbb{R}^{1 \times 3}$: return an array of shape `(3,)` or `(1, "
                r"3)`."
            ),
            inputs={"z": Vector(3, -2.2, 2.5), "t": OneOf(ONE_HOT)},
            probes=(
                (np.array([1.2, -0.4, 2.3]), ONE_HOT[1]),
                (np.array([-1.0, 0.6, 0.1]), ONE_HOT[0]),
                (np.array([0.4, 1.5, -0.8]), ONE_HOT[2]),
            ),
            reference=derivative(lambda z, t: surprise(softmax(z), t)),
            row_vector=True,
            slips=(
                Slip(
                    "sign",
                    lambda z, t: t - softmax(z),
                    "The sign is turned. Descent subtracts the gradient, and it has to raise the "
                    "logit of the right class.",
                ),
                Slip(
                    "by_the_outputs",
                    lambda z, t: -t / softmax(z),
                    "That is the derivative by the outputs. Go on through the Jacobian of the "
                    "softmax.",
                ),
                Slip(
                    "slope_once_more",
                    lambda z, t: (softmax(z) - t) * softmax(z) * (1 - softmax(z)),
                    "The difference of output and target is the derivative by the logits already. "
                    "You multiplied by another slope.",
                ),
                Slip(
                    "diagonal_only",
                    lambda z, t: -t * (1 - softmax(z)),
                    "You used the diagonal of the softmax's Jacobian only, so wrong classes get "
                    "nothing. Their logits lower the right probability too.",
                ),
                Slip(
                    "logits_for_outputs",
                    lambda z, t: z - t,
                    "You compared the logits with the target. The outputs are the probabilities.",
                ),
                Slip(
                    "outputs_alone",
                    lambda z, t: softmax(z),
                    "Those are the outputs themselves. At the right class something is subtracted.",
                ),
                Slip(
                    "squared_error",
                    lambda z, t: (softmax(z) - t) @ jacobian(softmax)(z),
                    "That is the gradient of half the squared error. With the logarithm the "
                    "softmax's Jacobian cancels.",
                ),
            ),
            hints=(
                "You have all that is needed: the derivative by the outputs and the Jacobian.",
                (
                    r"$\dfrac{\partial L}{\partial \mathbf{z}} = \dfrac{\partial L}{\partial "
                    r"\mathbf{y}} \dfrac{\partial \mathbf{y}}{\partial \mathbf{z}}$, a row times a "
                    r"matrix."
                ),
                (
                    r"Start: $\dfrac{\partial L}{\partial y_i} = -\dfrac{t_i}{y_i}$ and $\dfrac{"
                    r"\partial y_i}{\partial z_j} = y_i(\delta_{ij} - y_j)$; sum over $i$."
                ),
                "`e = np.exp(z - z.max())`, then `return e / ... - ...`",
            ),
            why=(
                "Libraries offer softmax and logarithm as one function, because together they are "
                "simpler and safer than one after the other."
            ),
        ),
        Exercise(
            id="affine_squared_norm",
            title="A layer and a squared norm",
            kind="parts",
            topic="Whole networks",
            points=6,
            level=3,
            source="S0, S3",
            prompt=(
                r"For $L = \lVert \mathbf{e} \rVert^2$ with $\mathbf{e} = W\mathbf{x} + \mathbf{b} "
                r"- \mathbf{t}$ write both passes as a function `affine_squared_norm(W, x, b, t)`. "
                r"`W` has the shape `(M, N)`, `x` has `(N,)`, `b` and `t` have `(M,)`, and it is "
                r'called with several sizes. Return a dict: forward `"e"` and `"L"`, then backward '
                r'`"e_bar"`, `"W_bar"`, `"b_bar"` and `"x_bar"`. Every adjoint has the shape of '
                r"its value; $L$ has no factor ½."
            ),
            inputs={
                "W": Matrix(2, 3, -1.7, 1.9),
                "x": Vector(3, -1.8, 1.6),
                "b": Vector(2, -1.2, 1.5),
                "t": Vector(2, -1.6, 1.8),
            },
            probes=(
                (
                    np.array([[0.6, -1.1, 0.8], [1.4, 0.5, -0.7]]),
                    np.array([1.2, -0.5, 0.7]),
                    np.array([0.3, -0.8]),
                    np.array([-1.1, 0.6]),
                ),
                (
                    np.array([[-0.9, 0.4], [1.3, 1.2], [0.7, -1.5], [0.2, 0.9]]),
                    np.array([0.8, -1.4]),
                    np.array([0.5, -0.3, 1.1, -0.6]),
                    np.array([1.2, -0.7, 0.4, 0.9]),
                ),
                (
                    np.array([[1.1, 0.3, -1.6], [-0.4, 1.5, 0.9]]),
                    np.array([-0.6, 1.3, 0.4]),
                    np.array([-0.9, 0.7]),
                    np.array([0.8, 1.4]),
                ),
            ),
            part_points=dict.fromkeys(("e", "L", "e_bar", "W_bar", "b_bar", "x_bar"), 1),
            reference=norm_pass,
            slips=(
                Slip(
                    "target_minus_output",
                    lambda W, x, b, t: {"e": t - W @ x - b},
                    "The sign is turned: it is output minus target here.",
                ),
                Slip(
                    "bias_forgotten",
                    lambda W, x, b, t: {"e": W @ x - t},
                    "The bias is missing.",
                ),
                Slip(
                    "elementwise_product",
                    lambda W, x, b, t: {"e": (W * x).sum() + b - t},
                    "You summed the products over all entries. Each output has a row of its own.",
                ),
                Slip(
                    "norm_not_squared",
                    lambda W, x, b, t: {"L": np.linalg.norm(W @ x + b - t)},
                    "That is the norm. Its square is the loss, which is simply the sum of the "
                    "squares.",
                ),
                Slip(
                    "half_added",
                    lambda W, x, b, t: {
                        "L": 0.5 * squared_norm(W, x, b, t),
                        "e_bar": W @ x + b - t,
                    },
                    "There is a factor ½ in it. The loss here is the squared norm itself.",
                ),
                Slip(
                    "squares_not_summed",
                    lambda W, x, b, t: {"L": (W @ x + b - t) ** 2},
                    "Those are the squares, one for each output. The loss is their sum.",
                ),
                Slip(
                    "factor_lost",
                    lambda W, x, b, t: {
                        "W_bar": np.outer(W @ x + b - t, x),
                        "b_bar": W @ x + b - t,
                        "x_bar": W.T @ (W @ x + b - t),
                    },
                    "You went on with e instead of its adjoint. There is a factor between the two.",
                ),
                Slip(
                    "transposed",
                    lambda W, x, b, t: {"W_bar": 2 * np.outer(x, W @ x + b - t)},
                    "Right numbers, transposed. The adjoint of W has a row for each output and a "
                    "column for each input, as W itself.",
                ),
                Slip(
                    "weight_for_input",
                    lambda W, x, b, t: {"W_bar": 2 * (W @ x + b - t)[:, None] * W},
                    "You multiplied by W itself. In the output each weight is multiplied by an "
                    "entry of the input.",
                ),
                Slip(
                    "input_forgotten",
                    lambda W, x, b, t: {
                        "W_bar": np.repeat(2 * (W @ x + b - t)[:, None], len(x), axis=1)
                    },
                    "You passed the adjoint of e on unchanged to every weight of a row. Each "
                    "weight has another input beside it.",
                ),
                Slip(
                    "bias_summed",
                    lambda W, x, b, t: {"b_bar": 2 * (W @ x + b - t).sum()},
                    "You added the entries up. Each output has a bias of its own, so nothing is "
                    "summed.",
                ),
                Slip(
                    "adjoint_forgotten",
                    lambda W, x, b, t: {"x_bar": W.sum(axis=0)},
                    "You added the columns of W up. Each row is first multiplied by the adjoint of "
                    "its output.",
                ),
                Slip(
                    "averaged",
                    lambda W, x, b, t: {"x_bar": 2 * W.T @ (W @ x + b - t) / len(b)},
                    "You averaged over the outputs. The input acts through all of them, and their "
                    "shares add up.",
                ),
            ),
            hints=(
                "Scalars first: for one output, one weight and one input you know all of it.",
                (
                    r"$\bar{\mathbf{e}} = 2\mathbf{e}$, $\bar W = \bar{\mathbf{e}}\, "
                    r"\mathbf{x}^\top$, and $\bar{\mathbf{x}} = W^\top \bar{\mathbf{e}}$."
                ),
                (
                    r"Start with the shapes: $\bar W$ is $M \times N$, and $\bar{\mathbf{e}}\, "
                    r"\mathbf{x}^\top$ is $(M \times 1)(1 \times N)$."
                ),
                (
                    '`return {"e": e, "L": e @ e, "e_bar": ..., "W_bar": np.outer(..., ...), '
                    '"b_bar": ..., "x_bar": ...}`'
                ),
            ),
            why=(
                "Forward the layer multiplies by W, backward by its transpose: that is how an "
                "error travels through a network."
            ),
        ),
        Exercise(
            id="multiclass_logistic",
            title="Multiclass logistic regression",
            kind="parts",
            topic="Whole networks",
            points=7,
            level=3,
            source="S1",
            prompt=(
                r"The slides leave this one to you: $z_\ell = \sum_j w_{\ell j} x_j + b_\ell$, "
                r"$y_k = e^{z_k}/\sum_\ell e^{z_\ell}$, $L = -\sum_k t_k \ln y_k$. Write both "
                r"passes for one example as a function `multiclass_logistic(W, b, x, t)`. `W` has "
                r"the shape `(3, 2)`, `b` and `t` have `(3,)`, `x` has `(2,)`; the targets are "
                r'positive and add up to 1. Return a dict: forward `"z"`, `"y"` and `"L"`, then '
                r'backward `"y_bar"`, `"z_bar"`, `"W_bar"` and `"b_bar"`, each adjoint in the '
                r"shape of its value."
            ),
            inputs={
                "W": Matrix(3, 2, -1.6, 1.8),
                "b": Vector(3, -0.9, 1.0),
                "x": Vector(2, -1.6, 1.9),
                "t": Simplex(3),
            },
            probes=EXAMPLES,
            part_points=dict.fromkeys(("z", "y", "L", "y_bar", "z_bar", "W_bar", "b_bar"), 1),
            reference=classifier_pass,
            slips=(
                Slip(
                    "bias_forgotten",
                    lambda W, b, x, t: {"z": W @ x},
                    "The biases are missing.",
                ),
                Slip(
                    "sigmoid_for_softmax",
                    lambda W, b, x, t: {"y": sigmoid(W @ x + b)},
                    "That is the sigmoid of each logit. In a softmax they share one sum.",
                ),
                Slip(
                    "not_normalised",
                    lambda W, b, x, t: {"y": np.exp(W @ x + b)},
                    "The exponentials are not divided by their sum.",
                ),
                Slip(
                    "sign_of_loss",
                    lambda W, b, x, t: {"L": -surprise(softmax(W @ x + b), t)},
                    "The sign is turned: the logarithm of a probability is negative, and the loss "
                    "is not.",
                ),
                Slip(
                    "roles_exchanged",
                    lambda W, b, x, t: {"L": surprise(t, softmax(W @ x + b))},
                    "You took the logarithm of the targets. It is taken of what the network says.",
                ),
                Slip(
                    "one_hot",
                    lambda W, b, x, t: {
                        "L": -np.log(softmax(W @ x + b)[np.argmax(t)]),
                    },
                    "That is the loss for a one-hot target. These targets are soft: each class "
                    "counts with its share.",
                ),
                Slip(
                    "mean_for_sum",
                    lambda W, b, x, t: {"L": surprise(softmax(W @ x + b), t) / 3},
                    "You took the mean over the classes. The loss is the sum over them.",
                ),
                Slip(
                    "squared_error",
                    lambda W, b, x, t: {
                        "L": 0.5 * np.sum((softmax(W @ x + b) - t) ** 2),
                        "y_bar": softmax(W @ x + b) - t,
                    },
                    "That belongs to the squared error. This loss has a logarithm.",
                ),
                Slip(
                    "logarithm_kept",
                    lambda W, b, x, t: {"y_bar": -t * np.log(softmax(W @ x + b))},
                    "Those are the terms of the loss. Each is to be differentiated by its output.",
                ),
                Slip(
                    "targets_forgotten",
                    lambda W, b, x, t: {"y_bar": -1 / softmax(W @ x + b)},
                    "The targets are missing. In the sum each logarithm has its target beside it.",
                ),
                Slip(
                    "minus_lost",
                    lambda W, b, x, t: {"y_bar": t / softmax(W @ x + b)},
                    "The minus of the loss is lost.",
                ),
                Slip(
                    "softmax_skipped",
                    lambda W, b, x, t: {"z_bar": -t / softmax(W @ x + b)},
                    "That is the adjoint of y. The Jacobian of the softmax leads on to z.",
                ),
                Slip(
                    "diagonal_only",
                    lambda W, b, x, t: {"z_bar": -t * (1 - softmax(W @ x + b))},
                    "You used the diagonal of the softmax's Jacobian only. Each logit reaches the "
                    "loss through all outputs.",
                ),
                Slip(
                    "target_minus_output",
                    lambda W, b, x, t: {"z_bar": t - softmax(W @ x + b)},
                    "The sign is turned. If a probability is above its target, a larger logit "
                    "makes the loss larger.",
                ),
                Slip(
                    "slope_once_more",
                    lambda W, b, x, t: {
                        "z_bar": (
                            (softmax(W @ x + b) - t) * softmax(W @ x + b) * (1 - softmax(W @ x + b))
                        )
                    },
                    "There is a slope of the sigmoid too many. With this loss the softmax's slope "
                    "has cancelled.",
                ),
                Slip(
                    "transposed",
                    lambda W, b, x, t: {"W_bar": np.outer(x, softmax(W @ x + b) - t)},
                    "Right numbers, transposed. The adjoint of W has the shape of W: a row for "
                    "each class.",
                ),
                Slip(
                    "weight_for_input",
                    lambda W, b, x, t: {"W_bar": (softmax(W @ x + b) - t)[:, None] * W},
                    "You multiplied by the weights. In a logit each weight is multiplied by a "
                    "feature.",
                ),
                Slip(
                    "bias_summed",
                    lambda W, b, x, t: {"b_bar": np.sum(softmax(W @ x + b) - t)},
                    "You added the entries up. Each class has a bias of its own.",
                ),
                Slip(
                    "bias_slope_alone",
                    lambda W, b, x, t: {"b_bar": np.ones(3)},
                    "Those are the local slopes, 1 each. Multiply them by the adjoint of z.",
                ),
            ),
            hints=(
                "Only the middle step is new: from $\\bar{\\mathbf{y}}$ to $\\bar{\\mathbf{z}}$.",
                (
                    r"$\bar z_j = \sum_k \bar y_k \dfrac{\partial y_k}{\partial z_j}$, which "
                    r"becomes very short."
                ),
                "Start: `z = W @ x + b`, then `y`, the softmax of `z`, and `L = -np.sum(t * ...)`.",
                (
                    "`y_bar = -t / ...`, `z_bar = y - ...`, `W_bar = np.outer(..., ...)`, "
                    "`b_bar = ...`"
                ),
            ),
            why=(
                "It looks just like the single neuron with cross-entropy, with vectors in place of "
                "numbers."
            ),
        ),
        Exercise(
            id="multiclass_batch",
            title="The same for a batch",
            kind="parts",
            topic="Whole networks",
            points=4,
            level=3,
            source="S1",
            prompt=(
                r"Now with $n$ examples at once, one in each row: `X` has the shape `(n, 2)`, `T` "
                r"has `(n, 3)`, `W` and `b` are as before. The logits are $Z = XW^\top + "
                r"\mathbf{b}$, and the loss is the *mean* over the examples, $L = -\frac{1}{n} "
                r"\sum_i \sum_k t_{ik} \ln y_{ik}$. Write a function `multiclass_batch(W, b, X, "
                r'T)` that returns a dict with `"L"`, `"Z_bar"`, `"W_bar"` and `"b_bar"`, without '
                r"a loop over the examples."
            ),
            inputs={
                "W": Matrix(3, 2, -1.6, 1.8),
                "b": Vector(3, -0.9, 1.0),
                "X": Matrix(4, 2, -1.6, 1.9),
                "T": Simplex(3, rows=4),
            },
            probes=(
                (
                    WEIGHTS[0],
                    BIASES[0],
                    np.array([[1.2, -0.7], [-0.4, 1.5], [0.9, 0.6], [-1.3, -0.2]]),
                    np.array(
                        [[0.2, 0.5, 0.3], [0.1, 0.3, 0.6], [0.6, 0.15, 0.25], [0.3, 0.3, 0.4]]
                    ),
                ),
                (
                    WEIGHTS[1],
                    BIASES[1],
                    np.array([[0.3, 1.1], [-0.8, 0.5]]),
                    np.array([[0.7, 0.2, 0.1], [0.25, 0.35, 0.4]]),
                ),
                (
                    WEIGHTS[2],
                    BIASES[2],
                    np.array([[0.6, -1.4], [1.2, 0.8], [-0.9, 0.4], [0.1, 1.6], [-1.5, -0.6]]),
                    np.array(
                        [
                            [0.5, 0.3, 0.2],
                            [0.15, 0.6, 0.25],
                            [0.4, 0.2, 0.4],
                            [0.1, 0.2, 0.7],
                            [0.3, 0.6, 0.1],
                        ]
                    ),
                ),
            ),
            part_points=dict.fromkeys(("L", "Z_bar", "W_bar", "b_bar"), 1),
            reference=batch_pass,
            slips=(
                Slip(
                    "sum_for_mean",
                    lambda W, b, X, T: {
                        "L": len(X) * classifier_loss(W, b, X, T),
                        "Z_bar": softmax(X @ W.T + b) - T,
                        "W_bar": len(X) * batch_pass(W, b, X, T)["W_bar"],
                        "b_bar": len(X) * batch_pass(W, b, X, T)["b_bar"],
                    },
                    "That belongs to the sum over the examples. The loss is their mean, which "
                    "brings in a factor 1/n.",
                ),
                Slip(
                    "mean_over_all",
                    lambda W, b, X, T: {
                        "L": classifier_loss(W, b, X, T) / 3,
                        "Z_bar": (softmax(X @ W.T + b) - T) / T.size,
                    },
                    "You took the mean over examples and classes. It is the mean over the "
                    "examples, of a sum over the classes.",
                ),
                Slip(
                    "wrong_axis",
                    lambda W, b, X, T: {"L": np.mean(surprise(softmax((X @ W.T + b).T).T, T))},
                    "Your softmax runs down the columns. Each row is one example.",
                ),
                Slip(
                    "target_minus_output",
                    lambda W, b, X, T: {"Z_bar": (T - softmax(X @ W.T + b)) / len(X)},
                    "The sign is turned: it is output minus target.",
                ),
                Slip(
                    "transposed",
                    lambda W, b, X, T: {"W_bar": batch_pass(W, b, X, T)["W_bar"].T},
                    "Right numbers, transposed. The adjoint of W has the shape of W: a row for "
                    "each class.",
                ),
                Slip(
                    "averaged_twice",
                    lambda W, b, X, T: {
                        "W_bar": batch_pass(W, b, X, T)["W_bar"] / len(X),
                        "b_bar": batch_pass(W, b, X, T)["b_bar"] / len(X),
                    },
                    "You divided by n once more. The adjoint of Z carries the factor already, so "
                    "from there on it is a sum.",
                ),
                Slip(
                    "outer_of_sums",
                    lambda W, b, X, T: {
                        "W_bar": np.outer(batch_pass(W, b, X, T)["b_bar"], X.sum(axis=0))
                    },
                    "You summed over the examples first and multiplied afterwards. The sum of "
                    "products is not the product of the sums.",
                ),
                Slip(
                    "not_summed",
                    lambda W, b, X, T: {"b_bar": batch_pass(W, b, X, T)["Z_bar"]},
                    "That is one row for each example. All examples share one b, so their shares "
                    "are added.",
                ),
                Slip(
                    "wrong_sum",
                    lambda W, b, X, T: {"b_bar": batch_pass(W, b, X, T)["Z_bar"].sum(axis=1)},
                    "You summed over the classes. The sum runs over the examples: what is left has "
                    "the shape of b.",
                ),
            ),
            hints=(
                "Each row of $Z$ is an example of the last question, with a factor $1/n$.",
                (
                    r"$W$ and $\mathbf{b}$ are shared by all examples: their adjoints are sums "
                    r"over the rows."
                ),
                "Start with `Y`, the softmax of the rows of `X @ W.T + b`; `Z_bar = ... / len(X)`.",
                "`W_bar = Z_bar.T @ ...` has the shape `(3, n) @ (n, 2)`; `b_bar = Z_bar.sum(...)`",
            ),
            why=(
                "The sum over the examples hides in the matrix product: it is the fan-out of the "
                "weights, which every example uses."
            ),
        ),
        Exercise(
            id="two_layer_dW1",
            title="Through a hidden layer",
            topic="Whole networks",
            points=3,
            level=3,
            source="S2",
            prompt=(
                r"A network with one hidden layer: $\mathbf{h} = \tanh(W_1 \mathbf{x} + "
                r"\mathbf{b}_1)$, $o = \mathbf{w}_2^\top \mathbf{h}$, $L = \frac{1}{2}(o - t)^2$. "
                r"Write $\partial L/\partial W_1$, in the shape of $W_1$, as a function "
                r"`two_layer_dW1(x, W1, b1, w2, t)`. `x` has the shape `(N,)`, `W1` has `(M, N)`, "
                r"`b1` and `w2` have `(M,)`, `t` is a number; it is called with several sizes."
            ),
            inputs={
                "x": Vector(3, -1.6, 1.8),
                "W1": Matrix(2, 3, -1.2, 1.4),
                "b1": Vector(2, -0.8, 0.9),
                "w2": Vector(2, -1.5, 1.8),
                "t": Reals(-1.2, 1.5),
            },
            probes=(
                (
                    np.array([-0.26, 1.54, -0.5]),
                    np.array([[0.84, -0.61, 0.91], [1.11, 0.3, 0.7]]),
                    np.array([-0.52, -0.74]),
                    np.array([0.75, 1.03]),
                    0.6,
                ),
                (
                    np.array([-1.24, -0.94, 0.14]),
                    np.array([[0.99, 0.59, -0.5], [-1.26, 1.2, 0.58]]),
                    np.array([0.88, 0.99]),
                    np.array([1.76, 1.37]),
                    -0.4,
                ),
                (
                    np.array([1.1, -0.4, 0.6, 0.9]),
                    np.array(
                        [[-0.3, 1.0, 1.0, -0.7], [0.9, -0.2, -0.5, 0.4], [0.2, 0.6, -1.1, 0.8]]
                    ),
                    np.array([-0.32, -0.87, 0.5]),
                    np.array([1.38, 0.17, -0.9]),
                    0.6,
                ),
            ),
            reference=derivative(two_layer_loss, 1),
            slips=(
                Slip(
                    "activation_forgotten",
                    lambda x, W1, b1, w2, t: np.outer((w2 @ np.tanh(W1 @ x + b1) - t) * w2, x),
                    "The slope of the activation is missing on the way back through the hidden "
                    "layer.",
                ),
                Slip(
                    "output_weights_forgotten",
                    lambda x, W1, b1, w2, t: np.outer(
                        (w2 @ np.tanh(W1 @ x + b1) - t) * (1 - np.tanh(W1 @ x + b1) ** 2), x
                    ),
                    "The output weights are missing. The error reaches each hidden unit through "
                    "the weight that leads from it to the output.",
                ),
                Slip(
                    "slope_of_pre_activation",
                    lambda x, W1, b1, w2, t: np.outer(
                        (w2 @ np.tanh(W1 @ x + b1) - t) * w2 * (1 - (W1 @ x + b1) ** 2), x
                    ),
                    "In the slope of tanh you squared what goes in. The short formula squares what "
                    "comes out.",
                ),
                Slip(
                    "slope_of_sigmoid",
                    lambda x, W1, b1, w2, t: np.outer(
                        (w2 @ np.tanh(W1 @ x + b1) - t)
                        * w2
                        * np.tanh(W1 @ x + b1)
                        * (1 - np.tanh(W1 @ x + b1)),
                        x,
                    ),
                    "You used the slope of the sigmoid. The hidden layer has tanh.",
                ),
                Slip(
                    "value_for_slope",
                    lambda x, W1, b1, w2, t: np.outer(
                        (w2 @ np.tanh(W1 @ x + b1) - t) * w2 * np.tanh(W1 @ x + b1), x
                    ),
                    "On the way back through the hidden layer you multiplied by its output. The "
                    "slope of tanh belongs there.",
                ),
                Slip(
                    "error_forgotten",
                    lambda x, W1, b1, w2, t: np.outer(w2 * (1 - np.tanh(W1 @ x + b1) ** 2), x),
                    "That is the derivative of the output. Multiply by the derivative of the loss "
                    "by the output.",
                ),
                Slip(
                    "sign_of_error",
                    lambda x, W1, b1, w2, t: -derivative(two_layer_loss, 1)(x, W1, b1, w2, t),
                    "The sign is turned: it is output minus target.",
                ),
                Slip(
                    "by_the_bias",
                    derivative(two_layer_loss, 2),
                    "That is the derivative by the biases of the layer. For a weight the input "
                    "beside it comes in as another factor.",
                ),
                Slip(
                    "transposed",
                    lambda x, W1, b1, w2, t: derivative(two_layer_loss, 1)(x, W1, b1, w2, t).T,
                    "Right numbers, transposed. The gradient has the shape of the matrix: a row "
                    "for each hidden unit.",
                ),
            ),
            hints=(
                "Four steps back: output, hidden units, pre-activations, weights.",
                (
                    r"$\bar o = o - t$, $\bar{\mathbf{h}} = \bar o\, \mathbf{w}_2$, "
                    r"$\bar{\mathbf{z}} = \bar{\mathbf{h}} \odot (1 - \mathbf{h}^2)$, $\bar W_1 = "
                    r"\bar{\mathbf{z}}\, \mathbf{x}^\top$."
                ),
                "Start: `h = np.tanh(W1 @ x + b1)` and `o_bar = w2 @ h - t`.",
                "`h_bar = o_bar * ...`, `z_bar = h_bar * (1 - ...)`, `return np.outer(..., ...)`",
            ),
            why=(
                "For a deeper network nothing new is needed: each layer multiplies by its slope "
                "and by its transposed weights."
            ),
        ),
        Exercise(
            id="planted_bug",
            title="The first wrong adjoint",
            kind="choice",
            topic="Gradient checking",
            points=1,
            level=3,
            source="S1",
            prompt=(
                "A student writes for $a = w_1 x$, $h = \\tanh(a)$, $y = w_2 h$, $L = "
                "\\frac{1}{2}(y - t)^2$ the backward pass\n\n"
                "```python\n"
                "y_bar = y - t\n"
                "w2_bar = y_bar * h\n"
                "h_bar = y_bar * w2\n"
                "a_bar = h_bar * (1 - a**2)\n"
                "w1_bar = a_bar * x\n"
                "x_bar = a_bar * w1\n"
                "```\n\n"
                "and compares every adjoint with a difference quotient: `y_bar`, `w2_bar` and "
                "`h_bar` agree, `a_bar`, `w1_bar` and `x_bar` do not. Which line has to be "
                'changed? Assign the letter as text: `planted_bug = "a"`.'
            ),
            options=(
                Option(
                    "a",
                    "`h_bar = y_bar * w2`",
                    slip="last_right_line",
                    message="The check finds this one right. A fault shows in the first adjoint "
                    "that is computed with it.",
                ),
                Option(
                    "b",
                    "`a_bar = h_bar * (1 - a**2)`",
                    message="All that it uses is right and its result is not, so the fault is "
                    "here: the slope of tanh takes the output h.",
                ),
                Option(
                    "c",
                    "`w1_bar = a_bar * x`",
                    slip="first_wrong_weight",
                    message="It is wrong because something that it uses is wrong already. Ask for "
                    "each line whether its ingredients are right.",
                ),
                Option(
                    "d",
                    "All three lines that give wrong numbers.",
                    slip="every_wrong_line",
                    message="An error travels on to everything that is computed with it. Find the "
                    "place where right numbers go in and a wrong one comes out.",
                ),
            ),
            hints=(
                "Go through the lines in the order of the pass.",
                "A line is guilty if everything that it uses is right and its result is wrong.",
                "Start: `y_bar` is right, and so is `h_bar`, which is made from it.",
                "Then look at the formula in that line: which slope has $\\tanh$, by its output?",
            ),
            why=(
                "Compare in the order of the pass and stop at the first difference; what comes "
                "later proves nothing."
            ),
        ),
        Exercise(
            id="Value",
            title="An engine of your own",
            kind="program",
            topic="An engine",
            points=POINTS,
            level=3,
            source="S0, S1",
            prompt=(
                "Write a class `Value` of about forty lines that does all of this by itself: a "
                "number that knows how it was computed, and finds derivatives by a backward pass.\n"
                "\n"
                "- `Value(x)` keeps the number in `.data`; `.grad` is 0 at first. (In the lesson "
                "it is called `.bar`; here it has the name that libraries use.)\n"
                "- `a + b`, `a * b`, `a - b`, `a.tanh()` and `a.exp()` each give a new Value.\n"
                "- One operand may be a plain number: `a + 2`, `2 + a`, `a * 2`, `2 * a` and "
                "`a - 2` work.\n"
                "- `c.backward()` sets `.grad` of every Value in the graph of `c` to the "
                "derivative of `c` by it; `c.grad` itself becomes 1. It starts afresh each time: "
                "called twice, it gives the same numbers again (PyTorch would add them up).\n"
                "\n"
                "The sheet builds graphs with your class, at last random ones with many shared "
                "nodes. You get a point each for the numbers, for the slopes of single operations, "
                "for one path through several of them, for values with two users, for the order of "
                "the pass (each node once), and for repeated passes and random graphs."
            ),
            inputs={"seed": Integers(0, 10**6)},
            driver=drive,
            reference=engine_verdict,
            hints=(
                (
                    "Let each result remember the Values that it was computed from, and its slope "
                    "by each of them."
                ),
                (
                    "A node adds `slope * its own grad` to the grad of each of its inputs; it may "
                    "do so only when all of its users have done the same for it."
                ),
                (
                    "Start with `__mul__`: it returns `Value(self.data * other.data, (self, "
                    "other), lambda: (..., ...))`. Make a Value of `other` first if it is none. A "
                    "list in which every node comes after its inputs, read backwards, is the order "
                    "of the pass."
                ),
                (
                    "`def backward(self):` first collect `order`, each node once and after its "
                    "inputs; then set all grads to 0 and `self.grad = 1.0`; then `for node in "
                    "reversed(order):` and inside it `for each, slope in zip(node.inputs, "
                    "node.slopes()): each.grad += ...`"
                ),
            ),
            why=(
                "With arrays in place of numbers and more operations this is what PyTorch, JAX and "
                "coursekit.autodiff do. The pass costs about as much as the computation itself, "
                "however many inputs there are."
            ),
        ),
    ),
)
