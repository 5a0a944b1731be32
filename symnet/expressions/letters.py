r"""How a name is written: each name has one spelling of its own, in LaTeX and as text, that no other name has.

``x_1`` is :math:`x_1` and ``x1`` is a word, ``lambda`` is λ, ``y_hat`` is ŷ, ``dgamma`` is dγ. A name that fits no
such pattern is set as a word, ``\mathit{weight}``, whose letters are no product; a name that is no word at all stands
in angle brackets. A name that is LaTeX already (it holds a brace or a backslash) stays what it is.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import NamedTuple

LOWERED = "0123456789+-=()aehijklmnoprstuvx"
SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ"
RAISED = "0123456789+-=()abcdefghijklmnoprstuvwxyzT"
SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵀ"
TO_SUBSCRIPTS = str.maketrans(LOWERED, SUBSCRIPTS)
TO_SUPERSCRIPTS = str.maketrans(RAISED, SUPERSCRIPTS)

_ORDER = (
    *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu"),
    *("xi", "omicron", "pi", "rho", "varsigma", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega"),
)
GREEK = MappingProxyType({name: chr(0x3B1 + place) for place, name in enumerate(_ORDER)})
"""The small letters by name, each of one glyph."""
VARIANTS = MappingProxyType(
    {"varepsilon": "ϵ", "vartheta": "ϑ", "varphi": "ϕ", "varrho": "ϱ", "varkappa": "ϰ", "varpi": "ϖ"}
)
_OF_THEIR_OWN = ("gamma", "delta", "theta", "lambda", "xi", "pi", "sigma", "upsilon", "phi", "psi", "omega")
_CAPITALS = {name.capitalize(): GREEK[name].upper() for name in _OF_THEIR_OWN}
NAMED = MappingProxyType(
    {name: letter for name, letter in {**GREEK, **VARIANTS, **_CAPITALS}.items() if name not in ("omicron", "pi")}
)
"""The Greek letters that a name may stand for: no other letter looks like one, and π is a number."""
ACCENTS = MappingProxyType({"hat": "\u0302", "tilde": "\u0303", "bar": "\u0304", "dot": "\u0307"})
COMBINED = MappingProxyType({"y\u0302": "ŷ", "Y\u0302": "Ŷ", "x\u0302": "x̂"})

_WORDS = {letter: name for name, letter in NAMED.items()}
_LETTER = "|".join([*sorted([*NAMED, *_WORDS], key=len, reverse=True), "[A-Za-z]"])
_PATTERN = re.compile(
    rf"(?P<d>d?)(?P<letter>{_LETTER})(?:_(?P<accent>hat|tilde|bar|dot))?(?P<primes>'*)"
    rf"(?:\^(?P<above>\[\w+\]|\(\w\)))?(?:_(?P<below>[A-Za-z0-9]+))?"
)
_QUOTED = MappingProxyType({"^": r"\land", "~": r"\sim", **{sign: f"\\{sign}" for sign in "_%#&$"}})
"""Signs that mean something else in LaTeX: none is set as text, where MathJax would show its command."""


class Spelled(NamedTuple):
    """A name in LaTeX and as text."""

    latex: str
    text: str


def spelled(name: str) -> Spelled:
    r"""Return the spelling of a name.

    >>> [spelled(name).latex for name in ("x_1", "x1", "lambda", "y_hat", "dgamma", "weight")]
    ['x_{1}', '\\mathit{x1}', '\\lambda', '\\hat{y}', '\\mathrm{d}\\gamma', '\\mathit{weight}']
    >>> [spelled(name).text for name in ("x_1", "x1", "lambda", "y_hat", "dgamma", "weight", "a b", "W^[1]")]
    ['x₁', 'x1', 'λ', 'ŷ', 'dγ', 'weight', '⟨a b⟩', 'W^[1]']
    """
    found = _PATTERN.fullmatch(name.replace("ŷ", "y_hat").replace("Ŷ", "Y_hat"))
    if found:
        return _of_parts(**found.groupdict())
    if re.fullmatch(r"\w+", name) and name.isascii() and not name[0].isdigit():
        return Spelled(rf"\mathit{{{name.replace('_', chr(92) + '_')}}}", name)
    return Spelled(rf"\left\langle{_quoted(name)}\right\rangle", f"⟨{name}⟩")


def _quoted(name: str) -> str:
    parts = re.split(f"([{re.escape(''.join(_QUOTED))}])", name)
    return "".join(_QUOTED.get(part) or rf"\text{{{part}}}" for part in parts if part)


def is_latex(name: str) -> bool:
    """Tell whether a name is LaTeX already: its own spelling, which nobody but its user is answerable for."""
    return "\\" in name or "{" in name


def _of_parts(*, d: str, letter: str, accent: str | None, primes: str, above: str | None, below: str | None) -> Spelled:
    word = _WORDS.get(letter, letter)
    latex, text = (rf"\{word}", NAMED[word]) if word in NAMED else (letter, letter)
    if accent:
        latex, text = rf"\{accent}{{{latex}}}", text + ACCENTS[accent]
        text = COMBINED.get(text, text)
    latex, text = (r"\mathrm{d}" if d else "") + latex + primes, d + text + primes
    if above:  # the number of a layer, as W^[1], or of a sample
        latex, text = (
            f"{latex}^{{{above}}}",
            text + (above.translate(TO_SUPERSCRIPTS) if above[0] == "(" else f"^{above}"),
        )
    if below is None:
        return Spelled(latex, text)
    under = below if len(below) == 1 or below.isdigit() else rf"\{below}" if below in NAMED else rf"\mathit{{{below}}}"
    return Spelled(f"{latex}_{{{under}}}", text + lowered(NAMED.get(below, below)))


def lowered(below: str) -> str:
    """Return a subscript as text: ``₁₂`` where every letter has such a form, else ``_max``.

    >>> lowered("12"), lowered("q")
    ('₁₂', '_q')
    """
    small = below.translate(TO_SUBSCRIPTS)
    return small if set(below) <= set(LOWERED) else f"_{below}"
