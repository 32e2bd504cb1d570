"""Sheet 08: gradient descent, SGD and Adam (S1, S2, S3, S4).

Gradients in the references are derived from the question's own loss by automatic differentiation. A
slip's answer has the signature of the reference. The rate is α as in the lesson; S2 writes γ.
"""

# ruff: noqa: ARG005 - a slip takes the inputs of its reference, whether it needs them all or not
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from coursekit.autodiff.nn import sigmoid, softmax
from coursekit.checking import (
    Covariance,
    Exercise,
    Integers,
    Matrix,
    OneOf,
    Option,
    Reals,
    Slip,
    Vector,
    derivative,
)
from coursekit.sheets._sheet import Sheet
from coursekit.sheets.trained_fizzbuzz import FIZZ_BUZZ
from coursekit.sheets.trained_xor import XOR

__all__ = ["SHEET"]


def powers(u: Any, degree: int) -> Any:
    """Return the powers 0 to degree of each point, a row for each point."""
    return u[:, None] ** np.arange(degree + 1)


def curve_loss(theta: Any, u: Any, t: Any) -> Any:
    """Compute the mean squared residual of a polynomial at the points u."""
    return np.mean((powers(u, len(theta) - 1) @ theta - t) ** 2)


def plane_loss(theta: Any, X: Any, t: Any) -> Any:
    """Compute the mean squared residual of the outputs Xθ."""
    return np.mean((X @ theta - t) ** 2)


def logistic_loss(w: Any, X: Any, t: Any, lam: Any) -> Any:
    """Compute the mean cross-entropy of a logistic regression and the penalty ½λ‖w‖²."""
    y = sigmoid(X @ w)
    return -np.mean(t * np.log(y) + (1 - t) * np.log(1 - y)) + lam / 2 * np.sum(w**2)


def linear_loss(W: Any, b: Any, x: Any, t: Any) -> Any:
    """Compute the mean of the squared entries of Wx + b − t."""
    return np.mean((W @ x + b - t) ** 2)


def classifier_loss(W: Any, b: Any, X: Any, T: Any) -> Any:
    """Compute the mean surprise of a softmax layer."""
    return -np.mean(np.sum(T * np.log(softmax(X @ W.T + b)), axis=1))


def one_by_one(theta: Any, X: Any, t: Any, batch: Any, rate: Any) -> Any:
    """Take a step on each example of a batch after the other."""
    for i in batch:
        theta = theta - rate * derivative(plane_loss)(theta, X[[i]], t[[i]])
    return theta


def linear_pass(W: Any, b: Any, x: Any, t: Any) -> dict[str, Any]:
    """Run the linear network of S3 forward and backward, its loss being a mean."""
    return {
        "y": W @ x + b,
        "L": linear_loss(W, b, x, t),
        "W_bar": derivative(linear_loss, 0)(W, b, x, t),
        "b_bar": derivative(linear_loss, 1)(W, b, x, t),
    }


def classifier_step(W: Any, b: Any, X: Any, T: Any, rate: Any) -> dict[str, Any]:
    """Take one step of descent on a softmax layer."""
    return {
        "P": softmax(X @ W.T + b),
        "W": W - rate * derivative(classifier_loss, 0)(W, b, X, T),
        "b": b - rate * derivative(classifier_loss, 1)(W, b, X, T),
    }


def stepped(W: Any, b: Any, X: Any, T: Any, rate: Any) -> dict[str, Any]:
    """Return the weights and the bias after this step."""
    after = classifier_step(W, b, X, T, rate)
    return {"W": after["W"], "b": after["b"]}


def sigmoid_slope_step(W: Any, b: Any, X: Any, T: Any, rate: Any) -> dict[str, Any]:
    """Take the step with a slope of the activation that has cancelled."""
    P = softmax(X @ W.T + b)
    Z_bar = (P - T) * P * (1 - P) / len(X)
    return {"W": W - rate * Z_bar.T @ X, "b": b - rate * Z_bar.sum(axis=0)}


def ridge(F: Any, y: Any, lam: Any) -> Any:
    """Solve for the minimum of ‖Fw − y‖² + λ‖w‖²."""
    return np.linalg.solve(F.T @ F + lam * np.eye(F.shape[1]), F.T @ y)


def bowl_facts(H: Any) -> dict[str, Any]:
    """Say what the curvatures of a bowl mean for descent."""
    curvatures = np.linalg.eigvalsh(H)
    low, high = curvatures[0], curvatures[-1]
    return {
        "kappa": high / low,
        "limit": 2 / high,
        "best": 2 / (low + high),
        "shrink": (high - low) / (high + low),
    }


def memories(g: Any, beta: float, start: float = 0.0) -> Any:
    """Return the running mean of the numbers g after each of them."""
    values, current = [], start
    for each in g:
        current = beta * current + (1 - beta) * each
        values.append(current)
    return np.array(values)


def adam_pass(theta: Any, g: Any, rate: Any) -> dict[str, Any]:
    """Run Adam on one parameter with the slopes g, β₁ = 0.9, β₂ = 0.999."""
    m, v = memories(g, 0.9), memories(g**2, 0.999)
    k = np.arange(1, len(g) + 1)
    m_hat, v_hat = m / (1 - 0.9**k), v / (1 - 0.999**k)
    steps = rate * m_hat / (np.sqrt(v_hat) + 1e-8)
    return {"m": m, "v": v, "m_hat": m_hat, "v_hat": v_hat, "theta": theta - np.cumsum(steps)}


def adam_with(m: Any, v: Any, g: Any, e: Any, first: Any, second: Any) -> Any:
    """Return the change with the exponents `first` and `second` in the two corrections."""
    m_hat = (0.9 * m + 0.1 * g) / (1 - 0.9**first)
    v_hat = (0.99 * v + 0.01 * g**2) / (1 - 0.99**second)
    return -e * m_hat / (np.sqrt(v_hat) + 0.1)


def adam_change(m: Any, v: Any, g: Any, t: Any, e: Any) -> Any:
    """Return what one step of Adam adds to the parameters; β₁ = 0.9, β₂ = 0.99, ε = 0.1."""
    return adam_with(m, v, g, e, t, t)


def hats_carried_on(g: Any, beta: float) -> Any:
    """Return the corrected memories if each of them replaces the memory, as it should not."""
    values, current = [], 0.0
    for k, each in enumerate(g, start=1):
        current = (beta * current + (1 - beta) * each) / (1 - beta**k)
        values.append(current)
    return np.array(values)


def bits(n: Any) -> Any:
    """Return six bits of n, the least significant first."""
    return np.array([float((int(n) >> k) & 1) for k in range(6)])


def word(n: Any) -> float:
    """Return the class of n in Fizz Buzz."""
    return float(n % 3 == 0) + 2.0 * float(n % 5 == 0)


# Numbers for each student. A draw is repeated until right answer and slips are different numbers.


def apart(answers: Iterable[Any]) -> bool:
    """Return whether each two answers differ by 0.3 % of the larger one in some entry."""
    arrays = [np.atleast_1d(np.asarray(answer, dtype=float)) for answer in answers]
    for i, one in enumerate(arrays):
        for other in arrays[:i]:
            larger = np.maximum(np.maximum(abs(one), abs(other)), 1e-9)
            if np.max(abs(one - other) / larger) < 0.003:
                return False
    return True


def drawn(
    draw: Callable[[], dict[str, Any]], reference: Callable[..., Any], slips: tuple[Slip, ...]
) -> dict[str, Any]:
    """Draw until right answer and slips lie apart."""
    while True:
        numbers = draw()
        if apart([reference(**numbers), *(slip.answer(**numbers) for slip in slips)]):
            return numbers


def bowl(H: Any, c: Any) -> tuple[Any, Any]:
    """Return both as arrays of floats."""
    return np.array(H, dtype=float), np.array(c, dtype=float)


def bowl_slope(H: Any, c: Any, theta: Any) -> Any:
    """Return the slopes of ½ θᵀHθ − cᵀθ."""
    matrix, linear = bowl(H, c)
    return matrix @ np.array(theta, dtype=float) - linear


def one_bowl_step(H: Any, c: Any, theta: Any, rate: float) -> Any:
    """Step once down this bowl."""
    return np.array(theta) - rate * bowl_slope(H, c, theta)


def one_after_the_other(H: Any, c: Any, theta: Any, rate: float) -> Any:
    """Move the first parameter, and let the second see where it has gone."""
    new = np.array(theta, dtype=float)
    for i in range(2):
        new[i] -= rate * bowl_slope(H, c, new)[i]
    return new


BOWL_SLIPS = (
    Slip(
        "ascent",
        lambda H, c, theta, rate: np.array(theta) + rate * bowl_slope(H, c, theta),
        "You stepped along the gradient, which leads uphill. The step is taken against it.",
    ),
    Slip(
        "rate_forgotten",
        lambda H, c, theta, rate: np.array(theta) - bowl_slope(H, c, theta),
        "You subtracted the whole gradient. Multiply it by the rate first.",
    ),
    Slip(
        "gradient_only",
        lambda H, c, theta, rate: bowl_slope(H, c, theta),
        "That is the gradient. The point after the step is asked.",
    ),
    Slip(
        "change_only",
        lambda H, c, theta, rate: -rate * bowl_slope(H, c, theta),
        "That is the change. Add it to the point at which the step starts.",
    ),
    Slip(
        "linear_part_forgotten",
        lambda H, c, theta, rate: one_bowl_step(H, (0, 0), theta, rate),
        "You differentiated the quadratic part only. The linear part has a slope as well.",
    ),
    Slip(
        "sign_of_linear_part",
        lambda H, c, theta, rate: one_bowl_step(H, [-each for each in c], theta, rate),
        "In the gradient the linear part has the wrong sign: in the loss it is subtracted.",
    ),
    Slip(
        "diagonal_only",
        lambda H, c, theta, rate: one_bowl_step(np.diag(np.diag(np.array(H))), c, theta, rate),
        "You used the diagonal of H only. Each slope depends on both parameters.",
    ),
    Slip(
        "half_kept",
        lambda H, c, theta, rate: one_bowl_step(np.array(H) / 2, c, theta, rate),
        "In the gradient the factor ½ is still there. Differentiating the square cancels it.",
    ),
    Slip(
        "one_after_the_other",
        one_after_the_other,
        "You moved the first parameter and used its new value for the slope of the second. All "
        "slopes are taken where the step starts.",
    ),
    Slip(
        "minimum",
        lambda H, c, theta, rate: np.linalg.solve(*bowl(H, c)),
        "That is the minimum of the bowl. One step of descent leads towards it, not into it.",
    ),
)


def bowl_numbers(rng: np.random.Generator) -> dict[str, Any]:
    """Draw a bowl of small whole numbers, a start and a rate."""

    def draw() -> dict[str, Any]:
        a, d = int(rng.integers(3, 7)), int(rng.integers(2, 5))
        start = [int(rng.choice([-3, -2, -1, 1, 2, 3])) for _ in range(2)]
        linear = [int(rng.choice([-3, -2, -1, 1, 2, 3])) for _ in range(2)]
        return {
            "H": ((a, 1), (1, d)),
            "c": tuple(linear),
            "theta": tuple(start),
            "rate": float(rng.choice([0.1, 0.2])),
        }

    return drawn(draw, one_bowl_step, BOWL_SLIPS)


def pmatrix(rows: Iterable[Iterable[int]]) -> str:
    """Write a matrix as LaTeX."""
    inside = r" \\ ".join(" & ".join(map(str, row)) for row in rows)
    return rf"\begin{{pmatrix}} {inside} \end{{pmatrix}}"


def updates(n: int, batch: int, epochs: int) -> int:
    """Count the steps of a training by mini-batches, the last of an epoch being smaller."""
    return -(-n // batch) * epochs


UPDATE_SLIPS = (
    Slip(
        "last_batch_dropped",
        lambda n, batch, epochs: n // batch * epochs,
        "You left out the last, smaller batch of each epoch. Here it gives a step as well.",
    ),
    Slip(
        "not_whole",
        lambda n, batch, epochs: n / batch * epochs,
        "A step is taken or not taken. In each epoch the examples that are left over make one more "
        "batch.",
    ),
    Slip(
        "rounded_at_the_end",
        lambda n, batch, epochs: -(-n * epochs // batch),
        "You let batches reach from one epoch into the next. Here each epoch begins with a new "
        "batch.",
    ),
    Slip(
        "one_epoch",
        lambda n, batch, epochs: updates(n, batch, 1),
        "Those are the steps of one epoch.",
    ),
    Slip(
        "a_step_an_epoch",
        lambda n, batch, epochs: epochs,
        "With mini-batches there is a step after each batch. One step an epoch is descent with all "
        "examples at once.",
    ),
    Slip(
        "a_step_an_example",
        lambda n, batch, epochs: n * epochs,
        "You counted a step for each example. There is one for each batch.",
    ),
    Slip(
        "batch_times_epochs",
        lambda n, batch, epochs: batch * epochs,
        "You multiplied by the size of a batch. What counts is how many batches an epoch has.",
    ),
)


def training_numbers(rng: np.random.Generator) -> dict[str, Any]:
    """Draw the sizes of a training in which the last batch is not full."""

    def draw() -> dict[str, Any]:
        return {
            "n": 100 * int(rng.integers(5, 19)),
            "batch": int(rng.choice([16, 32, 64])),
            "epochs": int(rng.integers(8, 25)),
        }

    return drawn(draw, updates, UPDATE_SLIPS)


def decay_steps(kappa: int) -> float:
    """Return after how many steps, not rounded, (1 − 1/κ)ᵏ has come down to 1/100."""
    return float(np.log(100) / -np.log(1 - 1 / kappa))


def steps_to_a_hundredth(kappa: int) -> int:
    """Return the first whole number of steps that is enough."""
    return int(np.ceil(decay_steps(kappa)))


STEPS_SLIPS = (
    Slip(
        "rounded_down",
        lambda kappa: np.floor(decay_steps(kappa)),
        "After so many steps the distance is still a little too large.",
    ),
    Slip(
        "not_rounded",
        decay_steps,
        "The equation is solved. The number of steps has to be whole, and large enough.",
    ),
    Slip(
        "steepest_direction",
        lambda kappa: 1,
        "In the steepest direction one step is enough at this rate. Slowest is the flattest one.",
    ),
    Slip(
        "linear",
        lambda kappa: np.ceil(0.99 * kappa),
        "You subtracted the same amount in each step. Each step multiplies what is left by the "
        "same factor.",
    ),
    Slip(
        "best_rate",
        lambda kappa: np.ceil(np.log(100) / np.log((kappa + 1) / (kappa - 1))),
        "That is for the best possible rate. The rate here is one over the largest curvature.",
    ),
    Slip(
        "exponential",
        lambda kappa: np.ceil(kappa * np.log(100)),
        "You replaced the factor by an exponential, which decays a little more slowly here. Take "
        "the logarithm of the factor itself.",
    ),
    Slip(
        "loss_for_distance",
        lambda kappa: np.ceil(decay_steps(kappa) / 2),
        "After so many steps the loss is down to the hundredth part. The distance is its square "
        "root and takes longer.",
    ),
    Slip(
        "two_logarithms",
        lambda kappa: np.ceil(2 / -np.log(1 - 1 / kappa)),
        "You mixed logarithms to two bases. Use the same one above and below.",
    ),
)


def decay_numbers(rng: np.random.Generator) -> dict[str, Any]:
    """Draw a condition number."""
    return drawn(lambda: {"kappa": int(rng.integers(12, 41))}, steps_to_a_hundredth, STEPS_SLIPS)


def listing_shapes(m: int, n: int) -> dict[str, Any]:
    """Return the shapes in S3's listing, and in the corrected one."""
    return {"product": (m, n), "residual": (m, n), "right_product": (m,), "right_bias": (m,)}


# Examples that several questions use.

STEP_VECTORS = {"w": Vector(3, -2, 2.2), "g": Vector(3, -1.5, 1.9)}
POINTS = (
    np.array([0.3, -1.2, 2.0]),
    np.array([1.5, 0.4, -0.7]),
    np.array([-0.6, 0.9, 1.3, -1.4, 0.2]),
)
PENALTY = Reals(0.15, 0.9)
FEATURES = (
    np.array([[1.2, -0.7], [-0.4, 1.5], [0.9, 0.6], [-1.1, -0.3], [0.5, 1.8], [1.6, -1.2]]),
    np.array([[0.3, 1.1], [-1.4, 0.5], [0.8, -0.9], [1.7, 0.2], [-0.6, -1.3], [0.4, 0.7]]),
    np.array([[-0.8, 0.9], [1.3, 1.4], [0.2, -1.6], [-0.5, 0.6], [1.1, -0.4], [0.7, 1.2]]),
)
OUTCOMES = (
    np.array([0.6, -1.1, 1.4, 0.3, -0.8, 1.7]),
    np.array([-0.5, 1.2, 0.9, -1.6, 0.4, 0.7]),
    np.array([1.3, 0.2, -0.7, 1.5, -1.2, 0.8]),
)
BATCHES = (np.array([0, 3]), np.array([4, 1, 5]), np.array([2, 5, 3, 1]))
CLASSES = (
    np.eye(3)[[0, 2, 1, 1]],
    np.eye(3)[[2, 0, 0, 1]],
    np.eye(3)[[1, 1, 2, 0, 2]],
)


SHEET = Sheet(
    name="08_training",
    title="Gradient descent, SGD and Adam",
    exercises=(
        Exercise(
            id="gradient_step",
            title="One step down",
            topic="The update",
            points=1,
            level=1,
            source="S1, S2, S3",
            prompt=(
                r"Write one step of gradient descent as a function `gradient_step(w, g, e)`: `w` "
                r"are the parameters and `g` the slopes of the loss at `w`, both of shape `(n,)`; "
                r"`e` is the rate ($\alpha$ in the lesson, $\gamma$ in S2). Return the new "
                r"parameters."
            ),
            inputs={**STEP_VECTORS, "e": Reals(0.02, 0.4)},
            probes=(
                (np.array([1.0, -2.0, 0.5]), np.array([0.3, -0.8, 1.1]), 0.1),
                (np.array([0.4, 0.2, -1.0]), np.array([-1.0, 0.5, 0.25]), 0.3),
                (np.array([-0.7, 1.6]), np.array([0.9, 1.2]), 0.05),
            ),
            reference=lambda w, g, e: w - e * g,
            slips=(
                Slip(
                    "ascent",
                    lambda w, g, e: w + e * g,
                    "The sign is turned: with a plus the loss grows.",
                ),
                Slip(
                    "rate_forgotten",
                    lambda w, g, e: w - g,
                    "The rate is missing. It scales the gradient.",
                ),
                Slip(
                    "gradient_forgotten",
                    lambda w, g, e: w - e,
                    "You moved all parameters by the rate. Each moves by the rate times its own "
                    "slope.",
                ),
                Slip(
                    "change_only",
                    lambda w, g, e: -e * g,
                    "That is the change of the parameters. The new parameters are asked.",
                ),
                Slip(
                    "divided_by_rate",
                    lambda w, g, e: w - g / e,
                    "You divided by the rate. A smaller rate has to give a smaller step.",
                ),
                Slip(
                    "weight_decay",
                    lambda w, g, e: (1 - e) * w - e * g,
                    "You shrank the parameters as well. That is descent with a penalty on their "
                    "size, called weight decay.",
                ),
                Slip(
                    "sign_only",
                    lambda w, g, e: w - e * np.sign(g),
                    "You used only the signs of the slopes. A steeper slope gives a longer step.",
                ),
                Slip(
                    "unit_length",
                    lambda w, g, e: w - e * g / np.linalg.norm(g),
                    "You made the gradient a unit vector first. Plain descent takes it as long as "
                    "it is.",
                ),
            ),
            hints=(
                "Along the gradient the loss grows. Which way do you go?",
                r"$\theta \leftarrow \theta - \alpha\, (\partial L/\partial \theta)^\top$.",
                "Start: the change is the rate times the slopes; where does its sign come in?",
                "`return w - ... * ...`",
            ),
            why=(
                "Slopes come from backpropagation, the step from descent: two separate pieces of a "
                "program."
            ),
        ),
        Exercise(
            id="update_shapes",
            title="Row and column",
            kind="choice",
            topic="The update",
            points=1,
            level=1,
            source="S2",
            prompt=(
                "On paper $\\theta$ is a column and $\\partial L/\\partial\\theta$ a row. A "
                "student keeps both as matrices in NumPy, `theta` of shape `(3, 1)` and `slope` of "
                "shape `(1, 3)`, and forgets the transpose:\n\n"
                "```python\n"
                "theta = theta - 0.1 * slope\n"
                "```\n\n"
                "What happens, and what mends it? Assign the letter as text: "
                '`update_shapes = "a"`.'
            ),
            options=(
                Option(
                    "a",
                    "NumPy stops with an error about the shapes; write `slope.T`.",
                    slip="error",
                    message="That would be lucky. NumPy repeats axes of length 1 until the shapes "
                    "fit, and says nothing.",
                ),
                Option(
                    "b",
                    "Nothing bad: both have three entries, so the new `theta` is right.",
                    slip="entry_by_entry",
                    message="NumPy compares axes, not numbers of entries. Put the two shapes one "
                    "below the other: what becomes of an axis that is 1 in one and 3 in the other?",
                ),
                Option(
                    "c",
                    "`theta` silently becomes a 3×3 matrix; write `slope.T`.",
                    message="Every entry of the column met every entry of the row. With the "
                    "transpose both are columns.",
                ),
                Option(
                    "d",
                    "`theta` silently becomes a 3×3 matrix; write `np.dot(theta, slope)`.",
                    slip="product",
                    message="The shape is right, the cure is not: this is a product of the two, "
                    "and a 3×3 matrix again. A step subtracts, entry by entry.",
                ),
            ),
            hints=(
                "Try it: make two such arrays and print the shape of the difference.",
                (
                    "Broadcasting: shapes are aligned at the right, and an axis of length 1 is "
                    "repeated."
                ),
                "Start: axis 0 has 3 and 1, axis 1 has 1 and 3. Which lengths has the result?",
                "Cross out the options with a wrong shape; then ask which cure gives two columns.",
            ),
            why=(
                "In NumPy parameters and slopes are best kept in the same shape, then the "
                "transpose of the formula never shows."
            ),
        ),
        Exercise(
            id="bowl_step",
            title="A step by hand",
            kind="value",
            topic="The update",
            points=2,
            level=1,
            source="S2",
            prompt=lambda H, c, theta, rate: (
                r"A bowl: $L(\theta) = \frac{1}{2}\theta^\top H \theta - \mathbf{c}^\top \theta$ "
                r"with "
                rf"$H = {pmatrix(H)}$ and $\mathbf{{c}} = {pmatrix([[each] for each in c])}$. Take "
                r"one step $\theta - \alpha\,(\partial L/\partial\theta)^\top$ with the rate "
                rf"$\alpha = {rate}$ from $\theta = {pmatrix([[each] for each in theta])}$, with "
                r"pencil and paper. Assign the new point as a list: `bowl_step = [..., ...]`."
            ),
            parameters={"H": ((4, 1), (1, 2)), "c": (1, -3), "theta": (1, 2), "rate": 0.1},
            variant=bowl_numbers,
            reference=one_bowl_step,
            slips=BOWL_SLIPS,
            hints=(
                "First the slopes at the start, both of them; then the step.",
                (
                    r"$H$ is symmetric, so $\partial L/\partial\theta = \theta^\top H - "
                    r"\mathbf{c}^\top$, a row."
                ),
                r"Start: compute the product $H\theta$, then subtract $\mathbf{c}$ entry by entry.",
                "`bowl_step = [theta1 - rate * (...), theta2 - rate * (...)]` with your numbers",
            ),
            why=(
                "Near a minimum nearly every smooth loss looks like such a bowl, so what holds "
                "here holds there approximately."
            ),
        ),
        Exercise(
            id="momentum_step",
            title="A step with a memory",
            topic="The update",
            points=1,
            level=1,
            source="S3",
            prompt=(
                r"Momentum: first the velocity becomes $\mathbf{v} \leftarrow b\,\mathbf{v} + "
                r"\mathbf{g}$, then the parameters $\mathbf{w} \leftarrow \mathbf{w} - "
                r"e\,\mathbf{v}$. Write one such step as a function `momentum_step(w, v, g, e, b)` "
                r"with the parameters `w`, the velocity `v` before the step, the slopes `g`, the "
                r"rate `e` and the memory `b` ($\mu$ in the lesson). Return the new parameters "
                r"only."
            ),
            inputs={
                "w": Vector(2, -2, 2.2),
                "v": Vector(2, -1.3, 1.6),
                "g": Vector(2, -1.5, 1.9),
                "e": Reals(0.02, 0.3),
                "b": Reals(0.55, 0.95),
            },
            probes=(
                (np.array([1.0, -2.0]), np.array([0.5, 0.2]), np.array([0.3, -0.8]), 0.1, 0.9),
                (np.array([0.3, 0.7]), np.array([-0.4, 1.2]), np.array([1.1, 0.6]), 0.05, 0.8),
                (np.array([-1.1, 0.4]), np.array([0.9, -0.7]), np.array([0.5, 1.3]), 0.2, 0.6),
            ),
            reference=lambda w, v, g, e, b: w - e * (b * v + g),
            slips=(
                Slip(
                    "old_velocity",
                    lambda w, v, g, e, b: w - e * v,
                    "You moved with the velocity from before. It is updated first, and the new "
                    "one is used.",
                ),
                Slip(
                    "rate_forgotten",
                    lambda w, v, g, e, b: w - (b * v + g),
                    "The rate is missing in the move.",
                ),
                Slip(
                    "plain_descent",
                    lambda w, v, g, e, b: w - e * g,
                    "That is plain descent: the velocity is not used.",
                ),
                Slip(
                    "slopes_decayed",
                    lambda w, v, g, e, b: w - e * (v + b * g),
                    "You multiplied the slopes by the memory. It is the old velocity that fades.",
                ),
                Slip(
                    "running_mean",
                    lambda w, v, g, e, b: w - e * (b * v + (1 - b) * g),
                    "You took a mean of velocity and slopes, as Adam does. Here the slopes come in "
                    "whole.",
                ),
                Slip(
                    "memory_forgotten",
                    lambda w, v, g, e, b: w - e * (v + g),
                    "The old velocity is not damped. Multiply it by the memory.",
                ),
                Slip(
                    "ascent",
                    lambda w, v, g, e, b: w + e * (b * v + g),
                    "The sign is turned: the velocity collects slopes, and the step goes against "
                    "them.",
                ),
                Slip(
                    "velocity_with_rate",
                    lambda w, v, g, e, b: w + b * v - e * g,
                    "In yours the rate is inside the velocity, with a minus, as some books have "
                    "it. Here the velocity collects plain slopes and the rate comes afterwards.",
                ),
                Slip(
                    "new_velocity",
                    lambda w, v, g, e, b: b * v + g,
                    "That is the new velocity. The new parameters are asked.",
                ),
                Slip(
                    "rate_on_slopes_only",
                    lambda w, v, g, e, b: w - b * v - e * g,
                    "In yours the rate does not reach the old velocity. It multiplies the whole "
                    "new velocity.",
                ),
                Slip(
                    "slopes_subtracted",
                    lambda w, v, g, e, b: w - e * (b * v - g),
                    "In the velocity the slopes are added. The minus comes with the move.",
                ),
                Slip(
                    "both",
                    lambda w, v, g, e, b: np.stack([w - e * (b * v + g), b * v + g]),
                    "You returned parameters and velocity. Only the parameters are asked.",
                ),
            ),
            hints=(
                "Two lines, in this order: velocity, parameters.",
                r"The new velocity is $b\,\mathbf{v} + \mathbf{g}$; it is used at once.",
                "Start: `v = b * v + g` makes a new array, so the caller's is not changed.",
                "`return w - e * (... * v + ...)`",
            ),
            why=(
                "Where slopes keep their direction the velocity grows, where they alternate it "
                "cancels: across a long valley that is just what is needed."
            ),
        ),
        Exercise(
            id="count_updates",
            title="How often do the weights move?",
            kind="value",
            topic="The update",
            points=1,
            level=1,
            source="S3",
            prompt=lambda n, batch, epochs: (
                f"A training set has {n} examples. In each epoch they are shuffled and used once, "
                f"in batches of {batch}; the last batch of an epoch takes what is left over. How "
                f"many steps has a training of {epochs} epochs? Assign the number to "
                f"`count_updates`."
            ),
            parameters={"n": 1000, "batch": 64, "epochs": 20},
            variant=training_numbers,
            reference=updates,
            slips=UPDATE_SLIPS,
            hints=(
                "How many batches has one epoch?",
                "Divide, and round up: what is left over is a batch as well.",
                "Start: how many full batches fit in, and how many examples are left?",
                "`count_updates = (full batches + ...) * ...`",
            ),
            why=(
                "Rates and schedules are counted in steps, papers count epochs: for a comparison "
                "you need this number."
            ),
        ),
        Exercise(
            id="xor_forward",
            title="A network for XOR",
            topic="What goes in, what comes out",
            points=1,
            level=1,
            source="S4",
            prompt=(
                r"A network with one hidden layer of ReLU: $\mathbf{h} = \operatorname{ReLU}(W_1 "
                r"\mathbf{x} + \mathbf{b}_1)$, and the output is $\mathbf{w}_2^\top \mathbf{h} + "
                r"b_2$, one number. Write it as a function `xor_forward(W1, b1, w2, b2, x)`. The "
                r"shapes are `(k, 2)`, `(k,)`, `(k,)`, a number, and `(2,)`."
            ),
            inputs={
                "W1": Matrix(3, 2, -1.4, 1.6),
                "b1": Vector(3, -0.9, 0.8),
                "w2": Vector(3, -1.5, 1.7),
                "b2": Reals(-0.8, 0.9),
                "x": Vector(2, -1.8, 2.1),
            },
            probes=(
                *(
                    (np.ones((2, 2)), np.array([0.0, -1.0]), np.array([1.0, -2.0]), 0.1, x)
                    for x in (
                        np.array([0.0, 0.0]),
                        np.array([0.0, 1.0]),
                        np.array([1.0, 1.0]),
                        np.array([1.3, 0.9]),
                    )
                ),
                (
                    np.array([[1.2, -0.7], [0.4, 0.9], [-0.6, 1.5]]),
                    np.array([0.1, -0.3, 0.2]),
                    np.array([0.8, -1.1, 0.5]),
                    0.3,
                    np.array([1.0, 2.0]),
                ),
            ),
            reference=lambda W1, b1, w2, b2, x: w2 @ np.maximum(W1 @ x + b1, 0) + b2,
            slips=(
                Slip(
                    "no_activation",
                    lambda W1, b1, w2, b2, x: w2 @ (W1 @ x + b1) + b2,
                    "The ReLU is missing. Two affine layers in a row are one affine layer, and "
                    "that cannot do XOR.",
                ),
                Slip(
                    "hidden_bias_forgotten",
                    lambda W1, b1, w2, b2, x: w2 @ np.maximum(W1 @ x, 0) + b2,
                    "The bias of the hidden layer is missing.",
                ),
                Slip(
                    "bias_after_activation",
                    lambda W1, b1, w2, b2, x: w2 @ (np.maximum(W1 @ x, 0) + b1) + b2,
                    "You added the hidden bias after the ReLU. It shifts where the ReLU bends, so "
                    "it belongs inside.",
                ),
                Slip(
                    "activation_at_the_end",
                    lambda W1, b1, w2, b2, x: np.maximum(w2 @ (W1 @ x + b1) + b2, 0),
                    "The ReLU belongs after the first layer, not after the second.",
                ),
                Slip(
                    "activation_twice",
                    lambda W1, b1, w2, b2, x: np.maximum(w2 @ np.maximum(W1 @ x + b1, 0) + b2, 0),
                    "You applied ReLU to the output as well. The last layer has none, so the "
                    "output may be negative.",
                ),
                Slip(
                    "output_bias_forgotten",
                    lambda W1, b1, w2, b2, x: w2 @ np.maximum(W1 @ x + b1, 0),
                    "The bias of the output is missing.",
                ),
                Slip(
                    "not_summed",
                    lambda W1, b1, w2, b2, x: w2 * np.maximum(W1 @ x + b1, 0) + b2,
                    "The star leaves the products side by side. The output is their sum, one "
                    "number.",
                ),
                Slip(
                    "sigmoid_at_the_end",
                    lambda W1, b1, w2, b2, x: sigmoid(w2 @ np.maximum(W1 @ x + b1, 0) + b2),
                    "You put a sigmoid behind the output, as for probabilities. This network ends "
                    "with an affine layer.",
                ),
                Slip(
                    "step_for_relu",
                    lambda W1, b1, w2, b2, x: w2 @ (W1 @ x + b1 > 0) + b2,
                    "You only asked whether a unit is active. A ReLU passes on by how much.",
                ),
                Slip(
                    "tanh_for_relu",
                    lambda W1, b1, w2, b2, x: w2 @ np.tanh(W1 @ x + b1) + b2,
                    "The activation here is ReLU, not tanh.",
                ),
            ),
            hints=(
                "From the inside out: affine, bend, affine.",
                r"$\operatorname{ReLU}(z) = \max(z, 0)$, for each entry of an array.",
                "Start: `h = np.maximum(W1 @ x + b1, 0)`.",
                "`return ... @ h + ...`",
            ),
            why=(
                "With all entries of W1 equal to 1, biases 0 and −1 and w2 = (1, −2) this network "
                "is XOR, up to the output bias: the bend makes it possible."
            ),
        ),
        Exercise(
            id="fizzbuzz_class",
            title="Four classes",
            topic="What goes in, what comes out",
            points=1,
            level=1,
            source="S4",
            prompt=(
                "Fizz Buzz as a classification: a number that 3 divides is “fizz”, one that 5 "
                "divides is “buzz”, one that both divide is “fizzbuzz”, all others stay numbers. "
                "Write a function `fizzbuzz_class(n)` that returns the class of the whole number "
                "`n`: 0 for a number, 1 for fizz, 2 for buzz, 3 for fizzbuzz."
            ),
            inputs={"n": Integers(1, 1023)},
            probes=tuple((n,) for n in (1, 3, 5, 9, 10, 15, 22, 30, 45, 50)),
            reference=word,
            slips=(
                Slip(
                    "order_of_tests",
                    lambda n: 1.0 if n % 3 == 0 else 2.0 if n % 5 == 0 else 0.0,
                    "A number that 3 and 5 both divide has no class of its own in yours. Test for "
                    "this case before the others.",
                ),
                Slip(
                    "fizzbuzz_only",
                    lambda n: 3.0 if n % 15 == 0 else 0.0,
                    "Only the numbers that both divide are found. Fizz and buzz alone are classes, "
                    "too.",
                ),
                Slip(
                    "always_a_number",
                    lambda n: 0.0,
                    "You answer “number” every time. That is right for 8 numbers of 15, so 53 % is "
                    "what a network has to beat.",
                ),
                Slip(
                    "exchanged",
                    lambda n: 2.0 * float(n % 3 == 0) + float(n % 5 == 0),
                    "Fizz and buzz are exchanged.",
                ),
                Slip(
                    "remainders",
                    lambda n: float(n % 3 != 0) + 2.0 * float(n % 5 != 0),
                    "You tested for the contrary: a number is divided when the remainder is 0.",
                ),
                Slip(
                    "counted_divisors",
                    lambda n: float(n % 3 == 0) + float(n % 5 == 0),
                    "You counted the divisors. Buzz and fizzbuzz are classes of their own.",
                ),
                Slip(
                    "either",
                    lambda n: 3.0 if n % 3 == 0 or n % 5 == 0 else 0.0,
                    "You joined the two tests by “or”. The last class needs both.",
                ),
                Slip(
                    "number_itself",
                    lambda n: word(n) or float(n),
                    "For a number that stays a number you return the number itself. Its class is "
                    "asked.",
                ),
            ),
            hints=(
                "Which number belongs to two groups at once?",
                "`n % 3 == 0` is True where 3 divides `n`. As a number True counts 1.",
                "Start with the special case: both 3 and 5 divide.",
                "`if n % ... == 0: return 3`, then two more tests, then `return 0`",
            ),
            why=(
                "These are the targets of a network that never sees the rule, only numbers and "
                "their classes."
            ),
        ),
        Exercise(
            id="binary_encoding",
            title="A number as bits",
            topic="What goes in, what comes out",
            points=1,
            level=1,
            source="S4",
            prompt=(
                r"A network that gets the plain number 44 as its input has a hard time with "
                r"divisibility; bits are better. Write a function `binary_encoding(n)` that "
                r"returns the six bits of a whole number $0 \le n < 64$ as an array of shape "
                r"`(6,)`, the **least significant first**: entry $k$, counted from 0, belongs to "
                r"$2^k$. So 6 gives `[0, 1, 1, 0, 0, 0]`. (The lesson goes on to make $-1$ of each "
                r"0.)"
            ),
            inputs={"n": Integers(1, 63)},
            probes=((6,), (25,), (44,), (63,)),
            reference=bits,
            slips=(
                Slip(
                    "not_masked",
                    lambda n: np.array([float(int(n) >> k) for k in range(6)]),
                    "You shifted, but did not cut: what is left of the number after the shift has "
                    "more than one bit. Keep its last bit only.",
                ),
                Slip(
                    "not_shifted",
                    lambda n: np.full(6, float(n % 2)),
                    "All entries are the last bit. Shift the number by k places first.",
                ),
                Slip(
                    "most_significant_first",
                    lambda n: bits(n)[::-1].copy(),
                    "Your bits are in the order in which one writes them. Here the least "
                    "significant comes first.",
                ),
                Slip(
                    "signs",
                    lambda n: 2 * bits(n) - 1,
                    "Those are the bits as plus and minus 1. Here they are 0 and 1.",
                ),
                Slip(
                    "flipped",
                    lambda n: 1 - bits(n),
                    "Every bit is turned round.",
                ),
                Slip(
                    "weights_kept",
                    lambda n: bits(n) * 2.0 ** np.arange(6),
                    "Each bit still carries its power of 2. An entry is 0 or 1.",
                ),
                Slip(
                    "counted_from_one",
                    lambda n: np.array([float((int(n) >> k) & 1) for k in range(1, 7)]),
                    "Your first entry is the second bit. The counting starts at 0.",
                ),
            ),
            hints=(
                "How do you see whether a number is odd? And the next bit?",
                "`n >> k` drops the last `k` bits; `m & 1` or `m % 2` is the last bit of `m`.",
                "Start: the list has an entry for each `k` in `range(6)`.",
                "`return np.array([(n >> ...) & ... for k in range(6)])`",
            ),
            why=(
                "What the inputs look like decides how hard the task is; one neuron can read "
                "parity from a bit, but not from the number."
            ),
        ),
        Exercise(
            id="design_matrix",
            title="Powers in rows",
            topic="Fitting a curve",
            points=1,
            level=1,
            source="S2",
            prompt=(
                r"A polynomial of degree 3 is $f_\theta(x) = \theta_0 + \theta_1 x + \theta_2 x^2 "
                r"+ \theta_3 x^3$. Write a function `design_matrix(x)` that takes the points `x`, "
                r"shape `(n,)`, and returns the matrix of shape `(n, 4)` that gives all outputs at "
                r"once as `design_matrix(x) @ theta`: a row for each point, increasing powers."
            ),
            inputs={"x": Vector(4, -1.7, 2.1)},
            probes=tuple((x,) for x in POINTS),
            reference=lambda x: powers(x, 3),
            slips=(
                Slip(
                    "highest_first",
                    lambda x: powers(x, 3)[:, ::-1].copy(),
                    "The highest power comes first, which is what np.vander does unless it is told "
                    "`increasing=True`. The coefficients would come out in reverse order.",
                ),
                Slip(
                    "ones_forgotten",
                    lambda x: powers(x, 3)[:, 1:],
                    "The column of ones is missing. Without it the curve has to pass through the "
                    "origin.",
                ),
                Slip(
                    "transposed",
                    lambda x: powers(x, 3).T,
                    "Right numbers, transposed. Each point has a row of its own.",
                ),
                Slip(
                    "one_power_too_many",
                    lambda x: powers(x, 4),
                    "There is a column too many: the degree is the highest power, and it starts "
                    "at 0.",
                ),
                Slip(
                    "one_power_too_few",
                    lambda x: powers(x, 2),
                    "The highest power is missing. Degree 3 has four coefficients.",
                ),
                Slip(
                    "multiples",
                    lambda x: x[:, None] * np.arange(4),
                    "Those are multiples of x. Powers are asked.",
                ),
                Slip(
                    "powers_from_one",
                    lambda x: x[:, None] * powers(x, 3),
                    "Your powers start at 1. The first column belongs to the power 0.",
                ),
            ),
            hints=(
                "Write down the first row on paper, for one point.",
                r"Row $i$ is $(1, x_i, x_i^2, x_i^3)$.",
                "Start: `np.vander` does this, or a column of points to a row of exponents.",
                "`return x[:, None] ** np.arange(...)`",
            ),
            why=(
                "The model is curved in x but linear in θ: that is why its loss is a bowl, with a "
                "single minimum if there are points enough."
            ),
        ),
        Exercise(
            id="rms_error",
            title="A typical residual",
            topic="Fitting a curve",
            points=1,
            level=1,
            source="S2",
            prompt=(
                r"How well a curve fits is easiest to read in the units of the targets: as the "
                r"root of the mean squared residual. Write it as a function `rms_error(y, t)` of "
                r"the outputs `y` and the targets `t`, both of shape `(n,)`; it returns one number."
            ),
            inputs={"y": Vector(5, -1.8, 2.0), "t": Vector(5, -1.7, 1.9)},
            probes=(
                (
                    np.array([-1.7, 0.37, -1.11, -1.22, 1.51]),
                    np.array([-1.21, -0.18, 1.0, 0.83, 0.21]),
                ),
                (
                    np.array([1.23, -0.14, 0.48, 1.28, 0.71, 0.57, -0.38]),
                    np.array([0.23, -0.42, 0.98, -0.48, -0.13, 1.02, 0.01]),
                ),
                (np.array([0.5, -0.4, 1.1]), np.array([0.9, 0.3, -0.6])),
            ),
            reference=lambda y, t: np.sqrt(np.mean((y - t) ** 2)),
            slips=(
                Slip(
                    "root_forgotten",
                    lambda y, t: np.mean((y - t) ** 2),
                    "The root is missing: that is the mean squared error.",
                ),
                Slip(
                    "sum_for_mean",
                    lambda y, t: np.sqrt(np.sum((y - t) ** 2)),
                    "You took the root of the sum, which grows with the number of points. Inside "
                    "the root stands a mean.",
                ),
                Slip(
                    "absolute",
                    lambda y, t: np.mean(np.abs(y - t)),
                    "That is the mean absolute error. Square before you average.",
                ),
                Slip(
                    "half_sum",
                    lambda y, t: np.sum((y - t) ** 2) / 2,
                    "That is half of the sum of squares, a loss. Its mean and a root are asked.",
                ),
                Slip(
                    "divided_outside",
                    lambda y, t: np.sqrt(np.sum((y - t) ** 2)) / len(y),
                    "You divided after taking the root. The mean is taken inside.",
                ),
                Slip(
                    "mean_residual",
                    lambda y, t: np.mean(y - t),
                    "In a mean of plain residuals positive and negative ones cancel. Square them "
                    "first.",
                ),
                Slip(
                    "spread",
                    lambda y, t: np.std(y - t),
                    "That is the standard deviation of the residuals: it forgives an output that "
                    "is wrong by the same amount everywhere.",
                ),
                Slip(
                    "sample",
                    lambda y, t: np.sqrt(np.sum((y - t) ** 2) / (len(y) - 1)),
                    "You divided by n − 1. A plain mean divides by the number of points.",
                ),
                Slip(
                    "mean_before_square",
                    lambda y, t: np.abs(np.mean(y - t)),
                    "You took the mean first and squared afterwards, so positive and negative "
                    "residuals cancelled. Square before you average.",
                ),
            ),
            hints=(
                "The name says it, read from right to left: square, mean, root.",
                r"$\sqrt{\frac{1}{n}\sum_i (y_i - t_i)^2}$.",
                "Start with the residuals `y - t`.",
                "`return np.sqrt(np.mean(...))`",
            ),
            why=(
                "Descent on the mean square and on its root have the same minimum; the root is for "
                "reading."
            ),
        ),
        Exercise(
            id="polynomial_gradient",
            title="The slopes of a curve's loss",
            topic="Fitting a curve",
            points=2,
            level=2,
            source="S2",
            prompt=(
                r"A polynomial with the coefficients $\theta = (\theta_0, \dots, \theta_D)$ is "
                r"fitted to $n$ points with the loss $L(\theta) = \frac{1}{n}\sum_i (f_\theta(u_i) "
                r"- t_i)^2$. Write $\partial L/\partial\theta$ as a function "
                r"`polynomial_gradient(theta, u, t)` with `theta` of shape `(D+1,)`, `u` and `t` "
                r"of shape `(n,)`. It is called with several degrees; the result has the shape of "
                r"`theta`."
            ),
            inputs={
                "theta": Vector(3, -1.4, 1.6),
                "u": Vector(5, -1.1, 1.2),
                "t": Vector(5, -1.6, 1.9),
            },
            probes=(
                (
                    np.array([0.4, -1.1, 0.7]),
                    np.array([-0.9, -0.3, 0.2, 0.8]),
                    np.array([1.2, -0.4, 0.5, 1.6]),
                ),
                (
                    np.array([-0.6, 0.9]),
                    np.array([0.7, -0.5, 1.1]),
                    np.array([-1.3, 0.8, 0.2]),
                ),
                (
                    np.array([0.3, 0.5, -0.8, 1.2]),
                    np.array([-1.0, -0.6, 0.1, 0.5, 0.9]),
                    np.array([0.7, 1.1, -0.9, 0.4, 1.5]),
                ),
            ),
            row_vector=True,
            reference=derivative(curve_loss),
            slips=(
                Slip(
                    "sum_for_mean",
                    lambda theta, u, t: len(u) * derivative(curve_loss)(theta, u, t),
                    "That is the gradient of the sum. The loss is a mean over the points.",
                ),
                Slip(
                    "two_forgotten",
                    lambda theta, u, t: derivative(curve_loss)(theta, u, t) / 2,
                    "The factor 2 from the square is missing.",
                ),
                Slip(
                    "target_minus_output",
                    lambda theta, u, t: -derivative(curve_loss)(theta, u, t),
                    "The sign is turned: the residual is output minus target.",
                ),
                Slip(
                    "powers_reversed",
                    lambda theta, u, t: (
                        2
                        / len(u)
                        * powers(u, len(theta) - 1)[:, ::-1].T
                        @ (powers(u, len(theta) - 1)[:, ::-1] @ theta - t)
                    ),
                    "Your powers fall. The first coefficient belongs to the power 0.",
                ),
                Slip(
                    "powers_from_one",
                    lambda theta, u, t: (
                        2
                        / len(u)
                        * (u[:, None] * powers(u, len(theta) - 1)).T
                        @ ((u[:, None] * powers(u, len(theta) - 1)) @ theta - t)
                    ),
                    "Your powers start at 1. The first coefficient stands alone.",
                ),
                Slip(
                    "inner_forgotten",
                    lambda theta, u, t: np.full(
                        len(theta), 2 * np.mean(powers(u, len(theta) - 1) @ theta - t)
                    ),
                    "The inner derivative is missing: how fast an output moves with a coefficient "
                    "is a power of the point.",
                ),
                Slip(
                    "polyval",
                    lambda theta, u, t: (
                        2 / len(u) * (np.polyval(theta, u) - t) @ powers(u, len(theta) - 1)
                    ),
                    "Your outputs take the coefficients from the highest power down, as np.polyval "
                    "does. Here the first one stands alone.",
                ),
                Slip(
                    "means_multiplied",
                    lambda theta, u, t: (
                        2
                        * np.mean(powers(u, len(theta) - 1) @ theta - t)
                        * powers(u, len(theta) - 1).mean(axis=0)
                    ),
                    "You multiplied the mean residual by the mean powers. The mean of products is "
                    "not the product of the means.",
                ),
                Slip(
                    "mean_over_coefficients",
                    lambda theta, u, t: len(u) / len(theta) * derivative(curve_loss)(theta, u, t),
                    "You divided by the number of coefficients. The mean runs over the points.",
                ),
                Slip(
                    "target_forgotten",
                    lambda theta, u, t: derivative(curve_loss)(theta, u, 0 * t),
                    "The targets are missing in the residual.",
                ),
                Slip(
                    "not_squared",
                    lambda theta, u, t: powers(u, len(theta) - 1).mean(axis=0),
                    "That is the derivative of the mean output. The residuals are squared, so they "
                    "stay in the gradient.",
                ),
            ),
            hints=(
                "Write the outputs as a matrix of powers times the coefficients.",
                (
                    r"With the design matrix $\Phi$: $\dfrac{\partial L}{\partial\theta} = "
                    r"\dfrac{2}{n}(\Phi\theta - \mathbf{t})^\top \Phi$, a row."
                ),
                "Start: `Phi = u[:, None] ** np.arange(len(theta))`.",
                "`return 2 / len(u) * (... - t) @ ...`",
            ),
            why=(
                "Only the powers know that it is a polynomial; any other features in the columns "
                "give the same formula."
            ),
        ),
        Exercise(
            id="ridge_solution",
            title="The minimum with a penalty",
            topic="Fitting a curve",
            points=2,
            level=2,
            source="S2",
            prompt=(
                r"The loss $\lVert F\mathbf{w} - \mathbf{y}\rVert^2 + \lambda\lVert \mathbf{w} "
                r"\rVert^2$ with $\lambda > 0$ is a bowl, and its minimum can be computed without "
                r"descent. Set the gradient to zero and write the minimum as a function "
                r"`ridge_solution(F, y, lam)` with `F` of shape `(n, p)`, `y` of shape `(n,)`. It "
                r"is called with several sizes."
            ),
            inputs={
                "F": OneOf(FEATURES),
                "y": Vector(6, -1.7, 1.9),
                "lam": Reals(0.2, 1.6),
            },
            probes=(
                (
                    powers(np.array([0.29, 0.9, -0.13, -0.4, 0.38, 0.67, -0.73]), 2),
                    np.array([0.68, -1.16, 0.21, 1.08, -1.74, 0.91, -1.94]),
                    0.2,
                ),
                (
                    powers(np.array([0.92, -0.66, -0.18, 0.44, 0.05]), 3),
                    np.array([0.25, 0.23, 1.73, -1.84, -0.19]),
                    0.7,
                ),
                (FEATURES[0], OUTCOMES[0], 1.3),
            ),
            reference=ridge,
            slips=(
                Slip(
                    "no_penalty",
                    lambda F, y, lam: ridge(F, y, 0),
                    "That is plain least squares. The penalty changes the equations.",
                ),
                Slip(
                    "sign_of_penalty",
                    lambda F, y, lam: ridge(F, y, -lam),
                    "The penalty has the wrong sign. It is added to the loss, and makes the matrix "
                    "of the equations larger.",
                ),
                Slip(
                    "two_lambda",
                    lambda F, y, lam: ridge(F, y, 2 * lam),
                    "There is a factor 2 too many at the penalty. Both squares bring one, so it "
                    "cancels.",
                ),
                Slip(
                    "half_lambda",
                    lambda F, y, lam: ridge(F, y, lam / 2),
                    "Your penalty is half as large as the one of the question. Both squares bring "
                    "the same factor.",
                ),
                Slip(
                    "added_to_every_entry",
                    lambda F, y, lam: np.linalg.solve(F.T @ F + lam, F.T @ y),
                    "NumPy adds a number to every entry of a matrix. It belongs on the diagonal "
                    "only.",
                ),
                Slip(
                    "squared_lambda",
                    lambda F, y, lam: ridge(F, y, lam**2),
                    "You squared λ. Only the weights are squared.",
                ),
                Slip(
                    "shrunk",
                    lambda F, y, lam: ridge(F, y, 0) / (1 + lam),
                    "You divided the least-squares solution. That is the same only if the columns "
                    "of F are orthogonal and of length 1.",
                ),
                Slip(
                    "penalty_of_mean",
                    lambda F, y, lam: ridge(F, y, len(F) * lam),
                    "That belongs to a mean over the points. Here the squares are summed.",
                ),
                Slip(
                    "right_side",
                    lambda F, y, lam: F.T @ y,
                    "That is the right side of the equations. They are still to be solved.",
                ),
            ),
            hints=(
                (
                    r"Where is the gradient $2(F\mathbf{w} - \mathbf{y})^\top F + "
                    r"2\lambda\mathbf{w}^\top$ zero?"
                ),
                r"Collect $\mathbf{w}$: $(F^\top F + \lambda I)\,\mathbf{w} = F^\top\mathbf{y}$.",
                (
                    "Start: `I = np.eye(F.shape[1])`, and solve with `np.linalg.solve`, not by an "
                    "inverse."
                ),
                "`return np.linalg.solve(... + lam * ..., F.T @ ...)`",
            ),
            why=(
                "The penalty raises every eigenvalue of FᵀF by λ: flat directions become steeper, "
                "and descent gets faster, too."
            ),
        ),
        Exercise(
            id="standardise",
            title="Inputs of the same size",
            topic="Fitting a curve",
            points=2,
            level=2,
            source="S2",
            prompt=(
                r"Inputs of different sizes make a long, narrow bowl. So each feature is shifted "
                r"and scaled: its mean over the training examples becomes 0, its standard "
                r"deviation (NumPy's `std`, the root of the *mean* square) becomes 1. New examples "
                r"are treated **with the same numbers**. Write a function `standardise(X, X_new)` "
                r"that returns the scaled `X_new`; the training examples are the rows of `X`, "
                r"shape `(n, p)`, and `X_new` has the shape `(k, p)`."
            ),
            inputs={"X": Matrix(5, 2, -2, 3), "X_new": Matrix(3, 2, -2, 3.4)},
            probes=(
                (
                    np.array([[1.0, 20.0], [3.0, 50.0], [2.0, 10.0], [5.0, 40.0]]),
                    np.array([[2.5, 30.0], [6.0, 15.0]]),
                ),
                (
                    np.array([[0.4, -1.2, 3.0], [1.1, 0.7, -2.0], [-0.6, 1.5, 0.5]]),
                    np.array([[0.9, 0.3, 1.0], [-1.3, 0.8, 2.2]]),
                ),
                (
                    np.array([[-0.8, 0.9], [1.3, 1.4], [0.2, -1.6], [-0.5, 0.6], [1.1, -0.4]]),
                    np.array([[0.7, 1.2], [-1.4, 0.1], [2.0, -0.9]]),
                ),
            ),
            reference=lambda X, X_new: (X_new - X.mean(axis=0)) / X.std(axis=0),
            slips=(
                Slip(
                    "own_numbers",
                    lambda X, X_new: (X_new - X_new.mean(axis=0)) / X_new.std(axis=0),
                    "You took mean and deviation of the new examples. The network was trained on "
                    "inputs that were scaled with those of the training examples.",
                ),
                Slip(
                    "over_all",
                    lambda X, X_new: (X_new - X.mean()) / X.std(),
                    "You used one mean and one deviation for everything. Each feature, that is "
                    "each column, has its own.",
                ),
                Slip(
                    "not_shifted",
                    lambda X, X_new: X_new / X.std(axis=0),
                    "The mean is not subtracted.",
                ),
                Slip(
                    "not_scaled",
                    lambda X, X_new: X_new - X.mean(axis=0),
                    "Shifted, but not scaled. Divide by the deviation of each feature.",
                ),
                Slip(
                    "variance",
                    lambda X, X_new: (X_new - X.mean(axis=0)) / X.var(axis=0),
                    "You divided by the variance. Its root has the unit of the feature.",
                ),
                Slip(
                    "sample_deviation",
                    lambda X, X_new: (X_new - X.mean(axis=0)) / X.std(axis=0, ddof=1),
                    "Your deviation divides by n − 1. The question takes the mean square.",
                ),
                Slip(
                    "brackets_missing",
                    lambda X, X_new: X_new - X.mean(axis=0) / X.std(axis=0),
                    "Python divides before it subtracts, so only the mean was divided. Put the "
                    "difference in brackets.",
                ),
                Slip(
                    "to_the_unit_interval",
                    lambda X, X_new: (X_new - X.min(axis=0)) / (X.max(axis=0) - X.min(axis=0)),
                    "You mapped each feature to the range from 0 to 1. That is another usual "
                    "scaling; here mean and standard deviation are asked.",
                ),
                Slip(
                    "training_examples",
                    lambda X, X_new: (X - X.mean(axis=0)) / X.std(axis=0),
                    "Those are the scaled training examples. The new ones are asked.",
                ),
                Slip(
                    "all_together",
                    lambda X, X_new: (
                        (X_new - np.vstack([X, X_new]).mean(axis=0))
                        / np.vstack([X, X_new]).std(axis=0)
                    ),
                    "You took mean and deviation of old and new examples together. They were fixed "
                    "before the new ones came.",
                ),
                Slip(
                    "means_mixed",
                    lambda X, X_new: (X_new - X_new.mean(axis=0)) / X.std(axis=0),
                    "You shifted by the mean of the new examples. Both numbers belong to the "
                    "training examples.",
                ),
            ),
            hints=(
                "Which numbers belong to the training, and may not be computed anew?",
                (
                    r"Feature $j$: $\dfrac{x_j - m_j}{s_j}$ with the mean $m_j$ and the deviation "
                    r"$s_j$ of column $j$ of `X`."
                ),
                "Start: `X.mean(axis=0)` has the shape `(p,)`, a mean for each column.",
                "`return (X_new - ...) / X.std(...)`",
            ),
            why=(
                "A scaling is a part of the model: it is fixed on the training examples and kept "
                "with the weights."
            ),
        ),
        Exercise(
            id="distance_after_k",
            title="Step by step along an eigenvector",
            kind="formula",
            topic="How fast",
            points=1,
            level=2,
            source="S2",
            prompt=(
                r"On a bowl with its minimum at $\theta^*$ you start at the signed distance $d$ "
                r"from $\theta^*$ along an eigenvector of the Hessian, with eigenvalue $\lambda$. "
                r"Descent takes $k$ steps with the rate $\alpha$. Type the signed distance that is "
                r"left, as text in `d`, `a` (for $\alpha$), `lam` (for $\lambda$) and `k`: "
                r'`distance_after_k = "..."`.'
            ),
            inputs={
                "d": Reals(-2, 2.3),
                "a": Reals(0.05, 0.7),
                "lam": Reals(0.3, 3.4),
                "k": Integers(2, 6),
            },
            probes=(
                (1.5, 0.1, 2.0, 3),
                (-0.8, 0.5, 3.0, 2),
                (2.0, 0.3, 0.7, 5),
                (1.2, 0.6, 2.5, 3),
            ),
            reference=lambda d, a, lam, k: d * (1 - a * lam) ** k,
            slips=(
                Slip(
                    "one_step",
                    "d*(1 - a*lam)",
                    "That is left after one step. The next steps multiply it again.",
                ),
                Slip(
                    "linear",
                    "d*(1 - k*a*lam)",
                    "You subtracted the same amount in each step. The slope becomes smaller as the "
                    "minimum comes nearer.",
                ),
                Slip(
                    "ascent",
                    "d*(1 + a*lam)^k",
                    "In yours the distance grows with every step, however small the rate. Look at "
                    "the sign of the step.",
                ),
                Slip(
                    "factor_alone",
                    "(1 - a*lam)^k",
                    "That is the factor. Multiply it by the distance at the start.",
                ),
                Slip(
                    "share_lost",
                    "d*(a*lam)^k",
                    "In each step a share is lost. What is left is the rest.",
                ),
                Slip(
                    "distance_covered",
                    "d*(1 - (1 - a*lam)^k)",
                    "That is the way that you have gone. What is left is asked.",
                ),
                Slip(
                    "exponential",
                    "d*e^(-a*lam*k)",
                    "That would be the flow with infinitely small steps. Steps of a finite size "
                    "multiply by a factor, which may even be negative.",
                ),
                Slip(
                    "curvature_forgotten",
                    "d*(1 - a)^k",
                    "The curvature is missing. A steeper direction is done with earlier.",
                ),
                Slip(
                    "two_kept",
                    "d*(1 - 2*a*lam)^k",
                    "There is a factor 2 too many. The slope of a bowl at the distance d is the "
                    "eigenvalue times d: the ½ has cancelled it.",
                ),
                Slip(
                    "one_step_short",
                    "d*(1 - a*lam)^(k - 1)",
                    "One step is missing: the first step multiplies as well.",
                ),
                Slip(
                    "one_step_more",
                    "d*(1 - a*lam)^(k + 1)",
                    "You counted a step too many. After no step the distance is still d.",
                ),
                Slip(
                    "power_inside",
                    "d*(1 - (a*lam)^k)",
                    "You raised the share which is lost to the power. It is what is left that each "
                    "step multiplies again.",
                ),
                Slip(
                    "distance_raised",
                    "(d*(1 - a*lam))^k",
                    "You raised the distance as well. It is there once, at the start; only the "
                    "factor comes again.",
                ),
                Slip(
                    "times_k",
                    "d*(1 - a*lam)*k",
                    "You multiplied by the number of steps. Each step multiplies by the same "
                    "factor once more.",
                ),
                Slip(
                    "absolute",
                    "d*abs(1 - a*lam)^k",
                    "You took the absolute value of the factor. It may be negative, and then the "
                    "steps land on alternate sides of the minimum.",
                ),
            ),
            hints=(
                r"What is the slope at the distance $d$, and so the first step?",
                r"The slope is $\lambda d$, so the step is $-\alpha\lambda d$.",
                "Start: after one step the distance is `d - a*lam*d`. Factor it.",
                '`distance_after_k = "d*(...)^..."`',
            ),
            why=(
                "Everything about the rate follows from this factor: it must lie between −1 and 1 "
                "in every direction."
            ),
        ),
        Exercise(
            id="largest_stable_rate",
            title="Where descent begins to climb",
            topic="How fast",
            points=1,
            level=2,
            source="S2",
            prompt=(
                r"The Hessian of a bowl has the two eigenvalues $0 < l_1 < l_2$. Below which rate "
                r"does descent reach the minimum from every start? Write that limit as a function "
                r"`largest_stable_rate(l1, l2)`."
            ),
            inputs={"l1": Reals(0.2, 1.9), "l2": Reals(2.3, 9)},
            probes=((0.5, 4.0), (1.0, 10.0), (1.7, 2.5)),
            reference=lambda l1, l2: 2 / l2,
            slips=(
                Slip(
                    "safe_rate",
                    lambda l1, l2: 1 / l2,
                    "At this rate the steepest direction is done in one step. With a rate a little "
                    "above it descent oscillates, but still comes nearer.",
                ),
                Slip(
                    "flattest_direction",
                    lambda l1, l2: 2 / l1,
                    "That is the limit of the flattest direction. Long before it the steepest one "
                    "blows up.",
                ),
                Slip(
                    "fastest_rate",
                    lambda l1, l2: 2 / (l1 + l2),
                    "That is the rate with the fastest convergence. The limit lies beyond it.",
                ),
                Slip(
                    "safe_rate_of_flattest",
                    lambda l1, l2: 1 / l1,
                    "At this rate the flattest direction is done in one step. The limit is set by "
                    "the steepest direction.",
                ),
                Slip(
                    "half_curvature",
                    lambda l1, l2: l2 / 2,
                    "Upside down: a steeper bowl needs a smaller rate.",
                ),
                Slip(
                    "condition",
                    lambda l1, l2: l1 / l2,
                    "That is one over the condition number. It says how fast descent can be, not "
                    "which rate it bears.",
                ),
                Slip(
                    "difference",
                    lambda l1, l2: 2 / (l2 - l1),
                    "You used the difference of the curvatures. Each direction has a limit of its "
                    "own, and the strictest counts.",
                ),
            ),
            hints=(
                "In each direction a step multiplies the distance by a factor.",
                r"The factor is $1 - \alpha\lambda$. Its absolute value has to stay below 1.",
                r"Start: $1 - \alpha\lambda > -1$. For which of the two is this the stricter one?",
                "`return ... / ...`",
            ),
            why=(
                "One steep direction sets the rate for all; that is why condition numbers matter "
                "so much."
            ),
        ),
        Exercise(
            id="bowl_rates",
            title="A bowl and its rates",
            kind="parts",
            topic="How fast",
            points=4,
            level=2,
            source="S2",
            prompt=(
                r"Given the Hessian $H$ of a bowl, symmetric with positive eigenvalues. Write a "
                r"function `bowl_rates(H)` that returns a dict of four numbers: `"
                r'"kappa"`, the condition number (largest by smallest eigenvalue); `"limit"`, the '
                r'rate below which descent converges from every start; `"best"`, the rate at which '
                r"the slowest direction is as fast as it can be, and the steepest and the flattest "
                r'direction shrink by the same factor; `"shrink"`, the absolute value of that '
                r"factor. It is called with several sizes."
            ),
            inputs={"H": Covariance(3)},
            probes=(
                (np.array([[2.0, 0.6], [0.6, 1.0]]),),
                (np.array([[5.0, -1.0], [-1.0, 0.8]]),),
                (np.array([[3.0, 0.5, 0.2], [0.5, 1.5, -0.4], [0.2, -0.4, 0.7]]),),
            ),
            part_points=dict.fromkeys(("kappa", "limit", "best", "shrink"), 1),
            reference=bowl_facts,
            slips=(
                Slip(
                    "upside_down",
                    lambda H: {"kappa": 1 / bowl_facts(H)["kappa"]},
                    "Upside down: the largest eigenvalue stands above, so the condition number is "
                    "at least 1.",
                ),
                Slip(
                    "diagonal",
                    lambda H: {
                        "kappa": np.diag(H).max() / np.diag(H).min(),
                        "limit": 2 / np.diag(H).max(),
                        "best": 2 / (np.diag(H).max() + np.diag(H).min()),
                    },
                    "You used the diagonal of H. Curvatures of the bowl are its eigenvalues.",
                ),
                Slip(
                    "difference",
                    lambda H: {"kappa": np.ptp(np.linalg.eigvalsh(H))},
                    "You took the difference of the two eigenvalues. The condition number is their "
                    "ratio.",
                ),
                Slip(
                    "squared",
                    lambda H: {"kappa": bowl_facts(H)["kappa"] ** 2},
                    "That is the square of the condition number.",
                ),
                Slip(
                    "safe_rate",
                    lambda H: {"limit": bowl_facts(H)["limit"] / 2},
                    "At this rate the steepest direction is done in one step. The limit is where "
                    "it begins to grow.",
                ),
                Slip(
                    "flattest_direction",
                    lambda H: {
                        "limit": bowl_facts(H)["limit"] * bowl_facts(H)["kappa"],
                    },
                    "That is the limit of the flattest direction. The steepest one is stricter.",
                ),
                Slip(
                    "trace",
                    lambda H: {"limit": 2 / np.trace(H), "best": 2 / np.trace(H)},
                    "You divided by the trace, which adds up all curvatures. Not all of them have "
                    "a part in this.",
                ),
                Slip(
                    "steepest_only",
                    lambda H: {"best": bowl_facts(H)["limit"] / 2},
                    "This is best for the steepest direction alone. The flattest one gains from a "
                    "larger rate.",
                ),
                Slip(
                    "limit_again",
                    lambda H: {"best": bowl_facts(H)["limit"]},
                    "At the limit the steepest direction does not shrink at all.",
                ),
                Slip(
                    "flattest_only",
                    lambda H: {"best": bowl_facts(H)["limit"] / 2 * bowl_facts(H)["kappa"]},
                    "This is best for the flattest direction alone. In the steepest one it is too "
                    "large.",
                ),
                Slip(
                    "one_forgotten",
                    lambda H: {"best": bowl_facts(H)["best"] / 2},
                    "Too small by a factor. Set the two factors equal up to the sign and solve for "
                    "the rate.",
                ),
                Slip(
                    "safe_factor",
                    lambda H: {"shrink": 1 - 1 / bowl_facts(H)["kappa"]},
                    "That is the factor at one over the largest eigenvalue. Put the best rate in.",
                ),
                Slip(
                    "signed",
                    lambda H: {"shrink": -bowl_facts(H)["shrink"]},
                    "That is the factor of the steepest direction with its sign. Its absolute "
                    "value is asked.",
                ),
                Slip(
                    "loss",
                    lambda H: {"shrink": bowl_facts(H)["shrink"] ** 2},
                    "By this factor the loss shrinks. The distance shrinks by its root.",
                ),
                Slip(
                    "reciprocal_of_kappa",
                    lambda H: {"shrink": 1 / bowl_facts(H)["kappa"]},
                    "A long bowl has a large condition number, and there hardly anything shrinks. "
                    "Yours says the contrary.",
                ),
                Slip(
                    "limit_for_best",
                    lambda H: {"shrink": 1 - 2 / bowl_facts(H)["kappa"]},
                    "You put in the limit, at which the steepest direction does not shrink at all. "
                    "Put the best rate in.",
                ),
            ),
            hints=(
                "All four follow from the smallest and the largest eigenvalue.",
                (
                    r"A step multiplies by $1 - \alpha\lambda$. At the best rate $1 - "
                    r"\alpha\lambda_{\min} = -(1 - \alpha\lambda_{\max})$."
                ),
                "Start: `values = np.linalg.eigvalsh(H)`, which are sorted.",
                (
                    '`low, high = values[0], values[-1]`, then `{"kappa": ... / ..., "limit": 2 / '
                    '..., "best": 2 / (...), "shrink": 1 - best * ...}`'
                ),
            ),
            why=(
                "At the best rate the factor is (κ − 1)/(κ + 1): for κ = 100 that is 0.98, and "
                "momentum or better scales are worth their trouble."
            ),
        ),
        Exercise(
            id="steps_needed",
            title="How long a long valley takes",
            kind="value",
            topic="How fast",
            points=2,
            level=2,
            source="S2",
            prompt=lambda kappa: (
                rf"A bowl has the condition number $\kappa = {kappa}$. Descent runs with the "
                rf"careful "
                r"rate $\alpha = 1/\lambda_{\max}$. After how many steps is the distance to the "
                r"minimum along the *flattest* direction at most one hundredth of what it was at "
                r"the start? Assign the smallest such whole number to `steps_needed`; you may use "
                r"`np.log`."
            ),
            parameters={"kappa": 20},
            variant=decay_numbers,
            reference=steps_to_a_hundredth,
            slips=STEPS_SLIPS,
            hints=(
                "By which factor does a step shrink the distance in the flattest direction?",
                (
                    r"The factor is $1 - \alpha\lambda_{\min} = 1 - 1/\kappa$; after $k$ steps it "
                    r"is $(1 - 1/\kappa)^k$."
                ),
                r"Start: $(1 - 1/\kappa)^k \le 0.01$; take logarithms on both sides.",
                "`np.log(0.01) / np.log(1 - 1/...)`, and then to the next whole number",
            ),
            why=(
                "The number of steps grows in proportion to the condition number: ten times as "
                "long a bowl takes ten times as long."
            ),
        ),
        Exercise(
            id="grad_logistic_l2",
            title="Logistic regression with a penalty",
            topic="A network",
            points=2,
            level=2,
            source="S1",
            prompt=(
                r"Logistic regression: the outputs are $\mathbf{y} = \sigma(X\mathbf{w})$, and the "
                r"loss is the *mean* over the examples of $-t_i \ln y_i - (1 - t_i)\ln(1 - y_i)$, "
                r"plus the penalty $\frac{\lambda}{2}\lVert\mathbf{w}\rVert^2$. Write its gradient "
                r"by $\mathbf{w}$ as a function `grad_logistic_l2(X, t, w, lam)` with `X` of shape "
                r"`(n, p)`, `t` of shape `(n,)`, `w` of shape `(p,)`."
            ),
            inputs={
                "X": OneOf(FEATURES),
                "t": OneOf((np.array([0.0, 1, 1, 0, 1, 0]), np.array([1.0, 0, 1, 1, 0, 0]))),
                "w": Vector(2, -1.3, 1.5),
                "lam": PENALTY,
            },
            probes=(
                (
                    np.array(
                        [
                            [-1.2, 1.7, -1.1],
                            [1.1, -1.7, -0.1],
                            [-1.9, -0.7, -0.8],
                            [0.9, -0.2, -1.8],
                            [2.0, 1.6, 1.7],
                        ]
                    ),
                    np.array([0.0, 0, 1, 0, 1]),
                    np.array([-0.1, -1.3, 0.7]),
                    0.3,
                ),
                (FEATURES[0], np.array([0.0, 1, 0, 0, 1, 1]), np.array([-1.1, 0.4]), 0.7),
                (FEATURES[2], np.array([1.0, 1, 0, 1, 0, 0]), np.array([0.6, 1.2]), 0.2),
            ),
            row_vector=True,
            reference=lambda X, t, w, lam: derivative(logistic_loss)(w, X, t, lam),
            slips=(
                Slip(
                    "penalty_forgotten",
                    lambda X, t, w, lam: derivative(logistic_loss)(w, X, t, 0.0),
                    "The gradient of the penalty is missing.",
                ),
                Slip(
                    "two_lambda",
                    lambda X, t, w, lam: derivative(logistic_loss)(w, X, t, 2 * lam),
                    "The penalty counts twice. Its ½ cancels the 2 of the square.",
                ),
                Slip(
                    "sum_for_mean",
                    lambda X, t, w, lam: len(t) * derivative(logistic_loss)(w, X, t, 0.0) + lam * w,
                    "You summed over the examples. The loss is their mean; only the penalty is not "
                    "divided.",
                ),
                Slip(
                    "penalty_divided",
                    lambda X, t, w, lam: derivative(logistic_loss)(w, X, t, lam / len(t)),
                    "You divided the penalty by the number of examples as well. It stands outside "
                    "the mean.",
                ),
                Slip(
                    "target_minus_output",
                    lambda X, t, w, lam: -derivative(logistic_loss)(w, X, t, 0.0) + lam * w,
                    "The sign of the residual is turned: it is output minus target.",
                ),
                Slip(
                    "penalty_subtracted",
                    lambda X, t, w, lam: derivative(logistic_loss)(w, X, t, -lam),
                    "The penalty is added to the loss, so its gradient is added, too.",
                ),
                Slip(
                    "absolute_penalty",
                    lambda X, t, w, lam: derivative(logistic_loss)(w, X, t, 0.0) + lam * np.sign(w),
                    "That belongs to a penalty on the absolute values (lasso). Here the weights "
                    "are squared.",
                ),
                Slip(
                    "no_sigmoid",
                    lambda X, t, w, lam: X.T @ (X @ w - t) / len(t) + lam * w,
                    "The sigmoid is missing: the residual is made with the outputs.",
                ),
                Slip(
                    "penalty_value",
                    lambda X, t, w, lam: (
                        derivative(logistic_loss)(w, X, t, 0.0) + lam / 2 * (w @ w)
                    ),
                    "You added the penalty itself, one number for all. Its gradient has an entry "
                    "for each weight.",
                ),
                Slip(
                    "slope_of_sigmoid",
                    lambda X, t, w, lam: (
                        X.T
                        @ ((sigmoid(X @ w) - t) * sigmoid(X @ w) * (1 - sigmoid(X @ w)))
                        / len(t)
                        + lam * w
                    ),
                    "The slope of the sigmoid stays with a squared error. With this loss it "
                    "cancels.",
                ),
                Slip(
                    "slope_left_out",
                    lambda X, t, w, lam: (
                        X.T
                        @ ((sigmoid(X @ w) - t) / (sigmoid(X @ w) * (1 - sigmoid(X @ w))))
                        / len(t)
                        + lam * w
                    ),
                    "You went from the outputs straight to the weights. Between them lies the "
                    "sigmoid with its slope.",
                ),
                Slip(
                    "half_lambda",
                    lambda X, t, w, lam: derivative(logistic_loss)(w, X, t, lam / 2),
                    "The penalty counts half. Differentiating the square brings a factor that "
                    "cancels its ½.",
                ),
                Slip(
                    "two_too_many",
                    lambda X, t, w, lam: 2 * derivative(logistic_loss)(w, X, t, lam / 2),
                    "There is a factor 2 at the data, as for a squared error. The derivative of "
                    "this loss has none.",
                ),
                Slip(
                    "lambda_alone",
                    lambda X, t, w, lam: derivative(logistic_loss)(w, X, t, 0.0) + lam,
                    "You added λ to every entry. The larger a weight, the larger the slope of its "
                    "penalty.",
                ),
                Slip(
                    "divided_by_weights",
                    lambda X, t, w, lam: (
                        len(t) / len(w) * derivative(logistic_loss)(w, X, t, 0.0) + lam * w
                    ),
                    "You divided by the number of weights. The mean runs over the examples.",
                ),
            ),
            hints=(
                "Two summands: the mean over the examples, and the penalty.",
                (
                    r"For one example the derivative by $z_i = \mathbf{x}_i^\top\mathbf{w}$ is "
                    r"$y_i - t_i$ (sheet 06)."
                ),
                "Start: `y = 1 / (1 + np.exp(-X @ w))`.",
                "`return X.T @ (...) / ... + ...`",
            ),
            why=(
                "In a step the penalty multiplies the weights by 1 − αλ before anything else: that "
                "is why it is called weight decay."
            ),
        ),
        Exercise(
            id="listing_shapes",
            title="A listing that runs",
            kind="parts",
            topic="A network",
            points=4,
            level=2,
            source="S3",
            prompt=(
                "A listing trains a linear network, and it runs. In NumPy its core would be\n\n"
                "```python\n"
                "W = 0.01 * rng.normal(size=(m, n))  # m = 64, n = 32\n"
                "b = np.zeros(n)\n"
                "x = rng.normal(size=n)\n"
                "t = np.ones(n)\n"
                "residual = (W * x + b) - t\n"
                "```\n\n"
                "But $W\\mathbf{x} + \\mathbf{b}$ with $m$ outputs was meant. Write a function "
                "`listing_shapes(m, n)` that returns a dict of four shapes, each a tuple in terms "
                'of `m` and `n`: `"product"`, the shape of `W * x`; `"residual"`, the shape of '
                '`residual`; `"right_product"`, the shape of `W @ x`; `"right_bias"`, the shape '
                "that `b` should have. A shape with one axis is written with a comma, as in `(5,)`."
            ),
            inputs={"m": Integers(40, 99), "n": Integers(10, 36)},
            probes=((64, 32), (48, 20), (10, 96)),
            part_points=dict.fromkeys(("product", "residual", "right_product", "right_bias"), 1),
            reference=listing_shapes,
            slips=(
                Slip(
                    "matrix_product",
                    lambda m, n: {"product": (m,), "residual": (m,)},
                    "That would be the shape of a matrix-vector product. A star multiplies entry "
                    "by entry, and what is too short is repeated along the rows.",
                ),
                Slip(
                    "shape_of_x",
                    lambda m, n: {"product": (n,), "residual": (n,)},
                    "That is the shape of the shorter one. Broadcasting repeats it until it fits "
                    "the longer one.",
                ),
                Slip(
                    "transposed",
                    lambda m, n: {"product": (n, m), "residual": (n, m)},
                    "The two sizes are exchanged: rows come first.",
                ),
                Slip(
                    "two_axes",
                    lambda m, n: {"right_product": (n, m)},
                    "That has two axes. A matrix times a vector is a vector: one axis is summed "
                    "over.",
                ),
                Slip(
                    "star_still",
                    lambda m, n: {"right_product": (m, n)},
                    "That is what the star gives. The matrix product sums over the entries of x.",
                ),
                Slip(
                    "inner_size",
                    lambda m, n: {"right_product": (n,), "right_bias": (n,)},
                    "You kept the number of inputs. The product of W and x has one entry for each "
                    "row of W, and the bias is added to it.",
                ),
                Slip(
                    "column",
                    lambda m, n: {"right_product": (m, 1), "right_bias": (m, 1)},
                    "That is a column with two axes. Here x has one axis, and so has the product.",
                ),
                Slip(
                    "bias_for_each_weight",
                    lambda m, n: {"right_bias": (m, n)},
                    "That would be a bias for each weight. There is one for each output.",
                ),
                Slip(
                    "no_tuple",
                    lambda m, n: {"right_product": m, "right_bias": m},
                    "That is a number. A shape is a tuple, with a comma even if there is only one "
                    "axis.",
                ),
                Slip(
                    "row",
                    lambda m, n: {"right_product": (1, m), "right_bias": (1, m)},
                    "That is a row with two axes. Here x has one axis, and so has the product.",
                ),
                Slip(
                    "count",
                    lambda m, n: {"product": m * n, "residual": m * n},
                    "That is how many numbers there are. The shape says how they are arranged, an "
                    "entry for each axis.",
                ),
            ),
            hints=(
                "Run the five lines and print `.shape` after each operation.",
                (
                    "For `*`, `+` and `-` shapes are aligned at the right, and what is missing is "
                    "repeated; `@` sums over the last axis of `W`."
                ),
                "Start: align the shape of `W` and the shape of `x` at the right.",
                (
                    '`return {"product": W.shape written out, "residual": ..., "right_product": '
                    '(...,), "right_bias": (...,)}`'
                ),
            ),
            why=(
                "Trained at the rate 0.1 with a new x in each step its loss falls from about 1 to "
                "0.29 in 100 steps, mostly further than that of the right network: only shapes "
                "show the error."
            ),
        ),
        Exercise(
            id="corrected_listing",
            title="The listing, corrected",
            kind="parts",
            topic="A network",
            points=4,
            level=2,
            source="S3",
            prompt=(
                r"Now the right network: $\mathbf{y} = W\mathbf{x} + \mathbf{b}$ with $W$ of shape "
                r"`(m, n)`, and $L = \frac{1}{m}\sum_i (y_i - t_i)^2$, the **mean** as in the "
                r"listing's code. Write a function `corrected_listing(W, b, x, t)` that returns a "
                r'dict: forward `"y"` and `"L"`, backward `"W_bar"` and `"b_bar"`, the derivatives '
                r"of $L$ by $W$ and $\mathbf{b}$ in the shapes of $W$ and $\mathbf{b}$. It is "
                r"called with several sizes."
            ),
            inputs={
                "W": Matrix(3, 2, -1.4, 1.6),
                "b": Vector(3, -0.9, 1.1),
                "x": Vector(2, -1.6, 1.9),
                "t": Vector(3, -1.5, 1.8),
            },
            probes=(
                (
                    np.array([[0.5, -1.2], [1.4, 0.3], [-0.8, 0.9]]),
                    np.array([0.3, -0.2, 0.6]),
                    np.array([1.2, -0.7]),
                    np.array([1.0, 0.4, -0.5]),
                ),
                (
                    np.array([[-0.6, 0.7, 1.1], [0.2, -1.5, 0.4]]),
                    np.array([-0.5, 0.4]),
                    np.array([-0.4, 1.5, 0.8]),
                    np.array([0.7, -1.2]),
                ),
                (
                    np.array([[1.3, 0.8], [-0.4, 1.6]]),
                    np.array([0.2, 0.7]),
                    np.array([0.9, -0.6]),
                    np.array([-0.3, 1.1]),
                ),
            ),
            part_points=dict.fromkeys(("y", "L", "W_bar", "b_bar"), 1),
            reference=linear_pass,
            slips=(
                Slip(
                    "bias_forgotten",
                    lambda W, b, x, t: {"y": W @ x},
                    "The bias is missing.",
                ),
                Slip(
                    "residual",
                    lambda W, b, x, t: {"y": W @ x + b - t},
                    "That is the residual already. Here the output is asked.",
                ),
                Slip(
                    "sum_for_mean",
                    lambda W, b, x, t: {
                        "L": len(t) * linear_loss(W, b, x, t),
                        "W_bar": len(t) * linear_pass(W, b, x, t)["W_bar"],
                        "b_bar": len(t) * linear_pass(W, b, x, t)["b_bar"],
                    },
                    "You summed over the outputs. The listing's loss is their mean, and the rate "
                    "was chosen for it.",
                ),
                Slip(
                    "root",
                    lambda W, b, x, t: {"L": np.sqrt(linear_loss(W, b, x, t))},
                    "You took a root. The loss is the mean square itself.",
                ),
                Slip(
                    "not_squared",
                    lambda W, b, x, t: {"L": np.mean(W @ x + b - t)},
                    "The square is missing: your loss can be negative.",
                ),
                Slip(
                    "not_reduced",
                    lambda W, b, x, t: {"L": (W @ x + b - t) ** 2},
                    "Those are the squares, one for each output. The loss is their mean, one "
                    "number.",
                ),
                Slip(
                    "half",
                    lambda W, b, x, t: {"L": linear_loss(W, b, x, t) / 2},
                    "Your loss has a factor ½, which this one has not.",
                ),
                Slip(
                    "two_forgotten",
                    lambda W, b, x, t: {
                        "W_bar": linear_pass(W, b, x, t)["W_bar"] / 2,
                        "b_bar": linear_pass(W, b, x, t)["b_bar"] / 2,
                    },
                    "The factor 2 from the square is missing: this loss has no ½.",
                ),
                Slip(
                    "divided_by_all_weights",
                    lambda W, b, x, t: {"W_bar": linear_pass(W, b, x, t)["W_bar"] / len(x)},
                    "You divided by the number of weights. The mean runs over the outputs only.",
                ),
                Slip(
                    "transposed",
                    lambda W, b, x, t: {"W_bar": linear_pass(W, b, x, t)["W_bar"].T},
                    "Right numbers, transposed. The gradient has the shape of W: a row for each "
                    "output.",
                ),
                Slip(
                    "target_minus_output",
                    lambda W, b, x, t: {
                        "W_bar": -linear_pass(W, b, x, t)["W_bar"],
                        "b_bar": -linear_pass(W, b, x, t)["b_bar"],
                    },
                    "The sign is turned: the residual is output minus target.",
                ),
                Slip(
                    "input_in_every_row",
                    lambda W, b, x, t: {"W_bar": np.tile(x, (len(t), 1))},
                    "Each row is the input. It has to be multiplied by what comes from the loss to "
                    "that output.",
                ),
                Slip(
                    "residual_alone",
                    lambda W, b, x, t: {"b_bar": W @ x + b - t},
                    "That is the residual. The square and the mean bring a factor.",
                ),
                Slip(
                    "bias_summed",
                    lambda W, b, x, t: {"b_bar": linear_pass(W, b, x, t)["b_bar"].sum()},
                    "You summed over the outputs. Each output has a bias of its own.",
                ),
                Slip(
                    "mean_over_inputs",
                    lambda W, b, x, t: {
                        "W_bar": len(t) / len(x) * linear_pass(W, b, x, t)["W_bar"],
                        "b_bar": len(t) / len(x) * linear_pass(W, b, x, t)["b_bar"],
                    },
                    "You divided by the number of inputs. The mean runs over the outputs.",
                ),
                Slip(
                    "input_missing",
                    lambda W, b, x, t: {
                        "W_bar": np.tile(linear_pass(W, b, x, t)["b_bar"][:, None], (1, len(x)))
                    },
                    "In each row all entries are equal. A weight is multiplied by its input, and "
                    "so is its slope.",
                ),
            ),
            hints=(
                "The shapes leave hardly a choice: an outer product for W, a vector for b.",
                (
                    r"$\bar{\mathbf{y}} = \dfrac{2}{m}(\mathbf{y} - \mathbf{t})$, $\bar W = "
                    r"\bar{\mathbf{y}}\,\mathbf{x}^\top$, $\bar{\mathbf{b}} = \bar{\mathbf{y}}$."
                ),
                "Start: `y = W @ x + b` and `y_bar = 2 * (y - t) / len(t)`.",
                '`return {"y": y, "L": np.mean(...), "W_bar": np.outer(..., ...), "b_bar": ...}`',
            ),
            why=(
                "Two changes in the program: the product sums over the inputs, and bias and "
                "targets have an entry for each output."
            ),
        ),
        Exercise(
            id="residual_after_step",
            title="What a step does to a residual",
            kind="formula",
            topic="A network",
            points=2,
            level=2,
            source="S3",
            prompt=(
                r"In the network of the last question with $m$ outputs and $L$ the **mean** of the "
                r"squares, take one step on $W$ and $\mathbf{b}$ with the rate $\alpha$ and look "
                r"at the *same* example again. Each residual $y_i - t_i$ has been multiplied by "
                r"one factor, the same for all outputs. Type it as text in `a` (for $\alpha$), `m` "
                r"and `s`, where $s = \lVert\mathbf{x}\rVert^2$: "
                r'`residual_after_step = "..."`.'
            ),
            inputs={
                "a": Reals(0.05, 0.6),
                "s": Reals(1.2, 20),
                "m": Integers(2, 40),
            },
            probes=((0.1, 3.0, 4), (0.3, 8.0, 10), (0.4, 2.0, 3)),
            reference=lambda a, s, m: 1 - 2 * a * (s + 1) / m,
            slips=(
                Slip(
                    "sum_for_mean",
                    "1 - 2*a*(s + 1)",
                    "That is for the sum of the squares. Here the loss is a mean.",
                ),
                Slip(
                    "bias_forgotten",
                    "1 - 2*a*s/m",
                    "Only W has moved in yours. The bias moves, too.",
                ),
                Slip(
                    "bias_only",
                    "1 - 2*a/m",
                    "Only the bias has moved in yours. The weights move, too, each in proportion "
                    "to its input.",
                ),
                Slip(
                    "two_forgotten",
                    "1 - a*(s + 1)/m",
                    "The factor 2 from the square is missing.",
                ),
                Slip(
                    "ascent",
                    "1 + 2*a*(s + 1)/m",
                    "In yours the residual grows, however small the rate. Look at the sign of the "
                    "step.",
                ),
                Slip(
                    "change_only",
                    "-2*a*(s + 1)/m",
                    "By this factor you get the change of the residual. The new residual is asked.",
                ),
                Slip(
                    "share_lost",
                    "2*a*(s + 1)/m",
                    "That is the share which is lost. What is left is asked.",
                ),
                Slip(
                    "length_not_squared",
                    "1 - 2*a*(sqrt(s) + 1)/m",
                    "You used the length of x. The input comes in twice: in the slope, and again "
                    "when the new weights are applied.",
                ),
                Slip(
                    "mean_twice",
                    "1 - 2*a*(s + 1)/m^2",
                    "You divided by the number of outputs twice. The mean brings one such factor.",
                ),
                Slip(
                    "bias_not_divided",
                    "1 - 2*a*s/m - 2*a",
                    "The mean divides the slope of the bias as well.",
                ),
                Slip(
                    "one_after_the_other",
                    "(1 - 2*a/m)*(1 - 2*a*s/m)",
                    "You moved W first and the bias afterwards, with a new slope. All slopes are "
                    "taken before the step.",
                ),
                Slip(
                    "squared_again",
                    "1 - 2*a*(s^2 + 1)/m",
                    "You squared s, which is a square already.",
                ),
                Slip(
                    "sum_without_bias",
                    "1 - 2*a*s",
                    "Two things are missing: the loss is a mean, and the bias moves as well.",
                ),
            ),
            hints=(
                r"Put the new $W$ and the new $\mathbf{b}$ into $W\mathbf{x} + \mathbf{b}$.",
                (
                    r"With $r = y_i - t_i$: row $i$ of $W$ changes by $-\alpha\frac{2}{m}r\, "
                    r"\mathbf{x}^\top$, and $b_i$ by $-\alpha\frac{2}{m}r$."
                ),
                (
                    r"Start: the change of the row moves the output by $-\alpha\frac{2}{m}r\, "
                    r"\mathbf{x}^\top\mathbf{x}$. What does the bias add?"
                ),
                '`residual_after_step = "1 - 2*a*(...)/..."`',
            ),
            why=(
                "With 32 normal inputs s is about 32; at 64 outputs and the rate 0.1 the factor is "
                "about 0.9, and the listing converges."
            ),
        ),
        Exercise(
            id="summed_loss",
            title="The same rate, another loss",
            kind="choice",
            topic="A network",
            points=1,
            level=2,
            source="S3",
            prompt=(
                r"The text beside the listing writes the loss as $\lVert W\mathbf{x} + \mathbf{b} "
                r"- \mathbf{t}\rVert^2$, a sum over 64 outputs; its code takes the mean. With the "
                r"sum and the same rate 0.1, on 32 normal inputs that are new in each step, the "
                r"loss has grown to about $10^{22}$ after 100 steps. Why? Assign the letter as "
                r"text: "
                r'`summed_loss = "a"`.'
            ),
            options=(
                Option(
                    "a",
                    "The sum has its minimum at other weights, and these lie far away.",
                    slip="other_minimum",
                    message="A loss that is multiplied by a positive number has its minimum where "
                    "it had it before.",
                ),
                Option(
                    "b",
                    "The gradient of the sum points in another direction, which is not downhill.",
                    slip="other_direction",
                    message="The two losses differ by a factor, and so do the gradients. They are "
                    "parallel.",
                ),
                Option(
                    "c",
                    "A sum over 64 outputs loses digits, and the errors add up.",
                    slip="rounding",
                    message="Rounding errors of a sum of 64 numbers are about 1e-15 of its size. "
                    "They do not double in each step.",
                ),
                Option(
                    "d",
                    "All curvatures are 64 times as large, and 0.1 is above the limit that they "
                    "set.",
                    message="For the sum a step multiplies the residual of its example by 1 − 2 · "
                    "0.1 · 33 = −5.6. A rate belongs to a loss: 0.1/64 would do what 0.1 does for "
                    "the mean.",
                ),
            ),
            hints=(
                "What is the factor between the two losses? And between their gradients?",
                (
                    "Put the numbers into the factor of the last question, for the mean and for "
                    "the sum."
                ),
                r"Start: with $s = 32$ and $m = 64$ it is about 0.9 for the mean.",
                "For the sum the division by 64 is missing. Compare the factor's size with 1.",
            ),
            why=(
                "A rate that is taken over from elsewhere has to come with its loss: sum or mean, "
                "½ or not, and which batch size."
            ),
        ),
        Exercise(
            id="training_curves",
            title="Two curves",
            kind="choice",
            topic="A network",
            points=1,
            level=2,
            source="S3",
            prompt=(
                "A network is trained for 200 epochs. Its loss on the training examples falls to "
                "the very end. Its loss on examples that were kept back (the validation set) falls "
                "until epoch 40 and then rises slowly. What follows? Assign the letter as text: "
                '`training_curves = "a"`.'
            ),
            options=(
                Option(
                    "a",
                    "The rate is too large: from epoch 40 on the steps overshoot.",
                    slip="rate_too_large",
                    message="Then the training loss would grow or jump. It falls, so descent does "
                    "its work.",
                ),
                Option(
                    "b",
                    "The training loss is what is minimised, so the weights of epoch 200 are best.",
                    slip="training_loss",
                    message="For the training examples, yes. What the network says to new examples "
                    "this curve does not show.",
                ),
                Option(
                    "c",
                    "From epoch 40 on it learns the training examples by heart; keep the weights "
                    "of that epoch.",
                    message="This is called early stopping. Since epoch 40 was chosen on the "
                    "validation set, the final mark needs a third set.",
                ),
                Option(
                    "d",
                    "Validation examples should be trained on too, then both curves fall.",
                    slip="trained_on_validation",
                    message="Then both curves fall, and none of them says anything about unseen "
                    "examples.",
                ),
            ),
            hints=(
                "What does each of the two curves measure?",
                "A network with many weights can remember examples, noise included.",
                "Start: which of the two tells how new examples will fare?",
                (
                    "Cross out what would show in the training loss; then ask which weights are "
                    "best for new examples."
                ),
            ),
            why=(
                "A falling training loss shows that descent works, not that the network has "
                "learned what you wanted."
            ),
        ),
        Exercise(
            id="minibatch_step",
            title="A step on a few examples",
            topic="Noise, memory, scale",
            points=2,
            level=3,
            source="S3",
            prompt=(
                r"The outputs are $X\theta$, and the loss of a batch is the mean of "
                r"$(\mathbf{x}_i^\top\theta - t_i)^2$ over its examples. Write one step of descent "
                r"on a batch as a function `minibatch_step(theta, X, t, batch, rate)`: `X` has the "
                r"shape `(n, p)`, `t` has `(n,)`, and `batch` is an array with the indices of the "
                r"examples, such as `[0, 3]`. Return the new `theta`."
            ),
            inputs={
                "theta": Vector(2, -1.2, 1.4),
                "X": OneOf(FEATURES),
                "t": OneOf(OUTCOMES),
                "batch": OneOf(BATCHES),
                "rate": Reals(0.05, 0.4),
            },
            probes=(
                (np.array([0.4, -0.9]), FEATURES[0], OUTCOMES[0], BATCHES[0], 0.1),
                (np.array([-0.7, 1.1]), FEATURES[1], OUTCOMES[1], BATCHES[1], 0.3),
                (
                    np.array([1.2, 0.5, -0.8]),
                    powers(FEATURES[2][:, 0], 2),
                    OUTCOMES[2],
                    BATCHES[2],
                    0.2,
                ),
            ),
            reference=lambda theta, X, t, batch, rate: (
                theta - rate * derivative(plane_loss)(theta, X[batch], t[batch])
            ),
            slips=(
                Slip(
                    "all_examples",
                    lambda theta, X, t, batch, rate: (
                        theta - rate * derivative(plane_loss)(theta, X, t)
                    ),
                    "That is a step on all examples. Only those of the batch are read.",
                ),
                Slip(
                    "divided_by_n",
                    lambda theta, X, t, batch, rate: (
                        theta
                        - rate
                        * derivative(plane_loss)(theta, X[batch], t[batch])
                        * len(batch)
                        / len(t)
                    ),
                    "You divided by the number of all examples. The mean runs over the batch.",
                ),
                Slip(
                    "sum_for_mean",
                    lambda theta, X, t, batch, rate: (
                        theta
                        - rate * derivative(plane_loss)(theta, X[batch], t[batch]) * len(batch)
                    ),
                    "You summed over the batch. With a mean the rate does not depend on its size.",
                ),
                Slip(
                    "first_examples",
                    lambda theta, X, t, batch, rate: (
                        theta
                        - rate * derivative(plane_loss)(theta, X[: len(batch)], t[: len(batch)])
                    ),
                    "You took the first examples, as many as the batch has. The batch holds the "
                    "indices of those to take.",
                ),
                Slip(
                    "targets_not_chosen",
                    lambda theta, X, t, batch, rate: (
                        theta - rate * derivative(plane_loss)(theta, X[batch], t[: len(batch)])
                    ),
                    "Inputs and targets do not belong together: choose both by the batch.",
                ),
                Slip(
                    "two_forgotten",
                    lambda theta, X, t, batch, rate: (
                        theta - rate / 2 * derivative(plane_loss)(theta, X[batch], t[batch])
                    ),
                    "The factor 2 from the square is missing.",
                ),
                Slip(
                    "ascent",
                    lambda theta, X, t, batch, rate: (
                        theta + rate * derivative(plane_loss)(theta, X[batch], t[batch])
                    ),
                    "The sign is turned: this step climbs.",
                ),
                Slip(
                    "gradient_only",
                    lambda theta, X, t, batch, rate: derivative(plane_loss)(
                        theta, X[batch], t[batch]
                    ),
                    "That is the gradient of the batch. The new parameters are asked.",
                ),
                Slip(
                    "rate_forgotten",
                    lambda theta, X, t, batch, rate: (
                        theta - derivative(plane_loss)(theta, X[batch], t[batch])
                    ),
                    "The rate is missing.",
                ),
                Slip(
                    "change_only",
                    lambda theta, X, t, batch, rate: (
                        -rate * derivative(plane_loss)(theta, X[batch], t[batch])
                    ),
                    "That is the change. The new parameters are asked.",
                ),
                Slip(
                    "divided_by_parameters",
                    lambda theta, X, t, batch, rate: (
                        theta
                        - rate
                        * derivative(plane_loss)(theta, X[batch], t[batch])
                        * len(batch)
                        / len(theta)
                    ),
                    "You divided by the number of parameters. The mean runs over the examples of "
                    "the batch.",
                ),
                Slip(
                    "one_by_one",
                    one_by_one,
                    "You took a step for each example, and the next one saw the new parameters. A "
                    "batch gives a single step, by the mean.",
                ),
                Slip(
                    "means_multiplied",
                    lambda theta, X, t, batch, rate: (
                        theta
                        - 2 * rate * np.mean(X[batch] @ theta - t[batch]) * X[batch].mean(axis=0)
                    ),
                    "You multiplied the mean residual by the mean input. The mean of products is "
                    "not the product of the means.",
                ),
                Slip(
                    "half_of_sum",
                    lambda theta, X, t, batch, rate: (
                        theta
                        - rate * len(batch) / 2 * derivative(plane_loss)(theta, X[batch], t[batch])
                    ),
                    "The factor 2 from the square is missing, and you summed where the loss is a "
                    "mean.",
                ),
            ),
            hints=(
                "Choose the rows first; then it is an ordinary step.",
                (
                    r"With $X_B$ and $\mathbf{t}_B$: the gradient is $\frac{2}{B}(X_B\theta - "
                    r"\mathbf{t}_B)^\top X_B$."
                ),
                "Start: `Xb, tb = X[batch], t[batch]`.",
                "`return theta - rate * 2 / len(...) * Xb.T @ (...)`",
            ),
            why=(
                "The mean over all batches of a size is the full gradient: their errors cancel on "
                "average, and a batch costs a fraction."
            ),
        ),
        Exercise(
            id="never_at_rest",
            title="Never at rest",
            kind="choice",
            topic="Noise, memory, scale",
            points=1,
            level=3,
            source="S3",
            prompt=(
                "SGD with a constant rate has come near a minimum of the full loss. From then on "
                "the full loss goes up and down and gets no lower, although the mini-batch "
                "gradient is *unbiased*: its mean over all batches is the full gradient. Why, and "
                'what helps? Assign the letter as text: `never_at_rest = "a"`.'
            ),
            options=(
                Option(
                    "a",
                    "On average the batches point past the minimum; larger steps get over it.",
                    slip="biased",
                    message="Unbiased means that on average they point where the full gradient "
                    "points. And larger steps make a larger cloud.",
                ),
                Option(
                    "b",
                    "At the minimum the mean of the slopes is 0, those of one batch are not; let "
                    "the rate fall.",
                    message="Each batch pushes a little, and the size of the cloud follows the "
                    "rate. That is what a schedule is for; larger batches help as well.",
                ),
                Option(
                    "c",
                    "Noise adds up over the steps; momentum with a memory near 1 and the same rate "
                    "averages it away.",
                    slip="momentum",
                    message="The velocity is a sum, not a mean: with a longer memory and the same "
                    "rate the steps become longer, and the cloud does not shrink.",
                ),
                Option(
                    "d",
                    "It has reached another, higher minimum; start again from other weights.",
                    slip="other_minimum",
                    message="A minimum, high or low, would show in the same way. Look at the "
                    "slopes of single batches there.",
                ),
            ),
            hints=(
                "Stand at the minimum and take one more step. With which slopes?",
                "A sum of slopes can be 0 without any of them being 0.",
                "Start: how long is such a step? Which quantity makes it shorter?",
                "Cross out what contradicts “unbiased”, then what makes the steps longer.",
            ),
            why=(
                "Schedules begin with a large rate, which travels far, and end with a small one, "
                "which settles."
            ),
        ),
        Exercise(
            id="second_hat",
            title="A corrected mean by hand",
            kind="formula",
            topic="Noise, memory, scale",
            points=2,
            level=3,
            source="S3",
            prompt=(
                r"Adam keeps $m_k = 0.9\,m_{k-1} + 0.1\,g_k$ with $m_0 = 0$, and uses the "
                r"corrected $\hat m_k = m_k/(1 - 0.9^k)$. The first two slopes are $g_1$ and "
                r'$g_2$. Type $\hat m_2$ as text in `g1` and `g2`: `second_hat = "..."`.'
            ),
            inputs={"g1": Reals(-3, 3.4), "g2": Reals(-2.6, 3)},
            probes=((1.0, 2.0), (-1.5, 0.7), (2.4, -0.9)),
            reference=lambda g1, g2: (0.9 * 0.1 * g1 + 0.1 * g2) / (1 - 0.9**2),
            slips=(
                Slip(
                    "not_corrected",
                    "0.09*g1 + 0.1*g2",
                    "That is the memory itself, too small because it started at 0. Divide by the "
                    "correction.",
                ),
                Slip(
                    "first_correction",
                    "(0.09*g1 + 0.1*g2)/0.1",
                    "You divided by the correction of the first step. Its exponent counts the "
                    "steps.",
                ),
                Slip(
                    "third_correction",
                    "(0.09*g1 + 0.1*g2)/(1 - 0.9^3)",
                    "Your exponent counts one step too many.",
                ),
                Slip(
                    "multiplied",
                    "(0.09*g1 + 0.1*g2)*0.19",
                    "You multiplied by the correction. A mean that is too small is mended by "
                    "dividing.",
                ),
                Slip(
                    "power_not_subtracted",
                    "(0.09*g1 + 0.1*g2)/0.81",
                    "You divided by the power itself. The correction is 1 minus it.",
                ),
                Slip(
                    "plain_mean",
                    "(g1 + g2)/2",
                    "That is the plain mean. In a fading memory the last slope counts a little "
                    "more.",
                ),
                Slip(
                    "started_at_first",
                    "0.9*g1 + 0.1*g2",
                    "In yours the memory starts at the first slope. It starts at 0, and that is "
                    "what the correction is for.",
                ),
                Slip(
                    "hat_carried_on",
                    "(0.9*g1 + 0.1*g2)/0.19",
                    "You carried the corrected mean on to the second step. It is used once; what "
                    "is remembered is the uncorrected one.",
                ),
                Slip(
                    "weights_exchanged",
                    "(0.1*g1 + 0.09*g2)/0.19",
                    "The older slope has the larger weight in yours. It has faded once.",
                ),
                Slip(
                    "memory_exchanged",
                    "(0.09*g1 + 0.9*g2)/0.19",
                    "You exchanged 0.9 and 0.1. A new slope comes in with the small weight.",
                ),
                Slip(
                    "not_faded",
                    "(0.1*g1 + 0.1*g2)/0.19",
                    "The first slope has not faded. Before the second comes in, the memory is "
                    "multiplied once.",
                ),
                Slip(
                    "power_outside",
                    "(0.09*g1 + 0.1*g2)/(1 - 0.9)^2",
                    "You raised the whole difference to the power. Only β is raised.",
                ),
                Slip(
                    "first_forgotten",
                    "0.1*g2/0.19",
                    "The first slope is forgotten. It is kept, a little faded.",
                ),
            ),
            hints=(
                r"First $m_1$, then $m_2$, then the correction.",
                r"$m_1 = 0.1\,g_1$ and $m_2 = 0.9\,m_1 + 0.1\,g_2$.",
                r"Start: the correction is $1 - 0.9^2$.",
                '`second_hat = "(...*g1 + 0.1*g2)/..."`',
            ),
            why=(
                "The two weights, 9/19 and 10/19, add up to 1: that is what the correction is made "
                "for."
            ),
        ),
        Exercise(
            id="adam_step",
            title="One step of Adam",
            topic="Noise, memory, scale",
            points=2,
            level=3,
            source="S3",
            prompt=(
                r"Step $t$ of Adam ($t$ counts from 1) with $\beta_1 = 0.9$, $\beta_2 = 0.99$ and "
                r"$\varepsilon = 0.1$: $\mathbf{m} \leftarrow \beta_1\mathbf{m} + (1 - "
                r"\beta_1)\mathbf{g}$, $\mathbf{v} \leftarrow \beta_2\mathbf{v} + (1 - "
                r"\beta_2)\mathbf{g}^2$, then $\hat{\mathbf{m}} = \mathbf{m}/(1 - \beta_1^t)$, "
                r"$\hat{\mathbf{v}} = \mathbf{v}/(1 - \beta_2^t)$, and the parameters change by "
                r"$-e\,\hat{\mathbf{m}}/(\sqrt{\hat{\mathbf{v}}} + \varepsilon)$. Write a function "
                r"`adam_step(m, v, g, t, e)` that returns this **change**; `m` and `v` are from "
                r"before the step, `g` are the slopes, all of shape `(n,)`, and `e` is the rate."
            ),
            inputs={
                "m": Vector(2, -0.4, 0.5),
                "v": Vector(2, 0.02, 0.6),
                "g": Vector(2, -1.2, 1.3),
                "t": Integers(2, 8),
                "e": Reals(0.02, 0.3),
            },
            probes=(
                (
                    np.array([0.1, 0.05]),
                    np.array([0.02, 0.4]),
                    np.array([0.3, -0.8]),
                    3,
                    0.1,
                ),
                (
                    np.array([-0.2, 0.3]),
                    np.array([0.1, 0.06]),
                    np.array([-1.1, 0.4]),
                    5,
                    0.05,
                ),
                (np.array([0.0, 0.0]), np.array([0.0, 0.0]), np.array([0.7, -0.2]), 1, 0.2),
            ),
            reference=adam_change,
            slips=(
                Slip(
                    "not_corrected",
                    lambda m, v, g, t, e: (
                        -e * (0.9 * m + 0.1 * g) / (np.sqrt(0.99 * v + 0.01 * g**2) + 0.1)
                    ),
                    "The corrections are missing. Both memories start at 0 and are too small in "
                    "the first steps.",
                ),
                Slip(
                    "root_forgotten",
                    lambda m, v, g, t, e: (
                        -e
                        * ((0.9 * m + 0.1 * g) / (1 - 0.9**t))
                        / ((0.99 * v + 0.01 * g**2) / (1 - 0.99**t) + 0.1)
                    ),
                    "The root is missing below: the memory of squares has to become a size again.",
                ),
                Slip(
                    "epsilon_inside",
                    lambda m, v, g, t, e: (
                        -e
                        * ((0.9 * m + 0.1 * g) / (1 - 0.9**t))
                        / np.sqrt((0.99 * v + 0.01 * g**2) / (1 - 0.99**t) + 0.1)
                    ),
                    "You added ε under the root. It stands outside.",
                ),
                Slip(
                    "one_step_late",
                    lambda m, v, g, t, e: adam_with(m, v, g, e, t + 1, t + 1),
                    "Your corrections are those of the next step: the first step has t = 1.",
                ),
                Slip(
                    "ascent",
                    lambda m, v, g, t, e: -adam_change(m, v, g, t, e),
                    "The sign is turned: the change goes against the slopes.",
                ),
                Slip(
                    "raw_slope",
                    lambda m, v, g, t, e: (
                        -e * g / (np.sqrt((0.99 * v + 0.01 * g**2) / (1 - 0.99**t)) + 0.1)
                    ),
                    "Above stands the slope of this step alone, as in RMSProp. Adam uses the "
                    "corrected memory of slopes.",
                ),
                Slip(
                    "exponent_forgotten",
                    lambda m, v, g, t, e: adam_with(m, v, g, e, 1, 1),
                    "The exponent in the corrections is missing: they fade with the number of "
                    "steps.",
                ),
                Slip(
                    "power_outside",
                    lambda m, v, g, t, e: (
                        -e
                        * ((0.9 * m + 0.1 * g) / 0.1**t)
                        / (np.sqrt((0.99 * v + 0.01 * g**2) / 0.01**t) + 0.1)
                    ),
                    "You raised the whole difference to the power t. Only β is raised.",
                ),
                Slip(
                    "first_not_corrected",
                    lambda m, v, g, t, e: adam_change(m, v, g, t, e) * (1 - 0.9**t),
                    "Only the memory of squares is corrected. The memory of slopes needs it as "
                    "well.",
                ),
                Slip(
                    "old_memories",
                    lambda m, v, g, t, e: (
                        -e * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.99**t)) + 0.1)
                    ),
                    "You used the memories from before the step. They are updated first.",
                ),
                Slip(
                    "usual_beta",
                    lambda m, v, g, t, e: (
                        -e
                        * ((0.9 * m + 0.1 * g) / (1 - 0.9**t))
                        / (np.sqrt((0.999 * v + 0.001 * g**2) / (1 - 0.999**t)) + 0.1)
                    ),
                    "You used the β₂ that libraries have. Here it is another one.",
                ),
                Slip(
                    "usual_epsilon",
                    lambda m, v, g, t, e: (
                        -e
                        * ((0.9 * m + 0.1 * g) / (1 - 0.9**t))
                        / (np.sqrt((0.99 * v + 0.01 * g**2) / (1 - 0.99**t)) + 1e-8)
                    ),
                    "You left out ε, or took the tiny one of the libraries. Here it is large "
                    "enough to count.",
                ),
                Slip(
                    "root_before_correction",
                    lambda m, v, g, t, e: (
                        -e
                        * ((0.9 * m + 0.1 * g) / (1 - 0.9**t))
                        / (np.sqrt(0.99 * v + 0.01 * g**2) / (1 - 0.99**t) + 0.1)
                    ),
                    "You took the root before the correction. The root goes over the corrected "
                    "memory.",
                ),
                Slip(
                    "second_not_corrected",
                    lambda m, v, g, t, e: (
                        -e
                        * ((0.9 * m + 0.1 * g) / (1 - 0.9**t))
                        / (np.sqrt(0.99 * v + 0.01 * g**2) + 0.1)
                    ),
                    "Only the memory of slopes is corrected. The memory of squares needs it as "
                    "well.",
                ),
                Slip(
                    "weights_exchanged",
                    lambda m, v, g, t, e: (
                        -e
                        * ((0.1 * m + 0.9 * g) / (1 - 0.9**t))
                        / (np.sqrt((0.01 * v + 0.99 * g**2) / (1 - 0.99**t)) + 0.1)
                    ),
                    "β and 1 − β are exchanged: most of the memory is kept in a step.",
                ),
            ),
            hints=(
                "Five lines, one for each formula; only the last one is returned.",
                (
                    r"$\mathbf{g}^2$, the root and the division are taken entry by entry, as NumPy "
                    r"does."
                ),
                "Start: `m = 0.9 * m + 0.1 * g`, and `v` in the same way with `g**2`.",
                (
                    "`m_hat = m / (1 - 0.9**t)`, `v_hat = ...`, `return -e * ... / (np.sqrt(...) + "
                    "0.1)`"
                ),
            ),
            why=(
                "But for ε, numerator and denominator grow alike with the slopes, so a parameter "
                "with small slopes moves about as far as one with large ones."
            ),
        ),
        Exercise(
            id="adam_three_steps",
            title="Adam, line by line",
            kind="parts",
            topic="Noise, memory, scale",
            points=5,
            level=3,
            source="S3",
            prompt=(
                r"Adam moves one parameter, a number `theta`, three times. The slopes that it "
                r"meets are given: `g` has the shape `(3,)`. Both memories start at 0; $\beta_1 = "
                r"0.9$, $\beta_2 = 0.999$, $\varepsilon = 10^{-8}$. Write a function "
                r"`adam_three_steps(theta, g, rate)` that returns a dict of five arrays of shape "
                r'`(3,)`, each with an entry for each step: `"m"`, `"v"`, then the corrected '
                r'`"m_hat"` and `"v_hat"`, and `"theta"`, the parameter after each step.'
            ),
            inputs={
                "theta": Reals(-2, 2.4),
                "g": Vector(3, -2, 2.3),
                "rate": Reals(0.02, 0.4),
            },
            probes=(
                (0.5, np.array([2.0, -1.0, 3.0]), 0.1),
                (-1.2, np.array([0.4, 0.9, -0.3]), 0.05),
                (1.7, np.array([-1.5, -0.6, 0.8]), 0.3),
            ),
            part_points=dict.fromkeys(("m", "v", "m_hat", "v_hat", "theta"), 1),
            reference=adam_pass,
            slips=(
                Slip(
                    "started_at_first",
                    lambda theta, g, rate: {
                        "m": memories(g, 0.9, g[0]),
                        "v": memories(g**2, 0.999, g[0] ** 2),
                    },
                    "In yours the memory starts at its first entry. It starts at 0.",
                ),
                Slip(
                    "betas_exchanged",
                    lambda theta, g, rate: {
                        "m": memories(g, 0.999),
                        "v": memories(g**2, 0.9),
                    },
                    "You used the other β. Slopes fade within about ten steps, squares within "
                    "about a thousand.",
                ),
                Slip(
                    "weights_exchanged",
                    lambda theta, g, rate: {
                        "m": memories(g, 0.1),
                        "v": memories(g**2, 0.001),
                    },
                    "β and 1 − β are exchanged: most of the memory is kept in a step.",
                ),
                Slip(
                    "velocity",
                    lambda theta, g, rate: {"m": 10 * memories(g, 0.9)},
                    "That is the velocity of momentum, a sum. Adam takes a mean: the new slope "
                    "comes in with the weight 1 − β₁.",
                ),
                Slip(
                    "no_memory",
                    lambda theta, g, rate: {"m": 0.1 * g, "v": 0.001 * g**2},
                    "What was there before is forgotten in each step. It is kept, a little faded.",
                ),
                Slip(
                    "not_squared",
                    lambda theta, g, rate: {"v": memories(g, 0.999)},
                    "The slopes have to be squared for this memory.",
                ),
                Slip(
                    "memory_squared",
                    lambda theta, g, rate: {"v": memories(memories(g, 0.9) ** 2, 0.999)},
                    "You squared the memory of slopes. The slopes themselves are squared.",
                ),
                Slip(
                    "absolute",
                    lambda theta, g, rate: {"v": memories(np.abs(g), 0.999)},
                    "You took absolute values. The memory is one of squares.",
                ),
                Slip(
                    "not_corrected",
                    lambda theta, g, rate: {
                        "m_hat": adam_pass(theta, g, rate)["m"],
                        "v_hat": adam_pass(theta, g, rate)["v"],
                    },
                    "The correction is missing. In the first step it makes the memory equal to "
                    "what came in.",
                ),
                Slip(
                    "exponent_forgotten",
                    lambda theta, g, rate: {
                        "m_hat": adam_pass(theta, g, rate)["m"] / (1 - 0.9),
                        "v_hat": adam_pass(theta, g, rate)["v"] / (1 - 0.999),
                    },
                    "You divided by the same number in each step. The exponent counts the steps.",
                ),
                Slip(
                    "last_exponent",
                    lambda theta, g, rate: {
                        "m_hat": adam_pass(theta, g, rate)["m"] / (1 - 0.9**3),
                        "v_hat": adam_pass(theta, g, rate)["v"] / (1 - 0.999**3),
                    },
                    "You used the correction of the last step for all of them. Each step has its "
                    "own.",
                ),
                Slip(
                    "one_step_late",
                    lambda theta, g, rate: {
                        "m_hat": adam_pass(theta, g, rate)["m"] / (1 - 0.9 ** np.arange(2, 5)),
                        "v_hat": adam_pass(theta, g, rate)["v"] / (1 - 0.999 ** np.arange(2, 5)),
                    },
                    "Your exponent is one too large. The first step has the exponent 1.",
                ),
                Slip(
                    "hat_carried_on",
                    lambda theta, g, rate: {
                        "m_hat": hats_carried_on(g, 0.9),
                        "v_hat": hats_carried_on(g**2, 0.999),
                    },
                    "You carried the corrected value on to the next step. What is remembered is "
                    "the uncorrected one.",
                ),
                Slip(
                    "corrected_by_other",
                    lambda theta, g, rate: {
                        "m_hat": adam_pass(theta, g, rate)["m"] / (1 - 0.999 ** np.arange(1, 4)),
                        "v_hat": adam_pass(theta, g, rate)["v"] / (1 - 0.9 ** np.arange(1, 4)),
                    },
                    "You corrected with the other β. Each memory has its own.",
                ),
                Slip(
                    "root_forgotten",
                    lambda theta, g, rate: {
                        "theta": theta
                        - np.cumsum(
                            rate
                            * adam_pass(theta, g, rate)["m_hat"]
                            / adam_pass(theta, g, rate)["v_hat"]
                        )
                    },
                    "The root is missing below.",
                ),
                Slip(
                    "ascent",
                    lambda theta, g, rate: {
                        "theta": 2 * theta - adam_pass(theta, g, rate)["theta"]
                    },
                    "The sign is turned: the step goes against the slopes.",
                ),
                Slip(
                    "always_from_start",
                    lambda theta, g, rate: {
                        "theta": theta
                        - rate
                        * adam_pass(theta, g, rate)["m_hat"]
                        / np.sqrt(adam_pass(theta, g, rate)["v_hat"])
                    },
                    "Each of your steps begins at the start. It begins where the one before it "
                    "ended.",
                ),
                Slip(
                    "memories_uncorrected",
                    lambda theta, g, rate: {
                        "theta": theta
                        - np.cumsum(
                            rate
                            * adam_pass(theta, g, rate)["m"]
                            / (np.sqrt(adam_pass(theta, g, rate)["v"]) + 1e-8)
                        )
                    },
                    "You stepped with the uncorrected memories.",
                ),
                Slip(
                    "not_scaled",
                    lambda theta, g, rate: {
                        "theta": theta - np.cumsum(rate * adam_pass(theta, g, rate)["m_hat"])
                    },
                    "You left out the division by the root. Without it, it is descent with a mean "
                    "of slopes.",
                ),
                Slip(
                    "change_only",
                    lambda theta, g, rate: {"theta": adam_pass(theta, g, rate)["theta"] - theta},
                    "Those are the changes since the start. The parameter itself is asked.",
                ),
                Slip(
                    "other_beta",
                    lambda theta, g, rate: {"v": memories(g**2, 0.99)},
                    "You used another β₂. The one of this question is closer to 1.",
                ),
                Slip(
                    "large_epsilon",
                    lambda theta, g, rate: {
                        "theta": theta
                        - np.cumsum(
                            rate
                            * adam_pass(theta, g, rate)["m_hat"]
                            / (np.sqrt(adam_pass(theta, g, rate)["v_hat"]) + 0.1)
                        )
                    },
                    "You used the large ε of the question before. Here it is tiny.",
                ),
            ),
            hints=(
                "A loop of three rounds; in each, five lines and one entry for each list.",
                (
                    r"$m_k = \beta_1 m_{k-1} + (1 - \beta_1) g_k$, $v_k$ with $g_k^2$, $\hat m_k = "
                    r"m_k/(1 - \beta_1^k)$, and $\theta_k = \theta_{k-1} - \alpha\,\hat "
                    r"m_k/(\sqrt{\hat v_k} + \varepsilon)$."
                ),
                "Start: `m = v = 0.0`, then `for k, each in enumerate(g, start=1):`.",
                (
                    "`m = 0.9 * m + ... * each`, `v = ...`, `m_hat = m / (1 - 0.9**...)`, `theta = "
                    "theta - rate * ... / (... + 1e-8)`; append each to a list"
                ),
            ),
            why=(
                "The very first step is as long as the rate, whatever the slope: the corrected "
                "memories are the slope and its square."
            ),
        ),
        Exercise(
            id="softmax_step",
            title="A step of a classifier",
            kind="parts",
            topic="Noise, memory, scale",
            points=3,
            level=3,
            source="S1",
            prompt=(
                r"Multiclass logistic regression: the scores are $Z = XW^\top + \mathbf{b}$, the "
                r"rows of $P$ their softmax, and the loss is the *mean* over the $n$ examples of "
                r"$-\sum_k T_{ik}\ln P_{ik}$ with one-hot targets. Take one step of descent on $W$ "
                r"and $\mathbf{b}$ and write it as a function `softmax_step(W, b, X, T, rate)` "
                r'that returns a dict: `"P"` before the step, and the new `"W"` and `"b"`. The '
                r"shapes are `(K, p)`, `(K,)`, `(n, p)` and `(n, K)`."
            ),
            inputs={
                "W": Matrix(3, 2, -1.2, 1.3),
                "b": Vector(3, -0.8, 0.9),
                "X": OneOf([X[:4] for X in FEATURES]),
                "T": OneOf(CLASSES[:2]),
                "rate": Reals(0.1, 0.8),
            },
            probes=(
                (
                    np.array([[0.5, -1.2], [1.4, 0.3], [-0.8, 0.9]]),
                    np.array([0.3, -0.2, 0.6]),
                    FEATURES[0][:4],
                    CLASSES[0],
                    0.5,
                ),
                (
                    np.array([[-0.6, 0.7], [0.2, -1.5], [1.1, 0.4]]),
                    np.array([-0.5, 0.4, 0.1]),
                    FEATURES[1][:4],
                    CLASSES[1],
                    0.2,
                ),
                (
                    np.array([[1.3, 0.8], [-0.4, 1.6], [0.6, -0.9]]),
                    np.array([0.2, 0.7, -0.3]),
                    FEATURES[2][:5],
                    CLASSES[2],
                    0.8,
                ),
            ),
            part_points=dict.fromkeys(("P", "W", "b"), 1),
            reference=classifier_step,
            slips=(
                Slip(
                    "bias_forgotten",
                    lambda W, b, X, T, rate: {"P": softmax(X @ W.T)},
                    "The bias is missing in the scores.",
                ),
                Slip(
                    "down_the_columns",
                    lambda W, b, X, T, rate: {"P": softmax((X @ W.T + b).T).T},
                    "Your softmax runs down the columns. Each row is an example, and its "
                    "probabilities sum to 1.",
                ),
                Slip(
                    "over_everything",
                    lambda W, b, X, T, rate: {"P": np.exp(X @ W.T + b) / np.exp(X @ W.T + b).sum()},
                    "You divided by the sum over all examples. Each row has its own sum.",
                ),
                Slip(
                    "sigmoid",
                    lambda W, b, X, T, rate: {"P": sigmoid(X @ W.T + b)},
                    "That is the sigmoid of each score. The softmax of a row sums to 1.",
                ),
                Slip(
                    "scores",
                    lambda W, b, X, T, rate: {"P": X @ W.T + b},
                    "Those are the scores. Their softmax is asked.",
                ),
                Slip(
                    "after_the_step",
                    lambda W, b, X, T, rate: {
                        "P": softmax(
                            X @ stepped(W, b, X, T, rate)["W"].T + stepped(W, b, X, T, rate)["b"]
                        )
                    },
                    "Those are the probabilities after the step. Asked are those from before it.",
                ),
                Slip(
                    "sum_for_mean",
                    lambda W, b, X, T, rate: stepped(W, b, X, T, len(X) * rate),
                    "You summed over the examples. The loss is their mean, so divide by n.",
                ),
                Slip(
                    "mean_over_all",
                    lambda W, b, X, T, rate: stepped(W, b, X, T, rate / T.shape[1]),
                    "You took the mean over examples and classes. It is a mean over the examples, "
                    "of a sum over the classes.",
                ),
                Slip(
                    "ascent",
                    lambda W, b, X, T, rate: stepped(W, b, X, T, -rate),
                    "This step climbs. With output minus target the step is subtracted.",
                ),
                Slip(
                    "rate_forgotten",
                    lambda W, b, X, T, rate: stepped(W, b, X, T, 1.0),
                    "The rate is missing.",
                ),
                Slip(
                    "gradient_only",
                    lambda W, b, X, T, rate: {
                        "W": derivative(classifier_loss, 0)(W, b, X, T),
                        "b": derivative(classifier_loss, 1)(W, b, X, T),
                    },
                    "That is the gradient. The parameters after the step are asked.",
                ),
                Slip(
                    "slope_of_sigmoid",
                    sigmoid_slope_step,
                    "You multiplied by P(1 − P) as well. Against this loss the slope of the "
                    "softmax has cancelled already.",
                ),
                Slip(
                    "bias_divided_twice",
                    lambda W, b, X, T, rate: {
                        "b": stepped(W, b, X, T, rate / len(X))["b"],
                    },
                    "You divided by n twice. The mean of the rows is all that is needed.",
                ),
                Slip(
                    "bias_not_moved",
                    lambda W, b, X, T, rate: {"b": b},
                    "The bias has not moved. Was it left out, or did you sum over the classes as "
                    "well, which gives 0?",
                ),
                Slip(
                    "weights_not_moved",
                    lambda W, b, X, T, rate: {"W": W},
                    "The weights have not moved.",
                ),
                Slip(
                    "after_the_weights",
                    lambda W, b, X, T, rate: {
                        "b": stepped(stepped(W, b, X, T, rate)["W"], b, X, T, rate)["b"]
                    },
                    "You moved the weights first and took the slope of the bias there. All slopes "
                    "are taken before the step.",
                ),
            ),
            hints=(
                "Forward, backward, step: the backward pass is the one of sheet 06.",
                (
                    r"$\bar Z = \frac{1}{n}(P - T)$, $\bar W = \bar Z^\top X$, and "
                    r"$\bar{\mathbf{b}}$ is the sum of the rows of $\bar Z$."
                ),
                (
                    "Start: `E = np.exp(X @ W.T + b)`, and `P = E / E.sum(axis=1, keepdims=True)`; "
                    "then `Z_bar = (P - T) / len(X)`."
                ),
                '`return {"P": P, "W": W - rate * ..., "b": b - rate * Z_bar.sum(axis=...)}`',
            ),
            why=(
                "Repeat this line and the classifier of the lesson is trained; hidden layers only "
                "make the backward pass longer."
            ),
        ),
        XOR,
        FIZZ_BUZZ,
    ),
)
