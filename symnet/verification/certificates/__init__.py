"""Decisions as files, and the small checker that repeats them without the prover."""
