"""Practice of lesson 08. The prompts are the words of the lesson's cells."""

# ruff: noqa: ARG005 - a slip takes the inputs of its reference, whether it needs them all or not
from typing import Any

import numpy as np

from coursekit.autodiff import Tensor, elementwise_grad, grad, hessian, optim
from coursekit.checking import Covariance, Exercise, Integers, Matrix, Reals, Slip, Vector
from coursekit.sheets import Sheet

__all__ = ["PRACTICE"]


def bowl_factors(H: Any, rate: float) -> Any:
    """Find by what a step on ½θᵀHθ multiplies along the eigenvectors of H, shape (2,)."""
    curvatures = np.linalg.eigvalsh(hessian(lambda theta: 0.5 * theta @ H @ theta)(np.zeros(2)))
    return 1 - rate * curvatures


def line_loss(theta: Any, u: Any, t: Any) -> Any:
    """Return the mean squared residual of the line θ₀ + θ₁u."""
    return np.mean((theta[0] + theta[1] * u - t) ** 2)


def line_step(theta: Any, u: Any, t: Any, rate: float) -> Any:
    """Take one step of gradient descent on `line_loss`, shape (2,)."""
    return theta - rate * grad(line_loss)(theta, u, t)


def one_after_the_other(theta: Any, u: Any, t: Any, rate: float) -> Any:
    """Move θ₀ first, and take the slope of θ₁ where θ₀ has already moved."""
    moved = np.array([line_step(theta, u, t, rate)[0], theta[1]])
    return np.array([moved[0], line_step(moved, u, t, rate)[1]])


def layer_loss(b: Any, A: Any, x: Any, t: Any) -> Any:
    """Return ‖tanh(Ax + b) − t‖²."""
    return np.sum((np.tanh(A @ x + b) - t) ** 2)


def new_bias(A: Any, b: Any, x: Any, t: Any, rate: float) -> Any:
    """Take one step of gradient descent on the bias of a tanh layer, shape (m,)."""
    return b - rate * grad(layer_loss)(b, A, x, t)


def velocity_after(g: float, mu: float, k: int) -> float:
    """Return the velocity that momentum has after k steps with the slope g."""
    place = Tensor(0.0, requires_grad=True)
    momentum = optim.Momentum([place], lr=1.0, momentum=mu)
    for _ in range(k):
        before = place.item()
        place.grad = np.array(g)
        momentum.step()
    return float(before - place.item())


def class_shares(counts: Any) -> Any:
    """Return the share of each class that is called right, shape (K,)."""
    return np.array([row[i] / sum(row) for i, row in enumerate(counts)])


PRACTICE = Sheet(
    name="08_training",
    title="Gradient descent, SGD and Adam",
    exercises=(
        Exercise(
            id="bowl_factors",
            title="A step along the eigenvectors",
            prompt=(
                "L = ½ θᵀHθ with a symmetric H of shape (2, 2). Return the two numbers by which "
                "one step with this rate multiplies the distances along the eigenvectors, shape "
                "(2,); the number of the smaller eigenvalue comes first. np.linalg.eigvalsh(H) "
                "gives the eigenvalues in that order."
            ),
            inputs={"H": Covariance(2), "rate": Reals(0.1, 0.7)},
            probes=(
                (np.array([[3.0, 1.0], [1.0, 3.0]]), 0.3),
                (np.array([[5.0, 1.5], [1.5, 2.0]]), 0.15),
            ),
            reference=bowl_factors,
            slips=(
                Slip(
                    "eigenvalues",
                    lambda H, rate: np.linalg.eigvalsh(H),
                    "Those are the eigenvalues. A step subtracts the rate times the slope, and "
                    "along an eigenvector the slope is λ times the distance.",
                ),
                Slip(
                    "step_alone",
                    lambda H, rate: rate * np.linalg.eigvalsh(H),
                    "That is the share of the distance that is taken away. What is left of 1?",
                ),
                Slip(
                    "uphill",
                    lambda H, rate: 1 + rate * np.linalg.eigvalsh(H),
                    "With a plus every distance grows: that step climbs. Descent subtracts.",
                ),
                Slip(
                    "half_kept",
                    lambda H, rate: 1 - rate * np.linalg.eigvalsh(H) / 2,
                    "You kept the ½ of the loss. Its gradient is θᵀH: the square brings a 2 down, "
                    "and the ½ takes it away.",
                ),
                Slip(
                    "twice",
                    lambda H, rate: 1 - 2 * rate * np.linalg.eigvalsh(H),
                    "That would be right for θᵀHθ. The ½ in front of this loss cancels the 2.",
                ),
                Slip(
                    "diagonal",
                    lambda H, rate: 1 - rate * np.diag(H),
                    "You took the diagonal of H. Those are the curvatures along the axes, and the "
                    "step goes its own way along the eigenvectors.",
                ),
                Slip(
                    "order",
                    lambda H, rate: 1 - rate * np.linalg.eigvalsh(H)[::-1],
                    "Both numbers are right and in the wrong order. The smaller eigenvalue leaves "
                    "more of its distance, and it comes first.",
                ),
                Slip(
                    "of_the_loss",
                    lambda H, rate: (1 - rate * np.linalg.eigvalsh(H)) ** 2,
                    "That is what the loss along each eigenvector is multiplied by, the square. "
                    "Asked for is the distance.",
                ),
                Slip(
                    "sizes",
                    lambda H, rate: np.abs(1 - rate * np.linalg.eigvalsh(H)),
                    "You took the sign away. A factor below 0 says that the step led to the other "
                    "side.",
                ),
                Slip(
                    "divided",
                    lambda H, rate: 1 - rate / np.linalg.eigvalsh(H),
                    "You divided by the eigenvalues. A direction that is curved more has the "
                    "larger slope, so there more is subtracted.",
                ),
                Slip(
                    "whole_matrix",
                    lambda H, rate: np.eye(2) - rate * H,
                    "That is the matrix by which a step multiplies θ. Its two eigenvalues are "
                    "what is asked for.",
                ),
            ),
            why=(
                "While both lie between −1 and 1, descent converges. A factor just above −1 makes "
                "the zigzag of the picture."
            ),
        ),
        Exercise(
            id="line_step",
            title="A line, one step",
            prompt=(
                "The line y = θ₀ + θ₁u has the loss L = mean of (y − t)² over the points; u and t "
                "have shape (n,). Return theta after one step of gradient descent, shape (2,)."
            ),
            inputs={
                "theta": Vector(2),
                "u": Vector(5, -1, 1),
                "t": Vector(5, -2, 2),
                "rate": Reals(0.1, 0.8),
            },
            probes=(
                (
                    np.array([0.5, -1.0]),
                    np.array([-1.0, 0.5, 0.9]),
                    np.array([1.0, 2.0, -0.5]),
                    0.25,
                ),
            ),
            reference=line_step,
            slips=(
                Slip(
                    "summed",
                    lambda theta, u, t, rate: theta - rate * len(u) * grad(line_loss)(theta, u, t),
                    "You summed the slopes of the points. The loss is a mean: divide by n.",
                ),
                Slip(
                    "two_forgotten",
                    lambda theta, u, t, rate: theta - rate / 2 * grad(line_loss)(theta, u, t),
                    "The 2 is missing that the square brings down. This loss has no ½ to cancel "
                    "it.",
                ),
                Slip(
                    "uphill",
                    lambda theta, u, t, rate: theta + rate * grad(line_loss)(theta, u, t),
                    "That step climbs. If you wrote t − y, the residual has the other sign: the "
                    "slope by y is 2(y − t), and it is subtracted.",
                ),
                Slip(
                    "slopes_alone",
                    lambda theta, u, t, rate: grad(line_loss)(theta, u, t),
                    "Those are the two slopes. The step subtracts the rate times them from theta.",
                ),
                Slip(
                    "step_alone",
                    lambda theta, u, t, rate: -rate * grad(line_loss)(theta, u, t),
                    "That is the step by itself. Where does it lead from theta?",
                ),
                Slip(
                    "no_rate",
                    lambda theta, u, t, rate: theta - grad(line_loss)(theta, u, t),
                    "You subtracted the whole gradient. The rate says how much of it.",
                ),
                Slip(
                    "u_forgotten",
                    lambda theta, u, t, rate: theta - rate * grad(line_loss)(theta, u, t)[0],
                    "Both parameters moved by the same amount. A nudge of θ₁ moves y by u times "
                    "as much, so each residual counts u times.",
                ),
                Slip(
                    "exchanged",
                    lambda theta, u, t, rate: theta - rate * grad(line_loss)(theta, u, t)[::-1],
                    "The two slopes are exchanged. The one with u in it belongs to θ₁.",
                ),
                Slip(
                    "one_after_the_other",
                    one_after_the_other,
                    "You moved θ₀ first and took the slope of θ₁ with the new θ₀. Both slopes "
                    "belong to the same place: find them first, then move both.",
                ),
                Slip(
                    "first_point",
                    lambda theta, u, t, rate: line_step(theta, u[:1], t[:1], rate),
                    "You used the first point only. That is a step on a batch of one, and here "
                    "the mean over all points is asked for.",
                ),
                Slip(
                    "residuals_not_slopes",
                    lambda theta, u, t, rate: (
                        theta
                        - rate
                        * np.array(
                            [
                                np.mean((theta[0] + theta[1] * u - t) ** 2),
                                np.mean((theta[0] + theta[1] * u - t) ** 2 * u),
                            ]
                        )
                    ),
                    "You averaged squared residuals. The slope of a square holds the residual "
                    "itself, times 2.",
                ),
            ),
            why=(
                "It is (2/n)(Φθ − t)ᵀΦ for the design matrix with the rows (1, u). Each point "
                "pulls with its own residual."
            ),
        ),
        Exercise(
            id="new_bias",
            title="A layer's bias moves",
            prompt=(
                "A single layer y = tanh(Ax + b) has the loss ‖y − t‖² for one example; A has "
                "shape (m, d). Return b after one step of gradient descent, shape (m,)."
            ),
            inputs={
                "A": Matrix(3, 2, -1, 1),
                "b": Vector(3, -1, 1),
                "x": Vector(2, -1, 1),
                "t": Vector(3, -0.9, 0.9),
                "rate": Reals(0.1, 0.8),
            },
            probes=(
                (
                    np.array([[0.5, -1.0], [0.3, 0.8], [-0.4, 0.6]]),
                    np.array([0.2, -0.3, 0.5]),
                    np.array([1.0, -0.5]),
                    np.array([-0.5, 0.8, 0.2]),
                    0.3,
                ),
            ),
            reference=new_bias,
            slips=(
                Slip(
                    "slope_forgotten",
                    lambda A, b, x, t, rate: b - 2 * rate * (np.tanh(A @ x + b) - t),
                    "The error went to b as if there were no tanh in between. On its way back it "
                    "is multiplied by the slope of tanh.",
                ),
                Slip(
                    "two_forgotten",
                    lambda A, b, x, t, rate: b - rate / 2 * grad(layer_loss)(b, A, x, t),
                    "The 2 is missing that the square brings down. This loss has no ½.",
                ),
                Slip(
                    "uphill",
                    lambda A, b, x, t, rate: b + rate * grad(layer_loss)(b, A, x, t),
                    "That step climbs. The slope by y is 2(y − t), and it is subtracted.",
                ),
                Slip(
                    "slopes_alone",
                    lambda A, b, x, t, rate: grad(layer_loss)(b, A, x, t),
                    "That is the gradient. It has done its part of the work; now the update.",
                ),
                Slip(
                    "step_alone",
                    lambda A, b, x, t, rate: -rate * grad(layer_loss)(b, A, x, t),
                    "That is the change of b. Asked for is the new b.",
                ),
                Slip(
                    "no_rate",
                    lambda A, b, x, t, rate: b - grad(layer_loss)(b, A, x, t),
                    "You subtracted the whole gradient. The rate says how much of it.",
                ),
                Slip(
                    "averaged",
                    lambda A, b, x, t, rate: b - rate / len(b) * grad(layer_loss)(b, A, x, t),
                    "You took the mean over the outputs. ‖y − t‖² is a sum, so its slopes are as "
                    "many times larger as there are outputs.",
                ),
                Slip(
                    "slope_at_z",
                    lambda A, b, x, t, rate: (
                        b - 2 * rate * (np.tanh(A @ x + b) - t) * (1 - (A @ x + b) ** 2)
                    ),
                    "You squared z in the slope. The slope of tanh at z is 1 − y², with the "
                    "output y = tanh(z).",
                ),
                Slip(
                    "slope_unsquared",
                    lambda A, b, x, t, rate: (
                        b - 2 * rate * (np.tanh(A @ x + b) - t) * (1 - np.tanh(A @ x + b))
                    ),
                    "The slope of tanh is 1 minus the square of the output. You left the square "
                    "out.",
                ),
                Slip(
                    "sigmoid_slope",
                    lambda A, b, x, t, rate: (
                        b
                        - 2
                        * rate
                        * (np.tanh(A @ x + b) - t)
                        * np.tanh(A @ x + b)
                        * (1 - np.tanh(A @ x + b))
                    ),
                    "y(1 − y) is the slope of the sigmoid. This layer has a tanh.",
                ),
                Slip(
                    "summed_up",
                    lambda A, b, x, t, rate: b - rate * np.sum(grad(layer_loss)(b, A, x, t)),
                    "You added the slopes up and moved all entries alike. Each entry of b belongs "
                    "to one output, and has a slope of its own.",
                ),
                Slip(
                    "without_bias",
                    lambda A, b, x, t, rate: (
                        b - 2 * rate * (np.tanh(A @ x) - t) * elementwise_grad(np.tanh)(A @ x)
                    ),
                    "In your forward pass b is missing: z = Ax + b.",
                ),
            ),
            why=(
                "Forward, error, slope of tanh: that is backpropagation. The subtraction is the "
                "only line that moves anything."
            ),
        ),
        Exercise(
            id="velocity_after",
            title="Momentum on a constant slope",
            prompt=(
                "The slope is the same g in each step. The velocity starts at v = 0, and each "
                "step sets v ← mu · v + g. Return v after k steps, by a formula or by a loop."
            ),
            inputs={
                "g": Reals(-3, 3, away_from=(0.0,)),
                "mu": Reals(0.3, 0.9, away_from=(0.5,)),
                "k": Integers(2, 6),
            },
            probes=((2.0, 0.6, 3), (-1.5, 0.8, 2), (1.0, 0.9, 1)),
            reference=velocity_after,
            slips=(
                Slip(
                    "limit",
                    lambda g, mu, k: g / (1 - mu),
                    "That is where the velocity is in the end, after very many steps. After k "
                    "steps the last powers of mu are not there yet.",
                ),
                Slip(
                    "one_too_many",
                    lambda g, mu, k: g * (1 - mu ** (k + 1)) / (1 - mu),
                    "That is the velocity one step later. After one step v is g, a single term.",
                ),
                Slip(
                    "one_too_few",
                    lambda g, mu, k: g * (1 - mu ** (k - 1)) / (1 - mu),
                    "That is the velocity one step earlier. After one step v is already g.",
                ),
                Slip(
                    "nothing_forgotten",
                    lambda g, mu, k: k * g,
                    "You added all slopes up with equal weight. In each step the old velocity is "
                    "first multiplied by mu.",
                ),
                Slip(
                    "last_power",
                    lambda g, mu, k: g * mu**k,
                    "You multiplied by mu again and again, and added nothing. Each step adds g.",
                ),
                Slip(
                    "oldest_term",
                    lambda g, mu, k: g * mu ** (k - 1),
                    "That is what is left of the first slope alone. The later ones are added.",
                ),
                Slip(
                    "running_mean",
                    lambda g, mu, k: g * (1 - mu**k),
                    "That is a running mean, as Adam keeps it: it weights each new slope with "
                    "1 − mu. This velocity takes the new slope whole.",
                ),
                Slip(
                    "new_slope_shrunk",
                    lambda g, mu, k: mu * g * (1 - mu**k) / (1 - mu),
                    "You multiplied the new slope by mu as well. Only the old velocity shrinks.",
                ),
                Slip(
                    "always_one_step",
                    lambda g, mu, k: g,
                    "That is the velocity after the first step. From then on it carries the old "
                    "ones along.",
                ),
            ),
            why=(
                "It grows towards g/(1 − mu). With mu = 0.9 a constant slope counts ten times in "
                "the end, and one that changes its sign hardly counts at all."
            ),
        ),
        Exercise(
            id="class_shares",
            title="Right, class by class",
            prompt=(
                "counts is a confusion matrix: row i holds the examples of class i, column j those "
                "that were called j. Return for each class the share of its examples that were "
                "called right, shape (K,)."
            ),
            inputs={"counts": Matrix(3, 3, 1, 30, whole=True)},
            probes=(
                (np.array([[52.0, 0, 1, 0], [4, 22, 1, 0], [0, 0, 14, 0], [0, 1, 2, 3]]),),
                (np.array([[9.0, 1.0], [6.0, 14.0]]),),
            ),
            reference=class_shares,
            slips=(
                Slip(
                    "by_columns",
                    lambda counts: np.diag(counts) / np.sum(counts, axis=0),
                    "You divided by the sums of the columns: of all that were called i, that many "
                    "are. Asked for is a share of the examples of class i, and those are a row.",
                ),
                Slip(
                    "accuracy",
                    lambda counts: np.trace(counts) / np.sum(counts),
                    "That is the accuracy, one number over all classes. Each class has a share of "
                    "its own.",
                ),
                Slip(
                    "of_all",
                    lambda counts: np.diag(counts) / np.sum(counts),
                    "You divided by all examples. A class that is rare would look bad like that: "
                    "divide by the examples of that class.",
                ),
                Slip(
                    "counted",
                    np.diag,
                    "Those are the numbers of right answers. A share is divided by the examples "
                    "of the class.",
                ),
                Slip(
                    "wrong_ones",
                    lambda counts: 1 - np.diag(counts) / np.sum(counts, axis=1),
                    "That is the share that was called wrong.",
                ),
                Slip(
                    "every_entry",
                    lambda counts: counts / np.sum(counts, axis=1, keepdims=True),
                    "You divided the whole matrix by its row sums. What is right stands on its "
                    "diagonal.",
                ),
                Slip(
                    "sizes_of_classes",
                    lambda counts: np.sum(counts, axis=1) / np.sum(counts),
                    "That is how large each class is. Nothing in it says what was called right.",
                ),
                Slip(
                    "right_to_wrong",
                    lambda counts: (
                        np.diag(counts) / (np.sum(counts, axis=1) - np.diag(counts) + 1e-12)
                    ),
                    "You divided what was right by what was wrong. A share is divided by both "
                    "together.",
                ),
            ),
            why="These are the bars of the picture. Many call this share the recall of a class.",
        ),
    ),
)
