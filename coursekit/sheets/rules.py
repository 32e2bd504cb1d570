"""Sheet 02: the rules of differentiation, up to the activations of deep learning (S0, S2, S3).

References are derived from the question's own function by `derivative`. A slip's answer has the
signature of the reference.
"""

# ruff: noqa: ARG005 - a slip takes the inputs of its reference, whether it needs them all or not
from typing import Any

import numpy as np

from coursekit.autodiff.nn import sigmoid
from coursekit.checking import Exercise, Integers, Option, Reals, Slip, derivative
from coursekit.sheets._sheet import Sheet

__all__ = ["SHEET"]

# The two constants of GELU's tanh form.
GELU_SCALE = float(np.sqrt(2 / np.pi))
GELU_CUBIC = 0.044715


def softplus(z: Any) -> Any:
    """Round off the corner of ReLU."""
    return np.log1p(np.exp(z))


def gelu_inner(x: Any) -> Any:
    """Compute what stands inside GELU's tanh."""
    return GELU_SCALE * (x + GELU_CUBIC * x**3)


def gelu(x: Any) -> Any:
    """Compute GELU in its tanh form."""
    return 0.5 * x * (1 + np.tanh(gelu_inner(x)))


def gelu_outer_slope(x: Any) -> Any:
    """Compute the slope of tanh at what stands inside it."""
    return 1 - np.tanh(gelu_inner(x)) ** 2


def line(slope: int, intercept: int, variable: str) -> str:
    """Write a line as in a textbook.

    >>> line(-2, 5, "x"), line(6, -3, "z")
    ('-2x + 5', '6z - 3')
    """
    sign = "+" if intercept >= 0 else "-"
    return f"{slope}{variable} {sign} {abs(intercept)}"


def affine_slope(m: int, c: int, k: int, d: int) -> float:
    """Differentiate the line g(z) = m·z + c after the line f(x) = k·x + d."""
    slope: float = derivative(lambda x: m * (k * x + d) + c)(1.0)
    return slope


AFFINE_SLIPS = (
    Slip(
        "outer_only",
        lambda m, c, k, d: m,
        "That is the slope of the outer function. The chain rule multiplies it by the "
        "slope of the inner one.",
    ),
    Slip(
        "inner_only",
        lambda m, c, k, d: k,
        "That is the slope of the inner function. The chain rule multiplies it by the "
        "slope of the outer one.",
    ),
    Slip(
        "sum_of_slopes",
        lambda m, c, k, d: m + k,
        "You added the two slopes. In a composition slopes are multiplied.",
    ),
    Slip(
        "sign",
        lambda m, c, k, d: -m * k,
        "The sign is lost: the inner line falls. Keep the minus of its slope.",
    ),
    Slip(
        "g_of_slope",
        lambda m, c, k, d: m * k + c,
        "You put the inner slope into g. Multiply it by the slope of g instead; the "
        "constant of g drops out.",
    ),
    Slip(
        "intercept",
        lambda m, c, k, d: m * d + c,
        "That is the height of g(f(x)) at x = 0. The question is for its slope.",
    ),
    Slip(
        "product_of_functions",
        lambda m, c, k, d: m * d + c * k,
        "That is the slope at 0 of the product g(x)·f(x). Here f is put into g.",
    ),
)


def affine_numbers(rng: np.random.Generator) -> dict[str, Any]:
    """Draw two lines, until the right answer and the slips are different numbers."""
    while True:
        numbers = {
            "m": int(rng.integers(3, 10)),
            "c": int(rng.integers(1, 8)),
            "k": -int(rng.integers(2, 8)),
            "d": int(rng.integers(2, 10)),
        }
        wrong = {slip.answer(**numbers) for slip in AFFINE_SLIPS}
        if len(wrong - {affine_slope(**numbers)}) == len(AFFINE_SLIPS):
            return numbers


SHEET = Sheet(
    name="02_rules",
    title="Rules of differentiation",
    exercises=(
        Exercise(
            id="d_power",
            title="A power",
            topic="Power rule",
            points=1,
            level=1,
            source="S0, S3",
            prompt=r"Write the derivative of $f(x) = x^5$, $x \in \mathbb{R}$, as `d_power(x)`.",
            inputs={"x": Reals(-2, 2.3)},
            probes=((-1.9,), (-0.8,), (0.6,), (1.3,), (2.2,)),
            reference=derivative(lambda x: x**5),
            slips=(
                Slip(
                    "factor_missing",
                    lambda x: x**4,
                    "You lowered the exponent but lost the factor. The power rule also brings the "
                    "exponent down in front.",
                ),
                Slip(
                    "antiderivative",
                    lambda x: x**6 / 6,
                    "You integrated: the exponent went up. Differentiating lowers it.",
                ),
                Slip(
                    "new_exponent_as_factor",
                    lambda x: 4 * x**4,
                    "You took the lowered exponent as the factor. The factor is the exponent "
                    "before it is lowered.",
                ),
                Slip(
                    "exponent_kept",
                    lambda x: 5 * x**5,
                    "You brought the exponent down but did not lower it. The power rule does both.",
                ),
                Slip(
                    "power_read_as_coefficient",
                    lambda x: 5 + 0 * x,
                    "That is the slope of a straight line with this coefficient. Here the number "
                    "is an exponent.",
                ),
                Slip(
                    "factor_inside_power",
                    lambda x: (5 * x) ** 4,
                    "The factor slipped under the power and is raised as well. It stands in front.",
                ),
                Slip(
                    "second_derivative",
                    lambda x: 20 * x**3,
                    "You differentiated twice. One use of the power rule is enough.",
                ),
            ),
            hints=(
                "The exponent does two things: it comes down, and it falls by one.",
                "$(x^n)' = n\\,x^{n-1}$.",
                "Start: which number is $n$, and what is $n - 1$?",
                "`def d_power(x): return ... * x**...`",
            ),
            why=(
                "Squared losses and weight decay are powers, and their gradients begin with this "
                "rule."
            ),
        ),
        Exercise(
            id="d_polynomial",
            title="A sum of powers",
            topic="Sum rule",
            points=1,
            level=1,
            source="S0, S3",
            prompt=(
                r"Write the derivative of $f(x) = 4x^3 - 3x^2 + 5x - 7$, $x \in \mathbb{R}$, as "
                r"`d_polynomial(x)`."
            ),
            inputs={"x": Reals(-2, 2.3)},
            probes=((-1.9,), (-0.8,), (0.6,), (1.3,), (2.2,)),
            reference=derivative(lambda x: 4 * x**3 - 3 * x**2 + 5 * x - 7),
            slips=(
                Slip(
                    "constant_kept",
                    lambda x: 12 * x**2 - 6 * x + 5 - 7,
                    "You kept the constant term. A constant does not change, so its slope is zero.",
                ),
                Slip(
                    "linear_term_lost",
                    lambda x: 12 * x**2 - 6 * x,
                    "The linear term vanished along with the constant. A straight line has a "
                    "slope of its own.",
                ),
                Slip(
                    "linear_term_kept",
                    lambda x: 12 * x**2 - 6 * x + 5 * x,
                    "You copied the linear term unchanged. Its exponent falls by one too.",
                ),
                Slip(
                    "exponents_kept",
                    lambda x: 12 * x**3 - 6 * x**2 + 5 * x,
                    "You brought the exponents down but did not lower them. The power rule does "
                    "both, term by term.",
                ),
                Slip(
                    "factors_missing",
                    lambda x: 4 * x**2 - 3 * x + 5,
                    "You lowered the exponents but did not bring them down as factors. The power "
                    "rule does both, term by term.",
                ),
                Slip(
                    "signs_lost",
                    lambda x: 12 * x**2 + 6 * x + 5,
                    "A minus became a plus on the way. The sum rule keeps the sign of each term.",
                ),
                Slip(
                    "antiderivative",
                    lambda x: x**4 - x**3 + 5 * x**2 / 2 - 7 * x,
                    "You integrated: the exponents went up. Differentiating lowers them.",
                ),
            ),
            hints=(
                "A sum is differentiated term by term; factors and signs stay.",
                "$(f + g)' = f' + g'$ and $(c\\,x^n)' = c\\,n\\,x^{n-1}$.",
                "Start with the first term: $(4x^3)' = 12x^2$.",
                "`def d_polynomial(x): return 12 * x**2 - ... + ...`",
            ),
            why=(
                "The loss of a batch is a sum over its examples, so its gradient is the sum of "
                "theirs: that is why mini-batches work."
            ),
        ),
        Exercise(
            id="d_reciprocal",
            title="A reciprocal",
            topic="Power rule",
            points=1,
            level=1,
            source="S0, S3",
            prompt=r"Write the derivative of $f(x) = 1/x$, $x \neq 0$, as `d_reciprocal(x)`.",
            inputs={"x": Reals(-2.5, 3)},
            probes=((-1.9,), (-0.8,), (0.6,), (1.3,), (2.2,)),
            reference=derivative(lambda x: 1 / x),
            slips=(
                Slip(
                    "sign",
                    lambda x: 1 / x**2,
                    "The size is right and the sign is lost. The exponent is negative, and it "
                    "comes down as a factor.",
                ),
                Slip(
                    "antiderivative",
                    lambda x: np.log(np.abs(x)),
                    "You integrated: that function has 1/x as its slope. Write 1/x as a power and "
                    "use the power rule.",
                ),
                Slip(
                    "exponent_kept",
                    lambda x: -1 / x,
                    "You brought the exponent down but did not lower it. Lowering a negative "
                    "exponent takes it further from zero.",
                ),
                Slip(
                    "ratio_of_derivatives",
                    lambda x: 0 * x,
                    "You divided the derivative of the numerator by that of the denominator. The "
                    "quotient rule does not work that way: write a power instead.",
                ),
                Slip(
                    "exponent_raised",
                    lambda x: -1.0 + 0 * x,
                    "The exponent went up by one instead of down. The power rule subtracts one "
                    "from it.",
                ),
                Slip(
                    "new_exponent_as_factor",
                    lambda x: -2 / x**2,
                    "You took the lowered exponent as the factor. The factor is the exponent "
                    "before it is lowered.",
                ),
                Slip(
                    "inverse_of_derivative",
                    lambda x: -(x**2),
                    "Your power is upside down: it grows with x. A negative exponent puts it into "
                    "the denominator.",
                ),
            ),
            hints=(
                "A reciprocal is a power: which exponent does it have?",
                "$(x^n)' = n\\,x^{n-1}$ holds for negative $n$ as well.",
                "Start: $1/x = x^{-1}$, so $n = -1$ and $n - 1 = -2$.",
                "`def d_reciprocal(x): return ... / x**...`",
            ),
            why=(
                "Divisions in a network, such as normalising by a length, pass gradients on that "
                "explode when the denominator comes near zero."
            ),
        ),
        Exercise(
            id="d_sqrt",
            title="A root",
            kind="formula",
            topic="Power rule",
            points=1,
            level=1,
            source="S0, S3",
            prompt=(
                r"Type the derivative of $f(x) = \sqrt{x}$, $x > 0$, as text in $x$: "
                r'`d_sqrt = "..."`.'
            ),
            inputs={"x": Reals(0.3, 5)},
            probes=((0.6,), (2.0,), (4.4,)),
            reference=derivative(np.sqrt),
            slips=(
                Slip(
                    "brackets_missing",
                    "1/2*sqrt(x)",
                    "In your formula one half is multiplied by the root. Put the whole denominator "
                    "in brackets, or lower the exponent of the power.",
                ),
                Slip(
                    "exponent_brackets_missing",
                    "1/2*x^-1/2",
                    "The power is taken before the division, so only −1 is your exponent. Put "
                    "brackets round the fraction.",
                ),
                Slip(
                    "factor_missing",
                    "1/sqrt(x)",
                    "You lowered the exponent but lost the factor. The power rule also brings the "
                    "exponent down in front.",
                ),
                Slip(
                    "antiderivative",
                    "2/3*x^(3/2)",
                    "You integrated: the exponent went up. Differentiating lowers it.",
                ),
                Slip(
                    "sign",
                    "-1/(2sqrt(x))",
                    "Your slope is negative, but the root rises. It is the new exponent that is "
                    "negative, and the factor is the old one.",
                ),
                Slip(
                    "doubled",
                    "2sqrt(x)",
                    "That function has 1/√x as its slope. Use the power rule on the root itself.",
                ),
                Slip(
                    "new_exponent_wrong",
                    "1/2*x^(-3/2)",
                    "The exponent fell by too much. The power rule subtracts one from the exponent "
                    "of the root.",
                ),
            ),
            hints=(
                "A root is a power: which exponent does it have?",
                "$(x^n)' = n\\,x^{n-1}$ holds for fractions $n$ as well.",
                r"Start: $\sqrt{x} = x^{1/2}$; lower this exponent by one.",
                '`d_sqrt = "1 / (... * ...)"`',
            ),
            why=(
                "The slope is unbounded at 0: a loss with a bare root, such as a distance, sends "
                "back huge gradients when its argument vanishes."
            ),
        ),
        Exercise(
            id="outermost_rule",
            title="Which rule comes first?",
            kind="choice",
            topic="Chain rule",
            points=1,
            level=1,
            source="S0, S3",
            prompt=(
                r"You differentiate $h(x) = x^2 \tanh(3x + 1)$. Which rule is used first? "
                r'Assign the letter as text: `outermost_rule = "a"`.'
            ),
            options=(
                Option(
                    "a",
                    "The chain rule, because there is a function inside tanh.",
                    slip="innermost_first",
                    message="You looked at the inside first. Ask which operation would be carried "
                    "out last when h is computed for a given x.",
                ),
                Option(
                    "b",
                    "The product rule, because the last operation is a multiplication.",
                    message="The two factors are differentiated in turn, and the chain rule enters "
                    "with the second one.",
                ),
                Option(
                    "c",
                    "The power rule, because $x^2$ comes first in the line.",
                    slip="left_to_right",
                    message="You read from left to right. The rule follows the structure of the "
                    "formula: ask which operation is carried out last.",
                ),
                Option(
                    "d",
                    "The sum rule, because of $3x + 1$.",
                    slip="sum_inside",
                    message="That sum sits deep inside. Start with the operation that is carried "
                    "out last.",
                ),
            ),
            hints=(
                "Compute $h(2)$ by hand: in which order do you press the keys?",
                "The operation that is carried out last decides which rule comes first.",
                r"Start: first $3x+1$, then its $\tanh$, and $x^2$; what is done with the two?",
                r"$h = u \ldots v$ with $u = x^2$ and $v = \tanh(3x+1)$.",
            ),
            why=(
                "Backpropagation walks through a formula in this order: from the last operation "
                "back to the inputs."
            ),
        ),
        Exercise(
            id="chain_affine",
            title="A line inside a line",
            kind="value",
            topic="Chain rule",
            points=1,
            level=1,
            source="S2",
            prompt=lambda m, c, k, d: (
                rf"Let $g(z) = {line(m, c, 'z')}$ and $z = f(x) = {line(k, d, 'x')}$. What is the "
                r"derivative of the composition $(g \circ f)(x) = g(f(x))$? It is the same number "
                r"at every $x$; assign it to `chain_affine`."
            ),
            parameters={"m": 6, "c": 3, "k": -2, "d": 5},
            variant=affine_numbers,
            reference=affine_slope,
            slips=AFFINE_SLIPS,
            hints=(
                "If $f$ changes by one unit for each unit of $x$, by how much does $g$ change?",
                "$(g \\circ f)'(x) = g'(f(x))\\,f'(x)$.",
                "Start with the slope of each line: the factor in front of its variable.",
                "`chain_affine = ... * ...`",
            ),
            why=(
                "Two linear layers without an activation between them are again one linear layer, "
                "whose slope is this product."
            ),
        ),
        Exercise(
            id="d_product",
            title="A product",
            topic="Product rule",
            points=1,
            level=1,
            source="S0, S3",
            prompt=r"Write the derivative of $h(x) = x^2 \sin x$ (radians) as `d_product(x)`.",
            inputs={"x": Reals(-2.5, 3)},
            probes=((-1.9,), (-0.8,), (0.6,), (1.3,), (2.2,)),
            reference=derivative(lambda x: x**2 * np.sin(x)),
            slips=(
                Slip(
                    "product_of_derivatives",
                    lambda x: 2 * x * np.cos(x),
                    "You multiplied the two derivatives. The product rule has two terms, and each "
                    "of them differentiates one factor only.",
                ),
                Slip(
                    "second_term_missing",
                    lambda x: 2 * x * np.sin(x),
                    "You differentiated the power only. The product rule adds a term in which the "
                    "other factor is differentiated.",
                ),
                Slip(
                    "first_term_missing",
                    lambda x: x**2 * np.cos(x),
                    "You differentiated the sine only. The product rule adds a term in which the "
                    "other factor is differentiated.",
                ),
                Slip(
                    "minus",
                    lambda x: 2 * x * np.sin(x) - x**2 * np.cos(x),
                    "You subtracted the second term. The minus belongs to the quotient rule or to "
                    "the derivative of the cosine.",
                ),
                Slip(
                    "minus_first",
                    lambda x: x**2 * np.cos(x) - 2 * x * np.sin(x),
                    "You subtracted the first term, as in the quotient rule. In the product rule "
                    "the terms are added.",
                ),
                Slip(
                    "sum_of_derivatives",
                    lambda x: 2 * x + np.cos(x),
                    "You used the sum rule. Here the functions are multiplied, so each derivative "
                    "keeps the other factor.",
                ),
                Slip(
                    "composition",
                    lambda x: 2 * x * np.cos(x**2),
                    "You read the product as a composition and used the chain rule. The power "
                    "stands beside the sine, not inside it.",
                ),
            ),
            hints=(
                "Two factors depend on $x$: let one move at a time.",
                "$(fg)' = f'g + fg'$.",
                "Start: $f = x^2$, $g = \\sin x$; write down $f'$ and $g'$.",
                "`def d_product(x): return ... * np.sin(x) + ... * np.cos(x)`",
            ),
            why=(
                "A gate multiplies two signals; by this rule each of them receives a gradient that "
                "is scaled by the other."
            ),
        ),
        Exercise(
            id="printed_product_rule",
            title="A rule, misprinted",
            kind="choice",
            topic="Product rule",
            points=1,
            level=1,
            source="S0, S3",
            prompt=(
                r"Lecture notes print the product rule as "
                r"$\dfrac{\partial f}{\partial x}\bigl(f(x)\,g(x)\bigr) = "
                r"\dfrac{\partial f}{\partial x}\,g(x) + f(x)\,\dfrac{\partial g}{\partial x}$, "
                r"with $\dfrac{\partial}{\partial x}$ for “the derivative in $x$ of”. Something in "
                r"it makes no sense. What? Assign the letter as text: "
                r'`printed_product_rule = "a"`.'
            ),
            options=(
                Option(
                    "a",
                    "The plus on the right has to be a minus.",
                    slip="quotient_rule",
                    message="The minus belongs to the quotient rule. In a product both factors "
                    "help it to grow, so the terms are added.",
                ),
                Option(
                    "b",
                    "Each term on the right has to contain both derivatives.",
                    slip="product_of_derivatives",
                    message="In each term one factor is differentiated and the other stands "
                    "still. The right side is as it should be.",
                ),
                Option(
                    "c",
                    r"The left side has to begin with $\dfrac{\partial}{\partial x}$.",
                    message="What stands in the brackets is to be differentiated. As it is "
                    "printed, it is multiplied by the derivative of f.",
                ),
                Option(
                    "d",
                    "Nothing: the left side is the derivative of $f$ times $g$.",
                    slip="read_as_meant",
                    message="You read what was meant. Read what is printed: a derivative that is "
                    "finished already stands in front of the brackets.",
                ),
            ),
            hints=(
                "Test it with functions that you know: take $f = g = x$.",
                (
                    r"$\dfrac{\partial}{\partial x}$ is an instruction: differentiate what "
                    r"follows. $\dfrac{\partial f}{\partial x}$ is a result: a function."
                ),
                (
                    "Start: for $f = g = x$ the right side gives $2x$; what does the left side "
                    "say, word by word?"
                ),
                r"$\ldots\bigl(f(x)\,g(x)\bigr) = f'(x)\,g(x) + f(x)\,g'(x)$",
            ),
            why=(
                "An operator waits for a function, and a derivative is one: telling them apart is "
                "half of reading a proof about gradients."
            ),
        ),
        Exercise(
            id="d_quotient",
            title="A quotient",
            topic="Quotient rule",
            points=1,
            level=1,
            source="S0, S3",
            prompt=(
                r"Write the derivative of $h(x) = \dfrac{\sin x}{x}$, $x \neq 0$ (radians), as "
                r"`d_quotient(x)`."
            ),
            inputs={"x": Reals(-2.5, 3)},
            probes=((-1.9,), (-0.8,), (0.6,), (1.3,), (2.2,)),
            reference=derivative(lambda x: np.sin(x) / x),
            slips=(
                Slip(
                    "ratio_of_derivatives",
                    np.cos,
                    "You divided one derivative by the other. The quotient rule has two terms in "
                    "the numerator and a square in the denominator.",
                ),
                Slip(
                    "denominator_not_squared",
                    lambda x: (x * np.cos(x) - np.sin(x)) / x,
                    "Your numerator is right. The quotient rule divides it by the square of the "
                    "denominator.",
                ),
                Slip(
                    "plus",
                    lambda x: (x * np.cos(x) + np.sin(x)) / x**2,
                    "You added the two terms of the numerator. In the quotient rule they are "
                    "subtracted.",
                ),
                Slip(
                    "order_reversed",
                    lambda x: (np.sin(x) - x * np.cos(x)) / x**2,
                    "You subtracted in the other order. The term with the derivative of the "
                    "numerator comes first.",
                ),
                Slip(
                    "brackets_missing",
                    lambda x: x * np.cos(x) - np.sin(x) / x**2,
                    "Python divides before it subtracts, so only the second term was divided. Put "
                    "brackets round the numerator.",
                ),
                Slip(
                    "denominator_constant",
                    lambda x: np.cos(x) / x,
                    "You treated the denominator as a constant. It depends on x, and so the "
                    "quotient rule has a second term.",
                ),
                Slip(
                    "numerator_constant",
                    lambda x: -np.sin(x) / x**2,
                    "You treated the numerator as a constant. It depends on x, and so the quotient "
                    "rule has a second term.",
                ),
            ),
            hints=(
                "Numerator and denominator both depend on $x$.",
                r"$\left(\dfrac fg\right)' = \dfrac{f'g - fg'}{g^2}$.",
                "Start: $f = \\sin x$, $g = x$; write down $f'$, $g'$ and $g^2$.",
                "`def d_quotient(x): return (... * x - ...) / ...`",
            ),
            why=(
                "Softmax and layer normalisation are quotients; their gradients mix all entries "
                "because the denominator depends on each of them."
            ),
        ),
        Exercise(
            id="d_damped_line",
            title="A line that is damped",
            kind="formula",
            topic="Product rule",
            points=2,
            level=2,
            source="S0, S3",
            prompt=(
                r"Type the derivative of $h(x) = x\,e^{-x}$, $x \in \mathbb{R}$, as text in $x$: "
                r'`d_damped_line = "..."`. Both `e^(...)` and `exp(...)` are understood.'
            ),
            inputs={"x": Reals(-1.5, 3)},
            probes=((-1.2,), (0.6,), (2.4,)),
            reference=derivative(lambda x: x * np.exp(-x)),
            slips=(
                Slip(
                    "product_of_derivatives",
                    "-e^(-x)",
                    "You multiplied the two derivatives. The product rule has two terms, and each "
                    "of them differentiates one factor only.",
                ),
                Slip(
                    "inner_sign_lost",
                    "e^(-x) + x*e^(-x)",
                    "Both terms are there, but a sign is lost. The exponent has an inner "
                    "derivative.",
                ),
                Slip(
                    "second_term_missing",
                    "e^(-x)",
                    "You differentiated the factor x only. The product rule adds a term in which "
                    "the exponential is differentiated.",
                ),
                Slip(
                    "first_term_missing",
                    "-x*e^(-x)",
                    "You differentiated the exponential only. The product rule adds a term in "
                    "which x is differentiated.",
                ),
                Slip(
                    "exponent_sign",
                    "(1-x)*e^x",
                    "The minus left the exponent. Differentiating an exponential keeps its "
                    "exponent as it is.",
                ),
                Slip(
                    "power_rule",
                    "e^(-x) - x^2*e^(-x-1)",
                    "You used the power rule on the exponential. It needs the variable in the "
                    "base; here it is in the exponent.",
                ),
            ),
            hints=(
                "The last operation is a multiplication; the exponential has an inner function.",
                "$(fg)' = f'g + fg'$ and $(e^{u})' = e^{u}\\,u'$.",
                "Start: $f = x$, $g = e^{-x}$; what is $g'$?",
                '`d_damped_line = "e^(-x) - ..."`',
            ),
            why=(
                "The derivative is zero where growth and decay balance; the maximum of a "
                "likelihood is found in just this way."
            ),
        ),
        Exercise(
            id="d_rational",
            title="A rational function",
            kind="formula",
            topic="Quotient rule",
            points=2,
            level=2,
            source="S0, S3",
            prompt=(
                r"Type the derivative of $h(x) = \dfrac{x}{1 + x^2}$, $x \in \mathbb{R}$, as text "
                r'in $x$: `d_rational = "..."`.'
            ),
            inputs={"x": Reals(-2.5, 3)},
            probes=((-1.4,), (0.6,), (2.2,)),
            reference=derivative(lambda x: x / (1 + x**2)),
            slips=(
                Slip(
                    "ratio_of_derivatives",
                    "1/(2x)",
                    "You divided one derivative by the other. The quotient rule has two terms in "
                    "the numerator and a square in the denominator.",
                ),
                Slip(
                    "order_reversed",
                    "(x^2-1)/(1+x^2)^2",
                    "You subtracted in the other order. The term with the derivative of the "
                    "numerator comes first.",
                ),
                Slip(
                    "plus",
                    "(1+3x^2)/(1+x^2)^2",
                    "You added the two terms of the numerator. In the quotient rule they are "
                    "subtracted.",
                ),
                Slip(
                    "denominator_not_squared",
                    "(1-x^2)/(1+x^2)",
                    "Your numerator is right. The quotient rule divides it by the square of the "
                    "denominator.",
                ),
                Slip(
                    "denominator_constant",
                    "1/(1+x^2)",
                    "You treated the denominator as a constant. It depends on x, and so the "
                    "quotient rule has a second term.",
                ),
                Slip(
                    "brackets_missing",
                    "1-x^2/(1+x^2)^2",
                    "A fraction bar typed as / holds only what is next to it. Put brackets round "
                    "the numerator.",
                ),
                Slip(
                    "inner_slope_missing",
                    "(1+x^2-x)/(1+x^2)^2",
                    "In the second term the derivative of the denominator is missing. Only its "
                    "other factor x is there.",
                ),
            ),
            hints=(
                "Numerator and denominator both depend on $x$.",
                r"$\left(\dfrac fg\right)' = \dfrac{f'g - fg'}{g^2}$.",
                "Start: $f = x$, $g = 1 + x^2$; write down $f'$ and $g'$, then simplify.",
                '`d_rational = "(...) / (1 + x^2)^2"`',
            ),
            why=(
                "Far from zero the slope fades away; saturating functions lose their gradient in "
                "the same manner."
            ),
        ),
        Exercise(
            id="d_exponential_base",
            title="An exponential with any base",
            topic="Exponential",
            points=2,
            level=2,
            source="S0, S3",
            prompt=(
                r"Write the derivative of $f(x) = a^x$ with respect to $x$, for a fixed base "
                r"$a > 0$, as a function `d_exponential_base(a, x)`: the base is the first input."
            ),
            inputs={"a": Reals(0.4, 3.2, away_from=(1.0,)), "x": Reals(-1.5, 2.3)},
            probes=((2.5, 1.3), (3.0, -0.4), (0.6, 2.0)),
            reference=derivative(lambda a, x: a**x, argnum=1),
            slips=(
                Slip(
                    "power_rule",
                    lambda a, x: x * a ** (x - 1),
                    "That is the power rule, so you differentiated with respect to the base. Here "
                    "the exponent varies: write the power with base e first.",
                ),
                Slip(
                    "antiderivative",
                    lambda a, x: a**x / np.log(a),
                    "You integrated. Differentiating multiplies by the inner derivative instead of "
                    "dividing by it.",
                ),
                Slip(
                    "factor_missing",
                    lambda a, x: a**x,
                    "Only the base e gives back the function unchanged. For another base the chain "
                    "rule adds a factor.",
                ),
                Slip(
                    "log_base_ten",
                    lambda a, x: a**x * np.log10(a),
                    "You used the logarithm to base ten. The factor comes from writing the power "
                    "with base e.",
                ),
                Slip(
                    "both_rules",
                    lambda a, x: x * a ** (x - 1) * np.log(a),
                    "You mixed the power rule with the rule for exponentials. The exponent varies "
                    "here, so it neither comes down nor falls.",
                ),
                Slip(
                    "exponent_as_factor",
                    lambda a, x: x * a**x,
                    "You brought the exponent down as a factor. Write the power with base e and "
                    "look for the derivative of the new exponent.",
                ),
                Slip(
                    "exponent_lowered",
                    lambda a, x: a ** (x - 1) * np.log(a),
                    "You lowered the exponent as the power rule does. An exponential keeps its "
                    "exponent.",
                ),
            ),
            hints=(
                "The variable is in the exponent, so this is not the power rule.",
                r"$a^x = e^{x \ln a}$.",
                r"Start: apply the chain rule with the inner function $u = x \ln a$.",
                "`def d_exponential_base(a, x): return a**x * ...`",
            ),
            why=(
                "Entropies in bits and learning rates that halve use other bases than e; they "
                "differ by this factor."
            ),
        ),
        Exercise(
            id="d_sin_x2",
            title="A sine of a square",
            topic="Chain rule",
            points=2,
            level=2,
            source="S0, S3",
            prompt=(
                r"Write $h'(x)$ for $h(x) = \sin(x^2)$, $x \in \mathbb{R}$ in radians, as "
                r"`d_sin_x2(x)`."
            ),
            inputs={"x": Reals(-2, 2.4)},
            probes=((-1.9,), (-0.8,), (0.6,), (1.3,), (2.2,)),
            reference=derivative(lambda x: np.sin(x**2)),
            slips=(
                Slip(
                    "inner_forgotten",
                    lambda x: np.cos(x**2),
                    "That is the outer derivative at the inner function. The chain rule also "
                    "multiplies by the derivative of what is inside.",
                ),
                Slip(
                    "differentiated_inside",
                    lambda x: np.cos(2 * x),
                    "You differentiated inside the cosine. The inner function stays as it is, and "
                    "its derivative becomes a factor.",
                ),
                Slip(
                    "outer_not_differentiated",
                    lambda x: 2 * x * np.sin(x**2),
                    "The inner derivative is there, but the sine is still a sine. The outer "
                    "function has to be differentiated too.",
                ),
                Slip(
                    "sign",
                    lambda x: -2 * x * np.cos(x**2),
                    "A minus crept in. It belongs to the derivative of the cosine, not to that of "
                    "the sine.",
                ),
                Slip(
                    "square_of_sine",
                    lambda x: 2 * np.sin(x) * np.cos(x),
                    "That is the derivative of (sin x)². Here the square is inside the sine.",
                ),
                Slip(
                    "product_rule",
                    lambda x: np.cos(x) * x**2 + np.sin(x) * 2 * x,
                    "You read the composition as the product of sin(x) and x² and used the product "
                    "rule. The square is inside the sine: use the chain rule.",
                ),
                Slip(
                    "inner_not_differentiated",
                    lambda x: x**2 * np.cos(x**2),
                    "You multiplied by the inner function itself. The chain rule multiplies by its "
                    "derivative.",
                ),
                Slip(
                    "outer_at_x",
                    lambda x: 2 * x * np.cos(x),
                    "You took the outer derivative at x. It belongs at the inner function.",
                ),
                Slip(
                    "derivatives_added",
                    lambda x: np.cos(x**2) + 2 * x,
                    "You added the inner derivative. The chain rule multiplies.",
                ),
            ),
            hints=(
                "Which function is inside, which one outside?",
                "$h'(x) = g'(f(x))\\,f'(x)$ for $h = g \\circ f$.",
                "Start: the inner function is $f(x) = x^2$; what is $f'(x)$?",
                "`def d_sin_x2(x): return ... * np.cos(...)`",
            ),
            why=(
                "A network is a long composition; backpropagation is this rule, applied once for "
                "each layer."
            ),
        ),
        Exercise(
            id="d_sin_squared",
            title="The square of a sine",
            kind="formula",
            topic="Chain rule",
            points=2,
            level=2,
            source="S0, S3",
            prompt=(
                r"Type the derivative of $h(x) = (\sin x)^2$, $x \in \mathbb{R}$ in radians, as "
                r'text in $x$: `d_sin_squared = "..."`.'
            ),
            inputs={"x": Reals(-2.5, 2.8)},
            probes=((-1.9,), (0.6,), (2.2,)),
            reference=derivative(lambda x: np.sin(x) ** 2),
            slips=(
                Slip(
                    "inner_forgotten",
                    "2sin(x)",
                    "You used the power rule on the bracket and stopped. The chain rule also "
                    "multiplies by the derivative of the sine.",
                ),
                Slip(
                    "differentiated_inside",
                    "cos(x)^2",
                    "You differentiated inside the square. Apply the power rule to the bracket "
                    "first and keep the sine in it.",
                ),
                Slip(
                    "sine_of_square",
                    "2x*cos(x^2)",
                    "That is the derivative of sin(x²). Here the sine is squared.",
                ),
                Slip(
                    "power_of_derivative",
                    "2cos(x)",
                    "You put the derivative in place of the sine. The power rule keeps the sine, "
                    "and the derivative is a further factor.",
                ),
                Slip(
                    "sign",
                    "-2sin(x)*cos(x)",
                    "A minus crept in. It belongs to the derivative of the cosine, not to that of "
                    "the sine.",
                ),
                Slip(
                    "factor_missing",
                    "sin(x)*cos(x)",
                    "The factor from the exponent is missing. The power rule brings it down.",
                ),
                Slip(
                    "exponent_kept",
                    "2sin(x)^2*cos(x)",
                    "You brought the exponent down but did not lower it. The power rule does both.",
                ),
            ),
            hints=(
                "Which operation is carried out last: the sine or the square?",
                "$(u^2)' = 2u\\,u'$, with a function $u$ of $x$.",
                "Start: here $u = \\sin x$; what is $u'$?",
                '`d_sin_squared = "2 ... * ..."`',
            ),
            why=(
                "The squared error has this shape: a square outside and the network inside, so its "
                "gradient is twice the error times the network's own."
            ),
        ),
        Exercise(
            id="d_cubed_quadratic",
            title="A power of a polynomial",
            topic="Chain rule",
            points=2,
            level=2,
            source="S0, S3",
            prompt=(
                r"Write the derivative of $h(x) = (x^2 + 1)^3$, $x \in \mathbb{R}$, as "
                r"`d_cubed_quadratic(x)`."
            ),
            inputs={"x": Reals(-2, 2.3)},
            probes=((-1.9,), (-0.8,), (0.6,), (1.3,), (2.2,)),
            reference=derivative(lambda x: (x**2 + 1) ** 3),
            slips=(
                Slip(
                    "inner_forgotten",
                    lambda x: 3 * (x**2 + 1) ** 2,
                    "You used the power rule on the bracket and stopped. The chain rule also "
                    "multiplies by the derivative of the bracket.",
                ),
                Slip(
                    "differentiated_inside",
                    lambda x: 3 * (2 * x) ** 2,
                    "You put the inner derivative under the power. The bracket stays as it is, and "
                    "its derivative becomes a factor outside.",
                ),
                Slip(
                    "exponent_kept",
                    lambda x: 6 * x * (x**2 + 1) ** 3,
                    "Both factors are there, but the outer exponent is unchanged. The power rule "
                    "lowers it by one.",
                ),
                Slip(
                    "outer_factor_missing",
                    lambda x: 2 * x * (x**2 + 1) ** 2,
                    "The outer exponent was lowered but not brought down. The power rule "
                    "does both.",
                ),
                Slip(
                    "derivatives_added",
                    lambda x: 3 * (x**2 + 1) ** 2 + 2 * x,
                    "You added the inner derivative. The chain rule multiplies.",
                ),
                Slip(
                    "inner_not_differentiated",
                    lambda x: 3 * (x**2 + 1) ** 2 * (x**2 + 1),
                    "You multiplied by the bracket itself. The chain rule multiplies by its "
                    "derivative.",
                ),
                Slip(
                    "inner_constant_kept",
                    lambda x: 3 * (x**2 + 1) ** 2 * (2 * x + 1),
                    "You kept the constant when you differentiated the bracket. A constant has "
                    "slope zero.",
                ),
                Slip(
                    "power_term_by_term",
                    lambda x: 6 * x**5,
                    "You took the power term by term, and so the mixed terms are gone. A bracket "
                    "is multiplied out, or the chain rule leaves it whole.",
                ),
            ),
            hints=(
                "The bracket is the inner function, the power the outer one.",
                "$(u^n)' = n\\,u^{n-1}\\,u'$.",
                "Start: $u = x^2 + 1$; what is $u'$?",
                "`def d_cubed_quadratic(x): return 3 * (...)**... * ...`",
            ),
            why=(
                "Expanding would work here, but not for a network: the chain rule never needs the "
                "expanded form."
            ),
        ),
        Exercise(
            id="d_log_quadratic",
            title="A logarithm of a polynomial",
            topic="Chain rule",
            points=2,
            level=2,
            source="S0, S3",
            prompt=(
                r"Write the derivative of $h(x) = \ln(x^2 + 1)$, $x \in \mathbb{R}$, as "
                r"`d_log_quadratic(x)`. In NumPy the natural logarithm is `np.log`."
            ),
            inputs={"x": Reals(-2.2, 2.5)},
            probes=((-1.9,), (-0.8,), (0.6,), (1.3,), (2.2,)),
            reference=derivative(lambda x: np.log(x**2 + 1)),
            slips=(
                Slip(
                    "inner_forgotten",
                    lambda x: 1 / (x**2 + 1),
                    "That is the outer derivative at the inner function. The chain rule also "
                    "multiplies by the derivative of what is inside.",
                ),
                Slip(
                    "differentiated_inside",
                    lambda x: 1 / (2 * x),
                    "You put the inner derivative into the logarithm's slope. The inner function "
                    "stays in the denominator, and its derivative becomes a factor.",
                ),
                Slip(
                    "upside_down",
                    lambda x: (x**2 + 1) / (2 * x),
                    "Your fraction is upside down. The derivative of what is inside goes on top.",
                ),
                Slip(
                    "outer_not_differentiated",
                    lambda x: 2 * x * np.log(x**2 + 1),
                    "The inner derivative is there, but the logarithm is still a logarithm. The "
                    "outer function has to be differentiated too.",
                ),
                Slip(
                    "brackets_missing",
                    lambda x: 2 * x / x**2 + 1,
                    "Python divides by the next factor only, so the constant was added afterwards. "
                    "Put brackets round the denominator.",
                ),
                Slip(
                    "base_ten",
                    lambda x: 2 * x / (x**2 + 1) / np.log(10),
                    "You differentiated the logarithm to base ten. The question has the natural "
                    "one.",
                ),
                Slip(
                    "squared_denominator",
                    lambda x: 2 * x / (x**2 + 1) ** 2,
                    "Your denominator is squared, as in the quotient rule. The slope of the "
                    "logarithm has no square in it.",
                ),
                Slip(
                    "outer_at_x",
                    lambda x: 2 * x / x,
                    "You took the slope of the logarithm at x. It belongs at the inner function.",
                ),
            ),
            hints=(
                "The logarithm is the outer function.",
                r"$(\ln u)' = \dfrac{u'}{u}$.",
                "Start: $u = x^2 + 1$; what is $u'$?",
                "`def d_log_quadratic(x): return ... / (...)`",
            ),
            why=(
                "Log-likelihoods have this derivative: the relative change of what is inside the "
                "logarithm."
            ),
        ),
        Exercise(
            id="d_gaussian_bump",
            title="A Gaussian bump",
            topic="Chain rule",
            points=2,
            level=2,
            source="S0, S3",
            prompt=(
                r"Write the derivative of $h(x) = e^{-x^2/2}$, $x \in \mathbb{R}$, as "
                r"`d_gaussian_bump(x)`."
            ),
            inputs={"x": Reals(-2, 2.3)},
            probes=((-1.9,), (-0.8,), (0.6,), (1.3,), (2.2,)),
            reference=derivative(lambda x: np.exp(-(x**2) / 2)),
            slips=(
                Slip(
                    "inner_forgotten",
                    lambda x: np.exp(-(x**2) / 2),
                    "The exponential is its own derivative, but the chain rule goes on. Multiply "
                    "by the derivative of the exponent.",
                ),
                Slip(
                    "differentiated_inside",
                    lambda x: np.exp(-x),
                    "You differentiated inside the exponent. The exponent stays as it is, and its "
                    "derivative becomes a factor.",
                ),
                Slip(
                    "power_rule",
                    lambda x: -(x**2) / 2 * np.exp(-(x**2) / 2 - 1),
                    "You used the power rule. It needs the variable in the base; here it is in the "
                    "exponent.",
                ),
                Slip(
                    "half_lost",
                    lambda x: -2 * x * np.exp(-(x**2) / 2),
                    "The derivative of the exponent is twice too large. You lost its factor one "
                    "half.",
                ),
                Slip(
                    "sign",
                    lambda x: x * np.exp(-(x**2) / 2),
                    "The minus of the exponent is lost. It is part of the inner derivative.",
                ),
                Slip(
                    "minus_squared_away",
                    lambda x: -x * np.exp((-x) ** 2 / 2),
                    "In your exponent the minus is squared away, so the bump grows without bound. "
                    "Square first, then take the minus.",
                ),
                Slip(
                    "inner_not_differentiated",
                    lambda x: -(x**2) / 2 * np.exp(-(x**2) / 2),
                    "You multiplied by the exponent itself. The chain rule multiplies by its "
                    "derivative.",
                ),
                Slip(
                    "derivatives_added",
                    lambda x: np.exp(-(x**2) / 2) - x,
                    "You added the inner derivative. The chain rule multiplies.",
                ),
            ),
            hints=(
                "The exponent is the inner function.",
                "$(e^{u})' = e^{u}\\,u'$.",
                r"Start: $u = -\tfrac12 x^2$; differentiate it by the power rule.",
                "`def d_gaussian_bump(x): return ... * np.exp(...)`",
            ),
            why=(
                "This is the shape of the normal density; its slope pulls towards the mean, which "
                "is where squared loss comes from."
            ),
        ),
        Exercise(
            id="d_exp_sin_x2",
            title="Three functions, one inside the other",
            kind="formula",
            topic="Chain rule",
            points=2,
            level=2,
            source="S0, S3",
            prompt=(
                r"Type the derivative of $h(x) = e^{\sin(x^2)}$, $x \in \mathbb{R}$ in radians, as "
                r'text in $x$: `d_exp_sin_x2 = "..."`. The chain rule is needed twice.'
            ),
            inputs={"x": Reals(-2, 2.4)},
            probes=((-1.4,), (0.6,), (2.1,)),
            reference=derivative(lambda x: np.exp(np.sin(x**2))),
            slips=(
                Slip(
                    "innermost_forgotten",
                    "e^(sin(x^2))*cos(x^2)",
                    "The chain ends one step too early. The sine has an inner function too, and "
                    "its derivative is a factor.",
                ),
                Slip(
                    "middle_forgotten",
                    "2x*e^(sin(x^2))",
                    "The slope of the sine is missing. The chain rule multiplies the slopes of all "
                    "three functions.",
                ),
                Slip(
                    "both_forgotten",
                    "e^(sin(x^2))",
                    "That is the slope of the outermost function alone. The chain rule multiplies "
                    "by the derivative of its exponent.",
                ),
                Slip(
                    "differentiated_inside",
                    "e^(cos(x^2)*2x)",
                    "You differentiated in the exponent. The exponent stays as it is, and its "
                    "derivative becomes a factor.",
                ),
                Slip(
                    "sine_differentiated_inside",
                    "e^(cos(x^2))",
                    "You differentiated the sine in the exponent and left it there. The exponent "
                    "stays as it is, and its derivative becomes a factor.",
                ),
                Slip(
                    "square_differentiated_inside",
                    "e^(sin(x^2))*cos(2x)",
                    "You differentiated the square inside the cosine and left it there. What "
                    "stands inside stays, and its slope becomes a factor.",
                ),
                Slip(
                    "exponent_alone",
                    "2x*cos(x^2)",
                    "That is the derivative of the exponent. The exponential is its own slope, and "
                    "stays as a factor.",
                ),
                Slip(
                    "middle_at_x",
                    "e^(sin(x^2))*cos(x)*2x",
                    "You took the slope of the sine at x. Each slope belongs at what stands inside "
                    "its function.",
                ),
                Slip(
                    "slopes_added",
                    "e^(sin(x^2))*(cos(x^2) + 2x)",
                    "You added two of the slopes. In a chain all of them are multiplied.",
                ),
                Slip(
                    "power_rule",
                    "sin(x^2)*e^(sin(x^2)-1)*cos(x^2)*2x",
                    "You used the power rule on the exponential. It needs the variable in the "
                    "base; here it is in the exponent.",
                ),
                Slip(
                    "sign",
                    "-e^(sin(x^2))*cos(x^2)*2x",
                    "A minus crept in. It belongs to the derivative of the cosine, not to that of "
                    "the sine.",
                ),
            ),
            hints=(
                "Peel it from the outside: which function is carried out last, which before it?",
                (
                    "$(e^u)' = e^u\\,u'$, and $u$ is itself a composition: $(\\sin v)' = "
                    "\\cos(v)\\,v'$."
                ),
                "Start: $u = \\sin(x^2)$ and $v = x^2$; write down $v'$, then $u'$.",
                '`d_exp_sin_x2 = "e^(...) * cos(...) * ..."`',
            ),
            why=(
                "One factor for each layer: the deeper a network, the longer this product, and "
                "the more its size depends on every factor in it."
            ),
        ),
        Exercise(
            id="chain_steps",
            title="The chain rule, step by step",
            kind="parts",
            topic="Chain rule",
            points=3,
            level=2,
            source="S0, S2",
            prompt=(
                r"Let $h(x) = \sqrt{1 + x^2} = g(f(x))$ with $u = f(x) = 1 + x^2$ and "
                r"$g(u) = \sqrt{u}$. Write a function `chain_steps(x)` that returns a dictionary "
                r'with the three numbers `"inner_slope"` ($f^{\prime}(x)$), `"outer_slope"` '
                r'($g^{\prime}$, taken at $u = f(x)$) and `"slope"` ($h^{\prime}(x)$).'
            ),
            inputs={"x": Reals(-2.4, 2.8)},
            probes=((-1.9,), (0.6,), (2.2,)),
            part_points={"inner_slope": 1, "outer_slope": 1, "slope": 1},
            reference=lambda x: {
                "inner_slope": derivative(lambda v: 1 + v**2)(x),
                "outer_slope": derivative(np.sqrt)(1 + x**2),
                "slope": derivative(lambda v: np.sqrt(1 + v**2))(x),
            },
            slips=(
                Slip(
                    "inner_constant_kept",
                    lambda x: {"inner_slope": 1 + 2 * x},
                    "You kept the constant in the inner slope. A constant has slope zero.",
                ),
                Slip(
                    "inner_not_differentiated",
                    lambda x: {"inner_slope": 1 + x**2},
                    "That is the inner function itself. Its slope is asked.",
                ),
                Slip(
                    "outer_at_x",
                    lambda x: {"outer_slope": 0.5 * np.abs(x) ** -0.5},
                    "You took the outer slope at x. The chain rule takes it at the inner function.",
                ),
                Slip(
                    "outer_not_differentiated",
                    lambda x: {"outer_slope": np.sqrt(1 + x**2)},
                    "That is the outer function itself, a root. Its slope is asked.",
                ),
                Slip(
                    "outer_brackets_missing",
                    lambda x: {"outer_slope": 1 / 2 * np.sqrt(1 + x**2)},
                    "Python works from left to right, so the root multiplies instead of dividing. "
                    "Put the denominator in brackets.",
                ),
                Slip(
                    "slopes_added",
                    lambda x: {"slope": 2 * x + 0.5 / np.sqrt(1 + x**2)},
                    "You added the two slopes. The chain rule multiplies them.",
                ),
                Slip(
                    "inner_forgotten",
                    lambda x: {"slope": 0.5 / np.sqrt(1 + x**2)},
                    "That is the outer slope again. The chain rule multiplies it by the inner one.",
                ),
            ),
            hints=(
                "Take the composition apart: first the inside, then the outside.",
                "$h'(x) = g'(f(x))\\,f'(x)$.",
                r"Start: $f'(x) = 2x$; for $g'(u)$ use the power rule on $u^{1/2}$.",
                '`return {"inner_slope": ..., "outer_slope": ..., "slope": ... * ...}`',
            ),
            why=(
                "A backward pass keeps just such a list: one local slope for each operation, and "
                "their product on the way back."
            ),
        ),
        Exercise(
            id="first_wrong_line",
            title="Find the wrong line",
            kind="choice",
            topic="Product rule",
            points=1,
            level=2,
            source="S0, S3",
            prompt=(
                r"Somebody differentiates $h(x) = x^2 \tanh(3x + 1)$:"
                "\n\n"
                r"1. $h = f\,g$ with $f = x^2$ and $g = \tanh(3x + 1)$"
                "\n"
                r"2. $f' = 2x$"
                "\n"
                r"3. $g' = 3\,\bigl(1 - \tanh^2 x\bigr)$"
                "\n"
                r"4. $h' = f'\,g + f\,g'$"
                "\n"
                r"5. $h' = 2x \tanh(3x + 1) + 3x^2\,\bigl(1 - \tanh^2 x\bigr)$"
                "\n\n"
                r"Which line is the first wrong one? Assign the letter as text: "
                r'`first_wrong_line = "a"`.'
            ),
            options=(
                Option(
                    "a",
                    "Line 1",
                    slip="chain_rule_first",
                    message="The last operation is a multiplication, so it is right to begin with "
                    "two factors. The chain rule comes when the second one is differentiated.",
                ),
                Option(
                    "b",
                    "Line 3",
                    message="The inner slope is there, but the outer slope is taken at x. It "
                    "belongs at what stands inside tanh.",
                ),
                Option(
                    "c",
                    "Line 4",
                    slip="rule_doubted",
                    message="That is the product rule as it should be. Look at what goes into it.",
                ),
                Option(
                    "d",
                    "Line 5",
                    slip="consequence",
                    message="Line 5 is wrong, but only because it puts together what stands above "
                    "it. Look for the place where the mistake was made.",
                ),
                Option(
                    "e",
                    "None: all lines are right.",
                    slip="mistake_overlooked",
                    message="Compute the last line at x = 0.5 and compare with a difference "
                    "quotient of h. Then check each slope by itself.",
                ),
            ),
            hints=(
                "Check each line on its own: does it follow from the lines above it?",
                "$\\bigl(g(u(x))\\bigr)' = g'(u(x))\\,u'(x)$: where is the outer slope taken?",
                (
                    "Start with the two lines that differentiate a factor: name what is outside "
                    "and what is inside."
                ),
                (
                    r"$g' = \bigl(1 - \tanh^2(\ldots)\bigr) \cdot \ldots$; which line says "
                    r"something else?"
                ),
            ),
            why=(
                "Mistakes in a backward pass look like this: one local slope, taken at the wrong "
                "place. Checking each piece by itself finds them."
            ),
        ),
        Exercise(
            id="d_sigmoid",
            title="The slope of the sigmoid",
            topic="Activation",
            points=2,
            level=2,
            source="S0, S3",
            prompt=(
                r"Let $\sigma(z) = \dfrac{1}{1 + e^{-z}}$. Write its derivative at the "
                r"pre-activation $z \in \mathbb{R}$ as `d_sigmoid(z)`."
            ),
            inputs={"z": Reals(-3.5, 3.2)},
            probes=((-2.3,), (-0.6,), (0.4,), (1.7,), (3.1,)),
            reference=derivative(sigmoid),
            slips=(
                Slip(
                    "input_for_output",
                    lambda z: z * (1 - z),
                    "The pattern is known, but you put z into it. It takes the output of the "
                    "sigmoid.",
                ),
                Slip(
                    "sigmoid_itself",
                    sigmoid,
                    "That is the sigmoid itself. Its slope is asked.",
                ),
                Slip(
                    "denominator_not_squared",
                    lambda z: np.exp(-z) / (1 + np.exp(-z)),
                    "One factor is missing: as a fraction, your denominator is not squared. Write "
                    "the sigmoid as a power with a negative exponent and lower the exponent.",
                ),
                Slip(
                    "sign",
                    lambda z: -np.exp(-z) / (1 + np.exp(-z)) ** 2,
                    "Your slope is negative, but the sigmoid rises. There is a second minus: the "
                    "inner derivative of the exponential.",
                ),
                Slip(
                    "tanh_pattern",
                    lambda z: 1 - sigmoid(z) ** 2,
                    "That is the pattern of tanh, with the sigmoid put into it. Differentiate the "
                    "sigmoid by the chain rule.",
                ),
                Slip(
                    "inner_forgotten",
                    lambda z: -1 / (1 + np.exp(-z)) ** 2,
                    "You used the power rule on the denominator and stopped. The chain rule also "
                    "multiplies by the derivative of what is inside.",
                ),
                Slip(
                    "brackets_missing",
                    lambda z: np.exp(-z) / 1 + np.exp(-z) ** 2,
                    "Python divides by the next factor only. Put brackets round the denominator "
                    "before you square it.",
                ),
                Slip(
                    "slope_squared",
                    lambda z: sigmoid(z) * (1 - sigmoid(z)) ** 2,
                    "One factor is squared that should not be. Count the denominator's powers.",
                ),
            ),
            hints=(
                r"$\sigma$ is a power with a negative exponent, with an exponential inside.",
                "$(u^{-1})' = -u^{-2}\\,u'$.",
                "Start: $u = 1 + e^{-z}$; its derivative needs the chain rule once more.",
                "`def d_sigmoid(z): s = ...; return s * (...)`",
            ),
            why=(
                "The slope never exceeds ¼, so a gradient that passes through many sigmoids "
                "vanishes."
            ),
        ),
        Exercise(
            id="d_tanh",
            title="The slope of tanh",
            topic="Activation",
            points=2,
            level=2,
            source="S0, S3",
            prompt=(
                r"Write the derivative of $\tanh z = \dfrac{e^z - e^{-z}}{e^z + e^{-z}}$, "
                r"$z \in \mathbb{R}$, as `d_tanh(z)`. NumPy has `np.tanh`."
            ),
            inputs={"z": Reals(-2.8, 3.1)},
            probes=((-2.3,), (-0.6,), (0.4,), (1.7,), (3.1,)),
            reference=derivative(np.tanh),
            slips=(
                Slip(
                    "sigmoid_pattern",
                    lambda z: np.tanh(z) * (1 - np.tanh(z)),
                    "That is the pattern of the sigmoid, with tanh put into it. Use the quotient "
                    "rule on the definition of tanh.",
                ),
                Slip(
                    "square_missing",
                    lambda z: 1 - np.tanh(z),
                    "A square is missing. In the quotient rule the whole denominator is squared.",
                ),
                Slip(
                    "tan_pattern",
                    lambda z: 1 + np.tanh(z) ** 2,
                    "That is the pattern of tan. For tanh the numerator of the quotient rule is a "
                    "difference.",
                ),
                Slip(
                    "input_for_output",
                    lambda z: 1 - z**2,
                    "The pattern is known, but you put z into it. It takes the output of tanh.",
                ),
                Slip(
                    "square_inside",
                    lambda z: 1 - np.tanh(z**2),
                    "You squared z before taking tanh. The square belongs to the output of tanh.",
                ),
                Slip(
                    "tanh_itself",
                    np.tanh,
                    "That is tanh itself. Its slope is asked.",
                ),
                Slip(
                    "sign",
                    lambda z: np.tanh(z) ** 2 - 1,
                    "Your slope is negative, but tanh rises. Keep the order of the terms in the "
                    "quotient rule.",
                ),
                Slip(
                    "sech_not_squared",
                    lambda z: 1 / np.cosh(z),
                    "You are one power short. The quotient rule squares the whole denominator.",
                ),
            ),
            hints=(
                "Numerator and denominator are each other's derivatives.",
                r"$\left(\dfrac fg\right)' = \dfrac{f'g - fg'}{g^2}$.",
                "Start: $f' = g$ and $g' = f$; then split the fraction.",
                "`def d_tanh(z): return 1 - ...`",
            ),
            why=(
                "The slope follows from the output alone, so the backward pass needs no further "
                "exponential."
            ),
        ),
        Exercise(
            id="d_softplus",
            title="The slope of softplus",
            topic="Activation",
            points=2,
            level=2,
            source="S0, S3",
            prompt=(
                r"Write the derivative of $\operatorname{softplus}(z) = \ln(1 + e^z)$, "
                r"$z \in \mathbb{R}$, as `d_softplus(z)`."
            ),
            inputs={"z": Reals(-3.2, 2.9)},
            probes=((-2.3,), (-0.6,), (0.4,), (1.7,), (3.1,)),
            reference=derivative(softplus),
            slips=(
                Slip(
                    "inner_forgotten",
                    lambda z: 1 / (1 + np.exp(z)),
                    "That is the slope of the logarithm at the inner function. The chain rule also "
                    "multiplies by the derivative of what is inside.",
                ),
                Slip(
                    "outer_forgotten",
                    np.exp,
                    "That is the inner derivative alone. The slope of the logarithm divides it by "
                    "what is inside.",
                ),
                Slip(
                    "one_derivative_too_many",
                    lambda z: sigmoid(z) * (1 - sigmoid(z)),
                    "That is one derivative too many: the second derivative of softplus. Stop "
                    "after the first.",
                ),
                Slip(
                    "differentiated_inside",
                    lambda z: 1 / np.exp(z),
                    "You put the inner derivative into the logarithm's slope. The inner function "
                    "stays in the denominator, and its derivative becomes a factor.",
                ),
                Slip(
                    "log_of_sum",
                    lambda z: 1 + 0 * z,
                    "You took the logarithm of each term of the sum. The logarithm of a sum is not "
                    "the sum of the logarithms.",
                ),
                Slip(
                    "relu_slope",
                    lambda z: (z > 0) * 1.0,
                    "That is the slope of ReLU, which softplus only resembles. Its corner is "
                    "rounded, so the slope passes smoothly from one side to the other.",
                ),
                Slip(
                    "brackets_missing",
                    lambda z: np.exp(z) / 1 + np.exp(z),
                    "Python divides by the next factor only. Put brackets round the denominator.",
                ),
                Slip(
                    "softplus_itself",
                    softplus,
                    "That is softplus itself. Its slope is asked.",
                ),
            ),
            hints=(
                "The logarithm is the outer function.",
                r"$(\ln u)' = \dfrac{u'}{u}$.",
                "Start: $u = 1 + e^z$; what is $u'$?",
                "`def d_softplus(z): return ... / (...)`",
            ),
            why=(
                "You have met the result before, as an activation: softplus is its antiderivative "
                "and a ReLU with a rounded corner."
            ),
        ),
        Exercise(
            id="d_log_sigmoid",
            title="The logarithm of a sigmoid",
            kind="formula",
            topic="Chain rule",
            points=2,
            level=3,
            source="S0, S3",
            prompt=(
                r"Type the derivative of $h(x) = \ln \sigma(x)$ with "
                r"$\sigma(x) = \dfrac{1}{1 + e^{-x}}$, simplified, as text in $x$: "
                r'`d_log_sigmoid = "..."`. You may type `sigmoid(x)`.'
            ),
            inputs={"x": Reals(-3.2, 2.9)},
            probes=((-2.3,), (0.4,), (1.7,)),
            reference=derivative(lambda x: np.log(sigmoid(x))),
            slips=(
                Slip(
                    "inner_forgotten",
                    "1/sigmoid(x)",
                    "That is the slope of the logarithm at the inner function. The chain rule also "
                    "multiplies by the slope of the sigmoid.",
                ),
                Slip(
                    "sigmoid_itself",
                    "sigmoid(x)",
                    "You cancelled the wrong factor. The slope of the logarithm removes the "
                    "sigmoid and leaves the other factor of its derivative.",
                ),
                Slip(
                    "sign",
                    "sigmoid(x) - 1",
                    "Your slope is negative, but a rising function stays rising under a logarithm. "
                    "Check the order of the difference.",
                ),
                Slip(
                    "outer_forgotten",
                    "sigmoid(x)*(1-sigmoid(x))",
                    "That is the slope of the sigmoid. The logarithm outside it divides by the "
                    "sigmoid.",
                ),
                Slip(
                    "differentiated_inside",
                    "1/(sigmoid(x)*(1-sigmoid(x)))",
                    "You put the inner derivative into the logarithm's slope. The sigmoid stays in "
                    "the denominator, and its derivative becomes a factor.",
                ),
                Slip(
                    "outer_not_differentiated",
                    "log(sigmoid(x))*sigmoid(x)*(1-sigmoid(x))",
                    "The inner derivative is there, but the logarithm is still a logarithm. The "
                    "outer function has to be differentiated too.",
                ),
            ),
            hints=(
                "The logarithm is the outer function, the sigmoid the inner one.",
                r"$(\ln u)' = \dfrac{u'}{u}$ and $\sigma' = \sigma\,(1 - \sigma)$.",
                r"Start: $\dfrac{\sigma(x)\,(1 - \sigma(x))}{\ldots}$; then cancel.",
                '`d_log_sigmoid = "... - ..."`',
            ),
            why=(
                "The log-likelihood of a positive example has this gradient: the target minus the "
                "network's probability. The logistic loss has its negative."
            ),
        ),
        Exercise(
            id="d_softplus_square",
            title="Softplus of a square",
            kind="formula",
            topic="Chain rule",
            points=2,
            level=3,
            source="S0, S3",
            prompt=(
                r"Type the derivative of $h(x) = \operatorname{softplus}(x^2) = \ln(1 + e^{x^2})$, "
                r'$x \in \mathbb{R}$, as text in $x$: `d_softplus_square = "..."`. You may type '
                r"`sigmoid(...)`, `softplus(...)` and `exp(...)`."
            ),
            inputs={"x": Reals(-1.8, 1.6)},
            probes=((-1.4,), (0.4,), (1.3,)),
            reference=derivative(lambda x: softplus(x**2)),
            slips=(
                Slip(
                    "inner_forgotten",
                    "sigmoid(x^2)",
                    "That is the outer derivative at the inner function. The chain rule also "
                    "multiplies by the derivative of what is inside.",
                ),
                Slip(
                    "differentiated_inside",
                    "sigmoid(2x)",
                    "You differentiated inside the bracket. The inner function stays as it is, and "
                    "its derivative becomes a factor.",
                ),
                Slip(
                    "outer_not_differentiated",
                    "2x*softplus(x^2)",
                    "The inner derivative is there, but softplus is still softplus. The outer "
                    "function has to be differentiated too.",
                ),
                Slip(
                    "one_derivative_too_many",
                    "2x*sigmoid(x^2)*(1-sigmoid(x^2))",
                    "You took the second derivative of softplus as the outer slope. Its first "
                    "derivative is enough.",
                ),
                Slip(
                    "square_of_softplus",
                    "2softplus(x)*sigmoid(x)",
                    "That is the derivative of the square of softplus. Here the square is inside.",
                ),
                Slip(
                    "middle_forgotten",
                    "2x/(1+e^(x^2))",
                    "Of the three functions in the chain the exponential was not differentiated. "
                    "Every link gives a factor.",
                ),
                Slip(
                    "outer_at_x",
                    "2x*sigmoid(x)",
                    "You took the outer derivative at x. It belongs at the inner function.",
                ),
            ),
            hints=(
                "There are three links: a logarithm, an exponential, a square.",
                "Every link gives a factor, taken at what is inside it.",
                r"Start: $(\ln u)' = u'/u$ with $u = 1 + e^{x^2}$.",
                '`d_softplus_square = "2x * ...(...)"`',
            ),
            why=(
                "Long chains are differentiated link by link; with a known link such as softplus "
                "you may take several at once, as libraries do with fused operations."
            ),
        ),
        Exercise(
            id="d_swish",
            title="The slope of swish",
            kind="formula",
            topic="Activation",
            points=2,
            level=3,
            source="Ramachandran, Zoph and Le (2017)",
            prompt=(
                r"Swish (also called SiLU) is $h(x) = x\,\sigma(x)$ with "
                r"$\sigma(x) = \dfrac{1}{1 + e^{-x}}$. Type its derivative as text in $x$: "
                r'`d_swish = "..."`. You may type `sigmoid(x)`.'
            ),
            inputs={"x": Reals(-3.2, 2.9)},
            probes=((-2.3,), (0.4,), (1.7,)),
            reference=derivative(lambda x: x * sigmoid(x)),
            slips=(
                Slip(
                    "product_of_derivatives",
                    "sigmoid(x)*(1-sigmoid(x))",
                    "You multiplied the derivatives of the two factors. The product rule has two "
                    "terms, and each of them differentiates one factor only.",
                ),
                Slip(
                    "second_term_missing",
                    "sigmoid(x)",
                    "You differentiated the factor x only. The product rule adds a term in which "
                    "the sigmoid is differentiated.",
                ),
                Slip(
                    "first_term_missing",
                    "x*sigmoid(x)*(1-sigmoid(x))",
                    "You differentiated the sigmoid only. The product rule adds a term in which x "
                    "is differentiated.",
                ),
                Slip(
                    "tanh_pattern",
                    "sigmoid(x) + x*(1-sigmoid(x)^2)",
                    "Both terms are there, but you used the slope of tanh. The sigmoid has a "
                    "pattern of its own.",
                ),
                Slip(
                    "factor_x_lost",
                    "sigmoid(x) + sigmoid(x)*(1-sigmoid(x))",
                    "In the second term the other factor is lost. The product rule keeps the "
                    "factor that is not differentiated.",
                ),
                Slip(
                    "minus",
                    "sigmoid(x) - x*sigmoid(x)*(1-sigmoid(x))",
                    "You subtracted the second term. In the product rule the terms are added.",
                ),
                Slip(
                    "input_for_output",
                    "sigmoid(x) + x*x*(1-x)",
                    "You put x into the pattern of the sigmoid's slope. It takes the output of the "
                    "sigmoid.",
                ),
            ),
            hints=(
                "The last operation is a multiplication.",
                r"$(fg)' = f'g + fg'$ and $\sigma' = \sigma\,(1 - \sigma)$.",
                r"Start: $f = x$ and $g = \sigma(x)$; write down $f'$ and $g'$.",
                '`d_swish = "sigmoid(x) + ..."`',
            ),
            why=(
                "Unlike ReLU, swish has a slope everywhere and even dips below zero on the left, "
                "so that no unit is quite dead."
            ),
        ),
        Exercise(
            id="d_tanh_power",
            title="tanh of a power",
            topic="Chain rule",
            points=2,
            level=3,
            source="S2",
            prompt=(
                r"Write the derivative of $h(x) = \tanh(x^n)$ with respect to $x$, for a whole "
                r"number $n \geq 2$, as a function `d_tanh_power(x, n)`."
            ),
            inputs={"x": Reals(-1.3, 1.4), "n": Integers(2, 5)},
            probes=((0.6, 2), (-0.9, 3), (1.2, 3), (-0.7, 4)),
            reference=derivative(lambda x, n: np.tanh(x**n)),
            slips=(
                Slip(
                    "inner_forgotten",
                    lambda x, n: 1 - np.tanh(x**n) ** 2,
                    "That is the outer derivative at the inner function. The chain rule also "
                    "multiplies by the derivative of what is inside.",
                ),
                Slip(
                    "outer_at_x",
                    lambda x, n: (1 - np.tanh(x) ** 2) * n * x ** (n - 1),
                    "You took the slope of tanh at x. It belongs at the inner function.",
                ),
                Slip(
                    "inner_not_differentiated",
                    lambda x, n: (1 - np.tanh(x**n) ** 2) * x**n,
                    "You multiplied by the inner function itself. The chain rule multiplies by its "
                    "derivative.",
                ),
                Slip(
                    "power_of_tanh",
                    lambda x, n: n * np.tanh(x) ** (n - 1) * (1 - np.tanh(x) ** 2),
                    "That is the derivative of the power of tanh. Here the power is inside.",
                ),
                Slip(
                    "differentiated_inside",
                    lambda x, n: 1 - np.tanh(n * x ** (n - 1)) ** 2,
                    "You differentiated inside tanh. The inner function stays as it is, and its "
                    "derivative becomes a factor.",
                ),
                Slip(
                    "exponent_brackets_missing",
                    lambda x, n: (1 - np.tanh(x**n) ** 2) * n * (x**n - 1),
                    "Python takes the power before it subtracts, so your exponent is too large. "
                    "Put brackets round the lowered exponent.",
                ),
                Slip(
                    "factor_missing",
                    lambda x, n: (1 - np.tanh(x**n) ** 2) * x ** (n - 1),
                    "The inner exponent was lowered but not brought down. The power rule does "
                    "both.",
                ),
                Slip(
                    "square_missing",
                    lambda x, n: (1 - np.tanh(x**n)) * n * x ** (n - 1),
                    "In the slope of tanh a square is missing. Look at how the output of tanh "
                    "enters it.",
                ),
            ),
            hints=(
                r"The power is the inner function, $\tanh$ the outer one.",
                r"$\tanh'(u) = 1 - \tanh^2(u)$ and $(x^n)' = n\,x^{n-1}$.",
                "Start with the outer slope, taken at $u = x^n$.",
                "`def d_tanh_power(x, n): return (1 - ...**2) * ... * ...`",
            ),
            why=(
                "A signal that passes n times through the same weight is multiplied by its n-th "
                "power: such factors explode or vanish, which is the trouble of deep networks."
            ),
        ),
        Exercise(
            id="d_product3",
            title="A product of three",
            topic="Product rule",
            points=2,
            level=3,
            source="S0, S3",
            prompt=(
                r"Write the derivative of $h(x) = x\,e^x \sin x$, $x \in \mathbb{R}$ in radians, "
                r"as `d_product3(x)`."
            ),
            inputs={"x": Reals(-2.2, 2.4)},
            probes=((-1.9,), (-0.8,), (0.6,), (1.3,), (2.2,)),
            reference=derivative(lambda x: x * np.exp(x) * np.sin(x)),
            slips=(
                Slip(
                    "product_of_derivatives",
                    lambda x: np.exp(x) * np.cos(x),
                    "You multiplied all the derivatives. The product rule differentiates one "
                    "factor at a time and adds.",
                ),
                Slip(
                    "first_term_missing",
                    lambda x: x * np.exp(x) * (np.sin(x) + np.cos(x)),
                    "The term in which x is differentiated is missing. Each factor takes its turn "
                    "once.",
                ),
                Slip(
                    "middle_term_missing",
                    lambda x: np.exp(x) * (np.sin(x) + x * np.cos(x)),
                    "The term in which the exponential is differentiated is missing. That it does "
                    "not change its look is no reason to skip it.",
                ),
                Slip(
                    "last_term_missing",
                    lambda x: np.exp(x) * np.sin(x) * (1 + x),
                    "The term in which the sine is differentiated is missing. Each factor takes "
                    "its turn once.",
                ),
                Slip(
                    "sign",
                    lambda x: np.exp(x) * (np.sin(x) + x * np.sin(x) - x * np.cos(x)),
                    "A minus crept into the last term. It belongs to the derivative of the cosine, "
                    "not to that of the sine.",
                ),
                Slip(
                    "two_at_a_time",
                    lambda x: np.exp(x) * (np.sin(x) + np.cos(x) + x * np.cos(x)),
                    "In each term you differentiated two factors. The product rule differentiates "
                    "a single factor in each.",
                ),
                Slip(
                    "sum_of_derivatives",
                    lambda x: 1 + np.exp(x) + np.cos(x),
                    "You used the sum rule. The functions are multiplied, so each derivative keeps "
                    "the other two factors.",
                ),
                Slip(
                    "power_rule_on_exp",
                    lambda x: (
                        np.exp(x) * (np.sin(x) + x * np.cos(x)) + x**2 * np.exp(x - 1) * np.sin(x)
                    ),
                    "You used the power rule on the exponential. It needs the variable in the "
                    "base; here it is in the exponent.",
                ),
            ),
            hints=(
                "Let one factor move at a time while the other two stand still.",
                "$(uvw)' = u'vw + uv'w + uvw'$.",
                "Start: $u = x$, $v = e^x$, $w = \\sin x$; write down their derivatives.",
                "`def d_product3(x): return np.exp(x) * (... + ... + ...)`",
            ),
            why=(
                "With one term for each factor, a product of n weights has n terms: reverse "
                "accumulation shares what they have in common."
            ),
        ),
        Exercise(
            id="d2_tanh",
            title="The second derivative of tanh",
            topic="Activation",
            points=2,
            level=3,
            source="S3",
            prompt=(
                r"Write the second derivative of $\tanh z$, $z \in \mathbb{R}$, as `d2_tanh(z)`: "
                r"the slope of the slope."
            ),
            inputs={"z": Reals(-2.1, 2.3)},
            probes=((-1.6,), (-0.6,), (0.4,), (1.7,)),
            reference=derivative(np.tanh, order=2),
            slips=(
                Slip(
                    "first_derivative",
                    lambda z: 1 - np.tanh(z) ** 2,
                    "That is the first derivative. Differentiate it once more.",
                ),
                Slip(
                    "inner_forgotten",
                    lambda z: -2 * np.tanh(z),
                    "You used the power rule on the square and stopped. The chain rule also "
                    "multiplies by the derivative of what is squared.",
                ),
                Slip(
                    "sign",
                    lambda z: 2 * np.tanh(z) * (1 - np.tanh(z) ** 2),
                    "The sign is lost: the square is subtracted in the first derivative. To the "
                    "right of zero the slope of tanh falls.",
                ),
                Slip(
                    "first_derivative_squared",
                    lambda z: (1 - np.tanh(z) ** 2) ** 2,
                    "You squared the first derivative. A second derivative is the derivative of "
                    "the first.",
                ),
                Slip(
                    "factor_missing",
                    lambda z: -np.tanh(z) * (1 - np.tanh(z) ** 2),
                    "The factor from the square is missing. The power rule brings the exponent "
                    "down.",
                ),
                Slip(
                    "constant_kept",
                    lambda z: 1 - 2 * np.tanh(z) * (1 - np.tanh(z) ** 2),
                    "You kept the constant of the first derivative. A constant has slope zero.",
                ),
                Slip(
                    "pattern_applied_twice",
                    lambda z: 1 - (1 - np.tanh(z) ** 2) ** 2,
                    "You put the first derivative into the pattern for tanh again. Differentiate "
                    "the first derivative by the chain rule.",
                ),
            ),
            hints=(
                "Differentiate the first derivative.",
                r"$\tanh' = 1 - \tanh^2$, and $(u^2)' = 2u\,u'$.",
                r"Start: in $1 - u^2$ with $u = \tanh z$ the constant drops out.",
                "`def d2_tanh(z): return -2 * ... * (...)`",
            ),
            why=(
                "The second derivative is zero at 0, where tanh is nearly a straight line; "
                "curvature decides how far a gradient step may be trusted."
            ),
        ),
        Exercise(
            id="d_gelu_tanh",
            title="The slope of GELU",
            topic="Activation",
            points=3,
            level=3,
            source="Hendrycks and Gimpel (2016)",
            prompt=(
                r"GELU in its tanh form is "
                r"$h(x) = \tfrac12\,x\,\bigl(1 + \tanh u(x)\bigr)$ with "
                r"$u(x) = \sqrt{2/\pi}\,\bigl(x + 0.044715\,x^3\bigr)$. Write its derivative, "
                r"$x \in \mathbb{R}$, as `d_gelu_tanh(x)`. It is worth a few lines: compute $u$ "
                r"and $u'$ first."
            ),
            inputs={"x": Reals(-2.6, 2.3)},
            probes=((-1.9,), (-0.8,), (0.6,), (1.3,), (2.2,)),
            reference=derivative(gelu),
            slips=(
                Slip(
                    "second_term_missing",
                    lambda x: 0.5 * (1 + np.tanh(gelu_inner(x))),
                    "You differentiated the factor x only. The product rule adds a term in which "
                    "tanh is differentiated.",
                ),
                Slip(
                    "first_term_missing",
                    lambda x: (
                        0.5 * x * gelu_outer_slope(x) * GELU_SCALE * (1 + 3 * GELU_CUBIC * x**2)
                    ),
                    "You differentiated tanh only. The product rule adds a term in which the "
                    "factor x is differentiated.",
                ),
                Slip(
                    "inner_forgotten",
                    lambda x: 0.5 * (1 + np.tanh(gelu_inner(x))) + 0.5 * x * gelu_outer_slope(x),
                    "Both terms of the product rule are there. In the second one the derivative of "
                    "u is missing.",
                ),
                Slip(
                    "cubic_factor_missing",
                    lambda x: (
                        0.5 * (1 + np.tanh(gelu_inner(x)))
                        + 0.5 * x * gelu_outer_slope(x) * GELU_SCALE * (1 + GELU_CUBIC * x**2)
                    ),
                    "In the derivative of u the exponent of the cubic term was lowered but not "
                    "brought down. The power rule does both.",
                ),
                Slip(
                    "scale_missing",
                    lambda x: (
                        0.5 * (1 + np.tanh(gelu_inner(x)))
                        + 0.5 * x * gelu_outer_slope(x) * (1 + 3 * GELU_CUBIC * x**2)
                    ),
                    "In the derivative of u the constant factor in front is lost. Constant factors "
                    "stay.",
                ),
                Slip(
                    "half_lost",
                    lambda x: (
                        0.5 * (1 + np.tanh(gelu_inner(x)))
                        + x * gelu_outer_slope(x) * GELU_SCALE * (1 + 3 * GELU_CUBIC * x**2)
                    ),
                    "The second term has lost its factor one half. A constant factor multiplies "
                    "both terms of the product rule.",
                ),
                Slip(
                    "outer_at_x",
                    lambda x: (
                        0.5 * (1 + np.tanh(x))
                        + 0.5 * x * (1 - np.tanh(x) ** 2) * GELU_SCALE * (1 + 3 * GELU_CUBIC * x**2)
                    ),
                    "You took tanh and its slope at x. They belong at u(x).",
                ),
                Slip(
                    "gelu_itself",
                    gelu,
                    "That is GELU itself. Its slope is asked.",
                ),
            ),
            hints=(
                r"The last operation is a product: $\tfrac12 x$ times a bracket.",
                r"$(fg)' = f'g + fg'$, and $(\tanh u)' = (1 - \tanh^2 u)\,u'$.",
                r"Start: $u'(x) = \sqrt{2/\pi}\,(1 + \ldots x^2)$.",
                "`return 0.5 * (1 + np.tanh(u)) + 0.5 * x * (...) * du`",
            ),
            why=(
                "Transformers use this activation; by now you can differentiate any activation "
                "that somebody may invent."
            ),
        ),
    ),
)
