r"""The signs of the course, group by group: what each means, and how to write it in NumPy.

The first six groups are those of the notation tables of ICLR, as lecture document S3 prints them;
the last one holds what S2 needs of linear algebra. An expression is the text that is shown and the
text that is evaluated. ``i - 1`` in it is the index that the widget's slider chooses.
"""

from dataclasses import dataclass

__all__ = ["GROUPS", "Group", "Sign"]


@dataclass(frozen=True)
class Sign:
    """One row of the table; ``words`` are further words by which it can be found.

    >>> Sign("a", "a number", "2.5").code
    '2.5'
    """

    latex: str
    meaning: str
    code: str
    note: str = ""
    words: str = ""


@dataclass(frozen=True)
class Group:
    """Signs that belong together, and the lines of Python that their expressions stand on.

    >>> [group.title for group in GROUPS][2]
    'Indexing'
    """

    key: str
    title: str
    given: str
    signs: tuple[Sign, ...]


GROUPS = (
    Group(
        "numbers",
        "Numbers and arrays",
        "import numpy as np\nfrom coursekit.probability import Normal\na = np.array([10, 20, 30])",
        (
            Sign("a", "a number (scalar), integer or real", "2.5", words="scalar italic"),
            Sign(
                r"\boldsymbol{a}",
                "a vector",
                "np.array([10, 20, 30])",
                "In mathematics a column; in NumPy it has one axis, shape (3,), and is neither.",
                words="bold",
            ),
            Sign(
                r"\boldsymbol{A}",
                "a matrix",
                "np.array([[11, 12, 13], [21, 22, 23]])",
                "Shape (2, 3): rows first, then columns.",
                words="bold capital",
            ),
            Sign(
                r"\boldsymbol{\mathsf{A}}",
                "a tensor: an array of three axes or more",
                "np.zeros((2, 3, 4)).shape",
                words="array axes sans",
            ),
            Sign(
                r"\boldsymbol{I}_n",
                "the identity matrix, n rows and n columns",
                "np.eye(3)",
                words="unit eye",
            ),
            Sign(
                r"\boldsymbol{I}",
                "the identity matrix; its size follows from the context",
                "np.eye(len(a)) @ a",
                words="unit eye",
            ),
            Sign(
                r"\boldsymbol{e}^{(i)}",
                "the i-th standard basis vector: a 1 at place i, else 0",
                "np.eye(3)[i - 1]",
                "Also called one-hot.",
                words="one-hot unit vector",
            ),
            Sign(
                r"\operatorname{diag}(\boldsymbol{a})",
                "the square matrix with a on its diagonal, else 0",
                "np.diag(a)",
                words="diagonal",
            ),
            Sign(
                r"\mathrm{a}",
                "a random number",
                "Normal(mean=5, std=0.1).sample(rng=0)",
                "Upright letters are random, slanted ones are not.",
                words="random variable scalar upright",
            ),
            Sign(
                r"\mathbf{a}",
                "a random vector",
                "Normal(mean=5, std=0.1).sample(3, rng=0)",
                words="random variable upright bold",
            ),
            Sign(
                r"\mathbf{A}",
                "a random matrix",
                "Normal(mean=5, std=0.1).sample((2, 3), rng=0)",
                words="random variable upright bold capital",
            ),
        ),
    ),
    Group(
        "sets",
        "Sets and graphs",
        "A = {1, 2, 3}\n"
        "B = {2, 9}\n"
        "n = 4\n"
        "x = 1.0\n"
        'graph = {"a": (), "b": ("a",), "c": ("a", "b")}',
        (
            Sign(r"\mathbb{A}", "a set", "{1, 2, 3}", words="blackboard"),
            Sign(
                r"\mathbb{R}",
                "the set of the real numbers",
                "0.1 + 0.2 == 0.3",
                "Floats are a finite choice of ℝ and are rounded: compare them with np.isclose.",
                words="reals float",
            ),
            Sign(r"\lbrace 0, 1 \rbrace", "the set of 0 and 1", "{0, 1}", words="binary"),
            Sign(
                r"\lbrace 0, 1, \dots, n \rbrace",
                "all whole numbers from 0 to n",
                "set(range(n + 1))",
                "range(n) stops before n.",
                words="integers range",
            ),
            Sign(
                r"[a, b]",
                "the interval from a to b with both ends, here [0, 1]",
                "0 <= x <= 1",
                words="closed",
            ),
            Sign(
                r"(a, b]",
                "the interval without a and with b, here (1, 2]",
                "1 < x <= 2",
                words="half open",
            ),
            Sign(
                r"\mathbb{A} \setminus \mathbb{B}",
                "what is in 𝔸 and not in 𝔹",
                "A - B",
                words="difference subtraction minus",
            ),
            Sign(
                r"\mathcal{G}",
                "a graph: nodes, and arrows between them",
                "graph",
                "Written here as the parents of each node.",
                words="network",
            ),
            Sign(
                r"\mathit{Pa}_{\mathcal{G}}(\mathrm{x}_i)",
                "the parents of node x in the graph, here of c",
                'graph["c"]',
                words="parent",
            ),
        ),
    ),
    Group(
        "indexing",
        "Indexing",
        "import numpy as np\n"
        "a = np.array([10, 20, 30])\n"
        "A = np.array([[11, 12, 13], [21, 22, 23], [31, 32, 33]])\n"
        "T = 100 * np.array([1, 2, 3])[:, None, None] + A  # T[0, 1, 2] is 123\n"
        "draws = np.array([[1, 2, 3], [1, 2, 4], [1, 3, 5]])  # three draws of a random vector",
        (
            Sign(r"a_i", "entry i of the vector, counted from 1", "a[i - 1]", words="element"),
            Sign(
                r"a_{-i}",
                "all entries but entry i",
                "np.delete(a, i - 1)",
                "Not a[-1]: in NumPy a negative index counts from the end.",
                words="without except minus",
            ),
            Sign(
                r"A_{i,j}",
                "entry in row i, column j (here j = 3)",
                "A[i - 1, 2]",
                words="element",
            ),
            Sign(
                r"\boldsymbol{A}_{i,:}",
                "row i",
                "A[i - 1, :]",
                "Comes out with one axis, shape (3,); A[i - 1 : i, :] stays a row.",
                words="slice",
            ),
            Sign(r"\boldsymbol{A}_{:,i}", "column i", "A[:, i - 1]", words="slice"),
            Sign(
                r"\mathsf{A}_{i,j,k}",
                "entry (i, j, k) of a tensor (here j = 2, k = 3)",
                "T[i - 1, 1, 2]",
                words="element",
            ),
            Sign(
                r"\boldsymbol{\mathsf{A}}_{:,:,i}",
                "the i-th slice along the third axis: a matrix",
                "T[:, :, i - 1]",
                words="slice",
            ),
            Sign(
                r"\mathrm{a}_i",
                "entry i of a random vector, itself random",
                "draws[:, i - 1]",
                "One number for each draw.",
                words="element random",
            ),
        ),
    ),
    Group(
        "calculus",
        "Calculus",
        "import numpy as np\n"
        "from coursekit.autodiff import grad, hessian, jacobian\n"
        "from coursekit.probability import Normal\n"
        "x = np.array([3.0, 4.0])\n"
        "X = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])\n"
        "t = np.linspace(-10, 10, 2001)\n"
        "s = np.linspace(0, 3, 3001)",
        (
            Sign(
                r"\frac{dy}{dx}",
                "the derivative of y by x, here of x³ at 2",
                "grad(lambda x: x**3)(2.0)",
                words="slope",
            ),
            Sign(
                r"\frac{\partial y}{\partial x}",
                "the partial derivative of y by x, here of x²z at (3, 2)",
                "grad(lambda x, z: x**2 * z, argnums=0)(3.0, 2.0)",
                words="del",
            ),
            Sign(
                r"\nabla_{\boldsymbol{x}} y",
                "the gradient of y by the vector x, here of x₁² + x₂²",
                "grad(lambda x: x @ x)(x)",
                "On paper a row, 1×n; in code shape (n,), and (1, n) is accepted too.",
                words="nabla del",
            ),
            Sign(
                r"\nabla_{\boldsymbol{X}} y",
                "the derivatives of y by the entries of a matrix, stored in its shape",
                "grad(lambda X: np.sum(X**2))(X)",
                words="nabla gradient",
            ),
            Sign(
                r"\nabla_{\boldsymbol{\mathsf{X}}} y",
                "the derivatives of y by the entries of a tensor, stored in its shape",
                "grad(lambda T: np.sum(T**2))(np.ones((2, 3, 4))).shape",
                words="nabla gradient",
            ),
            Sign(
                r"\frac{\partial f}{\partial \boldsymbol{x}}",
                "the Jacobian matrix, m×n, of f from ℝⁿ to ℝᵐ: a row for each output",
                "jacobian(lambda x: np.array([[1.0, 2], [0, 1], [5, 0]]) @ x)(x)",
                words="J",
            ),
            Sign(
                r"\nabla_{\boldsymbol{x}}^2 f(\boldsymbol{x})",
                "the Hessian matrix: all second derivatives; also written H(f)(x)",
                "hessian(lambda x: x[0] ** 2 * x[1])(x)",
                words="nabla second curvature",
            ),
            Sign(
                r"\int f(\boldsymbol{x}) d\boldsymbol{x}",
                "the integral over the whole domain: a definite integral, a number",
                "np.trapezoid(Normal().prob(t), t)",
                "S3 prints “indefinite” here; an indefinite integral would be a function.",
                words="area",
            ),
            Sign(
                r"\int_{\mathbb{S}} f(\boldsymbol{x}) d\boldsymbol{x}",
                "the integral over the set 𝕊, here of s² from 0 to 3",
                "np.trapezoid(s**2, s)",
                words="area definite",
            ),
        ),
    ),
    Group(
        "probability",
        "Probability and information theory",
        "import numpy as np\n"
        "from coursekit.probability import (\n"
        "    Categorical, MultivariateNormal, Normal, entropy, kl_divergence)\n"
        "P = Categorical([0.5, 0.25, 0.25])\n"
        "x = np.array([0, 1, 2])  # the values that P can take\n"
        "p, q = [0.5, 0.25, 0.25], [0.8, 0.1, 0.1]\n"
        "f, g = x**2, 3 - x",
        (
            Sign(
                r"P(\mathrm{a})",
                "the distribution of a discrete variable, here at the value 1",
                "P.prob(1)",
                words="mass pmf",
            ),
            Sign(
                r"p(\mathrm{a})",
                "a density, or a distribution whose kind is left open; here at 0",
                "Normal(mean=0, std=1).prob(0.0)",
                words="pdf continuous",
            ),
            Sign(
                r"\mathrm{a} \sim P",
                "a is drawn from P; here eight draws",
                "P.sample(8, rng=0)",
                words="sample distributed",
            ),
            Sign(
                r"\mathbb{E}_{\mathrm{x} \sim P}[f(x)]",
                "the expectation of f(x): its average, weighted with P",
                "np.sum(P.prob(x) * f)",
                words="mean expected",
            ),
            Sign(
                r"\operatorname{Var}(f(x))",
                "the variance of f(x): the expected square of what it is off its mean",
                "np.sum(P.prob(x) * f**2) - np.sum(P.prob(x) * f) ** 2",
                words="spread",
            ),
            Sign(
                r"\operatorname{Cov}(f(x), g(x))",
                "the covariance of f(x) and g(x)",
                "np.sum(P.prob(x) * f * g) - np.sum(P.prob(x) * f) * np.sum(P.prob(x) * g)",
                words="correlation",
            ),
            Sign(
                r"H(\mathrm{x})",
                'Shannon\'s entropy of x, in nats; unit="bits" gives 1.5 bits here',
                "entropy(p)",
                words="uncertainty information",
            ),
            Sign(
                r"D_{\mathrm{KL}}(P \Vert Q)",
                "the Kullback–Leibler divergence of P and Q: not symmetric",
                "kl_divergence(p, q)",
                words="relative entropy distance",
            ),
            Sign(
                r"\mathcal{N}(\boldsymbol{x}; \boldsymbol{\mu}, \boldsymbol{\Sigma})",
                "the normal density with mean μ and covariance Σ, here at its mean",
                "MultivariateNormal([1.0, 2.0], [[1.0, 0.5], [0.5, 2.0]]).prob([1.0, 2.0])",
                words="gaussian bell",
            ),
        ),
    ),
    Group(
        "functions",
        "Functions",
        "import numpy as np\n"
        "def f(z): return z**2\n"
        "def g(x): return x + 1\n"
        "def line(x, theta): return theta[0] + theta[1] * x\n"
        "x = np.array([3.0, -4.0])",
        (
            Sign(
                r"f : \mathbb{A} \to \mathbb{B}",
                "f takes its inputs from 𝔸 and gives outputs in 𝔹",
                "f(3.0)",
                words="domain range codomain arrow",
            ),
            Sign(
                r"f \circ g",
                "first g, then f: f(g(x)), read from the right",
                "f(g(2.0))",
                words="composition after",
            ),
            Sign(
                r"f(\boldsymbol{x}; \boldsymbol{\theta})",
                "a function of x with parameters θ; often just f(x)",
                "line(2.0, theta=[1.0, 3.0])",
                words="parameter weights theta",
            ),
            Sign(
                r"\log x",
                "the natural logarithm, to the base e",
                "np.log(np.e)",
                "Many call it ln. np.log2 gives bits.",
                words="ln",
            ),
            Sign(
                r"\sigma(x)",
                "the logistic sigmoid 1/(1 + e⁻ˣ), here at 0",
                "1 / (1 + np.exp(-0.0))",
                words="sigma",
            ),
            Sign(
                r"\zeta(x)",
                "softplus, log(1 + eˣ), here at 0",
                "np.log(1 + np.exp(0.0))",
                words="zeta",
            ),
            Sign(
                r"\Vert \boldsymbol{x} \Vert_p",
                "the Lᵖ norm, here p = 1: the sum of the sizes",
                "np.linalg.norm(x, ord=1)",
                words="length",
            ),
            Sign(
                r"\Vert \boldsymbol{x} \Vert",
                "the L² norm: the length of the vector",
                "np.linalg.norm(x)",
                words="euclidean",
            ),
            Sign(
                r"x^{+}",
                "the positive part, max(0, x): ReLU",
                "np.maximum(0, x)",
                words="relu",
            ),
            Sign(
                r"\mathbf{1}_{\mathrm{condition}}",
                "1 where the condition is true, else 0; here x > 0",
                "np.where(x > 0, 1, 0)",
                words="indicator",
            ),
        ),
    ),
    Group(
        "algebra",
        "Linear algebra",
        "import numpy as np\n"
        "x = np.array([1.0, 2.0])\n"
        "y = np.array([3.0, 5.0])\n"
        "A = np.array([[2.0, 1.0], [0.0, 4.0]])\n"
        "B = np.array([[1.0, 1.0], [1.0, 0.0]])",
        (
            Sign(
                r"\boldsymbol{A}\boldsymbol{x}",
                "matrix times vector",
                'np.einsum("ij,j->i", A, x)',
                "The same as A @ x.",
                words="product",
            ),
            Sign(
                r"\boldsymbol{A}\boldsymbol{B}",
                "the matrix product: rows of A times columns of B",
                'np.einsum("ik,kj->ij", A, B)',
                "The same as A @ B. In general not BA.",
                words="multiplication",
            ),
            Sign(
                r"\boldsymbol{A} \odot \boldsymbol{B}",
                "the Hadamard product: entry by entry",
                "A * B",
                words="elementwise",
            ),
            Sign(
                r"\boldsymbol{x}^{\top}\boldsymbol{y}",
                "the dot product: one number",
                "x @ y",
                words="inner scalar product",
            ),
            Sign(
                r"\boldsymbol{x}\boldsymbol{y}^{\top}",
                "the outer product: a matrix",
                "np.outer(x, y)",
                words="outer",
            ),
            Sign(
                r"\boldsymbol{A}^{\top}",
                "the transpose: rows become columns",
                "A.T",
                words="flip",
            ),
            Sign(
                r"\operatorname{det}(\boldsymbol{A})",
                "the determinant: the factor by which areas grow",
                "np.linalg.det(A)",
                words="volume",
            ),
            Sign(
                r"\boldsymbol{A}^{-1}",
                "the inverse, which undoes A; exists if det A is not 0",
                "np.linalg.inv(A)",
                words="invert",
            ),
            Sign(
                r"\boldsymbol{x}^{\top}\boldsymbol{A}\boldsymbol{x}",
                "a quadratic form: one number",
                "x @ A @ x",
                words="bowl",
            ),
        ),
    ),
)
