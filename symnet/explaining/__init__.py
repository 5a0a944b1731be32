"""Explanation by one edit: which single change of the right equations gives what somebody wrote."""

from symnet.explaining.equations import explain_equation, may_be_equal
from symnet.explaining.gradients import explain_gradients, explain_output
from symnet.explaining.programs import Trial
from symnet.explaining.texts import explain_text

__all__ = ["Trial", "explain_equation", "explain_gradients", "explain_output", "explain_text", "may_be_equal"]
