"""Random choices that a seed repeats."""

from random import Random


def seeded(seed: object) -> Random:
    """Return the source of choices of a seed, the same one on every machine."""
    return Random(str(seed))  # noqa: S311 - to be repeated, not to be secret
