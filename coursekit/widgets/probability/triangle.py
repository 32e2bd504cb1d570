"""Rules of variance as a triangle: standard deviations are sides, the correlation is an angle."""

from coursekit.widgets.controls import slider
from coursekit.widgets.errors import WidgetError
from coursekit.widgets.live import Live
from coursekit.widgets.probability.triangle_scene import TriangleScene
from coursekit.widgets.probability.variances import Variances, describe, model, say_split
from coursekit.widgets.style import number
from coursekit.widgets.words import message_line

__all__ = ["LARGEST", "SMALLEST", "variance_rules"]

SMALLEST, LARGEST = 0.5, 5.0  # standard deviations


def variance_rules(
    std_x: float = 3.0, std_y: float = 4.0, correlation: float = 0.5
) -> Live[Variances]:
    """Show Var[X + Y] and Var[X − Y] as squares of the diagonal and the third side of a triangle.

    Args:
        std_x: the standard deviation of X, from 0.5 to 5: the length of one arrow.
        std_y: the standard deviation of Y: the length of the other.
        correlation: ρ, from −1 to 1: the cosine of the angle between them.

    Below stand the variances as bars, with 2 Cov[X, Y] hatched. Raises `WidgetError` for numbers
    out of reach. Source: S2, "Expectation and Variance", where the variance is said to split only
    for independent variables; it does so whenever Cov[X, Y] = 0.

    >>> widget = variance_rules(3, 4, 0)
    >>> widget.description.split(chr(10))[1].split("; ")[1]
    'SD[X + Y] = √25 = 5, the diagonal'
    """
    for name, value in (("std_x", std_x), ("std_y", std_y)):
        if not SMALLEST <= value <= LARGEST:
            raise WidgetError(
                f"{name} = {number(value)} is out of reach. Choose a standard deviation within"
                f" [{number(SMALLEST)}, {number(LARGEST)}]."
            )
    if not -1 <= correlation <= 1:
        raise WidgetError(
            f"correlation = {number(correlation)} cannot be: every correlation lies within [−1, 1]."
        )
    controls = {
        "std_x": slider("SD[X]", std_x, SMALLEST, LARGEST, 0.1),
        "std_y": slider("SD[Y]", std_y, SMALLEST, LARGEST, 0.1),
        "correlation": slider("ρ", correlation, -1.0, 1.0, 0.05),
    }
    verdict = message_line()
    return Live(
        model,
        TriangleScene,
        describe,
        controls,
        top=[*controls.values(), verdict],
        notes=[(verdict, say_split)],
    )
