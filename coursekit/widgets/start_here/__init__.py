"""The widgets of lesson 00: notation, the matrix product, and how large networks are."""

from coursekit.widgets.start_here.notation_table import notation
from coursekit.widgets.start_here.product_scene import matrix_product
from coursekit.widgets.start_here.sizes import network_sizes

__all__ = ["matrix_product", "network_sizes", "notation"]
