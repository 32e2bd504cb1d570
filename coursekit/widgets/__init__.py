"""Live widgets of the lessons: a picture that moves with its controls, and its numbers as text.

The names load on first use, so that importing a lesson's helpers never pulls in Matplotlib early.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from coursekit.widgets.backpropagation import backprop_stepper, gradient_check, softmax_paths
    from coursekit.widgets.bayes import base_rate, cartons, sentiment, sequential_update
    from coursekit.widgets.cross_entropy import (
        entropy_curve,
        kl_normals,
        likelihood,
        softmax_cost,
        three_objectives,
    )
    from coursekit.widgets.derivatives import function_plotter, secant_tangent, step_size_error
    from coursekit.widgets.errors import WidgetError
    from coursekit.widgets.forward_and_reverse import (
        bracketing,
        delta_chain,
        dual_numbers,
        sweeps,
    )
    from coursekit.widgets.gradients import gradient_arrow, hill_walk, partials_checker, slices
    from coursekit.widgets.jacobians import (
        helix,
        layer_picture,
        local_linear_map,
        shape_calculator,
    )
    from coursekit.widgets.live import Live, Scene
    from coursekit.widgets.live_table import LiveTable
    from coursekit.widgets.matrix_derivatives import matrix_gradient, tensor_shapes
    from coursekit.widgets.probability import (
        bivariate_normal,
        distribution_explorer,
        is_it_a_density,
        joint_table,
        variance_rules,
    )
    from coursekit.widgets.rules import chain_machine, derivative_checker, rule_explorer
    from coursekit.widgets.start_here import matrix_product, network_sizes, notation
    from coursekit.widgets.structured_models import bayes_net, bigram_explorer, topic_model
    from coursekit.widgets.training import (
        descent,
        fizzbuzz_trainer,
        polynomial_fit,
        xor_trainer,
    )

__all__ = [
    "Live",
    "LiveTable",
    "Scene",
    "WidgetError",
    "backprop_stepper",
    "base_rate",
    "bayes_net",
    "bigram_explorer",
    "bivariate_normal",
    "bracketing",
    "cartons",
    "chain_machine",
    "delta_chain",
    "derivative_checker",
    "descent",
    "distribution_explorer",
    "dual_numbers",
    "entropy_curve",
    "fizzbuzz_trainer",
    "function_plotter",
    "gradient_arrow",
    "gradient_check",
    "helix",
    "hill_walk",
    "is_it_a_density",
    "joint_table",
    "kl_normals",
    "layer_picture",
    "likelihood",
    "local_linear_map",
    "matrix_gradient",
    "matrix_product",
    "network_sizes",
    "notation",
    "partials_checker",
    "polynomial_fit",
    "rule_explorer",
    "secant_tangent",
    "sentiment",
    "sequential_update",
    "shape_calculator",
    "slices",
    "softmax_cost",
    "softmax_paths",
    "step_size_error",
    "sweeps",
    "tensor_shapes",
    "three_objectives",
    "topic_model",
    "variance_rules",
    "xor_trainer",
]

_HOME = {
    "Live": "live",
    "LiveTable": "live_table",
    "Scene": "live",
    "WidgetError": "errors",
    "backprop_stepper": "backpropagation",
    "base_rate": "bayes",
    "bayes_net": "structured_models",
    "bigram_explorer": "structured_models",
    "bivariate_normal": "probability",
    "bracketing": "forward_and_reverse",
    "cartons": "bayes",
    "chain_machine": "rules",
    "delta_chain": "forward_and_reverse",
    "derivative_checker": "rules",
    "descent": "training",
    "distribution_explorer": "probability",
    "dual_numbers": "forward_and_reverse",
    "entropy_curve": "cross_entropy",
    "fizzbuzz_trainer": "training",
    "function_plotter": "derivatives",
    "gradient_arrow": "gradients",
    "gradient_check": "backpropagation",
    "helix": "jacobians",
    "hill_walk": "gradients",
    "is_it_a_density": "probability",
    "joint_table": "probability",
    "kl_normals": "cross_entropy",
    "layer_picture": "jacobians",
    "likelihood": "cross_entropy",
    "local_linear_map": "jacobians",
    "matrix_gradient": "matrix_derivatives",
    "matrix_product": "start_here",
    "network_sizes": "start_here",
    "notation": "start_here",
    "partials_checker": "gradients",
    "polynomial_fit": "training",
    "rule_explorer": "rules",
    "secant_tangent": "derivatives",
    "sentiment": "bayes",
    "sequential_update": "bayes",
    "shape_calculator": "jacobians",
    "slices": "gradients",
    "softmax_cost": "cross_entropy",
    "softmax_paths": "backpropagation",
    "step_size_error": "derivatives",
    "sweeps": "forward_and_reverse",
    "tensor_shapes": "matrix_derivatives",
    "three_objectives": "cross_entropy",
    "topic_model": "structured_models",
    "variance_rules": "probability",
    "xor_trainer": "training",
}


def __getattr__(name: str) -> Any:
    """Load a widget's module when the widget is asked for."""
    if name in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
