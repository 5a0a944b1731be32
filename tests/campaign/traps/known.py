"""The traps that symnet steps into today, by the kind of fault; a row goes when its kind is mended."""

KNOWN: dict[str, tuple[tuple[str, str], ...]] = {}
