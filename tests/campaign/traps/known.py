"""The traps that symnet steps into today, by the kind of fault; a row goes when its kind is mended."""

KNOWN: dict[str, tuple[tuple[str, str], ...]] = {
    "D: an error instead of an answer": (
        ("parts", "two numbers beside a definition with pieces"),
        ("parts", "a definition with pieces is not its argument"),
        ("parts", "two numbers beside a sum of a slice"),
        ("parts", "a product of one factor"),
        ("gradients", "by X, Z: an empty sum"),
    ),
    "E1: no derivative rule": (("gradients", "by X, Z: max of entries"),),
}
