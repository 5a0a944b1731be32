"""Notations, and expressions as LaTeX and text."""
