"""The lines of a backward pass as courses type them: by depth, grain, notation and names; and ways to spoil them."""

import symnet as sn

SLOPES = {"tanh": "tanh'({z})", "sigmoid": "σ'({z})", "relu": "relu'({z})"}


def network(depth, notation="one_based", sizes="names"):
    """A network with tanh in the hidden layers and one sigmoid at the end, and its cost."""
    widths = [f"n_{layer}" for layer in range(depth + 1)] if sizes == "names" else [2] * depth + [1]
    activations = ["tanh"] * (depth - 1) + ["sigmoid"]
    return sn.Network(widths, activations=activations, notation=notation).cost("binary_cross_entropy")


def names(style, grain):
    """How gradients are called: by z, a, w and b of a layer."""
    large = grain == "batch"
    z, a = ("Z", "A") if large else ("z", "a")
    of = "J" if large else "L"
    if style == "d":
        return f"d{z}{{}}", f"d{a}{{}}", "dW{}", "db{}"
    if style == "delta":
        return "δ^[{}]", f"d{a}{{}}", "dW{}", "db{}"
    return f"∂{of}/∂{z}{{}}", f"∂{of}/∂{a}{{}}", f"∂{of}/∂W{{}}", f"∂{of}/∂b{{}}"


def lines(depth, grain, style, *, inlined=True):
    """The backward pass in the notation ``one_based``, line by line; a batch has its 1/m in δ."""
    dz, da, dw, db = names(style, grain)
    large = grain == "batch"
    z, a, x, y = ("Z", "A", "X", "Y") if large else ("z", "a", "x", "y")
    m, ones = ("1/m ", " 1") if large else ("", "")
    found = [f"{dz.format(depth)} = {m}({a}{depth} - {y})"]
    found.append(f"{da.format(depth)} = {m}((1 - {y})/(1 - {a}{depth}) - {y}/{a}{depth})")
    for layer in range(depth, 0, -1):
        before = f"{a}{layer - 1}" if layer > 1 else x
        found.append(f"{dw.format(layer)} = {dz.format(layer)} {before}ᵀ")
        found.append(f"{db.format(layer)} = {dz.format(layer)}{ones}")
        if layer > 1:
            found.append(f"{da.format(layer - 1)} = W{layer}ᵀ {dz.format(layer)}")
            found.append(f"{dz.format(layer - 1)} = {da.format(layer - 1)} ⊙ (1 - {a}{layer - 1} ⊙ {a}{layer - 1})")
            found.append(f"{dz.format(layer - 1)} = W{layer}ᵀ {dz.format(layer)} ⊙ tanh'({z}{layer - 1})")
    if depth > 1 and inlined:
        first, last = (("dX" if large else "dx"), "W1")
        found.append(f"{first} = {last}ᵀ {dz.format(1)}")
        found.append(f"{dw.format(1)} = (W2ᵀ {dz.format(2)} ⊙ (1 - {a}1 ⊙ {a}1)) {x}ᵀ")
    return found


def neurons(depth, style):
    """The lines of one sample entry by entry, for any neuron and weight."""
    dz, da, dw, db = {
        "d": ("dz^[{}]{}", "da^[{}]{}", "dw^[{}]{}", "db^[{}]{}"),
        "delta": ("δ^[{}]{}", "da^[{}]{}", "dw^[{}]{}", "db^[{}]{}"),
        "partial": ("∂L/∂z^[{}]{}", "∂L/∂a^[{}]{}", "∂L/∂w^[{}]{}", "∂L/∂b^[{}]{}"),
    }[style]
    found = [f"{dz.format(depth, 'ⱼ')} = a^[{depth}]ⱼ - yⱼ"]
    for layer in range(depth, 0, -1):
        before = f"a^[{layer - 1}]ₖ" if layer > 1 else "xₖ"
        found.append(f"{dw.format(layer, 'ⱼₖ')} = {dz.format(layer, 'ⱼ')} {before}")
        found.append(f"{db.format(layer, 'ⱼ')} = {dz.format(layer, 'ⱼ')}")
        if layer > 1:
            total = f"∑ₖ₌₁^(n_{layer}) w^[{layer}]ₖⱼ {dz.format(layer, 'ₖ')}"
            found.append(f"{da.format(layer - 1, 'ⱼ')} = {total}")
            found.append(f"{dz.format(layer - 1, 'ⱼ')} = {da.format(layer - 1, 'ⱼ')} (1 - (a^[{layer - 1}]ⱼ)²)")
            found.append(f"{dz.format(layer - 1, 'ⱼ')} = tanh'(z^[{layer - 1}]ⱼ) {total}")
    return found


def spoilt(line):
    """The line with its sign changed, a factor 2, and where it has them without a transpose, or another slope."""
    left, right = line.split(" = ")
    yield f"{left} = -({right})"
    yield f"{left} = 2 ({right})"
    if "ᵀ" in right:
        yield f"{left} = {right.replace('ᵀ', '', 1)}"
    if "tanh'" in right:
        yield f"{left} = {right.replace(chr(39), '')}"  # the activation for its slope
        yield f"{left} = {right.replace('tanh', 'σ')}"
    for a in ("a", "A"):
        for layer in range(1, 4):
            if f"(1 - {a}{layer} ⊙ {a}{layer})" in right:
                yield line.replace(f"(1 - {a}{layer} ⊙ {a}{layer})", f"{a}{layer} ⊙ (1 - {a}{layer})")  # as of σ
                yield line.replace(f" ⊙ (1 - {a}{layer} ⊙ {a}{layer})", "")
