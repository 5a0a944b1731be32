"""The traps that symnet steps into today, by the kind of fault; a row goes when its kind is mended."""

KNOWN: dict[str, tuple[tuple[str, str], ...]] = {
    "D: an error or no end instead of an answer": (
        ("functions", "x^(1/10¹²) ends"),
        ("parts", "a slice that may be empty"),
    ),
    "E4: undecided though true": (
        ("facts", "hardtanh x = x, -1 < x < 1"),
        ("sums", "Σ δ(i, n-1) = 1"),
    ),
    "E1: no derivative rule": (("gradients", "by X, Z: max of entries"),),
    "campaign: a derivative does not see what a definition contains": (("others", "d(c y)/dx is 2xy where c = x²"),),
}
