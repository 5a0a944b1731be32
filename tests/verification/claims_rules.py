"""Sound rewrites, each with its condition: an expression that a rule changes stays equal for every size.

Nothing of symnet's rewriting stands in them: the rules are what a textbook says, and the exact numbers see to it that they
are true.
"""

from tests.verification import claims_rules_entries, claims_rules_functions, claims_rules_products
from tests.verification.claims_rewrites import Rules

RULES: Rules = claims_rules_products.RULES | claims_rules_entries.RULES | claims_rules_functions.RULES
"""By name: the rule, and what it asks of a node before it is tried."""
