"""A campaign against false verdicts that shares no code with symnet: its own trees, rewrites and evaluation."""
