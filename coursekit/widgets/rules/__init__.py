"""The widgets of lesson 02: two functions under a rule, stretch factors, a derivative checked."""

from coursekit.widgets.rules.chain import chain_machine
from coursekit.widgets.rules.checker import derivative_checker
from coursekit.widgets.rules.explorer import rule_explorer

__all__ = ["chain_machine", "derivative_checker", "rule_explorer"]
