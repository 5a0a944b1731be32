"""Checks of other people's functions: a backward pass, a forward pass, a cost, beside the right ones."""

from symnet.verification.checks.costs import check_cost
from symnet.verification.checks.forwards import check_forward
from symnet.verification.checks.gradients import check_gradient
from symnet.verification.checks.report import Finding, Report, Result, Worst

__all__ = ["Finding", "Report", "Result", "Worst", "check_cost", "check_forward", "check_gradient"]
