"""Explanation by one edit: which single change of the right equations gives what somebody wrote."""

from symnet.verification.explaining.equations import explain_equation
from symnet.verification.explaining.gradients import explain_gradients, explain_output
from symnet.verification.explaining.programs import Trial

__all__ = ["Trial", "explain_equation", "explain_gradients", "explain_output"]
