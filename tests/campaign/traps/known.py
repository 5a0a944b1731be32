"""The traps that symnet steps into today, by the kind of fault; a row goes when its kind is mended."""

KNOWN: dict[str, tuple[tuple[str, str], ...]] = {
    "D: an error or no end instead of an answer": (
        ("functions", "x^(1/10¹²) ends"),
        ("parts", "a slice that may be empty"),
        ("parts", "two numbers beside a definition with pieces"),
        ("parts", "a definition with pieces is not its argument"),
        ("parts", "two numbers beside a definition with an explicit matrix"),
        ("parts", "two numbers beside a sum of a slice"),
        ("parts", "explicit: tr of a square"),
        ("parts", "explicit: Σ of a square"),
        ("parts", "a product of one factor"),
    ),
    "E4: undecided though true": (("facts", "hardtanh x = x, -1 < x < 1"),),
    "E1: no derivative rule": (("gradients", "by X, Z: max of entries"),),
    "campaign: a derivative does not see what a definition contains": (("others", "d(c y)/dx is 2xy where c = x²"),),
}
