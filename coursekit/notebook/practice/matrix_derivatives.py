"""Practice of lesson 05. The prompts are the words of the lesson's cells."""

# ruff: noqa: ARG005 - a slip takes the inputs of its reference, whether it needs them all or not
from typing import Any

import numpy as np

from coursekit.autodiff import grad, jacobian
from coursekit.checking import Exercise, Integers, Matrix, Reals, Slip, Vector
from coursekit.sheets import Sheet

__all__ = ["PRACTICE"]


def two_by_two(x: Any) -> Any:
    """Map x to the matrix with the rows [x₁x₂, 3x₃] and [x₃², x₁]: shape (2, 2)."""
    x1, x2, x3 = x
    return np.reshape(np.stack([x1 * x2, 3 * x3, x3**2, x1]), (2, 2))


def matrix_slopes(x1: Any, x2: Any, x3: Any) -> Any:
    """Differentiate `two_by_two`: shape (2, 2, 3)."""
    return jacobian(two_by_two)(np.array([x1, x2, x3]))


def slopes(second: Any, third: Any, fourth: Any, x1: Any, x2: Any, _x3: Any) -> Any:
    """Put slopes of the other entries behind those of the first one."""
    return np.array([[[x2, x1, 0], second], [third, fourth]], dtype=float)


def flat_row(i: int, j: int, M: int, N: int) -> int:
    """Look up where entry (i, j), from 1, of an M×N matrix stands once it is flattened."""
    return int(np.arange(M * N).reshape(M, N)[i - 1, j - 1])


def transposed_slopes(x: Any, N: int) -> Any:
    """Differentiate g = Aᵀx by A, for A of shape (len(x), N): shape (N, len(x), N)."""
    return jacobian(lambda A: A.T @ x)(np.ones((len(x), N)))


def squared_error(A: Any, x: Any, y: Any) -> Any:
    """Compute ½‖y − Ax‖²."""
    return 0.5 * np.sum((y - A @ x) ** 2)


def trained_weights(A: Any, x: Any, y: Any, rate: float) -> Any:
    """Make one step of training: shape (M, N)."""
    return A - rate * grad(squared_error)(A, x, y)


def sigmoid(z: Any) -> Any:
    """Squash z into (0, 1)."""
    return 1 / (1 + np.exp(-z))


def sigmoid_gradient(x: Any, y: Any, f: Any) -> Any:
    """Differentiate ½‖y − σ(Ax + b)‖² by A where the layer answers f: shape (M, N)."""
    z = np.log(f / (1 - f))

    def loss(change: Any) -> Any:
        return 0.5 * np.sum((y - sigmoid(z + change @ x)) ** 2)

    return grad(loss)(np.zeros((len(f), len(x))))


def backwards(y: Any, f: Any) -> Any:
    """Compute ∂L/∂z of that layer: shape (M,)."""
    return -(y - f) * f * (1 - f)


PRACTICE = Sheet(
    name="05_matrix_derivatives",
    title="Derivatives of and by matrices and tensors",
    exercises=(
        Exercise(
            id="matrix_slopes",
            title="A matrix of functions",
            prompt=(
                "A(x) has the rows [x₁x₂, 3x₃] and [x₃², x₁]. The slopes of its first entry are "
                "dA[0, 0] = [x₂, x₁, 0]. Return all of dA/dx, shape (2, 2, 3)."
            ),
            inputs={"x1": Reals(-2, 2.5), "x2": Reals(-2, 2.5), "x3": Reals(-2, 2.5)},
            probes=((2.0, 3.0, 5.0), (-0.7, 0.4, 1.5)),
            reference=matrix_slopes,
            slips=(
                Slip(
                    "variable_first",
                    lambda *x: np.moveaxis(matrix_slopes(*x), -1, 0),
                    "You made a tile for each entry of x, shape (3, 2, 2). Outputs come first, so "
                    "the axis of x stands last.",
                ),
                Slip(
                    "flat",
                    lambda *x: matrix_slopes(*x).reshape(4, 3),
                    "That is the flat Jacobian, with a row for each of the four entries. Fold its "
                    "rows back into 2 × 2.",
                ),
                Slip(
                    "first_row_only",
                    lambda *x: matrix_slopes(*x)[0],
                    "Those are the slopes of the first row of A. Its second row has two entries, "
                    "too.",
                ),
                Slip(
                    "entries_exchanged",
                    lambda *x: np.swapaxes(matrix_slopes(*x), 0, 1),
                    "3x₃ and x₃² have changed places. dA[0, 1] belongs to row 1, column 2 of A.",
                ),
                Slip(
                    "undifferentiated",
                    lambda *x: two_by_two(np.array(x)),
                    "That is A itself. Each of its four entries has three slopes.",
                ),
                Slip(
                    "added_up",
                    lambda *x: matrix_slopes(*x).sum(-1),
                    "You added the three slopes of each entry. They stay apart: a third axis.",
                ),
                Slip(
                    "square_undifferentiated",
                    lambda *x: slopes([0, 0, 3], [0, 0, x[2] ** 2], [1, 0, 0], *x),
                    "x₃² was kept where its slope is asked.",
                ),
                Slip(
                    "two_forgotten",
                    lambda *x: slopes([0, 0, 3], [0, 0, x[2]], [1, 0, 0], *x),
                    "The factor 2 of the square is missing.",
                ),
                Slip(
                    "linear_undifferentiated",
                    lambda *x: slopes([0, 0, 3 * x[2]], [0, 0, 2 * x[2]], [1, 0, 0], *x),
                    "3x₃ was kept where its slope is asked.",
                ),
                Slip(
                    "variable_undifferentiated",
                    lambda *x: slopes([0, 0, 3], [0, 0, 2 * x[2]], [x[0], 0, 0], *x),
                    "x₁ was kept where its slope is asked. A variable by itself has the slope 1.",
                ),
                Slip(
                    "wrong_variable",
                    lambda *x: slopes([3, 0, 0], [2 * x[2], 0, 0], [1, 0, 0], *x),
                    "The slopes by x₃ stand in the first place. The last axis follows the order "
                    "x₁, x₂, x₃.",
                ),
            ),
            why="Of the 12 slopes 7 are 0, and each of them has kept its place.",
        ),
        Exercise(
            id="flat_row",
            title="A row of the flat Jacobian",
            prompt=(
                "A ∈ ℝᴹˣᴺ is flattened by rows. Return the row of J that holds the slopes of "
                "entry (i, j): i and j count from 1, as on paper, and the row from 0, as in NumPy."
            ),
            inputs={
                "i": Integers(1, 4),
                "j": Integers(1, 5),
                "M": Integers(2, 4),
                "N": Integers(2, 5),
            },
            probes=((3, 2, 4, 2), (2, 3, 2, 5), (1, 4, 3, 4), (3, 1, 3, 5)),
            where=lambda i, j, M, N: i <= M and j <= N,
            reference=flat_row,
            slips=(
                Slip(
                    "counted_from_1",
                    lambda i, j, M, N: N * (i - 1) + j,
                    "That is its number counted from 1. NumPy's first row has the number 0.",
                ),
                Slip(
                    "by_columns",
                    lambda i, j, M, N: M * (j - 1) + i - 1,
                    "That is its place when columns are lined up. NumPy lines up rows.",
                ),
                Slip(
                    "by_columns_from_1",
                    lambda i, j, M, N: M * (j - 1) + i,
                    "That is for columns lined up, and counted from 1. NumPy lines up rows, and "
                    "counts from 0.",
                ),
                Slip(
                    "rows_for_columns",
                    lambda i, j, M, N: M * (i - 1) + j - 1,
                    "Each row before it holds N entries, not M.",
                ),
                Slip(
                    "indices_exchanged",
                    lambda i, j, M, N: N * (j - 1) + i - 1,
                    "i and j have changed places. i is the row, and whole rows come before it.",
                ),
                Slip(
                    "row_from_1",
                    lambda i, j, M, N: N * i + j - 1,
                    "That counts row i as one of those before it. There are only i − 1 of them.",
                ),
                Slip(
                    "taken_as_from_0",
                    lambda i, j, M, N: N * i + j,
                    "That takes i and j as if they counted from 0. On paper they begin with 1.",
                ),
                Slip(
                    "multiplied",
                    lambda i, j, M, N: (i - 1) * (j - 1),
                    "You multiplied the rows before it by the columns before it. Whole rows "
                    "before it count N each, and then come the entries of its own row.",
                ),
            ),
            why="i − 1 whole rows of N entries come before it, and j − 1 entries of its own row.",
        ),
        Exercise(
            id="transposed_slopes",
            title="By a matrix that is transposed",
            prompt=(
                "g = Aᵀx with A ∈ ℝᴹˣᴺ, so that entry i of g is the sum of A[m, i] · x[m] over m. "
                "From x and N, return dg/dA, shape (N, M, N)."
            ),
            inputs={"x": Vector(3), "N": Integers(2, 4)},
            probes=((np.array([2.0, -1.0, 0.5]), 2), (np.array([1.5, 3.0]), 4)),
            reference=transposed_slopes,
            slips=(
                Slip(
                    "not_transposed",
                    lambda x, N: np.einsum("im,n->imn", np.eye(N), x),
                    "Those are the slices of Ax, with x in a row. In Aᵀx, output i uses column i "
                    "of A.",
                ),
                Slip(
                    "flat",
                    lambda x, N: np.kron(x, np.eye(N)),
                    "That is the flat Jacobian, shape (N, M·N). Fold its last axis into M × N.",
                ),
                Slip(
                    "flat_by_columns",
                    lambda x, N: np.kron(np.eye(N), x),
                    "That is flat, and in the order of columns, while NumPy folds by rows. Three "
                    "axes are asked.",
                ),
                Slip(
                    "folded_by_columns",
                    lambda x, N: np.kron(np.eye(N), x).reshape(N, len(x), N),
                    "The numbers are flat in one order and folded in another. np.kron(np.eye(N), x)"
                    " has the entries of each column of A side by side, reshape those of each row.",
                ),
                Slip(
                    "no_zeros",
                    lambda x, N: np.einsum("i,m,n->imn", np.ones(N), x, np.ones(N)),
                    "Now every output listens to every weight. Output i uses column i alone: the "
                    "other columns of its slice are 0.",
                ),
                Slip(
                    "output_last",
                    lambda x, N: np.moveaxis(transposed_slopes(x, N), 0, -1),
                    "The axis of the outputs stands last, shape (M, N, N). It comes first.",
                ),
                Slip(
                    "added_up",
                    lambda x, N: transposed_slopes(x, N).sum(0),
                    "You added the N slices to one. Each output keeps its own.",
                ),
                Slip(
                    "ones_for_x",
                    lambda x, N: transposed_slopes(np.ones(len(x)), N),
                    "There is a 1 where x belongs. The weight A[m, i] is multiplied by x[m], so "
                    "that is its slope.",
                ),
            ),
            why="The slope by A[m, n] is x[m] if n = i, else 0: slice i holds x in its column i.",
        ),
        Exercise(
            id="trained_weights",
            title="One step of training",
            prompt=(
                "L = ½‖y − Ax‖² for one example. Return A after one step of training: A − γ · "
                "(∂L/∂A in the shape of A), with γ = rate."
            ),
            inputs={"A": Matrix(2, 3), "x": Vector(3), "y": Vector(2), "rate": Reals(0.05, 0.4)},
            probes=(
                (
                    np.array([[1.0, -2.0, 0.5], [0.3, 1.5, -1.0]]),
                    np.array([2.0, -1.0, 0.5]),
                    np.array([1.0, -3.0]),
                    0.1,
                ),
            ),
            reference=trained_weights,
            slips=(
                Slip(
                    "uphill",
                    lambda A, x, y, rate: A - rate * np.outer(y - A @ x, x),
                    "That step goes uphill. The gradient is −(y − Ax)xᵀ, and subtracting a minus "
                    "adds.",
                ),
                Slip(
                    "gradient_alone",
                    lambda A, x, y, rate: -np.outer(y - A @ x, x),
                    "That is the gradient. Training subtracts γ times it from A.",
                ),
                Slip(
                    "direction_alone",
                    lambda A, x, y, rate: np.outer(y - A @ x, x),
                    "That is the direction to go. Multiply it by the rate, and add it to A.",
                ),
                Slip(
                    "step_alone",
                    lambda A, x, y, rate: rate * np.outer(y - A @ x, x),
                    "That is the step alone. Add it to the A where it begins.",
                ),
                Slip(
                    "rate_forgotten",
                    lambda A, x, y, rate: A + np.outer(y - A @ x, x),
                    "The rate is missing.",
                ),
                Slip(
                    "half_forgotten",
                    lambda A, x, y, rate: A + 2 * rate * np.outer(y - A @ x, x),
                    "The step is twice too long. The ½ of the loss cancels the 2 of the square.",
                ),
                Slip(
                    "half_twice",
                    lambda A, x, y, rate: A + 0.5 * rate * np.outer(y - A @ x, x),
                    "The step is half as long as it should be. The 2 of the square cancels the ½ "
                    "of the loss.",
                ),
                Slip(
                    "target_for_error",
                    lambda A, x, y, rate: A + rate * np.outer(y, x),
                    "You took the target for the error. The error is y − Ax.",
                ),
                Slip(
                    "answer_for_error",
                    lambda A, x, y, rate: A - rate * np.outer(A @ x, x),
                    "You took the answer of the layer for the error. The error is y − Ax.",
                ),
                Slip(
                    "by_input",
                    lambda A, x, y, rate: A + rate * (y - A @ x) @ A,
                    "That is the gradient by x, and NumPy spread it over the rows of A. By A it is "
                    "an outer product, in the shape of A.",
                ),
                Slip(
                    "weights_for_inputs",
                    lambda A, x, y, rate: A + rate * (y - A @ x)[:, None] * A,
                    "You multiplied the errors by the weights. The slope by a weight takes the "
                    "input at its other end.",
                ),
                Slip(
                    "loss_for_gradient",
                    lambda A, x, y, rate: A - rate * squared_error(A, x, y),
                    "You subtracted the loss itself, the same number from every weight. Each "
                    "weight has a slope of its own.",
                ),
                Slip(
                    "input_forgotten",
                    lambda A, x, y, rate: A + rate * (y - A @ x)[:, None],
                    "The input is missing: NumPy spread the error over the columns of A. The slope "
                    "by a weight is error times input.",
                ),
            ),
            why="No transpose is needed: the gradient is stored where its weights are stored.",
        ),
        Exercise(
            id="sigmoid_gradient",
            title="A layer with sigmoids in a loss",
            prompt=(
                "The layer f = σ(Ax + b) has the loss L = ½‖y − f‖². The slope of a sigmoid is "
                "f · (1 − f). Return ∂L/∂A in the shape of A, from x, y and f."
            ),
            inputs={
                "x": Vector(3),
                "y": Vector(2, -1, 2),
                "f": Vector(2, 0.05, 0.95, away_from=(0.5,)),
            },
            reference=sigmoid_gradient,
            slips=(
                Slip(
                    "tanh_slope",
                    lambda x, y, f: np.outer(-(y - f) * (1 - f**2), x),
                    "1 − f² is the slope of tanh. These activations are sigmoids.",
                ),
                Slip(
                    "sign",
                    lambda x, y, f: np.outer((y - f) * f * (1 - f), x),
                    "The sign is the opposite one: f stands with a minus in the error y − f.",
                ),
                Slip(
                    "slope_forgotten",
                    lambda x, y, f: np.outer(-(y - f), x),
                    "That is right for a layer without activation. The chain rule multiplies by "
                    "the slope of each sigmoid.",
                ),
                Slip(
                    "input_forgotten",
                    lambda x, y, f: backwards(y, f),
                    "That is ∂L/∂b. By a weight there is one factor more, the input at its other "
                    "end.",
                ),
                Slip(
                    "transposed",
                    lambda x, y, f: np.outer(x, backwards(y, f)),
                    "Rows and columns are exchanged. A has a row for each output.",
                ),
                Slip(
                    "half_of_slope",
                    lambda x, y, f: np.outer(-(y - f) * (1 - f), x),
                    "1 − f is only one factor of the slope.",
                ),
                Slip(
                    "other_half_of_slope",
                    lambda x, y, f: np.outer(-(y - f) * f, x),
                    "f is only one factor of the slope.",
                ),
                Slip(
                    "error_forgotten",
                    lambda x, y, f: np.outer(f * (1 - f), x),
                    "That is how each output moves with its own weights. The loss adds a factor, "
                    "∂L/∂f = −(y − f).",
                ),
                Slip(
                    "sigmoid_again",
                    lambda x, y, f: np.outer(-(y - f) * sigmoid(f) * (1 - sigmoid(f)), x),
                    "The sigmoid was applied once more. f has already come through it.",
                ),
                Slip(
                    "half_forgotten",
                    lambda x, y, f: 2 * np.outer(backwards(y, f), x),
                    "It is twice too large. The ½ of the loss cancels the 2 of the square.",
                ),
            ),
            why=(
                "Error, slope and input, one factor each; the 0s of the diagonal matrix never had "
                "to be multiplied."
            ),
        ),
    ),
)
