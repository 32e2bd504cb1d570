"""Practice of lesson 04. The prompts are the words of the lesson's cells."""

# ruff: noqa: ARG005 - a slip takes the inputs of its reference, whether it needs them all or not
from typing import Any

import numpy as np

from coursekit.autodiff import grad, hessian, jacobian
from coursekit.checking import Exercise, Matrix, Option, Reals, Slip, Vector
from coursekit.sheets import Sheet

__all__ = ["PRACTICE"]


def ribbon(x: Any) -> Any:
    """Map (t, s) to three outputs, one of them without s."""
    t, s = x
    return np.stack([t * s, t**2, s - 3 * t])


def ribbon_jacobian(t: Any, s: Any) -> Any:
    """Differentiate the ribbon: shape (3, 2)."""
    return jacobian(ribbon)(np.array([t, s]))


def folded(x: Any) -> Any:
    """Map (u, v) to the plane, in places turned over."""
    u, v = x
    return np.stack([u * v, u - v])


def area_factor(u: Any, v: Any) -> float:
    """Compute by which signed factor `folded` scales small areas."""
    return float(np.linalg.det(jacobian(folded)(np.array([u, v]))))


def sigmoid(z: Any) -> Any:
    """Squash z into (0, 1)."""
    return 1 / (1 + np.exp(-z))


def layer_jacobian(W: Any, y: Any) -> Any:
    """Differentiate a sigmoid layer that gave ``y`` by its input: shape (2, 3)."""
    z = np.log(y / (1 - y))
    return jacobian(lambda x: sigmoid(z + W @ x))(np.zeros(W.shape[1]))


def surface(x: Any) -> Any:
    """Compute the height x₁²x₂ + x₁x₂³."""
    return x[0] ** 2 * x[1] + x[0] * x[1] ** 3


def gradient_of_surface(x1: Any, x2: Any) -> Any:
    """Differentiate the surface once: shape (2,)."""
    return grad(surface)(np.array([x1, x2]))


PRACTICE = Sheet(
    name="04_jacobians",
    title="The Jacobian matrix",
    exercises=(
        Exercise(
            id="ribbon_jacobian",
            title="A matrix of six slopes",
            prompt=(
                "f(t, s) = ⟨t s, t², s − 3t⟩. Its first row is [s, t]. Return all of J, as an "
                "array of shape (3, 2)."
            ),
            inputs={"t": Reals(-2, 2.5), "s": Reals(-2, 2.5)},
            probes=((2.0, 3.0), (-0.7, 0.4)),
            reference=ribbon_jacobian,
            slips=(
                Slip(
                    "transposed",
                    lambda t, s: ribbon_jacobian(t, s).T,
                    "All six are there, laid out the other way. Each of the three outputs has a "
                    "row of its own.",
                ),
                Slip(
                    "inputs_exchanged",
                    lambda t, s: ribbon_jacobian(t, s)[:, ::-1],
                    "The columns are exchanged. The first input is t, so slopes by t come first.",
                ),
                Slip(
                    "outputs_alone",
                    lambda t, s: ribbon(np.array([t, s])),
                    "Those are the three outputs, not differentiated. Each of them has one slope "
                    "by t and one by s.",
                ),
                Slip(
                    "first_row_only",
                    lambda t, s: np.array([s, t]),
                    "That is the row that was given. The two other outputs have rows, too.",
                ),
                Slip(
                    "other_input_kept",
                    lambda t, s: np.array([[s, t], [2 * t, t**2], [-3, 1]]),
                    "t² was kept where the slope by s is asked. An output that does not contain an "
                    "input does not react to it.",
                ),
                Slip(
                    "slope_repeated",
                    lambda t, s: np.array([[s, t], [2 * t, 2 * t], [-3, 1]]),
                    "The slope of t² by t stands in both columns. In the second column only s "
                    "moves.",
                ),
                Slip(
                    "term_kept",
                    lambda t, s: np.array([[s, t], [2 * t, 0], [s - 3, 1 - 3 * t]]),
                    "In the last row a term without the moving input was kept. While one input "
                    "moves, such a term is a constant, and its slope is 0.",
                ),
                Slip(
                    "sign_in_last_row",
                    lambda t, s: np.array([[s, t], [2 * t, 0], [3, 1]]),
                    "The minus of the last output is lost.",
                ),
                Slip(
                    "last_row_turned",
                    lambda t, s: np.array([[s, t], [2 * t, 0], [1, -3]]),
                    "The last row is turned round, because s comes first in s − 3t. Columns follow "
                    "the order of the inputs, t and then s.",
                ),
            ),
            why="The 0 is no gap: it says that the second output does not react to s.",
        ),
        Exercise(
            id="area_factor",
            title="A signed factor for areas",
            prompt=(
                "By which factor does f(u, v) = ⟨u v, u − v⟩ scale small areas at (u, v)? Return "
                "it with its sign."
            ),
            inputs={"u": Reals(-2, 2.5), "v": Reals(-2, 2.5)},
            probes=((2.0, 1.0), (-1.5, 0.5)),
            reference=area_factor,
            slips=(
                Slip(
                    "bc_minus_ad",
                    lambda u, v: u + v,
                    "The subtraction went the other way round, so mirrors and turns are mistaken "
                    "for each other. With rows [a, b] and [c, d] the determinant is ad − bc.",
                ),
                Slip(
                    "sign_dropped",
                    lambda u, v: abs(u + v),
                    "The size is right. The sign is asked too: it says where the plane is turned "
                    "over.",
                ),
                Slip(
                    "added",
                    lambda u, v: u - v,
                    "The products of the two diagonals were added. The determinant subtracts them.",
                ),
                Slip(
                    "one_diagonal",
                    lambda u, v: -v,
                    "That is the product of one diagonal only. Subtract that of the other one.",
                ),
                Slip(
                    "other_diagonal",
                    lambda u, v: -u,
                    "That is the other diagonal only. The determinant begins with the product from "
                    "top left to bottom right.",
                ),
                Slip(
                    "trace",
                    lambda u, v: v - 1,
                    "You added the two entries of the diagonal. An area factor multiplies.",
                ),
                Slip(
                    "undifferentiated",
                    lambda u, v: u * v * (u - v),
                    "You multiplied the outputs. The factor is the determinant of their slopes.",
                ),
                Slip(
                    "whole_matrix",
                    lambda u, v: jacobian(folded)(np.array([u, v])),
                    "That is the Jacobian itself. Its determinant is one number.",
                ),
            ),
            why=(
                "Where u + v is positive the plane is turned over; along the line v = −u it is "
                "pressed flat."
            ),
        ),
        Exercise(
            id="other_book",
            title="The layout of another book",
            kind="choice",
            prompt=(
                "Another book says that the derivative of Ax by x is Aᵀ. Which shape has the "
                "derivative of ‖x‖² by x ∈ ℝ⁵ in that book?"
            ),
            options=(
                Option(
                    "A",
                    "1×5",
                    slip="rows_again",
                    message="That is the shape where outputs have rows, as in this course. A book "
                    "that prints Aᵀ gives them columns.",
                ),
                Option(
                    "B",
                    "5×1",
                    message="It prints 2x, a column, where we write 2xᵀ. Both mean the same five "
                    "numbers.",
                ),
                Option(
                    "C",
                    "5×5",
                    slip="entry_by_entry",
                    message="That would be five outputs by five inputs, as for squaring each entry "
                    "by itself. The squared norm is one number.",
                ),
                Option(
                    "D",
                    "1×1",
                    slip="one_number",
                    message="The squared norm itself is one number, but five inputs move it. There "
                    "is one slope for each of them.",
                ),
            ),
        ),
        Exercise(
            id="layer_jacobian",
            title="A layer with sigmoids",
            prompt=(
                "A layer with sigmoids gave y = σ(Wx + b). The slope of a sigmoid is y · (1 − y). "
                "Return ∂y/∂x from W and y, for W of any shape (m, n)."
            ),
            inputs={"W": Matrix(2, 3), "y": Vector(2, 0.05, 0.95, away_from=(0.5,))},
            reference=layer_jacobian,
            slips=(
                Slip(
                    "activation_forgotten",
                    lambda W, y: W,
                    "That is the Jacobian before the sigmoids, ∂z/∂x. The chain rule puts that of "
                    "the activation in front.",
                ),
                Slip(
                    "layer_forgotten",
                    lambda W, y: np.diag(y * (1 - y)),
                    "That is the Jacobian of the activation alone, ∂y/∂z. The chain rule "
                    "multiplies it by ∂z/∂x.",
                ),
                Slip(
                    "slopes_alone",
                    lambda W, y: y * (1 - y),
                    "Those are the slopes of the activations. Written into a diagonal matrix, they "
                    "are one of the two factors.",
                ),
                Slip(
                    "rows_added",
                    lambda W, y: y * (1 - y) @ W,
                    "A vector times W adds the rows of W up, so the neurons are mixed. Make a "
                    "diagonal matrix of the slopes first.",
                ),
                Slip(
                    "transposed",
                    lambda W, y: layer_jacobian(W, y).T,
                    "That is the transpose, as books with the other layout print it. Here each "
                    "neuron has a row.",
                ),
                Slip(
                    "tanh_slope",
                    lambda W, y: np.diag(1 - y**2) @ W,
                    "1 − y² is the slope of tanh. These activations are sigmoids.",
                ),
                Slip(
                    "output_for_slope",
                    lambda W, y: np.diag(y) @ W,
                    "The diagonal holds the outputs y. It takes the slopes of the sigmoids there.",
                ),
                Slip(
                    "half_of_slope",
                    lambda W, y: np.diag(1 - y) @ W,
                    "The diagonal holds 1 − y, which is one factor of the slope only.",
                ),
                Slip(
                    "sigmoid_again",
                    lambda W, y: np.diag(sigmoid(y) * (1 - sigmoid(y))) @ W,
                    "The sigmoid was applied once more. y has already come through it.",
                ),
                Slip(
                    "outer_product",
                    lambda W, y: np.outer(y, 1 - y) @ W,
                    "An outer product fills the whole matrix, so each neuron listens to the "
                    "others. An activation works entry by entry: off the diagonal all is 0.",
                ),
            ),
            why="Row i of W, times the slope of neuron i: (m × m) times (m × n) is (m × n).",
        ),
        Exercise(
            id="second_partials",
            title="A Hessian",
            prompt=(
                "The gradient of f = x₁²x₂ + x₁x₂³ is [2x₁x₂ + x₂³, x₁² + 3x₁x₂²], as in lesson "
                "03. Return the Hessian of f, shape (2, 2)."
            ),
            inputs={"x1": Reals(-2, 2.5), "x2": Reals(-2, 2.5)},
            probes=((2.0, 1.0), (-1.5, 0.7)),
            reference=lambda x1, x2: hessian(surface)(np.array([x1, x2])),
            slips=(
                Slip(
                    "gradient",
                    gradient_of_surface,
                    "That is the gradient. Each of its two entries is differentiated once more, by "
                    "both inputs.",
                ),
                Slip(
                    "diagonal_only",
                    lambda x1, x2: np.array([[2 * x2, 0], [0, 6 * x1 * x2]]),
                    "Off the diagonal stand the mixed slopes, and they are not 0 here: the first "
                    "entry of the gradient moves with x₂, too.",
                ),
                Slip(
                    "diagonal_vector",
                    lambda x1, x2: np.array([2 * x2, 6 * x1 * x2]),
                    "Those are the slopes of each entry by its own input. The mixed ones are "
                    "missing.",
                ),
                Slip(
                    "mixed_once",
                    lambda x1, x2: np.array([2 * x2, 2 * x1 + 3 * x2**2, 6 * x1 * x2]),
                    "Those are the different entries. The mixed one stands in two places of the "
                    "matrix.",
                ),
                Slip(
                    "mixed_shared_out",
                    lambda x1, x2: np.array([[2 * x2, 2 * x1], [3 * x2**2, 6 * x1 * x2]]),
                    "The mixed slope has two terms, and you gave one to each of its places. It "
                    "stands whole in both.",
                ),
                Slip(
                    "outer_product",
                    lambda x1, x2: np.outer(
                        gradient_of_surface(x1, x2), gradient_of_surface(x1, x2)
                    ),
                    "You multiplied first slopes with each other. Second slopes are slopes of "
                    "slopes.",
                ),
                Slip(
                    "inputs_exchanged",
                    lambda x1, x2: hessian(surface)(np.array([x1, x2]))[:, ::-1],
                    "The columns are exchanged: the first one is for x₁.",
                ),
                Slip(
                    "first_term_only",
                    lambda x1, x2: np.array([[2 * x2, 2 * x1], [2 * x1, 0]]),
                    "That is the Hessian of x₁²x₂ alone. The other term bends the surface, too.",
                ),
                Slip(
                    "second_term_only",
                    lambda x1, x2: np.array([[0, 3 * x2**2], [3 * x2**2, 6 * x1 * x2]]),
                    "That is the Hessian of x₁x₂³ alone. The other term bends the surface, too.",
                ),
                Slip(
                    "term_kept",
                    lambda x1, x2: np.array(
                        [
                            [2 * x2 + x2**3, 2 * x1 + 3 * x2**2],
                            [2 * x1 + 3 * x2**2, x1**2 + 6 * x1 * x2],
                        ]
                    ),
                    "On the diagonal a term without the moving input was kept. Its slope is 0.",
                ),
            ),
            why=(
                "The two mixed entries agree: it does not matter by which input one differentiates "
                "first."
            ),
        ),
    ),
)
