"""Practice of lesson 00. The prompts are the words of the lesson's cells."""

import numpy as np

from coursekit.checking import Exercise, Integers, Matrix, Option, Slip, Vector
from coursekit.sheets import Sheet

__all__ = ["PRACTICE"]

PRACTICE = Sheet(
    name="00_start_here",
    title="Start here",
    exercises=(
        Exercise(
            id="layer_parameters",
            title="The parameters of one layer",
            prompt=(
                "A layer takes n numbers to m numbers. Each of its m outputs has a weight for "
                "every input, and one bias. How many parameters has the layer?"
            ),
            inputs={"n": Integers(2, 12), "m": Integers(2, 12)},
            probes=((5, 3), (10, 4), (2, 7)),
            reference=lambda n, m: m * n + m,
            slips=(
                Slip(
                    "biases_forgotten",
                    lambda n, m: m * n,
                    "Those are the weights alone. Each output has a bias, too.",
                ),
                Slip(
                    "bias_for_each_input",
                    lambda n, m: m * n + n,
                    "You counted a bias for each input. A bias is added to an output.",
                ),
                Slip(
                    "one_bias",
                    lambda n, m: m * n + 1,
                    "You counted one bias for the whole layer. Each output has its own.",
                ),
                Slip(
                    "sides_added",
                    lambda n, m: n + m,
                    "That counts the inputs and the outputs. Every output is joined to every "
                    "input, and each of these joints has a weight.",
                ),
                Slip(
                    "weights_added",
                    lambda n, m: n + 2 * m,
                    "You added the two sides of the weight matrix. A table of m rows and n columns "
                    "holds their product.",
                ),
                Slip(
                    "biases_on_both_sides",
                    lambda n, m: m * n + m + n,
                    "You counted biases for the inputs as well. Inputs come in as they are.",
                ),
            ),
            why="m·n weights and m biases. For 5 inputs and 3 outputs that makes 18.",
        ),
        Exercise(
            id="column_i",
            title="A column, counted from 1",
            prompt=(
                "Return column i of the matrix A, where i counts from 1 as in mathematics: "
                "the first column has i = 1."
            ),
            inputs={"A": Matrix(3, 5), "i": Integers(1, 2)},
            probes=((np.array([[11.0, 12, 13, 14], [21, 22, 23, 24], [31, 32, 33, 34]]), 2),),
            reference=lambda A, i: A[:, i - 1],
            slips=(
                Slip(
                    "counted_from_zero",
                    lambda A, i: A[:, i],
                    "That is the next column. NumPy counts from 0, so its index is one less.",
                ),
                Slip(
                    "row",
                    lambda A, i: A[i - 1],
                    "That is a row. The first index chooses rows and the second one columns; a "
                    "colon stands for all of them.",
                ),
                Slip(
                    "row_counted_from_zero",
                    lambda A, i: A[i],
                    "That is a row, and not even row i, because NumPy counts from 0. Columns are "
                    "chosen by the second index, after a colon for all rows.",
                ),
                Slip(
                    "counted_from_the_end",
                    lambda A, i: A[:, -i],
                    "That counts from the last column backwards. A negative index does that.",
                ),
                Slip(
                    "shifted_the_wrong_way",
                    lambda A, i: A[:, i + 1],
                    "That is two columns too far. To come from 1, 2, 3 to 0, 1, 2 take one away.",
                ),
                Slip(
                    "column_left_out",
                    lambda A, i: np.delete(A, i - 1, axis=1),
                    "That is all but the column. Only the column itself is asked.",
                ),
            ),
            why="The colon takes every row, and i − 1 is column i in NumPy's counting.",
        ),
        Exercise(
            id="batch_product",
            title="Many examples at once",
            kind="choice",
            prompt=(
                "X is 32×5: a row for each of 32 examples. W is 3×5: a row for each of 3 outputs. "
                "Which expression gives all outputs, 32×3, without biases?"
            ),
            options=(
                Option(
                    "A",
                    "X @ W",
                    slip="not_transposed",
                    message="(32×5)(3×5): the neighbours are 5 and 3, so it is refused. What turns "
                    "a 3×5 matrix into one that fits?",
                ),
                Option(
                    "B",
                    "W @ X",
                    slip="wrong_order",
                    message="(3×5)(32×5): the neighbours are 5 and 32, so it is refused. The "
                    "examples should stay rows of the result, so X comes first.",
                ),
                Option(
                    "C",
                    "X @ W.T",
                    message="(32×5)(5×3) is 32×3: row i holds the outputs of example i.",
                ),
                Option(
                    "D",
                    "X * W",
                    slip="entrywise",
                    message="A star multiplies entry by entry, and 32×5 does not match 3×5. Sums "
                    "over the five inputs are wanted, which is what @ does.",
                ),
            ),
        ),
        Exercise(
            id="pulled_back",
            title="A sum over the first index",
            prompt=(
                "W is a square matrix and g a vector. Write the vector y with "
                "y_j = Σ_i W_ij g_i, for example with np.einsum."
            ),
            inputs={"W": Matrix(3, 3), "g": Vector(3)},
            probes=((np.array([[1.0, 2.0], [3.0, 5.0]]), np.array([1.0, -2.0])),),
            reference=lambda W, g: g @ W,
            slips=(
                Slip(
                    "summed_over_columns",
                    lambda W, g: W @ g,
                    "You summed over j, the second index of W. Here the first index, i, belongs to "
                    "g and is summed.",
                ),
                Slip(
                    "not_summed",
                    lambda W, g: W * g[:, None],
                    "Those are the single products W_ij g_i. The index i has to be summed: leave "
                    "it out to the right of the arrow.",
                ),
                Slip(
                    "all_summed",
                    lambda W, g: np.sum(g @ W),
                    "You summed over both indices. Keep j: it stands to the right of the arrow.",
                ),
                Slip(
                    "star",
                    lambda W, g: W * g,
                    "A star multiplies column j by g_j and sums nothing. In the formula i is the "
                    "index that W and g share, and it is summed.",
                ),
                Slip(
                    "star_then_rows",
                    lambda W, g: (W * g[:, None]).sum(axis=1),
                    "The products are right, but you summed each row, which is over j. Sum over i.",
                ),
            ),
            why=(
                "That is Wᵀg, the step that backpropagation takes through a layer (lesson 06): "
                'np.einsum("ij,i->j", W, g), or W.T @ g, or g @ W.'
            ),
        ),
    ),
)
