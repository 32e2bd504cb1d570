"""Sheet 05: derivatives of and by matrices and tensors (S2).

References are derived from the question's own function by automatic differentiation: by
`derivative` for a number by an array, in the shape of that array, by `jacobian` for an array by an
array. A slip's answer has the signature of the reference.
"""

# ruff: noqa: ARG005 - a slip takes the inputs of its reference, whether it needs them all or not
from collections.abc import Callable
from typing import Any

import numpy as np

from coursekit.autodiff import jacobian
from coursekit.checking import (
    Exercise,
    Integers,
    Matrix,
    Option,
    Reals,
    Slip,
    Vector,
    derivative,
)
from coursekit.sheets._sheet import Sheet

__all__ = ["SHEET"]


def product(A: Any, x: Any) -> Any:
    """Compute Ax."""
    return A @ x


def layer(A: Any, x: Any, b: Any) -> Any:
    """Compute tanh(Ax + b)."""
    return np.tanh(A @ x + b)


def slopes(A: Any, x: Any, b: Any) -> Any:
    """Compute by how much each output of the layer moves with its own pre-activation."""
    return 1 - layer(A, x, b) ** 2


def half_square(e: Any) -> Any:
    """Compute ½‖e‖²."""
    return 0.5 * np.sum(e**2)


def product_by_matrix(A: Any, x: Any) -> Any:
    """Differentiate Ax by A: shape (M, M, N)."""
    return jacobian(lambda a: a @ x)(A)


def flat_product_by_matrix(A: Any, x: Any) -> Any:
    """Differentiate Ax by the entries of A, row by row: shape (M, M·N)."""
    return jacobian(lambda a: a.reshape(A.shape) @ x)(A.ravel())


def outer_by_vector(C: Any, v: Any, x: Any) -> Any:
    """Differentiate (Cx)vᵀ by x: shape (P, Q, N)."""
    return jacobian(lambda each: (C @ each)[:, None] * v)(x)


def matrix_by_matrix(A: Any, X: Any) -> Any:
    """Differentiate AX by X: shape (P, Q, M, N)."""
    return jacobian(lambda each: A @ each)(X)


def error_pass(A: Any, x: Any, y: Any) -> dict[str, Any]:
    """Compute the factors of d½‖y − Ax‖²/dx, and the gradient by A."""
    e = y - A @ x
    return {
        "e": e,
        "dL_de": derivative(half_square)(e),
        "de_dx": jacobian(lambda v: y - A @ v)(x),
        "dL_dx": derivative(lambda v: half_square(y - A @ v))(x),
        "dL_dA": derivative(lambda a: half_square(y - a @ x))(A),
    }


def layer_loss(A: Any, x: Any, b: Any, y: Any) -> Any:
    """Compute ½‖y − tanh(Ax + b)‖²."""
    return half_square(y - layer(A, x, b))


def layer_pass(A: Any, x: Any, b: Any, y: Any) -> dict[str, Any]:
    """Run a tanh layer with squared error forward and backward."""
    return {
        "f": layer(A, x, b),
        "dL_df": derivative(lambda f: half_square(y - f))(layer(A, x, b)),
        "dL_dz": derivative(lambda z: half_square(y - np.tanh(z)))(A @ x + b),
        "dL_dA": derivative(layer_loss, 0)(A, x, b, y),
        "dL_db": derivative(layer_loss, 2)(A, x, b, y),
        "dL_dx": derivative(layer_loss, 1)(A, x, b, y),
    }


def batch_gradient(argnum: int) -> Callable[..., Any]:
    """Return the gradient of ⟨G, XWᵀ + b⟩, whose derivative by Y is G, by X, W or b."""
    return derivative(lambda X, W, b, G: np.sum(G * (X @ W.T + b)), argnum)


def row(n: str, function: str) -> str:
    """State the layout, which every question for a gradient by a vector has to."""
    return (
        rf"The gradient is a row, $\nabla {function} \in \mathbb{{R}}^{{1 \times {n}}}$: return an "
        rf"array of shape `({n},)` or `(1, {n})`."
    )


# Numbers for each student. A draw is repeated until right answer and slips are different numbers.

COUNT_SLIPS = (
    Slip(
        "all_entries",
        lambda M, N: M * M * N,
        "That is the number of all entries, output axis times the two axes of A. Most of them are "
        "zero, whatever x is.",
    ),
    Slip(
        "one_output",
        lambda M, N: N,
        "That is for one output. Each of the outputs has a slice of its own.",
    ),
    Slip(
        "zeros",
        lambda M, N: M * M * N - M * N,
        "Those are the entries that are always zero. The others are asked.",
    ),
    Slip(
        "diagonal",
        lambda M, N: M,
        "You counted one entry for each output. Each output holds a whole row of A.",
    ),
    Slip(
        "wrong_axis",
        lambda M, N: M * M,
        "You took as many weights for an output as there are outputs. An output has a weight for "
        "each input.",
    ),
    Slip(
        "added",
        lambda M, N: M + N,
        "You added the two lengths. Each output has a slope by each weight of its row, so count "
        "row by row.",
    ),
    Slip(
        "axes_exchanged",
        lambda M, N: M * N * N,
        "You took the number of inputs twice. In the slice of an output, one row is left that is "
        "not zero.",
    ),
)


def nonzero_count(M: int, N: int) -> int:
    """Count the entries of d(Ax)/dA that depend on x."""
    x = np.arange(1.0, N + 1)
    return int(np.count_nonzero(product_by_matrix(np.zeros((M, N)), x)))


def distinct(
    slips: tuple[Slip, ...], reference: Callable[..., Any], numbers: dict[str, Any]
) -> bool:
    """Return whether right answer and slips are different numbers, as seen beside the largest."""
    values = np.sort([reference(**numbers), *(slip.answer(**numbers) for slip in slips)])
    return bool(np.all(np.diff(values) > 0.003 * np.abs(values).max()))


def count_numbers(rng: np.random.Generator) -> dict[str, Any]:
    """Draw the shape of a matrix."""
    while True:
        numbers = {"M": int(rng.integers(4, 10)), "N": int(rng.integers(3, 9))}
        if distinct(COUNT_SLIPS, nonzero_count, numbers):
            return numbers


Numbers = tuple[int, ...]


def by_hand(row_1: Numbers, row_2: Numbers, x: Numbers, y: Numbers) -> tuple[Any, Any, Any]:
    """Return A with these rows, f = Ax and the error y − f."""
    A = np.array((row_1, row_2), dtype=float)
    return A, A @ x, y - A @ x


def slope_by_hand(row_1: Numbers, row_2: Numbers, x: Numbers, y: Numbers) -> float:
    """Differentiate ½‖y − Ax‖² by the entry (2, 1) of A."""
    A, _, _ = by_hand(row_1, row_2, x, y)
    return float(derivative(lambda a: half_square(np.array(y) - a @ np.array(x)))(A)[1, 0])


def hand_slip(tag: str, answer: Callable[..., float], message: str) -> Slip:
    """Make a slip from A, f, the error e, x and y."""

    def of(row_1: Numbers, row_2: Numbers, x: Numbers, y: Numbers) -> float:
        return float(answer(*by_hand(row_1, row_2, x, y), x, y))

    return Slip(tag, of, message)


HAND_SLIPS = (
    hand_slip(
        "sign",
        lambda A, f, e, x, y: e[1] * x[0],
        "The sign is turned. In the error the output is subtracted.",
    ),
    hand_slip(
        "wrong_output",
        lambda A, f, e, x, y: -e[0] * x[0],
        "You took the error of the first output. The first index of a weight is its row, and a row "
        "belongs to an output.",
    ),
    hand_slip(
        "wrong_input",
        lambda A, f, e, x, y: -e[1] * x[1],
        "You took the second input. The second index of a weight says beside which input it "
        "stands.",
    ),
    hand_slip(
        "indices_exchanged",
        lambda A, f, e, x, y: -e[0] * x[1],
        "That is the slope by the weight in row 1, column 2. The row comes first.",
    ),
    hand_slip(
        "weights_for_inputs",
        lambda A, f, e, x, y: -e[1] * A[1, 0],
        "You multiplied the error by the weight. By a weight the slope takes the input beside it.",
    ),
    hand_slip(
        "error_alone",
        lambda A, f, e, x, y: -e[1],
        "That is the slope by the output. From the output to the weight there is one more factor.",
    ),
    hand_slip(
        "all_outputs",
        lambda A, f, e, x, y: -e.sum() * x[0],
        "You added the errors of both outputs. This weight is in one of them only.",
    ),
    hand_slip(
        "doubled",
        lambda A, f, e, x, y: -2 * e[1] * x[0],
        "It is twice too large. The ½ of the loss cancels the 2 of the square.",
    ),
    hand_slip(
        "halved",
        lambda A, f, e, x, y: -0.5 * e[1] * x[0],
        "It is half of what it should be. The ½ of the loss is cancelled by the 2 of the square.",
    ),
    hand_slip(
        "by_input",
        lambda A, f, e, x, y: -e @ A[:, 0],
        "That is the slope by the first input. Here a weight moves, and the inputs are held fixed.",
    ),
    hand_slip(
        "observed_for_error",
        lambda A, f, e, x, y: -y[1] * x[0],
        "You took the observed value for the error. The output is subtracted from it first.",
    ),
    hand_slip(
        "output_for_error",
        lambda A, f, e, x, y: f[1] * x[0],
        "You took the output for the error. It is first compared with the observed value.",
    ),
    hand_slip(
        "loss",
        lambda A, f, e, x, y: half_square(e),
        "That is the loss itself. Its slope by one weight is asked.",
    ),
)


def hand_numbers(rng: np.random.Generator) -> dict[str, Any]:
    """Draw a 2×2 matrix, an input and an observed value, all of small whole numbers."""
    while True:
        drawn = rng.integers(-5, 6, (4, 2)).tolist()
        numbers = dict(zip(("row_1", "row_2", "x", "y"), map(tuple, drawn), strict=True))
        if 0 not in np.ravel(drawn) and distinct(HAND_SLIPS, slope_by_hand, numbers):
            return numbers


# Examples that several questions use: never square, and of two different sizes.

MATRICES = (
    np.array([[0.6, -1.1, 0.8], [1.4, 0.5, -0.7]]),
    np.array([[-0.9, 0.4], [1.3, 1.2], [0.7, -1.5]]),
    np.array([[1.1, 0.3, -1.6], [-0.4, 1.5, 0.9]]),
)
INPUTS = (np.array([1.2, -0.5, 0.7]), np.array([0.8, -1.4]), np.array([-0.6, 1.3, 0.4]))
BIASES = (np.array([0.3, -0.8]), np.array([0.5, -0.3, 1.1]), np.array([-0.9, 0.7]))
OBSERVED = (np.array([-1.1, 0.6]), np.array([1.2, -0.7, 0.4]), np.array([0.8, 1.4]))
PRODUCTS = tuple(zip(MATRICES, INPUTS, strict=True))
LAYERS = tuple(zip(MATRICES, INPUTS, BIASES, strict=True))
PRODUCT_INPUTS = {"A": Matrix(2, 3, -1.7, 1.9), "x": Vector(3, -1.8, 1.6)}
LAYER_INPUTS = {
    "A": Matrix(2, 3, -1.1, 1.3),
    "x": Vector(3, -1.2, 1.1),
    "b": Vector(2, -0.7, 0.9),
}
BATCHES = (
    np.array(
        [[1.2, 0.6, 0.4], [-1.2, 0.3, -1.8], [1.2, 1.8, 1.4], [-1.8, -0.6, -0.7], [-1.5, 0.5, 1.2]]
    ),
    np.array([[0.7, -1.3], [1.6, 0.9], [-0.4, 1.1]]),
    np.array([[-1.6, 0.6, 0.5], [1.3, 1.2, -0.7], [0.9, 1.5, 1.6], [-1.3, -1.9, 0.6]]),
)
UPSTREAM = (
    np.array([[-0.7, 1.4], [1.2, -1.5], [1.1, 1.5], [-1.2, 0.3], [0.6, 0.4]]),
    np.array([[0.9, -0.4, 1.3], [-1.1, 0.8, 0.2], [0.5, 1.6, -0.9]]),
    np.array([[-0.5, -1.0], [-0.2, 0.6], [-1.6, -0.5], [-1.5, 0.7]]),
)


SHEET = Sheet(
    name="05_matrix_derivatives",
    title="Derivatives of and by matrices",
    exercises=(
        Exercise(
            id="shape_of_derivative",
            title="Three axes",
            kind="choice",
            topic="Shape rule",
            points=1,
            level=1,
            source="S2",
            prompt=(
                r"Let $f = \mathbf{A}\mathbf{x}$ with $\mathbf{A} \in \mathbb{R}^{3 \times 2}$ and "
                r"$\mathbf{x} \in \mathbb{R}^2$. Which shape has the derivative $df/d\mathbf{A}$? "
                r'Assign the letter as text: `shape_of_derivative = "a"`.'
            ),
            options=(
                Option(
                    "a",
                    "`(3, 2)`, the shape of the matrix.",
                    slip="shape_of_the_input",
                    message="That is enough for one number that depends on the matrix. Here each "
                    "of several outputs has a slope by each entry.",
                ),
                Option(
                    "b",
                    "`(3, 2, 3)`: input first, then output.",
                    slip="input_first",
                    message="The number of axes is right. The rule names the target first, as in "
                    "a Jacobian, where rows belong to outputs.",
                ),
                Option(
                    "c",
                    "`(3, 3, 2)`: output first, then input.",
                    message="Target dimensions times input dimensions: three outputs, each with a "
                    "slope for each of six entries.",
                ),
                Option(
                    "d",
                    "`(3, 2, 2)`: the matrix, then the vector.",
                    slip="wrong_input",
                    message="The vector is held fixed here. What counts is what comes out, and "
                    "what is moved.",
                ),
            ),
            hints=(
                "How many outputs are there, and how many numbers are moved?",
                "Target dimensions × input dimensions.",
                r"Start: the target $f$ has the shape `(3,)`.",
                "`(3, ..., ...)`",
            ),
            why=(
                "Written M × (M × N), with brackets round the axes that belong to the matrix; "
                "NumPy keeps them side by side."
            ),
        ),
        Exercise(
            id="partial_entry",
            title="One entry of one slice",
            kind="formula",
            topic="By a matrix",
            points=1,
            level=1,
            source="S2",
            prompt=(
                r"Let $f = \mathbf{A}\mathbf{x}$ with $\mathbf{A} \in \mathbb{R}^{2 \times 3}$, so "
                r"that $f_2 = A_{2,1} x_1 + A_{2,2} x_2 + A_{2,3} x_3$. Type $\dfrac{\partial "
                r"f_2}{\partial A_{2,3}}$ as text in `a21`, `a22`, `a23`, `x1`, `x2`, `x3`: "
                r'`partial_entry = "..."`.'
            ),
            inputs={name: Reals(-2, 2.3) for name in ("a21", "a22", "a23", "x1", "x2", "x3")},
            probes=(
                (0.7, -1.1, 0.4, 1.3, -0.6, 0.9),
                (-1.4, 0.5, 1.2, -1.7, 0.8, 2.1),
                (2.1, -0.9, -1.6, 0.4, 1.1, -1.2),
            ),
            reference=lambda a21, a22, a23, x1, x2, x3: derivative(
                lambda a: a21 * x1 + a22 * x2 + a * x3
            )(a23),
            slips=(
                Slip(
                    "weight_for_input",
                    "a23",
                    "That is the derivative by the input beside this weight. Here the weight moves "
                    "and its input stands still.",
                ),
                Slip(
                    "term_kept",
                    "a23*x3",
                    "You picked the right term but did not differentiate it. It is a product of "
                    "what moves and a constant.",
                ),
                Slip(
                    "whole_row",
                    "x1 + x2 + x3",
                    "You moved all weights of the row. One of them moves, the other two terms stay "
                    "as they are.",
                ),
                Slip(
                    "wrong_column",
                    "x2",
                    "The first index of the weight is its row, the second its column. The column "
                    "says which input it is multiplied by.",
                ),
                Slip(
                    "first_column",
                    "x1",
                    "That is the slope by the first weight of the row. The second index of a "
                    "weight is its column.",
                ),
                Slip(
                    "not_differentiated",
                    "a21*x1 + a22*x2 + a23*x3",
                    "That is the output itself. Its slope by one weight is asked.",
                ),
                Slip(
                    "other_row",
                    "0",
                    "Zero it would be for a weight of another row. This weight is in the row of "
                    "this output.",
                ),
                Slip(
                    "slope_one",
                    "1",
                    "You treated the weight as an added constant. It is multiplied by something, "
                    "and a constant factor stays.",
                ),
                Slip(
                    "others_kept",
                    "a21*x1 + a22*x2 + x3",
                    "You kept the terms that stand still. Added constants have slope zero.",
                ),
            ),
            hints=(
                "Underline the one letter that moves; everything else is a number.",
                r"$\dfrac{\partial}{\partial a}(c + a\,x) = x$.",
                "Start: which term of $f_2$ has $A_{2,3}$ in it?",
                '`partial_entry = "x..."`',
            ),
            why=(
                "In general the slope of an output by a weight of its own row is the input in that "
                "column, and by all other weights it is zero."
            ),
        ),
        Exercise(
            id="nonzero_entries",
            title="Mostly zeros",
            kind="value",
            topic="By a matrix",
            points=1,
            level=1,
            source="S2",
            prompt=lambda M, N: (
                rf"For $f = \mathbf{{A}}\mathbf{{x}}$ with $\mathbf{{A}} \in \mathbb{{R}}^{{{M} "
                rf"\times {N}}}$ the derivative $df/d\mathbf{{A}}$ has the shape ${M} \times ({M} "
                rf"\times {N})$. How many of its entries can be different from zero? Assign the "
                rf"number to `nonzero_entries`."
            ),
            parameters={"M": 6, "N": 4},
            variant=count_numbers,
            reference=nonzero_count,
            slips=COUNT_SLIPS,
            hints=(
                "Take one output: which weights does it hold?",
                r"$\dfrac{\partial f_i}{\partial A_{k,n}} = 0$ for $k \neq i$.",
                "Start: in slice $i$ one row is left, and it is $\\mathbf{x}^\\top$.",
                "`nonzero_entries = ... * ...`",
            ),
            why=(
                "Just as many as the matrix has weights: each weight acts on one output. Storing "
                "the zeros would cost as many times more as there are outputs."
            ),
        ),
        Exercise(
            id="flat_column",
            title="Where a weight stands when all are in one row",
            kind="formula",
            topic="Flattening",
            points=1,
            level=1,
            source="S2",
            prompt=(
                r"A matrix $\mathbf{A} \in \mathbb{R}^{M \times N}$ is read out row by row, as "
                r"NumPy does, and the derivative of $f = \mathbf{A}\mathbf{x}$ becomes a flat "
                r"Jacobian of shape $M \times MN$. In which of its columns stand the slopes by "
                r"$A_{i,j}$? All indices count from 1. Type the column as text in `i`, `j`, `M`, "
                r'`N`: `flat_column = "..."`.'
            ),
            inputs={
                "i": Integers(1, 6),
                "j": Integers(1, 7),
                "M": Integers(2, 6),
                "N": Integers(2, 7),
            },
            where=lambda i, j, M, N: i <= M and j <= N and M != N,
            probes=((2, 3, 4, 5), (3, 1, 3, 2), (1, 4, 2, 6)),
            reference=lambda i, j, M, N: np.arange(1, M * N + 1).reshape(M, N)[i - 1, j - 1],
            slips=(
                Slip(
                    "by_columns",
                    "i + M*(j - 1)",
                    "That is the place when the matrix is read out column by column, as in many "
                    "books. NumPy goes through a whole row before it begins the next.",
                ),
                Slip(
                    "wrong_length",
                    "M*(i - 1) + j",
                    "You took the number of rows for the length of a row. A row has as many "
                    "entries as there are columns.",
                ),
                Slip(
                    "one_row_too_many",
                    "N*i + j",
                    "You counted the entry's own row as if it were already full. Before the first "
                    "row there is none.",
                ),
                Slip(
                    "counted_from_0",
                    "N*(i - 1) + j - 1",
                    "That is the place counted from 0, as in NumPy. Here the first column is 1.",
                ),
                Slip(
                    "by_columns_from_0",
                    "M*(j - 1) + i - 1",
                    "That is the place when the matrix is read out column by column, and counted "
                    "from 0. Here rows are read out, and the first column is 1.",
                ),
                Slip(
                    "product",
                    "i*j",
                    "You multiplied the indices. Count the entries that come before: first the "
                    "full rows, then those in the same row.",
                ),
                Slip(
                    "indices_exchanged",
                    "N*(j - 1) + i",
                    "The indices are exchanged: i is the row, and the rows before it are full.",
                ),
                Slip(
                    "sum",
                    "i + j",
                    "You added the indices. A step to the next row jumps over a whole row of "
                    "entries.",
                ),
            ),
            hints=(
                "How many entries come before the row of this one, and how many before it in it?",
                r"A row has $N$ entries, and before row $i$ there are $i - 1$ full rows.",
                "Start small: of $2 \\times 3$ entries the one in row 2, column 1, is number 4.",
                '`flat_column = "N*(...) + ..."`',
            ),
            why=(
                "With the other order the same slopes stand in other columns, so a formula from a "
                "book and a reshape from NumPy may not fit together."
            ),
        ),
        Exercise(
            id="gradient_stored",
            title="In which shape",
            kind="choice",
            topic="Shape rule",
            points=1,
            level=1,
            source="S2",
            prompt=(
                r"A loss $L$ depends on the weights $\mathbf{A} \in \mathbb{R}^{2 \times 3}$. By "
                r"the shape rule its derivative is $1 \times (2 \times 3)$. In which shape do "
                r"programs keep the gradient by $\mathbf{A}$? Assign the letter as text: "
                r'`gradient_stored = "a"`.'
            ),
            options=(
                Option(
                    "a",
                    "`(3, 2)`: for a vector the gradient is its transpose, so here too.",
                    slip="transposed",
                    message="The row of a gradient comes from the axis of length 1 in front, which "
                    "belongs to the loss. The axes of the input keep their order.",
                ),
                Option(
                    "b",
                    "`(2, 3)`: the axis of length 1 is left out.",
                    message="Each slope stands where its weight stands, so that the step of "
                    "descent is a plain difference.",
                ),
                Option(
                    "c",
                    "`(1, 6)`: a gradient is a row.",
                    slip="flattened",
                    message="That is the flat Jacobian. It holds the same slopes, but it cannot be "
                    "subtracted from the weights as it is.",
                ),
                Option(
                    "d",
                    "`(2, 3, 2, 3)`: a slope for each pair of entries.",
                    slip="matrix_by_matrix",
                    message="That would be the derivative of a matrix by a matrix. What comes out "
                    "here is a single number.",
                ),
            ),
            hints=(
                r"What is done with it is $\mathbf{A} - \gamma \cdot \text{gradient}$.",
                "An axis of length 1 says nothing; the others have the order of the input.",
                "Start: which shapes can be subtracted from `(2, 3)` entry by entry?",
                "`G[m, n]` holds the slope by `A[m, n]`.",
            ),
            why=(
                "This is a rule for storing: on paper the derivative remains 1 × (M × N), and "
                "chain rules are read with that shape."
            ),
        ),
        Exercise(
            id="grad_frobenius",
            title="The sum of all squares",
            topic="A number by a matrix",
            points=1,
            level=1,
            source="S2",
            prompt=(
                r"Weight decay punishes large weights by $R = \lVert \mathbf{A} \rVert^2 = "
                r"\sum_{m,n} A_{m,n}^2$. Write its gradient, in the shape of $\mathbf{A}$, as a "
                r"function `grad_frobenius(A)`."
            ),
            inputs={"A": Matrix(2, 3, -1.8, 2)},
            probes=tuple((A,) for A in MATRICES),
            reference=derivative(lambda A: np.sum(A**2)),
            slips=(
                Slip(
                    "factor_lost",
                    lambda A: 1.0 * A,
                    "The factor 2 is missing. It would cancel against a ½, and there is none here.",
                ),
                Slip(
                    "norm_not_squared",
                    lambda A: A / np.linalg.norm(A),
                    "That is the gradient of the norm itself. Here its square is differentiated.",
                ),
                Slip(
                    "squares",
                    lambda A: A**2,
                    "Those are the terms of the sum. Each is to be differentiated by its entry.",
                ),
                Slip(
                    "value",
                    lambda A: np.sum(A**2),
                    "That is the penalty itself. It has a slope by each weight.",
                ),
                Slip(
                    "summed",
                    lambda A: np.sum(2 * A),
                    "You added the slopes up. Each weight has a slope of its own.",
                ),
                Slip(
                    "flattened",
                    lambda A: 2 * A.ravel(),
                    "The slopes are right and stand in one row. Keep each where its weight stands.",
                ),
                Slip(
                    "transposed",
                    lambda A: 2 * A.T,
                    "The slopes are right, but transposed. Each stands where its weight stands.",
                ),
            ),
            hints=(
                "Move one entry: only one term of the sum notices.",
                r"$\dfrac{\partial}{\partial A_{m,n}} A_{m,n}^2$ is what stands at place $(m, n)$.",
                "Start: for a single number $a$ the derivative of $a^2$ is $2a$.",
                "`return ... * A`",
            ),
            why="With this penalty a step of descent shrinks every weight by the same share.",
        ),
        Exercise(
            id="quadratic_entry",
            title="A quadratic form, written out",
            kind="formula",
            topic="A number by a vector",
            points=1,
            level=1,
            source="S2",
            prompt=(
                r"With $\mathbf{A} = \begin{bmatrix} a & b \\ c & d \end{bmatrix}$ and $\mathbf{x} "
                r"= \begin{bmatrix} x_1 \\ x_2 \end{bmatrix}$ the quadratic form is "
                r"$\mathbf{x}^\top \mathbf{A}\mathbf{x} = a x_1^2 + b x_1 x_2 + c x_2 x_1 + d "
                r"x_2^2$. Type its partial derivative with respect to $x_1$ as text in `a`, `b`, "
                r'`c`, `d`, `x1`, `x2`: `quadratic_entry = "..."`.'
            ),
            inputs={name: Reals(-2, 2.3) for name in ("a", "b", "c", "d", "x1", "x2")},
            probes=(
                (0.7, -1.1, 0.4, 1.3, -0.6, 0.9),
                (-1.4, 0.5, 1.2, -1.7, 0.8, 2.1),
                (2.1, -0.9, -1.6, 0.4, 1.1, -1.2),
            ),
            reference=lambda a, b, c, d, x1, x2: derivative(
                lambda x: a * x**2 + b * x * x2 + c * x2 * x + d * x2**2
            )(x1),
            slips=(
                Slip(
                    "as_if_symmetric",
                    "2*(a*x1 + b*x2)",
                    "You doubled the first row, which is right for a symmetric matrix only. Here "
                    "the two mixed terms have factors of their own.",
                ),
                Slip(
                    "first_row_only",
                    "a*x1 + b*x2",
                    "That is the first entry of the product of A and x. The variable stands twice "
                    "in the form, to the left and to the right of A.",
                ),
                Slip(
                    "first_column_only",
                    "a*x1 + c*x2",
                    "That is what the factor on the right gives. The same variable stands on the "
                    "left as well, and the two parts are added.",
                ),
                Slip(
                    "mixed_term_forgotten",
                    "2*a*x1 + b*x2",
                    "One of the two mixed terms is missing. Both contain the variable that moves.",
                ),
                Slip(
                    "other_mixed_term_forgotten",
                    "2*a*x1 + c*x2",
                    "The first of the two mixed terms is missing. It contains the variable that "
                    "moves, too.",
                ),
                Slip(
                    "two_forgotten",
                    "a*x1 + (b + c)*x2",
                    "A factor is missing in the slope of the square. The power comes down.",
                ),
                Slip(
                    "mixed_terms_forgotten",
                    "2*a*x1",
                    "The mixed terms are missing. They contain the variable that moves, as a "
                    "factor.",
                ),
                Slip(
                    "other_variable",
                    "(b + c)*x1 + 2*d*x2",
                    "That is the derivative by the other variable.",
                ),
                Slip(
                    "not_differentiated",
                    "a*x1^2 + b*x1*x2 + c*x2*x1 + d*x2^2",
                    "That is the quadratic form itself. Its derivative is asked.",
                ),
                Slip(
                    "constant_kept",
                    "2*a*x1 + (b + c)*x2 + d*x2^2",
                    "You kept the last term. The variable that moves is not in it, so it is an "
                    "added constant.",
                ),
            ),
            hints=(
                "Four terms; in which of them does $x_1$ occur?",
                r"A constant factor stays; $x_1^2$ gives $2x_1$; a term without $x_1$ vanishes.",
                "Start: the first term gives `2*a*x1`.",
                '`quadratic_entry = "2*a*x1 + (...)*x2"`',
            ),
            why=(
                "Both off-diagonal entries count: in matrix form it is the first entry of the sum "
                "of A and its transpose, times x."
            ),
        ),
        Exercise(
            id="product_by_A",
            title="The whole derivative",
            topic="By a matrix",
            points=2,
            level=2,
            source="S2",
            prompt=(
                r"Write $df/d\mathbf{A}$ for $f = \mathbf{A}\mathbf{x}$, $\mathbf{A} \in "
                r"\mathbb{R}^{M \times N}$, as a function `product_by_A(A, x)` that returns an "
                r"array of shape `(M, M, N)` with the entry $\partial f_i/\partial A_{m,n}$ at "
                r"`[i, m, n]`. It is called with matrices of different shapes."
            ),
            inputs=PRODUCT_INPUTS,
            probes=PRODUCTS,
            reference=product_by_matrix,
            slips=(
                Slip(
                    "flat",
                    lambda A, x: np.kron(np.eye(len(A)), x),
                    "That is the flat Jacobian. Fold the long axis back to the two axes of A.",
                ),
                Slip(
                    "every_row",
                    lambda A, x: np.ones((len(A), len(A), 1)) * x,
                    "In every slice all rows are filled, as if each output held all weights. It "
                    "holds those of its own row.",
                ),
                Slip(
                    "orders_mixed",
                    lambda A, x: np.kron(x, np.eye(len(A))).reshape(len(A), *A.shape),
                    "You folded by rows what a Kronecker product had lined up by columns. The "
                    "shape is right, and the slopes stand in wrong places.",
                ),
                Slip(
                    "input_axes_first",
                    lambda A, x: np.einsum("im,n->mni", np.eye(len(A)), x),
                    "The axes of A come first in yours. The axis of the output is the first one.",
                ),
                Slip(
                    "weights_for_inputs",
                    lambda A, x: np.einsum("im,mn->imn", np.eye(len(A)), A),
                    "The rows of A stand where slopes should stand. By a weight the slope is the "
                    "input beside it.",
                ),
                Slip(
                    "outputs_summed",
                    lambda A, x: np.outer(np.ones(len(A)), x),
                    "That is the derivative of the sum of all outputs. Keep the outputs apart, on "
                    "an axis of their own.",
                ),
                Slip(
                    "by_x",
                    lambda A, x: 1.0 * A,
                    "That is the derivative by x. Here A moves, and x is held fixed.",
                ),
            ),
            hints=(
                r"Slice $i$ looks like $\mathbf{A}$: zeros, and one row that is not zero.",
                (
                    r"$\dfrac{\partial f_i}{\partial A_{m,n}} = x_n$ for $m = i$, and 0 otherwise: "
                    r"that is $I_{i,m}\, x_n$."
                ),
                "Start: `D = np.zeros((M, M, N))`, then a loop over `i`.",
                '`D[i, ..., :] = ...`, or `np.einsum("im,n->...", np.eye(M), x)`',
            ),
            why=(
                "The matrix itself does not occur: the product is linear in A, so its slope is the "
                "same for every A."
            ),
        ),
        Exercise(
            id="vec_jacobian",
            title="A Kronecker product",
            topic="Flattening",
            points=2,
            level=2,
            source="S2",
            prompt=(
                r"Now $\mathbf{A} \in \mathbb{R}^{M \times N}$ is read out row by row (NumPy's "
                r"order). Write the flat Jacobian $\dfrac{\partial\, \mathbf{A}\mathbf{x}}{"
                r"\partial\, \mathrm{vec}(\mathbf{A})} \in \mathbb{R}^{M \times MN}$ as a function "
                r"`vec_jacobian(A, x)`. Books that read out column by column print "
                r"$\mathbf{x}^\top \otimes \mathbf{I}_M$ for it, which is `np.kron(x[None, :], "
                r"np.eye(M))`."
            ),
            inputs=PRODUCT_INPUTS,
            probes=PRODUCTS,
            reference=flat_product_by_matrix,
            slips=(
                Slip(
                    "by_columns",
                    lambda A, x: np.kron(x[None, :], np.eye(len(A))),
                    "That is the formula for reading out column by column. In NumPy's order the "
                    "weights of one output stand side by side.",
                ),
                Slip(
                    "transposed",
                    lambda A, x: np.kron(np.eye(len(A)), x).T,
                    "Right numbers, transposed. Rows belong to outputs, columns to weights.",
                ),
                Slip(
                    "not_flattened",
                    product_by_matrix,
                    "That is the derivative with the two axes of A. Flatten these two into one.",
                ),
                Slip(
                    "every_row",
                    lambda A, x: np.ones((len(A), 1)) * np.tile(x, len(A)),
                    "Each output depends on all weights in yours. It holds those of its own row; "
                    "by the others its slope is zero.",
                ),
                Slip(
                    "weights_for_inputs",
                    lambda A, x: np.einsum("im,mn->imn", np.eye(len(A)), A).reshape(len(A), -1),
                    "The rows of A stand where slopes should stand. By a weight the slope is the "
                    "input beside it.",
                ),
                Slip(
                    "by_x",
                    lambda A, x: 1.0 * A,
                    "That is the derivative by x. Here the entries of A move.",
                ),
            ),
            hints=(
                "Write out the case of two outputs and two inputs: which weights hold $f_1$?",
                (
                    r"Row $i$ has $\mathbf{x}^\top$ in block $i$ and zeros in all other blocks: "
                    r"$\mathbf{I}_M \otimes \mathbf{x}^\top$."
                ),
                (
                    "Start from your `(M, M, N)` array, or from `np.kron`, whose first factor says "
                    "where the blocks go."
                ),
                "`return np.kron(..., ...)`",
            ),
            why=(
                "The order of the two factors is the order of reading out; the slopes are the same."
            ),
        ),
        Exercise(
            id="fold_jacobian",
            title="Flatten, differentiate, fold back",
            topic="Flattening",
            points=2,
            level=2,
            source="S2",
            prompt=(
                r"The entries of a matrix $A(\mathbf{x}) \in \mathbb{R}^{4 \times 2}$ depend on "
                r"$\mathbf{x} \in \mathbb{R}^3$. Somebody has read the matrix out row by row and "
                r"differentiated: `J` is $\partial\, \mathrm{vec}(A)/\partial \mathbf{x}$, of "
                r"shape `(8, 3)`. Write a function `fold_jacobian(J)` that makes "
                r"$dA/d\mathbf{x}$ of it, with $\partial A_{p,q}/\partial x_n$ at `[p, q, n]`."
            ),
            inputs={"J": Matrix(8, 3, -2, 2.3)},
            probes=tuple(
                (np.round(scale * np.cos(np.arange(24.0) ** 2 + shift), 2).reshape(8, 3),)
                for scale, shift in ((1.7, 0.4), (1.2, 1.9), (2.1, 3.1))
            ),
            reference=lambda J: J.reshape(4, 2, 3),
            slips=(
                Slip(
                    "by_columns",
                    lambda J: J.reshape(2, 4, 3).transpose(1, 0, 2),
                    "You folded as if the matrix had been read out column by column, which is what "
                    "order F means. It was read out row by row.",
                ),
                Slip(
                    "not_folded",
                    lambda J: 1.0 * J,
                    "That is the flat Jacobian as it came. Fold the axis of the eight entries back "
                    "to the two axes of the matrix.",
                ),
                Slip(
                    "input_axis_first",
                    lambda J: J.T.reshape(3, 4, 2),
                    "Right slopes, but the axis of x comes first. It stands last: target "
                    "dimensions, then input dimensions.",
                ),
                Slip(
                    "reshaped_for_moved",
                    lambda J: J.reshape(3, 4, 2),
                    "A reshape does not move an axis to the front: it keeps the order of the "
                    "numbers, and all of them end up in wrong places.",
                ),
                Slip(
                    "matrix_turned",
                    lambda J: J.reshape(2, 4, 3),
                    "You folded to two rows of four. The matrix has four rows of two.",
                ),
                Slip(
                    "axes_exchanged",
                    lambda J: J.reshape(4, 3, 2),
                    "The last axis of yours has two places, but there are three entries of x. "
                    "The columns of the matrix come before them.",
                ),
                Slip(
                    "transposed_first",
                    lambda J: J.T.reshape(4, 2, 3),
                    "You transposed before folding. The rows of J are the entries of the matrix, "
                    "in order, so only the first axis is to be folded.",
                ),
            ),
            hints=(
                "The row `J[0]` holds the slopes of $A_{1,1}$, `J[1]` those of $A_{1,2}$.",
                (
                    "Only the first axis is folded, of length 8 to 4 × 2; the axis of "
                    "$\\mathbf{x}$ stays where it is."
                ),
                "Start: `J.reshape(4, ...)`.",
                "`return J.reshape(..., ..., ...)`",
            ),
            why=(
                "So every derivative of arrays is a Jacobian that has been folded: there is "
                "nothing more to tensors in this course."
            ),
        ),
        Exercise(
            id="outer_by_x",
            title="A matrix by a vector, entry by entry",
            topic="A matrix by a vector",
            points=2,
            level=2,
            source="S2",
            prompt=(
                r"Let $A(\mathbf{x}) = (C\mathbf{x})\,\mathbf{v}^\top$, that is $A_{p,q} = "
                r"\sum_n C_{p,n}\, x_n\, v_q$. Write $dA/d\mathbf{x}$ as a function `outer_by_x(C, "
                r"v, x)` that returns an array with $\partial A_{p,q}/\partial x_n$ at `[p, q, "
                r"n]`. `C` has the shape `(P, N)`, `v` has `(Q,)`, `x` has `(N,)`."
            ),
            inputs={
                "C": Matrix(4, 3, -1.7, 1.9),
                "v": Vector(2, -1.6, 1.8),
                "x": Vector(3, -1.5, 1.7),
            },
            probes=(
                (
                    np.array(
                        [[0.6, -1.1, 0.8], [1.4, 0.5, -0.7], [-0.3, 0.9, 1.6], [1.2, -1.4, 0.4]]
                    ),
                    np.array([0.7, -1.3]),
                    np.array([1.2, -0.5, 0.9]),
                ),
                (
                    np.array([[-0.9, 0.4], [1.3, 1.2], [0.7, -1.5]]),
                    np.array([1.1, 0.6, -0.8, 1.7]),
                    np.array([0.8, -1.4]),
                ),
                (
                    np.array([[1.1, 0.3, -1.6], [-0.4, 1.5, 0.9]]),
                    np.array([-1.2, 0.5]),
                    np.array([-0.6, 1.3, 0.4]),
                ),
            ),
            reference=outer_by_vector,
            slips=(
                Slip(
                    "not_differentiated",
                    lambda C, v, x: np.einsum("pn,n,q->pqn", C, x, v),
                    "Those are the terms of the sum. Each is linear in its entry of x, so that "
                    "entry drops out.",
                ),
                Slip(
                    "value",
                    lambda C, v, x: np.outer(C @ x, v),
                    "That is the matrix itself. Each of its entries has a slope by each entry of "
                    "x.",
                ),
                Slip(
                    "input_axis_first",
                    lambda C, v, x: np.einsum("pn,q->npq", C, v),
                    "Right slopes, but the axis of x comes first. It stands last.",
                ),
                Slip(
                    "axes_in_order_of_factors",
                    lambda C, v, x: np.einsum("pn,q->pnq", C, v),
                    "Your axes are in the order of the factors. The order asked is that of the "
                    "matrix, and then x.",
                ),
                Slip(
                    "v_forgotten",
                    lambda C, v, x: np.einsum("pn,q->pqn", C, np.ones_like(v)),
                    "The second factor is missing. It does not depend on x, but a constant factor "
                    "stays.",
                ),
                Slip(
                    "summed_over_x",
                    lambda C, v, x: np.outer(C.sum(axis=1), v),
                    "You added the slopes by all entries of x. Each of them has a place of its own "
                    "on the last axis.",
                ),
            ),
            hints=(
                r"Fix $p$ and $q$: then $A_{p,q}$ is a sum in which $x_n$ has one factor.",
                r"$\dfrac{\partial A_{p,q}}{\partial x_n} = C_{p,n}\, v_q$.",
                '`np.einsum` takes the indices as letters: `"pn,q->..."` for these two arrays.',
                '`return np.einsum("pn,q->...", ..., ...)`',
            ),
            why=(
                "Reading off the indices is all there is to it: three free indices on the right "
                "make an array with three axes."
            ),
        ),
        Exercise(
            id="grad_trace_product",
            title="A trace",
            topic="A number by a matrix",
            points=1,
            level=2,
            source="S2",
            prompt=(
                r"Let $L = \mathrm{tr}(\mathbf{A}\mathbf{B}) = \sum_{m,n} A_{m,n} B_{n,m}$ with "
                r"$\mathbf{A} \in \mathbb{R}^{M \times N}$ and $\mathbf{B} \in \mathbb{R}^{N "
                r"\times M}$. Write the gradient by $\mathbf{A}$, in the shape of $\mathbf{A}$, as "
                r"a function `grad_trace_product(A, B)`."
            ),
            inputs={"A": Matrix(2, 3, -1.8, 2), "B": Matrix(3, 2, -1.7, 1.9)},
            probes=(
                (MATRICES[0], np.array([[0.5, -1.2], [1.4, 0.3], [-0.8, 0.9]])),
                (MATRICES[1], np.array([[-0.6, 0.7, 1.3], [0.2, -1.5, 0.4]])),
                (MATRICES[2], np.array([[1.3, 0.8], [-0.4, 1.6], [0.6, -0.9]])),
            ),
            reference=derivative(lambda A, B: np.trace(A @ B)),
            slips=(
                Slip(
                    "not_transposed",
                    lambda A, B: 1.0 * B,
                    "The slopes are right, but in the shape of B. Look at the order of the two "
                    "indices of B in the sum.",
                ),
                Slip(
                    "terms",
                    lambda A, B: A * B.T,
                    "Those are the terms of the sum. Each is linear in its entry of A, which drops "
                    "out.",
                ),
                Slip(
                    "by_B",
                    lambda A, B: 1.0 * A,
                    "You have kept A, which is what moves. Its entries drop out, and their "
                    "factors stay.",
                ),
                Slip(
                    "value",
                    lambda A, B: np.trace(A @ B),
                    "That is the trace itself. It has a slope by each entry of A.",
                ),
                Slip(
                    "whole_product",
                    lambda A, B: (A @ B).T,
                    "That is made of the product of A and B. The trace is linear in A, so A does "
                    "not occur in its gradient.",
                ),
                Slip(
                    "doubled",
                    lambda A, B: 2 * B.T,
                    "There is a factor 2 too many. Nothing is squared here.",
                ),
            ),
            hints=(
                r"Move one entry $A_{m,n}$: which term of the sum holds it?",
                r"$\dfrac{\partial L}{\partial A_{m,n}}$ is the factor beside $A_{m,n}$.",
                (
                    r"Start: beside $A_{1,2}$ stands $B_{2,1}$, which is the entry in row 1, "
                    r"column 2 of $\mathbf{B}^\top$."
                ),
                "`return ...`",
            ),
            why=(
                "The trace of a product is the dot product of two matrices, entry by entry, and "
                "its gradient is the other one."
            ),
        ),
        Exercise(
            id="grad_quadratic_form",
            title="A quadratic form",
            topic="A number by a vector",
            points=1,
            level=2,
            source="S2",
            prompt=(
                r"For $f(\mathbf{x}) = \mathbf{x}^\top \mathbf{A}\mathbf{x}$ with any square "
                r"matrix $\mathbf{A} \in \mathbb{R}^{3 \times 3}$ write the gradient by "
                r"$\mathbf{x}$ as a function `grad_quadratic_form(A, x)`. "
                f"{row('3', 'f')}"
            ),
            inputs={"A": Matrix(3, 3, -1.8, 2), "x": Vector(3, -1.8, 1.9)},
            probes=(
                (
                    np.array([[0.1, 1.6, 1.0], [0.3, -0.3, 1.5], [-0.4, 1.7, -1.7]]),
                    np.array([-0.3, 0.1, 1.8]),
                ),
                (
                    np.array([[-1.0, 1.2, 0.7], [0.9, 0.5, 1.9], [-0.7, -0.4, -1.2]]),
                    np.array([-1.8, -1.1, 1.7]),
                ),
                (
                    np.array([[0.8, -0.6, 1.1], [1.4, -1.3, 0.2], [-0.9, 0.7, 1.5]]),
                    np.array([0.6, 1.3, -0.8]),
                ),
            ),
            reference=derivative(lambda A, x: x @ A @ x, 1),
            row_vector=True,
            slips=(
                Slip(
                    "as_if_symmetric",
                    lambda A, x: 2 * A @ x,
                    "That would be right for a symmetric matrix. In general the two places of x "
                    "give different parts.",
                ),
                Slip(
                    "right_factor_only",
                    lambda A, x: A.T @ x,
                    "That is what the factor x on the right gives. It stands on the left as well, "
                    "and the product rule adds the two.",
                ),
                Slip(
                    "left_factor_only",
                    lambda A, x: A @ x,
                    "That is what the factor x on the left gives. It stands on the right as well, "
                    "and the product rule adds the two.",
                ),
                Slip(
                    "entry_by_entry",
                    lambda A, x: 2 * A * x,
                    "The sign * multiplies entry by entry and stretches x over the rows. The "
                    "product of a matrix and a vector is written @ in Python.",
                ),
                Slip(
                    "one_part_doubled",
                    lambda A, x: 2 * A.T @ x,
                    "You doubled one of the two parts. They differ by a transpose.",
                ),
                Slip(
                    "subtracted",
                    lambda A, x: (A - A.T) @ x,
                    "You subtracted the two parts. The product rule adds them.",
                ),
                Slip(
                    "value",
                    lambda A, x: x @ A @ x,
                    "That is the value of the form, one number. Its gradient has an entry for each "
                    "entry of x.",
                ),
            ),
            hints=(
                r"$\mathbf{x}$ occurs twice, so two parts are added.",
                (
                    r"$f = \sum_{i,j} x_i A_{i,j} x_j$: differentiate by $x_k$ once for $i = k$ "
                    r"and once for $j = k$."
                ),
                (
                    r"Start: the terms with $i = k$ give $\sum_j A_{k,j} x_j$, which is an entry "
                    r"of $\mathbf{A}\mathbf{x}$."
                ),
                "`return (A + ...) @ x`",
            ),
            why=(
                "Only the symmetric part of the matrix counts; for a symmetric one both parts are "
                "equal, hence the 2 of the books."
            ),
        ),
        Exercise(
            id="grad_least_squares",
            title="Least squares",
            topic="A number by a vector",
            points=2,
            level=2,
            source="S2",
            prompt=(
                r"For $f(\mathbf{x}) = \lVert \mathbf{A}\mathbf{x} - \mathbf{b} \rVert^2$ with "
                r"$\mathbf{A} \in \mathbb{R}^{M \times N}$ write the gradient by $\mathbf{x}$ as a "
                r"function `grad_least_squares(A, x, b)`. "
                f"{row('N', 'f')}"
            ),
            inputs={
                "A": Matrix(4, 3, -1.7, 1.9),
                "x": Vector(3, -1.6, 1.8),
                "b": Vector(4, -1.5, 1.7),
            },
            probes=(
                (
                    np.array(
                        [[1.4, -1.6, 0.4], [-0.1, 0.4, 0.6], [-0.8, 1.8, -0.1], [0.5, 0.5, -1.2]]
                    ),
                    np.array([-1.8, -0.4, 1.1]),
                    np.array([1.3, 0.9, -1.5, 1.7]),
                ),
                (
                    np.array(
                        [[1.2, 1.5, 0.1], [1.7, -1.8, -1.9], [-1.9, -1.0, -1.0], [-1.2, 0.3, -1.8]]
                    ),
                    np.array([0.4, -1.3, 0.7]),
                    np.array([-1.9, -0.8, 1.8, 0.2]),
                ),
                (
                    np.array([[0.7, -1.2], [1.3, 0.4], [-0.6, 1.8]]),
                    np.array([1.1, -0.9]),
                    np.array([0.4, -1.6, 0.8]),
                ),
            ),
            reference=derivative(lambda A, x, b: np.sum((A @ x - b) ** 2), 1),
            row_vector=True,
            slips=(
                Slip(
                    "factor_lost",
                    lambda A, x, b: A.T @ (A @ x - b),
                    "The factor 2 is missing. It would cancel against a ½, and there is none here.",
                ),
                Slip(
                    "b_lost",
                    lambda A, x, b: 2 * A.T @ A @ x,
                    "The part with b is lost. It stands inside the square, so it is no added "
                    "constant.",
                ),
                Slip(
                    "inner_forgotten",
                    lambda A, x, b: 2 * (A @ x - b),
                    "That is the derivative by the residual, and it has the shape of b. The inner "
                    "derivative, by x, is missing.",
                ),
                Slip(
                    "sign",
                    lambda A, x, b: 2 * A.T @ (b - A @ x),
                    "The sign is turned. The residual is what stands inside the norm, in the order "
                    "in which it stands there.",
                ),
                Slip(
                    "two_on_one_part",
                    lambda A, x, b: 2 * A.T @ A @ x - A.T @ b,
                    "The factor 2 stands at one part only. It multiplies the whole residual.",
                ),
                Slip(
                    "averaged",
                    lambda A, x, b: 2 * A.T @ (A @ x - b) / len(b),
                    "That is the gradient of the mean of the squares. Here they are summed.",
                ),
                Slip(
                    "residual_with_plus",
                    lambda A, x, b: 2 * A.T @ (A @ x + b),
                    "In your residual b is added. In the norm it is subtracted.",
                ),
                Slip(
                    "norm_not_squared",
                    lambda A, x, b: A.T @ (A @ x - b) / np.linalg.norm(A @ x - b),
                    "That is the gradient of the norm itself. Here its square is differentiated.",
                ),
            ),
            hints=(
                r"Two steps: the square of a norm, and inside it a linear function.",
                (
                    r"$\nabla f = \dfrac{\partial f}{\partial \mathbf{r}} \dfrac{\partial "
                    r"\mathbf{r}}{\partial \mathbf{x}}$ with $\mathbf{r} = \mathbf{A}\mathbf{x} - "
                    r"\mathbf{b}$; shapes $1 \times M$ and $M \times N$."
                ),
                r"Start: $\dfrac{\partial f}{\partial \mathbf{r}} = 2\mathbf{r}^\top$.",
                "`return 2 * (...) @ ...`",
            ),
            why=(
                "Where it is zero stand the normal equations: the best x makes the residual "
                "perpendicular to the columns of A."
            ),
        ),
        Exercise(
            id="slope_of_one_weight",
            title="With pencil and paper",
            kind="value",
            topic="A number by a matrix",
            points=1,
            level=2,
            source="S2",
            prompt=lambda row_1, row_2, x, y: (
                rf"Let $\mathbf{{A}} = \begin{{bmatrix}} {row_1[0]} & {row_1[1]} \\ {row_2[0]} & "
                rf"{row_2[1]} \end{{bmatrix}}$, $\mathbf{{x}} = \begin{{bmatrix}} {x[0]} \\ {x[1]} "
                rf"\end{{bmatrix}}$, and observed was $\mathbf{{y}} = \begin{{bmatrix}} {y[0]} \\ "
                rf"{y[1]} \end{{bmatrix}}$. For $L = \frac{{1}}{{2}}\lVert \mathbf{{y}} - "
                r"\mathbf{A}\mathbf{x} \rVert^2$ work out $\dfrac{\partial L}{\partial A_{2,1}}$ "
                r"by hand, and assign the number to `slope_of_one_weight`."
            ),
            parameters={"row_1": (2, -1), "row_2": (2, 1), "x": (3, -2), "y": (2, 5)},
            variant=hand_numbers,
            reference=slope_by_hand,
            slips=HAND_SLIPS,
            hints=(
                "In which of the two outputs does this weight occur, and beside which input?",
                r"$L = \frac{1}{2}(e_1^2 + e_2^2)$, and only one of the two errors moves.",
                r"Start: $f_2 = A_{2,1} x_1 + A_{2,2} x_2$ and $e_2 = y_2 - f_2$.",
                "`slope_of_one_weight = -... * ...`",
            ),
            why=(
                "The numbers at the two ends of the weight are enough: the error behind it and the "
                "input in front of it."
            ),
        ),
        Exercise(
            id="error_chain",
            title="The chain through an error",
            kind="parts",
            topic="Chain rule",
            points=5,
            level=2,
            source="S2",
            prompt=(
                r"For $L = \frac{1}{2}\lVert \mathbf{e} \rVert^2$ with $\mathbf{e} = \mathbf{y} - "
                r"\mathbf{A}\mathbf{x}$ and $\mathbf{A} \in \mathbb{R}^{M \times N}$ write a "
                r'function `error_chain(A, x, y)` that returns a dict: `"e"`, the row `"dL_de"`, '
                r'the Jacobian `"de_dx"` of shape `(M, N)`, the row `"dL_dx"`, and `"dL_dA"` in '
                r"the shape of $\mathbf{A}$. Rows may have the shape `(n,)` or `(1, n)`."
            ),
            inputs={**PRODUCT_INPUTS, "y": Vector(2, -1.6, 1.8)},
            probes=tuple((A, x, y) for (A, x), y in zip(PRODUCTS, OBSERVED, strict=True)),
            part_points=dict.fromkeys(("e", "dL_de", "de_dx", "dL_dx", "dL_dA"), 1),
            reference=error_pass,
            row_vector=True,
            slips=(
                Slip(
                    "output_minus_observed",
                    lambda A, x, y: {"e": A @ x - y},
                    "The sign is turned: the error here is the observed value minus the output.",
                ),
                Slip(
                    "two_axes",
                    lambda A, x, y: {"e": (y - A @ x)[:, None]},
                    "The numbers are right, but in an array with two axes. The arrays for x and y "
                    "have one axis, and so has their error.",
                ),
                Slip(
                    "factor_two",
                    lambda A, x, y: {"dL_de": 2 * (y - A @ x)},
                    "There is a factor 2 too many. The ½ of the loss cancels it.",
                ),
                Slip(
                    "loss",
                    lambda A, x, y: {"dL_de": half_square(y - A @ x)},
                    "That is the loss itself. It has a slope by each entry of the error.",
                ),
                Slip(
                    "minus_of_error",
                    lambda A, x, y: {"dL_de": A @ x - y},
                    "The minus comes in one factor later. By the error itself the loss grows in "
                    "the direction of the error.",
                ),
                Slip(
                    "minus_lost",
                    lambda A, x, y: {
                        "de_dx": 1.0 * A,
                        "dL_dx": (y - A @ x) @ A,
                        "dL_dA": np.outer(y - A @ x, x),
                    },
                    "A minus is lost: in the error the output is subtracted.",
                ),
                Slip(
                    "transposed_jacobian",
                    lambda A, x, y: {"de_dx": -A.T},
                    "Transposed: rows belong to the entries of the error, columns to those of x.",
                ),
                Slip(
                    "by_A_for_by_x",
                    lambda A, x, y: {"de_dx": -np.outer(np.ones(len(y)), x)},
                    "You put x where slopes by x should stand. The error moves with x by the "
                    "entries of A.",
                ),
                Slip(
                    "observed_lost",
                    lambda A, x, y: {"dL_dx": A.T @ A @ x},
                    "The observed values are lost. They stand inside the square, so they are no "
                    "added constant.",
                ),
                Slip(
                    "error_left_out",
                    lambda A, x, y: {"dL_dx": -A.sum(axis=0)},
                    "You added the rows of the Jacobian up. Each is first multiplied by its entry "
                    "of the error.",
                ),
                Slip(
                    "outer_transposed",
                    lambda A, x, y: {"dL_dA": -np.outer(x, y - A @ x)},
                    "Right slopes, transposed. Rows belong to outputs, as in A.",
                ),
                Slip(
                    "weights_for_inputs",
                    lambda A, x, y: {"dL_dA": -(y - A @ x)[:, None] * A},
                    "You multiplied the errors by the weights. By a weight the slope takes the "
                    "input beside it.",
                ),
                Slip(
                    "input_forgotten",
                    lambda A, x, y: {"dL_dA": -np.outer(y - A @ x, np.ones_like(x))},
                    "In each row all slopes are equal in yours. Each weight has another input "
                    "beside it.",
                ),
            ),
            hints=(
                "Write the shape below each factor before you multiply.",
                (
                    r"$\dfrac{dL}{d\mathbf{x}} = \mathbf{e}^\top "
                    r"\dfrac{\partial \mathbf{e}}{\partial \mathbf{x}}$: a row $1 \times M$ times "
                    r"a matrix $M \times N$."
                ),
                (
                    r"Start: `e = y - A @ x`; $\partial L/\partial \mathbf{e}$ has the same "
                    r"numbers as $\mathbf{e}$."
                ),
                (
                    '`return {"e": e, "dL_de": e, "de_dx": ..., "dL_dx": e @ ..., "dL_dA": '
                    "-np.outer(..., ...)}`"
                ),
            ),
            why=(
                "Row times matrix gives a row, so no transpose is needed; by A the same chain "
                "collapses to an outer product."
            ),
        ),
        Exercise(
            id="tanh_dfdz",
            title="An activation differentiated",
            topic="A layer",
            points=1,
            level=2,
            source="S2",
            prompt=(
                r"The activation of a layer is applied entry by entry, $f = \tanh(\mathbf{z})$ "
                r"with $\mathbf{z} \in \mathbb{R}^M$. Write $\partial f/\partial \mathbf{z} \in "
                r"\mathbb{R}^{M \times M}$ as a function `tanh_dfdz(z)`."
            ),
            inputs={"z": Vector(3, -1.6, 1.8)},
            probes=(
                (np.array([0.6, -1.1, 0.3]),),
                (np.array([-0.4, 1.2]),),
                (np.array([1.4, 0.8, -0.7, 0.2]),),
            ),
            reference=jacobian(np.tanh),
            slips=(
                Slip(
                    "vector",
                    lambda z: 1 - np.tanh(z) ** 2,
                    "Those are the slopes, but in a vector. The derivative of a vector by a vector "
                    "is a matrix: put them on its diagonal.",
                ),
                Slip(
                    "slope_of_input",
                    lambda z: np.diag(1 - z**2),
                    "You squared what goes in. The short formula squares what comes out of tanh.",
                ),
                Slip(
                    "not_differentiated",
                    lambda z: np.diag(np.tanh(z)),
                    "On your diagonal stands tanh itself. Its slope belongs there.",
                ),
                Slip(
                    "cosh_not_squared",
                    lambda z: np.diag(1 / np.cosh(z)),
                    "A square is missing: the slope of tanh has the square of cosh below the line.",
                ),
                Slip(
                    "square_missing",
                    lambda z: np.diag(1 - np.tanh(z)),
                    "A square is missing in the slope of tanh. Far below 0 it is flat; yours is "
                    "steep there.",
                ),
                Slip(
                    "ones_beside",
                    lambda z: 1 - np.diag(np.tanh(z) ** 2),
                    "Off the diagonal you have ones: broadcasting puts the 1 everywhere. Make the "
                    "slopes first, and the diagonal matrix then.",
                ),
                Slip(
                    "every_column",
                    lambda z: np.outer(1 - np.tanh(z) ** 2, np.ones_like(z)),
                    "In yours each output moves with every entry of z. It moves with its own one "
                    "alone, and the rest is zero.",
                ),
                Slip(
                    "sigmoid",
                    lambda z: np.diag(np.tanh(z) * (1 - np.tanh(z))),
                    "That is how the slope of the sigmoid follows from its output. Here it is "
                    "tanh.",
                ),
                Slip(
                    "identity_minus_outer",
                    lambda z: np.eye(len(z)) - np.outer(np.tanh(z), np.tanh(z)),
                    "Off the diagonal you have products of two outputs. An output that does not "
                    "depend on an entry has slope zero by it.",
                ),
            ),
            hints=(
                r"Does $f_1$ depend on $z_2$?",
                (
                    r"$\dfrac{\partial f_i}{\partial z_j} = 0$ for $i \neq j$, and on the diagonal "
                    r"stands $\tanh'(z_i)$."
                ),
                "Start: `f = np.tanh(z)`; the slopes are `1 - f**2`.",
                "`return np.diag(...)`",
            ),
            why=(
                "Whatever acts entry by entry has a diagonal Jacobian, and multiplying by it is "
                "the same as multiplying by its diagonal, row by row."
            ),
        ),
        Exercise(
            id="repaired_listing",
            title="A listing that stops",
            kind="choice",
            topic="A layer",
            points=1,
            level=2,
            source="S2",
            prompt=(
                r"For the layer $f = \tanh(\mathbf{A}\mathbf{x} + \mathbf{b})$, $\mathbf{A} \in "
                r"\mathbb{R}^{3 \times 2}$, lecture slides compute $\partial f/\partial \mathbf{x} "
                r"= \frac{\partial f}{\partial \mathbf{z}} \frac{\partial \mathbf{z}}{\partial "
                r"\mathbf{x}}$ in this way:"
                "\n\n```python\n"
                "f = np.tanh(A @ x + b)\n"
                "dfdz = 1 - f**2\n"
                "dzdx = A\n"
                'dfdx = np.einsum("il,lj->ij", dfdz, dzdx)\n'
                "```\n\n"
                "It stops: too many subscripts for operand 0. Which change makes it right? Assign "
                'the letter as text: `repaired_listing = "a"`.'
            ),
            options=(
                Option(
                    "a",
                    "`dfdz = (1 - f**2)[:, None]`",
                    slip="column",
                    message="It runs, and that is the trap: einsum stretches the axis of length 1. "
                    "Then every slope is multiplied by the sum of all rows of A.",
                ),
                Option(
                    "b",
                    "`dfdz = np.diag(1 - f**2)`",
                    message="Two indices mean a matrix: the Jacobian of the activation, with zeros "
                    "off its diagonal.",
                ),
                Option(
                    "c",
                    '`np.einsum("l,lj->j", dfdz, dzdx)`',
                    slip="summed",
                    message="It runs, but it adds up the rows of the result: the index of the "
                    "output has vanished.",
                ),
                Option(
                    "d",
                    "`dzdx = A.T`",
                    slip="other_operand",
                    message="The complaint is about operand 0. The second factor has two axes, and "
                    "its rows belong to z, as they should.",
                ),
            ),
            hints=(
                "How many letters has the first operand, and how many axes?",
                r"$\dfrac{\partial f}{\partial \mathbf{z}} \in \mathbb{R}^{M \times M}$.",
                "Start: `(1 - f**2).shape` is `(3,)`; the letters `il` ask for two axes.",
                "Try each option in a cell of its own, and compare with `np.diag(1 - f**2) @ A`.",
            ),
            why=(
                "Shapes that do not fit are the lucky case: two of the other changes run and give "
                "wrong numbers."
            ),
        ),
        Exercise(
            id="weight_slope",
            title="An output by a weight",
            kind="formula",
            topic="A layer",
            points=1,
            level=2,
            source="S2",
            prompt=(
                r"In the layer $f = \tanh(\mathbf{A}\mathbf{x} + \mathbf{b})$ with two inputs and "
                r"two outputs the forward pass has left $f_1$ and $f_2$ behind. Type $\dfrac{"
                r"\partial f_1}{\partial A_{1,2}}$ as text in `f1`, `f2`, `x1`, `x2`: "
                r'`weight_slope = "..."`.'
            ),
            inputs={
                "f1": Reals(-0.9, 0.8),
                "f2": Reals(-0.8, 0.9),
                "x1": Reals(-2, 2.3),
                "x2": Reals(-2.2, 2),
            },
            probes=((0.4, -0.7, 1.3, -0.6), (-0.8, 0.3, 0.7, 1.9), (0.6, 0.5, -1.4, 0.9)),
            reference=lambda f1, f2, x1, x2: derivative(lambda a: np.tanh(np.arctanh(f1) + a * x2))(
                0.0
            ),
            slips=(
                Slip(
                    "activation_forgotten",
                    "x2",
                    "That is the slope of the pre-activation. The activation multiplies it by its "
                    "own slope.",
                ),
                Slip(
                    "wrong_input",
                    "(1 - f1^2)*x1",
                    "You took the other input. The second index of the weight says beside which "
                    "input it stands.",
                ),
                Slip(
                    "wrong_output",
                    "(1 - f2^2)*x2",
                    "You took the slope of the other unit. The output that is differentiated has "
                    "an activation of its own.",
                ),
                Slip(
                    "input_forgotten",
                    "1 - f1^2",
                    "That is the slope by the bias. A weight is multiplied by an input.",
                ),
                Slip(
                    "sigmoid",
                    "f1*(1 - f1)*x2",
                    "That is how the slope of the sigmoid follows from its output. Here it is "
                    "tanh.",
                ),
                Slip(
                    "square_outside",
                    "(1 - f1)^2*x2",
                    "You squared the whole bracket. Only the output is squared in the slope of "
                    "tanh.",
                ),
                Slip(
                    "brackets_missing",
                    "1 - f1^2*x2",
                    "Brackets are missing: only the square is multiplied by the input. The whole "
                    "slope of tanh is.",
                ),
                Slip(
                    "tanh_again",
                    "(1 - tanh(f1)^2)*x2",
                    "You applied tanh once more. The output is what came out of it.",
                ),
                Slip(
                    "not_differentiated",
                    "f1*x2",
                    "You multiplied the input by the output itself. The slope of the activation "
                    "belongs there.",
                ),
                Slip(
                    "zero",
                    "0",
                    "It would be zero by a weight of the other row. This weight is in the row of "
                    "this output.",
                ),
            ),
            hints=(
                r"Two factors: from $f_1$ to $z_1$, and from $z_1$ to the weight.",
                (
                    r"$\dfrac{\partial f_1}{\partial A_{1,2}} = \tanh'(z_1)\, \dfrac{\partial "
                    r"z_1}{\partial A_{1,2}}$ and $\tanh' = 1 - \tanh^2$."
                ),
                r"Start: $z_1 = A_{1,1}x_1 + A_{1,2}x_2 + b_1$, so the second factor is an input.",
                '`weight_slope = "(1 - ...)*..."`',
            ),
            why=(
                "If the unit is saturated, its output is near 1 or −1 and its weights have hardly "
                "any effect."
            ),
        ),
        Exercise(
            id="layer_dfdb",
            title="A layer by its biases",
            topic="A layer",
            points=1,
            level=2,
            source="S2",
            prompt=(
                r"For the layer $f = \tanh(\mathbf{A}\mathbf{x} + \mathbf{b})$ with $\mathbf{A} "
                r"\in \mathbb{R}^{M \times N}$ write $\partial f/\partial \mathbf{b} \in "
                r"\mathbb{R}^{M \times M}$ as a function `layer_dfdb(A, x, b)`."
            ),
            inputs=LAYER_INPUTS,
            probes=LAYERS,
            reference=lambda A, x, b: jacobian(lambda each: layer(A, x, each))(b),
            slips=(
                Slip(
                    "vector",
                    slopes,
                    "Those are the slopes, but in a vector. Each output has a slope by each bias, "
                    "most of them zero.",
                ),
                Slip(
                    "activation_forgotten",
                    lambda A, x, b: np.eye(len(b)),
                    "That is the derivative of the pre-activations. The activation comes after "
                    "them.",
                ),
                Slip(
                    "every_bias",
                    lambda A, x, b: np.outer(slopes(A, x, b), np.ones_like(b)),
                    "In yours each output moves with every bias. It has a bias of its own.",
                ),
                Slip(
                    "bias_forgotten",
                    lambda A, x, b: np.diag(1 - np.tanh(A @ x) ** 2),
                    "You took the slopes where the biases are zero. They are to be taken at the "
                    "full pre-activation.",
                ),
                Slip(
                    "slope_of_input",
                    lambda A, x, b: np.diag(1 - (A @ x + b) ** 2),
                    "You squared what goes into tanh. The short formula squares what comes out.",
                ),
                Slip(
                    "not_differentiated",
                    lambda A, x, b: np.diag(layer(A, x, b)),
                    "On your diagonal stand the outputs themselves. Their slopes belong there.",
                ),
                Slip(
                    "ones_beside",
                    lambda A, x, b: 1 - np.diag(layer(A, x, b) ** 2),
                    "Off the diagonal you have ones: broadcasting puts the 1 everywhere. Make the "
                    "slopes first, and the diagonal matrix then.",
                ),
                Slip(
                    "multiplied_by_bias",
                    lambda A, x, b: np.diag(slopes(A, x, b) * b),
                    "You multiplied by the biases. They are added, so their own slope is 1.",
                ),
            ),
            hints=(
                (
                    r"$\mathbf{z} = \mathbf{A}\mathbf{x} + \mathbf{b}$: how does $z_i$ move with "
                    r"$b_j$?"
                ),
                (
                    r"$\dfrac{\partial f}{\partial \mathbf{b}} = \dfrac{\partial f}{\partial "
                    r"\mathbf{z}} \dfrac{\partial \mathbf{z}}{\partial \mathbf{b}}$, shapes $(M "
                    r"\times M)(M \times M)$, and the second factor is $\mathbf{I}$."
                ),
                "Start: `f = np.tanh(A @ x + b)`, then the Jacobian of the activation.",
                "`return np.diag(...)`",
            ),
            why="A bias is a weight whose input is always 1.",
        ),
        Exercise(
            id="layer_dfdx",
            title="A layer by its inputs",
            topic="A layer",
            points=2,
            level=2,
            source="S2",
            prompt=(
                r"For the same layer write $\partial f/\partial \mathbf{x} \in \mathbb{R}^{M "
                r"\times N}$ as a function `layer_dfdx(A, x, b)`."
            ),
            inputs=LAYER_INPUTS,
            probes=LAYERS,
            reference=lambda A, x, b: jacobian(lambda each: layer(A, each, b))(x),
            slips=(
                Slip(
                    "activation_forgotten",
                    lambda A, x, b: 1.0 * A,
                    "That is the derivative of the pre-activations. The activation multiplies each "
                    "row by its slope.",
                ),
                Slip(
                    "transposed",
                    lambda A, x, b: (slopes(A, x, b)[:, None] * A).T,
                    "Right slopes, transposed. Rows belong to outputs, columns to inputs.",
                ),
                Slip(
                    "rows_summed",
                    lambda A, x, b: slopes(A, x, b) @ A,
                    "You added the rows up, so the index of the output has vanished. The slopes "
                    "multiply the rows, each its own.",
                ),
                Slip(
                    "column_stretched",
                    lambda A, x, b: np.outer(slopes(A, x, b), A.sum(axis=0)),
                    "Each slope is multiplied by the sum of all rows of A in yours. An axis of "
                    "length 1 was stretched on the way; it should have been a diagonal matrix.",
                ),
                Slip(
                    "by_the_biases",
                    lambda A, x, b: np.diag(slopes(A, x, b)),
                    "That is the derivative by the biases. From z to x leads one more factor.",
                ),
                Slip(
                    "bias_forgotten",
                    lambda A, x, b: (1 - np.tanh(A @ x) ** 2)[:, None] * A,
                    "You took the slopes where the biases are zero. They are to be taken at the "
                    "full pre-activation.",
                ),
                Slip(
                    "not_differentiated",
                    lambda A, x, b: layer(A, x, b)[:, None] * A,
                    "You multiplied the rows by the outputs themselves. The slopes of the "
                    "activation belong there.",
                ),
                Slip(
                    "input_for_weight",
                    lambda A, x, b: np.outer(slopes(A, x, b), x),
                    "You multiplied by the inputs, which gives slopes by weights. By an input the "
                    "slope takes the weight beside it.",
                ),
                Slip(
                    "slope_of_input",
                    lambda A, x, b: (1 - (A @ x + b) ** 2)[:, None] * A,
                    "You squared what goes into tanh. The short formula squares what comes out.",
                ),
            ),
            hints=(
                r"The chain rule with shapes: $(M \times M)(M \times N)$.",
                (
                    r"$\dfrac{\partial f}{\partial \mathbf{x}} = \mathrm{diag}(1 - f^2)\, "
                    r"\mathbf{A}$: row $i$ of $\mathbf{A}$ times the slope of unit $i$."
                ),
                "Start: `f = np.tanh(A @ x + b)`, `dfdz = np.diag(...)`.",
                '`return np.einsum("il,ln->in", ..., ...)`, or `... @ ...`',
            ),
            why="This matrix hands a gradient down to the layer in front.",
        ),
        Exercise(
            id="layer_dfdA",
            title="A layer by its weights",
            topic="A layer",
            points=2,
            level=2,
            source="S2",
            prompt=(
                r"For the same layer write $\partial f/\partial \mathbf{A} \in \mathbb{R}^{M "
                r"\times (M \times N)}$ as a function `layer_dfdA(A, x, b)` that returns an array "
                r"of shape `(M, M, N)`."
            ),
            inputs=LAYER_INPUTS,
            probes=LAYERS,
            reference=lambda A, x, b: jacobian(lambda each: layer(each, x, b))(A),
            slips=(
                Slip(
                    "activation_forgotten",
                    lambda A, x, b: product_by_matrix(A, x),
                    "That is the derivative of the pre-activations. The activation multiplies each "
                    "slice by the slope of its unit.",
                ),
                Slip(
                    "stored_shape",
                    lambda A, x, b: np.outer(slopes(A, x, b), x),
                    "Those are the slopes that are not zero, one row for each unit. Each output "
                    "has a slope by every weight, with zeros for the rows of other units.",
                ),
                Slip(
                    "every_row",
                    lambda A, x, b: np.einsum("i,m,n->imn", slopes(A, x, b), np.ones(len(A)), x),
                    "In every slice all rows are filled. An output holds the weights of its own "
                    "row, so the other rows of its slice are zero.",
                ),
                Slip(
                    "input_axes_first",
                    lambda A, x, b: np.einsum("i,im,n->mni", slopes(A, x, b), np.eye(len(A)), x),
                    "The axes of A come first in yours. The axis of the output is the first one.",
                ),
                Slip(
                    "flat",
                    lambda A, x, b: slopes(A, x, b)[:, None] * np.kron(np.eye(len(A)), x),
                    "That is the flat Jacobian. Fold the long axis back to the two axes of A.",
                ),
                Slip(
                    "weights_for_inputs",
                    lambda A, x, b: np.einsum("i,im,mn->imn", slopes(A, x, b), np.eye(len(A)), A),
                    "The rows of A stand where slopes should stand. By a weight the slope takes "
                    "the input beside it.",
                ),
                Slip(
                    "bias_forgotten",
                    lambda A, x, b: np.einsum(
                        "i,im,n->imn", 1 - np.tanh(A @ x) ** 2, np.eye(len(A)), x
                    ),
                    "You took the slopes where the biases are zero. They are to be taken at the "
                    "full pre-activation.",
                ),
                Slip(
                    "not_differentiated",
                    lambda A, x, b: np.einsum("i,im,n->imn", layer(A, x, b), np.eye(len(A)), x),
                    "You multiplied by the outputs themselves. The slopes of the activation belong "
                    "there.",
                ),
                Slip(
                    "slope_of_input",
                    lambda A, x, b: np.einsum(
                        "i,im,n->imn", 1 - (A @ x + b) ** 2, np.eye(len(A)), x
                    ),
                    "You squared what goes into tanh. The short formula squares what comes out.",
                ),
            ),
            hints=(
                (
                    "Two factors, and you have written both: the activation, and the product by "
                    "its matrix."
                ),
                (
                    r"$\dfrac{\partial f_i}{\partial A_{m,n}} = \sum_l \dfrac{\partial "
                    r"f_i}{\partial z_l} \dfrac{\partial z_l}{\partial A_{m,n}} = (1 - f_i^2)\, "
                    r"I_{i,m}\, x_n$."
                ),
                "Start: `dzdA` has the shape `(M, M, N)`, with `x` in row `i` of slice `i`.",
                '`return np.einsum("il,lmn->...", ..., ...)`',
            ),
            why=(
                "Of M·M·N numbers only M·N are not zero, so programs never build this array: they "
                "multiply the few by what comes from the loss."
            ),
        ),
        Exercise(
            id="dL_dx",
            title="Backwards through a linear layer",
            topic="Linear layer",
            points=1,
            level=2,
            source="S2",
            prompt=(
                r"A linear layer $\mathbf{y} = W\mathbf{x}$ is part of a network, and the backward "
                r"pass has brought $\mathbf{g} = \partial L/\partial \mathbf{y}$. `W` has the "
                r"shape `(M, N)`, `g` has `(M,)`, `x` has `(N,)`. Write $\partial L/\partial "
                r"\mathbf{x}$ as a function `dL_dx(W, g, x)`. "
                f"{row('N', 'L')}"
            ),
            inputs={
                "W": Matrix(2, 3, -1.7, 1.9),
                "g": Vector(2, -1.7, 1.6),
                "x": Vector(3, -1.6, 1.8),
            },
            probes=(
                (
                    np.array([[-0.5, 0.2, -1.1], [-1.0, -0.7, -0.2]]),
                    np.array([-1.7, 1.0]),
                    np.array([0.3, -0.8, -1.7]),
                ),
                (
                    np.array([[1.1, -1.5, -1.5], [-1.5, -1.7, 1.6]]),
                    np.array([-0.9, -0.8]),
                    np.array([1.3, 0.5, -1.3]),
                ),
                (
                    np.array([[0.7, -1.2], [1.4, 0.9], [-0.6, 0.3], [1.1, -0.4]]),
                    np.array([0.8, -0.5, 1.3, -1.2]),
                    np.array([1.4, -0.9]),
                ),
            ),
            reference=derivative(lambda W, g, x: g @ (W @ x), 2),
            row_vector=True,
            slips=(
                Slip(
                    "by_W",
                    lambda W, g, x: np.outer(g, x),
                    "That is the gradient by the weights. By an input the slope takes the weights "
                    "that lead away from it.",
                ),
                Slip(
                    "averaged",
                    lambda W, g, x: g @ W / len(g),
                    "You averaged over the outputs. The input reaches the loss through every one "
                    "of them, and their shares add up.",
                ),
                Slip(
                    "upstream_forgotten",
                    lambda W, g, x: W.sum(axis=0),
                    "You added the rows of W up as they are. Each is first multiplied by what its "
                    "output matters to the loss.",
                ),
                Slip(
                    "multiplied_by_x",
                    lambda W, g, x: (g @ W) * x,
                    "You multiplied by x as well. The layer is linear in x, so x does not occur in "
                    "its slope.",
                ),
                Slip(
                    "not_summed",
                    lambda W, g, x: W * g[:, None],
                    "Those are the shares of the single outputs, one row for each. They all reach "
                    "the same input, so they are added.",
                ),
                Slip(
                    "jacobian",
                    lambda W, g, x: 1.0 * W,
                    "That is the Jacobian of the layer. The chain rule multiplies the row that "
                    "came back by it.",
                ),
            ),
            hints=(
                r"Row times Jacobian: $1 \times M$ times $M \times N$.",
                (
                    r"$\dfrac{\partial L}{\partial x_n} = \sum_m \dfrac{\partial L}{\partial y_m} "
                    r"\dfrac{\partial y_m}{\partial x_n}$."
                ),
                r"Start: $\dfrac{\partial \mathbf{y}}{\partial \mathbf{x}} = W$.",
                "`return ... @ ...`",
            ),
            why=(
                "As a column this is the transposed matrix times g: forward the layer multiplies "
                "by W, backward by its transpose."
            ),
        ),
        Exercise(
            id="batch_layout",
            title="One matrix for one example and for many",
            kind="choice",
            topic="Batches",
            points=1,
            level=2,
            source="S2",
            prompt=(
                r"A layer computes $\mathbf{y} = W\mathbf{x} + \mathbf{b}$ with `W` of shape `(2, "
                r"3)`. Five examples are the rows of `X`, of shape `(5, 3)`. Which expression "
                r"applies the layer with the same `W` and `b` to all of them and gives shape `(5, "
                r'2)`? Assign the letter as text: `batch_layout = "a"`.'
            ),
            options=(
                Option(
                    "a",
                    "`W @ X + b`",
                    slip="as_for_one",
                    message="The neighbours 3 and 5 do not fit. For one example the vector was a "
                    "column; here examples are rows.",
                ),
                Option(
                    "b",
                    "`X @ W + b`",
                    slip="not_transposed",
                    message="The neighbours 3 and 2 do not fit. Each output takes the dot product "
                    "of the example with a row of W.",
                ),
                Option(
                    "c",
                    "`W @ X.T + b`",
                    slip="examples_in_columns",
                    message="The product exists, but its examples are columns. NumPy aligns b with "
                    "the last axis, and that has an entry for each example.",
                ),
                Option(
                    "d",
                    "`X @ W.T + b`",
                    message="Row i is the layer applied to example i, and broadcasting adds b to "
                    "every row.",
                ),
            ),
            hints=(
                "Write the shapes: which neighbours are equal?",
                r"$(W\mathbf{x})^\top = \mathbf{x}^\top W^\top$.",
                "Start: `(5, 3) @ (3, 2)` fits; which matrix has the shape `(3, 2)`?",
                "`X @ ... + b`",
            ),
            why=(
                "PyTorch stores its linear layers in this way: weights of outputs times inputs, "
                "used transposed for a batch."
            ),
        ),
        Exercise(
            id="dL_dW",
            title="The weights of a batch",
            topic="Batches",
            points=2,
            level=2,
            source="S2",
            prompt=(
                r"For $Y = XW^\top + \mathbf{b}$ the backward pass has brought $G = \partial "
                r"L/\partial Y$, in the shape of $Y$. With $n$ examples `X` has the shape `(n, "
                r"N)`, `G` has `(n, M)`, `W` has `(M, N)`. Write $\partial L/\partial W$, in the "
                r"shape of $W$, as a function `dL_dW(X, G)`. The loss may be a sum or a mean over "
                r"the examples: `G` knows."
            ),
            inputs={"X": Matrix(5, 3, -1.7, 1.9), "G": Matrix(5, 2, -1.6, 1.8)},
            probes=tuple(zip(BATCHES, UPSTREAM, strict=True)),
            reference=lambda X, G: batch_gradient(1)(
                X, np.zeros((G.shape[1], X.shape[1])), np.zeros(G.shape[1]), G
            ),
            slips=(
                Slip(
                    "averaged",
                    lambda X, G: G.T @ X / len(X),
                    "You divided by the number of examples. If the loss is a mean, G has that "
                    "factor already.",
                ),
                Slip(
                    "outer_of_sums",
                    lambda X, G: np.outer(G.sum(axis=0), X.sum(axis=0)),
                    "You summed over the examples first and multiplied then. The sum of the outer "
                    "products is not the outer product of the sums.",
                ),
                Slip(
                    "transposed",
                    lambda X, G: X.T @ G,
                    "Right slopes, transposed. The gradient has the shape of W: a row for each "
                    "output.",
                ),
                Slip(
                    "last_example",
                    lambda X, G: np.outer(G[-1], X[-1]),
                    "That is the share of the last example alone; in a loop = overwrites where += "
                    "adds. All examples use the same weights, so their shares are added.",
                ),
                Slip(
                    "first_example",
                    lambda X, G: np.outer(G[0], X[0]),
                    "That is the share of the first example alone; does a return stand inside your "
                    "loop? All examples use the same weights, so their shares are added.",
                ),
                Slip(
                    "not_summed",
                    lambda X, G: np.einsum("im,in->imn", G, X),
                    "Those are the shares of the single examples. Add them up over the first axis.",
                ),
                Slip(
                    "upstream_forgotten",
                    lambda X, G: np.outer(np.ones(G.shape[1]), X.sum(axis=0)),
                    "You added up the inputs as they are. Each is first multiplied by what its "
                    "output matters to the loss.",
                ),
            ),
            hints=(
                "For one example it is an outer product; all examples share the weights.",
                r"$\dfrac{\partial L}{\partial W} = \sum_i \mathbf{g}_i\, \mathbf{x}_i^\top$.",
                "Start with shapes: `(M, n) @ (n, N)` is `(M, N)`, and it sums over the examples.",
                "`return ... @ ...`",
            ),
            why="The matrix product adds over the examples by itself.",
        ),
        Exercise(
            id="dL_db",
            title="The biases of a batch",
            topic="Batches",
            points=1,
            level=2,
            source="S2",
            prompt=(
                r"For the same $Y = XW^\top + \mathbf{b}$ write $\partial L/\partial \mathbf{b}$ "
                r"as a function `dL_db(G)`, where `G` is $\partial L/\partial Y$ of shape `(n, "
                r"M)`. "
                f"{row('M', 'L')}"
            ),
            inputs={"G": Matrix(5, 2, -1.6, 1.8)},
            probes=tuple((G,) for G in UPSTREAM),
            reference=lambda G: batch_gradient(2)(
                np.zeros((len(G), 1)), np.zeros((G.shape[1], 1)), np.zeros(G.shape[1]), G
            ),
            row_vector=True,
            slips=(
                Slip(
                    "not_summed",
                    lambda G: 1.0 * G,
                    "That is a row for each example. The examples share one b, so what comes back "
                    "from all of them is added.",
                ),
                Slip(
                    "averaged",
                    lambda G: G.mean(axis=0),
                    "You took the mean. If the loss is a mean, G has that factor already; shares "
                    "are added.",
                ),
                Slip(
                    "wrong_axis",
                    lambda G: G.sum(axis=1),
                    "You summed over the outputs. What is left must have the shape of b, so the "
                    "sum runs over the examples.",
                ),
                Slip(
                    "total",
                    lambda G: G.sum(),
                    "You summed over everything. Each output has a bias of its own.",
                ),
                Slip(
                    "last_example",
                    lambda G: 1.0 * G[-1],
                    "That is the share of the last example alone. In a loop = overwrites where += "
                    "adds.",
                ),
                Slip(
                    "first_example",
                    lambda G: 1.0 * G[0],
                    "That is the share of the first example alone. All examples use the same b.",
                ),
                Slip(
                    "counted",
                    lambda G: np.full(G.shape[1], float(len(G))),
                    "You added up the local slopes, 1 for each example. Each is first multiplied "
                    "by its entry of G.",
                ),
            ),
            hints=(
                "Broadcasting has copied b to every row; what does the way back do to copies?",
                r"$\dfrac{\partial L}{\partial b_m} = \sum_i G_{i,m}$.",
                "Start: the result has the shape `(M,)`, so the axis of the examples goes.",
                "`return G.sum(axis=...)`",
            ),
            why="What is broadcast on the way forward is summed on the way back.",
        ),
        Exercise(
            id="dL_dX",
            title="The inputs of a batch",
            topic="Batches",
            points=1,
            level=2,
            source="S2",
            prompt=(
                r"At last the way down: for $Y = XW^\top + \mathbf{b}$ write $\partial L/\partial "
                r"X$, in the shape of $X$, as a function `dL_dX(G, W)`, with `G` of shape `(n, M)` "
                r"and `W` of shape `(M, N)`."
            ),
            inputs={"G": Matrix(5, 2, -1.6, 1.8), "W": Matrix(2, 3, -1.7, 1.9)},
            probes=(
                (UPSTREAM[0], MATRICES[0]),
                (UPSTREAM[1], MATRICES[1]),
                (UPSTREAM[2], MATRICES[2]),
            ),
            reference=lambda G, W: batch_gradient(0)(
                np.zeros((len(G), W.shape[1])), W, np.zeros(len(W)), G
            ),
            slips=(
                Slip(
                    "averaged",
                    lambda G, W: G @ W / len(G),
                    "You divided by the number of examples. If the loss is a mean, G has that "
                    "factor already.",
                ),
                Slip(
                    "averaged_over_outputs",
                    lambda G, W: G @ W / len(W),
                    "You averaged over the outputs. The input acts through all of them, and their "
                    "shares add up.",
                ),
                Slip(
                    "summed_over_examples",
                    lambda G, W: G.sum(axis=0) @ W,
                    "You added the examples up. Weights are shared by the examples, inputs are "
                    "not: each example has a row of its own.",
                ),
                Slip(
                    "transposed",
                    lambda G, W: (G @ W).T,
                    "Right slopes, transposed. The gradient has the shape of X: a row for each "
                    "example.",
                ),
                Slip(
                    "upstream_forgotten",
                    lambda G, W: np.outer(np.ones(len(G)), W.sum(axis=0)),
                    "In yours all examples get the same row. Each has a row of G of its own.",
                ),
                Slip(
                    "weights_alone",
                    lambda G, W: 1.0 * W,
                    "That is the Jacobian for one example. The chain rule multiplies each row of G "
                    "by it.",
                ),
            ),
            hints=(
                "For one example it is row times matrix; stack the rows.",
                r"$\dfrac{\partial L}{\partial X} = G\, W$, shapes $(n \times M)(M \times N)$.",
                "Start: row i of the result is `G[i] @ W`.",
                "`return ... @ ...`",
            ),
            why=(
                "Three short products are all that a linear layer needs on the way back: for W, "
                "for b and for X."
            ),
        ),
        Exercise(
            id="chain_shapes",
            title="Shapes along a chain",
            kind="choice",
            topic="Shape rule",
            points=1,
            level=3,
            source="S2",
            prompt=(
                r"For $L = \frac{1}{2}\lVert \mathbf{y} - f \rVert^2$, $f = \tanh(\mathbf{z})$, "
                r"$\mathbf{z} = \mathbf{A}\mathbf{x} + \mathbf{b}$ with $\mathbf{A} \in "
                r"\mathbb{R}^{M \times N}$ the chain is $\dfrac{\partial L}{\partial \mathbf{A}} = "
                r"\dfrac{\partial L}{\partial f} \dfrac{\partial f}{\partial \mathbf{z}} "
                r"\dfrac{\partial \mathbf{z}}{\partial \mathbf{A}}$, and it begins with $1 \times "
                r"M$. Which shapes do the other two factors have? Assign the letter as text: "
                r'`chain_shapes = "a"`.'
            ),
            options=(
                Option(
                    "a",
                    r"$M \times N$ and $N \times M$",
                    slip="as_printed",
                    message="So it is printed on the slides, and the neighbours do fit. But f and "
                    "z both have M entries, and the result would be 1 × M.",
                ),
                Option(
                    "b",
                    r"$M$ and $M \times N$",
                    slip="as_stored",
                    message="So a program stores what is not zero. On paper each factor has the "
                    "target's dimensions and then the input's.",
                ),
                Option(
                    "c",
                    r"$M \times M$ and $M \times N$",
                    slip="by_x",
                    message="The first one is right. The second one would be the derivative by x, "
                    "whose N entries are another input.",
                ),
                Option(
                    "d",
                    r"$M \times M$ and $M \times (M \times N)$",
                    message="A row times a square matrix times M slices gives 1 × (M × N), a slope "
                    "for each weight.",
                ),
            ),
            hints=(
                "Target dimensions × input dimensions, for each factor by itself.",
                r"How many entries have $f$, $\mathbf{z}$ and $\mathbf{A}$?",
                (
                    r"Start: from $\mathbf{z} \in \mathbb{R}^M$ to $f \in \mathbb{R}^M$ the "
                    r"Jacobian is square."
                ),
                r"$(1 \times M)(M \times \ldots)(M \times (\ldots \times \ldots))$",
            ),
            why=(
                "That neighbours fit is necessary and not enough: check each factor with the shape "
                "rule, and the result as well."
            ),
        ),
        Exercise(
            id="layer_gradients",
            title="A layer and its loss",
            kind="parts",
            topic="Chain rule",
            points=6,
            level=3,
            source="S2",
            prompt=(
                r"Put it together for $f = \tanh(\mathbf{A}\mathbf{x} + \mathbf{b})$ and $L = "
                r"\frac{1}{2}\lVert \mathbf{y} - f \rVert^2$ with the observed $\mathbf{y}$. Write "
                r"a function `layer_gradients(A, x, b, y)` that returns a dict: the output "
                r'`"f"`, and the derivatives of the loss `"dL_df"`, `"dL_dz"` (with $\mathbf{z} = '
                r'\mathbf{A}\mathbf{x} + \mathbf{b}$), `"dL_dA"` in the shape of $\mathbf{A}$, '
                r'`"dL_db"` and `"dL_dx"`. No array with three axes is needed.'
            ),
            inputs={**LAYER_INPUTS, "y": Vector(2, -1.3, 1.5)},
            probes=tuple((A, x, b, y) for (A, x, b), y in zip(LAYERS, OBSERVED, strict=True)),
            part_points=dict.fromkeys(("f", "dL_df", "dL_dz", "dL_dA", "dL_db", "dL_dx"), 1),
            reference=layer_pass,
            row_vector=True,
            slips=(
                Slip(
                    "activation_left_out",
                    lambda A, x, b, y: {"f": A @ x + b},
                    "That is the pre-activation. The activation is applied to it.",
                ),
                Slip(
                    "bias_forgotten",
                    lambda A, x, b, y: {"f": np.tanh(A @ x)},
                    "The biases are missing.",
                ),
                Slip(
                    "sign_of_error",
                    lambda A, x, b, y: {"dL_df": y - layer(A, x, b)},
                    "The sign is turned. If an output is below the observed value, the loss falls "
                    "when it grows.",
                ),
                Slip(
                    "factor_two",
                    lambda A, x, b, y: {"dL_df": 2 * (layer(A, x, b) - y)},
                    "There is a factor 2 too many. The ½ of the loss cancels it.",
                ),
                Slip(
                    "activation_forgotten",
                    lambda A, x, b, y: {
                        "dL_dz": layer(A, x, b) - y,
                        "dL_dA": np.outer(layer(A, x, b) - y, x),
                        "dL_db": layer(A, x, b) - y,
                        "dL_dx": (layer(A, x, b) - y) @ A,
                    },
                    "The slope of the activation is missing. On the way back it multiplies each "
                    "entry.",
                ),
                Slip(
                    "slope_of_input",
                    lambda A, x, b, y: {"dL_dz": (layer(A, x, b) - y) * (1 - (A @ x + b) ** 2)},
                    "You squared what goes into tanh. The short formula squares what comes out.",
                ),
                Slip(
                    "slope_of_sigmoid",
                    lambda A, x, b, y: {
                        "dL_dz": (layer(A, x, b) - y) * layer(A, x, b) * (1 - layer(A, x, b))
                    },
                    "That is the slope of the sigmoid. The activation here is tanh.",
                ),
                Slip(
                    "diagonal_not_applied",
                    lambda A, x, b, y: {"dL_dz": np.diag(slopes(A, x, b))},
                    "That is the Jacobian of the activation. Multiply the row that came back by "
                    "it.",
                ),
                Slip(
                    "left_on_diagonal",
                    lambda A, x, b, y: dict.fromkeys(
                        ("dL_dz", "dL_db"), np.diag(layer_pass(A, x, b, y)["dL_db"])
                    ),
                    "The numbers are right but stand on the diagonal of a matrix. A row times a "
                    "diagonal matrix is a row.",
                ),
                Slip(
                    "outer_transposed",
                    lambda A, x, b, y: {"dL_dA": layer_pass(A, x, b, y)["dL_dA"].T},
                    "Right slopes, transposed. Rows belong to outputs, as in A.",
                ),
                Slip(
                    "weights_for_inputs",
                    lambda A, x, b, y: {"dL_dA": layer_pass(A, x, b, y)["dL_db"][:, None] * A},
                    "You multiplied by the weights. By a weight the slope takes the input beside "
                    "it.",
                ),
                Slip(
                    "summed_bias",
                    lambda A, x, b, y: {"dL_db": layer_pass(A, x, b, y)["dL_db"].sum()},
                    "You added the entries up. With one example nothing is summed: each output has "
                    "a bias of its own.",
                ),
                Slip(
                    "bias_slopes_alone",
                    lambda A, x, b, y: {"dL_db": slopes(A, x, b)},
                    "Those are the slopes of the outputs by their biases. Multiply them by the "
                    "derivatives of the loss by the outputs.",
                ),
                Slip(
                    "rows_added",
                    lambda A, x, b, y: {"dL_dx": A.sum(axis=0)},
                    "You added the rows of A up. Each is first multiplied by what came back to its "
                    "unit.",
                ),
            ),
            hints=(
                "Once you have the derivative by z, the other three follow from it alone.",
                (
                    r"$\mathbf{g} = \left(\dfrac{\partial L}{\partial \mathbf{z}}\right)^\top = "
                    r"-(\mathbf{y} - f) \odot (1 - f^2)$, and $\dfrac{\partial L}{\partial "
                    r"\mathbf{A}} = \mathbf{g}\,\mathbf{x}^\top$."
                ),
                "Start: `f = np.tanh(A @ x + b)`, `dL_df = f - y`, `g = dL_df * (1 - ...)`.",
                (
                    '`return {..., "dL_dz": g, "dL_dA": np.outer(..., ...), "dL_db": ..., '
                    '"dL_dx": g @ ...}`'
                ),
            ),
            why=(
                "The diagonal matrix became a product entry by entry, and the array with three "
                "axes an outer product: that is what programs compute."
            ),
        ),
        Exercise(
            id="grad_trace_quadratic",
            title="A trace with two factors",
            topic="A number by a matrix",
            points=2,
            level=3,
            source="S2",
            prompt=(
                r"Let $L = \mathrm{tr}(X^\top \mathbf{A} X)$ with any square $\mathbf{A} \in "
                r"\mathbb{R}^{N \times N}$ and $X \in \mathbb{R}^{N \times K}$. Write the gradient "
                r"by $X$, in the shape of $X$, as a function `grad_trace_quadratic(A, X)`."
            ),
            inputs={"A": Matrix(3, 3, -1.7, 1.9), "X": Matrix(3, 2, -1.6, 1.8)},
            probes=(
                (
                    np.array([[0.1, 1.6, 1.0], [0.3, -0.3, 1.5], [-0.4, 1.7, -1.7]]),
                    np.array([[0.5, -1.2], [1.4, 0.3], [-0.8, 0.9]]),
                ),
                (
                    np.array([[-1.0, 1.2], [0.9, 0.5]]),
                    np.array([[-0.6, 0.7, 1.3], [0.2, -1.5, 0.4]]),
                ),
                (
                    np.array([[0.8, -0.6, 1.1], [1.4, -1.3, 0.2], [-0.9, 0.7, 1.5]]),
                    np.array([[1.3, 0.8], [-0.4, 1.6], [0.6, -0.9]]),
                ),
            ),
            reference=derivative(lambda A, X: np.trace(X.T @ A @ X), 1),
            slips=(
                Slip(
                    "as_if_symmetric",
                    lambda A, X: 2 * A @ X,
                    "That would be right for a symmetric A. In general the two places of X give "
                    "different parts.",
                ),
                Slip(
                    "left_factor_only",
                    lambda A, X: A @ X,
                    "That is what the factor on the left gives. X stands on the right as well.",
                ),
                Slip(
                    "right_factor_only",
                    lambda A, X: A.T @ X,
                    "That is what the factor on the right gives. X stands on the left as well.",
                ),
                Slip(
                    "transposed",
                    lambda A, X: ((A + A.T) @ X).T,
                    "Right slopes, transposed. The gradient has the shape of X.",
                ),
                Slip(
                    "one_part_doubled",
                    lambda A, X: 2 * A.T @ X,
                    "You doubled one of the two parts. They differ by a transpose.",
                ),
                Slip(
                    "subtracted",
                    lambda A, X: (A - A.T) @ X,
                    "You subtracted the two parts. The product rule adds them.",
                ),
                Slip(
                    "A_lost",
                    lambda A, X: 2 * X,
                    "A has dropped out. It is a constant factor, and that stays.",
                ),
                Slip(
                    "X_lost",
                    lambda A, X: A + A.T,
                    "X has dropped out. The trace is quadratic in X, so one factor X stays.",
                ),
            ),
            hints=(
                (
                    r"Column by column it is a sum of quadratic forms $\mathbf{x}^\top \mathbf{A} "
                    r"\mathbf{x}$."
                ),
                "$X$ occurs twice, so two parts are added.",
                (
                    r"Start with the quadratic form: its gradient, as a column, is $(\mathbf{A} + "
                    r"\mathbf{A}^\top)\mathbf{x}$."
                ),
                "`return (...) @ X`",
            ),
            why=(
                "A trace of this kind is a batch of quadratic forms, and its gradient is the batch "
                "of theirs."
            ),
        ),
        Exercise(
            id="product_by_X",
            title="A matrix by a matrix",
            topic="By a matrix",
            points=3,
            level=3,
            source="S2",
            prompt=(
                r"Let $F = \mathbf{A}X$ with $\mathbf{A} \in \mathbb{R}^{P \times M}$ and $X \in "
                r"\mathbb{R}^{M \times Q}$. Write $dF/dX$ as a function `product_by_X(A, X)` that "
                r"returns an array of shape `(P, Q, M, Q)` with $\partial F_{p,q}/\partial "
                r"X_{m,n}$ at `[p, q, m, n]`. Flatten, differentiate and fold back, or write down "
                r"the entries with `einsum`."
            ),
            inputs={"A": Matrix(2, 3, -1.7, 1.9), "X": Matrix(3, 2, -1.6, 1.8)},
            probes=(
                (MATRICES[0], np.array([[0.5, -1.2], [1.4, 0.3], [-0.8, 0.9]])),
                (MATRICES[1], np.array([[-0.6, 0.7, 1.3, 0.8], [0.2, -1.5, 0.4, 1.1]])),
                (MATRICES[2], np.array([[1.3, 0.8], [-0.4, 1.6], [0.6, -0.9]])),
            ),
            reference=matrix_by_matrix,
            slips=(
                Slip(
                    "flat",
                    lambda A, X: np.kron(A, np.eye(X.shape[1])),
                    "That is the flat Jacobian, of shape PQ × MQ. Fold both of its axes.",
                ),
                Slip(
                    "by_columns",
                    lambda A, X: np.kron(np.eye(X.shape[1]), A).reshape(
                        len(A), X.shape[1], *X.shape
                    ),
                    "You folded a Kronecker product that belongs to reading out column by column. "
                    "In NumPy's order its factors are exchanged.",
                ),
                Slip(
                    "flat_by_columns",
                    lambda A, X: np.kron(np.eye(X.shape[1]), A),
                    "That is the flat Jacobian for reading out column by column. NumPy reads rows, "
                    "and four axes are asked.",
                ),
                Slip(
                    "input_transposed",
                    lambda A, X: np.einsum("pm,qn->pqnm", A, np.eye(X.shape[1])),
                    "Right slopes, but the last two axes are exchanged. The axes of X keep their "
                    "order: its row, then its column.",
                ),
                Slip(
                    "input_axes_first",
                    lambda A, X: np.einsum("pm,qn->mnpq", A, np.eye(X.shape[1])),
                    "The axes of X come first in yours. Target dimensions stand before input "
                    "dimensions.",
                ),
                Slip(
                    "every_column",
                    lambda A, X: np.einsum("pm,q,n->pqmn", A, *[np.ones(X.shape[1])] * 2),
                    "In yours an entry of F depends on all columns of X. It is the product of a "
                    "row of A with one column.",
                ),
                Slip(
                    "A_alone",
                    lambda A, X: 1.0 * A,
                    "That is the Jacobian for a single column. With several columns there are axes "
                    "for the column of F and for the column of X.",
                ),
                Slip(
                    "order_of_factors",
                    lambda A, X: np.einsum("pm,qn->pmqn", A, np.eye(X.shape[1])),
                    "Your axes are in the order of the factors. The order asked is that of F, and "
                    "then that of X.",
                ),
            ),
            hints=(
                r"$F_{p,q} = \sum_m A_{p,m} X_{m,q}$: which entries of $X$ occur in it?",
                (
                    r"$\dfrac{\partial F_{p,q}}{\partial X_{m,n}} = A_{p,m}\, I_{q,n}$: zero "
                    r"unless the two columns are the same."
                ),
                (
                    "Start: an array of shape `(P, Q, M, Q)` needs the letters `pqmn` behind the "
                    "arrow."
                ),
                '`return np.einsum("pm,qn->...", ..., np.eye(...))`',
            ),
            why=(
                "Four axes, and again mostly zeros: flat it is the Kronecker product of A and an "
                "identity, in this order because NumPy reads out by rows."
            ),
        ),
    ),
)
