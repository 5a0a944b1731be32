"""Checks of other people's functions: a backward pass, a forward pass, a cost, beside the right ones."""

from symnet.checks.costs import check_cost
from symnet.checks.forwards import check_forward
from symnet.checks.gradients import check_gradient
from symnet.checks.report import Finding, Report, Result, Worst

__all__ = ["Finding", "Report", "Result", "Worst", "check_cost", "check_forward", "check_gradient"]
