"""How wide letters are: the advance widths of Times and of the fonts that share its metrics, in thousandths of an em.

Letters that Times does not have are as wide as in DejaVu Serif, which browsers fall back on. The SVG writer sets each
word to the width that is measured here, so another font changes its looks and not its place.
"""

from __future__ import annotations

import unicodedata
from types import MappingProxyType

UPRIGHT_ROWS = (
    (180, "'"),
    (200, "|"),
    (201, "ᵢⁱ"),
    (219, "′"),
    (222, "ᶠ"),
    (243, "ˡₗ"),
    (246, "⁽⁾₍₎"),
    (247, "ᵗₜ"),
    (250, " ,.·"),
    (264, "ʲⱼ"),
    (269, "ι"),
    (278, "/:;\\ijlt"),
    (300, "²³¹"),
    (315, "ⁿ"),
    (331, "ᶻ"),
    (333, "!()-I[]`frΙ"),
    (337, "ˢₛ"),
    (346, "ᶜ"),
    (347, "ʳᵣ"),
    (365, "ᵏₖ"),
    (373, "ᵛᵥ"),
    (385, "ᵒₒ"),
    (386, "ᵃₐ"),
    (387, "ᵉₑ"),
    (389, "Js"),
    (390, "⌊⌋"),
    (396, "ς"),
    (399, "ᵘᵤ"),
    (400, "ᵇᵈᵍᵖₚ"),
    (401, "⁰⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉"),
    (402, "τ"),
    (408, '"'),
    (414, "ζ"),
    (417, "″"),
    (420, "εᵀ"),
    (423, "ʸ"),
    (424, "ˣₓ"),
    (433, "ʰₕₙ"),
    (442, "γ"),
    (444, "?acezχ"),
    (446, "ξ"),
    (452, "ν"),
    (462, "∥"),
    (469, "^"),
    (471, "δ"),
    (479, "θℓ"),
    (480, "{}"),
    (485, "λ"),
    (490, "∘"),
    (494, "∂"),
    (495, "υ"),
    (499, "ρ"),
    (500, "#$*0123456789_bdghknopquvxyο–‖↑↓"),
    (504, "κ"),
    (505, "π"),
    (509, "β"),
    (523, "η"),
    (524, "α"),
    (528, "⁺⁻⁼₊₋₌"),
    (536, "μ"),
    (539, "σ"),
    (541, "~"),
    (549, "±√≈≠≤≥÷"),
    (556, "FPSΡ"),
    (564, "+<=>¬×−≡"),
    (577, "φ"),
    (578, "Γ"),
    (582, "Σ"),
    (585, "ʷ"),
    (611, "ELTZΕΖΤ"),
    (613, "ᵐₘ"),
    (626, "ψ"),
    (643, "ΔΞ"),
    (658, "ω"),
    (667, "BCRΒ"),
    (698, "∇"),
    (713, "∑∞"),
    (722, "ADGHKNOQUVXYwΑΗΘΚΝΟΠΥΧ"),
    (725, "Λ"),
    (731, "Φ"),
    (732, "∧∨"),
    (738, "Ψ"),
    (740, "∈"),
    (743, "Ω"),
    (778, "&m"),
    (823, "∏"),
    (833, "%"),
    (838, "↦⊗⊙"),
    (889, "MΜ"),
    (921, "@"),
    (944, "W"),
    (1000, "—…←→↔⋮⋯"),
)

ITALIC_ROWS = (
    (278, "fijltι"),
    (333, "IΙ"),
    (358, "τ"),
    (389, "rsz"),
    (394, "γε"),
    (405, "ζ"),
    (406, "ς"),
    (428, "ξ"),
    (433, "λ"),
    (440, "χ"),
    (444, "Jcekvxyν"),
    (459, "υ"),
    (465, "δ"),
    (480, "κρ"),
    (491, "θ"),
    (493, "σ"),
    (496, "η"),
    (498, "β"),
    (500, "Sabdghnopquο"),
    (501, "π"),
    (502, "μ"),
    (525, "α"),
    (553, "φ"),
    (556, "LTYZΖΤΥ"),
    (569, "Γ"),
    (587, "Δ"),
    (594, "Σ"),
    (604, "Λ"),
    (611, "ABEFPRVXΑΒΕΡΧ"),
    (621, "ψ"),
    (639, "Ξ"),
    (667, "CKNwΚΝ"),
    (703, "Ψ"),
    (706, "ω"),
    (722, "DGHOQUmΗΘΟΠ"),
    (723, "Ω"),
    (761, "Φ"),
    (833, "MWΜ"),
)

UPRIGHT = MappingProxyType({letter: width / 1000 for width, letters in UPRIGHT_ROWS for letter in letters})
ITALIC = MappingProxyType({letter: width / 1000 for width, letters in ITALIC_ROWS for letter in letters})
UNKNOWN = 1.0
"""A letter without a row takes a whole em, as the letters of most other scripts do at most."""


def width_of(text: str, *, italic: bool = False) -> float:
    """Return the width of a line of text in ems.

    >>> width_of("w", italic=True), width_of("w"), width_of("é") == width_of("e")
    (0.667, 0.722, True)
    """
    letters = (letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
    return sum(_width(letter, italic=italic) for letter in letters)


def _width(letter: str, *, italic: bool) -> float:
    upright = UPRIGHT.get(letter, UNKNOWN)
    return ITALIC.get(letter, upright) if italic else upright
