"""The language: the nodes that SymPy lacks, symbols with a role, scalar functions, and equations."""
