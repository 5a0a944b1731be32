"""Proofs for all sizes: equations in index form, and backward passes line by line."""
